"""A cohort: counted to the last integer as each log is, however it is read and parted."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import bounceback_analysis as bb
from bounceback_analysis import service
from bounceback_analysis.analysis.timing import reply_times
from bounceback_analysis.service.cohort import OLDER, _newest, read_files
from bounceback_analysis.service.facts import added, facts_of
from bounceback_analysis.service.giving import GIVEN, HEADING
from bounceback_analysis.service.page import PARTS, example, picture
from bounceback_analysis.service.releasing import read_ledger
from tests.invented_clients import GIVEN_ON, TRUTH, client, write_clients
from tests.made_logs import AS_OF, made_log

pytest.importorskip("pyarrow", reason="only the extra bounceback-analysis[service] has it")

DAY = pd.Timestamp(GIVEN_ON)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return write_clients(tmp_path_factory.mktemp("cohort"), range(48), lines=8)


@pytest.fixture(scope="module")
def cohort(files):
    return read_files(_newest(files), DAY)


def summed(tables: list[pd.DataFrame], keys: list[str], values: list[str]) -> pd.DataFrame:
    """Add up the counts of many logs: the plain loop that the cohort must equal."""
    whole = pd.concat(tables).groupby(keys, sort=True)[values].sum()
    return whole.astype("int64")


def test_every_table_equals_a_plain_loop_over_the_logs_to_the_last_integer(files, cohort):
    logs = [bb.read_log(file, as_of=GIVEN_ON.isoformat()) for file in files[:12]]
    facts = service.facts(cohort[cohort["file"].isin([file.name for file in files[:12]])])
    for name, keys, values in (
        ("stage_rates", ["stage"], ["count", "of", "waiting", "no_response"]),
        ("journey", ["source", "target"], ["count"]),
        ("feedback_yield", ["step"], ["count", "of"]),
        ("feedback_themes", ["theme", "polarity"], ["count"]),
    ):
        loop = summed([getattr(bb, name)(log) for log in logs], keys, values)
        ours = getattr(service, name)(facts, exact=True).set_index(keys)[values]
        pd.testing.assert_frame_equal(
            loop[loop.any(axis=1)],
            ours[ours.ne(0).any(axis=1)].sort_index().astype("int64"),
            check_names=False,
        )
    told = pd.concat([reply_times(log) for log in logs])
    ours = facts[facts["topic"] == "reply_curve"]
    assert ours["n"].sum() == len(told)
    day, replied = 7, "00007 replied".zfill(14)
    expected = int(((told["days"] == day) & told["replied"]).sum())
    assert ours.loc[ours["cell"] == replied, "n"].sum() == expected > 0


@pytest.mark.parametrize("by", [(), ("programme",), ("programme", "month")])
def test_facts_of_parts_add_up_to_those_of_the_whole(cohort, by):
    whole = service.facts(cohort, by=by)
    names = sorted(cohort["client"].unique())
    for size in (7, 50):
        edges = [*range(0, len(names), size), len(names)]
        parts = [cohort[cohort["client"].isin(names[a:b])] for a, b in pairwise(edges)]
        apart = added(pd.concat([facts_of(part, by) for part in parts]))
        pd.testing.assert_frame_equal(whole, apart)


def test_clients_in_a_cell_are_distinct_and_groups_add_up(cohort):
    facts = service.facts(cohort, by=("programme",))
    of = facts[(facts["topic"] == "stage_rates") & (facts["cell"] == "of")]
    of = of[of["key"] == "application"].set_index("programme")
    lines = cohort[cohort["outcome"].isin(["passed", "rejected", "no response"])]
    lines = lines[lines["stage"] == "application"]
    assert of.loc["all", "clients"] == lines["client"].nunique()
    assert of["n"].drop("all").sum() == of.loc["all", "n"] == len(lines)


def test_a_file_of_another_heading_is_read_as_a_log_and_counts_alike(tmp_path):
    path = tmp_path / "sam.csv"
    path.write_text(made_log(3), "utf-8")
    log = bb.read_log(path, as_of=AS_OF.isoformat())
    part = read_files([(str(path), "")], pd.Timestamp(AS_OF))
    ours = service.stage_rates(service.facts(part), exact=True)
    theirs = bb.stage_rates(log)
    assert (
        ours[["stage", "count", "of"]]
        .astype({"count": "int64", "of": "int64"})
        .equals(theirs[["stage", "count", "of"]])
    )
    lines = part[part["said"].isna()]
    assert len(set(lines["client"])) == 1
    assert not {*log.entries["employer"].dropna()} & {*lines["employer"]}


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02" * 50,
        b"nothing,of,ours\r\n1,2,3\r\n",
        b"",
        HEADING,
        None,
    ],
)
def test_a_bad_file_is_named_and_left_out_and_the_rest_is_right(tmp_path, files, data):
    bad = tmp_path / "broken.csv"
    if data is not None:
        bad.write_bytes(data)
    alone = read_files(_newest(files[:20]), DAY)
    both = read_files(_newest([*files[:10], bad, *files[10:20]]), DAY)
    said = both[both["said"].notna()]
    assert said["file"].tolist() == ["broken.csv"] * len(said)
    assert len(said) >= 1
    lines = both[both["said"].isna()]
    assert len(lines) == len(alone)
    facts = service.facts(both)
    named = facts[facts["topic"] == "files"]
    assert named["key"].tolist() == ["broken.csv"] * len(said)
    pd.testing.assert_frame_equal(
        facts[facts["topic"] != "files"].reset_index(drop=True), service.facts(alone)
    )


@pytest.mark.parametrize(
    "slip",
    [
        lambda line: line.replace(b",passed,", b',"passed,', 1),
        lambda line: line.replace(b"2026-", b"26/", 1),
        lambda line: line + b"a line of one cell\r\n",
        lambda line: line.replace(b"\r\n", b"\n"),
    ],
)
def test_a_slip_in_one_file_reaches_no_other(tmp_path, files, slip):
    own = client(5)
    (tmp_path / "slip.csv").write_bytes(HEADING + slip(own[len(HEADING) :]))
    both = read_files(_newest([*files[10:30], tmp_path / "slip.csv"]), DAY)
    others = both[(both["file"] != "slip.csv") & both["said"].isna()]
    alone = read_files(_newest(files[10:30]), DAY)
    pd.testing.assert_frame_equal(
        others.reset_index(drop=True), alone[alone["said"].isna()].reset_index(drop=True)
    )


def test_of_two_files_of_one_client_the_later_one_counts_and_the_other_is_named(tmp_path):
    data = client(1)
    (tmp_path / "b.csv").write_bytes(data)
    (tmp_path / "a.csv").write_bytes(data.replace(b"2026-11-30", b"2026-12-24"))
    part = read_files(_newest([tmp_path / "a.csv", tmp_path / "b.csv"]), DAY)
    assert part.loc[part["said"] == OLDER, "file"].tolist() == ["b.csv"]
    assert set(part.loc[part["said"].isna(), "file"]) == {"a.csv"}


def test_the_truth_is_inside_the_ranges(cohort):
    table = service.stage_rates(service.facts(cohort), exact=True).set_index("stage")
    for stage, chance in TRUTH.items():
        assert table.loc[stage, "low"] - 0.05 < chance < table.loc[stage, "high"] + 0.05


@pytest.mark.parametrize("topic", list(PARTS))
def test_a_picture_stands_whatever_rows_and_cells_are_kept_back(topic):
    made = example()
    name = "reply_weeks" if topic == "reply_curve" else topic
    cells = made.cells.index[made.cells["topic"] == name].tolist()
    luck = random.Random(topic)
    some = [luck.sample(cells, luck.randint(2, len(cells))) for _ in range(12)]
    for gone in ([], *([one] for one in cells), *some, cells):
        hidden = made.cells.assign(n=made.cells["n"].mask(made.cells.index.isin(gone)))
        drawn = picture(replace(made, cells=hidden), topic)
        assert drawn.to_svg().startswith("<svg")
        assert "You" not in drawn.description
        if gone == []:
            assert drawn.marks
            assert "cannot be drawn" not in drawn.sentence
        elif gone == cells:
            assert not drawn.marks


def test_a_key_that_a_group_lacks_tells_nothing_of_the_few_in_it():
    # Of 22 whose feedback could be used 20 are of one programme; of the other two all say it.
    rows = [
        ("all", "usable feedback", "of", 22, 22, 0), ("a", "usable feedback", "of", 20, 20, 0),
        ("b", "usable feedback", "of", 2, 2, 0), ("all", "nerves gap", "count", 12, 12, 12),
        ("a", "nerves gap", "count", 12, 12, 12),
    ]  # fmt: skip
    heads = ["programme", "key", "cell", "n", "clients", "full"]
    facts = pd.DataFrame(rows, columns=heads).assign(topic="feedback_themes")
    cells = service.release(facts).cells.set_index(["programme", "key", "cell"])["n"]
    assert cells.isna()["b", "usable feedback", "of"]
    assert cells.isna()[["all", "a"]].groupby("key").any()["usable feedback"]


@pytest.mark.parametrize("kind", ["category", "string", "object"])
def test_columns_of_other_types_count_alike(cohort, kind):
    text = [name for name in GIVEN if cohort[name].dtype.kind != "M"]
    whole = service.facts(cohort.astype(dict.fromkeys(text, kind)), by=("programme",))
    pd.testing.assert_frame_equal(whole, service.facts(cohort, by=("programme",)))


def test_nobody_is_split_by_what_is_no_way_to_split(cohort):
    with pytest.raises(ValueError, match="use programme, sector, month"):
        service.facts(cohort, by=("client",))
    with pytest.raises(ValueError, match="not"):
        service.stage_rates(service.facts(cohort), by=("programme",))


def test_tables_are_kept_back_unless_they_are_asked_for_exact(cohort):
    facts = service.facts(cohort, by=("programme",))
    exact = service.stage_rates(facts, by=("programme",), exact=True)
    ours = service.stage_rates(facts, by=("programme",))
    assert not exact["kept_back"].any()
    assert ours["kept_back"].any()
    assert ours.loc[ours["count"].isna(), "rate"].isna().all()
    with pytest.raises(ValueError, match="not exact"):
        service.stage_rates(service.release(facts), exact=True)


def test_the_rounded_preset_shows_fives_and_no_share_of_few(cohort):
    rounded = service.release(service.facts(cohort, by=("programme",)), rounded=True)
    table = service.stage_rates(rounded, by=("programme",))
    assert (table["count"].dropna() % 5 == 0).all()
    assert (table["of"].dropna() % 5 == 0).all()
    counts = service.facts(cohort, by=("programme",))
    few = counts[(counts["cell"] == "of") & (counts["topic"] == "stage_rates")]
    few = few[(few["clients"] < 22.5) & (few["programme"] != "all")]
    told = table.set_index(["programme", "stage"])
    shown = [told.loc[at, "rate"] for at in zip(few["programme"], few["key"], strict=True)]
    assert shown
    assert np.isnan(np.array(shown, float)).all()


def test_what_was_released_is_kept_for_its_owner_and_read_back(cohort, tmp_path):
    made = service.release(service.facts(cohort, by=("programme",)))
    path = made.save(tmp_path / "cohort.released.csv")
    assert read_ledger(path) == dict(made.ledger)
    assert path.stat().st_mode & 0o077 == 0
    again = service.release(service.facts(cohort, by=("programme",)), before=read_ledger(path))
    pd.testing.assert_frame_equal(made.cells, again.cells)
    assert read_ledger(tmp_path / "none.csv") == {}


@pytest.mark.parametrize("kind", ["category", "string", "object"])
@pytest.mark.parametrize("topic", ["journey", "feedback_themes", "feedback_yield", "skill_gaps"])
def test_one_log_counts_alike_whatever_type_its_texts_have(kind, topic):
    log = bb.read_log("data/example_log.csv", as_of="2026-11-18")
    texts = [name for name in log.entries if log.entries[name].dtype.kind not in "Mfi"]
    other = replace(log, entries=log.entries.astype(dict.fromkeys(texts, kind)))
    pd.testing.assert_frame_equal(getattr(bb, topic)(log), getattr(bb, topic)(other))


def test_logs_put_together_are_told_to_be_numbered_anew_before_their_themes_are_counted():
    log = bb.read_log("data/example_log.csv", as_of="2026-11-18")
    twice = pd.concat([log.entries, log.entries], ignore_index=True)
    with pytest.raises(ValueError, match=r"entries.assign\(line=range"):
        bb.feedback_themes(replace(log, entries=twice), by="stage")
    numbered = twice.assign(line=range(len(twice)))
    ours = bb.feedback_themes(replace(log, entries=numbered))
    assert ours["count"].tolist() == bb.feedback_themes(log)["count"].tolist()


def test_a_word_that_no_log_knows_is_named_with_its_file_though_the_form_is_ours(tmp_path, files):
    odd = tmp_path / "odd.csv"
    odd.write_bytes(client(777).replace(b",rejected,", b",banana,", 1))
    part = read_files(_newest([*files[:5], odd]), DAY)
    said = part[part["said"].notna()]
    assert set(said["file"]) == {"odd.csv"}
    assert "banana" in said["said"].iloc[0]
    assert len(part) - len(said) == client(777).count(b"\n") - 1 + len(
        [line for file in files[:5] for line in file.read_bytes().splitlines()[1:]]
    )
