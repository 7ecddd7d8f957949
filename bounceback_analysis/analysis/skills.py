"""Names the skills of adverts, plans and feedback, and makes one list of gaps of all three."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.feedback import clause_around, their_quotes
from bounceback_analysis.analysis.outcomes import (
    employers,
    so_far,
    spellings,
    spelt,
    split_list,
    table,
)
from bounceback_analysis.analysis.ratings import my_view
from bounceback_analysis.analysis.words import listed
from bounceback_analysis.feedback.skill_words import skills_in
from bounceback_analysis.log.model import Log
from bounceback_analysis.vocabulary.skills import Skills, skills, words_of
from bounceback_analysis.vocabulary.themes import theme_name, theme_of, themes

OwnSkills = Sequence[str] | Mapping[str, str | Sequence[str]]


def find_skills(
    texts: Iterable[object], *, own_skills: OwnSkills | None = None, known: Skills | None = None
) -> pd.DataFrame:
    """Find the skills that texts name: ``text`` (place), ``skill, phrase, start, end``.

    ``own_skills``: what the vocabulary should know too; ``known`` takes the place of both.

    >>> find_skills("You will excel at sales and know Excel.")["skill"].tolist()
    ['sales', 'Excel']
    """
    known = known or skills(_own(own_skills))
    rows = [
        (place, found.skill, text[found.start : found.end], found.start, found.end)
        for place, text in enumerate([texts] if isinstance(texts, str) else texts)
        if isinstance(text, str)
        for found in skills_in(text, known)
    ]
    kinds = {"text": "int", "skill": "str", "phrase": "str", "start": "int", "end": "int"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


@table
def skill_quotes(log: Log) -> pd.DataFrame:
    """Give the clauses that praised a skill or named it a gap, as ``theme_quotes`` by ``skill``."""
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
    answered = rows["theme"].map(theme_of).groupby(rows["name"])
    of_each = {name: frozenset(themes.dropna()) for name, themes in answered}
    return levels.set_axis(["level", "wanted"], axis=1).assign(
        themes=pd.Series(of_each, dtype="object")
    )


def _own(own: OwnSkills | None) -> tuple[tuple[str, str], ...]:
    """Bring a person's own skills into one form: pairs of a name and other ways to say it."""
    pairs = own.items() if isinstance(own, Mapping) else ((name, "") for name in own or ())
    return tuple(
        (str(name), said if isinstance(said, str) else ", ".join(map(str, said)))
        for name, said in pairs
    )


HALF_LIFE_DAYS = 90  # a quarter: what is asked for changes with the season
ADVERTS_TO_RANK = 5  # with fewer, one advert more turns the order
DRAWS = 2000  # hold a share of 100 to about one
SEED = 20260301  # any seed, the same for the same log
TOP = 3  # as many as one can work on at a time
COLUMNS = (
    "skill", "demand", "level", "wanted", "gap", "feedback_gaps", "feedback_strengths",
    "self_weak", "priority", "top3_share", "kind", "adverts", "adverts_of", "of_themes",
)  # fmt: skip
EVIDENCE = ("feedback_gaps", "feedback_strengths", "self_weak", "_said", "of_themes")


@table
def skill_gaps(log: Log) -> pd.DataFrame:
    """Put what adverts ask for, what feedback says and how I rate myself into one list.

    One row per skill that adverts or the plan name, then per theme of feedback or of my own ratings
    that no row of the plan answers; the widest priority first. ``demand`` is the share of adverts
    that ask for it (0 to 1; an advert counts half for each 90 days of age), ``gap`` is (wanted -
    level) / 4, never below 0, and ``priority`` is their product. Beside it stands evidence that
    does not enter it: ``feedback_gaps`` and ``feedback_strengths``, the employers that named this
    very skill or theme, and ``self_weak`` (lines rated 1 or 2 before the answer); ``of_themes``
    names the themes that the plan ties to a skill. ``top3_share`` is how often it is among the
    first three when the adverts are drawn anew. Below five adverts nothing is ranked: both are NaN.
    ``adverts`` of ``adverts_of`` ask for it; ``kind`` is skill or theme.
    """
    known = known_skills(log)
    adverts, levels = adverts_of(log, known), levels_of(log.plan, known)
    rows = _asked_for(adverts, levels)
    theirs, mine = their_quotes(log), my_view(log)
    rated = mine[mine["mine"] == "weak"].groupby("theme")["line"]
    weak = {str(theme): set(lines) for theme, lines in rated}
    # Line, polarity and what was meant: a theme, or a skill named in the same clause.
    named = skill_quotes(log)[["line", "polarity", "skill"]]
    said = [*theirs[["line", "polarity", "theme"]].to_numpy(), *named.to_numpy()]
    rows = pd.concat([rows, _themes_beside(theirs, weak, rows)])
    rows = rows.join(_evidence(so_far(log), said, weak, rows)).assign(adverts_of=len(adverts))
    order = ["priority", "_said", "demand", "skill"]
    rows = rows.rename_axis("skill").reset_index()
    ranked = rows.sort_values(order, ascending=[False, False, False, True], ignore_index=True)
    return ranked[list(COLUMNS)]


def _asked_for(adverts: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Give a row for each skill that adverts or the plan name: how wanted, how far to go."""
    weights = _weights(adverts)
    named = sorted({*levels.index, *(skill for wanted in adverts["skills"] for skill in wanted)})
    asks = np.array([[s in wanted for s in named] for wanted in adverts["skills"]], dtype=float)
    asks = asks.reshape(len(adverts), len(named))
    # A skill answers the themes that the plan ties to it, and the one of its own name.
    tied = levels["themes"].to_dict()
    answers = [tied.get(skill, frozenset()) | ({skill} & themes().keys()) for skill in named]
    rows = levels.reindex(named).assign(
        themes=pd.Series(answers, named, dtype="object"),
        demand=weights @ asks if len(adverts) else np.nan,
        adverts=asks.sum(axis=0).astype(int),
        kind="skill",
    )
    gap = (rows["wanted"] - rows["level"]).clip(lower=0) / 4
    if len(adverts) < ADVERTS_TO_RANK:
        return rows.assign(gap=gap, priority=np.nan, top3_share=np.nan)
    share = _top3_share(asks, weights, gap.to_numpy(float))
    return rows.assign(gap=gap, priority=rows["demand"] * gap, top3_share=share)


def adverts_of(log: Log, known: Skills) -> pd.DataFrame:
    """Give each application of which an advert's skills are known, its ``age`` and ``skills``."""
    entries = so_far(log)
    times = entries["skills_wanted"].value_counts()
    items = split_list(times.index.to_series())
    best = spellings(times.loc[items.index].groupby(items.to_numpy(object)).sum())
    named = {item: frozenset(skills_named(best[item], known)) for item in best}
    of_cell = {
        cell: frozenset().union(*(named[item] for item in some.tolist()))
        for cell, some in items.groupby(level=0)
    }
    cells = entries.loc[entries["skills_wanted"].isin(list(of_cell)), "skills_wanted"]
    asking, found = entries["application"].loc[cells.index], dict[Any, frozenset[str]]()
    for application, cell in zip(asking.tolist(), cells.tolist(), strict=True):
        named_there = of_cell[cell]  # most applications name skills once: nothing to put together
        before = found.get(application)
        found[application] = named_there if before is None else before | named_there
    when = entries["date"].fillna(entries["heard_on"])
    age = (log.as_of - when).dt.days.clip(lower=0).loc[cells.index]
    oldest = age.groupby(asking, sort=False).max().tolist()
    # The order of lines in the file must not move a single draw.
    lists = {skills: tuple(sorted(skills)) for skills in {*found.values()}}
    turn = {skills: at for at, skills in enumerate(sorted(lists, key=lists.__getitem__))}
    order = np.lexsort(([turn[skills] for skills in found.values()], oldest))
    told = [lists[skills] for skills in found.values()]
    adverts = pd.DataFrame({"application": [*found], "age": oldest, "skills": told})
    return adverts.iloc[order].reset_index(drop=True)


def _weights(adverts: pd.DataFrame) -> np.ndarray:
    """Weigh adverts so that 90 days halve, in all 1; one without a day counts as the oldest."""
    age = adverts["age"].astype(float)
    weights = (0.5 ** (age.fillna(age.max()).fillna(0) / HALF_LIFE_DAYS)).to_numpy()
    return weights / weights.sum() if len(weights) else weights


def _top3_share(asks: np.ndarray, weights: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """Draw the adverts anew, and count how often each is in the top three. Source: Rubin (1981)."""
    drawn = np.random.default_rng(SEED).dirichlet(np.ones(len(weights)), DRAWS) * weights
    scores = drawn / drawn.sum(axis=1, keepdims=True) @ asks * np.nan_to_num(gap)
    last = -min(TOP, scores.shape[1])
    third = np.partition(scores, last, axis=1)[:, last]
    share = ((scores >= third[:, None] * (1 - 1e-12)) & (scores > 0)).mean(axis=0)
    return np.where(np.isnan(gap), np.nan, share)


def _themes_beside(
    theirs: pd.DataFrame, weak: Mapping[str, set[int]], rows: pd.DataFrame
) -> pd.DataFrame:
    """Give a row for each theme that was a gap, and that no row of the plan answers."""
    gaps = {*theirs.loc[theirs["polarity"] == "gap", "theme"], *weak}
    answered = {theme for of_row in rows["themes"].dropna() for theme in of_row}
    left = sorted(gaps - answered)
    return pd.DataFrame(
        {"kind": "theme", "themes": [frozenset({theme}) for theme in left], "adverts": 0},
        index=[theme_name(theme) for theme in left],
    )


def _evidence(
    entries: pd.DataFrame,
    said: Iterable[Sequence[Any]],
    weak: Mapping[str, set[int]],
    skills: pd.DataFrame,
) -> pd.DataFrame:
    """Count who named each row's skill or theme, and its themes; ``_said`` ranks what is left."""
    employer = dict(zip(entries["line"], employers(entries), strict=True))
    voters: dict[tuple[str, str], set[str]] = {}
    for line, polarity, about in said:
        voters.setdefault((about, polarity), set()).add(employer[line])

    def named(way: str, about: Iterable[str]) -> set[str]:
        return set().union(*(voters.get((each, way), set()) for each in about))

    rows = []
    for skill, kind, tied in zip(skills.index, skills["kind"], skills["themes"], strict=True):
        own = tied if kind == "theme" else {skill}
        counts = len(named("gap", own)), len(named("strength", own))
        low = len(set().union(*(weak.get(theme, set()) for theme in tied)))
        of_themes = listed([theme_name(theme) for theme in sorted(tied) if kind == "skill"])
        rows.append((*counts, low, len(named("gap", own | tied)) + low, of_themes))
    kinds = dict.fromkeys(EVIDENCE[:-1], "int64") | {"of_themes": "str"}
    return pd.DataFrame(rows, skills.index, list(EVIDENCE)).astype(kinds)


HAVE, WORKING_ON, NOT_SAID = "you have it", "you are working on it", "not in your plan yet"


@table
def advert_skills(log: Log, *, advert: str) -> pd.DataFrame:
    """Find the skills of an advert: ``skill, phrase, level, wanted, standing``, one's own first."""
    known = known_skills(log)
    found = find_skills(advert, known=known).drop_duplicates("skill")[["skill", "phrase"]]
    own = levels_of(log.plan, known)
    level, wanted = (found["skill"].map(own[name]) for name in ("level", "wanted"))
    have = (level >= wanted.fillna(3)).to_numpy()
    standing = np.where(have, HAVE, np.where(level.notna(), WORKING_ON, NOT_SAID))
    told = found.assign(level=level, wanted=wanted, standing=standing)
    return told.sort_values("standing", key=lambda s: s != HAVE, kind="stable", ignore_index=True)
