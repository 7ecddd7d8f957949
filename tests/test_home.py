"""Without a checkout there is a folder of one's own: made once, kept up to date, never overwritten."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import bounceback_analysis as bb
from bounceback_analysis.log import opening as home
from bounceback_analysis.log.opening import make_shortcut, open_log, start_log
from bounceback_analysis.log.writing import append_entry
from bounceback_analysis.notebook import opening
from tests.pages import press

ROOT = Path(__file__).parents[1]


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Give the home of somebody who has the package and no checkout, in an empty folder."""
    package = tmp_path / "lib" / "bounceback_analysis"
    shutil.copytree(ROOT / "notebooks", package / "shipped" / "notebooks")
    shutil.copytree(ROOT / "data", package / "shipped" / "data")
    monkeypatch.setattr(home, "SHIPPED", package / "shipped")
    monkeypatch.setattr(home, "__file__", str(package / "log" / "home.py"))
    monkeypatch.setattr(opening, "HERE", package / "notebook")
    person = tmp_path / "Jörg Ünal"
    (person / "empty").mkdir(parents=True)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(person))
    for name in (
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "APPDATA",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BOUNCEBACK_LOG", "")
    monkeypatch.delenv("BOUNCEBACK_LOG")  # what a test sets is taken back after it
    monkeypatch.setenv("BOUNCEBACK_FOLDER", "")  # what a test sets is taken back after it
    monkeypatch.chdir(person / "empty")
    return person


def says(path: Path, text: str) -> None:
    """Write a notebook of one cell, as a page saves it."""
    cell = {"cell_type": "code", "source": text, "metadata": {"tags": []}, "outputs": []}
    path.write_text(json.dumps({"cells": [cell], "metadata": {"x": 1}, "nbformat": 4}), "utf-8")


def test_the_first_start_makes_the_folder_with_notebooks_and_a_log_and_says_so_in_one_line(
    installed,
):
    (said,) = home.settle_in("0.2.0")
    folder = installed / "Bounceback"
    assert str(folder) in said
    assert (folder / "my_log.csv").read_bytes().startswith(b"\xef\xbb\xbfdate,employer,role,")
    assert {p.name for p in (folder / "notebooks").glob("*.ipynb")} == {
        p.name for p in (ROOT / "notebooks").glob("*.ipynb")
    }
    assert opening.notebooks_folder() == folder / "notebooks"
    assert home.settle_in("0.2.0") == []


def test_a_log_without_a_line_shows_the_example_until_it_is_started_or_has_a_line(installed):
    home.settle_in("0.2.0")
    assert open_log().example
    assert start_log() == installed / "Bounceback" / "my_log.csv"
    assert (open_log().example, len(open_log().entries)) == (False, 0)
    append_entry(home.own_log(), {"date": "2026-03-05", "employer": "Acme", "outcome": "waiting"})
    log = open_log()
    assert (log.example, log.path) == (False, installed / "Bounceback" / "my_log.csv")
    before = log.path.read_bytes()
    with pytest.raises(FileExistsError, match="is there already"):
        start_log()
    assert log.path.read_bytes() == before


def test_the_button_on_the_start_page_takes_up_the_log_that_the_first_start_put_there(installed):
    home.settle_in("0.2.0")
    start_page = bb.welcome(bb.open_log())
    assert "invented example" in start_page._repr_mimebundle_()["text/plain"]
    press(start_page, "start")
    assert "Your log is ready" in start_page._repr_mimebundle_()["text/plain"]


def test_a_new_version_brings_its_notebooks_and_touches_no_log_and_none_that_was_changed(installed):
    home.settle_in("0.2.0")
    folder = installed / "Bounceback"
    mine, log = folder / "notebooks" / "03_skill_gaps.ipynb", folder / "my_log.csv"
    says(mine, "my own work")
    changed, lines = mine.read_bytes(), log.read_bytes() + b"2026-03-05,Acme\r\n" * 30
    log.write_bytes(lines)
    for name in ("00_start_here", "03_skill_gaps"):
        says(home.SHIPPED / "notebooks" / f"{name}.ipynb", f"new {name}")
    (said,) = home.settle_in("0.2.1")
    assert "You changed '03_skill_gaps.ipynb'" in said
    assert (mine.read_bytes(), log.read_bytes()) == (changed, lines)
    assert "new 03_skill_gaps" in (mine.parent / "03_skill_gaps (0.2.1).ipynb").read_text("utf-8")
    assert "new 00_start_here" in (mine.parent / "00_start_here.ipynb").read_text("utf-8")
    assert home.settle_in("0.2.1") == []


def test_a_notebook_that_a_page_saved_without_changing_what_it_says_is_kept_up_to_date(installed):
    home.settle_in("0.2.0")
    there = installed / "Bounceback" / "notebooks" / "00_start_here.ipynb"
    saved = json.loads(there.read_text("utf-8"))
    saved["metadata"]["kernelspec"] = {"name": "another"}
    there.write_text(json.dumps(saved), "utf-8")
    says(home.SHIPPED / "notebooks" / there.name, "new")
    assert home.settle_in("0.2.1") == []
    assert '"new"' in there.read_text("utf-8")


@pytest.mark.parametrize("record", ["", "[]", '{"00_start_here.ipynb": 3}', "\x00"])
def test_where_it_is_not_known_what_was_put_there_nothing_is_replaced(installed, record):
    home.settle_in("0.2.0")
    there = installed / "Bounceback" / "notebooks"
    says(there / "00_start_here.ipynb", "perhaps mine")
    (there / home.AS_SHIPPED).write_text(record, "utf-8")
    before = (there / "00_start_here.ipynb").read_bytes()
    (said,) = home.settle_in("0.2.1")
    assert "stays" in said
    assert (there / "00_start_here.ipynb").read_bytes() == before


def test_files_of_the_same_names_that_were_there_before_stay_as_they_were(installed):
    folder = installed / "Bounceback"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "my_log.csv").write_text("mine", "utf-8")
    (folder / "notebooks" / "00_start_here.ipynb").write_text("mine", "utf-8")
    (said,) = home.settle_in("0.2.0")
    assert "00_start_here (0.2.0).ipynb" in said
    assert (folder / "my_log.csv").read_text("utf-8") == "mine"
    assert (folder / "notebooks" / "00_start_here.ipynb").read_text("utf-8") == "mine"


def test_a_folder_that_was_chosen_is_remembered(installed, monkeypatch):
    home.choose_folder(Path("~/Job search"))
    monkeypatch.setenv("BOUNCEBACK_FOLDER", "")
    assert home.own_folder() == installed / "Job search"
    home.settle_in("0.2.0")
    assert home.own_log() == installed / "Job search" / "my_log.csv"
    assert not (installed / "Bounceback").exists()


def test_a_folder_that_cannot_be_remembered_is_used_and_that_is_said(installed):
    (installed / ".config").write_text("a file in its way", "utf-8")
    told = home.choose_folder(Path("~/Job search"))
    assert home.own_folder() == installed / "Job search"
    assert "again the next time, or in the variable BOUNCEBACK_FOLDER" in told


def test_a_folder_is_remembered_whatever_bytes_its_name_has(installed, monkeypatch):
    home.choose_folder(installed / "J\udcf6rg")  # as a name in another code page comes in
    monkeypatch.setenv("BOUNCEBACK_FOLDER", "")
    assert home.own_folder() == installed / "J\udcf6rg"


def test_where_the_folder_cannot_be_written_it_opens_for_this_once_and_says_so(installed, capsys):
    (installed / "Bounceback").write_text("a file in its way", "utf-8")
    private = installed / "private"
    private.mkdir()
    opening._settle_in(private)
    said = capsys.readouterr().out
    assert "is gone when you stop" in said
    assert f"it is in '{private / 'Bounceback'}' until then" in said
    assert "bounceback --folder PLACE" in said
    assert opening.notebooks_folder() == private / "Bounceback" / "notebooks"
    assert (installed / "Bounceback").read_text("utf-8") == "a file in its way"


def test_in_a_checkout_all_is_as_ever(monkeypatch):
    monkeypatch.delenv("BOUNCEBACK_LOG", raising=False)
    monkeypatch.chdir(ROOT / "tests")
    assert home.checkout() == ROOT
    assert home.own_log() == ROOT / "data" / "my_log.csv"
    assert opening.notebooks_folder() == ROOT / "notebooks"


@pytest.mark.parametrize(
    ("platform", "place", "line"),
    [
        (
            "linux",
            ".local/share/applications/bounceback.desktop",
            'Exec="/Jörg/100%%/py" -m bounceback',
        ),
        (
            "darwin",
            "Applications/Bounceback.command",
            "exec '/Jörg/100%/py' -m bounceback_analysis",
        ),
        (
            "win32",
            "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Bounceback.cmd",
            'chcp 65001 >nul\r\n"/Jörg/100%%/py" -m bounceback_analysis\r\n',
        ),
    ],
)
def test_a_shortcut_starts_this_python_whatever_its_path_is(
    installed, monkeypatch, platform, place, line
):
    monkeypatch.setattr("sys.executable", "/Jörg/100%/py")
    made = make_shortcut(platform)
    assert made == installed / place
    assert line in made.read_bytes().decode()
    assert make_shortcut(platform) == made  # again, over its own


def test_no_shortcut_is_made_to_what_is_gone_tomorrow(installed, monkeypatch):
    monkeypatch.setattr("sys.executable", "/home/x/.cache/uv/archive-v0/abc/bin/python")
    with pytest.raises(ValueError, match="uv tool install"):
        make_shortcut("linux")
