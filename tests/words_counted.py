"""What the product says in words, number by number, beside what the counter counts.

A title, a sentence, a hover and a page may say whatever number the counter counts, or its counts
add up to, and no other; each label of the flow and each cell of the table below a picture is one
number that the counter has, and must equal it.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.analysis.strengths import RATED_WELL
from bounceback_analysis.charts.marks import Flow, Text
from bounceback_analysis.charts.picture import MOST_ROWS
from bounceback_analysis.charts.progress import MOST_COMPARED
from bounceback_analysis.notebook.drawing import SAID, _cell, _table
from tests.as_counted import LINES, REPLIES, TABLES, ended, enough, told
from tests.by_rule import NOT_SAID, STAGES
from tests.counter import MIRRORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bounceback_analysis.charts.picture import Picture
    from bounceback_analysis.log.model import Log

NO_COUNT = re.compile(
    r"[\d.]+ of [\d.]+, pass mark [\d.]+|\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{4}|\d+ (?:to \d+ )?in \d+|\d+ (?:of|times in) 10+\b"
    r"|answer in 14 more|about \d+ more|within 7 days|1 \(very|5 \(very|30 questions|(?:"
    + "|".join(RATED_WELL.values())
    + r"): [45] of 5|\d+ or \d+|\d to \d|\d+%|1 search of 20|5 of 100|“[^”]*”|person in \d+"
)
"""Days, shares, names of levels, what is quoted and what was typed: no counts of a log."""


RATES = tuple(f"stage_rates{by}" for by in ("", "_by_source", "_by_format", "_by_role_words"))
THEMES = ("feedback_themes", "themes_by_stage", "themes_by_period", "outside", "turned_round")
OWN: dict[str, tuple[str, ...]] = {
    **{topic: (topic,) for topic in ("run_of_noes", "feedback_yield")},
    "mirrors": ("mirrors", "left_out"),
    "journey": ("journey",),
    **{topic: (topic,) for topic in ("question_bank", "plan_progress")},
    "nerves": ("nerves", "left_out"),
    "what_went_well": ("what_went_well", "invitations"),
    "furthest_step": ("journey", "invitations"),
    "stage_rates": (*RATES, "invitations"),
    "no_offer_yet": ("invitations", "run_of_noes"),
    "how_many_more": ("run_of_noes",),
    "improving": ("improving", "tried"),
    "goes_with_success": ("goes_with_success", "tried", "left_out"),
    "next_interview": ("booked",),
    "waiting": ("waiting", "undated answers"),
    "feedback_themes": THEMES,
    "turned_round": THEMES,
    "skill_gaps": ("skills_wanted", "feedback_themes", "rated_weak"),
    "formal_scores": ("scores",),
    "common_questions": ("question_bank",),
    "doors": ("doors", "to_do"),
}
"""From which topics of the counter the words of a picture may take their numbers."""


def words_of(picture: Picture) -> dict[str, str]:
    """Give what a picture says of counts, by where it says so."""
    hovers = [getattr(mark, name, "") for mark in picture.marks for name in ("text", "hover")]
    # How long the runs in shuffles are is drawn and not counted; that of the log stands first.
    runs = [words for words in hovers if " in a row" in words]
    hovers = [words for words in hovers if words not in runs[1:]]
    words = {
        "title": picture.title,
        "sentence": f"{picture.subtitle} | {picture.sentence}",
        "hover": " | ".join(dict.fromkeys(hovers)),
    }
    names = [str(name) for name in picture.table.get("application", ())]
    return {where: counts_only(text, names) for where, text in words.items()}


def counts_only(text: str, names: Iterable[str] = ()) -> str:
    """Leave out of a text what is no count of the log."""
    for name in sorted(names, key=len, reverse=True):  # "Reed (2)" before "Reed"
        text = text.replace(name, "")
    return NO_COUNT.sub(" ", text)


def numbers_in(text: str) -> set[int]:
    """Give the counts that a text says."""
    return {int(n.replace(",", "")) for n in re.findall(r"\b\d[\d,]*\b", text)}


def pairs_in(said: str) -> set[tuple[int, int]]:
    """Give what is said as a count out of a total."""
    pairs = re.findall(r"\b(\d+) of (?:your |my |the )?(\d+)\b(?! texts)", said)
    return {(int(n), int(of)) for n, of in pairs}


def through(said: Any) -> Counter[str]:
    """Count the applications that went through each step of the flow."""
    found: Counter[str] = Counter()
    for (source, _), n in said["journey"].items():
        found[source] += n
    return found


def flow_labels(picture: Picture, said: Any) -> tuple[dict[Any, int], dict[Any, int]]:
    """Give each number on the labels and streams of the flow, and what the counter counts there."""
    out, into = through(said), Counter[str]()
    for (_, target), n in said["journey"].items():
        into[target] += n
    counted = {name: max(out[name], into[name]) for name in out | into}
    shown: Counter[Any] = Counter()
    for mark in picture.marks:
        if isinstance(mark, Text):
            found = re.fullmatch(r"(.+?) ([\d,]+)(?:, .*)?", mark.text)
            assert found, mark.text
            shown[ended(found[1].lower())] += int(found[2].replace(",", ""))
    for words in {mark.hover for mark in picture.marks if isinstance(mark, Flow)}:
        found = re.match(r"(.+) to (.+): (\d+) of (\d+)", words)
        assert found, words
        shown[found[1], ended(found[2])] += int(found[3])
        shown["of", found[1], found[2]] = int(found[4])
        counted["of", found[1], found[2]] = out[found[1]]
    return dict(shown), counted | dict(said["journey"])


def cells_below(log: Log, topic: str, picture: Picture, counted: Any) -> Iterable[tuple[Any, Any]]:
    """Give each number in the table below a picture as it is written, and as the counter has it.

    ``counted`` is what the counter says of the topic, as ``theirs`` brings it into form.
    """
    _, keys, columns = TABLES[topic]
    shown = _table(picture.table)
    at = told(log, picture.table.head(len(shown["rows"])), keys, columns)
    for key, row in zip(at, shown["rows"], strict=True):
        cells = dict(zip(shown["columns"], row, strict=True))
        values = counted.get(key)
        values = values if isinstance(values, tuple) else (values,)
        for name, value in zip(columns.split(", "), values, strict=False):
            label = SAID.get(name, name.replace("_", " "))
            if label in cells and value is not None and not isinstance(value, str):
                day = isinstance(value, date)
                yield cells[label], _cell(pd.Timestamp(value) if day else value)


def known_pairs(said: Any) -> set[tuple[int, int]]:
    """Give every count out of a total that the counter counts, or that its counts add up to."""
    asked, plan, went = said["feedback_yield"], said["plan_progress"].values(), through(said)
    of = {"asked": "could be asked", "answered": "asked", "usable": "all told"}
    applications = len(said["furthest_step"])
    adverts = said["skills_wanted"]
    return {
        *((n, went[source]) for (source, _), n in said["journey"].items()),
        *cells_in(said),
        *calm_or_not(said["nerves"]),
        *views_met(said["mirrors"]),
        *((asked.get(part, 0), asked.get(whole, 0)) for part, whole in of.items()),
        *(
            (n, applications)
            for n in (said["invitations"]["applications"], *said["roles"].values())
        ),
        *((n, adverts["adverts"]) for n in (0, *adverts.values())),
        (sum(action["state"] == "done" for action in plan), len(plan)),
        replied(said),
        *so_far(said["watched"]),
    }


def replied(said: Any) -> tuple[int, int]:
    """Give how many steps have had an answer, and how many there are."""
    rates = said["stage_rates"].values()
    told, silent, open_ = (sum(r[n] for r in rates) for n in ("of", "no_response", "waiting"))
    return told - silent, told + open_


def noes(said: Any) -> set[int]:
    """Count the noes of each step and part: what was decided, less forward and never answered."""
    cells = (cell for name in RATES for cell in said[name].values())
    return {cell["of"] - cell["count"] - cell["no_response"] for cell in cells}


def calm_or_not(levels: Any) -> set[tuple[int, int]]:
    """Add up the interviews that were rated 4 or 5, and 1 to 3."""
    sides = (
        [cell for calm, cell in levels.items() if (calm > 3) is side] for side in (True, False)
    )
    return {(sum(n["count"] for n in own), sum(n["of"] for n in own)) for own in sides}


def views_met(mirrors: Any) -> set[tuple[int, int]]:
    """Give how often both views of a theme were alike, and each other way, of those that met."""
    found = set()
    for name in {theme for theme, _ in mirrors}:
        ways = [mirrors[name, way] for way in MIRRORS.values()]
        found |= {(n, sum(ways)) for n in (ways[0] + ways[1], *ways)}
    return found


def comparisons(said: Any) -> set[int]:
    """Count what is compared: each level with the rest, two levels once, and what is not drawn."""
    levels = Counter(factor for factor, _ in said["goes_with_success"])
    in_all = sum(
        1 if n == 2 and factor != "role words" else min(n, 12 if factor == "role words" else 8)
        for factor, n in levels.items()
    )
    return {in_all, max(in_all - MOST_COMPARED, 0)}


def cells_in(said: Any) -> set[tuple[int, int]]:
    """Give the pairs that stand in the counter's cells: a count and its total, or two of them."""
    if isinstance(said, dict):
        own = {(said["count"], said["of"])} if {"count", "of"} <= said.keys() else set()
        return own.union(*map(cells_in, said.values()))
    four = isinstance(said, tuple) and len(said) == 4 and all(isinstance(n, int) for n in said)
    return {said[:2], said[2:]} if four else set()


def known_numbers(topic: str, said: Any, day: date) -> set[int]:
    """Give all numbers that a topic may say: those of its own counts, and what these add up to."""
    found = sums_of({name: said[name] for name in OWN[topic]})
    waiting, themes = len(said["waiting"]), said["feedback_themes"].items()
    if topic in {"journey", "furthest_step"}:
        found |= how_they_stand(said) | {*through(said).values()}
    extra = {
        "goes_with_success": comparisons(said),
        "stage_rates": {*replied(said), *noes(said)},
        "formal_scores": in_points(said["scores"].values()),
        "feedback_themes": {*Counter((way, n["count"]) for (_, way), n in themes).values()},
        "mirrors": {n for pair in views_met(said["mirrors"]) for n in pair},
        "nerves": {n for pair in calm_or_not(said["nerves"]) for n in pair},
        "plan_progress": {*Counter(n["state"] for n in said["plan_progress"].values()).values()},
        "next_interview": {len(said["booked"]) - 1},
        # Who is told that it is time to ask follows from chances, which are compared as such.
        "waiting": {*range(waiting + 1)}
        if enough(said["watched"])
        else {waiting - MOST_ROWS, *chain(*so_far(said["watched"]))},
        "skill_gaps": {*Counter(said["skills_wanted"].values()).values()},
        "doors": due_by(said, day, waiting if enough(said["watched"]) else 0),
    }
    return found | extra.get(topic, set())


def how_they_stand(said: Any) -> set[int]:
    """Count the applications by the step that they reached, by how they ended, and by both."""
    stand = [
        (step in STAGES[4:], app in said["offered"], step, end)
        for app, (step, end) in said["furthest_step"].items()
    ]
    still_open = Counter(one[:2] for one in stand if one[3] in {"waiting", "forward", NOT_SAID})
    parts = [(0,), (1,), (3,), (0, 1), (0, 3), (1, 3), (1, 2, 3), ()]
    by = [Counter(tuple(one[at] for at in part) for one in stand) for part in parts]
    return {n for counted in (*by, still_open) for n in counted.values()}


def in_points(scores: Any) -> set[int]:
    """Give how far each score is from its mark, how many reached it, and up to all that are near."""
    reached = sum(points >= 0 for points in scores)
    return {int(abs(points)) for points in scores} | {reached, *range(len(scores) - reached + 1)}


def due_by(said: Any, day: date, late: int) -> set[int]:
    """Count what is due by a day, within a week of it, and too old, with as many late answers."""
    days = [due for *_, due in said["to_do"] if due]
    ready, week = (sum(due <= by for due in days) for by in (day, day + timedelta(7)))
    found = {ready + more for more in range(late + 1)}
    return found | {week - ready, len(said["to_do"]) - len(days)}


def so_far(spans: Any) -> set[tuple[int, int]]:
    """Count the lines and the answers whose waiting time is known, of those that it takes."""
    return {(len(spans), LINES), (sum(told for *_, told in spans), REPLIES)}


def sums_of(said: Any) -> set[int]:
    """Give all numbers in some cells, and the sums of those that stand side by side."""
    if isinstance(said, dict):
        cells = list(said.values())
        found = set().union(*map(sums_of, cells), {len(cells)})
        if cells and all(isinstance(cell, dict) for cell in cells):
            for name in set().union(*cells):
                each = [cell.get(name) for cell in cells]
                found |= {sum(n for n in each if isinstance(n, int))}
        whole = [cell for cell in cells if isinstance(cell, int)]
        return found | ({sum(whole)} if whole else set())
    if isinstance(said, (list, tuple, set)):
        return set().union(*map(sums_of, said), {len(said)})
    return {int(said)} if isinstance(said, int) else set()
