"""Checks the plan against what employers say since, and proposes the next three small steps."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.chance import LEANING, UNSURE, compared
from bounceback_analysis.analysis.feedback import feedback_themes, strengths_and_gaps, theme_votes
from bounceback_analysis.analysis.outcomes import in_order, settled, table
from bounceback_analysis.analysis.questions import question_bank
from bounceback_analysis.analysis.ratings import my_view
from bounceback_analysis.analysis.skills import skill_gaps
from bounceback_analysis.analysis.words import count_of, inside, plain_date, plural
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import theme_name, theme_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from bounceback_analysis.log.model import Log

    Count = tuple[int, int]
    Row = dict[Any, Any]
    Step = tuple[str, str, str, str]


SOON_DAYS = 14  # a fortnight: time enough to make room for it
ENOUGH_EACH = 5  # employers on each side: with fewer one voice more turns the verdict
STEP_DAYS = (7, 14, 28)  # one small thing a week, then some more time
RECENT_DAYS = 21  # until then asking why is still natural
MANY = {1: "one", 2: "two", 3: "three", 4: "four"}  # small numbers, as a sentence writes them
COLUMNS = ("action", "theme", "due_on", "done_on", "state", "before", "after", "verdict")


@table
def plan_progress(log: Log) -> pd.DataFrame:
    """Give where each action stands, and how often its theme was a gap before and since.

    Rows of the plan without an action are levels only. ``state`` is done, overdue, due soon (within
    14 days) or open. ``before`` and ``after`` say how many of the employers that gave usable
    feedback named the theme as a gap ("4 of 7"), by the day of the interview: before the action was
    done, and from that day on. For what is not done, ``before`` is all so far. ``verdict`` is
    leaning where the 80% range of the difference leaves out 0 with at least five employers on each
    side, else cannot tell yet. Overdue comes first, then by the day.
    """
    today = log.as_of
    actions = log.plan.dropna(subset="action").reset_index(drop=True)
    actions = actions.assign(state=_states(actions, today))
    votes = theme_votes(log)
    heard = votes[votes["theme"] != "no_reason"].dropna(subset="day")
    sides = [_sides(heard, row) for row in actions.to_dict("records")]
    said = [[count_of(*count) if count[1] else None for count in side] for side in sides]
    actions = actions.assign(
        before=pd.Series([before for before, _ in said], dtype="str"),
        after=pd.Series([after for _, after in said], dtype="str"),
        verdict=pd.Series([_verdict(*side) for side in sides], dtype="str"),
    )
    order = {state: place for place, state in enumerate(("overdue", "due soon", "open", "done"))}
    actions = actions.assign(_order=actions["state"].map(order))
    ranked = actions.sort_values(["_order", "due_on", "done_on"], kind="stable")
    return ranked[list(COLUMNS)].reset_index(drop=True)


@table
def next_steps(log: Log) -> pd.DataFrame:
    """Propose three small steps, each with a day and the evidence that speaks for it.

    Looked at in this order, one of each: an action that is overdue, the widest skill gap and the
    theme named as a gap by most employers (else rated weak most often) that no open action answers,
    a recent no without feedback, the hard question asked most often and not practised.

    Columns: ``step``, ``due_on`` (7, 14 and 28 days on), ``why``, ``kind``, ``about`` and ``sort``:
    what it is about, which is an action, skill, theme, employer or question.
    """
    today = log.as_of
    sources = {
        "action": _overdue(log.plan, today),
        "skill": _of_skills(skill_gaps(log), log.plan),
        "theme": _of_themes(log),
        "employer": _to_ask(log),
        "question": _to_practise(question_bank(log)),
        "log": [(_words("record"), "Each line you add makes the pictures surer.", "practise", "")],
    }
    found = ((*step, sort) for sort, source in sources.items() for step in islice(source, 1))
    columns = ["step", "why", "kind", "about", "sort"]
    steps = pd.DataFrame(islice(found, 3), columns=columns, dtype="str")
    days = [today + pd.Timedelta(days=n) for n in STEP_DAYS[: len(steps)]]
    return steps.assign(due_on=days)[["step", "due_on", "why", "kind", "about", "sort"]]


def _words(name: str) -> str:
    return str(load_words("steps")["other"][name])


def _overdue(plan: pd.DataFrame, today: pd.Timestamp) -> Iterator[Step]:
    actions = plan.dropna(subset="action")
    late = actions[_states(actions, today) == "overdue"].sort_values("due_on", kind="stable")
    for row in late.to_dict("records"):
        kind = row["kind"] if isinstance(row["kind"], str) else "practise"
        why = f"You planned it for {plain_date(row['due_on'])}."
        yield _words("overdue").format(action=row["action"]), why, kind, row["action"]


def _open_actions(plan: pd.DataFrame) -> pd.DataFrame:
    return plan[plan["action"].notna() & plan["done_on"].isna()]


def _of_skills(gaps: pd.DataFrame, plan: pd.DataFrame) -> Iterator[Step]:
    """Propose to learn the skills with the widest priority that no open action is for."""
    words = load_words("steps")["skill"]
    busy = {name.casefold() for name in _open_actions(plan)["skill"].dropna()}
    for row in gaps[gaps["priority"] > 0].to_dict("records"):
        if row["skill"].casefold() not in busy:
            why = (
                f"{plural(row['adverts'], 'advert asks', 'adverts ask')} for it; you put yourself "
                f"at {row['level']:.0f} and want {row['wanted']:.0f}."
            )
            yield words["step"].format(skill=row["skill"]), why, words["kind"], row["skill"]


def _of_themes(log: Log) -> Iterator[Step]:
    """Propose the step for a theme that stands as a gap, most employers first."""
    steps = load_words("steps")["themes"]
    busy = {theme_of(theme) for theme in _open_actions(log.plan)["theme"]}
    _, said = strengths_and_gaps(feedback_themes(log))
    whys = {
        row["theme"]: f"{count_of(row['count'], row['of'], 'employer')} that gave a reason "
        f"named it: {inside(theme_name(row['theme']))}."
        for row in said.to_dict("records")
    }
    mine = my_view(log)
    weak = mine.loc[mine["mine"] == "weak", "theme"].value_counts()
    for theme, times in weak.items():
        name = inside(theme_name(str(theme)))
        whys.setdefault(str(theme), f"{_found_hard(times)}: {name}.")
    for theme, why in whys.items():
        if theme in steps and theme not in busy:
            yield steps[theme]["step"], why, steps[theme]["kind"], theme


def _to_ask(log: Log) -> Iterator[Step]:
    """Propose to ask for feedback after a recent no that came with none, the latest first."""
    noes = in_order(settled(log))
    first = log.as_of - pd.Timedelta(RECENT_DAYS, "D")
    recent = (noes["heard_on"] <= log.as_of) & (noes["heard_on"] > first)
    silent = noes["feedback"].isna() & noes["feedback_status"].isna()
    asked = noes["feedback_asked_on"].notna() | noes["employer"].isna()
    due = noes[(noes["state"] == "no") & recent & silent & ~asked]
    for row in due.iloc[::-1].to_dict("records"):
        why = f"They answered on {plain_date(row['heard_on'])}, without a reason."
        yield _words("ask").format(employer=row["employer"]), why, "ask", row["employer"]


def _to_practise(bank: pd.DataFrame) -> Iterator[Step]:
    for row in bank[~bank["practised"]].to_dict("records"):
        why = f"{_found_hard(row['times'])}."
        yield _words("practise").format(question=row["question"]), why, "practise", row["question"]


def _found_hard(times: int) -> str:
    return f"You found it hard at {MANY.get(times, times)} interview{'s' * (times != 1)}"


def _states(actions: pd.DataFrame, today: pd.Timestamp) -> pd.Series:
    states = pd.Series("open", index=actions.index, dtype="str")
    states = states.mask(actions["due_on"] <= today + pd.Timedelta(days=SOON_DAYS), "due soon")
    states = states.mask(actions["due_on"] < today, "overdue")
    return states.mask(actions["done_on"] <= today, "done")


def _sides(heard: pd.DataFrame, row: Row) -> tuple[Count, Count]:
    """Count who named the theme of an action as a gap, before it was done and since."""
    theme = theme_of(row["theme"])
    since = heard["day"] >= (row["done_on"] if row["state"] == "done" else pd.Timestamp.max)
    return _count(heard[~since], theme), _count(heard[since], theme)


def _count(heard: pd.DataFrame, theme: str | None) -> Count:
    """Count the employers that named a theme as a gap, of all that were heard."""
    about = heard[(heard["theme"] == theme) & (heard["polarity"] == "gap") & ~heard["compared"]]
    return about["voter"].nunique(), 0 if theme is None else heard["voter"].nunique()


def _verdict(before: Count, after: Count) -> str:
    if min(before[1], after[1]) < ENOUGH_EACH:
        return UNSURE
    found = compared([after[0]], [after[1]], [before[0]], [before[1]])
    return LEANING if found["diff_low80"][0] > 0 or found["diff_high80"][0] < 0 else UNSURE
