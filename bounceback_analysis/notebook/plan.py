"""The plan form: an action is added, or a story kept, beside the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from bounceback_analysis.log.cells import validate_entry
from bounceback_analysis.log.drafts import stands_at
from bounceback_analysis.log.writing import append_entry
from bounceback_analysis.notebook.form import (
    FileForm,
    doors_of,
    page_told,
    receipt,
    said_of,
)
from bounceback_analysis.notebook.live import home_of
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    import os
    from collections.abc import Hashable, Mapping
    from pathlib import Path

    from ipywidgets import VBox

    from bounceback_analysis.log.model import Log
    from bounceback_analysis.notebook.form import Page

DOORS = {"add": "Add an action", "story": "Keep a story"}


def plan_actions(log: Log | str | os.PathLike[str] | None = None) -> VBox:
    """Show the form that adds an action to the plan, or keeps a story.

    Parameters
    ----------
    log
        The log beside which the plan stands, or its path; without it the person's own.
    """
    return Planner(home_of(log, "plan_actions")).box


class Planner(FileForm):
    """The form of one plan and of the stories beside it; steps are ticked in the list above it."""

    def __init__(self, log: Path) -> None:
        super().__init__(log)
        self.form.turn({})
        self.follow()

    def follow(self, _change: object = None) -> None:
        """Open the first page, once there is a log beside which a plan can be."""
        if self.home.exists() and "doors" not in self.form.page:
            self.show("add", {})

    @property
    def told(self) -> dict[str, Any]:
        """What ``form.toml`` tells of the page."""
        name = self.page if self.page in DOORS else "add"  # another version may have kept others
        return load_words("form")["planning"][name]  # type: ignore[no-any-return]

    @property
    def kind(self) -> Literal["plan", "stories"]:
        """Which file the page is for."""
        return "stories" if self.page == "story" else "plan"

    def made(self, values: Mapping[str, str]) -> Page:
        """Make the page that adds an action, or the one that keeps a story."""
        names = [theme["name"] for theme in load_words("themes")["theme"]]
        made = page_told(self.told, values, {"theme": names})
        return {**made, "doors": doors_of(DOORS, self.page)}

    def stands(self, typed: Mapping[str, str]) -> int:
        """Give the line of the file that holds what was typed already; 0 where none does."""
        return stands_at(self.path, typed, kind=self.kind)

    def found(self, _line: int) -> None:
        """Say that it is kept, on a page that is empty again."""
        said = said_of("It is kept. What you had typed stands in the file, once.")
        self.show(self.page, {}, said)

    def do(self, _name: str, values: dict[str, str]) -> None:
        """Save the page: an action or a story, of which only the name is needed."""
        needed = self.told["needed"]
        unnamed = {} if values.get(needed, "").strip() else {needed: self.told["nameless"]}
        self.form.mistakes = validate_entry(values, kind=self.kind) | unnamed
        if self.form.mistakes:
            return
        written = append_entry(self.path, values, kind=self.kind, widen=True)
        if self.is_on_disk(written, values):
            self.show(self.page, {}, receipt(written, f"Saved: {values[needed]}"), focus="said")


def as_action(step: Mapping[Hashable, Any]) -> dict[str, str]:
    """Write a step that was proposed as a line of the plan, for the person to change or save."""
    about = {"skill": step["about"]} if step["sort"] == "skill" else {}
    if step["sort"] == "theme":
        about = {"theme": theme_name(step["about"])}
    due_on = f"{step['due_on']:%Y-%m-%d}"
    return {"action": step["step"], "kind": step["kind"], "due_on": due_on, **about}
