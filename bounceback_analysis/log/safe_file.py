"""One careful way to change a person's file: all of the new bytes or all of the old."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import time
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bounceback_analysis.log.backups import (
    FOLDER,
    backed_up,
    backups,
    fingerprint,
    leads_to,
    mark_undone,
    part,
    tidy,
)
from bounceback_analysis.log.bounds import read_bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Reason = Literal["", "missing", "read-only", "open", "busy", "full", "no"]

LOCK_WAIT = 10.0
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds to wait for the other program: for its turn, and between tries to replace the file."""


@dataclass(frozen=True)
class Written:
    """What came of a change to a file; ``message`` is a sentence for the person.

    ``line`` and ``text`` are the physical line that was written and what it says, ``pending``
    the file where an entry waits that could not be written yet, ``state`` stands for the
    bytes after this change: ``undo`` takes it. ``reason`` is a short word when not ``ok``.
    """

    ok: bool
    message: str
    path: Path
    line: int | None = None
    text: str = ""
    pending: Path | None = None
    reason: Reason = ""
    state: str = ""


class RefusedError(Exception):
    """A change that cannot be made, in a sentence for the person."""

    def __init__(self, message: str, reason: Reason = "no") -> None:
        super().__init__(message)
        self.reason: Reason = reason


class _ChangedMeanwhileError(Exception):
    """Another program has written since the bytes were read."""


def save(
    path: str | os.PathLike[str],
    change: Callable[[bytes], bytes],
    *,
    create: bool = False,
    keep: bool = True,
) -> Written:
    """Give a file the bytes that ``change`` makes of its present ones.

    The bytes are compared again just before the file is replaced; where another program has
    written meanwhile, ``change`` is applied to what it wrote. A backup is kept first.

    Parameters
    ----------
    path
        The file; a symbolic link stays one and the file it leads to is changed.
    change
        From the present bytes to the new ones, no bytes meaning that the file goes. It may be
        called again, and may raise ``RefusedError``.
    create
        Whether a file that is not there is started, from no bytes.
    keep
        Whether a backup is kept of the bytes before.
    """
    file = Path(path)
    try:
        file = _checked(file, create=create)
        with _locked(file):
            return _changed(file, change, keep=keep)
    except RefusedError as refusal:
        return Written(ok=False, message=str(refusal), path=file, reason=refusal.reason)
    except (OSError, RuntimeError) as error:
        return _not_saved(error, file)


def undo_save(path: str | os.PathLike[str], *, state: str = "") -> Written:
    """Take back one change: the last one, or the one that led to ``state``.

    Bytes that another program has added after that change stay.
    """

    def before(now: bytes) -> bytes:
        wanted = state or fingerprint(now)
        backup = next((b for b in backups(path) if leads_to(b) == wanted), None)
        if backup is None:
            raise RefusedError(
                "There is nothing to take back: the file was changed by another program since."
            )
        old = backup.read_bytes()
        return old if fingerprint(now) == wanted else _without(old, now, wanted)

    written = save(path, before)
    if written.ok:
        mark_undone(written.path, written.state)
        return replace(written, message="Taken back: the file is as it was.")
    return written


def restore(path: str | os.PathLike[str], backup: str | os.PathLike[str] | None = None) -> Written:
    """Bring back a backup, the newest where none is named; what stood there is kept as one."""
    kept = backups(path)
    chosen = Path(backup) if backup else next(iter(kept), None)
    if chosen is None:
        message = "There is no backup of this file yet."
        return Written(ok=False, message=message, path=Path(path), reason="missing")
    try:
        data = chosen.read_bytes()
    except OSError as error:
        return _not_saved(error, chosen)
    return save(path, lambda _: data, create=True)


def opened_by(path: str | os.PathLike[str]) -> str:
    """Name the office program that has the file open, as its marker beside the file tells."""
    names = {Path(path), Path(path).resolve()}
    if any(file.with_name(f".~lock.{file.name}#").exists() for file in names):
        return "LibreOffice"
    return "Excel" if any(file.with_name(f"~${file.name}").exists() for file in names) else ""


def _checked(path: Path, *, create: bool) -> Path:
    """Give the file that a path leads to, if it may be written."""
    if program := opened_by(path):
        raise RefusedError(_open_elsewhere(path, program), "open")
    file = path.resolve()
    if file.is_dir():
        raise RefusedError(f"'{file}' is a folder, not a file.")
    if not file.exists():
        if not create:
            raise RefusedError(f"There is no file '{file}'.", "missing")
        file.parent.mkdir(parents=True, exist_ok=True)
    # Replacing needs no right to write the file itself, so a read-only mark is looked for here.
    elif not (file.stat().st_mode & 0o222 and os.access(file, os.W_OK)):
        raise RefusedError(
            f"'{file.name}' is marked read-only, so nothing was written. Allow changes to it in "
            "its properties, or copy your text from here.",
            "read-only",
        )
    return file


def _open_elsewhere(file: Path, program: str) -> str:
    return f"'{file.name}' is open in {program}: close it there first."


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Keep other notebooks of ours out, and clear what a killed one has left half done."""
    from filelock import FileLock  # not when a log is only read

    folder = file.parent / FOLDER
    folder.mkdir(exist_ok=True)
    with FileLock(folder / f".{file.name}.lock", timeout=LOCK_WAIT):
        for place in (file.parent, folder):
            for left in place.glob(".*.part"):
                if re.fullmatch(re.escape(f".{file.name}.") + r"[0-9a-f]{8}\.part", left.name):
                    left.unlink(missing_ok=True)
        yield


def _changed(file: Path, change: Callable[[bytes], bytes], *, keep: bool) -> Written:
    for _ in range(20):
        old = _bytes_of(file)
        new = change(old or b"")
        if new == old:
            return _saved("Nothing needed changing.", file, new)
        with suppress(_ChangedMeanwhileError):
            _swap(file, old, new, keep=keep)
            tidy(file)
            return _saved(f"Saved in '{file.name}'.", file, new)
    message = f"Another program keeps changing '{file.name}', so nothing was written."
    raise RefusedError(message, "busy")


def _swap(file: Path, old: bytes | None, new: bytes, *, keep: bool) -> None:
    keeping = backed_up(file, old, new) if keep and old is not None else nullcontext()
    with part(file, file.parent, new) as made, keeping:
        if old is not None:
            _like(made, file)
        if _bytes_of(file) != old:
            raise _ChangedMeanwhileError
        if new:
            _replace(made, file)
        else:
            file.unlink()


def _bytes_of(file: Path) -> bytes | None:
    try:
        return read_bounded(file)
    except FileNotFoundError:
        return None


def _saved(message: str, file: Path, data: bytes) -> Written:
    return Written(ok=True, message=message, path=file, state=fingerprint(data))


def _like(made: Path, file: Path) -> None:
    """Give the new file the mode and owner of the old."""
    was = file.stat()
    made.chmod(stat.S_IMODE(was.st_mode))
    now = made.stat()
    if (now.st_uid, now.st_gid) != (was.st_uid, was.st_gid):
        with suppress(OSError):
            os.chown(made, was.st_uid, was.st_gid)


def _without(old: bytes, now: bytes, wanted: str) -> bytes:
    """Take one change out of bytes to which others have only been added since."""
    so_far, start = hashlib.sha256(), 0
    for line_end in re.finditer(rb"\r\n|\r|\n", now):
        so_far.update(now[start : line_end.end()])
        start = line_end.end()
        if so_far.hexdigest()[:12] == wanted:
            # What had no line end is followed by more lines now, and needs one.
            bare = old and not old.endswith((b"\r", b"\n"))
            return old + (line_end.group() if bare else b"") + now[start:]
    raise RefusedError("The file was changed since in other places, so nothing was taken back.")


def _replace(made: Path, file: Path) -> None:
    for pause in (*PAUSES, None):
        try:
            made.replace(file)
            break
        except PermissionError as error:  # on Windows: some program has the file open
            if pause is None:
                message = _open_elsewhere(file, "Excel or another program")
                raise RefusedError(message, "open") from error
            time.sleep(pause)
    if os.name == "posix":
        with suppress(OSError):
            folder = os.open(file.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _not_saved(error: Exception, file: Path) -> Written:
    reason: Reason = "no"
    message = f"'{file.name}' could not be written ({error}); it is as it was."
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, TimeoutError) and number is None:  # the lock's own, not a far disk's
        reason = "busy"
        message = f"Another notebook is writing '{file.name}' just now; try again in a moment."
    elif number in {errno.ENOSPC, errno.EDQUOT}:
        reason = "full"
        message = f"The disk is full, so nothing was written; '{file.name}' is as it was."
    elif isinstance(error, PermissionError) or number == errno.EROFS:
        reason = "read-only"
        message = (
            f"Nothing may be written in the folder '{file.parent}', so '{file.name}' is as it was. "
            "Copy your text from here, or keep the log in another folder."
        )
    return Written(ok=False, message=message, path=file, reason=reason)
