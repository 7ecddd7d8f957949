"""Find the phrases of the vocabulary in a sentence, and the cues that praise or miss a topic.

A line of ``phrases.toml`` is a regular expression in a shorthand for words; it is tried only
where one of the words stands that it cannot do without.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bounceback_analysis.feedback.tokens import Word

GAPS = {"_": 3, "__": 6}
"""How many words may stand where a line leaves them open."""
REACH = {"lack": 9, "flaw": 6, "praise": 6, "lack_after": 5, "praise_after": 5}
"""How many words a cue speaks across, within one thought."""
BRIEF = 8
"""A sentence of so few words is short: most that employers say plainly is no longer."""
RIVAL = re.compile(
    r"((the |an)?other|one) (candidate|applicant|finalist|contender|person|interviewee)s?\b"
    r"|(someone|somebody|others)\b"
)
"""How a sentence opens that is of whoever was chosen, unless it names the person too."""
ADDRESSED = frozenset(("you", "your", "i", "me", "my"))
OPENING = 7
"""Within so many words a sentence says whom it is of."""
MOST_LEAN = 2
"""More cues of one way than this say no more."""
_DENIES = 3
"""A "not" turns round what stands at most so many words after it."""
_TURNED = {"praise": "lack", "flaw": "praise", "praise_after": "lack_after", "lack": "praise"}
_CLASS = re.compile(r"@([^|?\s]+)")
_COMMON = frozenset(load_words("languages")["common"].split()) | frozenset(
    load_words("languages")["english"].split()
)


_OTHERS, _THINGS, _TELLING, _PERSON, _BESIDE = (
    frozenset(load_words("languages")[name].split())
    for name in ("others", "things", "telling", "person", "beside")
)


class Phrase(NamedTuple):
    """A line of the vocabulary: whose it is, of which kind, and as it is written."""

    theme: str
    kind: str
    text: str


class Found(NamedTuple):
    """A phrase in a sentence: its first and last word, and which way it is meant.

    ``polarity`` is gap, strength or neutral, and empty for a topic that nothing judges.
    """

    phrase: Phrase
    first: int
    last: int
    polarity: str = ""


class Phrases:
    """Lines of the vocabulary, each under the words that it cannot do without."""

    def __init__(self, phrases: Iterable[Phrase], classes: Mapping[str, str]) -> None:
        self._classes = classes
        self._phrases = list(phrases)
        self._under: dict[str, list[int]] = defaultdict(list)
        self._compiled: dict[int, re.Pattern[str]] = {}
        for at, phrase in enumerate(self._phrases):
            for word in _needed(self._parts(phrase)):
                self._under[word].append(at)
        self._sizes = sorted({len(key) - 1 for key in self._under if key.endswith("*")})
        self._at = lru_cache(maxsize=50_000)(self._lines_at)

    def _parts(self, phrase: Phrase) -> list[str]:
        return [self._spelt_out(part) for part in phrase.text.lower().split()]

    def _spelt_out(self, part: str) -> str:
        """Write the words of each class where its name stands."""
        while "@" in part:
            part = _CLASS.sub(lambda found: self._classes[found[1]], part)
        return part

    def _lines_at(self, word: str) -> tuple[int, ...]:
        """Give the lines that a word may begin; they are compiled when a text first asks."""
        keys = [word, *(f"{word[:size]}*" for size in self._sizes if size <= len(word))]
        lines = tuple(line for key in keys for line in self._under.get(key, ()))
        for line in lines:
            if line not in self._compiled:
                self._compiled[line] = re.compile(_pattern(self._parts(self._phrases[line])))
        return lines

    def find(self, words: Sequence[Word]) -> list[Found]:
        """Give every phrase in a sentence, in the order of its words."""
        said = " ".join([" .", *(word.text for word in words), ". "])
        tried = sorted({line for word in set(said.split()) for line in self._at(word)})
        found = []
        for line in tried:
            for match in self._compiled[line].finditer(said):
                first = said.count(" ", 0, match.start() + 1) - 2
                last = first + match.group().count(" ") - 1
                at = max(first, 0), min(last, len(words) - 1)
                found.append(Found(self._phrases[line], *at))
        return sorted(found, key=lambda each: (each.first, -each.last))


def _pattern(parts: Sequence[str]) -> str:
    """Write a line out as a regular expression over words with a space before each."""
    written: list[str] = []
    open_words = ""
    for part in parts:
        if part in GAPS:
            open_words = rf"(?: [^ .?]+){{0,{GAPS[part]}}}?"
            continue
        ways = part.replace("?", "").replace("-", " ").split("|")
        said = "|".join(re.escape(way).replace(r"\*", r"[^ ]*").replace(r"\ ", " ") for way in ways)
        between = open_words or ("(?: ,)?" if written else "")
        whole = f"{between} (?:{said})(?= )"
        written.append(f"(?:{whole})?" if part.endswith("?") else whole)
        open_words = ""
    return "".join(written)


def _needed(parts: Sequence[str]) -> frozenset[str]:
    """Give the words of the part of a line that is rarest, one of which must stand there."""
    ways = [
        frozenset(min(way.split("-"), key=_COMMON.__contains__) for way in part.split("|"))
        for part in parts
        if part not in GAPS and not part.endswith("?")
    ]
    return min(ways, key=lambda words: len(words) + 30 * len(words & _COMMON))


@cache
def vocabulary() -> tuple[Phrases, Phrases]:
    """Give the phrases that name themes, and the cues around them."""
    words = load_words("phrases")
    cues = words["cues"].items()
    named = ((t, k, lines) for t, kinds in words["themes"].items() for k, lines in kinds.items())
    return (
        Phrases((Phrase(*each) for each in _lines(named)), words["classes"]),
        Phrases((Phrase(*each) for each in _lines(("", k, t) for k, t in cues)), words["classes"]),
    )


def _lines(rows: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [(theme, kind, line) for theme, kind, text in rows for line in text.split("\n") if line]


class Heard(NamedTuple):
    """What the phrases say of a sentence.

    ``lean`` is how many more cues praise than miss, ``brief`` is 1 for a short sentence and falls
    with its length, ``aside`` says that somebody else is spoken of and not the person, and
    ``rival`` that it is whoever was chosen, whose praise is not the person's.
    """

    found: tuple[Found, ...]
    lean: int
    brief: float
    aside: bool
    rival: bool


def heard_in(words: Sequence[Word], themes: Phrases | None = None) -> Heard:
    """Find the phrases in a sentence, each with which way its cues say that it is meant.

    Examples
    --------
    >>> from bounceback_analysis.feedback.tokens import sentences_of
    >>> found = heard_in(sentences_of("You were not nervous.")[0]).found
    >>> [(each.phrase.theme, each.polarity) for each in found]
    [('nerves', 'strength')]
    """
    own, shared = vocabulary()
    cues = shared.find(words)
    thoughts = thoughts_of(cues, words)
    turned = _turned(cues, thoughts)
    found = (themes or own).find(words)
    lean = sum(1 if way.startswith("praise") else -1 for way, _ in turned)
    said = [word.text for word in words]
    return Heard(
        tuple(f._replace(polarity=_polarity(f, turned, cues, thoughts)) for f in found),
        max(min(lean, MOST_LEAN), -MOST_LEAN),
        min(BRIEF / max(len(words), 1), 1.0),
        is_aside(said),
        bool(RIVAL.match(" ".join(said))) and ADDRESSED.isdisjoint(said),
    )


def is_aside(words: Sequence[str]) -> bool:
    """Tell whether a sentence is of somebody else alone, who says nothing of the person.

    Examples
    --------
    >>> is_aside("the interviewer was late".split())
    True
    >>> is_aside("the interviewer said that was late".split())
    False
    """
    opening = words[:OPENING]
    of_people = not _OTHERS.isdisjoint(opening) and _TELLING.isdisjoint(words)
    if not of_people and _THINGS.isdisjoint(opening):
        return False
    return not any(
        (word in _PERSON and before not in _BESIDE) or (before == "my" and word not in _OTHERS)
        for before, word in pairwise(["", *words])
    )


def thoughts_of(cues: Sequence[Found], words: Sequence[Word]) -> list[int]:
    """Give each word the number of its thought; a stop or a "but" begins another."""
    breaks = {cue.first for cue in cues if cue.phrase.kind == "break"}
    numbers, number = [], 0
    for place, word in enumerate(words):
        number += word.text == "." or place in breaks
        numbers.append(number)
    return numbers


def _turned(cues: Sequence[Found], thoughts: Sequence[int]) -> list[tuple[str, Found]]:
    """Give the cues that judge, those turned round that a "not" stands before."""
    looks = {
        p for cue in cues if cue.phrase.kind == "pseudo" for p in range(cue.first, cue.last + 1)
    }
    real = [cue for cue in cues if cue.first not in looks]
    nots = [cue for cue in real if cue.phrase.kind == "not"]
    told = []
    for cue in real:
        kind = cue.phrase.kind
        if kind not in REACH or any(
            o.first <= cue.first and cue.last <= o.last and o.last - o.first > cue.last - cue.first
            for o in real
            if o.phrase.kind in REACH
        ):
            continue
        denied = any(
            0 < cue.first - n.last <= _DENIES and thoughts[n.first] == thoughts[cue.first]
            for n in nots
        )
        told.append((_TURNED.get(kind, kind) if denied else kind, cue))
    return told


def _denies(cue: Found, found: Found) -> bool:
    """Tell whether a "not" stands close before a phrase, or in words that it leaves open."""
    amid = found.first < cue.first and cue.last < found.last and "not" not in found.phrase.text
    return amid or 0 < found.first - cue.last <= _DENIES


def _polarity(
    found: Found,
    turned: Sequence[tuple[str, Found]],
    cues: Sequence[Found],
    thoughts: Sequence[int],
) -> str:
    kind = found.phrase.kind
    if kind == "neutral":
        return "neutral"
    here = thoughts[found.first]
    if kind == "gap":
        denied = any(
            c.phrase.kind == "not" and thoughts[c.first] == here and _denies(c, found) for c in cues
        )
        return "strength" if denied else "gap"
    near = []
    for way, cue in turned:
        inside = found.first <= cue.first and cue.last <= found.last
        after = way.endswith("_after")
        far = cue.first - found.last if after else found.first - cue.last
        if not inside and thoughts[cue.first] == here and -2 <= far <= REACH[way]:
            near.append((max(far, 0), way.startswith("praise")))
    if kind == "strength":
        return "gap" if near and not min(near)[1] else "strength"
    return "" if not near else "strength" if min(near)[1] else "gap"
