"""What is shown below a picture is what the log says, and a reading changes only its own cell."""

from __future__ import annotations

import json

import icalendar
import pytest

import bounceback_analysis as bb
from bounceback_analysis.notebook.parts import marks
from bounceback_analysis.notebook.quotes import MOVED, NONE, lines_of_stage, put_right, their_words
from tests.pages import acts, drawings, parts
from tests.reading import log_of

DOOR = "date,employer,role,outcome,door_open\n2026-03-05,Alder,Cook,rejected,yes\n"
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


def meant(log, theme: str, way: str, offer: str) -> str:
    """Give what the page sends when the first words of a theme are put right."""
    return json.dumps([their_words(log, theme)["quotes"][0]["reading"]["key"], way, offer])


def test_one_reading_of_a_line_is_changed_and_its_others_stay(path):
    log = bb.read_log(path)
    said, written = put_right(log, "read", meant(log, "nerves", "neutral", "motivation"))
    expected = LOG.replace('short.",,', 'short.",motivation neutral; answers gap,')
    assert path.read_text("utf-8") == expected
    assert said.startswith("Written into my_log.csv, line 2: ")
    assert written.ok


def test_none_of_these_takes_one_reading_out(path):
    log = bb.read_log(path)
    put_right(log, "read", meant(log, "nerves", "gap", NONE))
    assert path.read_text("utf-8") == LOG.replace('short.",,', 'short.",answers gap,')


def test_a_log_that_changed_meanwhile_is_read_again_and_left_alone(path):
    log = bb.read_log(path)
    told = meant(log, "nerves", "gap", "answers")
    changed = LOG.replace("You were nervous", "We felt that you were nervous")
    path.write_text(changed, "utf-8")
    said, written = put_right(log, "read", told)
    assert (said, written) == (MOVED, None)
    assert path.read_text("utf-8") == changed


def test_without_a_log_of_ones_own_nothing_is_offered():
    for log in (log_of(LOG, path=None), log_of(LOG, example=True)):
        assert all(quote["reading"] is None for quote in their_words(log, "nerves")["quotes"])


def beside(box, topic: str, key: str) -> dict:
    """Choose a row or a mark, and give the words that stand beside it then."""
    box.children[-1].selected = {"picture": topic, "key": key}
    return next(part for part in parts(box) if part.get("kind") == "chosen")


def test_a_question_shows_where_it_was_asked():
    box = bb.explore(bb.question_bank, log_of(LOG), filters=False)
    shown = beside(box, "question_bank", "Tell us why us")
    assert [quote["after"] for quote in shown["quotes"]] == ["Tell us why us", "Why us?"]
    assert shown["quotes"][0]["source"].startswith("Brown, 8 March 2026")


def test_a_theme_shows_its_words_beside_it_and_the_first_one_at_once(path):
    box = bb.explore(bb.feedback_themes, bb.read_log(path), filters=False)
    (first,) = [part for part in parts(box) if part.get("name") == "theme_words"]
    assert first["title"].startswith("In their words: ")
    shown = beside(box, "feedback_themes", "answers")
    assert shown["title"] == "In their words: Depth and examples in answers"
    assert [quote["look"] for quote in shown["quotes"]] == ["gap"]


def test_a_door_is_a_row_with_its_draft_and_another_day_is_written_and_taken_back(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text(
        "date,employer,role,stage,outcome,door_open,follow_up_on\n"
        "2026-03-05,Alder: Foods,Cook,interview,rejected,yes,2026-03-10\n",
        "utf-8",
    )
    before = path.read_bytes()
    box = bb.explore(bb.doors, bb.read_log(path, as_of="2026-03-20"))
    row = next(part for part in parts(box) if part.get("kind") == "row")
    assert row["chip"] == ["Since 10 March", "late"]
    assert row["note"].startswith("Alder: Foods, Cook.")
    (draft,) = [part for part in row["parts"] if part.get("kind") == "letter"]
    assert "Alder: Foods" in draft["text"]
    box.children[-1].pressed("day", "2 2026-05-01")
    assert b"2026-05-01" in path.read_bytes()
    row = next(part for part in parts(box) if part.get("kind") == "row")
    assert row["chip"][0] == "By 1 May", "what is shown follows at once"
    box.children[-1].pressed("undo", "")
    assert path.read_bytes() == before


def test_the_days_that_are_due_are_a_file_for_the_downloads():
    box = bb.explore(bb.doors, log_of(DOOR, as_of="2026-03-20"))
    (file,) = [act for act in acts(box) if "file" in act]
    (event,) = icalendar.Calendar.from_ical(file["content"]).events
    assert (file["file"], file["type"]) == ("follow_ups.ics", "text/calendar")
    assert event.start.isoformat() == "2026-06-03"  # ninety days after the answer


def test_where_nothing_is_due_no_file_is_offered():
    for log in (log_of(LOG, as_of="2026-03-09"), log_of("date,employer,outcome\n")):
        assert [act for act in acts(bb.explore(bb.doors, log)) if "file" in act] == []


def test_an_offer_told_again_is_not_called_withdrawn_behind_its_stage():
    log = """
        date,employer,stage,outcome
        2026-03-02,A,interview,offer
        2026-03-05,A,interview,declined
        """
    told = [quote["after"] for quote in lines_of_stage(log_of(log), "interview")["quotes"]]
    assert told == ["A: declined", "A: went forward"]


SHOW = (bb.choose_lines, bb.learned, bb.paste_advert, bb.problems_view, bb.share_report, bb.welcome)
WRITE = (bb.adopt_sheet, bb.plan_actions, bb.record_outcome)


@pytest.mark.parametrize("show", [*SHOW, *WRITE], ids=lambda show: show.__name__)
def test_what_is_no_log_is_answered_with_what_to_type(show):
    entries = log_of(LOG).entries
    with pytest.raises(
        TypeError, match=rf"Type: log = bb.open_log\(\), then bb.{show.__name__}\(log"
    ):
        show(entries)
    with pytest.raises(TypeError, match=f"{show.__name__} wants the whole log, not a int"):
        show(42)


@pytest.mark.parametrize("show", SHOW, ids=lambda show: show.__name__)
def test_a_path_in_place_of_a_log_is_answered_with_how_to_read_it(show):
    with pytest.raises(TypeError, match=rf"bb.{show.__name__}\(bb.read_log\('my_log.csv'\)\)"):
        show("my_log.csv")


def test_several_topics_want_a_log_too():
    with pytest.raises(TypeError, match="explore wants the whole log"):
        bb.explore([bb.improving, bb.nerves], log_of(LOG).entries)


def test_a_practised_answer_comes_back_on_days_for_the_calendar(path):
    box = bb.explore(bb.question_bank, bb.read_log(path, as_of="2026-03-10"), filters=False)
    bb.practise_question(bb.read_log(path), "Why us?", "2026-03-08")
    next(drawings(box)).looked()
    (file,) = [act for act in acts(box) if act.get("file") == "practice.ics"]
    days = [event.start for event in icalendar.Calendar.from_ical(file["content"]).events]
    assert [f"{day:%m-%d}" for day in days] == ["03-11", "03-15"]  # the day after it is past
    assert "next on 11 March" in " ".join(part.get("text", "") for part in parts(box))


@pytest.mark.parametrize(
    ("count", "most", "drawn"), [(3, 3, "marks"), (3, 21, "of"), (0, 99, "cap")]
)
def test_more_things_than_the_eye_counts_are_a_bar_of_their_own_length(count, most, drawn):
    cell = marks("gap", count, most=most)
    assert drawn in cell
    assert cell.get("of", count / most) == count / most


def test_behind_a_long_stage_it_is_said_that_the_latest_lines_are_shown():
    rows = "".join(f"2026-05-01,Firm {n},interview,rejected\n" for n in range(201))
    shown = lines_of_stage(log_of(f"date,employer,stage,outcome\n{rows}"), "interview")
    assert len(shown["quotes"]) == 200
    assert shown["sentence"] == "The latest 200 of 201; all are in your log."
