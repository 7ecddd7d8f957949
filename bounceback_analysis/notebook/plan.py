"""The plan form: an action is added or marked as done, or a story kept, beside the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from bounceback_analysis.analysis.plan import next_steps
from bounceback_analysis.analysis.words import plural
from bounceback_analysis.log.cells import validate_entry
from bounceback_analysis.log.drafts import stands_at
from bounceback_analysis.log.opening import own_path
from bounceback_analysis.log.reading import read_companion, read_log
from bounceback_analysis.log.waiting import read_row, read_rows_by_line
from bounceback_analysis.log.writing import amend_entry, append_entry
from bounceback_analysis.notebook.form import (
    MORE,
    SAVE,
    FileForm,
    fields,
    pick,
    receipt,
    said_of,
    today,
)
from bounceback_analysis.notebook.live import live
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    import os
    from collections.abc import Hashable, Mapping
    from pathlib import Path

    from ipywidgets import VBox

    from bounceback_analysis.log.files import Written
    from bounceback_analysis.log.model import Log
    from bounceback_analysis.notebook.form import Page

DOORS = {"add": "Add an action", "done": "One is done", "story": "Keep a story"}
ADD = ("action", "kind", "theme", "due_on")
MORE_ADD = ("skill", "my_level", "wanted_level", "evidence")
STORY = ("title", "situation", "task", "action", "result")
MORE_STORY = ("skills", "theme")
FOLDED = "Write a step of my own, or keep a story"
NAMELESS = {
    "plan": ("action", "Say what you will do."),
    "stories": ("title", "Give the story a name."),
}
"""The one column of each file that is needed, and what is said where it is blank."""


def plan_actions(log: Log | str | os.PathLike[str] | None = None) -> VBox:
    """Show the form that adds an action to the plan, marks one as done, or keeps a story.

    Parameters
    ----------
    log
        The log beside which the plan stands, or its path; without it the person's own.
    """
    return Planner(own_path(log)).box


class Planner(FileForm):
    """The form of one plan and of the stories beside it; ``steps`` are those that it offers."""

    def __init__(self, log: Path) -> None:
        super().__init__(log)
        self.steps: list[dict[str, str]] = []
        self.live = live(read_log(log))
        self.live.observe(self.begin, "log")
        self.form.turn({"bare": True})
        self.begin()

    def begin(self, _change: object = None) -> None:
        """Open the first page, once there is a log beside which a plan can be."""
        if self.home.exists() and "doors" not in self.form.page:
            self.show("add", {})

    @property
    def kind(self) -> Literal["plan", "stories"]:
        """Which file the page is for."""
        return "stories" if self.page == "story" else "plan"

    def made(self, values: Mapping[str, str]) -> Page:
        """Make the page that adds, the one that finishes, or the one that keeps a story."""
        self.steps = []
        doors = [
            {"name": f"door {page}", "label": label, "on": page == self.page}
            for page, label in DOORS.items()
        ]
        made = {"add": self._add, "done": self._done, "story": self._story}[self.page](values)
        return {"doors": doors, "buttons": [SAVE], "folded": FOLDED, **made}

    def rows(self, _made: Page) -> dict[str, Mapping[str, str]]:
        """Give the rows of the plan where one of them is to be finished."""
        rows = read_rows_by_line(self.path, kind=self.kind) if self.page == "done" else {}
        return {str(line): row for line, row in rows.items()}

    def stands(self, typed: Mapping[str, str]) -> int:
        """Give the line of the file that holds what was typed already; 0 where none does."""
        entry = {name: text for name, text in typed.items() if name != "row"}
        return stands_at(self.path, entry, line=int(typed.get("row") or 0), kind=self.kind)

    def found(self, _line: int) -> None:
        """Say that it is kept, on a page that is empty again."""
        said = said_of("It is kept. What you had typed stands in the file, once.")
        self.show(self.page, {}, said)

    def _add(self, values: Mapping[str, str]) -> Page:
        known = {"theme": [theme["name"] for theme in load_words("themes")["theme"]]}
        first = fields(ADD, values, kind="plan", needed=("action",), suggestions=known)
        more = fields(MORE_ADD, values, kind="plan", group=MORE)
        asked = {"heading": "What will you do?", "fields": [*first, *more], "focus": "action"}
        return asked if values else {**asked, "offers": self._offers()}

    def _offers(self) -> list[dict[str, str]]:
        """Offer the steps that the log suggests, except for what stands in the plan already."""
        steps = next_steps(read_log(self.home))
        new = steps[~steps["sort"].isin(["action", "log"])]
        self.steps = [as_action(step) for step in new.to_dict("records")]
        return [
            {"name": f"take {place}", "label": step["action"]}
            for place, step in enumerate(self.steps)
        ]

    def _story(self, values: Mapping[str, str]) -> Page:
        first = fields(STORY, values, kind="stories", needed=("title",))
        more = fields(MORE_STORY, values, kind="stories", group=MORE)
        heading = "What is something that you did well?"
        return {"heading": heading, "fields": [*first, *more], "focus": "title"}

    def _done(self, values: Mapping[str, str]) -> Page:
        rows = read_rows_by_line(self.path, kind="plan").items()
        open_ = [
            (str(line), row.get("action") or row.get("skill") or "an action")
            for line, row in rows
            if not row.get("done_on")
        ]
        if not open_:
            return {"heading": "Nothing is open in your plan.", "buttons": []}
        asked = fields(("done_on", "evidence"), {"done_on": today(), **values}, kind="plan")
        choose = pick("Which one is done?", {"Open": open_}, values.get("row", ""))
        return {"heading": "Well, what is done?", "fields": [choose, *asked], "focus": "row"}

    def do(self, name: str, values: dict[str, str]) -> None:
        """Fill in a step that was offered, or save the page."""
        if name.startswith("take "):
            self.show("add", self.steps[int(name.removeprefix("take "))])
        elif name == "save":
            (self._finish if self.page == "done" else self._save)(values)

    def _save(self, values: dict[str, str]) -> None:
        """Keep a story, or an action, of which only the name is needed."""
        name, nameless = NAMELESS[self.kind]
        unnamed = {} if values.get(name, "").strip() else {name: nameless}
        self.form.mistakes = validate_entry(values, kind=self.kind) | unnamed
        if not self.form.mistakes:
            written = append_entry(self.path, values, kind=self.kind, widen=True)
            self._told(written, values)

    def _finish(self, values: dict[str, str]) -> None:
        line = values.pop("row", "")
        unchosen = {} if line else {"row": "Choose one first."}
        self.form.mistakes = validate_entry(values, kind="plan") | unchosen
        if not self.form.mistakes:
            given = {"done_on": today(), **values}
            was = read_row(self.path, int(line), kind="plan")
            written = amend_entry(self.path, int(line), given, was=was, kind="plan", widen=True)
            self._told(written, {"row": line, **values})

    def _told(self, written: Written, values: dict[str, str]) -> None:
        if self.is_on_disk(written, values):
            page = "story" if self.page == "story" else "add"
            said = receipt(
                written,
                f"Saved: {values.get('action') or values.get('title') or 'done'}",
                self._count(),
            )
            self.show(page, {}, said, focus="said")

    def _count(self) -> str:
        if self.page == "story":
            return (
                f"{plural(len(read_companion(self.home, 'stories')), 'story', 'stories')} so far."
            )
        plan = read_companion(self.home, "plan")
        return f"{len(plan)} in your plan, {int(plan['done_on'].notna().sum())} done."


def as_action(step: Mapping[Hashable, Any]) -> dict[str, str]:
    """Write a step that was proposed as a line of the plan, for the person to change or save."""
    about = {"skill": step["about"]} if step["sort"] == "skill" else {}
    if step["sort"] == "theme":
        about = {"theme": theme_name(step["about"])}
    due_on = f"{step['due_on']:%Y-%m-%d}"
    return {"action": step["step"], "kind": step["kind"], "due_on": due_on, **about}
