"""Typed columns into entries: a table of the schema's columns, its lines named by application."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bounceback_analysis.vocabulary.schema import columns, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.log.applications import Joined
    from bounceback_analysis.vocabulary.schema import FileKind, Kind

DTYPES: dict[Kind, Any] = {
    "date": "datetime64[us]",
    "text": "str",
    "choice": "str",
    "list": "str",
    "number": "float64",
    "rating": "float64",
}


NAMELESS = "no employer given"


def typed_table(values: Mapping[str, Sequence[Any]], kind: FileKind = "log") -> pd.DataFrame:
    """Give a table with the schema's columns in order, then the others, each of its own type.

    Parameters
    ----------
    values
        The cells of each column, None where blank; days in ISO form.
    kind
        Which of our files it is.
    """
    size = max(map(len, values.values()), default=0)
    lacking = {DTYPES[c.kind] for c in columns(kind) if c.name not in values}
    blank = {dtype: _typed(np.full(size, None), dtype) for dtype in lacking}
    known = {
        c.name: _typed(values[c.name], dtype) if c.name in values else blank[dtype].copy()
        for c in columns(kind)
        for dtype in [DTYPES[c.kind]]
    }
    others = {name: _typed(cells, "str") for name, cells in values.items() if name not in known}
    return pd.DataFrame({**known, **others}, index=range(size), copy=False)


def _typed(cells: Any, dtype: Any) -> Any:
    texts = np.array(cells, dtype=object)
    if dtype == "str":
        texts[texts == ""] = None
        return pd.array(texts, dtype="str")
    if dtype == "float64":
        return texts.astype("float64")
    places, days = pd.factorize(texts)  # few days are many lines'
    return np.append(days, "NaT").astype(dtype)[places]


def to_entries(typed: pd.DataFrame, lines: Sequence[int], joined: Joined) -> pd.DataFrame:
    """Add to a typed log its ``line``, ``application`` and ``round`` (counted from 1)."""
    named = pd.array(_names(typed, joined.application), dtype="str")
    at = np.asarray(lines, dtype="int64")
    return typed.assign(line=at, application=named, round=joined.round)


def folded(texts: pd.Series) -> pd.Series:
    """Compare texts without case, accents and spaces; blanks stay blank."""
    return texts.map({text: fold(text) for text in texts.dropna().unique()}).astype("str")


def _names(typed: pd.DataFrame, application: np.ndarray) -> np.ndarray:
    """Name each application by its first line; a number tells apart those that share a name."""
    _, first, place = np.unique(application, return_index=True, return_inverse=True)
    employers, roles = (
        typed[name].iloc[np.sort(first)].fillna("").tolist() for name in ("employer", "role")
    )
    pairs = zip(employers, roles, strict=True)
    plain = [f"{e or NAMELESS}, {role}" if role else e or NAMELESS for e, role in pairs]
    places, _ = pd.factorize(np.asarray(plain, dtype=object))
    before = pd.Series(places).groupby(places).cumcount()
    named = [f"{name} ({n + 1})" if n else name for name, n in zip(plain, before, strict=True)]
    if len(set(named)) < len(named):  # somebody is called as we number them
        taken = set(plain)
        for at in np.flatnonzero(before):
            numbered = (f"{plain[at]} ({n})" for n in count(before[at] + 1))
            named[at] = next(name for name in numbered if name not in taken)
            taken.add(named[at])
    names = np.empty(len(first), dtype=object)
    names[np.argsort(first)] = named
    return names[place]
