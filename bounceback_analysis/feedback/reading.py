"""Read a text into themes: what is likely enough to show, what is only offered, and silence.

Two readers check each other in every sentence, the phrases and the learned one. A person's own
phrases stand above both: they add, and take away nothing unasked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, groupby
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
BELIEVED = (0.63, 0.25, -0.7, 0.2, 1.27)
"""How far the readers are trusted in a text: what a reading gains by each log-odds that the surest
sentence gives it, by each that the next one does, by the logarithm of how many sentences there are,
by how far its phrase is trusted; and a number for all.

Fitted on 760 real texts of three sets and on ``tune``, so the three are no measure of it any more.
Each set tried with what the two others gave: of 100 readings shown 81 are right, of 100 that a
careful reader finds 38 are shown, and 12 of 100 texts show something false. With .2 more on the
number for all, 4 more of 100 would be shown; of 111 texts that nobody had tuned on 18 would show
something false, and not 14.
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
TOGETHER = 30_000
"""So many characters are read together: fewer waste steps, more only take room."""
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
    """What was heard in some texts: their sentences and parts, and what they were read as.

    ``chances`` says how likely each sentence is of each reading, and ``piece`` which of ``pieces``
    says so, both (sentences, readings); ``trusted`` how likely each is of each text, and
    ``surest`` which sentence says so, both (texts, readings); ``firsts`` where each text begins.
    """

    said: Likely
    chances: np.ndarray
    piece: np.ndarray
    trusted: np.ndarray
    surest: np.ndarray
    firsts: np.ndarray


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
    return read_all([text], own)[0]


def read_all(texts: Sequence[str], own: OwnLines = ()) -> list[Said]:
    """Read many texts, which is several times faster than one after another; see ``read``."""
    said = _read_once(texts)
    return [_with_own(text, own) for text in texts] if own or _untaught() else said


@cache
def _untaught() -> frozenset[str]:
    """Name the themes that the model was not trained for: they are read by their phrases alone."""
    from bounceback_analysis.feedback.learned import learned

    return frozenset(themes()) - {theme for theme, _ in learned().classes}


@cache
def _remembered() -> dict[str, Said]:
    """Give what was read of each text, that of the longest ago first."""
    return {}


def _read_once(texts: Sequence[str]) -> list[Said]:
    known = _remembered()
    new = [text for text in dict.fromkeys(texts) if text not in known]
    ends = zip(new, accumulate(map(len, new)), strict=True)
    for _, batch in groupby(ends, key=lambda each: each[1] // TOGETHER):
        known |= _read_together([text for text, _ in batch])
    said = [known[text] for text in texts]
    for text in [*known][: max(len(known) - KEPT, 0)]:
        del known[text]
    return said


def _read_together(texts: Sequence[str]) -> dict[str, Said]:
    said = dict.fromkeys(texts, NOTHING_SAID)
    english = {}
    for text in texts:
        sentences = sentences_of(text)
        words = [word.text for each in sentences for word in each if word.text not in MARKS]
        if words and is_english(words):
            english[text] = sentences
        elif words:
            said[text] = Said((), (), (), "not read")
    if english:
        heard = _heard(list(english.values()))
        said |= {
            text: _told(heard, at, sentences)
            for at, (text, sentences) in enumerate(english.items())
        }
    return said


def _told(heard: Evidence, at: int, sentences: Sequence[Sequence[Word]]) -> Said:
    """Give what one of the texts that were heard is read as."""
    unfair_at, trusted, first = _readings()[1], heard.trusted[at], int(heard.firsts[at])
    hits = [
        _hit_of(heard, kind, int(heard.surest[at, kind]), trusted[kind])
        for kind in (trusted >= OFFERED).nonzero()[0].tolist()
        if kind != unfair_at
    ]
    hits.sort(key=lambda hit: hit.start)  # as one reads
    flagged = heard.chances[first : first + len(sentences), unfair_at] >= FLAGGED
    unfair = [
        _hit_of(heard, unfair_at, row, heard.chances[row, unfair_at])
        for row in (first + flagged.nonzero()[0]).tolist()
    ]
    shown = _settled([hit for hit in hits if hit.chance >= SHOWN])
    perhaps = _offered([hit for hit in hits if hit.chance < SHOWN], shown)
    if not hits and sum(w.text not in MARKS for said in sentences for w in said) <= FRAGMENT:
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


def _heard(texts: Sequence[Sequence[Sequence[Word]]]) -> Evidence:
    """Hear each sentence, in all of it and in its parts, and say how far each text is trusted."""
    from bounceback_analysis.feedback.joining import likely
    from bounceback_analysis.feedback.learned import Piece

    cut = [
        [
            Piece(part, sentences[at - 1] if at else (), _place(at, len(sentences)))
            for part in (words, *_parts_of(words))
        ]
        for sentences in texts
        for at, words in enumerate(sentences)
    ]
    said = likely(cut)
    chances, piece = _of_sentences(_lawful(said), _firsts(cut))
    firsts = _firsts(texts)
    here = np.arange(chances.shape[1])
    surest, sentence = _highest(chances, firsts)
    chances_left = chances.copy()
    chances_left[sentence, here] = UNHEARD
    again, _ = _highest(chances_left, firsts)
    many = np.array([[min(len(sentences), MANY)] for sentences in texts])
    trusted = _trusted(surest, again, many, said.trust[piece[sentence, here], here])
    return Evidence(said, chances, piece, trusted, sentence, firsts)


def _firsts(groups: Sequence[Sequence[object]]) -> np.ndarray:
    """Give where each group begins when all are laid out one after another."""
    return np.cumsum([0, *map(len, groups)])[:-1]


def _highest(told: np.ndarray, firsts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the highest of each column in each run of rows, and the first row that has it."""
    highest = np.maximum.reduceat(told, firsts)
    rows = np.arange(len(told))
    held = told == highest[np.searchsorted(firsts, rows, "right") - 1]
    return highest, np.minimum.reduceat(np.where(held, rows[:, None], len(told)), firsts)


def _lawful(said: Likely) -> np.ndarray:
    """Give how likely each reading of each piece is, where a reason not lawful is no gap."""
    classes, unfair_at = _readings()
    gap = np.array([polarity == "gap" for _, polarity in classes])
    told = said.chances.copy()
    named = np.array([any(f.phrase.theme == "unfair" for f in found) for found in said.found])
    # What counts against a person beside their age, say, is told as the reason.
    beside = named & (told[:, gap].max(axis=1) >= AGAINST)
    told[beside, unfair_at] = told[beside, unfair_at].clip(min=FLAGGED)
    told[np.ix_(told[:, unfair_at] >= FLAGGED, gap)] = 0
    return np.where(told >= HEARD, told, UNHEARD)


def _of_sentences(told: np.ndarray, firsts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give what each sentence is read as, and in which piece: in all of it, or surer in a part.

    Two things said in one sentence weaken each other. A part is believed half: what it is surer of
    gets the mean of the log-odds, so that what the whole sentence denies stays doubtful.
    """
    surest, piece = _highest(told, firsts)
    whole, at = told[firsts], firsts[:, None]
    surer = (piece > at) & [theme not in WHOLE_ONLY for theme, _ in _readings()[0]]
    odds = (_odds(surest) * _odds(whole)) ** 0.5
    return np.where(surer, odds / (1 + odds), whole), np.where(surer, piece, at)


def _odds(chances: np.ndarray) -> np.ndarray:
    odds: np.ndarray = chances / np.maximum(1 - chances, UNHEARD**2)
    return odds


def _trusted(
    surest: np.ndarray, again: np.ndarray, many: np.ndarray, trust: np.ndarray
) -> np.ndarray:
    """Say how likely each reading of each text is: see ``BELIEVED``.

    "No reason" is less likely by as much as a reason is heard elsewhere in the text.
    """
    themes_said = np.array([theme for theme, _ in _readings()[0]])
    reasons = ~np.isin(themes_said, [*NO_REASON_GIVEN, "unfair"])
    surest[:, themes_said == "no_reason"] *= 1 - surest[:, reasons].max(axis=1, keepdims=True)
    told = (np.log(_odds(surest)), np.log(_odds(again)), np.log(many), trust, 1)
    odds = sum(gain * each for gain, each in zip(BELIEVED, told, strict=True))
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
    [said] = _read_once([text])
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
            _readings()[0], _heard([sentences]).trusted[0].tolist(), strict=True
        ):
            scores[theme] = max(scores.get(theme, 0.0), chance)
    shown = list(dict.fromkeys(hit.theme for hit in read(text).hits))
    ranked = sorted(themes(), key=lambda theme: -scores[theme])
    return [*shown, *(theme for theme in ranked if theme not in shown)][:n]
