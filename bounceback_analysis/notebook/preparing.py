"""What to work on, as lists that can be acted on: gaps, two views side by side, plan, questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.analysis.plan import next_steps, plan_progress
from bounceback_analysis.analysis.questions import question_bank
from bounceback_analysis.analysis.ratings import mirrors
from bounceback_analysis.analysis.skills import skill_gaps
from bounceback_analysis.analysis.words import count_of, listed, plain_date, plural
from bounceback_analysis.log.companions import beside, practise_question
from bounceback_analysis.log.waiting import read_rows_by_line
from bounceback_analysis.log.writing import amend_entry, append_entry
from bounceback_analysis.notebook.form import today
from bounceback_analysis.notebook.parts import (
    card,
    columns,
    fold,
    levels,
    marks,
    measure,
    press,
    row,
    section,
    table,
    text,
)
from bounceback_analysis.notebook.plan import as_action
from bounceback_analysis.topics import plot
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    from bounceback_analysis.log.files import Written
    from bounceback_analysis.log.model import Log

    Done = tuple[str, Written | None]

MOST_GAPS, MOST_QUESTIONS = 5, 3
"""What one looks through at once; the rest stands behind a line."""
FEW_WEEKS = pd.Timedelta(days=14)  # a first step that is further off is put off
EXAMPLE = "This is the example. Start your own log, and this is kept beside it."
SEEN = {
    "agreed_strength": ("Both saw a strength", "strength"),
    "agreed_gap": ("Both saw something missing", "gap"),
    "blind_spot": ("You felt fine, they did not", "gap"),
    "hidden_strength": ("They saw more than you", "strength"),
}


def gaps(log: Log) -> list[Any]:
    """List the skills with a gap, by how much they are asked for; then those one has."""
    picture, found = plot("skill_gaps", log), skill_gaps(log)
    wide = found[found["gap"] > 0]
    if wide.empty:
        return [picture]
    head = (
        "Skill",
        "Adverts that ask for it",
        "You now, and where you want to be",
        "Employers that missed it",
        "In my plan",
    )
    rows = [_gap_row(log, told) for told in wide.to_dict("records")]
    keys = wide["skill"].tolist()
    more = {"label": "Skills", "name": "skill_gaps"}
    shown: list[Any] = [table(head, rows[:MOST_GAPS], keys=keys[:MOST_GAPS], **more)]
    if rows[MOST_GAPS:]:
        rest = table(head, rows[MOST_GAPS:], keys=keys[MOST_GAPS:], **more)
        shown.append(fold(f"{plural(len(rows) - MOST_GAPS, 'more skill')} with a gap", rest))
    have = found[(found["gap"] == 0) & (found["adverts"] > 0)]
    if len(have):
        asked = [f"{told.skill} ({told.adverts})" for told in have.head(MOST_GAPS).itertuples()]
        shown.append(text(f"You have what adverts ask for: {listed(asked)}."))
    unsaid = found[found["level"].isna() & (found["adverts"] > 0)]["skill"].tolist()
    if unsaid:
        said = f"Give a level to those that matter, in a step of your plan: {listed(unsaid)}."
        shown.append(fold(f"{plural(len(unsaid), 'skill')} without a level of yours", text(said)))
    shown.append(fold("As a picture", picture))
    words = {"kind": "detail", "of": "skill_gaps", "first": "", "keys": keys}
    lead = "Adverts ask for more than employers need: a gap is no reason not to apply."
    return [section(picture.title, card(*shown), words, lead=lead)]


def _gap_row(log: Log, told: Any) -> list[Any]:
    asked = count_of(told["adverts"], told["adverts_of"])
    share = told["adverts"] / told["adverts_of"] if told["adverts_of"] else 0.0
    bar = measure(share, asked) if told["adverts"] else {"cap": "not in adverts"}
    missed = marks("gap", int(told["feedback_gaps"]), "not named")
    return [
        told["skill"],
        bar,
        levels(told["level"], told["wanted"]),
        missed,
        _in_plan(log, told["skill"]),
    ]


def _in_plan(log: Log, skill: str) -> Any:
    """Say where a skill stands in the plan, or offer to put it there."""
    mine = log.plan[(log.plan["skill"] == skill) & log.plan["action"].notna()]
    if mine.empty:
        return press("Add to my plan", "plan", skill)
    last = mine.sort_values("done_on", na_position="last").iloc[-1]
    if pd.notna(last["done_on"]):
        return {"chip": f"Done {_day(last['done_on'])}", "look": "good"}
    if pd.isna(last["due_on"]):
        return {"chip": "In your plan", "look": ""}
    late = last["due_on"] < log.as_of
    return {
        "chip": f"{'Was due' if late else 'By'} {_day(last['due_on'])}",
        "look": "late" if late else "now",
    }


def _day(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%B}"


def plan_for_a_skill(log: Log, _name: str, skill: str) -> Done:
    """Put a first step for a skill into the plan."""
    words = load_words("steps")["skill"]
    due_on = f"{log.as_of + FEW_WEEKS:%Y-%m-%d}"
    step = {"action": words["step"].format(skill=skill), "kind": words["kind"], "skill": skill}
    return _planned(log, {**step, "due_on": due_on})


def _planned(log: Log, action: dict[str, str]) -> Done:
    if log.example or log.path is None:
        return EXAMPLE, None
    written = append_entry(beside(log.path, "plan"), action, kind="plan", widen=True)
    said = f"In your plan, by {plain_date(pd.Timestamp(action['due_on']))}: {action['action']}"
    return (said if written.ok else written.message), written


def side_by_side(log: Log) -> list[Any]:
    """Show one's own view beside theirs, theme by theme."""
    picture, found = plot("mirrors", log), mirrors(log)
    names = list(SEEN)
    found = found[found[names].sum(axis=1) > 0]
    if found.empty:
        return [picture]
    rows = [
        [theme_name(told["theme"]), *(marks(SEEN[name][1], int(told[name])) for name in names)]
        for told in found.to_dict("records")
    ]
    keys = found["theme"].tolist()
    head = ("Theme", *(words for words, _ in SEEN.values()))
    lead = "Your own rating, given before the answer came, beside what they said."
    shown = table(head, rows, "Your view beside theirs", keys=keys, name="mirrors")
    words = {"kind": "detail", "of": "mirrors", "first": "", "keys": keys}
    drawn = [fold("As a picture", picture)] if picture.marks else []
    return [section(picture.title, card(shown, *drawn), words, lead=lead)]


def plan_in_rows(log: Log) -> list[Any]:
    """Show the plan as a list to tick, and what the log suggests next."""
    picture, found = plot("plan_progress", log), plan_progress(log)
    rows = [_step_row(log, told) for told in found.to_dict("records")]
    open_, done = [r for r in rows if not r["tick"]["on"]], [r for r in rows if r["tick"]["on"]]
    steps = next_steps(log)
    for place, step in enumerate(steps.to_dict("records")):
        if step["sort"] not in {"action", "log"}:
            add = press("Add to my plan", "step", str(place))
            open_.append(row(step["step"], f"Suggested. {step['why']}", add))
    folds = [fold(f"{plural(len(done), 'step')} done", *done)] if done else []
    lead = "Two or three small steps with a date are better than ten without."
    title = picture.title if len(found) else "Nothing is planned yet"
    told = [text(picture.sentence)] if len(found) and picture.sentence else []
    return [section(title, card(*open_, *folds, look="rows"), *told, lead=lead)]


def _step_row(log: Log, told: Any) -> Any:
    done, due = pd.notna(told["done_on"]), told["due_on"]
    tick = {"press": "done", "value": told["action"], "on": done, "label": "Done"}
    chip = (f"Done {_day(told['done_on'])}", "good") if done else ("", "")
    if not done and pd.notna(due):
        chip = (f"Was due {_day(due)}", "late") if due < log.as_of else (f"By {_day(due)}", "now")
    about = theme_name(told["theme"]) if isinstance(told["theme"], str) else ""
    return row(
        told["action"],
        f"For {about[:1].lower()}{about[1:]}." if about else "",
        tick=tick,
        chip=chip,
    )


def plan_changed(log: Log, name: str, value: str) -> Done:
    """Tick a step of the plan, untick it, or take one that the log suggests."""
    if name == "step":
        return _planned(log, as_action(next_steps(log).iloc[int(value)].to_dict()))
    if log.example or log.path is None:
        return EXAMPLE, None
    plan = beside(log.path, "plan")
    rows = read_rows_by_line(plan, kind="plan")
    line, was = next((at, cells) for at, cells in rows.items() if cells.get("action") == value)
    given = {"done_on": "" if was.get("done_on") else today()}
    written = amend_entry(plan, line, given, was=was, kind="plan", widen=True)
    said = f"Well done: {value}" if given["done_on"] else f"Open again: {value}"
    return (said if written.ok else written.message), written


def questions(log: Log) -> list[Any]:
    """Show one hard question to practise, and all of them, each with its tick."""
    picture, found = plot("question_bank", log), question_bank(log)
    if found.empty:
        return [picture]
    found = found.sort_values("practised", kind="stable")
    keys = found["question"].tolist()
    head, name = ("Question", "Last asked", "Said aloud"), "question_bank"
    rows = [
        [
            told["question"],
            {"cap": _day(told["last"]) if pd.notna(told["last"]) else ""},
            _practise(told),
        ]
        for told in found.to_dict("records")
    ]
    shown: list[Any] = [
        table(head, rows[:MOST_QUESTIONS], "Questions", keys=keys[:MOST_QUESTIONS], name=name)
    ]
    if rows[MOST_QUESTIONS:]:
        rest = table(
            head, rows[MOST_QUESTIONS:], "More questions", keys=keys[MOST_QUESTIONS:], name=name
        )
        shown.append(fold(f"{len(rows) - MOST_QUESTIONS} more", rest))
    words = {"kind": "detail", "of": name, "first": keys[0], "keys": keys}
    lead = (
        "Say one answer aloud today, then tick it here. Choose one to see which story answers it."
    )
    return [section(picture.title, columns("aside bb-even", card(*shown), words), lead=lead)]


def _practise(told: Any) -> Any:
    on = bool(told["practised"])
    label = "Practised" if on else "I practised it"
    return {**press(label, "practise", told["question"]), "on": on, "said": told["question"]}


def practised(log: Log, _name: str, question: str) -> Done:
    """Mark a question as practised today."""
    if log.example or log.path is None:
        return EXAMPLE, None
    written = practise_question(log, question)
    said = f"Practised today: “{question}”"
    return (said if written.ok else written.message), written
