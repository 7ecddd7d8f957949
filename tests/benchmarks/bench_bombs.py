"""Prints how long, and with how much memory, each file that is made to do harm gets its answer."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bombs import BOMBS, HEAD, ROW, text

ORDINARY = {
    "100,000 lines, 30 MB": (
        "a.csv",
        text(HEAD + ROW.replace("Too quiet", "I was a little too quiet for them. " * 7) * 100_000),
    ),
    "2 lines": ("a.csv", text(HEAD + ROW)),
}
LONGEST = 120
"""Seconds after which an answer is not waited for."""


def answered(words: list[str], folder: Path) -> tuple[float, float, int | None, str]:
    """Run a command: seconds of the processor, peak memory in MB, its exit code, and the last that it said."""
    out = folder / "said.txt"
    with out.open("wb") as said:
        started = time.perf_counter()
        running = subprocess.Popen(
            [sys.executable, "-m", "bounceback_analysis", *words], stdout=said, stderr=said
        )
        while True:
            done, status, usage = os.wait4(running.pid, os.WNOHANG)
            if done:
                running.returncode = os.waitstatus_to_exitcode(status)
                break
            if time.perf_counter() - started > LONGEST:
                running.kill()
            time.sleep(0.01)
    seconds = usage.ru_utime + usage.ru_stime
    lines = [
        line.strip() for line in out.read_text("utf-8", "replace").splitlines() if line.strip()
    ]
    told = next((line for line in lines if "line " in line or "'" in line), (lines or [""])[0])
    return seconds, usage.ru_maxrss / 1000, running.returncode, told


def main() -> None:
    """Print a row for each file and command."""
    print(f"{'file':32} {'command':7} {'s':>6} {'MB':>6} exit  said")
    files = {name: (called, make) for name, (called, make, _) in BOMBS.items()} | ORDINARY
    for name, (called, make) in files.items():
        if len(sys.argv) > 1 and not any(word in name for word in sys.argv[1:]):
            continue
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            file = folder / called
            # In a process of its own: what a process takes begins with what its parent has.
            making = multiprocessing.get_context("fork").Process(target=make, args=(file,))
            making.start()
            making.join()
            for words in (
                ["check", str(file)],
                ["import", str(file), "-o", str(folder / "out.csv")],
            ):
                seconds, memory, code, told = answered(words, folder)
                print(
                    f"{name:32} {words[0]:7} {seconds:6.2f} {memory:6.0f} {code!s:>4}  {told[:110]}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
