"""Two mirrors: my own view, given before the answer, beside what interviewers said."""

from __future__ import annotations

import pandas as pd

from bounceback_analysis.analysis.feedback import theme_quotes
from bounceback_analysis.analysis.views import RATED_THEMES, my_ratings, my_view, their_view

CELLS = {
    ("fine", "strength"): "agreed_strength",
    ("weak", "gap"): "agreed_gap",
    ("fine", "gap"): "blind_spot",
    ("weak", "strength"): "hidden_strength",
}
MIRROR_COLUMNS = ("agreed_strength", "agreed_gap", "blind_spot", "hidden_strength", "not_said")
PAIRS_TO_SHOW = 3
PAIRS_FOR_A_PATTERN = 8


def mirrors(entries: pd.DataFrame) -> pd.DataFrame:
    """Count, for each theme, how my own view and theirs met.

    Only ratings given before the answer count, beside feedback on the same line. 1 and 2 are
    weak, 4 and 5 fine, 3 says nothing; ``prepared``, ``knew_employer`` and ``knew_role`` are
    one theme, and those of them that say something must agree.

    Returns
    -------
    DataFrame
        One row per theme that I rated on a line with feedback: ``theme``, then counts.
        ``blind_spot``: I felt fine, they named a gap. ``hidden_strength``: I felt weak, they
        praised it. ``not_said``: one side said nothing clear. Below three pairs the picture is
        silent; from eight it may speak of a pattern.
    """
    counts = pd.crosstab((met := _met(entries))["theme"], met["mirror"])
    order = [theme for theme in dict.fromkeys(RATED_THEMES.values()) if theme in counts.index]
    counts = counts.reindex(index=order, columns=list(MIRROR_COLUMNS), fill_value=0)
    counts = counts.rename_axis(index="theme", columns=None).reset_index()
    return counts.astype({"theme": "str"})


def mirror_quotes(entries: pd.DataFrame) -> pd.DataFrame:
    """Give the words behind each count of ``mirrors``, beside the rating that I gave.

    Returns
    -------
    DataFrame
        ``theme, mirror, ratings, polarity, employer, date, text, start, end, line``; the words
        stand at ``text[start:end]``.
    """
    rated = my_ratings(entries)
    named = rated["column"].str.replace("_", " ") + " " + rated["rating"].map("{:.0f}".format)
    ratings = named.groupby([rated["line"], rated["theme"]]).agg(", ".join).rename("ratings")
    met = _met(entries)[["line", "theme", "mirror"]].join(ratings, on=["line", "theme"])
    said = theme_quotes(entries)
    said = said[said["polarity"].isin(["gap", "strength"])]
    columns = ["theme", "mirror", "ratings", "polarity", "employer", "date", "text", "start", "end"]
    return met.merge(said, on=["line", "theme"])[[*columns, "line"]]


def _met(entries: pd.DataFrame) -> pd.DataFrame:
    """Give one row per line and theme that I rated before an answer that came with words."""
    with_words = entries.loc[
        entries["feedback"].notna() | entries["feedback_themes"].notna(), "line"
    ]
    mine = my_view(entries)
    met = mine[mine["line"].isin(with_words)].merge(
        their_view(entries), on=["line", "theme"], how="left"
    )
    cells = pd.Series(list(zip(met["mine"], met["theirs"], strict=True)), dtype="object")
    return met.assign(mirror=cells.map(CELLS).fillna("not_said").to_numpy(str))
