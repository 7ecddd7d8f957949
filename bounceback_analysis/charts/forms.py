"""The small family of chart forms: numbers that are already made in, marks out.

Rows are counted from the top: row 0 of ``n`` stands at height ``n - 1``. A form places; it
computes nothing, and a picture is a few forms and its words.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from bounceback_analysis.analysis.words import count_of
from bounceback_analysis.charts.marks import (
    Axis,
    Band,
    Dot,
    Flow,
    Line,
    Mark,
    Meaning,
    Segment,
    Square,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from typing import Any

    import pandas as pd

COUNTS_ONLY_BELOW = 5
LONGEST = 56
STATE_MARKS: dict[str, tuple[Meaning, bool, str]] = {
    "forward": ("strength", False, "went forward"),
    "no": ("gap", False, "a no"),
    "no response": ("outside", False, "no response"),
    "waiting": ("outside", True, "waiting"),
    "no trial": ("faint", False, "withdrawn or closed"),
    "told again": ("faint", False, "told again"),
    "booked": ("faint", True, "still to come"),
    "not said": ("faint", True, "outcome not said"),
}
"""How a line's state is drawn: its meaning, whether it is hollow, and its name."""


def heights(n: int) -> list[int]:
    """Give the height of each of ``n`` rows, from the top down."""
    return list(range(n - 1, -1, -1))


def row_axis(labels: Sequence[str]) -> Axis:
    """Give the y axis that names the rows, the first on top; very long names are cut."""
    short = [label if len(label) <= LONGEST else label[: LONGEST - 2] + " …" for label in labels]
    ticks = tuple(zip(map(float, heights(len(labels))), short, strict=True))
    return Axis(-0.6, max(len(labels), 1) - 0.4, ticks)


def row_height(n: int, each: int = 46) -> int:
    """Give the height of a picture of ``n`` rows, never above 420."""
    return min(420, 76 + each * n)


def share_axis(title: str = "went forward", room: float = 0.46) -> Axis:
    """Give the x axis of shares, in tenths, with room for words at the right edge."""
    ticks = [(0.0, "none"), *((t / 10, f"{t} in 10") for t in (2, 4, 6, 8)), (1.0, "all")]
    return Axis(-0.02, 1 + room, tuple(ticks), title)


def dot_with_ranges(
    rates: pd.DataFrame,
    *,
    notes: Sequence[str] = (),
    meaning: Meaning = "strength",
    counts_below: int = COUNTS_ONLY_BELOW,
) -> tuple[Mark, ...]:
    """Draw each rate as a dot on its 80% and 95% range, with its count at the right edge.

    Parameters
    ----------
    rates
        A table with the rate columns, one row a rate, in the order wanted. Where it has
        ``pooled``, that is the solid dot with its range, and the raw rate is hollow.
    notes
        Words after each count, such as ``2 waiting``.
    meaning, counts_below
        The meaning of the dots; how many must be decided for one to be drawn.

    Returns
    -------
    tuple of marks
        Rows with fewer decided than ``counts_below`` have their count only, and no dot.
    """
    rows = rates.to_dict("records")
    said = list(notes) or [""] * len(rows)
    marks: list[Mark] = []
    for y, row, note in zip(heights(len(rows)), rows, said, strict=True):
        counted = count_of(row["count"], row["of"]) if row["of"] else ""
        words = ", ".join(part for part in (counted, note) if part) or "nothing yet"
        marks += _ranged(row, y, meaning, words) if row["of"] >= counts_below else ()
        marks.append(Text(1.05, y, words))
    return tuple(marks)


def _ranged(row: dict[Hashable, Any], y: float, meaning: Meaning, hover: str) -> Iterable[Mark]:
    if "pooled" in row:
        yield Segment(row["pooled_low"], y, row["pooled_high"], y, "faint", 8, hover)
        yield Dot(row["rate"], y, meaning, hollow=True, size=10, hover=hover)
        yield Dot(row["pooled"], y, meaning, hover=hover)
        return
    yield Segment(row["low"], y, row["high"], y, "faint", 8, hover)
    yield Segment(row["low80"], y, row["high80"], y, "outside", 8, hover)
    yield Dot(row["rate"], y, meaning, size=14, hover=hover)


def state_mark(x: float, y: float, state: str, *, hover: str = "", size: float = 14) -> Mark:
    """Draw what became of one line: circle, diamond or square, hollow while it waits."""
    meaning, hollow, name = STATE_MARKS[state]
    hover = hover or name
    if meaning in {"outside", "faint"}:
        return Square(x, y, meaning, hollow=hollow, hover=hover, size=size)
    return Dot(x, y, meaning, hollow=hollow, hover=hover, size=size)


def mark_size(n: int) -> float:
    """Give the size of one of ``n`` marks that stand side by side."""
    return max(6.0, min(14.0, 480 / max(n, 1)))


def strip(states: Sequence[str], y: float = 0, *, hovers: Sequence[str] = ()) -> tuple[Mark, ...]:
    """Draw outcomes in their order, one mark each, from x = 0; smaller where there are many."""
    words = list(hovers) or [""] * len(states)
    size = mark_size(len(states))
    pairs = enumerate(zip(states, words, strict=True))
    return tuple(state_mark(x, y, state, hover=hover, size=size) for x, (state, hover) in pairs)


def squares(
    meanings: Sequence[Meaning],
    y: float = 0,
    *,
    per_row: int = 10,
    hovers: Sequence[str] = (),
    keys: Sequence[str] = (),
) -> tuple[Mark, ...]:
    """Draw a square for each real thing, in rows of ``per_row`` that grow down from ``y``."""
    words, names = list(hovers) or [""] * len(meanings), list(keys) or [""] * len(meanings)
    return tuple(
        Square(i % per_row, y - i // per_row, meaning, hover=hover, key=key)
        for i, (meaning, hover, key) in enumerate(zip(meanings, words, names, strict=True))
    )


def twenty_dots(
    values: Iterable[float], *, cut: float, meaning: Meaning = "strength"
) -> tuple[Mark, ...]:
    """Stack a dot for each value within ``cut``, twenty places wide: a spread of what may come."""
    stacked: Counter[float] = Counter()
    wide = cut / 20
    marks = []
    for value in values:
        if value <= cut:
            place = (math.ceil(value / wide) - 0.5) * wide
            marks.append(Dot(place, stacked[place], meaning, size=17, hover=f"{value:.0f}"))
            stacked[place] += 1
    return tuple(marks)


def dumbbell(
    mine: Sequence[float], theirs: Sequence[float], *, hovers: Sequence[str] = ()
) -> tuple[Mark, ...]:
    """Join my value (star, a little above) and theirs (circle, a little below) in each row."""
    words = list(hovers) or [""] * len(mine)
    marks: list[Mark] = []
    for y, me, them, hover in zip(heights(len(mine)), mine, theirs, words, strict=True):
        marks += [
            Segment(me, y, them, y, "faint", 5, hover),
            Dot(me, y + 0.12, "chosen", hover=hover),
            Dot(them, y - 0.12, "strength", hover=hover),
        ]
    return tuple(marks)


def step_curve_with_band(curve: pd.DataFrame, x: str, y: str) -> tuple[Mark, ...]:
    """Draw a step curve on its band, from columns ``x``, ``y``, ``low`` and ``high``."""
    xs, ys = tuple(curve[x].astype(float)), tuple(curve[y].astype(float))
    lows, highs = tuple(curve["low"].astype(float)), tuple(curve["high"].astype(float))
    return (Band(xs, lows, highs, step=True), Line(xs, ys, "strength", step=True))


def flow(
    links: Sequence[tuple[str, str, float, Meaning, str]],
    columns: dict[str, float],
    *,
    gap: float,
) -> tuple[tuple[Mark, ...], dict[str, tuple[float, float]]]:
    """Draw links between named places as streams whose width is their count.

    Parameters
    ----------
    links
        (source, target, count, meaning, hover), in the order in which they leave and arrive.
    columns
        Where each place stands from left to right; places of one column are stacked downwards.
    gap
        The space between stacked places, in counts.

    Returns
    -------
    marks
        A flow for each link and an upright bar for each place.
    spans
        The (low, high) height of each place.
    """
    out, into = Counter[str](), Counter[str]()
    for source, target, count, *_ in links:
        out[source] += int(count)
        into[target] += int(count)
    spans: dict[str, tuple[float, float]] = {}
    floor: dict[float, float] = {}
    for place, column in columns.items():
        top = floor.get(column, 0.0)
        spans[place] = (top - max(out[place], into[place]), top)
        floor[column] = spans[place][0] - gap
    left, right = ({place: high for place, (_, high) in spans.items()} for _ in range(2))
    marks: list[Mark] = []
    for source, target, count, meaning, hover in links:
        ends = ((left[source] - count, left[source]), (right[target] - count, right[target]))
        left[source], right[target] = ends[0][0], ends[1][0]
        marks.append(Flow(columns[source], ends[0], columns[target], ends[1], meaning, hover))
    bars = (
        Segment(columns[p], low, columns[p], high, "ink", 4) for p, (low, high) in spans.items()
    )
    return (*marks, *bars), spans
