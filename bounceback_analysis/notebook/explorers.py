"""Puts each topic's table and picture together with the controls that help to explore it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.notebook.binder import explore

if TYPE_CHECKING:
    import pandas as pd
    from ipywidgets import VBox

    from bounceback_analysis.charts.marks import Picture

BY = {
    "all together": None,
    "where it was found": "source",
    "how it was held": "format",
    "words in the role": "role words",
}


def explore_stage_rates(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore how often each stage went forward, all together or split."""
    from bounceback_analysis.analysis.journey import stage_rates
    from bounceback_analysis.charts.journey import plot_stage_rates

    def view(entries: pd.DataFrame, by: str | None) -> Picture:
        return plot_stage_rates(stage_rates(entries, by=by))

    return explore(entries, view, filters=filters, controls={"by": BY})
