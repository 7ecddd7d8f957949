"""Find the phrases of the vocabulary in a sentence, and the cues that praise or miss a topic.

A line of ``phrases.toml`` is a pattern of words; it is tried only where words stand that it cannot
do without.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
_DENIES = 3
"""A "not" turns round what stands at most so many words after it."""
_TURNED = {"praise": "lack", "flaw": "praise", "praise_after": "lack_after", "lack": "praise"}
_SHUT = " "
"""How a mark is written that no gap reaches across; no word is a blank."""
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


class Part(NamedTuple):
    """A part of a line: the words that say it, the longer ways to, and the gap left before it."""

    words: frozenset[str]
    longer: tuple[tuple[str, ...], ...]
    optional: bool
    gap: int


class Phrases:
    """Lines of the vocabulary, each under the words that it cannot do without."""

    def __init__(self, phrases: Iterable[Phrase], classes: Mapping[str, str]) -> None:
        self._phrases = list(phrases)
        self._lines = [_parts_of(phrase.text.lower(), classes) for phrase in self._phrases]
        self._needed = [_needed(parts) for parts in self._lines]
        self._begins = [_begins(parts) for parts in self._lines]
        self._under: dict[str, list[int]] = defaultdict(list)
        for at, (rarest, *_) in enumerate(self._needed):
            for word in rarest:
                self._under[word].append(at)
        parts = (part for line in self._lines for part in line)
        self._written = frozenset({_SHUT, ","}).union(*map(_words_of, parts))
        self._sizes = sorted({len(word) - 1 for word in self._written if word.endswith("*")})
        self._keys = lru_cache(maxsize=50_000)(self._keys_of)

    def _keys_of(self, word: str) -> frozenset[str]:
        """Give how the lines write a word: whole, or its beginning with any ending."""
        shut = [_SHUT] if "." in word or "?" in word else []
        ways = [word, *shut, *(f"{word[:n]}*" for n in self._sizes if n <= len(word))]
        return self._written.intersection(ways)

    def _lines_in(self, words: Sequence[Word]) -> list[int]:
        """Give the lines of which a sentence, or a part of it, may hold a phrase."""
        there = frozenset().union(*map(self._keys, (".", *(word.text for word in words))))
        known = {line for key in there for line in self._under.get(key, ())}
        return sorted(x for x in known if not any(map(there.isdisjoint, self._needed[x])))

    def find(self, words: Sequence[Word]) -> list[Found]:
        """Give every phrase in a sentence, in the order of its words."""
        return self.find_in_parts([words])[0]

    def find_in_parts(self, parts: Sequence[Sequence[Word]]) -> list[list[Found]]:
        """Give every phrase in a sentence, which stands first, and in each of its parts.

        What a part says the sentence says too, but for lines that begin or end a thought.
        """
        whole, *others = parts
        lines = self._lines_in(whole)
        found = self._find(whole, lines)
        said = {each.phrase for each in found}
        again = [x for x in lines if "." in self._phrases[x].text or self._phrases[x] in said]
        return [found, *(self._find(words, again) for words in others)]

    def _find(self, words: Sequence[Word], lines: Sequence[int]) -> list[Found]:
        said = [self._keys(text) for text in (".", *(word.text for word in words), ".")]
        places: dict[str, list[int]] = defaultdict(list)
        for place, keys in enumerate(said):
            for key in keys:
                places[key].append(place)
        there, found = frozenset(places), []
        for line in lines:
            end = 0
            for begin in sorted({p for key in self._begins[line] & there for p in places[key]}):
                if begin < end:
                    continue
                end = _end_of(self._lines[line], 0, said, begin)
                if end > begin:
                    at = max(begin - 1, 0), min(end - 2, len(words) - 1)
                    found.append(Found(self._phrases[line], *at))
        return sorted(found, key=lambda each: (each.first, -each.last))


def _words_of(part: Part) -> frozenset[str]:
    return part.words.union(*part.longer)


def _parts_of(line: str, classes: Mapping[str, str]) -> tuple[Part, ...]:
    """Read a line of the vocabulary, with the words of each class where its name stands."""
    while "@" in line:
        line = _CLASS.sub(lambda found: classes[found[1]], line)
    parts, gap = [], 0
    for said in line.split():
        if said in GAPS:
            gap = GAPS[said]
            continue
        parts.append(Part(*_ways(said.replace("?", "")), said.endswith("?"), gap))
        gap = 0
    return tuple(parts)


@cache
def _ways(said: str) -> tuple[frozenset[str], tuple[tuple[str, ...], ...]]:
    """Give the words that say a part of a line, and the longer ways to; many lines share parts."""
    ways = [tuple(way.split("-")) for way in said.split("|")]
    longer = sorted((way for way in ways if len(way) > 1), key=len, reverse=True)
    return frozenset(way[0] for way in ways if len(way) == 1), tuple(longer)


def _end_of(parts: Sequence[Part], no: int, said: Sequence[frozenset[str]], at: int) -> int:
    """Give where the parts from one on end if they begin at a word; -1 where they do not.

    ``said`` holds how a line may write each word. The fewest words are left open, the longest way
    to say a part comes first, and a comma may stand between two.
    """
    if no == len(parts):
        return at
    part = parts[no]
    for start in _starts(part, no, said, at):
        for way in part.longer:
            here = said[start : start + len(way)]
            if len(here) == len(way) and all(map(frozenset.__contains__, here, way)):
                end = _end_of(parts, no + 1, said, start + len(way))
                if end >= 0:
                    return end
        if start < len(said) and not part.words.isdisjoint(said[start]):
            end = _end_of(parts, no + 1, said, start + 1)
            if end >= 0:
                return end
    return _end_of(parts, no + 1, said, at) if part.optional else -1


def _starts(part: Part, no: int, said: Sequence[frozenset[str]], at: int) -> Iterator[int]:
    """Give where a part may begin that follows on what ends before a word."""
    if no and not part.gap and at < len(said) and "," in said[at]:
        yield at + 1
    yield at
    for place in range(at, min(at + part.gap, len(said))):
        if _SHUT in said[place]:
            return
        yield place + 1


def _begins(parts: Sequence[Part]) -> frozenset[str]:
    """Give the words that a line may begin with."""
    first, *others = parts
    words = first.words.union(way[0] for way in first.longer)
    return words | _begins(others) if first.optional else words


def _needed(parts: Sequence[Part]) -> list[frozenset[str]]:
    """Give the words of each part of a line, one of which must stand there, the rarest first."""
    ways = [
        part.words | {min(way, key=_COMMON.__contains__) for way in part.longer}
        for part in parts
        if not part.optional
    ]
    return sorted(ways, key=lambda words: len(words) + 30 * len(words & _COMMON))


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

    ``brief`` is 1 for a short sentence and falls with its length, ``aside`` says that somebody else
    is spoken of and not the person, and ``rival`` that it is whoever was chosen, whose praise is
    not the person's.
    """

    found: tuple[Found, ...]
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
    return heard_in_parts([words], themes)[0]


def heard_in_parts(parts: Sequence[Sequence[Word]], themes: Phrases | None = None) -> list[Heard]:
    """Find the phrases in a sentence, which stands first, and in each of its parts."""
    own, shared = vocabulary()
    found, cues = (each.find_in_parts(parts) for each in (themes or own, shared))
    return [_heard(*each) for each in zip(parts, found, cues, strict=True)]


def _heard(words: Sequence[Word], found: Sequence[Found], cues: Sequence[Found]) -> Heard:
    thoughts = thoughts_of(cues, words)
    turned = _turned(cues, thoughts)
    said = [word.text for word in words]
    return Heard(
        tuple(f._replace(polarity=_polarity(f, turned, cues, thoughts)) for f in found),
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
