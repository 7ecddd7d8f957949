"""Faults that numbers had, each by its kind, with the answer computed by hand."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import bounceback_analysis as bb
from bounceback_analysis.analysis.outcomes import employers, settled
from bounceback_analysis.charts.marks import Point, Segment, Text
from bounceback_analysis.notebook.panels import still_waiting
from bounceback_analysis.report import page_one
from bounceback_analysis.report.blocks import texts
from bounceback_analysis.report.material import Material
from bounceback_analysis.report.writing import Choices, make_report
from bounceback_analysis.topics import TOPICS
from tests.conftest import ROOT
from tests.reading import log_of

EXAMPLE = ROOT / "data" / "example_log.csv"


@pytest.fixture(scope="module")
def example():
    return bb.read_log(EXAMPLE, as_of="2026-11-30")


def twelve(stage="interview", outcome="rejected", more="", cells=""):
    rows = [
        f"2026-{1 + n // 2:02}-{5 + n % 2 * 14:02},E{n},Clerk,{stage},{outcome}{cells}"
        for n in range(12)
    ]
    return log_of(f"date,employer,role,stage,outcome{more}\n" + "\n".join(rows), as_of="2026-08-01")


NOES = {
    "interviews": twelve(),
    "interviews without an answer": twelve(outcome="no response"),
    "interviews, nervous each time": twelve(more=",rated_on,heard_on,calm", cells=",2026-01-01,2026-07-20,1"),
    "applications": twelve(stage="application"),
    "steps without a name": twelve(stage=""),
}  # fmt: skip


@pytest.mark.parametrize("name", NOES)
@pytest.mark.parametrize("topic", TOPICS)
def test_with_twelve_noes_no_title_or_sentence_has_a_bare_nought_as_its_finding(name, topic):
    picture = bb.plot(topic, NOES[name])
    said = f"{picture.title}. {picture.sentence}"
    assert not re.search(r"\b0 (?:of|times)|\bnone of \d|\bNothing here", said)
    assert "nan" not in said.lower().split()


def test_twelve_invitations_are_what_went_well():
    assert (
        bb.plot("what_went_well", NOES["interviews"]).title
        == "Employers asked to meet you 12 times"
    )
    assert (
        bb.plot("stage_rates", NOES["interviews"]).title == "Employers asked to meet you 12 times"
    )
    assert bb.plot("no_offer_yet", NOES["interviews"]).title == "12 employers asked to meet you"
    # Nine in ten to the power of twelve: .28.
    assert "about 3 in 10 people" in bb.plot("no_offer_yet", NOES["interviews"], one_in=10).sentence
    nervous = bb.plot("nerves", NOES["interviews, nervous each time"]).sentence
    assert nervous.startswith("You felt nervous each time. Many do")


def test_what_cannot_be_told_is_not_said_to_be_ordinary():
    rows = "".join(f"2026-0{n}-01,E{n},interview,waiting\n" for n in (1, 2, 3))
    log = log_of(f"date,employer,stage,outcome\n{rows}", as_of="2026-12-01")
    page = str(still_waiting(log))
    assert "3 that nobody has answered yet" in page
    assert "ordinary" not in page
    assert "A short note is fair after two weeks or so." in page


def test_page_one_of_twelve_noes_says_what_is_to_come_and_no_nought(tmp_path):
    bb.write_report(NOES["interviews"], tmp_path / "report.html")
    said = (tmp_path / "report.html").read_text("utf-8")
    assert "12 interviews: none led further yet, and that is hard." in said
    assert "Employers asked to meet me 12 times" in said
    assert not re.search(r"\b0 of|meet I\b", said)


def test_a_log_without_stages_is_told_what_to_add():
    said = bb.plot("stage_rates", NOES["steps without a name"])
    assert said.title == "12 decided so far; your log does not yet say at which step"
    assert "Name the step on each line" in said.sentence
    assert bb.no_offer_yet(NOES["steps without a name"])["employers"].item() == 0


def test_a_skill_is_drawn_at_the_count_that_its_title_says(example):
    picture = bb.plot("skill_gaps", example)
    assert picture.title.startswith("Excel first: 21 of 46 adverts")
    excel = next(mark for mark in picture.marks if getattr(mark, "key", "") == "Excel")
    assert (excel.x, picture.x.title) == (21, "of 46 adverts")
    unrated = bb.plot("skill_gaps", log_of(
        "date,employer,outcome,skills_wanted\n"
        + "\n".join(f"2026-0{n}-01,E{n},waiting,{'Excel' if n > 2 else 'Sage'}" for n in range(1, 7))
    ))  # fmt: skip
    assert {mark.key: mark.x for mark in unrated.marks if isinstance(mark, Point)} == {
        "Excel": 4,
        "Sage": 2,
    }
    assert unrated.title == "Asked for most, of 6 adverts: Excel (4)"


def test_pairs_of_two_views_are_drawn_one_mark_each(example):
    table = bb.mirrors(example).set_index("theme")
    picture = bb.plot("mirrors", example)
    drawn = [mark for mark in picture.marks if isinstance(mark, Point)]
    pairs = table.drop(columns="not_said").sum(axis=1)
    assert len(drawn) == pairs[pairs >= 3].sum()
    assert not [mark for mark in picture.marks if isinstance(mark, Segment)]


def test_interviews_told_twice_are_one_number(example):
    reached = bb.furthest_step(example)
    assert reached["met"].sum() == 22
    assert bb.no_offer_yet(example)["employers"].item() == 22
    labels = [mark.text for mark in bb.plot("journey", example).marks if isinstance(mark, Text)]
    # One of the 22 had only a final interview; so had two others, beside an interview.
    assert "Interview 21" in labels
    assert "Final interview 3" in labels


SPLIT = """
    date,employer,role,stage,outcome,source,rated_on,calm
    2026-01-05,Oak,Clerk,application,waiting,Friend,,
    2026-01-12,Oak,Clerk,,rejected,,,
    2026-02-02,Elm,Clerk,application,passed,Friend,,
    2026-02-20,Elm,Clerk,interview,waiting,,2026-02-20,2
    2026-03-01,Elm,Clerk,,rejected,,,
    2026-03-05,?,Cook,interview,rejected,Job board,,
    2026-03-06,?,Cook,interview,rejected,Job board,,
    2026-09-01,Ash,Cook,interview,waiting,Friend,,
"""


def test_an_answer_on_its_own_line_is_the_answer_of_the_step_it_answers():
    lines = settled(log_of(SPLIT, as_of="2026-04-01")).set_index("line")
    assert lines.loc[2, ["state", "heard_on"]].tolist() == ["no", pd.Timestamp("2026-01-12")]
    assert str(lines.loc[5, "heard_on"].date()) == "2026-03-01"
    # Rated on the day, before the answer of 1 March.
    assert bb.nerves(log_of(SPLIT, as_of="2026-04-01"))[
        ["calm", "count", "of"]
    ].to_numpy().tolist() == [[2, 0, 1]]


def test_a_source_is_that_of_the_whole_application():
    found = bb.stage_rates(log_of(SPLIT, as_of="2026-04-01"), by="source")
    told = {(r["stage"], r["source"]): (r["count"], r["of"]) for r in found.to_dict("records")}
    assert told == {
        ("application", "Friend"): (1, 2),
        ("interview", "Friend"): (0, 1),
        ("interview", "Job board"): (0, 2),
    }


def test_two_employers_without_a_name_are_two_and_what_is_booked_is_none():
    log = log_of(SPLIT, as_of="2026-04-01")
    assert employers(log.entries).nunique() == 5
    assert bb.no_offer_yet(log)["employers"].item() == 3  # Elm and two that are not named
    picture = bb.plot("next_interview", log)
    assert picture.title == "Next: interview at Ash, Cook, on 1 September 2026"
    assert picture.sentence == "In 153 days."
    assert picture.table["application"].tolist() == ["Ash, Cook"]
    assert bb.plot("next_interview", log.only(source="Job board")).marks == ()


def test_ratings_of_one_interview_that_lean_together_are_one_hint():
    good = ",5,5,5,5,5,5"
    rows = [f"2026-01-{n:02},E{n},interview,{'passed' if n > 7 or n == 1 else 'rejected'},2026-03-01,2026-01-01{good if n > 6 else good.replace('5', '1')}" for n in range(1, 15)]  # fmt: skip
    head = "date,employer,stage,outcome,heard_on,rated_on,prepared,knew_employer,knew_role,answered,sold_myself,calm\n"
    table = bb.goes_with_success(log_of(head + "\n".join(rows), as_of="2026-04-01"))
    # Seven of eight against one of six: Fisher's p is 77 of 3,003, or .026; six times that is .15.
    assert set(table["verdict"]) == {"leaning"}
    said = bb.plot("goes_with_success", log_of(head + "\n".join(rows), as_of="2026-04-01"))
    assert said.title == "Nothing is clear yet; there is one hint"
    assert said.sentence.startswith(
        "Several lean, but they come from the same 14 answers: one hint"
    )


def test_how_many_more_is_not_told_after_a_lucky_start():
    rows = "".join(
        f"2026-01-{n:02},E{n},interview,{'offer' if n == 3 else 'rejected'}\n" for n in range(1, 30)
    )
    log = log_of(f"date,employer,stage,outcome\n{rows}", as_of="2026-04-01")
    assert bb.how_many_more(log)["interviews"].isna().all()  # 29 ended; it takes thirty


def test_thirty_common_questions_differ_and_the_next_to_say_aloud_is_named(example):
    table = bb.common_questions(example)
    assert table["question"].nunique() == len(table) == 30
    picture = bb.plot("common_questions", example)
    following = table.loc[~table["practised"], "question"].iloc[0]
    assert picture.sentence.endswith(f"Say one answer aloud today: {following}")


NAMELESS = """
    date,employer,role,stage,outcome,next_step,follow_up_on,feedback_themes
    2026-01-05,Confidential,Cook,interview,rejected,,,nerves gap
    2026-01-06,Confidential,Clerk,interview,rejected,Take your time,2026-07-09,nerves gap
    2026-01-07,Oak,Cook,interview,rejected,,,answers gap
    2026-03-09,Elm,Cook,interview,rejected,,,people strength
    2026-07-06,Ash,Cook,interview,waiting,,,
"""


def test_two_employers_without_a_name_are_two_in_the_report_as_on_the_page():
    log = log_of(NAMELESS, as_of="2026-07-01")
    told = "Wanted more of: calm and confidence (2 of 4 employers)"
    assert told in bb.plot("feedback_themes", log).title
    said = " ".join(texts(make_report(log, Choices())[0]))
    assert told in said
    assert "missed by 2 of 4 employers, last in January 2026." in said
    # Oak, Elm and Ash have names to hide; what stands for no name hides nobody.
    assert "The names of 3 employers; a letter stands for each." in said


def test_the_report_speaks_of_plans_and_of_what_is_booked_as_one_would():
    plan = "nerves,,,nerves,Breathe,practise,,2026-02-01,\nnerves,,,nerves,Rehearse,practise,2026-06-01,,\n"
    said = " ".join(
        texts(make_report(log_of(NAMELESS, as_of="2026-07-01", plan=plan), Choices())[0])
    )
    # Before February two of three employers missed it; since then one was heard from.
    assert "missed by 2 of 3 before, none of 1 since. Too few to be sure)" in said
    assert "(due 1 June 2026, still to do)" in said
    assert "my interview" in said
    # What is only booked has not been applied for yet: Ash counts nowhere.
    assert "Applied for so far: cook 3 of 4 and clerk." in said
    assert "Take your time" in said  # their own words stay theirs


@pytest.mark.parametrize(
    ("steps", "figures"),
    [
        ("2026-05-01,A,application,passed\n2026-06-20,A,interview,waiting\n",
         [("1", "application"), ("1", "interview booked")]),
        ("2026-05-01,A,application,waiting\n", [("1", "application"), ("1", "still waiting")]),
        ("2026-05-01,A,interview,rejected\n2026-06-20,B,interview,waiting\n",
         [("1", "application"), ("1", "led to an interview")]),
    ],
)  # fmt: skip
def test_a_booked_interview_stands_where_nought_would_and_no_figure_is_a_nought(steps, figures):
    log = log_of(f"date,employer,stage,outcome\n{steps}", as_of="2026-06-10")
    assert list(page_one._stats(Material(log)).items) == figures


def test_nothing_forward_in_either_half_is_said_as_what_will_stand_there():
    picture = bb.plot("improving", NOES["interviews"])
    assert picture.title == "No change to see yet"
    assert picture.sentence == (
        "Once one of your interviews leads further, the later ones will stand here beside the "
        "earlier."
    )
