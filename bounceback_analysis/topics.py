"""What there is to see: report, notebooks and tests read the one list, ``topics.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from bounceback_analysis.charts.picture import Picture
    from bounceback_analysis.log.model import Log


class Topic(NamedTuple):
    """One thing there is to see; the head of ``topics.toml`` says what each field is."""

    name: str
    analysis: str
    words: str
    columns: str
    charts: str = ""
    empty: tuple[str, ...] = ()
    section: str = ""
    controls: Mapping[str, Mapping[str, str]] = {}
    quiet: bool = False
    behind: str = ""
    view: str = ""
    rest: str = ""
    detail: str = ""
    answer: str = ""
    filters: bool = True

    @property
    def table(self) -> Callable[..., pd.DataFrame]:
        """What makes the table of a log."""
        return resolve(f"analysis.{self.analysis}:{self.name}")

    def picture(self, table: pd.DataFrame) -> Picture:
        """Draw the table, or say what is to be said while it holds nothing to draw."""
        from bounceback_analysis.charts.picture import Picture, in_words, left_out_in_words

        draw = resolve(f"charts.{self.charts or self.analysis}:plot_{self.name}")
        drawn = Picture() if self.empty and table.empty else draw(table)
        drawn = drawn if drawn.title else in_words(*self.empty)
        if left_out := left_out_in_words(table.attrs.get("ratings left out", {})):
            # Behind what was found; in front where nothing is, since it is what there is to know.
            told = (drawn.sentence, left_out) if drawn.marks else (left_out, drawn.sentence)
            drawn = replace(drawn, sentence=" ".join(told))
        return replace(drawn, name=self.name, table=table)


def resolve(reference: str) -> Callable[..., Any]:
    """Import what is named as ``module:function``."""
    module, _, name = reference.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"bounceback_analysis.{module}"), name)
    return found


TOPICS = {
    name: Topic(name, **row)
    for name, row in tomllib.loads(
        files(__package__).joinpath("topics.toml").read_text("utf-8")
    ).items()
}


def topic_of(topic: str | Callable[..., pd.DataFrame]) -> Topic:
    """Give the row of a topic by name or function; else an error says what to type."""
    name = topic if isinstance(topic, str) else getattr(topic, "__name__", "")
    if not name:
        raise TypeError(
            f"The topic comes first, as a name or a function, not a {type(topic).__name__}. "
            "Type: bb.plot(bb.stage_rates, log)"
        )
    if name not in TOPICS:
        raise ValueError(f"There is no topic '{name}'. There are: {', '.join(TOPICS)}.")
    return TOPICS[name]


def plot(topic: str | Callable[..., pd.DataFrame], log: Log, **choices: Any) -> Picture:
    """Draw a topic of a log.

    ``topic`` is the function that makes its table, such as ``bb.stage_rates``, or its name;
    ``choices`` are those of the table, such as ``by="source"``. The picture shows itself in a
    notebook; its ``.sentence``, ``.to_figure()`` and ``.to_svg()`` give what it says, a plotly
    Figure and a static drawing.

    >>> from bounceback_analysis import open_log
    >>> plot("formal_scores", open_log()).name
    'formal_scores'
    """
    row = topic_of(topic)
    drawn = row.picture(row.table(log, **choices))
    rest, to_do = resolve(f"analysis.{row.rest}")(log) if row.rest else ("", "")
    if not rest:
        return drawn
    if row.empty and drawn.title == row.empty[0]:
        return replace(drawn, title=rest, sentence=to_do)
    return replace(drawn, sentence=f"{drawn.sentence} {rest}: {to_do[:1].lower()}{to_do[1:]}")


def topics() -> pd.DataFrame:
    """List what there is to see: ``topic, shows, choices, section`` (of the report)."""
    from inspect import signature

    import pandas as pd

    rows = [
        (row.name, row.words, ", ".join([*signature(row.table).parameters][1:]), row.section)
        for row in TOPICS.values()
    ]
    return pd.DataFrame(rows, columns=["topic", "shows", "choices", "section"])
