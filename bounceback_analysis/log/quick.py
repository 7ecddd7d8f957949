"""Reads a large and wholly regular text by column: as pandas does, but every cell as its text."""

from __future__ import annotations

import gc
import io
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from bounceback_analysis.log.decoding import decode
from bounceback_analysis.log.rows import SAMPLE, SEP_LINE, Rows, split_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGE = 1_000_000
"""Bytes from which on it is worth while; a person's own log is far smaller."""

QUOTED = re.compile(r'"(?:(?<=[,\n]")|(?<=\A"))[^"\r\n]*(?:""[^"\r\n]*)*"(?=[,\r\n]|\Z)')


class Quick(NamedTuple):
    """The first rows, to find the headings in, and the cells below row 0 by column."""

    head: Rows
    columns: list[list[str]]


def by_column(data: bytes, *, large: int = LARGE) -> Quick | None:
    """Read a text of commas by column where careful reading would give the very same cells.

    None where that is not sure: a row of another width, a line break or a stray quotation mark
    in a cell, a blank line, another separator or encoding.
    """
    if len(data) < large:
        return None
    decoded = decode(data)
    text = decoded.text
    if decoded.encoding != "utf-8" or decoded.problems or "\x00" in text or SEP_LINE.match(text):
        return None
    head = split_rows(decoded.mark + text[: text.find("\n", SAMPLE) + 1 or None].encode())
    quoted = [found[0] for found in QUOTED.finditer(text)] if '"' in text else []
    if head.problems or head.dialect.delimiter != "," or head.dialect.quote != '"':
        return None
    if sum(cell.count('"') for cell in quoted) != text.count('"') or text.endswith("\x1a"):
        return None
    try:
        table = pd.read_csv(
            io.StringIO(text, newline=""),
            header=None,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return None
    commas = text.count(",") - sum(cell.count(",") for cell in quoted)
    rows, width = table.shape
    lines = text.count("\n") + (not text.endswith("\n"))
    if width < 3 or commas != rows * (width - 1) or rows != lines:
        return None
    return Quick(head, [table[place].tolist()[1:] for place in table])


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
