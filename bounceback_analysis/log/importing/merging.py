"""Puts the lines of a sheet into a log: anew what it brought before, and nothing a second time."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING
from zlib import crc32

from bounceback_analysis.log.csvtext import LINE_END, MIXED
from bounceback_analysis.log.dates import to_iso
from bounceback_analysis.log.files import RefusedError
from bounceback_analysis.log.layout import Layout, filled, headings, layout_of, wide_enough
from bounceback_analysis.vocabulary.aliases import plain
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

NOT_OURS = "There is a file there that is not a log of ours, and it was left as it is."
OPEN = (
    "The file has a quote or a line that does not end; put that right in your spreadsheet first. "
    "Nothing was written."
)
NO_ANSWER = ("", "waiting")
SOURCE = "brought_from"
"""The column that says where a line comes from: sheet, line and step, row, and what was written."""

NOWHERE = -1  # the place of a line that the person has taken out of the log
GROWN = "+"
"""Marks a line that waited when its row said less: the step that it told of then is kept."""

Line = dict[str, str]


def brought_in(
    now: bytes,
    lines: Sequence[Mapping[str, str]],
    sources: Sequence[str],
    sheet: str,
    rows: Collection[str],
    before: Iterable[str] = (),
) -> tuple[bytes, Counter[str]]:
    """Give a log's bytes with the lines of a sheet in them, and count what was done.

    Parameters
    ----------
    now, lines
        The log as it is, or no bytes; what the sheet gives, in its order.
    sources
        Of each line its sheet, its line and step and a number for its row, blanks between; none
        where the lines are a log's own.
    sheet, rows
        The name of the sheet's file, and the numbers of all its rows, those without a line too.
    before
        What ``steps_of`` gave when it was last brought in: who misses a line has taken it out.

    Returns
    -------
    tuple
        The new bytes; how many lines were added, replaced, gone, kept, answered, there, taken out.
    """
    layout = _log(now)
    change = _Change(layout, [*map(filled, lines)], sources or [""] * len(lines), sheet)
    change.pair_rows(rows)
    change.pair_alike(Counter(before) if len(layout.cells) > 1 else Counter())
    return _rewritten(layout, change) if change.touches() else now, change.done


def steps_of(sources: Iterable[str]) -> list[str]:
    """Give for each line its row's number and which step of it the line is, to know it again."""
    return [f"{row}.{where.rpartition('.')[2]}" for _, where, row in map(_parted, sources)]


def _parted(source: str) -> tuple[str, str, str]:
    head, where, row = source.rsplit(" ", 2) if source else ("", "", "")
    return head, where, row


def _log(now: bytes) -> Layout:
    """Give what a log that is there already holds; an empty one where there are no bytes."""
    if not now.strip():
        return layout_of(headings("log"))
    try:
        layout = layout_of(now)
    except RefusedError as error:
        raise RefusedError(f"{NOT_OURS} {error}", "exists") from error
    if not {"date", "employer", "outcome"} <= layout.names.keys():
        raise RefusedError(NOT_OURS, "exists")
    return layout


class _Change:
    """What becomes of each line of a log: ``new`` by its place there, ``at`` for each new line.

    A line whose last number still fits what it says is as the sheet brought it; any other is the
    person's own by now, and only what is blank in it is filled.
    """

    def __init__(
        self, layout: Layout, lines: list[Line], sources: Sequence[str], sheet: str
    ) -> None:
        self.old = [layout.row(at) for at in range(1, len(layout.cells))]
        self.lines, self.sources, self.steps = lines, sources, steps_of(sources)
        self.new: dict[int, Line | None] = {}
        self.at: dict[int, int] = {}
        self.taken = set[int]()
        self.done = Counter[str]()
        self.mine = {
            place: parts
            for place, row in enumerate(self.old)
            if len(parts := row.get(SOURCE, "").rsplit(" ", 3)) == 4
            and (parts[0] == sheet or parts[0].startswith(f"{sheet} "))
        }

    def pair_rows(self, rows: Collection[str]) -> None:
        """Put the lines of each row of the sheet in the place of those that it gave before."""
        before: dict[str, list[int]] = defaultdict(list)
        for place, parts in self.mine.items():
            before[steps_of([" ".join(parts[:3])])[0]].append(place)
        for number, source in enumerate(self.sources):
            if places := before.get(self.steps[number]):
                # Of rows that say the same, the one at the same line is meant.
                where = _parted(source)[1]
                place = next((at for at in places if self.mine[at][1] == where), places[0])
                places.remove(place)
                self._put(number, place)
        for place, (*_, row, _) in self.mine.items():
            if place in self.taken or row not in rows:
                continue
            self.taken.add(place)
            if self._untouched(place):
                self.new[place] = None
                self.done["gone"] += 1
            else:
                self.done["kept"] += 1

    def pair_alike(self, before: Counter[str]) -> None:
        """Find lines that say the same in the rest of the log; add those that are not there.

        What the sheet brought ``before`` and nothing in the log says any more was taken out.
        """
        before.subtract(self.steps[number] for number in self.at)
        held: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, row in enumerate(self.old):
            if place not in self.taken:
                held[_same(row)].append(place)
        for number, line in enumerate(self.lines):
            if number in self.at:
                continue
            stage, outcome = _stage(line), _outcome(line)
            # Many sheets say "Applied" first and "Rejected" later: the step is blank by then.
            near = held.get(_same(line), []) if held else []
            like = [at for at in near if not stage or _stage(self.old[at]) == stage]
            there = [at for at in like if _outcome(self.old[at]) == outcome or outcome in NO_ANSWER]
            open_ = [at for at in like if _outcome(self.old[at]) in NO_ANSWER]
            before[self.steps[number]] -= 1
            if not (found := there or open_):
                taken_out = before[self.steps[number]] >= 0
                self.done["taken out" if taken_out else "added"] += 1
                if taken_out:
                    self.at[number] = NOWHERE
                continue
            near.remove(found[0])
            self.at[number] = found[0]
            if there:
                self.done["there"] += 1
                continue
            self.done["answered"] += 1
            if self._untouched(found[0]):
                row = filled(self.old[found[0]])
                self.new[found[0]] = grown = self._signed({**row, **line}, number)
                grown[SOURCE] += GROWN
            else:
                self._fill(number, found[0])

    def _put(self, number: int, place: int) -> None:
        """Let a new line take the place of one that the same row of the sheet gave before."""
        self.at[number] = place
        self.taken.add(place)
        line, row = self.lines[number], filled(self.old[place])
        if self._untouched(place):
            was = self.old[place][SOURCE]
            grown = GROWN if was.endswith(GROWN) else ""
            if grown and "stage" in row:
                line = {**line, "stage": line.get("stage", row["stage"])}
            signed = self._signed(line, number)
            signed[SOURCE] += grown
            self.done["there" if _number(line) == _number(row) else "replaced"] += 1
            if signed[SOURCE] != was:
                self.new[place] = signed
            return
        self.done["kept"] += 1
        self._fill(number, place)

    def _fill(self, number: int, place: int) -> None:
        """Fill what is blank in a line that is the person's own, and answer it where it waits."""
        line, row = self.lines[number], filled(self.old[place])
        more = {name: text for name, text in line.items() if name not in row}
        if _outcome(row) in NO_ANSWER and _outcome(line) not in NO_ANSWER:
            more["outcome"] = line["outcome"]
        if more:
            self.new[place] = {**row, **more}

    def touches(self) -> bool:
        """Tell whether anything in the log changes."""
        return bool(self.new) or len(self.at) < len(self.lines) or not self.old

    def added(self) -> dict[int, list[Line]]:
        """Give the lines that are new, by the place in the log behind which they go."""
        first = min((at for at in self.at.values() if at in self.mine), default=len(self.old))
        behind, found = first - 1, defaultdict[int, list[Line]](list)
        for number, line in enumerate(self.lines):
            if number not in self.at:
                found[behind].append(self._signed(line, number))
            elif self.at[number] in self.mine:
                behind = self.at[number]
        return found

    def _signed(self, line: Line, number: int) -> Line:
        source = self.sources[number]
        return {**line, SOURCE: f"{source} {_number(line)}"} if source else line

    def _untouched(self, place: int) -> bool:
        """Tell whether a line is as this sheet brought it: any other is the person's own by now."""
        signed = self.mine[place][-1].removesuffix(GROWN) if place in self.mine else ""
        return _number(self.old[place]) == signed


def _rewritten(layout: Layout, change: _Change) -> bytes:
    """Give the bytes of a log with lines changed, taken out and put in; all else stays in place."""
    added = change.added()
    rows = [*filter(None, change.new.values()), *(line for more in added.values() for line in more)]
    names = dict.fromkeys(name for row in rows for name in row)
    letters = {n: "".join(set().union(*(row.get(n, "") for row in rows))) for n in names}
    before, layout = layout.dialect.encoding, wide_enough(layout, letters, widen=True)
    parts, start, wanted, end = list[str](), 0, list[list[str]](), layout.dialect.line_end
    for at, (begin, stop) in enumerate(layout.spans):
        new = change.new.get(at - 1, {})
        own = (layout.text[begin:stop], layout.cells[at])
        here = [] if new is None else [_as_written(new, layout) if new else own]
        more = [_as_written(line, layout) for line in added.get(at - 1, ())]
        wanted += [cells for _, cells in (*here, *more)]
        parts += [layout.text[start:begin], *(text for text, _ in here)]
        parts += [end + text for text, _ in more]
        over = LINE_END.match(layout.text, stop) if new is None else None
        start = over.end() if over else stop
    text = "".join(parts) + layout.text[start:]
    if not text.endswith(("\n", "\r")):
        text += end
    mark, encoding = layout.dialect.mark, layout.dialect.encoding
    change.done["letters"] = encoding == MIXED or encoding != before
    # Where some lines are in other letters than the rest, all are in UTF-8 from here on.
    data = text.encode("utf-8-sig") if encoding == MIXED else mark + text.encode(encoding)
    # Read back what is about to be written: every line must say what it is to say.
    pairs: Iterable[tuple[list[str], list[str]]] = zip_longest(
        layout_of(data).cells, wanted, fillvalue=[]
    )
    if any(a != b and [*map(str.strip, a)] != [*map(str.strip, b)] for a, b in pairs):
        raise RefusedError(OPEN)
    return data


def _as_written(line: Line, layout: Layout) -> tuple[str, list[str]]:
    """Give a line as it is written in a log, and its cells."""
    at = {layout.names[name]: text for name, text in line.items()}
    cells, blank = [at.get(place, "") for place in range(len(layout.cells[0]))], layout.written("")
    texts = (layout.written(cell) if cell else blank for cell in cells)
    return layout.dialect.delimiter.join(texts), cells


def _number(line: Mapping[str, str]) -> str:
    """Give a number for what a line says, however a spreadsheet has written it since."""
    says = sorted(f"{n}={_settled(t)}" for n, t in line.items() if n != SOURCE and t.strip())
    return f"{crc32(chr(10).join(says).encode()):08x}"


@lru_cache(maxsize=100_000)
def _settled(text: str) -> str:
    # A day is the same however it is written; only what begins or ends in a number can be one.
    day = to_iso(text) if len(text) < 30 and any(letter.isdigit() for letter in text) else ""
    return day or fold(text)


def _same(line: Mapping[str, str]) -> tuple[str, ...]:
    """Give what makes two lines one application's, however their days and words are written."""
    day = line.get("date") or ""
    names = ("employer", "role", "application_id")
    return (to_iso(day) or day, *(plain(line.get(name) or "") for name in names))


def _stage(line: Mapping[str, str]) -> str:
    return plain(line.get("stage") or "")


def _outcome(line: Mapping[str, str]) -> str:
    return plain(line.get("outcome") or "")
