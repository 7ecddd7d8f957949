"""A real browser on notebooks served as a person serves them, and a watch on all they ask."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psutil
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

ROOT = Path(__file__).parents[2]
START = "00_start_here.ipynb"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 120_000
"""Milliseconds of every wait: a busy machine may be slow; what never comes makes a test red."""

# anywidget calls a widget broken that is not there in two seconds: a busy machine takes longer.
PATIENT = """{
  const soon = AbortSignal.timeout;
  AbortSignal.timeout = (milliseconds) => soon.call(AbortSignal, 60 * milliseconds);
}"""

# Every Python process of the server writes down whom it connects to or looks up.
WATCH = """
import os, sys
def watch(event, given):
    if event in ("socket.connect", "socket.sendto"):
        address = given[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        address = given[0]
    else:
        return
    with open(os.environ["BOUNCEBACK_REACHED"], "a", encoding="utf-8") as out:
        out.write(repr(address) + "\\n")
sys.addaudithook(watch)
"""
AT_HOME = re.compile(r"127\.0\.0\.1|localhost|::1|^'/|^b?''$|^None$")


@dataclass
class Server:
    """A running Bounceback on a copy of the notebooks and of the data."""

    folder: Path
    process: subprocess.Popen
    said: Path
    reached: Path

    @cached_property
    def address(self) -> str:
        """What it printed: where it is, with its token."""
        end = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < end and self.process.poll() is None:
            if found := re.search(r"http://127\.0\.0\.1:\d+/\S+", self.said.read_text("utf-8")):
                return found[0]
            time.sleep(0.05)
        pytest.fail("Bounceback did not open: " + self.said.read_text("utf-8"))

    def of(self, name: str) -> str:
        """The address of a notebook."""
        return self.address.replace(START, name)

    @property
    def strangers(self) -> list[str]:
        """The addresses outside this machine that any of its processes turned to."""
        lines = self.reached.read_text("utf-8").splitlines() if self.reached.exists() else []
        return [line for line in lines if not AT_HOME.search(line)]

    def ask(self, method: str, path: str, given: object = None) -> Any:
        """Ask the server's own interface."""
        home, token = self.address.split("/doc/")[0], self.address.split("token=")[1]
        headers = {"Authorization": f"token {token}"}
        data = json.dumps(given).encode() if given else None
        request = urllib.request.Request(f"{home}/api/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE / 1000) as answer:
            return json.loads(answer.read() or "null")

    @property
    def idle(self) -> set[str]:
        """The notebooks whose kernel has nothing left to do."""
        sessions = self.ask("GET", "sessions")
        return {s["path"] for s in sessions if s["kernel"]["execution_state"] == "idle"}

    def start_kernel(self, name: str) -> None:
        """Let the kernel of a notebook start, while a page still loads or is looked at."""
        session = {"path": name, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
        self.ask("POST", "sessions", session)

    def end_kernels(self, names: Collection[str]) -> None:
        """Stop the kernels of these notebooks, so that the next page starts afresh."""
        for session in self.ask("GET", "sessions"):
            if session["path"] in names:
                self.ask("DELETE", f"sessions/{session['id']}")

    def stop(self) -> None:
        """Stop it and its kernels at once: nobody waits for a goodbye."""
        if self.process.poll() is not None:
            return
        for process in psutil.Process(self.process.pid).children(recursive=True):
            process.kill()
        self.process.kill()
        self.process.wait(timeout=PATIENCE / 1000)


@dataclass
class Opened:
    """A notebook in the browser, and what it did on the way."""

    page: Any
    server: Server
    name: str
    page_errors: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    visited: set[str] = field(default_factory=set)

    @property
    def file(self) -> Path:
        """The notebook's file."""
        return self.server.folder / "notebooks" / self.name

    def wait_until_run(self) -> None:
        """Wait until every cell of the notebook that is in front has run."""
        self.front.and_(self.page.locator("[data-bounceback=ran]")).wait_for()

    def wait_until_idle(self) -> None:
        """Wait until the kernel of the notebook that is in front has answered all it was asked."""
        name = urlsplit(self.page.url).path.rsplit("/", 1)[-1]
        wait_until(lambda: name in self.server.idle)

    @property
    def front(self) -> Any:
        """The notebook that is in front; those that were left stay in the page, hidden."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def follow(self, name: str) -> None:
        """Follow the map at the top of the notebook to another one, and wait until that ran."""
        self.visited.add(name)
        self.front.locator(f"a[href*='{name}']").first.click()
        self.page.wait_for_url(f"**/{name}")
        self.wait_until_run()

    def assert_calm(self) -> None:
        """No error of the page, and nobody asked but this machine."""
        assert self.page_errors == []
        assert self.console_errors == []
        assert self.hosts == {"127.0.0.1"}
        assert self.server.strangers == []

    def close(self) -> None:
        """Close the page, and end the kernels of its notebooks."""
        self.page.context.close()
        if self.server.process.poll() is None:
            self.server.end_kernels(self.visited | {self.name})

    def wait_for_picture(self, nth: int = 0) -> None:
        """Wait until a picture is drawn."""
        self.page.locator(".js-plotly-plot .main-svg").nth(nth).wait_for()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Give a running Chromium; without one the test is skipped, unless it is demanded."""
    if not CHROMIUM:
        reason = "there is no Chromium on this machine"
        pytest.fail(reason) if os.environ.get("BOUNCEBACK_DEMAND_BROWSER") else pytest.skip(reason)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def start_server(chromium, tmp_path_factory) -> Iterator[Callable[..., Server]]:
    """Give a function that starts Bounceback as a person does, on a copy of what is shipped."""
    servers: list[Server] = []

    def start(log: Path | None = None) -> Server:
        servers.append(_started(tmp_path_factory.mktemp("bounceback"), log))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def _started(folder: Path, log: Path | None) -> Server:
    for name in ("notebooks", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*", "my_*"))
    watch = folder / "watch" / "sitecustomize.py"
    watch.parent.mkdir()
    watch.write_text(WATCH, "utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if name != "BOUNCEBACK_LOG"},
        "PYTHONPATH": str(watch.parent),
        "BOUNCEBACK_REACHED": str(folder / "reached.txt"),
        "HOME": str(folder),
    }
    words = ["open", *([str(log)] if log else []), "--no-browser"]
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "bounceback_analysis", *words],
            cwd=folder,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    return Server(folder, process, folder / "said.txt", folder / "reached.txt")


@pytest.fixture(scope="session")
def server_of(start_server) -> Callable[..., Server]:
    """Give a function that gives the server for a log: one server a log."""
    servers: dict[Path | None, Server] = {}

    def server(log: Path | None = None) -> Server:
        if log not in servers:
            servers[log] = start_server(log)
        return servers[log]

    return server


@pytest.fixture
def open_notebook(chromium, server_of) -> Iterator[Callable[..., Opened]]:
    """Give a function that opens a notebook in a page of its own, with a kernel of its own.

    ``open_notebook("00_start_here.ipynb", log=None, server=None, **context)``: the further
    words go to the browser's context (``viewport``, ``color_scheme``, ...). It does not wait:
    call ``wait_until_run`` or ``wait_for_picture``.
    """
    yield from _opening(chromium, server_of)


@pytest.fixture(scope="module")
def keep_open(chromium, server_of) -> Iterator[Callable[..., Opened]]:
    """Give ``open_notebook`` for a page that several tests of a module look at in turn."""
    yield from _opening(chromium, server_of)


def _opening(chromium: Any, server_of: Callable[..., Server]) -> Iterator[Callable[..., Opened]]:
    opened: list[Opened] = []

    def open_it(
        name: str = START,
        *,
        log: Path | None = None,
        server: Server | None = None,
        **context: Any,
    ) -> Opened:
        at = server or server_of(log)
        size = {"width": 1280, "height": 900}
        given = {"viewport": size, "locale": "en-GB", **context}
        at.start_kernel(name)
        fresh = chromium.new_context(**given)
        fresh.add_init_script(PATIENT)
        shown = Opened(fresh.new_page(), at, name)
        shown.page.set_default_timeout(PATIENCE)
        _watch(shown)
        opened.append(shown)
        shown.page.goto(at.of(name))
        return shown

    yield open_it
    for shown in opened:
        shown.close()


def _watch(shown: Opened) -> None:
    def heard(message: Any) -> None:
        if message.type == "error":
            shown.console_errors.append(f"{message.text} ({message.location.get('url', '')})")

    def asked(request: Any) -> None:
        if request.url.startswith(("http", "ws")):
            shown.hosts.add(urlsplit(request.url).hostname or "")

    shown.page.on("pageerror", lambda error: shown.page_errors.append(error.stack or str(error)))
    shown.page.on("console", heard)
    shown.page.on("request", asked)
    shown.page.on("websocket", lambda socket: shown.hosts.add(urlsplit(socket.url).hostname or ""))


@pytest.fixture
def run_notebook_of(open_notebook, server_of) -> Callable[..., Opened]:
    """Give a function that opens a notebook of these code cells, and runs it with its button."""
    return _running(open_notebook, server_of)


@pytest.fixture(scope="module")
def keep_running(keep_open, server_of) -> Callable[..., Opened]:
    """Give ``run_notebook_of`` for a page that several tests of a module look at in turn."""
    return _running(keep_open, server_of)


def _running(open_it: Callable[..., Opened], server_of: Callable[..., Server]) -> Any:
    def run(cells: list[str], *, log: Path | None = None, **more: Any) -> Opened:
        server = more.get("server") or server_of(log)
        name = f"of_a_test_{time.time_ns()}.ipynb"
        write_notebook(server.folder / "notebooks" / name, cells)
        shown = open_it(name, log=log, **more)
        shown.page.get_by_role("button", name="Run this notebook").click()
        shown.wait_until_run()
        return shown

    return run


def write_notebook(path: Path, cells: list[str]) -> None:
    """Write a notebook of code cells."""
    code = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {"jupyter": {"source_hidden": True}},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for number, source in enumerate(cells)
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": code, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), "utf-8")


@pytest.fixture
def screenshot(tmp_path) -> Callable[..., Path]:
    """Give a function that takes a picture of the whole page, kept where the variable says."""
    folder = Path(os.environ.get("BOUNCEBACK_SCREENSHOTS") or tmp_path)

    def take(shown: Any, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        getattr(shown, "page", shown).screenshot(path=path)
        return path

    return take


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE / 1000
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def assert_open_to_anyone(shown: Opened) -> None:
    """Let axe find nothing at all in our bar and in what our cells show."""
    from axe_playwright_python.sync_playwright import Axe

    front = ".jp-NotebookPanel:not(.lm-mod-hidden)"
    found = [
        (violation["id"], violation["impact"], [node["html"][:200] for node in violation["nodes"]])
        for part in (".jp-OutputArea", ".bb-bar")
        if shown.page.locator(f"{front} {part}").count()
        for violation in Axe().run(shown.page, context=f"{front} {part}").response["violations"]
    ]
    assert found == []
