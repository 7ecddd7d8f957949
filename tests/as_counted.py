"""What the product shows, brought into the form in which the independent counter counts it."""

from __future__ import annotations

import re
from fractions import Fraction
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
from tests.counter import counts
from tests.counter_lines import fold, read
from tests.counter_words import OUTSIDE
from tests.reading import log_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bounceback_analysis.log.model import Log

ENDINGS = {
    "a no": "no",
    "accepted": "offer",
    "outcome not said": "not said",
    "went on": "forward",
}
"""How the counter calls an ending; it tells no accepted offer from one that is open."""

WHYS = {BOOKED: "booked", OWN_DAY: "own day", DOOR: "door", FEEDBACK: "feedback"}
CELL = ("count", "of", "waiting", "no_response")


def day(value: Any) -> date | None:
    return None if pd.isna(value) else value.date()


def ended(name: str) -> str:
    return ENDINGS.get(name, name)


def keys(log: Log) -> dict[str, int]:
    """Name each application by its first line, as the counter does."""
    return (log.whole or log).entries.groupby("application")["line"].min().to_dict()


def rows(table: pd.DataFrame) -> list[dict[Any, Any]]:
    return table.to_dict("records")


def stages(log: Log, by: str | None = None) -> dict[Any, dict[str, int]]:
    table = rows(stage_rates(log, by=by))
    return {
        (row["stage"], fold(row[by])) if by else row["stage"]: {n: int(row[n]) for n in CELL}
        for row in table
    }


def run(log: Log) -> dict[str, Any]:
    row = rows(bb.run_of_noes(log))[0]
    share = None if pd.isna(row["share_of_orders"]) else round(row["share_of_orders"], 9)
    return {n: row[n] for n in ("decided", "yes", "longest")} | {"share_of_orders": share}


def factors(log: Log) -> dict[tuple[str, str], tuple[int, ...]]:
    counted = ("count", "of", "rest", "rest_of")
    return {
        (row["factor"], fold(row["level"]) if row["factor"] in {"source", "format"} else row["level"]): tuple(int(row[n]) for n in counted)
        for row in rows(bb.goes_with_success(log))
        if row["of"]
    }  # fmt: skip


def themes(log: Log, by: Any = None) -> dict[tuple, dict[str, int]]:
    return {
        (*([row[by]] if by else []), row["theme"], row["polarity"]): {
            "count": row["count"],
            "of": row["of"],
            "last": day(row["last"]),
        }
        for row in rows(feedback_themes(log, by=by))
    }


def turned(log: Log) -> dict[str, dict[str, Any]]:
    return {
        row["theme"]: {
            "missed": row["missed"],
            "last_missed": day(row["last_missed"]),
            "praised": row["praised"],
            "praised_since": day(row["praised_since"]),
            "share": near(row["share_of_orders"]),
        }
        for row in rows(bb.turned_round(log))
    }


def near(value: Any) -> float | None:
    """Give a share as far as two ways of working it out agree; none where it cannot be told."""
    return None if value is None or pd.isna(value) else round(float(value), 9)


def more(log: Log) -> dict[str, Any]:
    table = bb.how_many_more(log)
    first = rows(table)[0]
    told = not pd.isna(first["interviews"])
    ways = tuple(int(n) for n in table["interviews"]) if told else None
    chances = tuple(round(first[f"by_{n}"], 9) for n in (5, 10, 20)) if told else None
    return {"decided": first["decided"], "offers": first["offers"], "ways": ways, "within": chances}


def predicted(decided: int, offers: int) -> dict[str, Any]:
    """Give what scipy's beta-negative-binomial law says of the interviews until an offer."""
    law = stats.betanbinom(1, offers + 0.5, decided - offers + 0.5)
    told = decided >= 30 and offers > 0
    ways = tuple(int(law.ppf((at + 0.5) / 20)) + 1 for at in range(20)) if told else None
    within = tuple(round(float(law.cdf(n - 1)), 9) for n in (5, 10, 20)) if told else None
    return {"decided": decided, "offers": offers, "ways": ways, "within": within}


def heard(log: Log) -> dict[int, float]:
    curve = reply_curve(log)
    rises = curve["heard"].diff().fillna(curve["heard"]) > 0
    return {int(row["day"]): near(row["heard"]) for row in rows(curve[rises])}


def chances(log: Log) -> dict[int, float | None]:
    """Give the chance of each waiting line; two of one application are told apart by their days."""
    times = reply_times(log)
    lines = times[times["state"] == "waiting"].sort_values(
        ["days", "application", "line"], ascending=[False, True, True]
    )
    shown = bb.waiting(log)["chance_14_days"]
    return dict(zip(lines["line"], map(near, shown), strict=True))


def beside(log: Log) -> dict[str, tuple[int, int, int]]:
    """Give what stands beside each theme of the gaps: who missed it, praised it, and rated low."""
    ids = {theme_name(theme): theme for theme in vocabulary()}
    table = bb.skill_gaps(log)
    return {
        ids[row["skill"]]: (row["feedback_gaps"], row["feedback_strengths"], row["self_weak"])
        for row in rows(table[table["kind"] == "theme"])
    }


def asked(log: Log) -> dict[str, int]:
    table = bb.feedback_yield(log).set_index("step")
    found = table["count"].to_dict()
    found = {"not_yet": found.pop("not yet"), "words_of_the_no": found.pop("in the no"), **found}
    found |= {"could be asked": table.loc["asked", "of"], "all told": table.loc["usable", "of"]}
    return {step: int(count) for step, count in found.items() if count}


def mirrored(log: Log) -> dict[str, dict[str, int]]:
    return {
        row.pop("theme"): {cell: int(n) for cell, n in row.items() if n}
        for row in rows(bb.mirrors(log))
    }


def skills(log: Log) -> dict[str, int]:
    table = bb.skill_gaps(log)
    wanted = table[table["adverts"] > 0]
    of = int(wanted["adverts_of"].max()) if len(wanted) else 0
    return {"adverts": of, **dict(zip(map(fold, wanted["skill"]), wanted["adverts"], strict=True))}


def waits(log: Log) -> dict[int, tuple[str, int]]:
    of = keys(log)
    return {
        of[row["application"]]: (row["stage"], row["days"])
        for row in rows(bb.waiting(log).drop_duplicates("application", keep="last"))
    }


def to_do(log: Log) -> set[tuple]:
    of = keys(log)
    return {
        (of[row["application"]], WHYS[row["why"]], day(row["due_on"]))
        for row in rows(bb.doors(log))
        if row["why"] in WHYS
    }


def plan(log: Log) -> dict[str, dict[str, Any]]:
    def cell(said: Any) -> dict[str, int] | None:
        return dict(zip(("count", "of"), map(int, said.split(" of ")), strict=True)) if isinstance(said, str) else None  # fmt: skip

    return {
        row["action"]: {
            "state": row["state"],
            "due_on": day(row["due_on"]),
            "done_on": day(row["done_on"]),
            "before": cell(row["before"]),
            "after": cell(row["after"]),
        }
        for row in rows(bb.plan_progress(log))
    }


def met(log: Log) -> dict[str, int]:
    return {
        "applications": int(bb.furthest_step(log)["met"].sum()),
        "employers": int(bb.no_offer_yet(log)["employers"].iloc[0]),
    }


def lines(log: Log) -> dict[int, tuple[int, str]]:
    of = keys(log)
    return {row["line"]: (of[row["application"]], row["state"]) for row in rows(settled(log))}


def replies(log: Log) -> dict[int, int]:
    times = reply_times(log)
    return times[times["replied"]].set_index("line")["days"].astype(int).to_dict()


def bank(log: Log) -> dict[str, dict[str, Any]]:
    return {
        row["question"]: {"times": row["times"], "last": day(row["last"])}
        for row in rows(bb.question_bank(log))
    }


def tried(log: Log) -> tuple[str, int]:
    step, found = tries_of(log)
    return step, len(found)


def levels(table: pd.DataFrame, key: str) -> dict[Any, tuple[int, int]]:
    return {row[key]: (int(row["count"]), int(row["of"])) for row in rows(table) if row["of"]}


OURS: dict[str, Callable[[Log], Any]] = {
    "lines": lines,
    "stage_rates": stages,
    "stage_rates_by_source": lambda log: stages(log, "source"),
    "stage_rates_by_format": lambda log: stages(log, "format"),
    "stage_rates_by_role_words": lambda log: stages(log, "role words"),
    "furthest_step": lambda log: {
        keys(log)[row["application"]]: (row["stage"], ended(row["ending"]))
        for row in rows(bb.furthest_step(log))
    },
    "journey": lambda log: merged(journey(log)),
    "waiting": waits,
    "invitations": met,
    "run_of_noes": run,
    "how_many_more": more,
    "tried": tried,
    "improving": lambda log: levels(bb.improving(log), "half"),
    "nerves": lambda log: levels(bb.nerves(log), "calm"),
    "goes_with_success": factors,
    "feedback_yield": asked,
    "feedback_themes": themes,
    "themes_by_stage": lambda log: themes(log, "stage"),
    "themes_by_period": lambda log: themes(log, "period"),
    "outside": lambda log: outside_my_control(log)["theme"].value_counts().to_dict(),
    "mirrors": mirrored,
    "turned_round": turned,
    "gaps_of_themes": beside,
    "reply_curve": heard,
    "chances": chances,
    "question_bank": bank,
    "skills_wanted": skills,
    "scores": lambda log: {
        row["line"]: Fraction(row["distance"]) for row in rows(bb.formal_scores(log))
    },
    "what_went_well": lambda log: bb.what_went_well(log)["kind"].value_counts().to_dict(),
    "reply_days": replies,
    "doors": lambda log: {
        keys(log)[row["application"]]: (row["state"], day(row["said_on"]))
        for row in rows(open_doors(log))
    },
    "to_do": to_do,
    "plan_progress": plan,
    "booked": lambda log: {row["line"]: day(row["date"]) for row in rows(next_interview(log))},
}  # fmt: skip
"""For each topic of the counter what the product says of it."""


def merged(links: pd.DataFrame) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row in rows(links):
        link = row["source"], ended(row["target"])
        found[link] = found.get(link, 0) + row["count"]
    return found


def theirs(said: dict[str, Any]) -> dict[str, Any]:
    """Bring what the counter counted into the same form: what is told nowhere is left out."""
    cells = [key for key in said if key.startswith("stage_rates")]
    share = said["run_of_noes"]["share_of_orders"]
    some = {key: {at: n for at, n in said[key].items() if n} for key in ("outside", "feedback_yield", "what_went_well")}  # fmt: skip
    return {
        **{key: value for key, value in said.items() if key in OURS},
        **{key: {at: cell for at, cell in said[key].items() if cell["of"] or cell["waiting"]} for key in cells},
        **{key: {at: (cell["count"], cell["of"]) for at, cell in said[key].items() if at is not None and cell["of"]} for key in ("improving", "nerves")},
        **some,
        "how_many_more": predicted(said["run_of_noes"]["decided"], said["run_of_noes"]["yes"]),
        "turned_round": {theme: cell | {"share": near(cell["share"])} for theme, cell in said["turned_round"].items()},
        "reply_curve": {day: near(share) for day, share in said["reply_curve"].items()},
        "chances": {line: near(chance) for line, chance in said["chances"].items()},
        "gaps_of_themes": themes_beside(said),
        "lines": {at: (app, {"answer": "told again"}.get(state, state)) for at, (app, _, state) in said["lines"].items()},
        "run_of_noes": said["run_of_noes"] | {"share_of_orders": None if share is None else round(float(share), 9)},
        "waiting": {app: (step, days) for app, (step, days) in said["waiting"].items() if days is not None},
        "doors": {app: (door["state"], door["said_on"]) for app, door in said["doors"].items()},
    }  # fmt: skip


def themes_beside(said: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """Bring together what the counter says of each theme that no action of the plan is for."""
    weak, votes = said["rated_weak"], said["feedback_themes"]
    gaps = {theme for theme, way in votes if way == "gap"} - OUTSIDE
    named = gaps | {theme for theme, lines in weak.items() if lines}
    return {
        theme: (
            votes.get((theme, "gap"), {"count": 0})["count"],
            votes.get((theme, "strength"), {"count": 0})["count"],
            weak.get(theme, 0),
        )
        for theme in named - said["planned"]
    }


def both_sides(
    text: str, as_of: date, chosen: dict[str, Any], plan: str = "", leave_out: Any = ()
) -> dict[str, tuple[Any, Any]]:
    """Give for each topic what the product says and what the counter does."""
    log = log_of(text, as_of=pd.Timestamp(as_of), plan=plan.split("\n", 1)[-1])
    log = log.only(**chosen) if chosen else log
    said = theirs(counts(read(text), as_of, **chosen, plan=read(plan) if plan else ()))
    found = {key: (ours(log), said[key]) for key, ours in OURS.items() if key not in leave_out}
    return found | {"lines": (_aside(*found["lines"]), found["lines"][1])}


def differences(*given: Any, **more: Any) -> dict[str, tuple[Any, Any]]:
    """Give the topics of ``both_sides`` in which the product and the counter differ."""
    return {key: both for key, both in both_sides(*given, **more).items() if both[0] != both[1]}


def _aside(ours: dict[int, Any], said: dict[int, Any]) -> dict[int, Any]:
    """An offer that one withdrew from counts nowhere, whether as an answer or as no trial."""
    taken_back = {at for at, of in said.items() if of[1] == "told again"}
    return {
        at: (app, "told again" if at in taken_back and state == "no trial" else state)
        for at, (app, state) in ours.items()
    }


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
