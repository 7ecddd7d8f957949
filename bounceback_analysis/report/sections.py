"""The parts of a report after page 1, each a pure function from what may be shared to blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.analysis.feedback import theme_of
from bounceback_analysis.analysis.words import count_of, plain_date, plural
from bounceback_analysis.charts.journey import STAGE_NAMES
from bounceback_analysis.charts.timing import when_due
from bounceback_analysis.report import blocks
from bounceback_analysis.report.material import drawn, mine, rate_said, records, said, table_of
from bounceback_analysis.report.page_one import page_one, too_long, who_of
from bounceback_analysis.topics import plot
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bounceback_analysis.report.blocks import Block
    from bounceback_analysis.report.material import Material

    Blocks = tuple[Block, ...]
    Row = dict[str, Any]

RECORD_ROWS = 1000
RECORDED = {"Date": "date", "Employer": "employer", "Role": "role", "Step": "stage"}
RECORDED |= {"Outcome": "outcome", "Heard on": "heard_on"}
QUOTES_MOST, ACTIONS_MOST, DOORS_MOST, QUESTIONS_MOST = 40, 30, 12, 12
"""What a talk can take in; what is left out is counted."""
TITLE = "My job search"
SAID_AS = {"strength": "praised", "gap": "missed", "neutral": "named"}
MINE = {"self": "yes", "partly": "in part", "outside": "no"}


def build(material: Material, sections: Sequence[str]) -> blocks.Report:
    """Give the whole report: the chosen parts in their order, page 1 on a page of its own."""
    made: list[Block] = []
    nothing: list[str] = []
    for name in (name for name in SECTIONS if name in sections):
        part = SECTIONS[name](material)
        if part:
            alone = name == "record" or ("summary" in sections and blocks.PageBreak() not in made)
            made += [blocks.PageBreak()] if made and alone and name != "record" else []
            made += [blocks.Heading(HEADINGS[name]), *part] if name in HEADINGS else part
        elif name != "quotes":
            nothing.append(HEADINGS[name])
    if nothing:
        made += [
            blocks.Heading("Nothing recorded yet"),
            blocks.Paragraph(f"For: {'; '.join(nothing)}."),
        ]
    day = plain_date(material.log.as_of)
    hidden = " Employers' names are left out." if material.names_hidden else ""
    about = f"From my own record, for a 20-minute talk.{hidden}"
    made_on = material.log.as_of.date().isoformat()
    return blocks.Report(
        TITLE, about, made_on, tuple(made), (f"Name: {who_of(material)}", f"Date: {day}")
    )


def journey(material: Material) -> Blocks:
    """Say how far applications went, how often each step went forward, and whether it changes."""
    from bounceback_analysis.analysis.journey import journey as links
    from bounceback_analysis.analysis.runs import run_of_noes

    log = material.log
    shown = ("furthest_step", "stage_rates", "improving")
    furthest, rates, changes = (plot(topic, log) for topic in shown)
    flow = table_of(links(log), {"From": "source", "To": "target", "How many": "count"})
    steps = table_of(
        rates.table,
        {
            "Step": lambda r: STAGE_NAMES[r["stage"]],
            "Went forward": lambda r: count_of(r["count"], r["of"]),
            "In words": rate_said,
            "Waiting": "waiting",
        },
    )
    found = [(changes, f"{changes.subtitle} {changes.sentence}")]
    if run_of_noes(log)["longest"].max() > 1:
        run = plot("run_of_noes", log)
        found += [(run, run.sentence)]
    points = tuple((mine(f"{p.title}."), mine(evidence)) for p, evidence in found if p.marks)
    return (
        *(blocks.Paragraph(text) for text in too_long(material)),
        *drawn(furthest, flow),
        *drawn(rates, steps),
        *([blocks.Points(points)] if points else []),
    )


def themes(material: Material) -> Blocks:
    """Count what employers praised and missed."""
    counted = plot("feedback_themes", material.log)
    table = table_of(
        counted.table,
        {
            "Theme": lambda r: theme_name(r["theme"]),
            "Said as": lambda r: SAID_AS[r["polarity"]],
            "Employers": lambda r: count_of(r["count"], r["of"]),
            "Mine to change": lambda r: MINE[r["control"]],
        },
    )
    return drawn(counted, table)


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


def mirrors(material: Material) -> Blocks:
    """Set one's own view beside theirs."""
    picture = plot("mirrors", material.log)
    cells: dict[str, str | Callable[[Row], object]] = {
        "About": lambda r: theme_name(r["theme"]),
        "Both: strength": "agreed_strength",
        "Both: gap": "agreed_gap",
        "They missed it, I felt fine": "blind_spot",
        "They praised it, I felt weak": "hidden_strength",
    }
    return drawn(picture, table_of(picture.table, cells))


def gaps(material: Material) -> Blocks:
    """Set what adverts ask for beside one's own levels."""
    picture = plot("skill_gaps", material.log)
    table = table_of(
        picture.table,
        {
            "Skill": "skill",
            "Adverts": lambda r: count_of(r["adverts"], r["adverts_of"]) * (r["kind"] == "skill"),
            "My level": "level",
            "Wanted": "wanted",
            "Feedback missed it": lambda r: r["feedback_gaps"] or "",
        },
        most=20,
    )
    return drawn(picture, table)


def plan(material: Material) -> Blocks:
    """List the actions, done and to do, with what feedback said before and since."""
    from bounceback_analysis.analysis.plan import plan_progress

    progress = plan_progress(material.log)
    items = tuple(map(_action, records(progress.head(ACTIONS_MOST))))
    return (blocks.Checklist(items),) if items else ()


def _action(row: Row) -> tuple[bool, str, str]:
    done = row["state"] == "done"
    day = row["done_on"] if done else row["due_on"]
    word = "done" if done else "due"
    when = f"{word} {said(day)}" if said(day) else str(row["state"])
    late = ", overdue" if row["state"] == "overdue" else ""
    since = ""
    if done and said(row["before"]) and said(row["after"]):
        since = f"; {theme_name(str(theme_of(row['theme'])))} missed in {row['before']} before, "
        since += f"{row['after']} since: {row['verdict']}"
    return done, row["action"], f"({when}{late}{since})"


def open_doors(material: Material) -> Blocks:
    """List what is waiting for an answer, and where a door was left open."""
    from bounceback_analysis.analysis.doors import doors

    waits = plot("waiting", material.log)
    table = table_of(
        waits.table,
        {
            "Application": "application",
            "Step": "stage",
            "Days": "days",
            "What to do": lambda r: mine(r["advice"]),
        },
    )
    left = doors(material.log)
    days_off = (left["due_on"] - material.log.as_of).abs()
    near = days_off.sort_values(kind="stable").index[:DOORS_MOST].sort_values()
    ahead = table_of(
        pd.concat([left.loc[near], left.drop(near)]),
        {
            "Application": "application",
            "Why": lambda r: mine(r["why"]),
            "When": when_due,
            "What I mean to do": "what",
        },
        caption="Doors left open, and when to knock again",
        most=DOORS_MOST,
        narrow=True,
    )
    return (*drawn(waits, table), *([ahead] if ahead.rows else []))


def questions(material: Material) -> Blocks:
    """List the questions that were hard, to practise."""
    from bounceback_analysis.analysis.questions import question_bank

    bank = question_bank(material.log)
    table = table_of(
        bank,
        {name.capitalize(): name for name in ("question", "times", "last", "practised")},
        most=QUESTIONS_MOST,
        narrow=True,
    )
    return (table,) if table.rows else ()


def record(material: Material) -> Blocks:
    """Give the plain work-search record of a range of days: one row for each line of the log."""
    from bounceback_analysis.analysis.outcomes import in_order

    lines = in_order(material.log.only(since=material.since, until=material.until).entries)
    latest = lines[list(RECORDED.values())].tail(RECORD_ROWS)
    table = table_of(latest, RECORDED, most=RECORD_ROWS, whole=True, narrow=True)
    if lines.empty:
        return ()
    return (blocks.Paragraph(_span(material, len(lines)), quiet=True), table)


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
SECTIONS: dict[str, Callable[[Material], Blocks]] = {
    "summary": page_one,
    "journey": journey,
    "themes": themes,
    "quotes": quotes,
    "mirrors": mirrors,
    "gaps": gaps,
    "plan": plan,
    "doors": open_doors,
    "questions": questions,
    "record": record,
}
