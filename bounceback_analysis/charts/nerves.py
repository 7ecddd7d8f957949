"""Draws how calm I was beside what came of it, and over time."""

from __future__ import annotations

import pandas as pd

from bounceback_analysis.analysis.success import GOOD
from bounceback_analysis.analysis.words import count_of, plain_date, plural
from bounceback_analysis.charts.forms import (
    dot_with_ranges,
    row_axis,
    row_height,
    share_axis,
    state_mark,
)
from bounceback_analysis.charts.marks import Axis, Picture, empty_picture

LEVELS = {
    1: "1, very nervous",
    2: "2, nervous",
    3: "3, in between",
    4: "4, calm",
    5: "5, very calm",
}
RECORD = (
    "Next: right after your next interview, before the answer comes, say how calm you were, "
    "from 1 (very nervous) to 5 (very calm)."
)
IN_TIME = "Each interview with a rating gets a mark here, in time order."
DOUBT = "It goes together or not; what comes first cannot be seen from a log."


def plot_nerves(table: pd.DataFrame) -> Picture:
    """Draw how often it went forward at each level of calm."""
    if table.empty:
        return empty_picture("nerves", "No calm rated before an answer yet", RECORD, table)
    shown = table.iloc[::-1]
    return Picture(
        name="nerves",
        title=_title(table),
        subtitle="Counted: decided interviews where you rated your calm before the answer.",
        sentence=_sentence(table),
        table=table,
        marks=dot_with_ranges(shown),
        x=share_axis(),
        y=row_axis([LEVELS[int(calm)] for calm in shown["calm"]]),
        height=row_height(len(shown)),
    )


def plot_calm_over_time(table: pd.DataFrame) -> Picture:
    """Draw each rating of calm in time order, shaped by what came of it."""
    if table.empty:
        return empty_picture("calm_over_time", "No calm rated yet", IN_TIME, table)
    rows = table.to_dict("records")
    hovers = [_hover(row["employer"], row["date"], before=row["before"]) for row in rows]
    marks = tuple(
        state_mark(x, row["calm"], row["state"], hover=hover)
        for x, (row, hover) in enumerate(zip(rows, hovers, strict=True))
    )
    late = int((~table["before"]).sum())
    dated = [(x, plain_date(row["date"])) for x, row in enumerate(rows) if pd.notna(row["date"])]
    ticks = [
        (float(x), day) for x, day in (dated[:1] + dated[-1:] if len(dated) > 3 else dated[:1])
    ]
    return Picture(
        name="calm_over_time",
        title=_course(table),
        subtitle="One mark an interview, in time order; its shape says what came of it.",
        sentence=f"{plural(late, 'rating')} after the answer or on a day not said: shown here only."
        if late
        else "All were rated before the answer came.",
        table=table,
        marks=marks,
        x=Axis(-0.7, max(len(rows), 8) * 1.12, tuple(ticks)),
        y=Axis(0.5, 5.5, tuple((float(level), name) for level, name in LEVELS.items())),
        height=280,
    )


def _title(table: pd.DataFrame) -> str:
    verdict = table["verdict"].iloc[0]
    if verdict == "cannot tell yet":
        return "Whether being calm goes with going forward: cannot tell yet"
    calm, rest = table[table["calm"] >= GOOD], table[table["calm"] < GOOD]
    more = calm["count"].sum() / calm["of"].sum() > rest["count"].sum() / rest["of"].sum()
    way = "more" if more else "less"
    said = "goes" if verdict == "clear" else "may go"
    return f"Being calm {said} with going forward {way} often"


def _sentence(table: pd.DataFrame) -> str:
    calm, rest = table[table["calm"] >= GOOD], table[table["calm"] < GOOD]
    sides = [("Rated 4 or 5", calm), ("1 to 3", rest)]
    sides = [(name, side) for name, side in sides if side["of"].sum()]
    told = [f"{name}: {count_of(side['count'].sum(), side['of'].sum())}" for name, side in sides]
    more = table["more_needed"].iloc[0]
    needed = f" About {plural(more, 'more decided interview')} may tell." if pd.notna(more) else ""
    return f"{'; '.join(told)} went forward.{needed} {DOUBT}"


def _course(table: pd.DataFrame) -> str:
    fine = int((table["calm"] >= GOOD).sum())
    return f"You rated yourself calm (4 or 5) {fine} of {plural(len(table), 'time')}"


def _hover(employer: str, date: pd.Timestamp, *, before: bool) -> str:
    late = "" if before else "rated after the answer or on a day not said"
    return ", ".join(part for part in (str(employer), plain_date(date), late) if part)
