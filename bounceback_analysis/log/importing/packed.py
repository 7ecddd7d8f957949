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
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar
from xml.parsers import expat

from bounceback_analysis.log.bounds import (
    CLOSED,
    LARGEST_FILE,
    MOST_CELLS,
    ONLY_THE_LIST,
    UnreadableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MOST_PARTS = 3_000  # files within one packed file: a workbook of 500 sheets has 1,500
MOST_UNPACKED = 200_000_000
"""Bytes that may come out of one packed file: a sheet of 100,000 lines is some 80 MB of XML."""

MOST_TEXT = 100_000_000  # characters in all cells, each time that a text is used counted

CHUNK = 1 << 16  # bytes unpacked at a time: little beside what the machine has

PART = b"PK\x01\x02"  # what each entry of a zip file's own list begins with
FIXED = 30  # bytes before the name in the head of each part

OLD_MEMORY = 600_000_000  # bytes to measure an old workbook in: the largest takes 400 MB
OLD_SECONDS = 10  # what the largest old workbook takes on a slow machine

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


def check_packed(data: bytes, name: str) -> Reach:
    """Make sure that a zipped file, such as a workbook or a Word document, is safe to open.

    Raises
    ------
    UnreadableError
        It unpacks to too much, is damaged or locked, or its cells reach too far.
    """
    parts = _parts(data, name)
    if any(part.filename.lower() == "xl/workbook.bin" for part in parts):
        check_old(data, name, ".xlsb")
    reach = Reach()
    for part in parts:  # all of them, whatever they are called; pictures have no cells
        needed = part.filename.lower().endswith("sharedstrings.xml")
        reach.read(_unpacked(data, part, name), needed=needed)
    if reach.locked:
        raise UnreadableError(f"'{name}' {LOCKED}")
    if reach.broken:
        raise DamagedError(f"'{name}' {DAMAGED}")
    _check_size(reach.cells, reach.text, name)
    reach.notes = any("comments" in part.filename.lower() for part in parts)
    return reach


def sheets_in(data: bytes, name: str, endings: tuple[str, ...]) -> list[tuple[str, bytes]]:
    """Give the files of some endings in a zip file; none if it is a workbook or a text itself."""
    parts = _parts(data, name)
    if any(part.filename.startswith(("xl/", "word/", "content.xml")) for part in parts):
        return []
    return [
        (part.filename, b"".join(_unpacked(data, part, part.filename)))
        for part in parts
        if part.filename.lower().endswith(endings)
        and not part.filename.startswith("__MACOSX")
        and part.file_size <= LARGEST_FILE
    ]


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
    _check_size(cells, text, name)


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
    size = sum(part.file_size for part in parts)
    if size > MOST_UNPACKED:
        raise UnreadableError(
            f"'{name}' unpacks to {size / 1e6:,.0f} MB, and {MOST_UNPACKED / 1e6:,.0f} MB can be "
            f"read. {CLOSED} {ONLY_THE_LIST}"
        )
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


def _check_size(cells: int, text: int, name: str) -> None:
    if cells > MOST_CELLS:
        raise UnreadableError(f"'{name}' {TOO_FAR.format(cells=cells, most=MOST_CELLS)}")
    if text > MOST_TEXT:
        raise UnreadableError(
            f"The cells of '{name}' hold {text:,} characters together, and {MOST_TEXT:,} can be "
            f"read. {CLOSED} {ONLY_THE_LIST}"
        )


CELLS = (b"sheetData", b"table-row")
"""What a part holds that has cells; one that has none, such as a picture, may be no XML at all."""

LONGEST_MARK = 16  # bytes kept of the chunk before, so that none is missed where two meet
FARTHEST = 9  # digits of a place that are read: a number of more is as far away as any


@dataclass
class _Repeated:
    """A cell or a row of ods that stands for many of its kind."""

    times: int = 0
    text: int = 0
    filled: bool = False


@dataclass
class Reach:
    """Counts cells over the parts of a workbook, xlsx or ods; nothing that is read is kept.

    A cell counts if it holds something: people colour whole columns, down to the last row.
    Each use of a text that cells share is counted. ``broken`` says that a part with cells is
    no XML, or XML in which a few lines may grow to gigabytes, so nobody knows how far it reaches.
    ``hidden`` rows, formulas whose value is ``unsaved``, ``errors`` in cells and ``notes`` on them
    are there to be told.
    """

    cells: int = 0
    locked: bool = False
    broken: bool = False
    notes: bool = False
    hidden: int = 0
    unsaved: int = 0
    errors: int = 0
    _text: int = 0
    _strings: list[int] = field(default_factory=list)
    _uses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._begin_sheet()

    @property
    def text(self) -> int:
        """How many characters all cells hold together."""
        shared = (length * self._uses[at] for at, length in enumerate(self._strings))
        return self._text + sum(shared)

    @property
    def said(self) -> tuple[str, ...]:
        """Say what is in a workbook that its cells do not show."""
        told = {
            f"{_count(self.hidden, 'hidden row')} in your workbook; read like others.": self.hidden,
            f"{_count(self.unsaved, 'formula')} without a saved value: read as blank. Open the "
            "workbook in your spreadsheet, save it, and import it again.": self.unsaved,
            f"{_count(self.errors, 'cell')} with an error such as #N/A; check it.": self.errors,
            "Notes on cells are not read.": self.notes,
        }
        return tuple(sentence for sentence, there in told.items() if there)

    def read(self, chunks: Iterable[bytes], *, needed: bool = False) -> None:
        """Read one part; with ``needed`` it must be XML, as one that has cells must."""
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        # Entities are made in a document type, and no spreadsheet writes one.
        parser.StartDoctypeDeclHandler = _stop
        before, is_xml = b"", True
        for chunk in chunks:
            needed = needed or any(mark in before + chunk for mark in CELLS)
            before = chunk[-LONGEST_MARK:]
            try:
                if is_xml:
                    parser.Parse(chunk, False)  # noqa: FBT003 (it takes no keyword)
            except expat.ExpatError:
                is_xml = False  # it is unpacked to its end all the same
        self.broken = self.broken or (needed and not is_xml)
        self._end_sheet()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if does := self.STARTS.get(tag.rpartition(":")[2]):
            does(self, attributes)

    def _begin_sheet(self) -> None:
        self._formula = self._shared = self._counts = False
        self._box = (0, 0, 0, 0)
        self._row = self._column = 0
        self._cell, self._line = _Repeated(), _Repeated()

    def _end_sheet(self, _: object = None) -> None:
        self.unsaved += self._formula
        self._end_row()
        top, bottom, left, right = self._box
        self.cells += (bottom - top + 1) * (right - left + 1) if bottom else 0
        self._begin_sheet()

    def _take(self, row: int, column: int) -> None:
        """Let the box that a library lays out, from row 1 and column 1, reach to one more cell."""
        top, bottom, left, right = self._box if self._box[1] else (row, row, column, column)
        self._box = min(top, row), max(bottom, row), min(left, column), max(right, column)

    # xlsx: each cell says where it stands, or stands behind the one before.

    def _xlsx_row(self, attributes: dict[str, str]) -> None:
        self._row, self._column = _number(attributes.get("r"), self._row + 1), 0
        self.hidden += attributes.get("hidden") in {"1", "true"}

    def _xlsx_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if place := attributes.get("r"):
            letters = place.rstrip("0123456789")
            self._column, self._row = _column(letters), _number(place[len(letters) :], self._row)
        self._shared = attributes.get("t") == "s"
        self.errors += attributes.get("t") == "e"
        self.unsaved += self._formula
        self._formula = False

    def _xlsx_formula(self, _: object) -> None:
        """Meet a formula; until its value is met, none is saved."""
        self._formula = True
        self._parser.CharacterDataHandler = None

    def _xlsx_value(self, _: object) -> None:
        if not self._column:
            return  # one of a picture's own numbers
        self._take(self._row, self._column)
        self._counts = self._shared
        self._parser.CharacterDataHandler = self._use if self._shared or self._formula else None

    def _use(self, text: str) -> None:
        self._formula = False
        if self._counts:
            self._uses[_number(text.strip(), -1)] += 1
        self._counts = False

    def _shared_text(self, _: object) -> None:
        self._strings.append(0)
        self._parser.CharacterDataHandler = self._lengthen

    def _lengthen(self, text: str) -> None:
        self._strings[-1] += len(text)

    # ods: each cell, and each row, may stand for many of its kind.

    def _ods_row(self, attributes: dict[str, str]) -> None:
        self._end_row()
        self._line = _Repeated(_repeated(attributes, "number-rows-repeated"))

    def _ods_cell(self, attributes: dict[str, str]) -> None:
        self._end_cell()
        holds = any("value" in name or "formula" in name for name in attributes)
        self._cell = _Repeated(_repeated(attributes, "number-columns-repeated"), filled=holds)
        self._parser.CharacterDataHandler = self._ods_text

    def _ods_text(self, text: str) -> None:
        if text.strip():
            self._cell.filled = True
            self._cell.text += len(text)

    def _end_cell(self) -> None:
        self._column += self._cell.times
        if self._cell.filled and self._cell.times:
            self._line.filled = True
            self._line.text += self._cell.text * self._cell.times
            self._take(self._row + 1, 1)
            self._take(self._row + 1, self._column)
        self._cell = _Repeated()

    def _end_row(self) -> None:
        self._end_cell()
        self._row += self._line.times
        if self._line.filled:
            self._take(self._row, 1)
            self._text += self._line.text * self._line.times
        self._column, self._line = 0, _Repeated()

    def _lock(self, _: object) -> None:
        self.locked = True

    STARTS: ClassVar[dict[str, Callable[[Reach, dict[str, str]], None]]] = {
        "row": _xlsx_row,
        "c": _xlsx_cell,
        "f": _xlsx_formula,
        "v": _xlsx_value,
        "is": _xlsx_value,
        "si": _shared_text,
        "table": _end_sheet,
        "table-row": _ods_row,
        "table-cell": _ods_cell,
        "covered-table-cell": _ods_cell,
        "encryption-data": _lock,
    }
    """What each element of a workbook tells of how far it reaches."""


def _stop(*_: object) -> None:
    raise expat.ExpatError


def _count(count: int, noun: str) -> str:
    return f"There is 1 {noun}" if count == 1 else f"There are {count} {noun}s"


def _number(text: str | None, otherwise: int) -> int:
    return int(text[:FARTHEST]) if text and text.isascii() and text.isdigit() else otherwise


def _repeated(attributes: dict[str, str], wanted: str) -> int:
    return _number(next((at for name, at in attributes.items() if name.endswith(wanted)), ""), 1)


@lru_cache(maxsize=20_000)
def _column(letters: str) -> int:
    """Count the columns up to one that is named by letters.

    Examples
    --------
    >>> _column("A"), _column("XFD")
    (1, 16384)
    """
    place = 0
    for letter in letters[:FARTHEST].upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place
