"""Cut a comment into words that keep their place, put right plain slips, and tell English apart."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

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
_ENGLISH = frozenset(
    "the a an and or but of to in on at for with from by was were is are be been have has had do did "
    "not no you your i my me we our us they their he his she her it that this there who what as if so "
    "more very too some any would could should will can than when which about other into".split()
)
_FOREIGN = frozenset(
    "le la les des une et est dans pour que qui pas vous nous votre avec sur plus mais très trop été "
    "der die das und nicht sie ist ein eine für mit wir haben hat zu den dem auf leider sehr ihre aber "
    "el los las por con para una muy pero más usted fue del como su se lo y en al "
    "il di che non per è un sono della ma molto nel ha "
    "não você uma muito mas com os da foi em "
    "nie jest na się że dla ale był była pan pani do brak bardzo z w i o "
    "het een van niet voor met maar zijn u wij "
    "ei ja och att inte som och det är ett på en og ikke "
    "nu și este pentru ați fost cu sau "
    "mae yn ac wedi ddim ni chi eich".split()
) - {"a", "i", "do", "as", "no", "me", "so", "on", "in", "an", "was", "ha", "die", "per"}


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
    ['.', 'you', 'were', 'not', 'late', '.', 'well', 'done', '.']
    """
    words = [Word(".", 0, 0)]
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        words += [Word(part, start, end) for part in _parts(found.group())]
    return words


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
    if sum(letter > "\u024f" for letter in letters) * 2 > len(letters):
        return False
    foreign = sum(word in _FOREIGN for word in plain)
    english = sum(word in _ENGLISH for word in plain)
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
