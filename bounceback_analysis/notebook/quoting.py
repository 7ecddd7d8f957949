"""Puts lines of a log into words: who and when, and what a chosen mark stands for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bounceback_analysis.analysis.outcomes import in_order, settled, stages
from bounceback_analysis.analysis.words import plain_date, plural
from bounceback_analysis.charts.forms import STATE_MARKS
from bounceback_analysis.notebook.drawing import Quote, Quotes
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from bounceback_analysis.log.model import Log

MOST_STORIES = 3
NO_STORIES = "Next: write one story of something that went well, under What will you do next."
MET = {
    "agreed_strength": "Both of you saw a strength",
    "agreed_gap": "Both of you saw a gap",
    "blind_spot": "You felt fine, and they would have liked more",
    "hidden_strength": "They praised what you had rated low",
    "not_said": "One side said nothing clear",
}


def source_of(row: Mapping[Hashable, Any]) -> str:
    """Say who and when, as far as it is known."""
    parts = (row["employer"], plain_date(row["date"]))
    return ", ".join(part for part in parts if isinstance(part, str) and part)


def lines_of_stage(log: Log, stage: str) -> Quotes:
    """Give the lines behind the rate of a stage, the latest first, each with its outcome."""
    lines = settled(log)
    lines = in_order(lines[stages(lines) == stage]).iloc[::-1]
    return Quotes("lines", f"Behind it: {plural(len(lines), 'line')}", _lines(lines))


def lines_of_application(log: Log, application: str) -> Quotes:
    """Give what the log holds on one application, the first line first."""
    lines = settled(log)
    lines = in_order(lines[lines["application"] == application])
    return Quotes("lines", application, _lines(lines))


def lines_behind_a_door(log: Log, door: str) -> Quotes:
    """Give what the log holds on the application whose door was left open."""
    return lines_of_application(log, door.rpartition(": ")[0])


def where_asked(log: Log, question: str) -> Quotes:
    """Give each time that a question, or one like it, was asked, and one's stories that answer."""
    from bounceback_analysis.analysis.questions import times_asked

    asked = times_asked(log, question=question).to_dict("records")
    quotes = tuple(Quote(row["question"], source=_where(row)) for row in asked)
    answers, said = stories_that_answer(log, question)
    title = f"Where it was asked: {plural(len(asked), 'time')}"
    return Quotes("asked", title, (*quotes, *answers), said)


def stories_that_answer(log: Log, asked: str) -> tuple[tuple[Quote, ...], str]:
    """Give the stories of one's own that answer a question or an advert, and what to do next."""
    from bounceback_analysis.analysis.stories import match_stories
    from bounceback_analysis.log.reading import read_companion

    if log.path:  # a story may have been kept since, in the form of the same notebook
        log = replace(log, stories=read_companion(log.path, "stories"))
    if log.stories.empty:
        return (), NO_STORIES
    found = match_stories(log, asked=asked).head(MOST_STORIES).to_dict("records")
    quotes = tuple(Quote(row["title"], source=_why_this_story(row)) for row in found)
    return quotes, "" if found else "None of your stories answers it yet."


def _why_this_story(row: Mapping[Hashable, Any]) -> str:
    shared = row["skills"] or row["words"]
    parts = ["Your story", f"in common: {shared}" if shared else ""]
    parts += [f"still to write: {row['missing']}" if row["missing"] else ""]
    return ". ".join(part[:1].upper() + part[1:] for part in parts if part)


def behind_the_mirror(log: Log, theme: str) -> Quotes:
    """Give their words on a theme, each beside what I had rated before."""
    from bounceback_analysis.analysis.mirrors import mirror_quotes

    rows = mirror_quotes(log)
    rows = rows[rows["theme"] == theme]
    return _mirrored(theme_name(theme), rows, "You rated: " + rows["ratings"])


def behind_the_skill_mirror(log: Log, skill: str) -> Quotes:
    """Give their words on a skill, each beside my level in the plan."""
    from bounceback_analysis.analysis.mirrors import skill_mirror_quotes

    rows = skill_mirror_quotes(log)
    rows = rows[rows["skill"] == skill]
    return _mirrored(skill, rows, "Your level: " + rows["level"].map("{:.0f}".format))


def _mirrored(name: str, rows: pd.DataFrame, mine: pd.Series) -> Quotes:
    quotes = tuple(
        Quote(
            row["text"] or "Your own reading",
            row["start"],
            row["end"],
            f"{own}. {MET[row['mirror']]}. {source_of(row)}",
        )
        for row, own in zip(rows.to_dict("records"), mine, strict=True)
    )
    return Quotes("mirror_words", f"Side by side: {name}", quotes[::-1])


def adverts_that_ask(log: Log, skill: str) -> Quotes:
    """Give the lines whose adverts ask for a skill, the latest first, the skill marked."""
    from bounceback_analysis.analysis.naming import known_skills, mentions

    entries = log.entries
    lines = in_order(entries[entries["skills_wanted"].notna()]).iloc[::-1].reset_index(drop=True)
    found = mentions(lines["skills_wanted"], known_skills(log, skill))
    found = found[found["skill"].str.casefold() == skill.casefold()].drop_duplicates("text")
    rows = found.drop(columns="skill").merge(lines, left_on="text", right_index=True)
    quotes = tuple(
        Quote(row["skills_wanted"], row["start"], row["end"], source_of(row))
        for row in rows.to_dict("records")
    )
    said = "" if quotes else "No advert in your log names it."
    return Quotes("adverts", f"Where it was asked for: {skill}", quotes, said)


def _lines(lines: pd.DataFrame) -> tuple[Quote, ...]:
    return tuple(Quote(_line(row), source=_where(row)) for row in lines.to_dict("records"))


def _line(row: Mapping[Hashable, Any]) -> str:
    """Say whom a line is about and what came of it."""
    who = [text for text in (row["employer"], row["role"]) if isinstance(text, str)]
    heard = plain_date(row["heard_on"])
    told = row["state"] in {"no trial", "told again"}
    known = row["counts"] if told else STATE_MARKS[row["state"]][2]
    state = known + (f", heard on {heard}" if heard else "")
    return f"{', '.join(who) or 'Employer not said'}: {state}"


def _where(row: Mapping[Hashable, Any]) -> str:
    """Say on which day and at which step, and at which line of the file."""
    who = row["employer"] if "question" in row else None
    parts = (who, row["stage"], plain_date(row["date"]), f"line {row['line']}")
    return ", ".join(part for part in parts if isinstance(part, str) and part)
