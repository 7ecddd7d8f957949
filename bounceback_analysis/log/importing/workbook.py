"""Opens a workbook in a process apart, so that one made to do harm harms nothing but that.

A few kilobytes can unpack to gigabytes, and one cell in the last corner of a sheet makes a library
lay out seventeen thousand million. There the memory and the time are limited; here come rows.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from bounceback_analysis.log.bounds import (
    CLOSED,
    LARGEST_FILE,
    MOST_CELLS,
    ONLY_THE_LIST,
    UnreadableError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_PARTS = 3_000  # files within one packed file: a workbook of 500 sheets has 1,500
MOST_UNPACKED = 200_000_000
"""Bytes that may come out of one packed file: a sheet of 100,000 lines is some 80 MB of XML."""

MEMORY = 500_000_000  # bytes to open a workbook in: one of 80,000 lines and 15 columns takes less
SECONDS = 30  # what the largest workbook takes on a slow machine, three times over
PART = b"PK\x01\x02"  # what each entry of a zip file's own list begins with
ZIPPED, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How a zipped workbook (xlsx, ods) and an old one (xls) begin."""

LOCKED = "is locked with a password. Save a copy without one, then import that."
DAMAGED = (
    "looks like a workbook but could not be opened: it is damaged, or locked with a password. "
    "Open it in your spreadsheet and save it again as .xlsx or .csv, without a password."
)
TOO_MUCH = (
    "takes more memory or time to open than can be given to it, or has cells further away than "
    "can be read. Delete the rows and columns beyond your list, save it as .xlsx, and try again."
)
IS_LOCKED, IS_DAMAGED, IS_TOO_MUCH = 4, 5, 6
"""How the process apart says so."""

MANIFEST = "META-INF/manifest.xml"  # where an ods says that it is locked
HIDDEN = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=\"(?:1|true)\"")
ERROR = re.compile(rb"<(?:\w+:)?c\b[^>]*\bt=\"e\"")
UNSAVED = re.compile(
    rb"<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)"  # a formula, and behind it no value
    rb"(?:<(?:\w+:)?v(?: ?/|></(?:\w+:)?v)>)?</(?:\w+:)?c>"
)
"""Rows, cells and formulas in the XML of a sheet of which its values say nothing."""


class DamagedError(UnreadableError):
    """A packed file that cannot be followed to its end."""


@dataclass(frozen=True)
class Table:
    """Rows of text, where each one stands in its sheet, and what parts the cells of a line.

    ``page`` is the sheet that it stands on with others. ``told`` are sentences for the person about
    what the file shows and the rows cannot.
    """

    name: str
    rows: list[list[str]] = field(default_factory=list)
    lines: Sequence[int] = ()
    delimiter: str = ""
    told: tuple[str, ...] = ()
    page: str = ""


def read_workbook(data: bytes, name: str) -> list[Table]:
    """Read all sheets of an xlsx, xls or ods, each from its first line on.

    A cell merged downwards speaks for each row of it.

    Raises ``UnreadableError``: it is locked, damaged, or takes more than can be given to it.
    """
    if data.startswith(ZIPPED):
        check_zipped(data, name)
    try:
        done = subprocess.run(  # noqa: S603 (our own words; the file comes in as its input)
            [sys.executable, "-P", "-m", __name__],  # -P: not what lies about in this folder
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableError(f"'{name}' {TOO_MUCH}") from None
    if "EncryptedPackage".encode("utf-16-le") in data or done.returncode == IS_LOCKED:
        raise UnreadableError(f"'{name}' {LOCKED}")
    if done.returncode == IS_DAMAGED:
        raise DamagedError(f"'{name}' {DAMAGED}")
    if done.returncode:  # it ran out of memory
        raise UnreadableError(f"'{name}' {TOO_MUCH}")
    sheets: list[Table] = []
    for line in done.stdout.splitlines():
        said = json.loads(line)
        sheets[-1].rows.append(said) if isinstance(said, list) else sheets.append(Table(**said))
    return sheets


def check_zipped(data: bytes, name: str) -> None:
    """Make sure that a zipped file, such as a workbook or a Word document, unpacks to little.

    Raises ``UnreadableError``: it is damaged, or holds more than any list of applications.
    """
    if data.count(PART) > MOST_PARTS:
        raise UnreadableError(
            f"'{name}' is packed of more than {MOST_PARTS:,} files, as no sheet is. {CLOSED}"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DamagedError(f"'{name}' {DAMAGED}") from error
    if size > MOST_UNPACKED:
        raise UnreadableError(
            f"'{name}' unpacks to {size / 1e6:,.0f} MB, and {MOST_UNPACKED / 1e6:,.0f} MB can be "
            f"read. {CLOSED} {ONLY_THE_LIST}"
        )


def sheets_in(data: bytes, name: str, endings: tuple[str, ...]) -> list[tuple[str, bytes]]:
    """Give the files of some endings in a zip file; none if it is a workbook or a text itself."""
    check_zipped(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if any(part.filename.startswith(("xl/", "word/", "content.xml")) for part in parts):
                return []
            return [
                (part.filename, packed.read(part))  # no more than it says that it holds
                for part in parts
                if part.filename.lower().endswith(endings)
                and not part.filename.startswith("__MACOSX")
                and part.file_size <= LARGEST_FILE
            ]
    except RuntimeError as error:
        raise UnreadableError(f"'{name}' {LOCKED}") from error
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise DamagedError(f"'{name}' {DAMAGED}") from error


def _apart() -> NoReturn:
    """Read the workbook that comes in, and write each sheet and each of its rows in a line."""
    import python_calamine as calamine

    _limit()
    data = sys.stdin.buffer.read()
    try:
        said = _unseen(data) if data.startswith(ZIPPED) else []
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    except calamine.PasswordError:
        sys.exit(IS_LOCKED)
    except Exception:  # noqa: BLE001 (whatever keeps a library from opening it)
        sys.exit(IS_DAMAGED)
    if sum(sheet.height * sheet.width for sheet in sheets) > MOST_CELLS:
        sys.exit(IS_TOO_MUCH)
    written = 0
    for sheet in sheets:
        rows = [[_text(value) for value in row] for row in sheet.iter_rows()]
        filled = _fill_merged(rows, sheet)
        told = f"In '{sheet.name}', {filled} rows beside a merged cell were given what is in it."
        head = {"name": sheet.name, "told": [*said, *([told] if filled else ())]}
        # Blank rows above, so that line numbers are the sheet's own.
        above = list[list[str]]([[]]) * (sheet.start or (0, 0))[0]
        for line in (head, *above, *rows):
            written += sys.stdout.buffer.write(json.dumps(line).encode() + b"\n")
            if written > MOST_UNPACKED:  # many cells may share one long text
                sys.exit(IS_TOO_MUCH)
    sys.exit(0)


def _limit() -> None:
    """Let this process have so much memory; where a system knows no such limit, time is one."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, OSError, ValueError):
        return


def _unseen(data: bytes) -> list[str]:
    """Say what is in a zipped workbook that its cells do not show."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = packed.namelist()
        if MANIFEST in names and b"encryption-data" in packed.read(MANIFEST):
            sys.exit(IS_LOCKED)
        found = [packed.read(name) for name in names if name.startswith("xl/worksheets/sheet")]
    hidden, unsaved, errors = (
        sum(len(kind.findall(sheet)) for sheet in found) for kind in (HIDDEN, UNSAVED, ERROR)
    )
    told = {
        f"{_count(hidden, 'hidden row')} in your workbook; read like others.": hidden,
        f"{_count(unsaved, 'formula')} without a saved value: read as blank. Open the workbook in "
        "your spreadsheet, save it, and import it again.": unsaved,
        f"{_count(errors, 'cell')} with an error such as #N/A; check it.": errors,
        "Notes on cells are not read.": any("comments" in name.lower() for name in names),
    }
    return [sentence for sentence, there in told.items() if there]


def _count(count: int, noun: str) -> str:
    return f"There is 1 {noun}" if count == 1 else f"There are {count} {noun}s"


def _fill_merged(rows: list[list[str]], sheet: Any) -> int:
    """Put what a cell merged downwards holds beside what its rows hold; say how many rows got it.

    One merged across is a title.
    """
    above, left = sheet.start or (0, 0)
    filled, blank = 0, [not any(map(str.strip, row)) for row in rows]
    for (top, column), (bottom, last) in sheet.merged_cell_ranges or ():
        if column == last and above <= top < above + len(rows) and 0 <= column - left < sheet.width:
            for at in range(top - above + 1, min(bottom - above + 1, len(rows))):
                if blank[at]:  # it is but the height of the cell
                    continue
                rows[at][column - left] = rows[top - above][column - left]
                filled += 1
    return filled


def _text(value: object) -> str:
    """Write a cell as a person would type it: ISO dates, whole numbers without a point."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


if __name__ == "__main__":
    _apart()
