"""What to work on, as lists to act on: gaps, two views, the plan and its form, questions."""

from __future__ import annotations

import os
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from ipywidgets import VBox

from bounceback_analysis.analysis.preparing import (
    common_questions,
    next_steps,
    plan_progress,
    practice_days,
    question_bank,
)
from bounceback_analysis.analysis.ratings import mirrors
from bounceback_analysis.analysis.skills import skill_gaps
from bounceback_analysis.analysis.words import (
    as_start,
    count_of,
    inside,
    listed,
    plain_date,
    plural,
    short_day,
)
from bounceback_analysis.log.cells import validate_entry
from bounceback_analysis.log.companions import beside, practise_question
from bounceback_analysis.log.drafts import stands_at
from bounceback_analysis.log.files import Written
from bounceback_analysis.log.model import Log
from bounceback_analysis.log.sharing import follow_ups_text
from bounceback_analysis.log.waiting import read_rows_by_line
from bounceback_analysis.log.writing import amend_entry, append_entry
from bounceback_analysis.notebook import parts as ui
from bounceback_analysis.notebook.form import (
    FileForm,
    Page,
    doors_of,
    page_told,
    receipt,
    said_of,
    today,
)
from bounceback_analysis.notebook.live import home_of
from bounceback_analysis.notebook.parts import Part
from bounceback_analysis.topics import plot
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import theme_name

Done = tuple[str, Written]

MOST_GAPS, MOST_QUESTIONS = 5, 3  # what one looks through at once; the rest stands behind a line
FEW_WEEKS = pd.Timedelta(days=14)  # a first step that is further off is put off
SEEN: dict[str, tuple[str, str]] = load_words("pages")["seen"]
NO_REASON = "Adverts ask for more than employers need: a gap is no reason not to apply."
DOORS = {"add": "Add an action", "story": "Keep a story"}
GAP_HEAD = (
    *("Skill", "Adverts that ask for it", "You now, and where you want to be"),
    *("Employers that missed it", "In my plan"),
)


def gaps(log: Log) -> list[Any]:
    """Say which skills one has, then list those with a gap, by how much they are asked for."""
    picture, found = plot("skill_gaps", log), skill_gaps(log)
    wide = found[found["gap"] > 0]
    if wide.empty:
        return [picture]
    missed, keys = int(wide["feedback_gaps"].max()), wide["skill"].tolist()
    rows = [_gap_row(log, told, missed) for told in wide.to_dict("records")]
    whole = ui.table(GAP_HEAD, rows, "Skills", name="skill_gaps", keys=keys)
    shown = ui.first_rows(whole, MOST_GAPS, "more with a gap")
    asked = found[found["adverts"] > 0]
    have = asked[asked["gap"] == 0].sort_values("adverts", ascending=False, kind="stable")
    counted = [f"{told.skill} ({told.adverts})" for told in have.head(MOST_GAPS).itertuples()]
    lead = f"You have what adverts ask for: {listed(counted)}." if counted else NO_REASON
    shown += [ui.text(NO_REASON, "cap")] if counted else []
    unsaid = asked.loc[asked["level"].isna(), "skill"].tolist()
    if unsaid:
        said = f"Give a level to those that matter, in a step of your plan: {listed(unsaid)}."
        shown.append(
            ui.fold(f"{plural(len(unsaid), 'skill')} without a level of yours", ui.text(said))
        )
    listing = ui.card(*shown, ui.fold("As a picture", picture))
    return [ui.section(picture.title, listing, ui.detail("skill_gaps", keys), lead=lead)]


def _gap_row(log: Log, told: Any, most: int) -> list[Any]:
    bar: Any = {"cap": "not in adverts"}
    if told["adverts"]:
        asked = count_of(told["adverts"], told["adverts_of"])
        bar = ui.measure(told["adverts"] / told["adverts_of"], asked)
    missed = ui.marks("gap", int(told["feedback_gaps"]), "not named", most=most)
    skill, reach = told["skill"], ui.levels(told["level"], told["wanted"])
    return [as_start(skill), bar, reach, missed, _in_plan(log, skill)]


def _in_plan(log: Log, skill: str) -> Any:
    """Say where a skill stands in the plan, or offer to put it there."""
    mine = log.plan[(log.plan["skill"] == skill) & log.plan["action"].notna()]
    if mine.empty:
        return ui.press("Add to my plan", "plan", skill)
    words, look = _state(log, mine.sort_values("done_on", na_position="last").iloc[-1])
    return {"chip": words or "In your plan", "look": look}


def _state(log: Log, step: Any) -> tuple[str, str]:
    """Say on a chip when a step was done or is due; nothing where it has no day."""
    done, due = step["done_on"], step["due_on"]
    if pd.notna(done):
        return f"Done {short_day(done)}", "good"
    if pd.isna(due):
        return "", ""
    late = due < log.as_of
    return f"{'Was due' if late else 'By'} {short_day(due)}", "late" if late else "now"


def plan_for_a_skill(log: Log, _name: str, skill: str) -> Done:
    """Put a first step for a skill into the plan."""
    words = load_words("steps")["skill"]
    step = {"action": words["step"].format(skill=skill), "kind": words["kind"], "skill": skill}
    return _planned(log, {**step, "due_on": f"{log.as_of + FEW_WEEKS:%Y-%m-%d}"})


def _planned(log: Log, action: dict[str, str]) -> Done:
    said = f"In your plan, by {plain_date(pd.Timestamp(action['due_on']))}: {action['action']}"
    return said, append_entry(beside(log.own or "", "plan"), action, kind="plan", widen=True)


def side_by_side(log: Log) -> list[Any]:
    """Show one's own view beside theirs, theme by theme."""
    picture, found = plot("mirrors", log), mirrors(log)
    found = found[found[[*SEEN]].sum(axis=1) > 0]
    if found.empty:  # that nothing is there yet is said once, with the levels of the plan
        return []
    most = int(found[[*SEEN]].max().max())
    rows = [
        [
            theme_name(told["theme"]),
            *(ui.marks(look, int(told[name]), most=most) for name, (_, look) in SEEN.items()),
        ]
        for told in found.to_dict("records")
    ]
    head, keys = ("Theme", *(words for words, _ in SEEN.values())), found["theme"].tolist()
    shown = ui.table(head, rows, "Your view beside theirs", keys=keys, name="mirrors")
    drawn = [ui.fold("As a picture", picture)] if picture.marks else []
    lead = "Your own rating, given before the answer came, beside what they said."
    return [
        ui.section(picture.title, ui.card(shown, *drawn), ui.detail("mirrors", keys), lead=lead)
    ]


def plan_in_rows(log: Log) -> list[Any]:
    """Show the plan as a list to tick, and what the log suggests next."""
    picture, found = plot("plan_progress", log), plan_progress(log)
    open_, done = list[Part](), list[Part]()
    for told in found.to_dict("records"):
        ticked = pd.notna(told["done_on"])
        tick = {"press": "done", "value": told["action"], "on": ticked, "label": "Done"}
        about = f"For {inside(theme_name(told['theme']))}." if pd.notna(told["theme"]) else ""
        made = ui.row(told["action"], about, tick=tick, chip=_state(log, told))
        (done if ticked else open_).append(made)
    for place, step in enumerate(next_steps(log).to_dict("records")):
        if step["sort"] not in {"action", "log"}:
            add = ui.press("Add to my plan", "step", str(place))
            open_.append(ui.row(step["step"], f"Suggested. {step['why']}", add))
    rows = [*open_, *ui.folded(f"{plural(len(done), 'step')} done", *done)]
    lead = "Two or three small steps with a date are better than ten without."
    title = picture.title if len(found) else "Nothing is planned yet"
    since = [ui.text(picture.sentence)] if len(found) and picture.sentence else []
    shown = [ui.card(*rows, look="rows")] if rows else []
    return [ui.section(title, *shown, *since, lead=lead)]


def plan_changed(log: Log, name: str, value: str) -> Done:
    """Tick a step of the plan, untick it, or take one that the log suggests."""
    if name == "step":
        return _planned(log, as_action(next_steps(log).iloc[int(value)].to_dict()))
    plan = beside(log.own or "", "plan")
    rows = read_rows_by_line(plan, kind="plan")
    line, was = next((at, cells) for at, cells in rows.items() if cells.get("action") == value)
    given = {"done_on": "" if was.get("done_on") else today()}
    said = f"Well done: {value}" if given["done_on"] else f"Open again: {value}"
    return said, amend_entry(plan, line, given, was=was, kind="plan", widen=True)


def as_action(step: Mapping[Hashable, Any]) -> dict[str, str]:
    """Write a step that was proposed as a line of the plan, for the person to change or save."""
    about = {"skill": step["about"]} if step["sort"] == "skill" else {}
    if step["sort"] == "theme":
        about = {"theme": theme_name(step["about"])}
    due_on = f"{step['due_on']:%Y-%m-%d}"
    return {"action": step["step"], "kind": step["kind"], "due_on": due_on, **about}


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


def questions(log: Log) -> list[Any]:
    """Show a few hard questions to practise, and all of them, each with its tick."""
    picture, found = plot("question_bank", log), question_bank(log)
    if found.empty:
        return [picture]
    found = found.sort_values("practised", kind="stable")
    rows, keys = [], found["question"].tolist()
    for told in found.to_dict("records"):
        last = short_day(told["last"]) if pd.notna(told["last"]) else ""
        rows.append([told["question"], {"cap": last}, _practise(told)])
    head = ("Question", "Last asked", "Said aloud")
    whole = ui.table(head, rows, "Questions", name="question_bank", keys=keys, first=keys[0])
    shown = [*ui.first_rows(whole, MOST_QUESTIONS, "more"), *_spaced(log)]
    lead = "Say one answer aloud today, then tick it here. Choose one to see your story for it."
    words = ui.detail("question_bank", keys, keys[0])
    beside_it = ui.columns("aside bb-even", ui.card(*shown), words)
    return [ui.section(picture.title, beside_it, lead=lead)]


def _spaced(log: Log) -> list[Part]:
    """Say when a practised answer is next worth saying aloud, and offer the days as a file."""
    ahead = practice_days(log)
    if ahead.empty:
        return []
    first = ahead["due_on"].iloc[0]
    next_up = f"on {short_day(first)}, {plural((ahead['due_on'] == first).sum(), 'answer')}"
    said = f"An answer stays when it is said again after 1, 3 and 7 days: next {next_up}."
    days = follow_ups_text(ahead, as_of=log.as_of)
    file = ui.saves(ui.DAYS_FILE, "practice.ics", days, "text/calendar", "quiet")
    return [ui.text(said, "cap"), ui.buttons(file)]


def common(log: Log) -> list[Any]:
    """Show questions that interviews often ask behind a line, those on what was missed first."""
    picture, found = plot("common_questions", log), common_questions(log)
    rows = [
        [told["question"], {"cap": theme_name(told["theme"])}, _practise(told)]
        for told in found.to_dict("records")
    ]
    shown = ui.table(("Question", "It is about", "Said aloud"), rows, picture.title)
    return [ui.fold(picture.title, ui.card(shown))]


def _practise(told: Any) -> dict[str, Any]:
    on = bool(told["practised"])
    label = "Practised" if on else "I practised it"
    return {**ui.press(label, "practise", told["question"]), "on": on, "said": told["question"]}


def practised(log: Log, _name: str, question: str) -> Done:
    """Mark a question as practised today."""
    return f"Practised today: “{question}”", practise_question(log, question)
