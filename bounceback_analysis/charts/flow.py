"""Draws the whole search: as one flow to how each application stands, and line by line in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.journey import ENDINGS, place_order
from bounceback_analysis.analysis.outcomes import stage_order
from bounceback_analysis.analysis.words import (
    count_of,
    listed,
    plain_date,
    plural,
    share_in_words,
)
from bounceback_analysis.charts.forms import (
    STATE_MARKS,
    flow,
    heights,
    mark_size,
    row_axis,
    row_height,
    state_mark,
)
from bounceback_analysis.charts.marks import Axis, Meaning, Picture, Text, empty_picture

if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any

    import pandas as pd

    Row = dict[Hashable, Any]

LATEST = 200
END_MEANING: dict[str, Meaning] = {
    "offer": "chosen",
    "a no": "gap",
    "no response": "outside",
    "waiting": "faint",
    "went on, next not logged": "strength",
    "withdrawn": "chosen",
    "closed by them": "outside",
    "outcome not said": "faint",
}

MANY_STEPS = 6
"""Steps from which on their labels take turns on four rows, and on two before."""
LONG_LABEL = 30
"""Letters from which on the label of an ending needs more room to its right."""


def plot_journey(links: pd.DataFrame) -> Picture:
    """Draw the flow of the whole search, its counts and shares written on it."""
    if links.empty:
        return empty_picture("journey", "Nothing here yet", "Add a line for each step.", links)
    started, reached = _started(links), links.groupby("target")["count"].sum()
    columns = _columns(links)
    rows = [_link(row) for row in links.to_dict("records")]
    gap = max(1.0, 0.09 * started)
    streams, spans = flow(rows, columns, gap=gap)
    last = max(columns.values())
    rows_above = 2 if last < MANY_STEPS else 4
    labels = [_place(name, spans[name], x, gap, started, rows_above) for name, x in columns.items()]
    room = 0.65 if any(len(label.text) > LONG_LABEL for label in labels) else 0.45
    return Picture(
        name="journey",
        title=_journey_title(links, started),
        subtitle="One line of your log is one step; the width is how many took it.",
        sentence=_endings(reached, started),
        table=links,
        marks=(*streams, *labels),
        x=Axis(-0.6, last + room * (last + 0.4)),
        y=Axis(min(low for low, _ in spans.values()) - gap, gap * (rows_above + 0.4)),
        height=400,
    )


def plot_journey_in_time(lines: pd.DataFrame) -> Picture:
    """Draw the lines of the search in the order of their days, each in the row of its stage."""
    if lines.empty:
        return empty_picture("journey_in_time", "Nothing here yet", "Add a line.", lines)
    shown = lines.tail(LATEST)
    names = [name for name in stage_order() if name in set(shown["stage"])]
    row_of = dict(zip(names, heights(len(names)), strict=True))
    size = mark_size(len(shown))
    marks = tuple(
        state_mark(x, row_of[row["stage"]], row["state"], hover=_told(row), size=size)
        for x, row in enumerate(shown.to_dict("records"))
    )
    return Picture(
        name="journey_in_time",
        title=f"{plural(len(lines), 'step')} {_between(lines['date'].dropna())}".strip(),
        subtitle="One mark a line, in time order. Circle: went forward. Diamond: a no. "
        "Square: no response, or none yet (hollow).",
        sentence=f"The latest {LATEST} are drawn." if len(lines) > LATEST else "",
        table=lines,
        marks=marks,
        x=Axis(-0.7, max(len(shown), 8)),
        y=row_axis([name.capitalize() for name in names]),
        height=row_height(len(names), 36),
    )


def _told(row: Row) -> str:
    told = (row["application"], plain_date(row["date"]), STATE_MARKS[row["state"]][2])
    return ", ".join(part for part in told if part)


def _between(days: pd.Series) -> str:
    """Say from when to when the search went, as far as its lines are dated."""
    if days.empty or days.min() == days.max():
        return f"on {plain_date(days.min())}" if len(days) else ""
    return f"from {plain_date(days.min())} to {plain_date(days.max())}"


def _started(links: pd.DataFrame) -> int:
    """Count the applications: what leaves a stage without having come from another."""
    inner = links[links["target"].isin(links["source"])]
    return int(links["count"].sum() - inner["count"].sum())


def _columns(links: pd.DataFrame) -> dict[str, float]:
    """Give each place its column: the stages from left to right, all endings in the last."""
    steps = sorted({*links["source"], *(set(links["target"]) - set(ENDINGS))}, key=place_order)
    ends = sorted(set(links["target"]) & set(ENDINGS), key=place_order)
    return {
        **{name: float(x) for x, name in enumerate(steps)},
        **dict.fromkeys(ends, float(len(steps))),
    }


def _link(row: Row) -> tuple[str, str, float, Meaning, str]:
    out = round(row["count"] / row["share"])
    share = share_in_words(row["count"], out)
    words = f"{row['source']} to {row['target']}: {count_of(row['count'], out)}, {share}"
    meaning = END_MEANING.get(row["target"], "strength")
    return row["source"], row["target"], row["count"], meaning, words


def _place(name: str, span: tuple[float, float], x: float, gap: float, of: int, rows: int) -> Text:
    low, high = span
    size = int(high - low)
    if name not in ENDINGS:
        told = f"{name.capitalize()}{':' if name[-1].isdigit() else ''} {size:,}"
        return Text(x, high + gap * (0.6 + x % rows), told, "middle")
    share = "" if of < 10 or size / of < 0.05 else f", {share_in_words(size, of)}"
    return Text(x + 0.08, (low + high) / 2, f"{name} {size:,}{share}")


def _journey_title(links: pd.DataFrame, started: int) -> str:
    """Say how many applications there were, and how many came to an offer."""
    offers = int(links["count"][links["target"] == "offer"].sum())
    so_far = f"{plural(started, 'application')} so far"
    return f"{so_far}, with {plural(offers, 'offer')}" if offers else so_far


def _endings(reached: pd.Series, started: int) -> str:
    ends = [(name, int(reached[name])) for name in ENDINGS if name in reached.index]
    parts = [f"{_ending(name, count)}" for name, count in ends]
    how = "How it stands" if started == 1 else f"How the {started:,} stand"
    return f"{how}: {listed(parts)}."


def _ending(name: str, count: int) -> str:
    if name == "a no":
        return plural(count, "no", "noes")
    return plural(count, "offer") if name == "offer" else f"{count:,} {name}"
