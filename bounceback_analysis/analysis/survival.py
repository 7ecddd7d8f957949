"""How long replies take, on plain arrays, where some have not come yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bounceback_analysis.analysis.chance import PRIOR, QUANTILES, special

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def still_silent(days: ArrayLike, replied: ArrayLike) -> tuple[Floats, Floats, Floats, Floats]:
    """Give the Kaplan-Meier share that is still without a reply after each day of a reply.

    Parameters
    ----------
    days
        Days until the reply, or until we stopped looking.
    replied
        Whether a reply came.

    Returns
    -------
    tuple of arrays
        Day, share still silent, and its 95% limits (log-log; where the share is 1 or 0 the
        Jeffreys limit of none or all of those at risk).

    References
    ----------
    Kaplan and Meier (1958); Kalbfleisch and Prentice (2002) for the log-log limits.

    Examples
    --------
    >>> day, share, *_ = still_silent([3, 5, 9], [True, False, True])
    >>> day.tolist(), share.round(2).tolist()
    ([3.0, 9.0], [0.67, 0.0])
    """
    t, event = np.asarray(days, float), np.asarray(replied, bool)
    day, replies = np.unique(t[event], return_counts=True)
    risk = len(t) - np.searchsorted(np.sort(t), day, side="left")
    share = np.cumprod(1 - replies / risk).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(replies / (risk * (risk - replies)))
        width = special().ndtri(0.975) * np.sqrt(greenwood) / np.log(share)
        low, high = share ** np.exp(-width), share ** np.exp(width)
    ended = share == 0
    low[ended], high[ended] = 0.0, special().betaincinv(PRIOR, risk[ended] + PRIOR, 0.975)
    return day, share, np.asarray(low), np.asarray(high)


def share_at(day: Floats, share: Floats, when: ArrayLike) -> Floats:
    """Read the share still silent at any days off the curve's steps."""
    place = np.searchsorted(day, np.asarray(when, float), side="right")
    found: Floats = np.concatenate([[1.0], share])[place]
    return found


def hear_back(
    days: ArrayLike, replied: ArrayLike, silent: ArrayLike, by: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Give the chance of a reply by a day, for those who are silent until another.

    The chance is read off the Kaplan-Meier curve; its range joins the Jeffreys posteriors of
    the hazards of each half of the span, so that it is never of no width.

    Parameters
    ----------
    days, replied
        As for ``still_silent``.
    silent, by
        Days of silence so far, and the days to look ahead to; arrays of the same length.

    Returns
    -------
    tuple of arrays
        Chance, and the lower and upper limit of its 95% range; NaN past the last day that the
        data know of.
    """
    t, event = np.sort(np.asarray(days, float)), np.asarray(replied, bool)
    replies = np.sort(np.asarray(days, float)[event])
    start, end = np.asarray(silent, float), np.asarray(by, float)
    last = t[-1] if len(t) else -np.inf
    end = np.minimum(end, last)
    day, share, *_ = still_silent(days, replied)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = 1 - share_at(day, share, end) / share_at(day, share, start)
    middle = (start + end) / 2
    first, second = _hazard(t, replies, start, middle), _hazard(t, replies, middle, end)
    silent_on = (1 - first)[:, :, None] * (1 - second)[:, None, :]
    low, high = np.quantile(1 - silent_on.reshape(len(start), -1), [0.025, 0.975], axis=1)
    known = (start < last) & ~np.isnan(chance)
    chance = np.where(known, chance, np.nan)
    low, high = np.fmin(low, chance), np.fmax(high, chance)
    return chance, np.where(known, low, np.nan), np.where(known, high, np.nan)


def _hazard(t: Floats, replies: Floats, start: Floats, end: Floats) -> Floats:
    """Give quantiles of the chance of a reply in each span, for those silent at its start.

    Who stops being watched inside the span counts as half at risk.
    """
    risk = len(t) - _by(t, start)
    came = _by(replies, end) - _by(replies, start)
    left = _by(t, end) - _by(t, start) - came
    watched = np.maximum(risk - left / 2, came)
    found: Floats = special().betaincinv(
        (came + PRIOR)[:, None], (watched - came + PRIOR)[:, None], QUANTILES
    )
    return found


def _by(days: Floats, when: Floats) -> Floats:
    """Count the days up to and including each of these."""
    return np.searchsorted(days, when, side="right").astype(float)
