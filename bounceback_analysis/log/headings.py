"""Which row holds the headings, and which of our columns each of them names."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from bounceback_analysis.log.model import Problem
from bounceback_analysis.vocabulary.aliases import heading_meanings, plain
from bounceback_analysis.vocabulary.schema import columns, load_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounceback_analysis.log.rows import Rows
    from bounceback_analysis.vocabulary.schema import FileKind

LOOKED_AT = 25
ADDED = ("line", "application", "round")
"""What reading adds to the entries: a column of the person's cannot have these names."""


@dataclass(frozen=True)
class Headings:
    """Where the headings stand and what each column is called; ``ours`` if by our own names."""

    at: int
    names: list[str]
    ours: bool
    problems: list[Problem] = field(default_factory=list)


def find_headings(rows: Rows, kind: FileKind = "log") -> Headings:
    """Find the row of headings and name every column: by our name, or by its own.

    A problem that says stop is among the answers where a needed column is not there.
    """
    known = _known(kind)
    scores: list[int] = []
    for row in rows.cells[:LOOKED_AT]:
        scores.append(len({known[w] for c in row if len(c) < 60 and (w := _word(c)) in known}))
        if scores[-1] > 2 and scores[-1] * 2 > len(row):
            break
    at = max(range(len(scores)), key=scores.__getitem__)
    if scores[at] == 0 or (scores[at] < 2 and _is_data(rows.cells[at])):
        return _without(rows, kind)
    heads = rows.cells[at]
    exact = {column.name for column in columns(kind)}
    ours = sum(head.strip() in exact for head in heads) * 2 > scores[at]
    problems = _above(rows, at)
    names = _named(heads, known, rows.lines[at], problems)
    problems += _missing(names, heads, kind, rows.lines[at])
    return Headings(at, names, ours, problems)


def _known(kind: FileKind) -> dict[str, str]:
    """Give our name for every heading that names one of the columns of this kind of file."""
    ours = {plain(column.name): column.name for column in columns(kind)}
    if kind != "log":
        return ours
    words = load_words("aliases")
    status = {plain(name): "outcome" for name in words["headings"]["status"]}
    applied = {"applied": "date"}
    others = {name: word for name, word in heading_meanings().items() if word in ours.values()}
    return {**applied, **status, **others, **ours}


@lru_cache(maxsize=1000)
def _word(head: str) -> str:
    """Reduce a heading to its letters, without what stands in brackets: Date (dd/mm/yyyy)."""
    bare = re.sub(r"\((?!\s*mm)[^()]*\)", " ", head)
    return plain(bare) or plain(head)


def _is_data(row: Sequence[str]) -> bool:
    return any(re.search(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}", cell) for cell in row)


def _without(rows: Rows, kind: FileKind) -> Headings:
    """Name the columns by number where no row of headings is found; nothing is guessed."""
    first = next(iter(rows.cells), [])
    wanted = [column.name for column in columns(kind) if column.required]
    if _is_data(first) and len(first) >= len(wanted):
        said = (
            "There is no row of headings; the first line looks like data. Add one line at the top: "
            f"{','.join(wanted)} and so on, in the order of your columns."
        )
        names = [f"column {place}" for place in range(1, len(first) + 1)]
        return Headings(-1, names, ours=False, problems=[Problem(rows.lines[0], None, "ask", said)])
    shown = ", ".join(f"'{cell[:30]}'" for cell in first[:8])
    said = (
        f"No column headings of a log were found; the first line holds {shown}. "
        f"Needed are: {', '.join(wanted)}."
    )
    return Headings(0, [], ours=False, problems=[Problem(rows.lines[0], None, "stop", said)])


def _above(rows: Rows, at: int) -> list[Problem]:
    if at == 0:
        return []
    lines = "1 line" if at == 1 else f"{at} lines"
    said = f"{lines} above the headings were passed over; they stay in the file."
    data = [n for n in range(at) if len(rows.cells[n]) > 2 and _is_data(rows.cells[n])]
    if data:
        said += " One looks like data: move the headings to the top."
    return [Problem(rows.lines[data[0] if data else 0], None, "ask" if data else "tell", said)]


def _named(
    heads: Sequence[str], known: dict[str, str], line: int, problems: list[Problem]
) -> list[str]:
    """Name each column once; a second one of the same name keeps its place as an extra."""
    names: list[str] = []
    for place, head in enumerate(heads, start=1):
        own = " ".join(head.split()) or f"column {place}"
        name = known.get(_word(head), own)
        twin = heads[names.index(name)] if name in names else ""
        if twin and _word(head) == _word(twin):
            own = name
        elif twin:
            said = f"'{own}' could also be {name}; the first such column was taken, this one kept."
            problems.append(Problem(line, name, "tell", said))
        elif name != own and plain(name) != plain(head):
            problems.append(Problem(line, name, "tell", f"'{own}' was read as {name}."))
        names.append(_free(name if name not in ADDED else f"their {name}", own, names))
    return names


def _free(name: str, own: str, taken: Sequence[str]) -> str:
    tries = (name, own, *(f"{own} ({number})" for number in range(2, len(taken) + 3)))
    return next(found for found in tries if found not in taken)


def _missing(
    names: Sequence[str], heads: Sequence[str], kind: FileKind, line: int
) -> list[Problem]:
    missing = [c.name for c in columns(kind) if c.required and c.name not in names]
    if not missing:
        return []
    shown = ", ".join(f"'{' '.join(head.split())[:30]}'" for head in heads if head.strip())
    near = _nearest(missing[0], [head for head in heads if head.strip()])
    hint = f" Is it '{near}'? Then call that column '{missing[0]}'." if near else ""
    what = " and ".join(f"'{name}'" for name in missing)
    said = f"There is no column for {what}. The headings found were {shown}.{hint}"
    return [Problem(line, missing[0], "stop", said)]


def _nearest(name: str, heads: Sequence[str]) -> str:
    by_word = {plain(head): head for head in heads}
    near = difflib.get_close_matches(name, by_word, n=1, cutoff=0.5)
    inside = [head for word, head in by_word.items() if name in word]
    return (inside or [by_word[word] for word in near] or [""])[0]


def repeated(names: Sequence[str]) -> dict[str, list[int]]:
    """Give the places of columns that have one heading, such as stage and stage (2)."""
    bare = [re.sub(r" \(\d+\)$", "", name) for name in names]
    twice = [name for name, times in Counter(bare).items() if times > 1]
    return {name: [place for place, own in enumerate(bare) if own == name] for name in twice}
