"""Puts lines of a log into words: what stands behind a chosen mark, and in place of a picture.

What stands behind a theme can be put right here: that is written into the log, and nothing else.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bounceback_analysis.analysis.feedback import (
    clause_around,
    outside_my_control,
    reading_of,
    readings_in_words,
    theme_quotes,
)
from bounceback_analysis.analysis.outcomes import in_order, settled, stages
from bounceback_analysis.analysis.words import plain_date, plural
from bounceback_analysis.charts.picture import STATE_MARKS
from bounceback_analysis.feedback.own_readings import POLARITIES, themes_cell
from bounceback_analysis.feedback.reading import likely_themes
from bounceback_analysis.log.reading import read_again, read_companion
from bounceback_analysis.log.waiting import read_row
from bounceback_analysis.log.writing import amend_entry
from bounceback_analysis.notebook.drawing import Quote, Quotes, Reading, quoted
from bounceback_analysis.notebook.parts import (
    card,
    columns,
    fold,
    marks,
    section,
    stack,
    table,
    text,
)
from bounceback_analysis.topics import plot
from bounceback_analysis.vocabulary.themes import NEVER_A_GAP, theme_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from pathlib import Path

    import pandas as pd

    from bounceback_analysis.log.files import Written
    from bounceback_analysis.log.model import Log

    Row = Mapping[Hashable, Any]

MOST_WENT_WELL, MOST_STORIES = 5, 3
"""As many as are read with pleasure, and as are thought through before an interview."""
NO_STORIES = "Next: write one story of something that went well, under What will you do next."
MET = {
    "agreed_strength": "Both of you saw a strength",
    "agreed_gap": "Both of you saw a gap",
    "blind_spot": "You felt fine, and they would have liked more",
    "hidden_strength": "They praised what you had rated low",
    "not_said": "One side said nothing clear",
}
MEANT = {"gap": "missed", "strength": "praised", "neutral": "only named"}
NONE, AUTOMATIC = "", "automatic"
HOW = "Yours is the last word: what you choose is written into your log, and nothing else changes."
EXAMPLE = "This is the example. In your own log one click puts a reading right."
MOVED = "Your log was changed by another program meanwhile. It was read again; choose once more."
MOST_OFFERED = 40
"""On how many quotes at once a reading can be put right; what is read first is the latest."""


def source_of(row: Row) -> str:
    """Say who and when, as far as it is known."""
    return _joined(row["employer"], plain_date(row["date"]))


def _joined(*parts: object, by: str = ", ") -> str:
    """Join the parts that say something; a blank cell does not."""
    return by.join(part for part in parts if isinstance(part, str) and part)


def _quote(row: Row, source: str, reading: Reading | None = None) -> Quote:
    """Give their words with the span that counts; a reading of one's own may have none."""
    return Quote(row["text"] or "Your own reading", row["start"], row["end"], source, reading)


# What stands in place of a picture, or below it.


def what_went_well_in_words(log: Log) -> Quotes:
    """Say what went well: how much in all, and the latest of each kind, at most five lines."""
    whole = plot("what_went_well", log)
    turn = whole.table.groupby("kind").cumcount().sort_values(kind="stable").index
    rows = whole.table.loc[turn].head(MOST_WENT_WELL).to_dict("records")
    quotes = tuple(Quote(row["text"], source=source_of(row)) for row in rows)
    return Quotes("what_went_well", whole.title, quotes, "" if rows else whole.sentence)


def nerves_in_words(log: Log) -> list[Any]:
    """Show whether calm goes with going forward, and practical ways to stay calm."""
    from bounceback_analysis.analysis.success import calm_ways

    ways = tuple(Quote(way["way"], source=f"{way['why']} ({way['source']})") for way in calm_ways())
    helped = Quotes("calm_ways", "Ways to stay calm", ways, folded="Read what has helped others")
    return [plot("nerves", log), helped]


def flow_in_words(log: Log) -> list[Any]:
    """Show the whole search as a flow, behind a line, for those who want it."""
    if log.entries.empty:
        return []
    return [fold("See the whole search as one flow", plot("journey", log))]


def scores_in_words(log: Log) -> list[Any]:
    """Show formal scores behind a line: few employers give any."""
    shown = plot("formal_scores", log)
    return [fold(f"Were you scored? {shown.title}", shown)] if shown.marks else []


def while_no_offer_came(log: Log, one_in: int | None = None) -> list[Any]:
    """Show who asked to meet the person and how many stand here, for as long as no offer came."""
    shown = plot("no_offer_yet", log, one_in=one_in)
    return [] if shown.table["offers"].sum() or not shown.marks else [shown]


def asked_in_words(log: Log) -> list[Any]:
    """Say how often asking brought an answer; its picture stands behind a line."""
    shown = plot("feedback_yield", log)
    drawn = [fold("Show it as a picture", shown)] if shown.marks else []
    return [section(shown.title, *drawn, lead=shown.sentence)]


def themes_in_words(log: Log) -> list[Any]:
    """Show the themes beside their words, what was not one's own to change, what is unsorted."""
    drawn = plot("feedback_themes", log)
    if not drawn.marks:
        return [drawn, *_not_sorted(log)]
    whole = drawn.table
    counts = whole[whole["polarity"].isin(["strength", "gap"])]
    counts = counts.pivot_table(index="theme", columns="polarity", values="count", fill_value=0)
    counts = counts.reindex(columns=["strength", "gap"], fill_value=0).astype(int)
    counts = counts.assign(all=counts.sum(axis=1)).sort_values(
        "all", ascending=False, kind="stable"
    )
    often, once = counts[counts["all"] > 1], counts[counts["all"] <= 1]
    often, once = (counts, once.head(0)) if often.empty else (often, once)
    listed = [_themes(often)]
    if len(once):
        listed.append(fold(f"{len(once)} more that came up once", _themes(once)))
    listed.append(fold("As a picture, with how sure it is", drawn))
    keys = [str(theme) for theme in counts.index]
    words = {"kind": "detail", "of": "feedback_themes", "first": keys[0], "keys": keys}
    gave = int(whole["of"].max())
    lead = f"Each mark is one employer; {gave:,} gave a reason. Choose a theme to read the words."
    turned = plot("turned_round", log)
    since = [fold(turned.title, text(turned.sentence))] if len(turned.table) else []
    return [
        section(drawn.title, columns("aside bb-even", card(*listed), words), *since, lead=lead),
        *_outside(log),
        *_not_sorted(log),
    ]


def _themes(counts: pd.DataFrame) -> Any:
    keys, head = [str(theme) for theme in counts.index], ("Theme", "Praised", "Missed")
    rows = [
        [theme_name(theme), marks("strength", praised), marks("gap", missed)]
        for theme, praised, missed in zip(keys, counts["strength"], counts["gap"], strict=True)
    ]
    return table(head, rows, "Themes", keys=keys, name="feedback_themes")


def _not_sorted(log: Log) -> Iterable[Quotes]:
    read = reading_of(log)
    rows = read[read["state"] == "not sorted"].iloc[::-1].to_dict("records")
    if rows:
        quotes = tuple(
            Quote(row["text"], source=source_of(row), reading=_reading(log, row, place))
            for place, row in enumerate(rows)
        )
        title = f"{plural(len(rows), 'comment')} not sorted yet"
        yield Quotes("not_sorted", title, quotes, readings_in_words(read["state"]), "Read")


def _outside(log: Log) -> Iterable[Any]:
    """Give the reasons that were not one's own to change, each with its latest words."""
    found = outside_my_control(log)
    if found.empty:
        return
    rows = []
    for theme, told in found.groupby("theme", sort=False):
        last = told.iloc[-1].to_dict()
        words = {"kind": "quotes", "look": "", "quotes": [quoted(_quote(last, source_of(last)))]}
        count = {"kind": "cell", "cell": marks("outside", told["employer"].nunique())}
        rows.append((len(told), theme_name(str(theme)), count, words, _all_of(theme, told)))
    rows.sort(key=lambda row: -row[0])
    shown = [
        columns("todo", stack(text(name, "h4"), count), stack(words, *more))
        for _, name, count, words, more in rows
    ]
    title = f"Outside your control: {plural(len(found), 'comment')}"
    said = "They were never yours to change, and never count against you."
    yield section(title, card(*shown, look="rows"), lead=said)


def _all_of(theme: Any, told: pd.DataFrame) -> list[Any]:
    """Fold all words that speak of a reason, with what can be said of them, behind a line."""
    rows = told.iloc[::-1].to_dict("records")
    quotes = [quoted(_quote(row, _joined(source_of(row), row["says"], by=". "))) for row in rows]
    shown = {"kind": "quotes", "look": "", "quotes": quotes}
    return (
        [fold(f"Read all {len(rows)}: {theme_name(str(theme)).lower()}", shown)]
        if len(rows) > 1
        else []
    )


# What stands behind a mark that is chosen: lines of the log.


def lines_of_stage(log: Log, stage: str) -> Quotes:
    """Give the lines behind the rate of a stage, the latest first, each with its outcome."""
    lines = settled(log)
    lines = in_order(lines[stages(lines) == stage]).iloc[::-1]
    return Quotes("lines", f"Behind it: {plural(len(lines), 'line')}", _lines(lines))


def lines_of_application(log: Log, application: str) -> Quotes:
    """Give what the log holds on one application, the first line first."""
    lines = settled(log)
    lines = in_order(lines[lines["application"] == application])
    return Quotes("lines", application, _lines(lines))


def _lines(lines: pd.DataFrame) -> tuple[Quote, ...]:
    """Say of each line whom it is about, what came of it, and where it stands in the file."""
    quotes = []
    for row in lines.to_dict("records"):
        who = _joined(row["employer"], row["role"]) or "Employer not said"
        told = row["state"] in {"no trial", "told again"}
        state = row["counts"] if told else STATE_MARKS[row["state"]][2]
        heard = plain_date(row["heard_on"])
        said = f"{who}: {state}" + (f", heard on {heard}" if heard else "")
        quotes.append(Quote(said, source=_where(row)))
    return tuple(quotes)


def _where(row: Row) -> str:
    """Say at which step and on which day, and at which line of the file."""
    return _joined(row["stage"], plain_date(row["date"]), f"line {row['line']}")


def where_asked(log: Log, question: str) -> Quotes:
    """Give each time that a question, or one like it, was asked, and one's stories that answer."""
    from bounceback_analysis.analysis.questions import times_asked

    asked = times_asked(log, question=question).to_dict("records")
    quotes = tuple(
        Quote(row["question"], source=_joined(row["employer"], _where(row))) for row in asked
    )
    answers, said = stories_that_answer(log, question)
    title = f"Where it was asked: {plural(len(asked), 'time')}"
    return Quotes("asked", title, (*quotes, *answers), said, look="selected")


def stories_that_answer(log: Log, asked: str) -> tuple[tuple[Quote, ...], str]:
    """Give the stories of one's own that answer a question or an advert, and what to do next."""
    from bounceback_analysis.analysis.questions import match_stories

    if log.path:  # a story may have been kept since, in the form of the same notebook
        log = replace(log, stories=read_companion(log.path, "stories"))
    if log.stories.empty:
        return (), NO_STORIES
    found = match_stories(log, asked=asked).head(MOST_STORIES).to_dict("records")
    quotes = tuple(Quote(row["title"], source=_why_this_story(row)) for row in found)
    return quotes, "" if found else "None of your stories answers it yet."


def _why_this_story(row: Row) -> str:
    shared = row["skills"] or row["words"]
    parts = ["Your story", f"In common: {shared}" if shared else ""]
    return _joined(*parts, f"Still to write: {row['missing']}" if row["missing"] else "", by=". ")


def adverts_that_ask(log: Log, skill: str) -> Quotes:
    """Give the lines whose adverts ask for a skill, the latest first, the skill marked."""
    from bounceback_analysis.analysis.skills import find_skills, known_skills

    entries = log.entries
    lines = in_order(entries[entries["skills_wanted"].notna()]).iloc[::-1].reset_index(drop=True)
    found = find_skills(lines["skills_wanted"], known=known_skills(log, skill))
    found = found[found["skill"].str.casefold() == skill.casefold()].drop_duplicates("text")
    rows = found.drop(columns="skill").merge(lines, left_on="text", right_index=True)
    quotes = tuple(
        Quote(row["skills_wanted"], row["start"], row["end"], source_of(row))
        for row in rows.to_dict("records")
    )
    said = "" if quotes else "No advert in your log names it."
    return Quotes("adverts", f"Where it was asked for: {skill}", quotes, said, look="selected")


# What stands behind a mark that is chosen: their words.


def behind_the_mirror(log: Log, theme: str) -> Quotes:
    """Give their words on a theme, each beside what I had rated before."""
    from bounceback_analysis.analysis.ratings import mirror_quotes

    rows = mirror_quotes(log)
    quotes = tuple(
        _quote(row, f"You rated: {row['ratings']}. {MET[row['mirror']]}. {source_of(row)}")
        for row in rows[rows["theme"] == theme].to_dict("records")
    )
    title = f"Side by side: {theme_name(theme)}"
    return Quotes("mirror_words", title, quotes[::-1], look="selected")


def their_words(log: Log, theme: str) -> Quotes:
    """Give the words in which a theme came up, the latest first, each to be put right."""
    found = theme_quotes(log)
    rows = found[found["theme"] == theme].iloc[::-1].to_dict("records")
    quotes = []
    for place, row in enumerate(rows):
        beside = "said only beside somebody else" if row["compared"] else ""
        source = _joined(source_of(row), beside, "as you read it" if row["confirmed"] else "")
        quoted_ = _quote(row, source, _reading(log, row, place))
        look = "" if row["compared"] or row["polarity"] == "neutral" else row["polarity"]
        quotes.append(replace(quoted_, look=look))
    said = HOW if _own_file(log) else EXAMPLE if log.example else ""
    title = f"In their words: {theme_name(theme)}"
    return Quotes("theme_words", title, tuple(quotes), said, look="selected")


def _own_file(log: Log) -> Path | None:
    """Give the file that a reading can be written into; none in the example."""
    return None if log.example else log.path


def _reading(log: Log, row: Row, place: int) -> Reading | None:
    """Offer the likeliest themes of a quote, as far as there is a log to write into."""
    if _own_file(log) is None or place >= MOST_OFFERED:
        return None
    text, theme = row["text"], row.get("theme", "")
    clause = clause_around(text, row["start"], row["end"]) if theme else text
    offered = [(name, theme_name(name)) for name in _likely(clause)]
    offered += [(NONE, "None of these")]
    confirmed = bool(row.get("confirmed"))
    if confirmed:
        offered += [(AUTOMATIC, "Read it automatically")]
    way = row.get("polarity", "gap")
    key = json.dumps([int(row["line"]), theme, way])
    return Reading(key, tuple(MEANT.items()), way, tuple(offered), theme if confirmed else None)


@lru_cache(maxsize=2000)
def _likely(text: str) -> tuple[str, ...]:
    return tuple(likely_themes(text))


# What is done when a reading is put right.


def put_right(log: Log, key: str, way: str, theme: str) -> tuple[str, Written | None]:
    """Write one reading into the log, and say what was done, with what can be taken back."""
    line, *old = json.loads(key)
    path = _own_file(log)
    if path is None:
        return EXAMPLE, None
    now = read_again(log)
    if not _same(*(each.entries[each.entries["line"] == line] for each in (log, now))):
        return MOVED, None
    readings: list[tuple[str, str]] | None = None
    if theme != AUTOMATIC:
        new = (theme, "neutral" if theme in NEVER_A_GAP else way) if theme else None
        readings = _changed(theme_quotes(log.only(lines=[line])), (old[0], old[1]), new)
    written = correct_reading(path, line, readings, was=read_row(path, line))
    plain = written.ok and not written.pending
    told = f"Written into {path.name}, line {line}: {_named(readings)}."
    return told if plain else written.message, written


def correct_reading(
    path: Path,
    line: int,
    readings: Iterable[tuple[str, str]] | None,
    *,
    was: Mapping[str, str] | None = None,
) -> Written:
    """Write one's own reading of the feedback at a line; None brings back the automatic one.

    ``readings`` are pairs such as ``("nerves", "gap")``, none where there is nothing to read;
    ``was`` is what ``read_row`` gave for the line when it was shown.
    """
    cell = "" if readings is None else themes_cell(readings)
    return amend_entry(path, line, {"feedback_themes": cell}, was=was, widen=True)


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
