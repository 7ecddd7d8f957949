"""Lines into a person's file: appended, amended, taken out, taken back; nothing else in it moves.

An append leaves the old bytes an exact prefix of the new; an amendment changes the bytes of the
cells that it names, and a removal takes those of one line away. Where the file has no column for
a value, or cannot hold a character, the change is refused unless ``widen`` is given: then the
column is added at the right, or the whole file becomes UTF-8. Text is never lost or altered.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bounceback_analysis.log.backups import ANYBODY
from bounceback_analysis.log.cells import normal_entry, validate_entry
from bounceback_analysis.log.companions import mode_beside
from bounceback_analysis.log.files import Written, save, undo_save
from bounceback_analysis.log.layout import (
    Change,
    Changed,
    Layout,
    changed,
    filled,
    headings,
    layout_of,
)
from bounceback_analysis.log.waiting import keep_pending, merge_pending, read_row
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
    widen
        Whether a column may be added at the right, or the file turned into UTF-8, where it must.

    Returns
    -------
    Written
        ``ok`` means that the entry is on disk: in the file, as ``line`` and ``text`` tell, or in
        ``pending`` if the file is open in an office program. It goes into the file next time.
    """
    file = Path(path)
    if mistakes := validate_entry(entry, kind=kind):
        return _refused(file, mistakes)
    change = Change(filled(normal_entry(entry, kind=kind)))
    return _written(file, change, kind=kind, widen=widen)


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
    line
        The physical line at which the row begins, as in ``entries``.
    changes
        From column to value; a blank value empties the cell.
    was
        What ``read_row`` gave when the person saw the row. If the row has moved since, it is
        found by this; if it is not there any more, nothing is changed.
    """
    file = Path(path)
    wrong = {k: why for k, why in validate_entry(changes, kind=kind).items() if k in changes}
    if wrong:
        return _refused(file, wrong)
    known = read_row(file, line, kind=kind) if was is None else was
    change = Change(normal_entry(changes, kind=kind), line, known)
    return _written(file, change, kind=kind, widen=widen)


def remove_entry(
    path: str | os.PathLike[str],
    line: int,
    *,
    was: Mapping[str, str] | None = None,
    kind: FileKind = "log",
) -> Written:
    """Take one line out of a log and move no other byte; ``undo`` brings it back as it was.

    The row is found as ``amend_entry`` finds it; ``line`` and ``text`` of the answer tell what is
    gone. While the file is open in an office program the removal waits in ``pending``: the line is
    not counted any more, and goes next time.
    """
    file = Path(path)
    known = read_row(file, line, kind=kind) if was is None else was
    return _written(file, Change(None, line, known), kind=kind)


def undo(path: str | os.PathLike[str], written: Written | None = None) -> Written:
    """Take back the last change, or the given one; what others added since stays."""
    return undo_save(path, state=written.state if written else "")


def _written(file: Path, change: Change, *, kind: FileKind, widen: bool = False) -> Written:
    """Bring what waits into a file, then a change, or keep that beside it; say what was done."""
    merged, start = merge_pending(file, kind=kind), change.line is None and kind != "log"
    most = ANYBODY if kind == "log" else mode_beside(file)  # a plan is no more open than its log
    made: list[tuple[Layout, Changed]] = []

    def with_change(old: bytes) -> bytes:
        layout = layout_of(old or headings(kind), kind)
        made[:] = [(layout, changed(layout, change, widen=widen))]
        return made[0][1].layout.data

    if start and not file.exists():
        # So that its first line too can be taken back, as any other.
        save(file, lambda old: old or headings(kind), create=True, most=most)
    written = save(file, with_change, create=start, most=most)
    if not written.ok:
        for_copying = io.StringIO(newline="")
        csv.writer(for_copying, lineterminator="").writerow((change.values or {}).values())
        return _kept_for_later(file, change, replace(written, text=for_copying.getvalue()), kind)
    ((old, (new, line, text)),) = made
    said = [written.message]
    if added := [name for name in new.names if name not in old.names]:
        said.append(f"The file had no column for {', '.join(added)}; it has now, at the right.")
    if new.dialect.encoding != old.dialect.encoding:
        said.append("It is in UTF-8 now, which holds every letter.")
    said += [merged.message] if merged.message else []
    return replace(written, message=" ".join(said), line=line, text=text)


def _kept_for_later(file: Path, change: Change, refused: Written, kind: FileKind) -> Written:
    """Where a file is open elsewhere, keep a change beside it and say so."""
    if refused.reason not in {"open", "busy"} or (change.line is not None and not change.was):
        return refused
    kept = keep_pending(file, change, kind=kind)
    if not kept.ok:
        return replace(refused, message=f"{refused.message} {kept.message}")
    what = "What you wrote" if change.values is not None else "That this line is to go"
    message = (
        f"{refused.message} {what} is kept in '{kept.path.name}' meanwhile and counted; it goes "
        "into the log by itself the next time you record something, or open this page, after that."
    )
    return replace(refused, ok=True, message=message, pending=kept.path)


def _refused(file: Path, mistakes: Mapping[str, str]) -> Written:
    said = " ".join(f"{name}: {why}" for name, why in mistakes.items())
    return Written(ok=False, message=said, path=file, reason="no")
