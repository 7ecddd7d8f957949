"""Read and write the person's own readings, as they stand in the cell ``feedback_themes``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.vocabulary.schema import fold
from bounceback_analysis.vocabulary.themes import theme_of

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTHING = {"none", "nothing"}
POLARITIES = ("strength", "gap", "neutral")


def own_reading(part: str) -> tuple[str, str]:
    """Read ``nerves gap``, also with a theme's plain name; no polarity leaves it open.

    Examples
    --------
    >>> own_reading("Nerves and confidence gap"), own_reading("answers")
    (('nerves', 'gap'), ('answers', ''))
    """
    *words, last = fold(part).split() or [""]
    polarity = last if last in POLARITIES and words else ""
    return theme_of(" ".join(words if polarity else [*words, last])) or "", polarity


def themes_cell(readings: Iterable[tuple[str, str]]) -> str:
    """Write readings as a cell of ``feedback_themes``; ``none`` where there is nothing to read.

    Examples
    --------
    >>> themes_cell([("nerves", "gap"), ("communication", "strength")])
    'nerves gap; communication strength'
    """
    return "; ".join(f"{theme} {polarity}" for theme, polarity in readings) or "none"
