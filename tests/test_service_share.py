"""What a client gives a service: what was shown, and nothing that was typed freely."""

from __future__ import annotations

import io

import pandas as pd
import pytest

import bounceback_analysis as bb
from bounceback_analysis.analysis.outcomes import settled
from bounceback_analysis.cli import main
from bounceback_analysis.log.companions import read_settings
from bounceback_analysis.service import share
from bounceback_analysis.service.giving import CLIENT, GIVEN, HEADING, source_kind
from bounceback_analysis.vocabulary.schema import columns
from tests.little_logs import LITTLE_LOGS
from tests.made_logs import AS_OF, SEEDS, made_log

FREE = [c.name for c in columns() if c.kind in {"text", "list"} and c.name != "feedback_themes"]
"""Columns in which a person may write anything."""


@pytest.fixture
def planted(tmp_path):
    """Give a log with a secret of its own in every free cell of every line."""
    rows, secrets = [], []
    for at, outcome in enumerate(("rejected", "passed", "waiting", "offer")):
        said = {name: f"Zq{name.replace('_', '')}{at} Quigley" for name in FREE}
        secrets += said.values()
        rows.append({"date": f"2026-0{at + 1}-07", "outcome": outcome, "stage": "interview"} | said)
    rows[0] |= {"feedback": "Zqmargaret said you were nervous.", "source": "Zqjobs board of Jo"}
    rows[1] |= {
        "skills_wanted": "Excel; Zqsecretskill",
        "feedback_themes": "zqtheme gap; nerves gap",
    }
    table = pd.DataFrame(rows)
    table["=cmd|Zqown"] = "Zqowncell"
    path = tmp_path / "my_log.csv"
    table.to_csv(path, index=False)
    return path


@pytest.mark.parametrize("roles", [False, True])
def test_no_word_that_was_typed_freely_comes_out(planted, roles):
    gift = share(bb.read_log(planted), roles=roles, programme="Spring, 2026", sector="care")
    text = gift.text
    left = text.replace("Zqrole", "") if roles else text
    assert "zq" not in left.lower()
    assert ("Zqrole0 Quigley" in text) is roles
    assert "nerves gap" in text
    assert "Excel" in text
    assert ",job site," in text
    assert "Spring 2026" in text


@pytest.mark.parametrize("seed", list(SEEDS)[:10])
def test_ten_logs_give_nothing_but_words_of_our_own_lists(seed, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(made_log(seed), "utf-8")
    log = bb.read_log(path, as_of=AS_OF.isoformat())
    lines = share(log).lines
    secret = {*log.entries["employer"].dropna(), *log.entries["role"].dropna()}
    secret |= {*log.entries["went_well"].dropna(), *log.entries["application_id"].dropna()}
    cells = {cell for cell in lines.to_numpy().ravel() if cell}
    assert not {s for s in secret if any(s == cell for cell in cells)}
    assert not {s for s in secret if len(s) > 4 and s in share(log).text}


def counts_of(log):
    """Give what the tables of a log count, themes of one's own aside."""
    themes = bb.feedback_themes(log).drop(columns="last")
    ours = themes[~themes["theme"].isin(["something_else"])]
    return [
        bb.stage_rates(log)[["stage", "count", "of", "waiting", "no_response"]],
        bb.journey(log),
        bb.feedback_yield(log)[["step", "count", "of"]],
        ours[["theme", "polarity", "count", "of"]],
        settled(log)["state"].value_counts().sort_index().reset_index(),
    ]


@pytest.mark.parametrize("name", ["data/example_log.csv", *list(SEEDS)[:12]])
def test_the_file_is_read_back_and_counts_as_the_log_does(name, tmp_path):
    if isinstance(name, int):
        path = tmp_path / "log.csv"
        path.write_text(made_log(name), "utf-8")
        log = bb.read_log(path, as_of=AS_OF.isoformat())
    else:
        log = bb.read_log(name, as_of="2026-11-18")
    gift = share(log)
    there = gift.save(tmp_path / "given.csv")
    back = bb.read_log(there, as_of=log.as_of)
    assert back.status in {"ok", "tell", "ask"}
    assert len(back.entries) == len(log.entries)
    for before, after in zip(counts_of(log), counts_of(back), strict=True):
        pd.testing.assert_frame_equal(before, after.reset_index(drop=True), check_dtype=False)


@pytest.mark.parametrize("little", LITTLE_LOGS[::4], ids=lambda little: little.name)
def test_little_logs_of_all_sorts_count_alike_too(little, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(little.text, "utf-8")
    log = bb.read_log(path, as_of=little.as_of)
    back = bb.read_log(share(log).save(tmp_path / "given.csv"), as_of=log.as_of)
    for before, after in zip(counts_of(log), counts_of(back), strict=True):
        pd.testing.assert_frame_equal(before, after.reset_index(drop=True), check_dtype=False)


def test_the_number_is_random_another_for_each_service_and_the_same_each_time(planted, tmp_path):
    first = share(bb.read_log(planted), service="Leeds")
    first.save(tmp_path / "a.csv")
    number = first.lines["client"].iloc[0]
    assert CLIENT.fullmatch(number)
    assert read_settings(planted)["shared"]["Leeds"]["client"] == number
    assert share(bb.read_log(planted), service="Leeds").lines["client"].iloc[0] == number
    assert share(bb.read_log(planted), service="York").lines["client"].iloc[0] != number
    again = share(bb.read_log(planted), service="Leeds")
    assert set(again.lines["employer"]).isdisjoint(first.lines["employer"])


def test_it_is_shown_line_by_line_with_the_consent_and_its_day(planted):
    gift = share(bb.read_log(planted), service="Leeds Careers", day="2026-11-30")
    shown = gift.shown()
    assert shown.startswith(",".join(GIVEN))
    assert all(line in shown for line in gift.text.split("\r\n"))
    assert shown.endswith(
        "On 30 November 2026 I choose to give these 4 lines to Leeds Careers, under a random number."
    )
    assert "feedback (4), went well (4), improve (4), notes (4)" in shown


def test_another_file_is_left_alone_and_an_earlier_gift_is_replaced(planted, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("mine")
    with pytest.raises(FileExistsError):
        share(bb.read_log(planted)).save(other)
    assert other.read_text() == "mine"
    there = share(bb.read_log(planted)).save(tmp_path / "given.csv")
    assert share(bb.read_log(planted), sector="care").save(there) == there
    assert there.read_bytes().startswith(HEADING)
    assert there.read_text().count(",care,") == 4


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NHS Jobs", "public jobs site"),
        ("My friend Ann", "somebody I know"),
        ("Indeed.co.uk", "job site"),
        ("REED", "agency"),
        ("job site", "job site"),
        ("somebody I know", "somebody I know"),
        ("xyzzy", "other"),
        ("other", "other"),
    ],
)
def test_a_source_becomes_its_kind(text, kind):
    assert source_kind(text) == kind


def test_a_sector_is_one_of_the_list_and_an_empty_log_gives_nothing(planted, tmp_path):
    with pytest.raises(ValueError, match="no sector of the list: care,"):
        share(bb.read_log(planted), sector="Care!")
    with pytest.raises(ValueError, match="no line"):
        share(bb.read_log(bb.new_log(tmp_path / "empty.csv")))


def test_the_command_shows_then_writes(planted, tmp_path, capsys):
    out = tmp_path / "given.csv"
    assert main(["share", str(planted), "-o", str(out), "--sector", "care"]) == 0
    said = capsys.readouterr().out
    assert out.read_text().replace("\r", "").splitlines()[1] in said
    assert "I choose to give these 4 lines" in said


def test_at_a_terminal_nothing_is_written_until_the_person_says_yes(planted, tmp_path, monkeypatch):
    out = tmp_path / "given.csv"
    for stream in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: "no")
    assert main(["share", str(planted), "-o", str(out)]) == 0
    assert not out.exists()
    monkeypatch.setattr("builtins.input", lambda _: "Yes")
    assert main(["share", str(planted), "-o", str(out)]) == 0
    assert out.exists()
    assert io.StringIO(out.read_text()).readline().startswith("date,employer")
