"""Draws what luck may do: the longest run of noes, how many more, and the two halves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bounceback_analysis.analysis.words import (
    chance_in_words,
    listed,
    plural,
    rate_in_words,
)
from bounceback_analysis.charts.forms import (
    dot_with_ranges,
    heights,
    row_axis,
    row_height,
    share_axis,
    strip,
    twenty_dots,
)
from bounceback_analysis.charts.marks import Axis, Dot, Mark, Picture, Square, Text, empty_picture

if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any

    import pandas as pd

    Row = dict[Hashable, Any]

ENOUGH = 5
WIDEST_STRIP = 60
CUT = 40
UNUSUAL = 0.05
ORDERS = ("Yours, in time", "Shuffled", "Shuffled again", "And again")
NOTHING = "Nothing decided yet"
ORDERED = (
    "Decided {}, one for each application and without the newest while answers are still to come"
)
WAIT = "This fills when answers come in."


def plot_run_of_noes(table: pd.DataFrame) -> Picture:
    """Draw one's own results in their order beside three shuffles of the same results."""
    row: Row = table.to_dict("records")[0]
    if not row["decided"]:
        return empty_picture("run_of_noes", NOTHING, WAIT, table)
    counted = f"{plural(row['decided'], 'application')} with a last word: "
    if not row["longest"]:
        return empty_picture("run_of_noes", "No no so far", f"{counted}all went forward.", table)
    long = row["decided"] > WIDEST_STRIP
    told = not math.isnan(row["share_of_orders"])
    marks = _hundred(row["share_of_orders"]) if long and told else _orders(row)
    across = 10 if long and told else min(row["decided"], WIDEST_STRIP)
    return Picture(
        name="run_of_noes",
        title=_run_title(row),
        subtitle=f"{counted}{row['yes']:,} went forward, {row['decided'] - row['yes']:,} did not. "
        f"{_key(long=long and told)}",
        sentence=_run_sentence(row),
        table=table,
        marks=marks,
        x=Axis(-0.7, across - 0.3 if not (long and told) else 24),
        y=Axis(-0.7, 9.7) if long and told else row_axis(_names(row)),
        height=320 if long and told else row_height(len(_names(row))),
    )


def _key(*, long: bool) -> str:
    if long:
        return "A square is one shuffle of a hundred; filled ones hold a run this long."
    return "Circle: went forward. Diamond: a no."


def _run_title(row: Row) -> str:
    run, share = plural(row["longest"], "no", "noes"), row["share_of_orders"]
    if math.isnan(share):
        if row["yes"] or row["decided"] < ENOUGH:
            return f"Longest run so far: {run}; too few results to say more"
        return f"A run of {run}, and no yes yet: your own log cannot say how ordinary that is"
    if share < UNUSUAL:
        return f"A run of {run} is unusual for your own results"
    times = "all" if share == 1 else f"{_in_hundred(share)} of 100"
    return f"A run of {run} turns up in {times} shuffles of your own results"


def _in_hundred(share: float) -> int:
    """Say how many of a hundred; neither none nor all where it is only nearly so."""
    return 100 if share == 1 else min(99, max(int(share >= 0.01), round(100 * share)))


def _run_sentence(row: Row) -> str:
    share = row["share_of_orders"]
    if math.isnan(share):
        return "It can be told from five results with at least one yes among them."
    if share < UNUSUAL:
        fewer = f"About {_in_hundred(share)}" if _in_hundred(share) else "Fewer than 1"
        return (
            f"{fewer} of 100 shuffles of your own results hold such a run. Something may have "
            "changed, such as the kind of role, the stage or the market: worth asking an adviser."
        )
    if share < 0.2:
        return "That is on the long side, but luck alone does it too."
    return "A run like this says little about you."


def _orders(row: Row) -> tuple[Mark, ...]:
    """Draw the order in time and the shuffles; of a very long search, its latest part."""
    marks: list[Mark] = []
    orders = str(row["orders"]).split(" ")[: len(_names(row))]
    for y, order in zip(heights(len(orders)), orders, strict=True):
        states = ["forward" if result == "1" else "no" for result in order[-WIDEST_STRIP:]]
        marks += strip(states, y)
    return tuple(marks)


def _names(row: Row) -> tuple[str, ...]:
    """Name the orders that are drawn: no shuffles where there is too little to shuffle."""
    return ORDERS if row["decided"] >= ENOUGH else ORDERS[:1]


def _hundred(share: float) -> tuple[Mark, ...]:
    filled = _in_hundred(share)
    return tuple(
        Square(i % 10, 9 - i // 10, "ink" if i < filled else "faint", hollow=i >= filled)
        for i in range(100)
    )


def plot_how_many_more(table: pd.DataFrame) -> Picture:
    """Draw twenty equally likely ways it may go, until an offer."""
    row: Row = table.to_dict("records")[0]
    decided, offers = int(row["decided"]), int(row["offers"])
    counted = (
        f"Decided interviews so far, one for each application: {decided:,}, "
        f"with {plural(offers, 'offer')}."
    )
    if math.isnan(row["interviews"]):
        why = "No offer after an interview yet"
        why = why if decided >= 5 else "It takes five decided interviews and one offer"
        sentence = f"{why}, so your own log cannot say how many more."
        title = "How many more cannot be told yet"
        return empty_picture("how_many_more", title, f"{sentence} {counted}", table)
    values = [float(value) for value in table["interviews"]]
    beyond = sum(value > CUT for value in values)
    within = [f"{chance_in_words(row[f'by_{n}'])} within {n}" for n in (5, 10, 20)]
    dots = [mark for mark in twenty_dots(values, cut=CUT) if isinstance(mark, Dot)]
    half = values[len(values) // 2 - 1]
    ways = sum(value <= half for value in values)
    return Picture(
        name="how_many_more",
        title=f"In {ways} of 20 likely ways an offer comes within {plural(half, 'interview')}",
        subtitle=f"{counted} Each dot is one of 20 equally likely ways.",
        sentence=f"Chance of an offer: {listed(within)} more interviews, if nothing changes.",
        table=table,
        marks=(*dots, *_beyond(beyond)),
        x=Axis(0, CUT + 8, tuple((float(n), str(n)) for n in (1, 5, 10, 20, 30, 40)), "interviews"),
        y=Axis(-0.7, max(4.0, max(mark.y for mark in dots) + 1)),
        height=240,
    )


def _beyond(dots: int) -> tuple[Mark, ...]:
    return (Text(CUT + 1, 1.2, f"{plural(dots, 'dot')} beyond"),) if dots else ()


def plot_improving(table: pd.DataFrame) -> Picture:
    """Draw the earlier half of the tries above the later half."""
    rows: list[Row] = table.to_dict("records")
    if table["of"].min() < ENOUGH:
        title = "Too early to see whether anything has changed"
        so_far = f"{ORDERED.format(rows[0]['step'])}, so far: {int(table['of'].sum())}."
        sentence = f"It takes about twenty, and often more. {so_far}"
        return empty_picture("improving", title, sentence, table)
    return Picture(
        name="improving",
        title=_change(rows[1]),
        subtitle=f"{ORDERED.format(rows[0]['step'])}, in their order, split in the middle.",
        sentence=_halves(rows),
        table=table,
        marks=dot_with_ranges(table),
        x=share_axis(),
        y=row_axis(["Earlier half", "Later half"]),
        height=row_height(2),
    )


def _change(later: Row) -> str:
    better = later["difference"] > 0
    if later["verdict"] == "clear":
        return f"The later half went forward {'more' if better else 'less'} often"
    if later["verdict"] == "leaning":
        return (
            f"It leans towards {'more' if better else 'fewer'} going forward lately; not clear yet"
        )
    return "Cannot tell yet whether anything has changed"


def _halves(rows: list[Row]) -> str:
    said = [rate_in_words(row["count"], row["of"], row["low"], row["high"]) for row in rows]
    told = f"Earlier: {said[0]}. Later: {said[1]}."
    if rows[1]["verdict"] == "clear" or math.isnan(rows[1]["seen_if_doubled"]):
        return told
    times = chance_in_words(rows[1]["seen_if_doubled"]).replace("in 10", "of 10 times")
    return f"{told} A rate that had doubled would come out clear at this size {times}."
