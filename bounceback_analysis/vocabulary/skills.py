"""The skills as data: every way to say one as a phrase, and as a tree where a phrase has gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product
from typing import Any

from bounceback_analysis.vocabulary.schema import fold, load_words

TOKEN = re.compile(r"\.N(?:ET|et)\b|[^\W_]+(?:['’][^\W_]+)*(?:\+\+|#)?|&")
CHOICE = re.compile(r"\{([^}]*)\}")
END = "="
GAP = "_"

Tree = dict[str, Any]  # from word to tree; under ``END`` stands the skill whose phrase ends there


@dataclass(frozen=True)
class Word:
    """A word that is also something else, and the company that it keeps when it is meant."""

    written: str
    skill: str
    capital: bool = False
    exact: bool = False
    default: bool = False
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    never_before: frozenset[str] = frozenset()
    never_after: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Skills:
    """All skills: the skill of each phrase, how long these are by first word, a tree for gaps."""

    phrases: dict[str, str]
    longest: dict[str, int]
    tree: Tree
    words: dict[str, Word]
    alone: dict[str, str]
    group: dict[str, str]
    people: dict[str, frozenset[str]]


@cache
def word_of(written: str) -> str:
    """Give a word as it is compared: folded, without apostrophes and without the plural.

    >>> word_of("Children’s"), word_of("policies"), word_of("C#"), word_of("access")
    ('children', 'policy', 'c#', 'access')
    """
    if written == "&":
        return "and"
    word = fold(written).replace("'", "").replace("’", "")
    if (
        len(word) <= 3
        or not word.endswith("s")
        or word.endswith(("ss", "us", "is", "ics", "cpcs", "patients"))
    ):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]


def words_of(text: str) -> list[str]:
    """Give the words of a text as they are compared."""
    return [word_of(token) for token in TOKEN.findall(text)]


def spellings(pattern: str) -> Iterator[str]:
    """Give every phrase that a pattern stands for, in words as they are compared.

    ``{a|b}`` stands for either, and an empty side for a word that may be left out.

    >>> list(spellings("{take|taking} minutes {well|}"))
    ['take minute well', 'take minute', 'taking minute well', 'taking minute']
    """
    if "{" not in pattern:
        return iter((_compared(pattern),))
    parts = CHOICE.split(pattern)
    choices = [map(_spaced, part.split("|") if i % 2 else [part]) for i, part in enumerate(parts)]
    return map(str.rstrip, map("".join, product(*choices)))


@cache
def _spaced(part: str) -> str:
    """Give part of a pattern as it is compared, with a space after it where it says anything."""
    return f"{said} " if (said := _compared(part)) else ""


@cache
def _compared(part: str) -> str:
    """Give part of a pattern in words as they are compared; the same parts come up often."""
    words = part.split()
    if GAP in words:
        return " ".join(GAP if word == GAP else _compared(word) for word in words)
    return " ".join(words_of(part))


@lru_cache(maxsize=8)
def skills(own: tuple[tuple[str, str], ...] = ()) -> Skills:
    """Give the vocabulary, grown by a person's ``own`` skills: a name, other ways with commas."""
    if own:
        known = skills()
        grows = ("phrases", "longest", "group", "alone")
        grown = replace(known, **{name: dict(getattr(known, name)) for name in grows})
        for name, said in own:
            ways = [" ".join(words_of(way)) for way in (name, *said.split(","))]
            _learn(grown, "own", name, ways)
        return grown
    data = load_words("skills")
    words = {word_of(w): _word(w, row) for w, row in data["words"].items()}
    alone = {word_of(word): skill for word, skill in data["alone"].items()}
    people = {key: frozenset(value) for key, value in data["people"].items()}
    known = Skills({}, {}, {}, words, alone, {}, people)
    for group, rows in data["groups"].items():
        for name, said in rows["skills"].items():
            patterns = [*([] if word_of(name) in words else [name]), *said.split(",")]
            _learn(known, group, name, [phrase for p in patterns for phrase in spellings(p)])
    return known


def _learn(known: Skills, group: str, name: str, phrases: Iterable[str]) -> None:
    """Add a skill with the phrases that say it; the first to have a phrase keeps it."""
    known.group[name] = group
    known.alone[_compared(name)] = name
    for phrase in filter(None, phrases):
        if GAP in phrase:
            tree = known.tree
            for step in phrase.split():
                tree = tree.setdefault(step, {})
            tree.setdefault(END, name)
        elif phrase not in known.phrases:
            known.phrases[phrase] = name
            first, length = phrase.partition(" ")[0], phrase.count(" ") + 1
            if length > known.longest.get(first, 0):
                known.longest[first] = length


def _word(written: str, row: Mapping[str, Any]) -> Word:
    sets = {
        key: frozenset(value if key == "groups" else (" ".join(words_of(v)) for v in value))
        for key, value in row.items()
        if isinstance(value, list)
    }
    return Word(written, **{**row, **sets})
