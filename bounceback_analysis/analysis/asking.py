"""Counts what asking for feedback brought: asked, answered, and words that can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.outcomes import settled
from bounceback_analysis.analysis.rates import with_rates
from bounceback_analysis.analysis.tables import table

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

STEPS = ("asked", "answered", "usable")


@table
def feedback_yield(log: Log) -> pd.DataFrame:
    """Count the steps from asking for feedback to having words that can be used.

    Parameters
    ----------
    log
        The log.

    Returns
    -------
    DataFrame
        Three rows. asked: of the noes; answered: of those asked, ``waiting`` being the ones
        that may still answer (counted in ``of``); usable: of all that gave words, asked or
        not, those that name a strength or a gap. Each with the rate columns.
    """
    entries = log.entries
    noes = settled(log)["state"] == "no"
    status = entries["feedback_status"]
    asked = status.notna() | entries["feedback_asked_on"].notna()
    gave = entries["feedback"].notna()
    answered = asked & (gave | (status == "received"))
    still = asked & ~answered & (status != "refused")
    pairs = [(asked & noes, noes), (answered, asked), (gave & _usable(log), gave)]
    steps = pd.DataFrame(
        {
            "step": STEPS,
            "count": [int(count.sum()) for count, _ in pairs],
            "of": [int(of.sum()) for _, of in pairs],
        }
    )
    return with_rates(steps).assign(waiting=[0, int(still.sum()), 0])


def _usable(log: Log) -> pd.Series:
    """Tell whose feedback names at least one strength or gap, not only reasons outside."""
    from bounceback_analysis.analysis.feedback import theme_quotes

    quotes = theme_quotes(log)
    named = quotes[quotes["polarity"].isin(["strength", "gap"])]
    return log.entries["line"].isin(named["line"])
