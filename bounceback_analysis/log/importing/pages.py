"""Parts a page into the tables that stand on it: beside each other, below each other, or as cards.

Titles over rows that say what became of them are a column of their own from here on.
"""

from __future__ import annotations

import re
from dataclasses import replace
from string import ascii_uppercase
from typing import TYPE_CHECKING

from bounceback_analysis.log.dates import to_iso
from bounceback_analysis.log.table import LONGEST_HEADING, LOOKED_AT, most_known
from bounceback_analysis.vocabulary.aliases import (
    MONTH,
    heading_meaning,
    heading_meanings,
    is_tick,
    plain,
    read_status,
)
from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bounceback_analysis.log.importing.workbook import Table

SECTION = "Status by section"
"""The column for the titles of a page whose rows are sorted under them, such as Applied."""

CARD = "Card"
"""The column for the cards of a board whose lists stand beside each other."""

FEWEST_SECTIONS = 2
FEWEST_LISTS = 3  # two words of statuses beside each other may be a row of something else
NARROW = 3  # columns: a box that counts something has no more


def tables_on(page: Table) -> list[Table]:
    """Give the tables of one page, each with its own headings; nothing of it is left away."""
    page = replace(page, page=page.page or page.name)
    if board := _board(page):
        return board
    beside = _beside(_sorted(page))
    # Lists beside each other may have a title each over their headings.
    titles = [next(cell for cell in table.rows[0] if cell.strip()) for table in beside]
    return [below for table in by_section(beside, titles) for below in _below(table)]


def by_section(tables: Sequence[Table], titles: Sequence[str]) -> list[Table]:
    """Give tables of one text with the title over each as a column, where titles say a status."""
    said = [title for title in titles if _says_status(title)]
    if len(said) < FEWEST_SECTIONS or len(set(titles)) < FEWEST_SECTIONS:
        return list(tables)
    found = []
    for table, title in zip(tables, titles, strict=True):
        head = next(iter(_headings(table)), 0)
        below = [_bare(title)] * (len(table.rows) - head - 1)
        found.append(_with_column(table, [*[""] * head, SECTION, *below]))
    return found


def is_title(row: Sequence[str]) -> bool:
    """Tell whether a row is one cell that says a status or a time, and so heads what follows."""
    if not _alone(row):
        return False
    title, words = plain(_bare("".join(row))), load_words("aliases")["words"]
    over = {*map(plain, (*words["months"], *words["legend"]))}
    return title in over or _says_status(title) or bool(TIME.fullmatch(title))


def _alone(row: Sequence[str]) -> bool:
    return sum(map(bool, map(str.strip, row))) == 1


TIME = re.compile(
    rf"{MONTH}|(?:(?:[^\W\d_]{{3,10}}|q[1-4]|week \d{{1,2}}|kw ?\d{{1,2}}) )?(?:19|20)\d\d"
    r"|(?:week|kw|q) ?\d{1,2}"
)
"""What stands over the rows of a month, a quarter, a week or a year."""


def _bare(title: str) -> str:
    """Give a title without how many there are, which stands in brackets behind it."""
    return re.sub(r"\([^()]*\)$", "", title.strip()).strip(" :")


def _says_status(title: str) -> bool:
    return read_status(_bare(title), {})[0] in {"known", "never sent", "ask"}


def _with_column(table: Table, cells: Sequence[str]) -> Table:
    width = max(map(len, table.rows))
    rows = [
        [*row, *[""] * (width - len(row)), cell if any(row) else ""]
        for row, cell in zip(table.rows, cells, strict=True)
    ]
    return replace(table, rows=rows)


def _sorted(page: Table) -> Table:
    """Give each row the title it stands under, where several titles on the page say a status."""
    alone = {at: "".join(row) for at, row in enumerate(page.rows) if _alone(row)}
    titles = {at: _bare(cell) for at, cell in alone.items() if _says_status(cell)}
    if len({*titles.values()}) < FEWEST_SECTIONS:
        return page
    heads, title, cells = {_head(page), *_headings(page)}, "", list[str]()
    for at in range(len(page.rows)):
        title = titles.get(at, title)
        cells.append(SECTION if at in heads else "" if at in titles else title)
    return _with_column(page, cells)


def _head(page: Table) -> int:
    return most_known(page.rows, heading_meaning)[0]


def names_employers(page: Table) -> bool:
    """Tell whether some row among the first is headings that name the employer."""
    return bool(_headings(replace(page, rows=page.rows[:LOOKED_AT])))


def _headings(page: Table) -> list[int]:
    """Find the rows of headings: they name the employer, and most of their cells are known."""
    employers = {name for name, word in heading_meanings().items() if word == "employer"}

    def is_heading(row: Sequence[str]) -> bool:
        # To look for the employer first is quick, and few rows hold such a word.
        if employers.isdisjoint(map(str.lower, map(str.strip, row))):
            return False
        cells = [cell for cell in row if cell.strip()]
        means = [m for cell in cells if len(cell) < LONGEST_HEADING if (m := heading_meaning(cell))]
        # A step or an ending may be a status in a row of an employer called Trust.
        told = {word for word in means if ":" not in word}
        return len(told) > 1 and len(means) * 2 >= len(cells)

    return [at for at, row in enumerate(page.rows) if is_heading(row)]


def _below(table: Table) -> Iterator[Table]:
    """Part a table where other headings begin, or those of a box that counts something."""
    rows, starts, heads = table.rows, [0], {*_headings(table)}
    single = [_alone(row) for row in rows]
    current = rows[0] if 0 in heads else []
    for at in range(1, len(rows)):
        begins = at in heads and current and rows[at] != current
        current = rows[at] if at in heads else current
        apart = single[at - 1] or table.lines[at] - table.lines[at - 1] > 1
        if begins or (apart and _heads_box(rows[at])):
            starts.append(at - 1 if single[at - 1] and at - 1 > starts[-1] else at)
    for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True):
        name = f"line {table.lines[start]}" if start else ""
        yield _part(table, name, range(start, stop), lambda row: row)


def _heads_box(row: Sequence[str]) -> bool:
    """Tell whether a row is the headings of something counted, such as Status and Count."""
    words = {plain(cell) for cell in row if cell.strip()}
    counts = words & {*load_words("aliases")["words"]["counts"]}
    return len(words) > 1 and bool(counts) and all(map(heading_meaning, words - counts))


def _beside(table: Table) -> list[Table]:
    """Part a table where its headings begin again beside each other, or a box stands beside it."""
    at, score = most_known(table.rows, heading_meaning)
    head = [cell.strip() for cell in table.rows[at]]
    means = [heading_meaning(cell) if len(cell) < LONGEST_HEADING else "" for cell in head]
    starts = [0]
    for place in range(1, len(head) if score > 1 else 0):
        before = range(starts[-1], place)
        gap = not any(row[place - 1].strip() for row in table.rows if len(row) >= place)
        again = head[place] and head[place] == next((head[n] for n in before if head[n]), "")
        counted = gap and _counted([row[place : place + NARROW] for row in table.rows])
        known = means[place] and means[place] in (means[n] for n in before)
        if (known and gap and ("employer" in means[place:] or counted)) or (
            again and "employer" in means[place:] and "employer" in means[starts[-1] : place]
        ):
            starts.append(place)
    if len(starts) == 1:
        return [table]
    stops = [*starts[1:], max(map(len, table.rows))]
    return [
        _part(
            table,
            f"column {_letter(start)}" if start else "",
            range(len(table.rows)),
            _cell(start, stop),
        )
        for start, stop in zip(starts, stops, strict=True)
    ]


def _cell(start: int, stop: int | None = None) -> Callable[[list[str]], list[str]]:
    """Give what cuts some cells out of a row, the one at ``start`` where no end is named."""
    return lambda row: row[start : start + 1 if stop is None else stop]


def _counted(box: Sequence[Sequence[str]]) -> bool:
    """Tell whether one of a few columns holds numbers alone under its heading."""
    columns = zip(*([*row, *[""] * (NARROW - len(row))] for row in box), strict=True)
    filled = ([cell for cell in column if cell.strip()] for column in columns)
    return any(len(cells) > 1 and all(map(str.isdigit, cells[1:])) for cells in filled)


def _part(table: Table, name: str, rows: range, cut: Callable[[list[str]], list[str]]) -> Table:
    """Give some rows of a table, and some cells of each, as one of its own."""
    cells = [(table.lines[n], cut(table.rows[n])) for n in rows]
    kept = [(line, row) for line, row in cells if any(map(str.strip, row))]
    return replace(
        table,
        name=", ".join(filter(None, (table.name, name))),
        rows=[row for _, row in kept],
        lines=[line for line, _ in kept],
        told=() if name else table.told,
    )


def _letter(place: int) -> str:
    """Name a column as spreadsheets do."""
    more, last = divmod(place, len(ascii_uppercase))
    return (ascii_uppercase[more - 1] if more else "") + ascii_uppercase[last]


def _board(page: Table) -> list[Table]:
    """Give each list of a board, whose heading is a status, as a table of its cards."""
    head = [cell.strip() for cell in page.rows[0]]
    lists = [place for place, cell in enumerate(head) if cell]
    if len(lists) < FEWEST_LISTS or not all(_says_status(head[place]) for place in lists):
        return []
    if _headings(page):
        return []  # these are titles over lists with headings of their own
    cells = (row[place].strip() for row in page.rows[1:] for place in lists if place < len(row))
    cards = [cell for cell in cells if cell]
    other = (is_tick(c) is not None or to_iso(c) or _says_status(c) for c in cards[:LOOKED_AT])
    if not cards or any(other):
        return []
    found = []
    for place in lists:
        cut = _part(page, f"column {_letter(place)}", range(len(page.rows)), _cell(place))
        rows = [[CARD, SECTION], *([card, head[place]] for (card,) in cut.rows[1:])]
        found.append(replace(cut, rows=rows))
    return found
