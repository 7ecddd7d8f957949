"""Puts Bounceback among the programs of this machine, so that a terminal is not needed again."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bounceback_analysis.log.files import or_raise, put

if TYPE_CHECKING:
    from collections.abc import Callable

PASSING = (os.sep + "archive-v", os.sep + "builds-v")
"""Folders in which uv keeps an environment that one command runs in: it may be gone tomorrow."""
DESKTOP = """[Desktop Entry]
Type=Application
Name=Bounceback
Comment=Learn from job interviews that ended in a no
Exec={command}
Terminal=true
Categories=Office;Education;
"""
COMMAND = "#!/bin/sh\nexec {command}\n"
CMD = "@echo off\r\n{command}\r\nif errorlevel 1 pause\r\n"


def make_shortcut(platform: str = sys.platform) -> Path:
    """Write the entry that starts Bounceback: in the menu, or among the person's applications.

    Parameters
    ----------
    platform
        The system that it is for, as ``sys.platform`` says it.

    Raises
    ------
    ValueError
        Bounceback runs from a place that is not kept.
    OSError
        The entry could not be written.
    """
    if any(mark in sys.executable for mark in PASSING):
        message = (
            "This Bounceback was fetched for one run, so a shortcut to it would break. Install it "
            "first: uv tool install ./bounceback_analysis-….whl, then: bounceback shortcut"
        )
        raise ValueError(message)
    path, form, quote = _entry(platform)
    command = f"{quote(sys.executable)} -m bounceback_analysis"
    path.parent.mkdir(parents=True, exist_ok=True)
    or_raise(put(path, form.format(command=command).encode(), replace=True))
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
        return home / "Applications" / "Bounceback.command", COMMAND, _for_sh
    share = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return share / "applications" / "bounceback.desktop", DESKTOP, _for_desktop


def _for_cmd(path: str) -> str:
    """Quote a path for a batch file, where a per cent sign would begin a variable."""
    return '"' + path.replace("%", "%%") + '"'


def _for_sh(path: str) -> str:
    import shlex

    return shlex.quote(path)


def _for_desktop(path: str) -> str:
    r"""Quote a path for a desktop entry, which unescapes ``\``, ``"``, `````, ``$`` and ``%``."""
    for sign in '\\"`$':
        path = path.replace(sign, "\\" * (3 if sign == "\\" else 2) + sign)
    return '"' + path.replace("%", "%%") + '"'
