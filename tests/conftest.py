"""What several tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

# A change makes a test fail, and chance or a slow machine never does; whoever looks for what
# nobody thought of types --hypothesis-profile=other: each run tries other examples then.
SLOW = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, **SLOW)
settings.register_profile("other", derandomize=False, **SLOW)
settings.load_profile("same")

# What the tests start would else compile all that it imports, at each start, for seconds.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).parents[1]


class FilesWhole(LoadFileScheduling):
    """Two processes, each file on one of them, and all that drives the browser on the same."""

    def _split_scope(self, nodeid: str) -> str:
        place = "tests/browser/"  # Two browsers at once would take each other's time and focus.
        return place if nodeid.startswith(place) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    """Share the tests out by file."""
    return FilesWhole(config, log)


@pytest.fixture(autouse=True)
def _every_line_again():
    """Forget which lines a test chose: one choice holds for a whole session."""
    yield
    if filters := sys.modules.get("bounceback_analysis.notebook.filters"):
        filters.chosen_lines.cache_clear()


@pytest.fixture
def run_python():
    """Give a function that runs a line of Python in a process of its own."""

    def run(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
        )
        return done.stdout.strip()

    return run


@pytest.fixture
def own_log(tmp_path, monkeypatch) -> Path:
    """Give the path of a log that is not there yet, named by the environment."""
    path = tmp_path / "my_log.csv"
    monkeypatch.setenv("BOUNCEBACK_LOG", str(path))
    return path


@pytest.fixture
def marker(log):
    """LibreOffice has the log open until the test closes it."""
    path = log.with_name(".~lock.my_log.csv#")
    path.write_text("")
    return path
