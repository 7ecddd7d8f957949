"""The rows of a sheet, put right: as wide as its headings, nothing where nothing is meant."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bounceback_analysis.log.dates import NUMBERS, to_iso
from bounceback_analysis.log.importing.columns import DATE_COLUMNS, DATE_ONLY, OTHER_DAYS
from bounceback_analysis.log.table import rejoined
from bounceback_analysis.vocabulary.aliases import heading_meanings, is_tick, plain, read_status
from bounceback_analysis.vocabulary.schema import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounceback_analysis.log.importing.columns import Shape

TOTALS = {"total", "totals", "sum", "average", "count"}
NOTHING = {"null", "nan", "none", "undefined", "-", "–", "—", "--"}
"""What programs and people write where there is nothing; an employer may be called None."""

NAMES = {"employer", "role", "source"}
SHOWN = 8  # lines that were put right are named up to so many: more are not looked at one by one


def evened(
    rows: Sequence[list[str]], lines: Sequence[int], words: Sequence[str], delimiter: str
) -> tuple[list[list[str]], list[str]]:
    """Make all rows as wide as the widest; put right what a stray separator moved, and say so.

    ``words`` are the meanings of the headings; ``delimiter`` is blank where nothing parts cells.
    """
    ours, even, told = {column.name: column for column in columns()}, [], []
    checks = [ours.get("outcome" if word == "status" else word) for word in words]
    for row, line in zip(rows, lines, strict=True):
        whole, how = row, ""
        if delimiter and len(row) > len(words):
            whole, (_, how) = rejoined(row, checks, delimiter)
        elif delimiter and len(row) < len(words):
            whole, how = _parted(row, words)
        even.append(whole)
        if how:
            told.append((line, how))
    beyond = (at for row in even for at in range(len(row), len(words), -1) if row[at - 1].strip())
    width = max(beyond, default=len(words))
    others = ", ".join(str(line) for line, _ in told[1 : SHOWN + 1])
    others += f" and {len(told) - SHOWN - 1} more" if len(told) > SHOWN + 1 else ""
    more = f" So it was with {'line' if len(told) == 2 else 'lines'} {others}." if others else ""
    said = [f"Line {line}: {how}{more}" for line, how in told[:1]]
    return [(row + [""] * (width - len(row)))[:width] for row in even], said


def _misfits(row: Sequence[str], words: Sequence[str]) -> int:
    """Count the cells that cannot stand where they do: no day under a date, a day elsewhere."""
    wrong = 0
    for cell, word in zip(row, words, strict=False):
        if text := cell.strip():
            is_day = bool(DATE_ONLY.fullmatch(text)) or bool(to_iso(text))
            dated = word in DATE_COLUMNS or word in OTHER_DAYS
            wrong += is_day != dated and (
                not is_tick(text) if dated else word == "status" or word in NAMES
            )
            wrong += word == "status" and text.isdigit()
            wrong += word in NAMES and not is_day and read_status(text, {})[0] == "known"
    return wrong


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


def no_application(row: Sequence[str], shape: Shape) -> str:
    """Say why a row is no application, such as a total or a row of unticked boxes."""
    employer, role = shape.cell(row, "employer"), shape.cell(row, "role")
    begins = plain(employer)
    if not role and not re.search(r"[^\W\d_]", employer):
        begins = plain(next((cell for cell in row if cell.strip()), "")).split(" ")[0]
    if not role and begins in TOTALS:
        return "a total, not an application"
    known = heading_meanings()
    if known.get(plain(employer)) == "employer" and (not role or plain(role) in known):
        return "the headings again"
    if employer or role:
        return ""
    filled = any(cell.strip() and is_tick(cell) is None for cell in row)
    return "names no employer and no role" if filled else "nothing but empty boxes"
