"""Gives employers a letter, and finds them in texts however they are written."""

from __future__ import annotations

import re
import string
from itertools import pairwise
from typing import TYPE_CHECKING

from bounceback_analysis.report.people import is_ordinary, words_of
from bounceback_analysis.report.plain import clean, without_accents
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    Span = tuple[int, int, str]
    Way = tuple[tuple[str, ...], str, str]
    Index = dict[str, list[Way]]

EMPLOYER = "[employer removed]"
SMALL = {"and", "the", "of", "for", "n", "at", "in", "a", "an"}
LEGAL = {"ltd", "limited", "plc", "llp", "inc", "cic", "cio", "co", "uk", "group", "company"}
TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST_NAME = 8
FAR = 6


def employer_labels(
    entries: pd.DataFrame, known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Give each employer a label, ``Employer A`` for the first in time; known ones keep theirs.

    Parameters
    ----------
    entries
        The log as read.
    known
        From employer to label, as an earlier report gave them.

    Returns
    -------
    dict
        From each employer as it is spelt in the log to its label.
    """
    labels = {fold(name): label for name, label in (known or {}).items()}
    taken = set(labels.values())
    free = (f"Employer {letters}" for letters in _letters() if f"Employer {letters}" not in taken)
    found: dict[str, str] = {}
    for name in entries.sort_values(["date", "line"])["employer"].dropna().unique():
        key = fold(name)
        labels[key] = labels.get(key) or next(free)
        found[str(name)] = labels[key]
    return found


def _letters() -> Iterator[str]:
    """Count A, B, …, Z, AA, AB, …."""
    before = [""]
    while True:
        before = [first + letter for first in before for letter in string.ascii_uppercase]
        yield from before


def _canonical(token: str) -> str:
    """Reduce a word to what counts: "Oswald's", "OSWALDS" and "oswald" are one."""
    low = re.sub(r"['’]", "", token.casefold())
    return low.removesuffix("s") if len(low) > 3 else low


def _tokens(name: str) -> list[str]:
    flat = without_accents(clean(name))
    words = [token for token in TOKEN.findall(flat) if token.casefold() not in SMALL]
    kept = [word for word in words if word.casefold() not in LEGAL] or words
    return kept[:LONGEST_NAME]


def index_of(labels: Mapping[str, str]) -> Index:
    """Lay out each way to write an employer by its first word: whole, in part, joined, initials."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    named = [(_tokens(name), label) for name, label in labels.items()]
    for words, label in named:
        for parts, manner in ((words, _manner(words)), (["".join(words)], "any")):
            if len("".join(parts)) > 1:
                found.setdefault(tuple(map(_canonical, parts)), (label, manner))
    partial: dict[tuple[str, ...], tuple[str, str]] = {}
    for words, label in named:
        for parts, manner in _parts(words):
            key = tuple(map(_canonical, parts))
            same = partial.get(key, (label, manner))[0] == label
            partial[key] = (label if same else EMPLOYER, manner)
    index: Index = {}
    for key, (label, manner) in (partial | found).items():
        index.setdefault(key[0], []).append((key, label, manner))
    for ways in index.values():
        ways.sort(key=lambda way: -len(way[0]))
    return index


def _manner(words: list[str]) -> str:
    """Tell how a name must be written to be meant: any way, with capitals, or in capitals."""
    if len(words) > 1:
        return "any"
    if len(words[0]) < 4 and words[0].isupper():
        return "upper"
    return "capital" if is_ordinary(words[0].casefold()) else "any"


def _parts(words: list[str]) -> Iterator[tuple[list[str], str]]:
    """Give what is said for short: "Bright Futures", "Oswald's", "BFT"."""
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            part = words[start:end]
            distinct = any(_distinct(word) for word in part)
            if len(part) == len(words) or (len(part) == 1 and not distinct):
                continue
            yield part, "any" if distinct else "capital"
            if len(part) > 1 and distinct:
                yield ["".join(part)], "any"
    if len(words) == 2:
        yield [word[0].upper() for word in words], "pair"
    initials = "".join(word[0] for word in words).upper()
    if len(initials) > 2:
        yield [initials], "upper"


def _distinct(word: str) -> bool:
    low = word.casefold()
    common = is_ordinary(low) or low in words_of("titles") or low in words_of("words")
    return len(low) > 3 and not common


def employer_spans(flat: str, index: Index) -> Iterator[Span]:
    """Find employers, however they are spaced, joined or written."""
    if not index:
        return
    found = [t for t in TOKEN.finditer(flat) if t.group().casefold() not in SMALL]
    words = [_canonical(token.group()) for token in found]
    i = 0
    while i < len(words):
        ways = index.get(words[i], ())
        fits = (w for w in ways if _fits(w, found[i : i + len(w[0])], words[i:], flat))
        way = next(fits, None)
        if way:
            last = found[i + len(way[0]) - 1]
            yield found[i].start(), last.end(), way[1]
        i += len(way[0]) if way else 1


def _fits(way: Way, found: list[re.Match[str]], words: list[str], flat: str) -> bool:
    key, _, manner = way
    if tuple(words[: len(key)]) != key:
        return False
    if any(b.start() - a.end() > FAR for a, b in pairwise(found)):
        return False
    written = [token.group() for token in found]
    if manner == "pair":
        return flat[found[0].end() : found[1].start()].strip() in {"&", "+", "n", "and"}
    if manner == "upper":
        return all(word.isupper() for word in written)
    return manner == "any" or all(word[0].isupper() for word in written)
