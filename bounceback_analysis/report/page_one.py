"""Page 1: the search as a story that an adviser can read in two minutes, and a table to fill in."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from bounceback_analysis.analysis.outcomes import INTERVIEWS, NOT_SAID
from bounceback_analysis.analysis.words import (
    COUNTS_ONLY_BELOW,
    count_of,
    inside,
    listed,
    plain_month,
    plural,
    range_in_words,
    share_in_words,
)
from bounceback_analysis.charts.journey import STAGE_NAMES
from bounceback_analysis.report import blocks
from bounceback_analysis.report.blocks import shortened, texts
from bounceback_analysis.report.material import records, said, short_day
from bounceback_analysis.report.since import since_last
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bounceback_analysis.report.blocks import Block
    from bounceback_analysis.report.material import Material

AGREED = ("Action", "Who", "By when")
"""The heading row by which the table is known when the file comes back."""
ME, WAS = "Me", "was "
WHO_MOST, LOOKING_MOST, TERMS_MOST, QUESTIONS_MOST, QUESTION_MOST = 60, 200, 110, 3, 75
"""Letters of what the person typed that fit page 1; what is longer stands whole on page 2."""
QUOTE_MOST = 230
WORDS_MOST = 330
"""What can be read aloud in two minutes; the words within the picture are not read."""
HEAD_WORDS = 30
"""Words of the title, the line under it and the day, without the person's name."""


class _Fullness(NamedTuple):
    """How many of each there may be: quotes, waiting lines, things that go well, wants of help."""

    quotes: int
    waiting: int
    well: int
    help: int


FULLNESS = (
    _Fullness(2, 3, 5, 4),
    _Fullness(2, 1, 4, 3),
    _Fullness(2, 0, 3, 3),
    _Fullness(1, 0, 3, 2),
    _Fullness(0, 0, 2, 2),
)
"""The fullest that can be read in two minutes is taken."""
PRAISED_MOST = 2
OWN_WORDS_MOST = 80
"""Letters of a note of one's own that is shown; a longer one is passed over, never cut."""
HELP_MOST = "Where help may pay most:"
OPEN_MOST, ACTION_MOST = 3, 70
ROWS_LEAST, ROWS_ENOUGH, ROWS_MOST = 2, 6, 9
ROW_LINES = {4: 3.1, 3: 2.4, 2: 1.65}
"""Lines of the page that a row takes, by the lines of writing that it is high."""
PAGE_LINES = 55.0
"""Lines of text that one A4 holds beside its headings, its strip and the table's heading."""
COLUMN_LETTERS, PAGE_LETTERS = 50, 105
"""Letters of a line in a column, and across the page, in the widest of the three formats."""


def page_one(material: Material) -> tuple[Block, ...]:
    """Give the blocks of page 1: 330 words at most, and as many rows to write in as fit."""
    rows = _open_actions(material)
    fixed = (blocks.Heading("What we agree today"), blocks.Table("", AGREED, rows))
    spare = WORDS_MOST - HEAD_WORDS - words_of(fixed) - len(who_of(material).split())
    stories = (_story(material, fullness) for fullness in FULLNESS)
    story = next((s for s in stories if words_of(s) <= spare), None)
    story = story or _story(material, FULLNESS[-1])
    lines, blank = _blank_rows(PAGE_LINES - _lines(story), len(rows))
    every = (*rows, *((("", "", ""),) * blank))
    return (*story, fixed[0], blocks.Table("", AGREED, every, to_fill_in=True, lines=lines))


def _blank_rows(room: float, filled: int) -> tuple[int, int]:
    """Choose how high rows to write in are, and how many: the highest of which there are enough."""
    fit = {lines: int(room / each) - filled for lines, each in ROW_LINES.items()}
    lines = next((lines for lines, blank in fit.items() if blank >= ROWS_ENOUGH), min(fit))
    return lines, min(max(fit[lines], ROWS_LEAST), ROWS_MOST - filled)


def words_of(story: tuple[Block, ...]) -> int:
    """Count the words of blocks that are read: those within a picture are not."""
    read = [
        text
        for part in blocks.parts_of(story)
        if not isinstance(part, blocks.Figure)
        for text in texts(part)
    ]
    return sum(len(text.split()) for text in read)


def _story(material: Material, most: _Fullness) -> tuple[Block, ...]:
    return (
        blocks.Columns(tuple(_looking_for(material)), (_stats(material),), share=0.6),
        *since_last(material),
        *_search(material),
        blocks.Columns(
            (
                blocks.Heading("Going well"),
                blocks.Points(tuple(islice(_going_well(material), most.well))),
            ),
            (
                blocks.Heading("Where I want help"),
                blocks.Points(tuple(islice(_help(material), most.help))),
            ),
        ),
        *_latest_words(material, most.quotes),
        blocks.Columns(
            (blocks.Heading("Next"), *_next(material, most.waiting)),
            (blocks.Heading("My questions for today"), _questions(material)),
        ),
    )


def too_long(material: Material) -> tuple[str, ...]:
    """Give what the person typed that page 1 could show only the beginning of."""
    typed = material.page_one
    long = {typed.who: WHO_MOST, typed.looking_for: LOOKING_MOST, _terms(material): TERMS_MOST}
    asked = dict.fromkeys(typed.questions[:QUESTIONS_MOST], QUESTION_MOST)
    more = dict.fromkeys(typed.questions[QUESTIONS_MOST:], 0)
    return tuple(text for text, most in (long | asked | more).items() if len(text) > most)


def who_of(material: Material) -> str:
    """Give who it is about, as it fits beside the title, or a line to write it on."""
    return shortened(material.page_one.who, WHO_MOST) or "_" * 22


def _terms(material: Material) -> str:
    typed = material.page_one
    parts = {"Hours": typed.hours, "Travel": typed.travel, "From": typed.from_when}
    return ". ".join(f"{name}: {text.rstrip('.')}" for name, text in parts.items() if text)


def _looking_for(material: Material) -> Iterator[Block]:
    typed = material.page_one
    yield blocks.Heading("Looking for")
    if typed.looking_for:
        yield blocks.Paragraph(shortened(typed.looking_for, LOOKING_MOST))
    if roles := _roles(material):
        yield blocks.Paragraph(roles, quiet=bool(typed.looking_for))
    if terms := _terms(material):
        yield blocks.Paragraph(f"{shortened(terms, TERMS_MOST)}.")
    asked = {"which hours": typed.hours, "how far": typed.travel, "from when": typed.from_when}
    open_ones = [words for words, text in asked.items() if not text]
    open_ones = ["which work", *open_ones] if not (typed.looking_for or roles) else open_ones
    if open_ones:
        yield blocks.Paragraph(f"To settle today: {listed(open_ones)}.", quiet=True)


def _roles(material: Material) -> str:
    """Count the jobs applied for by the word that says what they are: "assistant 15"."""
    first = material.log.entries.sort_values("round").drop_duplicates("application")
    heads = [head_of(str(role)) for role in first["role"].dropna()]
    counts = Counter(filter(None, heads))
    if not counts:
        return ""
    top = [f"{head} {n}" for head, n in counts.most_common(3)]
    if max(counts.values()) == 1:  # a count of ones would say nothing
        top = list(dict.fromkeys(str(role) for role in first["role"].dropna()))[:3]
    return f"Applied for so far: {', '.join(top)} of {len(first)}."


def head_of(role: str) -> str:
    """Give the word of a role that says what it is, or nothing where it was taken out."""
    title = re.split(r"[,;:(/\[|–]|\s-\s|\s(?:for|at|in|of|to|with)\s", role, maxsplit=1)[0]
    words = title.split()
    return words[-1].casefold() if words and words[-1].isalpha() else ""


def _stats(material: Material) -> blocks.Stats:
    from bounceback_analysis.analysis.journey import OFFER, OFFER_ALONE, furthest_step

    reached = furthest_step(material.log)
    offers = reached[reached["step"].isin([OFFER, OFFER_ALONE])]
    declined = bool(len(offers)) and bool((offers["ending"] == "declined").all())
    named = "offer" if len(offers) == 1 else "offers"
    met = int(reached["met"].sum())
    waiting = int((reached["ending"] == "waiting").sum())
    return blocks.Stats(
        (
            (f"{len(reached):,}", "application" if len(reached) == 1 else "applications"),
            (f"{met:,}", "led to an interview"),
            (f"{len(offers):,}", f"{named}, turned down" if declined else named),
            (f"{waiting:,}", "still waiting"),
        )
    )


def _search(material: Material) -> Iterator[Block]:
    from bounceback_analysis.analysis.journey import stage_rates, stalls
    from bounceback_analysis.analysis.outcomes import settled
    from bounceback_analysis.charts.strip import plot_strip

    named = stalls(stage_rates(material.log))
    best = [
        f"{_counted(r)} {inside(STAGE_NAMES[r['stage']])} went forward" for r in _best(material)
    ]
    told = [*best, f"help may pay most at {inside(STAGE_NAMES[named])}"] if named else []
    yield blocks.Heading(": ".join(filter(None, ("The search so far", ", ".join(told)))))
    picture = plot_strip(settled(material.log))
    if picture.marks:
        yield blocks.Figure(picture, bare=True)
    else:
        yield blocks.Paragraph("The log has no dated line yet.")


def _going_well(material: Material) -> list[tuple[str, str]]:
    """Give the strengths that the log shows, or at least that the search has begun."""
    from bounceback_analysis.analysis.journey import furthest_step

    reached = furthest_step(material.log)
    met = int(reached["met"].sum())
    begun = ("Sent so far:", f"{plural(len(reached), 'application')}.")
    begun = begun if len(reached) else ("Nothing is written down yet:", "start here.")
    return [*_strengths(material)] or [
        ("Asked to an interview:", f"{plural(met, 'time')}.") if met else begun
    ]


def _strengths(material: Material) -> Iterator[tuple[str, str]]:
    """Give what employers praised, the step that goes best, what was done, one's own words."""
    from bounceback_analysis.analysis.feedback import feedback_themes, strengths_and_gaps
    from bounceback_analysis.analysis.plan import plan_progress

    themes = feedback_themes(material.log)
    strong, _ = strengths_and_gaps(themes)
    missed = themes[themes["polarity"] == "gap"].set_index("theme")["count"]
    praised = records(strong.head(PRAISED_MOST))
    for n, row in enumerate(praised):
        less = f", missed by {missed[row['theme']]}" if row["theme"] in missed else ""
        of = count_of(row["count"], row["of"], "" if n else "employer")
        yield f"{theme_name(row['theme'])}:", f"praised by {of}{less}."
    yield from _turned(material, {row["theme"] for row in praised})
    for row in _best(material):
        yield f"{STAGE_NAMES[row['stage']]}:", f"{_counted(row)} went forward{_share(row)}."
    progress = plan_progress(material.log)
    done = int((progress["state"] == "done").sum())
    if done:
        yield "My plan:", f"{count_of(done, len(progress), 'action')} done."
    own = material.log.entries.sort_values(["date", "line"])["went_well"].dropna()
    fitting = [text for text in own if len(text) <= OWN_WORDS_MOST]
    if fitting:
        yield "In my words:", fitting[-1]


def _turned(material: Material, named: set[str]) -> Iterator[tuple[str, str]]:
    """Give the themes that were missed and are praised since, where that is no chance."""
    from bounceback_analysis.analysis.feedback import TURNED, turned_round

    turned = turned_round(material.log)
    for row in records(turned[turned["verdict"] == TURNED]):
        if row["theme"] not in named:
            until = plain_month(row["last_missed"]).rpartition(" ")[0]
            told = f"missed by {row['missed']} to {until}, praised by {row['praised']} since."
            yield f"{theme_name(row['theme'])}:", told


def _best(material: Material) -> list[dict[str, Any]]:
    """Give the row of the step that most went forward at, if any did."""
    from bounceback_analysis.analysis.journey import stage_rates, stalls

    rates = stage_rates(material.log)
    forward = rates[(rates["count"] > 0) & (rates["stage"] != stalls(rates))]
    return records(forward.sort_values("count", ascending=False, kind="stable").head(1))


def _counted(row: dict[str, Any]) -> str:
    return count_of(row["count"], row["of"])


def _share(row: dict[str, Any]) -> str:
    """Say a share and its range beside its count, where there are enough for one."""
    if row["count"] in {0, row["of"]} or row["of"] < COUNTS_ONLY_BELOW:
        return ""
    share = share_in_words(row["count"], row["of"])
    return f", {share} ({range_in_words(row['low'], row['high'], row['of'])})"


def _help(material: Material) -> Iterator[tuple[str, str]]:
    """Give where help may pay most: a step, a skill gap, what is missed, or what I rated low."""
    from bounceback_analysis.analysis.feedback import feedback_themes, strengths_and_gaps
    from bounceback_analysis.analysis.skills import skill_gaps

    yield from _most(material)
    gaps, themes = skill_gaps(material.log), feedback_themes(material.log)
    wide = gaps[(gaps["kind"] == "skill") & (gaps["gap"] > 0) & (gaps["priority"] > 0)]
    tied = ""
    for row in records(wide.head(1)):
        tied = said(row["of_themes"])  # its theme would say the same once more
        asked = f"{int(row['adverts'])} of {plural(row['adverts_of'], 'advert')} ask for it"
        levels = f"I am at {row['level']:.0f} of 5, want {row['wanted']:.0f}"
        yield f"{shortened(row['skill'], 40)}:", f"{asked}; {levels}."
    _, missed = strengths_and_gaps(themes)
    standing = missed[~missed["theme"].isin([t for t in missed["theme"] if theme_name(t) in tied])]
    ranked = standing.sort_values("count", ascending=False, kind="stable")
    for row in records(ranked.head(2)):
        if row["count"] < 2 and row["theme"] != ranked["theme"].iloc[0]:
            continue  # what one employer named once stands in the details
        last = f", last in {month}" if (month := plain_month(row["last"])) else ""
        of = count_of(row["count"], row["of"], "employer")
        yield f"{theme_name(row['theme'])}:", f"missed by {of}{last}."
    weak = gaps[(gaps["kind"] == "theme") & (gaps["self_weak"] > 0)]
    if missed.empty and len(weak):
        row = records(weak.sort_values("self_weak", ascending=False, kind="stable").head(1))[0]
        steps = plural(row["self_weak"], "step")
        yield f"{theme_name(row['skill'])}:", f"I rated it low at {steps}."
    outside = themes[themes["control"] == "outside"]
    for row in records(outside[outside["theme"] != "no_reason"].head(1)):
        of = count_of(row["count"], row["of"], "employer")
        yield "Not mine to change:", f"{inside(theme_name(row['theme']))} ({of})."
    if missed.empty and weak.empty and wide.empty:
        yield "No gap can be named yet:", "no feedback names one, no skill has a level in my plan."


def _most(material: Material) -> Iterator[tuple[str, str]]:
    """Say at which step help may pay most, or that it cannot be told, with each step's counts."""
    from bounceback_analysis.analysis.journey import stage_rates, stalls

    every = stage_rates(material.log)
    rates, named = records(every[every["of"] > 0]), stalls(every)
    best = {row["stage"] for row in _best(material)}
    steps = [
        f"{inside(STAGE_NAMES[r['stage']])} {_counted(r)}"
        for r in rates
        if r["stage"] != NOT_SAID and r["stage"] not in best
    ]
    if named:
        row = next(row for row in rates if row["stage"] == named)
        yield f"{STAGE_NAMES[named]}:", f"{_counted(row)} went forward{_share(row)}."
    elif not rates:
        yield HELP_MOST, "cannot tell yet; nothing is decided."
    elif steps:
        yield HELP_MOST, f"cannot tell yet. Went forward: {', '.join(steps)}."
    elif NOT_SAID in {row["stage"] for row in rates}:
        yield HELP_MOST, "cannot tell yet; my log does not say at which step each answer came."


def _latest_words(material: Material, most: int) -> Iterator[Block]:
    """Give the freshest words of theirs, of those that were ticked and fit whole."""
    chosen = material.log.only(lines=material.quotes).entries
    newest = chosen.sort_values(["date", "line"], ascending=False).drop_duplicates("feedback")
    short = (row for row in records(newest) if len(material.quotes[row["line"]]) <= QUOTE_MOST)
    fitting = list(islice(short, most))
    if fitting:
        yield blocks.Heading("Their latest words")
    for row in fitting:
        parts = (said(row["role"]), said(row["stage"]), short_day(row["date"]))
        yield blocks.Quote(material.quotes[row["line"]], ", ".join(filter(None, parts)))


def _next(material: Material, most: int) -> Iterator[Block]:
    """Say what is booked, then which interviews and how many applications wait."""
    from bounceback_analysis.analysis.journey import furthest_step
    from bounceback_analysis.analysis.outcomes import next_interview
    from bounceback_analysis.analysis.timing import waiting

    booked, waits = next_interview(material.log), waiting(material.log)
    for row in records(booked.head(2)):
        step = said(row["stage"]) or "next step"
        when = f"{short_day(row['date'])}, in {plural(row['days'], 'day')}"
        yield blocks.Paragraph(f"Booked: {row['application']}, {step}, {when}.")
    met = waits[waits["stage"].isin(INTERVIEWS)].sort_values("days", kind="stable")
    named = [_in_short(material, row) for row in records(met)]
    accepted = (furthest_step(material.log)["ending"] == "accepted").any()
    none = "I accepted an offer." if accepted else "No interview is booked."
    parts = [] if len(booked) else [none]
    if named:
        more = f"; {len(named) - most} more" if len(named) > most > 0 else ""
        shown = f": {'; '.join(named[:most])}{more}" if most else ""
        parts.append(f"Waiting after {plural(len(named), 'interview')}{shown}.")
    if others := len(waits) - len(met):
        also = "Waiting on" if not named else "And on"
        parts.append(f"{also} {plural(others, 'earlier step')}.")
    if parts:
        yield blocks.Paragraph(" ".join(parts))


def _in_short(material: Material, row: dict[str, Any]) -> str:
    """Name a waiting line by its job and day, its employer only where names are shown."""
    day = short_day(material.log.as_of - pd.Timedelta(days=row["days"]))
    name = row["application"]
    job = name.partition(", ")[2] if material.names_hidden else name
    return f"{job or name}, {day}"


def _questions(material: Material) -> blocks.Items:
    typed = [shortened(text, QUESTION_MOST) for text in material.page_one.questions]
    return blocks.Items(tuple(typed[:QUESTIONS_MOST]) or ("", ""), numbered=True)


def _open_actions(material: Material) -> tuple[tuple[str, str, str], ...]:
    """Give what is planned and not done, so that it can be talked about and set anew."""
    from bounceback_analysis.analysis.plan import plan_progress

    progress = plan_progress(material.log)
    return tuple(
        (shortened(row["action"], ACTION_MOST), ME, due_said(row["due_on"], material.log.as_of))
        for row in records(progress[progress["state"] != "done"].head(OPEN_MOST))
    )


def due_said(day: pd.Timestamp, today: pd.Timestamp) -> str:
    """Say when an action is due, or was; the same words coming back mean no change."""
    shown = short_day(day)
    return f"{WAS}{shown}" if shown and day < today else shown


def _lines(story: tuple[Block, ...]) -> float:
    """Guess how many lines page 1 takes: both columns of a pair count as the longer one."""
    return sum(_length(block, PAGE_LETTERS) for block in story)


def _length(block: Block, letters: float) -> float:
    match block:
        case blocks.Columns(left, right, share):
            sides = ((left, share), (right, 1 - share))
            wide = 2 * COLUMN_LETTERS
            return max(sum(_length(part, wide * share) for part in side) for side, share in sides)
        case blocks.Figure(picture):
            return picture.height / 17  # pixels of a line of text on paper
        case blocks.Stats():
            return 5.0
        case blocks.Heading():
            return 1.9
    parts = (
        [" ".join(item) for item in block.items]
        if isinstance(block, blocks.Points)
        else texts(block)
    )
    return sum(max(1.0, -(-len(text) // letters)) + 0.2 for text in parts or [""])
