"""Sheets that come as bytes from a page, and their way into a log."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.backups import fingerprint
from bounceback_analysis.log.files import Written
from bounceback_analysis.log.importing.adopting import import_log
from bounceback_analysis.log.opening import new_log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bounceback_analysis.log.importing.adoption import Adoption

LONGEST_NAME = 80
"""Letters of a name that are kept: any disk takes as many, with what is put before and behind."""


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


def save_sheet(adoption: Adoption, log: Path) -> Written:
    """Write the lines of a sheet into a log, started where there is none, and say what was done.

    ``state`` is what ``undo_save`` takes, blank where nothing is new.
    """
    try:
        if not log.exists():
            new_log(log)
        before = log.read_bytes()
        message = adoption.save(log)
        after = log.read_bytes()
    except (OSError, ValueError) as error:
        return Written(ok=False, message=str(error), path=log, reason="no")
    state = "" if after == before else fingerprint(after)
    return Written(ok=True, message=message, path=log, state=state)
