"""Read feedback into themes, each with the words that showed it and the cue that decided it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from bounceback_analysis.analysis.cues import Reading, cues_of, looks_only, read, thoughts_of
from bounceback_analysis.analysis.grammar import Grammar
from bounceback_analysis.analysis.patterns import Phrase
from bounceback_analysis.analysis.tokens import is_english, words_of
from bounceback_analysis.log.model import Log
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import NEVER_A_GAP, themes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bounceback_analysis.analysis.grammar import Found
    from bounceback_analysis.analysis.tokens import Word

COLUMNS = ("text", "theme", "polarity", "phrase", "start", "end", "rule")
TRIGGERS = ("gap", "fixed", "strength", "topic", "neutral", "form", "fallback")
NAMED = ("neutral", "form", "fallback")
LETTER = ("no_reason/neutral", "no_reason/form")
STOPS = (".", ",")
FRAGMENT = 10
"""A note of so few words may name a topic and no more; a sentence that judges nothing may not."""
_THEMES = (*themes(), "unfair")
Own = Mapping[str, str | Sequence[str] | Mapping[str, str | Sequence[str]]]
OwnLines = tuple[tuple[str, str, str], ...]


class Hit(NamedTuple):
    """One theme read in one text."""

    theme: str
    polarity: str
    start: int
    end: int
    rule: str

    @property
    def named(self) -> bool:
        """Whether the phrase is a mere topic, such as a letter of refusal is full of."""
        return "/topic:" in self.rule


class Said(NamedTuple):
    """What was read in one text, what may not be lawful in it, and how far it was understood."""

    hits: tuple[Hit, ...]
    unfair: tuple[Hit, ...]
    state: str


def code_feedback(texts: Iterable[object], *, own: Own | None = None) -> pd.DataFrame:
    """Read each text into themes, offline, and show the words that each reading rests on.

    Parameters
    ----------
    texts
        What employers said, one text or many; blanks are passed over.
    own
        A person's own phrases by theme, also of a theme of their own: one phrase or a list,
        or these under ``gap`` and ``strength``. They add to what is read without them; only one
        that says gap or strength where the same theme was read replaces that reading.

    Returns
    -------
    DataFrame
        A row for each text, theme and polarity: ``text`` (place in the input, from 0), ``theme``,
        ``polarity`` (gap, strength, neutral), ``phrase``, ``start`` and ``end`` (characters in the
        text) and ``rule`` (the pattern, and the cue that decided). A text that is not understood
        has no row: nothing is guessed.

    Examples
    --------
    >>> code_feedback(["You were not nervous, but vague."])[["theme", "polarity"]].values.tolist()
    [['nerves', 'strength'], ['answers', 'gap']]
    """
    if isinstance(texts, Log):
        raise TypeError(
            "code_feedback reads texts; a Log holds more. Type: bb.theme_quotes(log), "
            "or bb.code_feedback(log.entries['feedback'])"
        )
    frozen = _frozen(own)
    return _table(
        (place, text, hit)
        for place, text in enumerate([texts] if isinstance(texts, str) else texts)
        if isinstance(text, str)
        for hit in said_in(text, frozen).hits
    )


def unfair_mentions(texts: Iterable[object]) -> pd.DataFrame:
    """Find what may not be lawful as a reason; the columns of ``code_feedback``, theme unfair."""
    return _table(
        (place, text, hit)
        for place, text in enumerate(texts)
        if isinstance(text, str)
        for hit in said_in(text).unfair
    )


def reading_states(texts: Iterable[object], *, own: Own | None = None) -> pd.Series:
    """Say of each text how far it was understood.

    Returns
    -------
    Series of str
        ``read`` (a theme was found), ``no reason`` (a letter with nothing to act on), ``not
        sorted`` (English, and nothing found: the person settles it), ``not read`` (another
        language) or ``blank``.

    Examples
    --------
    >>> reading_states(["Too quiet.", "Blue.", "Vous n'êtes pas retenu.", None]).tolist()
    ['read', 'not sorted', 'not read', 'blank']
    """
    frozen = _frozen(own)
    states = [said_in(t, frozen).state if isinstance(t, str) else "blank" for t in texts]
    return pd.Series(states, dtype="str")


def _table(rows: Iterable[tuple[int, str, Hit]]) -> pd.DataFrame:
    records = [
        (place, hit.theme, hit.polarity, text[hit.start : hit.end], hit.start, hit.end, hit.rule)
        for place, text, hit in rows
    ]
    columns = zip(*records, strict=True) if records else [()] * len(COLUMNS)
    kinds = ("int64", "str", "str", "str", "int64", "int64", "str")
    told = zip(COLUMNS, columns, kinds, strict=True)
    return pd.DataFrame({name: pd.Series(cells, dtype=kind) for name, cells, kind in told})


@lru_cache(maxsize=8)
def grammar_of(own: OwnLines) -> Grammar:
    """Compile the vocabulary, or in its place a person's own phrases (theme, kind, phrase)."""
    words = load_words("phrases")
    of_themes = [(theme, kind, text) for theme in _THEMES for kind, text in words[theme].items()]
    given = [*own] or of_themes
    given += [("", kind, text) for kind, text in load_words("cues").items()]
    phrases = [
        Phrase(line, theme, kind)
        for theme, kind, text in given
        for line in text.strip().split("\n")
    ]
    return Grammar(phrases, words["classes"])


def _frozen(own: Own | None) -> OwnLines:
    rows = []
    for theme, given in (own or {}).items():
        lists = given if isinstance(given, Mapping) else {"topic": given}
        rows += [
            (theme, kind, " ".join(word.text for word in words_of(phrase) if word.text != "."))
            for kind, phrases in lists.items()
            for phrase in ([phrases] if isinstance(phrases, str) else phrases)
        ]
    return tuple(row for row in rows if row[2])


@lru_cache(maxsize=50_000)
def said_in(text: str, own: OwnLines = ()) -> Said:
    """Read one text, once by the vocabulary and once by a person's own phrases, and join both."""
    if own:
        return _joined(said_in(text), _said(text, grammar_of(own)))
    return _said(text, grammar_of(()))


def _joined(built_in: Said, mine: Said) -> Said:
    """Let own phrases add; one that judges also replaces what stood there of its theme."""
    themes_read = {hit.theme for hit in built_in.hits}
    added = [h for h in mine.hits if h.polarity != "neutral" or h.theme not in themes_read]
    if not added:
        return built_in
    kept = [hit for hit in built_in.hits if not any(_replaces(new, hit) for new in added)]
    return Said((*kept, *added), built_in.unfair, "read")


def _replaces(mine: Hit, hit: Hit) -> bool:
    """Tell whether an own phrase is the better word: on the same theme, or beside a bare no."""
    if hit.theme == "no_reason":
        return mine.polarity != "neutral"
    overlap = mine.start < hit.end and hit.start < mine.end
    return mine.theme == hit.theme and (mine.polarity == hit.polarity or overlap)


def _said(text: str, grammar: Grammar) -> Said:
    """Read one text; a topic without a cue is only named, or a gap where a reason for a no is."""
    words = words_of(text)
    if not any(word.text not in STOPS for word in words):
        return Said((), (), "blank")
    if not is_english(words):
        return Said((), (), "not read")
    found = grammar.find(words)
    triggers = _triggers(found)
    unfair = [_hit(t, words, "neutral", "") for t in triggers if t.pattern.theme == "unfair"]
    read_here = _read([t for t in triggers if t.pattern.theme != "unfair"], found, words)
    caused = any(f.pattern.kind == "cause" for f in found)
    hits = _uncrossed(_settled(read_here, caused=caused))
    if unfair and not hits:
        hits = [unfair[0]._replace(theme="no_reason")]
    themes_read = {hit.theme for hit in hits}
    state = "no reason" if themes_read == {"no_reason"} else "read" if hits else "not sorted"
    return Said(tuple(hits), tuple(unfair), state)


def _read(triggers: Sequence[Found], found: Sequence[Found], words: Sequence[Word]) -> list[Hit]:
    thoughts = thoughts_of(found, words)
    cues = cues_of(found, words, thoughts)
    rivals = sorted(f.places[0] for f in found if f.pattern.kind == "rival")
    asked = {thoughts[f.places[0]] for f in found if f.pattern.kind == "asked"}
    sure, bare, asked_of = [], [], []
    for trigger in triggers:
        kind = trigger.pattern.kind
        if kind not in NAMED and thoughts[trigger.places[0]] in asked:
            asked_of.append(trigger)
            continue
        reading = Reading("neutral", "") if kind in NAMED else read(trigger, cues, thoughts, rivals)
        if reading is not None:
            sure.append((thoughts[trigger.places[0]], _hit(trigger, words, *reading)))
        elif kind == "topic":
            bare.append(trigger)
    letter = {thought for thought, hit in sure if hit.rule.startswith(LETTER)}
    hits = _one_way_each([each for each in sure if not (each[1].named and each[0] in letter)])
    if any(hit.polarity != "neutral" for hit in hits):
        return hits
    if asked_of:
        return hits + [_hit(trigger, words, "neutral", "asked") for trigger in asked_of]
    bare = [trigger for trigger in bare if thoughts[trigger.places[0]] not in letter]
    no_blame = looks_only(found)
    if any(f.pattern.kind == "blame" and no_blame.isdisjoint(f.places) for f in found):
        return hits + [_hit(trigger, words, "gap", "none") for trigger in bare]
    return hits + [_hit(t, words, "neutral", "none") for t in bare if len(words) <= FRAGMENT]


def _one_way_each(sure: Sequence[tuple[int, Hit]]) -> list[Hit]:
    """Let a thought speak of a theme one way only, and of the whole only where of nothing else."""
    held: dict[tuple[int, str], Hit] = {}
    for thought, hit in sure:
        other = held.get((thought, hit.theme))
        if other is None or hit.end - hit.start > other.end - other.start:
            held[thought, hit.theme] = hit
    told = {(thought, hit.polarity) for (thought, theme), hit in held.items() if theme != "overall"}
    named = any(polarity == "gap" for _, polarity in told)
    return [
        hit
        for (thought, theme), hit in held.items()
        if theme != "overall"
        or not ((thought, "strength") in told if hit.polarity == "strength" else named)
    ]


def _uncrossed(hits: Sequence[Hit]) -> list[Hit]:
    """Leave out a phrase that shares its words with the longer one of another theme.

    One that stands wholly within the other says something of its own: "thin on safeguarding".
    """
    judged = [hit for hit in hits if hit.polarity != "neutral"]
    return [
        hit
        for hit in hits
        if hit.polarity == "neutral"
        or not any(_crosses(hit, other) for other in judged if other.theme != hit.theme)
    ]


def _crosses(hit: Hit, other: Hit) -> bool:
    early, late = sorted((hit, other), key=lambda each: each.start)
    shorter = hit.end - hit.start < other.end - other.start
    return shorter and early.start < late.start < early.end < late.end


def _hit(trigger: Found, words: Sequence[Word], polarity: str, cue: str) -> Hit:
    pattern = trigger.pattern
    places = trigger.places
    while len(places) > 1 and words[places[0]].text in STOPS:
        places = places[1:]
    rule = f"{pattern.theme}/{pattern.kind}: {pattern.text}" + (f"; cue: {cue}" if cue else "")
    return Hit(pattern.theme, polarity, words[places[0]].start, words[places[-1]].end, rule)


def _triggers(found: Sequence[Found]) -> list[Found]:
    """Leave out what is masked, and what stands inside a longer phrase."""
    masked: dict[tuple[str, int], int] = {}
    for f in found:
        if f.pattern.kind == "mask":
            for place in f.places:
                at = f.pattern.theme, place
                masked[at] = max(masked.get(at, 0), len(f.places))
    kept = [
        (f, set(f.places)) for f in found if f.pattern.kind in TRIGGERS and not _hidden(f, masked)
    ]
    holders: dict[int, list[set[int]]] = {}
    for f, places in kept:
        if f.pattern.kind not in NAMED and len(places) > 1:
            for place in places:
                holders.setdefault(place, []).append(places)
    return [
        f
        for f, places in kept
        if f.pattern.kind in NAMED
        or not any(places < other for other in holders.get(f.places[0], ()))
    ]


def _hidden(f: Found, masked: Mapping[tuple[str, int], int]) -> bool:
    """Tell whether a mask touches a phrase that is no longer than itself, or by one word."""
    longest = max(masked.get((f.pattern.theme, place), 0) for place in f.places)
    return longest >= len(f.places) - (longest > 1)


def _settled(hits: list[Hit], *, caused: bool) -> list[Hit]:
    """Keep one row a theme and polarity; a letter's form, and a bare no, are no reason only alone.

    Words that announce a cause ("because") leave a bare no unsorted where that cause is not read.
    """
    gaps = any(hit.polarity == "gap" for hit in hits)
    bare = gaps or caused or any(hit.theme in NEVER_A_GAP[:2] for hit in hits)
    first: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        if ("/fallback:" in hit.rule and bare) or ("/form:" in hit.rule and gaps):
            continue
        held = first.get((hit.theme, hit.polarity))
        if held is None or hit.end - hit.start > held.end - held.start:
            first[hit.theme, hit.polarity] = hit
    return list(first.values())
