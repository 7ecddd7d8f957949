"""Small workbooks for tests, put together by hand so that no spreadsheet library is needed."""

from __future__ import annotations

import zipfile
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """Write an xlsx: text as text, numbers as numbers, booleans as booleans."""
    with zipfile.ZipFile(path, "w") as out:
        for number, rows in enumerate(sheets.values(), start=1):
            out.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))
        out.writestr("xl/workbook.xml", _book(list(sheets)))
        out.writestr("xl/_rels/workbook.xml.rels", _links(len(sheets)))
        out.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PARTS}"><Relationship Id="r1" '
            f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        out.writestr("[Content_Types].xml", _types(len(sheets)))
    return path


def _sheet(rows: Sequence[Sequence[object]]) -> str:
    body = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    if value is None:
        return "<c/>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def _book(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>'
        for n, name in enumerate(names, start=1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>'


def _links(count: int) -> str:
    links = "".join(
        f'<Relationship Id="r{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, count + 1)
    )
    return f'<Relationships xmlns="{PARTS}">{links}</Relationships>'


def _types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{OFFICE}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    return (
        f'<Types xmlns="{TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>'
        f"{sheets}</Types>"
    )


def write_ods(path: Path, rows: Sequence[Sequence[str]], *, locked: bool = False) -> Path:
    """Write a sheet of text cells as an ods; with ``locked`` as one that a password locks."""
    spaces = " ".join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    cells = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(cell)}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    sheet = f'<table:table table:name="Jobs">{cells}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    lock = '<manifest:encryption-data manifest:checksum="a"/>' if locked else ""
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("mimetype", ODS_TYPE)
        out.writestr(
            "content.xml", f"<office:document-content {spaces}>{body}</office:document-content>"
        )
        out.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="{ODS_TYPE}"/><manifest:file-entry manifest:full-path="content.xml" '
            f'manifest:media-type="text/xml">{lock}</manifest:file-entry></manifest:manifest>',
        )
    return path


def write_locked(path: Path) -> Path:
    """Write the shell that an office program puts around an xlsx that a password locks."""
    free, end, table = b"\xff" * 4, b"\xfe\xff\xff\xff", b"\xfd\xff\xff\xff"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\3\0\xfe\xff\x09\0\x06\0"
    head += bytes(10) + b"\1\0\0\0" + b"\1\0\0\0" + bytes(4) + b"\0\x10\0\0" + end + bytes(4)
    head += end + bytes(4) + bytes(4) + free * 108
    sectors = (table + end).ljust(512, b"\xff")
    names = {"Root Entry": 5, "EncryptedPackage": 2}
    sectors += b"".join(_entry(name, kind) for name, kind in names.items()).ljust(512, b"\0")
    path.write_bytes(head + sectors)
    return path


def _entry(name: str, kind: int) -> bytes:
    text = name.encode("utf-16-le")
    child = b"\1\0\0\0" if kind == 5 else b"\xff" * 4
    start = text.ljust(64, b"\0") + bytes([len(text) + 2, 0, kind, 1]) + b"\xff" * 8 + child
    return start.ljust(116, b"\0") + b"\xfe\xff\xff\xff" + bytes(8)
