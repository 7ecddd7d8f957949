"""What goes with going forward: everything listed, nothing said too surely."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from bounceback_analysis.analysis.chance import UNSURE
from bounceback_analysis.analysis.progress import (
    goes_with_success,
    improving,
    verdicts,
)
from bounceback_analysis.log.model import Log
from bounceback_analysis.topics import TOPICS
from tests.reading import log_of
from tests.test_runs import interviews

HEAD = "date,employer,role,stage,outcome,heard_on,source,format,rated_on,prepared,calm\n"


def log(groups):
    """Make interviews from (source, forward, no): one employer each."""
    rows = []
    for source, forward, no in groups:
        for outcome in ["passed"] * forward + ["rejected"] * no:
            n = len(rows)
            rows.append(f"2026-01-{n % 28 + 1:02},E{n},,interview,{outcome},,{source},,,,")
    return log_of(HEAD + "\n".join(rows) + "\n")


def test_a_level_is_compared_with_the_rest_by_hand():
    table = goes_with_success(log([("Friend", 6, 2), ("Board", 3, 9), ("Agency", 1, 4)]))
    row = table.set_index("level").loc["Friend"]
    assert row[["count", "of", "rest", "rest_of"]].tolist() == [6, 8, 4, 17]
    assert row["difference"] == pytest.approx(6 / 8 - 4 / 17)
    assert row["diff_low"] < row["diff_low80"] < row["difference"] < row["diff_high80"]


def test_clear_is_fisher_and_holm_over_all_that_was_compared():
    groups = [("Friend", 11, 1), ("Board", 2, 12), ("Agency", 5, 6)]
    table = goes_with_success(log(groups)).set_index("level")
    sides = table[["count", "of", "rest", "rest_of"]].astype(int).to_numpy()
    p = [stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue for a, n, b, m in sides]
    sure = multipletests(p, method="holm")[1] <= 0.05
    assert (table["verdict"] == "clear").tolist() == sure.tolist()
    assert sure.any()
    assert not sure.all()


def test_two_levels_are_one_comparison_with_one_verdict():
    table = goes_with_success(log([("Friend", 9, 1), ("Board", 2, 8)])).set_index("level")
    assert table.loc["Friend", "difference"] == pytest.approx(-table.loc["Board", "difference"])
    assert set(table["verdict"]) == {"clear"}
    picture = TOPICS["goes_with_success"].picture(table.reset_index())
    assert picture.title == "Board goes with going forward less often"
    assert picture.sentence.startswith("All 1 comparison looked at are in the table.")


def test_too_little_is_never_more_than_cannot_tell_yet_and_says_how_many_more():
    table = goes_with_success(log([("Friend", 4, 0), ("Board", 0, 6)]))
    assert set(table["verdict"]) == {"cannot tell yet"}
    assert (table["more_needed"] >= 1).all()
    assert "Cannot tell yet" in TOPICS["goes_with_success"].picture(table).title


def test_more_needed_is_only_told_where_it_cannot_be_told_yet():
    table = goes_with_success(log([("Friend", 9, 1), ("Board", 4, 8), ("Agency", 2, 9)]))
    assert table["more_needed"].isna()[table["verdict"] != "cannot tell yet"].all()


@pytest.mark.parametrize(
    ("friend", "verdict"),
    [
        ((4, 0), "cannot tell yet"),
        ((5, 0), "clear"),
        ((2, 3), "cannot tell yet"),
        ((3, 2), "clear"),
    ],
)
def test_a_verdict_takes_five_a_side_and_three_of_the_rarer(friend, verdict):
    """Beside none of fifty: 4 of 4 is too few, 2 of 5 too rare."""
    assert set(goes_with_success(log([("Friend", *friend), ("Board", 0, 50)]))["verdict"]) == {
        verdict
    }


def test_the_least_that_is_needed_is_ten_in_all():
    """3 of 3 beside 0 of 4 differ enough, so that only the three lacking of ten are needed."""
    table = goes_with_success(log([("Friend", 3, 0), ("Board", 0, 4)]))
    assert table["more_needed"].tolist() == [3, 3]


def test_more_than_twenty_are_never_asked_for_since_one_search_has_no_more():
    """By the formula 4 of 5 beside 2 of 5 takes 20 more, 2 of 3 beside 2 of 9 takes 21."""
    near = goes_with_success(log([("Friend", 4, 1), ("Board", 2, 3)]))
    far = goes_with_success(log([("Friend", 2, 1), ("Board", 2, 7)]))
    assert near["more_needed"].tolist() == [20, 20]
    assert far["more_needed"].isna().all()


def sides_of(*groups):
    """Make one side and the other, each of (forward, all), as tries in their order."""
    yes = np.concatenate([np.arange(of) < count for count, of in groups])
    has = np.arange(len(yes)) < groups[0][1]
    return yes, (has, ~has)


def test_several_ratings_that_are_one_and_the_same_are_a_hint_where_one_would_be_clear():
    """5 of 10 beside 0 of 10: exactly .033 for one comparison, six times that by Holm for six."""
    yes, side = sides_of((5, 10), (0, 10))
    assert verdicts(yes, [side]) == ["clear"]
    assert verdicts(yes, [side] * 6) == ["leaning"] * 6


def test_the_same_difference_among_many_that_do_not_hang_together_is_no_hint():
    yes, side = sides_of((5, 10), (0, 10))
    draw = np.random.default_rng(1)
    others = [draw.permutation(side[0]) for _ in range(20)]
    found = verdicts(yes, [side, *((has, ~has) for has in others)])
    assert set(found) == {"cannot tell yet"}


@pytest.mark.parametrize("of", [8, 10, 12])
def test_a_hint_is_given_by_luck_in_at_most_about_five_of_a_hundred_searches(of):
    """All ways in which half of the tries may have gone forward, judged by two unlike splits."""
    early = np.arange(of) < of // 2
    even = np.arange(of) % 2 == 0
    ways = [np.isin(np.arange(of), w) for w in itertools.combinations(range(of), of // 2)]
    ways = ways[:: max(1, len(ways) // 150)]
    alarms = [set(verdicts(w, [(early, ~early), (even, ~even)])) != {UNSURE} for w in ways]
    assert np.mean(alarms) <= 0.07


def test_ratings_are_compared_at_4_or_5_against_less():
    rows = [
        f"2026-01-{i + 1:02},E{i},,interview,{'passed' if calm > 3 else 'rejected'},"
        f"2026-02-01,,,2026-01-{i + 1:02},,{calm}"
        for i, calm in enumerate([5, 4, 4, 5, 4, 1, 2, 3, 2, 1])
    ]
    table = goes_with_success(log_of(HEAD + "\n".join(rows) + "\n")).set_index("level")
    assert table.loc["4 or 5", ["factor", "count", "of", "rest_of"]].tolist() == ["calm", 5, 5, 5]
    assert table.loc["4 or 5", "verdict"] == "clear"


def test_all_that_was_looked_at_is_listed_and_words_claim_no_cause():
    groups = [(f"Source {i}", 2 + i % 2, 4) for i in range(6)]
    table = goes_with_success(log(groups))
    picture = TOPICS["goes_with_success"].picture(table)
    assert len(table) == 6
    assert "All 6 comparisons looked at are in the table" in picture.sentence
    assert "need not be what caused it" in picture.sentence
    assert " p " not in picture.description
    assert "p" not in table.columns


@pytest.mark.parametrize(("sources", "compared"), [(7, 7), (8, 8), (9, 8)])
def test_the_eight_sources_with_most_lines_are_compared(sources, compared):
    table = goes_with_success(log([(f"Source {i}", 1, 20 - i) for i in range(sources)]))
    assert sorted(table["level"]) == [f"Source {i}" for i in range(compared)]


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_nothing_and_little_give_words_and_no_picture(rows):
    table = goes_with_success(log([("Friend", 1, 2)]).only(lines=range(2, rows + 2)))
    picture = TOPICS["goes_with_success"].picture(table)
    assert not picture.marks
    assert picture.title


def test_applications_are_looked_at_where_no_interview_was_decided():
    entries = log([("Friend", 3, 3), ("Board", 3, 3)]).entries
    table = goes_with_success(Log(entries.assign(stage="application")))
    assert set(table["step"]) == {"applications"}
    assert not np.isnan(table["difference"]).any()


def test_halves_are_counted_by_hand():
    table = improving(interviews("0000001000" + "0110100101"))
    assert table["half"].tolist() == ["earlier", "later"]
    assert table["count"].tolist() == [1, 5]
    assert table["of"].tolist() == [10, 10]
    assert table["difference"][0] == pytest.approx(0.4)
    assert table["diff_low"][0] < 0.4 < table["diff_high"][0]


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ("0000000000" + "1111110111", "clear"),
        # Fisher's exact p: 1 of 10 beside 6 of 10 is .057, 0 of 10 beside 5 of 10 is .033.
        ("0000001000" + "0110101101", "cannot tell yet"),
        ("0000000000" + "0110100101", "clear"),
        ("0100001000" + "0010000100", "cannot tell yet"),
        ("0000" + "1111", "cannot tell yet"),
    ],
)
def test_a_change_is_clear_where_the_exact_test_is(results, verdict):
    assert set(improving(interviews(results))["verdict"]) == {verdict}


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
    assert improving(log_of(log))["of"].sum() == decided
