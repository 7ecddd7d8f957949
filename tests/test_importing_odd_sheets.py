"""What strangers' trackers have taught: odd headings, odd cells, and sheets with nothing to bring."""

from __future__ import annotations

import textwrap

import pytest

from bounceback_analysis.log.importing.adopting import import_log
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.vocabulary.aliases import read_status
from tests.workbooks import write_workbook


@pytest.fixture
def tracker(tmp_path):
    """Give a function that writes a tracker as text and imports it."""

    def imported(text, name="tracker.csv", answers=None):
        path = tmp_path / name
        path.write_text(textwrap.dedent(text).lstrip("\n"), "utf-8")
        return import_log(path, answers)

    return imported


def steps(adoption):
    """Give the lines as (employer, date, stage, outcome)."""
    names = ("employer", "date", "stage", "outcome")
    return [tuple(line.get(name, "") for name in names) for line in adoption.lines]


def test_a_number_of_interviews_is_so_many_interviews_and_none_is_no_interview(tracker):
    adoption = tracker("""
        Company,Date,Status,Interviews
        Alder,2026-03-01,Denied,0
        Birch,2026-03-02,Denied,1
        Cedar,2026-03-03,Denied,3
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "", "rejected"),
        ("Birch", "2026-03-02", "application", "passed"),
        ("Birch", "", "interview", "rejected"),
        ("Cedar", "2026-03-03", "application", "passed"),
        ("Cedar", "", "interview", "passed"),
        ("Cedar", "", "interview", "passed"),
        ("Cedar", "", "interview", "rejected"),
    ]
    counts = [line["Interviews"] for line in adoption.lines if "Interviews" in line]
    assert counts == ["0", "1", "3"]


def test_a_number_that_no_one_has_interviews_for_is_no_count_of_them(tracker):
    adoption = tracker("""
        Company,Date,Status,Interviews
        Alder,2026-03-01,Denied,45
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "application", "passed"),
        ("Alder", "", "interview", "rejected"),
    ]


def test_a_task_that_stands_under_interview_is_an_assessment(tracker):
    adoption = tracker("""
        Company,Date,Status,Interview 1,Interview 2,Assessment
        Alder,2026-03-01,Rejected,Work sample,Zoom interview,
        Birch,2026-03-02,Rejected,Coding challenge,,
        Cedar,2026-03-03,Rejected,,,Zoom interview
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "application", "passed"),
        ("Alder", "", "assessment", "passed"),
        ("Alder", "", "interview", "rejected"),
        ("Birch", "2026-03-02", "application", "passed"),
        ("Birch", "", "assessment", "rejected"),
        ("Cedar", "2026-03-03", "application", "passed"),
        ("Cedar", "", "assessment", "rejected"),
    ]


def test_an_end_with_its_reason_is_that_end_and_what_is_open_with_one_is_asked(tracker):
    adoption = tracker("""
        Company,Date,Status
        Alder,2026-03-01,Skipped; degree mismatch
        Birch,2026-03-02,Rejected - no visa
        Cedar,2026-03-03,Skipped; applied later
        Damson,2026-03-04,Submitted; awaiting the code
        """)
    assert steps(adoption)[0] == ("Birch", "2026-03-02", "", "rejected")
    assert "Left out, 1: never applied for." in adoption.report()
    asked = " ".join(map(str, adoption.questions))
    assert "applied later" in asked
    assert "awaiting the code" in asked
    assert "degree mismatch" not in asked


def test_a_step_without_a_day_behind_a_bare_dash_ends_the_one_before(tracker):
    adoption = tracker("""
        公司,岗位,时间线,结果
        桦木,工程师,2026年7月26日投递-流程终止,
        雪松,工程师,2026年7月27日投递-2026年8月3日笔试,
        """)
    assert steps(adoption) == [
        ("桦木", "2026-07-26", "application", "rejected"),
        ("雪松", "2026-07-27", "application", "passed"),
        ("雪松", "2026-08-03", "assessment", "waiting"),
    ]


def test_the_words_of_a_history_that_are_not_known_are_asked_about_and_not_a_blank(tracker):
    sheet = """
        公司,岗位,时间线,结果
        桦木,工程师,2026年7月26日投递-2026年8月8日进度查询,
        """
    [question] = tracker(sheet).questions
    assert "进度查询" in str(question)
    assert "(blank)" not in str(question)
    answered = tracker(sheet, answers={"statuses": {"进度查询": "waiting"}})
    assert steps(answered) == [("桦木", "2026-07-26", "application", "waiting")]


def test_the_day_that_a_program_writes_for_none_is_no_interview(tracker):
    adoption = tracker("""
        Company,Application date,Status,Interview date
        Alder,2026-03-01,Rejected,2000-01-01
        Birch,2026-03-02,Rejected,2026-03-20
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "", "rejected"),
        ("Birch", "2026-03-02", "application", "passed"),
        ("Birch", "2026-03-20", "interview", "rejected"),
    ]


def test_a_ticked_applied_keeps_the_day_and_not_yet_is_never_applied_for(tracker):
    adoption = tracker("""
        Company,Postion Title,Applied,Date Applied,Outcome
        Alder,Cook,yes,2026-03-01,Interview
        Birch,Chef,not yet,,
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "application", "passed"),
        ("Alder", "", "interview", "waiting"),
    ]
    assert adoption.lines[0]["role"] == "Cook"
    assert adoption.left_out == ((3, "never applied for"),)


def test_where_applied_says_no_a_day_of_something_else_makes_no_application(tracker):
    adoption = tracker("""
        Company,Date,Applied?,Outcome
        Alder,2026-03-01,No,Pending
        Birch,2026-03-02,Yes,Rejected
        Cedar,2026-03-03,,Rejected
        """)
    assert steps(adoption) == [
        ("Birch", "2026-03-02", "application", "rejected"),
        ("Cedar", "2026-03-03", "", "rejected"),
    ]
    assert adoption.left_out == ((2, "never applied for"),)


def test_a_status_by_a_longer_name_is_taken_before_the_stage_of_a_sales_sheet(tracker):
    adoption = tracker("""
        Account Name,Job Status,Visa status,Stage
        Alder,Rejected,needed,Qualification
        Birch,Offer Received,,Qualification
        """)
    assert steps(adoption) == [("Alder", "", "", "rejected"), ("Birch", "", "", "offer")]
    assert adoption.columns["Visa status"] == "kept as it is"
    assert [question.values for question in adoption.questions] == [("Qualification",)]


def test_whether_an_answer_came_is_no_outcome_beside_a_column_that_says_how_it_ended(tracker):
    adoption = tracker("""
        company,app_date,response,response_date,rejection_notice
        Alder,2026-03-01,1,2026-03-09,1
        Birch,2026-03-02,0,,
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "", "rejected"),
        ("Birch", "2026-03-02", "", ""),
    ]
    assert adoption.lines[0]["heard_on"] == "2026-03-09"
    assert [question.values for question in adoption.questions] == [("(blank)",)]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("EMAIL ID", "ann@alder.example"),
        ("Who wrote", "ben.b@birch.co.example"),
        ("Ring", "+44 20 7946 0958"),
        ("Ring", "(555) 010-0199"),
        ("Recruiter", "Ann Alder"),
        ("pw", "secret1"),
    ],
)
def test_addresses_telephone_numbers_and_names_are_known_by_what_they_are(tracker, heading, cell):
    adoption = tracker(f"Company,{heading},Status\nAlder,{cell},Rejected\n")
    assert adoption.columns[heading] == "left out (people's details)"
    assert not any(cell in line.values() for line in adoption.lines)


def test_a_number_of_an_advert_is_nobodys_telephone(tracker):
    adoption = tracker("Company,Req,Status\nAlder,3274645001,Rejected\n")
    assert adoption.lines[0]["Req"] == "3274645001"


def test_a_link_that_a_spreadsheet_makes_is_read_by_its_words(tracker):
    adoption = tracker(
        "Company,Position,Status\n"
        'Alder,"=HYPERLINK(""https://alder.example/7"", ""Cook, nights"")",Rejected\n'
        "Birch,Chef,Rejected\n"
    )
    assert [line["role"] for line in adoption.lines] == ["Cook, nights", "Chef"]
    assert [line["Position link"] for line in adoption.lines] == ["https://alder.example/7", ""]


def test_something_that_goes_on_says_nothing_of_the_step(tracker):
    adoption = tracker("Company,Date,Status\nAlder,2026-03-01,In progress\n")
    assert steps(adoption) == [("Alder", "2026-03-01", "", "waiting")]


def test_open_is_asked_since_it_may_be_the_advert_that_is_open(tracker):
    adoption = tracker("Company,Role,Status,Applied\nAlder,Cook,Open,Yes\nBirch,Chef,Open,No\n")
    assert [question.values for question in adoption.questions] == [("Open",)]
    assert adoption.left_out == ((3, "never applied for"),)


def test_a_german_sheet_of_yes_and_no_comes_in_with_one_question(tracker):
    adoption = tracker("""
        Firma;Jobtitel;Einreichdatum;Status;Kennenlerngespräch;Zweitgespräch
        Erle;Köchin;03.03.2026;abgesagt;ja;nein
        Birke;Koch;14.03.2026;In Bearbeitung;;
        """)
    assert steps(adoption) == [
        ("Erle", "2026-03-03", "application", "passed"),
        ("Erle", "", "screening", ""),
        ("Birke", "2026-03-14", "application", "waiting"),
    ]
    assert [question.values for question in adoption.questions] == [("abgesagt",)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Company,Role,Date applied,Status\n", "no rows under them yet"),
        ("Company,Role,Status\nAlder,Cook,Wishlist\n", "No row of it tells of a job"),
        ("date,company,status\ndate,company,status\n", "No row of it tells of a job"),
    ],
)
def test_a_tracker_with_nothing_to_bring_in_says_so(tracker, text, word):
    adoption = tracker(text)
    assert (adoption.lines, adoption.questions, adoption.date_order) == ((), (), "none found")
    assert word in adoption.report()
    assert "status" not in adoption.statuses


APPLICATIONS = [
    ["App ID", "Company", "Role", "Date applied", "Status"],
    ["A1", "Alder", "Cook", "2026-01-05", "Rejected"],
    ["A2", "Birch", "Chef", "2026-01-07", "Interviewing"],
    ["A3", "Cedar", "Porter", "2026-01-09", "Applied"],
]


def test_a_second_sheet_that_says_the_same_rows_again_is_named_and_not_read(tmp_path):
    again = [["App ID", "Date", "Status"], *([r[0], r[3], r[4]] for r in APPLICATIONS[1:])]
    sheets = {"Applications": APPLICATIONS, "Clean": again}
    adoption = import_log(write_workbook(tmp_path / "jobs.xlsx", sheets))
    assert [step[0] for step in steps(adoption)] == ["Alder", "Birch", "Birch", "Cedar"]
    assert "'Clean'" in adoption.report()


def test_a_job_said_to_be_saved_that_was_interviewed_for_is_asked_and_never_dropped(tracker):
    text = """
        Company,Date,Status,Interview date
        Alder,2026-03-01,Saved,2026-03-09
        Birch,,Saved,
        """
    adoption = tracker(text)
    assert [line["employer"] for line in adoption.lines] == ["Alder", "Alder"]
    assert [question.values for question in adoption.questions] == [("Saved",)]
    assert tracker(text, answers={"statuses": {"Saved": "leave out"}}).lines == ()


@pytest.mark.parametrize("word", ["Failed", "Fail"])
def test_failed_is_asked_since_a_program_may_have_failed_to_apply(tracker, word):
    adoption = tracker(f"Company,Date,Status\nAlder,2026-03-01,{word}\n")
    assert [question.values for question in adoption.questions] == [(word,)]


def test_tables_of_one_page_that_tell_the_same_of_other_jobs_come_in_together(tracker):
    page = """
        | # | Company | Role(s) | Status |
        |---|---------|---------|--------|
        | 1 | Alder | Cook | Rejected |

        | # | Company | Batch | Role(s) | Status |
        |---|---------|-------|---------|--------|
        | 2 | Birch | W25 | Chef | Offer |

        | Word | Meaning |
        |------|---------|
        | Offer | they want me |
        """
    adoption = tracker(page, "jobs.md")
    assert [step[0::3] for step in steps(adoption)] == [("Alder", "rejected"), ("Birch", "offer")]
    assert [line["role"] for line in adoption.lines] == ["Cook", "Chef"]
    assert adoption.columns["Batch"] == "kept as it is"
    assert "Not read: 'line 9'" in adoption.report()


def test_a_sheet_that_says_the_same_jobs_again_is_not_read_twice(tmp_path):
    heading = ["Company", "Role", "Status"]
    sheets = {
        "Jobs": [[*heading, "Notes"], ["Alder", "Cook", "Rejected", ""], ["Birch", "Chef", "", ""]],
        "Print": [heading, ["Alder", "Cook", "Rejected"]],
    }
    adoption = import_log(write_workbook(tmp_path / "jobs.xlsx", sheets))
    assert [step[0] for step in steps(adoption)] == ["Alder", "Birch"]
    assert "Not read: 'Print'" in adoption.report()


def test_a_column_of_endings_is_known_by_its_words_whatever_it_is_called(tracker):
    adoption = tracker("""
        Company,Date applied,Status,Follow-up
        Alder,2026-03-01,Applied,Denied
        Birch,2026-03-02,Applied,
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "application", "rejected"),
        ("Birch", "2026-03-02", "application", "waiting"),
    ]
    alone = tracker(
        "Työnantaja,Tila\nAlder,Rejected\n", answers={"columns": {"Työnantaja": "employer"}}
    )
    assert steps(alone) == [("Alder", "", "", "rejected")]


def test_the_ending_of_something_else_is_no_outcome(tracker):
    adoption = tracker("Company,Status,Visa news\nAlder,Applied,Denied\n")
    assert steps(adoption) == [("Alder", "", "application", "waiting")]


@pytest.mark.parametrize(
    ("word", "stage", "outcome"),
    [
        ("Rejected 5/12", "", "rejected"),
        ("Rejected on 12 May", "", "rejected"),
        ("2.14 rej", "", "rejected"),
        ("Interview 6/6, Rejected", "interview", "rejected"),
        ("HIRED - offer accepted May 18 2026", "", "accepted"),
        ("NoResponse", "", "no response"),
        ("Applied (in progress)", "application", "waiting"),
    ],
)
def test_a_status_with_a_day_or_written_as_one_word_is_read(tracker, word, stage, outcome):
    adoption = tracker(f'Company,Status\nAlder,"{word}"\n')
    assert tuple(adoption.statuses[word]) == (stage, outcome)


def test_a_day_beside_a_word_that_is_not_known_settles_nothing(tracker):
    adoption = tracker("Company,Status\nAlder,Zorp 5/12\n")
    assert [question.values for question in adoption.questions] == [("Zorp 5/12",)]


def test_rows_without_a_status_can_be_left_out_but_never_those_that_had_an_interview(tracker):
    text = """
        Company,Date,Status,Interview date
        Alder,2026-03-01,Rejected,
        Birch,,,
        Cedar,2026-03-02,,2026-03-09
        """
    assert [question.values for question in tracker(text).questions] == [("(blank)",)]
    settled = tracker(text, answers={"statuses": {"(blank)": "leave out"}})
    assert steps(settled) == [
        ("Alder", "2026-03-01", "", "rejected"),
        ("Cedar", "2026-03-02", "application", "passed"),
        ("Cedar", "2026-03-09", "interview", ""),
    ]
    assert (settled.left_out, settled.questions) == (((3, "never applied for"),), ())


def test_what_headings_become_is_said_in_the_names_of_our_columns(tracker):
    adoption = tracker("""
        Index,Company,Date Added,Progress,Recruiter email
        1,Alder,2026-03-01,Rejected,ann@alder.example
        """)
    assert adoption.columns == {
        "Index": "kept as it is",
        "Company": "employer",
        "Date Added": "kept as it is",
        "Progress": "outcome",
        "Recruiter email": "left out (people's details)",
    }
    said = adoption.report().splitlines()
    assert "  'Progress' read as outcome" in said
    assert "  'Index' kept as it is" in said
    assert "  'Recruiter email' left out (people's details)" in said


def test_a_heading_with_brackets_comes_after_one_that_says_it_outright(tracker):
    adoption = tracker("""
        Company (size),Company,Date (day first),Status
        11-50,Alder,01/03/2026,Rejected
        200+,Birch,14/03/2026,Rejected
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "", "rejected"),
        ("Birch", "2026-03-14", "", "rejected"),
    ]


def test_a_history_without_days_has_the_rows_day_and_its_ending(tracker):
    adoption = tracker("""
        Company,Role,Date Applied,Status,Status History
        A,x,2024-01-01,Rejected,Applied - Phone Screen - Interview - Rejected
        B,y,2024-01-02,Rejected,Applied > Interview
        C,z,2024-02-01,Applied,Applied
        D,w,2024-03-01,Rejected,2024-03-01 - Applied; 2024-03-09 - Interview
    """)
    told = [[line[name] for name in ("date", "stage", "outcome")] for line in adoption.lines]
    assert told == [
        ["2024-01-01", "application", "passed"],
        ["", "screening", "passed"],
        ["", "interview", "rejected"],
        ["2024-01-02", "application", "passed"],
        ["", "interview", "rejected"],
        ["2024-02-01", "application", "waiting"],
        ["2024-03-01", "application", "passed"],
        ["2024-03-09", "interview", "rejected"],
    ]


def test_the_likeliest_heading_is_the_role_where_none_is_known_and_a_count_of_roles_is_not(tracker):
    adoption = tracker("""
        Company Name,Position Name,Roles Found,Position Level,Applied Date,Status
        Alder,Cook,3,Junior,"Mar 1,2026",Rejected
        """)
    assert adoption.columns["Position Name"] == "role"
    assert adoption.columns["Roles Found"] == "kept as it is"
    assert [(line["role"], line["date"]) for line in adoption.lines] == [("Cook", "2026-03-01")]


def test_of_two_columns_one_may_name_the_step_and_the_other_how_it_ended(tracker):
    adoption = tracker("""
        date,company,application progress,application status
        2026-03-01,Alder,video interview,rejected
        2026-03-02,Birch,interview,submitted
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "application", "passed"),
        ("Alder", "", "interview", "rejected"),
        ("Birch", "2026-03-02", "application", "passed"),
        ("Birch", "", "interview", "waiting"),
    ]


def test_tables_sorted_under_headings_have_their_status_from_the_heading(tracker):
    adoption = tracker(
        """
        # My search
        ## Applied (2 so far)
        | Company | Role | Applied on |
        |---|---|---|
        | Alder | Cook | 2026-03-01 |
        | Birch | Baker | 2026-03-02 |
        ## Interested (1)
        | Company | Role | Applied on |
        |---|---|---|
        | Cedar | Cook | |
        ## Rejected
        | Company | Role | Applied on |
        |---|---|---|
        | Damson | Porter | 2026-02-01 |
        """,
        "search.md",
    )
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "application", "waiting"),
        ("Birch", "2026-03-02", "application", "waiting"),
        ("Damson", "2026-02-01", "", "rejected"),
    ]
    assert adoption.left_out == ((10, "never applied for"),)
    assert adoption.columns["Status by section"] == "outcome"


@pytest.mark.parametrize("blank", ["| | | |", "|  |  |", "|||"])
def test_a_blank_line_of_a_table_sorted_by_status_is_no_row(tracker, blank):
    adoption = tracker(
        f"""
        ## Applied
        | Company | Role | Applied on |
        |---|---|---|
        | Alder | Cook | 2026-03-01 |
        ## Offer
        | Company | Role | Applied on |
        |---|---|---|
        {blank}
        """,
        "search.md",
    )
    assert (adoption.rows_read, adoption.left_out) == (1, ())
    assert steps(adoption) == [("Alder", "2026-03-01", "application", "waiting")]


@pytest.mark.parametrize("begins", ["- 2026-03-02 |", "2026-03-02 |", "Also | "])
def test_a_list_right_under_a_table_is_no_part_of_it_and_it_is_said(tracker, begins):
    adoption = tracker(
        f"""
        | Date | Company | Status |
        |---|---|---|
        | 2026-03-01 | Alder | Applied |
        {begins} Birch | rang me | twice
        {begins} Cedar | rang me | twice
        """,
        "search.md",
    )
    assert steps(adoption) == [("Alder", "2026-03-01", "application", "waiting")]
    assert "2 lines below the table do not begin as its rows do" in adoption.report()


def test_a_table_without_bars_at_its_edges_keeps_all_its_rows(tracker):
    adoption = tracker(
        "Company | Status\n--- | ---\nAlder | Applied\n| Birch | Applied\n", "search.md"
    )
    assert [line["employer"] for line in adoption.lines] == ["Alder", "Birch"]


def test_headings_that_tell_no_status_add_no_column(tracker):
    adoption = tracker(
        """
        ## Kitchens
        | Company | Outcome |
        |---|---|
        | Alder | Rejected |
        ## Bakeries
        | Company | Outcome |
        |---|---|
        | Birch | Offer |
        """,
        "search.md",
    )
    assert adoption.columns == {"Company": "employer", "Outcome": "outcome"}
    assert [line["outcome"] for line in adoption.lines] == ["rejected", "offer"]


def test_a_list_that_tells_nothing_of_applying_says_how_it_was_taken(tracker):
    adverts = tracker("Company,Title,Deadline\nAlder,Cook,2026-05-01\nBirch,Baker,2026-05-02\n")
    told = [problem.message for problem in adverts.problems]
    assert any("every row is taken for a job that you applied for" in said for said in told)
    applied = tracker("Company,Title,Date applied\nAlder,Cook,2026-05-01\n")
    assert not any("every row is taken" in problem.message for problem in applied.problems)


def test_a_status_counts_where_the_tick_for_applied_was_left_blank_and_not_where_it_says_no(
    tracker,
):
    adoption = tracker("""
        Company,Applied?,Status
        Alder,,Applied
        Birch,yes,Rejected
        Cedar,no,
        Damson,,
        """)
    assert steps(adoption) == [
        ("Alder", "", "application", "waiting"),
        ("Birch", "", "application", "rejected"),
    ]
    assert adoption.left_out == ((4, "never applied for"), (5, "never applied for"))


def test_a_tick_for_applied_tells_no_outcome_so_the_column_that_may_is_asked_about(tracker):
    rows = "".join(f"{name},yes,{word}\n" for name, word in zip("ABCD", "xyxy", strict=True))
    words = rows.replace(",x", ",Got a letter").replace(",y\n", ",They rang\n")
    adoption = tracker(f"Company,Applied?,How far\n{words}")
    assert [(asked.about, asked.values) for asked in adoption.questions] == [
        ("columns", ("How far",))
    ]


def test_the_name_of_a_cv_is_never_asked_about_as_an_outcome(tracker):
    rows = "".join(f"Firm {n},2026-03-0{n},cook cv\n" for n in range(1, 7))
    adoption = tracker(f"Company,Date applied,Resume Name\n{rows}")
    assert [asked.about for asked in adoption.questions] == ["statuses"]
    assert adoption.columns["Resume Name"] == "kept as it is"


def test_columns_by_the_name_of_a_step_with_its_day_are_read_in_the_order_of_time(tracker):
    adoption = tracker("""
        Company,DateAccepted,DateApplied,DateInterview,DateRejected,DateScreening,Role
        Alder,,2025-09-16,2025-10-02,2025-10-09,2025-09-24,Cook
        Birch,2025-11-03,2025-09-20,2025-10-12,,2025-09-29,Chef
        """)
    assert steps(adoption) == [
        ("Alder", "2025-09-16", "application", "passed"),
        ("Alder", "2025-09-24", "screening", "passed"),
        ("Alder", "2025-10-02", "interview", "rejected"),
        ("Birch", "2025-09-20", "application", "passed"),
        ("Birch", "2025-09-29", "screening", "passed"),
        ("Birch", "2025-10-12", "interview", "accepted"),
    ]
    assert adoption.lines[2]["heard_on"] == "2025-10-09"
    assert adoption.lines[5]["heard_on"] == "2025-11-03"


def test_a_template_with_two_kinds_of_interview_and_a_total_loses_neither(tracker):
    adoption = tracker("""
        #,COMPANY,JOB TITLE,DATE APPLIED,PHONE INTERVIEW,IN-PERSON INTERVIEW,OUTCOME
        1,Alder,Porter,09/01/2026,13/01/2026,20/01/2026,Unsuccessful
        2,Birch,Clerk,14/01/2026,,29/01/2026,Waiting to hear
        TOTAL APPLIED,2,,,,,
        """)
    assert steps(adoption) == [
        ("Alder", "2026-01-09", "application", "passed"),
        ("Alder", "2026-01-13", "screening", "passed"),
        ("Alder", "2026-01-20", "interview", "rejected"),
        ("Birch", "2026-01-14", "application", "passed"),
        ("Birch", "2026-01-29", "interview", "waiting"),
    ]
    assert adoption.left_out == ((4, "a total, not an application"),)


def test_an_application_for_a_total_rewards_post_is_no_total(tracker):
    adoption = tracker("Job advert,Company,Status\nTotal rewards lead,Alder,Applied\n")
    assert steps(adoption) == [("Alder", "", "application", "waiting")]


def test_the_answers_to_a_form_are_read_by_its_questions(tracker):
    adoption = tracker("""
        Timestamp,Which organisation did you apply to?,What was the job?,When did you apply?,How far did you get?,What happened?
        2026/03/20 6:12:44 pm GMT,Alder,Cook,02/03/2026,Interview,Unsuccessful
        2026/03/21 9:00:01 am GMT,Birch,Chef,25/02/2026,Second interview,Haven't heard yet
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-02", "application", "passed"),
        ("Alder", "", "interview", "rejected"),
        ("Birch", "2026-02-25", "application", "passed"),
        ("Birch", "", "interview", "waiting"),
    ]
    assert [line["role"] for line in adoption.lines[::2]] == ["Cook", "Chef"]
    assert adoption.questions == ()


def test_a_list_of_a_board_is_its_status_by_what_stands_in_it(tracker):
    adoption = tracker("""
        Job Title,Company,List,Date Applied
        Cook,Alder,Interview,2026-02-02
        Chef,Birch,Wishlist,
        Porter,Cedar,Rejected,2026-02-06
        """)
    assert steps(adoption) == [
        ("Alder", "2026-02-02", "application", "passed"),
        ("Alder", "", "interview", "waiting"),
        ("Cedar", "2026-02-06", "", "rejected"),
    ]
    assert adoption.left_out == ((3, "never applied for"),)


def test_words_of_how_long_ago_it_was_do_not_hide_a_status(tracker):
    adoption = tracker(
        "Job,Company,Activity\nCook,Alder,Applied 2w ago\nChef,Birch,Rejected 3d ago\n"
    )
    assert steps(adoption) == [
        ("Alder", "", "application", "waiting"),
        ("Birch", "", "", "rejected"),
    ]


def test_a_name_on_a_board_may_be_of_anything_so_it_is_asked_about(tracker):
    adoption = tracker("""
        Card Name,List Name,Due Date
        Cook @ Alder,Applied,
        Chef @ Birch,Rejected,
        """)
    assert adoption.lines == ()
    (asked,) = adoption.questions
    assert "Card Name" in asked.values
    assert "'List Name': 'outcome'" in str(adoption.columns)


def test_the_candidates_of_somebody_who_interviews_are_no_employers(tracker):
    adoption = tracker("Date,Candidate Name,Team,Status\n2026-02-04,Al Ash,Data,Rejected\n")
    assert adoption.columns["Candidate Name"].startswith("left out")
    assert adoption.lines == ()


def test_a_password_is_left_out_with_peoples_details(tracker):
    adoption = tracker("Company,Status,linkedin_password\nAlder,Applied,hunter2\n")
    assert "hunter2" not in str(adoption.lines)


def test_a_name_that_a_database_links_is_read_without_its_address(tracker):
    adoption = tracker("""
        Company,Stage,Applied Date
        Alder Ltd (https://pages.example/Alder-1f2a?v=1),Rejected,"October 12, 2025"
        Birch (Leeds),Applied,"October 13, 2025"
        """)
    assert [line["employer"] for line in adoption.lines] == ["Alder Ltd", "Birch (Leeds)"]
    assert adoption.lines[0]["Company link"] == "https://pages.example/Alder-1f2a?v=1"


def test_what_a_program_notes_again_and_again_is_one_event(tracker):
    adoption = tracker("""
        Date,Company,Title,Status
        2026-01-12 13:05:39,Alder,Cook,Applied
        2026-01-12 13:09:28,Alder,Cook,Applied
        2026-01-20 09:00:00,Alder,Cook,Rejected
        """)
    assert steps(adoption) == [
        ("Alder", "2026-01-12", "application", "waiting"),
        ("Alder", "2026-01-20", "", "rejected"),
    ]
    assert adoption.left_out == ((3, "the same event again"),)


def test_an_employer_by_the_name_of_company_is_no_row_of_headings(tracker):
    adoption = tracker("Company,Title,Status\nCompany,Night cook,Applied\nCompany,Title,Status\n")
    assert [line["role"] for line in adoption.lines] == ["Night cook"]
    assert adoption.left_out == ((3, "the headings again"),)


def test_days_by_the_name_of_a_month_without_a_year_are_all_said(tracker):
    adoption = tracker("Company,Applied on,Status\nAlder,3 March,Applied\nBirch,11 March,Applied\n")
    assert [line["date"] for line in adoption.lines] == ["3 March", "11 March"]
    assert [problem.message for problem in adoption.problems] == [
        "2 dates have no year or are none; they stand as written, such as '3 March'."
    ]


def test_whether_feedback_came_is_not_what_was_said(tracker):
    adoption = tracker("Company,Status,Feedback received\nAlder,Rejected,yes\nBirch,Rejected,No\n")
    assert [line.get("feedback", "") for line in adoption.lines] == ["", ""]
    assert [line["their Feedback received"] for line in adoption.lines] == ["yes", "No"]


def test_columns_of_steps_stand_in_the_order_of_the_sheet_whatever_their_headings_say(tracker):
    adoption = tracker("""
        School,Post,Applied (Y/N),Interview date,Got job?,Feedback from Head
        Alder,Year 3,Y,27/01/2026,Y,Lovely with the children
        Birch,Year 5,N,,,
        """)
    assert steps(adoption) == [
        ("Alder", "", "application", "passed"),
        ("Alder", "2026-01-27", "interview", "offer"),
    ]
    assert adoption.lines[-1]["feedback"] == "Lovely with the children"
    assert adoption.left_out == ((3, "never applied for"),)


def test_a_history_is_known_by_its_steps_whatever_it_is_called(tracker):
    adoption = tracker("""
        Company,What's happened so far
        Alder,12/01/2026 applied; 20/01/2026 phone screen; 02/02/2026 rejected
        Birch,15/01/2026 applied
        """)
    assert steps(adoption) == [
        ("Alder", "2026-01-12", "application", "passed"),
        ("Alder", "2026-01-20", "screening", "rejected"),
        ("Birch", "2026-01-15", "application", "waiting"),
    ]
    assert adoption.lines[1]["heard_on"] == "2026-02-02"


def test_an_agency_is_no_employer_where_its_client_is_named(tracker):
    adoption = tracker("""
        Agency,Client,Role,CV sent,1st int,2nd int,Result
        Elm People,Alder,Buyer,14/01/2026,21/01/2026,30/01/2026,Rejected
        Elm People,Birch,Buyer,16/01/2026,,,Not shortlisted
        """)
    assert steps(adoption) == [
        ("Alder", "2026-01-14", "application", "passed"),
        ("Alder", "2026-01-21", "interview", "passed"),
        ("Alder", "2026-01-30", "interview", "rejected"),
        ("Birch", "2026-01-16", "application", "rejected"),
    ]


def test_of_two_outcomes_of_steps_neither_is_taken_before_it_is_asked_about(tracker):
    sheet = """
        Employer,Role,Date applied,Sift outcome,Interview date,Interview outcome
        Alder,Adviser,05/01/2026,Went on,29/01/2026,Turned away
        Birch,Officer,09/01/2026,Turned away,,
        Cedar,Officer,14/01/2026,Went on,13/02/2026,Turned away
        """
    adoption = tracker(sheet)
    asked = adoption.questions[0]
    assert (asked.about, asked.values) == ("columns", ("Sift outcome", "Interview outcome"))
    answers = {
        "columns": {"Sift outcome": "keep as extra", "Interview outcome": "outcome"},
        "statuses": {"Turned away": "rejected", "(blank)": "application, rejected"},
    }
    settled = tracker(sheet, answers=answers)
    assert steps(settled) == [
        ("Alder", "2026-01-05", "application", "passed"),
        ("Alder", "2026-01-29", "interview", "rejected"),
        ("Birch", "2026-01-09", "application", "rejected"),
        ("Cedar", "2026-01-14", "application", "passed"),
        ("Cedar", "2026-02-13", "interview", "rejected"),
    ]
    assert settled.questions == ()


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("Calm", "04-May"), ("Prepared", "4-May"), ("Knew role", "2026-05-04")],
)
def test_a_rating_that_a_spreadsheet_made_a_day_is_told_at_its_line_when_it_is_brought_in(
    tracker, heading, cell
):
    adoption = tracker(f"""
        Company,Date applied,Status,{heading}
        Alder,2026-03-01,Rejected,3
        Birch,2026-03-02,Rejected,{cell}
        """)
    (told,) = [problem for problem in adoption.problems if problem.line == 3]
    assert "is what a spreadsheet such as Excel makes of 4/5" in told.message
    assert "write 4 alone" in told.message


def test_so_it_is_told_of_a_log_of_ours(tracker):
    adoption = tracker(
        "date,employer,stage,outcome,calm\n2026-03-01,Alder,interview,rejected,04-May\n"
    )
    assert "makes of 4/5" in adoption.report()


def test_a_day_whose_parts_are_named_is_read_and_the_year_is_first_in_numbers_beside_it(tracker):
    adoption = tracker("""
        公司,投递时间,投递进度
        松木,25年9月24日,已投递
        白桦,25.9.4,挂了
        雪松,2025년 10월 2일,通过 一面
        """)
    assert [line["date"] for line in adoption.lines] == ["2025-09-24", "2025-09-04", "2025-10-02"]
    assert adoption.date_order == "year first, as '25年9月24日' shows"


@pytest.mark.parametrize("cell", ["2026-03-01", "https://alder.example/jobs"])
def test_a_first_row_that_is_an_application_itself_is_no_row_of_headings(tracker, cell):
    adoption = tracker(f"""
        Alder,Applied,{cell},Rejected
        Birch,Applied,{cell},
        Cedar,,,
        Damson,Applied,{cell},Rejected
        """)
    assert adoption.rows_read == 4
    assert [question.about for question in adoption.questions] == ["columns"]
    known = {"column 1": "employer", "column 4": "outcome"}
    text = f"Alder,Applied,{cell},Rejected\nBirch,Applied,{cell},\nElm,Applied,{cell},Rejected\n"
    answered = tracker(text, answers={"columns": known})
    assert [line["employer"] for line in answered.lines] == ["Alder", "Birch", "Elm"]


def test_headings_that_stand_in_their_own_column_again_stay_headings(tracker):
    adoption = tracker("""
        Company,Date applied,Test,Interview
        Alder,2026-03-01,test,rejected
        Birch,2026-03-02,test,interview
        """)
    assert [line["employer"] for line in adoption.lines if line["date"]] == ["Alder", "Birch"]


def test_a_table_without_rows_is_never_read_before_one_with_some(tracker):
    adoption = tracker(
        """
        ## Sent
        | Company | Applied on |
        |---|---|
        | Alder | 2026-03-01 |
        ## Interviews to come
        | Company | Role | Date | Status | Notes |
        |---|---|---|---|---|
        """,
        "search.md",
    )
    assert [line["employer"] for line in adoption.lines] == ["Alder"]


def test_tables_for_each_state_come_in_together_though_one_of_them_has_fewer_columns(tracker):
    adoption = tracker(
        """
        ## Applied
        | Company | Role | Applied |
        |---|---|---|
        | Alder | Cook | 2026-03-01 |
        | Birch | Cook | ? |
        | Cedar | Cook | 2026-03-04 |
        ## Rejected
        | Company | Notes |
        |---|---|
        | Elm | by letter |
        """,
        "search.md",
    )
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "application", "waiting"),
        ("Birch", "", "application", "waiting"),
        ("Cedar", "2026-03-04", "application", "waiting"),
        ("Elm", "", "", "rejected"),
    ]


def test_a_word_that_is_not_known_under_a_later_round_is_asked_and_no_earlier_one_speaks_for_it(
    tracker,
):
    adoption = tracker("""
        Company,Date applied,1st interview,2nd interview,3rd interview
        Alder,2026-03-01,passed,rejected,
        Birch,2026-03-02,passed,passed,felt odd
        Cedar,2026-03-03,passed,passed,rejected
        """)
    last = {line["employer"]: (line["stage"], line["outcome"]) for line in adoption.lines}
    assert last == {
        "Alder": ("interview", "rejected"),
        "Birch": ("interview", ""),
        "Cedar": ("interview", "rejected"),
    }
    assert [question.values for question in adoption.questions] == [("felt odd",)]


def test_rounds_with_a_number_say_in_words_what_they_were(tracker):
    adoption = tracker("""
        company,app_date,interview1,interview2,rejection_notice
        Alder,2026-03-01,Work sample,,
        Birch,2026-03-02,Recorded interview,Zoom interview,1
        """)
    assert steps(adoption)[1:] == [
        ("Alder", "", "assessment", "waiting"),
        ("Birch", "2026-03-02", "application", "passed"),
        ("Birch", "", "interview", "passed"),
        ("Birch", "", "interview", "rejected"),
    ]


@pytest.mark.parametrize("headings", ["Date Sent,Date Applied", "Date Applied,Date Sent"])
def test_of_two_days_that_of_applying_is_the_day(tracker, headings):
    days = {"Date Sent": "2026-02-01", "Date Applied": "2026-03-01"}
    cells = ",".join(days[heading] for heading in headings.split(","))
    adoption = tracker(f"Company,{headings},Status\nAlder,{cells},Rejected\n")
    assert [line["date"] for line in adoption.lines] == ["2026-03-01"]


@pytest.mark.parametrize("hour", ["(19:00)", "（19：00）", " (09:30) online"])
def test_a_day_with_its_hour_in_brackets_is_the_day_of_a_step(tracker, hour):
    adoption = tracker(f"""
        Company,Date applied,Test,Interview
        Alder,2026-03-01,2026-03-09{hour},2026-03-12{hour}
        Birch,2026-03-02,无,×
        Cedar,2026-03-03,√,
        """)
    found = [(line["employer"], line["stage"]) for line in adoption.lines]
    assert found == [
        *(("Alder", stage) for stage in ("application", "assessment", "interview")),
        ("Birch", ""),
        *(("Cedar", stage) for stage in ("application", "assessment")),
    ]


def test_whether_there_was_a_test_is_asked_in_chinese_headings_too(tracker):
    adoption = tracker("""
        公司名称,投递职位,是否已经笔试,是否面试
        松木,厨师,是,一面
        白桦,厨师,否,否
        """)
    assert [(line["employer"], line["stage"]) for line in adoption.lines] == [
        ("松木", "assessment"),
        ("松木", "interview"),
        ("白桦", ""),
    ]


def test_a_title_over_headings_that_come_again_is_no_application(tracker):
    adoption = tracker("""
        Company,Date applied,Status
        Alder,2026-03-01,Rejected
        Autumn,,
        Company,Date applied,Status
        Birch,2026-09-01,Applied
        Cedar,,
        """)
    assert [line["employer"] for line in adoption.lines] == ["Alder", "Birch", "Cedar"]
    assert [reason for _, reason in adoption.left_out] == [
        "a title over rows",
        "the headings again",
    ]


def test_a_day_of_finding_is_never_asked_about_as_that_of_applying(tracker):
    adoption = tracker("""
        Empresa,Cargo,Descoberta,Status
        Amieiro,Cozinheira,2026-09-10,Enviado
        Faia,Cozinheira,2026-09-11,Rejeitado
        """)
    assert [line["date"] for line in adoption.lines] == ["", ""]
    assert adoption.questions == ()


@pytest.mark.parametrize("filled", [1, 3])
def test_a_sheet_of_people_is_never_read_for_one_of_applications(tmp_path, filled):
    people = ["Company", "Name", "Role", "Sent Date", "Status", "Reply Date", "Notes"]
    row = ["Alder", "A. Person", "Cook", "2026-06-08", "accepted", "2026-06-09", "said hello"]
    jobs = [
        ["Company", "Role", "Applied Date", "Status"],
        ["Alder", "Cook", "2026-06-10", "Applied"],
    ]
    other = ["Company", "Name", "Sent Date", "Status"]
    write_workbook(
        tmp_path / "search.xlsx",
        {
            "Referral Contacts": [people, *[row] * filled],
            "Networking": [other, ["Birch", "B. Person", "2026-06-01", "accepted"]],
            "Jobs": jobs,
        },
    )
    adoption = import_log(tmp_path / "search.xlsx", {})
    assert steps(adoption) == [("Alder", "2026-06-10", "application", "waiting")]
    assert any("Referral Contacts" in problem.message for problem in adoption.problems)


def test_the_employer_and_its_website_may_share_a_heading(tracker):
    adoption = tracker("""
        Company name and website,Technologies this company uses,Date applied
        Alder - https://alder.example,C,2026-03-01
        """)
    assert adoption.lines[0]["employer"].startswith("Alder")


def test_the_stage_of_an_admission_is_a_stage_and_waiting_for_a_response_waits(tracker):
    adoption = tracker("""
        School,Applied?,Admission stage
        Alder,Yes,Applied
        Birch,,Waiting for response
        Cedar,Yes,Rejected
        """)
    assert steps(adoption) == [
        ("Alder", "", "application", "waiting"),
        ("Birch", "", "application", "waiting"),
        ("Cedar", "", "application", "rejected"),
    ]


@pytest.mark.parametrize("roles", [("Cook", ""), ("", "Cook")])
def test_a_row_without_a_role_is_an_application_of_its_own_in_the_log_too(tracker, tmp_path, roles):
    adoption = tracker(f"""
        Company,Role,Date applied,Interview,Status
        Birch,Cook,2026-01-20,2026-01-29,Rejected
        Alder,{roles[0]},2026-02-01,,Applied
        Alder,{roles[1]},2026-05-18,,Rejected
        """)
    adoption.save(tmp_path / "log.csv")
    read = read_log(tmp_path / "log.csv").entries
    assert read.groupby("application").size().sort_values().tolist() == [1, 1, 2]
    assert [line["application_id"] for line in adoption.lines][:3] == ["", "", ""]


@pytest.mark.parametrize("heading", ["Interview date", "Offer received", "Rejected"])
def test_two_like_jobs_of_a_sheet_with_a_blank_column_for_a_step_stay_two(
    tracker, tmp_path, heading
):
    """The log alone would take the second row for the answer to the first."""
    adoption = tracker(f"""
        Company,Role,Date applied,Status,{heading}
        Alder,Cook,2026-03-31,Applied,
        Alder,Cook,2026-03-31,Rejected,
        """)
    adoption.save(tmp_path / "log.csv")
    assert read_log(tmp_path / "log.csv").entries["application"].nunique() == 2


def test_a_history_of_days_without_a_year_is_parted_at_them_beside_how_it_ended(tracker):
    adoption = tracker("""
        公司,岗位,经过,结果
        甲,厨师,6月16日投递-7月10日笔试-7月20日流程终止,未通过
        乙,厨师,7月26日投递 - 8月20日一面,二面未通过
        丙,厨师,8月1日投递-8月2日打听了一下,
        """)
    assert steps(adoption) == [
        ("甲", "6月16日", "application", "passed"),
        ("甲", "7月10日", "assessment", "rejected"),
        ("乙", "7月26日", "application", "passed"),
        ("乙", "8月20日", "interview", "rejected"),
        ("丙", "", "", ""),
    ]
    assert adoption.lines[-1]["经过"] == "8月1日投递-8月2日打听了一下"
    assert adoption.questions[0].values == ("打听了一下",)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("一面挂", ("interview", "rejected")),
        ("笔试未通过", ("assessment", "rejected")),
        ("简历终止", ("application", "rejected")),
        ("HR面试未通过", ("final interview", "rejected")),
    ],
)
def test_a_step_and_how_it_ended_are_two_words_also_where_no_blank_parts_them(word, meaning):
    assert read_status(word, {}) == ("known", meaning)


@pytest.mark.parametrize(
    "head", ["Company,2026-03-01,2026-03-08", "Firma,1.3.2026,8.3.2026", "Company,1 Mar,8 Mar"]
)
def test_an_employer_beside_columns_headed_by_days_is_a_row_of_headings(tracker, head):
    adoption = tracker(f"{head}\nAlder,Applied,Rejected\nBirch,,Applied\n")
    named = [(employer, *said) for employer, _, *said in steps(adoption)]
    assert named == [
        ("Alder", "application", "rejected"),
        ("Birch", "application", "waiting"),
    ]
    assert adoption.rows_read == 2


def test_rows_above_the_headings_are_told(tracker):
    below = "Company,Date,Status\nAlder,2026-03-01,Rejected\n"
    assert not tracker(below).problems
    one = tracker(f"Kitchen jobs,,\n{below}").problems
    said = "1 row stands above the headings and gave no application: 'Kitchen jobs'."
    assert [problem.message for problem in one] == [said]
    many = tracker("a,,\nb,,\nc,,\nBirch,x,y\n" + below).problems
    said = "4 rows stand above the headings and gave no application: 'a', 'b', 'c' and 1 more."
    assert [problem.message for problem in many] == [said]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026.3.1-15：00-15：50", "2026-03-01"),
        ("2026年3月1日 20：00~21：00", "2026-03-01"),
        ("2026.3.1 下午4点", "2026-03-01"),
        ("Unknown (pre-3/1/2026)", "Unknown (pre-3/1/2026)"),
        ("before 2026-03-01", "before 2026-03-01"),
    ],
)
def test_a_day_beside_its_hours_is_read_and_one_that_only_bounds_it_is_not(tracker, written, day):
    adoption = tracker(f"公司,时间,结果\nAlder,{written},挂\nBirch,2026年3月2日,挂\n")
    assert [line["date"] for line in adoption.lines] == [day, "2026-03-02"]
    assert [written in problem.message for problem in adoption.problems] == [True]


def test_a_job_whose_cells_are_days_is_none(tracker):
    text = "Job Title,Company,Status\n2026-03-01 10:11,Alder,Rejected\n2026-03-02,Birch,Applied\n"
    adoption = tracker(text)
    assert [(line["date"], line.get("role", "")) for line in adoption.lines] == [
        ("2026-03-01", ""),
        ("2026-03-02", ""),
    ]


def test_a_column_for_an_ending_in_which_nothing_stands_hides_no_status(tracker):
    adoption = tracker("Company,Date,Status,Offer date\nAlder,2026-03-01,0,\n")
    assert [question.values for question in adoption.questions] == [("0",)]


def test_a_table_of_people_at_the_same_employers_adds_no_applications(tracker):
    adoption = tracker(
        """
        | Company | Role | Date Applied | Status |
        |---|---|---|---|
        | Alder | Cook | 2026-03-01 | Rejected |
        | Birch | Chef | 2026-03-02 | Applied |

        ## People
        | Company | Contact | Role | Status |
        |---|---|---|---|
        | Alder | Ann | Head of kitchens | Gone quiet |
        | Birch | Ben | Director | Active |
        """,
        "jobs.md",
    )
    assert [step[0] for step in steps(adoption)] == ["Alder", "Birch"]
    assert not adoption.questions
    assert any("Not read" in problem.message for problem in adoption.problems)


def test_a_table_of_bars_is_one_whatever_the_file_is_called(tracker):
    text = "| Company | Date | Status |\n|---|---|---|\n| Alder | 2026-03-01 | Rejected |\n"
    assert steps(tracker(text)) == [("Alder", "2026-03-01", "", "rejected")]
    assert tracker(text).left_out == ()


def test_steps_that_hold_a_word_that_is_not_known_are_told_and_stay_as_they_are(tracker):
    adoption = tracker("""
        Company,Date,Status,Interview steps
        Alder,2026-03-01,Rejected,5 Mar 2026|Interview;9 Mar 2026|Final interview
        Birch,2026-03-02,Rejected,5 Mar 2026|Interview;9 Mar 2026|Tea with Ann
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "application", "passed"),
        ("Alder", "2026-03-05", "interview", "passed"),
        ("Alder", "2026-03-09", "final interview", "rejected"),
        ("Birch", "2026-03-02", "", "rejected"),
    ]
    written = "5 Mar 2026|Interview;9 Mar 2026|Tea with Ann"
    assert adoption.lines[-1]["Interview steps"] == written
    assert f"In 1 row the steps hold a word that is not known ('{written}')" in adoption.report()


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Rejected (email)", ("known", ("", "rejected"))),
        ("Offer by letter", ("known", ("", "offer"))),
        ("No reply yet", ("known", ("", "waiting"))),
        ("Rejected by phone", ("unknown", None)),  # a call may have been a step
        ("Email", ("unknown", None)),  # how it came, and not what
    ],
)
def test_how_an_answer_came_in_writing_is_no_part_of_what_it_says(word, said):
    assert read_status(word, {}) == said
