"""Page 1: the search as a story that an adviser can read in two minutes, and a table to fill in."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.analysis.feedback import (
    feedback_themes,
    open_gaps,
    rest_of_feedback,
    strengths_and_gaps,
)
from bounceback_analysis.analysis.journey import (
    OFFER,
    OFFER_ALONE,
    furthest_step,
    stage_rates,
    stalls,
)
from bounceback_analysis.analysis.outcomes import (
    INTERVIEWS,
    NOT_SAID,
    next_interview,
    settled,
    so_far,
)
from bounceback_analysis.analysis.preparing import plan_progress
from bounceback_analysis.analysis.skills import skill_gaps
from bounceback_analysis.analysis.strengths import TURNED, turned_round
from bounceback_analysis.analysis.timing import waiting
from bounceback_analysis.analysis.words import (
    COUNTS_ONLY_BELOW,
    as_start,
    count_of,
    inside,
    listed,
    plain_date,
    plain_month,
    plural,
    range_in_words,
    share_in_words,
)
from bounceback_analysis.charts.journey import STAGE_NAMES, plot_strip, steps_of
from bounceback_analysis.report import blocks
from bounceback_analysis.report.blocks import Item, shortened, words_of
from bounceback_analysis.report.material import records, said, short_day
from bounceback_analysis.report.since import since_last
from bounceback_analysis.vocabulary.themes import theme_name, wanted_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bounceback_analysis.report.blocks import Block
    from bounceback_analysis.report.material import Material

    Row = dict[str, Any]

AGREED = ("Action", "Who", "By when")
"""The heading row by which the table is known when the file comes back."""
ME, WAS = "Me", "was "
WHO_MOST, LOOKING_MOST, TERMS_MOST, QUESTIONS_MOST, QUESTION_MOST = 60, 200, 110, 3, 75
"""Letters of what the person typed that fit page 1; what is longer stands whole on page 2."""
QUOTE_MOST, OWN_WORDS_MOST = 230, 80
"""Letters of a quote, and of a note of one's own; a longer one is passed over, never cut."""
WORDS_MOST = 330
"""What can be read aloud in two minutes; the words within the picture are not read."""
HEAD_WORDS = 30
"""Words of the title, the line under it and the day, without the person's name."""
FULLNESS = ((2, 3, 5, 4), (2, 1, 4, 3), (2, 0, 3, 3), (1, 0, 3, 2), (0, 0, 2, 2))
"""How many quotes, waiting lines, things that go well and wants of help there may be.

The first, fullest way that can be read in two minutes is taken.
"""
PRAISED_MOST, MISSED_MOST, BOOKED_MOST, ROLES_MOST = 2, 2, 2, 3
GONE = {"declined": "turned down", "offer taken back": "taken back"}
"""What became of an offer that is no longer there."""
HELP_MOST = "Where help may pay most:"
OPEN_MOST, ACTION_MOST = 3, 70
ROWS_LEAST, ROWS_MOST, WORDS_A_ROW = 6, 9, 40
"""Rows to agree on: a talk has room for six actions, a page with few words above for more."""


def page_one(material: Material) -> tuple[Block, ...]:
    """Give the blocks of page 1: 330 words at most, and rows to write in, down to its end."""
    rows = _open_actions(material)
    agreed = (blocks.Heading("What we agree today"), blocks.Table("", AGREED, rows))
    spare = WORDS_MOST - HEAD_WORDS - words_of(agreed) - len(who_of(material).split())
    stories = (_story(material, *most) for most in FULLNESS)
    story = next((story for story in stories if words_of(story) <= spare), None)
    story = story or _story(material, *FULLNESS[-1])
    more = max(0, (spare - words_of(story)) // WORDS_A_ROW)
    blank = min(ROWS_LEAST + more, ROWS_MOST) - len(rows)
    every = (*rows, *((("", "", ""),) * blank))
    return (*story, agreed[0], blocks.Table("", AGREED, every, to_fill_in=True))


def _story(material: Material, quotes: int, waits: int, well: int, wants: int) -> tuple[Block, ...]:
    good, help_ = islice(_going_well(material), well), islice(_help(material), wants)
    return (
        blocks.Columns(tuple(_looking_for(material)), (_stats(material),), share=0.6),
        *since_last(material),
        *_search(material),
        blocks.Columns(
            (blocks.Heading("Going well"), blocks.Items(tuple(good))),
            (blocks.Heading("Where I want help"), blocks.Items(tuple(help_))),
        ),
        *_latest_words(material, quotes),
        blocks.Columns(
            (blocks.Heading("Next"), *_next(material, waits)),
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
    asked = {
        "which work": typed.looking_for or roles,
        "which hours": typed.hours,
        "how far": typed.travel,
        "from when": typed.from_when,
    }
    if open_ones := [words for words, text in asked.items() if not text]:
        yield blocks.Paragraph(f"To settle today: {listed(open_ones)}.", quiet=True)


def _roles(material: Material) -> str:
    """Count the jobs applied for that have a word in their name that says what some of them are.

    What comes once needs no count: "clerk 3 of 5, driver and others".
    """
    first = so_far(material.log)[["round", "application", "role"]]
    first = first.sort_values("round").drop_duplicates("application")
    roles = first["role"].dropna().map(str)
    heads = dict.fromkeys(filter(None, map(head_of, roles)))
    words = Counter(word for role in roles for word in set(re.findall(r"\w+", role.casefold())))
    counts = Counter({head: words[head] for head in heads})
    top = counts.most_common(ROLES_MOST)
    if not top:
        return ""
    named = [f"{head} {n}" if n > 1 else head for head, n in top]
    if top[0][1] == 1:  # each as it is written
        named = list(roles[roles.map(head_of) != ""].unique())[:ROLES_MOST]
    else:
        named[0] += f" of {len(first)}"
    return f"Applied for so far: {listed(named + ['others'] * (len(heads) > len(named)))}."


def head_of(role: str) -> str:
    """Give the word of a role that says what it is, or nothing where it was taken out."""
    title = re.split(r"[,;:(/\[|–]|\s-\s|\s(?:for|at|in|of|to|with)\s", role, maxsplit=1)[0]
    words = title.split()
    return words[-1].casefold() if words and words[-1].isalpha() else ""


def _stats(material: Material) -> blocks.Stats:
    """Count the applications and what came of them; what there is none of yet has no figure."""
    reached = furthest_step(material.log)
    offers = reached[reached["step"].isin([OFFER, OFFER_ALONE])]
    gone = {said: (offers["ending"] == ending).sum() for ending, said in GONE.items()}
    gone_said = [f"{n} {what}" if n < len(offers) else what for what, n in gone.items() if n]
    met = int(reached["met"].sum())
    ahead = int(next_interview(material.log)["stage"].isin(INTERVIEWS).sum())
    counts = (
        plural(len(reached), "application"),
        f"{met:,} led to an interview" if met else f"{plural(ahead, 'interview')} booked",
        ", ".join((plural(len(offers), "offer"), *gone_said)),
        f"{(reached['ending'] == 'waiting').sum():,} still waiting",
    )
    parted = (count.partition(" ") for count in counts)
    return blocks.Stats(tuple((n, what) for n, _, what in parted if n != "0"))


def _search(material: Material) -> Iterator[Block]:
    named = stalls(stage_rates(material.log))
    told = f": help may pay most at {inside(STAGE_NAMES[named])}" if named else ""
    yield blocks.Heading(f"The search so far{told}")
    picture = plot_strip(settled(material.log))
    if picture.marks:
        yield blocks.Figure(picture, bare=True)
    else:
        yield blocks.Paragraph("The log has no dated line yet.")


def _going_well(material: Material) -> Iterator[Item]:
    """Give the strengths that the log shows, or at least that the search has begun."""
    strengths = [*_strengths(material)]
    reached = furthest_step(material.log)
    yield from strengths
    if strengths:
        return
    if met := int(reached["met"].sum()):
        yield Item(f"{plural(met, 'time')}.", "Asked to an interview:")
    elif len(reached):
        yield Item(f"{plural(len(reached), 'application')}.", "Sent so far:")
    else:
        yield Item("start here.", "Nothing is written down yet:")


def _strengths(material: Material) -> Iterator[Item]:
    """Give what employers praised, the step that goes best, what was done, one's own words."""
    themes, turned = feedback_themes(material.log), turned_round(material.log)
    sure = turned["verdict"] == TURNED
    turned, perhaps = turned[sure], turned[~sure]
    strong, _ = strengths_and_gaps(themes)
    missed = themes[themes["polarity"] == "gap"].set_index("theme")["count"]
    praised = strong[~strong["theme"].isin(turned["theme"])].head(PRAISED_MOST)
    for n, row in enumerate(records(praised)):
        less = f", missed by {missed[row['theme']]}" if row["theme"] in missed else ""
        of = count_of(row["count"], row["of"], "" if n else "employer")
        yield Item(f"praised by {of}{less}.", f"{as_start(wanted_name(row['theme']))}:")
    for row in records(turned):  # told by its days, which say more than both counts
        until = plain_month(row["last_missed"]).rpartition(" ")[0]
        told = f"missed by {row['missed']} to {until}, praised by {row['praised']} since."
        yield Item(told, f"{theme_name(row['theme'])}:")
    perhaps = perhaps[~perhaps["theme"].isin(strong["theme"]) & turned.empty]
    for row in records(perhaps.head(1)):
        yield Item(_since_then(row), f"{theme_name(row['theme'])}:")
    for row in _best(material):
        yield Item(_went_forward(row), f"{STAGE_NAMES[row['stage']]}:")
    progress = plan_progress(material.log)
    if done := int((progress["state"] == "done").sum()):
        yield Item(f"{count_of(done, len(progress), 'action')} done.", "My plan:")
    own = material.log.entries[["date", "line", "went_well"]].dropna(subset="went_well")
    said = own.sort_values(["date", "line"])["went_well"]
    for text in said[said.str.len() <= OWN_WORDS_MOST].tail(1):
        yield Item(text, "In my words:")


def _since_then(row: Row) -> str:
    """Say when a theme was last missed and first praised since, which is too little for a turn."""
    days = (row["last_missed"], row["praised_since"])
    month, later = map(plain_month, days)
    if month == later:
        return f"last missed on {plain_date(days[0])}, praised on {plain_date(days[1])}."
    if days[0].year == days[1].year:
        month = month.rpartition(" ")[0]
    return f"last missed in {month}, praised in {later}."


def _best(material: Material) -> list[Row]:
    """Give the row of the step that most went forward at, if any did."""
    rates = stage_rates(material.log)
    forward = rates[(rates["count"] > 0) & (rates["stage"] != stalls(rates))]
    return records(forward.sort_values("count", ascending=False, kind="stable").head(1))


def _went_forward(row: Row) -> str:
    """Say a step's counts, and its share and range where there are enough for one."""
    counts = f"{count_of(row['count'], row['of'])} went forward"
    if row["count"] in {0, row["of"]} or row["of"] < COUNTS_ONLY_BELOW:
        return f"{counts}."
    share = share_in_words(row["count"], row["of"])
    return f"{counts}, {share} ({range_in_words(row['low'], row['high'], row['of'])})."


def _help(material: Material) -> Iterator[Item]:
    """Give where help may pay most: a step, a skill gap, what is missed, or what I rated low."""
    yield from _most(material)
    gaps, themes = skill_gaps(material.log), feedback_themes(material.log)
    wide = gaps[(gaps["kind"] == "skill") & (gaps["gap"] > 0) & (gaps["priority"] > 0)].head(1)
    for row in records(wide):
        asked = f"{int(row['adverts'])} of {plural(row['adverts_of'], 'advert')} ask for it"
        levels = f"I am at {row['level']:.0f} of 5, want {row['wanted']:.0f}"
        yield Item(f"{asked}; {levels}.", f"{shortened(row['skill'], 40)}:")
    missed = open_gaps(material.log)
    # The theme of the skill above would say the same once more.
    tied = "; ".join(map(said, wide["of_themes"]))
    ranked = [row for row in records(missed) if theme_name(row["theme"]) not in tied]
    # What one employer named once stands in the details, unless it is all there is.
    for row in [row for row in ranked if row["count"] > 1][:MISSED_MOST] or ranked[:1]:
        last = f", last in {month}" if (month := plain_month(row["last"])) else ""
        of = count_of(row["count"], row["of"], "employer")
        yield Item(f"missed by {of}{last}.", f"{theme_name(row['theme'])}:")
    weak = gaps[(gaps["kind"] == "theme") & (gaps["self_weak"] > 0) & missed.empty]
    for row in records(weak.sort_values("self_weak", ascending=False, kind="stable").head(1)):
        times = plural(row["self_weak"], "step")
        yield Item(f"I found it hard at {times}.", f"{theme_name(row['skill'])}:")
    outside = themes[(themes["control"] == "outside") & (themes["theme"] != "no_reason")]
    for row in records(outside.head(1)):
        of = count_of(row["count"], row["of"], "employer")
        yield Item(f"{inside(theme_name(row['theme']))} ({of}).", "Not mine to change:")
    if missed.empty and weak.empty and wide.empty:
        told = rest_of_feedback(material.log)[0].lower() or "no feedback names one"
        told = "what was missed has been praised since" if "gap" in {*themes["polarity"]} else told
        yield Item(f"{told}, no skill has a level in my plan.", "No gap can be named yet:")


def _most(material: Material) -> Iterator[Item]:
    """Say at which step help may pay most, or that it cannot be told, with each step's counts."""
    every = stage_rates(material.log)
    rates, named = records(every[every["of"] > 0]), stalls(every)
    best = {row["stage"] for row in _best(material)}
    steps = [r for r in rates if r["stage"] != NOT_SAID and r["stage"] not in best]
    if named:
        row = next(row for row in rates if row["stage"] == named)
        yield Item(_went_forward(row), f"{STAGE_NAMES[named]}:")
    elif not rates:
        yield Item("cannot tell yet; nothing is decided.", HELP_MOST)
    elif steps:
        yield Item(f"cannot tell yet. {_each_step(steps)}", HELP_MOST)
    elif NOT_SAID in {row["stage"] for row in rates}:
        told = "cannot tell yet; my log does not say at which step each answer came."
        yield Item(told, HELP_MOST)


def _each_step(steps: list[Row]) -> str:
    """Say how each step went; where nothing went forward it is said once, and no 0."""
    went = [
        f"{inside(STAGE_NAMES[r['stage']])} {count_of(r['count'], r['of'])}"
        for r in steps
        if r["count"]
    ]
    none = [steps_of(r["stage"], r["of"]) for r in steps if not r["count"]]
    said = [f"Went forward: {', '.join(went)}."] if went else []
    said += [f"{as_start(listed(none))}: none led further yet, and that is hard."] if none else []
    return " ".join(said)


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
    booked, waits = next_interview(material.log), waiting(material.log)
    for row in records(booked.head(BOOKED_MOST)):
        step = said(row["stage"]) or "next step"
        when = f"{short_day(row['date'])}, in {plural(row['days'], 'day')}"
        yield blocks.Paragraph(f"Booked: {row['application']}, {step}, {when}.")
    met = waits[waits["stage"].isin(INTERVIEWS)].sort_values("days", kind="stable")
    accepted = (furthest_step(material.log)["ending"] == "accepted").any()
    none = "I accepted an offer." if accepted else "No interview is booked."
    parts = [] if len(booked) else [none]
    if len(met):
        named = [_in_short(material, row) for row in records(met.head(most))]
        named += [f"{len(met) - most} more"] * (len(met) > most > 0)
        shown = f": {'; '.join(named)}" if named else ""
        parts.append(f"Waiting after {plural(len(met), 'interview')}{shown}.")
    if others := len(waits) - len(met):
        parts.append(f"{'And' if len(met) else 'Waiting'} on {plural(others, 'earlier step')}.")
    if parts:
        yield blocks.Paragraph(" ".join(parts))


def _in_short(material: Material, row: Row) -> str:
    """Name a waiting line by its job and day, its employer only where names are shown."""
    day = short_day(material.log.as_of - pd.Timedelta(days=row["days"]))
    name = row["application"]
    job = name.partition(", ")[2] if material.names_hidden else name
    return f"{job or name}, {day}"


def _questions(material: Material) -> blocks.Items:
    typed = material.page_one.questions[:QUESTIONS_MOST] or ("", "")
    items = tuple(Item(shortened(text, QUESTION_MOST)) for text in typed)
    return blocks.Items(items, numbered=True)


def _open_actions(material: Material) -> tuple[tuple[str, str, str], ...]:
    """Give what is planned and not done, so that it can be talked about and set anew."""
    progress = plan_progress(material.log)
    return tuple(
        (shortened(row["action"], ACTION_MOST), ME, due_said(row["due_on"], material.log.as_of))
        for row in records(progress[progress["state"] != "done"].head(OPEN_MOST))
    )


def due_said(day: pd.Timestamp, today: pd.Timestamp) -> str:
    """Say when an action is due, or was; the same words coming back mean no change."""
    shown = short_day(day)
    return f"{WAS}{shown}" if shown and day < today else shown
