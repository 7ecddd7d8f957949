"""Measure how well feedback is read: ``python tests/benchmarks/bench_feedback.py LABELLED.jsonl``.

Each line is ``{"text": ..., "labels": [{"theme": ..., "polarity": ...}]}``. Without a file, the
sentences held out in ``tests/feedback/heldout.jsonl`` are measured. ``--errors`` prints each
sentence that was read otherwise than labelled.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from bounceback_analysis.analysis.feedback import code_feedback
from bounceback_analysis.feedback.reading import likely_themes

HELD_OUT = Path(__file__).parents[1] / "feedback" / "heldout.jsonl"


def load(path: Path) -> tuple[list[str], list[dict[str, set[str]]]]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    labels = []
    for row in rows:
        themes: dict[str, set[str]] = {}
        for label in row["labels"]:
            themes.setdefault(label["theme"], set()).add(label["polarity"])
        labels.append(themes)
    return [row["text"] for row in rows], labels


def read(texts: list[str]) -> list[dict[str, set[str]]]:
    readings: list[dict[str, set[str]]] = [{} for _ in texts]
    for row in code_feedback(texts).itertuples():
        readings[row.text].setdefault(row.theme, set()).add(row.polarity)
    return readings


def rates(hit: int, extra: int, missed: int) -> tuple[float, float, float]:
    precision = hit / (hit + extra) if hit + extra else 0.0
    recall = hit / (hit + missed) if hit + missed else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("file", nargs="?", type=Path, default=HELD_OUT)
    parser.add_argument("--errors", action="store_true", help="print what was read otherwise")
    chosen = parser.parse_args()
    texts, labels = load(chosen.file)
    readings = read(texts)
    hit, extra, missed = Counter(), Counter(), Counter()
    agreed = shared = exact = 0
    for text, label, reading in zip(texts, labels, readings, strict=True):
        hit.update(label.keys() & reading.keys())
        extra.update(reading.keys() - label.keys())
        missed.update(label.keys() - reading.keys())
        for theme in label.keys() & reading.keys():
            for polarity in reading[theme]:
                shared += 1
                agreed += polarity in label[theme]
                exact += polarity in label[theme] and label[theme] == reading[theme]
        if chosen.errors and label != reading:
            print(text, "\n    LABEL", said(label), "\n    READ ", said(reading))
    print(f"{'theme':16}{'labelled':>9}{'read':>6}{'right':>7}{'P':>7}{'R':>7}{'F1':>7}")
    themes = sorted(hit | extra | missed, key=lambda theme: -(hit + missed)[theme])
    macro = []
    for theme in themes:
        p, r, f = rates(hit[theme], extra[theme], missed[theme])
        counts = f"{(hit + missed)[theme]:9}{(hit + extra)[theme]:6}{hit[theme]:7}"
        print(f"{theme:16}{counts}{p:7.2f}{r:7.2f}{f:7.2f}")
        macro += [(p, r, f)] if (hit + missed)[theme] else []
    print(f"\n{len(texts)} texts from {chosen.file.name}")
    p, r, f = rates(hit.total(), extra.total(), missed.total())
    print(f"micro   precision {p:.3f}  recall {r:.3f}  F1 {f:.3f}")
    p, r, f = (sum(column) / len(macro) for column in zip(*macro, strict=True))
    print(f"macro   precision {p:.3f}  recall {r:.3f}  F1 {f:.3f}")
    print(f"polarity on right themes  {agreed / max(shared, 1):.3f} of {shared} readings")
    offered = [likely_themes(text, n=3) for text in texts]
    one = sum(bool(set(o) & set(label)) for o, label in zip(offered, labels, strict=True))
    every = sum(len(set(o) & set(label)) for o, label in zip(offered, labels, strict=True))
    of = sum(map(len, labels))
    print(
        f"top three: a right theme in {one / len(texts):.3f} of texts, {every / of:.3f} of labels"
    )
    silent = sum(not reading for reading in readings)
    print(f"not sorted: {silent} of {len(texts)}")


def said(reading: dict[str, set[str]]) -> str:
    return ", ".join(f"{t} {'+'.join(sorted(p))}" for t, p in sorted(reading.items())) or "-"


if __name__ == "__main__":
    main()
