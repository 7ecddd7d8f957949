"""The bank of hard questions, grouped by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounceback_analysis.analysis.preparing import question_bank, theme_of_question
from bounceback_analysis.log.model import Log
from bounceback_analysis.topics import TOPICS
from tests.reading import log_of

HEAD = "date,employer,stage,outcome,hard_questions\n"
LOG = (
    HEAD + "2026-03-02,A,interview,rejected,"
    "Why do you want this job?; How do you calm an angry customer?\n"
    + "2026-03-09,B,final interview,rejected,"
    '"Why do you want to do this job?\nWhat is a VLOOKUP for?"\n'
    + "2026-03-16,C,interview,rejected,WHY DO YOU WANT THIS JOB\n"
    + "2026-03-20,D,interview,rejected,Tell us how you would calm an angry customer;  ;\n"
    + "2026-03-23,E,,rejected,\n"
)
PRACTISED = {"questions": {"practised": ["what is a vlookup for"]}}


def test_every_row_of_the_bank_is_as_counted_by_hand():
    bank = question_bank(log_of(LOG, settings=PRACTISED))
    assert bank.to_dict("records") == [
        {
            "question": "WHY DO YOU WANT THIS JOB",
            "times": 3,
            "last": pd.Timestamp("2026-03-16"),
            "stage": "interview",
            "theme": "motivation",
            "practised": False,
        },
        {
            "question": "Tell us how you would calm an angry customer",
            "times": 2,
            "last": pd.Timestamp("2026-03-20"),
            "stage": "interview",
            "theme": "people",
            "practised": False,
        },
        {
            "question": "What is a VLOOKUP for?",
            "times": 1,
            "last": pd.Timestamp("2026-03-09"),
            "stage": "final interview",
            "theme": "digital",
            "practised": True,
        },
    ]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Why this school?", "why this SCHOOL", True),
        # calm, angry, customer in both of four telling words: 3 of 4.
        ("How do you calm an angry customer?", "Would you calm an angry customer quickly?", True),
        # calm, angry in both of calm, angry, customer, parent, child: 2 of 5.
        ("Calm an angry customer", "Calm an angry parent and child", False),
        # grill, bake, chop in both of five: 3 of 5, which is the least that is enough.
        ("Grill, bake, chop, wash?", "Grill, bake, chop, mop?", True),
        # grill, bake, chop, wash in both of seven: 4 of 7.
        ("Grill, bake, chop, wash, mop?", "Grill, bake, chop, wash, fry, boil?", False),
        ("What are your strengths?", "What are your weaknesses?", False),
    ],
)  # fmt: skip
def test_two_questions_are_one_if_six_in_ten_of_their_telling_words_are_shared(one, other, alike):
    bank = question_bank(log_of(f"{HEAD}2026-03-02,A,,rejected,{one};{other}\n"))
    assert len(bank) == (1 if alike else 2)


@pytest.mark.parametrize(
    ("question", "theme"),
    [
        ("Why should we hire you?", "selling"),
        ("What do you know about us?", "preparation"),
        ("Tell us about working under pressure", "nerves"),
        ("What is your biggest weakness?", "fit"),
        ("What salary are you after?", "practicalities"),
        ("How would you handle a safeguarding concern?", "job_skills"),
        ("Blue or green?", None),
    ],
)
def test_a_question_is_put_to_the_theme_that_its_words_tell(question, theme):
    assert theme_of_question(question) == theme


@settings(max_examples=20)
@given(st.permutations(LOG.strip().splitlines()[1:3] + LOG.strip().splitlines()[4:]))
def test_the_order_of_lines_does_not_matter(lines):
    log = log_of(LOG)
    shuffled = log.entries.sample(frac=1, random_state=len(lines[0]))
    assert question_bank(Log(shuffled)).equals(question_bank(log))


def test_the_picture_says_what_came_up_most():
    picture = TOPICS["question_bank"].picture(question_bank(log_of(LOG, settings=PRACTISED)))
    assert picture.title == "Came up most, 3 times: WHY DO YOU WANT THIS JOB"
    assert (
        picture.sentence
        == "1 of 3 practised. Say one answer aloud today, then mark it as practised."
    )


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        (["Why us?"], "1 hard question so far, asked once"),
        (["Why us?", "What is SQL?"], "2 hard questions so far, each asked once"),
        (["Why us?", "What is SQL?"] * 2, "2 hard questions so far, 2 times each"),
        (
            ["Why us?", "What is SQL?", "Name a value", "Why us?", "What is SQL?"],
            "2 questions came up most, 2 times each",
        ),
    ],
)
def test_no_question_is_named_above_others_that_came_up_as_often(asked, title):
    entries = log_of(HEAD).entries.reindex(range(len(asked))).assign(hard_questions=asked)
    bank = question_bank(Log(entries))
    assert TOPICS["question_bank"].picture(bank).title == title


def test_without_questions_the_picture_says_what_to_record_next():
    bank = question_bank(log_of(HEAD))
    assert list(bank.columns) == ["question", "times", "last", "stage", "theme", "practised"]
    picture = TOPICS["question_bank"].picture(bank)
    assert not picture.marks
    assert picture.sentence.startswith("Next: ")
