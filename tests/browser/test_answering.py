"""Nobody answers: every press says so, keeps the words, and is done once when somebody is back."""

from __future__ import annotations

import os
import signal

import psutil
import pytest

from bounceback_analysis.log.opening import new_log
from tests.browser.conftest import PATIENCE, wait_until

pytestmark = pytest.mark.browser

WORDS = 'They said "no", kindly; =1+1'
LINE = '"They said ""no"", kindly; =1+1"'


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "my_log.csv"
    new_log(path)
    return path


@pytest.fixture
def shown(run_notebook_of, log):
    """Give a page with the record form of an empty log."""
    shown = run_notebook_of([f"import bounceback_analysis as bb\nbb.record_outcome({str(log)!r})"])
    shown.page.locator(".bb-form [data-field=employer]").wait_for(timeout=PATIENCE)
    return shown


def kernel_of(shown):
    """Give the process of the kernel behind the page."""
    found = [s for s in shown.server.ask("GET", "sessions") if s["path"] == shown.name]
    key = found[0]["kernel"]["id"]
    children = psutil.Process(shown.server.process.pid).children(recursive=True)
    return key, next(p for p in children if key in " ".join(p.cmdline()))


def fill(shown, name):
    form = shown.page.locator(".bb-form")
    form.get_by_label("Who was it with?").fill(name)
    form.get_by_text("More, if you like").click()
    form.get_by_label("Anything else").fill(WORDS)


def press_save(shown):
    shown.page.locator(".bb-form").get_by_role("button", name="Save", exact=True).click()


def trouble(shown, kind):
    box = shown.page.locator(f".bb-trouble[data-trouble={kind}]")
    box.wait_for(timeout=PATIENCE)
    return box.inner_text()


def lines_with(log, name):
    return [line for line in log.read_text("utf-8-sig").splitlines() if name in line]


def test_after_a_restart_behind_the_page_the_words_stand_there_and_are_saved_once(
    shown, log, screenshot
):
    fill(shown, "Acme, Ltd")
    key, _ = kernel_of(shown)
    shown.server.ask("POST", f"kernels/{key}/restart")
    shown.page.get_by_label("Which job?").fill("Cook")  # typed when nobody hears it
    press_save(shown)
    told = trouble(shown, "lost")
    screenshot(shown, "answering-restarted")
    assert LINE in told
    assert '"Acme, Ltd",Cook' in told
    assert not lines_with(log, "Acme")
    shown.page.locator(".bb-trouble").get_by_role("button", name="Start again here").click()
    shown.page.get_by_text("What you had typed is here again.").wait_for(timeout=PATIENCE)
    assert shown.page.get_by_label("Which job?").input_value() == "Cook"
    assert shown.page.get_by_label("Anything else").input_value() == WORDS
    press_save(shown)
    shown.page.get_by_text("Saved as waiting.").wait_for(timeout=PATIENCE)
    assert len(lines_with(log, "Acme")) == 1
    screenshot(shown, "answering-restarted-saved")
