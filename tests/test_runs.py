"""What luck does, counted by hand: runs of noes, how many more, and no offer yet."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import bounceback_analysis as bb
from bounceback_analysis.analysis.progress import (
    UNUSUAL,
    how_many_more,
    interviews_ended,
    longest_by_luck,
    no_offer_yet,
    run_of_noes,
)
from bounceback_analysis.analysis.strengths import what_went_well
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.notebook.drawing import still
from tests.reading import log_of

EXAMPLE = Path(__file__).parents[1] / "data" / "example_log.csv"
HEAD = "date,employer,stage,outcome,heard_on\n"


def interviews(results: str, stage="interview"):
    """Make a log of one interview a day with an employer each: 1 offer, 0 no, w waiting."""
    words = {"1": "offer", "0": "rejected", "w": "waiting", "-": "no response", "x": "withdrew"}
    rows = [
        f"2026-{i // 28 + 1:02}-{i % 28 + 1:02},Employer {i},{stage},{words[r]}"
        for i, r in enumerate(results)
    ]
    return log_of("date,employer,stage,outcome\n" + "\n".join(rows) + "\n")


def as_bools(results):
    return np.array([result == "1" for result in results])


def test_the_example_is_as_counted_by_hand():
    """18 ended with one yes in place 7 and 11 noes after it: 14 of 18 places leave 11 together."""
    row = run_of_noes(read_log(EXAMPLE, as_of="2026-11-23")).iloc[0]
    assert row[["decided", "yes", "longest", "unusual"]].tolist() == [18, 1, 11, False]
    assert row["share_of_orders"] == pytest.approx(14 / 18)
    assert row["orders"].split(" ")[0] == "000000100000000000"


def test_the_longest_run_and_its_share_of_all_orders():
    row = run_of_noes(interviews("000000000010000010000100")).iloc[0]
    assert row[["decided", "yes", "longest"]].tolist() == [24, 3, 10]
    assert row["share_of_orders"] == pytest.approx(1432 / 2024)


def test_only_applications_with_an_interview_that_have_ended_are_counted():
    log = """
        date,employer,stage,outcome,heard_on
        2026-01-01,Sifted out,application,rejected,2026-01-09
        2026-01-01,Still open,application,passed,2026-01-09
        2026-01-20,Still open,interview,waiting,
        2026-01-02,Through the sift,application,passed,2026-01-09
        2026-01-03,Withdrew,interview,withdrew,2026-01-09
        2026-01-04,Closed,interview,passed,2026-01-09
        2026-01-14,Closed,final interview,cancelled,2026-01-19
        2026-01-05,Two rounds,interview,passed,2026-01-09
        2026-01-15,Two rounds,final interview,rejected,2026-01-29
        2026-01-06,Silent,interview,no response,
        2026-01-07,Offer,interview,passed,2026-01-08
        2026-01-09,Offer,final interview,offer,2026-01-12
        2026-01-10,Mine,interview,declined,2026-01-11
        2026-01-12,No step said,,rejected,2026-01-13
        """
    ended = interviews_ended(log_of(log))
    assert ended[["application", "yes"]].to_numpy().tolist() == [
        ["Silent", False],
        ["Mine", True],
        ["Offer", True],
        ["Two rounds", False],
    ]


def test_they_stand_in_the_order_of_their_endings_not_of_their_interviews():
    rows = (
        "2026-01-01,Slow,interview,rejected,2026-03-01\n2026-02-01,Quick,interview,offer,2026-02-02"
    )
    assert interviews_ended(log_of(HEAD + rows))["application"].tolist() == ["Quick", "Slow"]


def test_of_two_that_ended_on_one_day_the_upper_line_comes_first_and_undated_ones_go_last():
    rows = [",Undated,interview,rejected,", "2026-01-02,B,interview,offer,2026-02-02"]
    rows = [rows[1], "2026-01-01,A,interview,rejected,2026-02-02", rows[0]]
    found = interviews_ended(log_of(HEAD + "\n".join(rows)))
    assert found["application"].tolist() == ["B", "A", "Undated"]


def test_of_fewer_lines_the_applications_stay_what_they_were():
    log = log_of(
        HEAD + "2026-01-01,A,interview,passed,2026-01-03\n2026-01-09,A,final interview,offer,\n"
        "2026-01-02,B,interview,rejected,2026-01-04\n2026-01-10,C,final interview,rejected,"
    )
    assert interviews_ended(log.only(stage="interview"))["yes"].tolist() == [False, True]
    assert interviews_ended(log.only(since="2026-01-09"))["application"].tolist() == ["A", "C"]


def test_waiting_and_withdrawn_lines_do_not_break_or_lengthen_a_run():
    assert run_of_noes(interviews("00wx0-1"))["longest"][0] == 4


@pytest.mark.parametrize(("results", "told"), [("001000000", False), ("0010000000", True)])
def test_luck_is_told_from_ten_that_ended(results, told):
    assert run_of_noes(interviews(results))["share_of_orders"].notna()[0] == told


def test_without_a_yes_ones_own_log_cannot_say_and_is_never_unusual():
    row = run_of_noes(interviews("0" * 40)).iloc[0]
    assert np.isnan(row["share_of_orders"])
    assert not row["unusual"]


def test_a_yes_at_the_end_stays_there_since_a_search_often_ends_with_it():
    """45 noes, then the first offer: each order that ends so has all 45 together."""
    assert longest_by_luck(as_bools("0" * 45 + "1")) == (45, 1.0)
    # Two yeses, the last at the end: the other stands in one of 10 places, 3 leave 8 together.
    longest, share = longest_by_luck(as_bools("0" * 8 + "1" + "0" + "1"))
    assert (longest, share) == (8, pytest.approx(4 / 10))
    orders = run_of_noes(interviews("0" * 8 + "101"))["orders"][0].split(" ")
    assert all(order.endswith("1") for order in orders)


@pytest.mark.parametrize("of", [10, 12])
@pytest.mark.parametrize("yes", [1, 2, 3])
def test_in_orders_that_are_all_alike_at_most_five_in_a_hundred_are_unusual(of, yes):
    """Every order of the same results, whether the search ended at an offer or not."""
    orders = [np.isin(np.arange(of), places) for places in itertools.combinations(range(of), yes)]
    ended = [order for order in orders if order[-1]]
    for group in (orders, ended):
        alarms = [longest_by_luck(order)[1] <= UNUSUAL for order in group]
        assert np.mean(alarms) <= 0.05


@pytest.mark.parametrize(("noes", "told"), [(48, False), (50, True)])
def test_a_run_is_unusual_where_at_most_four_orders_in_a_hundred_hold_it(noes, told):
    """One yes leaves all noes together at either end: in 2 orders of 49, 4.1%, or of 51, 3.9%."""
    assert run_of_noes(interviews("1" + "0" * noes))["unusual"][0] == told


def test_a_long_run_after_a_good_start_is_unusual():
    row = run_of_noes(interviews("1011010110" + "0" * 14)).iloc[0]
    assert row["unusual"]
    assert row["share_of_orders"] <= 0.04


def test_a_log_longer_than_any_search_has_its_longest_run_and_no_share():
    longest, share = longest_by_luck(np.arange(2001) == 7)
    assert (longest, np.isnan(share)) == (1993, True)


def test_shuffles_hold_the_same_results_and_are_the_same_every_time():
    log = interviews("0001000000100")
    first, second = run_of_noes(log), run_of_noes(replace(log))
    assert first.equals(second)
    orders = first["orders"][0].split(" ")
    assert orders[0] == "0001000000100"
    assert {sorted(order).count("1") for order in orders} == {2}
    assert len(orders) == 4


MANY = "000000000010000010000100000000"


def test_how_many_more_follows_the_prediction_for_three_of_thirty():
    table = how_many_more(interviews(MANY))
    law = stats.betanbinom(1, 3.5, 27.5)
    assert table["quantile"].tolist() == pytest.approx([(i + 0.5) / 20 for i in range(20)])
    assert table[["decided", "offers"]].iloc[0].tolist() == [30, 3]
    assert [table[f"by_{n}"][0] for n in (5, 10, 20)] == pytest.approx(
        [law.cdf(n - 1) for n in (5, 10, 20)]
    )
    assert table["interviews"].tolist() == [law.ppf(q) + 1 for q in table["quantile"]]


@pytest.mark.parametrize("results", ["", "1" * 29, "0" * 28 + "1", "0" * 60])
def test_how_many_more_cannot_be_told_without_an_offer_and_thirty_that_ended(results):
    assert how_many_more(interviews(results))["interviews"].isna().all()


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.2, 0.4, 0.6])
def test_what_is_said_of_ten_more_is_true_to_a_tenth_in_searches_where_it_is_shown(rate):
    """Over all counts of offers, weighed by how often they come about at this rate."""
    count = np.arange(1, 31)
    shown = stats.binom.pmf(count, 30, rate)
    said = stats.betabinom(10, count + 0.5, 30 - count + 0.5).pmf(0)
    table = how_many_more(interviews("1" * 3 + "0" * 27))
    assert table["by_10"][0] == pytest.approx(1 - said[2])
    assert 1 - (shown * said).sum() / shown.sum() == pytest.approx(1 - (1 - rate) ** 10, abs=0.1)


def test_a_mean_is_never_given():
    assert not re.search(r"mean|average|expect", " ".join(how_many_more(interviews(MANY)).columns))


def test_rounds_after_a_passed_interview_are_open_until_they_end():
    log = """
        date,employer,stage,outcome
        2026-01-01,A,interview,passed
        2026-01-02,B,interview,passed
        2026-01-09,B,final interview,rejected
        2026-01-10,C,application,rejected
        """
    assert how_many_more(log_of(log))[["decided", "offers"]].iloc[0].tolist() == [1, 0]


@pytest.mark.parametrize(("one_in", "stand_here"), [(5, 0.0687), ("10", 0.2824), (20, 0.5404)])
def test_at_the_rate_that_a_person_picks_the_share_who_stand_there_is_counted_by_hand(
    one_in, stand_here
):
    """Twelve that ended without an offer: (4/5)^12, (9/10)^12, (19/20)^12."""
    row = no_offer_yet(interviews("0" * 12 + "w"), one_in=one_in).iloc[0]
    assert row[["employers", "decided", "offers"]].tolist() == [13, 12, 0]
    assert row["stand_here"] == pytest.approx(stand_here, abs=5e-5)
    assert row["stand_here"] == pytest.approx(stats.binom.pmf(0, 12, 1 / int(one_in)))


def test_with_noes_alone_what_went_well_is_that_somebody_asked_to_meet():
    log = log_of(
        HEAD + "2026-01-01,A,interview,rejected,\n2026-01-02,B,application,passed,\n"
        "2026-01-09,B,interview,rejected,\n2026-01-10,C,,rejected,\n"
    )
    found = what_went_well(log)
    assert found[["text", "employer"]].to_numpy().tolist() == [
        ["The application went forward", "B"],
        ["Asked to an interview", "A"],
    ]


def test_no_rate_is_taken_for_granted():
    row = no_offer_yet(interviews("0" * 12)).iloc[0]
    assert row[["one_in", "stand_here"]].isna().all()


@pytest.mark.parametrize("results", ["0010", "", "ww"])
def test_with_an_offer_or_nothing_ended_nobody_is_said_to_stand_there(results):
    assert np.isnan(no_offer_yet(interviews(results), one_in=10)["stand_here"][0])


@pytest.mark.parametrize("one_in", [0, 1, -5, "ten", 2.5, ""])
def test_what_is_no_rate_is_refused_with_what_to_type(one_in):
    with pytest.raises(ValueError, match="10 stands for 1 interview in 10"):
        no_offer_yet(interviews("000"), one_in=one_in)


def test_an_employer_that_asked_twice_has_asked_to_meet_once():
    rows = "2026-01-01,Oak,interview,rejected,\n2026-05-01,OAK ,interview,cancelled,\n"
    log = log_of(HEAD + rows)
    assert no_offer_yet(log)["employers"][0] == 1
    assert "1 employer read about you" in still(bb.welcome(log))["text/plain"]
