"""Two mirrors: my own view, given before the answer, beside what interviewers said."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.naming import own_levels, skill_quotes
from bounceback_analysis.analysis.outcomes import so_far
from bounceback_analysis.analysis.tables import table
from bounceback_analysis.analysis.views import (
    FINE,
    RATED_THEMES,
    WEAK,
    clearly_said,
    my_ratings,
    my_view,
    their_quotes,
    their_view,
)

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

CELLS = {
    ("fine", "strength"): "agreed_strength",
    ("weak", "gap"): "agreed_gap",
    ("fine", "gap"): "blind_spot",
    ("weak", "strength"): "hidden_strength",
}
MIRROR_COLUMNS = ("agreed_strength", "agreed_gap", "blind_spot", "hidden_strength", "not_said")
QUOTED = ("polarity", "employer", "date", "text", "start", "end", "line")
PAIRS_TO_SHOW = 3
PAIRS_FOR_A_PATTERN = 8


@table
def mirrors(log: Log) -> pd.DataFrame:
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
    counts = _counted(_met(log), "theme")
    order = {theme: place for place, theme in enumerate(dict.fromkeys(RATED_THEMES.values()))}
    return counts.sort_values("theme", key=lambda theme: theme.map(order), ignore_index=True)


@table
def mirror_quotes(log: Log) -> pd.DataFrame:
    """Give the words behind each count of ``mirrors``, beside the rating that I gave.

    Returns
    -------
    DataFrame
        ``theme, mirror, ratings, polarity, employer, date, text, start, end, line``; the words
        stand at ``text[start:end]``.
    """
    rated = my_ratings(log)
    named = rated["column"].str.replace("_", " ") + " " + rated["rating"].map("{:.0f}".format)
    ratings = named.groupby([rated["line"], rated["theme"]]).agg(", ".join).rename("ratings")
    met = _met(log)[["line", "theme", "mirror"]].join(ratings, on=["line", "theme"])
    return met.merge(their_quotes(log), on=["line", "theme"])[
        ["theme", "mirror", "ratings", *QUOTED]
    ]


@table
def skill_mirrors(log: Log) -> pd.DataFrame:
    """Count, for each skill of the plan, how my own level and what they said of it met.

    A level of 1 or 2 is weak, 4 or 5 fine. The plan does not say when a level was written, so it
    may know the answers already: these counts stay apart from those of ``mirrors``.

    Returns
    -------
    DataFrame
        One row per skill that has a level and that an interviewer named: ``skill``, then the
        counts of ``mirrors`` in lines of the log; the most pairs first.
    """
    met = skill_mirror_quotes(log)
    counts = _counted(met.drop_duplicates(["line", "skill"]), "skill")
    pairs = counts[list(MIRROR_COLUMNS[:4])].sum(axis=1)
    counts = counts.assign(pairs=pairs).sort_values(["pairs", "skill"], ascending=[False, True])
    return counts.drop(columns="pairs").reset_index(drop=True)


@table
def skill_mirror_quotes(log: Log) -> pd.DataFrame:
    """Give the words behind each count of ``skill_mirrors``.

    Returns
    -------
    DataFrame
        ``skill, mirror, level, polarity, employer, date, text, start, end, line``.
    """
    said = skill_quotes(log)
    level = said["skill"].map(own_levels(log)["level"]).astype(float)
    mine = np.select([level <= WEAK, level >= FINE], ["weak", "fine"], "not said")
    said = said.assign(level=level, mine=mine)[level.notna()]
    met = said.merge(clearly_said(said, "skill"), on=["line", "skill"])
    return met.assign(mirror=_cells(met))[["skill", "mirror", "level", *QUOTED]]


def _met(log: Log) -> pd.DataFrame:
    """Give one row per line and theme that I rated before an answer that came with words."""
    entries = so_far(log)
    with_words = entries.loc[
        entries["feedback"].notna() | entries["feedback_themes"].notna(), "line"
    ]
    mine = my_view(log)
    met = mine[mine["line"].isin(with_words)].merge(
        their_view(log), on=["line", "theme"], how="left"
    )
    return met.assign(mirror=_cells(met))


def _cells(met: pd.DataFrame) -> np.ndarray:
    """Name the cell in which my view and theirs meet."""
    cells = pd.Series(list(zip(met["mine"], met["theirs"], strict=True)), dtype="object")
    return cells.map(CELLS).fillna("not_said").to_numpy(str)


def _counted(met: pd.DataFrame, of: str) -> pd.DataFrame:
    told = Counter(zip(met[of], met["mirror"], strict=True))
    names = sorted({name for name, _ in told})
    counts = {cell: np.array([told[name, cell] for name in names], int) for cell in MIRROR_COLUMNS}
    return pd.DataFrame({of: pd.Series(names, dtype="str"), **counts})
