"""Finds the tracker among the tables of a file: its heading row, and what each column holds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.shapes import DATE_INSIDE, Shape
from bounceback_analysis.vocabulary.aliases import heading_meanings, is_tick, plain, read_status
from bounceback_analysis.vocabulary.schema import columns, load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.log.sheets import Table

OURS = tuple(column.name for column in columns())
LOOKED_AT = 25
"""Rows from the top among which the headings are looked for."""

MOSTLY = 0.8
IMPORTERS_OWN = (
    "status",
    "stage",
    "history",
    "contact",
    "pay",
    "saved_on",
    "updated_on",
    "deadline",
)


@dataclass(frozen=True)
class Tracker:
    """A table with its headings found: ``becomes`` says what each of their columns turns into."""

    name: str
    headings: list[str]
    rows: list[list[str]]
    lines: list[int]
    shape: Shape
    becomes: Mapping[str, str]


def find_trackers(tables: Sequence[Table], known: Mapping[str, Any]) -> list[Tracker] | str:
    """Find the tables that hold applications; a sentence where there is none.

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
    first = next((row for row in tables[0].rows if sum(map(bool, row)) > 1), tables[0].rows[0])
    shown = ", ".join(f"'{cell}'" for cell in first if cell)[:300]
    return (
        f"No table of job applications was found. A row of headings is needed that names the "
        f"employer, and the date or the status. The first row holds: {shown}. Write in an answers "
        f'file what they are, such as: [columns] "{next(filter(None, first), "Firm")}" = "employer"'
    )


def joined(trackers: Sequence[Tracker]) -> list[Tracker]:
    """Keep the tables that are one tracker: the fullest one and others of the same headings."""
    best = max(trackers, key=lambda tracker: (len(tracker.shape.places), len(tracker.rows)))
    return [tracker for tracker in trackers if tracker.headings == best.headings]


def _tracker(table: Table, known: Mapping[str, Any]) -> Tracker | None:
    meanings = heading_meanings() | {plain(k): v for k, v in known.get("columns", {}).items()}
    scores = [
        len({meanings[plain(cell)] for cell in row if plain(cell) in meanings})
        for row in table.rows[:LOOKED_AT]
    ]
    at = max(range(len(scores)), key=scores.__getitem__, default=0)
    if not scores or scores[at] < 2:
        return None
    headings = _distinct(table.rows[at])
    meanings |= _likely_employer(headings, meanings)
    rows, lines = table.rows[at + 1 :], table.lines[at + 1 :]
    shape, becomes = _read_shape(headings, rows, meanings)
    shape = replace(shape, events=_tells_events(rows, shape))
    if "employer" not in shape.places or not (shape.stages or len(shape.places) > 1):
        return None
    return Tracker(table.name, headings, rows, lines, shape, becomes)


def _likely_employer(headings: Sequence[str], meanings: Mapping[str, str]) -> dict[str, str]:
    """Take a column that may name the employer for it where no other column does."""
    if any(meanings.get(plain(heading)) == "employer" for heading in headings):
        return {}
    words = load_words("aliases")["likely"]["employer"]
    found = (plain(heading) for word in words for heading in headings if word in plain(heading))
    return {word: "employer" for word in [next(found, "")] if word}


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
    headings: list[str], rows: list[list[str]], meanings: Mapping[str, str]
) -> tuple[Shape, dict[str, str]]:
    """Say what each column holds, by its heading and by what is in it."""
    places: dict[str, int] = {}
    stages: list[tuple[int, str]] = []
    endings: list[tuple[int, str]] = []
    becomes: dict[str, str] = {}
    for place, heading in enumerate(headings):
        cells = [row[place] for row in rows if row[place].strip()]
        kind, word = _held(meanings.get(plain(heading), ""), cells)
        if kind == "stage_columns":
            stages.append((place, word))
            becomes[heading] = f"stage {word}"
        elif kind == "outcome_columns":
            endings.append((place, word))
            becomes[heading] = f"outcome {word}"
        elif word == "contact":
            becomes[heading] = "left out (people's details)"
        elif word in {*OURS, *IMPORTERS_OWN} - {"pay"} and word not in places:
            places[word] = place
            becomes[heading] = word
        else:
            becomes[heading] = "kept as it is"
    return _with_date(Shape(places, stages, endings), becomes, headings, rows)


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
    named = Counter((plain(shape.cell(r, "employer")), plain(shape.cell(r, "role"))) for r in rows)
    named.pop(("", ""), None)
    return sum(times for times in named.values() if times > 1) > len(rows) / 3


def _held(meaning: str, cells: list[str]) -> tuple[str, str]:
    """Check a heading against what its column holds: (stage_columns, interview), ("", role), ..."""
    kind, _, word = meaning.rpartition(":")
    if word == "contact" and cells and all(map(_is_days, cells)):
        # What holds days or ticks is a step, such as a call, and nobody's number.
        return "stage_columns", "screening"
    if not kind:
        return "", word
    if _share(cells, lambda cell: is_tick(cell) is not None or bool(DATE_ONLY.fullmatch(cell))):
        return kind, word
    statuses = _share(cells, lambda cell: read_status(cell, {})[0] != "unknown")
    return "", "status" if statuses else ""


def _is_days(cell: str) -> bool:
    parts = re.split(r"\s*(?:&|;|\+|\band\b)\s*", cell)
    return is_tick(cell) is not None or all(DATE_ONLY.fullmatch(part) for part in parts)


DATE_ONLY = re.compile(rf"\s*(?:{DATE_INSIDE.pattern})(?:[T ]\d.*)?\s*")


def _share(cells: list[str], test: Any) -> bool:
    """Tell whether most of the cells pass a test; an empty column passes."""
    return sum(map(bool, map(test, cells))) >= MOSTLY * len(cells)


def is_template(row: Sequence[str], shape: Shape) -> str:
    """Say why a row is no application, such as a total or a row of unticked boxes."""
    employer, role = shape.cell(row, "employer"), shape.cell(row, "role")
    if plain(employer) in {"total", "totals", "sum", "average", "count"} and not role:
        return "a total, not an application"
    if heading_meanings().get(plain(employer)) == "employer":
        return "the headings again"
    if employer or role:
        return ""
    filled = [cell for cell in row if cell.strip() and is_tick(cell) is None]
    return "names no employer and no role" if filled else "nothing but empty boxes"
