"""Says numbers and dates no more surely than the data bear: counts, tenths, then per cent."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence

import pandas as pd

COUNTS_ONLY_BELOW = 10  # with fewer, one answer more moves a rate by more than a tenth
TENTHS_BELOW = 100  # with fewer, a range is wider than any per cent could say


def count_of(count: float, of: float, thing: str = "") -> str:
    """Say a count out of a total, and of what.

    >>> count_of(3, 5), count_of(12, 1200, "advert"), count_of(1, 1, "advert")
    ('3 of 5', '12 of 1,200 adverts', '1 of 1 advert')
    """
    return f"{int(count):,} of {plural(of, thing) if thing else f'{int(of):,}'}"


def rate_in_words(count: float, of: float, low: float, high: float) -> str:
    """Say a rate with its range as finely as its size allows: counts, tenths, whole per cent.

    >>> rate_in_words(3, 5, 0.2, 0.9)
    '3 of 5'
    >>> rate_in_words(7, 24, 0.14, 0.49)
    'about 3 in 10, 1 to 5 in 10'
    """
    if not of:
        return "nothing decided yet"
    if of < COUNTS_ONLY_BELOW:
        return count_of(count, of)
    if count == 0:
        return f"none of {int(of)}, at most about {_rounded(high, of, math.ceil)}"
    if count == of:
        return f"all {int(of)}, at least about {_rounded(low, of, math.floor)}"
    return f"{share_in_words(count, of)}, {range_in_words(low, high, of)}"


def share_in_words(count: float, of: float) -> str:
    """Say a share alone, by the same rule: counts under ten, then tenths, then per cent.

    >>> share_in_words(7, 24), share_in_words(1, 40), share_in_words(30, 120)
    ('about 3 in 10', 'fewer than 1 in 10', 'about 25%')
    """
    if of < COUNTS_ONLY_BELOW or count in {0, of}:
        return count_of(count, of)
    if of < TENTHS_BELOW:
        return chance_in_words(count / of)
    per_cent = _nearest(100 * count / of)
    if per_cent in {0, 100}:
        return "under 1%" if per_cent == 0 else "over 99%"
    return f"about {per_cent}%"


def range_in_words(low: float, high: float, of: float) -> str:
    """Say a range of shares, rounded outward to tenths, or from a hundred to whole per cent.

    >>> range_in_words(0.14, 0.49, 24), range_in_words(0.14, 0.49, 240)
    ('1 to 5 in 10', '14% to 49%')
    """
    lower = _rounded(low, of, math.floor).removesuffix(" in 10")
    return f"{lower} to {_rounded(high, of, math.ceil)}"


def chance_in_words(chance: float) -> str:
    """Say a chance in tenths.

    >>> chance_in_words(0.28), chance_in_words(0.01), chance_in_words(0.99)
    ('about 3 in 10', 'fewer than 1 in 10', 'more than 9 in 10')
    """
    tenths = _nearest(10 * chance)
    if tenths == 0:
        return "fewer than 1 in 10"
    return "more than 9 in 10" if tenths == 10 else f"about {tenths} in 10"


def plain_date(ts: pd.Timestamp) -> str:
    """Say a day as people write it; nothing where there is none.

    >>> plain_date(pd.Timestamp("2026-03-05"))
    '5 March 2026'
    """
    return "" if pd.isna(ts) else f"{ts.day} {ts.month_name()} {ts.year}"


def plain_month(ts: pd.Timestamp) -> str:
    """Say the month of a day; nothing where there is none.

    >>> plain_month(pd.Timestamp("2026-03-05"))
    'March 2026'
    """
    return "" if pd.isna(ts) else f"{ts.month_name()} {ts.year}"


def short(text: str, most: int = 60) -> str:
    """Shorten a text to one line that fits a list.

    >>> short("one two three", 8)
    'one two…'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def short_day(day: dt.date) -> str:
    """Write a day without its year, as it stands on a chip."""
    return f"{day.day} {day:%B}"


def listed(parts: Sequence[str]) -> str:
    """Join words as one says them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = list(parts) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def plural(n: float, one: str, many: str | None = None) -> str:
    """Say how many of a thing.

    >>> plural(1, "answer"), plural(3, "answer"), plural(2, "reply", "replies")
    ('1 answer', '3 answers', '2 replies')
    """
    return f"{int(n):,} {one if n == 1 else many or one + 's'}"


def asked_to_meet(times: float) -> str:
    """Say how often employers asked to meet the person: it comes before what became of it.

    >>> asked_to_meet(1), asked_to_meet(12)
    ('An employer asked to meet you', 'Employers asked to meet you 12 times')
    """
    if times == 1:
        return "An employer asked to meet you"
    return f"Employers asked to meet you {plural(times, 'time')}"


def as_start(text: str) -> str:
    """Write words as they stand at the start of a sentence."""
    return text[:1].upper() + text[1:]


def inside(name: str) -> str:
    """Write a name as it stands inside a sentence: what is before its colon says enough there.

    >>> inside("Preparation: the employer and the role"), inside("IT and digital skills")
    ('preparation', 'IT and digital skills')
    """
    short = name.partition(":")[0]
    return short if short[:2].isupper() else short[:1].lower() + short[1:]


def _rounded(share: float, of: float, to: Callable[[float], int]) -> str:
    """Round to tenths or per cent, but let 0.3 * 10 be 3 however the machine writes it."""
    base, unit = (10, " in 10") if of < TENTHS_BELOW else (100, "%")
    return f"{to(round(base * share, 9))}{unit}"


def _nearest(value: float) -> int:
    """Round half up, as people do."""
    return math.floor(value + 0.5)
