"""How many sentences a second the skills finder reads, and whether that stays so for more."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

from bounceback_analysis.analysis.skills import find_skills

TEXTS = Path(__file__).parents[1] / "skills" / "texts.toml"


def main() -> None:
    texts = [row["text"] for row in tomllib.loads(TEXTS.read_text("utf-8"))["text"]]
    sentences = [part for text in texts for part in text.split(". ")]
    find_skills(sentences)
    print("sentences   seconds   a second")
    for times in (1, 10, 40):
        given = sentences * times
        start = time.perf_counter()
        find_skills(given)
        spent = time.perf_counter() - start
        print(f"{len(given):9}   {spent:7.3f}   {len(given) / spent:8.0f}")


if __name__ == "__main__":
    main()
