"""Which lines the filters let through, what they say, and what the bar offers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounceback_analysis.analysis.journey import stage_rates
from bounceback_analysis.analysis.outcomes import settled
from bounceback_analysis.notebook.filters import (
    BLANK,
    choose_lines,
    chosen_lines,
    in_words,
    offered,
    read_choices,
)
from tests.reading import entries_of, log_of

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

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


@pytest.fixture
def log() -> Log:
    return log_of(LOG)


def employers(log: Log, **choices) -> list[str]:
    return log.only(**choices).entries["employer"].tolist()


def test_without_a_filter_every_line_is_there(log):
    pd.testing.assert_frame_equal(log.only().entries, log.entries)


def test_both_ends_of_a_period_are_in_it_and_an_undated_line_is_in_none(log):
    chosen = employers(log, since=dt.date(2026, 3, 9), until=dt.date(2026, 3, 10))
    assert chosen == ["Acme", "Bright Futures"]


def test_a_source_counts_however_it_is_spelt(log):
    assert employers(log, source="INDEED ") == ["Acme", "Acme", "Bright Futures"]


def test_what_was_left_blank_can_be_looked_at(log):
    assert employers(log, source="") == employers(log, stage="") == ["Cedar"]


def test_all_words_of_a_role_are_looked_for_in_any_order_and_case(log):
    assert employers(log, role="CARE support") == ["Bright Futures"]
    assert employers(log, role="  ") == employers(log)


def test_words_in_a_role_are_words_and_no_pattern(log):
    assert employers(log, role="(care)") == ["Bright Futures"]
    assert employers(log, role=".*") == []


def test_filters_add_up(log):
    assert employers(log, stage="interview", outcome="offer", role="cook") == ["Dale"]


def test_a_line_keeps_its_state_its_round_and_its_application_where_the_others_are_left_out(log):
    applications = log.only(stage="application")
    assert settled(applications)["state"].tolist() == ["forward", "no response"]
    assert settled(applications.only(lines=[2]))["state"].tolist() == ["forward"]
    assert applications.entries["outcome"].tolist() == ["waiting", "no response"]
    interview = log.only(stage="interview", source="Indeed").entries
    assert interview[["application", "round"]].to_numpy().tolist() == [["Acme, Care assistant", 2]]


def test_an_offer_told_again_is_no_second_one_where_the_first_line_is_left_out():
    log = log_of(
        "date,employer,stage,outcome\n2026-01-05,A,interview,offer\n2026-01-08,A,,accepted\n"
    )
    assert settled(log.only(outcome="accepted"))["state"].tolist() == ["told again"]
    assert stage_rates(log.only(outcome="accepted")).empty


def test_a_waiting_line_that_a_later_one_followed_is_found_among_those_that_passed(log):
    assert log.only(outcome="waiting").entries.empty
    assert log.only(outcome="passed").entries["line"].tolist() == [2]
    assert log.only(stage="application").only(outcome="passed").entries["line"].tolist() == [2]


def test_a_part_of_a_log_keeps_all_that_is_beside_it_and_names_the_whole(log):
    part = replace(log, settings={"a": 1}, as_of=pd.Timestamp("2026-04-01")).only(role="cook")
    assert (part.settings, part.as_of, part.path) == (
        {"a": 1},
        pd.Timestamp("2026-04-01"),
        log.path,
    )
    assert part.plan is log.plan
    assert len(part.only(stage="interview").whole.entries) == 5


@pytest.mark.parametrize("since", ["2026-03-10", dt.date(2026, 3, 10), pd.Timestamp("2026-03-10")])
def test_a_day_may_be_given_as_people_have_it(log, since):
    assert log.only(since=since).entries["line"].tolist() == [4, 6]


@pytest.mark.parametrize("since", ["10/3/2026", "soon", 20260310])
def test_what_is_no_day_is_said_with_what_to_write(log, since):
    with pytest.raises(ValueError, match=f"'{since}' is no day; write it like 2026-03-05"):
        log.only(since=since)


@given(
    st.sampled_from([None, "", "interview", "screening"]),
    st.sampled_from([None, "", "indeed", "nowhere"]),
    st.text(max_size=4),
    st.dates(),
)
@settings(max_examples=30)
def test_filters_only_ever_leave_lines_out(stage, source, role, since):
    log = log_of(LOG)
    chosen = log.only(since=since, stage=stage, source=source, role=role).entries
    entries = log.entries
    pd.testing.assert_frame_equal(chosen, entries.loc[chosen.index])
    assert chosen.index.is_monotonic_increasing


def test_an_empty_log_can_be_filtered():
    empty = log_of("date,employer,outcome\n")
    assert empty.only(stage="interview", source="Indeed", role="x", outcome="passed").entries.empty


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"stage": "interview", "since": dt.date(2026, 3, 3)}, "interview, from 3 March 2026"),
        (
            {"source": "A friend", "role": "care", "until": dt.date(2026, 3, 3)},
            "found through A friend, role with “care”, to 3 March 2026",
        ),
        (
            {"stage": "", "outcome": "", "source": ""},
            "stage not said, outcome not said, source not said",
        ),
    ],
)
def test_what_is_shown_is_said(choices, said):
    assert in_words(choices) == said


@pytest.fixture
def page(log):
    """Give the line of a log and the form of its choices, none of them made yet."""
    chosen_lines().choices = {}
    return choose_lines(log).children[0].children


def test_one_line_says_what_the_page_shows_and_the_fields_choose_others(page):
    said, form = page
    assert said.value == "This page shows all 5 lines, 1 March 2026 to 2 April 2026."
    assert form.page["folded"] == "Choose dates, steps or jobs"
    form.typed = {"stage": "interview", "role": "<b>x</b>"}
    assert chosen_lines().choices == {"stage": "interview", "role": "<b>x</b>"}
    assert said.value == (
        "This page shows 0 of 5 lines: interview, role with “&lt;b&gt;x&lt;/b&gt;”."
    )
    form._pressed("all", {})
    assert said.value == "This page shows all 5 lines, 1 March 2026 to 2 April 2026."
    assert form.typed == {}


def test_a_day_is_chosen_as_people_write_it_and_what_is_none_is_said_beside_it(page):
    said, form = page
    form.typed = {"since": "9 March 2026", "until": "10/3/2026"}
    assert said.value == "This page shows 2 of 5 lines: from 9 March 2026, to 10 March 2026."
    form.typed = {"since": "soon"}
    assert list(form.mistakes) == ["since"]
    assert chosen_lines().choices["since"] == dt.date(2026, 3, 9), "what was chosen stays meanwhile"


@pytest.mark.parametrize(
    ("values", "read"),
    [
        ({}, {}),
        ({"stage": BLANK, "source": BLANK}, {"stage": "", "source": ""}),
        ({"outcome": "rejected", "role": "cook"}, {"outcome": "rejected", "role": "cook"}),
    ],
)
def test_what_stands_in_the_fields_is_what_is_looked_at(values, read):
    assert read_choices(values) == (read, {})


def test_one_line_is_one_line():
    chosen_lines().choices = {}
    said, _ = choose_lines(log_of("date,employer,outcome\n,Elm,rejected\n")).children[0].children
    assert said.value == "This page shows 1 line."


def test_on_an_empty_log_the_line_says_what_to_do():
    said, form = choose_lines(log_of("date,employer,outcome\n")).children[0].children
    assert said.value.startswith("Your log is empty. Write one line down")
    assert "fields" not in form.page


def test_the_lists_offer_what_the_log_holds_in_its_order(entries):
    assert offered("stage", entries, {})["options"] == [
        ["", "any"],
        ["application", "application"],
        ["interview", "interview"],
        [BLANK, "not said"],
    ]
    found = offered("source", entries, {})["options"]
    assert [label for _, label in found] == ["any", "A friend", "Indeed", "not said"]


def test_a_long_source_is_shortened_to_be_read_and_kept_to_be_found():
    name = "word " * 50
    log = log_of(f"date,employer,outcome,source\n2026-03-01,Acme,rejected,{name}\n")
    _, (value, label) = offered("source", log.entries, {})["options"]
    assert len(label) == 60
    assert employers(log, source=value) == ["Acme"]


def test_what_was_chosen_stays_chosen_when_the_log_is_read_again():
    choices = {"stage": "interview", "source": "A friend", "since": dt.date(2026, 3, 1)}
    chosen_lines().choices = choices
    again = log_of("date,employer,outcome\n2026-05-01,Elm,rejected\n")
    _, form = choose_lines(again).children[0].children
    stood = {"stage": "interview", "source": "A friend", "since": "1 March 2026"}
    assert form.typed == stood
    assert chosen_lines().choices == choices
