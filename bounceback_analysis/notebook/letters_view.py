"""Shows drafts of letters to read, change, copy and send oneself; nothing is sent from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import HTML, Dropdown, Layout, Textarea, VBox

from bounceback_analysis.analysis.letters import letters_for
from bounceback_analysis.analysis.outcomes import in_order
from bounceback_analysis.analysis.tables import check_log
from bounceback_analysis.analysis.words import plain_date
from bounceback_analysis.notebook.drawing import short

if TYPE_CHECKING:
    import pandas as pd

    from bounceback_analysis.log.model import Log

NOTHING = "When a line of your log is about an answer, or about waiting for one, drafts are here."
HOW = {"as an email": "email", "for a phone call": "phone"}


def letters_view(log: Log, *, line: int | None = None) -> VBox:
    """Choose a line and a letter, and change the draft as you like.

    Parameters
    ----------
    log
        The log.
    line
        The one line that they are about; without it all of them, but for those after the
        log's day.
    """
    check_log(log, "letters_view")
    drafts = _drafts(log, line)
    if not drafts:
        return VBox([HTML(NOTHING)])
    wide = Layout(width="100%", max_width="64em")
    about = Dropdown(description="About", options=list(drafts), layout=wide)
    kind = Dropdown(description="Letter", layout=wide)
    how = Dropdown(description="Wording", options=list(HOW.items()), layout=wide)
    draft = Textarea(
        description="Draft", layout=Layout(width="99%", max_width="64em", height="280px")
    )
    note = HTML()

    def offer(_change: object = None) -> None:
        titles = drafts[about.value].drop_duplicates("kind")
        kind.options = list(zip(titles["title"], titles["kind"], strict=True))
        kind.value = titles["kind"].iloc[0]
        write()

    def write(_change: object = None) -> None:
        table = drafts[about.value]
        chosen = table[(table["kind"] == kind.value) & (table["channel"] == how.value)]
        if len(chosen):
            draft.value, note.value = chosen["text"].iloc[0], chosen["note"].iloc[0]

    about.observe(offer, "value")
    kind.observe(write, "value")
    how.observe(write, "value")
    offer()
    box = VBox([about, kind, how, note, draft])
    box.add_class("bb-view")
    return box


def _drafts(log: Log, line: int | None) -> dict[str, pd.DataFrame]:
    """Draft the letters of each line that calls for some, the latest line first."""
    rows = in_order(log.entries).iloc[::-1]
    rows = rows[~(rows["date"] > log.as_of)] if line is None else rows[rows["line"] == line]
    own = log.settings.get("letters")
    drafts = {
        _said(row): letters_for(row.iloc[0], own, log.plan)
        for _, row in rows.groupby("line", sort=False)
    }
    return {said: table for said, table in drafts.items() if len(table)}


def _said(rows: pd.DataFrame) -> str:
    """Name a line so that one can tell it from all others."""
    row = rows.iloc[0]
    outcome = row["outcome"] if isinstance(row["outcome"], str) else "outcome not said"
    day = plain_date(row["date"]) or "no date"
    return f"{short(row['application'])}: {outcome}, {day} (line {row['line']})"
