"""Cut a comment into words that keep their place, put right plain slips, and tell English apart."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bounceback_analysis.vocabulary.schema import load_words

_TOKEN = re.compile(
    r"<[^<>]{0,200}>|[^\W_]+(?:['’ʼ.](?=[a-z0-9])[^\W_]+)*(?:\+\+|#)?|[.!?;:()\n…–—]|\s-+\s|,"
)
_PARTS = {
    "cannot": ("can", "not"), "won't": ("will", "not"), "can't": ("can", "not"),
    "shan't": ("shall", "not"), "ain't": ("is", "not"), "dont": ("do", "not"),
    "didnt": ("did", "not"), "wasnt": ("was", "not"), "werent": ("were", "not"),
    "couldnt": ("could", "not"), "doesnt": ("does", "not"), "isnt": ("is", "not"),
    "havent": ("have", "not"), "hadnt": ("had", "not"), "wouldnt": ("would", "not"),
    "cant": ("can", "not"), "wont": ("will", "not"),
}  # fmt: skip
_ENDINGS = {
    "n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am", "'s": "",
}  # fmt: skip
_LANGUAGES = {name: frozenset(words.split()) for name, words in load_words("languages").items()}
_FOREIGN = _LANGUAGES["foreign"] - _LANGUAGES["both"]
COMMON = _LANGUAGES["english"] | _LANGUAGES["common"]
"""Words too common to look a phrase up by."""


class Word(NamedTuple):
    """One word of a comment as it is compared, and where it stands."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Cut a text into words, commas and full stops; every other mark that ends a thought is a stop.

    Examples
    --------
    >>> [word.text for word in words_of("You weren't late - well done!")]
    ['.', 'you', 'were', 'not', 'late', '.', 'well', 'done', '.', '.']
    """
    words = [Word(".", 0, 0)]
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        words += [Word(part, start, end) for part in _parts(found.group())]
    return [*words, Word(".", len(text), len(text))]


@lru_cache(maxsize=20_000)
def _parts(token: str) -> tuple[str, ...]:
    word = token.lower().replace("’", "'").replace("ʼ", "'")
    if not word[0].isalnum():
        return (",",) if word == "," else () if word[0] == "<" else (".",)
    if word in _PARTS:
        return _PARTS[word]
    for ending, meaning in _ENDINGS.items():
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return tuple(part for part in (stem, meaning) if part)
    return (word,)


def is_english(words: list[Word]) -> bool:
    """Tell whether a text reads as English; short ones do unless other letters or words show."""
    plain = [word.text for word in words if word.text not in {".", ","}]
    letters = "".join(plain[:400])
    if not letters:
        return False
    strange = 0 if letters.isascii() else sum(letter > "\u024f" for letter in letters)
    if strange * 2 > len(letters):
        return False
    foreign = sum(word in _FOREIGN for word in plain)
    english = sum(word in _LANGUAGES["english"] for word in plain)
    return foreign <= max(english, 1)


def slips(word: str) -> set[str]:
    """Give every word that is one slip away: a letter left out, added, changed or swapped."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
    return (
        {a + b[1:] for a, b in cuts if b}
        | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        | {a + c + b[1:] for a, b in cuts if b for c in letters}
        | {a + c + b for a, b in cuts for c in letters}
    )
