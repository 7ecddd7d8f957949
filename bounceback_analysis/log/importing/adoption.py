"""What became of a sheet that was brought in: its lines, every guess, and what is to settle."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.backups import OWNER, UNDONE, copies, fingerprint
from bounceback_analysis.log.companions import read_settings, write_settings
from bounceback_analysis.log.files import (
    LOG_ENDINGS,
    Written,
    must_end,
    put,
    save,
    way_out,
)
from bounceback_analysis.log.importing.asking import Question, with_open_questions
from bounceback_analysis.log.importing.merging import brought_in, steps_of
from bounceback_analysis.log.opening import new_log

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    from bounceback_analysis.log.model import Problem, Verdict
    from bounceback_analysis.vocabulary.aliases import Meaning

NOT_READ = ("kept", "left out")
BROUGHT = "brought"
"""The table of the settings beside a log that says what each sheet has brought into it."""

BACK = "To have them again, take this sheet out of [brought] in the settings beside {}."
MOST_REMEMBERED = 40_000  # lines: eleven letters for each are half of what settings may have
NOT_YET = "Nothing was written, since there is something to settle first."
DONE = {
    "replaced": "{} that this sheet had brought {} replaced.",
    "gone": "{} that this sheet had brought {} taken out.",
    "kept": "{} that you changed since {} kept as you have it.",
    "answered": "{} that waited got the answer.",
    "taken out": "{} that you have taken out of your log {} not brought again.",
}
"""What is said of lines that stood in the log before."""


@dataclass(frozen=True)
class Adoption:
    """What became of a sheet: the lines it gives, and every guess that led to them.

    ``lines`` are rows of our log as text, by column, and ``origins`` say where each comes from:
    its table, its line and which step of it, and the number of the row (none for a log of ours);
    ``numbers`` are those of all rows, ``left_out`` are (line, reason);
    ``columns`` says what each of their headings became, ``statuses`` what each status means;
    ``sheets`` are others of the file that could be read instead.
    """

    path: Path
    lines: tuple[dict[str, str], ...] = ()
    origins: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    rows_read: int = 0
    left_out: tuple[tuple[int, str], ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, Meaning | None] = field(default_factory=dict)
    date_order: str = ""
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    sheets: tuple[str, ...] = ()

    @property
    def rows_kept(self) -> int:
        """How many rows of the sheet give lines."""
        return self.rows_read - len(self.left_out) if self.lines else 0

    @property
    def entries_written(self) -> int:
        """How many lines there are to write: none while a question is open."""
        return 0 if self.questions else len(self.lines)

    @property
    def status(self) -> Verdict:
        """Say ``stop`` where nothing could be read, ``ask`` where something is to be settled."""
        if any(problem.verdict == "stop" for problem in self.problems):
            return "stop"
        return "ask" if self.questions else "tell"

    @property
    def told(self) -> list[str]:
        """What there is to know, in sentences, each with the line of the sheet that it is about."""
        return [f"Line {p.line}: {p.message}" if p.line else p.message for p in self.problems]

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
        said += self.told
        for question in self.questions:
            said.append(f"To settle: {question.text}")
            pairs = zip_longest(question.values, question.hints, fillvalue="")
            said += [f"  {value!r} {hint and f'({hint})'}".rstrip() for value, hint in pairs]
        if self.questions and not (written or "").startswith(tuple("0123456789")):
            said.append(NOT_YET)
        return "\n".join([*said, written or ""]).rstrip()

    def save(
        self, path: str | os.PathLike[str], *, replace: bool = False, anyway: bool = False
    ) -> str:
        """Write the lines to a log, new or behind the lines that are there; say what was done.

        What this sheet brought before is replaced, but for what the person has changed since; no
        line is written twice, a waiting one gets the answer that came, and one that was taken out
        stays out. With ``replace`` whatever is there is replaced by these lines alone, with a copy
        kept; ``anyway`` writes though questions are open.

        Raises
        ------
        ValueError
            A question is open, or the file there could not be written; the message says why.
        """
        if self.questions and not anyway:
            raise ValueError(NOT_YET)
        file, done = Path(path), Counter[str]()
        if not file.exists():
            must_end(file, LOG_ENDINGS, "a log")
        sources = [f"{self.path.name} {origin}" for origin in self.origins]
        kept = read_settings(file).get(BROUGHT, {}).get(self.path.name, {})
        undone = (kept.get("copy"), UNDONE) in {(old.number, old.state) for old in copies(file)}
        before = [] if undone or replace else str(kept.get("rows", "")).split()

        def with_ours(now: bytes) -> bytes:
            nonlocal done
            sheet, rows = self.path.name, self.numbers
            data, done = brought_in(now, self.lines, sources, sheet, rows, before)
            return data

        new = with_ours(b"") if replace else b""
        written = put(file, new, replace=True) if replace else save(file, with_ours, create=True)
        if not written.ok:
            way = f" {way_out(file)}" if written.reason == "exists" else ""
            raise ValueError(written.message + way)
        said = [f"{_count(done['added'], 'line')} written to {file}.", *_done(done)]
        if replace and written.kept:
            said.append(f"What was there before is kept as 'backups/{written.kept.name}'.")
        said += self._remembered(file, before, steps_of(sources))
        return " ".join([*said, BACK.format(file.name)] if done["taken out"] else said)

    def _remembered(self, log: Path, before: Sequence[str], now: Sequence[str]) -> Iterator[str]:
        """Remember beside the log which lines this sheet has given: who misses one took it out.

        The number of the copy that was kept tells later whether that was taken back.
        """
        if [*before] == [*now]:
            return
        if len(now) > MOST_REMEMBERED:
            yield "It has too many lines to know later which of them you take out."
            return
        number = max((copy.number for copy in copies(log)), default=0)
        kept = {self.path.name: {"rows": " ".join(now), "copy": number}}
        written = write_settings(log, {BROUGHT: kept})
        if not written.ok:
            yield f"If you take a line out, it comes back with this sheet: {written.message}"

    def leave_questions(self, file: Path) -> str:
        """Write the open questions into the file of answers, and say how to go on."""
        written = save(
            file,
            lambda old: with_open_questions(old, self.questions),
            create=True,
            keep=False,
            most=OWNER,
        )
        if not written.ok:
            return written.message
        return f"Answer in '{file}', where every choice stands, and import again."


def _done(done: Counter[str]) -> Iterator[str]:
    """Say what was done to the lines that stood in the log before."""
    for what, sentence in DONE.items():
        if count := done[what]:
            yield sentence.format(_count(count, "line"), "was" if count == 1 else "were")
    if there := done["there"]:
        yield f"{there:,} {'was' if there == 1 else 'were'} there already."
    if done["letters"]:
        yield "The log is in UTF-8 now, which holds every letter."


def save_sheet(adoption: Adoption, log: Path) -> Written:
    """Write the lines of a sheet into a log, started where there is none, and say what was done.

    ``state`` is what ``undo_save`` takes, blank where nothing is new.
    """
    try:
        if not log.exists():
            new_log(log)
        before = log.read_bytes()
        message = adoption.save(log)
        after = log.read_bytes()
    except (OSError, ValueError) as error:
        return Written(ok=False, message=str(error), path=log, reason="no")
    state = "" if after == before else fingerprint(after)
    return Written(ok=True, message=message, path=log, state=state)


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
