"""Files made to hang a program or fill a machine: a few bytes each, made anew for each test."""

from __future__ import annotations

import io
import os
import zipfile
from typing import TYPE_CHECKING

from tests.workbooks import MAIN, ODF, write_ods, write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = "date,employer,role,stage,outcome,feedback\n"
ROW = "2026-03-05,Alder Ltd,Cook,interview,rejected,Too quiet\n"
JOBS = [["Company", "Date applied", "Status"], ["Alder", "2026-03-01", "Rejected"]]
HTML = "<tr><td>Company</td><td>Date applied</td><td>Status</td></tr>"
BILLION = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OLD_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def repacked(path: Path, changed: dict[str, bytes], lie: int = 0) -> None:
    """Put other parts into a zipped file; with ``lie`` each says that it has so many bytes."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()} | changed
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    data = bytearray(out.getvalue())
    if lie:
        for name in changed:
            at = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
            data[at + 24 : at + 28] = lie.to_bytes(4, "little")
    path.write_bytes(data)


def with_sheet(path: Path, rows: str, lie: int = 0, **parts: bytes) -> None:
    """Write a workbook whose sheet has these rows of XML."""
    write_workbook(path, {"Jobs": JOBS})
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    repacked(path, {"xl/worksheets/sheet1.xml": sheet, **parts}, lie)


def cell(place: str, text: str = "1") -> str:
    """Give the XML of a cell with a number in it."""
    return f'<c r="{place}"><v>{text}</v></c>'


def far_cell(path: Path) -> None:
    """Put one cell in the last corner of a sheet."""
    with_sheet(path, f"<row r='1'>{cell('A1')}</row><row r='1048576'>{cell('XFD1048576')}</row>")


def unnumbered(path: Path) -> None:
    """Make one wide row and many short ones, whose cells do not say where they stand."""
    wide = "<row>" + "<c><v>1</v></c>" * 16_000 + "</row>"
    with_sheet(path, wide + "<row><c><v>1</v></c></row>" * 60_000)


def shared(path: Path) -> None:
    """Let 30,000 cells share one text of a million characters."""
    rows = "".join(f'<row><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 30_001))
    strings = f'<sst xmlns="{MAIN}"><si><t>{"x" * 1_000_000}</t></si></sst>'.encode()
    with_sheet(path, rows, **{"xl/sharedStrings.xml": strings})


def zipped_zeros(path: Path, lie: int = 0) -> None:
    """Let a sheet unpack to 600 MB; with ``lie`` it says that it is small."""
    blanks = b" " * 600_000_000 if not lie else b" " * 300_000_000
    write_workbook(path, {"Jobs": JOBS})
    repacked(path, {"xl/worksheets/sheet1.xml": b"<worksheet>" + blanks}, lie)


def entities(path: Path) -> None:
    """Let entities of entities grow in a sheet."""
    write_workbook(path, {"Jobs": JOBS})
    sheet = f'<?xml version="1.0"?>{BILLION}<worksheet><sheetData><row><c t="str"><v>&i;</v></c></row></sheetData></worksheet>'
    repacked(path, {"xl/worksheets/sheet1.xml": sheet.encode()})


def repeated_cells(path: Path) -> None:
    """Let one cell of an open document stand for a whole sheet."""
    write_ods(path, [["Company"]])
    spaces = " ".join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Jobs">'
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    repacked(path, {"content.xml": content.encode()})


def many_parts(path: Path) -> None:
    """Pack 40,000 empty files."""
    with zipfile.ZipFile(path, "w") as out:
        for n in range(40_000):
            out.writestr(f"xl/{n}", "")


def _sector_chain(stream: bytes) -> bytes:
    """Put a stream into the container of an old office file."""
    end, free, size = b"\xfe\xff\xff\xff", b"\xff\xff\xff\xff", 512
    stream = stream.ljust(max(4096, -(-len(stream) // size) * size), b"\0")
    count = len(stream) // size
    chain = [b"\xfd\xff\xff\xff", end] + [(n + 3).to_bytes(4, "little") for n in range(count - 1)]
    table = b"".join([*chain, end]).ljust(size, b"\xff")
    head = OLD_MAGIC + bytes(16) + b"\x3e\0\3\0\xfe\xff\x09\0\x06\0" + bytes(10)
    head += b"\1\0\0\0" + b"\1\0\0\0" + bytes(4) + b"\0\x10\0\0" + end + bytes(4) + end + bytes(4)
    head += bytes(4) + free * 108

    def entry(name: str, kind: int, start: bytes, length: int, child: bytes) -> bytes:
        text = name.encode("utf-16-le")
        out = text.ljust(64, b"\0") + bytes([len(text) + 2, 0, kind, 1]) + free * 2 + child
        return out.ljust(116, b"\0") + start + length.to_bytes(8, "little")

    names = entry("Root Entry", 5, end, 0, b"\1\0\0\0")
    names += entry("Workbook", 2, b"\2\0\0\0", len(stream), free)
    return head + table + names.ljust(size, b"\0") + stream


def _record(kind: int, body: bytes) -> bytes:
    return kind.to_bytes(2, "little") + len(body).to_bytes(2, "little") + body


def old_book(path: Path, *places: tuple[int, int]) -> None:
    """Write an old workbook with a number in each of these cells (row, column)."""
    begins = lambda kind: _record(0x0809, b"\0\6" + kind + bytes(12))  # noqa: E731
    name = b"Jobs"
    sheet_at = len(begins(b"\5\0")) + 4 + 8 + len(name) + 4
    globals_ = begins(b"\5\0") + _record(
        0x0085, sheet_at.to_bytes(4, "little") + b"\0\0" + bytes([len(name), 0]) + name
    )
    globals_ += _record(0x000A, b"")
    cells = b"".join(
        _record(
            0x0203,
            row.to_bytes(2, "little")
            + column.to_bytes(2, "little")
            + bytes(2)
            + b"\0\0\0\0\0\0\xf0\x3f",
        )
        for row, column in places
    )
    path.write_bytes(_sector_chain(globals_ + begins(b"\x10\0") + cells + _record(0x000A, b"")))


def old_far_cell(path: Path) -> None:
    """Put one cell of an old workbook further away than any sheet goes."""
    old_book(path, (0, 0), (65_535, 65_535))


def text(words: str) -> Callable[[Path], None]:
    """Give what writes a text."""
    return lambda path: path.write_bytes(words.encode()) and None


def pipe(path: Path) -> None:
    """Make a named pipe that nobody writes to."""
    os.mkfifo(path)


def device(path: Path) -> None:
    """Lead to a device that never ends."""
    path.symlink_to("/dev/zero")


def loop(path: Path) -> None:
    """Lead to itself."""
    path.symlink_to(path.name)


def large(path: Path) -> None:
    """Make a file of 5 GB that takes no room on the disk."""
    with path.open("wb") as out:
        out.truncate(5_000_000_000)


BOMBS: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "a cell in the last corner": ("a.xlsx", far_cell, "more memory or time"),
    "cells without a place": ("a.xlsx", unnumbered, "more memory or time"),
    "a text shared by many": ("a.xlsx", shared, "more memory or time"),
    "600 MB in 600 kB": ("a.xlsx", zipped_zeros, "unpacks to 600 MB"),
    "300 MB that say they are 1 kB": ("a.xlsx", lambda p: zipped_zeros(p, 1_000), "damaged"),
    "entities of entities": ("a.xlsx", entities, "damaged"),
    "a part of many": ("a.xlsx", many_parts, "more than 3,000 files"),
    "a repeated cell": ("a.ods", repeated_cells, "could not be opened"),
    "an old cell far away": ("a.xls", old_far_cell, "more memory or time"),
    "nested tables": ("a.html", text(f"<table>{HTML}<tr><td>" * 2_000), "web page"),
    "many tags": ("a.html", text(f"<table>{HTML}" + "<td>" * 900_000), "web page"),
    "wide spans": (
        "a.html",
        text(f"<table>{HTML}<tr>" + "<td rowspan=65534 colspan=65534>x" * 100_000),
        "web page",
    ),
    "wide and short in bars": (
        "a.md",
        text("|a|b|\n|--|--|\n|" + "x|" * 400 + "\n" + "|a|\n" * 40_000),
        "400 cells and the table 40,002 lines",
    ),
    "rules without end": ("a.md", text("|a|\n" + "|--|\n" * 400_000), "400,002 lines"),
    "rules as many as lines": (
        "a.md",
        text("|a|\n" + "|--|\n" * 140_000),
        "No table of job applications",
    ),
    "a rule that is none": (
        "a.md",
        text("|a|\n|" + "-" * 3_000_000 + "x|\n"),
        "more than 1,000,000 characters",
    ),
    "900,000 commas": ("a.csv", text(HEAD + ROW + "," * 900_000 + "\n"), "900,001 cells"),
    "nine million commas": ("a.csv", text(HEAD + ROW + "," * 9_000_000 + "\n"), "9,000,010 cells"),
    "wide and short": (
        "a.csv",
        text(HEAD + "x," * 400 + "\n" + "a\n" * 140_000),
        "401 cells and the table 140,002 lines",
    ),
    "a million lines of a letter": ("a.csv", text(HEAD + "x\n" * 1_000_000), "1,000,002 lines"),
    "comments without end": ("a.csv", text(HEAD + ROW + "# a\n" * 500_000), "500,003 lines"),
    "ten million blank lines": ("a.csv", text(HEAD + ROW + "\n" * 10_000_000), "10,000,003 lines"),
    "a cell without end": (
        "a.csv",
        text(HEAD + ROW[:-1] + '"\n"' + "x y " * 500_000 + '"\n'),
        "more than 1,000,000 characters",
    ),
    "UTF-32 without end": (
        "a.csv",
        lambda p: p.write_bytes((HEAD + ROW + "\n" * 3_000_000).encode("utf-32")) and None,
        "3,000,003 lines",
    ),
    "brackets without end": ("a.json", text("[" * 5_000_000), "JSON"),
    "a named pipe": ("a.csv", pipe, "named pipe"),
    "a device": ("a.csv", device, "a device"),
    "a loop of links": ("a.csv", loop, "a.csv"),
    "five gigabytes": ("a.csv", large, "5,000 MB large"),
}
"""By name: what the file is called, what makes it, and what must be said of it."""


def write_report_bomb(path: Path, words: str = "Ring them", **parts: bytes) -> Path:
    """Write a Word report with agreed actions, and put other parts in."""
    from docx import Document

    from bounceback_analysis.report.page_one import AGREED

    document = Document()
    table = document.add_table(rows=2, cols=3)
    for place, text_ in enumerate([*AGREED, words, "me", "5 March"]):
        table.rows[place // 3].cells[place % 3].text = text_
    document.save(str(path))
    if parts:
        repacked(path, parts)
    return path
