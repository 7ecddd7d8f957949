"""Finds the skills in one text: phrases by the tree of words, doubtful words by their company."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.vocabulary.skills import END, GAP, MARKED, word_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bounceback_analysis.vocabulary.skills import Skills, Tree, Word

LONGEST_GAP = 3
LIST_MARKS = frozenset({",", "/", ";", "and", "or", "\n", "|", "•", "(", ")", ":"})
SENTENCE_ENDS = frozenset({".", "!", "?", "\n", "•"})
GAP_ENDS = (LIST_MARKS | SENTENCE_ENDS) - {"and", "or", ",", "/"}


class Token(NamedTuple):
    """A word or mark as compared, and where it stands in the text."""

    word: str
    start: int
    end: int


class Found(NamedTuple):
    """A skill that a text names, and where."""

    skill: str
    start: int
    end: int


def skills_in(text: str, known: Skills) -> list[Found]:
    """Give the skills that a text names, in the order in which they stand."""
    tokens = [Token(word_of(m[0]), m.start(), m.end()) for m in MARKED.finditer(text)]
    words = [token.word for token in tokens]
    spans: dict[int, tuple[int, str]] = {}
    doubtful = []
    i = 0
    while i < len(words):
        word = words[i]
        end, skill = _longest(known.tree[word], words, i + 1) if word in known.tree else (0, "")
        if skill:
            spans[i] = (end, skill)
            i = end
            continue
        if word in known.words:
            doubtful.append(i)
        i += 1
    if doubtful:
        _settle(text, tokens, spans, doubtful, known)
    return [
        Found(skill, tokens[i].start, tokens[end - 1].end)
        for i, (end, skill) in sorted(spans.items())
    ]


def _longest(tree: Tree, words: list[str], at: int) -> tuple[int, str]:
    """Give where the longest phrase ends that goes on from here, and its skill."""
    best = (at, tree[END]) if END in tree else (0, "")
    if at < len(words) and words[at] in tree:
        best = max(best, _longest(tree[words[at]], words, at + 1))
    if GAP in tree:
        for place in range(at, min(at + LONGEST_GAP + 1, len(words))):
            best = max(best, _longest(tree[GAP], words, place))
            if words[place] in GAP_ENDS:
                break
    return best


def _settle(
    text: str,
    tokens: list[Token],
    spans: dict[int, tuple[int, str]],
    doubtful: list[int],
    known: Skills,
) -> None:
    """Add the doubtful words that are meant; one that is settled settles those beside it."""
    words = [token.word for token in tokens]
    open_ones = [i for i in doubtful if not _denied(known.words[words[i]], words, i)]
    while True:
        settled = [i for i in open_ones if _meant(text, tokens, words, spans, i, open_ones, known)]
        spans.update({i: (i + 1, known.words[words[i]].skill) for i in settled})
        open_ones = [i for i in open_ones if i not in spans]
        if not settled or not open_ones:
            return


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


def _meant(
    text: str,
    tokens: list[Token],
    words: list[str],
    spans: dict[int, tuple[int, str]],
    i: int,
    others: list[int],
    known: Skills,
) -> bool:
    word = known.words[words[i]]
    written = text[tokens[i].start : tokens[i].end] == word.written
    if word.default:
        return True
    if word.exact and not written:
        return False
    if _beside(word.before, _before(words, i)) or _beside(word.after, _after(words, i)):
        return True
    first = i == 0 or words[i - 1] in SENTENCE_ENDS
    if word.capital and written and not first:
        return True
    company = [*_listed(words, spans, i, -1), *_listed(words, spans, i, 1)]
    if any(known.group.get(skill) in word.groups for skill in company):
        return True
    if word.exact and not first and _in_sentence(words, spans, i, word, known):
        return True
    return _paired(text, tokens, words, i, others, word, known)


def _listed(
    words: list[str], spans: dict[int, tuple[int, str]], i: int, step: int
) -> Iterator[str]:
    """Give the skill beside a word in a list, before it (step -1) or after it (step 1)."""
    place = i + step
    while 0 <= place < len(words) and words[place] in LIST_MARKS and abs(place - i) <= 3:
        place += step
    for start, (end, skill) in spans.items():
        if start <= place < end:
            yield skill


def _in_sentence(
    words: list[str], spans: dict[int, tuple[int, str]], i: int, word: Word, known: Skills
) -> bool:
    """Tell whether the sentence around a word names a skill of the same sort."""
    return any(
        known.group.get(skill) in word.groups
        and not SENTENCE_ENDS & set(words[min(start, i) : max(start, i)])
        for start, (_, skill) in spans.items()
    )


def _paired(
    text: str,
    tokens: list[Token],
    words: list[str],
    i: int,
    others: list[int],
    word: Word,
    known: Skills,
) -> bool:
    """Tell whether the next word in the list is as doubtful, and of the same sort."""
    for other in others:
        between = words[min(i, other) + 1 : max(i, other)]
        mate = known.words[words[other]]
        if other == i or not between or len(between) > 2 or not LIST_MARKS.issuperset(between):
            continue
        sure = (word.capital or word.exact) and (mate.capital or mate.exact)
        mate_written = text[tokens[other].start : tokens[other].end] == mate.written
        if sure and word.groups & mate.groups and (mate_written or not mate.exact):
            return True
    return False
