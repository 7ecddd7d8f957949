"""What is shown below a picture is what the log says, and a reading changes only its own cell."""

from __future__ import annotations

import pytest

import bounceback_analysis as bb
from bounceback_analysis.notebook.quotes import MOVED, NONE, lines_of_stage, put_right, their_words
from tests.reading import log_of

LOG = """\
date,employer,role,outcome,feedback,feedback_themes,hard_questions
2026-03-01,Acme,Cook,rejected,"You were nervous, and your answers were short.",,Why us?
2026-03-08,Brown,Cook,waiting,,,Tell us why us
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_bytes(LOG.encode())
    return path


def key_of(log, theme: str) -> str:
    reading = their_words(log, theme).quotes[0].reading
    assert reading is not None
    return reading.key


def test_one_reading_of_a_line_is_changed_and_its_others_stay(path):
    log = bb.read_log(path)
    key = key_of(log, "nerves")
    _, said = put_right(log, key, "neutral", "motivation")
    expected = LOG.replace('short.",,', 'short.",motivation neutral; answers gap,')
    assert path.read_text("utf-8") == expected
    assert said.startswith("Written into my_log.csv, line 2: ")


def test_none_of_these_takes_one_reading_out(path):
    log = bb.read_log(path)
    put_right(log, key_of(log, "nerves"), "gap", NONE)
    assert path.read_text("utf-8") == LOG.replace('short.",,', 'short.",answers gap,')


def test_a_log_that_changed_meanwhile_is_read_again_and_left_alone(path):
    log = bb.read_log(path)
    key = key_of(log, "nerves")
    changed = LOG.replace("You were nervous", "We felt that you were nervous")
    path.write_text(changed, "utf-8")
    now, said = put_right(log, key, "gap", "answers")
    assert said == MOVED
    assert path.read_text("utf-8") == changed
    assert now.entries["feedback"].iloc[0].startswith("We felt")


def test_without_a_log_of_ones_own_nothing_is_offered():
    for log in (log_of(LOG, path=None), log_of(LOG, example=True)):
        assert all(quote.reading is None for quote in their_words(log, "nerves").quotes)


def below(box, key: str) -> dict:
    drawing = box.children[-1]
    drawing.selected = {"picture": drawing.pictures[0]["name"], "key": key}
    return drawing.pictures[1]


def test_a_question_shows_where_it_was_asked():
    shown = below(bb.explore(bb.question_bank, log_of(LOG), filters=False), "Tell us why us")
    assert [quote["after"] for quote in shown["quotes"]] == ["Tell us why us", "Why us?"]
    assert shown["quotes"][0]["source"].startswith("Brown, 8 March 2026")


def test_a_waiting_mark_shows_its_application():
    shown = below(bb.explore(bb.waiting, log_of(LOG), filters=False), "Brown, Cook")
    assert [quote["after"] for quote in shown["quotes"]] == ["Brown, Cook: waiting"]


def test_a_door_shows_the_lines_of_its_application():
    log = (
        "date,employer,role,stage,outcome,door_open\n"
        "2026-03-05,Alder: Foods,Cook,interview,rejected,yes\n"
    )
    box = bb.explore(bb.doors, log_of(log))
    ((key, _name),) = box.children[-1].pictures[0]["keys"]
    shown = below(box, key)
    assert shown["title"] == "Alder: Foods, Cook"
    assert len(shown["quotes"]) == 1


def test_an_offer_told_again_is_not_called_withdrawn_behind_its_stage():
    log = """
        date,employer,stage,outcome
        2026-03-02,A,interview,offer
        2026-03-05,A,interview,declined
        """
    told = [quote.text for quote in lines_of_stage(log_of(log), "interview").quotes]
    assert told == ["A: declined", "A: went forward"]
