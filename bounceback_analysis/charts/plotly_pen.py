"""Draws a picture as a plotly figure in plain dicts: the pen for notebooks."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bounceback_analysis.charts.look import (
    BAND_OPACITY,
    FLOW_OPACITY,
    FONT,
    FONT_SIZE,
    HOVER_WIDTH,
    broken,
    eased,
    look,
)
from bounceback_analysis.charts.marks import Band, Dot, Flow, Line, Segment, Square, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bounceback_analysis.charts.marks import Axis, Mark, Picture

Trace = dict[str, Any]


def draw(picture: Picture, *, titled: bool = False) -> dict[str, Any]:
    """Draw a picture as ``{"data": [...], "layout": {...}}``.

    Parameters
    ----------
    picture
        What is to be drawn. Its texts are escaped here: plotly reads some tags as markup.
    titled
        Whether the title stands in the figure too, for one that is shown alone.
    """
    grouped: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for mark in picture.marks:
        grouped[_group(mark)].append(mark)
    return {
        "data": [trace for marks in grouped.values() for trace in _traces(marks)],
        "layout": _layout(picture, titled=titled),
    }


def _group(mark: Mark) -> tuple[Any, ...]:
    """Give marks that one trace can draw the same group; a band or a flow has its own."""
    match mark:
        case Dot() | Square():
            return (type(mark), mark.meaning, mark.hollow)
        case Segment():
            return (Segment, mark.meaning, mark.width)
        case Text():
            return (Text,)
        case _:
            return (mark,)


def _traces(marks: list[Any]) -> Iterable[Trace]:
    match marks[0]:
        case Dot() | Square():
            return [_points(marks)]
        case Segment():
            return [_segments(marks)]
        case Line() as line:
            return [_line(line)]
        case Band() as band:
            return [_band(band)]
        case Flow() as flow:
            return [_flow(flow)]
        case _:
            return []


def _colour(meaning: str) -> str:
    return look()["light"][meaning]


def _hover(text: str) -> str:
    return "<br>".join(escape(line, quote=False) for line in broken(text, HOVER_WIDTH))


def _points(marks: list[Dot | Square]) -> Trace:
    first = marks[0]
    shape = "square" if isinstance(first, Square) else look()["shapes"][first.meaning]
    colour = _colour(first.meaning)
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
            "symbol": f"{shape}-open" if first.hollow else shape,
            "size": [mark.size for mark in marks],
            "color": colour,
            "opacity": 1,
            "line": {"color": colour, "width": 2},
        },
    }


def _segments(marks: list[Segment]) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [value for mark in marks for value in (mark.x0, mark.x1, None)],
        "y": [value for mark in marks for value in (mark.y0, mark.y1, None)],
        "line": {"color": _colour(marks[0].meaning), "width": marks[0].width},
        "hovertext": [_hover(mark.hover) for mark in marks for _ in range(3)],
        "hoverinfo": "text" if any(mark.hover for mark in marks) else "skip",
    }


def _line(line: Line) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(line.xs),
        "y": list(line.ys),
        "line": {
            "color": _colour(line.meaning),
            "width": line.width,
            "shape": "hv" if line.step else "linear",
        },
        "hoverinfo": "skip",
    }


def _filled(xs: list[float], ys: list[float], meaning: str, opacity: float) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "fill": "toself",
        "fillcolor": _colour(meaning),
        "opacity": opacity,
        "line": {"width": 0, "color": _colour(meaning)},
        "hoverinfo": "skip",
    }


def outline(band: Band) -> tuple[list[float], list[float]]:
    """Give the corners of a band, there along its highs and back along its lows."""
    xs, lows, highs = list(band.xs), list(band.lows), list(band.highs)
    if band.step:
        xs, lows, highs = (
            [x for pair in pairwise(xs) for x in pair],
            [low for low in lows[:-1] for _ in range(2)],
            [high for high in highs[:-1] for _ in range(2)],
        )
    return xs + xs[::-1], highs + lows[::-1]


def flow_outline(flow: Flow) -> tuple[list[float], list[float]]:
    """Give the corners of a flow, there along its upper edge and back along its lower."""
    upper = eased(flow.span0[1], flow.span1[1])
    lower = eased(flow.span0[0], flow.span1[0])[::-1]
    width = flow.x1 - flow.x0
    corners = [*upper, *lower]
    return [flow.x0 + way * width for way, _ in corners], [height for _, height in corners]


def _band(band: Band) -> Trace:
    return _filled(*outline(band), band.meaning, BAND_OPACITY)


def _flow(flow: Flow) -> Trace:
    hover = {"hoverinfo": "text", "text": _hover(flow.hover), "hoveron": "fills"}
    drawn = _filled(*flow_outline(flow), flow.meaning, FLOW_OPACITY)
    return {**drawn, **hover} if flow.hover else drawn


def _layout(picture: Picture, *, titled: bool) -> dict[str, Any]:
    title = {"text": _hover(picture.title), "x": 0, "xref": "paper", "font": {"size": 17}}
    return {
        "height": picture.height,
        "margin": {"l": 8, "r": 16, "t": 64 if titled else 12, "b": 8},
        "font": {"family": FONT, "size": FONT_SIZE, "color": _colour("ink")},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "bgcolor": _colour("paper")},
        "dragmode": False,
        "xaxis": _axis(picture.x),
        "yaxis": _axis(picture.y),
        "annotations": [_annotation(mark) for mark in picture.marks if isinstance(mark, Text)],
        **({"title": title} if titled else {}),
    }


def _axis(axis: Axis) -> dict[str, Any]:
    return {
        "range": [axis.low, axis.high],
        "tickmode": "array",
        "tickvals": [value for value, _ in axis.ticks],
        "ticktext": ["<br>".join(map(_plain, broken(label))) for _, label in axis.ticks],
        "title": {"text": _plain(axis.title), "font": {"size": FONT_SIZE}},
        "automargin": True,
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "ticklabelstandoff": 8,
    }


def _plain(text: str) -> str:
    return escape(text, quote=False)


def _annotation(mark: Text) -> dict[str, Any]:
    text = _plain(mark.text)
    return {
        "x": mark.x,
        "y": mark.y,
        "text": f"<b>{text}</b>" if mark.bold else text,
        "xanchor": {"left": "left", "middle": "center", "right": "right"}[mark.anchor],
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": mark.size, "color": _colour("ink")},
    }
