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

COLUMNS = ["kind", "text", "employer", "date"]
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
    5 given to oneself; went forward), text, employer and date.
    """
    entries = so_far(log)
    praised = _praised(theme_quotes(log))
    parts = {
        "words": _said(entries, entries["went_well"]),
        "praised theme": praised.drop_duplicates(["text", "line"]),
        "rating": _rated_well(entries),
        "went forward": _went_forward(log),
    }
    columns, newest = ["date", "employer", "text"], [False, True, True]
    ordered = [
        part.assign(kind=kind).sort_values(columns, ascending=newest, kind="stable")[COLUMNS]
        for kind, part in parts.items()
    ]
    return pd.concat(ordered, ignore_index=True)


def _said(entries: pd.DataFrame, text: pd.Series) -> pd.DataFrame:
    said = entries[["employer", "date"]].assign(text=text.astype("str"))
    return said[said["text"].notna()]


def _praised(quotes: pd.DataFrame) -> pd.DataFrame:
    """Give the clause of each praise, or the theme that the person read without one.

    Never the whole letter, and no clause that names a gap as well.
    """
    names = quotes["theme"].map(theme_name)
    columns = (quotes[name] for name in ("text", "start", "end", "line", "polarity"))
    rows = [
        (clause_around(text, start, end) if start < end else name, *row)
        for name, text, start, end, *row in zip(names, *columns, strict=True)
    ]
    missed = {(clause, line) for clause, line, polarity in rows if polarity == "gap"}
    kept = [p == "strength" and (clause, line) not in missed for clause, line, p in rows]
    said = [as_start(clause) for (clause, *_), keep in zip(rows, kept, strict=True) if keep]
    return quotes[np.array(kept, dtype=bool)].assign(text=pd.Series(said, dtype="str").to_numpy())


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
