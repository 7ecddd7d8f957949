"""Fields of a form, made from the schema and from the words for each column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.vocabulary.schema import RATINGS, columns, load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bounceback_analysis.vocabulary.schema import FileKind

Field = dict[str, Any]

LONG = {
    *("feedback", "went_well", "improve", "hard_questions", "notes"),
    *("action", "evidence", "situation", "task", "result"),
}
DEBRIEF = ("went_well", *RATINGS, "improve", "hard_questions")
SUPPORT: str = load_words("form")["support"]
"""Where support is; it stands under every page of the form, for everyone."""


def fields(
    names: Iterable[str],
    values: Mapping[str, str],
    *,
    kind: FileKind = "log",
    needed: Sequence[str] = (),
    group: str = "",
    suggestions: Mapping[str, Sequence[str]] | None = None,
) -> list[Field]:
    """Make the fields for some columns.

    Parameters
    ----------
    names
        The columns, in the order in which they are asked.
    values
        What stands in them already.
    kind
        Which file they belong to.
    needed
        Those that cannot stay blank.
    group
        The line behind which they are folded; without one they stand open.
    suggestions
        By column: what may be meant, offered as one types.
    """
    by_name = {column.name: column for column in columns(kind)}
    words = load_words("form")["columns" if kind == "log" else kind]
    made = []
    for name in names:
        column, said = by_name[name], words.get(name, {})
        made.append(
            {
                "name": name,
                "label": said.get("label", name.replace("_", " ")),
                "help": said.get("help", ""),
                "kind": _kind(name, column.kind),
                "options": _options(name, column.choices),
                "suggestions": list((suggestions or {}).get(name, ())),
                "needed": name in needed,
                "group": group,
                "value": values.get(name, ""),
            }
        )
    return made


def _kind(name: str, kind: str) -> str:
    if name in LONG:
        return "long"
    return kind if kind in {"choice", "rating"} else "text"


def _options(name: str, choices: Sequence[str]) -> list[list[str]]:
    names = load_words("form")["outcomes"] if name == "outcome" else {}
    return [["", ""], *([choice, names.get(choice, choice)] for choice in choices)]


def pick(label: str, groups: Mapping[str, Sequence[tuple[str, str]]], value: str = "") -> Field:
    """Make the field in which one of the rows is chosen."""
    options = [
        {"group": name, "options": [list(row) for row in rows]}
        for name, rows in groups.items()
        if rows
    ]
    return {
        "name": "row",
        "label": label,
        "kind": "choice",
        "options": [["", ""], *options],
        "needed": True,
        "value": value,
    }


def known(entries: pd.DataFrame) -> dict[str, list[str]]:
    """Give what was written before in the columns where it may come again, newest first."""
    names = ("employer", "role", "source")
    recent = entries.iloc[::-1]
    return {name: recent[name].dropna().drop_duplicates().head(200).tolist() for name in names}


def named(row: Mapping[Any, Any]) -> str:
    """Name a row in a list: the employer, the job, the step and the day."""
    from bounceback_analysis.analysis.words import plain_date

    day = plain_date(row["date"]) if not pd.isna(row["date"]) else "no date"
    parts = [row["employer"], row["role"], row["stage"], day]
    return ", ".join(str(part) for part in parts if not pd.isna(part))
