"""What was typed into a form and not yet saved: kept beside the log, so a crash loses nothing.

Each open form has a draft of its own and holds a lock on it; a draft without a holder was left
by a notebook that ended half-way, and the next form takes it over.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit
from filelock import FileLock, Timeout
from tomlkit.exceptions import TOMLKitError

from bounceback_analysis.log.backups import FOLDER, OWNER
from bounceback_analysis.log.files import Written, save

if TYPE_CHECKING:
    import os

PLACES = 10
"""Forms that may be open at once, each with a draft of its own."""


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
        return tomlkit.parse(draft.read_text("utf-8")).unwrap()
    except (OSError, TOMLKitError, UnicodeDecodeError):
        return {}


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
