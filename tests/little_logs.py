"""Reads the little logs of ``little_logs.toml``, with the answers that were counted by hand."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

COLUMNS = ("date", "employer", "role", "stage", "outcome", "application_id")
NEEDED = {"date", "employer", "outcome"}


def as_csv(rows: str) -> str:
    """Write rows as the csv text that a person would have."""
    table: list[tuple[str, ...]] = [COLUMNS]
    for row in filter(None, (row.partition("|")[0].split() for row in rows.splitlines())):
        day, who, stage, outcome, *own = row
        employer, _, role = who.partition("/")
        day = f"2026-{day}" if len(day) == 5 else day
        cells = (day, employer, role, stage, outcome, *(own or ["_"]))
        table.append(tuple("" if cell == "_" else cell.replace(".", " ") for cell in cells))
    columns = zip(*table, strict=True)
    kept = [column for column in columns if column[0] in NEEDED or any(column[1:])]
    return "".join(",".join(row) + "\n" for row in zip(*kept, strict=True))


@dataclass(frozen=True)
class Little:
    """A log as text, and what a careful person counts in it; ``said`` is what stands by line."""

    name: str
    text: str
    said: dict[int, str]
    as_of: date
    rates: dict[str, tuple[int, int, int]]
    furthest: dict[int, tuple[str, str]] = field(default_factory=dict)
    waiting: dict[int, tuple[str, int | None]] = field(default_factory=dict)

    @property
    def applications(self) -> dict[int, int]:
        return {line: int(said.split(".")[0].rstrip("?")) for line, said in self.said.items()}

    @property
    def asked(self) -> set[int]:
        return {line for line, said in self.said.items() if said.endswith("?")}


def little(log: dict) -> Little:
    rows = [row.partition("|")[2].strip() for row in log["rows"].strip().splitlines()]
    counted = {
        name: {
            int(at): (step, None if told == "no day" else told)
            for at, (step, told) in log.get(name, {}).items()
        }
        for name in ("furthest", "waiting")
    }
    rates = {stage: tuple(cell) for stage, cell in log["rates"].items()}
    as_of = log.get("as_of", date(2026, 6, 30))
    said = dict(enumerate(rows, 2))
    return Little(log["name"], as_csv(log["rows"]), said, as_of, rates, **counted)


LITTLE_LOGS = tuple(
    map(little, tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["log"])
)
