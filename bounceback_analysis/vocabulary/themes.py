"""The themes as data: their names, who holds the power to change them, and a flag."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bounceback_analysis.vocabulary.schema import fold, load_words


@dataclass(frozen=True)
class Theme:
    """One theme: its id, its name for people, whose it is to change, and what it means."""

    id: str
    name: str
    control: str
    meaning: str


@cache
def themes() -> dict[str, Theme]:
    """Give the themes by id, in the order in which they are offered.

    >>> themes()["nerves"].name
    'Nerves and confidence'
    """
    return {row["id"]: Theme(**row) for row in load_words("themes")["theme"]}


def theme_of(text: object) -> str | None:
    """Read a theme that a person wrote, by its id or its name; one of their own stays as it is.

    >>> theme_of("Nerves and confidence"), theme_of("job skills"), theme_of(float("nan"))
    ('nerves', 'job_skills', None)
    """
    if not isinstance(text, str):
        return None
    named = {fold(theme.name): theme.id for theme in themes().values()}
    return named.get(fold(text), fold(text).replace(" ", "_"))


def theme_name(theme: str) -> str:
    """Give a theme's name for people; a theme of one's own is named as it was written."""
    return themes()[theme].name if theme in themes() else theme.replace("_", " ")


def control_of(theme: str) -> str:
    """Say who can change a theme: self, partly or outside. A theme of one's own is one's own."""
    return themes()[theme].control if theme in themes() else "self"


NEVER_A_GAP = ("competition", "role_change", "no_reason")  # outside one's control: neutral
