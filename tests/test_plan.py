"""The plan checked against what employers say since, by hand; and the next three steps."""

from __future__ import annotations

import pandas as pd
import pytest

from bounceback_analysis.analysis.feedback import open_gaps
from bounceback_analysis.analysis.preparing import next_steps, plan_progress
from bounceback_analysis.topics import TOPICS
from tests.reading import log_of

AS_OF = pd.Timestamp("2026-06-01")
HEAD = "date,employer,outcome,heard_on,feedback,feedback_themes,hard_questions,skills_wanted\n"


def said(day, employer, themes):
    return f"2026-{day},{employer},rejected,2026-05-31,words,{themes},,\n"


# Before 1 April: 4 of 7 employers name digital as a gap (A twice: one vote; "no_reason" is none).
COURSE = HEAD + "".join(
    [
        said("03-01", "A", "digital gap"),
        said("03-02", "A", "digital gap; nerves gap"),
        *(said(f"03-0{n}", name, "digital gap") for n, name in enumerate("BCD", 3)),
        *(said(f"03-1{n}", name, "digital strength") for n, name in enumerate("EFG")),
        said("03-20", "H", "no_reason"),
        # Since: 2 of 5. The day of the interview counts, and the first is the day itself.
        *(said(f"04-0{n}", name, "digital gap") for n, name in enumerate("IJ", 1)),
        *(said(f"04-1{n}", name, "answers gap") for n, name in enumerate("KLM")),
    ]
)


def test_before_and_after_are_as_counted_by_hand():
    plan = "Excel,2,4,IT and digital skills,Finish the course,learn,2026-04-05,2026-04-01,\n"
    row = plan_progress(log_of(COURSE, plan=plan, as_of=AS_OF)).iloc[0]
    assert row[["state", "before", "after", "verdict"]].tolist() == [
        "done", "4 of 7", "2 of 5", "cannot tell yet",
    ]  # fmt: skip
    picture = TOPICS["plan_progress"].picture(plan_progress(log_of(COURSE, plan=plan, as_of=AS_OF)))
    assert picture.title == "1 of 1 action done"
    assert (
        "2 missed IT and digital skills (5 employers heard from); before, 4 of 7 did. "
        "Too few to be sure." in (picture.sentence)
    )


def test_it_leans_only_where_the_range_leaves_out_no_change_and_five_a_side_spoke():
    plan = ",,,nerves,Practise,practise,,2026-04-01,\n"
    before = "".join(said(f"03-0{n}", f"B{n}", "nerves gap") for n in range(1, 7))
    after = [said(f"04-0{n}", f"A{n}", "nerves strength") for n in range(1, 7)]
    verdicts = [
        plan_progress(log_of(HEAD + before + "".join(after[:n]), plan=plan, as_of=AS_OF))["verdict"]
        for n in (4, 5)
    ]
    assert [verdict.tolist() for verdict in verdicts] == [["cannot tell yet"], ["leaning"]]


def test_the_state_follows_the_days():
    plan = (
        "a,1,2,,Late,learn,2026-05-31,,\n"
        "b,1,2,,Today,learn,2026-06-01,,\n"
        "c,1,2,,In two weeks,learn,2026-06-15,,\n"
        "d,1,2,,Later,learn,2026-06-16,,\n"
        "e,1,2,,No day,learn,,,\n"
        "f,1,2,,Done,learn,2026-05-01,2026-05-02,\n"
        "g,1,2,,,,,,\n"
    )
    table = plan_progress(log_of(HEAD, plan=plan, as_of=AS_OF)).set_index("action")
    assert table["state"].to_dict() == {
        "Late": "overdue", "Today": "due soon", "In two weeks": "due soon",
        "Later": "open", "No day": "open", "Done": "done",
    }  # fmt: skip
    assert table["before"].isna().all()


def test_without_a_plan_the_picture_says_what_to_write_next():
    table = plan_progress(log_of(HEAD, as_of=AS_OF))
    assert list(table.columns) == [
        "action", "theme", "due_on", "done_on", "state", "before", "after", "verdict",
    ]  # fmt: skip
    picture = TOPICS["plan_progress"].picture(table)
    assert not picture.marks
    assert picture.sentence.startswith("Next: ")


def test_three_steps_are_proposed_each_with_a_day_and_its_evidence():
    adverts = "".join(f"2026-05-{n:02},Z{n},waiting,,,,,Sage\n" for n in range(1, 6))
    log = COURSE + adverts + "2026-05-20,Late Ltd,rejected,2026-05-28,,,Why us?,\n"
    plan = "Sage,1,3,,,,,,\nx,,,,Ring the college,ask,2026-05-01,,\n"
    steps = next_steps(log_of(log, plan=plan, as_of=AS_OF))
    assert steps["about"].tolist() == ["Ring the college", "Sage", "digital"]
    assert steps["due_on"].tolist() == [AS_OF + pd.Timedelta(days=n) for n in (7, 14, 28)]
    assert steps["why"].tolist() == [
        "You planned it for 1 May 2026.",
        "5 adverts ask for it; you put yourself at 1 and want 3.",
        "6 of 12 employers that gave a reason named it: IT and digital skills.",
    ]


def test_what_has_an_open_action_is_not_proposed_again():
    plan = "Excel,2,4,digital,Take the course,learn,2026-07-01,,\n"
    assert "digital" not in set(next_steps(log_of(COURSE, plan=plan, as_of=AS_OF))["about"])


@pytest.mark.parametrize(
    ("done_on", "proposed"), [("2026-03-03", True), ("2026-03-04", False), ("2026-05-20", False)]
)
def test_what_was_learnt_in_the_last_ninety_days_is_not_proposed_again(done_on, proposed):
    """Counted from 1 June: 3 March is 90 days back, 4 March 89; Microsoft Excel is Excel."""
    adverts = "".join(f"2026-05-{n:02},Z{n},waiting,,,,,Excel\n" for n in range(1, 6))
    plan = f"Microsoft Excel,2,4,digital,Take the course,learn,,{done_on},\n"
    steps = next_steps(log_of(COURSE + adverts, plan=plan, as_of=AS_OF))
    assert ({"Excel", "digital"} & set(steps["about"]) == {"Excel", "digital"}) is proposed
    assert bool({"Excel", "digital"} & set(steps["about"])) is proposed


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (("2026-03-01", "2026-04-01"), "nerves"),
        (("2026-04-01", "2026-03-01"), "answers"),
        (("2026-04-01", ""), "nerves"),  # it has no day, and nothing in the log is later
        (("2026-04-01", "2026-04-01"), "nerves"),  # the lower line
    ],
)
def test_of_gaps_that_as_many_named_the_latest_comes_first(days, first):
    lines = zip(days, "AB", ("answers gap", "nerves gap"), strict=True)
    log = HEAD + "".join(f"{day},{who},rejected,,words,{theme},,\n" for day, who, theme in lines)
    assert open_gaps(log_of(log, as_of=AS_OF))["theme"].iloc[0] == first
    assert next_steps(log_of(log, as_of=AS_OF))["about"].iloc[0] == first


def test_a_gap_without_a_day_is_as_late_as_the_next_line_that_has_one():
    """A's stands above 1 February, so that B's of March is the later one."""
    log = HEAD + (
        ",A,rejected,,words,nerves gap,,\n2026-02-01,C,waiting,,,,,\n"
        "2026-03-01,B,rejected,,words,answers gap,,\n"
    )
    assert open_gaps(log_of(log, as_of=AS_OF))["theme"].tolist() == ["answers", "nerves"]


def test_a_silent_no_is_asked_about_and_a_question_practised():
    log = HEAD + "2026-05-20,Late Ltd,rejected,2026-05-28,,,Why us?,\n"
    steps = next_steps(log_of(log, as_of=AS_OF))
    assert steps["step"].tolist()[:2] == [
        "Ask Late Ltd for feedback.",
        "Practise aloud: Why us?",
    ]


def test_a_silent_no_is_recent_for_three_weeks():
    """Counted from 1 June: an answer of 12 May is 20 days old, one of 11 May is 21."""
    log = HEAD + "2026-05-01,{},rejected,2026-05-{},,,,\n"
    about = [
        next_steps(log_of(log.format("Late Ltd", day), as_of=AS_OF))["about"] for day in (12, 11)
    ]
    assert ["Late Ltd" in set(each) for each in about] == [True, False]


def test_an_empty_log_is_told_the_one_thing_to_record():
    steps = next_steps(log_of(HEAD, as_of=AS_OF))
    assert len(steps) == 1
    assert steps["step"].iloc[0].startswith("Write down the next interview")
