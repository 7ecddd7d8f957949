"""Read a text into themes: what is likely enough to show, what is only offered, and silence.

Two readers check each other in every sentence, the phrases and the learned one. A person's own
phrases stand above both: they add, and take away nothing unasked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bounceback_analysis.feedback.phrases import Phrase, Phrases, heard_in
from bounceback_analysis.feedback.tokens import MARKS, is_english, sentences_of
from bounceback_analysis.vocabulary.themes import NEVER_A_GAP, themes

if TYPE_CHECKING:
    from bounceback_analysis.feedback.joining import Likely
    from bounceback_analysis.feedback.phrases import Found
    from bounceback_analysis.feedback.tokens import Word

SHOWN = 0.8
"""What is at least so likely is shown as fact: of our own test sentences nine in ten are right, of
real texts four in five (see ``BELIEVED``)."""
OFFERED = 0.4
"""What is at least so likely is offered ("perhaps: ..."), and counted nowhere."""
JOINTS = {",", ";", ":", "but", "and", "although", "though", "however", "yet", "while", "whilst"}
"""Words and marks at which a sentence may say a second thing."""
SHORTEST_PART = 3
"""Words before a joint that can judge: "calm and clear" is one thing said twice."""
UNHEARD = 0.02
"""The chance of what was not heard in a sentence: as of most themes in most of ours."""
WHOLE_ONLY = {"no_reason", "unfair"}
"""What a refusal as a whole says, and no part of it."""
HEARD = 0.2
"""What is less likely in a sentence is not heard there."""
AGAINST = 0.5
"""A gap at least so likely is told with the age or the like beside it as its reason."""
BELIEVED = np.array([0.63, 0.25, -0.7, 0.2, 1.27])
"""How far the readers are trusted in a text: what a reading gains by each log-odds that the surest
sentence gives it, by each that the next one does, by the logarithm of how many sentences there are,
by how far its phrase is trusted; and a number for all.

Fitted on 760 real texts of three sets and on ``tune``, so the three are no measure of it any more.
Each set tried with what the two others gave: of 100 readings shown 81 are right, of 100 that a
careful reader finds 38 are shown, and 12 of 100 texts show something false.
"""
MANY = 3
"""So many sentences are many; more make a text no less to be trusted. With 8 of our own stories
half as much is shown, and of real texts no more."""
FLAGGED = 0.3
"""A reason that may not be lawful is flagged from here: of ten flags on tune seven are right."""
FRAGMENT = 3
"""A note of so few words may name a topic and no more ("Safeguarding knowledge")."""
NO_REASON_GIVEN = {"no_reason", "competition"}
"""A bare comparison ("others were closer to our needs") is no reason to act on."""
KEPT = 250_000
"""So many texts are remembered, more than a service's logs hold: every table asks for the same."""
Own = Mapping[str, str | Sequence[str] | Mapping[str, str | Sequence[str]]]
OwnLines = tuple[Phrase, ...]


class Hit(NamedTuple):
    """One theme read in one text: where its words stand, and how likely it is right."""

    theme: str
    polarity: str
    start: int
    end: int
    rule: str
    chance: float


class Evidence(NamedTuple):
    """What was heard in a text: its sentences and their parts, and what they were read as.

    ``chances`` says how likely each sentence is of each reading, and ``piece`` which of ``pieces``
    says so, both (sentences, readings); ``trusted`` how likely each is of the text.
    """

    said: Likely
    chances: np.ndarray
    piece: np.ndarray
    trusted: np.ndarray


class Said(NamedTuple):
    """What was read in one text.

    ``hits`` are shown and counted, ``perhaps`` is offered, ``unfair`` may not be lawful as a
    reason; ``state`` is read, no reason, not sorted, not read or blank.
    """

    hits: tuple[Hit, ...]
    perhaps: tuple[Hit, ...]
    unfair: tuple[Hit, ...]
    state: str


NOTHING_SAID = Said((), (), (), "blank")


def own_lines(own: Own | None) -> OwnLines:
    """Lay out a person's own phrases: one phrase or a list by theme, or under gap and strength."""
    rows = []
    for theme, given in (own or {}).items():
        lists = given if isinstance(given, Mapping) else {"topic": given}
        for kind, phrases in lists.items():
            for phrase in [phrases] if isinstance(phrases, str) else phrases:
                words = [word.text for words in sentences_of(phrase) for word in words]
                rows.append(Phrase(theme, kind, " ".join(w for w in words if w not in MARKS)))
    return tuple(row for row in rows if row.text)


def read(text: str, own: OwnLines = ()) -> Said:
    """Read one text, by both readers and by a person's own phrases.

    Examples
    --------
    >>> said = read("You were nervous.")
    >>> [(hit.theme, hit.polarity) for hit in said.hits], said.state
    ([('nerves', 'gap')], 'read')
    """
    return _with_own(text, own) if own or _untaught() else _read(text)


@cache
def _untaught() -> frozenset[str]:
    """Name the themes that the model was not trained for: they are read by their phrases alone."""
    from bounceback_analysis.feedback.learned import learned

    return frozenset(themes()) - {theme for theme, _ in learned().classes}


@lru_cache(maxsize=KEPT)
def _read(text: str) -> Said:
    sentences = sentences_of(text)
    words = [word.text for sentence in sentences for word in sentence if word.text not in MARKS]
    if not words:
        return NOTHING_SAID
    if not is_english(words):
        return Said((), (), (), "not read")
    heard = _heard(sentences)
    unfair_at = _readings()[1]
    hits = [
        _hit_of(heard, at, int(heard.chances[:, at].argmax()), heard.trusted[at])
        for at in (heard.trusted >= OFFERED).nonzero()[0].tolist()
        if at != unfair_at
    ]
    hits.sort(key=lambda hit: hit.start)  # as one reads
    unfair = [
        _hit_of(heard, unfair_at, sentence, heard.chances[sentence, unfair_at])
        for sentence in (heard.chances[:, unfair_at] >= FLAGGED).nonzero()[0].tolist()
    ]
    shown = _settled([hit for hit in hits if hit.chance >= SHOWN])
    perhaps = _offered([hit for hit in hits if hit.chance < SHOWN], shown)
    if not hits and len(words) <= FRAGMENT:
        shown = _named(sentences[0])
    themes_read = {hit.theme for hit in shown}
    state = "no reason" if themes_read == {"no_reason"} else "read" if shown else "not sorted"
    return Said(tuple(shown), tuple(perhaps), tuple(unfair), state)


@cache
def _readings() -> tuple[tuple[tuple[str, str], ...], int]:
    """Give what a sentence may be read as, and where a reason that may not be lawful stands."""
    from bounceback_analysis.feedback.joining import readings_of
    from bounceback_analysis.feedback.learned import learned

    classes = readings_of(learned().classes)
    return classes, classes.index(("unfair", "neutral"))


def _heard(sentences: Sequence[Sequence[Word]]) -> Evidence:
    """Hear each sentence, in all of it and in its parts, and say how far the text is trusted."""
    from bounceback_analysis.feedback.joining import likely
    from bounceback_analysis.feedback.learned import Piece

    cut = [
        [
            Piece(part, sentences[at - 1] if at else (), _place(at, len(sentences)))
            for part in (words, *_parts_of(words))
        ]
        for at, words in enumerate(sentences)
    ]
    said = likely(cut)
    told = _lawful(said)
    starts = np.cumsum([0, *map(len, cut)])
    chances, surest = zip(*(_of_sentence(told[a:b]) for a, b in pairwise(starts)), strict=True)
    chances, piece = np.array(chances), np.array(surest) + starts[:-1, None]
    here = np.arange(chances.shape[1])
    trust = said.trust[piece[chances.argmax(axis=0), here], here]
    return Evidence(said, chances, piece, _trusted(chances, trust))


def _lawful(said: Likely) -> np.ndarray:
    """Give how likely each reading of each piece is, where a reason not lawful is no gap."""
    classes, unfair_at = _readings()
    gap = np.array([polarity == "gap" for _, polarity in classes])
    told = said.chances.copy()
    for chances, found in zip(told, said.found, strict=True):
        named = any(f.phrase.theme == "unfair" for f in found)
        if named and chances[gap].max() >= AGAINST:
            # What counts against a person beside their age, say, is told as the reason.
            chances[unfair_at] = max(chances[unfair_at], FLAGGED)
        if chances[unfair_at] >= FLAGGED:
            chances[gap] = 0
    return np.where(told >= HEARD, told, UNHEARD)


def _of_sentence(told: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give what a sentence is read as, and in which piece: in all of it, or surer in a part of it.

    Two things said in one sentence weaken each other. A part is believed half: what it is surer of
    gets the mean of the log-odds, so that what the whole sentence denies stays doubtful.
    """
    at = told.argmax(axis=0)
    at[[theme in WHOLE_ONLY for theme, _ in _readings()[0]]] = 0
    odds = (_odds(told.max(axis=0)) * _odds(told[0])) ** 0.5
    return np.where(at > 0, odds / (1 + odds), told[0]), at


def _odds(chances: np.ndarray) -> np.ndarray:
    odds: np.ndarray = chances / np.maximum(1 - chances, UNHEARD**2)
    return odds


def _trusted(chances: np.ndarray, trust: np.ndarray) -> np.ndarray:
    """Say how likely each reading of a text is: see ``BELIEVED``.

    "No reason" is less likely by as much as a reason is heard elsewhere in the text.
    """
    themes_said = [theme for theme, _ in _readings()[0]]
    again, surest = np.sort(np.vstack([np.full_like(chances[:1], UNHEARD), chances]), axis=0)[-2:]
    reason = surest[[t not in NO_REASON_GIVEN and t != "unfair" for t in themes_said]].max()
    surest[[t == "no_reason" for t in themes_said]] *= 1 - reason
    told = (
        np.log(_odds(surest)),
        np.log(_odds(again)),
        np.full_like(trust, np.log(min(len(chances), MANY))),
    )
    odds: np.ndarray = BELIEVED @ np.array([*told, trust, np.ones_like(trust)])
    chance: np.ndarray = 1 / (1 + np.exp(-odds))
    return chance


def _place(at: int, of: int) -> str:
    return "only" if of == 1 else "first" if not at else "last" if at == of - 1 else "mid"


def _parts_of(words: Sequence[Word]) -> list[Sequence[Word]]:
    """Cut a sentence at its joints, where both sides say something; one thing has no parts."""
    starts = [0]
    for at, word in enumerate(words):
        if word.text in JOINTS and at - starts[-1] >= SHORTEST_PART:
            starts.append(at + 1)
    ends = [*(start - 1 for start in starts[1:]), len(words)]
    parts = [words[start:end] for start, end in zip(starts, ends, strict=True)]
    kept = [part for part in parts if sum(word.text not in MARKS for word in part) > 1]
    return kept if len(kept) > 1 else []


def _hit_of(heard: Evidence, kind: int, sentence: int, chance: float) -> Hit:
    """Give a reading with the words that carried it, in the sentence or the part of it."""
    piece = heard.piece[sentence, kind]
    words = heard.said.pieces[piece].words
    first, last, rule = _carried(words, kind, heard.said.found[piece], heard.said.inside[piece])
    theme, polarity = _readings()[0][kind]
    return Hit(theme, polarity, words[first].start, words[last].end, rule, round(float(chance), 3))


def _carried(
    words: Sequence[Word], kind: int, found: Sequence[Found], inside: np.ndarray
) -> tuple[int, int, str]:
    """Give the first and last word that showed a theme, and the rule: a phrase, or the weights."""
    from bounceback_analysis.feedback.joining import key_of
    from bounceback_analysis.feedback.learned import carried_by, learned

    theme, polarity = learned().classes[kind]
    trust = learned().lines
    phrases = [f for f in found if f.phrase.theme == theme and f.polarity == polarity]
    if phrases:
        best = max(phrases, key=lambda f: (trust.get(key_of(f.phrase), -9), f.last - f.first))
        first = best.first + (words[best.first].text in MARKS and best.last > best.first)
        last = best.last - (words[best.last].text in MARKS and best.last > first)
        return first, last, key_of(best.phrase)
    return *carried_by(words, inside, kind), "weighed"


def _settled(shown: Sequence[Hit]) -> list[Hit]:
    """Say that there was no reason only where none was given."""
    given = any(hit.theme not in NO_REASON_GIVEN for hit in shown)
    return [hit for hit in shown if not (given and hit.theme == "no_reason")]


def _offered(hits: Sequence[Hit], shown: Sequence[Hit]) -> list[Hit]:
    """Offer no theme that is shown already, the likeliest first."""
    read_here = {hit.theme for hit in shown} | ({"no_reason"} if shown else set())
    return sorted((hit for hit in hits if hit.theme not in read_here), key=lambda hit: -hit.chance)


def _named(words: Sequence[Word]) -> list[Hit]:
    """Give the topics that a short note names and does not judge."""
    first = {f.phrase.theme: f for f in reversed(heard_in(words).found) if not f.polarity}
    return [_hit(f, words, "neutral") for theme, f in first.items() if theme in themes()]


def _hit(found: Found, words: Sequence[Word], polarity: str) -> Hit:
    phrase = found.phrase
    start, end = words[found.first].start, words[found.last].end
    return Hit(phrase.theme, polarity, start, end, f"{phrase.theme}/{phrase.kind}/{phrase.text}", 1)


@lru_cache(maxsize=8)
def _grammar_of(own: OwnLines) -> Phrases:
    return Phrases(own, {})


@lru_cache(maxsize=KEPT)
def _with_own(text: str, own: OwnLines) -> Said:
    """Let own phrases add; one that judges also replaces what was read of its theme there.

    So do the phrases of a theme that the model does not know.
    """
    said = _read(text)
    mine: dict[tuple[str, str], Hit] = {}
    for words in sentences_of(text):
        untaught = heard_in(words).found if _untaught() else ()
        new = [found for found in untaught if found.phrase.theme in _untaught()]
        for found in [*heard_in(words, _grammar_of(own)).found, *new]:
            polarity = (
                "neutral" if found.phrase.theme in NEVER_A_GAP else found.polarity or "neutral"
            )
            mine.setdefault((found.phrase.theme, polarity), _hit(found, words, polarity))
    read_here = {hit.theme for hit in said.hits}
    added = [
        hit for hit in mine.values() if hit.polarity != "neutral" or hit.theme not in read_here
    ]
    if not added:
        return said
    kept = [hit for hit in said.hits if not any(_replaces(new, hit) for new in added)]
    hits = (*kept, *added)
    return Said(hits, tuple(_offered(said.perhaps, hits)), said.unfair, "read")


def _replaces(mine: Hit, hit: Hit) -> bool:
    """Tell whether an own phrase is the better word: on the same theme, or beside a bare no."""
    if hit.theme == "no_reason":
        return mine.polarity != "neutral"
    overlap = mine.start < hit.end and hit.start < mine.end
    return mine.theme == hit.theme and (mine.polarity == hit.polarity or overlap)


def likely_themes(text: str, n: int = 3) -> list[str]:
    """Give the ``n`` likeliest themes of a text, what was read in it first.

    Examples
    --------
    >>> likely_themes("You were nervous.", n=1)
    ['nerves']
    """
    scores = dict.fromkeys(themes(), 0.0)
    if sentences := sentences_of(text):
        for (theme, _), chance in zip(
            _readings()[0], _heard(sentences).trusted.tolist(), strict=True
        ):
            scores[theme] = max(scores.get(theme, 0.0), chance)
    shown = list(dict.fromkeys(hit.theme for hit in read(text).hits))
    ranked = sorted(themes(), key=lambda theme: -scores[theme])
    return [*shown, *(theme for theme in ranked if theme not in shown)][:n]
