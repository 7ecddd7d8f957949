"""Text into rows: how the file is written, and every cell in its place."""

from __future__ import annotations

import csv
import io
import re
import statistics
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bounceback_analysis.log.bounds import too_many_cells, too_many_lines, too_many_marks
from bounceback_analysis.log.decoding import decode
from bounceback_analysis.log.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bounceback_analysis.log.decoding import Decoded

DELIMITERS = (",", ";", "\t", "|")
NAMES = {";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces"}
SEP_LINE = re.compile(r"\A\"?sep=(.)\"?[^\S\r\n]*(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
LINE_END = re.compile(r"\r\n|\r|\n")
DAY = re.compile(r"\s*\"?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[ -][A-Za-z]{3})")
SAMPLE = 64_000
LOOKED_AT = 25
HELD = Problem(None, None, "tell", "Cells are held together by single quotes ('); read so.")
WHOLE = "Each whole line stands in quotation marks; they were taken off to find the cells."
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True)
class Dialect:
    """How a file is written."""

    encoding: str = "utf-8"
    mark: bytes = b""
    delimiter: str = ","
    line_end: str = "\r\n"
    sep_line: bool = False
    quote: str = '"'


@dataclass(frozen=True)
class Rows:
    """The rows of a file as text, the physical line where each begins, and what was decided.

    ``above`` are the rows over the table, such as a title; only ``read_rows`` sets them apart.
    """

    cells: list[list[str]]
    lines: list[int]
    dialect: Dialect
    problems: tuple[Problem, ...] = field(default=())
    above: list[list[str]] = field(default_factory=list)


def read_rows(data: bytes) -> Rows:
    """Read any delimited text into rows of cells; blank lines are left out.

    Parameters
    ----------
    data
        The bytes of the file.

    Returns
    -------
    Rows
        The table in ``cells``, its headings first, and what stands over it in ``above``. No row
        is dropped and no cell is moved; rows may differ in width. Where the bytes are no table
        there are no rows and one problem that says stop.
    """
    rows = split_rows(data)
    start = _start(rows.cells)
    filled = [place for place, row in enumerate(rows.cells) if place >= start and any(row)]
    cells, lines = [rows.cells[at] for at in filled], [rows.lines[at] for at in filled]
    return replace(rows, cells=cells, lines=lines, above=rows.cells[:start])


def _start(cells: Sequence[Sequence[str]]) -> int:
    """Find where the table begins: titles over it fill one cell where its rows fill many."""
    filled = [sum(1 for cell in row if cell.strip()) for row in cells[:200]]
    usual = statistics.median(sorted(count for count in filled if count > 1) or [0])
    wide = (n for n, count in enumerate(filled[:LOOKED_AT]) if count > 1 and count * 2 > usual)
    start = next(wide, 0)
    return start if usual > 2 or 0 in filled[:start] else 0


def split_rows(data: bytes) -> Rows:
    """Read as ``read_rows`` does, with whatever stands over the table as rows like any other."""
    decoded = decode(data)
    text = decoded.text.rstrip("\x1a")
    if not text:
        return _nothing(decoded)
    if why := too_many_lines(text):
        return _nothing(decoded, Problem(None, None, "stop", why))
    sep = SEP_LINE.match(text)
    start = sep.end() if sep else 0
    sample = text[start : start + SAMPLE]
    named = sep[1] if sep and sep[1] in sample else ""
    delimiter = named or find_delimiter(sample)
    quote = _quote(sample, delimiter)
    if why := too_many_marks(text, delimiter):
        return _nothing(decoded, Problem(None, None, "stop", why))
    cells, lines, problems = _cells(text[start:], delimiter, quote)
    if whole := _whole_lines(cells):
        delimiter = find_delimiter(whole[:SAMPLE])
        cells, _, _ = _cells(whole, delimiter, quote)
        problems = [Problem(lines[0], None, "tell", WHOLE)]
    above = 1 if sep else 0
    said = (Problem(p.line and p.line + above, p.column, p.verdict, p.message) for p in problems)
    dialect = Dialect(decoded.encoding, decoded.mark, delimiter, _line_end(text), bool(sep), quote)
    told = () if named or delimiter == "," else (_separated(delimiter),)
    told = told if quote == '"' else (*told, HELD)
    lines = [line + above for line in lines]
    if slip := too_many_cells(cells, lines):
        return _nothing(decoded, Problem(slip[0], None, "stop", slip[1]))
    return Rows(cells, lines, dialect, (*decoded.problems, *told, *said))


def _nothing(decoded: Decoded, *problems: Problem) -> Rows:
    """Give no rows of a text that holds none, or more than can be read."""
    dialect = Dialect(decoded.encoding, decoded.mark)
    return Rows([], [], dialect, (*decoded.problems, *problems))


def _whole_lines(cells: list[list[str]]) -> str:
    """Give the lines of a file in which each whole line stands in quotation marks."""
    if not cells or any(len(row) > 1 or LINE_END.search(row[0]) for row in cells):
        return ""
    split = max(cells[0][0].count(mark) for mark in DELIMITERS) > 1
    return "\n".join(row[0] for row in cells) if split else ""


def _separated(delimiter: str) -> Problem:
    said = f"The cells are separated by {NAMES.get(delimiter, repr(delimiter))}; read so, and "
    return Problem(None, None, "tell", said + "new lines are written so.")


def _quote(text: str, delimiter: str) -> str:
    """Find what holds cells together: single quotes only where they do so again and again."""
    d = re.escape(delimiter)
    if "'" not in text or re.search(rf'(?:^|[{d}])"', text, re.MULTILINE):
        return '"'
    begun = len(re.findall(rf"(?:^|[{d}])'(?=[^{d}\r\n])", text, re.MULTILINE))
    ended = len(re.findall(rf"[^{d}\r\n]'(?=[{d}\r\n]|\Z)", text))
    return "'" if begun > 2 and ended * 4 > begun * 3 else '"'


def _line_end(text: str) -> str:
    ends = Counter(LINE_END.findall(text[:SAMPLE])).most_common(1)
    return str(ends[0][0]) if ends else "\r\n"


def find_delimiter(text: str) -> str:
    r"""Find what separates the cells: what splits the most lines into the same number of them.

    Examples
    --------
    >>> find_delimiter("date;employer\n5/3/2026;Smith, Jones\n")
    ';'
    """
    bare = re.sub(r'"[^"]*"', "", text)
    lines = [line for line in LINE_END.split(bare) if line.strip(" ")][:60]
    if lines and not any(mark in lines[0] for mark in DELIMITERS) and _spaced(text):
        return " "
    return max(DELIMITERS, key=lambda mark: _evenness(lines, mark))


def _spaced(text: str) -> bool:
    """Tell whether spaces part the cells: on most lines quoted cells stand between spaces."""
    lines = [line for line in LINE_END.split(text) if line.strip()][:60]
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


def _cells(
    text: str, delimiter: str, quote: str
) -> tuple[list[list[str]], list[int], list[Problem]]:
    """Split a text the plain way where it is plain, else with care."""
    if "\x00" not in text:
        try:
            return _plain(text, delimiter, quote)
        except csv.Error:
            pass
    return _careful(text, delimiter, quote)


def _plain(
    text: str, delimiter: str, quote: str
) -> tuple[list[list[str]], list[int], list[Problem]]:
    """Split a text whose quotation marks are all in order.

    Raises
    ------
    csv.Error
        They are not.
    """
    quoted = quote in text
    d = re.escape(delimiter)
    other = rf"[^{d}\r\n{quote}]"
    if quoted and re.search(rf"{quote}(?<={other}{quote})(?={other})", text):
        _check_inner(text, d, quote)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quotechar=quote,
        strict=True,
        skipinitialspace=delimiter != " "
        and f" {quote}" in text
        and bool(re.search(rf"{d} +{quote}", text)),
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    cells, lines, broken, before = [], [], [], 0
    for row in reader:
        if row and (len(row) > 1 or row[0]):
            cells.append(row)
            lines.append(before + 1)
            if reader.line_num > before + 1:
                broken.append(row)
        before = reader.line_num
    inside = (line for row in broken for cell in row for line in LINE_END.split(cell)[1:])
    if broken and any(map(row_like(text, delimiter), inside)):
        raise csv.Error
    return cells, lines, []


def _check_inner(text: str, d: str, quote: str) -> None:
    """Let inner quotation marks, as in 5" heels, pass only where no cell begins with one."""
    begins = re.compile(rf"(?:^|[{d}\r\n]){quote}")
    if begins.search(text):
        whole = rf"(?:(?<=^)|(?<=[{d}\r\n])){quote}(?:[^{quote}]|{quote}{quote})*{quote}"
        left = re.sub(rf"{whole}(?=[{d}\r\n]|$)", "", text)
        if quote in left and begins.search(left):
            raise csv.Error


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


def _careful(
    text: str, delimiter: str, quote: str
) -> tuple[list[list[str]], list[int], list[Problem]]:
    """Split a text cell by cell; a quote that never closes is a letter like any other."""
    d = re.escape(delimiter)
    closed = re.compile(
        rf" *{quote}([^{quote}]*+(?:{quote}{quote}[^{quote}]*+)*+){quote} *(?={d}|[\r\n]|\Z)"
    )
    bare = re.compile(rf"[^{d}\r\n]*")
    is_row = row_like(text, delimiter)
    ends = [found.end() for found in LINE_END.finditer(text)]
    cells: list[list[str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    row: list[str] = []
    at = start = 0
    while at <= len(text):
        found = closed.match(text, at)
        if found and not any(map(is_row, LINE_END.split(found[1])[1:])):
            cell, stop = found[1].replace(quote * 2, quote), found.end()
        else:
            plain = bare.match(text, at)
            cell, stop = (plain[0], plain.end()) if plain else ("", at)
            if cell.lstrip().startswith(quote):
                problems.append(_unclosed(bisect_right(ends, at) + 1))
        row.append(cell)
        if text[stop : stop + 1] == delimiter:
            at = stop + 1
            continue
        if len(row) > 1 or row[0]:
            cells.append(row)
            lines.append(bisect_right(ends, start) + 1)
        over = LINE_END.match(text, stop)
        at = start = over.end() if over else len(text) + 1
        row = []
        if over and at == len(text):
            break
    return cells, lines, problems


def _unclosed(line: int) -> Problem:
    said = "A quotation mark opens here and never closes. The lines after it were kept as rows "
    return Problem(line, None, "tell", said + "of their own; look at this one.")
