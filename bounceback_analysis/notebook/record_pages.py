"""What the record form asks, page by page, and the true words it has after an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.views import inside
from bounceback_analysis.analysis.words import plain_date, plural
from bounceback_analysis.notebook.drawing import short
from bounceback_analysis.notebook.form import MORE, SAVE, SUPPORT, Page, fields, pick, today
from bounceback_analysis.vocabulary.schema import RATINGS, columns, load_words
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from bounceback_analysis.log.model import Log

NEEDED = ("employer", "date")
ANSWER = ("outcome", "heard_on", "feedback")
MORE_ANSWER = (
    *("door_open", "feedback_status", "feedback_asked_on"),
    *("score", "score_out_of", "pass_mark", "next_step", "follow_up_on"),
)
DEBRIEF = ("went_well", *RATINGS, "improve", "hard_questions")
HINDSIGHT = "How did it go, in your own view? Given now, it counts as hindsight"
MOST_SUGGESTED = 200
"""Names that are offered as one types: more than anybody scrolls through."""
NEXT = {"name": "next", "label": "Write down the next step"}
ASKING = [
    {"name": "asked", "label": "I have asked for feedback"},
    {"name": "promised", "label": "They promised feedback"},
    {"name": "refused", "label": "They give none"},
]
"""What a person presses after a no; the name of each is kept in feedback_status."""
TITLES = {
    "": "It is written down.",
    "rejected": "It is written down.",
    "cancelled": "It is written down. They closed the vacancy: that was not about you.",
    "no response": "It is written down. No answer is not an answer about you.",
    "passed": "It is written down: on to the next step.",
    "offer": "It is written down: an offer.",
    "accepted": "It is written down: an offer, and you took it.",
    "declined": "It is written down: an offer, and you chose not to take it.",
    "withdrew": "It is written down: you chose to step back.",
}
"""What is said in one calm sentence when an outcome was written down."""
MOST_SAID, LONGEST_QUOTE = 3, 200
"""After a no: few sentences, and of a long text as much as is read at a glance."""


def page_of(name: str, entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    """Give one of the pages: had, heard, unlisted, debrief, change, row or told."""
    makers = {
        "had": _had,
        "heard": _heard,
        "unlisted": _unlisted,
        "debrief": _debrief,
        "change": _change,
        "row": _row,
    }
    behind = {"unlisted": "heard", "debrief": "had", "row": "change"}.get(name, name)
    doors = [
        {"name": f"door {door}", "label": label, "on": door == behind}
        for door, label in load_words("form")["doors"].items()
    ]
    page = makers[name](entries, values) if name in makers else {}
    return {"doors": doors, "support": SUPPORT, **page}


def offer_page(title: str = "", *lines: str) -> Page:
    """Offer to start a log of one's own, where the example is open."""
    return {
        "heading": "Start with a log of your own",
        "intro": ["This is the example. What you write down goes into a log of your own."],
        "buttons": [{"name": "start", "label": "Start my own log", "main": True}],
        "said": {"title": title, "lines": [*lines]} if title else None,
        "support": SUPPORT,
    }


def _had(entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    given, known = {"date": today(), **values}, _known(entries)
    first = ("employer", "role", "stage", "date", "format")
    more = ("source", "skills_wanted", "notes")
    return {
        "heading": "Write it down",
        "intro": ["Fields with * are needed. It is saved as waiting to hear."],
        "fields": [
            *fields(first, given, needed=NEEDED, suggestions=known),
            *fields(more, given, group=MORE, suggestions=known),
        ],
        "buttons": [SAVE],
        "focus": "employer",
    }


def _known(entries: pd.DataFrame) -> dict[str, list[str]]:
    """Give what was written before in the columns where it may come again, newest first."""
    newest = entries.iloc[::-1]
    return {
        name: newest[name].dropna().drop_duplicates().head(MOST_SUGGESTED).tolist()
        for name in ("employer", "role", "source")
    }


def _debrief(_entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    return {
        "heading": "How did it go? While it is fresh",
        "intro": ["All of it can stay blank. Before the answer comes it is worth most."],
        "fields": fields(DEBRIEF, values),
        "buttons": [SAVE, {"name": "later", "label": "Not now"}],
        "focus": "went_well",
    }


def _heard(entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    given, groups = {"heard_on": today(), **values}, _may_be_answered(entries)
    if not any(groups.values()):
        return _unlisted(entries, values)
    return {
        "heading": "What did you hear?",
        "fields": [
            pick("Which one is it?", groups, given.get("row", "")),
            *fields(ANSWER, given, needed=("outcome",)),
            *fields(MORE_ANSWER, given, group=MORE),
            *fields(DEBRIEF, given, group=HINDSIGHT),
        ],
        "buttons": [
            SAVE,
            {"name": "silent", "label": "No answer; I stop waiting"},
            {"name": "unlisted", "label": "It is not in my log yet"},
        ],
        "focus": "row",
    }


def _may_be_answered(entries: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Sort the rows that an answer may be about: waiting first, then noes without feedback."""
    from bounceback_analysis.analysis.outcomes import settled
    from bounceback_analysis.log.model import Log

    newest = _newest_first(settled(Log(entries)))
    state, silent = newest["state"], newest["feedback"].isna()
    parts = {
        "Waiting": state.isin(["waiting", "not said"]),
        "Feedback that came after a no": state.isin(["no", "no response"]) & silent,
        "Others": state.eq("forward") & newest["outcome"].ne("passed"),
    }
    return {
        name: [(str(row["line"]), _named(row)) for row in newest[chosen].to_dict("records")]
        for name, chosen in parts.items()
    }


def _newest_first(entries: pd.DataFrame) -> pd.DataFrame:
    return entries.sort_values(["date", "line"], ascending=False, na_position="last")


def _named(row: Mapping[Any, Any]) -> str:
    """Name a row in a list: the employer, the job, the step and the day."""
    parts = (row["employer"], row["role"], row["stage"], plain_date(row["date"]) or "no date")
    return ", ".join(str(part) for part in parts if not pd.isna(part))


def _unlisted(entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    given = {"heard_on": today(), **values}
    first = ("employer", "role", "stage", "date")
    return {
        "heading": "What did you hear?",
        "intro": ["Fields with * are needed."],
        "fields": [
            *fields(first, given, needed=NEEDED, suggestions=_known(entries)),
            *fields(ANSWER, given, needed=("outcome",)),
            *fields(("format", "source", *MORE_ANSWER), given, group=MORE),
            *fields(DEBRIEF, given, group=HINDSIGHT),
        ],
        "buttons": [SAVE],
        "focus": "employer",
    }


def _change(entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    if entries.empty:
        return {"heading": "There is no line yet", "intro": ["Write one down first."]}
    newest = _newest_first(entries).to_dict("records")
    rows = [(str(row["line"]), f"{_named(row)}: {row['outcome']}") for row in newest]
    return {
        "heading": "Change a line",
        "fields": [pick("Which one?", {"Newest first": rows}, values.get("row", ""))],
        "buttons": [{"name": "open", "label": "Open it", "main": True}],
        "focus": "row",
    }


def _row(_entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    names = [column.name for column in columns("log")]
    return {
        "heading": "Change what you like",
        "intro": ["Only what you change is written; all else stays as it stands in the file."],
        "fields": fields(names, values, needed=("date", "employer", "outcome")),
        "buttons": [SAVE, {"name": "door change", "label": "Another line"}],
        "focus": "date",
    }


def after_a_no(log: Log, line: int) -> list[str]:
    """Give up to three sentences that are true of this log, after a no at a line of it."""
    alone = log.only(lines=[line])
    if alone.entries.empty:
        return []
    said = [*_went_well(alone, log), *_outside(alone), *_came_far(alone, log)][:MOST_SAID]
    return said or ["This is one answer from one employer. By itself it says very little."]


def _went_well(alone: Log, log: Log) -> Iterator[str]:
    from bounceback_analysis.analysis.strengths import RATED_WELL, what_went_well

    first, entries = alone.entries.iloc[0], log.entries
    if not pd.isna(first["went_well"]):
        yield f"What went well, in your words: {_quoted(first['went_well'])}"
    found = what_went_well(alone)
    for text in found.loc[found["kind"] == "praised theme", "text"].head(1):
        yield f"What they praised: {_quoted(text)}"
    good = [RATED_WELL[name].lower() for name in RATINGS if first[name] >= 4]
    if good:
        yield f"Your own view of the day: {', '.join(good)}."
    others = entries.loc[entries["line"] != first["line"]].sort_values("date")
    words = others["went_well"].dropna()
    if pd.isna(first["went_well"]) and not good and len(words):
        yield f"What went well another time, in your words: {_quoted(words.iloc[-1])}"


def _outside(alone: Log) -> Iterator[str]:
    from bounceback_analysis.analysis.feedback import outside_my_control

    found = outside_my_control(alone).query("theme != 'unfair'")
    for told in found.head(1).to_dict("records"):
        words = told["text"][told["start"] : told["end"]]
        said = f"they wrote {_quoted(words)}" if words else inside(theme_name(told["theme"]))
        yield f"Outside your control: {said}."


def _came_far(alone: Log, log: Log) -> Iterator[str]:
    first, entries = alone.entries.iloc[0], log.entries
    same = entries["application"] == first["application"]
    before = int((same & (entries["round"] < first["round"])).sum())
    if before:
        yield f"They had asked you on after {plural(before, 'step')} of this application."
    elif first["stage"] in {"interview", "final interview", "assessment", "screening"}:
        yield "They had picked you out of those who applied, to hear more."


def _quoted(text: str) -> str:
    return f"“{short(text, LONGEST_QUOTE)}”"
