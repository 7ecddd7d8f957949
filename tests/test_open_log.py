"""Which log is opened, and what the three logs that ship with Bounceback hold."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from bounceback_analysis.log.opening import new_log, open_log
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.vocabulary.schema import columns

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def example():
    return read_log(DATA / "example_log.csv")


def test_without_a_log_of_ones_own_the_example_is_opened_and_nothing_is_written(
    tmp_path, monkeypatch
):
    monkeypatch.delenv("BOUNCEBACK_LOG", raising=False)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "example_log.csv").write_bytes((DATA / "example_log.csv").read_bytes())
    monkeypatch.chdir(tmp_path)
    log = open_log()
    assert log.example
    assert len(log.entries) == 79
    assert [path.name for path in tmp_path.rglob("*.csv")] == ["example_log.csv"]


def test_ones_own_log_comes_before_the_example(own_log):
    new_log()
    log = open_log()
    assert (log.example, log.path, len(log.entries)) == (False, own_log, 0)


def test_a_line_added_meanwhile_is_there_when_the_log_is_opened_again(own_log):
    own_log.write_text("date,employer,outcome\n2026-03-05,Alder Ltd,waiting\n", "utf-8")
    assert len(open_log().entries) == 1
    with own_log.open("a", encoding="utf-8") as out:
        out.write("2026-03-06,Birch & Co,waiting\n")
    assert list(open_log().entries["employer"]) == ["Alder Ltd", "Birch & Co"]


def test_a_log_that_is_named_but_not_there_is_said_and_not_replaced_by_the_example(own_log):
    log = open_log()
    assert (log.example, log.status) == (False, "stop")


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Give a folder that holds what a checkout holds, and a home beside it."""
    for name in ("checkout/data", "checkout/notebooks/deep", "home"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "checkout" / "data" / "example_log.csv").write_text("date,employer,outcome\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    return tmp_path / "checkout"


@pytest.mark.parametrize("here", [".", "notebooks", "notebooks/deep", "data"])
@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("data/mine.csv", "data/mine.csv"),
        ("./data/../mine.csv", "mine.csv"),
        ("../elsewhere.csv", "../elsewhere.csv"),
        ("~/my job search.csv", "../home/my job search.csv"),
    ],
)
def test_a_log_named_once_is_one_file_in_every_folder_of_a_checkout(
    checkout, monkeypatch, here, named, meant
):
    monkeypatch.chdir(checkout / here)
    monkeypatch.setenv("BOUNCEBACK_LOG", named)
    made = new_log()
    assert made.resolve() == (checkout / meant).resolve()
    monkeypatch.chdir(checkout)
    assert open_log().status == "ok"


def test_outside_of_a_checkout_a_relative_log_counts_from_where_one_is(checkout, monkeypatch):
    monkeypatch.chdir(checkout.parent)
    monkeypatch.setenv("BOUNCEBACK_LOG", "mine.csv")
    assert new_log() == checkout.parent / "mine.csv"


def test_a_log_of_somebody_who_is_not_known_here_is_said_to_be_missing(checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("BOUNCEBACK_LOG", "~nobody-of-that-name/mine.csv")
    log = open_log()
    assert log.status == "stop"
    assert "~nobody-of-that-name" in log.problems[0].message


def test_a_new_log_has_every_heading_and_no_line(own_log):
    assert new_log() == own_log
    assert own_log.read_bytes().startswith(b"\xef\xbb\xbfdate,employer,role,")
    log = open_log()
    assert log.status == "ok"
    assert list(log.entries.columns)[: len(columns())] == [column.name for column in columns()]


def test_a_new_log_is_never_made_over_another(own_log):
    own_log.write_text("mine", "utf-8")
    with pytest.raises(FileExistsError, match="already"):
        new_log()
    assert own_log.read_text("utf-8") == "mine"


def test_the_day_to_count_from_is_today_but_for_the_example_its_last_day(own_log, monkeypatch):
    new_log()
    assert open_log().as_of == pd.Timestamp.today().normalize()
    monkeypatch.delenv("BOUNCEBACK_LOG")
    monkeypatch.chdir(DATA)
    assert open_log().as_of == pd.Timestamp("2026-11-19")


def test_the_example_is_a_whole_search_with_nothing_to_settle(example):
    entries = example.entries
    decided = entries["outcome"].isin(["passed", "rejected", "no response", "offer", "declined"])
    assert example.status == "ok"
    assert len(entries) >= 70
    assert entries["employer"].nunique() >= 30
    assert 0.28 <= entries.loc[decided, "feedback"].notna().mean() <= 0.38
    assert (entries["outcome"] == "waiting").sum() >= 5
    assert (entries["door_open"] == "yes").sum() >= 5
    assert entries["score"].notna().sum() >= 3
    assert (
        entries.loc[entries["stage"] != "application"].groupby("application").size() >= 3
    ).sum() >= 2


def test_most_ratings_in_the_example_were_given_before_the_answer(example):
    rated = example.entries[example.entries["rated_on"].notna()]
    before = rated["heard_on"].isna() | (rated["rated_on"] < rated["heard_on"])
    assert len(rated) >= 20
    assert 0.8 <= before.mean() < 1


def test_the_first_week_is_three_lines_and_the_example_has_a_plan():
    assert len(read_log(DATA / "first_week.csv").entries) == 3
    plan = pd.read_csv(DATA / "example_plan.csv")
    assert list(plan.columns) == [column.name for column in columns("plan")]
    assert len(plan) >= 10
