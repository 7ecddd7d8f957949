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
MY_RATINGS = (
    "Star: how often you felt fine. Circle: how often they praised it. Counted: "
    "interviews that you rated before the answer, where they spoke of the same thing."
)
MY_LEVELS = (
    "Star: your level in the plan is 4 or 5. Circle: how often they praised it. The plan does not "
    "say when you wrote a level, so it may have known their answer."
)
RECORD_LEVELS = (
    "It fills when a skill has a level in your plan and employers speak of it. Next: give your "
    "level, from 1 to 5, for one skill that adverts ask for."
)


def plot_mirrors(table: pd.DataFrame) -> Picture:
    """Draw, theme by theme, how often I felt fine beside how often they praised it."""
    names = table["theme"].map(theme_name)
    named = table.assign(key=table["theme"], name=names, inside=names.map(inside))
    return _side_by_side("mirrors", table, named, MY_RATINGS, RECORD)


def plot_skill_mirrors(table: pd.DataFrame) -> Picture:
    """Draw, skill by skill, how often my level in the plan met praise or a gap."""
    names = table["skill"].str[:1].str.upper() + table["skill"].str[1:]
    named = table.assign(key=table["skill"], name=names, inside=table["skill"])
    return _side_by_side("skill_mirrors", table, named, MY_LEVELS, RECORD_LEVELS)


def _side_by_side(
    name: str, table: pd.DataFrame, named: pd.DataFrame, subtitle: str, record: str
) -> Picture:
    """Draw a row of a mirror for each theme or skill that has pairs enough."""
    pairs = named[list(PAIR_CELLS)].sum(axis=1)
    shown = named.assign(pairs=pairs)[pairs >= PAIRS_TO_SHOW]
    if shown.empty:
        return empty_picture(name, _too_few(int(max(pairs, default=0))), record, table)
    rows = shown.to_dict("records")
    names = [row["name"] for row in rows]
    words = [_cells_in_words(row) for row in rows]
    marks = dumbbell(
        [(row["agreed_strength"] + row["blind_spot"]) / row["pairs"] for row in rows],
        [(row["agreed_strength"] + row["hidden_strength"]) / row["pairs"] for row in rows],
        hovers=words,
    )
    notes = [Text(1.05, y, text) for y, text in zip(heights(len(rows)), words, strict=True)]
    return Picture(
        name=name,
        title=_title(rows),
        subtitle=subtitle,
        sentence=_sentence(rows, len(table) - len(shown)),
        table=table,
        marks=(*keyed(marks, [row["key"] for row in rows], names), *notes),
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
    agreed = max(rows, key=lambda row: (_same(row), -row["pairs"]))
    times = count_of(_same(agreed), agreed["pairs"])
    return f"{agreed['name']}: you and they saw it the same way, {times}"


def _finding(row: Row, cell: str, said: str) -> str:
    pattern = "" if row["pairs"] >= PAIRS_FOR_A_PATTERN else "; no pattern yet"
    return f"{row['name']}: {said}, {count_of(row[cell], row['pairs'])}{pattern}"


def _same(row: Row) -> int:
    return int(row["agreed_strength"] + row["agreed_gap"])


def _cells_in_words(row: Row) -> str:
    told = {"same": _same(row), "they saw more": row["hidden_strength"], "less": row["blind_spot"]}
    if not row["hidden_strength"]:
        told["they saw less"] = told.pop("less")
    return ", ".join(f"{word} {times}" for word, times in told.items() if times)


def _sentence(rows: list[Row], left_out: int) -> str:
    few = [row["inside"] for row in rows if row["pairs"] < PAIRS_FOR_A_PATTERN]
    parts = []
    if few:
        parts.append(f"Fewer than eight pairs are no pattern yet: {listed(few)}.")
    if left_out:
        parts.append(f"{plural(left_out, 'row')} with fewer than three pairs not drawn.")
    if any(row["hidden_strength"] for row in rows):
        parts.append("What they praised is a thing to say out loud next time.")
    return " ".join(parts) or "Eight pairs or more each: a pattern, though not a rule."
