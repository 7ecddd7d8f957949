"""Finds copies of a log beside it, as sync services make them where two machines save at once.

They are known by likeness, in whatever language a service names them: the log's name within
theirs, the same columns, most lines the same. Nothing is merged; the person is told.
"""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.csvtext import split_rows
from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.neighbours import pending_path
from bounceback_analysis.log.table import find_headings
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

    from bounceback_analysis.log.csvtext import Rows

    Reader = Callable[[Rows], tuple[pd.DataFrame, list[int], list[Problem]]]

NAMES_SEEN = 5_000
"""Names of a folder that are looked at: a folder of downloads may hold many more."""
LOOKED_INTO = 12
"""Files that are read, those saved nearest to the log first: a service makes one or two."""
LARGER, AT_LEAST = 3, 200_000
"""A copy is at most so many times as large as the log, or so many bytes."""
ODD_COLUMNS = 2
"""Columns that one machine may have added; an export of ours has three more."""
NEAR = 30 * 86_400
"""Seconds between two saves for which a copy without a line of its own is still told."""
MARKS = ("conflict", "konflikt", "conflit")
"""What services call it in English, German, French and their neighbours: where the name says so,
few equal lines are no reason to be silent."""
KNOWN_BY = ("date", "employer", "role")
"""The columns by which a line is known though something else in it has changed."""
LINES_SHOWN = 3
"""Lines of a copy that are named."""


class Row(NamedTuple):
    """What a row says, what it is known by though a cell of it has changed, and where it is."""

    text: str
    key: tuple[str, ...]
    line: int


def conflict_copies(file: Path, whole: bytes, read: Reader) -> list[Problem]:
    """Name the copies of a log, with the lines that they have and the log has not.

    ``whole`` is what the log holds, with what waits to go in; ``read`` reads rows into a typed
    table, the line of each row, and problems.
    """
    near = _near(file)
    mine = split_rows(whole) if near else None
    found = (_told(file, other, mine, read) for other in near if mine)
    return [problem for problem in found if problem]


def _near(file: Path) -> list[Path]:
    """Give the files whose name holds the log's, those saved nearest to it in time first."""
    ours, stem = {file.name, pending_path(file).name}, _folded(file.stem)
    found = list[tuple[float, str]]()
    try:
        log = file.stat()
        with os.scandir(file.parent) as folder:
            for entry in islice(folder, NAMES_SEEN):
                name = _folded(entry.name)
                if not (name.endswith(_folded(file.suffix)) and stem in name):
                    continue
                if entry.name in ours or name.startswith((".", "~")) or not entry.is_file():
                    continue
                about = entry.stat()
                if about.st_size <= max(LARGER * log.st_size, AT_LEAST):
                    found.append((abs(about.st_mtime - log.st_mtime), entry.name))
    except OSError:
        return []
    return [file.with_name(name) for _, name in sorted(found)[:LOOKED_INTO]]


def _told(file: Path, other: Path, mine: Rows, read: Reader) -> Problem | None:
    try:
        data, apart = read_bounded(other), abs(other.stat().st_mtime - file.stat().st_mtime)
    except OSError:
        return None
    theirs = split_rows(data)
    if len(_columns(mine) ^ _columns(theirs)) > ODD_COLUMNS:
        return None
    rest = _rest(theirs, mine)
    ours, added = _said(read, _rest(mine, theirs)), _said(read, rest)
    same = len(theirs.cells) - len(rest.cells)
    shared = same + (Counter(r.key for r in ours) & Counter(r.key for r in added)).total()
    marked = any(mark in _folded(other.name) for mark in MARKS)
    alike = 2 * shared >= same + min(len(ours), len(added)) > 0
    if not (alike or marked):
        return None
    own = _lacking(ours, added)
    if not own and apart > NEAR and not marked:
        return None
    return _problem(other, own)


def _problem(other: Path, own: list[int]) -> Problem:
    said = (
        f"Beside your log there is '{other.name}', a copy such as a sync service makes when two "
        "machines save at once."
    )
    if not own:
        said += " It has no line that your log has not, so it can go."
        return Problem(None, None, "tell", said)
    s = "" if len(own) == 1 else "s"
    which = ", ".join(map(str, own[:LINES_SHOWN])) + (" and more" if len(own) > LINES_SHOWN else "")
    said += (
        f" It has {len(own)} line{s} that your log has not (its line{s} {which}): bring over what "
        "belongs in your log, then delete the copy or move it elsewhere."
    )
    return Problem(None, None, "ask", said)


def _columns(rows: Rows) -> set[str]:
    return set(find_headings(rows).names) if rows.cells else set()


def _rest(rows: Rows, others: Rows) -> Rows:
    """Give the rows that do not stand among the others too; of other headings all are left.

    What stands alike in both says the same; only the rest has to be understood.
    """
    if rows.cells[:1] != others.cells[:1]:
        return rows
    left, kept = Counter(map(tuple, others.cells)), list[int]()
    top = find_headings(rows).at
    for at, row in enumerate(map(tuple, rows.cells)):
        left[row] -= 1
        if at <= top or left[row] < 0:
            kept.append(at)
    return replace(
        rows, cells=[rows.cells[at] for at in kept], lines=[rows.lines[at] for at in kept]
    )


def _said(read: Reader, rows: Rows) -> list[Row]:
    table, lines, _ = read(rows)
    # Plain lists: a table of one line takes pandas as long as one of a thousand.
    columns = {name: table[name].tolist() for name in sorted(table.columns)}
    texts = [
        [f"{name}\x1f{cell}" if cell == cell else "" for cell in cells]  # noqa: PLR0124 (a gap)
        for name, cells in columns.items()
    ]
    said = ["\x1e".join(filter(None, cells)) for cells in zip(*texts, strict=True)]
    known = ([fold(str(cell)) for cell in columns[name]] for name in KNOWN_BY)
    return [Row(*found) for found in zip(said, zip(*known, strict=True), lines, strict=True)]


def _lacking(mine: Sequence[Row], theirs: Sequence[Row]) -> list[int]:
    """Give the lines of a copy that the log has not; of equals only those that are more."""
    left, own = Counter(row.text for row in mine), []
    for row in theirs:
        if left[row.text] > 0:
            left[row.text] -= 1
        else:
            own.append(row.line)
    return own


def _folded(name: str) -> str:
    """Compare names whatever their case, and whether an accent is a letter of its own."""
    return unicodedata.normalize("NFC", name).casefold()
