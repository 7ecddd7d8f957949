"""The independent counter itself is right: it equals what was counted by hand."""

from __future__ import annotations

import pytest

from tests.counter import counts
from tests.counter_lines import read
from tests.little_logs import AS_OF, LITTLE_LOGS

LITTLE = pytest.mark.parametrize("little", LITTLE_LOGS, ids=lambda little: little.name)


@LITTLE
def test_the_counter_equals_the_hand_counted_answers(little):
    said = counts(read(little.text), AS_OF)
    rates = {
        stage: (cell["count"], cell["of"], cell["waiting"])
        for stage, cell in said["stage_rates"].items()
    }
    assert said["lines"] == little.lines
    assert rates == little.rates
    assert said["furthest_step"] == little.furthest
    assert said["waiting"] == little.waiting
    assert set(said["asked"]) == little.asked
