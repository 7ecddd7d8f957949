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
    from collections.abc import Iterable

    from bounceback_analysis.report.blocks import Block, Report

TICKED, OPEN = "☑", "☐"
LONG_REPORT = 4
"""From so many parts on, a list of them helps."""


def to_html(report: Report) -> str:
    """Give the report as the text of one HTML file, which fetches nothing."""
    after = report.blocks.index(blocks.PageBreak()) if blocks.PageBreak() in report.blocks else 0
    first, rest = report.blocks[:after], report.blocks[after:]
    head = [b for b in rest if isinstance(b, blocks.Heading) and b.level == 2]
    places = {id(block): f"part-{number}" for number, block in enumerate(head, start=1)}
    page = "\n".join(map(_block, first))
    more = "\n".join(_block(block, places.get(id(block), "")) for block in rest)
    beside = "".join(f"<p>{escape(line)}</p>" for line in report.beside)
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="robots" content="noindex">\n'
        f'<meta name="generator" content="{MARK}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(report.title)}</title>\n<style>{_style()}</style>\n</head>\n<body>\n"
        f"<header><div><h1>{escape(report.title)}</h1><p>{_lines(report.about)}</p></div>"
        f"<div>{beside}</div></header>\n<main>\n"
        f"<div class=first>{page}</div>\n{_contents(head, places)}{more}\n</main>\n"
        "</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return files(__package__).joinpath("report.css").read_text("utf-8")


def _policy() -> str:
    """Allow this very style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _contents(head: list[blocks.Heading], places: dict[int, str]) -> str:
    """Link the parts after page 1, on the screen only."""
    if len(head) < LONG_REPORT:
        return ""
    links = "".join(
        f'<li><a href="#{places[id(block)]}">{escape(block.text)}</a></li>' for block in head
    )
    return f'<nav aria-label="Contents"><ol>{links}</ol></nav>\n'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _block(block: Block, place: str = "") -> str:
    match block:
        case blocks.Heading(text, level):
            anchor = f' id="{place}"' if place else ""
            return f"<h{level}{anchor}>{escape(text)}</h{level}>"
        case blocks.Paragraph(text, quiet):
            return f"<p{' class=quiet' if quiet else ''}>{_lines(text)}</p>"
        case blocks.Table():
            return _table(block)
        case blocks.Figure():
            return _figure(block)
        case blocks.Quote(text, source):
            cited = f"<figcaption>{escape(source)}</figcaption>"
            return f"<figure><blockquote><p>“{_lines(text)}”</p></blockquote>{cited}</figure>"
        case blocks.Columns(left, right, share):
            sides = ("".join(map(_block, side)) for side in (left, right))
            wide = ' class="two wide"' if share > 0.5 else ' class="two"'
            return f"<div{wide}>{''.join(f'<section>{side}</section>' for side in sides)}</div>"
        case blocks.PageBreak():
            return '<div class="page"></div>'
    return _listed(block)


def _listed(block: blocks.Points | blocks.Items | blocks.Checklist | blocks.Stats) -> str:
    match block:
        case blocks.Points(items):
            return _list("ul", (f"<b>{escape(lead)}</b> {_lines(text)}" for lead, text in items))
        case blocks.Stats(items):
            pairs = (f"<div><dt>{escape(b)}</dt><dd>{escape(a)}</dd></div>" for a, b in items)
            return f"<dl>{''.join(pairs)}</dl>"
        case blocks.Items(items, numbered):
            return _list("ol" if numbered else "ul", map(_lines, items))
        case blocks.Checklist(items):
            return _list("ul", (_action(*item) for item in items), "checks")


def _list(tag: str, items: Iterable[str], kind: str = "") -> str:
    inside = "".join(
        f"<li>{item}</li>" if item else '<li class="blank">&nbsp;</li>' for item in items
    )
    return f"<{tag}{f' class={kind}' if kind else ''}>{inside}</{tag}>"


def _action(done: bool, text: str, note: str) -> str:  # noqa: FBT001
    mark = f'<span aria-hidden="true">{TICKED if done else OPEN}</span>'
    return f"{mark} {escape(text)} <small>{escape(note)}</small>"


def _table(table: blocks.Table) -> str:
    """Set a table; end tags that HTML does not need are left out, which keeps long ones small."""
    head = "".join(f'<th scope="col">{escape(name)}' for name in table.columns)
    rows = "\n".join("<tr>" + "".join(f"<td>{_cell(cell)}" for cell in row) for row in table.rows)
    kind = f' class="fill l{table.lines}"' * table.to_fill_in or ' class="narrow"' * table.narrow
    more = f'<p class="quiet">{escape(table.more)}</p>' if table.more else ""
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f"<table{kind}>{caption}<thead><tr>{head}</thead>\n<tbody>{rows}</tbody></table>{more}"


def _cell(text: str) -> str:
    return _lines(breakable(text)).replace("\u200b", "<wbr>") or "&nbsp;"


def _figure(figure: blocks.Figure) -> str:
    picture = figure.picture
    if figure.bare:
        return f"<figure>{picture.to_svg()}</figure>"
    drawn = picture.to_svg() if picture.marks else ""
    table = ""
    if figure.table:
        shown = _table(figure.table)
        table = f"<details><summary>The same as a table</summary>{shown}</details>"
    subtitle = f"<br>{escape(picture.subtitle)}" if picture.subtitle else ""
    return (
        f"<figure><figcaption><strong>{escape(picture.title)}</strong>{subtitle}</figcaption>"
        f"{drawn}<p>{escape(picture.sentence)}</p>{table}</figure>"
    )
