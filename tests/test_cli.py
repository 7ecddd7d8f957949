"""The command: what it says, what it exits with, and that it never shows a traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest

from bounceback_analysis.cli import COMMANDS, main


@pytest.fixture
def log(tmp_path):
    """Give a function that writes a log of the given lines."""

    def written(*lines, heading="date,employer,outcome"):
        path = tmp_path / "log.csv"
        path.write_text("\n".join([heading, *lines]) + "\n", "utf-8")
        return path

    return written


def said(capsys, *words):
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


def test_a_fine_log_is_checked_with_exit_code_0(capsys, log):
    code, out, _ = said(capsys, "check", log("2026-03-05,Alder Ltd,rejected"))
    assert code == 0
    assert "1 line" in out


def test_a_word_to_settle_gives_exit_code_1_and_is_named_with_its_line(capsys, log):
    code, out, _ = said(capsys, "check", log("2026-03-05,Alder Ltd,rejcted"))
    assert code == 1
    assert "line 2" in out
    assert "rejected" in out


def test_check_prints_one_json_document_and_nothing_else(capsys, log):
    code, out, _ = said(capsys, "check", log("2026-03-05,Alder Ltd,rejcted"), "--json")
    read = json.loads(out)
    assert (code, read["status"], read["rows"]) == (1, "ask", 1)
    assert set(read["problems"][0]) == {"line", "column", "verdict", "message"}


def test_a_console_of_few_letters_gets_stand_ins_and_json_loses_none(tmp_path, monkeypatch):
    path = tmp_path / "feedback.txt"
    path.write_text("You seemed very nervous, wrote Żabka 株.\n", "utf-8")
    for words, shown in (([], "wrote ?abka ?."), (["--json"], '"You seemed very nervous, wrote ')):
        written = io.BytesIO()
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding="cp1252"))
        assert main(["themes", str(path), *words]) == 0
        sys.stdout.flush()
        assert shown in written.getvalue().decode("cp1252")
    assert json.loads(written.getvalue())["feedback"][0]["text"].endswith("wrote Żabka 株.")


@pytest.mark.parametrize("command", ["check", "themes", "report"])
def test_a_missing_file_is_one_plain_sentence(capsys, tmp_path, command):
    more = ["-o", tmp_path / "out.html"] if command == "report" else []
    code, out, err = said(capsys, command, tmp_path / "nowhere.csv", *more)
    assert code == 2
    assert "nowhere.csv" in out + err


def test_a_folder_is_not_a_log(capsys, tmp_path):
    code, out, _ = said(capsys, "check", tmp_path)
    assert code == 2
    assert "folder" in out


def test_an_empty_file_and_one_that_is_no_table_are_told_apart(capsys, tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "book.csv").write_bytes(b"PK\x03\x04" + bytes(60))
    code, out, _ = said(capsys, "check", tmp_path / "empty.csv")
    assert (code, "empty" in out) == (2, True)
    code, out, _ = said(capsys, "check", tmp_path / "book.csv")
    assert (code, "bounceback import" in out) == (2, True)


def test_a_log_without_dates_says_which_headings_were_found(capsys, log):
    code, out, _ = said(capsys, "check", log("Alder Ltd,rejected", heading="employer,outcome"))
    assert code == 2
    assert "employer" in out


def test_a_new_log_is_made_once_and_never_over_another(capsys, tmp_path):
    path = tmp_path / "deep" / "my_log.csv"
    assert said(capsys, "new", path)[0] == 0
    before = path.read_bytes()
    code, _, err = said(capsys, "new", path)
    assert code == 2
    assert "there is a file" in err.lower() or "already" in err
    assert path.read_bytes() == before


def test_without_a_command_the_notebooks_are_opened_whatever_comes_first(monkeypatch):
    from bounceback_analysis.notebook import opening

    asked = []
    monkeypatch.setattr(
        opening, "open_notebooks", lambda log, **more: asked.append((log, more)) or 0
    )
    assert [main([]), main(["--no-browser"]), main(["mine.csv", "--notebook", "x"])] == [0, 0, 0]
    assert [log and log.name for log, _ in asked] == [None, None, "mine.csv"]
    assert [more["browser"] for _, more in asked] == [True, False, True]


def test_help_has_examples(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "bounceback report data/my_log.csv" in capsys.readouterr().out


def test_a_mistyped_command_is_answered_with_the_commands(capsys):
    code, _, err = said(capsys, "frobnicate")
    assert code == 2
    assert "open, check, new, import, themes, report" in err


def test_help_for_a_report_names_every_section(capsys):
    from bounceback_analysis.report.sections import SECTIONS

    with pytest.raises(SystemExit):
        main(["report", "--help"])
    told = capsys.readouterr().out
    assert [name for name in SECTIONS if name not in told] == []


def test_themes_reads_a_text_file_with_one_feedback_a_line(capsys, tmp_path):
    path = tmp_path / "feedback.txt"
    path.write_text("You seemed very nervous.\n\nYour answers lacked examples.\n", "utf-8")
    code, out, _ = said(capsys, "themes", path, "--json")
    found = json.loads(out)
    assert code == 0
    assert "nerves" in json.dumps(found)


def test_a_date_that_is_none_is_said_and_not_shown_as_a_traceback(capsys, log, tmp_path):
    path = log("2026-03-05,Alder Ltd,rejected")
    code, _, err = said(capsys, "report", path, "-o", tmp_path / "r.html", "--as-of", "soon")
    assert code == 2
    assert "soon" in err


def test_a_fault_of_our_own_is_said_calmly_and_shown_whole_on_request(capsys, log, monkeypatch):
    def broken(_chosen):
        raise KeyError("stage")

    monkeypatch.setitem(COMMANDS, "check", broken)
    code, _, err = said(capsys, "check", log("2026-03-05,Alder Ltd,rejected"))
    assert code == 2
    assert "Your file is as it was" in err
    monkeypatch.setenv("BOUNCEBACK_TRACEBACK", "1")
    with pytest.raises(KeyError):
        main(["check", "log.csv"])


def test_a_report_is_written_where_a_name_is_one_letter_or_signs_alone(capsys, log, tmp_path):
    path = log("2026-03-05,A,rejected", "2026-03-06,!!!,rejected", "2026-03-07,The,rejected")
    assert said(capsys, "report", path, "-o", tmp_path / "r.html")[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="a pipe that closes, as head has it")
def test_a_reader_that_has_enough_ends_a_command_without_a_word():
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [sys.executable, "-u", "-m", "bounceback_analysis", "help"],
        stdout=writes,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writes)
    assert (done.returncode, done.stderr) == (0, b"")
