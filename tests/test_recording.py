"""The record form writes what was typed, says what it did, and loses nothing on the way."""

from __future__ import annotations

import icalendar
import pandas as pd
import pytest

from bounceback_analysis.analysis.preparing import next_steps
from bounceback_analysis.analysis.words import plain_date
from bounceback_analysis.log.opening import new_log, open_log
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.log.waiting import read_row
from bounceback_analysis.notebook.binder import explore
from bounceback_analysis.notebook.form import SUPPORT, today
from bounceback_analysis.notebook.preparing import Planner
from bounceback_analysis.notebook.quotes import where_asked
from bounceback_analysis.notebook.record import Recorder, record_outcome
from bounceback_analysis.notebook.record_pages import (
    after_a_no,
    next_48_hours,
    page_of,
    waiting_to_hear,
)
from tests.pages import acts, parts, press, titles
from tests.reading import entries_of, log_of

HEAD = "date,employer,role,stage,outcome,heard_on,feedback,went_well,calm\n"
ROWS = (
    "2026-03-02,Acme,Cook,application,passed,,,,\n"
    "2026-03-09,Acme,Cook,interview,waiting,,,They laughed with me,4\n"
    "2026-03-10,Zeta,Porter,interview,rejected,2026-03-12,,,\n"
)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text(HEAD + ROWS, "utf-8")
    return path


def said(recorder: Recorder) -> str:
    told = recorder.form.page["said"]
    return "\n".join([told["title"], *told["lines"]])


def after(recorder: Recorder) -> str:
    """Give all that stands below the form."""
    return str([*parts(recorder.drawing)])


def buttons(recorder: Recorder) -> list[str]:
    return [button["name"] for button in recorder.form.page["said"].get("buttons", [])]


def test_an_interview_is_saved_as_waiting_with_how_it_went_in_one_line(log):
    recorder = Recorder(log)
    typed = {"employer": "O'Neill & Söhne", "date": "5 March 2026", "stage": "interview"}
    recorder.pressed("save", {**typed, "went_well": "I was on time", "calm": "3"})
    assert said(recorder).startswith(
        "Saved: interview at O'Neill & Söhne, 5 March, waiting to hear\nYou wrote: “I was on time”"
    )
    assert "2026-03-05" not in said(recorder), "what was saved is said in words, never as a line"
    entries = read_log(log).entries
    last = entries.iloc[-1]
    assert last[["outcome", "went_well", "calm"]].tolist() == ["waiting", "I was on time", 3.0]
    assert last["rated_on"] == pd.Timestamp.today().normalize()
    assert len(entries) == 4


def test_while_one_waits_there_is_a_thank_you_and_a_day_for_the_calendar(log):
    recorder = Recorder(log)
    day = plain_date(pd.Timestamp.today())
    recorder.pressed("save", {"employer": "New", "date": day, "stage": "interview"})
    (file,) = [act for act in acts(recorder.drawing) if "file" in act]
    (event,) = icalendar.Calendar.from_ical(file["content"]).events
    assert str(event["summary"]) == "New: Ask for news"
    assert event.start > pd.Timestamp.today().date()
    assert "While you wait" in titles(recorder.drawing)
    assert [part["kind"] for part in parts(recorder.drawing)].count("letter") == 2


def test_an_application_is_told_with_a_way_back(log):
    recorder = Recorder(log)
    recorder.pressed("save", {"employer": "New", "date": today(), "stage": "application"})
    assert recorder.page == "told"
    assert "undo" in buttons(recorder)


def test_undo_gives_back_the_bytes_and_what_was_typed(log):
    before = log.read_bytes()
    recorder = Recorder(log)
    recorder.pressed("save", {"employer": "New", "date": "5 March 2026"})
    recorder.pressed("undo", {})
    assert log.read_bytes() == before
    assert recorder.form.typed["employer"] == "New"


def test_the_waiting_row_gets_its_answer_and_something_true_is_said(log):
    recorder = Recorder(log)
    recorder.pressed("door heard", {})
    groups = recorder.form.page["fields"][0]["options"][1:]
    assert groups[0]["group"] == "Waiting"
    assert groups[0]["options"][0][0] == "3"
    recorder.pressed("save", {"row": "3", "outcome": "rejected", "heard_on": "12 March 2026"})
    assert read_row(log, 3)["outcome"] == "rejected"
    assert read_row(log, 3)["heard_on"] == "2026-03-12"
    assert said(recorder).startswith("Saved: Acme, a no, heard on 12 March\nInterview, cook.")
    assert buttons(recorder) == ["undo", "asked", "promised", "refused", "door had", "again"]
    for words in ("The next 48 hours", "Keep this", "They laughed with me", "letter"):
        assert words in after(recorder)
    recorder.pressed("asked", {})
    assert read_row(log, 3)["feedback_status"] == "asked"
    assert read_log(log).entries.loc[1, "feedback_asked_on"] == pd.Timestamp.today().normalize()


def test_who_is_waited_for_stands_beside_the_form_and_one_press_opens_the_answer(log):
    recorder = Recorder(log)
    assert "Waiting to hear" in after(recorder)
    press(recorder.drawing, "heard")
    assert (recorder.page, recorder.form.typed["row"]) == ("heard", "3")


def test_a_line_is_taken_out_and_comes_back_as_it_was(log):
    before = log.read_bytes()
    recorder = Recorder(log)
    recorder.pressed("door change", {})
    recorder.pressed("open", {"row": "4"})
    recorder.pressed("remove", {})
    assert log.read_bytes() == before.removesuffix(ROWS.splitlines()[-1].encode() + b"\n")
    assert said(recorder).startswith("Taken out: Zeta, a no, heard on 12 March")
    recorder.pressed("undo", {})
    assert log.read_bytes() == before


def test_a_thing_to_practise_goes_into_the_plan_with_one_press(log):
    recorder = Recorder(log)
    recorder.pressed("door heard", {})
    told = {"row": "3", "outcome": "rejected", "improve": "Ask which systems they use"}
    recorder.pressed("save", told)
    press(recorder.drawing, "plan")
    assert read_log(log).plan["action"].tolist() == ["Ask which systems they use"]
    recorder.pressed("undo", {})
    assert read_log(log).plan.empty


def test_a_day_is_saved_as_people_say_it(log):
    recorder = Recorder(log)
    recorder.pressed("save", {"employer": "New", "date": "yesterday"})
    yesterday = pd.Timestamp.today().normalize() - pd.Timedelta(days=1)
    assert read_log(log).entries["date"].iloc[-1] == yesterday


def test_a_waiting_row_can_be_marked_as_no_response(log):
    recorder = Recorder(log)
    recorder.pressed("door heard", {})
    recorder.pressed("silent", {"row": "3", "heard_on": ""})
    assert read_row(log, 3)["outcome"] == "no response"


def test_an_answer_to_what_is_not_in_the_log_yet_is_one_line(log):
    recorder = Recorder(log)
    recorder.pressed("door heard", {})
    recorder.pressed("unlisted", {"outcome": "rejected", "feedback": "Too vague"})
    assert recorder.form.typed["feedback"] == "Too vague"
    recorder.pressed(
        "save",
        {
            "employer": "Late",
            "date": "1 March 2026",
            "outcome": "rejected",
            "feedback": "Too vague",
        },
    )
    assert read_row(log, 5)["feedback"] == "Too vague"


def test_an_answer_can_be_the_first_line_of_a_log(log):
    log.write_text(HEAD, "utf-8")
    recorder = Recorder(log)
    recorder.pressed("door heard", {})
    assert "row" not in [field["name"] for field in recorder.form.page["fields"]]
    recorder.pressed("save", {"employer": "A", "date": "5 March 2026", "outcome": "rejected"})
    assert read_row(log, 2)["outcome"] == "rejected"
    assert recorder.page == "told"


def test_any_line_can_be_changed_and_only_what_changed_is_written(log):
    before = log.read_text("utf-8")
    recorder = Recorder(log)
    recorder.pressed("door change", {})
    recorder.pressed("open", {"row": "4"})
    assert recorder.form.typed["employer"] == "Zeta"
    recorder.pressed("save", {**recorder.form.typed, "employer": "Zeta Ltd"})
    assert log.read_text("utf-8") == before.replace("Zeta", "Zeta Ltd")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"employer": "", "date": "5 March 2026"}, "employer", "Say who"),
        ({"employer": "A", "date": "30 February 2026"}, "date", "does not exist"),
        ({"employer": "A", "date": "soon"}, "date", "not a date"),
        ({"employer": "A", "date": "5 March 2026", "notes": "x" * 100_000}, "notes", "100,000"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_written(log, typed, field, words):
    before = log.read_bytes()
    recorder = Recorder(log)
    recorder.pressed("save", typed)
    assert words in recorder.form.mistakes[field]
    assert log.read_bytes() == before


def test_an_answer_needs_its_row_and_its_outcome(log):
    recorder = Recorder(log)
    recorder.pressed("door heard", {})
    recorder.pressed("save", {"outcome": "rejected"})
    assert list(recorder.form.mistakes) == ["row"]
    recorder.pressed("save", {"row": "3", "heard_on": "1 January 2026"})
    assert set(recorder.form.mistakes) == {"outcome", "heard_on"}


def test_what_is_half_typed_is_there_again(log):
    recorder = Recorder(log)
    recorder.pressed("door heard", {})
    recorder.typed({"row": "3", "feedback": "They said <b>no</b> & =1+1"})
    again = Recorder(log)
    assert again.page == "heard"
    assert again.form.typed["feedback"] == "They said <b>no</b> & =1+1"
    assert "here again" in said(again)
    again.pressed("save", {**again.form.typed, "outcome": "rejected"})
    assert "here again" not in str(Recorder(log).form.page["said"])


def test_a_read_only_log_is_said_and_every_word_stays_in_the_form(log):
    log.chmod(0o444)
    recorder = Recorder(log)
    recorder.pressed("save", {"employer": "New", "date": "5 March 2026"})
    assert "read-only" in said(recorder)
    assert recorder.form.typed["employer"] == "New"


def test_a_log_open_in_a_spreadsheet_keeps_the_entry_beside_it(log):
    log.with_name(".~lock.my_log.csv#").write_text("")
    recorder = Recorder(log)
    recorder.pressed("save", {"employer": "New", "date": "5 March 2026"})
    assert "my_log.pending.csv" in said(recorder)
    log.with_name(".~lock.my_log.csv#").unlink()
    assert "1 entry that was waiting is in" in said(Recorder(log))


def test_on_the_example_the_form_first_offers_a_log_of_ones_own(own_log):
    box = record_outcome(open_log())
    form, _ = box.children
    assert "Start with a log of your own" in str([*parts(box)])
    assert not own_log.exists()
    press(box, "start")
    assert own_log.exists()
    assert form.page["fields"][0]["name"] == "employer"


@pytest.mark.parametrize("page", ["had", "heard", "unlisted", "change", "row", "told"])
@pytest.mark.parametrize("rows", ["", ROWS])
def test_where_support_is_stands_on_every_page(page, rows):
    shown = page_of(page, entries_of(HEAD + rows), {})
    assert shown["support"] == SUPPORT
    for part in ("Samaritans", "116 123", "NHS 111", "option 2", "careers adviser"):
        assert part in SUPPORT


def test_the_line_of_support_stands_before_there_is_a_log(tmp_path):
    assert Recorder(tmp_path / "my_log.csv").form.page["support"] == SUPPORT


def test_kind_words_are_true_of_the_log_and_no_slogan():
    told = after_a_no(log_of(HEAD + ROWS), 3)
    assert told == [("Keep this", "They laughed with me", "Your own note from the day", "mine")]
    (shown,) = next_48_hours(log_of("date,employer,outcome\n2026-03-02,A,rejected\n"), 2)
    assert "This is one answer from one employer. By itself it says very little." in str(shown)


def test_their_praise_is_kept_before_ones_own_note_and_a_step_on_the_way_before_nothing():
    praised = HEAD + "2026-03-09,Acme,Cook,interview,rejected,,You were very warm.,My note,\n"
    (kept, *_) = after_a_no(log_of(praised), 2)
    assert (kept.title, kept.source, kept.look) == ("Keep this", "What they praised", "strength")
    (kept, *_) = after_a_no(log_of(HEAD + ROWS.replace("They laughed with me", "")), 3)
    assert kept.words == "They had asked you on after 1 step of this application."


def test_what_was_outside_ones_control_is_said():
    feedback = "We had a stronger candidate on the day."
    head = "date,employer,outcome,feedback\n"
    told = after_a_no(log_of(f"{head}2026-03-02,A,rejected,{feedback}\n"), 2)
    assert ("Not yours to change", "Never counted against you") in [
        (one.title, one.source) for one in told
    ]


def test_an_action_is_added_to_the_plan_and_taken_back(log):
    planner = Planner(log)
    planner.pressed("save", {"action": "Practise aloud", "due_on": "5 March 2026"})
    plan = log.with_name("my_plan.csv")
    assert "Practise aloud" in plan.read_text("utf-8")
    planner.pressed("undo", {})
    assert planner.form.page["said"]["title"] == "Taken back: the file is as it was."
    assert read_log(log).plan.empty
    assert not read_log(log).problems


def test_an_action_that_is_taken_back_stands_in_the_form_again(log):
    planner = Planner(log)
    planner.pressed("save", {"action": "Practise aloud"})
    planner.pressed("undo", {})
    assert planner.form.typed == {"action": "Practise aloud"}
    assert planner.form.page["said"]["lines"] == ["What you had typed is here again."]
    planner.pressed("undo", {})
    assert planner.form.typed == {"action": "Practise aloud"}


def test_an_undo_of_what_waits_beside_the_plan_takes_back_nothing_else(log):
    planner = Planner(log)
    planner.pressed("save", {"action": "First"})
    plan = log.with_name("my_plan.csv")
    before = plan.read_bytes()
    plan.with_name(".~lock.my_plan.csv#").write_text("")
    planner.pressed("save", {"action": "Second"})
    assert planner.form.page["said"]["title"] == "Kept beside your log for now."
    assert planner.form.page["said"]["buttons"] == []
    assert plan.read_bytes() == before


def test_a_step_that_the_log_suggests_is_planned_with_one_press(log):
    told = "feedback,feedback_themes\n2026-03-02,Z,rejected,2026-03-09,x,nerves gap\n"
    log.write_text(f"date,employer,outcome,heard_on,{told}", "utf-8")
    read = read_log(log)
    steps = next_steps(read)
    place = steps["sort"].tolist().index("theme")
    wanted = steps.iloc[place]
    box = explore("plan_progress", read)
    assert "Suggested." in str([*parts(box)])
    press(box, "step", str(place))
    row = read_log(log).plan.iloc[0]
    assert row[["action", "due_on"]].tolist() == wanted[["step", "due_on"]].tolist()
    assert row["theme"] == "Nerves and confidence"
    assert [act for act in acts(box) if act.get("value") == str(place)] == []


def test_a_story_is_kept_beside_the_log_and_answers_the_question_it_is_for(log):
    planner = Planner(log)
    planner.pressed("door story", {})
    planner.pressed("save", {"title": " "})
    assert planner.form.mistakes == {"title": "Give the story a name."}
    told = {"title": "The angry caller", "action": "I listened", "skills": "complaint handling"}
    planner.pressed("save", told)
    assert log.with_name("my_stories.csv").exists()
    read, question = read_log(log), "Tell us how you handled a complaint."
    shown = where_asked(read, question)
    assert [quote["after"] for quote in shown["quotes"]] == ["The angry caller"]
    assert shown["quotes"][0]["source"].endswith("Still to write: situation, task and result")
    planner.pressed("save", {"title": "The long queue", "action": "I handled a complaint"})
    assert len(where_asked(read_log(log), question)["quotes"]) == 2
    planner.pressed("undo", {})
    assert where_asked(read_log(log), question) == shown


def test_without_stories_a_question_says_what_to_write_next():
    assert "Next: keep a story" in where_asked(log_of(HEAD), "Why?")["sentence"]


def test_a_new_log_takes_its_first_line(own_log):
    recorder = Recorder(new_log())
    recorder.pressed("save", {"employer": "First", "date": today()})
    assert len(read_log(own_log).entries) == 1


def test_a_reason_outside_ones_control_that_one_read_oneself_is_named_without_their_words():
    log = "date,employer,outcome,feedback_themes\n2026-03-02,A,rejected,competition\n"
    kept = ("Not yours to change", "Someone else edged it", "Never counted against you", "")
    assert after_a_no(log_of(log), 2) == [kept]


def test_a_line_of_an_application_that_goes_on_shows_the_way_that_it_joins(log):
    recorder = Recorder(log)
    typed = {"employer": "Acme", "role": "Cook", "stage": "final interview"}
    recorder.pressed("save", {**typed, "date": "12 March 2026"})
    (way,) = [part for part in parts(recorder.drawing) if part["kind"] == "path"]
    assert way["steps"] == [
        ("Applied", "2 March 2026, went forward", False),
        ("Interview", "9 March 2026, went forward", False),
        ("Final interview", "12 March 2026, waiting", True),
    ]
    recorder.pressed("door had", {})
    recorder.pressed("save", {"employer": "Another", "date": "12 March 2026"})
    assert "path" not in {part["kind"] for part in parts(recorder.drawing)}, "it is alone"


def test_who_is_waited_for_without_a_name_is_called_as_their_application_is():
    head = "date,employer,role,stage,outcome\n"
    lines = "2026-03-02,,Clerk,interview,waiting\n2026-03-03,Oak,,interview,waiting\n"
    (shown,) = waiting_to_hear(log_of(head + lines, as_of="2026-03-10"))
    titles = [part["title"] for part in shown["parts"] if part["kind"] == "row"]
    assert titles == ["no employer given, Clerk", "Oak"]
