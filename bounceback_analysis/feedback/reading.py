"""Read a text into themes: what is likely enough to show, what is only offered, and silence.

Two readers check each other in every sentence, the phrases and the learned one. A person's own
phrases stand above both: they add, and take away nothing unasked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.feedback.phrases import Phrase, Phrases, heard_in
from bounceback_analysis.feedback.tokens import MARKS, is_english, sentences_of
from bounceback_analysis.vocabulary.themes import NEVER_A_GAP, themes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bounceback_analysis.feedback.joining import Likely
    from bounceback_analysis.feedback.learned import Piece
    from bounceback_analysis.feedback.phrases import Found
    from bounceback_analysis.feedback.tokens import Word

SHOWN = 0.8
"""What is at least so likely is shown as fact: of our own test sentences nine in ten are right, of
real texts nearly four in five (see ``TOO_SURE``)."""
OFFERED = 0.4
"""What is at least so likely is offered ("perhaps: ..."), and counted nowhere."""
JOINTS = {",", ";", ":", "but", "and", "although", "though", "however", "yet", "while", "whilst"}
"""Words and marks at which a sentence may say a second thing."""
SHORTEST_PART = 3
"""Words before a joint that can judge: "calm and clear" is one thing said twice."""
UNHEARD = 0.02
"""The chance of what was not heard in a whole sentence: as of most themes in most of ours."""
WHOLE_ONLY = {"no_reason", "unfair"}
"""What a refusal as a whole says, and no part of it."""
HEARD = 0.14
"""What is at least so likely speaks against "no reason was given" in the same text."""
FLAGGED = 0.22
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
    best: dict[tuple[str, str], Hit] = {}
    unfair = []
    for hit in (hit for sentence in _heard(sentences) for hit in _hits_of(sentence)):
        if hit.theme == "unfair":
            unfair += [hit] if hit.chance >= FLAGGED else []
        elif hit.chance > best.get(hit[:2], hit._replace(chance=0)).chance:
            best[hit[:2]] = hit
    heard = _weighed(best.values())
    shown = _settled([hit for hit in heard if hit.chance >= SHOWN], unfair)
    perhaps = _offered([hit for hit in heard if OFFERED <= hit.chance < SHOWN], shown)
    if not heard and len(words) <= FRAGMENT:
        shown = _named(sentences[0])
    themes_read = {hit.theme for hit in shown}
    state = "no reason" if themes_read == {"no_reason"} else "read" if shown else "not sorted"
    return Said(tuple(shown), tuple(perhaps), tuple(unfair), state)


def _heard(sentences: Sequence[Sequence[Word]]) -> list[list[list[Hit]]]:
    """Give what is heard in each sentence: in all of it, then in each of its parts."""
    from bounceback_analysis.feedback.joining import likely
    from bounceback_analysis.feedback.learned import Piece

    cut = [[words, *_parts_of(words)] for words in sentences]
    pieces = [
        Piece(part, sentences[at - 1] if at else (), _place(at, len(sentences)))
        for at, parts in enumerate(cut)
        for part in parts
    ]
    said = (_hits_in(*each) for each in zip(pieces, likely(pieces), strict=True))
    return [[next(said) for _ in parts] for parts in cut]


def _place(at: int, of: int) -> str:
    return "only" if of == 1 else "first" if not at else "last" if at == of - 1 else "mid"


def _hits_of(heard: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Give what a sentence is read as: heard in all of it, or surer in a part of it.

    Two things said in one sentence weaken each other. A part is believed half: what it is surer of
    gets the mean of the log-odds, so that what the whole sentence denies stays doubtful.
    """
    found = {hit[:2]: hit for hit in heard[0]}
    for hit in (hit for part in heard[1:] for hit in part):
        whole = found.get(hit[:2], hit._replace(chance=UNHEARD))
        if hit.theme not in WHOLE_ONLY and hit.chance > whole.chance:
            odds = _odds(hit.chance) * _odds(whole.chance)
            found[hit[:2]] = hit._replace(chance=round(odds**0.5 / (1 + odds**0.5), 3))
    return list(found.values())


def _odds(chance: float) -> float:
    return chance / max(1 - chance, UNHEARD**2)


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


def _hits_in(piece: Piece, said: Likely) -> list[Hit]:
    """Give what is heard in a sentence or a part of one, each with the words that carried it."""
    from bounceback_analysis.feedback.joining import readings_of
    from bounceback_analysis.feedback.learned import learned

    words = piece.words
    classes = readings_of(learned().classes)
    gaps = [at for at, (_, polarity) in enumerate(classes) if polarity == "gap"]
    if said.chances[gaps].max() >= OFFERED and any(f.phrase.theme == "unfair" for f in said.found):
        # What counts against a person beside their age, say, is told as the reason.
        at = classes.index(("unfair", "neutral"))
        said.chances[at] = max(said.chances[at], FLAGGED)
    hits = []
    for at in (said.chances >= HEARD).nonzero()[0].tolist():
        told = said.chances[at] >= OFFERED or classes[at][0] == "unfair"
        first, last, rule = _carried(words, at, said) if told else (0, len(words) - 1, "")
        start, end = words[first].start, words[last].end
        hits.append(Hit(*classes[at], start, end, rule, round(float(said.chances[at]), 3)))
    flagged = any(hit.theme == "unfair" and hit.chance >= FLAGGED for hit in hits)
    return [hit for hit in hits if not (flagged and hit.polarity == "gap")]


def _carried(words: Sequence[Word], kind: int, said: Likely) -> tuple[int, int, str]:
    """Give the first and last word that showed a theme, and the rule: a phrase, or the weights."""
    from bounceback_analysis.feedback.joining import key_of
    from bounceback_analysis.feedback.learned import carried_by, learned

    theme, polarity = learned().classes[kind]
    trust = learned().lines
    phrases = [f for f in said.found if f.phrase.theme == theme and f.polarity == polarity]
    if phrases:
        best = max(phrases, key=lambda f: (trust.get(key_of(f.phrase), -9), f.last - f.first))
        first = best.first + (words[best.first].text in MARKS and best.last > best.first)
        last = best.last - (words[best.last].text in MARKS and best.last > first)
        return first, last, key_of(best.phrase)
    return *carried_by(words, said.inside, kind), "weighed"


def _weighed(hits: Iterable[Hit]) -> list[Hit]:
    """Make "no reason" less likely by as much as a reason is heard elsewhere in the text."""
    kept = list(hits)
    reason = max((hit.chance for hit in kept if hit.theme not in NO_REASON_GIVEN), default=0.0)
    return [
        hit._replace(chance=hit.chance * (1 - reason)) if hit.theme == "no_reason" else hit
        for hit in kept
    ]


def _settled(shown: Sequence[Hit], unfair: Sequence[Hit]) -> list[Hit]:
    """Say that there was no reason only where none was given; a reason not lawful is none."""
    if any(hit.theme not in NO_REASON_GIVEN for hit in shown):
        return [hit for hit in shown if hit.theme != "no_reason"]
    return list(shown) or [hit._replace(theme="no_reason") for hit in unfair[:1]]


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
    from bounceback_analysis.feedback.joining import likely, readings_of
    from bounceback_analysis.feedback.learned import Piece, learned

    sentences = sentences_of(text)
    pieces = [
        Piece(words, sentences[at - 1] if at else (), _place(at, len(sentences)))
        for at, words in enumerate(sentences)
    ]
    scores = dict.fromkeys(themes(), 0.0)
    for said in likely(pieces):
        for (theme, _), chance in zip(
            readings_of(learned().classes), said.chances.tolist(), strict=True
        ):
            if theme in scores:
                scores[theme] = max(scores[theme], chance)
    shown = list(dict.fromkeys(hit.theme for hit in read(text).hits))
    ranked = sorted(scores, key=lambda theme: -scores[theme])
    return [*shown, *(theme for theme in ranked if theme not in shown)][:n]
