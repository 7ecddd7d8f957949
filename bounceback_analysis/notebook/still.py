"""Says in plain HTML and in plain words what a page shows, for where no widget is drawn.

A code host, a viewer and a terminal draw none: there a saved notebook says this. Each drawing is
inside as a picture, so that whoever takes pictures out leaves no stray letters of them.
"""

from __future__ import annotations

import base64
import re
from functools import partial
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from bounceback_analysis.notebook.drawing import Drawing
from bounceback_analysis.notebook.form import Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipywidgets import Widget

    from bounceback_analysis.charts.picture import Picture
    from bounceback_analysis.notebook.parts import Cell, Part

DRAWN = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
LINES = re.compile(r"<(?:br|p|h\d|li|tr|div|summary|blockquote|figcaption|caption|details)\b[^>]*>")
CELLS = re.compile(r"<t[dh]\b[^>]*>")
TAGS = re.compile(r"<[^>]*>")
A_FORM = "A form. It can be filled in where widgets are drawn: in the pages that bounceback opens."


def still(widget: Widget) -> dict[str, str]:
    """Give what a widget shows, by MIME type: ``text/html``, and the same as ``text/plain``."""
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
        note = f"<p>{escape(widget.note)}</p>" if widget.note else ""
        return note + _parts(widget.pictures, widget.shown)
    if isinstance(widget, Form):
        return _form(widget.page)
    # What no page of ours has made is a line of HTML, such as which lines are shown.
    said = getattr(widget, "value", "")
    inner = "".join(map(_shown, getattr(widget, "children", ())))
    return f"<p>{said}</p>" if said and isinstance(said, str) else inner


def _form(page: Mapping[str, Any]) -> str:
    """Say what a form tells and asks, and what stands in it."""
    said, title = page.get("said") or {}, page.get("heading") or page.get("folded")
    told = [said.get("title"), *said.get("lines", ()), *page.get("intro", ())]
    asked = [
        f"{one['label']} {one.get('value', '')}"
        for one in (*page.get("doors", ()), *page.get("fields", ()))
    ]
    words = "".join(f"<p>{escape(line)}</p>" for line in (*told, A_FORM if asked else "") if line)
    listed = "".join(f"<li>{escape(line)}</li>" for line in asked)
    return (
        (f"<h4>{escape(title)}</h4>" if title else "") + words + f"<ul>{listed}</ul>" * bool(asked)
    )


def _parts(parts: Iterable[Part], shown: Mapping[str, Picture]) -> str:
    return "".join(map(partial(_part, shown=shown), parts))


def _part(part: Part, shown: Mapping[str, Picture]) -> str:
    kind, inner = part.get("kind"), _parts(part.get("parts", ()), shown)
    said = {name: escape(text) for name, text in part.items() if isinstance(text, str)}
    if kind is None:
        drawn = shown[part["name"]]._repr_html_()
        return drawn + _numbers(part)
    if kind == "page":  # a report: what is read of it, whose look belongs to a page of its own
        return str(part["html"]).partition("<main>")[2].partition("</main>")[0]
    head = HEADS.get(kind, "").format_map({"title": "", "lead": "", "note": "", **said})
    if kind == "text":
        tag = "h3" if part["look"].startswith("h") else "p"
        head = f"<{tag}>{said['text']}</{tag}>"
    elif kind == "row":
        return _row(part, inner)
    elif kind == "table":
        return _table(part["head"], part["rows"])
    elif kind in {"cell", "letter"}:
        return f"<p>{_words(part.get('cell') or part['text'])}</p>"
    elif kind == "fold":
        return _folded(part["title"], inner)
    return head + "".join(map(_quote, part.get("quotes", ()))) + inner


HEADS = {
    "section": "<h3>{title}</h3><p>{lead}</p>",
    "head": "<h3>{title}</h3><p>{note}</p>",
    "chosen": "<h4>{title}</h4><p>{sentence}</p>",
}
"""What stands above the parts inside of one, by its kind."""


def _quote(quote: Part) -> str:
    words = escape(quote["before"] + quote["phrase"] + quote["after"])
    return f"<blockquote>{words}<br>{escape(quote['source'])}</blockquote>"


def _row(part: Part, more: str) -> str:
    """Give a row and, folded as it is on the page, what more there is of it."""
    tick = "" if not part["tick"] else "☑ " if part["tick"]["on"] else "☐ "
    said = f"{tick}<b>{escape(part['title'])}</b>"
    for words in filter(None, (part["chip"][0], part["note"])):
        said += f" · {escape(words)}"
    opener = next((act["label"] for act in part["acts"] if act.get("opens")), "More")
    return f"<p>{said}</p>" + (_folded(opener, more) if more else "")


def _folded(title: str, inner: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{inner}</details>"


def _numbers(part: Part) -> str:
    """Give the numbers behind a picture, folded as they are on the page."""
    return _folded("The numbers", _table(part["columns"], part["rows"])) if part["rows"] else ""


def _table(head: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    named = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(
        f"<tr>{''.join(f'<td>{_words(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{named}</tr></thead><tbody>{body}</tbody></table>"


def _words(cell: Cell) -> str:
    """Give what a cell says; a button in it says nothing that can be read."""
    if isinstance(cell, str):
        return escape(cell).replace("\n", "<br>")
    return escape(
        next((str(cell[name]) for name in ("chip", "text", "small", "cap") if cell.get(name)), "")
    )
