"""Finds copies of a log beside it, as sync services make them where two machines save at once.

They are known by likeness, in whatever language a service names them: the log's name within
theirs, the same columns, most lines the same. Nothing is merged; the person is told.
"""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.headings import find_headings
from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.pending import pending_path
from bounceback_analysis.log.rows import split_rows
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

    Reader = Callable[[bytes], tuple[pd.DataFrame, list[int], list[Problem]]]

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

SHOWN = 3
"""Lines of a copy that are named."""


def copies(file: Path, data: bytes, read: Reader) -> list[Problem]:
    """Name the copies of a log, with the lines that they have and the log has not.

    Parameters
    ----------
    file
        The log.
    data
        Its bytes, with what waits to go in.
    read
        What reads bytes into a typed table, the line of each row, and problems.
    """
    near = _neighbours(file, len(data))
    if not near:
        return []
    names = _columns(data)
    table, lines, _ = read(data)
    mine = _rows(table, lines)
    found = (_told(file, other, mine, names, read) for other in near)
    return [problem for problem in found if problem]


def _neighbours(file: Path, size: int) -> list[Path]:
    """Give the files whose name holds the log's, those saved nearest to it in time first."""
    stem, most = _plain(file.stem), max(LARGER * size, AT_LEAST)
    ours, found = {file.name, pending_path(file).name}, list[tuple[float, str]]()
    try:
        saved = file.stat().st_mtime
        with os.scandir(file.parent) as folder:
            for entry in islice(folder, NAMES_SEEN):
                name = _plain(entry.name)
                if not (name.endswith(_plain(file.suffix)) and stem in name):
                    continue
                if entry.name in ours or name.startswith((".", "~")) or not entry.is_file():
                    continue
                about = entry.stat()
                if about.st_size <= most:
                    found.append((abs(about.st_mtime - saved), entry.name))
    except OSError:
        return []
    return [file.with_name(name) for _, name in sorted(found)[:LOOKED_INTO]]


def _told(
    file: Path, other: Path, mine: Mapping[Any, Any], names: set[str], read: Reader
) -> Problem | None:
    try:
        data, apart = read_bounded(other), abs(other.stat().st_mtime - file.stat().st_mtime)
    except OSError:
        return None
    if len(names ^ _columns(data)) > ODD_COLUMNS:
        return None
    table, lines, _ = read(data)
    theirs = _rows(table, lines)
    shared = sum((Counter(mine["keys"]) & Counter(theirs["keys"])).values())
    marked = any(mark in _plain(other.name) for mark in MARKS)
    alike = 2 * shared >= min(len(mine["keys"]), len(theirs["keys"])) > 0
    if not (alike or marked):
        return None
    own = _lacking(mine["rows"], theirs)
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
    many = f"{len(own)} line{'' if len(own) == 1 else 's'} that your log has not"
    which = ", ".join(map(str, own[:SHOWN])) + (" and more" if len(own) > SHOWN else "")
    said += (
        f" It has {many} (its line{'' if len(own) == 1 else 's'} {which}): bring over what belongs "
        "in your log, then delete the copy or move it elsewhere."
    )
    return Problem(None, None, "ask", said)


def _lacking(mine: list[Any], theirs: Mapping[str, list[Any]]) -> list[int]:
    """Give the lines of a copy that the log has not; of equals only those that are more."""
    left, own = Counter(mine), []
    for row, line in zip(theirs["rows"], theirs["lines"], strict=True):
        if left[row]:
            left[row] -= 1
        else:
            own.append(line)
    return own


def _rows(table: pd.DataFrame, lines: list[int]) -> dict[str, list[Any]]:
    """Give of each row what it says, and by what it is known though a cell of it has changed."""
    held = table.dropna(axis=1, how="all")  # a further column that is blank tells nothing apart
    texts = [
        (name + "\x1f" + held[name].astype("str")).fillna("").tolist()
        for name in sorted(held.columns)
    ]
    rows = ["\x1e".join(filter(None, cells)) for cells in zip(*texts, strict=True)]
    known = [
        table[name].astype("str").fillna("").map(fold).tolist()
        for name in ("date", "employer", "role")
    ]
    return {"rows": rows, "keys": list(zip(*known, strict=True)), "lines": list(lines)}


def _columns(data: bytes) -> set[str]:
    rows = split_rows(data)
    return set(find_headings(rows).names) if rows.cells else set()


def _plain(name: str) -> str:
    """Compare names whatever their case, and whether an accent is a letter of its own."""
    return unicodedata.normalize("NFC", name).casefold()
