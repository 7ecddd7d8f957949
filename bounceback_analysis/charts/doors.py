"""Draws what there is to come back to on a line of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.words import plain_date, plural
from bounceback_analysis.charts.forms import heights, row_axis, row_height
from bounceback_analysis.charts.marks import Axis, Dot, Mark, Meaning, Picture, Text, empty_picture

if TYPE_CHECKING:
    import pandas as pd

MOST = 8
MEANINGS: dict[str, Meaning] = {"overdue": "gap", "due": "chosen", "later": "outside"}


def plot_doors(table: pd.DataFrame) -> Picture:
    """Draw the table of ``doors``: one dot for each day to come back, the soonest on top."""
    if table.empty:
        sentence = "When someone says they would consider you again, or you set a day, it is here."
        return empty_picture("doors", "Nothing to come back to yet", sentence, table)
    shown = table.head(MOST)
    days = (shown["due_on"] - shown["due_on"].min()).dt.days.astype(float)
    width = max(float(days.max()), 1.0)
    marks: list[Mark] = []
    names = zip(shown["application"], shown["why"], shown["due_on"], shown["state"], strict=True)
    for (name, why, due_on, state), day, y in zip(names, days, heights(len(shown)), strict=True):
        said = f"{name}: {why}, {plain_date(due_on)} ({state})"
        marks.append(Dot(day, y, MEANINGS[state], hover=said, key=f"{name}: {why}"))
        marks.append(Text(width * 1.05, y, f"{plain_date(due_on)}, {state}"))
    first, last = plain_date(shown["due_on"].min()), plain_date(shown["due_on"].max())
    ticks = ((0.0, first), (width, last)) if first != last else ((0.0, first),)
    return Picture(
        name="doors",
        title=_title(table),
        sentence=_sentence(table),
        table=table,
        marks=tuple(marks),
        subtitle="Doors left open, days you set, and answers that are late.",
        x=Axis(-0.05 * width, width * 2.4, ticks, "when"),
        y=row_axis([str(name) for name in shown["application"]]),
        height=row_height(len(shown), 47),
    )


def _title(table: pd.DataFrame) -> str:
    now = int(table["state"].isin(["due", "overdue"]).sum())
    if now:
        return f"{plural(now, 'thing')} to come back to in the next 7 days"
    return f"Nothing is due yet; next is {plain_date(table['due_on'].min())}"


def _sentence(table: pd.DataFrame) -> str:
    rest = len(table) - MOST
    more = f" The table holds {plural(rest, 'more line')}." if rest > 0 else ""
    late = int((table["state"] == "overdue").sum())
    are = "is" if late == 1 else "are"
    passed = f"{late} of them {are} overdue. " if late else ""
    return f"{passed}A short, friendly note is enough.{more}"
