"""What the cells of a sheet hold, told by themselves: its columns, its rows put right, its days."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.dates import DAY_WRITTEN, NUMBERS, order_of, to_iso
from bounceback_analysis.log.importing.steps import DATE_INSIDE, packed
from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.table import rejoined
from bounceback_analysis.vocabulary.aliases import (
    heading_meaning,
    heading_meanings,
    is_tick,
    plain,
    read_status,
)
from bounceback_analysis.vocabulary.schema import columns, load_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bounceback_analysis.log.importing.steps import Shape
    from bounceback_analysis.log.importing.tracker import Tracker

MOSTLY = 0.75
LOOKED_AT = 500  # so many cells of a column show whether it holds statuses
TOTALS = {"total", "totals", "sum", "average", "count"}
DATE_ONLY = re.compile(rf"\s*(?:[a-z]{{3,9}}, *)?(?:{DAY_WRITTEN})(?:[T ]\d.*)?\s*", re.IGNORECASE)
DETAIL = re.compile(
    r"[ <]*\S+@[\w-]+\.[\w.-]+[ >]*$|\s*(?:\+\d[\d ()./-]{7,}|\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4})"
)
"""An address for mail, or a telephone number."""

DATE_COLUMNS = ("date", "heard_on", "follow_up_on", "feedback_asked_on", "rated_on", "saved_on")
OTHER_DAYS = ("saved_on", "updated_on", "deadline", "status_on")
"""Days that are none of the log's own."""

NOTHING = {"null", "nan", "none", "undefined", "-", "–", "—", "--"}
"""What programs and people write where there is nothing; an employer may be called None."""

MONEY = re.compile(r"\D{0,4}\d{1,3},\d{3}(?!\d).*")
NAMED = 8  # lines that were put right are named up to so many


def held(heading: str, meaning: str, cells: Sequence[str]) -> tuple[str, str]:
    """Check a heading against what its column holds: (stage_columns, interview), ("", role), ..."""
    kind, _, word = meaning.rpartition(":")
    if word == "contact" and not all(is_tick(c) is not None for c in cells) and _all_days(cells):
        # What holds days is a step, such as a call, and nobody's number; mere ticks are not.
        return "stage_columns", "screening"
    if (kind or not word) and cells and _share(cells, DETAIL.match):
        return "", "contact"
    if not word and cells and not _never_status(heading):
        said = [read_status(cell, {})[1] for cell in cells]
        if sum(m is not None and m.outcome != "waiting" for m in said) >= MOSTLY * len(cells):
            return "", "status"
    if word == "feedback" and tells_ticks_only(cells):
        # Whether any was given, and not what was said.
        return "", ""
    if not kind:
        return "", word
    if _share(cells, lambda cell: is_tick(cell) is not None or bool(DATE_ONLY.fullmatch(cell))):
        return kind, word
    statuses = _share(cells, lambda cell: read_status(cell, {})[0] in {"known", "never sent"})
    people = set(plain(heading).split()) <= set(load_words("aliases")["words"]["people"])
    return "", "status" if statuses else "contact" if people else ""


def holds_days(cells: Sequence[str]) -> bool:
    """Tell whether most cells of a column are days."""
    return bool(cells) and _share(cells, DATE_ONLY.fullmatch)


def tells_ticks_only(cells: Sequence[str]) -> bool:
    """Tell whether a column says yes and no, and nothing else."""
    return any(cell.strip() for cell in cells) and all(is_tick(cell) is not None for cell in cells)


def is_template(row: Sequence[str], shape: Shape) -> str:
    """Say why a row is no application, such as a total or a row of unticked boxes."""
    employer, role = shape.cell(row, "employer"), shape.cell(row, "role")
    if not role and not (re.search(r"[^\W\d_]", employer) and plain(employer) not in TOTALS):
        first = next((cell for cell in row if cell.strip()), "")
        if plain(employer) in TOTALS or set(plain(first).split()[:1]) & TOTALS:
            return "a total, not an application"
    if heading_meanings().get(plain(employer)) == "employer" and (
        not role or plain(role) in heading_meanings()
    ):
        return "the headings again"
    if employer or role:
        return ""
    filled = [cell for cell in row if cell.strip() and is_tick(cell) is None]
    return "names no employer and no role" if filled else "nothing but empty boxes"


def tells(heading: str, cells: Sequence[str]) -> str:
    """Say what a column holds of which the heading says nothing: a status, a history or neither."""
    cells = cells[:LOOKED_AT]
    if not cells or _never_status(heading) or tells_ticks_only(cells):
        return ""
    if _share(cells, lambda cell: DATE_INSIDE.search(cell) and packed(cell, {})):
        return "history"
    read = {plain(cell): read_status(cell, {})[0] for cell in set(cells)}
    known = sum(kind in {"known", "never sent"} for kind in read.values())
    return "status" if known > 1 and _share(cells, lambda c: read[plain(c)] != "unknown") else ""


def _never_status(heading: str) -> bool:
    return bool(set(plain(heading).split()) & set(load_words("aliases")["likely"]["never_status"]))


def _all_days(cells: Sequence[str]) -> bool:
    parts = (re.split(r"\s*(?:&|;|\+|\band\b)\s*", cell) for cell in cells)
    return all(
        is_tick(cell) is not None or all(DATE_ONLY.fullmatch(part) for part in found)
        for cell, found in zip(cells, parts, strict=True)
    )


def _share(cells: Sequence[str], test: Callable[[str], object]) -> bool:
    """Tell whether most of the cells pass a test; an empty column passes."""
    return sum(map(bool, map(test, cells))) >= MOSTLY * len(cells)


def even(
    heading: list[str],
    rows: list[list[str]],
    lines: list[int],
    delimiter: str,
    said: Mapping[str, str],
) -> tuple[list[str], list[list[str]], tuple[Problem, ...]]:
    """Make all rows as wide as the widest; put right what a stray separator moved, and say so."""
    words = [heading_meaning(cell, said) for cell in heading]
    even, told = [], []
    for row, line in zip(rows, lines, strict=True):
        whole, how = row, ""
        if delimiter and len(row) > len(heading):
            whole, how = _joined(row, words, delimiter)
        elif delimiter and len(row) < len(heading):
            whole, how = _parted(row, words)
        even.append(whole)
        if how:
            told.append((line, how))
    beyond = (at for row in even for at in range(len(row), len(heading), -1) if row[at - 1].strip())
    width = max(beyond, default=len(heading))
    even = [(row + [""] * (width - len(row)))[:width] for row in even]
    others = ", ".join(str(line) for line, _ in told[1 : NAMED + 1])
    others += f" and {len(told) - NAMED - 1} more" if len(told) > NAMED + 1 else ""
    more = f" So it was with {'line' if len(told) == 2 else 'lines'} {others}." if others else ""
    first = [f"Line {line}: {how}{more}" for line, how in told[:1]]
    problems = tuple(Problem(None, None, "tell", sentence) for sentence in first)
    return _distinct(heading + [""] * (width - len(heading))), even, problems


def _misfits(row: Sequence[str], words: Sequence[str]) -> int:
    """Count the cells that cannot stand where they do: no day under a date, a day elsewhere."""
    wrong = 0
    for cell, word in zip(row, words, strict=False):
        if text := cell.strip():
            is_day = bool(DATE_ONLY.fullmatch(text)) or bool(to_iso(text))
            dated = word in DATE_COLUMNS or word in OTHER_DAYS
            wrong += is_day != dated and (
                not is_tick(text) if dated else word in {"status", "employer", "role", "source"}
            )
            wrong += word == "status" and text.isdigit()
            named = word in {"employer", "role", "source"}
            wrong += named and not is_day and read_status(text, {})[0] == "known"
    return wrong


def _joined(row: list[str], words: Sequence[str], delimiter: str) -> tuple[list[str], str]:
    """Join what a separator has parted in a row that is too long: money and days before others."""
    width, said = len(words), f"This line has {len(row)} cells for {len(words)} headings"
    blank_end = not any(cell.strip() for cell in row[width:])
    pairs = [delimiter.join(pair) for pair in pairwise(row)]
    days = [bool(to_iso(pair)) and not to_iso(row[at]) for at, pair in enumerate(pairs)]
    if blank_end and not any(days) and not _misfits(row[:width], words):
        return row[:width], ""
    whole = list(row)
    for at in range(len(pairs) - 1, -1, -1):
        money = delimiter == "," and MONEY.fullmatch(pairs[at])
        if len(whole) > width and (days[at] or money):
            whole[at : at + 2] = [pairs[at]]
    if len(whole) < len(row) and not _misfits(whole, words):
        parts = [cell for cell in whole if delimiter in cell and cell not in row]
        return whole[:width], f"{said}; '{parts[0].strip()[:60]}' was read as one cell."
    ours = {column.name: column for column in columns()}
    checks = [ours.get("outcome" if word == "status" else word) for word in words]
    whole, (_, how) = rejoined(row, checks, delimiter)
    glued = next(
        (at for at, pair in enumerate(zip(whole, row, strict=False)) if pair[0] != pair[1]), -1
    )
    if len(whole) == width and words[glued] in {"employer", "role"} and row[glued + 1][:1] != " ":
        # Whoever is named in one cell and what for in the next are never made one.
        whole, how = row, f"{said}; which of them belong together is not known."
    if blank_end and _misfits(whole, words) >= _misfits(row[:width], words):
        return row[:width], ""
    return whole, how


def _parted(row: list[str], words: Sequence[str]) -> tuple[list[str], str]:
    """Find where a row that is too short lacks a cell: there, and further right, all fits again."""
    lacking = [""] * (len(words) - len(row))
    tries = [[*row[:at], *lacking, *row[at:]] for at in range(len(row), -1, -1)]
    best = min(tries, key=lambda found: _misfits(found, words))
    if _misfits(best, words) >= _misfits(row, words):
        return row, ""
    said = f"This line has {len(row)} cells for {len(words)} headings; a blank one was put "
    return best, f"{said}before '{row[tries[::-1].index(best)].strip()[:60]}'."


def without_nothing(
    rows: list[list[str]], words: Sequence[str]
) -> tuple[list[list[str]], list[str]]:
    """Give the rows with nothing where a program has written that there is nothing."""
    named = {at for at, word in enumerate(words) if word == "employer"}
    found: Counter[str] = Counter()
    kept = []
    for row in rows:
        empty = {at for at, cell in enumerate(row) if cell.strip().lower() in NOTHING} - named
        found.update(row[at].strip() for at in empty if row[at].strip()[0].isalpha())
        kept.append(["" if at in empty else cell for at, cell in enumerate(row)] if empty else row)
    shown = ", ".join(f"'{word}'" for word in found)
    cells = "1 cell that says" if found.total() == 1 else f"{found.total():,} cells that say"
    return kept, [
        f"{cells} {shown} {'was' if found.total() == 1 else 'were'} read as blank."
    ] if found else []


def swapped(headings: Sequence[str], rows: list[list[str]], shape: Shape) -> list[str]:
    """Say where real days, none after the 12th, stand beside others that are but words.

    A spreadsheet that takes the month first makes days of those it can, and leaves the others.
    """
    said = []
    for at in (place for name, place in shape.places.items() if name in DATE_COLUMNS):
        cells = [row[at].strip() for row in rows if row[at].strip()]
        real = [cell for cell in cells if re.match(r"\d{4}-\d\d-\d\d", cell)]
        words = [found for cell in cells if (found := NUMBERS.fullmatch(cell))]
        if (
            len(real) > 1
            and all(int(cell[8:10]) <= 12 for cell in real)
            and any(int(found[1]) > 12 for found in words)
        ):
            said.append(
                f"Under '{headings[at]}' no real date is after the 12th, and '{words[0][0]}' is "
                f"text: your spreadsheet may have swapped day and month in {len(real)} dates, "
                f"such as {real[0]}. Check them there."
            )
    return said


def _distinct(row: Sequence[str]) -> list[str]:
    """Give every column a heading of its own, also the blank and the repeated ones."""
    seen: Counter[str] = Counter()
    headings = []
    for place, cell in enumerate(row, start=1):
        name = " ".join(cell.split()) or f"column {place}"
        seen[name] += 1
        headings.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return headings


@dataclass(frozen=True)
class Days:
    """Each day as it was written with what it is in ISO form, and how that was decided."""

    days: Mapping[str, str]
    order: str
    question: str = ""
    examples: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def days_of(trackers: Sequence[Tracker], known: Mapping[str, Any]) -> Days:
    """Read every day in a tracker, the order of day and month decided once for all of them."""
    return read_days(Counter(_written(trackers)), known)


def read_days(written: Counter[str], known: Mapping[str, Any]) -> Days:
    """Read days that belong together; of the answers ``known``, ``date_order`` decides alone."""
    if not written:
        return Days({}, "none found")
    now = dt.date.today()  # noqa: DTZ011 (the person's own day is meant)
    order, why = order_of(written, str(known.get("date_order", "")), now)
    month_first = order == "month first"
    read = {text: day for text in written if (day := to_iso(text, month_first=month_first))}
    left = [text for text in written if text not in read]
    told = f"{len(left)} dates have no year or are none; they stand as written, such as"
    if len(left) == 1:
        told = "1 date has no year or is none; it stands as written:"
    problems = tuple(Problem(None, "date", "tell", f"{told} '{text[:40]}'.") for text in left[:1])
    unsure = tuple(text for text in written if NUMBERS.match(text))[:5]
    if order != "cannot be told":
        return Days(read, f"{order}, {why}", problems=problems)
    if all("." in text for text in unsure):
        # Nobody who parts a date with dots writes the month first.
        return Days(read, "day first, as dates with dots are", problems=problems)
    question = "Does the day or the month come first in your dates? They were read day first."
    return Days(read, f"day first, but {why}", question, unsure, problems)


def _written(trackers: Sequence[Tracker]) -> Iterable[str]:
    for tracker in trackers:
        shape = tracker.shape
        places = [shape.places[name] for name in DATE_COLUMNS if name in shape.places]
        places += [place for place, _ in [*shape.stages, *shape.endings]]
        yield from (event.date for events in shape.elsewhere.values() for event in events)
        for row in tracker.rows:
            yield from (
                cell
                for place in places
                if re.search(r"\d\D*\d", cell := row[place].strip()) or DATE_ONLY.fullmatch(cell)
            )
            yield from DATE_INSIDE.findall(shape.cell(row, "history"))
