"""Times the import of the package beside that of pandas alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

WHAT = {
    "import pandas": "import pandas",
    "import bounceback_analysis": "import bounceback_analysis",
    "... and read the example": (
        "import bounceback_analysis as bb; bb.read_log('data/example_log.csv')"
    ),
}
RUNS = 9


def seconds(code: str) -> float:
    """Time one fresh process, bytecode compiled by the run before."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Take turns, so that a slow moment of the machine hits all alike."""
    for code in WHAT.values():
        seconds(code)
    taken = {name: [] for name in WHAT}
    for _ in range(RUNS):
        for name, code in WHAT.items():
            taken[name].append(seconds(code))
    base = statistics.median(taken["import pandas"])
    print(f"{'what':32} {'median s':>9} {'of pandas':>10}")
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"{name:32} {median:9.3f} {median / base:10.2f}")


if __name__ == "__main__":
    main()
