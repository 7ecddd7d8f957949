"""The report in a real browser without a network, on paper, and chosen in its notebook."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from bounceback_analysis.report import blocks
from bounceback_analysis.report.html import to_html
from bounceback_analysis.report.writing import Choices, make_report, write_report
from tests.browser.conftest import PATIENCE
from tests.test_report import DAY, HOSTILE, LOGS

pytestmark = pytest.mark.browser


@pytest.fixture
def offline(chromium):
    """Give a function that opens a page with the network off, and what it asked and complained."""
    context = chromium.new_context(viewport={"width": 900, "height": 1100}, offline=True)
    context.set_default_timeout(PATIENCE)

    def open_it(file):
        page = context.new_page()
        page.heard = []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        page.on("request", lambda request: page.heard.append(request.url))
        page.goto(file.as_uri())
        assert page.heard.pop(0) == file.as_uri()
        return page

    yield open_it
    context.close()


@pytest.mark.parametrize("name", LOGS)
def test_a_report_shows_without_a_network_a_request_or_a_complaint(
    offline, tmp_path, name, screenshot
):
    write_report(LOGS[name](), tmp_path / "report.html", as_of=DAY)
    page = offline(tmp_path / "report.html")
    screenshot(page, f"report of {name}")
    assert page.heard == []
    assert page.locator("h1").inner_text() == "My job search"
    for drawn in page.locator("svg").all():
        # A picture of a single row, without an axis, is 66 high; a collapsed one is nothing.
        assert drawn.bounding_box()["height"] > 60
    wide = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert wide, "something runs off the page"


@pytest.mark.parametrize("name", ["the example", "an empty log"])
def test_axe_finds_no_serious_violation(offline, tmp_path, name):
    from axe_playwright_python.sync_playwright import Axe

    write_report(LOGS[name](), tmp_path / "report.html", as_of=DAY)
    # Axe is a script, which the page's own policy rightly keeps out.
    page_file = tmp_path / "open.html"
    text = (tmp_path / "report.html").read_text("utf-8")
    page_file.write_text(re.sub(r"<meta http-equiv[^>]*>", "", text), "utf-8")
    page = offline(page_file)
    found = Axe().run(page).response["violations"]
    serious = [v for v in found if v["impact"] in {"serious", "critical"}]
    assert not serious, [(v["id"], v["nodes"][0]["html"][:200]) for v in serious]


def test_on_paper_page_1_is_one_page_and_every_page_has_its_number(offline, tmp_path):
    write_report(LOGS["the example"](), tmp_path / "report.html", as_of=DAY)
    page = offline(tmp_path / "report.html")
    printed = page.pdf(prefer_css_page_size=True)
    pages = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(printed)).pages]
    assert "What we agree today" in pages[0]
    assert "What we agree today" not in "".join(pages[1:])
    assert "The search so far" in pages[1]
    assert len(pages) <= 5
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in re.sub(r"\s+", " ", text)


def test_hostile_text_does_nothing(offline, tmp_path):
    every = tuple(blocks.Paragraph(text) for text in HOSTILE)
    report = blocks.settled(
        blocks.Report("t", "a", "d", (*every, blocks.Items(tuple(map(blocks.Item, HOSTILE)))))
    )
    (tmp_path / "report.html").write_text(to_html(report), "utf-8")
    page = offline(tmp_path / "report.html")
    assert page.heard == []
    for text in HOSTILE:
        assert page.get_by_text(text, exact=True).count() == 2


def test_what_is_chosen_in_the_notebook_is_shown_and_written(run_notebook_of, tmp_path, screenshot):
    log = tmp_path / "my_log.csv"
    log.write_text(
        "date,employer,role,outcome,feedback\n"
        "2026-03-02,Alder Foods,Cook,rejected,Karen said you were nervous.\n",
        "utf-8",
    )
    shown = run_notebook_of(
        ["import bounceback_analysis as bb\nlog = bb.open_log()\nbb.share_report(log)"], log=log
    )
    page = shown.page
    frame = page.frame_locator("iframe[title='Preview of the report']")
    frame.get_by_role("heading", name="Going well").wait_for()
    assert "Alder" not in frame.locator("body").inner_text()
    page.get_by_label("Who are you?").fill("Sam, a cook")
    frame.get_by_text("Sam, a cook").wait_for()
    page.get_by_text("Their words: nothing is quoted unless I tick it").click()
    assert frame.get_by_text("said you were nervous.").count() == 0
    page.get_by_label("[name removed] said you were nervous.").check()
    frame.get_by_text("[name removed] said you were nervous.").first.wait_for()
    page.get_by_text("Which parts stand behind page 1").click()
    page.get_by_label("How far applications went").uncheck()
    frame.locator("main > h2", has_text="The search so far").wait_for(state="detached")
    screenshot(shown, "sharing")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download for Word").press("Enter")
    page.get_by_text("It is among your Downloads: ").wait_for()
    (written,) = (tmp_path / "reports").glob("*.docx")
    waiting.value.save_as(tmp_path / "downloaded.docx")
    assert (tmp_path / "downloaded.docx").read_bytes() == written.read_bytes()
    assert waiting.value.suggested_filename == written.name
    assert "Sam, a cook" in (tmp_path / "my_settings.toml").read_text("utf-8")
    assert not shown.page_errors


def test_the_preview_is_the_file(tmp_path):
    log = LOGS["the example"]()
    write_report(log, tmp_path / "report.html", as_of=DAY)
    same = to_html(make_report(replace(log, as_of=DAY), Choices())[0])
    assert (tmp_path / "report.html").read_text("utf-8") == same
