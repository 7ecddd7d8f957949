"""Opens the notebooks in the browser, served by this machine to this machine and to nobody else."""

from __future__ import annotations

import hashlib
import html
import json
import os
import secrets
import signal
import site
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bounceback_analysis.log.model import Problem
from bounceback_analysis.log.neighbours import bytes_or_problem
from bounceback_analysis.log.opening import (
    FOLDER_VARIABLE,
    LOG_VARIABLE,
    checkout,
    own_folder,
    own_log,
    settle_in,
)

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

HERE = Path(__file__).parent
START = "00_start_here.ipynb"
FIRST_PORT = 8765
KERNEL = "python3"
SNAPS = Path("/snap/bin")  # where browsers see neither /tmp nor hidden folders


def open_notebooks(
    log_path: Path | None = None, *, notebook: str = START, browser: bool = True
) -> int:
    """Serve the notebooks, of a log or one's own, until they are stopped; the exit code is 0."""
    if log_path is not None:
        os.environ[LOG_VARIABLE] = str(_existing(log_path))
    elif os.environ.get(LOG_VARIABLE):
        os.environ[LOG_VARIABLE] = str(own_log())  # for the kernels, which run in another folder
    _end_with(signal.default_int_handler)  # what was begun is cleared away
    with private_folder() as private:
        if not checkout():
            _settle_in(private)
        folder = notebooks_folder(notebook)
        server = _server(folder, notebook, browser=browser, private=private)
        _write_door(server, notebook)
        _end_with(signal.getsignal(signal.SIGTERM))  # of the server: it ends its kernels first
        server.io_loop.add_callback(_start_kernel, server, notebook)
        server.io_loop.add_callback(_say_where, server, notebook)  # not before it listens
        server.start()
    return 0


def _end_with(handler: Any) -> None:
    """Let one thing be done at Ctrl+C, at the end of the process, and of its terminal."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):  # the last is what Windows has for it
        given = getattr(signal, name, None)
        if given and signal.getsignal(given) != signal.SIG_IGN:
            signal.signal(given, handler)


def _address(server: ServerApp, notebook: str) -> str:
    token = server.identity_provider.token
    return f"http://127.0.0.1:{server.port}/doc/tree/{quote(notebook)}?token={token}"


def _write_door(server: ServerApp, notebook: str) -> None:
    """Write the page that leads to the address: a browser's arguments are there for all to read."""
    from jupyter_core.paths import secure_write

    # Jupyter's own page would wait for a second.
    page = (
        '<!DOCTYPE html><meta charset="utf-8"><title>Bounceback</title>'
        f'<meta http-equiv="refresh" content="0; url={html.escape(_address(server, notebook))}">'
    )
    with secure_write(server.browser_open_file) as door:
        door.write(page)


def _say_where(server: ServerApp, notebook: str) -> None:
    print(  # noqa: T201
        f"Bounceback is open at {_address(server, notebook)}\n"
        "It runs on this machine only. Leave this window open; to stop, press Ctrl+C here.",
        flush=True,
    )


def _settle_in(private: Path) -> None:
    """Make a person's own folder ready; where none can be written, one that lasts until the end."""
    from importlib.metadata import version

    release = version("bounceback-analysis")
    try:
        told = settle_in(release)
    except OSError as error:
        refused = f"'{own_folder()}' cannot be written ({error.strerror or error})"
        os.environ[FOLDER_VARIABLE] = str(private / "Bounceback")
        place = f"it is in '{own_folder()}' until then"
        advice = "Choose a place that stays with: bounceback --folder PLACE"
        told = [f"{refused}, so what you write here is gone when you stop; {place}. {advice}"]
        settle_in(release)
    for sentence in told:
        print(sentence, flush=True)  # noqa: T201


def notebooks_folder(notebook: str = START) -> Path:
    """Give the folder of the notebooks: of the checkout that is worked in, else of one's own."""
    here = Path.cwd()
    for folder in (here, *here.parents, HERE.parents[1], own_folder()):
        if (folder / "notebooks" / notebook).is_file():
            return folder / "notebooks"
    message = (
        f"There is no notebook '{notebook}' here or in '{own_folder()}'. "
        "Without a name, bounceback opens the start page."
    )
    raise FileNotFoundError(message)


def _existing(log_path: Path) -> Path:
    log_path = Path(os.path.expanduser(log_path))  # noqa: PTH111, leaves an unknown ~ as it is
    found = bytes_or_problem(log_path)
    if isinstance(found, Problem):
        raise FileNotFoundError(found.message)
    return log_path.resolve()


def _server(folder: Path, notebook: str, *, browser: bool, private: Path) -> ServerApp:
    """Make the server, by our settings alone: a person's own for Jupyter might open it up."""
    settle(private, folder)
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
        port=FIRST_PORT,  # or the next that is free
    )
    config.LabApp.update(
        user_settings_dir=str(private / "settings"),  # a person's own for Jupyter stay theirs
        app_settings_dir=str(HERE / "server" / "settings"),
        extra_labextensions_path=[str(HERE / "labextension")],
        labextensions_path=[str(_widgets())],
    )
    server = ServerApp.instance(config=config, jpserver_extensions={"jupyterlab": True})
    server.no_browser_open_file = True  # ours is there, and has no setting of its own
    server.initialize(argv=[], find_extensions=False)
    return server


def _widgets() -> Path:
    """Give the folder with the page's part of the widgets; pip may have put it in three places."""
    bases = (sys.prefix, sysconfig.get_path("data"), site.getuserbase())
    places = [Path(base, "share", "jupyter", "labextensions") for base in bases]
    return next((place for place in places if (place / "@jupyter-widgets").is_dir()), places[0])


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a folder that nobody else can read, and remove it with all that is in it."""
    with _made() as made:
        yield Path(made).resolve()


def _made() -> tempfile.TemporaryDirectory[str]:
    places = [os.path.expanduser("~"), None] if SNAPS.is_dir() else [None]  # noqa: PTH111, never raises
    for place in places:
        try:
            return tempfile.TemporaryDirectory(
                prefix="bounceback-", dir=place, ignore_cleanup_errors=True
            )
        except OSError as error:
            reason = error
    message = (
        "Bounceback needs one folder that it can write to while it is open, and found none "
        f"({reason.strerror}). Free some space, or name a folder in the variable TMPDIR."
    )
    raise OSError(message) from reason


def settle(private: Path, served: Path) -> None:
    """Let this process and its kernels keep to a private folder, and import nothing ``served``."""
    for name in [name for name in os.environ if name.upper().startswith("JUPYTER")]:
        del os.environ[name]  # what a person has set is for a Jupyter of their own
    os.environ["JUPYTER_NO_CONFIG"] = "1"
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
        (private / name.lower()).mkdir(mode=0o700)
        os.environ[name] = str(private / name.lower())
    os.environ["JUPYTER_PATH"] = str(HERE / "server")  # our kernel
    tempfile.tempdir = str(private)  # Jupyter leaves an empty folder of settings behind
    sys.path[:] = _outside(sys.path, served)
    # A blank or relative entry would mean the folder of each notebook to its kernel.
    entries = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]
    os.environ["PYTHONPATH"] = os.pathsep.join(_outside(entries, served))


def _outside(entries: list[str], served: Path) -> list[str]:
    """Give the entries of a path that do not lie in a folder, whatever folder one is in."""
    resolved = [str(Path(entry).resolve()) for entry in entries]
    return [entry for entry in resolved if not Path(entry).is_relative_to(served.resolve())]


async def _start_kernel(server: ServerApp, notebook: str) -> None:
    """Start the first notebook's kernel while the browser still loads the page."""
    await server.session_manager.create_session(
        path=notebook, name=notebook, type="notebook", kernel_name=KERNEL
    )


def fingerprint(notebook: dict[str, Any]) -> str:
    """Give the SHA-256 of a notebook's code: prose is cleaned when shown, outputs never served."""
    return hashlib.sha256("\0".join(code_of(notebook)).encode()).hexdigest()


def code_of(notebook: dict[str, Any]) -> list[str]:
    """Give the source of each code cell."""
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]


@cache
def shipped() -> dict[str, str]:
    """Give the fingerprint of each notebook that we ship, by its name."""
    return _data("labextension/bounceback/shipped.json")


def _data(place: str) -> dict[str, Any]:
    """Read one of this room's own JSON files."""
    return json.loads(files(__package__).joinpath(place).read_text("utf-8"))  # type: ignore[no-any-return]
