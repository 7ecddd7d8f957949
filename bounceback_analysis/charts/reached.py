"""Draws how far each application got: one mark an application, in the row of its furthest step."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from bounceback_analysis.analysis.journey import OFFER, WENT_ON
from bounceback_analysis.analysis.words import TENTHS_BELOW, as_start, count_of, plural
from bounceback_analysis.charts.marks import Axis, Mark, Segment, Text, names_of
from bounceback_analysis.charts.picture import NOTE_AT, Picture, one_each, state_mark

Groups = dict[str, list[str]]  # the applications of a row, by how they stand

PITCH = 20  # pixels from one mark to the next, across and down: each can be pressed by itself
LABEL = 20  # pixels of a line of words above its marks
AIR = 16  # pixels between a row and the line that parts it from the next
LINE = 20  # marks on a line: with the names of the rows and the bracket they fill a page of A4
PHONE_LINE = 15  # marks on a line of a phone, the name of their row above them
LETTER = 0.37  # widths of a mark that a letter takes
BRACKET = LINE + 1.5  # where the bracket stands, in marks
NAMES: dict[str, str] = names_of("reached")
WORDS: dict[str, list[str]] = names_of("ended")


def plot_furthest_step(table: pd.DataFrame) -> Picture:
    """Draw the table of ``furthest_step``: a hundred and more in a row are one split bar."""
    rows: dict[str, Groups] = {}
    for application, step, ending in table[["application", "step", "ending"]].to_numpy().tolist():
        rows.setdefault(step, {}).setdefault(ending, []).append(application)
    wide, edges = _in_lines(rows, LINE)
    bracket = _bracket(table, edges)
    few = max(map(_size, rows.values())) < TENTHS_BELOW
    return replace(
        wide,
        title=_title(table),
        subtitle="Each mark is one application, in the row of the furthest step it reached."
        if few
        else "Each bar holds the applications that got that far and no further.",
        sentence=_sentence(table),
        marks=(*wide.marks, *bracket),
        x=Axis(-0.6, BRACKET + 0.4 if bracket else LINE),
        narrow=_in_lines(rows, PHONE_LINE)[0],
    )


def _size(groups: Groups) -> int:
    return sum(map(len, groups.values()))


def _in_lines(rows: dict[str, Groups], line: int) -> tuple[Picture, dict[str, tuple[float, float]]]:
    """Draw the rows with ``line`` marks on a line, and say where each of them begins and ends."""
    most, on_phone = max(map(_size, rows.values())), line == PHONE_LINE
    marks: list[Mark] = []
    ticks, edges, top = [], {}, 0.0
    for step, groups in rows.items():
        name = f"{_size(groups):,} {NAMES.get(step, as_start(step))}"
        marks += [Text(-0.4, top - LABEL / 2, name, bold=True)] * on_phone
        start = top - LABEL * on_phone
        drawn, bottom = (
            _bar(groups, start, line, most) if most >= TENTHS_BELOW else _marks(groups, start, line)
        )
        ticks += [((top + bottom) / 2, name)] * (not on_phone)
        edges[step] = top, bottom
        top = bottom - AIR
        marks += [*drawn, Segment(-0.6, top + AIR / 2, line, top + AIR / 2, "faint", 1)]
    x, y = Axis(-0.6, line), Axis(top, 0, tuple(ticks))
    return Picture(marks=tuple(marks), x=x, y=y, height=round(18 - top)), edges


def _marks(groups: Groups, top: float, line: int) -> tuple[list[Mark], float]:
    """Draw a row below ``top`` as marks with their count above, and say where it ends."""
    marks: list[Mark] = []
    x, y, deep = 0.0, top, 1
    for ending, applications in groups.items():
        words = plural(len(applications), *WORDS.get(ending, (ending, ending)))
        wide = max(min(len(applications), line), LETTER * len(words)) + 1
        if x and x + wide > line + 1:
            x, y, deep = 0.0, y - LABEL - PITCH * deep, 1
        marks.append(Text(x - 0.4, y - LABEL / 2, words))
        for at, application in enumerate(applications):
            down = y - LABEL - PITCH * (at // line + 0.5)
            said = f"{application}: {ending}"
            mark = state_mark(x + at % line, down, ending, hover=said, size=12, key=application)
            marks.append(mark)
        x, deep = x + wide, max(deep, 1 + (len(applications) - 1) // line)
    return marks, y - LABEL - PITCH * deep


def _bar(groups: Groups, top: float, line: int, most: int) -> tuple[list[Mark], float]:
    """Draw a row below ``top`` as one split bar, its counts above, each beside its mark."""
    marks: list[Mark] = []
    x, y = 0.0, top
    for ending, applications in groups.items():
        words = plural(len(applications), *WORDS.get(ending, (ending, ending)))
        wide = LETTER * len(words) + 1.6
        if x and x + wide > line + 1:
            x, y = 0.0, y - LABEL
        mark = state_mark(x, y - LABEL / 2, ending, size=12)
        marks += [mark, Text(x + 0.6, y - LABEL / 2, words)]
        x += wide
    down, counts = y - LABEL - PITCH / 2, {ending: len(mine) for ending, mine in groups.items()}
    said = {ending: f"{count:,} {ending}" for ending, count in counts.items()}
    marks += one_each(down, counts, most=most, said=said, pitch=line / most)
    return marks, down - PITCH / 2


def _bracket(table: pd.DataFrame, edges: dict[str, tuple[float, float]]) -> list[Mark]:
    """Sum the rows of the applications that had an interview, which stand together on top."""
    met = [edges[step] for step in table.loc[table["met"], "step"].unique()]
    if not met or len(table) == 1:
        return []
    high, low = met[0][0], met[-1][1]
    middle = (high + low) / 2
    lines = [(high, high, -0.4), (low, low, -0.4), (middle, middle, 0.4), (high, low, 0.0)]
    drawn = [Segment(BRACKET + out, start, BRACKET, end) for start, end, out in lines]
    counted = count_of(table["met"].sum(), len(table))
    return [
        *drawn,
        Text(NOTE_AT, middle + LABEL / 2, counted, bold=True),
        Text(NOTE_AT, middle - LABEL / 2, "had an interview"),
    ]


def _title(table: pd.DataFrame) -> str:
    met = int(table["met"].sum())
    if not met:
        return f"{plural(len(table), 'application')} so far"
    if len(table) == 1:
        return "Your application led to an interview"
    some = f"All {met:,}" if met == len(table) else f"{met:,} of your {len(table):,}"
    return f"{some} applications led to an interview"


def _sentence(table: pd.DataFrame) -> str:
    """Say what came of the doors that opened, then what stayed silent."""
    met = table[table["met"]]
    offers = int((met["step"] == OFFER).sum())
    live = int((met["ending"].isin(["waiting", WENT_ON]) & (met["step"] != OFFER)).sum())
    parts = []
    if (table["ending"] == "accepted").any():
        parts.append("You accepted an offer. Congratulations.")
    came = [
        *([f"{offers:,} brought an offer"] if offers else []),
        *([plural(live, "is still open", "are still open")] if live else []),
    ]
    if came:
        parts.append(f"Of those with an interview, {' and '.join(came)}.")
    silent = int((table["ending"] == "no answer").sum())
    if silent:
        parts.append(f"{silent:,} never answered: silence is not an answer about you.")
    return " ".join(parts)
