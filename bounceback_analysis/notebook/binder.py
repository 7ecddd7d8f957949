"""Binds a topic, or any pure view of a log, to the filters and to its own controls."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from ipywidgets import VBox

from bounceback_analysis.analysis.outcomes import check_log
from bounceback_analysis.charts.picture import Picture
from bounceback_analysis.log.files import Written
from bounceback_analysis.log.model import Log
from bounceback_analysis.log.opening import own_log, start_log
from bounceback_analysis.log.writing import undo
from bounceback_analysis.notebook import parts as ui
from bounceback_analysis.notebook.drawing import Drawing, page
from bounceback_analysis.notebook.filters import ChosenLines, chosen_lines
from bounceback_analysis.notebook.live import Live, live, look_everywhere
from bounceback_analysis.notebook.parts import Part
from bounceback_analysis.topics import Topic, plot, resolve, topic_of

Shown = Picture | Part
View = Callable[..., Shown | Sequence[Shown]]
Detail = Callable[["Log", str], Shown | Sequence[Shown]]
Answer = Callable[["Log", str, str], "tuple[str, Written | None]"]
Table = Callable[..., "pd.DataFrame"]

logger = logging.getLogger("bounceback_analysis")
logger.addHandler(logging.NullHandler())

EXAMPLE = "This is the example. Start your own log, and this is kept in it."
THERE = "Your log is there already; it was left as it is."
NO_LINES = "No line is left by these choices. Take one away, or show all lines again."
NOT_WRITTEN = "That could not be written. Your log is as it was."
NO_PICTURE = "This could not be drawn from the lines shown. The rest of the notebook still works."
CANNOT_TELL = "Cannot tell yet"
SHORT = "Fair questions that your log is too short to answer. That is not bad news."
CAN_TELL = "What else your log can tell"


def explore(
    topic: str | Table | Sequence[str | Table], log: Log, *, filters: bool | None = None
) -> VBox:
    """Explore a topic of a log: its picture, its choices, and what stands behind a mark.

    Parameters
    ----------
    topic
        The function that makes its table, such as ``bb.stage_rates``, or its name. Of several
        the first that can tell stands open, and each other one behind a line that says its finding.
    log
        The log. What is shown follows its file.
    filters
        Whether the notebook's shared filters apply; None is as suits the topic.

    Raises
    ------
    TypeError, ValueError
        The topic is none, or the log is no log; the sentence says what to type.

    Examples
    --------
    >>> import bounceback_analysis as bb
    >>> control = bb.explore(bb.stage_rates, bb.open_log())
    """
    if isinstance(topic, list | tuple):
        views = [_view_of(topic_of(one)) for one in topic]
        check_log(log, "explore", before="[bb.improving, bb.nerves], ")
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
        answer=_named(row.answer),
    )


def _named(function: str) -> Callable[..., Any] | None:
    """Give the function of this room that a row names, if it names one."""
    return resolve(f"notebook.{function}") if function else None


def _view_of(row: Topic) -> View:
    """Give the view of a topic: its own, else its picture, perhaps behind a line."""

    def view(log: Log, **choices: Any) -> list[Shown]:
        picture = plot(row.name, log, **choices)
        if row.quiet and not picture.marks:
            return []
        return [ui.fold(row.behind.format(title=picture.title), picture) if row.behind else picture]

    return _named(row.view) or view


def gathered(views: Sequence[Shown | Sequence[Shown]]) -> list[Shown]:
    """Give the first that can tell, and behind a line each what else can, and what cannot yet."""
    told, more, quiet = list[Shown](), list[Part](), list[Part]()
    for parts in filter(None, map(_listed, views)):
        first = parts[0]
        if not isinstance(first, Picture) or not (told or cannot_tell(first)):
            told += parts
            continue
        words = parts if first.marks else [ui.text(first.sentence), *parts[1:]]
        (quiet if cannot_tell(first) else more).append(ui.fold(first.title, *words))
    for title, folds, lead in ((CAN_TELL, more, ""), (CANNOT_TELL, quiet, SHORT)):
        told += [ui.section(title, ui.card(*folds, look="rows"), lead=lead)] if folds else []
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
    controls: Mapping[str, Mapping[str, Any]] | None = None,
    detail: Detail | None = None,
    answer: Answer | None = None,
) -> VBox:
    """Show what a view gives, and show it anew whenever its log, a filter or a control changes.

    ``view(log, **controls)`` must be pure: a picture or several parts; ``name`` is that by which
    its controls are remembered. ``controls`` maps the view's arguments to what a person reads and
    its value, the first at the start. ``detail(log, key)`` is what stands below a picture when a
    mark in it is chosen, ``answer(log, name, value)`` writes what a button says: a sentence, and
    what can be taken back.
    """
    lines = chosen_lines() if filters else None
    return page(_Bound(live(log), view, name, lines, controls or {}, detail, answer).drawing)


@dataclass(eq=False)
class _Bound:
    """A drawing that follows its log, the filters, its controls and the mark chosen last."""

    live: Live
    view: View
    name: str
    lines: ChosenLines | None
    controls: Mapping[str, Mapping[str, Any]]
    detail: Detail | None
    answer: Answer | None

    def __post_init__(self) -> None:
        # By the argument, which of its choices holds: kept when the cell is run again.
        self.at: dict[str, int] = _memory().setdefault(self.name, {}) if self.name else {}
        self.told: list[Shown] = []
        self.written: Written | None = None
        self.drawn: tuple[object, ...] = ()
        self.drawing = Drawing()
        self.drawing.pressed, self.drawing.looked = self.pressed, self.live.look
        self.live.observe(self.redraw, "log")
        if self.lines:
            self.lines.observe(self.redraw, "choices")
        self.drawing.observe(self.redraw, ["selected", "showing"])
        self.redraw()

    def redraw(self, change: Mapping[str, Any] | None = None) -> None:
        """Draw what is chosen now, once, and only while it is on the screen."""
        why = change["name"] if change else ""
        # What is chosen in it is in use, also where a screen reader never scrolled to it.
        wanted = self.drawing.showing or why == "selected"
        if wanted and why in {"selected", "showing"}:
            self.live.look()  # A page that one comes back to shows what was written elsewhere.
        log, choices = self.live.log, self.lines.choices if self.lines else {}
        state = (log, choices, dict(self.at), self.drawing.selected)
        if not wanted or state == self.drawn:
            return
        self.drawn = state
        self.drawing.choices = [] if log.entries.empty else self.offered()
        chosen = log.only(**choices) if choices else log
        if len(log.entries) and chosen.entries.empty:
            self.drawing.show(self.told, note=NO_LINES)
        else:
            self.drawing.show([*self.told, *self.shown(chosen)])

    def offered(self) -> list[dict[str, Any]]:
        """Give the lists of what the view can be asked for."""
        return [
            {
                "name": name,
                "label": "Split by" if name == "by" else name.replace("_", " ").capitalize(),
                "options": [*options],
                "index": self.at.get(name, 0),
            }
            for name, options in self.controls.items()
        ]

    def shown(self, log: Log) -> list[Shown]:
        """Give the parts, with what a chosen mark stands for at its place."""
        values = {
            name: [*options.values()][self.at.get(name, 0)] or None
            for name, options in self.controls.items()
        }
        shown = list[Shown]()
        for part in _drawn(self.view, log, **values):
            if isinstance(part, dict):
                shown.append(self.filled(part, log))
                continue
            shown.append(part)
            key = self.key_in(part.name)
            if self.detail and key in {getattr(mark, "key", "") for mark in part.marks} - {""}:
                shown += _drawn(self.detail, log, key)
        return shown

    def key_in(self, name: str) -> str:
        """Give the key of the mark that is chosen in a picture or a table, if one is."""
        chosen = self.drawing.selected
        return str(chosen["key"]) if chosen.get("picture") == name else ""

    def filled(self, part: Part, log: Log) -> Part:
        """Fill the place that a part holds for what is chosen in it, at first what it says."""
        if part.get("kind") == "detail":
            key = self.key_in(part["of"])
            key = key if key in part["keys"] else part["first"]
            return {"kind": "stack", "parts": _drawn(self.detail, log, key) if key else []}  # type: ignore[arg-type]
        inner = [self.filled(one, log) if isinstance(one, dict) else one
                 for one in part.get("parts", ())]  # fmt: skip
        return {**part, "parts": inner} if inner else part

    def pressed(self, name: str, value: str) -> None:
        """Do what a button says, or take back what was done last."""
        if name == "choose":
            choice, _, place = value.rpartition(" ")
            self.at[choice] = int(place)
        else:
            self.settle(name, value)
        self.redraw()

    def settle(self, name: str, value: str) -> None:
        """Do it and say so; where that fails the person is told calmly, the log in full."""
        log, written = self.live.log, None
        try:
            if name == "undo" and self.written:
                done = undo(self.written.path, self.written).message
            elif name == "start":
                done = begun()
            elif self.answer and log.own is None:
                done = EXAMPLE
            elif self.answer:
                done, written = self.answer(log, name, value)
                if written and (written.pending or not written.ok):
                    done = written.message
            else:
                return
        except Exception:
            logger.exception("What was asked could not be done: %s %s", name, value)
            done = NOT_WRITTEN
        can_undo = written is not None and written.ok and not written.pending
        self.written = written
        back = [ui.press("Undo", "undo")] if can_undo else []
        self.told = [ui.card(ui.text(done), ui.buttons(*back), look="told")] if done else []
        self.drawn = ()
        look_everywhere()


def begun(path: Path | None = None) -> str:
    """Start a log of one's own, and say why where that could not be."""
    try:
        start_log(path)
    except OSError as error:
        return THERE if (path or own_log()).exists() else f"No log was started. {error}"
    return ""


def _listed(shown: Shown | Sequence[Shown]) -> list[Shown]:
    return [shown] if isinstance(shown, Picture | dict) else list(shown)


def _drawn(view: Callable[..., Any], *given: Any, **values: Any) -> list[Shown]:
    """Ask a view for its parts; where it fails the person is told calmly, the log in full."""
    try:
        return _listed(view(*given, **values))
    except Exception:
        logger.exception("A view failed: %r", view)
        return [ui.section("Nothing to show here", lead=NO_PICTURE)]


@cache
def _memory() -> dict[str, dict[str, int]]:
    return {}
