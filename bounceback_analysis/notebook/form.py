"""A form in plain HTML: labels, choices and mistakes beside their fields, the keyboard enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import traitlets
from anywidget import AnyWidget

HERE = Path(__file__).parent

Pressed = Callable[[str, dict[str, str]], None]


class Form(AnyWidget):
    """Shows a page of fields and says what is typed, and which button is pressed.

    ``page`` is all that is shown, in plain values; ``typed`` holds the text of each field;
    ``mistakes`` and ``hints`` stand beside their fields.
    """

    _esm = HERE / "form.js"
    _css = HERE / "form.css"

    page: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    typed: traitlets.Dict[str, str] = traitlets.Dict().tag(sync=True)
    mistakes: traitlets.Dict[str, str] = traitlets.Dict().tag(sync=True)
    hints: traitlets.Dict[str, str] = traitlets.Dict().tag(sync=True)

    def __init__(self, pressed: Pressed, typed: Callable[[dict[str, str]], None]) -> None:
        super().__init__()
        self._pressed, self._turned = pressed, 0
        self.on_msg(self._heard)
        self.observe(lambda change: typed(dict(change["new"])), "typed")

    def turn(self, page: Mapping[str, Any]) -> None:
        """Show another page; what its fields hold is what counts as typed."""
        self._turned += 1
        values = {field["name"]: field["value"] for field in page.get("fields", ())}
        with self.hold_sync():
            self.mistakes, self.hints = {}, {}
            self.typed = {name: value for name, value in values.items() if value}
            self.page = {**page, "turn": self._turned}

    def fill(self, values: Mapping[str, str]) -> None:
        """Put texts into fields that are still empty."""
        self.send({"fill": dict(values)})

    def _heard(self, _form: object, said: dict[str, Any], _buffers: object) -> None:
        if said.get("turn") == self._turned:
            typed = {str(name): str(text) for name, text in said.get("typed", {}).items()}
            self._pressed(str(said.get("press", "")), typed)
