"""Says how much of a search may be luck: runs of noes, how many more, and what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.chance import (
    chance_to_see,
    exact_p,
    no_yes_in_next,
    share_of_orders,
    tries_to_first_yes,
)
from bounceback_analysis.analysis.outcomes import (
    ASIDE,
    INTERVIEWS,
    last_words,
    settled,
    tried_at,
)
from bounceback_analysis.analysis.rates import SURE, UNSURE, compared, verdict_of, with_rates
from bounceback_analysis.analysis.tables import table
from bounceback_analysis.analysis.timing import times_until
from bounceback_analysis.log.counting import OFFERS

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from bounceback_analysis.log.model import Log

DOTS = 20
SHUFFLES = 3
HALVES = ("earlier", "later")
ENOUGH_FOR_A_TREND = 20
REPLIES_IN_TEN = 0.9


@table
def run_of_noes(log: Log) -> pd.DataFrame:
    """Say how ordinary the longest run of noes is, from the person's own results.

    An application counts once, by the last word on it, so that rounds with one employer do not
    pose as separate tries. The longest run of the whole log is taken, not the one that is on.

    Parameters
    ----------
    log
        The log.

    Returns
    -------
    DataFrame
        One row. decided and yes: applications; longest: the longest run of noes;
        share_of_orders: the share of all orders of the same results that hold a run at least
        this long, NaN where nothing went forward yet or fewer than five are decided; orders:
        the results in time (``1`` yes, ``0`` no), then three fixed shuffles of them.
    """
    yes = last_words(log)["yes"].to_numpy(bool)
    longest = _longest_run(yes)
    told = len(yes) >= 5 and yes.any()
    share = share_of_orders(len(yes), int(yes.sum()), longest) if told else np.nan
    return pd.DataFrame(
        {
            "decided": [len(yes)],
            "yes": [int(yes.sum())],
            "longest": [longest],
            "share_of_orders": [share],
            "orders": [" ".join(_written(order) for order in (yes, *_shuffles(yes)))],
        }
    )


@table
def how_many_more(log: Log) -> pd.DataFrame:
    """Say how many more interviews it may take until an offer, as twenty equally likely ways.

    Parameters
    ----------
    log
        The log; an employer who interviewed counts once, however many rounds.

    Returns
    -------
    DataFrame
        20 rows: quantile and interviews, NaN where it cannot be told yet (fewer than five
        decided, or no offer so far); and the same in every row: decided, offers, and
        by_5, by_10, by_20, the chance of an offer within so many.

    References
    ----------
    Fader and Hardie (2007): the Beta-geometric prediction.
    """
    offers, decided = _interview_offers(log)
    told = decided >= 5 and offers > 0
    quantile = (np.arange(DOTS) + 0.5) / DOTS
    chances = 1 - no_yes_in_next([5, 10, 20], offers, decided)
    more = tries_to_first_yes(offers, decided, quantile) if told else np.full(DOTS, np.nan)
    chance = dict(zip(("by_5", "by_10", "by_20"), chances if told else [np.nan] * 3, strict=True))
    return pd.DataFrame({"quantile": quantile, "interviews": more}).assign(
        decided=decided, offers=offers, **chance
    )


@table
def improving(log: Log, *, step: str | None = None) -> pd.DataFrame:
    """Compare the later half of the tries with the earlier one.

    The halves are split in the middle of the order, never at a place chosen by eye. Where
    lines still wait, the youngest stretch is left out, since quick answers alone would stand
    for it.

    Parameters
    ----------
    log
        The log.
    step
        As ``tried_at`` names them; interviews where any was decided.

    Returns
    -------
    DataFrame
        Two rows, earlier and later: half and the rate columns; and the same in both: step,
        difference (later minus earlier), diff_low and diff_high (95%), diff_low80,
        diff_high80, verdict (clear, leaning, cannot tell yet), and seen_if_doubled: the chance
        that a rate twice the earlier one would have come out clear at this size, NaN where it
        cannot double.
    """
    step, tried = tried_at(log, step)
    yes = _old_enough(log, tried)["yes"].to_numpy(bool)
    parts = yes[: len(yes) // 2], yes[len(yes) // 2 :]
    count, of = [int(part.sum()) for part in parts], [len(part) for part in parts]
    halves = with_rates(pd.DataFrame({"half": HALVES, "count": count, "of": of}))
    return halves.assign(step=step, **_change(*count, *of))


def _change(yes1: int, yes2: int, of1: int, of2: int) -> dict[str, Any]:
    """Compare the two halves; with nothing in a half there is nothing to say."""
    found = {name: float(value) for name, value in compared(yes2, of2, yes1, of1).items()}
    enough = of1 + of2 >= ENOUGH_FOR_A_TREND and min(yes1 + yes2, of1 + of2 - yes1 - yes2) >= 3
    sure = enough and exact_p(yes2, of2, yes1, of1) <= SURE
    verdict = verdict_of(sure=sure, low80=found["diff_low80"], high80=found["diff_high80"])
    rate = (yes1 + 0.5) / (of1 + 1)
    seen = chance_to_see(rate, of1, 2 * rate, of2) if of1 and 2 * rate < 1 else np.nan
    return {**found, "verdict": verdict if enough else UNSURE, "seen_if_doubled": seen}


def _interview_offers(log: Log) -> tuple[int, int]:
    """Count the employers whose interviews ended in an offer, and all that ended."""
    lines = settled(log)
    lines = lines[~lines["state"].isin(ASIDE)]
    interviewed = lines["application"][lines["stage"].isin(INTERVIEWS)]
    offered = set(lines["application"][lines["counts"].isin(OFFERS)])
    last = last_words(log)
    last = last[last["application"].isin(set(interviewed))]
    offers = last["application"].isin(offered)
    return int(offers.sum()), int((offers | ~last["yes"]).sum())


def _old_enough(log: Log, tried: pd.DataFrame) -> pd.DataFrame:
    """Leave out the stretch at the end in which lines still wait and only quick answers count."""
    known = log.entries[["date", "heard_on"]].max().max()
    times = times_until(log, known)
    usual = times["days"][times["replied"]].quantile(REPLIES_IN_TEN)
    young = (times["state"] == "waiting") & (times["days"] < usual)
    return tried[~(tried["date"] > known - pd.Timedelta(days=usual))] if young.any() else tried


def _longest_run(yes: NDArray[np.bool_]) -> int:
    """Give the length of the longest run of noes."""
    ends = np.flatnonzero(np.concatenate([[True], yes, [True]]))
    return int(np.diff(ends).max() - 1)


def _shuffles(yes: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Shuffle the results three times, the same way for the same log."""
    draw = np.random.default_rng(20240302)
    return [draw.permutation(yes.copy()) for _ in range(SHUFFLES)]


def _written(order: NDArray[np.bool_]) -> str:
    return "".join(np.where(order, "1", "0"))
