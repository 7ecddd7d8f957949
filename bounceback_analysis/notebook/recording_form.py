"""The pages of the record form, as plain values: what is asked, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.analysis.words import plain_date
from bounceback_analysis.notebook.fields import DEBRIEF, SUPPORT, fields, known, named, pick
from bounceback_analysis.vocabulary.schema import RATINGS, columns, load_words

if TYPE_CHECKING:
    from collections.abc import Mapping

Page = dict[str, Any]

NEEDED = ("employer", "date")
ANSWER = ("outcome", "heard_on", "feedback")
MORE_ANSWER = (
    "door_open",
    "feedback_status",
    "feedback_asked_on",
    "score",
    "score_out_of",
    "pass_mark",
    "next_step",
    "follow_up_on",
)
MORE = "More, if you like"
HINDSIGHT = "How did it go, in your own view? Given now, it counts as hindsight"
SAVE = {"name": "save", "label": "Save", "main": True}
UNDO = {"name": "undo", "label": "Undo"}
AGAIN = {"name": "again", "label": "Show it on this page"}
NEXT = {"name": "next", "label": "Write down the next step"}
ASKING = [
    {"name": "asked", "label": "I have asked for feedback"},
    {"name": "promised", "label": "They promised feedback"},
    {"name": "refused", "label": "They give none"},
]
"""What a person presses after a no; the last word of each is kept in feedback_status."""


def page_of(name: str, entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    """Give one of the pages: had, heard, unlisted, debrief, change, row or told."""
    makers = {
        "heard": _heard,
        "unlisted": _unlisted,
        "debrief": _debrief,
        "change": _change,
        "row": _row,
        "told": _told,
    }
    page = makers.get(name, _had)(entries, values)
    return {"doors": _doors(name), "support": SUPPORT, **page}


def offer_page(*, title: str = "", lines: tuple[str, ...] = ()) -> Page:
    """Offer to start a log of one's own, where the example is open."""
    said = {"title": title, "lines": list(lines)} if title else None
    return {
        "heading": "Start with a log of your own",
        "intro": ["This is the example. What you write down goes into a log of your own."],
        "buttons": [{"name": "start", "label": "Start my own log", "main": True}],
        "said": said,
        "support": SUPPORT,
    }


def today() -> str:
    """Give today as a person writes it."""
    return plain_date(pd.Timestamp.today())


def rated(values: Mapping[str, str]) -> dict[str, str]:
    """Keep what is filled, and add the day on which ratings were given."""
    filled = {name: text for name, text in values.items() if text.strip()}
    return {**filled, "rated_on": today()} if any(name in filled for name in RATINGS) else filled


def _doors(page: str) -> list[dict[str, Any]]:
    of = {"unlisted": "heard", "debrief": "had", "row": "change"}
    labels: dict[str, str] = load_words("form")["doors"]
    return [
        {"name": f"door {name}", "label": label, "on": of.get(page, page) == name}
        for name, label in labels.items()
    ]


def _told(_entries: pd.DataFrame, _values: Mapping[str, str]) -> Page:
    return {}


def _had(entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    given = {"date": today(), **values}
    first = ("employer", "role", "stage", "date", "format")
    asked = fields(first, given, needed=NEEDED, suggestions=known(entries))
    more = ("source", "skills_wanted", "notes")
    return {
        "heading": "Write it down",
        "intro": ["Fields with * are needed. It is saved as waiting to hear."],
        "fields": [*asked, *fields(more, given, group=MORE, suggestions=known(entries))],
        "buttons": [SAVE],
        "focus": "employer",
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
    given = {"heard_on": today(), **values}
    groups = _groups(entries)
    if not groups:
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


def _groups(entries: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Sort the rows that an answer may be about: waiting first, then noes without feedback."""
    from bounceback_analysis.analysis.outcomes import settled
    from bounceback_analysis.log.model import Log

    newest = settled(Log(entries)).sort_values(
        ["date", "line"], ascending=False, na_position="last"
    )
    state, silent = newest["state"], newest["feedback"].isna()
    parts = {
        "Waiting": newest[state.isin(["waiting", "not said", "booked"])],
        "Feedback that came after a no": newest[state.isin(["no", "no response"]) & silent],
        "Others": newest[state.eq("forward") & newest["outcome"].ne("passed")],
    }
    found = {
        name: [(str(row["line"]), named(row)) for row in rows.to_dict("records")]
        for name, rows in parts.items()
    }
    return {name: rows for name, rows in found.items() if rows}


def _unlisted(entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    given = {"heard_on": today(), **values}
    first = ("employer", "role", "stage", "date")
    return {
        "heading": "What did you hear?",
        "intro": ["Fields with * are needed."],
        "fields": [
            *fields(first, given, needed=NEEDED, suggestions=known(entries)),
            *fields(ANSWER, given, needed=("outcome",)),
            *fields(("format", "source", *MORE_ANSWER), given, group=MORE),
            *fields(DEBRIEF, given, group=HINDSIGHT),
        ],
        "buttons": [SAVE],
        "focus": "employer",
    }


def _change(entries: pd.DataFrame, values: Mapping[str, str]) -> Page:
    newest = entries.sort_values(["date", "line"], ascending=False, na_position="last")
    rows = [
        (str(row["line"]), f"{named(row)}: {row['outcome']}") for row in newest.to_dict("records")
    ]
    if not rows:
        return {"heading": "There is no line yet", "intro": ["Write one down first."]}
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
