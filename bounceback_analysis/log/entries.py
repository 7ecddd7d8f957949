"""Typed columns into entries: which lines belong to one application, and in which order."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bounceback_analysis.vocabulary.schema import columns, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.vocabulary.schema import FileKind, Kind

DTYPES: dict[Kind, Any] = {
    "date": "datetime64[us]",
    "text": "str",
    "choice": "str",
    "list": "str",
    "number": "float64",
    "rating": "float64",
}


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
    blank = [None] * size
    known = {c.name: _typed(values.get(c.name, blank), DTYPES[c.kind]) for c in columns(kind)}
    others = {name: _typed(cells, "str") for name, cells in values.items() if name not in known}
    return pd.DataFrame({**known, **others}, index=range(size), copy=False)


def _typed(cells: Sequence[Any], dtype: Any) -> Any:
    if dtype == "str":
        texts = np.asarray(cells, dtype=object)
        texts[texts == ""] = None
        return pd.array(texts, dtype="str")
    if dtype == "float64":
        return np.asarray(cells, dtype="float64")
    return np.asarray([cell or "NaT" for cell in cells], dtype=dtype)


def to_entries(typed: pd.DataFrame, lines: Sequence[int]) -> pd.DataFrame:
    """Add to a typed log its ``line``, ``application`` and ``round``.

    An application is its ``application_id``, else employer and role compared without case,
    spaces and accents; a further ``application`` row starts a new one. ``round`` counts the
    lines of one application from 1, by date, undated ones last.
    """
    at = np.asarray(lines, dtype="int64")
    days = typed["date"].to_numpy().astype("int64")
    last = np.where(typed["date"].isna(), np.iinfo("int64").max, days)
    codes, has_id = _codes(typed)
    order = np.lexsort((at, last, codes))
    fresh = np.diff(codes[order], prepend=-1) != 0
    further = ((typed["stage"] == "application").to_numpy(bool) & ~has_id)[order]
    whole = np.cumsum(fresh | further) - 1
    starts = np.flatnonzero(np.diff(whole, prepend=-1))
    application, rounds = np.empty_like(at), np.empty_like(at)
    application[order] = whole
    rounds[order] = np.arange(len(at)) - starts[whole] + 1
    named = pd.array(_names(typed, application), dtype="str")
    return typed.assign(line=at, application=named, round=rounds)


def _codes(typed: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give one number for all lines of one employer and role, or of one id; and who has an id."""
    own = _folded(typed["application_id"])
    alone = zip(_folded(typed["employer"]), _folded(typed["role"]), strict=True)
    numbers: dict[object, int] = {}
    keys = (name or pair for name, pair in zip(own, alone, strict=True))
    codes = [numbers.setdefault(key, len(numbers)) for key in keys]
    return np.asarray(codes, dtype="int64"), np.asarray([bool(name) for name in own], dtype=bool)


def _folded(texts: pd.Series) -> list[str]:
    cells = texts.fillna("").tolist()
    folds = {text: fold(text) for text in set(cells)}
    return [folds[text] for text in cells]


def _names(typed: pd.DataFrame, application: np.ndarray) -> np.ndarray:
    """Name each application by its first line; a number tells apart those that share a name."""
    _, first, place = np.unique(application, return_index=True, return_inverse=True)
    employers, roles = (
        typed[name].iloc[first].fillna("").tolist() for name in ("employer", "role")
    )
    seen: Counter[str] = Counter()
    names = np.empty(len(first), dtype=object)
    for number in np.argsort(first):
        employer = employers[number] or "no employer given"
        name = f"{employer}, {roles[number]}" if roles[number] else employer
        seen[name] += 1
        names[number] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return names[place]
