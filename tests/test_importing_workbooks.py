"""What a workbook shows and its cells do not say: merged cells, formulas, errors, hidden rows."""

from __future__ import annotations

import zipfile

import pytest

from bounceback_analysis.log.importing.adopting import import_log
from tests.bombs import repacked
from tests.workbooks import write_workbook

HEAD = ["Company", "Role", "Date applied", "Status"]
ROWS = [HEAD, ["Ash", "Cook", "2026-03-01", "Rejected"], [None, "Chef", "2026-03-02", "Applied"]]


def changed(path, *pairs):
    """Change the XML of the first sheet of a workbook."""
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as book:
        text = book.read(name).decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    repacked(path, {name: text.encode()})
    return path


def numbered(path):
    """Say of each row and cell where it stands, as spreadsheets do."""
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as book:
        text = book.read(name).decode()
    for row in range(1, text.count("<row>") + 1):
        text = text.replace("<row>", f'<row r="{row}">', 1)
    repacked(path, {name: text.encode()})
    return path


def employers(adoption):
    return [line["employer"] for line in adoption.lines]


def test_a_cell_that_is_merged_over_blank_rows_makes_no_rows_of_them(tmp_path):
    boxes = [["Elm", "Porter", "2026-03-03", "Applied"], [None], [None]]
    path = changed(
        write_workbook(tmp_path / "a.xlsx", {"Jobs": [*ROWS[:2], *boxes]}),
        ("</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A3:A5"/></mergeCells>'),
    )
    adoption = import_log(path)
    assert employers(adoption) == ["Ash", "Elm"]
    assert not any("merged" in told for told in adoption.told)


def test_what_is_told_of_a_second_sheet_is_told_too(tmp_path):
    spring = [HEAD, ["Elm", "Porter", "2026-04-03", "Applied"], ["Fir", "null", None, "Applied"]]
    path = write_workbook(tmp_path / "a.xlsx", {"March": ROWS[:2], "April": spring})
    adoption = import_log(path)
    assert employers(adoption) == ["Ash", "Elm", "Fir"]
    assert adoption.told == ["1 cell that says 'null' was read as blank."]


def test_a_sheet_that_shows_some_rows_of_another_again_is_not_read_twice(tmp_path):
    more = [HEAD, ["Elm", "Porter", "2026-03-03", "Applied"]]
    sheets = {"All": ROWS[:2], "Waiting": [HEAD, *ROWS[1:2]], "Spring": more}
    adoption = import_log(write_workbook(tmp_path / "a.xlsx", sheets))
    assert employers(adoption) == ["Ash", "Elm"]
    assert adoption.rows_read == 2
    assert any("Not read: 'Waiting'" in told for told in adoption.told)


def test_an_employer_merged_over_two_rows_is_that_of_both_and_it_is_said(tmp_path):
    path = changed(
        write_workbook(tmp_path / "a.xlsx", {"Jobs": ROWS}),
        ("</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'),
    )
    adoption = import_log(path)
    assert employers(adoption) == ["Ash", "Ash"]
    assert "1 rows beside a merged cell" in adoption.report()


def test_a_title_merged_across_fills_nothing(tmp_path):
    path = changed(
        write_workbook(tmp_path / "a.xlsx", {"Jobs": [["MY JOBS"], *ROWS[:2]]}),
        ("</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A1:D1"/></mergeCells>'),
    )
    adoption = import_log(path)
    assert employers(adoption) == ["Ash"]
    assert "merged" not in adoption.report()


def test_formulas_without_a_value_errors_hidden_rows_and_notes_are_told(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"Jobs": ROWS})
    changed(
        path,
        ("<row>", '<row hidden="1">'),
        ("<c/>", '<c t="str"><f>UPPER("elm")</f></c>'),
        (
            '<c t="inlineStr"><is><t xml:space="preserve">Cook</t></is></c>',
            '<c t="e"><v>#N/A</v></c>',
        ),
    )
    repacked(path, {"xl/comments1.xml": b"<comments/>"})
    said = import_log(path).report()
    assert "There is 1 hidden row in your workbook" in said
    assert "There is 1 formula without a saved value" in said
    assert "There is 1 cell with an error such as #N/A" in said
    assert "Notes on cells are not read." in said


@pytest.mark.parametrize("value", ["<v>ELM</v>", "<v>0</v>"])
def test_a_formula_whose_value_is_saved_is_read_and_nothing_is_said(tmp_path, value):
    path = changed(
        write_workbook(tmp_path / "a.xlsx", {"Jobs": ROWS}),
        ("<c/>", f'<c t="str"><f>UPPER("elm")</f>{value}</c>'),
    )
    assert "formula" not in import_log(path).report()


def test_real_dates_none_after_the_twelfth_beside_text_are_doubted(tmp_path):
    rows = [
        HEAD,
        ["Ash", "Cook", "2026-03-01", "Rejected"],
        ["Elm", "Cook", "2026-04-02", "Rejected"],
        ["Fir", "Cook", "25/03/2026", "Applied"],
    ]
    path = write_workbook(tmp_path / "a.xlsx", {"Jobs": rows})
    assert "may have swapped day and month in 2 dates" in import_log(path).report()
    rows[1][2] = "2026-03-21"
    path = write_workbook(tmp_path / "b.xlsx", {"Jobs": rows})
    assert "swapped" not in import_log(path).report()


def test_a_zip_file_is_opened_and_its_sheets_are_offered(tmp_path):
    path, book = tmp_path / "a.zip", write_workbook(tmp_path / "old.xlsx", {"Jobs": ROWS[:2]})
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mine/jobs.csv", "Company,Status\nElm,Applied\nFir,Rejected\n")
        packed.writestr("mine/read me.txt", "These are my jobs.")
        packed.write(book, "mine/old.xlsx")
    adoption = import_log(path, {})
    assert adoption.lines
    assert {*employers(adoption)} in ({"Elm", "Fir"}, {"Ash"})
    (other,) = adoption.sheets
    assert {*employers(import_log(path, {"sheet": other}))} != {*employers(adoption)}


def test_a_zip_file_in_a_zip_file_is_not_opened(tmp_path):
    inner, path = tmp_path / "inner.zip", tmp_path / "a.zip"
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("jobs.csv", "Company,Status\nElm,Applied\n")
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(inner, "jobs.xlsx")
    adoption = import_log(path)
    assert (adoption.status, adoption.lines) == ("stop", ())


def test_a_zip_file_of_very_many_sheets_is_refused_before_one_of_them_is_opened(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(101):
            packed.writestr(f"{number}.xlsx", b"PK\x03\x04 no workbook")
    assert "'a.zip' holds 101 sheets, and 100 can be read." in import_log(path).report()


@pytest.mark.parametrize("name", ["python_calamine", "json", "zipfile"])
def test_what_lies_about_beside_a_workbook_is_not_run_as_it_is_opened(tmp_path, monkeypatch, name):
    path = write_workbook(tmp_path / "a.xlsx", {"Jobs": ROWS[:2]})
    (tmp_path / f"{name}.py").write_text("open('ran', 'w').close()\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert employers(import_log(path)) == ["Ash"]
    assert not (tmp_path / "ran").exists()
