"""Train the learned reader from the sentences beside this file, and weigh the lines of the phrases.

    uv run --group train --with torch==2.15.0 python data/feedback_sentences/train.py

writes ``bounceback_analysis/feedback/reader.npz``, and ``reader.json`` with its numbers beside it.
The same sentences give the same bytes on the same machine. ``measure.py`` measures what came out.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

# With one thread every sum is made in the same order, so that the bytes are the same.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import net
import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from bounceback_analysis.feedback.joining import ANY, EITHER, NOTHING, key_of, readings_of, signs_of
from bounceback_analysis.feedback.learned import known_as, setting_of, stems_of
from bounceback_analysis.feedback.phrases import Heard, heard_in
from bounceback_analysis.feedback.tokens import Word, sentences_of

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "bounceback_analysis" / "feedback"
FEWEST = 20
"""A class in fewer sentences is not learned."""
HARD = frozenset(("a", "b", "c", "d", "e", "f", *(f"w{n}" for n in range(1, 9))))
"""Whose sentences were written to be hard to read; all others were written as people write."""
OFTENER, PLAINER = 2, 8.0
"""Plain sentences are learned from so much oftener than hard ones, and count so much more when the
two readers are joined: people and employers write plainly. Found on real texts of 2026."""
DOUBT = 4.0
"""Every line of the phrases begins as if it had been tried so often, right as often as its kind."""
SEED = 23
"""Any number would do; always the same one gives the same bytes."""
FINE = 15
"""Steps of a log-odds in which ``taught.npz`` holds what an encoder says (see ``encoder.py``)."""


class Row(NamedTuple):
    """A sentence with its words, its setting, the phrases in it and its labels."""

    words: list[Word]
    setting: np.ndarray
    heard: Heard
    labels: frozenset
    plain: bool


def pieces(part: str):
    """Give each story or line of a part: its author, and its sentences with their labels."""
    for kind in ("lines", "stories"):
        for path in sorted((HERE / part / kind).glob("*.txt")):
            text = path.read_text("utf-8").strip()
            for piece in text.split("\n") if kind == "lines" else text.split("\n\n"):
                rows = (line.partition(" | ") for line in piece.split("\n"))
                yield path.stem, [(said, labels_of(labels)) for labels, _, said in rows]


def labels_of(written: str) -> frozenset[tuple[str, str]]:
    """Read the labels of a line: ``nerves gap; unfair``, or a dash for none."""
    labels = (label.partition(" ") for label in written.split("; ") if written != "-")
    return frozenset((theme, polarity or "neutral") for theme, _, polarity in labels)


def rows_of(part: str, *, whole: bool) -> list[Row]:
    """Read a part into rows: each line whole, or each sentence alone as the reader meets it."""
    rows = []
    for author, piece in pieces(part):
        units = []
        for said, labels in piece:
            sentences = sentences_of(said)
            joined = [[word for words in sentences for word in words]] if sentences else []
            units += [(words, labels) for words in (joined if whole else sentences)]
        before: list[Word] = []
        for at, (words, labels) in enumerate(units):
            last = at == len(units) - 1
            place = "only" if len(units) == 1 else "first" if not at else "last" if last else "mid"
            setting = setting_of(words, before, place)
            rows.append(Row(words, setting, heard_in(words), labels, author not in HARD))
            before = words
    return rows


def known(rows: list[Row], words: list[str]) -> list[list[int]]:
    """Give where each word stands among the vectors; 0 is padding."""
    places = {word: place for place, word in enumerate(words)}
    stems = stems_of(places)
    return [[known_as(word.text, places, stems) + 1 for word in row.words] for row in rows]


def trust_of(rows: list[Row]) -> dict[str, float]:
    """Say how far each line of the phrases is trusted: log-odds that what it says is labelled."""
    tried, kinds = defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0])
    for row in rows:
        for key, theme, polarity, kind in {
            (key_of(f.phrase), f.phrase.theme, f.polarity, f.phrase.kind) for f in row.heard.found
        }:
            if polarity:
                right = (theme, polarity) in row.labels
                for counted in (tried[key], kinds[kind]):
                    counted[0] += right
                    counted[1] += 1
    sure = {}
    for key, (right, times) in tried.items():
        held, of = kinds[key.split("/")[1]]
        share = (right + DOUBT * held / of) / (times + DOUBT)
        sure[key] = round(float(np.log(share / (1 - share))), 3)
    return dict(sorted(sure.items()))


def truth_of(rows: list[Row], classes: list[tuple[str, str]]) -> np.ndarray:
    """Give which classes each sentence is of, those that only help among them."""

    def holds(each: tuple[str, str], labels: frozenset) -> bool:
        theme, polarity = each
        if each == NOTHING:
            return not labels
        if theme == ANY:
            return any(p == polarity for _, p in labels)
        return any(t == theme for t, _ in labels) if polarity == EITHER else each in labels

    return np.array([[holds(each, row.labels) for each in classes] for row in rows])


def classes_of(rows: list[Row]) -> list[tuple[str, str]]:
    """Give the classes that are common enough to learn; the neutral of a judged theme is none."""
    counts = Counter(label for row in rows for label in row.labels)
    judged = sorted({theme for theme, polarity in counts if polarity != "neutral"})
    common = sorted(label for label, n in counts.items() if n >= FEWEST)
    readings = [c for c in common if c[1] != "neutral" or c[0] not in judged]
    helping = [NOTHING, (ANY, "gap"), (ANY, "strength"), *((theme, EITHER) for theme in judged)]
    return readings + helping


def joined(
    signs_: np.ndarray, truth: np.ndarray, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Learn how the signs are joined, with one more or less for each class."""
    n, k, m = signs_.shape
    flat, which = signs_.reshape(n * k, m), np.tile(np.eye(k), (n, 1))
    near = (flat[:, 0] > -7.5) | (flat[:, 2] > 0)
    model = LogisticRegression(C=1.0, solver="lbfgs", max_iter=800)
    often = np.repeat(counts, k)[near]
    model.fit(np.hstack([flat, which * 0.5])[near], truth.reshape(-1)[near], sample_weight=often)
    return model.coef_[0][:m], model.coef_[0][m:] * 0.5 + model.intercept_[0]


def pieces_taught(classes: list[tuple[str, str]], long: int) -> tuple[list, np.ndarray, np.ndarray]:
    """Give pieces of sentences: their words, their setting, how likely each class is of them.

    The encoder says so; of a class that it was not taught it says "not a number".
    """
    with np.load(HERE / "taught.npz") as held:
        ends = np.cumsum(held["lengths"])[:-1]
        ids = [each.tolist() for each in np.split(held["words"].astype(np.int64), ends)]
        setting = np.unpackbits(held["setting"], axis=1)[:, :long].astype(np.float32)
        theirs = [tuple(c.split(" ")) for c in held["classes"].tobytes().decode().split("\n")]
        likely = 1 / (1 + np.exp(-held["said"].astype(np.float32) / FINE))
    unknown = np.full(len(ids), np.nan, dtype=np.float32)
    by_class = dict(zip(theirs, likely.T, strict=True))
    return ids, setting, np.column_stack([by_class.get(each, unknown) for each in classes])


def rounded(reader: net.Net) -> tuple[np.ndarray, np.ndarray]:
    """Round a net, in place, to what is written; give its word vectors as they are written."""
    with torch.no_grad():
        for each in reader.parameters():
            each.copy_(each.half().float())
        words = reader.words.weight.numpy()
        scales = np.abs(words).max(axis=0) / 127
        small = np.rint(words / scales).astype(np.int8)
        reader.words.weight.copy_(torch.tensor(small * scales))
    return small, scales


def weighed_by(reader: net.Net, ids: list[list[int]], setting: np.ndarray) -> np.ndarray:
    """Weigh sentences: log-odds, (sentences, classes)."""
    with torch.no_grad():
        parts = [
            reader(
                torch.tensor(net.padded(ids[at : at + 256])), torch.tensor(setting[at : at + 256])
            )
            for at in range(0, len(ids), 256)
        ]
    return torch.cat(parts).numpy()


def train() -> None:
    """Train both steps and write the file."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    rows, tune = rows_of("train", whole=True), rows_of("tune", whole=False)
    classes = classes_of(rows)
    with np.load(HERE / "vectors.npz") as held:
        words, vectors = held["words"].tobytes().decode().split("\n"), held["vectors"]
    words = ["", *words]
    reader = net.Net(vectors.astype(np.float32), len(rows[0].setting), len(classes))
    often = rows + [row for row in rows if row.plain] * (OFTENER - 1)
    ids, setting, likely = pieces_taught(classes, len(rows[0].setting))
    net.learn(
        reader,
        known(often, words) + ids,
        np.vstack([[row.setting for row in often], setting]),
        np.vstack([truth_of(often, classes), likely]),
        np.random.default_rng(SEED),
    )
    small, scales = rounded(reader)
    weighed = weighed_by(reader, known(tune, words), np.array([row.setting for row in tune]))
    sure = trust_of(rows)
    readings = len(readings_of(tuple(classes)))
    joining, biases = joined(
        signs_of(weighed, [row.heard for row in tune], classes, sure),
        truth_of(tune, classes)[:, :readings],
        np.array([PLAINER if row.plain else 1.0 for row in tune]),
    )
    written = net.written(reader) | {
        "vectors": small[1:],
        "scales": scales,
        "words": as_bytes(words),
        "classes": as_bytes(" ".join(c) for c in classes),
        "lines": as_bytes(sure),
        "sure": np.array(list(sure.values()), dtype=np.float16),
        "joining": joining,
        "biases": biases,
    }
    np.savez_compressed(OUT / "reader.npz", **written)
    numbers = {
        "train": len(rows), "tune": len(tune), "classes": len(classes), "words": len(words),
        "lines": len(sure), "bytes": (OUT / "reader.npz").stat().st_size,
        "joining": [round(float(each), 4) for each in joining],
    }  # fmt: skip
    (OUT / "reader.json").write_text(json.dumps(numbers, indent=1) + "\n", "utf-8")


def as_bytes(lines) -> np.ndarray:
    """Lay lines out as bytes."""
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


if __name__ == "__main__":
    train()
