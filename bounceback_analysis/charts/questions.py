"""Draws the hard questions, one square for each time that one came up."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from bounceback_analysis.analysis.words import plain_date, plural
from bounceback_analysis.charts.forms import heights, row_axis, row_height, squares
from bounceback_analysis.charts.marks import Axis, Mark, Meaning, Picture, Text, empty_picture

if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any

    import pandas as pd

    Row = dict[Hashable, Any]

MOST_ROWS, MOST_SQUARES = 8, 12
LABEL = 52
RECORD = "Next: after an interview, write down one question that was hard."


def plot_question_bank(bank: pd.DataFrame) -> Picture:
    """Draw the questions that came up most often, latest first."""
    if bank.empty:
        return empty_picture("question_bank", "No hard questions yet", RECORD, bank)
    rows = bank.head(MOST_ROWS).to_dict("records")
    marks: list[Mark] = []
    for y, row in zip(heights(len(rows)), rows, strict=True):
        marks += _row(y, row)
    most = min(max(row["times"] for row in rows), MOST_SQUARES)
    return Picture(
        name="question_bank",
        title=_title(bank),
        subtitle="One square for each time. Questions that are worded alike count as one.",
        sentence=_sentence(bank),
        table=bank,
        marks=tuple(marks),
        x=Axis(-0.6, most + 4.6),
        y=row_axis([shorten(row["question"], LABEL, placeholder=" …") for row in rows]),
        height=row_height(len(rows), 48),
    )


def _row(y: float, row: Row) -> list[Mark]:
    meaning: Meaning = "strength" if row["practised"] else "outside"
    times = min(row["times"], MOST_SQUARES)
    said = [row["question"]] * times
    drawn = squares([meaning] * times, y, hovers=said, keys=said, per_row=MOST_SQUARES)
    parts = [plural(row["times"], "time"), f"last {plain_date(row['last'])}", "practised"]
    told = [parts[0], *([] if parts[1] == "last " else [parts[1]])]
    told += [parts[2]] if row["practised"] else []
    return [*drawn, Text(times - 0.3, y, ", ".join(told))]


def _title(bank: pd.DataFrame) -> str:
    first = bank.iloc[0]
    level = int((bank["times"] == first["times"]).sum())
    times = plural(first["times"], "time") + (" each" if level > 1 else "")
    if level == len(bank):
        return f"{plural(level, 'hard question')} so far, {times}"
    if level > 1:
        return f"{level} questions came up most, {times}"
    question = shorten(first["question"], 70, placeholder=" …")
    return f"Came up most, {times}: {question}"


def _sentence(bank: pd.DataFrame) -> str:
    done, left = int(bank["practised"].sum()), max(0, len(bank) - MOST_ROWS)
    parts = [f"{done} of {len(bank)} practised." if done else "None is marked as practised yet."]
    parts += [f"{left} more in the table." if left else ""]
    return " ".join(filter(None, [*parts, "Saying one answer aloud is a start."]))
