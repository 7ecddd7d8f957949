"""Finds the tables in a file of any common kind: a workbook, a CSV, Markdown, a zip."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from bounceback_analysis.log.bounds import (
    CLOSED,
    MOST_COLUMNS,
    ONLY_THE_LIST,
    UnreadableError,
)
from bounceback_analysis.log.csvtext import split_rows, too_many_cells, too_many_lines
from bounceback_analysis.log.importing.workbook import OLD, ZIPPED, read_workbook, sheets_in
from bounceback_analysis.vocabulary.aliases import heading_meaning, read_status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ZIP_MEMBERS = (".csv", ".tsv", ".txt", ".md", ".xlsx", ".xlsm", ".xls", ".ods")
"""What is read of a zip file that is no workbook itself."""

COMMENT = re.compile(r"#\s*\w.*", re.DOTALL)
"""How a line over the headings begins that says something about the file."""


LINK = re.compile(
    r"\[(?P<text>[^\]]+)\]\((?P<to>\S+?)\)"
    r'|=HYPERLINK\(\s*"(?P<to_cell>[^"]*)"\s*[,;]\s*"(?P<cell>[^"]*)"\s*\)'
    r"|(?P<name>[^()]+?) \((?P<to_page>https?://[^\s()]+)\)",
    re.IGNORECASE,
)
"""A cell that leads somewhere, as Markdown writes it, as a spreadsheet and as a database does."""

MOST_TABLES = 500  # tables of one file: ten years of one sheet for each week
MOST_FILES = 100  # sheets in one zip file: eight years of one for each month
SECTION = "Status by section"
"""The column for the headings of a text whose tables are sorted under them, such as Applied."""

FEWEST_SECTIONS = 2

BOLD = re.compile(r"^(\*\*|__|`|~~)(.+)\1$")

RULE = re.compile(r"(?=.*\|)(?=.*--)[ \t|:=-]+")
"""The line of dashes under the headings of a table that is written with bars."""


@dataclass(frozen=True)
class Table:
    """Rows of text, where each one stands in its sheet, and what parts the cells of a line.

    ``told`` are sentences for the person about what the file shows and the rows cannot.
    """

    name: str
    rows: list[list[str]]
    lines: list[int]
    delimiter: str = ""
    told: tuple[str, ...] = ()


def read_tables(data: bytes, name: str) -> list[Table]:
    """Read all tables in the bytes of a file, empty rows left out.

    Raises ``UnreadableError``, in a sentence for the person: there is none, or it is not read.
    """
    found = _tables_in(data, name)
    if len(found) > MOST_TABLES:
        raise UnreadableError(
            f"'{name}' holds {len(found):,} tables, and {MOST_TABLES} can be read. "
            f"{CLOSED} {ONLY_THE_LIST}"
        )
    filled = [table for table in found if table.rows]
    if not filled:
        raise UnreadableError(f"'{name}' holds no table: no row with anything in it was found.")
    return filled


def _tables_in(data: bytes, name: str, *, inside: bool = False) -> list[Table]:
    if data.startswith((ZIPPED, OLD)):
        return _workbook(data, name, inside=inside)
    tables = [
        replace(_table(found.name, found.rows, found.lines, linked=True), told=found.told)
        for found in _bar_tables(data)
    ]
    return tables or [_csv(data, name)]


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
        # Columns that were coloured to the last one hold nothing.
        last = max(n for row in filled for n, cell in enumerate(row) if cell.strip())
        filled = [row[: last + 1] for row in filled]
    if slip := too_many_cells(filled, at):
        raise UnreadableError(f"{name and f'{name!r}, '}line {slip[0]}: {slip[1]}")
    return Table(name, _without_links(filled) if linked and filled else filled, at)


def _workbook(data: bytes, name: str, *, inside: bool) -> list[Table]:
    """Give the sheets of a workbook, or the tables of all files in a zip file that is none."""
    if data.startswith(ZIPPED) and not inside:  # a zip file may hold itself
        found = []
        members = sheets_in(data, name, ZIP_MEMBERS)
        if len(members) > MOST_FILES:
            said = f"'{name}' holds {len(members):,} sheets, and {MOST_FILES} can be read."
            raise UnreadableError(f"{said} {CLOSED} Bring in the one with your applications.")
        for member, inner in members:
            file = Path(member).name
            tables = _tables_in(inner, file, inside=True)
            found += [replace(table, name=f"{file} {table.name}".strip()) for table in tables]
        if found:
            return found
    sheets = read_workbook(data, name)
    return [replace(_table(sheet.name, sheet.rows), told=sheet.told) for sheet in sheets]


def _csv(data: bytes, name: str) -> Table:
    rows = split_rows(data)
    if not rows.cells and rows.problems:
        why = rows.problems[-1]
        raise UnreadableError(f"'{name}', {why}" if why.line else why.message)
    linked = any(mark in data.upper() for mark in (b"HYPERLINK(", b" (HTTP"))
    # Words about the file stand over the headings behind a #, and so may the first heading.
    notes = takewhile(
        lambda row: COMMENT.fullmatch(row[0]) and not heading_meaning(row[0]), rows.cells
    )
    above = sum(1 for _ in notes)
    table = _table("", rows.cells[above:], rows.lines[above:], linked=linked)
    lines = (
        "1 line at the top is a comment" if above == 1 else f"{above} lines at the top are comments"
    )
    told = (f"{lines}, passed over.",) if above else ()
    return replace(table, delimiter=rows.dialect.delimiter, told=told)


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


def _bar_tables(data: bytes) -> list[Table]:
    """Find tables written with bars: a heading row, a rule of dashes, then rows.

    Where the headings of the text sort its tables by status, that is a column of theirs.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    if "|" not in text or "--" not in text or too_many_lines(text):
        return []
    lines, tables, sections, section, at = text.splitlines(), [], [], "", 0
    while at < len(lines):
        if lines[at].startswith("#"):
            # The words of a heading, without what is said in brackets behind them.
            section = re.sub(r"\([^()]*\)$", "", lines[at].strip("# ")).strip()
        elif at and RULE.fullmatch(lines[at]) and "|" in lines[at - 1]:
            end = next((n for n in range(at + 1, len(lines)) if "|" not in lines[n]), len(lines))
            begins = "|" if lines[at].lstrip().startswith("|") else ""  # a list may follow at once
            rows = [
                n for n in (at - 1, *range(at + 1, end)) if lines[n].lstrip().startswith(begins)
            ]
            left = f"{end - at - len(rows)} lines below the table do not begin as its rows do; "
            told = () if end - at == len(rows) else (f"{left}they were not read.",)
            cells = [_bar_cells(lines[n]) for n in rows]
            tables.append(Table(f"line {at}", cells, [n + 1 for n in rows], told=told))
            sections.append(section)
            at = end - 1
        at += 1
    said = [read_status(section, {})[0] not in {"blank", "unknown"} for section in sections]
    if sum(said) < FEWEST_SECTIONS or len(set(sections)) < FEWEST_SECTIONS:
        return tables
    for table, section in zip(tables, sections, strict=True):
        width = max(map(len, table.rows))
        for row, cell in zip(table.rows, [SECTION, *[section] * len(table.rows)], strict=False):
            row += [*[""] * (width - len(row)), cell if any(row) else ""]
    return tables


def _bar_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [
        BOLD.sub(r"\2", re.sub(r"<br\s*/?>", "\n", cell).replace("\\|", "|").strip())
        for cell in re.split(r"(?<!\\)\|", inner)
    ]
