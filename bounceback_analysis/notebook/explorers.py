"""Shows a topic of a log in a notebook: its pictures, and the controls that help to explore it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bounceback_analysis.analysis.tables import check_log
from bounceback_analysis.log.reading import read_again
from bounceback_analysis.notebook.binder import bind
from bounceback_analysis.notebook.drawing import Quote, Quotes
from bounceback_analysis.notebook.quoting import source_of
from bounceback_analysis.topics import plot, resolve, topic_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from ipywidgets import VBox

    from bounceback_analysis.charts.picture import Picture
    from bounceback_analysis.log.model import Log
    from bounceback_analysis.topics import Topic

MOST_WENT_WELL = 5


def explore(
    topic: str | Callable[..., pd.DataFrame], log: Log, *, filters: bool | None = None
) -> VBox:
    """Explore a topic of a log: its picture, its choices, and what stands behind a mark.

    Parameters
    ----------
    topic
        The function that makes its table, such as ``bb.stage_rates``, or its name.
    log
        The log. Where readings can be put right it is read afresh.
    filters
        Whether the notebook's shared filters apply; None is as suits the topic.
    """
    row = topic_of(topic)
    check_log(log, "explore", before=f"bb.{row.name}, ")
    return bind(
        read_again(log) if row.put_right else log,
        _named(row.view) or _view_of(row),
        name=row.name,
        filters=row.filters if filters is None else filters,
        controls=row.controls,
        detail=_named(row.detail),
        put_right=_named(row.put_right),
    )


def _named(function: str) -> Callable[..., Any] | None:
    """Give the function of this room that a row names, if it names one."""
    return resolve(f"notebook.{function}") if function else None


def _view_of(row: Topic) -> Callable[..., Sequence[Picture | Quotes]]:
    """Give the view of a topic: its picture, those beside it, and what is said below."""

    def view(log: Log, **choices: Any) -> list[Picture | Quotes]:
        pictures = [plot(row.name, log, **choices), *(plot(name, log) for name in row.beside)]
        below = _named(row.below)
        return [*pictures, *([below(log)] if below else [])]

    return view


def what_went_well_in_words(log: Log) -> Quotes:
    """Say what went well: how much in all, and the latest of each kind, at most five lines."""
    whole = plot("what_went_well", log)
    turn = whole.table.groupby("kind").cumcount().sort_values(kind="stable").index
    rows = whole.table.loc[turn].head(MOST_WENT_WELL).to_dict("records")
    quotes = tuple(Quote(row["text"], source=source_of(row)) for row in rows)
    return Quotes("what_went_well", whole.title, quotes, "" if rows else whole.sentence)


def ways_in_words(_log: Log) -> Quotes:
    """Give practical ways to stay calm, each with what it rests on."""
    from bounceback_analysis.analysis.success import calm_ways

    ways = tuple(Quote(way["way"], source=f"{way['why']} ({way['source']})") for way in calm_ways())
    return Quotes("calm_ways", "Ways to stay calm", ways, folded="Read what has helped others")


def steps_in_words(log: Log) -> Quotes:
    """Propose next steps, each with its day and with what speaks for it."""
    from bounceback_analysis.analysis.plan import next_steps
    from bounceback_analysis.analysis.words import plain_date, plural

    steps = next_steps(log).to_dict("records")
    quotes = tuple(
        Quote(step["step"], source=f"By {plain_date(step['due_on'])}. {step['why']}")
        for step in steps
    )
    return Quotes("next_steps", f"{plural(len(steps), 'step')} you could take next", quotes)
