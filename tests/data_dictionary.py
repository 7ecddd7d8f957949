"""Writes data/README.md: ``python -m tests.data_dictionary > data/README.md``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bounceback_analysis.vocabulary.schema import columns


def dictionary() -> str:
    """Give the data dictionary as Markdown; ``data/README.md`` holds it."""
    texts = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    parts = [texts["opening"]]
    for kind, text in texts["files"].items():
        rows = ["| column | what it holds | what it means |", "|---|---|---|"]
        for column in columns(kind):
            listed = "one of: " + ", ".join(column.choices)
            holds = listed if column.choices else texts["kinds"][column.kind]
            meaning = column.meaning.replace("|", "\\|")
            needed = "**Needed:** " if column.required else ""
            rows.append(f"| `{column.name}` | {holds} | {needed}{meaning} |")
        parts += [f"## {text['heading']}", text["about"], "\n".join(rows)]
    return "\n\n".join(part.strip() for part in [*parts, texts["closing"]]) + "\n"


if __name__ == "__main__":
    print(dictionary(), end="")
