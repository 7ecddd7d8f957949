"""Shows how often the ranges hold the truth, and how often "clear" is said where nothing is."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from scipy import stats

from bounceback_analysis.analysis.chance import rate_range
from bounceback_analysis.analysis.luck import improving
from bounceback_analysis.analysis.success import goes_with_success
from bounceback_analysis.log.entries import typed_table
from bounceback_analysis.vocabulary.schema import RATINGS

RATES = np.arange(0.02, 0.601, 0.01)
SOURCES = np.array(["Job board", "Friend", "Agency", "Council jobs page", "Walked in"])
FORMATS = np.array(["in person", "video", "phone"])
ROLES = np.array(["Care assistant", "Shop assistant", "Office clerk", "Ward clerk", "Driver"])


def coverage(of: int, level: float, *, tenths: bool = False) -> tuple[float, float]:
    """Give the average and the least exact coverage over true rates .02 to .60."""
    count = np.arange(of + 1)
    low, high = rate_range(count, np.full(of + 1, of), level)
    if tenths:
        low, high = np.floor(np.round(10 * low, 9)) / 10, np.ceil(np.round(10 * high, 9)) / 10
    held = (low[:, None] <= RATES) & (high[:, None] >= RATES)
    each = (stats.binom.pmf(count[:, None], of, RATES) * held).sum(axis=0)
    return float(each.mean()), float(each.min())


def search(draw: np.random.Generator, of: int, rate: float) -> pd.DataFrame:
    """Make a search in which nothing goes with success; some employers have several rounds."""
    application = np.repeat(np.arange(of), draw.integers(1, 3, of))
    size = len(application)
    luck = draw.random(of)[application] < rate
    first = pd.Series(application).duplicated().to_numpy()
    day = pd.Timestamp("2026-01-01") + pd.to_timedelta(application * 3 + 7 * first, unit="D")
    values = {
        "date": pd.Series(day),
        "outcome": pd.Series(np.where(luck, "passed", "rejected")),
        "stage": pd.Series(np.where(first, "final interview", "interview")),
        "heard_on": pd.Series(day + pd.Timedelta(days=5)),
        "rated_on": pd.Series(day),
        "source": pd.Series(draw.choice(SOURCES, of)[application]),
        "role": pd.Series(draw.choice(ROLES, of)[application]),
        "format": pd.Series(draw.choice(FORMATS, size)),
        **{name: pd.Series(draw.integers(1, 6, size).astype(float)) for name in RATINGS},
    }
    name = pd.Series(application).astype(str)
    return typed_table(values).assign(
        application=name,
        employer=name,
        line=np.arange(size) + 2,
        round=pd.Series(application).groupby(application).cumcount() + 1,
    )


def false_verdicts(searches: int, of: int, rate: float) -> tuple[float, float, float]:
    """Give the share of searches with any "clear", any "leaning", and a "clear" change."""
    draw = np.random.default_rng([of, int(100 * rate)])
    clear = leaning = changed = 0
    for _ in range(searches):
        entries = search(draw, of, rate)
        verdicts = set(goes_with_success(entries, step="interviews")["verdict"])
        clear += "clear" in verdicts
        leaning += "leaning" in verdicts
        changed += improving(entries, step="interviews")["verdict"][0] == "clear"
    return clear / searches, leaning / searches, changed / searches


def main() -> None:
    """Print coverage, then false verdicts; the number of searches may be given."""
    print("Coverage of single rates over true rates .02 to .60 (average, least)")
    for of in (5, 10, 30, 60):
        ranges = [coverage(of, 0.95), coverage(of, 0.8), coverage(of, 0.95, tenths=True)]
        said = "   ".join(f"{average:.3f} {least:.3f}" for average, least in ranges)
        print(f"  n = {of:3}   95%, 80%, 95% in printed tenths:   {said}")
    searches = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    print(
        f"Searches of {searches} in which nothing goes with success: any clear, any leaning, change"
    )
    for of in (20, 60, 200):
        for rate in (0.2, 0.5):
            clear, leaning, changed = false_verdicts(searches, of, rate)
            print(f"  {of:3} tries at {rate}: {clear:6.3f} {leaning:6.3f} {changed:6.3f}")


if __name__ == "__main__":
    main()
