"""One careful way to change a person's file: all of the new bytes or all of the old.

Whatever Bounceback writes goes through here: to a temporary file in the same folder, onto the
disk, and only then under the file's name. What is private stays so (``most``); a symbolic link
stays one, and the file that it leads to is changed.
"""

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
    ANYBODY,
    FOLDER,
    UNDONE,
    Copy,
    backups,
    copies,
    copy_kept,
    fingerprint,
    led_to,
    mark_undone,
    mode_of,
    part,
    sync,
    tidy,
)
from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.locks import held, opened_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Reason = Literal["", "missing", "exists", "read-only", "open", "busy", "full", "no"]

LOCK_WAIT = 10.0
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds to wait for the other program: for its turn, and between tries to replace the file."""


@dataclass(frozen=True)
class Written:
    """What came of a change to a file; ``message`` is a sentence for the person.

    ``line`` and ``text`` are the physical line that was written and what it says, ``pending``
    the file where an entry waits that could not be written yet, ``state`` stands for the
    bytes after this change: ``undo`` takes it. ``reason`` is a short word when not ``ok``;
    ``kept`` is the copy of the bytes before.
    """

    ok: bool
    message: str
    path: Path
    line: int | None = None
    text: str = ""
    pending: Path | None = None
    reason: Reason = ""
    state: str = ""
    kept: Path | None = None


class RefusedError(Exception):
    """A change that cannot be made, in a sentence for the person."""

    def __init__(self, message: str, reason: Reason = "no") -> None:
        super().__init__(message)
        self.reason: Reason = reason


class ChangedMeanwhileError(Exception):
    """Another program has written since the bytes were read."""


def save(
    path: str | os.PathLike[str],
    change: Callable[[bytes], bytes],
    *,
    create: bool = False,
    keep: bool = True,
    undoable: bool = True,
    most: int = ANYBODY,
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
    undoable
        Whether ``undo_save`` takes this change back; it does not take back an undo.
    most
        The mode that the file may have at most: ``mode_of`` the log for what stands beside it,
        ``OWNER`` for what is for nobody else. A narrower mode of the file stays.
    """
    file = Path(path)
    try:
        file = checked(file, create=create)
        with _locked(file):
            return _changed(file, change, keep=keep, undoable=undoable, most=most)
    except RefusedError as refusal:
        return Written(ok=False, message=str(refusal), path=file, reason=refusal.reason)
    except (OSError, RuntimeError) as error:
        return not_saved(error, file)


def undo_save(path: str | os.PathLike[str], *, state: str = "") -> Written:
    """Take back one change: the last one, or the one that led to ``state``.

    Bytes that another program has added after that change stay. A file that the change has
    started goes; its bytes stay in the backups.
    """
    taken: list[Copy] = []

    def before(now: bytes) -> bytes:
        wanted = state or fingerprint(now)
        # The newest, for the same bytes may have stood there more than once.
        taken[:] = [copy for copy in copies(path) if copy.state == wanted][:1]
        if not taken:
            raise RefusedError(
                "There is nothing to take back: no change of mine that is still kept has led to "
                "the file as it is now."
            )
        old = taken[0].path.read_bytes()
        return old if fingerprint(now) == wanted else _without(old, now, wanted)

    written = save(path, before, undoable=False)
    if not written.ok:
        return written
    mark_undone(taken[0])
    if not written.path.exists():
        said = "Taken back: there was no file before, so there is none now; a copy is in 'backups'."
        return replace(written, message=said)
    return replace(written, message="Taken back: the file is as it was.")


def restore(path: str | os.PathLike[str], backup: str | os.PathLike[str] | None = None) -> Written:
    """Bring back a backup, the newest where none is named; what stood there is kept as one."""
    kept = backups(path)
    chosen = Path(backup) if backup else next(iter(kept), None)
    missing = Written(ok=False, message="", path=Path(path), reason="missing")
    if chosen is None:
        return replace(missing, message="There is no backup of this file yet.")
    try:
        data = chosen.read_bytes()
    except OSError as error:
        return not_saved(error, chosen)
    if not data:  # no bytes would take the file away
        return replace(missing, message=f"There is nothing in '{chosen.name}'.")
    return save(path, lambda _: data, create=True)


def checked(path: Path, *, create: bool, read_only_too: bool = False) -> Path:
    """Give the file that a path leads to, if it may be written.

    Raises
    ------
    RefusedError
        It may not: a program has it open, it is no ordinary file, is not there, is read-only.
    """
    if marker := opened_by(path):
        raise RefusedError(f"{_open_elsewhere(path, str(marker))} {marker.way_on}", "open")
    if path.is_symlink() and not path.exists():
        raise RefusedError(
            f"'{path}' is a link that leads to no file, so nothing was written. Mend the link, or "
            "take it away."
        )
    file = led_to(path)
    if file.is_dir():
        raise RefusedError(f"'{file}' is a folder, not a file.")
    if not file.exists():
        if not create:
            raise RefusedError(f"There is no file '{file}'.", "missing")
        file.parent.mkdir(parents=True, exist_ok=True)
    elif not file.is_file():  # a pipe, or a part of the machine
        raise RefusedError(f"'{file}' is no ordinary file, so nothing was written.")
    # Replacing needs no right to write the file itself, so a read-only mark is looked for here.
    elif not read_only_too and not (file.stat().st_mode & 0o222 and os.access(file, os.W_OK)):
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
    folder = file.parent / FOLDER
    folder.mkdir(exist_ok=True)
    with held(folder / f".{file.name}.lock", file.name, LOCK_WAIT):
        for place in (file.parent, folder):
            for left in place.glob(".*.part"):
                if re.fullmatch(re.escape(f".{file.name}.") + r"[0-9a-f]{8}\.part", left.name):
                    left.unlink(missing_ok=True)
        yield


def _changed(
    file: Path, change: Callable[[bytes], bytes], *, keep: bool, undoable: bool, most: int
) -> Written:
    for _ in range(20):
        old = bytes_of(file)
        new = change(old or b"")
        if new == (old or b""):
            return _saved("Nothing needed changing.", file, new)
        leads_to = fingerprint(new) if undoable else UNDONE
        with suppress(ChangedMeanwhileError):
            kept = swap(file, old, new, state=leads_to if keep else "", most=most)
            tidy(file)
            return replace(_saved(f"Saved in '{file.name}'.", file, new), kept=kept)
    message = f"Another program keeps changing '{file.name}', so nothing was written."
    raise RefusedError(message, "busy")


def swap(
    file: Path, old: bytes | None, new: bytes, *, state: str = "", most: int = ANYBODY
) -> Path | None:
    """Put new bytes in place of the old, whole and on the disk; no new bytes take the file away.

    With a ``state`` a copy of the old is kept under it, and given back.

    Raises
    ------
    ChangedMeanwhileError
        Another program has written since; its bytes stand.
    """
    keeping = copy_kept(file, old or b"", state, most) if state else nullcontext()
    with part(file, file.parent, new, _mode(file, old, most)) as made, keeping as kept:
        if old is not None:
            _like(made, file, most)
        if bytes_of(file) != old:
            raise ChangedMeanwhileError
        if new:
            _into_place(made, file, only_new=old is None)
        else:
            file.unlink()
        sync(file.parent)
    return kept


def _mode(file: Path, old: bytes | None, most: int) -> int:
    """Give the mode to begin with: never wider than the file's; as usual for a new one."""
    return 0o666 & most & (ANYBODY if old is None else mode_of(file))


def bytes_of(file: Path) -> bytes | None:
    """Give what a file holds, None where there is none."""
    try:
        return read_bounded(file)
    except FileNotFoundError:
        return None


def _saved(message: str, file: Path, data: bytes) -> Written:
    return Written(ok=True, message=message, path=file, state=fingerprint(data))


def _like(made: Path, file: Path, most: int) -> None:
    """Give the new file the owner of the old, and its mode where that is not too wide."""
    was = file.stat()
    made.chmod(stat.S_IMODE(was.st_mode) & most)
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


def _into_place(made: Path, file: Path, *, only_new: bool) -> None:
    if only_new:
        try:
            file.hardlink_to(made)  # unlike a replacement, never over a file of this very moment
        except FileExistsError as error:
            raise ChangedMeanwhileError from error
        except OSError:  # this disk knows no second names
            pass
        else:
            return
    for pause in (*PAUSES, None):
        try:
            made.replace(file)
            break
        except PermissionError as error:  # on Windows: some program has the file open
            if pause is None:
                message = _open_elsewhere(file, "Excel or another program")
                raise RefusedError(message, "open") from error
            time.sleep(pause)


def not_saved(error: Exception, file: Path) -> Written:
    """Say in a sentence why a file could not be written."""
    reason: Reason = "no"
    message = f"'{file.name}' could not be written ({error}); it is as it was."
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, TimeoutError) and number is None:  # the lock's own, not a far disk's
        reason = "busy"
        message = str(error)
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
