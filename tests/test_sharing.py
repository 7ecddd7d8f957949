"""Choosing what to share: the preview is the file, and nothing that was filled in is lost."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace

import pandas as pd
import pytest
from docx import Document

from bounceback_analysis.log.companions import beside
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.notebook.share import disclosed, free_path, preview, share_report
from bounceback_analysis.report.blocks import Paragraph, Report
from bounceback_analysis.report.html import to_html
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


def every(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from every(child)


def find(box, description):
    return next(w for w in every(box) if getattr(w, "description", "") == description)


def shown(box):
    frame = next(w.value for w in every(box) if "<iframe" in str(getattr(w, "value", "")))
    return html.unescape(re.search(r'srcdoc="([^"]*)"', frame)[1])


def test_the_preview_is_the_page_in_a_frame_in_which_nothing_runs():
    report = Report("t", "a", "d", (Paragraph('"><script>x</script>'),))
    frame = preview(report)
    assert 'sandbox=""' in frame
    assert html.unescape(re.search(r'srcdoc="([^"]*)"', frame)[1]) == to_html(report)


def test_at_first_no_name_and_no_word_of_theirs_is_in_the_preview(log):
    page = shown(share_report(log))
    assert "Alder" not in page
    assert "nervous." not in page
    assert "What was left out" in page


def test_private_words_are_pointed_out_and_what_is_left_out_is_listed(log):
    said = "".join(str(getattr(w, "value", "")) for w in every(share_report(log)))
    assert "The names of 2 employers" in said
    assert "In the file: The search so far, What we agree today, " in said
    assert " and no words of theirs." in said
    nothing = pd.DataFrame({"word": [], "kind": []})
    assert (
        disclosed(Report("t", "a", "d", ()), ("x < y",), nothing)
        == "<p>Left out:</p><ul><li>x &lt; y</li></ul>"
    )


def test_a_private_word_is_left_out_and_put_back_and_both_are_remembered(log):
    box = share_report(log)
    assert "anxiety" not in shown(box)
    find(box, "anxiety (health, went well)").value = True
    find(box, "Take out as well").value = "showed"
    assert "My anxiety stayed low" in shown(box)
    find(box, "Write the files").click()
    again = share_report(read_log(log.path))
    assert find(again, "anxiety (health, went well)").value
    assert find(again, "Take out as well").value == "showed"
    assert "My anxiety stayed low" in shown(again)


def test_what_is_typed_for_page_1_stays_and_is_asked_about(log):
    box = share_report(log)
    find(box, "Which work I look for").value = "A kitchen like that of Alder Foods"
    assert "like that of Alder Foods" in shown(box)
    said = "".join(str(getattr(w, "value", "")) for w in every(box))
    assert "<b>Alder Foods</b> (employer)" in said


def test_a_quote_is_ticked_as_it_will_appear_and_then_stands_in_the_preview(log):
    box = share_report(log)
    find(box, "[name removed] said you were nervous.").value = True
    assert "[name removed] said you were nervous." in shown(box)


def test_what_is_typed_is_on_page_1_is_written_and_is_there_next_time(log, tmp_path):
    box = share_report(log)
    find(box, "Who I am").value = "Sam, a cook"
    find(box, "My questions today").value = "Is a course worth it?\n\nWhere else?"
    assert "Sam, a cook" in shown(box)
    find(box, "PDF, to print").value = True
    find(box, "Write the files").click()
    written = sorted(file.suffix for file in (tmp_path / "reports").iterdir())
    assert written == [".docx", ".pdf"]
    again = share_report(read_log(log.path))
    assert find(again, "Who I am").value == "Sam, a cook"
    assert find(again, "My questions today").value == "Is a course worth it?\nWhere else?"


def test_a_report_that_was_worked_on_is_never_overwritten(tmp_path):
    assert free_path(tmp_path, DAY, "docx").name == "my_job_search_2026-11-23.docx"
    (tmp_path / "my_job_search_2026-11-23.docx").touch()
    assert free_path(tmp_path, DAY, "docx").name == "my_job_search_2026-11-23_2.docx"


def test_a_folder_that_cannot_be_written_is_said(log, tmp_path):
    box = share_report(log)
    (tmp_path / "taken").touch()
    find(box, "Folder").value = str(tmp_path / "taken")
    find(box, "Write the files").click()
    assert any("Not written" in str(getattr(w, "value", "")) for w in every(box))


def test_what_was_agreed_in_word_goes_into_the_plan_once(log, tmp_path):
    box = share_report(log)
    find(box, "Write the files").click()
    (file,) = (tmp_path / "reports").glob("*.docx")
    document = Document(str(file))
    table = next(t for t in document.tables if t.cell(0, 0).text == "Action")
    for cell, text in zip(
        table.rows[1].cells, ("Two mock interviews", "Me", "5 March 2027"), strict=True
    ):
        cell.text = text
    held = io.BytesIO()
    document.save(held)
    upload = find(box, "Choose the Word file")
    sent = {
        "name": "r.docx",
        "type": "",
        "size": 1,
        "content": held.getvalue(),
        "last_modified": DAY,
    }
    kept = None
    for _ in range(2):
        upload.value = ()
        upload.value = (sent,)
        said = "".join(str(getattr(w, "value", "")) for w in every(box))
        assert ("New: Two mock interviews, by Friday, 5 March 2027" in said) == (not kept)
        kept = find(box, "Take these into my plan")
        kept.click()
    plan = read_log(log.path).plan
    assert plan["action"].tolist() == ["Two mock interviews"]
    assert plan["due_on"].tolist() == [pd.Timestamp("2027-03-05")]
    assert plan["evidence"].tolist() == ["Me"]


def test_the_example_is_shared_but_nothing_is_kept_beside_it(log, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(file.name for file in tmp_path.iterdir())
    find(share_report(replace(log, example=True)), "Write the files").click()
    assert sorted(file.name for file in tmp_path.iterdir()) == [*before, "reports"]


def test_own_words_of_the_settings_count_in_the_report_as_in_the_notebooks(log):
    beside(log.path, "settings").write_text(
        '[phrases]\nshowing_round = { strength = "gave clear examples" }\n', "utf-8"
    )
    page = shown(share_report(log))
    assert "showing round" in page
