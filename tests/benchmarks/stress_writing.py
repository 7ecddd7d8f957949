"""Kills a writer at random moments, many times, and counts what was lost.

Run: ``python -m tests.benchmarks.stress_writing [RUNS]`` (1,000 without a number).
"""

from __future__ import annotations

import csv
import io
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bounceback_analysis.log.writing import append_entry

HEADINGS = b"date,employer,outcome,feedback,My own\r\n"
WRITER = """
import sys
from bounceback_analysis.log.writing import append_entry
for run in sys.stdin:
    for number in range(1000):
        name = f"{run.strip()} {number}"
        entry = {"date": "2026-03-06", "employer": name, "outcome": "waiting", "feedback": "a, b"}
        if append_entry(sys.argv[1], entry).ok:
            print(name, flush=True)
"""


def start(log: Path) -> subprocess.Popen:
    command = [sys.executable, "-c", WRITER, str(log)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )


def main(runs: int) -> int:
    chance = random.Random(5)
    folder = Path(tempfile.mkdtemp())
    log = folder / "my_log.csv"
    said: set[str] = set()
    lost = old_lost = half = 0
    writer = start(log)
    for run in range(runs):
        if run % 50 == 0:  # a log of a person's size again
            log.write_bytes(HEADINGS + b"2026-03-05,Acme,waiting,,a\r\n" * 30)
            said = set()
        before = log.read_bytes()
        following = start(log)  # the next one imports while this one writes
        writer.stdin.write(f"run {run}\n")
        said.add(writer.stdout.readline().strip())
        time.sleep(chance.random() * 0.03)
        writer.send_signal(signal.SIGKILL)
        said |= set(writer.stdout.read().splitlines())
        writer.wait()
        writer = following
        now = log.read_bytes()
        old_lost += not now.startswith(before)
        rows = list(csv.reader(io.StringIO(now.decode(), newline="")))
        half += sum(len(row) != 5 for row in rows) + (not now.endswith(b"\r\n"))
        lost += len(
            {name for name in said if name.endswith(tuple("0123456789"))} - {row[1] for row in rows}
        )
    writer.kill()
    append_entry(log, {"date": "2026-03-06", "employer": "last", "outcome": "waiting"})
    left = [path for path in folder.rglob("*") if path.suffix in {".part", ".tmp"}]
    print(
        f"runs {runs}, old lines lost {old_lost}, acknowledged lines lost {lost}, "
        f"half lines {half}, leftovers {len(left)}"
    )
    return int(bool(old_lost or lost or half or left))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
