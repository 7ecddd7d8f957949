"""Finds the stories of one's own that answer a question or an advert."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.analysis.naming import known_skills
from bounceback_analysis.analysis.outcomes import split_list
from bounceback_analysis.analysis.questions import theme_of_question
from bounceback_analysis.analysis.tables import table
from bounceback_analysis.analysis.views import theme_of
from bounceback_analysis.analysis.words import listed
from bounceback_analysis.feedback.skill_words import skills_in
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.skills import words_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from bounceback_analysis.log.model import Log
    from bounceback_analysis.vocabulary.skills import Skills

TOLD = ("title", "situation", "task", "action", "result")
POINTS_SKILL, POINTS_THEME, POINTS_WORD = 3, 2, 1
MOST_WORDS = 3


@table
def match_stories(log: Log, *, asked: str) -> pd.DataFrame:
    """Rank stories by what they share with a question or an advert; those with nothing stay out.

    Parameters
    ----------
    log
        The log, with the stories beside it.
    asked
        The question, or the whole advert.

    Returns
    -------
    DataFrame
        ``title``, ``points`` (3 for each skill that both name, 2 for the theme of the question,
        1 for each other telling word in both, at most 3 of these), ``skills``, ``words`` and
        ``missing`` (which of situation, task, action and result are still blank).
    """
    wanted = _Asked(asked, known_skills(log))
    rows = [wanted.row(story) for story in log.stories.to_dict("records")]
    found = pd.DataFrame(rows, columns=["title", "points", "skills", "words", "missing"])
    found = found[found["points"] > 0]
    found = found.sort_values(["points", "title"], ascending=[False, True])
    return found.reset_index(drop=True).astype({"points": "int"})


class _Asked:
    """What a question or an advert asks for: its skills, its theme and its telling words."""

    def __init__(self, text: str, known: Skills) -> None:
        self.known = known
        self.skills = {found.skill for found in skills_in(text, known)}
        self.theme = theme_of_question(text)
        self.words = _telling(text)

    def row(self, story: dict[Hashable, Any]) -> tuple[str, int, str, str, str]:
        """Give what one story shares with what is asked."""
        told = {part: story[part] for part in TOLD if isinstance(story.get(part), str)}
        text = "\n".join(map(str, told.values()))
        shared = sorted(self.skills & _skills_of(story, text, self.known))
        words = sorted(self.words & _telling(text))[:MOST_WORDS]
        theme = self.theme is not None and theme_of(story.get("theme")) == self.theme
        points = POINTS_SKILL * len(shared) + POINTS_THEME * theme + POINTS_WORD * len(words)
        missing = listed([part for part in TOLD[1:] if part not in told])
        return str(told.get("title", "")), points, listed(shared), listed(words), missing


def _skills_of(story: dict[Hashable, Any], text: str, known: Skills) -> set[str]:
    named = split_list(pd.Series([story.get("skills")], dtype="str"))
    by_name = {known.alone.get(" ".join(words_of(item)), item) for item in named}
    return by_name | {found.skill for found in skills_in(text, known)}


def _telling(text: str) -> set[str]:
    small = {word for said in load_words("questions")["small"] for word in words_of(said)}
    return {word for word in words_of(text) if len(word) > 3} - small
