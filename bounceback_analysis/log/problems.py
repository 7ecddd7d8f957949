"""What reading a file gives: its entries, and what there is to say about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

Verdict = Literal["ok", "tell", "ask", "stop"]
VERDICTS: tuple[Verdict, ...] = ("ok", "tell", "ask", "stop")


@dataclass(frozen=True)
class Problem:
    """Something that was decided, or that the person should settle.

    ``line`` is the physical line in the file, from 1; ``None`` speaks of the whole file.
    ``verdict`` is ``tell`` (decided, and said), ``ask`` (left blank for the person to settle)
    or ``stop`` (nothing could be read). ``message`` says what was read and what to do next.
    """

    line: int | None
    column: str | None
    verdict: Verdict
    message: str

    def __str__(self) -> str:
        place = ", ".join(
            part for part in (f"line {self.line}" if self.line else "", self.column or "") if part
        )
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True)
class Log:
    """A log as read: entries, the plan beside it, and what there is to say.

    ``entries`` holds the schema's columns in order and typed, unknown columns after them,
    then ``line``, ``application`` and ``round``. ``path`` is the file it came from and
    ``example`` says that it is the example that ships with Bounceback, not a person's own.
    """

    entries: pd.DataFrame
    plan: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    path: Path | None = None
    example: bool = False

    def __repr__(self) -> str:
        name = self.path.name if self.path else "no file"
        sizes = f"entries {len(self.entries)}, plan {len(self.plan)}"
        return f"<Log of {name}: {sizes}, problems {len(self.problems)}>"

    @property
    def status(self) -> Verdict:
        """The gravest verdict among the problems."""
        return max((p.verdict for p in self.problems), key=VERDICTS.index, default="ok")

    @property
    def as_of(self) -> pd.Timestamp:
        """The day to count from: today, or the last day in the example."""
        if not self.example:
            return pd.Timestamp.today().normalize()
        return pd.Timestamp(self.entries[["date", "heard_on", "rated_on"]].max().max())
