"""Files that are made to be handed over: never over a file that is not an earlier one of its kind.

A report, a calendar or a table goes where the person says, and something else may stand there.
What Bounceback wrote itself, as a mark inside the file tells, is replaced; anything else, a link
or a read-only file only where the person asks for it. Somebody may have worked on any of them
since, so whatever is replaced is kept in ``backups`` beside it. These files have the mode that
documents have here, since somebody else is to open them.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bounceback_analysis.log.backups import fingerprint, tidy
from bounceback_analysis.log.files import (
    ChangedMeanwhileError,
    RefusedError,
    Written,
    bytes_of,
    checked,
    not_saved,
    swap,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

LOG_ENDINGS = (".csv", ".txt", "")
"""What a log of ours may be called by: it is text with commas, whatever the name says."""
REPLACE = "to replace it, add --replace (in Python replace=True); a copy of it is kept then."
DEAD = 60.0
"""Seconds after which a temporary file was left by a program that ended: writing takes less."""


def must_end(path: str | os.PathLike[str], endings: Sequence[str], what: str) -> None:
    """Make sure that a name promises what is going to be in the file.

    Raises
    ------
    ValueError
        It does not; the message names the endings and a name that would do.
    """
    file = Path(path)
    if file.suffix.casefold() in endings:
        return
    ends = f"ends in '{file.suffix}'" if file.suffix else "has no ending"
    shown = [ending for ending in endings if ending]
    listed = " or ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
    raise ValueError(
        f"'{file.name}' {ends}; {what} must end in {listed}. "
        f"Call it '{file.with_suffix(endings[0]).name}', for example."
    )


def free_name(file: Path) -> Path:
    """Give a name near this one that no file has.

    Examples
    --------
    >>> free_name(Path("no such folder/my_log.csv")).as_posix()
    'no such folder/my_log.csv'
    """
    free, number = file, 2
    while free.exists() or free.is_symlink():
        free, number = file.with_name(f"{file.stem}_{number}{file.suffix}"), number + 1
    return free


def link_problem(path: Path) -> str:
    """Say that a path is a link, and would change a file elsewhere; nothing where it is none."""
    if not path.is_symlink():
        return ""
    return (
        f"'{path.name}' is a link to '{path.readlink()}' and was left as it is. Choose another "
        f"name, such as '{free_name(path).name}', or, {REPLACE}"
    )


def put(
    path: str | os.PathLike[str],
    data: bytes,
    *,
    is_ours: Callable[[bytes], bool] = lambda _: False,
    replace: bool = False,
) -> Written:
    """Write a file that is made to be handed over.

    Parameters
    ----------
    path
        Where it goes; its folder is made where there is none.
    data
        What it holds.
    is_ours
        Whether bytes that are there already are an earlier file of ours of the same kind.
    replace
        Whether any other file is replaced too, a read-only one and what a link leads to included.

    Returns
    -------
    Written
        ``kept`` is where the file is that was replaced.
    """
    given = Path(path)
    try:
        file = checked(given, create=True, read_only_too=replace)
        old = bytes_of(file)
        problem = link_problem(given)
        if not (problem or old is None or is_ours(old)):
            problem = (
                f"'{given.name}' is there already and was left as it is. Choose another name, such "
                f"as '{free_name(given).name}', or, {REPLACE}"
            )
        if problem and not replace:
            return Written(ok=False, message=problem, path=given, reason="exists")
        kept = _swapped(file, old, data) if old != data else None
    except RefusedError as refusal:
        return Written(ok=False, message=str(refusal), path=given, reason=refusal.reason)
    except ChangedMeanwhileError:
        said = f"Another program has just written '{given.name}', so it was left as it is."
        return Written(ok=False, message=said, path=given, reason="exists")
    except (OSError, RuntimeError) as error:
        return not_saved(error, given)
    said = f" What was there before is kept as 'backups/{kept.name}'." if kept else ""
    message = f"Written: '{given.name}'.{said}"
    return Written(ok=True, message=message, path=given, state=fingerprint(data), kept=kept)


def or_raise(written: Written) -> Path:
    """Give where a file was written, for callers who are told of a refusal by an error.

    Raises
    ------
    OSError
        It was not written; ``FileExistsError`` where another file is there, ``PermissionError``
        where it, or the folder, may not be written.
    """
    if written.ok:
        return written.path
    kinds: dict[str, type[OSError]] = {"exists": FileExistsError, "read-only": PermissionError}
    raise kinds.get(written.reason, OSError)(written.message)


def _swapped(file: Path, old: bytes | None, data: bytes) -> Path | None:
    ours = re.compile(re.escape(f".{file.name}.") + r"[0-9a-f]{8}\.part")
    for left in file.parent.glob(".*.part"):
        if ours.fullmatch(left.name) and left.stat().st_mtime < time.time() - DEAD:
            left.unlink(missing_ok=True)
    kept = swap(file, old, data, state="" if old is None else fingerprint(data))
    tidy(file)
    return kept
