"""Tells what was said of the person only beside somebody else, which is no gap of their own."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bounceback_analysis.feedback.phrases import thoughts_of, vocabulary
from bounceback_analysis.feedback.tokens import sentences_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounceback_analysis.feedback.phrases import Found
    from bounceback_analysis.feedback.reading import Hit
    from bounceback_analysis.feedback.tokens import Word

OF_THEIRS = frozenset({"you", "your", "yours", "yourself", "i", "my", "me"})
"""Words that turn the talk back to the person: what follows them is said of them."""
ANYBODY = frozenset({"someone", "somebody", "anyone", "people", "those", "candidates", "person"})
"""After "we need", these are nobody yet: "we need someone with a licence" compares with none."""


def said_beside(text: str, hit: Hit) -> bool:
    """Tell whether what was read is a gap that was said only beside somebody else."""
    return hit.polarity == "gap" and is_compared(text, hit.start, hit.end)


@lru_cache(maxsize=50_000)
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
    for words in sentences_of(text):
        gap = [n for n, word in enumerate(words) if word.start < end and word.end > start]
        if gap:
            return _only_beside(words, gap)
    return False


def _only_beside(words: Sequence[Word], gap: Sequence[int]) -> bool:
    themes, cues = (each.find(words) for each in vocabulary())
    thoughts = thoughts_of(cues, words)
    here = [f for f in (*themes, *cues) if thoughts[f.first] == thoughts[gap[0]]]
    others = [f for f in here if f.phrase.kind == "rival" or f.phrase.theme == "competition"]
    others = [f for f in others if not _is_nobody(f, here, words)]
    beside = any(f.phrase.kind == "beside" for f in here)
    first = thoughts.index(thoughts[gap[0]])
    joins = [f.first for f in here if f.phrase.kind == "joins"]
    return bool(others) and (beside or any(_of_them(f, gap, first, joins, words) for f in others))


def _is_nobody(other: Found, here: Sequence[Found], words: Sequence[Word]) -> bool:
    """Tell whether an other is only what the employer looks for."""
    wanted = any(f.phrase.kind == "wanted" and f.first <= other.first for f in here)
    named = (word.text for word in words[other.first : other.last + 1])
    return wanted and not ANYBODY.isdisjoint(named)


def _of_them(
    other: Found, gap: Sequence[int], first: int, joins: Sequence[int], words: Sequence[Word]
) -> bool:
    """Tell whether the gap is told of the other: beside them, and nothing turns back between."""
    if other.first <= gap[-1] and gap[0] <= other.last:
        return True
    if other.last < gap[0]:
        return all(word.text not in OF_THEIRS for word in words[other.last + 1 : gap[0]])
    joined = any(gap[-1] < place < other.first for place in joins)
    return not joined and all(w.text not in OF_THEIRS for w in words[first : gap[-1] + 1])
