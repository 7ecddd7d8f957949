"""Writes the data dictionary: every file and column in words, from the schema itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.vocabulary.schema import columns, load_words

if TYPE_CHECKING:
    from bounceback_analysis.vocabulary.schema import Column, FileKind

TEXTS = load_words("dictionary")


def dictionary() -> str:
    """Give the data dictionary as Markdown; ``data/README.md`` holds it.

    Examples
    --------
    >>> dictionary().splitlines()[0]
    '# What is in your files'
    """
    parts = [TEXTS["opening"]]
    for kind, text in TEXTS["files"].items():
        parts += [f"## {text['heading']}", text["about"], _table(kind)]
    return "\n\n".join(part.strip() for part in [*parts, TEXTS["closing"]]) + "\n"


def _table(kind: FileKind) -> str:
    rows = [
        f"| `{column.name}` | {_holds(column)} | {_meaning(column)} |" for column in columns(kind)
    ]
    return "\n".join(["| column | what it holds | what it means |", "|---|---|---|", *rows])


def _holds(column: Column) -> str:
    if column.choices:
        return "one of: " + ", ".join(column.choices)
    return str(TEXTS["kinds"][column.kind])


def _meaning(column: Column) -> str:
    needed = "**Needed:** " if column.required else ""
    return needed + column.meaning.replace("|", "\\|")
