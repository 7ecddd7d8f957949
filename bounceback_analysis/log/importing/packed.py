"""Looks into a packed file before a library opens it: how much is in it, how far its cells reach.

A few kilobytes can unpack to gigabytes, and one cell in the last corner of a sheet makes a
library lay out seventeen thousand million. Nothing here keeps what it reads.
"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bounceback_analysis.log.bounds import CLOSED, MOST_CELLS, ONLY_THE_LIST, UnreadableError
from bounceback_analysis.log.importing.reach import Reach

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PARTS = 3_000
"""Files within one packed file: a workbook of 500 sheets has 1,500."""

MOST_UNPACKED = 200_000_000
"""Bytes that may come out of one packed file: a sheet of 100,000 lines is some 80 MB of XML."""

MOST_TEXT = 100_000_000
"""Characters in all cells together, each time that a text is used counted."""

CHUNK = 1 << 16
"""Bytes unpacked at a time: little beside what the machine has."""

PART = b"PK\x01\x02"
"""What each entry of a zip file's own list begins with."""

FIXED = 30
"""Bytes before the name in the head of each part of a zip file."""

OLD_MEMORY = 600_000_000
"""Bytes for the process that measures an old workbook: the largest old sheet takes 400 MB."""

OLD_SECONDS = 10
"""What the largest old workbook takes on a slow machine."""

LOCKED = "is locked with a password. Save a copy without one, then import that."
DAMAGED = (
    "looks like a workbook but could not be opened: it is damaged, or locked with a password. "
    "Open it in your spreadsheet and save it again as .xlsx or .csv, without a password."
)
TOO_FAR = (
    "has a sheet that reaches over {cells:,} cells, and {most:,} can be read. "
    "Delete the rows and columns beyond your list, save, and try again."
)
OLD_TOO_FAR = (
    "has cells further away than can be read. Delete the rows and columns beyond your list, "
    "save it as .xlsx, and try again."
)
IS_LOCKED, IS_DAMAGED = 4, 5
"""How the process that measures says so."""

MEASURE = f"""
import sys, python_calamine as calamine
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
except (ImportError, OSError, ValueError):
    pass
try:
    book = calamine.CalamineWorkbook.from_path(sys.argv[1])
    sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
except calamine.PasswordError:
    sys.exit({IS_LOCKED})
except Exception:
    sys.exit({IS_DAMAGED})
text = sum(len(c) for s in sheets for row in s.iter_rows() for c in row if isinstance(c, str))
print(sum(s.height * s.width for s in sheets), text)
"""
"""What measures an old workbook in a process that may run out of memory without harm."""


class DamagedError(UnreadableError):
    """A packed file that cannot be followed to its end."""


def check_packed(data: bytes, name: str) -> None:
    """Make sure that a zipped file, such as a workbook or a Word document, is safe to open.

    Parameters
    ----------
    data
        Its bytes.
    name
        What the person calls it.

    Raises
    ------
    UnreadableError
        It unpacks to too much, is damaged or locked, or its cells reach too far.
    """
    parts = _parts(data, name)
    if any(part.filename.lower() == "xl/workbook.bin" for part in parts):
        check_old(data, name, ".xlsb")
    reach = _reach(data, parts, name, exact=False)
    _check_cells(reach.cells, name)
    if reach.longest * reach.used > MOST_TEXT:
        reach = _reach(data, parts, name, exact=True)
    _check_text(reach.text, name)


def _reach(data: bytes, parts: list[zipfile.ZipInfo], name: str, *, exact: bool) -> Reach:
    """Measure the cells of all parts, whatever they are called; pictures have none."""
    reach = Reach(exact=exact)
    for part in parts:
        needed = part.filename.lower().endswith("sharedstrings.xml")
        reach.read(_unpacked(data, part, name), needed=needed)
    if reach.locked:
        raise UnreadableError(f"'{name}' {LOCKED}")
    if reach.broken:
        raise DamagedError(f"'{name}' {DAMAGED}")
    return reach


def names_in(data: bytes) -> list[str]:
    """Give the names of the files in a zip file that was found safe."""
    return [part.filename for part in _parts(data, "")]


def check_old(data: bytes, name: str, ending: str = ".xls") -> None:
    """Make sure that a workbook in a binary form is safe to open: it is tried in a process apart.

    Raises
    ------
    UnreadableError
        It takes too much memory or time, or it is locked.
    """
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableError(f"'{name}' {LOCKED}")
    with TemporaryDirectory() as folder:
        copy = Path(folder) / f"sheet{ending}"
        copy.write_bytes(data)
        try:
            done = subprocess.run(  # noqa: S603 (our own words; the file is an argument)
                [sys.executable, "-c", MEASURE, str(copy), str(OLD_MEMORY)],
                capture_output=True,
                timeout=OLD_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UnreadableError(f"'{name}' {OLD_TOO_FAR}") from None
    if done.returncode == IS_LOCKED:
        raise UnreadableError(f"'{name}' {LOCKED}")
    if done.returncode not in {0, IS_DAMAGED}:  # it ran out of memory
        raise UnreadableError(f"'{name}' {OLD_TOO_FAR}")
    if done.returncode:
        raise DamagedError(f"'{name}' {DAMAGED}")
    cells, text = map(int, done.stdout.split())
    _check_cells(cells, name)
    _check_text(text, name)


def _parts(data: bytes, name: str) -> list[zipfile.ZipInfo]:
    if data.count(PART) > MOST_PARTS:
        raise UnreadableError(
            f"'{name}' is packed of more than {MOST_PARTS:,} files, as no sheet is. {CLOSED}"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DamagedError(f"'{name}' {DAMAGED}") from error
    _check_unpacked(sum(part.file_size for part in parts), name)
    return parts


def _unpacked(data: bytes, part: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Unpack one part bit by bit, whatever size it says that it has."""
    head = data[part.header_offset : part.header_offset + FIXED]
    names = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    start = part.header_offset + FIXED + names
    packed = data[start : start + part.compress_size]
    if part.flag_bits & 1:
        raise UnreadableError(f"'{name}' {LOCKED}")
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (packed[at : at + CHUNK] for at in range(0, len(packed), CHUNK))
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise DamagedError(f"'{name}' {DAMAGED}")
    unpacker, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    try:
        while packed and not unpacker.eof:
            chunk = unpacker.decompress(packed, CHUNK)
            packed, size = unpacker.unconsumed_tail, size + len(chunk)
            if size > part.file_size:  # it says that it is smaller than it is
                raise DamagedError(f"'{name}' {DAMAGED}")
            yield chunk
    except zlib.error as error:
        raise DamagedError(f"'{name}' {DAMAGED}") from error


def _check_unpacked(size: int, name: str) -> None:
    if size > MOST_UNPACKED:
        raise UnreadableError(
            f"'{name}' unpacks to {size / 1e6:,.0f} MB, and {MOST_UNPACKED / 1e6:,.0f} MB can be "
            f"read. {CLOSED} {ONLY_THE_LIST}"
        )


def _check_cells(cells: int, name: str) -> None:
    if cells > MOST_CELLS:
        raise UnreadableError(f"'{name}' {TOO_FAR.format(cells=cells, most=MOST_CELLS)}")


def _check_text(size: int, name: str) -> None:
    if size > MOST_TEXT:
        raise UnreadableError(
            f"The cells of '{name}' hold {size:,} characters together, and {MOST_TEXT:,} can be "
            f"read. {CLOSED} {ONLY_THE_LIST}"
        )
