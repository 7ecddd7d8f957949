"""Text into rows: how a file is written, and every cell with its place in the text."""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from bounceback_analysis.log.bounds import (
    LONGEST_CELL,
    MOST_CELLS,
    too_many_cells,
    too_many_lines,
    too_many_marks,
)
from bounceback_analysis.log.decoding import decode
from bounceback_analysis.log.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bounceback_analysis.log.decoding import Decoded

    Span = tuple[int, int]

DELIMITERS = (",", ";", "\t", "|")
NAMES = {";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces"}
SEP_LINE = re.compile(r"\A\"?sep=(.)\"?[^\S\r\n]*(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
LINE_END = re.compile(r"\r\n|\r|\n")
DAY = re.compile(r"\s*\"?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[ -][A-Za-z]{3})")

SAMPLE = 64_000
"""Characters that show how a file is written: hundreds of lines, whatever its size."""

LINES_WEIGHED = 60
"""Lines of the sample that are weighed for a delimiter: more change the answer no more."""

LARGE = 1_000_000
"""Bytes from which on reading by column is worth while; a person's own log is far smaller."""

HELD = Problem(None, None, "tell", "Cells are held together by single quotes ('); read so.")
WHOLE = "Each whole line stands in quotation marks; they were taken off to find the cells."
UNCLOSED = (
    "A quotation mark opens here and never closes. The lines after it were kept as rows of their "
    "own; look at this one."
)
csv.field_size_limit(2**31 - 1)  # the largest that C takes; how long a cell may be, `bounds` says


@dataclass(frozen=True)
class Dialect:
    """How a file is written."""

    encoding: str = "utf-8"
    mark: bytes = b""
    delimiter: str = ","
    line_end: str = "\r\n"
    sep_line: bool = False
    quote: str = '"'

    @cached_property
    def cell(self) -> re.Pattern[str]:
        """What matches one cell; group 1 is what stands between its quotation marks."""
        d, q = re.escape(self.delimiter), self.quote
        pad = "" if self.delimiter == " " else " *"
        held = rf"{pad}{q}([^{q}]*+(?:{q}{q}[^{q}]*+)*+){q}{pad}(?=[{d}\r\n]|\Z)"
        return re.compile(rf"{held}|{self.bare.pattern}")

    @cached_property
    def bare(self) -> re.Pattern[str]:
        """What matches a cell of which no quotation mark is believed."""
        return re.compile(rf"[^{re.escape(self.delimiter)}\r\n]*+")


@dataclass(frozen=True)
class Rows:
    """The rows of a file as text, the physical line where each begins, and what was decided.

    ``spans`` are the places of the rows in ``text``. With ``doubtful`` a quotation mark might
    also be read as holding whole rows together.
    """

    cells: list[list[str]]
    lines: list[int]
    dialect: Dialect
    problems: tuple[Problem, ...] = ()
    text: str = ""
    spans: list[Span] = field(default_factory=list)
    doubtful: bool = False


def split_rows(data: bytes) -> Rows:
    """Read any delimited text into rows of cells; blank lines are left out.

    No row is dropped and no cell is moved; rows may differ in width. Where the bytes are no table
    there are no rows and one problem that says stop.
    """
    return split_text(decode(data))


def split_text(decoded: Decoded) -> Rows:
    """Read as ``split_rows`` does what is decoded already."""
    text = decoded.text.rstrip("\x1a")  # how programs of old marked the end

    def nothing(*problems: Problem) -> Rows:
        return Rows([], [], Dialect(decoded.encoding, decoded.mark), (*decoded.problems, *problems))

    if not text:
        return nothing()
    if why := too_many_lines(text):
        return nothing(Problem(None, None, "stop", why))
    sep = SEP_LINE.match(text)
    start = sep.end() if sep else 0
    sample = text[start : start + SAMPLE]
    named = sep[1] if sep and sep[1] in sample else ""
    delimiter = named or find_delimiter(sample)
    ends = Counter(LINE_END.findall(text[:SAMPLE])).most_common(1)
    line_end = str(ends[0][0]) if ends else "\r\n"
    quote = _quote(sample, delimiter)
    dialect = Dialect(decoded.encoding, decoded.mark, delimiter, line_end, bool(sep), quote)
    if why := too_many_marks(text, delimiter):
        return nothing(Problem(None, None, "stop", why))
    rows = _split(text, start, dialect)
    if whole := _whole_lines(rows.cells):
        dialect = replace(dialect, delimiter=find_delimiter(whole[:SAMPLE]))
        told = Problem(rows.lines[0], None, "tell", WHOLE)
        rows = replace(rows, cells=_split(whole, 0, dialect).cells, problems=(told,))
    if slip := too_many_cells(rows.cells, rows.lines):
        return nothing(Problem(slip[0], None, "stop", slip[1]))
    said = [] if quote == '"' else [HELD]
    if not named and dialect.delimiter != ",":
        by = NAMES.get(dialect.delimiter, repr(dialect.delimiter))
        tell = f"The cells are separated by {by}; read so, and new lines are written so."
        said.insert(0, Problem(None, None, "tell", tell))
    problems = (*decoded.problems, *said, *rows.problems)
    return replace(rows, dialect=dialect, problems=problems, text=decoded.text)


class Token(NamedTuple):
    """A cell with its place in the text.

    ``open`` tells that a quotation mark opens it and never closes, ``hides`` that the one which
    would close it lies beyond a line that was perhaps meant as a row.
    """

    text: str
    start: int
    stop: int
    open: bool = False
    hides: bool = False


def tokens(
    text: str, at: int, end: int, dialect: Dialect, is_row: Callable[[str], bool] | None = None
) -> Iterator[Token]:
    """Give the cells of the row that begins at a place; a quote that never closes is a letter."""
    quote = dialect.quote
    while True:
        found = dialect.cell.match(text, at, end)
        held = found[1] if found else None
        hides = bool(held and is_row and any(map(is_row, LINE_END.split(held)[1:])))
        if found and held is not None and not hides:
            yield Token(held.replace(quote * 2, quote), at, found.end())
        else:
            found = dialect.bare.match(text, at, end) if hides else found
            cell = found[0] if found else ""
            yield Token(cell, at, at + len(cell), cell.lstrip().startswith(quote), hides)
        stop = found.end() if found else at
        if stop >= end or text[stop] != dialect.delimiter:
            return
        at = stop + 1


def _split(text: str, start: int, dialect: Dialect) -> Rows:
    """Split a text from a place on: as the csv module does, and with care each row it refuses."""
    parts = list(io.StringIO(text[start:], newline=""))
    starts = list(accumulate(map(len, parts), initial=start))
    above, line = 1 if start else 0, 0
    is_row = _late_row_like(text, start, dialect.delimiter)
    spaced = dialect.delimiter != " " and f" {dialect.quote}" in text
    rows: list[tuple[list[str], int, Span]] = []
    problems: list[Problem] = []
    doubtful = False
    while line < len(parts):
        for row, after in _plain(parts, line, dialect, is_row, spaced=spaced):
            if row and (len(row) > 1 or row[0]):
                stop = starts[after] - len(parts[after - 1]) + len(parts[after - 1].rstrip("\r\n"))
                rows.append((row, line + above + 1, (starts[line], stop)))
            line = after
        if line < len(parts):
            found = list(tokens(text, starts[line], len(text), dialect, is_row))
            span = (starts[line], found[-1].stop)
            if len(found) > 1 or found[0].text:
                rows.append(([token.text for token in found], line + above + 1, span))
            doubtful |= any(token.hides for token in found)
            opened = (bisect_right(starts, token.start) + above for token in found if token.open)
            problems += (Problem(at, None, "tell", UNCLOSED) for at in opened)
            line = bisect_right(starts, span[1])
    cells, lines, spans = map(list, zip(*rows, strict=True)) if rows else ([], [], [])
    return Rows(cells, lines, dialect, tuple(problems), text, spans, doubtful)


def _plain(
    parts: Sequence[str],
    line: int,
    dialect: Dialect,
    is_row: Callable[[str], bool],
    *,
    spaced: bool,
) -> Iterator[tuple[list[str], int]]:
    """Give rows, each with the number of the line behind it, up to one that is not in order.

    That is one with a quotation mark out of its place (where some are ``spaced``, also one that a
    space stands before), or one that holds together lines which were perhaps meant as rows.
    """
    reader = csv.reader(
        (parts[at] for at in range(line, len(parts))),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        strict=True,
    )
    before = 0
    with suppress(csv.Error):
        for row in reader:
            if reader.line_num > before + 1:
                within = (line for cell in row for line in LINE_END.split(cell)[1:])
                if any(map(is_row, within)):
                    return
            if spaced and any(cell.lstrip(" ")[:1] == dialect.quote for cell in row):
                return
            before = reader.line_num
            yield row, line + before


def _late_row_like(text: str, start: int, delimiter: str) -> Callable[[str], bool]:
    """Give the test of ``row_like``, made when it is first asked: most files need none."""

    @cache
    def made() -> Callable[[str], bool]:
        return row_like(text[start : start + 4 * SAMPLE], delimiter)

    return lambda line: made()(line)  # noqa: PLW0108 (made at the first call, not here)


def row_like(text: str, delimiter: str) -> Callable[[str], bool]:
    """Give a test for lines that were meant as rows: as wide as most, with a day in its place."""
    parts = [line.split(delimiter) for line in LINE_END.split(text[: 4 * SAMPLE])]
    wide = [row for row in parts if len(row) > 2]
    # Prose in a long cell has commas too: a row is about as wide as the headings, at least.
    width = max(Counter(map(len, wide)).most_common(1)[0][0], len(wide[0]) - 1) if wide else 0
    usual = [row for row in wide if len(row) >= width]
    dated = [place for row in usual for place, cell in enumerate(row) if DAY.match(cell)]
    place, times = Counter(dated).most_common(1)[0] if dated else (0, 0)
    by_day = times * 2 >= len(usual) - 1

    def is_row(line: str) -> bool:
        row = line.split(delimiter)
        # Where days do not tell: in a sentence, unlike in a row, spaces stand behind the commas.
        if by_day:
            return len(row) >= width > 0 and bool(DAY.match(row[place]))
        return len(row) == width and " " not in {cell[:1] for cell in row}

    return is_row


def _whole_lines(cells: list[list[str]]) -> str:
    """Give the lines of a file in which each whole line stands in quotation marks."""
    if not cells or any(len(row) > 1 or LINE_END.search(row[0]) for row in cells):
        return ""
    split = max(cells[0][0].count(mark) for mark in DELIMITERS) > 1
    return "\n".join(row[0] for row in cells) if split else ""


def _quote(text: str, delimiter: str) -> str:
    """Find what holds cells together: single quotes only where they do so again and again."""
    d = re.escape(delimiter)
    if "'" not in text or re.search(rf'(?:^|[{d}])"', text, re.MULTILINE):
        return '"'
    begun = len(re.findall(rf"(?:^|[{d}])'(?=[^{d}\r\n])", text, re.MULTILINE))
    ended = len(re.findall(rf"[^{d}\r\n]'(?=[{d}\r\n]|\Z)", text))
    # A name such as 'Tis Ltd begins with one too: three in ten may lack the one that closes.
    return "'" if begun > 2 and ended * 4 > begun * 3 else '"'


def find_delimiter(text: str) -> str:
    """Find what separates the cells: what splits the most lines into the same number of them."""
    bare = re.sub(r'"[^"]*"', "", text)
    lines = [line for line in LINE_END.split(bare) if line.strip(" ")][:LINES_WEIGHED]
    if lines and not any(mark in lines[0] for mark in DELIMITERS) and _spaced(text):
        return " "
    return max(DELIMITERS, key=lambda mark: _evenness(lines, mark))


def _spaced(text: str) -> bool:
    """Tell whether spaces part the cells: on most lines quoted cells stand between spaces."""
    lines = [line for line in LINE_END.split(text) if line.strip()][:LINES_WEIGHED]
    between = re.compile(r'\S "[^"]+" \S|\S "[^"]+" "')
    return len(lines) > 2 and sum(bool(between.search(line)) for line in lines) * 2 > len(lines)


def _evenness(lines: list[str], mark: str) -> tuple[float, int]:
    counts = Counter(line.count(mark) for line in lines)
    counts.pop(0, None)
    if not counts:
        return 0.0, 0
    # Lines of one width speak for a mark; so does being in the line of headings.
    usual, times = max(counts.items(), key=lambda item: (item[1], item[0]))
    heads = max((line.count(mark) for line in lines[:3]), default=0)
    return (times / len(lines)) * (1.0 if heads else 0.5) + 0.01 * min(usual, 20), usual


class Columns(NamedTuple):
    """The first rows, to find the headings in; then by column the cells below row 0, and lines."""

    head: Rows
    columns: list[Any]
    lines: list[int]


def by_column(decoded: Decoded, size: int, *, large: int = LARGE) -> Columns | None:
    """Read a large text by column, as pandas does, where that is sure to give the same cells.

    None where it is not: a row of another width, a blank line, a quotation mark within a cell
    that has none around it, a line that was perhaps meant as a row.
    """
    text = decoded.text.rstrip("\x1a").rstrip("\r\n")
    if size < large or not text or "\x00" in text or SEP_LINE.match(text) or too_many_lines(text):
        return None
    end = text.find("\n", SAMPLE) + 1
    while end and text.count('"', 0, end) % 2:  # not within quotes
        end = text.find("\n", end) + 1
    head = split_text(replace(decoded, text=text[: end or None], problems=()))
    delimiter = head.dialect.delimiter
    plain = head.dialect.quote == '"' and delimiter in DELIMITERS
    if not head.cells or not plain or any(problem.line for problem in head.problems):
        return None
    lines = _lines_if_even(text, delimiter)
    if not lines:
        return None
    try:
        table = pd.read_csv(
            io.BytesIO(text.encode()),
            sep=delimiter,
            header=None,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError):  # a row is wider than the first
        return None
    if len(table) != len(lines):
        return None
    head = replace(head, problems=(*decoded.problems, *head.problems))
    return Columns(head, [table[place].to_numpy()[1:] for place in table], lines[1:])


def _lines_if_even(text: str, delimiter: str) -> list[int]:
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
    if width < 2 or outside.count(delimiter) != width * rows or (width + 1) * rows > MOST_CELLS:
        return []
    if max(map(len, chain(inside, outside.split("\n")))) > LONGEST_CELL:
        return []  # the careful reading says which
    broken = [part for part in inside if "\n" in part or "\r" in part]
    is_row = _late_row_like(text, 0, delimiter)
    if any(is_row(line) for part in broken for line in LINE_END.split(part)[1:]):
        return []
    if not broken:
        return list(range(1, rows + 1))
    # Line breaks that stand in quotes, in every second part, let the rows below begin lower.
    row = np.cumsum([part.count("\n") for part in parts[:-1:2]])
    breaks = [len(LINE_END.findall(part)) for part in inside]
    before = np.bincount(row + 1, weights=breaks, minlength=rows)[:rows].cumsum()
    lines: list[int] = (np.arange(1, rows + 1) + before.astype(int)).tolist()
    return lines
