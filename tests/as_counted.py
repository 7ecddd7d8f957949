"""What the product shows, brought into the form in which the independent counter counts it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import partial
from math import comb
from typing import TYPE_CHECKING, Any

import pandas as pd
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

import bounceback_analysis as bb
from bounceback_analysis.analysis.doors import BOOKED, DOOR, FEEDBACK, OWN_DAY, open_doors
from bounceback_analysis.analysis.feedback import feedback_themes, outside_my_control
from bounceback_analysis.analysis.journey import OFFER, OFFER_ALONE, journey, stage_rates
from bounceback_analysis.analysis.outcomes import next_interview, settled, tries_of
from bounceback_analysis.analysis.timing import reply_curve, reply_times
from bounceback_analysis.vocabulary.themes import theme_name
from bounceback_analysis.vocabulary.themes import themes as vocabulary
from tests.by_rule import fold, read
from tests.counter import CELL, MIRRORS, OUTSIDE, counts
from tests.reading import log_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bounceback_analysis.log.model import Log

WORDS = {
    "a no": "no",
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
"""How the counter calls what the product does."""


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


def orders_by_luck(run: dict[str, Any]) -> Fraction | None:
    """Give the share of orders with so long a run, from ten on; an offer at the end stays there."""
    free = run["yes"] - run["results"].endswith("y")
    told = run["yes"] and run["decided"] >= ENDED_FROM
    return share_of_orders(run["decided"] - run["yes"], free, run["longest"]) if told else None


def share_of_orders(noes: int, yes: int, longest: int) -> Fraction:
    """Count exactly the orders of these answers that have a run of noes at least this long."""
    ways = [1] + [0] * noes  # ways[n]: n noes placed in the gaps so far, each shorter than the run
    for _ in range(yes + 1):
        ways = [sum(ways[max(0, n - longest + 1) : n + 1]) for n in range(noes + 1)]
    return 1 - Fraction(ways[noes], comb(noes + yes, yes)) if longest else Fraction(1)


def praised_last_by_luck(votes: str) -> float:
    """Give the chance that as many praises stand at the end, if the votes came in any order."""
    end, yes = len(votes.rsplit("n", 1)[-1]), votes.count("y")
    return float(stats.hypergeom.pmf(end, len(votes), yes, end))


def silent(spans: list[tuple[Any, ...]]) -> dict[float, float]:
    """Give the share without an answer after each day of one, as statsmodels tells it."""
    *_, days, told = zip(*spans, strict=True)
    found = SurvfuncRight(days, told)
    return dict(zip(found.surv_times, found.surv_prob, strict=True))


def enough(spans: list[tuple[Any, ...]]) -> bool:
    return len(spans) >= LINES and sum(told for *_, told in spans) >= REPLIES


def chances_of(spans: list[tuple[Any, ...]]) -> dict[int, float | None]:
    """Give each waiting line's chance of an answer in a fortnight, by its own step if enough."""
    found = {}
    for number, stage, _, days, _ in (span for span in spans if span[2] == "waiting"):
        own = [span for span in spans if span[1] == stage]
        like = own if enough(own) else spans
        share, last = silent(like), max(span[3] for span in like)
        at, then = (
            min((left for day, left in share.items() if day <= until), default=1)
            for until in (days, min(days + AHEAD, last))
        )
        found[number] = 1 - then / at if enough(like) and days < last and at > NOTHING else None
    return found


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


def offered(log: Log) -> set[int]:
    reached = bb.furthest_step(log)
    return {*told(log, reached[reached["step"].isin([OFFER, OFFER_ALONE])], "application", "step")}


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


def run_of(log: Log) -> dict[str, Any]:
    """Give the run; the first of the orders that are drawn is that of the log."""
    found = bb.run_of_noes(log).iloc[0]
    results = found["orders"].split(" ")[0].replace("1", "y").replace("0", "n")
    return found[RUN].to_dict() | {"results": results}


# Told from so many lines, answers and ended applications on; how far ahead a chance looks, in days.
LINES, REPLIES, ENDED_FROM, AHEAD = 20, 5, 10, 14
NOTHING = 1e-12  # what is left of a share of 0 in floats
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
    "offered": offered,
    "run_of_noes": run_of,
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
    run, spans = said["run_of_noes"], said["watched"]
    found: dict[str, Any] = {
        **{topic: said[topic] for topic in (TABLES | OTHERS).keys() & said.keys()},
        "mirrors": {
            theme: tuple(said["mirrors"][theme, name] for name in MIRROR.split(", "))
            for theme, _ in said["mirrors"]
        },
        "run_of_noes": {**run, "share_of_orders": orders_by_luck(run)},
        "turned_round": {
            theme: {**turned, "votes": praised_last_by_luck(turned["votes"])}
            for theme, turned in said["turned_round"].items()
        },
        "reply_curve": {day: 1 - left for day, left in silent(spans).items()}
        if enough(spans)
        else {},
        "chances": chances_of(spans),
        "lines": {line: (app, state) for line, (app, _, state) in said["lines"].items()},
        "how_many_more": predicted(run["decided"], run["yes"]),
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
    log = opened(text, as_of, plan)
    said = counts(read(text), as_of, **chosen, plan=read(plan) if plan else ())
    return sides(log.only(**chosen) if chosen else log, said, leave_out)


def opened(text: str, as_of: date, plan: str = "") -> Log:
    """Give a log as the product reads it, with its plan."""
    return log_of(text, as_of=pd.Timestamp(as_of), plan=plan.split("\n", 1)[-1])


def sides(log: Log, said: dict[str, Any], leave_out: Any = ()) -> dict[str, tuple[Any, Any]]:
    """Give ``both_sides`` of a log and what was counted in it."""
    said = theirs(said)
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
