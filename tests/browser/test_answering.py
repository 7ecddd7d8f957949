"""Nobody answers: every press says so, keeps the words, and is done once when somebody is back."""

from __future__ import annotations

import psutil
import pytest
from playwright.sync_api import expect

from bounceback_analysis.log.opening import new_log
from bounceback_analysis.log.reading import read_log

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
    shown.page.locator(".bb-form [data-field=employer]").wait_for()
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
    form.get_by_text("Add more: hard questions").click()
    form.get_by_label("Anything else").fill(WORDS)


def press_save(shown):
    shown.page.locator(".bb-form").get_by_role("button", name="Save this line").click()


def trouble(shown, kind):
    box = shown.page.locator(f".bb-trouble[data-trouble={kind}]")
    box.wait_for()
    return box.inner_text()


def wait_until_saved(shown):
    """Wait for the form's own word that the line is on disk."""
    told = shown.page.locator(".bb-said").filter(has_text="Saved:")
    told.wait_for()


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
    start_again(shown)
    expect(shown.page.get_by_label("Which job?")).to_have_value("Cook")
    expect(shown.page.get_by_label("Anything else")).to_have_value(WORDS)
    press_save(shown)
    wait_until_saved(shown)
    assert len(lines_with(log, "Acme")) == 1
    screenshot(shown, "answering-restarted-saved")


def start_again(shown):
    shown.page.locator(".bb-trouble").get_by_role("button", name="Start again here").click()
    # The draft beside the log comes first, then what this page kept: the last word is the page's.
    said = shown.page.locator(".bb-form").get_by_text("What you had typed is here again.")
    said.wait_for()
    shown.page.wait_for_function("window.bouncebackWords.size === 0")


def test_a_kernel_that_was_killed_is_told_and_the_words_come_back(shown, log, screenshot):
    fill(shown, "Acme")
    kernel_of(shown)[1].kill()
    press_save(shown)
    shown.page.locator(".bb-trouble").wait_for()
    shown.page.locator(".bb-trouble[data-trouble=lost], .jp-Dialog").first.wait_for()
    if shown.page.locator(".jp-Dialog").count():
        shown.page.locator(".jp-Dialog .jp-mod-accept").click()
    answer_dialogs(shown)
    assert LINE in trouble(shown, "lost")
    screenshot(shown, "answering-killed")
    start_again(shown)
    press_save(shown)
    wait_until_saved(shown)
    assert len(lines_with(log, "Acme")) == 1


def test_a_late_answer_saves_once_what_was_pressed_twice_and_shows_what_was_written_since(
    shown, log, screenshot
):
    fill(shown, "Acme")
    _, kernel = kernel_of(shown)
    kernel.suspend()
    try:
        press_save(shown)
        assert LINE in trouble(shown, "late")
        screenshot(shown, "answering-late")
        press_save(shown)
        shown.page.get_by_label("Where did you find it?").fill("A friend")
        assert shown.page.get_by_text("Saved as waiting.").count() == 0
        assert not lines_with(log, "Acme")
    finally:
        kernel.resume()
    wait_until_saved(shown)
    assert "Where did you find it?: A friend" in trouble(shown, "since")
    screenshot(shown, "answering-late-saved")
    shown.page.locator(".bb-answering").wait_for(state="hidden")
    assert len(lines_with(log, "Acme")) == 1


def test_when_the_server_is_stopped_the_line_can_be_copied_and_the_browser_asks_before_it_closes(
    start_server, run_notebook_of, log, screenshot
):
    server = start_server(log)
    cell = f"import bounceback_analysis as bb\nbb.record_outcome({str(log)!r})"
    shown = run_notebook_of(
        [cell], server=server, permissions=["clipboard-read", "clipboard-write"]
    )
    shown.page.locator(".bb-form [data-field=employer]").wait_for()
    fill(shown, "Acme")
    server.stop()
    answer_dialogs(shown)
    press_save(shown)
    assert LINE in trouble(shown, "away")
    screenshot(shown, "answering-away")
    shown.page.locator(".bb-trouble").get_by_role("button", name="Copy").click()
    shown.page.get_by_role("button", name="Copied").wait_for()
    copied = shown.page.evaluate("navigator.clipboard.readText()")
    with log.open("a", encoding="utf-8", newline="") as out:
        out.write(f"{copied}\r\n")
    row = read_log(log).entries.iloc[0]
    assert row[["employer", "outcome", "notes"]].tolist() == ["Acme", "waiting", WORDS]
    with shown.page.expect_event("dialog") as asked:
        shown.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def answer_dialogs(shown):
    """Answer what Jupyter itself says about it, whenever that comes and stands in the way."""
    shown.page.add_locator_handler(
        shown.page.locator(".jp-Dialog").first,
        lambda dialog: dialog.locator(".jp-Dialog-button").last.click(),
    )


def test_a_lost_connection_is_told_and_what_was_pressed_is_saved_once_it_is_back(
    shown, log, screenshot
):
    lost, sockets = [], []

    def connect(socket):
        if lost:
            socket.close()
            return
        socket.connect_to_server()
        sockets.append(socket)

    shown.page.route_web_socket("**/channels*", connect)
    shown.page.reload()
    shown.page.get_by_role("button", name="Run this notebook").click()
    shown.wait_until_run()
    fill(shown, "Acme")
    lost.append(True)
    for socket in sockets:
        socket.close()
    press_save(shown)
    assert LINE in trouble(shown, "away")
    screenshot(shown, "answering-lost-line")
    assert not lines_with(log, "Acme")
    lost.clear()
    wait_until_saved(shown)
    assert len(lines_with(log, "Acme")) == 1


def test_a_plain_button_that_nobody_hears_says_so_above_the_notebook(
    run_notebook_of, log, screenshot
):
    log.write_text("date,employer,outcome\n2026-03-02,Z,rejected\n", "utf-8")
    cell = f"import bounceback_analysis as bb\nbb.share_report(bb.read_log({str(log)!r}))"
    shown = run_notebook_of([cell])
    who = shown.page.get_by_label("Who are you?")
    who.fill("Ada, a cook")
    frame = shown.page.frame_locator("iframe[title='Preview of the report']")
    frame.get_by_text("Ada, a cook").first.wait_for()
    _, kernel = kernel_of(shown)
    kernel.suspend()
    try:
        shown.page.get_by_role("button", name="Download as a web page").press("Enter")
        shown.page.locator(".bb-answering[data-why=late]").wait_for()
        screenshot(shown, "answering-button-late")
        assert not (log.parent / "reports").exists()
    finally:
        kernel.resume()
    shown.page.locator(".bb-answering").wait_for(state="hidden")
    shown.page.get_by_text("It is among your Downloads").wait_for()
    shown.server.ask("POST", f"kernels/{kernel_of(shown)[0]}/restart")
    shown.page.get_by_role("button", name="Download as a web page").press("Enter")
    shown.page.locator(".bb-answering[data-why=lost]").wait_for()
    screenshot(shown, "answering-button-lost")
    who.fill("Ada, a chef")
    shown.page.locator(".bb-answering .bb-afresh").click()
    shown.page.locator(".bb-answering").wait_for(state="hidden")
    expect(who).to_have_value("Ada, a chef")
    assert len(list((log.parent / "reports").iterdir())) == 1
