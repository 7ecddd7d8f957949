"""Sheets of every kind come to what stands in them, and answering twice is answering once."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

import bounceback_analysis as bb
from bounceback_analysis.log.importing.adopting import import_bytes, import_log
from bounceback_analysis.log.reading import read_log
from tests.sheets_of_all_kinds import SHEETS

NAMES = ("employer", "date", "stage", "outcome", "heard_on")


def written(tmp_path, name):
    sheet = SHEETS[name]
    path = tmp_path / f"sheet.{sheet.ending}"
    path.write_text(sheet.text, "utf-8")
    return path


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_of_each_kind_comes_to_what_stands_in_it(tmp_path, name):
    adoption = import_log(written(tmp_path, name), SHEETS[name].answers)
    lines = [tuple(line.get(column, "") for column in NAMES) for line in adoption.lines]
    assert lines == SHEETS[name].wanted
    assert adoption.questions == ()


@pytest.mark.parametrize("name", SHEETS)
def test_answering_after_a_first_import_is_the_same_as_answering_before(tmp_path, name):
    path, once, twice = written(tmp_path, name), tmp_path / "once.csv", tmp_path / "twice.csv"
    import_log(path, SHEETS[name].answers).save(once)
    first = import_log(path, {})
    if first.lines:
        first.save(twice, anyway=True)
    import_log(path, SHEETS[name].answers).save(twice)
    # A column of theirs that became one of ours stays, and nothing stands in it.
    entries, wanted = (read_log(log).entries.replace("", None) for log in (twice, once))
    assert entries[wanted.columns].equals(wanted)
    assert entries[entries.columns.difference(wanted.columns)].isna().all().all()
    said = import_log(path, SHEETS[name].answers).save(twice)
    assert said.startswith("0 lines written")
    assert "replaced" not in said
    assert "changed since" not in said


@pytest.mark.parametrize("name", SHEETS)
def test_a_line_that_was_changed_by_hand_outlives_every_later_import(tmp_path, name):
    path, out = written(tmp_path, name), tmp_path / "log.csv"
    first = import_log(path, {})
    first = first if first.lines else import_log(path, SHEETS[name].answers)
    first.save(out, anyway=True)
    text = out.read_bytes().decode("utf-8-sig")
    head, begun, *rest = text.split("\r\n")
    cells = begun.split(",")
    cells[1] = "By hand"
    out.write_bytes("\r\n".join([head, ",".join(cells), *rest]).encode("utf-8-sig"))
    said = import_log(path, SHEETS[name].answers).save(out)
    entries = read_log(out).entries
    assert "By hand" in entries["employer"].tolist()
    assert "that you changed since" in said
    others = [wanted for wanted in SHEETS[name].wanted if wanted[0] != SHEETS[name].wanted[0][0]]
    assert len(entries[entries["employer"] != "By hand"]) >= len(others)


COUNTED_BY_HAND = {
    "updates": [("application", 1, 2, 0), ("screening", 0, 1, 0)],
    "wide with a no": [("application", 1, 2, 1), ("screening", 0, 1, 0)],
    "wide with crosses": [("application", 1, 2, 0), ("interview", 0, 1, 0)],
    "feedback slash status": [
        ("application", 1, 1, 1),
        ("interview", 0, 0, 1),
        ("not said", 0, 1, 0),
    ],
    "null": [("application", 0, 0, 2), ("not said", 0, 1, 0)],
    "rounds by type": [("application", 2, 2, 0), ("screening", 1, 2, 0), ("interview", 0, 1, 0)],
    "the answer to the step before": [("application", 2, 2, 0), ("interview", 0, 1, 1)],
    "applied again": [("application", 0, 0, 1), ("not said", 0, 1, 0)],
    "Polish": [("application", 1, 1, 1), ("interview", 0, 0, 1), ("not said", 0, 1, 0)],
    "bare commas in a place": [("application", 0, 0, 2), ("not said", 0, 1, 0)],
}
"""Of each step: how many went forward, of how many that are decided, and how many wait."""


ENDS = {"rejected": "a no", "no response": "no answer", "waiting": "waiting"}
"""What the flow calls the outcomes in these sheets."""


def counted_plainly(log):
    """Count the steps and the links of a log by its text alone, with nothing of the package.

    Gives of each step how many went forward, were decided and wait; and how often each follows.
    """
    jobs = {}
    with log.open(encoding="utf-8-sig", newline="") as opened:
        for row in csv.DictReader(opened):
            key = row["application_id"] or (row["employer"], row["role"])
            steps = jobs.setdefault(key, [])
            if steps and not row["stage"]:  # an ending answers the step before it
                steps[-1][1] = row["outcome"]
            else:
                steps.append([row["stage"] or "not said", row["outcome"]])
    rates, links = {}, Counter()
    for steps in jobs.values():
        for at, (stage, outcome) in enumerate(steps):
            rate = rates.setdefault(stage, [0, 0, 0])
            further = at + 1 < len(steps)
            rate[0] += further
            rate[1] += further or outcome != "waiting"
            rate[2] += not further and outcome == "waiting"
            links[stage, steps[at + 1][0] if further else ENDS[outcome]] += 1
    return {stage: tuple(rate) for stage, rate in rates.items()}, dict(links)


@pytest.mark.parametrize("name", COUNTED_BY_HAND)
def test_what_an_imported_sheet_comes_to_is_what_a_count_by_hand_gives(tmp_path, name):
    import_log(written(tmp_path, name), SHEETS[name].answers).save(tmp_path / "log.csv")
    log = read_log(tmp_path / "log.csv", as_of="2026-06-30")
    rates = bb.stage_rates(log)[["stage", "count", "of", "waiting"]].to_numpy().tolist()
    assert [tuple(row) for row in rates] == COUNTED_BY_HAND[name]
    by_stage, links = counted_plainly(tmp_path / "log.csv")
    assert {stage: tuple(counts) for stage, *counts in rates} == by_stage
    flow = bb.journey(log)[["source", "target", "count"]].to_numpy().tolist()
    assert {(source, target): count for source, target, count in flow} == links


def last_steps(log):
    """Give of each application its employer, first day, and the stage and outcome of its last line."""
    entries = log.entries.astype({"date": str}).astype(object)
    rows = entries.where(entries.notna(), "").groupby("application", sort=False)
    return sorted(
        (lines["employer"].iloc[0], lines["date"].iloc[0], *lines[["stage", "outcome"]].iloc[-1])
        for _, lines in rows
    )


@pytest.mark.parametrize("name", [name for name in SHEETS if SHEETS[name].ending == "csv"])
def test_a_sheet_means_the_same_where_it_is_read_as_a_log_or_it_is_said_to_need_bringing_in(
    tmp_path, name
):
    path = written(tmp_path, name)
    log = read_log(path, as_of="2026-06-30")
    asked = any("bounceback import" in problem.message for problem in log.problems)
    if log.status != "stop" and not asked:
        import_log(path, {}).save(tmp_path / "log.csv", anyway=True)
        assert last_steps(log) == last_steps(read_log(tmp_path / "log.csv", as_of="2026-06-30"))


def test_the_sheets_that_are_read_as_logs_are_most_of_those_that_have_no_column_for_a_step(
    tmp_path,
):
    """So that the test above cannot come to look at nothing."""
    logs = {name: read_log(written(tmp_path, name)) for name in SHEETS}
    stopped = {name for name, log in logs.items() if log.status == "stop"}
    asked = {n for n, log in logs.items() if "bounceback import" in str(log.problems)} - stopped
    assert len(logs) - len(stopped) - len(asked) >= 20
    assert "rounds by type" in asked


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_means_the_same_whether_it_is_a_file_or_was_chosen_in_a_notebook(tmp_path, name):
    path = written(tmp_path, name)
    there, here = import_log(path, {}), import_bytes(path.name, path.read_bytes(), {})
    assert (here.lines, here.origins, here.questions) == (
        there.lines,
        there.origins,
        there.questions,
    )


def read(tmp_path, text):
    path = tmp_path / "log.csv"
    path.write_text(text, "utf-8")
    return read_log(path)


@pytest.mark.parametrize(
    ("word", "stage", "outcome"),
    [
        ("Interview", "interview", "waiting"),
        ("Rejected after interview", "interview", "rejected"),
        ("Phone screen", "screening", "waiting"),
        ("Beworben", "application", "waiting"),
        ("Rejected", None, "rejected"),
    ],
)
def test_a_log_reads_the_stage_in_the_words_of_an_outcome(tmp_path, word, stage, outcome):
    log = read(tmp_path, f"Company,Date,Status\nAsh,2026-03-01,{word}\nElm,2026-03-02,Offer\n")
    first = log.entries.astype(object).where(log.entries.notna(), None).iloc[0]
    assert (first["stage"], first["outcome"]) == (stage, outcome)


def test_a_stage_that_is_given_stands_and_our_own_words_name_none(tmp_path):
    log = read(tmp_path, "date,employer,stage,outcome\n2026-03-01,Ash,screening,Interview\n")
    assert log.entries["stage"].tolist() == ["screening"]
    log = read(tmp_path, "date,employer,outcome\n2026-03-01,Ash,waiting\n2026-03-02,Elm,offer\n")
    assert log.entries["stage"].isna().all()


@pytest.mark.parametrize("word", ["null", "NaN", "None", "undefined"])
def test_what_a_program_writes_for_nothing_is_blank_but_as_an_employer(tmp_path, word):
    log = read(
        tmp_path,
        f"date,employer,role,outcome,prepared,Mood\n2026-03-01,{word},{word},rejected,{word},{word}\n",
    )
    (line,) = log.entries.astype(object).to_dict("records")
    assert (line["employer"], line["Mood"]) == (word, word)
    assert log.entries[["role", "prepared"]].isna().all(axis=None)
    assert f"'{word}' was read as blank." in str(log.problems)


def test_a_sheet_with_a_column_for_each_step_is_asked_to_be_brought_in(tmp_path):
    head = "Company,Date,Status,Interview date,Offer received\n"
    log = read(tmp_path, f"{head}Ash,2026-03-01,Rejected,2026-03-09,\n")
    (asked,) = [problem for problem in log.problems if problem.verdict == "ask"]
    assert "'Interview date' is a column for a step" in asked.message
    assert "bounceback import" in asked.message
