"""Binds a topic, or any pure view of a log, to the filters and to its own controls."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from ipywidgets import HBox, VBox, Widget
from traitlets import TraitError

from bounceback_analysis.analysis.outcomes import check_log
from bounceback_analysis.charts.picture import Picture
from bounceback_analysis.log.writing import undo
from bounceback_analysis.notebook.drawing import Drawing, Quotes
from bounceback_analysis.notebook.filters import Choice, Filters, shared_filters, value_of
from bounceback_analysis.notebook.live import live, look_everywhere
from bounceback_analysis.notebook.parts import Part, card, fold, press, section, text
from bounceback_analysis.topics import plot, resolve, topic_of

if TYPE_CHECKING:
    import pandas as pd

    from bounceback_analysis.log.files import Written
    from bounceback_analysis.log.model import Log
    from bounceback_analysis.topics import Topic

Shown = Picture | Quotes | Part
View = Callable[..., Shown | Sequence[Shown]]
Detail = Callable[["Log", str], Shown | Sequence[Shown]]
PutRight = Callable[["Log", str, str, str], "tuple[str, Written | None]"]
Answer = Callable[["Log", str, str], "tuple[str, Written | None]"]
Table = Callable[..., "pd.DataFrame"]

logger = logging.getLogger("bounceback_analysis")
logger.addHandler(logging.NullHandler())

NO_LINES = "No line is left by these choices. Take one away, or show all lines again."
NOT_WRITTEN = "That could not be written. Your log is as it was."
NO_PICTURE = "This could not be drawn from the lines shown. The rest of the notebook still works."
CANNOT_TELL = "Cannot tell yet"
SHORT = "Fair questions that your log is too short to answer. That is not bad news."


def explore(
    topic: str | Table | Sequence[str | Table], log: Log, *, filters: bool | None = None
) -> VBox:
    """Explore a topic of a log: its picture, its choices, and what stands behind a mark.

    Parameters
    ----------
    topic
        The function that makes its table, such as ``bb.stage_rates``, or its name. Several
        show one below the other; those that cannot tell yet are gathered behind a line at the end.
    log
        The log. What is shown follows its file.
    filters
        Whether the notebook's shared filters apply; None is as suits the topic.
    """
    if isinstance(topic, list | tuple):
        views = [_view_of(topic_of(one)) for one in topic]
        return bind(
            log, lambda log: gathered([view(log) for view in views]), filters=filters is not False
        )
    row = topic_of(topic)  # type: ignore[arg-type]
    check_log(log, "explore", before=f"bb.{row.name}, ")
    return bind(
        log,
        _view_of(row),
        name=row.name,
        filters=row.filters if filters is None else filters,
        controls=row.controls,
        detail=_named(row.detail),
        put_right=_named(row.put_right),
        answer=_named(row.answer),
    )


def _named(function: str) -> Callable[..., Any] | None:
    """Give the function of this room that a row names, if it names one."""
    return resolve(f"notebook.{function}") if function else None


def _view_of(row: Topic) -> View:
    """Give the view of a topic: its own, else its picture."""

    def view(log: Log, **choices: Any) -> list[Shown]:
        return [plot(row.name, log, **choices)]

    return _named(row.view) or view


def gathered(views: Sequence[Shown | Sequence[Shown]]) -> list[Shown]:
    """Give what can be told, and at the end one card of what cannot be told yet, each folded."""
    told, quiet = list[Shown](), list[Part]()
    for shown in views:
        parts = _listed(shown)
        first = parts[0] if parts else None
        if isinstance(first, Picture) and cannot_tell(first):
            drawn = parts if first.marks else parts[1:]
            quiet.append(fold(first.title, text(first.sentence), *drawn))
        else:
            told += parts
    if quiet:
        told.append(section(CANNOT_TELL, card(*quiet, look="rows"), lead=SHORT))
    return told


def cannot_tell(picture: Picture) -> bool:
    """Tell whether a picture says that its log is too short; the words are those of all titles."""
    return not picture.marks or "cannot tell yet" in picture.title.casefold()


def bind(
    log: Log,
    view: View,
    *,
    name: str = "",
    filters: bool = True,
    controls: Mapping[str, Widget | Mapping[str, Any]] | None = None,
    detail: Detail | None = None,
    put_right: PutRight | None = None,
    answer: Answer | None = None,
) -> VBox:
    """Show what a view gives, and show it anew whenever its log, a filter or a control changes.

    Parameters
    ----------
    log
        The log; the view gets that of the lines that the filters let through.
    view
        ``view(log, **controls)``: a picture, or several parts. It must be pure.
    name
        By which its controls are remembered when the cell is run again.
    controls
        By the name of the view's argument: a widget with a ``value``, or a mapping from what
        a person reads to the value it stands for, the first being the one at the start.
    detail
        ``detail(log, key)``: what stands below a picture when a mark in it is chosen, or where a
        part of the kind ``detail`` holds a place for it.
    put_right
        ``put_right(log, key, way, offer)``, called when a person says how a quote is to be
        read: gives a sentence on what was done, and what can be taken back.
    answer
        ``answer(log, name, value)``, called when a button is pressed: gives the same.
    """
    asked = {choice: _control(choice, given) for choice, given in (controls or {}).items()}
    _remember(name, asked)
    bound = _Bound(log, view, asked, detail, filters=filters)
    bound.answers = {"put right": put_right, "answer": answer}
    given = HBox([one for one in asked.values() if not isinstance(one, Choice)])
    given.add_class("bb-controls")
    box = VBox([*([given] if given.children else []), bound.drawing])
    box.add_class("bb-view")
    return box


class _Bound:
    """A drawing that follows its log, the filters, its controls and the mark chosen last."""

    def __init__(
        self,
        log: Log,
        view: View,
        asked: Mapping[str, Widget],
        detail: Detail | None,
        *,
        filters: bool,
    ) -> None:
        self.live, self.view, self.asked, self.detail = live(log), view, asked, detail
        self.bar = shared_filters(log.entries) if filters and len(log.entries) else None
        self.answers: dict[str, Callable[..., tuple[str, Written | None]] | None] = {}
        self.told: list[Shown] = []
        self.written: Written | None = None
        self.drawn: tuple[object, ...] = ()
        self.drawing = Drawing()
        self.drawing.put_right = lambda *given: self.settle("put right", *given)
        self.drawing.pressed = self.pressed
        self.drawing.looked = self.live.look
        self.live.observe(self.redraw, "log")
        if self.bar:
            self.bar.observe(self.redraw, "choices")
        for control in asked.values():
            control.observe(self.redraw, "value")
        self.drawing.observe(self.redraw, ["selected", "showing"])
        self.redraw()

    def redraw(self, change: Mapping[str, Any] | None = None) -> None:
        """Draw what is chosen now, once, and only while it is on the screen."""
        # What is chosen in it is in use, also where a screen reader never scrolled to it.
        wanted = self.drawing.showing or bool(change and change["name"] == "selected")
        if change and change["name"] == "showing" and wanted:
            self.live.look()  # A page that one comes back to shows what was written elsewhere.
        values = {choice: value_of(control) for choice, control in self.asked.items()}
        choices = self.bar.choices if self.bar else Filters()
        self.drawing.choices = [
            {"name": name, "label": one.description, "options": one.labels, "index": one.index}
            for name, one in self.asked.items()
            if isinstance(one, Choice) and len(self.live.log.entries)
        ]
        state = (self.live.log, choices, values, self.drawing.selected)
        if not wanted or state == self.drawn:
            return
        self.drawn = state
        log = self.live.log
        chosen = log if choices == Filters() else log.only(**vars(choices))
        if len(log.entries) and chosen.entries.empty:
            self.drawing.show(self.told, note=NO_LINES)
        else:
            self.drawing.show([*self.told, *self.shown(chosen, values)])

    def shown(self, log: Log, values: Mapping[str, Any]) -> list[Shown]:
        """Give the parts, with what a chosen mark stands for at its place."""
        shown = list[Shown]()
        chosen = self.drawing.selected
        for part in _drawn(self.view, log, **values):
            key = chosen.get("key") if chosen.get("picture") == _name(part) else None
            if isinstance(part, dict):
                shown.append(self._filled(part, log))
                continue
            shown.append(part)
            marks = part.marks if isinstance(part, Picture) else ()
            if self.detail and key in {getattr(mark, "key", "") for mark in marks} - {""}:
                shown += _drawn(self.detail, log, key)
        return shown

    def _filled(self, part: Part, log: Log) -> Part:
        """Fill the place that a part holds for what is chosen in it, at first what it says."""
        if part.get("kind") == "detail":
            chosen = self.drawing.selected
            key = chosen["key"] if chosen.get("picture") == part["of"] else part["first"]
            key = key if key in part["keys"] else part["first"]
            return {"kind": "stack", "parts": _drawn(self.detail, log, key) if key else []}  # type: ignore[arg-type]
        inner = [self._filled(one, log) if isinstance(one, dict) else one
                 for one in part.get("parts", ())]  # fmt: skip
        return {**part, "parts": inner} if inner else part

    def pressed(self, name: str, value: str) -> None:
        """Do what a button says, or take back what was done last."""
        if name == "choose":
            choice, _, place = value.rpartition(" ")
            self.asked[choice].index = int(place)
        elif name == "undo":
            self.settle("undo", value)
        else:
            self.settle("answer", name, value)

    def settle(self, way: str, *given: str) -> None:
        """Do it and say so; where that fails the person is told calmly, the log in full."""
        written = None
        try:
            if way == "undo" and self.written:
                done = undo(self.written.path, self.written).message
            elif does := self.answers.get(way):
                done, written = does(self.live.log, *given)
            else:
                return
        except Exception:
            logger.exception("What was asked could not be done: %r", given)
            done = NOT_WRITTEN
        can_undo = written is not None and written.ok and not written.pending
        self.written = written
        back = [press("Undo", "undo")] if can_undo else []
        self.told = [card(text(done), {"kind": "buttons", "acts": back, "look": ""}, look="told")]
        self.drawn = ()
        look_everywhere()
        self.redraw()


def _name(part: Shown) -> str:
    return part.get("name", "") if isinstance(part, dict) else part.name


def _listed(shown: Shown | Sequence[Shown]) -> list[Shown]:
    return [shown] if isinstance(shown, Picture | Quotes | dict) else list(shown)


def _drawn(view: Callable[..., Any], *given: Any, **values: Any) -> list[Shown]:
    """Ask a view for its parts; where it fails the person is told calmly, the log in full."""
    try:
        return _listed(view(*given, **values))
    except Exception:
        logger.exception("A view failed: %r", view)
        return [Quotes("sorry", "Nothing to show here", sentence=NO_PICTURE)]


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
