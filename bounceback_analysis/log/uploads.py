"""Sheets that come as bytes from a page, the answers kept about them, and their way into a log."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import tomlkit

from bounceback_analysis.log.adopting import import_log
from bounceback_analysis.log.backups import OWNER, fingerprint
from bounceback_analysis.log.files import RefusedError, Written, save
from bounceback_analysis.log.opening import new_log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bounceback_analysis.log.adoption import Adoption

LONGEST_NAME = 80


@dataclass(frozen=True)
class Brought:
    """What came of saving a sheet; ``state`` is what ``undo_save`` takes, blank if nothing new."""

    ok: bool
    message: str
    state: str = ""


def import_bytes(name: str, data: bytes, answers: Mapping[str, Any]) -> Adoption:
    """Read a sheet that is not a file here; the file it is put in meanwhile is gone afterwards."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / safe_name(name)
        file.write_bytes(data)
        return replace(import_log(file, dict(answers)), path=Path(file.name))


def safe_name(name: str) -> str:
    """Give a name that any system takes for a file, whatever a page called it.

    Examples
    --------
    >>> safe_name("../../jobs <b>.xlsx"), safe_name("..")
    ('jobs _b_.xlsx', 'sheet')
    """
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^\w .()-]", "_", last)[-LONGEST_NAME:].strip(" .") or "sheet"


def keep_answers(file: Path, answers: Mapping[str, Any]) -> Written:
    """Add answers to those that are kept about a sheet; all else in the file stays."""

    def change(old: bytes) -> bytes:
        try:
            document = tomlkit.parse(old.decode("utf-8-sig"))
        except ValueError as error:
            raise RefusedError(f"'{file.name}' has a slip: {error}.") from error
        for about, answer in answers.items():
            if isinstance(answer, dict):
                document.setdefault(about, tomlkit.table()).update(answer)
            else:
                document[about] = answer
        return tomlkit.dumps(document).encode()

    return save(file, change, create=True, keep=False, most=OWNER)


def save_sheet(adoption: Adoption, log: Path) -> Brought:
    """Write the lines of a sheet into a log, started where there is none, and say what was done."""
    try:
        if not log.exists():
            new_log(log)
        before = log.read_bytes()
        message = adoption.save(log)
        after = log.read_bytes()
    except (OSError, ValueError) as error:
        return Brought(ok=False, message=str(error))
    return Brought(ok=True, message=message, state="" if after == before else fingerprint(after))
