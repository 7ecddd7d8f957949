"""The one list of what there is to see, and the context that every table has with its log."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

import bounceback_analysis as bb
from bounceback_analysis.analysis import feedback, preparing, ratings, skills
from bounceback_analysis.analysis.outcomes import table
from bounceback_analysis.cli import main
from bounceback_analysis.log.companions import beside
from bounceback_analysis.notebook.filters import chosen_lines
from bounceback_analysis.report.blocks import Figure, Table
from bounceback_analysis.report.sections import SECTIONS
from bounceback_analysis.report.writing import Choices, make_report
from bounceback_analysis.topics import TOPICS, resolve
from tests.pages import parts
from tests.reading import log_of

OWN = """
[phrases]
nerves = { gap = "like a wet firework" }

[skills]
"loom setting" = "Thornbury loom"

[questions]
practised = ["Why us?"]
"""
LOG = """date,employer,role,stage,outcome,heard_on,feedback,skills_wanted,hard_questions,rated_on,calm
2026-03-02,Alder,Weaver,interview,rejected,2026-03-09,You seemed like a wet firework.,The Thornbury loom,Why us?,2026-03-02,5
2026-03-09,Beech,Weaver,interview,rejected,2026-03-16,Good knowledge of the Thornbury loom.,loom setting,Why this mill?,,
"""
PLAN = (
    "skill,my_level,wanted_level,action,theme,due_on\nloom setting,2,4,Breathe,nerves,2026-04-01\n"
)
STORIES = "title,action,skills\nThe broken warp,I mended it,loom setting\n"


@pytest.fixture
def own(tmp_path):
    """Give the path of a log of somebody with words, skills, a plan and a story of their own."""
    path = tmp_path / "my_log.csv"
    path.write_text(LOG, "utf-8")
    beside(path, "settings").write_text(OWN, "utf-8")
    beside(path, "plan").write_text(PLAN, "utf-8")
    beside(path, "stories").write_text(STORIES, "utf-8")
    return path


@pytest.fixture(autouse=True)
def no_filters():
    chosen_lines().choices = {}


def shown(topic, log):
    """Give what a notebook shows first of a topic."""
    return bb.explore(topic, log, filters=False).children[-1].pictures[0]


def test_a_log_has_all_that_stands_beside_it(own):
    log = bb.read_log(own, as_of="2026-04-08")
    assert log.as_of == pd.Timestamp("2026-04-08")
    assert log.settings["questions"] == {"practised": ["Why us?"]}
    assert log.stories["title"].tolist() == ["The broken warp"]
    assert log.plan["skill"].tolist() == ["loom setting"]


def test_own_words_skills_questions_plan_and_stories_count_in_every_table(own):
    log = bb.read_log(own, as_of="2026-04-08")
    plain = replace(log, settings={}, stories=log.stories.iloc[:0], plan=log.plan.iloc[:0])
    quotes = feedback.theme_quotes(log)
    assert ("nerves", "gap") in set(zip(quotes["theme"], quotes["polarity"], strict=True))
    assert "nerves" not in set(feedback.theme_quotes(plain)["theme"])
    assert bb.feedback_yield(log)["count"].tolist() == [0, 0, 0, 0, 0, 2, 2]
    assert bb.mirrors(log).set_index("theme").loc["nerves", "blind_spot"] == 1
    gaps = bb.skill_gaps(log).set_index("skill")
    assert gaps.loc["loom setting", ["adverts", "feedback_strengths"]].tolist() == [2, 1]
    assert bb.plan_progress(log)[["state", "before"]].to_numpy().tolist() == [["overdue", "1 of 2"]]
    bank = bb.question_bank(log).set_index("question")["practised"]
    assert bank.to_dict() == {"Why us?": True, "Why this mill?": False}
    steps = preparing.next_steps(log)
    assert "Breathe" in steps["about"].tolist()
    assert "Why us?" not in steps["about"].tolist()
    found = preparing.match_stories(log, asked="You will set the Thornbury loom.")
    assert found["skills"].tolist() == ["loom setting"]
    asked = skills.advert_skills(log, advert="You will set the Thornbury loom.")
    assert asked[["skill", "level"]].to_numpy().tolist() == [["loom setting", 2]]


def test_own_words_count_alike_in_a_notebook_in_a_report_and_at_the_command_line(own, capsys):
    log = bb.read_log(own, as_of="2026-04-08")
    for topic in ("feedback_themes", "skill_gaps", "question_bank", "mirrors", "plan_progress"):
        assert shown(topic, log)["title"] == bb.plot(topic, log).title, topic
    report, _ = make_report(log, Choices(names="shown"))
    figures = {b.picture.name: b.picture for b in report.blocks if isinstance(b, Figure)}
    assert figures["feedback_themes"].title == bb.plot("feedback_themes", log).title
    (asked,) = [b for b in report.blocks if isinstance(b, Table) and b.columns[0] == "Question"]
    assert [row[3] for row in asked.rows] == ["", "yes"]
    assert main(["themes", str(own), "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)["counts"]
    quotes = feedback.theme_quotes(log)
    for row in counts:
        told = quotes[(quotes["theme"] == row["theme"]) & (quotes["polarity"] == row["polarity"])]
        assert len(told) == row["count"]
    assert {"theme": "nerves", "polarity": "gap", "count": 1} in counts


def test_a_story_that_is_kept_meanwhile_answers_a_question_at_once(own):
    log = bb.read_log(own)
    box = bb.explore(bb.question_bank, log, filters=False)
    beside(own, "stories").write_text(STORIES + "Why us,I said why this mill,\n", "utf-8")
    box.children[-1].selected = {"picture": "question_bank", "key": "Why this mill?"}
    told = [quote["after"] for part in parts(box) for quote in part.get("quotes", ())]
    assert "Why us" in told


def test_in_the_example_no_settings_of_ones_own_are_used(own_log, monkeypatch):
    beside(own_log.with_name("example_log.csv"), "settings").write_text(OWN, "utf-8")
    monkeypatch.delenv("BOUNCEBACK_LOG")
    assert bb.open_log().settings == {}


def test_the_day_is_given_once_and_is_the_day_of_every_table(own):
    early, late = (bb.read_log(own, as_of=day) for day in ("2026-03-31", "2026-04-02"))
    assert bb.plan_progress(early)["state"].tolist() == ["due soon"]
    assert bb.plan_progress(late)["state"].tolist() == ["overdue"]
    assert preparing.next_steps(late)["due_on"].iloc[0] == pd.Timestamp("2026-04-09")
    report, _ = make_report(late, Choices())
    assert report.made_on == "2026-04-02"


def test_a_report_can_be_of_another_day_than_its_log(own, tmp_path):
    bb.write_report(bb.read_log(own), tmp_path / "r.html", as_of="2026-04-02")
    assert "Date: 2 April 2026" in (tmp_path / "r.html").read_text("utf-8")


def test_a_report_of_a_part_of_a_log_has_those_lines_and_the_letters_of_the_whole(own):
    part = bb.read_log(own).only(since="2026-03-05")
    report, told = make_report(part, Choices(sections=("record",)))
    (table_,) = [block for block in report.blocks if isinstance(block, Table)]
    assert [row[1] for row in table_.rows] == ["Employer B"]
    assert told[0].startswith("The name of 1 employer;")


TABLES = [
    *(topic.table for topic in TOPICS.values()),
    bb.draft_letters,
    *(ratings.mirror_quotes, preparing.next_steps, preparing.times_asked, preparing.match_stories),
]


@pytest.mark.parametrize("make", TABLES, ids=lambda make: make.__name__)
def test_a_table_takes_a_log_and_named_choices_and_says_what_to_type_for_anything_else(make):
    log = log_of("date,employer,outcome\n2026-01-05,Oak,rejected\n")
    first, *choices = inspect.signature(make).parameters.values()
    assert first.name == "log"
    assert all(choice.kind is choice.KEYWORD_ONLY for choice in choices)
    for wrong, says in (
        ("my_log.csv", rf"bb.{make.__name__}\(bb.read_log\('my_log.csv'\)\)"),
        (beside("log.csv", "plan"), r"bb.read_log\('plan.csv'\)"),
        (log.entries, rf"not a table of it. Type: log = .*bb.{make.__name__}\(log\)"),
        (None, "not a NoneType. Type: log = bb.open_log()"),
    ):
        with pytest.raises(TypeError, match=says):
            make(wrong)
    with pytest.raises(TypeError, match=rf"come with it. Type: bb.{make.__name__}\(log\)"):
        make(log, log.plan)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda log: bb.plot(bb.stage_rates, log.entries), "stage_rates wants the whole log"),
        (lambda log: bb.explore(bb.stage_rates, log.entries), r"then bb.explore\(bb.stage_rates, log\)"),
        (lambda log: bb.explore("doors", "log.csv"), r"bb.explore\(bb.doors, bb.read_log\('log.csv'\)\)"),
        (lambda log: bb.write_report(log.entries, "r.html"), "write_report wants the whole log"),
        (lambda log: bb.plot(bb.stage_rates(log), log), r"not a DataFrame. Type: bb.plot\(bb.stage"),
        (lambda log: bb.plot(log, bb.stage_rates), "not a Log"),
        (bb.code_feedback, r"a Log holds more. Type: bb.theme_quotes\(log\)"),
        (lambda log: bb.export_follow_ups(log.entries, "f.ics"), r"Type: bb.export_follow_ups\(bb.doors\(log\)"),
        (lambda log: bb.export_follow_ups(log, "f.ics"), r"Type: bb.export_follow_ups\(bb.doors\(log\)"),
    ],
)  # fmt: skip
def test_what_is_no_log_is_answered_with_what_to_type(call, says):
    with pytest.raises(TypeError, match=says):
        call(log_of(LOG))


def test_entries_that_are_not_those_of_a_log_make_no_log():
    entries = log_of(LOG).entries
    with pytest.raises(ValueError, match="they lack outcome"):
        bb.Log(entries.drop(columns="outcome"))
    with pytest.raises(ValueError, match=r"they lack \d+ columns, date first"):
        bb.Log(pd.DataFrame())


def test_one_text_is_read_as_one():
    one, listed = bb.code_feedback("You were nervous."), bb.code_feedback(["You were nervous."])
    assert one.equals(listed)
    assert one["theme"].tolist() == ["nerves"]


def test_a_topic_is_named_by_its_function_or_by_its_name_and_takes_its_choices():
    log = bb.open_log()
    one, other = bb.plot(bb.stage_rates, log, by="source"), bb.plot("stage_rates", log, by="source")
    assert one.title == other.title != bb.plot("stage_rates", log).title
    assert one.table.equals(bb.stage_rates(log, by="source"))
    with pytest.raises(ValueError, match="no topic 'skill_gap'"):
        bb.plot("skill_gap", log)
    with pytest.raises(TypeError, match="colour"):
        bb.plot(bb.stage_rates, log, colour="red")


def test_the_topics_are_listed_with_their_choices():
    listed = bb.topics().set_index("topic")
    assert list(listed.index) == list(TOPICS)
    assert listed.loc["stage_rates", ["choices", "section"]].tolist() == ["by", "journey"]
    assert listed["shows"].str.endswith(".").all()


def test_the_list_of_topics_is_had_whichever_is_asked_for_first(run_python):
    for first in ("bb.plot", "bb.topics", "bb.explore"):
        told = run_python(f"import bounceback_analysis as bb; {first}; print(len(bb.topics()))")
        assert told == str(len(TOPICS))


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.name)
def test_all_that_a_row_names_is_there(topic):
    assert getattr(bb, topic.name, topic.table) is topic.table
    charts = topic.charts or topic.analysis
    assert callable(resolve(f"charts.{charts}:plot_{topic.name}"))
    for function in filter(None, (topic.view, topic.detail, topic.answer)):
        assert callable(resolve(f"notebook.{function}"))
    assert len(topic.empty) in {0, 2}, "a title and a sentence"
    assert set(topic.controls) <= set(inspect.signature(topic.table).parameters)
    assert topic.section in {"", *SECTIONS}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_can_be_explored_and_its_picture_is_never_far(topic):
    log = bb.open_log()
    box = bb.explore(topic, log)
    drawn = {part.get("name"): part["title"] for part in parts(box) if "title" in part}
    elsewhere = {"no_offer_yet", "plan_progress", "doors", "next_interview", "common_questions"}
    elsewhere |= {"question_bank"}
    assert topic in elsewhere or drawn[topic] == bb.plot(topic, log).title


@pytest.mark.parametrize(
    "topic", [topic for topic in TOPICS.values() if topic.section], ids=lambda topic: topic.name
)
def test_the_report_shows_a_topic_in_the_part_that_its_row_names(topic):
    report, _ = make_report(bb.open_log(), Choices(sections=(topic.section,)))
    drawn = {block.picture.name for block in report.blocks if isinstance(block, Figure)}
    assert (topic.name in drawn) == bool(bb.plot(topic.name, bb.open_log()).marks)


def test_a_table_is_made_once_for_a_log_and_its_choices_and_cannot_be_spoilt():
    asked = []

    @table
    def lines(log, *, more=0):
        asked.append(more)
        return log.entries[["line"]] + (more or 0)

    log = log_of(LOG)
    first = lines(log)
    first["line"] = 0
    assert lines(log)["line"].tolist() == [2, 3]
    assert lines(log, more=None)["line"].tolist() == [2, 3]
    assert lines(log, more=10)["line"].tolist() == [12, 13]
    assert lines(log.only(lines=[3]))["line"].tolist() == [3]
    assert lines(replace(log))["line"].tolist() == [2, 3]
    assert asked == [0, 10, 0, 0]


RUN = "from bounceback_analysis.cli import main; main(['help'])"


@pytest.mark.parametrize(
    ("does", "set_before", "threads"),
    [
        (RUN, None, "1"),
        (RUN, "3", "3"),
        ("import bounceback_analysis as bb, numpy; bb.open_log", None, "None"),
    ],
)
def test_the_program_sums_in_one_thread_unless_told_and_an_import_leaves_that_alone(
    does, set_before, threads
):
    name = "OPENBLAS_NUM_THREADS"
    kept = {key: value for key, value in os.environ.items() if key != name}
    code = f"{does}\nimport os; print(os.environ.get({name!r}))"
    found = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env=kept | ({name: set_before} if set_before else {}),
    )
    assert found.stdout.split()[-1] == threads
