"""Pages with several tables, and steps in columns that nobody has named: nothing drops or shifts."""

from __future__ import annotations

import textwrap

import pytest

from bounceback_analysis.log.importing.adopting import import_log
from bounceback_analysis.log.reading import read_log
from tests.workbooks import write_workbook

HEAD = ["Company", "Role", "Date", "Status"]
ALDER = ["Alder", "Cook", "2026-03-01", "Rejected"]
BIRCH = ["Birch", "Chef", "2026-03-02", "Applied"]


@pytest.fixture
def sheet(tmp_path):
    """Give a function that writes a sheet, as text or as rows, and imports it."""

    def imported(page, name="jobs.csv", answers=None):
        path = tmp_path / name
        if isinstance(page, str):
            path.write_text(textwrap.dedent(page).lstrip("\n"), "utf-8")
        else:
            write_workbook(path := tmp_path / "jobs.xlsx", {"Jobs": page})
        return import_log(path, answers)

    return imported


def steps(adoption):
    """Give the lines as (employer, date, stage, outcome)."""
    names = ("employer", "date", "stage", "outcome")
    return [tuple(line.get(name, "") for name in names) for line in adoption.lines]


ALDER_SAYS, BIRCH_SAYS = (
    ("Alder", "2026-03-01", "", "rejected"),
    ("Birch", "2026-03-02", "application", "waiting"),
)
CEDAR, CEDAR_SAYS = (
    ["Cedar", "Porter", "2026-04-03", "Offer"],
    ("Cedar", "2026-04-03", "", "offer"),
)
OTHER_ORDER = ["Role", "Company", "Status", "Date"]
BESIDE = ["Employer", "Post", "Result"]


@pytest.mark.parametrize(
    "rows",
    [
        [[*HEAD, "", *HEAD], [*ALDER, "", *CEDAR], BIRCH],
        [[*HEAD, *HEAD], [*ALDER, *CEDAR], BIRCH],
        [
            ["2025"],
            HEAD,
            ALDER,
            BIRCH,
            [],
            ["2026"],
            OTHER_ORDER,
            ["Porter", "Cedar", "Offer", CEDAR[2]],
        ],
        [HEAD, ALDER, BIRCH, OTHER_ORDER, ["Porter", "Cedar", "Offer", CEDAR[2]]],
        [HEAD, ["March 2026"], ALDER, BIRCH, ["Week 14 (April)"], CEDAR],
        [
            [*HEAD, "", "Status", "Count"],
            [*ALDER, "", "Offer", "1"],
            [*BIRCH, "", "Applied", "1"],
            CEDAR,
        ],
        [HEAD, ALDER, BIRCH, CEDAR, [], ["Status", "Count"], ["Applied", "1"], ["Offer", "1"]],
        [HEAD, ALDER, BIRCH, CEDAR, [], ["MY SUMS"], ["Total:", "3"], ["Pending:", "1"]],
        [HEAD, ALDER, BIRCH, CEDAR, [], ["Key"], ["Rejected", "they said no"]],
        [HEAD, ALDER, BIRCH, CEDAR, [], ["=== HELP ==="], ["Write one row for each job"]],
        [["Status", "Count"], ["Applied", "1"], ["Offer", "1"], [], HEAD, ALDER, BIRCH, CEDAR],
    ],
)
def test_whatever_stands_beside_above_or_below_a_list_each_job_comes_in_once(sheet, rows):
    adoption = sheet(rows)
    assert sorted(steps(adoption)) == [ALDER_SAYS, BIRCH_SAYS, CEDAR_SAYS]
    assert adoption.questions == ()


@pytest.mark.parametrize(
    "rows",
    [
        [["Company", "Date"], ["Applied"], ["Alder", "2026-03-01"], ["REJECTED (1)"], ["Elm", ""]],
        [
            ["Applied"],
            ["Company", "Date"],
            ["Alder", "2026-03-01"],
            ["Rejected"],
            ["Company"],
            ["Elm"],
        ],
        [
            ["Applied", "", "", "Rejected"],
            ["Company", "Date", "", "Company"],
            ["Alder", "2026-03-01", "", "Elm"],
        ],
    ],
)
def test_a_title_that_is_a_status_is_that_of_the_rows_under_it(sheet, rows):
    adoption = sheet(rows)
    wanted = [("Alder", "2026-03-01", "application", "waiting"), ("Elm", "", "", "rejected")]
    assert steps(adoption) == wanted
    assert adoption.questions == ()


def test_the_same_job_in_two_tables_of_a_page_is_two_applications(sheet, tmp_path):
    adoption = sheet(
        """
        ## 2025

        | Company | Role | Date | Status |
        |-|-|-|-|
        | Alder | Cook | 2025-03-01 | Applied |

        ## 2026

        | Company | Role | Status | Date |
        |---|---|---|---|
        | Alder | Cook | Rejected | 2026-03-01 |
        """,
        "jobs.md",
    )
    adoption.save(tmp_path / "log.csv")
    assert read_log(tmp_path / "log.csv").entries["application"].nunique() == 2


def test_a_sheet_of_another_year_comes_in_too_and_one_of_interviews_of_the_same_jobs_does_not(
    tmp_path,
):
    sheets = {
        "2026": [HEAD, ALDER, BIRCH],
        "2025": [["Company", "Date", "Status"], ["Alder", "2025-03-01", "Ghosted"]],
        "Interviews": [
            ["Company", "Date", "Round", "Result"],
            ["Birch", "2026-03-09", "1", "Passed"],
        ],
        "Firms": [["Company", "Status"], ["Elm", "Active"]],
    }
    adoption = import_log(write_workbook(tmp_path / "jobs.xlsx", sheets))
    assert steps(adoption) == [ALDER_SAYS, BIRCH_SAYS, ("Alder", "2025-03-01", "", "no response")]
    assert "Not read: 'Interviews', 'Firms'" in adoption.report()


def test_the_lists_of_a_board_are_statuses_and_their_cards_say_whose_after_one_question(sheet):
    page = """
        Wishlist,Applied,Rejected
        Alder - Cook,Birch - Chef,Cedar - Porter
        ,Elm - Baker,
        """
    (question,) = sheet(page).questions
    assert question.values == ("Card",)
    adoption = sheet(page, answers={"columns": {"Card": "employer, then role"}})
    assert [(line["employer"], line["role"], line["outcome"]) for line in adoption.lines] == [
        ("Birch", "Chef", "waiting"),
        ("Elm", "Baker", "waiting"),
        ("Cedar", "Porter", "rejected"),
    ]
    assert [why for _, why in adoption.left_out] == ["never applied for"]


@pytest.mark.parametrize(
    ("heading", "cell", "answers"),
    [
        ("Company / Role", "Alder / Cook", {}),
        ("Role - Employer", "Cook - Alder", {}),
        ("Job", "Cook at Alder", {}),
        ("Job", "Cook - Alder", {"Job": "role, then employer"}),
        ("Job", "Alder, Cook", {"Job": "employer, then role"}),
    ],
)
def test_employer_and_role_in_one_cell_are_parted_where_it_is_sure_which_is_which(
    sheet, heading, cell, answers
):
    page = f'{heading},Date,Status\n"{cell}",2026-03-01,Rejected\n'
    (line,) = sheet(page, answers={"columns": answers}).lines
    assert (line["employer"], line["role"]) == ("Alder", "Cook")


def test_which_of_two_in_a_cell_is_the_employer_is_asked_and_not_guessed(sheet):
    (question,) = sheet("Job,Date,Status\nAlder - Cook,2026-03-01,Rejected\n").questions
    assert question.values == ("Job",)
    assert "employer, then role" in question.options


PASSED_ON = [
    ("Alder", "2026-03-01", "application", "passed"),
    ("Alder", "2026-03-18", "screening", "rejected"),
]


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("Date applied,Status,,", "2026-03-01,Applied,phone screen 18/03/2026,rejected 25/03/2026"),
        ("Date applied,Status,,", "2026-03-01,Rejected,phone screen 18/03/2026,"),
        ("1,2,3", "applied 01/03/2026,HR screen 18/03/2026,rejected 25/03/2026"),
        ("Step 1,Step 2,Step 3", "2026-03-01 applied,2026-03-18 phone screen,rejected"),
        ("2026-03-01,2026-03-18,2026-03-25", "applied,phone screen,rejected"),
        ("Status", '"applied 01/03/2026, phone screen 18/03/2026, rejected 25/03/2026"'),
        ("Status", "01/03/2026 applied 18/03/2026 phone screen 25/03/2026 rejected"),
        ("Progress", '"2026-03-01 applied\n2026-03-18 phone screen (2pm)\n2026-03-25 rejected"'),
        ("Applied,Phone screen,Result", "2026-03-01,Wed 18 March 2026 (Teams),Rejected"),
        ("Applied,Phone screen,Result", "about 1 March 2026,18/03/2026 2:30pm,Rejected"),
    ],
)
def test_steps_in_columns_without_names_or_with_days_among_words_are_read(sheet, headings, cells):
    adoption = sheet(f"Company,Role,{headings}\nAlder,Cook,{cells}\n")
    assert steps(adoption) == PASSED_ON
    assert adoption.questions == ()


def test_a_word_that_is_not_known_among_steps_is_asked_by_itself(sheet):
    page = """
        Company,1,2
        Alder,applied 01/03/2026,fika 18/03/2026
        Birch,applied 02/03/2026,rejected 19/03/2026
        """
    (question,) = sheet(page).questions
    assert question.values == ("fika",)
    settled = sheet(page, answers={"statuses": {"fika": "screening"}})
    assert steps(settled)[1] == ("Alder", "2026-03-18", "screening", "waiting")


def test_a_day_that_cannot_be_read_stands_as_written_and_one_among_words_keeps_them(sheet):
    adoption = sheet("""
        Company,Applied,Status
        Alder,w/c 3 June 2026,Rejected
        Birch,Mid-March 2026,Rejected
        Cedar,early May,Rejected
        """)
    assert [line["date"] for line in adoption.lines] == ["2026-06-03", "Mid-March 2026", ""]
    kept = [line.get("their Applied") for line in adoption.lines]
    assert kept == ["w/c 3 June 2026", None, "early May"]
    assert "stand among other words" in adoption.report()


def test_the_day_beside_a_status_is_that_of_the_step_or_of_the_answer(sheet):
    adoption = sheet("""
        Firma;Beworben am;Status
        Erle;03.03.2026;Absage (12.03.2026)
        Birke;14.03.2026;Vorstellungsgespräch am 20.03.2026
        """)
    assert [
        (*step, line["heard_on"])
        for step, line in zip(steps(adoption), adoption.lines, strict=True)
    ] == [
        ("Erle", "2026-03-03", "", "rejected", "2026-03-12"),
        ("Birke", "2026-03-14", "application", "passed", ""),
        ("Birke", "2026-03-20", "interview", "waiting", ""),
    ]


def test_a_heading_says_the_order_of_day_and_month(sheet):
    adoption = sheet("Company,Date (MM/DD/YY),Status\nAlder,03/04/26,Rejected\n")
    assert (steps(adoption)[0][1], adoption.questions) == ("2026-03-04", ())


def test_tables_within_the_cells_of_a_csv_are_no_tables_of_the_page(sheet):
    adoption = sheet(
        "Company,Date,Status,Report\n"
        'Alder,2026-03-01,Rejected,"## Assessment\n| Skill | Match |\n|---|---|\n| knives | yes |"\n'
    )
    assert steps(adoption) == [ALDER_SAYS]


def test_a_link_is_no_employer_and_a_colour_round_a_word_is_no_part_of_it(sheet):
    adoption = sheet("Company Name,Employer,Status\nhttps://alder.example/7,Alder,Rejected\n")
    assert steps(adoption) == [("Alder", "", "", "rejected")]
    page = '| Company | Status |\n|---|---|\n| Alder | <font color="red">Rejected</font> |\n'
    assert steps(sheet(page, "jobs.md")) == [("Alder", "", "", "rejected")]


def test_when_a_program_noted_it_is_the_day_only_where_it_applied(sheet):
    page = "Company,Timestamp,Status\nAlder,2026-03-01,{}\n"
    assert steps(sheet(page.format("Applied"))) == [
        ("Alder", "2026-03-01", "application", "waiting")
    ]
    assert [q.values for q in sheet(page.format("Rejected")).questions] == [("Timestamp",)]
