"""Brings the agreed actions that were typed into a Word report back as rows for the plan."""

from __future__ import annotations

import re
import zipfile
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.report.page_one import AGREED
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    import os

COLUMNS = ["action", "evidence", "due_on", "as_written"]
DAY = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]+(\d{1,2}|[A-Za-z]{3,9})\.?(?:[\s./,-]+(\d{4}|\d{2}))?\b"
)
ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def agreed_actions(
    path: str | os.PathLike[str] | IO[bytes], *, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Read what was filled in under "What we agreed" in a report that was worked on in Word.

    Parameters
    ----------
    path
        The .docx file, as Word, LibreOffice or another program saved it, or its bytes as a
        stream.
    as_of
        The day it was filled in, for days without a year; None is today.

    Returns
    -------
    DataFrame
        ``action``, ``evidence`` (who does it), ``due_on`` (blank where no day could be read)
        and ``as_written``, what stood under "By when". Empty rows are left out.

    Raises
    ------
    ValueError
        It is no Word file, or it has no such table.
    """
    rows = [row for table in _tables(path) if _is_agreed(table) for row in table[1:]]
    today = as_of if as_of is not None else pd.Timestamp.today().normalize()
    found = [
        {"action": what, "evidence": who, "due_on": to_day(when, today), "as_written": when}
        for what, who, when in (tuple(row[:3]) for row in rows)
        if what
    ]
    table = pd.DataFrame(found, columns=COLUMNS)
    return table.astype({"action": "str", "evidence": "str", "as_written": "str"}).assign(
        due_on=pd.to_datetime(table["due_on"])
    )


def to_day(text: str, today: pd.Timestamp) -> pd.Timestamp | None:
    """Read a day as people write it, day first; without a year, the next such day.

    Examples
    --------
    >>> to_day("5th March", pd.Timestamp("2026-11-23"))
    Timestamp('2027-03-05 00:00:00')
    """
    iso, named = ISO.search(text), DAY.search(text)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if not named:
        return None
    day, month = int(named[1]), _month(named[2])
    if named[3]:
        return _day(int(named[3]) % 100 + 2000, month, day)
    this_year = _day(today.year, month, day)
    late = this_year is not None and this_year < today
    return _day(today.year + 1, month, day) if late else this_year


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    low = text.casefold()[:3]
    return MONTHS.index(low) + 1 if low in MONTHS else 0


def _day(year: int, month: int, day: int) -> pd.Timestamp | None:
    try:
        return pd.Timestamp(year=year, month=month, day=day)
    except ValueError:
        return None


def _tables(file: str | os.PathLike[str] | IO[bytes]) -> list[list[list[str]]]:
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        document = Document(str(file) if isinstance(file, str | PathLike) else file)
    except (OpcError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ValueError(f"{_name(file)} could not be read as a Word file (.docx).") from error
    tables = [
        [[_text(cell) for cell in row.cells] for row in table.rows] for table in document.tables
    ]
    if not any(_is_agreed(table) for table in tables):
        raise ValueError(
            f"{_name(file)} has no table headed {', '.join(AGREED)}. "
            "Use a report written as .docx, and keep the heading row of that table."
        )
    return tables


def _name(file: object) -> str:
    return f"'{Path(file).name}'" if isinstance(file, str | PathLike) else "The file"


def _text(cell: Any) -> str:
    return " ".join(cell.text.split())


def _is_agreed(table: list[list[str]]) -> bool:
    return bool(table) and [fold(name) for name in table[0][:3]] == [fold(name) for name in AGREED]
