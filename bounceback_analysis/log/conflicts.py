"""Finds copies of a log beside it, as sync services make them where two machines save at once.

They are known by likeness, in whatever language a service names them: the log's name within
theirs, the same columns, most lines the same. Nothing is merged; the person is told.
"""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.csvtext import SAMPLE, split_text
from bounceback_analysis.log.decoding import decode
from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.neighbours import pending_path
from bounceback_analysis.log.table import find_headings
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

    from bounceback_analysis.log.csvtext import Rows

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

KNOWN_BY = ("date", "employer", "role")
"""The columns by which a line is known though something else in it has changed."""

LINES_SHOWN = 3
"""Lines of a copy that are named."""


class Row(NamedTuple):
    """What a row says, what it is known by though a cell of it has changed, and where it is."""

    text: str
    key: tuple[str, ...]
    line: int


def conflict_copies(file: Path, whole: bytes | Rows, read: Reader) -> list[Problem]:
    """Name the copies of a log, with the lines that they have and the log has not.

    ``whole`` is what the log holds, with what waits to go in; ``read`` reads bytes into a typed
    table, the line of each row, and problems.
    """
    near = _near(file)
    if not near:
        return []
    mine = whole if isinstance(whole, bytes) else _as_csv(whole)
    head = _head(mine)
    found = (_told(file, other, mine, head, read) for other in near)
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


def _told(file: Path, other: Path, mine: bytes, head: bytes, read: Reader) -> Problem | None:
    try:
        data, apart = read_bounded(other), abs(other.stat().st_mtime - file.stat().st_mtime)
    except OSError:
        return None
    if head and data.startswith(head):
        # What stands alike in both says the same; only the rest has to be understood.
        start = _begin_alike(mine, data, len(head))
        before = data[:start].count(b"\n")
        rows, others = _rows(mine[start:], before), _rows(data[start:], before)
        ours, added = _rest(head, rows, others, read), _rest(head, others, rows, read)
        same = before - 1 + len(others) - len(added)
    elif len(_columns(mine) ^ _columns(data)) > ODD_COLUMNS:
        return None
    else:
        ours, added, same = _said(read, mine), _said(read, data), 0
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


def _columns(data: bytes) -> set[str]:
    rows = _first_rows(data)
    return set(find_headings(rows).names) if rows.cells else set()


def _first_rows(data: bytes) -> Rows:
    """Give rows enough to find the headings in: all of a file takes long to split."""
    decoded = decode(data[: 4 * SAMPLE])  # a letter takes four bytes at most
    return split_text(replace(decoded, text=decoded.text[:SAMPLE]))


def _head(data: bytes) -> bytes:
    """Give the line of headings; none where rows do not stand one below another under it."""
    rows, head = _first_rows(data), data[: data.find(b"\n") + 1]
    if not rows.cells or rows.lines[0] != 1 or rows.dialect.quote != '"' or b"\r" in head[:-2]:
        return b""
    whole = find_headings(rows).at == 0 and head.count(b'"') % 2 == 0 and b"\0" not in head
    return head if whole else b""


def _begin_alike(mine: bytes, theirs: bytes, low: int) -> int:
    """Count the bytes of whole rows with which both begin, at least ``low``."""
    least, high = low, min(len(mine), len(theirs))
    while low < high:
        middle = (low + high + 1) // 2
        if theirs.startswith(mine[low:middle], low):
            low = middle
        else:
            high = middle - 1
    start = mine.rfind(b"\n", 0, low) + 1
    return least if mine.count(b'"', 0, start) % 2 else start


def _rows(data: bytes, before: int) -> list[tuple[bytes, int]]:
    """Give rows as they stand, each with its physical line, where so many lines are before."""
    rows, within = list[tuple[bytes, int]](), list[bytes]()
    for line, part in enumerate(data.splitlines(), start=before + 1):
        within.append(part)
        if part.count(b'"') % 2 == (len(within) == 1):
            continue  # a cell goes on in the next line
        if any(within):
            rows.append((b"\n".join(within), line + 1 - len(within)))
        within.clear()
    end = before + len(data.splitlines()) + 1
    return [*rows, (b"\n".join(within), end - len(within))] if within else rows


def _rest(
    head: bytes,
    rows: Sequence[tuple[bytes, int]],
    others: Sequence[tuple[bytes, int]],
    read: Reader,
) -> list[Row]:
    """Give what those rows say that do not stand as they are among the others too."""
    left, parts, lines = Counter(row for row, _ in others), [head.rstrip(b"\r\n")], [1]
    for row, line in rows:
        if left[row] > 0:
            left[row] -= 1
        else:
            parts.append(row)
            lines += range(line, line + 1 + row.count(b"\n"))
    said = _said(read, b"\n".join(parts)) if len(parts) > 1 else []
    return [row._replace(line=lines[row.line - 1]) for row in said]


def _said(read: Reader, data: bytes) -> list[Row]:
    table, lines, _ = read(data)
    # Plain lists: a table of one line takes pandas as long as one of a thousand.
    columns = {name: table[name].tolist() for name in sorted(table.columns)}
    texts = [
        [f"{name}\x1f{cell}" if cell == cell else "" for cell in cells]  # noqa: PLR0124 (a gap)
        for name, cells in columns.items()
    ]
    rows = ["\x1e".join(filter(None, cells)) for cells in zip(*texts, strict=True)]
    known = ([fold(str(cell)) for cell in columns[name]] for name in KNOWN_BY)
    return [Row(*found) for found in zip(rows, zip(*known, strict=True), lines, strict=True)]


def _lacking(mine: Sequence[Row], theirs: Sequence[Row]) -> list[int]:
    """Give the lines of a copy that the log has not; of equals only those that are more."""
    left, own = Counter(row.text for row in mine), []
    for row in theirs:
        if left[row.text] > 0:
            left[row.text] -= 1
        else:
            own.append(row.line)
    return own


def _as_csv(rows: Rows) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=rows.dialect.delimiter, lineterminator="\n").writerows(rows.cells)
    return out.getvalue().encode()


def _folded(name: str) -> str:
    """Compare names whatever their case, and whether an accent is a letter of its own."""
    return unicodedata.normalize("NFC", name).casefold()
