"""Shows what reading a log found: one calm line, the details folded, a press for each question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import Button, HBox, VBox

from bounceback_analysis.log.settling import answer_application, open_questions
from bounceback_analysis.notebook.drawing import Drawing, Quote, Quotes

if TYPE_CHECKING:
    from bounceback_analysis.log.applications import Said
    from bounceback_analysis.log.model import Log, Problem

MOST = 20
GRAVEST_FIRST = ("stop", "ask", "tell", "ok")


ANSWERS: dict[Said, str] = {"same": "It is the same application", "new": "It is a new one"}
SETTLED = "All of these are settled. Run this notebook again to count with your answers."


def problems_view(log: Log) -> Drawing | VBox:
    """Show what reading the log found, gravest first, the first twenty of many.

    Where it cannot be told whose line is whose application, that is asked below, one at a time;
    an answer is kept beside the log and never asked for again.
    """
    told = _told(log)
    asked = [] if log.example or log.path is None else open_questions(log)
    if not asked:
        return told
    view = VBox([told, Settling(log, asked).box])
    view.add_class("bb-view")
    return view


class Settling:
    """Asks of one line after another whether it belongs to an application that stands before it."""

    def __init__(self, log: Log, asked: list[Problem]) -> None:
        self.log, self.asked = log, asked
        self.drawing = Drawing()
        buttons = [Button(description=words) for words in ANSWERS.values()]
        for said, button in zip(ANSWERS, buttons, strict=True):
            button.on_click(lambda _button, said=said: self.answer(said))
        again = Button(description="Run it again")
        again.add_class("bb-again")
        self.buttons, self.again = HBox(buttons), again
        self.box = VBox([self.drawing, self.buttons])
        self.show()

    def show(self, note: str = "") -> None:
        """Show the next question, or that there is none."""
        title, quotes = SETTLED, tuple[Quote, ...]()
        if self.asked:
            count = len(self.asked)
            title = f"One application or two? {_things(count)} to say"
            quotes = (Quote(self.asked[0].message, source=_place(self.asked[0])),)
        else:
            self.box.children = (self.drawing, self.again)
        self.drawing.show([Quotes("settling", title, quotes)], note=note)

    def answer(self, said: Said) -> None:
        """Keep an answer, and go on to the next question if it could be kept."""
        if not self.asked:
            return
        kept = answer_application(self.log, self.asked[0].line or 0, said)
        self.asked = self.asked[1:] if kept.ok else self.asked
        self.show(kept.message)


def _told(log: Log) -> Drawing:
    found = sorted(
        (problem for problem in log.problems if problem.verdict != "ok"),
        key=lambda problem: GRAVEST_FIRST.index(problem.verdict),
    )
    told = Quotes(
        "problems",
        _summary(log),
        tuple(Quote(problem.message, source=_place(problem)) for problem in found[:MOST]),
        "" if found else "Every cell was understood.",
        folded=_fold(len(found)) if found and log.status != "stop" else "",
    )
    return Drawing([told])


def _summary(log: Log) -> str:
    if log.status == "stop":
        return "Your log could not be read yet."
    tell = sum(problem.verdict == "tell" for problem in log.problems)
    ask = sum(problem.verdict == "ask" for problem in log.problems)
    said = [f"{_things(tell)} to know"] if tell else []
    said += [f"{_things(ask) if not tell else ask} to settle"] if ask else []
    lines = len(log.entries)
    read = f"Read {lines:,} {'line' if lines == 1 else 'lines'}"
    return f"{read}. {', '.join(said) or 'Nothing to settle'}."


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count:,} things"


def _fold(found: int) -> str:
    if found <= MOST:
        return "Show what was found" if found > 1 else "Show it"
    return f"Show the first {MOST}; there are {found - MOST:,} more"


def _place(problem: Problem) -> str:
    parts = [f"line {problem.line}" if problem.line else "", problem.column or ""]
    return ", ".join(part for part in parts if part)
