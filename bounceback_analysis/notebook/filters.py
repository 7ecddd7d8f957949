"""Chooses which lines are looked at: one line of filters that all views of a notebook share."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import traitlets
from ipywidgets import HTML, Button, DatePicker, Dropdown, HBox, Text, VBox

from bounceback_analysis.analysis.words import plain_date, plural
from bounceback_analysis.log.model import NOT_SAID
from bounceback_analysis.notebook.drawing import short
from bounceback_analysis.notebook.live import live
from bounceback_analysis.vocabulary.schema import choices as known
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from bounceback_analysis.log.model import Log

ANY: tuple[str, str | None] = ("any", None)


@dataclass(frozen=True)
class Filters:
    """What is looked at: the choices of ``Log.only`` that a bar of controls can hold."""

    since: dt.date | None = None
    until: dt.date | None = None
    stage: str | None = None
    outcome: str | None = None
    source: str | None = None
    role: str = ""

    def __str__(self) -> str:
        """Say it in words: ``interview, from 3 March 2026``."""
        said = [
            self.stage if self.stage != NOT_SAID else "stage not said",
            self.outcome if self.outcome != NOT_SAID else "outcome not said",
            self.source and f"found through {short(self.source, 40)}",
            "source not said" if self.source == NOT_SAID else None,
            self.role.strip() and f"role with “{short(self.role, 40)}”",
            self.since and f"from {plain_date(pd.Timestamp(self.since))}",
            self.until and f"to {plain_date(pd.Timestamp(self.until))}",
        ]
        return ", ".join(part for part in said if part)


def said_of(shown: int, of: int, choices: Filters) -> str:
    """Say how much of a log a page shows, and of what.

    Examples
    --------
    >>> said_of(23, 74, Filters(stage="interview"))
    'This page shows 23 of 74 lines: interview'
    """
    lines = plural(of, "line")
    if choices == Filters():
        return f"This page shows all {lines}" if of > 1 else f"This page shows {lines}"
    return f"This page shows {shown:,} of {lines}: {choices}"


def offered(entries: pd.DataFrame, column: str) -> list[tuple[str, str | None]]:
    """List what a column can be filtered by, as (what is read, value), blank cells last."""
    values = entries[column].dropna()
    if column == "source":
        first = {fold(name): name for name in reversed(values.unique())}
        found = sorted(first.values(), key=fold)
    else:
        found = [word for word in known(column) if (values == word).any()]
    blank = [("not said", NOT_SAID)] if entries[column].isna().any() else []
    return [ANY, *((short(name), name) for name in found), *blank]


class Choice(Dropdown):  # type: ignore[misc]
    """A list to choose from whose values may be None, which a Dropdown takes for no value."""

    def __init__(self, description: str, offers: Iterable[tuple[str, Any]]) -> None:
        self._offered = _wrapped(offers)
        super().__init__(description=description, options=self._offered)

    def offer(self, offers: Iterable[tuple[str, Any]]) -> None:
        """Offer these pairs of what is read and its value; the first is chosen."""
        options = _wrapped(offers)
        if options != self._offered:
            self.options = self._offered = options

    @property
    def labels(self) -> list[str]:
        """What a person reads, in order."""
        return [label for label, _ in self._offered]

    @property
    def chosen(self) -> Any:
        """What is chosen, None included."""
        return self.value[0] if self.value else None

    def choose(self, value: Any) -> None:
        """Choose the value, None included."""
        self.value = (value,)


def _wrapped(offers: Iterable[tuple[str, Any]]) -> tuple[tuple[str, tuple[Any]], ...]:
    return tuple((label, (value,)) for label, value in offers)


class FilterBar(HBox):  # type: ignore[misc]
    """The controls of the filters. ``choices`` is what is chosen; views observe it."""

    choices = traitlets.Instance(Filters, args=())

    def __init__(self) -> None:
        self._controls: dict[str, Any] = {
            "since": DatePicker(description="From"),
            "until": DatePicker(description="To"),
            "stage": Choice("Step", [ANY]),
            "outcome": Choice("Outcome", [ANY]),
            "source": Choice("Found through", [ANY]),
            "role": Text(description="Job has the words", placeholder="for example care"),
        }
        self._reset = Button(description="Show all lines again")
        self._heeds = True
        super().__init__(children=[*self._controls.values(), self._reset])
        self.add_class("bb-filters")
        for control in self._controls.values():
            control.observe(self._take, "value")
        self._reset.on_click(lambda _: self.choose(Filters()))

    def offer(self, entries: pd.DataFrame) -> None:
        """Offer what these entries hold; what was chosen stays chosen."""
        with self._quietly():
            for column in ("stage", "outcome", "source"):
                chosen = getattr(self.choices, column)
                options = offered(entries, column)
                if chosen not in [value for _, value in options]:
                    options.append((short(chosen), chosen))
                self._controls[column].offer(options)
                self._controls[column].choose(chosen)

    def choose(self, choices: Filters) -> None:
        """Set all filters at once."""
        with self._quietly():
            for name, control in self._controls.items():
                value = getattr(choices, name)
                control.value = (value,) if isinstance(control, Choice) else value
        self.choices = choices

    def _take(self, change: Mapping[str, Any]) -> None:
        if self._heeds:
            name = next(key for key, own in self._controls.items() if own is change["owner"])
            self.choices = replace(self.choices, **{name: value_of(change["owner"])})

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        self._heeds = False
        try:
            yield
        finally:
            self._heeds = True


def value_of(control: Any) -> Any:
    """Give what a control stands for now."""
    return control.chosen if isinstance(control, Choice) else control.value


def choose_lines(log: Log) -> VBox:
    """Say which lines the views of this notebook show, and choose others.

    Parameters
    ----------
    log
        The log; the choice holds for every view of the notebook that heeds filters.
    """
    followed, bar = live(log), shared_filters(log.entries)
    said, button = HTML(), Button(description="Choose dates, steps or jobs")
    line = HBox([said, button])
    line.add_class("bb-line")
    box = VBox([line])
    box.add_class("bb-choose")

    def tell(change: Mapping[str, Any] | None = None) -> None:
        now = followed.log
        if change and change["name"] == "log":
            bar.offer(now.entries)
        said.value = escape(_said_of(now, bar.choices))
        line.children = (said, button) if len(now.entries) else (said,)

    def fold(_button: object) -> None:
        opened = len(box.children) == 1
        box.children = (line, bar) if opened else (line,)
        button.description = "Close these choices" if opened else "Choose dates, steps or jobs"

    button.on_click(fold)
    bar.observe(tell, "choices")
    followed.observe(tell, "log")
    tell()
    view = VBox([box])
    view.add_class("bb-view")
    return view


def _said_of(log: Log, choices: Filters) -> str:
    """Say which lines are shown, of which days, and that they are the example where they are."""
    if log.entries.empty:
        return "Your log is empty. Write one line down, and this page begins to fill."
    shown = log.only(**vars(choices)).entries
    days = shown["date"].dropna()
    said = said_of(len(shown), len(log.entries), choices)
    if len(days) and choices == Filters():
        said += f", {plain_date(days.min())} to {plain_date(days.max())}"
    return f"{said}. It is the invented example." if log.example else f"{said}."


def shared_filters(entries: pd.DataFrame) -> FilterBar:
    """Give the one bar of this session, offering what these entries hold."""
    bar = _bar()
    bar.offer(entries)
    return bar


@cache
def _bar() -> FilterBar:
    return FilterBar()
