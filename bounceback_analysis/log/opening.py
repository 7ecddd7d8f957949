"""Which log is opened: the one that is named, the person's own, or else the example."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.log.files import LOG_ENDINGS, must_end, or_raise, put
from bounceback_analysis.log.home import LOG_VARIABLE, checkout, own_log, shipped
from bounceback_analysis.log.layout import headings
from bounceback_analysis.log.model import EXAMPLE, Log
from bounceback_analysis.log.reading import read_log

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Day


def own_path(log: Log | str | os.PathLike[str] | None) -> Path:
    """Give where a person writes: the log that is given, but never the example, else their own."""
    path = log.own if isinstance(log, Log) else log
    return Path(path) if path else own_log()


def open_log(path: str | os.PathLike[str] | None = None, *, as_of: Day | None = None) -> Log:
    """Open the person's log, or the example where there is none yet. Nothing is written.

    Without a ``path`` it is the file named by ``BOUNCEBACK_LOG``, else one's own log, else the
    example; one that came with the first start counts once it holds a line. ``as_of`` is the day to count from: today, and in the example
    its last day.
    """
    file = Path(path) if path is not None else own_log()
    named = path is not None or os.environ.get(LOG_VARIABLE)
    if named or file.exists():
        own = read_log(file, as_of=as_of)
        if named or checkout() or len(own.entries) or own.status != "ok":
            return own
    log = read_log(shipped("data") / EXAMPLE, as_of=as_of)
    last = log.entries[["date", "heard_on", "rated_on"]].max().max()
    day = log.as_of if as_of is not None or pd.isna(last) else last
    return replace(log, example=True, settings={}, as_of=day)


def new_log(path: str | os.PathLike[str] | None = None, *, replace: bool = False) -> Path:
    """Start a log: a file that holds the column headings and nothing else.

    Without a ``path`` it goes where ``open_log`` looks for the person's own; with ``replace`` a
    file that is there is replaced, and a copy kept.

    Raises
    ------
    FileExistsError
        There is a file already; it is left as it is.
    ValueError
        The name promises something else, such as a workbook.
    OSError
        The file could not be written; nothing is left of it.
    """
    file = Path(path) if path is not None else own_log()
    must_end(file, LOG_ENDINGS, "a log")
    return or_raise(put(file, headings("log"), replace=replace))


def start_log(path: str | os.PathLike[str] | None = None) -> Path:
    """Begin a person's own log; one that is there and holds no line is taken up from here on.

    Raises
    ------
    FileExistsError
        There is a log with lines in it; it is left as it is.
    OSError
        The file could not be written.
    """
    file = Path(path) if path is not None else own_log()
    try:
        new_log(file)
    except FileExistsError:
        if len(read_log(file).entries) or read_log(file).status == "stop":
            raise
    os.environ.setdefault(LOG_VARIABLE, str(file))  # else the example stays until a line is there
    return file
