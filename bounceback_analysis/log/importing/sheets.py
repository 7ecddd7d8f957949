"""Finds the tables in a file of any common kind: a workbook, a CSV, a page, Markdown, a zip."""

from __future__ import annotations

import datetime as dt
import io
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.bounds import (
    CLOSED,
    MOST_COLUMNS,
    ONLY_THE_LIST,
    UnreadableError,
    read_bounded,
)
from bounceback_analysis.log.csvtext import split_rows, too_many_cells, too_many_lines
from bounceback_analysis.log.decoding import MARKS
from bounceback_analysis.log.importing.packed import (
    DAMAGED,
    DamagedError,
    check_old,
    check_packed,
    sheets_in,
)
from bounceback_analysis.vocabulary.aliases import heading_meaning, read_status

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from python_calamine import CalamineWorkbook

ZIP_MEMBERS = (".csv", ".tsv", ".txt", ".md", ".html", ".xlsx", ".xlsm", ".xls", ".ods")
"""What is read of a zip file that is no workbook itself."""

COMMENT = re.compile(r"#\s*\w.*", re.DOTALL)
"""How a line over the headings begins that says something about the file."""

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

MOST_TABLES = 500  # tables of one file: ten years of one sheet for each week
SECTION = "Status by section"
"""The column for the headings of a text whose tables are sorted under them, such as Applied."""

FEWEST_SECTIONS = 2

MOST_BARS = 50_000
"""Lines of a table written with bars, which is done by hand or by a page's own export."""

BOLD = re.compile(r"^(\*\*|__|`|~~)(.+)\1$")

RULE = re.compile(r"(?=.*\|)(?=.*--)[ \t|:=-]+")
"""The line of dashes under the headings of a table that is written with bars."""

MOST_TAGS = 200_000  # tags of a page: a table of 10,000 rows and 8 columns has 180,000
DEEPEST = 20  # tables within tables: pages laid out in tables go to about ten
WIDEST_SPAN = 50
"""Columns or rows over which one cell is merged: more is a slip, or meant to do harm."""

SAID = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
"""Where a page says how its letters are written."""

HEAD = 2_000  # bytes from the top among which a page says so
ONLY_THE_TABLE = "Copy only the table with your applications, and bring that in."


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


def _tables_in(data: bytes, file: Path, *, inside: bool = False) -> list[Table]:
    if data.startswith(WORKBOOKS):
        return _workbook(data, file.name, inside=inside)
    if PAGE.match(data) and b"<table" in data[:500_000].lower():
        tables = enumerate(_page_tables(data), start=1)
        return [_table(f"table {number}", rows) for number, rows in tables]
    return [_table(t.name, t.rows, t.lines, linked=True) for t in _bar_tables(data)] or [
        _csv(data, file)
    ]


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


def _workbook(data: bytes, name: str, *, inside: bool) -> list[Table]:
    from python_calamine import CalamineError, CalamineWorkbook

    said: tuple[str, ...] = ()
    if data.startswith(WORKBOOKS[0]):
        if not inside and (members := sheets_in(data, name, ZIP_MEMBERS)):
            return _zipped(members)
        said = check_packed(data, name).said
    else:
        check_old(data, name)
    try:
        # The bytes that were looked into are opened, not the file, which may be another by now.
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [_sheet(book, sheet, said) for sheet in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise DamagedError(f"'{name}' {DAMAGED}") from error


def _zipped(members: Iterable[tuple[str, bytes]]) -> list[Table]:
    """Give the tables of all files in a zip file, each by the name of its file."""
    found = []
    for name, data in members:
        file = Path(name)
        inner = _tables_in(data, file, inside=True)  # a zip file may hold itself
        found += [replace(table, name=f"{file.name} {table.name}".strip()) for table in inner]
    return found


def _sheet(book: CalamineWorkbook, name: str, said: tuple[str, ...]) -> Table:
    """Give a sheet's rows from its first line on, so that line numbers are the sheet's own."""
    sheet = book.get_sheet_by_name(name)
    above, left = sheet.start or (0, 0)
    rows: list[list[str]] = [[]] * above + [
        [_text(value) for value in row] for row in sheet.to_python()
    ]
    filled = 0
    for (top, column), (bottom, last) in sheet.merged_cell_ranges or ():
        at, below = column - left, range(top + 1, min(bottom + 1, len(rows)))
        # A cell merged downwards speaks for every row beside it; one merged across is a title.
        if column == last and top < len(rows) and 0 <= at < len(rows[top]):
            for row in below:
                if at < len(rows[row]):
                    rows[row][at] = rows[top][at]
                    filled += 1
    told = f"In '{name}', {filled} rows beside a merged cell were given what stands in it."
    return replace(_table(name, rows), told=(*said, *([told] if filled else ())))


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
    above = next((at for at, row in enumerate(rows.cells) if not _is_comment(row)), 0)
    table = _table("", rows.cells[above:], rows.lines[above:], linked=linked)
    lines = (
        "1 line at the top is a comment" if above == 1 else f"{above} lines at the top are comments"
    )
    said = f"{lines}, passed over."
    return replace(table, delimiter=rows.dialect.delimiter, told=(said,) if above else ())


def _is_comment(row: Sequence[str]) -> bool:
    """Tell whether a row at the top is words about the file, and no headings behind a #."""
    return bool(COMMENT.fullmatch(row[0])) and not heading_meaning(row[0])


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


def _page_tables(data: bytes) -> list[list[list[str]]]:
    """Give the rows of each table of a page, outer tables before those within them."""
    from lxml import etree

    tags = data.count(b"<")
    if tags > MOST_TAGS:
        raise UnreadableError(
            f"This page has {tags:,} tags, and {MOST_TAGS:,} can be read. {CLOSED} {ONLY_THE_TABLE}"
        )
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    page = etree.fromstring(_decoded(data).encode("utf-8", "replace"), parser)
    tables = [] if page is None else list(page.iter("table"))
    if any(sum(1 for _ in table.iterancestors("table")) >= DEEPEST for table in tables):
        deep = f"tables nested more than {DEEPEST} deep"
    elif any(slip.type_name == "ERR_RESOURCE_LIMIT" for slip in parser.error_log):
        deep = "tags nested deeper than can be read"
    else:
        return [_page_rows(table) for table in tables]
    raise UnreadableError(f"This page has {deep}. {CLOSED} {ONLY_THE_TABLE}")


def _decoded(data: bytes) -> str:
    """Read a page as it says that it is written, else as UTF-8, else as Windows letters."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    said = SAID.search(data[:HEAD])
    for encoding in (said[1].decode("ascii") if said else "utf-8", "utf-8"):
        with suppress(LookupError, UnicodeError):
            return data.decode(encoding)
    return data.decode("cp1252", "replace")


def _page_rows(table: Any) -> list[list[str]]:
    """Give the rows of one table; a cell merged over several rows speaks for each of them."""
    rows: list[list[str]] = []
    lower: dict[int, tuple[int, str]] = {}

    def fill() -> None:
        while rows and (merged := lower.get(at := len(rows[-1]))):
            left, text = merged
            rows[-1].append(text)
            lower[at] = (left - 1, text)
            if left <= 2:
                del lower[at]

    for part in table.iter("tr", "td", "th"):
        if next(part.iterancestors("table")) is not table:
            continue
        if part.tag == "tr" or not rows:
            fill()
            rows.append([])
        if part.tag != "tr":
            fill()
            text = _text_of(part)
            wide, high = (_span(part.get(name, "")) for name in ("colspan", "rowspan"))
            if high > 1:
                lower[len(rows[-1])] = (high, text)
            rows[-1] += [text, *[""] * (wide - 1)]
    fill()
    return rows


def _text_of(part: Any) -> str:
    """Give the text of a cell, without that of tables and programs within it."""
    from lxml import etree

    texts, walk = list[str](), etree.iterwalk(part, events=("start", "end"))
    for event, inner in walk:
        if event == "end":
            texts.append(inner.tail or "" if inner is not part else "")
        elif inner.tag in {"table", "script", "style"}:
            walk.skip_subtree()
        else:
            texts.append("\n" if inner.tag == "br" else inner.text or "")
    return "".join(texts).strip()


def _span(said: str) -> int:
    return max(1, min(int(said[:9]), WIDEST_SPAN)) if said.isascii() and said.isdigit() else 1


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
            tables.append(_bar_table(lines, at))
            sections.append(section)
            at = max(at, tables[-1].lines[-1] - 1)
        at += 1
    said = [read_status(section, {})[0] not in {"blank", "unknown"} for section in sections]
    if sum(said) < FEWEST_SECTIONS or len(set(sections)) < FEWEST_SECTIONS:
        return tables
    for table, section in zip(tables, sections, strict=True):
        width = max(map(len, table.rows))
        for row, cell in zip(table.rows, [SECTION, *[section] * len(table.rows)], strict=False):
            row += [*[""] * (width - len(row)), cell]
    return tables


def _bar_table(lines: list[str], rule: int) -> Table:
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
    return Table(f"line {rule}", rows, [number + 1 for number in numbers])


def _bar_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [
        BOLD.sub(r"\2", re.sub(r"<br\s*/?>", "\n", cell).replace("\\|", "|").strip())
        for cell in re.split(r"(?<!\\)\|", inner)
    ]
