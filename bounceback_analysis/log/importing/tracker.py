"""Finds the tracker among the tables of a file: its heading row, and what each column holds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.dates import NUMBERS, to_iso
from bounceback_analysis.log.importing.days import DATE_COLUMNS
from bounceback_analysis.log.importing.holding import (
    DATE_ONLY,
    held,
    holds_days,
    tells,
    tells_ticks_only,
)
from bounceback_analysis.log.importing.steps import Shape
from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.table import rejoined
from bounceback_analysis.vocabulary.aliases import heading_meaning, is_tick, plain, read_status
from bounceback_analysis.vocabulary.schema import choices, columns, fold, load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.log.importing.sheets import Table
    from bounceback_analysis.vocabulary.schema import Column

OURS = tuple(column.name for column in columns())
LOOKED_AT = 25
"""Rows from the top among which the headings are looked for."""

FEWEST_GROUPS = 2
"""One cell over the headings is a title."""

VAGUE = {"date", "time", "day", "when", "response", "update", "decision", "result"}
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

IMPORTERS_OWN = ("status", "stage", "history", "saved_on", "updated_on", "deadline", "status_on")
NOTHING = {"null", "nan", "none", "undefined", "-", "–", "—", "--"}
"""What programs and people write where there is nothing; an employer may be called None."""

MONEY = re.compile(r"\D{0,4}\d{1,3},\d{3}(?!\d).*")
NAMED = 8  # lines that were put right are named up to so many


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


def find_trackers(tables: Sequence[Table], known: Mapping[str, Any]) -> list[Tracker]:
    """Find the tables that hold applications, else the one that may with its headings settled.

    Parameters
    ----------
    tables
        All tables of a file.
    known
        The person's answers: ``sheet`` names one, ``columns`` says what headings mean.
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


def is_ours(headings: Sequence[str]) -> bool:
    """Tell whether a table has the headings of a log of ours, in which each row is one step."""
    return {"date", "employer", "outcome", "stage"} <= set(headings)


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
        day = (
            h
            for h, cells in zip(heading, zip(*rows, strict=False), strict=False)
            if holds_days(cells)
        )
        said = {**dict.fromkeys(map(plain, [*day][:1]), "date"), **said}
    else:
        heading = _grouped(table.rows[at], table.rows[at - 1] if at else [])
    headings, rows, problems = _even(heading, rows, lines, table.delimiter, said)
    for needed in ("employer", "role", "status"):
        if not any(heading_meaning(heading, said) == needed for heading in headings):
            said |= _likely(needed, [h for h in headings if not heading_meaning(h, said)])
    told = [*table.told]
    if not is_ours(headings):
        rows, more = _without_nothing(rows, [heading_meaning(h, said) for h in headings])
        told += more
    shape, becomes = _read_shape(headings, rows, said)
    shape = replace(shape, events=is_ours(headings) or _tells_events(rows, shape))
    told += [] if table.delimiter else _swapped(headings, rows, shape)
    problems += tuple(Problem(None, None, "tell", sentence) for sentence in told)
    tracker = Tracker(table.name, headings, rows, lines, shape, becomes, problems)
    return tracker if tracker.sure or not sure else None


def _headings_at(table: Table, said: Mapping[str, str], *, sure: bool) -> int | None:
    """Find the row of headings near the top: the one with most that we know, else of words."""
    top = table.rows[:LOOKED_AT]
    scores = [len({heading_meaning(cell, said) for cell in row} - {""}) for row in top]
    if max(scores, default=0) > 1:
        return max(range(len(scores)), key=scores.__getitem__)
    filled = [sum(1 for cell in row if cell.strip()) for row in top]
    first = next((at for at, cells in enumerate(filled[:-1]) if cells > 1), None)
    if sure or first is None or sum(n > 1 for n in filled[first:]) * 2 < len(filled[first:]):
        return None
    # Headings are words in every column, and not a first row of what happened.
    if all(_is_wording(cell) for cell in top[first] if cell.strip()):
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


def _is_wording(cell: str) -> bool:
    return 0 < len(cell.strip()) < 40 and not re.search(r"\d{2}", cell) and bool(plain(cell))


def _even(
    heading: list[str],
    rows: list[list[str]],
    lines: list[int],
    delimiter: str,
    said: Mapping[str, str],
) -> tuple[list[str], list[list[str]], tuple[Problem, ...]]:
    """Make all rows as wide as the widest; put right what a stray separator moved, and say so."""
    words = [heading_meaning(cell, said) for cell in heading]
    even, told = [], []
    for row, line in zip(rows, lines, strict=True):
        whole, how = row, ""
        if delimiter and len(row) > len(heading):
            whole, how = _joined(row, words, delimiter)
        elif delimiter and len(row) < len(heading):
            whole, how = _parted(row, words)
        even.append(whole)
        if how:
            told.append((line, how))
    beyond = (at for row in even for at in range(len(row), len(heading), -1) if row[at - 1].strip())
    width = max(beyond, default=len(heading))
    even = [(row + [""] * (width - len(row)))[:width] for row in even]
    others = ", ".join(str(line) for line, _ in told[1 : NAMED + 1])
    others += f" and {len(told) - NAMED - 1} more" if len(told) > NAMED + 1 else ""
    more = f" So it was with {'line' if len(told) == 2 else 'lines'} {others}." if others else ""
    first = [f"Line {line}: {how}{more}" for line, how in told[:1]]
    problems = tuple(Problem(None, None, "tell", sentence) for sentence in first)
    return _distinct(heading + [""] * (width - len(heading))), even, problems


def _misfits(row: Sequence[str], words: Sequence[str]) -> int:
    """Count the cells that cannot stand where they do: no day under a date, a day elsewhere."""
    wrong = 0
    for cell, word in zip(row, words, strict=False):
        if text := cell.strip():
            is_day = bool(DATE_ONLY.fullmatch(text)) or bool(to_iso(text))
            dated = word in DATE_COLUMNS or word in IMPORTERS_OWN[3:]
            wrong += is_day != dated and (
                not is_tick(text) if dated else word in {"status", "employer", "role", "source"}
            )
            named = word in {"employer", "role", "source"}
            wrong += named and not is_day and read_status(text, {})[0] == "known"
    return wrong


def _joined(row: list[str], words: Sequence[str], delimiter: str) -> tuple[list[str], str]:
    """Join what a separator has parted in a row that is too long: money and days before others."""
    width, said = len(words), f"This line has {len(row)} cells for {len(words)} headings"
    blank_end = not any(cell.strip() for cell in row[width:])
    if blank_end and not _misfits(row[:width], words):
        return row[:width], ""
    whole = list(row)
    for at in range(len(row) - 2, -1, -1):
        pair = delimiter.join(row[at : at + 2])
        is_day = bool(to_iso(pair)) and not to_iso(row[at])
        if len(whole) > width and (is_day or (delimiter == "," and MONEY.fullmatch(pair))):
            whole[at : at + 2] = [pair]
    if len(whole) < len(row) and not _misfits(whole, words):
        parts = [cell for cell in whole if delimiter in cell and cell not in row]
        return whole, f"{said}; '{parts[0].strip()[:60]}' was read as one cell."
    checks = [_check(word) for word in words]
    whole, (_, how) = rejoined(row, checks, delimiter)
    glued = next(
        (at for at, pair in enumerate(zip(whole, row, strict=False)) if pair[0] != pair[1]), -1
    )
    if len(whole) == width and words[glued] in {"employer", "role"} and row[glued + 1][:1] != " ":
        # Whoever is named in one cell and what for in the next are never made one.
        whole, how = row, f"{said}; which of them belong together is not known."
    if blank_end and _misfits(whole, words) >= _misfits(row[:width], words):
        return row[:width], ""
    return whole, how


def _parted(row: list[str], words: Sequence[str]) -> tuple[list[str], str]:
    """Find where a row that is too short lacks a cell: there, and further right, all fits again."""
    lacking = [""] * (len(words) - len(row))
    tries = [[*row[:at], *lacking, *row[at:]] for at in range(len(row), -1, -1)]
    best = min(tries, key=lambda found: _misfits(found, words))
    if _misfits(best, words) >= _misfits(row, words):
        return row, ""
    said = f"This line has {len(row)} cells for {len(words)} headings; a blank one was put "
    return best, f"{said}before '{row[tries[::-1].index(best)].strip()[:60]}'."


def _without_nothing(
    rows: list[list[str]], words: Sequence[str]
) -> tuple[list[list[str]], list[str]]:
    """Give the rows with nothing where a program has written that there is nothing."""
    named = {at for at, word in enumerate(words) if word == "employer"}
    found: Counter[str] = Counter()
    kept = []
    for row in rows:
        empty = {at for at, cell in enumerate(row) if cell.strip().lower() in NOTHING} - named
        found.update(row[at].strip() for at in empty if row[at].strip()[0].isalpha())
        kept.append(["" if at in empty else cell for at, cell in enumerate(row)] if empty else row)
    shown = ", ".join(f"'{word}'" for word in found)
    cells = "1 cell that says" if found.total() == 1 else f"{found.total():,} cells that say"
    return kept, [
        f"{cells} {shown} {'was' if found.total() == 1 else 'were'} read as blank."
    ] if found else []


def _swapped(headings: Sequence[str], rows: list[list[str]], shape: Shape) -> list[str]:
    """Say where real days, none after the 12th, stand beside others that are but words.

    A spreadsheet that takes the month first makes days of those it can, and leaves the others.
    """
    said = []
    for at in (place for name, place in shape.places.items() if name in DATE_COLUMNS):
        cells = [row[at].strip() for row in rows if row[at].strip()]
        real = [cell for cell in cells if re.match(r"\d{4}-\d\d-\d\d", cell)]
        words = [found for cell in cells if (found := NUMBERS.fullmatch(cell))]
        if (
            len(real) > 1
            and all(int(cell[8:10]) <= 12 for cell in real)
            and any(int(found[1]) > 12 for found in words)
        ):
            said.append(
                f"Under '{headings[at]}' no real date is after the 12th, and '{words[0][0]}' is "
                f"text: your spreadsheet may have swapped day and month in {len(real)} dates, "
                f"such as {real[0]}. Check them there."
            )
    return said


def _check(word: str) -> Column | None:
    """Give the column of ours that a heading stands for, to see whether a cell fits under it."""
    word = "outcome" if word == "status" else word
    return next((column for column in columns() if column.name == word), None)


def _likely(meaning: str, headings: Sequence[str]) -> dict[str, str]:
    """Take the likeliest heading for a meaning that no other has; a number of it is not it."""
    likely = load_words("aliases")["likely"]
    never = {*likely[f"never_{meaning}"], *likely.get(f"asked_{meaning}", ())}
    fitting = [plain(h) for h in headings if not never & set(plain(h).split())]
    found = [heading for word in likely[meaning] for heading in fitting if word in heading]
    if meaning == "status" and len(found) > 1:
        return {}  # such as Sift outcome and Interview outcome: asked about
    return dict.fromkeys(found[:1], meaning)


def _distinct(row: Sequence[str]) -> list[str]:
    """Give every column a heading of its own, also the blank and the repeated ones."""
    seen: Counter[str] = Counter()
    headings = []
    for place, cell in enumerate(row, start=1):
        name = " ".join(cell.split()) or f"column {place}"
        seen[name] += 1
        headings.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return headings


def _read_shape(
    headings: list[str], rows: list[list[str]], said: Mapping[str, str]
) -> tuple[Shape, dict[str, str]]:
    """Say what each column holds, by its heading and by what is in it."""
    places: dict[str, int] = {}
    wide: dict[str, list[tuple[int, str]]] = {"stage_columns": [], "outcome_columns": []}
    becomes = dict.fromkeys(headings, KEPT)
    also: list[int] = []
    for place in _surest_first(headings, said):
        cells = [row[place] for row in rows if row[place].strip()]
        meaning = heading_meaning(headings[place], said)
        kind, word = held(headings[place], _meant(headings, meaning, cells), cells)
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
        kept = [place for place, heading in enumerate(headings) if becomes[heading] == KEPT]
        cells_at = ((at, [row[at] for row in rows if row[at].strip()]) for at in kept)
        told_at = ((word, at) for at, cells in cells_at if (word := tells(headings[at], cells)))
        for word, place in [*told_at][:1]:
            places[word], becomes[headings[place]] = place, word
    return _with_date(Shape(places, stages, endings, also), becomes, headings, rows)


def _meant(headings: Sequence[str], meaning: str, cells: Sequence[str]) -> str:
    """Doubt a heading that is one of ours by chance, in a sheet that is no log of ours."""
    if {"date", "employer", "outcome"} <= set(headings):
        return meaning
    if meaning == "score" and not {"pass_mark", "score_out_of"} & set(headings):
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


def _surest_first(headings: Sequence[str], said: Mapping[str, str]) -> list[int]:
    """Order columns by what their headings say: Date applied is the date, whatever Date is."""
    return sorted(
        range(len(headings)),
        key=lambda at: (not heading_meaning(headings[at], said), _is_vague(headings[at])),
    )


def _is_vague(heading: str) -> bool:
    """Tell whether another heading of this meaning says it better, such as Company (size)."""
    return "(" in heading or plain(heading) in VAGUE


def _with_date(
    shape: Shape, becomes: dict[str, str], headings: list[str], rows: list[list[str]]
) -> tuple[Shape, dict[str, str]]:
    """Let the column Applied be the date where it holds dates and there is no other."""
    applied = next((place for place, stage in shape.stages if stage == "application"), None)
    if applied is None or "date" in shape.places:
        return shape, becomes
    if not any(DATE_ONLY.fullmatch(row[applied]) for row in rows):
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
