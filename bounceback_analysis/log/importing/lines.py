"""Turns the rows of a sheet into lines of our log: a line for each step, each day in one form."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from bounceback_analysis.log.dates import DAY_INSIDE, NUMBERS, PARTED, order_of, to_iso
from bounceback_analysis.log.importing.columns import DATE_COLUMNS, DATE_ONLY, LONGEST_DAY
from bounceback_analysis.log.importing.rows import AGAIN, TITLE, TOTAL, no_application
from bounceback_analysis.log.importing.steps import DATE_INSIDE, HOUR, told_by
from bounceback_analysis.vocabulary.aliases import LONGEST_STATUS, Meaning, is_tick

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bounceback_analysis.log.importing.columns import Shape
    from bounceback_analysis.log.importing.steps import Step
    from bounceback_analysis.log.importing.tracker import Tracker

CENTURY = "20"  # what is left out where a year has two numbers
SHORT_YEAR = re.compile(r"\d\d([./-])\d{1,2}\1\d{1,2}\b")
ORDERS = {
    "day first": re.compile(r"\bdd?[ /.-]{1,3}mm?\b", re.IGNORECASE),
    "month first": re.compile(r"\bmm?[ /.-]{1,3}dd?\b", re.IGNORECASE),
}
SEPARATORS = re.compile(r"[\s,;|]+")  # what a later reading may join or part at
RULED = re.compile(r"(?:==|--|\*\*|##|__)")
NOT_ON = re.compile(
    r"\b(?:unknown|pre|before|after|vor|nach|avant|après|antes|prima|dopo)\b", re.IGNORECASE
)
"""Words that say of a day beside them that it is not the one, in six languages."""
SAME, NOTE = "the same event again", "a note below the list"
AMONG = "{} dates stand among other words, such as '{}': the day was read, the words are kept."


@dataclass(frozen=True)
class Days:
    """In which order day and month stand in a sheet, and how that was decided.

    Where that is not sure, ``question`` asks about it, and ``examples`` show such days; ``told``
    are sentences for the person.
    """

    month_first: bool = False
    order: str = "none found"
    question: str = ""
    examples: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    year_first: bool = False

    def __call__(self, cell: str) -> str:
        """Give a day in ISO form, else as it was written; blank for what is no day at all."""
        whole = f"{CENTURY}{cell}" if self.year_first and SHORT_YEAR.match(cell) else cell
        if found := _iso(whole, month_first=self.month_first):
            return found
        if found := _iso(inner_day(whole), month_first=self.month_first):
            return found
        return cell if _may_be_day(cell) and is_tick(cell) is not False else ""

    def words(self, cell: str) -> str:
        """Give a cell where more than a day stands in it, or none that can be read."""
        return "" if self(cell) == cell or _iso(cell, month_first=self.month_first) else cell


def inner_day(cell: str) -> str:
    """Give the one day that stands among other words, such as ``w/c 3 June 2026``."""
    if len(cell) > LONGEST_DAY or NOT_ON.search(cell):
        return ""
    found = DAY_INSIDE.findall(HOUR.sub(" ", cell))
    return found[0] if len(found) == 1 else ""


def _whole_day(text: str) -> bool:
    return bool(_iso(text) or _iso(text, month_first=True))


def read_days(written: Counter[str], known: Mapping[str, Any]) -> Days:
    """Decide one order for days that belong together; ``date_order`` in the answers settles it."""
    if not written:
        return Days()
    now = dt.date.today()  # noqa: DTZ011 (the person's own day is meant)
    found = {text: text if _whole_day(text) else inner_day(text) or text for text in written}
    order, why = order_of(found.values(), str(known.get("date_order", "")), now)
    # Who names the year, and so writes it first, does so in numbers too.
    if named := next(filter(PARTED.match, written), ""):
        order, why = "year first", f"as '{named[:LONGEST_DAY]}' shows"
    days = Days(order == "month first", f"{order}, {why}", year_first=bool(named))
    left = [text for text in written if not _iso(days(text), month_first=days.month_first)]
    said = f"{len(left)} dates have no year or are none; they stand as written, such as"
    if len(left) == 1:
        said = "1 date has no year or is none; it stands as written:"
    told = tuple(f"{said} '{text[:LONGEST_DAY]}'." for text in left[:1])
    if among := [text for text, day in found.items() if day != text and text not in left]:
        told += (AMONG.format(len(among), among[0][:LONGEST_DAY]),)
    if order != "cannot be told":
        return replace(days, told=told)
    unsure = tuple(text for text in written if NUMBERS.match(text))[:5]
    if all("." in text for text in unsure):
        # Nobody who parts a date with dots writes the month first.
        return Days(order="day first, as dates with dots are", told=told)
    question = "Does the day or the month come first in your dates? They were read day first."
    return Days(order=f"day first, but {why}", question=question, examples=unsure, told=told)


def days_of(trackers: Sequence[Tracker], known: Mapping[str, Any]) -> Days:
    """Read the days of all tables of a sheet, those within a history too."""
    written = Counter(text for tracker in trackers for text in _written(tracker))
    return read_days(written, {**_order_said(trackers), **known})


def _order_said(trackers: Sequence[Tracker]) -> dict[str, str]:
    """Give the order of day and month where a heading says it, as in Date (dd/mm/yyyy)."""
    said = {
        order
        for tracker in trackers
        for heading in tracker.headings
        for order, letters in ORDERS.items()
        if letters.search(heading)
    }
    return {"date_order": said.pop()} if len(said) == 1 else {}


def _written(tracker: Tracker) -> Iterator[str]:
    shape = tracker.shape
    places = [shape.places[name] for name in DATE_COLUMNS if name in shape.places]
    places += [place for place, _ in [*shape.stages, *shape.endings]]
    for row in tracker.rows:
        cells = (row[place].strip() for place in places)
        yield from (c for c in cells if re.search(r"\d\D*\d", c) or DATE_ONLY.fullmatch(c))
        yield from DATE_INSIDE.findall(shape.history(row))
        yield from DATE_INSIDE.findall(shape.cell(row, "status"))


_iso = lru_cache(maxsize=10_000)(to_iso)  # the same days stand in many rows


def _may_be_day(cell: str) -> bool:
    """Tell whether a cell may be a day that cannot be read, and not words that stand there."""
    return len(cell) <= LONGEST_DAY and any(map(str.isdigit, cell))


@dataclass
class Lines:
    """What the rows of a sheet came to, row after row.

    ``origins`` say where each line comes from: its table, its line and which step of it, and the
    number of the row; ``numbers`` are those of all rows. ``left_out`` are (line, reason);
    ``untold`` are histories of which not every step is known;
    ``unsure`` are words in doubt and in how many rows, ``words`` all words that say what became of
    it; ``named`` counts how often an employer and role were applied to, ``roles`` are those of each
    employer.
    """

    lines: list[dict[str, str]] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    unsure: Counter[str] = field(default_factory=Counter)
    words: dict[str, None] = field(default_factory=dict)
    named: Counter[tuple[str, str]] = field(default_factory=Counter)
    roles: dict[str, set[str]] = field(default_factory=dict)

    def take_all(self, tracker: Tracker, answers: Mapping[str, Meaning | None], days: Days) -> None:
        """Take in the rows of one table: of each its lines, or why it gives none."""
        shape, events = tracker.shape, set[tuple[str, ...]]()
        keys = [tuple(row[at] for at in shape.telling) for row in tracker.rows]
        unlike = dict(zip(keys, tracker.rows, strict=True))  # rows that tell the same are read once
        read = {key: told_by(row, shape, answers) for key, row in unlike.items()}
        told = [read[key] for key in keys]
        # Rows of one step each are lines of a log: whose they are is then the log's to say. Where
        # there is a column for a step or an ending, even a blank one, a row is an application.
        before, here = {name for name, _ in self.named}, set[tuple[str, str]]()
        steps = any(len(one.steps) > 1 or any(s.heard_on for s in one.steps) for one in told)
        whole = bool(shape.stages or shape.endings) or (steps and not shape.events)
        reasons = _no_applications(tracker)
        for line, row, one, reason in zip(tracker.lines, tracker.rows, told, reasons, strict=True):
            number = row_number(row)
            self.numbers.add(number)
            if not reason:
                said = (word for word in shape.words(row) if len(word) <= LONGEST_STATUS)
                self.words |= dict.fromkeys(said)
            again = ""
            if shape.events:
                # A program that notes what it sends may note it again and again.
                event = tuple(days(cell) or cell for cell in row)
                again = SAME if event in events else ""
                events.add(event)
            if why := reason or again or one.left_out:
                self.left_out.append((line, why))
                continue
            self.unsure.update(one.unsure)
            self.untold += [one.untold] if one.untold else []
            lines = _lines(row, tracker, one.steps, days)
            if whole or not shape.events:
                back = whole and _goes_back(lines)
                apart = self._told_apart(row, shape, here, before, whole=whole, own_id=back)
                lines = [step | apart for step in lines]
            self.lines += lines
            where = f"{tracker.name} {line}".strip()
            self.origins += [f"{where}.{step} {number}" for step in range(1, len(lines) + 1)]

    def _told_apart(
        self,
        row: Sequence[str],
        shape: Shape,
        here: set[tuple[str, str]],
        before: set[str],
        *,
        whole: bool,
        own_id: bool,
    ) -> dict[str, str]:
        """Give a row an id whose names a log would take for those of an application before it.

        With ``own_id`` it gets one in any case. Where rows are lines of a log, ``here`` are the
        names in their table, told apart from those of employers in tables ``before`` it only. Adds
        to ``here``.
        """
        if shape.cell(row, "application_id"):
            return {}
        employer, role = who = shape.named(row)
        self.named[who] += whole or who not in here
        here.add(who)
        roles = self.roles.setdefault(employer, set())
        roles.add(role)
        # A line without a role continues one of any role, and it is continued by any.
        mixed = len(roles) > 1 and "" in roles and (whole or employer in before)
        if (times := self.named[who]) == 1 and not (mixed or own_id):
            return {}
        words = (shape.cell(row, "employer"), shape.cell(row, "role"), str(times))
        return {"application_id": " ".join(filter(None, words))}


def _goes_back(lines: Sequence[Mapping[str, str]]) -> bool:
    """Tell whether a later step has an earlier day: a log would begin a new application there."""
    days = [line["date"] for line in lines if line["date"][:4].isdigit()]
    return days != sorted(days)


def _no_applications(tracker: Tracker) -> list[str]:
    """Say of each row why it is no application; blank where it may be one."""
    reasons, notes, line = list[str](), False, 0
    for row, at in zip(tracker.rows, tracker.lines, strict=True):
        alone = sum(map(bool, map(str.strip, row))) == 1
        # What stands below the list under a rule in words, such as === HELP ===, is no part of it.
        notes = notes or (alone and at > line + 1 > 1 and bool(RULED.match("".join(row).strip())))
        empty = alone or not (tracker.shape.day(row) or tracker.shape.words(row))
        reasons.append(NOTE if notes and empty else no_application(row, tracker.shape))
        line = at
    # A row of one cell over headings, or over sums, is the title of what they head.
    titles = [
        not why and then in {AGAIN, TOTAL} and sum(1 for cell in row if cell.strip()) == 1
        for row, why, then in zip(tracker.rows, reasons, [*reasons, ""][1:], strict=True)
    ]
    return [TITLE if title else why for title, why in zip(titles, reasons, strict=True)]


def row_number(row: Sequence[str]) -> str:
    """Give a number made of the letters of a row, so that it is known again wherever it stands."""
    return f"{crc32(SEPARATORS.sub('', ''.join(row)).casefold().encode()):08x}"


def _lines(
    row: Sequence[str], tracker: Tracker, steps: Sequence[Step], days: Days
) -> list[dict[str, str]]:
    """Give the lines of one row; what is said once stands on the first or the last."""
    names = ("employer", "role", "source", "application_id")
    everywhere = {name: tracker.shape.cell(row, name) for name in names}
    read = (step._replace(date=days(step.date), heard_on=days(step.heard_on)) for step in steps)
    lines = [everywhere | step._asdict() for step in read]
    heard, last = lines[-1]["heard_on"], lines[-1]
    before_it = heard[:4].isdigit() and heard < last["date"]
    if heard and len(lines) > 1 and (last["outcome"] in {"", "waiting"} or before_it):
        # The answer that came before a step is the one that led to it.
        last["heard_on"] = ""
        before = [line for line in lines[:-1] if line["date"] <= heard] or lines[:1]
        before[-1]["heard_on"] = before[-1]["heard_on"] or heard
    for place, heading in tracker.kept:
        lines[0][heading] = row[place]
    for place, heading in tracker.days:  # words where a day belongs are kept, too
        if days.words(row[place].strip()):
            lines[0][heading] = row[place]
    for name, place in tracker.last:
        cell = row[place].strip()
        lines[-1][name] = days(cell) if name in DATE_COLUMNS else cell
    return lines
