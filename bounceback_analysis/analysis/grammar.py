"""Find phrases in words: patterns written as data, looked up by their rarest word."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.analysis.tokens import is_common, slips

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bounceback_analysis.analysis.tokens import Word

CLASS = re.compile(r"@([^|?\s]+)")
GAPS = {"_": 3, "__": 6}
_STOP = frozenset(".")
_ENDS = frozenset({".", "but", "however", "although"})
"""What no gap in a pattern reaches across; a comma uses up two words of it."""
_LONG = 7
"""A word must have this many letters before a slip in it is put right."""


class Step(NamedTuple):
    """One word of a pattern: what it may be, how many words may stand before it."""

    symbols: frozenset[str]
    gap: int = 0
    optional: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Pattern:
    """One phrase: its text as written, whose it is and of which kind.

    It is looked up by its rarest word, ``anchor``. Where ``also`` (what must stand right beside
    it, on the ``side`` -1 or 1, or else anywhere) is missing, or one of ``others`` anywhere, it
    is passed over at once.
    """

    text: str
    theme: str
    kind: str
    steps: tuple[Step, ...]
    anchor: int
    also: frozenset[str]
    side: int
    others: tuple[frozenset[str], ...]


class Found(NamedTuple):
    """A pattern found in a text: the words that it rests on, from first to last."""

    pattern: Pattern
    places: tuple[int, ...]


@dataclass
class Grammar:
    """All patterns of a vocabulary, ready to be looked for."""

    patterns: list[Pattern]
    _by_symbol: dict[str, list[Pattern]] = field(default_factory=lambda: defaultdict(list))
    _stems: frozenset[str] = frozenset()
    _words: frozenset[str] = frozenset()
    _sizes: tuple[int, ...] = ()
    _known: dict[str, tuple[frozenset[str], tuple[Pattern, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for pattern in self.patterns:
            for symbol in pattern.steps[pattern.anchor].symbols:
                self._by_symbol[symbol].append(pattern)
        symbols = {s for p in self.patterns for step in p.steps for s in step.symbols}
        self._stems = frozenset(s[:-1] for s in symbols if s.endswith("*"))
        self._words = frozenset(s for s in symbols if not s.endswith("*"))
        self._sizes = tuple(sorted({len(stem) for stem in self._stems}))

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
            patterns = (p for symbol in sorted(symbols) for p in self._by_symbol.get(symbol, ()))
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


def compile_patterns(
    lines: Iterable[str], theme: str, kind: str, classes: Mapping[str, str]
) -> list[Pattern]:
    """Turn lines as written in the vocabulary into patterns.

    Examples
    --------
    >>> [p.steps[1].gap for p in compile_patterns(["mind _ blank"], "nerves", "gap", {})]
    [3]
    """
    return [
        Pattern(line, theme, kind, steps, *_rarest(steps))
        for line in lines
        for steps in _variants(_spelt_out(line.lower(), classes))
    ]


def _spelt_out(line: str, classes: Mapping[str, str]) -> str:
    """Write the words of each class where its name stands."""
    return CLASS.sub(lambda found: _spelt_out(classes[found[1]], classes), line)


def _variants(line: str) -> Iterable[tuple[Step, ...]]:
    """Write out a line; a word with a hyphen is two words, so it needs a pattern of its own."""
    choices = []
    gap = 0
    for part in line.split():
        if part not in GAPS:
            choices.append(_ways(part, gap))
        gap = GAPS.get(part, 0)
    return [tuple(step for way in ways for step in way) for ways in product(*choices)]


@cache
def _ways(part: str, gap: int) -> list[list[Step]]:
    """Give the ways to say a part of a line in steps; the same parts come up often."""
    optional = part.endswith("?") and part != "?"
    names = [name for name in part.replace("?", "").split("|") if name] or [part]
    if "-" not in part:
        return [[Step(frozenset(names), gap, optional)]]
    plain = frozenset(name for name in names if "-" not in name)
    ways = [[Step(plain, gap, optional)]] if plain else []
    for first, *rest in (name.split("-") for name in names if "-" in name):
        ways.append([Step(frozenset([first]), gap)] + [Step(frozenset([word])) for word in rest])
    return ways


def _rarest(
    steps: tuple[Step, ...],
) -> tuple[int, frozenset[str], int, tuple[frozenset[str], ...]]:
    """Give the place of a pattern's rarest word, and what must stand beside it or anywhere."""
    cost = {i: _cost(step.symbols) for i, step in enumerate(steps) if not step.optional}
    anchor = min(cost, key=cost.__getitem__)
    left = [i for i in cost if i != anchor]
    beside = [i for i in left if abs(i - anchor) == 1 and not steps[max(i, anchor)].gap]
    also = min(beside or left, key=cost.__getitem__, default=anchor)
    others = tuple(steps[i].symbols for i in left if i != also)
    return anchor, steps[also].symbols, also - anchor if beside else 0, others


@cache
def _cost(symbols: frozenset[str]) -> int:
    return len(symbols) + 29 * sum(map(is_common, symbols))
