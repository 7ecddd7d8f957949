"""How long answers take, and what may be said to someone who waits."""

from __future__ import annotations

import pandas as pd
import pytest

from bounceback_analysis.analysis.timing import (
    reply_curve,
    reply_times,
    waiting,
)
from bounceback_analysis.log.model import Log
from bounceback_analysis.topics import TOPICS
from tests.reading import log_of

TODAY = pd.Timestamp("2026-03-01")
HEAD = "date,employer,stage,outcome,heard_on\n"


def log(replies, open_days=(), stage="application", silent=(), as_of=TODAY):
    """Make lines: replies after so many days, waiting for so many days, given up after some."""
    start = pd.Timestamp("2026-01-01")
    rows = [
        f"{start:%Y-%m-%d},R{i},{stage},rejected,{start + pd.Timedelta(days=d):%Y-%m-%d}"
        for i, d in enumerate(replies)
    ]
    rows += [
        f"{TODAY - pd.Timedelta(days=d):%Y-%m-%d},W{i},{stage},waiting,"
        for i, d in enumerate(open_days)
    ]
    rows += [
        f"{TODAY - pd.Timedelta(days=d):%Y-%m-%d},S{i},{stage},no response,"
        for i, d in enumerate(silent)
    ]
    return log_of(HEAD + "\n".join(rows) + "\n", as_of=as_of)


def long_log(replies, open_days, silent=()):
    """Make a log that is long enough by answers on the very day, at which nobody is still silent."""
    return log([*[0] * 8, *replies], open_days, silent=silent)


def test_the_chance_of_an_answer_is_counted_by_hand():
    """Ten answers on days 1 to 10; of those silent on day 5, all five left came by day 19."""
    table = waiting(long_log(range(1, 11), [5], silent=[40]))
    row = table.iloc[0]
    assert (row["application"], row["days"]) == ("W0", 5)
    at_risk = 10 - 5 + 1  # six answers and the given-up line are left after day 5, less itself
    assert row["chance_14_days"] == pytest.approx(1 - 1 / at_risk)
    assert row["low"] < row["chance_14_days"] < row["high"]
    assert row["advice"] == "still ordinary for you"


def test_a_line_far_past_all_answers_is_told_that_it_is_time_to_ask():
    table = waiting(long_log(range(1, 11), [30, 2]))
    assert table["advice"].tolist() == ["time to ask", "still ordinary for you"]


def test_an_early_silence_is_ordinary_even_where_no_answer_ever_comes_that_soon():
    """All answers took 30 days or more: on day 2 nothing is due within a fortnight."""
    table = waiting(log(range(30, 48), [2], silent=[58]))
    assert table["chance_14_days"][0] < 0.1
    assert table["advice"][0] == "still ordinary for you"


@pytest.mark.parametrize(
    ("given_up", "chance", "advice"),
    [(8, 1 / 9, "still ordinary for you"), (10, 1 / 11, "time to ask")],
)
def test_it_is_time_to_ask_once_fewer_than_one_in_ten_still_hear(given_up, chance, advice):
    """On day 9, past the median of 5.5, one answer is left (on day 10) among those given up."""
    row = waiting(long_log(range(1, 11), [9], silent=[58] * given_up)).iloc[0]
    assert row["chance_14_days"] == pytest.approx(chance)
    assert row["advice"] == advice


@pytest.mark.parametrize(
    ("replies", "silent", "told"), [(5, 13, False), (5, 14, True), (4, 16, False)]
)
def test_a_chance_is_named_from_twenty_lines_and_five_answers_on(replies, silent, told):
    """The waiting line counts among the twenty."""
    row = waiting(log(range(1, replies + 1), [3], silent=[40] * silent)).iloc[0]
    assert (row["advice"] != "cannot tell yet") == told


@pytest.mark.parametrize(("late", "chance"), [(19, 1 / 7), (20, 0)])
def test_the_chance_looks_a_fortnight_ahead(late, chance):
    """On day 5 one answer is left, on day 19 or 20, among six given up."""
    row = waiting(long_log([1] * 5 + [late], [5], silent=[58] * 6)).iloc[0]
    assert row["chance_14_days"] == pytest.approx(chance)


@pytest.mark.parametrize("replies", [[], [3], [3, 4, 5, 6]])
def test_with_few_answers_only_the_days_are_told(replies):
    table = waiting(log(replies, [5, 9]))
    assert table["days"].tolist() == [9, 5]
    assert set(table["advice"]) == {"cannot tell yet"}
    assert table["chance_14_days"].isna().all()
    assert "twenty lines and five dated answers" in TOPICS["waiting"].picture(table).sentence


def test_a_stage_with_enough_answers_is_its_own_measure_and_others_borrow_from_all():
    others = log([2, 3], [3], stage="interview").entries.assign(application=list("xyz"))
    entries = pd.concat([log([20] * 20, [3]).entries, others])
    table = waiting(Log(entries, as_of=TODAY)).set_index("stage")
    # On day 3 none of its own stage had been heard of; of the interviews two had, by day 3.
    assert table.loc["application", "chance_14_days"] == 0
    assert table.loc["interview", "advice"] == "still ordinary for you"


def test_the_eight_that_wait_longest_are_drawn():
    picture = TOPICS["waiting"].picture(waiting(log([], range(1, 11))))
    assert [name for _, name in picture.y.ticks] == [f"W{n}" for n in range(9, 1, -1)]


def test_the_curve_ends_where_the_data_end():
    lines = long_log(range(1, 11), [30, 20])
    curve = reply_curve(lines)
    assert curve["day"].tolist() == [*range(11), 30]
    # 8 of 20 on the day, then one a day; both that wait are past day 10.
    heard = [0.4, *(0.4 + n / 20 for n in range(1, 11)), 0.9]
    assert curve["heard"].tolist() == pytest.approx(heard)


def test_answers_without_a_day_are_left_out_and_counted_in_the_sentence():
    lines = log_of(
        HEAD
        + "".join(f"2026-01-01,E{i},interview,rejected,2026-01-0{i + 2}\n" for i in range(7))
        + "".join(f"2026-01-01,N{i},interview,rejected,\n" for i in range(2))
        + "".join(f"2026-02-{10 + i},W{i},interview,waiting,\n" for i in range(13)),
        as_of=TODAY,
    )
    table = waiting(lines)
    left_out = "2 answered lines do not say when the answer came: left out."
    assert left_out in TOPICS["waiting"].picture(table).sentence


def test_lines_that_cannot_be_timed_are_left_out():
    lines = log_of(
        HEAD
        + "2026-03-09,Future,interview,waiting,\n"
        + ",Undated,interview,waiting,\n"
        + "2026-01-09,Backwards,interview,rejected,2026-01-02\n"
        + "2026-01-09,Fine,interview,rejected,2026-01-12\n",
        as_of=TODAY,
    )
    assert reply_times(lines)["days"].tolist() == [3]


def test_an_answer_after_the_day_counted_to_is_still_silence():
    times = reply_times(log([20], [], as_of="2026-01-11"))
    assert times[["days", "replied"]].to_numpy().tolist() == [[10, False]]


def test_nothing_waiting_is_said_calmly():
    table = waiting(log([3], []))
    assert TOPICS["waiting"].picture(table).title == "Nothing is waiting for an answer"
    assert reply_curve(log([3], [])).empty


def test_words_in_the_picture_are_those_of_the_table():
    table = waiting(long_log(range(1, 11), [30, 2, 4]))
    assert TOPICS["waiting"].picture(table).title == (
        "3 waiting: 2 still ordinary for you and 1 where it is time to ask"
    )
