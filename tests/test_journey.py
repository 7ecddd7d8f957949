"""Stages and the flow, counted by hand; the pictures say what the tables say."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bounceback_analysis as bb
from bounceback_analysis.analysis.feedback import theme_quotes
from bounceback_analysis.analysis.journey import (
    flow_text,
    furthest_step,
    journey,
    stage_rates,
    stalls,
)
from bounceback_analysis.analysis.strengths import what_went_well
from bounceback_analysis.charts.marks import Dot, Flow, Point, Segment, Square, Text
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.notebook.drawing import still
from bounceback_analysis.topics import TOPICS
from tests.made_logs import AS_OF, wild_logs
from tests.reading import log_of

DATA = Path(__file__).parents[1] / "data"
FIVE = """
    date,employer,stage,outcome
    2026-01-01,A,interview,waiting
    2026-01-02,B,interview,rejected
    2026-01-03,C,interview,rejected
    2026-01-04,D,interview,rejected
    2026-01-05,E,interview,waiting
    """
SEARCH = """
    date,employer,role,stage,outcome,source
    2026-01-01,A,Cook,application,passed,Friend
    2026-01-08,A,Cook,interview,rejected,Friend
    2026-01-02,B,Cook,application,rejected,Board
    2026-01-03,C,Cook,application,no response,Board
    2026-01-04,D,Cook,application,withdrew,Board
    2026-01-05,E,Cook,application,waiting,
    2026-01-06,F,Cook,application,cancelled,Board
    2026-01-07,G,Cook,,offer,friend
    """


@pytest.fixture(scope="module")
def example():
    return read_log(DATA / "example_log.csv")


def words_of(picture):
    marks = " ".join(mark.text for mark in picture.marks if isinstance(mark, Text))
    return f"{picture.description} {marks}"


def test_five_rows_give_counts_and_no_share():
    rates = stage_rates(log_of(FIVE))
    row = rates.iloc[0]
    assert (row["stage"], row["count"], row["of"], row["waiting"]) == ("interview", 0, 3, 2)
    assert stalls(rates) is None


def test_five_rows_are_said_without_a_per_cent_or_advice():
    picture = TOPICS["stage_rates"].picture(stage_rates(log_of(FIVE)))
    assert picture.title == "3 answers so far: too few to say anything about you"
    assert picture.sentence == "2 interviews are still waiting."
    assert not re.search(r"%|in 10|stall|avoid|should|try", words_of(picture))
    assert sum(isinstance(mark, Dot | Square) for mark in picture.marks) == 5


def test_stages_are_counted_by_hand():
    rates = stage_rates(log_of(SEARCH)).set_index("stage")
    assert list(rates.index) == ["application", "interview", "not said"]
    columns = ["count", "of", "waiting", "no_response"]
    assert rates.loc["application", columns].tolist() == [1, 3, 1, 1]
    assert rates.loc["interview", columns].tolist() == [0, 1, 0, 0]
    assert rates.loc["not said", columns].tolist() == [1, 1, 0, 0]


def test_groups_are_counted_whatever_their_spelling_and_pooled_between_raw_and_all():
    rates = stage_rates(log_of(SEARCH), by="source").set_index(["stage", "source"])
    assert rates.loc[("application", "Board"), ["count", "of"]].tolist() == [0, 2]
    assert rates.loc[("application", "not said"), ["of", "waiting"]].tolist() == [0, 1]
    assert np.isnan(rates.loc[("application", "not said"), "pooled"])
    friend = rates.loc[("application", "Friend")]
    assert rates.loc[("application", "Board"), "pooled"] < friend["pooled"] < friend["rate"]


def test_words_of_the_role_that_two_applications_share_can_split():
    log = """
        date,employer,role,stage,outcome
        2026-01-01,A,Care assistant,interview,passed
        2026-01-02,B,Assistant cook,interview,rejected
        2026-01-03,C,Driver,interview,rejected
        """
    rates = stage_rates(log_of(log), by="role words")
    assert rates[["role words", "count", "of"]].to_numpy().tolist() == [["assistant", 1, 2]]


@pytest.mark.parametrize("shared", [12, 13])
def test_the_twelve_words_that_most_roles_share_split(shared):
    """The first word stands in three roles, the others in two each: the last by name falls out."""
    words = [f"word{chr(97 + n)}" for n in range(shared)]
    lines = "".join(
        f"2026-01-01,E{i},{w},interview,rejected\n"
        for i, w in enumerate([*words, *words, words[-1]])
    )
    rates = stage_rates(log_of(f"date,employer,role,stage,outcome\n{lines}"), by="role words")
    assert set(rates["role words"]) == {*words[:11], words[-1]}


def test_a_stall_is_named_only_where_one_range_lies_wholly_below_the_others():
    def rows(stage, forward, of):
        outcomes = ["passed"] * forward + ["rejected"] * (of - forward)
        return [f"2026-01-01,{stage} {i},{stage},{outcome}" for i, outcome in enumerate(outcomes)]

    def log(forward):
        lines = rows("application", 18, 20) + rows("interview", forward, 10)
        return log_of("date,employer,stage,outcome\n" + "\n".join(lines))

    assert stalls(stage_rates(log(2))) == "interview"
    assert stalls(stage_rates(log(7))) is None
    title = TOPICS["stage_rates"].picture(stage_rates(log(2))).title
    assert title == (
        "Your applications open doors: 18 of 20. Interviews are where help may pay most: 2 of 10"
    )


@pytest.mark.parametrize(("noes", "stalled"), [(4, None), (5, "interview")])
def test_a_stall_is_named_from_five_decided_on(noes, stalled):
    """None of four, or of five, lies wholly below 30 of 30."""
    passed = "".join(f"2026-01-01,A{i},application,passed\n" for i in range(30))
    rejected = "".join(f"2026-01-02,I{i},interview,rejected\n" for i in range(noes))
    log = log_of(f"date,employer,stage,outcome\n{passed}{rejected}")
    assert stalls(stage_rates(log)) == stalled


def test_a_rate_is_drawn_from_ten_decided_on_and_below_each_answer_is_a_mark():
    rows = [("application", 11), ("screening", 10), ("interview", 9)]
    lines = "".join(f"2026-01-01,{s} {i},{s},rejected\n" for s, n in rows for i in range(n))
    picture = TOPICS["stage_rates"].picture(
        stage_rates(log_of(f"date,employer,stage,outcome\n{lines}"))
    )
    ranged = {mark.y0 for mark in picture.marks if isinstance(mark, Segment)}
    assert ranged == {1, 2}
    assert sum(isinstance(mark, Dot) and mark.y == 0 for mark in picture.marks) == 9
    assert "Under ten, each answer is one mark." in picture.subtitle


@pytest.mark.parametrize(("sources", "drawn"), [(8, 8), (9, 8)])
def test_the_eight_groups_with_most_decided_are_drawn(sources, drawn):
    lines = "".join(
        f"2026-01-01,E{n} {i},application,rejected,Source {n}\n"
        for n in range(sources)
        for i in range(20 - n)
    )
    rates = stage_rates(log_of(f"date,employer,stage,outcome,source\n{lines}"), by="source")
    assert len(rates) == sources
    assert len(TOPICS["stage_rates"].picture(rates).y.ticks) == drawn


def test_two_rows_never_name_a_stall():
    log = """
        date,employer,stage,outcome
        2026-01-01,A,application,passed
        2026-01-02,B,application,passed
        2026-01-03,C,interview,rejected
        """
    assert stalls(stage_rates(log_of(log))) is None


def test_the_flow_is_counted_by_hand_and_keeps_the_stage_reached_after_a_no():
    links = journey(log_of(SEARCH))
    assert "Application [1] Interview" in flow_text(links).splitlines()
    found = {(row.source, row.target): (row.count_, row.share) for row in
             links.rename(columns={"count": "count_"}).itertuples()}  # fmt: skip
    assert found["application", "interview"] == (1, 1 / 6)
    assert found["interview", "a no"] == (1, 1)
    assert found["application", "withdrawn by me"] == (1, 1 / 6)
    assert found["application", "closed by the employer"] == (1, 1 / 6)
    assert found["not said", "offer"] == (1, 1)
    assert links["count"].sum() == 8


def test_what_flows_into_a_step_flows_out_again(example):
    links = journey(example)
    inflow = links.groupby("target")["count"].sum()
    outflow = links.groupby("source")["count"].sum()
    inner = inflow.index.intersection(outflow.index)
    started = example.entries["application"].nunique()
    assert (inflow[inner] <= outflow[inner]).all()
    assert inflow.sum() - inflow[inner].sum() == started


def test_a_second_interview_of_one_application_is_the_same_place():
    log = """
        date,employer,stage,outcome
        2026-01-01,A,interview,passed
        2026-01-09,A,interview,passed
        2026-01-19,A,interview,rejected
        """
    links = journey(log_of(log))
    assert links[["source", "target", "count"]].to_numpy().tolist() == [["interview", "a no", 1]]


def test_a_declined_offer_is_a_place_of_its_own_and_no_withdrawal_has_its_colour():
    log = """
        date,employer,stage,outcome
        2026-01-01,A,interview,offer
        2026-01-09,A,,declined
        2026-01-02,B,interview,withdrew
        2026-01-03,C,interview,offer
        2026-01-19,C,,withdrew
        """
    picture = TOPICS["journey"].picture(journey(log_of(log)))
    assert picture.sentence == (
        "How the 3 stand: 2 offers that you declined and 1 withdrawn by me."
    )
    meanings = {m.hover.split(":")[0]: m.meaning for m in picture.marks if isinstance(m, Flow)}
    assert meanings["interview to declined"] != meanings["interview to withdrawn by me"]
    reached = furthest_step(log_of(log))
    assert reached[["step", "ending"]].to_numpy().tolist() == [
        ["offer", "declined"],
        ["offer", "declined"],
        ["interview", "withdrawn by me"],
    ]


def test_after_an_ending_a_further_line_is_a_further_application_that_ends_once():
    log = """
        date,employer,stage,outcome
        2026-01-01,A,interview,rejected
        2026-01-09,A,interview,offer
        2026-01-19,A,interview,withdrew
        2026-01-02,B,interview,rejected
        2026-01-12,B,interview,waiting
        """
    picture = TOPICS["journey"].picture(journey(log_of(log)))
    assert picture.title == "4 applications so far, with 1 offer"
    assert picture.sentence == ("How the 4 stand: 1 offer that you declined, 1 waiting and 2 noes.")
    assert furthest_step(log_of(log))["step"].tolist()[0] == "offer"


def labels(picture):
    """Give the count that each label of the flow says, by its place."""
    texts = [mark.text for mark in picture.marks if isinstance(mark, Text)]
    found = (re.match(r"([A-Za-z ,]+?) ([\d,]+)(?:,|$)", text) for text in texts)
    return {match[1].lower(): int(match[2].replace(",", "")) for match in found}


@pytest.mark.parametrize("count", range(1, 201))
def test_every_label_of_a_flow_is_its_count(count):
    links = pd.DataFrame(
        {
            "source": ["application", "application", "interview"],
            "target": ["interview", "no answer", "a no"],
            "count": [201 - count, count, 201 - count],
            "share": [(201 - count) / 201, count / 201, 1.0],
        }
    )
    told = {"application": 201, "interview": 201 - count, "a no": 201 - count, "no answer": count}
    assert labels(TOPICS["journey"].picture(links)) == told


@given(wild_logs())
@settings(max_examples=60)
def test_labels_say_what_came_by_and_no_stream_runs_through_a_bar_it_did_not_stop_at(text):
    links = journey(log_of(text, as_of=AS_OF))
    picture = TOPICS["journey"].picture(links)
    if links.empty:
        return
    out, into = (links.groupby(side)["count"].sum() for side in ("source", "target"))
    assert labels(picture) == {**into.to_dict(), **out.to_dict()}
    streams = [mark for mark in picture.marks if isinstance(mark, Flow)]
    for bar in (mark for mark in picture.marks if isinstance(mark, Segment)):
        leaving = touching(bar, [(mark.x0, *mark.span0) for mark in streams])
        arriving = touching(bar, [(mark.x1, *mark.span1) for mark in streams])
        assert sum(high - low for low, high in leaving) in (0, pytest.approx(bar.y1 - bar.y0))
        assert sum(high - low for low, high in arriving) <= bar.y1 - bar.y0 + 1e-9
        assert all(bar.y0 - 1e-9 <= low < high <= bar.y1 + 1e-9 for low, high in arriving)


def touching(bar, ends):
    """Give the spans of streams that meet a bar."""
    return [
        (low, high)
        for x, low, high in ends
        if x == bar.x0 and low < bar.y1 - 1e-9 and high > bar.y0 + 1e-9
    ]


@given(wild_logs())
@settings(max_examples=60)
def test_each_application_is_one_mark_and_the_bracket_sums_those_with_an_interview(text):
    table = furthest_step(log_of(text, as_of=AS_OF))
    picture = TOPICS["furthest_step"].picture(table)
    assert bool(picture.narrow) == bool(picture.marks)
    for drawn in (picture, picture.narrow or picture):
        points = [mark for mark in drawn.marks if isinstance(mark, Point)]
        assert sorted(mark.key for mark in points) == sorted(table["application"])
        assert all(mark.x < drawn.x.high for mark in points)
    assert sum(int(label.split()[0]) for _, label in picture.y.ticks) == len(table)
    if table["met"].any():
        told = {mark.text for mark in picture.marks if isinstance(mark, Text)}
        # One application alone has nothing to sum: its title says that it led to an interview.
        counted = f"{table['met'].sum()} of {len(table)}" in told
        assert counted if len(table) > 1 else picture.title.endswith("led to an interview")
        rows = table["met"].tolist()
        assert rows == sorted(rows, reverse=True)


def test_a_hundred_in_a_row_are_one_split_bar_with_their_counts():
    rows = ["application,rejected"] * 100 + ["application,no response"] * 30 + ["interview,offer"]
    lines = "".join(f"2026-01-01,E{at},{row}\n" for at, row in enumerate(rows))
    picture = TOPICS["furthest_step"].picture(
        furthest_step(log_of("date,employer,stage,outcome\n" + lines, as_of=AS_OF))
    )
    texts = [mark.text for mark in picture.marks if isinstance(mark, Text)]
    assert {"100 noes", "30 no answer", "1 offer"} < set(texts)
    bars = [mark for mark in picture.marks if isinstance(mark, Segment) and mark.width == 14]
    assert [bar.hover for bar in bars] == ["1 offer", "100 a no", "30 no answer"]
    wide = [bar.x1 - bar.x0 for bar in bars]
    assert wide[1] == pytest.approx(100 * wide[0])


def test_an_offer_without_an_interview_stands_outside_the_bracket():
    log = "date,employer,stage,outcome\n2026-01-01,A,,offer\n2026-01-02,B,interview,rejected\n"
    table = furthest_step(log_of(log, as_of=AS_OF))
    assert table[["step", "met"]].to_numpy().tolist() == [
        ["interview", True],
        ["offer, no interview noted", False],
    ]
    assert (
        TOPICS["furthest_step"].picture(table).title
        == "1 of your 2 applications led to an interview"
    )


def test_an_accepted_offer_is_said_in_plain_words():
    log = "date,employer,stage,outcome\n2026-01-01,A,interview,offer\n2026-01-09,A,,accepted\n"
    picture = TOPICS["furthest_step"].picture(furthest_step(log_of(log, as_of=AS_OF)))
    assert picture.sentence.startswith("You accepted an offer. Congratulations.")


def test_what_is_only_booked_has_not_been_reached():
    log = """
        date,employer,stage,outcome
        2026-06-01,A,application,waiting
        2026-07-09,A,interview,waiting
        2026-07-10,B,interview,waiting
        """
    table = furthest_step(log_of(log, as_of=AS_OF))
    assert table[["application", "step", "ending"]].to_numpy().tolist() == [
        ["A", "application", "went on"]
    ]


def test_where_no_line_says_how_it_was_found_there_are_no_groups_to_name():
    picture = TOPICS["stage_rates"].picture(stage_rates(log_of(FIVE), by="source"))
    assert (picture.title, picture.marks) == ("Nothing to split by where it was found yet", ())


def test_groups_are_said_with_what_stands_beside_them():
    picture = TOPICS["stage_rates"].picture(stage_rates(log_of(SEARCH), by="source"))
    assert picture.title == "Applications by where it was found: cannot tell the groups apart yet"
    assert picture.sentence == "Beside each: how many went forward, of how many decided."


def test_a_step_without_a_name_or_an_answer_is_said_in_whole_words():
    lines = [f"2026-01-{day:02},E{day},,rejected" for day in range(1, 12)]
    log = "date,employer,stage,outcome\n" + "\n".join(lines) + "\n2026-01-12,Z,interview,waiting"
    picture = TOPICS["stage_rates"].picture(stage_rates(log_of(log)))
    assert picture.title == "Steps without a name: 11 so far, the next step still to come"
    assert picture.sentence == (
        "None has led further yet, and that is hard. It happens even where up to 2 in 10 go "
        "forward. "
        "1 interview is still waiting."
    )
    notes = [mark.text for mark in picture.marks if isinstance(mark, Text)]
    assert notes == ["1 waiting", "11 so far"]


def test_who_never_answered_and_who_waits_is_told_by_the_step():
    rows = [f"2026-01-{day:02},E{day},interview,rejected" for day in range(1, 7)]
    rows += [f"2026-02-{day:02},F{day},interview,passed" for day in range(1, 5)]
    rows += ["2026-03-01,G,application,no response", "2026-03-02,H,interview,waiting"]
    rows += [f"2026-03-1{n},I{n},application,waiting" for n in (1, 2)]
    log = log_of("date,employer,stage,outcome\n" + "\n".join(rows) + "\n")
    assert TOPICS["stage_rates"].picture(stage_rates(log)).sentence == (
        "Interviews that were decided: about 4 in 10, 1 to 7 in 10. 1 application never answered. "
        "It is counted as not going forward; silence is not an answer about you. "
        "3 are still waiting: 2 applications and 1 interview."
    )


def test_numbers_in_the_words_are_those_of_the_table(example):
    rates = stage_rates(example).set_index("stage")
    picture = TOPICS["stage_rates"].picture(stage_rates(example))
    waiting = int(rates["waiting"].sum())
    assert f"{waiting} are still waiting" in picture.sentence
    texts = [mark.text for mark in picture.marks if isinstance(mark, Text)]
    for text, (_, row) in zip(texts, rates.iterrows(), strict=True):
        told = f"{row['count']:.0f} of {row['of']:.0f}"
        assert text.startswith(told if row["count"] else f"{row['of']:.0f} so far")
    flow = TOPICS["journey"].picture(journey(example))
    assert flow.title.startswith(f"{example.entries['application'].nunique()} applications so far")


@pytest.mark.parametrize("by", ["source", "format", "role words"])
def test_groups_are_drawn_from_their_table_and_say_when_they_cannot_be_told_apart(example, by):
    picture = TOPICS["stage_rates"].picture(stage_rates(example, by=by))
    assert picture.marks
    assert "cannot tell the groups apart yet" in picture.title


@pytest.mark.parametrize("by", [None, "source", "format", "role words"])
def test_nothing_and_three_rows_have_pictures_too(example, by):
    for lines in ([], [2, 3, 4]):
        rates = stage_rates(example.only(lines=lines), by=by)
        assert TOPICS["stage_rates"].picture(rates).title
        assert TOPICS["stage_rates"].picture(rates).to_svg()
    assert TOPICS["journey"].picture(journey(example.only(lines=[]))).title == "Nothing here yet"


@given(st.integers(0, 6), st.integers(0, 6), st.integers(1, 5))
@settings(max_examples=20)
def test_a_waiting_line_never_changes_the_rate(yes, no, waiting):
    rows = ["passed"] * yes + ["rejected"] * no
    lines = [f"2026-01-01,E{i},interview,{outcome}" for i, outcome in enumerate(rows)]
    more = [f"2026-01-02,W{i},interview,waiting" for i in range(waiting)]
    head = "date,employer,stage,outcome\n"
    before = stage_rates(log_of(head + "\n".join(lines)))
    after = stage_rates(log_of(head + "\n".join(lines + more)))
    if rows:
        same = ["count", "of", "rate", "low", "high", "low80", "high80"]
        pd.testing.assert_frame_equal(before[same], after[same])
        assert (before["waiting"][0], after["waiting"][0]) == (0, waiting)


def test_praise_is_shown_without_the_criticism_that_stands_beside_it():
    log = """
        date,employer,stage,outcome,feedback
        2026-01-01,A,interview,rejected,"You interviewed well, but we felt that you were nervous."
        2026-01-02,B,interview,rejected,Well prepared and clear yet vague on the budget.
        """
    found = what_went_well(log_of(log))
    praise = found.loc[found["kind"] == "praised theme", "text"].tolist()
    assert "You interviewed well" in praise
    assert not any("nervous" in text or "vague" in text for text in praise)


def test_a_reading_of_ones_own_without_a_phrase_is_shown_by_its_name():
    log = """
        date,employer,stage,outcome,feedback,feedback_themes
        2026-01-01,A,application,rejected,You were quiet. See you again.,communication strength
        ,B,application,rejected,,communication strength
        """
    table = what_went_well(log_of(log))
    assert table["text"].tolist() == ["Getting your message across"] * 2
    picture = TOPICS["what_went_well"].picture(table)
    assert (
        picture.sentence == "Lately: praised for getting your message across (A, 1 January 2026)."
    )


def test_no_words_are_called_praise_that_were_read_as_anything_else():
    """Kind words are theirs only where the same was read in them; a criticism is never quoted."""
    log = log_of("""
        date,employer,stage,outcome,feedback,feedback_themes
        2026-01-03,A,interview,rejected,Your answers were vague.,answers strength
        2026-01-02,B,interview,rejected,Head rang me. Your examples were excellent.,answers strength
        2026-01-01,C,interview,rejected,Head rang me the same night. Lovely.,job_skills strength
        """)
    praised = what_went_well(log).query("kind == 'praised theme'")
    assert praised[["text", "quoted", "employer"]].to_numpy().tolist() == [
        ["Depth and examples in answers", False, "A"],
        ["Your examples were excellent", True, "B"],
        ["Job knowledge, skills and tests", False, "C"],
    ]
    assert theme_quotes(log)["end"].gt(0).tolist() == [False, True, False]
    page = still(bb.welcome(log))["text/plain"].splitlines()
    assert page[:5] == [
        "Welcome back",
        "First, what went well.",
        "Praised for depth and examples in answers",
        "A, 3 January 2026",
        "All that went well: 3 things they praised",
    ]


def test_what_went_well_holds_words_praise_good_ratings_and_steps_forward():
    log = """
        date,employer,stage,outcome,went_well,calm,feedback
        2026-01-01,A,interview,offer,Laughed together,4,
        2026-01-02,B,interview,rejected,,3,You communicated clearly. Others had more experience.
        """
    found = what_went_well(log_of(log))
    assert found["kind"].tolist()[0] == "words"
    assert set(found["kind"]) == {"words", "praised theme", "rating", "went forward"}
    assert found["text"][found["kind"] == "rating"].tolist() == ["Felt calm: 4 of 5"]
    assert "You communicated clearly" in found["text"].tolist()
    assert "An offer after the interview" in found["text"].tolist()
    assert TOPICS["what_went_well"].picture(found).sentence.startswith("Lately: “Laughed together”")
