"""The record form: two doors into the log, each answer kept as it is typed and saved on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.log.opening import own_path
from bounceback_analysis.log.writing import amend_entry
from bounceback_analysis.notebook.recorder import Recorder

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from ipywidgets import VBox

    from bounceback_analysis.log.files import Written
    from bounceback_analysis.log.model import Log


def record_outcome(log: Log | str | os.PathLike[str] | None = None) -> VBox:
    """Show the form that writes an interview, an application or an answer into the log.

    Parameters
    ----------
    log
        The log, or its path; without it the person's own. On the example the form first
        offers to start one's own.
    """
    return Recorder(own_path(log)).box


def correct_reading(
    path: str | os.PathLike[str],
    line: int,
    themes: str | Iterable[tuple[str, str]],
    *,
    was: Mapping[str, str] | None = None,
) -> Written:
    """Write a person's own reading of the feedback at a line, and nothing else.

    Parameters
    ----------
    path
        The log.
    line
        The line of the feedback, as in ``entries``.
    themes
        Pairs such as ``("nerves", "gap")``, none where there is nothing to read, or the text of
        the cell. A blank text brings back the automatic reading.
    was
        What ``read_row`` gave for the line when it was shown.
    """
    from bounceback_analysis.analysis.own_readings import themes_cell

    cell = themes if isinstance(themes, str) else themes_cell(themes)
    return amend_entry(path, line, {"feedback_themes": cell}, was=was, widen=True)
