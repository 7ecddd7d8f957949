"""The README is true: its commands and its code run, and its words stay within the log's."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bounceback_analysis.vocabulary.schema import columns

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line.removeprefix("python -m uv run ")
    for kind, block in BLOCKS
    if kind == "sh"
    for line in block.splitlines()
    if line.startswith("python -m uv run bounceback ")
]


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """Give a folder as a newcomer has it, without the files that a person adds."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("my_*"))
    return folder


def test_the_readme_has_the_two_lines_that_do_everything():
    lines = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
    assert "python -m pip install uv && python -m uv run bounceback" in lines
    assert "python -m pip install uv && python -m uv run --group test pytest" in lines
    assert len(COMMANDS) == 7


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_readme_runs(command, clone):
    words = shlex.split(command)[1:]
    done = subprocess.run(
        [sys.executable, "-m", "bounceback_analysis", *words],
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    if "-o" in words:
        assert (clone / words[words.index("-o") + 1]).stat().st_size > 500


@pytest.mark.parametrize("code", [block for kind, block in BLOCKS if kind == "python"])
def test_each_piece_of_code_in_the_readme_runs(code, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    exec(compile(code, "README.md", "exec"), {})
    assert "interview" in capsys.readouterr().out


def test_the_columns_that_the_readme_names_are_columns_of_the_log():
    table = README.split("## Your log")[1].split("## A report")[0]
    named = {
        name
        for row in re.findall(r"^\| (.+?) \|", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert named <= {column.name for column in columns("log")}
    assert {"date", "employer", "outcome", "calm"} <= named


def test_every_file_that_the_readme_points_to_is_there():
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", README):
        assert (ROOT / target).is_file(), target


def test_whatever_came_from_others_stands_in_the_list_with_its_licence_beside_it():
    listed = re.findall(
        r"`(bounceback_analysis/\S+?)`", (ROOT / "THIRD_PARTY.md").read_text("utf-8")
    )
    for place in listed:
        folder = ROOT / place if place.endswith("/") else (ROOT / place).parent
        beside = {path.name for path in folder.iterdir()}
        assert beside & {"LICENSE", "OFL.txt", "APACHE-2.0.txt"}, place
    files = [path for path in (ROOT / "bounceback_analysis").rglob("*") if path.is_file()]
    unlisted = {
        path.name
        for path in files
        if (b"\0" in path.read_bytes()[:8000] or ".min." in path.name)
        and path.suffix != ".pyc"
        and not path.relative_to(ROOT).as_posix().startswith(tuple(listed))
    }
    assert unlisted == {"report.docx"}, "the one that we have made ourselves"
