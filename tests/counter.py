"""A second, independent counter: every count and every day that the product shows, in plain Python.

Written from the rules in words alone, so that it can find faults. Choices where they are silent:
* since: by the day of each line; undated lines are left out. Doors look at the whole log, and the
  run at the whole of each application of which any line is kept.
* furthest step: the highest named stage; its ending: the last word of the last step.
* an interview: a step called interview or final interview, whatever came of it, if not booked.
* run: no and no answer are noes, an offer ever made is a yes, withdrawn and closed are neither; by
  the day the last word was heard, else the line's, undated ones by the next dated line of the file.
  A search that ends at an offer ends there in every order. Under ten its orders are not told.
* tries: the first decided interview of each application, finals included; where there is none, the
  first decided application, else the first decided step without a name.
* role words of a stage: those of the lines that are decided or wait.
* heard: who still waits, or was given up, is silent until the day one looks; who withdrew was watched
  until then. Told from twenty lines and five answers on.
* halves: of the tries in order of day and line; the odd one belongs to the later. Where young lines
  still wait, what is younger than nine in ten answers took is left out.
* factors: at the level that the line of the try names; a source is the application's; role words
  are the words of three letters and more that the roles of two applications share, the twelve most
  shared; a rating counts if it was given before the answer.
* calm: each decided interview with calm rated before the answer, every round for itself.
* a `waiting` row answered by a later line: that line's heard_on, else its day, is the answer.
* waiting days: from the step's day, for each application whose last step waits; `went_on` beside it.
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
from tests.counter_words import (
    INTERVIEWS,
    RATINGS,
    count_doors,
    count_feedback,
    count_words,
    given,
    plan_progress,
    said_on,
    things_to_do,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DECIDED = {"forward", "no", "no response"}
SMALL = {"and", "the", "for", "with"}  # role words that say nothing
TOLD_FROM = 10  # ended interviews: fewer have no orders to tell
LINES, REPLIES, AHEAD = 20, 5, 14  # from which on answers are timed, and how many days ahead


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


def count_applications(steps: list[Line], file: list[Line], kept: list[Line]) -> dict:
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
    first = [app.lines[0]["role"] for app in {line.app for line in kept if not line.booked}]
    return {
        "roles": Counter(role.split()[-1].casefold() for role in first if role),
        "applications": {app.key: [line.number for line in app.lines] for app in apps},
        "furthest_step": furthest,
        "journey": dict(flow),
        "waiting": waits["waiting"],
        "went_on": waits["forward"],
        "invitations": {
            "applications": len(met),
            "employers": len(
                {step.voter for app in met for step in apps[app] if step.stage in INTERVIEWS}
            ),
        },
        "run_of_noes": run_of_noes({line.app for line in kept}, file),
    }


def run_of_noes(apps: set[Application], file: list[Line]) -> dict:
    """Put the applications that had an interview and have ended in the order of their endings."""
    ended = []
    for app in apps:
        own = [step for step in app.steps if not step.booked]
        if not any(step.stage in INTERVIEWS for step in own):
            continue
        last, yes = own[-1].last, any(step.now in OFFERS for step in own)
        if yes or own[-1].ending in {"no", "no answer"}:
            below = (line.day for line in file[file.index(last) :] if line.day)
            ended.append((last.date("heard_on") or next(below, date.max), last.number, yes))
    order = [yes for *_, yes in sorted(ended)]
    runs = "".join("y" if yes else "n" for yes in order).split("y")
    longest, yes = max(map(len, runs)), sum(order)
    free = order[:-1] if order and order[-1] else order
    told = yes and len(order) >= TOLD_FROM
    share = share_of_orders(len(free) - sum(free), sum(free), longest) if told else None
    return {"decided": len(order), "yes": yes, "longest": longest, "share_of_orders": share}


def time_order(step: Line) -> tuple:
    return said_on(step) or date.max, step.app.lines.index(step), step.number


def tries(steps: list[Line]) -> tuple[str, list[Line]]:
    """Give the first decided step of each application, at the first kind of step that has any."""
    decided = sorted((step for step in steps if step.state in DECIDED), key=time_order)
    kinds = {
        "interviews": INTERVIEWS,
        "applications": ("application",),
        "steps without a name": ("",),
    }
    for kind, stages in kinds.items():
        of_kind = [step for step in decided if step.stage in stages]
        if of_kind:
            first = {}
            for step in of_kind:
                first.setdefault(step.app, step)
            return kind, list(first.values())
    return "interviews", []


def count_success(steps: list[Line], kept: list[Line], as_of: date) -> dict:
    """Count the tries in two halves and at each level of each factor, and calm interviews."""
    kind, tried = tries(steps)
    old = without_the_young(tried, steps, kept, as_of)
    half = {step: "earlier" if at < len(old) // 2 else "later" for at, step in enumerate(old)}
    calm = [step for step in steps if step.stage in INTERVIEWS and step.state in DECIDED]
    calm = [step for step in calm if step["calm"] and given(step) == "before"]
    return {
        "tried": (kind, len(tried)),
        "improving": rates(old, half.get),
        "nerves": rates(calm, lambda step: int(step["calm"])),
        "goes_with_success": factors(tried),
    }


def without_the_young(
    tried: list[Line], steps: list[Line], kept: list[Line], as_of: date
) -> list[Line]:
    """Leave out the stretch at the end in which lines still wait and only quick answers count."""
    days = [d for line in kept for c in ("date", "heard_on") if (d := line.date(c)) and d <= as_of]
    known = max(days, default=as_of)
    watched = spans(steps, known)
    usual = quantile(sorted(days for _, days, told in watched if told), Fraction(9, 10))
    young = (days < usual for step, days, _ in watched if usual and step.state == "waiting")
    if usual is None or not any(young):
        return tried
    return [step for step in tried if not (step.day and (known - step.day).days < usual)]


def spans(steps: list[Line], known: date) -> list[tuple[Line, int, bool]]:
    """Give each step with the days until its answer, or of silence until a day, and which it is."""
    found = []
    for step in steps:
        if not step.day or step.day > known or step.state == NOT_SAID:
            continue
        heard, silent = step.replied_on, step.state in {"waiting", "no response"}
        if silent or (heard and heard > known):
            found.append((step, (known - step.day).days, False))
        elif heard and heard >= step.day:
            found.append((step, (heard - step.day).days, step.now != "withdrew"))
    return found


def still_silent(watched: list[tuple[Line, int, bool]]) -> dict[int, Fraction]:
    """Give the share still without an answer after each day of one: Kaplan and Meier, by hand."""
    share, left = {}, Fraction(1)
    for day in sorted({days for _, days, told in watched if told}):
        came = sum(days == day for _, days, told in watched if told)
        left *= 1 - Fraction(came, sum(days >= day for _, days, _ in watched))
        share[day] = left
    return share


def count_answers(steps: list[Line], as_of: date) -> dict:
    """Give the share that had heard after each day, and the chance of those who still wait."""

    def enough(watched: list) -> bool:
        return len(watched) >= LINES and sum(told for *_, told in watched) >= REPLIES

    watched = spans(steps, as_of)
    chances = {}
    for step, days, _ in watched:
        if step.state != "waiting":
            continue
        own = [one for one in watched if one[0].stage == step.stage]
        like = own if enough(own) else watched
        last = max(one[1] for one in like)
        if enough(like) and days < last:
            share = still_silent(like)
            at, then = (
                min((left for day, left in share.items() if day <= until), default=Fraction(1))
                for until in (days, min(days + AHEAD, last))
            )
            chances[step.number] = 1 - then / at if at else None
        else:
            chances[step.number] = None
    heard = {day: 1 - left for day, left in still_silent(watched).items()}
    return {"reply_curve": heard if enough(watched) else {}, "chances": chances}


def quantile(values: list[int], share: Fraction) -> Fraction | None:
    if not values:
        return None
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def factors(tried: list[Line]) -> dict:
    """Count forward of decided at each level, and of the rest where the factor is known."""
    known: dict[str, dict[Line, set]] = {name: {} for name in ("source", "format", "role words")}
    shared = shared_words([step for step in tried if step["role"]])
    for step in tried:
        if step.app.source != NOT_SAID:
            known["source"][step] = {fold(step.app.source)}
        if step["format"]:
            known["format"][step] = {fold(step["format"])}
        if step["role"]:
            known["role words"][step] = words_of(step["role"]) & shared
        for name in RATINGS:
            if step[name] and given(step) == "before":
                level = "4 or 5" if int(step[name]) >= 4 else "1 to 3"
                known.setdefault(name, {})[step] = {level}
    table = {}
    for factor, levels in known.items():
        for level in set().union(*levels.values()) if levels else ():
            has = [step.state == "forward" for step, own in levels.items() if level in own]
            rest = [step.state == "forward" for step, own in levels.items() if level not in own]
            table[factor, level] = (sum(has), len(has), sum(rest), len(rest))
    return table


def by_role_words(steps: list[Line]) -> dict:
    """Count the steps of each stage by each word of their roles that two applications share."""
    told = [step for step in steps if step["role"] and step.state in DECIDED | {"waiting"}]
    shared, table = shared_words(told), {}
    for word in shared:
        of_word = [step for step in told if word in words_of(step["role"])]
        table |= {(stage, word): cell for stage, cell in rates(of_word, named).items()}
    return table


def words_of(role: str) -> set[str]:
    plain = " ".join(fold(word) for word in role.split())
    return set(re.findall(r"[^\W\d_]{3,}", plain)) - SMALL


def shared_words(lines: list[Line]) -> set[str]:
    """Give the twelve words that the roles of most applications share, at least of two."""
    of = {(line.app, word) for line in lines for word in words_of(line["role"])}
    counted = Counter(word for _, word in of)
    ranked = sorted((-n, word) for word, n in counted.items() if n >= 2)
    return {word for _, word in ranked[:12]}


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
            (stage is None or named(line) == stage)
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
            steps, lambda step: (named(step), fold(step["format"] or NOT_SAID))
        ),
        "stage_rates_by_role_words": by_role_words(steps),
        **count_applications(steps, file, lines + booked),
        **count_answers(steps, as_of),
        **count_success(steps, [line for line in file if kept(line)], as_of),
        **count_feedback(lines),
        **count_words(lines, steps),
        "doors": (doors := count_doors(lines, everything, as_of)),
        "to_do": things_to_do(lines + booked, doors, as_of),
        "plan_progress": plan_progress(plan, lines, as_of),
        "planned": {row["theme"].casefold().replace(" ", "_") for row in plan if row["theme"]},
        "booked": {line.number: line.day for line in booked},
        "next_interview": after and {"line": after.number, "day": after.day, "stage": after.stage},
    }
