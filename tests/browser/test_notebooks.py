"""Each shipped notebook in a real browser, on a full log and on those that hold hardly anything."""

from __future__ import annotations

import csv

import pytest

from tests.browser.conftest import ROOT, assert_open_to_anyone

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


FOCUSED = """() => {
  const node = document.activeElement, style = getComputedStyle(node);
  const label = [...(node.labels ?? [])].map((one) => one.textContent).join(" ");
  const name = node.getAttribute("aria-label") || label || node.textContent || node.title;
  const seen = node.tagName === "IFRAME" || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return {
    ours: node.closest(".bb-view, .bb-form") !== null, name: name.trim(), seen,
    tag: node.tagName, last: node === window.bbLast,
  };
}"""
LAST = """(front) => {
  const wanted = ".bb-view, .bb-form";
  const stops = [...front.querySelectorAll("button, select, input, textarea, summary")].filter(
    (node) => node.closest(wanted) && node.offsetParent !== null && !node.disabled
      && node.tabIndex >= 0 && !node.closest("details:not([open]) > :not(summary)"),
  );
  window.bbLast = stops.at(-1);
  stops[0].focus();
  return stops.length;
}"""


def go_by_keyboard(shown) -> None:
    """Go by Tab from the first control of a notebook to its last: each is named and seen."""
    stops = shown.front.evaluate(LAST)
    for _ in range(4 * stops):
        shown.page.keyboard.press("Tab")
        now = shown.page.evaluate(FOCUSED)
        if now["ours"]:
            assert now["name"], f"a control has no name: {now}"
            assert now["seen"], f"the focus cannot be seen: {now}"
        if now["last"]:
            return
    pytest.fail("the last control was not reached")


def move_a_control(front) -> None:
    """Move the first filter of the notebook, if it has one, and wait until its view follows."""
    stage = front.get_by_label("Stage", exact=True)
    if stage.count() and stage.first.locator("option").count() > 1:
        stage.first.scroll_into_view_if_needed()
        stage.first.select_option(index=1)
        front.locator(".bb-note", has_text="lines:").first.wait_for(state="attached")


def assert_no_error(shown) -> None:
    assert shown.front.locator(ERRORS).all_inner_texts() == []
    shown.assert_calm()


@pytest.mark.parametrize("log", LOGS)
def test_each_notebook_works_on_any_log(open_notebook, start_server, screenshot, tmp_path, log):
    shown = open_notebook(server=start_server(_written(log, tmp_path)), color_scheme=LOGS[log])
    shown.wait_until_run()
    for name, following in zip(NOTEBOOKS, [*NOTEBOOKS[1:], None], strict=True):
        if name != shown.name:
            shown.follow(name)
        if following:
            shown.server.start_kernel(following)
        front = shown.front
        headings = front.locator(".jp-Cell h2").all_inner_texts()
        assert "went well" in headings[0] or "strengths" in headings[0], name
        views = front.locator(".jp-OutputArea-output .bb-title")
        views.nth(1).wait_for(state="attached")
        assert views.nth(1).inner_text(), f"what went well says nothing in {name}"
        assert front.get_by_text("Nothing to show here").count() == 0, name
        screenshot(shown, f"{name.removesuffix('.ipynb')}_{log.replace(' ', '_')}")
        move_a_control(front)
        assert_no_error(shown)
        if log in {"example", "no feedback"}:
            assert_open_to_anyone(shown)
            go_by_keyboard(shown)
    shown.server.stop()
