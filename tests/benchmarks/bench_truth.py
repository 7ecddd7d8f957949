"""Compares every count of the product with the independent counter, in 341 logs under six filters.

The example, 40 realistic logs and 300 random ones. Run it with ``python -m
tests.benchmarks.bench_truth``: half an hour; two numbers, such as ``0 100``, take a part of the logs.
"""

from __future__ import annotations

import sys
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.as_counted import both_sides
from tests.made_logs import AS_OF, SEEDS, made_log, made_plan, wild_logs
from tests.test_truth_counts import EXAMPLE, EXAMPLE_DAY, FILTERS, READ_FROM_WORDS

RANDOM = 300


def random_logs(n: int) -> list[str]:
    """Give the texts of random logs, the same each time."""
    found: list[str] = []

    @seed(1)
    @settings(
        max_examples=n,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(wild_logs())
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return found


def numbers(said: Any) -> int:
    """Count the single values of what was counted."""
    if isinstance(said, dict):
        return sum(map(numbers, said.values()))
    return sum(map(numbers, said)) if isinstance(said, (tuple, list, set)) else 1


def main() -> None:
    """Print the numbers compared, and each difference."""
    logs: list[tuple[Any, ...]] = [(EXAMPLE, "", EXAMPLE_DAY, READ_FROM_WORDS)]
    logs += [(made_log(at), made_plan(at), AS_OF, ()) for at in SEEDS]
    logs += [(text, "", AS_OF, ()) for text in random_logs(RANDOM)]
    first, end = map(int, sys.argv[1:3] or (0, len(logs)))
    compared = differing = 0
    for number, (text, plan, day, aside) in enumerate(logs[first:end], first):
        for chosen in FILTERS:
            both = both_sides(text, day, chosen, plan=plan, leave_out=aside)
            for topic, (ours, said) in both.items():
                compared += numbers(said)
                differing += ours != said
                if ours != said:
                    print(f"log {number}, {chosen}, {topic}: {ours} != {said}", flush=True)
    print(f"logs {first} to {end}: {compared:,} numbers compared, {differing} topics differ")


if __name__ == "__main__":
    main()
