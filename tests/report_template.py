"""Makes the document that Word reports begin with: its styles, footer and margins.

Run ``python -m tests.report_template`` after a change here; a test compares what it makes with the
file that is committed, part by part.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

TEMPLATE = Path(__file__).parents[1] / "bounceback_analysis" / "report" / "report.docx"
FONT, INK, QUIET, LINE, EDGE, FILL = "Arial", "1F2933", "4D5863", "CFD6DD", "81796D", "F4EFE7"
WIDTH = Cm(18)
STYLES = {  # size, space before, space after, in points
    "Normal": (9.5, 0, 2), "Title": (19, 0, 0), "Subtitle": (9, 0, 4), "Heading 1": (11.5, 7, 2),
    "Heading 2": (10.5, 6, 2), "List Bullet": (9.5, 0, 1), "Quote": (9.5, 2, 0), "Footer": (8.5, 0, 0),
}  # fmt: skip
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
UNSEEN = re.compile(rb"thumbnail|stylesWithEffects|customXml")
KEPT = {*STYLES, "Header", "Default Paragraph Font", "Normal Table", "No List", "Table Normal"}


def made() -> bytes:
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.5)
    page.top_margin, page.bottom_margin = Cm(1.2), Cm(1.4)
    page.header_distance = page.footer_distance = Cm(0.7)
    styles = document.styles
    for name, sizes in STYLES.items():
        _set(styles[name], *sizes)
    _leave_out_others(styles)
    for name, size in (("Quiet", 8.5), ("Number", 15), ("Beside", 9.5), ("Lead", 9.5)):
        font = styles.add_style(name, WD_STYLE_TYPE.CHARACTER).font
        font.size, font.bold = Pt(size), name in {"Number", "Lead"}
        font.color.rgb = RGBColor.from_string(QUIET if name == "Quiet" else INK)
    for name, like in (("Source", "Quote"), ("Gap", "Normal")):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[like]
    styles["Gap"].font.size = Pt(1)
    styles["Gap"].paragraph_format.space_after = Pt(5)
    styles["Source"].paragraph_format.space_after = Pt(4)
    for name, after in (("Quote", True), ("Source", False)):
        styles[name].paragraph_format.left_indent = Cm(0.35)
        styles[name].paragraph_format.keep_with_next = after
        styles[name].font.italic = False
    _border(styles["Quote"], "left", LINE, 18)
    _border(styles["Subtitle"], "bottom", "0B5C56", 10)
    for name in ("Title", "Subtitle"):
        styles[name].paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    styles["List Bullet"].paragraph_format.left_indent = Cm(0.45)
    styles["List Bullet"].paragraph_format.first_line_indent = Cm(-0.45)
    for name, size in (("Form", 9.5), ("Narrow", 7.5)):
        styles.element.append(_table_style(name))
        cell = styles.add_style(f"{name} cell", WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style, cell.font.size = styles["Normal"], Pt(size)
        cell.paragraph_format.space_after = Pt(0)
    _say_of_itself(document)
    _footer(page.footer.paragraphs[0])
    held = io.BytesIO()
    document.save(held)
    return _bare(held.getvalue())


def _leave_out_others(styles) -> None:
    """Take out the styles that no report uses, and what leads to them."""
    for style in list(styles):
        if style.name not in KEPT and style.type != WD_STYLE_TYPE.LIST:
            style.delete()
    for kind in ("link", "next"):
        for link in list(styles.element.iter(qn(f"w:{kind}"))):
            link.getparent().remove(link)


def _say_of_itself(document) -> None:
    """Set the language and the mode of Word that it is for, and leave no trace of who or when."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # else Word opens it in its mode for old files
    about = document.core_properties
    about.author = about.comments = about.last_modified_by = about.title = ""
    about.created = about.modified = LONG_AGO
    about.language, about.revision = "en-GB", 1


def _set(style, size, before, after) -> None:
    style.font.size, style.font.name = Pt(size), FONT
    style.font.color.rgb = RGBColor.from_string(
        QUIET if style.name in {"Subtitle", "Footer"} else INK
    )
    style.font.bold = True if style.name.startswith(("Heading", "Title")) else None
    style.font.italic = False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for spacing in style.element.rPr.findall(qn("w:spacing")) + style.element.rPr.findall(
        qn("w:kern")
    ):
        style.element.rPr.remove(spacing)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.0
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _border(style, side, colour, eighths) -> None:
    about = style.element.get_or_add_pPr()
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:{side} w:val="single" w:sz="{eighths}" w:space="4" '
        f'w:color="{colour}"/></w:pBdr>'
    )
    about.insert_element_before(
        border,
        "w:shd",
        "w:tabs",
        "w:spacing",
        "w:ind",
        "w:contextualSpacing",
        "w:jc",
        "w:outlineLvl",
    )


def _table_style(name):
    full = name == "Form"
    lines = "".join(
        f'<w:{side} w:val="{"single" if full or side in {"bottom", "insideH"} else "nil"}" '
        f'w:sz="4" w:space="0" w:color="{EDGE if full else LINE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    above, beside = {"Form": (40, 90), "Narrow": (4, 40)}[name]
    shade = (
        f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{FILL}"/></w:tcPr>' if full else ""
    )
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders><w:tblCellMar>"
        f'<w:top w:w="{above}" w:type="dxa"/><w:left w:w="{beside}" w:type="dxa"/>'
        f'<w:bottom w:w="{above}" w:type="dxa"/><w:right w:w="{beside}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>{shade}</w:tblStylePr></w:style>'
    )


def _footer(paragraph) -> None:
    paragraph.alignment = 2
    for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(words)
        simple = OxmlElement("w:fldSimple")
        simple.set(qn("w:instr"), field)
        paragraph._p.append(simple)


def _bare(data: bytes) -> bytes:
    """Leave out what nobody sees: a thumbnail, styles for an older Word, data for a publisher."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if not UNSEEN.search(name.encode()):
                part = re.sub(rb"<(?:Relationship|Override) [^>]*/>", _if_seen, old.read(name))
                part = part.replace(
                    b'"jpeg" ContentType="image/jpeg"', b'"png" ContentType="image/png"'
                )
                info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(info, part)
    return held.getvalue()


def _if_seen(link: re.Match[bytes]) -> bytes:
    return b"" if UNSEEN.search(link[0]) else link[0]


if __name__ == "__main__":
    TEMPLATE.write_bytes(made())
