"""The start notebook opens, runs by itself and is saved as source; a changed one waits."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.browser


def test_the_start_notebook_runs_when_it_is_opened(open_notebook, screenshot):
    shown = open_notebook()
    shown.wait_until_run()
    shown.wait_for_picture()
    screenshot(shown, "start")
    assert shown.page_errors == []
    assert shown.console_errors == []
    assert shown.hosts == {"127.0.0.1"}
    assert shown.server.strangers == []
