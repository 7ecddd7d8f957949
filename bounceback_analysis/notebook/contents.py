"""Reads and saves a notebook as source alone, trusted only where its code is what we ship."""

from __future__ import annotations

from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from bounceback_analysis.notebook.opening import fingerprint, shipped

LOCKS = ("editable", "deletable")  # what keeps a cell from being changed by mistake
LEFT_OUT = "bounceback_left_out"  # tells the page that it holds more


class SourceOnly(AsyncLargeFileManager):
    """Reads notebooks without what runs by itself in a page: saved outputs and widgets."""

    def mark_trusted_cells(self, nb: Any, path: str = "") -> None:
        """Strip a notebook that was read, and trust it or not; its file stays as it is."""
        holds_more = "widgets" in nb["metadata"] or any(c.get("outputs") for c in nb["cells"])
        bare = type(nb)(strip(nb))
        nb.clear()
        nb.update(bare)
        if holds_more:
            nb["metadata"][LEFT_OUT] = True
        notary: Any = self.notary
        ours = (
            fingerprint(nb) in shipped().values()
        )  # whatever it is called: one came beside another
        notary.mark_cells(nb, trusted=ours and "/" not in path.strip("/"))


def strip_model(model: dict[str, Any], **_kwargs: object) -> None:
    """Strip a notebook that the server is about to save; other files stay as they are."""
    if model["type"] == "notebook" and model["content"]["nbformat"] == 4:
        model["content"] = strip(model["content"])


def strip(notebook: dict[str, Any]) -> dict[str, Any]:
    """Give a notebook without outputs, counts and stray metadata; what folds a cell stays.

    >>> cell = {"cell_type": "code", "source": "1", "outputs": [{}], "execution_count": 3,
    ...         "metadata": {"trusted": True, "jupyter": {"source_hidden": True}}}
    >>> stripped = strip({"cells": [cell], "metadata": {"widgets": {}}})
    >>> stripped["cells"][0]["outputs"], stripped["cells"][0]["metadata"], stripped["metadata"]
    ([], {'jupyter': {'source_hidden': True}}, {})
    """
    metadata = notebook["metadata"]
    kept: dict[str, Any] = {}
    if "kernelspec" in metadata:
        kept["kernelspec"] = metadata["kernelspec"]
    if isinstance(language := metadata.get("language_info"), dict):
        kept["language_info"] = {"name": language.get("name", "python")}
    return {**notebook, "metadata": kept, "cells": [_strip_cell(c) for c in notebook["cells"]]}


def _strip_cell(cell: dict[str, Any]) -> dict[str, Any]:
    given = cell["metadata"]
    folding = given.get("jupyter")
    folded = isinstance(folding, dict) and folding.get("source_hidden")
    kept: dict[str, Any] = {"jupyter": {"source_hidden": True}} if folded else {}
    kept |= {name: False for name in LOCKS if given.get(name) is False}
    bare = {**cell, "metadata": kept}
    return {**bare, "outputs": [], "execution_count": None} if "outputs" in cell else bare
