"""Lines into a person's file: appended, amended, taken back; nothing else in it moves.

An append leaves the old bytes an exact prefix of the new; an amendment changes the bytes of the
cells that it names. Where the file has no column for a value, or cannot hold a character, the
change is refused unless ``widen`` is given: then the column is added at the right, or the whole
file becomes UTF-8. Text is never lost or altered.
"""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bounceback_analysis.log.backups import ANYBODY
from bounceback_analysis.log.beside import mode_beside
from bounceback_analysis.log.checking import normal_entry, validate_entry
from bounceback_analysis.log.files import Written, save, undo_save
from bounceback_analysis.log.landing import Landing, land, read_row, still_waiting
from bounceback_analysis.log.layout import Layout, layout_of
from bounceback_analysis.log.lines import find_row, headings, with_changes, with_rows
from bounceback_analysis.log.pending import (
    drop_pending,
    keep_pending,
    note_seen,
    pending_of,
    pending_path,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from bounceback_analysis.log.pending import Waiting
    from bounceback_analysis.vocabulary.schema import FileKind


def append_entry(
    path: str | os.PathLike[str],
    entry: Mapping[str, object],
    *,
    kind: FileKind = "log",
    widen: bool = False,
) -> Written:
    """Add one line to a log, in the file's own way of writing.

    Parameters
    ----------
    path
        The log, or with ``kind`` another file: these are started where they are not there yet.
    entry
        From column to value; ``validate_entry`` says which values can be written.
    kind
        Which of the person's files it is.
    widen
        Whether the file may be changed beyond the new line where it must be: a column added
        at the right, or the file turned into UTF-8.

    Returns
    -------
    Written
        ``ok`` means that the entry is on disk: in the file, as ``line`` and ``text`` tell, or in
        ``pending`` if the file is open in an office program. It goes into the file next time.
    """
    file = Path(path)
    mistakes = validate_entry(entry, kind=kind)
    if mistakes:
        return _not_written(file, " ".join(f"{name}: {why}" for name, why in mistakes.items()))
    values = {name: text for name, text in normal_entry(entry, kind=kind).items() if text.strip()}
    merged = merge_pending(file, kind=kind)
    written = _with_news(_append(file, values, kind=kind, widen=widen), merged)
    return _kept_for_later(file, values, written, kind=kind)


def amend_entry(
    path: str | os.PathLike[str],
    line: int,
    changes: Mapping[str, object],
    *,
    was: Mapping[str, str] | None = None,
    kind: FileKind = "log",
    widen: bool = False,
) -> Written:
    """Change some cells of one line and no other byte of the file.

    Parameters
    ----------
    path
        The log, or with ``kind`` another file.
    line
        The physical line at which the row begins, as in ``entries``.
    changes
        From column to value; a blank value empties the cell.
    was
        What ``read_row`` gave when the person saw the row. If the row has moved since, it is
        found by this; if it is not there any more, nothing is changed.
    kind, widen
        As for ``append_entry``.
    """
    file = Path(path)
    wrong = {k: why for k, why in validate_entry(changes, kind=kind).items() if k in changes}
    if wrong:
        return _not_written(file, " ".join(f"{name}: {why}" for name, why in wrong.items()))
    values = normal_entry(changes, kind=kind)
    known = read_row(file, line, kind=kind) if was is None else was
    merged = merge_pending(file, kind=kind)
    written = _with_news(_amend(file, line, values, known, widen=widen, kind=kind), merged)
    return _kept_for_later(file, values, written, kind=kind, line=line, was=known)


def undo(path: str | os.PathLike[str], written: Written | None = None) -> Written:
    """Take back the last change, or the given one; what others added since stays."""
    return undo_save(path, state=written.state if written else "")


def merge_pending(path: str | os.PathLike[str], *, kind: FileKind = "log") -> Written:
    """Bring what waited for the log to be closed into it; what cannot go in yet waits on.

    All of it goes in with one change of the file. How many rows said the same before is noted
    first, and what waited is let go last, so that a crash in between doubles and loses nothing.
    """
    file = Path(path)
    waiting: list[Waiting] = []
    landing = Landing(b"")

    def change(old: bytes) -> bytes:
        nonlocal waiting, landing
        # Where another program writes meanwhile this runs again: what was noted the first time
        # says nothing about a crash, so what waits is not read anew.
        waiting = waiting or pending_of(file, kind=kind)
        landing = land(old, waiting, kind)
        if landing.seen:
            note_seen(file, landing.seen)
        return landing.data

    if not pending_path(file).exists():
        return Written(ok=True, message="", path=file)
    written = save(file, change, create=kind != "log")
    if not written.ok:
        with suppress(OSError):  # then nothing was noted before either
            note_seen(file, {one.name: one.seen for one, _ in landing.placed})
        return written
    names = [one.name for one, _ in landing.placed]
    dropped = drop_pending(file, names, kind=kind) if names else written
    if dropped.reason == "missing":  # another notebook has let go of the same lines
        dropped = written
    return replace(written, message=_merged(file, landing, dropped), ok=dropped.ok)


def _merged(file: Path, landing: Landing, dropped: Written) -> str:
    count = len(landing.placed)
    what = "1 entry that was waiting is" if count == 1 else f"{count} entries that were waiting are"
    said = [f"{what} in '{file.name}' now."] if count else []
    said += [] if dropped.ok else [dropped.message]
    left = still_waiting(file, landing.left)
    return " ".join([*said, *([left] if left else [])])


def _append(file: Path, values: Mapping[str, str], *, kind: FileKind, widen: bool) -> Written:
    made: dict[str, Layout] = {}
    if kind != "log" and not file.exists():
        # So that its first line too can be taken back, as any other.
        save(file, lambda old: old or headings(kind), create=True, most=_most(file, kind))

    def change(old: bytes) -> bytes:
        layout = layout_of(old or headings(kind), kind)
        made["old"] = layout
        made["new"] = with_rows(layout, [values], widen=widen)
        return made["new"].data

    written = save(file, change, create=kind != "log", most=_most(file, kind))
    return _with_line(written, made, -1, values)


def _most(file: Path, kind: FileKind) -> int:
    """Give the mode that a file may have at most: a plan is no more open than its log."""
    return ANYBODY if kind == "log" else mode_beside(file)


def _amend(
    file: Path,
    line: int,
    values: Mapping[str, str],
    was: Mapping[str, str],
    *,
    widen: bool,
    kind: FileKind = "log",
) -> Written:
    made: dict[str, Layout] = {}
    found = 0

    def change(old: bytes) -> bytes:
        nonlocal found
        layout = layout_of(old, kind)
        found = find_row(layout, line, was)
        made["old"] = layout
        made["new"] = with_changes(layout, found, values, widen=widen)
        return made["new"].data

    written = save(file, change, most=_most(file, kind))
    return _with_line(written, made, found, values)


def _with_line(
    written: Written, made: Mapping[str, Layout], row: int, values: Mapping[str, str]
) -> Written:
    if not (written.ok and "new" in made):
        return replace(written, text=_for_copying(values))
    old, new = made.get("old", made["new"]), made["new"]
    added = [name for name in new.names if name not in old.names]
    message = written.message
    if added:
        message += f" The file had no column for {', '.join(added)}; it has now, at the right."
    if new.dialect.encoding != old.dialect.encoding:
        message += " It is in UTF-8 now, which holds every letter."
    return replace(written, message=message, line=new.lines[row], text=new.text_of(row))


def _for_copying(values: Mapping[str, str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="").writerow(values.values())
    return out.getvalue()


def _with_news(written: Written, merged: Written) -> Written:
    """Add to what is said of a save what became of the lines that waited."""
    news = merged.message if written.ok else ""
    return replace(written, message=f"{written.message} {news}".strip())


def _kept_for_later(
    file: Path,
    values: Mapping[str, str],
    written: Written,
    *,
    kind: FileKind,
    line: int | None = None,
    was: Mapping[str, str] | None = None,
) -> Written:
    """Where the file is open elsewhere, keep the change beside it and say so."""
    if written.reason not in {"open", "busy"} or (line is not None and not was):
        return written
    kept = keep_pending(file, values, line=line, was=was or {}, kind=kind)
    if not kept.ok:
        return replace(written, message=f"{written.message} {kept.message}")
    message = (
        f"{written.message} What you wrote is kept in '{kept.path.name}' meanwhile and counted; "
        "it goes into the log by itself the next time you record something, or open this page, "
        "after that."
    )
    return replace(written, ok=True, message=message, pending=kept.path)


def _not_written(file: Path, message: str) -> Written:
    return Written(ok=False, message=message, path=file, reason="no")
