"""How much a file may hold, so that no file that comes in can hang or fill the machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

LARGEST_FILE = 64_000_000  # bytes: the most lines, with feedback in each, and some to spare
LARGEST_ASIDE = 1_000_000  # bytes of a file of settings or answers, which a person types by hand
MOST_LINES = 150_000  # with blank ones: what 2,000 people keep together fits
MOST_COLUMNS = 500  # a log has some thirty, the widest tracker that was seen under 100
MOST_CELLS = 6_000_000  # cells of one table, its short rows filled up: the most lines of 40 columns
LONGEST_CELL = 1_000_000  # characters: a book of 500 pages; a spreadsheet stops at 32,767
KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
}
CLOSED = "It was left as it is."
ONLY_THE_LIST = "Keep only the list of your applications in it, and try again."


class UnreadableError(OSError):
    """A file is not opened, or not read further; the message is for the person."""


def read_bounded(path: str | os.PathLike[str], most: int = LARGEST_FILE) -> bytes:
    """Give the bytes of an ordinary file of ``most`` at most; else raise ``UnreadableError``."""
    file = Path(path)
    # A pipe that nobody writes to would keep us waiting for ever: it is opened without waiting.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(file, flags)
    except PermissionError as error:
        if file.is_dir():  # which Windows does not open at all
            raise UnreadableError(_no_list(file, stat.S_IFDIR)) from error
        raise
    try:
        is_now = os.fstat(handle)
        if not stat.S_ISREG(is_now.st_mode):
            raise UnreadableError(_no_list(file, is_now.st_mode))
        if is_now.st_size > most:
            raise UnreadableError(_too_large(file, is_now.st_size, most))
        with os.fdopen(handle, "rb", closefd=False) as opened:
            data = opened.read(most + 1)
        if len(data) > most:  # it grew while it was read
            raise UnreadableError(_too_large(file, len(data), most))
    finally:
        os.close(handle)
    return data


def _no_list(file: Path, mode: int) -> str:
    kind = KINDS.get(stat.S_IFMT(mode), "no ordinary file")
    return f"'{file.name}' is {kind}, not a file that a spreadsheet saves; name that file."


def _too_large(file: Path, size: int, most: int) -> str:
    read = f"{size / 1e6:,.0f} MB large, and {most / 1e6:,.0f} MB can be read"
    return f"'{file.name}' is {read}. {CLOSED} {ONLY_THE_LIST}"


def too_many_lines(text: str, delimiter: str = "") -> str:
    """Say that a text has more lines, or separators, than can be read; nothing where it has not."""
    lines = max(text.count("\n"), text.count("\r")) + 1
    marks = text.count(delimiter) if delimiter else 0
    if lines > MOST_LINES:
        said = f"{lines:,} lines, most of them perhaps blank; {MOST_LINES:,} can be read."
    elif marks > MOST_CELLS:
        said = f"{marks:,} cells, and {MOST_CELLS:,} can be read."
    else:
        return ""
    return f"The file has {said} {CLOSED} {ONLY_THE_LIST}"


def too_many_cells(
    rows: Sequence[Sequence[str]], lines: Sequence[int]
) -> tuple[int | None, str] | None:
    """Say where a table is wider, larger or fuller than can be read: its line, and a sentence."""
    width = max(map(len, rows), default=0)
    widest = next((at for at, row in enumerate(rows) if len(row) == width), 0)
    if width > MOST_COLUMNS:
        return lines[widest], (
            f"This line has {width:,} cells, and {MOST_COLUMNS} can be read. {CLOSED} "
            "Take out the columns that you do not need, the empty ones too, and try again."
        )
    if width * len(rows) > MOST_CELLS:
        return lines[widest], (
            f"This line has {width:,} cells and the table {len(rows):,} lines; together that is "
            f"more than the {MOST_CELLS:,} cells that can be read. {CLOSED} {ONLY_THE_LIST}"
        )
    if max(map(len, chain.from_iterable(rows)), default=0) <= LONGEST_CELL:
        return None
    longest = max(range(len(rows)), key=lambda at: max(map(len, rows[at]), default=0))
    return lines[longest], (
        f"A cell here has more than {LONGEST_CELL:,} characters, as where a quotation "
        f"mark opens and never closes. {CLOSED} Look at this line, and try again."
    )
