"""The letters: which ones a line calls for, what they say, and that no gap is ever left."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pandas as pd
import pytest

from bounceback_analysis.analysis.doors import draft_letters, letters, letters_for
from bounceback_analysis.vocabulary.schema import load_words
from tests.reading import entries_of, log_of

HEADING = (
    "date,employer,role,stage,outcome,heard_on,feedback,feedback_asked_on,feedback_status,"
    "calm,door_open"
)
SNAPSHOT = Path(__file__).parent / "snapshots" / "letters.txt"
NOTES = "interview_notes"
ROWS = {
    "a no": ("2026-03-05,Alder Ltd,Clerk,interview,rejected,2026-03-12,,,,,", "reply feedback reapproach"),
    "a no to an application": ("2026-03-05,Alder Ltd,Clerk,application,rejected,,,,,,", "reply feedback reapproach"),
    "only what is needed": ("2026-03-05,Alder Ltd,,,rejected,,,,,,", "reply feedback reapproach"),
    "asked": ("2026-03-05,Alder Ltd,Clerk,interview,rejected,,,2026-03-13,asked,,", f"reply chase_feedback reapproach {NOTES}"),
    "asked, status blank": ("2026-03-05,Alder Ltd,Clerk,interview,rejected,,,2026-03-13,,,", f"reply chase_feedback reapproach {NOTES}"),
    "promised, no day": ("2026-03-05,Alder Ltd,Clerk,interview,rejected,,,,promised,,", f"reply chase_feedback reapproach {NOTES}"),
    "refused": ("2026-03-05,Alder Ltd,Clerk,interview,rejected,,,,refused,,", f"reply reapproach {NOTES}"),
    "refused by paper": ("2026-03-05,Alder Ltd,Clerk,application,rejected,,,,refused,,", "reply reapproach"),
    "received": ("2026-03-05,Alder Ltd,Clerk,interview,rejected,,Too short.,,received,,", "reply thanks reapproach"),
    "door closed": ("2026-03-05,Alder Ltd,Clerk,interview,rejected,,,,,,no", "reply feedback"),
    "silence": ("2026-03-05,Alder Ltd,Clerk,application,no response,,,,,,", "chase reapproach"),
    "waiting": ("2026-03-05,Alder Ltd,Clerk,interview,waiting,,,,,,", "thanks_for_meeting chase"),
    "applied and waiting": ("2026-03-05,Alder Ltd,Clerk,application,waiting,,,,,,", "chase"),
    "passed": ("2026-03-05,Alder Ltd,Clerk,screening,passed,,,,,,", "thanks_for_meeting"),
    "closed by them": ("2026-03-05,Alder Ltd,Clerk,interview,cancelled,,,,,,", "reapproach"),
    "turned down": ("2026-03-05,Alder Ltd,Clerk,,declined,,,,,,", "reapproach"),
    "stepped out": ("2026-03-05,Alder Ltd,Clerk,interview,withdrew,,,,,,", "reapproach"),
    "an offer": ("2026-03-05,Alder Ltd,Clerk,interview,offer,,,,,,", ""),
    "apostrophe": ("2026-03-05,St Oswald's,Nurse's aide,interview,rejected,,,,,2,", "reply feedback reapproach"),
    "accents": ("2026-03-05,Café Olé,Chef de rang,interview,rejected,,,,,,", "reply feedback reapproach"),
    "ampersand": ("2026-03-05,Calder & Pike <b>,R&D role,interview,rejected,,,,,,", "reply feedback reapproach"),
    "right to left": ("2026-03-05,מכבי,מורה,interview,rejected,,,,,,", "reply feedback reapproach"),
    "braces": ("2026-03-05,{role} {x},Clerk,interview,rejected,,,,,,", "reply feedback reapproach"),
}  # fmt: skip


def drafts(row, own=None):
    return letters_for(entries_of(f"{HEADING}\n{row}\n").iloc[0], own)


def text_of(table, kind, channel="email"):
    return table.loc[(table["kind"] == kind) & (table["channel"] == channel), "text"].iloc[0]


@pytest.mark.parametrize(("row", "kinds"), ROWS.values(), ids=ROWS)
def test_each_kind_of_line_calls_for_its_letters(row, kinds):
    table = drafts(row)
    assert list(dict.fromkeys(table["kind"])) == kinds.split()
    assert set(table.groupby("kind")["channel"].count()) <= {2}


@pytest.mark.parametrize("row", [row for row, _ in ROWS.values()], ids=ROWS)
def test_no_gap_no_placeholder_and_no_slip_is_left(row):
    employer = row.split(",")[1]
    for text in drafts(row)["text"]:
        plain = text.replace(employer, "EMPLOYER")
        assert not re.search(r"[{}\[\]_]|nan|NaT|None|XX", plain), text
        assert not re.search(r"  | [.,?!]|\.\.|,,| on about|at\.|the the ", plain), text
        assert plain[0].isupper()


def test_every_draft_reads_as_it_was_read_and_approved():
    said = "\n\n".join(
        f"=== {name}: {kind}, {channel}\n{text}"
        for name, (row, _) in ROWS.items()
        for kind, channel, text in zip(
            *(drafts(row)[c] for c in ("kind", "channel", "text")), strict=True
        )
    )
    if os.environ.get("BOUNCEBACK_APPROVE"):
        SNAPSHOT.write_text(said + "\n", "utf-8")
    assert said + "\n" == SNAPSHOT.read_text("utf-8"), (
        "read them, then run with BOUNCEBACK_APPROVE=1"
    )


def test_a_request_for_feedback_reads_like_this():
    assert text_of(drafts(ROWS["apostrophe"][0]), "feedback") == (
        "Subject: A short request for feedback\n\n"
        "Dear hiring team,\n\n"
        "Thank you for considering me for the Nurse's aide role at St Oswald's. I would like to do "
        "better next time, and a few words from you about my interview on 5 March 2026 would help "
        "me a great deal. If you have two minutes:\n\n"
        "- Which of my answers was the least convincing, and what would have made it stronger?\n"
        "- Was there a skill or some experience that you were looking for and did not hear about?\n"
        "- Did nerves get in the way of what I was trying to say?\n\n"
        "A line or two is plenty. Thank you either way.\n\n"
        "Kind regards"
    )


def test_with_nothing_but_the_outcome_it_still_reads_well():
    table = letters_for({"outcome": "rejected"}, {"name": "Sam Lee"})
    assert text_of(table, "reply", "phone").startswith(
        "Hello, my name is Sam Lee and I am ringing about the vacancy. Thank you"
    )
    assert text_of(table, "reapproach").endswith("Kind regards,\nSam Lee")
    assert "We were in touch about the vacancy." in text_of(table, "reapproach")


def test_a_role_that_calls_itself_one_is_not_said_twice():
    assert "about the R&D role at Calder & Pike <b>." in text_of(
        drafts(ROWS["ampersand"][0]), "reply"
    )


def test_a_rating_of_two_is_weak_and_asked_about_and_one_of_three_is_not():
    line = {"outcome": "rejected", "employer": "Alder", "stage": "interview"}
    asked = [text_of(letters_for({**line, "calm": calm}), "feedback") for calm in (2, 3, None)]
    assert asked[0] != asked[1] == asked[2]


@pytest.mark.parametrize(("size", "said"), [(120, "x" * 120), (121, "x" * 119 + "…")])
def test_a_name_is_said_whole_up_to_120_letters(size, said):
    table = letters_for({"outcome": "rejected", "employer": "x" * size})
    assert f" {said}" in text_of(table, "feedback")
    assert said + "x" not in text_of(table, "feedback")


def test_a_name_from_right_to_left_stays_in_its_own_order():
    assert "\u2068מכבי\u2069" in text_of(drafts(ROWS["right to left"][0]), "reply")


def test_a_name_with_braces_is_not_taken_for_a_field():
    assert "at {role} {x}." in text_of(drafts(ROWS["braces"][0]), "reply")


def test_a_pasted_wall_of_text_is_cut():
    table = letters_for({"outcome": "rejected", "employer": "x" * 100_000})
    assert table["text"].str.len().max() < 2000


def test_a_persons_own_words_replace_ours_and_unknown_fields_leave_nothing():
    own = {"reply": {"email": "Cheers{at} {oops}", "phone": " "}, "feedback": "slip"}
    table = drafts(ROWS["a no"][0], own)
    assert text_of(table, "reply") == "Cheers at Alder Ltd"
    assert text_of(table, "reply", "phone").startswith("Hello, I am ringing")
    assert "two minutes" in text_of(table, "feedback")


def test_the_right_to_ones_notes_is_said_calmly_and_accurately():
    table = drafts(ROWS["refused"][0])
    note = table.loc[table["kind"] == NOTES, "note"].iloc[0]
    for said in ("Article 15", "UK GDPR", "one month", "free", "right and not a complaint"):
        assert said in note
    for word in ("must", "legal action", "solicitor", "breach", "demand"):
        assert word not in text_of(table, NOTES)


def test_every_letter_has_both_wordings_and_only_known_fields():
    known = {"role", "at", "on", "step", "asked", "heard", "name", "me", "questions", "spoken"}
    known |= {"learned", "then", "about", "case", "matter"}
    for letter in letters():
        for text in (letter.email, letter.phone):
            assert text.strip()
            assert set(re.findall(r"\{(\w+)\}", text)) <= known
        assert letter.email.strip().startswith("Subject: ")


def test_the_questions_are_open_to_a_short_answer():
    asked = load_words("letters")["questions"]
    every = [
        *asked["application"],
        *asked["other"],
        *asked["unnamed"],
        asked["last"],
        *asked["weak"].values(),
    ]
    assert all(question.endswith("?") and len(question) < 100 for question in every)


def test_a_draft_leaves_the_line_as_it_was():
    row = entries_of(f"{HEADING}\n{ROWS['a no'][0]}\n").iloc[0]
    before = row.copy()
    letters_for(row)
    pd.testing.assert_series_equal(row, before)


PLAN = pd.DataFrame(
    {
        "skill": ["Excel", "Driving", "Sage", None],
        "done_on": pd.to_datetime(["2026-03-20", "2026-03-01", None, "2026-04-01"]),
    }
)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (PLAN, " I have worked on Excel since then, and I would still like to work with you."),
        (
            PLAN.assign(done_on=pd.to_datetime(["2026-03-20", "2026-03-21", "2026-03-22", None])),
            " I have worked on Sage and Driving since then, and I would still like to work",
        ),
        (PLAN.iloc[1:], "Clerk role at Alder Ltd. I would still like to work with you."),
        (None, "Clerk role at Alder Ltd. I would still like to work with you."),
    ],
    ids=[
        "done since they answered",
        "of three the last two",
        "done before, not done, or no skill",
        "no plan",
    ],
)
def test_a_letter_says_what_was_learned_only_where_the_plan_says_it_is_done(plan, said):
    entry = entries_of(f"{HEADING}\n{ROWS['a no'][0]}\n").iloc[0]
    table = letters_for(entry, None, plan)
    for channel in ("email", "phone"):
        assert said in text_of(table, "reapproach", channel)


def test_no_letter_says_what_nobody_wrote_down():
    for text in drafts(ROWS["a no to an application"][0])["text"]:
        assert not re.search(r"enjoyed|kept learning|what to work on\.", text)


@pytest.mark.parametrize("outcome", ["waiting", "rejected", "no response", "declined", "withdrew"])
@pytest.mark.parametrize("status", ["", "asked", "received"])
def test_a_step_that_is_not_named_is_neither_an_interview_nor_an_application(outcome, status):
    row = f"2026-03-05,Alder Ltd,Clerk,,{outcome},,,,{status},,"
    table = drafts(row)
    for text in table["text"]:
        assert not re.search(r"interview|application|answer(?! )|my answers", text.lower()), text
    assert len(table)


def test_where_the_step_is_not_named_one_asks_about_the_job():
    text = text_of(drafts("2026-03-05,Alder Ltd,Clerk,,rejected,,,,,,"), "feedback")
    assert "and a few words from you would help me a great deal." in text
    assert "- What did those you took forward have that I did not?" in text
    text = text_of(drafts("2026-03-05,Alder Ltd,Clerk,,waiting,,,,,,"), "chase")
    assert text.startswith("Subject: Checking on the Clerk role\n")
    assert "I am writing about the Clerk role at Alder Ltd. I am still interested" in text


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("declined", "You offered it to me, and I was grateful, though I turned it down at the time."),
        ("withdrew", "I stepped out at the time, and I was grateful for your interest."),
        ("rejected", "about the Clerk role at Alder Ltd. I would still like to work with you."),
    ],
)  # fmt: skip
def test_who_said_no_themselves_says_so_when_they_get_back_in_touch(outcome, said):
    table = drafts(f"2026-03-05,Alder Ltd,Clerk,interview,{outcome},,,,,,")
    for channel in ("email", "phone"):
        assert said in text_of(table, "reapproach", channel)


BOOKED_ON = """
    date,employer,role,stage,outcome
    2026-11-02,Alder,Clerk,application,{}
    2026-12-03,Alder,Clerk,interview,{}
"""


@pytest.mark.parametrize(
    ("line", "outcomes", "kinds"),
    [
        (3, ("passed", "waiting"), []),
        (2, ("waiting", "waiting"), []),
        (3, ("passed", "cancelled"), ["reapproach"]),
        (3, ("passed", "no response"), []),
    ],
    ids=["booked", "went on to what is booked", "called off", "no answer to come yet"],
)
def test_what_is_booked_is_neither_thanked_for_nor_asked_after(line, outcomes, kinds):
    log = log_of(BOOKED_ON.format(*outcomes), as_of="2026-11-30")
    table = draft_letters(log, line=line)
    assert [*dict.fromkeys(table["kind"])] == kinds
    assert "3 December" not in " ".join(table["text"])


def test_the_day_after_the_interview_it_is_thanked_for():
    log = log_of(BOOKED_ON.format("passed", "waiting"), as_of="2026-12-04")
    table = draft_letters(log, line=3)
    assert [*dict.fromkeys(table["kind"])] == ["thanks_for_meeting", "chase"]
    assert "Thank you for your time on 3 December 2026" in text_of(table, "thanks_for_meeting")
