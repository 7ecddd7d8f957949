"""Puts the days on which something is due into a calendar file, on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import Button, Layout, VBox

from bounceback_analysis.analysis.doors import doors
from bounceback_analysis.analysis.words import plural
from bounceback_analysis.log.neighbours import free_name
from bounceback_analysis.log.sharing import export_follow_ups
from bounceback_analysis.notebook.drawing import Drawing, Quotes

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log


def save_to_calendar(log: Log) -> VBox:
    """Offer to write what is due as a file that any calendar program opens, if anything is."""
    if doors(log)["due_on"].isna().all():
        return VBox()
    button = Button(description="Save these days for my calendar", layout=Layout(width="auto"))
    drawing = Drawing()
    button.on_click(lambda _: drawing.show([saved(log)]))
    box = VBox([button, drawing])
    box.add_class("bb-view")
    return box


def saved(log: Log) -> Quotes:
    """Write the file beside the log, and say where it is."""
    due = doors(log).dropna(subset="due_on")
    if due.empty or log.path is None:
        return Quotes("calendar", "Nothing has a day yet", sentence="No file was written.")
    usual = log.path.with_name("follow_ups.ics")
    try:
        try:
            path = export_follow_ups(due, usual, as_of=log.as_of)
        except FileExistsError:  # something that is no calendar of ours
            path = export_follow_ups(due, free_name(usual), as_of=log.as_of)
    except OSError as error:
        return Quotes("calendar", "The file could not be written", sentence=str(error))
    sentence = f"It is {path}. Open it with your calendar; saving again later updates the days."
    return Quotes("calendar", f"{plural(len(due), 'day')} saved", sentence=sentence)
