"""What a person sees first: a good word, what is due, what they learned, how their file was read.

Nothing of an advert or a letter leaves the machine; a person copies and sends it themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import Layout, Textarea, VBox

from bounceback_analysis.analysis.doors import doors
from bounceback_analysis.analysis.journey import furthest_step
from bounceback_analysis.analysis.outcomes import in_order, next_interview
from bounceback_analysis.analysis.skills import HAVE, advert_skills
from bounceback_analysis.analysis.timing import ASK, waiting
from bounceback_analysis.analysis.words import listed, plain_date, plural
from bounceback_analysis.log.companions import answer_application, open_questions
from bounceback_analysis.log.opening import own_log, start_log
from bounceback_analysis.log.sharing import follow_ups_text
from bounceback_analysis.log.waiting import read_row
from bounceback_analysis.log.writing import amend_entry
from bounceback_analysis.notebook.binder import bind
from bounceback_analysis.notebook.drawing import Drawing, Quote, Quotes, quoted
from bounceback_analysis.notebook.live import live, look_everywhere
from bounceback_analysis.notebook.parts import (
    asks_day,
    buttons,
    card,
    columns,
    fold,
    go,
    opens,
    press,
    row,
    saves,
    section,
    stack,
    text,
)
from bounceback_analysis.notebook.quotes import source_of, stories_that_answer
from bounceback_analysis.notebook.record import Recorder
from bounceback_analysis.notebook.record_pages import drafts_of, step_of
from bounceback_analysis.topics import plot

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from bounceback_analysis.log.files import Written
    from bounceback_analysis.log.model import Log, Problem
    from bounceback_analysis.notebook.parts import Part

WRITE = "01_record_an_outcome.ipynb"
ACCEPTED = (
    "Congratulations, you did it. Your log stays here: your stories and what employers praised are "
    "of use at an appraisal, and if you look again one day you do not start from nothing."
)
COMES = {
    "From the first line": "What went well, what is due, and a letter ready to send.",
    "From the first feedback": "What they praised and what they missed, in their own words.",
    "From ten answers": "How often a step goes forward, and how sure that is.",
    "From about twenty": "Whether anything has changed.",
}
LEARNED = {
    "02_what_they_said.ipynb": (
        *("What they said", "feedback_themes"),
        "What employers praised and missed, in their own words, will stand here.",
    ),
    "03_skill_gaps.ipynb": (
        *("Skills and plan", "plan_progress"),
        "What you can do, what adverts ask for, and your plan will stand here.",
    ),
    "04_my_progress.ipynb": (
        *("My progress", "stage_rates"),
        "How often each step goes forward, and how sure that is, will stand here.",
    ),
}
"""The pages of what was learned: each with its topic, and what is said while that is empty."""
ANSWERS = {"same": "It is the same application", "new": "It is a new one"}
MOST_PROBLEMS, MOST_PRAISE = 20, 60
"""More than that is a wall that nobody reads; the rest is a number."""
SOON = 3
"""Rows that are due: more at once would be a burden; the others are a press away."""
GRAVEST_FIRST = ("stop", "ask", "tell")
UNREADABLE = "Your log could not be read yet."
EXAMPLE = "This is the example. Start your own log, and this is kept in it."
THERE = "Your log is there already; it was left as it is."


def welcome(log: Log) -> VBox:
    """Open the start page: whose log it is, a good word, and the way to write the next line.

    Where the log is empty the form itself stands there.
    """
    followed = live(log)
    notice, top, drawing = Drawing(), Drawing(), Drawing()
    box = VBox([notice, top, drawing])
    box.add_class("bb-view")
    box.add_class("bb-start")
    forms: list[VBox] = []

    def show(_change: object = None, said: str = "") -> None:
        now = followed.log
        example = [_example(now)] if now.example else []
        notice.show([*([card(text(said), look="told")] if said else []), *example])
        top.show(_hello(now) if now.entries.empty else [])
        drawing.show([] if now.entries.empty else _hello(now))
        own = now.path is not None and not now.example and now.status != "stop"
        if own and now.entries.empty and not forms and now.path is not None:
            recorder = Recorder(now.path, beside=_what_comes)
            recorder.form.page = {**recorder.form.page, "grab": True}
            forms.append(recorder.box)
        box.children = (notice, top, *forms, drawing)

    def start(_name: str, _value: str) -> None:
        said = ""
        try:
            start_log()
        except OSError as error:
            said = THERE if own_log().exists() else f"No log was started. {error}"
        look_everywhere()
        show(said=said)

    notice.pressed = start
    for each in (notice, top, drawing):
        each.looked = followed.look
    drawing.observe(lambda _change: followed.look(), "showing")
    followed.observe(show, "log")
    show()
    return box


def _example(log: Log) -> Part:
    said = f"This is an invented example: {plural(len(log.entries), 'line')}, as they stood on "
    said += f"{plain_date(log.as_of)}."
    start = press("Start my own log", "start")
    return card(text(said, "cap"), buttons(start), look="told bb-notice")


def _hello(log: Log) -> list[Part]:
    if log.status == "stop":
        problems = [text(problem.message) for problem in log.problems]
        return [text(UNREADABLE, "h1"), card(*problems)]
    if log.entries.empty:
        lead = "Write down one application or interview. The rest of the pages fill as you go."
        return [text("Your log is ready", "h1"), text(lead, "lead")]
    write = card(
        text("Write it down", "h2 bb-h3"),
        text("A line takes a minute.", "cap"),
        buttons(
            go("I had an interview, or applied", WRITE, "had", "main"),
            go("I heard back", WRITE, "heard", "second"),
            look="down",
        ),
    )
    words = [text("Welcome back", "h1"), *_news(log), *_good_words(log)]
    return [columns("aside", stack(*words), write)]


def _news(log: Log) -> Iterator[Part]:
    """Say what comes first today: an offer that was accepted, and what is booked next."""
    reached = furthest_step(log)
    taken = reached.loc[reached["ending"] == "accepted", "application"].tolist()
    if taken:
        yield text(f"You accepted an offer: {taken[-1]}.", "strong")
        yield text(ACCEPTED)
    for booked in next_interview(log).head(1).to_dict("records"):
        step = booked["stage"] if isinstance(booked["stage"], str) else "step"
        said = f"Next: your {step}, {plain_date(booked['date'])}. {booked['application']}."
        yield text(said, "strong")


def _good_words(log: Log) -> Iterator[Part]:
    """Give the latest good word of one's own and of theirs; all of them are a press away."""
    went_well = plot("what_went_well", log).table
    own = went_well[went_well["kind"] == "words"]
    theirs = went_well[went_well["kind"] == "praised theme"]
    said = [
        Quote(f"“{told['text']}”", source=f"{who}. {source_of(told)}", look=look)
        for some, who, look in ((own, "Your own note", "mine"), (theirs, "Their words", "strength"))
        for told in some.head(1).to_dict("records")
    ]
    if said:
        yield text("First, what went well last time.", "lead")
        yield {"kind": "quotes", "look": "large", "quotes": [quoted(quote) for quote in said]}
    elif met := int(furthest_step(log)["met"].sum()):
        asked = f"{plural(met, 'employer')} read about you and asked to meet you. What is one "
        yield text(f"{asked}thing you did well at the last one?", "lead")
    else:
        yield text("Each line you write is a step taken, whatever the answer.", "lead")
    if len(own) + len(theirs) > len(said):
        counted = (
            f"{plural(len(own), 'note')} of yours, {plural(len(theirs), 'kind word')} of theirs"
        )
        rows = went_well[went_well["kind"].isin(["words", "praised theme"])]
        quotes = [
            quoted(Quote(told["text"], source=source_of(told), look="strength"))
            for told in rows.sort_values("date", ascending=False)
            .head(MOST_PRAISE)
            .to_dict("records")
        ]
        yield fold(
            f"All that went well: {counted}", {"kind": "quotes", "look": "", "quotes": quotes}
        )


def _what_comes(_log: Log) -> list[Part]:
    """Say what will stand on the pages, and from when; and how a list of before comes in."""
    rows = [row(when, what) for when, what in COMES.items()]
    bring = row("You kept a list before?", "You see every guess before a line is saved.",
                go("Bring it in", WRITE, "", "quiet"))  # fmt: skip
    return [card(text("What you will see", "h3"), *rows, bring, look="rows bb-comes")]


def learned(log: Log) -> VBox:
    """Say in one sentence each what the three pages of what was learned hold."""

    def view(log: Log) -> list[Part]:
        cards = []
        for page, (name, topic, empty) in LEARNED.items():
            shown = plot(topic, log)
            said = f"{shown.title}." if len(shown.table) else empty
            cards.append(card(buttons(go(name, page), look="title"), text(said)))
        return [section("What you have learned so far", columns("three", *cards))]

    return bind(log, view, filters=False)


# What is due, with a draft for it.


def due(log: Log) -> list[Any]:
    """List what is due now, each with its draft; what comes later stands behind a line."""
    found = doors(log).dropna(subset="due_on")
    if log.entries.empty:
        return []
    if found.empty:
        said = "A door left open, a day you set, or an answer that is late will stand here."
        return [section("Nothing is due", lead=said)]
    rows = [_due_row(log, told) for told in found.to_dict("records")]
    now = int((found["state"] != "later").sum())
    near, later = rows[: max(now, 0)], rows[now:]
    head = {"kind": "head", "title": "Due now" if now else "Nothing is due now",
            "note": f"{now} now, {len(later)} later"}  # fmt: skip
    folds = [fold(f"{len(near) - SOON} more that are due", *near[SOON:])] if near[SOON:] else []
    folds += [fold(f"See what comes later: {plural(len(later), 'date')}", *later)] if later else []
    file = saves(
        "Add these days to my calendar (a file for your Downloads)",
        "follow_ups.ics",
        follow_ups_text(found, as_of=log.as_of),
        "text/calendar",
        "quiet",
    )
    return [card(head, *near[:SOON], *folds, buttons(file, look="small"), look="rows")]


def _due_row(log: Log, told: Any) -> Part:
    days = (told["due_on"] - log.as_of).days
    chip = ("Today", "now") if days == 0 else (f"By {_short_day(told['due_on'])}", "now")
    if days < 0:
        chip = (f"Since {_short_day(told['due_on'])}", "late")
    mine = in_order(log.entries[log.entries["application"] == told["application"]]).iloc[-1]
    _, drafts = drafts_of(log, mine, told["letter"]) if told["letter"] else ("", [])
    title = told["what"] or (f"Ask {mine['employer']} for news" if told["letter"] else told["why"])
    acts = [opens("Read the draft")] if drafts else []
    other = asks_day("Another day", "day", str(mine["line"]))
    note = f"{told['application']}. {told['why'][:1].upper()}{told['why'][1:]}."
    return row(title[:1].upper() + title[1:], note, *acts, other, chip=chip, more=drafts)


def _short_day(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%B}"


def another_day(log: Log, _name: str, value: str) -> tuple[str, Written | None]:
    """Give something that is due another day."""
    line, _, day = value.partition(" ")
    if log.example or log.path is None:
        return EXAMPLE, None
    was = read_row(log.path, int(line))
    written = amend_entry(log.path, int(line), {"follow_up_on": day}, was=was, widen=True)
    said = f"Moved to {day}: {was.get('employer', '')}."
    return (said if written.ok else written.message), written


def still_waiting(log: Log) -> list[Any]:
    """List who has not answered yet, those first where it is time to ask."""
    found, picture = waiting(log), plot("waiting", log)
    if found.empty:
        return []
    rows = [
        row(
            told["application"],
            f"{step_of(told['stage'])}, {plural(told['days'], 'day')}",
            *acts,
            more=drafts,
        )
        for told in found.to_dict("records")
        for drafts in [_chase(log, told)]
        for acts in [[opens("Read the draft")] if drafts else []]
    ]
    late = int((found["advice"] == ASK).sum())
    ordinary = f"{len(rows) - late} still ordinary for you"
    folds = [fold(ordinary, *rows[late:])] if rows[late:] else []
    folds.append(fold("How long each has waited", picture))
    lead = f"{picture.sentence} A short note is fair where it is time to ask."
    keys = found["application"].unique().tolist()
    words = {"kind": "detail", "of": "waiting", "first": "", "keys": keys}
    return [section(picture.title, card(*rows[:late], *folds, look="rows"), words, lead=lead)]


def _chase(log: Log, told: Any) -> list[Part]:
    if told["advice"] != ASK:
        return []
    mine = in_order(log.entries[log.entries["application"] == told["application"]]).iloc[-1]
    return drafts_of(log, mine, "chase")[1]


# How the file was read.


def problems_view(log: Log) -> VBox:
    """Show what reading the log found, gravest first, the first twenty of many.

    Where it cannot be told whose line is whose application, that is asked, one at a time; an
    answer is kept beside the log and never asked for again.
    """
    return bind(log, _how_it_was_read, filters=False, answer=_settle)


def _how_it_was_read(log: Log) -> list[Any]:
    found = [p for verdict in GRAVEST_FIRST for p in log.problems if p.verdict == verdict]
    quotes = [Quote(problem.message, source=_place(problem)) for problem in found[:MOST_PROBLEMS]]
    more = (
        [text(f"There are {len(found) - MOST_PROBLEMS:,} more.")]
        if len(found) > len(quotes)
        else []
    )
    understood = [] if found else [text("Every cell was understood. Nothing was changed.")]
    told = {"kind": "quotes", "look": "", "quotes": [quoted(quote) for quote in quotes]}
    asked = [] if log.example or log.path is None else open_questions(log)
    said = [told, *more, *understood]
    if log.status == "stop":
        return [section(UNREADABLE, *said)]
    shown: list[Any] = [fold(f"How your file was read: {_summary(log)}", *said)]
    if asked:
        first, count = asked[0], plural(len(asked), "thing")
        acts = [press(words, answer, str(first.line)) for answer, words in ANSWERS.items()]
        question = card(text(first.message), text(_place(first), "cap"), buttons(*acts))
        shown.append(section(f"One application or two? {count} to say", question))
    return shown


def _settle(log: Log, said: str, line: str) -> tuple[str, Written | None]:
    kept = answer_application(log, int(line), "same" if said == "same" else "new")
    return kept.message, None


def _place(problem: Problem) -> str:
    place = (f"line {problem.line}" if problem.line else "", problem.column or "")
    return ", ".join(filter(None, place))


def _summary(log: Log) -> str:
    tell, ask = (sum(p.verdict == verdict for p in log.problems) for verdict in ("tell", "ask"))
    said = [f"{plural(tell, 'thing')} to know"] if tell else []
    said += [f"{ask if tell else plural(ask, 'thing')} to settle"] if ask else []
    return f"{plural(len(log.entries), 'line')}, {', '.join(said) or 'nothing to settle'}"


# An advert, beside what one can do.


def paste_advert(log: Log) -> VBox:
    """Show the skills of an advert, as soon as its text is pasted."""
    followed = live(log)
    area = Textarea(
        description="Paste its text to see which skills it asks for, and which of them you have",
        layout=Layout(width="100%", height="auto"),
        rows=2,
    )
    drawing = Drawing()

    def show(_change: object = None) -> None:
        drawing.show([advert_in_words(followed.log, area.value)] if area.value.strip() else [])

    area.observe(show, "value")
    followed.observe(show, "log")
    box = VBox([Drawing([text("Check an advert", "h2")]), area, drawing])
    box.add_class("bb-view")
    return box


def advert_in_words(log: Log, advert: str) -> Quotes:
    """Say which skills an advert asks for, those the person has first, and which stories fit."""
    if not advert.strip():
        return Quotes("advert", "Nothing pasted yet", sentence="The advert stays on this machine.")
    found = advert_skills(log, advert=advert)
    if found.empty:
        sentence = "No skill was recognised in it. Those you see you can add to your plan by name."
        return Quotes("advert", "No skill found", sentence=sentence)
    mine = found.loc[found["standing"] == HAVE, "skill"].tolist()
    title = f"It asks for {plural(len(found), 'skill')}"
    title += f"; you have {listed(mine)}" if mine else ""
    quotes = tuple(
        Quote(told["skill"], source=told["standing"]) for told in found.to_dict("records")
    )
    answers, said = stories_that_answer(log, advert)
    return Quotes("advert", title, (*quotes, *answers), said)
