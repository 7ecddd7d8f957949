"""Kills a writer with -9 at random moments, many times, and counts what was lost.

Run: ``python -m tests.benchmarks.kill_writing [RUNS]`` (2,000 without a number; Linux and macOS).

What is written is read back by ``csv`` and ``tomllib`` alone: the checker shares no code with the
writer. The child says in a pipe what it begins and what it was told is done; what was done must
be there afterwards, what was only begun may be.
"""

from __future__ import annotations

import csv
import io
import os
import random
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bounceback_analysis as bb
from bounceback_analysis.log.companions import write_settings

if TYPE_CHECKING:
    from collections.abc import Callable

HEADINGS = b"date,employer,outcome,feedback,My own\r\n"
OLD = HEADINGS + b"2026-03-05,Acme,waiting,,a\r\n" * 30
FRESH = 40
"""Runs after which a new log is begun, so that it stays as long as a person's."""
LONGEST = {"lines": 0.12, "report": 0.5}
"""Seconds within which the kill comes: some five changes, or two reports."""
MARKER = ".~lock.my_log.csv#"


@dataclass
class Writer:
    """Changes the files one way after another until it is killed, and says so in a pipe."""

    folder: Path
    say: int
    chance: random.Random

    @property
    def log(self) -> Path:
        return self.folder / "my_log.csv"

    def told(self, what: str, name: str, change: Callable[[], Any]) -> Any:
        os.write(self.say, f"begin {what} {name}\n".encode())
        written = change()
        word = "done" if getattr(written, "ok", True) else written.message
        os.write(self.say, f"{word} {what} {name}\n".encode())
        return written

    def append(self, name: str) -> None:
        written = self.told("line", name, lambda: bb.append_entry(self.log, entry(name)))
        then = self.chance.choice(["amend", "undo", "", ""])
        if then == "amend":
            passed = {"outcome": "passed"}
            self.told(then, name, lambda: bb.amend_entry(self.log, written.line, passed))
        elif then == "undo":
            self.told(then, name, lambda: bb.undo(self.log, written))

    def wait(self, name: str) -> None:
        (self.folder / MARKER).touch()
        self.told("line", name, lambda: bb.append_entry(self.log, entry(name)))
        (self.folder / MARKER).unlink()

    def plan(self, name: str) -> None:
        file = self.folder / "my_plan.csv"
        self.told("plan", name, lambda: bb.append_entry(file, {"action": name}, kind="plan"))

    def settings(self, name: str) -> None:
        self.told("settings", name, lambda: write_settings(self.log, {"report": {"who": name}}))

    def report(self, _name: str) -> None:
        ending = self.chance.choice(["html", "pdf", "docx"])
        out, log = self.folder / f"r.{ending}", bb.read_log(self.log)
        self.told("report", ending, lambda: bb.write_report(log, out, sections=["summary"]))

    def write(self, run: int, kind: str) -> None:
        lines = [self.append, self.append, self.wait, self.plan, self.settings]
        for number in range(1000):
            self.chance.choice(lines if kind == "lines" else [self.report])(f"{run}-{number}")


def entry(name: str) -> dict[str, str]:
    return {"date": "2026-03-06", "employer": name, "outcome": "waiting", "feedback": 'a, "b"'}


@dataclass
class Told:
    """What the child said of one folder: what is done, and what may or may not be."""

    lines: set[str] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    plan: set[str] = field(default_factory=set)
    settings: set[str] = field(default_factory=lambda: {""})
    reports: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    done: int = 0

    def hear(self, said: str) -> None:
        for line in said.splitlines():
            word, *rest = line.split(" ")
            if word not in {"begin", "done"}:
                self.refused.append(line)
                continue
            what, name = rest
            self.done += word == "done"
            if what == "settings":
                self.settings = {name} if word == "done" else {*self.settings, name}
            elif what == "undo":  # begun: it may be gone; done: it is
                self.lines.discard(name)
                if word == "done":
                    self.undone.add(name)
            elif word == "done":
                sets = {"line": "lines", "amend": "passed", "plan": "plan", "report": "reports"}
                getattr(self, sets[what]).add(name)


def rows_of(file: Path) -> tuple[list[list[str]], int]:
    """Give the rows of a CSV and how many of them are not whole."""
    data = file.read_bytes() if file.exists() else b""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    width = len(rows[0]) if rows else 0
    half = sum(len(row) != width for row in rows) + bool(data and not data.endswith(b"\r\n"))
    return rows, half


def whole(file: Path) -> bool:
    ends = {".html": (b"<!doctype", b"</html>"), ".pdf": (b"%PDF", b"%%EOF"), ".docx": (b"PK", b"")}
    start, end = ends[file.suffix]
    data = file.read_bytes()
    return data.startswith(start) and data.rstrip().endswith(end)


def check(folder: Path, told: Told) -> Counter[str]:
    """Count what is wrong with the files, by what was told of them."""
    log = folder / "my_log.csv"
    rows, half = rows_of(log)
    waiting, half_waiting = rows_of(folder / "my_log.pending.csv")
    plan, half_plan = rows_of(folder / "my_plan.csv")
    names = [row[1] for row in rows]
    there = {*names, *(row[1] for row in waiting if len(row) > 1)}
    outcome = {row[1]: row[2] for row in rows}
    settings = folder / "my_settings.toml"
    kept = tomllib.loads(settings.read_text("utf-8"))["report"]["who"] if settings.exists() else ""
    actions = {row[4] for row in plan if len(row) > 4}
    twice = sum(count - 1 for name, count in Counter(names).items() if name != "Acme")
    reports = [file for file in folder.glob("r.*") if file.suffix in {".html", ".pdf", ".docx"}]
    return Counter(
        {
            "old lines lost": int(not log.read_bytes().startswith(OLD)),
            "acknowledged lines lost": len(told.lines - there) + len(told.plan - actions),
            "acknowledged changes lost": sum(outcome.get(n) == "waiting" for n in told.passed)
            + int(kept not in told.settings),
            "taken back and there": len(told.undone & there),
            "lines twice": twice,
            "half lines": half + half_waiting + half_plan,
            "reports lost or half": len(told.reports - {file.suffix[1:] for file in reports})
            + sum(not whole(file) for file in reports),
            "refused": len(told.refused),
        }
    )


def killed(folder: Path, run: int, chance: random.Random) -> str:
    """Run a child, kill it at some moment, and give what it said."""
    kind = "report" if run % 8 == 7 else "lines"
    hear, say = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(hear)
        Writer(folder, say, random.Random(run)).write(run, kind)
        os._exit(0)
    os.close(say)
    heard = os.read(hear, 60)  # it has begun
    time.sleep(chance.random() * LONGEST[kind])
    os.kill(pid, signal.SIGKILL)
    while more := os.read(hear, 60_000):
        heard += more
    os.close(hear)
    os.waitpid(pid, 0)
    (folder / MARKER).unlink(missing_ok=True)  # as the office program would
    return heard.decode()


def left_in(folder: Path) -> int:
    """Count temporary files after one more, quiet change of everything, some minutes later."""
    for file in folder.rglob("*.part"):
        os.utime(file, (0, 0))
    log = folder / "my_log.csv"
    bb.append_entry(log, {"date": "2026-03-07", "employer": "last", "outcome": "waiting"})
    bb.append_entry(folder / "my_plan.csv", {"action": "last"}, kind="plan")
    write_settings(log, {"report": {"who": "last"}})
    for ending in ("html", "pdf", "docx"):
        if (folder / f"r.{ending}").exists() or list(folder.glob(f".r.{ending}.*")):
            bb.write_report(bb.read_log(log), folder / f"r.{ending}", sections=["summary"])
    (folder / MARKER).touch()
    bb.append_entry(log, {"date": "2026-03-07", "employer": "later", "outcome": "waiting"})
    (folder / MARKER).unlink()
    return sum(path.suffix in {".part", ".tmp"} for path in folder.rglob("*"))


def main(runs: int) -> int:
    chance = random.Random(5)
    wrong: Counter[str] = Counter()
    # What both import is imported before the first fork, so that each child begins at once.
    folder = Path(tempfile.mkdtemp())
    (folder / "my_log.csv").write_bytes(OLD)
    for ending in ("html", "pdf", "docx"):
        bb.write_report(bb.read_log(folder / "my_log.csv"), folder / f"r.{ending}")
    left_in(folder)
    done = 0
    for run in range(runs):
        if run % FRESH == 0:
            folder, told = Path(tempfile.mkdtemp()), Told()
            (folder / "my_log.csv").write_bytes(OLD)
        told.hear(killed(folder, run, chance))
        found = check(folder, told)
        if +found:
            print("run", run, folder, dict(+found), told.refused[:3], flush=True)
            told.refused.clear()
        wrong.update(found)
        if run % FRESH == FRESH - 1 or run == runs - 1:
            wrong["leftovers"] += left_in(folder)
            done += told.done
    counts = ", ".join(f"{what} {count}" for what, count in wrong.items())
    print(f"runs {runs}, changes acknowledged {done}, {counts}")
    return int(bool(+wrong))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
