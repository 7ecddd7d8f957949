"""The record form in a real browser: by keyboard alone, killed half-way, and twice at once."""

from __future__ import annotations

import os
import signal
import time

import pytest
from playwright.sync_api import expect

from bounceback_analysis.log.opening import new_log
from tests.browser.conftest import assert_open_to_anyone, wait_until

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
        "name => document.activeElement?.closest('[data-field]')?.dataset.field === name", arg=name
    )


def said(shown, *words):
    """Wait until the form says this, and give all that it says."""
    box = shown.page.locator(".bb-said")
    for word in words:
        expect(box).to_contain_text(word)
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


def test_a_first_line_is_saved_by_keyboard_alone_and_the_whole_page_follows(
    start_server, open_notebook, screenshot
):
    """From the start page: at most twelve presses beyond what is typed."""
    server = start_server()
    own = server.folder / "data" / "my_log.csv"
    shown = open_notebook(server=server)
    shown.wait_until_run()
    shown.page.get_by_role("button", name="Start my own log").focus()
    keys = Keys(shown.page)
    keys.press("Enter")
    wait_for_focus(shown.page, "employer")
    old = own.read_bytes()
    screenshot(shown, "record-empty")
    keys.type("O'Neill & Söhne")
    keys.press("Tab")
    keys.type("Support worker")
    keys.press("Tab", "Space", "ArrowRight", "ArrowRight", "ArrowRight", "Tab")
    wait_for_focus(shown.page, "date")
    keys.press("Tab")
    wait_for_focus(shown.page, "went_well")
    keys.type("I was on time")
    screenshot(shown, "record-filled")
    keys.press("Control+Enter")
    told = said(shown, "Saved: interview at O'Neill & Söhne", "I was on time")
    assert keys.pressed <= 12
    shown.page.wait_for_function("document.activeElement.classList.contains('bb-said')")
    line = own.read_bytes().removeprefix(old).decode()
    assert line.startswith(
        f"{time.strftime('%Y-%m-%d')},O'Neill & Söhne,Support worker,interview,waiting,"
    )
    assert line.count("\n") == 1
    assert line.strip() not in told, "no line of the file is shown to anybody"
    shown.page.get_by_text("Your application led to an interview").wait_for()
    shown.page.get_by_role("heading", name="Welcome back").wait_for()
    screenshot(shown, "record-saved")
    shown.page.get_by_role("button", name="Undo").press("Enter")
    wait_until(lambda: own.read_bytes() == old)
    shown.page.get_by_text("Your log is ready").wait_for()
    expect(shown.page.get_by_label("Which job?")).to_have_value("Support worker")
    assert shown.page_errors == []
    assert shown.server.strangers == []


def test_another_page_follows_when_it_is_looked_at_again(start_server, open_notebook, log):
    shown = open_notebook(server=start_server(log))
    shown.wait_until_run()
    shown.front.get_by_role("link", name="I heard back").click()
    shown.page.wait_for_url("**/01_record_an_outcome.ipynb")
    shown.visited.add("01_record_an_outcome.ipynb")
    shown.wait_until_run()
    form = shown.front.locator(".bb-form")
    form.get_by_label("Which one is it?").select_option(index=1)
    form.get_by_label("a no", exact=True).check()
    form.get_by_role("button", name="Save", exact=True).click()
    form.locator(".bb-said").get_by_text("a no, heard on").wait_for()
    shown.front.get_by_text("The next 48 hours").wait_for()
    assert_open_to_anyone(shown)
    shown.front.get_by_role("link", name="Bounceback").click()
    shown.page.wait_for_url("**/00_start_here.ipynb")
    shown.front.locator(".bb-plot text", has_text="1 no").wait_for()
    shown.front.locator("summary", has_text="How your file was read: 1 line").focus()
    with log.open("a", encoding="utf-8", newline="") as out:
        out.write("2026-03-20,Elsewhere,,interview,waiting" + "," * 26 + "\r\n")
    shown.page.evaluate("window.dispatchEvent(new Event('focus'))")
    shown.front.get_by_text("How your file was read: 2 lines").wait_for()
    shown.page.wait_for_function(  # The keyboard is not thrown back.
        "document.activeElement.textContent.startsWith('How your file was read: 2 lines')"
    )
    shown.assert_calm()


def test_undo_restores_the_old_bytes(run_notebook_of, log, form):
    old = log.read_bytes()
    shown = run_notebook_of([form])
    shown.page.get_by_label("Who was it with?").fill("Zeta")
    shown.page.get_by_label("Applied", exact=True).check()
    shown.page.get_by_role("button", name="Save this line").click()
    said(shown, "Zeta")
    assert log.read_bytes().startswith(old)
    assert b"Zeta" in log.read_bytes()
    shown.page.get_by_role("button", name="Undo").click()
    wait_until(lambda: log.read_bytes() == old)
    expect(shown.page.get_by_label("Who was it with?")).to_have_value("Zeta")


def test_mistakes_stand_beside_their_field_and_pasted_html_is_text(
    run_notebook_of, log, form, screenshot
):
    old = log.read_bytes()
    shown = run_notebook_of([form])
    day = shown.page.get_by_role("textbox", name="Which day? (needed)")
    day.fill("30/2/2026")
    shown.page.get_by_label("Who was it with?").fill("<img src=x onerror=alert(1)>")
    shown.page.get_by_label("Who was it with?").press("Enter")
    mistake = shown.page.locator("[data-field=date] .bb-mistake")
    mistake.wait_for()
    expect(mistake).to_have_text("30 February 2026 does not exist.")
    expect(day).to_have_attribute("aria-invalid", "true")
    assert mistake.get_attribute("id") in day.get_attribute("aria-describedby")
    wait_for_focus(shown.page, "date")
    screenshot(shown, "record-mistake")
    assert log.read_bytes() == old
    day.fill("5 March 2026")
    day.press("Enter")
    said(shown, "<img src=x")
    assert shown.page.locator(".bb-form img").count() == 0


def test_an_answer_is_met_with_something_true(run_notebook_of, log, form, screenshot):
    shown = run_notebook_of([form])
    shown.page.get_by_role("button", name="I heard back").click()
    shown.page.get_by_label("Which one is it?").select_option(index=1)
    shown.page.get_by_label("a no", exact=True).check()
    feedback = 'They wrote: "We went with an internal candidate."'
    shown.page.get_by_label("What did they say?").fill(feedback)
    screenshot(shown, "record-heard")
    shown.page.get_by_role("button", name="Save", exact=True).last.click()
    said(shown, "Saved: Acme, a no, heard on", "Their words are kept as they gave them.")
    screenshot(shown, "record-a-no")
    shown.page.get_by_role("heading", name="The next 48 hours").wait_for()
    assert "internal" in log.read_text("utf-8-sig")
    expect(shown.page.locator(".bb-support")).to_contain_text("116 123")


def test_a_killed_kernel_leaves_what_was_half_typed_beside_the_log(run_notebook_of, log, form):
    shown = run_notebook_of([PID, form])
    shown.page.get_by_label("Who was it with?").fill("Zeta")
    shown.page.get_by_label("What went well?").focus()
    shown.page.keyboard.type("They liked my example of the rota")
    wait_until(lambda: any(log.parent.glob("*.draft.toml")))
    wait_until(lambda: "the rota" in next(log.parent.glob("*.draft.toml")).read_text("utf-8"))
    pid = int((shown.server.folder / "notebooks" / "pid.txt").read_text())
    os.kill(pid, signal.SIGKILL)
    shown.page.context.close()
    again = run_notebook_of([form])
    said(again, "here again")
    kept = again.page.get_by_label("What went well?")
    expect(kept).to_have_value("They liked my example of the rota")
    kept.press("Control+Enter")
    wait_until(lambda: "the rota" in log.read_text("utf-8-sig"))
    assert "the rota" in log.read_text("utf-8-sig").splitlines()[2]


def test_two_notebooks_at_once_lose_nothing(run_notebook_of, log, form):
    one, other = (run_notebook_of([form]) for _ in range(2))
    for shown, name in ((one, "First"), (other, "Second"), (one, "Third")):
        if shown.page.get_by_role("button", name="Write another").count():
            shown.page.get_by_role("button", name="Write another").click()
        field = shown.page.get_by_label("Who was it with?")
        field.fill(name)
        field.press("Enter")
        wait_until(lambda name=name: name in log.read_text("utf-8-sig"))
        shown.page.wait_for_function(
            "name => document.querySelector('.bb-said')?.textContent.includes(name)", arg=name
        )
    lines = log.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["Acme", "First", "Second", "Third"]


def test_a_suggested_step_is_planned_with_one_press_and_a_story_kept(
    run_notebook_of, log, screenshot
):
    told = "date,employer,outcome,heard_on,feedback\n2026-03-02,Z,rejected,2026-03-09,You froze.\n"
    log.write_text(told, "utf-8")
    read = f"import bounceback_analysis as bb\nlog = bb.read_log({str(log)!r})"
    shown = run_notebook_of([f"{read}\nbb.explore(bb.plan_progress, log)", "bb.plan_actions(log)"])
    step = shown.page.locator(".bb-row", has_text="Do one practice interview")
    step.get_by_role("button", name="Add to my plan").click()
    shown.page.locator(".bb-told").get_by_text("In your plan, by").wait_for()
    plan = log.with_name("my_plan.csv")
    assert "Nerves and confidence" in plan.read_text("utf-8-sig")
    shown.page.get_by_role("checkbox").first.click()  # It is drawn anew as soon as it is answered.
    shown.page.locator(".bb-told").get_by_text("Well done:").wait_for()
    screenshot(shown, "plan-ticked")
    form = shown.page.locator(".bb-form")
    form.get_by_text("Write a step of my own, or keep a story").click()
    form.get_by_role("button", name="Keep a story").click()
    form.get_by_label("What do you call it?").fill("<i>The angry caller</i>")
    form.get_by_role("button", name="Save", exact=True).click()
    said(shown, "Saved: <i>The angry caller</i>")
    assert log.with_name("my_stories.csv").exists()
