"""Sets a report as a Word document to work on: real headings, real tables, pictures with words."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from bounceback_analysis.report.blocks import (
    MARK,
    Checklist,
    Figure,
    Finding,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Quote,
    Table,
)
from bounceback_analysis.report.html import OPEN, TICKED
from bounceback_analysis.report.pdf import column_widths, to_png

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bounceback_analysis.report.blocks import Block, Report

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
ZIP_DATE = (2000, 1, 1, 0, 0, 0)
PAGE_WIDTH_CM = 17.4
INK, QUIET = "1F2933", "52606D"
MARGINS = 5
"""Letters that the margins of a cell take."""


def to_word(report: Report) -> bytes:
    """Give the report as a Word file; the same report gives the same bytes."""
    from docx import Document

    document = Document()
    _set_up(document, report)
    drawn = [b.picture for b in report.blocks if isinstance(b, Figure) and b.picture.marks]
    pictures = iter(to_png(drawn))
    document.add_paragraph(report.title, style="Title")
    _words(document, report.about, quiet=True)
    for block in report.blocks:
        _add(document, block, pictures)
    held = io.BytesIO()
    document.save(held)
    return _same_bytes(held.getvalue())


def _set_up(document: Any, report: Report) -> None:
    """Set language, margins, type and page numbers, and leave no trace of who or when."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    about = document.core_properties
    about.title, about.language = report.title, "en-GB"
    about.author = about.comments = about.last_modified_by = ""
    about.keywords = MARK
    about.created = about.modified = LONG_AGO.replace(tzinfo=None)
    about.revision = 1
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.8)
    page.top_margin, page.bottom_margin = Cm(1.5), Cm(1.6)
    for name, size, before, after in STYLES:
        style = document.styles[name]
        style.font.size, style.font.name = Pt(size), "Calibri"
        style.font.color.rgb = RGBColor.from_string(INK)
        _fonts(style)
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
    for style in document.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), "en-GB")
    quote = document.styles["Quote"]
    quote.font.italic = False
    quote.paragraph_format.left_indent = Cm(0.6)
    quote.paragraph_format.keep_with_next = True
    _page_number(page.footer.paragraphs[0])


STYLES = (
    ("Normal", 10.5, 0, 3),
    ("Title", 18, 0, 2),
    ("Heading 1", 12.5, 8, 2),
    ("Heading 2", 11, 6, 2),
    ("List Bullet", 10.5, 0, 1),
    ("List Number", 10.5, 0, 1),
    ("Quote", 10.5, 3, 3),
)


def _element(name: str, attributes: dict[str, str]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(attribute), value)
    return made


def _fonts(style: Any) -> None:
    """Name the font for headings as well, which otherwise follow the theme."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = 2
    for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        _run(paragraph, words, quiet=True)
        simple = _element("w:fldSimple", {"w:instr": field})
        paragraph._p.append(simple)  # noqa: SLF001


def _run(paragraph: Any, text: str, *, quiet: bool = False, bold: bool = False) -> None:
    from docx.shared import RGBColor

    run = paragraph.add_run(text)
    run.bold = bold or None
    if quiet:
        run.font.color.rgb = RGBColor.from_string(QUIET)


def _words(document: Any, text: str, *, style: str | None = None, quiet: bool = False) -> Any:
    paragraph = document.add_paragraph(style=style)
    _run(paragraph, text, quiet=quiet)
    return paragraph


def _add(document: Any, block: Block, pictures: Iterator[bytes]) -> None:  # noqa: C901
    match block:
        case Heading(text, level):
            document.add_heading(text, level - 1)
        case Paragraph(text, quiet):
            _words(document, text, quiet=quiet)
        case Finding(text, evidence):
            paragraph = document.add_paragraph()
            _run(paragraph, text, bold=True)
            _run(paragraph, f" {evidence}" if evidence else "", quiet=True)
        case Items(items, numbered):
            for number, item in enumerate(items, start=1):
                # Numbers are typed, since Word would count on from one list to the next.
                style = None if numbered else "List Bullet"
                _words(document, f"{number}. {item}" if numbered else item, style=style)
        case Checklist(items):
            for done, text, note in items:
                paragraph = _words(document, f"{TICKED if done else OPEN} {text} ")
                _run(paragraph, note, quiet=True)
        case Quote(text, source):
            _words(document, text, style="Quote")
            cited = _words(document, source, quiet=True)
            _indent(cited)
        case Table():
            _table(document, block)
        case Figure():
            _figure(document, block, pictures)
        case PageBreak():
            document.add_page_break()


def _indent(paragraph: Any) -> None:
    from docx.shared import Cm, Pt

    paragraph.paragraph_format.left_indent = Cm(0.6)
    paragraph.paragraph_format.space_after = Pt(8)


def _figure(document: Any, figure: Figure, pictures: Iterator[bytes]) -> None:
    from docx.shared import Cm

    picture = figure.picture
    caption = document.add_paragraph()
    caption.paragraph_format.keep_with_next = True
    _run(caption, picture.title, bold=True)
    _run(caption, f"\n{picture.subtitle}" if picture.subtitle else "", quiet=True)
    if picture.marks:
        shape = document.add_picture(io.BytesIO(next(pictures)), width=Cm(PAGE_WIDTH_CM))
        properties = shape._inline.docPr  # noqa: SLF001
        properties.set("descr", picture.description)
        properties.set("title", picture.title)
    _words(document, picture.sentence)


def _table(document: Any, table: Table) -> None:
    """Add a table, row by row as XML: python-docx's own cells take minutes for long ones."""
    from docx.oxml.ns import qn

    if table.caption:
        caption = _words(document, table.caption, quiet=True)
        caption.paragraph_format.keep_with_next = True
    made = document.add_table(rows=0, cols=len(table.columns))
    about = made._tbl.tblPr  # noqa: SLF001
    about.clear()
    # In the order in which the format wants them.
    about.append(_element("w:tblW", {"w:w": "5000", "w:type": "pct"}))
    about.append(_borders(full=table.to_fill_in))
    about.append(_element("w:tblLayout", {"w:type": "fixed"}))
    about.append(_element("w:tblLook", {"w:val": "0020", "w:firstRow": "1"}))
    about.append(_element("w:tblCaption", {"w:val": table.caption or "Table"}))
    usual = [share + MARGINS for share in column_widths(table)]
    widths = [3, 1, 1] if table.to_fill_in else usual
    twips = [int(PAGE_WIDTH_CM * 567 * width / sum(widths)) for width in widths]
    for column, width in zip(made._tbl.tblGrid.findall(qn("w:gridCol")), twips, strict=True):  # noqa: SLF001
        column.set(qn("w:w"), str(width))
    small = len(table.columns) > 4
    made._tbl.append(_row(table.columns, twips, head=True, small=small))  # noqa: SLF001
    for row in table.rows:
        made._tbl.append(_row(row, twips, tall=table.to_fill_in, small=small))  # noqa: SLF001
    _words(document, table.more, quiet=True)


def _borders(*, full: bool) -> Any:
    """Give hair-thin lines: all round where people write, else only below each row."""
    borders = _element("w:tblBorders", {})
    line = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "CBD2D9"}
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        drawn = full or side in {"bottom", "insideH"}
        borders.append(_element(f"w:{side}", line if drawn else {"w:val": "nil"}))
    return borders


def _row(
    cells: tuple[str, ...],
    widths: list[int],
    *,
    head: bool = False,
    tall: bool = False,
    small: bool = False,
) -> Any:
    row = _element("w:tr", {})
    about = _element("w:trPr", {})
    about.append(_element("w:cantSplit", {}))
    if tall:
        about.append(_element("w:trHeight", {"w:val": "560", "w:hRule": "atLeast"}))
    if head:
        about.append(_element("w:tblHeader", {}))
    row.append(about)
    style = [_element("w:b", {})] if head else []
    style += [_element("w:sz", {"w:val": "18"})] if small else []
    for text, width in zip(cells, widths, strict=True):
        row.append(_cell(text, width, style))
    return row


def _cell(text: str, width: int, style: list[Any]) -> Any:
    from docx.oxml.ns import qn

    cell = _element("w:tc", {})
    properties = _element("w:tcPr", {})
    properties.append(_element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
    paragraph, run, look, words = (_element(n, {}) for n in ("w:p", "w:r", "w:rPr", "w:t"))
    look.extend(deepcopy(style))
    words.text = " ".join(text.split())
    words.set(qn("xml:space"), "preserve")
    run.extend([look, words])
    paragraph.append(run)
    cell.extend([properties, paragraph])
    return cell


def _same_bytes(data: bytes) -> bytes:
    """Pack the document anew with fixed dates, without the template's thumbnail."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if "thumbnail" in name:
                continue
            content = old.read(name)
            if name == "_rels/.rels":
                content = _without_thumbnail(content)
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return held.getvalue()


def _without_thumbnail(relations: bytes) -> bytes:
    return re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", relations)
