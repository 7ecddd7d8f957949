"""Shows all parts of a view with one widget, made of plain dicts, or else in plain HTML."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import unescape
from importlib.resources import files
from os.path import commonprefix
from pathlib import Path
from typing import Any

import pandas as pd
import traitlets
from anywidget import AnyWidget
from ipywidgets import VBox, Widget

from bounceback_analysis.analysis.words import plain_date, rate_in_words, short
from bounceback_analysis.charts.marks import look
from bounceback_analysis.charts.picture import Picture
from bounceback_analysis.charts.plotly_pen import BUNDLE
from bounceback_analysis.log.sharing import spreadsheet_text
from bounceback_analysis.notebook.parts import Part

HERE = Path(__file__).parent
LOOK = HERE / "labextension" / "bounceback" / "look.css"  # every size and colour
MOST_ROWS = 200  # of a table on the page; the file that is saved holds them all
LEFT_OUT = {"rate", "low", "high"}  # said in words, as finely as the counts bear
RATE = {"count", "of", *LEFT_OUT}
SAID = {"count": "how many", "of": "out of", "as_of": "counted up to"}  # as people read it


DRAWN = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
LINES = re.compile(r"<(?:br|p|h\d|li|tr|div|summary|blockquote|figcaption|caption|details)\b[^>]*>")
CELLS = re.compile(r"<t[dh]\b[^>]*>")
TAGS = re.compile(r"<[^>]*>")


class Bundle(Widget):  # type: ignore[misc]
    """Carries plotly.js and the look to the page: one for all drawings of a kernel."""

    code = traitlets.Bytes().tag(sync=True)
    look = traitlets.Unicode().tag(sync=True)


class Drawing(AnyWidget):
    """Shows parts below one another: pictures with their numbers and files, words, tables, lists.

    ``selected`` holds the mark chosen last, ``{"picture": name, "key": key}``; ``showing`` is false
    while no part is on the screen, ``narrow`` true on a phone. Where set, ``pressed(name, value)``
    is called at a button, ``looked()`` when a person comes back to the page.
    """

    _esm = HERE / "drawing.js"

    plotly = traitlets.Unicode().tag(sync=True)
    palette = traitlets.Dict().tag(sync=True)
    pictures: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    choices: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    selected = traitlets.Dict().tag(sync=True)
    showing = traitlets.Bool(default_value=True).tag(sync=True)
    narrow = traitlets.Bool(default_value=False).tag(sync=True)

    def __init__(self, pictures: Iterable[Picture | Part] = (), *, note: str = "") -> None:
        palette = {name: look()[name] for name in ("light", "dark")}
        super().__init__(plotly=bundle().model_id, palette=palette)
        self.shown: dict[str, Picture] = {}
        self.pressed: Callable[[str, str], None] | None = None
        self.looked: Callable[[], None] | None = None
        self.show(pictures, note=note)
        self.observe(lambda _: self.show(self.parts, note=self.note), "narrow")
        self.on_msg(self._answer)

    def show(self, pictures: Iterable[Picture | Part], *, note: str = "") -> None:
        """Show these parts instead, and say in a note what they are about."""
        self.parts = list(pictures)
        self.shown = {picture.name: picture for picture in _pictures(self.parts)}
        with self.hold_sync():
            self.note = note
            self.pictures = [payload(part, narrow=self.narrow) for part in self.parts]

    def _answer(self, _widget: Widget, wanted: dict[str, Any], _buffers: object) -> None:
        match wanted["kind"]:
            case "press" if self.pressed:
                self.pressed(str(wanted["name"]), str(wanted.get("value", "")))
            case "look" if self.looked:
                self.looked()
            case "csv" if wanted.get("picture") in self.shown:
                table = self.shown[wanted["picture"]].table
                self.send({**wanted, "text": spreadsheet_text(table)})


def _pictures(parts: Iterable[Any]) -> Iterator[Picture]:
    """Give every picture among parts, those inside of others too."""
    for part in parts:
        if isinstance(part, Picture):
            yield part
        elif isinstance(part, dict):
            yield from _pictures(part.get("parts", ()))


class Page(VBox):  # type: ignore[misc]
    """Stands below one another what a cell shows; where no widget is drawn it is said in words."""

    def _repr_mimebundle_(self, **given: Any) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(**given), **still(self)}


def page(*shown: Widget, look: str = "") -> Page:
    """Put what a cell shows below one another, dressed as every part of a page is."""
    box = Page(shown)
    for name in ("bb-view", *look.split()):
        box.add_class(name)
    return box


def bundle() -> Bundle:
    """Give the one carrier of plotly.js, a new one where it was closed."""
    if _bundle().comm is None:
        _bundle.cache_clear()
    return _bundle()


@cache
def _bundle() -> Bundle:
    code = gzip.compress(BUNDLE.read_bytes(), 1)
    return Bundle(code=code, look=LOOK.read_text("utf-8"))


def payload(part: Picture | Part, *, narrow: bool = False) -> dict[str, Any]:
    """Put a part into plain values that travel to the page, all texts still as typed."""
    if isinstance(part, dict):
        inner = [payload(one, narrow=narrow) for one in part.get("parts", ())]
        return {**part, "parts": inner} if inner else part
    return {
        "name": part.name,
        "title": part.title,
        "subtitle": part.subtitle,
        "sentence": part.sentence,
        "description": part.description,
        "figure": part.to_plotly(narrow=narrow) if part.marks else None,
        "keys": _keys(part),
        **_table(part.table),
    }


def _keys(picture: Picture) -> list[list[str]]:
    """Name each mark that can be chosen by what its marks say alike, for a list to choose from."""
    hovers: dict[str, list[str]] = {}
    for mark in picture.marks:
        if key := getattr(mark, "key", ""):
            hovers.setdefault(key, []).append(getattr(mark, "hover", ""))
    # They are words, no paths; three letters or fewer are alike by chance.
    alike = {key: commonprefix(said).strip(" :,.(") for key, said in hovers.items()}  # noqa: RUF071
    return [[key, short(name if len(name) > 3 else key)] for key, name in alike.items()]


def _table(table: pd.DataFrame) -> dict[str, Any]:
    """Give a table as people read it: rates in words, which say no more than the counts bear."""
    head = table.head(MOST_ROWS)
    if set(head.columns) >= RATE:
        kept = [name for name in map(str, head) if name not in LEFT_OUT and "80" not in name]
        rates = head[["count", "of", "low", "high"]].to_numpy().tolist()
        words = [rate_in_words(*rate) if rate[1] else "" for rate in rates]
        head = head[kept].assign(**{"how often": words})
    cells = [map(_cell, head[column].astype(object)) for column in head.columns]
    return {
        "columns": [SAID.get(str(name), str(name).replace("_", " ")) for name in head.columns],
        "numeric": [pd.api.types.is_numeric_dtype(kind) for kind in head.dtypes],
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


def still(widget: Widget) -> dict[str, str]:
    """Give what a widget shows as ``text/html``, each drawing a picture, and as ``text/plain``."""
    html = DRAWN.sub(_image, _shown(widget))
    parted = CELLS.sub("\t", LINES.sub("\n", html))
    lines = (line.strip() for line in unescape(TAGS.sub("", parted)).splitlines())
    return {"text/html": html, "text/plain": "\n".join(filter(None, lines))}


def _image(svg: re.Match[str]) -> str:
    """Set a drawing as a picture; its words stand beside it already."""
    data = base64.b64encode(svg[0].encode()).decode()
    return f'<img alt="" width="720" src="data:image/svg+xml;base64,{data}">'


def _shown(widget: Any) -> str:
    if isinstance(widget, Drawing):
        return str(_in_html().drawing(widget.note, widget.pictures, widget.shown))
    if hasattr(widget, "page"):  # a form, of the module above
        return str(_in_html().form(widget.page))
    # What no page of ours has made is a line of HTML, such as which lines are shown.
    said = getattr(widget, "value", "")
    inner = "".join(map(_shown, getattr(widget, "children", ())))
    return f"<p>{said}</p>" if said and isinstance(said, str) else inner


@cache
def _in_html() -> Any:
    """Give what sets a drawing or a form as HTML, with all that a person typed escaped."""
    from jinja2 import Environment

    text = files(__package__).joinpath("still.jinja").read_text("utf-8")
    return Environment(autoescape=True).from_string(text).module
