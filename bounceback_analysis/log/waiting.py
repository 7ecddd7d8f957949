"""What could not go into a file as it was open elsewhere: kept beside it, counted, and let in.

It is read at the line that it will have: the same steps that put it there later give these bytes.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from bounceback_analysis.log.backups import FOLDER, OWNER, fingerprint, mode_of, part, patiently
from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.files import RefusedError, Written, save
from bounceback_analysis.log.layout import (
    Change,
    Layout,
    MovedError,
    alike,
    changed,
    filled,
    headings,
    layout_of,
)
from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.neighbours import opened_by, pending_path
from bounceback_analysis.vocabulary.schema import FileKind

AMENDS = ("amends_line", "amends_row")  # which line a change is for; what stood and shall
NAME = "waiting_name"  # a further column: what tells a waiting line from its equals
NOTES_KEPT = 500  # notes of lines on their way that are kept: far more than ever wait at once
LETTERS, LONG = "bcdfghjkmnpqrstvwxz", 5  # no word, no number: two million names
LINES_SHOWN = 5  # lines that a sentence names: enough to find what waits
SHOWN = 80  # characters of a cell that a sentence quotes: enough to know it by
KNOWN_BY = ("date", "employer", "role", "skill", "action", "title")  # how a person does


@dataclass(frozen=True)
class Waiting(Change):
    """A change that waits under a ``name``; ``seen``: rows that said the same before a try."""

    name: str = ""
    seen: int | None = None
    slip: bool = False


@dataclass(frozen=True)
class Landing:
    """A file with what waited in it: where each line went, and why what is left found no place."""

    layout: Layout | None
    placed: Sequence[tuple[Waiting, int]] = ()
    seen: Mapping[str, int] = field(default_factory=dict)
    left: Sequence[tuple[Waiting, str]] = ()


def pending_of(log: str | os.PathLike[str], *, kind: FileKind = "log") -> list[Waiting]:
    """Give what waits, in the order written; ``RefusedError`` where its file cannot be read."""
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


def keep_pending(log: str | os.PathLike[str], change: Change, *, kind: FileKind) -> Written:
    """Keep a change until the log can be written."""
    row = filled(change.values or {})
    if change.line is not None:
        stood = json.dumps({"was": change.was, "values": change.values}, ensure_ascii=False)
        row |= dict(zip(AMENDS, (str(change.line), stood), strict=True))
    row[NAME] = "".join(secrets.choice(LETTERS) for _ in range(LONG))

    def with_it(old: bytes) -> bytes:
        layout = layout_of(old or headings(kind, *AMENDS, NAME), kind)
        return changed(layout, Change(row), widen=True).layout.data

    return save(pending_path(log), with_it, create=True, keep=False, most=mode_of(log))


def drop_pending(log: str | os.PathLike[str], names: Sequence[str], *, kind: FileKind) -> Written:
    """Let go of entries that are in the log now; with the last one the file goes."""
    return save(pending_path(log), lambda old: _without(old, names, kind), keep=False)


def drop_waiting(path: str | os.PathLike[str], name: str, *, kind: FileKind = "log") -> Written:
    """Let go of one line that waits to go into a log, and is not wanted there any more.

    ``name`` is the word by which ``bounceback check`` and ``problems`` name the waiting line. A
    copy of what waited is kept in the folder ``backups``.
    """
    file = pending_path(path)

    def change(old: bytes) -> bytes:
        new = _without(old, [name], kind)
        if new == old:
            raise RefusedError(f"Nothing of the name '{name}' waits in '{file.name}'.")
        return new

    written = save(file, change)
    said = f"'{name}' waits no more. What waited is kept in the folder 'backups' beside the log."
    return Written(ok=True, message=said, path=Path(path)) if written.ok else written


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
        name = cells.pop(NAME, "")
        if not name:
            name = fingerprint(json.dumps(cells, sort_keys=True).encode())
        taken[name] += 1
        name = name if taken[name] == 1 else f"{name}-{taken[name]}"
        found[row] = _waiting(cells, name)
    return found


def _waiting(cells: Mapping[str, str], name: str) -> Waiting:
    values = {column: text for column, text in cells.items() if column not in AMENDS}
    if not set(AMENDS) & set(cells):
        return Waiting(values, name=name)
    try:
        line, amends = int(cells[AMENDS[0]]), json.loads(cells[AMENDS[1]])
        was, now = amends["was"], amends["values"]
        texts = [*was.values(), *(now or {}).values()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Waiting(values, name=name, slip=True)
    if not all(isinstance(text, str) for text in texts):
        return Waiting(values, name=name, slip=True)
    return Waiting(now, line, was, name)


def note_seen(log: str | os.PathLike[str], seen: Mapping[str, int | None]) -> None:
    """Note how many rows said the same before: one that comes back after a crash is known by it."""
    notes = {**_seen(log), **seen}
    kept = [(name, times) for name, times in notes.items() if times is not None][-NOTES_KEPT:]
    file = _notes_path(log)
    # Named after the log, a half-written one is cleared away with the log's own.
    with part(Path(log).resolve(), file.parent, json.dumps(dict(kept)).encode(), OWNER) as made:
        patiently(lambda: made.replace(file))


def _seen(log: str | os.PathLike[str]) -> dict[str, int]:
    try:
        found = json.loads(_notes_path(log).read_bytes())
        return {str(name): int(times) for name, times in found.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}  # without a note a line that waits goes in, if need be twice rather than never


def _notes_path(log: str | os.PathLike[str]) -> Path:
    file = Path(log).resolve()
    return file.parent / FOLDER / f".{file.name}.waiting.json"


def merge_pending(path: str | os.PathLike[str], *, kind: FileKind = "log") -> Written:
    """Bring what waited for the log to be closed into it; what cannot go in yet waits on.

    All of it goes in with one change of the file. How many rows said the same before is noted
    first, and what waited is let go last, so that a crash in between doubles and loses nothing.
    """
    file = Path(path)
    waiting: list[Waiting] = []
    landing = Landing(None)

    def change(old: bytes) -> bytes:
        nonlocal waiting, landing
        # Where another program writes meanwhile this runs again: what was noted the first time
        # says nothing about a crash, so what waits is not read anew.
        waiting = waiting or pending_of(file, kind=kind)
        landing = land(old or headings(kind), waiting, kind)
        if landing.seen:
            note_seen(file, landing.seen)
        return landing.layout.data if landing.layout and landing.placed else old

    if not pending_path(file).exists():
        return Written(ok=True, message="", path=file)
    written = save(file, change, create=kind != "log")
    if not written.ok:
        with suppress(OSError):  # then nothing was noted before either
            note_seen(file, {one.name: one.seen for one, _ in landing.placed})
        return written
    names, said = [one.name for one, _ in landing.placed], list[str]()
    dropped = drop_pending(file, names, kind=kind) if names else written
    if dropped.reason == "missing":  # another notebook has let go of the same lines
        dropped = written
    if names:
        many = f"{len(names)} entries that were waiting are"
        many = "1 entry that was waiting is" if len(names) == 1 else many
        said = [f"{many} in '{file.name}' now."]
    said += [] if dropped.ok else [dropped.message]
    if landing.left:
        said.append(
            f"{_lines(len(landing.left))} still in '{pending_path(file).name}' and found no place; "
            f"'bounceback check {file}' says which, and how to settle it."
        )
    return replace(written, message=" ".join(said), ok=dropped.ok)


def land(file: bytes | Layout, waiting: Sequence[Waiting], kind: FileKind = "log") -> Landing:
    """Put what waits into a file, each line for itself and in order.

    What went in before a crash is not put there again: more rows say what it came to than were
    seen before it was to go in, or fewer if it takes one out.
    """
    try:
        layout = layout_of(file, kind) if isinstance(file, bytes) else file
    except RefusedError as refusal:
        return Landing(None, left=[(one, str(refusal)) for one in waiting])
    placed: list[tuple[Waiting, int]] = []
    seen, left = dict[str, int](), list[tuple[Waiting, str]]()
    for place, one in enumerate(waiting, start=1):
        goes = one.values is None
        later = [more for more in waiting[place:] if one.seen is None or more.seen is not None]
        ends = one.was if goes else _in_the_end(one, later)
        same = alike(layout, ends) if ends else []
        try:
            # A line that was tried and taken out behind itself is gone, whether it was in or not.
            if one.seen is not None and (
                ends is None or (len(same) < one.seen if goes else len(same) > one.seen)
            ):
                there = layout.lines[same[-1] if same else -1]
                seen[one.name], line = one.seen, (one.line or 1) if goes else there
            else:
                layout, line = _in_place(layout, one)
                seen[one.name] = len(same)
        except RefusedError as refusal:
            left.append((one, str(refusal)))
        else:
            placed.append((one, line))
    if left and placed:  # what they came to is told without the changes that found no place
        found = land(file, [one for one, _ in placed], kind)
        return replace(found, left=[*left, *found.left])
    return Landing(layout, placed, seen, left)


def _in_the_end(one: Waiting, later: Sequence[Waiting]) -> dict[str, str] | None:
    """Say what a line becomes once all that waits behind it is in as well; None where it goes."""
    says = filled({**one.was, **(one.values or {})})
    for other in later:
        if other.line is not None and filled(other.was) == says:
            if other.values is None:
                return None
            says = filled({**other.was, **other.values})
    return says


def _in_place(layout: Layout, one: Waiting) -> tuple[Layout, int]:
    if one.slip:
        raise RefusedError("What waits there was changed by hand and cannot be understood.")
    try:
        new, line, _ = changed(layout, one, widen=True)
    except MovedError as moved:
        said = "That line was changed or taken out since, or is there more than once."
        raise RefusedError(said) from moved
    return new, line


def with_waiting(file: Path, data: bytes, kind: FileKind = "log") -> tuple[bytes, list[Problem]]:
    """Give a file as it will be when what waits is in it, and what to say of it."""
    try:
        waiting = pending_of(file, kind=kind)
    except RefusedError as refusal:
        said = f"What waits beside your log is unread: {refusal}"
        return data, [Problem(None, None, "ask", said)]
    if not waiting:
        return data, []
    landing = land(data or headings(kind), waiting, kind)
    told = [*_counted(file, landing), *_asked(file, landing, kind)]
    return landing.layout.data if landing.layout and landing.placed else data, told


def read_row(path: str | os.PathLike[str], line: int, *, kind: FileKind = "log") -> dict[str, str]:
    """Give the texts of the row that begins at a line, by column; empty where there is none."""
    return read_rows_by_line(path, kind=kind).get(line, {})


def read_rows_by_line(
    path: str | os.PathLike[str], *, kind: FileKind = "log"
) -> dict[int, dict[str, str]]:
    """Give the texts of every row, those that wait included, by the line at which it begins."""
    try:
        layout = layout_of(read_bounded(path) or headings(kind), kind)
        with suppress(RefusedError):  # what waits and cannot be read is told with the log
            layout = land(layout, pending_of(path, kind=kind), kind).layout or layout
    except (OSError, RefusedError):
        return {}
    return {layout.lines[row]: layout.row(row) for row in range(1, len(layout.cells))}


def unread(file: Path) -> list[Problem]:
    """Say that lines wait beside a log that cannot be read itself."""
    with suppress(RefusedError):
        if waiting := len(pending_of(file)):
            said = f"{_lines(waiting)} in '{pending_path(file).name}', safe and not counted yet."
            return [Problem(None, None, "stop", said)]
    return []


def _counted(file: Path, landing: Landing) -> list[Problem]:
    """Say what waits and is counted, and when it goes in."""
    lines = [line for _, line in landing.placed]
    if not lines:
        return []
    marker, beside = opened_by(file), f"'{pending_path(file).name}'"
    when = f"when it is closed in {marker.program}" if marker else "with the next thing you record"
    where = ", ".join(map(str, lines[:LINES_SHOWN])) + (", …" if len(lines) > LINES_SHOWN else "")
    said = f"{len(lines)} changes (lines {where}) wait in {beside}: they are counted here and go"
    if len(lines) == 1:
        said = f"1 change (line {where}) waits in {beside}: it is counted here and goes"
    return [Problem(min(lines), None, "tell", f"{said} into '{file.name}' {when}.")]


def _asked(file: Path, landing: Landing, kind: FileKind) -> Iterable[Problem]:
    """Ask about each waiting line that finds no place: what it was, what it says, what to do."""
    more = "" if kind == "log" else f", kind={kind!r}"
    for one, why in landing.left:
        where = f"waits in '{pending_path(file).name}' and is not counted:"
        if one.line is None:
            what = f"A line {where} {_shown(filled(one.values or {}))}."
            do = "Put that right, or write the line by hand and let this one go"
        elif one.values is None:
            what = f"A removal {where} the line was {_shown(filled(one.was))}."
            do = "Take it out by hand if that is still right, then let this one go"
        else:
            known = {*KNOWN_BY, *one.values}
            said = _shown({name: text for name, text in filled(one.was).items() if name in known})
            what = f"A change {where} the line was {said}, and was to become {_shown(one.values)}."
            do = "Make the change by hand if it is still right, then let this one go"
        let_go = f"bb.drop_waiting({str(file)!r}, {one.name!r}{more})"
        yield Problem(one.line, None, "ask", f"{what} {why} {do} with: {let_go}")


def _shown(cells: Mapping[str, str]) -> str:
    """Quote cells by their columns."""
    short = {name: " ".join(text.split()) for name, text in cells.items()}
    short = {n: t if len(t) <= SHOWN else f"{t[: SHOWN - 1]}…" for n, t in short.items()}
    return ", ".join(f"{name} '{text}'" for name, text in short.items()) or "blank"


def _lines(count: int) -> str:
    return "1 line waits" if count == 1 else f"{count:,} lines wait"
