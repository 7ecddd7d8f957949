"""Logs for tests, written as the CSV that a person would have."""

from __future__ import annotations

import csv
import io
import tempfile
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.reading import read_companion, read_log

if TYPE_CHECKING:
    import pandas as pd

    from bounceback_analysis.log.model import Day, Log

PLAN = "skill,my_level,wanted_level,theme,action,kind,due_on,done_on,evidence\n"


def log_of(csv_text: str, *, plan: str = "", as_of: Day | None = None, **more: Any) -> Log:
    """Read a log from its text, with the rows of a plan beside it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log.csv"
        file.write_text(textwrap.dedent(csv_text).lstrip("\n"), encoding="utf-8", newline="")
        return replace(read_log(file, as_of=as_of), plan=plan_of(plan), **more)


def entries_of(csv_text: str) -> pd.DataFrame:
    """Give the entries of a log from its text."""
    return log_of(csv_text).entries


def plan_of(rows: str) -> pd.DataFrame:
    """Give a plan from the text of its rows."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "my_plan.csv").write_text(PLAN + rows, "utf-8")
        return read_companion(Path(folder) / "my_log.csv", "plan")


def rows_of(path: Path) -> list[list[str]]:
    """Give the rows of a file of comma-separated values."""
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
