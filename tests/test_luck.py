"""Runs, how many more, and the two halves, counted by hand."""

from __future__ import annotations

import re

import numpy as np
import pytest

from bounceback_analysis.analysis.luck import how_many_more, improving, run_of_noes
from bounceback_analysis.charts.luck import (
    plot_how_many_more,
    plot_improving,
    plot_run_of_noes,
)
from bounceback_analysis.charts.marks import Dot
from tests.reading import entries_of


def interviews(results: str, stage="interview"):
    """Make a log of one interview a day with an employer each: 1 offer, 0 no, w waiting."""
    words = {"1": "offer", "0": "rejected", "w": "waiting", "-": "no response", "x": "withdrew"}
    rows = [
        f"2026-{i // 28 + 1:02}-{i % 28 + 1:02},Employer {i},{stage},{words[r]}"
        for i, r in enumerate(results)
    ]
    return entries_of("date,employer,stage,outcome\n" + "\n".join(rows) + "\n")


def test_the_longest_run_and_its_share_of_all_orders():
    found = run_of_noes(interviews("000000000010000010000100")).iloc[0]
    assert (found["decided"], found["yes"], found["longest"]) == (24, 3, 10)
    assert found["share_of_orders"] == pytest.approx(1432 / 2024)
    assert plot_run_of_noes(run_of_noes(interviews("000000000010000010000100"))).title == (
        "10 noes in a row turn up in 71 of 100 shuffles of your own results"
    )


def test_shuffles_hold_the_same_results_and_are_the_same_every_time():
    entries = interviews("0001000000100")
    first, second = run_of_noes(entries), run_of_noes(entries)
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


@pytest.mark.parametrize("results", ["", "000", "001", "000000000000"])
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
    table = how_many_more(entries_of(log))
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
        ("0100001000" + "0010000100", "cannot tell yet", "Cannot tell yet"),
        ("0000" + "1111", "cannot tell yet", "Too early"),
    ],
)
def test_a_change_has_one_of_three_verdicts(results, verdict, title):
    table = improving(interviews(results))
    assert set(table["verdict"]) == {verdict}
    assert title in plot_improving(table).title


def test_what_could_have_been_seen_is_said_with_the_verdict():
    sentence = plot_improving(improving(interviews("0100001000" + "0010000100"))).sentence
    assert "doubled would come out clear at this size only about 2 of 10 times" in sentence
