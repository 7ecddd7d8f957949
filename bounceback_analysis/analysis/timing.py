"""How long answers take, and which waiting lines are still within what is ordinary."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from bounceback_analysis.analysis.chance import UNSURE, rate_range
from bounceback_analysis.analysis.outcomes import ASIDE, NOT_SAID, settled, stages, table
from bounceback_analysis.log.model import Log

Floats = NDArray[np.float64]

LINES_NEEDED = 20  # with twelve the range held the truth in 92 of 100 simulated searches, not 95
REPLIES_NEEDED = 5  # fewer make a curve of a few large steps
AHEAD = 14  # a fortnight: about as far as one plans
ASK_BELOW = 0.1  # below 1 in 10 attention is better spent elsewhere
ORDINARY = "still ordinary for you"
ASK = "time to ask"
COLUMNS = ["application", "stage", "days", "chance_14_days", "low", "high", "advice"]


@table
def waiting(log: Log) -> pd.DataFrame:
    """Say for each waiting line whether an answer may still come in the ordinary way.

    It is time to ask when the chance of an answer in the next 14 days is below 1 in 10, and more
    than half of all replies so far came sooner; a line is judged by those of its own stage where
    they are enough, else by all. Per waiting line, longest first: application, stage, days,
    chance_14_days with its 95% range low and high, advice (still ordinary for you, time to ask,
    cannot tell yet); left_out: how many answered lines do not say when; timed and heard: how many
    lines and answers there are of which the waiting time is known, of 20 and 5 that it takes.
    Nothing is said past the last day that the log knows of. Source: Kaplan and Meier (1958); the
    range is that of the share who heard of those as long silent.
    """
    times = reply_times(log)
    open_ = times[times["state"] == "waiting"].astype({"days": "int64"})
    untold = open_.assign(chance_14_days=np.nan, low=np.nan, high=np.nan, advice=UNSURE)
    judged = [_judged(times, stage, rows) for stage, rows in untold.groupby("stage")]
    told = pd.concat(judged or [untold]).sort_values(
        ["days", "application", "line"], ascending=[False, True, True]
    )
    lines = settled(log)
    undated = lines["state"].isin(["forward", "no"]) & lines["heard_on"].isna()
    of_log = {"timed": len(times), "heard": int(times["replied"].sum())}
    told = told[COLUMNS].assign(left_out=int(undated.sum()), **of_log)
    return told.reset_index(drop=True)


@table
def reply_curve(log: Log) -> pd.DataFrame:
    """Give the share of lines that had ``heard`` after each ``day``, empty where these are few."""
    times = reply_times(log)
    days, replied = times["days"].to_numpy(float), times["replied"].to_numpy(bool)
    if not _enough(times):
        return pd.DataFrame(columns=["day", "heard"], dtype=float)
    day, silent = still_silent(days, replied)
    heard = 1 - silent
    curve = pd.DataFrame({"day": [0, *day, days.max()], "heard": [0, *heard, heard[-1]]})
    return curve.drop_duplicates("day", keep="last", ignore_index=True)


@table
def reply_times(log: Log) -> pd.DataFrame:
    """Give each line's days until a reply, or of silence until the log's day (``as_of``).

    Waiting lines and those given up are silent, withdrawn ones watched until that day. Columns:
    application, stage, state, line, days and replied; lines that cannot be timed are left out.
    """
    return times_until(log, log.as_of)


def times_until(log: Log, today: pd.Timestamp) -> pd.DataFrame:
    """Give ``reply_times`` as they were on another day, which may be one for each line."""
    needed = ["application", "state", "line", "counts", "heard_on", "date"]
    lines = settled(log)[needed].assign(stage=stages(log.entries))
    lines = lines[~lines["state"].isin([NOT_SAID, *ASIDE])]
    until_day = pd.Series(today, index=lines.index)
    silent = lines["state"].isin(["waiting", "no response"])
    mine = lines["counts"].eq("withdrew")
    heard = lines["heard_on"].mask(silent)
    later = heard > until_day
    until = heard.mask(silent | later, until_day)
    days = (until - lines["date"]).dt.days
    times = lines[["application", "stage", "state", "line"]].assign(
        days=days, replied=~(silent | mine | later)
    )
    return times[(days >= 0) & (lines["date"] <= until_day)]


def _enough(times: pd.DataFrame) -> bool:
    return len(times) >= LINES_NEEDED and int(times["replied"].sum()) >= REPLIES_NEEDED


def _judged(times: pd.DataFrame, stage: Hashable, rows: pd.DataFrame) -> pd.DataFrame:
    """Add chance, range and advice, by the lines of the stage if there are enough, else by all."""
    own = times[times["stage"] == stage]
    like = own if _enough(own) else times
    if not _enough(like):
        return rows
    days, place = np.unique(rows["days"].to_numpy(float), return_inverse=True)
    replied, known = like["replied"].to_numpy(bool), like["days"].to_numpy(float)
    chance, low, high = hear_back(known, replied, days, days + AHEAD)
    ask = (chance < ASK_BELOW) & (days >= np.median(known[replied]))
    # Past the last reply and the last day watched there is no chance to name, only a long wait.
    past = np.isnan(chance) & (days > known[replied].max())
    advice = np.where(ask | past, ASK, ORDINARY)
    told = {"chance_14_days": chance, "low": low, "high": high, "advice": advice}
    return rows.assign(**{name: values[place] for name, values in told.items()})


def still_silent(days: ArrayLike, replied: ArrayLike) -> tuple[Floats, Floats]:
    """Give the Kaplan-Meier share without a reply after each day of one: day and share.

    >>> day, share = still_silent([3, 5, 9], [True, False, True])
    >>> day.tolist(), share.round(2).tolist()
    ([3.0, 9.0], [0.67, 0.0])
    """
    t, event = np.asarray(days, float), np.asarray(replied, bool)
    day, replies = np.unique(t[event], return_counts=True)
    risk = len(t) - np.searchsorted(np.sort(t), day, side="left")
    return day, np.cumprod(1 - replies / risk).astype(float)


def share_at(day: Floats, share: Floats, when: ArrayLike) -> Floats:
    """Read the share still silent at any days off the curve's steps."""
    place = np.searchsorted(day, np.asarray(when, float), side="right")
    return np.asarray(np.concatenate([[1.0], share])[place])


def hear_back(
    days: ArrayLike, replied: ArrayLike, silent: ArrayLike, by: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Give the chance of a reply ``by`` a day, for those ``silent`` until another, and its range.

    Read off the Kaplan-Meier curve; the range is the Jeffreys posterior of the share that heard in
    the span, who stops being watched in it half of one. NaN past the last day known.
    """
    t, event = np.sort(np.asarray(days, float)), np.asarray(replied, bool)
    replies = np.sort(np.asarray(days, float)[event])
    last = t[-1] if len(t) else -np.inf
    start, end = np.asarray(silent, float), np.minimum(np.asarray(by, float), last)
    day, share = still_silent(days, replied)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = 1 - share_at(day, share, end) / share_at(day, share, start)
    chance = np.where(start < last, chance, np.nan)
    came = _by(replies, end) - _by(replies, start)
    left = _by(t, end) - _by(t, start) - came
    low, high = rate_range(came, np.maximum(len(t) - _by(t, start) - left / 2, came))
    told = ~np.isnan(chance)
    low, high = np.fmin(low, chance), np.fmax(high, chance)
    return chance, np.where(told, low, np.nan), np.where(told, high, np.nan)


def _by(days: Floats, when: Floats) -> Floats:
    """Count the days up to and including each of these."""
    return np.searchsorted(days, when, side="right").astype(float)
