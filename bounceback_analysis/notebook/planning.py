"""The plan form: an action is added or marked as done, or a story kept, beside the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ipywidgets import VBox

from bounceback_analysis.analysis.plan import next_steps
from bounceback_analysis.analysis.words import plural
from bounceback_analysis.log.checking import validate_entry
from bounceback_analysis.log.companions import beside
from bounceback_analysis.log.drafts import keeps, stands_at
from bounceback_analysis.log.opening import own_path
from bounceback_analysis.log.reading import read_companion, read_log
from bounceback_analysis.log.waiting import read_row, read_rows_by_line
from bounceback_analysis.log.writing import amend_entry, append_entry, undo
from bounceback_analysis.notebook.fields import SUPPORT, fields, pick
from bounceback_analysis.notebook.form import Form
from bounceback_analysis.notebook.recording_form import AGAIN, MORE, SAVE, UNDO, offer_page, today
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    import os
    from collections.abc import Hashable, Mapping
    from pathlib import Path

    from bounceback_analysis.log.files import Written
    from bounceback_analysis.log.model import Log

ADD = ("action", "kind", "theme", "due_on")
MORE_ADD = ("skill", "my_level", "wanted_level", "evidence")
STORY = ("title", "situation", "task", "action", "result")
MORE_STORY = ("skills", "theme")
NAMELESS = {"action": "Say what you will do.", "title": "Give the story a name."}


def plan_actions(log: Log | str | os.PathLike[str] | None = None) -> VBox:
    """Show the form that adds an action to the plan, marks one as done, or keeps a story.

    Parameters
    ----------
    log
        The log beside which the plan stands, or its path; without it the person's own.
    """
    return Planner(own_path(log)).box


class Planner:
    """One form on one plan."""

    def __init__(self, log: Path) -> None:
        self.log, self.path = log, beside(log, "plan")
        self.form = Form(self.pressed, lambda _: None, self.resume)
        self.box = VBox([self.form])
        self.page = "add"
        self.written: list[Written] = []
        self.steps: list[dict[str, str]] = []
        if log.exists():
            self.show("add")
        else:
            offer = "Start your own log first, in the notebook Record an outcome."
            self.form.turn({**offer_page(), "heading": "", "intro": [offer], "buttons": []})

    def show(self, page: str, values: Mapping[str, str] | None = None, **more: Any) -> None:
        """Turn to the page that adds, the one that finishes, or the one that keeps a story."""
        self.page, self.steps = page, []
        made = {"add": self._add, "done": self._done, "story": self._story}[page](values or {})
        doors = [
            {"name": "door add", "label": "Add an action", "on": page == "add"},
            {"name": "door done", "label": "One is done", "on": page == "done"},
            {"name": "door story", "label": "Keep a story", "on": page == "story"},
        ]
        same = {"doors": doors, "support": SUPPORT, "keeps": self._keeps(values or {})}
        self.form.turn({**same, "buttons": [SAVE], **made, **more})

    @property
    def kind(self) -> Literal["plan", "stories"]:
        """Which file the page is for."""
        return "stories" if self.page == "story" else "plan"

    def _keeps(self, values: Mapping[str, str]) -> dict[str, Any]:
        file = beside(self.log, self.kind)
        rows = read_rows_by_line(file, kind=self.kind) if self.page == "done" else {}
        lines = {str(line): row for line, row in rows.items()}
        return keeps(file, {"page": self.page}, lines, kind=self.kind, again=bool(values))

    def resume(self, kept: Mapping[str, Any], typed: dict[str, str]) -> None:
        """Go on from the words of a form that ended, unless they were saved before it did."""
        self.page = kept["page"]
        entry = {name: text for name, text in typed.items() if name != "row"}
        line = int(typed.get("row") or 0)
        if stands_at(beside(self.log, self.kind), entry, line=line, kind=self.kind):
            title, typed = "It is kept. What you had typed stands in the file, once.", {}
        else:
            title = "What you had typed is here again."
        self.show(self.page, typed, said={"title": title})

    def _add(self, values: Mapping[str, str]) -> dict[str, Any]:
        known = {"theme": [theme["name"] for theme in load_words("themes")["theme"]]}
        first = fields(ADD, values, kind="plan", needed=("action",), suggestions=known)
        more = fields(MORE_ADD, values, kind="plan", group=MORE)
        asked = {"heading": "What will you do?", "fields": [*first, *more], "focus": "action"}
        return asked if values else {**asked, "offers": self._offers()}

    def _offers(self) -> list[dict[str, str]]:
        """Offer the steps that the log suggests, except for what stands in the plan already."""
        steps = next_steps(read_log(self.log))
        new = steps[~steps["sort"].isin(["action", "log"])]
        self.steps = [_as_action(step) for step in new.to_dict("records")]
        return [
            {"name": f"take {place}", "label": step["action"]}
            for place, step in enumerate(self.steps)
        ]

    def _story(self, values: Mapping[str, str]) -> dict[str, Any]:
        first = fields(STORY, values, kind="stories", needed=("title",))
        more = fields(MORE_STORY, values, kind="stories", group=MORE)
        heading = "What is something that you did well?"
        return {"heading": heading, "fields": [*first, *more], "focus": "title"}

    def _done(self, values: Mapping[str, str]) -> dict[str, Any]:
        rows = read_rows_by_line(self.path, kind="plan")
        names = {
            line: row.get("action") or row.get("skill") or "an action" for line, row in rows.items()
        }
        open_ = [(str(line), names[line]) for line, row in rows.items() if not row.get("done_on")]
        if not open_:
            return {"heading": "Nothing is open in your plan.", "buttons": []}
        asked = fields(("done_on", "evidence"), {"done_on": today(), **values}, kind="plan")
        choose = pick("Which one is done?", {"Open": open_}, values.get("row", ""))
        return {"heading": "Well, what is done?", "fields": [choose, *asked], "focus": "row"}

    def pressed(self, name: str, values: dict[str, str]) -> None:
        """Do what a button says."""
        if name.startswith("door "):
            self.show(name.removeprefix("door "))
        elif name.startswith("take "):
            self.show("add", self.steps[int(name.removeprefix("take "))])
        elif name == "undo" and self.written:
            written = self.written.pop()
            taken = undo(written.path, written)
            self.show(self.page, said={"title": taken.message})
        elif name == "save":
            (self._finish if self.page == "done" else self._save)(values)

    def _save(self, values: dict[str, str]) -> None:
        """Keep a story, or an action, of which only the name is needed."""
        kind = self.kind
        name = {"plan": "action", "stories": "title"}[kind]
        mistakes = validate_entry(values, kind=kind)
        if not values.get(name, "").strip():
            mistakes[name] = NAMELESS[name]
        self.form.mistakes = mistakes
        if not mistakes:
            path = beside(self.log, kind)
            self._told(append_entry(path, values, kind=kind, widen=True), values)

    def _finish(self, values: dict[str, str]) -> None:
        line = values.pop("row", "")
        mistakes = validate_entry(values, kind="plan") | (
            {} if line else {"row": "Choose one first."}
        )
        self.form.mistakes = mistakes
        if not mistakes:
            given = {"done_on": today(), **values}
            was = read_row(self.path, int(line), kind="plan")
            written = amend_entry(self.path, int(line), given, was=was, kind="plan", widen=True)
            self._told(written, {"row": line, **values})

    def _told(self, written: Written, values: dict[str, str]) -> None:
        if not written.ok:
            self.show(
                self.page, values, said={"title": "It is not saved.", "lines": [written.message]}
            )
            return
        self.written.append(written)
        said = {"title": "It is kept.", "lines": [f"{self._count()} {written.message}"]}
        page = "story" if self.page == "story" else "add"
        self.show(page, said={**said, "code": written.text, "buttons": [UNDO, AGAIN]}, focus="said")

    def _count(self) -> str:
        if self.page == "story":
            return f"{plural(len(read_companion(self.log, 'stories')), 'story', 'stories')} so far."
        plan = read_companion(self.log, "plan")
        return f"{len(plan)} in your plan, {int(plan['done_on'].notna().sum())} done."


def _as_action(step: Mapping[Hashable, Any]) -> dict[str, str]:
    """Write a step that was proposed as a line of the plan, for the person to change or save."""
    about = {"skill": step["about"]} if step["sort"] == "skill" else {}
    if step["sort"] == "theme":
        about = {"theme": theme_name(step["about"])}
    due_on = f"{step['due_on']:%Y-%m-%d}"
    return {"action": step["step"], "kind": step["kind"], "due_on": due_on, **about}
