"""Stories matched to a question and to an advert, and formal scores, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from bounceback_analysis.analysis.preparing import match_stories
from bounceback_analysis.analysis.ratings import formal_scores
from bounceback_analysis.charts.marks import Text
from bounceback_analysis.topics import TOPICS
from bounceback_analysis.vocabulary.schema import columns
from tests.reading import log_of

STORIES = pd.DataFrame(
    [
        {
            "title": "The till that would not balance",
            "situation": "Saturday at the garden centre",
            "action": "I recounted with the supervisor",
            "result": "Found the missing float",
            "skills": "cash handling; attention to detail",
        },
        {
            "title": "The upset parent",
            "situation": "A mother shouted at the front desk",
            "task": "Calm her and keep the queue moving",
            "action": "I listened, and found her a quiet room",
            "result": "She thanked the head",
            "skills": "complaint handling; listening",
            "theme": "people",
        },
        {"title": "The new rota sheet", "skills": "Excel; scheduling", "theme": "digital"},
    ],
    columns=[column.name for column in columns("stories")],
)


def matched(asked, stories=STORIES):
    return match_stories(log_of("date,employer,outcome\n", stories=stories), asked=asked)


def test_a_question_finds_its_story_with_points_counted_by_hand():
    found = matched("Tell us about a time you dealt with an upset parent")
    # complaint handling 3 ("upset parent" names it), the theme people 2, the words parent, upset 2.
    assert found.to_dict("records") == [
        {
            "title": "The upset parent",
            "points": 7,
            "skills": "complaint handling",
            "words": "parent and upset",
            "missing": "",
        }
    ]


def test_at_most_three_words_in_common_are_points():
    """Garden, recounted, saturday and supervisor stand in both; the first three count."""
    asked = "What did your supervisor say that Saturday, when the garden float was recounted?"
    found = matched(asked)
    assert (found["title"][0], found["words"][0].count(" and ")) == (STORIES["title"][0], 1)
    assert found["points"][0] == 3


def test_an_advert_finds_the_stories_that_show_what_it_asks_for():
    advert = "We need good Excel, rota planning and attention to detail in cash handling."
    found = matched(advert).set_index("title")
    assert list(found.index) == ["The new rota sheet", "The till that would not balance"]
    assert found["skills"].tolist() == [
        "Excel and scheduling",
        "attention to detail and cash handling",
    ]
    assert found["missing"].tolist() == ["situation, task, action and result", "task"]


@pytest.mark.parametrize("asked", ["", "Blue or green?"])
def test_what_nothing_answers_finds_nothing(asked):
    found = matched(asked)
    assert found.empty
    assert list(found.columns) == ["title", "points", "skills", "words", "missing"]


def test_an_empty_bank_finds_nothing():
    assert matched("Why us?", STORIES.iloc[:0]).empty


def test_formal_scores_are_told_as_distance_from_the_pass_mark():
    log = (
        "date,employer,outcome,score,score_out_of,pass_mark\n"
        "2026-03-09,B,rejected,14,24,16\n"
        "2026-03-02,A,passed,5,7,4\n"
        "2026-03-16,C,rejected,52,100,\n"
        "2026-03-23,D,rejected,3,,4\n"
        "2026-03-30,E,rejected,,7,4\n"
    )
    table = formal_scores(log_of(log))
    assert table["employer"].tolist() == ["A", "B", "C", "D"]
    assert table["distance"].tolist()[:2] == [1, -2]
    assert table["share"].tolist()[:2] == pytest.approx([1 / 7, -2 / 24])
    assert table.loc[table["employer"] == "C", ["distance", "share"]].isna().all(axis=None)
    row = table[table["employer"] == "D"].iloc[0]
    assert row["distance"] == -1
    assert pd.isna(row["share"])


SCORED = (
    "date,employer,stage,outcome,score,score_out_of,pass_mark\n"
    "2026-03-02,A,assessment,passed,5,7,4\n"
    "2026-03-09,B,interview,rejected,14,24,16\n"
    "2026-03-16,C,interview,rejected,3,7,4\n"
    "2026-03-23,<b>D</b>,interview,rejected,52,100,\n"
)


def test_the_picture_of_scores_says_how_many_reached_the_mark_and_how_near_the_others_were():
    # B is 2 of 24 short (8 in 100), C is 1 of 7 short (14 in 100): B is nearer.
    picture = TOPICS["formal_scores"].picture(formal_scores(log_of(SCORED)))
    assert picture.title == ("1 score reached the pass mark, and 1 more came close")
    assert picture.sentence == "1 score without a pass mark or a total in the table only."
    assert [mark.text for mark in picture.marks if isinstance(mark, Text)] == [
        "3 of 7, pass mark 4: 1 point short",
        "14 of 24, pass mark 16: 2 points short",
        "5 of 7, pass mark 4: reached",
    ]


def test_where_no_score_reached_the_mark_the_nearest_is_no_other_one():
    head, *_, last = SCORED.splitlines(keepends=True)[:4]
    assert TOPICS["formal_scores"].picture(formal_scores(log_of(head + last))).title == (
        "1 score so far: it says how many points are to go"
    )


def test_without_scores_the_picture_says_what_to_ask_for_next():
    picture = TOPICS["formal_scores"].picture(formal_scores(log_of("date,employer,outcome\n")))
    assert not picture.marks
    assert "Next: ask for both" in picture.sentence
