"""Numbers in words are never surer than the data."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bounceback_analysis.analysis.chance import rate_range
from bounceback_analysis.analysis.words import (
    chance_in_words,
    listed,
    plain_date,
    plural,
    range_in_words,
    rate_in_words,
    share_in_words,
)

sizes = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def said(count, of):
    low, high = rate_range(count, of)
    return rate_in_words(count, of, float(low), float(high))


@pytest.mark.parametrize(
    ("count", "of", "words"),
    [
        (0, 0, "nothing decided yet"),
        (0, 3, "0 of 3"),
        (9, 9, "9 of 9"),
        (3, 10, "about 3 in 10, 0 to 7 in 10"),
        (7, 24, "about 3 in 10, 1 to 5 in 10"),
        (0, 12, "none of 12, at most about 2 in 10"),
        (12, 12, "all 12, at least about 8 in 10"),
        (1, 40, "fewer than 1 in 10, 0 to 2 in 10"),
        (39, 40, "more than 9 in 10, 8 to 10 in 10"),
        (30, 120, "about 25%, 17% to 34%"),
        (1, 1000, "under 1%, 0% to 1%"),
    ],
)
def test_a_rate_is_said_as_finely_as_its_size_allows(count, of, words):
    assert said(count, of) == words


@given(sizes)
def test_under_ten_there_is_no_share_and_under_a_hundred_no_per_cent(pair):
    words = said(*pair) + share_in_words(*pair)
    if pair[1] < 10:
        assert "in 10" not in words
    if pair[1] < 100:
        assert "%" not in words
    assert not re.search(r"about (0|100)%", words)


@given(sizes)
def test_printed_tenths_hold_the_range_that_they_stand_for(pair):
    count, of = pair
    low, high = (float(limit) for limit in rate_range(count, of))
    numbers = [
        int(n) for n in re.findall(r"\d+", range_in_words(low, high, of).replace("in 10", ""))
    ]
    base = 10 if of < 100 else 100
    assert numbers[0] / base <= low + 1e-9
    assert high <= numbers[1] / base + 1e-9


def test_chances_are_never_said_to_be_none_or_certain():
    assert chance_in_words(0.0) == "fewer than 1 in 10"
    assert chance_in_words(1.0) == "more than 9 in 10"


def test_dates_lists_and_plurals_read_as_people_write_them():
    assert plain_date(pd.Timestamp("2026-03-05")) == "5 March 2026"
    assert plain_date(pd.NaT) == ""
    assert listed([]) == ""
    assert listed(["a", "b"]) == "a and b"
    assert plural(2, "no", "noes") == "2 noes"
