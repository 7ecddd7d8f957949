"""Says what luck does in a search: runs of noes, how many more it may take, and no offer yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.chance import no_yes_in_next, share_of_orders, tries_to_first_yes
from bounceback_analysis.analysis.journey import steps
from bounceback_analysis.analysis.outcomes import DECIDED, INTERVIEWS, employers, settled, table
from bounceback_analysis.analysis.words import COUNTS_ONLY_BELOW
from bounceback_analysis.log.applications import OFFERS

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from bounceback_analysis.log.model import Log

DOTS = 20  # a spread is read best from about twenty dots
SHUFFLES = 3  # enough to see that shuffles differ, few enough for one look
MOST_TO_SHUFFLE = 2000  # no one's search; beyond it the exact count takes seconds
# Keeps it to 5 in 100 searches of one rate, where answers that take long bend the order too.
UNUSUAL = 0.04
# From here on what is said is within about 1 in 10 of the truth for rates from 1 in 20 on. It is
# shown only where there was an offer, and in few interviews that alone means a lucky start: at 8,
# for a rate of 1 in 20, it said 7 in 10 within ten where the truth is 4.
ENOUGH_TO_LOOK_AHEAD = 30


@table
def run_of_noes(log: Log) -> pd.DataFrame:
    """Say how often luck alone makes a stretch of noes as long as the longest in the log.

    Counted are applications that had an interview and have ended, one each, in the order of their
    endings: an offer is a yes; a no and no response are noes. Withdrawn and cancelled ones are no
    trial. The longest stretch is taken, not the one that is on.

    Of a log of fewer lines, the applications that these lines belong to. decided and yes:
    applications; longest: the longest run of noes; share_of_orders: the share of all orders of the
    same results that hold a run at least this long, NaN with fewer than ten decided or no yes;
    unusual: whether luck seldom makes it; orders: the results in time (``1`` yes, ``0`` no), then
    three fixed shuffles. A search often ends because an offer came. Where the last result is a yes,
    it stays last in every order, or else such a search would seem to hold long runs.
    """
    yes = interviews_ended(log)["yes"].to_numpy(bool, copy=True)
    longest, share = longest_by_luck(yes)
    draw = np.random.default_rng(20240302)  # any seed, the same for the same log
    free = len(yes) - int(yes[-1:].any())
    orders = [yes, *(np.append(draw.permutation(yes[:free]), yes[free:]) for _ in range(SHUFFLES))]
    found = {
        "decided": len(yes),
        "yes": int(yes.sum()),
        "longest": longest,
        "share_of_orders": share,
        "unusual": bool(share <= UNUSUAL),
        "orders": " ".join("".join(np.where(order, "1", "0")) for order in orders),
    }
    return pd.DataFrame([found])


@table
def how_many_more(log: Log) -> pd.DataFrame:
    """Say how many more interviews it may take until an offer, as twenty equally likely ways.

    Counted as in ``run_of_noes``. 20 rows: quantile and interviews, NaN where it cannot be told yet
    (fewer than thirty decided, or no offer so far); and the same in every row: decided, offers, and
    by_5, by_10, by_20, the chance of an offer within so many. Source: Fader and Hardie (2007): the
    Beta-geometric prediction.
    """
    yes = interviews_ended(log)["yes"]
    decided, offers = len(yes), int(yes.sum())
    told = decided >= ENOUGH_TO_LOOK_AHEAD and offers > 0
    quantile = (np.arange(DOTS) + 0.5) / DOTS
    more = tries_to_first_yes(offers, decided, quantile) if told else np.full(DOTS, np.nan)
    chance: dict[str, Any] = {
        f"by_{tries}": 1 - float(no_yes_in_next(tries, offers, decided)) if told else np.nan
        for tries in (5, 10, 20)
    }
    return pd.DataFrame({"quantile": quantile, "interviews": more}).assign(
        decided=decided, offers=offers, **chance
    )


@table
def no_offer_yet(log: Log, *, one_in: int | str | None = None) -> pd.DataFrame:
    """Say who asked to meet the person, and how many would stand there at a rate they pick.

    What has ended is counted as in ``run_of_noes``. ``one_in`` is the rate to look at: one
    interview in so many brings an offer; no default, since no rate holds for everyone. One row:
    employers (that asked for an interview), decided, offers, one_in (NaN where none is picked), and
    stand_here: of people with that rate, the share that has no offer after as many; NaN without a
    rate, with an offer, and where nothing has ended. Raises a ValueError for what is no whole
    number from 2 up.

    >>> from bounceback_analysis import open_log
    >>> no_offer_yet(open_log(), one_in=10)["employers"].item() > 0
    True
    """
    text = str(one_in or "")
    if one_in is not None and not (text.isdecimal() and int(text) >= 2):
        raise ValueError(f"one_in={one_in!r} is no rate; 10 stands for 1 interview in 10.")
    yes = interviews_ended(log)["yes"]
    invited = log.entries[log.entries["line"].isin(_met(log)["line"])]
    rate = int(text) if text else np.nan
    told = len(yes) > 0 and not yes.any()
    found = {
        "employers": employers(invited).nunique(),
        "decided": len(yes),
        "offers": int(yes.sum()),
        "one_in": float(rate),
        "stand_here": (1 - 1 / rate) ** len(yes) if told else np.nan,
    }
    return pd.DataFrame([found])


def interviews_ended(log: Log) -> pd.DataFrame:
    """Give the applications that had an interview and have ended, in the order of their endings.

    Columns: application, day (when the last line of it was heard, else its own, else that of the
    next dated line below it), line (the last) and yes (an offer came, whatever became of it). What
    has no such day comes last.
    """
    lines = settled(log.whole or log).sort_values("line")
    lines = lines.assign(day=lines["heard_on"].fillna(lines["date"].bfill()))
    lines = lines[~(lines["date"] > log.as_of)].sort_values("round", kind="stable")
    had = {*_met(log.whole or log)["application"]} & {*log.entries["application"]}
    lines = lines[lines["application"].isin(had)]
    offered = lines["application"][lines["outcome"].isin(OFFERS)]
    last = lines.drop_duplicates("application", keep="last")
    # The answer may stand on a line of its own, which is no step: the last step has its state.
    step = lines[lines["state"].isin((*DECIDED, "waiting", "no trial"))]
    step = step.drop_duplicates("application", keep="last")
    noes = step["application"][step["state"].isin(("no", "no response"))]
    ended = last.assign(yes=last["application"].isin(offered))
    ended = ended[ended["yes"] | ended["application"].isin(noes)]
    ended = ended.sort_values(["day", "line"])[["application", "day", "line", "yes"]]
    return ended.reset_index(drop=True)


def _met(log: Log) -> pd.DataFrame:
    """Give the steps at which an employer asked to meet the person."""
    found = steps(log)
    return found[found["stage"].isin(INTERVIEWS)]


def longest_by_luck(yes: NDArray[np.bool_]) -> tuple[int, float]:
    """Give the longest run of noes, and the share of orders as ``run_of_noes`` tells it.

    >>> yes = np.arange(18) == 6
    >>> longest_by_luck(yes)
    (11, 0.7777777777777778)
    """
    ends = np.flatnonzero(np.concatenate([[True], yes, [True]]))
    longest = int(np.diff(ends).max() - 1)
    if not (COUNTS_ONLY_BELOW <= len(yes) <= MOST_TO_SHUFFLE and yes.any()):
        return longest, np.nan
    free = yes[:-1] if yes[-1] else yes
    return longest, share_of_orders(len(free), int(free.sum()), longest)
