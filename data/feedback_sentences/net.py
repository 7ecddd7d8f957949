"""A small net over word vectors, and how it learns, in numpy.

Filters slide over runs of one word, two and three; the loudest place of each is kept; a linear
layer weighs them, the mean of the words and the setting. Adam, with both rates on a half cosine.
"""

from __future__ import annotations

import numpy as np

FILTERS = 176
"""Filters for each length of a run; 128 learn stories less well, and more only take longer."""
RUNS = (1, 2, 3)
"""Lengths of a run of words."""
SIZE = 4.0
"""Length of a word's vector as it begins: what the filters hear is then neither faint nor loud."""
EPOCHS = 7
"""How often each sentence is seen; more than that the tune part gains nothing from."""
BATCH = 64
"""Sentences that are learned from together."""
SORTED = 32
"""So many batches are sorted by length together, so that few words are padding."""
RATE, WORD_RATE = 4e-3, 2e-3
"""Steps of the net, and of the word vectors, which know much already."""
DROPPED = 0.25
"""The share of what the filters hear that each step does without, so that none is relied on."""
UNSAID = 0.03
"""The share of words that each step does not know, as there are some in every new text."""
WARM = 0.1
"""The share of all steps in which the rates rise."""
_BETA, _BETA2, _TINY = 0.9, 0.999, 1e-8

Params = dict[str, np.ndarray]


def begun(vectors: np.ndarray, setting: int, classes: int, rng: np.random.Generator) -> Params:
    """Begin a net: word 0 is padding, word 1 one that is not known."""
    size = vectors.shape[1]
    long = vectors / np.linalg.norm(vectors, axis=1, keepdims=True) * SIZE
    words = np.vstack([np.zeros(size), rng.normal(0, SIZE / 60, size), long])
    params = {"words": words}
    for run in RUNS:
        params[f"run{run}"] = rng.uniform(-1, 1, (run * size, FILTERS)) / np.sqrt(run * size)
        params[f"start{run}"] = np.zeros(FILTERS)
    heard = FILTERS * len(RUNS) + size
    params["heads"] = np.vstack(
        [rng.uniform(-1, 1, (heard, classes)) / np.sqrt(heard), np.zeros((setting, classes))]
    )
    params["offsets"] = np.full(classes, -3.0)
    return {name: each.astype(np.float32) for name, each in params.items()}


def _heard(params: Params, said: np.ndarray) -> tuple[np.ndarray, list]:
    """Give how loud each filter hears each sentence, with the runs and the loudest of them."""
    count, _, size = said.shape
    loud, runs = [], []
    for run in RUNS:
        framed = np.pad(said, ((0, 0), (run, run), (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(framed, run, axis=1)
        windows = windows.transpose(0, 1, 3, 2).reshape(count, -1, run * size)
        heard = windows @ params[f"run{run}"]
        best = heard.argmax(axis=1)
        top = np.take_along_axis(heard, best[:, None], 1)[:, 0] + params[f"start{run}"]
        loud.append(np.maximum(top, 0))
        runs.append((windows, best))
    return np.concatenate(loud, axis=1), runs


def slopes(
    params: Params,
    ids: np.ndarray,
    setting: np.ndarray,
    truth: np.ndarray,
    rng: np.random.Generator,
) -> Params:
    """Give which way each number should move, from one batch.

    ``ids`` is (sentences, words), padded with 0; ``setting`` and ``truth`` a row a sentence.
    """
    real = (ids > 0)[..., None]
    lengths = real.sum(axis=1).astype(np.float32)
    said = params["words"][ids] * real
    loud, runs = _heard(params, said)
    heard = np.concatenate([loud, said.sum(axis=1) / lengths], axis=1)
    kept = (rng.random(heard.shape, dtype=np.float32) >= DROPPED) / np.float32(1 - DROPPED)
    told = np.hstack([heard * kept, setting])
    wrong = 1 / (1 + np.exp(-(told @ params["heads"] + params["offsets"]))) - truth
    wrong = (wrong / len(ids)).astype(np.float32)
    found = {"heads": told.T @ wrong, "offsets": wrong.sum(axis=0)}
    back = (wrong @ params["heads"][: heard.shape[1]].T) * kept
    moved = np.repeat((back[:, loud.shape[1] :] / lengths)[:, None], ids.shape[1], axis=1)
    for at, (run, (windows, best)) in enumerate(zip(RUNS, runs, strict=True)):
        part = slice(at * FILTERS, (at + 1) * FILTERS)
        pull = back[:, part] * (loud[:, part] > 0)
        placed = np.zeros((*windows.shape[:2], FILTERS), dtype=np.float32)
        np.put_along_axis(placed, best[:, None], pull[:, None], 1)
        flat = placed.reshape(-1, FILTERS)
        found[f"start{run}"] = pull.sum(axis=0)
        found[f"run{run}"] = windows.reshape(len(flat), -1).T @ flat
        spread = (flat @ params[f"run{run}"].T).reshape(*windows.shape[:2], run, -1)
        for step in range(run):
            moved += spread[:, run - step : run - step + ids.shape[1], step]
    found["words"] = _by_word(moved * real, ids, len(params["words"]))
    return found


def weighed(params: Params, ids: list[list[int]], setting: np.ndarray) -> np.ndarray:
    """Weigh sentences: log-odds, (sentences, classes)."""
    rows = []
    for at in range(0, len(ids), BATCH):
        said = padded(ids[at : at + BATCH])
        real = (said > 0)[..., None]
        vectors = params["words"][said] * real
        loud, _ = _heard(params, vectors)
        mean = vectors.sum(axis=1) / real.sum(axis=1)
        told = np.hstack([loud, mean, setting[at : at + BATCH]])
        rows.append(told @ params["heads"] + params["offsets"])
    return np.concatenate(rows)


def _by_word(moved: np.ndarray, ids: np.ndarray, words: int) -> np.ndarray:
    """Add up what each word is moved by, in a fixed order."""
    order = np.argsort(ids, axis=None, kind="stable")
    said, first = np.unique(ids.reshape(-1)[order], return_index=True)
    summed = np.zeros((words, moved.shape[2]), dtype=np.float32)
    summed[said] = np.add.reduceat(moved.reshape(-1, moved.shape[2])[order], first, axis=0)
    summed[0] = 0
    return summed


def learn(
    params: Params, ids: list[list[int]], setting: np.ndarray, truth: np.ndarray,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Learn from sentences, in place."""
    first = {name: np.zeros_like(each) for name, each in params.items()}
    second = {name: np.zeros_like(each) for name, each in params.items()}
    steps, step = EPOCHS * -(-len(ids) // BATCH), 0
    for _ in range(EPOCHS):
        for rows in _batches(ids, rng):
            said = padded([ids[row] for row in rows])
            said[(rng.random(said.shape) < UNSAID) & (said > 0)] = 1
            found = slopes(params, said, setting[rows], truth[rows], rng)
            step += 1
            pace = min(step / (WARM * steps), 1) * (0.5 + 0.5 * np.cos(np.pi * step / (steps + 1)))
            for name, slope in found.items():
                first[name] += (1 - _BETA) * (slope - first[name])
                second[name] += (1 - _BETA2) * (slope**2 - second[name])
                rate = (WORD_RATE if name == "words" else RATE) * pace / (1 - _BETA**step)
                spread = np.sqrt(second[name] / (1 - _BETA2**step)) + _TINY
                params[name] -= np.float32(rate) * (first[name] / spread).astype(np.float32)


def _batches(ids: list[list[int]], rng: np.random.Generator) -> list[np.ndarray]:
    """Cut the sentences into batches of like length, in an order by chance."""
    lengths = np.array([len(each) for each in ids])
    mixed = rng.permutation(len(ids))
    cut = []
    for at in range(0, len(mixed), BATCH * SORTED):
        part = mixed[at : at + BATCH * SORTED]
        part = part[np.argsort(lengths[part], kind="stable")]
        cut += [part[start : start + BATCH] for start in range(0, len(part), BATCH)]
    return [cut[at] for at in rng.permutation(len(cut))]


def padded(ids: list[list[int]]) -> np.ndarray:
    """Lay sentences out as rows of one length."""
    wide = np.zeros((len(ids), max(map(len, ids))), dtype=np.int64)
    for row, each in enumerate(ids):
        wide[row, : len(each)] = each
    return wide
