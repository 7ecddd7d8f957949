"""The look as data: colours, shapes, and where texts are broken into lines."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from textwrap import wrap

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
FONT_SIZE = 14
BAND_OPACITY = 0.35
FLOW_OPACITY = 0.45
LABEL_WIDTH = 28
HOVER_WIDTH = 60
HOVER_LINES = 12


@cache
def look() -> dict[str, dict[str, str]]:
    """Give the palettes ``light`` and ``dark``, and the ``shapes``."""
    return tomllib.loads(files(__package__).joinpath("look.toml").read_text("utf-8"))


def broken(text: str, width: int = LABEL_WIDTH, most: int = HOVER_LINES) -> list[str]:
    """Break a text into lines that can be read, a very long one with a mark that it goes on.

    Examples
    --------
    >>> broken("Getting your message across", 16)
    ['Getting your', 'message across']
    """
    lines = wrap(text, width) or [""]
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1] + " …"]


def eased(low: float, high: float, steps: int = 16) -> list[tuple[float, float]]:
    """Give points (share of the way, height) of a smooth curve from ``low`` to ``high``."""
    ways = [step / steps for step in range(steps + 1)]
    return [(way, low + (high - low) * way * way * (3 - 2 * way)) for way in ways]
