"""Invented clients of a service, in the form in which they are given; how often each step goes
forward is known."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bounceback_analysis.service.giving import GIVEN, HEADING

if TYPE_CHECKING:
    from pathlib import Path

TRUTH = {"application": 0.3, "interview": 0.4, "final interview": 0.5}
"""The chance that a step goes forward, if it is decided."""
SKILLS = ("Excel", "customer service", "driving licence", "safeguarding")
SAID = (
    "nerves gap",
    "answers gap",
    "communication strength",
    "experience gap",
    "no_reason neutral",
)
GIVEN_ON = date(2026, 11, 30)


def client(seed: int, *, programmes: int = 5, lines: int = 17, upto: int = 300) -> bytes:
    """Give the file of one client, some ``lines`` long, of a programme; small ones have few.

    ``upto`` is the last day of the year on which anything was begun.
    """
    luck = random.Random(seed)
    number = "-".join(f"{luck.randrange(10_000):04}" for _ in range(3))
    place = min(int(luck.expovariate(1)), programmes - 1)
    shared = {"client": number, "programme": f"programme {place}", "sector": "care"}
    shared["consented_on"] = GIVEN_ON.isoformat()
    rows: list[dict[str, str]] = []
    for _ in range(luck.randint(1, max(1, round(lines * 0.9)))):
        day = date(2026, 1, 1) + timedelta(luck.randrange(300))
        if (day - date(2026, 1, 1)).days > upto:
            continue
        rows += application(luck, day, shared)
    rows = rows or application(luck, date(2026, 1, 5), shared)
    return HEADING + "".join(",".join(row[c] for c in GIVEN) + "\r\n" for row in rows).encode()


def application(luck: random.Random, day: date, shared: dict[str, str]) -> list[dict[str, str]]:
    """Give the lines of one application."""
    whole = dict.fromkeys(GIVEN, "") | shared
    whole |= {name: str(luck.randrange(10**6, 10**7)) for name in ("employer", "application_id")}
    rows = []
    for at, (stage, chance) in enumerate(TRUTH.items()):
        row = whole | {"stage": stage, "date": day.isoformat()}
        if at == 0:
            row["source"] = luck.choice(("job site", "agency", "other", ""))
            row["skills_wanted"] = "; ".join(luck.sample(SKILLS, luck.randint(0, 3)))
        forward = luck.random() < chance
        silent = not forward and luck.random() < 0.3
        row["outcome"] = "no response" if silent else "rejected"
        if forward:
            row["outcome"] = "passed" if at < 2 else luck.choice(("offer", "accepted"))
        elif luck.random() < 0.1:
            row["outcome"] = luck.choice(("waiting", "withdrew"))
        if row["outcome"] in {"passed", "rejected", "offer", "accepted"}:
            row["heard_on"] = (day + timedelta(luck.randrange(1, 40))).isoformat()
        if row["outcome"] == "rejected":
            row |= feedback(luck, row["heard_on"])
        rows.append(row)
        if not forward:
            break
        day += timedelta(luck.randrange(5, 20))
    return rows


def feedback(luck: random.Random, heard: str) -> dict[str, str]:
    """Say perhaps that feedback was asked for, and what came."""
    told = "; ".join(luck.sample(SAID, luck.randint(1, 2))) if luck.random() < 0.3 else ""
    if luck.random() < 0.4:
        status = "received" if told else luck.choice(("asked", "refused"))
        return {"feedback_asked_on": heard, "feedback_status": status, "feedback_themes": told}
    return {
        "feedback_status": "received" if told and luck.random() < 0.3 else "",
        "feedback_themes": told,
    }


def write_clients(folder: Path, seeds: range, **about: int) -> list[Path]:
    """Write the files of some clients into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"client {seed:06}.csv" for seed in seeds]
    for file, seed in zip(files, seeds, strict=True):
        file.write_bytes(client(seed, **about))
    return files
