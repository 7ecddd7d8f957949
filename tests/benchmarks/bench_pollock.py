"""Scores our one function from bytes to rows on Pollock, a benchmark of broken CSV files.

Pollock (HPI-Information-Systems/Pollock, VLDB 2023) is not part of this project. With a copy of
it in FOLDER, and the few packages that its own measures need, no parameters being given:

``python -m uv run --group test --with multiset,chardet,joblib,price-parser,numpy
python -m tests.benchmarks.bench_pollock FOLDER``
"""

from __future__ import annotations

import csv
import importlib
import json
import statistics
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from bounceback_analysis.log.csvtext import split_rows

LOOKED_AT = 25
"""Rows from the top among which the table begins."""


def table_of(cells: list[list[str]]) -> list[list[str]]:
    """Leave out what stands over a table: titles fill one cell where its rows fill many."""
    filled = [sum(1 for cell in row if cell.strip()) for row in cells[:200]]
    usual = statistics.median(sorted(count for count in filled if count > 1) or [0])
    wide = (n for n, count in enumerate(filled[:LOOKED_AT]) if count > 1 and count * 2 > usual)
    start = next(wide, 0)
    start = start if usual > 2 or 0 in filled[:start] else 0
    return [row for row in cells[start:] if any(row)]


def score(source: Path, clean: Path) -> float:
    """Give the score of one file, of 10: read at all, then how well headings, rows and cells."""
    measures = importlib.import_module("pollock.metrics")
    with tempfile.TemporaryDirectory() as folder:
        loaded = Path(folder) / "loaded.csv"
        with loaded.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(table_of(split_rows(source.read_bytes()).cells))
        return 1 + float(sum(measures.header_record_cell_measures_csv(str(clean), str(loaded))))


def scores(folder: Path) -> dict[str, float]:
    """Give the score of every file in one of Pollock's two sets."""
    files = sorted(file.name for file in (folder / "csv").glob("*csv"))
    sources, cleans = ([folder / part / name for name in files] for part in ("csv", "clean"))
    with ProcessPoolExecutor() as several:
        return dict(zip(files, several.map(score, sources, cleans, chunksize=20), strict=True))


def mean(values: dict[str, float], weights: dict[str, float]) -> float:
    """Give the mean score, each file by its weight; Pollock counts one without a weight as -1."""
    total = sum(weights.get(name, -1) for name in values)
    return sum(value * weights.get(name, -1) for name, value in values.items()) / total


def main(pollock: Path) -> None:
    """Print Pollock's simple and weighted scores, and the files that cost the most."""
    sys.path.insert(0, str(pollock))
    weights = json.loads((pollock / "pollock_weights.json").read_text("utf-8"))
    for name in ("polluted_files", "survey_sample"):
        found = scores(pollock / name)
        line = f"{name}: simple {mean(found, dict.fromkeys(found, 1.0)):.4f}"
        print(line + (f", weighted {mean(found, weights):.4f}" if "polluted" in name else ""))
        worst = sorted(found, key=partial(dict.__getitem__, found))[:12]
        print("\n".join(f"  {found[file]:6.3f} {file}" for file in worst if found[file] < 10))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
