"""What the record form asks, page by page, and the true words it has after an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.words import inside, plain_date, plural
from bounceback_analysis.notebook.drawing import short
from bounceback_analysis.notebook.form import MORE, SAVE, SUPPORT, Page, fields, pick, today
from bounceback_analysis.vocabulary.schema import RATINGS, columns, load_words
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from bounceback_analysis.log.model import Log

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

ASKED: dict[str, dict[str, tuple[str, ...]]] = {
    "had": {
        "": ("employer", "role", "stage", "date", "format"),
        MORE: ("source", "skills_wanted", "notes"),
    },
    "debrief": {"": DEBRIEF},
    "heard": {"": ANSWER, MORE: MORE_ANSWER, HINDSIGHT: DEBRIEF},
    "unlisted": {
        "": ("employer", "role", "stage", "date", *ANSWER),
        MORE: ("format", "source", *MORE_ANSWER),
        HINDSIGHT: DEBRIEF,
    },
    "row": {"": tuple(column.name for column in columns("log"))},
}
"""What each page asks, by the line behind which it is folded; "" stands open."""
DATED_TODAY = {"had": "date", "heard": "heard_on", "unlisted": "heard_on"}
PAGES: dict[str, Page] = {
    "had": {
        "heading": "Write it down",
        "intro": ["Fields with * are needed. It is saved as waiting to hear."],
        "buttons": [SAVE],
        "focus": "employer",
    },
    "debrief": {
        "heading": "How did it go? While it is fresh",
        "intro": ["All of it can stay blank. Before the answer comes it is worth most."],
        "buttons": [SAVE, {"name": "later", "label": "Not now"}],
        "focus": "went_well",
    },
    "heard": {
        "heading": "What did you hear?",
        "buttons": [
            SAVE,
            {"name": "silent", "label": "No answer; I stop waiting"},
            {"name": "unlisted", "label": "It is not in my log yet"},
        ],
        "focus": "row",
    },
    "unlisted": {
        "heading": "What did you hear?",
        "intro": ["Fields with * are needed."],
        "buttons": [SAVE],
        "focus": "employer",
    },
    "change": {
        "heading": "Change a line",
        "buttons": [{"name": "open", "label": "Open it", "main": True}],
        "focus": "row",
    },
    "row": {
        "heading": "Change what you like",
        "intro": ["Only what you change is written; all else stays as it stands in the file."],
        "buttons": [SAVE, {"name": "door change", "label": "Another line"}],
        "focus": "date",
    },
    "told": {},
}
WHICH = {"heard": "Which one is it?", "change": "Which one?"}
NO_LINE = {"heading": "There is no line yet", "intro": ["Write one down first."]}
BEHIND = {"unlisted": "heard", "debrief": "had", "row": "change"}
"""The door behind which a page lies that has none of its own name."""


def page_of(name: str, entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    """Give one of the pages: had, debrief, heard, unlisted, change, row or told."""
    if name not in PAGES:  # a draft that was kept by another version, or changed by hand
        name = "had"
    doors = [
        {"name": f"door {door}", "label": label, "on": door == BEHIND.get(name, name)}
        for door, label in load_words("form")["doors"].items()
    ]
    groups = _rows_to_choose(name, entries)
    if name == "heard" and not groups:
        name = "unlisted"
    page = NO_LINE if name == "change" and not groups else PAGES[name]
    given = {DATED_TODAY[name]: today(), **values} if name in DATED_TODAY else values
    known = _known(entries) if name in {"had", "unlisted"} else {}
    asked = [pick(WHICH[name], groups, values.get("row", ""))] if groups else []
    for group, names in ASKED.get(name, {}).items():
        asked += fields(names, given, group=group, suggestions=known)
    return {"doors": doors, "support": SUPPORT, "fields": asked, **page}


def offer_page(title: str = "", *lines: str) -> Page:
    """Offer to start a log of one's own, where the example is open."""
    return {
        "heading": "Start with a log of your own",
        "intro": ["This is the example. What you write down goes into a log of your own."],
        "buttons": [{"name": "start", "label": "Start my own log", "main": True}],
        "said": {"title": title, "lines": [*lines]} if title else None,
        "support": SUPPORT,
    }


def _known(entries: pd.DataFrame) -> dict[str, list[str]]:
    """Give what was written before in the columns where it may come again, newest first."""
    newest = entries.iloc[::-1]
    return {
        name: newest[name].dropna().drop_duplicates().head(MOST_SUGGESTED).tolist()
        for name in ("employer", "role", "source")
    }


def _rows_to_choose(page: str, entries: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Give the rows that a page may be about, as line and name, by the group that they are in."""
    from bounceback_analysis.analysis.outcomes import settled
    from bounceback_analysis.log.model import Log

    if page not in WHICH:
        return {}
    lines = settled(Log(entries))
    newest = lines.sort_values(["date", "line"], ascending=False, na_position="last")
    groups = _may_be_answered(newest) if page == "heard" else {"Newest first": newest}
    return {
        group: [(str(row["line"]), _named(row, page)) for row in rows.to_dict("records")]
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


def _named(row: Mapping[Any, Any], page: str) -> str:
    """Name a row in a list: the employer, the job, the step and the day, to change it the state."""
    parts = (row["employer"], row["role"], row["stage"], plain_date(row["date"]) or "no date")
    name = ", ".join(str(part) for part in parts if not pd.isna(part))
    return f"{name}: {row['outcome']}" if page == "change" else name


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
