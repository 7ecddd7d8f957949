"""Finds the tracker among the tables of a file: its heading row, and what each column holds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.dates import to_iso
from bounceback_analysis.log.importing.holding import (
    DATE_COLUMNS,
    DATE_ONLY,
    MOSTLY,
    OTHER_DAYS,
    even,
    held,
    holds_days,
    swapped,
    tells,
    tells_ticks_only,
    without_nothing,
)
from bounceback_analysis.log.importing.steps import Event, Shape, says_how
from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.table import LOOKED_AT, most_known
from bounceback_analysis.vocabulary.aliases import heading_meaning, is_tick, plain, read_status
from bounceback_analysis.vocabulary.schema import choices, columns, fold, load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.log.importing.sheets import Table

OURS = tuple(column.name for column in columns())
TOLD = {"employer", "role", "date", "status"}
EVENTS_AT = 5  # rows from the top among which the headings of events are looked for
FEWEST_GROUPS = 2  # one cell over the headings is a title
VAGUE = {"date", "time", "day", "when", "response", "update", "decision", "result"}
WORDING = re.compile(r"(?!.*\d\d)(?=.*[^\W_]).{1,39}", re.DOTALL)
"""A cell of headings: words, and no number of two digits."""

KEPT = "kept as it is"
ALSO = "outcome, where the other does not say how it ended"
KEEP, LEAVE_OUT = "keep as extra", "leave out"
SET_APART = {
    "contact": "left out (people's details)",
    "pay": "kept apart from what reports use (pay)",
    LEAVE_OUT: "left out (as you said)",
}
HEADED_AS = {
    # What the person calls the outcome is read as a status is: in their words.
    "outcome": "status",
    "day of a screening": "stage_columns:screening",
    "day of an assessment": "stage_columns:assessment",
    "day of an interview": "stage_columns:interview",
    "day of a final interview": "stage_columns:final interview",
    "day of a rejection": "outcome_columns:rejected",
}
"""What the person may say of a heading, in the words of the importer."""

IMPORTERS_OWN = ("status", "stage", "history", *OTHER_DAYS)


@dataclass(frozen=True)
class Tracker:
    """A table with its headings found: ``becomes`` says what each of their columns turns into.

    ``also`` names the sheet that is joined to it.
    """

    name: str
    headings: list[str]
    rows: list[list[str]]
    lines: list[int]
    shape: Shape
    becomes: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    also: str = ""

    @property
    def sure(self) -> bool:
        """Whether its headings say enough: the employer, and something of what happened."""
        return "employer" in self.shape.places and (
            bool(self.shape.stages) or len(self.shape.places) > 1
        )

    def own_heading(self, place: int) -> str:
        """Give a heading under which the log keeps a column and does not take it for its own."""
        heading = self.headings[place]
        means = heading_meaning(heading)
        taken = means in {*OURS, "status"} or plain(heading) in {"line", "round", "applied"}
        return f"their {heading}" if taken else heading

    @cached_property
    def kept(self) -> list[tuple[int, str]]:
        """Give the columns that are kept under a heading of their own, and that heading."""
        own = {self.shape.places.get(name) for name in OURS if name not in {"stage", "outcome"}}
        return [
            (place, self.own_heading(place))
            for place, heading in enumerate(self.headings)
            if place not in own and not self.becomes[heading].startswith("left out")
        ]

    @cached_property
    def dated(self) -> list[tuple[int, str]]:
        """Give the columns of days, and the heading under which words in them are kept."""
        named = (self.shape.places.get(name) for name in DATE_COLUMNS if name in OURS)
        return [(place, self.own_heading(place)) for place in named if place is not None]

    @cached_property
    def last(self) -> list[tuple[str, int]]:
        """Give the columns of ours that are said once, of the last step of an application."""
        on_each = {"employer", "role", "source", "application_id", "stage", "outcome", "date"}
        places = self.shape.places
        return [(n, places[n]) for n in OURS if n in places and n not in {*on_each, "heard_on"}]


def find_trackers(tables: Sequence[Table], known: Mapping[str, Any]) -> list[Tracker]:
    """Find the tables that hold applications, else the one that may with its headings settled.

    Of the answers that are ``known``, ``sheet`` names a table, ``columns`` says what headings mean.
    """
    named = [table for table in tables if table.name == known.get("sheet")]
    found = [tracker for table in named or tables if (tracker := _tracker(table, known))]
    if found:
        return found
    read = (_tracker(table, known, sure=False) for table in named or tables)
    return sorted(filter(None, read), key=fullness, reverse=True)[:1]


def fullness(tracker: Tracker) -> tuple[int, int]:
    """Tell how much a table says: so many columns with a meaning, so many rows."""
    return len(tracker.shape.places), len(tracker.rows)


def no_tracker(tables: Sequence[Table]) -> str:
    """Say that no table holds applications, and what to do."""
    first = next((row for row in tables[0].rows if sum(map(bool, row)) > 1), tables[0].rows[0])
    shown = ", ".join(f"'{cell}'" for cell in first if cell)[:300]
    return (
        f"No table of job applications was found. A row of headings is needed that names the "
        f"employer, and the date or the status. The first row holds: {shown}. Write headings over "
        "your columns, such as Company, Date applied and Status, then import it again."
    )


def _tracker(table: Table, known: Mapping[str, Any], *, sure: bool = True) -> Tracker | None:
    """Read a table as a tracker; with ``sure`` off also one whose headings say too little."""
    said = {plain(k): fold(v) for k, v in known.get("columns", {}).items()}
    said = {heading: HEADED_AS.get(word, word) for heading, word in said.items()}
    at = _headings_at(table, said, sure=sure)
    if at is None:
        return None
    rows, lines = table.rows[at + 1 :], table.lines[at + 1 :]
    if at < 0:
        heading = [f"column {place}" for place in range(1, max(map(len, rows)) + 1)]
        by_place = zip(heading, zip(*rows, strict=False), strict=False)
        day = [plain(name) for name, cells in by_place if holds_days(cells)]
        said = {**dict.fromkeys(day[:1], "date"), **said}
    else:
        heading = _grouped(table.rows[at], table.rows[at - 1] if at else [])
    headings, rows, problems = even(heading, rows, lines, table.delimiter, said)
    for needed in ("employer", "role", "status"):
        if not any(heading_meaning(heading, said) == needed for heading in headings):
            said |= _likely(needed, [h for h in headings if not heading_meaning(h, said)])
    rows, blanked = without_nothing(rows, [heading_meaning(h, said) for h in headings])
    shape, becomes = _read_shape(headings, rows, said)
    shape = replace(shape, events=_tells_events(rows, shape))
    told = [*table.told, *blanked, *([] if table.delimiter else swapped(headings, rows, shape))]
    problems += tuple(Problem(None, None, "tell", sentence) for sentence in told)
    tracker = Tracker(table.name, headings, rows, lines, shape, becomes, problems)
    return tracker if tracker.sure or not sure else None


def _headings_at(table: Table, said: Mapping[str, str], *, sure: bool) -> int | None:
    """Find the row of headings near the top: the one with most that we know, else of words."""
    top = table.rows[:LOOKED_AT]
    at, score = most_known(top, lambda cell: heading_meaning(cell, said))
    if score > 1:
        return at
    filled = [sum(1 for cell in row if cell.strip()) for row in top]
    first = next((at for at, cells in enumerate(filled[:-1]) if cells > 1), None)
    if sure or first is None or sum(n > 1 for n in filled[first:]) * 2 < len(filled[first:]):
        return None
    # Headings are words in every column, and not a first row of what happened.
    if all(WORDING.fullmatch(cell.strip()) for cell in top[first] if cell.strip()):
        return first
    # Without any, a row that holds a day, or a word of how it ended, is an application itself.
    there = any(DATE_ONLY.fullmatch(cell) for cell in top[first])
    return -1 if there and not first and max(map(len, top)) > FEWEST_GROUPS else None


def _grouped(heading: list[str], above: Sequence[str]) -> list[str]:
    """Name columns of one heading apart by the merged headings over them, such as Interview."""
    if sum(1 for cell in above if cell.strip()) < FEWEST_GROUPS:
        return heading
    times = Counter(map(plain, heading))
    group, named = "", []
    for cell, over in zip_longest(heading, above[: len(heading)], fillvalue=""):
        group = over.strip() or group
        named.append(f"{group} {cell}".strip() if times[plain(cell)] > 1 and cell else cell)
    return named


def _likely(meaning: str, headings: Sequence[str]) -> dict[str, str]:
    """Take the likeliest heading for a meaning that no other has; a number of it is not it."""
    likely = load_words("aliases")["likely"]
    never = {*likely[f"never_{meaning}"], *likely.get(f"asked_{meaning}", ())}
    fitting = [plain(h) for h in headings if not never & set(plain(h).split())]
    found = [heading for word in likely[meaning] for heading in fitting if word in heading]
    if meaning == "status" and len(found) > 1:
        return {}  # such as Sift outcome and Interview outcome: asked about
    return dict.fromkeys(found[:1], meaning)


def _read_shape(
    headings: list[str], rows: list[list[str]], said: Mapping[str, str]
) -> tuple[Shape, dict[str, str]]:
    """Say what each column holds, by its heading and by what is in it."""
    places: dict[str, int] = {}
    wide: dict[str, list[tuple[int, str]]] = {"stage_columns": [], "outcome_columns": []}
    becomes = dict.fromkeys(headings, KEPT)
    also: list[int] = []
    columns_of = [[row[at] for row in rows if row[at].strip()] for at in range(len(headings))]
    meanings = [heading_meaning(heading, said) for heading in headings]
    rounds = _rounds(meanings, columns_of)
    # The surest come first: Date applied is the date, whatever Date is, and Company (size) none.
    unsure = [(not meanings[at], "(" in h or plain(h) in VAGUE) for at, h in enumerate(headings)]
    for place in sorted(range(len(headings)), key=unsure.__getitem__):
        cells, meaning = columns_of[place], meanings[place]
        kind, word = held(headings[place], _meant(headings, meaning, cells), cells)
        if place in rounds:
            kind, _, word = meaning.rpartition(":")
        becomes[headings[place]] = told = _becomes(kind, word, places)
        if kind:
            wide[kind].append((place, word))
        elif told == word:
            places[word] = place
        elif told == ALSO:
            also.append(place)
    stages, endings = sorted(wide["stage_columns"]), wide["outcome_columns"]
    status = places.get("status")
    if endings and status is not None and tells_ticks_only([row[status] for row in rows]):
        # Whether an answer came is no outcome where other columns say how it ended.
        becomes[headings[places.pop("status")]] = KEPT
    if "stage" in places and "status" not in places:
        # Where nothing else says what became of it, the stage reached does.
        places["status"] = places.pop("stage")
        becomes[headings[places["status"]]] = "status"
    if not {"status", "history"} & places.keys() and not endings:
        kept = (at for at, heading in enumerate(headings) if becomes[heading] == KEPT)
        told_at = ((tells(headings[at], columns_of[at]), at) for at in kept)
        for word, at in [found for found in told_at if found[0]][:1]:
            places[word], becomes[headings[at]] = at, word
    return _with_date(Shape(places, stages, endings, also), becomes, headings, rows)


def _rounds(meanings: Sequence[str], cells: Sequence[Sequence[str]]) -> set[int]:
    """Find the columns of steps in which words say how each went, where there are several."""
    step = "stage_columns:"
    found = {
        at
        for at, meaning in enumerate(meanings)
        if meaning.startswith(step)
        and meaning != f"{step}application"
        and all(is_tick(c) is not None or DATE_ONLY.fullmatch(c) or says_how(c) for c in cells[at])
    }
    return found if len(found) > 1 else set()


def _meant(headings: Sequence[str], meaning: str, cells: Sequence[str]) -> str:
    """Doubt a heading that is one of ours by chance, in a sheet that is no log of ours."""
    if {"date", "employer", "outcome"} <= set(headings):
        return meaning
    if meaning == "score" and not {"pass mark", "score out of"} & set(map(plain, headings)):
        return ""  # how well a job seemed to fit, and no mark that an employer gave
    if meaning in {"feedback", "feedback_status"}:
        read = [read_status(cell, {})[0] for cell in cells if fold(cell) not in choices(meaning)]
        if sum(kind in {"known", "never sent"} for kind in read) * 2 > len(cells):
            return "status"
    return meaning


def _becomes(kind: str, word: str, taken: Mapping[str, int]) -> str:
    """Say what a column of this meaning turns into, where some meanings are taken already."""
    if kind:
        return f"{kind.removesuffix('_columns')} {word}"
    if word in SET_APART:
        return SET_APART[word]
    if word in {*OURS, *IMPORTERS_OWN} and word not in taken:
        return word
    return ALSO if word == "status" else KEPT


def _with_date(
    shape: Shape, becomes: dict[str, str], headings: list[str], rows: list[list[str]]
) -> tuple[Shape, dict[str, str]]:
    """Let the column Applied be the date where it holds dates and there is no other."""
    applied = next((place for place, stage in shape.stages if stage == "application"), None)
    dated = applied is not None and any(DATE_ONLY.fullmatch(row[applied]) for row in rows)
    if applied is None or not dated or "date" in shape.places:
        return shape, becomes
    stages = [found for found in shape.stages if found[0] != applied]
    places = {**shape.places, "date": applied}
    return replace(shape, places=places, stages=stages), {**becomes, headings[applied]: "date"}


def _tells_events(rows: list[list[str]], shape: Shape) -> bool:
    """Tell whether each row is one thing that happened: applications come up more than once."""
    if shape.stages or "date" not in shape.places or "role" not in shape.places:
        return False
    if any(shape.cell(row, "heard_on") for row in rows):
        return False  # a row that says when its answer came is a whole application
    named = Counter(map(shape.named, rows))
    named.pop(("", ""), None)
    return sum(times for times in named.values() if times > 1) > len(rows) / 3


def joined(trackers: Sequence[Tracker]) -> list[Tracker]:
    """Keep the tables that are one tracker: the fullest one, and others that go on where it ends.

    Those have the same headings, or tell the same things of other applications.
    """
    best = max(trackers, key=fullness)

    def goes_on(tracker: Tracker) -> bool:
        told, wanted = (TOLD & found.shape.places.keys() for found in (tracker, best))
        there, here = (set(map(found.shape.named, found.rows)) for found in (tracker, best))
        return "status" in told and told == wanted and not there & here

    return [t for t in trackers if t.headings == best.headings or goes_on(t)]


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
    words = load_words("aliases")["events"]
    interviews = "interview" in plain(table.name)
    for at, headings in enumerate(table.rows[:EVENTS_AT]):
        width = len(headings)
        rows = [[*row, *[""] * (width - len(row))][:width] for row in table.rows[at + 1 :]]
        places: dict[str, int] = {}
        for place, heading in enumerate(headings):
            for meaning in ("date", "stage", "status"):
                if plain(heading) in words[meaning]:
                    places.setdefault(meaning, place)
        events = "date" in places and ("stage" in places or interviews)
        if events and (key := _key(tracker, headings, rows)):
            # Sorted by the day where years come first, as workbooks keep them; else as they stand.
            dates = [row[places["date"]].strip() for row in rows]
            days = [to_iso(date) if date[:4].isdigit() else "" for date in dates]
            rows = [rows[at] for at in sorted(range(len(rows)), key=days.__getitem__)]
            return _told_more(tracker, table.name, key, places, headings, rows)
    return None


def _told_more(
    tracker: Tracker,
    name: str,
    key: tuple[int, int],
    places: Mapping[str, int],
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> Tracker:
    """Put the events at hand for each application, and what else their sheet says in a column."""
    here, there = key
    events: dict[str, list[Event]] = defaultdict(list)
    more: dict[str, list[str]] = defaultdict(list)
    taken = {*places.values(), there}
    rest = [(at, h) for at, h in enumerate(headings) if heading_meaning(h) != "contact"]
    for row in rows:
        said = (f"{h}: {row[at].strip()}" for at, h in rest if at not in taken and row[at].strip())
        events[row[there].strip()].append(_event(row, places, name))
        more[row[there].strip()].append("; ".join(said))
    whose_rows = [row[here].strip() for row in tracker.rows]
    told = f"The rows of '{name}' were joined to their applications by '{tracker.headings[here]}'."
    if lost := sum(len(events[whose]) for whose in events.keys() - set(whose_rows)):
        told += f" {lost} of them belong to none of yours and were not read."
    column = name if name not in tracker.headings else f"{name} (sheet)"
    texts = ["\n".join(filter(None, more.get(whose, ()))) for whose in whose_rows]
    return replace(
        tracker,
        headings=[*tracker.headings, column],
        rows=[[*row, text] for row, text in zip(tracker.rows, texts, strict=True)],
        becomes={**tracker.becomes, column: KEPT},
        also=name,
        shape=replace(tracker.shape, key=here, elsewhere=events),
        problems=(*tracker.problems, Problem(None, None, "tell", told)),
    )


def _event(row: Sequence[str], places: Mapping[str, int], name: str) -> Event:
    words = ("date", "stage", "status")
    date, stage, status = (row[places[w]].strip() if w in places else "" for w in words)
    numbered = "interview" in plain(name) and (not stage or stage.isdigit())
    return Event(date, "interview" if numbered else stage, status)


def _key(
    tracker: Tracker, headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[int, int] | None:
    """Find the columns, here and there, that say of each event whose it is.

    Their values tell the applications apart, and do not name each of them just once.
    """
    ours = [plain(heading) for heading in tracker.headings]
    words = load_words("aliases")["events"]
    whose = {place: set(plain(heading).split()) for place, heading in enumerate(headings)}
    keys = [place for place in whose if whose[place] & set(words["key"])]
    if not rows or {*map(plain, headings)} >= set(ours):
        keys = []
    for there in sorted(keys, key=lambda place: not whose[place] & set(words["whose"])):
        cells = [row[there].strip() for row in rows]
        for here in range(len(ours)):
            values = [row[here].strip() for row in tracker.rows]
            known = set(values)
            apart = len(known) == len(values) and "" not in known
            if not (apart and set(ours[here].split()) & set(words["key"])):
                continue
            inside = sum(cell in known for cell in cells)
            if inside >= MOSTLY * len(cells) and sorted(cells) != sorted(values):
                return here, there
    return None
