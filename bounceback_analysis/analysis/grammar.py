"""Find the vocabulary's phrases in words, each looked up by its rarest word."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.analysis.patterns import (
    part_of,
    parts_of,
    patterns_of,
    spelt_out,
    symbols_of,
)
from bounceback_analysis.analysis.tokens import COMMON, slips

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bounceback_analysis.analysis.patterns import Part, Pattern, Phrase, Step
    from bounceback_analysis.analysis.tokens import Word

_STOP = frozenset(".")
_ENDS = frozenset({".", "but", "however", "although"})
"""What no gap in a pattern reaches across; a comma uses up two words of it."""
_LONG = 7
"""A word must have this many letters before a slip in it is put right."""


@dataclass(eq=False, slots=True)
class Line:
    """A phrase: its parts as written, which of them is rarest and its words."""

    phrase: Phrase
    written: list[str]
    rarest: int
    keys: frozenset[str]
    patterns: list[Pattern] | None = None


@dataclass(eq=False, slots=True)
class Choice:
    """A line that a word may begin: what else must be there, and its patterns once it is."""

    line: Line
    first: frozenset[str]
    others: tuple[frozenset[str], ...]
    patterns: list[Pattern] | None = None


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

    def __init__(self, phrases: Iterable[Phrase], classes: Mapping[str, str]) -> None:
        self._classes = classes
        self._parts: dict[str, Part] = {}
        self._known: dict[str, tuple[frozenset[str], list[Choice]]] = {}
        self._by_symbol: dict[str, list[Line]] = defaultdict(list)
        self._lines = [self._line(phrase) for phrase in phrases]
        for line in self._lines:
            for symbol in line.keys:
                self._by_symbol[symbol].append(line)
        symbols = symbols_of(chain(classes.values(), (line.phrase.text for line in self._lines)))
        self._stems = frozenset(s[:-1] for s in symbols if s.endswith("*"))
        self._words = frozenset(s for s in symbols if not s.endswith("*"))
        self._sizes = tuple(sorted({len(stem) for stem in self._stems}))

    def patterns(self) -> Iterator[Pattern]:
        """Give every pattern there is."""
        return (pattern for line in self._lines for pattern in self._patterns_of(line))

    def _line(self, phrase: Phrase) -> Line:
        """Find the rarest part of a phrase: a plain word, or one of those parts that list few."""
        written = parts_of(phrase.text)
        for place, text in enumerate(written):
            if text.isalpha() and text not in COMMON:
                return Line(phrase, written, place, frozenset([text]))
        rarest, place = None, 0
        for least, i in sorted((part.count("|"), i) for i, part in enumerate(written)):
            if rarest and rarest.cost <= least + 1:
                break
            part = self._part(written[i])
            if rarest is None or part.cost < rarest.cost:
                rarest, place = part, i
        return Line(phrase, written, place, rarest.keys if rarest else frozenset())

    def _part(self, text: str) -> Part:
        if text not in self._parts:
            self._parts[text] = part_of(spelt_out(text, self._classes))
        return self._parts[text]

    def _patterns_of(self, line: Line) -> list[Pattern]:
        if line.patterns is None:
            parts = [self._part(text) for text in line.written]
            line.patterns = list(patterns_of(line.phrase, parts, line.rarest))
        return line.patterns

    def find(self, words: Sequence[Word]) -> list[Found]:
        """Find every pattern in a text's words, in the order of the text."""
        known = [self._look_up(word.text) for word in words]
        symbols = [each[0] for each in known]
        present = frozenset[str]().union(*symbols)
        absent = present.isdisjoint
        found = []
        for at, (here, choices) in enumerate(known):
            for choice in choices:
                if absent(choice.first):
                    continue
                if choice.others and any(map(absent, choice.others)):
                    continue
                for pattern in choice.patterns or self._chosen(choice, here):
                    if side := pattern.side:
                        beside = symbols[at + side] if 0 <= at + side < len(symbols) else _STOP
                        if pattern.also.isdisjoint(beside) and "," not in beside:
                            continue
                    if places := _match(pattern, symbols, at):
                        found.append(Found(pattern, places))
        return found

    def _look_up(self, word: str) -> tuple[frozenset[str], list[Choice]]:
        if word not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            symbols = self.symbols(word) or self.symbols(self._repaired(word)) or frozenset([word])
            lines = (line for s in sorted(symbols) for line in self._by_symbol.get(s, ()))
            self._known[word] = symbols, list(map(self._choice, dict.fromkeys(lines)))
        return self._known[word]

    def _choice(self, line: Line) -> Choice:
        parts = [self._part(text) for i, text in enumerate(line.written) if i != line.rarest]
        ranked = sorted(parts, key=attrgetter("cost"))
        needs = [part.keys for part in ranked if not part.optional] or [line.keys]
        return Choice(line, needs[0], tuple(needs[1:]))

    def _chosen(self, choice: Choice, here: frozenset[str]) -> list[Pattern]:
        """Give the ways to say a line that are looked up by this word."""
        every = self._patterns_of(choice.line)
        choice.patterns = [p for p in every if not p.steps[p.anchor].symbols.isdisjoint(here)]
        return choice.patterns

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
