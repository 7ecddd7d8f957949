"""Turns counts into rates with their ranges, the same columns in every table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bounceback_analysis.analysis.chance import difference_ranges, rate_range

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

RATE_COLUMNS = ("count", "of", "rate", "low", "high", "low80", "high80")
SURE = 0.05
UNSURE = "cannot tell yet"


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
    (low, high), (low80, high80) = difference_ranges((count, of), (rest, rest_of))
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


def verdict_of(*, sure: bool, low80: float, high80: float) -> str:
    """Say clear if it is sure, leaning if the 80% range leaves out 0, else cannot tell yet."""
    if sure:
        return "clear"
    return "leaning" if low80 > 0 or high80 < 0 else UNSURE
