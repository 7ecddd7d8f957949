"""Gives employers a letter, and finds them in texts however they are written."""

from __future__ import annotations

import re
import string
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from bounceback_analysis.log.applications import is_placeholder
from bounceback_analysis.redaction.plain import clean, without_accents
from bounceback_analysis.redaction.words import doings, is_common, is_ordinary, words_of
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    Span = tuple[int, int, str]
    Way = tuple[str, str, tuple[str, ...]]
    """What stands for it, how it must be written to be meant, and its words."""
    Index = dict[str, Way | None]

EMPLOYER = "[employer removed]"
SMALL = {"and", "the", "of", "for", "n", "at", "in", "a", "an"}
LEGAL = {"ltd", "limited", "plc", "llp", "inc", "cic", "cio", "co", "uk", "group", "company"}
TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
JOINED = re.compile(r"[^\W_][\w'’-]*")
"""A word with what a hyphen joins to it: "Co-operative" has one initial."""
VOWEL = re.compile(r"[aeiouy]")
OWNING = re.compile(r"['’]s$")
LONGEST_NAME = 8
BEGIN = 3
"""Letters by which a name is begun to be looked for: few words of other meaning share so many."""
LONG_WORD = 6
LONGEST_WORD = 40
"""Letters up to which a slip in a name of one word is looked for: none is longer."""
LONGEST_SPELT = 2 * LONGEST_NAME
"""Words of a name, small ones counted, that are looked at."""
ANY = {"any", "letters"}
"""Manners of what is meant in any writing; letters that a name is known by are never parted."""
BETWEEN_LETTERS = {".", "/", "&", "+", "n", "and"}
"""What parts the letters a name is known by: "b.f.t.", "H & V"; blanks alone part none."""
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
    """Lay out each way to write an employer, run together: whole, in part, initials.

    The first letters of such a way lead to None, so that a search elsewhere stops at once.
    """
    whole: dict[str, Way] = {}
    partial: dict[str, Way] = {}
    for name, label in labels.items():
        words = _tokens(name)
        every = TOKEN.findall(_flat(name).replace("&", " and "))[:LONGEST_SPELT]
        if not words:  # signs alone, or one small word such as "A": nothing to look for
            continue
        spelt = [word for word in every if word.casefold() not in SMALL] or words
        for parts in (words, spelt, every):
            for key, way in _ways(parts, label, _manner(words) if parts == words else "any"):
                whole.setdefault(key, way)
        whole |= _with_legal_form(words, label)
        shorter = [word for word in words if not word.isupper()]
        joined = [word for word in JOINED.findall(_flat(name)) if word.casefold() not in SMALL]
        begun = [(spelt[:n], "capital") for n in range(2, len(spelt))]
        # NFAS of the … Service NHS Trust
        first = (part[:n] for part in (words, spelt) for n in range(3, len(part)))
        every_way = (words, every, shorter, joined, *first)
        initials = [way for part in every_way for way in _initials(part)]
        for parts, manner in (*begun, *_parts(words), *initials):
            for key, way in _ways(parts, label, manner):
                same = partial.get(key, way)[0] == label
                partial[key] = way if same else (EMPLOYER, *way[1:])
    found: Index = {**partial, **whole}
    begins = {key[:end]: None for key in found for end in range(1, BEGIN + 1)}
    long = {key: way for key, way in found.items() if LONG_WORD <= len(key) <= LONGEST_WORD}
    any_way = {key: way for key, way in long.items() if way and way[1] == "any"}
    slips = {slip: way for key, way in any_way.items() for slip in _slips(key)}
    return begins | slips | found


def _ways(words: list[str], label: str, manner: str) -> Iterator[tuple[str, Way]]:
    """Give a name run together, with and without what a word loses: the s of "Nan Dos"."""
    parts, joined = tuple(map(_canonical, words)), re.sub("['’]", "", "".join(words).casefold())
    for key in ("".join(parts), _canonical(joined), joined):
        if len(key) > 1:
            yield key, (label, manner, parts)


def _with_legal_form(words: list[str], label: str) -> dict[str, Way]:
    """Give an ordinary word with Ltd or plc after it: "next plc" is nothing but Next."""
    forms = LEGAL if _manner(words) == "capital" else ()
    return dict(way for form in forms for way in _ways([*words, form], label, "any"))


def _slips(word: str) -> Iterator[str]:
    """Give a word with each letter left out in turn: words that one slip parts share one.

    So do words of which the vowels are mixed up. Nobody errs in the first letter.
    """
    bare = VOWEL.sub("", word)
    parts = [word[:i] + word[i + 1 :] for i in range(len(word))]
    yield from (f"{word[0]}~{part}" for part in (word, *parts))
    if len(bare) >= LONG_WORD - 1:
        yield f"{word[0]}~{bare}"


def _misspelt(index: Index, token: re.Match[str]) -> Way | None:
    """Find a long name that was written as one word with one slip: "Castelan"."""
    word = _canonical(token.group())
    if not LONG_WORD - 1 <= len(word) <= LONGEST_WORD + 1 or is_ordinary(token.group().casefold()):
        return None
    return next(filter(None, map(index.get, _slips(word))), None)


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
    for place, word in enumerate(words if len(words) > 1 else ()):
        low = word.casefold()
        shared = _distinct(word) or len(word) == 1 or word.isdigit()
        if not shared and (place == 0 or low not in words_of("organisations", "capitals")):
            yield [word], "inside" if is_common(low) else "capital"


def _initials(words: list[str]) -> Iterator[tuple[list[str], str]]:
    """Give the letters that a name is known by: BFT, UoH, H&V, HMRC."""
    if len(words) > 1:
        yield ["".join(word[0] for word in words[:2]).upper()], "pair"
    known = "".join(word if word.isupper() else word[0] for word in words)
    for letters in {known.upper(), "".join(word[0] for word in words).upper()}:
        low, long = letters.casefold(), len(letters) > 2
        # In capitals an ordinary word of three letters and more is no word: MEN, not NHS.
        other = low in words_of("capitals", "organisations") if long else is_ordinary(low)
        if len(letters) > 1 and not other:
            yield [letters], "letters" if long and not is_ordinary(low) else "upper"


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
        ahead = slice(i, i + LONGEST_SPELT)
        count, way = _longest(index, flat, found[ahead], words[ahead])
        way = way or _misspelt(index, found[i])
        if way:
            last = i + count - 1
            yield found[i].start(), _end(found[last : last + 2]), way[0]
        i += count


def _longest(
    index: Index, flat: str, found: list[re.Match[str]], words: list[str]
) -> tuple[int, Way | None]:
    """Find the longest name that begins with the first of some words, and how many words it is."""
    best: tuple[int, Way | None] = (1, None)
    for count, key in enumerate(accumulate(words), 1):
        if key[:BEGIN] not in index:
            break
        way = index.get(key)
        if way and _fits(way, found[:count], words[:count], flat):
            best = (count, way)
    return best


def _counts(flat: str, token: re.Match[str]) -> bool:
    """Tell whether a word is more than "and" or "the", as a letter beside & is: "N&P"."""
    beside = flat[max(token.start() - 1, 0)] == "&" or flat[token.end() : token.end() + 1] == "&"
    return beside or token.group().casefold() not in SMALL


def _end(found: list[re.Match[str]]) -> int:
    """Give where a name ends, with the Ltd or UK that follows it."""
    last, *after = found
    follows = after[0] if after and after[0].start() - last.end() < 3 else last
    legal = follows.group().casefold() in LEGAL and follows.group()[0].isupper()
    return follows.end() if legal else last.end()


def _fits(way: Way, found: list[re.Match[str]], words: list[str], flat: str) -> bool:
    _, manner, parts = way
    gaps = [flat[a.end() : b.start()] for a, b in pairwise(found)]
    if gaps and all(len(word) == 1 for word in words):
        return {gap.strip().casefold() for gap in gaps} <= BETWEEN_LETTERS
    if manner == "pair" or any(len(gap) > FAR for gap in gaps):
        return False
    # "Green Leaf" for GreenLeaf, and "sunnybank" of words that are ordinary apart; no initials.
    joined = len(words) < len(parts) and not all(map(is_ordinary, words))
    if joined or (gaps and tuple(words) != parts):
        return (joined or manner == "any") and all(len(gap) == 1 for gap in gaps)
    written = [OWNING.sub("", token.group()) for token in found]
    if manner == "upper":
        return all(sum(map(str.isupper, word)) > len(word) // 2 for word in written)
    capital = all(not word[0].islower() for word in written)
    if manner in ANY or not capital or gaps:
        return manner in ANY or capital
    follows = TOKEN.search(flat, found[0].end(), found[0].end() + FAR * 4)
    return _stands_for_one(flat, found[0], follows.group() if follows else "", manner)


def _stands_for_one(flat: str, token: re.Match[str], follows: str, manner: str) -> bool:
    """Tell "Next rang" and "I like Next" from "Next time": an ordinary word with a capital."""
    if not SENTENCE_START.search(flat[max(0, token.start() - NEAR) : token.start()]):
        return manner == "capital" or not follows[:1].isupper()
    low = follows.casefold()
    said = low in doings() or token.group().casefold().endswith(("'s", "’s"))
    return said or (manner == "capital" and low not in GOES_ON)
