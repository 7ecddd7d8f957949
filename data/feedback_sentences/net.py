"""The net that reads sentences, and how it learns, in torch; numpy alone applies it.

Each word hears its neighbours, then attends to whichever words bear on it; the loudest and the mean
of what comes out, and the setting of the sentence, are weighed for each class.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from bounceback_analysis.feedback.learned import HEADS, LAYER
from bounceback_analysis.feedback.tokens import LONGEST

WIDTH = 128
"""Numbers that a word has inside the net: how fast texts are read hangs on it."""
LAYERS = 2
"""Layers of attention; no other number was tried."""
LENGTH = 4.0
"""Length of a word's vector as it begins."""
EPOCHS = 3
"""How often each sentence is seen, plain ones twice as often. A fourth round shows more, and
as much more of it is false."""
BATCH = 64
"""Sentences that are learned from together."""
SORTED = 32
"""So many batches are sorted by length together, so that few words are padding."""
RATE, WORD_RATE = 1e-3, 5e-4
"""Steps of the net, and of the word vectors, which know much already."""
DROPPED, DROPPED_INSIDE = 0.25, 0.15
"""The share of what comes out, and of what is inside, that each step does without."""
UNSAID = 0.05
"""The share of words that each step does not know, as there are some in every new text."""
WARM = 0.1
"""The share of all steps in which the rates rise."""


class Net(nn.Module):
    """Word 0 is padding, word 1 one that is not known."""

    def __init__(self, vectors: np.ndarray, setting: int, classes: int) -> None:
        super().__init__()
        size = vectors.shape[1]
        long = vectors / np.linalg.norm(vectors, axis=1, keepdims=True) * LENGTH
        unknown = np.random.default_rng(1).normal(0, LENGTH / 60, size)
        begun = np.vstack([np.zeros(size), unknown, long]).astype(np.float32)
        self.words = nn.Embedding.from_pretrained(torch.tensor(begun), freeze=False, padding_idx=0)
        self.into = nn.Linear(size, WIDTH)
        self.place = nn.Parameter(torch.randn(LONGEST, WIDTH) * 0.02)
        self.beside = nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        layer = nn.TransformerEncoderLayer(
            WIDTH, HEADS, 2 * WIDTH, DROPPED_INSIDE, "relu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
        self.level = nn.LayerNorm(WIDTH)
        self.drop = nn.Dropout(DROPPED)
        self.heads = nn.Linear(2 * WIDTH + setting, classes)
        nn.init.constant_(self.heads.bias, -3.0)

    def forward(self, said: torch.Tensor, setting: torch.Tensor) -> torch.Tensor:
        """Weigh sentences: log-odds, (sentences, classes)."""
        real = said > 0
        there = real[..., None].float()
        inside = self.into(self.words(said)) / LENGTH + self.place[: said.shape[1]]
        beside = self.beside((inside * there).transpose(1, 2)).transpose(1, 2)
        inside = inside + functional.relu(beside)
        out = self.level(self.layers(inside, src_key_padding_mask=~real))
        loudest = out.masked_fill(~real[..., None], -torch.inf).amax(1)
        mean = (out * there).sum(1) / there.sum(1)
        return self.heads(torch.cat([self.drop(torch.cat([loudest, mean], 1)), setting], 1))


def learn(
    net: Net, ids: list[list[int]], setting: np.ndarray, truth: np.ndarray,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Learn from sentences; where ``truth`` is not a number, nothing is learned."""
    words = [net.words.weight]
    rest = [each for name, each in net.named_parameters() if name != "words.weight"]
    adam = torch.optim.AdamW([{"params": words, "lr": WORD_RATE}, {"params": rest, "lr": RATE}])
    steps = EPOCHS * -(-len(ids) // BATCH)

    def pace(step: int) -> float:
        return min(1, (step + 1) / (WARM * steps)) * (0.5 + 0.5 * np.cos(np.pi * step / steps))

    paces = torch.optim.lr_scheduler.LambdaLR(adam, pace)
    net.train()
    for _ in range(EPOCHS):
        for rows in _batches(ids, rng):
            said = padded([ids[row] for row in rows])
            said[(rng.random(said.shape) < UNSAID) & (said > 0)] = 1
            weighed = net(torch.tensor(said), torch.tensor(setting[rows]))
            meant = torch.tensor(truth[rows], dtype=torch.float32)
            wrong = functional.binary_cross_entropy_with_logits(
                weighed, meant.nan_to_num(), weight=(~meant.isnan()).float(), reduction="sum"
            )
            adam.zero_grad()
            (wrong / len(rows)).backward()
            adam.step()
            paces.step()
    net.eval()


def written(net: Net) -> dict[str, np.ndarray]:
    """Give the weights by the names by which they are read: matrices as (into, out of).

    Where a layer is levelled first, what follows takes its scale and shift into its own weights.
    """
    held = {name: each.detach().numpy() for name, each in net.named_parameters()}
    beside = held["beside.weight"].transpose(2, 1, 0).reshape(-1, WIDTH)
    given = {
        "into": held["into.weight"].T / LENGTH, "begin": held["into.bias"] / LENGTH,
        "place": held["place"], "near": beside, "nears": held["beside.bias"],
        "level": held["level.weight"], "lift": held["level.bias"],
        "heads": held["heads.weight"].T, "offsets": held["heads.bias"],
    }  # fmt: skip
    for layer in range(LAYERS):
        mine = {
            name.removeprefix(f"layers.layers.{layer}."): each
            for name, each in held.items()
            if name.startswith(f"layers.layers.{layer}.")
        }
        asked, asks = _levelled_first(
            mine["norm1.weight"], mine["norm1.bias"],
            mine["self_attn.in_proj_weight"].T, mine["self_attn.in_proj_bias"],
        )  # fmt: skip
        wide, widens = _levelled_first(
            mine["norm2.weight"], mine["norm2.bias"], mine["linear1.weight"].T, mine["linear1.bias"]
        )
        told, tells = mine["self_attn.out_proj.weight"].T, mine["self_attn.out_proj.bias"]
        narrow, narrows = mine["linear2.weight"].T, mine["linear2.bias"]
        weights = (asked, asks, told, tells, wide, widens, narrow, narrows)
        given |= {f"{layer}.{name}": each for name, each in zip(LAYER, weights, strict=True)}
    return {f"net.{name}": each.astype(np.float16) for name, each in given.items()}


def _levelled_first(
    level: np.ndarray, lift: np.ndarray, weights: np.ndarray, bias: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    return level[:, None] * weights, lift @ weights + bias


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
    """Lay sentences out as rows of one length, as much of each as is read together."""
    wide = np.zeros((len(ids), min(max(map(len, ids)), LONGEST)), dtype=np.int64)
    for row, each in enumerate(ids):
        wide[row, : len(each)] = each[:LONGEST]
    return wide
