"""Turns counts into rates with their ranges, alone, compared, and in groups of lines."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from bounceback_analysis.analysis.chance import difference_range, rate_range, special
from bounceback_analysis.analysis.outcomes import NOT_SAID, spelt
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

RATE_COLUMNS = ("count", "of", "rate", "low", "high", "low80", "high80")
CLEAR, LEANING, UNSURE = "clear", "leaning", "cannot tell yet"
GROUPS = ("source", "format", "role words")
JOINING_WORDS = frozenset({"and", "the", "for", "with"})
MOST_ROLE_WORDS = 12  # as many rows as a picture can hold
TYPICAL_SIZE = 8.0  # the others weigh about as much as eight results of a group's own


def with_rates(table: pd.DataFrame) -> pd.DataFrame:
    """Add ``rate, low, high, low80, high80`` to a table with ``count`` and ``of``.

    Parameters
    ----------
    table
        One row per rate; ``of`` is what was decided.

    Returns
    -------
    DataFrame
        ``rate`` is count/of, ``low`` and ``high`` the central 95% of the Jeffreys posterior,
        ``low80`` and ``high80`` its 80%; all NaN where nothing is decided.
    """
    count, of = table["count"].to_numpy(float), table["of"].to_numpy(float)
    low, high = rate_range(count, of)
    low80, high80 = rate_range(count, of, 0.8)
    rate = np.divide(count, of, out=np.full(len(of), np.nan), where=of > 0)
    return table.assign(rate=rate, low=low, high=high, low80=low80, high80=high80)


def compared(
    count: ArrayLike, of: ArrayLike, rest: ArrayLike, rest_of: ArrayLike
) -> dict[str, Floats]:
    """Compare ``count`` of ``of`` with ``rest`` of ``rest_of``: difference, 95% and 80% range.

    All is NaN where a side has nothing decided.
    """
    of, rest_of = np.asarray(of, float), np.asarray(rest_of, float)
    known = (of > 0) & (rest_of > 0)
    low, high = difference_range((count, of), (rest, rest_of))
    low80, high80 = difference_range((count, of), (rest, rest_of), 0.8)
    with np.errstate(invalid="ignore", divide="ignore"):
        difference = np.asarray(count) / of - np.asarray(rest) / rest_of
    found = {
        "difference": difference,
        "diff_low": low,
        "diff_high": high,
        "diff_low80": low80,
        "diff_high80": high80,
    }
    return {name: np.where(known, value, np.nan) for name, value in found.items()}


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


def grouped(entries: pd.DataFrame, by: str) -> pd.DataFrame:
    """Add a column named ``by``: a line's group, once for each role word it has.

    Parameters
    ----------
    entries
        The log as read, or settled.
    by
        ``source``, ``format`` or ``role words``.

    Raises
    ------
    ValueError
        If ``by`` is none of these.
    """
    if by not in GROUPS:
        raise ValueError(f"by={by!r} is not a way to split; use one of {', '.join(GROUPS)}.")
    if by == "role words":
        return entries.join(role_words(entries).rename(by), how="inner")
    return entries.assign(**{by: spelt(entries[by]).fillna(NOT_SAID)})


def role_words(entries: pd.DataFrame) -> pd.Series:
    """Give the words of each line's role, of those that at least two applications share.

    The index is the entries' own, repeated; the twelve most shared words are kept.
    """
    roles = {role: _words(role) for role in entries["role"].dropna().unique()}
    told = entries[["role", "application"]].drop_duplicates().dropna()
    counts = Counter(word for role in told["role"] for word in roles[role])
    shared = sorted(((-times, word) for word, times in counts.items() if times >= 2))
    kept = {word for _, word in shared[:MOST_ROLE_WORDS]}
    wanted = {role: [word for word in words if word in kept] for role, words in roles.items()}
    return entries["role"].map(wanted).dropna().explode().dropna().astype("str")


def _words(role: str) -> list[str]:
    """Give the words of a role that say something, each once, in order."""
    return sorted(set(re.findall(r"[^\W\d_]{3,}", fold(role))) - JOINING_WORDS)
