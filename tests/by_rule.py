"""The lines of a log by the rules in words alone: what belongs together, and what came of it.

In plain Python, so that it can find faults in the package: one pass gives each line its application,
the step that it tells of, and the state of that step. Names, roles and ids are compared without
case, accents and any white space. ``tests/counter.py`` counts what is found here.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta

NOT_SAID = "not said"
CHASE, STALE = 10, 60  # days until one asks again, and after that leaves them in peace
STANDARD = {"no_reason", "competition"}
STAGES = ("", "application", "screening", "assessment", "interview", "final interview")
WAITS, SILENT = {"", "waiting"}, {"waiting", "no response"}
ENDED = {"rejected", "accepted", "declined", "withdrew", "cancelled"}
OFFERS, AFTER_OFFER = {"offer", "accepted", "declined"}, ENDED - {"rejected"}
OPEN, ANSWERS = WAITS | {"passed", "offer"}, ENDED | {"offer", "no response"}
ALIVE = OPEN | {"no response"}  # a silence is ended only by a named later stage
# What an outcome says of its step, and of the application if it is the last word; else itself.
STATE = {"passed": "forward", "rejected": "no", "withdrew": "no trial", "cancelled": "no trial"}
STATE |= dict.fromkeys(OFFERS, "forward") | {"": NOT_SAID}
ENDING = {"passed": "forward", "rejected": "no", "no response": "no answer"}
ENDING |= {"cancelled": "closed by the employer", "withdrew": "withdrawn by me", "": NOT_SAID}
AFTER_ALL = {"withdrew": "declined", "cancelled": "offer taken back"}  # of what was offered
NAMELESS = {"confidential", "undisclosed", "unknown", "anonymous", "tbc", "tba"}
NAMELESS |= {"notdisclosed", "notstated"}
RATINGS = ("prepared", "knew_employer", "knew_role", "answered", "sold_myself", "calm")
WITHIN = 180  # days after `passed` in which a line without a stage still belongs (design.md)


def read(text: str) -> list[dict[str, str]]:
    """Read csv text; each row knows the physical line on which it begins."""
    reader, rows = csv.reader(io.StringIO(text, newline="")), []
    headings, at = next(reader), reader.line_num
    for cells in reader:
        if cells:  # an empty line of the file is no line of the log
            rows.append(dict(zip(headings, cells, strict=False)) | {"line": str(at + 1)})
        at = reader.line_num
    return rows


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c) and not c.isspace())


def pieces(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"[;\n]", text) if piece.strip()]


def grouped(pairs) -> dict:
    found = defaultdict(list)
    for key, each in pairs:
        found[key].append(each)
    return found


class Line:
    """One line of the log; `step` is the one that it answers, else itself, `last` its last answer."""

    def __init__(self, row: dict, number: int, as_of: date) -> None:
        self.row, self.number, self.step, self.last = row, number, self, self
        self.day, self.heard, self.due = map(self.date, ("date", "heard_on", "follow_up_on"))
        self.said_on, self.replied = self.day or self.heard, self.heard
        self.booked = self.day is not None and self.day > as_of
        self.employer = fold(row.get("employer") or "")  # "NA" and "None" are names here
        self.nameless = not re.search(r"\w", self.employer) or self.employer in NAMELESS
        self.role, self.id = fold(self["role"]), fold(self["application_id"])
        words = " ".join(map(fold, self["role"].split()))
        self.words = set(re.findall(r"[^\W\d_]{3,}", words)) - {"and", "the", "for", "with"}
        self.stage, self.now = self["stage"].casefold(), self["outcome"].casefold()
        self.outcome, self.name, self.rank = (
            self.now,
            self.stage or NOT_SAID,
            STAGES.index(self.stage),
        )
        self.met = self.rank > 3  # an employer asked to meet the person
        self.status, self.door = self["feedback_status"], self["door_open"].casefold()
        themes = [" ".join(each.split()) for each in pieces(self["feedback_themes"].casefold())]
        # Such as "nerves gap"; a theme that says no more is neutral.
        ways = [re.fullmatch("(.+?)(?: (gap|strength|neutral))?", theme) for theme in themes]
        self.themes = [(way[1].replace(" ", "_"), way[2] or "neutral") for way in ways]
        self.questions = {*pieces(self["hard_questions"])}
        self.skills = [fold(skill) for skill in pieces(self["skills_wanted"])]
        # What a letter to everybody says is no feedback on one person.
        self.usable = any(theme not in STANDARD for theme, _ in self.themes)

    def __getitem__(self, column: str) -> str:
        text = (self.row.get(column) or "").strip()
        return "" if text.casefold() in {"null", "nan", "none"} else text

    def date(self, column: str) -> date | None:
        return date.fromisoformat(self[column]) if self[column] else None

    def when(self) -> tuple:
        """Sort by day, then as they stand in their application; what has no day comes last."""
        return self.said_on or date.max, self.place, self.number

    def chase(self, as_of: date) -> date | None:
        """Say when to ask again for feedback; a day of one's own since then stands for ours."""
        on = self.date("feedback_asked_on")
        if not on or self["feedback"] or self.status not in {"", "asked", "promised"}:
            return None
        own = self.due and self.due > on and (self.due > as_of or not self["next_step"])
        day = self.due if own else on + timedelta(CHASE)
        return day if (as_of - day).days <= STALE else None

    def is_answered_by(self, line: Line) -> bool:
        """Whether that line tells how this step came out, rather than being a step itself."""
        if self.booked or line.booked:
            return False
        if self.now in OFFERS:  # what follows is about the offer, named stage or not
            return line.outcome in AFTER_OFFER | OFFERS
        applied = line.stage == self.stage == "application" and line.outcome not in WAITS
        return self.now in WAITS and (applied or (not line.stage and line.outcome in ANSWERS))

    def is_past(self, own: list[Line], as_of: date) -> bool:
        """Whether the day that the person set here is past, and there was news of it after that."""
        later = [n for n in own if n.place > self.place and not n.booked]
        news = [self.heard, *(n.heard or n.day for n in later)]
        told = self.outcome == "waiting" and self.state not in {"waiting", "booked"}
        return self.due < as_of and (told or any(day and day > self.due for day in news))

    @property
    def rated(self) -> list[str]:
        """Name the ratings given before the answer; where a day is missing, that is not known."""
        on, answer = self.date("rated_on"), self.step.replied
        before = on < answer if on and answer else self.outcome == "waiting" and not answer
        return [name for name in RATINGS if before and self[name]]

    @property
    def why_left_out(self) -> str:
        """Say why ratings do not count: the same day, later, no day of the rating or the answer."""
        on, answer = self.date("rated_on"), self.step.replied
        if on and answer:
            return "same day" if on == answer else "later"
        return "heard_on" if on else "rated_on"

    @staticmethod
    def left_out(lines: list[Line]) -> dict:
        """Count the lines with a rating that was not given before the answer, by why."""
        left = [n for n in lines if any(n[name] for name in RATINGS) and not n.rated]
        ended = [n for n in left if n.step is n and n.state in {"forward", "no", "no response"}]
        parts = {"mirrors": [n for n in left if n["feedback"] or n.themes]}
        parts |= {"nerves": [n for n in ended if n.met and n["calm"]], "ended": ended}
        return {key: dict(Counter(n.why_left_out for n in own)) for key, own in parts.items()}


Application = list[Line]  # in order; its first line says for which role it is


def in_order(lines: list[Line]) -> list[Line]:
    """Sort one employer's lines by day, stage, line, each undated one before the next dated one."""

    def place(line: Line) -> tuple:
        for at in lines[lines.index(line) :]:
            if at.day and (at.role == line.role or at.id == line.id != ""):
                # A blank stage comes last on its day, since most such lines tell an ending.
                return at.day, at.rank or len(STAGES), at.number, line is at, line.number
        return date.max, 0, line.number

    return sorted(lines, key=place)


def having(words: set[str], found: list[Application]) -> list[Application]:
    return [app for app in found if app[-1].outcome in words]


def may_continue(line: Line, pool: list[Application]) -> list[Application]:
    """Give the applications of a job that the line may continue, by what it says."""
    if line.rank > 1:
        return having(ALIVE, pool)
    if line.outcome in AFTER_OFFER and having({"offer"}, pool):
        either = not line.stage and line.outcome in {"withdrew", "cancelled"}
        return having(OPEN if either else {"offer"}, pool)
    if line.stage:  # it answers an application line if it says anything but waiting, or begins
        applied = [app for app in having(WAITS, pool) if app[-1].stage == "application"]
        return applied if line.outcome not in WAITS else []
    if line.outcome in ANSWERS:
        return having(OPEN - {"offer"}, pool)
    return having({"passed"}, having(ALIVE, pool)[-1:])


def soon(app: Application, line: Line) -> bool:
    days = [app[-1].day, line.day]
    return not all(days) or (days[1] - days[0]).days <= WITHIN


def home(line: Line, found: list[Application]) -> tuple[Application, str]:
    """Find the application that the line belongs to, none if it begins one, and what is asked."""
    pool, going = [app for app in found if app[0].role == line.role], having(OPEN, found)
    alive = having(ALIVE, pool)
    if line.nameless:  # one of no name may be another each time: only after `passed`
        last = having({"passed"}, alive)[-1:]
        near = line.rank > 1 or (not line.stage and last and soon(last[0], line))
        return (last[0] if last and near else []), ""
    if len(going) == 1 and not (line.role and (going[0][0].role or alive)):
        pool = going  # the only open one, where either says no role
    elif not line.role and going and line.outcome in ANSWERS and not alive:
        return [], "several open"
    may = may_continue(line, pool)
    if may and (line.stage or may[-1][-1].outcome != "passed" or soon(may[-1], line)):
        return may[-1], "several open" if len(may) > 1 and line.rank < 2 else ""
    if having(ALIVE, pool):
        return [], "" if line.stage else "no stage"
    reached = max((each.rank for app in pool[-1:] for each in app), default=0)
    return [], "an appeal?" if 0 < reached < line.rank else ""


def applications_of(lines: list[Line]) -> dict[int, str]:
    """Put each line into its application; what is asked, by line, begins one until it is settled.

    An id joins whatever its lines say, across employers too; one without it stands with the others.
    """
    asked = {}
    for (by_id, _), group in grouped(((n.id != "", n.id or n.employer), n) for n in lines).items():
        found: list[Application] = []  # the one touched last at the end
        for line in in_order(group):
            app, why = (found[0] if found else [], "") if by_id else home(line, found)
            asked |= {line.number: why} if why else {}
            found = [other for other in found if other is not app] + [[*app, line]]
        for app in found:
            settle(app)
    return asked


def settle(app: Application) -> None:
    """Tell steps from answers; give each line its round, its state, and the ending if it were last."""
    steps: list[Line] = []
    for line in app:
        if not steps or not steps[-1].is_answered_by(line):
            steps.append(line)
            continue
        line.step = step = steps[-1]
        if step.last is step and step.outcome in WAITS and line.outcome != "no response":
            step.replied = step.heard or line.heard or line.day
        step.last, step.now = line, step.now if step.now in OFFERS else line.outcome
    key, sources = min(line.number for line in app), [line["source"] for line in app]
    source = fold(next(filter(None, sources), NOT_SAID))
    for place, line in enumerate(app):
        step, line.app, line.place, line.source = line.step, key, place, source
        line.voter = key if line.nameless else line.employer  # the named vote once in all
        line.round, line.final = steps.index(step) + 1, step is steps[-1]
        on = line.now in SILENT and not line.final  # a later step shows that it went on
        state = "forward" if on else STATE.get(line.now, line.now)
        line.state = "answer" if line is not step else "booked" if line.booked else state
        line.silent = line.state in SILENT
        on = step.state == "forward" and step.last.outcome in SILENT
        ends = ENDING | AFTER_ALL if step.now in OFFERS else ENDING
        line.ending = "forward" if on else ends.get(step.last.outcome, step.last.outcome)
