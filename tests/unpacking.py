"""Everything that a report file holds, unpacked: what a curious person could find in it."""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
PRINTABLE = re.compile(rb"[\s\x20-\x7e]{12,}")


def unpacked(path: Path) -> str:
    """Give all text of a report: marks, attributes, metadata, parts of archives, base64."""
    data = path.read_bytes()
    if path.suffix == ".pdf":
        found = [*pdf_texts(data), re.sub(r"\d{10} \d{5} [nf]", "", readable(data))]
    elif path.suffix == ".docx":
        found = [part for name, part in parts_of(data).items() if name]
    else:
        found = [data.decode("utf-8")]
    whole = "\n".join(found)
    return "\n".join([whole, html.unescape(re.sub(r"<[^>]*>", "", whole)), *decoded(whole)])


def readable(data: bytes) -> str:
    """Give bytes as text, of packed ones and pictures what stands in runs of 12 characters.

    In some hundred thousand bytes that are no text every three characters occur by chance.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(run.decode("ascii") for run in PRINTABLE.findall(data))


def parts_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: f"{name}\n{readable(archive.read(name))}" for name in archive.namelist()}


def decoded(text: str) -> list[str]:
    found = []
    for match in BASE64.findall(text.encode()):
        try:
            found.append(readable(base64.b64decode(match + b"=" * (-len(match) % 4))))
        except binascii.Error:
            continue
    return found


def pdf_texts(data: bytes) -> list[str]:
    """Give the words, the metadata and every decompressed stream of a PDF."""
    from pypdf import PdfReader
    from pypdf.generic import StreamObject

    reader = PdfReader(io.BytesIO(data))
    found = [page.extract_text() for page in reader.pages]
    found += [str(reader.metadata), str(reader.xmp_metadata and reader.xmp_metadata.dc_title)]
    for number in range(1, len(reader.xref_objStm) + len(reader.xref.get(0, {})) + 1):
        thing = reader.get_object(number)
        found.append(str(thing))
        if isinstance(thing, StreamObject):
            found.append(readable(thing.get_data()))
    return found
