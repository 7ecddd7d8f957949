"""The widgets in a real browser: drawn, filtered, chosen, saved, by mouse and by keyboard."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import expect

import bounceback_analysis as bb
from tests.browser.conftest import assert_open_to_anyone, wait_until, write_notebook

pytestmark = pytest.mark.browser

OPEN = "import bounceback_analysis as bb\nlog = bb.open_log()\nbb.choose_lines(log)"
STAGES = "bb.explore(bb.stage_rates, log)"
DRAWN = ".bb-plot .main-svg"

# Every line of the log is a square; a chosen one shows its feedback below.
LINES = """
from bounceback_analysis.charts.marks import Axis, Square
from bounceback_analysis.charts.picture import Picture
from bounceback_analysis.notebook.binder import bind
from bounceback_analysis.notebook.parts import chosen, quote

def view(log):
    entries = log.entries
    rows = list(entries.itertuples())
    marks = tuple(
        Square(x, 0, key=f"line {row.line}", hover=str(row.employer)) for x, row in enumerate(rows)
    )
    return Picture("lines", f"{len(rows)} lines", "", entries[["employer"]], marks,
                   x=Axis(-1, len(rows)), y=Axis(-1, 1), height=160)

def detail(log, key):
    entries = log.entries
    found = entries[("line " + entries["line"].astype(str)) == key]
    return chosen("words", key, [
        quote(str(row.feedback), source=str(row.employer)) for row in found.itertuples()])

bind(log, view, detail=detail)
"""

HOSTILE = [
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 2'>",
    "<svg onload='window.hacked = 3'><circle/></svg>",
    "<a href='https://example.org/'>link</a>",
    "<b>bold</b> <i>slanted</i> <sub>low</sub><br>next",
    "<span style='font-size:99px'>big</span>",
    "<iframe src='javascript:window.hacked = 4'></iframe>",
    "<style>* { display: none }</style>",
    "</script><script>window.hacked = 5</script>",
    "</div></td></table><h1>out</h1>",
    "<!-- no comment -->",
    "&lt;b&gt; &amp; &quot; &#60;script&#62; &notanentity;",
    "**bold** [link](javascript:window.hacked=6) `code` # head",
    "$\\frac{1}{2}$ $$x$$ \\(y\\)",
    "\u202egnp.exe\u202c right to left \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "javascript:window.hacked=7//",
    "{{constructor.constructor('window.hacked=8')()}} ${window.hacked=9} %{x} %{customdata}",
    "' onmouseover='window.hacked=10' x='",
    '" autofocus onfocus="window.hacked=11" x="',
    "\u200b\u2066zero\u2069 width\u00ad and an emoji \U0001f469\u200d\U0001f52c",
    "long " * 2_000,
]


THEMES = "bb.explore(bb.feedback_themes, log)"
FIRST, SECOND, OF_LINES, OF_THEMES = range(4)
"""The views of the notebook that most of these tests look at, in their order."""


def shown_text(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def notebook(keep_open, server_of):
    """Open one notebook of four views on the example, and note all that the page receives."""
    name = "of_a_test_widgets.ipynb"
    cells = [OPEN, STAGES, STAGES, LINES, THEMES]
    write_notebook(server_of().folder / "notebooks" / name, cells)
    shown = keep_open(name)
    shown.whole = bb.plot("stage_rates", bb.open_log()).title
    shown.received = []
    session = shown.page.context.new_cdp_session(shown.page)
    session.send("Network.enable")
    session.on(
        "Network.webSocketFrameReceived",
        lambda frame: shown.received.append(len(frame["response"]["payloadData"])),
    )
    run_it(shown)
    return shown


def run_it(shown) -> None:
    shown.page.get_by_role("button", name="Run this notebook").click()
    shown.wait_until_run()
    shown.page.wait_for_selector(DRAWN)
    look_at(shown, OF_THEMES, bb.plot("feedback_themes", bb.open_log()).title)
    look_at(shown, FIRST, shown.whole)


@pytest.fixture
def shown(notebook):
    """Give that notebook as it was at first: no filter, nothing chosen."""
    page = notebook.page
    for chosen in page.locator(".bb-closer:has-text('Look closer') select").all():
        if chosen.is_visible() and chosen.input_value():
            chosen.select_option("")
    expect(of_view(notebook, FIRST).locator(".bb-quotes")).to_have_count(0)
    open_choices(page)
    if page.get_by_label("Step", exact=True).first.input_value():
        page.get_by_role("button", name="Show all lines again").click()
    wait_until_all_is_shown(notebook)
    page.mouse.move(2, 2)
    return notebook


@pytest.fixture
def opened(run_notebook_of):
    """Give a function that runs cells and waits until a picture is drawn."""

    def run(*cells: str, **more):
        shown = run_notebook_of([OPEN, *cells], **more)
        shown.page.locator(".bb-drawing h2").first.wait_for()
        return shown

    return run


def open_choices(page) -> None:
    """Open the choices of lines, if they are not open already."""
    if not page.get_by_label("Step", exact=True).first.is_visible():
        page.locator("summary", has_text="Choose dates, steps or jobs").click()


def of_view(shown, nth: int):
    return shown.page.locator(".bb-view:has(.bb-drawing)").nth(nth)


def figure(shown, nth: int = 0, view: int = FIRST):
    return of_view(shown, view).locator(".bb-figure").nth(nth)


def wait_for_line(shown, words: str) -> None:
    """Wait until the one line of filters says this."""
    shown.page.locator(".bb-choose .widget-html").filter(has_text=words).wait_for()


def look_at(shown, nth: int, title: str) -> None:
    """Scroll to a view, and wait until it says this: off the screen it may lag behind."""
    of_view(shown, nth).scroll_into_view_if_needed()
    expect(of_view(shown, nth).get_by_role("heading").first).to_have_text(title)


def wait_until_all_is_shown(shown) -> None:
    """Wait until the line, the form and the first picture, in the order they are answered, say so."""
    wait_for_line(shown, "shows all")
    expect(shown.page.get_by_label("Step", exact=True).first).to_have_value("")
    look_at(shown, FIRST, shown.whole)


def wait_for_told(shown, words: str) -> None:
    """Wait until it is said that this was done."""
    shown.page.locator(".bb-told").filter(has_text=words).wait_for()


def choose(shown, label: str, option: str) -> None:
    shown.page.get_by_label(label, exact=True).first.select_option(option)


def marks(shown, nth: int = 0, view: int = FIRST):
    return figure(shown, nth, view).locator(".scatterlayer .points path")


def test_a_filter_moves_all_pictures_and_says_what_is_shown(shown):
    choose(shown, "Step", "interview")
    wait_for_line(shown, "lines: interview")
    fewer = bb.plot("stage_rates", bb.open_log().only(stage="interview")).title
    assert fewer != shown.whole
    look_at(shown, FIRST, fewer)
    look_at(shown, SECOND, fewer)
    shown.page.get_by_role("button", name="Show all lines again").click()
    wait_until_all_is_shown(shown)
    look_at(shown, SECOND, shown.whole)
    shown.assert_calm()


def test_plotly_comes_to_the_page_once_and_all_is_small(notebook):
    assert 400_000 < sum(notebook.received) < 1_500_000
    assert sum(size > 300_000 for size in notebook.received) == 1


def test_what_was_chosen_survives_running_the_cell_again(shown):
    choose(shown, "Step", "interview")
    wait_for_line(shown, "lines: interview")
    cell = shown.page.locator(".jp-CodeCell").nth(1)
    ran = cell.locator(".jp-InputPrompt").inner_text()
    cell.locator(".jp-InputPrompt").click()
    shown.page.keyboard.press("Control+Enter")
    again = re.compile(rf"\[(?!{ran.strip('[]: ')}\]|\*)\d+\]")
    cell.locator(".jp-InputPrompt").filter(has_text=again).wait_for()
    wait_for_line(shown, "lines: interview")
    expect(shown.page.get_by_label("Step", exact=True).first).to_have_value("interview")
    shown.assert_calm()


def test_a_click_selects_and_a_second_click_lets_go(shown):
    square = marks(shown, view=OF_LINES).nth(3)
    look_at(shown, OF_LINES, "79 lines")
    hover = shown.page.locator(".hovertext")

    def comes() -> bool:
        """Come to the mark wherever it is now: what is drawn above it may have moved it."""
        square.evaluate("mark => mark.scrollIntoView({block: 'center'})")
        box = square.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        shown.page.mouse.move(x, y - 40)
        shown.page.mouse.move(x, y, steps=4)
        shown.page.wait_for_timeout(500)
        return hover.is_visible() and square.bounding_box() == box

    def press() -> None:
        wait_until(comes)
        shown.page.mouse.down()
        shown.page.mouse.up()

    quotes = of_view(shown, OF_LINES).locator(".bb-quotes li").first
    press()
    quotes.wait_for()
    expect(figure(shown, 1, OF_LINES).locator(".bb-title")).to_have_text("line 5")
    press()
    quotes.wait_for(state="detached")
    shown.assert_calm()


def test_the_whole_journey_works_by_keyboard(shown):
    page = shown.page

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "() => (document.activeElement.labels?.[0] ?? document.activeElement).textContent"
            )
            if name in focused:
                outline = page.evaluate(
                    "() => getComputedStyle(document.activeElement).outlineWidth"
                )
                assert outline != "0px", f"the focus on {name} cannot be seen"
                return
        pytest.fail(f"{name} was not reached")

    cells = page.locator(".jp-Cell").count()
    page.locator("summary", has_text="Choose dates, steps or jobs").focus()
    tab_to("Step")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    wait_for_line(shown, "lines: ")
    tab_to("Show all lines again")
    page.keyboard.press("Enter")
    wait_until_all_is_shown(shown)
    tab_to("Show the numbers")
    page.keyboard.press("Space")
    figure(shown).locator("tbody tr").first.wait_for()
    tab_to("Look closer at")
    page.keyboard.press("ArrowDown")
    page.locator(".bb-quotes li").first.wait_for()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("b")
    page.keyboard.press("d")
    page.keyboard.press("d")
    assert page.locator(".jp-Cell").count() == cells, "a key did something to the notebook"
    shown.assert_calm()


def test_the_numbers_and_the_picture_can_be_saved(shown, tmp_path):
    show = figure(shown).get_by_role("button", name="Show the numbers")
    if show.count():  # the test before may have left them open
        show.click()
    figure(shown).locator("tbody tr").nth(1).wait_for()

    def save(name: str) -> bytes:
        with shown.page.expect_download() as waiting:
            figure(shown).get_by_role("button", name=name).click()
        waiting.value.save_as(tmp_path / waiting.value.suggested_filename)
        assert waiting.value.suggested_filename.startswith("stage_rates.")
        return (tmp_path / waiting.value.suggested_filename).read_bytes()

    head, *rows = csv.reader(save("Save the numbers").decode("utf-8-sig").splitlines())
    assert head[0] == "stage"
    assert rows
    image = save("Save the picture")
    width, height = (int.from_bytes(image[at : at + 4]) for at in (16, 20))
    assert image.startswith(b"\x89PNG")
    assert (width >= 1200, height >= 300) == (True, True)
    shown.assert_calm()


def colours_of(shown) -> set[str]:
    fill = "nodes => nodes.map(node => node.style.fill || node.style.stroke)"
    return set(marks(shown).evaluate_all(fill))


def test_pictures_follow_the_theme_while_it_changes(shown):
    wait_until(lambda: colours_of(shown))
    light = colours_of(shown)
    toggle = "dark => { document.body.dataset.jpThemeLight = String(!dark); }"
    shown.page.evaluate(toggle, True)
    wait_until(lambda: (now := colours_of(shown)) and not now & light)
    shown.page.evaluate(toggle, False)
    wait_until(lambda: colours_of(shown) == light)


def test_a_dot_shows_the_lines_behind_it(shown):
    figure(shown).get_by_label("Look closer at").select_option("interview")
    figure(shown, 1).locator(".bb-quotes li").first.wait_for()
    expect(figure(shown, 1).locator(".bb-title")).to_contain_text("Behind it: ")
    shown.assert_calm()


def test_a_reading_of_the_example_says_where_it_can_be_put_right(shown):
    look_closer(shown, NERVES, OF_THEMES)
    told = of_view(shown, OF_THEMES).locator(".bb-selected .bb-sentence")
    expect(told).to_contain_text("In your own log one click")
    assert shown.page.locator(".bb-reading").count() == 0


def test_every_picture_has_its_text_alternative(shown):
    pictures = shown.page.locator(".bb-plot:visible")
    expect(pictures).to_have_count(3)
    for picture in pictures.all():
        title = picture.locator("xpath=../..").locator(".bb-title").inner_text()
        assert picture.get_attribute("role") == "img"
        assert picture.get_attribute("aria-label").startswith(title)


def test_it_fits_a_small_window_and_a_zoomed_one(shown):
    before = shown.page.viewport_size
    for viewport in ({"width": 1280, "height": 720}, {"width": 640, "height": 360}):
        shown.page.set_viewport_size(viewport)
        wide = "node => node.scrollWidth - node.clientWidth"
        wait_until(lambda wide=wide: of_view(shown, FIRST).evaluate(wide) <= 1)
    shown.page.set_viewport_size(before)


def test_a_page_that_is_loaded_again_draws_again(shown):
    shown.page.reload()
    run_it(shown)
    shown.assert_calm()


@pytest.fixture
def hostile_log(tmp_path):
    path = tmp_path / "hostile.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["date", "employer", "role", "outcome", "source", "feedback"])
        for text in HOSTILE:
            writer.writerow(["2026-03-01", text, text, "rejected", text, text])
    return path


HOSTILE_VIEW = """
from bounceback_analysis.charts.marks import Axis, Square, Text
from bounceback_analysis.charts.picture import Picture
from bounceback_analysis.notebook.binder import bind
from bounceback_analysis.notebook.parts import chosen, quote

def view(log):
    entries = log.entries
    rows = list(entries.itertuples())
    return [
        Picture(
            f"line_{row.line}", row.employer, row.employer, entries[["employer"]],
            (Square(0, 0, key=row.employer, hover=row.employer), Text(1, 1, row.employer)),
            subtitle=row.employer, x=Axis(-1, 9, ((0, row.employer),), row.employer),
            y=Axis(-1, 2, ((0, row.employer),)), height=240,
        )
        for row in rows
    ]

def detail(log, key):
    return chosen("words", key, [quote(key, 0, 3, key)], key)

bind(log, view, detail=detail)
"""


def test_whatever_a_person_typed_is_shown_as_text(run_notebook_of, hostile_log):
    shown = run_notebook_of([OPEN, HOSTILE_VIEW], log=hostile_log)
    page = shown.page
    page.locator(".bb-figure").nth(len(HOSTILE) - 1).wait_for(state="attached")
    titles = page.locator(".bb-title").all_text_contents()
    assert [shown_text(title) for title in titles] == [shown_text(text) for text in HOSTILE]
    open_choices(page)
    page.get_by_label("Found through", exact=True).wait_for()
    offered = page.get_by_label("Found through", exact=True).locator("option").all_text_contents()
    for text in HOSTILE:
        start = shown_text(text)[:30]
        assert any(shown_text(option).startswith(start) for option in offered), start
    page.get_by_role("button", name="Show the numbers").first.click()
    page.locator(".bb-numbers td").first.wait_for()
    cells = page.locator(".bb-numbers td").all_text_contents()
    assert [shown_text(cell) for cell in cells] == [shown_text(text) for text in HOSTILE]
    for nth, text in enumerate(HOSTILE):
        square = marks(shown, nth).first
        square.scroll_into_view_if_needed()
        square.hover(force=True)
        box = page.locator(".hovertext").first
        box.wait_for()
        told = "".join(box.locator("text").first.evaluate("t => t.textContent").split())
        want = "".join(text.split())[:25]
        assert told.startswith(want), (told[:60], want)
        page.mouse.move(2, 2)
        box.wait_for(state="detached")
    figure(shown).locator(".bb-closer select").select_option(index=1)
    page.locator(".bb-quotes li").first.wait_for()
    assert HOSTILE[0] in page.locator(".bb-quotes li").first.text_content()
    assert page.evaluate("() => window.hacked") is None
    inside = ".bb-view :is(script, img, iframe, h1, style, a:not(.legend a))"
    assert page.locator(inside).count() == 0
    shown.assert_calm()


FEEDBACK = """\
date,employer,role,outcome,feedback,feedback_themes,notes
2026-03-01,Acme,Cook,rejected,"You were nervous, and your answers were short.",,"a, b"
2026-03-08,"Brown, Sons",Cook,rejected,You seemed nervous.,,
2026-03-20,Dale,Cook,rejected,They liked someone else more,,kept
"""


@pytest.fixture
def feedback_log(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_bytes(FEEDBACK.replace("\n", "\r\n").encode())
    return path


NERVES = "Nerves and confidence"


def look_closer(shown, theme: str, view: int = FIRST) -> None:
    row = of_view(shown, view).get_by_role("button", name=theme, exact=True).first
    if row.get_attribute("aria-pressed") != "true":
        row.click()
    words = of_view(shown, view).locator(".bb-selected")
    words.get_by_text(f"In their words: {theme}").wait_for()


def not_what_they_meant(shown, who: str):
    """Open the choices of the words that somebody wrote, if they are not open already."""
    line = shown.page.locator(".bb-selected .bb-quotes:visible li").filter(has_text=who)
    if not line.locator(".bb-reading").is_visible():
        line.get_by_role("button", name="Not what they meant").click()
    return line


def test_one_click_puts_a_reading_right_and_the_picture_follows(opened, feedback_log, screenshot):
    shown = opened(f"log = bb.read_log({str(feedback_log)!r})", THEMES)
    page, before = shown.page, feedback_log.read_bytes()
    title = shown.page.locator(".bb-drawing h2").first
    expect(title).to_have_text("Wanted more of: calm and confidence (2 of 2 employers)")
    look_closer(shown, NERVES)
    screenshot(shown, "reading_before")
    line = not_what_they_meant(shown, "Acme")
    line.get_by_role("button", name="Depth and examples in answers").click()
    wait_for_told(shown, "Written into my_log.csv, line 2")
    cell = b",answers gap,"
    assert feedback_log.read_bytes() == before.replace(b'short.",,', b'short."' + cell)
    expect(title).to_have_text(
        re.compile("^Wanted more of: depth and examples in answers and calm.*each")
    )
    page.keyboard.press("b")
    screenshot(shown, "reading_after")
    assert_open_to_anyone(shown)
    shown.assert_calm()


def test_a_reading_is_confirmed_taken_back_and_set_to_none_by_keyboard(opened, feedback_log):
    shown = opened(f"log = bb.read_log({str(feedback_log)!r})", THEMES, color_scheme="dark")
    assert shown.page.evaluate("document.body.dataset.jpThemeLight") == "false"
    before = feedback_log.read_bytes()
    look_closer(shown, NERVES)

    def press(name: str) -> None:
        line = not_what_they_meant(shown, "Brown, Sons")
        line.get_by_role("button", name=name).focus()
        shown.page.keyboard.press("Enter")

    press("Nerves and confidence")
    wait_for_told(shown, "Nerves and confidence missed")
    expect(shown.page.locator(".bb-reading [aria-pressed=true]")).to_have_text(NERVES)
    assert feedback_log.read_bytes() == before.replace(
        b"You seemed nervous.,,", b"You seemed nervous.,nerves gap,"
    )
    inside = "() => document.activeElement.closest('.bb-reading, .bb-told') !== null"
    shown.page.wait_for_function(inside)  # The focus is not lost.
    press("Read it automatically")
    wait_for_told(shown, "read automatically again")
    assert feedback_log.read_bytes() == before
    press("None of these")
    wait_for_told(shown, "no theme")
    assert b"You seemed nervous.,none," in feedback_log.read_bytes()
    assert_open_to_anyone(shown)
    shown.assert_calm()
