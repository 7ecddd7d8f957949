"""Puts lines of a log into words: behind a chosen mark, in place of a picture, and put right."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from bounceback_analysis.analysis.feedback import (
    UNSORTED,
    clause_around,
    outside_my_control,
    perhaps_read,
    reading_of,
    readings_in_words,
    rest_of_feedback,
    theme_quotes,
)
from bounceback_analysis.analysis.outcomes import employers, in_order, lines_of, settled, stages
from bounceback_analysis.analysis.preparing import match_stories, times_asked
from bounceback_analysis.analysis.progress import calm_ways
from bounceback_analysis.analysis.ratings import mirror_quotes
from bounceback_analysis.analysis.skills import find_skills, known_skills
from bounceback_analysis.analysis.words import inside, plain_date, plural
from bounceback_analysis.charts.picture import STATE_MARKS, in_one_line
from bounceback_analysis.feedback.own_readings import POLARITIES, themes_cell
from bounceback_analysis.feedback.reading import likely_themes
from bounceback_analysis.log.files import Written
from bounceback_analysis.log.model import Log
from bounceback_analysis.log.reading import read_again
from bounceback_analysis.log.waiting import read_row
from bounceback_analysis.log.writing import amend_entry
from bounceback_analysis.notebook import parts as ui
from bounceback_analysis.notebook.parts import Cell, Part
from bounceback_analysis.topics import plot
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import NEVER_A_GAP, theme_name

Row = Mapping[Hashable, Any]

MOST_STORIES = 3  # as many as are thought through before an interview
NO_STORIES = "Next: keep a story of something that went well, under Write a step of my own."
MET: dict[str, str] = load_words("pages")["met"]
UNFAIR: str = load_words("themes")["flag"]["unfair"]["name"]
MEANT = {"gap": "missed", "strength": "praised", "neutral": "only named"}
NONE, AUTOMATIC = "", "automatic"
HOW = "Yours is the last word: what you choose is written into your log, and nothing else changes."
IN_YOURS = "This is the example. In your own log one click puts a reading right."
MOVED = "Your log was changed by another program meanwhile. It was read again; choose once more."
MOST_QUOTES, MOST_OFFERED = 200, 40  # anybody reads, the latest first; can be put right


def source_of(row: Row) -> str:
    """Say who and when, as far as it is known."""
    return in_one_line(row["employer"], plain_date(row["date"]))


def _quote(row: Row, *source: object, by: str = ", ", **more: Any) -> Part:
    """Give their words with the span that counts; a reading of one's own may have none."""
    words = row["text"] or "Your own reading"
    return ui.quote(words, row["start"], row["end"], in_one_line(*source, by=by), **more)


# What stands in place of a picture, or below it.


def nerves_in_words(log: Log) -> list[Any]:
    """Show whether calm goes with going forward, and practical ways to stay calm."""
    ways = (ui.quote(way["way"], source=f"{way['why']} ({way['source']})") for way in calm_ways())
    helped = ui.section(
        "Ways to stay calm", ui.fold("Read what has helped others", ui.quotes(*ways))
    )
    return [plot("nerves", log), helped]


def while_no_offer_came(log: Log, one_in: int | None = None) -> list[Any]:
    """Show who asked to meet the person and how many stand here, for as long as no offer came."""
    shown = plot("no_offer_yet", log, one_in=one_in)
    return [] if shown.table["offers"].sum() or not shown.marks else [shown]


def asked_in_words(log: Log) -> list[Any]:
    """Say how often asking brought an answer; its picture stands behind a line."""
    shown = plot("feedback_yield", log)
    drawn = [ui.fold("Show it as a picture", shown)] if shown.marks else []
    return [ui.section(shown.title, *drawn, lead=shown.sentence)]


def themes_in_words(log: Log) -> list[Any]:
    """Show the themes beside their words, what was not one's own to change, what is unsorted."""
    drawn = plot("feedback_themes", log)
    if not drawn.marks:
        said = [drawn] if len(drawn.table) or not rest_of_feedback(log)[0] else []
        return [*said, *_outside(log), *_not_sorted(log), *_perhaps(log)]
    whole = drawn.table
    told = whole[whole["polarity"].isin(["strength", "gap"])]
    counts = told.pivot_table(index="theme", columns="polarity", values="count", fill_value=0)
    counts = counts.reindex(columns=["strength", "gap"], fill_value=0).astype(int)
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable")
    counts = counts.loc[order.index]
    often = int((order > 1).sum()) or len(order)
    turned = plot("turned_round", log)
    since = ui.folded(turned.title, *([ui.text(turned.sentence)] if len(turned.table) else []))
    unit = "mark is one employer" if counts.max().max() <= ui.MOST_MARKS else "bar counts employers"
    lead = f"Each {unit}; {int(told['of'].max()):,} gave a reason. "
    words = ui.detail("feedback_themes", [*counts.index], counts.index[0])
    beside = ui.columns("aside bb-even", ui.card(*_themes(counts, often)), words)
    picture = ui.fold("As a picture, with how sure it is", drawn)
    choose = "Choose a theme to read the words."
    themes = ui.section(drawn.title, beside, picture, *since, lead=lead + choose)
    return [themes, *_outside(log), *_not_sorted(log), *_perhaps(log)]


def _themes(counts: pd.DataFrame, often: int) -> list[Part]:
    most = int(counts.max().max())
    rows = [
        [
            theme_name(theme),
            ui.marks("strength", praised, most=most),
            ui.marks("gap", missed, most=most),
        ]
        for theme, praised, missed in counts.itertuples()
    ]
    keys, head = [*counts.index], ("Theme", "Praised", "Missed")
    whole = ui.table(head, rows, "Themes", name="feedback_themes", keys=keys, first=keys[0])
    return ui.first_rows(whole, often, "more that came up once")


def _not_sorted(log: Log) -> Iterator[Part]:
    read = reading_of(log)
    rows = read[read["state"].isin(UNSORTED)].iloc[::-1].to_dict("records")
    if rows:
        shown = rows[:MOST_QUOTES]
        given = (
            ui.quote(row["text"], source=source_of(row), reading=_reading(log, row, place))
            for place, row in enumerate(shown)
        )
        title = f"{plural(len(rows), 'comment')} not sorted yet"
        some = ui.cap(ui.latest_of(len(shown), len(rows)))
        lead = readings_in_words(read["state"])
        yield ui.section(title, ui.fold("Read", *some, ui.quotes(*given)), lead=lead)


def _perhaps(log: Log) -> Iterator[Part]:
    """Offer what may be meant in comments that were read, as something for the person to say."""
    rows = perhaps_read(log).iloc[::-1].head(MOST_QUOTES).to_dict("records")
    offered = []
    for place, row in enumerate(rows):
        perhaps = f"Perhaps {inside(theme_name(row['theme']))}"
        reading = _reading(log, row, place)
        offered.append(_quote(row, source_of(row), perhaps, by=". ", reading=reading))
    if offered:
        lead = "Not sure enough to be counted. Say what was meant, or leave it."
        title = f"Perhaps also meant: {plural(len(offered), 'theme')}"
        yield ui.section(title, ui.fold("Read", ui.quotes(*offered)), lead=lead)


def _outside(log: Log) -> Iterator[Part]:
    """Give the reasons that were not one's own to change, one that may not be lawful first."""
    found = outside_my_control(log)
    if found.empty:
        return
    voters = found["line"].map(employers(log.entries).set_axis(log.entries["line"]))
    counts = voters.groupby(found["theme"]).nunique().to_dict()
    most = max(counts.values())
    shown = [
        _reason(found[found["theme"] == theme], ui.marks("outside", n, most=most))
        for theme, n in sorted(counts.items(), key=lambda each: (each[0] != "unfair", -each[1]))
    ]
    title = f"Outside your control: {plural(found['line'].nunique(), 'comment')}"
    lead = "They were never yours to change, and never count against you."
    lead += " A comment may name more than one." if found["line"].duplicated().any() else ""
    yield ui.section(title, ui.card(*shown, look="rows"), lead=lead)


def _reason(told: pd.DataFrame, count: Cell) -> Part:
    """Give one reason with its latest words and a line to all; advice stands open, and once."""
    rows = told.iloc[::-1].to_dict("records")
    unfair = rows[0]["theme"] == "unfair"
    name = UNFAIR if unfair else theme_name(rows[0]["theme"])
    advice = [ui.text(rows[0]["says"])] if unfair else []
    shown = rows[:MOST_QUOTES]
    said = [_quote(r, source_of(r), "" if unfair else r["says"], by=". ") for r in shown]
    some = ui.cap(ui.latest_of(len(said), len(rows)))
    every = ui.fold(f"Read all {len(rows)}: {inside(name)}", *some, ui.quotes(*said))
    latest = ui.quotes(_quote(rows[0], source_of(rows[0])))
    more = [*advice, *([every] if len(rows) > 1 else [])]
    return ui.columns(
        "todo", ui.stack(ui.text(name, "h4"), ui.cell(count)), ui.stack(latest, *more)
    )


# What stands behind a mark that is chosen: lines of the log.


def lines_of_stage(log: Log, stage: str) -> Part:
    """Give the lines behind the rate of a stage, the latest first, each with its outcome."""
    lines = settled(log)
    lines = in_order(lines[stages(lines) == stage]).iloc[::-1]
    title, shown = f"Behind it: {plural(len(lines), 'line')}", lines.head(MOST_QUOTES)
    return ui.chosen("lines", title, _lines(shown), ui.latest_of(len(shown), len(lines)))


def lines_of_application(log: Log, application: str) -> Part:
    """Give what the log holds on one application, the first line first."""
    return ui.chosen("lines", application, _lines(lines_of(log, application)))


def _lines(lines: pd.DataFrame) -> Iterator[Part]:
    """Say of each line whom it is about, what came of it, and where it stands in the file."""
    for row in lines.to_dict("records"):
        who = in_one_line(row["employer"], row["role"]) or "Employer not said"
        told = row["state"] in {"no trial", "told again"}
        state = row["counts"] if told else STATE_MARKS[row["state"]].name
        heard = plain_date(row["heard_on"])
        said = f"{who}: {state}" + (f", heard on {heard}" if heard else "")
        yield ui.quote(said, source=_where(row))


def _where(row: Row) -> str:
    """Say at which step and on which day, and at which line of the file."""
    return in_one_line(row["stage"], plain_date(row["date"]), f"line {row['line']}")


def where_asked(log: Log, question: str) -> Part:
    """Give each time that a question, or one like it, was asked, and one's stories that answer."""
    asked = times_asked(log, question=question).to_dict("records")
    given = [
        ui.quote(row["question"], source=in_one_line(row["employer"], _where(row))) for row in asked
    ]
    answers, said = stories_that_answer(log, question)
    title = f"Where it was asked: {plural(len(asked), 'time')}"
    return ui.chosen("asked", title, [*given, *answers], said)


def stories_that_answer(log: Log, asked: str) -> tuple[list[Part], str]:
    """Give the stories of one's own that answer a question or an advert, and what to do next."""
    if log.stories.empty:
        return [], NO_STORIES
    found = match_stories(log, asked=asked).head(MOST_STORIES).to_dict("records")
    given = [ui.quote(row["title"], source=_why_this_story(row)) for row in found]
    return given, "" if found else "None of your stories answers it yet."


def _why_this_story(row: Row) -> str:
    shared = row["skills"] or row["words"]
    common = f"In common: {shared}" if shared else ""
    missing = f"Still to write: {row['missing']}" if row["missing"] else ""
    return in_one_line("Your story", common, missing, by=". ")


def adverts_that_ask(log: Log, skill: str) -> Part:
    """Give the lines whose adverts ask for a skill, the latest first, the skill marked."""
    entries = log.entries
    lines = in_order(entries[entries["skills_wanted"].notna()]).iloc[::-1].reset_index(drop=True)
    found = find_skills(lines["skills_wanted"], known=known_skills(log, skill))
    found = found[found["skill"].str.casefold() == skill.casefold()].drop_duplicates("text")
    # The column ``text`` says which of the lines it was found in.
    rows = found.drop(columns="skill").merge(lines, left_on="text", right_index=True)
    shown = rows.head(MOST_QUOTES)
    given = [
        ui.quote(row["skills_wanted"], row["start"], row["end"], source_of(row))
        for row in shown.to_dict("records")
    ]
    said = ui.latest_of(len(shown), len(rows)) if given else "No advert in your log names it."
    return ui.chosen("adverts", f"Where it was asked for: {skill}", given, said)


# What stands behind a mark that is chosen: their words.


def behind_the_mirror(log: Log, theme: str) -> Part:
    """Give their words on a theme, the latest first, each beside what I had rated before."""
    rows = mirror_quotes(log)
    given = [
        _quote(row, f"You rated: {row['ratings']}", MET[row["mirror"]], source_of(row), by=". ")
        for row in rows[rows["theme"] == theme].iloc[::-1].to_dict("records")
    ]
    return ui.chosen("mirror_words", f"Side by side: {theme_name(theme)}", given)


def their_words(log: Log, theme: str) -> Part:
    """Give the words in which a theme came up, the latest first, each to be put right."""
    found = theme_quotes(log)
    about = found[found["theme"] == theme].iloc[::-1]
    rows = about.groupby("polarity").head(MOST_QUOTES)
    given = []
    for place, row in enumerate(rows.to_dict("records")):
        beside = "said only beside somebody else" if row["compared"] else ""
        source = (source_of(row), beside, "as you read it" if row["confirmed"] else "")
        look = "" if row["compared"] or row["polarity"] == "neutral" else row["polarity"]
        given.append(_quote(row, *source, look=look, reading=_reading(log, row, place)))
    said = HOW if log.own else IN_YOURS if log.example else ""
    words = " ".join(filter(None, (ui.latest_of(len(rows), len(about)), said)))
    return ui.chosen("theme_words", f"In their words: {theme_name(theme)}", given, words)


def _reading(log: Log, row: Row, place: int) -> dict[str, Any] | None:
    """Offer the likeliest themes of a quote, as far as there is a log to write into."""
    if log.own is None or place >= MOST_OFFERED:
        return None
    theme, confirmed = row.get("theme", ""), bool(row.get("confirmed"))
    clause = clause_around(row["text"], row.get("start", 0), row.get("end", 0)) or row["text"]
    first = () if confirmed or not theme else (theme,)
    themes = [*dict.fromkeys((*first, *_likely(clause)))][: len(_likely(clause))]
    offers = [(name, theme_name(name)) for name in themes]
    offers += [(NONE, "None of these"), (AUTOMATIC, "Read it automatically")][: 1 + confirmed]
    way = row.get("polarity", "gap")
    return {
        "key": [int(row["line"]), theme, way],
        "ways": [*MEANT.items()],
        "way": way,
        "offers": offers,
        "chosen": theme if confirmed else None,
    }


@lru_cache(maxsize=2000)  # as many texts as a page shows, asked for again at each filter change
def _likely(clause: str) -> tuple[str, ...]:
    return tuple(likely_themes(clause))


# What is done when a reading is put right.


def put_right(log: Log, _name: str, value: str) -> tuple[str, Written | None]:
    """Write one reading, as JSON of key, way and theme, into the log; say so, with the way back."""
    (line, *old), way, theme = json.loads(value)
    path, now = log.own, read_again(log)
    if path is None or not _same(*(e[e["line"] == line] for e in (log.entries, now.entries))):
        return MOVED, None
    readings: list[tuple[str, str]] | None = None
    if theme != AUTOMATIC:
        new = (theme, "neutral" if theme in NEVER_A_GAP else way) if theme else None
        readings = _changed(theme_quotes(log.only(lines=[line])), (old[0], old[1]), new)
    cell_of = {"feedback_themes": "" if readings is None else themes_cell(readings)}
    written = amend_entry(path, line, cell_of, was=read_row(path, line), widen=True)
    return f"Written into {path.name}, line {line}: {_named(readings)}.", written


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Tell whether a row still says what it said when it was shown."""
    told = ["employer", "feedback", "feedback_themes"]
    sides = [side[told].fillna("").to_numpy().tolist() for side in (one, other)]
    return len(one) == 1 and sides[0] == sides[1]


def _changed(
    quotes: pd.DataFrame, old: tuple[str, str], new: tuple[str, str] | None
) -> list[tuple[str, str]]:
    """Give all readings of a line with one of them changed, taken out or put in."""
    told = zip(quotes["theme"], quotes["polarity"], quotes["compared"], strict=True)
    # What was said only beside somebody else becomes no gap by putting something else right.
    pairs = [(theme, way) for theme, way, beside in told if not beside or (theme, way) == old]
    pairs = [pair for pair in pairs if pair != old] if new is None else pairs
    changed = [new if new and pair == old else pair for pair in pairs]
    changed += [new] if new and new not in changed else []
    return list(dict.fromkeys(changed))


def _named(readings: list[tuple[str, str]] | None) -> str:
    """Say in words what a line reads as now."""
    if readings is None:
        return "read automatically again"
    ranked = sorted(readings, key=lambda pair: POLARITIES.index(pair[1]))
    return ", ".join(f"{theme_name(theme)} {MEANT[way]}" for theme, way in ranked) or "no theme"
