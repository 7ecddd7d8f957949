"""What stands around a person's file: who has it open, where its lines wait, what is near its name.

Office programs are known by their markers and notebooks of ours by a lock, each told with its age.
"""

from __future__ import annotations

import difflib
import os
import re
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bounceback_analysis.log.backups import backups, led_to
from bounceback_analysis.log.bounds import UnreadableError, read_bounded
from bounceback_analysis.log.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_NAME = 54
"""Characters of a name in Excel's marker; as many are shown of any other."""
LARGEST_MARKER = 4_096
"""Bytes read of a marker: LibreOffice's is a line, Excel's 165 bytes."""
AS_NOW = 120
"""Seconds for which a lock is taken for a notebook that is writing at this moment."""


@dataclass(frozen=True)
class OpenIn:
    """An office program that has a file open, or had it open when it crashed."""

    program: str
    marker: Path
    who: str
    since: float

    def __str__(self) -> str:
        by = f"by {self.who} " if self.who else ""
        return f"{self.program} (opened {by}{ago(self.since)})"

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
    """Tell which office program has the file open, as its marker beside the file says.

    References
    ----------
    LibreOffice, svl/source/misc/lockfilecommon.cxx: the marker is one line, the name, the login,
    the machine and the time with commas between them. Microsoft, owner files of Office: a byte of
    length and the name, then the same in UTF-16 from byte 55.
    """
    for file in dict.fromkeys((Path(path), led_to(path))):
        office = "Word" if file.suffix.casefold() == ".docx" else "Excel"
        for name, program, read in (
            (f".~lock.{file.name}#", "LibreOffice", _libreoffice),
            (f"~${file.name}", office, _excel),
            # Word leaves out the first two letters of a longer name.
            (f"~${file.name[2:]}" if office == "Word" else "", office, _excel),
        ):
            with suppress(OSError, ValueError):  # there is none, or there can be none
                marker = file.with_name(name)
                since = marker.stat().st_mtime
                who, told = read(_start_of(marker))
                return OpenIn(program, marker, who, told or since)
    return None


@contextmanager
def held(lock: Path, name: str, wait: float) -> Iterator[None]:
    """Hold a lock, so that two notebooks of ours never write one file at once.

    Raises
    ------
    TimeoutError
        Another holds it; the sentence says how old that lock is, where, and how to go on.
    """
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
        raise TimeoutError(_taken(lock, name, since)) from error
    try:
        with suppress(OSError):
            os.utime(lock)  # a lock that was let go stays as a file: its time is when it was taken
        yield
    finally:
        taken.release()


def _taken(lock: Path, name: str, since: float) -> str:
    if time.time() - since < AS_NOW:
        return (
            f"Another notebook is writing '{name}' just now; try again in a moment. Its lock is "
            f"at '{lock}'."
        )
    return (
        f"A lock of {ago(since)} keeps '{name}' from being written; it is at '{lock}'. If no other "
        "notebook is open, delete it and save again."
    )


def ago(then: float) -> str:
    """Say how long ago a moment was, in its largest unit.

    Examples
    --------
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


def _start_of(marker: Path) -> bytes:
    with suppress(OSError), marker.open("rb") as opened:  # or held by the program itself
        return opened.read(LARGEST_MARKER)
    return b""


def _libreoffice(data: bytes) -> tuple[str, float]:
    """Read the name, else the login, with the machine; and the time, 0 where there is none."""
    parts = re.split(r"(?<!\\),", data.decode("utf-8", "replace"))
    name, login, machine, time_told = [_plain(part) for part in (*parts, "", "", "", "")[:4]]
    who = name or login
    with suppress(ValueError, OverflowError, OSError):
        told = datetime.strptime(time_told, "%d.%m.%Y %H:%M")  # noqa: DTZ007 (this machine's time)
        return _at(who, machine), told.timestamp()
    return _at(who, machine), 0.0


def _excel(data: bytes) -> tuple[str, float]:
    wide = data[57 : 57 + 2 * data[55]] if len(data) > 57 else b""
    narrow = data[1 : 1 + data[0]] if data else b""
    name = wide.decode("utf-16-le", "replace") or narrow.decode("cp1252", "replace")
    return _plain(name), 0.0


def _at(who: str, machine: str) -> str:
    return f"{who} at {machine}" if who and machine else who or machine


def _plain(text: str) -> str:
    """Give a name without what could steer a window, and no longer than a name."""
    shown = "".join(c for c in text.replace("\\", "") if c.isprintable())
    return shown.strip()[:LONGEST_NAME]


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
    back = f"in the folder 'backups'; bring it back with: bb.restore({str(file)!r})"
    said = (f"The newest backup is '{kept.name}', {back}" for kept in backups(file)[:1])
    return [] if data.strip() else [Problem(None, None, "stop", one) for one in said]


def free_name(file: Path) -> Path:
    """Give a name near this one that no file has, itself if it is free."""
    free, number = file, 2
    while free.exists() or free.is_symlink():
        free, number = file.with_name(f"{file.stem}_{number}{file.suffix}"), number + 1
    return free


def open_elsewhere(file: Path) -> list[Problem]:
    """Point out who has a file open."""
    marker = opened_by(file)
    if marker is None:
        return []
    said = f"'{file.name}' is open in {marker}: what is not saved there yet is not read here."
    return [Problem(None, None, "tell", f"{said} {marker.way_on}")]
