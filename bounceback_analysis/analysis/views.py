"""Puts both sides of an answer in one form: how I rated a theme, and what they said about it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.feedback import theme_quotes
from bounceback_analysis.analysis.outcomes import given_before, so_far
from bounceback_analysis.analysis.tables import table
from bounceback_analysis.vocabulary.schema import fold
from bounceback_analysis.vocabulary.themes import control_of, themes

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

RATED_THEMES = {
    "prepared": "preparation",
    "knew_employer": "preparation",
    "knew_role": "preparation",
    "answered": "answers",
    "sold_myself": "selling",
    "calm": "nerves",
}
WEAK, FINE = 2, 4
CLAUSE_END = re.compile(
    r"(?<![.;!?])[.;!?]++(?=\s|$)\s*+|\n\s*+|(?<!\s)\s++[-–—]++\s++"
    r"|(?<![\s,])[\s,]*+\b(?:but|although|however|though|whereas|unfortunately|sadly|except)\b"
    r"[\s,]*+",
    re.IGNORECASE,
)
"""Never looks twice at a long run of blanks or dots: a pasted cell may hold any number."""


@table
def my_view(log: Log) -> pd.DataFrame:
    """Give how I rated each theme, from ratings given before the answer only.

    Returns
    -------
    DataFrame
        One row per line and theme: ``line, theme, mine`` (weak, fine, not said). A 3 says
        nothing. Where several ratings are of one theme, those that say something must agree;
        else nothing is said.
    """
    rated = my_ratings(log)
    rated = rated.assign(weak=rated["rating"] <= WEAK, fine=rated["rating"] >= FINE)
    views = rated.groupby(["line", "theme"], as_index=False)[["weak", "fine"]].any()
    return views.assign(mine=_one_of(views, "weak", "fine")).drop(columns=["weak", "fine"])


def my_ratings(log: Log) -> pd.DataFrame:
    """Give each rating that was given before the answer: ``line, column, rating, theme``."""
    lines = so_far(log)
    rated = lines[given_before(lines)]
    long = rated.melt("line", list(RATED_THEMES), var_name="column", value_name="rating")
    long = long.dropna(subset="rating")
    return long.assign(theme=long["column"].map(RATED_THEMES))


def their_view(log: Log) -> pd.DataFrame:
    """Give what was said about each theme, leaving out what is outside one's control.

    Returns
    -------
    DataFrame
        One row per line and theme: ``line, theme, theirs`` (gap, strength; not said where one
        answer says both).
    """
    return clearly_said(their_quotes(log), "theme")


def clearly_said(said: pd.DataFrame, of: str) -> pd.DataFrame:
    """Give, per line and theme or skill of quotes, what one answer as a whole says: ``theirs``."""
    said = said.assign(gap=said["polarity"] == "gap", strength=said["polarity"] == "strength")
    views = said.groupby(["line", of], as_index=False)[["gap", "strength"]].any()
    return views.assign(theirs=_one_of(views, "gap", "strength"))


@table
def their_quotes(log: Log) -> pd.DataFrame:
    """Give the words that praised or named a gap of one's own.

    What is outside one's control, or was said only beside somebody else, is left out.
    """
    said = theme_quotes(log)
    mine_to_change = (said["theme"].map(control_of) != "outside") & ~said["compared"]
    return said[said["polarity"].isin(["gap", "strength"]) & mine_to_change]


def clause_around(text: str, start: int, end: int) -> str:
    """Give the clause that some words of a text stand in.

    Examples
    --------
    >>> clause_around("Good on safeguarding, but the Excel task was weak. Thanks.", 44, 48)
    'the Excel task was weak'
    """
    ends = _clause_ends(text)
    left = max((after for _, after in ends if after <= start), default=0)
    return text[left : min((before for before, _ in ends if before >= end), default=len(text))]


@lru_cache(maxsize=1000)
def _clause_ends(text: str) -> tuple[tuple[int, int], ...]:
    """Find where the clauses of a text end and where the next begin; one text is asked often."""
    return tuple(found.span() for found in CLAUSE_END.finditer(text))


def theme_of(text: object) -> str | None:
    """Read a theme that a person wrote, by its id or its name; one of their own stays as it is.

    Examples
    --------
    >>> theme_of("Nerves and confidence"), theme_of("job skills"), theme_of(float("nan"))
    ('nerves', 'job_skills', None)
    """
    if not isinstance(text, str):
        return None
    named = {fold(theme.name): theme.id for theme in themes().values()}
    return named.get(fold(text), fold(text).replace(" ", "_"))


def inside(name: str) -> str:
    """Write a name as it stands inside a sentence.

    Examples
    --------
    >>> inside("Nerves and confidence"), inside("IT and digital skills")
    ('nerves and confidence', 'IT and digital skills')
    """
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _one_of(views: pd.DataFrame, first: str, second: str) -> pd.Series:
    """Name the one of two columns that is true; ``not said`` where both or neither are."""
    only_first, only_second = views[first] & ~views[second], views[second] & ~views[first]
    said = pd.Series("not said", index=views.index, dtype="str")
    return said.mask(only_first, first).mask(only_second, second)
