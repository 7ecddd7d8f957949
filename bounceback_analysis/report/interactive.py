"""Puts pictures that answer to the mouse into the page, for those who want them: 1.2 MB more."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bounceback_analysis.charts.plotly_pen import BUNDLE

if TYPE_CHECKING:
    from bounceback_analysis.charts.picture import Picture


def policy() -> str:
    """Allow the two scripts that are in the page and no others, and still nothing from elsewhere.

    Plotly sets styles of its own, so that no single style sheet can be named.
    """
    known = " ".join(f"'sha256-{_digest(script)}'" for script in _scripts())
    return (
        f"default-src 'none'; script-src {known}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def drawn(picture: Picture) -> str:
    """Give a picture as data for the script; the static one stays, for paper."""
    figure = json.dumps(picture.to_plotly(), default=float).replace("<", "\\u003c")
    return f'<div class="plot"></div><script type="application/json">{figure}</script>'


def scripts() -> str:
    """Give what draws the pictures, to stand at the end of the page."""
    return "".join(f"<script>{script}</script>\n" for script in _scripts())


@cache
def _scripts() -> tuple[str, ...]:
    ours = files(__package__).joinpath("interactive.js")
    return BUNDLE.read_text("utf-8"), ours.read_text("utf-8")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
