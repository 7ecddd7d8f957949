"""Draws where each action of the plan stands, and what came up before and since."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.views import inside, theme_of
from bounceback_analysis.analysis.words import count_of, plain_date, plural
from bounceback_analysis.charts.forms import heights, row_axis, row_height
from bounceback_analysis.charts.marks import (
    Axis,
    Dot,
    Mark,
    Picture,
    Segment,
    Square,
    Text,
    empty_picture,
)
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any

    Row = dict[Hashable, Any]

MOST_ROWS = 7
LABEL = 54
VERDICTS = {"cannot tell yet": "cannot tell yet", "leaning": "leaning, not sure yet"}
NOT_YET = "Before and since can be compared once employers say why after an action was done."
RECORD = "Next: write one action with a day into your plan; the form below does it for you."


def plot_plan_progress(table: pd.DataFrame) -> Picture:
    """Draw a strip of days for each action: when it is due, and when it was done."""
    if table.empty:
        return empty_picture("plan_progress", "No actions planned yet", RECORD, table)
    shown = table.head(MOST_ROWS)
    days = pd.concat([shown["due_on"], shown["done_on"]]).dropna()
    first, last = (days.min(), days.max()) if len(days) else (pd.Timestamp(0), pd.Timestamp(0))
    span = max((last - first).days, 1)
    marks: list[Mark] = []
    for y, row in zip(heights(len(shown)), shown.to_dict("records"), strict=True):
        marks += [*_days(row, y, first, span), Text(1.06, y, _told(row))]
    labels = [shorten(action, LABEL, placeholder=" …") for action in shown["action"]]
    ends = ((0.0, plain_date(first)), (1.0, plain_date(last))) if span > 1 else ()
    return Picture(
        name="plan_progress",
        title=_title(table),
        subtitle="Hollow: due. Circle: done. Beside it, how often the theme was named as a gap.",
        sentence=_sentence(table),
        table=table,
        marks=tuple(marks),
        x=Axis(-0.06, 2.2, ends if len(days) else ()),
        y=row_axis(labels),
        height=row_height(len(shown), 48),
    )


def _days(row: Row, y: float, first: pd.Timestamp, span: int) -> list[Mark]:
    due, done = ((row[name] - first).days / span for name in ("due_on", "done_on"))
    marks: list[Mark] = []
    if pd.notna(due) and pd.notna(done):
        marks.append(Segment(min(due, done), y, max(due, done), y, "faint", 4))
    if pd.notna(due):
        hover = f"due {plain_date(row['due_on'])}"
        late = row["state"] == "overdue"
        marks.append(
            Dot(due, y, "gap", hollow=True, hover=hover)
            if late
            else Square(due, y, "outside", hollow=True, hover=hover)
        )
    if pd.notna(done):
        marks.append(Dot(done, y, "strength", size=14, hover=f"done {plain_date(row['done_on'])}"))
    return marks


def _told(row: Row) -> str:
    """Say the state, and what came up before and since where there is something to say."""
    if isinstance(row["after"], str):
        before = row["before"] if isinstance(row["before"], str) else "nothing"
        return f"since {row['after']}, before {before}"
    if row["state"] == "done":
        return "done"
    day = plain_date(row["due_on"])
    return f"{row['state']}, {day}" if day else row["state"]


def _title(table: pd.DataFrame) -> str:
    counts = table["state"].value_counts()
    things = "action" if len(table) == 1 else "actions"
    done = f"{count_of(counts.get('done', 0), len(table))} {things} done"
    late, soon = counts.get("overdue", 0), counts.get("due soon", 0)
    return done + (f", {late} overdue" if late else "") + (f", {soon} due soon" if soon else "")


def _sentence(table: pd.DataFrame) -> str:
    """Tell the before and after of one action: the surest, else the latest that has both."""
    both = table[table["before"].notna() & table["after"].notna()]
    more = len(table) - MOST_ROWS
    left = f" {plural(more, 'more action')} in the table." if more > 0 else ""
    if both.empty:
        return f"{NOT_YET}{left}"
    surest = both.assign(sure=both["verdict"] != "cannot tell yet")
    row = surest.sort_values(["sure", "done_on"]).iloc[-1]
    action = shorten(row["action"], 60, placeholder=" …")
    name = inside(theme_name(theme_of(row["theme"]) or ""))
    return (
        f"Employers that named {name} as a gap since “{action}”: {row['after']}; "
        f"before: {row['before']} ({VERDICTS[row['verdict']]}).{left}"
    )
