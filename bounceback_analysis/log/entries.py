"""Typed columns into entries: which lines belong to one application, and in which order."""

from __future__ import annotations

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


def folded(texts: pd.Series) -> pd.Series:
    """Compare texts without case, accents and spaces; blanks stay blank."""
    return texts.map({text: fold(text) for text in texts.dropna().unique()}).astype("str")


def has_later_line(entries: pd.DataFrame) -> np.ndarray:
    """Tell which lines have a later line of the same application."""
    application, names = pd.factorize(entries["application"])
    rounds = entries["round"].to_numpy()
    last = np.zeros(len(names), rounds.dtype)
    np.maximum.at(last, application, rounds)
    later: np.ndarray = rounds < last[application]
    return later


def _codes(typed: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give one number for all lines of one employer and role, or of one id; and who has an id."""
    own, employer, role = (_alike(typed[name]) for name in ("application_id", "employer", "role"))
    alone = employer * (role.max(initial=0) + 1) + role
    codes, _ = pd.factorize(np.where(own > 0, -own, alone))
    return codes, own > 0


def _alike(texts: pd.Series) -> np.ndarray:
    """Give one number for all spellings of a text, 0 for none."""
    places, known = pd.factorize(texts.to_numpy(object))
    numbers = {"": 0}
    alike = [numbers.setdefault(fold(text), len(numbers)) for text in known]
    return np.asarray([*alike, 0], dtype="int64")[places]


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
    names = np.empty(len(first), dtype=object)
    names[np.argsort(first)] = named
    return names[place]
