"""A line is taken out of the log: no other byte moves, and undo brings it back as it was."""

from __future__ import annotations

import pandas as pd
import pytest

import bounceback_analysis as bb
from bounceback_analysis.log import waiting
from bounceback_analysis.log.files import save
from bounceback_analysis.log.neighbours import pending_path
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.log.waiting import merge_pending, pending_of, read_row

HEAD = b"date,employer,outcome,feedback\r\n"
FIRST = b"2026-03-01,Alder,waiting,\r\n"
LONG = b'2026-03-02,Birch,rejected,"They said:\r\n""too quiet"", twice"\r\n'
LAST = b"2026-03-03,Cedar,passed,\r\n"
ENTRY = {"date": "2026-03-06", "employer": "Elm", "outcome": "rejected"}


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_bytes(HEAD + FIRST + LONG + LAST)
    return path


@pytest.mark.parametrize(
    ("line", "left", "text"),
    [
        (2, HEAD + LONG + LAST, "2026-03-01,Alder,waiting,"),
        (3, HEAD + FIRST + LAST, LONG.decode().removesuffix("\r\n")),
        (5, HEAD + FIRST + LONG, "2026-03-03,Cedar,passed,"),
    ],
    ids=["first", "over two lines", "last"],
)
def test_a_line_goes_with_its_end_and_undo_brings_back_every_byte(log, line, left, text):
    before = log.read_bytes()
    written = bb.remove_entry(log, line)
    assert written.ok, written.message
    assert log.read_bytes() == left
    assert (written.line, written.text) == (line, text)
    assert bb.undo(log, written).ok
    assert log.read_bytes() == before


@pytest.mark.parametrize(
    ("before", "line", "after"),
    [
        (b"date,employer,outcome\na,A,b\nc,C,d", 3, b"date,employer,outcome\na,A,b\n"),
        (b"date,employer,outcome\na,A,b\nc,C,d", 2, b"date,employer,outcome\nc,C,d"),
        (b"date,employer,outcome\na,A,b\r\nc,C,d\r", 2, b"date,employer,outcome\nc,C,d\r"),
        (b"date,employer,outcome\ra,A,b\rc,C,d\r", 3, b"date,employer,outcome\ra,A,b\r"),
        (
            b"date,employer,outcome\n\na,A,b\n\nc,C,d\n\n",
            3,
            b"date,employer,outcome\n\n\nc,C,d\n\n",
        ),
        (
            b"\xef\xbb\xbfdate,employer,outcome\na,A,b\n\x1a",
            2,
            b"\xef\xbb\xbfdate,employer,outcome\n\x1a",
        ),
        (b"sep=;\ndate;employer;outcome\na;A;b\n", 3, b"sep=;\ndate;employer;outcome\n"),
        (
            b"Mine,\ndate,employer,outcome\na,A,b\nc,C,d\n",
            3,
            b"Mine,\ndate,employer,outcome\nc,C,d\n",
        ),
        (
            b"date,employer,outcome\na,Caf\xc3\xa9,b\nc,Caf\xe9,d\ne,E,f\n",
            4,
            b"date,employer,outcome\na,Caf\xc3\xa9,b\nc,Caf\xe9,d\n",
        ),
        (
            b"date,employer,outcome\na,Caf\x81,b\ne,E,f\n",
            3,
            b"date,employer,outcome\na,Caf\x81,b\n",
        ),
    ],
    ids=[
        *("no last end", "before it", "mixed ends", "old Mac", "blank lines", "old mark", "sep"),
        *("title", "letters of two kinds", "no letter at all"),
    ],
)
def test_no_other_byte_moves_whatever_the_file_is_like(log, before, line, after):
    log.write_bytes(before)
    written = bb.remove_entry(log, line)
    assert written.ok, written.message
    assert log.read_bytes() == after
    assert bb.undo(log).ok
    assert log.read_bytes() == before


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_line_goes_from_a_file_of_wide_letters(log, encoding):
    mark = "\ufeff".encode(encoding)
    head, row = "date\temployer\toutcome\r\n", "2026-03-01\tŁódź\twaiting\r\n"
    log.write_bytes(mark + (head + row + row.replace("Łódź", "Elm")).encode(encoding))
    assert bb.remove_entry(log, 2).ok
    assert log.read_bytes() == mark + (head + row.replace("Łódź", "Elm")).encode(encoding)


def test_a_row_that_moved_is_found_and_one_that_changed_is_left(log):
    was = read_row(log, 2)
    log.write_bytes(HEAD + LAST + FIRST)
    assert bb.remove_entry(log, 2, was=was).line == 3
    assert log.read_bytes() == HEAD + LAST
    refused = bb.remove_entry(log, 2, was=was)
    assert (refused.ok, refused.text) == (False, "")
    assert "changed" in refused.message
    assert log.read_bytes() == HEAD + LAST


def test_of_equal_rows_the_one_at_its_line_goes(log):
    log.write_bytes(HEAD + FIRST + LAST + FIRST)
    assert bb.remove_entry(log, 4).ok
    assert log.read_bytes() == HEAD + FIRST + LAST
    log.write_bytes(HEAD + LAST + FIRST + FIRST)
    was = {"date": "2026-03-01", "employer": "Alder", "outcome": "waiting", "feedback": ""}
    assert "Several rows are the same" in bb.remove_entry(log, 2, was=was).message


@pytest.mark.parametrize("line", [1, 4, 9])
def test_headings_and_what_is_no_row_do_not_go(log, line):
    before = log.read_bytes()
    assert not bb.remove_entry(log, line).ok
    assert log.read_bytes() == before


def test_a_blank_row_can_be_amended_and_taken_out(log):
    log.write_bytes(HEAD + b'"","","",""\r\n' + LAST)
    assert bb.amend_entry(log, 2, {"feedback": "Kind"}).ok
    assert bb.undo(log).ok
    assert bb.remove_entry(log, 2).ok
    assert log.read_bytes() == HEAD + LAST


def test_undo_of_a_removal_leaves_what_others_added_since(log):
    written = bb.remove_entry(log, 2)
    save(log, lambda old: old + b"2026-03-09,Other,waiting,\r\n")
    assert bb.undo(log, written).ok
    assert log.read_bytes() == HEAD + FIRST + LONG + LAST + b"2026-03-09,Other,waiting,\r\n"


def test_an_action_can_be_taken_out_of_the_plan(log):
    plan = log.with_name("my_plan.csv")
    bb.append_entry(plan, {"action": "one"}, kind="plan")
    bb.append_entry(plan, {"action": "two"}, kind="plan")
    assert bb.remove_entry(plan, 2, kind="plan").ok
    assert read_log(log).plan["action"].tolist() == ["two"]


# While the log is open elsewhere


def test_a_removal_waits_uncounted_and_goes_with_the_next_thing_recorded(log, marker):
    before = log.read_bytes()
    written = bb.remove_entry(log, 3)
    assert written.ok
    assert written.pending == pending_path(log)
    assert "That this line is to go is kept in 'my_log.pending.csv'" in written.message
    found = read_log(log)
    assert found.entries["employer"].tolist() == ["Alder", "Cedar"]
    assert found.entries["line"].tolist() == [2, 3]
    assert any("1 change (line 3) waits in" in problem.message for problem in found.problems)
    assert log.read_bytes() == before
    marker.unlink()
    assert bb.append_entry(log, ENTRY).line == 4
    assert log.read_bytes() == HEAD + FIRST + LAST + b"2026-03-06,Elm,rejected,\r\n"
    assert not pending_path(log).exists()


def test_a_line_that_waits_can_be_taken_out_before_it_is_in_the_log(log, marker):
    before = log.read_bytes()
    bb.append_entry(log, ENTRY)
    assert bb.remove_entry(log, 6).pending
    assert read_log(log).entries["employer"].tolist() == ["Alder", "Birch", "Cedar"]
    marker.unlink()
    assert merge_pending(log).ok
    assert log.read_bytes() == before


def test_a_crash_before_a_removal_is_let_go_never_takes_its_equal_too(log, marker, monkeypatch):
    log.write_bytes(HEAD + FIRST + FIRST + LAST)
    bb.remove_entry(log, 2)
    marker.unlink()
    with monkeypatch.context() as crash:
        crash.setattr(waiting, "drop_pending", _crash)
        with pytest.raises(KeyboardInterrupt):
            merge_pending(log)
    assert read_log(log).entries["employer"].tolist() == ["Alder", "Cedar"]
    merge_pending(log)
    assert log.read_bytes() == HEAD + FIRST + LAST
    assert not pending_path(log).exists()


def test_a_removal_that_finds_no_row_is_asked_about_and_can_be_let_go(log, marker):
    bb.remove_entry(log, 2)
    log.write_bytes(HEAD + FIRST.replace(b"Alder", b"Elder"))
    marker.unlink()
    asked = next(p for p in read_log(log).problems if p.verdict == "ask")
    assert "A removal waits in 'my_log.pending.csv'" in asked.message
    assert "the line was date '2026-03-01', employer 'Alder', outcome 'waiting'" in asked.message
    assert "1 line waits still" in bb.append_entry(log, ENTRY).message
    assert bb.drop_waiting(log, pending_of(log)[0].name).ok
    assert not pending_path(log).exists()


def _crash(*_args, **_more):
    raise KeyboardInterrupt


# A large log


@pytest.fixture
def large(tmp_path):
    """A log of a megabyte that is open in Excel."""
    log = tmp_path / "my_log.csv"
    row = b'2026-03-02,Employer %d,rejected,"%s"\r\n'
    log.write_bytes(HEAD + b"".join(row % (n, b"word " * 80) for n in range(2500)) + LAST)
    assert log.stat().st_size > 1_000_000
    log.with_name("~$my_log.csv").write_text("")
    return log


def test_a_large_log_is_counted_as_it_will_be_in_the_file(large):
    bb.append_entry(large, {**ENTRY, "feedback": "One line\nand another"})
    bb.append_entry(large, {**ENTRY, "went_well": "A column that the log has not"})
    bb.amend_entry(large, 3, {"feedback": "Short"})
    bb.remove_entry(large, 2)
    open_ = read_log(large).entries
    assert (len(open_), open_["line"].tolist()[-2:]) == (2502, [2502, 2504])
    large.with_name("~$my_log.csv").unlink()
    assert merge_pending(large).ok
    pd.testing.assert_frame_equal(read_log(large).entries, open_)


def test_a_text_with_a_line_that_looks_like_a_row_is_asked_about_before_it_is_counted(large):
    bb.append_entry(large, {**ENTRY, "feedback": "They wrote:\n2026-03-05,x,y,z"})
    found = read_log(large)
    assert len(found.entries) == 2501
    assert any("A line waits in 'my_log.pending.csv'" in p.message for p in found.problems)
    large.with_name("~$my_log.csv").unlink()
    assert "1 line waits still" in merge_pending(large).message
