"""Each shipped notebook in a real browser, on a full log and on those that hold hardly anything."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, assert_open_to_anyone, wait_until

pytestmark = pytest.mark.browser

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
LOGS = {"example": "dark", "first week": "light", "no feedback": "light", "empty": "dark"}
FEEDBACK = ("feedback", "feedback_themes", "feedback_status", "feedback_asked_on")
ERRORS = "[data-mime-type='application/vnd.jupyter.stderr'], .jp-RenderedText pre .ansi-red-fg"


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


HEIGHT = "(front) => front.querySelector('.jp-WindowedPanel-outer').scrollHeight"
TALLEST = 3200
"""Pixels at 1366 wide: what one looks through without losing the way."""


def wait_until_it_is_drawn(front) -> None:
    """Wait until every picture that is open stands there."""
    for plot in front.locator(".bb-plot:visible").all():
        plot.locator(".main-svg").first.wait_for()


FOCUSED = """() => {
  const node = document.activeElement, style = getComputedStyle(node);
  const label = [...(node.labels ?? [])].map((one) => one.textContent).join(" ");
  const name = node.getAttribute("aria-label") || label || node.textContent || node.title;
  const drawn = node.type === "radio" ? getComputedStyle(node.nextElementSibling) : style;
  const seen = node.tagName === "IFRAME" || drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) > 0;
  const ours = node.closest(".bb-view, .bb-form") !== null, before = window.bbWas;
  window.bbWas = ours ? node : null;
  const back = ours && before?.isConnected && before !== node && before.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING;
  return {
    ours, back: Boolean(back), name: name.trim(), seen,
    tag: node.tagName, last: node === window.bbLast,
  };
}"""
LAST = """(front) => {
  const wanted = ".bb-view, .bb-form";
  const stops = [...front.querySelectorAll("button, select, input, textarea, summary")].filter(
    (node) => node.closest(wanted) && node.offsetParent !== null && !node.disabled && node.type !== "radio"
      && node.tabIndex >= 0 && !node.closest("details:not([open]) > :not(summary)"),
  );
  if (!stops.includes(document.activeElement) && !window.bbWalks) stops[0].focus();
  window.bbWalks = true;
  window.bbLast = stops.at(-1);
  return stops.length;
}"""
"""Counted again at each step: what comes into sight is drawn anew."""


def go_by_keyboard(shown) -> None:
    """Go by Tab from the first control of a notebook to its last: each is named and seen."""
    stops = shown.front.evaluate(LAST)
    for _ in range(4 * stops):
        shown.page.keyboard.press("Tab")
        shown.front.evaluate(LAST)
        now = shown.page.evaluate(FOCUSED)
        if now["ours"]:
            assert now["name"], f"a control has no name: {now}"
            assert now["seen"], f"the focus cannot be seen: {now}"
            assert not now["back"], f"the keyboard was thrown back: {now}"
        if now["last"]:
            return
    pytest.fail("the last control was not reached")


def move_a_control(front) -> None:
    """Move a filter of the notebook, if it has any, and wait until the page says so."""
    choose = front.get_by_text("Choose dates, steps or jobs")
    if not choose.count():
        return
    choose.click()
    step = front.get_by_label("Step", exact=True)
    step.wait_for()
    if step.locator("option").count() > 1:
        step.select_option(index=1)
        front.locator(
            ".bb-choose .widget-html", has_text=re.compile(r"\d+ of \d+ lines?: ")
        ).wait_for()
    choose.click()


def assert_no_error(shown) -> None:
    shown.wait_until_idle()
    assert shown.front.locator(ERRORS).all_inner_texts() == []
    shown.assert_calm()


@pytest.mark.parametrize("log", LOGS)
def test_each_notebook_works_on_any_log(open_notebook, start_server, screenshot, tmp_path, log):
    size = {"width": 1366, "height": 768}
    server = start_server(_written(log, tmp_path))
    shown = open_notebook(server=server, color_scheme=LOGS[log], viewport=size)
    shown.wait_until_run()
    for name, following in zip(NOTEBOOKS, [*NOTEBOOKS[1:], None], strict=True):
        if name != shown.name:
            shown.follow(name)
        if following:
            shown.server.start_kernel(following)
        front = shown.front
        front.locator("h1:visible").wait_for()
        assert front.locator("h1:visible").count() == 1, name
        wait_until_it_is_drawn(front)
        assert front.evaluate(HEIGHT) <= TALLEST, name
        assert front.get_by_text("Nothing to show here").count() == 0, name
        screenshot(shown, f"{name.removesuffix('.ipynb')}_{log.replace(' ', '_')}")
        if log in {"example", "no feedback"}:
            assert_open_to_anyone(shown)
            go_by_keyboard(shown)  # Before a filter is moved: after it, parts may go as one walks.
        move_a_control(front)
        assert_no_error(shown)
    shown.server.stop()


# What is Jupyter's own, on the screen: none of it may be seen around a page of ours.
JUPYTER = [
    *(
        "#jp-top-panel",
        "#jp-menu-panel",
        "#top-panel",
        "#menu-panel",
        ".jp-SideBar",
        ".jp-NotebookPanel-toolbar",
    ),
    *(".lm-DockPanel-tabBar", ".jp-InputPrompt", ".jp-OutputPrompt", ".jp-Collapser"),
    *(".jp-InputPlaceholder", ".jp-InputArea-editor", ".jp-Notebook-footer", ".jp-cell-toolbar"),
]
SEEN = """(parts) => parts.filter((part) => [...document.querySelectorAll(part)].some((node) => {
  const { width, height } = node.getBoundingClientRect();
  return node.checkVisibility() && width > 1 && height > 1;
}))"""
CELLS = "(front) => [...front.querySelectorAll('.jp-Cell')].length"
EVERY_KEY = ["Escape", "d", "d", "x", "a", "b", "m", "y", "z", "Shift+M", "Enter", "k", "j", "Delete",
             "Control+s", "Control+b", "Control+Shift+c", "Control+a", "Control+Shift+-", "0", "0"]  # fmt: skip


def test_nothing_of_jupyter_shows_until_it_is_asked_for_and_no_key_harms_a_cell(
    open_notebook, screenshot
):
    shown = open_notebook("02_what_they_said.ipynb")
    page = shown.page
    assert page.evaluate("getComputedStyle(document.body, '::before').position") in {
        "fixed",
        "static",
    }
    shown.wait_until_run()
    assert page.evaluate(SEEN, JUPYTER) == []
    expect(page).to_have_title("What they said - Bounceback")
    before, cells = shown.file.read_bytes(), shown.front.evaluate(CELLS)
    for place in ("h1:visible", ".bb-lead", ".bb-card"):
        shown.front.locator(place).first.click()
        for key in EVERY_KEY:
            page.keyboard.press(key)
    shown.front.locator("h1:visible").dblclick()
    assert shown.front.evaluate(CELLS) == cells
    assert page.locator(".jp-Dialog, .lm-Menu, .jp-ModalCommandPalette:visible").count() == 0
    assert page.evaluate(SEEN, JUPYTER) == []
    page.get_by_role("button", name="Show the notebook").click()
    wait_until(lambda: {"#jp-top-panel", ".jp-InputPrompt"} <= set(page.evaluate(SEEN, JUPYTER)))
    screenshot(shown, "the_notebook_shown")
    page.reload()
    shown.wait_until_run()
    wait_until(lambda: "#jp-top-panel" in page.evaluate(SEEN, JUPYTER))  # Until it is hidden again.
    page.get_by_role("button", name="Hide the notebook").click()
    wait_until(lambda: page.evaluate(SEEN, JUPYTER) == [])
    assert shown.file.read_bytes() == before
    shown.assert_calm()


WIDTHS = (390, 683, 2560)
"""Pixels of a phone, of a screen at twice its size, and of a large one."""
WIDER = """(front) => {
  const page = front.querySelector(".jp-WindowedPanel-outer");
  return page.scrollWidth - page.clientWidth;
}"""


def test_no_page_is_wider_than_the_screen(open_notebook, screenshot):
    shown = open_notebook(viewport={"width": WIDTHS[0], "height": 800})
    shown.wait_until_run()
    for name in NOTEBOOKS:
        if name != shown.name:
            shown.follow(name)
        for width in WIDTHS:
            shown.page.set_viewport_size({"width": width, "height": 800})
            wait_until_it_is_drawn(shown.front)
            shown.wait_until_idle()
            screenshot(shown, f"{width}_{name}")
            wait_until(lambda: shown.front.evaluate(WIDER) <= 0)
    shown.assert_calm()
