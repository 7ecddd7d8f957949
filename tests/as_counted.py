"""What the product shows, brought into the form in which the independent counter counts it."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from scipy import stats

import bounceback_analysis as bb
from bounceback_analysis.analysis.doors import BOOKED, DOOR, FEEDBACK, OWN_DAY, open_doors
from bounceback_analysis.analysis.feedback import feedback_themes, outside_my_control
from bounceback_analysis.analysis.journey import journey, stage_rates
from bounceback_analysis.analysis.outcomes import next_interview, settled, tries_of
from bounceback_analysis.analysis.timing import reply_curve, reply_times
from bounceback_analysis.vocabulary.themes import theme_name
from bounceback_analysis.vocabulary.themes import themes as vocabulary
from tests.counter import CELL, MIRRORS, OUTSIDE, counts, fold, read
from tests.reading import log_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bounceback_analysis.log.model import Log

WORDS = {
    "a no": "no",
    "accepted": "offer",
    "outcome not said": "not said",
    "went on": "forward",
    BOOKED: "booked",
    OWN_DAY: "own day",
    DOOR: "door",
    FEEDBACK: "feedback",
    "not yet": "not_yet",
    "in the no": "words_of_the_no",
    "told again": "answer",
}
"""How the counter calls what the product does; it tells no accepted offer from one that is open."""


def plain(value: Any) -> Any:
    """Bring a value of either side into one form: days, words, numbers to nine places, or None."""
    if isinstance(value, dict):
        return {key: plain(cell) for key, cell in value.items()}
    if isinstance(value, (tuple, set)):
        return type(value)(map(plain, value))
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    words = isinstance(value, (str, date))
    return WORDS.get(value, value) if words else round(float(value), 9)


def ended(name: str) -> str:
    return WORDS.get(name, name)


def told(log: Log, found: pd.DataFrame, key: str, columns: str) -> dict[Any, Any]:
    """Give what the columns say at each key; an application is named by its first line."""
    if "application" in found:
        first = (log.whole or log).entries.groupby("application")["line"].min()
        found = found.assign(application=found["application"].map(first))
    for name in {"source", "format", "skill", "level"} & {*key.split(", ")}:
        found = found.assign(**{name: found[name].map(fold)})
    sides = (found[names.split(", ")].to_numpy(object) for names in (key, columns))
    keys, cells = ([tuple(row) if len(row) > 1 else row[0] for row in side] for side in sides)
    return dict(zip(keys, cells, strict=True))


def more(log: Log) -> tuple[Any, ...]:
    found = bb.how_many_more(log)
    ways = found[found["interviews"].notna()]
    within = ways[["by_5", "by_10", "by_20"]].head(1).to_numpy().ravel()
    return found["decided"][0], found["offers"][0], tuple(ways["interviews"]), tuple(within)


def predicted(decided: int, offers: int) -> tuple[Any, ...]:
    """Give what scipy's beta-negative-binomial law says of the interviews until an offer."""
    law = stats.betanbinom(1, offers + 0.5, decided - offers + 0.5)
    ways = [law.ppf((at + 0.5) / 20) + 1 for at in range(20)]
    within = [law.cdf(n - 1) for n in (5, 10, 20)]
    both = (tuple(ways), tuple(within)) if decided >= 30 and offers else ((), ())
    return decided, offers, *both


def chances(log: Log) -> dict[int, float]:
    """Give the chance of each waiting line; two of one application are told apart by their days."""
    times = reply_times(log).query("state == 'waiting'")
    lines = times.sort_values(["days", "application", "line"], ascending=[False, True, True])
    return dict(zip(lines["line"], bb.waiting(log)["chance_14_days"], strict=True))


def skills(log: Log) -> dict[str, int]:
    wanted = bb.skill_gaps(log).query("adverts > 0")
    return {"adverts": max(wanted["adverts_of"], default=0)} | told(log, wanted, "skill", "adverts")


def beside(log: Log) -> dict[str, tuple[int, int, int]]:
    """Give what stands beside each theme of the gaps: who missed it, praised it, and rated low."""
    ids = {theme_name(theme): theme for theme in vocabulary()}
    gaps = bb.skill_gaps(log).query("kind == 'theme'")
    gaps = gaps.assign(theme=gaps["skill"].map(ids))
    return told(log, gaps, "theme", "feedback_gaps, feedback_strengths, self_weak")


def asked(log: Log) -> dict[str, int]:
    table = bb.feedback_yield(log).set_index("step")
    found = {ended(step): n for step, n in table["count"].items()}
    return found | {"could be asked": table["of"]["asked"], "all told": table["of"]["usable"]}


def flow(log: Log) -> dict[tuple[str, str], int]:
    links = journey(log)
    links = links.assign(target=links["target"].map(ended))
    return links.groupby(["source", "target"])["count"].sum().to_dict()


def met(log: Log) -> dict[str, int]:
    employers = bb.no_offer_yet(log)["employers"].item()
    return {"applications": bb.furthest_step(log)["met"].sum(), "employers": employers}


def tried(log: Log) -> tuple[str, int]:
    step, found = tries_of(log)
    return step, len(found)


def heard(log: Log) -> dict[int, float]:
    curve = reply_curve(log)
    return told(log, curve[curve["heard"].diff().fillna(curve["heard"]) > 0], "day", "heard")


def to_do(log: Log) -> set[Any]:
    found = bb.doors(log)
    found = found[found["why"].isin(WORDS)].assign(key=1)
    return set(told(log, found, "application, why, due_on", "key"))


RUN = ["decided", "yes", "longest", "share_of_orders"]
RATE, THEME = ", ".join(CELL), "count, of, last"
TURNED = "missed, last_missed, praised, praised_since, share_of_orders"
MIRROR = ", ".join((*MIRRORS.values(), "not_said"))
TABLES: dict[str, tuple[Callable[[Log], pd.DataFrame], str, str]] = {
    "lines": (settled, "line", "application, state"),
    "stage_rates": (stage_rates, "stage", RATE),
    "stage_rates_by_source": (partial(stage_rates, by="source"), "stage, source", RATE),
    "stage_rates_by_format": (partial(stage_rates, by="format"), "stage, format", RATE),
    "stage_rates_by_role_words": (partial(stage_rates, by="role words"), "stage, role words", RATE),
    "furthest_step": (bb.furthest_step, "application", "stage, ending"),
    "waiting": (bb.waiting, "application", "stage, days"),
    "improving": (lambda log: bb.improving(log).query("of > 0"), "half", "count, of"),
    "nerves": (lambda log: bb.nerves(log).query("of > 0"), "calm", "count, of"),
    "goes_with_success": (
        lambda log: bb.goes_with_success(log).query("of > 0"),
        "factor, level",
        "count, of, rest, rest_of",
    ),
    "feedback_themes": (feedback_themes, "theme, polarity", THEME),
    "themes_by_stage": (partial(feedback_themes, by="stage"), "stage, theme, polarity", THEME),
    "themes_by_period": (partial(feedback_themes, by="period"), "period, theme, polarity", THEME),
    "mirrors": (bb.mirrors, "theme", MIRROR),
    "turned_round": (bb.turned_round, "theme", TURNED),
    "question_bank": (bb.question_bank, "question", "times, last"),
    "scores": (bb.formal_scores, "line", "distance"),
    "reply_days": (lambda log: reply_times(log).query("replied"), "line", "days"),
    "doors": (open_doors, "application", "state, said_on"),
    "plan_progress": (bb.plan_progress, "action", "state, due_on, done_on, before, after"),
    "booked": (
        lambda log: next_interview(log).fillna({"stage": "not said"}),
        "line",
        "date, days, stage",
    ),
}
"""Topics that are one table of the product: the table, what tells its rows apart, what they say."""

OTHERS: dict[str, Callable[[Log], Any]] = {
    "journey": flow,
    "invitations": met,
    "run_of_noes": lambda log: bb.run_of_noes(log).iloc[0][RUN].to_dict(),
    "how_many_more": more,
    "tried": tried,
    "feedback_yield": asked,
    "outside": lambda log: outside_my_control(log)["theme"].value_counts().to_dict(),
    "gaps_of_themes": beside,
    "reply_curve": heard,
    "chances": chances,
    "skills_wanted": skills,
    "what_went_well": lambda log: bb.what_went_well(log)["kind"].value_counts().to_dict(),
    "to_do": to_do,
}
"""The other topics, each brought together from what the product says in its own way."""


def theirs(said: dict[str, Any]) -> dict[str, Any]:
    """Bring what the counter counted into the same form: what is told nowhere is left out."""
    found: dict[str, Any] = {
        **{topic: said[topic] for topic in (TABLES | OTHERS).keys() & said.keys()},
        "mirrors": {
            theme: tuple(cells.get(name, 0) for name in MIRROR.split(", "))
            for theme, cells in said["mirrors"].items()
        },
        "lines": {line: (app, state) for line, (app, _, state) in said["lines"].items()},
        "how_many_more": predicted(said["run_of_noes"]["decided"], said["run_of_noes"]["yes"]),
        "gaps_of_themes": themes_beside(said),
        "goes_with_success": {(f, fold(v)): n for (f, v), n in said["goes_with_success"].items()},
        "waiting": {app: of for app, of in said["waiting"].items() if of[1] is not None},
        "doors": {app: (n["state"], n["said_on"]) for app, n in said["doors"].items()},
    }
    for topic in TABLES:
        cells = {
            at: tuple(n.values()) if isinstance(n, dict) else n for at, n in found[topic].items()
        }
        if topic.startswith("stage_rates"):
            cells = {at: cell for at, cell in cells.items() if cell[1] or cell[2]}
        if topic in {"improving", "nerves"}:
            cells = {at: cell[:2] for at, cell in cells.items() if cell[1]}
        if topic == "plan_progress":
            cells = {
                at: (*days, *(n and f"{n['count']} of {n['of']}" for n in (before, after)))
                for at, (*days, before, after) in cells.items()
            }
        found[topic] = cells
    return found


def themes_beside(said: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """Bring together what the counter says of each theme that no action of the plan is for."""
    weak, votes = said["rated_weak"], said["feedback_themes"]
    named = {theme for theme, way in votes if way == "gap"} - OUTSIDE
    named |= {theme for theme, lines in weak.items() if lines}
    ways = (("gap", {"count": 0}), ("strength", {"count": 0}))
    return {
        theme: (*(votes.get((theme, way), none)["count"] for way, none in ways), weak.get(theme, 0))
        for theme in named - said["planned"]
    }


def both_sides(
    text: str, as_of: date, chosen: dict[str, Any], plan: str = "", leave_out: Any = ()
) -> dict[str, tuple[Any, Any]]:
    """Give for each topic what the product says and what the counter does."""
    log = log_of(text, as_of=pd.Timestamp(as_of), plan=plan.split("\n", 1)[-1])
    log = log.only(**chosen) if chosen else log
    said = theirs(counts(read(text), as_of, **chosen, plan=read(plan) if plan else ()))
    ours = {
        topic: told(log, make(log), *names)
        for topic, (make, *names) in TABLES.items()
        if topic not in leave_out
    }
    ours |= {topic: make(log) for topic, make in OTHERS.items() if topic not in leave_out}
    for line, (app, shown) in ours["lines"].items():
        # An offer that one withdrew from counts nowhere, whether as an answer or as no trial.
        if shown == "no trial" and said["lines"][line][1] == "answer":
            ours["lines"][line] = app, "answer"
    for topic in {"outside", "feedback_yield", "what_went_well"} & ours.keys():
        for side in (ours, said):
            side[topic] = {at: n for at, n in side[topic].items() if n}
    return {topic: (plain(shown), plain(said[topic])) for topic, shown in ours.items()}


def differences(*given: Any, **more: Any) -> dict[str, tuple[Any, Any]]:
    """Give the topics of ``both_sides`` in which the product and the counter differ."""
    return {key: both for key, both in both_sides(*given, **more).items() if both[0] != both[1]}


NO_COUNT = re.compile(
    r"[\d.]+ of [\d.]+, pass mark [\d.]+|\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{4}|\d+ (?:to \d+ )?in \d+|\d+ (?:of|times in) 10+\b"
    r"|\d+ or \d+|\d to \d|\d+%|1 search of 20|5 of 100|“[^”]*”|person in \d+"
)
"""Days, shares, names of levels, what is quoted and what was typed: no counts of a log."""


def said_by(picture: Any) -> str:
    """Give all that a picture says of counts: its title and sentence, its words and its hovers."""
    texts = [picture.title, picture.sentence]
    texts += [getattr(mark, name, "") for mark in picture.marks for name in ("text", "hover")]
    said = " | ".join(texts)
    for name in picture.table.get("application", ()):
        said = said.replace(str(name), "")
    return NO_COUNT.sub(" ", said)


def numbers_in(picture: Any) -> set[int]:
    """Give the counts that a picture says."""
    return {int(n.replace(",", "")) for n in re.findall(r"\b\d[\d,]*\b", said_by(picture))}


def pairs_in(said: str) -> set[tuple[int, int]]:
    """Give what is said as a count out of a total."""
    pairs = re.findall(r"\b(\d+) of (?:your |my |the )?(\d+)\b(?! texts)", said)
    return {(int(n), int(of)) for n, of in pairs}
