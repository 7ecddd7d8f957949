"""Pulls the rates of small groups towards each other, as far as the data say they are alike."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from bounceback_analysis.analysis.chance import special

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

TYPICAL_SIZE = 8.0


def pooled(count: ArrayLike, of: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Pull each group's rate towards the rate of all, the more the fewer it has.

    A beta-binomial hierarchy on a grid over the groups' mean (uniform prior) and their
    likeness (log of the prior's size about 8, give or take a factor of e). Each group's
    posterior is read as the Beta with its mean and variance.

    Parameters
    ----------
    count, of
        One entry a group.
    level
        The share of the posterior that lies inside the range.

    Returns
    -------
    tuple of arrays
        Pooled rate, lower and upper limit; a group with nothing decided gets the others' rate.

    References
    ----------
    Gelman et al. (2013), Bayesian Data Analysis, section 5.3, with a proper prior.
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
    tail = (1 - level) / 2
    low, high = (
        special().betaincinv(first * spread, (1 - first) * spread, q) for q in (tail, 1 - tail)
    )
    return first, low, high


def hierarchy(
    count: ArrayLike, of: ArrayLike, u: Floats, v: Floats, log_prior: Floats
) -> tuple[Floats, Floats, Floats]:
    """Weigh each point of a grid over ``u = log(a/b)`` and ``v = log(a+b)`` by the groups.

    Returns
    -------
    tuple of arrays
        ``a``, ``b`` and the weight of each grid point, flat; the weights add up to 1.
    """
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
