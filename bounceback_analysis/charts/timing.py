"""Draws who has not answered yet, and says what is booked and what to come back to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from bounceback_analysis.analysis.doors import FROM_ITS_DAY
from bounceback_analysis.analysis.timing import LINES_NEEDED, REPLIES_NEEDED
from bounceback_analysis.analysis.words import chance_in_words, listed, plain_date, plural
from bounceback_analysis.charts.marks import Axis, Mark, Segment, Square, Text
from bounceback_analysis.charts.picture import MOST_ROWS, NOTE_AT, Picture, Row, from_top, in_words

COUNTED = "Counted: waiting lines with a day that has come."
ADVICE = {
    "still ordinary for you": "still ordinary for you",
    "time to ask": "where it is time to ask",
    "cannot tell yet": "where it cannot be told yet",
}
BEFORE_A_DAY = {"ready": "ready since", "due": "due", "later": "on"}


def plot_waiting(table: pd.DataFrame) -> Picture:
    """Draw how many days each waiting line has waited, with what that means."""
    rows: list[Row] = table.to_dict("records")
    shown, hidden = rows[:MOST_ROWS], len(rows) - MOST_ROWS
    rest = f" {hidden} more in the table." if hidden > 0 else ""
    counts = table["advice"].value_counts()
    advice = [f"{counts[key]} {words}" for key, words in ADVICE.items() if key in counts]
    judged = "Judged by your own answers so far. Late answers do come."
    if set(counts.index) == {"cannot tell yet"}:
        judged = _so_far(rows[0])
    undated = plural(rows[0]["left_out"], "answered line does", "answered lines do")
    left_out = f" {undated} not say when the answer came: left out." * bool(rows[0]["left_out"])
    # Below a week the axis would have one tick.
    longest = max(float(table["days"].max()), 7.0)
    marks: list[Mark] = []
    for y, row in from_top(shown):
        days, name, chance = float(row["days"]), row["application"], row["chance_14_days"]
        said = row["advice"] + ("" if math.isnan(chance) else f", {chance_in_words(chance)}")
        hover = f"{name}, {row['stage']}: {plural(days, 'day')}, {said}"
        marks += [
            Segment(0, y, days, y, "faint", 3),
            Square(days, y, "outside", hollow=True, hover=hover, key=name),
            Text(NOTE_AT, y, f"{plural(days, 'day')}: {said}"),
        ]
    return Picture(
        title=f"{len(table)} waiting: {listed(advice) if len(advice) > 1 else rows[0]['advice']}",
        subtitle=f"{COUNTED} Beside each: its days so far, and the chance of an answer in 14 more.",
        sentence=f"{judged}{rest}{left_out}",
        marks=tuple(marks),
        x=Axis(-0.02 * longest, longest * 1.02, _ticks(longest), "days"),
    ).in_rows([str(row["application"]) for row in shown], 42)


def _so_far(row: Row) -> str:
    """Say what it still takes before a log can tell what is ordinary, and how far it is."""
    takes = (("timed", LINES_NEEDED, "lines"), ("heard", REPLIES_NEEDED, "answers"))
    lacks = [
        f"{needed} {things} whose waiting time is known ({row[name]} of the {needed} so far)"
        for name, needed, things in takes
        if row[name] < needed
    ]
    return f"Before your own log can say, it takes {listed(lacks)}."


def _ticks(longest: float) -> tuple[tuple[float, str], ...]:
    """Name at most seven days, in whole weeks, then months and half years of weeks."""
    step = next((s for s in (7, 14, 28, 56, 112, 182) if longest / s <= 6), 364)
    return tuple((float(day), str(day)) for day in range(0, int(longest) + 1, step))


def plot_doors(table: pd.DataFrame) -> Picture:
    """Say how many days to come back are due; each stands in the table with its letter."""
    old, days = int((table["state"] == "faded").sum()), table["days"]
    now, soon = int((days <= 0).sum()), int(((days > 0) & (table["state"] == "due")).sum())
    if now:
        title = f"{plural(now, 'thing')} to come back to now"
        title += f", {soon:,} more within 7 days" if soon else ""
    elif soon:
        title = f"{plural(soon, 'thing')} to come back to within 7 days, none today"
    elif days.notna().any():
        title = f"Nothing is due yet; next is {plain_date(table['due_on'].min())}"
    else:
        title = "Nothing to come back to now"
    note = "A short, friendly note is enough." if table["letter"].any() else "Nothing to write."
    left = f" {plural(old, 'is', 'are')} older than a year and not counted." if old else ""
    return in_words(title, f"{note}{left}")


def plot_next_interview(table: pd.DataFrame) -> Picture:
    """Say what is booked next, and how many more there are."""
    first = table.iloc[0].to_dict()
    what = first["stage"] if isinstance(first["stage"], str) else "step"
    when = "Tomorrow" if first["days"] == 1 else f"In {plural(first['days'], 'day')}"
    more = f" {plural(len(table) - 1, 'more is', 'more are')} booked." if len(table) > 1 else ""
    day = plain_date(first["date"])
    return in_words(f"Next: {what} at {first['application']}, on {day}", f"{when}.{more}")


def when_due(row: Mapping[Any, Any]) -> str:
    """Say when there is to be something done: nothing is ever late, it is ready."""
    if row["state"] == "faded":
        return "more than a year ago"
    ahead = row["why"] in FROM_ITS_DAY and row["state"] != "ready"
    said = "from" if ahead else BEFORE_A_DAY[row["state"]]
    return f"{said} {plain_date(row['due_on'])}"
