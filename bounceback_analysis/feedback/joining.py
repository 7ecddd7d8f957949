"""Join the two readers: how likely each theme is, from what the phrases and the model say."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bounceback_analysis.feedback.learned import learned, weigh
from bounceback_analysis.feedback.phrases import heard_in_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.feedback.learned import Piece
    from bounceback_analysis.feedback.phrases import Found, Heard, Phrase

Class = tuple[str, str]
NOTHING = ("nothing", "")
"""Helps only: a sentence that judges nobody."""
ANY = "any"
"""Helps only: whatever is counted against you, or praised."""
EITHER = "either"
"""Helps only: a theme, whichever way it is judged."""
UNTRIED = -1.5
"""How far a phrase is trusted, in log-odds, that the training sentences never showed."""
TRUST = 3
"""Which of the signs says how far a phrase is trusted that says it."""
_FAR = 8.0
"""Log-odds beyond this say no more."""


class Likely(NamedTuple):
    """What some sentences, or parts of them, were read as.

    ``chances`` says how likely each of ``pieces`` is of each class that is a reading, ``trust``
    how far a phrase is trusted that says so, both (pieces, readings); ``found`` holds the phrases
    of each piece, ``inside`` what the net made of its words.
    """

    pieces: list[Piece]
    chances: np.ndarray
    trust: np.ndarray
    found: list[tuple[Found, ...]]
    inside: list[np.ndarray]


def key_of(phrase: Phrase) -> str:
    """Name a line of the vocabulary, as the model does that says how far it is trusted."""
    return f"{phrase.theme}/{phrase.kind}/{phrase.text}"


def signs_of(
    weighed: np.ndarray, heard: Sequence[Heard], classes: Sequence[Class], sure: Mapping[str, float]
) -> np.ndarray:
    """Lay out, for each sentence and class, what speaks for and against it.

    Parameters
    ----------
    weighed
        The log-odds of the model, (sentences, classes).
    heard
        The phrases of each sentence.
    classes
        The classes, in the order of ``weighed``.
    sure
        How far each line of the vocabulary is trusted, in log-odds.

    Returns
    -------
    ndarray of shape (sentences, readings, signs)
        A row for each class that is a reading; those that only help have none.
    """
    readings = readings_of(tuple(classes))
    count, places = len(readings), _places_of(readings)
    weighed = np.clip(weighed, -_FAR, _FAR)
    said = np.zeros((len(heard), count, 4))
    for row, each in enumerate(heard):
        for found in each.found:
            trust = sure.get(key_of(found.phrase), UNTRIED) - UNTRIED
            for at in places.get(found.phrase.theme, ()):
                if found.polarity == classes[at][1]:
                    said[row, at, :2] = 1, max(said[row, at, 1], trust)
                else:
                    said[row, at, 2 if found.polarity else 3] = 1
    read, here = weighed[:, :count], said[:, :, 0]
    nothing = np.repeat(weighed[:, [classes.index(NOTHING)]], count, axis=1)
    brief = np.array([[each.brief] for each in heard])
    other = here.any(axis=1, keepdims=True) - here
    beside = (other, here * read, here * nothing, said[:, :, 1] * brief)
    return np.stack([read, nothing, *said.transpose(2, 0, 1), *beside], axis=2)


@lru_cache(maxsize=2)
def _places_of(readings: tuple[Class, ...]) -> dict[str, list[int]]:
    """Give where the readings of each theme stand."""
    places = defaultdict(list)
    for place, (theme, _) in enumerate(readings):
        places[theme].append(place)
    return places


@lru_cache(maxsize=2)
def readings_of(classes: tuple[Class, ...]) -> tuple[Class, ...]:
    """Give the classes that are readings; they stand before those that only help."""
    return tuple(each for each in classes if each[0] != ANY and each[1] not in {EITHER, ""})


def likely(cut: Sequence[Sequence[Piece]]) -> Likely:
    """Say how likely each class is that some sentences are of, each with its parts after it."""
    model = learned()
    ways = np.array([polarity for _, polarity in readings_of(model.classes)])
    pieces = [piece for parts in cut for piece in parts]
    weighed, inside = weigh(pieces)
    words = [tuple(tuple(word.text for word in piece.words) for piece in parts) for parts in cut]
    once = {  # letters of employers, and of one employer, say much the same
        said: heard_in_parts([piece.words for piece in parts])
        for said, parts in dict(zip(words, cut, strict=True)).items()
    }
    heard = [each for said in words for each in once[said]]
    signs = signs_of(weighed, heard, model.classes, model.lines)
    chances = 1 / (1 + np.exp(-(signs @ model.joining + model.biases)))
    aside = np.array([each.aside for each in heard], dtype=bool)
    chances[np.ix_(aside, np.isin(ways, ["gap", "strength"]))] = 0
    rival = np.array([each.rival for each in heard], dtype=bool)
    chances[np.ix_(rival, ways == "strength")] = 0
    return Likely(pieces, chances, signs[:, :, TRUST], [each.found for each in heard], inside)
