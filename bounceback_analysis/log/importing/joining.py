"""Says which tables of a file are one tracker: parts of it, and events joined to it by a key."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from bounceback_analysis.log.dates import to_iso
from bounceback_analysis.log.importing.holding import MOSTLY
from bounceback_analysis.log.importing.steps import Event
from bounceback_analysis.log.importing.tracker import KEPT, find_trackers, fullness
from bounceback_analysis.log.model import Problem
from bounceback_analysis.vocabulary.aliases import heading_meaning, plain
from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bounceback_analysis.log.importing.sheets import Table
    from bounceback_analysis.log.importing.tracker import Tracker


TOLD = {"employer", "role", "date", "status"}
LOOKED_AT = 5
"""Rows from the top among which the headings of events are looked for."""

NAMED = 5
"""So many tables that are not read are named."""


class Key(NamedTuple):
    """Where the key stands among the applications, and where among the events."""

    here: int
    there: int


def joined(trackers: Sequence[Tracker]) -> list[Tracker]:
    """Keep the tables that are one tracker: the fullest one, and others that go on where it ends.

    Those have the same headings, or tell the same things of other applications.
    """
    best = max(trackers, key=fullness)
    return [t for t in trackers if t.headings == best.headings or _goes_on(t, best)]


def _goes_on(tracker: Tracker, best: Tracker) -> bool:
    told, wanted = (TOLD & found.shape.places.keys() for found in (tracker, best))
    there, here = (set(map(found.shape.named, found.rows)) for found in (tracker, best))
    return "status" in told and told == wanted and not there & here


def to_read_instead(
    tables: Sequence[Table], read: set[str], known: Mapping[str, Any]
) -> tuple[str, ...]:
    """Name the tables that hold applications too, whichever of them the person has chosen."""
    found = find_trackers(tables, {**known, "sheet": None}) if tables[1:] else []
    return tuple(tracker.name for tracker in found if tracker.name not in read)


def not_read(tables: Sequence[Table], read: set[str]) -> Iterator[Problem]:
    """Name the tables of a file that were passed over, so that none is missed unsaid."""
    left = [repr(table.name) for table in tables if table.name not in read and table.rows[1:]]
    more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
    said = f"Not read: {', '.join(left[:NAMED])}{more}. To read one instead, answer: sheet = ..."
    yield from [Problem(None, None, "tell", said)] if left else []


def with_events(trackers: Sequence[Tracker], tables: Sequence[Table]) -> list[Tracker]:
    """Give the tracker whose applications another sheet tells the events of, joined with it."""
    for tracker in sorted(trackers, key=lambda found: len(found.rows), reverse=True):
        for table in tables:
            if table.name != tracker.name and (whole := _with(tracker, table)):
                others = [found for found in trackers if found.headings == tracker.headings]
                return [whole, *(found for found in others if found is not tracker)]
    return []


def _with(tracker: Tracker, table: Table) -> Tracker | None:
    """Join a table to a tracker if it has a row of headings that makes it one of its events."""
    for at, headings in enumerate(table.rows[:LOOKED_AT]):
        width = len(headings)
        rows = [[*row, *[""] * (width - len(row))][:width] for row in table.rows[at + 1 :]]
        places = _places(headings, table.name)
        key = _key(tracker, headings, rows)
        if key and {"date", "stage"} <= places.keys():
            return _told_more(tracker, table.name, key, places, headings, rows)
    return None


def _told_more(
    tracker: Tracker,
    name: str,
    key: Key,
    places: Mapping[str, int],
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> Tracker:
    """Put the events at hand for each application, and what else their sheet says in a column."""
    events: dict[str, list[Event]] = defaultdict(list)
    more: dict[str, list[str]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: _day(row[places["date"]].strip())):
        whose = row[key.there].strip()
        events[whose].append(_event(row, places, name))
        more[whose].append(_rest(headings, row, {*places.values(), key.there}))
    whose_rows = [row[key.here].strip() for row in tracker.rows]
    told = f"The rows of '{name}' were joined to their applications by "
    told += f"'{tracker.headings[key.here]}'."
    if lost := sum(len(events[whose]) for whose in events.keys() - set(whose_rows)):
        told += f" {lost} of them belong to none of yours and were not read."
    column = name if name not in tracker.headings else f"{name} (sheet)"
    rest = ["\n".join(filter(None, more.get(whose, ()))) for whose in whose_rows]
    return replace(
        tracker,
        headings=[*tracker.headings, column],
        rows=[[*row, text] for row, text in zip(tracker.rows, rest, strict=True)],
        becomes={**tracker.becomes, column: KEPT},
        also=name,
        shape=replace(tracker.shape, key=key.here, elsewhere=events),
        problems=(*tracker.problems, Problem(None, None, "tell", told)),
    )


def _places(headings: Sequence[str], name: str) -> dict[str, int]:
    """Say which columns hold the day of an event, what it was and how it went."""
    words = load_words("aliases")["events"]
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        for meaning in ("date", "stage", "status"):
            if plain(heading) in words[meaning]:
                places.setdefault(meaning, place)
    if "stage" not in places and _interviews(name):
        places["stage"] = -1
    return places


def _interviews(name: str) -> bool:
    return "interview" in plain(name)


def _event(row: Sequence[str], places: Mapping[str, int], name: str) -> Event:
    texts = {word: row[place].strip() for word, place in places.items() if place >= 0}
    stage = texts.get("stage", "")
    if _interviews(name) and (not stage or stage.isdigit()):
        stage = "interview"
    return Event(texts["date"], stage, texts.get("status", ""))


def _rest(headings: Sequence[str], row: Sequence[str], taken: set[int]) -> str:
    """Give what else a row of events says, without people's details."""
    said = [
        f"{heading}: {cell.strip()}"
        for place, (heading, cell) in enumerate(zip(headings, row, strict=True))
        if place not in taken and cell.strip() and heading_meaning(heading) != "contact"
    ]
    return "; ".join(said)


def _key(tracker: Tracker, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Key | None:
    """Find the column that tells the applications apart and says of each event whose it is."""
    ours = [plain(heading) for heading in tracker.headings]
    if not rows or {*map(plain, headings)} >= set(ours):
        return None
    words = load_words("aliases")["events"]
    whose = {place: set(plain(heading).split()) for place, heading in enumerate(headings)}
    keys = [place for place in whose if whose[place] & set(words["key"])]
    for there in sorted(keys, key=lambda place: not whose[place] & set(words["whose"])):
        cells = [row[there].strip() for row in rows]
        for here in range(len(ours)):
            values = [row[here].strip() for row in tracker.rows]
            if set(ours[here].split()) & set(words["key"]) and _refers(cells, values):
                return Key(here, there)
    return None


def _refers(cells: Sequence[str], values: Sequence[str]) -> bool:
    """Tell whether cells name rows by values that differ, and not each row just once."""
    known = set(values)
    inside = sum(cell in known for cell in cells)
    apart = len(known) == len(values) and "" not in known
    return apart and inside >= MOSTLY * len(cells) and sorted(cells) != sorted(values)


def _day(cell: str) -> str:
    """Sort by the day where years come first, as workbooks keep them; else leave the order."""
    return to_iso(cell) if cell[:4].isdigit() else ""
