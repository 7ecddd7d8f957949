"""Opening a notebook runs nothing that came with it, tells nobody the token, and needs no home."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from websocket import create_connection

from bounceback_analysis.notebook import opening
from tests.browser.conftest import PATIENCE, START, Server, write_notebook

ROOT = Path(__file__).parents[1]


SAYS_IT_RAN = "from pathlib import Path\nPath(__file__ + '.ran').touch()\n"
STRANGERS = (
    "pandas.py",
    "ipykernel_launcher.py",
    "sitecustomize.py",
    "usercustomize.py",
    "startup.py",
    "scipy/__init__.py",
    "IPython/__init__.py",
    "matplotlib_inline.py",
    "ipython_config.py",
    "profile_default/startup/first.py",
)
"""What a notebook's folder might hold, and Python or Jupyter might take for something of theirs."""


@pytest.fixture(scope="module")
def serve(tmp_path_factory):
    """Give a function that starts Bounceback on a copy of what is shipped, in an environment."""
    servers = []

    def start(*words: str, browser: bool = False, **environment: str) -> Server:
        folder = tmp_path_factory.mktemp("served")
        for name in ("notebooks", "data"):
            ignored = shutil.ignore_patterns(".*", "my_*")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        (folder / "temporary").mkdir()
        given = {"HOME": str(folder), "TMPDIR": str(folder / "temporary"), **environment}
        with (folder / "said.txt").open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "bounceback_analysis", "open", *words]
                + ([] if browser else ["--no-browser"]),
                cwd=folder,
                env={**os.environ, **given},
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        servers.append(Server(folder, process, folder / "said.txt", folder / "reached.txt"))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def ask_kernel(server: Server, notebook: str, code: str | None = None, *, silent=False) -> str:
    """Open a notebook as a page does; run a cell, if one is given, and give what it printed."""
    given = {"path": notebook, "name": notebook, "type": "notebook", "kernel": {"name": "python3"}}
    kernel = server.ask("POST", "sessions", given)["kernel"]["id"]
    home, token = server.address.split("/doc/")[0], server.address.split("token=")[1]
    address = f"{home.replace('http', 'ws')}/api/kernels/{kernel}/channels?token={token}"
    link = create_connection(address, timeout=PATIENCE / 1000)
    kind = "kernel_info" if code is None else "execute"
    header = {"msg_id": "asked", "msg_type": f"{kind}_request", "username": "", "session": "s"}
    content = {} if code is None else {"code": code, "silent": silent}
    asked = {"header": {**header, "version": "5.3"}, "content": content, "channel": "shell"}
    link.send(json.dumps({**asked, "parent_header": {}, "metadata": {}}))
    said, ended = [], set()
    while ended < {"reply", "idle"}:
        received = link.recv()
        if isinstance(received, bytes):
            continue  # the pictures of a widget
        message = json.loads(received)
        if message["parent_header"].get("msg_id") != "asked":
            continue
        told = message["content"]
        said.append(told.get("text", "") + "\n".join(told.get("traceback", [])))
        if message["msg_type"] == f"{kind}_reply":
            ended.add("reply")
        elif told.get("execution_state") == "idle":
            ended.add("idle")
    link.close()
    return "".join(said).strip()


@pytest.fixture(scope="module")
def beside_strangers(serve):
    """Serve a folder that holds what Python and Jupyter might import, in a careless environment."""
    careless = {"PYTHONPATH": f"{os.pathsep}.", "PYTHONSTARTUP": "startup.py"}
    server = serve(BOUNCEBACK_LOG="data/mine.csv", **careless)
    notebooks = server.folder / "notebooks"
    for name in STRANGERS:
        (notebooks / name).parent.mkdir(parents=True, exist_ok=True)
        (notebooks / name).write_text(SAYS_IT_RAN, "utf-8")
    (notebooks / "helper.py").write_text("SAID = 'helped'\n", "utf-8")
    write_notebook(notebooks / "foreign.ipynb", ["import helper"])
    return server


def ran(server: Server) -> list[str]:
    return [path.name for path in (server.folder / "notebooks").rglob("*.ran")]


def test_nothing_of_its_folder_runs_when_a_notebook_is_merely_opened(beside_strangers):
    ask_kernel(beside_strangers, "foreign.ipynb")
    assert ran(beside_strangers) == []


def test_a_foreign_notebook_imports_from_its_folder_once_a_cell_of_it_runs(beside_strangers):
    said = ask_kernel(beside_strangers, "foreign.ipynb", "import helper; print(helper.SAID)")
    assert said == "helped"
    library = "import pandas, scipy; print(pandas.__version__, scipy.__version__)"
    assert "Error" not in ask_kernel(beside_strangers, "foreign.ipynb", library)
    assert ran(beside_strangers) == [], "what lies in the folder stood in for a library"


def test_a_notebook_of_ours_takes_nothing_from_its_folder_until_a_cell_is_not_ours(
    beside_strangers,
):
    name = "02_what_they_said.ipynb"
    first = opening.code_of(json.loads((ROOT / "notebooks" / name).read_text("utf-8")))[0]
    on_the_path = "import sys; print('' in sys.path)"
    ask_kernel(beside_strangers, name, first)
    assert ask_kernel(beside_strangers, name, on_the_path, silent=True) == "False"
    assert ask_kernel(beside_strangers, name, "import helper; print(helper.SAID)") == "helped"
    assert ran(beside_strangers) == []


def test_a_relative_log_is_one_file_for_the_server_and_for_its_notebooks(beside_strangers):
    where = "import bounceback_analysis.log.opening as o; print(o.own_log())"
    said = ask_kernel(beside_strangers, "foreign.ipynb", where)
    assert Path(said) == beside_strangers.folder / "data" / "mine.csv"


def test_the_folder_of_the_notebooks_is_on_no_path_of_the_server(tmp_path, run_python):
    left = run_python(
        "import os, sys\n"
        "from pathlib import Path\n"
        "from bounceback_analysis.notebook.opening import private_folder, settle\n"
        f"served = Path({str(tmp_path)!r})\n"
        "os.chdir(served)\n"
        "sys.path[:0] = ['', str(served), str(served / 'below')]\n"
        "os.environ['PYTHONPATH'] = os.pathsep.join(['', '.', '..', str(served)])\n"
        "with private_folder() as private:\n"
        "    settle(private, served)\n"
        "below = [p for p in sys.path if Path(p).is_relative_to(served)]\n"
        "print(below, os.environ['PYTHONPATH'])"
    )
    assert left == f"[] {tmp_path.parent}"


def test_what_a_person_has_set_for_another_jupyter_is_not_ours(run_python):
    kept = run_python(
        "import os\n"
        "from pathlib import Path\n"
        "from bounceback_analysis.notebook.opening import private_folder, settle\n"
        "theirs = ('JUPYTERLAB_DIR', 'JUPYTERLAB_WORKSPACES_DIR', 'JUPYTER_TOKEN', 'JUPYTER_PATH')\n"
        "os.environ.update(dict.fromkeys((*theirs, 'JUPYTER_CONFIG_DIR'), '/theirs'))\n"
        "with private_folder() as private:\n"
        "    settle(private, Path())\n"
        "print(sorted(n for n in os.environ if n.startswith('JUPYTER')), '/theirs' in os.environ.values())"
    )
    ours = "['JUPYTER_DATA_DIR', 'JUPYTER_NO_CONFIG', 'JUPYTER_PATH', 'JUPYTER_RUNTIME_DIR'] False"
    assert kept == ours


HOSTILE = {
    "text/html": "<script>window.hacked = 'script'</script><img src=x onerror='hacked = 1'>",
    "application/javascript": "window.hacked = 'javascript'",
    "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='window.hacked = 1'/>",
    "application/vnd.jupyter.widget-view+json": {"model_id": "a1", "version_major": 2},
    "text/plain": "harmless",
}


def with_hostile(path: Path, *, kind: str) -> bytes:
    """Put something that runs by itself into a notebook's file."""
    notebook = json.loads(path.read_text("utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    if kind == "outputs":
        shown = {"output_type": "display_data", "data": HOSTILE, "metadata": {}}
        cell["outputs"] = [shown, {**shown, "output_type": "execute_result", "execution_count": 1}]
    elif kind == "widgets":
        state = {"version_major": 2, "version_minor": 0, "state": {"a1": {"_esm": "hacked = 1"}}}
        notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    else:
        cell["metadata"] = {"trusted": True, "tags": ["hacked"], "jupyter": "hacked"}
        notebook["metadata"]["language_info"] = "hacked"
    path.write_text(json.dumps(notebook), "utf-8")
    return path.read_bytes()


@pytest.fixture(scope="module")
def source_server(serve):
    return serve()


@pytest.mark.parametrize("kind", ["outputs", "widgets", "metadata"])
@pytest.mark.parametrize("changed", [False, True], ids=["as shipped", "changed"])
def test_a_notebook_is_served_as_source_and_trusted_for_our_code_alone(
    source_server, kind, changed
):
    name = "03_skill_gaps.ipynb"
    path = source_server.folder / "notebooks" / name
    shutil.copy(ROOT / "notebooks" / name, path)
    if changed:
        path.write_text(path.read_text("utf-8").replace("import bounce", "1\\nimport bounce"))
    before = with_hostile(path, kind=kind)
    served = source_server.ask("GET", f"contents/{name}?content=1")["content"]
    code = [cell for cell in served["cells"] if cell["cell_type"] == "code"]
    assert "hacked" not in json.dumps(served)
    assert [cell["outputs"] for cell in code] == [[]] * len(code)
    assert {cell["metadata"]["trusted"] for cell in code} == {not changed}
    assert served["metadata"].get("bounceback_left_out", False) == (kind != "metadata")
    assert path.read_bytes() == before, "a file was changed by being looked at"


def test_our_code_in_a_folder_of_somebody_else_is_not_trusted(source_server):
    below = source_server.folder / "notebooks" / "below"
    below.mkdir()
    shutil.copy(ROOT / "notebooks" / START, below / START)
    served = source_server.ask("GET", f"contents/below/{START}?content=1")["content"]
    assert not any(cell["metadata"].get("trusted") for cell in served["cells"])


def test_a_notebook_that_is_no_notebook_is_refused_in_a_sentence_and_the_next_one_opens(
    source_server,
):
    (source_server.folder / "notebooks" / "odd.ipynb").write_text('{"nbformat": 4}', "utf-8")
    with pytest.raises(OSError, match="400"):
        source_server.ask("GET", "contents/odd.ipynb?content=1")
    assert source_server.ask("GET", f"contents/{START}?content=1")["content"]["cells"]


def wait_for(path: Path) -> str:
    end = time.monotonic() + PATIENCE / 1000
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not come"
        time.sleep(0.05)
    return path.read_text("utf-8")


LOOKS = """
import json, sys, urllib.request
from pathlib import Path
page = Path(urllib.request.url2pathname(sys.argv[1].removeprefix("file://")))
told = {
    "arguments": sys.argv,
    "page": page.read_text("utf-8") if page.exists() else "",
    "modes": [p.stat().st_mode & 0o777 for p in (page, *page.parents[:2]) if p.exists()],
}
told_to = Path(__file__).with_name("told.json")
told_to.with_suffix(".new").write_text(json.dumps(told), "utf-8")
told_to.with_suffix(".new").rename(told_to)
"""


@pytest.mark.skipif(os.name != "posix", reason="modes and signals as Linux and macOS have them")
@pytest.mark.parametrize(
    ("template", "end"),
    [("{} %s", signal.SIGINT), ("{}", signal.SIGTERM), ("{} %s", signal.SIGHUP)],
)
def test_the_token_is_in_no_argument_and_in_a_private_page_that_goes_at_the_end(
    serve, tmp_path, template, end
):
    looks = tmp_path / "browser"
    looks.write_text(f"#!{sys.executable}\n{LOOKS}", "utf-8")
    looks.chmod(0o700)
    server = serve(browser=True, BROWSER=template.format(looks))
    token = server.address.split("token=")[1]
    told = json.loads(wait_for(tmp_path / "told.json"))
    assert len(token) == 48
    assert token in told["page"]
    assert token not in " ".join(told["arguments"])
    assert told["modes"] == [0o600, 0o700, 0o700]
    ask_kernel(server, START)
    everyone = [server.process.pid, *(p.pid for p in psutil.Process().children(recursive=True))]
    assert not any(token in " ".join(psutil.Process(pid).cmdline()) for pid in everyone)
    server.process.send_signal(end)
    assert server.process.wait(PATIENCE / 1000) == 0
    assert list((server.folder / "temporary").iterdir()) == []
    assert list(server.folder.rglob("*-open.html")) == []


CANNOT_WRITE = {
    "a home that is a file": {"HOME": "said.txt"},
    "a home that cannot be": {"HOME": "/proc/nobody", "TMPDIR": "with some spaces"},
    "no folder of Jupyter": {
        f"{name}DIR": f"/proc/{name}"
        for name in ("JUPYTER_RUNTIME_", "JUPYTER_DATA_", "JUPYTER_CONFIG_", "IPYTHON")
    },
}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="nobody can write there, root included")
@pytest.mark.parametrize("environment", CANNOT_WRITE.values(), ids=CANNOT_WRITE.keys())
def test_it_opens_where_nothing_can_be_kept(serve, tmp_path, environment):
    (tmp_path / "said.txt").touch()
    (tmp_path / "with some spaces").mkdir()
    full = {name: str(tmp_path / value) for name, value in environment.items()}
    server = serve(**full)
    assert ask_kernel(server, START, "print('it ' + 'runs')") == "it runs"
    said = server.said.read_text("utf-8").splitlines()
    assert len(said) == 2, said
    assert said[0].startswith("Bounceback is open at http://127.0.0.1:")


def test_a_home_stays_as_it_was_with_what_a_person_has_set_for_another_jupyter(source_server):
    ask_kernel(source_server, START)
    assert list(source_server.folder.glob(".*")) == []


def test_a_browser_from_a_snap_is_given_a_page_that_it_can_read(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with opening.private_folder() as folder:
        assert folder.parent != tmp_path
    monkeypatch.setattr(opening, "SNAPS", tmp_path)
    with opening.private_folder() as folder:
        assert folder.parent == tmp_path
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert not folder.name.startswith(".")
    assert list(tmp_path.iterdir()) == []


def test_where_no_folder_can_be_written_at_all_it_says_what_to_do(monkeypatch):
    def full(**_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opening.tempfile, "TemporaryDirectory", full)
    with (
        pytest.raises(OSError, match=r"found none \(No space left on device\).* TMPDIR"),
        opening.private_folder(),
    ):
        pytest.fail("it was given a folder")
