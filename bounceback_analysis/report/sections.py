"""The parts of a report after page 1, each a pure function from what may be shared to blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.analysis.words import count_of, listed, plain_date, plural
from bounceback_analysis.report.blocks import (
    Checklist,
    Finding,
    Heading,
    PageBreak,
    Paragraph,
    Quote,
    Report,
)
from bounceback_analysis.report.material import drawn, rate_said, said, table_of
from bounceback_analysis.report.page_one import STEP_NAMES, page_one
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bounceback_analysis.report.blocks import Block
    from bounceback_analysis.report.material import Material

    Blocks = tuple[Block, ...]
    Row = dict[str, Any]

RECORD_ROWS = 1000
QUOTES_MOST = 40
TITLE = "My job search"


def build(material: Material, sections: Sequence[str]) -> Report:
    """Give the whole report: the chosen parts in their order, page 1 on a page of its own."""
    blocks: list[Block] = []
    for name in (name for name in SECTIONS if name in sections):
        part = SECTIONS[name](material)
        own_page = name == "record" or set(sections) & {"summary"} and not any(
            isinstance(block, PageBreak) for block in blocks
        )
        blocks += [PageBreak()] if part and blocks and own_page else []
        blocks += part
    made_on = plain_date(material.as_of)
    about = f"Made on {made_on} from my own record. Each rate comes with its count or its range."
    return Report(TITLE, about, made_on, tuple(blocks))


def journey(material: Material) -> Blocks:
    """How far applications went, how often each step went forward, and whether it changes."""
    from bounceback_analysis.analysis.journey import journey as links_of
    from bounceback_analysis.analysis.luck import improving, run_of_noes
    from bounceback_analysis.charts.flow import plot_journey
    from bounceback_analysis.charts.journey import plot_stage_rates
    from bounceback_analysis.charts.luck import plot_improving, plot_run_of_noes

    links = links_of(material.entries)
    flow = table_of(links, {
        "From": lambda r: r["source"], "To": lambda r: r["target"], "How many": lambda r: r["count"],
    })
    steps = table_of(material.rates, {
        "Step": lambda r: STEP_NAMES[r["stage"]].capitalize(),
        "Went forward": lambda r: count_of(r["count"], r["of"]),
        "In words": rate_said,
        "Waiting": lambda r: r["waiting"],
    })
    pictures = [plot_improving(improving(material.entries)), plot_run_of_noes(run_of_noes(material.entries))]
    return (
        Heading("The search so far"),
        *drawn(plot_journey(links), flow, "The log has no steps to draw yet."),
        *drawn(plot_stage_rates(material.rates), steps, "No step is decided yet."),
        *(Finding(f"{p.title}.", p.sentence) for p in pictures if p.marks),
    )


def themes(material: Material) -> Blocks:
    """What employers praised and missed, counted."""
    from bounceback_analysis.charts.feedback import plot_feedback_themes

    table = table_of(material.themes, {
        "Theme": lambda r: theme_name(r["theme"]),
        "Said as": lambda r: {"strength": "praised", "gap": "missed"}.get(r["polarity"], "named"),
        "Employers": lambda r: count_of(r["count"], r["of"]),
        "Mine to change": lambda r: {"self": "yes", "partly": "in part"}.get(r["control"], "no"),
    })
    empty = "No feedback is in the log yet, as in most searches. It can be asked for after each no."
    picture = plot_feedback_themes(material.themes)
    return (Heading("What employers said"), *drawn(picture, table, empty))


def quotes(material: Material) -> Blocks:
    """Employers' words, those that were ticked and no others."""
    chosen = material.entries[material.entries["line"].isin(material.ticked)]
    chosen = chosen.dropna(subset="feedback").sort_values(["date", "line"], ascending=False)
    if chosen.empty:
        return ()
    left = len(chosen) - QUOTES_MOST
    return (
        Heading("In their words"),
        *(Quote(row["feedback"], _source(row)) for row in chosen.head(QUOTES_MOST).to_dict("records")),
        *([Paragraph(f"{left} more are not shown here.", quiet=True)] if left > 0 else []),
    )


def _source(row: Row) -> str:
    when = plain_date(row["heard_on"] if pd.notna(row["heard_on"]) else row["date"])
    return ", ".join(part for part in (row["application"], said(row["stage"]), when) if part)


def mirrors(material: Material) -> Blocks:
    """One's own view beside theirs."""
    from bounceback_analysis.analysis.mirrors import mirrors as compare
    from bounceback_analysis.charts.mirrors import plot_mirrors

    pairs = compare(material.entries)
    table = table_of(pairs, {
        "About": lambda r: theme_name(r["theme"]),
        "Both: strength": lambda r: r["agreed_strength"],
        "Both: gap": lambda r: r["agreed_gap"],
        "They missed it, I felt fine": lambda r: r["blind_spot"],
        "They praised it, I felt weak": lambda r: r["hidden_strength"],
    })
    empty = "My ratings and their feedback do not speak of the same thing yet, so nothing can be compared."
    return (Heading("My view beside theirs"), *drawn(plot_mirrors(pairs), table, empty))


def gaps(material: Material) -> Blocks:
    """What adverts ask for, beside one's own levels."""
    from bounceback_analysis.charts.skills import plot_skill_gaps

    table = table_of(material.gaps, {
        "Skill": lambda r: r["skill"],
        "Adverts": lambda r: count_of(r["adverts"], r["adverts_of"]),
        "My level": lambda r: _level(r["level"]),
        "Wanted": lambda r: _level(r["wanted"]),
        "Feedback missed it": lambda r: int(r["feedback_gaps"]) or "",
    }, most=20)
    empty = "No adverts or levels are in the log yet. One advert's skills would be a start."
    return (Heading("Skills: asked for, and mine"), *drawn(plot_skill_gaps(material.gaps), table, empty))


def _level(value: float) -> str:
    return f"{value:.0f}" if pd.notna(value) else ""


def plan(material: Material) -> Blocks:
    """The actions, done and to do, with what feedback said before and since."""
    progress = material.progress
    if progress.empty:
        return (Heading("My plan"), Paragraph("No actions are planned yet."))
    items = tuple(_action(row) for row in progress.head(30).to_dict("records"))
    return (Heading("My plan"), Checklist(items))


def _action(row: Row) -> tuple[bool, str, str]:
    done = row["state"] == "done"
    day = row["done_on"] if done else row["due_on"]
    word = "done" if done else "due"
    when = f"{word} {plain_date(day)}" if pd.notna(day) else str(row["state"])
    late = ", overdue" if row["state"] == "overdue" else ""
    since = ""
    if done and said(row["before"]) and said(row["after"]):
        theme = theme_name(row["theme"])
        since = f"; {theme} missed in {row['before']} before, {row['after']} since: {row['verdict']}"
    return done, row["action"], f"({when}{late}{since})"


def open_doors(material: Material) -> Blocks:
    """What is waiting for an answer, and where a door was left open."""
    try:
        from bounceback_analysis.analysis.doors import doors
    except ImportError:
        def doors(entries,as_of): return pd.DataFrame(columns=["application","why","due_on","state","letter"])
    from bounceback_analysis.analysis.timing import waiting
    from bounceback_analysis.charts.timing import plot_waiting

    waits = waiting(material.entries, as_of=material.as_of)
    table = table_of(waits, {
        "Application": lambda r: r["application"],
        "Step": lambda r: said(r["stage"]),
        "Days": lambda r: int(r["days"]),
        "What to do": lambda r: r["advice"],
    })
    left = doors(material.entries, as_of=material.as_of)
    ahead = table_of(left, {
        "Application": lambda r: r["application"],
        "Why": lambda r: said(r["why"]),
        "When": lambda r: plain_date(r["due_on"]),
        "State": lambda r: said(r["state"]),
    }, caption="Doors left open, and when to knock again")
    return (
        Heading("Waiting, and doors left open"),
        *drawn(plot_waiting(waits.head(20)), table, "Nothing is waiting for an answer."),
        *([ahead] if ahead.rows else [Paragraph("No door is noted as open yet.")]),
    )


def questions(material: Material) -> Blocks:
    """The questions that were hard, to practise."""
    from bounceback_analysis.analysis.questions import question_bank

    bank = question_bank(material.entries, material.settings)
    if bank.empty:
        return (Heading("Questions to practise"), Paragraph("No hard questions are noted yet."))
    table = table_of(bank, {
        "Question": lambda r: r["question"],
        "Times": lambda r: r["times"],
        "Last": lambda r: plain_date(r["last"]),
        "Practised": lambda r: "yes" if r["practised"] else "",
    }, most=20)
    return (Heading("Questions to practise"), table)


def record(material: Material) -> Blocks:
    """The plain work-search record of a range of days: one row for each line of the log."""
    from bounceback_analysis.analysis.outcomes import in_order

    lines = in_order(within(material.entries, material.since, material.until))
    lines = lines.assign(role=lines["role"].fillna(""))
    table = table_of(lines.iloc[::-1].head(RECORD_ROWS).iloc[::-1], {
        "Date": lambda r: plain_date(r["date"]),
        "Employer": lambda r: said(r["employer"]),
        "Role": lambda r: r["role"],
        "Step": lambda r: said(r["stage"]),
        "Outcome": lambda r: said(r["outcome"]),
        "Heard on": lambda r: plain_date(r["heard_on"]),
    }, most=RECORD_ROWS)
    return (
        Heading("Work-search record"),
        Paragraph(_span(material, len(lines)), quiet=True),
        *([table] if table.rows else []),
    )


def within(
    entries: pd.DataFrame, since: pd.Timestamp | None, until: pd.Timestamp | None
) -> pd.DataFrame:
    """Give the lines of a range of days, both ends counted; without a range all, undated too."""
    lines = entries
    if since is not None:
        lines = lines[lines["date"] >= since]
    return lines if until is None else lines[lines["date"] <= until]


def _span(material: Material, count: int) -> str:
    bounds = [
        f"{word} {plain_date(day)}"
        for word, day in (("from", material.since), ("to", material.until))
        if day is not None
    ]
    whole = f"{plural(count, 'line')} of my log{' ' + ' '.join(bounds) if bounds else ''}, one row each."
    cut = f" The latest {RECORD_ROWS:,} are shown; choose fewer days to see others."
    return whole + (cut if count > RECORD_ROWS else "")


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
