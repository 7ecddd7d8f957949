"""Tells what was said of the person only beside somebody else, which is no gap of their own."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bounceback_analysis.analysis.coding import grammar_of
from bounceback_analysis.analysis.cues import thoughts_of
from bounceback_analysis.analysis.tokens import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounceback_analysis.analysis.grammar import Found
    from bounceback_analysis.analysis.tokens import Word

OF_THEIRS = frozenset({"you", "your", "yours", "yourself", "i", "my", "me"})
"""Words that turn the talk back to the person: what follows them is said of them."""
ANYBODY = frozenset({"someone", "somebody", "anyone", "people", "those", "candidates", "person"})
"""After "we need", these are nobody yet: "we need someone with a licence" compares with none."""


@lru_cache(maxsize=20_000)
def is_compared(text: str, start: int, end: int) -> bool:
    """Tell whether a gap at ``text[start:end]`` is said only beside somebody else.

    It is where its thought names another, and either compares ("than you") or speaks of that
    other alone ("another candidate had more experience"); it is not where the thought comes
    back to the person ("and you were vague") or speaks of nobody yet ("we need someone with").

    Examples
    --------
    >>> text = "Another candidate had more experience."
    >>> is_compared(text, 22, 37), is_compared("You were vague.", 9, 14)
    (True, False)
    """
    words = words_of(text)
    found = grammar_of(()).find(words)
    thoughts = thoughts_of(found, words)
    gap = [n for n, word in enumerate(words) if word.start < end and word.end > start]
    if not gap:
        return False
    here = [f for f in found if thoughts[f.places[0]] == thoughts[gap[0]]]
    others = [f for f in here if _is_another(f) and not _is_nobody(f, here, words)]
    beside = any(f.pattern.kind == "beside" for f in here)
    return bool(others) and (beside or any(_of_them(f, gap, here, words) for f in others))


def _is_another(found: Found) -> bool:
    return found.pattern.kind == "rival" or (
        found.pattern.theme == "competition" and found.pattern.kind not in {"mask", "form"}
    )


def _is_nobody(other: Found, here: Sequence[Found], words: Sequence[Word]) -> bool:
    """Tell whether an other is only what the employer looks for."""
    first = other.places[0]
    wanted = any(f.pattern.kind == "wanted" and f.places[0] <= first for f in here)
    return wanted and not ANYBODY.isdisjoint(words[place].text for place in other.places)


def _of_them(
    other: Found, gap: Sequence[int], here: Sequence[Found], words: Sequence[Word]
) -> bool:
    """Tell whether the gap is told of the other: beside them, and nothing turns back between."""
    low, high = other.places[0], other.places[-1]
    if low <= gap[-1] and gap[0] <= high:
        return True
    if high < gap[0]:
        return all(word.text not in OF_THEIRS for word in words[high + 1 : gap[0]])
    thought = min(place for f in here for place in f.places)
    joined = any(f.pattern.kind == "joins" and gap[-1] < f.places[0] < low for f in here)
    before = words[min(thought, gap[0]) : gap[-1] + 1]
    return not joined and all(word.text not in OF_THEIRS for word in before)
