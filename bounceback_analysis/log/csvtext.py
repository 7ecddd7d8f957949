"""Text into rows: how a file is written, how much may be in it, and every cell with its place."""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.log.bounds import (
    CLOSED,
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINES,
    ONLY_THE_LIST,
)
from bounceback_analysis.log.decoding import decode
from bounceback_analysis.log.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Span = tuple[int, int]

DELIMITERS = (",", ";", "\t", "|")
NAMES = {";": "semicolons", "\t": "tabs", "|": "bars"}
QUOTE = '"'
SEP_LINE = re.compile(r"\A\"?sep=(.)\"?[^\S\r\n]*(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
LINE_END = re.compile(r"\r\n|\r|\n")
DAY = re.compile(r"\s*\"?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[ -][A-Za-z]{3})")

SAMPLE = 64_000
"""Characters that show how a file is written: hundreds of lines, whatever its size."""

LINES_WEIGHED = 60
"""Lines of the sample that are weighed for a delimiter: more change the answer no more."""

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

    @cached_property
    def cell(self) -> re.Pattern[str]:
        """What matches one cell; group 1 is what stands between its quotation marks."""
        held = rf' *"([^"]*+(?:""[^"]*+)*+)" *(?=[{re.escape(self.delimiter)}\r\n]|\Z)'
        return re.compile(rf"{held}|{self.bare.pattern}")

    @cached_property
    def bare(self) -> re.Pattern[str]:
        """What matches a cell of which no quotation mark is believed."""
        return re.compile(rf"[^{re.escape(self.delimiter)}\r\n]*+")


@dataclass(frozen=True)
class Rows:
    """The rows of a file as text, the physical line where each begins, and what was decided.

    ``starts`` are the places in ``text`` of all physical lines, ``ends`` the last line of each
    row. With ``doubtful`` a quotation mark might also be read as holding whole rows together.
    """

    cells: list[list[str]]
    lines: list[int]
    dialect: Dialect
    problems: tuple[Problem, ...] = ()
    text: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    doubtful: bool = False

    @cached_property
    def spans(self) -> list[Span]:
        """The places of the rows in ``text``, without their line ends."""
        wide = (
            (self.starts[line - 1], self.starts[end])
            for line, end in zip(self.lines, self.ends, strict=True)
        )
        return [(a, a + len(self.text[a:b].rstrip("\r\n"))) for a, b in wide]


def split_rows(data: bytes) -> Rows:
    """Read any delimited text into rows of cells; blank lines are left out.

    No row is dropped and no cell is moved; rows may differ in width. Where the bytes are no table
    there are no rows and one problem that says stop.
    """
    decoded = decode(data)
    text = decoded.text.rstrip("\x1a")  # how programs of old marked the end
    sep = SEP_LINE.match(text)
    start = sep.end() if sep else 0
    sample = text[start : start + SAMPLE]
    named = sep[1] if sep and sep[1] in sample else ""
    ends = Counter(LINE_END.findall(text[:SAMPLE])).most_common(1)
    line_end = str(ends[0][0]) if ends else "\r\n"
    delimiter = named or find_delimiter(sample)
    dialect = Dialect(decoded.encoding, decoded.mark, delimiter, line_end)
    nothing = Rows([], [], dialect, decoded.problems)
    if not text:
        return nothing
    if why := too_many_lines(text, delimiter):
        return replace(nothing, problems=(*decoded.problems, Problem(None, None, "stop", why)))
    rows = _split(text, start, dialect)
    if whole := _whole_lines(rows.cells):
        dialect = replace(dialect, delimiter=find_delimiter(whole[:SAMPLE]))
        told = Problem(rows.lines[0], None, "tell", WHOLE)
        rows = replace(rows, cells=_split(whole, 0, dialect).cells, problems=(told,))
    if slip := too_many_cells(rows.cells, rows.lines):
        return replace(
            nothing, problems=(*decoded.problems, Problem(slip[0], None, "stop", slip[1]))
        )
    said = list(decoded.problems)
    if not named and dialect.delimiter != ",":
        by = NAMES[dialect.delimiter]
        tell = f"The cells are separated by {by}; read so, and new lines are written so."
        said.append(Problem(None, None, "tell", tell))
    return replace(rows, dialect=dialect, problems=(*said, *rows.problems), text=decoded.text)


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
    while True:
        found = dialect.cell.match(text, at, end)
        held = found[1] if found else None
        hides = bool(held and is_row and any(map(is_row, LINE_END.split(held)[1:])))
        if found and held is not None and not hides:
            yield Token(held.replace(QUOTE * 2, QUOTE), at, found.end())
        else:
            found = dialect.bare.match(text, at, end) if hides else found
            cell = found[0] if found else ""
            yield Token(cell, at, at + len(cell), cell.lstrip().startswith(QUOTE), hides)
        stop = found.end() if found else at
        if stop >= end or text[stop] != dialect.delimiter:
            return
        at = stop + 1


def _split(text: str, start: int, dialect: Dialect) -> Rows:
    """Split a text from a place on: as the csv module does, and with care each row it refuses."""
    parts = [*([text[:start]] if start else []), *io.StringIO(text[start:], newline="")]
    starts = list(accumulate(map(len, parts), initial=0))
    line = 1 if start else 0
    is_row = row_like(text[start : start + 4 * SAMPLE] if QUOTE in text else "", dialect.delimiter)
    cells, lines, ends = list[list[str]](), list[int](), list[int]()
    problems, doubtful = list[Problem](), False
    while line < len(parts):
        for row, after in _plain(parts, line, dialect, is_row, spaced=f" {QUOTE}" in text):
            if row and (len(row) > 1 or row[0]):
                cells.append(row)
                lines.append(line + 1)
                ends.append(after)
            line = after
        if line < len(parts):
            found = list(tokens(text, starts[line], len(text), dialect, is_row))
            after = bisect_right(starts, found[-1].stop)
            if len(found) > 1 or found[0].text:
                cells.append([token.text for token in found])
                lines.append(line + 1)
                ends.append(min(after, len(parts)))
            doubtful |= any(token.hides for token in found)
            opened = (bisect_right(starts, token.start) for token in found if token.open)
            problems += (Problem(at, None, "tell", UNCLOSED) for at in opened)
            line = after
    return Rows(cells, lines, dialect, tuple(problems), text, starts, ends, doubtful)


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
    rest = (parts[at] for at in range(line, len(parts)))
    reader = csv.reader(rest, delimiter=dialect.delimiter, strict=True)
    before = 0
    with suppress(csv.Error):
        for row in reader:
            if reader.line_num > before + 1:
                within = (line for cell in row for line in LINE_END.split(cell)[1:])
                if any(map(is_row, within)):
                    return
            if spaced and any(cell.lstrip(" ")[:1] == QUOTE for cell in row):
                return
            before = reader.line_num
            yield row, line + before


def row_like(text: str, delimiter: str) -> Callable[[str], bool]:
    """Give a test for lines that were meant as rows: as wide as most, with a day in its place."""
    parts = [line.split(delimiter) for line in LINE_END.split(text)]
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


def find_delimiter(text: str) -> str:
    """Find what separates the cells: what splits the most lines into the same number of them."""
    bare = re.sub(r'"[^"]*"', "", text)
    lines = [line for line in LINE_END.split(bare) if line.strip(" ")][:LINES_WEIGHED]
    return max(DELIMITERS, key=lambda mark: _evenness(lines, mark))


def _evenness(lines: list[str], mark: str) -> tuple[float, int]:
    counts = Counter(line.count(mark) for line in lines)
    counts.pop(0, None)
    if not counts:
        return 0.0, 0
    # Lines of one width speak for a mark; so does being in the line of headings.
    usual, times = max(counts.items(), key=lambda item: (item[1], item[0]))
    heads = max((line.count(mark) for line in lines[:3]), default=0)
    return (times / len(lines)) * (1.0 if heads else 0.5) + 0.01 * min(usual, 20), usual


def too_many_lines(text: str, delimiter: str = "") -> str:
    """Say that a text has more lines, or separators, than can be read; nothing where it has not."""
    lines = max(text.count("\n"), text.count("\r")) + 1
    marks = text.count(delimiter) if delimiter else 0
    if lines > MOST_LINES:
        said = f"{lines:,} lines, most of them perhaps blank; {MOST_LINES:,} can be read."
    elif marks > MOST_CELLS:
        said = f"{marks:,} cells, and {MOST_CELLS:,} can be read."
    else:
        return ""
    return f"The file has {said} {CLOSED} {ONLY_THE_LIST}"


def too_many_cells(
    rows: Sequence[Sequence[str]], lines: Sequence[int]
) -> tuple[int | None, str] | None:
    """Say where a table is wider, larger or fuller than can be read: its line, and a sentence."""
    width = max(map(len, rows), default=0)
    widest = next((at for at, row in enumerate(rows) if len(row) == width), 0)
    if width > MOST_COLUMNS:
        return lines[widest], (
            f"This line has {width:,} cells, and {MOST_COLUMNS} can be read. {CLOSED} "
            "Take out the columns that you do not need, the empty ones too, and try again."
        )
    if width * len(rows) > MOST_CELLS:
        return lines[widest], (
            f"This line has {width:,} cells and the table {len(rows):,} lines; together that is "
            f"more than the {MOST_CELLS:,} cells that can be read. {CLOSED} {ONLY_THE_LIST}"
        )
    if max(map(len, chain.from_iterable(rows)), default=0) <= LONGEST_CELL:
        return None
    longest = max(range(len(rows)), key=lambda at: max(map(len, rows[at]), default=0))
    return lines[longest], (
        f"A cell here has more than {LONGEST_CELL:,} characters, as where a quotation "
        f"mark opens and never closes. {CLOSED} Look at this line, and try again."
    )
