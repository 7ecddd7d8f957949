"""The page before an interview comes from the person's own log, each line with its row."""

from __future__ import annotations

import io
from itertools import pairwise

import pandas as pd
import pytest
from pypdf import PdfReader

from bounceback_analysis.cli import main
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.report.blocks import texts
from bounceback_analysis.report.pdf import to_pdf
from bounceback_analysis.report.prepare import line_to_prepare, preparation, write_preparation

LOG = """date,employer,role,stage,outcome,feedback,went_well,improve,hard_questions,calm,skills_wanted
2026-03-02,Alder,Cook,application,passed,,,,,,Excel; stock control
2026-03-09,Alder,Cook,interview,waiting,,,,,,
2026-02-02,Beech,Head cook,interview,rejected,You gave clear examples.,Breathed first,Ask about shifts,Why us?; How do you cost a menu?,4,
2026-02-09,Cedar,Clerk,interview,rejected,,Smiled,,What is a pivot table?,2,
2026-01-05,Alder,Porter,interview,rejected,,,,What makes a good team?,3,
2026-03-20,Dunn,Clerk,interview,waiting,,,,,,
"""
STORIES = "title,situation,task,action,result,skills\nThe stock sheet,Counts were wrong,,Built an Excel sheet,Waste halved,Excel\n"


@pytest.fixture
def log(tmp_path):
    (tmp_path / "my_log.csv").write_text(LOG, "utf-8")
    (tmp_path / "my_stories.csv").write_text(STORIES, "utf-8")
    return read_log(tmp_path / "my_log.csv", as_of="2026-03-10")


def test_the_next_booked_line_is_meant_then_the_latest_interview_that_waits(log):
    assert line_to_prepare(log)["employer"] == "Dunn"
    later = read_log(log.path, as_of="2026-03-25")
    assert line_to_prepare(later)["employer"] == "Dunn"
    assert line_to_prepare(later, 3)["employer"] == "Alder"


def test_a_line_that_is_decided_is_refused_with_those_that_are_open(log):
    with pytest.raises(ValueError, match=r"Line 4 is not booked or waiting .* 3 and 7"):
        line_to_prepare(log, 4)


def test_each_thing_on_the_page_names_its_row(log):
    said = texts(preparation(log, 3))
    assert "The advert asks for Excel and stock control." in said
    assert any(t.endswith("Shows Excel. (story, row 2)") for t in said)
    hard = [note for note, text in pairwise(said) if text.endswith("?") and "(" in note]
    assert hard == [
        "(here, line 6, 5 January)", "(cook, line 4, 2 February)", "(cook, line 4, 2 February)",
        "(lately, line 5, 9 February)",
    ]  # fmt: skip
    assert "(I felt calm, 4 of 5; line 4, 2 February)" in said
    assert "Beech (line 4, 2 February)" in said
    assert len(PdfReader(io.BytesIO(to_pdf(preparation(log, 3)))).pages) == 1


def test_praise_without_words_of_theirs_is_told_by_its_theme(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text(
        "date,employer,outcome,feedback,feedback_themes\n"
        "2026-03-01,Alder,rejected,Head rang me the same night. Lovely.,people strength\n"
        "2026-03-02,Beech,rejected,I rang. You gave clear examples.,answers strength\n"
        "2026-03-20,Cedar,waiting,,\n",
        "utf-8",
    )
    page = texts(preparation(read_log(path, as_of="2026-03-10")))
    assert "“You gave clear examples”" in page
    assert "Working with people" in page
    assert not any("rang" in words for words in page)


def test_the_command_writes_it_and_leaves_another_file_alone(log, tmp_path, capsys):
    file = tmp_path / "before.html"
    command = ["prepare", str(log.path), "-o", str(file), "--as-of", "2026-03-10"]
    assert main(command) == 0
    assert "Before my interview" in file.read_text("utf-8")
    file.write_text("my notes", "utf-8")
    assert main(command) == 2
    assert file.read_text("utf-8") == "my notes"
    with pytest.raises(ValueError, match="must end in"):
        write_preparation(log, tmp_path / "x.odt")


def test_a_log_without_an_open_line_says_what_to_write(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text("date,employer,outcome\n2026-03-02,Alder,rejected\n", "utf-8")
    with pytest.raises(ValueError, match="No line of your log is booked"):
        preparation(read_log(path, as_of=pd.Timestamp("2026-03-10")))


@pytest.mark.parametrize(
    ("as_of", "line", "told"),
    [
        ("2026-03-10", None, "20 March 2026, in 10 days"),
        ("2026-03-20", None, "20 March 2026, today"),
        ("2026-03-25", None, "nothing is booked; the last that waits: 20 March 2026"),
        ("2026-03-25", 3, "it was on 9 March 2026"),
    ],
)
def test_a_day_that_is_past_is_said_to_be_past(log, as_of, line, told):
    assert told in preparation(read_log(log.path, as_of=as_of), line).beside


@pytest.mark.parametrize(
    ("way", "told"), [("video", "interview by video"), ("in person", "interview in person")]
)
def test_how_it_is_held_is_said_as_one_would(tmp_path, way, told):
    path = tmp_path / "my_log.csv"
    row = f"2026-03-20,Dunn,interview,waiting,{way}"
    path.write_text(f"date,employer,stage,outcome,format\n{row}\n", "utf-8")
    assert f"Dunn, {told}." in preparation(read_log(path, as_of="2026-03-10")).about


def test_of_my_own_notes_the_latest_alone_is_kept_with_its_day(log):
    head, *rows = LOG.splitlines(keepends=True)
    later = "2026-02-20,Elm,Cook,interview,rejected,,,Name my results,,,\n"
    log.path.write_text(head + "".join(rows) + later, "utf-8")
    said = texts(preparation(read_log(log.path, as_of="2026-03-10")))
    assert "Name my results" in said
    assert "(my latest note, line 8, 20 February)" in said
    assert "Ask about shifts" not in said
