"""What a column or a row holds, told by its cells: a heading alone is not believed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bounceback_analysis.log.importing.steps import DATE_INSIDE, packed
from bounceback_analysis.vocabulary.aliases import heading_meanings, is_tick, plain, read_status
from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bounceback_analysis.log.importing.steps import Shape

MOSTLY = 0.75
LOOKED_AT = 500
"""So many cells of a column show whether it holds statuses."""

TOTALS = {"total", "totals", "sum", "average", "count"}
DATE_ONLY = re.compile(
    rf"\s*(?:[a-z]{{3,9}}, *)?(?:{DATE_INSIDE.pattern})(?:[T ]\d.*)?\s*", re.IGNORECASE
)
ADDRESS = re.compile(r"\S+@[\w-]+\.[\w.-]+")
TELEPHONE = re.compile(r"\+\d[\d ()./-]{7,}|\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}")


def held(heading: str, meaning: str, cells: Sequence[str]) -> tuple[str, str]:
    """Check a heading against what its column holds: (stage_columns, interview), ("", role), ..."""
    kind, _, word = meaning.rpartition(":")
    if word == "contact" and not all(is_tick(c) is not None for c in cells) and _all_days(cells):
        # What holds days is a step, such as a call, and nobody's number; mere ticks are not.
        return "stage_columns", "screening"
    if (kind or not word) and cells and _share(cells, _is_detail):
        return "", "contact"
    if not word and cells and _share(cells, _is_ending) and not _never_status(heading):
        return "", "status"
    if word == "feedback" and tells_ticks_only(cells):
        # Whether any was given, and not what was said.
        return "", ""
    if not kind:
        return "", word
    if _share(cells, lambda cell: is_tick(cell) is not None or bool(DATE_ONLY.fullmatch(cell))):
        return kind, word
    statuses = _share(cells, lambda cell: read_status(cell, {})[0] in {"known", "never sent"})
    people = set(plain(heading).split()) <= set(load_words("aliases")["words"]["people"])
    return "", "status" if statuses else "contact" if people else ""


def holds_days(cells: Sequence[str]) -> bool:
    """Tell whether most cells of a column are days."""
    return bool(cells) and _share(cells, DATE_ONLY.fullmatch)


def tells_ticks_only(cells: Sequence[str]) -> bool:
    """Tell whether a column says yes and no, and nothing else."""
    return any(cell.strip() for cell in cells) and all(is_tick(cell) is not None for cell in cells)


def is_template(row: Sequence[str], shape: Shape) -> str:
    """Say why a row is no application, such as a total or a row of unticked boxes."""
    employer, role = shape.cell(row, "employer"), shape.cell(row, "role")
    if not role and (plain(employer) in TOTALS or (not _worded(employer) and _is_total(row))):
        return "a total, not an application"
    if heading_meanings().get(plain(employer)) == "employer" and (
        not role or plain(role) in heading_meanings()
    ):
        return "the headings again"
    if employer or role:
        return ""
    filled = [cell for cell in row if cell.strip() and is_tick(cell) is None]
    return "names no employer and no role" if filled else "nothing but empty boxes"


def _is_total(row: Sequence[str]) -> bool:
    first = next((cell for cell in row if cell.strip()), "")
    return bool(set(plain(first).split()[:1]) & TOTALS)


def _worded(cell: str) -> bool:
    return bool(re.search(r"[^\W\d_]", cell))


def tells(heading: str, cells: Sequence[str]) -> str:
    """Say what a column holds of which the heading says nothing: a status, a history or neither."""
    cells = cells[:LOOKED_AT]
    if not cells or _never_status(heading) or tells_ticks_only(cells):
        return ""
    if _share(cells, lambda cell: DATE_INSIDE.search(cell) and packed(cell, {})):
        return "history"
    read = {plain(cell): read_status(cell, {})[0] for cell in set(cells)}
    known = sum(kind in {"known", "never sent"} for kind in read.values())
    return "status" if known > 1 and _share(cells, lambda c: read[plain(c)] != "unknown") else ""


def _is_ending(cell: str) -> bool:
    """Tell whether a cell says how an application ended."""
    _, said = read_status(cell, {})
    return said is not None and said.outcome != "waiting"


def _never_status(heading: str) -> bool:
    return bool(set(plain(heading).split()) & set(load_words("aliases")["likely"]["never_status"]))


def _is_detail(cell: str) -> bool:
    """Tell whether a cell is an address for mail or a telephone number."""
    return bool(ADDRESS.fullmatch(cell.strip(" <>")) or TELEPHONE.match(cell.strip()))


def _all_days(cells: Sequence[str]) -> bool:
    parts = (re.split(r"\s*(?:&|;|\+|\band\b)\s*", cell) for cell in cells)
    return all(
        is_tick(cell) is not None or all(DATE_ONLY.fullmatch(part) for part in found)
        for cell, found in zip(cells, parts, strict=True)
    )


def _share(cells: Sequence[str], test: Callable[[str], object]) -> bool:
    """Tell whether most of the cells pass a test; an empty column passes."""
    return sum(map(bool, map(test, cells))) >= MOSTLY * len(cells)
