"""What was said and written down, counted from the rules in words alone: the counter's other half.

Choices where the rules are silent:
* asked for feedback: a day in feedback_asked_on, or the status asked, promised or refused, which say
  that it was. Refused goes before any words. Unasked: received came unasked, no status at all stood
  in the no.
* one vote an employer; a placeholder is as many employers as it has applications.
* a theme without a polarity is neutral; neutral themes are usable, all but no_reason, which is
  counted of all that sent anything.
* periods: months, or quarters in a search of more than 200 days; by the day, else the answer's.
* a rating of an unanswered interview has no heard_on: it is "no date", shown and not counted.
* preparation: of its three ratings those that say something must agree; else nothing is said.
* mirrors count lines with a rating given before the answer and words of the employer; what one side
  leaves out, or both ways at once, is not said.
* questions: once a line; skills wanted: once an application.
* plan: what was said on the day that an action was done, or later, is after; else before.
* went well: lines with words, praised themes a line, ratings of 4 or 5, steps that went forward, and
  where a log begins with an interview that they asked to meet.
* a door is knocked on by an application begun after they said so; faded after a year unless dated.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.counter_lines import NOT_SAID, OFFERS, Application, Line, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

INTERVIEWS = ("interview", "final interview")
FADES = 365  # days after which an open door is old; ours, the rule gives no number
SOON = 14  # days before an action is due soon
# Days after which to knock again, to ask again for feedback, and to leave that in peace; all ours.
COME_BACK, CHASE, STALE = 90, 10, timedelta(days=60)
OUTSIDE = {"competition", "role_change", "no_reason"}  # whose control is "outside"
MIRRORED = {
    "preparation": ("prepared", "knew_employer", "knew_role"),
    "answers": ("answered",),
    "selling": ("sold_myself",),
    "nerves": ("calm",),
}
RATINGS = tuple(column for columns in MIRRORED.values() for column in columns)


def pieces(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"[;\n]", text) if piece.strip()]


def themes(line: Line) -> list[tuple[str, str]]:
    said = []
    for piece in pieces(line["feedback_themes"].casefold()):
        *name, last = piece.split()
        known = bool(name) and last in {"gap", "strength", "neutral"}
        said.append(("_".join(name if known else [*name, last]), last if known else "neutral"))
    return said


def usable(line: Line) -> bool:
    return any(theme != "no_reason" for theme, _ in themes(line))


def given(line: Line) -> str:
    """Say whether the ratings of this line were given before the answer."""
    rated, answer = line.date("rated_on"), line.step.replied_on
    if line.outcome == "waiting" and answer is None:
        return "before"
    if rated is None or answer is None:
        return "no date"
    return "before" if rated < answer else "after"


def view_of(line: Line, theme: str) -> str:
    marks = [int(line[column]) for column in MIRRORED[theme] if line[column]]
    said = {"weak" if mark < 3 else "fine" for mark in marks if mark != 3}
    return said.pop() if len(said) == 1 else NOT_SAID


def count_feedback(lines: list[Line]) -> dict:
    """Count who was asked and what came, the themes by employer, and the mirrors."""
    return {
        "feedback_yield": feedback_yield(lines),
        "feedback_themes": votes(lines, lambda line: ()),
        "themes_by_stage": votes(lines, lambda line: (line.stage or NOT_SAID,)),
        "themes_by_period": votes(lines, period_of(lines)),
        "outside": {
            theme: sum(any(said == theme for said, _ in themes(line)) for line in lines)
            for theme in OUTSIDE
        },
        "mirrors": mirrors(lines),
        "turned_round": turned_round(lines),
        "rated_weak": {
            theme: sum(given(n) == "before" and view_of(n, theme) == "weak" for n in lines)
            for theme in MIRRORED
        },
    }


def feedback_yield(lines: list[Line]) -> dict:
    steps: Counter = Counter()
    for line in lines:
        status = line["feedback_status"]
        words = bool(line["feedback"] or themes(line) or status == "received")
        told = words and status != "refused"
        came = "refused" if status == "refused" else "answered" if told else "not_yet"
        if line["feedback_asked_on"] or status in {"asked", "promised", "refused"}:
            steps.update(["asked", came, "could be asked"])
        else:
            steps["could be asked"] += line.state == "no"
            if told:
                steps["unasked" if status else "words_of_the_no"] += 1
        steps["usable"] += usable(line)
        steps["all told"] += told or usable(line)
    return dict(steps)


def votes(lines: list[Line], part: Callable[[Line], tuple]) -> dict:
    """Count the employers that named each theme, within each part of the lines."""
    heard: dict[tuple, dict[bool, set]] = {}
    said, last = set(), {}
    for line in timed_by_day(lines):
        for theme, polarity in themes(line):
            both = heard.setdefault(part(line), {True: set(), False: set()})
            both[True] |= {line.voter}
            both[False] |= {line.voter} if theme != "no_reason" else set()
            said.add((*part(line), theme, polarity, line.voter))
            last[*part(line), theme, polarity] = said_on(line)
    counted = Counter(key for *key, _ in map(list, said) for key in [tuple(key)])
    return {
        key: {"count": n, "of": len(heard[key[:-2]][key[-2] == "no_reason"]), "last": last[key]}
        for key, n in counted.items()
    }


def turned_round(lines: list[Line]) -> dict:
    """Give the themes that were last missed before they were last praised, with their days.

    One vote an employer, its latest word, a gap going after praise of the same day; of all orders
    of these votes, it is told how many end with as many praises.
    """
    table = {}
    for theme in {name for line in lines for name, _ in themes(line)} - OUTSIDE:
        ways = {way: [] for way in ("gap", "strength", "neutral")}
        for line in timed_by_day([line for line in lines if said_on(line)]):
            for name, way in themes(line):
                ways[way] += [line] if name == theme else []
        if not ways["gap"]:
            continue
        last = said_on(ways["gap"][-1])
        since = [line for line in ways["strength"] if said_on(line) > last]
        if since:
            votes = {line.voter: (said_on(line), False) for line in ways["gap"]}
            for line in ways["strength"]:
                if line.voter not in votes or said_on(line) > votes[line.voter][0]:
                    votes[line.voter] = said_on(line), True
            order = sorted(votes.values(), key=lambda vote: (vote[0], not vote[1]))
            table[theme] = {
                "missed": len({line.voter for line in ways["gap"]}),
                "last_missed": last,
                "praised": len({line.voter for line in since}),
                "praised_since": said_on(since[0]),
                "share": as_many_last([praise for _, praise in order]),
            }
    return table


def as_many_last(votes: list[bool]) -> Fraction:
    """Give how many of all orders of the votes end with as many praises: drawn one by one."""
    end = len(votes) - max((at for at, praise in enumerate(votes, 1) if not praise), default=0)
    share = Fraction(1)
    for drawn in range(end):
        share *= Fraction(sum(votes) - drawn, len(votes) - drawn)
    return share


def period_of(lines: list[Line]) -> Callable[[Line], tuple]:
    days = [day for line in lines if (day := line.day or line.date("heard_on"))]
    quarters = bool(days) and max(days) - min(days) > timedelta(days=200)

    def name(line: Line) -> tuple:
        day = line.day or line.date("heard_on")
        if not day:
            return ("not dated",)
        return (f"{day.year}Q{(day.month + 2) // 3}" if quarters else f"{day:%Y-%m}",)

    return name


def mirrors(lines: list[Line]) -> dict:
    names = {
        ("fine", "strength"): "agreed_strength",
        ("weak", "gap"): "agreed_gap",
        ("fine", "gap"): "blind_spot",
        ("weak", "strength"): "hidden_strength",
    }
    table: dict[str, Counter] = {}
    for line in lines:
        words = line["feedback"] or themes(line)
        for theme, columns in MIRRORED.items():
            theirs = {polarity for said, polarity in themes(line) if said == theme} - {"neutral"}
            if words and given(line) == "before" and any(line[column] for column in columns):
                both = (view_of(line, theme), theirs.pop() if len(theirs) == 1 else "both")
                table.setdefault(theme, Counter())[names.get(both, "not_said")] += 1
    return {theme: dict(cells) for theme, cells in table.items()}


def left_open(lines: list[Line]) -> dict[Application, Line]:
    """Give the line of each application on which they said that they would consider one again."""
    found = {}
    for line in timed([line for line in lines if line["door_open"]]):
        found[line.app] = line
    return {app: line for app, line in found.items() if line["door_open"].casefold() == "yes"}


def count_doors(lines: list[Line], everything: list[Application], as_of: date) -> dict:
    """List the doors left open, whether one has been knocked on since, and the day to do it."""
    doors = {}
    for app, door in left_open(lines).items():
        since, due = door.date("heard_on") or door.day, door.date("follow_up_on")
        knocked = any(begun_after(other, door, since) for other in everything if other is not app)
        old = since is not None and (as_of - since).days > FADES and not (due and due >= as_of)
        state = "knocked" if knocked else "faded" if old else "open"
        doors[app.key] = {"state": state, "said_on": since, "due_on": due}
    return doors


def begun_after(app: Application, door: Line, since: date | None) -> bool:
    first = app.lines[0]
    if door.placeholder or first.booked or first.employer != door.employer:
        return False
    if since and first.day and since != first.day:
        return first.day > since
    return first.number > door.number


def things_to_do(kept: list[Line], doors: dict, as_of: date) -> set[tuple]:
    """List what to come back to: application, why and the day; chases of silence stand apart."""
    found, left = set(), left_open([line for line in kept if not line.booked])
    for app in dict.fromkeys(line.app for line in kept):
        own = [line for line in app.lines if line in kept]
        at = left.get(app)
        state, since = ((d := doors[app.key])["state"], d["said_on"]) if at else ("", None)
        ahead = [line.day for line in own if line.booked]
        if ahead:
            found.add((app.key, "booked", min(ahead)))
        set_for = [line for line in timed(own) if line["follow_up_on"]]
        if set_for:
            over = set_for[-1] is at and state != "open"
            found |= set() if over else own_day(app.key, set_for[-1], as_of)
        elif at and state == "open" and since and at.outcome not in OFFERS:
            found.add((app.key, "door", since + timedelta(days=COME_BACK)))
        late = [line for line in own if chased(line) and chased(line) >= as_of - STALE]
        if late:
            last = max(late, key=lambda line: (chased(line), line.number))
            found.add((app.key, "feedback", chased(last)))
    return found


def timed(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (said_on(line) or date.max, line.app.lines.index(line)))


def own_day(key: int, line: Line, as_of: date) -> set[tuple]:
    """Take the last day that the person set, unless it is a year old or out of date."""
    day = line.date("follow_up_on")
    gone_on = line.outcome == "waiting" and line.state != "waiting"
    if (as_of - day).days > FADES or (gone_on and day < as_of):
        return set()
    return {(key, "door" if line["door_open"].casefold() == "yes" else "own day", day)}


def chased(line: Line) -> date | None:
    """Give the day to ask again for feedback that was asked for and is not here."""
    waits = line["feedback_status"] in {"", "asked", "promised"} and not line["feedback"]
    asked = line.date("feedback_asked_on")
    return asked + timedelta(days=CHASE) if waits and asked else None


def count_words(lines: list[Line], steps: list[Line]) -> dict:
    """Count questions, skills of adverts, formal scores, what went well, and days to follow up."""
    questions: dict[str, dict] = {}
    adverts: dict[str, set[Application]] = {}
    for line in lines:
        for question in set(pieces(line["hard_questions"])):
            cell = questions.setdefault(question, {"times": 0, "last": None})
            cell["times"] += 1
            cell["last"] = max(filter(None, (cell["last"], said_on(line))), default=None)
        for skill in pieces(line["skills_wanted"]):
            adverts.setdefault(fold(skill), set()).add(line.app)
    praised = sum(
        polarity == "strength" and (theme, "gap") not in themes(line)
        for line in lines
        for theme, polarity in set(themes(line))
    )
    replies = {"", "waiting", "no response", "withdrew"}  # of these, none is an answer of theirs
    return {
        "question_bank": questions,
        "skills_wanted": {
            "adverts": len(set().union(*adverts.values())),
            **{skill: len(apps) for skill, apps in adverts.items()},
        },
        "scores": {
            line.number: Fraction(line["score"]) - Fraction(line["pass_mark"])
            for line in lines
            if line["score"] and line["pass_mark"]
        },
        "what_went_well": {
            "words": sum(bool(line["went_well"]) for line in lines),
            "praised theme": praised,
            "rating": sum(line[column] in {"4", "5"} for line in lines for column in RATINGS),
            "went forward": sum(step.state == "forward" for step in steps)
            + sum(line is line.app.lines[0] and line.stage in INTERVIEWS for line in lines),
        },
        "ratings_given": dict(
            Counter(given(line) for line in lines if any(map(line.__getitem__, RATINGS)))
        ),
        "reply_days": {
            step.number: (step.replied_on - step.day).days
            for step in steps
            if step.day and step.replied_on
            # A step that was gone on from was answered, whatever its own line still says.
            if step.now not in replies or step.state == "forward"
            if step.day <= step.replied_on  # an answer before the step cannot be timed
        },
    }


def plan_progress(plan: Sequence[dict], lines: list[Line], as_of: date) -> dict:
    """Give each action its days and state, and who missed its theme before and since."""
    table = {}
    for row in plan:
        due, done = (
            date.fromisoformat(row[c]) if row.get(c) else None for c in ("due_on", "done_on")
        )
        if done and done <= as_of:
            state = "done"
        elif due and due <= as_of + timedelta(days=SOON):
            state = "overdue" if due < as_of else "due soon"
        else:
            state = "open"
        theme = row["theme"].casefold().replace(" ", "_")
        cell: dict = {"state": state, "due_on": due, "done_on": done}
        until = done if state == "done" else date.max
        for side in ("before", "after"):
            then = [n for n in lines if usable(n) and said_on(n)]
            then = [n for n in then if (said_on(n) >= until) == (side == "after")]
            gaps = {line.voter for line in then if (theme, "gap") in themes(line)}
            of = len({line.voter for line in then})
            cell[side] = {"count": len(gaps), "of": of} if of else None
        table[row["action"]] = cell
    return table


def timed_by_day(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: said_on(line) or date.min)


def said_on(line: Line) -> date | None:
    return line.day or line.date("heard_on")
