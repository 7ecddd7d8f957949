"""A sheet is brought in from the notebook: looked at, settled once, saved once, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from bounceback_analysis.log.importing.adoption import answers_beside
from bounceback_analysis.log.opening import new_log, open_log
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.notebook.adopt import Adopter, adopt_sheet, preview
from tests.pages import parts
from tests.workbooks import write_workbook

SHEET = """Company,Role,Date Applied,Status
Alder Ltd,Cook,13/03/2026,Rejected
Birch & Co,Chef,14/03/2026,Frobnicated
Cedar,Porter,15/03/2026,Wishlist
"""
SHIPPED_EXAMPLE = Path(__file__).parents[1] / "data" / "example_log.csv"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def log(tmp_path):
    return new_log(tmp_path / "own" / "my_log.csv")


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "jobs.csv"
    path.write_text(SHEET, "utf-8")
    return path


def field_of(adopter, text):
    return next(f["name"] for f in adopter.form.page["fields"] if text in f["label"])


def shown(adopter):
    told = [f"{part.get('title', '')} {part.get('lead', '')}" for part in parts(adopter.drawing)]
    return f"{adopter.drawing.note} {' '.join(told)}"


def rows(adopter):
    """Give every row of every table that is shown."""
    return [row for part in parts(adopter.drawing) for row in part.get("rows", ())]


def said(adopter):
    told = adopter.form.page["said"]
    return "\n".join([told["title"], *told["lines"]])


def answered(log, path, answer="cancelled"):
    adopter = Adopter(log)
    adopter.take(path.name, path.read_bytes())
    adopter.pressed("answer", {field_of(adopter, "Frobnicated"): answer})
    return adopter


def test_the_preview_shows_rows_headings_statuses_dates_and_what_is_left_out(log, sheet):
    adopter = Adopter(log)
    before = log.read_bytes()
    adopter.take(sheet.name, sheet.read_bytes())
    seen = shown(adopter)
    assert "3 rows read, 2 kept" in seen
    assert "day first, as '13/03/2026' shows" in seen
    for row in (["Company", "employer"], ["Rejected", "rejected"]):
        assert row in rows(adopter)
    assert ["Frobnicated", "not known: see below"] in rows(adopter)
    assert ["Wishlist", "never applied for"] in rows(adopter)
    assert ["1", "never applied for", "line 4"] in rows(adopter)
    assert "Birch & Co" in [row[1] for row in rows(adopter)]
    assert log.read_bytes() == before


def test_nothing_is_saved_while_a_question_is_open(log, sheet):
    adopter = Adopter(log)
    before = log.read_bytes()
    adopter.take(sheet.name, sheet.read_bytes())
    adopter.pressed("save", {})
    assert list(adopter.form.mistakes) == [field_of(adopter, "Frobnicated")]
    assert log.read_bytes() == before


def test_answers_are_remembered_and_never_asked_again(log, sheet):
    adopter = answered(log, sheet)
    assert adopter.adoption.questions == ()
    assert "jobs.answers.toml" in said(adopter)
    again = Adopter(log)
    again.take(sheet.name, sheet.read_bytes())
    assert again.adoption.questions == ()
    assert [line["outcome"] for line in again.adoption.lines] == ["rejected", "cancelled"]


def test_answers_about_an_upload_are_kept_beside_the_log(log):
    adopter = Adopter(log)
    adopter.take("../jobs.csv", SHEET.encode())
    adopter.pressed("answer", {field_of(adopter, "Frobnicated"): "leave out"})
    assert [line["employer"] for line in adopter.adoption.lines] == ["Alder Ltd"]
    assert (log.parent / "jobs.answers.toml").read_text("utf-8").count("Frobnicated") == 1
    again = Adopter(log)
    again.take("jobs.csv", SHEET.encode())
    assert again.adoption.questions == ()


def test_who_cannot_say_keeps_the_row_without_an_outcome(log, sheet):
    adopter = answered(log, sheet, "cannot say")
    assert adopter.adoption.questions == ()
    assert [line["outcome"] for line in adopter.adoption.lines] == ["rejected", ""]


def test_a_guess_can_be_changed(log, sheet):
    adopter = answered(log, sheet)
    adopter.pressed("answer", {field_of(adopter, "Rejected"): "no response"})
    assert adopter.adoption.lines[0]["outcome"] == "no response"
    adopter.pressed("save", {field_of(adopter, "Rejected"): "withdrew"})
    assert read_log(log).entries["outcome"].tolist() == ["withdrew", "cancelled"]


def test_another_sheet_of_a_workbook_is_chosen_seen_and_only_then_saved(log, tmp_path):
    now = [
        ["Company", "Role", "Date Applied", "Status"],
        ["Alder", "Cook", "2026-01-05", "Applied"],
    ]
    book = write_workbook(
        tmp_path / "jobs.xlsx",
        {
            "This year": [*now, ["Birch", "Chef", "2026-01-06", "Rejected"]],
            "Before": [["Company", "Status"], ["Birch", "Ghosted"]],
            "Ideas": [["What", "Why"], ["bake", "joy"]],
        },
    )
    adopter = Adopter(log)
    adopter.take(book.name, book.read_bytes())
    assert [line["employer"] for line in adopter.adoption.lines] == ["Alder", "Birch"]
    assert adopter.adoption.sheets == ("Before",)
    adopter.pressed("save", {field_of(adopter, "another sheet"): "Before"})
    assert [line["employer"] for line in adopter.adoption.lines] == ["Birch"]
    assert adopter.adoption.sheets == ("This year",)
    assert read_log(log).entries.empty
    again = Adopter(log)
    again.take(book.name, book.read_bytes())
    again.pressed("save", {})
    assert read_log(log).entries["employer"].tolist() == ["Birch"]


def test_saved_twice_adds_nothing_and_undo_brings_the_old_bytes_back(log, sheet):
    before = log.read_bytes()
    adopter = answered(log, sheet)
    adopter.pressed("save", {})
    entries = read_log(log).entries
    assert entries["employer"].tolist() == ["Alder Ltd", "Birch & Co"]
    assert entries["outcome"].tolist() == ["rejected", "cancelled"]
    assert "2 lines written" in said(adopter)
    first = log.read_bytes()
    adopter.pressed("save", {})
    assert "2 were there already" in said(adopter)
    assert adopter.form.page["said"]["buttons"] == []
    assert log.read_bytes() == first
    again = Adopter(log)
    again.take("jobs.csv", SHEET.encode())
    again.pressed("answer", {field_of(again, "Frobnicated"): "accepted"})
    again.pressed("save", {})
    again.pressed("undo", {})
    assert log.read_bytes() == first
    assert before != first


def test_the_way_to_undo_a_first_import_leaves_the_empty_log(tmp_path, sheet):
    log = tmp_path / "new" / "my_log.csv"
    adopter = answered(log, sheet)
    adopter.pressed("save", {})
    adopter.pressed("undo", {})
    assert "Taken back" in said(adopter)
    assert log.exists()
    assert read_log(log).entries.empty


def test_the_order_of_day_and_month_is_asked_with_examples(log):
    adopter = Adopter(log)
    adopter.take("d.csv", b"Company,Date Applied,Status\nAlder,03/02/2024,Rejected\n")
    field = next(f for f in adopter.form.page["fields"] if "day or the month" in f["label"])
    assert "03/02/2024" in field["help"]
    adopter.pressed("answer", {field["name"]: "month first"})
    assert adopter.adoption.lines[0]["date"] == "2024-03-02"
    assert 'date_order = "month first"' in (log.parent / "d.answers.toml").read_text("utf-8")


def test_a_pasted_table_is_read(log):
    adopter = Adopter(log)
    pasted = "Company\tDate Applied\tStatus\nÄlder\t2026-03-01\tRejected\n"
    adopter.pressed("paste", {"paste": pasted})
    assert [line["employer"] for line in adopter.adoption.lines] == ["Älder"]


def test_what_a_sheet_holds_is_text_and_never_markup(log):
    text = f'Company,{HOSTILE},Date Applied,Status\n"{HOSTILE}",{HOSTILE},2026-03-01,{HOSTILE}\n'
    adopter = Adopter(log)
    adopter.take(f"{HOSTILE}.csv", text.encode())
    assert str(preview(adopter.adoption)).count(HOSTILE) >= 3  # cells, which the page sets as text
    adopter.pressed("answer", {field_of(adopter, HOSTILE): "rejected"})
    adopter.pressed("save", {})
    assert read_log(log).entries["employer"].tolist() == [HOSTILE]
    assert all("<" not in file.name for file in log.parent.iterdir())


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"PK\x03\x04 broken", b"just a sentence"])
def test_what_cannot_be_read_is_one_plain_sentence(log, data):
    adopter = Adopter(log)
    adopter.take("broken.xlsx", data)
    assert adopter.adoption is None
    assert adopter.drawing.pictures == []
    assert len(adopter.drawing.note) > 20
    assert "Traceback" not in adopter.drawing.note
    assert [field["name"] for field in adopter.form.page["fields"]] == ["paste"]


def test_a_slip_in_the_answers_is_said_and_left_as_it_is(log, sheet):
    adopter, answers = Adopter(log), answers_beside(log.with_name(sheet.name))
    answers.write_text("= broken", "utf-8")
    adopter.take(sheet.name, sheet.read_bytes())
    assert "have a slip" in adopter.drawing.note
    assert answers.read_text("utf-8") == "= broken"


def test_before_a_long_reading_it_is_said(log, sheet):
    adopter, notes = Adopter(log), []
    adopter.drawing.observe(lambda change: notes.append(change["new"]), "note")
    adopter.take(sheet.name, sheet.read_bytes())
    assert notes == ["Reading jobs.csv …", "jobs.csv was read."]


def test_the_example_is_never_written(tmp_path, monkeypatch, sheet):
    monkeypatch.setenv("BOUNCEBACK_LOG", str(tmp_path / "mine.csv"))
    from dataclasses import replace

    example = replace(open_log(), example=True)
    assert "bb-view" in adopt_sheet(example)._dom_classes
    assert not (tmp_path / "mine.csv").exists()


def test_the_preview_of_an_own_log_says_that_it_is_taken_as_it_is_and_lists_no_words(log):
    adopter = Adopter(log.with_name("my_log.csv"))
    adopter.take(SHIPPED_EXAMPLE.name, SHIPPED_EXAMPLE.read_bytes())
    seen = shown(adopter)
    assert "a log of yours already; every line is taken as it is" in seen
    assert "Your words" not in seen
    assert not any("was read as" in field["label"] for field in adopter.form.page["fields"])


def test_what_a_sheet_brought_goes_where_every_row_of_it_is_left_out_since(log, sheet):
    sheet.write_text(
        "Company,Role,Date Applied,Status\nBirch,Chef,2026-03-14,Frobnicated\n", "utf-8"
    )
    adopter = answered(log, sheet)
    adopter.pressed("save", {})
    assert read_log(log).entries["employer"].tolist() == ["Birch"]
    adopter.pressed("save", {field_of(adopter, "Frobnicated"): "leave out"})
    assert "1 line that this sheet had brought was taken out." in said(adopter)
    assert read_log(log).entries.empty


def test_a_line_taken_back_in_the_notebook_comes_again_when_it_is_saved_again(log, sheet):
    adopter = answered(log, sheet)
    adopter.pressed("save", {})
    adopter.pressed("undo", {})
    adopter.pressed("save", {})
    assert "2 lines written" in said(adopter)
    assert read_log(log).entries["employer"].tolist() == ["Alder Ltd", "Birch & Co"]
