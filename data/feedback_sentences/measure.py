"""Measure how well a part of the sentences is read, or another file, labelled in JSON a line.

uv run python data/feedback_sentences/measure.py tune
uv run python data/feedback_sentences/measure.py FILE.jsonl
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from bounceback_analysis.feedback.reading import NO_REASON_GIVEN, SHOWN, read

HERE = Path(__file__).parent
PLAIN = ("no_reason", "neutral")


def texts_of(part: str):
    """Give each text with its kind, its labels and whether it is flagged."""
    if part.endswith(".jsonl"):
        for line in Path(part).read_text("utf-8").splitlines():
            row = json.loads(line)
            labels = {(label["theme"], label["polarity"]) for label in row["labels"]}
            yield "lines", row["text"], labels, bool(row.get("unfair") or row.get("flags"))
        return
    for kind in ("lines", "stories"):
        for path in sorted((HERE / part / kind).glob("*.txt")):
            text = path.read_text("utf-8").strip()
            for piece in text.split("\n") if kind == "lines" else text.split("\n\n"):
                rows = [line.split(" | ", 1) for line in piece.split("\n")]
                labels = {
                    (theme, polarity or "neutral")
                    for written, _ in rows
                    for theme, _, polarity in (x.partition(" ") for x in written.split("; "))
                    if theme != "-"
                }
                flagged = ("unfair", "neutral") in labels
                yield (
                    kind,
                    "\n".join(said for _, said in rows),
                    labels - {("unfair", "neutral")},
                    flagged,
                )


def settled(labels: set) -> set:
    """Leave out "no reason" where a text gives one, as the reader does."""
    return labels - {PLAIN} if {t for t, _ in labels} - NO_REASON_GIVEN else labels


def rates(right: int, said: int, meant: int) -> str:
    """Give precision, recall and F1."""
    p, r = right / max(said, 1), right / max(meant, 1)
    return f"P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(p + r, 1e-9):.3f}"


def measure(part: str, least: float = SHOWN) -> None:
    """Print what came out."""
    sums: dict[str, Counter] = {}
    tenths: dict[int, list[int]] = {}
    for kind, text, given, flagged in texts_of(part):
        said, labels = read(text), settled(given)
        hits = [*said.hits, *said.perhaps]
        shown = {h[:2] for h in hits if h.chance >= least}
        if least < SHOWN:
            shown = settled(shown)
        here = sums.setdefault(kind, Counter())
        mine, theirs = {t for t, _ in shown}, {t for t, _ in labels}
        here.update(n=1, said=len(mine), meant=len(theirs), right=len(mine & theirs))
        here.update(both=len(shown & labels), pairs=len(shown))
        here.update(same=sum(t in theirs for t, _ in shown))
        misled = any(p == "gap" and (t, p) not in labels for t, p in shown)
        here.update(misled=misled, gaps=sum(p == "gap" for _, p in shown))
        here.update(wrong_gaps=sum(p == "gap" and (t, p) not in labels for t, p in shown))
        here.update(false=any(each not in labels for each in shown))
        if not labels and not flagged:
            here.update(nobody=1, nobody_gap=any(p == "gap" for _, p in shown))
        here.update(
            flags=flagged, flagged=bool(said.unfair), flag_right=flagged and bool(said.unfair)
        )
        for h in hits:
            tenth = tenths.setdefault(min(int(h.chance * 10), 9), [0, 0])
            tenth[0] += h[:2] in labels
            tenth[1] += 1
    for kind, s in sums.items():
        print(
            f"{kind}: {s['n']} texts, {s['meant']} themes; "
            f"{rates(s['right'], s['said'], s['meant'])}"
        )
        print(
            f"  with polarity P {s['both'] / max(s['pairs'], 1):.3f}; polarity right "
            f"{s['both'] / max(s['same'], 1):.3f} of {s['same']}; something false in {s['false']}, "
            f"wrong gaps {s['wrong_gaps']} of {s['gaps']} in {s['misled']} texts"
        )
        print(
            f"  judge nobody {s['nobody']}: read as a gap {s['nobody_gap']}; "
            f"unfair {rates(s['flag_right'], s['flagged'], s['flags'])} of {s['flags']}"
        )
    for tenth, (right, of) in sorted(tenths.items()):
        print(f"  said {tenth * 10}-{tenth * 10 + 10} %: right {right} of {of} = {right / of:.2f}")


if __name__ == "__main__":
    measure(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else SHOWN)
