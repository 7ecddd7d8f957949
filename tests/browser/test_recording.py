"""The record form in a real browser: by keyboard alone, killed half-way, and twice at once."""

from __future__ import annotations

import os
import signal
import time

import pytest

from bounceback_analysis.log.opening import new_log
from tests.browser.conftest import PATIENCE, wait_until

pytestmark = pytest.mark.browser

PID = "import os, pathlib\npathlib.Path('pid.txt').write_text(str(os.getpid()))"


class Keys:
    """A keyboard that counts what is pressed beyond what is typed."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text):
        self.page.keyboard.type(text)


def wait_for_focus(page, name):
    page.wait_for_function(
        "name => document.activeElement?.closest('[data-field]')?.dataset.field === name",
        arg=name,
        timeout=PATIENCE,
    )


def said(shown):
    box = shown.page.locator(".bb-said")
    box.wait_for(timeout=PATIENCE)
    return box.inner_text()


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "my_log.csv"
    new_log(path)
    with path.open("a", encoding="utf-8", newline="") as out:
        out.write("2026-03-05,Acme,Cook,interview,waiting" + "," * 26 + "\r\n")
    return path


@pytest.fixture
def form(log):
    """Give the cell that shows the form of this log."""
    return f"import bounceback_analysis as bb\nbb.record_outcome({str(log)!r})"


def test_a_first_line_is_saved_by_keyboard_alone_and_taken_back(
    start_server, open_notebook, screenshot
):
    server = start_server()
    own = server.folder / "data" / "my_log.csv"
    shown = open_notebook("01_record_an_outcome.ipynb", server=server)
    shown.wait_until_run()
    form = shown.page.locator(".bb-form")
    form.wait_for(timeout=PATIENCE)
    form.scroll_into_view_if_needed()
    screenshot(shown, "record-example")
    form.get_by_role("button", name="Start my own log").focus()
    keys = Keys(shown.page)
    keys.press("Enter")
    wait_for_focus(shown.page, "employer")
    old = own.read_bytes()
    keys.type("O'Neill & Söhne")
    keys.press("Tab")
    keys.type("Support worker")
    keys.press("Tab")
    keys.type("i")
    keys.press("Tab", "Tab")
    keys.type("v")
    screenshot(shown, "record-filled")
    keys.press("Tab", "Tab", "Enter")
    told = said(shown)
    assert keys.pressed <= 25
    shown.page.wait_for_function("document.activeElement.className === 'bb-said'")
    keys.press("Tab", "Tab", "Tab", "Tab")  # past the line, undo and the page's own button
    wait_for_focus(shown.page, "went_well")
    line = own.read_bytes().removeprefix(old).decode()
    assert line.startswith(
        f"{time.strftime('%Y-%m-%d')},O'Neill & Söhne,Support worker,interview,waiting,"
    )
    assert ",video," in line
    assert line.count("\n") == 1
    assert line.strip() in told
    screenshot(shown, "record-debrief")
    keys.type("I was on time")
    keys.press("Tab", "3", "Tab", "4", "Control+Enter")
    shown.page.get_by_text("It is written down.").wait_for(timeout=PATIENCE)
    assert b"I was on time" in own.read_bytes()
    screenshot(shown, "record-saved")
    shown.page.get_by_role("button", name="Undo").press("Enter")
    wait_until(lambda: b"I was on time" not in own.read_bytes())
    assert own.read_bytes().removeprefix(old).decode() == line
    shown.page.get_by_role("button", name="Not now").click()
    assert "Your log, my_log.csv: 1 line." not in shown.page.inner_text("body")
    shown.page.get_by_role("button", name="Show it on this page").click()
    shown.page.get_by_text("Your log, my_log.csv: 1 line.").wait_for(timeout=PATIENCE)
    screenshot(shown, "record-shown")
    assert shown.page_errors == []
    assert shown.server.strangers == []


def test_undo_restores_the_old_bytes(run_notebook_of, log, form):
    old = log.read_bytes()
    shown = run_notebook_of([form])
    shown.page.get_by_label("Who was it with?").fill("Zeta")
    shown.page.get_by_label("Which step was it?").select_option("application")
    shown.page.get_by_role("button", name="Save", exact=True).last.click()
    assert "Zeta" in said(shown)
    assert log.read_bytes().startswith(old)
    assert b"Zeta" in log.read_bytes()
    shown.page.get_by_role("button", name="Undo").click()
    wait_until(lambda: log.read_bytes() == old)
    assert shown.page.get_by_label("Who was it with?").input_value() == "Zeta"


def test_mistakes_stand_beside_their_field_and_pasted_html_is_text(
    run_notebook_of, log, form, screenshot
):
    old = log.read_bytes()
    shown = run_notebook_of([form])
    day = shown.page.get_by_label("Which day?")
    day.fill("30/2/2026")
    shown.page.get_by_label("Who was it with?").fill("<img src=x onerror=alert(1)>")
    shown.page.get_by_label("Who was it with?").press("Enter")
    mistake = shown.page.locator("[data-field=date] .bb-mistake")
    mistake.wait_for(timeout=PATIENCE)
    assert mistake.inner_text() == "30 February 2026 does not exist."
    assert day.get_attribute("aria-invalid") == "true"
    assert mistake.get_attribute("id") in day.get_attribute("aria-describedby")
    wait_for_focus(shown.page, "date")
    screenshot(shown, "record-mistake")
    assert log.read_bytes() == old
    day.fill("5 March 2026")
    day.press("Enter")
    assert "<img src=x" in said(shown)
    assert shown.page.locator(".bb-form img").count() == 0


def test_an_answer_is_met_with_something_true(run_notebook_of, log, form, screenshot):
    shown = run_notebook_of([form])
    shown.page.get_by_role("button", name="I heard back").click()
    shown.page.get_by_label("Which one is it?").select_option(index=1)
    shown.page.get_by_label("What came of it?").select_option("rejected")
    feedback = 'They wrote: "We went with an internal candidate."'
    shown.page.get_by_label("What did they say?").fill(feedback)
    screenshot(shown, "record-heard")
    shown.page.get_by_role("button", name="Save", exact=True).last.click()
    told = said(shown)
    screenshot(shown, "record-a-no")
    assert "It is written down." in told
    assert "internal" in log.read_text("utf-8-sig")
    support = shown.page.locator(".bb-support")
    assert "116 123" in support.inner_text()


def test_a_killed_kernel_leaves_the_half_typed_debrief_beside_the_log(run_notebook_of, log, form):
    shown = run_notebook_of([PID, form])
    shown.page.get_by_label("Who was it with?").fill("Zeta")
    shown.page.get_by_label("Who was it with?").press("Enter")
    shown.page.get_by_label("What went well?").focus()
    shown.page.keyboard.type("They liked my example of the rota")
    wait_until(lambda: any(log.parent.glob("*.draft.toml")))
    wait_until(lambda: "the rota" in next(log.parent.glob("*.draft.toml")).read_text("utf-8"))
    pid = int((shown.server.folder / "notebooks" / "pid.txt").read_text())
    os.kill(pid, signal.SIGKILL)
    shown.page.context.close()
    again = run_notebook_of([form])
    assert "here again" in said(again)
    kept = again.page.get_by_label("What went well?")
    assert kept.input_value() == "They liked my example of the rota"
    kept.press("Control+Enter")
    wait_until(lambda: "the rota" in log.read_text("utf-8-sig"))
    assert "the rota" in log.read_text("utf-8-sig").splitlines()[2]


def test_two_notebooks_at_once_lose_nothing(run_notebook_of, log, form):
    one, other = (run_notebook_of([form]) for _ in range(2))
    for shown, name in ((one, "First"), (other, "Second"), (one, "Third")):
        shown.page.get_by_role("button", name="I had an interview, or applied").click()
        wait_for_focus(shown.page, "employer")
        field = shown.page.get_by_label("Who was it with?")
        field.fill(name)
        field.press("Enter")
        wait_until(lambda name=name: name in log.read_text("utf-8-sig"))
        shown.page.wait_for_function(
            "name => document.querySelector('.bb-said')?.textContent.includes(name)", arg=name
        )
    lines = log.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["Acme", "First", "Second", "Third"]


def test_a_suggested_step_is_planned_with_one_click_and_a_story_kept(
    run_notebook_of, log, screenshot
):
    told = "date,employer,outcome,heard_on,feedback\n2026-03-02,Z,rejected,2026-03-09,You froze.\n"
    log.write_text(told, "utf-8")
    shown = run_notebook_of([f"import bounceback_analysis as bb\nbb.plan_actions({str(log)!r})"])
    form = shown.page.locator(".bb-form")
    form.get_by_role("button", name="Do one practice interview").click()
    theme = form.get_by_label("Which theme of the feedback does it answer?")
    theme.wait_for(timeout=PATIENCE)
    wait_until(lambda: theme.input_value() == "Nerves and confidence")
    screenshot(shown, "plan-suggested")
    form.get_by_role("button", name="Save", exact=True).click()
    wait_until(lambda: "practice interview" in said(shown))
    assert "Nerves and confidence" in log.with_name("my_plan.csv").read_text("utf-8-sig")
    form.get_by_role("button", name="Keep a story").click()
    form.get_by_label("What do you call it?").fill("<i>The angry caller</i>")
    form.get_by_role("button", name="Save", exact=True).click()
    wait_until(lambda: log.with_name("my_stories.csv").exists())
    wait_until(lambda: "1 story so far" in said(shown))
    assert "<i>The angry caller</i>" in said(shown)
