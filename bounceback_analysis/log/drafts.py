"""What was typed into a form and not yet saved: kept beside the log, so a crash loses nothing.

Each open form holds a lock on its draft; the next form takes over one without a holder. What
nobody answers is kept in the page alone: the browser's own store would outlive the person.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import tomlkit
from filelock import FileLock, Timeout

from bounceback_analysis.log.backups import FOLDER, OWNER
from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.cells import normal_entry, validate_entry
from bounceback_analysis.log.files import RefusedError, Written, save
from bounceback_analysis.log.layout import layout_of
from bounceback_analysis.log.waiting import read_rows_by_line
from bounceback_analysis.vocabulary.schema import FileKind, columns

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
