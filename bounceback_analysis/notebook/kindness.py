"""What is said after an answer was written down: something true from the log, never a slogan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.views import inside
from bounceback_analysis.vocabulary.schema import RATINGS
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bounceback_analysis.log.model import Log

MOST = 3
TITLES = {
    "rejected": "It is written down.",
    "cancelled": "It is written down. They closed the vacancy: that was not about you.",
    "no response": "It is written down. No answer is not an answer about you.",
    "passed": "It is written down: on to the next step.",
    "offer": "It is written down: an offer.",
    "accepted": "It is written down: an offer, and you took it.",
    "declined": "It is written down: an offer, and you chose not to take it.",
    "withdrew": "It is written down: you chose to step back.",
}


def title_for(outcome: str) -> str:
    """Say in one calm sentence that an outcome was written down."""
    return TITLES.get(outcome, "It is written down.")


def after_a_no(log: Log, line: int) -> list[str]:
    """Give up to three sentences that are true of this log, after a no at a line of it."""
    alone = log.only(lines=[line])
    if alone.entries.empty:
        return []
    said = [*_went_well(alone, log), *_outside(alone), *_came_far(alone, log)][:MOST]
    return said or ["This is one answer from one employer. By itself it says very little."]


def _went_well(alone: Log, log: Log) -> Iterator[str]:
    from bounceback_analysis.analysis.strengths import RATED_WELL, what_went_well

    first, entries = alone.entries.iloc[0], log.entries
    if not pd.isna(first["went_well"]):
        yield f"What went well, in your words: {_quoted(first['went_well'])}"
    found = what_went_well(alone)
    for text in found.loc[found["kind"] == "praised theme", "text"].head(1):
        yield f"What they praised: {_quoted(text)}"
    good = [RATED_WELL[name].lower() for name in RATINGS if first[name] >= 4]
    if good:
        yield f"Your own view of the day: {', '.join(good)}."
    others = entries.loc[entries["line"] != first["line"]].sort_values("date")
    words = others["went_well"].dropna()
    if pd.isna(first["went_well"]) and not good and len(words):
        yield f"What went well another time, in your words: {_quoted(words.iloc[-1])}"


def _outside(alone: Log) -> Iterator[str]:
    from bounceback_analysis.analysis.feedback import outside_my_control

    found = outside_my_control(alone).query("theme != 'unfair'")
    for told in found.head(1).to_dict("records"):
        words = told["text"][told["start"] : told["end"]]
        said = f"they wrote {_quoted(words)}" if words else inside(theme_name(told["theme"]))
        yield f"Outside your control: {said}."


def _came_far(alone: Log, log: Log) -> Iterator[str]:
    first, entries = alone.entries.iloc[0], log.entries
    before = entries[
        (entries["application"] == first["application"]) & (entries["round"] < first["round"])
    ]
    if len(before):
        steps = "1 step" if len(before) == 1 else f"{len(before)} steps"
        yield f"They had asked you on after {steps} of this application."
    elif first["stage"] in {"interview", "final interview", "assessment", "screening"}:
        yield "They had picked you out of those who applied, to hear more."


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return f"\u201c{short if len(short) <= 200 else short[:199].rstrip() + '…'}\u201d"
