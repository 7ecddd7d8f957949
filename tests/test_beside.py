"""What stands beside a log is found through it, and changed with the same care."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from bounceback_analysis.log.companions import (
    beside,
    read_settings,
    settings_of,
    write_settings,
)
from bounceback_analysis.log.drafts import claim_draft, keep_draft, read_draft
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.log.sharing import export_for_excel

SETTINGS = """# What I like to see.
[report]
names = "hidden"  # until I have asked
sections = ["summary", "gaps"]

[phrases]
nerves = ["butterflies"]
"""


@pytest.fixture
def log(tmp_path):
    return tmp_path / "my_log.csv"


@pytest.mark.parametrize(
    ("log", "plan"),
    [
        ("my_log.csv", "my_plan.csv"),
        ("log.csv", "plan.csv"),
        ("Jobs 2026.csv", "Jobs 2026_plan.csv"),
    ],
)
def test_the_plan_is_named_after_its_log(log, plan):
    assert beside(log, "plan").name == plan


def test_a_setting_is_changed_and_all_else_stays_as_it_was_written(log):
    beside(log, "settings").write_text(SETTINGS, "utf-8")
    assert write_settings(log, {"report": {"names": "shown"}}).ok
    assert beside(log, "settings").read_text("utf-8") == SETTINGS.replace('"hidden"', '"shown"')


def test_settings_are_started_where_there_are_none(log):
    assert read_settings(log) == {}
    assert write_settings(log, {"questions": {"practised": ["Why us?"]}}).ok
    assert read_settings(log) == {"questions": {"practised": ["Why us?"]}}


def test_a_setting_can_be_taken_out(log):
    beside(log, "settings").write_text(SETTINGS, "utf-8")
    write_settings(log, {"phrases": None, "report": {"sections": None}})
    assert read_settings(log) == {"report": {"names": "hidden"}}


def test_settings_saved_by_windows_notepad_are_read_and_keep_their_mark(log):
    beside(log, "settings").write_bytes(b"\xef\xbb\xbf" + SETTINGS.replace("\n", "\r\n").encode())
    assert read_settings(log)["report"]["names"] == "hidden"
    write_settings(log, {"report": {"names": "shown"}})
    data = beside(log, "settings").read_bytes()
    assert (
        data
        == b"\xef\xbb\xbf" + SETTINGS.replace('"hidden"', '"shown"').replace("\n", "\r\n").encode()
    )


def test_settings_with_a_slip_are_never_overwritten(log):
    broken = "names = hidden\n"
    beside(log, "settings").write_text(broken)
    assert read_settings(log) == {}
    assert "line 1" in settings_of(log)[1][0].message
    written = write_settings(log, {"a": 1})
    assert not written.ok
    assert "line 1" in written.message
    assert beside(log, "settings").read_text() == broken


def test_what_is_wrong_with_the_plan_or_the_settings_is_said_with_the_log(log):
    log.write_text("date,employer,outcome\n2026-03-05,Alder Ltd,rejected\n")
    beside(log, "settings").write_text("names = hidden\n")
    beside(log, "plan").write_text("skill,my_level\nExcel,seven\n")
    said = [(problem.line, problem.verdict, problem.message) for problem in read_log(log).problems]
    assert [(line, verdict) for line, verdict, _ in said] == [(None, "ask"), (None, "ask")]
    assert "settings.toml' was not used" in said[0][2]
    assert "plan.csv, line 2, my_level: 'seven' is not a rating" in said[1][2]


def test_a_draft_keeps_what_was_typed_and_goes_when_nothing_is_left(log):
    draft = claim_draft(log)
    typed = {"employer": "O'Neill & Söhne", "feedback": 'They said "no"\nand more\t= 1'}
    assert keep_draft(draft, typed).ok
    assert read_draft(draft) == typed
    assert keep_draft(draft, {}).ok
    assert not draft.exists()
    assert read_draft(draft) == {}


def test_the_draft_of_a_killed_notebook_is_taken_over_and_that_of_an_open_one_is_not(log):
    code = (
        "import sys, os, signal\n"
        "from bounceback_analysis.log.drafts import claim_draft, keep_draft\n"
        "draft = claim_draft(sys.argv[1])\n"
        "keep_draft(draft, {'employer': 'Acme'})\n"
        "print(draft, flush=True)\n"
        "sys.stdin.read(1)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(log)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    theirs = Path(other.stdout.readline().strip())
    assert read_draft(theirs) == {"employer": "Acme"}
    mine = claim_draft(log)
    assert mine != theirs
    other.communicate("x")
    assert claim_draft(log) == theirs
    assert read_draft(claim_draft(log)) == {"employer": "Acme"}


def test_an_export_runs_no_formula_and_loses_no_text(tmp_path):
    table = pd.DataFrame(
        {
            "employer": ['=HYPERLINK("http://x")', "+44 7700", "-2 for nerves", "@x", "\tx", None],
            "date": pd.to_datetime(["2026-03-05", None, None, None, None, None]),
            "score": [4.0, 4.5, None, -1.0, 1234567.0, None],
        }
    )
    assert export_for_excel(table, tmp_path / "out.csv").ok
    data = (tmp_path / "out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert [row[0] for row in rows] == [
        "employer",
        '\'=HYPERLINK("http://x")',
        "'+44 7700",
        "'-2 for nerves",
        "'@x",
        "'\tx",
        "",
    ]
    assert [row[1] for row in rows[1:3]] == ["2026-03-05", ""]
    assert [row[2] for row in rows[1:]] == ["4", "4.5", "", "-1", "1234567", ""]


NEEDED = "date,employer,outcome\n2026-03-05,Alder,waiting\n"


@pytest.mark.parametrize(
    ("log", "others", "told"),
    [
        ("log.csv", ["my_plan.csv"], ["'my_plan.csv' was not used: beside 'log.csv' it is called 'plan.csv'."]),
        ("jobs.csv", ["my_settings.toml"], ["'my_settings.toml' was not used: beside 'jobs.csv' it is called 'jobs_settings.toml'."]),
        ("log.csv", ["my_plan.csv", "plan.csv"], []),
        ("log.csv", ["my_plan.csv", "my_log.csv"], []),
        ("my_log.csv", ["my_plan.csv"], []),
        ("jobs.csv", ["other_plan.csv"], []),
    ],
)  # fmt: skip
def test_a_plan_that_is_called_as_that_of_another_log_is_told(log, others, told, tmp_path):
    for name in [log, *others]:
        text = NEEDED if name.endswith("log.csv") or name == log else ""
        (tmp_path / name).write_text(text, "utf-8")
    found = [p.message for p in read_log(tmp_path / log).problems if "was not used" in p.message]
    assert [said.partition(" Rename")[0] for said in found] == told
