"""What became of each line, and the small helpers that every table stands on."""

from __future__ import annotations

import pandas as pd
import pytest

from bounceback_analysis.analysis.outcomes import (
    as_they_went,
    employers,
    given_before,
    grouped,
    settled,
    spelt,
    split_list,
    tries_of,
)
from tests.reading import entries_of, log_of


def states(csv_text):
    return settled(log_of(csv_text))["state"].tolist()


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("passed", "forward"),
        ("offer", "forward"),
        ("accepted", "forward"),
        ("declined", "forward"),
        ("rejected", "no"),
        ("no response", "no response"),
        ("waiting", "waiting"),
        ("withdrew", "no trial"),
        ("cancelled", "no trial"),
        ("", "not said"),
    ],
)
def test_each_outcome_has_one_meaning(outcome, state):
    assert states(f"date,employer,outcome\n2026-01-05,A,{outcome}\n") == [state]


def test_a_later_line_makes_an_earlier_waiting_line_count_as_passed():
    log = """
        date,employer,role,stage,outcome
        2026-01-12,A,Cook,interview,rejected
        2026-01-05,A,Cook,application,waiting
        2026-01-06,B,Cook,application,waiting
        """
    assert states(log) == ["no", "forward", "waiting"]


def test_a_declined_line_after_an_offer_is_the_same_offer_and_no_second_trial():
    log = """
        date,employer,stage,outcome
        2026-01-05,A,interview,offer
        2026-01-08,A,,declined
        2026-01-09,B,,declined
        """
    assert states(log) == ["forward", "told again", "forward"]


def test_a_late_reply_makes_the_silence_before_it_a_step_that_went_forward():
    log = """
        date,employer,stage,outcome
        2026-01-05,A,application,no response
        2026-04-05,A,interview,rejected
        2026-01-05,B,application,no response
        """
    assert states(log) == ["forward", "no", "no response"]


def test_an_answer_is_no_step_of_its_own_whichever_way_it_ends():
    log = """
        date,employer,stage,outcome
        2026-01-05,A,application,waiting
        2026-01-09,A,application,rejected
        2026-01-05,B,interview,waiting
        2026-01-09,B,,cancelled
        2026-01-05,C,interview,waiting
        2026-01-09,C,interview,rejected
        """
    # Of C there were two interviews: a stage that is named is a step.
    told = ["no", "told again", "no trial", "told again", "forward", "no"]
    assert states(log) == told
    lines = settled(log_of(log))
    assert lines["counts"].tolist()[2:4] == ["cancelled", "cancelled"]


def test_a_trial_at_a_step_is_the_first_one_of_an_application():
    log = """
        date,employer,stage,outcome
        2026-01-05,A,application,passed
        2026-01-12,A,interview,passed
        2026-01-20,A,final interview,rejected
        2026-01-21,B,,rejected
        """
    step, found = tries_of(log_of(log))
    assert (step, found[["application", "yes"]].to_numpy().tolist()) == (
        "interviews",
        [["A", True]],
    )
    assert tries_of(log_of("date,employer,outcome\n2026-01-21,B,rejected\n"))[0] == (
        "steps without a name"
    )


def test_lists_are_split_at_semicolons_and_new_lines_and_blanks_are_dropped():
    found = split_list(pd.Series(["Excel; stock control ;", "a\nb", None, " "], dtype="str"))
    assert found.to_dict() == {0: "stock control", 1: "b"}
    assert found.tolist() == ["Excel", "stock control", "a", "b"]


def test_one_employer_has_one_key_however_it_is_spelt():
    log = "date,employer,outcome\n2026-01-05,Café Rouge,waiting\n2026-01-06,CAFE  ROUGE,waiting\n"
    first, second = employers(entries_of(log))
    assert first == second


def test_the_most_used_spelling_names_a_group():
    found = spelt(pd.Series(["job board", "Job Board", "Job Board", None], dtype="str"))
    assert found.dropna().tolist() == ["Job Board"] * 3


def test_ratings_count_only_where_they_were_given_before_the_answer():
    log = """
        date,employer,outcome,heard_on,rated_on,calm
        2026-01-05,A,rejected,2026-01-09,2026-01-05,2
        2026-01-05,B,rejected,2026-01-09,2026-01-09,2
        2026-01-05,C,rejected,2026-01-09,,2
        2026-01-05,D,rejected,,2026-01-05,2
        2026-01-05,E,waiting,,2026-01-05,2
        """
    assert given_before(settled(log_of(log))).tolist() == [True, False, False, False, True]


def test_an_unknown_way_to_split_names_the_known_ones():
    with pytest.raises(ValueError, match="source, format, role words"):
        grouped(entries_of("date,employer,outcome\n"), "weather")


def test_a_line_without_a_day_stays_beside_its_application():
    rows = (
        "2026-03-01,Alder,Cook,application,passed\n"
        ",Alder,Cook,interview,rejected\n"
        ",Beech,Cook,application,waiting\n"
        "2026-04-01,Cedar,Cook,application,waiting\n"
        ",Dunn,Cook,application,waiting\n"
    )
    log = log_of("date,employer,role,stage,outcome\n" + rows)
    turned = log.entries.iloc[::-1]
    for entries in (log.entries, turned):
        assert as_they_went(entries)["line"].tolist() == [2, 3, 4, 5, 6]
