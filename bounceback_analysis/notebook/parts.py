"""The parts that pages are made of, as plain values with texts as typed: the page draws them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

Part = dict[str, Any]
Act = dict[str, Any]
Cell = str | dict[str, Any]
Look = Literal["main", "second", "quiet"]
MOST_MARKS = 20  # as many as the eye takes in; of more a bar says how many there are
DAYS_FILE = "Add these days to my calendar (a file for your Downloads)"


def text(words: str, look: str = "") -> Part:
    """Say something; ``look`` is h1, h2, h3, lead, cap (small) or strong."""
    return {"kind": "text", "text": words, "look": look}


def cap(words: str) -> list[Part]:
    """Say something small, where there is something to say."""
    return [text(words, "cap")] if words else []


def quote(
    words: str,
    start: int = 0,
    end: int = 0,
    source: str = "",
    *,
    look: str = "",
    reading: Mapping[str, Any] | None = None,
) -> Part:
    """Give words that someone wrote, split at the span that counts, and who wrote them when.

    ``look`` says whether they praise (strength), miss (gap), or are one's own (mine). With a
    ``reading`` they stand with the choices by which it can be put right: its ``key``, the ``ways``
    it may be meant and the ``offers``, as pairs of a value and what a person reads, the ``way``
    that stands, and the offer that was ``chosen`` before.
    """
    start, end = sorted(max(0, place) for place in (start, end))
    split = {"before": words[:start], "phrase": words[start:end], "after": words[end:]}
    return {**split, "source": source, "look": look, "reading": reading}


def quotes(*given: Part, look: str = "") -> Part:
    """List quotes; ``look`` is large for those that open a page."""
    return {"kind": "quotes", "quotes": [*given], "look": look}


def chosen(name: str, title: str, given: Iterable[Part], said: str = "") -> Part:
    """Show what stands behind the row or the mark that was chosen: a finding in quotes."""
    return {"kind": "chosen", "name": name, "title": title, "sentence": said, "quotes": [*given]}


def detail(of: str, keys: Sequence[str], first: str = "") -> Part:
    """Hold a place for what stands behind the mark or row chosen in ``of``, at first ``first``."""
    return {"kind": "detail", "of": of, "keys": [*keys], "first": first}


def section(title: str, *parts: Any, lead: str = "", look: str = "section") -> Part:
    """Put parts under the heading that says what was found."""
    return {"kind": "section", "title": title, "lead": lead, "parts": [*parts], "look": look}


def card(*parts: Any, look: str = "") -> Part:
    """Put parts on the one card; ``look`` is rows (parted by lines), selected or told."""
    return {"kind": "card", "parts": [*parts], "look": look}


def columns(look: str, *parts: Any) -> Part:
    """Put parts beside each other, on a phone below: two, three, even, aside, cells or todo."""
    return {"kind": "columns", "look": look, "parts": [*parts]}


def stack(*parts: Any) -> Part:
    """Put parts below each other, close together."""
    return {"kind": "stack", "parts": [*parts]}


def fold(title: str, *parts: Any) -> Part:
    """Put parts behind a line that opens them."""
    return {"kind": "fold", "title": title, "parts": [*parts]}


def buttons(*acts: Act, look: str = "") -> Part:
    """Put buttons beside each other."""
    return {"kind": "buttons", "acts": [*acts], "look": look}


def row(
    title: str,
    note: str = "",
    *acts: Act,
    chip: tuple[str, str] = ("", ""),
    tick: Act | None = None,
    more: Sequence[Any] = (),
) -> Part:
    """Make a row: a chip or a box to tick, what it is, what can be done; ``more`` opens below."""
    head = {"chip": [*chip], "tick": tick, "title": title, "note": note}
    return {"kind": "row", **head, "acts": [*acts], "parts": [*more]}


def path(*steps: tuple[str, str, bool]) -> Part:
    """Show steps along a line, each with a note; the filled one is where one is."""
    return {"kind": "path", "steps": [*steps]}


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]], label: str, **more: Any) -> Part:
    """Make a table; with ``keys`` a row can be chosen as a mark of ``name``, at first ``first``."""
    return {"kind": "table", "head": [*head], "rows": [[*r] for r in rows], "label": label, **more}


def latest_of(shown: int, of: int) -> str:
    """Say that only the latest are shown, where that is so; the others are in the log."""
    return f"The latest {shown:,} of {of:,}; all are in your log." if shown < of else ""


def folded(title: str, *parts: Any) -> list[Part]:
    """Put parts behind a line that opens them; where there are none, nothing stands there."""
    return [fold(title, *parts)] if parts else []


def first_rows(whole: Part, most: int, more: str) -> list[Part]:
    """Show the first rows of a table that has keys, the others behind a line that says how many."""
    rows, keys = whole["rows"], whole["keys"]
    first, rest = (
        {**whole, "rows": rows[which], "keys": keys[which]}
        for which in (slice(most), slice(most, None))
    )
    return [first, *folded(f"{len(rows) - most:,} {more}", *([rest] if rest["rows"] else []))]


def cell(given: Cell) -> Part:
    """Show one cell outside of a table."""
    return {"kind": "cell", "cell": given}


def marks(look: str, count: int, none: str = "none", *, most: int = 0) -> Cell:
    """Draw a mark for each thing and their number; a bar from more than ``MOST_MARKS`` on."""
    if not count:
        return {"cap": none}
    if max(count, most) > MOST_MARKS:
        return measure(count / max(count, most), f"{count:,}", look)
    return {"marks": [[look, count]], "text": f"{count:,}"}


def levels(now: float, wanted: float, of: int = 5) -> Cell:
    """Draw a level as filled circles, and what is still to go as rings."""
    done, aim = int(now), int(max(now, wanted))
    drawn = [["strength", done], ["ring", aim - done], ["dot", of - aim]]
    said = f"{done} to {aim}" if aim > done else f"{done}"
    return {"marks": [mark for mark in drawn if mark[1]], "small": said}


def measure(share: float, words: str, look: str = "") -> Cell:
    """Draw a share as a bar, with its count beside it."""
    return {"of": min(max(share, 0.0), 1.0), "text": words, "look": look}


def press(label: str, name: str, value: str = "", look: Look = "second") -> Act:
    """Make a button that the notebook answers."""
    return {"label": label, "press": name, "value": value, "look": look}


def go(label: str, page: str, door: str = "", look: Look = "quiet") -> Act:
    """Make a link to another notebook of ours, and to the page of the form there."""
    return {"label": label, "page": page, "door": door, "look": look}


def opens(label: str, look: Look = "second") -> Act:
    """Make a button that shows what more there is of its row."""
    return {"label": label, "opens": True, "look": look}


def asks_day(label: str, name: str, value: str) -> Act:
    """Make a button that asks for a day, which is sent on with ``value``."""
    return {"label": label, "asks": "Which day?", "press": name, "value": value, "look": "quiet"}


def copies(words: str, look: Look = "main") -> Act:
    """Make a button that copies a text."""
    return {"label": "Copy", "copies": words, "look": look}


def saves(label: str, file: str, content: str, kind: str, look: Look = "second") -> Act:
    """Make a button that saves a small file among the downloads of the browser."""
    return {"label": label, "file": file, "content": content, "type": kind, "look": look}


def letter(words: str) -> Part:
    """Show a draft as it would be sent."""
    return {"kind": "letter", "text": words}
