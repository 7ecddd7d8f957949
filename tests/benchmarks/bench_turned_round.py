"""Say in how many of 100 searches where nothing changes a theme is told to have turned round.

Run it with ``python -m tests.benchmarks.bench_turned_round``; a number is another seed.
"""

from __future__ import annotations

import random
import sys

from bounceback_analysis.analysis.strengths import themes_turned

SEARCHES = 4000
SIZES = (8, 15, 30, 60)  # employers that gave a reason
NAMED = (0.35, 0.3, 0.25, 0.2, 0.15, 0.1)  # how often each theme is named
PRAISED = (0.5, 0.4, 0.6, 0.3, 0.5, 0.7)  # how often it is praised, where it is named
BETTER = 0.9  # how often a theme that did turn is praised from the middle on, from 1 less this


def search(luck: random.Random, size: int, turning: int | None = None) -> dict[str, list[bool]]:
    """Give the votes of each theme in time order; one of them may turn in the middle."""
    votes: dict[str, list[bool]] = {}
    for at in range(size):
        for theme, (named, unchanged) in enumerate(zip(NAMED, PRAISED, strict=True)):
            turned = BETTER if at >= size / 2 else 1 - BETTER
            praised = turned if theme == turning else unchanged
            if luck.random() < named:
                votes.setdefault(str(theme), []).append(luck.random() < praised)
    return votes


def main() -> None:
    """Print the false alarms and the turns found at each size."""
    luck = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print("employers   false alarms of 100   found of 100, where the first theme turned")
    for size in SIZES:
        unchanged = sum(any(themes_turned(search(luck, size))) for _ in range(SEARCHES))
        found = sum("0" in themes_turned(search(luck, size, 0)) for _ in range(SEARCHES))
        print(f"{size:9}   {100 * unchanged / SEARCHES:19.1f}   {100 * found / SEARCHES:6.1f}")


if __name__ == "__main__":
    main()
