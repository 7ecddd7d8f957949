"""A file that is made to be handed over never takes the place of another; private ones stay so."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from bounceback_analysis.cli import main
from bounceback_analysis.log.backups import backups, copies
from bounceback_analysis.log.companions import beside, keep_answers, write_settings
from bounceback_analysis.log.drafts import claim_draft, keep_draft
from bounceback_analysis.log.files import put, save
from bounceback_analysis.log.importing.adopting import import_log
from bounceback_analysis.log.neighbours import free_name, pending_path
from bounceback_analysis.log.opening import new_log
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.log.sharing import (
    as_typed,
    export_follow_ups,
    export_for_excel,
    neutral,
    read_keys,
    write_keys,
)
from bounceback_analysis.log.writing import append_entry
from bounceback_analysis.report.writing import is_report, write_report

ROOT = Path(__file__).parents[1]
LINES = "date,employer,outcome,door_open,follow_up_on\n2026-03-05,Alder,rejected,yes,2028-05-06\n"
ENTRY = {"date": "2026-03-06", "employer": "Zeta", "outcome": "rejected"}
DUE = pd.DataFrame(
    {
        "application": ["Alder"],
        "why": ["door open"],
        "due_on": [pd.Timestamp("2028-05-06")],
        "what": ["Ask again"],
    }
)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text(LINES, "utf-8")
    return path


@pytest.fixture
def umask():
    old = os.umask(0o022)
    yield
    os.umask(old)


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def report(out: Path, **more):
    return write_report(read_log(ROOT / "data/first_week.csv"), out, sections=["summary"], **more)


def sheet(log: Path):
    path = log.with_name("tracker.csv")
    path.write_text("Company,Role,Applied on,Status\nBirch,Cook,2026-03-01,Rejected\n", "utf-8")
    return import_log(path)


def exported(out: Path, **more) -> Path:
    written = export_for_excel(DUE, out, **more)
    if not written.ok:
        raise FileExistsError(written.message)
    return written.path


WRITERS = {
    "cv.docx": report,
    "cv.pdf": report,
    "page.html": report,
    "holidays.ics": lambda out, **more: export_follow_ups(DUE, out, **more),
    "accounts.csv": exported,
    "sheet.csv": lambda out, **more: sheet(out).save(out, **more),
    "other.csv": new_log,
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_of_somebody_else_is_left_as_it_is_and_a_free_name_is_named(tmp_path, name):
    out = tmp_path / name
    out.write_bytes(b"a,b\r\nmine,1\r\n")
    out.with_stem(f"{out.stem}_2").write_bytes(b"mine too")
    with pytest.raises((FileExistsError, ValueError), match=f"{out.stem}_3") as refused:
        WRITERS[name](out)
    assert "--replace" in str(refused.value)
    assert out.read_bytes() == b"a,b\r\nmine,1\r\n"
    assert backups(out) == []


@pytest.mark.parametrize("name", WRITERS)
def test_it_is_replaced_where_that_is_asked_for_and_a_copy_is_kept(tmp_path, name):
    out = tmp_path / name
    out.write_bytes(b"a,b\r\nmine,1\r\n")
    WRITERS[name](out, replace=True)
    assert out.read_bytes() != b"a,b\r\nmine,1\r\n"
    assert [copy.read_bytes() for copy in backups(out)] == [b"a,b\r\nmine,1\r\n"]


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "sheet.csv"])
def test_a_link_is_left_as_it_is_and_so_is_the_file_that_it_leads_to(tmp_path, name):
    out, real = tmp_path / name, tmp_path / "real"
    real.write_bytes(b"mine")
    out.symlink_to(real)
    with pytest.raises(FileExistsError, match="is a link to"):
        WRITERS[name](out)
    assert (out.is_symlink(), real.read_bytes()) == (True, b"mine")
    WRITERS[name](out, replace=True)
    assert out.is_symlink()
    assert real.read_bytes() != b"mine"
    assert [copy.read_bytes() for copy in backups(real)] == [b"mine"]


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("leads_to", ["nowhere", "itself"])
def test_nothing_is_written_through_a_link_that_leads_to_no_file(tmp_path, name, leads_to):
    out = tmp_path / name
    out.symlink_to(tmp_path / "nowhere" if leads_to == "nowhere" else out)
    for more in ({}, {"replace": True}):
        with pytest.raises((OSError, ValueError), match="leads to no file"):
            WRITERS[name](out, **more)
    assert out.is_symlink()
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("name", ["cv.docx", "holidays.ics"])
def test_a_read_only_file_of_ours_is_replaced_only_where_that_is_asked_for(tmp_path, name):
    out = tmp_path / name
    WRITERS[name](out)
    out.chmod(0o444)
    out_before = out.read_bytes()
    later = {"as_of": pd.Timestamp("2030-01-01")}
    with pytest.raises(PermissionError, match="read-only"):
        WRITERS[name](out, **later)
    assert out.read_bytes() == out_before
    WRITERS[name](out, replace=True, **later)
    assert out.read_bytes() != out_before


@pytest.mark.parametrize("name", ["r.docx", "r.pdf", "r.html"])
def test_a_report_of_ours_is_replaced_and_what_an_adviser_wrote_in_it_is_kept(tmp_path, name):
    out = tmp_path / name
    report(out)
    if name == "r.docx":
        document = Document(str(out))
        document.add_paragraph("We agreed on two mock interviews.")
        document.save(str(out))
    before = out.read_bytes()
    written = report(out, as_of=pd.Timestamp("2030-01-01"))
    assert written.kept.read_bytes() == before
    assert str(written.kept) in str(written)
    assert out.read_bytes() != before


def test_the_same_report_again_keeps_no_copy(tmp_path):
    day = {"as_of": pd.Timestamp("2030-01-01")}
    assert report(tmp_path / "r.html", **day).kept is None
    assert report(tmp_path / "r.html", **day).kept is None
    assert [file.name for file in tmp_path.iterdir()] == ["r.html"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 broken",
        b"%PDF-1.7 my own, about a Report made by Bounceback",
        b"<!doctype html><p>Report made by Bounceback</p>",
        b"Report made by Bounceback",
    ],
)
def test_what_only_speaks_of_a_report_is_none(data):
    assert not is_report(data)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("my_log.xlsx", new_log),
        ("my_log.ods", new_log),
        ("my_log.tsv", new_log),
        ("out.xlsx", lambda out: sheet(out).save(out)),
        ("out.docx", lambda out: sheet(out).save(out)),
        ("out.xlsx", lambda out: export_for_excel(DUE, out)),
        ("out", lambda out: export_for_excel(DUE, out)),
        ("days.csv", lambda out: export_follow_ups(DUE, out)),
        ("report.txt", report),
        ("report.doc", report),
        ("report", report),
    ],
)
def test_a_name_that_promises_something_else_is_refused_with_one_that_does_not(
    tmp_path, name, write
):
    with pytest.raises(ValueError, match=r"must end in \.") as refused:
        write(tmp_path / name)
    assert name.split(".")[0] + "." in str(refused.value).split("Call it")[1]
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["my_log.csv", "MY_LOG.CSV", "my_log.txt", "my_log"])
def test_a_log_may_be_called_by_any_name_that_promises_text(tmp_path, name):
    assert new_log(tmp_path / name).read_bytes().startswith(b"\xef\xbb\xbfdate,employer,")


def said(capsys, *words):
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out + err


@pytest.mark.parametrize("command", ["new", "import", "report"])
def test_the_command_says_it_in_a_sentence_and_replaces_where_it_is_told_to(
    capsys, log, tmp_path, command
):
    out = tmp_path / ("mine.docx" if command == "report" else "mine.csv")
    out.write_bytes(b"a,b\r\nmine,1\r\n")
    words = {"new": [out], "import": [log, "-o", out], "report": [log, "-o", out]}[command]
    code, told = said(capsys, command, *words)
    assert (code, out.read_bytes()) == (2, b"a,b\r\nmine,1\r\n")
    assert "mine_2" in told
    assert "--replace" in told
    code, told = said(capsys, command, *words, "--replace")
    assert code == 0
    assert [copy.read_bytes() for copy in backups(out)] == [b"a,b\r\nmine,1\r\n"]


def test_import_leaves_a_link_alone_unless_told_to_but_the_notebooks_log_may_be_one(
    capsys, log, tmp_path
):
    link = tmp_path / "link.csv"
    link.symlink_to(log)
    lines = sheet(log)
    assert said(capsys, "import", lines.path, "-o", link)[0] == 2
    assert log.read_text("utf-8") == LINES
    assert "1 line written" in lines.save(link)
    assert link.is_symlink()
    assert log.read_text("utf-8").startswith(LINES.splitlines()[0])


def test_an_office_program_that_has_a_report_open_is_named(tmp_path):
    report(tmp_path / "report.docx")
    (tmp_path / "~$port.docx").touch()
    with pytest.raises(OSError, match="open in Word"):
        report(tmp_path / "report.docx", as_of=pd.Timestamp("2030-01-01"))


def test_a_part_of_the_machine_is_no_place_for_a_file(tmp_path):
    os.mkfifo(tmp_path / "pipe.ics")
    for out, more in ((tmp_path / "pipe.ics", {}), (tmp_path / "pipe.ics", {"replace": True})):
        with pytest.raises(OSError, match="no ordinary file"):
            export_follow_ups(DUE, out, **more)
    assert not save("/dev/null", lambda old: old + b"x").ok


def test_a_free_name_is_none_of_a_link_that_leads_nowhere(tmp_path):
    (tmp_path / "r.html").symlink_to(tmp_path / "nowhere")
    assert free_name(tmp_path / "r.html").name == "r_2.html"


# Who may read what


@pytest.mark.parametrize("of_log", [0o600, 0o640, 0o660, 0o644])
def test_what_is_private_is_no_more_open_than_the_log(log, umask, of_log):
    log.chmod(of_log)
    beside(log, "settings").write_text("", "utf-8")
    beside(log, "settings").chmod(0o666)
    append_entry(log, ENTRY)
    write_settings(log, {"a": 1})
    append_entry(beside(log, "plan"), {"action": "Practise"}, kind="plan")
    append_entry(beside(log, "stories"), {"title": "The kitchen"}, kind="stories")
    (log.parent / f".~lock.{log.name}#").touch()
    append_entry(log, {**ENTRY, "employer": "Later"})
    assert pending_path(log).exists()
    kept = [
        log,
        *(beside(log, what) for what in ("plan", "stories", "settings")),
        pending_path(log),
        *(copy.path for copy in copies(log)),
        *(copy.path for copy in copies(beside(log, "plan"))),
    ]
    assert [oct(mode(file)) for file in kept if mode(file) & ~of_log] == []
    assert mode(log) == of_log
    assert mode(log.parent / "backups") == (0o755 if of_log & 0o077 else 0o700)


def test_a_folder_of_copies_that_others_could_read_is_closed(log, umask):
    (log.parent / "backups").mkdir(mode=0o755)
    log.chmod(0o600)
    append_entry(log, ENTRY)
    assert mode(log.parent / "backups") == 0o700


def test_keys_drafts_and_answers_are_for_their_owner_alone(log, umask):
    write_keys(log, {"Alder": "Employer A"})
    draft = claim_draft(log)
    keep_draft(draft, {"employer": "Zeta"})
    answers = log.with_name("jobs.answers.toml")
    keep_answers(answers, {"date_order": "day first"})
    assert [mode(f) for f in (beside(log, "keys"), draft, answers)] == [0o600] * 3
    beside(log, "keys").chmod(0o644)
    write_keys(log, {"Birch": "Employer B"})
    assert mode(beside(log, "keys")) == 0o600


def test_no_moment_passes_in_which_others_can_read_what_is_private(log, monkeypatch):
    log.chmod(0o600)
    born = []
    touch = Path.touch

    def watched(self, mode=0o666, **more):
        touch(self, mode, **more)
        born.append(self.stat().st_mode & 0o077)

    monkeypatch.setattr(Path, "touch", watched)
    append_entry(log, ENTRY)
    write_keys(log, {"Alder": "Employer A"})
    assert born == [0] * 3


@pytest.mark.parametrize("name", ["cv.docx", "page.html", "cv.pdf", "holidays.ics"])
def test_what_is_handed_over_can_be_read_by_others_as_any_document(tmp_path, umask, name):
    WRITERS[name](tmp_path / name)
    assert mode(tmp_path / name) == 0o644


# A disk that is full


def test_a_new_log_on_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk is full"):
        new_log(tmp_path / "my_log.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_new_log_where_no_file_may_grow_leaves_nothing(tmp_path):
    code = (
        "import resource, sys\n"
        "import bounceback_analysis as bb\n"
        "bb.new_log\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try:\n    bb.new_log(sys.argv[1])\n"
        "except OSError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, str(tmp_path / "my_log.csv")],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "my_log.csv' could not be written" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["r.html", "days.ics", "table.csv"])
def test_a_file_on_a_full_disk_leaves_the_one_before(tmp_path, monkeypatch, name):
    out = tmp_path / name
    put(out, b"before")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.EDQUOT, "")))
    written = put(out, b"after", replace=True)
    assert (written.ok, written.reason) == (False, "full")
    assert out.read_bytes() == b"before"
    assert not list(tmp_path.rglob("*.part"))


def test_a_report_and_the_names_of_copies_are_on_the_disk_before_it_is_said(log, monkeypatch):
    synced = []
    fsync = os.fsync

    def watched(handle):
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    report(log.parent / "r.html")
    assert [Path(name).suffix for name in synced] == [".part", ""]
    assert synced[1] == str(log.parent)
    synced.clear()
    append_entry(log, ENTRY)
    assert str(log.parent / "backups") in synced
    assert synced[-1] == str(log.parent)


def test_what_a_killed_report_left_is_cleared_once_it_is_old(tmp_path):
    names = ("r.html.0123abcd", "r.html.4567abcd", "s.html.0123abcd")
    left, fresh, other = (tmp_path / f".{name}.part" for name in names)
    for file in (left, fresh, other):
        file.touch()
    os.utime(left, (0, 0))
    os.utime(other, (0, 0))
    report(tmp_path / "r.html")
    assert (left.exists(), fresh.exists(), other.exists()) == (False, True, True)


def test_two_programs_that_start_one_log_do_not_replace_each_other(tmp_path, monkeypatch):
    out = tmp_path / "my_log.csv"
    link = Path.hardlink_to

    def late(self, target):
        out.write_bytes(b"date,employer,outcome\r\ntheirs\r\n")
        link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", late)
    with pytest.raises(FileExistsError):
        new_log(out)
    assert out.read_bytes().endswith(b"theirs\r\n")


def test_a_disk_without_second_names_is_written_all_the_same(tmp_path, monkeypatch):
    def cannot(self, target):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", cannot)
    assert new_log(tmp_path / "my_log.csv").stat().st_size > 100


# Names of employers, and formulas


def test_an_employer_whose_name_begins_with_an_apostrophe_keeps_it_and_one_label(log):
    write_keys(log, {"'Tis Ltd": "Employer A", "=Sum Ltd": "Employer B"})
    before = beside(log, "keys").read_bytes()
    assert read_keys(log) == {"'Tis Ltd": "Employer A", "=Sum Ltd": "Employer B"}
    write_keys(log, {"'Tis Ltd": "Employer C", "=Sum Ltd": "Employer D"})
    assert beside(log, "keys").read_bytes() == before
    assert as_typed(neutral("-5 Ltd")) == "-5 Ltd"


# What git leaves out


PERSONS = [
    "report.html",
    "report.pdf",
    "data/report.html",
    "notebooks/report.docx",
    "notebooks/reports/my_job_search_2026-11-23.html",
    "data/jobs.answers.toml",
    "jobs.answers.toml",
    "my_log.csv",
    "my_log",
    "data/my_settings.toml",
    "settings.toml",
    "jobs 2026_settings.toml",
    "data/my_log.1.draft.toml",
    "data/my_log.pending.csv",
    "data/backups/my_log 000001 2026-03-05 143210 0123456789ab.csv",
    "tests/backups/x",
    "data/follow_ups.ics",
    "data/.my_log.csv.0123abcd.part",
    "data/.~lock.my_log.csv#",
    "feedback.txt",
    "tracker.xlsx",
    "tracker.XLSX.xls",
    "tracker.tsv",
    "what we agreed.odt",
    "data/joblog",
]


@pytest.fixture(scope="module")
def checkout():
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    return ROOT


def git(*words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False, cwd=ROOT)
    return done.stdout


@pytest.mark.parametrize("name", PERSONS)
def test_what_is_the_persons_is_ignored_wherever_it_lies(checkout, name):
    assert git("check-ignore", "--no-index", name).strip().strip('"') == name


def test_nothing_that_we_commit_is_ignored(checkout):
    assert git("ls-files", "-ci", "--exclude-standard") == ""
