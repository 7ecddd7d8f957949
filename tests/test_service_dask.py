"""A cohort on Dask: in threads, in processes, on a cluster with a worker killed, and as Parquet."""

from __future__ import annotations

import os
import signal
import time

import pandas as pd
import pytest

from bounceback_analysis import service
from bounceback_analysis.cli import main
from bounceback_analysis.service import cohort as reading
from tests.invented_clients import GIVEN_ON, client, write_clients

pytest.importorskip("dask.dataframe", reason="only the extra bounceback-analysis[service] has it")

DAY = GIVEN_ON.isoformat()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return write_clients(tmp_path_factory.mktemp("cohort"), range(40), lines=6)


@pytest.fixture(scope="module")
def loop(files):
    """Count in a plain loop, without Dask."""
    part = reading.read_files(reading._newest(files), pd.Timestamp(GIVEN_ON))
    return service.facts(part, by=("programme",))


@pytest.mark.parametrize("size", [5, 16, 1000])
@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
def test_parts_of_any_size_count_to_the_last_integer_alike(
    files, loop, size, scheduler, monkeypatch
):
    monkeypatch.setattr(reading, "AT_ONCE", size)
    lazy = service.facts(service.read_cohort(files[0].parent, as_of=DAY), by=("programme",))
    pd.testing.assert_frame_equal(lazy.compute(scheduler=scheduler), loop)


def test_a_dataset_grows_month_by_month_and_a_clients_later_gift_counts(files, loop, tmp_path):
    folder = service.append(
        service.read_cohort(files[:30], as_of=DAY), tmp_path / "all", edition="2026-11"
    )
    service.append(service.read_cohort(files[30:], as_of=DAY), folder, edition="2026-12")
    whole = service.facts(service.read_cohort(folder), by=("programme",)).compute()
    pd.testing.assert_frame_equal(whole, loop)
    later = tmp_path / "again.csv"
    later.write_bytes(client(3, lines=6).replace(b"2026-11-30", b"2027-01-05"))
    service.append(service.read_cohort([later]), folder, edition="2027-01")
    again = service.facts(service.read_cohort(folder), by=("programme",)).compute()
    counts = again[again["topic"].isin(["stage_rates", "journey", "feedback_yield"])]
    before = loop[loop["topic"].isin(["stage_rates", "journey", "feedback_yield"])]
    pd.testing.assert_frame_equal(counts.reset_index(drop=True), before.reset_index(drop=True))
    with pytest.raises(ValueError, match="has the edition 2027-01 already"):
        service.append(service.read_cohort([later]), folder, edition="2027-01")


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(files, loop, monkeypatch):
    from distributed import Client, LocalCluster

    monkeypatch.setattr(reading, "AT_ONCE", 4)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as there,
    ):
        cohort = service.read_cohort(files[0].parent, as_of=DAY)
        running = there.compute(service.facts(cohort, by=("programme",)))
        while not (pids := there.run(os.getpid)):
            time.sleep(0.1)
        os.kill(next(iter(pids.values())), signal.SIGKILL)
        pd.testing.assert_frame_equal(running.result(), loop)


def test_the_command_writes_a_page_names_bad_files_and_keeps_the_edition(files, tmp_path, capsys):
    folder = files[0].parent
    (folder / "torn.csv").write_bytes(b"\x00\x00")
    out = tmp_path / "cohort.html"
    words = ["service", str(folder), "-o", str(out), "--by", "programme", "--k", "5"]
    assert main(words) == 0
    said = capsys.readouterr()
    assert "torn.csv" in said.err
    assert "nothing is told of fewer than 5 people" in said.out
    page = out.read_text("utf-8")
    assert "kept back" in page
    assert "torn.csv" not in page
    assert "<svg" in page
    assert service.read_ledger(tmp_path / "cohort.released.csv")
    assert main(words) == 0
    assert out.read_text("utf-8") == page
    (folder / "torn.csv").unlink()
    assert main(["service", str(tmp_path / "nothing"), "-o", str(out)]) == 2
