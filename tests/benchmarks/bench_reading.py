"""Times reading a log beside pandas' own default reading of the same file, in one run."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.log.reading import read_log

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = Path(__file__).parents[2] / "data" / "example_log.csv"
RUNS = 5


def milliseconds(work: Callable[[], object]) -> float:
    """Give the median of a few runs, the first not counted."""
    work()
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def main() -> None:
    """Print a row for each size of log."""
    heading, *rows = EXAMPLE.read_text("utf-8").splitlines(keepends=True)
    print(f"{'rows':>8} {'ours ms':>9} {'pandas ms':>10} {'ratio':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for size in (300, 10_000, 100_000, 200_000):
            path = Path(folder) / f"{size}.csv"
            many = (rows * (size // len(rows) + 1))[:size]
            path.write_text(heading + "".join(many), "utf-8", newline="")
            ours = milliseconds(lambda path=path: read_log(path))
            theirs = milliseconds(lambda path=path: pd.read_csv(path))
            print(f"{size:8,} {ours:9.1f} {theirs:10.1f} {ours / theirs:6.2f}")


if __name__ == "__main__":
    main()
