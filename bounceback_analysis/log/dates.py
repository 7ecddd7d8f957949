"""Reads the date columns of a log together, so that one order of day and month holds for all."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.log.cells import Read, is_broken, said_of, spread
from bounceback_analysis.log.days import ISO, NUMBERS, SERIAL, order_of, to_iso, weekday_of
from bounceback_analysis.log.model import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.log.cells import Value

YEARS_AHEAD, YEARS_BACK = 3, 60


def read_dates(
    texts: Mapping[str, Sequence[str]], lines: Sequence[int], *, today: dt.date | None = None
) -> tuple[dict[str, Sequence[Value]], list[Problem]]:
    """Read every date column of a file.

    Parameters
    ----------
    texts
        The cells of each date column, by its name.
    lines
        The physical line of each cell.
    today
        The day to judge the future by.

    Returns
    -------
    tuple
        ISO days by column, None where there is none or it cannot be told; and what to say. Days
        come before months unless the column itself proves otherwise; ISO dates are never turned.
    """
    now = today or dt.date.today()  # noqa: DTZ011 (the person's own day is meant)
    coded = {name: pd.factorize(np.asarray(cells, dtype=object)) for name, cells in texts.items()}
    every = {word for _, words in coded.values() for word in words}
    order, why = order_of({word.strip() for word in every} - {""}, "", now)
    found = {w: _read(w.strip(), order, now) if w.strip() else Read(None) for w in every}
    values: dict[str, Sequence[Value]] = {}
    problems = _order_said(texts, lines, every, order, why)
    for name, (places, words) in coded.items():
        values[name] = spread(found, words, places)
        problems += said_of(name, texts[name], lines, {word: found[word] for word in words})
    return values, problems


def _order_said(
    texts: Mapping[str, Sequence[str]], lines: Sequence[int], words: set[str], order: str, why: str
) -> list[Problem]:
    """Say once in which order days were read, at the first line where it mattered."""
    numbers = {word for word in words if NUMBERS.fullmatch(word.strip())}
    slashed = [
        (line, name)
        for name, column in texts.items()
        for text, line in zip(column, lines if numbers else (), strict=bool(numbers))
        if text in numbers
    ]
    if not slashed:
        return []
    line, name = min(slashed)
    said = f"Dates are written {order}: {why}"
    if order == "cannot be told":
        said = f"Dates were read day first, as is usual in the UK; {why}"
    return [Problem(line, name, "tell", f"{said} ({len(slashed)} of them).")]


def _read(text: str, order: str, now: dt.date) -> Read:
    iso = to_iso(text, month_first=order == "month first")
    if not iso and order == "cannot be told":
        iso = to_iso(text, month_first=True)
    if not iso:
        return Read(None, "ask", _why_not(text))
    day = dt.date.fromisoformat(iso)
    if not now.year - YEARS_BACK <= day.year <= now.year + YEARS_AHEAD:
        return Read(None, "ask", f"'{text}' would be in the year {day.year}; check the year.")
    if SERIAL.fullmatch(text):
        return Read(iso, "tell", f"'{text}' is how a spreadsheet keeps {in_words(day)}; read so.")
    short = NUMBERS.fullmatch(text)
    if short and len(short[3]) == 2 and not ISO.fullmatch(text):
        return Read(iso, "tell", f"The year '{short[3]}' was read as {day.year}.")
    weekday = weekday_of(text)
    if weekday and weekday != f"{day:%A}".lower():
        said = f"'{text}' was read as {in_words(day)}, which is a {day:%A}; check it."
        return Read(iso, "tell", said)
    return Read(iso)


def in_words(day: dt.date) -> str:
    """Write a day as people do.

    Examples
    --------
    >>> in_words(dt.date(2026, 3, 5))
    '5 March 2026'
    """
    return f"{day.day} {day:%B %Y}"


def _why_not(text: str) -> str:
    shown = text if len(text) <= 40 else text[:39] + "…"
    if is_broken(text):
        return f"'{shown}' is a spreadsheet's error, not a date; type the date again."
    if NUMBERS.fullmatch(text) or ISO.fullmatch(text):
        return (
            f"'{shown}' is a day that does not exist; check it. The line was kept without a date."
        )
    if re.fullmatch(r"\D*\d{1,2}(st|nd|rd|th)?\b\D*(\d{1,2}\D*)?", text):
        return f"'{shown}' has no year; write it like 5 March 2026."
    return f"'{shown}' is not a date; write it like 2026-03-05 or 5 March 2026."
