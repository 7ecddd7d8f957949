"""Dated copies of a person's file as it was before each change: few, and easy to bring back."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "backups"
KEPT, DAYS_KEPT = 10, 5
"""Backups kept of one file: the newest ones, and the last of some earlier days."""


def fingerprint(data: bytes) -> str:
    """Give a short text that stands for these bytes and no others."""
    return hashlib.sha256(data).hexdigest()[:12]


def backups(path: str | os.PathLike[str]) -> list[Path]:
    """List the backups of a file, newest first."""
    file = Path(path).resolve()
    folder = file.parent / FOLDER
    pattern = re.compile(
        re.escape(file.stem) + r" \d{4}-\d\d-\d\d \d{6}\.\d{6} \w{12}" + re.escape(file.suffix)
    )
    names = folder.iterdir() if folder.is_dir() else ()
    return sorted((name for name in names if pattern.fullmatch(name.name)), reverse=True)


@contextmanager
def part(file: Path, folder: Path, data: bytes) -> Iterator[Path]:
    """Write bytes to a temporary file for certain; it is gone at the end, whatever happens."""
    made = folder / f".{file.name}.{secrets.token_hex(4)}.part"
    try:
        with made.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        yield made
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)


@contextmanager
def backed_up(file: Path, old: bytes, new: bytes) -> Iterator[None]:
    """Keep the bytes before a change, under the time and what stands for the bytes after it.

    Where the change does not come about, the backup goes again.
    """
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d %H%M%S.%f")
    backup = file.parent / FOLDER / f"{file.stem} {stamp} {fingerprint(new)}{file.suffix}"
    with part(file, backup.parent, old) as made:
        made.replace(backup)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            backup.unlink()
        raise


def leads_to(backup: Path) -> str:
    """Tell which state the change led to before which a backup was made."""
    return backup.stem[-12:]


def mark_undone(file: Path, state: str) -> None:
    """Let the next undo go one change further back rather than do this one again."""
    with suppress(OSError):
        newest = next(iter(backups(file)), None)
        if newest and leads_to(newest) == state:
            newest.replace(newest.with_name(newest.name.replace(state, "_" * 12)))


def tidy(file: Path) -> None:
    """Let go of all but a few backups."""
    with suppress(OSError):
        older = backups(file)[KEPT:]
        last_of_day: dict[str, Path] = {}
        for backup in older:
            last_of_day.setdefault(backup.name[len(file.stem) :][:11], backup)
        for backup in set(older) - set(list(last_of_day.values())[:DAYS_KEPT]):
            backup.unlink()
