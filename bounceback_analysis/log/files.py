"""A person's file, and the one careful way to change it: all of the new bytes or all of the old.

Whatever Bounceback writes goes to a temporary file in the same folder, onto the disk, and only
then under the file's name. ``save`` changes what is the person's. ``put`` makes what they hand
over: what Bounceback wrote itself is replaced, anything else only where they ask for it. Whatever
is changed or replaced is kept in ``backups``.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

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
    patiently,
    sync,
    tidy,
)
from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.neighbours import free_name, held, opened_by

Reason = Literal["", "missing", "exists", "read-only", "open", "busy", "full", "no"]
LOCK_WAIT = 10.0  # seconds for another notebook: writing takes far less
TRIES = 20  # at a change while another program keeps writing
DEAD = 60.0  # seconds after which a temporary file is left over: writing takes less
LOG_ENDINGS = (".csv", ".txt", "")  # it is text with commas, whatever the name says
OPEN = "'{}' is open in {}: close it there first."
WINDOWS = os.name == "nt"
NOT_IN_WINDOWS = re.compile(
    r'.*[<>:"|?*\x00-\x1f].*|.*[. ]'
    r"|(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³]) *(?:\..*)?",
    re.IGNORECASE | re.DOTALL,
)
"""Names that Windows takes for a device, into which all is lost, or for no name or another."""


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
    """Give a file the bytes that ``change`` makes of its present ones; with none the file goes.

    Where another program writes meanwhile, ``change`` is applied to what it wrote; it may raise
    ``RefusedError``. ``create`` starts a file, ``keep`` backs up the bytes before, ``undoable``
    lets ``undo_save`` go back to it; ``most`` is the widest mode that the file may have.
    """
    given = Path(path)

    def saved() -> Written:
        file = checked(given, create=create)
        with _locked(file):
            return _changed(file, change, keep=keep, undoable=undoable, most=most)

    return _told(given, saved)


def put(
    path: str | os.PathLike[str],
    data: bytes,
    *,
    is_ours: Callable[[bytes], bool] = lambda _: False,
    replace: bool = False,
) -> Written:
    """Write a file to be handed over; over another only if it ``is_ours``, or with ``replace``."""
    given = Path(path)

    def placed() -> Written:
        file = checked(given, create=True, read_only_too=replace)
        old = _now(file)
        problem = link_problem(given)
        if not (problem or old is None or is_ours(old)):
            said = f"'{given.name}' is there already and was left as it is."
            problem = f"{said} {way_out(given)}"
        if problem and not replace:
            raise RefusedError(problem, "exists")
        state, kept = fingerprint(data), None
        if old != data:
            _clear(file, file.parent, age=DEAD)
            kept = _swap(file, old, data, state="" if old is None else state)
            tidy(file)
        said = f"Written: '{given.name}'."
        said += f" What was there before is kept as 'backups/{kept.name}'." if kept else ""
        return Written(ok=True, message=said, path=given, state=state, kept=kept)

    return _told(given, placed)


def undo_save(path: str | os.PathLike[str], *, state: str = "") -> Written:
    """Take back the last change, or the one that led to ``state``; what others added stays."""
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
    said = "Taken back: the file is as it was."
    if not written.path.exists():
        said = "Taken back: there was no file before, so there is none now; a copy is in 'backups'."
    return replace(written, message=said)


def restore(path: str | os.PathLike[str], backup: str | os.PathLike[str] | None = None) -> Written:
    """Bring back a backup, the newest where none is named; what stood there is kept as one."""

    def brought_back() -> Written:
        chosen = Path(backup) if backup else next(iter(backups(path)), None)
        if chosen is None:
            raise RefusedError("There is no backup of this file yet.", "missing")
        if not (data := chosen.read_bytes()):  # no bytes would take the file away
            raise RefusedError(f"There is nothing in '{chosen.name}'.", "missing")
        return save(path, lambda _: data, create=True)

    return _told(Path(path), brought_back)


def checked(path: Path, *, create: bool, read_only_too: bool = False) -> Path:
    """Give the file that a path leads to if it may be written, else raise ``RefusedError``."""
    if marker := opened_by(path):
        raise RefusedError(OPEN.format(path.name, marker) + f" {marker.way_on}", "open")
    if path.is_symlink() and not path.exists():
        raise RefusedError(
            f"'{path}' is a link that leads to no file, so nothing was written. Mend the link, or "
            "take it away."
        )
    if WINDOWS and NOT_IN_WINDOWS.fullmatch(path.name):
        raise RefusedError(f"'{path.name}' is no name for a file in Windows. Choose another one.")
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


def _told(given: Path, change: Callable[[], Written]) -> Written:
    """Make a change; where it is refused or fails, say so in a sentence."""
    try:
        return change()
    except RefusedError as refusal:
        return Written(ok=False, message=str(refusal), path=given, reason=refusal.reason)
    except ChangedMeanwhileError:
        said = f"Another program has just written '{given.name}', so it was left as it is."
        return Written(ok=False, message=said, path=given, reason="exists")
    except (OSError, RuntimeError) as error:
        return _not_saved(error, led_to(given))


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Keep other notebooks of ours out, and clear what a killed one has left half done."""
    folder = file.parent / FOLDER
    folder.mkdir(exist_ok=True)
    with held(folder / f".{file.name}.lock", file.name, LOCK_WAIT):
        _clear(file, file.parent, folder)
        yield


def _clear(file: Path, *folders: Path, age: float = 0.0) -> None:
    """Take away what a program that was killed has left of this file, half written."""
    ours = re.compile(re.escape(f".{file.name}.") + r"[0-9a-f]{8}\.part")
    for folder in folders:
        for left in folder.glob(".*.part"):
            with suppress(OSError):  # gone meanwhile, or looked into: it goes another time
                fresh = age and left.stat().st_mtime > time.time() - age
                if ours.fullmatch(left.name) and not fresh:
                    left.unlink()


def _changed(
    file: Path, change: Callable[[bytes], bytes], *, keep: bool, undoable: bool, most: int
) -> Written:
    for _ in range(TRIES):
        old = _now(file)
        new = change(old or b"")
        state = fingerprint(new)
        done = Written(ok=True, message="Nothing needed changing.", path=file, state=state)
        if new == (old or b""):
            return done
        copied_as = state if undoable else UNDONE
        with suppress(ChangedMeanwhileError):
            kept = _swap(file, old, new, state=copied_as if keep else "", most=most)
            tidy(file)
            return replace(done, message=f"Saved in '{file.name}'.", kept=kept)
    message = f"Another program keeps changing '{file.name}', so nothing was written."
    raise RefusedError(message, "busy")


def _swap(
    file: Path, old: bytes | None, new: bytes, *, state: str = "", most: int = ANYBODY
) -> Path | None:
    """Put new bytes in place of the old, none to take the file away; ``state`` keeps a copy."""
    keeping = copy_kept(file, old or b"", state, most) if state else nullcontext()
    # To begin with its mode is never wider than the file's; as usual for a new one.
    mode = 0o666 & most & (ANYBODY if old is None else mode_of(file))
    with part(file, file.parent, new, mode) as made, keeping as kept:
        if old is not None:
            _like(made, file, most)
        if _now(file) != old:
            raise ChangedMeanwhileError
        try:
            if new:
                _into_place(made, file, only_new=old is None)
            else:
                patiently(file.unlink)
        except PermissionError as error:  # Windows refuses whatever takes an open file's name
            raise RefusedError(
                OPEN.format(file.name, "Excel or another program"), "open"
            ) from error
        sync(file.parent)
    return kept


def _now(file: Path) -> bytes | None:
    try:
        return read_bounded(file)
    except FileNotFoundError:
        return None


def _like(made: Path, file: Path, most: int) -> None:
    """Give the new file the owner of the old, and its mode where that is not too wide."""
    if WINDOWS:  # where a mode is the read-only mark alone, and nothing is put in place of that
        file.chmod(stat.S_IWRITE)
        return
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
    patiently(lambda: made.replace(file))


def _not_saved(error: Exception, file: Path) -> Written:
    """Say in a sentence why a file could not be written."""
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, TimeoutError) and number is None:  # the lock's own, not a far disk's
        return Written(ok=False, message=str(error), path=file, reason="busy")
    reason: Reason = "no"
    message = f"'{file.name}' could not be written ({error}); it is as it was."
    if number in {errno.ENOSPC, errno.EDQUOT}:
        reason = "full"
        message = f"The disk is full, so nothing was written; '{file.name}' is as it was."
    elif isinstance(error, PermissionError) or number == errno.EROFS:
        reason = "read-only"
        message = (
            f"Nothing may be written in the folder '{file.parent}', so '{file.name}' is as it was. "
            "Copy your text from here, or keep the log in another folder."
        )
    return Written(ok=False, message=message, path=file, reason=reason)


def must_end(path: str | os.PathLike[str], endings: Sequence[str], what: str) -> None:
    """Raise a ``ValueError`` where a name promises something else than the file is to hold."""
    file = Path(path)
    if file.suffix.casefold() not in endings:
        ends = f"ends in '{file.suffix}'" if file.suffix else "has no ending"
        *more, last = filter(None, endings)
        listed = f"{', '.join(more)} or {last}" if more else last
        raise ValueError(
            f"'{file.name}' {ends}; {what} must end in {listed}. "
            f"Call it '{file.with_suffix(endings[0]).name}', for example."
        )


def way_out(path: Path) -> str:
    """Say how to go on where a file is there already: another name, or the word to replace it."""
    return (
        f"Choose another name, such as '{free_name(path).name}', or, to replace it, add --replace "
        "(in Python replace=True); a copy of it is kept then."
    )


def link_problem(path: Path) -> str:
    """Say that a path is a link, and would change a file elsewhere; nothing where it is none."""
    if not path.is_symlink():
        return ""
    said = f"'{path.name}' is a link to '{path.readlink()}' and was left as it is."
    return f"{said} {way_out(path)}"


def or_raise(written: Written) -> Path:
    """Give where a file was written; raise an ``OSError`` of its kind where it was not."""
    if written.ok:
        return written.path
    kinds: dict[str, type[OSError]] = {"exists": FileExistsError, "read-only": PermissionError}
    raise kinds.get(written.reason, OSError)(written.message)
