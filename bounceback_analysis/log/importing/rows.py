"""The rows of a sheet, put right: as wide as its headings, nothing where nothing is meant."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bounceback_analysis.log.dates import NUMBERS
from bounceback_analysis.log.importing.columns import DATE_COLUMNS
from bounceback_analysis.log.importing.pages import is_title
from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.table import evened
from bounceback_analysis.vocabulary.aliases import (
    heading_meaning,
    heading_meanings,
    is_tick,
    plain,
    read_status,
)
from bounceback_analysis.vocabulary.schema import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounceback_analysis.log.importing.columns import Shape

TOTALS = {"total", "totals", "sum", "average", "count"}
NOTHING = {"null", "nan", "none", "undefined", "-", "–", "—", "--"}
"""What programs and people write where there is nothing; an employer may be called None."""

BETWEEN_TWO = re.compile(r"\s+[-–—|/@:]\s+|\s+(?:at|bei|chez)\s+|\s*\n\s*|,\s+", re.IGNORECASE)
"""What parts an employer and a role that stand in one cell."""

SAID = {"known", "ask", "never sent"}
AGAIN, TITLE, TOTAL = "the headings again", "a title over rows", "a total, not an application"
"""Why a row is none that stands between the parts of a sheet, or below them."""

MOST_TOLD = 8
"""Lines that were put right are named up to so many: more are not looked at one by one."""


def even(
    rows: list[list[str]], lines: Sequence[int], words: Sequence[str], delimiter: str
) -> tuple[list[list[str]], list[Problem]]:
    """Make all rows as wide as the widest; put right what a stray separator moved, and say so.

    ``words`` are the meanings of the headings; ``delimiter`` is blank where nothing parts cells.
    """
    told = list[Problem]()
    if delimiter and any(len(row) != len(words) for row in rows):
        ours = {column.name: column for column in columns()}
        checks = [ours.get("outcome" if word == "status" else word) for word in words]
        rows, told = evened(rows, lines, checks, delimiter)
        if (more := len(told) - MOST_TOLD) > 0:
            said = f"{more} more lines were put right likewise."
            told = [*told[:MOST_TOLD], Problem(None, None, "tell", said)]
    beyond = (at for row in rows for at in range(len(row), len(words), -1) if row[at - 1].strip())
    width = max(beyond, default=len(words))
    return [(row + [""] * (width - len(row)))[:width] for row in rows], told


def without_nothing(
    rows: list[list[str]], words: Sequence[str]
) -> tuple[list[list[str]], list[str]]:
    """Give the rows with nothing where a program has written that there is nothing; say so."""
    named = {at for at, word in enumerate(words) if word == "employer"}
    found: Counter[str] = Counter()
    kept = []
    for row in rows:
        empty = {at for at, cell in enumerate(row) if cell.strip().lower() in NOTHING} - named
        found.update(row[at].strip() for at in empty if row[at].strip()[0].isalpha())
        kept.append(["" if at in empty else cell for at, cell in enumerate(row)] if empty else row)
    shown = ", ".join(f"'{word}'" for word in found)
    cells = "1 cell that says" if found.total() == 1 else f"{found.total():,} cells that say"
    said = f"{cells} {shown} {'was' if found.total() == 1 else 'were'} read as blank."
    return kept, [said] if found else []


def swapped(headings: Sequence[str], rows: Sequence[Sequence[str]], shape: Shape) -> list[str]:
    """Say where real days, none after the 12th, stand beside others that are but words.

    A spreadsheet that takes the month first makes days of those it can, and leaves the others.
    """
    said = []
    for at in (place for name, place in shape.places.items() if name in DATE_COLUMNS):
        cells = [row[at].strip() for row in rows]
        real = [cell for cell in cells if re.match(r"\d{4}-\d\d-\d\d", cell)]
        words = [found for cell in cells if (found := NUMBERS.fullmatch(cell))]
        early = all(int(cell[8:10]) <= 12 for cell in real)
        if len(real) > 1 and early and any(int(found[1]) > 12 for found in words):
            said.append(
                f"Under '{headings[at]}' no real date is after the 12th, and '{words[0][0]}' is "
                f"text: your spreadsheet may have swapped day and month in {len(real)} dates, "
                f"such as {real[0]}. Check them there."
            )
    return said


def first_named(heading: str) -> str:
    """Say whether the employer or the role comes first, of a heading that names both."""
    parts = (heading_meaning(part) for part in re.split(r"[/|&+@,-]|\s[–—]\s|\band\b", heading))
    named = [word for word in parts if word in {"employer", "role"}]
    return named[0] if len({*named}) > 1 else ""


def pairs(cells: Sequence[str]) -> bool:
    """Tell whether most cells of a column hold two things, as ``Alder - Cook`` does."""
    return sum(1 for cell in cells if BETWEEN_TWO.search(cell)) * 4 >= len(cells) * 3 > 0


def no_application(row: Sequence[str], shape: Shape) -> str:
    """Say why a row is no application, such as a total or a row of unticked boxes."""
    employer, role = shape.cell(row, "employer"), shape.cell(row, "role")
    begins = plain(employer)
    if not role and not re.search(r"[^\W\d_]", employer):
        begins = plain(next((cell for cell in row if cell.strip()), "")).split(" ")[0]
    counts = [cell.strip() for cell in row if cell.strip()][1:]
    counted = bool(counts) and all(map(str.isdigit, counts))
    if begins in TOTALS and (counted or not role):
        return TOTAL
    if counted and read_status(employer, {})[0] in SAID:
        return TOTAL
    if (employer or role) and is_title(row):
        return TITLE
    told = shape.day(row) or shape.words(row)
    if not told and read_status(employer, {})[0] == "known":
        return "says what a word means, no application"
    known = heading_meanings()
    if known.get(plain(employer)) == "employer" and (not role or plain(role) in known):
        return AGAIN
    if not any(re.search(r"[^\W_]", cell) and is_tick(cell) is None for cell in row):
        return "nothing but dashes and empty boxes"
    return "" if employer or role else "names no employer and no role"
