"""The one rule of which lines of a log are one application: what begins and what continues one.

It is read from the words of the log alone, so that a file, the form and the importer agree. Lines
of an employer are taken by day, then stage, then line. Where the words leave a choice it is this:

- An application is *open* while it waits, has passed, says no outcome, or holds an offer that is
  not answered. ``no response`` is not open: only a named later stage continues it.
- Of several applications of one job that a line may continue, it is the one touched last.
- A line without a stage comes last on its day. An undated line stands just before the next dated
  line of its job in the file; behind the last dated one, undated lines keep the file's order.
- An ending without a stage that comes more than 180 days after ``passed`` begins a new
  application and is asked, as any other line without a stage is.
- A blank role continues the employer's only open application if the rule lets that line continue
  one; what it begins stands apart. With several open at the employer an ending is asked.
- A role of which no application is live continues one of no role likewise, if that is the
  employer's only open one: many write the role down later, few apply for two jobs at once.
- A line answers an application line that waits if its stage is ``application`` too and it says
  what came of it. The answer is no step of its own: it counts at the step that it answers.
- Lines of one ``application_id`` are one application whatever they say; they take no other in.
- A placeholder is compared as it is written, ``?`` with ``?``; two blank roles are the same role.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bounceback_analysis.vocabulary.schema import choices, fold, load_words

Said = Literal["same", "new"]
Why = Literal["appeal", "which", "step"]

APPLICATION = 0
NAMED = len(choices("stage"))  # a stage is told by its place; one without stands behind all

WITHIN_DAYS = 180  # a further line without a stage is rather a new application after half a year

AFTER_AN_OFFER = frozenset({"accepted", "declined", "withdrew", "cancelled"})
ENDINGS = frozenset({"rejected", "no response", "offer", *AFTER_AN_OFFER})
OFFERS = ("offer", "accepted", "declined")
KINDS = {"waiting": "waiting", "passed": "passed", "no response": "silent", "offer": "offer"}
"""What the last line of an application that is not closed makes it."""

UNANSWERED = ("applied", "waiting", "passed")
OPEN = (*UNANSWERED, "offer")
LIVE = (*OPEN, "silent")


class Asked(NamedTuple):
    """A line of which the rule is not sure, the one before it, why, and whether they are joined."""

    row: int
    before: int
    why: Why
    joined: bool


class Joined(NamedTuple):
    """For each line the number of its application and its place in it from 1; what is asked."""

    application: NDArray[np.int64]
    round: NDArray[np.int64]
    asked: tuple[Asked, ...]


class Line(NamedTuple):
    """What the rule reads of one line; ``stage`` is a place in the order of the stages."""

    row: int
    stage: int
    outcome: str
    day: int | None


@dataclass(slots=True, eq=False)
class Shelf:
    """Applications that are not closed, by what their last line made them, latest touched last."""

    kinds: dict[str, dict[int, Application]] = field(default_factory=dict)

    def count(self, kinds: Sequence[str]) -> int:
        """Count those of some kinds."""
        return sum(len(self.kinds[kind]) for kind in kinds if kind in self.kinds)

    def latest(self, kinds: Sequence[str]) -> Application | None:
        """Give the one that was touched last."""
        best = None
        for kind in kinds:
            if there := self.kinds.get(kind):
                top = next(reversed(there.values()))
                if best is None or top.touched > best.touched:
                    best = top
        return best

    def put(self, found: Application) -> None:
        """Put one that was just touched where its last line places it."""
        self.kinds.setdefault(found.kind, {})[found.number] = found

    def take(self, found: Application) -> None:
        """Take one out before it is touched."""
        self.kinds[found.kind].pop(found.number)


@dataclass(slots=True, eq=False)
class Job:
    """The applications of one employer and role."""

    shelf: Shelf = field(default_factory=Shelf)
    last: Application | None = None


@dataclass(slots=True, eq=False)
class Application:
    """An application so far; ``kind`` is blank where closed, ``touched`` orders by last lines."""

    number: int
    job: Job
    line: Line
    kind: str = ""
    touched: int = 0
    furthest: int = -1


class Employer:
    """Takes the lines of one employer in their order, and says whose each is."""

    def __init__(self, first: int, said: Mapping[int, Said], *, placeholder: bool) -> None:
        self.number, self.said, self.placeholder = first, said, placeholder
        self.jobs: dict[int, Job] = {}
        self.shelf = Shelf()
        self.touched = 0
        self.asked: list[Asked] = []

    def take(self, role: int, line: Line) -> Application:
        """Give the application that a line of a role (0: blank) belongs to."""
        job = self.jobs.get(role) or self.jobs.setdefault(role, Job())
        if self.placeholder:
            found, like, why = _after_passed(line, job), None, None
        else:
            found, like, why = self._found(role, job, line)
        said = self.said.get(line.row)
        if said:
            found = None if said == "new" else like or self._last(role, job)
        elif why and like:
            self.asked.append(Asked(line.row, like.line.row, why, found is not None))
        if found is None:
            self.number += 1
            found = Application(self.number - 1, job, line)
        return self._touched(found, line)

    def _found(
        self, role: int, job: Job, line: Line
    ) -> tuple[Application | None, Application | None, Why | None]:
        """Give what a line continues, what else it may be the same as, and why that is asked."""
        shelf = job.shelf
        opened, anyone = self.shelf.count(OPEN), self.shelf.latest(OPEN)
        unsaid = anyone is not None and anyone.job is self.jobs.get(0) and not shelf.count(LIVE)
        if anyone and opened == 1 and (unsaid or not role):
            shelf = Shelf()
            shelf.put(anyone)
        elif not role and anyone and line.outcome in ENDINGS and not shelf.count(LIVE):
            return None, anyone, "which"
        found, several = _continued(line, shelf)
        if found:
            return found, found, "which" if several else None
        live = shelf.latest(LIVE)
        if live:
            return None, live, "step" if line.stage == NAMED else None
        appeal = job.last is not None and -1 < job.last.furthest < line.stage < NAMED
        return None, job.last, "appeal" if appeal else None

    def _last(self, role: int, job: Job) -> Application | None:
        """Give what a person means who says of a line that it is the same, unasked."""
        return job.shelf.latest(LIVE) or job.last or (None if role else self.shelf.latest(OPEN))

    def _touched(self, found: Application, line: Line) -> Application:
        """Let a line be the last one of an application."""
        if found.kind:
            found.job.shelf.take(found)
            self.shelf.take(found)
        self.touched += 1
        applied = line.stage == APPLICATION and line.outcome == "waiting"
        found.kind = "applied" if applied else KINDS.get(line.outcome, "")
        found.line, found.touched, found.job.last = line, self.touched, found
        if line.stage < NAMED:
            found.furthest = max(found.furthest, line.stage)
        if found.kind:
            found.job.shelf.put(found)
            self.shelf.put(found)
        return found


def _continued(line: Line, shelf: Shelf) -> tuple[Application | None, bool]:
    """Give the application that a line continues, and whether others were as likely."""
    if line.stage < NAMED and line.stage != APPLICATION:
        return shelf.latest(LIVE), False
    offered = shelf.count(("offer",)) if line.outcome in AFTER_AN_OFFER else 0
    if line.stage == APPLICATION:
        kinds: tuple[str, ...] = () if line.outcome == "waiting" else ("applied",)
        kinds = ("offer",) if offered else kinds
    elif line.outcome in {"accepted", "declined"} and offered:
        kinds = ("offer",)  # only what was offered can be taken or turned down
    elif line.outcome in ENDINGS:
        kinds = OPEN if offered else UNANSWERED
    else:
        found = shelf.latest(LIVE)
        return (found if found and found.kind == "passed" and _soon(found, line) else None), False
    found = shelf.latest(kinds)
    if found and line.stage == NAMED and found.kind == "passed" and not _soon(found, line):
        return None, False
    return found, shelf.count(kinds) > 1


def _after_passed(line: Line, job: Job) -> Application | None:
    """Give what a line of an employer without a name continues: only what has passed."""
    found = job.shelf.latest(("passed",))
    if line.stage == APPLICATION or (found and line.stage == NAMED and not _soon(found, line)):
        return None
    return found


def _soon(found: Application, line: Line) -> bool:
    """Tell whether a line comes within half a year of the last one, as far as one can know."""
    last = found.line.day
    return last is None or line.day is None or line.day - last <= WITHIN_DAYS


def join_lines(
    typed: pd.DataFrame, lines: Sequence[int], said: Mapping[int, Said] | None = None
) -> Joined:
    """Say which lines of a typed log are one application; ``said`` by the person, by row."""
    at = np.asarray(lines, dtype="int64")
    own, employer, role = (
        spellings(typed[name]) for name in ("application_id", "employer", "role")
    )
    job = np.where(own > 0, -own, employer * (role.max(initial=0) + 1) + role)
    # A line without a role may belong to any job of its employer, so these stand together.
    together = np.where(own > 0, -own, employer)
    order = _order(typed, at, together, job)
    _, whose, many = np.unique(together, return_inverse=True, return_counts=True)
    several = (own == 0) & (many[whose] > 1)
    application = np.where(own > 0, -own, np.arange(len(at)))
    asked = _walk(typed, order[several[order]], employer, role, application, said or {})
    application, _ = pd.factorize(application)
    rounds = np.empty_like(at)
    rounds[order] = pd.Series(application[order]).groupby(application[order]).cumcount() + 1
    return Joined(application, rounds, asked)


def spellings(texts: pd.Series) -> NDArray[np.int64]:
    """Give one number for all spellings of a text, 0 for none."""
    places, known = pd.factorize(texts.to_numpy(object))
    numbers = {"": 0}
    same = [numbers.setdefault(fold(text), len(numbers)) for text in known]
    return np.asarray([*same, 0], dtype="int64")[places]


def _order(
    typed: pd.DataFrame, at: NDArray[np.int64], whole: NDArray[np.int64], job: NDArray[np.int64]
) -> NDArray[np.intp]:
    """Give the places of the lines by what they are parts of, day, stage and line."""
    day = typed["date"].to_numpy().astype("int64")
    stage, near = _stage_places(typed), at
    undated = typed["date"].isna().to_numpy()
    if undated.any():
        in_file = np.lexsort((at, job))
        dated = pd.Series(np.where(undated, np.nan, np.arange(len(at)))[in_file])
        follower = dated.groupby(job[in_file]).bfill().to_numpy()
        of = np.full(len(at), np.nan)
        of[in_file] = follower
        last = np.isnan(of)  # nothing dated comes after these
        of = np.where(last, 0, of).astype("intp")
        day = np.where(last, np.iinfo("int64").max, day[of])
        stage, near = np.where(last, 0, stage[of]), np.where(last, at, at[of])
    return np.lexsort((at, near, stage, day, whole))


def _stage_places(typed: pd.DataFrame) -> NDArray[np.int64]:
    places = {stage: place for place, stage in enumerate(choices("stage"))}
    return np.array([places.get(stage, NAMED) for stage in typed["stage"].to_numpy(object)], int)


def _walk(
    typed: pd.DataFrame,
    rows: NDArray[np.intp],
    employers: NDArray[np.int64],
    roles: NDArray[np.int64],
    application: NDArray[np.int64],
    said: Mapping[int, Said],
) -> tuple[Asked, ...]:
    """Take the lines of employers in order, number what they belong to; give what is asked."""
    part = typed.iloc[rows]
    outcomes = part["outcome"].fillna("waiting").to_numpy(object)  # none: nothing is known yet
    days = part["date"].to_numpy().astype("datetime64[D]").astype("int64").tolist()
    known, names = part["date"].notna().tolist(), part["employer"].fillna("").to_numpy(object)
    asked = list[Asked]()
    employer, of = Employer(len(typed), said, placeholder=False), -1
    whose = zip(rows.tolist(), employers[rows].tolist(), roles[rows].tolist(), strict=True)
    stages = _stage_places(part).tolist()
    for place, (row, code, role) in enumerate(whose):
        if code != of:
            asked += employer.asked
            employer = Employer(employer.number, said, placeholder=is_placeholder(names[place]))
            of = code
        line = Line(row, stages[place], outcomes[place], days[place] if known[place] else None)
        application[row] = employer.take(role, line).number
    return (*asked, *employer.asked)


def is_placeholder(employer: str) -> bool:
    """Tell whether what stands for an employer names none.

    >>> is_placeholder("(Confidential)"), is_placeholder("Private Clinic Ltd")
    (True, False)
    """
    named = fold(employer).strip("()[]<>{}'\". ")
    return named in _placeholders() or not any(map(str.isalnum, named))


@cache
def _placeholders() -> frozenset[str]:
    return frozenset(map(fold, load_words("placeholders")["employer"]))


def counted(entries: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Say which outcome of each line counts, where a later line of its application tells more.

    ``outcome`` is the one that counts: a line that waited, or was given up, and has a later step
    passed; a line that waits takes the answer that stands on the next one. ``aside`` is ``told
    again`` for such an answer and for an offer told once more, ``booked`` for a day after
    ``as_of``, else blank; these lines count nowhere.
    """
    code, _ = pd.factorize(entries["application"])
    order = np.lexsort((entries["round"].to_numpy(), code))
    app = code[order]
    outcome = entries["outcome"].fillna("").to_numpy(object)[order]
    stage = entries["stage"].fillna("").to_numpy(object)[order]
    aside = np.where((entries["date"] > as_of).to_numpy()[order], "booked", "").astype(object)
    ends = np.isin(outcome, [*ENDINGS, "passed"]) & (stage == "application")
    ends |= np.isin(outcome, list(ENDINGS)) & (stage == "")
    unanswered = np.isin(outcome, ["", "waiting"])
    answers = np.zeros(len(app), dtype=bool)
    answers[1:] = (app[1:] == app[:-1]) & ends[1:] & unanswered[:-1]
    answers[1:] &= (stage[1:] == "") | (stage[:-1] == "application")
    answers &= aside == ""
    asked = np.flatnonzero(answers) - 1
    outcome[asked] = outcome[asked + 1]
    aside[answers] = "told again"
    place = np.arange(len(app))
    last = np.full(len(app), -1)
    np.maximum.at(last, app, np.where(answers, -1, place))
    outcome[np.isin(outcome, ["waiting", "no response"]) & (place < last[app])] = "passed"
    offer = np.isin(outcome, OFFERS) & (aside == "")
    first = np.full(len(app), len(app))
    np.minimum.at(first, app[offer], place[offer])
    aside[offer & (place > first[app])] = "told again"
    told = np.empty((2, len(app)), dtype=object)
    told[:, order] = outcome, aside
    return pd.DataFrame({"outcome": told[0], "aside": told[1]}, entries.index, dtype="str")
