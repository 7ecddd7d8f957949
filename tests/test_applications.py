"""Which lines are one application: little logs counted by hand, and what holds for every log."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounceback_analysis.analysis.journey import stage_rates
from bounceback_analysis.analysis.outcomes import next_interview, settled
from bounceback_analysis.analysis.progress import how_many_more, improving
from bounceback_analysis.cli import main
from bounceback_analysis.log.applications import is_placeholder, join_lines
from bounceback_analysis.log.companions import answer_application
from bounceback_analysis.log.importing.adopting import import_log
from bounceback_analysis.log.opening import new_log
from bounceback_analysis.log.reading import read_log, read_table
from bounceback_analysis.log.writing import append_entry
from bounceback_analysis.notebook.panels import problems_view
from bounceback_analysis.topics import TOPICS
from bounceback_analysis.vocabulary.schema import choices
from tests.as_counted import differences
from tests.little_logs import LITTLE_LOGS, as_csv
from tests.pages import press, titles
from tests.reading import log_of

EXAMPLE = Path(__file__).parents[1] / "data" / "example_log.csv"


def log_from(rows: str, as_of: str = "2026-12-31"):
    """Read a log of rows as ``little_logs`` writes them."""
    return log_of(as_csv(rows), as_of=as_of)


def whose(log) -> str:
    """Give a letter for each line, the same for lines of one application."""
    first: dict[str, str] = {}
    names = log.entries["application"]
    return "".join(first.setdefault(name, chr(ord("a") + len(first))) for name in names)


def asked(log) -> list[int]:
    return [p.line for p in log.problems if p.verdict == "ask" and p.column == "application"]


def rates(log) -> dict[str, tuple[int, int, int]]:
    """Give (went forward, of, waiting) of each stage."""
    table = stage_rates(log)
    rows = zip(*(table[name] for name in ("stage", "count", "of", "waiting")), strict=True)
    return {stage: (count, of, waiting) for stage, count, of, waiting in rows}


@pytest.mark.parametrize("little", LITTLE_LOGS, ids=lambda little: little.name)
def test_a_little_log_is_read_as_a_person_would(little):
    log = log_of(little.text, as_of=little.as_of)
    lines = log.entries.groupby("application")["line"].transform("min")
    assert dict(zip(log.entries["line"], lines, strict=True)) == little.applications
    assert set(asked(log)) == little.asked
    assert rates(log) == little.rates
    assert differences(little.text, little.as_of, {}) == {}


@pytest.mark.parametrize(
    "employer", ["Confidential", "?", "-", "_", "Undisclosed", "(Unknown)", "TBC"]
)
@pytest.mark.parametrize("role", ["_", "Cook"])
def test_lines_without_an_employers_name_are_not_one_application(employer, role):
    """Four such lines were told as one application of which 3 of 4 steps went forward."""
    lines = [f"01-0{n} {employer}/{role} _ waiting" for n in range(1, 4)]
    log = log_from("\n".join([*lines, f"01-09 {employer}/{role} _ rejected"]))
    assert whose(log) == "abcd"
    assert rates(log) == {"not said": (0, 1, 3)}
    assert not asked(log)


def test_an_employer_without_a_name_goes_on_after_passed_in_the_same_role_or_by_an_id():
    log = log_from("""
        01-01 ?/Cook application passed
        01-05 ?/Porter interview waiting
        01-09 ?/Cook interview rejected
        02-01 Private/Cook application waiting p
        02-09 Private/Cook interview rejected p
        """)
    assert whose(log) == "abacc"


@pytest.mark.parametrize("name", ["", " ", "N/A", "n/a.", "— —", "[Private]", "ＴＢＣ", "???"])
def test_what_people_write_for_no_name_is_none(name):
    assert is_placeholder(name)


@pytest.mark.parametrize("name", ["NA", "None", "Null", "X", "3", "Private Clinic", "Unknown Arts"])
def test_a_name_that_only_looks_like_none_is_a_name(name):
    assert not is_placeholder(name)


def test_a_log_without_stages_is_not_told_that_it_holds_interviews():
    rows = "".join(f"2026-01-{n:02},E{n},rejected\n" for n in range(1, 22))
    log = log_of("date,employer,outcome\n" + rows, as_of="2026-12-01")
    halves = improving(log)
    assert set(halves["step"]) == {"steps without a name"}
    assert "interview" not in TOPICS["improving"].picture(halves).sentence
    more = how_many_more(log)
    assert set(more["decided"]) == {0}
    assert TOPICS["how_many_more"].picture(more).title == "How many more cannot be told yet"


def test_what_is_booked_comes_next_the_soonest_first_and_waits_for_nobody():
    log = log_from(
        """
        01-05 Acme/Cook application waiting
        12-20 Acme/Cook interview waiting
        12-10 Bird/Cook interview waiting
        """,
        as_of="2026-12-01",
    )
    assert settled(log)["state"].tolist() == ["forward", "booked", "booked"]
    ahead = next_interview(log)
    assert ahead[["employer", "days"]].to_numpy().tolist() == [["Bird", 9], ["Acme", 19]]
    # On the day itself it is no longer only booked.
    on_the_day = log_from("12-10 Bird/Cook interview waiting", as_of="2026-12-10")
    assert settled(on_the_day)["state"].tolist() == ["waiting"]


def test_an_answer_on_a_line_of_its_own_counts_at_the_step_that_it_answers():
    log = log_from("""
        01-05 Acme/Cook interview waiting
        01-09 Acme/Cook _ offer
        01-12 Acme/Cook _ accepted
        """)
    assert settled(log)["state"].tolist() == ["forward", "told again", "told again"]
    assert log.only(outcome="offer").entries["line"].tolist() == [2, 3]
    assert (how_many_more(log)["offers"][0], how_many_more(log)["decided"][0]) == (1, 1)


def test_names_of_applications_never_meet_whatever_an_employer_is_called():
    log = log_of(
        "date,employer,outcome\n2026-01-01,A (2),rejected\n2026-01-02,A,rejected\n"
        "2026-01-03,A,rejected\n",
        as_of="2026-12-01",
    )
    assert log.entries["application"].nunique() == 3


APPEAL = (
    "date,employer,role,stage,outcome\n"
    '2026-01-05,"Acme ""Bar"" \\ [x] = ß",Cook,interview,rejected\n'
    '2026-02-05,"Acme ""Bar"" \\ [x] = ß",Cook,final interview,waiting\n'
)


@pytest.mark.parametrize(("said", "letters"), [("same", "aa"), ("new", "ab")])
def test_what_is_answered_once_is_never_asked_again_wherever_the_line_moves(
    tmp_path, capsys, said, letters
):
    file = tmp_path / "my_log.csv"
    file.write_text(APPEAL, "utf-8")
    log = read_log(file)
    assert (whose(log), asked(log), log.status) == ("ab", [3], "ask")
    (problem,) = (p for p in log.problems if p.column == "application")
    assert "an appeal, or a new application? Counted as a new one until you say" in problem.message
    main(["check", str(file)])
    assert capsys.readouterr().out.count("an appeal, or a new application?") == 1
    assert answer_application(log, 3, said).ok
    main(["check", str(file)])
    assert "an appeal" not in capsys.readouterr().out
    again = read_log(file)
    assert (whose(again), again.problems) == (letters, ())
    head, first, second = APPEAL.splitlines(keepends=True)
    other = "2026-03-01,Bird,Cook,application,waiting\n"
    file.write_text(head + other + second + first, "utf-8")
    moved = read_log(file)
    assert moved.problems == ()
    assert (moved.entries["application"].nunique() == 2) == (said == "same")


def test_a_line_of_no_named_employer_that_nobody_asks_about_can_be_called_the_same(tmp_path):
    file = tmp_path / "my_log.csv"
    rows = "2026-01-05,Confidential,Cook,waiting\n2026-01-09,Confidential,Cook,waiting\n"
    file.write_text("date,employer,role,outcome\n" + rows, "utf-8")
    assert (asked(read_log(file)), whose(read_log(file))) == ([], "ab")
    assert answer_application(read_log(file), 3, "same").ok
    assert whose(read_log(file)) == "aa"


def test_of_two_lines_that_say_the_same_each_has_its_own_answer(tmp_path):
    file = tmp_path / "my_log.csv"
    file.write_text("date,employer,outcome\n" + "2026-01-05,Acme,waiting\n" * 3, "utf-8")
    log = read_log(file)
    assert asked(log) == [3, 4]
    answer_application(log, 4, "same")
    log = read_log(file)
    assert (asked(log), whose(log)) == ([3], "abb")
    answer_application(log, 3, "same")
    assert (asked(read_log(file)), whose(read_log(file))) == ([], "aaa")


def test_a_slip_in_the_answers_is_told_and_the_line_is_asked_again(tmp_path):
    (tmp_path / "my_log.csv").write_text(APPEAL.replace('"Acme ""Bar"" \\ [x] = ß"', "A"), "utf-8")
    answers = tmp_path / "my_settings.toml"
    answers.write_text('[applications]\n"2026-02-05, A, Cook, final interview" = "sane"\n', "utf-8")
    log = read_log(tmp_path / "my_log.csv")
    assert asked(log) == [3]
    assert any("neither same nor new" in p.message for p in log.problems)
    for odd in ("applications = 3\n", "[applications]\nx = 3\n", "[[applications]]\ny = 1\n"):
        answers.write_text(odd, "utf-8")
        assert asked(read_log(tmp_path / "my_log.csv")) == [3]


def test_an_id_settles_what_was_asked(tmp_path):
    file = tmp_path / "my_log.csv"
    rows = APPEAL.replace("outcome\n", "outcome,application_id\n")
    rows = rows.replace("rejected\n", "rejected,7\n").replace("waiting\n", "waiting,7\n")
    file.write_text(rows, "utf-8")
    assert (whose(read_log(file)), read_log(file).problems) == ("aa", ())


def test_many_questions_are_named_twenty_at_a_time():
    log = log_of("date,employer,outcome\n" + "2026-01-05,Acme,waiting\n" * 30, as_of="2026-12-01")
    assert len(asked(log)) == 21
    last = [p for p in log.problems if p.column == "application"][-1]
    assert last.message.startswith("9 more lines ask the same")


def test_an_answer_is_refused_for_what_is_no_answer_no_line_or_no_log_of_ones_own(tmp_path):
    file = tmp_path / "my_log.csv"
    file.write_text(APPEAL, "utf-8")
    log = read_log(file)
    with pytest.raises(ValueError, match="neither same nor new"):
        answer_application(log, 3, "maybe")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no line 9"):
        answer_application(log, 9, "same")
    assert not (tmp_path / "my_settings.toml").exists()


def test_a_press_in_the_notebook_answers_and_goes_on_to_the_next_question(tmp_path):
    file = tmp_path / "my_log.csv"
    file.write_text("date,employer,outcome\n" + "2026-01-05,Acme,waiting\n" * 3, "utf-8")
    box = problems_view(read_log(file))
    assert "One application or two? 2 things to say" in titles(box)
    shown = str(box.children[0].parts)
    assert shown.count("Counted as a new one until you say.") == 1, "it is asked once, in words"
    assert not [said for said in ('"same"', "[applications]", "settings") if said in shown]
    press(box, "same")
    assert "One application or two? 1 thing to say" in titles(box)
    press(box, "new")
    assert not [title for title in titles(box) if title.startswith("One application or two")]
    assert (whose(read_log(file)), asked(read_log(file))) == ("aab", [])


SHEETS = {
    "rounds": """
        01-05 Acme/Cook application passed
        01-12 Acme/Cook interview waiting
        01-20 Acme/Cook final.interview rejected
        02-20 Acme/Cook application waiting
        """,
    "no names": """
        01-05 Confidential/_ _ waiting
        01-06 Confidential/_ _ waiting
        01-07 Confidential/_ _ rejected
        01-08 Bird/Cook interview waiting
        """,
    "again": """
        01-05 Acme/Cook application waiting
        01-20 Acme/Cook application rejected
        03-05 Acme/Cook application waiting
        03-20 Acme/Cook _ no.response
        """,
}


@pytest.mark.parametrize("name", SHEETS)
def test_the_reader_the_form_and_the_importer_agree(name, tmp_path):
    log = log_from(SHEETS[name])
    names = ["date", "employer", "role", "stage", "outcome"]
    rows = log.entries[names].assign(date=log.entries["date"].dt.strftime("%Y-%m-%d")).fillna("")
    sheet, brought_in = tmp_path / "sheet.csv", tmp_path / "brought_in.csv"
    rows.to_csv(sheet, index=False)
    import_log(sheet).save(brought_in)
    written = new_log(tmp_path / "written.csv")
    for row in rows.to_dict("records"):
        assert append_entry(written, {k: v for k, v in row.items() if v}).ok
    assert whose(read_log(sheet)) == whose(log)
    assert whose(read_log(brought_in)) == whose(log)
    assert whose(read_log(written)) == whose(log)


ENDS = ("waiting", "passed", "rejected", "no response", "offer", "accepted", "withdrew", "")
LINE = st.tuples(
    st.integers(0, 250),
    st.sampled_from(["A", "B", "?"]),
    st.sampled_from(["", "Cook", "Porter"]),
    st.sampled_from(["", *choices("stage")]),
    st.sampled_from(ENDS),
)


def parts(lines) -> list[frozenset[int]]:
    """Say which of some lines are one application."""
    start = np.datetime64("2026-01-01")
    rows = "".join(f"{start + day},{','.join(rest)}\n" for day, *rest in lines)
    table, at, _ = read_table(f"date,employer,role,stage,outcome\n{rows}".encode())
    found = join_lines(table, at).application.tolist()
    return [frozenset(n for n, one in enumerate(found) if one == mine) for mine in found]


@settings(max_examples=60)
@given(st.lists(LINE, min_size=1, max_size=14), LINE)
def test_a_further_line_never_changes_whose_the_earlier_ones_are(lines, more):
    lines.sort(key=lambda line: line[0])
    before, after = parts(lines), parts([*lines, (260, *more[1:])])
    assert [one - {len(lines)} for one in after[:-1]] == before


@settings(max_examples=60)
@given(st.lists(LINE, min_size=1, max_size=10, unique_by=lambda line: line[0]), st.randoms())
def test_the_order_in_the_file_does_not_matter_where_days_differ(lines, random):
    order = random.sample(range(len(lines)), len(lines))
    moved = parts([lines[n] for n in order])
    back = {place: frozenset(order[n] for n in one) for place, one in enumerate(moved)}
    assert [back[order.index(n)] for n in range(len(lines))] == parts(lines)


def test_nothing_of_the_example_needs_settling():
    log = read_log(EXAMPLE, as_of="2026-11-19")
    assert log.problems == ()
    assert log.entries["application"].nunique() == 49
