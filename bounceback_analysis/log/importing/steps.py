"""The steps that an application went through, also where one cell tells all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bounceback_analysis.vocabulary.aliases import MONTH, Meaning, read_status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HISTORY_PARTS = re.compile(r"\s*(?:;|\n|->|→|=>|>|\||,(?!\s*\d{4}))\s*")
DASHES = re.compile(r"\s+[-–—/]\s+")
RECORD = re.compile(r"\{[^{}]*\}")
RECORD_MARKS = re.compile(r"[{}'\",]|\b\w+['\"]?\s*:(?!\d)")
"""A history as a program writes it: ``{'stage': 'Applied', 'date': '2026-01-05'}, ...``."""

DATE_INSIDE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ -]{MONTH}(?:,?[ -]\d{{2,4}})?|{MONTH} \d{{1,2}}(?:, ?\d{{4}})?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Step:
    """One line to be: a stage, what became of it, and the days as they were written."""

    stage: str = ""
    outcome: str = ""
    date: str = ""
    heard_on: str = ""


def packed(text: str, answers: Mapping[str, Meaning | None]) -> list[Step]:
    """Read a packed history, ``2 Jan Applied -> 9 Jan Interview``: only if all of it is known."""
    records = [RECORD_MARKS.sub(" ", found) for found in RECORD.findall(text)]
    parts = records or [part for part in HISTORY_PARTS.split(text) if part]
    # A dash may also stand between a day and its word, so it parts only where nothing else does.
    return merged(_known(parts, answers) or _known(DASHES.split(text), answers))


def _known(parts: Sequence[str], answers: Mapping[str, Meaning | None]) -> list[Step]:
    """Read each part of a history as a step; none at all where one of them is not known."""
    steps = []
    for part in parts:
        when = DATE_INSIDE.search(part)
        word = part.replace(when.group(), " ") if when else part
        kind, said = read_status(re.sub(r"[():\[\]]", " ", word).strip(" -–—"), answers)
        if kind != "known" or said is None:
            return []
        steps.append(Step(said.stage, said.outcome, when.group() if when else ""))
    return steps


def merged(steps: Sequence[Step]) -> list[Step]:
    """Let an ending without a step of its own end the step before it."""
    kept: list[Step] = []
    for step in steps:
        if kept and not step.stage and kept[-1].outcome == "waiting":
            kept[-1] = replace(kept[-1], outcome=step.outcome, heard_on=step.date)
        else:
            if kept and kept[-1].outcome == "waiting":
                kept[-1] = replace(kept[-1], outcome="passed")
            kept.append(step)
    return kept


def whole(steps: list[Step], first: Step, ending: Meaning | None) -> list[Step]:
    """Give steps told elsewhere the row's day where none is named, and its ending if still open."""
    told = [replace(step, date=step.date or first.date) for step in steps[:1]] + steps[1:]
    if told and ending and ending.outcome != "waiting" and told[-1].outcome in {"", "waiting"}:
        last = told[-1]
        told[-1] = replace(last, outcome=ending.outcome, heard_on=last.heard_on or first.heard_on)
    return told
