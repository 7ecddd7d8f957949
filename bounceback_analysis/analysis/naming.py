"""Names the skills that texts, adverts, plans and employers' words speak of, in one vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.outcomes import spelt
from bounceback_analysis.analysis.tables import table
from bounceback_analysis.analysis.views import clause_around, their_quotes, theme_of
from bounceback_analysis.feedback.skill_words import skills_in
from bounceback_analysis.vocabulary.skills import Skills, skills, words_of

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

OwnSkills = Sequence[str] | Mapping[str, str | Sequence[str]]


def find_skills(texts: Iterable[object], *, own_skills: OwnSkills | None = None) -> pd.DataFrame:
    """Find the skills that texts name, such as an advert that was pasted.

    Parameters
    ----------
    texts
        One text or many; blanks are passed over.
    own_skills
        Skills that the vocabulary should know too: names, or names with other ways to say them.

    Returns
    -------
    DataFrame
        A row for each mention: ``text`` (place in the input, from 0), ``skill``, ``phrase``,
        ``start`` and ``end`` (characters in the text).

    Examples
    --------
    >>> find_skills("You will excel at sales and know Excel.")["skill"].tolist()
    ['sales', 'Excel']
    """
    return mentions([texts] if isinstance(texts, str) else texts, skills(_own(own_skills)))


def mentions(texts: Iterable[object], known: Skills) -> pd.DataFrame:
    """Find the skills of a vocabulary that texts name: the table of ``find_skills``."""
    rows = [
        (place, found.skill, text[found.start : found.end], found.start, found.end)
        for place, text in enumerate(texts)
        if isinstance(text, str)
        for found in skills_in(text, known)
    ]
    kinds = {"text": "int", "skill": "str", "phrase": "str", "start": "int", "end": "int"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


@table
def own_levels(log: Log) -> pd.DataFrame:
    """Give the levels of each skill of the plan, by the name that adverts are read with.

    Returns
    -------
    DataFrame
        By skill: ``level`` and ``wanted``, the highest of its rows.
    """
    return levels_of(log.plan, known_skills(log))[["level", "wanted"]]


@table
def skill_quotes(log: Log) -> pd.DataFrame:
    """Give the words that praised a skill or named it as a gap: as ``theme_quotes``, by ``skill``.

    A skill is meant where it stands in the same clause as the praise or the gap.
    """
    theirs, known = their_quotes(log), known_skills(log)
    words = zip(theirs["text"], theirs["start"], theirs["end"], strict=True)
    clauses = [clause_around(*quote) for quote in words]
    told = {clause: skills_in(clause, known) for clause in set(clauses)}
    named = [(place, f.skill) for place, clause in enumerate(clauses) for f in told[clause]]
    said = theirs.iloc[[place for place, _ in named]]
    said = said.assign(skill=pd.Series([skill for _, skill in named], said.index, dtype="str"))
    return said.drop_duplicates(["line", "skill", "polarity"])


def known_skills(log: Log, *more: str) -> Skills:
    """Give the vocabulary, grown by one's own skills, those that only the plan knows, and more."""
    own = _own(log.settings.get("skills"))
    known = skills(own)
    names = {*spelt(log.plan["skill"]).dropna(), *more}
    new = [(name, "") for name in sorted(names) if skills_named(name, known) == [name]]
    return skills((*own, *new))


def skills_named(item: str, known: Skills) -> list[str]:
    """Give the skills that an item of a list means: known ones, else the item as written."""
    whole = known.alone.get(" ".join(words_of(item)))
    return [whole] if whole else [found.skill for found in skills_in(item, known)] or [item]


def levels_of(plan: pd.DataFrame, known: Skills) -> pd.DataFrame:
    """Give ``level`` and ``wanted`` (the highest of its rows) and ``themes`` of each skill."""
    rows = plan.dropna(subset="skill")
    names = spelt(rows["skill"])
    several = {name: skills_named(name, known) for name in names.unique()}
    one = {name: found[0] if len(found) == 1 else name for name, found in several.items()}
    rows = rows.assign(name=names.map(one).astype("str"))
    levels = rows.groupby("name")[["my_level", "wanted_level"]].max()
    answered: dict[str, set[str]] = {}
    for name, theme in zip(rows["name"], map(theme_of, rows["theme"]), strict=True):
        answered.setdefault(name, set()).update([theme] if theme else [])
    of_each = pd.Series(
        {name: frozenset(found) for name, found in answered.items()}, dtype="object"
    )
    return levels.set_axis(["level", "wanted"], axis=1).assign(themes=of_each)


def _own(own: OwnSkills | None) -> tuple[tuple[str, str], ...]:
    """Bring a person's own skills into one form: pairs of a name and other ways to say it."""
    pairs = own.items() if isinstance(own, Mapping) else ((name, "") for name in own or ())
    return tuple(
        (str(name), said if isinstance(said, str) else ", ".join(map(str, said)))
        for name, said in pairs
    )
