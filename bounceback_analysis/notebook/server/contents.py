"""Serves a notebook as source alone, and trusts it only where its code is what we ship."""

from __future__ import annotations

from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from bounceback_analysis.notebook.opening import fingerprint, shipped
from bounceback_analysis.notebook.server.stripping import strip

LEFT_OUT = "bounceback_left_out"
"""Tells the page, and no file, that a notebook holds more than is shown of it."""


class SourceOnly(AsyncLargeFileManager):
    """Reads notebooks without what runs by itself in a page: saved outputs and widgets."""

    def mark_trusted_cells(self, nb: Any, path: str = "") -> None:
        """Strip a notebook that was read, and trust it or not; its file stays as it is.

        Parameters
        ----------
        nb
            The notebook, which is changed in place.
        path
            Where it is below the folder that is served.
        """
        holds_more = "widgets" in nb["metadata"] or any(c.get("outputs") for c in nb["cells"])
        bare = type(nb)(strip(nb))
        nb.clear()
        nb.update(bare)
        if holds_more:
            nb["metadata"][LEFT_OUT] = True
        notary: Any = self.notary
        notary.mark_cells(nb, trusted=fingerprint(nb) == shipped().get(path.strip("/")))
