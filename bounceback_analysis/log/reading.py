"""A file into a log: its entries, the plan beside it, and what there is to say about them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.log.entries import to_entries, typed_table
from bounceback_analysis.log.problems import Log, Problem
from bounceback_analysis.vocabulary.schema import columns, fold

if TYPE_CHECKING:
    import os


def read_log(path: str | os.PathLike[str]) -> Log:
    """Read a log; never raises over what the file holds."""
    file = Path(path)
    if not file.is_file():
        return _stopped(file, f"There is no log at '{file}'.")
    rows = [r for r in csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"))) if r]
    if not rows:
        return _stopped(file, "The file is empty.")
    names = [fold(h).replace(" ", "_") for h in rows[0]]
    frame = pd.DataFrame(rows[1:], columns=names, dtype="str").replace("", None)
    values = {name: _typed(name, frame[name]) for name in names}
    lines = pd.Series(range(2, len(frame) + 2), index=frame.index)
    return Log(to_entries(typed_table(values), lines), _plan_beside(file), (), file)


def _typed(name: str, column: pd.Series) -> pd.Series:
    kind = next((c.kind for c in columns("log") if c.name == name), "text")
    if kind == "date":
        return pd.to_datetime(column, format="ISO8601")
    return pd.to_numeric(column) if kind in {"number", "rating"} else column


def _plan_beside(file: Path) -> pd.DataFrame:
    return typed_table({}, "plan")


def _stopped(file: Path, message: str) -> Log:
    empty = to_entries(typed_table({}), pd.Series([], dtype="int64"))
    return Log(empty, typed_table({}, "plan"), (Problem(None, None, "stop", message),), file)
