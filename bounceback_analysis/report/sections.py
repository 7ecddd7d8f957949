"""The parts of a report in their order: page 1, then the pictures of each part and its words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.analysis.words import plain_date, plural
from bounceback_analysis.charts.preparing import VERDICTS, when_due
from bounceback_analysis.report import blocks
from bounceback_analysis.report.blocks import Item
from bounceback_analysis.report.material import in_my_voice, mine, records, said, table_of
from bounceback_analysis.report.page_one import page_one, too_long, who_of
from bounceback_analysis.topics import TOPICS, plot
from bounceback_analysis.vocabulary.themes import theme_name, theme_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bounceback_analysis.report.blocks import Block
    from bounceback_analysis.report.material import Material

    Blocks = tuple[Block, ...]
    Row = dict[str, Any]

RECORD_ROWS = 1000
"""Lines that still load and print as one table."""
RECORDED = {"Date": "date", "Employer": "employer", "Role": "role", "Step": "stage"}
RECORDED |= {"Outcome": "outcome", "Heard on": "heard_on"}
QUOTES_MOST, ACTIONS_MOST, DOORS_MOST, QUESTIONS_MOST = 40, 30, 12, 12
"""What a talk can take in; what is left out is counted."""
TITLE = "My job search"


def build(material: Material, sections: Sequence[str]) -> blocks.Report:
    """Give the whole report: page 1 on a page of its own, then the chosen parts in their order."""
    made: list[Block] = []
    if "summary" in sections:
        whole = (blocks.Paragraph(text) for text in too_long(material))
        made += [*page_one(material), blocks.PageBreak(), *whole]
    nothing: list[str] = []
    for name in (name for name in HEADINGS if name in sections):
        words = WORDS[name](material) if name in WORDS else ()
        part = (*_pictures(material, name), *words)
        if part:
            made += [blocks.Heading(HEADINGS[name]), *part]
        elif name != "quotes":
            nothing.append(HEADINGS[name])
    if nothing:
        told = blocks.Paragraph(f"For: {'; '.join(nothing)}.")
        made += [blocks.Heading("Nothing recorded yet"), told]
    day = plain_date(material.log.as_of)
    hidden = " Employers' names are left out." if material.names_hidden else ""
    about = f"From my own record, for a 20-minute talk.{hidden}"
    made_on = material.log.as_of.date().isoformat()
    return blocks.Report(
        TITLE, about, made_on, tuple(made), (f"Name: {who_of(material)}", f"Date: {day}")
    )


def _pictures(material: Material, section: str) -> Iterator[Block]:
    """Draw the topics whose row names this part, of those that have something to show."""
    names = [topic.name for topic in TOPICS.values() if topic.section == section]
    for picture in (plot(name, material.log) for name in names):
        if picture.marks:
            yield blocks.Figure(in_my_voice(picture))


def changes(material: Material) -> Blocks:
    """Say whether the search changes, and how ordinary its longest run of noes is."""
    better, run = (plot(topic, material.log) for topic in ("improving", "run_of_noes"))
    told = [(better, f"{better.subtitle} {better.sentence}")]
    if run.table["longest"].max() > 1:
        told.append((run, run.sentence))
    points = tuple(Item(mine(text), mine(f"{p.title}.")) for p, text in told if p.marks)
    return (blocks.Items(points),) if points else ()


def themes(material: Material) -> Blocks:
    """Say in words what employers said where there is no picture of it."""
    told = in_my_voice(plot("feedback_themes", material.log))
    if told.marks or told.title == TOPICS["feedback_themes"].empty[0]:
        return ()
    return (blocks.Paragraph(f"{told.title}. {told.sentence}"),)


def quotes(material: Material) -> Blocks:
    """Give employers' words, those that were ticked and no others."""
    chosen = material.log.only(lines=material.quotes).entries
    chosen = chosen.sort_values(["date", "line"], ascending=False)
    left = len(chosen) - QUOTES_MOST
    return (
        *(
            blocks.Quote(material.quotes[row["line"]], _source(row))
            for row in records(chosen.head(QUOTES_MOST))
        ),
        *([blocks.Paragraph(f"Not shown here: {left:,} more.", quiet=True)] if left > 0 else []),
    )


def _source(row: Row) -> str:
    when = said(row["heard_on"]) or said(row["date"])
    return ", ".join(part for part in (row["application"], said(row["stage"]), when) if part)


def plan(material: Material) -> Blocks:
    """List the actions, done and to do, with what feedback said before and since."""
    from bounceback_analysis.analysis.preparing import plan_progress

    progress = plan_progress(material.log)
    items = tuple(map(_action, records(progress.head(ACTIONS_MOST))))
    return (blocks.Items(items),) if items else ()


def _action(row: Row) -> Item:
    done = row["state"] == "done"
    day = row["done_on"] if done else row["due_on"]
    when = f"{'done' if done else 'due'} {said(day)}" if said(day) else str(row["state"])
    late = ", still to do" if row["state"] == "overdue" else ""
    since = ""
    if done and said(row["before"]) and said(row["after"]):
        before, after = (re.sub("^0 of", "none of", row[side]) for side in ("before", "after"))
        since = f"; {theme_name(str(theme_of(row['theme'])))}: missed by {before} before, {after} "
        nothing = row["before"].startswith("0 ") and row["after"].startswith("0 ")
        since += "since" if nothing else f"since. {VERDICTS[row['verdict']].rstrip('.')}"
    return Item(row["action"], note=f"({when}{late}{since})", done=done)


def doors(material: Material) -> Blocks:
    """List where a door was left open, those that are due nearest to the day."""
    from bounceback_analysis.analysis.doors import BOOKED
    from bounceback_analysis.analysis.doors import doors as left_open

    left = left_open(material.log)
    days_off = (left["due_on"] - material.log.as_of).abs()
    near = days_off.sort_values(kind="stable").index[:DOORS_MOST].sort_values()
    columns: dict[str, str | Callable[[Row], object]] = {
        "Application": "application",
        "Why": lambda r: mine(r["why"]),
        "When": when_due,
        # What is booked is named by us; all else they wrote, and it stays as it is.
        "What I mean to do": lambda r: mine(r["what"]) if r["why"] == BOOKED else r["what"],
    }
    caption = "Doors left open, and when to knock again"
    ordered = pd.concat([left.loc[near], left.drop(near)])
    return table_of(ordered, columns, most=DOORS_MOST, caption=caption)


def questions(material: Material) -> Blocks:
    """List the questions that were hard, to practise."""
    from bounceback_analysis.analysis.preparing import question_bank

    columns = {name.capitalize(): name for name in ("question", "times", "last", "practised")}
    return table_of(question_bank(material.log), columns, most=QUESTIONS_MOST)


def record(material: Material) -> Blocks:
    """Give the plain work-search record of a range of days: one row for each line of the log."""
    from bounceback_analysis.analysis.outcomes import as_they_went

    lines = as_they_went(material.log.only(since=material.since, until=material.until).entries)
    latest = lines[list(RECORDED.values())].tail(RECORD_ROWS)
    table = table_of(latest, RECORDED, most=RECORD_ROWS, whole=True)
    return (blocks.Paragraph(_span(material, len(lines)), quiet=True), *table) if table else ()


def _span(material: Material, count: int) -> str:
    since = f" from {said(material.since)}" if said(material.since) else ""
    until = f" to {said(material.until)}" if said(material.until) else ""
    whole = f"{plural(count, 'line')} of my log{since}{until}, one row each."
    cut = f" The latest {RECORD_ROWS:,} are shown; choose fewer days to see others."
    return whole + (cut if count > RECORD_ROWS else "")


HEADINGS = {
    "journey": "The search so far",
    "themes": "What employers said",
    "quotes": "In their words",
    "mirrors": "My view beside theirs",
    "gaps": "Skills: asked for, and mine",
    "plan": "My plan",
    "doors": "Waiting, and doors left open",
    "questions": "Questions to practise",
    "record": "Work-search record",
}
"""What may stand behind page 1, in this order."""
WORDS: dict[str, Callable[[Material], Blocks]] = {
    "journey": changes,
    "themes": themes,
    "quotes": quotes,
    "plan": plan,
    "doors": doors,
    "questions": questions,
    "record": record,
}
"""What is said beside the pictures of a part."""
SECTIONS = ("summary", *HEADINGS)
