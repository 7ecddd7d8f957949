"""Collects what went well: own words, praise, good ratings and every step forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.feedback import clause_around, theme_quotes
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
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

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
    """Give each praise once: its clause, or the theme's name where no words of theirs show it.

    Never the whole letter, and no clause that names a gap as well. Columns: text, quoted (whether
    it is their words), employer, date and line.
    """
    quotes = theme_quotes(log)
    names = quotes["theme"].map(theme_name)
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
