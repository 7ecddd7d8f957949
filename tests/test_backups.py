"""Undo takes back one change after another, whatever the clock does and the file is called."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounceback_analysis.log import backups as backups_module
from bounceback_analysis.log.backups import KEPT, UNDONE, backups, copies, fingerprint
from bounceback_analysis.log.files import restore, save, undo_save

OLD = b"date,employer,outcome\r\n"
LINE = b"2026-03-06,Zeta,rejected\r\n"
START = datetime(2026, 10, 25, 1, 30).astimezone()


class Clock:
    """A clock that stands still until it is put forward or back."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(backups_module, "now", clock)
    return clock


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_bytes(OLD)
    return path


def test_undo_goes_back_step_by_step_though_the_clock_went_back_an_hour(file, clock):
    for step in (b"1\r\n", b"2\r\n", b"3\r\n"):
        save(file, lambda old, step=step: old + step)
        clock.time -= timedelta(minutes=50)
    seen = []
    while undo_save(file).ok:
        seen.append(file.read_bytes())
    assert seen == [OLD + b"1\r\n2\r\n", OLD + b"1\r\n", OLD]


def test_changes_of_the_same_moment_are_told_apart(file, clock):
    for step in (b"1\r\n", b"2\r\n"):
        save(file, lambda old, step=step: old + step)
    assert [copy.number for copy in copies(file)] == [2, 1]
    undo_save(file)
    assert file.read_bytes() == OLD + b"1\r\n"


def test_undo_does_not_go_round_where_a_cell_was_changed_to_and_fro(file):
    states = [OLD + word for word in (b"a\r\n", b"b\r\n", b"a\r\n", b"b\r\n")]
    for state in states:
        save(file, lambda _, state=state: state)
    seen = []
    while undo_save(file).ok:
        seen.append(file.read_bytes())
    assert seen == [states[2], states[1], states[0], OLD]


def test_tidying_never_drops_the_newest_though_the_clock_went_back_a_year(file, clock):
    for number in range(KEPT + 5):
        save(file, lambda old, number=number: old + b"%d\r\n" % number)
        clock.time -= timedelta(days=365)
    assert backups(file)[0].read_bytes().endswith(b"%d\r\n" % (KEPT + 3))
    assert undo_save(file).ok
    assert file.read_bytes().endswith(b"%d\r\n" % (KEPT + 3))


def test_copies_without_a_number_are_older_than_those_with_one(file, clock):
    folder = file.parent / "backups"
    folder.mkdir()
    state = fingerprint(OLD)
    (folder / f"my_log 2030-01-01 080000.000000 {state}.csv").write_bytes(b"oldest\r\n")
    clock.time = datetime(2026, 1, 1).astimezone()
    save(file, lambda old: old + LINE)
    assert backups(file)[0].read_bytes() == OLD
    assert undo_save(file).ok
    assert file.read_bytes() == OLD
    assert undo_save(file).ok
    assert file.read_bytes() == b"oldest\r\n"


NAMES = [
    "my_log",
    "log[1].csv",
    "log*.csv",
    "log?.csv",
    "my job log 2.csv",
    ".log.csv",
    ".log",
    "log.2026.csv",
    "log 000001 2026-03-05 143210 0123456789ab.csv",
    unicodedata.normalize("NFC", "Bewerbungen für Zoë.csv"),
    unicodedata.normalize("NFD", "Bewerbungen für Zoë.csv"),
    "履歴.csv",
    "log\nof two lines.csv",
    "(a+b){2}$.csv",
    "~log.csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_undo_works_for_a_log_of_any_name_and_leaves_its_neighbours_alone(tmp_path, name):
    neighbours = [
        tmp_path / other for other in ("log1.csv", "log.csv", "log[1] 2.csv", "my_log.txt")
    ]
    for other in neighbours:
        other.write_bytes(b"theirs\n")
        save(other, lambda old: old + b"more\n")
    file = tmp_path / name
    file.write_bytes(OLD)
    assert save(file, lambda old: old + LINE).ok
    assert save(file, lambda old: old + LINE).ok
    assert len(backups(file)) == 2
    assert undo_save(file).ok
    assert undo_save(file).ok
    assert file.read_bytes() == OLD
    assert not undo_save(file).ok
    assert all(other.read_bytes() == b"theirs\nmore\n" for other in neighbours)
    assert all(len(backups(other)) == 1 for other in neighbours)


def test_a_mac_that_writes_accents_another_way_finds_its_copies_again(tmp_path, monkeypatch):
    monkeypatch.setattr(backups_module.sys, "platform", "darwin")
    typed, listed = (unicodedata.normalize(form, "Zoë.csv") for form in ("NFC", "NFD"))
    (tmp_path / typed).write_bytes(OLD)
    save(tmp_path / typed, lambda old: old + LINE)
    (copy,) = backups(tmp_path / typed)
    copy.rename(copy.with_name(copy.name.replace(typed[:-4], listed[:-4])))
    assert undo_save(tmp_path / typed).ok
    assert (tmp_path / typed).read_bytes() == OLD


def test_a_file_that_was_started_goes_with_undo_and_can_be_brought_back(tmp_path):
    file = tmp_path / "my_plan.csv"
    save(file, lambda old: old + LINE, create=True)
    taken = undo_save(file)
    assert (taken.ok, file.exists()) == (True, False)
    assert "no file before" in taken.message
    assert undo_save(file).reason == "missing"
    assert restore(file).ok
    assert file.read_bytes() == LINE


def test_an_empty_copy_is_no_backup_and_bringing_it_back_takes_nothing_away(tmp_path):
    file = tmp_path / "my_plan.csv"
    save(file, lambda old: old + LINE, create=True)
    assert (len(copies(file)), backups(file)) == (1, [])
    assert restore(file).reason == "missing"
    assert restore(file, copies(file)[0].path).reason == "missing"
    assert file.read_bytes() == LINE


def test_a_change_begun_by_a_killed_notebook_is_passed_over(file):
    save(file, lambda old: old + LINE)
    folder = file.parent / "backups"
    (folder / f"my_log 000002 2026-03-05 080000 {'a' * 12}.csv").write_bytes(OLD + LINE)
    assert undo_save(file).ok
    assert file.read_bytes() == OLD


STEPS = st.one_of(
    st.tuples(st.just("set"), st.sampled_from([b"a\r\n", b"b\r\n", b"c\r\n"])),
    st.tuples(st.just("add"), st.sampled_from([b"x\r\n", b"y\r\n"])),
    st.tuples(st.just("undo"), st.just(b"")),
    st.tuples(st.just("clock"), st.sampled_from([-90_000, -3600, -1, 1, 3600, 90_000])),
)


@settings(max_examples=60)
@given(st.lists(STEPS, max_size=24))
def test_undo_is_a_list_of_the_last_ten_states_whatever_the_clock_does(steps):
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(backups_module, "now", clock)
        patch.setattr(os, "fsync", lambda _: None)  # it is not a test of the disk
        file = Path(folder) / "log"
        file.write_bytes(OLD)
        before, now, lost = [], OLD, False
        for what, value in steps:
            if what == "clock":
                clock.time += timedelta(seconds=value)
                continue
            if what == "undo":
                done = undo_save(file).ok
                assert done or not before or lost
                if done and before:
                    now = before.pop()
                elif not done:
                    before = []
            else:
                new = OLD + value if what == "set" else now + value
                assert save(file, lambda _, new=new: new).ok
                if new != now:
                    before, now = [*before, now], new
                lost = lost or len(before) > KEPT
            assert file.read_bytes() == now


def test_a_copy_says_when_its_change_is_taken_back(file):
    save(file, lambda old: old + LINE)
    undo_save(file)
    assert [copy.state for copy in copies(file)] == [UNDONE, UNDONE]
