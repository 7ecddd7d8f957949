"""Where every cell stands in the bytes of a CSV file, so that one can change and no other moves."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bounceback_analysis.log.decoding import decode
from bounceback_analysis.log.files import RefusedError
from bounceback_analysis.log.headings import find_headings
from bounceback_analysis.log.rows import LINE_END, SEP_LINE, split_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bounceback_analysis.log.rows import Dialect
    from bounceback_analysis.vocabulary.schema import FileKind


@dataclass(frozen=True)
class Layout:
    """A file's text, how it is written, and the text and place of each cell; row 0 is headings.

    ``spans`` are the places of the rows in ``text``; ``lines`` are physical ones; ``end`` is
    where a further row goes.
    """

    data: bytes
    text: str
    dialect: Dialect
    names: dict[str, int]
    cells: list[list[str]]
    lines: list[int]
    spans: list[tuple[int, int]]
    end: int
    kind: FileKind

    @cached_property
    def quotes_all(self) -> bool:
        """Whether the file puts quotation marks around every cell."""
        first = [span for row in range(len(self.spans[:3])) for span in self.places(row)]
        return all(self.text[a : a + 1] == '"' for a, _ in first)

    def row(self, row: int) -> dict[str, str]:
        """Give the texts of a row by column."""
        cells = self.cells[row]
        return {name: cells[place] for name, place in self.names.items() if place < len(cells)}

    def row_at(self, line: int) -> dict[str, str]:
        """Give the texts of the row that begins at a physical line; empty where none does."""
        return self.row(self.lines.index(line)) if line in self.lines[1:] else {}

    def text_of(self, row: int) -> str:
        """Give a row as it stands in the file."""
        return self.text[slice(*self.spans[row])]

    def places(self, row: int) -> list[tuple[int, int]]:
        """Give where each cell of a row stands in ``text``."""
        start, stop = self.spans[row]
        cell = re.compile(_cell(self.dialect.delimiter))
        found: list[tuple[int, int]] = []
        while start <= stop:
            matched = cell.match(self.text, start, stop)
            found.append((start, matched.end() if matched else stop))
            start = found[-1][1] + 1
        return found

    def strange(self, text: str) -> str:
        """Give the characters of a text that this file's encoding cannot hold."""
        encoding = self.dialect.encoding
        if encoding == "mixed":  # some lines in UTF-8 and some not: only as UTF-8 is it sure
            return text
        return "".join(dict.fromkeys(c for c in text if not _fits(c, encoding)))

    def with_rows(self, rows: Sequence[Mapping[str, str]]) -> bytes:
        """Give the bytes with more rows; those that were there stay as they are."""
        before = self.text[: self.end]
        glue = "" if before.endswith(("\r", "\n")) else self.dialect.line_end
        lines = [self._line(values) + self.dialect.line_end for values in rows]
        return self._replaced([(self.end, self.end, glue + "".join(lines))])

    def _line(self, values: Mapping[str, str]) -> str:
        by_place = {self.names[name]: text for name, text in values.items()}
        cells = (self.written(by_place.get(place, "")) for place in range(len(self.cells[0])))
        return self.dialect.delimiter.join(cells)

    def with_cells(self, row: int, values: Mapping[str, str]) -> bytes:
        """Give the bytes with some cells of one row changed, and no other."""
        spans, changes, width = self.places(row), [], len(self.cells[0])
        if len(spans) > width or len(spans) != len(self.cells[row]):
            raise RefusedError(
                f"Line {self.lines[row]} has {len(spans)} cells for {width} headings; "
                "put that right in your spreadsheet first. Nothing was written."
            )
        places = {self.names[name]: text for name, text in values.items()}
        for place in [place for place in places if place < len(spans)]:
            (start, stop), text = spans[place], places[place]
            quoted = self.text[start:stop].lstrip(" ").startswith('"')
            if self.cells[row][place] != text:
                changes.append((start, stop, self.written(text, quoted=quoted)))
        beyond = range(len(spans), max(places, default=0) + 1)
        tail = "".join(
            self.dialect.delimiter + self.written(places.get(place, "")) for place in beyond
        )
        changes.append((spans[-1][1], spans[-1][1], tail))
        return self._replaced(changes)

    def only(self, rows: Sequence[int]) -> bytes:
        """Give the bytes with the headings and some of the rows alone."""
        lines = [self.text_of(row) + self.dialect.line_end for row in (0, *rows)]
        return self.dialect.mark + "".join(lines).encode(self.dialect.encoding)

    def written(self, text: str, *, quoted: bool = False) -> str:
        """Give a cell as it is written in this file: in quotation marks where it needs them."""
        special = text != text.strip() or any(
            c in text for c in ('"', "\r", "\n", self.dialect.delimiter)
        )
        if not (special or quoted or self.quotes_all or text.startswith("#")):
            return text
        return '"' + text.replace('"', '""') + '"'

    def _replaced(self, changes: Sequence[tuple[int, int, str]]) -> bytes:
        data = self.data
        for start, stop, text in sorted(changes, reverse=True):
            a, b = self._byte(start), self._byte(stop)
            data = data[:a] + text.encode(self.dialect.encoding) + data[b:]
        return data

    def _byte(self, place: int) -> int:
        if self.dialect.encoding == "cp1252":
            return len(self.dialect.mark) + place
        return len(self.dialect.mark) + len(self.text[:place].encode(self.dialect.encoding))


def layout_of(data: bytes, kind: FileKind = "log") -> Layout:
    """Find the cells of one of the person's files.

    Raises
    ------
    RefusedError
        It is no table with headings, or not one that can be written to; says why.
    """
    rows = split_rows(data)
    if not rows.cells:
        raise RefusedError(" ".join(problem.message for problem in rows.problems))
    headings = find_headings(rows, kind)
    if headings.at < 0 or not headings.names:
        raise RefusedError(" ".join(problem.message for problem in headings.problems))
    text = decode(data).text
    end = len(text.rstrip("\x1a"))
    sep = SEP_LINE.match(text)
    spans = list(_rows(text, rows.dialect.delimiter, sep.end() if sep else 0, end))
    if len(spans) != len(rows.cells):
        raise RefusedError(
            "A quotation mark in this file opens and never closes, so no line can be added safely. "
            "Put that right in your spreadsheet first; bounceback check FILE says where it is."
        )
    at, names = headings.at, {name: place for place, name in enumerate(headings.names)}
    cells, lines, spans = rows.cells[at:], rows.lines[at:], spans[at:]
    return Layout(data, text, rows.dialect, names, cells, lines, spans, end, kind)


def widened(layout: Layout, missing: Sequence[str], *, to_utf8: bool) -> Layout:
    """Add columns at the right, and turn the file into UTF-8, where either is needed.

    The new columns keep the names that they are given, whatever reading would call them.
    """
    width = len(layout.cells[0])
    delimiter = layout.dialect.delimiter
    tails = [(layout.spans[0][1], "".join(delimiter + layout.written(name) for name in missing))]
    full = (row for row in range(1, len(layout.cells)) if len(layout.cells[row]) == width)
    tails += [(layout.spans[row][1], delimiter * len(missing)) for row in full]
    parts, start = [], 0
    for place, more in tails:
        parts += [layout.text[start:place], more]
        start = place
    text = "".join([*parts, layout.text[start:]])
    plain = text.encode("utf-8-sig" if to_utf8 else layout.dialect.encoding)
    new = layout_of(plain if to_utf8 else layout.dialect.mark + plain, layout.kind)
    added = {name: place for place, name in enumerate(missing, start=width)}
    return replace(new, names={**layout.names, **added})


def _cell(delimiter: str) -> str:
    d = re.escape(delimiter)
    return rf'(?: *"[^"]*+(?:""[^"]*+)*+" *(?=[{d}\r\n]|\Z)|[^{d}\r\n]*+)'


def _rows(text: str, delimiter: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Find the rows, empty lines left out."""
    cell = _cell(delimiter)
    row = re.compile(rf"{cell}(?:{re.escape(delimiter)}{cell})*+")
    while start <= end and (found := row.match(text, start, end)):
        if found.end() > start:
            yield found.span()
        over = LINE_END.match(text, found.end(), end)
        start = over.end() if over else end + 1


def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
