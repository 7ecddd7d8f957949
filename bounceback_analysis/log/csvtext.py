"""Text into rows: how a file is written, and every cell with its place in the text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.log.bounds import too_many_cells, too_many_lines, too_many_marks
from bounceback_analysis.log.decoding import decode
from bounceback_analysis.log.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Span = tuple[int, int]
DELIMITERS = (",", ";", "\t", "|")
NAMES = {";": "semicolons", "\t": "tabs", "|": "bars"}
SEP_LINE = re.compile(r"\A\"?sep=(.)\"?[^\S\r\n]*(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
LINE_END = re.compile(r"\r\n|\r|\n")
DAY = re.compile(r"\s*\"?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[ -][A-Za-z]{3})")
SAMPLE = 64_000
"""Characters that show how a file is written: hundreds of lines, whatever its size."""
LINES_WEIGHED = 60
"""Lines of the sample that are weighed for a delimiter: more change the answer no more."""
HELD = Problem(None, None, "tell", "Cells are held together by single quotes ('); read so.")
WHOLE = "Each whole line stands in quotation marks; they were taken off to find the cells."
UNCLOSED = (
    "A quotation mark opens here and never closes. The lines after it were kept as rows of their "
    "own; look at this one."
)


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
        held = rf" *{q}([^{q}]*+(?:{q}{q}[^{q}]*+)*+){q} *(?=[{d}\r\n]|\Z)"
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
    decoded = decode(data)
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
    """Split a text from a place on; blank lines are left out."""
    is_row = row_like(text[start:], dialect.delimiter)
    cells, lines, spans = list[list[str]](), list[int](), list[Span]()
    problems, doubtful = list[Problem](), False
    at, line = start, 2 if start else 1
    while at < len(text):
        end = LINE_END.search(text, at)
        stop, within = end.start() if end else len(text), 0
        row = text[at:stop].split(dialect.delimiter)
        if text.find(dialect.quote, at, stop) >= 0:
            found = list(tokens(text, at, len(text), dialect, is_row))
            row, stop = [token.text for token in found], found[-1].stop
            end, within = LINE_END.match(text, stop), len(LINE_END.findall(text, at, stop))
            doubtful |= any(token.hides for token in found)
            opened = (len(LINE_END.findall(text, at, one.start)) for one in found if one.open)
            problems += (Problem(line + below, None, "tell", UNCLOSED) for below in opened)
        if len(row) > 1 or row[0]:
            cells.append(row)
            lines.append(line)
            spans.append((at, stop))
        at, line = end.end() if end else len(text), line + within + 1
    return Rows(cells, lines, dialect, tuple(problems), text, spans, doubtful)


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
