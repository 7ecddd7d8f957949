"""Measure a cohort of invented clients: cost, growth, sameness, truth, and what an attack finds.

``python -m tests.benchmarks.bench_service PART [SIZE]`` needs the extra ``service``; the parts are
``cost``, ``memory``, ``same``, ``truth``, ``broken``, ``parquet`` and ``attack``.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bounceback_analysis import service
from bounceback_analysis.service import cohort as reading
from bounceback_analysis.service.facts import FILES, added
from tests.invented_clients import GIVEN_ON, TRUTH, write_clients
from tests.test_service_attack import told_of_few

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = pd.Timestamp(GIVEN_ON)
BY = ("programme",)
PARTS = (50, 250, 1000)
LINES = 52
"""Of a client, at most: 32 on average, as the trial had."""


def looped(files: list[Path], size: int = reading.AT_ONCE) -> pd.DataFrame:
    """Count in a plain loop over parts."""
    named = reading._newest(files)
    parts = [named[at : at + size] for at in range(0, len(named), size)]
    counted = [service.facts(reading.read_files(part, DAY), by=BY) for part in parts]
    return added(pd.concat(counted))


def lazily(files: list[Path] | Path, size: int = reading.AT_ONCE) -> Any:
    reading.AT_ONCE = size
    return service.facts(service.read_cohort(files, as_of=GIVEN_ON.isoformat()), by=BY)


@contextmanager
def workers() -> Iterator[Any]:
    """Give a client of two worker processes."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as here,
        Client(here) as there,
    ):
        yield there


def cost(files: list[Path]) -> None:
    """Say the CPU of a client, its growth with the number of clients, and what Dask adds."""
    looped(files[:250])
    lazily(files[:250], 250).compute(scheduler="synchronous")  # what loading Dask takes, once
    sizes = [len(files) // 10, len(files) // 3, len(files)]
    spent = []
    for n in sizes:
        start = time.process_time()
        looped(files[:n])
        spent.append(time.process_time() - start)
        print(f"{n} clients in a loop: {spent[-1] / n * 1000:.3f} ms of CPU each", flush=True)
    print(f"grows with the power {np.polyfit(np.log(sizes), np.log(spent), 1)[0]:.3f}")
    for size in PARTS[1:]:
        start = time.process_time()
        looped(files[:2000], size)
        loop = time.process_time() - start
        lazily(files[:2000], size).compute(scheduler="synchronous")
        dask = time.process_time() - start - loop
        print(f"parts of {size}: Dask takes {dask / loop:.2f} times the loop", flush=True)


def memory(files: list[Path]) -> None:
    """Say the peak memory of a process that counts the first so many."""
    for n in (len(files) // 10, len(files)):
        code = (
            "import sys, resource; from tests.benchmarks.bench_service import *\n"
            f"looped(sorted(Path({str(files[0].parent)!r}).glob('*.csv'))[:{n}])\n"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        print(f"{n} clients: {done.stdout.decode().strip()} MB at most", flush=True)


def same(files: list[Path]) -> None:
    """Compare threads, processes, sizes of parts and a killed worker with the plain loop."""
    whole = looped(files)
    for size in PARTS:
        pd.testing.assert_frame_equal(lazily(files, size).compute(scheduler="threads"), whole)
        print(f"parts of {size} in threads: the same, {len(whole):,} cells", flush=True)
    with workers() as there:
        pd.testing.assert_frame_equal(lazily(files, 250).compute(), whole)
        print("two processes: the same", flush=True)
        running = there.compute(lazily(files, 250))
        time.sleep(5)
        os.kill(next(iter(there.run(os.getpid).values())), signal.SIGKILL)
        pd.testing.assert_frame_equal(running.result(), whole)
        print("one of two processes killed in the middle: the same", flush=True)


def truth(files: list[Path]) -> None:
    """Say how often the truth is inside the 95% range, over cohorts of fifty clients."""
    hits = total = 0
    for at in range(0, len(files) - 49, 50):
        facts = service.facts(reading.read_files(reading._newest(files[at : at + 50]), DAY))
        told = service.stage_rates(facts, exact=True).set_index("stage")
        hits += sum(told.loc[s, "low"] <= p <= told.loc[s, "high"] for s, p in TRUTH.items())
        total += len(TRUTH)
    print(f"the truth is inside the range {hits} of {total} times: {hits / total:.1%}")


def broken(files: list[Path]) -> None:
    """Break one file in a hundred: each is named, and the rest counts as it does alone."""
    bad = files[::100]
    good = looped([file for file in files if file not in {*bad}])
    for at, file in enumerate(bad):
        data = file.read_bytes()
        file.write_bytes((b"", b"\x00\x01" * 99, b"a,b\r\n1,2\r\n", data[:9])[at % 4])
    both = looped(files)
    said = both[both["topic"] == FILES]
    assert {*said["key"]} == {file.name for file in bad}
    pd.testing.assert_frame_equal(both[both["topic"] != FILES].reset_index(drop=True), good)
    print(f"{len(bad)} broken files of {len(files)}: all named, the rest the same")


def parquet(files: list[Path], rows: int = 20_000_000) -> None:
    """Count so many rows of Parquet on two workers, and say their memory."""
    folder = files[0].parent / "dataset"
    folder.mkdir()
    tables = [reading.read_files(reading._newest(files[at : at + 1000]), DAY)
              for at in range(0, len(files), 1000)]  # fmt: skip
    written = copies = 0
    while written < rows:
        for at, table in enumerate(tables):
            named = {name: table[name] + f" {copies}" for name in ("client", "application")}
            table.assign(**named).to_parquet(folder / f"{copies:03} {at:03}.parquet", index=False)
            written += len(table)
        copies += 1
    with workers() as there:
        start = time.time()
        counted = lazily(folder).compute()
        peak = sum(there.run(lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss).values())
        here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        cells = counted[(counted["topic"] == "stage_rates") & (counted["programme"] == "all")]
        print(f"{written:,} rows on two workers: {time.time() - start:.0f} s, {len(cells)} cells, "
              f"{peak // 1024} MB in both, {here // 1024} MB where it was asked")  # fmt: skip


def attack(count: int) -> None:
    """Say what an attack on random cohorts finds, and how much is kept back."""
    told = asked = 0
    kept = []
    for seed in range(count):
        by = (("programme",), ("programme", "month"), ())[seed % 3]
        with tempfile.TemporaryDirectory() as folder:
            one, of, hidden = told_of_few(seed, Path(folder), by)
        told, asked = told + one, asked + of
        kept.append((len(by), *hidden))
        if seed % 20 == 19:
            print(f"{seed + 1} cohorts: {told} of {asked} cells or differences of few", flush=True)
    for level, shares in pd.DataFrame(kept).groupby(0):
        few, hidden = shares[1].mean(), shares[2].mean()
        print(f"split by {level}: {few:.0%} of the cells are of few, {hidden:.0%} are kept back")


def main() -> None:
    """Run one part, on so many clients or cohorts."""
    part, size = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    if part == "attack":
        attack(size)
        return
    with tempfile.TemporaryDirectory() as place:
        globals()[part](write_clients(Path(place), range(size), lines=LINES))


if __name__ == "__main__":
    main()
