"""Draws a picture as one static SVG: the pen for reports, with no script and no font inside."""

from __future__ import annotations

import math
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from bounceback_analysis.charts.look import (
    BAND_OPACITY,
    FLOW_OPACITY,
    FONT,
    FONT_SIZE,
    broken,
    look,
)
from bounceback_analysis.charts.marks import Band, Dot, Flow, Line, Segment, Square, Text
from bounceback_analysis.charts.plotly_pen import flow_outline, outline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bounceback_analysis.charts.marks import Mark, Picture

    Place = Callable[[float, float], tuple[float, float]]

WIDTH = 720
LETTER_WIDTH = 7.4
LINE_HEIGHT = 17
ANCHORS = {"left": "start", "middle": "middle", "right": "end"}


def draw(picture: Picture) -> str:
    """Draw a picture as SVG text; a picture without marks gives its title and description."""
    left, bottom = _margins(picture)
    width, height = WIDTH - left - 12, picture.height - 10 - bottom
    x, y = picture.x, picture.y

    def place(at_x: float, at_y: float) -> tuple[float, float]:
        across = (at_x - x.low) / ((x.high - x.low) or 1)
        up = (at_y - y.low) / ((y.high - y.low) or 1)
        return left + across * width, 10 + (1 - up) * height

    body = [_mark(mark, place) for mark in picture.marks]
    # Words come last, so that no mark covers them.
    body.sort(key=lambda drawn: drawn.startswith("<text"))
    inside = "".join([*body, *_x_axis(picture, place), *_y_axis(picture, place, left)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {picture.height}" '
        f'role="img" font-family="{escape(FONT)}" font-size="{FONT_SIZE}" '
        f'fill="{_colour("ink")}"><title>{_plain(picture.title)}</title>'
        f"<desc>{_plain(picture.description)}</desc>{inside}</svg>"
    )


def _margins(picture: Picture) -> tuple[float, float]:
    labels = [line for _, label in picture.y.ticks for line in broken(label)]
    left = 16 + LETTER_WIDTH * max((len(line) for line in labels), default=0)
    lines = max((len(broken(label)) for _, label in picture.x.ticks), default=0)
    return left, 8 + LINE_HEIGHT * (lines + (1.4 if picture.x.title else 0))


def _colour(meaning: str) -> str:
    return look()["light"][meaning]


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


def _mark(mark: Mark, place: Place) -> str:
    match mark:
        case Dot() | Square():
            return _symbol(mark, place)
        case Segment():
            return _polyline([(mark.x0, mark.y0), (mark.x1, mark.y1)], mark, place)
        case Line():
            return _polyline(_corners(mark), mark, place)
        case Band():
            return _area(*outline(mark), mark.meaning, BAND_OPACITY, place)
        case Flow():
            return _area(*flow_outline(mark), mark.meaning, FLOW_OPACITY, place)
        case Text():
            return _words(mark, place)


def _symbol(mark: Dot | Square, place: Place) -> str:
    x, y = place(mark.x, mark.y)
    colour, half = _colour(mark.meaning), mark.size / 2
    fill = _colour("paper") if mark.hollow else colour
    shape = "square" if isinstance(mark, Square) else look()["shapes"][mark.meaning]
    style = f'fill="{fill}" stroke="{colour}" stroke-width="1.5"'
    if shape == "circle":
        return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(half)}" {style}/>'
    corners = [(x + half * dx, y + half * dy) for dx, dy in SHAPES[shape]]
    return f'<polygon points="{_points(corners)}" {style}/>'


def _star() -> list[tuple[float, float]]:
    radii = [1.25 if corner % 2 == 0 else 0.5 for corner in range(10)]
    angles = [math.pi * corner / 5 - math.pi / 2 for corner in range(10)]
    return [(r * math.cos(a), r * math.sin(a)) for r, a in zip(radii, angles, strict=True)]


SHAPES: dict[str, list[tuple[float, float]]] = {
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "diamond": [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
    "star": _star(),
}


def _corners(line: Line) -> list[tuple[float, float]]:
    points = list(zip(line.xs, line.ys, strict=True))
    if not line.step:
        return points
    turns = [(after[0], before[1]) for before, after in pairwise(points)]
    return [corner for pair in zip(points, [*turns, points[-1]], strict=True) for corner in pair]


def _polyline(corners: list[tuple[float, float]], mark: Segment | Line, place: Place) -> str:
    points = _points(place(x, y) for x, y in corners)
    return (
        f'<polyline points="{points}" fill="none" stroke="{_colour(mark.meaning)}" '
        f'stroke-width="{_number(mark.width)}"/>'
    )


def _area(xs: list[float], ys: list[float], meaning: str, opacity: float, place: Place) -> str:
    points = _points(place(x, y) for x, y in zip(xs, ys, strict=True))
    return f'<polygon points="{points}" fill="{_colour(meaning)}" fill-opacity="{opacity}"/>'


def _words(mark: Text, place: Place) -> str:
    x, y = place(mark.x, mark.y)
    style = f'font-size="{_number(mark.size)}"' + (' font-weight="bold"' if mark.bold else "")
    return _text((x, y + mark.size * 0.35), mark.text, ANCHORS[mark.anchor], style)


def _text(at: tuple[float, float], text: str, anchor: str, style: str = "") -> str:
    x, y = map(_number, at)
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" {style}>{_plain(text)}</text>'


def _x_axis(picture: Picture, place: Place) -> Iterable[str]:
    for value, label in picture.x.ticks:
        x, y = place(value, picture.y.low)
        for row, line in enumerate(broken(label), start=1):
            yield _text((x, y + LINE_HEIGHT * row), line, "middle")
    if picture.x.title:
        middle, _ = place((picture.x.low + picture.x.high) / 2, picture.y.low)
        yield _text((middle, picture.height - 6), picture.x.title, "middle")


def _y_axis(picture: Picture, place: Place, left: float) -> Iterable[str]:
    for value, label in picture.y.ticks:
        lines = broken(label)
        _, y = place(picture.x.low, value)
        top = y + FONT_SIZE * 0.35 - LINE_HEIGHT * (len(lines) - 1) / 2
        for row, line in enumerate(lines):
            yield _text((left - 8, top + LINE_HEIGHT * row), line, "end")
