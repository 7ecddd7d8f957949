"""Finds what looks like a way to reach somebody, a number, pay or an age, and private words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bounceback_analysis.redaction.people import is_ordinary
from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    Span = tuple[int, int, str]
    Begun = dict[str, list[str]]

PRIVATE = "[private word removed]"
"""The kind is not named: "[health removed]" would tell."""
ENDLESS = {
    r"\s+": r"\s{1,20}",
    r"\s*": r"\s{0,20}",
    ")*": "){0,20}",
    ")+": "){1,20}",
    ".*": ".{0,200}",
}
"""What goes on in a look, and how far: nobody puts twenty blanks, or twenty of "no", between.

Without an end, each start would look through all that follows: a pasted cell may hold any number.
"""
OWN = re.compile(
    r"\b(?:my|your|(?:i|you)\s+(?:still\s+|also\s+|really\s+)?(?:am|was|have|had|are|were|use|need|take)|i['’]?(?:m|ve)|(?:are|were|do)"
    r"\s+you(?:\s+have)?|as\s+an?|being(?:\s+an?)?)\s+(?:an?\s+)?(?:[\w'’-]+\s+){0,1}\Z",
    re.IGNORECASE,
)
"""What makes a word of two meanings private: "your conviction", not "with conviction"."""
TOKEN = re.compile(r"[^\W_]+")
FAR = 40
"""Letters before a word in which such a mark of the person stands."""


def kind_spans(flat: str) -> Iterator[Span]:
    """Find ways to reach somebody, pay, numbers of an account, addresses, ages."""
    for kind in load_words("redaction")["kinds"]:
        if _sought(kind.get("needs", "")).search(flat):
            for look in map(_sought, kind["looks"]):
                found = filter(_telling, look.finditer(flat))
                yield from ((match.start(), match.end(), kind["says"]) for match in found)


def _telling(match: re.Match[str]) -> bool:
    """Tell whether a word that a look sets in a group is one that sentences are not made of."""
    told = [word.casefold() for word in match.groups() if word]
    return not told or not all(map(is_ordinary, told))


@cache
def _sought(pattern: str) -> re.Pattern[str]:
    for name, part in load_words("redaction")["parts"].items():
        pattern = pattern.replace(f"<{name}>", part)
    for endless, bounded in ENDLESS.items():
        pattern = pattern.replace(endless, bounded)
    return re.compile(pattern, re.IGNORECASE)


def private_spans(flat: str) -> Iterator[tuple[int, int, str]]:
    """Find words about the person's health, belief, union, status or family, with their kind.

    A word of two meanings counts only beside the person ("my conviction"). What a job is often
    about does not count where others are meant ("a child with autism").

    Examples
    --------
    >>> list(private_spans("My epilepsy came up"))
    [(3, 11, 'health')]
    """
    there = set(TOKEN.findall(flat.casefold()))
    means_nobody = [said.span() for said in _look(_there(_sayings(), there)).finditer(flat)]
    for match, name in _told(flat, there):
        start, end = match.span()
        if not any(first <= start and end <= last for first, last in means_nobody):
            yield start, end, name


def _told(flat: str, there: AbstractSet[str]) -> Iterator[tuple[re.Match[str], str]]:
    for name, *listed, of_work in _private_kinds():
        words, beside, named = (_there(begun, there) for begun in listed)
        for match in _look(words).finditer(flat):
            if not (of_work and _of_others(flat, match)) or _own(flat, match):
                yield match, name
        yield from ((match, name) for match in _look(beside).finditer(flat) if _own(flat, match))
        yield from ((match, name) for match in _named(named).finditer(flat))


@cache
def _sayings() -> Begun:
    """Give what private words stand in and mean nobody: "sick of waiting", "a church hall"."""
    return _begun(_listed(load_words("sensitive")["sayings"]))


def _there(begun: Begun, there: AbstractSet[str]) -> tuple[str, ...]:
    """Give what is listed of which the first word stands in a text, the longest first.

    So "sick leave" comes before "sick".
    """
    found = (word for first in sorted(begun.keys() & there) for word in begun[first])
    return tuple(sorted(found, key=len, reverse=True))


def _own(flat: str, match: re.Match[str]) -> bool:
    return bool(OWN.search(flat[max(0, match.start() - FAR) : match.start()]))


def _of_others(flat: str, match: re.Match[str]) -> bool:
    """Tell whether a job is about it: "a child with autism", "autistic pupils"."""
    before, after = _of_work()
    near = flat[max(0, match.start() - FAR) : match.start()]
    return bool(before.search(near) or after.match(flat, match.end()))


@cache
def _of_work() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give what says before a word, and what after it, that others or a job are meant."""
    others, about, after = (
        _either(_listed(load_words("sensitive")[name])) for name in ("others", "about", "after")
    )
    whose = rf"(?:{others})(?:\s+\w+){{0,2}}\s+(?:with|who|has|have|having|in|living|is|are|whose)"
    return (
        re.compile(rf"\b(?:{whose}|{about})\s+(?:[\w'’-]+\s+){{0,3}}\Z", re.IGNORECASE),
        re.compile(rf"\s+(?:\w+\s+)?(?:{others}|{after})\b", re.IGNORECASE),
    )


@cache
def _private_kinds() -> list[tuple[str, Begun, Begun, Begun, bool]]:
    """Give the kinds of private words: always, beside the person only, with a capital only.

    Each list is by the first word of what is listed, so that a pattern is made only for what may
    stand in a text; the last says whether a job may be about it.
    """
    return [
        (
            kind["name"],
            _begun(_listed(kind["words"])),
            _begun(_listed(kind.get("beside", ""))),
            _begun(kind.get("named", ())),
            kind.get("of_work", False),
        )
        for kind in load_words("sensitive")["kinds"]
    ]


def _begun(words: Iterable[str]) -> Begun:
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(TOKEN.findall(word.casefold())[0], []).append(word)
    return found


def private_kinds() -> tuple[str, ...]:
    """Name the kinds of private words."""
    return tuple(dict.fromkeys(name for name, *_ in _private_kinds()))


def _listed(words: str) -> list[str]:
    """Give the words of a list."""
    return [" ".join(word.split()) for word in words.split(";") if word.strip()]


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words) or "(?!)"


@cache
def _look(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<!\w)(?:{_either(words)})(?!\w)")


@cache
def _named(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<=[a-z,] )(?:{_either(words)})(?!\w)")
