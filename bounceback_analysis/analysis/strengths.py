"""Collects what went well, and tells the themes that turned round: missed, and praised since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import comb

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.feedback import clause_around, theme_quotes, theme_votes
from bounceback_analysis.analysis.outcomes import (
    INTERVIEWS,
    NOT_SAID,
    decided,
    so_far,
    stages,
    table,
)
from bounceback_analysis.analysis.ratings import FINE
from bounceback_analysis.analysis.words import as_start
from bounceback_analysis.log.applications import OFFERS
from bounceback_analysis.log.model import Log
from bounceback_analysis.vocabulary.themes import control_of, wanted_name

COLUMNS = ["kind", "text", "quoted", "employer", "date"]
ASKED_TO_MEET = "Asked to an interview"
RATED_WELL = {
    "prepared": "Well prepared",
    "knew_employer": "Knew the employer",
    "knew_role": "Knew the job",
    "answered": "Could answer the questions",
    "sold_myself": "Got my strengths across",
    "calm": "Felt calm",
}


@table
def what_went_well(log: Log) -> pd.DataFrame:
    """List what went well, newest first within each kind.

    Columns: kind (words: the person's own; praised theme: what an employer praised; rating: a 4 or
    5 given to oneself; went forward), text, quoted (whether the text is words that somebody wrote),
    employer and date.
    """
    entries = so_far(log)
    parts = {
        "words": _said(entries, entries["went_well"]).assign(quoted=True),
        "praised theme": praise(log),
        "rating": _rated_well(entries),
        "went forward": _went_forward(log),
    }
    columns, newest = ["date", "employer", "text"], [False, True, True]
    ordered = [
        part.assign(kind=kind)
        .reindex(columns=COLUMNS, fill_value=False)
        .sort_values(columns, ascending=newest, kind="stable")
        for kind, part in parts.items()
    ]
    return pd.concat(ordered, ignore_index=True)


def _said(entries: pd.DataFrame, text: pd.Series) -> pd.DataFrame:
    said = entries[["employer", "date"]].assign(text=text.astype("str"))
    return said[said["text"].notna()]


@table
def praise(log: Log) -> pd.DataFrame:
    """Give each praise once: clause, else theme's name; ``text, quoted, employer, date, line``."""
    quotes = theme_quotes(log)
    names = quotes["theme"].map(wanted_name)
    places = zip(quotes["text"], quotes["start"], quotes["end"], strict=True)
    clauses = pd.Series([clause_around(*place) for place in places], quotes.index, dtype="str")
    quoted = quotes["start"] < quotes["end"]
    told = quotes.assign(text=clauses.where(quoted, names), quoted=quoted)
    gaps = told[told["polarity"] == "gap"]
    missed = {*zip(gaps["text"], gaps["line"], strict=True)}
    missed |= {*zip(names[gaps.index], gaps["line"], strict=True)}
    beside = [pair in missed for pair in zip(told["text"], told["line"], strict=True)]
    kept = told[(told["polarity"] == "strength") & ~np.array(beside, dtype=bool)]
    said = kept.assign(text=kept["text"].map(as_start).astype("str"))
    columns = ["text", "quoted", "employer", "date", "line"]
    return said[columns].drop_duplicates(["text", "line"], ignore_index=True)


def _rated_well(entries: pd.DataFrame) -> pd.DataFrame:
    long = entries.melt(["employer", "date"], list(RATED_WELL), "rated", "rating")
    good = long[long["rating"] >= FINE]
    rating = good["rating"].astype("int64").astype("str")
    return good.assign(text=good["rated"].map(RATED_WELL) + ": " + rating + " of 5")


def _went_forward(log: Log) -> pd.DataFrame:
    lines = decided(log)
    lines = lines[lines["yes"]]
    step = stages(lines).replace(NOT_SAID, "step")
    offered = lines["outcome"].isin(OFFERS)
    text = ("The " + step + " went forward").mask(offered, "An offer after the " + step)
    # Where a log begins with the interview, that they asked to meet is a step that it leaves out.
    entries = so_far(log)
    first = entries[(entries["round"] == 1) & stages(entries).isin(INTERVIEWS)]
    met = pd.Series(ASKED_TO_MEET, first.index, dtype="str")
    return pd.concat([_said(lines, text), _said(first, met)])


MOST_BY_LUCK = 0.05  # of 100 unchanged searches, 5 may be told of a turn in any theme
TURNED, TOO_EARLY = "turned", "cannot tell yet"
TURNS = (
    "theme", "missed", "last_missed", "praised", "praised_since", "share_of_orders", "verdict",
)  # fmt: skip


@table
def turned_round(log: Log) -> pd.DataFrame:
    """Tell by their days the themes that were last missed before they were last praised.

    Each employer has one vote a theme, its latest word; praise on the very day of a gap, and what
    was said only beside somebody else, count for nothing here.

    Columns: ``theme``; ``missed``: how many employers missed it, up to the day ``last_missed``;
    ``praised``: how many have praised it after that day, the first on ``praised_since``.
    ``share_of_orders``: how often so many praises come last if the votes are put into any order;
    ``verdict``: turned where that is rare enough over all themes together (at most 5 of 100
    searches in which nothing changes show one), else cannot tell yet. The most praised since comes
    first. Source: Tarone (1990), A modified Bonferroni method for discrete data, Biometrics 46:
    themes with so few votes that no order of them could be rare do not count among those looked at.
    """
    votes = theme_votes(log)
    own = votes["polarity"].isin(["gap", "strength"]) & ~votes["compared"]
    own &= votes["theme"].map(control_of) != "outside"
    dated = votes.loc[own & votes["day"].notna(), ["theme", "day", "polarity", "voter"]]
    cast: dict[str, list[tuple[pd.Timestamp, bool, str]]] = {}
    for theme, day, polarity, voter in sorted(zip(*dated.to_dict("list").values(), strict=True)):
        cast.setdefault(theme, []).append((day, polarity == "gap", voter))
    orders = {theme: _latest_votes(said) for theme, said in cast.items()}
    turned = set(themes_turned(orders))
    rows = []
    for theme, said in cast.items():
        last = max((day for day, missed, _ in said if missed), default=pd.Timestamp.max)
        gaps = {voter for _, missed, voter in said if missed}
        if praise := {voter for day, missed, voter in said if day > last and not missed}:
            counts = len(gaps), last, len(praise), min(day for day, *_ in said if day > last)
            verdict = TURNED if theme in turned else TOO_EARLY
            rows.append((theme, *counts, share_of_orders(orders[theme]), verdict))
    kinds = dict.fromkeys(["last_missed", "praised_since"], "datetime64[us]")
    found = pd.DataFrame(rows, columns=list(TURNS))
    found = found.astype({"theme": "str", "verdict": "str", **kinds})
    return found.sort_values(["praised", "theme"], ascending=[False, True], ignore_index=True)


def themes_turned(orders: Mapping[str, Sequence[bool]]) -> Iterable[str]:
    """Give the themes whose votes, True praise, show a turn: 5 in 100 times if none has one.

    >>> list(themes_turned({"answers": [False] * 4 + [True] * 3, "nerves": [False, True]}))
    ['answers']
    """
    rarest = sorted(1 / comb(len(votes), sum(votes)) for votes in orders.values())
    looked_at = next(
        (n for n in range(1, len(rarest) + 1) if sum(r <= MOST_BY_LUCK / n for r in rarest) <= n), 1
    )
    return (
        theme
        for theme, votes in orders.items()
        if share_of_orders(votes) <= MOST_BY_LUCK / looked_at
    )


def share_of_orders(votes: Sequence[bool]) -> float:
    """Give how many of all orders of these votes end with as many praises, counted exactly.

    >>> share_of_orders([False, False, False, False, True, True, True])  # 1 of 35
    0.02857142857142857
    """
    praised, n = sum(votes), len(votes)
    last = next((at for at, vote in enumerate(reversed(votes)) if not vote), n)
    return comb(n - last, praised - last) / comb(n, praised)


def _latest_votes(said: Iterable[tuple[pd.Timestamp, bool, str]]) -> list[bool]:
    """Give one vote an employer in time order; a gap goes after praise of the same day."""
    late = sorted(said, key=lambda vote: vote[:2])
    places = {voter: place for place, (_, _, voter) in enumerate(late)}
    return [not late[place][1] for place in sorted(places.values())]
