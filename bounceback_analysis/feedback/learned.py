"""The learned reader: what the words of a sentence, weighed together, make likely.

A one-versus-rest linear model over words, runs of words and parts of words. It is trained from
``data/feedback_sentences`` (see the README there) and applied here with numpy alone.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from bounceback_analysis.feedback.tokens import Word

_WORDS = load_words("languages")
NEGATIONS = frozenset(_WORDS["negations"].split())
REACH = 5
"""After a negation so many words are marked as denied."""
WHO = {who: frozenset(words.split()) for who, words in _WORDS["who"].items()}
"""Words that tell who is spoken of."""


class Learned(NamedTuple):
    """The model: where each n-gram stands, what it weighs for each class, and the joining."""

    places: dict[str, int]
    weights: np.ndarray
    squares: np.ndarray
    scales: np.ndarray
    offsets: np.ndarray
    classes: tuple[tuple[str, str], ...]
    lines: dict[str, float]
    joining: np.ndarray
    biases: np.ndarray


@cache
def learned() -> Learned:
    """Load the model, once and when it is first needed."""
    import numpy as np

    with files(__package__).joinpath("reader.npz").open("rb") as file:
        held = dict(np.load(file))
    words, lines, classes = (
        held[name].tobytes().decode().split("\n") for name in ("words", "lines", "classes")
    )
    return Learned(
        {word: place for place, word in enumerate(words)},
        held["weights"],
        held["squares"].astype(np.float32),
        held["scales"],
        held["offsets"],
        tuple((theme, polarity) for theme, _, polarity in (c.partition(" ") for c in classes)),
        dict(zip(lines, held["sure"].tolist(), strict=True)),
        held["joining"],
        held["biases"],
    )


def runs_of(texts: Sequence[str]) -> list[str]:
    """Give the runs of two and three words, and the words that stand under a negation."""
    runs = [f"{a} {b}" for a, b in pairwise(texts)]
    runs += [f"{a} {b} {c}" for a, b, c in zip(texts, texts[1:], texts[2:], strict=False)]
    reach = 0
    for text in texts:
        if text in NEGATIONS:
            reach = REACH
        elif not text[0].isalnum() or text == "but":
            reach = 0
        elif reach:
            runs.append(f"N:{text[:6]}")
            reach -= 1
    return runs


@lru_cache(maxsize=50_000)
def parts_of(word: str) -> tuple[str, ...]:
    """Give a word and its runs of three to five letters, with where it begins and ends."""
    if not word.isalnum():
        return (word,)
    framed = f"<{word}>"
    return (word, *(f"~{framed[at : at + n]}" for n in (3, 4, 5) for at in range(len(framed) - n)))


def setting_of(words: Sequence[str], before: Sequence[str], place: str) -> list[str]:
    """Give what is known of a sentence as a whole: who is spoken of, and what stood before it."""
    here, earlier = frozenset(words), frozenset(before)
    told = [f"W:{who}" for who, names in WHO.items() if not names.isdisjoint(here)]
    told += [f"B:{who}" for who, names in WHO.items() if not names.isdisjoint(earlier)]
    opening = "you" if "W:you" in told else "i" if "W:i" in told else "-"
    return [*told, f"P:{place}", f"F:{words[0]} {opening}"]


def texts_of(words: Sequence[Word]) -> list[str]:
    """Give the words of a sentence as the model knows them: numbers are all one."""
    return ["^", *("0" if word.text[0].isdigit() else word.text for word in words), "$"]


@lru_cache(maxsize=50_000)
def _places_of(word: str) -> tuple[int, ...]:
    places = learned().places
    return tuple(places[part] for part in parts_of(word) if part in places)


def weigh(words: Sequence[Word], before: Sequence[Word], place: str) -> np.ndarray:
    """Weigh a sentence: how much speaks for each class, in log-odds.

    Parameters
    ----------
    words, before
        The words of the sentence and of the one before it.
    place
        ``only``, ``first``, ``mid`` or ``last``: where the sentence stands in its text.
    """
    model, texts = learned(), texts_of(words)
    known = model.places
    found = [at for text in texts for at in _places_of(text)]
    rest = runs_of(texts) + setting_of(texts, [word.text for word in before], place)
    found += [known[run] for run in rest if run in known]
    if not found:
        return model.offsets
    length = float(model.squares[found].sum()) ** 0.5
    summed: np.ndarray = model.weights[found].sum(axis=0, dtype="int32")
    weighed: np.ndarray = summed * (model.scales / length) + model.offsets
    return weighed


def carried_by(words: Sequence[Word], kind: int) -> tuple[int, int]:
    """Give the first and last word of what spoke most for a class: one word, or two or three.

    Parameters
    ----------
    words
        The words of a sentence.
    kind
        The class, by its place.
    """
    model, texts = learned(), texts_of(words)[1:-1]
    column = model.weights[:, kind]
    alone = [sum(int(column[at]) for at in _places_of(text)) for text in texts]
    alone = [w if t[0].isalnum() else -999 for w, t in zip(alone, texts, strict=True)]
    best = max(range(len(texts)), key=alone.__getitem__)
    spans = [(alone[best], best, best)]
    for size in (2, 3):
        for at in range(len(texts) - size + 1):
            row = model.places.get(" ".join(texts[at : at + size]))
            if row is not None and min(alone[at], alone[at + size - 1]) > -999:
                whole = int(column[row]) + max(alone[at : at + size])
                spans.append((whole, at, at + size - 1))
    _, first, last = max(spans, key=lambda span: (span[0], span[1] - span[2]))
    return first, last
