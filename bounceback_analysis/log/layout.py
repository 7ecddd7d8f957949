"""A file with a change in it: where every cell stands in its bytes, so that no other one moves.

What a change comes to is worked out first; the bytes must then say exactly that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from bounceback_analysis.log.csvtext import (
    LINE_END,
    MIXED,
    QUOTE,
    WHOLE,
    Dialect,
    Span,
    line_of,
    split_rows,
    tokens,
)
from bounceback_analysis.log.dates import to_iso
from bounceback_analysis.log.files import RefusedError
from bounceback_analysis.log.table import find_headings
from bounceback_analysis.vocabulary.schema import FileKind, columns


@dataclass(frozen=True)
class Layout:
    """A file's text, how it is written, and the text and place of each cell; row 0 is headings."""

    data: bytes
    text: str
    dialect: Dialect
    names: dict[str, int]
    cells: list[list[str]]
    lines: list[int]
    spans: list[Span]
    kind: FileKind

    @cached_property
    def quotes_all(self) -> bool:
        """Whether the file puts quotation marks around every cell."""
        first = (span for row in range(len(self.spans[:3])) for span in self.places(row))
        return all(self.text[a : a + 1] == QUOTE for a, _ in first)

    def row(self, row: int) -> dict[str, str]:
        """Give the texts of a row by column."""
        cells = self.cells[row]
        return {name: cells[place] for name, place in self.names.items() if place < len(cells)}

    def text_of(self, row: int) -> str:
        """Give a row as it stands in the file."""
        return self.text[slice(*self.spans[row])]

    def places(self, row: int) -> list[Span]:
        """Give where each cell of a row stands in ``text``."""
        found = tokens(self.text, *self.spans[row], self.dialect)
        return [(token.start, token.stop) for token in found]

    def only(self, rows: Sequence[int]) -> bytes:
        """Give the bytes with the headings and some of the rows alone."""
        lines = [self.text_of(row) + self.dialect.line_end for row in (0, *rows)]
        return self.dialect.mark + "".join(lines).encode(self.dialect.encoding)

    def written(self, text: str, *, quoted: bool = False) -> str:
        """Give a cell as it is written in this file: in quotation marks where it needs them."""
        special = text != text.strip() or any(
            c in text for c in (QUOTE, "\r", "\n", self.dialect.delimiter)
        )
        if not (special or quoted or self.quotes_all or text.startswith("#")):
            return text
        return QUOTE + text.replace(QUOTE, QUOTE * 2) + QUOTE

    def replaced(self, changes: Sequence[tuple[int, int, str]]) -> bytes:
        """Give the bytes with other texts at some places, in order; all else stays as it is."""
        data, mark, encoding = self.data, self.dialect.mark, self.dialect.encoding
        for start, stop, text in reversed(changes):
            a, b = (_byte_at(self.data, self.text, at, encoding, mark) for at in (start, stop))
            # What goes into a file of mixed letters is plain: all else makes it UTF-8 first.
            data = data[:a] + text.encode("ascii" if encoding == MIXED else encoding) + data[b:]
        return data


def _byte_at(data: bytes, text: str, place: int, encoding: str, mark: bytes) -> int:
    """Give where in the bytes of a file a place of its text is, behind the mark at its start."""
    if encoding == "cp1252":  # a byte for each letter
        return len(mark) + place
    if encoding != MIXED:
        return len(mark) + len(text[:place].encode(encoding))
    above = text.count("\n", 0, place)
    lines = data[len(mark) :].split(b"\n", above + 1)
    begin = text.rfind("\n", 0, place) + 1
    _, utf8 = line_of(lines[above])
    within = len(text[begin:place].encode()) if utf8 else place - begin
    return len(mark) + sum(map(len, lines[:above])) + above + within


def layout_of(data: bytes, kind: FileKind = "log") -> Layout:
    """Find the cells of a person's file; ``RefusedError`` says why it cannot be written to."""
    rows = split_rows(data)
    if not rows.cells:
        raise RefusedError(" ".join(problem.message for problem in rows.problems))
    headings = find_headings(rows, kind)
    if headings.at < 0 or not headings.names:
        raise RefusedError(" ".join(problem.message for problem in headings.problems))
    if rows.doubtful:
        raise RefusedError(
            "A quotation mark in this file opens and never closes, so no line can be added safely. "
            "Put that right in your spreadsheet first; bounceback check FILE says where it is."
        )
    if any(problem.message == WHOLE for problem in rows.problems):
        raise RefusedError(f"{WHOLE} Nothing was written: save it again in your spreadsheet first.")
    at, names = headings.at, {name: place for place, name in enumerate(headings.names)}
    cells, lines, spans = rows.cells[at:], rows.lines[at:], rows.spans[at:]
    return Layout(data, rows.text, rows.dialect, names, cells, lines, spans, kind)


def headings(kind: FileKind, *more: str) -> bytes:
    """Give the bytes of a file of this kind, with more columns, that has no line yet."""
    names = ",".join([*(column.name for column in columns(kind)), *more])
    # The mark at the start makes Excel read the file as UTF-8.
    return f"{names}\r\n".encode("utf-8-sig")


@dataclass(frozen=True)
class Change:
    """What becomes of a line: new without ``line``, gone without ``values``; found by ``was``."""

    values: Mapping[str, str] | None
    line: int | None = None
    was: Mapping[str, str] = field(default_factory=dict)


class Changed(NamedTuple):
    """A file with a change in it, the line that the change is about, and what it says."""

    layout: Layout
    line: int
    text: str


class MovedError(RefusedError):
    """The row that was meant is not there any more, or is there more than once."""


def changed(layout: Layout, change: Change, *, widen: bool) -> Changed:
    """Put a change in its place; all other rows stay, or ``RefusedError`` says why not."""
    if change.line is None:
        new = _with_row(layout, change.values or {}, widen=widen)
        return Changed(new, new.lines[-1], new.text_of(-1))
    row = find_row(layout, change.line, change.was)
    if change.values is None:
        return Changed(_without_row(layout, row), layout.lines[row], layout.text_of(row))
    new = _with_cells(layout, row, change.values, widen=widen)
    return Changed(new, new.lines[row], new.text_of(row))


def _with_row(layout: Layout, values: Mapping[str, str], *, widen: bool) -> Layout:
    wide = wide_enough(layout, values, widen=widen)
    at, line_end = len(wide.text.rstrip("\x1a")), wide.dialect.line_end
    cells = _put([""] * len(wide.cells[0]), wide.names, values)
    glue = "" if wide.text[:at].endswith(("\r", "\n")) else line_end
    line = wide.dialect.delimiter.join(map(wide.written, cells)) + line_end
    return _as_foreseen(wide, wide.replaced([(at, at, glue + line)]), [*wide.cells, cells])


def _with_cells(layout: Layout, row: int, values: Mapping[str, str], *, widen: bool) -> Layout:
    wide = wide_enough(layout, {n: v for n, v in values.items() if v}, widen=widen)
    was, spans, width = wide.cells[row], wide.places(row), len(wide.cells[0])
    if len(spans) > width or len(spans) != len(was):
        raise RefusedError(
            f"Line {wide.lines[row]} has {len(spans)} cells for {width} headings; "
            "put that right in your spreadsheet first. Nothing was written."
        )
    now = _put(was, wide.names, {n: text for n, text in values.items() if n in wide.names})
    changes = [
        (start, stop, wide.written(new, quoted=wide.text[start:stop].lstrip(" ")[:1] == QUOTE))
        for (start, stop), old, new in zip(spans, was, now, strict=False)
        if old != new
    ]
    beyond = "".join(wide.dialect.delimiter + wide.written(text) for text in now[len(was) :])
    data = wide.replaced([*changes, (spans[-1][1], spans[-1][1], beyond)])
    return _as_foreseen(wide, data, [*wide.cells[:row], now, *wide.cells[row + 1 :]])


def _without_row(layout: Layout, row: int) -> Layout:
    """Take one row out with the line end behind it."""
    start, stop = layout.spans[row]
    over = LINE_END.match(layout.text, stop)
    data = layout.replaced([(start, over.end() if over else stop, "")])
    return _as_foreseen(layout, data, [*layout.cells[:row], *layout.cells[row + 1 :]])


def _as_foreseen(layout: Layout, data: bytes, cells: list[list[str]]) -> Layout:
    """Read back what is about to be written: every old cell, and the new ones, must be right."""
    new, old = layout_of(data, layout.kind), len(layout.cells)
    pairs = zip(new.cells[:old], cells, strict=False)
    kept = all(a == b or [*map(str.strip, a)] == [*map(str.strip, b)] for a, b in pairs)
    if not kept or len(new.cells) != len(cells) or new.cells[old:] != cells[old:]:
        raise RefusedError(
            "The file has a quote or a line that does not end; put that right in your spreadsheet "
            "first. Nothing was written."
        )
    return replace(new, names=layout.names)


def _put(row: Sequence[str], names: Mapping[str, int], values: Mapping[str, str]) -> list[str]:
    places = {names[name]: text for name, text in values.items()}
    cells = [*row, *[""] * (max(places, default=0) + 1 - len(row))]
    return [places.get(place, cell) for place, cell in enumerate(cells)]


def wide_enough(layout: Layout, values: Mapping[str, str], *, widen: bool) -> Layout:
    """Make room at the right for what has no column, and letters that it lacks, or refuse."""
    missing = [name for name in values if name not in layout.names]
    strange, encoding = "".join(values.values()), layout.dialect.encoding
    if encoding != MIXED:  # of letters of two kinds, none is sure
        strange = "".join(c for c in dict.fromkeys(strange) if not c.encode(encoding, "ignore"))
    if not (missing or strange):
        return layout
    if not widen:
        what = f"no column for {', '.join(missing)}" if missing else f"no way to write '{strange}'"
        raise RefusedError(
            f"This file has {what}, so nothing was written; with widen=True it is given one."
        )
    width, delimiter = len(layout.cells[0]), layout.dialect.delimiter
    more = ["".join(delimiter + layout.written(name) for name in missing)]
    more += [delimiter * len(missing) * (len(row) == width) for row in layout.cells[1:]]
    parts, start = [], 0
    for (_, stop), cells in zip(layout.spans, more, strict=True):
        parts += [layout.text[start:stop], cells]
        start = stop
    text, data = "".join([*parts, layout.text[start:]]), b""
    if not strange:
        with suppress(UnicodeEncodeError):  # a letter that Windows has no name for
            data = layout.dialect.mark + text.encode(encoding)
    data = data or text.encode("utf-8-sig")
    added = {name: place for place, name in enumerate(missing, start=width)}
    return replace(layout_of(data, layout.kind), names={**layout.names, **added})


def find_row(layout: Layout, line: int, was: Mapping[str, str]) -> int:
    """Find the row that was meant: at its line, or wherever it has moved to since."""
    near = alike(layout, was)
    exact = range(1, len(layout.cells)) if was and not filled(was) else near
    same = [row for row in exact if layout.row(row) == was] or near
    there = [row for row in same if layout.lines[row] == line]
    if len(there or same) == 1:
        return (there or same)[0]
    if not same:
        what = "changed" if line in layout.lines[1:] else "moved or taken out"
        raise MovedError(
            f"The row at line {line} was {what} by another program since, so nothing was written. "
            "Open the log again and choose it once more."
        )
    raise MovedError(f"Several rows are the same as the one at line {line}; nothing was written.")


def alike(layout: Layout, values: Mapping[str, str]) -> list[int]:
    """Give the rows that say the same: blanks aside, and days however a spreadsheet wrote them."""
    days = {column.name for column in columns(layout.kind) if column.kind == "date"}

    def said(row: Mapping[str, str]) -> dict[str, str]:
        return {n: (to_iso(text) if n in days else "") or text for n, text in filled(row).items()}

    wanted, cells = said(values), layout.cells
    if not wanted or not wanted.keys() <= layout.names.keys():
        return []
    near = list(range(1, len(cells)))
    for name in wanted.keys() - days:  # one cell after another, for few rows are left at once
        place, text = layout.names[name], wanted[name]
        near = [row for row in near if place < len(cells[row]) and cells[row][place] == text]
    return [row for row in near if said(layout.row(row)) == wanted]


def filled(row: Mapping[str, str]) -> dict[str, str]:
    """Give the cells of a row that hold something."""
    return {name: text for name, text in row.items() if text.strip()}
