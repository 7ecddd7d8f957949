"""How far the cells of a workbook reach, and how much text is in them, told from its XML alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CELLS = (b"sheetData", b"table-row")
"""What a part holds that has cells; one that has none, such as a picture, may be no XML at all."""

LONGEST_MARK = 16
"""Bytes kept of the chunk before, so that no mark is missed where two chunks meet."""

FARTHEST = 9
"""Digits of a place that are read: a number of more is as far away as any."""


@dataclass
class Box:
    """The smallest box round the cells that were seen: rows and columns, from 1."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0

    def take(self, row: int, column: int) -> None:
        """Let the box reach to one more cell."""
        if not self.bottom:
            self.top, self.left = row, column
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    @property
    def cells(self) -> int:
        """How many cells a library lays out for this box."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.bottom else 0


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
    ``longest`` is the longest text that cells share and ``used`` how often they share any; with
    ``exact`` each use is counted for itself, in ``text``. ``broken`` says that a part with cells is
    no XML, or XML in which a few lines may grow to gigabytes, so nobody knows how far it reaches.
    """

    exact: bool = False
    cells: int = 0
    longest: int = 0
    used: int = 0
    locked: bool = False
    broken: bool = False
    _text: int = 0
    _strings: list[int] = field(default_factory=list)
    _uses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._begin_sheet()

    @property
    def text(self) -> int:
        """How many characters all cells hold together."""
        known = range(len(self._strings))
        return self._text + sum(
            self._strings[at] * n for at, n in self._uses.items() if at in known
        )

    def read(self, chunks: Iterable[bytes], *, needed: bool = False) -> None:
        """Read one part; with ``needed`` it must be XML, as one that has cells must."""
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = _no_entities
        before, is_xml = b"", True
        for chunk in chunks:
            needed = needed or any(mark in before + chunk for mark in CELLS)
            before = chunk[-LONGEST_MARK:]
            try:
                if is_xml:
                    self._parser.Parse(chunk, False)  # noqa: FBT003 (it takes no keyword)
            except expat.ExpatError:
                is_xml = False  # it is unpacked to its end all the same
        self.broken = self.broken or (needed and not is_xml)
        self._end_sheet()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        does = STARTS.get(tag.rpartition(":")[2])
        if does:
            does(self, attributes)

    def _begin_sheet(self) -> None:
        self._box = Box()
        self._row = self._column = 0
        self._shared = self._counts = False
        self._cell, self._line = _Repeated(), _Repeated()

    def _end_sheet(self) -> None:
        self._end_row()
        self.cells += self._box.cells
        self._begin_sheet()

    # xlsx: each cell says where it stands, or stands behind the one before.

    def xlsx_row(self, attributes: dict[str, str]) -> None:
        """Meet a row."""
        self._row = _number(attributes.get("r"), self._row + 1)
        self._column = 0

    def xlsx_cell(self, attributes: dict[str, str]) -> None:
        """Meet a cell, which may be empty."""
        place = attributes.get("r")
        self._column += 1
        if place:
            letters = place.rstrip("0123456789")
            self._column, self._row = _column(letters), _number(place[len(letters) :], self._row)
        self._shared = attributes.get("t") == "s"

    def xlsx_value(self, _: dict[str, str]) -> None:
        """Meet what a cell holds."""
        if not self._column:
            return  # one of a picture's own numbers
        self._box.take(self._row, self._column)
        self.used += self._shared
        self._counts = self._shared and self.exact
        if self._counts:
            self._parser.CharacterDataHandler = self._use

    def _use(self, text: str) -> None:
        if self._counts:
            self._uses[_number(text.strip(), -1)] += 1
        self._counts = False

    def shared_text(self, _: dict[str, str]) -> None:
        """Meet a text that cells share."""
        self._strings.append(0)
        self._parser.CharacterDataHandler = self._lengthen

    def _lengthen(self, text: str) -> None:
        self._strings[-1] += len(text)
        self.longest = max(self.longest, self._strings[-1])

    # ods: each cell, and each row, may stand for many of its kind.

    def ods_table(self, _: dict[str, str]) -> None:
        """Meet the next sheet."""
        self._end_sheet()

    def ods_row(self, attributes: dict[str, str]) -> None:
        """Meet a row, or many of its kind."""
        self._end_row()
        self._line = _Repeated(_repeated(attributes, "number-rows-repeated"))

    def ods_cell(self, attributes: dict[str, str]) -> None:
        """Meet a cell, or many of its kind."""
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
            self._box.take(self._row + 1, 1)
            self._box.take(self._row + 1, self._column)
        self._cell = _Repeated()

    def _end_row(self) -> None:
        self._end_cell()
        self._row += self._line.times
        if self._line.filled:
            self._box.take(self._row, 1)
            self._text += self._line.text * self._line.times
        self._column, self._line = 0, _Repeated()

    def lock(self, _: dict[str, str]) -> None:
        """Meet the sign that a password locks the file."""
        self.locked = True


STARTS: dict[str, Callable[[Reach, dict[str, str]], None]] = {
    "row": Reach.xlsx_row,
    "c": Reach.xlsx_cell,
    "v": Reach.xlsx_value,
    "is": Reach.xlsx_value,
    "si": Reach.shared_text,
    "table": Reach.ods_table,
    "table-row": Reach.ods_row,
    "table-cell": Reach.ods_cell,
    "covered-table-cell": Reach.ods_cell,
    "encryption-data": Reach.lock,
}
"""What each element of a workbook tells of how far it reaches."""


def _no_entities(*_: Any) -> None:
    """Stop at a document type: entities are made there, and no spreadsheet writes one."""
    raise expat.ExpatError


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
