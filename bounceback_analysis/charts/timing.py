"""Draws what there is to wait for, how long answers take, and what to come back to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bounceback_analysis.analysis.words import as_start, chance_in_words, listed, plain_date, plural
from bounceback_analysis.charts.marks import (
    Axis,
    Band,
    Dot,
    Line,
    Mark,
    Meaning,
    Segment,
    Square,
    Text,
)
from bounceback_analysis.charts.picture import (
    MOST_ROWS,
    Picture,
    Row,
    from_top,
    in_one_line,
    of_topic,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

COUNTED = "Counted: waiting lines with a day that has come."
ADVICE = {
    "still ordinary for you": "still ordinary for you",
    "time to ask": "where it is time to ask",
    "cannot tell yet": "where it cannot be told yet",
}
BEFORE_A_DAY = {"ready": "ready since", "due": "due", "later": "on"}
AFTER_THE_LAST = 14.0  # days that the curve goes on after the last reply, to be seen lying flat
DOOR_MEANINGS: dict[str, Meaning] = {"ready": "gap", "due": "chosen", "later": "outside"}


@of_topic("Nothing dated so far is waiting", COUNTED)
def plot_waiting(table: pd.DataFrame) -> Picture:
    """Draw how many days each waiting line has waited, with what that means."""
    rows: list[Row] = table.to_dict("records")
    shown, hidden = rows[:MOST_ROWS], len(rows) - MOST_ROWS
    rest = f" {hidden} more in the table." if hidden > 0 else ""
    counts = table["advice"].value_counts()
    advice = [f"{counts[key]} {words}" for key, words in ADVICE.items() if key in counts]
    judged = "Judged by your own answers so far. Late answers do come."
    if set(counts.index) == {"cannot tell yet"}:
        judged = "It takes twenty lines and five dated answers before your own log can say."
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
            Text(days + 0.05 * longest, y, f"{row['days']}: {said}"),
        ]
    return Picture(
        title=f"{len(table)} waiting: {listed(advice) if len(advice) > 1 else rows[0]['advice']}",
        subtitle=f"{COUNTED} Beside each: its days so far, and the chance of an answer in 14 more.",
        sentence=f"{judged}{rest}{_left_out(rows[0]['left_out'])}",
        marks=tuple(marks),
        x=Axis(-0.02 * longest, longest * 2.3, _ticks(longest), "days"),
    ).in_rows([str(row["application"]) for row in shown], 42)


def _left_out(count: float) -> str:
    lines = plural(count, "answered line does", "answered lines do")
    return f" {lines} not say when the answer came: left out." if count else ""


def _ticks(longest: float) -> tuple[tuple[float, str], ...]:
    """Name at most seven days, in whole weeks, then months and half years of weeks."""
    step = next((s for s in (7, 14, 28, 56, 112, 182) if longest / s <= 6), 364)
    return tuple((float(day), str(day)) for day in range(0, int(longest) + 1, step))


@of_topic(
    "How long answers take cannot be told yet",
    "It takes twenty lines with a date and five answers with the day they came.",
)
def plot_reply_curve(curve: pd.DataFrame) -> Picture:
    """Draw how much had been heard after each day; it ends a fortnight after the last reply."""
    first = curve.iloc[0]
    last = int(curve["day"][curve["heard"].diff().fillna(curve["heard"]) > 0].max())
    shown = curve[curve["day"] <= last]
    end = min(float(curve["day"].max()), last + AFTER_THE_LAST)
    shown = type(curve)([*shown.to_dict("records"), {**shown.iloc[-1].to_dict(), "day": end}])
    xs, heard, lows, highs = (
        tuple(shown[n].astype(float)) for n in ("day", "heard", "low", "high")
    )
    half = curve["day"][curve["heard"] >= 0.5]
    title = "Fewer than half had an answer so far"
    if len(half):
        soon = f"within {plural(half.iloc[0], 'day')}" if half.iloc[0] else "on the day itself"
        title = f"Half had an answer {soon}"
    ended = f"No one in your log answered after day {last}."
    ended = ended if last else "All answers in your log came on the day itself."
    counted = f"{plural(first['replies'], 'answer')} to {plural(first['lines'], 'line')}"
    return Picture(
        title=title,
        subtitle=f"{counted}; those still silent count for as long as they were watched.",
        sentence=f"{ended}{_left_out(first['left_out'])}",
        marks=(Band(xs, lows, highs, step=True), Line(xs, heard, "strength", step=True)),
        x=Axis(0, end, _ticks(end), "days"),
        y=Axis(0, 1.02, ((0.0, "none"), (0.5, "half"), (1.0, "all"))),
    )


@of_topic(
    "Nothing to come back to yet",
    "When someone says they would consider you again, or you set a day, it is here.",
)
def plot_doors(table: pd.DataFrame) -> Picture:
    """Draw the table of ``doors``: one dot for each day to come back, the soonest on top."""
    shown = table.head(MOST_ROWS)
    start, last = shown["due_on"].min(), plain_date(shown["due_on"].max())
    width = max(float((shown["due_on"].max() - start).days), 1.0)
    marks: list[Mark] = []
    for y, row in from_top(shown.to_dict("records")):
        key, day, state = f"{row['application']}: {row['why']}", row["due_on"], row["state"]
        hover, at = f"{key}, {when_due(row)}", float((day - start).days)
        marks.append(Dot(at, y, DOOR_MEANINGS[state], hover=hover, key=key))
        marks.append(Text(width * 1.05, y, when_due(row)))
    ticks = ((0.0, plain_date(start)), (width, last))
    late, rest = int((table["state"] == "ready").sum()), len(table) - len(shown)
    now = late + int((table["state"] == "due").sum())
    none_due = f"Nothing is due yet; next is {plain_date(start)}"
    passed = f"{plural(late, 'is ready now', 'are ready now')}. " if late else ""
    more = f" The table holds {plural(rest, 'more line')}." if rest else ""
    note = "A short, friendly note is enough." if shown["letter"].any() else "Nothing to write."
    return Picture(
        title=f"{plural(now, 'thing')} to come back to in the next 7 days" if now else none_due,
        subtitle="What is booked, doors left open, days you set, and answers to ask for.",
        sentence=f"{passed}{note}{more}",
        marks=tuple(marks),
        x=Axis(-0.05 * width, width * 2.4, ticks if last != ticks[0][1] else ticks[:1], "when"),
    ).in_rows([str(name) for name in shown["application"]], 47)


@of_topic(
    "Nothing is booked so far",
    "When a day is fixed, write it as a line with that day: it stands here until then.",
)
def plot_next_interview(table: pd.DataFrame) -> Picture:
    """Draw what is booked on its day, the next on top."""
    shown = table.head(MOST_ROWS)
    width = max(float(shown["days"].max()), 7.0)
    marks: list[Mark] = []
    for y, row in from_top(shown.to_dict("records")):
        when = f"{plain_date(row['date'])}, {_from_now(row['days'])}"
        told, key = in_one_line(row["stage"], row["format"], when), row["application"]
        marks.append(Square(row["days"], y, "chosen", hollow=True, hover=told, key=key))
        marks.append(Text(row["days"] + 0.05 * width, y, told))
    first = table.iloc[0].to_dict()
    what = first["stage"] if isinstance(first["stage"], str) else "step"
    more = f" {plural(len(table) - 1, 'more is', 'more are')} booked." if len(table) > 1 else ""
    return Picture(
        title=f"Next: {what} at {first['application']}, on {plain_date(first['date'])}",
        subtitle="One mark for each day that is fixed. It counts nowhere else until it has come.",
        sentence=f"{as_start(_from_now(first['days']))}.{more}",
        marks=tuple(marks),
        x=Axis(-0.02 * width, 2.3 * width, _ticks(width), "days from now"),
    ).in_rows([str(name) for name in shown["application"]], 42)


def _from_now(days: int) -> str:
    return "tomorrow" if days == 1 else f"in {plural(days, 'day')}"


def when_due(row: Mapping[Any, Any]) -> str:
    """Say when there is to be something done: nothing is ever late, it is ready."""
    return f"{BEFORE_A_DAY[row['state']]} {plain_date(row['due_on'])}"
