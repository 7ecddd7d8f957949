"""Draws how it is going: what luck may do, how many more, and what goes with going forward."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bounceback_analysis.analysis.words import (
    chance_in_words,
    count_of,
    listed,
    plural,
    rate_in_words,
)
from bounceback_analysis.charts.forms import (
    NOTE_AT,
    Row,
    as_start,
    dot_with_ranges,
    from_top,
    mark_size,
    ranges,
    share_axis,
    state_mark,
    twenty_dots,
)
from bounceback_analysis.charts.marks import Axis, Dot, Mark, Meaning, Segment, Square, Text
from bounceback_analysis.charts.picture import Picture, empty_picture

if TYPE_CHECKING:
    import pandas as pd

ENOUGH_EACH = 5  # answers with and without something: fewer can hardly differ clearly
ENOUGH = 5  # results from which on their order, or a half of them, can say something
WIDEST_STRIP = 60  # marks in a row that can be counted; beyond, a hundred squares say it better
CUT = 40  # interviews beyond which a likely way is counted and not drawn: few plan further ahead
UNUSUAL = 0.05  # one shuffle in twenty: below it, luck alone is a poor account
LONGISH = 0.2  # one shuffle in five: below it, a run is on the long side
MOST_COMPARED = 9  # lower rows that fit at their full height; the rest is in the table
ORDERS = ("Yours, in time", "Shuffled", "Shuffled again", "And again")
ORDERED = (
    "Decided {}, one for each application and without the newest while answers are still to come"
)
NEEDED = (
    "It takes five answers with and five without something, such as a source, a format or a "
    "rating given before the answer came."
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
    if not row["decided"]:
        wait = "This fills when answers come in."
        return empty_picture("run_of_noes", "Nothing decided yet", wait, table)
    counted = f"{plural(row['decided'], 'application')} with a last word: "
    if not row["longest"]:
        return empty_picture("run_of_noes", "No no so far", f"{counted}all went forward.", table)
    names = ORDERS if row["decided"] >= ENOUGH else ORDERS[:1]
    marks: list[Mark]
    right: float
    if long := row["decided"] > WIDEST_STRIP and not math.isnan(row["share_of_orders"]):
        filled, right = _in_hundred(row["share_of_orders"]), 24
        marks = [
            Square(i % 10, 9 - i // 10, "ink" if i < filled else "faint", hollow=i >= filled)
            for i in range(100)
        ]
        key = "A square is one shuffle of a hundred; filled ones hold a run this long."
    else:
        marks, right = _orders(row, len(names)), min(row["decided"], WIDEST_STRIP) - 0.3
        key = "Circle: went forward. Diamond: a no."
    noes = row["decided"] - row["yes"]
    picture = Picture(
        name="run_of_noes",
        title=_run_title(row),
        subtitle=f"{counted}{row['yes']:,} went forward, {noes:,} did not. {key}",
        sentence=_run_sentence(row["share_of_orders"]),
        table=table,
        marks=tuple(marks),
        x=Axis(-0.7, right),
        y=Axis(-0.7, 9.7),
    )
    return picture if long else picture.in_rows(names)


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


def _run_sentence(share: float) -> str:
    if math.isnan(share):
        return "It can be told from five results with at least one yes among them."
    if share < UNUSUAL:
        fewer = f"About {_in_hundred(share)}" if _in_hundred(share) else "Fewer than 1"
        return (
            f"{fewer} of 100 shuffles of your own results hold such a run. Something may have "
            "changed, such as the kind of role, the stage or the market: worth asking an adviser."
        )
    if share < LONGISH:
        return "That is on the long side, but luck alone does it too."
    return "A run like this says little about you."


def _orders(row: Row, n: int) -> list[Mark]:
    """Draw the order in time and the shuffles; of a very long search, its latest part."""
    marks: list[Mark] = []
    for y, order in from_top(str(row["orders"]).split(" ")[:n]):
        latest = order[-WIDEST_STRIP:]
        states = ["forward" if result == "1" else "no" for result in latest]
        size = mark_size(len(states))
        marks += [state_mark(x, y, state, size=size) for x, state in enumerate(states)]
    return marks


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
        why = why if decided >= ENOUGH else "It takes five decided interviews and one offer"
        sentence = f"{why}, so your own log cannot say how many more."
        title = "How many more cannot be told yet"
        return empty_picture("how_many_more", title, f"{sentence} {counted}", table)
    values = [float(value) for value in table["interviews"]]
    dots = twenty_dots(values, cut=CUT)
    beyond = plural(len(values) - len(dots), "dot")
    rest = () if len(dots) == len(values) else (Text(CUT + 1, 1.2, f"{beyond} beyond"),)
    within = [f"{chance_in_words(row[f'by_{n}'])} within {n}" for n in (5, 10, 20)]
    half = values[len(values) // 2 - 1]
    ways = sum(value <= half for value in values)
    return Picture(
        name="how_many_more",
        title=f"In {ways} of 20 likely ways an offer comes within {plural(half, 'interview')}",
        subtitle=f"{counted} Each dot is one of 20 equally likely ways.",
        sentence=f"Chance of an offer: {listed(within)} more interviews, if nothing changes.",
        table=table,
        marks=(*dots, *rest),
        x=Axis(0, CUT + 8, tuple((float(n), str(n)) for n in (1, 5, 10, 20, 30, 40)), "interviews"),
        y=Axis(-0.7, max(4.0, max(dot.y for dot in dots) + 1)),
        height=240,
    )


def plot_improving(table: pd.DataFrame) -> Picture:
    """Draw the earlier half of the tries above the later half."""
    earlier, later = table.to_dict("records")
    ordered = ORDERED.format(earlier["step"])
    if table["of"].min() < ENOUGH:
        title = "Too early to see whether anything has changed"
        so_far = f"{ordered}, so far: {int(table['of'].sum())}."
        sentence = f"It takes about twenty, and often more. {so_far}"
        return empty_picture("improving", title, sentence, table)
    more, fewer = ("more", "more") if later["difference"] > 0 else ("less", "fewer")
    titles = {
        "clear": f"The later half went forward {more} often",
        "leaning": f"It leans towards {fewer} going forward lately; not clear yet",
    }
    return Picture(
        name="improving",
        title=titles.get(later["verdict"], "Cannot tell yet whether anything has changed"),
        subtitle=f"{ordered}, in their order, split in the middle.",
        sentence=_halves(earlier, later),
        table=table,
        marks=dot_with_ranges(table),
        x=share_axis(),
    ).in_rows(["Earlier half", "Later half"])


def _halves(earlier: Row, later: Row) -> str:
    """Say both rates, and where nothing is clear, how easily a change is missed at this size."""
    first, second = (
        rate_in_words(row["count"], row["of"], row["low"], row["high"]) for row in (earlier, later)
    )
    told = f"Earlier: {first}. Later: {second}."
    if later["verdict"] == "clear" or math.isnan(later["seen_if_doubled"]):
        return told
    times = chance_in_words(later["seen_if_doubled"]).replace("in 10", "of 10 times")
    return f"{told} A rate that had doubled would come out clear at this size {times}."


def plot_goes_with_success(table: pd.DataFrame) -> Picture:
    """Draw each comparison's difference; what is clear first, then what leans, then the rest."""
    levels = table.groupby("factor")["level"].transform("size")
    twice = table.duplicated("factor") & (levels == 2) & (table["factor"] != "role words")
    rows = sorted(table[~twice].to_dict("records"), key=_rank)
    if not any(_comparable(row) for row in rows):
        title = "Cannot tell yet what goes with going forward" if rows else "Nothing to compare yet"
        return empty_picture("goes_with_success", title, NEEDED, table)
    shown = rows[:MOST_COMPARED]
    looked = f"All {plural(len(rows), 'comparison')} looked at are in the table"
    hidden = len(rows) - len(shown)
    rest = f", {hidden} of them not drawn" if hidden else ""
    luck = "by luck alone about 1 in 5 of those that are drawn with a dot would lean"
    return Picture(
        name="goes_with_success",
        title=_success_title(rows),
        subtitle=f"Decided {table['step'].iloc[0]}, one for each application. Right of the line: "
        "more went forward.",
        sentence=f"{looked}{rest}; {luck}. What goes with an answer need not be what caused it.",
        table=table,
        marks=(Segment(0, -0.6, 0, len(shown) - 0.4, "faint", 1), *_differences(shown)),
        x=Axis(-1.02, 2.75, ((-0.5, "−5 in 10"), (0.0, "same"), (0.5, "+5 in 10"))),
    ).in_rows([_name(row).capitalize() for row in shown], 36)


def _rank(row: Row) -> tuple[int, bool, float, str, str]:
    order = ("clear", "leaning", "cannot tell yet").index(row["verdict"])
    size = 0.0 if math.isnan(row["difference"]) else -abs(row["difference"])
    return order, not _comparable(row), size, str(row["factor"]), str(row["level"])


def _comparable(row: Row) -> bool:
    return bool(min(row["of"], row["rest_of"]) >= ENOUGH_EACH)


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
    compared = [row for row in rows if _comparable(row)]
    leaning = sum(row["verdict"] == "leaning" for row in compared)
    if not leaning:
        return "Cannot tell yet what goes with going forward"
    verb = "leans" if leaning == 1 else "lean"
    # If nothing goes with anything, one range of 80% in five leaves out 0.
    by_luck = max(1, round(len(compared) / 5))
    lean = f"{leaning} of {plural(len(compared), 'comparison')} {verb} one way"
    return f"Nothing is clear yet; {lean}, where luck alone makes about {by_luck}"


def _go(names: list[str]) -> str:
    """Name at most three, with the verb, and nothing for none."""
    if not names:
        return ""
    rest = [f"{len(names) - 3} more"] if len(names) > 3 else []
    return f"{listed([*names[:3], *rest])} {'goes' if len(names) == 1 else 'go'}"
