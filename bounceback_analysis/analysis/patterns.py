"""Phrases as they are written in the vocabulary, and the patterns of words they stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.analysis.tokens import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

CLASS = re.compile(r"@([^|?\s]+)")
GAPS = {"_": 3, "__": 6}
_NEVER = 1_000_000
"""What it costs to look a line up by a word that may be left out."""


class Step(NamedTuple):
    """One word of a pattern: what it may be, how many words may stand before it."""

    symbols: frozenset[str]
    gap: int = 0
    optional: bool = False


Way = tuple[frozenset[str], ...]
"""A part of a line as it is said: the words, each with those that may stand for it."""


class Phrase(NamedTuple):
    """A line of the vocabulary: as it is written, whose it is and of which kind."""

    text: str
    theme: str
    kind: str


class Part(NamedTuple):
    """A part of a line: the rarest word of each way to say it, and how common these are."""

    text: str
    keys: frozenset[str]
    cost: int
    optional: bool


@dataclass(frozen=True, eq=False, slots=True)
class Pattern:
    """One phrase: its text as written, whose it is and of which kind.

    It is looked up by its rarest word, ``anchor``. Where ``side`` is -1 or 1, a word of ``also``
    must stand right beside it on that side.
    """

    text: str
    theme: str
    kind: str
    steps: tuple[Step, ...]
    anchor: int
    also: frozenset[str]
    side: int


def spelt_out(part: str, classes: Mapping[str, str]) -> str:
    """Write the words of each class where its name stands."""
    if "@" not in part:
        return part
    return CLASS.sub(lambda found: spelt_out(classes[found[1]], classes), part)


def parts_of(line: str) -> list[str]:
    """Give the parts of a line as they are written, without the gaps between them."""
    return [part for part in line.lower().split() if part not in GAPS]


def symbols_of(lines: Iterable[str]) -> set[str]:
    """Give every word that stands in a line, and every stem with its star."""
    text = " ".join(lines).lower()
    return set(text.replace("|", " ").replace("?", " ").replace("-", " ").split())


def _gaps(line: str) -> list[int]:
    """Give how many words may stand before each part of a line."""
    parts = line.split()
    before = ["", *parts]
    return [GAPS.get(b, 0) for b, part in zip(before, parts, strict=False) if part not in GAPS]


def part_of(text: str) -> Part:
    """Give what a part of a line is looked up by, which is all that most lines are ever asked."""
    optional = text[-1] == "?"
    names = _names(text)
    if "-" in text:
        names = [min(name.split("-"), key=COMMON.__contains__) for name in names]
    keys = frozenset(names)
    return Part(text, keys, _cost(keys) + optional * _NEVER, optional)


def ways_of(part: Part) -> list[Way]:
    """Give the ways to say a part; a word with a hyphen is two words, a way of its own.

    Examples
    --------
    >>> len(ways_of(part_of("calm|self-assured")))
    2
    """
    names = _names(part.text)
    plain = frozenset(name for name in names if "-" not in name)
    split = (name.split("-") for name in names if "-" in name)
    apart = [tuple(frozenset([word]) for word in words) for words in split]
    return [(plain,), *apart] if plain else apart


def _names(text: str) -> list[str]:
    return (text.replace("?", "") if "?" in text else text).split("|")


def patterns_of(phrase: Phrase, parts: Sequence[Part], rarest: int) -> Iterator[Pattern]:
    """Give a pattern for each way to say a phrase, to be looked up by its rarest part."""
    for ways in product(*map(ways_of, parts)):
        yield _pattern(phrase, parts, ways, rarest)


def _pattern(phrase: Phrase, parts: Sequence[Part], ways: Sequence[Way], rarest: int) -> Pattern:
    steps = tuple(
        Step(word, 0 if place else gap, part.optional)
        for part, gap, way in zip(parts, _gaps(phrase.text), ways, strict=True)
        for place, word in enumerate(way)
    )
    anchor = sum(map(len, ways[:rarest])) + _rarest(ways[rarest])
    return Pattern(*phrase, steps, anchor, *_beside(steps, anchor))


def _beside(steps: tuple[Step, ...], anchor: int) -> tuple[frozenset[str], int]:
    """Give what must stand right beside a pattern's rarest word, and on which side."""
    sides = [
        (steps[anchor + side].symbols, side)
        for side in (-1, 1)
        if 0 <= anchor + side < len(steps)
        and not (steps[anchor + side].optional or steps[max(anchor + side, anchor)].gap)
    ]
    return min(sides, key=lambda each: _cost(each[0]), default=(frozenset(), 0))


def _rarest(way: Way) -> int:
    return min(range(len(way)), key=lambda i: _cost(way[i]))


def _cost(symbols: frozenset[str]) -> int:
    return len(symbols) + 29 * len(symbols & COMMON)
