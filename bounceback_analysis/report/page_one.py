"""Page 1: what an adviser can read in two minutes, and a table to fill in together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.words import listed, plain_date, plural
from bounceback_analysis.report.blocks import (
    Finding,
    Heading,
    Items,
    Paragraph,
    Table,
    shortened,
)
from bounceback_analysis.report.material import rate_said, said
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bounceback_analysis.report.blocks import Block
    from bounceback_analysis.report.material import Material

AGREED = ("What we agreed", "Who", "By when")
BLANK_LINES = 4
TYPED_MOST = 240
ITEM_MOST = 90
QUESTIONS_MOST = 3
STEP_NAMES = {
    "application": "applications",
    "screening": "screening calls",
    "assessment": "assessments",
    "interview": "interviews",
    "final interview": "final interviews",
    "not said": "steps without a name",
}


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
        Heading("What we agreed"),
        Table("", AGREED, (("", "", ""),) * BLANK_LINES, to_fill_in=True),
    )


def _who(material: Material) -> Iterator[Block]:
    typed = material.page_one
    yield Heading("What I am looking for")
    words = [part for part in (typed.who, typed.looking_for) if part]
    for part in words or ["To talk about: which work, where, which hours, and by when."]:
        yield Paragraph(shortened(part, TYPED_MOST))
    yield Paragraph(_search(material), quiet=True)
    yield Heading("My questions for today")
    questions = tuple(shortened(q, ITEM_MOST * 2) for q in typed.questions[:QUESTIONS_MOST])
    yield Items(questions or ("", ""), numbered=True)


def _search(material: Material) -> str:
    """Say the size of the search in a sentence."""
    from bounceback_analysis.analysis.outcomes import settled

    lines = settled(material.entries)
    if lines.empty:
        return "The log has no lines yet."
    applications = plural(lines["application"].nunique(), "application")
    first, last = lines["date"].min(), lines["date"].max()
    when = f", {plain_date(first)} to {plain_date(last)}" if first == first else ""
    waiting = lines.loc[lines["state"] == "waiting", "application"].nunique()
    heard = lines["feedback"].notna().sum()
    return f"My log: {applications}{when}; {waiting} still waiting; feedback on {heard}."


def _going_well(material: Material) -> Iterator[str]:
    """Give up to three things: what employers praised, how far it went, one's own words."""
    from bounceback_analysis.analysis.strengths import what_went_well

    strengths = material.themes[material.themes["polarity"] == "strength"]
    if len(strengths):
        top = strengths.head(2)
        names = listed([f"{_named(r['theme'])} ({int(r['count'])})" for r in top.to_dict("records")])
        yield f"Praised by employers: {names}."
    offers = material.entries["outcome"].isin(["offer", "accepted", "declined"])
    got = material.entries.loc[offers, "application"].nunique()
    rates = material.rates.set_index("stage")
    if got:
        yield f"{plural(got, 'offer')} so far."
    elif "application" in rates.index and rates.loc["application", "count"]:
        yield f"{plural(rates.loc['application', 'count'], 'application')} went forward."
    own = what_went_well(material.entries)
    own = own.loc[own["kind"] == "words", "text"]
    if len(own):
        yield f"In my words: {shortened(own.iloc[0], ITEM_MOST)}"


def _named(theme: str) -> str:
    name = theme_name(theme)
    return name[:1].lower() + name[1:]


def _stalls(material: Material) -> Iterator[Block]:
    from bounceback_analysis.analysis.journey import stalls

    rates = material.rates[material.rates["of"] > 0]
    named = stalls(material.rates)
    steps = [f"{STEP_NAMES[row['stage']]}, {rate_said(row)}" for row in rates.to_dict("records")]
    if named:
        row = rates[rates["stage"] == named].iloc[0].to_dict()
        count = plural(row["of"], "decided", "decided")
        yield Finding(f"At {STEP_NAMES[named]}: {rate_said(row)} went forward.", f"({count})")
    elif not steps:
        yield Paragraph("Cannot tell yet: nothing is decided.")
    else:
        yield Finding("Cannot tell yet.", f"Went forward: {'; '.join(steps[:4])}.")


def _gaps(material: Material) -> Iterator[Block]:
    """Name the widest skill gap and the theme most employers missed; two of one kind if need be."""
    found = [*_skills(material), *_themes(material)]
    first = [gap for gap in found if gap[0] == "skill"][:1]
    chosen = [*first, *(gap for gap in found if gap not in first and gap[0] == "theme")]
    chosen += [gap for gap in found if gap not in chosen]
    for _, text, evidence in chosen[:2]:
        yield Finding(text, evidence)
    if not chosen:
        yield Paragraph(
            "No gap can be named yet: no feedback named one, and no skill has a level in the plan."
        )
    outside = material.themes[material.themes["control"] == "outside"]
    if len(outside):
        names = listed([_named(theme) for theme in outside["theme"].head(2)])
        yield Paragraph(f"Outside my control, so no gap: {names}.", quiet=True)


def _skills(material: Material) -> Iterator[tuple[str, str, str]]:
    gaps = material.gaps
    wide = gaps[(gaps["kind"] == "skill") & (gaps["gap"] > 0) & (gaps["priority"] > 0)]
    for row in wide.head(2).to_dict("records"):
        asked = f"{int(row['adverts'])} of {plural(row['adverts_of'], 'advert')}"
        levels = f"my level is {row['level']:.0f}, I want {row['wanted']:.0f}"
        yield "skill", f"{shortened(row['skill'], 40)}:", f"{asked} ask for it; {levels} (of 5)."


def _themes(material: Material) -> Iterator[tuple[str, str, str]]:
    table = material.themes
    gaps = table[(table["polarity"] == "gap") & (table["control"] != "outside")]
    for row in gaps.sort_values("count", ascending=False, kind="stable").head(2).to_dict("records"):
        counted = f"{int(row['count'])} of {int(row['of'])}"
        yield (
            "theme",
            f"{theme_name(row['theme'])}:",
            f"named by {counted} employers that gave usable feedback.",
        )


def _plan(material: Material) -> Iterator[Block]:
    progress = material.progress
    if progress.empty:
        yield Paragraph("No actions are planned yet.")
        return
    done = int((progress["state"] == "done").sum())
    yield Finding(f"{done} of {plural(len(progress), 'action')} done.")
    open_ones = progress[progress["state"] != "done"].head(2)
    notes = [_open_action(row) for row in open_ones.to_dict("records")]
    if notes:
        yield Items(tuple(notes))


def _open_action(row: dict[str, object]) -> str:
    import pandas as pd

    due = row["due_on"]
    when = f", due {plain_date(due)}" if isinstance(due, pd.Timestamp) else ""
    late = " (overdue)" if row["state"] == "overdue" else ""
    return f"{shortened(said(row['action']), ITEM_MOST)}{when}{late}"
