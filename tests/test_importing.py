"""Other people's trackers come in whole: every shape, every trap, and nothing guessed."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounceback_analysis.cli import main
from bounceback_analysis.log.importing.adopting import import_log
from bounceback_analysis.log.importing.adoption import answers_beside
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.vocabulary.schema import load_words
from tests.workbooks import write_workbook

EXAMPLE = Path(__file__).parents[1] / "data" / "example_log.csv"


@pytest.fixture
def tracker(tmp_path):
    """Give a function that writes a tracker as text and imports it."""

    def imported(text, name="tracker.csv", answers=None):
        path = tmp_path / name
        path.write_text(textwrap.dedent(text).lstrip("\n"), "utf-8")
        return import_log(path, answers)

    return imported


def steps(adoption):
    """Give the lines as (employer, date, stage, outcome, heard_on)."""
    names = ("employer", "date", "stage", "outcome", "heard_on")
    return [tuple(line.get(name, "") for name in names) for line in adoption.lines]


def test_one_row_an_application_becomes_lines_with_dates_stages_and_outcomes(tracker):
    adoption = tracker("""
        Company,Role,Date Applied,Status,Response Date
        Alder Ltd,Cook,13/03/2026,Rejected,20/03/2026
        Birch & Co,Chef,02/04/2026,Applied,
        Cedar,Porter,03/04/2026,Phone Screen,
        Elm,Cook,05/04/2026,2 Interviews + Denied,
        """)
    assert steps(adoption) == [
        ("Alder Ltd", "2026-03-13", "", "rejected", "2026-03-20"),
        ("Birch & Co", "2026-04-02", "application", "waiting", ""),
        ("Cedar", "2026-04-03", "application", "passed", ""),
        ("Cedar", "", "screening", "waiting", ""),
        ("Elm", "2026-04-05", "application", "passed", ""),
        ("Elm", "", "interview", "rejected", ""),
    ]
    assert adoption.questions == ()
    assert adoption.date_order == "day first, as '13/03/2026' shows"


def test_a_wide_sheet_with_a_column_for_each_stage_becomes_a_line_for_each(tracker):
    adoption = tracker("""
        Company,Applied,Phone Screen,Interview,Offer,Rejected
        Alder,2026-03-01,2026-03-09,,,2026-03-12
        Cedar,2026-03-03,2026-03-08,2026-03-20,2026-03-25,
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "application", "passed", ""),
        ("Alder", "2026-03-09", "screening", "rejected", "2026-03-12"),
        ("Cedar", "2026-03-03", "application", "passed", ""),
        ("Cedar", "2026-03-08", "screening", "passed", ""),
        ("Cedar", "2026-03-20", "interview", "offer", "2026-03-25"),
    ]


def test_a_sheet_of_ticks_is_read_and_rows_that_were_never_sent_are_left_out(tracker):
    adoption = tracker("""
        Company,Role,Applied,Interview,Offer,Ghosted
        Alder,Cook,TRUE,FALSE,FALSE,TRUE
        Birch,Chef,TRUE,TRUE,TRUE,FALSE
        Cedar,Chef,FALSE,FALSE,FALSE,FALSE
        """)
    assert steps(adoption) == [
        ("Alder", "", "application", "no response", ""),
        ("Birch", "", "application", "passed", ""),
        ("Birch", "", "interview", "offer", ""),
    ]
    assert adoption.left_out == ((4, "never applied for"),)


def test_a_row_for_each_event_stays_a_line_for_each_event(tracker):
    adoption = tracker("""
        Date,Company,Position,Update
        2026-01-02,Alder,Cook,Applied
        2026-01-09,Alder,Cook,Phone screen
        2026-01-20,Alder,Cook,Rejected
        2026-01-21,Birch,Chef,Applied
        2026-02-02,Birch,Chef,Interview
        """)
    assert steps(adoption) == [
        ("Alder", "2026-01-02", "application", "waiting", ""),
        ("Alder", "2026-01-09", "screening", "waiting", ""),
        ("Alder", "2026-01-20", "", "rejected", ""),
        ("Birch", "2026-01-21", "application", "waiting", ""),
        ("Birch", "2026-02-02", "interview", "waiting", ""),
    ]


@pytest.mark.parametrize("others", ["Cedar Elm Fir", "Cedar Elm Fir Oak"])
def test_rows_of_one_step_each_get_no_ids_as_the_log_says_whose_they_are(tracker, others):
    rows = "".join(f"2026-01-05,{name},Chef,Applied\n" for name in others.split())
    adoption = tracker(
        "Date,Company,Position,Update\n2026-01-02,Alder,Cook,Applied\n"
        f"2026-01-20,Alder,Cook,Rejected\n{rows}"
    )
    assert not any(line.get("application_id") for line in adoption.lines)


def test_rows_of_several_steps_are_applications_and_stay_apart_by_an_id(tracker):
    adoption = tracker("""
        Company,Role,Applied,Interview,Rejected
        Alder,Cook,2026-03-01,2026-03-09,
        Alder,Cook,2026-05-01,,2026-05-12
        """)
    ids = [line.get("application_id", "") for line in adoption.lines]
    assert ids == ["", "", "Alder Cook 2"]


@pytest.mark.parametrize(("known", "read_as"), [(6, "outcome"), (5, "kept as it is")])
def test_a_column_that_is_not_known_holds_outcomes_where_three_in_four_cells_do(
    tracker, known, read_as
):
    """Six of eight is the least that is enough; of seven, five are not."""
    words = ["purple", "green", *(["Rejected", "Offer"] * 3)[:known]]
    rows = "".join(f"F{n},Cook,2026-01-0{n},{word}\n" for n, word in enumerate(words, start=1))
    adoption = tracker(f"Company,Role,Date Applied,How it went for me\n{rows}")
    assert adoption.columns["How it went for me"] == read_as


@pytest.mark.parametrize(("dots", "outcome"), [(52, "rejected"), (53, "")])
def test_a_status_is_read_up_to_sixty_letters(tracker, dots, outcome):
    adoption = tracker(
        f"Company,Role,Date Applied,Status\nAlder,Cook,2026-01-02,Rejected{'.' * dots}\n"
        "Birch,Cook,2026-01-03,Offer\n"
    )
    assert [line["outcome"] for line in adoption.lines] == [outcome, "offer"]


def test_of_many_columns_that_are_not_known_twelve_are_asked_about(tracker):
    heads = [f"Col {letter}" for letter in "abcdefghijklmn"]
    rows = "".join(",".join(f"word{head[-1]} {n}" for head in heads) + "\n" for n in "pqrs")
    (question,) = tracker(f"{','.join(heads)}\n{rows}").questions
    assert question.values == tuple(heads[:12])


def test_a_history_packed_in_a_cell_is_unpacked(tracker):
    adoption = tracker("""
        Company,Title,Status History
        Alder,Cook,2026-01-02 Applied -> 2026-01-09 Phone screen -> 2026-01-20 Rejected
        Birch,Chef,2 Feb 2026: Applied; 10 Feb 2026: Interview
        """)
    assert steps(adoption) == [
        ("Alder", "2026-01-02", "application", "passed", ""),
        ("Alder", "2026-01-09", "screening", "rejected", "2026-01-20"),
        ("Birch", "2026-02-02", "application", "passed", ""),
        ("Birch", "2026-02-10", "interview", "waiting", ""),
    ]


def test_a_history_that_is_not_wholly_known_is_kept_and_asked_rather_than_guessed(tracker):
    adoption = tracker("""
        Company,Title,Status History
        Alder,Cook,2026-01-02 Applied -> 2026-01-09 Zoomed
        """)
    assert steps(adoption) == [("Alder", "", "", "", "")]
    assert adoption.lines[0]["Status History"] == "2026-01-02 Applied -> 2026-01-09 Zoomed"
    assert adoption.questions


def test_a_markdown_table_comes_in(tracker):
    adoption = tracker(
        """
        # My search

        | Company | Position | Applied date | Result |
        |---|---|---|---|
        | Alder | Cook | 1 March 2026 | Rejection :( |
        | Birch \\| Co | Cook | 5 March 2026 | Waiting |

        Some words after it.
        """,
        "search.md",
    )
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "", "rejected", ""),
        ("Birch | Co", "2026-03-05", "application", "waiting", ""),
    ]


def test_a_workbook_with_banner_rows_numbers_and_boxes_comes_in(tmp_path):
    path = write_workbook(
        tmp_path / "jobs.xlsx",
        {
            "Read me": [["How to use this sheet"]],
            "Jobs": [
                ["JOB TRACKER"],
                [],
                ["Company Name", "Application Status", "Role", "Date Submitted", "Remote"],
                ["Alder", "Rejected", "Cook", 46082, True],
                ["Birch", "Awaiting response", "Chef", 46089, False],
                [None, None, None, None, False],
            ],
        },
    )
    adoption = import_log(path)
    # 46082 is how a spreadsheet keeps 1 March 2026.
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "", "rejected", ""),
        ("Birch", "2026-03-08", "application", "waiting", ""),
    ]
    assert [line["Remote"] for line in adoption.lines] == ["TRUE", "FALSE"]
    assert adoption.left_out == ((6, "nothing but dashes and empty boxes"),)


def test_of_several_sheets_those_with_the_same_headings_come_in_together(tmp_path):
    heading = ["Company", "Role", "Date applied", "Status"]
    path = write_workbook(
        tmp_path / "jobs.xlsx",
        {
            "2025": [heading, ["Alder", "Cook", "2025-12-01", "Rejected"]],
            "2026": [heading, ["Birch", "Chef", "2026-01-05", "Applied"]],
            "Contacts": [["Name", "Company"], ["Ann", "Alder"]],
        },
    )
    assert [step[0] for step in steps(import_log(path))] == ["Alder", "Birch"]


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Denied", ("", "rejected")),
        ("I Denied", ("", "withdrew")),
        ("Offer Declined", ("", "declined")),
        ("Ghosted", ("", "no response")),
        ("✅ Submitted", ("application", "waiting")),
        ("Auto-Rejected", ("", "rejected")),
        ("Hiring freeze", ("", "cancelled")),
        ("Rejected after interview", ("interview", "rejected")),
        ("一面", ("interview", "waiting")),
        ("Absage", ("", "rejected")),
    ],
)
def test_a_word_with_one_meaning_is_read_and_the_candidates_own_side_comes_first(
    tracker, word, meaning
):
    adoption = tracker(f"Company,Role,Applied on,Status\nAlder,Cook,2026-03-01,{word}\n")
    assert adoption.statuses[word] == meaning
    assert adoption.questions == ()


@pytest.mark.parametrize(
    "word", ["Closed", "Pending", "Selected", "Accepted", "Decline", "Zorp", ""]
)
def test_a_word_with_many_meanings_is_asked_and_never_guessed(tracker, word):
    adoption = tracker(f"Company,Role,Applied on,Status\nAlder,Cook,2026-03-01,{word}\n")
    assert [line["outcome"] for line in adoption.lines] == [""]
    assert [question.about for question in adoption.questions] == ["statuses"]
    assert adoption.questions[0].values == (word or "(blank)",)


def test_words_in_a_long_cell_are_never_taken_for_an_outcome(tracker):
    note = "They said I was not rejected but that the offer would have to wait until the new year"
    adoption = tracker(f"Company,Role,Applied on,Status\nAlder,Cook,2026-03-01,{note}\n")
    assert steps(adoption) == [("Alder", "2026-03-01", "", "", "")]
    assert adoption.lines[0]["their Status"] == note


def test_an_answer_is_remembered_beside_the_sheet_so_that_it_is_asked_once(tracker, tmp_path):
    text = "Company,Role,Applied on,Status\nAlder,Cook,01/03/2026,Closed\nElm,Cook,02/03/2026,Old\n"
    assert [question.about for question in tracker(text).questions] == ["statuses", "date_order"]
    answers = answers_beside(tmp_path / "tracker.csv")
    said = 'Closed = "interview, rejected"\nOld = "leave out"\n'
    answers.write_text(f'date_order = "month first"\n[statuses]\n{said}', "utf-8")
    again = tracker(text)
    assert again.questions == ()
    assert steps(again) == [
        ("Alder", "2026-01-03", "application", "passed", ""),
        ("Alder", "", "interview", "rejected", ""),
    ]
    assert again.left_out == ((3, "never applied for"),)


def test_month_first_dates_are_proven_by_one_that_cannot_be_otherwise(tracker):
    adoption = tracker("""
        Company,Role,Applied,Status
        Alder,Cook,03/25/2026,Rejected
        Birch,Cook,03/04/2026,Rejected
        """)
    assert [step[1] for step in steps(adoption)] == ["2026-03-25", "2026-03-04"]
    assert adoption.date_order == "month first, as '03/25/2026' shows"


def test_a_date_without_a_year_stands_as_written_and_is_said(tracker):
    adoption = tracker("Company,Role,Applied on,Status\nAlder,Cook,14 Feb,Rejected\n")
    assert steps(adoption) == [("Alder", "14 Feb", "", "rejected", "")]
    assert "no year" in adoption.problems[0].message


def test_peoples_details_are_left_out_and_said_and_pay_is_kept_apart(tracker):
    adoption = tracker("""
        Company,Role,Applied on,Status,Recruiter Name,Contact Email,Salary,Location
        Alder,Cook,2026-03-01,Rejected,Ann Hart,ann@alder.example,"24,000",Leeds
        """)
    line = adoption.lines[0]
    assert "Ann" not in str(line) + str(line.values())
    assert adoption.columns["Recruiter Name"].startswith("left out")
    assert adoption.columns["Salary"].startswith("kept apart from what reports use")
    assert (line["Salary"], line["Location"]) == ("24,000", "Leeds")


def test_what_has_no_column_of_ours_is_kept_whole(tracker):
    adoption = tracker("""
        Company,Role,Applied on,Status,CV version,Notes
        Alder,Cook,2026-03-01,Rejected,v3,"Two
        lines; and more"
        """)
    assert adoption.lines[0]["CV version"] == "v3"
    assert adoption.lines[0]["their Status"] == "Rejected"
    assert adoption.lines[0]["notes"] == "Two\nlines; and more"


def test_totals_repeated_headings_and_rows_without_a_name_are_left_out_with_the_reason(tracker):
    adoption = tracker("""
        Company,Role,Applied on,Status
        Alder,Cook,2026-03-01,Rejected
        Company,Role,Applied on,Status
        ,,,Applied
        Total,,,1
        """)
    assert [reason for _, reason in adoption.left_out] == [
        "the headings again",
        "names no employer and no role",
        "a total, not an application",
    ]
    assert (adoption.rows_read, adoption.rows_kept) == (4, 1)


@pytest.mark.parametrize("name", ["example_log.csv", "first_week.csv"])
def test_a_log_of_our_own_comes_back_as_it_was(tmp_path, name):
    log, copy = Path(__file__).parents[1] / "data" / name, tmp_path / "copy.csv"
    adoption = import_log(log)
    adoption.save(copy)
    assert adoption.questions == ()
    read, theirs = read_log(copy).entries, read_log(log).entries
    assert read.equals(theirs)


def test_importing_twice_adds_nothing_twice(tracker, tmp_path):
    adoption = tracker("Company,Role,Applied on,Status\nAlder,Cook,2026-03-01,Rejected\n")
    out = tmp_path / "log.csv"
    assert "1 line written" in adoption.save(out)
    first = out.read_bytes()
    assert "1 was there already" in adoption.save(out)
    assert out.read_bytes() == first


def test_a_sheet_goes_into_an_own_log_in_the_logs_way_and_no_old_byte_moves(tracker, tmp_path):
    out = tmp_path / "log.csv"
    old = "outcome;employer;date;role;Gefühl\nrejected;Müller;05/03/2026;Köchin;müde\n"
    out.write_bytes(old.encode("cp1252"))
    text = "Company,Role,Date applied,Status\nMüller,Köchin,2026-03-05,Rejected\n"
    adoption = tracker(text + "Weiß; Co,Koch,2026-03-09,Rejected\n")
    # Their heading Status has no column in this log: it is the first time that one is added.
    assert "1 was there already" in adoption.save(out)
    assert out.read_bytes().decode("cp1252") == (
        "outcome;employer;date;role;Gefühl;their Status;brought_from\n"
        "rejected;Müller;05/03/2026;Köchin;müde;;\n"
        'rejected;"Weiß; Co";2026-03-09;Koch;;Rejected;tracker.csv 3.1 33b49ac5 f4bf39c2\n'
    )
    before = out.read_bytes()
    tracker(text + "Elm,Koch,2026-03-10,Rejected\n").save(out)
    more = b"rejected;Elm;2026-03-10;Koch;;Rejected;tracker.csv 3.1 8612052a a8971e64\n"
    assert out.read_bytes() == before + more


def test_a_file_of_another_kind_is_never_written_over(tracker, tmp_path):
    out = tmp_path / "letter.csv"
    out.write_text("Dear Ann,\nthank you\n", "utf-8")
    adoption = tracker("Company,Role,Applied on,Status\nAlder,Cook,2026-03-01,Rejected\n")
    with pytest.raises(ValueError, match="another name"):
        adoption.save(out)
    assert out.read_text("utf-8") == "Dear Ann,\nthank you\n"


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("people.csv", b"Age,Height\n3,90\n", "employer"),
        ("empty.csv", b"", "empty"),
        ("broken.xlsx", b"PK\x03\x04" + bytes(100), "could not be opened"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "could not be opened"),
    ],
)
def test_a_file_without_a_tracker_is_one_plain_sentence(tmp_path, name, data, word):
    path = tmp_path / name
    path.write_bytes(data)
    adoption = import_log(path)
    assert (adoption.status, adoption.lines) == ("stop", ())
    assert word in adoption.report()


def test_headings_in_a_language_that_is_not_known_are_asked_and_can_be_named(tracker):
    text = "Työnantaja,Tehtävä,Tila\nAlder,Kokki,Hylätty\n"
    asked = tracker(text)
    assert (asked.status, asked.lines, asked.rows_read) == ("ask", (), 1)
    assert [question.about for question in asked.questions] == ["columns"]
    assert asked.questions[0].values == ("Työnantaja", "Tehtävä", "Tila")
    assert {"employer", "outcome", "keep as extra"} <= set(asked.questions[0].options)
    named = {
        "columns": {"Työnantaja": "employer", "Tila": "outcome", "Tehtävä": "keep as extra"},
        "statuses": {"Hylätty": "rejected"},
    }
    settled = tracker(text, answers=named)
    assert settled.questions == ()
    assert steps(settled) == [("Alder", "", "", "rejected", "")]
    assert settled.lines[0]["Tehtävä"] == "Kokki"


def test_a_column_of_days_is_asked_where_no_heading_names_the_date(tracker):
    text = "Company,Timestamp,Status,Colour\nAlder,2026-03-01,Rejected,red\n"
    (question,) = tracker(text).questions
    assert (question.about, question.values) == ("columns", ("Timestamp",))
    settled = tracker(text, answers={"columns": {"Timestamp": "date"}})
    assert steps(settled) == [("Alder", "2026-03-01", "", "rejected", "")]
    assert settled.questions == ()


def test_a_timestamp_is_the_day_where_a_sheet_has_neither_status_nor_date(tracker):
    text = "Timestamp,Company\n2026-02-14T18:12:00Z,Alder\n"
    (question,) = tracker(text).questions
    assert (question.about, question.values) == ("statuses", ("(blank)",))
    (line,) = tracker(text, answers={"statuses": {"(blank)": "waiting"}}).lines
    assert (line["date"], line["employer"]) == ("2026-02-14", "Alder")


def test_the_number_of_a_company_is_never_taken_for_its_name(tracker):
    adoption = tracker("id,title,status,company_id\n1,Cook,Applied,454\n2,Chef,Applied,276\n")
    assert (adoption.status, adoption.lines) == ("stop", ())


def test_headings_written_together_are_read_and_details_of_people_stay_out(tracker):
    adoption = tracker("""
        CompanyName,DateApplied,Status,RecruiterName,contact_linkedin,StipendAmount
        Alder,2026-03-01,Rejected,Ann Hart,in/annhart,9
        """)
    assert steps(adoption) == [("Alder", "2026-03-01", "", "rejected", "")]
    assert not any("hart" in cell.casefold() for cell in adoption.lines[0].values())
    assert "pay" in adoption.columns["StipendAmount"]


def test_a_stage_alone_tells_what_became_of_it_and_beside_a_status_its_words_are_asked(tracker):
    alone = tracker("Name,Date,Stage\nAlder,2026-03-01,Rejected\nBirch,2026-03-02,Ghosted\n")
    assert [step[3] for step in steps(alone)] == ["rejected", "no response"]
    both = tracker("""
        Company,Date,Stage,Rejected
        Alder,2026-03-01,Stage one - intro call,False
        Birch,2026-03-01,Interview,True
        """)
    assert both.questions[0].values == ("Stage one - intro call",)
    assert steps(both)[1:] == [
        ("Birch", "2026-03-01", "application", "passed", ""),
        ("Birch", "", "interview", "rejected", ""),
    ]


def test_a_second_column_says_how_it_ended_where_the_first_does_not(tracker):
    adoption = tracker("""
        Company,Date,Date applied,Status,Result
        Alder,2026-02-01,2026-03-01,Applied,Rejected
        Birch,2026-02-01,2026-03-02,Withdrawn,
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "application", "rejected", ""),
        ("Birch", "2026-03-02", "", "withdrew", ""),
    ]


def test_two_applications_for_the_same_role_stay_two_in_the_log(tracker, tmp_path):
    adoption = tracker("""
        Company,Role,Date,Status
        Alder,Cook,2026-03-01,Interview
        Birch,Chef,2026-03-02,Rejected
        Cedar,Chef,2026-03-02,Rejected
        Elm,Chef,2026-03-02,Rejected
        Fir,Chef,2026-03-02,Rejected
        Alder,Cook,2026-04-01,Rejected
        """)
    adoption.save(tmp_path / "log.csv")
    entries = read_log(tmp_path / "log.csv").entries
    assert entries["application"].nunique() == 6
    assert "1 row names" in adoption.problems[0].message


def test_a_word_in_doubt_is_asked_also_where_each_row_is_an_event(tracker):
    adoption = tracker("""
        Date,Company,Position,Update
        2026-01-02,Alder,Cook,Applied
        2026-01-09,Alder,Cook,Zoomed
        2026-01-20,Alder,Cook,Declined
        """)
    assert adoption.questions[0].values == ("Zoomed", "Declined")


def test_a_history_that_a_program_wrote_is_unpacked(tracker):
    adoption = tracker("""
        Company,Role,Stage History
        Alder,Cook,"[{'stage': 'Applied', 'date': '2026-01-02'}, {'stage': 'Phone Screen', 'date': '2026-01-09'}, {'stage': 'Rejected', 'date': '2026-01-20'}]"
        """)
    assert steps(adoption) == [
        ("Alder", "2026-01-02", "application", "passed", ""),
        ("Alder", "2026-01-09", "screening", "rejected", "2026-01-20"),
    ]


def test_a_tick_under_a_named_contact_is_no_step(tracker):
    adoption = tracker("Company,Date,Status,Named contact\nAlder,2026-03-01,Rejected,yes\n")
    assert steps(adoption) == [("Alder", "2026-03-01", "", "rejected", "")]


def test_a_stray_comma_moves_no_cell_into_the_wrong_column(tracker):
    adoption = tracker("""
        Company,Skills,Date,Status
        Alder,Word, Excel,2026-03-01,Rejected
        Birch,Word,2026-03-02,Applied
        """)
    assert steps(adoption)[0] == ("Alder", "2026-03-01", "", "rejected", "")
    assert adoption.problems[0].line == 2
    assert adoption.lines[0]["skills_wanted"] == "Word, Excel"


def test_a_long_cell_of_many_lines_stays_one_cell(tracker):
    lines = "\n\n".join(f"Duty {n}: cook, clean, and serve" for n in range(9))
    text = f'Company,Role,Description,Date applied,Status,Source,Notes\nAlder,Cook,"{lines}",'
    adoption = tracker(text + "2026-03-01,Rejected,Indeed,none\n")
    assert (adoption.rows_read, len(adoption.lines)) == (1, 1)
    assert adoption.lines[0]["Description"] == lines


def test_a_word_where_a_day_belongs_is_kept_but_is_no_day(tracker):
    adoption = tracker("""
        Company,Applied Date,Response Date,Status
        Alder,2026-03-01,No Response,Rejected
        """)
    assert steps(adoption) == [("Alder", "2026-03-01", "", "rejected", "")]
    assert adoption.lines[0]["their Response Date"] == "No Response"


def test_a_markdown_link_is_read_by_its_words_and_where_it_leads_is_kept(tracker):
    adoption = tracker(
        """
        | Company | Date | Status |
        |---|---|---|
        | [Alder](https://alder.example) | 2026-03-01 | **Rejected** |
        """,
        "t.md",
    )
    assert steps(adoption) == [("Alder", "2026-03-01", "", "rejected", "")]
    assert adoption.lines[0]["Company link"] == "https://alder.example"


def test_a_table_in_the_words_of_a_web_page_is_no_page(tracker):
    text = 'Company,Date,Status,Notes\nAlder,2026-03-01,Rejected,"<table><tr><td>x</td></tr></table>"\n'
    assert steps(tracker(text)) == [("Alder", "2026-03-01", "", "rejected", "")]


def test_days_that_read_the_same_either_way_are_not_asked_about(tracker):
    adoption = tracker("Company,Date,Status\nAlder,05/05/2026,Rejected\n")
    assert (steps(adoption)[0][1], adoption.questions) == ("2026-05-05", ())


def test_rows_never_sent_and_words_not_known_are_told_apart(tracker):
    adoption = tracker("Company,Date,Status\nAlder,,Wishlist\nBirch,,Zorp\n")
    assert adoption.statuses == {"Wishlist": ("", "never applied for"), "Zorp": None}


def test_the_command_prints_one_json_document_with_every_guess(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text("Company,Role,Applied on,Status\nAlder,Cook,2026-03-01,Closed\n", "utf-8")
    code = main(["import", str(path), "-o", str(tmp_path / "o.csv"), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert code == 1
    assert (said["rows_read"], said["rows_kept"], said["entries_written"]) == (1, 1, 0)
    assert said["columns"]["Company"] == "employer"
    assert said["statuses"] == {"Closed": None}
    assert list(said) == [
        *("rows_read", "rows_kept", "left_out", "columns", "statuses", "date_order"),
        *("questions", "entries_written"),
    ]
    assert said["questions"][0]["values"] == ["Closed"]


def test_no_status_stands_under_two_meanings():
    words = load_words("aliases")
    known = [word for group in words["statuses"].values() for word in group]
    every = [*known, *words["never_sent"]["words"], *words["ask"]["words"]]
    assert len(set(every)) == len(every)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=4, max_size=4), max_size=6))
def test_no_cell_whatever_stops_the_import_and_no_row_is_lost(tmp_path_factory, rows):
    import csv

    path = tmp_path_factory.mktemp("any") / "t.csv"
    with path.open("w", encoding="utf-8", newline="", errors="replace") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerows([["Company", "Role", "Applied on", "Status"], *rows])
    adoption = import_log(path)
    assert adoption.rows_read == adoption.rows_kept + len(adoption.left_out)


def test_a_status_said_twice_and_a_day_that_says_nothing_are_read(tracker):
    adoption = tracker("""
        Company,Role,Applied on,Response date,Final status
        Alder,Cook,2026-03-01,null,Ghosted (no reply)
        Birch,Cook,2026-03-02,N/A,Rejected after assessment
        """)
    assert steps(adoption) == [
        ("Alder", "2026-03-01", "", "no response", ""),
        ("Birch", "2026-03-02", "application", "passed", ""),
        ("Birch", "", "assessment", "rejected", ""),
    ]


def test_what_keeps_a_file_from_being_read_is_said_when_it_is_imported(tracker):
    both = "Company,Status\n<<<<<<< mine\nAlder,Applied\n=======\nAlder,Rejected\n>>>>>>> theirs\n"
    assert "merged and not settled" in tracker(both).report()


def test_a_column_of_a_call_on_some_day_is_a_step_and_nobodys_number(tracker):
    adoption = tracker("""
        Company,Applied Date,Phone,Result
        Alder,7/19/2019,8/5/2019 & 8/14/2019,Rejected
        Birch,7/20/2019,,Rejected
        Cedar,7/21/2019,27-Oct,Rejected
        """)
    assert adoption.columns["Phone"] == "stage screening"
    stages = [line["stage"] for line in adoption.lines]
    assert stages == ["application", "screening", "", "application", "screening"]


def test_a_designation_is_a_role_and_a_package_is_pay(tracker):
    adoption = tracker("""
        Company,Designation,Package,Status
        Alder,Cook,2500000,Applied
        """)
    assert adoption.columns["Designation"] == "role"
    assert adoption.columns["Package"] == "kept apart from what reports use (pay)"
    assert adoption.lines[0]["role"] == "Cook"


def test_a_telephone_number_is_still_left_out(tracker):
    adoption = tracker("""
        Company,Applied Date,Phone,Result
        Alder,19/07/2019,020-7946-0958,Rejected
        Birch,20/07/2019,,Rejected
        """)
    assert adoption.columns["Phone"] == "left out (people's details)"
    assert not any("7946" in cell for line in adoption.lines for cell in line.values())


@pytest.mark.parametrize("heading", ["Name", "Company Name + Link", "Name of the organisation"])
def test_where_no_heading_is_the_employer_the_likeliest_is_taken_and_said(tracker, heading):
    adoption = tracker(f"""
        {heading},Applied Date,Status
        Alder,2026-03-05,Rejected
        """)
    assert adoption.columns[heading] == "employer"
    assert steps(adoption) == [("Alder", "2026-03-05", "", "rejected", "")]


def test_an_answer_that_came_since_goes_into_the_line_that_waited(tracker, tmp_path):
    out = tmp_path / "log.csv"
    heading = "Company,Role,Date applied,Status\n"
    tracker(heading + "Alder,Cook,2026-03-05,Applied\nBirch,Cook,2026-03-06,Applied\n").save(out)
    later = tracker(heading + "Alder,Cook,2026-03-05,Rejected\nBirch,Cook,2026-03-06,Applied\n")
    assert later.save(out).endswith("1 line that waited got the answer. 1 was there already.")
    entries = read_log(out).entries
    assert entries[["employer", "outcome"]].to_numpy().tolist() == [
        ["Alder", "rejected"],
        ["Birch", "waiting"],
    ]
    assert "2 were there already" in later.save(out)
    older = tracker(heading + "Alder,Cook,2026-03-05,Applied\n")
    assert "0 lines written" in older.save(out)


OURS = "date,employer,role,stage,outcome,Mood\n"


def test_a_log_of_ours_keeps_its_own_words_and_asks_nothing_of_them(tracker, tmp_path):
    adoption = tracker(OURS + "2026-03-05,Alder,Cook,chat,Declined by me,😐\nsoon,Total,,,,\n")
    assert adoption.questions == ()
    assert adoption.lines[0] == {
        "date": "2026-03-05",
        "employer": "Alder",
        "role": "Cook",
        "stage": "chat",
        "outcome": "Declined by me",
        "Mood": "😐",
    }
    assert (adoption.lines[1]["date"], adoption.lines[1]["employer"]) == ("soon", "Total")
    adoption.save(tmp_path / "log.csv")
    assert b"Declined by me" in (tmp_path / "log.csv").read_bytes()


def test_days_of_a_log_of_ours_mean_the_same_in_a_log_of_another_order(tracker, tmp_path):
    out = tmp_path / "log.csv"
    out.write_text(OURS + "25/03/2026,Elm,Cook,,rejected,\n", "utf-8")
    tracker(OURS + "03/25/2026,Alder,Cook,,offer,\n03/04/2026,Birch,Cook,,offer,\n").save(out)
    days = read_log(out).entries["date"].dt.strftime("%Y-%m-%d").tolist()
    assert days == ["2026-03-25", "2026-03-25", "2026-03-04"]


def test_where_days_of_a_log_of_ours_may_be_two_they_are_asked(tracker):
    (question,) = tracker(OURS + "03/04/2025,Alder,Cook,,offer,\n").questions
    assert question.about == "date_order"


def test_a_log_of_ours_under_a_title_and_with_its_headings_again_loses_no_line(tracker):
    adoption = tracker(
        f"My search\n{OURS}2026-03-05,Alder,Cook,,offer,\n{OURS}2026-03-06,Elm,,,,\n"
    )
    assert [line["employer"] for line in adoption.lines] == ["Alder", "Elm"]
    assert "The headings stand here again" in adoption.report()
