"""A table is made once while a report is made, and anew at any other time."""

from __future__ import annotations

import pandas as pd

from bounceback_analysis.analysis.remembering import remembered, remembering

ASKED = []


@remembered
def doubled(entries: pd.DataFrame, *, more: int | None = None) -> pd.DataFrame:
    """Double a table, and note that it was asked."""
    ASKED.append(more)
    return entries * 2 + (more or 0)


def test_a_table_is_made_once_for_the_same_entries_and_choices_while_remembering():
    ASKED.clear()
    one, other = pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [5]})
    with remembering():
        first = doubled(one)
        first["a"] = 0
        assert doubled(one, more=None)["a"].tolist() == [2]
        assert doubled(other)["a"].tolist() == [10]
        assert doubled(one, more=1)["a"].tolist() == [3]
    assert ASKED == [None, None, 1]


def test_nothing_is_remembered_outside_so_that_a_changed_table_is_read_anew():
    entries = pd.DataFrame({"a": [1]})
    with remembering():
        doubled(entries)
    entries.loc[0, "a"] = 4
    assert doubled(entries)["a"].tolist() == [8]
