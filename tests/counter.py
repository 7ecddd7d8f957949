"""A second, independent counter: every count and every day that the product shows, in plain Python.

Written from the rules in words alone, so that it can find faults. Choices where they are silent:
* since: by the day of each line; undated lines are left out. Doors look at the whole log.
* furthest step: the highest named stage; its ending: the last word of the last step.
* an interview: a step called interview or final interview, whatever came of it, if not booked.
* run: no and no answer are noes, an offer ever made is a yes, withdrawn and closed are neither; by
  the day the last word was heard, else the line's, undated ones by the next dated line of the file.
* halves: decided interviews, finals included, by day and line; the odd one belongs to the later.
* asked for feedback: a day in feedback_asked_on; refused goes before any words. Without a day:
  received came unasked, another status is asked_without_a_day, none at all is words_of_the_no.
* one vote an employer; a placeholder is as many employers as it has applications.
* a theme without a polarity is neutral; neutral themes are usable, all but no_reason.
* a rating of an unanswered interview has no heard_on: it is "no date", shown and not counted.
* a `waiting` row answered by a later line: that line's heard_on, else its day, is the answer.
* preparation: the lowest of its three ratings. Praised and missed at once: not said.
* mirrors count lines with a rating given before the answer and words on that theme.
* waiting days: from the step's day, for each application whose last step waits; `went_on` beside it.
* a door is knocked on by an application begun after they said so; faded after a year unless dated.
* questions: once a line; skills wanted: once an application.
* plan: an interview after the day it was done is after; on that day or earlier is before.
* went well: lines with words, praised themes a line, ratings of 4 or 5, steps that went forward.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import comb
from typing import TYPE_CHECKING

from tests.counter_lines import NOT_SAID, OFFERS, STAGES, Application, Line, applications_of, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

INTERVIEWS = STAGES[3:]
DECIDED = {"forward", "no", "no response"}
FADES = 365  # days after which an open door is old; ours, the rule gives no number
OUTSIDE = {"competition", "role_change", "no_reason"}  # whose control is "outside"
MIRRORED = {
    "preparation": ("prepared", "knew_employer", "knew_role"),
    "answers": ("answered",),
    "selling": ("sold_myself",),
    "nerves": ("calm",),
}
RATINGS = tuple(column for columns in MIRRORED.values() for column in columns)


def named(step: Line) -> str:
    return step.stage or NOT_SAID


def rates(steps: list[Line], key: Callable[[Line], object]) -> dict:
    """Count forward of decided, with those that wait and those that never answered beside it."""
    table: dict = {}
    for step in steps:
        none = {"count": 0, "of": 0, "waiting": 0, "no_response": 0}
        cell = table.setdefault(key(step), none)
        cell["count"] += step.state == "forward"
        cell["of"] += step.state in DECIDED
        cell["waiting"] += step.state == "waiting"
        cell["no_response"] += step.state == "no response"
    return table


def share_of_orders(noes: int, yes: int, longest: int) -> Fraction:
    """Count exactly the orders of these answers that have a run of noes at least this long."""
    ways = [1] + [0] * noes  # ways[n]: n noes placed in the gaps so far, each shorter than the run
    for _ in range(yes + 1):
        ways = [sum(ways[max(0, n - longest + 1) : n + 1]) for n in range(noes + 1)]
    return 1 - Fraction(ways[noes], comb(noes + yes, yes)) if longest else Fraction(1)


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
    step, rated, answer = line.step, line.date("rated_on"), line.step.replied_on
    if step.outcome == "waiting" and not (step.told and answer):
        return "before"
    if rated is None or answer is None:
        return "no date"
    return "before" if rated < answer else "after"


def view_of(line: Line, theme: str) -> str:
    marks = [int(line[column]) for column in MIRRORED[theme] if line[column]]
    if not marks or min(marks) == 3:
        return NOT_SAID
    return "weak" if min(marks) < 3 else "fine"


def count_applications(steps: list[Line], file: list[Line]) -> dict:
    """Count what is one an application: furthest steps, invitations, the flow, the run, waiting."""
    apps: dict[Application, list[Line]] = {}
    for step in sorted(steps, key=lambda step: step.round):
        apps.setdefault(step.app, []).append(step)
    furthest, flow, waits = {}, Counter(), {"waiting": {}, "forward": {}}
    met = [app for app, own in apps.items() if any(step.stage in INTERVIEWS for step in own)]
    for app, own in apps.items():
        top, last = max(step.rank for step in own), own[-1]
        furthest[app.key] = (STAGES[top] if top >= 0 else NOT_SAID, last.ending)
        path = [*dict.fromkeys(map(named, own)), last.ending]
        flow.update(pairwise(path))
        if last.ending in waits and last is app.steps[-1]:  # else it is known what comes next
            days = (last.as_of - last.day).days if last.day else None
            waits[last.ending][app.key] = (named(last), days)
    return {
        "applications": {app.key: [line.number for line in app.lines] for app in apps},
        "furthest_step": furthest,
        "journey": dict(flow),
        "waiting": waits["waiting"],
        "went_on": waits["forward"],
        "invitations": {
            "applications": len(met),
            "employers": len({app.lines[0].voter for app in met}),
        },
        "run_of_noes": run_of_noes([apps[app] for app in met], file),
    }


def run_of_noes(met: list[list[Line]], file: list[Line]) -> dict:
    """Put the applications that had an interview and have ended in the order of their endings."""
    ended = []
    for own in met:
        last, yes = own[-1].last, any(step.now in OFFERS for step in own)
        if yes or own[-1].ending in {"no", "no answer"}:
            below = (line.day for line in file[file.index(last) :] if line.day)
            ended.append((last.date("heard_on") or next(below, date.max), last.number, yes))
    order = [yes for *_, yes in sorted(ended)]
    runs = "".join("y" if yes else "n" for yes in order).split("y")
    longest, yes = max(map(len, runs)), sum(order)
    share = share_of_orders(len(order) - yes, yes, longest)
    return {"decided": len(order), "yes": yes, "longest": longest, "share_of_orders": share}


def count_interviews(steps: list[Line]) -> dict:
    """Count decided interviews: in two halves, and by how calm the person felt before the answer."""
    met = [step for step in steps if step.stage in INTERVIEWS and step.state in DECIDED]
    met.sort(key=lambda step: (step.day or date.max, step.number))
    half = {step: "earlier" if at < len(met) // 2 else "later" for at, step in enumerate(met)}
    rated = {}
    for step in met:
        row = next((line for line in (step, *step.told) if line["calm"]), None)
        if row and given(row) == "before":
            rated[step] = int(row["calm"])
    return {"improving": rates(met, half.get), "nerves": rates(list(rated), rated.get)}


def count_feedback(lines: list[Line]) -> dict:
    """Count who was asked and what came, the themes by employer, and the two mirrors."""
    steps, unasked = Counter(), {"received": "unasked", "": "words_of_the_no"}
    for line in lines:
        told = bool(line["feedback"] or themes(line) or line["feedback_status"] == "received")
        if line["feedback_status"] == "refused":
            came = "refused"
        else:
            came = "answered" if told else "not_yet"
        if line["feedback_asked_on"]:
            steps.update(["asked", came])
        elif told or line["feedback_status"]:
            steps[unasked.get(line["feedback_status"], "asked_without_a_day")] += 1
        steps["usable"] += usable(line)
    heard = {line.voter for line in lines if usable(line)}
    votes = {(*said, line.voter) for line in lines for said in themes(line)}
    counted = Counter((theme, polarity) for theme, polarity, _ in votes)
    return {
        "feedback_yield": dict(steps),
        "feedback_themes": {key: {"count": n, "of": len(heard)} for key, n in counted.items()},
        "outside": {key: n for key, n in counted.items() if key[0] in OUTSIDE},
        "mirrors": mirrors(lines),
    }


def mirrors(lines: list[Line]) -> dict:
    names = {
        ("fine", "strength"): "agreed_strength",
        ("weak", "gap"): "agreed_gap",
        ("fine", "gap"): "blind_spot",
        ("weak", "strength"): "hidden_strength",
    }
    table: dict[str, Counter] = {}
    for line in lines:
        for theme in MIRRORED:
            theirs = {polarity for said, polarity in themes(line) if said == theme} - {"neutral"}
            if theirs:
                mine = view_of(line, theme) if given(line) == "before" else NOT_SAID
                both = (mine, theirs.pop() if len(theirs) == 1 else "both")
                table.setdefault(theme, Counter())[names.get(both, "not_said")] += 1
    return {theme: dict(cells) for theme, cells in table.items()}


def count_doors(lines: list[Line], everything: list[Application], as_of: date) -> dict:
    """List the doors left open, whether one has been knocked on since, and the day to do it."""
    doors = {}
    for app in dict.fromkeys(line.app for line in lines):
        said = [line for line in app.lines if line in lines and line["door_open"]]
        if not said or said[-1]["door_open"].casefold() != "yes":
            continue
        door, due = said[-1], said[-1].date("follow_up_on")
        since = door.date("heard_on") or door.day
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


def count_words(lines: list[Line], steps: list[Line]) -> dict:
    """Count questions, skills of adverts, formal scores, what went well, and days to follow up."""
    questions: dict[str, dict] = {}
    adverts: dict[str, set[Application]] = {}
    for line in lines:
        for question in set(pieces(line["hard_questions"])):
            cell = questions.setdefault(question, {"times": 0, "last": None})
            cell["times"] += 1
            cell["last"] = max(filter(None, (cell["last"], line.day)), default=None)
        for skill in pieces(line["skills_wanted"]):
            adverts.setdefault(fold(skill), set()).add(line.app)
    praised = sum(len({said for said in themes(line) if said[1] == "strength"}) for line in lines)
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
            "went forward": sum(step.state == "forward" for step in steps),
        },
        "ratings_given": dict(
            Counter(given(line) for line in lines if any(map(line.__getitem__, RATINGS)))
        ),
        "follow_ups": {
            line.number: line.date("follow_up_on") for line in lines if line["follow_up_on"]
        },
        "reply_days": {
            step.number: (step.replied_on - step.day).days
            for step in steps
            if step.day and step.replied_on and step.now not in replies
        },
    }


def plan_progress(plan: Sequence[dict], lines: list[Line], as_of: date) -> dict:
    """Give each action its days and state, and who missed its theme before and after it was done."""
    table = {}
    for row in plan:
        due, done = (
            date.fromisoformat(row[c]) if row.get(c) else None for c in ("due_on", "done_on")
        )
        state = "done" if done else "overdue" if due and due < as_of else "to do"
        cell: dict = {"state": state, "due_on": due, "done_on": done}
        for side in ("before", "after") if done else ():
            then = [n for n in lines if n.day and usable(n) and (n.day > done) == (side == "after")]
            missed = (row["theme"].casefold().replace(" ", "_"), "gap")
            gaps = {line.voter for line in then if missed in themes(line)}
            cell[side] = {"count": len(gaps), "of": len({line.voter for line in then})}
        table[row["action"]] = cell
    return table


def counts(
    rows: Sequence[dict[str, str]],
    as_of: date,
    stage: str | None = None,
    source: str | None = None,
    since: date | None = None,
    plan: Sequence[dict[str, str]] = (),
) -> dict:
    """Count everything: topic -> key -> count or day.

    Parameters
    ----------
    rows : rows of the csv, as `read` gives them ("line" is the physical line; else 2, 3, ...).
    as_of : the day on which one looks; what is dated after it is booked.
    stage, source, since : keep these lines only, with what they are in the whole log.
    plan : rows of the plan.
    """
    file = [Line(row, int(row.get("line") or at), as_of) for at, row in enumerate(rows, 2)]
    asked: dict[int, str] = {}
    everything = applications_of(file, asked)

    def kept(line: Line) -> bool:
        return (
            (stage is None or named(line.step) == stage)
            and (source is None or fold(line.app.source) == fold(source))
            and (since is None or (line.day is not None and line.day >= since))
        )

    booked = [line for line in file if kept(line) and line.booked]
    lines = [line for line in file if kept(line) and not line.booked]
    steps = [line for line in lines if line.step is line]
    meetings = [line for line in booked if line.stage in INTERVIEWS]
    after = min(meetings, key=lambda line: (line.day, line.rank, line.number), default=None)
    return {
        "lines": {n.number: (n.app.key, n.round, n.state) for n in file if kept(n)},
        "asked": asked,
        "stage_rates": rates(steps, named),
        "stage_rates_by_source": rates(steps, lambda step: (named(step), fold(step.app.source))),
        "stage_rates_by_format": rates(
            steps, lambda step: (named(step), fold(step.first("format") or NOT_SAID))
        ),
        **count_applications(steps, file),
        **count_interviews(steps),
        **count_feedback(lines),
        **count_words(lines, steps),
        "doors": count_doors(lines, everything, as_of),
        "plan_progress": plan_progress(plan, lines, as_of),
        "booked": {line.number: line.day for line in booked},
        "next_interview": after and {"line": after.number, "day": after.day, "stage": after.stage},
    }
