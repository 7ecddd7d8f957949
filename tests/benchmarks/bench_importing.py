"""Times bringing in a sheet beside reading the same sheet as a log, and how both grow, in one run."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bounceback_analysis.log.importing.adopting import import_log
from bounceback_analysis.log.reading import read_log
from tests.benchmarks.bench_reading import milliseconds

HEADINGS = "Company,Role,Date Applied,Status,Source,Notes,Salary,Location\n"
WORDS = ("Applied", "Rejected", "Interview", "No response", "Offer", "Withdrew")


def sheet(rows: int) -> str:
    """Make a sheet of so many applications, with 997 employers and 53 roles among them."""
    return HEADINGS + "".join(
        f"Firm {n % 997},Role {n % 53},2026-0{1 + n % 9}-{1 + n % 28:02},{WORDS[n % len(WORDS)]},"
        f"Indeed,note {n} and some words of it,25000,Leeds\n"
        for n in range(rows)
    )


def main() -> None:
    """Print a row for each size of sheet."""
    print(f"{'rows':>8} {'import ms':>10} {'read_log ms':>12} {'ratio':>6} {'growth':>7}")
    before = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for size in (1_200, 12_000, 120_000):
            path = Path(folder) / f"{size}.csv"
            path.write_text(sheet(size), "utf-8")
            ours = milliseconds(lambda path=path: import_log(path, {}))
            read = milliseconds(lambda path=path: read_log(path))
            growth = f"{ours / before:7.1f}" if before else ""
            print(f"{size:8,} {ours:10.1f} {read:12.1f} {ours / read:6.2f} {growth}")
            before = ours


if __name__ == "__main__":
    main()
