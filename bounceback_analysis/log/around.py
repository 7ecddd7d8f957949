"""The bytes of a file, or why they cannot be had; and what stands around it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from bounceback_analysis.log.backups import backups
from bounceback_analysis.log.beside import settings_problem
from bounceback_analysis.log.bounds import UnreadableError, read_bounded
from bounceback_analysis.log.locks import opened_by
from bounceback_analysis.log.model import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from bounceback_analysis.log.locks import OpenIn


def bytes_of(file: Path) -> bytes | Problem:
    """Give what a file holds; where it cannot be had, a problem that says why."""
    try:
        if not file.is_dir():
            return read_bounded(file)
    except FileNotFoundError:
        return Problem(None, None, "stop", _not_there(file))
    except UnreadableError as error:
        return Problem(None, None, "stop", str(error))
    except (OSError, ValueError) as error:
        said = f"'{file}' could not be opened: {getattr(error, 'strerror', error)}."
        return Problem(None, None, "stop", said)
    said = f"'{file}' is a folder. Name the file in it that is your log."
    return Problem(None, None, "stop", said)


def _not_there(file: Path) -> str:
    try:
        there = [other.name for other in file.parent.iterdir() if other.is_file()]
    except OSError:
        there = []
    near = difflib.get_close_matches(file.name, there, n=3, cutoff=0.5)
    hint = f" Near that name there is {' and '.join(repr(name) for name in near)}." if near else ""
    return f"There is no file '{file}'.{hint} Start a log with: bounceback new {file}"


def newest_backup(file: Path, data: bytes) -> list[Problem]:
    """Name what a file that is empty now can be brought back from."""
    newest = [] if data.strip() else backups(file)[:1]
    said = (
        "The newest backup is '{}', in the folder 'backups'; bring it back with: bb.restore({!r})"
    )
    return [Problem(None, None, "stop", said.format(kept.name, str(file))) for kept in newest]


def around(file: Path) -> list[Problem]:
    """Point out who has the log open, and settings that cannot be used."""
    marker, slip = opened_by(file), settings_problem(file)
    return [
        *([Problem(None, None, "tell", _open_in(file, marker))] if marker else []),
        *([Problem(None, None, "ask", slip)] if slip else []),
    ]


def _open_in(file: Path, marker: OpenIn) -> str:
    said = f"'{file.name}' is open in {marker}: what is not saved there yet is not read here."
    return f"{said} {marker.way_on}"
