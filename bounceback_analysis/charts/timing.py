"""Draws how long answers take, and which waiting lines are still ordinary."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bounceback_analysis.analysis.words import chance_in_words, listed, plural
from bounceback_analysis.charts.forms import heights, row_axis, row_height, step_curve_with_band
from bounceback_analysis.charts.marks import (
    Axis,
    Mark,
    Picture,
    Segment,
    Square,
    Text,
    empty_picture,
)

if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any

    import pandas as pd

    Row = dict[Hashable, Any]

NOTHING = "Nothing dated so far is waiting"
COUNTED = "Counted: waiting lines with a day that has come."
MOST_ROWS = 8
ROOM = 2.3
SHARES = ((0.0, "none"), (0.5, "half"), (1.0, "all"))


def plot_waiting(table: pd.DataFrame) -> Picture:
    """Draw how many days each waiting line has waited, with what that means."""
    if table.empty:
        return empty_picture("waiting", NOTHING, COUNTED, table)
    rows: list[Row] = table.to_dict("records")
    shown = rows[:MOST_ROWS]
    longest = max(float(table["days"].max()), 7.0)
    ticks = tuple((float(day), str(day)) for day in _ticks(longest))
    return Picture(
        name="waiting",
        title=_title(table["advice"].value_counts().to_dict()),
        subtitle=f"{COUNTED} Beside each: its days so far, and the chance of an answer in 14 more.",
        sentence=_sentence(rows, len(rows) - len(shown)),
        table=table,
        marks=_marks(shown, longest),
        x=Axis(-0.02 * longest, longest * ROOM, ticks, "days"),
        y=row_axis([str(row["application"]) for row in shown]),
        height=row_height(len(shown), 42),
    )


def plot_reply_curve(curve: pd.DataFrame) -> Picture:
    """Draw how much had been heard after each day; it ends a fortnight after the last reply."""
    lines, replies, left_out = _counts(curve)
    if curve.empty:
        return empty_picture(
            "reply_curve",
            "How long answers take cannot be told yet",
            "It takes ten lines with a date and five answers with the day they came.",
            curve,
        )
    last = int(curve["day"][curve["heard"].diff().fillna(curve["heard"]) > 0].max())
    shown = curve[curve["day"] <= last]
    end = min(float(curve["day"].max()), last + 14.0)
    shown = type(curve)([*shown.to_dict("records"), {**shown.iloc[-1].to_dict(), "day": end}])
    half = curve["day"][curve["heard"] >= 0.5]
    when = f"within {plural(int(half.iloc[0]), 'day')}" if len(half) else ""
    return Picture(
        name="reply_curve",
        title=f"Half had an answer {when}" if when else "Fewer than half had an answer so far",
        subtitle=f"{plural(replies, 'answer')} to {plural(lines, 'line')}; those still silent "
        "count for as long as they were watched.",
        sentence=f"No one in your log answered after day {last}.{_left_out(left_out)}",
        table=curve,
        marks=step_curve_with_band(shown, "day", "heard"),
        x=Axis(0, end, tuple((float(day), str(day)) for day in _ticks(end)), "days"),
        y=Axis(0, 1.02, SHARES),
    )


def _counts(curve: pd.DataFrame) -> tuple[int, int, int]:
    if curve.empty:
        return 0, 0, 0
    first = curve.iloc[0]
    return int(first["lines"]), int(first["replies"]), int(first["left_out"])


def _title(advice: dict[Hashable, int]) -> str:
    ordinary, ask = advice.get("still ordinary for you", 0), advice.get("time to ask", 0)
    unsure = advice.get("cannot tell yet", 0)
    parts = [
        f"{ordinary} still ordinary for you" if ordinary else "",
        f"{ask} where it is time to ask" if ask else "",
        f"{unsure} where it cannot be told yet" if unsure else "",
    ]
    told = listed([part for part in parts if part]) if len(advice) > 1 else str(*advice)
    return f"{ordinary + ask + unsure} waiting: {told}"


def _marks(shown: list[Row], longest: float) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for y, row in zip(heights(len(shown)), shown, strict=True):
        days = float(row["days"])
        marks += [
            Segment(0, y, days, y, "faint", 3),
            Square(days, y, "outside", hollow=True, hover=_hover(row), key=row["application"]),
            Text(days + 0.05 * longest, y, f"{row['days']}: {_said(row)}"),
        ]
    return tuple(marks)


def _said(row: Row) -> str:
    chance = row["chance_14_days"]
    if math.isnan(chance):
        return str(row["advice"])
    return f"{row['advice']}, {chance_in_words(chance)}"


def _hover(row: Row) -> str:
    return f"{row['application']}, {row['stage']}: {plural(row['days'], 'day')}, {_said(row)}"


def _sentence(rows: list[Row], hidden: int) -> str:
    rest = f" {hidden} more in the table." if hidden else ""
    if all(row["advice"] == "cannot tell yet" for row in rows):
        told = "It takes ten lines and five dated answers before your own log can say."
    else:
        told = "Judged by your own answers so far. Late answers do come."
    return f"{told}{rest}{_left_out(int(rows[0]['left_out']))}"


def _left_out(count: int) -> str:
    if not count:
        return ""
    verb = "does" if count == 1 else "do"
    return f" {plural(count, 'answered line')} {verb} not say when the answer came: left out."


def _ticks(longest: float) -> range:
    step = next((s for s in (7, 14, 28, 56, 112, 182) if longest / s <= 6), 364)
    return range(0, int(longest) + 1, step)
