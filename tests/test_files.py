"""A person's file has all of the new bytes or all of the old, whatever happens while it changes."""

from __future__ import annotations

import errno
import os
import subprocess
import tempfile
import threading
from pathlib import Path

import pytest

from bounceback_analysis.log import files
from bounceback_analysis.log.backups import KEPT, backups, fingerprint
from bounceback_analysis.log.files import RefusedError, put, restore, save, undo_save

OLD = b"date,employer,outcome\r\n2026-03-05,Acme,waiting\r\n"
MORE = b"2026-03-06,Zeta,rejected\r\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_bytes(OLD)
    return path


def adding(more: bytes):
    return lambda old: old + more


def left_over(folder: Path) -> list[str]:
    """What a change may not leave behind: temporary files, here or among the backups."""
    return [path.name for path in folder.rglob("*") if path.suffix in {".part", ".tmp"}]


def test_a_change_is_made_and_the_bytes_before_are_kept(file):
    written = save(file, adding(MORE))
    assert written.ok
    assert file.read_bytes() == OLD + MORE
    assert [backup.read_bytes() for backup in backups(file)] == [OLD]
    assert left_over(file.parent) == []


def test_a_change_that_changes_nothing_writes_nothing(file):
    before = file.stat().st_mtime_ns
    assert save(file, lambda old: old).ok
    assert file.stat().st_mtime_ns == before
    assert backups(file) == []


def test_what_another_program_wrote_meanwhile_is_kept(file):
    calls = []

    def change(old: bytes) -> bytes:
        calls.append(old)
        if len(calls) == 1:
            file.write_bytes(OLD + b"2026-01-01,Other,waiting\r\n")
        return old + MORE

    assert save(file, change).ok
    assert file.read_bytes() == OLD + b"2026-01-01,Other,waiting\r\n" + MORE
    assert len(calls) == 2
    assert len(backups(file)) == 1


def test_a_file_that_never_rests_is_left_alone(file):
    def change(old: bytes) -> bytes:
        file.write_bytes(old + b"x")
        return old + MORE

    written = save(file, change)
    assert (written.ok, written.reason) == (False, "busy")
    assert MORE not in file.read_bytes()
    assert backups(file) == []


def test_undo_gives_back_the_bytes_step_by_step(file):
    save(file, adding(MORE))
    save(file, adding(b"third\r\n"))
    assert undo_save(file).ok
    assert file.read_bytes() == OLD + MORE
    assert undo_save(file).ok
    assert file.read_bytes() == OLD
    last = undo_save(file)
    assert not last.ok
    assert "nothing to take back" in last.message
    assert file.read_bytes() == OLD


def test_what_was_undone_can_still_be_brought_back(file):
    save(file, adding(MORE))
    undo_save(file)
    assert restore(file).ok
    assert file.read_bytes() == OLD + MORE


def test_undo_leaves_what_others_added_since(file):
    mine = save(file, adding(MORE))
    save(file, adding(b"2026-03-07,Other,waiting\r\n"))
    assert undo_save(file, state=mine.state).ok
    assert file.read_bytes() == OLD + b"2026-03-07,Other,waiting\r\n"


def test_undo_does_not_glue_lines_together(file):
    file.write_bytes(OLD.rstrip())
    mine = save(file, adding(b"\r\n" + MORE))
    save(file, adding(b"last\r\n"))
    assert undo_save(file, state=mine.state).ok
    assert file.read_bytes() == OLD + b"last\r\n"


def test_undo_refuses_where_the_same_place_was_changed_since(file):
    mine = save(file, adding(MORE))
    file.write_bytes(OLD.replace(b"Acme", b"Acme Ltd") + MORE)
    written = undo_save(file, state=mine.state)
    assert not written.ok
    assert file.read_bytes() == OLD.replace(b"Acme", b"Acme Ltd") + MORE


def test_only_a_few_backups_are_kept(file):
    for number in range(KEPT + 8):
        save(file, adding(b"%d\r\n" % number))
    kept = backups(file)
    assert len(kept) in {11, 12}  # ten, and the last of each day among the older
    assert kept[0].read_bytes().endswith(b"%d\r\n" % (KEPT + 6))


def test_backups_of_older_days_are_kept_one_a_day(file):
    folder = file.parent / "backups"
    folder.mkdir()
    for day in range(1, 10):
        for hour in ("08", "17"):
            (folder / f"my_log 2026-01-0{day} {hour}0000.000000 {'a' * 12}.csv").write_bytes(b"x")
    for number in range(KEPT):
        save(file, adding(b"%d\r\n" % number))
    old_days = [name.name[7:20] for name in backups(file)[KEPT:]]
    assert old_days == [f"2026-01-0{day} 17" for day in (9, 8, 7, 6, 5)]


def test_backups_of_another_file_are_not_ours(file):
    other = file.with_name("my_log 2.csv")
    other.write_bytes(b"x\n")
    save(other, adding(b"y\n"))
    assert backups(file) == []


def test_a_new_file_is_started_only_when_asked(tmp_path):
    path = tmp_path / "deep" / "my_plan.csv"
    assert save(path, adding(b"a")).reason == "missing"
    assert not path.exists()
    assert save(path, adding(b"a"), create=True).ok
    assert path.read_bytes() == b"a"


def test_a_folder_is_no_file(tmp_path):
    assert "is a folder" in save(tmp_path, adding(b"a")).message


def test_a_refusal_is_told_in_its_own_words(file):
    def change(_: bytes) -> bytes:
        raise RefusedError("The row is gone.")

    written = save(file, change)
    assert (written.ok, written.message) == (False, "The row is gone.")
    assert file.read_bytes() == OLD


def test_a_read_only_file_is_left_alone(file):
    file.chmod(0o444)
    written = save(file, adding(MORE))
    assert (written.ok, written.reason) == (False, "read-only")
    assert file.read_bytes() == OLD


def test_mode_and_owner_are_kept(file):
    file.chmod(0o640)
    before = file.stat()
    save(file, adding(MORE))
    after = file.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )


def test_a_symbolic_link_stays_one(file, tmp_path):
    folder = tmp_path / "synced"
    folder.mkdir()
    real = folder / "log.csv"
    file.rename(real)
    file.symlink_to(real)
    assert save(file, adding(MORE)).ok
    assert file.is_symlink()
    assert real.read_bytes() == OLD + MORE


@pytest.mark.parametrize(
    ("marker", "program"), [(".~lock.my_log.csv#", "LibreOffice"), ("~$my_log.csv", "Excel")]
)
def test_a_file_open_in_an_office_program_is_not_written(file, marker, program):
    (file.parent / marker).write_text("")
    written = save(file, adding(MORE))
    assert (written.ok, written.reason) == (False, "open")
    assert program in written.message
    assert file.read_bytes() == OLD


def test_a_file_that_windows_will_not_replace_is_tried_again_and_then_left(file, monkeypatch):
    monkeypatch.setattr("bounceback_analysis.log.backups.PAUSES", (0.0, 0.0))
    tries = []
    replace = Path.replace

    def held(self, target):
        if target == file:
            tries.append(target)
            raise PermissionError(errno.EACCES, "in use")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    written = save(file, adding(MORE))
    assert (written.ok, written.reason, len(tries)) == (False, "open", 3)
    assert file.read_bytes() == OLD
    assert left_over(file.parent) == []
    assert backups(file) == []


@pytest.mark.parametrize("call", ["replace", "unlink"])
def test_a_look_into_a_file_or_its_copy_only_delays_its_change(file, monkeypatch, call):
    """As by a virus scanner or an indexer in Windows, just when a file has come to be."""
    monkeypatch.setattr("bounceback_analysis.log.backups.PAUSES", (0.0, 0.0))
    really, looked_into = getattr(Path, call), set()

    def refused_at_first(self, *given, **more):
        if self not in looked_into and not self.name.endswith(".lock"):
            looked_into.add(self)
            raise PermissionError(errno.EACCES, "in use")
        return really(self, *given, **more)

    monkeypatch.setattr(Path, call, refused_at_first)
    assert save(file, adding(MORE)).ok
    assert file.read_bytes() == OLD + MORE
    assert save(file, lambda _: b"").ok
    assert not file.exists()
    assert [copy.read_bytes() for copy in backups(file)] == [OLD + MORE, OLD]


def test_a_file_that_windows_will_not_take_away_is_said_to_be_open(file, monkeypatch):
    monkeypatch.setattr("bounceback_analysis.log.backups.PAUSES", ())

    def held(_self, **_more):
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(Path, "unlink", held)
    written = save(file, lambda _: b"")
    assert (written.ok, written.reason, file.read_bytes()) == (False, "open", OLD)


@pytest.mark.parametrize("name", ["aux.csv", "CON", "Lpt1 .html", "com¹.csv", "a:b.csv", "why?.csv", "log."])  # fmt: skip
def test_a_name_that_windows_takes_for_something_else_is_refused_there(tmp_path, monkeypatch, name):
    assert put(tmp_path / name, b"a").ok, "elsewhere it is a name like any other"
    (tmp_path / name).unlink()
    monkeypatch.setattr(files, "WINDOWS", True)
    written = put(tmp_path / name, b"a")
    assert (written.ok, "Choose another" in written.message) == (False, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["auxiliary.csv", "my.con.csv", "com10.csv", "Jörg's log #2.csv"])
def test_other_names_are_written_there_too(tmp_path, monkeypatch, name):
    monkeypatch.setattr(files, "WINDOWS", True)
    assert put(tmp_path / name, b"a").ok


def test_in_windows_a_read_only_file_gives_way_where_it_is_to_be_replaced(file, monkeypatch):
    monkeypatch.setattr(files, "WINDOWS", True)
    file.chmod(0o444)
    replace = Path.replace

    def as_in_windows(self, target):
        if Path(target).exists() and not Path(target).stat().st_mode & 0o200:
            raise PermissionError(errno.EACCES, "read-only")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", as_in_windows)
    assert put(file, MORE, replace=True).ok
    assert (file.read_bytes(), left_over(file.parent)) == (MORE, [])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="folders are not closed this way here")
def test_a_folder_that_may_not_be_written_is_said():
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "my_log.csv"
        file.write_bytes(OLD)
        file.chmod(0o666)
        Path(folder).chmod(0o555)
        said, say = os.pipe()
        child = os.fork()
        if child == 0:  # as somebody whom the closed folder keeps out, which root is not
            if os.getuid() == 0:
                os.setuid(65534)
            os.write(say, save(file, adding(MORE)).message.encode())
            os._exit(0)
        os.waitpid(child, 0)
        message = os.read(said, 10_000).decode()
        Path(folder).chmod(0o755)
        assert "Nothing may be written in the folder" in message
        assert file.read_bytes() == OLD


def test_a_full_disk_changes_nothing(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk cannot be made here")
    try:
        file = disk / "my_log.csv"
        file.write_bytes(OLD)
        assert save(file, adding(MORE)).ok
        written = save(file, adding(b"x" * 100_000))
        assert (written.ok, written.reason) == (False, "full")
        assert "disk is full" in written.message
        assert file.read_bytes() == OLD + MORE
        assert left_over(disk) == []
        assert len(backups(file)) == 1
    finally:
        subprocess.run(["umount", str(disk)], check=True)


class Faults:
    """Calls to the disk, of which one, the nth, fails."""

    def __init__(self, nth: int) -> None:
        self.nth, self.calls = nth, 0

    def wrap(self, function):
        def call(*args, **kwargs):
            self.calls += 1
            if self.calls == self.nth:
                raise OSError(errno.EIO, "the disk gave up")
            return function(*args, **kwargs)

        return call

    def file(self, opened):
        faults = self

        class Faulty:
            def __enter__(self):
                return self

            def __exit__(self, *args):
                opened.__exit__(*args)
                faults.wrap(lambda: None)()

            def write(self, data):
                half = len(data) // 2
                opened.write(data[:half])
                opened.flush()
                faults.wrap(opened.write)(data[half:])

            def flush(self):
                faults.wrap(opened.flush)()

            def fileno(self):
                return opened.fileno()

        return Faulty()

    def install(self, monkeypatch):
        really_open = Path.open
        monkeypatch.setattr(os, "fsync", self.wrap(os.fsync))
        for name in (
            "replace",
            "read_bytes",
            "unlink",
            "chmod",
            "stat",
            "iterdir",
            "mkdir",
            "touch",
        ):
            monkeypatch.setattr(Path, name, self.wrap(getattr(Path, name)))

        def opening(path, mode="r", *args, **kwargs):
            opened = self.wrap(really_open)(path, mode, *args, **kwargs)
            return self.file(opened) if mode == "wb" else opened

        monkeypatch.setattr(Path, "open", opening)


def test_every_call_to_the_disk_may_fail_in_turn(tmp_path):
    outcomes = set()
    for nth in range(1, 80):
        file = tmp_path / str(nth) / "my_log.csv"
        file.parent.mkdir()
        file.write_bytes(OLD)
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(nth)
            faults.install(patch)
            written = save(file, adding(MORE))
        now = file.read_bytes()
        assert now == (OLD + MORE if written.ok else OLD), nth
        outcomes.add(written.ok)
        assert left_over(file.parent) in ([], left_over(file.parent)[:1])
        assert save(file, adding(b"again\r\n")).ok, nth
        assert file.read_bytes() == now + b"again\r\n"
        assert left_over(file.parent) == [], nth
        if faults.calls < nth:
            break
    else:
        pytest.fail("not every call was reached")
    assert outcomes == {True, False}
    assert nth > 15


def test_two_threads_lose_nothing_of_each_other(file):
    def write(name: str) -> None:
        for number in range(20):
            assert save(file, adding(f"{name}{number}\r\n".encode())).ok

    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = file.read_bytes().removeprefix(OLD).decode().split()
    assert sorted(lines) == sorted(f"{name}{number}" for name in "ab" for number in range(20))


def test_a_half_written_file_of_a_killed_notebook_is_cleared_away(file):
    (file.parent / ".my_log.csv.0123abcd.part").write_bytes(b"half")
    (file.parent / ".my_log.csv.notours.part").write_bytes(b"theirs")
    save(file, adding(MORE))
    assert left_over(file.parent) == [".my_log.csv.notours.part"]


def test_a_fingerprint_stands_for_its_bytes():
    assert fingerprint(b"a") == fingerprint(b"a") != fingerprint(b"b")
