"""The skills as data: every way to say one, laid out as a tree of words that is walked once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

from bounceback_analysis.vocabulary.schema import fold, load_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOKEN = re.compile(r"\.N(?:ET|et)\b|[^\W_]+(?:['’][^\W_]+)*(?:\+\+|#)?|&")
MARKED = re.compile(TOKEN.pattern + r"|[,;:!?()/|•\n]|\.(?=\s|$)")
CHOICE = re.compile(r"\{([^}]*)\}")
END = "="
GAP = "_"

Tree = dict[str, Any]
"""From word to tree; under ``END`` stands the skill whose phrase ends there."""


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
    """All skills: their phrases as a tree, the doubtful words, and the group of each skill."""

    tree: Tree
    words: dict[str, Word]
    alone: dict[str, str]
    group: dict[str, str] = field(default_factory=dict)


@cache
def word_of(written: str) -> str:
    """Give a word as it is compared: folded, without apostrophes and without the plural.

    Examples
    --------
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
    """Give every phrase that a pattern with ``{a|b}`` stands for.

    Examples
    --------
    >>> list(spellings("{take|taking} minutes"))
    ['take minutes', 'taking minutes']
    """
    parts = CHOICE.split(pattern)
    choices = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    return ("".join(chosen) for chosen in product(*choices))


@lru_cache(maxsize=8)
def skills(own: tuple[tuple[str, str], ...] = ()) -> Skills:
    """Give the vocabulary, grown by a person's own skills.

    Parameters
    ----------
    own
        Pairs of a name and other ways to say it, separated by commas.
    """
    data = load_words("skills")
    words = {word_of(w): _word(w, row) for w, row in data["words"].items()}
    tree: Tree = {}
    group = {}
    alone = {word_of(word): skill for word, skill in data["alone"].items()}
    named = [(key, rows["skills"]) for key, rows in data["groups"].items()]
    for key, rows in [*named, ("own", dict(own))]:
        for name, said in rows.items():
            group[name] = key
            alone[" ".join(words_of(name))] = name
            doubtful = word_of(name) in words and key != "own"
            for pattern in [*([] if doubtful else [name]), *filter(str.strip, said.split(","))]:
                for phrase in [pattern] if key == "own" else spellings(pattern):
                    _plant(tree, phrase, name)
    return Skills(tree, words, alone, group)


def _word(written: str, row: Mapping[str, Any]) -> Word:
    sets = {
        key: frozenset(value if key == "groups" else (" ".join(words_of(v)) for v in value))
        for key, value in row.items()
        if isinstance(value, list)
    }
    return Word(written, **{**row, **sets})


def _plant(tree: Tree, phrase: str, name: str) -> None:
    for part in phrase.split():
        for word in _steps(part):
            tree = tree.setdefault(word, {})
    tree.setdefault(END, name)


@cache
def _steps(part: str) -> tuple[str, ...]:
    """Give the steps that a part of a phrase takes in the tree; the same parts come up often."""
    return (GAP,) if part == GAP else tuple(words_of(part))
