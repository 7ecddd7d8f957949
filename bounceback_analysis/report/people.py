"""Finds people's names in free text, and rather takes an odd word for a name than miss one."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bounceback_analysis.vocabulary.schema import every_word, fold, load_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    Token = re.Match[str]

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?:;\n•|\"“”(]|\s[-–—]\s")
SURE_TITLES = {"mr", "mrs", "ms", "dr", "prof", "cllr", "sgt"}
SPOKEN = {"spoke to", "spoke with", "speak to", "speak with", "spoken to", "spoken with"}
SPOKEN |= {
    "talked to",
    "talked with",
    "interviewed by",
    "regards",
    "dear",
    "name is",
    "named",
    "asked for",
}
ENDINGS = (
    *("ly", "ing", "ed", "tion", "sion", "ment", "ness", "ful", "less", "able", "ible", "ive"),
    *("ical", "ous", "ity", "ship", "ence", "ance", "ents", "ists", "ers", "ors", "ies"),
)
TELLING = {"i", "me", "my", "we", "us", "they", "them", "he", "she", "her", "his", "never", "ask"}
MARKED = re.compile(r"[=;!?]|\.\s")
INITIALS = re.compile(
    r"(?<!\w)(?:[A-Z]\.\s?)+[A-Z][a-z'’-]+|(?<=[-–—] )[A-Z]{2,3}\s*$"
    r"|(?<!\w)(?!I\.T|U\.K|C\.V|U\.S|H\.R)[A-Z]\.[A-Z]\.?(?!\w|\.)"
    r"|(?<![\w.])(?!e\.g|i\.e|[ap]\.m|p\.a|p\.h|n\.b|i\.t|u\.k|c\.v|h\.r)(?:[a-z]\.){2} [a-z]{3,}"
)
BESIDE = re.compile(
    r"(?:\s?[,(–—-]\s?|\s(?:is|was)?\s?(?=(?:the|our|my|an?)\s))(?:(?:the|our|your|my|their|a|an|who|from)\s)*"
    r"([a-z]+)",
    re.IGNORECASE,
)
PARTS = re.compile(r"['’-]")
JOINED = re.compile(r"[\s.]{1,3}")


@cache
def words_of(name: str) -> frozenset[str]:
    """Give a list of the vocabulary ``names`` as folded words."""
    listed = load_words("names")[name]
    return frozenset(fold(listed).split() if isinstance(listed, str) else map(fold, listed))


def is_common(word: str) -> bool:
    """Tell whether a lower-case word is one that anybody uses, of a trade or not."""
    return any(word in words_of(name) for name in ("ordinary", "capitals", "organisations"))


@cache
def ordinary() -> frozenset[str]:
    """Give the words that are no names, whatever letter they begin with."""
    names = words_of("first") | words_of("family") | words_of("words")
    listed = words_of("ordinary") | words_of("capitals") | words_of("organisations")
    return listed | every_word("skills") | (every_word("phrases") - names)


@cache
def _sure() -> frozenset[str]:
    return words_of("first") - words_of("words") - ordinary()


@cache
def _maybe() -> frozenset[str]:
    return (words_of("words") | words_of("family")) - words_of("capitals")


@cache
def is_ordinary(word: str) -> bool:
    """Tell whether a lower-case word is one that sentences are made of."""
    stems = (word, word.removesuffix("s"), word.removesuffix("ing"), word.removesuffix("ed"))
    more = (word.removesuffix("es"), word.removesuffix("ly"), word.removesuffix("d"))
    parts = word.split("-")
    whole = any(stem in ordinary() for stem in (*stems, *more))
    return whole or (len(parts) > 1 and all(is_ordinary(part) for part in parts))


def name_spans(text: str, *, prose: bool = True) -> Iterator[tuple[int, int]]:
    """Find where names stand in a text without accents.

    Parameters
    ----------
    text
        What a person typed, accents taken off.
    prose
        Whether it is surely written in sentences, so that a capital inside one means a name;
        the title of a job is not, unless its words say so.
    """
    tokens = list(WORD.finditer(text))
    told = {token.group().casefold() for token in tokens} & (words_of("verbs") | TELLING)
    prose = prose or bool(told) or bool(MARKED.search(text))
    named = [_is_name(text, tokens, i, prose=prose) for i in range(len(tokens))]
    for order in (range(1, len(tokens)), range(len(tokens) - 2, -1, -1)):
        for i in order:
            before, after = (i - 1, i) if order.step > 0 else (i, i + 1)
            neighbour = named[before if order.step > 0 else after]
            gap = text[tokens[before].end() : tokens[after].start()]
            surname = order.step > 0 and gap == " " and _is_surname(tokens[i].group())
            if neighbour and JOINED.fullmatch(gap) and (surname or _joins(tokens[i].group())):
                named[i] = True
    yield from (token.span() for token, is_name in zip(tokens, named, strict=True) if is_name)
    yield from (match.span() for match in INITIALS.finditer(text))


def _base(token: Token) -> str:
    """Give a word as it is looked up: lower case, without the 's."""
    return token.group().casefold().removesuffix("'s").removesuffix("’s")


def _capital(word: str) -> bool:
    """Tell whether a word, or a part of it, begins with a capital: Rashid, al-Rashid, d'Arcy."""
    return any(part[:1].isupper() for part in PARTS.split(word))


def _joins(word: str) -> bool:
    """Tell whether a word beside a name is part of it: a surname, a first name, an initial."""
    low = word.casefold().removesuffix("'s").removesuffix("’s")
    if not _capital(word) or word in {"I", "A"}:
        return False
    return low in _maybe() or len(low) == 1 or not is_ordinary(low)


def _is_surname(word: str) -> bool:
    """Tell whether a word right after a name is its surname, also one like "Tuck" or "mills"."""
    low = word.casefold().removesuffix("'s").removesuffix("’s")
    if low in words_of("family"):
        return not word.isupper() and (_capital(word) or low not in words_of("ordinary"))
    return word.istitle() and len(word) > 1 and low not in words_of("capitals")


def _is_name(text: str, tokens: list[Token], i: int, *, prose: bool) -> bool:
    token, base = tokens[i], _base(tokens[i])
    capital = _capital(token.group())
    if base in _sure() or (capital and any(part in _sure() for part in base.split("-"))):
        return True
    if _follows_title(text, tokens, i, capital=capital) or _follows_cue(text, tokens, i):
        return True
    if not capital or (len(base) == 1):
        return False
    if _stands_beside_job(text, tokens[i]):
        return True
    return prose and _capital_tells(text, tokens, i, base)


def _capital_tells(text: str, tokens: list[Token], i: int, base: str) -> bool:
    word = tokens[i].group()
    if i and not SENTENCE_END.search(text[tokens[i - 1].end() : tokens[i].start()]):
        shouted = word.isupper() and len(word) < 6
        return not shouted and (base in _maybe() or not is_ordinary(base))
    follows = tokens[i + 1].group().casefold() if i + 1 < len(tokens) else ""
    if follows in words_of("verbs") and (base in _maybe() or not is_ordinary(base)):
        return base not in {"love", "hope", "reading"} or follows.startswith("sa")
    shouted = word.isupper() and len(word) < 6
    return not (shouted or is_ordinary(base) or base.endswith(ENDINGS))


def _before(text: str, tokens: list[Token], i: int) -> tuple[str, str]:
    """Give the word before and the two words before, where nothing but marks stands between."""
    if not i or len(text[tokens[i - 1].end() : tokens[i].start()].strip(" ,:.\n-–—'\"’(")):
        return "", ""
    one = tokens[i - 1].group().casefold()
    return one, f"{tokens[i - 2].group().casefold()} {one}" if i > 1 else one


def _follows_title(text: str, tokens: list[Token], i: int, *, capital: bool) -> bool:
    one, _ = _before(text, tokens, i)
    if one in SURE_TITLES:
        return True
    shown = i > 0 and tokens[i - 1].group()[0].isupper()
    return capital and shown and one in words_of("titles") and not is_ordinary(_base(tokens[i]))


def _follows_cue(text: str, tokens: list[Token], i: int) -> bool:
    one, two = _before(text, tokens, i)
    base, capital = _base(tokens[i]), _capital(tokens[i].group())
    strange = base in _maybe() or not is_ordinary(base)
    if {one, two} & SPOKEN and base in words_of("words"):
        return True
    if {one, two} & SPOKEN and not is_ordinary(base) and (capital or not base.endswith(ENDINGS)):
        return True
    cues = words_of("strong") | words_of("weak")
    return capital and strange and bool({one, two} & cues) and not tokens[i].group().isupper()


def _stands_beside_job(text: str, token: Token) -> bool:
    """Tell whether it is somebody, said with what they are: "Thandiwe, our manager"."""
    base = _base(token)
    if (is_ordinary(base) and base not in _maybe()) or token.group().isupper():
        return False
    after = BESIDE.match(text, token.end(), token.end() + 40)
    return bool(after and after[1].casefold() in words_of("jobs"))
