"""Choosing what to share: the preview is the file, and nothing that was filled in is lost."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest
from docx import Document

from bounceback_analysis.log.companions import beside
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.log.writing import append_entry
from bounceback_analysis.notebook.share import SECTIONS, Sharing, disclosed, free_path
from bounceback_analysis.report.blocks import Report
from bounceback_analysis.report.html import to_html
from bounceback_analysis.report.writing import Choices, make_report
from tests.pages import acts, parts, press
from tests.test_report import DAY

LINES = """date,employer,role,outcome,feedback,went_well
2026-03-02,Alder Foods,Cook,rejected,Karen said you were nervous.,Alder showed me round
2026-03-09,Beech Ltd,Cook,rejected,You gave clear examples.,My anxiety stayed low
"""


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text(LINES, "utf-8")
    return read_log(path)


def page_of(sharing: Sharing) -> str:
    """Give the preview: the report as it will be."""
    return next(part["html"] for part in parts(sharing.drawing) if part.get("kind") == "page")


def words_of(drawing) -> str:
    """Give every word that stands there, beside the preview."""
    return " ".join(part["text"] for part in parts(drawing) if "text" in part)


def field_of(sharing: Sharing, label: str) -> str:
    return next(f["name"] for f in sharing.form.page["fields"] if f["label"] == label)


def fill(sharing: Sharing, label: str, text: str = "yes") -> None:
    """Type into a field, or tick it, as the page does."""
    sharing.form.typed = {**sharing.form.typed, field_of(sharing, label): text}


def test_the_preview_is_the_page_itself(log):
    sharing = Sharing(log)
    report, _ = make_report(log, Choices(sections=tuple(s for s in SECTIONS if s != "record")))
    assert page_of(sharing) == to_html(report)


def test_at_first_no_name_and_no_word_of_theirs_is_in_the_preview(log):
    page = page_of(Sharing(log))
    assert "Alder" not in page
    assert "nervous." not in page
    assert "What was left out" in page


def test_private_words_are_pointed_out_and_what_is_left_out_is_listed(log):
    said = words_of(Sharing(log).drawing)
    assert "The names of 2 employers" in said
    assert "In the file: The search so far, What we agree today, " in said
    assert " and no words of theirs." in said
    nothing = pd.DataFrame({"word": [], "kind": []})
    (left,) = disclosed(Report("t", "a", "d", ()), ("x < y",), nothing)
    assert (left["title"], [part["text"] for part in left["parts"]]) == (
        "What is left out",
        ["x < y"],
    )


def test_a_private_word_is_left_out_and_put_back_and_both_are_remembered(log):
    sharing = Sharing(log)
    assert "anxiety" not in page_of(sharing)
    fill(sharing, "anxiety (health, went well)")
    fill(sharing, "Take out as well", "showed")
    assert "My anxiety stayed low" in page_of(sharing)
    press(sharing.drawing, "html")
    again = Sharing(read_log(log.path))
    assert again.form.typed[field_of(again, "anxiety (health, went well)")] == "yes"
    assert again.form.typed["cut"] == "showed"
    assert "My anxiety stayed low" in page_of(again)


def test_what_is_typed_for_page_1_stays_and_is_asked_about(log):
    sharing = Sharing(log)
    fill(sharing, "What work are you looking for?", "A kitchen like that of Alder Foods")
    assert "like that of Alder Foods" in page_of(sharing)
    assert "Alder Foods (employer)" in words_of(sharing.drawing)


def test_a_quote_is_ticked_as_it_will_appear_and_then_stands_in_the_preview(log):
    sharing = Sharing(log)
    fill(sharing, "[name removed] said you were nervous.")
    assert "[name removed] said you were nervous." in page_of(sharing)


def test_names_are_shown_only_where_that_is_chosen(log):
    sharing = Sharing(log)
    fill(sharing, "Work-search record, line by line")
    assert "Alder Foods" not in page_of(sharing)
    fill(sharing, "Names of employers", "shown")
    assert "Alder Foods" in page_of(sharing)


def test_what_is_typed_is_on_page_1_is_written_downloaded_and_there_next_time(log, tmp_path):
    sharing = Sharing(log)
    sent = []
    sharing.form.send = lambda content, buffers=None: sent.append((content, buffers))
    fill(sharing, "Who are you?", "Sam, a cook")
    fill(sharing, "What do you want to ask?", "Is a course worth it?\n\nWhere else?")
    assert "Sam, a cook" in page_of(sharing)
    told = press(sharing.drawing, "pdf")
    (file,) = (tmp_path / "reports").iterdir()
    assert told.startswith(f"It is among your Downloads: {file.name}. A copy is in ")
    assert sent == [({"file": file.name}, [file.read_bytes()])]
    assert file.read_bytes().startswith(b"%PDF")
    again = Sharing(read_log(log.path))
    assert again.form.typed["who"] == "Sam, a cook"
    assert again.form.typed["questions"] == "Is a course worth it?\nWhere else?"


def test_a_line_that_is_saved_elsewhere_is_in_the_preview_and_what_was_typed_stays(log):
    sharing = Sharing(log)
    fill(sharing, "Who are you?", "Sam, a cook")
    append_entry(log.path, {"date": "2026-03-16", "employer": "Cedar", "outcome": "waiting"})
    sharing.live.look()
    assert "The names of 3 employers" in words_of(sharing.drawing)
    assert "Sam, a cook" in page_of(sharing)


def test_words_that_are_left_by_a_form_that_ended_come_back(log):
    sharing = Sharing(log)
    form = sharing.form
    form._heard(form, {"kept": {}, "typed": {"who": "Sam", "names": "hidden"}, "id": "r"}, [])
    assert form.typed["who"] == "Sam"
    assert "Sam" in page_of(sharing)


def test_a_report_that_was_worked_on_is_never_overwritten(tmp_path):
    assert free_path(tmp_path, DAY, "docx").name == "my_job_search_2026-11-23.docx"
    (tmp_path / "my_job_search_2026-11-23.docx").touch()
    assert free_path(tmp_path, DAY, "docx").name == "my_job_search_2026-11-23_2.docx"


def test_a_folder_that_cannot_be_written_is_said(log, tmp_path):
    (tmp_path / "reports").touch()
    assert press(Sharing(log).drawing, "html").startswith("Not written: ")


def test_what_was_agreed_in_word_goes_into_the_plan_once(log, tmp_path):
    sharing = Sharing(log)
    press(sharing.drawing, "docx")
    (file,) = (tmp_path / "reports").glob("*.docx")
    document = Document(str(file))
    table = next(t for t in document.tables if t.cell(0, 0).text == "Action")
    for cell, text in zip(
        table.rows[1].cells, ("Two mock interviews", "Me", "5 March 2027"), strict=True
    ):
        cell.text = text
    held = io.BytesIO()
    document.save(held)
    sent = {"name": "r.docx", "type": "", "size": 1, "last_modified": DAY}
    sharing.upload.value = ({**sent, "content": held.getvalue()},)
    assert "New: Two mock interviews, by Friday, 5 March 2027" in words_of(sharing.agreed)
    assert press(sharing.agreed, "take").startswith("Kept. New: Two mock interviews")
    sharing.upload.value = ()
    sharing.upload.value = ({**sent, "content": held.getvalue()},)
    assert [act for act in acts(sharing.agreed) if act.get("press") == "take"] == []
    plan = read_log(log.path).plan
    assert plan["action"].tolist() == ["Two mock interviews"]
    assert plan["due_on"].tolist() == [pd.Timestamp("2027-03-05")]
    assert plan["evidence"].tolist() == ["Me"]


def test_the_example_is_shared_but_nothing_is_kept_beside_it(log, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(file.name for file in tmp_path.iterdir())
    sharing = Sharing(replace(log, example=True))
    assert press(sharing.drawing, "html").startswith("It is among your Downloads: my_job_search")
    assert sorted(file.name for file in tmp_path.iterdir()) == before


def test_own_words_of_the_settings_count_in_the_report_as_in_the_notebooks(log):
    beside(log.path, "settings").write_text(
        '[phrases]\nshowing_round = { strength = "gave clear examples" }\n', "utf-8"
    )
    page = page_of(Sharing(read_log(log.path)))
    assert "showing round" in page
