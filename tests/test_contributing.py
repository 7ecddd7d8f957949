"""What CONTRIBUTING.md tells a newcomer to do works, step by step, on a copy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(
    r"^```(?:python|toml|text) (check|new|in) ?(\S*)(?: (after|before) ([^\n]+))?\n(.*?)^```",
    (ROOT / "CONTRIBUTING.md").read_text("utf-8"),
    re.DOTALL | re.MULTILINE,
)


def add(file: Path, where: str, line: str, text: str) -> None:
    """Write lines into a file: at its end, or beside a line that stands there once."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    if not where:
        file.write_text("".join(lines) + "\n" + text, "utf-8")
        return
    (at,) = [n for n, there in enumerate(lines) if there.rstrip("\n") == line]
    at += where == "after"
    file.write_text("".join([*lines[:at], text, *lines[at:]]), "utf-8")


def test_what_a_newcomer_is_told_to_add_is_added_and_works(tmp_path):
    shutil.copytree(
        ROOT / "bounceback_analysis",
        tmp_path / "bounceback_analysis",
        ignore=shutil.ignore_patterns("fonts", "vendor", "__pycache__", "labextension*"),
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = []
    for kind, file, where, line, text in BLOCKS:
        if kind == "check":
            ran = subprocess.run(
                [sys.executable, "-c", text],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert ran.returncode == 0, ran.stderr
        elif kind == "new":
            assert not (tmp_path / file).exists()
            (tmp_path / file).write_text(text, "utf-8")
        else:
            add(tmp_path / file, where, line, text)
        done.append(kind)
    assert done.count("check") >= 2


def test_no_recipe_takes_more_than_three_files():
    files = []
    for kind, file, *_ in BLOCKS:
        if kind == "check":
            assert len(set(files)) <= 3
            files = []
        else:
            files.append(file)
