"""Gives the marks of each row of a picture the key that comes back when one is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bounceback_analysis.charts.forms import heights
from bounceback_analysis.charts.marks import Dot, Mark, Square

if TYPE_CHECKING:
    from collections.abc import Sequence


def keyed(
    marks: Sequence[Mark], keys: Sequence[str], labels: Sequence[str] = ()
) -> tuple[Mark, ...]:
    """Give the dots and squares of each row its key, and its label before what they say.

    Parameters
    ----------
    marks
        The marks of rows that stand at ``heights``, or less than half a row from them.
    keys, labels
        One for each row, from the top.
    """
    names = dict(zip(heights(len(keys)), zip(keys, labels or keys, strict=True), strict=True))

    def named(mark: Mark) -> Mark:
        # Two dots of one row may stand a little above and below it.
        if not isinstance(mark, Dot | Square) or (row := round(mark.y)) not in names:
            return mark
        key, label = names[row]
        return replace(mark, key=key, hover=f"{label}: {mark.hover}" if mark.hover else label)

    return tuple(map(named, marks))
