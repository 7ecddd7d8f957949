"""Draws marks as one static SVG: the pen for reports, with no script and no font inside."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape

from bounceback_analysis.charts.marks import (
    ASIDE,
    FONT,
    FONT_SIZE,
    LETTER_WIDTH,
    Axis,
    Flow,
    Mark,
    Point,
    Segment,
    Text,
    beyond,
    broken,
    colour,
    room_beyond,
)

Place = Callable[[float, float], tuple[float, float]]

WIDTH = 720  # 190 mm at 96 pixels an inch: a page of A4 between its margins
LINE_HEIGHT = 17  # pixels: a fifth more than the letters are high
ASCENT = 0.35  # how far below its middle a line of letters stands, as a share of its size
ANCHORS = {"left": "start", "middle": "middle", "right": "end"}


def draw(
    marks: Sequence[Mark], x: Axis, y: Axis, height: int, *, title: str, description: str
) -> str:
    """Draw marks as SVG text, ``height`` pixels high, with a title and description inside."""
    labels = [line for _, label in y.ticks for line in broken(label)]
    left = 16 + LETTER_WIDTH * max(map(len, labels), default=0)
    below = max((len(broken(label)) for _, label in x.ticks), default=0) + 1.4 * bool(x.title)
    across = WIDTH - left - (room_beyond(marks, x) or 12)
    down = height - 10 - (8 + LINE_HEIGHT * below)

    def place(at_x: float, at_y: float) -> tuple[float, float]:
        right = (at_x - x.low) / ((x.high - x.low) or 1)
        up = (at_y - y.low) / ((y.high - y.low) or 1)
        return left + right * across, 10 + (1 - up) * down

    body = [_mark(mark, place, x) for mark in marks]
    # Words come last, so that no mark covers them.
    body.sort(key=lambda drawn: drawn.startswith("<text"))
    rows = [_lines((left - 8, place(x.low, at)[1]), broken(label), "end") for at, label in y.ticks]
    inside = "".join([*body, *_x_axis(x, y.low, height, place), *rows])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" font-family="{escape(FONT)}" font-size="{FONT_SIZE}" '
        f'fill="{colour("ink")}"><title>{_plain(title)}</title>'
        f"<desc>{_plain(description)}</desc>{inside}</svg>"
    )


def _plain(text: str) -> str:
    """Escape a text and leave out what XML may not hold."""
    if text.isprintable():
        return escape(text)
    kept = "".join(c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff"))
    return escape(kept.replace("\ufffe", "").replace("\uffff", ""))


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _points(corners: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in corners)


def _mark(mark: Mark, place: Place, axis: Axis) -> str:
    match mark:
        case Point():
            return _symbol(mark, place)
        case Segment():
            points = _points([place(mark.x0, mark.y0), place(mark.x1, mark.y1)])
            line = f'stroke="{colour(mark.meaning)}" stroke-width="{_number(mark.width)}"'
            return f'<polyline points="{points}" fill="none" {line}/>'
        case Flow():
            points = _points(place(x, y) for x, y in zip(*mark.outline(), strict=True))
            fill = f'fill="{colour(mark.meaning)}" fill-opacity="{mark.opacity}"'
            return f'<polygon points="{points}" {fill}/>'
        case Text() if lines := beyond(mark, axis):
            x, y = place(axis.high, mark.y)
            return _lines((x + ASIDE, y), lines, "start", bold=mark.bold)
        case Text():
            x, y = place(mark.x, mark.y)
            size = f'font-size="{_number(mark.size)}"'
            style = size + (' font-weight="bold"' if mark.bold else "")
            return _text((x, y + mark.size * ASCENT), mark.text, ANCHORS[mark.anchor], style)


def _symbol(mark: Point, place: Place) -> str:
    x, y = place(mark.x, mark.y)
    edge, half = colour(mark.meaning), mark.size / 2
    fill = colour("paper") if mark.hollow else edge
    style = f'fill="{fill}" stroke="{edge}" stroke-width="1.5"'
    if mark.shape == "circle":
        return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(half)}" {style}/>'
    corners = [(x + half * dx, y + half * dy) for dx, dy in SHAPES[mark.shape]]
    return f'<polygon points="{_points(corners)}" {style}/>'


SHAPES: dict[str, list[tuple[float, float]]] = {
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "diamond": [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
    "star": [
        (r * math.cos(math.pi * n / 5 - math.pi / 2), r * math.sin(math.pi * n / 5 - math.pi / 2))
        for n, r in enumerate([1.25, 0.5] * 5)
    ],
}
"""Corners in halves of a mark's size; what comes to a point reaches out, to weigh as much."""


def _text(at: tuple[float, float], text: str, anchor: str, style: str = "") -> str:
    x, y = map(_number, at)
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" {style}>{_plain(text)}</text>'


def _lines(
    at: tuple[float, float], lines: Sequence[str], anchor: str, *, bold: bool = False
) -> str:
    """Write lines below one another, their middle at a place."""
    x, y = at
    style = 'font-weight="bold"' if bold else ""
    top = y + FONT_SIZE * ASCENT - LINE_HEIGHT * (len(lines) - 1) / 2
    return "".join(
        _text((x, top + LINE_HEIGHT * row), line, anchor, style) for row, line in enumerate(lines)
    )


def _x_axis(axis: Axis, floor: float, height: int, place: Place) -> Iterable[str]:
    for value, label in axis.ticks:
        x, y = place(value, floor)
        for row, line in enumerate(broken(label), start=1):
            yield _text((x, y + LINE_HEIGHT * row), line, "middle")
    if axis.title:
        middle, _ = place((axis.low + axis.high) / 2, floor)
        yield _text((middle, height - 6), axis.title, "middle")
