"""Draws my own view beside theirs, in words that a person can hear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.mirrors import PAIRS_FOR_A_PATTERN, PAIRS_TO_SHOW
from bounceback_analysis.analysis.views import inside
from bounceback_analysis.analysis.words import count_of, listed, plural
from bounceback_analysis.charts.forms import dumbbell, heights, row_axis, row_height
from bounceback_analysis.charts.keys import keyed
from bounceback_analysis.charts.marks import Axis, Picture, Text, empty_picture
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any

    import pandas as pd

    Row = dict[Hashable, Any]

TICKS = ((0.0, "none"), (0.5, "half"), (1.0, "all"))
BLIND_SPOTS_TO_LEAD = 2
PAIR_CELLS = ("agreed_strength", "agreed_gap", "blind_spot", "hidden_strength")
RECORD = (
    "It fills when you rate an interview on the day, before the answer, and the employer then "
    "says why. Next: rate yourself from 1 to 5 right after your next interview."
)


def plot_mirrors(table: pd.DataFrame) -> Picture:
    """Draw, theme by theme, how often I felt fine beside how often they praised it."""
    pairs = table[list(PAIR_CELLS)].sum(axis=1)
    shown = table.assign(pairs=pairs)[pairs >= PAIRS_TO_SHOW]
    if shown.empty:
        return empty_picture("mirrors", _too_few(int(max(pairs, default=0))), RECORD, table)
    rows = shown.to_dict("records")
    names = [theme_name(row["theme"]) for row in rows]
    words = [_cells_in_words(row) for row in rows]
    marks = dumbbell(
        [(row["agreed_strength"] + row["blind_spot"]) / row["pairs"] for row in rows],
        [(row["agreed_strength"] + row["hidden_strength"]) / row["pairs"] for row in rows],
        hovers=words,
    )
    notes = [Text(1.05, y, text) for y, text in zip(heights(len(rows)), words, strict=True)]
    return Picture(
        name="mirrors",
        title=_title(rows),
        subtitle="Star: how often you felt fine. Circle: how often they praised it. Counted: "
        "interviews that you rated before the answer, where they spoke of the same thing.",
        sentence=_sentence(rows, len(table) - len(shown)),
        table=table,
        marks=(*keyed(marks, [row["theme"] for row in rows], names), *notes),
        x=Axis(-0.02, 1.95, TICKS, "of the times that both said something"),
        y=row_axis(names),
        height=row_height(len(rows), 64),
    )


def _too_few(most: int) -> str:
    if not most:
        return "Nothing to set side by side yet"
    return f"Too early to compare: {plural(most, 'pair')} so far, three are needed"


def _title(rows: list[Row]) -> str:
    """Say first what they saw and I did not, then what I did not see, else that we agree."""
    hidden = max(rows, key=lambda row: (row["hidden_strength"], row["pairs"]))
    blind = max(rows, key=lambda row: (row["blind_spot"], row["pairs"]))
    if hidden["hidden_strength"]:
        said = "they praised what you had rated low"
        return _finding(hidden, "hidden_strength", said)
    if blind["blind_spot"] >= BLIND_SPOTS_TO_LEAD:
        return _finding(blind, "blind_spot", "you felt fine, and they would have liked more")
    agreed = max(rows, key=lambda row: row["pairs"])
    name = theme_name(agreed["theme"])
    return f"{name}: you and they saw it the same way, {count_of(agreed['pairs'], agreed['pairs'])}"


def _finding(row: Row, cell: str, said: str) -> str:
    pattern = "" if row["pairs"] >= PAIRS_FOR_A_PATTERN else "; no pattern yet"
    return f"{theme_name(row['theme'])}: {said}, {count_of(row[cell], row['pairs'])}{pattern}"


def _cells_in_words(row: Row) -> str:
    same = row["agreed_strength"] + row["agreed_gap"]
    told = {"same": same, "they saw more": row["hidden_strength"], "less": row["blind_spot"]}
    if not row["hidden_strength"]:
        told["they saw less"] = told.pop("less")
    return ", ".join(f"{word} {times}" for word, times in told.items() if times)


def _sentence(rows: list[Row], left_out: int) -> str:
    few = [inside(theme_name(row["theme"])) for row in rows if row["pairs"] < PAIRS_FOR_A_PATTERN]
    parts = []
    if few:
        parts.append(f"Fewer than eight pairs are no pattern yet: {listed(few)}.")
    if left_out:
        parts.append(f"{plural(left_out, 'theme')} with fewer than three pairs not drawn.")
    if any(row["hidden_strength"] for row in rows):
        parts.append("What they praised is a thing to say out loud next time.")
    return " ".join(parts) or "Eight pairs or more each: a pattern, though not a rule."
