"""The ways in which numbers mislead people who search, one test each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bounceback_analysis.analysis.journey import stage_rates, stalls
from bounceback_analysis.analysis.progress import (
    goes_with_success,
    how_many_more,
    improving,
    run_of_noes,
)
from bounceback_analysis.analysis.timing import reply_times, waiting
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.topics import TOPICS, plot
from tests.reading import log_of
from tests.test_runs import interviews

DATA = Path(__file__).parents[1] / "data"
TODAY = pd.Timestamp("2026-11-23")


@pytest.fixture(scope="module")
def example():
    return read_log(DATA / "example_log.csv", as_of=TODAY)


def pictures(log):
    """Draw every picture of this room, as text that can be compared."""
    split = (None, "source", "format", "role words")
    drawn = [
        *(plot("stage_rates", log, by=by) for by in split),
        *(plot("no_offer_yet", log, one_in=n) for n in (None, 5, 20)),
        *(plot(name, log) for name in ("journey", "run_of_noes", "how_many_more", "improving")),
        *(plot(name, log) for name in ("goes_with_success", "waiting")),
    ]
    return [picture.description + picture.to_svg() + str(picture.to_plotly()) for picture in drawn]


def test_open_rows_are_not_noes():
    rates = stage_rates(interviews("1000wwwwww"))
    assert rates["of"][0] == 4
    assert rates["rate"][0] == 0.25
    assert rates["waiting"][0] == 6
    assert run_of_noes(interviews("1000wwwwww"))["longest"][0] == 3


def test_recent_months_do_not_look_worse_because_quick_noes_come_first():
    """Every month is alike: a no comes in 3 days, a yes in 30; the last month knows only noes."""
    as_of = pd.Timestamp("2026-07-01")
    rows = []
    for i, day in enumerate(pd.date_range("2026-01-01", "2026-06-28", periods=60)):
        yes = i % 2 == 0
        heard = day + pd.Timedelta(days=30 if yes else 3)
        known = heard <= as_of
        outcome = ("passed" if yes else "rejected") if known else "waiting"
        rows.append(
            f"{day:%Y-%m-%d},E{i},interview,{outcome},{f'{heard:%Y-%m-%d}' if known else ''}"
        )
    log = log_of("date,employer,stage,outcome,heard_on\n" + "\n".join(rows))
    table = improving(log)
    assert table["rate"].tolist() == pytest.approx([0.5, 0.5], abs=0.05)
    assert set(table["verdict"]) == {"cannot tell yet"}


def test_no_response_is_no_answer_and_no_end_of_the_silence():
    log = log_of(
        "date,employer,stage,outcome,heard_on\n"
        "2026-01-01,A,interview,no response,2026-01-15\n"
        "2026-01-01,B,interview,rejected,2026-01-15\n",
        as_of="2026-03-02",
    )
    times = reply_times(log).set_index("application")
    assert times.loc["A", ["days", "replied"]].tolist() == [60, False]
    assert times.loc["B", ["days", "replied"]].tolist() == [14, True]
    rates = stage_rates(log)
    assert (rates["of"][0], rates["no_response"][0]) == (2, 1)


def test_a_log_that_ends_at_an_offer_is_no_sign_of_a_trend():
    table = improving(interviews("0" * 23 + "1"))
    assert set(table["verdict"]) == {"cannot tell yet"}
    # The rate does not depend on when the search stopped.
    first, last = (how_many_more(interviews(order)) for order in ("1" + "0" * 23, "0" * 23 + "1"))
    assert first.equals(last)


def test_the_longest_run_counts_not_the_one_that_is_on():
    ended, going_on = (run_of_noes(interviews(order)) for order in ("0000000100", "0010000000"))
    assert ended["longest"][0] == going_on["longest"][0] == 7
    assert ended["share_of_orders"][0] == going_on["share_of_orders"][0]


def test_the_split_is_in_the_middle_wherever_the_yeses_stand():
    """2 of 11, then 5 of 9, looks like a jump where it is split by eye; not in the middle."""
    table = improving(interviews("00100010000" + "101011010"))
    assert table["of"].tolist() == [10, 10]
    assert set(table["verdict"]) != {"clear"}


def test_few_groups_with_few_lines_are_pulled_together_and_none_stands_out():
    rows = [f"2026-01-0{i + 1},E{i},interview,passed,Friend" for i in range(2)]
    rows += [f"2026-01-1{i},F{i},interview,rejected,Board" for i in range(3)]
    rates = stage_rates(
        log_of("date,employer,stage,outcome,source\n" + "\n".join(rows)), by="source"
    ).set_index("source")
    assert rates["rate"].to_dict() == {"Board": 0.0, "Friend": 1.0}
    assert 0.1 < rates.loc["Board", "pooled"] < rates.loc["Friend", "pooled"] < 0.85
    assert rates.loc["Friend", "pooled_low"] < rates.loc["Board", "pooled_high"]


def test_nothing_out_of_eight_is_not_said_to_be_nothing_for_ever():
    rates = stage_rates(interviews("0" * 12))
    assert (rates["low"][0], rates["rate"][0]) == (0, 0)
    assert rates["high"][0] > 0.15
    words = TOPICS["stage_rates"].picture(rates).description
    assert "It happens even where up to 2 in 10 go forward" in words
    assert "0%" not in words
    assert "0 in 10" not in words


def test_ratings_given_after_the_answer_do_not_count():
    def table(rated):
        rows = [
            f"2026-01-{i + 1:02},E{i},interview,{'passed' if i < 6 else 'rejected'},2026-02-10,"
            f"{rated},{5 if i < 6 else 1}"
            for i in range(12)
        ]
        head = "date,employer,stage,outcome,heard_on,rated_on,calm\n"
        return goes_with_success(log_of(head + "\n".join(rows)))

    assert set(table("2026-02-09")["verdict"]) == {"clear"}
    assert table("2026-02-11").empty
    assert table("").empty


def test_rounds_with_one_employer_are_one_try():
    rows = []
    for i in range(4):
        rows += [f"2026-0{r}-0{i + 1},A{i},interview,passed,Friend" for r in range(1, 5)]
        rows += [f"2026-0{r}-1{i},B{i},interview,rejected,Board" for r in range(1, 2)]
    log = log_of("date,employer,stage,outcome,source\n" + "\n".join(rows))
    table = goes_with_success(log).set_index("level")
    assert table.loc["Friend", "of"] == 4
    assert set(table["verdict"]) == {"cannot tell yet"}
    assert run_of_noes(log)["decided"][0] == 4


def test_a_rare_run_is_not_comforted_away():
    table = run_of_noes(interviews("1011010110" + "0" * 14))
    assert table["share_of_orders"][0] < 0.05
    picture = TOPICS["run_of_noes"].picture(table)
    assert picture.title == "A stretch of 15 is longer than luck often makes"
    assert "Show it to an adviser" in picture.sentence
    assert "little about you" not in picture.sentence


def test_small_logs_are_given_no_advice_to_double_down():
    rates = stage_rates(interviews("100"))
    assert stalls(rates) is None
    assert set(goes_with_success(interviews("10011"))["verdict"]) <= {"cannot tell yet"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_rows_in_the_table_never_matters(example, seed):
    shuffled = replace(example, entries=example.entries.sample(frac=1, random_state=seed))
    assert pictures(shuffled) == pictures(example)


def test_the_same_log_gives_the_same_bytes(example):
    assert pictures(example) == pictures(replace(example))


def test_no_picture_shows_a_p_or_calls_anything_significant(example):
    for text in pictures(example):
        low = text.lower()
        assert not any(word in low for word in ("significan", "failure", "underperform", "p ="))


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_every_picture_stands_on_nothing_and_on_little(example, rows):
    for text in pictures(replace(example, entries=example.entries.head(rows))):
        assert "nan" not in text.lower().replace("nance", "")


def test_a_log_without_dates_still_gives_every_table(example):
    blank = pd.Series(pd.NaT, example.entries.index, "datetime64[us]")
    undated = example.entries.assign(date=blank, heard_on=blank, rated_on=blank)
    log = replace(example, entries=undated)
    assert stage_rates(log)["of"].sum() == stage_rates(example)["of"].sum()
    assert waiting(log).empty
    assert np.isfinite(run_of_noes(log)["share_of_orders"][0])
    assert pictures(log)
