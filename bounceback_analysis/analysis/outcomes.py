"""Says what became of each line, so that every table counts the same things.

A line that waits takes the answer that stands on a line of its own, so that a no counts at the
step that it answers; an offer told again, such as ``accepted``, is no second one.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

import numpy as np
import pandas as pd

from bounceback_analysis.log.applications import OFFERS, counted, is_placeholder
from bounceback_analysis.log.model import Log, folded
from bounceback_analysis.vocabulary.schema import choices, fold

Choices = ParamSpec("Choices")


def table(
    make: Callable[Concatenate[Log, Choices], pd.DataFrame],
) -> Callable[Concatenate[Log, Choices], pd.DataFrame]:
    """Let a function make its table of a log once a choice; what is no log is a TypeError."""

    @wraps(make)
    def asked(log: Log, *given: Any, **choices: Any) -> pd.DataFrame:
        check_log(log, make.__name__)
        if given:
            raise TypeError(
                f"{make.__name__} takes a log and named choices: its plan, stories, settings and "
                f"day come with it. Type: bb.{make.__name__}(log)"
            )
        chosen = repr(sorted(choice for choice in choices.items() if choice[1] is not None))
        key = make.__module__, make.__qualname__, chosen
        if key not in log.made:
            log.made[key] = make(log, **choices)  # type: ignore[call-arg]
        return log.made[key].copy(deep=False)

    return cast("Callable[Concatenate[Log, Choices], pd.DataFrame]", asked)


def check_log(log: object, name: str, before: str = "") -> None:
    """Refuse what is no log with a TypeError that says what to type: its ``name`` and log."""
    if isinstance(log, Log):
        return
    call = f"bb.{name}({before}"
    if isinstance(log, str | os.PathLike):
        read = f"bb.read_log({os.fspath(log)!r})"
        raise TypeError(f"{name} wants a log, not where it is. Type: {call}{read})")
    part = "a table of it" if isinstance(log, pd.DataFrame) else f"a {type(log).__name__}"
    raise TypeError(
        f"{name} wants the whole log, not {part}. Type: log = bb.open_log(), then {call}log); "
        f"for some lines of it, {call}log.only(stage='interview'))"
    )


NOT_SAID = "not said"
DECIDED = ("forward", "no", "no response")
INTERVIEWS = ("interview", "final interview")
UNNAMED = "steps without a name"  # lines without a stage: a step of its own, no interview

GROUPS = ("source", "format", "role words")
JOINING_WORDS = frozenset({"and", "the", "for", "with"})
MOST_ROLE_WORDS = 12  # as many rows as a picture can hold

ASIDE = ("told again", "booked")  # counts at another line, or is still to come: nowhere

STATES = {
    "passed": "forward",
    "offer": "forward",
    "accepted": "forward",
    "declined": "forward",
    "rejected": "no",
    "no response": "no response",
    "withdrew": "no trial",
    "cancelled": "no trial",
    "waiting": "waiting",
}


@table
def settled(log: Log) -> pd.DataFrame:
    """Give the entries with ``counts``, the outcome that counts, and ``state``, of the whole log.

    ``state`` is forward, no, no response, waiting, no trial (withdrawn, cancelled), not said, told
    again (an answer to the line before, or an offer once more) or booked (after ``as_of``); decided
    are the first three. ``source`` is the first that any line of the application names,
    ``heard_on`` the day of the answer's own line.
    """
    if log.whole is not None and log.rows is not None:
        return settled(log.whole).iloc[log.rows]
    told = counted(log.entries, log.as_of)
    state = told["outcome"].map(STATES).fillna(NOT_SAID)
    state = told["aside"].where(told["aside"] != "", state).astype("str")
    lines = log.entries.assign(counts=told["outcome"].mask(told["outcome"] == ""), state=state)
    needed = ["application", "round", "source", "state", "heard_on", "date", "outcome"]
    ordered = lines[needed].sort_values("round", kind="stable")
    source = ordered.groupby("application")["source"].transform("first")
    answers = ordered.groupby("application")[["state", "heard_on", "date"]].shift(-1)
    answered = answers["heard_on"].fillna(answers["date"])
    apart = (answers["state"] == "told again") & ~ordered["outcome"].isin(OFFERS)
    heard_on = ordered["heard_on"].fillna(answered.where(apart))
    return lines.assign(source=source, heard_on=heard_on)


@table
def so_far(log: Log) -> pd.DataFrame:
    """Give the settled lines of which the day has come: what is booked counts nowhere."""
    lines = settled(log)
    booked = lines["state"] == "booked"
    return lines[~booked] if booked.any() else lines


@table
def next_interview(log: Log) -> pd.DataFrame:
    """Give what is booked, the next first: lines of which the day is still to come.

    Columns: date, days (until then), employer, role, stage, format, application, round and line.

    >>> from bounceback_analysis import open_log
    >>> next_interview(open_log(as_of="2026-11-18"))["employer"].tolist()
    ['Kirkgate Dental Group']
    """
    lines = settled(log)
    ahead = in_order(lines[lines["state"] == "booked"])
    ahead = ahead.assign(days=(ahead["date"] - log.as_of).dt.days)
    names = ["date", "days", "employer", "role", "stage", "format", "application", "round", "line"]
    return ahead[names].reset_index(drop=True)


@table
def decided(log: Log) -> pd.DataFrame:
    """Give the lines that were answered or given up, with ``state`` and ``yes`` (went forward)."""
    lines = settled(log)
    lines = lines[lines["state"].isin(DECIDED)]
    return lines.assign(yes=lines["state"] == "forward")


def tries_of(log: Log) -> tuple[str, pd.DataFrame]:
    """Give the first of interviews, applications, unnamed with decided lines, and these in time."""
    lines = decided(log)
    stage = stages(lines)
    wanted = {
        "interviews": stage.isin(INTERVIEWS),
        "applications": stage == "application",
        UNNAMED: stage == NOT_SAID,
    }
    step = next((name for name, found in wanted.items() if found.any()), "interviews")
    return step, in_order(lines[wanted[step]]).drop_duplicates("application", keep="first")


def in_order(entries: pd.DataFrame) -> pd.DataFrame:
    """Sort by the day of the stage (else of the answer), then by line; undated lines last."""
    when = entries["date"].fillna(entries["heard_on"]).to_numpy()
    return entries.iloc[np.lexsort((entries["line"], entries["round"], when))]


def lines_of(log: Log, application: str) -> pd.DataFrame:
    """Give the settled lines of an application in time order."""
    lines = settled(log)
    return in_order(lines[lines["application"] == application])


def as_they_went(entries: pd.DataFrame) -> pd.DataFrame:
    """Sort as ``in_order``, but leave an undated line beside its application."""
    lines = entries.sort_values(["application", "round"], kind="stable")
    when = lines["date"].fillna(lines["heard_on"])
    own = when.groupby(lines["application"])
    when = own.bfill().fillna(own.ffill()).reindex(entries.index)
    below = entries["line"].sort_values().index
    when = when.fillna(when.loc[below].bfill())
    keys = (entries["line"], entries["round"], entries["application"], when.to_numpy())
    return entries.iloc[np.lexsort(keys)]


def stages(entries: pd.DataFrame) -> pd.Series:
    """Give each line's stage, ``not said`` where it is blank."""
    return entries["stage"].fillna(NOT_SAID)


def stage_order() -> tuple[str, ...]:
    """Name the stages in the order in which they follow each other, ``not said`` last."""
    return (*choices("stage"), NOT_SAID)


def split_list(series: pd.Series) -> pd.Series:
    """Split list cells at ``;`` and new lines: one part a line, the index repeated.

    >>> split_list(pd.Series(["Excel; stock control", None])).tolist()
    ['Excel', 'stock control']
    """
    parts = series.dropna().str.split(r"[;\n\r]+", regex=True).explode().str.strip()
    return parts[parts != ""].astype("str")


def employers(entries: pd.DataFrame) -> pd.Series:
    """Give a key per line, the same for one employer however spelt; of none, its application's."""
    names = entries["employer"].fillna("")
    nobody = names.map({name: is_placeholder(name) for name in names.unique()}).astype(bool)
    return folded(entries["employer"]).mask(nobody, entries["application"].astype("str"))


def spelt(texts: pd.Series) -> pd.Series:
    """Give all spellings of one text the same one: the most used, then the first by alphabet."""
    return texts.map(spellings(texts.value_counts())).astype("str")


def spellings(counts: pd.Series) -> dict[str, str]:
    """Give for each text, by how often each is used, how it is spelt."""
    best: dict[str, str] = {}
    for text, _ in sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))):
        best.setdefault(fold(str(text)), str(text))
    return {text: best[fold(text)] for text in counts.index}


def given_before(lines: pd.DataFrame) -> pd.Series:
    """Tell which ratings of settled lines were given before the answer, as far as days can tell."""
    unheard = lines["outcome"].eq("waiting") & lines["heard_on"].isna()
    return unheard | (lines["rated_on"] < lines["heard_on"])


def ratings_left_out(lines: pd.DataFrame) -> dict[str, int]:
    """Count rated lines that ``given_before`` leaves out: why, of those that hold for any."""
    left = lines[~given_before(lines)]
    rated, heard = left["rated_on"], left["heard_on"]
    counts = {
        "same day": rated == heard,
        "later": rated > heard,
        "rated_on": rated.isna(),
        "heard_on": rated.notna() & heard.isna(),
    }
    return {why: int(those.sum()) for why, those in counts.items() if those.any()}


def grouped(entries: pd.DataFrame, by: str) -> pd.DataFrame:
    """Add a column named ``by``, of ``GROUPS``: a line's group, once for each role word it has."""
    if by not in GROUPS:
        raise ValueError(f"by={by!r} is not a way to split; use one of {', '.join(GROUPS)}.")
    if by == "role words":
        return entries.join(role_words(entries).rename(by), how="inner")
    return entries.assign(**{by: spelt(entries[by]).fillna(NOT_SAID)})


def role_words(entries: pd.DataFrame) -> pd.Series:
    """Give the words of each line's role that at least two applications share, the twelve first."""
    roles = {
        role: sorted(set(re.findall(r"[^\W\d_]{3,}", fold(role))) - JOINING_WORDS)
        for role in entries["role"].dropna().unique()
    }
    told = entries[["role", "application"]].drop_duplicates().dropna()
    pairs = {(word, at) for role, at in told.to_numpy().tolist() for word in roles[role]}
    counts = Counter(word for word, _ in pairs)
    shared = sorted(((-times, word) for word, times in counts.items() if times >= 2))
    kept = {word for _, word in shared[:MOST_ROLE_WORDS]}
    wanted = {role: [word for word in words if word in kept] for role, words in roles.items()}
    return entries["role"].map(wanted).dropna().explode().dropna().astype("str")
