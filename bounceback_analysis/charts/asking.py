"""Draws what asking for feedback brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.words import plural, rate_in_words
from bounceback_analysis.charts.forms import dot_with_ranges, row_axis, row_height, share_axis
from bounceback_analysis.charts.marks import Picture, empty_picture

if TYPE_CHECKING:
    import pandas as pd

LABELS = ["Asked, of the noes", "Answered, of those asked", "Usable, of all that came"]


def plot_feedback_yield(table: pd.DataFrame) -> Picture:
    """Draw how often was asked, answered, and answered in words that can be used."""
    _, answered, usable = table.to_dict("records")
    if not answered["of"] and not usable["of"]:
        sentence = "After a no, it is fair to ask for feedback once."
        return empty_picture("feedback_yield", "No feedback asked for yet", sentence, table)
    waiting = int(answered["waiting"])
    words = rate_in_words(*(answered[name] for name in ("count", "of", "low", "high")))
    still = f" {waiting} may still answer." if waiting else ""
    times = "once" if answered["of"] == 1 else plural(answered["of"], "time")
    title = f"You asked {times} and {int(answered['count'])} answered"
    return Picture(
        name="feedback_yield",
        title=title if answered["of"] else f"{plural(usable['of'], 'answer')} came unasked",
        subtitle="Usable: it names a strength or something to work on.",
        sentence=(f"Answered: {words}." if answered["of"] else "Asking once is fair.") + still,
        table=table,
        marks=dot_with_ranges(table),
        x=share_axis("of these"),
        y=row_axis(LABELS),
        height=row_height(3),
    )
