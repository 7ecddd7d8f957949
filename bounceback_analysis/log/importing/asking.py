"""Which headings to ask about: those that may hold what a log needs and no known heading names."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.importing.adoption import Question
from bounceback_analysis.log.importing.holding import holds_days
from bounceback_analysis.log.importing.tracker import KEPT
from bounceback_analysis.vocabulary.aliases import LONGEST_STATUS, is_tick, plain
from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bounceback_analysis.log.importing.days import Days
    from bounceback_analysis.log.importing.tracker import Tracker

LEAVE_OUT = "leave out"
KEEP = "keep as extra"
MOST_ASKED = 12
MOST_STATUSES = 50
COLUMNS = (
    *("employer", "role", "date", "outcome", "stage", "heard_on", "source", "feedback", "notes"),
    KEEP,
)
UNNAMED = (KEPT, "saved_on")
NEEDED = {"employer": "the employer", "date": "the date", "outcome": "what became of it"}


def columns_question(tracker: Tracker, known: Mapping[str, Any]) -> Question | None:
    """Ask what some headings mean, where the employer, date or outcome has none that is known."""
    settled = {plain(heading) for heading in known.get("columns", {})}
    unnamed = {head: cells for head, cells in _unnamed(tracker) if plain(head) not in settled}
    lacking = _lacking(tracker)
    lacking["outcome"] |= "status" not in tracker.shape.places and _rivals(unnamed) > 1
    missing = [name for name, needed in lacking.items() if needed]
    asked = [
        heading
        for heading, cells in unnamed.items()
        if any(_may_hold(wanted, heading, cells) for wanted in missing)
    ]
    if not asked or ("employer" in missing and not any(map(_worded, unnamed.values()))):
        return None
    wanted = " and ".join(NEEDED[name] for name in missing)
    text = f"No heading was known for {wanted}. What do these columns of yours hold?"
    return Question("columns", text, tuple(asked[:MOST_ASKED]), COLUMNS)


def _rivals(headings: Iterable[str]) -> int:
    """Count the headings any of which may be the outcome, as one for each step may."""
    likely = set(load_words("aliases")["likely"]["status"])
    return sum(bool(likely & set(plain(heading).split())) for heading in headings)


def statuses_question(
    unsure: Counter[str], outcomes: Sequence[str], *, waits: bool
) -> Question | None:
    """Ask what the doubtful words of a sheet mean, unless a column is to be settled first."""
    if not unsure or waits:
        return None
    text = "What do these words mean in your sheet? Their rows are kept, with no outcome yet."
    shown = tuple(cell for cell, _ in unsure.most_common(MOST_STATUSES))
    return Question("statuses", text, shown, (*outcomes, LEAVE_OUT))


def date_question(days: Days) -> Question | None:
    """Ask whether the day or the month comes first, where the dates do not show it."""
    if not days.question:
        return None
    return Question("date_order", days.question, days.examples, ("day first", "month first"))


def tells_of_applying(tracker: Tracker) -> bool:
    """Tell whether some column says when one applied, or what became of it."""
    lacking = _lacking(tracker)
    return not (lacking["date"] and lacking["outcome"])


def _lacking(tracker: Tracker) -> dict[str, bool]:
    shape = tracker.shape
    # That one applied is told by a column Applied, and not what became of it.
    steps = {stage for _, stage in shape.stages} - {"application"}
    told = steps or shape.endings or shape.places.keys() & {"status", "history"}
    dated = shape.places.keys() & {"date", "history"} or shape.stages
    return {
        "employer": "employer" not in shape.places,
        "date": not dated,
        "outcome": not told,
    }


def _unnamed(tracker: Tracker) -> Iterator[tuple[str, list[str]]]:
    """Give the columns whose heading is not known, with the cells that hold something."""
    for place, heading in enumerate(tracker.headings):
        cells = [row[place].strip() for row in tracker.rows if row[place].strip()]
        if tracker.becomes[heading] in UNNAMED and cells:
            yield heading, cells


def _may_hold(wanted: str, heading: str, cells: Sequence[str]) -> bool:
    never = load_words("aliases")["likely"].get(f"never_{wanted}", ())
    return not set(never) & set(plain(heading).split()) and HOLDS[wanted](cells)


def _worded(cells: Sequence[str]) -> bool:
    words = [cell for cell in cells if re.search(r"[^\W\d_]", cell) and is_tick(cell) is None]
    return len(words) * 2 > len(cells) and not holds_days(cells) and "://" not in cells[0]


def _few_words(cells: Sequence[str]) -> bool:
    """Tell whether a column holds some short words again and again, as one of statuses does."""
    words = Counter(map(plain, cells))
    short = all(len(cell) <= LONGEST_STATUS for cell in cells)
    return short and _worded(cells) and len(words) <= max(3, min(MOST_ASKED, len(cells) // 2))


HOLDS: dict[str, Callable[[Sequence[str]], bool]] = {
    "employer": _worded,
    "date": holds_days,
    "outcome": _few_words,
}
