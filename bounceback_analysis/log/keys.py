"""Which letter stands for which employer in reports, kept beside the log and nowhere else."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from bounceback_analysis.log.backups import OWNER
from bounceback_analysis.log.beside import beside
from bounceback_analysis.log.exporting import as_typed, neutral
from bounceback_analysis.log.files import Written, save
from bounceback_analysis.log.reading import read_companion
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

HEADING = "employer,label\r\n"


def read_keys(log: str | os.PathLike[str]) -> dict[str, str]:
    """Give the label of each employer, as earlier reports gave them."""
    table = read_companion(log, "keys").dropna(subset=["employer", "label"])
    return {
        as_typed(name): label for name, label in zip(table["employer"], table["label"], strict=True)
    }


def write_keys(log: str | os.PathLike[str], labels: Mapping[str, str]) -> Written:
    """Keep the labels of employers that have none yet; those that are there never change.

    The file undoes what a report hides, so nobody but its owner may read it, whatever the log's
    mode is.
    """

    def change(old: bytes) -> bytes:
        known = {fold(name) for name in read_keys(log)} if old else set()
        out = io.StringIO(newline="")
        new = {fold(name): (name, label) for name, label in labels.items()}
        rows = [(neutral(name), label) for key, (name, label) in new.items() if key not in known]
        csv.writer(out, lineterminator="\r\n").writerows(rows)
        start = old or ("\ufeff" + HEADING).encode()
        joint = b"" if start.endswith(b"\n") else b"\r\n"
        return old if not rows else start + joint + out.getvalue().encode()

    return save(beside(log, "keys"), change, create=True, keep=False, most=OWNER)
