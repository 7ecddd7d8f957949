"""Read and write the person's own readings, as they stand in the cell ``feedback_themes``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.outcomes import split_list
from bounceback_analysis.vocabulary.schema import fold
from bounceback_analysis.vocabulary.themes import NEVER_A_GAP, themes

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTHING = {"none", "nothing"}
POLARITIES = ("strength", "gap", "neutral")


def confirmed(cells: pd.Series, coded: pd.DataFrame) -> pd.DataFrame:
    """Read the person's own readings, with the phrase where the same theme was found."""
    parts = split_list(cells)
    own = dict.fromkeys(
        (at, *_parsed(part)) for at, part in zip(parts.index.tolist(), parts, strict=True)
    )
    shown = _first_shown(coded) if own else {}
    rows = []
    for place, theme, said in own:
        if theme not in NOTHING:
            found, start, end = shown.get((place, theme), ("neutral", 0, 0))
            meant = "neutral" if theme in NEVER_A_GAP else said or found
            rows.append((place, theme, meant, start, end))
    kinds = {"text": "int64", "theme": "str", "polarity": "str", "start": "int64", "end": "int64"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds).assign(confirmed=True)


def _first_shown(coded: pd.DataFrame) -> dict[tuple[int, str], tuple[str, int, int]]:
    """Give where each theme was first found in each text: its polarity, start and end."""
    first: dict[tuple[int, str], tuple[str, int, int]] = {}
    hits = zip(*(coded[n] for n in ("start", "text", "theme", "polarity", "end")), strict=True)
    for start, text, theme, polarity, end in sorted(hits, key=lambda hit: hit[0]):
        first.setdefault((text, theme), (polarity, start, end))
    return first


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
