"""What is due goes into a calendar file."""

from __future__ import annotations

import re

import pandas as pd

from bounceback_analysis.log.sharing import export_follow_ups


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
