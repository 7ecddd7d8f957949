"""Gives employers a letter, and finds them in texts however they are written."""

from __future__ import annotations

import re
import string
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bounceback_analysis.log.applications import is_placeholder
from bounceback_analysis.redaction.plain import clean, without_accents
from bounceback_analysis.redaction.words import doings, is_common, is_ordinary, words_of
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
JOINED = re.compile(r"[^\W_][\w'’-]*")
"""A word with what a hyphen joins to it: "Co-operative" has one initial."""
VOWEL = re.compile(r"[aeiouy]")
OWNING = re.compile(r"['’]s$")
LONGEST_NAME = 8
LONG_WORD = 6
LONGEST_WORD = 40
"""Letters up to which a slip in a name of one word is looked for: none is longer."""
LONGEST_SPELT = 2 * LONGEST_NAME
"""Words of a name, small ones counted, that are looked at."""
FAR = 16
NEAR = 40
"""Characters before a word in which the sentence must begin that it begins."""
SENTENCE_START = re.compile(r"(?:^|[.!?:;\n•|\"“”(]|\s[-–—])\s*\Z")
GOES_ON = {
    *("the", "to", "your", "you", "that", "of"),
    *("time", "week", "month", "year", "round", "step"),
}
"""What follows an ordinary word that begins a sentence and stands for itself: "Mind the pace"."""


def employer_labels(
    entries: pd.DataFrame, known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Give each employer, as it is spelt, a label: ``Employer A`` for the first in time.

    Those that are ``known`` from an earlier report keep theirs. What stands for no name, such as
    "Confidential", has none: two of them need not be one employer.
    """
    labels = {fold(name): label for name, label in (known or {}).items()}
    taken = set(labels.values())
    free = (f"Employer {letters}" for letters in _letters() if f"Employer {letters}" not in taken)
    found: dict[str, str] = {}
    named = entries[["date", "line", "employer"]].dropna(subset="employer")
    for name in named.sort_values(["date", "line"])["employer"].unique():
        if is_placeholder(name):
            continue
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


@lru_cache(maxsize=20_000)
def _canonical(token: str) -> str:
    """Reduce a word to what counts: "Oswald's", "OSWALDS" and "oswald" are one."""
    low = OWNING.sub("", token.casefold()).replace("'", "").replace("’", "")
    return low.removesuffix("s") if len(low) > 3 else low


def _flat(name: str) -> str:
    return without_accents(clean(name))


def _tokens(name: str) -> list[str]:
    words = [token for token in TOKEN.findall(_flat(name)) if token.casefold() not in SMALL]
    kept = [word for word in words if word.casefold() not in LEGAL] or words
    return kept[:LONGEST_NAME]


def index_of(labels: Mapping[str, str]) -> Index:
    """Lay out each way to write an employer by its first word: whole, in part, joined, initials."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    partial: dict[tuple[str, ...], tuple[str, str]] = {}
    for name, label in labels.items():
        words = _tokens(name)
        every = TOKEN.findall(_flat(name).replace("&", " and "))[:LONGEST_SPELT]
        if not words:  # signs alone, or one small word such as "A": nothing to look for
            continue
        spelt = [word for word in every if word.casefold() not in SMALL] or words
        for parts in (words, spelt, ["".join(words)], ["".join(every)]):
            manner = _manner(words) if parts == words else "any"
            if len("".join(parts)) > 1:
                found.setdefault(tuple(map(_canonical, parts)), (label, manner))
        found |= _with_legal_form(words, label)
        shorter = [word for word in words if not word.isupper()]
        joined = [word for word in JOINED.findall(_flat(name)) if word.casefold() not in SMALL]
        initials = [way for ws in (words, every, shorter, joined) for way in _initials(ws)]
        begun = [(spelt[:n], "capital") for n in range(2, len(spelt))]
        for parts, manner in (*_parts(words), *begun, *initials):
            key = tuple(map(_canonical, parts))
            same = partial.get(key, (label, manner))[0] == label
            partial[key] = (label if same else EMPLOYER, manner)
    index: Index = {}
    for key, (label, manner) in (partial | found).items():
        index.setdefault(key[0], []).append((key, label, manner))
        if len(key) == 1 and manner == "any" and LONG_WORD <= len(key[0]) <= LONGEST_WORD:
            for slip in _slips(key[0]):
                index.setdefault(slip, []).append((key, label, "slip"))
    for ways in index.values():
        ways.sort(key=lambda way: -len(way[0]))
    return index


def _with_legal_form(words: list[str], label: str) -> dict[tuple[str, ...], tuple[str, str]]:
    """Give an ordinary word with Ltd or plc after it: "next plc" is nothing but Next."""
    if _manner(words) != "capital":
        return {}
    return {(*map(_canonical, words), _canonical(form)): (label, "any") for form in LEGAL}


def _slips(word: str) -> Iterator[str]:
    """Give a word with each letter left out in turn: words that one slip parts share one.

    So do words of which the vowels are mixed up.
    """
    bare = VOWEL.sub("", word)
    parts = [word[:i] + word[i + 1 :] for i in range(len(word))]
    yield from (f"~{part}" for part in (word, *parts, *[bare][: len(bare) >= LONG_WORD - 1]))


def _misspelt(index: Index, token: re.Match[str]) -> Way | None:
    """Find a long name of one word that was written with one slip: "Castelan"."""
    word = _canonical(token.group())
    if not LONG_WORD - 1 <= len(word) <= LONGEST_WORD + 1 or is_ordinary(token.group().casefold()):
        return None
    ways = (way for slip in _slips(word) for way in index.get(slip, ()))
    return next((way for way in ways if way[0][0][0] == word[0]), None)


def _manner(words: list[str]) -> str:
    """Tell how a name must be written to be meant: any way, with a capital, or in capitals."""
    low, short = words[0].casefold(), len(words[0]) < 4 and words[0].isupper()
    if len(words) > 1 or not (is_common(low) if short else is_ordinary(low)):
        return "any" if len("".join(words)) > 1 else "upper"
    return "upper" if short else "capital"


def _parts(words: list[str]) -> Iterator[tuple[list[str], str]]:
    """Give what is said for short: "Bright Futures", "Oswald's", "Bright", "BFT"."""
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            part = words[start:end]
            telling = any(word[0].isdigit() for word in part) and len(part) > 1
            distinct = telling or any(map(_distinct, part))
            if len(part) == len(words) or (len(part) == 1 and not distinct):
                continue
            yield part, "any" if distinct else "capital"
            if len(part) > 1 and distinct:
                yield ["".join(part)], "any"
    for place, word in enumerate(words if len(words) > 1 else ()):
        low = word.casefold()
        shared = _distinct(word) or len(word) == 1 or word.isdigit()
        if not shared and (place == 0 or low not in words_of("organisations", "capitals")):
            yield [word], "inside" if is_common(low) else "capital"


def _initials(words: list[str]) -> Iterator[tuple[list[str], str]]:
    """Give the letters that a name is known by: BFT, UoH, H&V, HMRC."""
    if len(words) > 1:
        yield [word[0].upper() for word in words[:2]], "pair"
    known = "".join(word if word.isupper() else word[0] for word in words)
    for letters in {known.upper(), "".join(word[0] for word in words).upper()}:
        low, long = letters.casefold(), len(letters) > 2
        if len(letters) > 1 and not (is_common(low) if long else is_ordinary(low)):
            yield [letters], "any" if long and not is_ordinary(low) else "upper"


def _distinct(word: str) -> bool:
    """Tell whether a word of a name is hardly ever said without meaning that name."""
    low = word.casefold()
    common = is_ordinary(low) or low in words_of("titles") or low in words_of("words")
    return (len(low) > 3 or (len(low) > 1 and word.isupper())) and not common


def employer_spans(flat: str, index: Index) -> Iterator[Span]:
    """Find employers, however they are spaced, joined or written."""
    if not index:
        return
    found = [t for t in TOKEN.finditer(flat) if _counts(flat, t)]
    words = [_canonical(token.group()) for token in found]
    i = 0
    while i < len(words):
        ways = index.get(words[i], ())
        ahead = ((way, slice(i, i + len(way[0]))) for way in ways)
        fits = (way for way, here in ahead if _fits(way, found[here], words[here], flat))
        way = next(fits, None) or _dotted(index, flat, found[i : i + LONGEST_NAME])
        way = way or _parted(index, found[i : i + 2]) or _misspelt(index, found[i])
        if way:
            last = i + len(way[0]) - 1
            yield found[i].start(), _end(found[last : last + 2]), way[1]
        i += len(way[0]) if way else 1


def _counts(flat: str, token: re.Match[str]) -> bool:
    """Tell whether a word is more than "and" or "the", as a letter beside & is: "N&P"."""
    beside = flat[max(token.start() - 1, 0)] == "&" or flat[token.end() : token.end() + 1] == "&"
    return beside or token.group().casefold() not in SMALL


def _parted(index: Index, found: list[re.Match[str]]) -> Way | None:
    """Find a name of one word that was written as two: "Green Leaf" for GreenLeaf."""
    whole = "".join(token.group() for token in found)
    if len(found) < 2 or found[1].start() - found[0].end() > 1:
        return None
    ways = index.get(_canonical(whole), ())
    label = next((label for key, label, manner in ways if len(key) == 1 and manner == "any"), None)
    return (tuple(token.group() for token in found), label, "any") if label else None


def _dotted(index: Index, flat: str, found: list[re.Match[str]]) -> Way | None:
    """Find initials with a stop after each: "b.f.t." for BFT."""
    letters: list[str] = []
    for before, token in pairwise([found[0], *found]):
        stopped = token is before or flat[before.end() : token.start()] in {".", ". "}
        if not stopped or len(token.group()) > 1:
            break
        letters.append(token.group())
    ways = index.get(_canonical("".join(letters)), ()) if len(letters) > 1 else ()
    label = next((label for key, label, _ in ways if len(key) == 1), None)
    return (tuple(letters), label, "any") if label else None


def _end(found: list[re.Match[str]]) -> int:
    """Give where a name ends, with the Ltd or UK that follows it."""
    last, *after = found
    follows = after[0] if after and after[0].start() - last.end() < 3 else last
    legal = follows.group().casefold() in LEGAL and follows.group()[0].isupper()
    return follows.end() if legal else last.end()


def _fits(way: Way, found: list[re.Match[str]], words: list[str], flat: str) -> bool:
    key, _, manner = way
    if tuple(words) != key:
        return False
    if any(b.start() - a.end() > FAR for a, b in pairwise(found)):
        return False
    written = [OWNING.sub("", token.group()) for token in found]
    if manner == "pair":
        return flat[found[0].end() : found[1].start()].strip() in {"&", "+", "n", "and"}
    if manner == "upper":
        return all(sum(map(str.isupper, word)) > len(word) // 2 for word in written)
    capital = all(not word[0].islower() for word in written)
    if manner == "any" or not capital or len(key) > 1:
        return manner == "any" or capital
    follows = TOKEN.search(flat, found[0].end(), found[0].end() + FAR * 4)
    return _stands_for_one(flat, found[0], follows.group() if follows else "", manner)


def _stands_for_one(flat: str, token: re.Match[str], follows: str, manner: str) -> bool:
    """Tell "Next rang" and "I like Next" from "Next time": an ordinary word with a capital."""
    if not SENTENCE_START.search(flat[max(0, token.start() - NEAR) : token.start()]):
        return manner == "capital" or not follows[:1].isupper()
    low = follows.casefold()
    said = low in doings() or token.group().casefold().endswith(("'s", "’s"))
    return said or (manner == "capital" and low not in GOES_ON)
