"""The notebooks run on every kind of log, read easily, and are kept as clean source."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import bounceback_analysis as bb
from bounceback_analysis.notebook.contents import strip
from bounceback_analysis.topics import TOPICS
from bounceback_analysis.vocabulary.schema import load_words
from tests.pages import parts

ROOT = Path(__file__).parents[1]
LABEXTENSION = ROOT / "bounceback_analysis" / "notebook" / "labextension" / "bounceback"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXAMPLE = (ROOT / "data" / "example_log.csv").read_text("utf-8")
HEADING = EXAMPLE.split("\r\n", 1)[0] + "\r\n"

RUN_ALL = """
import json, sys, traceback, ipywidgets
for name in sys.argv[1:]:
    scope, said = {}, ""
    for cell in json.load(open(name, encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            *body, last = "".join(cell["source"]).split("\\n")
            exec("\\n".join(body), scope)
            shown = eval(last, scope)
            print(type(shown).__name__, isinstance(shown, ipywidgets.Widget))
            said += shown._repr_mimebundle_()["text/plain"] + "\\n"
    assert len(said.split()) > 15 and "children=" not in said, (name, said)
"""


def cells(path, kind):
    read = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in read if cell["cell_type"] == kind]


def without_feedback(folder):
    import pandas as pd

    log = folder / "log.csv"
    frame = pd.read_csv(ROOT / "data" / "example_log.csv", dtype=str, keep_default_na=False)
    frame.assign(feedback="", feedback_status="").to_csv(log, index=False)
    return log


@pytest.fixture(params=["example", "first week", "empty", "no feedback"])
def any_log(request, tmp_path):
    """Give each kind of log that people have."""
    if request.param == "no feedback":
        return without_feedback(tmp_path)
    if request.param == "first week":
        return ROOT / "data" / "first_week.csv"
    log = tmp_path / "log.csv"
    log.write_text(EXAMPLE if request.param == "example" else HEADING, "utf-8", newline="")
    return log


def test_every_notebook_runs_on_every_kind_of_log(any_log):
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL, *map(str, NOTEBOOKS)],
        env={**os.environ, "BOUNCEBACK_LOG": str(any_log)},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    shown = done.stdout.splitlines()
    assert len(shown) == sum(len(cells(path, "code")) for path in NOTEBOOKS)
    assert all(line.endswith("True") for line in shown), shown


def test_the_start_page_opens_with_what_went_well():
    log = bb.open_log(ROOT / "data" / "example_log.csv")
    first = [part["text"] for part in parts(bb.welcome(log)) if part.get("kind") == "text"]
    assert first[:2] == ["Welcome back", "First, what went well."]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_elsewhere_than_in_our_own_pages_the_first_cell_says_what_to_do(path):
    assert "**Run all**" in cells(path, "markdown")[0]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_that_we_ship_can_be_changed_or_taken_out_by_mistake(path):
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        assert (cell["metadata"]["editable"], cell["metadata"]["deletable"]) == (False, False)


def test_each_topic_stands_on_one_page_only():
    named = [name for path in NOTEBOOKS for source in cells(path, "code")
             for name in re.findall(r"bb\.(\w+)", source) if name in TOPICS]  # fmt: skip
    assert sorted(named) == sorted(set(named))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_prose_reads_easily(path):
    assert grade(" ".join(cells(path, "markdown"))) <= 8


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_as_clean_source(path):
    read = json.loads(path.read_text("utf-8"))
    assert set(read["metadata"]) == {"kernelspec", "language_info"}
    ids = [cell["id"] for cell in read["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in read["cells"]:
        assert set(cell["metadata"]) <= {"jupyter", "editable", "deletable"}
    assert path.read_text("utf-8").endswith("}\n")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_saved_by_the_server_a_notebook_is_the_one_that_was_shipped(path):
    shipped = json.loads(path.read_text("utf-8"))
    assert strip(shipped) == shipped


def test_the_script_that_opens_the_pages_can_be_read_in_one_go():
    assert len((LABEXTENSION / "opening.js").read_text("utf-8").splitlines()) <= 250


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_link_between_notebooks_leads_somewhere(path):
    for target in re.findall(r"\]\(([^)]+\.ipynb)\)", " ".join(cells(path, "markdown"))):
        assert (path.parent / target).is_file(), target


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_where_support_is_stands_on_every_page_whatever_the_log_holds(path):
    said = " ".join(cells(path, "markdown")[-1].split())
    assert said.endswith(load_words("form")["support"])


def grade(markdown):
    """Give the Flesch-Kincaid grade of prose (Kincaid et al. 1975)."""
    text = re.sub(r"\]\([^)]*\)|[*#`\[\]]", " ", markdown)
    sentences = [s for s in re.split(r"[.!?:]+\s|\n\n|\n- ", text) if re.search(r"\w", s)]
    words = re.findall(r"[A-Za-z']+", text)
    beats = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * beats / len(words) - 15.59


def syllables(word):
    beats = len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e").removesuffix("es")))
    return max(beats, 1)


def test_the_grade_knows_easy_from_hard():
    assert grade("The cat sat on the mat. It was fat.") < 2
    hard = (
        "Organisational considerations notwithstanding, interpretability necessitates moderation."
    )
    assert grade(hard) > 15
