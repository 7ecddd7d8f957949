"""Sets my own view of an interview, given before the answer, beside theirs, and formal scores."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.feedback import their_quotes
from bounceback_analysis.analysis.outcomes import (
    given_before,
    in_order,
    ratings_left_out,
    so_far,
    table,
)
from bounceback_analysis.log.model import Log

RATED_THEMES = {
    "prepared": "preparation",
    "knew_employer": "preparation",
    "knew_role": "preparation",
    "answered": "answers",
    "sold_myself": "selling",
    "calm": "nerves",
}
WEAK, FINE = 2, 4  # at most, at least: a 3 says nothing


@table
def my_view(log: Log) -> pd.DataFrame:
    """Give how I rated each theme before the answer: line, theme, mine (weak, fine, not said)."""
    rated = my_ratings(log)
    rated = rated.assign(weak=rated["rating"] <= WEAK, fine=rated["rating"] >= FINE)
    return _one_of(rated, "weak", "fine").rename(columns={"said": "mine"})


def my_ratings(log: Log) -> pd.DataFrame:
    """Give each rating that was given before the answer: ``line, column, rating, theme``."""
    lines = so_far(log)
    rated = lines[given_before(lines)]
    long = rated.melt("line", list(RATED_THEMES), var_name="column", value_name="rating")
    long = long.dropna(subset="rating")
    return long.assign(theme=long["column"].map(RATED_THEMES))


def _one_of(rows: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Name by line and theme the one of two columns that is true; ``not said`` for both or none."""
    views = rows.groupby(["line", "theme"], as_index=False)[[first, second]].any()
    one, other = views[first], views[second]
    said = np.select([one & ~other, other & ~one], [first, second], "not said")
    return views[["line", "theme"]].assign(said=pd.Series(said, views.index, dtype="str"))


CELLS = {
    ("fine", "strength"): "agreed_strength",
    ("weak", "gap"): "agreed_gap",
    ("fine", "gap"): "blind_spot",
    ("weak", "strength"): "hidden_strength",
}
MIRROR_COLUMNS = ("agreed_strength", "agreed_gap", "blind_spot", "hidden_strength", "not_said")
QUOTED = ("polarity", "employer", "date", "text", "start", "end", "line")
PAIRS_TO_SHOW = 3  # with fewer, one answer more turns the picture
PAIRS_FOR_A_PATTERN = 8  # from here on all of one kind come by luck in under 1 of 100


@table
def mirrors(log: Log) -> pd.DataFrame:
    """Count, for each theme, how my own view and theirs met.

    Only ratings given before the answer count, beside feedback on the same line. 1 and 2 are weak,
    4 and 5 fine, 3 says nothing; ``prepared``, ``knew_employer`` and ``knew_role`` are one theme,
    and those of them that say something must agree.

    One row per theme that I rated on a line with feedback: ``theme``, then counts. ``blind_spot``:
    I felt fine, they named a gap. ``hidden_strength``: I felt weak, they praised it. ``not_said``:
    one side said nothing clear. Below three pairs the picture is silent; from eight it may speak of
    a pattern.
    """
    met = _met(log)
    told = Counter(zip(met["theme"], met["mirror"], strict=True))
    rated = set(met["theme"])
    names = [theme for theme in dict.fromkeys(RATED_THEMES.values()) if theme in rated]
    counts = {cell: np.array([told[name, cell] for name in names], int) for cell in MIRROR_COLUMNS}
    found = pd.DataFrame({"theme": pd.Series(names, dtype="str"), **counts})
    lines = so_far(log).dropna(subset=["feedback", "feedback_themes"], how="all")
    with_ratings = lines.dropna(subset=[*RATED_THEMES], how="all")
    found.attrs["ratings left out"] = ratings_left_out(with_ratings)
    return found


@table
def mirror_quotes(log: Log) -> pd.DataFrame:
    """Give the words behind ``mirrors``: ``theme, mirror, ratings`` (mine), and those of quotes."""
    rated = my_ratings(log)
    said = rated["rating"].map("{:.0f}".format).astype("str")  # numbers where there is none
    named = rated["column"].str.replace("_", " ") + " " + said
    ratings = named.groupby([rated["line"], rated["theme"]]).agg(", ".join).rename("ratings")
    met = _met(log)[["line", "theme", "mirror"]]
    met = met.merge(ratings.reset_index(), "left", ["line", "theme"])
    quoted = met.merge(their_quotes(log), on=["line", "theme"])
    return quoted[["theme", "mirror", "ratings", *QUOTED]]


def _met(log: Log) -> pd.DataFrame:
    """Give one row per line and theme that I rated before an answer that came with words."""
    words = so_far(log)[["line", "feedback", "feedback_themes"]]
    words = words.dropna(subset=["feedback", "feedback_themes"], how="all")
    mine = my_view(log)
    mine = mine[mine["line"].isin(words["line"])]
    said = their_quotes(log)
    said = said.assign(gap=said["polarity"] == "gap", strength=said["polarity"] == "strength")
    met = mine.merge(_one_of(said, "gap", "strength"), on=["line", "theme"], how="left")
    cells = pd.Series(list(zip(met["mine"], met["said"], strict=True)), dtype="object")
    return met.assign(mirror=cells.map(CELLS).fillna("not_said").to_numpy(str))


@table
def formal_scores(log: Log) -> pd.DataFrame:
    """Give each formal score with its distance from the pass mark, in time order.

    Columns: ``date, employer, role, stage, score, score_out_of, pass_mark``; ``distance`` (score
    less pass mark, in the employer's own points) and ``share`` (that distance as a share of the
    most that could be scored, so that employers can be set side by side). NaN where the employer
    did not say.
    """
    columns = ["date", "employer", "role", "stage", "score", "score_out_of", "pass_mark"]
    scored = in_order(so_far(log).dropna(subset="score"))
    distance = scored["score"] - scored["pass_mark"]
    share = distance / scored["score_out_of"].where(scored["score_out_of"] > 0)
    told = scored.assign(distance=distance, share=share)
    return told[[*columns, "distance", "share", "line"]].reset_index(drop=True)
