"""Opens the notebooks in the browser, served by this machine to this machine and to nobody else."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

HERE = Path(__file__).parent
START = "00_start_here.ipynb"
FIRST_PORT = 8765
KERNEL = "python3"


def open_notebooks(
    log_path: Path | None = None,
    *,
    notebook: str = START,
    browser: bool = True,
    port: int = 0,
) -> int:
    """Serve the notebooks until they are stopped, and open one of them.

    Parameters
    ----------
    log_path
        The log to look at; without it, the one that ``open_log`` finds.
    notebook
        Which notebook to begin with.
    browser
        Whether to open it in the browser; its address is printed in any case.
    port
        Where to listen; 0 takes the first free one.

    Returns
    -------
    int
        The exit code, 0.

    Raises
    ------
    FileNotFoundError
        There is no such notebook or log.
    """
    folder = notebooks_folder(notebook)
    if log_path is not None:
        os.environ["BOUNCEBACK_LOG"] = str(_existing(log_path))
    server = _server(folder, notebook, browser=browser, port=port)
    _trust_ours(server, folder)
    server.io_loop.add_callback(_start_kernel, server, notebook)
    server.io_loop.add_callback(_say_where, server, notebook)  # not before it listens
    server.start()
    return 0


def _say_where(server: ServerApp, notebook: str) -> None:
    address = f"http://127.0.0.1:{server.port}/doc/tree/{quote(notebook)}"
    print(  # noqa: T201
        f"Bounceback is open at {address}?token={server.identity_provider.token}\n"
        "It runs on this machine only. Leave this window open; to stop, press Ctrl+C here.",
        flush=True,
    )


def notebooks_folder(notebook: str = START) -> Path:
    """Give the folder of the notebooks: of the checkout that is worked in, else of this one."""
    here = Path.cwd()
    for folder in (here, *here.parents, HERE.parents[1]):
        if (folder / "notebooks" / notebook).is_file():
            return folder / "notebooks"
    message = (
        f"The notebook '{notebook}' was not found. Run this in the folder that holds "
        "Bounceback's folder 'notebooks'."
    )
    raise FileNotFoundError(message)


def _existing(log_path: Path) -> Path:
    if log_path.is_file():
        return log_path.resolve()
    if log_path.is_dir():
        message = f"'{log_path}' is a folder. Name the file in it that is your log."
    else:
        message = f"There is no log at '{log_path}'. Start one with: bounceback new {log_path}"
    raise FileNotFoundError(message)


def _server(folder: Path, notebook: str, *, browser: bool, port: int) -> ServerApp:
    """Make the server, by our settings alone: a person's own for Jupyter might open it up."""
    from jupyter_core.paths import jupyter_config_dir

    settings = Path(jupyter_config_dir()) / "lab" / "user-settings"
    os.environ["JUPYTER_NO_CONFIG"] = "1"
    os.environ["JUPYTER_PATH"] = str(
        HERE / "server"
    )  # our kernel, which imports while a page loads
    # It builds 39 grammars when imported, for a second, to check addresses that are not there.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from jupyter_server.serverapp import ServerApp
    from traitlets.config import Config

    config = Config(_data("server/server.json"))
    config.IdentityProvider.token = secrets.token_hex(24)
    config.NotebookNotary.secret = os.urandom(32)
    config.ServerApp.update(
        root_dir=str(folder),
        default_url=f"/doc/tree/{quote(notebook)}",
        open_browser=browser,
        port=port or FIRST_PORT,
    )
    config.LabApp.update(
        user_settings_dir=str(settings),
        app_settings_dir=str(HERE / "server" / "settings"),
        extra_labextensions_path=[str(HERE / "labextension")],
        labextensions_path=[str(Path(sys.prefix, "share", "jupyter", "labextensions"))],
    )
    server = ServerApp.instance(config=config, jpserver_extensions={"jupyterlab": True})
    server.initialize(argv=[], find_extensions=False)
    return server


async def _start_kernel(server: ServerApp, notebook: str) -> None:
    """Start the first notebook's kernel while the browser still loads the page."""
    await server.session_manager.create_session(
        path=notebook, name=notebook, type="notebook", kernel_name=KERNEL
    )


def _trust_ours(server: ServerApp, folder: Path) -> None:
    """Trust the notebooks that we ship, for as long as the server runs, if they are unchanged."""
    notary: Any = server.contents_manager.notary
    for path in folder.glob("*.ipynb"):
        notebook = _read(path)
        if fingerprint(notebook) == shipped().get(path.name):
            notary.sign(notebook)


def fingerprint(notebook: dict[str, Any]) -> str:
    """Give the SHA-256 of a notebook's code: what it would run, whatever its prose says."""
    sources = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()


@cache
def shipped() -> dict[str, str]:
    """Give the fingerprint of each notebook that we ship, by its name."""
    return _data("labextension/bounceback/shipped.json")


def _data(place: str) -> dict[str, Any]:
    """Read one of this room's own JSON files."""
    return json.loads(files(__package__).joinpath(place).read_text("utf-8"))  # type: ignore[no-any-return]


def manifest(folder: Path) -> dict[str, str]:
    """Give what ``shipped`` should hold for the notebooks in a folder."""
    return {path.name: fingerprint(_read(path)) for path in sorted(folder.glob("*.ipynb"))}


def _read(path: Path) -> dict[str, Any]:
    import nbformat

    return nbformat.read(path, as_version=4)  # type: ignore[no-any-return, no-untyped-call]


if __name__ == "__main__":
    # After a notebook was changed on purpose, write its new fingerprint:
    # python -m bounceback_analysis.notebook.opening > .../labextension/bounceback/shipped.json
    print(json.dumps(manifest(notebooks_folder()), indent=2))  # noqa: T201
