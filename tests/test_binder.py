"""A view is drawn anew when something is moved, once, and never shows a person an error."""

from __future__ import annotations

import logging
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from bounceback_analysis.charts.marks import Dot
from bounceback_analysis.charts.picture import Picture
from bounceback_analysis.log.model import Log, Problem
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.notebook.binder import NO_LINES, NO_PICTURE, NOT_WRITTEN, bind, explore
from bounceback_analysis.notebook.filters import chosen_lines
from bounceback_analysis.notebook.panels import problems_view, welcome
from bounceback_analysis.notebook.parts import chosen, quote
from tests.pages import parts, press, said
from tests.reading import log_of

EXAMPLE = Path(__file__).parents[1] / "data" / "example_log.csv"

LOG = """
    date,employer,stage,outcome,source
    2026-03-01,Acme,application,rejected,Indeed
    2026-03-09,Bright Futures,interview,rejected,A friend
    2026-04-02,Dale,interview,offer,Indeed
"""


@pytest.fixture
def log():
    return log_of(LOG)


@pytest.fixture(autouse=True)
def lines():
    lines = chosen_lines()
    lines.choices = {}
    return lines


def counting(calls: list):
    def view(log: Log, **given) -> Picture:
        entries = log.entries
        calls.append((len(entries), given))
        marks = tuple(
            Dot(line, 0, key=employer)
            for line, employer in zip(entries["line"], entries["employer"], strict=True)
        )
        return Picture("view", f"{len(entries)} lines", "", entries[["employer"]], marks)

    return view


def titles(box) -> list[str]:
    return [picture["title"] for picture in box.children[-1].pictures if "title" in picture]


def note(box) -> str:
    return box.children[-1].note


def test_a_view_is_drawn_at_once_and_says_what_it_shows(log):
    box = bind(log, counting([]))
    assert titles(box) == ["3 lines"]
    assert note(box) == ""


def test_a_filter_moves_every_view_and_each_is_drawn_once(log, lines):
    calls = []
    first, second = bind(log, counting(calls)), bind(log, counting(calls))
    del calls[:]
    lines.choices = {"stage": "interview"}
    assert titles(first) == titles(second) == ["2 lines"]
    assert len(calls) == 2


def test_a_view_that_is_not_on_the_screen_waits_until_it_is(log, lines):
    calls = []
    box = bind(log, counting(calls))
    box.children[-1].showing = False
    del calls[:]
    for stage in ("interview", "application", None):
        lines.choices = {"stage": stage, "source": "Indeed"}
    assert calls == []
    box.children[-1].showing = True
    assert calls == [(2, {})]


def test_coming_back_to_the_screen_unchanged_draws_nothing(log):
    calls = []
    box = bind(log, counting(calls))
    box.children[-1].showing = False
    box.children[-1].showing = True
    assert len(calls) == 1


def test_a_view_without_filters_takes_no_notice_of_them(log, lines):
    box = bind(log, counting([]), filters=False)
    lines.choices = {"stage": "interview"}
    assert titles(box) == ["3 lines"]
    assert note(box) == ""


def test_controls_are_arguments_of_the_view(log):
    calls = []
    box = bind(
        log,
        counting(calls),
        controls={"by": {"all together": None, "source": "source"}},
    )
    (drawing,) = box.children
    (by,) = drawing.choices
    assert (by["label"], by["options"], by["index"]) == ("Split by", ["all together", "source"], 0)
    drawing.pressed("choose", "by 1")
    assert drawing.choices[0]["index"] == 1
    assert calls == [(3, {"by": None}), (3, {"by": "source"})]


def test_a_control_stays_as_it_was_when_its_cell_is_run_again(log):
    def a_view_of_its_own(log, by):
        return Picture("view", str(by), "", log.entries)

    controls = {"by": {"all together": None, "source": "source"}}
    first = bind(log, a_view_of_its_own, name="its own", controls=controls)
    first.children[-1].pressed("choose", "by 1")
    assert titles(bind(log, a_view_of_its_own, name="its own", controls=controls)) == ["source"]


def test_when_no_line_is_left_it_says_so_calmly(log, lines):
    box = bind(log, counting([]))
    lines.choices = {"stage": "interview", "source": "Indeed", "outcome": "rejected"}
    assert titles(box) == []
    assert note(box).endswith(NO_LINES)


def test_an_empty_log_is_the_views_own_to_speak_of():
    box = bind(log_of("date,employer,outcome\n"), counting([]))
    assert titles(box) == ["0 lines"]
    assert note(box) == ""


def test_a_view_that_fails_shows_a_sentence_and_logs_the_error(log, caplog, capsys):
    def broken(_log):
        raise KeyError("internal detail")

    with caplog.at_level(logging.ERROR, "bounceback_analysis"):
        box = bind(log, broken)
    (shown,) = box.children[-1].pictures
    assert shown["lead"] == NO_PICTURE
    assert "internal detail" in caplog.text
    assert "internal detail" not in str(shown)


def test_a_failing_view_writes_nothing_into_the_cell(run_python):
    code = (
        "import sys; sys.stderr = sys.stdout\n"
        "from bounceback_analysis.notebook.binder import bind\n"
        "from tests.reading import log_of\n"
        "bind(log_of('date,employer,outcome'), lambda log: 1 / 0, filters=False)"
    )
    assert run_python(code) == ""


def words_of(log, key):
    return chosen("words", key, [quote(line) for line in log.entries["outcome"]])


def test_a_chosen_mark_shows_what_it_stands_for_until_it_is_gone(log, lines):
    box = bind(log, counting([]), detail=words_of)
    drawing = box.children[-1]
    drawing.selected = {"picture": "view", "key": "Acme"}
    assert titles(box) == ["3 lines", "Acme"]
    lines.choices = {"stage": "interview"}
    assert titles(box) == ["2 lines"]
    lines.choices = {}
    assert titles(box) == ["3 lines", "Acme"]
    drawing.selected = {}
    assert titles(box) == ["3 lines"]


def test_stage_rates_can_be_split(log):
    box = explore("stage_rates", log)
    (drawing,) = box.children
    whole = drawing.pictures
    drawing.pressed("choose", "by 1")
    assert drawing.pictures != whole
    drawing.pressed("choose", "by 0")  # it is remembered, also for the tests that follow
    assert drawing.pictures == whole


def found(log, *verdicts: str):
    problems = tuple(
        Problem(line, "date", verdict, f"{verdict}!") for line, verdict in enumerate(verdicts, 2)
    )
    return problems_view(Log(log.entries, problems=problems))


def quotes(box) -> list[dict]:
    return next(part["quotes"] for part in parts(box) if part.get("kind") == "quotes")


def test_what_was_found_is_one_line_with_the_gravest_first_behind_it(log):
    box = found(log, "tell", "ok", "ask", "tell", "tell")
    (fold,) = box.children[-1].pictures
    assert fold["kind"] == "fold"
    assert fold["title"] == "How your file was read: 3 lines, 3 things to know, 1 to settle"
    assert [quote["after"] for quote in quotes(box)] == ["ask!", "tell!", "tell!", "tell!"]
    assert quotes(box)[0]["source"] == "line 4, date"


def test_a_wall_of_problems_is_twenty_and_a_number(log):
    box = found(log, *["ask"] * 51)
    assert len(quotes(box)) == 20
    assert "There are 31 more." in [part.get("text") for part in parts(box)]


def test_a_log_that_could_not_be_read_says_why_at_once(log):
    box = found(log.only(lines=[]), "stop")
    assert box.children[-1].pictures[0]["title"] == "Your log could not be read yet."
    assert quotes(box)[0]["after"] == "stop!"


def test_a_log_that_was_understood_says_so(log):
    box = problems_view(log_of(LOG))
    assert box.children[-1].pictures[0]["title"] == (
        "How your file was read: 3 lines, nothing to settle"
    )
    assert quotes(box) == []


def test_the_example_says_that_it_is_one_and_opens_the_form_of_a_log_on_request(own_log):
    import bounceback_analysis as bb

    example = bb.read_log(EXAMPLE)
    box = welcome(replace(example, example=True))
    (drawing,) = box.children
    assert "This is an invented example: 79 lines" in str(drawing.pictures)
    assert not own_log.exists()
    press(box, "start")
    assert bb.read_log(own_log).status == "ok"
    assert "Your log is ready" in str(drawing.pictures)
    (form, beside) = box.children[1].children
    assert form.page["fields"][0]["name"] == "employer"
    assert form.page["grab"], "the first field has the focus"
    assert "What you will see" in str(beside.pictures)


def test_a_log_that_is_there_already_is_left_alone(own_log):
    import bounceback_analysis as bb

    box = welcome(replace(bb.read_log(EXAMPLE), example=True))
    own_log.write_text("mine", "utf-8")
    press(box, "start")
    assert own_log.read_text("utf-8") == "mine"
    assert said(box) == "Your log is there already; it was left as it is."


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text(textwrap.dedent(LOG).lstrip(), "utf-8")
    return read_log(path)


def test_what_a_press_does_is_said_above_what_is_drawn_anew(own):
    given = []

    def answer(before, *what):
        given.append((len(before.entries), *what))
        return "Written.", None

    box = bind(own, counting([]), answer=answer)
    box.children[-1].pressed("read", "nerves")
    assert given == [(3, "read", "nerves")]
    assert said(box) == "Written."
    assert titles(box) == ["3 lines"]


def test_what_cannot_be_written_is_said_calmly(own, caplog):
    def answer(*_given):
        raise OSError("disk")

    box = bind(own, counting([]), answer=answer)
    with caplog.at_level(logging.CRITICAL, logger="bounceback_analysis"):
        box.children[-1].pressed("read", "nerves")
    assert said(box) == NOT_WRITTEN
    assert titles(box) == ["3 lines"]


def test_a_press_on_the_example_writes_nothing_and_says_how_to_begin(log):
    given = []
    box = bind(replace(log, example=True), counting([]), answer=lambda *what: given.append(what))
    box.children[-1].pressed("read", "nerves")
    assert said(box).startswith("This is the example.")
    assert given == []


def test_of_several_topics_the_first_stands_open_and_the_others_behind_their_findings(log):
    box = explore(["furthest_step", "how_many_more", "stage_rates", "improving"], log)
    first, more, quiet = box.children[-1].pictures
    assert first["name"] == "furthest_step"
    assert [more["title"], quiet["title"]] == ["What else your log can tell", "Cannot tell yet"]
    folded = [[fold["parts"][0] for fold in part["parts"][0]["parts"]] for part in (more, quiet)]
    assert [part.get("name") for part in folded[0]] == ["stage_rates"]
    assert [part["kind"] for part in folded[1]] == ["text", "text"]


def test_what_cannot_be_told_of_an_empty_log_leaves_no_section_of_its_own():
    box = explore(["how_many_more"], log_of("date,employer,outcome\n"))
    assert [part["title"] for part in box.children[-1].pictures] == ["Cannot tell yet"]
