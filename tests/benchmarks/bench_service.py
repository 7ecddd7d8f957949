"""Measure a cohort of invented clients: cost, growth, sameness, truth, and what an attack finds.

``python -m tests.benchmarks.bench_service [CLIENTS] [COHORTS]`` needs the extra ``service``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from bounceback_analysis import service
from bounceback_analysis.service import cohort as reading
from tests.invented_clients import GIVEN_ON, TRUTH, write_clients
from tests.test_service_attack import told_of_few

DAY = pd.Timestamp(GIVEN_ON)
BY = ("programme",)
PARTS = (50, 250, 1000)


def looped(files: list[Path], size: int = 250) -> pd.DataFrame:
    """Count in a plain loop over parts."""
    named = reading._newest(files)
    parts = [named[at : at + size] for at in range(0, len(named), size)]
    counted = [service.facts(reading.read_files(part, DAY), by=BY) for part in parts]
    return reading_added(counted)


def reading_added(several: list[pd.DataFrame]) -> pd.DataFrame:
    from bounceback_analysis.service.facts import added

    return added(pd.concat(several))


def cost(files: list[Path]) -> None:
    """Say the CPU of a client in the loop, and its growth with the number of clients."""
    looped(files[:250])
    sizes = [n for n in (len(files) // 10, len(files) // 3, len(files)) if n >= 200]
    spent = []
    for n in sizes:
        start = time.process_time()
        looped(files[:n])
        spent.append(time.process_time() - start)
        print(f"{n} clients in a loop: {spent[-1] / n * 1000:.2f} ms of CPU each")
    if len(sizes) > 1:
        power = np.polyfit(np.log(sizes), np.log(spent), 1)[0]
        print(f"grows with the power {power:.3f}")


def memory(folder: Path, sizes: list[int]) -> None:
    """Say the peak memory of a process that counts the first so many."""
    for n in sizes:
        code = (
            "from tests.benchmarks.bench_service import *; import sys;"
            f"looped(sorted(Path({str(folder)!r}).glob('*.csv'))[:{n}]);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        print(f"{n} clients: {done.stdout.strip()} MB at most")


def same(files: list[Path], truth: pd.DataFrame) -> None:
    """Compare threads, processes and sizes of parts with the plain loop."""
    from distributed import Client, LocalCluster

    for size in PARTS:
        reading.AT_ONCE = size
        lazy = service.facts(service.read_cohort(files, as_of=GIVEN_ON.isoformat()), by=BY)
        start = time.process_time()
        pd.testing.assert_frame_equal(lazy.compute(scheduler="synchronous"), truth)
        print(
            f"parts of {size}: the same, {(time.process_time() - start) / len(files) * 1000:.2f} ms each"
        )
        pd.testing.assert_frame_equal(lazy.compute(scheduler="threads"), truth)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as here,
        Client(here),
    ):
        pd.testing.assert_frame_equal(lazy.compute(), truth)
    print("threads and two processes: the same")


def in_range(files: list[Path]) -> None:
    """Say how often the truth is inside the 95% range, over cohorts of fifty clients."""
    hits = total = 0
    for at in range(0, len(files) - 49, 50):
        table = service.stage_rates(
            looped(files[at : at + 50])[lambda t: t["programme"] == "all"].drop(
                columns="programme"
            ),
            exact=True,
        )
        told = table.set_index("stage")
        hits += sum(
            told.loc[s, "low"] <= p <= told.loc[s, "high"]
            for s, p in TRUTH.items()
            if s in told.index
        )
        total += len(told)
    print(f"the truth is inside the range {hits} of {total} times")


def attacks(count: int) -> None:
    """Say what an attack on random cohorts finds, and how much is kept back."""
    told = asked = 0
    kept = []
    for seed in range(count):
        by = (("programme",), ("programme", "month"), ())[seed % 3]
        with tempfile.TemporaryDirectory() as folder:
            one, of, hidden = told_of_few(seed, Path(folder), by)
        told, asked = told + one, asked + of
        if seed % 20 == 19:
            print(f"{seed + 1} cohorts: {told} of {asked}", flush=True)
        kept.append((len(by), *hidden))
    print(f"{count} cohorts: {told} of {asked} cells or differences of few could be computed")
    for level, shares in pd.DataFrame(kept).groupby(0):
        few, hidden = shares[1].mean(), shares[2].mean()
        print(f"split by {level}: {few:.0%} of the cells are of few, {hidden:.0%} are kept back")


def main() -> None:
    clients, cohorts = (int(word) for word in (*sys.argv[1:], "2000", "20")[:2])
    with tempfile.TemporaryDirectory() as place:
        files = write_clients(Path(place), range(clients), lines=33)
        cost(files)
        in_range(files[: min(clients, 5000)])
        memory(Path(place), [clients // 10, clients])
        same(files, looped(files))
    attacks(cohorts)


if __name__ == "__main__":
    main()
