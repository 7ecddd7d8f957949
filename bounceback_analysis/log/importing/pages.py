"""Finds the tables of a web page, of what was copied from one, and of a text with bars."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from bounceback_analysis.log.bounds import CLOSED, UnreadableError, too_many_lines
from bounceback_analysis.log.decoding import MARKS
from bounceback_analysis.vocabulary.aliases import read_status

SECTION = "Status by section"
"""The column for the headings of a text whose tables are sorted under them, such as Applied."""

FEWEST_SECTIONS = 2

MOST_BARS = 50_000
"""Lines of a table written with bars, which is done by hand or by a page's own export."""

BOLD = re.compile(r"^(\*\*|__|`|~~)(.+)\1$")

RULE_MARKS = " \t|:=-"

MOST_TAGS = 200_000
"""Tags of a page: a table of 10,000 rows and 8 columns has 180,000."""

DEEPEST = 20
"""Tables within tables: pages laid out in tables go to about ten."""

WIDEST_SPAN = 50
"""Columns or rows over which one cell is merged: more is a slip, or meant to do harm."""

SAID = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
"""Where a page says how its letters are written."""

HEAD = 2_000
"""Bytes from the top among which a page says so."""

UNREAD = frozenset({"script", "style"})
PAGE_CELLS = frozenset({"td", "th"})


def page_tables(data: bytes) -> list[list[list[str]]]:
    """Give the rows of each table of a page, outer tables before those within them.

    Raises
    ------
    UnreadableError
        It has more tags than any list of applications, or tables nested too deep.
    """
    from lxml import etree

    tags = data.count(b"<")
    if tags > MOST_TAGS:
        raise UnreadableError(
            f"This page has {tags:,} tags, and {MOST_TAGS:,} can be read. {CLOSED} "
            "Copy only the table with your applications, and bring that in."
        )
    found = _Page()
    parser = etree.HTMLParser(encoding="utf-8", target=found)
    parser.feed(_decoded(data).encode("utf-8", "replace"))
    tables: list[list[list[str]]] = parser.close()
    if found.deepest > DEEPEST:
        raise UnreadableError(
            f"This page has tables nested more than {DEEPEST} deep. {CLOSED} "
            "Copy only the table with your applications, and bring that in."
        )
    return tables


def _decoded(data: bytes) -> str:
    """Read a page as it says that it is written, else as UTF-8, else as Windows letters."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    said = SAID.search(data[:HEAD])
    for encoding in (said[1].decode("ascii") if said else "utf-8", "utf-8"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return data.decode("cp1252", "replace")


class BarTable(NamedTuple):
    """A table in a text: where it begins, its rows, and the line of each."""

    name: str
    rows: list[list[str]]
    lines: list[int]


@dataclass
class _Open:
    """A table that is being read: its rows, and the cell that is open in it, if one is."""

    rows: list[list[str]] = field(default_factory=list)
    cell: list[str] | None = None
    span: int = 1
    high: int = 1
    lower: dict[int, tuple[int, str]] = field(default_factory=dict)

    def begin_row(self) -> None:
        """Open a row."""
        self.end_cell()
        self.fill()
        self.rows.append([])

    def begin_cell(self, span: int, high: int) -> None:
        """Open a cell, in a row of its own if there is none."""
        self.end_cell()
        self.rows = self.rows or [[]]
        self.fill()
        self.cell, self.span, self.high = [], span, high

    def end_cell(self) -> None:
        """Write the open cell down; one merged over several columns stands in the first."""
        if self.cell is not None:
            text = "".join(self.cell).strip()
            if self.high > 1:
                self.lower[len(self.rows[-1])] = (self.high, text)
            self.rows[-1] += [text, *[""] * (self.span - 1)]
        self.cell = None

    def fill(self) -> None:
        """Say again what a cell that is merged downwards says, in the rows beside it."""
        while self.rows and (merged := self.lower.get(at := len(self.rows[-1]))):
            left, text = merged
            self.rows[-1].append(text)
            self.lower[at] = (left - 1, text)
            if left <= 2:
                del self.lower[at]


class _Page:
    """Takes what the parser meets; a cell belongs to the table that was opened last."""

    def __init__(self) -> None:
        self.tables: list[_Open] = []
        self.open: list[_Open] = []
        self.deepest = 0
        self.unread = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Meet the beginning of an element."""
        self.unread = tag in UNREAD
        if tag == "table":
            self.tables.append(_Open())
            self.open.append(self.tables[-1])
            self.deepest = max(self.deepest, len(self.open))
        elif self.open and tag == "tr":
            self.open[-1].begin_row()
        elif self.open and tag in PAGE_CELLS:
            spans = (_span(attributes.get(name, "")) for name in ("colspan", "rowspan"))
            self.open[-1].begin_cell(*spans)
        elif tag == "br":
            self.data("\n")

    def end(self, tag: str) -> None:
        """Meet the end of an element."""
        self.unread = False
        if self.open and tag in {*PAGE_CELLS, "tr", "table"}:
            self.open[-1].end_cell()
            if tag == "tr":
                self.open[-1].fill()
        if self.open and tag == "table":
            self.open.pop()

    def data(self, text: str) -> None:
        """Meet text."""
        if self.open and self.open[-1].cell is not None and not self.unread:
            self.open[-1].cell.append(text)

    def close(self) -> list[list[list[str]]]:
        """Give the rows of all tables."""
        for table in self.open:
            table.end_cell()
        return [table.rows for table in self.tables]


def _span(said: str) -> int:
    return max(1, min(int(said[:9]), WIDEST_SPAN)) if said.isascii() and said.isdigit() else 1


def bar_tables(data: bytes) -> list[BarTable]:
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
        elif at and _is_rule(lines[at]) and "|" in lines[at - 1]:
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


def _is_rule(line: str) -> bool:
    """Tell whether a line is the rule of dashes under the headings of a table."""
    return "|" in line and "--" in line and not line.strip(RULE_MARKS)


def _bar_table(lines: list[str], rule: int) -> BarTable:
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
    return BarTable(f"line {rule}", rows, [number + 1 for number in numbers])


def _bar_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [
        BOLD.sub(r"\2", re.sub(r"<br\s*/?>", "\n", cell).replace("\\|", "|").strip())
        for cell in re.split(r"(?<!\\)\|", inner)
    ]
