"""Finds the tables in a file of any common kind: a workbook, a CSV, a web page, Markdown."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bounceback_analysis.log.bounds import (
    CLOSED,
    MOST_COLUMNS,
    ONLY_THE_LIST,
    UnreadableError,
    read_bounded,
    too_many_cells,
    too_many_lines,
)
from bounceback_analysis.log.csvtext import split_rows
from bounceback_analysis.log.importing.packed import DAMAGED, check_old, check_packed, names_in
from bounceback_analysis.log.importing.pages import page_tables
from bounceback_analysis.vocabulary.aliases import read_status

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from python_calamine import CalamineWorkbook

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a zipped workbook (xlsx, ods) and an old one (xls) begin."""

PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<|Version:\d)")
"""How a web page begins, or the same as an office program puts it on the clipboard."""

LINK = re.compile(
    r"\[(?P<text>[^\]]+)\]\((?P<to>\S+?)\)"
    r'|=HYPERLINK\(\s*"(?P<to_cell>[^"]*)"\s*[,;]\s*"(?P<cell>[^"]*)"\s*\)'
    r"|(?P<name>[^()]+?) \((?P<to_page>https?://[^\s()]+)\)",
    re.IGNORECASE,
)
"""A cell that leads somewhere, as Markdown writes it, as a spreadsheet and as a database does."""

SECTION = "Status by section"
"""The column for the headings of a text whose tables are sorted under them, such as Applied."""

FEWEST_SECTIONS = 2

MOST_TABLES = 500
"""Tables of one file: ten years of one sheet for each week."""

MOST_BARS = 50_000
"""Lines of a table written with bars, which is done by hand or by a page's own export."""

BOLD = re.compile(r"^(\*\*|__|`|~~)(.+)\1$")
RULE_MARKS = " \t|:=-"


@dataclass(frozen=True)
class Table:
    """Rows of text, where each one stands in its sheet, and what parts the cells of a line."""

    name: str
    rows: list[list[str]]
    lines: list[int]
    delimiter: str = ""


class NoTableError(ValueError):
    """There is no table to be had from a file; says why, and what to try."""


def read_tables(path: str | os.PathLike[str]) -> list[Table]:
    """Read all tables of a file, empty rows left out.

    Raises
    ------
    NoTableError
        There is none, or it cannot be opened; the message is for the person.
    """
    file = Path(path)
    if file.is_dir() or not file.exists():
        raise NoTableError(
            f"'{file}' is a folder; name the file in it." if file.is_dir() else _missing(file)
        )
    try:
        found = _tables_in(read_bounded(file), file)
    except UnreadableError as error:
        raise NoTableError(str(error)) from error
    except OSError as error:
        raise NoTableError(f"'{file.name}' could not be opened: {error.strerror}.") from error
    if len(found) > MOST_TABLES:
        raise NoTableError(
            f"'{file.name}' holds {len(found):,} tables, and {MOST_TABLES} can be read. "
            f"{CLOSED} {ONLY_THE_LIST}"
        )
    filled = [table for table in found if len(table.rows) > 0]
    if not filled:
        raise NoTableError(f"'{file.name}' holds no table: no row with anything in it was found.")
    return filled


def _tables_in(data: bytes, file: Path) -> list[Table]:
    if data.startswith(WORKBOOKS):
        return _workbook(data, file)
    if PAGE.match(data) and b"<table" in data[:500_000].lower():
        tables = enumerate(page_tables(data), start=1)
        return [_table(f"table {number}", rows) for number, rows in tables]
    return _markdown(data) or [_csv(data, file)]


def _missing(file: Path) -> str:
    if file.is_symlink():
        return f"'{file}' is a link that leads to no file; name the file itself."
    beside = sorted(other.name for other in file.parent.glob("*") if other.is_file())[:5]
    there = f" In that folder there are: {', '.join(beside)}." if beside else ""
    return f"There is no file '{file}'.{there}"


def _table(
    name: str,
    rows: Iterable[Sequence[str]],
    lines: Iterable[int] | None = None,
    *,
    linked: bool = False,
) -> Table:
    """Make a table of the rows that hold something, if it is no larger than can be read."""
    numbered = zip(lines, rows, strict=True) if lines is not None else enumerate(rows, start=1)
    kept = [(line, list(row)) for line, row in numbered if any(cell.strip() for cell in row)]
    filled, at = [row for _, row in kept], [line for line, _ in kept]
    if max(map(len, filled), default=0) > MOST_COLUMNS:
        filled = [_without_blank_end(row) for row in filled]
    if slip := too_many_cells(filled, at):
        raise UnreadableError(f"{name and f'{name!r}, '}line {slip[0]}: {slip[1]}")
    return Table(name, _without_links(filled) if linked and filled else filled, at)


def _without_blank_end(row: list[str]) -> list[str]:
    """Leave out the blank cells at the end of a row."""
    filled = next((n for n in range(len(row), 0, -1) if row[n - 1].strip()), 0)
    return row[:filled]


def _workbook(data: bytes, file: Path) -> list[Table]:
    from python_calamine import CalamineError, CalamineWorkbook

    if data.startswith(WORKBOOKS[0]):
        check_packed(data, file.name)
    else:
        check_old(data, file.name)
    try:
        # The bytes that were looked into are opened, not the file, which may be another by now.
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [_table(name, _with_first_row(book, name)) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise NoTableError(f"'{file.name}' {_not_opened(data)}") from error


def _not_opened(data: bytes) -> str:
    """Say why a workbook could not be opened; a zip file may hold another sort of file."""
    inside = names_in(data) if data.startswith(WORKBOOKS[0]) else []
    sheets = [name for name in inside if name.lower().endswith((".csv", ".tsv", ".txt"))]
    if not sheets:
        return DAMAGED
    return f"is a zip file. Unpack '{Path(sheets[0]).name}' from it, and import that."


def _with_first_row(book: CalamineWorkbook, name: str) -> list[list[str]]:
    """Give a sheet's rows from its first line on, so that line numbers are the sheet's own."""
    sheet = book.get_sheet_by_name(name)
    above = sheet.start[0] if sheet.start else 0
    return [[]] * above + [[_text(value) for value in row] for row in sheet.to_python()]


def _text(value: object) -> str:
    """Write a cell as a person would type it: ISO dates, whole numbers without a point."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _csv(data: bytes, file: Path) -> Table:
    rows = split_rows(data)
    if not rows.cells and rows.problems:
        why = rows.problems[-1]
        raise NoTableError(f"'{file.name}', {why}" if why.line else why.message)
    linked = any(mark in data.upper() for mark in (b"HYPERLINK(", b" (HTTP"))
    table = _table("", rows.cells, rows.lines, linked=linked)
    return replace(table, delimiter=rows.dialect.delimiter)


def _markdown(data: bytes) -> list[Table]:
    """Find tables written with bars: a heading row, a rule of dashes, then rows."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    if "|" not in text or "--" not in text or too_many_lines(text):
        return []
    lines, tables, sections, section, at = text.splitlines(), [], [], "", 0
    while at < len(lines):
        if lines[at].startswith("#"):
            section = _section(lines[at])
        elif at and _is_rule(lines[at]) and "|" in lines[at - 1]:
            rows, numbers = _bar_table(lines, at)
            tables.append(_table(f"line {at}", rows, numbers, linked=True))
            sections.append(section)
            at = max(at, numbers[-1] - 1)
        at += 1
    return _by_section(tables, sections)


def _is_rule(line: str) -> bool:
    """Tell whether a line is the rule of dashes under the headings of a table."""
    return "|" in line and "--" in line and not line.strip(RULE_MARKS)


def _section(line: str) -> str:
    """Give the words of a heading without what is said in brackets behind them."""
    return re.sub(r"\([^()]*\)$", "", line.strip("# ")).strip()


def _by_section(tables: list[Table], sections: list[str]) -> list[Table]:
    """Put the sections in a column where they sort the rows by status."""
    said = [read_status(section, {})[0] not in {"blank", "unknown"} for section in sections]
    if sum(said) < FEWEST_SECTIONS or len(set(sections)) < FEWEST_SECTIONS:
        return tables
    return [
        replace(table, rows=[[*row, cell] for row, cell in zip(table.rows, cells, strict=True)])
        for table, section in zip(tables, sections, strict=True)
        for cells in [[SECTION, *[section] * (len(table.rows) - 1)]]
    ]


def _bar_table(lines: list[str], rule: int) -> tuple[list[list[str]], list[int]]:
    numbers = [rule - 1]
    for number in range(rule + 1, len(lines)):
        if "|" not in lines[number]:
            break
        numbers.append(number)
    if len(numbers) > MOST_BARS:
        raise UnreadableError(
            f"The table at line {rule} has {len(numbers):,} lines between bars, and {MOST_BARS:,} "
            f"can be read. {CLOSED} Save it as a CSV, and import that."
        )
    rows = [_bar_cells(lines[number]) for number in numbers]
    return rows, [number + 1 for number in numbers]


def _without_links(rows: list[list[str]]) -> list[list[str]]:
    """Give a link by its words, and where it leads in a column of its own."""
    width = max(map(len, rows))
    even = [row + [""] * (width - len(row)) for row in rows]
    for place, heading in enumerate(even[0][:width]):
        links = [LINK.fullmatch(row[place]) for row in even]
        if not any(links):
            continue
        for row, link in zip(even, links, strict=True):
            row[place] = (link["text"] or link["cell"] or link["name"]) if link else row[place]
            row.append((link["to"] or link["to_cell"] or link["to_page"]) if link else "")
        even[0][-1] = f"{heading} link"
    return even if len(even[0]) > width else rows


def _bar_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [
        BOLD.sub(r"\2", re.sub(r"<br\s*/?>", "\n", cell).replace("\\|", "|").strip())
        for cell in re.split(r"(?<!\\)\|", inner)
    ]
