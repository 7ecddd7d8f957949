"""Draws how often each step went forward, all together or split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.journey import stalls
from bounceback_analysis.analysis.words import (
    count_of,
    plural,
    range_in_words,
    rate_in_words,
    share_in_words,
)
from bounceback_analysis.charts.forms import (
    COUNTS_ONLY_BELOW,
    STATE_MARKS,
    dot_with_ranges,
    heights,
    row_axis,
    row_height,
    share_axis,
    state_mark,
)
from bounceback_analysis.charts.keys import keyed
from bounceback_analysis.charts.marks import Axis, Mark, Picture, Text, empty_picture

if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any

    import pandas as pd

    Row = dict[Hashable, Any]


NOTHING = "Nothing here yet"
ADD = "Add one line for each application or interview, and it will show here."
POOLED = "Hollow: as counted. Solid: pulled towards your overall rate, most where few."
MOST_GROUPS = 8
STAGE_NAMES = {
    "application": "Applications",
    "screening": "Screening calls",
    "assessment": "Assessments",
    "interview": "Interviews",
    "final interview": "Final interviews",
    "not said": "Steps without a name",
}


def plot_stage_rates(rates: pd.DataFrame) -> Picture:
    """Draw how often each stage went forward, or each group at its best known stage."""
    if rates.empty:
        return empty_picture("stage_rates", NOTHING, ADD, rates)
    if "pooled" in rates:
        return _grouped(rates)
    few = rates["of"].max() < COUNTS_ONLY_BELOW
    labels = [STAGE_NAMES[stage] for stage in rates["stage"]]
    marks, x = (_single(rates), _single_axis(rates)) if few else (_ranges(rates), share_axis())
    return Picture(
        name="stage_rates",
        title=_title(rates),
        subtitle="Counted: lines answered or given up, not those withdrawn or closed.",
        sentence=_sentence(rates),
        table=rates,
        marks=keyed(marks, list(rates["stage"]), labels),
        x=x,
        y=row_axis(labels),
        height=row_height(len(labels)),
    )


def _title(rates: pd.DataFrame) -> str:
    """State the finding; where all is small, what has been heard so far."""
    count, of, waiting, silent = _totals(rates)
    if of < 10:
        heard = of - silent
        verb = "has" if 1 in (heard, of + waiting) else "have"
        told = f"{count_of(heard, of + waiting)} {verb} replied"
        return f"{told}; {_went_forward(count, of)}" if of else told
    row = _telling(rates)
    share = f"{share_in_words(row['count'], row['of'])} went forward"
    if stalls(rates):
        return f"It stalls most at {STAGE_NAMES[row['stage']].lower()}: {share}"
    return f"{STAGE_NAMES[row['stage']]}: {share}; no step stands out yet"


def _sentence(rates: pd.DataFrame) -> str:
    """Say the one rate that the title speaks of with its range, and what is still open."""
    _, of, waiting, silent = _totals(rates)
    row = _telling(rates)
    parts = []
    if of >= 10:
        said = rate_in_words(row["count"], row["of"], row["low"], row["high"])
        parts.append(f"{STAGE_NAMES[row['stage']]} that were decided: {said}.")
    if silent:
        parts.append(f"{plural(silent, 'line')} with no response {_count_as(silent)} a no.")
    if waiting:
        parts.append(f"{waiting} {'is' if waiting == 1 else 'are'} still waiting{_bracket(row)}.")
    return " ".join(parts) or "Nothing is waiting."


def _totals(rates: pd.DataFrame) -> tuple[int, int, int, int]:
    names = ("count", "of", "waiting", "no_response")
    count, of, waiting, silent = (int(rates[name].sum()) for name in names)
    return count, of, waiting, silent


def _telling(rates: pd.DataFrame) -> Row:
    """Give the row that the words speak of: where it stalls, else the one with most decided."""
    rows: list[Row] = rates.to_dict("records")
    named = stalls(rates)
    return max(rows, key=lambda row: (row["stage"] == named, row["of"]))


def _went_forward(count: int, of: int) -> str:
    if of == 1:
        return "the one decided went forward" if count else "the one decided was a no"
    return f"{count or 'none'} of the {of} decided went forward"


def _count_as(silent: int) -> str:
    return "counts as" if silent == 1 else "count as"


def _bracket(row: Row) -> str:
    """Say what the waiting lines could still make of the rate."""
    if row["of"] < 10 or not row["waiting"]:
        return ""
    ends = range_in_words(row["bracket_low"], row["bracket_high"], row["of"] + row["waiting"])
    return f"; once all is known, {STAGE_NAMES[row['stage']].lower()} will stand within {ends}"


def _ranges(rates: pd.DataFrame) -> tuple[Mark, ...]:
    notes = [f"{waiting} waiting" if waiting else "" for waiting in rates["waiting"]]
    return dot_with_ranges(rates, notes=notes)


def _single(rates: pd.DataFrame) -> tuple[Mark, ...]:
    """Draw every line of a small log as a mark of its own, with its words."""
    marks: list[Mark] = []
    for y, row in zip(heights(len(rates)), rates.to_dict("records"), strict=True):
        counts = _state_counts(row)
        states = [state for state, times in counts.items() for _ in range(times)]
        marks += [state_mark(x, y, state) for x, state in enumerate(states)]
        told = [_named(state, times) for state, times in counts.items() if times]
        marks.append(Text(len(states) - 0.3, y, ", ".join(told)))
    return tuple(marks)


def _named(state: str, times: int) -> str:
    return plural(times, "no", "noes") if state == "no" else f"{times} {STATE_MARKS[state][2]}"


def _state_counts(row: Row) -> dict[str, int]:
    return {
        "forward": row["count"],
        "no": row["of"] - row["count"] - row["no_response"],
        "no response": row["no_response"],
        "waiting": row["waiting"],
    }


def _single_axis(rates: pd.DataFrame) -> Axis:
    most = int((rates["of"] + rates["waiting"]).max())
    return Axis(-0.6, most + 8)


def _grouped(rates: pd.DataFrame) -> Picture:
    """Draw the groups of the stage with most decided, raw and pulled towards their middle."""
    by = str(rates.columns[0])
    told = rates[(rates[by] != "not said") & (rates["of"] > 0)]
    if told.empty:
        return empty_picture("stage_rates", f"Nothing decided with a {by} yet", ADD, rates)
    stage = told.groupby("stage")["of"].sum().idxmax()
    here = rates[(rates["stage"] == stage) & (rates["of"] > 0)]
    shown = here.sort_values(["of", by], ascending=[False, True]).head(MOST_GROUPS)
    shown = shown.sort_values(["pooled", by], ascending=[False, True])
    few = shown["of"].sum() < COUNTS_ONLY_BELOW
    named = STAGE_NAMES[str(stage)]
    left_out = len(here) - len(shown)
    rest = f" {plural(left_out, 'more group')} in the table." if left_out else ""
    return Picture(
        name="stage_rates",
        title=f"{named} by {by}: {_stands_out(shown, by)}",
        subtitle="One mark a line." if few else POOLED,
        sentence=f"Beside each: how many went forward, of how many decided.{rest}",
        table=rates,
        marks=_single(shown) if few else dot_with_ranges(shown, counts_below=1),
        x=_single_axis(shown) if few else share_axis(),
        y=row_axis(list(shown[by])),
        height=row_height(len(shown)),
    )


def _stands_out(shown: pd.DataFrame, by: str) -> str:
    """Say which group's range lies wholly above all others, if one does."""
    first, others = shown.iloc[0], shown.iloc[1:]
    if others.empty:
        return "one group only, nothing to compare"
    apart = first["of"] >= COUNTS_ONLY_BELOW and first["pooled_low"] > others["pooled_high"].max()
    if apart and first[by] != "not said":
        return f"{first[by]} goes with going forward"
    return "cannot tell the groups apart yet"
