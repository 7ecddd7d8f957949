"""What is served, to whom, from where, and what a saved notebook holds."""

from __future__ import annotations

import copy
import json
import socket
from pathlib import Path

import nbformat
import pytest

from bounceback_analysis.notebook import opening
from bounceback_analysis.notebook.contents import strip, strip_model
from tests import shipped

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PACKAGE = Path(opening.__file__).parent
SERVER = json.loads((PACKAGE / "server" / "server.json").read_text("utf-8"))


def executed(notebook):
    """Give a notebook as a page leaves it: with counts, outputs and what else it notes."""
    left = copy.deepcopy(notebook)
    left["metadata"]["widgets"] = {"state": {"secret": "Alder Ltd"}}
    left["metadata"]["language_info"]["version"] = "3.11.7"
    for cell in left["cells"]:
        cell["metadata"]["trusted"] = True
        cell["metadata"]["execution"] = {"iopub.status.busy": "2026-03-05"}
        if cell["cell_type"] == "code":
            cell["execution_count"] = 3
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "Alder Ltd"}]
    return left


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_that_ran_is_saved_byte_for_byte_as_it_was_shipped(path, tmp_path):
    model = {"type": "notebook", "content": executed(nbformat.read(path, 4)), "format": "json"}
    strip_model(model, path=path.name, contents_manager=None)
    saved = tmp_path / path.name
    nbformat.write(nbformat.from_dict(model["content"]), saved)
    assert saved.read_bytes() == path.read_bytes()


def test_what_a_person_added_to_a_notebook_is_kept():
    cell = {"cell_type": "markdown", "id": "mine", "metadata": {"x": 1}, "source": "# Mine"}
    kept = strip({"cells": [cell], "metadata": {"mine": 1}, "nbformat": 4, "nbformat_minor": 5})
    assert kept["cells"] == [{**cell, "metadata": {}}]
    assert kept["nbformat_minor"] == 5


def test_a_file_that_is_no_notebook_is_saved_as_it_is():
    model = {"type": "file", "content": "date,employer,outcome"}
    strip_model(model, path="my_log.csv")
    assert model == {"type": "file", "content": "date,employer,outcome"}


def test_the_fingerprints_are_those_of_the_notebooks_that_are_shipped():
    assert opening.shipped() == shipped.manifest(), f"write them again: {shipped.__doc__}"


def test_a_fingerprint_changes_with_the_code_and_not_with_the_prose():
    code = {"cell_type": "code", "source": "1 + 1"}
    said = {"cell_type": "markdown", "source": "One."}
    first = opening.fingerprint({"cells": [code, said]})
    assert first == opening.fingerprint({"cells": [{**said, "source": "Two."}, code]})
    assert first != opening.fingerprint({"cells": [{**code, "source": "1 + 2"}]})
    assert opening.fingerprint({"cells": [code, code]}) != opening.fingerprint(
        {"cells": [{**code, "source": "1 + 11 + 1"}]}
    )


def test_the_server_answers_this_machine_only_and_asks_nobody():
    assert SERVER["ServerApp"]["ip"] == "127.0.0.1"
    assert SERVER["ServerApp"]["allow_remote_access"] is False
    assert SERVER["LabApp"]["news_url"] is None
    assert SERVER["LabApp"]["check_for_updates_class"].endswith("NeverCheckForUpdate")
    assert SERVER["LabApp"]["extension_manager"] == "readonly"


def test_every_setting_of_the_server_is_one_that_it_has(run_python):
    unknown = run_python(
        "import json\n"
        "from bounceback_analysis.notebook import opening\n"
        "from jupyter_server.serverapp import ServerApp\n"
        "from jupyterlab.labapp import LabApp\n"
        "classes = {c.__name__: c for c in [*ServerApp.classes, ServerApp, LabApp]}\n"
        "from jupyter_server.services.kernels.kernelmanager import MappingKernelManager as m\n"
        "from nbformat.sign import NotebookNotary as n\n"
        "from jupyter_client.kernelspec import KernelSpecManager as k\n"
        "classes |= {c.__name__: c for c in (m, n, k)}\n"
        "given = opening._data('server/server.json')\n"
        "known = {name: kind.class_traits(config=True) for name, kind in classes.items()}\n"
        "print([(c, k) for c, own in given.items() for k in own if k not in known[c]])"
    )
    assert unknown == "[]"


def test_a_log_that_is_not_there_is_one_plain_sentence(tmp_path, monkeypatch):
    monkeypatch.delenv("BOUNCEBACK_LOG", raising=False)
    with pytest.raises(FileNotFoundError, match=r"There is no file .*nowhere\.csv.* new"):
        opening.open_notebooks(tmp_path / "nowhere.csv")
    with pytest.raises(FileNotFoundError, match="is a folder"):
        opening.open_notebooks(tmp_path)


def test_a_log_that_is_given_may_begin_with_the_sign_for_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "mine.csv").touch()
    assert opening._existing(Path("~/mine.csv")) == (tmp_path / "mine.csv").resolve()
    monkeypatch.chdir(tmp_path)
    assert opening._existing(Path("mine.csv")) == (tmp_path / "mine.csv").resolve()


def test_a_notebook_that_is_not_there_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"There is no notebook 'mine\.ipynb' here or in"):
        opening.notebooks_folder("mine.ipynb")


def test_the_notebooks_of_the_checkout_that_is_worked_in_come_first(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00_start_here.ipynb").write_text("{}", "utf-8")
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    assert opening.notebooks_folder() == tmp_path / "notebooks"


def test_the_widgets_are_found_where_pip_put_them(tmp_path, monkeypatch):
    """As with the Python of Microsoft's store, where whatever is installed is a person's own."""
    beside = opening._widgets()
    assert (beside / "@jupyter-widgets").is_dir()
    base = tmp_path / "share" / "jupyter" / "labextensions"
    (base / "@jupyter-widgets").mkdir(parents=True)
    monkeypatch.setattr(opening.site, "getuserbase", lambda: str(tmp_path))
    assert opening._widgets() == beside
    monkeypatch.setattr(opening.sys, "prefix", str(tmp_path / "bare"))
    monkeypatch.setattr(opening.sysconfig, "get_path", lambda _name: str(tmp_path / "bare"))
    assert opening._widgets() == base


def test_the_extension_is_small_and_written_by_hand():
    source = (PACKAGE / "labextension" / "bounceback" / "opening.js").read_text("utf-8")
    assert len(source.splitlines()) <= 250
    assert "http" not in source.replace("http://www.w3.org/2000/svg", "")


def test_a_busy_port_is_passed_over(run_python):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        chosen = run_python(
            "from pathlib import Path\n"
            "from bounceback_analysis.notebook import opening\n"
            "with opening.private_folder() as private:\n"
            f"    opening.FIRST_PORT, given = {port}, {{'browser': False, 'private': private}}\n"
            "    print(opening._server(Path('notebooks'), 'a.ipynb', **given).port)"
        )
    assert chosen.isdigit()
    assert int(chosen) != port
