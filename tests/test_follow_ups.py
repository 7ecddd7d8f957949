"""What is due goes into a calendar file, and one's own letters into the drafts."""

from __future__ import annotations

import errno
import os
import re

import icalendar
import pandas as pd
import pytest

from bounceback_analysis.log.reading import read_log
from bounceback_analysis.log.sharing import export_follow_ups
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

    assert save_to_calendar(read_log(path)).children == ()


def test_the_file_keeps_the_rules_of_the_format_byte_by_byte(tmp_path):
    """The lines of RFC 5545, written by hand: ended, folded, escaped and dated as it says."""
    due = pd.DataFrame(
        {
            "application": ["Søk; Ltd, a\\b\nc " + "é" * 40],
            "why": ["door open"],
            "due_on": [pd.Timestamp("2028-02-29")],
            "what": ["BEGIN:VEVENT"],
        }
    )
    file = export_follow_ups(due, tmp_path / "due.ics", as_of=pd.Timestamp("2026-03-05"))
    raw = file.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    head, *body = raw.decode().replace("\r\n ", "").split("\r\n")
    assert [head, *body[:2]] == ["BEGIN:VCALENDAR", "VERSION:2.0", body[1]]
    assert body[1].startswith("PRODID:-//")
    assert body[-4:] == [body[-4], "END:VEVENT", "END:VCALENDAR", ""]
    event = dict(line.split(":", 1) for line in body[3:-3])
    assert body[2] == "BEGIN:VEVENT"
    assert len(event) == len(body[3:-3]), "a property stands there twice"
    assert event["DTSTART;VALUE=DATE"] == "20280229"
    assert event["DTEND;VALUE=DATE"] == "20280301"
    assert event["DTSTAMP"] == "20260305T000000Z"
    assert event["SUMMARY"] == "Søk\\; Ltd\\, a\\\\b\\nc " + "é" * 40 + ": BEGIN:VEVENT"
    assert re.fullmatch(r"[0-9a-f-]{36}@bounceback", event["UID"])


def test_a_click_saves_and_says_so(log):
    button, drawing = save_to_calendar(log).children
    button.click()
    assert drawing.pictures[0]["title"] == "1 day saved"


def test_a_folder_that_may_not_be_written_is_said(log, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "The disk is full" in saved(log).sentence
    assert [file.name for file in log.path.parent.iterdir()] == ["my_log.csv"]


def test_letters_are_drafted_from_a_log_with_ones_own_beside_it(log, tmp_path):
    drafts = [child.value for child in letters_view(log).children if hasattr(child, "rows")]
    assert any("Alder" in text or "Cook" in text for text in drafts)
