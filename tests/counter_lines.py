"""Which lines of a log belong together, and the state of each: from the rules in words alone.

Nothing of the package is imported or was read. Choices where the rules are silent:
* names: compared without case, accents and any white space; so are sources, formats and skills.
* placeholders: no letter or digit in the name, or one of PLACEHOLDERS; the list is ours.
* an application_id: all its lines are one application whatever they say, across employers too.
* a line without the id that its fellows have: stands with the other lines without one.
* undated: just before the next dated line of the same job below it in the file, else last.
* a blank stage on the same day as named ones: comes last, since most such lines tell an ending.
* open: the last word is waiting, passed, offer or blank. `no response` is silent and not open: only
  a named stage continues it, and of all that are open or silent it is the one touched last.
* several open of one job: an ending without a stage belongs to the one touched last, and is asked:
  a fourth application that nobody made would be the greater error.
* of what holds an offer, an ending after an offer is about the offer; accepted and declined always.
* a blank role is a job of its own; its line joins the employer's only open application of any role.
  Where several are open and none is of no role, an ending begins one, and is asked.
* a line with a role, of which nothing is open or silent, likewise joins the employer's only open
  application if that has no role: it was left out at first.
* what else is asked and not yet answered begins an application of its own.
* endings without a stage: every outcome but waiting, passed and blank; `passed` begins, and is asked.
* the 180 days run from the day of the passed line to the day of the line; undated counts as within.
* an application line answers an open application line if it says anything but waiting.
* an answer (to a waiting line without a stage, to a waiting application line, or after an offer) is
  no step: its outcome is told of the step it answers, the line itself has the state "answer".
* an offer told again, at whatever step, is an answer too: nobody is offered one job twice.
* any other named line is a step: `interview waiting`, then `interview rejected`, are two interviews.
* round: the place of the step in its application, the booked ones included; two on a day are two.
* a later step turns `waiting` and `no response` into forward; a blank outcome stays "not said".
* an application with nothing but booked lines is no application yet.
* source: the application's first that is not blank; format: the step's.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

STAGES = ("application", "screening", "assessment", "interview", "final interview")
NOT_SAID = "not said"
ENDED = {"rejected", "accepted", "declined", "withdrew", "cancelled"}
OFFERS = {"offer", "accepted", "declined"}
ANSWERS = ENDED | {"offer", "no response"}
# What each outcome says of its step, and of the application where it is the last word.
STATE = {"passed": "forward", "rejected": "no", "withdrew": "no trial", "cancelled": "no trial"}
STATE |= dict.fromkeys(OFFERS, "forward") | {"": NOT_SAID}
ENDING = {"passed": "forward", "rejected": "no", "no response": "no answer", "accepted": "offer"}
ENDING |= {"cancelled": "closed by the employer", "withdrew": "withdrawn by me", "": NOT_SAID}
PLACEHOLDERS = {"confidential", "undisclosed", "unknown", "anonymous", "tbc", "tba"}
PLACEHOLDERS |= {"notdisclosed", "notstated"}
WITHIN = 180  # days after `passed` in which a line without a stage still belongs: design.md


def read(text: str) -> list[dict[str, str]]:
    """Read csv text; each row knows the physical line on which it begins."""
    reader, rows = csv.reader(io.StringIO(text, newline="")), []
    headings, at = next(reader), reader.line_num
    for cells in reader:
        if cells:  # an empty line of the file is no line of the log
            rows.append({**dict(zip(headings, cells, strict=False)), "line": str(at + 1)})
        at = reader.line_num
    return rows


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c) and not c.isspace())


@dataclass(eq=False)
class Line:
    """One line of the log; `told` are the lines that answer this step, `step` the one answered."""

    row: dict[str, str]
    number: int
    as_of: date
    told: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.day = self.date("date")
        self.booked = self.day is not None and self.day > self.as_of
        self.employer, self.role = fold(self.row.get("employer") or ""), fold(self["role"])
        self.id = fold(self["application_id"])
        self.stage, self.outcome = self["stage"].casefold(), self["outcome"].casefold()
        self.step, self.app, self.round, self.state, self.ending = self, Application(), 0, "", ""

    def __getitem__(self, column: str) -> str:
        text = (self.row.get(column) or "").strip()
        return "" if text.casefold() in {"null", "nan", "none"} else text

    def date(self, column: str) -> date | None:
        return date.fromisoformat(self[column]) if self[column] else None

    @property
    def rank(self) -> int:
        return STAGES.index(self.stage) if self.stage else -1

    def same_id(self, other: Line) -> bool:
        return self.id == other.id != ""

    @property
    def placeholder(self) -> bool:
        return not re.search(r"\w", self.employer) or self.employer in PLACEHOLDERS

    @property
    def voter(self) -> object:
        """Whose vote this is: the employer's, or the application's where no name is given."""
        return self.app.key if self.placeholder else self.employer

    @property
    def now(self) -> str:
        """The outcome of the step with all its answers; an offer made stays one."""
        outcome = self.outcome
        for line in self.told:
            outcome = outcome if outcome in OFFERS else line.outcome
        return outcome

    @property
    def last(self) -> Line:
        return self.told[-1] if self.told else self

    @property
    def replied_on(self) -> date | None:
        """The day of the answer; where it stands on a line of its own, of that line."""
        told = self.told[:1] if self.outcome in {"", "waiting"} else []
        replies = [line for line in told if line.outcome != "no response"]
        return self.date("heard_on") or (replies[0].ended_on if replies else None)

    @property
    def ended_on(self) -> date | None:
        return self.last.date("heard_on") or self.last.day


@dataclass(eq=False)
class Application:
    """Lines that belong together, and the steps among them."""

    role: str = ""
    touched: int = 0
    lines: list[Line] = field(default_factory=list)
    steps: list[Line] = field(default_factory=list)

    def add(self, line: Line, touched: int) -> None:
        line.app, self.touched = self, touched
        self.lines.append(line)
        if self.steps and answers(self.steps[-1], line):
            line.step = self.steps[-1]
            line.step.told.append(line)
        else:
            self.steps.append(line)

    @property
    def key(self) -> int:
        return min(line.number for line in self.lines)

    @property
    def word(self) -> str:
        return self.lines[-1].outcome

    @property
    def source(self) -> str:
        return next((line["source"] for line in self.lines if line["source"]), NOT_SAID)


def answers(step: Line, line: Line) -> bool:
    """Whether this line tells how that step came out, rather than being a step itself."""
    if step.booked or line.booked:
        return False
    unnamed = not line.stage and line.outcome in ANSWERS
    if step.now in OFFERS:  # accepted, declined, withdrew, cancelled continue, named stage or not
        return line.outcome in (ENDED | OFFERS) - {"rejected"}
    if step.now not in {"waiting", ""}:
        return False
    both = line.stage == step.stage == "application"
    return unnamed or (both and line.outcome not in {"waiting", ""})


def next_dated(line: Line, lines: list[Line]) -> Line | None:
    """Give the line if it is dated, else the next dated one below of the same job."""
    below = lines[lines.index(line) :]
    alike = (n for n in below if n.role == line.role or n.same_id(line))
    return next((n for n in alike if n.day), None)


def in_order(lines: list[Line]) -> list[Line]:
    """Sort one employer's lines by day, stage, line, each undated one before the next dated one."""

    def place(line: Line) -> tuple:
        at = next_dated(line, lines)
        if at is None or at.day is None:
            return date.max, 0, line.number, False, line.number
        return at.day, at.rank if at.stage else len(STAGES), at.number, line is at, line.number

    return sorted(lines, key=place)


def live(found: list[Application], *, silent: bool = True) -> list[Application]:
    """Give those that have not ended, the one touched last at the end."""
    over = ENDED if silent else ENDED | {"no response"}
    return sorted((app for app in found if app.word not in over), key=lambda app: app.touched)


def soon(app: Application, line: Line) -> bool:
    before, day = app.lines[-1].day, line.day
    return not (before and day) or (day - before).days <= WITHIN


def may_continue(line: Line, pool: list[Application]) -> list[Application]:
    """Give the applications of a job that the line may continue, by what it says."""
    if line.stage and line.stage != "application":
        return live(pool)
    going = live(pool, silent=False)
    offered = [app for app in going if app.word == "offer"]
    if line.outcome in ENDED - {"rejected"} and offered:
        either = not line.stage and line.outcome in {"withdrew", "cancelled"}
        return going if either else offered
    going = [app for app in going if app.word != "offer"]
    if line.stage:  # it answers an application line, or begins
        silent = line.outcome in {"", "waiting"}
        return [] if silent else [app for app in going if applied(app)]
    if line.outcome in ANSWERS:
        return going
    latest = live(pool)[-1:]
    return [app for app in latest if app.word == "passed" and soon(app, line)]


def applied(app: Application) -> bool:
    return app.lines[-1].stage == "application" and app.word in {"", "waiting"}


def home(line: Line, found: list[Application]) -> tuple[Application | None, str]:
    """Find the application that the line belongs to, None if it begins one, and what is asked."""
    pool = [app for app in found if app.role == line.role]
    going = live(found, silent=False)
    if line.placeholder:
        pool = [app for app in live(pool) if app.word == "passed"][-1:]
        near = line.stage != "application" and (line.stage or (pool and soon(pool[0], line)))
        return (pool[0] if pool and near else None), ""
    if len(going) == 1 and (not line.role or (not going[0].role and not live(pool))):
        pool = going
    elif not line.role and going and line.outcome in ANSWERS and not live(pool):
        return None, "several open"
    may = may_continue(line, pool)
    if may and not line.stage and may[-1].word == "passed" and not soon(may[-1], line):
        may = []
    if may:
        several = len(may) > 1 and (not line.stage or line.stage == "application")
        return may[-1], "several open" if several else ""
    if live(pool):
        return None, "" if line.stage else "no stage"
    last = max(pool, key=lambda app: app.touched, default=None)
    reached = max((each.rank for each in last.lines), default=-1) if last else -1
    return None, "an appeal?" if -1 < reached < line.rank else ""


def applications_of(lines: list[Line], asked: dict[int, str]) -> list[Application]:
    """Put each line into its application; what is to be asked goes into `asked` by line."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        group = ("id", line.id) if line.id else ("employer", line.employer)
        groups.setdefault(group, []).append(line)
    everything = []
    for (kind, _), group in groups.items():
        found = [Application()] if kind == "id" else []
        for line in in_order(group):
            where, why = (found[0], "") if kind == "id" else home(line, found)
            asked |= {line.number: why} if why else {}
            if where is None:
                where = Application(role=line.role)
                found.append(where)
            where.add(line, sum(len(app.lines) for app in found))
        everything += found
    for app in everything:
        settle(app)
    return sorted(everything, key=lambda app: app.key)


def settle(app: Application) -> None:
    """Give each line its round, its state, and the application's ending if it were the last."""
    for place, step in enumerate(app.steps, 1):
        later, silent = place < len(app.steps), {"waiting", "no response"}
        state = "forward" if later and step.now in silent else STATE.get(step.now, step.now)
        step.state = "booked" if step.booked else state
        word = step.last.outcome
        went_on = step.state == "forward" and word in silent
        step.ending = "forward" if went_on else ENDING.get(word, word)
        for line in (step, *step.told):
            line.round, line.ending = place, step.ending
            line.state = step.state if line is step else "answer"
