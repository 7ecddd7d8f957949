"""What the record form asks, page by page, and what it says and offers once a line is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

import pandas as pd

from bounceback_analysis.analysis.doors import doors, letters_for
from bounceback_analysis.analysis.feedback import clause_around, outside_my_control, theme_quotes
from bounceback_analysis.analysis.outcomes import lines_of, settled
from bounceback_analysis.analysis.preparing import next_steps
from bounceback_analysis.analysis.strengths import what_went_well
from bounceback_analysis.analysis.timing import reply_curve, waiting
from bounceback_analysis.analysis.words import (
    as_start,
    inside,
    plain_date,
    plural,
    short,
    short_day,
)
from bounceback_analysis.charts.picture import STATE_MARKS
from bounceback_analysis.log.model import Log
from bounceback_analysis.log.sharing import follow_ups_text
from bounceback_analysis.notebook import parts as ui
from bounceback_analysis.notebook.form import SUPPORT, Page, doors_of, page_told, pick
from bounceback_analysis.notebook.parts import Part
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import theme_name, wanted_name

MOST_SUGGESTED = 200  # names that are offered as one types: more than anybody scrolls through
REPEATED = ("employer", "role", "source")
ASKING: dict[str, str] = load_words("form")["asking"]
MOST_BESIDE = 6  # rows that stand beside the form without making the page longer than it
LONGEST_QUOTE = 200  # of a long text as much as is read at a glance
USUAL = 14  # days after which a note is fair where the log cannot say what is usual: two weeks
MOST_HEARD = 0.8  # the share of answers that had come, from which on a wait is longer than most

PRACTISE, FROM_THE_DAY = "Practise one thing", "Your own note from the day"
ONE_ANSWER = "This is one answer from one employer. By itself it says very little."
PICKED = {"interview", "final interview", "assessment", "screening"}  # to which few are asked


def page_of(name: str, entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    """Give one of the pages: had, heard, unlisted, change, row or told."""
    told = load_words("form")
    if name == "told":
        return {"doors": [], "support": SUPPORT, "fields": []}
    if name not in told["pages"]:  # a draft that was kept by another version, or changed by hand
        name = "had"
    doors = doors_of(told["doors"], told["pages"][name].get("door", name))
    groups = _rows_to_choose(name, entries)
    if not groups:
        name = told["pages"][name].get("without_a_line", name)
    known = dict[str, list[str]]()
    if name in {"had", "unlisted"}:  # what was written before and may come again, newest first
        newest = entries.iloc[::-1]
        known = {of: [*dict.fromkeys(newest[of].dropna())][:MOST_SUGGESTED] for of in REPEATED}
    made = page_told(told["pages"][name], values, known)
    if groups:
        which = told["pages"][name]["which"]
        made["fields"] = [pick(which, groups, values.get("row", "")), *made["fields"]]
    return {"doors": doors, "support": SUPPORT, **made}


def offer(said: str) -> list[Part]:
    """Offer to start a log of one's own, where the example is open; or say why that failed."""
    words = ui.text(said or "This is the example. What you write down goes into a log of your own.")
    start = ui.buttons(ui.press("Start my own log", "start", look="main"))
    return [ui.card(ui.text("Start with a log of your own", "h2 bb-h3"), words, start)]


def _rows_to_choose(page: str, entries: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Give the rows that a page may be about, as line and name, by the group that they are in."""
    if "which" not in load_words("form")["pages"][page]:
        return {}
    lines = settled(Log(entries))
    newest = lines.sort_values(["date", "line"], ascending=False, na_position="last")
    groups = _may_be_answered(newest) if page == "heard" else {"Newest first": newest}
    return {
        group: [(str(told["line"]), _named(told, page)) for told in rows.to_dict("records")]
        for group, rows in groups.items()
        if len(rows)
    }


def _may_be_answered(lines: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Sort the rows that an answer may be about: waiting first, then noes without feedback."""
    state, silent = lines["state"], lines["feedback"].isna()
    return {
        "Waiting": lines[state.isin(["waiting", "not said", "booked"])],
        "Feedback that came after a no": lines[state.isin(["no", "no response"]) & silent],
        "Others": lines[state.eq("forward") & lines["outcome"].ne("passed")],
    }


def _named(told: Mapping[Any, Any], page: str) -> str:
    """Name a row in a list: the employer, the job, the step and the day, to change it the state."""
    parts = (told["employer"], told["role"], told["stage"], plain_date(told["date"]) or "no date")
    name = ", ".join(str(part) for part in parts if not pd.isna(part))
    return f"{name}: {told['outcome']}" if page == "change" else name


def waiting_to_hear(log: Log) -> list[Part]:
    """List who has not answered, for one press when they do."""
    found = waiting(log)
    if found.empty:
        return []
    last = log.entries.drop_duplicates("application", keep="last").set_index("application")
    names = last["employer"].fillna(last.index.to_series())
    rows = []
    for told in found.to_dict("records"):
        answered = ui.press("They answered", "heard", told["application"], "quiet")
        rows.append(ui.row(names[told["application"]], waited(told), answered))
    said = ui.text(f"{len(rows):,} so far. Did one of them answer?", "cap")
    head = ui.stack(ui.text("Waiting to hear", "h2 bb-h3"), said)
    more = ui.folded(f"{len(rows) - MOST_BESIDE:,} more", *rows[MOST_BESIDE:])
    return [ui.card(head, *rows[:MOST_BESIDE], *more, look="rows")]


def step_of(stage: object) -> str:
    """Name a step as people do."""
    return str(load_words("form")["stages"].get(stage, "Step not said"))


def waited(told: Mapping[Any, Any]) -> str:
    """Say which step waits for its answer, and how long already."""
    return f"{step_of(told['stage'])}, {plural(told['days'], 'day') if told['days'] else 'today'}"


# What is said once a line is saved.


def saved_in_words(cells: Mapping[str, str]) -> tuple[str, list[str]]:
    """Say in words what stands in the log now, and what the person wrote of it."""
    outcome = cells.get("outcome", "")
    called = load_words("form")["outcomes"].get(outcome, outcome)
    step = cells.get("stage", "")
    heard = f", heard on {_day(cells['heard_on'])}" if cells.get("heard_on") else ""
    who = cells.get("employer", "")
    if outcome == "waiting":
        title = f"Saved: {step or 'a line'} at {who}, {_day(cells.get('date', ''))}, {called}"
    else:
        title = f"Saved: {who}, {called}{heard}"
    about = [part for part in (step, cells.get("role", "")) if part and outcome != "waiting"]
    lines = [f"{', '.join(about).capitalize()}."] if about else []
    kindly = load_words("form")["said_kindly"]
    lines += [kindly[outcome]] if outcome in kindly else []
    if cells.get("feedback"):
        lines.append("Their words are kept as they gave them.")
    elif cells.get("went_well"):
        lines.append(f"You wrote: “{short(cells['went_well'], LONGEST_QUOTE)}”")
    return title, lines


def _day(written: str) -> str:
    day = pd.to_datetime(written, errors="coerce")
    return written if pd.isna(day) else short_day(day)


class Kept(NamedTuple):
    """One thing to know after a no: under which heading it stands, and where it is from."""

    title: str
    words: str
    source: str
    look: str


def after_a_no(log: Log, line: int) -> list[Kept]:
    """Give what is true of this log after a no at a line: to keep, not one's own, to practise."""
    alone = log.only(lines=[line])
    if alone.entries.empty:
        return []
    found = (_to_keep(alone, log), _outside(alone), _to_practise(alone, log))
    return [kept for some in found for kept in islice(some, 1)]


def _to_keep(alone: Log, log: Log) -> Iterator[Kept]:
    first = alone.entries.iloc[0]
    for words in what_went_well(alone).query("kind == 'praised theme'")["text"]:
        yield Kept("Keep this", words, "What they praised", "strength")
    if not pd.isna(first["went_well"]):
        yield Kept("Keep this", first["went_well"], FROM_THE_DAY, "mine")
    mine = log.entries[log.entries["application"] == first["application"]]
    if before := int((mine["round"] < first["round"]).sum()):
        words = f"They had asked you on after {plural(before, 'step')} of this application."
        yield Kept("Keep this", words, "From your log", "strength")
    elif first["stage"] in PICKED:
        words = "They had picked you out of those who applied, to hear more."
        yield Kept("Keep this", words, "From your log", "strength")


def _outside(alone: Log) -> Iterator[Kept]:
    for told in outside_my_control(alone).to_dict("records"):
        words = clause_around(told["text"], told["start"], told["end"])
        said = words or as_start(inside(theme_name(told["theme"])))
        source = told["says"] if told["theme"] == "unfair" else "Never counted against you"
        yield Kept("Not yours to change", said, source, "")


def _to_practise(alone: Log, log: Log) -> Iterator[Kept]:
    for words in alone.entries["improve"].dropna():
        yield Kept(PRACTISE, words, FROM_THE_DAY, "mine")
    found = theme_quotes(alone).query("polarity == 'gap' and not compared")
    steps = load_words("steps")["themes"]
    for theme in found.loc[found["theme"].isin([*steps]), "theme"]:
        source = f"They would have liked more: {inside(wanted_name(theme))}"
        yield Kept(PRACTISE, steps[theme]["step"], source, "mine")
    ahead = next_steps(log)
    for step in ahead.loc[ahead["sort"].isin(["theme", "skill", "question"]), "step"]:
        yield Kept(PRACTISE, step, "From your log so far", "mine")


def joined(log: Log, line: int) -> list[Part]:
    """Show the way of an application that a line goes on with; nothing where the line is alone."""
    mine = lines_of(log, line_of(log, line)["application"])
    steps = []
    for told in mine.to_dict("records"):
        state = STATE_MARKS[told["state"]].name if told["state"] in STATE_MARKS else told["counts"]
        said = ", ".join(filter(None, (plain_date(told["date"]), state)))
        steps.append((step_of(told["stage"]), said, told["line"] == line))
    title = f"This line joins {mine['application'].iloc[0]}"
    return [ui.section(title, ui.card(ui.path(*steps)))] if len(steps) > 1 else []


def next_48_hours(log: Log, line: int) -> list[Part]:
    """Make the card of what to know and to do after a no; none of it has to be today."""
    cells = []
    for one in after_a_no(log, line):
        said = ui.quotes(ui.quote(short(one.words, LONGEST_QUOTE), look=one.look))
        add = (
            [ui.buttons(ui.press("Add to my plan", "plan", one.words))]
            if one.title == PRACTISE
            else []
        )
        cells.append(ui.stack(ui.text(one.title, "h3"), said, ui.text(one.source, "cap"), *add))
    known = ui.columns("cells", *(cells or [ui.text(ONE_ANSWER)]))
    whole = ui.card(known, *_letter(log, line), *_come_back(log, line), look="rows")
    return [ui.section("The next 48 hours", whole, lead="None of it has to be today.")]


def drafts_of(log: Log, entry: Any, kind: str = "") -> tuple[str, list[Part]]:
    """Draft a letter of a kind, else the first that a line calls for: its title, and its parts."""
    letters = letters_for(entry, log.settings.get("letters"), log.plan)
    letters = letters[letters["kind"] == (kind or next(iter(letters["kind"]), ""))]
    said = dict(zip(letters["channel"], letters["text"], strict=True))
    if "email" not in said:
        return "", []
    note = letters["note"].iloc[0]
    told = [ui.text(note, "cap")] if note else []
    phone = ui.folded("As a phone call", *([ui.letter(said["phone"])] if said.get("phone") else []))
    mail = (ui.letter(said["email"]), ui.buttons(ui.copies(said["email"])))
    return letters["title"].iloc[0], [*told, *mail, *phone]


def line_of(log: Log, line: int) -> Any:
    """Give one settled line by its number in the file."""
    lines = settled(log)
    return lines[lines["line"] == line].iloc[0]


def _letter(log: Log, line: int) -> list[Part]:
    title, drafts = drafts_of(log, line_of(log, line))
    said = "It keeps the door open. Change what you like; nothing is sent from here."
    words = ui.stack(ui.text(title, "h3"), ui.text(said, "cap"))
    return [ui.columns("todo", words, ui.stack(*drafts))] if drafts else []


def _come_back(log: Log, line: int) -> list[Part]:
    """Offer the day on which to knock again for the calendar, where they left the door open."""
    found, mine = doors(log), line_of(log, line)["application"]
    ahead = found[(found["application"] == mine) & (found["due_on"] > log.as_of)].head(1)
    for told in ahead.to_dict("records"):
        when = ui.text(f"Come back on {plain_date(told['due_on'])}", "h3")
        what = [ui.text(told["what"])] if told["what"] else []
        other = ui.asks_day("Choose another day", "day", str(line))
        acts = ui.buttons(_calendar(ahead, log), other)
        why = ui.text(f"{as_start(told['why'])}.", "cap")
        return [ui.columns("todo", ui.stack(when, why), ui.stack(*what, acts))]
    return []


def _calendar(due: pd.DataFrame, log: Log) -> dict[str, Any]:
    file = follow_ups_text(due, as_of=log.as_of)
    return ui.saves("Add to my calendar", "follow_up.ics", file, "text/calendar")


def while_you_wait(log: Log, line: int) -> list[Part]:
    """Offer a thank-you, and the day from which on a note is fair."""
    entry = line_of(log, line)
    title, drafts = drafts_of(log, entry)
    shown = [ui.card(ui.text(f"{title}, if you like", "h3"), *drafts)] if drafts else []
    curve = reply_curve(log)
    late = curve.loc[curve["heard"] >= MOST_HEARD, "day"]
    days = int(late.iloc[0]) + 1 if len(late) else USUAL
    ask = entry["date"] + pd.Timedelta(days=days)
    if ask > log.as_of:  # never of a line without a day
        usual = f"By day {days - 1}, about 8 in 10 of your answers had come. " if len(late) else ""
        said = f"{usual}If this one is quiet, a short note on {plain_date(ask)} is fair."
        what = {"why": "ask for news", "due_on": ask, "what": "Ask for news"}
        due = pd.DataFrame([{"application": entry["application"], **what}])
        file = ui.text("A small file for your Downloads, which opens in your calendar.", "cap")
        when = ui.text("When to ask", "h3")
        shown.append(ui.card(when, ui.text(said), ui.buttons(_calendar(due, log)), file))
    return [ui.section("While you wait", ui.columns("two", *shown))] if shown else []
