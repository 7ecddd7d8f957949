"""Where a server keeps what it needs while it runs: a private folder that goes when it ends."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SNAPS = Path("/snap/bin")
"""There where browsers come as snaps, which see neither /tmp nor hidden folders."""


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a folder that nobody else can read, and remove it with all that is in it.

    Raises
    ------
    OSError
        No folder can be written at all.
    """
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
    """Let this process and its kernels keep to a private folder and import nothing of another.

    Parameters
    ----------
    private
        Where connections, addresses with their token, and profiles go.
    served
        The folder of the notebooks: what lies in it is theirs, and no part of us.
    """
    os.environ["JUPYTER_NO_CONFIG"] = "1"
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
        (private / name.lower()).mkdir(mode=0o700)
        os.environ[name] = str(private / name.lower())
    os.environ["JUPYTER_PATH"] = str(Path(__file__).parent)  # our kernel
    tempfile.tempdir = str(private)  # Jupyter leaves an empty folder of settings behind
    sys.path[:] = _outside(sys.path, served)
    # A blank or relative entry would mean the folder of each notebook to its kernel.
    entries = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]
    os.environ["PYTHONPATH"] = os.pathsep.join(_outside(entries, served))


def _outside(entries: list[str], served: Path) -> list[str]:
    """Give the entries of a path that do not lie in a folder, whatever folder one is in."""
    resolved = [str(Path(entry).resolve()) for entry in entries]
    return [entry for entry in resolved if not Path(entry).is_relative_to(served.resolve())]


def settings_folder(private: Path) -> Path:
    """Give where choices made in the page are kept: the person's own place if it can be written.

    Where it cannot, they last until the end, and that is said.
    """
    from jupyter_core.paths import jupyter_config_dir

    folder = Path("~", ".jupyter")
    try:
        folder = Path(jupyter_config_dir()) / "lab" / "user-settings"
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):  # RuntimeError: nobody knows where the home is
        print(  # noqa: T201
            f"'{folder}' cannot be written: what you set in the page lasts until you stop."
        )
        return private / "user-settings"
