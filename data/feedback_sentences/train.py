"""Train the learned reader from the sentences beside this file, and weigh the lines of the phrases.

    uv run --group train python data/feedback_sentences/train.py

writes ``bounceback_analysis/feedback/reader.npz``, and ``reader.json`` with its numbers beside it.
The same sentences give the same bytes on the same machine. ``measure.py`` measures what came out.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from bounceback_analysis.feedback.joining import ANY, EITHER, NOTHING, key_of, readings_of, signs_of
from bounceback_analysis.feedback.learned import parts_of, runs_of, setting_of, texts_of
from bounceback_analysis.feedback.phrases import Heard, heard_in
from bounceback_analysis.feedback.tokens import sentences_of

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "bounceback_analysis" / "feedback"
FOLDS = ("w1 w3", "w2 w6 a", "w4 w5 p", "w7 w8 b")
"""Authors left out together: what is joined is learned from voices that the model never heard."""
PLAIN = "p"
"""The plainest sentences calibrate too, as they are read by a model that never saw them: employers
write more plainly than the tune part, where every second sentence was written to be hard."""
SELDOM = 3
"""An n-gram in fewer sentences says little of others, and the file is half as large without."""
FEWEST = 20
"""A class in fewer sentences is not learned."""
C = 8.0
"""How little the weights are held back; found on the tune part among 2, 4, 8 and 16."""
DOUBT = 4.0
"""Every line of the phrases begins as if it had been tried so often, right as often as its kind."""


class Row(NamedTuple):
    """A sentence with its words, its setting, the phrases in it and its labels."""

    author: str
    words: list
    grams: list[str]
    heard: Heard
    labels: frozenset


def pieces(part: str):
    """Give each story or line of a part: its author and its sentences with their labels."""
    for kind in ("lines", "stories"):
        for path in sorted((HERE / part / kind).glob("*.txt")):
            text = path.read_text("utf-8").strip()
            for piece in text.split("\n") if kind == "lines" else text.split("\n\n"):
                rows = (line.partition(" | ") for line in piece.split("\n"))
                yield path.stem, kind, [(said, labels_of(labels)) for labels, _, said in rows]


def labels_of(written: str) -> frozenset[tuple[str, str]]:
    """Read the labels of a line: ``nerves gap; unfair``, or a dash for none."""
    labels = (label.partition(" ") for label in written.split("; ") if written != "-")
    return frozenset((theme, polarity or "neutral") for theme, _, polarity in labels)


def rows_of(part: str) -> list[Row]:
    """Read a part into rows, each sentence as the reader meets it."""
    rows = []
    for author, _, piece in pieces(part):
        before = []
        for at, (said, labels) in enumerate(piece):
            words = [word for sentence in sentences_of(said) for word in sentence]
            if not words:
                continue
            texts, last = texts_of(words), len(piece) - 1
            place = "only" if not last else "first" if not at else "last" if at == last else "mid"
            grams = [part for text in texts for part in parts_of(text)] + runs_of(texts)
            grams += setting_of(texts, [word.text for word in before], place)
            rows.append(Row(author, words, grams, heard_in(words), labels))
            before = words
    return rows


class Space(NamedTuple):
    """The n-grams that are known: where each stands, and how rare it is."""

    places: dict[str, int]
    rare: np.ndarray


def space_of(rows: list[Row]) -> Space:
    """Give the n-grams that are common enough."""
    counts = Counter(gram for row in rows for gram in set(row.grams))
    names = sorted(gram for gram, n in counts.items() if n >= SELDOM)
    rare = np.array([np.log((1 + len(rows)) / (1 + counts[name])) + 1 for name in names])
    return Space({name: at for at, name in enumerate(names)}, rare.astype(np.float16).astype(float))


def matrix_of(rows: list[Row], space: Space) -> csr_matrix:
    """Weigh each n-gram of each sentence by its rarity, all sentences of one length."""
    ends, places = [0], []
    for row in rows:
        places += [space.places[gram] for gram in row.grams if gram in space.places]
        ends.append(len(places))
    counts = csr_matrix((np.ones(len(places)), places, ends), (len(rows), len(space.places)))
    counts.sum_duplicates()
    length = np.sqrt(np.maximum(counts @ space.rare**2, 1e-9))
    return diags(1 / length) @ counts @ diags(space.rare)


def fitted(x: csr_matrix, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit each class against the rest; give weights (n-grams, classes) and offsets."""

    def one(column: np.ndarray) -> tuple[np.ndarray, float]:
        model = LogisticRegression(C=C, solver="liblinear", tol=1e-2).fit(x, column)
        return model.coef_[0], model.intercept_[0]

    done = Parallel(2)(delayed(one)(y[:, at]) for at in range(y.shape[1]))
    return np.array([w for w, _ in done]).T, np.array([b for _, b in done])


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


def signs(rows, weighed, classes, sure) -> np.ndarray:
    """Lay out what speaks for each class of each sentence."""
    return np.stack(
        [signs_of(w, row.heard, classes, sure) for row, w in zip(rows, weighed, strict=True)]
    )


def joined(signs_: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Learn how the signs are joined, with one more or less for each class."""
    n, k, m = signs_.shape
    flat, which = signs_.reshape(n * k, m), np.tile(np.eye(k), (n, 1))
    near = (flat[:, 0] > -6) | (flat[:, 7] > 0)
    model = LogisticRegression(C=1.0, solver="lbfgs", max_iter=500)
    model.fit(np.hstack([flat, which * 0.5])[near], truth.reshape(-1)[near])
    return model.coef_[0][:m], model.coef_[0][m:] * 0.5 + model.intercept_[0]


def calibrated(joining, biases, signs_, truth) -> tuple[np.ndarray, np.ndarray]:
    """Stretch and shift the joined log-odds so that on the tune part they are right as often."""
    odds = (signs_ @ joining + biases).reshape(-1, 1)
    model = LogisticRegression(C=1e6, solver="lbfgs").fit(odds, truth.reshape(-1))
    return joining * model.coef_[0, 0], biases * model.coef_[0, 0] + model.intercept_[0]


def train() -> None:
    """Train both steps and write the file."""
    rows, tune = rows_of("train"), rows_of("tune")
    classes = classes_of(rows)
    truth = truth_of(rows, classes)
    readings = len(readings_of(tuple(classes)))
    parts, order = [], []
    for fold in FOLDS:
        out = [row.author in fold.split() for row in rows]
        kept = [row for row, o in zip(rows, out, strict=True) if not o]
        left = [row for row, o in zip(rows, out, strict=True) if o]
        space = space_of(kept)
        weights, offsets = fitted(matrix_of(kept, space), truth[~np.array(out)])
        parts.append(
            signs(left, matrix_of(left, space) @ weights + offsets, classes, trust_of(kept))
        )
        order += np.flatnonzero(out).tolist()
    joining, biases = joined(np.concatenate(parts), truth[order][:, :readings])
    space = space_of(rows)
    weights, offsets = fitted(matrix_of(rows, space), truth)
    sure = trust_of(rows)
    heavy = weights * space.rare[:, None]
    scales = np.abs(heavy).max(axis=0) / 127
    small = np.rint(heavy / scales).astype(np.int8)
    weighed = (matrix_of(tune, space) @ (small / space.rare[:, None])) * scales + offsets
    plain = np.array([rows[at].author == PLAIN for at in order])
    joining, biases = calibrated(
        joining,
        biases,
        np.concatenate([signs(tune, weighed, classes, sure), np.concatenate(parts)[plain]]),
        np.concatenate([truth_of(tune, classes), truth[order][plain]])[:, :readings],
    )
    written = {
        "words": _bytes(space.places),
        "weights": small,
        "squares": (space.rare**2).astype(np.float16),
        "scales": scales.astype(np.float32),
        "offsets": offsets.astype(np.float32),
        "classes": _bytes(" ".join(c) for c in classes),
        "lines": _bytes(sure),
        "sure": np.array(list(sure.values()), dtype=np.float16),
        "joining": joining,
        "biases": biases,
    }
    np.savez_compressed(OUT / "reader.npz", **written)
    numbers = {
        "train": len(rows), "tune": len(tune), "classes": len(classes),
        "n-grams": len(space.places),
        "lines": len(sure), "bytes": (OUT / "reader.npz").stat().st_size,
        "joining": [round(float(each), 4) for each in joining],
    }  # fmt: skip
    (OUT / "reader.json").write_text(json.dumps(numbers, indent=1) + "\n", "utf-8")


def _bytes(lines) -> np.ndarray:
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


if __name__ == "__main__":
    train()
