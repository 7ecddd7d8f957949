"""The one log that a page shows: every widget listens to it, and it follows its files."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import get_args

import traitlets

from bounceback_analysis.analysis.outcomes import check_log
from bounceback_analysis.log.companions import Companion, beside
from bounceback_analysis.log.model import Log
from bounceback_analysis.log.neighbours import pending_path
from bounceback_analysis.log.opening import LOG_VARIABLE, open_log, own_path
from bounceback_analysis.log.reading import read_again

Stamp = tuple[str | tuple[int, int], ...]


class Live(traitlets.HasTraits):
    """A log as its files are now; ``log`` changes whenever they do and somebody looks."""

    log = traitlets.Instance(Log)

    def __init__(self, log: Log) -> None:
        super().__init__(log=log)
        self.path = own_path(log)
        self.stamp = _stamp(self.path)

    def look(self) -> None:
        """Read the files again if they changed; the example gives way to a log of one's own."""
        now = _stamp(self.path)
        if self.log.path is None or now == self.stamp:
            return
        self.stamp = now
        began = self.log.example and self.path.exists()
        self.log = open_log() if began else read_again(self.log)


def live(log: Log, name: str = "explore") -> Live:
    """Give what follows the files of this log: one for all widgets of a page that show the same."""
    check_log(log, name)
    for one in _lives() if log.path is not None else ():  # what no file holds is a log of its own
        same = one.path == own_path(log) and one.log.example == log.example
        if same and one.log.as_of == log.as_of and one.log.whole is log.whole is None:
            one.look()
            return one
    made = Live(log)
    if log.path is not None:
        _lives().append(made)
    return made


def home_of(log: Log | str | os.PathLike[str] | None, name: str) -> Path:
    """Give the file that a form writes into: the person's own, whatever is shown."""
    if log is not None and not isinstance(log, str | os.PathLike):
        check_log(log, name)
    return own_path(log)


def look_everywhere() -> None:
    """Let every page of this kernel follow what was written just now."""
    for one in _lives():
        one.look()


@cache
def _lives() -> list[Live]:
    return []


def _stamp(log: Path) -> Stamp:
    """Give when the log and what stands beside it were written, and how long each of them is."""
    files = [log, *(beside(log, kind) for kind in get_args(Companion))]
    found: list[str | tuple[int, int]] = [os.environ.get(LOG_VARIABLE, "")]
    for file in (*files, *map(pending_path, files)):
        found.append((0, 0))
        with suppress(OSError):
            told = file.stat()
            found[-1] = (told.st_mtime_ns, told.st_size)
    return tuple(found)
