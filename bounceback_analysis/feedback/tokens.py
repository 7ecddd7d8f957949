"""Cut a text into sentences and words that keep their place, and tell English apart."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.skills import TOKEN

MARKS = frozenset(".,?")
"""The marks that are left in a sentence of words."""

SENTENCE_ENDS = frozenset(".!?…\n•")
"""What ends a sentence, for the themes and for the skills alike."""
_CLOSING = "\"'”’)\\]"
_TOKEN = re.compile(
    rf"<[^<>]{{0,200}}>|{TOKEN.pattern}"
    rf"|[!?…]+[{_CLOSING}]*|\.+(?=\s|$|[{_CLOSING}A-Z])[{_CLOSING}]*"
    r"|[,;:()/|•\n–—]|\s-+\s"
)
_WORDS = load_words("languages")
_SHORTENED = frozenset(_WORDS["shortened"].split())
_ENGLISH = frozenset(_WORDS["english"].split())
_FOREIGN = frozenset(_WORDS["foreign"].split()) - frozenset(_WORDS["both"].split())
LONGEST = 64
"""A sentence of more words is cut: what a person says in one breath is far shorter."""


class Token(NamedTuple):
    """A word or mark as written, and where it stands in the text."""

    written: str
    start: int
    end: int


class Word(NamedTuple):
    """A word as feedback is read: in lower case, its shortened forms written out; or a mark.

    A comma and a question mark stay as they are; every other mark that ends a thought is a stop.
    """

    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Cut a text into words and marks as they are written.

    Examples
    --------
    >>> [token.written for token in tokens_of("C# and Node.js, <b>well</b> done.")]
    ['C#', 'and', 'Node', 'js', ',', 'well', 'done', '.']
    """
    found = (Token(m[0], *m.span()) for m in _TOKEN.finditer(text))
    return [token for token in found if token.written[0] != "<"]


def sentences_of(text: str) -> list[list[Word]]:
    """Cut a text into sentences of words.

    Examples
    --------
    >>> [[word.text for word in words] for words in sentences_of("Mr. Li weren't late. OK!")]
    [['mr', 'li', 'were', 'not', 'late', '.'], ['ok', '.']]
    """
    found: list[list[Word]] = [[]]
    before = ""
    for written, start, end in tokens_of(text):
        here, ended = found[-1], False
        if written[0].isalnum() or written[0] in "&," or written[1:2].isalpha():
            here += [Word(part, start, end) for part in _parts(written)]
        elif written[0] != "/" and not (written[0] == "." and _is_short(before)):
            ended = written[0] in SENTENCE_ENDS and bool(here)
            if here:
                here.append(Word("?" if "?" in written else ".", start, end))
        if ended or len(here) >= LONGEST:
            found.append([])
        before = written.lower()
    return [words for words in found if any(word.text not in MARKS for word in words)]


def _is_short(word: str) -> bool:
    return word in _SHORTENED or (len(word) == 1 and word.isalpha())


@lru_cache(maxsize=50_000)
def _parts(token: str) -> tuple[str, ...]:
    word = token.lower().replace("’", "'").replace("ʼ", "'")
    if word in _WORDS["forms"]:
        return tuple(_WORDS["forms"][word].split())
    for ending, meaning in _WORDS["endings"].items():
        if word.endswith(ending):
            return tuple(part for part in (word.removesuffix(ending), meaning) if part)
    return (word,)


def is_english(words: list[str]) -> bool:
    """Tell whether words read as English; few ones do unless other letters or words show."""
    letters = "".join(words[:400])
    strange = 0 if letters.isascii() else sum(letter > "\u024f" for letter in letters)
    if strange * 2 > len(letters):
        return False
    foreign = sum(word in _FOREIGN for word in words)
    english = sum(word in _ENGLISH for word in words)
    return foreign <= max(english, 1)
