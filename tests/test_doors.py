"""Doors left open, what is due, where requests stand, and the calendar file."""

from __future__ import annotations

import icalendar
import pandas as pd
import pytest

from bounceback_analysis.analysis.doors import doors, open_doors
from bounceback_analysis.charts.preparing import when_due
from bounceback_analysis.log.sharing import export_follow_ups
from bounceback_analysis.notebook.panels import due
from bounceback_analysis.topics import TOPICS
from tests.reading import log_of

TODAY = pd.Timestamp("2026-06-15")
LOG = """
    date,employer,role,outcome,heard_on,feedback,feedback_asked_on,feedback_status,door_open,next_step,follow_up_on
    2026-03-01,Alder,Clerk,rejected,2026-03-10,,,,yes,,
    2026-03-02,Birch,Clerk,rejected,2026-03-11,,,,yes,"Ask; about, cover",2026-06-20
    2026-03-03,Cedar,Clerk,rejected,2026-03-12,,,,no,,
    2026-06-01,Damson,Clerk,rejected,2026-06-03,,2026-06-04,asked,,,
    2026-06-01,Elder,Clerk,rejected,2026-06-03,,2026-06-10,promised,,,
    2026-06-01,Fig,Clerk,rejected,2026-06-03,Too short.,2026-06-04,received,,,
    2026-06-01,Gorse,Clerk,rejected,2026-06-03,,2026-06-04,refused,,,
    2026-06-01,Hazel,Clerk,rejected,2026-06-12,,,,,,
    2026-01-01,Ivy,Clerk,rejected,2026-01-12,,2026-01-13,asked,,,
    2026-06-01,Juniper,Clerk,waiting,,,,,,Ring them,2026-06-01
"""


def table():
    return doors(log_of(LOG, as_of=TODAY))


def row_of(found, application):
    rows = found[found["application"] == application]
    assert len(rows) == 1
    return rows.iloc[0]


def test_an_open_door_without_a_day_is_knocked_at_three_months_after_the_answer():
    row = row_of(table(), "Alder, Clerk")
    assert row["due_on"] == pd.Timestamp("2026-06-08")
    assert (row["state"], row["letter"]) == ("ready", "reapproach")


def test_the_day_that_the_person_set_comes_first():
    row = row_of(table(), "Birch, Clerk")
    assert row["due_on"] == pd.Timestamp("2026-06-20")
    assert (row["why"], row["state"]) == ("they would consider you again", "due")
    assert row["what"] == "Ask; about, cover"


def test_a_waiting_line_with_its_day_gone_by_calls_for_a_chase():
    row = row_of(table(), "Juniper, Clerk")
    assert (row["state"], row["letter"], row["why"]) == ("ready", "chase", "your follow-up")


def test_feedback_that_was_asked_for_is_chased_after_ten_days_and_not_for_ever():
    found = table()
    row = row_of(found, "Damson, Clerk")
    assert row["due_on"] == pd.Timestamp("2026-06-14")
    assert (row["state"], row["letter"]) == ("ready", "chase_feedback")
    assert row_of(found, "Elder, Clerk")["state"] == "due"
    assert "Ivy, Clerk" not in set(found["application"])


def test_a_closed_door_an_answer_and_a_plain_no_are_left_in_peace():
    assert set(table()["application"]) == {
        f"{name}, Clerk" for name in ("Alder", "Birch", "Damson", "Elder", "Juniper")
    }


def test_a_line_longer_silent_than_is_ordinary_is_asked_about():
    heard = "".join(
        f"2026-01-{day:02},Firm {day},,rejected,2026-01-{day + 5:02}\n" for day in range(1, 21)
    )
    log = f"date,employer,role,outcome,heard_on\n{heard}2026-01-05,Oak,,waiting,\n"
    row = row_of(doors(log_of(log, as_of=TODAY)), "Oak")
    assert (row["letter"], row["state"], row["due_on"]) == ("chase", "due", TODAY)


HEAD = "date,employer,outcome,heard_on,feedback_asked_on,feedback_status,follow_up_on\n"


@pytest.mark.parametrize(("asked", "due"), [("2026-04-06", True), ("2026-04-05", False)])
def test_a_request_is_left_in_peace_two_months_after_its_day(asked, due):
    """Asked on 6 April it was to be chased on 16 April, 60 days before 15 June."""
    log = log_of(f"{HEAD}2026-03-01,A,rejected,2026-03-09,{asked},asked,\n", as_of=TODAY)
    assert len(doors(log)) == due


@pytest.mark.parametrize(
    ("day", "state"), [("06-14", "ready"), ("06-15", "due"), ("06-22", "due"), ("06-23", "later")]
)
def test_what_is_due_within_a_week_is_due_soon(day, state):
    log = log_of(f"{HEAD}2026-03-01,A,waiting,,,,2026-{day}\n", as_of=TODAY)
    assert doors(log)["state"].tolist() == [state]


def test_an_empty_log_and_one_without_dates_have_nothing_due():
    for log in ("date,employer,outcome\n", "date,employer,outcome\n,Alder,rejected\n"):
        found = doors(log_of(log, as_of=TODAY))
        named = ["application", "why", "due_on", "state", "letter", "what", "line", "days"]
        assert list(found.columns) == named
        assert found.empty
        assert "Nothing to come back to yet" in TOPICS["doors"].picture(found).title


def test_it_is_said_how_many_are_due():
    picture = TOPICS["doors"].picture(table())
    assert picture.title == "3 things to come back to now, 2 more within 7 days"
    assert picture.sentence == "A short, friendly note is enough."


def events(path):
    return icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")


def test_the_calendar_holds_all_days_with_stable_ids_and_stable_bytes(tmp_path):
    first = export_follow_ups(table(), tmp_path / "a.ics", as_of=TODAY)
    again = export_follow_ups(table(), tmp_path / "b.ics", as_of=TODAY)
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes().count(b"DTSTART;VALUE=DATE:") == 5
    assert len({str(event["uid"]) for event in events(first)}) == 5
    assert all(event.decoded("dtend") > event.decoded("dtstart") for event in events(first))


def test_what_is_past_stands_in_the_calendar_on_the_day_of_the_export(tmp_path):
    found = events(export_follow_ups(table(), tmp_path / "a.ics", as_of=TODAY))
    days = [event.decoded("dtstart").isoformat() for event in found]
    assert days == ["2026-06-15"] * 3 + ["2026-06-20"] * 2
    assert [str(event["description"]) for event in found] == [
        "your follow-up, since 1 June 2026",
        "they would consider you again, since 8 June 2026",
        "feedback not here yet, since 14 June 2026",
        "they would consider you again",
        "feedback not here yet",
    ]


def test_a_day_that_moved_keeps_its_id_and_counts_on(tmp_path):
    before = export_follow_ups(table(), tmp_path / "a.ics", as_of=TODAY)
    moved = table()
    moved = moved.assign(due_on=moved["due_on"] + pd.Timedelta(days=7))
    after = export_follow_ups(moved, tmp_path / "b.ics", as_of=TODAY + pd.Timedelta(days=1))
    old, new = events(before), events(after)
    assert [event["uid"] for event in old] == [event["uid"] for event in new]
    assert all(a["sequence"] < b["sequence"] for a, b in zip(old, new, strict=True))


@pytest.mark.parametrize("text", ["a; b, c", "two\nlines", "back\\slash", "BEGIN:VEVENT", "é" * 90])
def test_what_a_person_typed_stays_text_in_the_calendar(text, tmp_path):
    due = table().head(1).assign(application=text, what=text)
    file = export_follow_ups(due, tmp_path / "a.ics", as_of=TODAY)
    (event,) = events(file)
    assert str(event["summary"]) == f"{text}: {text}"
    assert max(len(line) for line in file.read_bytes().split(b"\r\n")) <= 75


HEAD_OF_DOORS = "date,employer,role,stage,outcome,heard_on,door_open,follow_up_on\n"
KNOCKED_ON = "2026-03-01,Alder,Clerk,interview,rejected,2026-03-10,yes,\n"


@pytest.mark.parametrize(
    ("later", "state"),
    [
        ("2026-05-01,ALDER,Porter,application,rejected,,,\n", "knocked"),
        ("2026-05-01,Birch,Clerk,application,waiting,,,\n", "open"),
        ("2026-03-05,Alder,Porter,application,waiting,,,\n", "open"),
        ("2026-07-01,Alder,Porter,interview,waiting,,,\n", "open"),
    ],
    ids=["applied again", "elsewhere", "before they said so", "only booked"],
)
def test_a_door_closes_when_it_is_knocked_on_later(later, state):
    log = log_of(HEAD_OF_DOORS + KNOCKED_ON + later, as_of=TODAY)
    assert open_doors(log)["state"].tolist() == [state]
    found = doors(log)
    assert ("they would consider you again" in set(found["why"])) == (state == "open")


@pytest.mark.parametrize(
    ("heard", "day", "state"),
    [
        ("2025-06-15", "", "open"),
        ("2025-06-14", "", "faded"),
        ("2025-06-14", "2026-06-15", "open"),
        ("2025-06-14", "2026-06-14", "faded"),
    ],
)
def test_a_door_fades_after_a_year_unless_its_day_is_still_to_come(heard, day, state):
    row = f"2025-06-01,Alder,Clerk,interview,rejected,{heard},yes,{day}\n"
    assert open_doors(log_of(HEAD_OF_DOORS + row, as_of=TODAY))["state"].tolist() == [state]


def test_two_employers_without_a_name_are_not_one_whose_door_was_knocked_on():
    rows = KNOCKED_ON + "2026-05-01,Alder,Porter,application,waiting,,,\n"
    log = log_of(HEAD_OF_DOORS + rows.replace("Alder", "Confidential"), as_of=TODAY)
    assert open_doors(log)["state"].tolist() == ["open"]


def test_what_is_booked_stands_first_as_what_comes_next():
    row = "2026-06-17,Alder,Clerk,interview,waiting,,,\n"
    found = doors(log_of(HEAD_OF_DOORS + row, as_of=TODAY))
    told = found[["why", "state", "what"]].to_numpy().tolist()
    assert told == [["what comes next", "due", "your interview"]]


def test_a_day_to_chase_is_let_go_once_the_answer_is_there():
    rows = (
        "2026-05-01,Alder,Clerk,application,waiting,,,2026-05-20\n"
        "2026-06-01,Alder,Clerk,interview,rejected,2026-06-02,no,\n"
    )
    assert doors(log_of(HEAD_OF_DOORS + rows, as_of=TODAY)).empty


def test_a_day_is_said_as_ready_and_never_as_late():
    row = "2026-06-01,Alder,Clerk,application,waiting,,,2026-06-10\n"
    found = doors(log_of(HEAD_OF_DOORS + row, as_of=TODAY))
    assert when_due(found.iloc[0]) == "ready since 10 June 2026"
    assert TOPICS["doors"].picture(found).title == "1 thing to come back to now"


STEPS = "date,employer,role,stage,outcome,heard_on,door_open,next_step,follow_up_on\n"
NOVEMBER = pd.Timestamp("2026-11-30")
AJAR, MINE = "they would consider you again", "your follow-up"


def told(rows, as_of=NOVEMBER):
    found = doors(log_of(STEPS + rows, as_of=as_of))
    days = found["due_on"].dt.strftime("%m-%d").fillna("")
    return [*zip(found["why"], days, found["what"], found["letter"], strict=True)]


RANG = "2026-09-01,Cedar,Clerk,interview,waiting,,,ring,2026-09-20\n"
ENDED = "2026-09-25,Cedar,Clerk,final interview,rejected,2026-09-28,yes,,"


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        # 28 September and 90 days are 27 December.
        (f"{RANG}{ENDED}\n", [(AJAR, "12-27", "", "reapproach")]),
        (f"{RANG.replace('waiting,', 'passed,2026-09-10')}{ENDED}\n", [(AJAR, "12-27", "", "reapproach")]),
        (f"{RANG}{ENDED}2026-12-20\n", [(AJAR, "12-20", "", "reapproach")]),
        (
            f"{RANG.replace('2026-09-20', '2026-12-05')}{ENDED}\n",
            [(MINE, "12-05", "ring", ""), (AJAR, "12-27", "", "reapproach")],
        ),
        ("2026-09-20,Cedar,Clerk,interview,rejected,2026-09-28,yes,ring,2026-09-24\n", [(AJAR, "12-27", "", "reapproach")]),
        ("2026-09-20,Cedar,Clerk,interview,rejected,2026-09-28,no,thank Jo,2026-09-29\n", [(MINE, "09-29", "thank Jo", "reply")]),
        ("2026-12-03,Cedar,Clerk,interview,waiting,,,read the report,2026-11-28\n", [(MINE, "11-28", "read the report", ""), ("what comes next", "12-03", "your interview", "")]),
    ],
    ids=["asked, then a no", "passed, then a no", "a day for the door", "a day to come", "before the answer", "after it", "before what is booked"],
)  # fmt: skip
def test_a_day_of_ones_own_ends_with_its_step_and_hides_nothing_else(rows, found):
    assert told(rows) == found


def test_a_day_that_is_let_go_leaves_the_door_of_the_next_step():
    """Heard on 18 June, and 90 days: 16 September."""
    rows = (
        "2026-06-01,Cedar,Clerk,interview,passed,2026-06-05,,send a thank-you,2026-06-02\n"
        "2026-06-15,Cedar,Clerk,final interview,rejected,2026-06-18,yes,,\n"
    )
    assert told(rows) == [(AJAR, "09-16", "", "reapproach")]


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("check the bus,2026-08-22", [("08-22", "check the bus", ""), ("11-30", "", "chase")]),
        ("ring them,2026-12-05", [("12-05", "ring them", "chase")]),
        (",2026-08-22", [("08-22", "", "chase")]),
        ("buy shoes,", [("11-30", "buy shoes", "chase")]),
    ],
    ids=["of its own", "a day chosen to ask", "a day without words", "words without a day"],
)
def test_a_long_silence_is_told_beside_ones_own_day_unless_that_is_to_ask(step, found):
    """Twenty answers came within a week; this one has waited for 102 days."""
    heard = "".join(
        f"2026-01-{n:02},Firm {n},,interview,rejected,2026-01-{n + 5:02},,,\n" for n in range(1, 21)
    )
    rows = told(f"{heard}2026-08-20,Oak,Clerk,interview,waiting,,,{step}\n")
    assert [row[1:] for row in rows] == found


@pytest.mark.parametrize(
    ("line", "letter"),
    [
        ("interview,waiting,,,Send thank-you note", "thanks_for_meeting"),
        ("application,waiting,,,Send thank-you note", ""),
        ("interview,waiting,,,check the bus", ""),
        ("interview,waiting,,,Ring HR", "chase"),
        ("interview,rejected,2026-11-25,,ask for feedback", "feedback"),
        ("interview,cancelled,2026-11-25,,", "reapproach"),
        ("interview,offer,2026-11-25,,", ""),
    ],
)
def test_the_letter_is_the_one_that_the_next_step_asks_for(line, letter):
    ((*_, found),) = told(f"2026-11-24,Cedar,Clerk,{line},2026-11-27\n")
    assert found == letter


def test_each_row_is_headed_by_why_it_is_due():
    (shown,) = due(log_of(LOG, as_of="2026-06-05"))
    rows = {}
    for part in [*shown["parts"], *shown["parts"][-2]["parts"]]:
        if part["kind"] == "row":
            rows[part["title"]] = part["chip"][0]
    assert rows == {
        "Ring them": "Since 1 June",
        "Get back in touch with Alder": "From 8 June",
        "Ask Damson for the feedback": "From 14 June",
        "Ask Elder for the feedback": "From 20 June",
        "Ask; about, cover": "By 20 June",
    }


def test_what_is_older_than_a_year_is_said_and_not_counted():
    rows = "2025-06-01,Alder,Clerk,interview,rejected,2025-06-06,yes,,\n"
    log = log_of(STEPS + rows, as_of=NOVEMBER)
    found, picture = doors(log), TOPICS["doors"].picture(doors(log))
    assert found[["state", "days"]].isna().to_numpy().tolist() == [[False, True]]
    assert when_due(found.iloc[0]) == "more than a year ago"
    assert picture.title == "Nothing to come back to now"
    assert picture.sentence.endswith("1 is older than a year and not counted.")
    (shown,) = due(log)
    assert "1 is older than a year and not counted." in str(shown)


def test_three_that_are_due_stand_there_and_the_others_a_press_away():
    days = "".join(f"2026-05-0{n},Firm {n},waiting,2026-06-1{n}\n" for n in range(1, 6))
    (shown,) = due(log_of(f"date,employer,outcome,follow_up_on\n{days}", as_of="2026-06-20"))
    rows = [part["title"] for part in shown["parts"] if part["kind"] == "row"]
    assert rows == [f"Ask Firm {n} for news" for n in (1, 2, 3)]
    assert "2 more that are due" in [part.get("title") for part in shown["parts"]]


def test_of_many_that_are_due_it_is_said_how_many_are_not_listed():
    days = "".join(f"2026-05-01,Firm {n},waiting,2026-06-10\n" for n in range(70))
    (shown,) = due(log_of(f"date,employer,outcome,follow_up_on\n{days}", as_of="2026-06-20"))
    (fold,) = [part for part in shown["parts"] if part.get("title") == "67 more that are due"]
    assert len(fold["parts"]) == 58
    assert fold["parts"][-1]["text"] == "10 more are in the file for your calendar."


@pytest.mark.parametrize(
    ("day", "due_on", "state"),
    [
        ("2026-06-25", "2026-06-25", "later"),
        ("2026-06-12", "2026-06-12", "ready"),
        # A day from before they were asked is not about the answer: asked on 4 June, ten days on.
        ("2026-06-02", "2026-06-14", "ready"),
    ],
)
def test_another_day_for_feedback_that_is_late_moves_it(day, due_on, state):
    row = f"2026-06-01,A,rejected,2026-06-03,2026-06-04,asked,{day}\n"
    found = row_of(doors(log_of(HEAD + row, as_of=TODAY)), "A")
    assert (found["why"], found["letter"]) == ("feedback not here yet", "chase_feedback")
    assert (found["due_on"], found["state"]) == (pd.Timestamp(due_on), state)


def test_a_day_with_words_of_ones_own_keeps_its_row_beside_the_feedback_it_moves():
    head = HEAD.replace("follow_up_on", "follow_up_on,next_step")
    row = "2026-06-01,A,rejected,2026-06-03,2026-06-04,asked,2026-06-25,Sit the test again\n"
    found = doors(log_of(head + row, as_of=TODAY))
    assert found["due_on"].tolist() == [pd.Timestamp("2026-06-25")] * 2
    assert found["why"].tolist() == ["feedback not here yet", "your follow-up"]


def test_a_door_left_open_with_no_day_at_all_is_listed_as_of_today():
    rows = ",Alder,rejected,,yes\n,Birch,rejected,,no\n,Cedar,accepted,,yes\n"
    log = log_of(f"date,employer,outcome,heard_on,door_open\n{rows}", as_of=TODAY)
    row = row_of(doors(log), "Alder")
    assert (row["due_on"], row["state"], row["letter"]) == (TODAY, "due", "reapproach")
    assert len(doors(log)) == 1
    knocked = log_of("date,employer,outcome,door_open\n,Alder,rejected,yes\n,Alder,waiting,\n")
    assert doors(knocked).empty


@pytest.mark.parametrize(
    ("step", "day", "what"),
    [
        ("", "", ["your interview"]),
        ("Bring the rota", "", ["your interview: Bring the rota"]),
        ("Bring the rota", "2026-06-16", ["Bring the rota", "your interview"]),
    ],
)
def test_what_one_means_to_do_for_a_booked_interview_stands_with_it(step, day, what):
    head = "date,employer,stage,outcome,next_step,follow_up_on\n"
    log = log_of(f"{head}2026-06-20,A,interview,waiting,{step},{day}\n", as_of=TODAY)
    assert doors(log)["what"].tolist() == what
