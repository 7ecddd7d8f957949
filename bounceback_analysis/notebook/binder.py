"""Binds a pure view to the filters and to its own controls: what every explorer stands on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from ipywidgets import Box, HBox, Layout, ToggleButton, VBox, Widget
from traitlets import TraitError

from bounceback_analysis.charts.picture import Picture
from bounceback_analysis.notebook.drawing import Drawing, Quotes
from bounceback_analysis.notebook.filters import (
    Choice,
    Filters,
    said_of,
    shared_filters,
    value_of,
)

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

Shown = Picture | Quotes
View = Callable[..., Shown | Sequence[Shown]]
Detail = Callable[["Log", str], Shown]
PutRight = Callable[["Log", str, str, str], "tuple[Log, str]"]

logger = logging.getLogger("bounceback_analysis")
logger.addHandler(logging.NullHandler())

NO_LINES = "No line is left by these filters. Take one away, or reset them, to see more."
NOT_WRITTEN = "That could not be written. Your log is as it was."
NO_PICTURE = "This could not be drawn from the lines shown. The rest of the notebook still works."


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
    filters
        Whether the notebook's shared filters apply.
    controls
        By the name of the view's argument: a widget with a ``value``, or a mapping from what
        a person reads to the value it stands for, the first being the one at the start.
    detail
        ``detail(log, key)``: what stands below a picture when a mark in it is chosen.
    put_right
        ``put_right(log, key, way, offer)`` is called when a person says how a quote is to be
        read, and gives the log as it is then with a sentence on what was done.

    Returns
    -------
    VBox
        The filters and the controls, where there is a line to look at, and last the ``Drawing``.
    """
    drawing = Drawing()
    size = len(log.entries)
    bar = shared_filters(log.entries) if filters and size else None
    asked = {choice: _control(choice, control) for choice, control in (controls or {}).items()}
    _remember(name, asked)
    drawn = None

    def redraw(change: Mapping[str, Any] | None = None, *, done: str = "") -> None:
        nonlocal drawn
        # What is chosen in it is in use, also where a screen reader never scrolled to it.
        wanted = drawing.showing or bool(change and change["name"] == "selected")
        values = {choice: value_of(control) for choice, control in asked.items()}
        choices = bar.choices if bar else Filters()
        state = (choices, values, drawing.selected)
        if not wanted or state == drawn:
            return
        drawn = state
        chosen = log if choices == Filters() else log.only(**vars(choices))
        note = said_of(len(chosen.entries), len(log.entries), choices) if bar else ""
        note = f"{done} {note}".strip()
        if size and chosen.entries.empty:
            drawing.show([], note=f"{note} {NO_LINES}")
        else:
            shown = _drawn(view, chosen, **values)
            drawing.show(_with_detail(shown, chosen, detail, drawing.selected), note=note)

    def settle(key: str, way: str, offer: str) -> None:
        nonlocal log, drawn
        log, done = _settled(put_right, log, key, way, offer)
        drawn = None
        redraw(done=done)

    drawing.put_right = settle if put_right else None
    for source in (*asked.values(), *([bar] if bar else [])):
        source.observe(redraw, "choices" if source is bar else "value")
    drawing.observe(redraw, ["selected", "showing"])
    redraw()
    above = [_folded(bar)] if bar else []
    box = VBox([*above, *(_row(asked) if size else []), drawing])
    box.add_class("bb-view")
    return box


def _control(name: str, control: Widget | Mapping[str, Any]) -> Widget:
    """Make the list of choices for an argument of the view."""
    if isinstance(control, Widget):
        return control
    label = "Split by" if name == "by" else name.replace("_", " ").capitalize()
    return Choice(label, control.items())


def _row(asked: Mapping[str, Widget]) -> list[Widget]:
    row = HBox(list(asked.values()))
    row.add_class("bb-controls")
    return [row] if asked else []


def _drawn(view: Callable[..., Any], *given: Any, **values: Any) -> list[Shown]:
    """Ask a view for its pictures; where it fails the person is told calmly, the log in full."""
    try:
        shown = view(*given, **values)
    except Exception:
        logger.exception("A view failed: %r", view)
        return [Quotes("sorry", "Nothing to show here", sentence=NO_PICTURE)]
    return [shown] if isinstance(shown, Shown) else list(shown)


def _settled(put_right: PutRight | None, log: Log, *given: str) -> tuple[Log, str]:
    """Put a reading right; where that fails the person is told calmly, the log in full."""
    try:
        return put_right(log, *given) if put_right else (log, "")
    except Exception:
        logger.exception("A reading could not be put right: %r", given)
        return log, NOT_WRITTEN


def _with_detail(
    shown: list[Shown], log: Log, detail: Detail | None, selected: Mapping[str, str]
) -> list[Shown]:
    """Put what a chosen mark stands for right below its picture, while the mark is there."""
    if not detail or not selected:
        return shown
    name, key = selected["picture"], selected["key"]
    return [
        part
        for picture in shown
        for part in (
            picture,
            *(_drawn(detail, log, key) if picture.name == name and _has(picture, key) else []),
        )
    ]


def _has(picture: Shown, key: str) -> bool:
    marks = picture.marks if isinstance(picture, Picture) else ()
    return any(getattr(mark, "key", "") == key for mark in marks)


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
    first = _is_first_view()
    button = ToggleButton(value=first, description=_fold_label(opened=first))
    home = Box([bar], layout=Layout(display="flex" if first else "none", overflow="visible"))

    def fold(change: Mapping[str, Any]) -> None:
        button.description = _fold_label(opened=change["new"])
        home.layout.display = "flex" if change["new"] else "none"

    button.observe(fold, "value")
    return VBox([button, home])


def _fold_label(*, opened: bool) -> str:
    return "Hide filters" if opened else "Filter what is shown"


def _is_first_view() -> bool:
    """Tell whether the cell that runs is the first of its notebook to show the filters."""
    from IPython.core.getipython import get_ipython

    parent: Mapping[str, Any] = getattr(get_ipython(), "get_parent", dict)()
    cell = str((parent or {}).get("metadata", {}).get("cellId", ""))
    return bool(_memory().setdefault(("", "first cell"), cell) == cell)
