"""What the pictures of luck, change and calm say to somebody who reads them after a no."""

from __future__ import annotations

import re

import numpy as np
import pytest

from bounceback_analysis.analysis.progress import (
    goes_with_success,
    how_many_more,
    improving,
    nerves,
    no_offer_yet,
    run_of_noes,
)
from bounceback_analysis.charts.marks import Dot, Segment, Text
from bounceback_analysis.topics import TOPICS
from tests.reading import log_of
from tests.test_runs import MANY, interviews


def rated(results, calm=1):
    """Make interviews that were rated on their day: 1 offer, 0 no."""
    rows = [
        f"2026-{i // 28 + 1:02}-{i % 28 + 1:02},E{i},interview,"
        f"{'offer' if result == '1' else 'rejected'},2026-12-01,2026-{i // 28 + 1:02}-28,{calm}"
        for i, result in enumerate(results)
    ]
    return log_of("date,employer,stage,outcome,heard_on,rated_on,calm\n" + "\n".join(rows))


def every_picture(log):
    return [
        TOPICS["run_of_noes"].picture(run_of_noes(log)),
        *(TOPICS["no_offer_yet"].picture(no_offer_yet(log, one_in=n)) for n in (None, 5, 10, 20)),
        TOPICS["how_many_more"].picture(how_many_more(log)),
        TOPICS["improving"].picture(improving(log)),
        TOPICS["goes_with_success"].picture(goes_with_success(log)),
        TOPICS["nerves"].picture(nerves(log)),
    ]


def test_what_luck_does_comes_first():
    picture = TOPICS["run_of_noes"].picture(run_of_noes(interviews("0000001" + "0" * 11)))
    assert picture.title == "Luck alone makes a stretch of 11 about 8 times in 10"
    assert picture.sentence == (
        "The longest stretch of interviews without an offer is 11. With results like yours, luck "
        "alone makes one that long about 8 times in 10. It says little about you."
    )


@pytest.mark.parametrize(
    ("share", "unusual", "title"),
    [
        (0.04, True, "A stretch of 11 is longer than luck often makes"),
        (0.05, False, "By luck alone a stretch of 11 comes to about 1 person in 20"),
        (0.143, False, "By luck alone a stretch of 11 comes to about 1 person in 7"),
        (0.19, False, "By luck alone a stretch of 11 comes to about 1 person in 5"),
        (0.2, False, "Luck alone makes a stretch of 11 about 2 times in 10"),
        (0.97, False, "Luck alone makes a stretch of 11 more than 9 times in 10"),
        (1.0, False, "Luck alone makes a stretch of 11 every time"),
    ],
)
def test_a_stretch_is_said_as_often_as_luck_makes_it(share, unusual, title):
    table = run_of_noes(interviews("0000001" + "0" * 11))
    picture = TOPICS["run_of_noes"].picture(table.assign(share_of_orders=share, unusual=unusual))
    assert picture.title == title
    assert ("adviser" in picture.sentence) == unusual


@pytest.mark.parametrize("results", ["0" * 6, "0" * 12, "0" * 40])
def test_without_an_offer_nothing_draws_the_noes_and_nothing_finds_a_nought(results):
    log = rated(results)
    for picture in every_picture(log):
        assert not re.search(r"\b0 (of|in|offers?|times)\b|\bnone of\b", picture.description)
    assert TOPICS["run_of_noes"].picture(run_of_noes(log)).marks == ()


def test_who_asked_to_meet_stands_first_and_nobody_is_told_a_usual_rate():
    picture = TOPICS["no_offer_yet"].picture(no_offer_yet(interviews("0" * 12)))
    assert picture.title == "12 employers asked to meet you"
    assert len(picture.marks) == 12
    assert not re.search(r"usual|typical|average|normal", picture.description)


def test_at_a_rate_picked_it_says_how_many_stand_here_and_draws_as_many():
    picture = TOPICS["no_offer_yet"].picture(no_offer_yet(interviews("0" * 12), one_in=10))
    assert picture.sentence == (
        "No offer yet, and that is hard. If 1 interview in 10 brings an offer, about 3 in 10 "
        "people stand where you stand after 12 interviews."
    )
    assert sum(not mark.hollow for mark in picture.marks) == 28


@pytest.mark.parametrize(("noes", "told"), [(13, True), (14, False)])
def test_how_many_stand_here_is_told_down_to_one_in_twenty(noes, told):
    """Of people with a rate of 1 in 5, .055 have no offer after 13 and .044 after 14."""
    picture = TOPICS["no_offer_yet"].picture(no_offer_yet(interviews("0" * noes), one_in=5))
    assert ("people stand where you stand" in picture.sentence) == told


def test_where_few_stand_at_that_rate_the_words_point_to_an_adviser_and_name_no_number():
    picture = TOPICS["no_offer_yet"].picture(no_offer_yet(interviews("0" * 30), one_in=5))
    assert "adviser" in picture.sentence
    assert not re.search(r"\d", picture.sentence)


def test_how_many_more_says_its_condition_and_counts_what_is_beyond():
    table = how_many_more(interviews(MANY))
    picture = TOPICS["how_many_more"].picture(table)
    beyond = [mark.hollow for mark in picture.marks if isinstance(mark, Dot)]
    assert beyond == (table["interviews"] > 40).tolist()
    assert picture.sentence.endswith("more interviews, if nothing changes.")
    assert picture.subtitle.startswith("Counted: 30 interviews that ended, one for each")


def test_ways_of_up_to_forty_interviews_have_their_place_and_longer_ones_stand_apart():
    table = how_many_more(interviews(MANY)).assign(interviews=[*range(1, 19), 40, 41])
    picture = TOPICS["how_many_more"].picture(table)
    assert sum(mark.x < 40 for mark in picture.marks) == 19
    assert (picture.marks[-1].hollow, picture.x.ticks[-1]) == (True, (picture.marks[-1].x, "more"))


@pytest.mark.parametrize(("results", "drawn"), [("01" * 9 + "0", False), ("01" * 10, True)])
def test_two_halves_are_drawn_from_ten_in_each_on(results, drawn):
    picture = TOPICS["improving"].picture(improving(interviews(results)))
    assert bool(picture.marks) == drawn
    assert drawn or picture.title == "Too early to see whether anything has changed"


def compared(*verdicts, differences=None):
    """Give a table of ratings with these verdicts, all of the same 17 answers."""
    factors = ["prepared", "knew_employer", "knew_role", "answered", "sold_myself", "calm"]
    rows = len(verdicts)
    table = goes_with_success(rated("01" * 8 + "0", calm=5).only(lines=[2]))
    table = table.reindex(range(rows)).assign(
        factor=factors[:rows], level="4 or 5", verdict=list(verdicts), step="interviews"
    )
    sides = {"count": 5, "of": 8, "rest": 2, "rest_of": 9, "looked_at": rows}
    ranges = {"diff_low": 0.0, "diff_high": 0.7, "diff_low80": 0.1, "diff_high80": 0.6}
    return table.assign(**sides, **ranges, difference=differences or [0.4] * rows)


def test_several_that_lean_are_one_hint():
    picture = TOPICS["goes_with_success"].picture(compared("leaning", "leaning", "cannot tell yet"))
    assert picture.title == "Nothing is clear yet; there is one hint"
    assert picture.sentence.startswith(
        "Several lean, but they come from the same 17 answers: one hint; where nothing goes with "
        "anything, luck alone brings one in about 1 search of 20."
    )


def test_one_that_leans_is_named():
    picture = TOPICS["goes_with_success"].picture(compared("leaning", "cannot tell yet"))
    assert picture.sentence.startswith("Feeling well prepared may go with going forward; where")


@pytest.mark.parametrize(
    ("more", "said"),
    [(12.0, "cannot tell yet, about 12 more"), (np.nan, "more than one search can show")],
)
def test_what_takes_more_than_a_search_has_is_given_no_number(more, said):
    picture = TOPICS["goes_with_success"].picture(
        compared("cannot tell yet").assign(more_needed=more)
    )
    assert picture.marks[-1].text == said


def test_calm_is_drawn_interview_by_interview_and_no_rate_of_a_few():
    picture = TOPICS["nerves"].picture(nerves(rated("0100010")))
    assert len(picture.marks) == 7
    assert not any(isinstance(mark, Segment) for mark in picture.marks)
    assert picture.sentence == (
        "You felt nervous each time. Many do, and it says next to nothing about how you would do "
        "the job. 2 of 7 went forward all the same."
    )


@pytest.mark.parametrize(
    ("calm", "said"),
    [
        (1, "You felt nervous each time. Many do"),
        (3, "You felt nervous or in between each time. Many do"),
        (4, "There is something to compare once an interview has gone forward"),
    ],
)
def test_never_calm_is_said_kindly(calm, said):
    assert TOPICS["nerves"].picture(nerves(rated("000", calm))).sentence.startswith(said)


def test_of_a_search_longer_than_a_row_the_latest_are_drawn_and_that_is_said():
    picture = TOPICS["run_of_noes"].picture(run_of_noes(interviews("1" + "0" * 70)))
    assert sum(isinstance(mark, Dot) for mark in picture.marks) == 4 * 60
    assert "70 in a row" in [mark.text for mark in picture.marks if isinstance(mark, Text)]
    assert "71 interviews that ended" in picture.subtitle
    assert "the latest 60 drawn" in picture.subtitle
    assert not any(
        m.meaning == "strength" for m in picture.marks if isinstance(m, Dot) and m.y == 3
    )


def test_a_stretch_beyond_luck_is_laid_on_nobody_in_one_clean_sentence():
    table = run_of_noes(interviews("0000001" + "0" * 11)).assign(share_of_orders=0.01, unusual=True)
    assert TOPICS["run_of_noes"].picture(table).sentence == (
        "The longest stretch of interviews without an offer is 11. Something outside you may have "
        "changed: the kind of role, the season, the market. Show it to an adviser."
    )
