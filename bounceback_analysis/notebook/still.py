"""Says in plain HTML and in plain words what a page shows, for where no widget is drawn.

A code host, a viewer and a terminal draw none: there a saved notebook says this. Each drawing is
inside as a picture, so that whoever takes pictures out leaves no stray letters of them.
``still.jinja`` has the HTML of each kind of part.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from html import unescape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bounceback_analysis.notebook.drawing import Drawing
from bounceback_analysis.notebook.form import Form

if TYPE_CHECKING:
    from ipywidgets import Widget

DRAWN = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
LINES = re.compile(r"<(?:br|p|h\d|li|tr|div|summary|blockquote|figcaption|caption|details)\b[^>]*>")
CELLS = re.compile(r"<t[dh]\b[^>]*>")
TAGS = re.compile(r"<[^>]*>")


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
        return str(_in_html().drawing(widget.note, widget.pictures, widget.shown))
    if isinstance(widget, Form):
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
