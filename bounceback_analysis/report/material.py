"""What a report is made from, as it may be shared, and the tables that several parts use."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.words import plain_date, plural, rate_in_words
from bounceback_analysis.report.blocks import Figure, Table
from bounceback_analysis.report.voice import in_my_voice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bounceback_analysis.charts.picture import Picture
    from bounceback_analysis.log.model import Log
    from bounceback_analysis.report.blocks import Block

MOST_ROWS = 40


@dataclass(frozen=True)
class PageOne:
    """What the person typed for page 1: who they are, what they look for, what they would ask."""

    who: str = ""
    looking_for: str = ""
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """The log as it may be shared, and what was chosen.

    ``ticked`` holds the lines whose feedback may be quoted; ``since`` and ``until`` bound the
    work-search record.
    """

    log: Log
    page_one: PageOne = PageOne()
    ticked: frozenset[int] = frozenset()
    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None


def drawn(picture: Picture, table: Table) -> tuple[Block, ...]:
    """Give a picture with its table, or nothing where there is nothing to draw."""
    return (Figure(in_my_voice(picture), table),) if picture.marks else ()


def rate_said(row: Mapping[str, Any]) -> str:
    """Say a row's rate with its range."""
    return rate_in_words(row["count"], row["of"], row["low"], row["high"])


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as mappings from column to value."""
    names = list(frame.columns)
    rows = frame.astype(object).to_numpy().tolist()  # by cell, pandas takes ten times as long
    return [dict(zip(names, row, strict=True)) for row in rows]


def table_of(
    frame: pd.DataFrame,
    columns: Mapping[str, str | Callable[[dict[str, Any]], object]],
    *,
    caption: str = "",
    most: int = MOST_ROWS,
    whole: bool = False,
) -> Table:
    """Set rows of a table in words, a long one cut with a sentence that says so.

    Columns in which nothing stands are left out, unless the table is to be ``whole``.

    Parameters
    ----------
    frame
        What to show, most important first.
    columns
        From heading to the column that stands there, or to what is made of a row.
    """
    cells = tuple(
        tuple(_cell(row[make] if isinstance(make, str) else make(row)) for make in columns.values())
        for row in records(frame.head(most))
    )
    more = f"Not shown here: {plural(len(frame) - most, 'more line')}." if len(frame) > most else ""
    kept = [i for i in range(len(columns)) if whole or any(row[i] for row in cells)]
    rows = tuple(tuple(row[i] for i in kept) for row in cells)
    return Table(caption, tuple(list(columns)[i] for i in kept), rows, more)


def _cell(value: object) -> str:
    """Say what stands in a table, where a short day leaves room for the rest."""
    return f"{value.day} {value:%b %Y}" if isinstance(value, pd.Timestamp) else said(value)


def said(value: object) -> str:
    """Say a cell: a day as people write it, a whole number without point, a blank as nothing."""
    if isinstance(value, str):
        return value
    if value is None or value is pd.NaT or (isinstance(value, float) and isnan(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return plain_date(value)
    if isinstance(value, bool | np.bool_):
        return "yes" if value else ""
    return f"{value:g}" if isinstance(value, float) else str(value)
