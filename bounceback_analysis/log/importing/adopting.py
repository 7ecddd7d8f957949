"""Reads a sheet that a person keeps already: every guess is shown, and nothing is lost."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.bounds import UnreadableError, read_bounded
from bounceback_analysis.log.cells import read_columns
from bounceback_analysis.log.companions import read_answers
from bounceback_analysis.log.csvtext import Dialect
from bounceback_analysis.log.csvtext import Rows as Cells
from bounceback_analysis.log.importing.adoption import Adoption, answers_beside
from bounceback_analysis.log.importing.asking import (
    checked,
    columns_question,
    date_question,
    meaning_of,
    statuses_question,
    tells_of_applying,
)
from bounceback_analysis.log.importing.columns import DATE_COLUMNS
from bounceback_analysis.log.importing.lines import Lines, days_of, read_days
from bounceback_analysis.log.importing.sheets import read_tables
from bounceback_analysis.log.importing.steps import BLANK
from bounceback_analysis.log.importing.tracker import find_trackers, joined, no_tracker
from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.table import LOOKED_AT, find_headings, fitted
from bounceback_analysis.vocabulary.aliases import LONGEST_STATUS, Meaning, plain, read_status
from bounceback_analysis.vocabulary.schema import columns, load_words

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bounceback_analysis.log.importing.tracker import Tracker
    from bounceback_analysis.log.importing.workbook import Table
    from bounceback_analysis.log.model import Verdict

MOST_NAMED = 20  # sheets that are named where one is to be chosen
PASSED_OVER = 5  # tables that are not read are named up to so many
LONGEST_NAME = 80  # letters of a name that any disk takes, with what is put before and behind
NEVER_SENT = Meaning("", "never applied for")  # what a word means whose rows are left out
OUR_HEADINGS = {"date", "employer", "outcome", "stage"}
"""What a log of ours has for headings; in it each row is one step."""

OWN = "This is a log of yours already; every line is taken as it is."
NO_ROWS = "There are headings, but no rows under them yet."
NOT_SAID = (
    "No column says when you applied or what became of it, so every row is taken for a job that "
    "you applied for. If this is a list of adverts, it does not belong in the log."
)
UNTOLD = (
    "In {} the steps hold a word that is not known ('{}'): they stay in their column as they are "
    "written, and are no lines of their own."
)
ALL_OUT = "No row of it tells of a job that was applied for."


def import_log(
    path: str | os.PathLike[str], answers: str | os.PathLike[str] | Mapping[str, Any] | None = None
) -> Adoption:
    """Read any tracker of job applications into lines of our log; nothing is written.

    ``path`` leads to a workbook, a CSV or a text with a table in it; ``answers`` are those
    to earlier questions, or the TOML file that holds them, by default the one beside the sheet.
    What cannot be read gives no lines and one problem.
    """
    file = Path(path)
    return _imported(file, lambda: _bytes(file), lambda: _answers(file, answers))


def import_bytes(name: str, data: bytes, answers: Mapping[str, Any]) -> Adoption:
    """Read a sheet that is not a file here, in the way of ``import_log``."""
    return _imported(Path(safe_name(name)), lambda: data, lambda: answers)


def _imported(
    file: Path, data: Callable[[], bytes], answers: Callable[[], Mapping[str, Any]]
) -> Adoption:
    try:
        return _read(file, data(), checked(answers()))
    except UnreadableError as error:
        return Adoption(file, problems=_told([str(error)], "stop"))


def _read(file: Path, data: bytes, known: Mapping[str, Any]) -> Adoption:
    """Read a sheet; raises ``UnreadableError`` where no table is found."""
    tables = read_tables(data, file.name)
    trackers = find_trackers(_named(tables, known.get("sheet")), known)
    for table in _named(tables, known.get("sheet")):
        if any(set(row) >= OUR_HEADINGS for row in table.rows[:LOOKED_AT]):
            return _own(file, table, known, _not_read(tables, [table.name]))
    if trackers and trackers[0].sure:
        chosen = joined(trackers)
        names = [tracker.name for tracker in chosen]
        # Those that hold applications too, whichever of them the person has chosen.
        others = find_trackers(tables, known) if tables[1:] else []
        adoption = _adopted(file, chosen, known)
        return replace(
            adoption,
            problems=(*adoption.problems, *_told(_not_read(tables, names))),
            sheets=tuple(other.name for other in others if other.name not in names),
        )
    question = columns_question(trackers[0], known) if trackers else None
    if not question:
        return Adoption(file, problems=_told([no_tracker(tables)], "stop"))
    return Adoption(
        file,
        rows_read=len(trackers[0].rows),
        columns=_columns(trackers[:1]),
        questions=(question,),
        date_order="not read yet",
        problems=trackers[0].problems,
    )


def safe_name(name: str) -> str:
    """Give a name that any system takes for a file, whatever a page called it.

    Examples
    --------
    >>> safe_name("../../jobs <b>.xlsx"), safe_name("..")
    ('jobs _b_.xlsx', 'sheet')
    """
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^\w .()-]", "_", last)[-LONGEST_NAME:].strip(" .") or "sheet"


def _bytes(file: Path) -> bytes:
    try:
        return read_bounded(file)
    except UnreadableError:
        raise
    except FileNotFoundError as error:
        beside = sorted(other.name for other in file.parent.glob("*") if other.is_file())[:5]
        there = f" In that folder there are: {', '.join(beside)}." if beside else ""
        raise UnreadableError(f"There is no file '{file}'.{there}") from error
    except OSError as error:
        raise UnreadableError(f"'{file.name}' could not be opened: {error.strerror}.") from error


def _answers(path: Path, given: object) -> dict[str, Any]:
    if isinstance(given, dict):
        return given
    file = Path(str(given)) if given else answers_beside(path)
    if given and not file.exists():
        raise UnreadableError(f"There is no file '{file}' with your answers.")
    return read_answers(file)


def _named(tables: Sequence[Table], name: object) -> Sequence[Table]:
    """Give the tables that an answer names, by their own name or their page's, or all of them."""
    named = (str(name), f"{name}, ")
    found = [table for table in tables if f"{table.name}, ".startswith(named)] if name else tables
    if not found:
        shown = ", ".join(f"'{table.name}'" for table in tables[:MOST_NAMED])
        raise UnreadableError(f"There is no sheet '{name}' in the file. It may be one of: {shown}.")
    return found


def _not_read(tables: Sequence[Table], read: Sequence[str]) -> list[str]:
    """Name the tables of a file that were passed over, so that none is missed unsaid."""
    left = [repr(table.name) for table in tables if table.name not in read and table.rows[1:]]
    more = f" and {len(left) - PASSED_OVER} more" if len(left) > PASSED_OVER else ""
    names = f"{', '.join(left[:PASSED_OVER])}{more}"
    return [f"Not read: {names}. To read one instead, answer: sheet = ..."] if left else []


def _told(sentences: Iterable[str], verdict: Verdict = "tell") -> tuple[Problem, ...]:
    return tuple(Problem(None, None, verdict, sentence) for sentence in sentences)


def _columns(trackers: Sequence[Tracker]) -> dict[str, str]:
    """Say what each of their headings becomes, in the names of our columns."""
    return {
        theirs: load_words("aliases")["becomes"].get(word, word)
        for tracker in reversed(trackers)
        for theirs, word in tracker.becomes.items()
    }


def _own(file: Path, table: Table, known: Mapping[str, Any], more: Sequence[str]) -> Adoption:
    """Take each line of a log of ours as it is, read as the log's reader does, but for its days.

    The log that they go into may have another order of day and month.
    """
    cells = Cells(table.rows, [*table.lines], Dialect(delimiter=table.delimiter or ","))
    headings = find_headings(cells)
    rows, at_lines, odd = fitted(cells, headings, "log")
    dated = [at for at, name in enumerate(headings.names) if name in DATE_COLUMNS]
    days = read_days(
        Counter(text for at in dated for row in rows if (text := row[at].strip())), known
    )
    lines = [
        [days(cell.strip()) or cell if at in dated else cell for at, cell in enumerate(row)]
        for row in rows
    ]
    return Adoption(
        path=file,
        lines=tuple(dict(zip(headings.names, line, strict=True)) for line in lines),
        rows_read=len(rows),
        columns=dict(zip(table.rows[0], headings.names, strict=False)),
        date_order=days.order,
        questions=tuple(filter(None, [date_question(days)])),
        problems=(
            *_told([OWN if rows else NO_ROWS]),
            *headings.problems,
            *odd,
            *_not_ratings({n: at for at, n in enumerate(headings.names)}, rows, at_lines),
            *_told([*more, *days.told]),
        ),
    )


def _adopted(file: Path, trackers: Sequence[Tracker], known: Mapping[str, Any]) -> Adoption:
    """Read the rows of a tracker, which may stand in several tables, into lines."""
    said = known.get("statuses", {})
    answers = {plain(word): meaning_of(str(answer), word) for word, answer in said.items()}
    days, rows = days_of(trackers, known), Lines()
    for tracker in trackers:
        rows.take_all(tracker, answers, days)
    fullest = max(trackers, key=lambda found: found.fullness)
    headings = columns_question(fullest, known) if rows.lines else None
    # Nothing is known of any outcome until a column is settled.
    waits = headings is not None and set(rows.unsure) == {BLANK}
    asked = (headings, statuses_question(rows.unsure, waits=waits), date_question(days))
    read = {word: read_status(word, answers) for word in rows.words}
    return Adoption(
        path=file,
        lines=tuple(rows.lines),
        origins=tuple(rows.origins),
        numbers=frozenset(rows.numbers),
        rows_read=sum(len(tracker.rows) for tracker in trackers),
        left_out=tuple(rows.left_out),
        columns=_columns(trackers),
        statuses={w: NEVER_SENT if k == "never sent" else m for w, (k, m) in read.items()},
        date_order=days.order,
        questions=tuple(filter(None, asked)),
        problems=(
            *dict.fromkeys(problem for tracker in trackers for problem in tracker.problems),
            *(p for t in trackers for p in _not_ratings(t.shape.places, t.rows, t.lines)),
            *_told([*_of_the_whole(trackers, rows, known), *days.told, *_repeated(rows.named)]),
        ),
    )


def _not_ratings(
    places: Mapping[str, int], rows: Sequence[Sequence[str]], lines: Sequence[int]
) -> Iterator[Problem]:
    """Say what is to say of ratings, such as of one that a spreadsheet made a day."""
    rated = [c.name for c in columns() if c.kind == "rating" and c.name in places]
    cells = {name: [row[places[name]] for row in rows] for name in rated}
    yield from read_columns(cells, lines, "log", ours=True)[1]


def _of_the_whole(
    trackers: Sequence[Tracker], rows: Lines, known: Mapping[str, Any]
) -> Iterator[str]:
    """Say what is to know of the sheet as a whole, and which answers are about no heading of it."""
    if not any(tracker.rows for tracker in trackers):
        yield NO_ROWS
    elif not rows.lines:
        yield ALL_OUT
    elif not any(map(tells_of_applying, trackers)):
        yield NOT_SAID
    if untold := rows.untold:
        many = "1 row" if len(untold) == 1 else f"{len(untold):,} rows"
        yield UNTOLD.format(many, " ".join(untold[0].split())[:LONGEST_STATUS])
    here = {plain(heading) for tracker in trackers for heading in tracker.headings}
    gone = [f"'{heading}'" for heading in known.get("columns", {}) if plain(heading) not in here]
    if gone:
        yield f"Your answers about {', '.join(gone[:MOST_NAMED])} name no heading of this sheet."


def _repeated(named: Counter[tuple[str, str]]) -> Iterator[str]:
    if again := sum(times - 1 for times in named.values()):
        rows = "1 row names" if again == 1 else f"{again} rows name"
        said = "an employer and role that stood before; each counts as a further application."
        yield f"{rows} {said}"
