"""A sheet is brought in with a real browser: uploaded, settled, saved, taken back."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from bounceback_analysis.log.opening import new_log
from tests.browser.conftest import wait_until

pytestmark = pytest.mark.browser

CELL = ["import bounceback_analysis as bb\nbb.adopt_sheet(bb.open_log())"]
HOSTILE = "<img src=x onerror=alert(1)>"
SHEET = f"""Company,Role,Date Applied,Status,Salary,Contact
Alder Ltd,Cook,13/03/2026,Rejected,£24000,sam@example.org
{HOSTILE},Chef,14/03/2026,Frobnicated,,
Cedar,Porter,15/03/2026,Wishlist,,
"""


@pytest.fixture
def log(tmp_path):
    return new_log(tmp_path / "my_log.csv")


def test_a_sheet_is_uploaded_settled_saved_and_taken_back(run_notebook_of, log, screenshot):
    before = log.read_bytes()
    shown = run_notebook_of(CELL, log=log)
    page = shown.page
    page.get_by_role("button", name="Choose my sheet").wait_for()
    screenshot(shown, "adopt-empty")
    file = {"name": "jobs.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose my sheet").press("Enter")
    chooser.value.set_files(file)
    page.get_by_text("3 rows read, 2 kept").wait_for()
    choice = page.get_by_label("“Frobnicated” means")
    choice.scroll_into_view_if_needed()
    screenshot(shown, "adopt-preview")
    assert page.locator(".bb-view img").count() == 0
    assert page.locator(".bb-table").first.get_by_text(HOSTILE).count() == 1
    found = Axe().run(page, context=".bb-view").response["violations"]
    assert [v["id"] for v in found if v["impact"] in {"serious", "critical"}] == []
    page.get_by_role("button", name="Use these answers").press("Enter")
    page.get_by_text("Choose one from the list").wait_for()
    screenshot(shown, "adopt-mistake")
    assert log.read_bytes() == before
    choice.select_option("cancelled")
    page.get_by_role("button", name="Use these answers").press("Enter")
    page.get_by_text("Your answers are used.").wait_for()
    screenshot(shown, "adopt-settled")
    page.get_by_role("button", name="Save 2 lines in my log").press("Enter")
    page.get_by_text("It is in your log.").first.wait_for()
    wait_until(lambda: b"Alder Ltd" in log.read_bytes())
    assert HOSTILE.encode() in log.read_bytes()
    screenshot(shown, "adopt-saved")
    page.get_by_role("button", name="Undo").press("Enter")
    wait_until(lambda: log.read_bytes() == before)
    assert shown.page_errors == []
    assert shown.console_errors == []
    assert shown.server.strangers == []


def test_a_pasted_table_in_another_language_is_settled_by_click(run_notebook_of, log, screenshot):
    shown = run_notebook_of(CELL, log=log)
    page = shown.page
    # The table of contents may list it too, once it has read what the page says without widgets.
    page.locator("summary", has_text="Or paste a table").click()
    pasted = "Työnantaja\tPäivä\tTila\nAlder\t2026-03-01\tRejected\n"
    page.get_by_label("Your table").fill(pasted)
    page.get_by_role("button", name="Read what I pasted").press("Enter")
    page.get_by_text("1 row read, 0 kept").wait_for()
    for theirs, ours in {"Työnantaja": "employer", "Päivä": "date"}.items():
        page.get_by_label(f"“{theirs}” means").select_option(ours)
    screenshot(shown, "adopt-headings")
    page.get_by_role("button", name="Use these answers").press("Enter")
    page.get_by_text("1 row read, 1 kept").wait_for()
    screenshot(shown, "adopt-pasted")
    page.get_by_role("button", name="Save 1 line in my log").press("Enter")
    wait_until(lambda: b"Alder" in log.read_bytes())
    assert shown.page_errors == []
