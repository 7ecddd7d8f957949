"""What a picture is made of: a few kinds of mark, two axes, and their look, which is data."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from textwrap import wrap
from typing import Any, ClassVar, Literal

Meaning = Literal["strength", "gap", "outside", "chosen", "ink", "faint"]
"""What a colour and its shape say: circle, diamond, square, star; ink and faint say nothing."""

FLOW_STEPS = 16  # straight pieces of one edge of a flow: from here on the eye sees a curve


@dataclass(frozen=True)
class Point:
    """What stands in one place; ``size`` is in pixels, ``key`` comes back when it is clicked."""

    x: float
    y: float
    meaning: Meaning = "ink"
    hollow: bool = False
    size: float = 12
    hover: str = ""
    key: str = ""

    @property
    def shape(self) -> str:
        """What stands for its meaning; one real thing is a square."""
        return "square" if isinstance(self, Square) else str(look()["shapes"][self.meaning])


@dataclass(frozen=True)
class Dot(Point):
    """A point whose shape follows its meaning; hollow where it is still waiting or only raw."""


@dataclass(frozen=True)
class Square(Point):
    """One real thing: a comment, an interview, a shuffle."""

    meaning: Meaning = "outside"
    size: float = 14


@dataclass(frozen=True)
class Segment:
    """A straight line: one level of a range, or the bar of a dumbbell."""

    x0: float
    y0: float
    x1: float
    y1: float
    meaning: Meaning = "ink"
    width: float = 2
    hover: str = ""


@dataclass(frozen=True)
class Flow:
    """A stream from the span (low, high) at ``x0`` to a span of the same width at ``x1``."""

    x0: float
    span0: tuple[float, float]
    x1: float
    span1: tuple[float, float]
    meaning: Meaning = "outside"
    hover: str = ""
    opacity: ClassVar[float] = 0.45  # streams that cross can both be seen

    def outline(self) -> tuple[list[float], list[float]]:
        """Give the corners as xs and ys, there along the upper edge and back along the lower."""
        ways = [step / FLOW_STEPS for step in range(FLOW_STEPS + 1)]
        xs = [self.x0 + way * (self.x1 - self.x0) for way in ways]
        # 3w² − 2w³ leaves and arrives level, so that streams do not break at a place.
        lower, upper = (
            [start + (end - start) * way * way * (3 - 2 * way) for way in ways]
            for start, end in zip(self.span0, self.span1, strict=True)
        )
        return xs + xs[::-1], upper + lower[::-1]


@dataclass(frozen=True)
class Text:
    """Words on the picture, always in ink; beyond the end of the x axis at the right edge."""

    x: float
    y: float
    text: str
    anchor: Literal["left", "middle", "right"] = "left"
    size: float = 14
    bold: bool = False


Mark = Point | Segment | Flow | Text


@dataclass(frozen=True)
class Axis:
    """One axis: its span, the ticks that are named, and what it measures (none: not drawn)."""

    low: float = 0.0
    high: float = 1.0
    ticks: tuple[tuple[float, str], ...] = ()
    title: str = ""


FONT = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
FONT_SIZE = 14  # pixels: what pages and notebooks set their own words in
LABEL_WIDTH = 28  # letters of a line beside a row: a theme's name takes two lines at most
LETTER_WIDTH = 7.4  # pixels of an average letter of a wide font: nothing here can measure one
ASIDE = 12  # pixels on both sides of the words beyond an axis
HOVER_WIDTH = 60  # letters of a line that is easy to read; a hover covers half of a picture at most
HOVER_LINES = 12  # a longer hover would not fit on a small screen


@cache
def _data(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def look() -> dict[str, dict[str, Any]]:
    """Give the palettes ``light`` and ``dark``, ``shapes``, ``marks`` of states, and ``plotly``."""
    return _data("look")


def names_of(table: str) -> dict[str, Any]:
    """Give one of the tables of ``words.toml``, such as ``steps``."""
    return _data("words")[table]


def colour(meaning: str) -> str:
    """Give the colour of a meaning as both pens draw it; the page darkens it where it must."""
    return str(look()["light"][meaning])


def broken(text: str, width: int = LABEL_WIDTH, most: int = HOVER_LINES) -> list[str]:
    """Break a text into lines that can be read, a very long one with a mark that it goes on.

    >>> broken("Getting your message across", 16)
    ['Getting your', 'message across']
    """
    lines = wrap(text, width) or [""]
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1] + " …"]


def beyond(mark: Mark, x: Axis) -> list[str]:
    """Give the lines of words that stand beyond the end of the x axis; none of all other marks."""
    return broken(mark.text) if isinstance(mark, Text) and mark.x > x.high else []


def room_beyond(marks: Sequence[Mark], x: Axis) -> float:
    """Give the pixels that the words beyond the end of the x axis take, none where there are none.

    >>> room_beyond([Text(2, 0, "3 of 5"), Text(0.5, 0, "on the picture")], Axis(0, 1))
    68.4
    """
    longest = max((len(line) for mark in marks for line in beyond(mark, x)), default=0)
    return 2 * ASIDE + LETTER_WIDTH * longest if longest else 0.0
