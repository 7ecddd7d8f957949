"""Measure how fast feedback is read, beside a plain loop of ten ``re`` patterns in the same run.

Processor time of one core is counted, so that other work on the machine does not show.
"""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

from bounceback_analysis.analysis.feedback import code_feedback
from bounceback_analysis.feedback.learned import learned
from bounceback_analysis.feedback.phrases import vocabulary
from tests.benchmarks.bench_feedback import HELD_OUT, load

PLAIN = [
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        "nervous|quiet|shy", "rambl\\w*|waffl\\w*", "vague|example\\w*", "undersold|modest",
        "research\\w*|prepared", "enthusias\\w*|passion", "arrogant|fit", "late|scruffy",
        "experience|background", "knowledge|skill\\w*",
    )
]  # fmt: skip
WORDS = 25


def texts_of(count: int) -> list[str]:
    """Make distinct texts of 25 words from the held-out sentences, in a fixed order."""
    words = " ".join(load(Path(HELD_OUT))[0]).split()
    rng = random.Random(3)
    half = WORDS // 2
    pairs = [(rng.randrange(len(words) - 13), rng.randrange(len(words) - 13)) for _ in range(count)]
    return [" ".join(words[a : a + half] + words[b : b + WORDS - half]) for a, b in pairs]


def timed(run: object, texts: list[str]) -> float:
    begin = time.process_time()
    run(texts)  # type: ignore[operator]
    return time.process_time() - begin


def main() -> None:
    loading = timed(lambda _: (vocabulary(), learned()), [])
    print(f"loading both readers          {loading * 1000:8.0f} ms, once")
    code_feedback(texts_of(50))
    print(f"{'texts':>8}{'ours':>12}{'plain loop':>14}   texts a second")
    for count in (1_000, 5_000, 20_000):
        texts = texts_of(count)
        plain = timed(lambda batch: [[p.search(t) for p in PLAIN] for t in batch], texts)
        print(f"{count:8}{count / timed(code_feedback, texts):12,.0f}{count / plain:14,.0f}")
    one = [timed(code_feedback, [text]) for text in texts_of(21_000)[-200:]]
    print(f"one text: median {sorted(one)[100] * 1000:.2f} ms, slowest {max(one) * 1000:.2f} ms")
    for size in (250_000, 500_000, 1_000_000):
        long = " ".join(texts_of(size // 140))[:size]
        print(f"one cell of {len(long):9,} characters: {timed(code_feedback, [long]):6.2f} s")
    solid = "nervous " * 125_000
    print(f"a million characters without a stop: {timed(code_feedback, [solid]):.2f} s")


if __name__ == "__main__":
    main()
