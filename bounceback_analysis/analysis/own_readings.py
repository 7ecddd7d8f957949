"""Read and write the person's own readings, as they stand in the cell ``feedback_themes``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.outcomes import split_list
from bounceback_analysis.vocabulary.schema import fold
from bounceback_analysis.vocabulary.themes import NEVER_A_GAP, themes

if TYPE_CHECKING:
    from collections.abc import Iterable

POLARITIES = ("strength", "gap", "neutral")


def confirmed(cells: pd.Series, coded: pd.DataFrame) -> pd.DataFrame:
    """Read the person's own readings, with the phrase where the same theme was found."""
    parts = split_list(cells)
    rows = [(place, *_parsed(part)) for place, part in parts.items()]
    mine = pd.DataFrame(rows, columns=["text", "theme", "polarity"])
    mine = mine[~mine["theme"].isin(["none", "nothing"])].drop_duplicates()
    mine["polarity"] = mine["polarity"].mask(mine["theme"].isin(NEVER_A_GAP), "neutral")
    shown = coded.sort_values("start").drop_duplicates(["text", "theme"])
    mine = mine.merge(
        shown[["text", "theme", "polarity", "start", "end"]], "left", ["text", "theme"]
    )
    mine["polarity"] = mine["polarity_x"].where(mine["polarity_x"] != "", mine["polarity_y"])
    mine = mine.fillna({"polarity": "neutral", "start": 0, "end": 0})
    columns = ["text", "theme", "polarity", "start", "end"]
    numbers = {"text": "int64", "start": "int64", "end": "int64"}
    return (
        mine[columns].astype({**numbers, "theme": "str", "polarity": "str"}).assign(confirmed=True)
    )


def _parsed(part: str) -> tuple[str, str]:
    """Read ``nerves gap``, also with a theme's plain name; no polarity leaves it open."""
    *words, last = fold(part).split() or [""]
    polarity = last if last in POLARITIES and words else ""
    name = " ".join(words if polarity else [*words, last])
    named = {fold(theme.name): theme.id for theme in themes().values()}
    return named.get(name, name.replace(" ", "_")), polarity


def themes_cell(readings: Iterable[tuple[str, str]]) -> str:
    """Write readings as a cell of ``feedback_themes``; ``none`` where there is nothing to read.

    Examples
    --------
    >>> themes_cell([("nerves", "gap"), ("communication", "strength")])
    'nerves gap; communication strength'
    """
    return "; ".join(f"{theme} {polarity}" for theme, polarity in readings) or "none"
