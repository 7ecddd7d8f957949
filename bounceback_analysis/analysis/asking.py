"""Counts what asking for feedback brought: asked, answered, and words that can be used."""

from __future__ import annotations

import pandas as pd

from bounceback_analysis.analysis.outcomes import settled
from bounceback_analysis.analysis.rates import with_rates

STEPS = ("asked", "answered", "usable")


def feedback_yield(entries: pd.DataFrame) -> pd.DataFrame:
    """Count the steps from asking for feedback to having words that can be used.

    Parameters
    ----------
    entries
        The log as read.

    Returns
    -------
    DataFrame
        Three rows. asked: of the noes; answered: of those asked, ``waiting`` being the ones
        that may still answer (counted in ``of``); usable: of all that gave words, asked or
        not, those that name a strength or a gap. Each with the rate columns.
    """
    noes = settled(entries)["state"] == "no"
    status = entries["feedback_status"]
    asked = status.notna() | entries["feedback_asked_on"].notna()
    gave = entries["feedback"].notna()
    answered = asked & (gave | (status == "received"))
    still = asked & ~answered & (status != "refused")
    pairs = [(asked & noes, noes), (answered, asked), (gave & _usable(entries), gave)]
    table = pd.DataFrame(
        {
            "step": STEPS,
            "count": [int(count.sum()) for count, _ in pairs],
            "of": [int(of.sum()) for _, of in pairs],
        }
    )
    return with_rates(table).assign(waiting=[0, int(still.sum()), 0])


def _usable(entries: pd.DataFrame) -> pd.Series:
    """Tell whose feedback names at least one strength or gap, not only reasons outside."""
    from bounceback_analysis.analysis.feedback import theme_quotes

    quotes = theme_quotes(entries)
    named = quotes[quotes["polarity"].isin(["strength", "gap"])]
    return entries["line"].isin(named["line"])
