"""The one reader of days as people write them, and of the order that day and month stand in."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable

from bounceback_analysis.vocabulary import aliases
from bounceback_analysis.vocabulary.schema import fold

YEARS_AHEAD, YEARS_BACK = 3, 60  # around today: a working life, and what is booked
DAYS_NEAR = 60  # days around today in which a day without a year is taken for the one that is near
DAYS_BOOKED = 62
"""Days that most steps are booked ahead at most: two months. Further ones speak against an order
of day and month."""
MONTHS = tuple(name.lower() for name in calendar.month_name)
WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
FIRST_SERIAL = dt.date(1899, 12, 30)  # from which spreadsheets count; 1900 is a leap year
CLOCK = (
    r"(?:[t ,]+(?:\d{1,2}(?::\d{2}){1,2}(?:\.\d+)? ?(?:[ap]m)?|\d{1,2} ?[ap]m)"
    r" ?(?:z|utc|gmt|bst|[+-]\d{2}:?\d{2})?(?: ?\([a-z]{2,5}\))?)?"
)
NUMBERS = re.compile(
    rf"(\d{{1,2}})(?: ?[./-] ?| )(\d{{1,2}})(?: ?[./-] ?| )(\d{{4}}|\d{{2}}){CLOCK}", re.IGNORECASE
)
ISO = re.compile(
    rf"(?:(\d{{4}})[./-](\d{{1,2}})[./-](\d{{1,2}})|(20\d\d)([01]\d)([0-3]\d)){CLOCK}",
    re.IGNORECASE,
)
DAY, MONTH, YEAR = r"(\d{1,2})(?:st|nd|rd|th)?", r"([a-z]{3,9})\.?", r"(\d{4}|\d{2})"
NAMED = re.compile(
    rf"(?:([a-z]{{3,9}}),? )?(?:{DAY}(?: of)?(?:[./-] ?| ){MONTH}|{MONTH} {DAY})"
    rf"(?:(?:,[ -]?|[ ./-]){YEAR})?{CLOCK}|(\d{{4}})[ -]{MONTH}[ -]{DAY}"
)
"""A day whose month is named, perhaps with its day of the week before it or without its year."""
SHORT = re.compile(r"(\d{1,2})[./-](\d{1,2})")
DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----")
PARTED = re.compile(r"((?:\d\d)?\d\d) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日号號일]?")
"""A day as Chinese, Japanese and Korean write it: each part is named, the year comes first."""
DAY_WRITTEN = (
    r"(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?"
    r"|(?:\d{2,4} ?[年년] ?)?\d{1,2} ?[月월] ?\d{1,2} ?[日号號일]?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ ./-]{aliases.MONTH}(?:,?[ ./-]\d{{2,4}})?"
    rf"|{aliases.MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? ?\d{{4}})?)"
)
DAY_INSIDE = re.compile(rf"\b{DAY_WRITTEN}\b", re.IGNORECASE)  # what may be a day among other words
SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")  # a day as a spreadsheet counts it, from 1982 to 2036
LEAD = re.compile(r"(?:by|on|this|before|(?:with)?in) ")
AHEAD = re.compile(
    r"(today|yesterday|tomorrow)|(\d{1,2}|a|one|two|three|four) (day|week)s?(?:.? time)?"
    r"|((?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)"
)
SPOKEN = {"today": 0, "yesterday": -1, "tomorrow": 1}
COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}


class NotADateError(ValueError):
    """A text that is no date, in a sentence that says why."""


def to_day(text: str, *, today: dt.date | None = None, ahead: bool = False) -> dt.date:
    """Read a day as people write it, the day before the month.

    It may be without a year, or as one counts it: ``yesterday``, ``in two weeks``, ``Friday``. A
    day without a year is the one near ``today`` (None: today itself), and further off its year is
    asked for. With ``ahead`` the day is one to come: then it, and ``Friday``, are the next such
    day. "Next Friday" is two days to two people, and read in neither case.

    Raises ``NotADateError``: it is none; the sentence says why.

    >>> to_day("5/3/2026") == to_day("Thursday, 5 March 2026") == to_day("2026/03/05")
    True
    >>> to_day("5th March", today=dt.date(2026, 11, 23), ahead=True)
    datetime.date(2027, 3, 5)
    """
    now = today or dt.date.today()  # noqa: DTZ011 (the person's own day is meant)
    plain = LEAD.sub("", _plain(text).strip(" ."), count=1)
    counted = AHEAD.fullmatch(plain)
    if counted and (ahead or counted[1]):
        return now + dt.timedelta(days=_days_ahead(counted, now))
    parts = _parts(plain)
    if parts is None:
        raise NotADateError(f"'{text}' is not a date; write it like 5 March 2026.")
    year, month, day = parts
    if year is None:
        year = _year_near(month, day, now, ahead=ahead)
    try:
        found = dt.date(year, month, day)
    except ValueError:
        if 1 <= month <= 12 and 1 <= day <= 31:
            name = f"{day} {calendar.month_name[month]} {year}"
            raise NotADateError(f"{name} does not exist.") from None
        raise NotADateError(
            f"'{text}' is not a date: the day comes first, then the month."
        ) from None
    if not in_a_life(found, now):
        raise NotADateError(f"{year} is a long way off; check the year.")
    return found


def _days_ahead(counted: re.Match[str], now: dt.date) -> int:
    """Count the days from now to a day that is said; a day of the week is the next one."""
    word, count, unit, weekday = counted.groups()
    if weekday:
        place = next(at for at, name in enumerate(WEEKDAYS) if name.startswith(weekday[:3]))
        return (place - now.weekday() - 1) % 7 + 1
    days = 7 if unit == "week" else 1
    return SPOKEN[word] if word else (COUNTS.get(count) or int(count)) * days


def _year_near(month: int, day: int, now: dt.date, *, ahead: bool) -> int:
    """Give the year of a day without one: of the next such day, or of the near one, if one is."""
    for year in (now.year, now.year + 1) if ahead else (now.year - 1, now.year, now.year + 1):
        days = (dt.date(year, month, day) - now).days if _exists(year, month, day) else None
        if days is not None and (days >= 0 if ahead else abs(days) <= DAYS_NEAR):
            return year
    if ahead:
        return now.year  # no such day in either; the sentence then names it
    raise NotADateError("Write the year as well, like 5 March 2026.")


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def to_iso(text: str, *, month_first: bool = False) -> str:
    """Read one day that says its year; nothing where it does not, or is none.

    >>> to_iso("5/3/2026"), to_iso("5/3/2026", month_first=True), to_iso("2026-03-05 09:00")
    ('2026-03-05', '2026-05-03', '2026-03-05')
    """
    year, month, day = _parts(_plain(text), month_first=month_first) or (None, 0, 0)
    return f"{year:04}-{month:02}-{day:02}" if year and _exists(year, month, day) else ""


def is_counted(text: str) -> bool:
    """Tell whether a text says a day that hangs on when it was written, such as ``yesterday``."""
    return bool(AHEAD.fullmatch(LEAD.sub("", _plain(text), count=1)))


def weekday_of(text: str) -> str:
    """Give the day of the week that is written with a date, in full; nothing where none is."""
    named = NAMED.fullmatch(_plain(text))
    return _weekday(named[1]) if named and named[1] else ""


def _plain(text: str) -> str:
    ascii_only = text.isascii()
    return fold(text if ascii_only else PARTED.sub(_in_numbers, text.translate(DASHES)))


def _in_numbers(parted: re.Match[str]) -> str:
    year, month, day = parted.groups()
    return f"{'20'[: 4 - len(year)]}{year}-{month}-{day}"


def _parts(text: str, *, month_first: bool = False) -> tuple[int | None, int, int] | None:
    """Give the year, where it is said, the month and the day that a plain text names."""
    if iso := ISO.fullmatch(text):
        year, month, day = (int(part) for part in iso.groups() if part)
        return year, month, day
    if numbers := NUMBERS.fullmatch(text) or SHORT.fullmatch(text):
        first, second, *more = map(int, numbers.groups())
        day, month = (second, first) if month_first else (first, second)
        return more[0] + 2000 * (more[0] < 100) if more else None, month, day
    if named := NAMED.fullmatch(text):
        weekday, d1, m1, m2, d2, y1, y3, m3, d3 = named.groups()
        month, written = _month(m1 or m2 or m3), y1 or y3
        if month and (weekday is None or _weekday(weekday)):
            year = int(written or 0)
            return year + 2000 * (year < 100) if written else None, month, int(d1 or d2 or d3)
    if SERIAL.fullmatch(text):
        day_of = FIRST_SERIAL + dt.timedelta(days=int(float(text)))
        return day_of.year, day_of.month, day_of.day
    return None


def _month(word: str) -> int:
    """Give the number of a month from its name or its first three letters or more; 0 for none."""
    return next((n for n, name in enumerate(MONTHS) if n and name.startswith(word)), 0)


def _weekday(word: str) -> str:
    return next((name for name in WEEKDAYS if name.startswith(word)), "")


def order_of(written: Iterable[str], answer: str, today: dt.date) -> tuple[str, str]:
    """Decide the order of day and month for the days of a file, as they stand in it; say why."""
    if answer in {"day first", "month first"}:
        return answer, "as you said"
    found = [(text, numbers) for text in written if (numbers := NUMBERS.match(text))]
    if not found:
        return "year first", "or the month is named"
    if all(to_iso(text) == to_iso(text, month_first=True) for text, _ in found):
        return "day first", "and month first would say the same"
    day_over = next((text for text, numbers in found if int(numbers[1]) > 12), "")
    month_over = next((text for text, numbers in found if int(numbers[2]) > 12), "")
    if day_over and month_over:
        return "cannot be told", f"'{day_over}' and '{month_over}' speak against each other"
    if day_over or month_over:
        return "day first" if day_over else "month first", f"as '{day_over or month_over}' shows"
    limit = (today + dt.timedelta(days=DAYS_BOOKED)).isoformat()
    ahead = [
        next((text for text, _ in found if to_iso(text, month_first=first) > limit), "")
        for first in (False, True)
    ]
    if bool(ahead[0]) == bool(ahead[1]):
        return "cannot be told", f"nothing shows it in dates such as '{found[0][0]}'"
    order = "month first" if ahead[0] else "day first"
    return order, f"as '{ahead[0] or ahead[1]}' would else lie in the future"


def in_a_life(day: dt.date, now: dt.date) -> bool:
    """Tell whether a day may be one of somebody's search, or its year is a slip."""
    return now.year - YEARS_BACK <= day.year <= now.year + YEARS_AHEAD


def in_words(day: dt.date) -> str:
    """Write a day as people do: 5 March 2026."""
    return f"{day.day} {day:%B %Y}"
