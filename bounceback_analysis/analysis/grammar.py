"""Find the vocabulary's phrases in words, each looked up by its rarest word."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.analysis.patterns import (
    part_of,
    patterns_of,
    spelt_out,
    symbols_of,
    written,
)
from bounceback_analysis.analysis.tokens import slips

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bounceback_analysis.analysis.patterns import Part, Pattern, Phrase, Step
    from bounceback_analysis.analysis.tokens import Word

_STOP = frozenset(".")
_ENDS = frozenset({".", "but", "however", "although"})
"""What no gap in a pattern reaches across; a comma uses up two words of it."""
_LONG = 7
"""A word must have this many letters before a slip in it is put right."""


class Found(NamedTuple):
    """A pattern found in a text: the words that it rests on, from first to last."""

    pattern: Pattern
    places: tuple[int, ...]


class Grammar:
    """All phrases of a vocabulary, ready to be looked for; each is compiled when it is needed.

    Parameters
    ----------
    phrases
        The lines of the vocabulary.
    classes
        The words that stand for a class's name: ``good`` for ``@good``.
    """

    def __init__(self, phrases: Sequence[Phrase], classes: Mapping[str, str]) -> None:
        self._phrases = phrases
        self._classes = classes
        self._parts: dict[str, Part] = {}
        self._compiled: dict[int, list[Pattern]] = {}
        self._known: dict[str, tuple[frozenset[str], tuple[Pattern, ...]]] = {}
        self._by_symbol: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, phrase in enumerate(phrases):
            place, keys = self._rarest(written(phrase.text))
            at = number, place
            for symbol in keys:
                self._by_symbol[symbol].append(at)
        symbols = symbols_of(chain(classes.values(), (phrase.text for phrase in phrases)))
        self._stems = frozenset(s[:-1] for s in symbols if s.endswith("*"))
        self._words = frozenset(s for s in symbols if not s.endswith("*"))
        self._sizes = tuple(sorted({len(stem) for stem in self._stems}))

    def patterns(self) -> Iterator[Pattern]:
        """Give every pattern there is."""
        places = {place for places in self._by_symbol.values() for place in places}
        return (pattern for place in sorted(places) for pattern in self._patterns_of(*place))

    def _rarest(self, parts: Sequence[str]) -> tuple[int, frozenset[str]]:
        """Give the place and the words of a line's rarest part; long ones are hardly looked at."""
        rarest, place = None, 0
        for least, i in sorted((part.count("|"), i) for i, part in enumerate(parts)):
            if rarest and rarest.cost <= least:
                break
            part = self._part(parts[i])
            if rarest is None or part.cost < rarest.cost:
                rarest, place = part, i
        return place, rarest.keys if rarest else frozenset()

    def _part(self, text: str) -> Part:
        if text not in self._parts:
            self._parts[text] = part_of(spelt_out(text, self._classes))
        return self._parts[text]

    def _patterns_of(self, number: int, rarest: int) -> list[Pattern]:
        """Give a pattern for each way to say a line."""
        if number not in self._compiled:
            phrase = self._phrases[number]
            parts = list(map(self._part, written(phrase.text)))
            self._compiled[number] = list(patterns_of(phrase, parts, rarest))
        return self._compiled[number]

    def find(self, words: Sequence[Word]) -> list[Found]:
        """Find every pattern in a text's words, in the order of the text."""
        known = [self._look_up(word.text) for word in words]
        symbols = [each[0] for each in known]
        present = frozenset[str]().union(*symbols)
        found = []
        for at, (_, patterns) in enumerate(known):
            for pattern in patterns:
                side = pattern.side
                if side:
                    beside = symbols[at + side] if 0 <= at + side < len(symbols) else _STOP
                    if pattern.also.isdisjoint(beside) and "," not in beside:
                        continue
                elif pattern.also.isdisjoint(present):
                    continue
                if any(map(present.isdisjoint, pattern.others)):
                    continue
                if places := _match(pattern, symbols, at):
                    found.append(Found(pattern, places))
        return found

    def _look_up(self, word: str) -> tuple[frozenset[str], tuple[Pattern, ...]]:
        if word not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            symbols = self.symbols(word) or self.symbols(self._repaired(word)) or frozenset([word])
            patterns = (
                pattern
                for symbol in sorted(symbols)
                for place in self._by_symbol.get(symbol, ())
                for pattern in self._patterns_of(*place)
                if symbol in pattern.steps[pattern.anchor].symbols
            )
            self._known[word] = symbols, tuple(dict.fromkeys(patterns))
        return self._known[word]

    def symbols(self, word: str) -> frozenset[str]:
        """Give what a word stands for in patterns: itself, and each stem that it begins with."""
        stems = (word[:size] for size in self._sizes if size <= len(word))
        found = {f"{stem}*" for stem in stems if stem in self._stems}
        return frozenset(found | ({word} & self._words))

    def _repaired(self, word: str) -> str:
        if not _LONG <= len(word) <= 2 * _LONG + 2 or not word.isalpha():
            return ""
        near = (other for other in slips(word) if len(other) >= _LONG and other in self._words)
        return min(near, default="") or min(
            (o for o in slips(word) if any(o[:n] in self._stems for n in self._sizes if n >= 6)),
            default="",
        )


def _match(pattern: Pattern, symbols: list[frozenset[str]], at: int) -> tuple[int, ...]:
    steps, anchor = pattern.steps, pattern.anchor
    if len(steps) == 1:
        return (at,)
    after = _walk(steps, anchor + 1, len(steps), symbols, at, 1)
    if after is None:
        return ()
    before = _walk(steps, anchor - 1, -1, symbols, at, -1)
    return () if before is None else (*reversed(before), at, *after)


def _walk(
    steps: tuple[Step, ...], i: int, stop: int, symbols: list[frozenset[str]], at: int, way: int
) -> tuple[int, ...] | None:
    """Match the steps from ``i`` on, one way along the words; ``None`` where they do not."""
    if i == stop:
        return ()
    step = steps[i]
    gap = step.gap if way == 1 else steps[i + 1].gap
    place = at + way
    for _ in range(gap + 2):
        if not 0 <= place < len(symbols):
            break
        if not step.symbols.isdisjoint(symbols[place]):
            rest = _walk(steps, i + way, stop, symbols, place, way)
            if rest is not None:
                return (place, *rest)
        if not _ENDS.isdisjoint(symbols[place]):
            break
        if gap == 0 and "," not in symbols[place]:
            break
        gap -= 2 if "," in symbols[place] and gap else "," not in symbols[place]
        if gap < 0:
            break
        place += way
    return _walk(steps, i + way, stop, symbols, at, way) if step.optional else None
