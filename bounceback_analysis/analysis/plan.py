"""Checks the plan against what employers say since, and proposes the next three small steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.feedback import theme_quotes
from bounceback_analysis.analysis.outcomes import employers
from bounceback_analysis.analysis.rates import UNSURE, compared, verdict_of
from bounceback_analysis.analysis.views import theme_of
from bounceback_analysis.analysis.words import count_of

if TYPE_CHECKING:
    from typing import Any

    Count = tuple[int, int]

SOON_DAYS = 14
ENOUGH_EACH, ENOUGH_IN_ALL = 5, 10
COLUMNS = ("action", "theme", "due_on", "done_on", "state", "before", "after", "verdict")


def plan_progress(
    entries: pd.DataFrame, plan: pd.DataFrame, *, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Give where each action stands, and how often its theme was a gap before and since.

    Parameters
    ----------
    entries, plan
        The log and the plan as read; rows of the plan without an action are levels only.
    as_of
        The day to count from; None is today.

    Returns
    -------
    DataFrame
        ``state`` is done, overdue, due soon (within 14 days) or open. ``before`` and ``after``
        say how many of the employers that gave usable feedback named the theme as a gap ("4 of
        7"), by the day of the interview: before the action was done, and from that day on. For
        what is not done, ``before`` is all so far. ``verdict`` is leaning where the 80% range of
        the difference leaves out 0 with at least five employers on each side, else cannot tell
        yet. Overdue comes first, then by the day.
    """
    today = as_of or pd.Timestamp.today().normalize()
    actions = plan.dropna(subset="action").reset_index(drop=True)
    actions = actions.assign(state=_states(actions, today))
    heard = _heard(entries)
    sides = [_sides(heard, row, today) for row in actions.to_dict("records")]
    actions = actions.assign(
        before=pd.Series([_said(before) for before, _ in sides], dtype="str"),
        after=pd.Series([_said(after) for _, after in sides], dtype="str"),
        verdict=pd.Series([_verdict(*side) for side in sides], dtype="str"),
    )
    order = {state: place for place, state in enumerate(("overdue", "due soon", "open", "done"))}
    actions = actions.assign(_order=actions["state"].map(order))
    ranked = actions.sort_values(["_order", "due_on", "done_on"], kind="stable")
    return ranked[list(COLUMNS)].reset_index(drop=True)


def _states(actions: pd.DataFrame, today: pd.Timestamp) -> pd.Series:
    states = pd.Series("open", index=actions.index, dtype="str")
    states = states.mask(actions["due_on"] <= today + pd.Timedelta(days=SOON_DAYS), "due soon")
    states = states.mask(actions["due_on"] < today, "overdue")
    return states.mask(actions["done_on"] <= today, "done")


def _heard(entries: pd.DataFrame) -> pd.DataFrame:
    """Give one row per employer, day and theme of usable feedback: ``gap`` tells how it fell."""
    quotes = theme_quotes(entries)
    usable = quotes[quotes["theme"] != "no_reason"]
    lines = pd.DataFrame(
        {
            "line": entries["line"],
            "voter": employers(entries),
            "day": entries["date"].fillna(entries["heard_on"]),
        }
    )
    said = usable[["line", "theme", "polarity"]].merge(lines, on="line").dropna(subset="day")
    return said.assign(gap=said["polarity"] == "gap")


def _sides(heard: pd.DataFrame, row: dict[Any, Any], today: pd.Timestamp) -> tuple[Count, Count]:
    """Count who named the theme of an action as a gap, before it was done and since."""
    done = row["done_on"] if row["state"] == "done" else today + pd.Timedelta(days=1)
    theme = theme_of(row["theme"])
    since = heard["day"] >= done
    return _count(heard[~since], theme), _count(heard[since], theme)


def _count(heard: pd.DataFrame, theme: str | None) -> Count:
    about = heard[heard["gap"] & (heard["theme"] == theme)]
    return about["voter"].nunique(), 0 if theme is None else heard["voter"].nunique()


def _said(count: Count) -> str | None:
    return count_of(*count) if count[1] else None


def _verdict(before: Count, after: Count) -> str:
    if min(before[1], after[1]) < ENOUGH_EACH or before[1] + after[1] < ENOUGH_IN_ALL:
        return UNSURE
    found = compared([after[0]], [after[1]], [before[0]], [before[1]])
    return verdict_of(sure=False, low80=found["diff_low80"][0], high80=found["diff_high80"][0])
