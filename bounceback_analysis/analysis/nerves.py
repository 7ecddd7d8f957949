"""Sets how calm I was beside what came of it, and says honestly what that can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.outcomes import given_before, in_order, settled, tried_at
from bounceback_analysis.analysis.rates import UNSURE, with_rates
from bounceback_analysis.analysis.success import FOUR_OR_FIVE, goes_with_success
from bounceback_analysis.analysis.tables import table
from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from bounceback_analysis.log.model import Log


@table
def nerves(log: Log) -> pd.DataFrame:
    """Give how often it went forward at each level of calm, rated before the answer.

    Each application counts once, at its first decided interview (at the application where no
    interview was decided), as in ``goes_with_success``, whose verdict this is.

    Returns
    -------
    DataFrame
        ``calm`` (1 to 5, the levels that were rated), the rate columns, ``verdict`` (of calm 4
        or 5 beside 1 to 3, the same on each row) and ``more_needed`` (about how many more
        decided until there may be something to tell; NaN where that cannot be said).
    """
    _, lines = tried_at(log)
    # A line that still reads waiting though it went on was rated before any answer was known.
    before = (lines["outcome"] == "waiting") | (lines["rated_on"] < lines["heard_on"])
    rated = lines[before].dropna(subset="calm")
    levels = rated.groupby("calm", as_index=False).agg(count=("yes", "sum"), of=("yes", "size"))
    factors = goes_with_success(log)
    calm = factors[(factors["factor"] == "calm") & (factors["level"] == FOUR_OR_FIVE)]
    verdict, more = calm[["verdict", "more_needed"]].iloc[0] if len(calm) else (UNSURE, None)
    return with_rates(levels).assign(verdict=verdict, more_needed=more)


@table
def calm_over_time(log: Log) -> pd.DataFrame:
    """Give each rating of calm in time order: ``date, employer, calm, state, before``.

    ``before`` tells whether it was given before the answer; only those count elsewhere.
    """
    lines = settled(log)
    rated = in_order(lines.assign(before=given_before(lines)).dropna(subset="calm"))
    return rated[["date", "employer", "calm", "state", "before", "line"]].reset_index(drop=True)


def calm_ways() -> tuple[Mapping[str, str], ...]:
    """Give practical ways to stay calm, each with what it rests on: ``way, why, source``."""
    return tuple(load_words("calm")["way"])
