"""Finds the tables in a file of any common kind: a workbook, a CSV, Markdown, a zip."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from bounceback_analysis.log.bounds import (
    CLOSED,
    MOST_COLUMNS,
    ONLY_THE_LIST,
    UnreadableError,
    too_many_cells,
    too_many_lines,
)
from bounceback_analysis.log.csvtext import split_rows
from bounceback_analysis.log.importing.pages import by_section, names_employers, tables_on
from bounceback_analysis.log.importing.workbook import (
    OLD,
    ZIPPED,
    Table,
    read_workbook,
    sheets_in,
)
from bounceback_analysis.vocabulary.aliases import heading_meaning

ZIP_MEMBERS = (".csv", ".tsv", ".txt", ".md", ".xlsx", ".xlsm", ".xls", ".ods")
"""What is read of a zip file that is no workbook itself."""

SEPARATED = (".csv", ".tsv")
COMMENT = re.compile(r"#\s*\w.*", re.DOTALL)
"""How a line over the headings begins that says something about the file."""


LINK = re.compile(
    r"\[(?P<text>[^\]]+)\]\((?P<to>\S+?)(?:\s+\"[^\"]*\")?\)"
    r'|=HYPERLINK\(\s*"(?P<to_cell>[^"]*)"\s*[,;]\s*"(?P<cell>[^"]*)"\s*\)'
    r"|(?P<name>[^()]+?) \((?P<to_page>https?://[^\s()]+)\)",
    re.IGNORECASE,
)
"""A cell that leads somewhere, as Markdown writes it, as a spreadsheet and as a database does."""

MOST_TABLES = 500  # tables of one file: ten years of one sheet for each week
MOST_FILES = 100  # sheets in one zip file: eight years of one for each month
BREAK, MARKUP = re.compile(r"<br\s*/?>"), re.compile(r"</?(?:font|span|b|i|u|s|del|mark)\b[^<>]*>")
BOLD = re.compile(r"^(\*\*|__|`|~~)(.+)\1$")

RULE = re.compile(r"(?=.*\|)(?=.*-)[ \t|:=-]+")
"""The line of dashes under the headings of a table that is written with bars."""


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
    filled = [part for page in map(_filled, found) if page.rows for part in tables_on(page)]
    if not filled:
        raise UnreadableError(f"'{name}' holds no table: no row with anything in it was found.")
    return filled


def _tables_in(data: bytes, name: str) -> list[Table]:
    if data.startswith((ZIPPED, OLD)):
        return (data.startswith(ZIPPED) and _zipped(data, name)) or read_workbook(data, name)
    # Pages with tables of bars may stand in the cells of one that names its columns.
    table = _csv(data, name) if Path(name).suffix.casefold() in SEPARATED else None
    if table and table.delimiter != "|" and names_employers(table):
        return [table]
    return _bar_tables(data) or [_csv(data, name)]


def _filled(table: Table) -> Table:
    """Give a table of the rows that hold something, if it is no larger than can be read."""
    lines = table.lines or range(1, len(table.rows) + 1)
    numbered = zip(lines, table.rows, strict=True)
    kept = [(line, row) for line, row in numbered if any(cell.strip() for cell in row)]
    rows, at = [row for _, row in kept], [line for line, _ in kept]
    if max(map(len, rows), default=0) > MOST_COLUMNS:
        # Columns that were coloured to the last one hold nothing.
        last = max(n for row in rows for n, cell in enumerate(row) if cell.strip())
        rows = [row[: last + 1] for row in rows]
    if slip := too_many_cells(rows, at):
        raise UnreadableError(f"{table.name and f'{table.name!r}, '}line {slip[0]}: {slip[1]}")
    return replace(table, rows=_without_links(rows), lines=at)


def _zipped(data: bytes, name: str) -> list[Table]:
    """Give the tables of all files in a zip file; none where it is a workbook itself."""
    found = list[Table]()
    members = sheets_in(data, name, ZIP_MEMBERS)
    if len(members) > MOST_FILES:
        said = f"'{name}' holds {len(members):,} sheets, and {MOST_FILES} can be read."
        raise UnreadableError(f"{said} {CLOSED} Bring in the one with your applications.")
    for member, inner in members:
        file = Path(member).name
        # A zip file may hold itself: what is zipped in it is read as a workbook only.
        packed = inner.startswith((ZIPPED, OLD))
        tables = read_workbook(inner, file) if packed else _tables_in(inner, file)
        found += [replace(table, name=f"{file} {table.name}".strip()) for table in tables]
    return found


def _csv(data: bytes, name: str) -> Table:
    rows = split_rows(data)
    if not rows.cells and rows.problems:
        why = rows.problems[-1]
        raise UnreadableError(f"'{name}', {why}" if why.line else why.message)
    # Words about the file stand over the headings behind a #, and so may the first heading.
    notes = takewhile(
        lambda row: COMMENT.fullmatch(row[0]) and not heading_meaning(row[0]), rows.cells
    )
    above = sum(1 for _ in notes)
    said = (
        "1 line at the top is a comment" if above == 1 else f"{above} lines at the top are comments"
    )
    told = (f"{said}, passed over.",) if above else ()
    return Table("", rows.cells[above:], rows.lines[above:], rows.dialect.delimiter, told)


def _without_links(rows: list[list[str]]) -> list[list[str]]:
    """Give a link by its words, and where it leads in a column of its own."""
    # Whatever leads somewhere has brackets; to look for those first is quick.
    if not any("(" in cell and LINK.fullmatch(cell) for row in rows for cell in row):
        return rows
    width = max(map(len, rows))
    even = [row + [""] * (width - len(row)) for row in rows]
    for place in range(width):
        links = [LINK.fullmatch(row[place]) for row in even]
        if not any(links):
            continue
        for row, link in zip(even, links, strict=True):
            row[place] = (link["text"] or link["cell"] or link["name"]) if link else row[place]
            row.append((link["to"] or link["to_cell"] or link["to_page"]) if link else "")
        even[0][-1] = f"{even[0][place]} link"
    return even


def _bar_tables(data: bytes) -> list[Table]:
    """Find tables written with bars: a heading row, a rule of dashes, then rows.

    Where the headings of the text sort its tables by status, that is a column of theirs.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    if "|" not in text or "-" not in text or too_many_lines(text):
        return []
    lines, tables, sections, section, at = text.splitlines(), [], [], "", 0
    while at < len(lines):
        if lines[at].startswith("#"):
            section = lines[at].strip("# ")
        elif at and RULE.fullmatch(lines[at]) and "|" in lines[at - 1]:
            end = next((n for n in range(at + 1, len(lines)) if "|" not in lines[n]), len(lines))
            begins = "|" if lines[at].lstrip().startswith("|") else ""  # a list may follow at once
            rows = [
                n for n in (at - 1, *range(at + 1, end)) if lines[n].lstrip().startswith(begins)
            ]
            left = f"{end - at - len(rows)} lines below the table do not begin as its rows do; "
            told = () if end - at == len(rows) else (f"{left}they were not read.",)
            cells = [_bar_cells(lines[n]) for n in rows]
            tables.append(Table(f"line {at}", cells, [n + 1 for n in rows], told=told, page="text"))
            sections.append(section)
            at = end - 1
        at += 1
    return by_section(tables, sections)


def _bar_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [
        BOLD.sub(r"\2", MARKUP.sub("", BREAK.sub("\n", cell)).replace("\\|", "|").strip())
        for cell in re.split(r"(?<!\\)\|", inner)
    ]
