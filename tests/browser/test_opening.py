"""The notebooks that we ship run when opened and are saved as source; changed ones wait."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from importlib.metadata import version

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, START, Server, write_notebook

pytestmark = pytest.mark.browser

EXTENSION = ROOT / "bounceback_analysis" / "notebook" / "labextension"


SPOILT = "05_report_for_my_adviser.ipynb"
PRINT = "import bounceback_analysis as bb\nprint(*bb.open_log().entries['employer'])"


def save(shown):
    show = shown.page.get_by_role("button", name="Show the notebook")
    if show.count():
        show.click()
    with shown.page.expect_response(lambda answer: answer.request.method == "PUT"):
        shown.page.get_by_role("button", name=re.compile("^Save and create")).click()


@pytest.fixture(scope="module")
def start(keep_open):
    """Open the start notebook as shipped, once for the tests that leave it as it is."""
    return keep_open()


def test_the_start_notebook_runs_when_it_is_opened(start, screenshot):
    start.wait_until_run()
    start.wait_for_picture()
    screenshot(start, "opened")
    scrolled = "Math.max(...[...document.querySelectorAll('.jp-Notebook *')].map(n => n.scrollTop))"
    assert start.page.evaluate(scrolled) == 0, "one does not begin to read at the top"
    cells = start.page.locator(".jp-CodeCell")
    assert cells.count() > 2
    assert start.page.locator(".jp-CodeCell .jp-OutputArea-child").count() > 0
    assert start.page.get_by_role("button", name="Run this notebook").count() == 0
    start.assert_calm()


def test_a_shipped_notebook_that_ran_and_is_saved_is_the_file_that_was_shipped(start):
    start.wait_until_run()
    save(start)
    assert start.file.read_bytes() == (ROOT / "notebooks" / START).read_bytes()


def test_one_notebook_leads_to_the_next_which_runs_too_and_back(start, screenshot):
    start.wait_until_run()
    start.follow("02_what_they_said.ipynb")
    screenshot(start, "next")
    start.follow(START)
    start.assert_calm()


def test_opened_again_it_runs_again_and_is_closed_without_a_question(start):
    start.wait_until_run()
    start.page.reload()
    start.wait_until_run()
    asked = []
    start.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    start.page.mouse.click(600, 400)
    with start.page.expect_event("close"):
        start.page.close(run_before_unload=True)
    assert asked == []


@pytest.fixture(scope="module")
def spoilt(start_server, tmp_path_factory):
    """Serve a named log with notebooks that are not as we ship them."""
    log = tmp_path_factory.mktemp("of a person") / "søk & søk.csv"
    log.write_text("date,employer,outcome\n2026-03-05,Alder Ltd,rejected\n", "utf-8")
    return start_server(log)


def test_a_changed_notebook_waits_for_its_button(open_notebook, spoilt, screenshot):
    path = spoilt.folder / "notebooks" / START
    changed = json.loads(path.read_text("utf-8"))
    first = next(cell for cell in changed["cells"] if cell["cell_type"] == "code")
    first["source"] = ["print('this was ' + 'changed')\n", *first["source"]]
    path.write_text(json.dumps(changed), "utf-8")
    shown = open_notebook(server=spoilt)
    button = shown.page.get_by_role("button", name="Run this notebook")
    button.wait_for()
    screenshot(shown, "waits")
    assert shown.page.get_by_text("this was changed").count() == 0
    button.focus()
    shown.page.keyboard.press("Enter")
    shown.wait_until_run()
    expect(shown.page.get_by_text("this was changed")).to_have_count(1)
    expect(button).to_have_count(0)


def test_a_notebook_of_that_name_by_another_hand_waits_too(open_notebook, spoilt):
    write_notebook(spoilt.folder / "notebooks" / SPOILT, ["print('strange')"])
    shown = open_notebook(SPOILT, server=spoilt)
    shown.page.get_by_role("button", name="Run this notebook").wait_for()
    assert shown.page.get_by_text("strange", exact=True).count() == 0


def test_what_was_run_and_saved_holds_no_output_of_the_log_that_was_named(run_notebook_of, spoilt):
    shown = run_notebook_of([PRINT, "1 + 1"], server=spoilt)
    expect(shown.page.get_by_text("Alder Ltd", exact=True)).to_have_count(1)
    save(shown)
    saved = json.loads(shown.file.read_text("utf-8"))
    assert [cell["outputs"] for cell in saved["cells"]] == [[], []]
    assert [cell["execution_count"] for cell in saved["cells"]] == [None, None]
    assert all(cell["metadata"] == {"jupyter": {"source_hidden": True}} for cell in saved["cells"])
    assert saved["metadata"]["language_info"] == {"name": "python"}
    assert "Alder" not in json.dumps(saved)


def test_the_watch_on_the_server_sees_what_turns_outside(run_notebook_of, spoilt):
    outside = "socket.create_connection(('192.0.2.1', 9), 0.01)"
    tries = f"import contextlib, socket\nwith contextlib.suppress(OSError): {outside}"
    run_notebook_of([tries], server=spoilt)
    assert any("192.0.2.1" in line for line in spoilt.strangers)


# Each says in the page which of them ran.
HACK = "(window.hacked ||= []).push"
WIDGET = {
    "model_name": "AnyModel",
    "model_module": "anywidget",
    "model_module_version": f"~{version('anywidget')}",
    "state": {
        "_anywidget_id": "a.b",
        "_esm": f"{HACK}('widget'); export default {{}}",
        "_model_module": "anywidget",
        "_model_module_version": f"~{version('anywidget')}",
        "_model_name": "AnyModel",
        "_view_module": "anywidget",
        "_view_module_version": f"~{version('anywidget')}",
        "_view_name": "AnyView",
    },
}
STATE = {"version_major": 2, "version_minor": 0, "state": {"a1": WIDGET}}
IMAGE = f'<img src="nowhere" onerror="{HACK}(\'image\')">'
OUTPUTS = [
    {"text/html": f"<script>{HACK}('script')</script>"},
    {"text/html": IMAGE},
    {"application/javascript": f"{HACK}('javascript')"},
    {"image/svg+xml": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{HACK}(\'svg\')"/>'},
    {"text/markdown": IMAGE},
    {"application/vnd.jupyter.widget-view+json": {"model_id": "a1", "version_major": 2}},
]
ATTACHED = f'<svg xmlns="http://www.w3.org/2000/svg"><script>{HACK}("attached")</script></svg>'
PROSE = f"""# Prose of a stranger

{IMAGE} <script>{HACK}('prose')</script> ![](attachment:a.svg)

<div data-bounceback="ran"><a class="bb-again" onclick="{HACK}('click')">Read on</a></div>

<iframe srcdoc="<script>parent.hacked = ['frame']</script>"></iframe>
"""


def make_hostile(path):
    """Leave the code of a notebook as it is, and put all about it that might run by itself."""
    notebook = json.loads(path.read_text("utf-8"))
    svg = {"image/svg+xml": base64.b64encode(ATTACHED.encode()).decode()}
    prose = {"cell_type": "markdown", "id": "prose", "metadata": {}, "source": PROSE}
    notebook["cells"].insert(0, {**prose, "attachments": {"a.svg": svg}})
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            shown = [{"output_type": "display_data", "data": d, "metadata": {}} for d in OUTPUTS]
            cell["outputs"] = shown
            cell["metadata"]["trusted"] = True
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": STATE}
    path.write_text(json.dumps(notebook), "utf-8")


@pytest.fixture(scope="module")
def hostile(start_server):
    """Serve notebooks that came from a stranger, beside what Python might import."""
    server = start_server()
    notebooks = server.folder / "notebooks"
    write_notebook(notebooks / "foreign.ipynb", ["import helper, pandas\nprint(helper.SAID)"])
    changed = notebooks / SPOILT
    changed.write_text(changed.read_text("utf-8").replace("import b", "print(1 + 41)\\nimport b"))
    for path in notebooks.glob("*.ipynb"):
        make_hostile(path)
    for name in ("pandas.py", "sitecustomize.py", "ipykernel_launcher.py", "scipy.py"):
        (notebooks / name).write_text("open(__file__ + '.ran', 'w').close()", "utf-8")
    (notebooks / "helper.py").write_text("SAID = 'helped from ' + 'beside'", "utf-8")
    return server


def assert_nothing_hostile_ran(shown):
    assert shown.page.evaluate("window.hacked") is None
    assert [path.name for path in shown.file.parent.glob("*.ran")] == []


def test_our_code_in_a_hostile_notebook_runs_and_nothing_else_of_it(
    open_notebook, hostile, screenshot
):
    before = (hostile.folder / "notebooks" / START).read_bytes()
    shown = open_notebook(server=hostile)
    shown.wait_until_run()
    shown.wait_for_picture()
    screenshot(shown, "hostile")
    shown.page.get_by_role("button", name="Show the notebook").click()
    shown.page.get_by_text("Read on", exact=True).click()
    assert_nothing_hostile_ran(shown)
    assert shown.file.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "says"), [(SPOILT, "42"), ("foreign.ipynb", "helped from beside")]
)
def test_nothing_of_a_strangers_notebook_runs_before_its_button_is_pressed(
    open_notebook, hostile, screenshot, name, says
):
    shown = open_notebook(name, server=hostile)
    button = shown.page.get_by_role("button", name="Run this notebook")
    button.wait_for()
    shown.page.get_by_text("What it showed before is left out").wait_for()
    screenshot(shown, f"stranger-{name}")
    shown.page.get_by_text("Read on", exact=True).click()
    assert button.count() == 1
    assert shown.page.get_by_text(says, exact=True).count() == 0
    assert_nothing_hostile_ran(shown)
    button.click()
    shown.wait_until_run()
    shown.page.get_by_text(says, exact=True).wait_for()
    assert_nothing_hostile_ran(shown)


@pytest.fixture
def notebook_7(server_of, tmp_path):
    """Serve the same folder with Jupyter Notebook 7, given our extension."""
    ours = server_of()
    said = tmp_path / "said.txt"
    words = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=9123"]
    place = f"--LabServerApp.extra_labextensions_path={EXTENSION}"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "notebook", *words, place],
            cwd=ours.folder,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    seven = NotebookSeven(ours.folder, process, said, tmp_path / "reached.txt")
    yield seven
    seven.stop()


class NotebookSeven(Server):
    """Jupyter Notebook 7, whose addresses have another form, and which starts its own kernels."""

    def of(self, name: str) -> str:
        address, token = self.address.split("/tree?")
        return f"{address}/notebooks/notebooks/{name}?{token}"

    def start_kernel(self, name: str) -> None:
        pass

    def end_kernels(self, names: object) -> None:
        pass


def test_in_notebook_7_the_button_stands_there_and_runs_it(open_notebook, notebook_7, screenshot):
    write_notebook(notebook_7.folder / "notebooks" / "seven.ipynb", ["print('in ' + 'seven')"])
    shown = open_notebook("seven.ipynb", server=notebook_7)
    shown.page.get_by_role("button", name="Run this notebook").click()
    shown.page.get_by_text("in seven", exact=True).wait_for()
    screenshot(shown, "seven")
    # Notebook 7 trips over the settings of its own toolbar, with and without our extension.
    own = re.compile(
        r"reading 'schema'[^\n]*\n(.*/static/notebook/.*\n?|.*<anonymous>.*\n?|.*Promise.*\n?)+$"
    )
    assert [error for error in shown.page_errors if not own.search(error)] == []
    assert shown.console_errors == []
    assert shown.hosts == {"127.0.0.1"}
