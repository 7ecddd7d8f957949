"""What a report is made of: a few kinds of block, plain data that three writers set in type."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bounceback_analysis.charts.picture import Picture
from bounceback_analysis.redaction.plain import clean

if TYPE_CHECKING:
    from collections.abc import Callable

MARK = "Report made by Bounceback"
"""Says inside a file that it is a report of ours, which another one may replace."""
LONGEST_TEXT = 2000
LONGEST_CELL = 300
LONG_WORD = re.compile(r"\S{40}(?=\S)")
HIDDEN = ("hover", "key")
"""What a mark of a picture holds that is not seen on paper."""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title, level 2 opens a section."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """One or more sentences; ``quiet`` ones are asides: how it was counted, what it cannot mean."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Item:
    """An item of a list: a few words that lead it, its text, an aside, and whether it is done."""

    text: str
    lead: str = ""
    note: str = ""
    done: bool | None = None


@dataclass(frozen=True)
class Items:
    """A list; numbered where the order matters; a blank item is a line to write on."""

    items: tuple[Item, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a heading row; ``more`` says in words what was left out of a long one.

    One ``to_fill_in`` takes what is left of its page; any other is set small, to save paper.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""
    to_fill_in: bool = False


@dataclass(frozen=True)
class Figure:
    """A picture; where the heading above it says what it shows, it is ``bare`` of its words."""

    picture: Picture
    bare: bool = False


@dataclass(frozen=True)
class Quote:
    """Somebody's words as they may be shared, and where they came from."""

    text: str
    source: str


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True)
class Stats:
    """A few numbers that stand out, each with what it counts."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Columns:
    """Two columns side by side, read one after the other; ``share`` is the width of the first."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    share: float = 0.5


Block = Heading | Paragraph | Items | Table | Figure | Quote | Stats | Columns | PageBreak


@dataclass(frozen=True)
class Report:
    """A whole report: its title, the line under it, its blocks and its day, as 2026-03-05.

    ``beside`` stands on the other side of the title: who it is about, and the day.
    """

    title: str
    about: str
    made_on: str
    blocks: tuple[Block, ...]
    beside: tuple[str, ...] = ()

    def parts(self) -> list[Block]:
        """Give every block, those that stand in columns too."""
        return parts_of(self.blocks)


def parts_of(blocks: tuple[Block, ...]) -> list[Block]:
    """Give every block of some, those that stand in columns too."""
    return [
        part
        for block in blocks
        for part in ((*block.left, *block.right) if isinstance(block, Columns) else (block,))
    ]


def mapped(thing: Any, change: Callable[[str], str]) -> Any:
    """Give a block, a report or a picture with every text in it changed, and nothing hidden in it.

    Tables behind pictures, hover texts and keys are emptied: what is not seen is not there.
    """
    if isinstance(thing, str):
        return change(thing)
    if isinstance(thing, tuple):
        return tuple(mapped(part, change) for part in thing)
    names = _names_of(thing)
    if not names:
        return thing
    unseen: dict[str, Any] = {name: "" for name in HIDDEN if name in names}
    if isinstance(thing, Picture):
        unseen = {"table": thing.table.iloc[:0, :0]}
    seen = {name: mapped(getattr(thing, name), change) for name in names if name not in unseen}
    return replace(thing, **seen, **unseen)


def texts(thing: Any) -> list[str]:
    """Give every text that a reader of a block or a report can meet."""
    if isinstance(thing, str):
        return [thing]
    if not isinstance(thing, tuple):
        thing = [getattr(thing, name) for name in _names_of(thing)]
    return [text for part in thing for text in texts(part)]


def words_of(some: tuple[Block, ...]) -> int:
    """Count the words of blocks that are read: those within a picture are not."""
    read = (part for part in parts_of(some) if not isinstance(part, Figure))
    return sum(len(text.split()) for part in read for text in texts(part))


def _names_of(thing: Any) -> tuple[str, ...]:
    """Name the fields of a block or a mark; what is neither has none."""
    return tuple(each.name for each in fields(thing)) if is_dataclass(thing) else ()


def settled(report: Report) -> Report:
    """Bring every text into the one plain form that all three writers can set, none too long."""
    blocks = []
    for block in report.blocks:
        most = LONGEST_CELL if isinstance(block, Table) else LONGEST_TEXT
        blocks.append(mapped(block, partial(_plain, most=most)))
    head = (report.title, report.about, report.made_on, *report.beside)
    title, about, made_on, *beside = map(clean, head)
    return Report(title, about, made_on, tuple(blocks), tuple(beside))


def _plain(text: str, most: int) -> str:
    return shortened(clean(text), most)


def breakable(text: str) -> str:
    """Let very long words break where an empty space stands, so that none runs off the page."""
    return LONG_WORD.sub(lambda match: match[0] + "\u200b", text)


def shortened(text: str, most: int) -> str:
    """Cut a text that is too long to read, and say so.

    Examples
    --------
    >>> shortened("a long story", 8)
    'a long … (shortened)'
    """
    if len(text) <= most:
        return text
    whole, _, rest = text[: most + 1].rpartition(" ")
    return f"{whole if len(rest) < most // 2 else text[:most]} … (shortened)"
