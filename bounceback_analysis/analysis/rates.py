"""Turns counts into rates with their ranges, the same columns in every table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bounceback_analysis.analysis.chance import rate_range

if TYPE_CHECKING:
    import pandas as pd

RATE_COLUMNS = ("count", "of", "rate", "low", "high", "low80", "high80")


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
