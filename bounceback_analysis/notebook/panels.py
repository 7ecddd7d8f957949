"""What a person sees first: a good word, what is due, what they learned, how their file reads."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from ipywidgets import VBox

from bounceback_analysis.analysis.chance import UNSURE
from bounceback_analysis.analysis.doors import BOOKED, DOOR, FROM_ITS_DAY, OWN_DAY, doors
from bounceback_analysis.analysis.journey import furthest_step
from bounceback_analysis.analysis.outcomes import check_log, lines_of, next_interview
from bounceback_analysis.analysis.progress import no_offer_yet
from bounceback_analysis.analysis.skills import HAVE, advert_skills
from bounceback_analysis.analysis.timing import ASK, waiting
from bounceback_analysis.analysis.words import as_start, listed, plain_date, plural, short_day
from bounceback_analysis.charts.feedback import good_word
from bounceback_analysis.charts.picture import in_one_line
from bounceback_analysis.log.companions import answer_application, asked_in_words, open_questions
from bounceback_analysis.log.files import Written
from bounceback_analysis.log.model import Log, Problem
from bounceback_analysis.log.sharing import follow_ups_text
from bounceback_analysis.log.waiting import read_row
from bounceback_analysis.log.writing import amend_entry
from bounceback_analysis.notebook import parts as ui
from bounceback_analysis.notebook.binder import bind
from bounceback_analysis.notebook.drawing import Drawing, page
from bounceback_analysis.notebook.form import Form, field
from bounceback_analysis.notebook.live import live
from bounceback_analysis.notebook.parts import Part
from bounceback_analysis.notebook.quotes import source_of, stories_that_answer
from bounceback_analysis.notebook.record import Recorder
from bounceback_analysis.notebook.record_pages import drafts_of, line_of, step_of, waited
from bounceback_analysis.topics import TOPICS, plot
from bounceback_analysis.vocabulary.schema import load_words

WRITE = "01_record_an_outcome.ipynb"
ACCEPTED = (
    "Congratulations, you did it. Your log stays here: your stories and what employers praised are "
    "of use at an appraisal, and if you look again one day you do not start from nothing."
)
ANSWERS = {"same": "It is the same application", "new": "It is a new one"}
MOST_PROBLEMS, MOST_PRAISE = 20, 60  # more is a wall that nobody reads
SOON, MOST_LISTED = 3, 60
"""Rows that are due: more at once would be a burden. The others are a press away, as many as one
looks through; of a log of thousands it is said where the rest is."""
HEADINGS = {
    "chase": "Ask {} for news",
    "chase_feedback": "Ask {} for the feedback",
    "reapproach": "Get back in touch with {}",
}
"""What is to be done, by the letter for it, where nobody wrote it down."""
IN_CALENDAR, IN_NUMBERS = "the file for your calendar", "the numbers of the picture below"
GRAVEST_FIRST = ("stop", "ask", "tell")
THEIRS = "Their words"
UNREADABLE = "Your log could not be read yet."


def welcome(log: Log) -> VBox:
    """Open the start page: whose log it is, a good word, and the way to write the next line.

    Where the log is empty the form itself stands there.
    """
    followed, box = live(log, "welcome"), bind(log, _hello, filters=False)
    box.add_class("bb-start")

    def begin(_change: object = None) -> None:
        now = followed.log
        if now.own and now.entries.empty and now.status != "stop" and len(box.children) == 1:
            recorder = Recorder(now.own, beside=_what_comes)
            recorder.form.page = {**recorder.form.page, "grab": True}
            box.children = (*box.children, recorder.box)

    followed.observe(begin, "log")
    begin()
    return box


def _hello(log: Log) -> list[Part]:
    if log.status == "stop":
        problems = [ui.text(problem.message) for problem in log.problems]
        return [ui.text(UNREADABLE, "h1"), ui.card(*problems)]
    if log.entries.empty:
        lead = "Write down one application or interview. The rest of the pages fill as you go."
        return [ui.text("Your log is ready", "h1"), ui.text(lead, "lead")]
    had = ui.go("I had an interview, or applied", WRITE, "had", "main")
    ways = ui.buttons(had, ui.go("I heard back", WRITE, "heard", "second"), look="down")
    write = ui.card(
        ui.text("Write it down", "h2 bb-h3"), ui.text("A line takes a minute.", "cap"), ways
    )
    words = [ui.text("Welcome back", "h1"), *_accepted(log), *_good_words(log)]
    return [*_example(log), ui.columns("aside", ui.stack(*words), write)]


def _example(log: Log) -> Iterator[Part]:
    if log.example:
        said = f"This is an invented example: {plural(len(log.entries), 'line')}, as they stood on "
        said += f"{plain_date(log.as_of)}."
        start = ui.buttons(ui.press("Start my own log", "start"))
        yield ui.card(ui.text(said, "cap"), start, look="told bb-notice")


def _accepted(log: Log) -> Iterator[Part]:
    reached = furthest_step(log)
    taken = reached.loc[reached["ending"] == "accepted", "application"].tolist()
    if taken:
        yield ui.text(f"You accepted an offer: {taken[-1]}.", "strong")
        yield ui.text(ACCEPTED)


def _good_words(log: Log) -> Iterator[Part]:
    """Give the latest good word of one's own and of theirs; all of them are a press away."""
    went_well = plot("what_went_well", log).table
    own = went_well[went_well["kind"] == "words"]
    theirs = went_well[went_well["kind"] == "praised theme"]
    said = [
        _good_word(told, whose, look)
        for some, whose, look in ((own, "Your own note", "mine"), (theirs, THEIRS, "strength"))
        for told in some.head(1).to_dict("records")
    ]
    if said:
        yield ui.text("First, what went well.", "lead")
        yield ui.quotes(*said, look="large")
    elif met := int(no_offer_yet(log)["employers"].sum()):
        asked = f"{plural(met, 'employer')} read about you and asked to meet you. What is one "
        yield ui.text(f"{asked}thing you did well at the last one?", "lead")
    else:
        yield ui.text("Each line you write is a step taken, whatever the answer.", "lead")
    if len(own) + len(theirs) > len(said):
        mine = f"{plural(len(own), 'note')} of yours" if len(own) else ""
        yours = f"{plural(len(theirs), 'thing')} they praised" if len(theirs) else ""
        rows = went_well[went_well["kind"].isin(["words", "praised theme"])]
        latest = rows.sort_values("date", ascending=False).head(MOST_PRAISE).to_dict("records")
        given = (_good_word(told) for told in latest)
        some = ui.cap(ui.latest_of(len(latest), len(rows)))
        yield ui.fold(f"All that went well: {in_one_line(mine, yours)}", *some, ui.quotes(*given))


def _good_word(told: dict[Hashable, Any], whose: str = "", look: str = "strength") -> Part:
    source = in_one_line(whose if told["quoted"] else "", source_of(told), by=". ")
    return ui.quote(as_start(good_word(told)), source=source, look=look)


def _what_comes(_log: Log) -> list[Part]:
    """Say what will stand on the pages, and from when; and how a list of before comes in."""
    comes = load_words("pages")["comes"]
    steps = [(when, what, not place) for place, (when, what) in enumerate(comes.items())]
    there = ui.go("Bring it in", WRITE)
    bring = ui.row("You kept a list before?", "You see every guess before a line is saved.", there)
    comes = ui.stack(ui.text("What you will see", "h2 bb-h3"), ui.path(*steps))
    return [ui.card(comes, bring, look="rows")]


def learned(log: Log) -> VBox:
    """Say in one sentence each what the three pages of what was learned hold."""
    check_log(log, "learned")

    def view(log: Log) -> list[Part]:
        if log.entries.empty:
            return []
        cards = []
        for notebook, about in load_words("pages")["learned"].items():
            shown = plot(about["topic"], log)
            empty = TOPICS[about["topic"]].empty
            told = len(shown.table) or (empty and shown.title != empty[0])
            said = f"{shown.title}." if told else about["empty"]
            cards.append(
                ui.card(ui.buttons(ui.go(about["name"], notebook), look="title"), ui.text(said))
            )
        return [ui.section("What you have learned so far", ui.columns("three", *cards))]

    return bind(log, view, filters=False)


# What is booked and what is due, with a page or a draft for it.


def next_up(log: Log) -> list[Part]:
    """Show what is booked, each with the page to read before it; nothing where nothing is."""
    from bounceback_analysis.report.html import to_html
    from bounceback_analysis.report.prepare import preparation

    rows = []
    for told in next_interview(log).head(SOON).to_dict("records"):
        days, step = told["days"], step_of(told["stage"])
        chip = ("Tomorrow" if days == 1 else f"In {plural(days, 'day')}", "now")
        held = f", {told['format']}" if isinstance(told["format"], str) else ""
        made = to_html(preparation(log, told["line"]))
        file = ui.saves("Before the next interview", "before_my_interview.html", made, "text/html")
        note = f"{told['application']}. {plain_date(told['date'])}{held}."
        rows.append(ui.row(f"Next: {step[:1].lower()}{step[1:]}", note, file, chip=chip))
    return [ui.card(*rows, look="rows")] if rows else []


def due(log: Log) -> list[Part]:
    """List what is due now, each with its draft; what comes later stands behind a line."""
    whole, picture = doors(log), plot("doors", log)
    found = whole[whole["state"] != "faded"]
    old = [ui.cap(picture.sentence)] if len(found) < len(whole) else []
    if log.entries.empty:
        return []
    if found.empty:
        said = "A door left open, a day you set, or an answer that is late will stand here."
        return [ui.section("Nothing is due", *old, lead=said)]
    now = int((found["state"] != "later").sum())
    near, later = ([_due_row(log, told) for told in some.head(MOST_LISTED).to_dict("records")]
                   for some in (found[:now], found[now:]))  # fmt: skip
    note = f"{now:,} now, {len(found) - now:,} later"
    head = {"kind": "head", "title": "Due now" if now else "Nothing is due now", "note": note}
    folds = _listed(f"{now - SOON:,} more that are due", near[SOON:], now - SOON, IN_CALENDAR)
    ahead = len(found) - now
    folds += _listed(f"See what comes later: {plural(ahead, 'date')}", later, ahead, IN_CALENDAR)
    days = follow_ups_text(found, as_of=log.as_of)
    file = ui.saves(ui.DAYS_FILE, "follow_ups.ics", days, "text/calendar", "quiet")
    return [ui.card(head, *near[:SOON], *folds, *old, ui.buttons(file, look="small"), look="rows")]


def _listed(title: str, rows: list[Part], of: int, elsewhere: str) -> list[Part]:
    """Put rows behind a line; of more than are listed it says how many, and where they are."""
    rest = f"{of - len(rows):,} more are in {elsewhere}." if of > len(rows) else ""
    return ui.folded(title, *rows, *(ui.cap(rest) if rows else []))


def _due_row(log: Log, told: Any) -> Part:
    line, day = line_of(log, told["line"]), short_day(told["due_on"])
    fair = told["why"] in FROM_ITS_DAY and line["follow_up_on"] != told["due_on"]
    ahead = "On" if told["why"] == BOOKED else "From" if fair else "By"
    chip = ("Today", "now") if told["days"] == 0 else (f"{ahead} {day}", "now")
    chip = (f"Since {day}", "late") if told["days"] < 0 else chip
    drafts = drafts_of(log, line, told["letter"])[1] if told["letter"] else []
    ours = HEADINGS.get(told["letter"], told["why"]).format(line["employer"])
    own = told["why"] in {OWN_DAY, DOOR, BOOKED}
    title, wrote = (told["what"] or ours, "") if own else (ours, told["what"])
    other = ui.asks_day("Another day", "day", str(told["line"]))
    note = f"{told['application']}. {as_start(told['why'])}." + f" You wrote: {wrote}." * bool(
        wrote
    )
    acts = [ui.opens("Read the draft")] if drafts else []
    return ui.row(as_start(title), note, *acts, other, chip=chip, more=drafts)


def another_day(log: Log, _name: str, value: str) -> tuple[str, Written]:
    """Give something that is due another day."""
    line, _, day = value.partition(" ")
    path = log.own or ""
    was = read_row(path, int(line))
    written = amend_entry(path, int(line), {"follow_up_on": day}, was=was, widen=True)
    return f"Moved to {day}: {was.get('employer', '')}.", written


def still_waiting(log: Log) -> list[Any]:
    """List who has not answered yet, those first where it is time to ask."""
    found, picture = waiting(log), plot("waiting", log)
    if found.empty:
        return []
    late = found["advice"] == ASK
    asks, usual = ([_waiting_row(log, told) for told in some.head(MOST_LISTED).to_dict("records")]
                   for some in (found[late], found[~late]))  # fmt: skip
    more = int(late.sum()) - SOON
    folds = _listed(f"{more:,} more where it is time to ask", asks[SOON:], more, IN_NUMBERS)
    known = UNSURE not in set(found["advice"])
    rest = "still ordinary for you" if known else "that nobody has answered yet"
    others = int((~late).sum())
    folds += _listed(f"{others:,} {rest}", usual, others, IN_NUMBERS)
    folds.append(ui.fold("How long each has waited", picture))
    when = "where it is time to ask" if known else "after two weeks or so"
    lead = f"{picture.sentence} A short note is fair {when}."
    words = ui.detail("waiting", found["application"].unique().tolist())
    return [ui.section(picture.title, ui.card(*asks[:SOON], *folds, look="rows"), words, lead=lead)]


def _waiting_row(log: Log, told: Any) -> Part:
    name, ask = told["application"], told["advice"] == ASK
    drafts = drafts_of(log, lines_of(log, name).iloc[-1], "chase")[1] if ask else []
    acts = [ui.opens("Read the draft")] if drafts else []
    return ui.row(name, waited(told), *acts, more=drafts)


# How the file was read.


def problems_view(log: Log) -> VBox:
    """Show what reading the log found, gravest first, the first twenty of many.

    Where it cannot be told whose line is whose application, that is asked, one at a time; an
    answer is kept beside the log and never asked for again.
    """
    check_log(log, "problems_view")
    return bind(log, _how_it_was_read, filters=False, answer=_settle)


def _how_it_was_read(log: Log) -> list[Part]:
    asked = open_questions(log) if log.own else []
    told = [problem for problem in log.problems if problem not in asked]
    found = [p for verdict in GRAVEST_FIRST for p in told if p.verdict == verdict]
    more = len(found) - MOST_PROBLEMS
    listed_first = found[:MOST_PROBLEMS]
    said = [ui.quotes(*(ui.quote(asked_in_words(one), source=_place(one)) for one in listed_first))]
    said += [ui.text(f"There are {more:,} more.")] if more > 0 else []
    said += [] if found else [ui.text("Every cell was understood. Nothing was changed.")]
    if log.status == "stop":
        return [ui.section(UNREADABLE, *said)]
    if log.entries.empty and not found:
        return []
    shown = [ui.fold(f"How your file was read: {_summary(log)}", *said)]
    if asked:
        first, count = asked[0], plural(len(asked), "thing")
        acts = [ui.press(words, answer, str(first.line)) for answer, words in ANSWERS.items()]
        question = ui.card(
            ui.text(asked_in_words(first)), ui.text(_place(first), "cap"), ui.buttons(*acts)
        )
        shown.append(ui.section(f"One application or two? {count} to say", question))
    return shown


def _settle(log: Log, said: str, line: str) -> tuple[str, None]:
    return answer_application(log, int(line), "same" if said == "same" else "new").message, None


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
    followed, drawing = live(log, "paste_advert"), Drawing()

    def show(_change: object = None) -> None:
        advert = form.typed.get("advert", "")
        drawing.show([advert_in_words(followed.log, advert)] if advert.strip() else [])

    def typed(_values: Mapping[str, str]) -> None:
        show()

    form = Form(lambda _name, _values: None, typed)
    label = "Paste its text to see which skills it asks for, and which of them you have"
    form.turn({"folded": "Check an advert", "fields": [field("advert", label, "long")]})
    followed.observe(show, "log")
    return page(form, drawing)


def advert_in_words(log: Log, advert: str) -> Part:
    """Say which skills an advert asks for, those the person has first, and which stories fit."""
    found = advert_skills(log, advert=advert)
    if found.empty:
        said = "No skill was recognised in it. Those you see you can add to your plan by name."
        return ui.chosen("advert", "No skill found", [], said)
    mine = found.loc[found["standing"] == HAVE, "skill"].tolist()
    title = f"It asks for {plural(len(found), 'skill')}"
    title += f"; you have {listed(mine)}" if mine else ""
    given = [ui.quote(told["skill"], source=told["standing"]) for told in found.to_dict("records")]
    answers, said = stories_that_answer(log, advert)
    return ui.chosen("advert", title, [*given, *answers], said)
