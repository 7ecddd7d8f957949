"""Questions about a sheet: asked one by one, left in a file, refused where they cannot be."""

from __future__ import annotations

import re
import tomllib

import pytest

from bounceback_analysis.cli import main
from bounceback_analysis.log.bounds import UnreadableError
from bounceback_analysis.log.files import undo_save
from bounceback_analysis.log.importing.adopting import import_log
from bounceback_analysis.log.importing.asking import ask_each, checked, with_open_questions
from bounceback_analysis.log.opening import new_log
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.notebook.adopt import Adopter
from tests.pages import parts

SHEET = """Company,Role,Date applied,Status
Ash,Cook,2026-03-05,Closed
Elm,Chef,2026-03-06,Zorp
Fir,Chef,2026-03-07,Applied
"""


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "jobs.csv"
    path.write_text(SHEET, "utf-8")
    return path


def outcomes(log):
    entries = read_log(log).entries
    wanted = entries[["employer", "stage", "outcome"]].astype(object)
    return [tuple(row) for row in wanted.where(wanted.notna(), "").to_numpy().tolist()]


def test_the_command_writes_nothing_while_a_question_is_open_unless_told_to(
    sheet, tmp_path, capsys
):
    out = tmp_path / "log.csv"
    assert main(["import", str(sheet), "-o", str(out)]) == 1
    assert not out.exists()
    assert "Nothing was written" in capsys.readouterr().out
    assert main(["import", str(sheet), "-o", str(out), "--anyway"]) == 1
    assert outcomes(out)[2] == ("Fir", "application", "waiting")
    assert len(outcomes(out)) == 3


def test_every_open_question_is_left_in_the_answers_with_its_choices_as_comments(sheet, tmp_path):
    main(["import", str(sheet), "-o", str(tmp_path / "log.csv")])
    answers = sheet.with_name("jobs.answers.toml")
    text = answers.read_text("utf-8")
    assert tomllib.loads(text) == {"statuses": {}}
    for word in ("Closed", "Zorp"):
        for choice in ("rejected", "interview, rejected", "leave out", "ask me never"):
            assert f'# "{word}" = "{choice}"' in text
    answers.write_text(
        text.replace('# "Closed" = "cancelled"', '"Closed" = "cancelled"').replace(
            '# "Zorp" = "interview, waiting"', '"Zorp" = "interview, waiting"'
        ),
        "utf-8",
    )
    assert main(["import", str(sheet), "-o", str(tmp_path / "log.csv")]) == 0
    assert outcomes(tmp_path / "log.csv") == [
        ("Ash", "", "cancelled"),
        ("Elm", "application", "passed"),
        ("Elm", "interview", "waiting"),
        ("Fir", "application", "waiting"),
    ]


def test_questions_join_the_answers_that_stand_there_and_are_left_once(sheet):
    questions = import_log(sheet, {}).questions
    old = b'# mine\n[statuses]\nClosed = "rejected" # surely\n\n[columns]\nRole = "role"\n'
    left = with_open_questions(old, questions)
    assert tomllib.loads(left.decode()) == tomllib.loads(old.decode())
    assert b"# mine" in left
    assert b"# surely" in left
    uncommented = left.replace(b'# "Zorp" = "offer"', b'"Zorp" = "offer"').decode()
    assert tomllib.loads(uncommented)["statuses"] == {"Closed": "rejected", "Zorp": "offer"}
    assert with_open_questions(left, questions) == left


def test_the_order_of_days_is_left_before_all_tables(tmp_path):
    path = tmp_path / "jobs.csv"
    path.write_text("Company,Date,Status\nAsh,03/02/2026,Zorp\n", "utf-8")
    left = with_open_questions(b'[columns]\nCompany = "employer"\n', import_log(path, {}).questions)
    settled = left.replace(b'# date_order = "month first"', b'date_order = "month first"')
    assert tomllib.loads(settled.decode())["date_order"] == "month first"


@pytest.mark.parametrize("said", ["rejectd", "interview, perhaps", "3", "final, rejected"])
def test_an_answer_that_cannot_be_is_refused_with_what_may_stand_there(sheet, said):
    adoption = import_log(sheet, {"statuses": {"Zorp": said}})
    assert (adoption.status, adoption.lines) == ("stop", ())
    assert f"'{said}' is no answer about 'Zorp'" in adoption.report()
    assert "leave out" in adoption.report()
    assert "no response" in adoption.report()


@pytest.mark.parametrize(
    "answers",
    [
        {"columns": {"Role": "job"}},
        {"date_order": "year first"},
        {"statuses": "rejected"},
        {"columns": ["Role"]},
    ],
)
def test_answers_of_any_kind_are_looked_at_before_they_are_used(answers):
    with pytest.raises(UnreadableError):
        checked(answers)


def test_each_question_is_asked_by_number_and_an_empty_answer_ends_it(sheet):
    questions = import_log(sheet, {}).questions
    options = questions[0].options
    typed, said = iter(["99", str(options.index("cancelled") + 1), ""]), []
    given = list(ask_each(questions, lambda _: next(typed), said.append))
    assert given == [{"statuses": {"Closed": "cancelled"}}]
    assert any(f"from 1 to {len(options)}" in line for line in said)


def test_at_a_terminal_every_answer_is_kept_at_once_and_the_lines_are_written(
    sheet, tmp_path, monkeypatch
):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    typed = iter(["interview, rejected", "leave out"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    out = tmp_path / "log.csv"
    assert main(["import", str(sheet), "-o", str(out)]) == 0
    assert outcomes(out) == [
        ("Ash", "application", "passed"),
        ("Ash", "interview", "rejected"),
        ("Fir", "application", "waiting"),
    ]
    kept = tomllib.loads(sheet.with_name("jobs.answers.toml").read_text("utf-8"))
    assert kept["statuses"] == {"Closed": "interview, rejected", "Zorp": "leave out"}


def test_another_answer_takes_effect_also_where_it_leaves_every_row_out(sheet, tmp_path):
    out = tmp_path / "log.csv"
    sheet.write_text("Company,Date applied,Status\nAsh,2026-03-05,Closed\n", "utf-8")
    for said, wanted in {
        "rejected": [("Ash", "", "rejected")],
        "interview, waiting": [("Ash", "application", "passed"), ("Ash", "interview", "waiting")],
        "waiting": [("Ash", "", "waiting")],
        "leave out": [],
    }.items():
        answers = tmp_path / "a.toml"
        answers.write_text(f'[statuses]\nClosed = "{said}"\n', "utf-8")
        assert main(["import", str(sheet), "-o", str(out), "--answers", str(answers)]) == 0
        assert outcomes(out) == wanted


@pytest.mark.parametrize("word", ["waiting", "leave out"])
@pytest.mark.parametrize("more", ["2026-04-01,Café Oak,waiting", "2026-04-01,Zoë's,waiting"])
def test_a_log_of_mixed_letters_is_put_in_utf8_where_a_sheet_changes_or_takes_out_its_lines(
    tmp_path, word, more
):
    path, out = tmp_path / "jobs.csv", tmp_path / "log.csv"
    out.write_bytes(f"date,employer,outcome\r\n2026-03-01,Ålesund,waiting\r\n{more}\r\n".encode())
    path.write_text(SHEET.replace("Fir", "Café"), "utf-8")
    import_log(path).save(out, anyway=True)
    out.write_bytes(out.read_bytes().replace(more.encode(), more.encode("cp1252")))
    answers = {"statuses": {"Closed": word, "Zorp": word}}
    assert "The log is in UTF-8 now" in import_log(path, answers).save(out)
    assert more in out.read_text("utf-8-sig")
    assert outcomes(out)[-1][0] == "Café"
    assert len(outcomes(out)) == (3 if word == "leave out" else 5)
    assert "UTF-8" not in import_log(path, answers).save(out)


def test_a_row_taken_out_of_the_sheet_stays_in_the_log_and_its_own_lines_too(sheet, tmp_path):
    out = tmp_path / "log.csv"
    answers = {"statuses": {"Closed": "rejected", "Zorp": "withdrew"}}
    import_log(sheet, answers).save(out)
    with out.open("ab") as opened:
        opened.write(b"2026-03-08,Own,,,rejected\r\n")
    head, *rows = SHEET.splitlines(keepends=True)
    sheet.write_text("".join([head, "Oak,Cook,2026-03-09,Applied\n", *rows[1:]]), "utf-8")
    assert import_log(sheet, answers).save(out).startswith("1 line written")
    assert {line[0] for line in outcomes(out)} == {"Ash", "Elm", "Fir", "Oak", "Own"}
    assert len(outcomes(out)) == 5


def test_what_the_person_wrote_into_a_line_stays_and_what_is_blank_in_it_is_filled(sheet, tmp_path):
    out = tmp_path / "log.csv"
    import_log(sheet, {}).save(out, anyway=True)
    text = out.read_bytes().decode("utf-8-sig")
    head = text.split("\r\n")[0].split(",")
    lines = [line.split(",") for line in text.split("\r\n")]
    lines[2][head.index("went_well")] = "I was calm"
    out.write_bytes("\r\n".join(map(",".join, lines)).encode("utf-8-sig"))
    answers = {"statuses": {"Closed": "rejected", "Zorp": "no response"}}
    said = import_log(sheet, answers).save(out)
    entries = read_log(out).entries
    assert entries["outcome"].tolist() == ["rejected", "no response", "waiting"]
    assert entries["went_well"].tolist()[1] == "I was calm"
    assert "1 line that you changed since was kept as you have it." in said
    assert "1 line that this sheet had brought was replaced." in said


def test_check_says_nothing_of_columns_that_import_kept(sheet, tmp_path):
    out = tmp_path / "log.csv"
    import_log(sheet, {"statuses": {"Closed": "rejected", "Zorp": "withdrew"}}).save(out)
    assert [problem.message for problem in read_log(out).problems] == []


def first_rows(adopter):
    """Give the first lines as the notebook shows that they would become."""
    return next(part["rows"] for part in parts(adopter.drawing) if "rows" in part)


def test_the_notebook_offers_a_stage_with_its_outcome_and_every_heading_anew(sheet, tmp_path):
    log = new_log(tmp_path / "my_log.csv")
    adopter = Adopter(log)
    adopter.take(sheet.name, sheet.read_bytes())
    fields = {field["label"]: field for field in adopter.form.page["fields"]}
    zorp, closed = fields["“Zorp” means"], fields["“Closed” means"]
    assert ["interview, waiting", "interview: waiting to hear"] in zorp["options"]
    before = log.read_bytes()
    adopter.form.typed = {zorp["name"]: "interview, waiting"}
    assert "interview" in [cell for row in first_rows(adopter) for cell in row]
    assert log.read_bytes() == before
    assert list(tmp_path.glob("*.answers.toml")) == []
    role = next(
        name for label, field in fields.items() if "“Role” was" in label for name in [field["name"]]
    )
    adopter.pressed(
        "answer",
        {zorp["name"]: "interview, waiting", closed["name"]: "rejected", role: "notes"},
    )
    assert [line.get("notes", "") for line in adopter.adoption.lines] == [
        "Cook",
        "",
        "Chef",
        "Chef",
    ]
    adopter.pressed("save", {})
    assert outcomes(log)[1:3] == [("Elm", "application", "passed"), ("Elm", "interview", "waiting")]


def test_answers_about_what_is_not_there_are_told_and_a_sheet_that_is_not_there_is_refused(sheet):
    adoption = import_log(sheet, {"columns": {"Rolle": "role"}, "sheet": ""})
    assert "Your answers about 'Rolle' name no heading of this sheet." in adoption.report()
    refused = import_log(sheet, {"sheet": "Before"})
    assert (refused.status, refused.lines) == ("stop", ())
    assert "There is no sheet 'Before' in the file." in refused.report()


def test_a_log_that_a_spreadsheet_has_saved_since_is_still_what_the_sheet_brought(sheet, tmp_path):
    out = tmp_path / "log.csv"
    import_log(sheet, {}).save(out, anyway=True)
    text = re.sub(r"2026-03-0(\d)", r"0\1/03/2026", out.read_bytes().decode("utf-8-sig"))
    out.write_bytes(text.replace(",", ";").encode("cp1252"))
    said = import_log(sheet, {"statuses": {"Closed": "rejected", "Zorp": "leave out"}}).save(out)
    assert outcomes(out) == [("Ash", "", "rejected"), ("Fir", "application", "waiting")]
    assert "1 line that this sheet had brought was taken out." in said
    assert "changed since" not in said
    assert b";rejected;" in out.read_bytes()


def without(log, *employers):
    """Take lines out of a log, as a spreadsheet does."""
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(
        b"".join(line for line in lines if not any(name.encode() in line for name in employers))
    )


SETTLED = {"statuses": {"Closed": "interview, rejected", "Zorp": "withdrew"}}


def test_a_line_taken_out_of_the_log_stays_out_and_it_is_said(sheet, tmp_path):
    out = tmp_path / "log.csv"
    import_log(sheet, SETTLED).save(out)
    without(out, "Elm", "Fir")
    kept = out.read_bytes()
    for _ in range(2):
        said = import_log(sheet, SETTLED).save(out)
        assert "0 lines written" in said
        assert "2 lines that you have taken out of your log were not brought again." in said
        assert "take this sheet out of [brought] in the settings beside log.csv" in said
        assert out.read_bytes() == kept


def test_what_was_taken_out_comes_again_once_the_memory_of_the_sheet_is_gone(sheet, tmp_path):
    out = tmp_path / "log.csv"
    import_log(sheet, SETTLED).save(out)
    without(out, "Elm")
    (tmp_path / "settings.toml").write_text("", "utf-8")
    assert "1 line written" in import_log(sheet, SETTLED).save(out)
    assert {line[0] for line in outcomes(out)} == {"Ash", "Elm", "Fir"}


def test_one_step_taken_out_stays_out_while_the_sheet_grows(sheet, tmp_path):
    out = tmp_path / "log.csv"
    import_log(sheet, SETTLED).save(out)
    lines = out.read_bytes().splitlines(keepends=True)
    out.write_bytes(b"".join(lines[:1] + lines[2:]))
    sheet.write_text(SHEET + "Oak,Cook,2026-03-09,Applied\n", "utf-8")
    assert "1 line written" in import_log(sheet, SETTLED).save(out)
    assert outcomes(out) == [
        ("Ash", "interview", "rejected"),
        ("Elm", "", "withdrew"),
        ("Fir", "application", "waiting"),
        ("Oak", "application", "waiting"),
    ]


def test_of_two_rows_that_say_the_same_the_one_taken_out_stays_out(tmp_path):
    sheet, out = tmp_path / "jobs.csv", tmp_path / "log.csv"
    row = "Ash,Cook,2026-03-05,Rejected,2026-03-09\n"
    sheet.write_text(f"Company,Role,Date applied,Status,Response date\n{row}{row}", "utf-8")
    import_log(sheet).save(out)
    assert len(outcomes(out)) == 2
    lines = out.read_bytes().splitlines(keepends=True)
    out.write_bytes(b"".join(lines[:2]))
    assert "1 line that you have taken out" in import_log(sheet).save(out)
    assert len(outcomes(out)) == 1


def test_into_a_log_begun_anew_everything_comes_again(sheet, tmp_path):
    out = tmp_path / "log.csv"
    import_log(sheet, SETTLED).save(out)
    for begin in (out.unlink, lambda: new_log(out, replace=True)):
        begin()
        assert "4 lines written" in import_log(sheet, SETTLED).save(out)
        assert len(outcomes(out)) == 4


def test_an_import_that_was_taken_back_does_not_count_as_lines_taken_out(sheet, tmp_path):
    out = tmp_path / "log.csv"
    import_log(sheet, SETTLED).save(out)
    without(out, "Ash")
    sheet.write_text(SHEET + "Oak,Cook,2026-03-09,Applied\n", "utf-8")
    import_log(sheet, SETTLED).save(out)
    assert undo_save(out).ok
    assert "Oak" in str(import_log(sheet, SETTLED).save(out) and outcomes(out))


def test_at_a_terminal_each_question_is_shown_once(sheet, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    typed = iter(["rejected", "leave out"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    assert main(["import", str(sheet), "-o", str(tmp_path / "log.csv")]) == 0
    shown = capsys.readouterr().out
    assert shown.count("What do these words mean in your sheet?") == 1
    assert "To settle" not in shown
    assert "Nothing was written" not in shown
