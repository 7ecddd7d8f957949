"""Lines into the bytes of a file, or out of them: nothing else in them moves.

Nothing here opens a file; what cannot be done is refused in a sentence for the person. What a
change comes to is worked out first (``foreseen``); the bytes must then say exactly that. A layout
without places is for reading alone: of it, what is foreseen is all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bounceback_analysis.log.checking import NotADateError, to_day
from bounceback_analysis.log.decoding import decode
from bounceback_analysis.log.files import RefusedError
from bounceback_analysis.log.headings import find_headings
from bounceback_analysis.log.layout import Layout, layout_of, widened
from bounceback_analysis.log.rows import LINE_END, SAMPLE, row_like
from bounceback_analysis.vocabulary.schema import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bounceback_analysis.log.rows import Rows
    from bounceback_analysis.vocabulary.schema import FileKind

LARGE = 16 * SAMPLE
"""Bytes from which on a file may be changed in memory for reading: what it is taken for, and what
looks like a row of it, is told from fewer letters, however large. A shorter one is read from its
new bytes themselves."""

BLANK_END = re.compile(rb"(?:\r\n|\r(?!\n)|\n){2}\Z|[\x1a\0]\Z")
"""Blank lines at the end of a file, the mark of an old program, or letters of several bytes."""


def headings(kind: FileKind, *more: str) -> bytes:
    """Give the bytes of a file of this kind, with more columns, that has no line yet."""
    names = ",".join([*(column.name for column in columns(kind)), *more])
    # The mark at the start makes Excel read the file as UTF-8.
    return f"{names}\r\n".encode("utf-8-sig")


def with_lines(old: bytes, rows: Sequence[Mapping[str, str]]) -> bytes:
    """Give a log's bytes with more lines behind, in its own way of writing."""
    return with_rows(layout_of(old or headings("log")), rows, widen=True).data


def with_rows(layout: Layout, rows: Sequence[Mapping[str, str]], *, widen: bool) -> Layout:
    """Add rows at the end.

    Raises
    ------
    RefusedError
        The file has no column or no letters for them and may not be widened, or cannot take them.
    """
    names = dict.fromkeys(name for row in rows for name in row)
    everything = {name: "".join(row.get(name, "") for row in rows) for name in names}
    wide = _wide_enough(layout, everything, widen=widen)
    width, blank = len(wide.cells[0]), dict.fromkeys(wide.names, "")
    cells, lines = list(wide.cells), list(wide.lines)
    for row in rows:
        lines.append(lines[-1] + 1 + breaks(cells[-1]))
        cells.append(_put([""] * width, wide.names, blank | dict(row)))
    foreseen = replace(wide, cells=cells, lines=lines)
    if not layout.spans:
        return foreseen
    return _as_foreseen(foreseen, wide.with_rows(rows), added=len(rows))


def with_changes(
    layout: Layout, row: int, values: Mapping[str, str], *, widen: bool = True
) -> Layout:
    """Change some cells of one row; refuses as ``with_rows`` does."""
    wide = _wide_enough(layout, {n: v for n, v in values.items() if v}, widen=widen)
    present = {name: text for name, text in values.items() if name in wide.names}
    was = wide.cells[row]
    now = _put(was, wide.names, present)
    foreseen = _in_place_of(wide, row, [now], breaks(now) - breaks(was))
    return _as_foreseen(foreseen, wide.with_cells(row, present)) if layout.spans else foreseen


def without_row(layout: Layout, row: int) -> Layout:
    """Take one row out with the line end behind it; refuses as ``with_rows`` does."""
    high = 1 + breaks(layout.cells[row])
    foreseen = _in_place_of(layout, row, [], -high)
    if not layout.spans:
        return foreseen
    data, encoding = layout.data, layout.dialect.encoding
    if encoding.startswith(("utf-16", "utf-32")):
        start, stop = layout.spans[row]
        over = LINE_END.match(layout.text, stop)
        first, end = (
            len(layout.dialect.mark) + len(layout.text[:place].encode(encoding))
            for place in (start, over.end() if over else stop)
        )
        return _as_foreseen(foreseen, data[:first] + data[end:])
    # Whatever else its letters are, a line end is the same byte, and none has to be read anew.
    first, every = layout.lines[row] - 1, data.splitlines(keepends=True)
    return _as_foreseen(foreseen, b"".join(every[:first] + every[first + high :]))


def for_reading(rows: Rows, data: bytes, texts: Sequence[str], kind: FileKind) -> Layout | None:
    """Give a layout without places; None where a change in it might not be one of the bytes.

    That is so where the file has rows or quotation marks out of order or ends in blank lines, and
    where one of the texts that are to go in has a line in it that looks like a row.
    """
    in_order = rows.dialect.quote == '"' and not any(problem.line for problem in rows.problems)
    if len(data) < LARGE or not in_order or not rows.cells:
        return None
    found, inner = find_headings(rows, kind), [LINE_END.split(text)[1:] for text in texts]
    cells, lines = rows.cells[max(found.at, 0) :], rows.lines[max(found.at, 0) :]
    if found.at < 0 or max(map(len, cells)) > len(found.names) or BLANK_END.search(data[-8:]):
        return None
    if any(inner):
        is_row = row_like(decode(data).text, rows.dialect.delimiter)
        if any(is_row(line) for lines in inner for line in lines):
            return None
    names = {name: place for place, name in enumerate(found.names)}
    return Layout(data, "", rows.dialect, names, cells, lines, [], 0, kind)


def find_row(layout: Layout, line: int, was: Mapping[str, str]) -> int:
    """Find the row that was meant: at its line, or wherever it has moved to since."""
    near = alike(layout, was)
    exact = range(1, len(layout.cells)) if was and not filled(was) else near
    same = [row for row in exact if layout.row(row) == was] or near
    there = [row for row in same if layout.lines[row] == line]
    if len(there or same) == 1:
        return (there or same)[0]
    if not same:
        what = "changed" if layout.row_at(line) else "moved or taken out"
        raise RefusedError(
            f"The row at line {line} was {what} by another program since, so nothing was written. "
            "Open the log again and choose it once more."
        )
    raise RefusedError(f"Several rows are the same as the one at line {line}; nothing was written.")


def alike(layout: Layout, values: Mapping[str, str]) -> list[int]:
    """Give the rows that say the same: blanks aside, and days however a spreadsheet wrote them."""
    days = {column.name for column in columns(layout.kind) if column.kind == "date"}
    wanted = filled(values)
    texts = {name: text for name, text in wanted.items() if name not in days}
    if not wanted or not set(wanted) <= set(layout.names):
        return []
    cells, near = layout.cells, list(range(1, len(layout.cells)))
    for name, text in texts.items():  # one cell after another, for few rows are left at once
        place = layout.names[name]
        near = [row for row in near if place < len(cells[row]) and cells[row][place] == text]
    by_day, found = _by_day(wanted, days), []
    for row in near:
        here = filled(layout.row(row))
        if here.keys() == wanted.keys() and (here == wanted or _by_day(here, days) == by_day):
            found.append(row)
    return found


def filled(row: Mapping[str, str]) -> dict[str, str]:
    """Give the cells of a row that hold something."""
    return {name: text for name, text in row.items() if text.strip()}


def _by_day(row: Mapping[str, str], days: set[str]) -> dict[str, str]:
    found = {}
    for name in days & set(row):
        try:
            found[name] = to_day(row[name]).isoformat()
        except NotADateError:
            found[name] = row[name]
    return found


def _wide_enough(layout: Layout, values: Mapping[str, str], *, widen: bool) -> Layout:
    """Make room for what the file has no column or no letters for, or say so."""
    missing = [name for name in values if name not in layout.names]
    strange = layout.strange("".join(values.values())) if layout.spans else ""
    if not (missing or strange):
        return layout
    if not widen:
        what = f"no column for {', '.join(missing)}" if missing else f"no way to write '{strange}'"
        raise RefusedError(
            f"This file has {what}, so nothing was written; with widen=True it is given one."
        )
    if layout.spans:
        return widened(layout, missing, to_utf8=bool(strange))
    width, blank = len(layout.cells[0]), [""] * len(missing)
    names = layout.names | {name: place for place, name in enumerate(missing, start=width)}
    rows = [[*row, *blank] if len(row) == width else row for row in layout.cells[1:]]
    return replace(layout, names=names, cells=[[*layout.cells[0], *missing], *rows])


def _put(row: Sequence[str], names: Mapping[str, int], values: Mapping[str, str]) -> list[str]:
    places = {names[name]: text for name, text in values.items()}
    cells = [*row, *[""] * (max(places, default=0) + 1 - len(row))]
    return [places.get(place, cell) for place, cell in enumerate(cells)]


def breaks(cells: Iterable[str]) -> int:
    """Count the line breaks within the cells of a row."""
    return sum(len(LINE_END.findall(cell)) for cell in cells)


def _in_place_of(layout: Layout, row: int, cells: list[list[str]], lower: int) -> Layout:
    """Give a layout with a row as it will be, or none; those below it move by so many lines."""
    below = layout.lines[row + 1 :]
    lines = [*layout.lines[: row + len(cells)], *(line + lower for line in below)]
    rows = [*layout.cells[:row], *cells, *layout.cells[row + 1 :]]
    return replace(layout, cells=rows, lines=lines)


def _as_foreseen(foreseen: Layout, data: bytes, *, added: int = 0) -> Layout:
    """Read back what is about to be written: every old cell, and the new ones, must be right."""
    new, old = layout_of(data, foreseen.kind), len(foreseen.cells) - added
    kept = all(_alike(*pair) for pair in zip(new.cells[:old], foreseen.cells, strict=False))
    if not kept or len(new.cells) < old or new.cells[old:] != foreseen.cells[old:]:
        raise RefusedError(
            "The file has a quote or a line that does not end; put that right in your spreadsheet "
            "first. Nothing was written."
        )
    return replace(new, names=foreseen.names)


def _alike(new: list[str], old: list[str]) -> bool:
    return new == old or [cell.strip() for cell in new] == [cell.strip() for cell in old]
