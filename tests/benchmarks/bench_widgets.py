"""Times a filter change from event to paint, in real Chromium, beside the usual ways to do it.

Run: ``python -m tests.benchmarks.bench_widgets [ROWS ...]`` (300, 5000 and 100000 by default).
Three pictures of one log follow one list of stages: with our drawing widget, with plotly's
FigureWidget, and with an Output widget into which figures are displayed. For each: the median of
the time from the list's change to the last picture painted, of the kernel's share, and what
travelled to the page.
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
from bounceback_analysis.analysis.journey import journey, stage_rates
from bounceback_analysis.analysis.success import improving
from bounceback_analysis.charts.journey import plot_journey
from bounceback_analysis.charts.journey import plot_stage_rates
from bounceback_analysis.charts.progress import plot_improving
from bounceback_analysis.log.model import Log
from bounceback_analysis.notebook.binder import bind
from bounceback_analysis.notebook.filters import Choice, offered

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
        plot_stage_rates(stage_rates(chosen)),
        plot_stage_rates(stage_rates(chosen, by="format")),
        plot_improving(improving(chosen)),
    ]

def timed(function):
    def run(*given):
        begun = time.perf_counter()
        try:
            return function(*given)
        finally:
            spent.append(time.perf_counter() - begun)
    return run

stages = Choice("Stage", offered(entries, "stage"))

def chosen():
    return log.only(stage=stages.chosen)
"""
WAYS = {
    "ours": """
from dataclasses import replace
def named(chosen):
    return [replace(p, name=f"{n}") for n, p in enumerate(view(chosen))]
bench = bind(log, timed(named))
bench
""",
    "FigureWidget": """
import plotly.graph_objects as go
from ipywidgets import VBox
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
from ipywidgets import Output, VBox
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
  const find = () => [...document.querySelectorAll(".widget-dropdown select")]
    .find((s) => s.closest(".widget-dropdown").innerText.startsWith("Stage"));
  const select = find();
  const home = select.closest(".jp-OutputArea");
  let last = 0;
  const watch = new MutationObserver((changes) => {
    if (changes.some(({ target }) => target.closest?.(".js-plotly-plot, .jp-OutputArea-output")))
      requestAnimationFrame(() => { last = performance.now(); });
  });
  watch.observe(home, { childList: true, subtree: true, attributes: true });
  const begun = performance.now();
  select.selectedIndex = next;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  while (!last || performance.now() - last < QUIET) await new Promise((r) => setTimeout(r, 20));
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

    sizes = [int(word) for word in sys.argv[1:]] or [300, 5_000, 100_000]
    print(f"{'way':13} {'rows':>7} {'median ms':>9} {'max ms':>7} {'kernel ms':>9} "
          f"{'drawn s':>8} {'MB sent':>8}")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = _started(Path(folder), None)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
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
