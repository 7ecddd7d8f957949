"""Shows drafts of letters to read, change, copy and send oneself; nothing is sent from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Dropdown, Layout, Textarea, VBox

from bounceback_analysis.analysis.letters import draft_letters
from bounceback_analysis.analysis.outcomes import in_order
from bounceback_analysis.analysis.words import plain_date
from bounceback_analysis.log.companions import read_settings
from bounceback_analysis.log.problems import Log
from bounceback_analysis.notebook.drawing import short

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

NOTHING = "When a line of your log is about an answer, or about waiting for one, drafts are here."
HOW = {"as an email": "email", "for a phone call": "phone"}


def letters_view(
    log: Log | pd.DataFrame,
    *,
    as_of: pd.Timestamp | None = None,
    own: Mapping[str, Any] | None = None,
) -> VBox:
    """Choose a line and a letter, and change the draft as you like.

    Parameters
    ----------
    log
        The log, or its entries alone.
    as_of
        Lines after this day are left out; without it, those after the log's own day.
    own
        The person's own letters; without it, those in the settings beside the log.
    """
    if isinstance(log, Log):
        as_of = log.as_of if as_of is None else as_of
        own = read_settings(log.path).get("letters") if own is None and log.path else own
        log = log.entries
    drafts = _drafts(log, as_of, own)
    if not drafts:
        return VBox([HTML(NOTHING)])
    wide = Layout(width="100%", max_width="64em")
    line = Dropdown(description="About", options=list(drafts), layout=wide)
    kind = Dropdown(description="Letter", layout=wide)
    how = Dropdown(description="Wording", options=list(HOW.items()), layout=wide)
    draft = Textarea(
        description="Draft", layout=Layout(width="99%", max_width="64em", height="280px")
    )
    note = HTML()

    def offer(_change: object = None) -> None:
        titles = drafts[line.value].drop_duplicates("kind")
        kind.options = list(zip(titles["title"], titles["kind"], strict=True))
        kind.value = titles["kind"].iloc[0]
        write()

    def write(_change: object = None) -> None:
        table = drafts[line.value]
        chosen = table[(table["kind"] == kind.value) & (table["channel"] == how.value)]
        if len(chosen):
            draft.value, note.value = chosen["text"].iloc[0], chosen["note"].iloc[0]

    line.observe(offer, "value")
    kind.observe(write, "value")
    how.observe(write, "value")
    offer()
    box = VBox([line, kind, how, note, draft])
    box.add_class("bb-view")
    return box


def _drafts(
    entries: pd.DataFrame, as_of: pd.Timestamp | None, own: Mapping[str, Any] | None
) -> dict[str, pd.DataFrame]:
    """Draft the letters of each line that calls for some, the latest line first."""
    rows = in_order(entries).iloc[::-1]
    rows = rows if as_of is None else rows[~(rows["date"] > as_of)]
    drafts = {
        _said(row): draft_letters(row.iloc[0], own) for _, row in rows.groupby("line", sort=False)
    }
    return {said: table for said, table in drafts.items() if len(table)}


def _said(rows: pd.DataFrame) -> str:
    """Name a line so that one can tell it from all others."""
    row = rows.iloc[0]
    outcome = row["outcome"] if isinstance(row["outcome"], str) else "outcome not said"
    day = plain_date(row["date"]) or "no date"
    return f"{short(row['application'])}: {outcome}, {day} (line {row['line']})"
