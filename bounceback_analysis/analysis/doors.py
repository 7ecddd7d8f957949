"""Remembers which doors were left open, what is due, and where requests for feedback stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.outcomes import in_order, settled
from bounceback_analysis.analysis.tables import table
from bounceback_analysis.analysis.timing import ASK, waiting
from bounceback_analysis.log.counting import OFFERS

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

COLUMNS = ["application", "why", "due_on", "state", "letter", "what"]
REQUESTS = ["application", "line", "state", "asked_on", "due_on", "due"]
READ = ["application", "round", "line", "date", "outcome", "heard_on", "follow_up_on"]
READ += ["door_open", "next_step"]
COME_BACK = pd.Timedelta(days=90)
"""When to knock again at an open door where the person set no day."""
CHASE = pd.Timedelta(days=10)
"""How long a request for feedback is left alone."""
FRESH = pd.Timedelta(days=28)
"""How long after a no it is still natural to ask why."""
STALE = pd.Timedelta(days=60)
"""How long after its day a chase is still natural; later ones are left in peace."""
SOON = pd.Timedelta(days=7)

DOOR, OWN_DAY = "they would consider you again", "your follow-up"
SILENT, FEEDBACK = "waiting longer than is ordinary for you", "feedback not here yet"


@table
def doors(log: Log) -> pd.DataFrame:
    """List what there is to come back to, the soonest first.

    Parameters
    ----------
    log
        The log.

    Returns
    -------
    DataFrame
        application, why, due_on, state (overdue, due within a week, later), letter (the kind
        to draft, if any) and what (the person's own next step). At most one row per
        application and why.
    """
    today, lines = log.as_of, log.entries[READ]
    asked, waits = feedback_requests(log), waiting(log)
    silent, late = _silent(lines, waits, today), _late(lines, asked, today)
    found = pd.concat([_own_days(lines), _open_doors(lines), silent, late])
    due = found["due_on"].astype("datetime64[us]")
    state = np.select([due < today, due <= today + SOON], ["overdue", "due"], "later")
    found = found.astype("str").assign(due_on=due, state=pd.Series(state, found.index, "str"))
    return found.sort_values(["due_on", "application", "why"])[COLUMNS].reset_index(drop=True)


@table
def feedback_requests(log: Log) -> pd.DataFrame:
    """Say where each request for feedback stands, and what is due.

    Parameters
    ----------
    log
        The log.

    Returns
    -------
    DataFrame
        application, line, state (not asked, asked, promised, received, refused), asked_on,
        due_on (the day to ask, or to ask again) and due. A no from the last four weeks that
        was not asked about is due on the day of the answer. What is older than that, or two
        months past its day, is left in peace and not due.
    """
    today, entries = log.as_of, log.entries
    no = settled(log)["state"].eq("no")
    heard = entries["heard_on"].fillna(entries["date"])
    state = entries["feedback_status"].mask(
        entries["feedback_status"].isna() & entries["feedback_asked_on"].notna(), "asked"
    )
    state = state.mask(entries["feedback"].notna(), "received")
    fresh = no & state.isna() & heard.between(today - FRESH, today)
    open_still = state.isin(["asked", "promised"])
    due_on = (entries["feedback_asked_on"] + CHASE).where(open_still).mask(fresh, heard)
    found = entries[["application", "line"]].assign(
        state=state.fillna("not asked"),
        asked_on=entries["feedback_asked_on"],
        due_on=due_on,
        due=due_on.between(today - STALE, today),
    )
    found = found[state.notna() | fresh]
    return found.sort_values(["due_on", "line"], na_position="last")[REQUESTS].reset_index(
        drop=True
    )


def _own_days(entries: pd.DataFrame) -> pd.DataFrame:
    """Take the days that the person set, the last one of each application."""
    rows = _last(entries[entries["follow_up_on"].notna()])
    letter = pd.Series("", index=rows.index).mask(rows["outcome"] == "waiting", "chase")
    letter = letter.mask(rows["outcome"].isin(["rejected", "cancelled", "withdrew"]), "reapproach")
    letter = letter.mask(rows["door_open"] == "no", "")
    why = pd.Series(OWN_DAY, index=rows.index).mask(rows["door_open"] == "yes", DOOR)
    return _rows(rows, why, rows["follow_up_on"], letter)


def _open_doors(entries: pd.DataFrame) -> pd.DataFrame:
    """Take the doors left open without a day: three months after the answer."""
    rows = _last(entries[entries["door_open"].notna()])
    dated = entries.loc[entries["follow_up_on"].notna(), "application"]
    rows = rows[(rows["door_open"] == "yes") & ~rows["application"].isin(dated)]
    rows = rows[~rows["outcome"].isin(OFFERS)]
    when = rows["heard_on"].fillna(rows["date"]) + COME_BACK
    return _rows(rows[when.notna()], DOOR, when.dropna(), "reapproach")


def _silent(entries: pd.DataFrame, waits: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    names = waits.loc[waits["advice"] == ASK, "application"].unique()
    dated = entries.loc[entries["follow_up_on"].notna(), "application"]
    rows = _last(entries[entries["application"].isin(names) & ~entries["application"].isin(dated)])
    return _rows(rows, SILENT, today, "chase")


def _late(entries: pd.DataFrame, asked: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Take the requests for feedback that were not answered, the last of each application."""
    open_still = asked["state"].isin(["asked", "promised"])
    asked = asked[open_still & (asked["due_on"] >= today - STALE)]
    last = asked.drop_duplicates("application", keep="last").set_index("line")["due_on"]
    rows = entries[entries["line"].isin(last.index)]
    return _rows(rows, FEEDBACK, last.reindex(rows["line"]).to_numpy(), "chase_feedback")


def _last(rows: pd.DataFrame) -> pd.DataFrame:
    return in_order(rows).drop_duplicates("application", keep="last")


def _rows(
    rows: pd.DataFrame,
    why: pd.Series | str,
    due_on: pd.Series | np.ndarray | pd.Timestamp,
    letter: pd.Series | str,
) -> pd.DataFrame:
    what = rows["next_step"].fillna("")
    told = {"application": rows["application"], "why": why, "due_on": due_on}
    return pd.DataFrame({**told, "letter": letter, "what": what})
