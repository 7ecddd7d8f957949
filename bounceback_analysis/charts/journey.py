"""Draws the whole search: how often each step went forward, its flow, and a strip of its days."""

from __future__ import annotations

import pandas as pd

from bounceback_analysis.analysis.journey import (
    ENDINGS,
    ENOUGH_TO_COMPARE,
    STATES,
    place_order,
    stalls,
)
from bounceback_analysis.analysis.outcomes import INTERVIEWS, NOT_SAID
from bounceback_analysis.analysis.words import (
    COUNTS_ONLY_BELOW,
    asked_to_meet,
    chance_in_words,
    count_of,
    listed,
    plural,
    rate_in_words,
    share_in_words,
)
from bounceback_analysis.charts.marks import Axis, Flow, Mark, Meaning, Segment, Text, names_of
from bounceback_analysis.charts.picture import (
    DRAWN_FROM,
    MOST_ROWS,
    NOTE_AT,
    STATE_MARKS,
    Link,
    Picture,
    Place,
    Row,
    dot_with_ranges,
    flow,
    from_top,
    in_words,
    one_each,
    places_axis,
    share_axis,
    state_mark,
    state_meaning,
)
from bounceback_analysis.log.applications import OFFERS

COUNTED = "Counted: steps answered or given up, not those withdrawn or closed."
POOLED = "Hollow: as counted. Solid: pulled towards your overall rate, most where few."
SPLIT_NAMES: dict[str, str] = names_of("splits")
TO_SPLIT: dict[str, str] = names_of("to_split")
TWO = "From two groups on they are set side by side."
SURER = "Each line you add makes the picture surer."
ROWS_ABOVE = 2  # lines above the flow on which the names of its steps take turns
PITCH = 0.042  # of all: how far apart the marks of a row too small for a rate stand
SHARE_FROM = 0.05  # of all: the stream of a rarer ending is thinner than its words
STAGE_NAMES: dict[str, str] = names_of("steps")
ONE_STEP = {"not said": "step without a name"}  # where it is more than many without an s
CAME: dict[str, list[str]] = names_of("came")
HAD_AN_OFFER = ("accepted", "offer", "declined", "offer taken back")


def plot_stage_rates(rates: pd.DataFrame) -> Picture:
    """Draw how often each stage went forward, or each group at its best known stage."""
    if "pooled" in rates:
        return _grouped(rates)
    if rates.empty:
        add = "Add one line for each application or interview, and it will show here."
        return in_words("Nothing here yet", add)
    labels = [STAGE_NAMES[stage] for stage in rates["stage"]]
    notes = [f"{waiting} waiting" if waiting else "" for waiting in rates["waiting"]]
    few = rates["of"].max() < DRAWN_FROM
    drawn = dot_with_ranges(rates, notes=notes, names=STAGE_NAMES)
    return Picture(
        title=_rates_title(rates),
        subtitle=f"{COUNTED}{_how(rates)}",
        sentence=_rates_sentence(rates),
        marks=_one_each(rates) if few else (*drawn, *_few(rates)),
        x=places_axis(_most(rates)) if few else share_axis(),
    ).in_rows(labels)


def _rates_title(rates: pd.DataFrame) -> str:
    """State the finding; where all is small, what has been heard so far."""
    counts = rates[["count", "of", "waiting", "no_response"]].sum()
    count, of, waiting, silent = map(int, counts)
    if of < COUNTS_ONLY_BELOW:
        return _few_answers(count, of - silent, waiting, of + waiting)
    row = _telling(rates)
    if not row["count"]:
        if row["stage"] in INTERVIEWS:
            return asked_to_meet(row["of"])
        if set(rates["stage"]) == {"not said"}:
            return f"{row['of']:,} decided so far; your log does not yet say at which step"
        return f"{STAGE_NAMES[row['stage']]}: {row['of']} so far, the next step still to come"
    if set(rates["stage"]) == {"not said"}:
        return f"{_row(row)} went forward; your log does not yet say at which step"
    if stalls(rates):
        where = STAGE_NAMES[row["stage"]]
        return f"{_opened(rates)}{where} are where help may pay most: {_row(row)}"
    return f"{STAGE_NAMES[row['stage']]}: {_row(row)} went forward; no step stands out yet"


def _few_answers(count: int, heard: int, waiting: int, all_of_them: int) -> str:
    """Say who has replied, and what went forward if anything did: a bare nought helps nobody."""
    if not heard and waiting:
        return f"{plural(waiting, 'reply', 'replies')} still to come"
    if not heard:
        return f"{plural(all_of_them, 'step')} so far without an answer"
    if not count:
        return f"{plural(heard, 'answer')} so far: too few to say anything about you"
    verb = "has" if 1 in (heard, all_of_them) else "have"
    return f"{count_of(heard, all_of_them)} {verb} replied; {count} went forward"


def _opened(rates: pd.DataFrame) -> str:
    """Say first what goes well: the step, other than the stalling one, that most went on from."""
    others = rates[(rates["stage"] != stalls(rates)) & (rates["of"] >= ENOUGH_TO_COMPARE)]
    best = max(others.to_dict("records"), key=lambda row: row["rate"])
    does = "open doors" if best["stage"] == "application" else "lead on"
    return f"Your {STAGE_NAMES[best['stage']].lower()} {does}: {_row(best)}. "


def _row(row: Row) -> str:
    return count_of(row["count"], row["of"])


def _rates_sentence(rates: pd.DataFrame) -> str:
    """Say the one rate that the title speaks of with its range, and what is still open."""
    row = _telling(rates)
    parts = []
    if rates["of"].sum() >= COUNTS_ONLY_BELOW:
        said = rate_in_words(row["count"], row["of"], row["low"], row["high"])
        decided = f"{STAGE_NAMES[row['stage']]} that were decided: {said}."
        most = chance_in_words(row["high"]).replace("about ", "up to ")
        hard = "None has led further yet, and that is hard. "
        hard += f"It happens even where {most} go forward."
        parts.append(decided if row["count"] else hard)
    if set(rates["stage"]) == {"not said"}:
        parts.append("Name the step on each line, and this shows how each of them goes.")
    if silent := rates["no_response"].sum():
        counted = "It is counted" if silent == 1 else "They are counted"
        parts.append(
            f"{_of_which_step(rates, 'no_response', 'never answered')}. {counted} as not going "
            "forward; silence is not an answer about you."
        )
    if waiting := rates["waiting"].sum():
        does = "is still waiting" if waiting == 1 else "are still waiting"
        parts.append(f"{_of_which_step(rates, 'waiting', does)}.")
    return " ".join(parts) or SURER


def _of_which_step(rates: pd.DataFrame, column: str, does: str) -> str:
    """Say how many do so, and of which steps they are."""
    counted = zip(rates["stage"], rates[column], strict=True)
    each = [steps_of(stage, n) for stage, n in counted if n]
    return f"{rates[column].sum():,} {does}: {listed(each)}" if each[1:] else f"{each[0]} {does}"


def steps_of(stage: str, n: float) -> str:
    """Say how many of a step there are.

    >>> steps_of("interview", 1), steps_of("screening", 2), steps_of("not said", 1)
    ('1 interview', '2 phone calls', '1 step without a name')
    """
    many = STAGE_NAMES[stage].lower()
    return plural(n, ONE_STEP.get(stage, many.removesuffix("s")), many)


def _telling(rates: pd.DataFrame) -> Row:
    """Give the row that the words speak of: where it stalls, else the one with most decided."""
    rows: list[Row] = rates.to_dict("records")
    named = stalls(rates)
    return max(rows, key=lambda row: (row["stage"] == named, row["of"]))


def _one_each(rates: pd.DataFrame) -> tuple[Mark, ...]:
    """Draw every line of a small log as a mark of its own, with its words."""
    marks: list[Mark] = []
    most = _most(rates)
    for y, row in from_top(rates.to_dict("records")):
        counts = _counts(row)
        told = {state: f"{times} {STATE_MARKS[state].name}" for state, times in counts.items()}
        told["no"] = plural(counts["no"], "no", "noes")
        words = ", ".join(told[state] for state, times in counts.items() if times)
        marks += [*_answers(row, y, most), Text(NOTE_AT, y, words)]
    return tuple(marks)


def _few(rates: pd.DataFrame) -> tuple[Mark, ...]:
    """Draw the answers of rows too small for a rate, beside rows that have one."""
    rows = [(y, row) for y, row in from_top(rates.to_dict("records")) if row["of"] < DRAWN_FROM]
    return tuple(m for y, row in rows for m in _answers(row | {"waiting": 0}, y, 0, PITCH))


def _answers(row: Row, y: float, most: int, pitch: float = 1) -> list[Mark]:
    """Draw a mark for each answer; where a row is a whole stage, its lines can be looked at."""
    said = {state: f"{STAGE_NAMES[row['stage']]}: {STATE_MARKS[state].name}" for state in STATES}
    key = "" if "pooled" in row else row["stage"]
    return one_each(y, _counts(row), most=most, said=said, key=key, pitch=pitch)


def _counts(row: Row) -> dict[str, int]:
    noes = row["of"] - row["count"] - row["no_response"]
    told = (row["count"], noes, row["no_response"], row["waiting"])
    return dict(zip(STATES, told, strict=True))


def _how(rates: pd.DataFrame) -> str:
    """Say how to read the rows that are drawn: with a rate, and too small for one."""
    large, small = rates["of"] >= DRAWN_FROM, rates["of"].between(1, DRAWN_FROM - 1)
    bars = " The bar shows how far luck alone could move the dot." if large.any() else ""
    return bars + (" Under ten, each answer is one mark." if small.any() else "")


def _most(rates: pd.DataFrame) -> int:
    """Count the lines of the fullest row."""
    return int((rates["of"] + rates["waiting"]).max())


def _grouped(rates: pd.DataFrame) -> Picture:
    """Draw the groups of the stage with most decided, raw and pulled towards their middle."""
    by = str(rates.columns[0])
    told = rates[(rates[by] != "not said") & (rates["of"] > 0)]
    if told.empty:
        return in_words(f"Nothing to split by {SPLIT_NAMES[by]} yet", TO_SPLIT[by])
    stage = told.groupby("stage")["of"].sum().idxmax()
    here = rates[(rates["stage"] == stage) & (rates["of"] > 0)]
    if len(here) == 1:
        one = f"one group only, {here[by].iloc[0]}"
        return in_words(f"{STAGE_NAMES[str(stage)]} by {SPLIT_NAMES[by]}: {one}", TWO)
    shown = here.sort_values(["of", by], ascending=[False, True]).head(MOST_ROWS)
    shown = shown.sort_values(["pooled", by], ascending=[False, True])
    few = shown["of"].max() < DRAWN_FROM
    left_out = len(here) - len(shown)
    rest = f" {plural(left_out, 'more group')} in the table." if left_out else ""
    return Picture(
        title=f"{STAGE_NAMES[str(stage)]} by {SPLIT_NAMES[by]}: {_stands_out(shown, by)}",
        subtitle="One mark an answer." if few else POOLED + _how(shown),
        sentence=f"Beside each: how many went forward, of how many decided.{rest}",
        marks=_one_each(shown) if few else (*dot_with_ranges(shown), *_few(shown)),
        x=places_axis(_most(shown)) if few else share_axis(),
    ).in_rows(list(shown[by]))


def _stands_out(shown: pd.DataFrame, by: str) -> str:
    """Say which group's range lies wholly above all others, if one does."""
    first, others = shown.iloc[0], shown.iloc[1:]
    apart = first["of"] >= DRAWN_FROM and first["pooled_low"] > others["pooled_high"].max()
    if apart and first[by] != "not said":
        return f"{first[by]} goes with going forward"
    return "cannot tell the groups apart yet"


def plot_journey(links: pd.DataFrame) -> Picture:
    """Draw the flow of the whole search, its counts and shares written on it."""
    reached = links[links["target"].isin(ENDINGS)].groupby("target")["count"].sum().to_dict()
    started = int(sum(reached.values()))
    # The stages stand from left to right, all endings in the last column.
    targets = set(links["target"])
    steps = sorted({*links["source"], *targets - set(ENDINGS)}, key=place_order)
    ends = dict.fromkeys(sorted(targets & set(ENDINGS), key=place_order), float(len(steps)))
    columns = {name: float(x) for x, name in enumerate(steps)} | ends
    # Nine in a hundred of the whole: labels between two streams have a line of height.
    gap = max(1.0, 0.09 * started)
    streams, places = flow([_link(row) for row in links.to_dict("records")], columns, gap=gap)
    last = max(columns.values())
    labels = [_label(name, places[name], x, gap, started) for name, x in columns.items()]
    so_far = f"{plural(started, 'application')} so far"
    offers = sum(reached.get(name, 0) for name in HAD_AN_OFFER)
    how = "How it stands" if started == 1 else f"How the {started:,} stand"
    stand = [name for name in ENDINGS if name in reached]
    told = [plural(reached[name], *CAME.get(name, (name, name))) for name in stand]
    lowest = min(min(*m.span0, *m.span1) for m in streams if isinstance(m, Flow))
    return Picture(
        title=f"{so_far}, with {plural(offers, 'offer')}" if offers else so_far,
        subtitle="Beside each step stands how many applications had it; one with several steps "
        "stands at each of them.",
        sentence=f"{how}: {listed(told)}.",
        marks=(*streams, *labels),
        x=Axis(-0.6, last + 0.03),
        y=Axis(lowest - gap, gap * (ROWS_ABOVE + 0.4)),
        height=400,
    )


def _link(row: Row) -> Link:
    said: dict[str, None] = {f"{row['count']:,}": None}
    if row["share"] > 0:  # of how many is not said of a service where it is kept back
        out = round(row["count"] / row["share"])
        # Under ten, and where all went one way, the share in words is the count once more.
        said = dict.fromkeys((count_of(row["count"], out), share_in_words(row["count"], out)))
    words = f"{row['source']} to {row['target']}: {', '.join(said)}"
    meaning: Meaning = state_meaning(row["target"]) if row["target"] in ENDINGS else "strength"
    return row["source"], row["target"], int(row["count"]), meaning, words


def _label(name: str, place: Place, x: float, gap: float, of: int) -> Text:
    """Write a stage above its bar, in one of two rows by turns, and an ending beside its own."""
    if name not in ENDINGS:
        told = f"{name.capitalize()} {place.size:,}"
        return Text(x, place.high + gap * (0.6 + x % ROWS_ABOVE), told, "middle")
    rare = of < COUNTS_ONLY_BELOW or place.size / of < SHARE_FROM
    share = "" if rare else f", {share_in_words(place.size, of)}"
    return Text(NOTE_AT, (place.low + place.high) / 2, f"{name} {place.size:,}{share}")


LANES: dict[str, str] = names_of("lanes")
KEY: dict[str, str] = names_of("key")
DRAWN = ["date", "line", "stage", "state", "counts"]
SAME = {"no trial": "no response", "booked": "waiting"}
LATEST = 250  # marks that one strip can hold before they hide each other
WIDTH, LANE = 720, 30  # pixels of a strip, and from lane to lane: two rows of marks and air
SIZE, APART = 9.0, 1.35  # of a mark, and sizes to the next: diamonds and stars reach out
SHIFTS = (0.0, 0.32, -0.32)  # where a mark goes in its lane when the place before it is taken
LEFT = 0.17  # the share of the width that the names of the lanes take
EDGES = Axis(0.012, 0.99)  # the pen leaves 16 and 12 pixels beside, which the page has
MONTHS_TO = 0.95  # how far to the right a month may begin, so that its name stays on the paper
LETTER = 6.3  # pixels of a letter of the key, at its size, with room to spare


def plot_strip(lines: pd.DataFrame) -> Picture:
    """Draw settled lines in their lanes; those without a day, or told again, have no mark."""
    drawn = lines.loc[lines["date"].notna() & lines["state"].isin([*KEY, *SAME]), DRAWN]
    shown = drawn.sort_values("date", kind="stable").tail(LATEST)
    shown = shown.assign(
        stage=shown["stage"].fillna(NOT_SAID), day=shown["date"].dt.normalize()
    ).sort_values(["day", "line"], kind="stable")
    there = set(shown["stage"].map(LANES))
    lanes = [name for name in dict.fromkeys(LANES.values()) if name in there]
    title = "The search in time order, one mark for each step"
    if not lanes:
        return Picture("strip", title, "", shown)
    first = shown["day"].min()
    last = max(shown["day"].max(), first + pd.Timedelta(days=28))
    span = (last - first).days
    marks: list[Mark] = []
    for height, name in enumerate(reversed(lanes), start=2):
        marks += [
            Segment(LEFT, height, 1, height, "faint", 1),
            Text(0, height, name, size=12),
            *_lane(shown[shown["stage"].map(LANES) == name], height, first, span),
        ]
    marks += [*_months(first, last, span), *_key(shown)]
    counts = shown.groupby("stage").size()
    said = ", ".join(
        f"{LANES[stage].lower()} {counts[stage]}" for stage in LANES if stage in counts
    )
    return Picture(
        "strip",
        title,
        f"Marks: {said}." + f" The latest {LATEST} of {len(drawn):,}." * (len(drawn) > LATEST),
        shown,
        tuple(marks),
        x=EDGES,
        y=Axis(-0.1, len(lanes) + 1.6),
        height=round(LANE * (len(lanes) + 1.7)),
    )


def _lane(rows: pd.DataFrame, height: float, first: pd.Timestamp, span: int) -> list[Mark]:
    """Put each line at its day, above or below the lane where another stands there."""
    wide = SIZE * APART / (WIDTH * (1 - LEFT))
    free = dict.fromkeys(SHIFTS, -1.0)
    marks: list[Mark] = []
    for row in rows.to_dict("records"):
        x = (row["day"] - first).days / span
        shift = next((s for s in SHIFTS if free[s] <= x), min(free, key=lambda s: free[s]))
        x = max(x, free[shift])
        free[shift] = x + wide
        # Marks of a crowded end are drawn one on another at the edge, not beyond the paper.
        at = LEFT + 0.02 + min(x, 1.0) * (0.97 - LEFT)
        marks.append(state_mark(at, height + shift, _said(row), size=SIZE))
    return marks


def _said(row: dict[object, object]) -> str:
    """Say what a line is drawn as; an offer and a withdrawal have words of their own."""
    if row["state"] == "forward" and row["counts"] in OFFERS:
        return "offer"
    state = str(row["state"])
    return "withdrawn by me" if row["counts"] == "withdrew" else SAME.get(state, state)


def _months(first: pd.Timestamp, last: pd.Timestamp, span: int) -> list[Mark]:
    """Name the months below the lanes, as many as can be read."""
    begun = pd.date_range(first.replace(day=1), last, freq="MS")
    step = max(1, -(-len(begun) // 12))  # twelve names fit side by side
    marks: list[Mark] = []
    free = 0.0  # where the next name may begin: the first month may be all but over
    for month in begun[::step]:
        x = LEFT + 0.02 + max((month - first).days, 0) / span * (0.97 - LEFT)
        year = f" {month.year}" if month.month == 1 or len(begun) > 12 else ""
        name = f"{month:%b}{year}"
        if free <= x <= MONTHS_TO:
            marks.append(Text(x, 1.2, name, size=12))
            free = x + (len(name) + 1) * LETTER / WIDTH
    return marks


def _key(shown: pd.DataFrame) -> list[Mark]:
    """Say below what each shape that was drawn means."""
    there = {_said(row) for row in shown.to_dict("records")}
    marks: list[Mark] = []
    x = LEFT + 0.01
    for state, said in ((state, said) for state, said in KEY.items() if state in there):
        marks += [state_mark(x, 0.3, state, size=SIZE), Text(x + 0.016, 0.3, said, size=12)]
        x += 0.045 + len(said) * LETTER / WIDTH
    return marks
