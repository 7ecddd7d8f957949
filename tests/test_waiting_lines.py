"""What waits beside a log is counted and told; locks and conflict copies are told with a way on."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bounceback_analysis as bb
from bounceback_analysis.cli import main
from bounceback_analysis.log import files, neighbours, waiting
from bounceback_analysis.log.neighbours import pending_path
from bounceback_analysis.log.reading import check_report, read_companion, read_log, read_table
from bounceback_analysis.log.waiting import merge_pending, pending_of, read_row
from bounceback_analysis.log.writing import amend_entry, append_entry, remove_entry
from tests.reading import rows_of

HEAD = "date,employer,role,stage,outcome,feedback\r\n"
LINES = (
    "2026-03-01,Alder Ltd,Clerk,interview,waiting,\r\n"
    "2026-03-02,Birch & Co,Clerk,interview,rejected,Too quiet\r\n"
    "2026-03-03,Cedar plc,Clerk,interview,passed,\r\n"
    "2026-03-04,Dean Trust,Clerk,interview,waiting,\r\n"
)
ENTRY = {"date": "2026-03-06", "employer": "Elm Care", "stage": "interview", "outcome": "rejected"}


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_bytes((HEAD + LINES).encode())
    return path


def said_of(path: Path, verdict: str) -> list[str]:
    return [problem.message for problem in read_log(path).problems if problem.verdict == verdict]


# What waits is counted


def test_a_line_and_a_change_that_wait_are_read_as_they_will_stand(log, marker):
    before = log.read_bytes()
    append_entry(log, ENTRY)
    amend_entry(log, 2, {"outcome": "rejected"})
    waits = pending_path(log).read_bytes()
    entries = read_log(log).entries
    assert entries["employer"].tolist()[-1] == "Elm Care"
    assert entries["line"].tolist() == [2, 3, 4, 5, 6]
    assert entries["outcome"].tolist() == ["rejected", "rejected", "passed", "waiting", "rejected"]
    assert (log.read_bytes(), pending_path(log).read_bytes()) == (before, waits)
    marker.unlink()
    assert merge_pending(log).ok
    pd.testing.assert_frame_equal(read_log(log).entries, entries)


def test_what_waits_is_told_in_problems_and_in_check(log, marker, capsys):
    append_entry(log, ENTRY)
    append_entry(log, {**ENTRY, "employer": "Fir Ltd"})
    amend_entry(log, 2, {"outcome": "passed"})
    told = next(said for said in said_of(log, "tell") if "pending" in said)
    assert told == (
        "3 changes (lines 6, 7, 2) wait in 'my_log.pending.csv': they are "
        "counted here and go into 'my_log.csv' when it is closed in LibreOffice."
    )
    assert main(["check", str(log)]) == 0
    assert told in capsys.readouterr().out
    marker.unlink()
    assert "with the next thing you record." in check_report(read_log(log))


def test_every_table_counts_what_waits_as_it_will_when_it_is_in_the_log(log, marker):
    append_entry(
        log, {**ENTRY, "employer": "Alder Ltd", "role": "Clerk", "stage": "final interview"}
    )
    amend_entry(log, 5, {"outcome": "rejected"})
    waiting = read_log(log)
    rates, last = bb.stage_rates(waiting), waiting.entries.iloc[-1]
    assert (last["application"], last["round"]) == ("Alder Ltd, Clerk", 2)
    assert rates.set_index("stage").loc["interview", ["count", "of"]].tolist() == [2, 4]
    marker.unlink()
    merge_pending(log)
    pd.testing.assert_frame_equal(bb.stage_rates(read_log(log)), rates)


def test_a_report_counts_what_waits(log, marker, tmp_path):
    append_entry(log, ENTRY)
    bb.write_report(read_log(log), tmp_path / "open.html", names="shown")
    marker.unlink()
    merge_pending(log)
    bb.write_report(read_log(log), tmp_path / "closed.html", names="shown")
    assert "Elm Care" in (tmp_path / "open.html").read_text("utf-8")
    assert (tmp_path / "open.html").read_bytes() == (tmp_path / "closed.html").read_bytes()


def test_what_waits_for_the_plan_is_read_and_told_with_the_log(log):
    plan = log.with_name("my_plan.csv")
    append_entry(plan, {"action": "one"}, kind="plan")
    plan.with_name("~$my_plan.csv").write_text("")
    append_entry(plan, {"action": "two"}, kind="plan")
    amend_entry(plan, 2, {"done_on": "2026-03-05"}, kind="plan")
    found = read_log(log)
    assert found.plan["action"].tolist() == ["one", "two"]
    assert found.plan["done_on"].tolist()[0] == pd.Timestamp("2026-03-05")
    assert any("'my_plan.pending.csv'" in problem.message for problem in found.problems)
    assert read_companion(log, "plan")["action"].tolist() == ["one", "two"]


def test_a_line_that_waits_can_be_opened_and_changed_before_it_is_in_the_log(log, marker):
    append_entry(log, ENTRY)
    was = read_row(log, 6)
    assert was["employer"] == "Elm Care"
    assert amend_entry(log, 6, {"feedback": "Warm, they said"}, was=was).pending
    assert read_log(log).entries["feedback"].tolist()[-1] == "Warm, they said"
    # Meanwhile a line is put in above, so that the waiting one lands one further down.
    log.write_bytes((HEAD + "2026-02-01,First,,,waiting,\r\n" + LINES).encode())
    marker.unlink()
    assert merge_pending(log).ok
    assert rows_of(log)[-1] == [
        "2026-03-06",
        "Elm Care",
        "",
        "interview",
        "rejected",
        "Warm, they said",
    ]
    assert not pending_path(log).exists()


def test_a_change_to_a_line_that_is_nowhere_is_refused_and_does_not_wait(log, marker):
    written = amend_entry(log, 40, {"outcome": "passed"})
    assert (written.ok, written.pending) == (False, None)
    assert not pending_path(log).exists()


def test_lines_wait_in_sight_when_the_log_itself_cannot_be_read(log, marker):
    append_entry(log, ENTRY)
    log.unlink()
    found = read_log(log)
    assert found.status == "stop"
    assert any("1 line waits in 'my_log.pending.csv'" in p.message for p in found.problems)
    log.write_bytes(b"")
    assert any("1 line waits" in said for said in said_of(log, "stop"))


@pytest.mark.parametrize(
    "amends",
    ["{", "[]", '{"was": 3, "values": {}}', '{"was": {"role": 3}, "values": {}}', "[" * 5000],
)
def test_a_waiting_file_edited_by_hand_is_asked_about_and_loses_nothing(log, marker, amends):
    amend_entry(log, 2, {"outcome": "passed"})
    rows = rows_of(pending_path(log))
    rows[1][rows[0].index("amends_row")] = amends
    with pending_path(log).open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)
    kept = pending_path(log).read_bytes()
    marker.unlink()
    assert any("cannot be understood" in said for said in said_of(log, "ask"))
    assert append_entry(log, ENTRY).ok
    assert pending_path(log).read_bytes() == kept


def test_lines_that_wait_without_a_name_go_in_once_each(log):
    row = "2026-03-06,Elm Care,interview,rejected,\r\n"
    pending_path(log).write_text(
        "date,employer,stage,outcome,waiting_name\r\n" + row * 2, newline=""
    )
    assert len({waiting.name for waiting in pending_of(log)}) == 2
    assert merge_pending(log).message.startswith("2 entries that were waiting are in")
    assert [row[1] for row in rows_of(log)].count("Elm Care") == 2
    assert not pending_path(log).exists()


def test_a_waiting_file_that_is_no_table_is_asked_about(log):
    pending_path(log).write_bytes(b"nothing of ours\n")
    assert any("'my_log.pending.csv' could not be understood" in s for s in said_of(log, "ask"))
    written = append_entry(log, ENTRY)
    assert written.ok
    assert "could not be understood" in written.message


# What finds no place is asked about


@pytest.mark.parametrize(
    "edited",
    [
        LINES.replace("Alder Ltd", "Alder Limited"),
        LINES.partition("\r\n")[2],
        LINES.replace(
            "2026-03-01,Alder Ltd,Clerk,interview,waiting,",
            "2026-03-01,Alder Ltd,Clerk,interview,rejected,By post",
        ),
    ],
    ids=["edited", "taken out", "answered by hand"],
)
def test_a_change_that_finds_no_place_is_asked_about_and_every_save_says_so(log, marker, edited):
    amend_entry(log, 2, {"outcome": "passed"})
    log.write_bytes((HEAD + edited).encode())
    marker.unlink()
    name = pending_of(log)[0].name
    asked = next(p for p in read_log(log).problems if p.verdict == "ask")
    assert asked.line == 2
    assert (
        "date '2026-03-01', employer 'Alder Ltd', role 'Clerk', outcome 'waiting'" in asked.message
    )
    assert "was to become outcome 'passed'" in asked.message
    assert f"bb.drop_waiting({str(log)!r}, {name!r})" in asked.message
    for employer in ("Fir Ltd", "Gorse Ltd"):
        written = append_entry(log, {**ENTRY, "employer": employer})
        assert written.ok
        assert "1 line waits still in 'my_log.pending.csv'" in written.message
    assert "1 line waits still" in amend_entry(log, 3, {"feedback": "Kind"}).message
    assert read_log(log).status == "ask"


def test_what_waits_in_vain_can_be_let_go_and_a_copy_is_kept(log, marker):
    amend_entry(log, 2, {"outcome": "passed"})
    append_entry(log, ENTRY)
    log.write_bytes((HEAD + LINES.replace("Alder", "Elder")).encode())
    name = pending_of(log)[0].name
    assert not bb.drop_waiting(log, "nobody").ok
    assert bb.drop_waiting(log, name).ok
    assert [row[1] for row in rows_of(pending_path(log))[1:]] == ["Elm Care"]
    assert any("passed" in kept.read_text("utf-8-sig") for kept in log.parent.glob("backups/*.csv"))
    assert said_of(log, "ask") == []
    marker.unlink()
    assert merge_pending(log).ok
    assert not pending_path(log).exists()


def test_a_change_finds_its_row_though_a_spreadsheet_wrote_the_days_anew(log, marker):
    amend_entry(log, 2, {"outcome": "passed"})
    excel = "".join(
        f"0{n}/03/2026{line[10:]}\r\n" for n, line in enumerate(LINES.split("\r\n")[:-1], 1)
    )
    log.write_bytes((HEAD.replace("\r\n", ",Mine\r\n") + excel.replace("\r\n", ",\r\n")).encode())
    marker.unlink()
    assert merge_pending(log).ok
    assert rows_of(log)[1][:5] == ["01/03/2026", "Alder Ltd", "Clerk", "interview", "passed"]
    assert not pending_path(log).exists()


# Two equal entries are two, and none goes in twice


def test_of_equal_lines_each_one_lands(log, marker):
    for _ in range(3):
        assert append_entry(log, ENTRY).ok
    assert read_log(log).entries["employer"].tolist().count("Elm Care") == 3
    marker.unlink()
    append_entry(log, ENTRY)
    assert [row[1] for row in rows_of(log)].count("Elm Care") == 4


def test_a_line_equal_to_one_in_the_log_lands_too(log, marker):
    marker.unlink()
    append_entry(log, ENTRY)
    marker.write_text("")
    append_entry(log, ENTRY)
    marker.unlink()
    merge_pending(log)
    assert [row[1] for row in rows_of(log)].count("Elm Care") == 2


def test_a_crash_between_landing_and_letting_go_doubles_nothing(log, marker, monkeypatch):
    append_entry(log, ENTRY)
    append_entry(log, ENTRY)
    amend_entry(log, 2, {"outcome": "passed"})
    marker.unlink()
    with monkeypatch.context() as crash:
        crash.setattr(waiting, "drop_pending", _crash)
        with pytest.raises(KeyboardInterrupt):
            merge_pending(log)
    assert read_log(log).entries["employer"].tolist().count("Elm Care") == 2
    # A spreadsheet writes all of it anew before the notebook comes back.
    log.write_bytes(log.read_bytes().replace(b"2026-03-06", b"06/03/2026"))
    append_entry(log, {**ENTRY, "employer": "Last"})
    assert [row[1] for row in rows_of(log)].count("Elm Care") == 2
    assert rows_of(log)[1][4] == "passed"
    assert not pending_path(log).exists()


@pytest.mark.parametrize(
    ("becomes", "left"),
    [
        ([{"outcome": "passed"}], ["passed"]),
        ([{"outcome": "passed"}, {"outcome": "offer", "feedback": "Well done"}], ["offer"]),
        ([{"outcome": "passed"}, None], []),
        ([None], []),
    ],
    ids=["amended", "amended twice", "amended and taken out", "taken out"],
)
def test_a_line_that_was_changed_while_it_waited_is_not_doubled_by_a_crash(
    log, marker, monkeypatch, becomes, left
):
    before = rows_of(log)
    append_entry(log, ENTRY)
    line = read_log(log).entries["line"].iloc[-1]
    for change in becomes:
        written = remove_entry(log, line) if change is None else amend_entry(log, line, change)
        assert written.pending
    counted = read_log(log).entries["outcome"].tolist()
    marker.unlink()
    with monkeypatch.context() as crash:
        crash.setattr(waiting, "drop_pending", _crash)
        with pytest.raises(KeyboardInterrupt):
            merge_pending(log)
    assert read_log(log).entries["outcome"].tolist() == counted
    assert merge_pending(log).ok
    assert rows_of(log)[: len(before)] == before
    assert [row[4] for row in rows_of(log)[len(before) :]] == left
    assert not pending_path(log).exists()


def test_a_line_changed_while_it_waited_lands_where_the_crash_came_before_it(
    log, marker, monkeypatch
):
    append_entry(log, ENTRY)
    line = read_log(log).entries["line"].iloc[-1]
    amend_entry(log, line, {"outcome": "passed"})
    marker.unlink()
    with monkeypatch.context() as crash:
        crash.setattr(files, "_into_place", lambda *_a, **_k: _crash())
        with pytest.raises(KeyboardInterrupt):
            merge_pending(log)
    assert "Elm Care" not in log.read_text()
    assert merge_pending(log).ok
    assert [row[4] for row in rows_of(log) if row[1] == "Elm Care"] == ["passed"]


def test_a_change_of_one_of_two_equal_rows_never_reaches_the_other(log, marker, monkeypatch):
    line = "2026-03-05,Twin,,,waiting,\r\n"
    log.write_bytes((HEAD + line + line).encode())
    amend_entry(log, 2, {"outcome": "passed"})
    marker.unlink()
    with monkeypatch.context() as crash:
        crash.setattr(waiting, "drop_pending", _crash)
        with pytest.raises(KeyboardInterrupt):
            merge_pending(log)
    merge_pending(log)
    assert [row[4] for row in rows_of(log)[1:]] == ["passed", "waiting"]


def test_a_line_written_by_hand_after_a_refused_save_is_not_taken_for_the_waiting_one(
    log, marker, monkeypatch
):
    append_entry(log, ENTRY)
    marker.unlink()
    with monkeypatch.context() as windows:
        windows.setattr(files, "_into_place", _held_by_excel)
        assert merge_pending(log).reason == "open"
    log.write_bytes(log.read_bytes() + b"2026-03-06,Elm Care,,interview,rejected,\r\n")
    merge_pending(log)
    assert [row[1] for row in rows_of(log)].count("Elm Care") == 2


def _crash(*_args, **_more):
    raise KeyboardInterrupt


def _held_by_excel(made, file, **_more):
    raise files.RefusedError("It is open in Excel.", "open")


CRASHES = ["crash 0", "crash 1", "crash 2", "crash 3", "crash 9"]
STEPS = st.lists(
    st.sampled_from(["open", "close", "append", "other", "merge", *CRASHES]),
    min_size=4,
    max_size=24,
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_as_many_lines_land_as_were_acknowledged(steps):
    folder = Path(tempfile.mkdtemp())
    log, marker = folder / "my_log.csv", folder / ".~lock.my_log.csv#"
    log.write_bytes(HEAD.encode())
    said = Counter()
    for step in steps:
        if step == "open":
            marker.write_text("")
        elif step == "close":
            marker.unlink(missing_ok=True)
        elif step in {"append", "other"}:
            said[step] += append_entry(log, {**ENTRY, "employer": step}).ok
        elif step == "merge":
            merge_pending(log)
        else:
            _merge_and_crash(log, int(step[-1]))
        assert Counter(read_log(log).entries["employer"]) == said
    marker.unlink(missing_ok=True)
    merge_pending(log)
    assert Counter(row[1] for row in rows_of(log)[1:]) == said
    assert not pending_path(log).exists()
    shutil.rmtree(folder)


def _merge_and_crash(log: Path, at: int) -> None:
    """Merge, and end after so many renames (note, backup, log, waiting file) or before letting go."""
    replace, calls = Path.replace, []

    def counted(self, target):
        calls.append(target)
        if len(calls) > at:
            raise KeyboardInterrupt
        return replace(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", counted)
        if at == 9:
            patch.setattr(waiting, "drop_pending", _crash)
        try:
            merge_pending(log)
        except KeyboardInterrupt:
            return


# Locks


@pytest.mark.parametrize(
    ("hours", "said"),
    [(3.1, "A lock of 3 hours ago"), (50, "A lock of 2 days ago"), (0, "just now; try again")],
)
def test_a_lock_that_stays_is_told_by_its_age_and_place(log, monkeypatch, hours, said):
    monkeypatch.setattr(files, "LOCK_WAIT", 0.05)
    place = log.parent / "backups" / ".my_log.csv.lock"
    place.parent.mkdir()
    with FileLock(place):
        then = time.time() - hours * 3600
        os.utime(place, (then, then))
        written = append_entry(log, ENTRY)
    assert said in written.message
    assert str(place) in written.message
    assert ("delete it and save again" in written.message) == (hours > 0)
    assert written.pending == pending_path(log)
    assert append_entry(log, ENTRY).ok
    assert [row[1] for row in rows_of(log)].count("Elm Care") == 2


def test_a_lock_that_was_let_go_long_ago_is_no_old_lock(log, monkeypatch):
    monkeypatch.setattr(files, "LOCK_WAIT", 0.05)
    append_entry(log, ENTRY)
    os.utime(log.parent / "backups" / ".my_log.csv.lock", (1e9, 1e9))
    messages = []

    def meanwhile(old):
        messages.append(append_entry(log, ENTRY).message)
        return old

    files.save(log, meanwhile)
    assert "just now; try again in a moment" in messages[0]
    assert "years" not in messages[0]
    assert "ago" not in messages[0]


def test_a_share_without_locks_uses_a_file_and_tells_the_one_that_was_left(log, monkeypatch):
    monkeypatch.setattr(files, "LOCK_WAIT", 0.05)

    def unheard_of(self):
        raise NotImplementedError("FileSystem does not appear to support flock")

    monkeypatch.setattr(FileLock, "_acquire", unheard_of)
    assert append_entry(log, ENTRY).line == 6
    place = log.parent / "backups" / ".my_log.csv.lock"
    assert not place.exists()
    place.write_text("1\nanother-machine\n")
    then = time.time() - 5 * 3600
    os.utime(place, (then, then))
    assert f"A lock of 5 hours ago keeps 'my_log.csv' from being written; it is at '{place}'" in (
        append_entry(log, ENTRY).message
    )
    place.unlink()
    assert append_entry(log, ENTRY).line == 8


@pytest.mark.parametrize(
    ("name", "program"), [(".~lock.my_log.csv#", "LibreOffice"), ("~$my_log.csv", "Excel")]
)
@pytest.mark.parametrize("data", [b"", b"\x1b[31m,x,y,99.99.9999 99:99,z;", b"\xff" * 9000])
def test_a_marker_is_told_by_its_program_age_and_place_whatever_it_holds(log, name, program, data):
    marker = log.with_name(name)
    marker.write_bytes(data)
    os.utime(marker, (time.time() - 7300, time.time() - 7300))
    for said in (append_entry(log, ENTRY).message, *said_of(log, "tell")[:1]):
        assert f"is open in {program} (opened 2 hours ago)" in said
        assert f"'{marker}'; delete it and save again" in said


# Conflict copies

EXTRA = "2026-03-09,Hazel Hall,Clerk,interview,waiting,\r\n"

SERVICES = [
    "my_log-LAPTOP-7F3K.csv",
    "my_log (1).csv",
    "my_log 2.csv",
    "my_log (Anna's conflicted copy 2026-05-01).csv",
    "my_log (In Konflikt stehende Kopie von Anna 2026-05-01).csv",
    "my_log (Copie en conflit de Zoé 2026-05-01).csv",
    "my_log (copia en conflicto de Ana 2026-05-01).csv",
    "my_log.sync-conflict-20260501-101010-ABCDEFG.csv",
    "my_log (conflicted copy 2026-05-01 101010).csv",
    "my_log_conflict-20260501-101010.csv",
    "my_log (ristiriitainen kopio).csv",
    "my_log（衝突したコピー）.csv",
    "Kopie von my_log.csv",
    "My_Log [pCloud].CSV",
]


@pytest.mark.parametrize("name", SERVICES)
def test_a_copy_of_a_sync_service_is_told_with_the_lines_that_it_alone_has(log, name):
    log.with_name(name).write_bytes((HEAD + LINES + EXTRA + EXTRA).encode())
    said = next(said for said in said_of(log, "ask") if name in said)
    assert "2 lines that your log has not (its lines 6, 7)" in said


def test_a_copy_that_lacks_lines_and_has_others_is_told(log):
    (first, *others) = LINES.splitlines(keepends=True)
    changed = first.replace("waiting", "rejected")
    log.with_name("my_log-PC.csv").write_bytes(
        (HEAD + changed + "".join(others[:2]) + EXTRA).encode()
    )
    assert any("2 lines that your log has not (its lines 2, 5)" in s for s in said_of(log, "ask"))


def test_a_copy_written_anew_by_a_spreadsheet_is_compared_by_what_it_says(log):
    text = (HEAD + LINES + EXTRA).replace("2026-03-09", "09/03/2026").replace(",", ";")
    log.with_name("my_log-PC.csv").write_bytes(text.encode("utf-16"))
    assert any("1 line that your log has not (its line 6)" in said for said in said_of(log, "ask"))


def test_a_copy_without_lines_of_its_own_may_go_and_an_old_one_is_left_in_peace(log):
    copy = log.with_name("my_log before summer.csv")
    copy.write_bytes((HEAD + LINES[: LINES.index("2026-03-04")]).encode())
    assert any("no line that your log has not" in said for said in said_of(log, "tell"))
    os.utime(copy, (1e9, 1e9))
    assert said_of(log, "tell") == []


def test_what_is_no_copy_is_not_named(log):
    others = "".join(f"2025-0{n}-01,Old {n},Clerk,interview,rejected,\r\n" for n in range(1, 6))
    log.with_name("my_log_2025.csv").write_text(HEAD + others)
    log.with_name("my_plan.csv").write_text("skill,my_level\r\nExcel,2\r\n")
    log.with_name("my_log summary.csv").write_text(
        "date,outcome,employer\r\n2026-03-01,rejected,Alder Ltd\r\n"
    )
    log.with_name("my_log notes.csv").write_text("Dear diary,\r\n")
    log.with_name("my_log empty.csv").write_bytes(b"")
    log.with_name("my_log-PC.txt").write_text(HEAD + LINES + EXTRA)
    (log.parent / "my_log (folder).csv").mkdir()
    bb.export_for_excel(read_log(log).entries, log.with_name("my_log for Excel.csv"))
    append_entry(log, ENTRY)
    log.with_name("~$my_log.csv").write_text("")
    append_entry(log, ENTRY)
    named = [said for verdict in ("ask", "tell") for said in said_of(log, verdict)]
    assert [said for said in named if "Beside your log" in said] == []


@pytest.mark.parametrize("stem", ["log[1]", "log*", "lo?g", "**", "log [a-z] {x}", "l(o)g+"])
def test_letters_that_mean_something_in_patterns_mean_nothing_in_names(tmp_path, stem):
    log = tmp_path / f"{stem}.csv"
    log.write_bytes((HEAD + LINES).encode())
    log.with_name(f"{stem}-LAPTOP-7F3K.csv").write_bytes((HEAD + LINES + EXTRA).encode())
    (tmp_path / "log1-LAPTOP-7F3K.csv").write_bytes((HEAD + LINES + EXTRA).encode())
    told = [said for said in said_of(log, "ask") if "Beside your log" in said]
    assert len(told) == 1
    assert f"'{stem}-LAPTOP-7F3K.csv'" in told[0]
    assert append_entry(log, ENTRY).ok


def test_a_folder_of_many_and_of_large_files_is_looked_at_within_bounds(log, monkeypatch):
    read, whole = [], neighbours.read_bounded
    monkeypatch.setattr(
        neighbours, "read_bounded", lambda file: read.append(file.stat().st_size) or whole(file)
    )
    for number in range(40):
        log.with_name(f"my_log ({number}).csv").write_bytes((HEAD + LINES).encode())
    log.with_name("my_log huge.csv").write_bytes(b"x" * (neighbours.AT_LEAST + 1))
    found = neighbours.conflict_copies(log, read_table((HEAD + LINES).encode()), read_table)
    assert len(found) == len(read) == neighbours.LOOKED_INTO
    assert max(read) < neighbours.AT_LEAST
