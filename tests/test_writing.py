"""An entry reaches the log, and nothing else in the log moves."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bounceback_analysis.log import layout
from bounceback_analysis.log.cells import normal_entry, validate_entry
from bounceback_analysis.log.dates import NotADateError, to_day
from bounceback_analysis.log.neighbours import pending_path
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.log.waiting import merge_pending, pending_of, read_row
from bounceback_analysis.log.writing import (
    amend_entry,
    append_entry,
    undo,
)
from tests.reading import rows_of

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "data" / "example_log.csv"
OLD = b"date,employer,outcome,feedback,My own\r\n2026-03-05,Acme,waiting,,a\r\n"
ENTRY = {"date": "2026-03-06", "employer": "Zeta", "outcome": "rejected"}


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_bytes(OLD)
    return path


# Appending


def test_an_append_changes_nothing_but_the_appended_bytes(log):
    written = append_entry(log, ENTRY)
    assert written.ok
    assert log.read_bytes() == OLD + b"2026-03-06,Zeta,rejected,,\r\n"
    assert (written.line, written.text) == (3, "2026-03-06,Zeta,rejected,,")


@pytest.mark.parametrize(
    ("old", "added"),
    [
        (b"date;employer;outcome\n5/3/2026;Acme;waiting\n", b"2026-03-06;Zeta;rejected\n"),
        (b"date\temployer\toutcome\r2026-03-05\tA\twaiting\r", b"2026-03-06\tZeta\trejected\r"),
        (b'"date","employer","outcome"\n', b'"2026-03-06","Zeta","rejected"\n'),
        (b"sep=;\r\ndate;employer;outcome\r\n", b"2026-03-06;Zeta;rejected\r\n"),
        (b"\xef\xbb\xbfoutcome,date,employer\r\n", b"rejected,2026-03-06,Zeta\r\n"),
        (b"Mine,\n,\nDate,Employer,Outcome,X\n", b"2026-03-06,Zeta,rejected,\n"),
        (b"date,employer,outcome", b"\r\n2026-03-06,Zeta,rejected\r\n"),
        (b"date,employer,outcome\na,b,c\nd,e,f\r\n", b"2026-03-06,Zeta,rejected\n"),
        (
            b"\xff\xfe" + "date\temployer\toutcome\r\n".encode("utf-16-le"),
            "2026-03-06\tZeta\trejected\r\n".encode("utf-16-le"),
        ),
    ],
    ids=["semicolon", "tab, old Mac", "quoted", "sep", "mark", "title", "bare", "mixed", "utf-16"],
)
def test_the_files_own_way_of_writing_is_kept(log, old, added):
    log.write_bytes(old)
    written = append_entry(log, ENTRY)
    assert written.ok, written.message
    assert log.read_bytes() == old + added


def test_other_words_for_our_columns_are_known(log):
    log.write_bytes(b"Date applied,Company,Status,Outcome notes,Comments\n")
    assert append_entry(log, {**ENTRY, "notes": "n"}).ok
    assert log.read_bytes().endswith(b"\n2026-03-06,Zeta,rejected,,n\n")


def test_a_file_in_letters_of_two_kinds_becomes_utf8_before_it_is_written_to(log):
    log.write_bytes(
        OLD + "2026-03-06,Café,waiting,,\r\n".encode() + b"2026-03-07,Caf\xe9,waiting,,\r\n"
    )
    before = log.read_bytes()
    assert not append_entry(log, ENTRY).ok
    assert log.read_bytes() == before
    assert append_entry(log, ENTRY, widen=True).ok
    assert [row[1] for row in rows_of(log)[2:]] == ["Café", "Café", "Zeta"]


def test_a_file_whose_whole_lines_stand_in_quotes_is_read_and_not_written_to(log):
    log.write_bytes(b'"date,employer,outcome"\n"2026-03-05,Alder,rejected"\n')
    before = log.read_bytes()
    assert read_log(log).entries["employer"].tolist() == ["Alder"]
    for written in (append_entry(log, ENTRY, widen=True), amend_entry(log, 2, {"role": "Cook"})):
        assert (written.ok, log.read_bytes()) == (False, before)
        assert "whole line" in written.message


def test_a_line_goes_before_an_old_end_of_file_mark(log):
    log.write_bytes(OLD + b"\x1a")
    assert append_entry(log, ENTRY).ok
    assert log.read_bytes() == OLD + b"2026-03-06,Zeta,rejected,,\r\n\x1a"


def test_formulas_and_signs_are_ordinary_text(log):
    texts = ["=1+1", "+44 7700 900123", "-2 for nerves", "@home", "\ttab first"]
    for text in texts:
        assert append_entry(log, {**ENTRY, "feedback": text}).ok
    assert [row[3] for row in rows_of(log)[2:]] == texts


def test_a_column_that_the_file_lacks_is_refused_in_words_and_nothing_is_lost(log):
    written = append_entry(log, {**ENTRY, "went_well": "They laughed"})
    assert not written.ok
    assert "no column for went_well" in written.message
    assert "They laughed" in written.text
    assert log.read_bytes() == OLD


def test_a_person_with_three_columns_can_record_feedback(log):
    three = b"date,employer,outcome\n2026-03-05,Acme,waiting\n"
    log.write_bytes(three)
    written = append_entry(log, {**ENTRY, "feedback": "Too vague, they said"}, widen=True)
    assert written.ok
    assert log.read_bytes() == (
        b"date,employer,outcome,feedback\n"
        b"2026-03-05,Acme,waiting,\n"
        b'2026-03-06,Zeta,rejected,"Too vague, they said"\n'
    )
    assert "had no column for feedback" in written.message
    assert undo(log, written).ok
    assert log.read_bytes() == three


def test_a_letter_that_the_encoding_lacks_is_refused_or_the_file_becomes_utf8(log):
    old = "date,employer,outcome\nx,Café,waiting\n".encode("cp1252")
    log.write_bytes(old)
    assert append_entry(log, {**ENTRY, "employer": "Söhne"}).ok
    log.write_bytes(old)
    refused = append_entry(log, {**ENTRY, "employer": "Łódź"})
    assert "no way to write 'Łź'" in refused.message
    assert log.read_bytes() == old
    assert append_entry(log, {**ENTRY, "employer": "Łódź"}, widen=True).ok
    assert log.read_bytes() == (
        "\ufeffdate,employer,outcome\nx,Café,waiting\n2026-03-06,Łódź,rejected\n".encode()
    )


def test_a_log_that_is_not_there_is_not_started_by_an_entry(tmp_path):
    written = append_entry(tmp_path / "none.csv", ENTRY)
    assert (written.ok, written.reason) == (False, "missing")
    assert list(tmp_path.iterdir()) == []


def test_a_plan_is_started_by_its_first_action(tmp_path):
    plan = tmp_path / "my_plan.csv"
    assert append_entry(plan, {"action": "Practise", "due_on": "5/3/2026"}, kind="plan").ok
    assert amend_entry(plan, 2, {"done_on": "6 March 2026"}, kind="plan").ok
    assert rows_of(plan)[1][4:8] == ["Practise", "", "2026-03-05", "2026-03-06"]


def test_a_mistaken_entry_is_not_written(log):
    written = append_entry(log, {**ENTRY, "date": "30/2/2026"})
    assert "30 February 2026 does not exist" in written.message
    assert log.read_bytes() == OLD


def test_a_file_without_headings_is_left_alone(log):
    log.write_bytes(b"2026-03-05,Acme,waiting\n")
    assert "There is no row of headings" in append_entry(log, ENTRY).message


def test_a_quote_that_never_ends_swallows_no_entry(log):
    broken = OLD + b'2026-03-06,"Beta,waiting,,\r\n2026-03-07,Gamma,waiting,,\r\n'
    log.write_bytes(broken)
    written = append_entry(log, {**ENTRY, "feedback": 'They said "no"'})
    if written.ok:
        assert log.read_bytes().startswith(broken)
        assert read_row(log, written.line)["feedback"] == 'They said "no"'
    else:
        assert log.read_bytes() == broken


# Amending


def test_an_amendment_changes_one_cell_and_no_other_byte(log):
    written = amend_entry(log, 2, {"outcome": "passed"})
    assert written.ok
    assert log.read_bytes() == OLD.replace(b"waiting", b"passed")
    assert written.line == 2


def test_several_cells_and_cells_that_a_short_line_lacks_can_be_amended(log):
    log.write_bytes(b'date,employer,outcome,feedback,notes\n2026-03-05,"A, B"\n2026-03-06,C\n')
    assert amend_entry(log, 2, {"employer": "A", "feedback": "ok"}).ok
    assert log.read_bytes() == (
        b'date,employer,outcome,feedback,notes\n2026-03-05,"A",,ok\n2026-03-06,C\n'
    )


def test_an_amendment_of_a_line_after_a_cell_with_line_breaks(log):
    log.write_bytes(
        OLD + b'2026-03-06,B,waiting,"one\r\ntwo ""x""",b\r\n2026-03-07,C,waiting,,c\r\n'
    )
    assert amend_entry(log, 5, {"outcome": "rejected"}).ok
    assert rows_of(log)[3][:3] == ["2026-03-07", "C", "rejected"]
    assert amend_entry(log, 3, {"feedback": "one\nthree"}).ok
    assert rows_of(log)[2][3] == "one\nthree"


def test_a_row_that_moved_is_found_and_a_row_that_changed_is_refused(log):
    was = read_row(log, 2)
    moved = OLD.replace(b"2026-03-05", b"2026-01-01,First,waiting,,\r\n2026-03-05")
    log.write_bytes(moved)
    assert amend_entry(log, 2, {"outcome": "passed"}, was=was).line == 3
    assert log.read_bytes() == moved.replace(b"Acme,waiting", b"Acme,passed")
    refused = amend_entry(log, 3, {"outcome": "rejected"}, was=was)
    assert not refused.ok
    assert "changed" in refused.message
    assert log.read_bytes() == moved.replace(b"Acme,waiting", b"Acme,passed")


def test_a_line_that_is_not_there_is_refused(log):
    assert not amend_entry(log, 9, {"outcome": "passed"}).ok
    assert not amend_entry(log, 1, {"outcome": "passed"}).ok
    assert log.read_bytes() == OLD


def test_a_line_with_too_many_cells_is_not_guessed_at(log):
    log.write_bytes(OLD + b"2026-03-06,Smith, Jones,waiting,,b\r\n")
    assert "6 cells for 5 headings" in amend_entry(log, 3, {"outcome": "passed"}).message


@pytest.mark.parametrize("slip", ["a,b", "a\r\nb", '"a', ""])
def test_what_would_be_read_back_otherwise_than_it_was_meant_is_not_written(log, monkeypatch, slip):
    monkeypatch.setattr(layout.Layout, "written", lambda *_, **__: slip)
    assert not append_entry(log, ENTRY).ok
    assert not amend_entry(log, 2, {"outcome": "passed"}).ok
    assert log.read_bytes() == OLD


def test_undo_goes_back_over_an_amendment_and_an_append(log):
    append_entry(log, ENTRY)
    amend_entry(log, 3, {"outcome": "passed"})
    assert undo(log).ok
    assert undo(log).ok
    assert log.read_bytes() == OLD


# Open elsewhere


def test_what_is_written_while_the_log_is_open_waits_and_goes_in_later(log):
    marker = log.with_name(".~lock.my_log.csv#")
    marker.write_text("")
    first = append_entry(log, ENTRY)
    second = amend_entry(log, 2, {"outcome": "rejected", "feedback": "Kind, but no"})
    assert first.ok
    assert second.ok
    assert first.pending == pending_path(log)
    assert "LibreOffice" in first.message
    assert "my_log.pending.csv" in first.message
    assert log.read_bytes() == OLD
    log.write_bytes(b"date,employer,outcome,feedback,My own\r\n2026-03-05,Acme,waiting,,edited\r\n")
    marker.unlink()
    merged = merge_pending(log)
    assert "1 entry" in merged.message
    assert [row[1] for row in rows_of(log)] == ["employer", "Acme", "Zeta"]
    assert [waiting.line for waiting in pending_of(log)] == [2]
    log.write_bytes(log.read_bytes().replace(b"edited", b"a"))
    assert merge_pending(log).ok
    assert rows_of(log)[1] == ["2026-03-05", "Acme", "rejected", "Kind, but no", "a"]
    assert not pending_path(log).exists()


def test_the_next_entry_takes_the_waiting_ones_along(log):
    marker = log.with_name("~$my_log.csv")
    marker.write_text("")
    append_entry(log, {**ENTRY, "Own column": "kept"})
    marker.unlink()
    append_entry(log, {**ENTRY, "employer": "Last"})
    assert [row[1] for row in rows_of(log)[2:]] == ["Zeta", "Last"]
    assert rows_of(log)[2][-1] == "kept"


def test_an_action_waits_as_well_while_the_plan_is_open(tmp_path):
    plan = tmp_path / "my_plan.csv"
    append_entry(plan, {"action": "one"}, kind="plan")
    marker = plan.with_name(".~lock.my_plan.csv#")
    marker.write_text("")
    assert append_entry(plan, {"action": "two"}, kind="plan").pending
    assert amend_entry(plan, 2, {"done_on": "2026-03-05"}, kind="plan").pending
    marker.unlink()
    assert append_entry(plan, {"action": "three"}, kind="plan").ok
    assert [row[4] for row in rows_of(plan)] == ["action", "one", "two", "three"]
    assert rows_of(plan)[1][7] == "2026-03-05"
    assert not pending_path(plan).exists()


def test_a_notebook_killed_between_the_log_and_the_waiting_file_doubles_nothing(log):
    marker = log.with_name("~$my_log.csv")
    marker.write_text("")
    append_entry(log, ENTRY)
    kept = pending_path(log).read_bytes()
    marker.unlink()
    merge_pending(log)
    pending_path(log).write_bytes(kept)
    merge_pending(log)
    assert [row[1] for row in rows_of(log)] == ["employer", "Acme", "Zeta"]


def test_where_nothing_can_be_written_the_line_is_offered_for_copying(log):
    log.chmod(0o444)
    written = append_entry(log, ENTRY)
    assert (written.ok, written.reason, written.pending) == (False, "read-only", None)
    assert written.text == "2026-03-06,Zeta,rejected"


# Checking


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("date", "30 February 2026", "30 February 2026 does not exist."),
        ("date", "next week", "is not a date"),
        # A day half a year off, whenever this is run.
        ("date", f"{dt.date.today() + dt.timedelta(180):%d %B}", "Write the year as well"),  # noqa: DTZ011
        ("date", "3/25/2026", "the day comes first"),
        ("date", "5 March 2206", "a long way off"),
        ("date", "", "Say on which day it was."),
        ("employer", "  ", "Say who the job was with."),
        ("outcome", "rejcted", "did you mean 'rejected'?"),
        ("outcome", "lost", "write one of: waiting"),
        ("calm", "7", "'7' is not a rating; use a whole number from 1 to 5."),
        ("calm", "3.5", "is not a rating"),
        ("calm", "45", "is not a rating"),
        ("calm", "04-May", "makes of 4/5"),
        ("calm", "2026-04-05", "makes of 4/5"),
        ("score", "4/7", "what it was out of"),
        ("score", "four", "is not a number"),
        ("heard_on", "1 March 2026", "before the day itself"),
        ("feedback", "x" * 100_000, "100,000 characters"),
        ("feedback", "a\x00b", "cannot be kept"),
    ],
)
def test_a_mistake_is_told_in_words_for_its_own_column(column, value, said):
    mistakes = validate_entry({**ENTRY, column: value})
    assert list(mistakes) == [column]
    assert said in mistakes[column]


@pytest.mark.parametrize(
    "text",
    [
        *("5/3/2026", "05.03.26", "2026-03-05", "5 March 2026", "5th mar, 2026", "March 5, 2026"),
        *("2026/03/05", "Thursday, 5 March 2026", "46086", "20260305", "5 3 2026", "2026 March 5"),
        *("5th of March 2026", "5/Mar/2026", "on 5 March 2026", "2026-03-05 09:00"),
    ],
)
def test_a_day_is_read_as_people_write_it(text):
    assert normal_entry({"date": text})["date"] == "2026-03-05"


@pytest.mark.parametrize(
    ("text", "ahead", "day"),
    [
        ("yesterday", False, "2026-03-04"),
        ("5 Mar", False, "2026-03-05"),
        ("28/2", False, "2026-02-28"),
        ("20 Dec", True, "2026-12-20"),
        ("4 March", True, "2027-03-04"),
        ("29 Feb", True, None),
        ("Friday", True, "2026-03-06"),
        ("Thursday", True, "2026-03-12"),
        ("in two weeks", True, "2026-03-19"),
        # Sixty days off, before and after, is near.
        ("4 Jan", False, "2026-01-04"),
        ("4 May", False, "2026-05-04"),
        ("3 Jan", False, None),
        ("5 May", False, None),
        # Further off the year could be either; and which Friday it is, two people disagree.
        ("20 Dec", False, None),
        ("Friday", False, None),
        ("next Friday", True, None),
    ],
)
def test_a_day_that_hangs_on_today_is_read_only_where_it_can_be_one(text, ahead, day):
    today = dt.date(2026, 3, 5)
    if day:
        assert to_day(text, today=today, ahead=ahead).isoformat() == day
    else:
        with pytest.raises(NotADateError):
            to_day(text, today=today, ahead=ahead)


@pytest.mark.parametrize(
    ("column", "typed", "kept"),
    [
        ("calm", "4/5", "4"),
        ("calm", "4.0", "4"),
        ("calm", "four", "4"),
        ("score", "80%", "80"),
        ("score", "3,5", "3.5"),
        ("score", " 1,234 ", "1,234"),
        ("outcome", "turned down", "rejected"),
        ("outcome", "Ghosted", "no response"),
        ("stage", "phone screen", "screening"),
        ("feedback", " 4/5 ", " 4/5 "),
    ],
)
def test_the_form_takes_what_the_log_reads_and_writes_it_in_our_words(column, typed, kept):
    assert validate_entry({**ENTRY, column: typed}) == {}
    assert normal_entry({column: typed}) == {column: kept}


# Whatever the file is like

SAFE = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\x1a", exclude_categories=["Cs", "Cc"]),
    max_size=12,
)
WORDS = st.one_of(
    SAFE, st.sampled_from(['"', 'a "b" c', "x,y", "a;b", "one\ntwo", " pad ", "=1+1"])
)
VALUES = WORDS.filter(lambda text: text.strip())


@st.composite
def files(draw):
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))
    delimiter = draw(st.sampled_from([",", ";", "\t"]))
    line_end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    # Python's own writer leaves a line feed bare where lines end otherwise.
    styles = [csv.QUOTE_ALL] if line_end == "\r" else [csv.QUOTE_MINIMAL, csv.QUOTE_ALL]
    quoting = draw(st.sampled_from(styles))
    heads = draw(st.permutations(["date", "employer", "outcome", "feedback", "Mine", "Pay (£)"]))
    cell = st.one_of(
        st.just(""), WORDS.filter(lambda t: not t.startswith(" ") and fits(t, encoding))
    )
    rows = draw(st.lists(st.lists(cell, min_size=6, max_size=6), max_size=4))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=line_end)
    writer.writerows([heads, *rows])
    text = out.getvalue()
    if draw(st.booleans()):
        text = text.removesuffix(line_end)
    return text.encode(encoding), encoding, delimiter


def fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def parsed(data: bytes, encoding: str, delimiter: str) -> list[list[str]]:
    text = io.StringIO(data.decode(encoding), newline="")
    return [row for row in csv.reader(text, delimiter=delimiter) if row]


def in_a_folder(data: bytes) -> Path:
    path = Path(tempfile.mkdtemp()) / "my_log.csv"
    path.write_bytes(data)
    return path


FEW = settings(max_examples=120)


@FEW
@given(files(), VALUES, st.one_of(st.just(""), WORDS))
def test_after_an_append_the_old_bytes_are_a_prefix_and_the_entry_reads_back(file, employer, own):
    data, encoding, delimiter = file
    log = in_a_folder(data)
    entry = {**ENTRY, "employer": employer, "Mine": own}
    written = append_entry(log, entry)
    now = log.read_bytes()
    if fits(employer + own, encoding):
        assert written.ok, written.message
        assert now.startswith(data)
        row = parsed(now, encoding, delimiter)[-1]
        head = next(r for r in parsed(now, encoding, delimiter) if "employer" in r)
        back = dict(zip(head, row, strict=True))
        assert back == {
            **dict.fromkeys(head, ""),
            **{name: text for name, text in entry.items() if text.strip()},
        }
        assert undo(log, written).ok
    assert log.read_bytes() == data
    shutil.rmtree(log.parent)


@FEW
@given(files(), WORDS, st.sampled_from(["employer", "feedback", "Mine", "Pay (£)"]), st.data())
def test_after_an_amendment_one_cell_differs_and_undo_restores_the_bytes(file, text, column, data):
    old, encoding, delimiter = file
    log = in_a_folder(old)
    before = parsed(old, encoding, delimiter)
    lines = [line for line in range(2, 30) if read_row(log, line)]
    if lines and fits(text, encoding) and not (column == "employer" and not text.strip()):
        line = data.draw(st.sampled_from(lines))
        written = amend_entry(log, line, {column: text})
        assert written.ok, written.message
        after = parsed(log.read_bytes(), encoding, delimiter)
        head = before[0]
        differing = [
            (number, head[place])
            for number, (one, other) in enumerate(zip(before, after, strict=False))
            for place, (a, b) in enumerate(zip(one, other, strict=True))
            if a != b
        ]
        assert differing in ([], [(lines.index(line) + 1, column)])
        assert read_row(log, line)[column] == text
        if log.read_bytes() != old:
            assert undo(log, written).ok
    assert log.read_bytes() == old
    shutil.rmtree(log.parent)


# Several programs, and programs that end


WRITER = """
import sys
from bounceback_analysis.log.writing import append_entry
path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
for number in range(count):
    entry = {"date": "2026-03-06", "employer": f"{name} {number}", "outcome": "waiting"}
    if append_entry(path, entry).ok:
        print(f"{name} {number}", flush=True)
"""


def writer(log: Path, name: str, count: int) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(log), name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_two_notebooks_at_once_lose_nothing(log):
    others = [writer(log, name, 60) for name in ("a", "b")]
    for other in others:
        other.communicate()
    found = [row[1] for row in rows_of(log)[2:]]
    assert sorted(found) == sorted(f"{name} {n}" for name in "ab" for n in range(60))


def test_a_killed_notebook_loses_no_line_that_it_has_called_saved(log):
    said = []
    for run in range(8):
        other = writer(log, f"run {run}", 10_000)
        said.append(other.stdout.readline().strip())
        time.sleep(0.003 * run)
        other.send_signal(signal.SIGKILL)
        said += other.communicate()[0].splitlines()
        now = log.read_bytes()
        assert now.startswith(OLD)
        assert now.endswith(b"\r\n")
        assert {len(row) for row in rows_of(log)} == {5}
        assert set(said) <= {row[1] for row in rows_of(log)}
    append_entry(log, ENTRY)
    assert not list(log.parent.rglob("*.part"))


NEEDS_LIBREOFFICE = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not on this machine"
)


def saved_by_libreoffice(log, folder):
    """Open a log in LibreOffice and save it as CSV again, in another folder."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    done = subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", options, "--outdir", folder, log],
        capture_output=True,
        timeout=180,
        check=False,
        env={**os.environ, "HOME": str(folder)},
    )
    if done.returncode or not (folder / log.name).exists():
        pytest.skip("LibreOffice does not run here")
    return folder / log.name


@NEEDS_LIBREOFFICE
def test_a_log_saved_again_by_libreoffice_says_the_same(tmp_path):
    saved = saved_by_libreoffice(EXAMPLE, tmp_path)
    assert saved.read_bytes() != EXAMPLE.read_bytes()
    ours, theirs = read_log(EXAMPLE).entries, read_log(saved).entries
    pd.testing.assert_frame_equal(theirs, ours)


@NEEDS_LIBREOFFICE
def test_libreoffice_opens_edits_and_saves_in_between(log, tmp_path):
    written = append_entry(log, {**ENTRY, "feedback": 'They said "fine", truly'})
    was = read_row(log, written.line)
    made = saved_by_libreoffice(log, tmp_path / "made")
    edited = made.read_text("utf-8").replace("Acme", "Acme Ltd")
    log.write_text("\n" + edited, "utf-8")
    amended = amend_entry(log, written.line, {"outcome": "passed"}, was=was)
    assert amended.ok, amended.message
    again = append_entry(log, {**ENTRY, "employer": "Last"})
    assert again.ok
    rows = [row for row in rows_of(log) if row]
    assert [row[1] for row in rows] == ["employer", "Acme Ltd", "Zeta", "Last"]
    assert rows[2][2:4] == ["passed", 'They said "fine", truly']


@example(b"")
@example(b"\x00")
@FEW
@given(st.binary(max_size=60))
def test_no_bytes_whatever_raise(data):
    log = in_a_folder(data)
    written = append_entry(log, ENTRY)
    assert written.ok or log.read_bytes() == data
    assert amend_entry(log, 2, {"employer": "x"}).message
    shutil.rmtree(log.parent)


# Letters of two kinds in one file

MIXED = (
    b"date,employer,outcome,feedback\r\n"
    + '2026-03-05,Café Å,waiting,"Très bien, merci"\r\n'.encode()
    + "2026-03-06,Déjà,waiting,Zoë said no\r\n".encode("cp1252")
    + b"2026-03-07,Plain,waiting,fine\r\n"
)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line", [2, 3, 4])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_a_cell_of_a_file_of_mixed_letters_is_emptied_and_no_other_byte_moves(log, mark, line, end):
    log.write_bytes(mark + MIXED.replace(b"\r\n", end))
    before = log.read_bytes().split(b"\n")
    written = amend_entry(log, line, {"feedback": ""})
    assert written.ok, written.message
    after = log.read_bytes().split(b"\n")
    assert [
        at for at, pair in enumerate(zip(before, after, strict=True), 1) if len(set(pair)) > 1
    ] == [line]
    kept = before[line - 1].rstrip(b"\r").split(b",", 3)[:3]
    assert after[line - 1].rstrip(b"\r") == b",".join([*kept, b'""' if line == 2 else b""])
    assert undo(log).ok
    assert log.read_bytes().split(b"\n") == before


def test_what_goes_into_a_file_of_mixed_letters_is_refused_unless_it_may_become_utf8(log):
    log.write_bytes(MIXED)
    refused = amend_entry(log, 3, {"feedback": "Ça va"})
    assert (refused.ok, log.read_bytes()) == (False, MIXED)
    assert "widen=True" in refused.message
    assert amend_entry(log, 3, {"feedback": "Ça va"}, widen=True).ok
    assert log.read_bytes() == MIXED.replace(
        "Déjà,waiting,Zoë said no".encode("cp1252"), "Déjà,waiting,Ça va".encode()
    ).replace(b"date", b"\xef\xbb\xbfdate", 1)
