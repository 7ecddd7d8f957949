"""Ranks what employers missed, so that page 1, the next steps and the questions begin alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.feedback import (
    feedback_themes,
    strengths_and_gaps,
    theme_votes,
)
from bounceback_analysis.analysis.outcomes import so_far, table

if TYPE_CHECKING:
    import pandas as pd

    from bounceback_analysis.log.model import Log


@table
def open_gaps(log: Log) -> pd.DataFrame:
    """Give what stands as a gap, most employers first, of as many the one that was named last.

    A line without a day is taken for as late as the next dated one below it, at the end of the log
    for the latest, so that what stands there hides behind no older gap.
    """
    _, gaps = strengths_and_gaps(feedback_themes(log))
    votes, lines = theme_votes(log), so_far(log).sort_values("line")
    day = lines["date"].fillna(lines["heard_on"]).bfill()
    late = day.rank(method="dense", na_option="bottom").set_axis(lines["line"])
    named = votes.loc[(votes["polarity"] == "gap") & ~votes["compared"], ["theme", "line"]]
    named = named.assign(late=named["line"].map(late)).groupby("theme")[["late", "line"]].max()
    ranked = gaps[["theme", "count"]].join(named, on="theme")
    order = ["count", "late", "line", "theme"]
    return gaps.loc[ranked.sort_values(order, ascending=[False, False, False, True]).index]
