"""Where every cell stands in the bytes of a CSV file, so that one can change and no other moves."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bounceback_analysis.log.safe_file import RefusedError
from bounceback_analysis.vocabulary.aliases import heading_meanings, plain
from bounceback_analysis.vocabulary.schema import columns, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bounceback_analysis.vocabulary.schema import FileKind

MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
"""How a file begins that says how its letters are written."""


@dataclass(frozen=True)
class Layout:
    """A file's text, how it is written, and the row and place of each cell; headings are row 0.

    ``spans`` are places in ``text``; ``end`` is where a further row goes.
    """

    data: bytes
    mark: bytes
    encoding: str
    text: str
    delimiter: str
    spans: list[list[tuple[int, int]]]
    line_end: str
    end: int
    kind: FileKind = "log"

    @cached_property
    def cells(self) -> list[list[str]]:
        """The texts of the cells, row by row."""
        return [[_unquoted(self.text[a:b]) for a, b in row] for row in self.spans]

    @cached_property
    def lines(self) -> list[int]:
        """The physical line at which each row begins."""
        ends = [found.end() for found in re.finditer(r"\r\n|\r|\n", self.text)]
        return [bisect_right(ends, row[0][0]) + 1 for row in self.spans]

    @cached_property
    def names(self) -> dict[str, int]:
        """The place of each column, by our name for it or else by its heading."""
        headings = list(enumerate(self.cells[0]))
        known = ((_own_name(heading, self.kind), place) for place, heading in headings)
        others = ((column_name(heading, self.kind), place) for place, heading in headings)
        found: dict[str, int] = {}
        for name, place in (*known, *others):
            if name and place not in found.values():
                found.setdefault(name, place)
        return found

    @cached_property
    def quotes_all(self) -> bool:
        """Whether the file puts quotation marks around every cell."""
        return all(self.text[a : a + 1] == '"' for row in self.spans[:3] for a, _ in row)

    def row(self, row: int) -> dict[str, str]:
        """Give the texts of a row by column."""
        cells = self.cells[row]
        return {name: cells[place] for name, place in self.names.items() if place < len(cells)}

    def row_at(self, line: int) -> dict[str, str]:
        """Give the texts of the row that begins at a physical line; empty where none does."""
        return self.row(self.lines.index(line)) if line in self.lines[1:] else {}

    def text_of(self, row: int) -> str:
        """Give a row as it stands in the file."""
        return self.text[self.spans[row][0][0] : self.spans[row][-1][1]]

    def strange(self, text: str) -> str:
        """Give the characters of a text that this file's encoding cannot hold."""
        return "".join(dict.fromkeys(c for c in text if not _fits(c, self.encoding)))

    def with_row(self, values: Mapping[str, str]) -> bytes:
        """Give the bytes with one more row; those that were there stay as they are."""
        by_place = {self.names[name]: text for name, text in values.items()}
        row = [self._written(by_place.get(place, "")) for place in range(len(self.cells[0]))]
        before = self.text[: self.end]
        glue = "" if before.endswith(("\r", "\n")) else self.line_end
        line = glue + self.delimiter.join(row) + self.line_end
        return self._replaced([(self.end, self.end, line)])

    def with_cells(self, row: int, values: Mapping[str, str]) -> bytes:
        """Give the bytes with some cells of one row changed, and no other."""
        spans, changes = self.spans[row], []
        if len(spans) > len(self.spans[0]):
            raise RefusedError(
                f"Line {self.lines[row]} has {len(spans)} cells for {len(self.spans[0])} headings; "
                "put that right in your spreadsheet first. Nothing was written."
            )
        places = {self.names[name]: text for name, text in values.items()}
        for place in [place for place in places if place < len(spans)]:
            (start, stop), text = spans[place], places[place]
            quoted = self.text[start:stop].lstrip(" ").startswith('"')
            if _unquoted(self.text[start:stop]) != text:
                changes.append((start, stop, self._written(text, quoted=quoted)))
        beyond = range(len(spans), max(places, default=0) + 1)
        tail = "".join(self.delimiter + self._written(places.get(place, "")) for place in beyond)
        changes.append((spans[-1][1], spans[-1][1], tail))
        return self._replaced(changes)

    def only(self, rows: Sequence[int]) -> bytes:
        """Give the bytes with the headings and some of the rows alone."""
        lines = [self.text_of(row) + self.line_end for row in (0, *rows)]
        return self.mark + "".join(lines).encode(self.encoding)

    def _written(self, text: str, *, quoted: bool = False) -> str:
        special = text != text.strip() or any(c in text for c in ('"', "\r", "\n", self.delimiter))
        if not (special or quoted or self.quotes_all or text.startswith("#")):
            return text
        return '"' + text.replace('"', '""') + '"'

    def _replaced(self, changes: Sequence[tuple[int, int, str]]) -> bytes:
        data = self.data
        for start, stop, text in sorted(changes, reverse=True):
            a, b = self._byte(start), self._byte(stop)
            data = data[:a] + text.encode(self.encoding) + data[b:]
        return data

    def _byte(self, place: int) -> int:
        return len(self.mark) + len(self.text[:place].encode(self.encoding))


def layout_of(data: bytes, kind: FileKind = "log") -> Layout:
    """Find the cells of one of the person's files.

    Raises
    ------
    RefusedError
        It is no table with headings; the sentence is for the person.
    """
    mark, encoding, text = _decoded(data)
    end = len(text.rstrip("\x1a"))
    first = re.match(r"sep=(.)\r?\n?", text, re.IGNORECASE)
    delimiter = first.group(1) if first else _delimiter(text)
    ends: Counter[str] = Counter()
    rows = list(_rows(text, delimiter, first.end() if first else 0, end, ends))
    headings = max(rows[:20], key=lambda row: _known(text, row, kind), default=None)
    if headings is None or not _known(text, headings, kind):
        raise RefusedError("No headings were found in this file, so nothing was written.")
    line_end = max(ends, key=lambda name: ends[name], default="\r\n")
    spans = rows[rows.index(headings) :]
    return Layout(data, mark, encoding, text, delimiter, spans, line_end, end, kind)


def column_name(heading: str, kind: FileKind = "log") -> str:
    """Give our name for a heading, or the heading itself where it is a person's own."""
    meaning = heading_meanings().get(plain(heading), "") if kind == "log" else ""
    meaning = "outcome" if meaning == "status" else meaning
    ours = meaning if meaning in {column.name for column in columns(kind)} else ""
    return _own_name(heading, kind) or ours or heading.strip()


def _own_name(heading: str, kind: FileKind) -> str:
    name = fold(heading).replace(" ", "_")
    return name if any(column.name == name for column in columns(kind)) else ""


def widened(layout: Layout, missing: Sequence[str], *, to_utf8: bool) -> bytes:
    """Add columns at the right, and turn the file into UTF-8, where either is needed."""
    data = layout.data
    if missing:
        width = len(layout.spans[0])
        heads = "".join(layout.delimiter + name for name in missing)
        blank = layout.delimiter * len(missing)
        full = [row for row in layout.spans[1:] if len(row) == width]
        tails = [(row[-1][1], blank) for row in full]
        parts, start = [], 0
        for place, more in [(layout.spans[0][-1][1], heads), *tails]:
            parts += [layout.text[start:place], more]
            start = place
        data = layout.mark + "".join([*parts, layout.text[start:]]).encode(layout.encoding)
    return b"\xef\xbb\xbf" + _decoded(data)[2].encode() if to_utf8 else data


def _decoded(data: bytes) -> tuple[bytes, str, str]:
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return mark, encoding, data[len(mark) :].decode(encoding)
    for encoding in ("utf-8", "cp1252"):
        try:
            return b"", encoding, data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return b"", "latin-1", data.decode("latin-1")


def _delimiter(text: str) -> str:
    line = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")
    return max(",;\t|", key=line.count)


def _rows(
    text: str, delimiter: str, start: int, end: int, ends: Counter[str]
) -> Iterator[list[tuple[int, int]]]:
    """Find the rows, empty lines left out, and count how they end."""
    d = re.escape(delimiter)
    cell = re.compile(rf' *"[^"]*+(?:""[^"]*+)*+" *(?=[{d}\r\n]|\Z)|[^{d}\r\n]*+')
    line_end = re.compile(r"\r\n|\r|\n")
    row: list[tuple[int, int]] = []
    while start <= end:
        found = cell.match(text, start, end)
        stop = found.end() if found else end
        row.append((start, stop))
        if text[stop : min(stop + 1, end)] == delimiter:
            start = stop + 1
            continue
        over = line_end.match(text, stop, end)
        if over:
            ends[over.group()] += 1
        if len(row) > 1 or row[0][0] < row[0][1]:
            yield row
        row, start = [], over.end() if over else end + 1


def _unquoted(raw: str) -> str:
    inner = raw.strip(" ")
    if len(inner) > 1 and inner[0] == inner[-1] == '"':
        return inner[1:-1].replace('""', '"')
    return raw


def _known(text: str, row: Sequence[tuple[int, int]], kind: FileKind) -> int:
    names = {column.name for column in columns(kind)}
    return sum(column_name(_unquoted(text[a:b]), kind) in names for a, b in row)


def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
