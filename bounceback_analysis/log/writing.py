"""Lines into a person's file, and what is typed for them: appended, amended, taken out, taken back.

An append leaves the old bytes an exact prefix of the new; an amendment changes the bytes of the
cells that it names, and a removal takes those of one line away. Where the file has no column for
a value, or cannot hold a character, the change is refused unless ``widen`` is given: then the
column is added at the right, or the whole file becomes UTF-8. Text is never lost or altered.

What was typed into a form and not yet saved is kept beside the file, so a crash loses nothing. Each
open form holds a lock on its draft; the next form takes over one without a holder. What nobody
answers is kept in the page alone: the browser's own store would outlive the person.
"""

from __future__ import annotations

import csv
import io
import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import tomlkit
from filelock import FileLock, Timeout

from bounceback_analysis.log.backups import ANYBODY, FOLDER, OWNER
from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.cells import normal_entry, validate_entry
from bounceback_analysis.log.companions import mode_beside
from bounceback_analysis.log.files import RefusedError, Written, save, undo_save
from bounceback_analysis.log.layout import (
    Change,
    Changed,
    Layout,
    changed,
    filled,
    headings,
    layout_of,
)
from bounceback_analysis.log.waiting import keep_pending, merge_pending, read_row, read_rows_by_line
from bounceback_analysis.vocabulary.schema import FileKind, columns


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


PLACES = 10  # forms that may be open at once, each with a draft of its own


def claim_draft(log: str | os.PathLike[str]) -> Path:
    """Take over the newest draft that no open notebook holds, else a place for a new one."""
    file = Path(log)
    places = [file.with_name(f"{file.stem}.{number}.draft.toml") for number in range(1, PLACES)]
    return next((draft for draft in sorted(places, key=_age) if _hold(draft)), places[-1])


def keep_draft(draft: Path, values: dict[str, Any]) -> Written:
    """Keep what was typed so far; no values let the draft go."""
    if not values:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        return Written(ok=True, message="", path=draft)
    typed = tomlkit.dumps(values).encode()
    return save(draft, lambda _: typed, create=True, keep=False, most=OWNER)


def read_draft(draft: Path) -> dict[str, Any]:
    """Give what was typed; nothing where there is no draft, or it cannot be read."""
    try:
        return tomllib.loads(draft.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def keeps(
    file: Path,
    state: dict[str, Any],
    rows: Mapping[str, Mapping[str, str]],
    *,
    kind: FileKind = "log",
    again: bool = False,
) -> dict[str, Any]:
    """Give what a page needs to keep the words for a file while nobody answers it.

    ``state`` is what the next form needs beside the words, ``rows`` the texts that stand already by
    line, "" where none is chosen; ``again`` says that the fields hold what was typed before.
    """
    try:
        layout = layout_of(read_bounded(file), kind)
        names = {place: name for name, place in layout.names.items()}
        heads = [names.get(place, head) for place, head in enumerate(layout.cells[0])]
        delimiter = layout.dialect.delimiter
    except (OSError, RefusedError):
        heads, delimiter = [column.name for column in columns(kind)], ","
    said = {line: {name: text for name, text in row.items() if text} for line, row in rows.items()}
    written = {"columns": heads, "delimiter": delimiter, "lines": said}
    return {"home": str(file), "file": file.name, "state": state, "again": again, **written}


def stands_at(
    file: Path, entry: Mapping[str, str], *, line: int = 0, kind: FileKind = "log"
) -> int:
    """Find the line, ``line`` or else the last, that holds an entry already; 0 for none."""
    if not entry or validate_entry(entry, kind=kind).keys() & entry.keys():
        return 0
    rows = read_rows_by_line(file, kind=kind)
    at = line or max(rows, default=0)
    row, meant = rows.get(at, {}), normal_entry(entry, kind=kind)
    meant = meant if line else dict.fromkeys(row, "") | meant
    same = all(row.get(name, "").strip() == text.strip() for name, text in meant.items())
    return at if row and same else 0


def _age(draft: Path) -> float:
    """Order drafts: the newest first, places without one last."""
    try:
        return -draft.stat().st_mtime
    except OSError:
        return 0.0


def _hold(draft: Path) -> bool:
    """Hold a draft for as long as this notebook runs; tell whether nobody else does."""
    held = _held()
    if draft not in held:
        folder = draft.parent / FOLDER
        lock = FileLock(folder / f".{draft.name}.held", timeout=0, thread_local=False)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except (OSError, Timeout):
            return False
        held[draft] = lock
    return True


@cache
def _held() -> dict[Path, FileLock]:
    return {}
