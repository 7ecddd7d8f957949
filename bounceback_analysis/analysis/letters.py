"""Drafts the letters that a line of the log calls for; a person reads, changes and sends them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.analysis.tables import table
from bounceback_analysis.analysis.words import listed, plain_date
from bounceback_analysis.vocabulary.letters import CHANNELS, fill, letters
from bounceback_analysis.vocabulary.schema import fold, load_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bounceback_analysis.log.model import Log

COLUMNS = ["kind", "title", "channel", "text", "note"]
LONGEST = 120
SKILLS_MOST = 2  # more would be a list, and this is one sentence of a letter
JOB_WORDS = ("role", "job", "post", "position", "vacancy")
COUNTS = {2: "two quick questions", 3: "three quick questions"}


@table
def draft_letters(log: Log, *, line: int) -> pd.DataFrame:
    """Draft every letter that one line calls for, as an e-mail and as words for a phone call.

    Parameters
    ----------
    log
        The log. The part ``letters`` of its settings may hold ``name``, and own words by kind
        and channel, such as ``{"reply": {"email": "Dear all, ..."}}``.
    line
        The line of the file that the letters are about.

    Returns
    -------
    DataFrame
        kind, title, channel (email or phone), text, and note: what to know before sending it.

    Raises
    ------
    ValueError
        The log has no such line.
    """
    rows = log.entries[log.entries["line"] == line]
    if rows.empty:
        raise ValueError(f"The log has no line {line}; log.entries['line'] has them all.")
    return letters_for(rows.iloc[0], log.settings.get("letters"), log.plan)


def letters_for(
    entry: Mapping[str, Any] | pd.Series,
    own: Mapping[str, Any] | None = None,
    plan: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Draft the letters that one line of the entries calls for, in one's own words if any.

    What was learned since is said only where the plan names a skill with an action that is done.
    """
    outcome, feedback, stage, door = (
        _text(entry, name) for name in ("outcome", "feedback_status", "stage", "door_open")
    )
    status = "received" if _text(entry, "feedback") else feedback
    if not status and _day(entry, "feedback_asked_on"):
        status = "asked"
    fields = {**_fields(entry, own or {}), "learned": _learned(entry, plan)}
    rows = [
        (letter.kind, letter.title, channel, fill(getattr(letter, channel), fields), letter.note)
        for letter in letters(own)
        if letter.fits(outcome, status, stage, door)
        for channel in CHANNELS
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype("str")


def _fields(entry: Mapping[str, Any] | pd.Series, own: Mapping[str, Any]) -> dict[str, str]:
    """Put what the line says into words, each with its own wording where it says nothing."""
    words = load_words("letters")["words"]
    employer, name = _name(_text(entry, "employer")), _name(str(own.get("name") or ""))
    asked = _questions(entry)
    return {
        "role": _role(_text(entry, "role")) or words["role"],
        "at": f" at {employer}" if employer else "",
        "on": _on(_day(entry, "date")),
        "heard": _on(_day(entry, "heard_on") or _day(entry, "date")),
        "asked": _on(_day(entry, "feedback_asked_on")),
        "step": words["step"].get(_text(entry, "stage") or "none", words["step"]["none"]),
        "name": f",\n{name}" if name else "",
        "me": f"my name is {name} and " if name else "",
        "questions": "\n".join(f"- {question}" for question in asked),
        "spoken": COUNTS[len(asked)],
    }


def _learned(entry: Mapping[str, Any] | pd.Series, plan: pd.DataFrame | None) -> str:
    """Say which skills of the plan were worked on since they answered, two of them at most."""
    days = [entry.get(name) for name in ("heard_on", "date")]
    since = next((day for day in days if pd.notna(day)), None)
    if plan is None or since is None:
        return ""
    done = plan[(plan["done_on"] > since) & plan["skill"].notna()].sort_values("done_on")
    skills = [_name(skill) for skill in dict.fromkeys(done["skill"].iloc[::-1])][:SKILLS_MOST]
    return f"I have worked on {listed(skills)} since then, and " if skills else ""


def _questions(entry: Mapping[str, Any] | pd.Series) -> list[str]:
    """Choose three questions: by the step, and by what the person rated weakest."""
    known = load_words("letters")["questions"]
    stage = "application" if _text(entry, "stage") == "application" else "other"
    ratings = {name: entry.get(name) for name in known["weak"]}
    weak = {name: value for name, value in ratings.items() if pd.notna(value) and value <= 2}
    third = known["weak"][min(weak, key=lambda name: weak[name])] if weak else known["last"]
    return [*known[stage], third]


def _role(role: str) -> str:
    """Name the job as one says it: the Support worker role."""
    if not role:
        return ""
    named = _name(role)
    has_word = fold(role).split()[-1:] and fold(role).split()[-1] in JOB_WORDS
    article = "" if fold(role).startswith("the ") else "the "
    return f"{article}{named}" if has_word else f"{article}{named} role"


def _name(text: str) -> str:
    """Keep a name to one line; one written from right to left stays in its own order."""
    line = " ".join(text.split())
    line = line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
    turned = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in line)
    return f"\u2068{line}\u2069" if turned else line


def _on(day: str) -> str:
    return f" on {day}" if day else ""


def _text(entry: Mapping[str, Any] | pd.Series, name: str) -> str:
    value = entry.get(name)
    return "" if value is None or pd.isna(value) else str(value).strip()


def _day(entry: Mapping[str, Any] | pd.Series, name: str) -> str:
    value = entry.get(name)
    return "" if value is None else plain_date(pd.Timestamp(value))
