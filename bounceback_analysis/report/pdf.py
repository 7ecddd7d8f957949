"""Sets a report as a tagged PDF (PDF/UA) without a browser, with fonts that come along."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from bounceback_analysis.charts.svg_pen import WIDTH
from bounceback_analysis.report.blocks import MARK, Columns, Figure, Table, breakable, mapped
from bounceback_analysis.report.typesetting import compiled, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounceback_analysis.charts.picture import Picture
    from bounceback_analysis.report.blocks import Block, Report

WIDEST, LONGEST_WORD = 34, 16
"""Letters that a column of a table is made wide for, and that a word in it is kept whole for."""
SVG = "{http://www.w3.org/2000/svg}"
PAGES = b"""#set page(width: 720pt, height: auto, margin: 0pt)
#set text(font: json(bytes(sys.inputs.families)), fallback: false)
#for drawn in json(bytes(sys.inputs.pictures)) { picture(drawn); pagebreak(weak: true) }
"""


def to_pdf(report: Report) -> bytes:
    """Give the report as a PDF; every text goes in as data, none as typst.

    The day of the report is the day the file says it was made on.
    """
    report = mapped(printable(report), breakable)
    parts = [_data(block) for block in report.blocks]
    data = {**vars(report), "blocks": parts, "mark": MARK}
    made = compiled(
        _template("pictures.typ") + _template("report.typ"),
        {"report": json.dumps(data)},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=_seconds(report.made_on),
    )
    return bytes(made)


def to_png(pictures: Sequence[Picture], *, ppi: float = 144) -> list[bytes]:
    """Draw pictures as PNG, for Word, which cannot be relied on to show SVG."""
    if not pictures:
        return []
    drawn = json.dumps([_drawn(picture) for picture in printable(tuple(pictures))])
    source = _template("pictures.typ") + PAGES
    pages = compiled(source, {"pictures": drawn}, word=True, format="png", ppi=ppi)
    return [bytes(page) for page in (pages if isinstance(pages, list) else [pages])]


@cache
def _template(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()


def _seconds(day: str) -> int:
    """Give a day's midnight in seconds since 1970, the day of a report without one."""
    made_on = datetime.fromisoformat(day or "1970-01-01").replace(tzinfo=UTC)
    return int(made_on.timestamp())


def _drawn(picture: Picture) -> dict[str, Any]:
    """Take a drawing apart into its shapes and its words, each with its place, size and weight."""
    root = ET.fromstring(picture.to_svg())  # noqa: S314  # our own drawing, all of it escaped
    own = {name: root.get(name, "") for name in ("fill", "font-size")}
    words = [_placed(text, own["font-size"]) for text in root.iter(f"{SVG}text")]
    for text in root.findall(f"{SVG}text"):
        root.remove(text)
    shapes = ET.tostring(root, "unicode")
    return {"svg": shapes, "words": words, "fill": own["fill"], "width": WIDTH}


def _placed(text: ET.Element, size: str) -> dict[str, Any]:
    return {
        "text": text.text or "",
        "x": float(text.get("x", 0)),
        "y": float(text.get("y", 0)),
        "anchor": text.get("text-anchor", "start"),
        "size": float(text.get("font-size", size)),
        "weight": text.get("font-weight", "regular"),
    }


def _data(block: Block) -> dict[str, Any]:
    kind = {"kind": type(block).__name__}
    if isinstance(block, Columns):
        sides = {"left": block.left, "right": block.right}
        return {**kind, "share": block.share, **{k: list(map(_data, v)) for k, v in sides.items()}}
    if isinstance(block, Figure):
        picture = block.picture
        words = {name: getattr(picture, name) for name in ("title", "subtitle", "sentence")}
        told = {"alt": picture.description, "bare": block.bare, "drawn": _drawn(picture)}
        return {**kind, **words, **told}
    widths = {"widths": column_widths(block)} if isinstance(block, Table) else {}
    return {**kind, **asdict(block), **widths}


def column_widths(table: Table) -> list[int]:
    """Share out the width of a table by what its columns usually hold."""
    columns = zip(table.columns, *table.rows, strict=True)
    return [_width(*column) for column in columns]


def _width(name: str, *cells: str) -> int:
    head = max(map(len, name.split()), default=0)
    word = max((len(word) for cell in cells for word in cell.split()), default=0)
    usual = sorted(map(len, cells))[len(cells) * 9 // 10] if cells else 0
    return max(head + 3, min(LONGEST_WORD, word + 3), min(WIDEST, usual + 2))
