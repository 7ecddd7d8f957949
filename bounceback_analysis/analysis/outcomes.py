"""Says what became of each line, so that every table counts the same things.

Which lines are one application is the log's to say (``log/applications.py``); this says what each
line counts as. A line that waits takes the answer that stands on a line of its own, so that a no
counts at the step that it answers; an offer told again, such as ``accepted``, is no second one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd  # noqa: TC002 (its examples need it)

from bounceback_analysis.analysis.tables import table
from bounceback_analysis.log.applications import counted
from bounceback_analysis.log.model import folded
from bounceback_analysis.vocabulary.schema import choices, fold

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

NOT_SAID = "not said"
DECIDED = ("forward", "no", "no response")
INTERVIEWS = ("interview", "final interview")
UNNAMED = "steps without a name"
"""What lines are that do not say their stage: a step of their own kind, never an interview."""

ASIDE = ("told again", "booked")
"""States of lines that count nowhere: what they say counts at another line, or is still to come."""

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
    """Give the entries with two more columns: ``counts``, the outcome that counts, and ``state``.

    Both are told from the whole log, so that a line keeps them where others are left out.

    Returns
    -------
    DataFrame
        ``state`` is forward, no, no response, waiting, no trial (withdrawn, cancelled), not said,
        told again (the answer to the line before it, or an offer once more) or booked (after
        ``as_of``). A line that waited, or was given up, with a later step of the same application
        went forward. Decided means forward, no or no response.
    """
    if log.whole is not None and log.rows is not None:
        return settled(log.whole).iloc[log.rows]
    told = counted(log.entries, log.as_of)
    state = told["outcome"].map(STATES).fillna(NOT_SAID)
    state = told["aside"].where(told["aside"] != "", state).astype("str")
    return log.entries.assign(counts=told["outcome"].mask(told["outcome"] == ""), state=state)


@table
def next_interview(log: Log) -> pd.DataFrame:
    """Give what is booked, the next first: lines of which the day is still to come.

    Returns
    -------
    DataFrame
        date, days (from the log's day until then), employer, role, stage, format, application,
        round and line.

    Examples
    --------
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


def last_words(log: Log) -> pd.DataFrame:
    """Give one line per application that was answered: the last decided one, in time order.

    An application counts once however many rounds it had, since its rounds hang together.
    """
    return in_order(decided(log)).drop_duplicates("application", keep="last")


def tried_at(log: Log, step: str | None = None) -> tuple[str, pd.DataFrame]:
    """Give the decided lines of one step in time order, the first of each application.

    Parameters
    ----------
    log
        The log.
    step
        ``interviews``, ``applications`` or ``steps without a name``; if None, the first of these
        at which any line was decided.

    Returns
    -------
    tuple of str and DataFrame
        The step and its lines, with ``state`` and ``yes``.
    """
    lines = decided(log)
    stage = stages(lines)
    wanted = {
        "interviews": stage.isin(INTERVIEWS),
        "applications": stage == "application",
        UNNAMED: stage == NOT_SAID,
    }
    step = step or next((name for name, found in wanted.items() if found.any()), "interviews")
    return step, in_order(lines[wanted[step]]).drop_duplicates("application", keep="first")


def in_order(entries: pd.DataFrame) -> pd.DataFrame:
    """Sort by the day of the stage (else of the answer), then by line; undated lines last."""
    when = entries["date"].fillna(entries["heard_on"]).to_numpy()
    return entries.iloc[np.lexsort((entries["line"], entries["round"], when))]


def stages(entries: pd.DataFrame) -> pd.Series:
    """Give each line's stage, ``not said`` where it is blank."""
    return entries["stage"].fillna(NOT_SAID)


def stage_order() -> tuple[str, ...]:
    """Name the stages in the order in which they follow each other, ``not said`` last."""
    return (*choices("stage"), NOT_SAID)


def split_list(series: pd.Series) -> pd.Series:
    """Split list cells at ``;`` and new lines: one part a line, the index repeated.

    Examples
    --------
    >>> split_list(pd.Series(["Excel; stock control", None])).tolist()
    ['Excel', 'stock control']
    """
    parts = series.dropna().str.split(r"[;\n\r]+", regex=True).explode().str.strip()
    return parts[parts != ""].astype("str")


def employers(entries: pd.DataFrame) -> pd.Series:
    """Give a key per line that is the same for one employer however it is spelt."""
    return folded(entries["employer"]).fillna(entries["application"])


def spelt(texts: pd.Series) -> pd.Series:
    """Give all spellings of one text the same one: the most used, then the first by alphabet."""
    counts = texts.value_counts()
    best: dict[str, str] = {}
    for text, _ in sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))):
        best.setdefault(fold(str(text)), str(text))
    return texts.map({text: best[fold(text)] for text in counts.index}).astype("str")


def given_before(lines: pd.DataFrame) -> pd.Series:
    """Tell which ratings of settled lines were given before the answer was known.

    True where the outcome is still waiting, or where ``rated_on`` is before ``heard_on``. Where
    a needed date is blank it cannot be told, so it is False: shown, not counted.
    """
    return (lines["state"] == "waiting") | (lines["rated_on"] < lines["heard_on"])
