"""The look as data: colours, shapes, and where texts are broken into lines."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from textwrap import shorten, wrap

FONT = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
FONT_SIZE = 14  # pixels: what pages and notebooks set their own words in
BAND_OPACITY = 0.35  # a line on its band stays the darker of the two
FLOW_OPACITY = 0.45  # streams that cross can both be seen
LABEL_WIDTH = 28  # letters of a line beside a row: a theme's name takes two lines at most
HOVER_WIDTH = 60  # letters of a line that is easy to read; a hover covers half of a picture at most
HOVER_LINES = 12  # a longer hover would not fit on a small screen


@cache
def look() -> dict[str, dict[str, str]]:
    """Give the palettes ``light`` and ``dark``, and the ``shapes``."""
    return tomllib.loads(files(__package__).joinpath("look.toml").read_text("utf-8"))


def colour(meaning: str) -> str:
    """Give the colour of a meaning as both pens draw it; the page darkens it where it must."""
    return look()["light"][meaning]


def broken(text: str, width: int = LABEL_WIDTH, most: int = HOVER_LINES) -> list[str]:
    """Break a text into lines that can be read, a very long one with a mark that it goes on.

    Examples
    --------
    >>> broken("Getting your message across", 16)
    ['Getting your', 'message across']
    """
    lines = wrap(text, width) or [""]
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1] + " …"]


def short(text: str, most: int) -> str:
    """Cut a text between words, with a mark that it goes on.

    Examples
    --------
    >>> short("one two three", 10)
    'one two …'
    """
    return shorten(text, most, placeholder=" …")
