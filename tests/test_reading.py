"""Whatever a person saved is read or said: no line dropped, no cell moved, nothing silently wrong."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounceback_analysis.log.csvtext import split_rows, tokens
from bounceback_analysis.log.dates import order_of
from bounceback_analysis.log.files import save
from bounceback_analysis.log.reading import (
    check_json,
    check_report,
    read_feedback,
    read_log,
    read_table,
)
from bounceback_analysis.vocabulary.schema import columns
from tests.bad_inputs import CASES, HEAD, LOG, dated
from tests.reading import entries_of, log_of

NEEDED = "date,employer,outcome\n"


@pytest.fixture
def read(tmp_path):
    """Give a function that reads a log from its bytes."""

    def from_bytes(data, name="log.csv"):
        path = tmp_path / name
        path.write_bytes(data)
        return read_log(path)

    return from_bytes


@pytest.mark.parametrize(("name", "data", "verdict", "words"), CASES, ids=[c[0] for c in CASES])
def test_every_odd_log_gets_its_verdict_and_its_word(read, name, data, verdict, words):
    log = read(data)
    said = check_report(log)
    assert log.status == verdict, said
    assert all(word in said for word in words), said
    assert (log.status == "ok") == (not log.problems)


def test_there_are_many_odd_logs_and_no_two_of_one_name():
    names = [name for name, *_ in CASES]
    assert len(set(names)) == len(names) >= 130


def test_a_log_that_stops_gives_typed_empty_entries(read):
    log = read(b"")
    assert list(log.entries.columns[: len(columns())]) == [column.name for column in columns()]
    assert str(log.entries["date"].dtype) == "datetime64[us]"
    assert len(log.entries) == 0


def test_names_that_look_like_nothing_stay_names():
    names = ["NA", "None", "Null", "nan", "TRUE", "N/A"]
    rows = "".join(f"2026-03-05,{name},rejected\n" for name in names)
    assert list(entries_of("date,employer,outcome\n" + rows)["employer"]) == names


def test_iso_days_are_never_turned_whatever_stands_beside_them():
    log = log_of("date,employer,outcome\n2026-03-05,A,rejected\n25/03/2026,B,rejected\n")
    assert list(log.entries["date"]) == [pd.Timestamp("2026-03-05"), pd.Timestamp("2026-03-25")]


@pytest.mark.parametrize(("years", "read"), [(3, True), (4, False), (-60, True), (-61, False)])
def test_a_day_is_read_from_sixty_years_back_to_three_ahead(years, read):
    day = f"{pd.Timestamp.today().year + years}-06-15"
    log = log_of(f"date,employer,outcome\n{day},A,rejected\n")
    assert (log.entries["date"].tolist() == [pd.Timestamp(day)]) == read
    assert any("check the year" in p.message for p in log.problems if p.verdict == "ask") != read


@pytest.mark.parametrize(("days", "told"), [(366, False), (367, True)])
def test_a_day_more_than_a_year_ahead_is_told(days, told):
    day = pd.Timestamp.today().normalize() + pd.Timedelta(days=days)
    log = log_of(f"date,employer,outcome\n{day:%Y-%m-%d},A,waiting\n")
    assert any("a year ahead" in problem.message for problem in log.problems) == told


def test_where_two_orders_are_proven_each_sure_day_is_read_by_its_own():
    log = log_of("date,employer,outcome\n25/03/2026,A,rejected\n03/26/2026,B,rejected\n")
    assert list(log.entries["date"]) == [pd.Timestamp("2026-03-25"), pd.Timestamp("2026-03-26")]


def test_a_cell_with_line_breaks_does_not_shift_the_line_numbers():
    log = log_of(
        'date,employer,outcome,feedback\n2026-03-05,A,rejected,"one\ntwo\nthree"\n'
        "2026-03-06,B,rejcted,\n"
    )
    assert list(log.entries["line"]) == [2, 5]
    assert [(p.line, p.column) for p in log.problems] == [(5, "outcome")]


def test_lines_are_those_of_the_file_also_below_titles_blank_lines_and_a_sep_line(read):
    log = read(b"sep=;\nMy search\n\ndate;employer;outcome\n\n2026-03-05;A;rejected\n")
    assert list(log.entries["line"]) == [6]


@pytest.mark.parametrize(("above", "employers"), [(24, ["A"]), (25, [])])
def test_headings_are_found_down_to_the_twenty_fifth_row(above, employers, read):
    notes = "".join(f"Note {n}\n" for n in range(above))
    log = read(f"{notes}date,employer,outcome\n2026-03-05,A,rejected\n".encode())
    assert list(log.entries["employer"]) == employers


def test_a_comma_in_a_name_does_not_shift_the_row():
    log = log_of(HEAD + "2026-03-05,Smith, Jones,Cook,interview,rejected,Too quiet\n")
    row = log.entries.iloc[0]
    assert (row["employer"], row["role"], row["outcome"]) == ("Smith, Jones", "Cook", "rejected")


def test_rows_after_a_quote_that_never_closes_are_all_there():
    log = log_of(
        HEAD + '2026-03-05,A,Cook,,rejected,"quiet\n2026-03-06,B,Cook,,rejected,\n'
        "2026-03-07,C,Cook,,waiting,\n"
    )
    assert list(log.entries["employer"]) == ["A", "B", "C"]
    assert log.entries["feedback"].iloc[0] == '"quiet'


def test_what_cannot_be_told_stays_blank_and_its_line_is_kept():
    log = log_of("date,employer,outcome,calm\nsoon,A,rejcted,9\n")
    row = log.entries.iloc[0]
    assert row[["date", "outcome", "calm"]].isna().all()
    assert row["employer"] == "A"
    assert {p.column for p in log.problems if p.verdict == "ask"} == {"date", "outcome", "calm"}


def test_one_decision_is_said_once_with_its_first_line_and_its_count():
    log = log_of("date,employer,stage,outcome\n" + "2026-03-05,A,application,Ghosted\n" * 40)
    assert [(p.line, p.verdict) for p in log.problems] == [(2, "tell")]
    assert "(40 lines)" in log.problems[0].message


@pytest.mark.parametrize(
    ("blank", "said"),
    [
        ([3], "This line has no date"),
        ([2, 4, 6], "3 lines (2, 4 and 6) have no date"),
        ([2, 3, 4, 5, 6, 7, 8], "7 lines (2, 3, 4, 5, 6 and 2 more) have no date"),
    ],
)
def test_lines_that_lack_something_are_named_up_to_a_handful(blank, said):
    rows = (f"{'' if n in blank else '2026-03-05'},Firm {n},waiting\n" for n in range(2, 10))
    (problem,) = [p for p in log_of(NEEDED + "".join(rows)).problems if p.column == "date"]
    assert problem.message.startswith(said)
    assert problem.line == blank[0]


def test_answers_before_their_day_are_named_line_by_line():
    rows = "".join(f"2026-03-05,Firm {n},rejected,2026-03-0{n}\n" for n in (4, 6, 1))
    log = log_of(f"date,employer,outcome,heard_on\n{rows}")
    (problem,) = log.problems
    assert problem.message.endswith("check the two dates. So it is on 2 lines (2 and 4).")


def test_of_many_different_words_twenty_are_said_and_the_rest_counted(read):
    rows = "".join(f"2026-03-05,Acme,word{n:02d}q\n" for n in range(25))
    said = [p.message for p in read(f"{NEEDED}{rows}".encode()).problems if p.column == "outcome"]
    assert len(said) == 21
    assert said[-1] == "5 further words of this kind."


def test_a_cell_too_many_that_fits_nowhere_is_kept_in_a_column_of_its_own(read):
    log = read(b"date,employer,outcome,calm\n2026-03-05,Acme,rejected,3,4\n")
    assert "those beyond were kept in columns of their own" in log.problems[0].message
    assert log.entries[["outcome", "calm", "column 5"]].to_numpy().tolist() == [
        ["rejected", 3.0, "4"]
    ]


def test_a_total_is_asked_about_and_kept_and_a_mark_of_two_versions_alone_is_text(read):
    log = read(f"{NEEDED}2026-03-05,<<<<<<< Ltd,waiting\nTotal,,1\n".encode())
    assert any("looks like a total" in p.message for p in log.problems)
    assert log.entries["employer"].tolist()[0] == "<<<<<<< Ltd"
    assert len(log.entries) == 2


@pytest.mark.parametrize(
    ("written", "order"),
    [(["3/2/2026", "3/9/2026"], "month first"), (["2/3/2026", "9/3/2026"], "day first")],
)
def test_the_order_in_which_no_day_lies_far_ahead_is_taken(written, order):
    found, why = order_of(written, "", dt.date(2026, 3, 10))
    assert (found, why) == (order, f"as '{written[1]}' would else lie in the future")


def test_a_log_that_is_empty_now_names_the_newest_copy_of_what_it_held(tmp_path):
    file = tmp_path / "my_log.csv"
    save(file, lambda _: LOG.encode(), create=True)
    save(file, lambda old: old + b"2026-03-09,Birch,,,waiting,\n")
    file.write_bytes(b"")
    log = read_log(file)
    (copy,) = (path for path in (tmp_path / "backups").iterdir() if path.stat().st_size)
    assert any(copy.name in p.message and "bb.restore(" in p.message for p in log.problems)
    assert log.status == "stop"


def test_columns_of_ones_own_are_kept_behind_ours_untouched():
    entries = entries_of("mood,date,employer,outcome,line\n fine ,2026-03-05,A,rejected,x\n")
    after = list(entries.columns[len(columns()) :])
    assert after == ["mood", "their line", "line", "application", "round"]
    assert entries["mood"].iloc[0] == "fine"


def test_applications_are_told_apart_without_case_spaces_and_accents():
    entries = entries_of(
        "date,employer,role,stage,outcome\n"
        "2026-03-01,Café Rouge,Cook,application,passed\n"
        "2026-03-09,CAFE  ROUGE,cook,interview,rejected\n"
        "2026-06-01,Cafe Rouge,Cook,application,waiting\n"
        "2026-06-09,Cafe Rouge,Cook,interview,waiting\n"
    )
    assert (
        list(entries["application"]) == ["Café Rouge, Cook"] * 2 + ["Café Rouge, Cook (2)"] * 2
        or entries["application"].nunique() == 2
    )
    assert list(entries["round"]) == [1, 2, 1, 2]


def test_an_application_id_tells_apart_what_employer_and_role_do_not():
    entries = entries_of(
        "date,employer,outcome,application_id\n2026-03-01,A,rejected,x1\n2026-03-02,A,rejected,x2\n"
    )
    assert entries["application"].nunique() == 2


def test_rounds_are_counted_by_date_and_not_by_the_order_of_the_lines():
    entries = entries_of(
        "date,employer,stage,outcome\n2026-03-09,A,interview,passed\n2026-03-01,A,,passed\n"
        ",A,final interview,waiting\n"
    )
    assert list(entries["round"]) == [2, 1, 3]


def test_the_plan_beside_a_log_is_read_with_it(tmp_path):
    (tmp_path / "my_log.csv").write_text(LOG, "utf-8")
    (tmp_path / "my_plan.csv").write_text("skill,my_level,due_on\nExcel,2,30/09/2026\n", "utf-8")
    plan = read_log(tmp_path / "my_log.csv").plan
    assert list(plan.columns) == [column.name for column in columns("plan")]
    assert plan.loc[0, ["skill", "my_level", "due_on"]].tolist() == [
        "Excel",
        2.0,
        pd.Timestamp("2026-09-30"),
    ]


def test_a_missing_log_names_the_files_near_that_name(tmp_path):
    (tmp_path / "my_log.csv").write_text(LOG, "utf-8")
    said = check_report(read_log(tmp_path / "my_lgo.csv"))
    assert "'my_log.csv'" in said


def test_a_copy_made_by_a_sync_service_is_pointed_out(read, tmp_path):
    (tmp_path / "log (conflicted copy).csv").write_text(LOG, "utf-8")
    log = read(LOG.encode())
    assert log.status == "tell"
    assert "conflicted copy" in log.problems[0].message


def test_feedback_is_read_from_a_log_or_from_a_text(tmp_path):
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    (tmp_path / "words.txt").write_text("Too quiet, they said.\n\nGood answers.\n", "utf-8")
    assert read_feedback(tmp_path / "log.csv") == ["Too quiet"]
    assert read_feedback(tmp_path / "words.txt") == ["Too quiet, they said.", "Good answers."]


def test_the_json_has_the_four_fields_of_each_problem(read):
    said = check_json(read(dated("soon")))
    assert (said["status"], said["rows"]) == ("ask", 1)
    assert set(said["problems"][0]) == {"line", "column", "verdict", "message"}


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_no_bytes_whatever_stop_the_reader(data):
    for start in (b"", HEAD.encode()):
        _, lines, problems = read_table(start + data)
        assert all(line >= 1 for line in lines)
        assert all(problem.verdict in {"tell", "ask", "stop"} for problem in problems)


MACHINE_CODE = "".join(map(chr, {*range(32), 127} - set(b"\t\n\v\f\r")))
CELLS = st.text(st.characters(codec="utf-8", exclude_characters=MACHINE_CODE), max_size=12)


@settings(max_examples=150)
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3).filter(any), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_well_written_table_comes_back_cell_by_cell(rows, delimiter, line_end, encoding):
    heads = ["date", "employer", "outcome"]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([heads, *rows])
    found = split_rows(out.getvalue().encode(encoding))
    assert found.cells == [heads, *rows]
    assert found.dialect.delimiter == delimiter


@settings(max_examples=100)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8))
def test_no_line_is_dropped_whatever_the_cells_hold(rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [["date", "employer", "outcome"], *(("x" + a, b, c) for a, b, c in rows)]
    )
    table, lines, _ = read_table(out.getvalue().encode())
    assert len(table) == len(lines) == len(rows)


def test_the_day_that_shows_the_order_is_the_first_one_of_the_file(read):
    days = [f"{day}/03/2026" for day in (5, 25, 13, 27, 14, 26)]
    (said,) = read(dated(*days)).problems
    assert "Dates are written day first: as '25/03/2026' shows (6 of them)." in str(said)


@pytest.mark.parametrize("word", ["yesterday", "Friday", "in two weeks", "by Monday"])
def test_a_day_that_hangs_on_when_it_was_written_is_asked_about(read, word):
    log = read(dated(word))
    assert log.entries["date"].isna().all()
    assert f"'{word}' is another day whenever it is read" in check_report(log)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *[(" Acme", "Acme"), ('"Acme"', "Acme"), (' "Acme"', "Acme"), ('"Acme" ', "Acme")],
        *[('"A ""b"" c"', 'A "b" c'), (' "A, b"', "A, b"), ('A "b" c', 'A "b" c')],
        ('"two\nlines"', "two\nlines"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_cell_says_the_same_wherever_it_stands_and_its_place_is_its_own(text, said, first):
    others = ["2026-03-05", "waiting"]
    row = ",".join([text, *others] if first else [*others, text])
    rows = split_rows(f"employer,date,outcome\n{row}\nZeta,2026-03-06,waiting\n".encode())
    (cell,) = set(rows.cells[1]) - set(others)
    assert cell.strip() == said
    start, stop = rows.spans[1]
    assert rows.text[start:stop] == row
    places = [rows.text[t.start : t.stop] for t in tokens(rows.text, start, stop, rows.dialect)]
    assert places == ([text, *others] if first else [*others, text])


@pytest.mark.parametrize("heads", ["Company,2024-03-01,2024-03-08", "Employer,Role,1 Mar,8 Mar"])
def test_a_sheet_with_a_column_for_each_day_is_sent_to_import(heads, read):
    log = read(f"{heads}\nAlder,applied,rejected\n".encode())
    assert log.entries.empty
    [stop] = [problem for problem in log.problems if problem.verdict == "stop"]
    assert "There is no column for 'date' and 'outcome'" in stop.message
    assert "bounceback import FILE" in stop.message
