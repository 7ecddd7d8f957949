"""Numbered copies of a person's file as it was before each change: few, and easy to bring back.

A copy is called ``my_log 000012 2026-03-05 143210 0123456789ab.csv``: the file's name, a number
that only grows, the day and time, and what stands for the bytes after the change. The number
alone says which copy is newer: a clock goes back in autumn, and when it is set. Copies of an
earlier version have no number; they are older than all that have one.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

FOLDER = "backups"
KEPT, DAYS_KEPT = 10, 5  # copies of one file: as many as one looks through, the last of some days
UNDONE = "_" * 12  # in place of a state: that change is taken back, or took one back
ANYBODY, OTHERS, OWNER = 0o777, 0o077, 0o600  # a file's most, all but its owner's, an owner's
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)  # seconds between tries to rename a file held elsewhere
NAMED = r" (?:(?P<number>\d{6,}) )?(?P<stamp>\d{4}-\d\d-\d\d \d{6}(?:\.\d{6})?) (?P<state>\w{12})"


class Copy(NamedTuple):
    """One copy; copies are ordered by number. ``state`` is what its change led to."""

    number: int
    stamp: str
    state: str
    path: Path


def fingerprint(data: bytes) -> str:
    """Give a short text that stands for these bytes and no others."""
    return hashlib.sha256(data).hexdigest()[:12]


def led_to(path: str | os.PathLike[str]) -> Path:
    """Give the file that a path leads to; unlike ``resolve``, links in a circle raise nothing."""
    return Path(os.path.realpath(path))


def mode_of(path: str | os.PathLike[str]) -> int:
    """Give what others may do with a file: the most that they may with what is beside it."""
    try:
        return stat.S_IMODE(Path(path).stat().st_mode) | OWNER
    except OSError:
        return ANYBODY


def copies(path: str | os.PathLike[str]) -> list[Copy]:
    """List the copies of a file, newest first; empty ones tell that there was no file."""
    file = led_to(path)
    folder = file.parent / FOLDER
    pattern = re.compile(re.escape(_form(file.stem)) + NAMED + re.escape(_form(file.suffix)))
    found = []
    for other in folder.iterdir() if folder.is_dir() else ():
        if match := pattern.fullmatch(_form(other.name)):
            number = int(match["number"] or 0)
            found.append(Copy(number, match["stamp"], match["state"], other))
    return sorted(found, reverse=True)


def backups(path: str | os.PathLike[str]) -> list[Path]:
    """List the copies of a file that hold something, newest first."""
    with suppress(OSError):
        return [copy.path for copy in copies(path) if copy.path.stat().st_size]
    return []


@contextmanager
def part(file: Path, folder: Path, data: bytes, mode: int = 0o666) -> Iterator[Path]:
    """Write bytes to a temporary file for certain; it is gone at the end, whatever happens."""
    made = folder / f".{file.name}.{secrets.token_hex(4)}.part"
    try:
        # Born with its mode, for nobody else is to read it even for a moment.
        made.touch(mode | OWNER, exist_ok=False)
        with made.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        yield made
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def patiently(rename: Callable[[], object]) -> None:
    """Rename or take away a file; on Windows that is refused while any program looks into it."""
    for pause in PAUSES:
        try:
            rename()
        except PermissionError:
            time.sleep(pause)
        else:
            return
    rename()


def sync(folder: Path) -> None:
    """Make certain that names in a folder are on the disk, where the system can."""
    if os.name == "posix":
        with suppress(OSError):
            opened = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)


@contextmanager
def copy_kept(file: Path, old: bytes, state: str, most: int) -> Iterator[Path]:
    """Keep the bytes before a change for as many eyes as the file; it goes where that fails."""
    mode = mode_of(file) & most
    folder, eyes = file.parent / FOLDER, mode if most == ANYBODY else most
    if not folder.is_dir():
        folder.mkdir(0o777 if eyes & OTHERS else 0o700, exist_ok=True)
        sync(file.parent)
    elif not eyes & OTHERS and mode_of(folder) & OTHERS:
        with suppress(OSError):  # of another user
            folder.chmod(0o700)
    number = max((copy.number for copy in copies(file)), default=0) + 1
    name = f"{file.stem} {number:06d} {now():%Y-%m-%d %H%M%S} {state}{file.suffix}"
    with part(file, folder, old, mode & 0o666) as made:
        patiently(lambda: made.replace(folder / name))
        sync(folder)
    try:
        yield folder / name
    except BaseException:
        with suppress(OSError):
            (folder / name).unlink()
        raise


def now() -> datetime:
    """Give the time on this machine's clock, which nothing but a name depends on."""
    return datetime.now().astimezone()


def mark_undone(copy: Copy) -> None:
    """Let the next undo go one change further back rather than take this one back again."""
    head, _, tail = copy.path.name.rpartition(copy.state)
    with suppress(OSError):
        patiently(lambda: copy.path.replace(copy.path.with_name(head + UNDONE + tail)))


def tidy(file: Path) -> None:
    """Keep the newest copies, the newest changes to undo, the last of some days, and no others."""
    with suppress(OSError):
        every = copies(file)
        to_undo = [copy for copy in every if copy.state != UNDONE]
        last_of_day: dict[str, Copy] = {}
        for copy in every[KEPT:]:
            last_of_day.setdefault(copy.stamp[:10], copy)
        kept = {*every[:KEPT], *to_undo[:KEPT], *list(last_of_day.values())[:DAYS_KEPT]}
        for copy in set(every) - kept:
            copy.path.unlink()


def _form(name: str) -> str:
    """Write letters with accents one way on a Mac, which takes both ways for one name."""
    return unicodedata.normalize("NFC", name) if sys.platform == "darwin" else name
