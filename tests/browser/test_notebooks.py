"""Each shipped notebook in a real browser, on a full log and on those that hold hardly anything."""

from __future__ import annotations

import csv

import pytest

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
LOGS = ["example", "first week", "no feedback", "empty"]
FEEDBACK = ("feedback", "feedback_themes", "feedback_status", "feedback_asked_on")
ERRORS = "[data-mime-type='application/vnd.jupyter.stderr'], .jp-RenderedText pre .ansi-red-fg"


@pytest.fixture(scope="session")
def server_for(start_server, tmp_path_factory):
    """Give the server of each log, one for all notebooks."""
    servers = {}

    def server(log: str):
        if log not in servers:
            servers[log] = start_server(_written(log, tmp_path_factory.mktemp("log")))
        return servers[log]

    return server


def _written(log: str, folder):
    """Write the log of a name; none stands for the example."""
    if log == "example":
        return None
    source = "example_log.csv" if log == "no feedback" else "first_week.csv"
    with (ROOT / "data" / source).open(encoding="utf-8-sig", newline="") as read:
        rows = list(csv.DictReader(read))
    with (folder / "my_log.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        kept = [] if log == "empty" else rows
        blank = dict.fromkeys(FEEDBACK, "") if log == "no feedback" else {}
        writer.writerows([row | blank for row in kept])
    return folder / "my_log.csv"


def move_a_control(page) -> None:
    """Move the first filter of the notebook, if it has one, and wait until its view follows."""
    stage = page.get_by_label("Stage", exact=True)
    if stage.count() and stage.first.locator("option").count() > 1:
        stage.first.scroll_into_view_if_needed()
        stage.first.select_option(index=1)
        page.locator(".bb-note", has_text="lines:").first.wait_for(state="attached")


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_works_on_any_log(open_notebook, server_for, screenshot, name, log):
    shown = open_notebook(name, server=server_for(log))
    page = shown.page
    shown.wait_until_run()
    views = page.locator(".jp-OutputArea-output .bb-title")
    views.nth(1).wait_for(state="attached")
    headings = page.locator(".jp-Cell h2").all_inner_texts()
    assert "went well" in headings[0] or "strengths" in headings[0]
    assert views.nth(1).inner_text(), "what went well says nothing"
    assert page.locator(ERRORS).all_inner_texts() == []
    assert page.get_by_text("Nothing to show here").count() == 0
    screenshot(shown, f"{name.removesuffix('.ipynb')}_{log.replace(' ', '_')}")
    move_a_control(page)
    assert page.locator(ERRORS).all_inner_texts() == []
    assert shown.page_errors == []
    assert shown.console_errors == []
    assert shown.hosts == {"127.0.0.1"}
    assert shown.server.strangers == []
