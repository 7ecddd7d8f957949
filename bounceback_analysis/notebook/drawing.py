"""Draws all pictures of a view with one widget, from plain dicts, and hands out their files."""

from __future__ import annotations

import gzip
from dataclasses import asdict, dataclass
from functools import cache
from html import escape
from os.path import commonprefix
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import traitlets
from anywidget import AnyWidget
from ipywidgets import Widget

from bounceback_analysis.analysis.words import plain_date
from bounceback_analysis.charts.marks import FONT, broken, look
from bounceback_analysis.charts.plotly_pen import BUNDLE
from bounceback_analysis.charts.svg_pen import WIDTH
from bounceback_analysis.log.sharing import spreadsheet_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bounceback_analysis.charts.picture import Picture

HERE = Path(__file__).parent
MOST_ROWS = 200
"""How many rows of a table are put on the page; the file that is saved holds them all."""
LINE = 24


@dataclass(frozen=True)
class Reading:
    """How a quote may be read: the ways it was meant, the offers, and which of them stands.

    ``ways`` and ``offers`` are pairs of a value and what a person reads; ``chosen`` is the
    value of the offer that the person chose before.
    """

    key: str
    ways: tuple[tuple[str, str], ...]
    way: str
    offers: tuple[tuple[str, str], ...]
    chosen: str | None = None


@dataclass(frozen=True)
class Quote:
    """Words that someone wrote, the span in them that counts, and who wrote them when.

    With a ``reading`` it stands with the choices by which that can be put right.
    """

    text: str
    start: int = 0
    end: int = 0
    source: str = ""
    reading: Reading | None = None


@dataclass(frozen=True)
class Quotes:
    """A finding shown as words and not as marks: what stands below a picture after a click.

    ``folded``, where given, is the line behind which the quotes wait until they are wanted.
    """

    name: str
    title: str
    quotes: tuple[Quote, ...] = ()
    sentence: str = ""
    folded: str = ""


class Bundle(Widget):  # type: ignore[misc]
    """Carries plotly.js to the page: one for all drawings of a kernel, so it travels once."""

    code = traitlets.Bytes().tag(sync=True)


class Drawing(AnyWidget):
    """Shows pictures below one another, each with its sentence, its numbers and its files.

    ``selected`` holds the mark that was chosen last, ``{"picture": name, "key": key}``, or
    nothing. ``showing`` is false while no part of it is on the screen. ``put_right(key, way,
    offer)``, where set, is called when a person says how a quote is to be read.
    """

    _esm = HERE / "drawing.js"
    _css = HERE / "drawing.css"

    plotly = traitlets.Unicode().tag(sync=True)
    palette = traitlets.Dict().tag(sync=True)
    pictures: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    selected = traitlets.Dict().tag(sync=True)
    showing = traitlets.Bool(default_value=True).tag(sync=True)

    def __init__(self, pictures: Iterable[Picture | Quotes] = (), *, note: str = "") -> None:
        palette = {name: look()[name] for name in ("light", "dark")}
        super().__init__(plotly=bundle().model_id, palette=palette)
        self.shown: dict[str, Picture | Quotes] = {}
        self.put_right: Callable[[str, str, str], None] | None = None
        self.show(pictures, note=note)
        self.on_msg(self._answer)

    def show(self, pictures: Iterable[Picture | Quotes], *, note: str = "") -> None:
        """Show these pictures instead, and say in a note what they are about."""
        self.shown = {picture.name: picture for picture in pictures}
        with self.hold_sync():
            self.note = note
            self.pictures = [payload(picture) for picture in self.shown.values()]

    def _answer(self, _widget: Widget, wanted: dict[str, Any], _buffers: object) -> None:
        if wanted["kind"] == "reading":
            if self.put_right:
                self.put_right(wanted["key"], wanted["way"], wanted["offer"])
            return
        picture = self.shown.get(wanted.get("picture", ""))
        if picture is not None and not isinstance(picture, Quotes):
            table = wanted["kind"] == "csv"
            text = spreadsheet_text(picture.table) if table else titled_svg(picture)
            self.send({**wanted, "text": text})


def bundle() -> Bundle:
    """Give the one carrier of plotly.js, a new one where it was closed."""
    if _bundle().comm is None:
        _bundle.cache_clear()
    return _bundle()


@cache
def _bundle() -> Bundle:
    return Bundle(code=gzip.compress(BUNDLE.read_bytes(), 1))


def payload(picture: Picture | Quotes) -> dict[str, Any]:
    """Put a picture into plain values that travel to the page, all texts still as typed."""
    if isinstance(picture, Quotes):
        return {
            "name": picture.name,
            "title": picture.title,
            "sentence": picture.sentence,
            "folded": picture.folded,
            "quotes": [_quote(quote) for quote in picture.quotes[:MOST_ROWS]],
        }
    return {
        "name": picture.name,
        "title": picture.title,
        "subtitle": picture.subtitle,
        "sentence": picture.sentence,
        "description": picture.description,
        "figure": picture.to_plotly() if picture.marks else None,
        "keys": _keys(picture),
        **_table(picture.table),
    }


def _quote(quote: Quote) -> dict[str, Any]:
    start, end = sorted(max(0, place) for place in (quote.start, quote.end))
    before, phrase, after = quote.text[:start], quote.text[start:end], quote.text[end:]
    words = {"before": before, "phrase": phrase, "after": after, "source": quote.source}
    return words | ({"reading": asdict(quote.reading)} if quote.reading else {})


def _keys(picture: Picture) -> list[list[str]]:
    """Name each mark that can be chosen, for a list to choose from.

    A key is named by what its marks say alike, such as the theme before the counts.
    """
    hovers: dict[str, list[str]] = {}
    for mark in picture.marks:
        if key := getattr(mark, "key", ""):
            hovers.setdefault(key, []).append(getattr(mark, "hover", ""))
    # They are words, no paths; three letters or fewer are alike by chance.
    alike = {key: commonprefix(said).strip(" :,.(") for key, said in hovers.items()}  # noqa: RUF071
    return [[key, short(name if len(name) > 3 else key)] for key, name in alike.items()]


def short(text: str, most: int = 60) -> str:
    """Shorten a text to one line that fits a list.

    Examples
    --------
    >>> short("one two three", 8)
    'one two…'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _table(table: pd.DataFrame) -> dict[str, Any]:
    head = table.head(MOST_ROWS)
    cells = [map(_cell, head[column].astype(object)) for column in head.columns]
    return {
        "columns": [str(column).replace("_", " ") for column in table.columns],
        "numeric": [pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes],
        "rows": [list(row) for row in zip(*cells, strict=True)],
        "more": len(table) - len(head),
    }


def _cell(value: Any) -> str:
    """Write a value for people: 12 or 0.33, 5 March 2026, and nothing where there is nothing."""
    if pd.isna(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    if isinstance(value, pd.Timestamp):
        return plain_date(value)
    return str(value)


def titled_svg(picture: Picture) -> str:
    """Draw a picture as SVG with its title above and its sentence below, to be shown anywhere."""
    above = [(line, 18, 600) for line in broken(picture.title, 72)]
    above += [(line, 14, 400) for line in broken(picture.subtitle, 92) if line]
    below = [(line, 14, 400) for line in broken(picture.sentence, 92) if line]
    foot = 16 + LINE * len(above) + picture.height
    whole = foot + LINE * len(below) + 16
    drawn = picture.to_svg().replace(
        "<svg ", f'<svg y="{foot - picture.height}" {_size(picture.height)} ', 1
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {_size(whole)} viewBox="0 0 {WIDTH} {whole}" '
        f'font-family="{escape(FONT)}" fill="{look()["light"]["ink"]}">'
        f'<rect {_size(whole)} fill="{look()["light"]["paper"]}"/>'
        f"{_lines(above, 16)}{drawn}{_lines(below, foot)}</svg>"
    )


def _size(height: int) -> str:
    return f'width="{WIDTH}" height="{height}"'


def _lines(lines: list[tuple[str, int, int]], top: int) -> str:
    return "".join(
        f'<text x="16" y="{top + LINE * (place + 1) - 8}" font-size="{size}" '
        f'font-weight="{weight}">{escape("".join(filter(str.isprintable, line)))}</text>'
        for place, (line, size, weight) in enumerate(lines)
    )
