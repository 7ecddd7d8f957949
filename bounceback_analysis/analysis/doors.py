"""Remembers which doors were left open, what is due, and where requests for feedback stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.outcomes import employers, in_order, settled
from bounceback_analysis.analysis.tables import table
from bounceback_analysis.analysis.timing import ASK, waiting
from bounceback_analysis.log.applications import OFFERS, is_placeholder

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

COLUMNS = ["application", "why", "due_on", "state", "letter", "what"]
REQUESTS = ["application", "line", "state", "asked_on", "due_on", "due"]
COME_BACK = pd.Timedelta(days=90)
"""When to knock again at an open door where the person set no day."""
CHASE = pd.Timedelta(days=10)
"""How long a request for feedback is left alone."""
FRESH = pd.Timedelta(days=28)
"""How long after a no it is still natural to ask why."""
STALE = pd.Timedelta(days=60)
"""How long after its day a chase is still natural; later ones are left in peace."""
SOON = pd.Timedelta(days=7)
FADES = pd.Timedelta(days=365)
"""After a year whoever said it has often moved on: a new application is then the better knock."""

DOOR, OWN_DAY = "they would consider you again", "your follow-up"
BOOKED = "what comes next"
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
        application, why, due_on, state (ready since that day, due within a week, later), letter
        (the kind to draft, if any) and what (the person's own next step, or what is booked). At
        most one row per application and why. Doors that were knocked on or have faded are left
        out (see ``open_doors``), as are one's own days that are a year old.
    """
    today, lines = log.as_of, settled(log)
    asked, waits = feedback_requests(log), waiting(log)
    silent, late = _silent(lines, waits, today), _late(lines, asked, today)
    ahead = _booked(lines)
    own = [_own_days(lines, open_doors(log), today), _doors_without_a_day(lines, open_doors(log))]
    found = pd.concat([ahead, *own, silent, late])
    due = found["due_on"].astype("datetime64[us]")
    state = np.select([due < today, due <= today + SOON], ["ready", "due"], "later")
    found = found.astype("str").assign(due_on=due, state=pd.Series(state, found.index, "str"))
    return found.sort_values(["due_on", "application", "why"])[COLUMNS].reset_index(drop=True)


@table
def open_doors(log: Log) -> pd.DataFrame:
    """Say of each door that was left open whether it still is.

    It closes with an application that was begun at the same employer after they said so, and
    fades after a year, unless the person set a day that is still to come.

    Returns
    -------
    DataFrame
        application, line (that says so), state (open, knocked, faded) and said_on.
    """
    whole = log.whole or log
    said = _last(_heard(log.entries[log.entries["door_open"].notna()]))
    said = said[said["door_open"] == "yes"]
    begun = whole.entries.sort_values("round").drop_duplicates("application")
    begun = begun[~(begun["date"] > log.as_of)].assign(key=employers(begun))
    doors_at = said.assign(key=employers(said))
    nobody = doors_at["employer"].fillna("").map(is_placeholder).astype(bool)
    doors_at = doors_at[~nobody]
    both = doors_at.merge(begun, on="key", suffixes=("", "_new"))
    both = both[both["application"] != both["application_new"]]
    days = both["date_new"] - both["heard"]
    by_day = days.notna() & (days != pd.Timedelta(0))
    later = (days > pd.Timedelta(0)).where(by_day, both["line_new"] > both["line"])
    knocked = said["application"].isin(both.loc[later, "application"])
    faded = (log.as_of - said["heard"] > FADES) & ~(said["follow_up_on"] >= log.as_of)
    state = np.select([knocked, faded], ["knocked", "faded"], "open")
    found = said[["application", "line"]].assign(state=state, said_on=said["heard"])
    return found.astype({"state": "str"}).reset_index(drop=True)


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


def _heard(entries: pd.DataFrame) -> pd.DataFrame:
    """Add the day of the answer, else of the step."""
    return entries.assign(heard=entries["heard_on"].fillna(entries["date"]))


def _booked(lines: pd.DataFrame) -> pd.DataFrame:
    """Take what is booked: the step is what there is to do."""
    rows = lines[lines["state"] == "booked"].drop_duplicates("application")
    what = "your " + rows["stage"].fillna("next step")
    return _rows(rows.assign(next_step=what), BOOKED, rows["date"], "")


def _own_days(lines: pd.DataFrame, left: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Take the days that the person set, the last one of each application."""
    rows = _last(lines[lines["follow_up_on"].notna()])
    rows = rows[today - rows["follow_up_on"] <= FADES]
    rows = rows[~rows["line"].isin(left.loc[left["state"] != "open", "line"])]
    waits = rows["state"] == "waiting"
    # A chase that was to come after this step is out of date once the answer is there.
    rows = rows[waits | (rows["outcome"] != "waiting") | (rows["follow_up_on"] >= today)]
    letter = pd.Series("", index=rows.index).mask(rows["state"] == "waiting", "chase")
    letter = letter.mask(rows["outcome"].isin(["rejected", "cancelled", "withdrew"]), "reapproach")
    letter = letter.mask(rows["door_open"] == "no", "")
    why = pd.Series(OWN_DAY, index=rows.index).mask(rows["door_open"] == "yes", DOOR)
    return _rows(rows, why, rows["follow_up_on"], letter)


def _doors_without_a_day(lines: pd.DataFrame, left: pd.DataFrame) -> pd.DataFrame:
    """Take the doors left open without a day: three months after the answer."""
    dated = lines.loc[lines["follow_up_on"].notna(), "application"]
    rows = _heard(lines[lines["line"].isin(left.loc[left["state"] == "open", "line"])])
    rows = rows[~rows["application"].isin(dated) & ~rows["outcome"].isin(OFFERS)]
    rows = rows[rows["heard"].notna()]
    return _rows(rows, DOOR, rows["heard"] + COME_BACK, "reapproach")


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
