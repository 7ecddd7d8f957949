"""Where Bounceback is at home, and which log is opened: the one named, one's own, the example."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from bounceback_analysis.log.companions import OWN
from bounceback_analysis.log.files import LOG_ENDINGS, must_end, or_raise, put
from bounceback_analysis.log.layout import headings
from bounceback_analysis.log.model import EXAMPLE, Day, Log
from bounceback_analysis.log.reading import read_log

LOG_VARIABLE = "BOUNCEBACK_LOG"  # the environment variable that may name the log
FOLDER_VARIABLE = "BOUNCEBACK_FOLDER"  # may name one's own folder
CHOSEN = "folder.txt"  # holds the folder that was chosen, where this system keeps settings
AS_SHIPPED = ".as_shipped.json"  # what notebooks said when put: what says so still is ours
SHIPPED = Path(__file__).parents[1] / "shipped"  # what an installed package carries
PASSING = (os.sep + "archive-v", os.sep + "builds-v")  # where uv keeps what may be gone tomorrow
DESKTOP = """[Desktop Entry]
Type=Application
Name=Bounceback
Comment=Learn from job interviews that ended in a no
Exec={command}
Terminal=true
Categories=Office;Education;
"""
COMMAND = "#!/bin/sh\nexec {command}\n"
CMD = "@echo off\r\nchcp 65001 >nul\r\n{command}\r\nif errorlevel 1 pause\r\n"
"""Says first that it is in UTF-8, for the path may hold a person's name."""


def checkout() -> Path | None:
    """Give the nearest folder at or above this one with the example in it, else the code's own."""
    ours = Path(__file__).resolve().parents[2]
    here = Path.cwd()
    return next((f for f in (here, *here.parents, ours) if (f / "data" / EXAMPLE).is_file()), None)


def shipped(folder: str) -> Path:
    """Give where ``data`` or ``notebooks`` is: in the checkout, else in the package."""
    found = checkout()
    return found / folder if found else SHIPPED / folder


def own_folder() -> Path:
    """Give one's own folder: ``BOUNCEBACK_FOLDER``, else the one chosen, else ~/Bounceback."""
    named = os.environ.get(FOLDER_VARIABLE)
    if not named:
        try:
            named = os.fsdecode(_choice().read_bytes()).strip()
        except (OSError, UnicodeDecodeError):
            named = ""
    # Unlike that of pathlib, this leaves the name as it is where no home is known.
    return Path(os.path.abspath(os.path.expanduser(named or "~/Bounceback")))  # noqa: PTH100, PTH111


def choose_folder(folder: Path) -> str:
    """Use the folder that a person wants, also the next time; say where that is not remembered."""
    os.environ[FOLDER_VARIABLE] = str(Path(os.path.abspath(os.path.expanduser(folder))))  # noqa: PTH100, PTH111
    chosen = os.fsencode(os.environ[FOLDER_VARIABLE]) + b"\n"
    if put(_choice(), chosen, replace=True).ok:
        return ""
    said = f"That folder is used now, but '{_choice()}' cannot be written to remember it"
    return f"{said}: name it again the next time, or in the variable {FOLDER_VARIABLE}."


def _choice() -> Path:
    from platformdirs import user_config_path

    return user_config_path("bounceback", appauthor=False) / CHOSEN


def own_log() -> Path:
    """Give where one's own log is: ``BOUNCEBACK_LOG``, in the checkout, else in ``own_folder``."""
    found, named = checkout(), os.environ.get(LOG_VARIABLE)
    if named:
        here = Path.cwd()
        inside = found if found and here.is_relative_to(found) else here
        return inside / os.path.expanduser(named)  # noqa: PTH111
    return found / "data" / OWN if found else own_folder() / OWN


def settle_in(version: str) -> list[str]:
    """Make one's own folder ready, a notebook that was changed left alone; say what was done."""
    folder = own_folder()
    first = not folder.exists()
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    told = list(_bring_notebooks(folder / "notebooks", version))
    if not (folder / OWN).exists():
        or_raise(put(folder / OWN, headings("log")))
    if first:
        said = f"Your own folder is made: {folder}. Your log in it is {OWN}."
        told.insert(0, f"{said} (Another place: bounceback --folder PLACE)")
    return told


def _bring_notebooks(place: Path, version: str) -> Iterator[str]:
    try:
        known = json.loads((place / AS_SHIPPED).read_text("utf-8"))
    except (OSError, ValueError):
        known = None
    if not isinstance(known, dict):
        known = {}  # then every notebook that differs counts as the person's
    for notebook in sorted((SHIPPED / "notebooks").glob("*.ipynb")):
        new, there = notebook.read_bytes(), place / notebook.name
        says = _says(there.read_bytes()) if there.exists() else ""
        if says not in ("", known.get(there.name), _says(new)):
            beside = place / f"{notebook.stem} ({version}).ipynb"
            if beside.exists():
                continue
            yield f"You changed '{there.name}': it stays, and the new one is '{beside.name}'."
            there, says = beside, ""
        if says != _says(new):
            or_raise(put(there, new, replace=True))
        known[there.name] = _says(new)
    or_raise(put(place / AS_SHIPPED, json.dumps(known, indent=1).encode(), replace=True))


def _says(notebook: bytes) -> str:
    """Give the SHA-256 of what a notebook's cells say: a page that saves it may change the rest."""
    try:
        cells = json.loads(notebook)["cells"]
        said = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (ValueError, LookupError, TypeError):
        return hashlib.sha256(notebook).hexdigest()
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def own_path(log: Log | str | os.PathLike[str] | None) -> Path:
    """Give where a person writes: the log that is given, but never the example, else their own."""
    path = log.own if isinstance(log, Log) else log
    return Path(path) if path else own_log()


def open_log(path: str | os.PathLike[str] | None = None, *, as_of: Day | None = None) -> Log:
    """Open the person's log, or the example where there is none yet. Nothing is written.

    Without a ``path`` it is the file named by ``BOUNCEBACK_LOG``, else one's own log, else the
    example; one that came with the first start counts once it holds a line. ``as_of`` is the day
    to count from: today, and in the example its last day.
    """
    file = Path(path) if path is not None else own_log()
    named = path is not None or os.environ.get(LOG_VARIABLE)
    if named or file.exists():
        own = read_log(file, as_of=as_of)
        if named or checkout() or len(own.entries) or own.status != "ok":
            return own
    log = read_log(shipped("data") / EXAMPLE, as_of=as_of)
    last = log.entries[["date", "heard_on", "rated_on"]].max().max()
    day = log.as_of if as_of is not None or pd.isna(last) else last
    return replace(log, example=True, settings={}, as_of=day)


def new_log(path: str | os.PathLike[str] | None = None, *, replace: bool = False) -> Path:
    """Start a log: a file that holds the column headings and nothing else.

    Without a ``path`` it goes where ``open_log`` looks for the person's own; with ``replace`` a
    file that is there is replaced, and a copy kept.

    Raises ``FileExistsError``: there is a file already, which is left as it is. ``ValueError``: the
    name promises something else, such as a workbook. ``OSError``: it could not be written; nothing
    is left of it.
    """
    file = Path(path) if path is not None else own_log()
    must_end(file, LOG_ENDINGS, "a log")
    return or_raise(put(file, headings("log"), replace=replace))


def start_log(path: str | os.PathLike[str] | None = None) -> Path:
    """Begin one's own log; one without a line is taken up, any other a ``FileExistsError``."""
    file = Path(path) if path is not None else own_log()
    try:
        new_log(file)
    except FileExistsError:
        if len(read_log(file).entries) or read_log(file).status == "stop":
            raise
    os.environ.setdefault(LOG_VARIABLE, str(file))  # else the example stays until a line is there
    return file


def make_shortcut(platform: str = sys.platform) -> Path:
    """Write the entry that starts Bounceback in the menu or among the applications."""
    if any(mark in sys.executable for mark in PASSING):
        message = (
            "This Bounceback was fetched for one run, so a shortcut to it would break. Install it "
            "first: uv tool install ./bounceback_analysis-….whl, then: bounceback shortcut"
        )
        raise ValueError(message)
    path, form, quote = _entry(platform)
    command = f"{quote(sys.executable)} -m bounceback_analysis"
    path.parent.mkdir(parents=True, exist_ok=True)
    or_raise(put(path, os.fsencode(form.format(command=command)), replace=True))
    if platform != "win32":
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def _entry(platform: str) -> tuple[Path, str, Callable[[str], str]]:
    home = Path.home()
    if platform == "win32":
        menu = Path(os.environ.get("APPDATA", home / "AppData" / "Roaming"))
        programs = menu / "Microsoft" / "Windows" / "Start Menu" / "Programs"
        return programs / "Bounceback.cmd", CMD, _for_cmd
    if platform == "darwin":
        return home / "Applications" / "Bounceback.command", COMMAND, shlex.quote
    share = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return share / "applications" / "bounceback.desktop", DESKTOP, _for_desktop


def _for_cmd(path: str) -> str:
    """Quote a path for a batch file, where a per cent sign would begin a variable."""
    return '"' + path.replace("%", "%%") + '"'


def _for_desktop(path: str) -> str:
    r"""Quote a path for a desktop entry, which unescapes ``\``, ``"``, `````, ``$`` and ``%``."""
    for sign in '\\"`$':
        path = path.replace(sign, "\\" * (3 if sign == "\\" else 2) + sign)
    return '"' + path.replace("%", "%%") + '"'
