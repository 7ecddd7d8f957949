"""Formal scores as distance from the pass mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.outcomes import in_order, so_far
from bounceback_analysis.analysis.tables import table

if TYPE_CHECKING:
    import pandas as pd

    from bounceback_analysis.log.model import Log


@table
def formal_scores(log: Log) -> pd.DataFrame:
    """Give each formal score with its distance from the pass mark, in time order.

    Returns
    -------
    DataFrame
        ``date, employer, role, stage, score, score_out_of, pass_mark``; ``distance`` (score
        less pass mark, in the employer's own points) and ``share`` (that distance as a share of
        the most that could be scored, so that employers can be set side by side). NaN where the
        employer did not say.
    """
    columns = ["date", "employer", "role", "stage", "score", "score_out_of", "pass_mark"]
    scored = in_order(so_far(log).dropna(subset="score"))
    distance = scored["score"] - scored["pass_mark"]
    share = distance / scored["score_out_of"].where(scored["score_out_of"] > 0)
    return scored.assign(distance=distance, share=share)[
        [*columns, "distance", "share", "line"]
    ].reset_index(drop=True)
