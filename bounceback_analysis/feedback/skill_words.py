"""Finds the skills in one text: phrases as they are known, doubtful words by their company."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.feedback.tokens import SENTENCE_ENDS, tokens_of
from bounceback_analysis.vocabulary.skills import END, GAP, word_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bounceback_analysis.feedback.tokens import Token
    from bounceback_analysis.vocabulary.skills import Skills, Tree, Word

LONGEST_GAP = 3
NEEDED = frozenset({"needed", "required", "necessary", "essential"})
LIST_MARKS = frozenset({",", "/", ";", "and", "or", "\n", "|", "•", "(", ")", ":"})
MARKS = (LIST_MARKS | SENTENCE_ENDS) - {"and", "or"}
GAP_ENDS = MARKS - {",", "/"}


class Found(NamedTuple):
    """A skill that a text names, and where."""

    skill: str
    start: int
    end: int


def skills_in(text: str, known: Skills) -> list[Found]:
    """Give the skills that a text names, in the order in which they stand."""
    tokens = tokens_of(text)
    words = [t.written[0] if t.written[0] in MARKS else word_of(t.written) for t in tokens]
    spans: dict[int, tuple[int, str]] = {}
    doubtful = []
    i = 0
    while i < len(words):
        word = words[i]
        end, skill = _longest(known, words, i)
        if skill and not (_someone(words, i, end, known.people) or _waived(words, i, end)):
            spans[i] = (end, skill)
        elif word in known.words:
            doubtful.append(i)
        i = end if skill else i + 1
    if doubtful:
        _settle(_Text(tokens, words, spans, known), doubtful)
    return [
        Found(skill, tokens[i].start, tokens[end - 1].end)
        for i, (end, skill) in sorted(spans.items())
    ]


def _longest(known: Skills, words: list[str], i: int) -> tuple[int, str]:
    """Give where the longest phrase ends that starts here, and its skill."""
    gapped = _walk(known.tree.get(words[i], {}), words, i + 1)
    last = min(i + known.longest.get(words[i], 0), len(words))
    for end in range(last, max(i, gapped[0]), -1):
        if skill := known.phrases.get(" ".join(words[i:end])):
            return end, skill
    return gapped


def _someone(words: list[str], start: int, end: int, people: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether words speak of a person and not of a skill: "my tutor", "the joiner said"."""
    if words[end - 1] not in people["nouns"]:
        return False
    before = people["owners"] | people["spoken_to"]
    return _beside(before, _before(words, start)) or _beside(people["says"], _after(words, end - 1))


def _waived(words: list[str], start: int, end: int) -> bool:
    """Tell whether an advert says that it can do without: "no forklift licence needed"."""
    return "no" in words[max(0, start - 3) : start] and not NEEDED.isdisjoint(words[end : end + 3])


def _walk(tree: Tree, words: list[str], at: int) -> tuple[int, str]:
    """Give where the longest phrase with gaps ends that goes on from here, and its skill."""
    best = (at, tree[END]) if END in tree else (0, "")
    if at < len(words) and words[at] in tree:
        best = max(best, _walk(tree[words[at]], words, at + 1))
    if GAP in tree:
        for place in range(at, min(at + LONGEST_GAP + 1, len(words))):
            best = max(best, _walk(tree[GAP], words, place))
            if words[place] in GAP_ENDS:
                break
    return best


@dataclass(frozen=True)
class _Text:
    """A text in tokens, with the skills found so far: from where to (where it ends, skill).

    ``groups`` holds the sort of skill that each word is part of, ``said`` those of each sentence:
    what stands beside a word is looked up, and the text not gone through again.
    """

    tokens: list[Token]
    words: list[str]
    spans: dict[int, tuple[int, str]]
    known: Skills
    groups: dict[int, str] = field(default_factory=dict)
    said: dict[int, set[str]] = field(default_factory=dict)
    sentence: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sentence.extend(accumulate(word in SENTENCE_ENDS for word in self.words))
        for start, (end, skill) in self.spans.items():
            self.note(start, end, skill)

    def note(self, start: int, end: int, skill: str) -> None:
        """Take in a skill."""
        self.spans[start] = (end, skill)
        if group := self.known.group.get(skill):
            self.groups.update(dict.fromkeys(range(start, end), group))
            self.said.setdefault(self.sentence[start], set()).add(group)

    def doubtful(self, i: int) -> Word:
        return self.known.words[self.words[i]]

    def is_written(self, i: int) -> bool:
        meant, written = self.doubtful(i).written, self.tokens[i].written
        return written == meant or (len(meant) > 2 and meant.isupper() and written == f"{meant}s")

    def is_first(self, i: int) -> bool:
        return i == 0 or self.words[i - 1] in SENTENCE_ENDS


def _settle(text: _Text, doubtful: list[int]) -> None:
    """Add the doubtful words that are meant; one that is settled settles those beside it."""
    left = {
        i
        for i in doubtful
        if not _denied(text.doubtful(i), text.words, i)
        and not _someone(text.words, i, i + 1, text.known.people)
    }
    order = sorted(left)
    # Word by word, there and back again: a long list of doubtful words is settled in one go.
    while settled := [i for i in order if _is_settled(text, i, left)]:
        left = left.difference(settled)
        order = sorted(left, reverse=order[:1] < order[-1:])


def _is_settled(text: _Text, i: int, others: set[int]) -> bool:
    """Settle a word that is meant, so that it counts for the next one."""
    meant = _meant(text, i, others)
    if meant:
        text.note(i, i + 1, text.doubtful(i).skill)
    return meant


def _denied(word: Word, words: list[str], i: int) -> bool:
    return _beside(word.never_before, _before(words, i)) or _beside(
        word.never_after, _after(words, i)
    )


def _beside(wanted: frozenset[str], company: Iterator[str]) -> bool:
    return bool(wanted) and any(said in wanted for said in company)


def _before(words: list[str], i: int) -> Iterator[str]:
    return (" ".join(words[max(0, i - n) : i]) for n in (1, 2))


def _after(words: list[str], i: int) -> Iterator[str]:
    return (" ".join(words[i + 1 : i + 1 + n]) for n in (1, 2, 3))


def _meant(text: _Text, i: int, others: set[int]) -> bool:
    """Tell whether the company of a doubtful word settles that it is meant."""
    word = text.doubtful(i)
    if word.default or (word.exact and not text.is_written(i)):
        return word.default
    return (
        _beside(word.before, _before(text.words, i))
        or _beside(word.after, _after(text.words, i))
        or (word.capital and text.is_written(i) and not text.is_first(i))
        or _listed(text, i)
        or (word.exact and not text.is_first(i) and _in_sentence(text, i))
        or any(_paired(text, i, i + step) for step in (-3, -2, 2, 3) if i + step in others)
    )


def _listed(text: _Text, i: int) -> bool:
    """Tell whether a skill of the same sort stands beside a word in a list."""
    for step in (-1, 1):
        place = i + step
        while 0 <= place < len(text.words) and text.words[place] in LIST_MARKS:
            place += step
        if text.groups.get(place) in text.doubtful(i).groups:
            return True
    return False


def _in_sentence(text: _Text, i: int) -> bool:
    """Tell whether the sentence around a word names a skill of the same sort."""
    return not text.doubtful(i).groups.isdisjoint(text.said.get(text.sentence[i], ()))


def _paired(text: _Text, i: int, other: int) -> bool:
    """Tell whether the next word in the list is as doubtful, and of the same sort."""
    word, mate = text.doubtful(i), text.doubtful(other)
    between = text.words[min(i, other) + 1 : max(i, other)]
    sure = (word.capital or word.exact) and (mate.capital or text.is_written(other))
    return sure and LIST_MARKS.issuperset(between) and not word.groups.isdisjoint(mate.groups)
