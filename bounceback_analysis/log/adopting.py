"""Brings in a sheet that a person keeps already: every guess is shown, and nothing is lost."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.adoption import OURS, Adoption, Question, answers_beside
from bounceback_analysis.log.days import DATE_COLUMNS, Days, days_of
from bounceback_analysis.log.problems import Problem
from bounceback_analysis.log.shapes import Step, told_by
from bounceback_analysis.log.sheets import NoTableError, read_tables
from bounceback_analysis.log.tracker import Tracker, find_trackers, is_template, joined
from bounceback_analysis.vocabulary.aliases import (
    LONGEST_STATUS,
    Meaning,
    is_tick,
    plain,
    read_status,
)
from bounceback_analysis.vocabulary.schema import choices, fold

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

LEAVE_OUT = "leave out"
OUTCOMES = choices("outcome")


def import_log(
    path: str | os.PathLike[str], answers: str | os.PathLike[str] | Mapping[str, Any] | None = None
) -> Adoption:
    """Read any tracker of job applications into lines of our log; nothing is written.

    Parameters
    ----------
    path
        A workbook, a CSV, a page or text with a table in it.
    answers
        The answers to earlier questions, or the TOML file that holds them; without it the one
        beside the sheet.

    Returns
    -------
    Adoption
        The lines, every guess, and the questions left; a file that cannot be read gives no
        lines and one problem.
    """
    file = Path(path)
    try:
        known = _answers(file, answers)
        trackers = find_trackers(read_tables(file), known)
    except (NoTableError, tomllib.TOMLDecodeError) as error:
        return Adoption(file, problems=(Problem(None, None, "stop", str(error)),))
    if isinstance(trackers, str):
        return Adoption(file, problems=(Problem(None, None, "stop", trackers),))
    return _adopted(file, joined(trackers), known)


def _answers(path: Path, given: object) -> dict[str, Any]:
    if isinstance(given, dict):
        return given
    file = Path(str(given)) if given else answers_beside(path)
    return tomllib.loads(file.read_text("utf-8")) if given or file.is_file() else {}


def _adopted(file: Path, trackers: Sequence[Tracker], known: Mapping[str, Any]) -> Adoption:
    answers = {plain(word): _meaning(said) for word, said in known.get("statuses", {}).items()}
    if is_ours(trackers[0].headings):
        # In a log of ours every word has one meaning.
        answers = {**{word: Meaning("", word) for word in OUTCOMES}, **answers}
    days = days_of(trackers, known)
    left_out: list[tuple[int, str]] = []
    lines: list[dict[str, str]] = []
    unsure: Counter[str] = Counter()
    rows_read = 0
    for tracker in trackers:
        for line, row in zip(tracker.lines, tracker.rows, strict=True):
            rows_read += 1
            told = told_by(row, tracker.shape, answers)
            if reason := is_template(row, tracker.shape) or told.left_out:
                left_out.append((line, reason))
                continue
            unsure.update(told.unsure)
            lines += _lines(row, tracker, told.steps, days.days)
    return Adoption(
        path=file,
        lines=tuple(lines),
        rows_read=rows_read,
        rows_kept=rows_read - len(left_out),
        left_out=tuple(left_out),
        columns=trackers[0].becomes,
        statuses=_said(trackers, answers),
        date_order=days.order,
        questions=_questions(unsure, days),
        problems=tuple(days.problems),
    )


def _meaning(said: str) -> Meaning | None:
    """Read an answer such as ``rejected``, ``interview, rejected`` or ``leave out``."""
    if fold(said) == LEAVE_OUT:
        return None
    stage, _, outcome = said.rpartition(",")
    kind, meaning = read_status(outcome, {})
    ours = Meaning(fold(stage), fold(outcome))
    return ours if ours.outcome in OUTCOMES or kind != "known" or meaning is None else meaning


def _said(
    trackers: Sequence[Tracker], answers: Mapping[str, Meaning | None]
) -> dict[str, Meaning | None]:
    """List every status that stands in the sheet, with what it becomes."""
    cells = dict.fromkeys(
        cell
        for tracker in trackers
        for row in tracker.rows
        if len(cell := tracker.shape.cell(row, "status")) in range(1, LONGEST_STATUS + 1)
    )
    return {cell: read_status(cell, answers)[1] for cell in cells}


def _questions(unsure: Counter[str], days: Days) -> tuple[Question, ...]:
    asked = []
    if unsure:
        text = "What do these words mean in your sheet? Their rows are kept, with no outcome yet."
        shown = tuple(cell for cell, _ in unsure.most_common(50))
        asked.append(Question("statuses", text, shown, (*OUTCOMES, LEAVE_OUT)))
    if days.question:
        shown = ("day first", "month first")
        asked.append(Question("date_order", days.question, days.examples, shown))
    return tuple(asked)


def _lines(
    row: Sequence[str], tracker: Tracker, steps: Sequence[Step], days: Mapping[str, str]
) -> list[dict[str, str]]:
    """Give the lines of one row; what is said once stands on the first or the last."""
    shape = tracker.shape
    everywhere = {name: shape.cell(row, name) for name in ("employer", "role", "source")}
    if shape.cell(row, "application_id"):
        everywhere["application_id"] = shape.cell(row, "application_id")
    lines = [
        {
            **everywhere,
            "stage": step.stage,
            "outcome": step.outcome,
            "date": _day(step.date, days),
            "heard_on": _day(step.heard_on, days),
        }
        for step in steps
    ]
    lines[0] |= _extras(row, tracker)
    for name in shape.places.keys() & set(OURS) - lines[0].keys():
        cell = shape.cell(row, name)
        lines[-1][name] = _day(cell, days) if name in DATE_COLUMNS else cell
    return lines


def _day(cell: str, days: Mapping[str, str]) -> str:
    """Give a day in ISO form, else as it was written; blank for what only says there is none."""
    return days.get(cell, "" if is_tick(cell) is False or fold(cell) in {"null", "nan"} else cell)


def _extras(row: Sequence[str], tracker: Tracker) -> dict[str, str]:
    """Keep what has no column of ours, under a heading that is not one of ours."""
    ours = {tracker.shape.places.get(name) for name in OURS if name not in {"stage", "outcome"}}
    return {
        _own_heading(heading): row[place]
        for place, heading in enumerate(tracker.headings)
        if place not in ours
        and not tracker.becomes[heading].startswith("left out")
        and not (heading in OURS and is_ours(tracker.headings))
    }


def is_ours(headings: Sequence[str]) -> bool:
    """Tell whether a table has the headings of a log of ours."""
    return {"date", "employer", "outcome", "stage"} <= set(headings)


def _own_heading(heading: str) -> str:
    taken = {*OURS, "line", "application", "round"}
    return f"their {heading}" if plain(heading).replace(" ", "_") in taken else heading
