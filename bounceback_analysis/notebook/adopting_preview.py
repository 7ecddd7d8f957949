"""Shows what would become of a sheet: its first lines, and every guess that led to them."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from bounceback_analysis.analysis.words import listed, plural
from bounceback_analysis.log.adoption import OURS, Adoption
from bounceback_analysis.notebook.drawing import Quotes, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

UNKNOWN = "not known: see below"
FIRST_LINES, MOST_STATUSES, MOST_NAMED, LONGEST_CELL = 10, 50, 8, 80


def summary(adoption: Adoption) -> Quotes:
    """Say how much of a sheet was kept, how its dates were read, and what there is to know."""
    kept, read = adoption.rows_kept, plural(adoption.rows_read, "row")
    title = f"{read} read, {kept:,} kept: {plural(len(adoption.lines), 'line')} for your log"
    told = [problem.message for problem in adoption.problems]
    return Quotes("sheet", title, sentence=" ".join([f"Dates: {adoption.date_order}.", *told]))


def preview(adoption: Adoption) -> str:
    """Show the first lines as they would stand in the log, and every guess that led to them."""
    first = adoption.lines[:FIRST_LINES]
    names = [name for name in OURS if any(line.get(name) for line in first)]
    names += list(dict.fromkeys(k for line in first for k in line if k not in OURS and line[k]))
    lines = [[line.get(name, "") for name in names] for line in first]
    means = [
        (word, ", ".join(filter(None, meaning)) or "no outcome" if meaning else UNKNOWN)
        for word, meaning in adoption.statuses.items()
    ]
    tables = [
        _table(_standing(adoption), names, lines),
        _table("Your headings", ("Yours", "Becomes"), adoption.columns.items()),
        _table("Your words", ("Yours", "Means"), means[:MOST_STATUSES]),
        _table("Left out", ("Rows", "Why", "Where"), _left_out(adoption)),
    ]
    return "".join(tables)


def _standing(adoption: Adoption) -> str:
    count = len(adoption.lines)
    first = f" (the first {FIRST_LINES} of {count:,} lines)" if count > FIRST_LINES else ""
    return f"How it would stand in your log{first}"


def _left_out(adoption: Adoption) -> list[tuple[str, str, str]]:
    told = []
    for reason, count in Counter(reason for _, reason in adoption.left_out).items():
        lines = [str(line) for line, why in adoption.left_out if why == reason]
        more = [f"{count - MOST_NAMED:,} more"] if count > MOST_NAMED else []
        where = "line " if count == 1 else "lines "
        told.append((f"{count:,}", reason, where + listed([*lines[:MOST_NAMED], *more])))
    return told


def _table(caption: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table of texts, every one of them escaped; nothing where it has no row."""
    body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in rows)
    region = f'<div class="bb-numbers" tabindex="0" role="region" aria-label="{escape(caption)}">'
    head = f"<caption>{escape(caption)}</caption><thead><tr>{_cells('th', names)}</tr></thead>"
    return f"{region}<table>{head}<tbody>{body}</tbody></table></div>" if body else ""


def _cells(tag: str, texts: Iterable[str]) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    return "".join(f"<{tag}{scope}>{escape(short(t, LONGEST_CELL))}</{tag}>" for t in texts)
