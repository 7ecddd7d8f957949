"""Whatever is saved, on any page, every picture and sentence there follows at once."""

from __future__ import annotations

import pandas as pd
import pytest

import bounceback_analysis as bb
from bounceback_analysis.notebook.live import live
from bounceback_analysis.notebook.record import Recorder
from tests.pages import acts, parts, press, said, titles

HEAD = "date,employer,role,stage,outcome,feedback,hard_questions,skills_wanted\n"
ROW = "2026-03-02,Acme,Cook,interview,rejected,You were nervous.,Why us?,Excel; Excel\n"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text(HEAD + ROW, "utf-8")
    return path


def test_a_line_that_is_saved_in_the_form_stands_in_every_picture_of_the_page(path):
    log = bb.read_log(path)
    recorder = Recorder(path)
    box, start = bb.explore(bb.furthest_step, log), bb.welcome(log)
    assert titles(box)[0] == "Your application led to an interview"
    page = {"press": "save", "id": "a", "turn": recorder.form.page["turn"]}
    typed = {"employer": "New", "date": "5 March 2026", "went_well": "I was on time"}
    recorder.form._heard(recorder.form, {**page, "typed": typed}, [])
    assert titles(box)[0].endswith("of your 2 applications led to an interview")
    assert "I was on time" in str([*parts(start)])


def test_what_another_program_wrote_is_there_when_the_page_is_looked_at_again(path):
    box = bb.explore(bb.furthest_step, bb.read_log(path))
    (drawing,) = box.children
    drawing.showing = False
    with path.open("a", encoding="utf-8") as out:
        out.write("2026-03-09,Zeta,Cook,application,waiting,,,\n")
    assert "2 applications" not in titles(box)[0]
    drawing.showing = True
    assert titles(box)[0] == "1 of your 2 applications led to an interview"
    with path.open("a", encoding="utf-8") as out:
        out.write("2026-03-10,Yew,Cook,application,waiting,,,\n")
    drawing._answer(drawing, {"kind": "look"}, [])
    assert titles(box)[0] == "1 of your 3 applications led to an interview"


def test_where_nothing_was_written_nothing_is_read_again(path):
    followed = live(bb.read_log(path))
    before = followed.log
    followed.look()
    assert followed.log is before
    assert live(bb.read_log(path)) is followed


def test_a_file_that_cannot_be_read_just_now_leaves_what_was_shown(path):
    followed = live(bb.read_log(path))
    before = followed.log
    path.unlink()
    followed.look()
    assert followed.log is before


def test_the_example_gives_way_to_a_log_of_ones_own_on_every_page(own_log, monkeypatch):
    monkeypatch.delenv("BOUNCEBACK_LOG")
    monkeypatch.setattr("bounceback_analysis.log.opening.own_log", lambda: own_log)
    monkeypatch.setattr("bounceback_analysis.log.opening.shipped", lambda _: own_log.parent)
    own_log.with_name("example_log.csv").write_text(HEAD + ROW, "utf-8")
    log = bb.open_log()
    assert log.example
    box, line = bb.explore(bb.furthest_step, log), bb.choose_lines(log)
    bb.new_log()
    live(log).look()
    assert titles(box) == []
    said_there = line.children[0].children[0]
    assert said_there.value.startswith("Your log is empty")


def test_a_question_is_ticked_as_practised_and_kept_in_the_settings(path):
    box = bb.explore(bb.question_bank, bb.read_log(path))
    assert press(box, "practise", "Why us?") == "Practised today: “Why us?”"
    kept = bb.read_log(path).settings["questions"]
    assert kept["practised"] == ["Why us?"]
    assert kept["days"] == {"Why us?": f"{pd.Timestamp.today():%Y-%m-%d}"}
    (ticked,) = [act for act in acts(box) if act.get("press") == "practise"]
    assert (ticked["label"], ticked["on"]) == ("Practised", True)
    press(box, "undo")
    assert bb.question_bank(bb.read_log(path))["practised"].tolist() == [False]


PLAN = "skill,my_level,wanted_level,theme,action,due_on,done_on\nExcel,2,4,,,,\n,,,nerves,Say it aloud,,\n"


def test_a_gap_goes_into_the_plan_and_a_step_is_ticked_unticked_and_taken_back(path):
    plan = path.with_name("my_plan.csv")
    plan.write_text(PLAN, "utf-8")
    before = plan.read_bytes()
    log = bb.read_log(path, as_of="2026-03-20")
    gaps, steps = bb.explore(bb.skill_gaps, log), bb.explore(bb.plan_progress, log)
    assert press(gaps, "plan", "Excel").startswith("In your plan, by 3 April 2026: ")
    assert "Excel" in str([part["title"] for part in parts(steps) if part.get("kind") == "row"])
    press(gaps, "undo")
    assert plan.read_bytes() == before
    assert press(steps, "done", "Say it aloud") == "Well done: Say it aloud"
    assert pd.notna(bb.read_log(path).plan["done_on"].iloc[1])
    assert press(steps, "done", "Say it aloud") == "Open again: Say it aloud"
    assert bb.read_log(path).plan["done_on"].isna().all()


@pytest.mark.parametrize(
    ("topic", "name"),
    [(bb.question_bank, "practise"), (bb.skill_gaps, "plan"), (bb.plan_progress, "done")],
)
def test_in_the_example_a_press_says_what_it_is_and_writes_nothing(topic, name):
    box = bb.explore(topic, bb.open_log(), filters=False)
    assert press(box, name).startswith("This is the example.")
    assert said(box)
