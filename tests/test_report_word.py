"""The Word report can be worked on, and what was agreed in it comes back."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from copy import deepcopy

import pandas as pd
import pytest
from docx import Document
from docx.oxml import OxmlElement

from bounceback_analysis.log.reading import read_log
from bounceback_analysis.report.agreed import agreed_actions, due_on, plan_changes, take_into_plan
from bounceback_analysis.report.blocks import Quote, Report
from bounceback_analysis.report.word import to_word
from bounceback_analysis.report.writing import write_report
from tests.report_template import TEMPLATE, made
from tests.test_report import DATA, DAY, LOGS
from tests.unpacking import parts_of


@pytest.fixture
def written(tmp_path):
    file = tmp_path / "report.docx"
    write_report(LOGS["the example"](), file, as_of=DAY)
    return file


def fill_in(file, *rows):
    document = Document(str(file))
    table = next(t for t in document.tables if t.cell(0, 0).text == "Action")
    for row in table.rows[1:]:  # what was planned is struck out
        for cell in row.cells:
            cell.text = ""
    for row, words in zip(table.rows[1:], rows, strict=False):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    document.save(str(file))


def test_headings_are_headings_and_tables_have_a_heading_row(written):
    document = Document(str(written))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[:3] == [
        "Looking for",
        "The search so far: help may pay most at interviews",
        "Going well",
    ]
    assert document.paragraphs[0].style.name == "Title"
    for table in document.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml


def test_every_picture_has_words_for_those_who_cannot_see_it(written):
    document = Document(str(written))
    assert len(document.inline_shapes) > 3
    for shape in document.inline_shapes:
        assert len(shape._inline.docPr.get("descr")) > 40


def test_the_document_says_nothing_about_who_made_it_or_when(written):
    about = Document(str(written)).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.title == "My job search"
    assert about.language == "en-GB"
    assert about.created.year == 2000
    with zipfile.ZipFile(written) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name]


def test_a_document_of_a_thousand_lines_can_be_opened(tmp_path):
    report = Report("t", "a", "d", tuple(Quote(f"said {n}", "someone") for n in range(1000)))
    assert len(Document(io.BytesIO(to_word(report))).paragraphs) > 2000


def test_what_was_agreed_comes_back_as_rows(written):
    fill_in(
        written,
        ("Two practice interviews", "Me, with Jo", "5 March 2027"),
        ("Ask the college about Sage", "Me", "12/01/27"),
        ("", "", ""),
        ("Read three adverts a week", "", "soon"),
    )
    table = agreed_actions(written, as_of=DAY)
    assert table["action"].tolist() == [
        "Two practice interviews", "Ask the college about Sage", "Read three adverts a week",
    ]  # fmt: skip
    assert table["evidence"].tolist() == ["Me, with Jo", "Me", ""]
    assert table["due_on"].tolist()[:2] == [pd.Timestamp("2027-03-05"), pd.Timestamp("2027-01-12")]
    assert table["due_on"].isna().tolist() == [False, False, True]
    assert table["as_written"].tolist()[2] == "soon"


def test_a_table_that_was_copied_moved_into_another_or_tracked_comes_back_once(written):
    fill_in(written, ("Two practice\ninterviews", "Me", "5 March 2027"))
    document = Document(str(written))
    table = next(t for t in document.tables if t.cell(0, 0).text == "Action")
    table.cell(0, 2).text = "By when:"
    (run,) = table.cell(1, 1).paragraphs[0].runs
    tracked = OxmlElement("w:ins")
    run._r.addprevious(tracked)
    tracked.append(run._r)
    host = document.add_table(1, 1).cell(0, 0)
    host._tc.insert(1, deepcopy(table._tbl))
    document.save(str(written))
    found = agreed_actions(written, as_of=DAY)
    assert found.astype("str").to_numpy().tolist() == [
        ["Two practice interviews", "Me", "2027-03-05", "5 March 2027"]
    ]


def own_log(tmp_path):
    for name in ("example_log.csv", "example_plan.csv"):
        shutil.copy(DATA / name, tmp_path / name.replace("example", "my"))
    return read_log(tmp_path / "my_log.csv", as_of=DAY)


def test_an_untouched_report_changes_nothing_in_the_plan(tmp_path):
    log = own_log(tmp_path)
    before = (tmp_path / "my_plan.csv").read_bytes()
    write_report(log, tmp_path / "report.docx")
    changes = plan_changes(log, agreed_actions(tmp_path / "report.docx", as_of=DAY))
    assert changes["change"].tolist() == ["as it was"] * 2
    assert take_into_plan(log, changes) == []
    assert (tmp_path / "my_plan.csv").read_bytes() == before


def test_a_new_action_and_another_day_are_shown_first_and_then_stand_in_the_plan(tmp_path):
    log = own_log(tmp_path)
    write_report(log, tmp_path / "report.docx")
    document = Document(str(tmp_path / "report.docx"))
    table = next(t for t in document.tables if t.cell(0, 0).text == "Action")
    table.cell(1, 2).text = "next Friday"
    added = table.add_row()
    for cell, text in zip(added.cells, ("Ring the college", "Jo", "in two weeks"), strict=True):
        cell.text = text
    document.save(str(tmp_path / "report.docx"))
    changes = plan_changes(log, agreed_actions(tmp_path / "report.docx", as_of=DAY))
    assert changes["says"].tolist() == [
        (
            "Another day: Ask the college about the evening Sage course, by Friday, 4 December 2026 "
            "('next Friday')."
        ),
        "In the plan already: Shadow the rota planner at the day centre.",
        "New: Ring the college, by Monday, 7 December 2026 ('in two weeks').",
    ]
    assert len(take_into_plan(log, changes)) == 2
    plan = read_log(tmp_path / "my_log.csv").plan.set_index("action")
    assert plan.loc["Ring the college", "due_on"] == pd.Timestamp("2026-12-07")
    assert plan.loc["Ask the college about the evening Sage course", "due_on"] == pd.Timestamp(
        "2026-12-04"
    )
    assert len(plan) == len(log.plan) + 1
    again = read_log(tmp_path / "my_log.csv", as_of=DAY)
    changes = plan_changes(again, agreed_actions(tmp_path / "report.docx", as_of=DAY))
    assert set(changes["change"]) == {"as it was"}


def test_an_action_whose_names_were_hidden_is_known_when_it_comes_back(tmp_path):
    log = own_log(tmp_path)
    file = tmp_path / "my_plan.csv"
    file.write_text("action,due_on\nAsk Torvald at Kirkgate Dental Group,2026-12-01\n", "utf-8")
    log = read_log(log.path, as_of=DAY)
    write_report(log, tmp_path / "report.docx")
    agreed = agreed_actions(tmp_path / "report.docx", as_of=DAY)
    assert "Torvald" not in agreed["action"].tolist()[0]
    assert plan_changes(log, agreed)["change"].tolist() == ["as it was"]


def test_the_document_that_reports_begin_as_is_what_the_script_makes():
    assert parts_of(TEMPLATE.read_bytes()) == parts_of(made())


@pytest.mark.parametrize(
    ("written_as", "day"),
    [
        ("2027-01-05", "2027-01-05"), ("5/1/2027", "2027-01-05"), ("05.01.27", "2027-01-05"),
        ("5th January", "2027-01-05"), ("by 1 Dec", "2026-12-01"),
        ("Fri 4 December 2026", "2026-12-04"),
        ("Dec 3", "2026-12-03"), ("December 3rd, 2027", "2027-12-03"),
        ("3rd of December", "2026-12-03"), ("on Friday", "2026-11-27"), ("Mon", "2026-11-30"),
        ("tomorrow", "2026-11-24"), ("in two weeks", "2026-12-07"), ("next Friday", "2026-12-04"),
        ("2027/03/05", "2027-03-05"), ("Friday, 5 March 2027", "2027-03-05"),
        ("ring them by 5/3/27 at the latest", "2027-03-05"),
        ("by next Mon", "2026-11-30"), ("was 13 November", None), ("13 November", "2027-11-13"),
        ("31/02/2027", None), ("next week", None), ("", None), ("99 Foo 2027", None),
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(written_as, day):
    assert due_on(written_as, DAY) == (pd.Timestamp(day) if day else None)


def test_another_file_is_said_to_be_no_report(tmp_path):
    other = tmp_path / "letter.docx"
    Document().save(str(other))
    with pytest.raises(ValueError, match="has no table headed Action, Who, By when"):
        agreed_actions(other)
    other.write_text("not a document", "utf-8")
    with pytest.raises(ValueError, match="could not be read as a Word file"):
        agreed_actions(other)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
def test_what_was_typed_and_saved_in_libreoffice_comes_back(written, tmp_path):
    fill_in(written, ("Practise aloud – twice", "Me", "next Friday"))
    document = Document(str(written))
    row = next(t for t in document.tables if t.cell(0, 0).text == "Action").add_row()
    for cell, text in zip(row.cells, ("Ring the college", "Jo", "2 February 2027"), strict=True):
        cell.text = text
    document.save(str(written))
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    saved = tmp_path / "saved"
    for kind, source in (("odt", written), ("docx", saved / "report.odt")):
        subprocess.run(
            ["soffice", home, "--headless", "--convert-to", kind, "--outdir", saved, source],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    table = agreed_actions(saved / "report.docx", as_of=DAY)
    assert table["action"].tolist() == ["Practise aloud – twice", "Ring the college"]
    days = [pd.Timestamp("2026-12-04"), pd.Timestamp("2027-02-02")]
    assert table["due_on"].tolist() == days
