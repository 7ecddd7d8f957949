"""Reads a large and regular text by column: as pandas does, but every cell as its text."""

from __future__ import annotations

import gc
import io
import re
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from bounceback_analysis.log.bounds import LONGEST_CELL, MOST_CELLS, too_many_lines
from bounceback_analysis.log.decoding import decode
from bounceback_analysis.log.rows import (
    DELIMITERS,
    LINE_END,
    SAMPLE,
    SEP_LINE,
    Rows,
    row_like,
    split_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LARGE = 1_000_000
"""Bytes from which on it is worth while; a person's own log is far smaller."""


class Quick(NamedTuple):
    """The first rows, to find the headings in; then by column the cells below row 0, and lines."""

    head: Rows
    columns: list[Any]
    lines: list[int]


def by_column(data: bytes, *, large: int = LARGE) -> Quick | None:
    """Read a text by column where careful reading would give the very same cells.

    None where that is not sure: a row of another width, a blank line, a quotation mark within
    a cell that has none around it, a line that was perhaps meant as a row.
    """
    if len(data) < large:
        return None
    decoded = decode(data)
    text = decoded.text.rstrip("\x1a").rstrip("\r\n")
    if not text or "\x00" in text or SEP_LINE.match(text) or too_many_lines(text):
        return None
    head = split_rows(_beginning(text).encode())
    plain = head.dialect.quote == '"' and head.dialect.delimiter in DELIMITERS
    if not head.cells or not plain or any(problem.line for problem in head.problems):
        return None
    lines = _lines(text, head.dialect.delimiter)
    table = _table(text, head.dialect.delimiter) if lines else None
    if table is None or len(table) != len(lines):
        return None
    head = replace(head, problems=(*decoded.problems, *head.problems))
    return Quick(head, [table[place].to_numpy()[1:] for place in table], lines[1:])


def _table(text: str, delimiter: str) -> pd.DataFrame | None:
    """Read the cells with pandas; None where a row is wider than the first."""
    with suppress(pd.errors.ParserError, pd.errors.EmptyDataError):
        return pd.read_csv(
            io.BytesIO(text.encode()),
            sep=delimiter,
            header=None,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
        )
    return None


def _lines(text: str, delimiter: str) -> list[int]:
    """Give the physical line of each row; none where the rows are not all of one form.

    What stands between quotation marks is every second part between any of them; an empty part
    outside is a doubled mark, which belongs to the cell.
    """
    parts = text.split('"')
    outside, inside = '"'.join(parts[::2]), parts[1::2]
    # The quotation mark comes first in the pattern: then a long text is looked through fast.
    stray = rf'"(?:(?<=[^{delimiter}\n"]")|(?=[^{delimiter}\r\n"]))'
    lone = outside.count("\r") != outside.count("\r\n")
    if len(parts) % 2 == 0 or lone or re.search(stray, outside):
        return []
    rows, width = outside.count("\n") + 1, outside.partition("\n")[0].count(delimiter)
    # No row is wider, or pandas would not have read them: so all are as wide if the sum is.
    if width < 2 or outside.count(delimiter) != width * rows:
        return []
    if (width + 1) * rows > MOST_CELLS or _too_long(outside, inside):
        return []
    broken = [part for part in inside if "\n" in part or "\r" in part]
    is_row = row_like(text, delimiter)
    if any(is_row(line) for part in broken for line in LINE_END.split(part)[1:]):
        return []
    return _below_breaks(parts, rows) if broken else list(range(1, rows + 1))


def _too_long(outside: str, inside: Sequence[str]) -> bool:
    """Tell whether a cell may be longer than can be read; the careful reading says which."""
    longest = max(map(len, chain(inside, outside.split("\n"))))
    return longest > LONGEST_CELL


def _below_breaks(parts: Sequence[str], rows: int) -> list[int]:
    """Give the line of each row where line breaks also stand in quotes: in every second part."""
    row = np.cumsum([part.count("\n") for part in parts[:-1:2]])
    breaks = [len(LINE_END.findall(part)) for part in parts[1::2]]
    before = np.bincount(row + 1, weights=breaks, minlength=rows)[:rows].cumsum()
    lines: list[int] = (np.arange(1, rows + 1) + before.astype(int)).tolist()
    return lines


def _beginning(text: str) -> str:
    """Give the first rows, none of them cut off within quotes."""
    end = text.find("\n", SAMPLE) + 1
    while end and text.count('"', 0, end) % 2:
        end = text.find("\n", end) + 1
    return text[: end or None]


@contextmanager
def unhurried() -> Iterator[None]:
    """Put off looking for what can be thrown away: among millions of cells that takes long."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
