"""Times reading a log beside pandas' own default reading of the same file, and all its tables.

All in one run, and by the time of the processor: others may be busy on the machine.
"""

from __future__ import annotations

import csv
import io
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.log.reading import read_log
from bounceback_analysis.topics import TOPICS

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = Path(__file__).parents[2] / "data" / "example_log.csv"
RUNS = 3
SIZES = (300, 100_000)
SLOWEST = {300: 15, 100_000: 600}
"""Milliseconds that a table of so many rows may take."""


def milliseconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Give the median of a few runs, the first not counted."""
    work()
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - start))
    return statistics.median(taken)


def messy(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give rows as people keep them: days and words in their own way, broken lines, a bad cell."""
    kept = []
    for at, row in enumerate(rows):
        day = pd.Timestamp(row["date"]) if row["date"] else None
        forms = ("%d/%m/%Y", "%-d %B %Y", "%Y-%m-%d", "%a %d %b %Y")
        told = {"date": day.strftime(forms[at % 4]) if day else "", "Where": f"desk {at % 7}"}
        told["employer"] = f" {row['employer'].upper()} " if at % 5 == 0 else row["employer"]
        if row["outcome"] == "rejected":
            told["outcome"] = ("Turned down", "rejected", "REJECTED", "unsuccessful")[at % 4]
        if row["feedback"]:
            told["feedback"] = f'{row["feedback"]}\n"So it was", they said, "this time"'
        if at % 100 == 0:
            told["heard_on"] = "soon"
        kept.append(row | told)
    return kept


def written(rows: list[dict[str, str]], path: Path) -> Path:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), "utf-8", newline="")
    return path


def main() -> None:
    """Print a row for each log, then the slowest tables of each."""
    rows = list(csv.DictReader(io.StringIO(EXAMPLE.read_text("utf-8-sig"))))
    logs = {}
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'rows':>14} {'ours ms':>9} {'pandas ms':>10} {'ratio':>6}")
        for kind, form in (("", list), ("messy ", messy)):
            for size in SIZES:
                many = form((rows * (size // len(rows) + 1))[:size])
                path = written(many, Path(folder) / f"{kind}{size}.csv")
                ours = milliseconds(lambda path=path: read_log(path))
                theirs = milliseconds(lambda path=path: pd.read_csv(path))
                print(
                    f"{kind}{size:>8,} {ours:9.1f} {theirs:10.1f} {ours / theirs:6.2f}", flush=True
                )
                logs[kind, size] = read_log(path)
    for size, slowest in SLOWEST.items():
        log = logs["", size]
        taken = {
            name: milliseconds(lambda row=row, log=log: row.table(replace(log)), runs=3)
            for name, row in TOPICS.items()
        }
        over = {name: round(took, 1) for name, took in taken.items() if took > slowest}
        worst = sorted(taken.items(), key=lambda item: -item[1])[:5]
        told = ", ".join(f"{name} {took:.1f}" for name, took in worst)
        print(f"tables of {size:,} rows: slowest {told} ms; over {slowest} ms: {over or 'none'}")


if __name__ == "__main__":
    main()
