"""Chooses which lines are looked at: one line of filters that all views of a notebook share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

import pandas as pd
import traitlets
from ipywidgets import HTML, VBox

from bounceback_analysis.analysis.words import plain_date, plural, short
from bounceback_analysis.log.dates import NotADateError, to_day
from bounceback_analysis.log.model import NOT_SAID, Log
from bounceback_analysis.notebook.drawing import page
from bounceback_analysis.notebook.form import Form, buttons_of, field
from bounceback_analysis.notebook.live import live
from bounceback_analysis.vocabulary.schema import choices as known
from bounceback_analysis.vocabulary.schema import fold

LISTS = {"stage": "Step", "outcome": "Outcome", "source": "Found through"}
DAYS = {"since": "From", "until": "To"}
SAID = {
    "source": "found through {}",
    "role": "role with “{}”",
    "since": "from {}",
    "until": "to {}",
}
BLANK = " "  # what a list gives for cells that were left blank: no word of a log is a blank alone
CHOOSE = "Choose dates, steps or jobs"


class ChosenLines(traitlets.HasTraits):
    """What all views of a notebook look at; they observe ``choices``, made as for ``Log.only``."""

    choices: traitlets.Dict[str, Any] = traitlets.Dict()


@cache
def chosen_lines() -> ChosenLines:
    """Give the one choice of this session."""
    return ChosenLines()


def choose_lines(log: Log) -> VBox:
    """Say which lines the views of this notebook show, and choose others.

    Parameters
    ----------
    log
        The log; the choice holds for every view of the notebook that heeds filters.
    """
    followed, lines, said = live(log, "choose_lines"), chosen_lines(), HTML()

    def typed(values: Mapping[str, str]) -> None:
        choices, form.mistakes = read_choices(values)
        if not form.mistakes:
            lines.choices = choices

    def show_all(_name: str, _values: object) -> None:
        lines.choices = {}
        offer()

    def offer(_change: object = None) -> None:
        """Offer what the log holds now; what was chosen stays chosen."""
        now = followed.log.entries
        asked = [] if now.empty else [offered(name, now, lines.choices) for name in FIELDS]
        again = buttons_of({"all": "Show all lines again"})
        form.turn({"folded": CHOOSE, "fields": asked, "buttons": again} if asked else {})
        tell()

    def tell(_change: object = None) -> None:
        said.value = escape(said_of(followed.log, lines.choices))

    form = Form(show_all, typed)
    lines.observe(tell, "choices")
    followed.observe(offer, "log")
    offer()
    return page(page(said, form, look="bb-choose"))


FIELDS = (*DAYS, *LISTS, "role")


def offered(name: str, entries: pd.DataFrame, choices: Mapping[str, Any]) -> dict[str, Any]:
    """Make the field of a filter: a list offers what its column holds, blank cells last."""
    value = choices.get(name)
    if name in DAYS:
        return field(name, DAYS[name], "day", plain_date(pd.Timestamp(value)) if value else "")
    if name == "role":
        return field(name, "Job has the words", value=value or "")
    values = entries[name].dropna()
    if name == "source":
        first = {fold(source): source for source in reversed(values.unique())}
        found = sorted(first.values(), key=fold)
    else:
        found = [word for word in known(name) if (values == word).any()]
    if value and value not in found:
        found.append(value)
    blank = [(BLANK, "not said")] if entries[name].isna().any() or value == NOT_SAID else []
    options = [("", "any"), *((word, short(word)) for word in found), *blank]
    return field(
        name,
        LISTS[name],
        "choice",
        BLANK if value == NOT_SAID else value or "",
        options=[[*option] for option in options],
    )


def read_choices(values: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Read what stands in the fields, and say by field what is no day."""
    read: dict[str, Any] = {name: values[name].strip() for name in LISTS if values.get(name)}
    if words := values.get("role", "").strip():
        read["role"] = words
    mistakes = {}
    for name in filter(values.get, DAYS):
        try:
            read[name] = to_day(values[name])
        except NotADateError as mistake:
            mistakes[name] = str(mistake)
    return read, mistakes


def in_words(choices: Mapping[str, Any]) -> str:
    """Say what is looked at: ``interview, from 3 March 2026``."""
    said = []
    for name in filter(choices.__contains__, (*LISTS, "role", *DAYS)):
        given = choices[name]
        shown = short(given, 40) if isinstance(given, str) else plain_date(pd.Timestamp(given))
        words = SAID.get(name, "{}").format(shown)
        said.append(f"{name} not said" if given == NOT_SAID else words)
    return ", ".join(said)


def said_of(log: Log, choices: Mapping[str, Any]) -> str:
    """Say which lines are shown, of which days, and that they are the example where they are."""
    if log.entries.empty:
        return "Your log is empty. Write one line down, and this page begins to fill."
    of, shown = plural(len(log.entries), "line"), log.only(**choices).entries
    days = shown["date"].dropna()
    said = f"This page shows {'all ' if len(shown) > 1 else ''}{of}"
    if choices:
        said = f"This page shows {len(shown):,} of {of}: {in_words(choices)}"
    elif len(days):
        said += f", {' to '.join(dict.fromkeys(map(plain_date, (days.min(), days.max()))))}"
    return f"{said}. It is the invented example." if log.example else f"{said}."
