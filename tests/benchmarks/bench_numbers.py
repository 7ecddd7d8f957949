"""Times every table of the numbers on 300 rows and on 100,000, after the imports."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.doors import feedback_yield
from bounceback_analysis.analysis.journey import journey, stage_rates
from bounceback_analysis.analysis.progress import (
    goes_with_success,
    how_many_more,
    improving,
    no_offer_yet,
    run_of_noes,
)
from bounceback_analysis.analysis.strengths import what_went_well
from bounceback_analysis.analysis.timing import reply_curve, waiting
from bounceback_analysis.log.model import Log
from bounceback_analysis.log.reading import read_log

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = Path(__file__).parents[2] / "data" / "example_log.csv"
AS_OF = pd.Timestamp("2026-11-23")
TABLES: dict[str, Callable[[Log], pd.DataFrame]] = {
    "stage_rates": stage_rates,
    "stage_rates by source": lambda log: stage_rates(log, by="source"),
    "stage_rates by format": lambda log: stage_rates(log, by="format"),
    "stage_rates by role words": lambda log: stage_rates(log, by="role words"),
    "journey": journey,
    "run_of_noes": run_of_noes,
    "no_offer_yet": no_offer_yet,
    "how_many_more": how_many_more,
    "improving": improving,
    "goes_with_success": goes_with_success,
    "waiting": waiting,
    "reply_curve": reply_curve,
    "what_went_well (reads themes)": what_went_well,
    "feedback_yield (reads themes)": feedback_yield,
}
"""The last two spend nearly all their time in the reading of the feedback itself."""


def log_of_size(rows: int) -> Log:
    """Repeat the example to so many rows, with other employers and days each time."""
    example = read_log(EXAMPLE).entries
    times = -(-rows // len(example))
    parts = pd.concat([example] * times, ignore_index=True).head(rows)
    copy = pd.Series(np.arange(rows) // len(example), parts.index)
    shift = pd.to_timedelta(copy % 40, unit="D")
    dates = {name: parts[name] - shift for name in ("date", "heard_on", "rated_on")}
    suffix = " " + copy.astype(str)
    entries = parts.assign(
        **dates,
        application=parts["application"] + suffix,
        employer=parts["employer"] + suffix,
        line=np.arange(rows) + 2,
    )
    return Log(entries, as_of=AS_OF)


def milliseconds(table: Callable[[Log], pd.DataFrame], log: Log) -> float:
    """Give the median processor time of five runs after one to warm up."""
    taken = []
    for _ in range(6):
        start = time.process_time()
        table(replace(log))  # a log keeps its tables, so each run has one of its own
        taken.append(1000 * (time.process_time() - start))
    return statistics.median(taken[1:])


def main() -> None:
    """Print the milliseconds of each table at both sizes."""
    logs = {size: log_of_size(size) for size in (300, 100_000)}
    print(f"{'table':32}{'300 rows':>12}{'100,000 rows':>14}")
    for name, table in TABLES.items():
        small, large = (milliseconds(table, log) for log in logs.values())
        print(f"{name:32}{small:9.1f} ms{large:11.0f} ms")


if __name__ == "__main__":
    main()
