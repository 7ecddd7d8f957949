"""Turns one row of somebody's tracker into the steps it tells of, whatever shape it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.log.dates import DAY_WRITTEN
from bounceback_analysis.vocabulary.aliases import (
    WHEN,
    Kind,
    Meaning,
    is_tick,
    plain,
    read_status,
)
from bounceback_analysis.vocabulary.schema import choices, fold, load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.log.importing.columns import Shape

HISTORY_PARTS = re.compile(r"\s*(?:;|\n|->|→|=>|>|\||,(?!\s*\d{4}))\s*")
SEMICOLONS = re.compile(r"\s*[;\n]\s*")
"""What parts steps in which something else stands between a day and its word: 5 Mar|Interview."""
DASHES = re.compile(r"\s+[-–—/]\s+")
BARE_DASHES = re.compile(r"\s*(?<=[^\W\d])[-–—]+(?=[^\W_])\s*")
"""A dash behind a word parts two steps of which the second may have no day: Applied-Rejected."""
RECORD = re.compile(r"\{[^{}]*\}")
RECORD_MARKS = re.compile(r"[{}'\",]|\b\w+['\"]?\s*:(?!\d)")
"""A history as a program writes it: ``{'stage': 'Applied', 'date': '2026-01-05'}, ...``."""

DATE_INSIDE = re.compile(DAY_WRITTEN, re.IGNORECASE)
"""A day in a history, where a word may stand close by it."""
HOUR = re.compile(
    r"\b\d{1,2}[:：]\d\d(?: ?[ap]m\b)?|\b\d{1,2} ?[ap]m\b|[上下]午|晚上|中午"
    r"|\b(?:morning|afternoon|evening)\b",
    re.IGNORECASE,
)
"""The time of the day of a step."""
BEFORE_DAYS = re.compile(rf"(?<!\d)(?:\s*[-–—]\s*|\s+)(?={DAY_WRITTEN})", re.IGNORECASE)
BEHIND_DAYS = re.compile(r"(?<=\d)\s+(?=[^\W\d])")
"""What parts a step from the day of the next one, as in ``6月16日投递-7月10日面试``, or its own day
from the next step."""


class Step(NamedTuple):
    """One line to be: a stage, what became of it, and the days as they were written."""

    stage: str = ""
    outcome: str = ""
    date: str = ""
    heard_on: str = ""


def packed(text: str, answers: Mapping[str, Meaning | None]) -> list[Step]:
    """Read a packed history, ``2 Jan Applied -> 9 Jan Interview``: only if all of it is known."""
    if not text:
        return []
    records = [RECORD_MARKS.sub(" ", found) for found in RECORD.findall(text)]
    parts = records or [part for part in HISTORY_PARTS.split(text) if part]
    # A dash may also stand between a day and its word, so it parts only where nothing else does.
    between = (SEMICOLONS, DASHES, BEFORE_DAYS, BEHIND_DAYS, BARE_DASHES)
    ways = (parts, *(mark.split(text) for mark in between))
    return _merged(next(filter(None, (_known(way, answers) for way in ways)), []))


def _known(parts: Sequence[str], answers: Mapping[str, Meaning | None]) -> list[Step]:
    """Read each part of a history as a step; none at all where one of them is not known."""
    steps = []
    for part in parts:
        when = DATE_INSIDE.search(part)
        word = WHEN.sub(" ", part).replace(when.group(), " ") if when else part
        kind, said = read_status(_bare(word), answers)
        if kind != "known" or said is None:
            return []
        day = when.group() if when else ""
        ended = not said.stage and said.outcome != "waiting"
        steps.append(Step(*said, "" if ended else day, day if ended else ""))
    return steps


def _bare(word: str) -> str:
    """Give the words of a step without its hour, and without what stood round its day."""
    return re.sub(r"[():\[\]]", " ", HOUR.sub(" ", word)).strip(" -–—,")


def _merged(steps: Sequence[Step]) -> list[Step]:
    """Let an ending without a step of its own end the step before it."""
    kept: list[Step] = []
    for step in steps:
        if kept and not step.stage and kept[-1].outcome == "waiting":
            kept[-1] = kept[-1]._replace(outcome=step.outcome, heard_on=step.heard_on)
        else:
            if kept and kept[-1].outcome == "waiting":
                kept[-1] = kept[-1]._replace(outcome="passed")
            kept.append(step)
    return kept


BLANK = "(blank)"
"""How a status that was left blank is named when the person is asked what that means."""

DOUBTFUL = ("ask", "unknown")  # how sure a word is that the person has to be asked about
ISO = re.compile(r"\d{4}-\d\d-\d\d")
ROUNDS = re.compile(r"[1-9]")
"""How many interviews there were: nobody has ten for one job, a larger number is something else."""
NO = ("rejected", "no response", "withdrew", "cancelled")
WEIGHTIEST_FIRST = ("accepted", "declined", "withdrew", "offer", "rejected", "no response")


class Told(NamedTuple):
    """What a row tells: its steps, and the words in it whose meaning is not sure.

    ``untold`` is a history that says more than its steps do, as not all of it is known.
    """

    steps: tuple[Step, ...] = ()
    unsure: tuple[str, ...] = ()
    left_out: str = ""
    untold: str = ""


def told_by(row: Sequence[str], shape: Shape, answers: Mapping[str, Meaning | None]) -> Told:
    """Read one row of a tracker into its steps, with the answers about doubtful words."""
    written, reached = shape.history(row), shape.cell(row, "stage")
    read = packed(written, answers)
    history = _in_words(row, shape, read, answers)
    wide = _wide(row, shape)
    ticked, ended_on = _ending(row, shape)
    took_place = bool(history or wide or ticked)
    stage, stage_kind, ended = _stage(reached, answers)
    kind, ending = _status(row, shape, answers, ended, ticked)
    if kind == "never sent" and took_place and plain(shape.cell(row, "status")) not in answers:
        # The word says that nothing was sent, and another cell that it was.
        kind = "ask" if shape.cell(row, "status") else "blank"
    first = Step(date=shape.cell(row, "date"), heard_on=shape.cell(row, "heard_on") or ended_on)
    changed = shape.cell(row, "status_on")
    if ending and ending.outcome not in {"waiting", ""}:
        first = first._replace(heard_on=first.heard_on or changed)
    # The column Applied says no, or nothing where nothing else tells of it.
    applied = [row[place].strip() for place, stage in shape.stages if stage == "application"]
    unsent = stage_kind == "never sent" or any(a or not (first.date or ending) for a in applied)
    if kind == "never sent" or (unsent and not took_place):
        return Told(left_out="never applied for")
    doubts = [reached] if stage_kind in DOUBTFUL else []
    if not ending and (shape.events or not history) and kind in DOUBTFUL:
        doubts.insert(0, shape.cell(row, "status") or _last_word(row, shape) or BLANK)
    dated = doubts == [BLANK] and DATE_INSIDE.search(written)
    asked = _unread(written, answers) if (shape.steps or dated) and not history else []
    stage = stage or (ending.stage if ending else "")
    if shape.events:
        day, ended_as = shape.day(row), ending.outcome if ending else ""
        steps = [first._replace(stage=stage, outcome=ended_as, date=day)]
    elif history:
        steps = _whole(history, first, ending)
    else:
        steps = _steps(first, wide, ending, stage or _not_reached(row, shape, ending))
    if ending and ending.outcome == "waiting" and not steps[-1].date:
        # The day on which the last word came is that of the step it speaks of.
        steps[-1] = steps[-1]._replace(date=changed)
    told = _answered(steps, shape.cell(row, "first_heard_on"))
    return Told(told, tuple(asked or doubts), untold="" if read or asked else written)


def _answered(steps: Sequence[Step], day: str) -> tuple[Step, ...]:
    """Put the day of the first answer to the step that it was about: the application."""
    first, *later = steps
    if not day or first.heard_on:
        return tuple(steps)
    if first.stage in {"", "application"}:
        return first._replace(heard_on=day), *later
    return Step("application", "passed", heard_on=day), *steps


def _in_words(
    row: Sequence[str], shape: Shape, steps: list[Step], answers: Mapping[str, Meaning | None]
) -> list[Step]:
    """Give the steps that a row tells of in words: in its history, else in the status itself."""
    status = shape.cell(row, "status")
    if not steps:
        return [] if shape.events else _inside(status, answers)
    said = read_status(status, answers)[1]
    earlier = said and (not steps[0].stage or _rank(said.stage) < _rank(steps[0].stage))
    if said and earlier and said.stage and said.outcome == "waiting":
        return _merged([Step(*said), *steps])  # the status is the step that all began with
    return steps


def _inside(status: str, answers: Mapping[str, Meaning | None]) -> list[Step]:
    """Read a status that is a history itself, or has the day of the step or the answer in it."""
    if read_status(status, answers)[0] in {"known", "never sent", "blank"} and not (
        DATE_INSIDE.search(status)
    ):
        return []
    steps = packed(status, answers)
    endings = [step for step in steps if step.outcome not in {"waiting", "passed"}]
    return steps if len(endings) <= 1 else []


def _unread(history: str, answers: Mapping[str, Meaning | None]) -> list[str]:
    """Give the words of a history that are not known, to be asked about."""
    parts = (step for part in HISTORY_PARTS.split(history) for step in BEFORE_DAYS.split(part))
    words = (_bare(DATE_INSIDE.sub(" ", part)) for part in parts)
    return [word for word in words if word and read_status(word, answers)[0] in DOUBTFUL]


def _whole(history: list[Step], first: Step, ending: Meaning | None) -> list[Step]:
    """Give a history the row's day where it names none, and the row's ending if it is open."""
    begin, *later = history
    if begin.stage in {"", "application"}:
        history = [begin._replace(date=begin.date or first.date), *later]
    elif first.date and first.date != begin.date:
        history = [Step("application", "passed", first.date), *history]
    *before, last = history
    if ending and _rank(ending.stage) > max(_rank(step.stage) for step in history):
        before, last = [*before, last._replace(outcome="passed")], Step(ending.stage, "waiting")
    if ending and ending.outcome != "waiting" and last.outcome in {"", "waiting"}:
        heard = last.heard_on or first.heard_on
        last = last._replace(outcome=ending.outcome, heard_on=heard)
    return [*before, last]


def _not_reached(row: Sequence[str], shape: Shape, ending: Meaning | None) -> str:
    """Give the application as the step where the columns of later steps say that there were none.

    A blank says so of what is still open, but of a no only an outright no does.
    """
    cells = [row[place].strip() for place, stage in shape.stages if stage != "application"]
    if not cells or not ending or any(is_tick(cell) is not False for cell in cells):
        return ""
    waits = ending.outcome == "waiting" and "date" in shape.places
    denied = fold(cells[0]) in load_words("aliases")["marks"]["denied"] and ending.outcome in NO
    return "application" if waits or denied else ""


def _status(
    row: Sequence[str],
    shape: Shape,
    answers: Mapping[str, Meaning | None],
    ended: Meaning | None,
    ticked: Meaning | None,
) -> tuple[Kind, Meaning | None]:
    """Read how an application ended from all cells that say so, and how sure that is."""
    kind, said = read_status(shape.cell(row, "status"), answers)
    for place in shape.also:
        said = _weightier(said, read_status(row[place], answers)[1])
    ending = _weightier(said or ended, ticked)
    if kind == "blank" and ending is None:
        word = _last_word(row, shape)
        kind, ending = _went(word, answers) if word else read_status(BLANK, answers)
    return kind, ending


def _stage(text: str, answers: Mapping[str, Meaning | None]) -> tuple[str, Kind, Meaning | None]:
    """Read a stage column of their own; say too how sure it is, and the ending that it may be."""
    kind, said = read_status(text, answers)
    ended = said if said and said.outcome != "waiting" else None
    if fold(text) in choices("stage"):
        return fold(text), "known", ended
    return (said.stage if said else ""), kind, ended


def _weightier(said: Meaning | None, ticked: Meaning | None) -> Meaning | None:
    """Let a ticked ending tell how a step ended of which the status only says that it began."""
    if said and ticked and said.outcome == "waiting":
        return Meaning(said.stage, ticked.outcome)
    return said or ticked


def _steps(first: Step, wide: list[Step], ending: Meaning | None, stage: str) -> list[Step]:
    """Put the steps of a row in order; only the last one carries how it ended."""
    outcome = ending.outcome if ending else ""
    # A ticked Applied says that it took place; the day of it stands in the column of dates.
    steps = [
        step._replace(date=first.date) if step.stage == "application" and not step.date else step
        for step in wide
    ]
    if not steps and stage in {"", "application"}:
        return [first._replace(stage=stage, outcome=outcome)]
    if first.date and not any(step.stage == "application" for step in steps):
        steps.insert(0, Step("application", date=first.date))
    if stage and _rank(stage) > max((_rank(step.stage) for step in steps), default=-1):
        steps.append(Step(stage))
    *before, last = steps
    # Whoever was invited to the next step has passed the one before.
    return [
        *(step._replace(outcome="passed") for step in before),
        last._replace(outcome=outcome, heard_on=last.heard_on or first.heard_on),
    ]


def _rank(stage: str) -> int:
    return choices("stage").index(stage) if stage in choices("stage") else -1


def _wide(row: Sequence[str], shape: Shape) -> list[Step]:
    """Give the steps of each stage column that says they took place."""
    found: list[Step] = []
    for place, stage in shape.stages:
        cell = row[place].strip()
        tick = is_tick(cell)
        if tick is not False and read_status(cell, {})[0] != "never sent":
            step = Step(_named(cell, stage), date="" if tick else cell)
            found += [step] * _times(cell, stage)
    if all(ISO.match(step.date) for step in found):
        # A program may put its columns in the order of the alphabet.
        found.sort(key=lambda step: step.date)
    return found


def _named(cell: str, stage: str) -> str:
    """Give the step that a cell under Interview names itself, such as a coding challenge."""
    said = read_status(cell, {})[1] if stage == "interview" else None
    return said.stage if said and said.stage not in {"", "application"} else stage


def _times(cell: str, stage: str) -> int:
    """Give how often a step took place: a count under Interviews says so, a tick once."""
    return int(cell) if ROUNDS.fullmatch(cell) and stage == "interview" else 1


def _ending(row: Sequence[str], shape: Shape) -> tuple[Meaning | None, str]:
    """Read the ending and its day from columns of ticks; the weightiest that is ticked counts."""
    ticked = {
        outcome: row[place].strip()
        for place, outcome in shape.endings
        if is_tick(row[place]) is not False
    }
    outcome = next((outcome for outcome in WEIGHTIEST_FIRST if outcome in ticked), "")
    if not outcome:
        return None, ""
    return Meaning("", outcome), "" if is_tick(ticked[outcome]) else ticked[outcome]


def _last_word(row: Sequence[str], shape: Shape) -> str:
    """Give the word that says how the last step went, among columns for each of them.

    One that is not known is asked about: an earlier one does not say how it went on.
    """
    cells = (row[place].strip() for place, _ in reversed(shape.stages))
    words = (c for c in cells if is_tick(c) is None and plain(DATE_INSIDE.sub(" ", c)))
    return next((word for word in words if not DATE_INSIDE.match(word)), "")


def says_how(text: str) -> bool:
    """Tell whether a cell under a step says in a word how it went."""
    return bool(text.strip()) and is_tick(text) is None and _went(text, {})[0] in {"known", "ask"}


def _went(status: str, answers: Mapping[str, Meaning | None]) -> tuple[Kind, Meaning | None]:
    """Read how an event went; of one event, passed means one thing alone."""
    if plain(status) in load_words("aliases")["events"]["passed"]:
        return "known", Meaning("", "passed")
    return read_status(status, answers)
