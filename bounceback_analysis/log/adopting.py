"""Brings in a sheet that a person keeps already: every guess is shown, and nothing is lost."""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.days import Days, days_of
from bounceback_analysis.log.problems import Problem, Verdict
from bounceback_analysis.log.safe_file import RefusedError, save
from bounceback_analysis.log.shapes import Step, told_by
from bounceback_analysis.log.sheets import NoTableError, read_tables
from bounceback_analysis.log.tracker import Tracker, find_trackers, is_template, joined
from bounceback_analysis.vocabulary.aliases import LONGEST_STATUS, Meaning, plain, read_status
from bounceback_analysis.vocabulary.schema import choices, columns, fold

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

LEAVE_OUT = "leave out"
OURS = tuple(column.name for column in columns())
OUTCOMES = choices("outcome")


@dataclass(frozen=True)
class Question:
    """Something that only the person knows; the answer is kept in a small file beside the sheet."""

    about: str
    text: str
    values: tuple[str, ...]
    options: tuple[str, ...]


@dataclass(frozen=True)
class Adoption:
    """What became of a sheet: the lines it gives, and every guess that led to them.

    ``lines`` are rows of our log as text, by column; ``left_out`` are (line, reason);
    ``columns`` says what each of their headings became, ``statuses`` what each status means.
    """

    path: Path
    lines: tuple[dict[str, str], ...] = ()
    rows_read: int = 0
    rows_kept: int = 0
    left_out: tuple[tuple[int, str], ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, Meaning | None] = field(default_factory=dict)
    date_order: str = ""
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def entries_written(self) -> int:
        """How many lines there are to write."""
        return len(self.lines)

    @property
    def status(self) -> Verdict:
        """Say ``stop`` where nothing could be read, ``ask`` where something is to be settled."""
        if any(problem.verdict == "stop" for problem in self.problems):
            return "stop"
        return "ask" if self.questions else "tell"

    def to_json(self) -> dict[str, Any]:
        """Give all of it as plain values for other programs."""
        return {
            "status": self.status,
            "rows_read": self.rows_read,
            "rows_kept": self.rows_kept,
            "left_out": [{"line": line, "reason": reason} for line, reason in self.left_out],
            "columns": dict(self.columns),
            "statuses": {theirs: list(m) if m else None for theirs, m in self.statuses.items()},
            "date_order": self.date_order,
            "questions": [vars(question) for question in self.questions],
            "entries_written": self.entries_written,
            "problems": [vars(problem) for problem in self.problems],
        }

    def report(self, written: str | None = None) -> str:
        """Say in words what was read, how, and what is left to settle."""
        if self.status == "stop":
            return " ".join(problem.message for problem in self.problems)
        said = [f"{self.rows_read} rows read, {self.rows_kept} kept. Dates: {self.date_order}."]
        renamed = {theirs: ours for theirs, ours in self.columns.items() if theirs != ours}
        said += [f"  {theirs!r} read as {ours}" for theirs, ours in renamed.items()]
        known = {theirs: m for theirs, m in self.statuses.items() if m}
        said += [f"  {theirs!r} means {', '.join(filter(None, m))}" for theirs, m in known.items()]
        reasons = Counter(reason for _, reason in self.left_out)
        said += [f"Left out, {count}: {reason}." for reason, count in reasons.items()]
        said += [problem.message for problem in self.problems]
        for question in self.questions:
            said.append(f"To settle: {question.text}")
            said += [f"  {value!r}" for value in question.values]
        if self.questions:
            said.append(f"Answer in '{answers_beside(self.path).name}', then import again.")
        return "\n".join([*said, written or ""]).rstrip()

    def save(self, path: str | os.PathLike[str]) -> str:
        """Write the lines to a log, a new one or behind the lines that stand there.

        Lines that are there already are not written twice. Says what was done.

        Raises
        ------
        ValueError
            The file there could not be written; the message says why.
        """
        file, added = Path(path), 0

        def with_ours(now: bytes) -> bytes:
            nonlocal added
            data, added = _appended(now, self.lines)
            return data

        written = save(file, with_ours, create=True)
        if not written.ok:
            raise ValueError(written.message)
        there = len(self.lines) - added
        known = f" {there} were there already." if there else ""
        return f"{added} lines written to {file}.{known}"


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


def answers_beside(path: Path) -> Path:
    """Give where the answers for a sheet are kept.

    Examples
    --------
    >>> answers_beside(Path("jobs.xlsx")).name
    'jobs.answers.toml'
    """
    return path.with_name(f"{path.stem}.answers.toml")


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
            "date": days.get(step.date, step.date),
            "heard_on": days.get(step.heard_on, step.heard_on),
        }
        for step in steps
    ]
    lines[0] |= _extras(row, tracker)
    for name in shape.places.keys() & set(OURS) - lines[0].keys():
        cell = shape.cell(row, name)
        lines[-1][name] = days.get(cell, cell)
    return lines


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


def _appended(now: bytes, lines: Sequence[Mapping[str, str]]) -> tuple[bytes, int]:
    """Give a log's bytes with the lines that it does not hold yet behind those it does."""
    try:
        old = list(csv.DictReader(io.StringIO(now.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise RefusedError("There is a file of another kind there; choose another name.") from error
    if old and not ({"date", "employer", "outcome"} <= old[0].keys() and None not in old[0]):
        raise RefusedError("There is a file there that is not a log of ours; choose another name.")
    names = list(dict.fromkeys([*OURS, *(name for row in [*old, *lines] for name in row)]))
    there = Counter(_same(row) for row in old)
    new = []
    for line in lines:
        there[_same(line)] -= 1
        if there[_same(line)] < 0:
            new.append(line)
    if not new and old:
        return now, 0
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows([*old, *new])
    return out.getvalue().encode("utf-8-sig"), len(new)


def _same(line: Mapping[str, str]) -> tuple[str, ...]:
    """Give what makes two lines the same one."""
    names = ("employer", "role", "date", "stage", "outcome", "application_id")
    return tuple(fold(line.get(name) or "") for name in names)
