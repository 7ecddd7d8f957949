"""The learned reader: what the words of a sentence, weighed together, make likely.

A small net over word vectors: each word first hears its neighbours, then twice attends to whichever
words of the sentence bear on it; what the loudest and the mean of them say is weighed by a linear
layer. It is trained from ``data/feedback_sentences`` (see the README there) and applied here with
numpy alone.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.feedback.tokens import Word

WHO = [frozenset(words.split()) for words in load_words("languages")["who"].values()]
"""Words that tell who is spoken of."""
PLACES = ("only", "first", "mid", "last")
"""Where a sentence may stand in its text."""
STEM = 5
"""A word that is not known is read as the first that begins with so many of its letters."""
HEADS = 4
"""How many ways a word attends to the others at once."""
LONGEST = 64
"""Words that are read together; of a longer sentence each such run is read for itself."""
KEPT = 2000
"""Runs that are remembered: letters of employers, and of one employer, say much the same."""
LAYER = ("asked", "asks", "told", "tells", "wide", "widens", "narrow", "narrows")
"""The weights of one layer of attention."""
_LEAST = np.float32(1e-5)
"""What a spread is never less than, as in training: all words of a run may be alike."""


class Learned(NamedTuple):
    """The model: where each word stands, its vectors, the net, and how it is joined to the phrases.

    ``vectors`` is (words, size), whole numbers that ``scales`` makes what they were; ``net`` holds
    the weights by the names that training gave them, matrices as (into, out of), and ``layers``
    those of each layer of attention.
    """

    places: dict[str, int]
    stems: dict[str, int]
    vectors: np.ndarray
    scales: np.ndarray
    net: dict[str, np.ndarray]
    layers: tuple[tuple[np.ndarray, ...], ...]
    classes: tuple[tuple[str, str], ...]
    lines: dict[str, float]
    joining: np.ndarray
    biases: np.ndarray


class Piece(NamedTuple):
    """A sentence or a part of one, the sentence before it, and where it stands: see ``PLACES``."""

    words: Sequence[Word]
    before: Sequence[Word]
    place: str


class Weighed(NamedTuple):
    """How much speaks for each class, in log-odds, and what the net made of each word."""

    odds: np.ndarray
    inside: np.ndarray


@cache
def learned() -> Learned:
    """Load the model, once and when it is first needed."""
    with files(__package__).joinpath("reader.npz").open("rb") as file:
        held = dict(np.load(file))
    words, lines, classes = (
        held[name].tobytes().decode().split("\n") for name in ("words", "lines", "classes")
    )
    places = {word: place for place, word in enumerate(words)}
    net = {name[4:]: held[name].astype(np.float32) for name in held if name.startswith("net.")}
    layers = sum(name.endswith(f".{LAYER[0]}") for name in net)
    return Learned(
        places,
        stems_of(places),
        held["vectors"],
        held["scales"].astype(np.float32),
        net,
        tuple(tuple(net[f"{layer}.{name}"] for name in LAYER) for layer in range(layers)),
        tuple((theme, polarity) for theme, _, polarity in (c.partition(" ") for c in classes)),
        dict(zip(lines, held["sure"].tolist(), strict=True)),
        held["joining"],
        held["biases"],
    )


def stems_of(places: dict[str, int]) -> dict[str, int]:
    """Give the first word, in the order of the alphabet, that begins with each few letters."""
    return {word[:STEM]: place for word, place in reversed(places.items()) if len(word) >= STEM}


def known_as(text: str, places: Mapping[str, int], stems: Mapping[str, int]) -> int:
    """Give where a word stands; numbers are all one, and 0 is a word that is not known."""
    said = "0" if text[0].isdigit() else text
    return places.get(said, stems.get(said[:STEM], 0))


def setting_of(words: Sequence[Word], before: Sequence[Word], place: str) -> np.ndarray:
    """Tell what is known of a sentence as a whole: where it stands, and who is spoken of."""
    here, earlier = ({word.text for word in said} for said in (words, before))
    told = [place == each for each in PLACES]
    told += [not who.isdisjoint(said) for said in (here, earlier) for who in WHO]
    return np.array(told, dtype=np.float32)


@lru_cache(maxsize=KEPT)
def _heard_together(run: tuple[str, ...]) -> np.ndarray:
    """Give what the net makes of each word among the others of its run: (words, width)."""
    model = learned()
    net = model.net
    known = [known_as(word, model.places, model.stems) for word in run]
    said = (
        (model.vectors[known] * model.scales) @ net["into"]
        + net["begin"]
        + net["place"][: len(run)]
    )
    none = np.zeros((1, said.shape[1]), dtype=np.float32)
    near = np.hstack([np.vstack([none, said[:-1]]), said, np.vstack([said[1:], none])])
    said = said + np.maximum(near @ net["near"] + net["nears"], 0)
    for layer in model.layers:
        said = _attended(said, layer)
    heard: np.ndarray = _levelled(said) * net["level"] + net["lift"]
    return heard


def _attended(said: np.ndarray, layer: Sequence[np.ndarray]) -> np.ndarray:
    """Let each word take in the words that bear on it, then weigh what it has."""
    asked, asks, told, tells, wide, widens, narrow, narrows = layer
    long, width = said.shape
    split = (_levelled(said) @ asked + asks).reshape(long, 3, HEADS, width // HEADS)
    query, key, value = split.transpose(1, 2, 0, 3)
    bears = query @ key.transpose(0, 2, 1) / np.float32((width // HEADS) ** 0.5)
    bears = np.exp(bears - np.maximum.reduce(bears, axis=2, keepdims=True))
    heard = (bears / np.add.reduce(bears, axis=2, keepdims=True)) @ value
    said = said + heard.transpose(1, 0, 2).reshape(long, width) @ told + tells
    said += np.maximum(_levelled(said) @ wide + widens, 0) @ narrow + narrows
    return said


def _levelled(said: np.ndarray) -> np.ndarray:
    """Bring what each word has to a mean of 0 and a spread of 1, as in training."""
    width = said.shape[1]
    away: np.ndarray = said - np.add.reduce(said, axis=1, keepdims=True) / width
    away /= np.sqrt(np.add.reduce(away * away, axis=1, keepdims=True) / width + _LEAST)
    return away


def weigh(pieces: Sequence[Piece]) -> list[Weighed]:
    """Weigh sentences, and parts of them: how much speaks for each class.

    Of one with more words than are read together, what the loudest run says counts.
    """
    net = learned().net
    weighed = []
    for piece in pieces:
        words = tuple(word.text for word in piece.words)
        starts = range(0, len(words), LONGEST)
        read = [_heard_together(words[start : start + LONGEST]) for start in starts]
        setting = setting_of(*piece)
        told = [np.concatenate([run.max(axis=0), run.mean(axis=0), setting]) for run in read]
        odds = np.maximum.reduce(np.array(told) @ net["heads"] + net["offsets"])
        weighed.append(Weighed(odds, np.concatenate(read)))
    return weighed


def carried_by(words: Sequence[Word], inside: np.ndarray, kind: int) -> tuple[int, int]:
    """Give the first and last word of what spoke most for a class, and its neighbours that helped.

    Parameters
    ----------
    words
        The words of a sentence.
    inside
        What the net made of each.
    kind
        The class, by its place.
    """
    heads, width = learned().net["heads"][:, kind], inside.shape[1]
    share = inside @ heads[width : 2 * width] / len(words)
    np.add.at(share, inside.argmax(axis=0), inside.max(axis=0) * heads[:width])
    share[[not word.text[0].isalnum() for word in words]] = -np.inf
    first = last = int(share.argmax())
    while first and share[first - 1] > share.max() / 2:
        first -= 1
    while last + 1 < len(words) and share[last + 1] > share.max() / 2:
        last += 1
    return first, last
