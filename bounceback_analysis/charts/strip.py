"""Draws the whole search as one strip: a lane for each kind of step, a mark for each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.outcomes import NOT_SAID
from bounceback_analysis.charts.marks import Axis, Segment, Text, names_of
from bounceback_analysis.charts.picture import Picture, state_mark
from bounceback_analysis.log.applications import OFFERS

if TYPE_CHECKING:
    from bounceback_analysis.charts.marks import Mark

LANES: dict[str, str] = names_of("lanes")
KEY: dict[str, str] = names_of("key")
DRAWN = ["date", "line", "stage", "state", "counts"]
SAME = {"no trial": "no response", "booked": "waiting"}
LATEST = 250  # marks that one strip can hold before they hide each other
WIDTH, LANE = 720, 30  # pixels of a strip, and from lane to lane: two rows of marks and air
SIZE, APART = 9.0, 1.35  # of a mark, and sizes to the next: diamonds and stars reach out
SHIFTS = (0.0, 0.32, -0.32)  # where a mark goes in its lane when the place before it is taken
LEFT = 0.17  # the share of the width that the names of the lanes take
EDGES = Axis(0.012, 0.99)  # the pen leaves 16 and 12 pixels beside, which the page has
MONTHS_TO = 0.95  # how far to the right a month may begin, so that its name stays on the paper
LETTER = 6.3  # pixels of a letter of the key, at its size, with room to spare


def plot_strip(lines: pd.DataFrame) -> Picture:
    """Draw settled lines in their lanes; those without a day, or told again, have no mark."""
    drawn = lines.loc[lines["date"].notna() & lines["state"].isin([*KEY, *SAME]), DRAWN]
    shown = drawn.sort_values("date", kind="stable").tail(LATEST)
    shown = shown.assign(
        stage=shown["stage"].fillna(NOT_SAID), day=shown["date"].dt.normalize()
    ).sort_values(["day", "line"], kind="stable")
    there = set(shown["stage"].map(LANES))
    lanes = [name for name in dict.fromkeys(LANES.values()) if name in there]
    title = "The search in time order, one mark for each step"
    if not lanes:
        return Picture("strip", title, "", shown)
    first = shown["day"].min()
    last = max(shown["day"].max(), first + pd.Timedelta(days=28))
    span = (last - first).days
    marks: list[Mark] = []
    for height, name in enumerate(reversed(lanes), start=2):
        marks += [
            Segment(LEFT, height, 1, height, "faint", 1),
            Text(0, height, name, size=12),
            *_lane(shown[shown["stage"].map(LANES) == name], height, first, span),
        ]
    marks += [*_months(first, last, span), *_key(shown)]
    counts = shown.groupby("stage").size()
    said = ", ".join(
        f"{LANES[stage].lower()} {counts[stage]}" for stage in LANES if stage in counts
    )
    return Picture(
        "strip",
        title,
        f"Marks: {said}." + f" The latest {LATEST} of {len(drawn):,}." * (len(drawn) > LATEST),
        shown,
        tuple(marks),
        x=EDGES,
        y=Axis(-0.1, len(lanes) + 1.6),
        height=round(LANE * (len(lanes) + 1.7)),
    )


def _lane(rows: pd.DataFrame, height: float, first: pd.Timestamp, span: int) -> list[Mark]:
    """Put each line at its day, above or below the lane where another stands there."""
    wide = SIZE * APART / (WIDTH * (1 - LEFT))
    free = dict.fromkeys(SHIFTS, -1.0)
    marks: list[Mark] = []
    for row in rows.to_dict("records"):
        x = (row["day"] - first).days / span
        shift = next((s for s in SHIFTS if free[s] <= x), min(free, key=lambda s: free[s]))
        x = max(x, free[shift])
        free[shift] = x + wide
        # Marks of a crowded end are drawn one on another at the edge, not beyond the paper.
        at = LEFT + 0.02 + min(x, 1.0) * (0.97 - LEFT)
        marks.append(state_mark(at, height + shift, _said(row), size=SIZE))
    return marks


def _said(row: dict[object, object]) -> str:
    """Say what a line is drawn as; an offer and a withdrawal have words of their own."""
    if row["state"] == "forward" and row["counts"] in OFFERS:
        return "offer"
    state = str(row["state"])
    return "withdrawn by me" if row["counts"] == "withdrew" else SAME.get(state, state)


def _months(first: pd.Timestamp, last: pd.Timestamp, span: int) -> list[Mark]:
    """Name the months below the lanes, as many as can be read."""
    begun = pd.date_range(first.replace(day=1), last, freq="MS")
    step = max(1, -(-len(begun) // 12))  # twelve names fit side by side
    marks: list[Mark] = []
    free = 0.0  # where the next name may begin: the first month may be all but over
    for month in begun[::step]:
        x = LEFT + 0.02 + max((month - first).days, 0) / span * (0.97 - LEFT)
        year = f" {month.year}" if month.month == 1 or len(begun) > 12 else ""
        name = f"{month:%b}{year}"
        if free <= x <= MONTHS_TO:
            marks.append(Text(x, 1.2, name, size=12))
            free = x + (len(name) + 1) * LETTER / WIDTH
    return marks


def _key(shown: pd.DataFrame) -> list[Mark]:
    """Say below what each shape that was drawn means."""
    there = {_said(row) for row in shown.to_dict("records")}
    marks: list[Mark] = []
    x = LEFT + 0.01
    for state, said in ((state, said) for state, said in KEY.items() if state in there):
        marks += [state_mark(x, 0.3, state, size=SIZE), Text(x + 0.016, 0.3, said, size=12)]
        x += 0.045 + len(said) * LETTER / WIDTH
    return marks
