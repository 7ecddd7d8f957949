"""The learned reader: what the words of a sentence, weighed together, make likely.

A small net over word vectors: each word first hears its neighbours, then twice attends to whichever
words of the sentence bear on it; what the loudest and the mean of them say is weighed by a linear
layer. It is trained from ``data/feedback_sentences`` (see the README there) and applied here with
numpy alone.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bounceback_analysis.feedback.tokens import LONGEST
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
TOGETHER = 32
"""So many sentences of like length are read together; of more the numbers no longer fit at hand."""
LAYER = ("asked", "asks", "told", "tells", "wide", "widens", "narrow", "narrows")
"""The weights of one layer of attention."""
_MOST = np.float32(60)
"""No word bears on another by more, so that all can be added up; the net comes nowhere near."""
_LEAST = np.float32(1e-5)
"""What a spread is never less than, as in training: all words may be alike."""


class Learned(NamedTuple):
    """The model: where each word stands, the net, and how it is joined to the phrases.

    ``begun`` holds what each word is before it hears the others, (words, width); ``net`` the
    weights by the names that training gave them, matrices as (into, out of), and ``layers`` those
    of each layer of attention.
    """

    places: dict[str, int]
    stems: dict[str, int]
    begun: np.ndarray
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
        (held["vectors"] * held["scales"].astype(np.float32)) @ net["into"] + net["begin"],
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


def _heard_together(many: Sequence[Sequence[str]]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Give what the net makes of some sentences.

    Of each its words as they are among the others, (words, width), and the loudest and the mean
    of them, (twice the width).
    """
    model = learned()
    net = model.net
    lengths = np.array([len(words) for words in many])
    shape = len(many), lengths.max()
    real = np.arange(shape[1]) < lengths[:, None]
    known = np.zeros(shape, dtype=np.int64)
    known[real] = [known_as(word, model.places, model.stems) for said in many for word in said]
    said = model.begun[known] + net["place"][np.arange(shape[1]).clip(max=LONGEST - 1)]
    said *= real[:, :, None]
    near = np.zeros((*shape, 3, said.shape[2]), dtype=np.float32)
    near[:, 1:, 0], near[:, :, 1], near[:, :-1, 2] = said[:, :-1], said, said[:, 1:]
    width = said.shape[2]
    said = said.reshape(-1, width)
    said += np.maximum(near.reshape(len(said), -1) @ net["near"] + net["nears"], 0)
    for layer in model.layers:
        said = _attended(said, real, layer)
    heard = (_levelled(said) * net["level"] + net["lift"]).reshape(*shape, width)
    loudest = np.where(real[:, :, None], heard, -np.inf).max(axis=1)
    mean = (heard * real[:, :, None]).sum(axis=1) / lengths[:, None]
    told = np.hstack([loudest, mean])
    return [(words[:long], sums) for words, long, sums in zip(heard, lengths, told, strict=True)]


def _attended(said: np.ndarray, real: np.ndarray, layer: Sequence[np.ndarray]) -> np.ndarray:
    """Let each word take in the words that bear on it, then weigh what it has.

    ``said`` holds the words of all sentences one after another, ``real`` which of them are more
    than what fills a shorter sentence up.
    """
    asked, asks, told, tells, wide, widens, narrow, narrows = layer
    width = said.shape[1]
    split = (_levelled(said) @ asked + asks).reshape(*real.shape, 3, HEADS, width // HEADS)
    query, key, value = split.transpose(2, 0, 3, 1, 4)
    bears = query @ key.transpose(0, 1, 3, 2) * np.float32((width // HEADS) ** -0.5)
    bears = np.exp(np.minimum(bears, _MOST)) * real[:, None, None]
    heard = bears @ value / np.add.reduce(bears, axis=3, keepdims=True)
    said = said + heard.transpose(0, 2, 1, 3).reshape(said.shape) @ told + tells
    said += np.maximum(_levelled(said) @ wide + widens, 0) @ narrow + narrows
    return said


def _levelled(said: np.ndarray) -> np.ndarray:
    """Bring what each word has to a mean of 0 and a spread of 1, as in training."""
    width = said.shape[1]
    away: np.ndarray = said - np.add.reduce(said, axis=1, keepdims=True) / width
    away /= np.sqrt(np.add.reduce(away * away, axis=1, keepdims=True) / width + _LEAST)
    return away


def weigh(pieces: Sequence[Piece]) -> tuple[np.ndarray, list[np.ndarray]]:
    """Weigh sentences, and parts of them.

    Returns
    -------
    tuple of ndarray and list of ndarray
        How much speaks for each class, in log-odds, (pieces, classes); and what the net made of
        the words of each piece, (words, width).
    """
    net = learned().net
    said = [tuple(word.text for word in piece.words) for piece in pieces]
    order = sorted(set(said), key=len)
    heard = {
        words: made
        for at in range(0, len(order), TOGETHER)
        for words, made in zip(
            order[at : at + TOGETHER], _heard_together(order[at : at + TOGETHER]), strict=True
        )
    }
    told = [
        np.concatenate([heard[words][1], setting_of(*piece)])
        for words, piece in zip(said, pieces, strict=True)
    ]
    return np.array(told) @ net["heads"] + net["offsets"], [heard[words][0] for words in said]


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
