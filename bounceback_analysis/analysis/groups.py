"""Splits lines into groups a person asks about: source, format, or words in the role."""

from __future__ import annotations

import re

import pandas as pd

from bounceback_analysis.analysis.outcomes import NOT_SAID, spelt
from bounceback_analysis.vocabulary.schema import fold

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
    words = entries["role"].map({role: _words(role) for role in entries["role"].dropna().unique()})
    words = words.dropna().explode().dropna()
    shared = pd.DataFrame(
        {"word": words, "application": entries["application"].reindex(words.index)}
    )
    counts = shared.drop_duplicates()["word"].value_counts()
    ranked = sorted(counts[counts >= 2].items(), key=lambda item: (-item[1], str(item[0])))
    kept = [word for word, _ in ranked[:MOST_ROLE_WORDS]]
    return words[words.isin(kept)].astype("str")


def _words(role: str) -> list[str]:
    """Give the words of a role that say something, each once, in order."""
    return sorted(set(re.findall(r"[^\W\d_]{3,}", fold(role))) - JOINING_WORDS)
