"""What could not go into a log because it was open elsewhere: kept in a file beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.layout import layout_of, widened
from bounceback_analysis.log.safe_file import RefusedError, Written, save
from bounceback_analysis.vocabulary.schema import columns

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.vocabulary.schema import FileKind

AMENDS = ("amends_line", "amends_row")
"""Further columns: which line a waiting change is for; what stood there and what shall."""


@dataclass(frozen=True)
class Waiting:
    """An entry that waits; with a ``line`` it is a change to the row that ``was`` there."""

    values: dict[str, str]
    line: int | None = None
    was: dict[str, str] = field(default_factory=dict)


def pending_path(log: str | os.PathLike[str]) -> Path:
    """Give where the entries of a log wait."""
    file = Path(log)
    return file.with_name(f"{file.stem}.pending.csv")


def pending_of(log: str | os.PathLike[str], *, kind: FileKind = "log") -> list[Waiting]:
    """Give what waits, in the order in which it was written."""
    try:
        layout = layout_of(read_bounded(pending_path(log)), kind)
    except (OSError, RefusedError):
        return []
    return [_waiting(layout.row(row)) for row in range(1, len(layout.cells))]


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
    names = [column.name for column in columns(kind)]
    others = [name for name in values if name not in names]

    def change(old: bytes) -> bytes:
        layout = layout_of(old or (",".join([*names, *AMENDS]) + "\r\n").encode("utf-8-sig"), kind)
        extra = [name for name in others if name not in layout.names]
        wide = widened(layout, extra, to_utf8=False) if extra else layout
        return wide.with_rows([{**values, **more}])

    return save(pending_path(log), change, create=True, keep=False)


def drop_pending(
    log: str | os.PathLike[str], done: Sequence[Waiting], *, kind: FileKind = "log"
) -> Written:
    """Let go of entries that are in the log now; with the last one the file goes."""

    def change(old: bytes) -> bytes:
        layout = layout_of(old, kind)
        rows = [row for row in range(1, len(layout.cells)) if _waiting(layout.row(row)) not in done]
        return layout.only(rows) if rows else b""

    return save(pending_path(log), change, keep=False)


def _waiting(row: Mapping[str, str]) -> Waiting:
    values = {name: text for name, text in row.items() if name not in AMENDS}
    filled = {name: text for name, text in values.items() if text.strip()}
    line = row.get(AMENDS[0], "")
    if not line:
        return Waiting(filled)
    amends = json.loads(row[AMENDS[1]])
    return Waiting(amends["values"], int(line), amends["was"])
