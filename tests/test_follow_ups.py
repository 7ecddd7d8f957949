"""What is due goes into a calendar file, and one's own letters into the drafts."""

from __future__ import annotations

from pathlib import Path

import icalendar
import pytest

from bounceback_analysis.log.reading import read_log
from bounceback_analysis.notebook.follow_ups import save_to_calendar, saved
from bounceback_analysis.notebook.letters_view import letters_view

HEAD = "date,employer,role,stage,outcome,door_open,follow_up_on\n"


@pytest.fixture
def log(tmp_path):
    """Give a log with one day that is due."""
    path = tmp_path / "my_log.csv"
    path.write_text(HEAD + "2026-03-05,Alder,Cook,interview,rejected,yes,2028-05-06\n", "utf-8")
    return read_log(path)


def test_the_days_are_written_beside_the_log_and_it_is_said_where(log, tmp_path):
    said = saved(log)
    events = icalendar.Calendar.from_ical((tmp_path / "follow_ups.ics").read_bytes()).events
    assert [event.start.isoformat() for event in events] == ["2028-05-06"]
    assert said.title == "1 day saved"
    assert str(tmp_path / "follow_ups.ics") in said.sentence


def test_nothing_due_writes_nothing(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text(HEAD, "utf-8")
    assert saved(read_log(path)).title == "Nothing has a day yet"
    assert [file.name for file in tmp_path.iterdir()] == ["my_log.csv"]


def test_a_click_saves_and_says_so(log):
    button, drawing = save_to_calendar(log).children
    button.click()
    assert drawing.pictures[0]["title"] == "1 day saved"


def test_a_folder_that_may_not_be_written_is_said(log, monkeypatch):
    def full(*_given, **_named):
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert "No space left" in saved(log).sentence


def test_letters_are_drafted_from_a_log_with_ones_own_beside_it(log, tmp_path):
    drafts = [child.value for child in letters_view(log).children if hasattr(child, "rows")]
    assert any("Alder" in text or "Cook" in text for text in drafts)
