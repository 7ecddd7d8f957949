"""Finds the tables in a file of any common kind: a workbook, a CSV, a web page, Markdown."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bounceback_analysis.log.rows import split_rows
from bounceback_analysis.vocabulary.aliases import read_status

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from python_calamine import CalamineWorkbook

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a zipped workbook (xlsx, ods) and an old one (xls) begin."""

LOCKED = "is locked with a password. Save a copy without one, then import that."
DAMAGED = (
    "looks like a workbook but could not be opened: it is damaged, or locked with a password. "
    "Open it in your spreadsheet and save it again as .xlsx or .csv, without a password."
)

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

BOLD = re.compile(r"^(\*\*|__|`|~~)(.+)\1$")
RULE = re.compile(r"^[\s|:=-]*-{2,}[\s|:=-]*$")


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
    if not file.is_file():
        raise NoTableError(
            f"'{file}' is a folder; name the file in it." if file.is_dir() else _missing(file)
        )
    data = file.read_bytes()
    if data.startswith(WORKBOOKS):
        found = _workbook(data, file)
    elif PAGE.match(data) and b"<table" in data[:500_000].lower():
        found = _page(data)
    else:
        found = _markdown(data) or [_csv(data)]
    filled = [table for table in found if len(table.rows) > 0]
    if not filled:
        raise NoTableError(f"'{file.name}' holds no table: no row with anything in it was found.")
    return filled


def _missing(file: Path) -> str:
    beside = sorted(other.name for other in file.parent.glob("*") if other.is_file())[:5]
    there = f" In that folder there are: {', '.join(beside)}." if beside else ""
    return f"There is no file '{file}'.{there}"


def _table(name: str, rows: Iterable[Sequence[str]], lines: Iterable[int] | None = None) -> Table:
    """Make a table of the rows that hold something."""
    numbered = zip(lines, rows, strict=True) if lines is not None else enumerate(rows, start=1)
    kept = [(line, list(row)) for line, row in numbered if any(cell.strip() for cell in row)]
    return Table(name, [row for _, row in kept], [line for line, _ in kept])


def _workbook(data: bytes, file: Path) -> list[Table]:
    from python_calamine import CalamineError, PasswordError

    try:
        book = _opened(data, file)
        return [_table(name, _with_first_row(book, name)) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        why = LOCKED if isinstance(error, PasswordError) else DAMAGED
        raise NoTableError(f"'{file.name}' {why}") from error


def _opened(data: bytes, file: Path) -> CalamineWorkbook:
    """Open a workbook as its name says, which tells of a password; else as what it holds says."""
    from python_calamine import CalamineError, PasswordError
    from python_calamine import CalamineWorkbook as Book

    try:
        return Book.from_path(str(file))
    except PasswordError:
        raise
    except CalamineError:
        return Book.from_filelike(io.BytesIO(data))


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


def _csv(data: bytes) -> Table:
    rows = split_rows(data)
    if not rows.cells and rows.problems:
        raise NoTableError(rows.problems[0].message)
    linked = any(mark in data.upper() for mark in (b"HYPERLINK(", b" (HTTP"))
    cells = _without_links(rows.cells) if linked else rows.cells
    return replace(_table("", cells, rows.lines), delimiter=rows.dialect.delimiter)


def _markdown(data: bytes) -> list[Table]:
    """Find tables written with bars: a heading row, a rule of dashes, then rows."""
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return []
    rules = [n for n, line in enumerate(lines) if "|" in line and RULE.match(line) and n > 0]
    rules = [rule for rule in rules if "|" in lines[rule - 1]]
    tables = [_table(f"line {rule}", *_bar_table(lines, rule)) for rule in rules]
    return _by_section(tables, [_section(lines, rule) for rule in rules])


def _section(lines: list[str], rule: int) -> str:
    """Give the words of the heading a table stands under, without what is said in brackets."""
    above = (line for line in reversed(lines[:rule]) if line.startswith("#"))
    return re.sub(r"\([^)]*\)$", "", next(above, "").strip("# ")).strip()


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
    rows = [_bar_cells(lines[number]) for number in numbers]
    return _without_links(rows), [number + 1 for number in numbers]


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


def _page(data: bytes) -> list[Table]:
    """Find the tables of a web page, or of what was copied from one."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(data, "html.parser")
    tables = enumerate(page.find_all("table"), start=1)
    return [_table(f"table {number}", _page_rows(table)) for number, table in tables]


def _page_rows(table: object) -> list[list[str]]:
    rows = []
    for row in table.find_all("tr"):  # type: ignore[attr-defined]
        cells: list[str] = []
        for cell in row.find_all(["td", "th"]):
            for line_break in cell.find_all("br"):
                line_break.replace_with("\n")
            span = str(cell.get("colspan", "1"))
            # A heading merged over several columns names the first; the others stay blank.
            cells += [cell.get_text().strip()] + [""] * (
                min(int(span), 50) - 1 if span.isdigit() else 0
            )
        rows.append(cells)
    return rows
