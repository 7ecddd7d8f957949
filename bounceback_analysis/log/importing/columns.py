"""What each column of a sheet holds: told by its heading, and by what stands under it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bounceback_analysis.log.dates import DAY_WRITTEN
from bounceback_analysis.log.importing.steps import DATE_INSIDE, packed, says_how
from bounceback_analysis.vocabulary.aliases import (
    MONTH,
    heading_meaning,
    is_tick,
    plain,
    read_status,
)
from bounceback_analysis.vocabulary.schema import choices, columns, fold, load_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MOSTLY = 0.75  # of the cells: the others are slips, notes and what is not known yet
LOOKED_AT = 500  # so many cells of a column show whether it holds statuses
OURS = tuple(column.name for column in columns())
OTHER_DAYS = ("saved_on", "updated_on", "deadline", "status_on", "first_heard_on")
"""Days that are none of the log's own."""

IMPORTERS_OWN = ("status", "stage", "history", *OTHER_DAYS)
DATE_COLUMNS = (
    *("date", "heard_on", "follow_up_on", "feedback_asked_on", "rated_on"),
    *("saved_on", "status_on", "first_heard_on"),
)
DATE_ONLY = re.compile(
    rf"\s*(?:[a-z]{{3,9}}, *)?(?:{DAY_WRITTEN})(?:[T ]\d.*| ?[(（]\d+[:：]\d\d[)）].*)?\s*",
    re.IGNORECASE,
)
DETAIL = re.compile(
    r"[ <]*\S+@[\w-]+\.[\w.-]+[ >]*$|\s*(?:\+\d[\d ()./-]{7,}|\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4})"
)
"""An address for mail, or a telephone number."""
LINKED = re.compile(r"\s*(?:https?://|www\.)", re.IGNORECASE)

LONGEST_DAY = 40  # letters: the longest day that was seen, with its hour and its place, has 36
LONGEST_TOLD = 200  # letters of a cell that tells of steps: more are a note
TIME_SAID = re.compile(rf"{DAY_WRITTEN}|\b{MONTH}\b|\bq[1-4]\b", re.IGNORECASE)
"""A day among other words, or a month, or a quarter."""

COUNTED = re.compile(
    r"(?:column|step|stage|round|phase|update|event|status|week|kw|woche|semaine|semana|schritt|runde|stufe|étape|etapa|fase"
    r"|etap|aşama|etappe|no|nr)? ?\d{1,2}(?:st|nd|rd|th)?"
)
"""A heading that only counts, such as 2, Step 2, or that of a column which has none."""

VAGUE = {"date", "time", "day", "when", "response", "update", "decision", "result"}
PAIR = "pair:"  # employer and role in one cell; behind it which of them comes first
KEPT = "kept as it is"
ALSO = "outcome, where the other does not say how it ended"
LEAVE_OUT = "leave out"
SET_APART = ("contact", "pay", LEAVE_OUT)


@dataclass(frozen=True)
class Shape:
    """Which columns hold what: by the importer's word, the places of the columns.

    ``stages`` and ``endings`` are the columns of a wide sheet: (place, stage or outcome).
    ``also`` are further columns that may tell how it ended; ``steps`` those that tell of a step
    each, in words: (place, the day that is their heading, else blank).
    With ``events`` each row is one thing that happened, not a whole application.
    """

    places: Mapping[str, int] = field(default_factory=dict)
    stages: Sequence[tuple[int, str]] = ()
    endings: Sequence[tuple[int, str]] = ()
    also: Sequence[int] = ()
    steps: Sequence[tuple[int, str]] = ()
    events: bool = False

    def cell(self, row: Sequence[str], word: str) -> str:
        """Give a row's cell under a heading of this meaning, blank where there is none."""
        place = self.places.get(word)
        return "" if place is None else row[place].strip()

    def history(self, row: Sequence[str]) -> str:
        """Give the steps that a row tells of in words: a line for each column of them."""
        if not self.steps:
            return self.cell(row, "history")
        told = ((row[place].strip(), day) for place, day in self.steps)
        return "\n".join(
            f"{cell} {day}" if day and not DATE_INSIDE.search(cell) else cell
            for cell, day in told
            if cell
        )

    def day(self, row: Sequence[str]) -> str:
        """Give the day of a row that is one event: its own, else that of the word in it."""
        return self.cell(row, "date") or self.cell(row, "status_on")

    def named(self, row: Sequence[str]) -> tuple[str, str]:
        """Give the employer and the role, however they are written."""
        return plain(self.cell(row, "employer")), plain(self.cell(row, "role"))

    @cached_property
    def telling(self) -> list[int]:
        """The columns that tell what became of a row, and when."""
        named = ("status", "stage", "history", "date", "heard_on", "status_on", "first_heard_on")
        places = (self.places[name] for name in named if name in self.places)
        return [*places, *self.also, *(at for at, _ in (*self.stages, *self.endings, *self.steps))]

    def words(self, row: Sequence[str]) -> list[str]:
        """Give the words by which a row says what became of it."""
        also = (row[place].strip() for place in self.also)
        return [*filter(None, (self.cell(row, "status"), self.cell(row, "stage"), *also))]


def read_shape(
    headings: Sequence[str], rows: Sequence[Sequence[str]], said: Mapping[str, str]
) -> tuple[Shape, dict[str, str]]:
    """Say what each column holds, and what each heading turns into, in words for the person.

    ``said`` are meanings that are settled already, by the plain heading.
    """
    places: dict[str, int] = {}
    wide: dict[str, list[tuple[int, str]]] = {"stage_columns": [], "outcome_columns": []}
    becomes = dict.fromkeys(headings, KEPT)
    also: list[int] = []
    meanings = [heading_meaning(heading, said) for heading in headings]
    cells = _cells_of(rows, meanings)
    rounds, steps = _rounds(meanings, cells), _steps(headings, meanings, cells)
    for at in _surest_first(headings, meanings):
        if at in steps:
            becomes[headings[at]] = load_words("aliases")["becomes"]["history"]
            places.setdefault("history", min(steps))
            continue
        kind, _, word = meanings[at].rpartition(":")
        if at not in rounds:
            meant = _meant(headings, at, meanings[at], cells[at])
            kind, word = _held(headings[at], meant, cells[at])
        becomes[headings[at]] = told = _becomes(kind, word, places)
        if kind:
            wide[kind].append((at, word))
        elif told == word:
            places[word] = at
        elif told == ALSO:
            also.append(at)
    _settle_status(headings, cells, places, becomes, wide["outcome_columns"])
    _settle_days(headings, meanings, cells, places, becomes)
    stages = sorted(wide["stage_columns"])
    applied = next((at for at, stage in stages if stage == "application"), None)
    if applied is not None and "date" not in places and any(map(says_day, cells[applied])):
        # The column Applied is the date where it holds dates and there is no other.
        places["date"], becomes[headings[applied]] = applied, "date"
        stages = [found for found in stages if found[0] != applied]
    headed = [(at, headings[at] if DATE_ONLY.fullmatch(headings[at]) else "") for at in steps]
    shape = Shape(places, stages, wide["outcome_columns"], also, headed)
    return replace(shape, events=_tells_events(rows, shape)), becomes


def _cells_of(rows: Sequence[Sequence[str]], meanings: Sequence[str]) -> list[list[str]]:
    """Give what each column holds in the rows that name a job.

    What stands below a list, such as what its words mean, says nothing of its columns.
    """
    named = [at for at, meaning in enumerate(meanings) if meaning in {"employer", "role"}]
    whose = [row for row in rows if any(row[at].strip() for at in named)] or rows
    return [[row[at] for row in whose if row[at].strip()] for at in range(len(meanings))]


def _surest_first(headings: Sequence[str], meanings: Sequence[str]) -> list[int]:
    """Order columns: Date applied is the date, whatever Date is, and Company (size) none."""
    applying = load_words("aliases")["likely"]["date"]

    def unsure(at: int) -> tuple[bool, bool, bool]:
        name = plain(headings[at])
        elsewhen = meanings[at] == "date" and not any(word in name for word in applying)
        return not meanings[at], "(" in headings[at] or name in VAGUE, elsewhen

    return sorted(range(len(headings)), key=unsure)


def _settle_status(
    headings: Sequence[str],
    cells: Sequence[Sequence[str]],
    places: dict[str, int],
    becomes: dict[str, str],
    endings: Sequence[tuple[int, str]],
) -> None:
    """Find the column that says what became of it where no heading does, and drop one that cannot.

    Changes ``places`` and ``becomes``.
    """
    ended = any(cells[at] for at, _ in endings)
    if ended and "status" in places and tells_ticks_only(cells[places["status"]]):
        # Whether an answer came is no outcome where other columns say how it ended.
        becomes[headings[places.pop("status")]] = KEPT
    if "stage" in places and "status" not in places:
        # Where nothing else says what became of it, the stage reached does.
        places["status"] = places.pop("stage")
        becomes[headings[places["status"]]] = "status"
    if "history" not in places:
        kept = [at for at, heading in enumerate(headings) if becomes[heading] == KEPT]
        # Another column may say how it ended beside one that tells all steps.
        told_at = [("history", at) for at in kept if _tells_steps(cells[at][:LOOKED_AT])]
        if "status" not in places:
            told_at += ((_tells(headings[at], cells[at]), at) for at in kept)
        for word, at in [found for found in told_at if found[0]][:1]:
            places[word], becomes[headings[at]] = at, word


def _settle_days(
    headings: Sequence[str],
    meanings: Sequence[str],
    cells: Sequence[Sequence[str]],
    places: dict[str, int],
    becomes: dict[str, str],
) -> None:
    """Where no column has the day, take that of a status's last change, or when a program noted it.

    Changes ``places`` and ``becomes``.
    """
    if {"date", "status_on", "history"} & places.keys():
        return
    status = cells[places["status"]] if "status" in places else ()
    said = (read_status(cell, {})[1] for cell in status)
    # A program notes when it applied; once a row says how it ended, that may be the day of it.
    applied = all(not meaning or meaning.outcome == "waiting" for meaning in said)
    noted = {*load_words("aliases")["likely"]["noted"]} if applied else set()
    for at, (heading, meaning) in enumerate(zip(headings, meanings, strict=True)):
        changed = meaning == "updated_on" and "status" in places
        word = "date" if plain(heading) in noted else "status_on" * changed
        if word and becomes[heading] == meaning and holds_days(cells[at]):
            places[word], becomes[heading] = at, word
            return


def likely(meaning: str, headings: Sequence[str]) -> dict[str, str]:
    """Take the likeliest heading for a meaning that no other has; a number of it is not it."""
    words = load_words("aliases")["likely"]
    never = {*words[f"never_{meaning}"], *words.get(f"asked_{meaning}", ())}
    fitting = [plain(h) for h in headings if not never & set(plain(h).split())]
    found = [heading for word in words[meaning] for heading in fitting if word in heading]
    if meaning == "status" and len(found) > 1:
        return {}  # such as Sift outcome and Interview outcome: asked about
    return dict.fromkeys(found[:1], meaning)


def says_day(cell: str) -> bool:
    """Tell whether a cell says a time, perhaps among other words: a day, a month or a quarter."""
    return bool(DATE_ONLY.fullmatch(cell) or (len(cell) <= LONGEST_DAY and TIME_SAID.search(cell)))


def holds_days(cells: Sequence[str]) -> bool:
    """Tell whether most cells of a column are days."""
    return bool(cells) and _share(cells, DATE_ONLY.fullmatch)


def tells_ticks_only(cells: Sequence[str]) -> bool:
    """Tell whether the filled cells of a column say yes and no, and nothing else."""
    return bool(cells) and all(is_tick(cell) is not None for cell in cells)


def _held(heading: str, meaning: str, cells: Sequence[str]) -> tuple[str, str]:
    """Check a heading against what its column holds: (stage_columns, interview), ("", role), ..."""
    kind, _, word = meaning.rpartition(":")
    if word == "contact" and not all(is_tick(c) is not None for c in cells) and _all_days(cells):
        # What holds days is a step, such as a call, and nobody's number; mere ticks are not.
        return "stage_columns", "screening"
    if word in {"employer", "role"} and (
        holds_days(cells) or (cells and _share(cells, LINKED.match))
    ):
        # A program may have written its days under the headings of another.
        return "", "date" * holds_days(cells)
    if (kind or not word) and cells and _share(cells, DETAIL.match):
        return "", "contact"
    if not word and cells and not _never_status(heading):
        said = [read_status(cell, {})[1] for cell in cells]
        if sum(m is not None and m.outcome != "waiting" for m in said) >= MOSTLY * len(cells):
            return "", "status"
    if word == "feedback" and tells_ticks_only(cells):
        return "", ""  # whether any was given, and not what was said
    if not kind:
        return "", word
    filled = [cell for cell in cells if plain(cell)]  # and not a mere question mark
    if _share(filled, lambda cell: is_tick(cell) is not None or says_day(cell)):
        return kind, word
    statuses = _share(cells, lambda cell: read_status(cell, {})[0] in {"known", "never sent"})
    people = set(plain(heading).split()) <= set(load_words("aliases")["words"]["people"])
    return "", "status" if statuses else "contact" if people else ""


def _steps(
    headings: Sequence[str], meanings: Sequence[str], cells: Sequence[Sequence[str]]
) -> list[int]:
    """Find the columns that are only counted, or headed by a day, and tell in words of steps."""
    counted = [
        at
        for at, heading in enumerate(headings)
        if COUNTED.fullmatch(plain(heading)) or DATE_ONLY.fullmatch(heading)
        if cells[at] and meanings[at] in {"", "stage_columns:interview"}
    ]
    told = [at for at in counted if any(map(_step_in, cells[at]))]
    known = [_step_in(cell) for at in told for cell in cells[at]]
    dated = sum(bool(DATE_INSIDE.search(cell)) for at in told for cell in cells[at])
    # One such column without days may be that of the status, whose heading was forgotten.
    several = len(told) > 1 or dated * 2 > len(known)
    # Nothing else is like it: what is not known of it is asked about.
    return told if known and several and sum(known) * 2 >= len(known) else []


def _step_in(cell: str) -> bool:
    """Tell whether a cell says a step in words, perhaps with its day."""
    return len(cell) <= LONGEST_TOLD and is_tick(cell) is None and bool(packed(cell, {}))


def _rounds(meanings: Sequence[str], cells: Sequence[Sequence[str]]) -> set[int]:
    """Find the columns of steps in which words say how each went, where there are several.

    Once two do, any other with such a word or a day is one too: its other words are asked about.
    """
    step = "stage_columns:"
    steps = {
        at: cells[at]
        for at, meaning in enumerate(meanings)
        if meaning.startswith(step) and meaning != f"{step}application"
    }
    found = {at for at, filled in steps.items() if _share(filled, _tells_step)}
    more = {
        at
        for at, filled in steps.items()
        if any(says_how(cell) or DATE_ONLY.fullmatch(cell) for cell in filled)
    }
    return found | more if len(found) > 1 else set()


def _tells_step(cell: str) -> bool:
    return is_tick(cell) is not None or bool(DATE_ONLY.fullmatch(cell)) or says_how(cell)


def _meant(headings: Sequence[str], at: int, meaning: str, cells: Sequence[str]) -> str:
    """Doubt a heading that is one of ours by chance, in a sheet that is no log of ours."""
    if {"date", "employer", "outcome"} <= set(headings):
        return meaning
    first = set(load_words("aliases")["words"]["first"]) & set(plain(headings[at]).split())
    if meaning == "heard_on" and first:
        return "first_heard_on"
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
        return str(load_words("aliases")["becomes"][word])
    if word in {*OURS, *IMPORTERS_OWN} and word not in taken:
        return word
    return ALSO if word == "status" else KEPT


def _tells(heading: str, cells: Sequence[str]) -> str:
    """Say what a column holds of which the heading says nothing: a status, a history or neither."""
    cells = cells[:LOOKED_AT]
    if not cells or _never_status(heading) or tells_ticks_only(cells):
        return ""
    if _share(cells, lambda cell: DATE_INSIDE.search(cell) and packed(cell, {})):
        return "history"
    read = {plain(cell): read_status(cell, {})[0] for cell in set(cells)}
    known = sum(kind in {"known", "never sent"} for kind in read.values())
    return "status" if known > 1 and _share(cells, lambda c: read[plain(c)] != "unknown") else ""


def _tells_steps(cells: Sequence[str]) -> bool:
    """Tell whether more than half of the cells hold steps with days: nothing else is like it."""
    several = (len(packed(cell, {})) > 1 for cell in cells if DATE_INSIDE.search(cell))
    return sum(several) > len(cells) / 2


def _tells_events(rows: Sequence[Sequence[str]], shape: Shape) -> bool:
    """Tell whether each row is one thing that happened: applications come up more than once."""
    if (
        shape.stages
        or "role" not in shape.places
        or not {"date", "status_on"} & shape.places.keys()
    ):
        return False
    if any(shape.cell(row, "heard_on") for row in rows):
        return False  # a row that says when its answer came is a whole application
    named = Counter(map(shape.named, rows))
    named.pop(("", ""), None)
    return sum(times for times in named.values() if times > 1) > len(rows) / 3


def _never_status(heading: str) -> bool:
    return bool(set(plain(heading).split()) & set(load_words("aliases")["likely"]["never_status"]))


def _all_days(cells: Sequence[str]) -> bool:
    parts = (re.split(r"\s*(?:&|;|\+|\band\b)\s*", cell) for cell in cells)
    return all(
        is_tick(cell) is not None or all(DATE_ONLY.fullmatch(part) for part in found)
        for cell, found in zip(cells, parts, strict=True)
    )


def _share(cells: Sequence[str], test: Callable[[str], object]) -> bool:
    """Tell whether most of the cells pass a test; an empty column passes."""
    return sum(map(bool, map(test, cells))) >= MOSTLY * len(cells)
