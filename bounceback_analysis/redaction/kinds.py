"""Finds what looks like a way to reach somebody, a number, pay or an age, and private words."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.redaction.plain import without_accents
from bounceback_analysis.redaction.words import is_ordinary
from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Span = tuple[int, int, str]

PRIVATE = "[private word removed]"
"""The kind is not named: "[health removed]" would tell."""
ENDLESS = {
    r"\s+": r"\s{1,20}",
    r"\s*": r"\s{0,20}",
    r"[\d,.]*": r"[\d,.]{0,20}",
    r"[\d.,]*": r"[\d.,]{0,20}",
    r"[\d.,]{2,}": r"[\d.,]{2,20}",
    ")*": "){0,20}",
    ")+": "){1,20}",
    ".*": ".{0,200}",
}
"""What goes on in a look, and how far: nobody puts twenty blanks, or twenty of "no", between,
or writes twenty figures of money.

Without an end, each start would look through all that follows: a pasted cell may hold any number.
"""
OWN = re.compile(
    r"\b(?:my|your|(?:i|you)\s+(?:still\s+|also\s+|really\s+)?(?:am|was|have|had|are|were|use|need|take)|i['’]?(?:m|ve)|we['’]re|(?:are|were)"
    r"\s+you|you\s+(?:don['’]?t\s+)?(?:sound|look|seem)|do\s+you\s+(?:have|take|use|need|get|still|follow|practise)|as\s+an?|being(?:\s+an?)?)\s+(?:an?\s+)?(?:[\w'’-]+\s+){0,1}\Z|\bmy\s+(?:(?!(?:of|in|with|for|on|to|about|at|from|and|or|too|so|very|is|was|are|were|not|own)\b)[\w-]+\s+){2}\Z|\bdo\s+you\s+\Z",
    re.IGNORECASE,
)
"""What makes a word of two meanings private: "your conviction", not "with conviction"."""
ASKS = re.compile(
    r"(?:^|[.!?;:\n])\W*(?:how\s+(?:would|do|should|could|can|might|did)\s+you|what\s+(?:would|does|do\s+you\s+do)"
    r"|(?:learn|revise|study|understand|read\s+(?:up|about)|look\s+up|brush\s+up)|what\s+(?:is|are)\s+the\s+(?:difference|role|law|policy|meaning|duty)|when\s+would|(?:is|are)\s+(?:this|these)|explain\s+(?:what|how|why|to)|describe\s+how|which)\b"
    r"(?:(?!\b(?:i|my|me)\b)[^.!?;:\n]){0,200}\Z",
    re.IGNORECASE,
)
"""How a question begins that is about the work: "How would you respond to a seizure"."""
LONGEST_ASKED = 240
TOKEN = re.compile(r"[^\W_]+")
FAR = 40
"""Letters before a word in which such a mark of the person stands."""
FEW = 6
"""Letters of a listed word up to which it is taken as it stands: "lent" is not "lents"."""
MOST_BLANKS = 20
"""Blanks between two words of one listed saying: nobody puts more."""
FAMILY = "pregnancy and family"
"""The kind that is asked about in questions on the work too, unless others are meant."""
MANNERS = {"sayings", "words", "beside", "named"}
"""How a word is listed: means nobody, is private, is so beside the person, or with a capital."""
VERBS = "with|who|has|have|having|in|living|is|are|whose|wants?|needs?|asks?"
"""What leads from others to what is said of them: "a resident with dementia"."""
AMID = re.compile("[a-z,] ")
"""What stands before a word inside a sentence."""


class Listed(NamedTuple):
    """What is listed, word by word: the kind it is of, how, and whether a job may be about it."""

    words: tuple[str, ...]
    name: str
    manner: str
    of_work: bool


def kind_spans(flat: str) -> Iterator[Span]:
    """Find ways to reach somebody, pay, numbers of an account, addresses, ages."""
    for kind in load_words("redaction")["kinds"]:
        if (kind.get("ascii", True) or not flat.isascii()) and _sought(kind["needs"]).search(flat):
            found = [match.span() for match in _matches(kind["looks"], flat) if _telling(match)]
            nobody = _matches(kind.get("nothing", ()) if found else (), flat)
            nothing = [match.span() for match in nobody]
            for start, end in found:
                if not any(first <= start < last for first, last in nothing):
                    yield start, end, kind["says"]


def _matches(looks: Iterable[str], flat: str) -> Iterator[re.Match[str]]:
    return (match for look in looks for match in _sought(look).finditer(flat))


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


def private_spans(flat: str) -> Iterator[Span]:
    """Find words about the person's health, belief, union, status or family, with their kind.

    A word of two meanings counts only beside the person ("my conviction"). What a job is often
    about does not count where others are meant ("a child with autism").

    Examples
    --------
    >>> list(private_spans("My epilepsy came up"))
    [(3, 11, 'health')]
    """
    found = [(start, end, listed) for start, end, listed in _listed_in(flat)]
    means_nobody = [(start, end) for start, end, listed in found if listed.manner == "sayings"]
    for start, end, listed in found:
        amid = any(first <= start and end <= last for first, last in means_nobody)
        if not amid and _is_private(flat, start, end, listed):
            yield start, end, listed.name


def _is_private(flat: str, start: int, end: int, listed: Listed) -> bool:
    if listed.manner == "named":
        return bool(AMID.search(flat[max(0, start - 2) : start])) and flat[start].isupper()
    asked = ASKS.search(flat[max(0, start - LONGEST_ASKED) : start])
    others = asked and (
        listed.name != FAMILY or _others().search(asked.group() + flat[end : end + FAR])
    )
    of_work = others or (listed.of_work and _of_others(flat, start, end))
    if listed.manner == "beside" or of_work:
        return _own(flat, start)
    return not _of_study(flat, start, end) or _own(flat, start)


def _listed_in(flat: str) -> Iterator[tuple[int, int, Listed]]:
    """Find what is listed in a text: of each list the longest that begins at a word."""
    low = (flat.lower() if flat.isascii() else "".join(c.lower()[0] for c in flat)).replace(
        "’", "'"
    )
    ended: dict[tuple[str, str, bool], int] = {}
    for token in TOKEN.finditer(low):
        if low[token.start() - 1 : token.start()] == "_":
            continue
        for listed in _listed().get(token.group(), ()):
            if ended.get(listed[1:], 0) <= token.start():
                end = _end_of(low, token.start(), listed.words)
                if end:
                    ended[listed[1:]] = end
                    yield token.start(), end, listed


def _end_of(low: str, at: int, words: tuple[str, ...]) -> int:
    """Give where words end that begin at a place, whatever blanks part them; 0 if they do not."""
    for n, word in enumerate(words):
        rest = low[at : at + MOST_BLANKS]
        blanks = len(rest) - len(rest.lstrip())
        if bool(blanks) != bool(n) or not low.startswith(word, at + blanks):
            return 0
        at += blanks + len(word)
    return 0 if low[at : at + 1] == "_" or low[at : at + 1].isalnum() else at


@cache
def _listed() -> dict[str, list[Listed]]:
    """Give what is listed by the first word of it, the longest first: "sick leave", then "sick"."""
    data = load_words("sensitive")
    found: dict[str, list[Listed]] = {}
    beside = {word for kind in data["kinds"] for word in _split(kind.get("beside", "").lower())}
    for kind in ({"name": "", "sayings": data["sayings"]}, *data["kinds"]):
        for manner in MANNERS & kind.keys():
            listed = _split(without_accents(kind[manner].lower()))
            also = {way for words in listed for way in _ways(words, manner)} - beside
            for words in dict.fromkeys([*listed, *sorted(also)]):
                row = Listed(tuple(words.split()), kind["name"], manner, kind.get("of_work", False))
                found.setdefault(TOKEN.findall(words)[0], []).append(row)
    return {
        first: sorted(rows, key=lambda row: -len(" ".join(row.words)))
        for first, rows in found.items()
    }


def _ways(words: str, manner: str) -> Iterator[str]:
    """Give a listed word as it is also written: of many or of one, without its apostrophe."""
    for way in (words, words.replace("'", "")):
        if way != words:
            yield way
        if manner in {"words", "beside"} and len(way) > FEW and not way.startswith("the "):
            yield way.removesuffix("s") if way.endswith("s") else f"{way}s"


def _own(flat: str, start: int) -> bool:
    return bool(OWN.search(flat[max(0, start - FAR) : start]))


def _of_others(flat: str, start: int, end: int) -> bool:
    """Tell whether a job is about it: "a child with autism", "autistic pupils"."""
    before, after = _of_work()
    near = flat[max(0, start - FAR) : start]
    return bool(before.search(near) or after.match(flat, end))


def _of_study(flat: str, start: int, end: int) -> bool:
    """Tell whether it is what a course or a job is named by: "a diploma in childcare"."""
    before, after = _studied()
    return bool(before.search(flat[max(0, start - FAR) : start]) or after.match(flat, end))


@cache
def _studied() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give what says before a word, and what after it, that a course or a job is named."""
    of, called = (_either(_split(load_words("sensitive")[name])) for name in ("of", "called"))
    return (
        re.compile(rf"\b(?:{of})\s+(?:an?\s+|the\s+|[\w'’-]+\s+(?:and|or)\s+)?\Z", re.IGNORECASE),
        re.compile(rf"\s+(?:{called})\b", re.IGNORECASE),
    )


@cache
def _of_work() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give what says before a word, and what after it, that others or a job are meant."""
    others, about, after = (
        _either(_split(load_words("sensitive")[name])) for name in ("others", "about", "after")
    )
    whose = rf"(?:{others})(?:\s+\w+){{0,2}}\s+(?:{VERBS})"
    return (
        re.compile(rf"\b(?:{whose}|{about})\s+(?:[\w'’-]+\s+){{0,3}}\Z", re.IGNORECASE),
        re.compile(rf"\s+(?:(?:(?:and|or)\s+)?\w+\s+)?(?:{others}|{after})\b", re.IGNORECASE),
    )


@cache
def _others() -> re.Pattern[str]:
    """Give what finds the people that a job is about: "a resident", "someone"."""
    return re.compile(
        rf"\b(?:{_either(_split(load_words('sensitive')['others']))})\b", re.IGNORECASE
    )


def private_kinds() -> tuple[str, ...]:
    """Name the kinds of private words."""
    return tuple(dict.fromkeys(kind["name"] for kind in load_words("sensitive")["kinds"]))


def _split(words: str) -> list[str]:
    """Give the words of a list; of those that a bar parts, each: "bad|sore back" is two."""
    listed = ([part.split("|") for part in word.split()] for word in words.split(";"))
    return [" ".join(chosen) for parts in listed if parts for chosen in product(*parts)]


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
