"""The learned reader: what the words of a sentence, weighed together, make likely.

A small net over word vectors: filters slide over runs of words, the loudest of each is kept, and a
linear layer weighs them. It is trained from ``data/feedback_sentences`` (see the README there) and
applied here with numpy alone.
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


class Learned(NamedTuple):
    """The model: where each word stands, the filters that run over words, and the joining.

    ``vectors`` is (words, size); ``runs`` holds for each length of a run the filters, (length,
    size, filters); ``heads`` is (filters of all runs + size + setting, classes).
    """

    places: dict[str, int]
    stems: dict[str, int]
    vectors: np.ndarray
    runs: tuple[np.ndarray, ...]
    heads: np.ndarray
    offsets: np.ndarray
    starts: np.ndarray
    classes: tuple[tuple[str, str], ...]
    lines: dict[str, float]
    joining: np.ndarray
    biases: np.ndarray


@cache
def learned() -> Learned:
    """Load the model, once and when it is first needed."""
    with files(__package__).joinpath("reader.npz").open("rb") as file:
        held = dict(np.load(file))
    words, lines, classes = (
        held[name].tobytes().decode().split("\n") for name in ("words", "lines", "classes")
    )
    places = {word: place for place, word in enumerate(words)}
    return Learned(
        places,
        stems_of(places),
        held["vectors"] * held["scales"].astype(np.float32),
        tuple(held[name].astype(np.float32) for name in sorted(held) if name.startswith("run")),
        held["heads"].astype(np.float32),
        held["offsets"].astype(np.float32),
        held["starts"].astype(np.float32),
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


@lru_cache(maxsize=8_000)
def _reach(text: str) -> tuple[np.ndarray, ...]:
    """Give what a word says to every filter, in each place of its run, and the word's vector."""
    model = learned()
    vector = model.vectors[known_as(text, model.places, model.stems)]
    return (vector, *(vector @ run for run in model.runs))


def _heard(words: Sequence[Word]) -> list[np.ndarray]:
    """Give what each filter hears, at each place where a run of words may begin or only end."""
    reached = [_reach(word.text) for word in words]
    heard = []
    for at, run in enumerate(learned().runs, 1):
        size, count = len(run), len(words)
        said = np.zeros((count + size - 1, run.shape[2]), dtype=np.float32)
        parts = np.array([each[at] for each in reached])
        for step in range(size):
            said[size - 1 - step : size - 1 - step + count] += parts[:, step]
        heard.append(said)
    return heard


def weigh(words: Sequence[Word], before: Sequence[Word], place: str) -> np.ndarray:
    """Weigh a sentence: how much speaks for each class, in log-odds.

    Parameters
    ----------
    words, before
        The words of the sentence and of the one before it.
    place
        ``only``, ``first``, ``mid`` or ``last``: where the sentence stands in its text.
    """
    model = learned()
    loudest = np.concatenate([said.max(axis=0) for said in _heard(words)])
    mean = np.mean([_reach(word.text)[0] for word in words], axis=0)
    told = np.maximum(np.maximum(loudest, 0) + model.starts, 0)
    weighed: np.ndarray = (
        np.concatenate([told, mean, setting_of(words, before, place)]) @ model.heads
    )
    return weighed + model.offsets


def carried_by(words: Sequence[Word], kind: int) -> tuple[int, int]:
    """Give the first and last word of what spoke most for a class, and its neighbours that helped.

    Parameters
    ----------
    words
        The words of a sentence.
    kind
        The class, by its place.
    """
    model, share, at = learned(), np.zeros(len(words)), 0
    for size, said in enumerate(_heard(words), 1):
        span = slice(at, at + said.shape[1])
        best, at = said.argmax(axis=0), span.stop
        told = np.maximum(said.max(axis=0) + model.starts[span], 0) * model.heads[span, kind]
        for step in range(size):
            place = best - step
            inside = (place >= 0) & (place < len(words))
            np.add.at(share, place[inside], told[inside] / size)
    share[[not word.text[0].isalnum() for word in words]] = -np.inf
    first = last = int(share.argmax())
    while first and share[first - 1] > share.max() / 2:
        first -= 1
    while last + 1 < len(words) and share[last + 1] > share.max() / 2:
        last += 1
    return first, last
