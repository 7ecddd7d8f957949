"""Typed columns into entries: which lines belong to one application, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.vocabulary.schema import columns, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bounceback_analysis.vocabulary.schema import FileKind, Kind

DTYPES: dict[Kind, Any] = {
    "date": "datetime64[us]",
    "text": "str",
    "choice": "str",
    "list": "str",
    "number": "float64",
    "rating": "float64",
}


def typed_table(values: Mapping[str, pd.Series], kind: FileKind = "log") -> pd.DataFrame:
    """Give a table with the schema's columns in order, then the others, each of its own type."""
    size = max((len(column) for column in values.values()), default=0)
    blank = pd.Series([None] * size, dtype=object)
    known = {c.name: values.get(c.name, blank).astype(DTYPES[c.kind]) for c in columns(kind)}
    others = {name: column for name, column in values.items() if name not in known}
    return pd.DataFrame({**known, **others})


def to_entries(typed: pd.DataFrame, lines: pd.Series) -> pd.DataFrame:
    """Add to a typed log its ``line``, ``application`` and ``round``.

    An application is its ``application_id``, else employer and role compared without case,
    spaces and accents; a further ``application`` row starts a new one. ``round`` counts the
    lines of one application from 1, by date.
    """
    key = _application_key(typed)
    order = typed.assign(key=key, line=lines).sort_values(["date", "line"], na_position="last")
    position = order.groupby("key").cumcount()
    starts = (order["stage"] == "application") & (position > 0) & order["application_id"].isna()
    whole = order["key"] + "\x00" + starts.groupby(order["key"]).cumsum().astype(str)
    rounds = whole.groupby(whole).cumcount() + 1
    return typed.assign(
        line=lines.astype("int64"),
        application=_readable(typed, whole.sort_index()),
        round=rounds.sort_index().astype("int64"),
    )


def _application_key(typed: pd.DataFrame) -> pd.Series:
    folded = {name: _folded(typed[name]) for name in ("application_id", "employer", "role")}
    alone = "\x00" + folded["employer"] + "\x00" + folded["role"]
    return folded["application_id"].where(folded["application_id"] != "", alone)


def _folded(texts: pd.Series) -> pd.Series:
    filled = texts.fillna("")
    return filled.map({text: fold(text) for text in filled.unique()}).astype("str")


def _readable(typed: pd.DataFrame, whole: pd.Series) -> pd.Series:
    """Name each application by its first line; a number tells apart those that share a name."""
    employer = typed["employer"].fillna("no employer given")
    name = employer.where(typed["role"].isna(), employer + ", " + typed["role"].fillna(""))
    first = name.groupby(whole, sort=False).first()
    again = first.groupby(first).cumcount() + 1
    unique = first.where(again == 1, first + " (" + again.astype(str) + ")")
    return whole.map(unique).astype("str")
