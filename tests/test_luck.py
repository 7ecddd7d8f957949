"""Runs, how many more, and the two halves, counted by hand."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from bounceback_analysis.analysis.luck import how_many_more, improving, run_of_noes
from bounceback_analysis.charts.marks import Dot
from bounceback_analysis.charts.progress import (
    plot_how_many_more,
    plot_improving,
    plot_run_of_noes,
)
from tests.reading import log_of


def interviews(results: str, stage="interview"):
    """Make a log of one interview a day with an employer each: 1 offer, 0 no, w waiting."""
    words = {"1": "offer", "0": "rejected", "w": "waiting", "-": "no response", "x": "withdrew"}
    rows = [
        f"2026-{i // 28 + 1:02}-{i % 28 + 1:02},Employer {i},{stage},{words[r]}"
        for i, r in enumerate(results)
    ]
    return log_of("date,employer,stage,outcome\n" + "\n".join(rows) + "\n")


def test_the_longest_run_and_its_share_of_all_orders():
    found = run_of_noes(interviews("000000000010000010000100")).iloc[0]
    assert (found["decided"], found["yes"], found["longest"]) == (24, 3, 10)
    assert found["share_of_orders"] == pytest.approx(1432 / 2024)
    assert plot_run_of_noes(run_of_noes(interviews("000000000010000010000100"))).title == (
        "A run of 10 noes turns up in 71 of 100 shuffles of your own results"
    )


def test_a_run_of_one_is_said_as_one_and_no_no_at_all_as_none():
    one = plot_run_of_noes(run_of_noes(interviews("1110111")))
    assert one.title == "A run of 1 no turns up in all shuffles of your own results"
    none = plot_run_of_noes(run_of_noes(interviews("11111")))
    assert (none.title, none.marks) == ("No no so far", ())
    assert none.sentence == "5 applications with a last word: all went forward."


def test_of_a_hundred_shuffles_as_many_are_filled_as_the_title_says():
    table = run_of_noes(interviews("1" + "0" * 70)).assign(share_of_orders=0.997)
    picture = plot_run_of_noes(table)
    assert picture.title == "A run of 70 noes turns up in 99 of 100 shuffles of your own results"
    assert sum(not mark.hollow for mark in picture.marks) == 99


@pytest.mark.parametrize(
    ("share", "title"),
    [
        (0.049, "A run of 10 noes is unusual for your own results"),
        (0.05, "A run of 10 noes turns up in 5 of 100 shuffles of your own results"),
    ],
)
def test_a_run_is_unusual_that_fewer_than_five_in_a_hundred_orders_hold(share, title):
    table = run_of_noes(interviews("000000000010000010000100")).assign(share_of_orders=share)
    picture = plot_run_of_noes(table)
    assert picture.title == title
    assert ("worth asking an adviser" in picture.sentence) == (share < 0.05)


def test_shuffles_hold_the_same_results_and_are_the_same_every_time():
    log = interviews("0001000000100")
    first, second = run_of_noes(log), run_of_noes(replace(log))
    assert first.equals(second)
    orders = first["orders"][0].split(" ")
    assert orders[0] == "0001000000100"
    assert {sorted(order).count("1") for order in orders} == {2}
    assert len(orders) == 4


def test_waiting_and_withdrawn_lines_do_not_break_or_lengthen_a_run():
    assert run_of_noes(interviews("00wx0-1"))["longest"][0] == 4


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ("", "Nothing decided yet"),
        ("00", "too few results to say more"),
        ("000000", "your own log cannot say"),
        ("0101", "too few results to say more"),
    ],
)
def test_where_luck_cannot_be_told_the_picture_says_so(results, words):
    table = run_of_noes(interviews(results))
    assert np.isnan(table["share_of_orders"][0])
    assert words in plot_run_of_noes(table).title


def test_how_many_more_follows_the_prediction_for_three_of_24():
    table = how_many_more(interviews("000000000010000010000100"))
    assert len(table) == 20
    assert table["quantile"].tolist() == pytest.approx([(i + 0.5) / 20 for i in range(20)])
    assert (table["decided"][0], table["offers"][0]) == (24, 3)
    assert table["by_10"][0] == pytest.approx(1 - 0.2789211546340088)
    assert table["interviews"].iloc[9] <= 5 <= table["interviews"].iloc[10]
    picture = plot_how_many_more(table)
    drawn = sum(isinstance(mark, Dot) for mark in picture.marks)
    assert drawn == (table["interviews"] <= 40).sum()
    assert f"{20 - drawn} dot" in picture.marks[-1].text
    assert "about 7 in 10 within 10" in picture.sentence
    assert picture.subtitle == (
        "Decided interviews so far, one for each application: 24, with 3 offers. "
        "Each dot is one of 20 equally likely ways."
    )


def test_the_ways_in_the_title_are_the_dots_up_to_that_place():
    table = how_many_more(interviews("111111111111"))
    within = int((table["interviews"] <= 1).sum())
    assert within > 10
    assert plot_how_many_more(table).title == (
        f"In {within} of 20 likely ways an offer comes within 1 interview"
    )


def test_ways_of_up_to_forty_interviews_are_drawn_and_longer_ones_counted():
    table = how_many_more(interviews("0000100000")).assign(interviews=[*range(1, 19), 40, 41])
    picture = plot_how_many_more(table)
    assert sum(isinstance(mark, Dot) for mark in picture.marks) == 19
    assert picture.marks[-1].text == "1 dot beyond"


def test_an_offer_without_an_interview_is_not_denied():
    log = "date,employer,stage,outcome\n2026-01-01,A,application,offer\n" + "".join(
        f"2026-01-0{n},E{n},interview,rejected\n" for n in range(2, 8)
    )
    assert plot_how_many_more(how_many_more(log_of(log))).sentence == (
        "No offer after an interview yet, so your own log cannot say how many more. "
        "Decided interviews so far, one for each application: 6, with 0 offers."
    )


@pytest.mark.parametrize("results", ["", "000", "001", "0001", "000000000000"])
def test_how_many_more_cannot_be_told_without_an_offer_and_five_decided(results):
    table = how_many_more(interviews(results))
    assert table["interviews"].isna().all()
    picture = plot_how_many_more(table)
    assert picture.title == "How many more cannot be told yet"
    assert not picture.marks


def test_a_mean_is_never_given():
    table = how_many_more(interviews("0000100000"))
    picture = plot_how_many_more(table)
    assert not re.search(r"mean|average|expect", " ".join([*table.columns, picture.description]))


def test_rounds_after_a_passed_interview_are_open_until_they_end():
    log = """
        date,employer,stage,outcome
        2026-01-01,A,interview,passed
        2026-01-02,B,interview,passed
        2026-01-09,B,final interview,rejected
        2026-01-10,C,application,rejected
        """
    table = how_many_more(log_of(log))
    assert (table["decided"][0], table["offers"][0]) == (1, 0)


def test_halves_are_counted_by_hand():
    table = improving(interviews("0000001000" + "0110100101"))
    assert table["half"].tolist() == ["earlier", "later"]
    assert table["count"].tolist() == [1, 5]
    assert table["of"].tolist() == [10, 10]
    assert table["difference"][0] == pytest.approx(0.4)
    assert table["diff_low"][0] < 0.4 < table["diff_high"][0]


@pytest.mark.parametrize(
    ("results", "verdict", "title"),
    [
        ("0000000000" + "1111110111", "clear", "The later half went forward more often"),
        ("0000001000" + "0110100101", "leaning", "leans towards more going forward"),
        # Fisher's exact p: 1 of 10 beside 6 of 10 is .057, 0 of 10 beside 5 of 10 is .033.
        ("0000001000" + "0110101101", "leaning", "leans towards more going forward"),
        ("0000000000" + "0110100101", "clear", "The later half went forward more often"),
        ("0100001000" + "0010000100", "cannot tell yet", "Cannot tell yet"),
        ("0000" + "1111", "cannot tell yet", "Too early"),
    ],
)
def test_a_change_has_one_of_three_verdicts(results, verdict, title):
    table = improving(interviews(results))
    assert set(table["verdict"]) == {verdict}
    assert title in plot_improving(table).title


@pytest.mark.parametrize(
    ("results", "verdict"),
    [("0" * 9 + "1" * 10, "cannot tell yet"), ("0" * 10 + "1" * 10, "clear")],
)
def test_even_a_full_turn_is_told_from_twenty_tries_on(results, verdict):
    assert set(improving(interviews(results))["verdict"]) == {verdict}


@pytest.mark.parametrize(("waits_since", "decided"), [("02-01", 10), ("01-31", 11)])
def test_the_newest_are_left_out_while_younger_lines_wait_than_nine_in_ten_answers_took(
    waits_since, decided
):
    """Of 11 answers nine took a day, one 20 and one 40: 20 days, back from 20 February, are young."""
    answered = [*((f"01-0{n}", f"01-0{n + 1}") for n in range(1, 8)), ("01-31", "02-01")]
    answered += [("02-01", "02-02"), ("01-10", "01-30"), ("01-11", "02-20")]
    rows = [f"2026-{day},E{day},rejected,2026-{heard}\n" for day, heard in answered]
    log = "date,employer,outcome,heard_on\n" + "".join(rows) + f"2026-{waits_since},W,waiting,\n"
    assert improving(log_of(log), step="steps without a name")["of"].sum() == decided


@pytest.mark.parametrize(("yes", "verdict"), [(2, "cannot tell yet"), (3, "leaning")])
def test_a_trend_is_told_from_three_of_the_rarer_on(yes, verdict):
    results = "0" * 10 + "1" * yes + "0" * (10 - yes)
    assert set(improving(interviews(results))["verdict"]) == {verdict}


def test_what_could_have_been_seen_is_said_with_the_verdict():
    sentence = plot_improving(improving(interviews("0100001000" + "0010000100"))).sentence
    assert sentence == (
        "Earlier: about 2 in 10, 0 to 6 in 10. Later: about 2 in 10, 0 to 6 in 10. "
        "A rate that had doubled would come out clear at this size about 2 of 10 times."
    )


def test_a_rate_that_cannot_double_is_not_said_to():
    picture = plot_improving(improving(interviews("1111111011" + "1110111111")))
    assert picture.sentence == (
        "Earlier: about 9 in 10, 6 to 10 in 10. Later: about 9 in 10, 6 to 10 in 10."
    )
