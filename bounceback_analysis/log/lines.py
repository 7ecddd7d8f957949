"""Lines into the bytes of a file: added or amended there, and nothing else in them moves.

Nothing here opens a file; what cannot be done is refused in a sentence for the person.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bounceback_analysis.log.checking import NotADateError, to_day
from bounceback_analysis.log.files import RefusedError
from bounceback_analysis.log.layout import Layout, layout_of, widened
from bounceback_analysis.vocabulary.schema import columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.vocabulary.schema import FileKind


def headings(kind: FileKind) -> bytes:
    """Give the bytes of a file of this kind that has no line yet."""
    names = ",".join(column.name for column in columns(kind))
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
    new = replace(layout_of(wide.with_rows(rows), wide.kind), names=wide.names)
    _must_agree(wide, new, {}, rows)
    return new


def with_changes(
    layout: Layout, row: int, values: Mapping[str, str], *, widen: bool = True
) -> Layout:
    """Change some cells of one row; refuses as ``with_rows`` does."""
    wide = _wide_enough(layout, {n: v for n, v in values.items() if v}, widen=widen)
    present = {name: text for name, text in values.items() if name in wide.names}
    new = replace(layout_of(wide.with_cells(row, present), wide.kind), names=wide.names)
    _must_agree(wide, new, {row: present}, ())
    return new


def find_row(layout: Layout, line: int, was: Mapping[str, str]) -> int:
    """Find the row that was meant: at its line, or wherever it has moved to since."""
    near = alike(layout, was)
    same = [row for row in near if layout.row(row) == was] or near
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
    wanted, found = filled(values), []
    texts = {name: text for name, text in wanted.items() if name not in days}
    if not wanted or not set(wanted) <= set(layout.names):
        return []
    place, first = next(((layout.names[name], text) for name, text in texts.items()), (0, ""))
    for row, cells in enumerate(layout.cells):
        # One cell is compared first, and days last: reading them takes the longest.
        if row == 0 or (first and cells[place : place + 1] != [first]):
            continue
        here = filled(layout.row(row))
        if {name: text for name, text in here.items() if name not in days} == texts and (
            here == wanted or _by_day(here, days) == _by_day(wanted, days)
        ):
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
    strange = layout.strange("".join(values.values()))
    if not (missing or strange):
        return layout
    if not widen:
        what = f"no column for {', '.join(missing)}" if missing else f"no way to write '{strange}'"
        raise RefusedError(
            f"This file has {what}, so nothing was written; with widen=True it is given one."
        )
    return widened(layout, missing, to_utf8=bool(strange))


def _must_agree(
    old: Layout,
    new: Layout,
    amended: Mapping[int, Mapping[str, str]],
    added: Sequence[Mapping[str, str]],
) -> None:
    """Read back what is about to be written: every old cell, and the new ones, must be right."""
    expected = [list(row) for row in old.cells]
    for row, values in amended.items():
        cells = expected[row]
        cells += [""] * (max(map(old.names.__getitem__, values), default=0) + 1 - len(cells))
        for name, text in values.items():
            cells[old.names[name]] = text
    count = len(expected) + len(added)
    kept = all(_alike(*pair) for pair in zip(new.cells, expected, strict=False))
    tail = range(len(expected), len(new.cells))
    last = all(filled(new.row(at)) == row for at, row in zip(tail, added, strict=False))
    if not (kept and last and len(new.cells) == count):
        raise RefusedError(
            "The file has a quote or a line that does not end; put that right in your spreadsheet "
            "first. Nothing was written."
        )


def _alike(new: list[str], old: list[str]) -> bool:
    return new == old or [cell.strip() for cell in new] == [cell.strip() for cell in old]
