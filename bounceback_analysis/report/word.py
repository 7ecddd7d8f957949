"""Sets a report as a Word document to work on: real headings, real tables, pictures with words.

How it looks stands in ``report.docx``, which every report begins as; ``tests/report_template.py``
makes that file.
"""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bounceback_analysis.report import blocks
from bounceback_analysis.report.blocks import MARK
from bounceback_analysis.report.html import OPEN, TICKED
from bounceback_analysis.report.pdf import column_widths, to_png

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bounceback_analysis.report.blocks import Block, Report

ZIP_DATE = (2000, 1, 1, 0, 0, 0)
PAGE_WIDTH_CM, PICTURE_CM = 18.0, 11.7
"""What the margins of the template leave, and how wide a picture of the details is."""
TWIPS_A_CM = 567
BETWEEN_TWIPS = 360
"""Between two columns: 6 mm."""
FORM_WIDTHS = (62, 16, 22)
"""Shares of the columns that people write in: what, who, by when."""
FORM_LINE_TWIPS = 170
"""A line of writing by hand, 3 mm; a row has room for one more millimetre."""
MARGINS = 5
"""Letters that the margins of a cell take."""


def to_word(report: Report) -> bytes:
    """Give the report as a Word file; the same report gives the same bytes."""
    from docx import Document

    with files(__package__).joinpath("report.docx").open("rb") as template:
        document = Document(template)
    about = document.core_properties
    about.title, about.keywords = report.title, MARK
    drawn = [b.picture for b in report.parts() if isinstance(b, blocks.Figure) and b.picture.marks]
    pictures = iter(to_png(drawn))
    lines = ((report.title, "Title"), (report.about, "Subtitle"))
    beside = (*report.beside, "", "")
    for (text, style), other in zip(lines, beside, strict=False):
        paragraph = _words(document, text, style=style)
        paragraph.add_run(f"\t{other}" if other else "", "Beside")
    for block in report.blocks:
        _add(document, block, pictures)
    _section(document.element.body.sectPr, ())
    held = io.BytesIO()
    document.save(held)
    return _same_bytes(held.getvalue())


def _element(name: str, attributes: dict[str, str]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(attribute), value)
    return made


def _words(document: Any, text: str, *, style: str | None = None, quiet: bool = False) -> Any:
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(text, "Quiet" if quiet else None)
    return paragraph


def _add(document: Any, block: Block, pictures: Iterator[bytes]) -> None:
    match block:
        case blocks.Heading(text, level):
            document.add_heading(text, level - 1)
        case blocks.Paragraph(text, quiet):
            _words(document, text, quiet=quiet)
        case blocks.Points() | blocks.Items() | blocks.Checklist() | blocks.Stats():
            _listed(document, block)
        case blocks.Quote(text, source):
            _words(document, f"“{text}”", style="Quote")
            _words(document, source, style="Source", quiet=True)
        case blocks.Table():
            _table(document, block)
        case blocks.Figure():
            _figure(document, block, pictures)
        case blocks.Columns():
            _columns(document, block, pictures)
        case blocks.PageBreak():
            document.add_page_break()


def _listed(
    document: Any, block: blocks.Points | blocks.Items | blocks.Checklist | blocks.Stats
) -> None:
    match block:
        case blocks.Points(items):
            for lead, text in items:
                _words(document, "", style="List Bullet").add_run(lead).bold = True
                document.paragraphs[-1].add_run(f" {text}")
        case blocks.Items(items, numbered):
            for number, item in enumerate(items, start=1):
                # Numbers are typed, since Word would count on from one list to the next.
                style = None if numbered else "List Bullet"
                _words(document, f"{number}. {item}" if numbered else item, style=style)
        case blocks.Checklist(items):
            for done, text, note in items:
                paragraph = _words(document, f"{TICKED if done else OPEN} {text} ")
                paragraph.add_run(note, "Quiet")
        case blocks.Stats(items):
            for figure, counted in items:
                paragraph = document.add_paragraph()
                paragraph.add_run(figure, "Number")
                paragraph.add_run(f"  {counted}", "Quiet")


def _columns(document: Any, block: blocks.Columns, pictures: Iterator[bytes]) -> None:
    """Set two columns as Word does, a section of their own, so that headings stay headings."""
    from docx.shared import Pt

    before = _words(document, "", style="Gap")
    _end_section(document, before, ())
    for side in (block.left, block.right):
        begun = len(document.paragraphs)
        for part in side:
            _add(document, part, pictures)
        first = document.paragraphs[begun]
        first.paragraph_format.space_before = Pt(0)
        if side is block.right:
            turn = _element("w:r", {})
            turn.append(_element("w:br", {"w:type": "column"}))
            first._p.insert(1, turn)  # noqa: SLF001
    _end_section(document, document.paragraphs[-1], (block.share, 1 - block.share))


def _end_section(document: Any, last: Any, shares: Sequence[float]) -> None:
    """End what was written so far as a section of one column, or of two."""
    about = deepcopy(document.element.body.sectPr)
    last._p.get_or_add_pPr().append(_section(about, shares))  # noqa: SLF001


def _section(about: Any, shares: Sequence[float]) -> Any:
    """Let a section begin where the last one ended, with columns of these shares."""
    from docx.oxml.ns import qn

    for name in ("w:type", "w:cols"):
        for old in about.findall(qn(name)):
            about.remove(old)
    about.insert_element_before(
        _element("w:type", {"w:val": "continuous"}), "w:pgSz", "w:pgMar", "w:cols", "w:docGrid"
    )
    columns = _element("w:cols", {"w:space": str(BETWEEN_TWIPS)})
    if shares:
        columns = _element("w:cols", {"w:num": str(len(shares)), "w:equalWidth": "0"})
        room = PAGE_WIDTH_CM * TWIPS_A_CM - BETWEEN_TWIPS
        for share in shares:
            gap = {"w:space": str(BETWEEN_TWIPS)}
            columns.append(_element("w:col", {"w:w": str(int(share * room)), **gap}))
    about.insert_element_before(columns, "w:docGrid")
    return about


def _figure(document: Any, figure: blocks.Figure, pictures: Iterator[bytes]) -> None:
    from docx.shared import Cm

    picture = figure.picture
    if not figure.bare:
        caption = document.add_paragraph()
        caption.paragraph_format.keep_with_next = True
        caption.add_run(picture.title).bold = True
        caption.add_run(f"\n{picture.subtitle}" if picture.subtitle else "", "Quiet")
    if picture.marks:
        wide = Cm(PAGE_WIDTH_CM - 0.1 if figure.bare else PICTURE_CM)
        shape = document.add_picture(io.BytesIO(next(pictures)), width=wide)
        properties = shape._inline.docPr  # noqa: SLF001
        properties.set("descr", picture.description)
        properties.set("title", picture.title)
    if not figure.bare:
        _words(document, picture.sentence)


def _table(document: Any, table: blocks.Table) -> None:
    """Add a table, row by row as XML: python-docx's own cells take minutes for long ones."""
    from docx.oxml.ns import qn

    if table.caption:
        caption = _words(document, table.caption, quiet=True)
        caption.paragraph_format.keep_with_next = True
    made = document.add_table(rows=0, cols=len(table.columns))
    about = made._tbl.tblPr  # noqa: SLF001
    about.clear()
    style = "Form" if table.to_fill_in else "Narrow" if table.narrow else "Report"
    # In the order in which the format wants them.
    about.append(_element("w:tblStyle", {"w:val": style}))
    about.append(_element("w:tblW", {"w:w": "5000", "w:type": "pct"}))
    about.append(_element("w:tblLayout", {"w:type": "fixed"}))
    about.append(_element("w:tblLook", {"w:val": "0020", "w:firstRow": "1"}))
    about.append(_element("w:tblCaption", {"w:val": table.caption or "Table"}))
    usual = [share + MARGINS for share in column_widths(table)]
    widths = FORM_WIDTHS if table.to_fill_in else usual
    twips = [int(PAGE_WIDTH_CM * TWIPS_A_CM * width / sum(widths)) for width in widths]
    for column, width in zip(made._tbl.tblGrid.findall(qn("w:gridCol")), twips, strict=True):  # noqa: SLF001
        column.set(qn("w:w"), str(width))
    made._tbl.append(_row(table.columns, twips, style, head=True))  # noqa: SLF001
    for row in table.rows:
        made._tbl.append(_row(row, twips, style, lines=table.lines * table.to_fill_in))  # noqa: SLF001
    if table.more:
        _words(document, table.more, quiet=True)


def _row(
    cells: tuple[str, ...],
    widths: list[int],
    style: str,
    *,
    head: bool = False,
    lines: int = 0,
) -> Any:
    row, about = _element("w:tr", {}), _element("w:trPr", {})
    about.append(_element("w:cantSplit", {}))
    if lines:
        high = str(FORM_LINE_TWIPS * lines + TWIPS_A_CM // 10)
        about.append(_element("w:trHeight", {"w:val": high, "w:hRule": "atLeast"}))
    if head:
        about.append(_element("w:tblHeader", {}))
    row.append(about)
    for text, width in zip(cells, widths, strict=True):
        row.append(_cell(text, width, f"{style}cell"))
    return row


def _cell(text: str, width: int, style: str) -> Any:
    from docx.oxml.ns import qn

    cell, properties = _element("w:tc", {}), _element("w:tcPr", {})
    properties.append(_element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
    paragraph, about, run, words = (_element(f"w:{name}", {}) for name in ("p", "pPr", "r", "t"))
    about.append(_element("w:pStyle", {"w:val": style}))
    words.text = " ".join(text.split())
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    paragraph.extend([about, run])
    cell.extend([properties, paragraph])
    return cell


def _same_bytes(data: bytes) -> bytes:
    """Pack the document anew with fixed dates."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return held.getvalue()
