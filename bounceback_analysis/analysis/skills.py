"""Which skills adverts ask for, and one list of gaps from adverts, feedback and yourself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.outcomes import check_entries, employers, spelt, split_list
from bounceback_analysis.analysis.skill_words import skills_in
from bounceback_analysis.analysis.views import clause_around, my_view, their_quotes, theme_of
from bounceback_analysis.vocabulary.skills import Skills, skills, words_of
from bounceback_analysis.vocabulary.themes import theme_name, themes

OwnSkills = Sequence[str] | Mapping[str, str | Sequence[str]]

HALF_LIFE_DAYS = 90
ADVERTS_TO_RANK = 5
DRAWS = 2000
SEED = 20260301
TOP = 3
COLUMNS = (
    "skill", "demand", "level", "wanted", "gap", "feedback_gaps", "feedback_strengths",
    "self_weak", "priority", "top3_share", "kind", "adverts", "adverts_of",
)  # fmt: skip


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
    known = skills(_own(own_skills))
    given = [texts] if isinstance(texts, str) else texts
    rows = [
        (place, found.skill, text[found.start : found.end], found.start, found.end)
        for place, text in enumerate(given)
        if isinstance(text, str)
        for found in skills_in(text, known)
    ]
    kinds = {"text": "int", "skill": "str", "phrase": "str", "start": "int", "end": "int"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def own_levels(plan: pd.DataFrame, *, own_skills: OwnSkills | None = None) -> pd.DataFrame:
    """Give the levels of each skill of a plan, by the name that adverts are read with.

    Returns
    -------
    DataFrame
        By skill: ``level`` and ``wanted``, the highest of its rows.
    """
    return _levels(plan, _known(plan, own_skills))[["level", "wanted"]]


def skills_of_advert(advert: str, plan: pd.DataFrame) -> pd.DataFrame:
    """Find the skills that an advert names, those that only the plan knows among them."""
    own = spelt(plan["skill"]).dropna().unique()
    return find_skills(
        advert, own_skills=[name for name in own if _named(name, skills()) == [name]]
    )


def skill_gaps(
    entries: pd.DataFrame,
    plan: pd.DataFrame,
    *,
    as_of: pd.Timestamp | None = None,
    own_skills: OwnSkills | None = None,
) -> pd.DataFrame:
    """Put what adverts ask for, what feedback says and how I rate myself into one list.

    Parameters
    ----------
    entries, plan
        The log and the plan as read.
    as_of
        The day to count from; None is today.
    own_skills
        As in ``find_skills``.

    Returns
    -------
    DataFrame
        One row per skill that adverts or the plan name, then per theme of feedback or of my own
        ratings that no row of the plan answers; the widest priority first.
        ``demand`` is the share of adverts that ask for it (0 to 1; an advert counts half for
        each 90 days of age), ``gap`` is (wanted - level) / 4, never below 0, and ``priority`` is
        their product. Beside it stands evidence that does not enter it: ``feedback_gaps`` and
        ``feedback_strengths`` (employers) and ``self_weak`` (lines rated 1 or 2 before the
        answer). ``top3_share`` is how often it is among the first three when the adverts are
        drawn anew. Below five adverts nothing is ranked: both are NaN. ``adverts`` of
        ``adverts_of`` ask for it; ``kind`` is skill or theme.
    """
    check_entries(entries)
    known = _known(plan, own_skills)
    adverts = _adverts(entries, known, as_of)
    levels = _levels(plan, known)
    weights = _weights(adverts)
    named = sorted({*levels.index, *(skill for wanted in adverts["skills"] for skill in wanted)})
    asks = np.array([[s in wanted for s in named] for wanted in adverts["skills"]], dtype=float)
    asks = asks.reshape(len(adverts), len(named))
    table = levels.reindex(named).assign(
        themes=pd.Series([_themes_of(skill, levels) for skill in named], named, dtype="object"),
        demand=weights @ asks if len(adverts) else np.nan,
        adverts=asks.sum(axis=0).astype(int),
        kind="skill",
    )
    table = table.assign(gap=(table["wanted"] - table["level"]).clip(lower=0) / 4)
    table = table.assign(priority=np.nan, top3_share=np.nan)
    if len(adverts) >= ADVERTS_TO_RANK:
        table = table.assign(
            priority=table["demand"] * table["gap"],
            top3_share=_top3_share(asks, weights, table["gap"].to_numpy(float)),
        )
    theirs, weak = their_quotes(entries), _weak(entries)
    table = pd.concat([table, _themes_beside(theirs, weak, table)])
    table = (
        table.join(_evidence(entries, theirs, weak, table, known))
        .rename_axis("skill")
        .reset_index()
    )
    said = table["feedback_gaps"] + table["self_weak"]
    order = ["priority", "_said", "demand", "skill"]
    table = table.assign(_said=said, adverts_of=len(adverts)).sort_values(
        order, ascending=[False, False, False, True]
    )
    return table[list(COLUMNS)].reset_index(drop=True)


def _own(own: OwnSkills | None) -> tuple[tuple[str, str], ...]:
    """Bring a person's own skills into one form: pairs of a name and other ways to say it."""
    pairs = own.items() if isinstance(own, Mapping) else ((name, "") for name in own or ())
    return tuple(
        (str(name), said if isinstance(said, str) else ", ".join(map(str, said)))
        for name, said in pairs
    )


def _known(plan: pd.DataFrame, own_skills: OwnSkills | None) -> Skills:
    """Give the vocabulary, grown by the skills of the plan that it does not know yet."""
    own = _own(own_skills)
    known = skills(own)
    names = spelt(plan["skill"]).dropna().unique()
    new = [(name, "") for name in sorted(names) if _named(name, known) == [name]]
    return skills((*own, *new))


def _named(item: str, known: Skills) -> list[str]:
    """Give the skills that an item of a list means: known ones, else the item as written."""
    whole = known.alone.get(" ".join(words_of(item)))
    return [whole] if whole else [found.skill for found in skills_in(item, known)] or [item]


def _adverts(entries: pd.DataFrame, known: Skills, as_of: pd.Timestamp | None) -> pd.DataFrame:
    """Give one row per application whose advert's skills are known: ``age`` and ``skills``."""
    items = spelt(split_list(entries["skills_wanted"]))
    wanted = items.map({item: tuple(_named(item, known)) for item in items.unique()})
    today = as_of or pd.Timestamp.today().normalize()
    when = entries["date"].fillna(entries["heard_on"])
    age = (today - when).dt.days.clip(lower=0)
    found: dict[str, set[str]] = {}
    for application, names in zip(entries["application"].loc[wanted.index], wanted, strict=True):
        found.setdefault(application, set()).update(names)
    oldest = age.loc[items.index].groupby(entries["application"].loc[items.index]).max()
    adverts = pd.DataFrame(
        {
            "age": oldest.loc[list(found)].to_numpy(),
            "skills": [tuple(sorted(s)) for s in found.values()],
        }
    )
    # The order of lines in the file must not move a single draw.
    return adverts.sort_values(["age", "skills"]).reset_index(drop=True)


def _weights(adverts: pd.DataFrame) -> np.ndarray:
    """Weigh adverts so that 90 days halve, in all 1; one without a day counts as the oldest."""
    age = adverts["age"].astype(float)
    weights = (0.5 ** (age.fillna(age.max()).fillna(0) / HALF_LIFE_DAYS)).to_numpy()
    return weights / weights.sum() if len(weights) else weights


def _levels(plan: pd.DataFrame, known: Skills) -> pd.DataFrame:
    """Give ``level`` and ``wanted`` (the highest of its rows) and ``themes`` of each skill."""
    rows = plan.dropna(subset="skill")
    names = spelt(rows["skill"])
    several = {name: _named(name, known) for name in names.unique()}
    one = {name: found[0] if len(found) == 1 else name for name, found in several.items()}
    rows = rows.assign(name=names.map(one).astype("str"))
    return rows.groupby("name").agg(
        level=("my_level", "max"),
        wanted=("wanted_level", "max"),
        themes=("theme", lambda themes: frozenset(filter(None, map(theme_of, themes)))),
    )


def _themes_of(skill: str, levels: pd.DataFrame) -> frozenset[str]:
    """Give the themes of feedback that a skill answers: by the plan, or by its own name."""
    by_plan: frozenset[str] = levels["themes"].get(skill, frozenset())
    return by_plan | ({skill} & themes().keys())


def _top3_share(asks: np.ndarray, weights: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """Draw the adverts anew (Bayesian bootstrap) and count how often each is in the top three.

    References
    ----------
    Rubin (1981), The Bayesian bootstrap.
    """
    drawn = np.random.default_rng(SEED).dirichlet(np.ones(len(weights)), DRAWS) * weights
    scores = drawn / drawn.sum(axis=1, keepdims=True) @ asks * np.nan_to_num(gap)
    third = np.sort(scores, axis=1)[:, -min(TOP, scores.shape[1])]
    share = ((scores >= third[:, None] * (1 - 1e-12)) & (scores > 0)).mean(axis=0)
    return np.where(np.isnan(gap), np.nan, share)


def _weak(entries: pd.DataFrame) -> dict[str, set[int]]:
    """Give the lines on which I rated each theme as weak, before the answer."""
    mine = my_view(entries)
    weak = mine[mine["mine"] == "weak"]
    lines: dict[str, set[int]] = {}
    for theme, line in zip(weak["theme"], weak["line"], strict=True):
        lines.setdefault(theme, set()).add(line)
    return lines


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
    theirs: pd.DataFrame,
    weak: Mapping[str, set[int]],
    table: pd.DataFrame,
    known: Skills,
) -> pd.DataFrame:
    """Count who named each row's skill or theme as a gap or strength, and my own weak ratings."""
    employer = dict(zip(entries["line"], employers(entries), strict=True))
    voters: dict[tuple[str, str], set[str]] = {}
    for line, polarity, about in _said(theirs, known):
        voters.setdefault((about, polarity), set()).add(employer[line])
    rows = []
    for skill, of_theme in zip(table.index, table["themes"], strict=True):
        counts = [
            len(set().union(*(voters.get((about, way), set()) for about in {skill, *of_theme})))
            for way in ("gap", "strength")
        ]
        rows.append((*counts, len(set().union(*(weak.get(theme, set()) for theme in of_theme)))))
    return pd.DataFrame(rows, index=table.index, columns=list(COLUMNS[5:8]), dtype=int)


def _said(theirs: pd.DataFrame, known: Skills) -> Iterator[tuple[int, str, str]]:
    """Give line, polarity and what was meant: the theme, and skills named in the same clause."""
    for quote in theirs.to_dict("records"):
        yield quote["line"], quote["polarity"], quote["theme"]
        clause = clause_around(quote["text"], quote["start"], quote["end"])
        for found in skills_in(clause, known):
            yield quote["line"], quote["polarity"], found.skill
