"""A second, independent counter: every count and every day that the product shows, in plain Python.

Written from the rules in words alone, so that it can find faults. ``tests/by_rule.py`` says
what belongs together and what came of it; each topic here is a few lines over lines and steps.
Chances are not counted: they are compared with scipy and statsmodels.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from statistics import quantiles

from tests.by_rule import NOT_SAID, OFFERS, RATINGS, STAGES, Line, applications_of, fold, grouped

CELL = {"count": {"forward"}, "of": {"forward", "no", "no response"}}
CELL |= {"waiting": {"waiting"}, "no_response": {"no response"}}
ASKED = {"asked", "promised", "refused"}  # else feedback came unasked, or stood in the no
OUTSIDE = {"competition", "role_change", "no_reason"}  # themes whose control is "outside"
MIRRORED = {"preparation": RATINGS[:3], "answers": RATINGS[3:4], "selling": RATINGS[4:5]}
MIRRORED |= {"nerves": RATINGS[5:]}
MIRRORS = {("fine", "strength"): "agreed_strength", ("weak", "gap"): "agreed_gap"}
MIRRORS |= {("fine", "gap"): "blind_spot", ("weak", "strength"): "hidden_strength"}
FADES, SOON, COME_BACK = 365, 14, timedelta(90)  # days: a door is old, a step soon, one knocks


def tally(pairs) -> dict:
    """Count, for each key, forward of decided, those that wait, and those that never answered."""
    return {
        key: {name: sum(n.state in states for n in own) for name, states in CELL.items()}
        for key, own in grouped(pairs).items()
    }


def voters(lines) -> int:
    return len({line.voter for line in lines})


def shared_words(steps: list[Line]) -> set[str]:
    """Give the twelve words that the roles of most applications share, at least of two."""
    counted = Counter(word for _, word in {(n.app, word) for n in steps for word in n.words})
    return {word for n, word in sorted((-n, word) for word, n in counted.items() if n > 1)[:12]}


def count_applications(steps: list[Line], as_of: date) -> dict:
    """Count what is one an application: furthest steps, invitations, the flow, and who waits."""
    furthest, flow, waits = {}, Counter(), {}
    apps = grouped((step.app, step) for step in sorted(steps, key=lambda step: step.round))
    for key, (*_, last) in apps.items():
        furthest[key] = STAGES[max(step.rank for step in apps[key])] or NOT_SAID, last.ending
        flow.update(pairwise([*dict.fromkeys(step.name for step in apps[key]), last.ending]))
        if last.ending == "waiting" and last.final:  # else it is known what comes next
            waits[key] = last.name, last.day and (as_of - last.day).days
    met = [step for step in steps if step.met]
    invited = {"applications": len({step.app for step in met}), "employers": voters(met)}
    return {"furthest_step": furthest, "journey": flow, "waiting": waits, "invitations": invited}


def run_of_noes(file: list[Line], apps: set[int]) -> dict:
    """Put the applications that had an interview and have ended in the order of their endings.

    An offer ever made is a yes, no and no answer are noes, withdrawn and closed are neither. The day
    is that on which the last word was heard, else its line's, else that of the next dated line.
    """
    below, closed, ended = date.max, {}, []
    for line in reversed(file):
        below = line.day or below
        closed[line] = line.heard or below, line.number
    steps = [line for line in file if line.step is line and not line.booked and line.app in apps]
    for own in grouped((step.app, step) for step in steps).values():
        last = max(own, key=lambda step: step.round)
        yes, met = any(step.now in OFFERS for step in own), any(step.met for step in own)
        if met and (yes or last.ending in {"no", "no answer"}):
            ended.append((closed[last.last], "ny"[yes]))
    word = "".join(result for _, result in sorted(ended))
    longest, yes = max(map(len, word.split("y"))), word.count("y")
    return {"decided": len(word), "yes": yes, "longest": longest, "results": word}


def spans(steps: list[Line], known: date) -> list[tuple[Line, int, bool]]:
    """Give each step with the days until its answer, or of silence until a day, and which it is."""
    found = []
    for step in (n for n in steps if n.day and n.day <= known and n.state != NOT_SAID):
        if step.silent or (step.replied and step.replied > known):
            found.append((step, (known - step.day).days, False))
        elif step.replied and step.replied >= step.day:
            found.append((step, (step.replied - step.day).days, step.now != "withdrew"))
    return found


def count_tries(steps: list[Line], kept: list[Line], as_of: date) -> dict:
    """Count the tries in two halves and at each level of each factor, and calm interviews.

    Tries are the first decided interview of each application; where there is none, the first decided
    application, else step without a name. In halves, the odd one belongs to the later; where lines
    wait that are younger than nine in ten answers took, all as young are left out.
    """
    kinds = {"interviews": STAGES[4:], "applications": STAGES[1:2], "steps without a name": ("",)}
    decided = [step for step in sorted(steps, key=Line.when) if step.state in CELL["of"]]
    at = {step.stage for step in decided}
    kind = next((kind for kind, stages in kinds.items() if at & {*stages}), "interviews")
    tries = grouped((step.app, step) for step in decided if step.stage in kinds[kind])
    tried = [first for first, *_ in tries.values()]
    known = max((d for n in kept for d in (n.day, n.heard) if d and d <= as_of), default=as_of)
    watched = spans(steps, known)
    took = [days for _, days, told in watched if told]
    usual = quantiles(took, n=10, method="inclusive")[-1] if len(took) > 1 else sum(took)
    young = any(step.state == "waiting" and days < usual for step, days, _ in watched)
    old = [n for n in tried if not (young and n.day and (known - n.day).days < usual)]
    halves = [("earlier" if at < len(old) // 2 else "later", step) for at, step in enumerate(old)]
    return {
        "tried": (kind, len(tried)),
        "improving": tally(halves),
        "nerves": tally((int(n["calm"]), n) for n in decided if n.met and "calm" in n.rated),
        "goes_with_success": factors(tried),
    }


def factors(tried: list[Line]) -> dict:
    """Count forward of decided at each level, and of the rest where the factor is known."""
    shared, levels = shared_words(tried), []
    for step in tried:
        known = {"source": {step.source} - {fold(NOT_SAID)}}
        known |= {"format": {fold(step["format"])} - {""}}
        known |= {name: {"4 or 5" if step[name] > "3" else "1 to 3"} for name in step.rated}
        levels += [(factor, step, own) for factor, own in known.items() if own]
        levels += [("role words", step, step.words & shared)] if step["role"] else []
    every = tally((factor, step) for factor, step, _ in levels)
    has = tally(((factor, level), step) for factor, step, own in levels for level in own)
    cells = {key: (cell, every[key[0]]) for key, cell in has.items()}
    return {
        key: (own["count"], own["of"], known["count"] - own["count"], known["of"] - own["of"])
        for key, (own, known) in cells.items()
    }


def count_feedback(lines: list[Line]) -> dict:
    """Count who was asked and what came, and the themes: one vote an employer, the last word's day."""
    ordered = sorted(lines, key=lambda line: line.said_on or date.min)
    said = [(line, theme, way) for line in ordered for theme, way in line.themes]
    days = [line.said_on for line in lines if line.said_on]
    quarters = bool(days) and (max(days) - min(days)).days > 200

    def period(line: Line) -> str:
        day = line.said_on
        quarter = f"{day.year}Q{(day.month + 2) // 3}" if day and quarters else ""
        return "not dated" if not day else quarter or f"{day:%Y-%m}"

    def votes(part) -> dict:
        table = {}
        for key, own in grouped(((*part(n), theme, way), n) for n, theme, way in said).items():
            heard = [n for n, *_ in said if n.usable or key[-2] in {"no_reason", "competition"}]
            of = voters(n for n in heard if part(n) == key[:-2])
            table[key] = {"count": voters(own), "of": of, "last": own[-1].said_on}
        return table

    return {
        "feedback_yield": feedback_yield(lines),
        "feedback_themes": votes(lambda line: ()),
        "themes_by_stage": votes(lambda line: (line.name,)),
        "themes_by_period": votes(lambda line: (period(line),)),
        "outside": Counter(t for _, t in {(n, t) for n, t, _ in said if t in OUTSIDE}),
        "turned_round": turned_round([one for one in said if one[0].said_on]),
    }


def feedback_yield(lines: list[Line]) -> dict:
    refused = {line for line in lines if line.status == "refused"}
    asked = {line for line in lines if line["feedback_asked_on"] or line.status in ASKED}
    told = {n for n in lines if n["feedback"] or n.themes or n.status == "received"} - refused
    not_sorted = {n for n in lines if n["feedback"] and not n.themes}
    return {
        "asked": len(asked),
        "could be asked": len(asked | {line for line in lines if line.state == "no"}),
        "answered": len(asked & told),
        "refused": len(asked & refused),
        "not_yet": len(asked - told - refused),
        "unasked": sum(line.status != "" for line in told - asked),
        "words_of_the_no": sum(line.status == "" for line in told - asked),
        "usable": sum(n.usable for n in lines),
        "all told": len({n for n in lines if n.usable} | (told - not_sorted)),
    }


def turned_round(said: list[tuple]) -> dict:
    """Give the themes that were last missed before they were last praised: by how many, and when.

    The votes are the latest word of each employer, in order, a gap after praise of the same day.
    """
    table = {}
    for theme in {name for _, name, way in said if way == "gap"} - OUTSIDE:
        gaps = [line for line, name, way in said if (name, way) == (theme, "gap")]
        praises = [line for line, name, way in said if (name, way) == (theme, "strength")]
        since = [line for line in praises if line.said_on > gaps[-1].said_on]
        votes = sorted((n.said_on, n in gaps, str(n.voter)) for n in gaps + praises)
        latest = sorted({voter: (day, missed) for day, missed, voter in votes}.values())
        if since:
            table[theme] = {
                "missed": voters(gaps),
                "last_missed": gaps[-1].said_on,
                "praised": voters(since),
                "praised_since": since[0].said_on,
                "votes": "".join("yn"[missed] for _, missed in latest),
            }
    return table


def count_mirrors(lines: list[Line]) -> dict:
    """Count each theme's ratings beside what they said of it, and where one rated oneself low."""
    table, weak = Counter(), Counter()
    for line, (theme, columns) in ((n, each) for n in lines for each in MIRRORED.items()):
        rated = [line[name] for name in columns if name in line.rated]
        own = {"weak" if mark < "3" else "fine" for mark in rated if mark != "3"}
        theirs = {way for name, way in line.themes if name == theme} - {"neutral"}
        weak[theme] += own == {"weak"}  # those ratings that say something must agree
        if rated and (line["feedback"] or line.themes):
            both = (*own, *theirs) if len(own) == len(theirs) == 1 else ()
            table[theme, MIRRORS.get(both, "not_said")] += 1
    return {"mirrors": table, "rated_weak": weak, "left_out": Line.left_out(lines)}


def left_open(lines: list[Line]) -> dict[int, Line]:
    """Give the line of each application on which they said that they would consider one again."""
    found = {line.app: line for line in sorted(lines, key=Line.when) if line.door}
    return {app: line for app, line in found.items() if line.door == "yes"}


def count_doors(lines: list[Line], file: list[Line], as_of: date) -> dict:
    """List the doors left open: whether one has knocked since, when it was said, the day to knock."""
    doors, first = {}, [line for line in file if line.place == 0 and not line.booked]
    for app, door in left_open(lines).items():
        since = door.heard or door.day
        # One knocks with an application begun there later; a day still to come keeps it open.
        others = [n for n in first if n.voter == door.voter and n.app != app]
        knocks = [(n.day or since, n.number) > (since or n.day, door.number) for n in others]
        old = since and (as_of - since).days > FADES and not (door.due and door.due >= as_of)
        state = "knocked" if any(knocks) else "faded" if old else "open"
        doors[app] = {"state": state, "said_on": since, "due_on": door.due}
    return doors


def things_to_do(kept: list[Line], doors: dict, as_of: date) -> set[tuple]:
    """List what to come back to, why and when (never if old); chases of silence stand apart."""
    found, left = set(), left_open([line for line in kept if not line.booked])
    for app, own in grouped((line.app, line) for line in sorted(kept, key=Line.when)).items():
        at, door, mine = left.get(app), doors.get(app, {}), {}
        state, since = door.get("state"), door.get("said_on")
        for line in own:  # the last day that the person set of each sort, unless it is over
            if line.due and not line.is_past(own, as_of) and (line is not at or state != "knocked"):
                mine["door" if line is at and state == "open" else "own day"] = line
        days = {why: n.due if (as_of - n.due).days <= FADES else None for why, n in mine.items()}
        says = [n for why, n in mine.items() if days[why] and (n.due > as_of or not n["next_step"])]
        said = at and {"door"} - {*mine} and not any(n.place >= at.place for n in says)
        if said and state != "knocked" and at.outcome not in OFFERS:
            days["door"] = (since + COME_BACK if since else as_of) if state == "open" else None
        asked = sorted((n["feedback_asked_on"], n.number, n) for n in own if n.chase(as_of))
        for *_, line in asked[-1:]:
            day = days["feedback"] = line.chase(as_of)
            if line is mine.get("own day") and line.due == day and not line["next_step"]:
                del days["own day"]
        found |= {(app, why, day) for why, day in days.items()}
        found |= {(app, "booked", day) for day in sorted(n.day for n in own if n.booked)[:1]}
    return found


def count_words(lines: list[Line]) -> dict:
    """Count questions, skills of adverts, formal scores, and what went well."""
    hard = grouped((q, line.said_on) for line in lines for q in line.questions)
    adverts = grouped((skill, line.app) for line in lines for skill in line.skills)
    adverts["adverts"] = [app for apps in adverts.values() for app in apps]
    praised = {(n, theme) for n in lines for theme, way in n.themes if way == "strength"}
    praised -= {(n, theme) for n in lines for theme, way in n.themes if way == "gap"}
    scored = [line for line in lines if line["score"] and line["pass_mark"]]
    return {
        "question_bank": {
            question: {"times": len(days), "last": max(filter(None, days), default=None)}
            for question, days in hard.items()
        },
        "skills_wanted": {skill: len({*apps}) for skill, apps in adverts.items()},
        "scores": {n.number: float(n["score"]) - float(n["pass_mark"]) for n in scored},
        "what_went_well": {
            "words": sum(line["went_well"] != "" for line in lines),
            "praised theme": len(praised),
            "rating": sum(line[name] in {"4", "5"} for line in lines for name in RATINGS),
            "went forward": sum((n.state == "forward") + (n.place == 0 and n.met) for n in lines),
        },
    }


def plan_progress(plan: list[dict], lines: list[Line], as_of: date) -> dict:
    """Give each action its state and days, and who missed its theme of those heard before and since."""
    table, told = {}, [line for line in lines if line.usable and line.said_on]
    for row in plan:
        due, done = map(Line(row, 0, as_of).date, ("due_on", "done_on"))
        since = done if done and done <= as_of else date.max
        late = "overdue" if due and due < as_of else "due soon"
        late = late if due and due <= as_of + timedelta(SOON) else "open"
        cell = {"state": "done" if since < date.max else late, "due_on": due, "done_on": done}
        for side in ("before", "after"):
            heard = [line for line in told if (line.said_on >= since) == (side == "after")]
            gaps = [line for line in heard if (row["theme"], "gap") in line.themes]
            cell[side] = {"count": voters(gaps), "of": voters(heard)} if heard else None
        table[row["action"]] = cell
    return table


def counts(rows, as_of: date, stage=None, source=None, since=None, plan=()) -> dict:
    """Count everything: topic -> key -> count or day.

    `rows` are the log's and `plan` the plan's, as `read` gives them; `as_of` is the day on which one
    looks. `stage`, `source`, `since` keep lines, undated ones never since, as in the whole log.
    """
    file = [Line(row, int(row.get("line") or at), as_of) for at, row in enumerate(rows, 2)]
    asked = applications_of(file)
    kept = [line for line in file if not stage or line.name == stage]
    kept = [line for line in kept if not source or line.source == fold(source)]
    kept = [line for line in kept if not since or (line.day and line.day >= since)]
    lines = [line for line in kept if not line.booked]
    steps = [line for line in lines if line.step is line]
    told = [n for n in steps if n["role"] and n.state in CELL["of"] | {"waiting"}]
    shared = shared_words(told)
    words = [((line.name, word), line) for line in told for word in line.words & shared]
    plan = [{**row, "theme": row["theme"].casefold().replace(" ", "_")} for row in plan]
    doors, watched = count_doors(lines, file, as_of), spans(steps, as_of)
    first = [n for n in file if n.place == 0 and n.app in {n.app for n in lines} and n["role"]]
    return {
        "lines": {n.number: (n.app, n.round, n.state) for n in kept},
        "asked": asked,
        "booked": {n.number: (n.day, (n.day - as_of).days, n.name) for n in kept if n.booked},
        "stage_rates": tally((n.name, n) for n in steps),
        "stage_rates_by_source": tally(((n.name, n.source), n) for n in steps),
        "stage_rates_by_format": tally(((n.name, fold(n["format"] or NOT_SAID)), n) for n in steps),
        "stage_rates_by_role_words": tally(words),
        **count_applications(steps, as_of),
        "offered": {n.app for n in steps if n.now in OFFERS},
        "roles": Counter(w for n in first for w in {*n["role"].casefold().split()}),
        "run_of_noes": run_of_noes(file, {n.app for n in kept}),
        "reply_days": {n.number: days for n, days, told in watched if told},
        "undated answers": sum(n.state in {"forward", "no"} and not n.replied for n in steps),
        "watched": [(n.number, n.stage, n.state, days, told) for n, days, told in watched],
        **count_tries(steps, kept, as_of),
        **count_feedback(lines),
        **count_mirrors(lines),
        **count_words(lines),
        "doors": doors,
        "to_do": things_to_do(kept, doors, as_of),
        "plan_progress": plan_progress(plan, lines, as_of),
        "planned": {row["theme"] for row in plan} - {""},
    }
