"""What stands around a person's file: who has it open, where its lines wait, what is near its name.

Office programs are known by their markers, notebooks of ours by a lock, copies that sync services
make by likeness: the log's name within theirs, the same columns, most lines the same.
"""

from __future__ import annotations

import difflib
import os
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bounceback_analysis.log.backups import backups, led_to
from bounceback_analysis.log.bounds import UnreadableError, read_bounded
from bounceback_analysis.log.model import Problem
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from bounceback_analysis.log.reading import Table

AS_NOW = 120  # seconds for which a lock is taken for a notebook that is writing at this moment
NAMES_SEEN = 5_000  # names of a folder that are looked at: a folder of downloads may hold many more
LOOKED_INTO = 5  # files that are read, nearest in time first: a service makes one or two
LARGER, AT_LEAST = 3, 200_000  # a copy is at most so many times as large, or so many bytes
ODD_COLUMNS = 2  # columns that one machine may have added; an export of ours has three more
NEAR = 30 * 86_400  # seconds between saves for which a copy without own lines is told
KNOWN_BY = ("date", "employer", "role")  # what a changed line is still known by
LINES_SHOWN = 3  # lines of a copy that are named


@dataclass(frozen=True)
class OpenIn:
    """An office program that has a file open, or had it open when it crashed."""

    program: str
    marker: Path
    since: float

    def __str__(self) -> str:
        return f"{self.program} (opened {ago(self.since)})"

    @property
    def way_on(self) -> str:
        """How to go on where the program has gone and its marker has not."""
        return (
            f"If it is open nowhere, a crash left this marker behind: '{self.marker}'; delete it "
            "and save again."
        )


def pending_path(log: str | os.PathLike[str]) -> Path:
    """Give where the entries of a log wait while it is open elsewhere."""
    file = Path(log)
    return file.with_name(f"{file.stem}.pending.csv")


def opened_by(path: str | os.PathLike[str]) -> OpenIn | None:
    """Tell which office program has the file open, as its marker beside the file says."""
    for file in dict.fromkeys((Path(path), led_to(path))):
        office = "Word" if file.suffix.casefold() == ".docx" else "Excel"
        for name, program in (
            (f".~lock.{file.name}#", "LibreOffice"),
            (f"~${file.name}", office),
            # Word leaves out the first two letters of a longer name.
            (f"~${file.name[2:]}" if office == "Word" else "", office),
        ):
            with suppress(OSError, ValueError):  # there is none, or there can be none
                marker = file.with_name(name)
                return OpenIn(program, marker, marker.stat().st_mtime)
    return None


@contextmanager
def held(lock: Path, name: str, wait: float) -> Iterator[None]:
    """Hold a lock, so that two notebooks never write one file; ``TimeoutError`` says who has it."""
    from filelock import FileLock, SoftFileLock, Timeout  # not when a log is only read

    try:
        since = lock.stat().st_mtime
    except OSError:
        since = time.time()
    taken: FileLock | SoftFileLock = FileLock(lock, timeout=wait)
    try:
        try:
            taken.acquire()
        except NotImplementedError:  # a network share on which files cannot be locked
            taken = SoftFileLock(lock, timeout=wait)
            taken.acquire()
    except Timeout as error:
        said = (
            f"A lock of {ago(since)} keeps '{name}' from being written; it is at '{lock}'. If no "
            "other notebook is open, delete it and save again."
        )
        if time.time() - since < AS_NOW:
            said = (
                f"Another notebook is writing '{name}' just now; try again in a moment. Its lock "
                f"is at '{lock}'."
            )
        raise TimeoutError(said) from error
    try:
        with suppress(OSError):
            os.utime(lock)  # a lock that was let go stays as a file: its time is when it was taken
        yield
    finally:
        taken.release()


def ago(then: float) -> str:
    """Say how long ago a moment was, in its largest unit.

    >>> import time
    >>> ago(time.time() - 3 * 3600 - 5), ago(time.time() - 86400)
    ('3 hours ago', '1 day ago')
    """
    seconds = max(time.time() - then, 0)
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "a moment ago"


def bytes_or_problem(file: Path) -> bytes | Problem:
    """Give what a file holds; where it cannot be had, a problem that says why."""
    try:
        if not file.is_dir():
            return read_bounded(file)
        said = f"'{file}' is a folder. Name the file in it that is your log."
    except FileNotFoundError:
        there = list[str]()
        with suppress(OSError):
            there = [other.name for other in file.parent.iterdir() if other.is_file()]
        near = difflib.get_close_matches(file.name, there, n=3, cutoff=0.5)
        hint = f" Near that name there is {' and '.join(map(repr, near))}." if near else ""
        said = f"There is no file '{file}'.{hint} Start a log with: bounceback new {file}"
    except UnreadableError as error:
        said = str(error)
    except (OSError, ValueError) as error:
        said = f"'{file}' could not be opened: {getattr(error, 'strerror', error)}."
    return Problem(None, None, "stop", said)


def newest_backup(file: Path, data: bytes) -> list[Problem]:
    """Name what a file that is empty now can be brought back from."""
    if data.strip() or not (kept := backups(file)[:1]):
        return []
    back = f"in the folder 'backups'; bring it back with: bb.restore({str(file)!r})"
    return [Problem(None, None, "stop", f"The newest backup is '{kept[0].name}', {back}")]


def free_name(file: Path) -> Path:
    """Give a name near this one that no file has, itself if it is free."""
    free, number = file, 2
    while free.exists() or free.is_symlink():
        free, number = file.with_name(f"{file.stem}_{number}{file.suffix}"), number + 1
    return free


def open_elsewhere(file: Path) -> list[Problem]:
    """Point out who has a file open."""
    if marker := opened_by(file):
        said = f"'{file.name}' is open in {marker}: what is not saved there yet is not read here."
        return [Problem(None, None, "tell", f"{said} {marker.way_on}")]
    return []


class Row(NamedTuple):
    """What a row says, what it is known by though a cell of it has changed, and where it is."""

    text: str
    key: tuple[str, ...]
    line: int


def conflict_copies(file: Path, mine: Table, read: Callable[[bytes], Table]) -> list[Problem]:
    """Name copies of a log, with the lines that they have and ``mine``, what it holds, has not."""
    near = _near(file)
    ours = _rows(mine) if near else []
    return [said for other in near if (said := _told(file, other, mine, ours, read))]


def _near(file: Path) -> list[Path]:
    """Give the files whose name holds the log's, those saved nearest to it in time first."""
    ours, stem = {file.name, pending_path(file).name}, _folded(file.stem)
    found = list[tuple[float, str]]()
    with suppress(OSError), os.scandir(file.parent) as folder:
        log = file.stat()
        for entry in islice(folder, NAMES_SEEN):
            name = _folded(entry.name)
            if not (name.endswith(_folded(file.suffix)) and stem in name):
                continue
            if entry.name in ours or name.startswith((".", "~")) or not entry.is_file():
                continue
            about = entry.stat()
            if about.st_size <= max(LARGER * log.st_size, AT_LEAST):
                found.append((abs(about.st_mtime - log.st_mtime), entry.name))
    return [file.with_name(name) for _, name in sorted(found)[:LOOKED_INTO]]


def _told(
    file: Path, other: Path, mine: Table, ours: list[Row], read: Callable[[bytes], Table]
) -> Problem | None:
    try:
        data, apart = read_bounded(other), abs(other.stat().st_mtime - file.stat().st_mtime)
    except OSError:
        return None
    theirs = read(data)
    if len(set(mine[0]) ^ set(theirs[0])) > ODD_COLUMNS:
        return None
    rows = _rows(theirs)
    shared = (Counter(row.key for row in ours) & Counter(row.key for row in rows)).total()
    alike = 2 * shared >= min(len(ours), len(rows)) > 0
    left, own = Counter(row.text for row in ours), list[int]()
    for row in rows:  # of equals only those that are more
        left[row.text] -= 1
        own += [row.line] if left[row.text] < 0 else []
    if not alike or not (own or apart <= NEAR):
        return None
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


def _rows(table: Table) -> list[Row]:
    # Plain lists: a table of one line takes pandas as long as one of a thousand.
    columns = {name: table[0][name].tolist() for name in sorted(table[0].columns)}
    texts = [
        [f"{name}\x1f{cell}" if cell == cell else "" for cell in cells]  # noqa: PLR0124 (a gap)
        for name, cells in columns.items()
    ]
    said = ["\x1e".join(filter(None, cells)) for cells in zip(*texts, strict=True)]
    known = ([fold(str(cell)) for cell in columns[name]] for name in KNOWN_BY)
    return [Row(*found) for found in zip(said, zip(*known, strict=True), table[1], strict=True)]


def _folded(name: str) -> str:
    """Compare names whatever their case, and whether an accent is a letter of its own."""
    return unicodedata.normalize("NFC", name).casefold()
