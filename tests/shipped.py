"""Writes the fingerprints of our notebooks, after one was changed on purpose.

Type: ``python -m tests.shipped > bounceback_analysis/notebook/labextension/bounceback/shipped.json``
"""

from __future__ import annotations

import json
from pathlib import Path

from bounceback_analysis.notebook.opening import fingerprint

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def manifest() -> dict[str, str]:
    """Give what ``shipped.json`` should hold: the fingerprint of each notebook by its name."""
    notebooks = sorted(NOTEBOOKS.glob("*.ipynb"))
    return {path.name: fingerprint(json.loads(path.read_text("utf-8"))) for path in notebooks}


if __name__ == "__main__":
    print(json.dumps(manifest(), indent=2))
