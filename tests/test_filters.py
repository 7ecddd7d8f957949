"""Which lines the filters let through, what they say, and what the bar offers."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounceback_analysis.analysis.outcomes import settled
from bounceback_analysis.notebook.filters import (
    Choice,
    FilterBar,
    Filters,
    apply_filters,
    offered,
    said_of,
    shared_filters,
    told_forward,
)
from tests.reading import entries_of

LOG = """
    date,employer,role,stage,outcome,source
    2026-03-01,Acme,Care assistant,application,waiting,Indeed
    2026-03-09,Acme,Care assistant,interview,rejected,Indeed
    2026-03-10,Bright Futures,Support Worker (care),application,no response,indeed
    ,Cedar,Cook,,rejected,
    2026-04-02,Dale,Cook,interview,offer,A friend
"""


@pytest.fixture
def entries() -> pd.DataFrame:
    return entries_of(LOG)


def employers(entries: pd.DataFrame, **choices) -> list[str]:
    return apply_filters(entries, Filters(**choices))["employer"].tolist()


def test_without_a_filter_every_line_is_there(entries):
    pd.testing.assert_frame_equal(apply_filters(entries, Filters()), entries)


def test_both_ends_of_a_period_are_in_it_and_an_undated_line_is_in_none(entries):
    chosen = employers(entries, since=dt.date(2026, 3, 9), until=dt.date(2026, 3, 10))
    assert chosen == ["Acme", "Bright Futures"]


def test_a_source_counts_however_it_is_spelt(entries):
    assert employers(entries, source="INDEED ") == ["Acme", "Acme", "Bright Futures"]


def test_what_was_left_blank_can_be_looked_at(entries):
    assert employers(entries, source="") == employers(entries, stage="") == ["Cedar"]


def test_all_words_of_a_role_are_looked_for_in_any_order_and_case(entries):
    assert employers(entries, role="CARE support") == ["Bright Futures"]
    assert employers(entries, role="  ") == employers(entries)


def test_words_in_a_role_are_words_and_no_pattern(entries):
    assert employers(entries, role="(care)") == ["Bright Futures"]
    assert employers(entries, role=".*") == []


def test_filters_add_up(entries):
    assert employers(entries, stage="interview", outcome="offer", role="cook") == ["Dale"]


def test_a_line_that_went_forward_still_has_when_the_later_line_is_filtered_out(entries):
    applications = apply_filters(told_forward(entries), Filters(stage="application"))
    assert settled(applications)["state"].tolist() == ["forward", "no response"]
    assert entries["outcome"].tolist()[0] == "waiting"


@given(
    st.sampled_from([None, "", "interview", "screening"]),
    st.sampled_from([None, "", "indeed", "nowhere"]),
    st.text(max_size=4),
    st.dates(),
)
@settings(max_examples=30)
def test_filters_only_ever_leave_lines_out(stage, source, role, since):
    entries = entries_of(LOG)
    chosen = apply_filters(entries, Filters(since=since, stage=stage, source=source, role=role))
    pd.testing.assert_frame_equal(chosen, entries.loc[chosen.index])
    assert chosen.index.is_monotonic_increasing


def test_an_empty_log_can_be_filtered():
    empty = entries_of("date,employer,outcome\n")
    assert apply_filters(empty, Filters(stage="interview", source="Indeed", role="x")).empty


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (Filters(), "Showing all 74 lines."),
        (
            Filters(stage="interview", since=dt.date(2026, 3, 3)),
            "Showing 23 of 74 lines: interview, from 3 March 2026.",
        ),
        (
            Filters(source="A friend", role="care", until=dt.date(2026, 3, 3)),
            "Showing 23 of 74 lines: found through A friend, role with “care”, to 3 March 2026.",
        ),
        (
            Filters(stage="", outcome="", source=""),
            "Showing 23 of 74 lines: stage not said, outcome not said, source not said.",
        ),
    ],
)
def test_what_is_shown_is_said(choices, said):
    assert said_of(74 if choices == Filters() else 23, 74, choices) == said


def test_one_line_is_one_line():
    assert said_of(1, 1, Filters()) == "Showing 1 line."
    assert said_of(0, 1, Filters(stage="interview")) == "Showing 0 of 1 line: interview."


def test_the_lists_offer_what_the_log_holds_in_its_order(entries):
    assert offered(entries, "stage") == [
        ("any", None),
        ("application", "application"),
        ("interview", "interview"),
        ("not said", ""),
    ]
    assert [label for label, _ in offered(entries, "source")] == [
        "any",
        "A friend",
        "Indeed",
        "not said",
    ]


def test_a_long_source_is_shortened_to_be_read_and_kept_to_be_found():
    name = "word " * 50
    entries = entries_of(f"date,employer,outcome,source\n2026-03-01,Acme,rejected,{name}\n")
    _, (label, value) = offered(entries, "source")
    assert len(label) == 60
    assert apply_filters(entries, Filters(source=value))["employer"].tolist() == ["Acme"]


def test_none_can_be_chosen_from_a_list():
    choice = Choice("Stage", [("any", None), ("interview", "interview")])
    assert (choice.index, choice.chosen) == (0, None)
    choice.index = 1
    assert choice.chosen == "interview"


def test_moving_a_control_changes_the_choices_and_reset_does_so_once(entries):
    bar = FilterBar()
    bar.offer(entries)
    bar._controls["stage"].index = 2
    bar._controls["role"].value = "care"
    assert bar.choices == Filters(stage="interview", role="care")
    heard = []
    bar.observe(heard.append, "choices")
    bar._reset.click()
    assert bar.choices == Filters()
    assert [control.value for control in (bar._controls["role"], bar._controls["since"])] == [
        "",
        None,
    ]
    assert len(heard) == 1


def test_what_was_chosen_stays_chosen_when_the_log_is_read_again(entries):
    bar = shared_filters(entries)
    bar.choose(Filters(stage="interview", source="A friend"))
    again = shared_filters(entries_of("date,employer,outcome\n2026-05-01,Elm,rejected\n"))
    assert again is bar
    assert again.choices == Filters(stage="interview", source="A friend")
    assert again._controls["source"].chosen == "A friend"
    bar.choose(Filters())
