"""Draws the whole search: how often each step went forward, its flow, and its steps in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.journey import ENDINGS, place_order, stalls
from bounceback_analysis.analysis.outcomes import stage_order
from bounceback_analysis.analysis.words import (
    COUNTS_ONLY_BELOW,
    count_of,
    listed,
    plain_date,
    plural,
    range_in_words,
    rate_in_words,
    share_in_words,
)
from bounceback_analysis.charts.forms import (
    DRAWN_FROM,
    MOST_ROWS,
    STATE_MARKS,
    Link,
    Row,
    dot_with_ranges,
    flow,
    from_top,
    in_one_line,
    keyed,
    mark_size,
    share_axis,
    state_mark,
)
from bounceback_analysis.charts.marks import Axis, Mark, Meaning, Text
from bounceback_analysis.charts.picture import Picture, empty_picture

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "Nothing here yet"
ADD = "Add one line for each application or interview, and it will show here."
POOLED = "Hollow: as counted. Solid: pulled towards your overall rate, most where few."
LATEST = 200  # marks that can still be told apart side by side
MANY_STEPS = 6  # steps from which on their labels take turns on four rows, and on two before
LONG_LABEL = 30  # letters from which on the label of an ending needs more room to its right
SHARE_FROM = 0.05  # of all: the stream of a rarer ending is thinner than its words
STAGE_NAMES = {
    "application": "Applications",
    "screening": "Screening calls",
    "assessment": "Assessments",
    "interview": "Interviews",
    "final interview": "Final interviews",
    "not said": "Steps without a name",
}
END_MEANING: dict[str, Meaning] = {
    "offer": "chosen",
    "a no": "gap",
    "no response": "outside",
    "waiting": "faint",
    "went on, next not logged": "strength",
    "withdrawn": "chosen",
    "closed by them": "outside",
    "outcome not said": "faint",
}


def plot_stage_rates(rates: pd.DataFrame) -> Picture:
    """Draw how often each stage went forward, or each group at its best known stage."""
    if rates.empty:
        return empty_picture("stage_rates", NOTHING, ADD, rates)
    if "pooled" in rates:
        return _grouped(rates)
    labels = [STAGE_NAMES[stage] for stage in rates["stage"]]
    notes = [f"{waiting} waiting" if waiting else "" for waiting in rates["waiting"]]
    few = rates["of"].max() < DRAWN_FROM
    marks = _one_each(rates) if few else dot_with_ranges(rates, notes=notes)
    return Picture(
        name="stage_rates",
        title=_rates_title(rates),
        subtitle="Counted: lines answered or given up, not those withdrawn or closed.",
        sentence=_rates_sentence(rates),
        table=rates,
        marks=keyed(marks, list(rates["stage"]), labels),
        x=_axis_of_lines(rates) if few else share_axis(),
    ).in_rows(labels)


def _rates_title(rates: pd.DataFrame) -> str:
    """State the finding; where all is small, what has been heard so far."""
    count, of, waiting, silent = _totals(rates)
    if of < COUNTS_ONLY_BELOW:
        heard = of - silent
        verb = "has" if 1 in (heard, of + waiting) else "have"
        told = f"{count_of(heard, of + waiting)} {verb} replied"
        if of == 1:
            return f"{told}; the one decided {'went forward' if count else 'was a no'}"
        return f"{told}; {count or 'none'} of the {of} decided went forward" if of else told
    row = _telling(rates)
    share = f"{share_in_words(row['count'], row['of'])} went forward"
    if stalls(rates):
        return f"It stalls most at {STAGE_NAMES[row['stage']].lower()}: {share}"
    return f"{STAGE_NAMES[row['stage']]}: {share}; no step stands out yet"


def _rates_sentence(rates: pd.DataFrame) -> str:
    """Say the one rate that the title speaks of with its range, and what is still open."""
    _, of, waiting, silent = _totals(rates)
    row = _telling(rates)
    parts = []
    if of >= COUNTS_ONLY_BELOW:
        said = rate_in_words(row["count"], row["of"], row["low"], row["high"])
        parts.append(f"{STAGE_NAMES[row['stage']]} that were decided: {said}.")
    if silent:
        one, many = "line with no response counts as", "lines with no response count as"
        parts.append(f"{plural(silent, one, many)} a no.")
    if waiting:
        still = plural(waiting, "is still waiting", "are still waiting")
        parts.append(f"{still}{_once_all_is_known(row)}.")
    return " ".join(parts) or "Nothing is waiting."


def _totals(rates: pd.DataFrame) -> tuple[int, int, int, int]:
    count, of, waiting, silent = rates[["count", "of", "waiting", "no_response"]].sum()
    return int(count), int(of), int(waiting), int(silent)


def _telling(rates: pd.DataFrame) -> Row:
    """Give the row that the words speak of: where it stalls, else the one with most decided."""
    rows: list[Row] = rates.to_dict("records")
    named = stalls(rates)
    return max(rows, key=lambda row: (row["stage"] == named, row["of"]))


def _once_all_is_known(row: Row) -> str:
    """Say what the waiting lines could still make of the rate."""
    if row["of"] < COUNTS_ONLY_BELOW or not row["waiting"]:
        return ""
    ends = range_in_words(row["bracket_low"], row["bracket_high"], row["of"] + row["waiting"])
    return f"; once all is known, {STAGE_NAMES[row['stage']].lower()} will stand within {ends}"


def _one_each(rates: pd.DataFrame) -> tuple[Mark, ...]:
    """Draw every line of a small log as a mark of its own, with its words."""
    marks: list[Mark] = []
    for y, row in from_top(rates.to_dict("records")):
        counts = {
            "forward": row["count"],
            "no": row["of"] - row["count"] - row["no_response"],
            "no response": row["no_response"],
            "waiting": row["waiting"],
        }
        states = [state for state, times in counts.items() for _ in range(times)]
        marks += [state_mark(x, y, state) for x, state in enumerate(states)]
        told = {state: f"{times} {STATE_MARKS[state][2]}" for state, times in counts.items()}
        told["no"] = plural(counts["no"], "no", "noes")
        words = ", ".join(told[state] for state, times in counts.items() if times)
        marks.append(Text(len(states) - 0.3, y, words))
    return tuple(marks)


def _axis_of_lines(rates: pd.DataFrame) -> Axis:
    """Give the x axis of lines side by side, with eight places of room for words."""
    return Axis(-0.6, int((rates["of"] + rates["waiting"]).max()) + 8)


def _grouped(rates: pd.DataFrame) -> Picture:
    """Draw the groups of the stage with most decided, raw and pulled towards their middle."""
    by = str(rates.columns[0])
    told = rates[(rates[by] != "not said") & (rates["of"] > 0)]
    if told.empty:
        return empty_picture("stage_rates", f"Nothing decided with a {by} yet", ADD, rates)
    stage = told.groupby("stage")["of"].sum().idxmax()
    here = rates[(rates["stage"] == stage) & (rates["of"] > 0)]
    shown = here.sort_values(["of", by], ascending=[False, True]).head(MOST_ROWS)
    shown = shown.sort_values(["pooled", by], ascending=[False, True])
    few = shown["of"].sum() < DRAWN_FROM
    left_out = len(here) - len(shown)
    rest = f" {plural(left_out, 'more group')} in the table." if left_out else ""
    return Picture(
        name="stage_rates",
        title=f"{STAGE_NAMES[str(stage)]} by {by}: {_stands_out(shown, by)}",
        subtitle="One mark a line." if few else POOLED,
        sentence=f"Beside each: how many went forward, of how many decided.{rest}",
        table=rates,
        marks=_one_each(shown) if few else dot_with_ranges(shown, counts_below=1),
        x=_axis_of_lines(shown) if few else share_axis(),
    ).in_rows(list(shown[by]))


def _stands_out(shown: pd.DataFrame, by: str) -> str:
    """Say which group's range lies wholly above all others, if one does."""
    first, others = shown.iloc[0], shown.iloc[1:]
    if others.empty:
        return "one group only, nothing to compare"
    apart = first["of"] >= DRAWN_FROM and first["pooled_low"] > others["pooled_high"].max()
    if apart and first[by] != "not said":
        return f"{first[by]} goes with going forward"
    return "cannot tell the groups apart yet"


def plot_journey(links: pd.DataFrame) -> Picture:
    """Draw the flow of the whole search, its counts and shares written on it."""
    if links.empty:
        return empty_picture("journey", NOTHING, "Add a line for each step.", links)
    # An application leaves a stage without having come from another.
    inner = links[links["target"].isin(links["source"])]
    started = int(links["count"].sum() - inner["count"].sum())
    columns = _columns(links)
    # Nine in a hundred of the whole: labels between two streams have a line of height.
    gap = max(1.0, 0.09 * started)
    rows = [_link(row) for row in links.to_dict("records")]
    streams, spans = flow(rows, columns, gap=gap)
    last = max(columns.values())
    rows_above = 2 if last < MANY_STEPS else 4
    labels = [_place(name, spans[name], x, gap, started, rows_above) for name, x in columns.items()]
    room = 0.65 if any(len(label.text) > LONG_LABEL for label in labels) else 0.45
    so_far = f"{plural(started, 'application')} so far"
    reached = links.groupby("target")["count"].sum().to_dict()
    offers = reached.get("offer", 0)
    return Picture(
        name="journey",
        title=f"{so_far}, with {plural(offers, 'offer')}" if offers else so_far,
        subtitle="One line of your log is one step; the width is how many took it.",
        sentence=_endings(reached, started),
        table=links,
        marks=(*streams, *labels),
        x=Axis(-0.6, last + room * (last + 0.4)),
        y=Axis(min(low for low, _ in spans.values()) - gap, gap * (rows_above + 0.4)),
        height=400,
    )


def _columns(links: pd.DataFrame) -> dict[str, float]:
    """Give each place its column: the stages from left to right, all endings in the last."""
    steps = sorted({*links["source"], *(set(links["target"]) - set(ENDINGS))}, key=place_order)
    ends = sorted(set(links["target"]) & set(ENDINGS), key=place_order)
    return {
        **{name: float(x) for x, name in enumerate(steps)},
        **dict.fromkeys(ends, float(len(steps))),
    }


def _link(row: Row) -> Link:
    out = round(row["count"] / row["share"])
    share = share_in_words(row["count"], out)
    words = f"{row['source']} to {row['target']}: {count_of(row['count'], out)}, {share}"
    meaning = END_MEANING.get(row["target"], "strength")
    return row["source"], row["target"], row["count"], meaning, words


def _place(name: str, span: tuple[float, float], x: float, gap: float, of: int, rows: int) -> Text:
    """Write a stage above its bar, in one of ``rows`` by turns, and an ending beside its own."""
    low, high = span
    size = int(high - low)
    if name not in ENDINGS:
        told = f"{name.capitalize()}{':' if name[-1].isdigit() else ''} {size:,}"
        return Text(x, high + gap * (0.6 + x % rows), told, "middle")
    rare = of < COUNTS_ONLY_BELOW or size / of < SHARE_FROM
    share = "" if rare else f", {share_in_words(size, of)}"
    return Text(x + 0.08, (low + high) / 2, f"{name} {size:,}{share}")


def _endings(reached: Row, started: int) -> str:
    told = {name: f"{reached[name]:,} {name}" for name in ENDINGS if name in reached}
    if "a no" in told:
        told["a no"] = plural(reached["a no"], "no", "noes")
    if "offer" in told:
        told["offer"] = plural(reached["offer"], "offer")
    how = "How it stands" if started == 1 else f"How the {started:,} stand"
    return f"{how}: {listed(list(told.values()))}."


def plot_journey_in_time(lines: pd.DataFrame) -> Picture:
    """Draw the lines of the search in the order of their days, each in the row of its stage."""
    if lines.empty:
        return empty_picture("journey_in_time", NOTHING, "Add a line.", lines)
    shown = lines.tail(LATEST)
    names = [name for name in stage_order() if name in set(shown["stage"])]
    height_of = {name: y for y, name in from_top(names)}
    size = mark_size(len(shown))
    marks: list[Mark] = []
    for x, row in enumerate(shown.to_dict("records")):
        state = row["state"]
        told = in_one_line(row["application"], plain_date(row["date"]), STATE_MARKS[state][2])
        marks.append(state_mark(x, height_of[row["stage"]], state, hover=told, size=size))
    days = lines["date"].dropna()
    first, last = plain_date(days.min()), plain_date(days.max())
    when = f"from {first} to {last}" if first != last else f"on {first}"
    return Picture(
        name="journey_in_time",
        title=f"{plural(len(lines), 'step')} {when if first else ''}".strip(),
        subtitle="One mark a line, in time order. Circle: went forward. Diamond: a no. "
        "Square: no response, or none yet (hollow).",
        sentence=f"The latest {LATEST} are drawn." if len(lines) > LATEST else "",
        table=lines,
        marks=tuple(marks),
        x=Axis(-0.7, max(len(shown), 8)),
    ).in_rows([name.capitalize() for name in names], 36)
