"""What waits beside a file, put in its place: in memory for reading, and as the writer does it.

A row that waits is read at the line that it will have in the file, so that every table counts it
as it will be counted once it is there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.files import RefusedError
from bounceback_analysis.log.layout import layout_of
from bounceback_analysis.log.lines import (
    alike,
    filled,
    find_row,
    headings,
    with_changes,
    with_rows,
)
from bounceback_analysis.log.locks import opened_by
from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.pending import pending_of, pending_path

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from bounceback_analysis.log.layout import Layout
    from bounceback_analysis.log.pending import Waiting
    from bounceback_analysis.vocabulary.schema import FileKind

SHOWN = 80
"""Characters of a cell that a sentence quotes: enough to know it by."""

KNOWN_BY = ("date", "employer", "role", "skill", "action", "title")
"""The columns by which a person knows a line of the log, the plan or the stories."""


@dataclass(frozen=True)
class Landing:
    """The bytes of a file with what waited in them; where each line went, and what is left.

    ``placed`` holds what found its place with its physical line, ``seen`` how many rows said the
    same before, by name; ``left`` holds what found none with the reason.
    """

    data: bytes
    placed: Sequence[tuple[Waiting, int]] = ()
    seen: Mapping[str, int] = field(default_factory=dict)
    left: Sequence[tuple[Waiting, str]] = ()


def land(old: bytes, waiting: Sequence[Waiting], kind: FileKind = "log") -> Landing:
    """Put what waits into the bytes of a file, each line for itself and in order.

    What went in before a crash is not put there again: more rows say the same than were seen
    before it was to go in.
    """
    try:
        layout = layout_of(old or headings(kind), kind)
    except RefusedError as refusal:
        return Landing(old, left=[(one, str(refusal)) for one in waiting])
    placed: list[tuple[Waiting, int]] = []
    data, seen, left = old, dict[str, int](), []
    for one in waiting:
        same = alike(layout, {**one.was, **one.values})
        try:
            if one.seen is not None and len(same) > one.seen:
                seen[one.name], row = one.seen, same[-1]
            else:
                layout, row = _in_place(layout, one)
                seen[one.name], data = len(same), layout.data
        except RefusedError as refusal:
            left.append((one, str(refusal)))
        else:
            placed.append((one, layout.lines[row]))
    return Landing(data, placed, seen, left)


def _in_place(layout: Layout, one: Waiting) -> tuple[Layout, int]:
    if one.slip:
        raise RefusedError("What waits there was changed by hand and cannot be understood.")
    if one.line is None:
        return with_rows(layout, [one.values], widen=True), -1
    try:
        row = find_row(layout, one.line, one.was)
    except RefusedError as refusal:
        said = "That line was changed or taken out since, or is there more than once."
        raise RefusedError(said) from refusal
    return with_changes(layout, row, one.values), row


def with_waiting(file: Path, data: bytes, kind: FileKind = "log") -> tuple[bytes, list[Problem]]:
    """Give the bytes of a file as they will be when what waits is in it, and what to say of it."""
    try:
        waiting = pending_of(file, kind=kind)
    except RefusedError as refusal:
        return data, [
            Problem(None, None, "ask", f"What waits beside your log is unread: {refusal}")
        ]
    if not waiting:
        return data, []
    landing = land(data, waiting, kind)
    told = [_counted(file, landing)] if landing.placed else []
    return landing.data, [*told, *_asked(file, landing, kind)]


def read_row(path: str | os.PathLike[str], line: int, *, kind: FileKind = "log") -> dict[str, str]:
    """Give the texts of the row that begins at a line, by column; empty where there is none."""
    return read_rows_by_line(path, kind=kind).get(line, {})


def read_rows_by_line(
    path: str | os.PathLike[str], *, kind: FileKind = "log"
) -> dict[int, dict[str, str]]:
    """Give the texts of every row, those that wait included, by the line at which it begins."""
    file = Path(path)
    try:
        layout = layout_of(with_waiting(file, read_bounded(file), kind)[0], kind)
    except (OSError, RefusedError):
        return {}
    return {layout.lines[row]: layout.row(row) for row in range(1, len(layout.cells))}


def unread(file: Path) -> list[Problem]:
    """Say that lines wait beside a log that cannot be read itself."""
    try:
        waiting = len(pending_of(file))
    except RefusedError:
        waiting = 0
    said = f"{_lines(waiting)} in '{pending_path(file).name}', safe and not counted yet."
    return [Problem(None, None, "stop", said)] if waiting else []


def still_waiting(file: Path, left: Sequence[tuple[Waiting, str]]) -> str:
    """Say after a save what could not go in with it; nothing where nothing waits."""
    if not left:
        return ""
    return (
        f"{_lines(len(left))} still in '{pending_path(file).name}' and found no place; "
        f"'bounceback check {file}' says which, and how to settle it."
    )


def _counted(file: Path, landing: Landing) -> Problem:
    """Say what waits and is counted, and when it goes in."""
    entries = [line for one, line in landing.placed if one.line is None]
    changes = [line for one, line in landing.placed if one.line is not None]
    what = [_some(len(entries), "line", entries)] if entries else []
    what += [_some(len(changes), "change", changes)] if changes else []
    marker = opened_by(file)
    when = f"when it is closed in {marker.program}" if marker else "with the next thing you record"
    one = len(landing.placed) == 1
    said = (
        f"{' and '.join(what)} {'waits' if one else 'wait'} in '{pending_path(file).name}': "
        f"{'it is' if one else 'they are'} counted here and {'goes' if one else 'go'} into "
        f"'{file.name}' {when}."
    )
    return Problem(min([*entries, *changes]), None, "tell", said)


def _asked(file: Path, landing: Landing, kind: FileKind) -> Iterable[Problem]:
    """Ask about each waiting line that finds no place: what it was, what it says, what to do."""
    more = "" if kind == "log" else f", kind={kind!r}"
    for one, why in landing.left:
        let_go = f"bb.drop_waiting({str(file)!r}, {one.name!r}{more})"
        where = f"in '{pending_path(file).name}' and is not counted"
        if one.line is None:
            said = (
                f"A line waits {where}: {_shown(one.values)}. {why} Put that right, or write the "
                f"line by hand and let this one go with: {let_go}"
            )
        else:
            said = (
                f"A change waits {where}: the line was {_shown(one.was, KNOWN_BY, one.values)}, "
                f"and was to become {_shown(one.values, blanks=True)}. {why} Make the change by "
                f"hand if it is still right, then let this one go with: {let_go}"
            )
        yield Problem(one.line, None, "ask", said)


def _shown(row: Mapping[str, str], *names: Iterable[str], blanks: bool = False) -> str:
    """Quote cells by their columns; with names only those columns."""
    chosen = {name for some in names for name in some} if names else set(row)
    cells = row if blanks else filled(row)
    short = {name: " ".join(text.split()) for name, text in cells.items() if name in chosen}
    short = {n: t if len(t) <= SHOWN else f"{t[: SHOWN - 1]}…" for n, t in short.items()}
    return ", ".join(f"{name} '{text}'" for name, text in short.items()) or "blank"


def _some(count: int, what: str, lines: Sequence[int]) -> str:
    named = f" (line {lines[0]})" if count == 1 else f" (lines {min(lines)} to {max(lines)})"
    return f"{count} {what}{'' if count == 1 else 's'}{named}"


def _lines(count: int) -> str:
    return "1 line waits" if count == 1 else f"{count:,} lines wait"
