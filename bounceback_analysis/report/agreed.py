"""Brings the agreed actions that were typed into a Word report back as rows for the plan."""

from __future__ import annotations

import io
import re
import zipfile
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.log.bounds import LARGEST_FILE, UnreadableError, read_bounded
from bounceback_analysis.log.importing.packed import DamagedError, check_packed
from bounceback_analysis.report.page_one import AGREED
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    import os

COLUMNS = ["action", "evidence", "due_on", "as_written"]
DAY = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s./-]+(\d{1,2}|[A-Za-z]{3,9})\.?"
    r"(?:[\s./,-]+(\d{4}|\d{2}))?\b"
)
MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:[\s,]+(\d{4}))?")
AHEAD = re.compile(
    r"(?:(?:by|on|this|before|(?:with)?in)\s+)?(?:(today|tomorrow)|(\d{1,2}|a|one|two|three|four)"
    r"\s+(day|week)s?(?:.?\s+time)?|((?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?))",
    re.IGNORECASE,
)
SPOKEN = {"today": 0, "tomorrow": 1, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
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
    rows = [row for table in _tables(path) if _is_agreed(table) for row in table]
    today = as_of if as_of is not None else pd.Timestamp.today().normalize()
    found = [
        {"action": what, "evidence": who, "due_on": to_day(when, today), "as_written": when}
        for what, who, when in (tuple(row[:3]) for row in rows if not _is_agreed([row]))
        if what
    ]
    table = pd.DataFrame(found, columns=COLUMNS).drop_duplicates(ignore_index=True)
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
    if iso := ISO.search(text):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if ahead := AHEAD.fullmatch(text.strip(" .")):
        return _ahead(ahead, today)
    if named := DAY.search(text):
        written, month, year = int(named[1]), _month(named[2]), named[3]
    elif named := MONTH_FIRST.search(text):
        written, month, year = int(named[2]), _month(named[1]), named[3]
    else:
        return None
    return _in_year(year, month, written, today)


def _in_year(year: str | None, month: int, day: int, today: pd.Timestamp) -> pd.Timestamp | None:
    if year:
        return _day(int(year) % 100 + 2000, month, day)
    this_year = _day(today.year, month, day)
    late = this_year is not None and this_year < today
    return _day(today.year + 1, month, day) if late else this_year


def _ahead(said: re.Match[str], today: pd.Timestamp) -> pd.Timestamp:
    """Count from today; "next Friday", which is two days to two people, is not read."""
    if said[4]:
        place = WEEKDAYS.index(said[4].casefold()[:3])
        return today + pd.Timedelta(days=(place - today.day_of_week - 1) % 7 + 1)
    word = (said[1] or said[2]).casefold()
    count = int(word) if word.isdigit() else SPOKEN[word]
    return today + pd.Timedelta(days=count * (7 if (said[3] or "").casefold() == "week" else 1))


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
    from docx.oxml.ns import qn

    data = _bytes_of(file)
    try:
        check_packed(data, _name(file).strip("'"))
        document = Document(io.BytesIO(data))
    except (DamagedError, OpcError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ValueError(f"{_name(file)} could not be read as a Word file (.docx).") from error
    except UnreadableError as error:
        raise ValueError(str(error)) from error
    # Cell by cell as written: one that says it spans a million columns is still one.
    every = (found.iterchildren(qn("w:tr")) for found in document.element.body.iter(qn("w:tbl")))
    tables = [[[_text(cell) for cell in row.iterchildren(qn("w:tc"))] for row in t] for t in every]
    if not any(_is_agreed(table) for table in tables):
        raise ValueError(
            f"{_name(file)} has no table headed {', '.join(AGREED)}. "
            "Use a report written as .docx, and keep the heading row of that table."
        )
    return tables


def _bytes_of(file: str | os.PathLike[str] | IO[bytes]) -> bytes:
    if isinstance(file, str | PathLike):
        try:
            return read_bounded(file)
        except UnreadableError as error:
            raise ValueError(str(error)) from error
    return file.read(LARGEST_FILE)


def _name(file: object) -> str:
    return f"'{Path(file).name}'" if isinstance(file, str | PathLike) else "The file"


def _text(cell: Any) -> str:
    """Give what is read in a cell, typed while changes were tracked or not."""
    from docx.oxml.ns import qn

    parts = cell.iter(*map(qn, ("w:p", "w:t", "w:br", "w:tab")))
    words = (part.text if part.tag == qn("w:t") else " " for part in parts)
    return " ".join("".join(filter(None, words)).split())


def _is_agreed(table: list[list[str]]) -> bool:
    head = [fold(name.rstrip(" :")) for name in table[0][:3]] if table else []
    return head == [fold(name) for name in AGREED]
