"""Compares every count of the product with the independent counter, in 340 logs under six filters.

Run it with ``python -m tests.benchmarks.bench_truth``: half an hour; a number asks for fewer logs.
"""

from __future__ import annotations

import sys
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.as_counted import OURS, differences, theirs
from tests.counter import counts
from tests.counter_lines import read
from tests.made_logs import AS_OF, SEEDS, made_log, made_plan, wild_logs
from tests.test_truth_counts import FILTERS

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
    most = int(sys.argv[1]) if len(sys.argv) > 1 else RANDOM
    logs = [(made_log(at), made_plan(at)) for at in SEEDS] + [(t, "") for t in random_logs(most)]
    compared = differing = 0
    for number, (text, plan) in enumerate(logs):
        for chosen in FILTERS:
            found = differences(text, AS_OF, chosen, plan=plan)
            said = theirs(counts(read(text), AS_OF, **chosen, plan=read(plan) if plan else ()))
            compared += sum(numbers(said[key]) for key in OURS)
            differing += len(found)
            for topic, both in found.items():
                print(f"log {number}, {chosen}, {topic}: {both}", flush=True)
    print(f"{len(logs)} logs, {compared:,} numbers compared, {differing} topics differ")


if __name__ == "__main__":
    main()
