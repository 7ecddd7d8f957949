"""Makes a kernel ready, and keeps its notebook's folder from being imported until a cell runs."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from bounceback_analysis.notebook.opening import code_of, fingerprint, shipped


def load_ipython_extension(shell: Any) -> None:
    """Import what our notebooks need while the page loads; the folder is not on the path yet."""
    import jinja2  # noqa: F401
    import pandas as pd  # noqa: F401

    import bounceback_analysis.notebook.binder  # noqa: F401

    def let_in(cell: Any) -> None:
        # Our own notebooks run unasked and need nothing beside them, so they get nothing of it.
        if cell.raw_cell in _our_cells(Path(os.environ.get("JPY_SESSION_NAME", ""))):
            return
        shell.events.unregister("pre_run_cell", let_in)
        sys.path.append("")  # at the end: what lies there never stands in for a library

    shell.events.register("pre_run_cell", let_in)


def _our_cells(path: Path) -> list[str]:
    """Give the code cells of a notebook that is as we ship it; none of any other."""
    try:
        notebook = json.loads(path.read_text("utf-8"))
        ours = fingerprint(notebook) in shipped().values()
    except (OSError, ValueError, LookupError, TypeError):
        return []  # moved since, or no notebook of today: not as we ship it
    return code_of(notebook) if ours else []
