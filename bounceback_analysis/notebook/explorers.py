"""Puts each topic's table and picture together with the controls that help to explore it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.problems import Log
from bounceback_analysis.notebook.binder import explore
from bounceback_analysis.notebook.drawing import Quote, Quotes
from bounceback_analysis.notebook.quoting import (
    adverts_that_ask,
    behind_the_mirror,
    behind_the_skill_mirror,
    lines_of_application,
    lines_of_stage,
    source_of,
    where_asked,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    from ipywidgets import VBox

    from bounceback_analysis.charts.marks import Picture

BY = {
    "all together": None,
    "where it was found": "source",
    "how it was held": "format",
    "words in the role": "role words",
}
THEMES_BY = {"all together": None, "stage": "stage", "period": "period"}
MOST_WENT_WELL = 5


def _picture(module: str, topic: str) -> Callable[..., Picture]:
    """Give the view that draws a topic: its picture of its table."""
    table = getattr(import_module(f"bounceback_analysis.analysis.{module}"), topic)
    plot = getattr(import_module(f"bounceback_analysis.charts.{module}"), f"plot_{topic}")

    def view(entries: pd.DataFrame, *further: Any, **given: Any) -> Picture:
        drawn: Picture = plot(table(entries, *further, **given))
        return drawn

    view.__qualname__ = topic
    return view


def entries_of(log: Log | pd.DataFrame) -> pd.DataFrame:
    """Give the entries of a log, or the entries that were given."""
    return log.entries if isinstance(log, Log) else log


def stories_of(log: Log | pd.DataFrame) -> pd.DataFrame:
    """Give the evidence bank beside a log; an empty one where there is none."""
    from bounceback_analysis.log.entries import typed_table
    from bounceback_analysis.log.reading import read_companion

    path = log.path if isinstance(log, Log) else None
    return read_companion(path, "stories") if path else typed_table({}, "stories")


def plan_of(log: Log | pd.DataFrame, plan: pd.DataFrame | None) -> pd.DataFrame:
    """Give the plan that was given, else the one beside the log."""
    if plan is not None:
        return plan
    if isinstance(log, Log):
        return log.plan
    raise TypeError("Beside entries a plan is needed too; or give the whole log.")


def settings_of(log: Log | pd.DataFrame) -> dict[str, Any]:
    """Give the person's settings, where the log is a file of theirs."""
    from bounceback_analysis.log.companions import read_settings

    path = _own_path(log)
    return read_settings(path) if path else {}


def _own_path(log: Log | pd.DataFrame) -> Path | None:
    return log.path if isinstance(log, Log) and not log.example else None


def explore_what_went_well(entries: pd.DataFrame) -> VBox:
    """Open with what went well: at most five lines, in the person's own words and theirs."""
    return explore(entries, what_went_well_in_words, filters=False)


def what_went_well_in_words(entries: pd.DataFrame) -> Quotes:
    """Say what went well: how much in all, and the latest of each kind."""
    from bounceback_analysis.analysis.strengths import what_went_well
    from bounceback_analysis.charts.strengths import plot_what_went_well

    found = what_went_well(entries)
    whole = plot_what_went_well(found)
    turn = found.groupby("kind").cumcount().sort_values(kind="stable").index
    rows = found.loc[turn].head(MOST_WENT_WELL).to_dict("records")
    quotes = tuple(Quote(row["text"], source=source_of(row)) for row in rows)
    return Quotes("what_went_well", whole.title, quotes, "" if rows else whole.sentence)


def explore_stage_rates(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore how often each stage went forward, all together or split."""
    view = _picture("journey", "stage_rates")
    return explore(entries, view, filters=filters, controls={"by": BY}, detail=lines_of_stage)


def explore_journey(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore the whole search as one flow, from application to answer, and in time."""
    draws = [_picture("journey", topic) for topic in ("journey", "journey_in_time")]
    return explore(entries, lambda shown: [draw(shown) for draw in draws], filters=filters)


def explore_run_of_noes(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore how ordinary the longest run of noes is, from the person's own results."""
    return explore(entries, _picture("luck", "run_of_noes"), filters=filters)


def explore_how_many_more(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore how many more interviews it may take, if they go as they have gone."""
    return explore(entries, _picture("luck", "how_many_more"), filters=filters)


def explore_improving(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore the earlier half of the search beside the later one."""
    return explore(entries, _picture("luck", "improving"), filters=filters)


def explore_goes_with_success(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore what goes with going forward, and what cannot be told yet."""
    return explore(entries, _picture("success", "goes_with_success"), filters=filters)


def explore_waiting(
    entries: pd.DataFrame, *, as_of: pd.Timestamp | None = None, filters: bool = True
) -> VBox:
    """Explore how long answers take, and which waiting lines may still hear."""
    draws = [_picture("timing", topic) for topic in ("waiting", "reply_curve")]

    def view(shown: pd.DataFrame) -> list[Picture]:
        return [draw(shown, as_of=as_of) for draw in draws]

    return explore(entries, view, filters=filters, detail=lines_of_application)


def explore_feedback_yield(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore how often asking for feedback brought an answer that helps."""
    return explore(entries, _picture("asking", "feedback_yield"), filters=filters)


def explore_feedback_themes(log: Log | pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore the themes of the feedback; a theme that is chosen shows its words.

    In a person's own log the reading of each can be put right there; the log is read afresh.
    """
    from bounceback_analysis.notebook.readings import Readings

    example = isinstance(log, Log) and log.example
    shown = Readings(_own_path(log), example=example, own=settings_of(log).get("phrases"))
    return explore(
        shown.latest(entries_of(log)),
        shown.view,
        filters=filters,
        controls={"by": THEMES_BY},
        detail=shown.detail,
        put_right=shown.put_right,
    )


def explore_mirrors(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore the person's own view beside theirs; a theme that is chosen shows its words."""
    view = _picture("mirrors", "mirrors")
    return explore(entries, view, filters=filters, detail=behind_the_mirror)


def explore_skill_mirrors(
    log: Log | pd.DataFrame, plan: pd.DataFrame | None = None, *, filters: bool = True
) -> VBox:
    """Explore the levels of the plan beside what interviewers said of the same skills."""
    draw, planned = _picture("mirrors", "skill_mirrors"), plan_of(log, plan)
    own = settings_of(log).get("skills")

    def view(shown: pd.DataFrame) -> Picture:
        return draw(shown, planned, own_skills=own)

    def behind(shown: pd.DataFrame, skill: str) -> Quotes:
        return behind_the_skill_mirror(shown, planned, skill, own_skills=own)

    return explore(entries_of(log), view, filters=filters, detail=behind)


def explore_skill_gaps(
    log: Log | pd.DataFrame,
    plan: pd.DataFrame | None = None,
    *,
    as_of: pd.Timestamp | None = None,
    filters: bool = True,
) -> VBox:
    """Explore the skills that are asked for, beside what feedback and the person say of them."""
    draw, planned = _picture("skills", "skill_gaps"), plan_of(log, plan)
    own = settings_of(log).get("skills")

    def view(shown: pd.DataFrame) -> Picture:
        return draw(shown, planned, as_of=as_of, own_skills=own)

    return explore(entries_of(log), view, filters=filters, detail=adverts_that_ask)


def explore_formal_scores(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore formal scores, each by its distance from the pass mark."""
    return explore(entries, _picture("scores", "formal_scores"), filters=filters)


def explore_question_bank(log: Log | pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore the questions that were hard; one that is chosen shows where it was asked."""
    draw, settings = _picture("questions", "question_bank"), settings_of(log)

    def view(shown: pd.DataFrame) -> Picture:
        return draw(shown, settings)

    def asked(shown: pd.DataFrame, question: str) -> Quotes:
        return where_asked(shown, question, stories_of(log))

    return explore(entries_of(log), view, filters=filters, detail=asked)


def explore_nerves(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore how calm the person felt beside how it went, and over time, with ways to be calm."""
    draws = [_picture("nerves", topic) for topic in ("nerves", "calm_over_time")]

    def view(shown: pd.DataFrame) -> list[Picture | Quotes]:
        return [*(draw(shown) for draw in draws), ways_in_words()]

    return explore(entries, view, filters=filters)


def ways_in_words() -> Quotes:
    """Give practical ways to stay calm, each with what it rests on."""
    from bounceback_analysis.analysis.nerves import calm_ways

    ways = tuple(Quote(way["way"], source=f"{way['why']} ({way['source']})") for way in calm_ways())
    return Quotes("calm_ways", "Ways to stay calm", ways, folded="Read what has helped others")


def explore_plan_progress(
    log: Log | pd.DataFrame,
    plan: pd.DataFrame | None = None,
    *,
    as_of: pd.Timestamp | None = None,
    filters: bool = False,
) -> VBox:
    """Explore what is planned and done, and what could come next."""
    planned = plan_of(log, plan)
    draw, settings = _picture("plan", "plan_progress"), settings_of(log)

    def view(shown: pd.DataFrame) -> list[Picture | Quotes]:
        steps = steps_in_words(shown, planned, as_of=as_of, settings=settings)
        return [draw(shown, planned, as_of=as_of), steps]

    return explore(entries_of(log), view, filters=filters)


def steps_in_words(entries: pd.DataFrame, plan: pd.DataFrame, **given: Any) -> Quotes:
    """Propose next steps, each with its day and with what speaks for it."""
    from bounceback_analysis.analysis.plan import next_steps
    from bounceback_analysis.analysis.words import plain_date, plural

    steps = next_steps(entries, plan, **given).to_dict("records")
    quotes = tuple(
        Quote(step["step"], source=f"By {plain_date(step['due_on'])}. {step['why']}")
        for step in steps
    )
    return Quotes("next_steps", f"{plural(len(steps), 'step')} you could take next", quotes)


def explore_doors(
    entries: pd.DataFrame, *, as_of: pd.Timestamp | None = None, filters: bool = False
) -> VBox:
    """Explore which doors were left open, and when to knock again."""
    draw = _picture("doors", "doors")

    def detail(shown: pd.DataFrame, door: str) -> Quotes:
        return lines_of_application(shown, door.rpartition(": ")[0])

    return explore(entries, lambda shown: draw(shown, as_of=as_of), filters=filters, detail=detail)
