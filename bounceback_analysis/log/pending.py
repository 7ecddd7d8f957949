"""What could not go into a file because it was open elsewhere: kept in a file beside it."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bounceback_analysis.log.backups import FOLDER, OWNER, fingerprint, mode_of, part
from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.files import RefusedError, Written, save
from bounceback_analysis.log.layout import Layout, layout_of
from bounceback_analysis.log.lines import filled, with_rows
from bounceback_analysis.vocabulary.schema import columns

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.vocabulary.schema import FileKind

AMENDS = ("amends_line", "amends_row")
"""Further columns: which line a waiting change is for; what stood there and what shall."""

NAME = "waiting_name"
"""A further column: what tells a waiting line from its equals."""

NOTES_KEPT = 500
"""Notes of lines on their way that are kept: far more than ever wait at once."""

LETTERS, LONG = "bcdfghjkmnpqrstvwxz", 5
"""Names are of letters that make no word and no number: 19 to the 5th, two million of them."""


@dataclass(frozen=True)
class Waiting:
    """An entry that waits; with a ``line`` it is a change to the row that ``was`` there.

    ``name`` tells it from its equals; ``seen`` is how many rows of the file said the same just
    before it was to go in, None as long as that was not tried. ``slip`` says that somebody has
    changed the line so that it cannot be understood any more.
    """

    values: dict[str, str]
    line: int | None = None
    was: dict[str, str] = field(default_factory=dict)
    name: str = ""
    seen: int | None = None
    slip: bool = False


def pending_path(log: str | os.PathLike[str]) -> Path:
    """Give where the entries of a log wait."""
    file = Path(log)
    return file.with_name(f"{file.stem}.pending.csv")


def pending_of(log: str | os.PathLike[str], *, kind: FileKind = "log") -> list[Waiting]:
    """Give what waits, in the order in which it was written.

    Raises
    ------
    RefusedError
        The file in which it waits cannot be read; says why.
    """
    file = pending_path(log)
    try:
        layout = layout_of(read_bounded(file), kind)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RefusedError(f"'{file.name}' could not be opened: {error.strerror}.") from error
    except RefusedError as refusal:
        raise RefusedError(f"'{file.name}' could not be understood: {refusal}") from refusal
    seen = _seen(log)
    return [replace(one, seen=seen.get(one.name)) for one in _by_row(layout).values()]


def keep_pending(
    log: str | os.PathLike[str],
    values: Mapping[str, str],
    *,
    line: int | None = None,
    was: Mapping[str, str] | None = None,
    kind: FileKind = "log",
) -> Written:
    """Keep an entry, or a change to a line, until the log can be written."""
    amends = json.dumps({"was": was or {}, "values": dict(values)}, ensure_ascii=False)
    more = {} if line is None else {AMENDS[0]: str(line), AMENDS[1]: amends}
    name = "".join(secrets.choice(LETTERS) for _ in range(LONG))
    row = {**filled(values), **more, NAME: name}

    def change(old: bytes) -> bytes:
        names = [*(column.name for column in columns(kind)), *AMENDS, NAME]
        blank = (",".join(names) + "\r\n").encode("utf-8-sig")
        return with_rows(layout_of(old or blank, kind), [row], widen=True).data

    return save(pending_path(log), change, create=True, keep=False, most=mode_of(log))


def note_seen(log: str | os.PathLike[str], seen: Mapping[str, int | None]) -> None:
    """Note for waiting lines, by name, how many rows said the same just before they go in.

    The note is kept among the backups and outlives the waiting lines, so that one that comes
    back, after a crash or from a sync service, is known to be in the log already.
    """
    notes = {**_seen(log), **seen}
    kept = [(name, times) for name, times in notes.items() if times is not None][-NOTES_KEPT:]
    file = _notes_path(log)
    # Named after the log, a half-written one is cleared away with the log's own.
    with part(Path(log).resolve(), file.parent, json.dumps(dict(kept)).encode(), OWNER) as made:
        made.replace(file)


def drop_pending(
    log: str | os.PathLike[str], names: Sequence[str], *, kind: FileKind = "log"
) -> Written:
    """Let go of entries that are in the log now; with the last one the file goes."""
    return save(pending_path(log), lambda old: _without(old, names, kind), keep=False)


def drop_waiting(path: str | os.PathLike[str], name: str, *, kind: FileKind = "log") -> Written:
    """Let go of one line that waits to go into a log, and is not wanted there any more.

    Parameters
    ----------
    path
        The log, or with ``kind`` another file.
    name
        The five letters by which ``bounceback check`` and ``problems`` name the waiting line.
    kind
        Which of the person's files it is.

    Returns
    -------
    Written
        ``ok`` where it is gone; a copy of what waited is kept in the folder ``backups`` then.
    """
    file = pending_path(path)

    def change(old: bytes) -> bytes:
        new = _without(old, [name], kind)
        if new == old:
            raise RefusedError(f"Nothing of the name '{name}' waits in '{file.name}'.")
        return new

    written = save(file, change)
    if not written.ok:
        return written
    said = f"'{name}' waits no more. What waited is kept in the folder 'backups' beside the log."
    return Written(ok=True, message=said, path=Path(path))


def _without(old: bytes, names: Sequence[str], kind: FileKind) -> bytes:
    layout = layout_of(old, kind)
    rows = [row for row, waiting in _by_row(layout).items() if waiting.name not in names]
    if len(rows) == len(layout.cells) - 1:
        return old
    return layout.only(rows) if rows else b""


def _by_row(layout: Layout) -> dict[int, Waiting]:
    """Give what waits by row; lines of an older Bounceback are named by what they hold."""
    found, taken = dict[int, Waiting](), Counter[str]()
    for row in range(1, len(layout.cells)):
        cells = filled(layout.row(row))
        name = cells.pop(NAME, "") or _name_of(cells)
        taken[name] += 1
        name = name if taken[name] == 1 else f"{name}-{taken[name]}"
        found[row] = _waiting(cells, name)
    return found


def _notes_path(log: str | os.PathLike[str]) -> Path:
    file = Path(log).resolve()
    return file.parent / FOLDER / f".{file.name}.waiting.json"


def _seen(log: str | os.PathLike[str]) -> dict[str, int]:
    try:
        found = json.loads(_notes_path(log).read_bytes())
        return {str(name): int(times) for name, times in found.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}  # without a note a line that waits goes in, if need be twice rather than never


def _name_of(cells: Mapping[str, str]) -> str:
    number = int(fingerprint(json.dumps(cells, sort_keys=True).encode()), 16)
    return "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(LONG))


def _waiting(cells: Mapping[str, str], name: str) -> Waiting:
    values = {column: text for column, text in cells.items() if column not in AMENDS}
    if not set(AMENDS) & set(cells):
        return Waiting(values, name=name)
    try:
        amends = json.loads(cells[AMENDS[1]])
        line, was, values = int(cells[AMENDS[0]]), _texts(amends["was"]), _texts(amends["values"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return Waiting(values, name=name, slip=True)
    return Waiting(values, line, was, name)


def _texts(found: object) -> dict[str, str]:
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise TypeError
    return found
