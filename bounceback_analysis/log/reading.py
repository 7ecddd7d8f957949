"""A file into a log: its entries, the plan beside it, and what there is to say about them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd

from bounceback_analysis.log.applications import join_lines
from bounceback_analysis.log.cells import Value, read_columns, stages_named
from bounceback_analysis.log.companions import (
    answers_of,
    beside,
    named_for_another,
    questions,
    settings_of,
)
from bounceback_analysis.log.csvtext import BRING_IN, split_rows
from bounceback_analysis.log.model import (
    Day,
    Log,
    Problem,
    Verdict,
    day_of,
    to_entries,
    today,
    typed_table,
)
from bounceback_analysis.log.neighbours import (
    bytes_or_problem,
    conflict_copies,
    newest_backup,
    open_elsewhere,
)
from bounceback_analysis.log.table import Headings, find_headings, fitted
from bounceback_analysis.log.waiting import unread, with_waiting
from bounceback_analysis.vocabulary.aliases import heading_meaning
from bounceback_analysis.vocabulary.schema import FileKind, columns

HEADS: dict[Verdict, str] = {"stop": "It stopped here", "ask": "To settle", "tell": "To know"}
MOST_SAID = 20  # different words of one column that are each said; further ones are counted

Table = tuple[pd.DataFrame, list[int], list[Problem]]  # typed, the line of each row


def read_log(path: str | os.PathLike[str], *, as_of: Day | None = None) -> Log:
    """Read a log, and what stands beside it; never raises over what the files hold.

    Gives the typed entries with the plan, the stories and the settings; a file that cannot be read
    gives none, and one problem that says stop. Every decision is a problem with the physical line
    that it is about. What waits beside the log, as it was open elsewhere, is among the entries as
    it will be in the file, at the line that it will have there; a problem says so, and nothing is
    written. ``as_of`` is the day to count from, by default today.

    Examples
    --------
    >>> read_log("data/example_log.csv", as_of="2026-11-19")
    <Log of example_log.csv: entries 79, plan 14, problems 0>
    """
    file = Path(path)
    day = today() if as_of is None else day_of(as_of)
    data = bytes_or_problem(file)
    if isinstance(data, Problem):
        return _stopped(file, [data, *unread(file)], day)
    whole, waiting = with_waiting(file, data) if data else (data, [])
    table, lines, problems = read_table(whole)
    if any(problem.verdict == "stop" for problem in problems):
        return _stopped(file, [*problems, *newest_backup(file, data), *unread(file)], day)
    stories, (settings, slips) = read_companion(file, "stories"), settings_of(file)
    said, of_answers = answers_of(table, lines, settings)
    joined = join_lines(table, lines, said)
    plan, of_plan = _companion(file, "plan")
    around = [*open_elsewhere(file), *slips, *named_for_another(file)]
    copies = conflict_copies(file, (table, lines, problems), read_table)
    problems += [*_against_itself(table, lines), *waiting, *around, *copies, *of_plan]
    problems += [*of_answers, *questions(table, lines, joined)]
    problems.sort(key=lambda problem: problem.line or 0)
    entries = to_entries(table, lines, joined)
    return Log(entries, plan, stories, settings, tuple(problems), file, day)


def read_again(log: Log) -> Log:
    """Give a log as its file is now; as it was where it has none, or where that cannot be read."""
    if log.path is None or log.example:
        return log
    now = read_log(log.path, as_of=log.as_of)
    if now.status == "stop":
        return log
    return now.only(lines=log.entries["line"]) if log.whole else now


def read_companion(log: str | os.PathLike[str], kind: FileKind) -> pd.DataFrame:
    """Read a table beside a log, such as its plan; an empty one where there is none."""
    return _companion(log, kind)[0]


def _companion(log: str | os.PathLike[str], kind: FileKind) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a table beside a log; what there is to say names that file, and stops nothing here."""
    file = beside(log, kind if kind != "log" else "plan")
    data = bytes_or_problem(file) if file.exists() else b""
    table, found = typed_table({}, kind), list[Problem]()
    if isinstance(data, Problem):
        found = [data]
    else:
        whole, waiting = with_waiting(file, data, kind)
        if whole or file.exists():
            table, _, found = read_table(whole, kind)
        found += waiting
    return table, [
        Problem(None, None, "ask" if one.verdict == "stop" else one.verdict, f"{file.name}, {one}")
        for one in found
    ]


def read_feedback(path: str | os.PathLike[str]) -> list[str]:
    """Read feedback from a log, or a text of one a line; ``ValueError`` says why not."""
    data = bytes_or_problem(Path(path))
    if isinstance(data, Problem):
        raise ValueError(data.message)  # noqa: TRY004 (the type is not what is wrong)
    rows = split_rows(data)
    if not rows.cells and rows.problems:
        raise ValueError(rows.problems[0].message)
    names = find_headings(rows).names
    if "feedback" in names and {"employer", "outcome"} & set(names):
        return [str(text) for text in read_table(data)[0]["feedback"].dropna()]
    return [line.strip() for line in rows.text.splitlines() if line.strip()]


def read_table(file: bytes, kind: FileKind = "log") -> Table:
    """Read one of our files into a typed table, the line of each row, and problems."""
    rows = split_rows(file)
    problems = list(rows.problems)
    nothing: Table = (typed_table({}, kind), [], problems)
    if not rows.cells:
        return nothing
    headings = find_headings(rows, kind)
    problems += headings.problems
    if any(problem.verdict == "stop" for problem in problems):
        return nothing
    cells, lines, odd = fitted(rows, headings, kind)
    by_place = [[row[place] for row in cells] for place in range(len(headings.names))]
    texts = dict(zip(headings.names, by_place, strict=True))
    values, said = read_columns(texts, lines, kind, ours=headings.ours)
    if kind == "log" and "outcome" in texts:
        stages = values.get("stage", [None] * len(lines))
        values["stage"] = stages_named(stages, texts["outcome"], ours=headings.ours)
        said += _steps_apart(headings)
    problems += [*odd, *said, *_twice(texts, values, lines, kind)]
    problems += _blanks(texts, lines) if kind == "log" else []
    return typed_table(values, kind), lines, _once(problems)


def _once(problems: Iterable[Problem]) -> list[Problem]:
    """Say each thing once, at its first line and with the number of them, and few of a kind."""
    lines: dict[tuple[str | None, Verdict, str], list[int | None]] = {}
    for problem in problems:
        what = (problem.column, problem.verdict, problem.message)
        lines.setdefault(what, []).append(problem.line)
    kinds: dict[tuple[str | None, Verdict], list[Problem]] = {}
    for (column, verdict, message), at in lines.items():
        many = f" ({len(at)} lines)" if len(at) > 1 else ""
        said = Problem(at[0], column, verdict, message + many)
        kinds.setdefault((column, verdict), []).append(said)
    for same in kinds.values():
        if more := same[MOST_SAID:]:
            further = f"{len(more)} further words of this kind."
            same[MOST_SAID:] = [replace(more[0], message=further)]
    return [said for same in kinds.values() for said in same]


def _steps_apart(headings: Headings) -> list[Problem]:
    """Ask about columns for steps, as wide sheets have them: a log has a line for each step."""
    steps = [name for name in headings.names if ":" in heading_meaning(name)]
    if headings.ours or not steps:
        return []
    said = (
        f"'{steps[0]}' is a column for a step, and here each line is read as one step alone. To "
        f"have all of them counted, {BRING_IN}"
    )
    return [Problem(None, None, "ask", said)]


def _twice(
    texts: Mapping[str, Sequence[str]],
    values: dict[str, Sequence[Value]],
    lines: Sequence[int],
    kind: FileKind,
) -> list[Problem]:
    """Ask where two columns of one heading say different things; there the value stays blank."""
    problems, known = [], {column.name for column in columns(kind)} & set(texts)
    for other in texts:
        first = re.sub(r" \(\d+\)$", "", other)  # a second stage is called stage (2)
        if first == other or first not in known:
            continue
        pairs = zip(texts[first], texts[other], strict=True)
        differ = [bool(b.strip()) and a.strip() != b.strip() for a, b in pairs]
        values[first] = [
            None if slip else value for slip, value in zip(differ, values[first], strict=True)
        ]
        if at := [line for slip, line in zip(differ, lines, strict=True) if slip]:
            said = (
                f"Two columns are called '{first}' and say different things on {_which(at)}: which "
                "one counts? Rename the other; until then these stay blank."
            )
            problems.append(Problem(at[0], first, "ask", said))
    return problems


def _against_itself(table: pd.DataFrame, lines: Sequence[int]) -> list[Problem]:
    """Point out what cannot be as it stands: an answer before its day, a score too high."""
    at = pd.Series(lines, dtype=int)
    early = at[table["heard_on"] < table["date"]]
    over = at[table["score"] > table["score_out_of"]]
    in_a_year = pd.Timestamp.today() + pd.Timedelta(days=366)
    ahead = at[table["date"] > in_a_year]
    checks = (
        (early, "heard_on", "The answer came before the day itself; check the two dates."),
        (over, "score", "The score is more than it is out of; check the two numbers."),
        (ahead, "date", "This day is more than a year ahead; check the year."),
    )
    found = [(of.tolist(), name, said) for of, name, said in checks if len(of)]
    more = [f" So it is on {_which(of)}." * (len(of) > 1) for of, *_ in found]
    return [
        Problem(of[0], name, "tell", said + others)
        for (of, name, said), others in zip(found, more, strict=True)
    ]


NAMED = 5  # lines that are named one by one: a handful is found by hand, more by sorting the column
BLANK = {
    "date": "no date: left out of trends, counted in totals. Add it if you know it.",
    "employer": "no employer; add it if you know it.",
    "outcome": "no outcome: not counted. Write 'waiting' if there is no answer yet.",
}


def _which(at: Sequence[int]) -> str:
    """Name lines by their numbers, up to a handful.

    >>> _which([4, 7]), _which([4, 7, 9, 11, 12, 13, 20])
    ('2 lines (4 and 7)', '7 lines (4, 7, 9, 11, 12 and 2 more)')
    """
    shown = [f"{line}" for line in at[:NAMED]]
    rest = [f"{len(at) - NAMED:,} more"] if len(at) > NAMED else []
    *first, last = shown + rest
    named = f"{', '.join(first)} and {last}" if first else last
    return f"{len(at):,} line{'s' if len(at) > 1 else ''} ({named})"


def _blanks(texts: Mapping[str, Sequence[str]], lines: Sequence[int]) -> list[Problem]:
    """Ask for what every line needs, once for each column, at the first line that lacks it."""
    problems = []
    for name, said in BLANK.items():
        cells = texts.get(name, ())
        if any(not cell.strip() for cell in set(cells)):
            at = [line for cell, line in zip(cells, lines, strict=True) if not cell.strip()]
            some = "This line has" if len(at) == 1 else f"{_which(at)} have"
            problems.append(Problem(at[0], name, "ask", f"{some} {said}"))
    return problems


def _stopped(file: Path, problems: list[Problem], day: pd.Timestamp) -> Log:
    nothing = typed_table({})
    empty = to_entries(nothing, [], join_lines(nothing, []))
    stops = tuple(problem for problem in problems if problem.verdict == "stop")
    return Log(empty, problems=stops, path=file, as_of=day)


def check_report(log: Log) -> str:
    """Say what was read, then what to settle, then what was decided."""
    lines, applications = len(log.entries), log.entries["application"].nunique()
    name = log.path.name if log.path else "The log"
    read = f"{name}: {lines:,} {'line' if lines == 1 else 'lines'} read."
    if lines:
        many = "application" if applications == 1 else "applications"
        read += f" They tell of {applications:,} {many}."
    said = [read]
    for verdict, head in HEADS.items():
        found = [problem for problem in log.problems if problem.verdict == verdict]
        if found:
            said += ["", f"{head}:", *(f"  {problem}" for problem in found)]
    text = "\n".join(said if len(said) > 1 else [read, "Nothing to settle."])
    # What a file holds must not steer the window that it is shown in.
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "\ufffd", text)


def check_json(log: Log) -> dict[str, Any]:
    """Give the same as plain values."""
    return {
        "status": log.status,
        "rows": len(log.entries),
        "problems": [asdict(problem) for problem in log.problems],
    }
