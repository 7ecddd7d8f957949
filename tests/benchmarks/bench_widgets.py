"""Times a filter change from event to paint, in real Chromium, beside the usual ways to do it.

Run: ``python -m tests.benchmarks.bench_widgets [ROWS ...]`` (300 and 100000 by default).
Three pictures of one log follow one list of stages: with our drawing widget and the filters of a
page, with plotly's FigureWidget, and with an Output widget into which figures are displayed. For
each: the median of the time from the list's change to the last picture painted, of the kernel's
share, and what travelled to the page. Ours waits for 120 ms until nobody types, in that time too.
At the end: the time from "Save" in the form until every picture of that notebook is right.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.browser.conftest import ARGUMENTS, CHROMIUM, PATIENCE, _started, write_notebook

START = """
import time
from itertools import count
import pandas as pd
import bounceback_analysis as bb
from bounceback_analysis.log.model import Log
from bounceback_analysis.notebook.binder import bind
from bounceback_analysis.vocabulary.schema import choices
from ipywidgets import Dropdown, VBox

once = bb.open_log().entries
times = -(-{rows} // len(once))
entries = pd.concat(
    [once.assign(application=once["application"] + f" #{{n}}") for n in range(times)],
    ignore_index=True,
).head({rows})
entries["line"] = range(2, len(entries) + 2)
log = Log(entries)
spent = []

def view(chosen):
    return [
        bb.plot(bb.stage_rates, chosen),
        bb.plot(bb.stage_rates, chosen, by="format"),
        bb.plot(bb.improving, chosen),
    ]

def timed(function):
    def run(*given):
        begun = time.perf_counter()
        try:
            return function(*given)
        finally:
            spent.append(time.perf_counter() - begun)
    return run

stages = Dropdown(description="Step", options=[("any", ""), *((c, c) for c in choices("stage"))])

def chosen():
    return log.only(stage=stages.value or None)
"""
WAYS = {
    "ours": """
from dataclasses import replace
def named(chosen):
    return [replace(p, name=f"{n}") for n, p in enumerate(view(chosen))]
VBox([bb.choose_lines(log), bind(log, timed(named))])
""",
    "FigureWidget": """
import plotly.graph_objects as go
def figures():
    return [picture.to_figure() for picture in view(chosen())]
widgets = [go.FigureWidget(figure) for figure in figures()]
@timed
def redraw(_):
    for widget, figure in zip(widgets, figures()):
        with widget.batch_update():
            widget.data = []
            widget.add_traces(figure.data)
            widget.layout = figure.layout
stages.observe(redraw, "value")
VBox([stages, *widgets])
""",
    "Output": """
import plotly.io
from IPython.display import display
from ipywidgets import Output
out = Output()
@timed
def redraw(_):
    with out:
        out.clear_output(wait=True)
        for picture in view(chosen()):
            display(picture.to_figure())
stages.observe(redraw, "value")
redraw(None)
VBox([stages, out])
""",
}
# The time from the change of the list until no picture has changed for a third of a second.
MEASURE = """
async (next) => {
  const label = (s) => (s.labels?.[0] ?? s.closest(".widget-dropdown"))?.textContent.trim() ?? "";
  const select = [...document.querySelectorAll("select")].find((s) => label(s).startsWith("Step"));
  const home = document.querySelector(".jp-Notebook");
  let last = 0;
  const watch = new MutationObserver((changes) => {
    if (changes.some(({ target }) => target.closest?.(".js-plotly-plot, .jp-OutputArea-output")))
      requestAnimationFrame(() => { last = performance.now(); });
  });
  watch.observe(home, { childList: true, subtree: true, attributes: true });
  const begun = performance.now();
  select.selectedIndex = next;
  for (const kind of ["input", "change"]) select.dispatchEvent(new Event(kind, { bubbles: true }));
  while (!last || performance.now() - last < QUIET) await new Promise((r) => setTimeout(r, 20));
  watch.disconnect();
  return last - begun;
}
"""


SAVES = """
import bounceback_analysis as bb
from ipywidgets import VBox
log = bb.open_log()
topics = (bb.furthest_step, bb.stage_rates, bb.run_of_noes, bb.waiting)
VBox([bb.record_outcome(log), bb.welcome(log), *(bb.explore(one, log) for one in topics)])
"""


def saved(browser: Any, folder: Path) -> str:
    """Save a line in the form of a log, and say how long it took until every picture was right."""
    log = folder / "my_log.csv"
    log.write_bytes((Path(__file__).parents[2] / "data" / "example_log.csv").read_bytes())
    server = _started(folder / "saving", log)
    try:
        write_notebook(server.folder / "notebooks" / "bench_saving.ipynb", [SAVES])
        page = browser.new_context(viewport={"width": 1280, "height": 9000}).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(server.of("bench_saving.ipynb"))
        page.get_by_role("button", name="Run this notebook").click()
        page.wait_for_function(
            "() => document.querySelectorAll('.js-plotly-plot .main-svg').length >= 3"
        )
        page.wait_for_timeout(3000)
        took = []
        for turn in range(5):
            page.get_by_label("Who was it with?").fill(f"Employer {turn}")
            page.get_by_label("Interview", exact=True).check(force=True)
            page.wait_for_timeout(1000)
            took.append(page.evaluate(RIGHT, 50 + turn))
            page.get_by_role("button", name="Write another").click()
            page.get_by_label("Who was it with?").wait_for()
        return f"saved and right: median {median(took):.0f} ms, most {max(took):.0f} ms"
    finally:
        server.stop()


# The time from the press until the title that counts applications says one more.
RIGHT = """
async (wanted) => {
  const right = () => [...document.querySelectorAll(".bb-title")].some((t) => t.textContent.includes(`of your ${wanted} applications`));
  const begun = performance.now();
  document.querySelector(".bb-form .bb-main").click();
  while (!right()) await new Promise((r) => setTimeout(r, 10));
  let last = performance.now();
  const watch = new MutationObserver(() => { last = performance.now(); });
  watch.observe(document.querySelector(".jp-Notebook"), { childList: true, subtree: true });
  while (performance.now() - last < 1000) await new Promise((r) => setTimeout(r, 20));
  watch.disconnect();
  return last - begun;
}
"""


def measured(browser: Any, server: Any, way: str, rows: int, rounds: int = 9) -> str:
    """Open a notebook drawn this way, move its list some times, and say how long it took."""
    name = f"bench_{way}_{rows}.ipynb"
    write_notebook(
        server.folder / "notebooks" / name, [START.format(rows=rows), WAYS[way], "spent"]
    )
    page = browser.new_context(viewport={"width": 1280, "height": 2400}).new_page()
    page.set_default_timeout(PATIENCE)
    received: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.webSocketFrameReceived",
        lambda frame: received.append(len(frame["response"]["payloadData"])),
    )
    page.goto(server.of(name))
    page.get_by_role("button", name="Run this notebook").click()
    begun = time.perf_counter()
    page.wait_for_function(
        "() => document.querySelectorAll('.js-plotly-plot .main-svg').length >= 3"
    )
    drawn = time.perf_counter() - begun
    sent = sum(received)
    page.wait_for_timeout(3000)
    quiet = MEASURE.replace("QUIET", "1200" if way != "ours" else "600")
    took = [page.evaluate(quiet, 1 + turn % 2 * 3) for turn in range(rounds)]
    kernel = _kernel_share(page)
    page.context.close()
    server.end_kernels({name})
    return (
        f"{way:13} {rows:7,} {median(took[1:]):9.0f} {max(took[1:]):7.0f} "
        f"{kernel:9.0f} {drawn:8.1f} {sent / 1e6:8.2f}"
    )


def _kernel_share(page: Any) -> float:
    """Run the last cell again and take the median of what the kernel spent, in milliseconds."""
    last = page.locator(".jp-CodeCell").last
    last.locator(".jp-InputPrompt").click()
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(1500)
    text = last.locator(".jp-OutputArea-output").last.inner_text()
    spent = [float(number) for number in text.strip("[] \n").replace("\n", "").split(",")]
    return 1000 * median(spent[2:] or spent)


def main() -> None:
    """Measure all ways at all sizes and print a table."""
    from playwright.sync_api import sync_playwright

    sizes = [int(word) for word in sys.argv[1:]] or [300, 100_000]
    print(f"{'way':13} {'rows':>7} {'median ms':>9} {'max ms':>7} {'kernel ms':>9} "
          f"{'drawn s':>8} {'MB sent':>8}")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = _started(Path(folder), None)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        (Path(folder) / "saving").mkdir()
        try:
            print(saved(browser, Path(folder)), flush=True)
            for rows in sizes:
                for way in WAYS:
                    try:
                        print(measured(browser, server, way, rows), flush=True)
                    except Exception as error:  # noqa: BLE001 - the other rows are still wanted
                        print(f"{way:13} {rows:7,} not measured: {str(error)[:200]}", flush=True)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
