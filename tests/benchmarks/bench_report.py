"""How long a report takes for 300 lines, beside importing what it stands on.

``python tests/benchmarks/bench_report.py``
"""

from __future__ import annotations

import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
TIMES = 5
ROUNDS = 7
"""Of each round the parts run one after the other, so that a busy machine slows them alike."""
OTHERS = {
    "ydata-profiling": "import pandas; from ydata_profiling import ProfileReport;"
    "ProfileReport(pandas.read_csv({0!r}), progress_bar=False).to_file({0!r} + '.html')",
    "sweetviz": "import numpy; numpy.VisibleDeprecationWarning = Warning; import pandas, sweetviz;"
    "sweetviz.analyze(pandas.read_csv({0!r})).show_html({0!r} + '.htm', open_browser=False)",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = grown(Path(folder), 300)
        every = ";".join(command(log, ending) for ending in ("html", "pdf", "docx"))
        for name, took, most in ratios("import pandas, scipy.special", command(log, "html"), every):
            print(f"{name:13} {took:5.2f} s, {took / most:5.2f} of the {most:5.2f} s allowed")
        profiled(log)
        print("warm:", *warm(log), sep="\n  ")


def grown(folder: Path, lines: int) -> Path:
    """Make a log of so many lines from the example, with its plan."""
    heading, *rows = csv.reader((ROOT / "data/example_log.csv").open(encoding="utf-8-sig"))
    place = {name: n for n, name in enumerate(heading)}
    out = [heading]
    for n in range(lines):
        row, round_ = list(rows[n % len(rows)]), n // len(rows)
        if round_:
            row[place["employer"]] += f" {'BCDEFGHIJKLMNOPQRSTUVWXYZ'[round_ % 25]}"
            row[place["feedback"]] += " Try again." * bool(row[place["feedback"]])
        out.append(row)
    path = folder / "my_log.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(out)
    (folder / "my_plan.csv").write_bytes((ROOT / "data/example_plan.csv").read_bytes())
    return path


def command(log: Path, ending: str) -> str:
    """Give what a person starts: the command, which takes one thread for its small matrices."""
    words = ["report", str(log), "-o", str(log.with_name("report." + ending))]
    return f"from bounceback_analysis.cli import main; main({words!r})"


def ratios(base: str, html: str, every: str) -> list[tuple[str, float, float]]:
    """Give the median seconds of a page and of three formats, and what is allowed for each.

    1.25 times the import and 0.35 s for a page, 2.5 times that for all; the round counts in which
    the share of what is allowed is the median one.
    """
    started(every)  # a person's machine keeps compiled modules
    rounds = [[started(code) for code in (base, html, every)] for _ in range(ROUNDS)]
    pages = [("HTML", page, 1.25 * least + 0.35) for least, page, _ in rounds]
    whole = [("three formats", took, 2.5 * (1.25 * least + 0.35)) for least, _, took in rounds]
    return [sorted(found, key=lambda row: row[1] / row[2])[ROUNDS // 2] for found in (pages, whole)]


def started(code: str) -> float:
    """Time a process of its own, which keeps its compiled modules as a person's does."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=kept, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def profiled(log: Path) -> None:
    """Time the general profilers on the same log, where ``PROFILERS`` names a Python with them.

    They want an older pandas, so that they cannot live beside us.
    """
    python = os.environ.get("PROFILERS")
    for name, code in OTHERS.items() if python else ():
        took = timed(
            lambda code=code: subprocess.run([python, "-c", code.format(str(log))], check=True), 1
        )
        print(f"{name:37} {took[0]:6.2f} s")


def warm(log: Path) -> list[str]:
    from bounceback_analysis.log.reading import read_log
    from bounceback_analysis.report.writing import write_report

    said, total = [], 0.0
    for ending in ("html", "pdf", "docx"):
        path = log.with_name(f"warm.{ending}")
        first, *rest = timed(lambda path=path: write_report(read_log(log), path))
        total += first
        size = path.stat().st_size / 1000
        said.append(
            f"{ending:5} first {first:5.2f} s, then {statistics.median(rest):5.3f} s, {size:.0f} kB"
        )
    return [*said, f"all three, first time: {total:.2f} s"]


def timed(run, times: int = TIMES) -> list[float]:
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        found.append(time.perf_counter() - begun)
    return found


if __name__ == "__main__":
    main()
