"""Decides how a tracker writes its days, from all of them together, and reads them that way."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.holding import DATE_ONLY
from bounceback_analysis.log.importing.steps import DATE_INSIDE
from bounceback_analysis.log.model import Problem
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bounceback_analysis.log.importing.tracker import Tracker

DATE_COLUMNS = ("date", "heard_on", "follow_up_on", "feedback_asked_on", "rated_on", "saved_on")
MONTHS = tuple(name.lower() for name in calendar.month_name)
WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
CLOCK = (
    r"(?:[t ,]+(?:\d{1,2}(?::\d{2}){1,2}(?:\.\d+)? ?(?:[ap]m)?|\d{1,2} ?[ap]m)"
    r" ?(?:z|utc|gmt|bst|[+-]\d{2}:?\d{2})?(?: ?\([a-z]{2,5}\))?)?"
)
NUMBERS = re.compile(
    rf"(\d{{1,2}}) ?[./-] ?(\d{{1,2}}) ?[./-] ?(\d{{4}}|\d{{2}}){CLOCK}", re.IGNORECASE
)
ISO = re.compile(
    rf"(?:(\d{{4}})[./-](\d{{1,2}})[./-](\d{{1,2}})|(20\d\d)([01]\d)([0-3]\d)){CLOCK}",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?:([a-z]{3,9}),? )?(?:(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]([a-z]{3,9})\.?"
    rf"|([a-z]{{3,9}})\.? (\d{{1,2}})(?:st|nd|rd|th)?)(?:,[ -]?|[ -])(\d{{4}}|\d{{2}}){CLOCK}"
)
DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----")
SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")
FIRST_SERIAL = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Days:
    """Each day as it was written with what it is in ISO form, and how that was decided."""

    days: Mapping[str, str]
    order: str
    question: str = ""
    examples: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def days_of(
    trackers: Sequence[Tracker], known: Mapping[str, Any], *, today: dt.date | None = None
) -> Days:
    """Read every day in a tracker, the order of day and month decided once for all of them.

    Parameters
    ----------
    trackers
        The tables.
    known
        The person's answers; ``date_order`` is ``day first`` or ``month first``.
    """
    written = Counter(_written(trackers))
    if not written:
        return Days({}, "none found")
    now = today or dt.date.today()  # noqa: DTZ011 (the person's own day is meant)
    order, why = order_of(written, str(known.get("date_order", "")), now)
    month_first = order == "month first"
    read = {text: day for text in written if (day := to_iso(text, month_first=month_first))}
    left = [text for text in written if text not in read]
    told = f"{len(left)} dates have no year or are none; they stand as written, such as"
    if len(left) == 1:
        told = "1 date has no year or is none; it stands as written:"
    problems = tuple(Problem(None, "date", "tell", f"{told} '{text[:40]}'.") for text in left[:1])
    unsure = tuple(text for text in written if NUMBERS.match(text))[:5]
    if order != "cannot be told":
        return Days(read, f"{order}, {why}", problems=problems)
    question = "Does the day or the month come first in your dates? They were read day first."
    return Days(read, f"day first, but {why}", question, unsure, problems)


def to_iso(text: str, *, month_first: bool = False) -> str:
    """Read one day; nothing where it has no year or is none.

    Examples
    --------
    >>> to_iso("5/3/2026"), to_iso("5/3/2026", month_first=True), to_iso("2026-03-05 09:00")
    ('2026-03-05', '2026-05-03', '2026-03-05')
    """
    text = fold(text.translate(DASHES))
    if iso := ISO.fullmatch(text):
        return _iso(*(int(part) for part in iso.groups() if part))
    if numbers := NUMBERS.fullmatch(text):
        first, second, year = map(int, numbers.groups())
        day, month = (second, first) if month_first else (first, second)
        return _iso(_full(year), month, day)
    if named := NAMED.fullmatch(text):
        month = _month(named[3] or named[4])
        iso_day = _iso(_full(int(named[6])), month, int(named[2] or named[5]))
        return iso_day if named[1] is None or _is_weekday(named[1]) else ""
    if SERIAL.fullmatch(text):
        return (FIRST_SERIAL + dt.timedelta(days=int(float(text)))).isoformat()
    return ""


def weekday_of(text: str) -> str:
    """Give the day of the week that is written with a date, in full; nothing where none is."""
    named = NAMED.fullmatch(fold(text.translate(DASHES)))
    begins = named[1] if named else None
    return next((name for name in WEEKDAYS if begins and name.startswith(begins)), "")


def _is_weekday(word: str) -> bool:
    return any(name.startswith(word) for name in WEEKDAYS)


def _month(word: str) -> int:
    """Give the number of a month by its name, in full or short; 0 where it is none."""
    short = "sep" if word == "sept" else word
    return next((n for n, name in enumerate(MONTHS) if short in {name, name[:3]}), 0) if word else 0


def _full(year: int) -> int:
    return year + 2000 if year < 100 else year


def _iso(year: int, month: int, day: int) -> str:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _written(trackers: Sequence[Tracker]) -> Iterable[str]:
    for tracker in trackers:
        shape = tracker.shape
        places = [shape.places[name] for name in DATE_COLUMNS if name in shape.places]
        places += [place for place, _ in [*shape.stages, *shape.endings]]
        yield from (event.date for events in shape.elsewhere.values() for event in events)
        for row in tracker.rows:
            yield from (
                cell
                for place in places
                if re.search(r"\d\D*\d", cell := row[place].strip()) or DATE_ONLY.fullmatch(cell)
            )
            yield from DATE_INSIDE.findall(shape.cell(row, "history"))


def order_of(written: Iterable[str], answer: str, today: dt.date) -> tuple[str, str]:
    """Decide from the evidence: a number over 12, else dates that would lie in the future."""
    if answer in {"day first", "month first"}:
        return answer, "as you said"
    numbers = [text for text in written if NUMBERS.match(text)]
    if not numbers:
        return "year first", "or the month is named"
    if all(to_iso(text) == to_iso(text, month_first=True) for text in numbers):
        return "day first", "and month first would say the same"
    day_over = [text for text in numbers if int(NUMBERS.match(text)[1]) > 12]  # type: ignore[index]
    month_over = [text for text in numbers if int(NUMBERS.match(text)[2]) > 12]  # type: ignore[index]
    if day_over and not month_over:
        return "day first", f"as '{day_over[0]}' shows"
    if month_over and not day_over:
        return "month first", f"as '{month_over[0]}' shows"
    if day_over and month_over:
        return "cannot be told", f"'{day_over[0]}' and '{month_over[0]}' speak against each other"
    return _by_future(numbers, today)


def _by_future(numbers: Sequence[str], today: dt.date) -> tuple[str, str]:
    """Rule out an order in which applications would have been sent long after today."""
    limit = (today + dt.timedelta(days=62)).isoformat()
    ahead = {
        order: [
            text for text in numbers if to_iso(text, month_first=order == "month first") > limit
        ]
        for order in ("day first", "month first")
    }
    if ahead["day first"] and not ahead["month first"]:
        return "month first", f"as '{ahead['day first'][0]}' would else lie in the future"
    if ahead["month first"] and not ahead["day first"]:
        return "day first", f"as '{ahead['month first'][0]}' would else lie in the future"
    return "cannot be told", f"nothing shows it in dates such as '{numbers[0]}'"
