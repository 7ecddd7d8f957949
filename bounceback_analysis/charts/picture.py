"""A picture, and the small family of forms that it is made of: made numbers in, marks out.

Rows are counted from the top: row 0 of ``n`` stands at height ``n - 1``. A form computes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pandas as pd

from bounceback_analysis.analysis.words import COUNTS_ONLY_BELOW, TENTHS_BELOW, count_of
from bounceback_analysis.charts import plotly_pen, svg_pen
from bounceback_analysis.charts.marks import (
    Axis,
    Dot,
    Flow,
    Mark,
    Meaning,
    Point,
    Segment,
    Square,
    Text,
    look,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

T = TypeVar("T")

Row = dict[Hashable, Any]  # one row of a table, by its columns

Link = tuple[str, str, int, Meaning, str]  # source, target, count, meaning, hover


class Place(NamedTuple):
    """A place of a flow: how many came by, and the height that they take."""

    size: int
    low: float
    high: float


DRAWN_FROM = COUNTS_ONLY_BELOW  # what words say as a count alone is not drawn as a rate
MOST_ROWS = 8  # rows that fit at their full height; the rest is in the table
ROW = 46  # pixels of a row: two lines of a label and air
AROUND_ROWS = 76  # pixels above and below rows, for the axis and its title
HIGHEST = 420  # pixels: the most that rows take, so that their sentence is on the screen with them
BAR = 14  # pixels: a bar is as high as a mark
LONGEST = 56  # letters of a label: two lines of it; a third would run into the next row
NOTE_AT = 1e9  # where words stand beside a row: beyond any axis, at the right edge
SIDE_BY_SIDE = 24  # places on a line for marks one beside the other, so that few stand close


class StateMark(NamedTuple):
    """How one that is counted is drawn, and what it is called."""

    meaning: Meaning
    name: str
    hollow: bool = False


STATE_MARKS = {state: StateMark(**row) for state, row in look()["marks"].items()}


def from_top(rows: Sequence[T]) -> Iterator[tuple[int, T]]:
    """Give each row with its height, from the top down.

    >>> list(from_top(["first", "second"]))
    [(1, 'first'), (0, 'second')]
    """
    return zip(range(len(rows) - 1, -1, -1), rows, strict=True)


def share_axis(title: str = "went forward") -> Axis:
    """Give the x axis of shares, in tenths."""
    ticks = [(0.0, "none"), *((t / 10, f"{t} in 10") for t in (2, 4, 6, 8)), (1.0, "all")]
    return Axis(-0.02, 1.02, tuple(ticks), title)


def places_axis(most: float) -> Axis:
    """Give the x axis of marks side by side, of which the fullest row has ``most``."""
    return Axis(-0.7, max(most, SIDE_BY_SIDE) - 0.3)


def in_one_line(*parts: object, by: str = ", ") -> str:
    """Put what is known of a row into one line: texts, with what is missing or empty left out."""
    return by.join(part for part in parts if isinstance(part, str) and part)


def ranges(row: Row, y: float, hover: str, *, of: str = "") -> list[Mark]:
    """Draw the 95% and the 80% range of a row; ``of`` stands before their names, as in diff_low."""
    return [
        Segment(row[f"{of}low"], y, row[f"{of}high"], y, "faint", 8, hover),
        Segment(row[f"{of}low80"], y, row[f"{of}high80"], y, "outside", 8, hover),
    ]


def dot_with_ranges(
    rates: pd.DataFrame, *, notes: Sequence[str] = (), names: Mapping[str, str] | None = None
) -> tuple[Mark, ...]:
    """Draw each rate as a dot on its ranges with its count beside it; of few the count alone.

    Where ``rates`` has ``pooled``, that is the solid dot, and the raw rate is hollow. ``notes`` are
    words after each count, ``names`` those of the stages, where a dot can be chosen.
    """
    marks: list[Mark] = []
    said = list(notes) or [""] * len(rates)
    for y, (row, note) in from_top(list(zip(rates.to_dict("records"), said, strict=True))):
        counted = count_of(row["count"], row["of"])
        if names and not row["count"]:  # of a step that none went on from, a nought helps nobody
            counted = f"{row['of']:,} so far"
        words = in_one_line(counted if row["of"] else "", note) or "nothing yet"
        if row["of"] >= DRAWN_FROM and "pooled" in row:
            marks += [
                Segment(row["pooled_low"], y, row["pooled_high"], y, "faint", 8, words),
                Dot(row["rate"], y, "strength", hollow=True, size=10, hover=words),
                Dot(row["pooled"], y, "strength", hover=words),
            ]
        elif row["of"] >= DRAWN_FROM:
            key = row["stage"] if names else ""
            hover = f"{names[key]}: {words}" if names else words
            dot = Dot(row["rate"], y, "strength", size=14, hover=hover, key=key)
            marks += [*ranges(row, y, words), dot]
        marks.append(Text(NOTE_AT, y, words))
    return tuple(marks)


def state_mark(
    x: float, y: float, state: str, *, hover: str = "", size: float = 14, key: str = ""
) -> Point:
    """Draw one that is counted by its state: a star, circle, diamond or square, or hollow."""
    meaning, name, hollow = STATE_MARKS[state]
    kind = Square if meaning in {"outside", "faint"} else Dot
    return kind(x, y, meaning, hollow=hollow, hover=hover or name, size=size, key=key)


def one_each(
    y: float,
    counts: Mapping[str, int],
    *,
    most: float,
    said: Mapping[str, str] | None = None,
    key: str = "",
    pitch: float = 1,
) -> list[Mark]:
    """Draw a mark for each that is counted, those of one state together, in words ``said`` of it.

    Where the fullest row has a hundred and more, which ``most`` says, each row is one split bar.
    """
    words = said or {}
    if most >= TENTHS_BELOW:
        ends = [pitch * so_far for so_far in accumulate(counts.values(), initial=0)]
        return [
            Segment(start, y, end, y, state_meaning(state), BAR, words.get(state, ""))
            for state, (start, end) in zip(counts, pairwise(ends), strict=True)
        ]
    states = [state for state, times in counts.items() for _ in range(int(times))]
    return [
        state_mark(x * pitch, y, state, hover=words.get(state, ""), size=mark_size(most), key=key)
        for x, state in enumerate(states)
    ]


def state_meaning(state: str) -> Meaning:
    """Give the meaning of an area that stands for it, which cannot be hollow: open is faint."""
    meaning, _, hollow = STATE_MARKS[state]
    return "faint" if hollow and meaning == "outside" else meaning


def mark_size(n: float) -> float:
    """Give the size of one of ``n`` marks side by side: they may touch, but can be told apart."""
    return max(6.0, min(14.0, 480 / max(n, 1)))


def flow(
    links: Sequence[Link], columns: dict[str, float], *, gap: float
) -> tuple[tuple[Mark, ...], dict[str, Place]]:
    """Draw links between named places as streams whose width is their count.

    A stream that skips a column has a lane of its own there, below the places. ``links`` stand in
    the order in which they leave and arrive; ``columns`` says where each place stands, those of one
    column stacked downwards ``gap`` counts apart. Gives the marks, and where each place stands.
    """
    out, into = Counter[str](), Counter[str]()
    for source, target, count, *_ in links:
        out[source] += count
        into[target] += count
    floor: dict[float, float] = {}

    def below(column: float, count: int) -> Place:
        top = floor.get(column, 0.0)
        floor[column] = top - count - gap
        return Place(count, top - count, top)

    places = {name: below(x, max(out[name], into[name])) for name, x in columns.items()}
    lanes = {}
    # What set out nearest has the highest lanes: fewer streams cross.
    for source, target, count, *_ in sorted(links, key=lambda link: -columns[link[0]]):
        start, end = columns[source], columns[target]
        passed = {x for x in columns.values() if min(start, end) < x < max(start, end)}
        way = sorted(passed, reverse=start > end)
        lanes[source, target] = [(x, below(x, count).high) for x in way]
    left, right = ({name: place.high for name, place in places.items()} for _ in range(2))
    marks: list[Mark] = []
    for source, target, count, meaning, hover in links:
        begin, arrive = (columns[source], left[source]), (columns[target], right[target])
        left[source], right[target] = begin[1] - count, arrive[1] - count
        for (x0, top0), (x1, top1) in pairwise([begin, *lanes[source, target], arrive]):
            spans = (top0 - count, top0), (top1 - count, top1)
            marks.append(Flow(x0, spans[0], x1, spans[1], meaning, hover))
    for name, place in places.items():
        marks.append(Segment(columns[name], place.low, columns[name], place.high, "ink", 4))
    return tuple(marks), places


WORDS_ONLY = 120  # pixels that a picture without marks takes where one has to be drawn


@dataclass(frozen=True)
class Picture:
    """A finding in words, the marks that show it, and the table that both were made from.

    ``title`` states the finding, ``subtitle`` what was counted, ``sentence`` what stands under the
    picture. All three are plain text; the pens escape them. ``height`` is in pixels. ``narrow`` is
    the same for a phone, where it takes more than its rows' words above them.
    """

    name: str = ""
    title: str = ""
    sentence: str = ""
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    marks: tuple[Mark, ...] = ()
    subtitle: str = ""
    x: Axis = field(default_factory=Axis)
    y: Axis = field(default_factory=Axis)
    height: int = 320
    narrow: Picture | None = None

    def in_rows(self, labels: Sequence[str], each: int = ROW) -> Picture:
        """Name the rows of this picture, from the top, and make it ``each`` pixels a row high."""
        short = [name if len(name) <= LONGEST else name[: LONGEST - 2] + " …" for name in labels]
        ticks = tuple((float(y), name) for y, name in from_top(short))
        y = Axis(-0.6, max(len(labels), 1) - 0.4, ticks)
        return replace(self, y=y, height=min(HIGHEST, AROUND_ROWS + each * len(labels)))

    @property
    def description(self) -> str:
        """The text alternative: what someone who cannot see the picture is told."""
        return " ".join(part for part in (self.title + ".", self.subtitle, self.sentence) if part)

    def to_plotly(self, *, narrow: bool = False) -> dict[str, Any]:
        """Draw it as a plotly figure in plain dicts, the fast form; ``narrow`` is for a phone."""
        if narrow and self.narrow:
            return self.narrow.to_plotly()
        pen = plotly_pen.draw_narrow if narrow else plotly_pen.draw
        return pen(self.marks, self.x, self.y, self.height)

    def to_figure(self) -> Figure:
        """Draw it as a plotly Figure, to go on working with."""
        from plotly.graph_objects import Figure

        return Figure(plotly_pen.draw(self.marks, self.x, self.y, self.height, self.title))

    def to_svg(self) -> str:
        """Draw it as one static SVG with its title and description inside, also without marks."""
        words = {"title": self.title, "description": self.description}
        return svg_pen.draw(self.marks, self.x, self.y, self.height, **words)

    def _repr_html_(self) -> str:
        title, subtitle, sentence = map(escape, (self.title, self.subtitle, self.sentence))
        drawn = self.to_svg() if self.marks else ""
        return (
            f"<figure><figcaption><strong>{title}</strong><br>{subtitle}</figcaption>"
            f"{drawn}<p>{sentence}</p></figure>"
        )


def in_words(title: str, sentence: str) -> Picture:
    """Give the picture of what words say best, or of what has nothing to show yet: no marks."""
    return Picture(title=title, sentence=sentence, height=WORDS_ONLY)


LEFT_OUT = {
    "same day": "on the day the answer came",
    "later": "after the answer",
    "rated_on": "on a day that is not said: write rated_on, and it may count",
    "heard_on": "with no day of the answer: write heard_on, and it may count",
}


def left_out_in_words(counts: Mapping[str, int]) -> str:
    """Say how many ratings are not counted, and why; nothing where all are.

    >>> left_out_in_words({"same day": 1, "rated_on": 2})
    'Not counted: 1 rated on the day the answer came; 2 rated on a day that is not said: write \
rated_on, and it may count.'
    """
    told = [f"{n:,} rated {LEFT_OUT[why]}" for why, n in counts.items()]
    return f"Not counted: {'; '.join(told)}." if told else ""
