"""The formulas of chance: one Beta belief with Jeffreys' prior throughout, alone and compared.

All is a closed form, an exact count or a fixed grid: the same numbers give the same answer.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

PRIOR = 0.5  # Jeffreys' prior for a rate is Beta(1/2, 1/2)
QUANTILES = (np.arange(64) + 0.5) / 64  # 64 a side give limits that a million draws give to .004
FOREVER = 10**9  # more tries than any search has


@cache
def special() -> Any:
    """Give scipy's special functions, imported here and nowhere else."""
    import scipy.special

    return scipy.special


def rate_range(count: ArrayLike, of: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Give the central range of a rate's Jeffreys posterior; NaN where ``of`` is 0.

    Source: Brown, Cai and DasGupta (2001), Interval estimation for a binomial proportion.

    >>> [round(float(limit), 4) for limit in rate_range(42, 50)]
    [0.7207, 0.9213]
    """
    k, n = np.asarray(count, float), np.asarray(of, float)
    tail = (1 - level) / 2
    a, b = k + PRIOR, n - k + PRIOR
    low = np.where(k == 0, 0.0, special().betaincinv(a, b, tail))
    high = np.where(k == n, 1.0, special().betaincinv(a, b, 1 - tail))
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def difference_range(
    first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike], level: float = 0.95
) -> tuple[Floats, Floats]:
    """Give the central range of one rate minus another, off a fixed grid of quantiles.

    >>> [round(float(limit), 1) for limit in difference_range((9, 10), (3, 10))]
    [0.2, 0.8]
    """
    k1, n1, k2, n2 = np.broadcast_arrays(*(np.asarray(x, float) for x in (*first, *second)))
    ones, others = _quantiles(k1.ravel(), n1.ravel()), _quantiles(k2.ravel(), n2.ravel())
    gaps = (ones[:, :, None] - others[:, None, :]).reshape(k1.size, QUANTILES.size**2)
    low, high = np.quantile(gaps, [(1 - level) / 2, (1 + level) / 2], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        plain = k1 / n1 - k2 / n2
    return np.fmin(low.reshape(k1.shape), plain), np.fmax(high.reshape(k1.shape), plain)


def _quantiles(count: Floats, of: Floats) -> Floats:
    """Give 64 evenly spread quantiles of each rate's posterior, one row a rate."""
    a, b = (count + PRIOR)[:, None], (of - count + PRIOR)[:, None]
    found: Floats = special().betaincinv(a, b, QUANTILES)
    return found


def share_of_orders(of: int, yes: int, run: int) -> float:
    """Give the share of all orders of ``yes`` among ``of`` that hold a run of ``run`` noes.

    >>> round(share_of_orders(24, 3, 10), 4)
    0.7075
    """
    noes = of - yes
    if run <= 0 or run > noes:
        return float(run <= 0)
    without = sum(
        (-1) ** j * math.comb(yes + 1, j) * math.comb(of - j * run, yes)
        for j in range(min(yes + 1, noes // run) + 1)
    )
    whole = math.comb(of, yes)
    return float((whole - without) / whole)


def tries_to_first_yes(count: int, of: int, quantile: ArrayLike) -> Floats:
    """Give how many further tries the first yes may take, at each quantile.

    Beta-geometric; a mean may be infinite. Source: Fader and Hardie (2007), How to project customer
    retention.

    >>> tries_to_first_yes(3, 24, [0.1, 0.5, 0.9]).tolist()
    [1.0, 5.0, 22.0]
    """
    wanted = np.asarray(quantile, float)
    low, high = np.zeros(wanted.shape), np.full(wanted.shape, float(FOREVER))
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = 1 - no_yes_in_next(middle, count, of) >= wanted
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def no_yes_in_next(tries: ArrayLike, count: float, of: float) -> Floats:
    """Give the chance that none of the next ``tries`` is a yes.

    >>> round(float(no_yes_in_next(10, 3, 24)), 4)
    0.2789
    """
    a, b = count + PRIOR, of - count + PRIOR
    betaln = special().betaln
    chance: Floats = np.exp(betaln(a, b + np.asarray(tries, float)) - betaln(a, b))
    return chance


def exact_p(yes1: int, of1: int, yes2: int, of2: int) -> float:
    """Give Fisher's two-sided exact p for two groups; it is used for verdicts, never shown.

    >>> round(exact_p(3, 4, 1, 4), 4)
    0.4857
    """
    yes, of = yes1 + yes2, of1 + of2
    k = np.arange(max(0, yes - of2), min(yes, of1) + 1)
    gammaln = special().gammaln

    def comb(n: ArrayLike, r: ArrayLike) -> Any:
        return gammaln(np.add(n, 1)) - gammaln(np.add(r, 1)) - gammaln(np.subtract(n, r) + 1)

    chances = np.exp(comb(of1, k) + comb(of2, yes - k) - comb(of, yes))
    seen = chances[yes1 - k[0]]
    return float(min(1.0, chances[chances <= seen * (1 + 1e-7)].sum()))


def holm(p: ArrayLike) -> Floats:
    """Adjust several p so that all are wrong at most as often as said. Source: Holm (1979).

    >>> holm([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    given = np.asarray(p, float)
    order = np.argsort(given, kind="stable")
    steps = np.maximum.accumulate(given[order] * np.arange(len(given), 0, -1))
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(1.0, steps)
    return adjusted


def more_to_see(
    rate1: ArrayLike, of1: ArrayLike, rate2: ArrayLike, of2: ArrayLike, level: float = 0.95
) -> Floats:
    """Give about how many more it takes until a range leaves out 0; infinite for equal rates."""
    p1, n1, p2, n2 = (np.asarray(x, float) for x in (rate1, of1, rate2, of2))
    needed = special().ndtri((1 + level) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
        times = spread * (needed / (p1 - p2)) ** 2
        more: Floats = np.maximum(0.0, np.ceil((times - 1) * (n1 + n2)))
    return more


RATE_COLUMNS = ("count", "of", "rate", "low", "high", "low80", "high80")
CLEAR, LEANING, UNSURE = "clear", "leaning", "cannot tell yet"
TYPICAL_SIZE = 8.0  # the others weigh about as much as eight results of a group's own


def with_rates(table: pd.DataFrame) -> pd.DataFrame:
    """Add ``rate, low, high, low80, high80``, the 95% and 80% posterior, NaN where ``of`` is 0."""
    count, of = table["count"].to_numpy(float), table["of"].to_numpy(float)
    low, high = rate_range(count, of)
    low80, high80 = rate_range(count, of, 0.8)
    rate = np.divide(count, of, out=np.full(len(of), np.nan), where=of > 0)
    return table.assign(rate=rate, low=low, high=high, low80=low80, high80=high80)


def compared(
    count: ArrayLike, of: ArrayLike, rest: ArrayLike, rest_of: ArrayLike
) -> dict[str, Floats]:
    """Give the difference of two rates, its 95% and 80% range; NaN where a side has nothing."""
    of, rest_of = np.asarray(of, float), np.asarray(rest_of, float)
    known = (of > 0) & (rest_of > 0)
    low, high = difference_range((count, of), (rest, rest_of))
    low80, high80 = difference_range((count, of), (rest, rest_of), 0.8)
    with np.errstate(invalid="ignore", divide="ignore"):
        difference = np.asarray(count) / of - np.asarray(rest) / rest_of
    names = ("difference", "diff_low", "diff_high", "diff_low80", "diff_high80")
    found = zip(names, (difference, low, high, low80, high80), strict=True)
    return {name: np.where(known, value, np.nan) for name, value in found}


def pooled(count: ArrayLike, of: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Pull each group's rate towards the rate of all, the more the fewer it has; with a 95% range.

    A beta-binomial hierarchy on a grid over the groups' mean (uniform) and likeness (log of the
    prior's size about 8, give or take a factor of e), read as the Beta of the same mean and
    variance. Source: Gelman et al. (2013), Bayesian Data Analysis, section 5.3, with a proper
    prior.
    """
    k, n = np.asarray(count, float), np.asarray(of, float)
    centre = math.log((k.sum() + 1) / (n.sum() - k.sum() + 1))
    u, v = np.meshgrid(
        centre + np.linspace(-4, 4, 41), math.log(TYPICAL_SIZE) + np.linspace(-3, 3, 17)
    )
    prior = u - 2 * np.logaddexp(0, u) - (v - math.log(TYPICAL_SIZE)) ** 2 / 2
    a, b, weight = hierarchy(k, n, u, v, prior)
    size = (a + b)[:, None] + n
    mean = (a[:, None] + k) / size
    first = weight @ mean
    second = weight @ (mean * (a[:, None] + k + 1) / (size + 1))
    spread = first * (1 - first) / (second - first**2) - 1
    a, b = first * spread, (1 - first) * spread
    return first, special().betaincinv(a, b, 0.025), special().betaincinv(a, b, 0.975)


def hierarchy(
    count: ArrayLike, of: ArrayLike, u: Floats, v: Floats, log_prior: Floats
) -> tuple[Floats, Floats, Floats]:
    """Weigh each point of a grid over ``u = log(a/b)``, ``v = log(a+b)``: flat a, b and weight."""
    size = np.exp(v).ravel()
    a = size / (1 + np.exp(-u.ravel()))
    b = size - a
    groups, times = np.unique(np.column_stack([count, of]), axis=0, return_counts=True)
    betaln = special().betaln
    logged = log_prior.ravel().copy()
    for (k, n), repeats in zip(groups, times, strict=True):
        logged += repeats * (betaln(a + k, b + n - k) - betaln(a, b))
    weight = np.exp(logged - logged.max())
    return a, b, weight / weight.sum()
