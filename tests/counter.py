"""A second, independent counter: every count and every day that the product shows, in plain Python.

Written from the rules in words alone, so that it can find faults. Choices where they are silent:
* names, sources, formats, skills: compared without case, accents and any white space. Placeholders
  have no letter or digit, or are one of ours; they vote once an application, the named once in all.
* an application_id: all its lines are one application, whatever they say, across employers too;
  a line without the id that its fellows have stands with the other lines without one.
* undated: just before the next dated line of the same job below it in the file, else last. A blank
  stage on the same day as named ones comes last, since most such lines tell an ending.
* open: the last word is waiting, passed, offer or blank; `no response` is silent, and only a named
  stage continues it: of all that are open or silent, the one touched last. So does, of several open
  ones, an ending without a stage, and is asked.
* of what holds an offer, an ending after an offer is about the offer; accepted and declined always.
* a blank role is a job of its own; its line joins the employer's only open application of any role.
  Where several are open and none is of no role, an ending begins one, and is asked. A line with a
  role of which nothing is open or silent likewise joins the only open one, if that has no role.
* an answer (to a waiting line without a stage, or application line, or after an offer, of which one
  told again is one too) is no step; any other named line is. What else is asked begins one anew.
* a later step turns `waiting` and `no response` into forward; a blank outcome stays "not said". An
  application's source is its first that is not blank; its furthest step the highest that is named.
* since: by the day of each line; undated lines are left out. Doors look at the whole log, and the
  run at the whole of each application of which any line is kept.
* run: of applications with an interview, whatever came of it; no and no answer are noes, an offer
  ever made is a yes, withdrawn and closed are neither; by the day that the last word was heard, else
  the line's, undated ones by the next dated line. A search that ends at an offer ends so always.
* tries: the first decided interview of each application, finals included; where there is none, the
  first decided application, else step without a name. In halves, the odd one belongs to the later;
  where lines wait that are younger than nine in ten answers took, all as young are left out.
* factors: at the level that the line of the try names; role words have three letters and more, in
  the roles of two applications, the twelve most shared; a rating counts if before the answer.
* heard: who waits, or was given up, is silent until the day one looks; who withdrew until then.
* asked for feedback: a day, or the status asked, promised or refused. Refused goes before words.
  Unasked: received came unasked, no status at all stood in the no.
* a theme without a polarity is neutral, and usable, but for no_reason, counted of all who wrote.
* preparation: those of its three ratings that say something must agree; else it is not said, as is
  in the mirrors what one side leaves out or says both ways. No day of an answer: "no date".
* a door is knocked on by an application begun after they said so; faded after a year unless dated.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import comb

NOT_SAID = "not said"
STAGES = ("", "application", "screening", "assessment", "interview", "final interview")
INTERVIEWS = STAGES[4:]
WAITS, SILENT = {"", "waiting"}, {"waiting", "no response"}
OFFERS = {"offer", "accepted", "declined"}
ENDED = {"rejected", "accepted", "declined", "withdrew", "cancelled"}
GONE = ENDED | {"no response"}
# What each outcome says of its step, and of the application where it is the last word.
STATE = {"passed": "forward", "rejected": "no", "withdrew": "no trial", "cancelled": "no trial"}
STATE |= dict.fromkeys(OFFERS, "forward") | {"": NOT_SAID}
ENDING = {"passed": "forward", "rejected": "no", "no response": "no answer", "accepted": "offer"}
ENDING |= {"cancelled": "closed by the employer", "withdrew": "withdrawn by me", "": NOT_SAID}
CELL = {"count": {"forward"}, "of": {"forward", "no", "no response"}}
CELL |= {"waiting": {"waiting"}, "no_response": {"no response"}}
PLACEHOLDERS = {"confidential", "undisclosed", "unknown", "anonymous", "tbc", "tba"}
PLACEHOLDERS |= {"notdisclosed", "notstated"}
OUTSIDE = {"competition", "role_change", "no_reason"}  # themes whose control is "outside"
PREPARED = ("prepared", "knew_employer", "knew_role")
MIRRORED = {"preparation": PREPARED, "answers": ("answered",), "selling": ("sold_myself",)}
MIRRORED |= {"nerves": ("calm",)}
RATINGS = sum(MIRRORED.values(), ())
MIRRORS = {("fine", "strength"): "agreed_strength", ("weak", "gap"): "agreed_gap"}
MIRRORS |= {("fine", "gap"): "blind_spot", ("weak", "strength"): "hidden_strength"}
# Days: after `passed` in which a line without a stage still belongs (design.md); the rest is ours:
# an open door is old, an action is soon, a door is knocked on again, feedback asked for again, and
# that is left in peace; how far ahead an answer's chance looks. Told from so many lines and answers.
WITHIN, FADES, SOON, COME_BACK, CHASE, STALE, AHEAD = 180, 365, 14, 90, 10, 60, 14
LINES, REPLIES, ENDED_FROM = 20, 5, 10


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


def pieces(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"[;\n]", text) if piece.strip()]


class Line:
    """One line of the log; `step` is the one that it answers, else itself, `last` its last answer."""

    def __init__(self, row: dict, number: int, as_of: date) -> None:
        self.row, self.number, self.step, self.last = row, number, self, self
        self.day, self.heard = self.date("date"), self.date("heard_on")
        self.said_on, self.replied = self.day or self.heard, self.heard
        self.booked = self.day is not None and self.day > as_of
        self.employer = fold(row.get("employer") or "")  # "NA" and "None" are names here
        self.role, self.id = fold(self["role"]), fold(self["application_id"])
        self.stage, self.outcome = self["stage"].casefold(), self["outcome"].casefold()
        self.name, self.now = self.stage or NOT_SAID, self.outcome
        self.rank = STAGES.index(self.stage)
        self.placeholder = not re.search(r"\w", self.employer) or self.employer in PLACEHOLDERS
        plain = " ".join(fold(word) for word in self["role"].split())
        self.words = set(re.findall(r"[^\W\d_]{3,}", plain)) - {"and", "the", "for", "with"}
        self.themes = []
        for piece in pieces(self["feedback_themes"].casefold()):
            *name, way = piece.split()
            known = bool(name) and way in {"gap", "strength", "neutral"}
            theme = "_".join(name if known else [*name, way])
            self.themes.append((theme, way if known else "neutral"))
        self.usable = any(theme != "no_reason" for theme, _ in self.themes)

    def __getitem__(self, column: str) -> str:
        text = (self.row.get(column) or "").strip()
        return "" if text.casefold() in {"null", "nan", "none"} else text

    def date(self, column: str) -> date | None:
        return date.fromisoformat(self[column]) if self[column] else None

    def told(self, line: Line) -> None:
        """Take the answer of a line of its own; an offer made stays one."""
        if self.last is self and self.outcome in WAITS and line.outcome != "no response":
            self.replied = self.heard or line.heard or line.day
        line.step, self.last = self, line
        self.now = self.now if self.now in OFFERS else line.outcome

    @property
    def given(self) -> str:
        """Whether the ratings of this line were given before the answer."""
        rated, answer = self.date("rated_on"), self.step.replied
        if self.outcome == "waiting" and answer is None:
            return "before"
        return "no date" if not (rated and answer) else "before" if rated < answer else "after"

    def view(self, theme: str) -> str:
        marks = {int(self[column]) for column in MIRRORED[theme] if self[column]} - {3}
        said = {"weak" if mark < 3 else "fine" for mark in marks}
        return said.pop() if len(said) == 1 else NOT_SAID


class Application:
    """Lines that belong together, and the steps among them."""

    def __init__(self, role: str = "") -> None:
        self.role, self.lines, self.steps = role, [], []

    def add(self, line: Line, touched: int) -> None:
        line.app, self.word, self.touched = self, line.outcome, touched
        self.lines.append(line)
        if self.steps and answers(self.steps[-1], line):
            self.steps[-1].told(line)
        else:
            self.steps.append(line)

    def settle(self) -> None:
        """Give each line its round, its state, and the application's ending if it were the last."""
        self.key = min(line.number for line in self.lines)
        self.source = next((line["source"] for line in self.lines if line["source"]), NOT_SAID)
        for line in self.lines:
            step, line.voter = line.step, self.key if line.placeholder else line.employer
            line.round = self.steps.index(step) + 1
            on = line.round < len(self.steps) and line.now in SILENT
            state = "forward" if on else STATE.get(line.now, line.now)
            line.state = "answer" if line is not step else "booked" if line.booked else state
            word = step.last.outcome
            line.ending = ENDING.get(word, word)
            if step.state == "forward" and word in SILENT:
                line.ending = "forward"


def answers(step: Line, line: Line) -> bool:
    """Whether this line tells how that step came out, rather than being a step itself."""
    if step.booked or line.booked:
        return False
    if step.now in OFFERS:  # accepted, declined, withdrew, cancelled continue, named stage or not
        return line.outcome in (ENDED | OFFERS) - {"rejected"}
    applied = line.stage == step.stage == "application" and line.outcome not in WAITS
    return step.now in WAITS and (applied or (not line.stage and line.outcome in GONE | OFFERS))


def in_order(lines: list[Line]) -> list[Line]:
    """Sort one employer's lines by day, stage, line, each undated one before the next dated one."""

    def place(line: Line) -> tuple:
        for at in lines[lines.index(line) :]:
            if at.day and (at.role == line.role or at.id == line.id != ""):
                return at.day, at.rank or len(STAGES), at.number, line is at, line.number
        return date.max, 0, line.number

    return sorted(lines, key=place)


def live(found: list[Application], over: set[str] = ENDED) -> list[Application]:
    """Give those that have not ended, the one touched last at the end."""
    return sorted((app for app in found if app.word not in over), key=lambda app: app.touched)


def soon(app: Application, line: Line) -> bool:
    before = app.lines[-1].day
    return not (before and line.day) or (line.day - before).days <= WITHIN


def may_continue(line: Line, pool: list[Application]) -> list[Application]:
    """Give the applications of a job that the line may continue, by what it says."""
    if line.rank > 1:
        return live(pool)
    going = live(pool, GONE)
    offered = [app for app in going if app.word == "offer"]
    if offered and line.outcome in ENDED - {"rejected"}:
        either = not line.stage and line.outcome in {"withdrew", "cancelled"}
        return going if either else offered
    going = [app for app in going if app.word != "offer"]
    if line.stage:  # it answers an application line if it says anything but waiting, or begins
        applied = [a for a in going if a.lines[-1].stage == "application" and a.word in WAITS]
        return applied if line.outcome not in WAITS else []
    if line.outcome in GONE | OFFERS:
        return going
    return [app for app in live(pool)[-1:] if app.word == "passed"]


def home(line: Line, found: list[Application]) -> tuple[Application | None, str]:
    """Find the application that the line belongs to, None if it begins one, and what is asked."""
    pool, going = [app for app in found if app.role == line.role], live(found, GONE)
    if line.placeholder:
        pool = [app for app in live(pool) if app.word == "passed"][-1:]
        near = line.stage != "application" and (line.stage or (pool and soon(pool[0], line)))
        return (pool[0] if pool and near else None), ""
    if len(going) == 1 and (not line.role or (not going[0].role and not live(pool))):
        pool = going
    elif not line.role and going and line.outcome in GONE | OFFERS and not live(pool):
        return None, "several open"
    may = may_continue(line, pool)
    if may and (line.stage or may[-1].word != "passed" or soon(may[-1], line)):
        return may[-1], "several open" if len(may) > 1 and line.rank < 2 else ""
    if live(pool):
        return None, "" if line.stage else "no stage"
    last = max(pool, key=lambda app: app.touched, default=None)
    reached = max((each.rank for each in last.lines), default=0) if last else 0
    return None, "an appeal?" if 0 < reached < line.rank else ""


def applications_of(lines: list[Line], asked: dict[int, str]) -> list[Application]:
    """Put each line into its application; what is to be asked goes into `asked` by line."""
    groups, everything = defaultdict(list), []
    for line in lines:
        groups[bool(line.id), line.id or line.employer].append(line)
    for (by_id, _), group in groups.items():
        found = [Application()] if by_id else []
        for at, line in enumerate(in_order(group)):
            where, why = (found[0], "") if by_id else home(line, found)
            asked |= {line.number: why} if why else {}
            if where is None:
                found.append(where := Application(line.role))
            where.add(line, at)
        everything += found
    for app in everything:
        app.settle()
    return sorted(everything, key=lambda app: app.key)


def tally(pairs) -> dict:
    """Count, for each key, forward of decided, those that wait, and those that never answered."""
    table: dict = {}
    for key, step in pairs:
        cell = table.setdefault(key, dict.fromkeys(CELL, 0))
        for name, states in CELL.items():
            cell[name] += step.state in states
    return table


def count_applications(steps: list, file: list[Line], kept: list[Line], as_of: date) -> dict:
    """Count what is one an application: furthest steps, invitations, the flow, the run, waiting."""
    apps, furthest, flow, through, waits = defaultdict(list), {}, Counter(), Counter(), {}
    for step in sorted(steps, key=lambda step: step.round):
        apps[step.app].append(step)
    for app, own in apps.items():
        last = own[-1]
        furthest[app.key] = STAGES[max(step.rank for step in own)] or NOT_SAID, last.ending
        path = [*dict.fromkeys(step.name for step in own), last.ending]
        flow.update(pairwise(path))
        through.update(path[:-1])
        if last.ending == "waiting" and last is app.steps[-1]:  # else it is known what comes next
            waits[app.key] = last.name, last.day and (as_of - last.day).days
    met = [step for step in steps if step.stage in INTERVIEWS]
    begun = {line.app for line in kept if not line.booked}
    roles = [role.split()[-1].casefold() for app in begun if (role := app.lines[0]["role"])]
    return {
        "roles": Counter(roles),
        "furthest_step": furthest,
        "journey": dict(flow),
        "through": through,
        "waiting": waits,
        "invitations": {"applications": len({n.app for n in met}), "employers": voters(met)},
        "run_of_noes": run_of_noes({line.app for line in kept}, file),
    }


def voters(lines) -> int:
    return len({line.voter for line in lines})


def run_of_noes(apps: set[Application], file: list[Line]) -> dict:
    """Put the applications that had an interview and have ended in the order of their endings."""
    ended = []
    for app in apps:
        own = [step for step in app.steps if not step.booked]
        yes = any(step.now in OFFERS for step in own)
        met = any(step.stage in INTERVIEWS for step in own)
        if met and (yes or own[-1].ending in {"no", "no answer"}):
            last = own[-1].last
            below = (line.day for line in file[file.index(last) :] if line.day)
            ended.append((last.heard or next(below, date.max), last.number, yes))
    word = "".join("ny"[yes] for *_, yes in sorted(ended))
    longest, yes = max(map(len, word.split("y"))), word.count("y")
    told, free = yes and len(word) >= ENDED_FROM, yes - word.endswith("y")
    share = share_of_orders(len(word) - yes, free, longest) if told else None
    return {"decided": len(word), "yes": yes, "longest": longest, "share_of_orders": share}


def share_of_orders(noes: int, yes: int, longest: int) -> Fraction:
    """Count exactly the orders of these answers that have a run of noes at least this long."""
    ways = [1] + [0] * noes  # ways[n]: n noes placed in the gaps so far, each shorter than the run
    for _ in range(yes + 1):
        ways = [sum(ways[max(0, n - longest + 1) : n + 1]) for n in range(noes + 1)]
    return 1 - Fraction(ways[noes], comb(noes + yes, yes)) if longest else Fraction(1)


def count_success(steps: list[Line], kept: list[Line], as_of: date) -> dict:
    """Count the tries in two halves and at each level of each factor, and calm interviews."""
    kinds = {"interviews": INTERVIEWS, "applications": STAGES[1:2], "steps without a name": ("",)}
    decided = [step for step in timed(steps) if step.state in CELL["of"]]
    any_of = (kind for kind, stages in kinds.items() if any(n.stage in stages for n in decided))
    kind = next(any_of, "interviews")
    first = {step.app: step for step in reversed(decided) if step.stage in kinds[kind]}
    tried = [step for step in decided if first.get(step.app) is step]
    old = without_the_young(tried, steps, kept, as_of)
    halves = {"earlier": old[: len(old) // 2], "later": old[len(old) // 2 :]}
    calm = [n for n in decided if n.stage in INTERVIEWS and n["calm"] and n.given == "before"]
    return {
        "tried": (kind, len(tried)),
        "improving": tally((half, step) for half, own in halves.items() for step in own),
        "nerves": tally((int(step["calm"]), step) for step in calm),
        "goes_with_success": factors(tried),
    }


def without_the_young(tried: list, steps: list[Line], kept: list[Line], as_of: date) -> list:
    """Leave out the stretch at the end in which lines still wait and only quick answers count."""
    known = max((d for n in kept for d in (n.day, n.heard) if d and d <= as_of), default=as_of)
    watched = spans(steps, known)
    took = sorted(days for _, days, told in watched if told)
    at, over = divmod(9 * (len(took) - 1), 10)  # nine in ten answers took at most so long
    usual = (
        took[at] + Fraction(over, 10) * (took[min(at + 1, len(took) - 1)] - took[at]) if took else 0
    )
    if not any(step.state == "waiting" and days < usual for step, days, _ in watched):
        return tried
    return [step for step in tried if not (step.day and (known - step.day).days < usual)]


def spans(steps: list[Line], known: date) -> list[tuple[Line, int, bool]]:
    """Give each step with the days until its answer, or of silence until a day, and which it is."""
    found = []
    for step in (n for n in steps if n.day and n.day <= known and n.state != NOT_SAID):
        if step.state in SILENT or (step.replied and step.replied > known):
            found.append((step, (known - step.day).days, False))
        elif step.replied and step.replied >= step.day:
            found.append((step, (step.replied - step.day).days, step.now != "withdrew"))
    return found


def still_silent(watched: list[tuple[Line, int, bool]]) -> dict[int, Fraction]:
    """Give the share still without an answer after each day of one: Kaplan and Meier, by hand."""
    share, left = {}, Fraction(1)
    for day, came in sorted(Counter(days for _, days, told in watched if told).items()):
        left *= 1 - Fraction(came, sum(days >= day for _, days, _ in watched))
        share[day] = left
    return share


def count_answers(steps: list[Line], as_of: date) -> dict:
    """Give the share that had heard after each day, and the chance of those who still wait."""

    def enough(watched: list) -> bool:
        return len(watched) >= LINES and sum(told for *_, told in watched) >= REPLIES

    watched, chances = spans(steps, as_of), {}
    for step, days, _ in (one for one in watched if one[0].state == "waiting"):
        own = [one for one in watched if one[0].stage == step.stage]
        like = own if enough(own) else watched
        share, last = still_silent(like), max(one[1] for one in like)
        at, then = (
            min((left for day, left in share.items() if day <= until), default=Fraction(1))
            for until in (days, min(days + AHEAD, last))
        )
        chances[step.number] = 1 - then / at if enough(like) and days < last and at else None
    heard = {day: 1 - left for day, left in still_silent(watched).items()}
    return {"reply_curve": heard if enough(watched) else {}, "chances": chances}


def factors(tried: list[Line]) -> dict:
    """Count forward of decided at each level, and of the rest where the factor is known."""
    shared = shared_words(tried)

    def levels(step: Line) -> dict:
        """Give the levels of this try, of each factor of which it says something."""
        source, rated = fold(step.app.source), RATINGS if step.given == "before" else ()
        said = {"source": {source}} if source != fold(NOT_SAID) else {}
        said |= {"format": {fold(step["format"])}} if step["format"] else {}
        said |= {"role words": step.words & shared} if step["role"] else {}
        return said | {n: {"4 or 5" if step[n] > "3" else "1 to 3"} for n in rated if step[n]}

    all_of = tally((factor, step) for step in tried for factor in levels(step))
    each = ((f, level, n) for n in tried for f, own in levels(n).items() for level in own)
    has = {
        key: (cell["count"], cell["of"])
        for key, cell in tally(((f, v), n) for f, v, n in each).items()
    }
    return {
        key: (n, of, all_of[key[0]]["count"] - n, all_of[key[0]]["of"] - of)
        for key, (n, of) in has.items()
    }


def shared_words(steps: list[Line]) -> set[str]:
    """Give the twelve words that the roles of most applications share, at least of two."""
    counted = Counter(word for _, word in {(n.app, word) for n in steps for word in n.words})
    return {word for n, word in sorted((-n, word) for word, n in counted.items() if n > 1)[:12]}


def timed(lines: list[Line]) -> list[Line]:
    """Sort by day, then as they stand in their application; what has no day comes last."""
    return sorted(lines, key=lambda n: (n.said_on or date.max, n.app.lines.index(n), n.number))


def count_feedback(lines: list[Line]) -> dict:
    """Count who was asked and what came, the themes by employer, and the mirrors."""
    ordered = sorted(lines, key=lambda line: line.said_on or date.min)
    said = [(line, theme, way) for line in ordered for theme, way in line.themes]
    days = [line.said_on for line in lines if line.said_on]
    quarters = bool(days) and (max(days) - min(days)).days > 200

    def period(line: Line) -> str:
        day = line.said_on or date.min
        name = f"{day.year}Q{(day.month + 2) // 3}" if quarters else f"{day:%Y-%m}"
        return name if line.said_on else "not dated"

    return {
        "feedback_yield": feedback_yield(lines),
        "feedback_themes": votes(said, lambda line: ()),
        "themes_by_stage": votes(said, lambda line: (line.name,)),
        "themes_by_period": votes(said, lambda line: (period(line),)),
        "outside": {name: len({n for n, theme, _ in said if theme == name}) for name in OUTSIDE},
        "turned_round": turned_round([one for one in said if one[0].said_on]),
        **mirrors(lines),
    }


def feedback_yield(lines: list[Line]) -> dict:
    steps: Counter = Counter()
    for line in lines:
        status = line["feedback_status"]
        told = bool(line["feedback"] or line.themes or status == "received") and status != "refused"
        came = "refused" if status == "refused" else "answered" if told else "not_yet"
        if line["feedback_asked_on"] or status in {"asked", "promised", "refused"}:
            steps.update(["asked", came, "could be asked"])
        else:
            steps["could be asked"] += line.state == "no"
            steps.update(["unasked" if status else "words_of_the_no"] if told else [])
        steps["usable"] += line.usable
        steps["all told"] += told or line.usable
    return dict(steps)


def votes(said: list[tuple], part) -> dict:
    """Count the employers that named each theme, within each part of the lines."""
    heard, named, last = defaultdict(set), defaultdict(set), {}
    for line, theme, way in said:
        key = (*part(line), theme, way)
        for all_told in {True, theme == "no_reason"}:
            heard[*part(line), all_told] |= {line.voter}
        named[key] |= {line.voter}
        last[key] = line.said_on
    of = {key: len(heard[*key[:-2], key[-2] == "no_reason"]) for key in named}
    return {k: {"count": len(n), "of": of[k], "last": last[k]} for k, n in named.items()}


def turned_round(said: list[tuple]) -> dict:
    """Give the themes that were last missed before they were last praised, with their days.

    One vote an employer, its latest word, a gap going after praise of the same day; of all orders
    of these votes, it is told how many end with as many praises.
    """
    table = {}
    for theme in {name for _, name, way in said if way == "gap"} - OUTSIDE:
        gaps = [n for n, name, way in said if (name, way) == (theme, "gap")]
        praises = [n for n, name, way in said if (name, way) == (theme, "strength")]
        since = [line for line in praises if line.said_on > gaps[-1].said_on]
        latest: dict = {}
        for vote, line in [((n.said_on, n in gaps), n) for n in gaps + praises]:
            latest[line.voter] = max(vote, latest.get(line.voter, vote))
        word = "".join("yn"[missed] for _, missed in sorted(latest.values()))
        end, yes = len(word.rsplit("n", 1)[-1]), word.count("y")
        if since:
            table[theme] = {
                "missed": voters(gaps),
                "last_missed": gaps[-1].said_on,
                "praised": voters(since),
                "praised_since": since[0].said_on,
                "share_of_orders": Fraction(comb(len(word) - end, yes - end), comb(len(word), yes)),
            }
    return table


def mirrors(lines: list[Line]) -> dict:
    """Count each theme's ratings beside what they said of it, and where one rated oneself low."""
    table, weak = defaultdict(Counter), dict.fromkeys(MIRRORED, 0)
    for line, theme in ((n, theme) for n in lines if n.given == "before" for theme in MIRRORED):
        own = line.view(theme)
        weak[theme] += own == "weak"
        ways = {way for said, way in line.themes if said == theme} - {"neutral"}
        if (line["feedback"] or line.themes) and any(line[column] for column in MIRRORED[theme]):
            both = own, ways.pop() if len(ways) == 1 else "both"
            table[theme][MIRRORS.get(both, "not_said")] += 1
    return {"mirrors": {theme: dict(n) for theme, n in table.items()}, "rated_weak": weak}


def left_open(lines: list[Line]) -> dict[Application, Line]:
    """Give the line of each application on which they said that they would consider one again."""
    found = {line.app: line for line in timed(lines) if line["door_open"]}
    return {app: line for app, line in found.items() if line["door_open"].casefold() == "yes"}


def count_doors(lines: list[Line], everything: list[Application], as_of: date) -> dict:
    """List the doors left open, whether one has been knocked on since, and the day to do it."""

    def knocks(first: Line, door: Line) -> bool:
        if door.placeholder or first.booked or first.employer != door.employer:
            return False
        days = [first.day, door.heard or door.day]
        return days[0] > days[1] if all(days) and days[0] != days[1] else first.number > door.number

    doors = {}
    for app, door in left_open(lines).items():
        since, due = door.heard or door.day, door.date("follow_up_on")
        knocked = any(knocks(other.lines[0], door) for other in everything if other is not app)
        old = since is not None and (as_of - since).days > FADES and not (due and due >= as_of)
        state = "knocked" if knocked else "faded" if old else "open"
        doors[app.key] = {"state": state, "said_on": since, "due_on": due}
    return doors


def things_to_do(kept: list[Line], doors: dict, as_of: date) -> set[tuple]:
    """List what to come back to: application, why and the day; chases of silence stand apart."""
    found, left = [], left_open([line for line in kept if not line.booked])
    for app in {line.app for line in kept}:
        own = [line for line in timed(app.lines) if line in kept]
        at, dated = left.get(app), [line for line in own if line["follow_up_on"]]
        ajar = at and doors[app.key]["state"] == "open"
        since = ajar and at.outcome not in OFFERS and doors[app.key]["said_on"]
        if dated:  # the last day that the person set, unless it is old or out of date
            line, day = dated[-1], dated[-1].date("follow_up_on")
            gone = line.outcome == "waiting" and line.state != "waiting" and day < as_of
            if not gone and (ajar or line is not at) and (as_of - day).days <= FADES:
                door = line["door_open"].casefold() == "yes"
                found.append((app.key, "door" if door else "own day", day))
        elif since:
            found.append((app.key, "door", since + timedelta(COME_BACK)))
        found += [(app.key, "booked", day) for day in sorted(n.day for n in own if n.booked)[:1]]
        quiet = [n for n in own if n["feedback_status"] in {"", "asked", "promised"}]
        asked = [n.date("feedback_asked_on") for n in quiet if not n["feedback"]]
        chase = max(filter(None, asked), default=date.min) + timedelta(CHASE)
        found += [(app.key, "feedback", chase)] if (as_of - chase).days <= STALE else []
    return set(found)


def count_words(lines: list[Line], steps: list[Line]) -> dict:
    """Count questions, skills of adverts, formal scores, what went well, and days to follow up."""
    bank, adverts = {}, defaultdict(set)
    for line in lines:
        for question in set(pieces(line["hard_questions"])):
            cell = bank.setdefault(question, {"times": 0, "last": None})
            cell["times"] += 1
            cell["last"] = max(filter(None, (cell["last"], line.said_on)), default=None)
        for skill in pieces(line["skills_wanted"]):
            adverts[fold(skill)].add(line.app)
    praised = {(n, theme) for n in lines for theme, way in n.themes if way == "strength"}
    praised -= {(n, theme) for n in lines for theme, way in n.themes if way == "gap"}
    scored = [line for line in lines if line["score"] and line["pass_mark"]]
    replied = [n for n in steps if n.day and n.replied and n.day <= n.replied]
    # Of these, none is an answer of theirs; but what was gone on from was answered.
    unanswered = SILENT | {"", "withdrew"}
    heard = [n for n in replied if n.now not in unanswered or n.state == "forward"]
    forward = [n for n in steps if n.state == "forward"]
    began = [n for n in lines if n is n.app.lines[0] and n.stage in INTERVIEWS]
    return {
        "question_bank": bank,
        "skills_wanted": {"adverts": len(set().union(*adverts.values()))}
        | {skill: len(apps) for skill, apps in adverts.items()},
        "scores": {n.number: Fraction(n["score"]) - Fraction(n["pass_mark"]) for n in scored},
        "what_went_well": {
            "words": sum(bool(line["went_well"]) for line in lines),
            "praised theme": len(praised),
            "rating": sum(line[column] in {"4", "5"} for line in lines for column in RATINGS),
            "went forward": len(forward + began),
        },
        "reply_days": {step.number: (step.replied - step.day).days for step in heard},
    }


def plan_progress(plan: list[tuple], lines: list[Line], as_of: date) -> dict:
    """Give each action its days and state, and who missed its theme before and since."""
    table, told = {}, [line for line in lines if line.usable and line.said_on]
    for theme, row in plan:
        days = {
            c: date.fromisoformat(row[c]) if row.get(c) else None for c in ("due_on", "done_on")
        }
        due, until = days["due_on"] or date.max, days["done_on"] or date.max
        until = until if until <= as_of else date.max
        late = "overdue" if due < as_of else "due soon"
        state = "done" if until < date.max else late if due <= as_of + timedelta(SOON) else "open"
        cell = table[row["action"]] = {"state": state, **days}
        for side in ("before", "after"):
            then = [line for line in told if (line.said_on >= until) == (side == "after")]
            gaps = voters(line for line in then if (theme, "gap") in line.themes)
            cell[side] = {"count": gaps, "of": voters(then)} if then else None
    return table


def counts(rows, as_of: date, stage=None, source=None, since=None, plan=()) -> dict:
    """Count everything: topic -> key -> count or day.

    `rows` are those of the csv, as `read` gives them, `plan` those of the plan; what is dated after
    `as_of`, the day on which one looks, is booked. `stage`, `source` and `since` keep these lines
    only, with what they are in the whole log.
    """
    file = [Line(row, int(row.get("line") or at), as_of) for at, row in enumerate(rows, 2)]
    asked: dict[int, str] = {}
    everything = applications_of(file, asked)
    kept = [
        n for n in file if stage in {None, n.name} and (not since or (n.day and n.day >= since))
    ]
    kept = [n for n in kept if source is None or fold(n.app.source) == fold(source)]
    lines = [line for line in kept if not line.booked]
    steps = [line for line in lines if line.step is line]
    told = [n for n in steps if n["role"] and n.state in CELL["of"] | CELL["waiting"]]
    actions = [(row["theme"].casefold().replace(" ", "_"), row) for row in plan]
    shared, doors = shared_words(told), count_doors(lines, everything, as_of)
    words = [((n.name, word), n) for n in told for word in n.words & shared]
    return {
        "lines": {line.number: (line.app.key, line.round, line.state) for line in kept},
        "asked": asked,
        "booked": {n.number: (n.day, (n.day - as_of).days, n.name) for n in kept if n.booked},
        "stage_rates": tally((n.name, n) for n in steps),
        "stage_rates_by_source": tally(((n.name, fold(n.app.source)), n) for n in steps),
        "stage_rates_by_format": tally(((n.name, fold(n["format"] or NOT_SAID)), n) for n in steps),
        "stage_rates_by_role_words": tally(words),
        **count_applications(steps, file, kept, as_of),
        **count_answers(steps, as_of),
        **count_success(steps, kept, as_of),
        **count_feedback(lines),
        **count_words(lines, steps),
        "doors": doors,
        "to_do": things_to_do(kept, doors, as_of),
        "plan_progress": plan_progress(actions, lines, as_of),
        "planned": {theme for theme, _ in actions if theme},
    }
