"""Draws what went well: one square for each thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.words import listed, plain_date, plural
from bounceback_analysis.charts.forms import heights, row_axis, row_height
from bounceback_analysis.charts.marks import Axis, Mark, Picture, Square, Text, empty_picture

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    import pandas as pd

MOST = 25
NAMES = {
    "words": ("In your words", "note of your own", "notes of your own"),
    "praised theme": ("Praised by them", "word of praise", "words of praise"),
    "rating": ("You rated 4 or 5", "good rating", "good ratings"),
    "went forward": ("Went forward", "step forward", "steps forward"),
}


def plot_what_went_well(table: pd.DataFrame) -> Picture:
    """Draw one square for each thing that went well, by where it comes from."""
    if table.empty:
        return empty_picture(
            "what_went_well",
            "Nothing here yet",
            "Write down one good thing about your next interview. It will stand here.",
            table,
        )
    counts = table["kind"].value_counts()
    kinds = [kind for kind in NAMES if kind in counts.index]
    told = [plural(int(counts[kind]), *NAMES[kind][1:]) for kind in kinds]
    title = listed(told)
    return Picture(
        name="what_went_well",
        title=title[0].upper() + title[1:],
        subtitle="One square is one thing; point at it for the words.",
        sentence=_latest(table),
        table=table,
        marks=tuple(_marks(table, kinds)),
        x=Axis(-0.7, MOST + 10),
        y=row_axis([NAMES[kind][0] for kind in kinds]),
        height=row_height(len(kinds), 40),
    )


def _latest(table: pd.DataFrame) -> str:
    own = table[table["kind"].isin(["words", "praised theme"])]
    row = (own if len(own) else table).iloc[0].to_dict()
    return f"Lately: “{row['text']}”{_where(row)}."


def _where(row: Mapping[Hashable, Any]) -> str:
    """Say who and when in brackets, as far as it is known."""
    parts = (row["employer"], plain_date(row["date"]))
    known = [part for part in parts if isinstance(part, str) and part]
    return f" ({', '.join(known)})" if known else ""


def _marks(table: pd.DataFrame, kinds: list[str]) -> list[Mark]:
    marks: list[Mark] = []
    for y, kind in zip(heights(len(kinds)), kinds, strict=True):
        rows = table[table["kind"] == kind].to_dict("records")
        for x, row in enumerate(rows[:MOST]):
            marks.append(Square(x, y, "strength", size=12, hover=f"{row['text']}{_where(row)}"))
        rest = f", the latest {MOST} drawn" if len(rows) > MOST else ""
        marks.append(Text(min(len(rows), MOST) + 0.2, y, f"{len(rows):,}{rest}"))
    return marks
