"""Draws marks as a plotly figure in plain dicts, all texts escaped: the pen for notebooks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from bounceback_analysis.charts.marks import (
    ASIDE,
    FONT,
    FONT_SIZE,
    HOVER_WIDTH,
    Axis,
    Flow,
    Mark,
    Point,
    Segment,
    Text,
    beyond,
    broken,
    colour,
    look,
    room_beyond,
)

Trace = dict[str, Any]

BUNDLE = Path(__file__).parent / "vendor" / "plotly-basic.min.js"  # see vendor.toml
TITLE_SIZE = 17  # pixels: as the heading above a picture on a page stands to its words
SMALLER = 0.7  # of a mark on a phone: a row has a third of the room, and they may touch
A_LINE = 36  # letters on a line across a phone
LINE_HEIGHT = 19  # pixels of a line of words above a row, with its air
ABOVE = 10  # pixels from the middle of a row's marks to the words above them
FLOW_WIDTH = 600  # pixels that a flow needs for the words beside it: on a phone it is scrolled


def draw(marks: Sequence[Mark], x: Axis, y: Axis, height: int, title: str = "") -> dict[str, Any]:
    """Draw marks as ``{"data": [...], "layout": {...}}``; a ``title`` for one shown alone."""
    grouped: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for mark in marks:
        grouped[_group(mark)].append(mark)
    words = grouped.pop((_annotation,), [])
    heading = {"text": _hover(title), "x": 0, "xref": "paper", "font": {"size": TITLE_SIZE}}
    layout = {
        "height": height,
        "margin": {"l": 8, "r": room_beyond(marks, x) or 16, "t": 64 if title else 12, "b": 8},
        "font": {"family": FONT, "size": FONT_SIZE, "color": colour("ink")},
        "hoverlabel": {"align": "left", "bgcolor": colour("paper")},
        **look()["plotly"]["layout"],
        "xaxis": _axis(x),
        "yaxis": _axis(y),
        "annotations": [_annotation(text, x) for text in words],
        **({"title": heading} if title else {}),
    }
    return {"data": [trace(alike) for (trace, *_), alike in grouped.items()], "layout": layout}


def draw_narrow(marks: Sequence[Mark], x: Axis, y: Axis, height: int) -> dict[str, Any]:
    """Draw marks for a phone: what stands beside a row stands above it."""
    if any(isinstance(mark, Flow) for mark in marks):
        wide = draw(marks, x, y, height)
        return {**wide, "layout": {**wide["layout"], "width": FLOW_WIDTH}}
    notes = {mark.y: mark.text for mark in marks if isinstance(mark, Text) and beyond(mark, x)}
    small = [replace(mark, size=SMALLER * mark.size) if isinstance(mark, Point) else mark
             for mark in marks if not beyond(mark, x)]  # fmt: skip
    rows = [_above(at, label, notes.get(at, "")) for at, label in y.ticks]
    lines = max((words["text"].count("<br>") + 1 for row in rows for words in row), default=0)
    high = height + LINE_HEIGHT * lines * len(rows)
    drawn = draw(small, x, replace(y, ticks=()), high)
    # Marks of a row may stand in two lines; words are above both.
    over = max((mark.y - round(mark.y) for mark in small if isinstance(mark, Point)), default=0)
    shift = {"yshift": ABOVE + over * high / (y.high - y.low)}
    drawn["layout"]["annotations"] += [words | shift for row in rows for words in row]
    return drawn


def _above(y: float, label: str, note: str) -> list[Trace]:
    """Set the name of a row above it, its note at the right, or below where both are long."""
    if len(label) + len(note) < A_LINE:
        sides = [(0, [label]), (1, [note])]
    else:
        sides = [(0, [*broken(label, A_LINE), *(broken(note, A_LINE) if note else [])])]
    return [
        _annotation(Text(end, y, ""), Axis(high=1))
        | {"x": end, "xref": "paper", "xanchor": ("left", "right")[end], "yanchor": "bottom"}
        | {"text": "<br>".join(map(_plain, words))}
        for end, words in sides
        if any(words)
    ]


def _group(mark: Mark) -> tuple[Any, ...]:
    """Say what draws a mark, and with which others in one trace; a flow is alone."""
    match mark:
        case Point():
            return (_points, type(mark), mark.meaning, mark.hollow)
        case Segment():
            return (_segments, mark.meaning, mark.width)
        case Text():
            return (_annotation,)
        case Flow():
            return (_flow, mark)


def _hover(text: str) -> str:
    return "<br>".join(map(_plain, broken(text, HOVER_WIDTH)))


def _plain(text: str) -> str:
    return escape(text, quote=False)


def _points(marks: list[Point]) -> Trace:
    first = marks[0]
    drawn = colour(first.meaning)
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "x": [mark.x for mark in marks],
        "y": [mark.y for mark in marks],
        "customdata": [mark.key for mark in marks],
        "hovertext": [_hover(mark.hover) for mark in marks],
        "hoverinfo": "text" if any(mark.hover for mark in marks) else "skip",
        "marker": {
            "symbol": f"{first.shape}-open" if first.hollow else first.shape,
            "size": [mark.size for mark in marks],
            "color": drawn,
            "opacity": 1,
            "line": {"color": drawn, "width": 2},
        },
    }


def _path(xs: Sequence[float | None], ys: Sequence[float | None]) -> Trace:
    return {"type": "scatter", "mode": "lines", "x": list(xs), "y": list(ys)}


def _segments(marks: list[Segment]) -> Trace:
    xs = [value for mark in marks for value in (mark.x0, mark.x1, None)]
    ys = [value for mark in marks for value in (mark.y0, mark.y1, None)]
    return _path(xs, ys) | {
        "line": {"color": colour(marks[0].meaning), "width": marks[0].width},
        "hovertext": [_hover(mark.hover) for mark in marks for _ in range(3)],
        "hoverinfo": "text" if any(mark.hover for mark in marks) else "skip",
    }


def _flow(marks: list[Flow]) -> Trace:
    flow = marks[0]
    return _path(*flow.outline()) | {
        "fill": "toself",
        "fillcolor": colour(flow.meaning),
        "opacity": flow.opacity,
        "line": {"width": 0, "color": colour(flow.meaning)},
        "text": _hover(flow.hover),
        "hoverinfo": "text",
        "hoveron": "fills",
    }


def _axis(axis: Axis) -> dict[str, Any]:
    return {
        "range": [axis.low, axis.high],
        "tickvals": [value for value, _ in axis.ticks],
        "ticktext": ["<br>".join(map(_plain, broken(label))) for _, label in axis.ticks],
        "title": {"text": _plain(axis.title), "font": {"size": FONT_SIZE}},
        **look()["plotly"]["axis"],
    }


def _annotation(mark: Text, x: Axis) -> dict[str, Any]:
    lines = beyond(mark, x)
    place = {"x": 1, "xref": "paper", "xshift": ASIDE} if lines else {"x": mark.x}
    text = "<br>".join(map(_plain, lines or [mark.text]))
    return place | {
        **look()["plotly"]["annotation"],
        "y": mark.y,
        "text": f"<b>{text}</b>" if mark.bold else text,
        "xanchor": {"left": "left", "middle": "center", "right": "right"}[mark.anchor],
        "font": {"size": mark.size, "color": colour("ink")},
    }
