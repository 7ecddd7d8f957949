"""Decide whether a phrase was praised or missed, by the words around it in the same thought."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounceback_analysis.analysis.grammar import Found
    from bounceback_analysis.analysis.tokens import Word

REACH = {"lack": 9, "flaw": 6, "praise": 6, "not": 5, "lack_after": 5, "praise_after": 5}
"""How many words a cue speaks across; a comma counts as three."""
DEGREES = frozenset({"come", "too", "very", "bit", "hard", "difficult", "overly"})
FAULTS = frozenset({"weak", "poor", "lose", "lost", "talk*", "went"})
"""What opens a longer phrase that a "not" beside it turns round: "never lost your nerve"."""
MISSING = frozenset({"not", "no", "never", "without", "enough", "fail*", "failed", "below", "low"})
DENIALS = frozenset(
    {"not", "never", "fail", "failed", "unable", "struggle", "struggled", "struggles"}
)
_TURNED = {
    ("not", "praise"): "lack",
    ("not", "flaw"): "praise",
    ("not", "praise_after"): "lack_after",
    ("lack", "praise"): "lack",
    ("flaw", "praise"): "flaw",
}
_LONGEST_THOUGHT = 60


class Cue(NamedTuple):
    """Words that decide: their kind, their first and last place, and how they were written."""

    kind: str
    first: int
    last: int
    text: str


class Reading(NamedTuple):
    """What a phrase was read as, and the cue that decided it, if any."""

    polarity: str
    cue: str


def cues_of(found: Sequence[Found], words: Sequence[Word], thoughts: Sequence[int]) -> list[Cue]:
    """Give the cues among what was found, each "not" joined to what it turns round."""
    hidden = looks_only(found)
    cues = sorted(
        (
            Cue(f.pattern.kind, f.places[0], f.places[-1], _written(f, words))
            for f in found
            if f.pattern.kind in REACH and not hidden.intersection(f.places)
        ),
        key=lambda cue: (cue.first, -cue.last),
    )
    return _joined(_longest(cues), thoughts)


def looks_only(found: Sequence[Found]) -> set[int]:
    """Give the places of words that look like a cue or a blame and are none."""
    return {place for f in found if f.pattern.kind == "pseudo" for place in _covered(f)}


def _written(found: Found, words: Sequence[Word]) -> str:
    return " ".join(words[place].text for place in found.places if words[place].text != ".")


def _covered(found: Found) -> range:
    return range(found.places[0], found.places[-1] + 1)


def _longest(cues: list[Cue]) -> list[Cue]:
    """Drop a cue that stands inside a longer one of its way, or inside praise: "no room for"."""
    kept: list[Cue] = []
    for cue in cues:
        after = cue.kind.endswith("_after")
        if not any(
            cue.last <= other.last
            and (
                after == other.kind.endswith("_after")
                or (other.kind == "praise" and other.first < cue.first)
            )
            for other in kept[-4:]
        ):
            kept.append(cue)
    return kept


def _joined(cues: list[Cue], thoughts: Sequence[int]) -> list[Cue]:
    """Turn round every cue that a denial stands before: "not very good at", "no concerns"."""
    used, turned = set(), []
    for at, cue in enumerate(cues):
        before = next((c for c in cues[max(at - 4, 0) : at] if _denies(c, cue, thoughts)), None)
        if before is None:
            turned.append(cue)
            continue
        used.add(before)
        kind = _TURNED[before.kind, cue.kind]
        turned.append(Cue(kind, before.first, cue.last, f"{before.text} {cue.text}"))
    return [cue for cue in turned if cue not in used]


def _denies(before: Cue, cue: Cue, thoughts: Sequence[int]) -> bool:
    near = (
        before.first < cue.first <= before.last + 3
        and thoughts[before.first] == thoughts[cue.first]
    )
    plain = before.kind == "not" or not DENIALS.isdisjoint(before.text.split())
    return near and plain and (before.kind, cue.kind) in _TURNED


def thoughts_of(found: Sequence[Found], words: Sequence[Word]) -> list[int]:
    """Give the number of the thought each word belongs to: a stop or a "but" begins another.

    What is "not thought" or "not felt" goes on: the denial is of what follows.
    """
    breaks = {f.places[0] for f in found if f.pattern.kind == "break"}
    begins = {place for place in breaks if place == 0 or words[place - 1].text != "not"}
    begins |= {place for place, word in enumerate(words) if word.text == "."}
    numbers, number, length = [], 0, 0
    for place in range(len(words)):
        length += 1
        if place in begins or length > _LONGEST_THOUGHT:
            number, length = number + 1, 0
        numbers.append(number)
    return numbers


def read(
    trigger: Found, cues: Sequence[Cue], thoughts: Sequence[int], rivals: Sequence[int]
) -> Reading | None:
    """Read one phrase; ``None`` where it says nothing without a cue and has none.

    Parameters
    ----------
    trigger
        The phrase as it was found.
    cues
        The cues of the whole text, in order.
    thoughts
        The thought that each word belongs to.
    rivals
        Places at which the talk turns to somebody else.
    """
    kind = trigger.pattern.kind
    if kind == "fixed":
        return Reading("gap", "")
    near = _near(trigger, cues, thoughts)
    if kind == "gap":
        turned = next((cue for _, cue in near if _turns(cue, trigger)), None)
        return Reading("strength", turned.text) if turned else Reading("gap", "")
    if rivals and _speaks_of_a_rival(trigger, thoughts, rivals):
        whole = trigger.pattern.theme == "overall"
        return None if whole else Reading("gap", "said of somebody else")
    if kind == "strength":
        missed = next((cue for _, cue in near if not cue.kind.startswith("praise")), None)
        return Reading("gap", missed.text) if missed else Reading("strength", "")
    if not near:
        return None
    cue = near[0][1]
    return Reading("strength" if cue.kind.startswith("praise") else "gap", cue.text)


def _near(trigger: Found, cues: Sequence[Cue], thoughts: Sequence[int]) -> list[tuple[float, Cue]]:
    first, last = trigger.places[0], trigger.places[-1]
    own = set(trigger.places)
    start = bisect_right(cues, first - 30, key=lambda cue: cue.first)
    near = []
    for cue in cues[start:]:
        if cue.first > last + 8:
            break
        inside = cue.first in own and cue.last in own
        if inside or thoughts[cue.first] != thoughts[first]:
            continue
        after = cue.kind.endswith("_after")
        if cue.first > last and not after:
            continue
        distance = cue.first - last if after else first - cue.last
        amid = first <= cue.first <= last and not DENIALS.isdisjoint(cue.text.split())
        reaches = (distance >= -2 or amid) and distance <= REACH[cue.kind]
        if reaches and (distance > 0 or amid or cue.first not in own):
            near.append((distance, cue))
    return sorted(near, key=lambda each: (max(each[0], 0), each[1].kind.startswith("praise")))


def _turns(cue: Cue, trigger: Found) -> bool:
    """Tell whether a "not" turns a gap round; one that already says what is missing stays."""
    first, opening = trigger.places[0], trigger.pattern.steps[0].symbols
    plain = len(trigger.places) == 1 or not opening.isdisjoint(DEGREES)
    if cue.kind == "praise":
        return cue.first < first <= cue.last
    if cue.kind == "praise_after":
        return cue.first <= trigger.places[-1] and not DENIALS.isdisjoint(cue.text.split())
    if cue.kind == "lack" and " not " in f" {cue.text} ":
        return plain and "enough" not in opening and cue.first < first <= cue.last + 4
    fault = not opening.isdisjoint(FAULTS) and opening.isdisjoint(MISSING)
    return cue.kind == "not" and 0 < first - cue.last <= (4 if plain else 2 if fault else 0)


def _speaks_of_a_rival(trigger: Found, thoughts: Sequence[int], rivals: Sequence[int]) -> bool:
    before = bisect_right(rivals, trigger.places[0]) - 1
    return before >= 0 and thoughts[rivals[before]] == thoughts[trigger.places[0]]
