"""Shows what reading a log found: one calm line, and the details folded below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.notebook.drawing import Drawing, Quote, Quotes

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log, Problem

MOST = 20
GRAVEST_FIRST = ("stop", "ask", "tell", "ok")


def problems_view(log: Log) -> Drawing:
    """Show what reading the log found, gravest first, the first twenty of many."""
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
