"""The notebooks that we ship run when opened and are saved as source; changed ones wait."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from tests.browser.conftest import PATIENCE, ROOT, START, Server, write_notebook

pytestmark = pytest.mark.browser

EXTENSION = ROOT / "bounceback_analysis" / "notebook" / "labextension"


def assert_calm(shown):
    """No error of the page, and nobody asked but this machine."""
    assert shown.page_errors == []
    assert shown.console_errors == []
    assert shown.hosts == {"127.0.0.1"}
    assert shown.server.strangers == []


def save(shown):
    with shown.page.expect_response(lambda answer: answer.request.method == "PUT"):
        shown.page.get_by_role("button", name=re.compile("^Save and create")).click()


def test_the_start_notebook_runs_when_it_is_opened(open_notebook, screenshot):
    shown = open_notebook()
    shown.wait_until_run()
    shown.wait_for_picture()
    screenshot(shown, "opened")
    cells = shown.page.locator(".jp-CodeCell")
    assert cells.count() > 2
    assert shown.page.locator(".jp-CodeCell .jp-OutputArea-child").count() > 0
    assert shown.page.get_by_role("button", name="Run this notebook").count() == 0
    assert_calm(shown)


def test_the_watch_on_the_server_sees_what_turns_outside(run_notebook_of, start_server):
    server = start_server()
    outside = "socket.create_connection(('192.0.2.1', 9), 0.01)"
    tries = f"import contextlib, socket\nwith contextlib.suppress(OSError): {outside}"
    run_notebook_of([tries], server=server)
    assert any("192.0.2.1" in line for line in server.strangers)


def test_closing_the_start_notebook_asks_nothing(open_notebook):
    shown = open_notebook()
    shown.wait_until_run()
    asked = []
    shown.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    shown.page.mouse.click(600, 400)
    shown.page.close(run_before_unload=True)
    assert asked == []


def test_what_was_run_and_saved_holds_no_output(run_notebook_of):
    shown = run_notebook_of(["print('Alder Ltd')", "1 + 1"])
    assert shown.page.get_by_text("Alder Ltd", exact=True).count() == 1
    save(shown)
    saved = json.loads(shown.file.read_text("utf-8"))
    assert [cell["outputs"] for cell in saved["cells"]] == [[], []]
    assert [cell["execution_count"] for cell in saved["cells"]] == [None, None]
    assert all(cell["metadata"] == {"jupyter": {"source_hidden": True}} for cell in saved["cells"])
    assert saved["metadata"]["language_info"] == {"name": "python"}
    assert "Alder" not in json.dumps(saved["metadata"])


def test_a_shipped_notebook_that_ran_and_is_saved_is_the_file_that_was_shipped(open_notebook):
    shown = open_notebook()
    before = shown.file.read_bytes()
    shown.wait_until_run()
    save(shown)
    assert shown.file.read_bytes() == before


def test_a_changed_notebook_waits_for_its_button(open_notebook, start_server, screenshot):
    server = start_server()
    path = server.folder / "notebooks" / START
    changed = json.loads(path.read_text("utf-8"))
    first = next(cell for cell in changed["cells"] if cell["cell_type"] == "code")
    first["source"] = ["print('this was ' + 'changed')\n", *first["source"]]
    path.write_text(json.dumps(changed), "utf-8")
    shown = open_notebook(server=server)
    button = shown.page.get_by_role("button", name="Run this notebook")
    button.wait_for()
    screenshot(shown, "waits")
    assert shown.page.get_by_text("this was changed").count() == 0
    button.click()
    shown.wait_until_run()
    assert shown.page.get_by_text("this was changed").count() == 1
    assert shown.page.get_by_role("button", name="Run this notebook").count() == 0


def test_the_button_can_be_pressed_by_the_keyboard(open_notebook, server_of):
    server = server_of()
    write_notebook(server.folder / "notebooks" / "by_key.ipynb", ["print('by ' + 'key')"])
    shown = open_notebook("by_key.ipynb")
    button = shown.page.get_by_role("button", name="Run this notebook")
    button.wait_for()
    button.focus()
    shown.page.keyboard.press("Enter")
    shown.page.get_by_text("by key", exact=True).wait_for()


def test_a_notebook_of_that_name_by_another_hand_waits_too(open_notebook, start_server):
    server = start_server()
    write_notebook(server.folder / "notebooks" / START, ["print('strange')"])
    shown = open_notebook(server=server)
    shown.page.get_by_role("button", name="Run this notebook").wait_for()
    assert shown.page.get_by_text("strange", exact=True).count() == 0


def test_one_notebook_leads_to_the_next_which_runs_too_and_back(open_notebook, screenshot):
    shown = open_notebook()
    shown.wait_until_run()
    shown.page.get_by_role("link", name="What they said").first.click()
    shown.page.wait_for_url("**/02_what_they_said.ipynb")
    shown.page.wait_for_function("document.querySelectorAll('[data-bounceback=ran]').length == 2")
    screenshot(shown, "next")
    shown.page.get_by_role("link", name="Start here").locator("visible=true").first.click()
    shown.page.wait_for_url(f"**/{START}")
    assert_calm(shown)


def test_opened_again_it_runs_again(open_notebook):
    shown = open_notebook()
    shown.wait_until_run()
    shown.page.reload()
    shown.wait_until_run()


def test_the_log_that_is_named_is_the_one_that_is_read(run_notebook_of, start_server, tmp_path):
    log = tmp_path / "søk & søk.csv"
    log.write_text("date,employer,outcome\n2026-03-05,Alder Ltd,rejected\n", "utf-8")
    code = "import bounceback_analysis as bb\nlog = bb.open_log()\nprint(*log.entries['employer'])"
    shown = run_notebook_of([code], server=start_server(log))
    assert shown.page.get_by_text("Alder Ltd", exact=True).count() == 1


@pytest.fixture
def notebook_7(start_server, tmp_path):
    """Serve the same folder with Jupyter Notebook 7, given our extension."""
    ours = start_server()
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
    yield NotebookSeven(ours.folder, process, said, tmp_path / "reached.txt")
    process.terminate()
    process.wait(timeout=30)


class NotebookSeven(Server):
    """Jupyter Notebook 7, whose addresses have another form."""

    def of(self, name: str) -> str:
        address, token = self.address.split("/tree?")
        return f"{address}/notebooks/notebooks/{name}?{token}"


def test_in_notebook_7_the_button_stands_there_and_runs_it(open_notebook, notebook_7, screenshot):
    write_notebook(notebook_7.folder / "notebooks" / "seven.ipynb", ["print('in ' + 'seven')"])
    shown = open_notebook("seven.ipynb", server=notebook_7)
    shown.page.get_by_role("button", name="Run this notebook").click()
    shown.page.get_by_text("in seven", exact=True).wait_for(timeout=PATIENCE)
    screenshot(shown, "seven")
    # Notebook 7 itself may trip over a toolbar's settings; nothing of ours may be in it.
    assert [error for error in shown.page_errors if "bounceback" in error] == []
