"""Sets a report as one HTML page: no script, nothing fetched, what a person typed escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from bounceback_analysis.report import blocks
from bounceback_analysis.report.blocks import MARK, breakable

if TYPE_CHECKING:
    from bounceback_analysis.report.blocks import Block, Report

TICKED, OPEN = "☑", "☐"


def to_html(report: Report) -> str:
    """Give the report as the text of one HTML file, which fetches nothing."""
    after = report.blocks.index(blocks.PageBreak()) if blocks.PageBreak() in report.blocks else 0
    first, rest = (
        "\n".join(map(_block, p)) for p in (report.blocks[:after], report.blocks[after:])
    )
    beside = "".join(f"<p>{escape(line)}</p>" for line in report.beside)
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="robots" content="noindex">\n'
        f'<meta name="generator" content="{MARK}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(report.title)}</title>\n<style>{_style()}</style>\n</head>\n<body>\n"
        f"<main>\n<div class=first>\n<header><div><h1>{escape(report.title)}</h1>"
        f"<p>{_lines(report.about)}</p></div><div>{beside}</div></header>\n{first}\n</div>\n"
        f"{rest}\n</main>\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return files(__package__).joinpath("report.css").read_text("utf-8")


def _policy() -> str:
    """Allow this very style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _block(block: Block) -> str:  # noqa: PLR0911 (one a kind)
    match block:
        case blocks.Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case blocks.Paragraph(text, quiet):
            return f"<p{' class=quiet' if quiet else ''}>{_lines(text)}</p>"
        case blocks.Items(items, numbered):
            tag = "ol" if numbered else "ul"
            return f"<{tag}>{''.join(map(_item, items))}</{tag}>"
        case blocks.Table():
            return _table(block)
        case blocks.Figure():
            return _figure(block)
        case blocks.Quote(text, source):
            cited = f"<figcaption>{escape(source)}</figcaption>"
            return f"<figure><blockquote><p>“{_lines(text)}”</p></blockquote>{cited}</figure>"
        case blocks.Stats(items):
            pairs = (f"<div><dt>{escape(b)}</dt><dd>{escape(a)}</dd></div>" for a, b in items)
            return f"<dl>{''.join(pairs)}</dl>"
        case blocks.Columns(left, right, share):
            sides = ("".join(map(_block, side)) for side in (left, right))
            wide = ' class="two wide"' if share > 0.5 else ' class="two"'
            return f"<div{wide}>{''.join(f'<section>{side}</section>' for side in sides)}</div>"
        case blocks.PageBreak():
            return '<div class="page"></div>'


def _item(item: blocks.Item) -> str:
    if item == blocks.Item(""):
        return '<li class="blank">&nbsp;</li>'
    mark = f'<span aria-hidden="true">{TICKED if item.done else OPEN}</span> '
    lead = f"<b>{escape(item.lead)}</b> " if item.lead else ""
    note = f" <small>{escape(item.note)}</small>" if item.note else ""
    ticked = item.done is not None
    return f"<li{' class=tick' * ticked}>{mark * ticked}{lead}{_lines(item.text)}{note}</li>"


def _table(table: blocks.Table) -> str:
    """Set a table; end tags that HTML does not need are left out, which keeps long ones small."""
    head = "".join(f'<th scope="col">{escape(name)}' for name in table.columns)
    rows = "\n".join("<tr>" + "".join(f"<td>{_cell(cell)}" for cell in row) for row in table.rows)
    kind = ' class="fill"' if table.to_fill_in else ""
    more = f'<p class="quiet">{escape(table.more)}</p>' if table.more else ""
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f"<table{kind}>{caption}<thead><tr>{head}</thead>\n<tbody>{rows}</tbody></table>{more}"


def _cell(text: str) -> str:
    return _lines(breakable(text)).replace("\u200b", "<wbr>") or "&nbsp;"


def _figure(figure: blocks.Figure) -> str:
    picture = figure.picture
    if figure.bare:
        return f"<figure>{picture.to_svg()}</figure>"
    subtitle = f"<br>{escape(picture.subtitle)}" if picture.subtitle else ""
    return (
        f"<figure><figcaption><strong>{escape(picture.title)}</strong>{subtitle}</figcaption>"
        f"{picture.to_svg()}<p>{escape(picture.sentence)}</p></figure>"
    )
