"""Puts each topic's table and picture together with the controls that help to explore it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.problems import Log
from bounceback_analysis.notebook.binder import explore
from bounceback_analysis.notebook.drawing import Quote, Quotes

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

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
    quotes = tuple(Quote(row["text"], source=_source(row)) for row in rows)
    return Quotes("what_went_well", whole.title, quotes, "" if rows else whole.sentence)


def _source(row: dict[Hashable, Any]) -> str:
    """Say who and when, as far as it is known."""
    from bounceback_analysis.analysis.words import plain_date

    parts = (row["employer"], plain_date(row["date"]))
    return ", ".join(part for part in parts if isinstance(part, str) and part)


def explore_stage_rates(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore how often each stage went forward, all together or split."""
    view = _picture("journey", "stage_rates")
    return explore(entries, view, filters=filters, controls={"by": BY})


def explore_journey(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore the whole search as one flow, from application to answer."""
    return explore(entries, _picture("journey", "journey"), filters=filters)


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
    draw = _picture("timing", "waiting")
    return explore(entries, lambda shown: draw(shown, as_of=as_of), filters=filters)


def explore_feedback_yield(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore how often asking for feedback brought an answer that helps."""
    return explore(entries, _picture("asking", "feedback_yield"), filters=filters)


def explore_feedback_themes(log: Log | pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore the themes of the feedback; a theme that is chosen shows its words."""
    entries = log.entries if isinstance(log, Log) else log
    view = _picture("feedback", "feedback_themes")
    return explore(
        entries, view, filters=filters, controls={"by": THEMES_BY}, detail=theme_in_words
    )


def theme_in_words(entries: pd.DataFrame, theme: str) -> Quotes:
    """Give the words in which a theme came up, the phrase that shows it marked."""
    from bounceback_analysis.analysis.feedback import theme_quotes
    from bounceback_analysis.vocabulary.themes import theme_name

    found = theme_quotes(entries)
    rows = found[found["theme"] == theme].to_dict("records")
    quotes = tuple(
        Quote(row["text"] or "Your own reading", row["start"], row["end"], _read_as(row))
        for row in rows
    )
    return Quotes("theme_words", f"In their words: {theme_name(theme)}", quotes)


def _read_as(row: dict[Hashable, Any]) -> str:
    """Say whose words they are, how they were read and by whom."""
    read = {"strength": "praised", "gap": "missed"}.get(row["polarity"], "named")
    by = "as you read it" if row["confirmed"] else "read automatically"
    return f"{_source(row)}: {read}, {by}"


def explore_mirrors(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore the person's own view beside theirs; a theme that is chosen shows its words."""
    view = _picture("mirrors", "mirrors")
    return explore(entries, view, filters=filters, detail=theme_in_words)


def explore_skill_gaps(
    entries: pd.DataFrame,
    plan: pd.DataFrame,
    *,
    as_of: pd.Timestamp | None = None,
    filters: bool = True,
) -> VBox:
    """Explore the skills that are asked for, beside what feedback and the person say of them."""
    draw = _picture("skills", "skill_gaps")
    return explore(entries, lambda shown: draw(shown, plan, as_of=as_of), filters=filters)


def explore_question_bank(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore the questions that were hard, the most frequent first."""
    return explore(entries, _picture("questions", "question_bank"), filters=filters)


def explore_nerves(entries: pd.DataFrame, *, filters: bool = True) -> VBox:
    """Explore how calm the person felt beside how it went."""
    return explore(entries, _picture("nerves", "nerves"), filters=filters)


def explore_plan_progress(
    entries: pd.DataFrame,
    plan: pd.DataFrame,
    *,
    as_of: pd.Timestamp | None = None,
    filters: bool = False,
) -> VBox:
    """Explore what is planned and done, with what came up before and after."""
    draw = _picture("plan", "plan_progress")
    return explore(entries, lambda shown: draw(shown, plan, as_of=as_of), filters=filters)


def explore_doors(
    entries: pd.DataFrame, *, as_of: pd.Timestamp | None = None, filters: bool = False
) -> VBox:
    """Explore which doors were left open, and when to knock again."""
    draw = _picture("doors", "doors")
    return explore(entries, lambda shown: draw(shown, as_of=as_of), filters=filters)
