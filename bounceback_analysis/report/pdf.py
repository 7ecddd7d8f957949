"""Sets a report as a tagged PDF (PDF/UA) without a browser, with fonts that come along."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bounceback_analysis.report.blocks import Figure, Table, breakable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounceback_analysis.charts.picture import Picture
    from bounceback_analysis.report.blocks import Block, Report

WIDEST, LONGEST_WORD = 34, 16
"""Letters that a column of a table is made wide for, and that a word in it is kept whole for."""
PICTURES = """#let pictures = json(bytes(sys.inputs.pictures))
#set page(width: 720pt, height: auto, margin: 0pt)
#for picture in pictures {
  image(bytes(picture), format: "svg", width: 720pt)
  pagebreak(weak: true)
}
"""


def to_pdf(report: Report) -> bytes:
    """Give the report as a PDF; every text goes in as data, none as typst."""
    parts = [_data(block) for block in report.blocks]
    data = {"title": report.title, "about": breakable(report.about), "blocks": parts}
    made = _compiled(
        _template(), {"report": json.dumps(data)}, format="pdf", pdf_standards=["ua-1"], timestamp=0
    )
    return bytes(made)


def to_png(pictures: Sequence[Picture], *, ppi: float = 144) -> list[bytes]:
    """Draw pictures as PNG, for Word, which cannot be relied on to show SVG."""
    if not pictures:
        return []
    drawn = json.dumps([picture.to_svg() for picture in pictures])
    pages = _compiled(PICTURES.encode(), {"pictures": drawn}, format="png", ppi=ppi)
    return [bytes(page) for page in (pages if isinstance(pages, list) else [pages])]


@cache
def _template() -> bytes:
    return files(__package__).joinpath("report.typ").read_bytes()


def _compiled(source: bytes, inputs: dict[str, str], **how: Any) -> Any:
    """Compile with the fonts that come with typst, else with this machine's, else with a stand-in.

    Letters that no font at hand can draw would stop a PDF/UA; they become a question mark.
    """
    import typst

    for own in (True, False):
        try:
            return typst.compile(source, sys_inputs=inputs, ignore_system_fonts=own, **how)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    plain = {name: json.dumps(_common(json.loads(value))) for name, value in inputs.items()}
    return typst.compile(source, sys_inputs=plain, ignore_system_fonts=True, **how)


def _common(value: Any) -> Any:
    """Keep the letters that every font has."""
    if isinstance(value, str):
        return "".join(c if c < "\u0180" or "\u2010" <= c <= "\u2026" else "?" for c in value)
    if isinstance(value, list):
        return [_common(part) for part in value]
    if isinstance(value, dict):
        return {name: _common(part) for name, part in value.items()}
    return value


def _data(block: Block) -> dict[str, Any]:
    kind = {"kind": type(block).__name__}
    if isinstance(block, Figure):
        picture = block.picture
        svg = picture.to_svg() if picture.marks else ""
        words = {"title": picture.title, "subtitle": picture.subtitle}
        return kind | words | {"sentence": picture.sentence, "svg": svg, "alt": picture.description}
    widths = {"widths": column_widths(block)} if isinstance(block, Table) else {}
    return {**kind, **_breakables(vars(block)), **widths}


def _breakables(value: Any) -> Any:
    if isinstance(value, str):
        return breakable(value)
    if isinstance(value, tuple):
        return [_breakables(part) for part in value]
    return {k: _breakables(v) for k, v in value.items()} if isinstance(value, dict) else value


def column_widths(table: Table) -> list[int]:
    """Share out the width of a table by what its columns usually hold."""
    columns = zip(table.columns, *table.rows, strict=True)
    return [_width(*column) for column in columns]


def _width(name: str, *cells: str) -> int:
    head = max(map(len, name.split()), default=0)
    word = max((len(word) for cell in cells for word in cell.split()), default=0)
    usual = sorted(map(len, cells))[len(cells) * 9 // 10] if cells else 0
    return max(head + 3, min(LONGEST_WORD, word + 3), min(WIDEST, usual + 2))
