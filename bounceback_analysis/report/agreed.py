"""Brings the agreed actions that were typed into a Word report back into the plan."""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pandas as pd

from bounceback_analysis.analysis.words import plain_date
from bounceback_analysis.log.bounds import LARGEST_FILE, UnreadableError, read_bounded
from bounceback_analysis.log.companions import beside, write_settings
from bounceback_analysis.log.dates import DAY_INSIDE, NotADateError, to_day
from bounceback_analysis.log.importing.workbook import DamagedError, check_zipped
from bounceback_analysis.log.waiting import read_rows_by_line
from bounceback_analysis.log.writing import amend_entry, append_entry
from bounceback_analysis.report.blocks import shortened
from bounceback_analysis.report.material import labels_of, records, redactor_of, said
from bounceback_analysis.report.page_one import ACTION_MOST, AGREED, WAS
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from bounceback_analysis.log.model import Log

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEXT_WEEK = re.compile(r"(?i)\bnext (mon|tue|wed|thu|fri|sat|sun)")
"""Two people may mean two days: the one of next week is read, and shown before it is kept."""


def agreed_actions(
    path: str | os.PathLike[str] | IO[bytes], *, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Read what was filled in under "What we agree today" in a report worked on in Word.

    ``path`` is the .docx file, whichever program saved it, or its bytes as a stream; days without
    a year are counted from ``as_of``, or today.

    Returns
    -------
    DataFrame
        ``action``, ``evidence`` (who does it), ``due_on`` (blank where no day could be read, or
        where it stands as the report wrote it: "was 13 November") and ``as_written``.

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
    table = pd.DataFrame(
        found, columns=["action", "evidence", "due_on", "as_written"]
    ).drop_duplicates(ignore_index=True)
    return table.astype({"action": "str", "evidence": "str", "as_written": "str"}).assign(
        due_on=pd.to_datetime(table["due_on"])
    )


def due_on(text: str, today: pd.Timestamp) -> pd.Timestamp | None:
    """Read the day in what stands under "By when", the next one where it has no year.

    Examples
    --------
    >>> due_on("ring them by 5th March", pd.Timestamp("2026-11-23"))
    Timestamp('2027-03-05 00:00:00')
    >>> due_on("next Friday", pd.Timestamp("2026-11-23"))
    Timestamp('2026-12-04 00:00:00')
    """
    if text.strip().casefold().startswith(WAS):
        return None
    if named := NEXT_WEEK.search(text):
        monday = today + pd.Timedelta(days=7 - today.day_of_week)
        return monday + pd.Timedelta(days=WEEKDAYS.index(named[1].casefold()))
    for part in (text, *(found.group() for found in DAY_INSIDE.finditer(text))):
        with suppress(NotADateError):
            return pd.Timestamp(to_day(part, today=today.date(), ahead=True))
    return None


def plan_changes(log: Log, agreed: pd.DataFrame) -> pd.DataFrame:
    """Set what was agreed beside the plan, so that it can be looked at before it is kept.

    Returns
    -------
    DataFrame
        ``action``, ``change`` (new, another day, as it was), ``line`` of the plan (0 if new),
        ``evidence``, ``due_on``, ``as_written`` and ``says``: a sentence for the person.
    """
    plan = _plan(log)
    rows = read_rows_by_line(plan, kind="plan") if plan.exists() else {}
    there = {
        fold(shown): (line, row)
        for line, row in rows.items()
        for shown in _as_shown(log, row.get("action", ""))
    }
    found = [_change(row, there.get(fold(row["action"]), (0, {}))) for row in records(agreed)]
    columns = ["action", "change", "line", "evidence", "due_on", "as_written", "says"]
    return pd.DataFrame(found, columns=columns).astype({"due_on": "datetime64[us]"})


def take_into_plan(log: Log, changes: pd.DataFrame) -> list[str]:
    """Write what ``plan_changes`` gave into the plan, and keep that it was; say what was done."""
    told = []
    for row in records(changes[changes["change"] != "as it was"]):
        filled = {name: row[name] for name in ("due_on",) if said(row[name])}
        if row["change"] == "new":
            unread = row["as_written"] if not filled else ""
            evidence = ", ".join(filter(None, (row["evidence"], unread)))
            filled |= {"action": row["action"], **({"evidence": evidence} if evidence else {})}
            written = append_entry(_plan(log), filled, kind="plan")
        else:
            written = amend_entry(_plan(log), row["line"], filled, kind="plan")
        told.append(row["says"] if written.ok else f"Not kept: {row['action']}. {written.message}")
    if log.path is not None and len(changes):
        write_settings(log.path, {"report": {"agreed": changes["action"].tolist()}})
    return told


def _plan(log: Log) -> Path:
    if log.path is None or log.example:
        raise ValueError("This is the example; start a log of your own first.")
    return beside(log.path, "plan")


def _as_shown(log: Log, action: str) -> list[str]:
    """Give an action as it may stand in a report: whole, with names hidden, or cut at its end."""
    labels = labels_of(log)
    hidden = (redactor_of(log, labels, shown=shown)(action) for shown in (False, True))
    return [text for way in (action, *hidden) for text in (way, shortened(way, ACTION_MOST))]


def _change(row: Mapping[str, Any], there: tuple[int, Mapping[str, str]]) -> tuple[Any, ...]:
    """Say of one agreed action whether it is new, and which day was read for it."""
    line, planned = there
    day, written = row["due_on"], row["as_written"]
    read = f"by {day:%A}, {plain_date(day)}" if said(day) else "without a day"
    as_typed = f" ('{written}')" if written and written != plain_date(day) else ""
    unread = " (no day could be read in it)" if written and not said(day) else ""
    if not line:
        change, says = "new", f"New: {row['action']}, {read}{as_typed}{unread}."
    elif said(day) and day != due_on(planned.get("due_on", ""), day):
        change, says = "another day", f"Another day: {row['action']}, {read}{as_typed}."
    else:
        change, says = "as it was", f"In the plan already: {row['action']}."
    return row["action"], change, line, row["evidence"], day, written, says


def _tables(file: str | os.PathLike[str] | IO[bytes]) -> list[list[list[str]]]:
    name = f"'{Path(file).name}'" if isinstance(file, str | PathLike) else "The file"
    try:
        data = read_bounded(file) if isinstance(file, str | PathLike) else file.read(LARGEST_FILE)
        check_zipped(data, name.strip("'"))
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            document = ET.fromstring(packed.read("word/document.xml"))  # noqa: S314 (as checked)
    except (DamagedError, zipfile.BadZipFile, LookupError, ValueError, ET.ParseError) as error:
        raise ValueError(f"{name} could not be read as a Word file (.docx).") from error
    except UnreadableError as error:
        raise ValueError(str(error)) from error
    # Cell by cell as written: one that says it spans a million columns is still one.
    tables = [
        [[_text(cell) for cell in row.iterfind("{*}tc")] for row in table.iterfind("{*}tr")]
        for table in document.iterfind(".//{*}tbl")
    ]
    if not any(_is_agreed(table) for table in tables):
        raise ValueError(
            f"{name} has no table headed {', '.join(AGREED)}. "
            "Use a report written as .docx, and keep the heading row of that table."
        )
    return tables


def _text(cell: ET.Element) -> str:
    """Give what is read in a cell, typed while changes were tracked or not."""
    parts = ((part.tag.rpartition("}")[2], part.text or "") for part in cell.iter())
    words = (text if kind == "t" else " " * (kind in {"p", "br", "tab"}) for kind, text in parts)
    return " ".join("".join(words).split())


def _is_agreed(table: list[list[str]]) -> bool:
    head = [fold(name.rstrip(" :")) for name in table[0][:3]] if table else []
    return head == [fold(name) for name in AGREED]
