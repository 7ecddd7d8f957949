"""Draws what goes with going forward: differences with their ranges, all that was looked at."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bounceback_analysis.analysis.words import count_of, listed, plural
from bounceback_analysis.charts.forms import COUNTS_ONLY_BELOW, heights, row_axis, row_height
from bounceback_analysis.charts.marks import (
    Axis,
    Dot,
    Mark,
    Meaning,
    Picture,
    Segment,
    Text,
    empty_picture,
)

if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any

    import pandas as pd

    Row = dict[Hashable, Any]

MOST_ROWS = 9
NEEDED = (
    "It takes five answers with and five without something, such as a source, a format or a "
    "rating given before the answer came."
)
NAMES = {
    "prepared": "feeling well prepared",
    "knew_employer": "knowing the employer",
    "knew_role": "knowing the job",
    "answered": "feeling able to answer",
    "sold_myself": "getting strengths across",
    "calm": "feeling calm",
}
"""What a rating of 4 or 5 is called; the second of two levels is the same comparison again."""


def plot_goes_with_success(table: pd.DataFrame) -> Picture:
    """Draw each comparison's difference; what is clear first, then what leans, then the rest."""
    levels = table.groupby("factor")["level"].transform("size")
    twice = table.duplicated("factor") & (levels == 2) & (table["factor"] != "role words")
    rows = sorted(table[~twice].to_dict("records"), key=_rank)
    if not any(_comparable(row) for row in rows):
        title = "Cannot tell yet what goes with going forward" if rows else "Nothing to compare yet"
        return empty_picture("goes_with_success", title, NEEDED, table)
    shown = rows[:MOST_ROWS]
    return Picture(
        name="goes_with_success",
        title=_title(rows),
        subtitle=f"Decided {table['step'].iloc[0]}, one for each application. Right of the line: "
        "more went forward.",
        sentence=_sentence(rows, len(rows) - len(shown)),
        table=table,
        marks=(Segment(0, -0.6, 0, len(shown) - 0.4, "faint", 1), *_marks(shown)),
        x=Axis(-1.02, 2.75, ((-0.5, "−5 in 10"), (0.0, "same"), (0.5, "+5 in 10"))),
        y=row_axis([_name(row).capitalize() for row in shown]),
        height=row_height(len(shown), 36),
    )


def _rank(row: Row) -> tuple[int, bool, float, str, str]:
    order = ("clear", "leaning", "cannot tell yet").index(row["verdict"])
    size = 0.0 if math.isnan(row["difference"]) else -abs(row["difference"])
    return order, not _comparable(row), size, str(row["factor"]), str(row["level"])


def _comparable(row: Row) -> bool:
    return bool(min(row["of"], row["rest_of"]) >= COUNTS_ONLY_BELOW)


def _name(row: Row) -> str:
    if row["factor"] in NAMES:
        return NAMES[str(row["factor"])]
    return f"“{row['level']}” in the role" if row["factor"] == "role words" else str(row["level"])


def _marks(shown: list[Row]) -> list[Mark]:
    marks: list[Mark] = []
    for y, row in zip(heights(len(shown)), shown, strict=True):
        counts = (
            f"{count_of(row['count'], row['of'])}, others {count_of(row['rest'], row['rest_of'])}"
        )
        if _comparable(row):
            meaning: Meaning = "strength" if row["difference"] > 0 else "gap"
            marks += [
                Segment(row["diff_low"], y, row["diff_high"], y, "faint", 8, counts),
                Segment(row["diff_low80"], y, row["diff_high80"], y, "outside", 8, counts),
                Dot(row["difference"], y, meaning, size=13, hover=counts),
            ]
        marks.append(Text(1.05, y, _verdict(row, counts)))
    return marks


def _verdict(row: Row, counts: str) -> str:
    more = row["more_needed"]
    if row["verdict"] != "cannot tell yet":
        return f"{row['verdict']}: {counts}"
    return "cannot tell yet" if math.isnan(more) else f"cannot tell yet, about {more:.0f} more"


def _title(rows: list[Row]) -> str:
    clear = [row for row in rows if row["verdict"] == "clear"]
    if clear:
        more = [_name(row) for row in clear if row["difference"] > 0]
        fewer = [_name(row) for row in clear if row["difference"] < 0]
        said = [f"{_few(more)} with going forward"] if more else []
        said += [f"{_few(fewer)} with going forward less often"] if fewer else []
        told = "; ".join(said)
        return told[0].upper() + told[1:]
    compared = [row for row in rows if _comparable(row)]
    leaning = sum(row["verdict"] == "leaning" for row in compared)
    if leaning:
        lean = f"{leaning} of {plural(len(compared), 'comparison')} {_verb(leaning)} one way"
        return f"Nothing is clear yet; {lean}, where luck alone makes about {_by_luck(compared)}"
    return "Cannot tell yet what goes with going forward"


def _verb(count: int) -> str:
    return "leans" if count == 1 else "lean"


def _by_luck(compared: list[Row]) -> int:
    """Say how many lean if nothing goes with anything: one range of 80% in five leaves out 0."""
    return max(1, round(len(compared) / 5))


def _few(names: list[str]) -> str:
    """Name at most three, with the verb."""
    rest = [f"{len(names) - 3} more"] if len(names) > 3 else []
    return f"{listed([*names[:3], *rest])} {'goes' if len(names) == 1 else 'go'}"


def _sentence(rows: list[Row], hidden: int) -> str:
    looked = f"All {plural(len(rows), 'comparison')} looked at are in the table"
    rest = f", {hidden} of them not drawn" if hidden else ""
    luck = "by luck alone about 1 in 5 of those that are drawn with a dot would lean"
    return f"{looked}{rest}; {luck}. What goes with an answer need not be what caused it."
