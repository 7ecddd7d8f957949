"""Calm beside outcome, counted by hand."""

from __future__ import annotations

import pytest

from bounceback_analysis.analysis.progress import (
    calm_ways,
    goes_with_success,
    nerves,
)
from bounceback_analysis.topics import TOPICS
from tests.reading import log_of

HEAD = "date,employer,stage,outcome,heard_on,rated_on,calm\n"
# calm 2: one of three; calm 4: one of two. The rest is told beside each line.
LOG = (
    HEAD
    + "2026-03-02,A,interview,rejected,2026-03-09,2026-03-02,2\n"
    + "2026-03-03,B,interview,no response,2026-03-30,2026-03-03,2\n"
    + "2026-03-04,C,interview,passed,2026-03-09,2026-03-04,2\n"
    + "2026-03-05,D,interview,offer,2026-03-09,2026-03-05,4\n"
    + "2026-03-06,E,interview,rejected,2026-03-09,2026-03-06,4\n"
    + "2026-03-07,F,interview,rejected,2026-03-09,2026-03-09,5\n"  # after the answer: hindsight
    + "2026-03-08,G,interview,waiting,,2026-03-08,5\n"  # not decided
    + "2026-03-09,H,interview,withdrew,2026-03-10,2026-03-09,1\n"  # no trial
    + "2026-03-10,I,interview,rejected,2026-03-12,2026-03-10,\n"  # not rated
)


def test_every_row_is_as_counted_by_hand():
    table = nerves(log_of(LOG))
    assert table[["calm", "count", "of"]].to_numpy().tolist() == [[2, 1, 3], [4, 1, 2]]
    assert table["rate"].tolist() == pytest.approx([1 / 3, 1 / 2])
    # Jeffreys: the central 95% of Beta(1.5, 2.5).
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([0.0608, 0.8233], abs=0.03)
    assert table["verdict"].unique().tolist() == ["cannot tell yet"]


def test_the_verdict_is_the_one_that_goes_with_success_gives():
    rows = [
        f"2026-04-{day:02},X{day},interview,{'passed' if calm > 3 else 'rejected'},"
        f"2026-05-01,2026-04-{day:02},{calm}"
        for day, calm in enumerate([1, 2, 2, 3, 1, 2, 4, 5, 4, 4, 5, 4], 1)
    ]
    log = log_of(HEAD + "\n".join(rows) + "\n")
    factors = goes_with_success(log)
    expected = factors[(factors["factor"] == "calm")]["verdict"].iloc[0]
    table = nerves(log)
    assert table["verdict"].unique().tolist() == [expected]
    assert expected == "clear"
    assert TOPICS["nerves"].picture(table).title == "Being calm goes with going forward more often"


def test_the_picture_says_that_it_cannot_tell_and_gives_the_counts():
    picture = TOPICS["nerves"].picture(nerves(log_of(LOG)))
    assert picture.title == "Whether being calm goes with going forward: cannot tell yet"
    assert picture.sentence.startswith(
        "Rated 4 or 5: 1 of 2 went forward. Rated 1 to 3: 1 of 3 went forward. Even where"
    )


def test_without_ratings_the_picture_says_what_to_record_next():
    picture = TOPICS["nerves"].picture(nerves(log_of(HEAD)))
    assert not picture.marks
    assert picture.sentence.startswith("Next: ")


def test_each_way_to_stay_calm_names_what_it_rests_on_and_promises_no_cure():
    assert len(calm_ways()) >= 5
    for way in calm_ways():
        assert set(way) == {"way", "why", "source"}
        assert any(char.isdigit() for char in way["source"])
        text = " ".join(way.values()).lower()
        assert not any(word in text for word in ("cure", "treat", "anxiety disorder", "therapy"))


def test_an_offer_after_a_rated_final_is_counted_though_the_first_round_was_not_rated():
    log = (
        HEAD
        + "2026-03-02,A,interview,passed,2026-03-09,,\n"
        + "2026-03-12,A,final interview,offer,2026-03-20,2026-03-12,4\n"
        + "2026-03-03,B,interview,passed,2026-03-09,2026-03-03,2\n"
        + "2026-03-13,B,final interview,rejected,2026-03-20,2026-03-13,2\n"
        + "2026-03-14,C,application,rejected,2026-03-20,2026-03-14,5\n"
    )
    table = nerves(log_of(log))
    assert table[["calm", "count", "of"]].to_numpy().tolist() == [[2, 1, 2], [4, 1, 1]]


def test_a_three_is_counted_among_those_that_were_not_calm():
    log = (
        HEAD
        + "2026-03-02,A,interview,passed,2026-03-09,2026-03-02,3\n"
        + "2026-03-03,B,interview,rejected,2026-03-09,2026-03-03,4\n"
    )
    sentence = TOPICS["nerves"].picture(nerves(log_of(log))).sentence
    assert sentence.startswith("Rated 4 or 5: 1 so far. Rated 1 to 3: 1 of 1 went forward.")
