"""Decides how a tracker writes its days, from all of them together, and reads them that way."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.dates import NUMBERS, order_of, to_iso
from bounceback_analysis.log.importing.holding import DATE_ONLY
from bounceback_analysis.log.importing.steps import DATE_INSIDE
from bounceback_analysis.log.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bounceback_analysis.log.importing.tracker import Tracker

DATE_COLUMNS = ("date", "heard_on", "follow_up_on", "feedback_asked_on", "rated_on", "saved_on")


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
