"""The files that stand beside a log or a sheet: where they are, and what a person said in them.

What the rule of applications cannot decide is asked once, answered by a word, and remembered in
the settings, one line each, readable and found again however the lines of the log move::

    [applications]
    "2026-03-05, Tesco, Cashier, interview" = "same"

The key is what the line says, as far as it does: its day, employer, role and stage, with ``(2)``
behind it for the second line that says the same. ``same``: it belongs to the application that the
question names; ``new``: it begins one. An ``application_id`` in the log settles it too.
"""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bounceback_analysis.log.applications import Joined, Said, spellings
from bounceback_analysis.log.backups import ANYBODY, OWNER, mode_of
from bounceback_analysis.log.bounds import LARGEST_ASIDE, UnreadableError, read_bounded
from bounceback_analysis.log.files import RefusedError, Written, save
from bounceback_analysis.log.model import Day, Log, Problem, day_of, today
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.container import Container
    from tomlkit.items import Table

Companion = Literal["plan", "stories", "settings", "keys"]
OWN = "my_log.csv"  # what a log is called where nobody chose another name
SETTINGS = "The settings"
SECTION = "applications"
COLUMN = "application"  # of the entries, which no other problem speaks of
KEYED_BY = ("employer", "role", "stage")
MOST = 20  # so many lines are asked about one by one; the next ones come when these are settled
UNTIL = "until you say"
WHY = {
    "appeal": "a later stage after '{outcome}' on line {before}: an appeal, or a new application?",
    "which": "several applications are open there; is it the one of line {before}?",
    "step": "no stage is given: a step of the application of line {before}, or a new one?",
}


def beside(log: str | os.PathLike[str], what: Companion) -> Path:
    """Give where the plan, the stories, the settings or the keys of a log are.

    >>> beside("data/my_log.csv", "plan").as_posix()
    'data/my_plan.csv'
    >>> beside("jobs.csv", "settings").as_posix()
    'jobs_settings.toml'
    """
    file = Path(log)
    stem = file.stem.removesuffix("log") if file.stem.endswith("log") else f"{file.stem}_"
    return file.with_name(f"{stem}{what}.{'toml' if what == 'settings' else 'csv'}")


def named_for_another(log: str | os.PathLike[str]) -> list[Problem]:
    """Tell of a plan and its like that are called as those of ``my_log.csv``, not this log's."""
    file, usual = Path(log), Path(log).with_name(OWN)
    if usual.exists():
        return []
    pairs = [(beside(usual, what), beside(file, what)) for what in get_args(Companion)]
    named = [
        f"'{theirs.name}' was not used: beside '{file.name}' it is called '{ours.name}'."
        for theirs, ours in pairs
        if theirs != ours and theirs.exists() and not ours.exists()
    ]
    return [
        Problem(None, None, "tell", f"{said} Rename it, or call the log '{OWN}'.") for said in named
    ]


def mode_beside(companion: Path) -> int:
    """Give the most that others may do with a plan or its like: what they may with its log."""
    mode = ANYBODY
    with suppress(OSError):
        for log in companion.parent.iterdir():
            if any(beside(log, what) == companion for what in get_args(Companion)):
                mode &= mode_of(log)
    return mode


def read_settings(log: str | os.PathLike[str]) -> dict[str, Any]:
    """Give the person's settings; none where there are none, or where they cannot be read."""
    return settings_of(log)[0]


def settings_of(log: str | os.PathLike[str]) -> tuple[dict[str, Any], list[Problem]]:
    """Give the person's settings, and what keeps them from being read."""
    file = beside(log, "settings")
    try:
        return _read(file, SETTINGS), []
    except (OSError, RefusedError) as error:
        return {}, [Problem(None, None, "ask", f"'{file.name}' was not used: {error}")]


def write_settings(log: str | os.PathLike[str], changes: Mapping[str, Any]) -> Written:
    """Change some settings, None takes one out; all else stays as the person wrote it."""
    file = beside(log, "settings")
    return save(file, lambda old: _with(old, changes, SETTINGS), create=True, most=mode_of(log))


def practise_question(log: Log, question: str, day: Day | None = None) -> Written:
    """Mark a question as practised on a day, today by default, in the settings beside the log.

    ``practised`` lists the questions in the words of the bank, ``[questions.days]`` the last day
    of each; all else in the settings, comments included, stays as the person wrote it.

    Raises ``ValueError``: the question is blank, the day is none, or the log has no file to write
    beside.
    """
    if log.own is None:
        raise ValueError(
            "This log has no file of your own to keep it beside. Begin one: bb.new_log()"
        )
    words = " ".join(question.split())
    if not words:
        raise ValueError("Name the question that was practised, such as one of bb.question_bank.")
    on = day_of(day) if day is not None else today()
    now = read_settings(log.own).get("questions", {}).get("practised", [])
    practised = list(dict.fromkeys([*map(str, now), words]))
    days = {words: on.date().isoformat()}
    return write_settings(log.own, {"questions": {"practised": practised, "days": days}})


def read_answers(file: Path) -> dict[str, Any]:
    """Give the answers kept about a sheet; a slip in their file is an ``UnreadableError``."""
    try:
        return _read(file, f"Your answers in '{file.name}'")
    except RefusedError as refusal:
        raise UnreadableError(str(refusal)) from refusal


def keep_answers(file: Path, answers: Mapping[str, Any]) -> Written:
    """Add answers to those that are kept about a sheet; all else in the file stays."""
    what = f"Your answers in '{file.name}'"
    return save(file, lambda old: _with(old, answers, what), create=True, keep=False, most=OWNER)


def _read(file: Path, what: str) -> dict[str, Any]:
    try:
        return _parsed(read_bounded(file, LARGEST_ASIDE), what)
    except FileNotFoundError:
        return {}


def _parsed(data: bytes, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        said = f"{what} have a slip that must be put right first: {error}."
        raise RefusedError(said) from error


def _with(old: bytes, changes: Mapping[str, Any], what: str) -> bytes:
    import tomlkit  # keeps the person's own comments; reading does without it

    _parsed(old, what)
    document = tomlkit.parse(old.decode("utf-8-sig"))
    _merge(document, changes)
    mark = "\ufeff" if old.startswith(b"\xef\xbb\xbf") else ""
    return (mark + tomlkit.dumps(document)).encode()


def _merge(table: Container | Table | TOMLDocument, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        if value is None:
            table.pop(name, None)
        elif isinstance(value, dict) and isinstance(table.get(name), dict):
            _merge(table[name], value)
        else:
            table[name] = value


def answers_of(
    typed: pd.DataFrame, lines: Sequence[int], settings: Mapping[str, Any]
) -> tuple[dict[int, Said], list[Problem]]:
    """Find the lines that a person has settled, by their places; tell which answers say nothing."""
    given = settings.get(SECTION, {})
    given = given if isinstance(given, dict) else {}
    wrong = [key for key, word in given.items() if _word(word) not in get_args(Said)]
    said = {fold(key): cast("Said", _word(word)) for key, word in given.items() if key not in wrong}
    found: dict[int, Said] = {}
    if said:
        days = {key[: len("2026-03-05")] for key in said}
        near = typed["date"].isna() | typed["date"].dt.strftime("%Y-%m-%d").isin(days)
        keys = _keys(typed, lines, np.flatnonzero(near))
        found = {row: said[fold(key)] for row, key in keys.items() if fold(key) in said}
    where = f"Under [{SECTION}] in the settings"
    told = (f"{where}, '{key}' says neither same nor new; it was left aside." for key in wrong)
    return found, [Problem(None, None, "tell", one) for one in told]


def questions(typed: pd.DataFrame, lines: Sequence[int], joined: Joined) -> list[Problem]:
    """Ask about each line of which the rule was not sure, and say what was assumed meanwhile."""
    asked = sorted(joined.asked, key=lambda one: lines[one.row])
    if not asked:
        return []
    keys, found = _keys_of(typed, lines, [one.row for one in asked[:MOST]]), list[Problem]()
    for one in asked[:MOST]:
        key, before = keys[one.row], lines[one.before]
        why = WHY[one.why].format(before=before, outcome=typed["outcome"].iloc[one.before])
        meanwhile = f"as the one of line {before}" if one.joined else "as a new one"
        said = (
            f"{key}: {why} Counted {meanwhile} {UNTIL}: press it in the notebook, or write "
            f'"{key}" = "same" or "new" under [{SECTION}] in the settings, or give both lines an '
            "application_id."
        )
        found.append(Problem(lines[one.row], COLUMN, "ask", said))
    if (more := len(asked) - MOST) > 0:
        some = "1 more line asks" if more == 1 else f"{more:,} more lines ask"
        said = f"{some} the same; they are named when these are settled."
        found.append(Problem(lines[asked[MOST].row], COLUMN, "ask", said))
    return found


def open_questions(log: Log) -> list[Problem]:
    """Give the questions of a log that one word settles."""
    lines = set(log.entries["line"].tolist())
    asked = [p for p in log.problems if p.column == COLUMN and p.verdict == "ask"]
    return [problem for problem in asked[:MOST] if problem.line in lines]


def asked_in_words(problem: Problem) -> str:
    """Give such a question without what to type: where an answer is pressed, that is in the way."""
    before, until, _ = problem.message.rpartition(f" {UNTIL}: ")
    return f"{before} {UNTIL}." if until else problem.message


def answer_application(log: Log, line: int, said: Said) -> Written:
    """Keep beside the log whose a line is: ``same`` as the one before it, or ``new``."""
    if said not in get_args(Said):
        raise ValueError(f"'{said}' is neither same nor new.")
    if log.own is None:
        raise ValueError("This log is no file of your own, so no answer can be kept beside it.")
    entries = (log.whole or log).entries
    rows = (entries["line"] == line).to_numpy().nonzero()[0]
    if not len(rows):
        raise ValueError(f"The log has no line {line}.")
    key = _keys_of(entries, entries["line"].tolist(), rows.tolist())[int(rows[0])]
    return write_settings(log.own, {SECTION: {key: said}})


def _keys_of(typed: pd.DataFrame, lines: Sequence[int], rows: Sequence[int]) -> dict[int, str]:
    """Give the keys of some lines, having looked at all that may say the same."""
    employer, day = spellings(typed["employer"]), typed["date"]
    near = np.isin(employer, employer[rows]) & day.isin(day.iloc[list(rows)]).to_numpy()
    return _keys(typed, lines, np.flatnonzero(near))


def _keys(typed: pd.DataFrame, lines: Sequence[int], rows: NDArray[np.intp]) -> dict[int, str]:
    """Say of lines what tells them from others; those that say the same are numbered."""
    part = typed.iloc[rows]
    days = part["date"].dt.strftime("%Y-%m-%d").fillna("")
    cells = [days, *(part[name].fillna("") for name in KEYED_BY)]
    told = [_plain(", ".join(filter(None, parts))) for parts in zip(*cells, strict=True)]
    times: Counter[str] = Counter()
    keys = {}
    for row, text in sorted(zip(rows.tolist(), told, strict=True), key=lambda one: lines[one[0]]):
        times[fold(text)] += 1
        again = times[fold(text)]
        keys[row] = f"{text} ({again})" if again > 1 else text
    return keys


def _plain(text: str) -> str:
    """Keep what can be printed, on one line, without the marks that would end a key."""
    shown = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.replace('"', "'").replace("\\", "/").split())


def _word(said: object) -> str:
    return fold(said) if isinstance(said, str) else ""
