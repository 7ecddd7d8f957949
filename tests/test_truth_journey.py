"""What the journey and the doors say equals what an independent counter counts."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from bounceback_analysis.analysis.doors import open_doors
from bounceback_analysis.analysis.journey import furthest_step, journey, stage_rates
from tests.conftest import ROOT
from tests.counter import counts
from tests.counter_lines import read
from tests.made_logs import AS_OF, SEEDS, as_text, made_log
from tests.reading import log_of

EXAMPLE = (ROOT / "data" / "example_log.csv").read_text("utf-8")
AS_COUNTED = {
    "a no": "no",
    "accepted": "offer",
    "outcome not said": "not said",
    "went on, next not logged": "forward",
}
"""How the counter calls an ending; it tells no accepted offer from one that is open."""

FILTERS = (
    {},
    {"stage": "application"},
    {"stage": "interview"},
    {"source": "Job board"},
    {"source": "Friend"},
    {"since": date(2026, 3, 1)},
)


def told_apart(text):
    """Let each line say whose it is: which lines belong together is tested by itself."""
    joined = log_of(text).entries.set_index("line")["application"]
    rows = read(text)
    for row in rows:
        row["application_id"] = joined[int(row.pop("line"))]
    return as_text(rows)


LOGS = [("example", EXAMPLE, date(2026, 11, 30))]
LOGS += [(f"made {seed}", told_apart(made_log(seed)), AS_OF) for seed in SEEDS]
EVERY = pytest.mark.parametrize(
    ("text", "as_of"), [(text, day) for _, text, day in LOGS], ids=[name for name, *_ in LOGS]
)


def both(text, as_of):
    """Give, for each filter, the log and what the counter says of it."""
    log = log_of(text, as_of=pd.Timestamp(as_of))
    rows = read(text)
    for chosen in FILTERS:
        yield log, (log.only(**chosen) if chosen else log), counts(rows, as_of, **chosen)


def first_lines(log):
    """Name each application by its first line, as the counter does."""
    return log.entries.groupby("application")["line"].min().to_dict()


@EVERY
def test_each_step_is_counted_as_the_counter_counts_it(text, as_of):
    for _, log, said in both(text, as_of):
        found = {
            row["stage"]: {name: row[name] for name in ("count", "of", "waiting", "no_response")}
            for row in stage_rates(log).to_dict("records")
        }
        counted = {
            stage: cell
            for stage, cell in said["stage_rates"].items()
            if cell["of"] or cell["waiting"]
        }
        assert found == counted


@EVERY
def test_each_application_stands_where_the_counter_sees_it_stand(text, as_of):
    for whole, log, said in both(text, as_of):
        number = first_lines(whole)
        table = furthest_step(log)
        found = {
            number[row["application"]]: (row["stage"], AS_COUNTED.get(row["ending"], row["ending"]))
            for row in table.to_dict("records")
        }
        assert found == said["furthest_step"]
        assert table["met"].sum() == said["invitations"]["applications"]


@EVERY
def test_the_links_of_the_flow_are_those_of_the_counter(text, as_of):
    for _, log, said in both(text, as_of):
        found: dict[tuple[str, str], int] = {}
        for row in journey(log).to_dict("records"):
            link = row["source"], AS_COUNTED.get(row["target"], row["target"])
            found[link] = found.get(link, 0) + row["count"]
        assert found == said["journey"]


@EVERY
def test_doors_are_open_knocked_on_or_faded_as_the_counter_says(text, as_of):
    for whole, log, said in both(text, as_of):
        number = first_lines(whole)
        found = {
            number[row["application"]]: row["state"] for row in open_doors(log).to_dict("records")
        }
        assert found == {key: door["state"] for key, door in said["doors"].items()}
