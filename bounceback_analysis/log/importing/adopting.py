"""Brings in a sheet that a person keeps already: every guess is shown, and nothing is lost."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.bounds import UnreadableError
from bounceback_analysis.log.companions import read_answers
from bounceback_analysis.log.csvtext import Dialect
from bounceback_analysis.log.csvtext import Rows as Cells
from bounceback_analysis.log.dates import to_iso
from bounceback_analysis.log.importing.adoption import (
    NEVER_SENT,
    Adoption,
    answers_beside,
    row_number,
)
from bounceback_analysis.log.importing.asking import (
    checked,
    columns_question,
    date_question,
    meaning_of,
    statuses_question,
    tells_of_applying,
)
from bounceback_analysis.log.importing.holding import DATE_COLUMNS, days_of, is_template, read_days
from bounceback_analysis.log.importing.sheets import NoTableError, read_tables
from bounceback_analysis.log.importing.steps import BLANK, told_by
from bounceback_analysis.log.importing.tracker import (
    KEPT,
    find_trackers,
    joined,
    no_tracker,
    with_events,
)
from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.table import LOOKED_AT, find_headings, fitted
from bounceback_analysis.vocabulary.aliases import (
    LONGEST_STATUS,
    Meaning,
    is_tick,
    plain,
    read_status,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bounceback_analysis.log.importing.holding import Days
    from bounceback_analysis.log.importing.sheets import Table
    from bounceback_analysis.log.importing.steps import Shape, Step
    from bounceback_analysis.log.importing.tracker import Tracker

MOST_NAMED = 20  # sheets that are named where one is to be chosen
PASSED_OVER = 5  # tables that are not read are named up to so many
LONGEST_DAY = 40  # letters: the longest day that was seen, with its hour and its place, has 36
LONGEST_NAME = 80  # letters of a name that any disk takes, with what is put before and behind
SHOWN = {
    "status": "outcome",
    "history": "the steps, one line for each",
    "status_on": "the day of the last step, or of its answer",
    **dict.fromkeys(("saved_on", "updated_on", "deadline"), KEPT),
}
"""What the importer's own words are to the person."""

OUR_HEADINGS = {"date", "employer", "outcome", "stage"}
"""What a log of ours has for headings; in it each row is one step."""

OWN = "This is a log of yours already; every line is taken as it is."
NO_ROWS = "There are headings, but no rows under them yet."
NOT_SAID = (
    "No column says when you applied or what became of it, so every row is taken for a job that "
    "you applied for. If this is a list of adverts, it does not belong in the log."
)
SAME = "the same event again"
ALL_OUT = "No row of it tells of a job that was applied for."


def import_log(
    path: str | os.PathLike[str], answers: str | os.PathLike[str] | Mapping[str, Any] | None = None
) -> Adoption:
    """Read any tracker of job applications into lines of our log; nothing is written.

    ``path`` leads to a workbook, a CSV, a page or a text with a table in it; ``answers`` are those
    to earlier questions, or the TOML file that holds them, by default the one beside the sheet.
    What cannot be read gives no lines and one problem.
    """
    file = Path(path)
    try:
        known = checked(_answers(file, answers), "your answers")
        tables = _tables(file, known.get("sheet"))
    except (NoTableError, UnreadableError) as error:
        return Adoption(file, problems=(Problem(None, None, "stop", str(error)),))
    for table in tables:
        meant = known.get("sheet") in {None, "", table.name}
        if meant and any(set(row) >= OUR_HEADINGS for row in table.rows[:LOOKED_AT]):
            return _own(file, table, known, _not_read(tables, {table.name}))
    trackers = find_trackers(tables, known)
    if trackers and trackers[0].sure:
        chosen = with_events(trackers, tables) or joined(trackers)
        adoption = _adopted(file, chosen, known)
        names = {name for tracker in chosen for name in (tracker.name, tracker.also)}
        told = (*adoption.problems, *_not_read(tables, names))
        # Those that hold applications too, whichever of them the person has chosen.
        others = find_trackers(tables, {**known, "sheet": None}) if tables[1:] else []
        sheets = tuple(other.name for other in others if other.name not in names)
        return replace(adoption, problems=told, sheets=sheets)
    question = columns_question(trackers[0], known) if trackers else None
    if not question:
        return Adoption(file, problems=(Problem(None, None, "stop", no_tracker(tables)),))
    return Adoption(
        file,
        rows_read=len(trackers[0].rows),
        columns=_columns(trackers[:1]),
        questions=(question,),
        date_order="not read yet",
        problems=trackers[0].problems,
    )


def import_bytes(name: str, data: bytes, answers: Mapping[str, Any]) -> Adoption:
    """Read a sheet that is not a file here; the file it is put in meanwhile is gone afterwards."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / safe_name(name)
        file.write_bytes(data)
        return replace(import_log(file, dict(answers)), path=Path(file.name))


def safe_name(name: str) -> str:
    """Give a name that any system takes for a file, whatever a page called it.

    Examples
    --------
    >>> safe_name("../../jobs <b>.xlsx"), safe_name("..")
    ('jobs _b_.xlsx', 'sheet')
    """
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^\w .()-]", "_", last)[-LONGEST_NAME:].strip(" .") or "sheet"


def _tables(file: Path, named: object) -> list[Table]:
    """Read the tables of a file, unless an answer names a sheet that is not there."""
    tables = read_tables(file)
    names = [table.name for table in tables]
    if named and named not in names:
        shown = ", ".join(f"'{name}'" for name in names[:MOST_NAMED])
        raise NoTableError(f"There is no sheet '{named}' in the file. It may be one of: {shown}.")
    return tables


def _not_read(tables: Sequence[Table], read: set[str]) -> Iterator[Problem]:
    """Name the tables of a file that were passed over, so that none is missed unsaid."""
    left = [repr(table.name) for table in tables if table.name not in read and table.rows[1:]]
    more = f" and {len(left) - PASSED_OVER} more" if len(left) > PASSED_OVER else ""
    said = (
        f"Not read: {', '.join(left[:PASSED_OVER])}{more}. To read one instead, answer: sheet = ..."
    )
    yield from [Problem(None, None, "tell", said)] if left else []


def _columns(trackers: Sequence[Tracker]) -> dict[str, str]:
    """Say what each of their headings becomes, in the names of our columns."""
    return {
        theirs: SHOWN.get(word, word)
        for tracker in reversed(trackers)
        for theirs, word in tracker.becomes.items()
    }


def _answers(path: Path, given: object) -> dict[str, Any]:
    if isinstance(given, dict):
        return given
    file = Path(str(given)) if given else answers_beside(path)
    if given and not file.exists():
        raise UnreadableError(f"There is no file '{file}' with your answers.")
    return read_answers(file)


def _own(file: Path, table: Table, known: Mapping[str, Any], more: Iterable[Problem]) -> Adoption:
    """Take each line of a log of ours as it is, read as the log's reader does, but for its days.

    The log that they go into may have another order of day and month.
    """
    cells = Cells(table.rows, table.lines, Dialect(delimiter=table.delimiter or ","))
    headings = find_headings(cells)
    rows, _, odd = fitted(cells, headings, "log")
    dated = [at for at, name in enumerate(headings.names) if name in DATE_COLUMNS]
    written = Counter(text for at in dated for row in rows if (text := row[at].strip()))
    days = read_days(written, known)
    for at in dated:
        for row in rows:
            row[at] = days.days.get(row[at].strip(), row[at])
    told = (Problem(None, None, "tell", OWN if rows else NO_ROWS), *headings.problems, *odd)
    return Adoption(
        path=file,
        lines=tuple(dict(zip(headings.names, row, strict=True)) for row in rows),
        rows_read=len(rows),
        rows_kept=len(rows),
        columns=dict(zip(table.rows[0], headings.names, strict=False)),
        date_order=days.order,
        questions=tuple(filter(None, [date_question(days)])),
        problems=(*told, *more, *days.problems),
    )


def _adopted(file: Path, trackers: Sequence[Tracker], known: Mapping[str, Any]) -> Adoption:
    said = known.get("statuses", {})
    answers = {plain(word): meaning_of(str(answer), word) for word, answer in said.items()}
    days, rows = days_of(trackers, known), _Rows()
    for tracker in trackers:
        rows.take_all(tracker, answers, days)
    columns = columns_question(trackers[0], known) if rows.lines else None
    # Nothing is known of any outcome until a column is settled.
    waits = columns is not None and set(rows.unsure) == {BLANK}
    asked = (columns, statuses_question(rows.unsure, waits=waits), date_question(days))
    read = {word: read_status(word, answers) for word in rows.words}
    rows_read = sum(len(tracker.rows) for tracker in trackers)
    return Adoption(
        path=file,
        lines=tuple(rows.lines),
        origins=tuple(rows.origins),
        numbers=frozenset(rows.numbers),
        rows_read=rows_read,
        rows_kept=rows_read - len(rows.left_out),
        left_out=tuple(rows.left_out),
        columns=_columns(trackers),
        statuses={w: NEVER_SENT if k == "never sent" else m for w, (k, m) in read.items()},
        date_order=days.order,
        questions=tuple(filter(None, asked)),
        problems=(*_told(trackers, rows, known), *days.problems, *_repeated(rows.named)),
    )


@dataclass
class _Rows:
    """What the rows of a sheet came to; ``named`` counts who was applied to, ``words`` lists."""

    lines: list[dict[str, str]] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    unsure: Counter[str] = field(default_factory=Counter)
    named: Counter[tuple[str, str]] = field(default_factory=Counter)
    words: dict[str, None] = field(default_factory=dict)

    def take_all(self, tracker: Tracker, answers: Mapping[str, Meaning | None], days: Days) -> None:
        """Take in the rows of one table: of each its lines, or why it gives none."""
        shape, events = tracker.shape, set[tuple[str, ...]]()
        told = [told_by(row, shape, answers) for row in tracker.rows]
        # Rows of one step each are lines of a log: whose they are is then the log's to say.
        whole = not shape.events and any(
            len(one.steps) > 1 or (one.steps[:1] and one.steps[0].heard_on) for one in told
        )
        for line, row, one in zip(tracker.lines, tracker.rows, told, strict=True):
            number = row_number(row)
            self.numbers.add(number)
            reason = is_template(row, shape)
            if not reason:
                said = (word for word in shape.words(row) if len(word) <= LONGEST_STATUS)
                self.words |= dict.fromkeys(said)
            if shape.events:
                # A program that notes what it sends may note it again and again.
                event = tuple(_day(cell, days) or cell for cell in row)
                reason = reason or (SAME if event in events else "")
                events.add(event)
            if reason := reason or one.left_out:
                self.left_out.append((line, reason))
                continue
            self.unsure.update(one.unsure)
            apart = self._told_apart(row, shape) if whole else {}
            lines = [step | apart for step in _lines(row, tracker, one.steps, days)]
            self.lines += lines
            where = f"{tracker.name} {line}".strip()
            self.origins += [f"{where}.{step} {number}" for step in range(1, len(lines) + 1)]

    def _told_apart(self, row: Sequence[str], shape: Shape) -> dict[str, str]:
        """Give a further application for the same role an id, where each row is an application."""
        if shape.cell(row, "application_id"):
            return {}
        who = shape.named(row)
        self.named[who] += 1
        times = self.named[who]
        words = (shape.cell(row, "employer"), shape.cell(row, "role"), str(times))
        return {"application_id": " ".join(filter(None, words))} if times > 1 else {}


def _told(trackers: Sequence[Tracker], rows: _Rows, known: Mapping[str, Any]) -> Iterator[Problem]:
    """Say what is to know of the sheet as a whole, and which answers are about no heading of it."""
    yield from trackers[0].problems
    if not any(tracker.rows for tracker in trackers):
        yield Problem(None, None, "tell", NO_ROWS)
    elif not rows.lines:
        yield Problem(None, None, "tell", ALL_OUT)
    elif not any(map(tells_of_applying, trackers)):
        yield Problem(None, None, "tell", NOT_SAID)
    here = {plain(heading) for tracker in trackers for heading in tracker.headings}
    gone = [f"'{heading}'" for heading in known.get("columns", {}) if plain(heading) not in here]
    if gone:
        said = f"Your answers about {', '.join(gone[:MOST_NAMED])} name no heading of this sheet."
        yield Problem(None, None, "tell", said)


def _repeated(named: Counter[tuple[str, str]]) -> Iterator[Problem]:
    if again := sum(times - 1 for times in named.values()):
        rows = "1 row names" if again == 1 else f"{again} rows name"
        said = "an employer and role that stood before; each counts as a further application."
        yield Problem(None, "application_id", "tell", f"{rows} {said}")


def _lines(
    row: Sequence[str], tracker: Tracker, steps: Sequence[Step], days: Days
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
    heard, last = lines[-1]["heard_on"], lines[-1]
    before_it = heard[:4].isdigit() and heard < last["date"]
    if heard and len(lines) > 1 and (last["outcome"] in {"", "waiting"} or before_it):
        # The answer that came before a step is the one that led to it.
        last["heard_on"] = ""
        before = [line for line in lines[:-1] if line["date"] <= heard] or lines[:1]
        before[-1]["heard_on"] = before[-1]["heard_on"] or heard
    for place, heading in tracker.kept:
        lines[0][heading] = row[place]
    for place, heading in tracker.dated:  # words where a day belongs are kept, too
        if not _may_be_day(cell := row[place].strip()) and cell:
            lines[0][heading] = row[place]
    for name, place in tracker.last:
        cell = row[place].strip()
        lines[-1][name] = _day(cell, days) if name in DATE_COLUMNS else cell
    return lines


def _day(cell: str, days: Days) -> str:
    """Give a day in ISO form, else as it was written; blank for what is no day at all."""
    if found := days.days.get(cell):
        return found
    if not _may_be_day(cell) or is_tick(cell) is False:
        return ""
    return to_iso(cell, month_first=days.order.startswith("month first")) or cell


def _may_be_day(cell: str) -> bool:
    """Tell whether a cell may be a day that cannot be read, and not words that stand there."""
    return len(cell) <= LONGEST_DAY and any(map(str.isdigit, cell))
