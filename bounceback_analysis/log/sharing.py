"""What a person hands to others: a table for a spreadsheet, a calendar, names as letters.

The log itself is never altered for it. Which letter stands for whom is kept beside the log.

References
----------
OWASP, "CSV Injection": cells that begin with = + - @, a tab or a carriage return can be run as
formulas; an apostrophe before them, in a quoted cell, makes them text.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from bounceback_analysis.log.backups import OWNER
from bounceback_analysis.log.companions import beside
from bounceback_analysis.log.files import Written, must_end, or_raise, put, save
from bounceback_analysis.log.reading import read_companion
from bounceback_analysis.vocabulary.schema import fold

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What may begin a formula, the full-width forms included."""
MAKER = "-//Bounceback//Follow-ups//EN"  # marks our own calendar, which may be replaced


def neutral(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(STARTS) else text


def as_typed(text: str) -> str:
    """Take the apostrophe away that ``neutral`` put, and no other.

    >>> neutral("+44 7700"), as_typed("'+44 7700"), as_typed("'Tis Ltd")
    ("'+44 7700", '+44 7700', "'Tis Ltd")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS) else text


def export_for_excel(
    table: pd.DataFrame, path: str | os.PathLike[str], *, replace: bool = False
) -> Written:
    """Write a table as CSV that Excel opens rightly, and in which no text can act as a formula.

    Dates are written as 2026-03-05, blanks as nothing; every cell is quoted. A CSV cannot tell who
    made it, so without ``replace`` no file that is there is replaced; with it a copy is kept.

    Raises ``ValueError``: the name does not end in .csv.
    """
    must_end(path, (".csv",), "a table for a spreadsheet")
    return put(path, spreadsheet_text(table).encode("utf-8"), replace=replace)


def spreadsheet_text(table: pd.DataFrame) -> str:
    """Give a table as the text of a CSV file that a spreadsheet shows and never runs."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutral(str(name)) for name in table.columns])
    texts = [_texts(table.iloc[:, place]) for place in range(table.shape[1])]
    writer.writerows(zip(*texts, strict=True))
    # The mark at the start makes Excel read the file as UTF-8.
    return "\ufeff" + out.getvalue()


def _texts(column: pd.Series) -> pd.Series:
    if column.dtype.kind == "M":
        texts = column.dt.strftime("%Y-%m-%d")
    elif column.dtype.kind == "f":
        texts = column.map("{:.15g}".format, na_action="ignore")
    else:  # a number begins no formula, a minus before it included
        number = column.dtype.kind in "iu"
        texts = column.map(str if number else lambda v: neutral(str(v)), na_action="ignore")
    shown: pd.Series = texts.astype(object).where(column.notna(), "")
    return shown


def export_follow_ups(
    due: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    as_of: pd.Timestamp | None = None,
    replace: bool = False,
) -> Path:
    """Write what is due as an .ics file of all-day entries, whose ids stay for the next export.

    What is past stands on the day of the export, as nobody looks at days gone by, and says since
    when it is ready.

    ``due`` is the table of ``doors``, from the room above: application, why, due_on and what. The
    same table and day (``as_of``, today by default) give the same bytes. With ``replace`` any file
    but an earlier export is replaced too; a copy is kept of each.

    Raises ``TypeError``: it is no table of ``doors``. ``ValueError``: the name does not end in
    .ics. ``OSError``: another file is there, which is left as it is, or it could not be written.
    """
    if "due_on" not in getattr(due, "columns", ()):
        raise TypeError(
            "export_follow_ups writes what is due. Type: bb.export_follow_ups(bb.doors(log), path)"
        )
    must_end(path, (".ics",), "a calendar")
    ours = f"PRODID:{MAKER}\r\n".encode()
    data = follow_ups_text(due, as_of=as_of).encode("utf-8")
    return or_raise(put(path, data, is_ours=lambda old: ours in old, replace=replace))


def follow_ups_text(due: pd.DataFrame, *, as_of: pd.Timestamp | None = None) -> str:
    """Give what is due as the text of an .ics file; the same table and day give the same text."""
    from icalendar import Calendar, Event

    today = pd.Timestamp.today().normalize() if as_of is None else pd.Timestamp(as_of)
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    for row in due[due["due_on"].notna()].to_dict("records"):
        since, event = pd.Timestamp(str(row["due_on"])), Event()
        day = max(since, today.normalize())
        ready = f", since {since.day} {since:%B %Y}" if since < day else ""
        name = f"bounceback:{row['application']}:{row['why']}"
        event.add("uid", f"{uuid5(NAMESPACE_URL, name)}@bounceback")
        event.add("dtstamp", today.tz_localize("UTC").to_pydatetime())
        event.add("sequence", max(0, (today - pd.Timestamp("2020-01-01")).days))
        event.add("dtstart", day.date())
        event.add("dtend", (day + pd.Timedelta(days=1)).date())
        event.add("summary", f"{row['application']}: {row.get('what') or row['why']}")
        event.add("description", f"{row['why']}{ready}")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return str(calendar.to_ical().decode("utf-8"))


def read_keys(log: str | os.PathLike[str]) -> dict[str, str]:
    """Give the label of each employer, as earlier reports gave them."""
    table = read_companion(log, "keys").dropna(subset=["employer", "label"])
    return dict(zip(map(as_typed, table["employer"]), table["label"], strict=True))


def write_keys(log: str | os.PathLike[str], labels: Mapping[str, str]) -> Written:
    """Keep the labels of employers that have none yet, for nobody's eyes but the owner's."""

    def change(old: bytes) -> bytes:
        known = {fold(name) for name in read_keys(log)} if old else set()
        out = io.StringIO(newline="")
        new = {fold(name): (name, label) for name, label in labels.items()}
        rows = [(neutral(name), label) for key, (name, label) in new.items() if key not in known]
        csv.writer(out, lineterminator="\r\n").writerows(rows)
        start = old or "\ufeffemployer,label\r\n".encode()
        joint = b"" if start.endswith(b"\n") else b"\r\n"
        return old if not rows else start + joint + out.getvalue().encode()

    return save(beside(log, "keys"), change, create=True, keep=False, most=OWNER)
