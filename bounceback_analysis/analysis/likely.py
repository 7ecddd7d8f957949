"""Offer the likeliest themes of a text, so that a person settles with one click what is unsure."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from math import log

from bounceback_analysis.analysis.coding import TRIGGERS, code_feedback, grammar_of
from bounceback_analysis.analysis.tokens import words_of
from bounceback_analysis.vocabulary.themes import themes

_BEFORE = {
    "experience": 0.6, "no_reason": 0.6, "job_skills": 0.5, "answers": 0.4, "competition": 0.4,
    "communication": 0.3, "fit": 0.3, "preparation": 0.2, "nerves": 0.2, "overall": 0.2,
}  # fmt: skip
"""What most feedback is about, where its words say nothing; small beside any word."""


def likely_themes(text: str, n: int = 3) -> list[str]:
    """Give the ``n`` likeliest themes of a text, what was read in it first.

    Examples
    --------
    >>> likely_themes("Nervous.", n=1)
    ['nerves']
    """
    read = list(dict.fromkeys(code_feedback([text])["theme"]))
    scores = dict.fromkeys(themes(), 0.0) | _BEFORE
    for word in {word.text for word in words_of(text)}:
        for symbol in grammar_of(()).symbols(word):
            for theme, weight in _weights().get(symbol, {}).items():
                scores[theme] += weight
    ranked = sorted(themes(), key=lambda theme: -scores[theme])
    return [*sorted(read, key=lambda t: -scores[t]), *(t for t in ranked if t not in read)][:n]


@cache
def _weights() -> dict[str, dict[str, float]]:
    """Weigh each word of the vocabulary by how much of its use in patterns is one theme's."""
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for pattern in grammar_of(()).patterns():
        if pattern.kind in TRIGGERS and pattern.theme in themes():
            for step in pattern.steps:
                for symbol in step.symbols:
                    uses[symbol][pattern.theme] += 1 / len(step.symbols) ** 0.5
    weights = {}
    for symbol, counts in uses.items():
        rare = log(1 + len(themes()) / len(counts))
        whole = counts.total() + 0.5
        weights[symbol] = {theme: rare * count / whole for theme, count in counts.items()}
    return weights
