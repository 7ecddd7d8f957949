"""Binds a topic, or any pure view of a log, to the filters and to its own controls."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from ipywidgets import Box, HBox, Layout, ToggleButton, VBox, Widget
from traitlets import TraitError

from bounceback_analysis.analysis.outcomes import check_log
from bounceback_analysis.charts.picture import Picture
from bounceback_analysis.log.reading import read_again
from bounceback_analysis.notebook.drawing import Drawing, Quotes
from bounceback_analysis.notebook.filters import (
    Choice,
    Filters,
    said_of,
    shared_filters,
    value_of,
)
from bounceback_analysis.topics import plot, resolve, topic_of

if TYPE_CHECKING:
    import pandas as pd

    from bounceback_analysis.log.model import Log
    from bounceback_analysis.notebook.filters import FilterBar
    from bounceback_analysis.topics import Topic

Shown = Picture | Quotes
View = Callable[..., Shown | Sequence[Shown]]
Detail = Callable[["Log", str], Shown]
PutRight = Callable[["Log", str, str, str], "tuple[Log, str]"]

logger = logging.getLogger("bounceback_analysis")
logger.addHandler(logging.NullHandler())

NO_LINES = "No line is left by these filters. Take one away, or reset them, to see more."
NOT_WRITTEN = "That could not be written. Your log is as it was."
NO_PICTURE = "This could not be drawn from the lines shown. The rest of the notebook still works."


def explore(
    topic: str | Callable[..., pd.DataFrame], log: Log, *, filters: bool | None = None
) -> VBox:
    """Explore a topic of a log: its picture, its choices, and what stands behind a mark.

    Parameters
    ----------
    topic
        The function that makes its table, such as ``bb.stage_rates``, or its name.
    log
        The log. Where readings can be put right it is read afresh.
    filters
        Whether the notebook's shared filters apply; None is as suits the topic.
    """
    row = topic_of(topic)
    check_log(log, "explore", before=f"bb.{row.name}, ")
    return bind(
        read_again(log) if row.put_right else log,
        _named(row.view) or _view_of(row),
        name=row.name,
        filters=row.filters if filters is None else filters,
        controls=row.controls,
        detail=_named(row.detail),
        put_right=_named(row.put_right),
    )


def _named(function: str) -> Callable[..., Any] | None:
    """Give the function of this room that a row names, if it names one."""
    return resolve(f"notebook.{function}") if function else None


def _view_of(row: Topic) -> View:
    """Give the view of a topic: its picture, those beside it, and what is said below."""

    def view(log: Log, **choices: Any) -> list[Shown]:
        pictures = [plot(row.name, log, **choices), *(plot(name, log) for name in row.beside)]
        below = _named(row.below)
        return [*pictures, *([below(log)] if below else [])]

    return view


def bind(
    log: Log,
    view: View,
    *,
    name: str = "",
    filters: bool = True,
    controls: Mapping[str, Widget | Mapping[str, Any]] | None = None,
    detail: Detail | None = None,
    put_right: PutRight | None = None,
) -> VBox:
    """Show what a view gives, and show it anew whenever a filter or a control is moved.

    Parameters
    ----------
    log
        The log; the view gets that of the lines that the filters let through.
    view
        ``view(log, **controls)``: a picture, or several. It must be pure.
    name
        By which its controls are remembered when the cell is run again.
    controls
        By the name of the view's argument: a widget with a ``value``, or a mapping from what
        a person reads to the value it stands for, the first being the one at the start.
    detail
        ``detail(log, key)``: what stands below a picture when a mark in it is chosen.
    put_right
        ``put_right(log, key, way, offer)``, called when a person says how a quote is to be
        read, gives the log as it is then, and a sentence on what was done.
    """
    bar = shared_filters(log.entries) if filters and len(log.entries) else None
    asked = {choice: _control(choice, given) for choice, given in (controls or {}).items()}
    _remember(name, asked)
    bound = _Bound(log, view, bar, asked, detail, put_right)
    row = HBox(list(asked.values()))
    row.add_class("bb-controls")
    box = VBox(
        [
            *([_folded(bar)] if bar else []),
            *([row] if asked and len(log.entries) else []),
            bound.drawing,
        ]
    )
    box.add_class("bb-view")
    return box


class _Bound:
    """A drawing that follows its log, the filters, its controls and the mark chosen last."""

    def __init__(
        self,
        log: Log,
        view: View,
        bar: FilterBar | None,
        asked: Mapping[str, Widget],
        detail: Detail | None,
        put_right: PutRight | None,
    ) -> None:
        self.log, self.view, self.bar, self.asked = log, view, bar, asked
        self.detail, self.put_right = detail, put_right
        self.drawing = Drawing()
        self.drawn: tuple[object, ...] = ()
        self.drawing.put_right = self.settle if put_right else None
        if bar:
            bar.observe(self.redraw, "choices")
        for control in asked.values():
            control.observe(self.redraw, "value")
        self.drawing.observe(self.redraw, ["selected", "showing"])
        self.redraw()

    def redraw(self, change: Mapping[str, Any] | None = None, *, done: str = "") -> None:
        """Draw what is chosen now, once, and only while it is on the screen."""
        # What is chosen in it is in use, also where a screen reader never scrolled to it.
        wanted = self.drawing.showing or bool(change and change["name"] == "selected")
        values = {choice: value_of(control) for choice, control in self.asked.items()}
        choices = self.bar.choices if self.bar else Filters()
        state = (choices, values, self.drawing.selected)
        if not wanted or state == self.drawn:
            return
        self.drawn = state
        log, of = self.log, len(self.log.entries)
        chosen = log if choices == Filters() else log.only(**vars(choices))
        note = said_of(len(chosen.entries), of, choices) if self.bar else ""
        note = f"{done} {note}".strip()
        if of and chosen.entries.empty:
            self.drawing.show([], note=f"{note} {NO_LINES}")
        else:
            self.drawing.show(self.shown(chosen, values), note=note)

    def shown(self, log: Log, values: Mapping[str, Any]) -> list[Shown]:
        """Give the pictures, what a chosen mark stands for right below its own, if it is there."""
        pictures = _drawn(self.view, log, **values)
        chosen = self.drawing.selected
        if not self.detail or not chosen:
            return pictures
        shown = []
        for picture in pictures:
            shown.append(picture)
            marks = picture.marks if isinstance(picture, Picture) else ()
            keys = {getattr(mark, "key", "") for mark in marks}
            if picture.name == chosen["picture"] and chosen["key"] in keys:
                shown += _drawn(self.detail, log, chosen["key"])
        return shown

    def settle(self, *given: str) -> None:
        """Put a reading right; where that fails the person is told calmly, the log in full."""
        done = ""
        try:
            if self.put_right:
                self.log, done = self.put_right(self.log, *given)
        except Exception:
            logger.exception("A reading could not be put right: %r", given)
            done = NOT_WRITTEN
        self.drawn = ()
        self.redraw(done=done)


def _drawn(view: Callable[..., Any], *given: Any, **values: Any) -> list[Shown]:
    """Ask a view for its pictures; where it fails the person is told calmly, the log in full."""
    try:
        shown = view(*given, **values)
    except Exception:
        logger.exception("A view failed: %r", view)
        return [Quotes("sorry", "Nothing to show here", sentence=NO_PICTURE)]
    return [shown] if isinstance(shown, Shown) else list(shown)


def _control(name: str, control: Widget | Mapping[str, Any]) -> Widget:
    """Make the list of choices for an argument of the view."""
    if isinstance(control, Widget):
        return control
    label = "Split by" if name == "by" else name.replace("_", " ").capitalize()
    return Choice(label, control.items())


def _remember(view: str, asked: Mapping[str, Widget]) -> None:
    """Set controls as they were before the cell was run again, and keep what they become."""
    kept = _memory()
    for name, control in asked.items():
        place = (view, name)
        with suppress(TraitError):
            control.value = kept.get(place, control.value)
        control.observe(lambda change, place=place: kept.update({place: change["new"]}), "value")


@cache
def _memory() -> dict[tuple[str, str], Any]:
    return {}


def _folded(bar: Widget) -> VBox:
    """Put the filters behind one button, open in the first view of the notebook only."""
    button = ToggleButton(value=_is_first_view())
    home = Box([bar], layout=Layout(overflow="visible"))

    def fold(_change: object = None) -> None:
        button.description = "Hide filters" if button.value else "Filter what is shown"
        home.layout.display = "flex" if button.value else "none"

    button.observe(fold, "value")
    fold()
    return VBox([button, home])


def _is_first_view() -> bool:
    """Tell whether the cell that runs is the first of its notebook to show the filters."""
    from IPython.core.getipython import get_ipython

    parent: Mapping[str, Any] = getattr(get_ipython(), "get_parent", dict)()
    cell = str((parent or {}).get("metadata", {}).get("cellId", ""))
    return bool(_memory().setdefault(("", "first cell"), cell) == cell)
