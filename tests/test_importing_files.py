"""Every kind of file a tracker is kept in, and those that hold none: a clear sentence for each."""

from __future__ import annotations

import pytest

from bounceback_analysis.log.importing.adopting import import_log
from tests.workbooks import write_locked, write_ods, write_workbook

HEADING = ["Company", "Role", "Date applied", "Status"]
ROW = ["Alder", "Cook", "2026-03-01", "Rejected"]


def steps(adoption):
    """Give the lines as (employer, date, stage, outcome)."""
    names = ("employer", "date", "stage", "outcome")
    return [tuple(line.get(name, "") for name in names) for line in adoption.lines]


def test_an_open_document_comes_in(tmp_path):
    adoption = import_log(write_ods(tmp_path / "jobs.ods", [HEADING, ROW]))
    assert steps(adoption) == [("Alder", "2026-03-01", "", "rejected")]


def test_a_workbook_with_macros_comes_in_and_one_with_a_wrong_ending_too(tmp_path):
    book = write_workbook(tmp_path / "jobs.xlsm", {"Jobs": [HEADING, ROW]})
    wrong = tmp_path / "jobs.xls"
    wrong.write_bytes(book.read_bytes())
    for path in (book, wrong):
        assert steps(import_log(path)) == [("Alder", "2026-03-01", "", "rejected")]


@pytest.mark.parametrize("name", ["locked.xlsx", "locked.ods"])
def test_a_workbook_locked_with_a_password_says_so_and_what_to_do(tmp_path, name):
    path = tmp_path / name
    write_locked(path) if name.endswith("xlsx") else write_ods(path, [HEADING, ROW], locked=True)
    adoption = import_log(path)
    assert (adoption.status, adoption.lines) == ("stop", ())
    assert adoption.report() == (
        f"'{name}' is locked with a password. Save a copy without one, then import that."
    )


def test_of_ten_tables_the_tracker_is_read_and_the_others_are_named(tmp_path):
    others = {f"Sheet{n}": [["Colour", "Size"], ["red", str(n)]] for n in range(9)}
    path = write_workbook(tmp_path / "ten.xlsx", {**others, "Jobs": [HEADING, ROW]})
    adoption = import_log(path)
    assert steps(adoption) == [("Alder", "2026-03-01", "", "rejected")]
    assert "Not read: 'Sheet0', 'Sheet1', 'Sheet2', 'Sheet3', 'Sheet4' and 4 more." in (
        adoption.report()
    )


def test_ten_sheets_of_one_tracker_come_in_together(tmp_path):
    sheets = {
        f"Month {n}": [HEADING, [f"Alder {n}", "Cook", f"2026-0{n}-01", "Rejected"]]
        for n in range(1, 10)
    }
    adoption = import_log(write_workbook(tmp_path / "months.xlsx", sheets))
    assert [step[0] for step in steps(adoption)] == [f"Alder {n}" for n in range(1, 10)]


@pytest.mark.parametrize(
    ("sheets", "word"),
    [
        ({"Empty": []}, "holds no table"),
        ({"Words": [["Dear diary"], ["I went for a walk"]]}, "No table of job applications"),
        ({"Sums": [["Rent", "Food"], [500, 80]]}, "No table of job applications"),
    ],
)
def test_a_workbook_without_a_table_of_jobs_says_so(tmp_path, sheets, word):
    adoption = import_log(write_workbook(tmp_path / "other.xlsx", sheets))
    assert adoption.status == "stop"
    assert word in adoption.report()


def test_merged_headings_in_two_rows_tell_columns_of_one_name_apart(tmp_path):
    rows = [
        ["MY JOBS"],
        [None, None, "Application", None, "Interview", None],
        ["Company", "Role", "Date", "Method", "Date", "Outcome"],
        ["Alder", "Cook", "2026-03-01", "online", "2026-03-10", "Rejected"],
        ["Birch", "Chef", "2026-03-02", "email", None, "Applied"],
    ]
    adoption = import_log(write_workbook(tmp_path / "merged.xlsx", {"Jobs": rows}))
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "application", "passed"),
        ("Alder", "2026-03-10", "interview", "rejected"),
        ("Birch", "2026-03-02", "application", "waiting"),
    ]
    assert adoption.columns["Interview Date"] == "stage interview"


def test_of_two_columns_of_one_name_the_first_is_the_date_and_the_second_is_kept(tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text("Company,Date,Status,Date\nAlder,2026-03-01,Rejected,2026-03-20\n", "utf-8")
    (line,) = import_log(path).lines
    assert (line["date"], line["their Date (2)"]) == ("2026-03-01", "2026-03-20")


@pytest.mark.parametrize(
    "text",
    [
        "Company\tDate applied\tStatus\nAlder & Sons\t14/03/2026\tRejected\n",
        "| Company | Date applied | Status |\n|---|---|---|\n| Alder & Sons | 2026-03-14 | Rejected |",
        "Company | Date applied | Status\n--- | :-: | ---\nAlder & Sons | 14 March 2026 | Rejected\n",
    ],
    ids=["tabs", "bars", "bare bars"],
)
def test_a_table_pasted_from_anywhere_comes_in(tmp_path, text):
    path = tmp_path / "pasted table.txt"
    path.write_text(text, "utf-8")
    assert steps(import_log(path)) == [("Alder & Sons", "2026-03-14", "", "rejected")]


@pytest.mark.parametrize("begins", ["<table>", "<!DOCTYPE html><table>", "<!-- saved --><table>"])
def test_a_web_page_is_not_read_and_it_is_said_what_to_do(tmp_path, begins):
    path = tmp_path / "page.html"
    path.write_text(f"{begins}<tr><td>Company<td>Status<tr><td>Ash<td>Applied</table>")
    said = import_log(path).report()
    assert "This is a web page" in said
    assert "copy the table in it into a spreadsheet" in said
