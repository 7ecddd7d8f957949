"""Finds the tables of a web page, or of what was copied from one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bounceback_analysis.log.bounds import CLOSED, UnreadableError
from bounceback_analysis.log.decoding import MARKS

MOST_TAGS = 200_000
"""Tags of a page: a table of 10,000 rows and 8 columns has 180,000."""

DEEPEST = 20
"""Tables within tables: pages laid out in tables go to about ten."""

WIDEST_SPAN = 50
"""Columns over which one heading is merged: more is a slip, or meant to do harm."""

SAID = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
"""Where a page says how its letters are written."""

LOOKED_AT = 2_000
"""Bytes from the top among which a page says so."""

UNREAD = frozenset({"script", "style"})
CELLS = frozenset({"td", "th"})


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
    found = _Tables()
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
    said = SAID.search(data[:LOOKED_AT])
    for encoding in (said[1].decode("ascii") if said else "utf-8", "utf-8"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return data.decode("cp1252", "replace")


@dataclass
class _Open:
    """A table that is being read: its rows, and the cell that is open in it, if one is."""

    rows: list[list[str]] = field(default_factory=list)
    cell: list[str] | None = None
    span: int = 1

    def begin_cell(self, span: int) -> None:
        """Open a cell, in a row of its own if there is none."""
        self.end_cell()
        self.rows = self.rows or [[]]
        self.cell, self.span = [], span

    def end_cell(self) -> None:
        """Write the open cell down; one merged over several columns stands in the first."""
        if self.cell is not None:
            self.rows[-1] += ["".join(self.cell).strip(), *[""] * (self.span - 1)]
        self.cell = None


class _Tables:
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
            self.open[-1].end_cell()
            self.open[-1].rows.append([])
        elif self.open and tag in CELLS:
            self.open[-1].begin_cell(_span(attributes.get("colspan", "")))
        elif tag == "br":
            self.data("\n")

    def end(self, tag: str) -> None:
        """Meet the end of an element."""
        self.unread = False
        if self.open and tag in {*CELLS, "tr", "table"}:
            self.open[-1].end_cell()
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
