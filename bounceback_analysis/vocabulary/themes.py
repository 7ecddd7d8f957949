"""The themes as data: their names, who holds the power to change them, and a flag."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bounceback_analysis.vocabulary.schema import fold, load_words


@dataclass(frozen=True)
class Theme:
    """One theme: its id and name, whose to change, what it means, other words, what was wanted."""

    id: str
    name: str
    control: str
    meaning: str
    also: tuple[str, ...] = ()
    wanted: str = ""


@cache
def themes() -> dict[str, Theme]:
    """Give the themes by id, in the order in which they are offered.

    >>> themes()["nerves"].name
    'Nerves and confidence'
    """
    rows = load_words("themes")["theme"]
    return {row["id"]: Theme(**{**row, "also": tuple(row.get("also", ()))}) for row in rows}


@cache
def _also() -> dict[str, str]:
    return {fold(word): theme.id for theme in themes().values() for word in theme.also}


def meant_by(text: str) -> Theme | None:
    """Give the theme that other words than its name stand for, if any.

    >>> meant_by("internal candidate").name, meant_by("nerves")
    ('Someone else edged it', None)
    """
    return themes().get(_also().get(fold(text), ""))


def theme_of(text: object) -> str | None:
    """Read a theme that a person wrote, by id, name or other words; one of their own stays.

    >>> theme_of("Nerves and confidence"), theme_of("job skills"), theme_of(float("nan"))
    ('nerves', 'job_skills', None)
    """
    if not isinstance(text, str):
        return None
    named = {fold(theme.name): theme.id for theme in themes().values()} | _also()
    return named.get(fold(text), fold(text).replace(" ", "_"))


def theme_name(theme: str) -> str:
    """Give a theme's name for people; a theme of one's own is named as it was written."""
    return themes()[theme].name if theme in themes() else theme.replace("_", " ")


def wanted_name(theme: str) -> str:
    """Name what employers praise or want more of: calm, where the theme is nerves."""
    return (theme in themes() and themes()[theme].wanted) or theme_name(theme)


def control_of(theme: str) -> str:
    """Say who can change a theme: self, partly or outside. A theme of one's own is one's own."""
    return themes()[theme].control if theme in themes() else "self"


NEVER_A_GAP = ("competition", "role_change", "no_reason")  # outside one's control: neutral
