"""Draws how it is going: what luck may do, how many more, and what goes with going forward."""

from __future__ import annotations

import math
import re

import pandas as pd

from bounceback_analysis.analysis.progress import A_SIDE
from bounceback_analysis.analysis.words import (
    as_start,
    chance_in_words,
    count_of,
    listed,
    plural,
    rate_in_words,
)
from bounceback_analysis.charts.marks import Axis, Dot, Mark, Meaning, Segment, Square, Text
from bounceback_analysis.charts.picture import (
    DRAWN_FROM,
    NOTE_AT,
    Picture,
    Row,
    dot_with_ranges,
    from_top,
    in_words,
    mark_size,
    ranges,
    share_axis,
    state_mark,
)

WIDEST_STRIP = 60  # marks in a row that can be counted; of more the latest are drawn
CUT = 40  # interviews beyond which a likely way has no place of its own: few plan further ahead
MORE = CUT + 4.0  # where those ways stand
LONGISH = 0.2  # one shuffle in five: below it, one in so many is said better than tenths
RARE = 0.05  # below it a rate that somebody picked tells of few, and that alone would hurt
MOST_COMPARED = 9  # lower rows that fit at their full height; the rest is in the table
RATE = ["count", "of", "low", "high"]  # what a rate is said with
A_ROW = 25  # squares: a hundred of them are four rows, as wide as a page
BELOW, TICK = 0.3, 0.1  # of a row: how far under its marks a stretch is bracketed, and its ends
ORDERS = ("Yours, in time", "Shuffled", "Shuffled again", "And again")
ORDERED = (
    "Decided {}, one for each application and without the newest while answers are still to come"
)
ONCE = "How much of that is luck your own results can say once there is an offer among them."
CHANGED = (
    "Something outside you may have changed: the kind of role, the season, the market. Show it to "
    "an adviser."
)
THIRTY = "It takes thirty interviews that ended and an offer among them; less would mislead."
NEEDED = (
    "It takes five answers with and five without something, such as a source, a format or a "
    "rating given before the answer came, and some of each kind of answer."
)
NAMES = {
    "prepared": "feeling well prepared",
    "knew_employer": "knowing the employer",
    "knew_role": "knowing the job",
    "answered": "feeling able to answer",
    "sold_myself": "getting strengths across",
    "calm": "feeling calm",
}
"""What a rating of 4 or 5 is called; the second of two levels is the same comparison again."""


def plot_run_of_noes(table: pd.DataFrame) -> Picture:
    """Draw one's own results in their order beside three shuffles of the same results."""
    row: Row = table.to_dict("records")[0]
    title, sentence = _run_words(row)
    if not row["yes"] or not row["longest"]:
        return in_words(title, sentence)
    told = not math.isnan(row["share_of_orders"])
    names = ORDERS if told else ORDERS[:1]
    wide = min(row["decided"], WIDEST_STRIP)
    latest = f", the latest {wide} drawn" if row["decided"] > wide else ""
    marks: list[Mark] = []
    for y, order in from_top(str(row["orders"]).split(" ")[: len(names)]):
        marks += _bracket(order, len(order) - wide, y)
        marks += [
            state_mark(x, y, "forward" if result == "1" else "no", size=mark_size(wide))
            for x, result in enumerate(order[-wide:])
        ]
    offers = plural(row["yes"], "offer")
    return Picture(
        title=title,
        subtitle=f"Counted: {_ended(row)}, one for each application, with {offers}{latest}. "
        "Circle: an offer. Diamond: a no, or no answer.",
        sentence=sentence,
        marks=tuple(marks),
        x=Axis(-0.7, wide - 0.3),
    ).in_rows(names, 64)


def _bracket(order: str, cut: int, y: float) -> list[Mark]:
    """Sum the longest stretch of noes by a bracket under what of it is drawn from ``cut`` on."""
    start, end = max((m.span() for m in re.finditer("0*", order)), key=lambda at: at[1] - at[0])
    if end <= cut + 1:
        return []
    left, right, down = max(start - cut, 0) - 0.3, end - cut - 0.7, y - BELOW
    lines = [(left, down, right, down), *((x, down, x, down + TICK) for x in (left, right))]
    said = Text((left + right) / 2, down - 0.16, f"{end - start:,} in a row", "middle")
    return [*(Segment(*line, "ink", 1.5) for line in lines), said]


def _ended(row: Row) -> str:
    return f"{plural(row['decided'], 'interview')} that ended"


def _run_words(row: Row) -> tuple[str, str]:
    """Say first what luck does; a stretch of noes is no verdict on a person."""
    run, share = int(row["longest"]), row["share_of_orders"]
    longest = f"The longest stretch of interviews without an offer is {run}."
    if not row["decided"]:
        wait = "It counts lines that name an interview and say how it ended."
        return "What luck does will show once interviews have ended", wait
    if not row["yes"]:
        return f"No offer yet after {_ended(row)}, and that is hard", ONCE
    if not run:
        return "Each interview that ended brought an offer", f"Counted: {_ended(row)}."
    if math.isnan(share):
        wait = "From ten that ended on, shuffles of your own results show what luck does."
        return "What luck does cannot be told yet", f"{longest} {wait}"
    if row["unusual"]:
        return f"A stretch of {run} is longer than luck often makes", f"{longest} {CHANGED}"
    if share < LONGISH:
        people = f"about 1 person in {round(1 / share)}"
        like = f"With results like yours, luck alone brings stretches like this to {people}."
        return f"By luck alone a stretch of {run} comes to {people}", f"{longest} {like}"
    times = chance_in_words(share).replace(" in 10", " times in 10") if share < 1 else "every time"
    like = f"With results like yours, luck alone makes one that long {times}."
    title = f"Luck alone makes a stretch of {run} {times}"
    return title, f"{longest} {like} It says little about you."


def _hundred(share: float) -> list[Square]:
    """Draw a share as squares of a hundred; neither none nor all where it is only nearly so."""
    filled = 100 if share == 1 else min(99, max(1, round(100 * share)))
    return [_square(i, "ink" if i < filled else "faint", hollow=i >= filled) for i in range(100)]


def _square(i: int, meaning: Meaning, *, hollow: bool = False) -> Square:
    return Square(i % A_ROW, -(i // A_ROW), meaning, hollow=hollow)


def plot_no_offer_yet(table: pd.DataFrame) -> Picture:
    """Draw the employers that asked to meet, or how many stand here at the rate picked."""
    row: Row = table.to_dict("records")[0]
    met = int(row["employers"])
    if not met:
        return Picture()
    marks = [_square(i, "strength") for i in range(min(met, 100))]
    key = "Each square is an employer that read about you and asked to meet you."
    if not math.isnan(row["stand_here"]):
        marks = _hundred(row["stand_here"])
        after = plural(row["decided"], "interview")
        key = f"Each square is one person of a hundred for whom 1 interview in {row['one_in']:.0f} "
        key += f"brings an offer; filled ones have none after {after}."
    return Picture(
        title=f"{plural(met, 'employer')} asked to meet you",
        subtitle=key,
        sentence=_standing(row),
        marks=tuple(marks),
        x=Axis(-0.7, A_ROW - 0.3),
        y=Axis(marks[-1].y - 0.7, 0.7),
        height=round(40 - 32 * marks[-1].y),
    )


def _standing(row: Row) -> str:
    """Say where one stands, and where few stand there, who can look at it with one."""
    if row["offers"]:  # true as well of one that was accepted, turned down or taken back
        chose = "an employer" if row["offers"] == 1 else "employers"
        return f"{as_start(plural(row['offers'], 'offer'))} came of it: {chose} chose you."
    if not row["decided"]:
        return "What comes of it is still open. What is one thing you did well at the last one?"
    hard = "No offer yet, and that is hard."
    if math.isnan(row["stand_here"]):
        return f"{hard} Pick a rate to see how many people would stand where you stand."
    if row["stand_here"] < RARE:
        return (
            f"{hard} At that rate few people stand here, so the rate where you look may be "
            "another one, or something outside you has changed. An adviser can look at it with you."
        )
    return (
        f"{hard} If 1 interview in {row['one_in']:.0f} brings an offer, "
        f"{chance_in_words(row['stand_here'])} people stand where you stand after "
        f"{plural(row['decided'], 'interview')}."
    )


def plot_how_many_more(table: pd.DataFrame) -> Picture:
    """Draw twenty equally likely ways it may go, until an offer."""
    row: Row = table.to_dict("records")[0]
    decided, offers = int(row["decided"]), int(row["offers"])
    if math.isnan(row["interviews"]):
        so_far = f" So far {decided:,} ended." if decided else ""
        return in_words("How many more cannot be told yet", f"{THIRTY}{so_far}")
    counted = f"Counted: {_ended(row)}, one for each application, with {plural(offers, 'offer')}."
    values = [float(value) for value in table["interviews"]]
    # A dot a way, those of one of twenty places stacked; what lies beyond stands hollow by itself.
    wide = CUT / 20
    at_x = [(math.ceil(value / wide) - 0.5) * wide if value <= CUT else MORE for value in values]
    dots = [
        Dot(x, at_x[:at].count(x), "strength", size=17, hollow=x == MORE)
        for at, x in enumerate(at_x)
    ]
    ticks = [(float(n), str(n)) for n in (1, 5, 10, 20, 30, 40)]
    ticks += [(MORE, "more")] if MORE in at_x else []
    within = [f"{chance_in_words(row[f'by_{n}'])} within {n}" for n in (5, 10, 20)]
    half = values[len(values) // 2 - 1]
    ways = sum(value <= half for value in values)
    return Picture(
        title=f"In {ways} of 20 likely ways an offer comes within {plural(half, 'interview')}",
        subtitle=f"{counted} Each dot is one of 20 equally likely ways.",
        sentence=f"Chance of an offer: {listed(within)} more interviews, if nothing changes.",
        marks=tuple(dots),
        x=Axis(0, MORE + 1, tuple(ticks), "interviews"),
        y=Axis(-0.7, max(4.0, max(dot.y for dot in dots) + 1)),
        height=240,
    )


def plot_improving(table: pd.DataFrame) -> Picture:
    """Draw the earlier half of the tries above the later half."""
    earlier, later = table.to_dict("records")
    ordered = ORDERED.format(earlier["step"])
    tried = int(table["of"].sum())
    if tried >= 2 and not table["count"].any():
        once = f"Once one of your {earlier['step']} leads further"
        nothing = f"{once}, the later ones will stand here beside the earlier."
        return in_words("No change to see yet", nothing)
    if table["of"].min() < DRAWN_FROM:
        title = "Too early to see whether anything has changed"
        so_far = f" {ordered}, so far: {tried}." if tried else ""
        sentence = f"It takes about twenty, and often more.{so_far}"
        return in_words(title, sentence)
    first, second = (rate_in_words(*table.loc[n, RATE]) for n in table.index)
    more, fewer = ("more", "more") if later["difference"] > 0 else ("less", "fewer")
    titles = {
        "clear": f"The later half went forward {more} often",
        "leaning": f"It leans towards {fewer} going forward lately; not clear yet",
    }
    return Picture(
        title=titles.get(later["verdict"], "Cannot tell yet whether anything has changed"),
        subtitle=f"{ordered}, in their order, split in the middle.",
        sentence=f"Earlier: {first}. Later: {second}.",
        marks=dot_with_ranges(table),
        x=share_axis(),
    ).in_rows(["Earlier half", "Later half"])


def plot_goes_with_success(table: pd.DataFrame) -> Picture:
    """Draw each comparison's difference; what is clear first, then what leans, then the rest."""
    levels = table.groupby("factor")["level"].transform("size")
    twice = table.duplicated("factor") & (levels == 2) & (table["factor"] != "role words")
    rows = sorted(table[~twice].to_dict("records"), key=_rank)
    if not any(_comparable(row) for row in rows):
        some = any(row["count"] or row["rest"] for row in rows)
        title = "Cannot tell yet what goes with going forward" if some else "Nothing to compare yet"
        return in_words(title, NEEDED)
    shown = rows[:MOST_COMPARED]
    looked = f"All {plural(len(rows), 'comparison')} looked at are in the table"
    hidden = len(rows) - len(shown)
    rest = f", {hidden} of them not drawn" if hidden else ""
    return Picture(
        title=_success_title(rows),
        subtitle=f"Decided {table['step'].iloc[0]}, one for each application. Right of the line: "
        "more went forward.",
        sentence=f"{_hint(rows)}{looked}{rest}. "
        "What goes with an answer need not be what caused it.",
        marks=(Segment(0, -0.6, 0, len(shown) - 0.4, "faint", 1), *_differences(shown)),
        x=Axis(-1.02, 1.02, ((-0.5, "−5 in 10"), (0.0, "same"), (0.5, "+5 in 10"))),
    ).in_rows([_name(row).capitalize() for row in shown], 36)


def _rank(row: Row) -> tuple[int, bool, float, str, str]:
    order = ("clear", "leaning", "cannot tell yet").index(row["verdict"])
    size = 0.0 if math.isnan(row["difference"]) else -abs(row["difference"])
    return order, not _comparable(row), size, str(row["factor"]), str(row["level"])


def _comparable(row: Row) -> bool:
    """Tell whether a difference is drawn: some on each side, and something went forward."""
    return bool(min(row["of"], row["rest_of"]) >= A_SIDE and row["count"] + row["rest"])


def _name(row: Row) -> str:
    if row["factor"] in NAMES:
        return NAMES[str(row["factor"])]
    return f"“{row['level']}” in the role" if row["factor"] == "role words" else str(row["level"])


def _differences(shown: list[Row]) -> list[Mark]:
    marks: list[Mark] = []
    for y, row in from_top(shown):
        rest = count_of(row["rest"], row["rest_of"])
        counts = f"{count_of(row['count'], row['of'])}, others {rest}"
        if _comparable(row):
            meaning: Meaning = "strength" if row["difference"] > 0 else "gap"
            marks += ranges(row, y, counts, of="diff_")
            marks.append(Dot(row["difference"], y, meaning, size=13, hover=counts))
        said = row["verdict"]
        if said != "cannot tell yet":
            said = f"{said}: {counts}"
        elif not math.isnan(row["more_needed"]):
            said = f"{said}, about {row['more_needed']:.0f} more"
        elif _comparable(row):
            said = "more than one search can show"
        marks.append(Text(NOTE_AT, y, said))
    return marks


def _success_title(rows: list[Row]) -> str:
    clear = [row for row in rows if row["verdict"] == "clear"]
    more = _go([_name(row) for row in clear if row["difference"] > 0])
    fewer = _go([_name(row) for row in clear if row["difference"] < 0])
    if clear:
        said = [f"{more} with going forward"] if more else []
        said += [f"{fewer} with going forward less often"] if fewer else []
        return as_start("; ".join(said))
    if _hint(rows):
        return "Nothing is clear yet; there is one hint"
    return "Cannot tell yet what goes with going forward"


def _hint(rows: list[Row]) -> str:
    """Say what leans as one hint, however many comparisons lean: they share their tries."""
    leaning = [row for row in rows if row["verdict"] == "leaning"]
    if not leaning:
        return ""
    luck = "where nothing goes with anything, luck alone brings one in about 1 search of 20"
    if len(leaning) == 1:
        way = "" if leaning[0]["difference"] > 0 else " less often"
        return f"{as_start(_name(leaning[0]))} may go with going forward{way}; {luck}. "
    tries = max(row["of"] + row["rest_of"] for row in leaning)
    return f"Several lean, but they come from the same {tries:,} answers: one hint; {luck}. "


def _go(names: list[str]) -> str:
    """Name at most three, with the verb, and nothing for none."""
    if not names:
        return ""
    rest = [f"{len(names) - 3} more"] if len(names) > 3 else []
    return f"{listed([*names[:3], *rest])} {'goes' if len(names) == 1 else 'go'}"
