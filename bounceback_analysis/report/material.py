"""What a report is made from, as it may be shared, and how its parts say it: "my", not "your"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.words import plain_date, plural
from bounceback_analysis.charts.marks import Text
from bounceback_analysis.log.sharing import read_keys
from bounceback_analysis.redaction.employers import employer_labels
from bounceback_analysis.redaction.redactor import people_in, redactor
from bounceback_analysis.report.blocks import Table
from bounceback_analysis.vocabulary.themes import themes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bounceback_analysis.charts.picture import Picture
    from bounceback_analysis.log.model import Log
    from bounceback_analysis.redaction.redactor import Redactor


@dataclass(frozen=True)
class PageOne:
    """What the person typed for page 1; it is theirs, and stands there as they typed it."""

    who: str = ""
    looking_for: str = ""
    hours: str = ""
    travel: str = ""
    from_when: str = ""
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """The log as it may be shared, and what was chosen.

    ``quotes`` is the ticked feedback by its line, ``agreed`` what was agreed last time, ``last``
    the day of that report; ``since`` and ``until`` bound the work-search record.
    """

    log: Log
    page_one: PageOne = PageOne()
    quotes: Mapping[int, str] = field(default_factory=dict)
    last: pd.Timestamp | None = None
    agreed: frozenset[str] = frozenset()
    names_hidden: bool = True
    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None


MINE = (
    ("you and they", "they and I"),
    ("yourself", "myself"),
    ("yours", "mine"),
    ("your", "my"),
    ("Your", "My"),
    ("(about|for|of|to|with|consider|meet) you", r"\1 me"),
    ("[Yy]ou are", "I am"),
    ("[Yy]ou", "I"),
)


def mine(text: str) -> str:
    """Turn a sentence of ours around.

    Examples
    --------
    >>> mine("They asked to meet you. You have Excel, which your adverts ask for.")
    'They asked to meet me. I have Excel, which my adverts ask for.'
    """
    for theirs, my in MINE:
        text = re.sub(rf"\b{theirs}\b", my, text)
    return text


def in_my_voice(picture: Picture) -> Picture:
    """Turn around what stands on a picture and under it; hovers, which may quote, stay."""
    marks = (replace(m, text=mine(m.text)) if isinstance(m, Text) else m for m in picture.marks)
    return replace(
        picture,
        title=mine(picture.title),
        subtitle=mine(picture.subtitle),
        sentence=mine(picture.sentence),
        marks=tuple(marks),
    )


def labels_of(log: Log) -> dict[str, str]:
    """Give what stands for each employer, the same for a part of a log as for the whole."""
    known = read_keys(log.path) if log.path else {}
    return employer_labels((log.whole or log).entries, known)


def redactor_of(log: Log, labels: Mapping[str, str], *, shown: bool = False) -> Redactor:
    """Give what takes out of a log's texts what may not be shared, as its settings say."""
    people = people_in((log.whole or log).entries, log.plan)
    own = log.settings.get("report", {})
    kept, cut = ([str(word) for word in own.get(name, [])] for name in ("kept", "cut"))
    # A theme is named by its code in a log: job_skills is no name in a chat.
    return redactor(labels, people, shown=shown, kept=[*kept, *themes()], cut=cut)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as mappings from column to value."""
    names = list(frame.columns)
    rows = frame.astype(object).to_numpy().tolist()  # by cell, pandas takes ten times as long
    return [dict(zip(names, row, strict=True)) for row in rows]


def table_of(
    frame: pd.DataFrame,
    columns: Mapping[str, str | Callable[[dict[str, Any]], object]],
    *,
    most: int,
    caption: str = "",
    whole: bool = False,
) -> tuple[Table, ...]:
    """Set rows in words, ``most`` of them with a sentence on the rest; of no rows, no table.

    ``columns`` leads from heading to the column that stands there, or to what is made of a row;
    one in which nothing stands is left out, unless the table is to be ``whole``.
    """
    cells = [
        [_cell(row[make] if isinstance(make, str) else make(row)) for make in columns.values()]
        for row in records(frame.head(most))
    ]
    more = f"Not shown here: {plural(len(frame) - most, 'more line')}." if len(frame) > most else ""
    kept = [i for i in range(len(columns)) if whole or any(row[i] for row in cells)]
    rows = tuple(tuple(row[i] for i in kept) for row in cells)
    return (Table(caption, tuple(list(columns)[i] for i in kept), rows, more),) if rows else ()


def _cell(value: object) -> str:
    """Say what stands in a table, where a short day leaves room for the rest."""
    return f"{value.day} {value:%b %Y}" if isinstance(value, pd.Timestamp) else said(value)


def short_day(day: pd.Timestamp) -> str:
    """Say a day of this search without its year, as one does across a table."""
    return "" if pd.isna(day) else f"{day.day} {day.month_name()}"


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
