"""Text into rows: how the file is written, and every cell in its place."""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

from bounceback_analysis.log.decoding import decode
from bounceback_analysis.log.problems import Problem

DELIMITERS = (",", ";", "\t", "|")
NAMES = {";": "semicolons", "\t": "tabs", "|": "bars"}
SEP_LINE = re.compile(r"\A\"?sep=(.)\"?[^\S\r\n]*(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
LINE_END = re.compile(r"\r\n|\r|\n")
SAMPLE = 64_000
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True)
class Dialect:
    """How a file is written."""

    encoding: str = "utf-8"
    mark: bytes = b""
    delimiter: str = ","
    line_end: str = "\r\n"
    sep_line: bool = False


@dataclass(frozen=True)
class Rows:
    """The rows of a file as text, the physical line where each begins, and what was decided."""

    cells: list[list[str]]
    lines: list[int]
    dialect: Dialect
    problems: tuple[Problem, ...] = field(default=())


def read_rows(data: bytes) -> Rows:
    """Read any delimited text into rows of cells; blank lines are left out.

    Parameters
    ----------
    data
        The bytes of the file.

    Returns
    -------
    Rows
        No row is dropped and no cell is moved; rows may differ in width. Where the bytes are
        no table there are no rows and one problem that says stop.
    """
    decoded = decode(data)
    text = decoded.text.rstrip("\x1a")
    if not text:
        return Rows([], [], Dialect(decoded.encoding, decoded.mark), decoded.problems)
    sep = SEP_LINE.match(text)
    start = sep.end() if sep else 0
    delimiter = sep[1] if sep else find_delimiter(text[:SAMPLE])
    cells, lines, problems = _cells(text[start:], delimiter)
    above = 1 if sep else 0
    said = (Problem(p.line and p.line + above, p.column, p.verdict, p.message) for p in problems)
    dialect = Dialect(decoded.encoding, decoded.mark, delimiter, _line_end(text), bool(sep))
    told = () if sep or delimiter == "," else (_separated(delimiter),)
    lines = [line + above for line in lines]
    return Rows(cells, lines, dialect, (*decoded.problems, *told, *said))


def _separated(delimiter: str) -> Problem:
    what = NAMES.get(delimiter, f"'{delimiter}'")
    said = f"The cells are separated by {what}; read so, and new lines are written so."
    return Problem(None, None, "tell", said)


def _line_end(text: str) -> str:
    ends = Counter(LINE_END.findall(text[:SAMPLE]))
    return max(ends, key=lambda end: ends[end], default="\r\n")


def find_delimiter(text: str) -> str:
    r"""Find what separates the cells: what splits the most lines into the same number of them.

    Examples
    --------
    >>> find_delimiter("date;employer\n5/3/2026;Smith, Jones\n")
    ';'
    """
    bare = re.sub(r'"[^"]*"', "", text)
    lines = [line for line in re.split(r"\r\n|\r|\n", bare) if line.strip(" ")][:60]
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


def _cells(text: str, delimiter: str) -> tuple[list[list[str]], list[int], list[Problem]]:
    """Split a text the plain way where it is plain, else with care."""
    if "\x00" not in text:
        try:
            return _plain(text, delimiter)
        except csv.Error:
            pass
    return _careful(text, delimiter)


def _plain(text: str, delimiter: str) -> tuple[list[list[str]], list[int], list[Problem]]:
    """Split a text whose quotation marks are all in order.

    Raises
    ------
    csv.Error
        They are not.
    """
    quoted = '"' in text
    if quoted and re.search(
        rf'[^{re.escape(delimiter)}\r\n"]"(?=[^{re.escape(delimiter)}\r\n"])', text
    ):
        _check_inner(text, delimiter)
    skip = delimiter != " " and bool(re.search(rf'{re.escape(delimiter)} +"', text))
    source = io.StringIO(text, newline="")
    reader = csv.reader(
        source,
        delimiter=delimiter,
        strict=True,
        skipinitialspace=skip,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    cells, lines, before = [], [], 0
    for row in reader:
        if row and (len(row) > 1 or row[0]):
            cells.append(row)
            lines.append(before + 1)
        before = reader.line_num
    if quoted and _swallows(cells, text, delimiter):
        raise csv.Error
    return cells, lines, []


def _check_inner(text: str, delimiter: str) -> None:
    """Let inner quotation marks, as in 5" heels, pass only where no cell begins with one."""
    d = re.escape(delimiter)
    if re.search(rf'(?:^|[{d}\r\n])"', text):
        begun = re.sub(rf'(?:(?<=^)|(?<=[{d}\r\n]))"(?:[^"]|"")*"(?=[{d}\r\n]|$)', "", text)
        if '"' in begun and re.search(rf'(?:^|[{d}\r\n])"', begun):
            raise csv.Error


def _swallows(cells: list[list[str]], text: str, delimiter: str) -> bool:
    """Tell whether a cell has swallowed lines that look like rows: its quote never closed."""
    width = Counter(map(len, cells)).most_common(1)[0][0] if cells else 0
    if width < 3 or not re.search(r"\"[^\"]*[\r\n]", text):
        return False
    inside = (
        line
        for row in cells
        for cell in row
        if "\n" in cell or "\r" in cell
        for line in LINE_END.split(cell)[1:]
    )
    return any(line.count(delimiter) == width - 1 for line in inside)


def _careful(text: str, delimiter: str) -> tuple[list[list[str]], list[int], list[Problem]]:
    """Split a text cell by cell; a quote that never closes is a letter like any other."""
    d = re.escape(delimiter)
    closed = re.compile(rf' *"((?:[^"]|"")*)" *(?={d}|[\r\n]|\Z)')
    bare = re.compile(rf"[^{d}\r\n]*")
    ends = [found.end() for found in LINE_END.finditer(text)]
    cells: list[list[str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    row: list[str] = []
    at = start = 0
    while at <= len(text):
        found = closed.match(text, at)
        if found and not _is_rows(found[1], delimiter, row):
            cell, stop = found[1].replace('""', '"'), found.end()
        else:
            plain = bare.match(text, at)
            cell, stop = (plain[0], plain.end()) if plain else ("", at)
            if cell.lstrip().startswith('"'):
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


def _is_rows(inside: str, delimiter: str, row: list[str]) -> bool:
    """Tell whether what two quotes hold is further rows rather than one cell."""
    lines = LINE_END.split(inside)[1:]
    return any(line.count(delimiter) >= max(2, len(row)) for line in lines)


def _unclosed(line: int) -> Problem:
    said = (
        "A quotation mark opens here and never closes. The lines after it were kept as rows of "
        "their own; look at this one."
    )
    return Problem(line, None, "tell", said)
