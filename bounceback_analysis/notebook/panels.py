"""The small panels of a notebook: whose log it is, what reading it found, adverts, letters, days.

Nothing of an advert or a letter leaves the machine; a person copies and sends it themselves.
"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (its examples need it)
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, Dropdown, HBox, Layout, Textarea, VBox

from bounceback_analysis.analysis.doors import doors, letters_for
from bounceback_analysis.analysis.journey import furthest_step
from bounceback_analysis.analysis.outcomes import check_log, in_order, next_interview
from bounceback_analysis.analysis.skills import HAVE, advert_skills
from bounceback_analysis.analysis.words import listed, plain_date, plural
from bounceback_analysis.log.home import own_log
from bounceback_analysis.log.neighbours import free_name
from bounceback_analysis.log.opening import new_log
from bounceback_analysis.log.settling import answer_application, open_questions
from bounceback_analysis.log.sharing import export_follow_ups
from bounceback_analysis.notebook.drawing import Drawing, Quote, Quotes, short
from bounceback_analysis.notebook.quotes import stories_that_answer

if TYPE_CHECKING:
    import pandas as pd

    from bounceback_analysis.log.applications import Said
    from bounceback_analysis.log.model import Log, Problem

ACCEPTED = (
    "Congratulations, you did it. Your log stays here: your stories and what employers praised are "
    "of use at an appraisal, and if you look again one day you do not start from nothing."
)
ANSWERS: dict[Said, str] = {"same": "It is the same application", "new": "It is a new one"}
SETTLED = "All of these are settled. Run this notebook again to count with your answers."
MOST_PROBLEMS = 20
"""More than that is a wall that nobody reads; the rest is a number."""
GRAVEST_FIRST = ("stop", "ask", "tell")
UNREADABLE = "Your log could not be read yet."
NOTHING = "When a line of your log is about an answer, or about waiting for one, drafts are here."
WORDINGS = {"as an email": "email", "for a phone call": "phone"}


def _panel(*parts: object, name: str = "bb-view") -> VBox:
    """Put widgets below one another, in the look of all views."""
    box = VBox(parts)
    box.add_class("bb-view")
    box.add_class(name)
    return box


def welcome(log: Log) -> VBox:
    """Say which log this is; where it is the example, offer to start one's own."""
    if not log.example:
        return _panel(Drawing([_own(log)]), _again("Run it again"), name="bb-banner")
    sentence = (
        f"It holds {len(log.entries)} invented lines, so that you can look round first. "
        f"Your own log is one file that you can open in a spreadsheet, {_named(own_log())}."
    )
    drawing = Drawing([Quotes("welcome", "This is the example, not your log.", sentence=sentence)])
    button = Button(description="Start my own log")

    def start(_button: Button) -> None:
        drawing.show([_started()])
        box.children = (drawing, _again("Show my own log"))

    button.on_click(start)
    box = _panel(drawing, button, name="bb-banner")
    return box


def _again(label: str) -> Button:
    """Make a button that the page answers to by running the notebook once more."""
    button = Button(description=label)
    button.add_class("bb-again")
    return button


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
        return Quotes("welcome", UNREADABLE, sentence=sentence)
    named = log.path.name if log.path else "a table"
    if log.entries.empty:
        title = f"Your log, {named}, is ready and still empty."
        sentence = "Add a line for each application or interview, then run the notebook again."
    else:
        title = f"Your log, {named}: {plural(len(log.entries), 'line')}."
        sentence = "Added a line since? Run the notebook again and it will show."
    return Quotes("welcome", title, _news(log), sentence)


def _news(log: Log) -> tuple[Quote, ...]:
    """Say what comes first today: an offer that was accepted, and what is booked next."""
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
    sentence = (
        f"It is {path}. Add a line for each application or interview, in a spreadsheet or in the "
        "notebook Record an outcome, which is linked at the top of this page. Run this notebook "
        "again to see your own log here."
    )
    return Quotes("welcome", "Your log is started.", sentence=sentence)


def problems_view(log: Log) -> Drawing | VBox:
    """Show what reading the log found, gravest first, the first twenty of many.

    Where it cannot be told whose line is whose application, that is asked below, one at a time;
    an answer is kept beside the log and never asked for again.
    """
    told = _told(log)
    asked = [] if log.example or log.path is None else open_questions(log)
    return _panel(told, Settling(log, asked).box) if asked else told


class Settling:
    """Asks of one line after another whether it belongs to an application that stands before it."""

    def __init__(self, log: Log, asked: list[Problem]) -> None:
        self.log, self.asked = log, asked
        self.drawing = Drawing()
        buttons = [Button(description=words) for words in ANSWERS.values()]
        for said, button in zip(ANSWERS, buttons, strict=True):
            button.on_click(lambda _button, said=said: self.answer(said))
        again = Button(description="Run it again")
        again.add_class("bb-again")
        self.buttons, self.again = HBox(buttons), again
        self.box = VBox([self.drawing, self.buttons])
        self.show()

    def show(self, note: str = "") -> None:
        """Show the next question, or that there is none."""
        title, quotes = SETTLED, tuple[Quote, ...]()
        if self.asked:
            title = f"One application or two? {plural(len(self.asked), 'thing')} to say"
            quotes = (Quote(self.asked[0].message, source=_place(self.asked[0])),)
        else:
            self.box.children = (self.drawing, self.again)
        self.drawing.show([Quotes("settling", title, quotes)], note=note)

    def answer(self, said: Said) -> None:
        """Keep an answer, and go on to the next question if it could be kept."""
        if not self.asked:
            return
        kept = answer_application(self.log, self.asked[0].line or 0, said)
        self.asked = self.asked[1:] if kept.ok else self.asked
        self.show(kept.message)


def _told(log: Log) -> Drawing:
    found = [p for verdict in GRAVEST_FIRST for p in log.problems if p.verdict == verdict]
    fold = "Show what was found" if len(found) > 1 else "Show it"
    if len(found) > MOST_PROBLEMS:
        more = len(found) - MOST_PROBLEMS
        fold = f"Show the first {MOST_PROBLEMS}; there are {more:,} more"
    quotes = [Quote(problem.message, source=_place(problem)) for problem in found[:MOST_PROBLEMS]]
    sentence = "" if found else "Every cell was understood."
    folded = fold if found and log.status != "stop" else ""
    return Drawing([Quotes("problems", _summary(log), tuple(quotes), sentence, folded)])


def _place(problem: Problem) -> str:
    place = (f"line {problem.line}" if problem.line else "", problem.column or "")
    return ", ".join(filter(None, place))


def _summary(log: Log) -> str:
    if log.status == "stop":
        return UNREADABLE
    tell, ask = (sum(p.verdict == verdict for p in log.problems) for verdict in ("tell", "ask"))
    said = [f"{plural(tell, 'thing')} to know"] if tell else []
    said += [f"{ask if tell else plural(ask, 'thing')} to settle"] if ask else []
    read = f"Read {plural(len(log.entries), 'line')}"
    return f"{read}. {', '.join(said) or 'Nothing to settle'}."


def paste_advert(log: Log) -> VBox:
    """Show the skills of an advert, as soon as its text is pasted."""
    text = Textarea(
        description="Advert",
        placeholder="Paste the text of an advert here",
        layout=Layout(width="99%", max_width="64em", height="140px"),
    )
    drawing = Drawing([advert_in_words(log, "")])
    text.observe(lambda change: drawing.show([advert_in_words(log, change["new"])]), "value")
    return _panel(text, drawing)


def advert_in_words(log: Log, advert: str) -> Quotes:
    """Say which skills an advert asks for, those the person has first, and which stories fit."""
    if not advert.strip():
        return Quotes("advert", "Nothing pasted yet", sentence="The advert stays on this machine.")
    found = advert_skills(log, advert=advert)
    if found.empty:
        sentence = "No skill was recognised in it. Those you see you can add to your plan by name."
        return Quotes("advert", "No skill found", sentence=sentence)
    mine = found.loc[found["standing"] == HAVE, "skill"].tolist()
    title = f"It asks for {plural(len(found), 'skill')}"
    title += f"; you have {listed(mine)}" if mine else ""
    quotes = tuple(Quote(row["skill"], source=row["standing"]) for row in found.to_dict("records"))
    answers, said = stories_that_answer(log, advert)
    return Quotes("advert", title, (*quotes, *answers), said)


def letters_view(log: Log, *, line: int | None = None) -> VBox:
    """Choose a line and a letter, and change the draft as you like.

    Without a ``line`` all lines are offered, but for those after the log's day.
    """
    check_log(log, "letters_view")
    drafts = _drafts(log, line)
    if not drafts:
        return VBox([HTML(NOTHING)])
    wide = Layout(width="100%", max_width="64em")
    about = Dropdown(description="About", options=list(drafts), layout=wide)
    kind = Dropdown(description="Letter", layout=wide)
    how = Dropdown(description="Wording", options=list(WORDINGS.items()), layout=wide)
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
    return _panel(about, kind, how, note, draft)


def _drafts(log: Log, line: int | None) -> dict[str, pd.DataFrame]:
    """Draft the letters of each line that calls for some, by its name, the latest line first."""
    rows = in_order(log.entries).iloc[::-1]
    rows = rows[~(rows["date"] > log.as_of)] if line is None else rows[rows["line"] == line]
    drafts = {}
    for _, row in rows.drop_duplicates("line").iterrows():
        letters = letters_for(row, log.settings.get("letters"), log.plan)
        outcome = row["outcome"] if isinstance(row["outcome"], str) else "outcome not said"
        day = plain_date(row["date"]) or "no date"
        # The line at the end tells it from all others.
        name = f"{short(row['application'])}: {outcome}, {day} (line {row['line']})"
        if len(letters):
            drafts[name] = letters
    return drafts


def save_to_calendar(log: Log) -> VBox:
    """Offer to write what is due as a file that any calendar program opens, if anything is."""
    if doors(log)["due_on"].isna().all():
        return VBox()
    button = Button(description="Save these days for my calendar", layout=Layout(width="auto"))
    drawing = Drawing()
    button.on_click(lambda _: drawing.show([saved(log)]))
    return _panel(button, drawing)


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
