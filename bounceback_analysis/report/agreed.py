"""Brings the agreed actions that were typed into a Word report back as rows for the plan."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.log.bounds import LARGEST_FILE, UnreadableError, read_bounded
from bounceback_analysis.log.dates import DAY_INSIDE, NotADateError, to_day
from bounceback_analysis.log.importing.packed import DamagedError, check_packed
from bounceback_analysis.report.page_one import AGREED
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    import os

COLUMNS = ["action", "evidence", "due_on", "as_written"]


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
        {"action": what, "evidence": who, "due_on": due_on(when, today), "as_written": when}
        for what, who, when in (tuple(row[:3]) for row in rows if not _is_agreed([row]))
        if what
    ]
    table = pd.DataFrame(found, columns=COLUMNS).drop_duplicates(ignore_index=True)
    return table.astype({"action": "str", "evidence": "str", "as_written": "str"}).assign(
        due_on=pd.to_datetime(table["due_on"])
    )


def due_on(text: str, today: pd.Timestamp) -> pd.Timestamp | None:
    """Read the day in what stands under "By when", the next one where it has no year.

    Examples
    --------
    >>> due_on("ring them by 5th March", pd.Timestamp("2026-11-23"))
    Timestamp('2027-03-05 00:00:00')
    """
    for part in (text, *(found.group() for found in DAY_INSIDE.finditer(text))):
        with suppress(NotADateError):
            return pd.Timestamp(to_day(part, today=today.date(), ahead=True))
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
