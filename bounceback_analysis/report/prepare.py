"""Makes one page to read before an interview, from the person's own log, each line with its row."""

from __future__ import annotations

import dataclasses
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.analysis.outcomes import (
    INTERVIEWS,
    check_log,
    in_order,
    settled,
    split_list,
)
from bounceback_analysis.analysis.words import listed, plain_date, plural
from bounceback_analysis.report.blocks import Heading, Item, Items, Paragraph, Report, shortened
from bounceback_analysis.report.blocks import settled as plain
from bounceback_analysis.report.material import records, said, short_day
from bounceback_analysis.report.page_one import head_of
from bounceback_analysis.report.writing import put_report
from bounceback_analysis.vocabulary.schema import fold, load_words

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from bounceback_analysis.log.files import Written
    from bounceback_analysis.log.model import Log
    from bounceback_analysis.report.blocks import Block

    Row = dict[str, Any]

TITLE = "Before my interview"
HELD = {"video": "by video", "phone": "by phone", "written": "in writing"}
"""How a way of meeting is said behind the step; the others are said as they are written."""
STORIES_MOST, QUESTIONS_MOST, PRAISE_MOST, SKILLS_MOST = 3, 5, 2, 8
"""What one can keep in mind on the way there, and what one A4 holds."""
TEXT_MOST, LINES_SHOWN = 220, 8
"""Letters of a story or a note, and lines that a refusal names."""
NO_STORY = (
    "No story of mine fits yet. One to write tonight{about}: what was it like, what was my task, "
    "what did I do, what came of it?"
)
CALM = 4
"""From this rating on, of 5, a person says that they felt calm."""


def write_preparation(
    log: Log, path: str | os.PathLike[str], *, line: int | None = None, replace: bool = False
) -> Written:
    """Write a page for the next interview: HTML, PDF or Word, by the ending of the path.

    It is for the person alone: employers and people are named as the log has them.

    ``line`` is the line of the log that it is for; None is the next that is booked, else the
    latest interview, else the latest line, that waits for an answer. What may stand in the place
    of ``path``, and what is raised, is as for ``write_report``; so is a ValueError where no such
    line is booked or waiting.
    """
    check_log(log, "write_preparation")
    return put_report(preparation(log, line), Path(path), replace=replace)


def preparation(log: Log, line: int | None = None) -> Report:
    """Give the page as blocks: what to tell, what was hard, what was praised, what to ask."""
    row = line_to_prepare(log, line)
    same = log.entries["application"] == row["application"]
    wanted = list(dict.fromkeys(split_list(log.entries.loc[same, "skills_wanted"])))
    log = dataclasses.replace(log, entries=log.entries[~(log.entries["date"] > log.as_of)])
    parts: list[Block] = [
        Heading("Stories that fit the advert"),
        *_stories(log, row, wanted),
        *_part("Hard before, here or in such jobs", _questions(log, row)),
        *_part("Praised last", _praise(log)),
        *_part("To do better this time", _better(log)),
        *_part("One way to be calm", _calm(log)),
        Heading("What to ask them"),
        Items(tuple(map(Item, _to_ask(log, wanted))), numbered=True),
    ]
    held = said(row["format"])
    step = " ".join(filter(None, (said(row["stage"]) or "next step", HELD.get(held, held))))
    about = ", ".join(filter(None, (said(row["employer"]), said(row["role"]), step)))
    beside = (f"line {row['line']} of my log", _when(row, log, chosen=line is not None))
    made_on = log.as_of.date().isoformat()
    return plain(Report(TITLE, f"For me alone: {about}.", made_on, tuple(parts), beside))


def _when(row: Row, log: Log, *, chosen: bool) -> str:
    """Say when it is; where none is booked, that this one is past and waits for its answer."""
    if not said(row["date"]):
        return "no day written yet"
    day, days = plain_date(row["date"]), (row["date"] - log.as_of).days
    if days > 0:
        return f"{day}, in {plural(days, 'day')}"
    if not days:
        return f"{day}, today"
    return f"{'it was on' if chosen else 'nothing is booked; the last that waits:'} {day}"


def line_to_prepare(log: Log, line: int | None = None) -> Row:
    """Give the line of the log that is booked or waits, the next first, or say that none is."""
    lines = in_order(settled(log))
    booked, waiting = (lines[lines["state"] == state] for state in ("booked", "waiting"))
    if line is None:
        met = waiting[waiting["stage"].isin(INTERVIEWS)]
        found = pd.concat([booked.head(1), met.tail(1), waiting.tail(1)])
        told = (
            "No line of your log is booked or waits for an answer. Write the day of the next "
            "interview into it first, with the outcome waiting."
        )
    else:
        every = pd.concat([waiting, booked])
        found = every[every["line"] == line]
        there = listed([str(n) for n in sorted(every["line"])[-LINES_SHOWN:]])
        hint = f"Booked or waiting: {there}." if there else "None is."
        told = f"Line {line} is not booked or waiting for an answer. {hint}"
    if found.empty:
        raise ValueError(told)
    return records(found)[0]


def _part(heading: str, items: Iterator[tuple[str, str]]) -> list[Block]:
    told = tuple(Item(note, shortened(text, TEXT_MOST)) for text, note in items)
    return [Heading(heading), Items(told)] if told else []


def _stories(log: Log, row: Row, wanted: list[str]) -> Iterator[Block]:
    """Give the stories that share most with the advert, or which story is still to write."""
    from bounceback_analysis.analysis.preparing import match_stories

    if wanted:
        yield Paragraph(f"The advert asks for {listed(wanted[:SKILLS_MOST])}.", quiet=True)
    found = match_stories(log, asked=" ".join([said(row["role"]), *wanted]))
    rows = {str(s["title"]): (n, s) for n, s in enumerate(records(log.stories), start=2)}
    told = []
    for story in records(found.head(STORIES_MOST)):
        number, whole = rows[story["title"]]
        parts = (said(whole["situation"]), said(whole["action"]), said(whole["result"]))
        text = " ".join(f"{part.rstrip('.')}." for part in parts if part)
        shows = story["skills"] or story["words"]
        why = f" Shows {shows}." if shows else ""
        text = f"{shortened(text, TEXT_MOST)}{why} (story, row {number})"
        told.append(Item(text, f"{story['title']}:"))
    about = f" about {wanted[0]}" if wanted else ""
    yield Items(tuple(told)) if told else Paragraph(NO_STORY.format(about=about))


def _questions(log: Log, row: Row) -> Iterator[tuple[str, str]]:
    """Give questions that were hard here, then in jobs of such a name, then elsewhere."""
    here, head = fold(said(row["employer"])), head_of(said(row["role"]))
    asked = records(in_order(log.entries.dropna(subset="hard_questions")).iloc[::-1])
    found: dict[str, dict[str, tuple[str, str]]] = {"here": {}, head: {}, "lately": {}}
    for line in asked:
        alike = head and head_of(said(line["role"])) == head
        where = "here" if fold(said(line["employer"])) == here else head if alike else "lately"
        for question in split_list(pd.Series([line["hard_questions"]], dtype="str")):
            told = (question, f"({where}, {_row(line)})")
            found[where].setdefault(fold(question), told)
    once = {**found["lately"], **found[head], **found["here"]}
    nearest = dict.fromkeys(key for group in found.values() for key in group)
    yield from islice((once[key] for key in nearest), QUESTIONS_MOST)


def _praise(log: Log) -> Iterator[tuple[str, str]]:
    """Give the latest praise, one a line: their words, or the theme where none of them show it."""
    from bounceback_analysis.analysis.strengths import praise

    latest = praise(log).sort_values(["date", "quoted"], ascending=False)
    for told in records(latest.drop_duplicates("line").head(PRAISE_MOST)):
        words = f"“{told['text']}”" if told["quoted"] else told["text"]
        yield words, f"{said(told['employer'])} ({_row(told)})"


def _better(log: Log) -> Iterator[tuple[str, str]]:
    """Give what I meant to do better when I last wrote so; an older note may be done with."""
    for row in records(in_order(log.entries.dropna(subset="improve")).tail(1)):
        yield row["improve"], f"(my latest note, {_row(row)})"


def _calm(log: Log) -> Iterator[tuple[str, str]]:
    """Give what went well when they felt calm last, or a way that has helped others."""
    from bounceback_analysis.analysis.progress import calm_ways

    calm = log.entries[(log.entries["calm"] >= CALM) & log.entries["went_well"].notna()]
    for row in records(in_order(calm).iloc[::-1].head(1)):
        yield f"{row['went_well']}", f"(I felt calm, {row['calm']:.0f} of 5; {_row(row)})"
        return
    way = calm_ways()[0]
    yield f"{way['way']}", f"{way['why']} ({way['source']})"


def _to_ask(log: Log, wanted: list[str]) -> Iterator[str]:
    """Give what to ask: of a skill that the advert wants and that is still to be learnt, first."""
    from bounceback_analysis.analysis.skills import skill_gaps

    words = load_words("to_ask")
    gaps = skill_gaps(log)
    asked = {fold(skill) for skill in wanted}
    short = gaps[(gaps["gap"] > 0) & gaps["skill"].map(fold).isin(asked)]
    for skill in short["skill"].head(1):
        yield words["skill"].format(skill=skill)
    yield from words["always"]


def _row(row: Row) -> str:
    """Say from which row of the log something is, so that it can be looked up."""
    day = short_day(row["date"])
    return f"line {row['line']}, {day}" if day else f"line {row['line']}"
