"""Draws each formal score by its distance from the pass mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.analysis.words import count_of, plain_date, plural
from bounceback_analysis.charts.forms import heights, row_axis, row_height
from bounceback_analysis.charts.marks import Axis, Dot, Mark, Picture, Segment, Text, empty_picture

if TYPE_CHECKING:
    from collections.abc import Hashable

    from bounceback_analysis.charts.marks import Meaning

    Row = dict[Hashable, Any]

MOST_ROWS = 8
RECORD = (
    "It fills when an employer gives you a score and its pass mark. Next: ask for both when you "
    "ask for feedback, and write them into score, score_out_of and pass_mark."
)
ROUGH = "Employers mark differently, so a share of the points is a rough guide."


def plot_formal_scores(table: pd.DataFrame) -> Picture:
    """Draw the latest scores, each as its distance from the mark that was needed."""
    drawn = table.dropna(subset="share")
    if drawn.empty:
        return empty_picture(
            "formal_scores", "No score with a pass mark and a total yet", RECORD, table
        )
    rows = drawn.iloc[::-1].head(MOST_ROWS).to_dict("records")
    names = [str(row["employer"]) if pd.notna(row["employer"]) else "not said" for row in rows]
    reach = max(drawn["share"].abs().max(), 0.1)
    marks: list[Mark] = [Segment(0, -0.5, 0, len(rows) - 0.5, "faint", 2)]
    for y, row in zip(heights(len(rows)), rows, strict=True):
        share, hover = row["share"], _where(row)
        meaning: Meaning = "strength" if share >= 0 else "gap"
        marks.append(Segment(0, y, share, y, "faint", 5, hover))
        marks.append(Dot(share, y, meaning, hollow=bool(share < 0), hover=hover))
        marks.append(Text(reach * 1.1, y, _in_points(row)))
    return Picture(
        name="formal_scores",
        title=_title(drawn),
        subtitle="Distance from the pass mark, as a share of all points. Filled: reached.",
        sentence=_sentence(table, drawn),
        table=table,
        marks=tuple(marks),
        x=Axis(-reach * 1.1, reach * 3.2, ((0.0, "pass mark"),)),
        y=row_axis(names),
        height=row_height(len(rows)),
    )


def _title(drawn: pd.DataFrame) -> str:
    reached = int((drawn["distance"] >= 0).sum())
    things = "score" if len(drawn) == 1 else "scores"
    said = f"{count_of(reached, len(drawn))} {things} reached the pass mark"
    short = drawn[drawn["distance"] < 0]
    if short.empty:
        return said
    nearest = short.sort_values("share", kind="stable").iloc[-1]
    of = f"{nearest['score']:g} of {nearest['score_out_of']:g}"
    other = " other" if reached else ""
    return f"{said}; the nearest{other} was {of}, where {nearest['pass_mark']:g} was needed"


def _sentence(table: pd.DataFrame, drawn: pd.DataFrame) -> str:
    left = len(table) - len(drawn)
    older = len(drawn) - MOST_ROWS
    parts = [
        f"{plural(left, 'score')} without a pass mark or a total in the table only."
        if left
        else "",
        f"{plural(older, 'older score')} in the table." if older > 0 else "",
    ]
    return (
        " ".join(filter(None, parts)) or "Employers mark differently, so a share is a rough guide."
    )


def _in_points(row: Row) -> str:
    distance = row["distance"]
    away = "reached" if distance >= 0 else f"{_points(-distance)} short"
    return f"{row['score']:g} of {row['score_out_of']:g}, pass mark {row['pass_mark']:g}: {away}"


def _points(number: float) -> str:
    return "1 point" if number == 1 else f"{number:g} points"


def _where(row: Row) -> str:
    parts = (row["stage"], plain_date(row["date"]))
    return ", ".join(part for part in parts if isinstance(part, str) and part)
