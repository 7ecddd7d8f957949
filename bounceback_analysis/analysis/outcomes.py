"""Says what became of each line, so that every table counts the same things.

Departs from the plain words in one place: an ``accepted`` or ``declined`` line after an ``offer``
line of the same application is that offer told again, so it is no second trial.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.tables import table
from bounceback_analysis.log.entries import folded, has_later_line
from bounceback_analysis.vocabulary.schema import choices, fold

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

NOT_SAID = "not said"
DECIDED = ("forward", "no", "no response")
OFFERS = ("offer", "accepted", "declined")
INTERVIEWS = ("interview", "final interview")

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
    """Give the entries with one more column, ``state``: what became of each line.

    The state is told from the whole log, so that a line keeps it where others are left out.

    Returns
    -------
    DataFrame
        ``state`` is forward, no, no response, waiting, no trial (withdrawn, cancelled, or an
        offer told again) or not said. A waiting line with a later line of the same application
        went forward. Decided means forward, no or no response.
    """
    if log.whole is not None and log.rows is not None:
        return settled(log.whole).iloc[log.rows]
    entries = log.entries
    outcome, rounds = entries["outcome"], entries["round"].to_numpy()
    state = outcome.map(STATES).fillna(NOT_SAID).to_numpy(object, copy=True)
    state[(state == "waiting") & has_later_line(entries)] = "forward"
    offer = outcome.isin(OFFERS).to_numpy()
    application, names = pd.factorize(entries["application"])
    first_offer = np.full(len(names), np.iinfo(rounds.dtype).max)
    np.minimum.at(first_offer, application[offer], rounds[offer])
    state[offer & (rounds > first_offer[application])] = "no trial"
    return entries.assign(state=pd.Series(state, entries.index, dtype="str"))


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
        ``interviews`` (with lines whose stage is not said) or ``applications``; if None,
        interviews where any was decided.

    Returns
    -------
    tuple of str and DataFrame
        The step and its lines, with ``state`` and ``yes``.
    """
    lines = decided(log)
    stage = stages(lines)
    interviews = stage.isin((*INTERVIEWS, NOT_SAID))
    step = step or ("interviews" if interviews.any() else "applications")
    wanted = interviews if step == "interviews" else stage == "application"
    return step, in_order(lines[wanted]).drop_duplicates("application", keep="first")


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
