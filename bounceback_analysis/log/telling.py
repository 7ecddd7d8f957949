"""Says what reading a log found: in words for a person, and as plain values for a program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log, Verdict

HEADS: dict[Verdict, str] = {"stop": "It stopped here", "ask": "To settle", "tell": "To know"}


def check_report(log: Log) -> str:
    """Say what was read, then what to settle, then what was decided."""
    lines = len(log.entries)
    name = log.path.name if log.path else "The log"
    read = f"{name}: {lines:,} {'line' if lines == 1 else 'lines'} read."
    applications = log.entries["application"].nunique()
    if lines:
        many = "application" if applications == 1 else "applications"
        read += f" They tell of {applications:,} {many}."
    said = [read]
    for verdict, head in HEADS.items():
        found = [problem for problem in log.problems if problem.verdict == verdict]
        if found:
            said += ["", f"{head}:", *(f"  {problem}" for problem in found)]
    text = "\n".join(said if len(said) > 1 else [read, "Nothing to settle."])
    # What a file holds must not steer the window that it is shown in.
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "\ufffd", text)


def check_json(log: Log) -> dict[str, Any]:
    """Give the same as plain values."""
    names = ("line", "column", "verdict", "message")
    return {
        "status": log.status,
        "rows": len(log.entries),
        "problems": [{name: getattr(p, name) for name in names} for p in log.problems],
    }
