"""Makes every row as wide as the headings, without moving a cell into a column it is not in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bounceback_analysis.log.cells import is_broken
from bounceback_analysis.log.days import to_iso
from bounceback_analysis.log.model import Problem
from bounceback_analysis.vocabulary.aliases import plain, read_status
from bounceback_analysis.vocabulary.schema import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounceback_analysis.log.headings import Headings
    from bounceback_analysis.log.rows import Rows
    from bounceback_analysis.vocabulary.schema import Column, FileKind

TOTALS = frozenset({"total", "totals", "sum", "average", "grand total", "count"})


def fitted(
    rows: Rows, headings: Headings, kind: FileKind
) -> tuple[list[list[str]], list[int], list[Problem]]:
    """Give the rows below the headings, all of one width, with their lines and what to say."""
    width = len(headings.names)
    cells, lines = rows.cells[headings.at + 1 :], rows.lines[headings.at + 1 :]
    if all(len(row) == width for row in cells):
        kept, problems = list(cells), list[Problem]()
    else:
        kept, problems = _evened(cells, lines, headings, rows.dialect.delimiter, kind)
    widest = max((len(row) for row in kept), default=width)
    for extra in range(width, widest):
        headings.names.append(f"column {extra + 1}")
    if widest > width:
        kept = [row + [""] * (widest - len(row)) for row in kept]
    return _without_odd(kept, lines, headings, rows, problems)


def _evened(
    cells: Sequence[list[str]],
    lines: Sequence[int],
    headings: Headings,
    delimiter: str,
    kind: FileKind,
) -> tuple[list[list[str]], list[Problem]]:
    width, kinds = len(headings.names), {column.name: column for column in columns(kind)}
    checks = [kinds.get(name) for name in headings.names]
    kept: list[list[str]] = []
    problems: list[Problem] = []
    short: list[tuple[int, int]] = []
    for row, line in zip(cells, lines, strict=True):
        if len(row) > width and not _ends_blank(row, checks):
            fitting, said = rejoined(row, checks, delimiter)
            problems.append(Problem(line, said[0], "tell", said[1]))
            kept.append(fitting)
        else:
            if len(row) < width:
                short.append((line, len(row)))
            kept.append((row + [""] * width)[:width])
    if short:
        line, had = short[0]
        more = {1: "", 2: " So has 1 further line."}.get(
            len(short), f" So have {len(short) - 1} further lines."
        )
        said_so = f"This line has {had} of {width} cells; the rest were left blank.{more}"
        problems.append(Problem(line, None, "tell", said_so))
    return kept, problems


def _ends_blank(row: Sequence[str], checks: Sequence[Column | None]) -> bool:
    """Tell whether a row is only too long by empty cells, and fits its columns without them."""
    width = len(checks)
    beyond = any(cell.strip() for cell in row[width:])
    kinds = zip(row[:width], checks, strict=True)
    return not beyond and all(_fits(cell.strip(), check) >= 0 for cell, check in kinds if check)


def rejoined(
    row: list[str], checks: Sequence[Column | None], delimiter: str
) -> tuple[list[str], tuple[str | None, str]]:
    """Join cells that a stray separator has parted, where all others then fit their columns."""
    extra = len(row) - len(checks)
    tries = []
    for place, check in enumerate(checks):
        if check is not None and check.kind not in {"text", "list", "date"}:
            continue
        joined = delimiter.join(row[place : place + extra + 1])
        whole = [*row[:place], joined, *row[place + extra + 1 :]]
        tries.append((_fit(whole, checks) + _prose(row[place : place + extra + 1]), -place, whole))
    if not tries:
        return row, (None, _too_many(row, checks))
    best, place, whole = max(tries)
    if best <= 0:
        return row, (None, _too_many(row, checks))
    name = checks[-place].name if checks[-place] else None  # type: ignore[union-attr]
    shown = whole[-place].strip()[:60]
    said = f"This line has {len(row)} cells for {len(checks)} headings"
    return [_bare(cell) for cell in whole], (name, f"{said}; '{shown}' was read as one cell.")


def _bare(cell: str) -> str:
    """Take off curly quotation marks that were meant to hold a cell together."""
    curly = re.fullmatch(r"\s*[\u201c\u201d\u201e](.*)[\u201c\u201d]\s*", cell, re.DOTALL)
    return curly[1] if curly and "," in curly[1] else cell


def _too_many(row: list[str], checks: Sequence[Column | None]) -> str:
    return (
        f"This line has {len(row)} cells for {len(checks)} headings; those beyond were kept in "
        "columns of their own. Put quotation marks round a cell that holds a separator."
    )


def _fit(row: Sequence[str], checks: Sequence[Column | None]) -> float:
    """Weigh how well the cells fit their columns: words, dates and numbers in their places."""
    return sum(_fits(cell.strip(), check) for cell, check in zip(row, checks, strict=True) if check)


def _fits(cell: str, check: Column) -> float:
    if not cell or check.kind in {"text", "list"}:
        return 0.0
    if check.kind == "date":
        good = bool(to_iso(cell))
    elif check.kind == "choice":
        good = plain(cell) in map(plain, check.choices) or read_status(cell, {})[0] != "unknown"
    else:
        good = bool(re.fullmatch(r"[\d.,/]+", cell))
    return 1.0 if good else -2.0


def _prose(parts: Sequence[str]) -> float:
    """Weigh whether a separator stands as in a sentence: with a space behind, or in quotes."""
    curly = parts[0].lstrip()[:1] in "\u201c\u201e" and bool(parts[0].strip())
    spaced = all(part[:1] == " " for part in parts[1:])
    return 0.75 * curly + 0.5 * spaced + 0.01


def _without_odd(
    cells: list[list[str]],
    lines: Sequence[int],
    headings: Headings,
    rows: Rows,
    problems: list[Problem],
) -> tuple[list[list[str]], list[int], list[Problem]]:
    """Leave out what is no entry, and say so: headings again, and comments."""
    heads = [plain(cell) for cell in rows.cells[headings.at]] if headings.at >= 0 else []
    employer = headings.names.index("employer") if "employer" in headings.names else None
    if not any(_is_odd(first, heads) for first in {row[0] for row in cells}):
        return cells, list(lines), problems
    kept: list[list[str]] = []
    at: list[int] = []
    for row, line in zip(cells, lines, strict=True):
        why = _no_entry(row, heads, dated=headings.names[0] == "date")
        if why:
            problems.append(Problem(line, None, "tell", why))
        elif any(cell.strip() for cell in row):
            kept.append(row)
            at.append(line)
            if employer is not None and _is_total(row):
                said = "This looks like a total, not an application. If so, take the line out."
                problems.append(Problem(line, "employer", "ask", said))
    return kept, at, problems


def needs_a_look(first: Sequence[str], heads: Sequence[str]) -> bool:
    """Tell whether a row may be no entry, from the first cell of each row."""
    return any(_is_odd(cell, [plain(heads[0])]) for cell in set(first))


def _is_odd(first: str, heads: Sequence[str]) -> bool:
    """Tell whether a row that begins so may be no entry: most rows need no second look."""
    begins = first.strip(" :").lower()
    return not begins or begins[0] in "#-" or begins in TOTALS or plain(first[:60]) in heads[:1]


def _no_entry(row: Sequence[str], heads: Sequence[str], *, dated: bool) -> str:
    if any("---" in cell for cell in row) and not any(cell.strip(" :-") for cell in row):
        return "This line is a rule under the headings; it is no entry."
    if not row[0].startswith("#") and not (heads and plain(row[0][:60]) == heads[0]):
        return ""
    alone = not any(cell.strip() for cell in row[1:])
    if row[0].startswith("#") and (alone or (dated and not is_broken(row[0]))):
        return "This line is a comment; it stays in the file and is no entry."
    if [plain(cell) for cell in row[: len(heads)]] == list(heads):
        return "The headings stand here again; this line is no entry."
    return ""


def _is_total(row: Sequence[str]) -> bool:
    first = next((cell for cell in row if cell.strip()), "")
    return first.strip(" :").lower() in TOTALS
