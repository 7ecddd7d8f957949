"""Finds the tracker among the tables of a file: its row of headings, its columns, its rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.dates import to_iso
from bounceback_analysis.log.importing.columns import (
    DATE_COLUMNS,
    DATE_ONLY,
    OTHER_DAYS,
    OURS,
    PAIR,
    holds_days,
    likely,
    read_shape,
)
from bounceback_analysis.log.importing.rows import (
    BETWEEN_TWO,
    even,
    first_named,
    pairs,
    swapped,
    without_nothing,
)
from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.table import LOOKED_AT, most_known
from bounceback_analysis.vocabulary.aliases import heading_meaning, plain
from bounceback_analysis.vocabulary.schema import fold, load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.log.importing.columns import Shape
    from bounceback_analysis.log.importing.workbook import Table

LONGEST_SHOWN, MOST_SHOWN = 40, 3  # letters, rows: enough to find them again
FEWEST_GROUPS = 2  # one cell over the headings is a title
WORDING = re.compile(r"(?!.*\d\d)(?=.*[^\W_]).{1,39}", re.DOTALL)
"""A cell of headings: words, and no number of two digits."""

AT = re.compile(r"\s(?:at|@|bei|chez)\s", re.IGNORECASE)
"""What stands between a job and whose it is."""

ON_EACH = {"employer", "role", "source", "application_id", "stage", "outcome", "date", "heard_on"}
"""Columns of ours that each step of an application has; all others are said once."""


@dataclass(frozen=True)
class Tracker:
    """A table with its headings found: ``becomes`` says what each of their columns turns into.

    ``known`` tells that the row of headings was known by its words.
    """

    name: str
    headings: list[str]
    rows: list[list[str]]
    lines: Sequence[int]
    shape: Shape
    becomes: Mapping[str, str]
    known: bool
    problems: tuple[Problem, ...] = ()
    page: str = ""

    @property
    def sure(self) -> bool:
        """Whether its headings say enough: the employer, and something of what happened."""
        return "employer" in self.shape.places and (
            bool(self.shape.stages) or len(self.shape.places) > 1
        )

    @property
    def of_people(self) -> bool:
        """Whether its sheet is one of people, by a word of its name."""
        return bool(
            {*plain(self.name).split()} & {*load_words("aliases")["words"]["sheets_of_people"]}
        )

    @property
    def fullness(self) -> tuple[bool, bool, int, int]:
        """How much it says: a row, of no people, so many columns with a meaning, so many rows."""
        return (
            bool(self.rows),
            not self.of_people,
            len(self.shape.places.keys() - {*OTHER_DAYS}),
            len(self.rows),
        )

    @property
    def tells(self) -> bool:
        """Whether it says what became of its rows."""
        return bool({"status", "history"} & self.shape.places.keys() or self.shape.endings)

    @property
    def dated(self) -> bool:
        """Whether it says when something happened."""
        return bool({"date", "history", "status_on"} & self.shape.places.keys())

    def repeats(self, other: Tracker) -> bool:
        """Whether it says again what another table says: it names most of the same, of its days."""
        here, there = (found.years for found in (self, other))
        if here and there and (max(here) < min(there) or max(there) < min(here)):
            return False
        # What has no days of its own tells more of the same employers, such as of people there.
        with_roles = all("role" in found.shape.places for found in (self, other))
        with_roles &= self.dated >= other.dated
        mine, theirs = (
            {found.shape.named(row)[: 1 + with_roles] for row in found.rows}
            for found in (self, other)
        )
        return len(mine & theirs) * 2 > len(mine)

    @cached_property
    def years(self) -> set[str]:
        """The years in which one applied."""
        days = (to_iso(self.shape.cell(row, "date")) for row in self.rows)
        return {day[:4] for day in days if day}

    def own_heading(self, place: int) -> str:
        """Give a heading under which the log keeps a column and does not take it for its own."""
        heading = self.headings[place]
        means = heading_meaning(heading)
        taken = means in {*OURS, "status"} or plain(heading) in {"line", "round", "applied"}
        return f"their {heading}" if taken else heading

    @cached_property
    def kept(self) -> list[tuple[int, str]]:
        """The columns that are kept under a heading of their own, and that heading."""
        own = {self.shape.places.get(name) for name in OURS if name not in {"stage", "outcome"}}
        return [
            (place, self.own_heading(place))
            for place, heading in enumerate(self.headings)
            if place not in own and not self.becomes[heading].startswith("left out")
        ]

    @cached_property
    def days(self) -> list[tuple[int, str]]:
        """The columns of days of ours, and the heading under which words in them are kept."""
        named = (self.shape.places.get(name) for name in DATE_COLUMNS if name in OURS)
        return [(place, self.own_heading(place)) for place in named if place is not None]

    @cached_property
    def last(self) -> list[tuple[str, int]]:
        """The columns of ours that are said once, of the last step of an application."""
        places = self.shape.places
        return [(n, places[n]) for n in OURS if n in places and n not in ON_EACH]


def find_trackers(tables: Sequence[Table], known: Mapping[str, Any]) -> list[Tracker]:
    """Find the tables that hold applications, else the one that may with its headings settled.

    Of the answers that are ``known``, ``columns`` says what headings mean.
    """
    read = [found for table in tables if (found := _tracker(table, known))]
    sure = [tracker for tracker in read if tracker.known and tracker.sure]
    return sure or sorted(read, key=lambda found: found.fullness, reverse=True)[:1]


def no_tracker(tables: Sequence[Table]) -> str:
    """Say that no table holds applications, and what to do."""
    first = next((row for row in tables[0].rows if sum(map(bool, row)) > 1), tables[0].rows[0])
    shown = ", ".join(f"'{cell}'" for cell in first if cell)[:300]
    return (
        f"No table of job applications was found. A row of headings is needed that names the "
        f"employer, and the date or the status. The first row holds: {shown}. Write headings over "
        "your columns, such as Company, Date applied and Status, then import it again."
    )


def _tracker(table: Table, known: Mapping[str, Any]) -> Tracker | None:
    may_be = load_words("aliases")["may_be"]
    said = {plain(k): may_be.get(fold(v), fold(v)) for k, v in known.get("columns", {}).items()}
    best, score = _headed_by_days(table.rows, said) or most_known(
        table.rows, lambda cell: heading_meaning(cell, said)
    )
    known_row = score > 1 and not (best == 0 and _is_application(table.rows))
    at = best if known_row else _first_of_words(table)
    if at is None:
        return None
    rows, lines = table.rows[at + 1 :], table.lines[at + 1 :]
    if at < 0:
        heading = [f"column {place}" for place in range(1, max(map(len, rows)) + 1)]
        by_place = zip(heading, zip(*rows, strict=False), strict=False)
        day = [plain(name) for name, cells in by_place if holds_days(cells)]
        said = {**dict.fromkeys(day[:1], "date"), **said}
    else:
        heading = _grouped(table.rows[at], table.rows[at - 1] if at else [])
    words = [heading_meaning(cell, said) for cell in heading]
    rows, moved = even(rows, lines, words, table.delimiter)
    headings = _distinct(heading + [""] * (max(map(len, rows), default=0) - len(heading)))
    headings, rows, said = _unpaired(headings, rows, said)
    for needed in ("employer", "role", "status"):
        words = [heading_meaning(heading, said) for heading in headings]
        if needed not in words:
            unknown = [heading for heading, word in zip(headings, words, strict=True) if not word]
            said |= likely(needed, unknown)
    rows, blanked = without_nothing(rows, [heading_meaning(h, said) for h in headings])
    shape, becomes = read_shape(headings, rows, said)
    turned = [] if table.delimiter else swapped(headings, rows, shape)
    above = _passed_over(table, at)
    told = (Problem(None, None, "tell", said) for said in (*table.told, *above, *blanked, *turned))
    problems = (*moved, *told)
    return Tracker(
        table.name, headings, rows, lines, shape, becomes, known_row, problems, table.page
    )


def _headed_by_days(
    rows: Sequence[Sequence[str]], said: Mapping[str, str]
) -> tuple[int, int] | None:
    """Find the row of headings where they are the employer and days, and how many are known.

    What stands under the days, such as Applied, may itself be a heading.
    """
    for at, row in enumerate(rows[:LOOKED_AT]):
        days = sum(bool(DATE_ONLY.fullmatch(cell)) for cell in row)
        means = (heading_meaning(cell, said) for cell in row)
        if days * 2 >= sum(map(bool, row)) and "employer" in means:
            return at, 1 + days
    return None


def _passed_over(table: Table, at: int) -> list[str]:
    """Say which rows stand above the headings, so that none is missed unsaid."""
    above = [next(filter(str.strip, row)) for row in table.rows[: max(at, 0)]]
    shown = ", ".join(f"'{cell[:LONGEST_SHOWN]}'" for cell in above[:MOST_SHOWN])
    more = f" and {len(above) - MOST_SHOWN} more" if len(above) > MOST_SHOWN else ""
    rows = "1 row stands" if len(above) == 1 else f"{len(above)} rows stand"
    said = f"{rows} above the headings and gave no application: {shown}{more}."
    return [said] if above else []


def _unpaired(
    headings: list[str], rows: list[list[str]], said: dict[str, str]
) -> tuple[list[str], list[list[str]], dict[str, str]]:
    """Part the cells that hold employer and role both, where it is sure which of them comes first.

    Their heading says so, or the person did, or it is a job that is at somebody's.
    """
    words = [heading_meaning(heading, said) for heading in headings]
    if "employer" in words:
        return headings, rows, said
    for at, (heading, word) in enumerate(zip(headings, words, strict=True)):
        cells = [row[at].strip() for row in rows if row[at].strip()]
        first = word.removeprefix(PAIR) if word.startswith(PAIR) else first_named(heading)
        at_them = word == "role" and cells and sum(map(bool, map(AT.search, cells))) == len(cells)
        if (first or at_them) and pairs(cells):
            parted = [[part.strip() for part in BETWEEN_TWO.split(row[at], 1)] for row in rows]
            halves = [(one, *(more or [""])) for one, *more in parted]
            pairs_of = (pair if first == "employer" else pair[::-1] for pair in halves)
            other = f"{heading}, the role"
            rows = [
                [*row[:at], employer or role, *row[at + 1 :], role if employer else ""]
                for row, (employer, role) in zip(rows, pairs_of, strict=True)
            ]
            said = {**said, plain(heading): "employer", plain(other): "role"}
            return [*headings, other], rows, said
    return headings, rows, said


def _first_of_words(table: Table) -> int | None:
    """Find the row of headings where none is known: words alone, above most of the rows.

    Gives -1 where the first row is no heading but an application itself.
    """
    top = table.rows[:LOOKED_AT]
    filled = [sum(1 for cell in row if cell.strip()) for row in top]
    first = next((at for at, cells in enumerate(filled[:-1]) if cells > 1), None)
    if first is None or sum(n > 1 for n in filled[first:]) * 2 < len(filled[first:]):
        return None
    applied = not first and _is_application(table.rows)
    if not applied and all(WORDING.fullmatch(cell.strip()) for cell in top[first] if cell.strip()):
        return first
    there = applied or any(DATE_ONLY.fullmatch(cell) for cell in top[first])
    return -1 if there and not first and max(map(len, top)) > FEWEST_GROUPS else None


def _is_application(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row is no heading: it holds a day or a link, and words of rows below.

    A row of headings that stands in the table again is none of those.
    """
    first, *below = rows[:LOOKED_AT]
    others = [row for row in below if row != first]
    again = any(
        cell.strip() and any(cell in row[place : place + 1] for row in others)
        for place, cell in enumerate(first)
    )
    return again and any(DATE_ONLY.fullmatch(cell) or "://" in cell for cell in first)


def _grouped(heading: list[str], above: Sequence[str]) -> list[str]:
    """Name columns of one heading apart by the merged headings over them, such as Interview."""
    if sum(1 for cell in above if cell.strip()) < FEWEST_GROUPS:
        return heading
    times = Counter(map(plain, heading))
    group, named = "", []
    for cell, over in zip_longest(heading, above[: len(heading)], fillvalue=""):
        group = over.strip() or group
        named.append(f"{group} {cell}".strip() if times[plain(cell)] > 1 and cell else cell)
    return named


def _distinct(row: Sequence[str]) -> list[str]:
    """Give every column a heading of its own, also the blank and the repeated ones."""
    seen: Counter[str] = Counter()
    headings = []
    for place, cell in enumerate(row, start=1):
        name = " ".join(cell.split()) or f"column {place}"
        seen[name] += 1
        headings.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return headings


def joined(trackers: Sequence[Tracker]) -> list[Tracker]:
    """Keep the tables that are one tracker: the fullest one, and others that go on where it ends.

    Those have the same headings and other rows, or say too what became of applications, and of
    others. A table whose rows all stand in the fullest one is a part of it that was looked at.
    """
    best = max(trackers, key=lambda found: found.fullness)
    rows = set(map(tuple, best.rows))

    def goes_on(tracker: Tracker) -> bool:
        if tracker.of_people != best.of_people:
            return False
        if tracker.headings == best.headings:
            return not tracker.rows or not rows.issuperset(map(tuple, tracker.rows))
        # What says less on another sheet may be of companies, and is offered instead.
        as_much = tracker.page == best.page or tracker.dated >= best.dated
        return as_much and tracker.tells and not tracker.repeats(best)

    return [tracker for tracker in trackers if tracker is best or goes_on(tracker)]
