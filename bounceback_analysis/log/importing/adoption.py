"""What became of a sheet that was brought in: its lines, every guess, and what is to settle."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.dates import to_iso
from bounceback_analysis.log.files import LOG_ENDINGS, RefusedError, must_end, put, save, way_out
from bounceback_analysis.log.layout import layout_of, with_lines
from bounceback_analysis.vocabulary.aliases import Meaning, plain
from bounceback_analysis.vocabulary.schema import columns

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.log.model import Problem, Verdict

OURS = tuple(column.name for column in columns())
NOT_OURS = "There is a file there that is not a log of ours, and it was left as it is."
NOT_READ = ("kept", "left out")
NO_ANSWER = ("", "waiting")
NEVER_SENT = Meaning("", "never applied for")
"""What a word means whose rows are left out."""


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
    ``columns`` says what each of their headings became, ``statuses`` what each status means;
    ``sheets`` are others of the file that could be read instead.
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
    sheets: tuple[str, ...] = ()

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
        """Give every guess as plain values for other programs."""
        return {
            "rows_read": self.rows_read,
            "rows_kept": self.rows_kept,
            "left_out": [{"line": line, "reason": reason} for line, reason in self.left_out],
            "columns": dict(self.columns),
            "statuses": {theirs: list(m) if m else None for theirs, m in self.statuses.items()},
            "date_order": self.date_order,
            "questions": [vars(question) for question in self.questions],
            "entries_written": self.entries_written,
        }

    def report(self, written: str | None = None) -> str:
        """Say in words what was read, how, and what is left to settle."""
        if self.status == "stop":
            return " ".join(problem.message for problem in self.problems)
        read = _count(self.rows_read, "row")
        said = [f"{read} read, {self.rows_kept} kept. Dates: {self.date_order}."]
        renamed = {theirs: ours for theirs, ours in self.columns.items() if theirs != ours}
        said += [
            f"  {theirs!r} {'' if ours.startswith(NOT_READ) else 'read as '}{ours}"
            for theirs, ours in renamed.items()
        ]
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

    def save(self, path: str | os.PathLike[str], *, replace: bool = False) -> str:
        """Write the lines to a log, a new one or behind the lines that stand there.

        Lines that are there already are not written twice, and a waiting line whose answer
        came since gets that answer. Says what was done.

        Parameters
        ----------
        path
            The log.
        replace
            Whether whatever is there is replaced by these lines alone, with a copy kept.

        Raises
        ------
        ValueError
            The file there could not be written; the message says why.
        """
        file, added, answered = Path(path), 0, 0
        if not file.exists():
            must_end(file, LOG_ENDINGS, "a log")

        def with_ours(now: bytes) -> bytes:
            nonlocal added, answered
            data, added, answered = _brought_in(now, self.lines)
            return data

        if replace:
            written = put(file, with_ours(b""), replace=True)
        else:
            written = save(file, with_ours, create=True)
        if written.reason == "exists":
            raise ValueError(f"{written.message} {way_out(file)}")
        if not written.ok:
            raise ValueError(written.message)
        there = len(self.lines) - added - answered
        more = f" {_count(answered, 'line')} that waited got the answer." if answered else ""
        more += f" {there} {'was' if there == 1 else 'were'} there already." if there else ""
        if replace and written.kept:
            more += f" What was there before is kept as 'backups/{written.kept.name}'."
        return f"{_count(added, 'line')} written to {file}.{more}"


def _count(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def answers_beside(path: Path) -> Path:
    """Give where the answers for a sheet are kept.

    Examples
    --------
    >>> answers_beside(Path("jobs.xlsx")).name
    'jobs.answers.toml'
    """
    return path.with_name(f"{path.stem}.answers.toml")


def _brought_in(now: bytes, lines: Sequence[Mapping[str, str]]) -> tuple[bytes, int, int]:
    """Give a log's bytes with what it does not hold yet, and how many lines and answers that is."""
    old = _rows_of_ours(now)
    held: dict[tuple[str, ...], list[int]] = {}
    for at, row in enumerate(old):
        held.setdefault(_same(row), []).append(at)
    new, answers = [], {}
    for line in lines:
        stage, outcome = _stage(line), _outcome(line)
        # Many sheets say "Applied" first and "Rejected" later: the step is blank by then.
        like = [at for at in held.get(_same(line), ()) if not stage or _stage(old[at]) == stage]
        there = [at for at in like if _outcome(old[at]) == outcome or outcome in NO_ANSWER]
        open_ = [at for at in like if _outcome(old[at]) in NO_ANSWER and outcome not in NO_ANSWER]
        told = {name: text for name, text in line.items() if text.strip()}
        if found := there or open_:
            held[_same(line)].remove(found[0])
        if not found:
            new.append(told)
        elif not there:
            answers[found[0] + 1] = told
    data = _answered(now, answers)
    return (with_lines(data, new) if new or not data else data), len(new), len(answers)


def _answered(now: bytes, answers: Mapping[int, Mapping[str, str]]) -> bytes:
    """Write the answers that came into the rows that waited: the outcome, and cells still blank."""
    for at, told in answers.items():
        layout = layout_of(now)
        row = layout.row(at)
        fresh = {n: text for n, text in told.items() if n in layout.names and not row[n].strip()}
        now = layout.with_cells(at, {**fresh, "outcome": told["outcome"]})
    return now


def _rows_of_ours(now: bytes) -> list[dict[str, str]]:
    """Give the rows of a log that is there already; none of an empty file."""
    if not now.strip():
        return []
    try:
        layout = layout_of(now)
    except RefusedError as error:
        raise RefusedError(f"{NOT_OURS} {error}", "exists") from error
    if not {"date", "employer", "outcome"} <= layout.names.keys():
        raise RefusedError(NOT_OURS, "exists")
    return [layout.row(at) for at in range(1, len(layout.cells))]


def _same(line: Mapping[str, str]) -> tuple[str, ...]:
    """Give what makes two lines one application's, however their days and words are written."""
    day = line.get("date") or ""
    names = ("employer", "role", "application_id")
    return (to_iso(day) or day, *(plain(line.get(name) or "") for name in names))


def _stage(line: Mapping[str, str]) -> str:
    return plain(line.get("stage") or "")


def _outcome(line: Mapping[str, str]) -> str:
    return plain(line.get("outcome") or "")
