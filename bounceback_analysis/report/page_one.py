"""Page 1: what an adviser can read in two minutes, and a table to fill in together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.words import (
    COUNTS_ONLY_BELOW,
    count_of,
    inside,
    listed,
    plain_month,
    plural,
)
from bounceback_analysis.charts.journey import STAGE_NAMES
from bounceback_analysis.report.blocks import (
    Finding,
    Heading,
    Items,
    Paragraph,
    Table,
    shortened,
)
from bounceback_analysis.report.material import rate_said, records, said
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from bounceback_analysis.report.blocks import Block
    from bounceback_analysis.report.material import Material

AGREED = ("What we agreed", "Who", "By when")
BLANK_LINES = 4
TO_TALK_ABOUT = "To talk about: which work, where, which hours, and by when."
WHO_MOST, LOOKING_MOST = 90, 220
QUESTION_MOST = 110
ITEM_MOST = 80
QUESTIONS_MOST = 3


def page_one(material: Material) -> tuple[Block, ...]:
    """Give the blocks of page 1, at most 350 words together."""
    return (
        *_who(material),
        Heading("What is going well"),
        Items(tuple(_going_well(material)) or ("Nothing is written down yet: start here.",)),
        Heading("Where it stalls"),
        *_stalls(material),
        Heading("Two gaps to work on"),
        *_gaps(material),
        Heading("The last plan"),
        *_plan(material),
        Heading("Agreed actions"),
        Table("", AGREED, (("", "", ""),) * BLANK_LINES, to_fill_in=True),
    )


def _who(material: Material) -> Iterator[Block]:
    typed = material.page_one
    yield Heading("What I am looking for")
    words = (shortened(typed.who, WHO_MOST), shortened(typed.looking_for, LOOKING_MOST))
    for part in list(filter(None, words)) or [TO_TALK_ABOUT]:
        yield Paragraph(part)
    yield Paragraph(_search(material), quiet=True)
    yield Heading("My questions for today")
    questions = tuple(shortened(q, QUESTION_MOST) for q in typed.questions[:QUESTIONS_MOST])
    yield Items(questions or ("", ""), numbered=True)


def _search(material: Material) -> str:
    """Say the size of the search in a sentence."""
    from bounceback_analysis.analysis.journey import furthest_step
    from bounceback_analysis.analysis.outcomes import settled

    lines, reached = settled(material.log), furthest_step(material.log)
    if lines.empty:
        return "The log has no lines yet."
    applications = plural(len(reached), "application")
    first, last = lines["date"].min(), lines["date"].max()
    days = " to ".join(dict.fromkeys([said(first), said(last)]))
    when = f", {days}" if days else ""
    waiting = int((reached["ending"] == "waiting").sum())
    heard = int(lines[["feedback", "feedback_themes"]].notna().any(axis=1).sum())
    told = plural(heard, "piece of feedback", "pieces of feedback") if heard else "no feedback yet"
    return f"My log: {applications}{when}; {waiting or 'none'} still waiting; {told}."


def _going_well(material: Material) -> Iterator[str]:
    """Give up to four things: what employers praised, how far it went, one's own words."""
    from bounceback_analysis.analysis.feedback import feedback_themes, strengths_and_gaps
    from bounceback_analysis.analysis.journey import OFFER, OFFER_ALONE, furthest_step, stage_rates
    from bounceback_analysis.analysis.outcomes import in_order

    entries = material.log.entries
    strengths, _ = strengths_and_gaps(feedback_themes(material.log))
    if len(strengths):
        top = records(strengths.head(2))
        names = listed([f"{inside(theme_name(row['theme']))} ({row['count']})" for row in top])
        yield f"Praised by employers: {names}."
    reached = furthest_step(material.log)
    invited = int(reached["met"].sum())
    if invited:
        yield f"{count_of(invited, len(reached), 'application')} led to an interview."
    got = int(reached["step"].isin([OFFER, OFFER_ALONE]).sum())
    forward = int(stage_rates(material.log)["count"].sum())
    if got:
        yield f"{plural(got, 'offer')} so far."
    elif forward and not invited:
        yield f"{plural(forward, 'step')} went forward."
    own = in_order(entries)["went_well"].dropna().tolist()
    if own:
        yield f"In my words: {shortened(own[-1], ITEM_MOST)}"


def _stalls(material: Material) -> Iterator[Block]:
    from bounceback_analysis.analysis.journey import stage_rates, stalls

    every = stage_rates(material.log)
    rates, named = every[every["of"] > 0], stalls(every)
    steps = [f"{inside(STAGE_NAMES[row['stage']])}, {rate_said(row)}" for row in records(rates)]
    if named:
        row = next(row for row in records(rates) if row["stage"] == named)
        count = plural(row["of"], "decided", "decided")
        where = inside(STAGE_NAMES[named])
        yield Finding(f"At {where}: {rate_said(row)} went forward.", f"({count})")
    elif not steps:
        yield Paragraph("Cannot tell yet: nothing is decided.")
    elif len(steps) == 1 and rates["of"].sum() >= COUNTS_ONLY_BELOW:
        only = f"Only {steps[0].replace(', ', ' are decided: ', 1)} went forward."
        yield Finding(only, "There is no other step to compare with.")
    else:
        yield Finding("Cannot tell yet.", f"Went forward: {'; '.join(steps)}.")


def _gaps(material: Material) -> Iterator[Block]:
    """Name the widest skill gap and the theme most employers missed; two of one kind if need be."""
    from bounceback_analysis.analysis.feedback import feedback_themes

    themes = feedback_themes(material.log)
    found = [*_skills(material), *_themes(themes)]
    first = [gap for gap in found if gap[0] == "skill"][:1]
    chosen = [*first, *(gap for gap in found if gap not in first and gap[0] == "theme")]
    chosen += [gap for gap in found if gap not in chosen]
    for _, text, evidence in chosen[:2]:
        yield Finding(text, evidence)
    if not chosen:
        yield Paragraph(
            "No gap can be named yet: no feedback named one, and no skill has a level in the plan."
        )
    outside = themes[themes["control"] == "outside"]
    if len(outside):
        names = listed([inside(theme_name(theme)) for theme in outside["theme"].head(2)])
        yield Paragraph(f"Outside my control, so no gap: {names}.", quiet=True)


def _skills(material: Material) -> Iterator[tuple[str, str, str]]:
    from bounceback_analysis.analysis.skills import skill_gaps

    gaps = skill_gaps(material.log)
    wide = gaps[(gaps["kind"] == "skill") & (gaps["gap"] > 0) & (gaps["priority"] > 0)]
    for row in records(wide.head(2)):
        asked = f"{int(row['adverts'])} of {plural(row['adverts_of'], 'advert')}"
        levels = f"my level is {row['level']:.0f}, I want {row['wanted']:.0f}"
        yield "skill", f"{shortened(row['skill'], 40)}:", f"{asked} ask for it; {levels} (of 5)."


def _themes(themes: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Give the themes that most employers missed; what they praise since is none of them."""
    from bounceback_analysis.analysis.feedback import strengths_and_gaps

    _, gaps = strengths_and_gaps(themes)
    ranked = gaps.sort_values("count", ascending=False, kind="stable")
    for row in records(ranked.head(2)):
        counted = count_of(row["count"], row["of"], "employer")
        last = f", last in {month}" if (month := plain_month(row["last"])) else ""
        evidence = f"named by {counted} that gave a reason{last}."
        yield "theme", f"{theme_name(row['theme'])}:", evidence


def _plan(material: Material) -> Iterator[Block]:
    from bounceback_analysis.analysis.plan import plan_progress

    progress = plan_progress(material.log)
    if progress.empty:
        yield Paragraph("No actions are planned yet.")
        return
    done = int((progress["state"] == "done").sum())
    yield Finding(f"{done} of {plural(len(progress), 'action')} done.")
    open_ones = progress[progress["state"] != "done"].head(2)
    notes = [_open_action(row) for row in records(open_ones)]
    if notes:
        yield Items(tuple(notes))


def _open_action(row: dict[str, object]) -> str:
    when = f", due {said(row['due_on'])}" if said(row["due_on"]) else ""
    late = " (overdue)" if row["state"] == "overdue" else ""
    return f"{shortened(said(row['action']), ITEM_MOST)}{when}{late}"
