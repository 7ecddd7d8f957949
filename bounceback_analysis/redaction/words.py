"""What a word is to one who looks for names: ordinary, a name, or either by its place."""

from __future__ import annotations

import re
from functools import cache

from bounceback_analysis.vocabulary.schema import every_word, fold, load_words

Token = re.Match[str]
MARKS = (
    "\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0e7f\u0eb0-\u0ecd"
    "\u0f18-\u0fbc\u1039-\u109d\u17b4-\u17d3\u200d"
)
"""Vowels and the like that are no letters to a pattern, of scripts that write them as marks."""
PART = rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*"
WORD = re.compile(rf"{PART}(?:['’-]{PART})*")
GEORGIAN = re.compile(r"[\u10d0-\u10ff]")
"""Letters that have capitals which nobody writes."""
DENIES = re.compile(
    r".*(?:n['’]t|nnae)|(?:did|had|would|could|should|was|were|is|are|do|does|have|has|must|need"
    r"|wo|ca|sha|might|ai)nt"
)
"""A word that denies: "hadn't", "hadnt", "couldnae"; a surname such as Durrant is none."""
SHORT_FORMS = re.compile(r"['’](?:s|d|ll|ve|re|m)$")
PARTS = re.compile(r"['’-]")


@cache
def words_of(*names: str) -> frozenset[str]:
    """Give lists of the vocabulary ``names`` as folded words."""
    listed = (load_words("names")[name] for name in names)
    words = (word for part in listed for word in (part.split() if isinstance(part, str) else part))
    return frozenset(word if word.isascii() and word.islower() else fold(word) for word in words)


@cache
def _common() -> frozenset[str]:
    listed = words_of("ordinary", "capitals", "organisations")
    return listed | {word.replace("'", "") for word in listed}  # as in "didnt"


def is_common(word: str) -> bool:
    """Tell whether a lower-case word is one that anybody uses, of a trade or not."""
    return word in _common()


@cache
def ordinary() -> frozenset[str]:
    """Give the words that are no names, whatever letter they begin with."""
    names = words_of("first", "family", "words")
    return _common() | every_word("skills") | (every_word("phrases") - names)


def doings() -> frozenset[str]:
    """Give what somebody does who is named: says, felt, was."""
    return words_of("speaking", "helping")


@cache
def sure_names() -> frozenset[str]:
    """Give the first names that are nothing else, in lower case."""
    return words_of("first") - words_of("words") - ordinary()


@cache
def likely_names() -> frozenset[str]:
    """Give the words that are names by their place: "Rose", "Baker"."""
    return words_of("words", "family") - words_of("capitals")


@cache
def is_met(word: str) -> bool:
    """Tell whether a lower-case word is ordinary, or one that names somebody only by its place."""
    one = word.removesuffix("s")
    return is_ordinary(word) or bool({word, one} & words_of("met")) or bool(DENIES.fullmatch(word))


@cache
def is_ordinary(word: str) -> bool:
    """Tell whether a lower-case word is one that sentences are made of."""
    stems = (word, word.removesuffix("s"), word.removesuffix("ing"), word.removesuffix("ed"))
    more = (word.removesuffix("es"), word.removesuffix("ly"), word.removesuffix("d"))
    parts = word.split("-")
    whole = any(stem in ordinary() for stem in (*stems, *more))
    return whole or (len(parts) > 1 and all(is_ordinary(part) for part in parts))


def base_of(word: str) -> str:
    """Give a word as it is looked up: lower case, without the 's."""
    return SHORT_FORMS.sub("", word.casefold())


def has_capital(word: str) -> bool:
    """Tell whether a word, or a part of it, begins with a capital: Rashid, al-Rashid, d'Arcy."""
    parts = filter(None, PARTS.split(word))
    return any(not part[0].islower() or GEORGIAN.match(part) for part in parts)


@cache
def is_plain(word: str) -> bool:
    """Tell whether a word, as it is written, names nobody unless "Dr" stands before it."""
    return (
        word.islower()
        and is_ordinary(word)
        and not (word in words_of("family", "words") or word in sure_names())
    )


def words_before(text: str, tokens: list[Token], i: int) -> tuple[str, str]:
    """Give the word before and the two words before, where nothing but marks stands between."""
    if not i or len(text[tokens[i - 1].end() : tokens[i].start()].strip(" ,:.\n-–—'\"’(")):
        return "", ""
    one = tokens[i - 1].group().casefold()
    return one, f"{tokens[i - 2].group().casefold()} {one}" if i > 1 else one
