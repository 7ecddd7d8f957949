"""Lines into a person's file: appended, amended, taken back; nothing else in it moves.

An append leaves the old bytes an exact prefix of the new; an amendment changes the bytes of the
cells that it names. Where the file has no column for a value, or cannot hold a character, the
change is refused unless ``widen`` is given: then the column is added at the right, or the whole
file becomes UTF-8. Text is never lost or altered.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bounceback_analysis.log.checking import normal_entry, validate_entry
from bounceback_analysis.log.layout import Layout, layout_of, read_row, widened
from bounceback_analysis.log.pending import drop_pending, keep_pending, pending_of
from bounceback_analysis.log.safe_file import RefusedError, Written, save, undo_save
from bounceback_analysis.vocabulary.schema import columns

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

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
    merge_pending(file, kind=kind)
    return _kept_for_later(file, values, _append(file, values, kind=kind, widen=widen), kind=kind)


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
    merge_pending(file, kind=kind)
    written = _amend(file, line, values, known, widen=widen, kind=kind)
    return _kept_for_later(file, values, written, kind=kind, line=line, was=known)


def undo(path: str | os.PathLike[str], written: Written | None = None) -> Written:
    """Take back the last change, or the given one; what others added since stays."""
    return undo_save(path, state=written.state if written else "")


def merge_pending(path: str | os.PathLike[str], *, kind: FileKind = "log") -> Written:
    """Bring what waited for the log to be closed into it; what cannot go in yet waits on."""
    file = Path(path)
    done, written = [], Written(ok=True, message="", path=file)
    for waiting in pending_of(file, kind=kind):
        if waiting.line is None:
            tried = _append(file, waiting.values, kind=kind, widen=True, once=True)
        else:
            tried = _amend(file, waiting.line, waiting.values, waiting.was, widen=True, kind=kind)
        if tried.ok:
            done.append(waiting)
        else:
            written = tried
    if not done:
        return written
    drop_pending(file, done, kind=kind)
    what = "entry that was waiting is" if len(done) == 1 else "entries that were waiting are"
    return replace(written, message=f"{len(done)} {what} in '{file.name}' now. {written.message}")


def _append(
    file: Path, values: Mapping[str, str], *, kind: FileKind, widen: bool, once: bool = False
) -> Written:
    made: dict[str, Layout] = {}
    if kind != "log" and not file.exists():
        # So that its first line too can be taken back, as any other.
        save(file, lambda old: old or _headings(kind), create=True)

    def change(old: bytes) -> bytes:
        layout = layout_of(old or _headings(kind), kind)
        if once and values in [_filled(layout.row(row)) for row in range(1, len(layout.cells))]:
            made["new"] = layout
            return old
        made["old"] = layout
        made["new"] = _with_rows(layout, [values], widen=widen)
        return made["new"].data

    written = save(file, change, create=kind != "log")
    return _with_line(written, made, -1, values)


def with_lines(old: bytes, rows: Sequence[Mapping[str, str]]) -> bytes:
    """Give a log's bytes with more lines behind, in its own way of writing."""
    return _with_rows(layout_of(old or _headings("log")), rows, widen=True).data


def _with_rows(layout: Layout, rows: Sequence[Mapping[str, str]], *, widen: bool) -> Layout:
    names = dict.fromkeys(name for row in rows for name in row)
    everything = {name: "".join(row.get(name, "") for row in rows) for name in names}
    wide = _wide_enough(layout, everything, widen=widen)
    new = replace(layout_of(wide.with_rows(rows), wide.kind), names=wide.names)
    _must_agree(wide, new, {}, rows)
    return new


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
        found = _find(layout, line, was)
        made["old"] = layout
        layout = _wide_enough(layout, {n: v for n, v in values.items() if v}, widen=widen)
        present = {name: text for name, text in values.items() if name in layout.names}
        new = layout.with_cells(found, present)
        made["new"] = replace(layout_of(new, layout.kind), names=layout.names)
        _must_agree(layout, made["new"], {found: present}, ())
        return new

    written = save(file, change)
    return _with_line(written, made, found, values)


def _find(layout: Layout, line: int, was: Mapping[str, str]) -> int:
    """Find the row that was meant: at its line, or wherever it has moved to since."""
    same = [row for row in range(1, len(layout.cells)) if layout.row(row) == was]
    there = [row for row in same if layout.lines[row] == line]
    if len(there or same) == 1:
        return (there or same)[0]
    if not was or not same:
        what = "changed" if layout.row_at(line) else "moved or taken out"
        raise RefusedError(
            f"The row at line {line} was {what} by another program since, so nothing was written. "
            "Open the log again and choose it once more."
        )
    raise RefusedError(f"Several rows are the same as the one at line {line}; nothing was written.")


def _wide_enough(layout: Layout, values: Mapping[str, str], *, widen: bool) -> Layout:
    """Make room for what the file has no column or no letters for, or say so."""
    missing = [name for name in values if name not in layout.names]
    strange = layout.strange("".join(values.values()))
    if not (missing or strange):
        return layout
    if not widen:
        what = f"no column for {', '.join(missing)}" if missing else f"no way to write '{strange}'"
        raise RefusedError(
            f"This file has {what}, so nothing was written; with widen=True it is given one."
        )
    return widened(layout, missing, to_utf8=bool(strange))


def _must_agree(
    old: Layout,
    new: Layout,
    amended: Mapping[int, Mapping[str, str]],
    added: Sequence[Mapping[str, str]],
) -> None:
    """Read back what is about to be written: every old cell, and the new ones, must be right."""
    expected = [list(row) for row in old.cells]
    for row, values in amended.items():
        cells = expected[row]
        cells += [""] * (max(map(old.names.__getitem__, values), default=0) + 1 - len(cells))
        for name, text in values.items():
            cells[old.names[name]] = text
    count = len(expected) + len(added)
    kept = all(_alike(*pair) for pair in zip(new.cells, expected, strict=False))
    tail = range(len(expected), len(new.cells))
    last = all(_filled(new.row(at)) == row for at, row in zip(tail, added, strict=False))
    if not (kept and last and len(new.cells) == count):
        raise RefusedError(
            "The file has a quote or a line that does not end; put that right in your spreadsheet "
            "first. Nothing was written."
        )


def _alike(new: list[str], old: list[str]) -> bool:
    return new == old or [cell.strip() for cell in new] == [cell.strip() for cell in old]


def _filled(row: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in row.items() if text.strip()}


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
    if written.reason not in {"open", "busy"}:
        return written
    kept = keep_pending(file, values, line=line, was=was or {}, kind=kind)
    if not kept.ok:
        return replace(written, message=f"{written.message} {kept.message}")
    message = (
        f"{written.message} What you wrote is kept in '{kept.path.name}' meanwhile; it goes into "
        "the log by itself the next time you record something, or open this page, after that."
    )
    return replace(written, ok=True, message=message, pending=kept.path)


def _headings(kind: FileKind) -> bytes:
    names = ",".join(column.name for column in columns(kind))
    return f"{names}\r\n".encode("utf-8-sig")


def _not_written(file: Path, message: str) -> Written:
    return Written(ok=False, message=message, path=file, reason="no")
