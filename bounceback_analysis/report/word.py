"""Sets a report as a Word document to work on: real headings, real tables, pictures with words.

How it looks stands in ``report.docx``, which every report begins as; ``tests/report_template.py``
makes that file.
"""

from __future__ import annotations

import io
import zipfile
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from bounceback_analysis.charts.svg_pen import WIDTH
from bounceback_analysis.report import blocks
from bounceback_analysis.report.blocks import MARK, words_of
from bounceback_analysis.report.html import OPEN, TICKED
from bounceback_analysis.report.pdf import column_widths, to_png

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bounceback_analysis.report.blocks import Block, Report

ZIP_DATE = (2000, 1, 1, 0, 0, 0)
"""The same report gives the same bytes, whenever it is written."""
PAGE_TWIPS, TWIPS_A_CM, EMU_A_CM = 10_206, 567, 360_000
"""Twentieths of a point between the margins of the template, 18 cm; the units of a picture."""
PAGE_CM, PICTURE_CM = 17.9, 11.7
"""How wide a picture of page 1 is, and one of the details."""
BETWEEN_TWIPS = 360
"""Between two columns: 6 mm."""
FORM_WIDTHS = (62, 16, 22)
"""Shares of the columns that people write in: what, who, by when."""
FORM_TWIPS, WORD_TWIPS = 11_000, 20
"""What a page leaves for a picture and the table to fill in, and what each word above takes, as
measured on the example and five made-up logs; Word cannot be told to fill a page."""
MARGINS = 5
"""Letters that the margins of a cell take."""
RELATION = (
    '<Relationship Id="picture{n}" Target="media/{n}.png" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
)
DRAWINGS = "http://schemas.openxmlformats.org/drawingml/2006"
DRAWING = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{wide}" cy="{high}"/>'
    '<wp:docPr id="{n}" name="Picture {n}" descr="{told}" title="{title}"/>'
    f'<a:graphic xmlns:a="{DRAWINGS}/main"><a:graphicData uri="{DRAWINGS}/picture">'
    f'<pic:pic xmlns:pic="{DRAWINGS}/picture">'
    '<pic:nvPicPr><pic:cNvPr id="{n}" name="{n}.png"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="picture{n}"/><a:stretch><a:fillRect/></a:stretch>'
    '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/>'
    '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
"""A picture in its line of text, by its number."""


def to_word(report: Report) -> bytes:
    """Give the report as a Word file; the same report gives the same bytes."""
    pictures = to_png([b.picture for b in report.parts() if isinstance(b, blocks.Figure)])
    drawn = {f"word/media/{n}.png": data for n, data in enumerate(pictures, start=1)}
    template = zipfile.ZipFile(io.BytesIO(files(__package__).joinpath("report.docx").read_bytes()))
    parts = {name: template.read(name).decode() for name in template.namelist()}
    around, _, page = parts["word/document.xml"].partition("<w:sectPr")
    section = _continuous(f"<w:sectPr{page.partition('</w:sectPr>')[0]}</w:sectPr>")
    parts["word/document.xml"] = (
        f"{around}{''.join(_body(report, section))}{section}</w:body></w:document>"
    )
    links = (RELATION.format(n=n) for n in range(1, len(drawn) + 1))
    for part, before, now in (
        ("word/_rels/document.xml.rels", "</Relationships>", f"{''.join(links)}</Relationships>"),
        (
            "docProps/core.xml",
            "<dc:title></dc:title>",
            f"<dc:title>{escape(report.title)}</dc:title>",
        ),
        ("docProps/core.xml", "<cp:keywords/>", f"<cp:keywords>{MARK}</cp:keywords>"),
    ):
        parts[part] = parts[part].replace(before, now)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as new:
        for name, data in (parts | drawn).items():
            new.writestr(zipfile.ZipInfo(name, ZIP_DATE), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _continuous(section: str) -> str:
    """Let a section begin where the last one ended."""
    return section.replace("<w:pgSz", '<w:type w:val="continuous"/><w:pgSz')


def _body(report: Report, section: str) -> Iterator[str]:
    lines = ((report.title, "Title"), (report.about, "Subtitle"))
    for (text, style), other in zip(lines, (*report.beside, "", ""), strict=False):
        beside = f"<w:r><w:tab/></w:r>{_run(other, 'Beside')}" if other else ""
        yield _paragraph(_run(text) + beside, style)
    figures = iter(range(1, len(report.blocks) + 1))
    for n, block in enumerate(report.blocks):
        if isinstance(block, blocks.Columns):
            yield from _columns(block, section)
        elif isinstance(block, blocks.Figure):
            yield from _figure(block, next(figures))
        elif isinstance(block, blocks.Table):
            yield from _table(block, _room_below(report.blocks[:n]))
        else:
            yield from _block(block)


def _room_below(above: tuple[Block, ...]) -> int:
    """Give the height that the words and the pictures above leave of page 1."""
    drawn = sum(block.picture.height for block in above if isinstance(block, blocks.Figure))
    picture = int(drawn / WIDTH * PAGE_CM * TWIPS_A_CM)
    return max(FORM_TWIPS - picture - WORD_TWIPS * words_of(above), 0)


def _run(text: str, style: str = "") -> str:
    named = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{named}{'<w:br/>'.join(lines)}</w:r>" if text else ""


def _paragraph(runs: str, style: str = "Normal", about: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{about}</w:pPr>{runs}</w:p>'


def _block(block: Block) -> Iterator[str]:
    match block:
        case blocks.Heading(text, level):
            yield _paragraph(_run(text), f"Heading{level - 1}")
        case blocks.Paragraph(text, quiet):
            yield _paragraph(_run(text, "Quiet" * quiet))
        case blocks.Items(items, numbered):
            for number, item in enumerate(items, start=1):
                yield _item(item, f"{number}. " * numbered)
        case blocks.Quote(text, source):
            yield _paragraph(_run(f"“{text}”"), "Quote") + _paragraph(
                _run(source, "Quiet"), "Source"
            )
        case blocks.Stats(items):
            for figure, counted in items:
                yield _paragraph(_run(figure, "Number") + _run(f"  {counted}", "Quiet"))
        case blocks.PageBreak():
            yield _paragraph('<w:r><w:br w:type="page"/></w:r>', "Gap")


def _item(item: blocks.Item, number: str) -> str:
    """Set an item; numbers are typed, since Word would count on from one list to the next."""
    mark = "" if item.done is None else f"{TICKED if item.done else OPEN} "
    lead = _run(f"{item.lead} ", "Lead") if item.lead else ""
    note = _run(f" {item.note}", "Quiet") if item.note else ""
    style = "Normal" if number or mark else "ListBullet"
    return _paragraph(_run(number + mark) + lead + _run(item.text) + note, style)


def _columns(block: blocks.Columns, section: str) -> Iterator[str]:
    """Set two columns as Word does, a section of their own, so that headings stay headings."""
    room = PAGE_TWIPS - BETWEEN_TWIPS
    each = "".join(
        f'<w:col w:w="{int(share * room)}" w:space="{BETWEEN_TWIPS}"/>'
        for share in (block.share, 1 - block.share)
    )
    two = f'<w:cols w:num="2" w:equalWidth="0">{each}</w:cols>'
    left, right = ("".join("".join(_block(b)) for b in side) for side in (block.left, block.right))
    top = '<w:spacing w:before="0"/></w:pPr>'
    turn = f'{top}<w:r><w:br w:type="column"/></w:r>'
    yield _paragraph("", "Gap", section)
    yield left.replace("</w:pPr>", top, 1) + right.replace("</w:pPr>", turn, 1)
    yield _paragraph("", "Gap", section.replace('<w:cols w:space="720"/>', two))


def _figure(figure: blocks.Figure, number: int) -> Iterator[str]:
    picture = figure.picture
    wide = PAGE_CM if figure.bare else PICTURE_CM
    drawing = DRAWING.format(
        n=number,
        wide=int(wide * EMU_A_CM),
        high=int(wide * EMU_A_CM * picture.height / WIDTH),
        title=escape(picture.title),
        told=escape(picture.description),
    )
    if figure.bare:
        yield _paragraph(drawing)
        return
    subtitle = _run(f"\n{picture.subtitle}", "Quiet") if picture.subtitle else ""
    yield _paragraph(_run(picture.title, "Lead") + subtitle, about="<w:keepNext/>")
    yield _paragraph(drawing, about="<w:keepNext/>") + _paragraph(_run(picture.sentence))


def _table(table: blocks.Table, room: int) -> Iterator[str]:
    """Set a table; the rows of one to fill in share out the room that there is."""
    style = "Form" if table.to_fill_in else "Narrow"
    usual = [share + MARGINS for share in column_widths(table)]
    shares = FORM_WIDTHS if table.to_fill_in else usual
    widths = [int(PAGE_TWIPS * share / sum(shares)) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    if table.caption:
        yield _paragraph(_run(table.caption, "Quiet"), about="<w:keepNext/>")
    each = room // len(table.rows)
    high = f'<w:trHeight w:val="{each}" w:hRule="atLeast"/>' * table.to_fill_in
    yield (  # what is said of a table stands in the order in which the format wants it
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="5000" w:type="pct"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/>'
        f'<w:tblCaption w:val="{escape(table.caption or "Table")}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{_row(table.columns, widths, style, '<w:tblHeader/>')}"
    )
    yield "".join(_row(row, widths, style, high) for row in table.rows)
    yield "</w:tbl>" + (_paragraph(_run(table.more, "Quiet")) if table.more else "")


def _row(cells: Sequence[str], widths: Sequence[int], style: str, about: str) -> str:
    each = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{_paragraph(_run(' '.join(text.split())), f'{style}cell')}</w:tc>"
        for text, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{about}</w:trPr>{each}</w:tr>"
