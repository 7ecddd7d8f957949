"""What each line counts as, where a later line of its application tells more of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bounceback_analysis.log.applications import ENDINGS

OFFERS = ("offer", "accepted", "declined")


def counted(entries: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Say which outcome of each line counts.

    Returns
    -------
    DataFrame
        ``outcome``: the one that counts. A line that waited, or was given up, and has a later
        step passed; a line that waits takes the answer that stands on the next one. ``aside``:
        ``told again`` for such an answer and for an offer told once more, ``booked`` for a day
        after ``as_of``, else blank; these lines count nowhere.
    """
    code, _ = pd.factorize(entries["application"])
    order = np.lexsort((entries["round"].to_numpy(), code))
    app = code[order]
    outcome = entries["outcome"].fillna("").to_numpy(object)[order]
    stage = entries["stage"].fillna("").to_numpy(object)[order]
    aside = np.where((entries["date"] > as_of).to_numpy()[order], "booked", "").astype(object)
    ends = np.isin(outcome, [*ENDINGS, "passed"]) & (stage == "application")
    ends |= np.isin(outcome, list(ENDINGS)) & (stage == "")
    unanswered = np.isin(outcome, ["", "waiting"])
    answers = np.zeros(len(app), dtype=bool)
    answers[1:] = (app[1:] == app[:-1]) & ends[1:] & unanswered[:-1]
    answers[1:] &= (stage[1:] == "") | (stage[:-1] == "application")
    answers &= aside == ""
    asked = np.flatnonzero(answers) - 1
    outcome[asked] = outcome[asked + 1]
    aside[answers] = "told again"
    place = np.arange(len(app))
    last = np.full(len(app), -1)
    np.maximum.at(last, app, np.where(answers, -1, place))
    outcome[np.isin(outcome, ["waiting", "no response"]) & (place < last[app])] = "passed"
    offer = np.isin(outcome, OFFERS) & (aside == "")
    first = np.full(len(app), len(app))
    np.minimum.at(first, app[offer], place[offer])
    aside[offer & (place > first[app])] = "told again"
    told = np.empty((2, len(app)), dtype=object)
    told[:, order] = outcome, aside
    return pd.DataFrame({"outcome": told[0], "aside": told[1]}, entries.index, dtype="str")
