"""Says at the top of a notebook whose log it shows, and starts a person's own on request."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (its examples need it)
from typing import TYPE_CHECKING

from ipywidgets import Button, VBox

from bounceback_analysis.log.opening import new_log, own_log
from bounceback_analysis.notebook.drawing import Drawing, Quote, Quotes

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

ACCEPTED = (
    "Congratulations, you did it. Your log stays here: your stories and what employers praised are "
    "of use at an appraisal, and if you look again one day you do not start from nothing."
)


def welcome(log: Log) -> VBox:
    """Say which log this is; where it is the example, offer to start one's own."""
    return banner(log) if log.example else _view(Drawing([_own(log)]), _again("Run it again"))


def banner(log: Log) -> VBox:
    """Say that this is the example, with a button that starts a log of one's own."""
    drawing = Drawing([_example(log)])
    button = Button(description="Start my own log")

    def start(_button: Button) -> None:
        drawing.show([_started()])
        box.children = (drawing, _again("Show my own log"))

    button.on_click(start)
    box = _view(drawing, button)
    return box


def _view(*parts: Drawing | Button) -> VBox:
    box = VBox(parts)
    box.add_class("bb-view")
    box.add_class("bb-banner")
    return box


def _again(label: str) -> Button:
    """Make a button that the page answers to by running the notebook once more."""
    button = Button(description=label)
    button.add_class("bb-again")
    return button


def _example(log: Log) -> Quotes:
    return Quotes(
        "welcome",
        "This is the example, not your log.",
        sentence=f"It holds {len(log.entries)} invented lines, so that you can look round first. "
        f"Your own log is one file that you can open in a spreadsheet, {_named(own_log())}.",
    )


def _named(path: Path) -> str:
    """Name a file by its folder and its own name, as one looks for it.

    Examples
    --------
    >>> _named(Path("/home/ada/bounceback/data/my_log.csv"))
    'data/my_log.csv'
    """
    return f"{path.parent.name}/{path.name}"


def _own(log: Log) -> Quotes:
    if log.status == "stop":
        sentence = " ".join(problem.message for problem in log.problems)
        return Quotes("welcome", "Your log could not be read yet.", sentence=sentence)
    lines = len(log.entries)
    named = log.path.name if log.path else "a table"
    if not lines:
        sentence = "Add a line for each application or interview, then run the notebook again."
        return Quotes("welcome", f"Your log, {named}, is ready and still empty.", sentence=sentence)
    said = f"{lines:,} {'line' if lines == 1 else 'lines'}"
    again = "Added a line since? Run the notebook again and it will show."
    return Quotes("welcome", f"Your log, {named}: {said}.", _news(log), sentence=again)


def _news(log: Log) -> tuple[Quote, ...]:
    """Say what comes first today: an offer that was accepted, and what is booked next."""
    from bounceback_analysis.analysis.journey import furthest_step
    from bounceback_analysis.analysis.outcomes import next_interview
    from bounceback_analysis.analysis.words import plain_date

    reached = furthest_step(log)
    taken = reached.loc[reached["ending"] == "accepted", "application"].tolist()
    told = [Quote(f"You accepted an offer: {taken[-1]}.", source=ACCEPTED)] if taken else []
    for row in next_interview(log).head(1).to_dict("records"):
        step = row["stage"] if isinstance(row["stage"], str) else "step"
        said = f"Next: your {step}, {plain_date(row['date'])}."
        told.append(Quote(said, source=row["application"]))
    return tuple(told)


def _started() -> Quotes:
    """Start the log, or say why it was not."""
    try:
        path = new_log()
    except OSError as error:
        title = "Your log is there already." if own_log().exists() else "No log was started."
        return Quotes("welcome", title, sentence=str(error))
    return Quotes(
        "welcome",
        "Your log is started.",
        sentence=f"It is {path}. Add a line for each application or interview, in a spreadsheet "
        "or in the notebook Record an outcome, which is linked at the top of this page. Run this "
        "notebook again to see your own log here.",
    )
