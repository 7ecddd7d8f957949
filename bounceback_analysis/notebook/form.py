"""A form in plain HTML: labels, choices and mistakes beside their fields, the keyboard enough."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import traitlets
from anywidget import AnyWidget

HERE = Path(__file__).parent
logger = logging.getLogger("bounceback_analysis")

Pressed = Callable[[str, dict[str, str]], None]
Left = Callable[[dict[str, Any], dict[str, str]], None]


class Form(AnyWidget):
    """Shows a page of fields and says what is typed, and which button is pressed.

    ``page`` is all that is shown, in plain values; ``typed`` holds the text of each field;
    ``mistakes`` and ``hints`` stand beside their fields. Whatever the page sends is answered
    once it is done, so that the page can tell when nobody heard it. Where the page ``keeps``
    what is typed (see ``log.drafts.keeps``), the words outlive a restart: ``left`` is called
    with the state and the words of a form that nobody answers any more.
    """

    _esm = HERE / "form.js"
    _css = HERE / "form.css"

    page: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    typed: traitlets.Dict[str, str] = traitlets.Dict()
    mistakes: traitlets.Dict[str, str] = traitlets.Dict().tag(sync=True)
    hints: traitlets.Dict[str, str] = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        pressed: Pressed,
        typed: Callable[[dict[str, str]], None],
        left: Left = lambda _state, _typed: None,
    ) -> None:
        super().__init__()
        self._pressed, self._left, self._turned = pressed, left, 0
        self._done = set[str]()
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
        """Do what the page sent, once even if it comes twice, and answer that it is done."""
        came = "done"
        try:
            if not self._do(said):
                came = "turned"
        except Exception:
            logger.exception("A form could not do what was asked")
            came = "failed"
        self.send({"answered": said.get("id"), "came": came})

    def _do(self, said: Mapping[str, Any]) -> bool:
        """Do it, unless it was meant for a page that has been turned since; tell whether."""
        typed = {str(name): str(text) for name, text in said.get("typed", {}).items()}
        if said.get("id") in self._done:
            return True
        if "kept" in said:
            self._left(dict(said["kept"]), typed)
        elif said.get("turn") != self._turned:
            return False
        elif "press" in said:
            self._pressed(str(said["press"]), typed)
            self._done.add(str(said.get("id")))
        else:
            self.typed = typed
        return True
