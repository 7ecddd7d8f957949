"""Tells what a capital names that is nobody: a tool, a law, a screw called after its maker."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bounceback_analysis.redaction.words import (
    SHORT_FORMS,
    WORD,
    base_of,
    has_capital,
    is_plain,
    words_before,
    words_of,
)
from bounceback_analysis.vocabulary.schema import every_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bounceback_analysis.redaction.words import Token

ALONGSIDE = re.compile(r",?\s(?:and|or)\s(?:an?\s|the\s)?|,\s|\s?[/&+]\s?")
"""What parts two of a kind: "Docker and Jenkins"."""
CAMEL = re.compile(
    r"(?!(?:Mac|Mc|De|La|Le|Di|Du|Da|Fitz|Van)[A-Z])[A-Z]?[a-z]+[A-Z][^\W\d]*+(?!\d)"
)
"""A capital within a word, as programs and companies have it and few people: "AgilePM"."""
ABOUT_ONE = {"as", "am", "i'm", "was", "being", "you're", "met", "named", "called"}
"""What stands before "a" where it tells of a person: "as a Geordie"."""
ON_SOMETHING = {"on", "into", "onto", "under", "between"}
"""What stands before a thing, or a word that is asked about: "on Dijkstra"."""
ARTICLES = {"a", "an", "the"}
TO_A_PLACE = {"at", "for", "from", "to", "of", "by", "in", "left", "join", "joined", "near"}
"""What stands before a name where it may be an employer: "at the Hollies"."""
AT_WORK = re.compile(r"\b(?:work|job|shift|interview|trial|trained)", re.IGNORECASE)
COUNTED = re.compile(r"\b(?:\d{1,4}|two|three|four|five|six|ten|twenty|several|both|some|few)\s$")
"""What counts things before their name: "200 Holsteins"."""
NEAR = 10
"""Letters of the longest such count, with a blank on each side."""
NUMBERED = re.compile(r"\s\d{1,4}(?![\d:.]|\s?(?:am|pm|o)\b)")
"""What follows a thing of a kind: "Pantone 287"."""


def things_in(text: str, tokens: list[Token]) -> set[int]:
    """Find capitals that name a thing: "a Torx screw", "Docker and Jenkins", "Ohm's law"."""
    capitals = [i for i in range(len(tokens)) if has_capital(tokens[i].group())]
    if all(is_plain(tokens[i].group().lower()) for i in capitals):
        return set()  # as most sentences are: nothing in them could be a name
    work = AT_WORK.search(text)
    worked = work.end() if work else len(text)
    found = {i for i in capitals if _is_thing(text, tokens, i, worked)}
    scales = [i for i in capitals if tokens[i].group().casefold() in words_of("laws", "scales")]
    called = [i for i in found if words_before(text, tokens, i)[0] not in words_of("organisations")]
    found |= {j for i in (*scales, *called) for j in _led_up(text, tokens, i, one=i in called)}
    tools = {i for i in capitals if tokens[i].group().casefold() in _tools()}
    pairs = [(a, b, text[tokens[a].end() : tokens[b].start()]) for a, b in pairwise(capitals)]
    for a, b, gap in (*pairs, *((b, a, gap) for a, b, gap in reversed(pairs))):
        named, _, rest = gap.removeprefix(" ").partition(", ")
        parted = ALONGSIDE.fullmatch(gap) or (_of_things(named) and not rest)
        alike = parted and (a in found or a in tools)
        after_tool = gap == " " and a < b and a in tools
        if (alike or after_tool) and base_of(tokens[b].group()) not in words_of("first"):
            found.add(b)
    return found


def _led_up(text: str, tokens: list[Token], i: int, *, one: bool) -> Iterator[int]:
    """Give the capitals that lead up to a word: "Glasgow Coma" of "the Glasgow Coma Scale".

    Up to ``one`` thing they lead from "a" or "the": "a Welch Allyn scope", and no further.
    """
    led = [i]
    while led[-1] and text[tokens[led[-1] - 1].end() : tokens[led[-1]].start()] == " ":
        before = tokens[led[-1] - 1].group()
        if not has_capital(before) or before.casefold() in words_of("titles"):
            break
        led.append(led[-1] - 1)
    if not one or words_before(text, tokens, led[-1])[0] in ARTICLES | words_of("tools"):
        yield from led[1:]


def _is_thing(text: str, tokens: list[Token], i: int, worked: int) -> bool:
    """Tell whether a capital names a thing by its own letters, or by the words beside it.

    ``worked`` is where work is spoken of first.
    """
    word, base, start = tokens[i].group(), base_of(tokens[i].group()), tokens[i].start()
    follows = WORD.match(text, tokens[i].end() + 1)
    after = follows.group() if follows and text[tokens[i].end()] == " " else ""
    one, two = words_before(text, tokens, i)
    beside = two.split(" ")[0] if one in ARTICLES else one
    if one in {"a", "an"} and beside == "in" and start < worked:
        beside = "on"  # "ninety drops in a Sprinter"
    owns = SHORT_FORMS.search(word)
    if one in words_of("titles") or (owns and after not in words_of("laws")):
        return False
    if owns or _of_things(after):
        return True
    one_of_a_kind = one in {"a", "an"} and after not in {"from", "in", "at", "who", "called"}
    known = base in words_of("first") and not (one_of_a_kind and one != beside)
    on_it = one in ON_SOMETHING and base not in words_of("family", "words")
    learnt = on_it or bool({one, two} & words_of("tools", "known_by"))
    if known or (after[:1].isupper() and after != "I") or (beside in TO_A_PLACE and not learnt):
        return False
    if learnt or CAMEL.match(text, start) or NUMBERED.match(text, tokens[i].end()):
        return True
    if word.endswith("s") and COUNTED.search(text, max(0, start - NEAR), start):
        return True
    of_employer = one == "the" and after in words_of("organisations", "employing")
    return one in ARTICLES and beside not in ABOUT_ONE and not of_employer


@cache
def _of_things(word: str) -> bool:
    """Tell whether a word names what can be called after somebody: "screw", "laws"."""
    return word.islower() and bool({word, word.removesuffix("s")} & words_of("things"))


@cache
def _tools() -> frozenset[str]:
    """Name what one uses, of what has a capital and adverts ask for: "docker"."""
    return (every_word("skills") & words_of("capitals")) - words_of("organisations")
