"""Splits lines into groups a person asks about: source, format, or words in the role."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bounceback_analysis.analysis.outcomes import NOT_SAID, spelt
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    import pandas as pd

GROUPS = ("source", "format", "role words")
JOINING_WORDS = frozenset({"and", "the", "for", "with"})
MOST_ROLE_WORDS = 12


def grouped(entries: pd.DataFrame, by: str) -> pd.DataFrame:
    """Add a column named ``by``: a line's group, once for each role word it has.

    Parameters
    ----------
    entries
        The log as read, or settled.
    by
        ``source``, ``format`` or ``role words``.

    Raises
    ------
    ValueError
        If ``by`` is none of these.
    """
    if by not in GROUPS:
        raise ValueError(f"by={by!r} is not a way to split; use one of {', '.join(GROUPS)}.")
    if by == "role words":
        return entries.join(role_words(entries).rename(by), how="inner")
    return entries.assign(**{by: spelt(entries[by]).fillna(NOT_SAID)})


def role_words(entries: pd.DataFrame) -> pd.Series:
    """Give the words of each line's role, of those that at least two applications share.

    The index is the entries' own, repeated; the twelve most shared words are kept.
    """
    roles = {role: _words(role) for role in entries["role"].dropna().unique()}
    told = entries[["role", "application"]].drop_duplicates().dropna()
    counts = Counter(word for role in told["role"] for word in roles[role])
    shared = sorted(((-times, word) for word, times in counts.items() if times >= 2))
    kept = {word for _, word in shared[:MOST_ROLE_WORDS]}
    wanted = {role: [word for word in words if word in kept] for role, words in roles.items()}
    return entries["role"].map(wanted).dropna().explode().dropna().astype("str")


def _words(role: str) -> list[str]:
    """Give the words of a role that say something, each once, in order."""
    return sorted(set(re.findall(r"[^\W\d_]{3,}", fold(role))) - JOINING_WORDS)
