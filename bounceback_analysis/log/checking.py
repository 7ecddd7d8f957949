"""What is checked before a line is written: each mistake in words, under the column it is in."""

from __future__ import annotations

import datetime as dt
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.vocabulary.schema import columns, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bounceback_analysis.vocabulary.schema import Column, FileKind

MONTHS = "january february march april may june july august september october november december"
LONGEST = 32_767
"""Characters that a spreadsheet keeps in one cell; it cuts off the rest without a word."""

_ASKED = {
    "date": "Say on which day it was.",
    "employer": "Say who the job was with.",
    "outcome": "Choose how it stands; 'waiting' if you have not heard.",
}


class NotADateError(ValueError):
    """A text that is no date, in a sentence that says why."""


def validate_entry(entry: Mapping[str, object], *, kind: FileKind = "log") -> dict[str, str]:
    """Find the mistakes in an entry, before it is written.

    Parameters
    ----------
    entry
        From column to value: texts as they were typed, or dates and numbers.
    kind
        Which file the entry is for.

    Returns
    -------
    dict
        From column to a sentence for the person; empty where all is well.

    Examples
    --------
    >>> validate_entry({"date": "2026-03-05", "employer": "Acme", "outcome": "rejcted"})
    {'outcome': "'rejcted' is not one of the choices; did you mean 'rejected'?"}
    """
    found = {
        column.name: _mistake(column, to_text(entry.get(column.name)))
        for column in columns(kind)
        if column.required or column.name in entry
    }
    found["heard_on"] = found.get("heard_on") or _heard_too_early(entry, found)
    return {name: sentence for name, sentence in found.items() if sentence}


def normal_entry(entry: Mapping[str, object], *, kind: FileKind = "log") -> dict[str, str]:
    """Give an entry as it is written: dates as 2026-03-05, choices as listed, texts as they are."""
    kinds = {column.name: column for column in columns(kind)}
    return {name: _normal(kinds.get(name), to_text(value)) for name, value in entry.items()}


def to_text(value: object) -> str:
    """Give a value as text; what is missing is nothing, a whole number has no point.

    Examples
    --------
    >>> to_text(None), to_text(4.0), to_text(pd.Timestamp("2026-03-05"))
    ('', '4', '2026-03-05')
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.15g}"
    return str(value)


def to_day(text: str, *, today: dt.date | None = None) -> dt.date:
    """Read a day as people write it, the day before the month.

    Raises
    ------
    NotADateError
        It is none; the sentence says why.

    Examples
    --------
    >>> to_day("5/3/2026") == to_day("5 March 2026") == to_day("2026-03-05")
    True
    """
    words = re.sub(r"(?<=\d)(st|nd|rd|th)\b|,", " ", fold(text))
    now = today or dt.date.today()  # noqa: DTZ011 (the person's own day is meant)
    if words.split() in (["today"], ["yesterday"]):
        return now - dt.timedelta(days=words.strip() == "yesterday")
    parts = re.findall(r"\d+|[a-z]+", words)
    numbers = [part for part in parts if part.isdigit()]
    names = [part for part in parts if not part.isdigit() and _month(part)]
    if len(parts) != len(numbers) + len(names) or len(names) > 1 or not 2 <= len(parts) <= 3:
        raise NotADateError(f"'{text}' is not a date; write it like 5 March 2026.")
    if len(parts) == 2:
        raise NotADateError("Write the year as well, like 5 March 2026.")
    day, month, year = _in_order(numbers, names)
    return _real_day(day, month, year + 2000 if year < 100 else year, text, now)


def _in_order(numbers: list[str], names: list[str]) -> tuple[int, int, int]:
    values = [int(number) for number in numbers]
    if len(numbers[0]) == 4:
        values.reverse()
    if names:
        return values[0], _month(names[0]), values[-1]
    return values[0], values[1], values[2]


def _real_day(day: int, month: int, year: int, text: str, now: dt.date) -> dt.date:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        if 1 <= month <= 12 and 1 <= day <= 31:
            name = f"{day} {MONTHS.split()[month - 1].capitalize()} {year}"
            raise NotADateError(f"{name} does not exist.") from None
        raise NotADateError(
            f"'{text}' is not a date: the day comes first, then the month."
        ) from None
    if not now.year - 60 <= year <= now.year + 5:
        raise NotADateError(f"{year} is a long way off; check the year.")
    return found


def _month(name: str) -> int:
    """Give the number of a month from its name or its first three letters or more; 0 for none."""
    months = MONTHS.split()
    return (
        next((i for i, month in enumerate(months, 1) if month.startswith(name)), 0)
        if len(name) > 2
        else 0
    )


def _mistake(column: Column, text: str) -> str:
    if not text.strip():
        return _ASKED.get(column.name, "This is needed.") if column.required else ""
    if len(text) > LONGEST:
        return (
            f"This is {len(text):,} characters long; a spreadsheet keeps {LONGEST:,} in one cell. "
            "Keep the whole in a file of its own, and here what matters."
        )
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", text):
        return "This holds a character that cannot be kept in a table; type that part again."
    check = {"date": _no_date, "rating": _no_rating, "number": _no_number}.get(column.kind)
    if check:
        return check(text)
    return _no_choice(column, text) if column.kind == "choice" else ""


def _no_date(text: str) -> str:
    try:
        to_day(text)
    except NotADateError as mistake:
        return str(mistake)
    return ""


def _no_rating(text: str) -> str:
    good = text.strip() in {"1", "2", "3", "4", "5"}
    return "" if good else f"A rating is 1, 2, 3, 4 or 5; this says '{text}'."


def _no_number(text: str) -> str:
    if re.fullmatch(r"\s*-?\d+([.,]\d+)?\s*", text):
        return ""
    if "/" in text:
        return "Write the score here and what it was out of in its own place: 4, and 7."
    return f"'{text}' is not a number."


def _no_choice(column: Column, text: str) -> str:
    if fold(text) in column.choices:
        return ""
    near = get_close_matches(fold(text), column.choices, n=1)
    what = f"did you mean '{near[0]}'?" if near else f"choose from {', '.join(column.choices)}."
    return f"'{text}' is not one of the choices; {what}"


def _heard_too_early(entry: Mapping[str, object], found: Mapping[str, str]) -> str:
    heard, date = (to_text(entry.get(name)) for name in ("heard_on", "date"))
    if not heard.strip() or not date.strip() or found.get("date"):
        return ""
    early = to_day(heard) < to_day(date)
    return "The answer came before the day itself; check the two dates." if early else ""


def _normal(column: Column | None, text: str) -> str:
    if column is None or not text.strip():
        return text
    if column.kind == "date":
        return to_day(text).isoformat()
    if column.kind == "choice":
        return fold(text)
    return text.strip() if column.kind in {"rating", "number"} else text
