"""A file that is made to do harm gets one sentence, and an ordinary one is read as before."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bounceback_analysis.log.bounds import UnreadableError, read_bounded
from bounceback_analysis.log.importing.adopting import import_log
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.log.writing import append_entry
from bounceback_analysis.notebook import adopt
from bounceback_analysis.notebook.adopt import OUR_FAULT, Adopter
from bounceback_analysis.report.agreed import agreed_actions
from tests import bombs
from tests.reading import log_of
from tests.workbooks import ODF, write_ods, write_workbook

resource = pytest.importorskip("resource", reason="limits a process, on POSIX alone")
ROOT = Path(__file__).parents[1]
SECONDS, MEMORY = 60, 2_000_000_000
"""What a command may take here: ten times and more of what it does, on a busy machine."""


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def said_by(*words: object) -> tuple[int, str]:
    """Run Python within those limits: its exit code and what it said."""
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        preexec_fn=limited,
        timeout=600,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_folder_is_said_to_be_one_where_a_system_does_not_open_it(tmp_path, monkeypatch):
    (tmp_path / "log.csv").touch()

    def refused(*_given):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(UnreadableError, match="is a folder, not a file"):
        read_bounded(tmp_path)
    with pytest.raises(PermissionError, match="Permission denied"):
        read_bounded(tmp_path / "log.csv")


@pytest.mark.parametrize("name", bombs.BOMBS)
def test_a_file_made_to_do_harm_gets_one_sentence(tmp_path, name):
    called, make, word = bombs.BOMBS[name]
    file, out = tmp_path / called, tmp_path / "out.csv"
    make(file)
    code, said = said_by("-m", "bounceback_analysis", "import", file, "-o", out)
    assert (code, word in said, said.count("\n")) == (2, True, 1), said[:500]
    assert not out.exists()


@pytest.mark.parametrize(
    "name",
    [
        *("wide and short", "900,000 commas", "a cell without end", "a device", "a loop of links"),
        *("a million lines of a letter", "comments without end", "rules without end"),
    ],
)
def test_a_log_made_to_do_harm_is_checked_and_gets_the_same_sentence(tmp_path, name):
    called, make, word = bombs.BOMBS[name]
    file = tmp_path / called
    make(file)
    code, said = said_by("-m", "bounceback_analysis", "check", file)
    assert (code, word in said) == (2, True), said[:500]


def test_a_pipe_that_nobody_writes_to_keeps_no_log_waiting(tmp_path):
    bombs.pipe(tmp_path / "my_log.csv")
    (problem,) = read_log(tmp_path / "my_log.csv").problems
    assert problem.message == (
        "'my_log.csv' is a named pipe, not a file that a spreadsheet saves; name that file."
    )


@pytest.mark.parametrize("name", ["my_plan.csv", "my_settings.toml"])
def test_a_pipe_beside_a_log_keeps_it_from_nothing(tmp_path, name):
    (tmp_path / "my_log.csv").write_text(bombs.HEAD + bombs.ROW, "utf-8")
    bombs.pipe(tmp_path / name)
    log = read_log(tmp_path / "my_log.csv")
    assert len(log.entries) == 1
    assert any("named pipe" in problem.message for problem in log.problems)


def test_a_file_that_grows_while_it_is_read_is_not_followed(tmp_path, monkeypatch):
    file = tmp_path / "grows.csv"
    file.write_bytes(b"x" * 100)
    small = os.stat_result((0o100644, 0, 0, 1, 0, 0, 10, 0, 0, 0))
    monkeypatch.setattr(os, "fstat", lambda _: small)
    with pytest.raises(UnreadableError, match="is 0 MB large"):
        read_bounded(file, 50)


def test_nothing_is_written_to_a_log_that_is_too_wide_to_be_read(tmp_path):
    file = tmp_path / "my_log.csv"
    file.write_text(bombs.HEAD + bombs.ROW + "," * 900_000 + "\n", "utf-8")
    before = file.read_bytes()
    entry = {"date": "2026-03-06", "employer": "Birch", "outcome": "waiting"}
    written = append_entry(file, entry)
    assert (written.ok, "900,001 cells" in written.message) == (False, True)
    assert file.read_bytes() == before


# What looks like harm and is none.


def test_columns_coloured_down_to_the_last_row_are_no_cells(tmp_path):
    file = tmp_path / "coloured.xlsx"
    rows = "".join(
        f'<row r="{n}">'
        + "".join(
            f'<c r="{a}{n}" t="inlineStr"><is><t>{text}</t></is></c>'
            for a, text in zip("ABC", row, strict=True)
        )
        + f'<c r="XFD{n}" s="1"/></row>'
        for n, row in enumerate(bombs.JOBS, start=1)
    )
    bombs.with_sheet(file, rows + '<row r="1048576"><c r="XFD1048576" s="1"/></row>')
    (line,) = import_log(file).lines
    assert (line["employer"], line["outcome"]) == ("Alder", "rejected")


def test_blank_rows_to_the_end_of_an_open_document_are_none(tmp_path):
    file = write_ods(tmp_path / "a.ods", bombs.JOBS)
    with zipfile.ZipFile(file) as packed:
        content = packed.read("content.xml").decode()
    blank = (
        '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    assert f"{ODF}:table" in content
    bombs.repacked(file, {"content.xml": content.replace("</table:table>", blank).encode()})
    assert [line["employer"] for line in import_log(file).lines] == ["Alder"]


def test_a_text_that_many_cells_share_is_counted_as_often_as_it_is_used(tmp_path):
    file = tmp_path / "shared.xlsx"
    strings = ["Company", "Date applied", "Status", "2026-03-01", "Rejected", "x" * 30_000]
    shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
    rows = "<row>" + "".join(f'<c t="s"><v>{n}</v></c>' for n in (0, 1, 2)) + "</row>"
    names = "".join(
        f'<row><c t="inlineStr"><is><t>Firm {n}</t></is></c><c t="s"><v>3</v></c><c t="s"><v>4</v></c></row>'
        for n in range(4000)
    )
    # The longest text times all uses is far too much; but it is used once.
    bombs.with_sheet(
        file,
        rows
        + names
        + '<row><c t="inlineStr"><is><t>Last</t></is></c><c t="s"><v>3</v></c><c t="s"><v>5</v></c></row>',
        **{"xl/sharedStrings.xml": f"<sst>{shared}</sst>".encode()},
    )
    assert import_log(file).rows_read == 4001


def test_a_line_with_blank_cells_far_beyond_the_headings_is_read(tmp_path):
    file = tmp_path / "wide.xlsx"
    wide = [[*row, *[""] * 600, *([" "] if n else [])] for n, row in enumerate(bombs.JOBS)]
    assert len(import_log(write_workbook(file, {"Jobs": wide})).lines) == 1


def test_an_old_workbook_is_read_as_before(tmp_path):
    bombs.old_book(tmp_path / "a.xls", (0, 0), (1, 1))
    assert "No table of job applications" in import_log(tmp_path / "a.xls").report()


# A report that was worked on in Word.


def test_a_word_report_that_unpacks_without_end_is_refused(tmp_path):
    file = bombs.write_report_bomb(tmp_path / "r.docx", **{"word/more.xml": b" " * 250_000_000})
    with pytest.raises(ValueError, match=r"unpacks to 25\d MB"):
        agreed_actions(file)


def test_a_cell_that_spans_a_hundred_million_columns_is_one_cell(tmp_path):
    file = bombs.write_report_bomb(tmp_path / "r.docx")
    with zipfile.ZipFile(file) as packed:
        document = packed.read("word/document.xml")
    wide = document.replace(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="100000000"/>')
    assert wide != document
    bombs.repacked(file, {"word/document.xml": wide})
    assert agreed_actions(file)["action"].tolist() == ["Ring them"]


def test_a_pipe_is_no_word_report(tmp_path):
    bombs.pipe(tmp_path / "r.docx")
    with pytest.raises(ValueError, match="named pipe"):
        agreed_actions(tmp_path / "r.docx")


# Headings of any kind.

HEADINGS = [
    *("Pay, per hour", 'The "big" one', "a;b", "'quoted'", "#1", "two\nlines", " Lead ", '"'),
    *("Role (again)", "Date!", "line", "Note (2)", "Über, “uns”", "=SUM(A1)", "-- "),
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_of_any_kind_is_kept_with_its_cells(tmp_path, heading):
    sheet, out = tmp_path / "jobs.csv", tmp_path / "out.csv"
    with sheet.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["Company", "Date applied", "Status", "Role", heading, heading, "a, b"])
        rows.writerow(["Alder", "2026-03-01", "Rejected", "Cook", "one, two", 'three "3"', "four"])
    adoption = import_log(sheet)
    assert adoption.save(out).startswith("1 line written")
    with out.open(encoding="utf-8-sig", newline="") as opened:
        (row,) = csv.DictReader(opened)
    assert [text for text in row.values() if text in {"one, two", 'three "3"', "four"}] == (
        ["one, two", 'three "3"', "four"]
    )
    assert row["a, b"] == "four"
    assert adoption.save(out).startswith("0 lines written")


@pytest.mark.parametrize("name", ["my, own", 'my "own"', "my\nown", " own ", "Employer!"])
def test_a_column_of_any_name_can_be_added_to_a_log(tmp_path, name):
    file = tmp_path / "my_log.csv"
    file.write_text("date,employer,outcome\n2026-03-05,Alder,rejected\n", "utf-8")
    entry = {"date": "2026-03-06", "employer": "Birch", "outcome": "waiting", name: "a, b"}
    written = append_entry(file, entry, widen=True)
    assert written.ok, written.message
    with file.open(encoding="utf-8", newline="") as opened:
        assert list(csv.reader(opened)) == [
            ["date", "employer", "outcome", name],
            ["2026-03-05", "Alder", "rejected", ""],
            ["2026-03-06", "Birch", "waiting", "a, b"],
        ]


@pytest.mark.parametrize("error", [KeyError("a, b"), RecursionError("deep"), MemoryError()])
def test_whatever_goes_wrong_on_the_page_is_said_in_a_sentence(tmp_path, monkeypatch, error):
    def fail(*_: object) -> None:
        raise error

    sheet = b"Company,Date applied,Status\nAlder,2026-03-01,Rejected\n"
    adopter, sent = Adopter(tmp_path / "my_log.csv"), []
    monkeypatch.setattr(adopt, "import_bytes", fail)
    adopter.take("jobs.csv", sheet)
    assert adopter.drawing.note == OUR_FAULT
    monkeypatch.undo()
    adopter.take("jobs.csv", sheet)
    monkeypatch.setattr(adopt, "save_sheet", fail)
    adopter.form.send = sent.append
    press = {"press": "save", "typed": {}, "id": "a", "turn": adopter.form.page["turn"]}
    adopter.form._heard(adopter.form, press, [])
    assert sent == [{"answered": "a", "came": "failed"}], "the page says the sentence"
    assert not (tmp_path / "my_log.csv").exists()


@pytest.mark.parametrize("name", ["/", "..", "~nobody-of-that-name/jobs.csv", "a\0b.csv"])
def test_whatever_a_sheet_is_called_it_is_read(tmp_path, name):
    adopter = Adopter(tmp_path / "my_log.csv")
    adopter.take(name, b"Company,Date applied,Status\nAlder,2026-03-01,Rejected\n")
    assert adopter.drawing.note.endswith(" was read.")


# One empty cell too many on every line.


def cells_of(*rows: str) -> list[list[object]]:
    log = log_of(bombs.HEAD + "".join(f"{row}\n" for row in rows))
    wanted = ["employer", "role", "outcome", "feedback"]
    return (
        log.entries[wanted]
        .astype(object)
        .where(log.entries[wanted].notna(), None)
        .to_numpy()
        .tolist()
    )


@pytest.mark.parametrize("more", [",", ",,,", ", ,"])
def test_empty_cells_at_the_end_of_every_line_move_nothing(more):
    rows = ["2026-03-05,Acme,Analyst,phone,rejected,Quiet", "2026-03-06,Birch,Cook,onsite,waiting,"]
    assert cells_of(*(row + more for row in rows)) == [
        ["Acme", "Analyst", "rejected", "Quiet"],
        ["Birch", "Cook", "waiting", None],
    ]


def test_empty_cells_are_told_once():
    row = "2026-03-05,Acme,Analyst,interview,rejected,Quiet,\n"
    (problem,) = log_of(bombs.HEAD + row * 30).problems
    assert str(problem) == (
        "line 2: Every line ends in an empty cell more than there are headings; left out, and "
        "nothing moved."
    )


def test_a_line_that_lacks_the_comma_of_all_others_stays_as_it_is():
    rows = ["2026-03-05,Acme,Analyst,phone,rejected,Quiet,"] * 3
    assert cells_of(*rows, "2026-03-06,Birch,Cook,phone,waiting,Good")[-1] == (
        ["Birch", "Cook", "waiting", "Good"]
    )


def test_a_comma_within_every_place_is_still_a_comma_within():
    rows = [
        "2026-03-05,Acme,Leeds, UK,interview,rejected,",
        "2026-03-06,Birch,York, UK,interview,waiting,",
    ]
    assert [row[1] for row in cells_of(*rows)] == ["Leeds, UK", "York, UK"]


# Texts of one kind of letter.

LONG = """
import sys; sys.path.insert(0, {root!r})
from tests.benchmarks.bench_linear import functions
functions()[{name!r}](({first!r} + {unit!r} * ({size} // len({unit!r}))))
"""


@pytest.mark.parametrize(
    ("name", "first", "unit", "size"),
    [
        ("redact", "", "=", 120_000),
        ("redact", "", "x", 120_000),
        ("redact", "", "A. ", 120_000),
        ("redact", "", "no ", 120_000),
        ("redact", "", "Next ", 120_000),
        ("redact", "account no", " ", 120_000),
        ("redact", "born", "\n", 120_000),
        ("redact", "", "pay ", 120_000),
        ("redact", "", "code ", 120_000),
        ("redact", "", "12,", 120_000),
        ("redact", "", "a_", 120_000),
        ("redact", "", "Sage, ", 120_000),
        ("redact", "", "Leeds, York or ", 120_000),
        ("people", "", "said Wrenna ", 120_000),
        ("pay", "", "1", 120_000),
        ("find_skills", "", "Go, Python, ", 700_000),
        ("find_skills", "Python, ", "Go, ", 300_000),
        ("heading", "", "(", 300_000),
    ],
)
def test_a_long_text_is_looked_through_once(name, first, unit, size):
    code, said = said_by(
        "-c", LONG.format(root=str(ROOT), name=name, first=first, unit=unit, size=size)
    )
    assert code == 0, said[-500:]
