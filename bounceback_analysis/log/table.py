"""Rows into a table: which row holds the headings, what each column is, all of one width."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from bounceback_analysis.log.cells import is_broken
from bounceback_analysis.log.csvtext import BRING_IN, Rows
from bounceback_analysis.log.dates import to_iso
from bounceback_analysis.log.model import Problem
from bounceback_analysis.vocabulary.aliases import heading_meanings, plain, read_status
from bounceback_analysis.vocabulary.schema import Column, FileKind, columns, load_words

LOOKED_AT = 25  # rows from the top that may be headings: a title and notes are fewer
TOTALS = frozenset({"total", "totals", "sum", "average", "grand total", "count"})
LONGEST_HEADING = 60  # characters: a longer cell is a sentence, and no heading
LETTERS_SHOWN, HEADINGS_SHOWN = 30, 8  # of a heading, and headings: enough to know the row by
NAMES = ("employer", "role")
MONEY = re.compile(r"\D{0,4}\d{1,3},\d{3}(?!\d)")  # a comma parts the thousands
ADDED = ("line", "application", "round")  # by reading: no column may be called so


@dataclass(frozen=True)
class Headings:
    """Where the headings stand and what each column is called; ``ours`` if by our own names."""

    at: int
    names: list[str]
    ours: bool
    problems: list[Problem] = field(default_factory=list)


def find_headings(rows: Rows, kind: FileKind = "log") -> Headings:
    """Find the headings and name every column: by our name, or its own; none found says stop."""
    known = _known(kind)
    at, score = most_known(rows.cells, lambda cell: known.get(_word(cell), ""))
    if score == 0:
        return _without(rows, kind)
    heads = rows.cells[at]
    # Days beside a heading for the employer are headings too: a column for each day.
    named = any(known.get(_word(head)) in NAMES for head in heads)
    if score < 2 and _is_data(heads) and not named:
        return _without(rows, kind)
    exact = {column.name for column in columns(kind)}
    ours = sum(head.strip() in exact for head in heads) * 2 > score
    problems = _above(rows, at)
    names = _named(heads, known, rows.lines[at], problems)
    problems += _missing(names, heads, kind, rows.lines[at])
    return Headings(at, names, ours, problems)


def most_known(cells: Sequence[Sequence[str]], meaning: Callable[[str], str]) -> tuple[int, int]:
    """Find among the first rows the one with the most known meanings as headings, and how many."""
    best = (0, 0)
    for at, row in enumerate(cells[:LOOKED_AT]):
        means = {meaning(cell) for cell in row if len(cell) < LONGEST_HEADING} - {""}
        # Words of a row may be headings by chance, but hardly one for the employer.
        score = len(means) + 2 * (len(means) > 1 and "employer" in means)
        best = max(best, (at, score), key=lambda found: found[1])
        if score > 2 and score * 2 > len(row):
            break
    return best


def _known(kind: FileKind) -> dict[str, str]:
    """Give our name for every heading that names one of the columns of this kind of file."""
    ours = {plain(column.name): column.name for column in columns(kind)}
    if kind != "log":
        return ours
    status = {plain(name): "outcome" for name in load_words("aliases")["headings"]["status"]}
    others = {name: word for name, word in heading_meanings().items() if word in ours.values()}
    return {"applied": "date", **status, **others, **ours}


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
    shown = ", ".join(f"'{cell[:LETTERS_SHOWN]}'" for cell in first[:HEADINGS_SHOWN])
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
        name = f"their {name}" if name in ADDED else name
        tries = (name, own, *(f"{own} ({number})" for number in range(2, len(names) + 3)))
        names.append(next(free for free in tries if free not in names))
    return names


def _missing(
    names: Sequence[str], heads: Sequence[str], kind: FileKind, line: int
) -> list[Problem]:
    missing = [c.name for c in columns(kind) if c.required and c.name not in names]
    if not missing:
        return []
    filled = [head for head in heads if head.strip()]
    shown = ", ".join(f"'{' '.join(head.split())[:LETTERS_SHOWN]}'" for head in filled)
    by_word = {plain(head): head for head in filled}
    close = difflib.get_close_matches(missing[0], by_word, n=1, cutoff=0.5)  # half the letters
    inside = [word for word in by_word if missing[0] in word]
    near = by_word[(inside or close)[0]] if inside or close else ""
    hint = f" A sheet of your own making? Then {BRING_IN}" if kind == "log" else ""
    if near:
        hint = f" Is it '{near}'? Then call that column '{missing[0]}'."
    what = " and ".join(f"'{name}'" for name in missing)
    said = f"There is no column for {what}. The headings found were {shown}.{hint}"
    return [Problem(line, missing[0], "stop", said)]


def fitted(
    rows: Rows, headings: Headings, kind: FileKind
) -> tuple[list[list[str]], list[int], list[Problem]]:
    """Give the rows below the headings, all of one width, with their lines and what to say."""
    width, kinds = len(headings.names), {column.name: column for column in columns(kind)}
    cells, lines = rows.cells[headings.at + 1 :], rows.lines[headings.at + 1 :]
    problems = list[Problem]()
    if not set(map(len, cells)) <= {width}:
        checks = [kinds.get(name) for name in headings.names]
        cells, problems = evened(cells, lines, checks, rows.dialect.delimiter)
        widest = max(map(len, cells))
        headings.names.extend(f"column {extra + 1}" for extra in range(width, widest))
        cells = [row + [""] * (widest - len(row)) for row in cells]
    heads = [plain(cell) for cell in rows.cells[headings.at]] if headings.at >= 0 else []
    odd = {first: _is_odd(first, heads) for first in {row[0] for row in cells}}
    kept, at = list[list[str]](), list[int]()
    for row, line in zip(cells, lines, strict=True):
        first = next((cell for cell in row if cell.strip()), "") if odd[row[0]] else row[0]
        if odd[row[0]] and (why := _no_entry(row, heads, dated=headings.names[0] == "date")):
            problems.append(Problem(line, None, "tell", why))
        elif first:
            kept.append(row)
            at.append(line)
            if odd[row[0]] and first.strip(" :").lower() in TOTALS:
                said = "This looks like a total, not an application. If so, take the line out."
                problems.append(Problem(line, "employer", "ask", said))
    return kept, at, problems


def evened(
    cells: Sequence[list[str]],
    lines: Sequence[int],
    checks: Sequence[Column | None],
    delimiter: str,
) -> tuple[list[list[str]], list[Problem]]:
    """Make rows as wide as their headings, put right what a stray separator moved, and say so."""
    width, kept = len(checks), list[list[str]]()
    problems, short, ended = list[Problem](), list[int](), list[int]()
    for at, (row, line) in enumerate(zip(cells, lines, strict=True)):
        fitting, (name, said) = row, (None, "")
        if len(row) > width:
            fitting, (name, said) = rejoined(row, checks, delimiter)
            ended += [] if said else [at]
        elif len(row) < width:
            fitting, said = _parted(row, checks)
            short += [] if said else [at]
        problems += [Problem(line, name, "tell", said)] if said else []
        kept.append(fitting + [""] * (width - len(fitting)))
    if len(ended) * 2 > len(cells):  # a blank cell more here and there is not worth a word
        extra = len(cells[ended[0]]) - width
        many = "an empty cell" if extra == 1 else f"{extra} empty cells"
        all_of = f"{len(ended)} of {len(cells)} lines end"
        all_of = "Every line ends" if len(ended) == len(cells) else all_of
        said_so = f"{all_of} in {many} more than there are headings; left out, and nothing moved."
        problems.insert(0, Problem(lines[ended[0]], None, "tell", said_so))
    if short:
        more = f" So have {len(short) - 1} further lines." if len(short) > 1 else ""
        more = more.replace("have 1 further lines", "has 1 further line")
        had = len(cells[short[0]])
        said_so = f"This line has {had} of {width} cells; the rest were left blank.{more}"
        problems.append(Problem(lines[short[0]], None, "tell", said_so))
    return kept, problems


def _parted(row: list[str], checks: Sequence[Column | None]) -> tuple[list[str], str]:
    """Find where a row that is too short lacks cells: with blanks there, all behind fits better."""
    left, right = _fitting(row, checks)
    best, at = max((left[at] + right[len(row) - at], at) for at in range(len(row) + 1))
    if best <= left[-1] or right[len(row) - at] <= 0:
        return row, ""
    said = f"This line has {len(row)} cells for {len(checks)} headings; a blank one was put "
    whole = [*row[:at], *[""] * (len(checks) - len(row)), *row[at:]]
    return whole, f"{said}before '{row[at].strip()[:LETTERS_SHOWN]}'."


def _ends_blank(row: Sequence[str], checks: Sequence[Column | None], delimiter: str) -> bool:
    """Tell whether a row is only too long by empty cells: joining two would not fit far better."""
    if any(cell.strip() for cell in row[len(checks) :]):
        return False
    as_cut = _fitting(row, checks)[0][-1]
    return _best_join(row, checks, delimiter)[0] - as_cut <= 1  # one cell's worth


def rejoined(
    row: list[str], checks: Sequence[Column | None], delimiter: str
) -> tuple[list[str], tuple[str | None, str]]:
    """Put a row that is too long right where its cells then fit; say of which column what."""
    width, said = len(checks), f"This line has {len(row)} cells for {len(checks)} headings"
    if _ends_blank(row, checks, delimiter):
        return row[:width], (None, "")
    whole = _with_pairs(row, width, delimiter)
    if len(whole) == len(row) or not _fit_better(whole, row, checks):
        best, place = _best_join(row, checks, delimiter)
        if best <= 0:
            beyond = "those beyond were kept in columns of their own. Put quotation marks round"
            return row, (None, f"{said}; {beyond} a cell that holds a separator.")
        stop = place + len(row) - width + 1
        whole = [*row[:place], delimiter.join(row[place:stop]), *row[stop:]]
    place = next(at for at, cell in enumerate(whole) if cell != row[at])
    name = check.name if (check := checks[place]) else None
    shown = f"'{whole[place].strip()[:60]}' was read as one cell."
    return [_bare(cell) for cell in whole[:width]], (name, f"{said}; {shown}")


def _with_pairs(row: Sequence[str], width: int, delimiter: str) -> list[str]:
    """Join the two halves of each sum of money and day, while there are cells too many."""
    whole = list(row)
    for at in range(len(row) - 2, -1, -1):
        pair = delimiter.join(row[at : at + 2])
        halves = (to_iso(pair) and not to_iso(row[at])) or (delimiter == "," and MONEY.match(pair))
        if halves and len(whole) > width:
            whole[at : at + 2] = [pair]
    return whole


def _fit_better(whole: Sequence[str], row: Sequence[str], checks: Sequence[Column | None]) -> bool:
    """Tell whether nothing stands beyond the headings any more, and more cells fit than before."""
    now, then = (_fitting(cells, checks)[0][-1] for cells in (whole, row))
    return now > then and not any(cell.strip() for cell in whole[len(checks) :])


def _best_join(
    row: Sequence[str], checks: Sequence[Column | None], delimiter: str
) -> tuple[float, int]:
    """Find the place where joining cells makes the others fit best, and how well they do."""
    extra, (left, right), best = len(row) - len(checks), _fitting(row, checks), (0.0, 0)
    for place, check in enumerate(checks):
        parts = row[place : place + extra + 1]
        if check is not None and check.kind not in {"text", "list", "date"}:
            continue
        if check is not None and check.name in NAMES and any(part[:1] != " " for part in parts[1:]):
            continue  # whoever is named in one cell and what for in the next are never made one
        joined = _fits(delimiter.join(parts), check)
        weight = left[place] + right[len(checks) - place - 1] + joined + _prose(parts)
        best = max(best, (weight, place), key=lambda found: found[0])
    return best


def _bare(cell: str) -> str:
    """Take off curly quotation marks that were meant to hold a cell together."""
    curly = re.fullmatch(r"\s*[\u201c\u201d\u201e](.*)[\u201c\u201d]\s*", cell, re.DOTALL)
    return curly[1] if curly and "," in curly[1] else cell


def _fitting(
    row: Sequence[str], checks: Sequence[Column | None]
) -> tuple[list[float], list[float]]:
    """Add up how well cells fit: so many from the left, and so many from the right as if moved."""
    left = accumulate(map(_fits, row, checks), initial=0.0)
    right = accumulate(map(_fits, reversed(row), reversed(checks)), initial=0.0)
    return [*left], [*right]


def _fits(cell: str, check: Column | None) -> float:
    """Weigh how well a cell fits its column: a word, date or number in its place."""
    cell = cell.strip()
    if not cell or check is None or check.kind in {"text", "list"}:
        return 0.0
    if check.kind == "date":
        good = bool(to_iso(cell))
    elif check.kind == "choice":
        good = plain(cell) in map(plain, check.choices) or read_status(cell, {})[0] != "unknown"
    else:
        good = bool(re.fullmatch(r"[\d.,/]+", cell))
    return 1.0 if good else -2.0  # one that fits nowhere says more than one that fits


def _prose(parts: Sequence[str]) -> float:
    """Weigh, less than a cell that fits, whether a separator stands as in a sentence or quotes."""
    curly = parts[0].lstrip()[:1] in "\u201c\u201e" and bool(parts[0].strip())
    spaced = all(part[:1] == " " for part in parts[1:])
    return 0.75 * curly + 0.5 * spaced + 0.01


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
