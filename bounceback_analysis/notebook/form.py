"""A form in plain HTML, the fields of its page, and what every form over a file does alike."""

from __future__ import annotations

import logging
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import traitlets
from anywidget import AnyWidget

from bounceback_analysis.analysis.words import plain_date
from bounceback_analysis.log.companions import beside
from bounceback_analysis.log.drafts import keeps
from bounceback_analysis.log.files import Written
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.log.writing import undo
from bounceback_analysis.notebook.drawing import LOOK, page
from bounceback_analysis.notebook.live import live, look_everywhere
from bounceback_analysis.vocabulary.schema import FileKind, columns, load_words

HERE = Path(__file__).parent
logger = logging.getLogger("bounceback_analysis")

Page = dict[str, Any]
Field = dict[str, Any]
Pressed = Callable[[str, dict[str, str]], None]
Typed = Callable[[dict[str, str]], None]
Left = Callable[[dict[str, Any], dict[str, str]], None]

DRAWN_AS = {"choice": "picks", "rating": "rating", "date": "day"}
UNDO, AGAIN = {"undo": "Undo"}, {"again": "Back to start"}  # buttons: name and words
SUPPORT: str = load_words("form")["support"]  # stands under every page
HERE_AGAIN = "What you had typed is here again."


class Form(AnyWidget):
    """Shows a page of fields and says what is typed, and which button is pressed.

    ``page`` is all that is shown, ``typed`` the text of each field; ``mistakes`` and ``hints``
    stand beside them. What the page sends is answered once it is done. Where it ``keeps`` what is
    typed, ``left`` is called with the state and the words of a form that nobody answers any more.
    """

    _esm = HERE / "form.js"
    _css = LOOK

    page: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    typed: traitlets.Dict[str, str] = traitlets.Dict()
    mistakes: traitlets.Dict[str, str] = traitlets.Dict().tag(sync=True)
    hints: traitlets.Dict[str, str] = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        pressed: Pressed,
        typed: Typed = lambda _values: None,
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

    def download(self, name: str, data: bytes) -> None:
        """Put a file among the downloads of the browser."""
        self.send({"file": name}, [data])

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
        if "press" in said:
            look_everywhere()

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


class FileForm(ABC):
    """One form over a person's file: its pages, and words that come back after a crash or undo."""

    page = ""

    def __init__(self, log: Path) -> None:
        self.home = log
        self.form = Form(self.pressed, self.typed, self.resume)
        self.box = page(self.form)
        self.written: list[tuple[Written, str, dict[str, str]]] = []
        self.news: list[str] = []
        self.live = live(read_log(log))
        self.live.observe(self.follow, "log")

    @property
    def kind(self) -> FileKind:
        """Which file the page is for."""
        return "log"

    @property
    def path(self) -> Path:
        """Where that file is."""
        kind = self.kind
        return self.home if kind == "log" else beside(self.home, kind)

    @property
    def state(self) -> dict[str, Any]:
        """What the next form needs beside the words to go on from them."""
        return {"page": self.page}

    @abstractmethod
    def follow(self, _change: object = None) -> None:
        """Show what was written elsewhere."""

    @abstractmethod
    def made(self, values: Mapping[str, str]) -> Page:
        """Make the page that is open, its fields filled with these values."""

    def rows(self, _made: Page) -> dict[str, Mapping[str, str]]:
        """Give the texts that stand in the file already, by the line that may be chosen."""
        return {}

    @abstractmethod
    def stands(self, typed: Mapping[str, str]) -> int:
        """Give the line that holds what was typed already; 0 where none does."""

    @abstractmethod
    def found(self, line: int) -> None:
        """Say that what was typed was saved before the form that it was typed into ended."""

    @abstractmethod
    def do(self, name: str, values: dict[str, str]) -> None:
        """Do what a button says that only this kind of form has."""

    def typed(self, _values: dict[str, str]) -> None:
        """Heed what is being typed; most forms need not."""
        return

    def show(
        self, page: str, values: Mapping[str, str], said: Page | None = None, **more: Any
    ) -> None:
        """Turn to a page; what its fields hold is kept from now on."""
        self.page = page
        made = self.made(values)
        kept = keeps(self.path, self.state, self.rows(made), kind=self.kind, again=bool(values))
        self.form.turn({"support": SUPPORT, **made, "keeps": kept, "said": said, **more})

    def resume(self, kept: Mapping[str, Any], typed: dict[str, str]) -> None:
        """Go on from the words of a form that ended, unless they were saved before it did."""
        self.page = kept["page"]
        if line := self.stands(typed):
            self.found(line)
        else:
            self.show(self.page, typed, said_of(*self.news, HERE_AGAIN))

    def pressed(self, name: str, values: dict[str, str]) -> None:
        """Do what a button says."""
        if name.startswith("door "):
            self.door(name.removeprefix("door "))
        elif name == "undo":
            self.undo()
        else:
            self.do(name, values)

    def door(self, page: str) -> None:
        """Turn to the page behind a door, with nothing typed."""
        self.show(page, {})

    def is_on_disk(self, written: Written, typed: dict[str, str]) -> bool:
        """Remember what was written; where it was not, say so and keep every word in the form."""
        if not written.ok:
            said = {**said_of("It is not saved.", written.message), "sorry": True}
            self.show(self.page, typed, said, focus="said")
        elif not written.pending:  # what waits beside the file cannot be undone there yet
            self.written.append((written, self.page, typed))
        return written.ok

    def undo(self) -> None:
        """Take back what was written last, and bring back what was typed."""
        if not self.written:
            return
        written, page, typed = self.written[-1]
        taken = undo(written.path, written)
        if taken.ok:
            self.written.pop()
        lines = [HERE_AGAIN] if taken.ok else []
        self.show(page, typed, said_of(taken.message, *lines), focus="said")


def page_told(
    told: Page, values: Mapping[str, str], suggestions: Mapping[str, Sequence[str]] | None = None
) -> Page:
    """Make a page as ``form.toml`` tells of it, filled, with suggestions by column as one types."""
    kind, needed, asks = told.get("kind", "log"), told.get("needed", ""), told.get("asks", ())
    if asks == "every column":
        asks = [column.name for column in columns(kind)]
    given = {told["today"]: today(), **values} if "today" in told else values
    about: dict[str, Any] = {"kind": kind, "needed": needed, "suggestions": suggestions}
    asked = fields(asks, given, **about)
    for group, names in told.get("more", {}).items():
        asked += fields(names, given, group=group, **about)
    ways = page_with(told["buttons"], told["focus"]) if "buttons" in told else {}
    words = ("heading", "intro", "folded", "note")
    return {"fields": asked, **ways, **{name: told[name] for name in words if name in told}}


def page_with(buttons: Mapping[str, str], focus: str, **more: Any) -> Page:
    """Make a page with these buttons, the first being the main one, and its focus on a field."""
    made = buttons_of(buttons)
    return {"buttons": [{**made[0], "main": True}, *made[1:]], "focus": focus, **more}


def buttons_of(labels: Mapping[str, str]) -> list[Field]:
    """Make buttons, by the name of each and its words."""
    return [{"name": name, "label": label} for name, label in labels.items()]


def said_of(title: str, *lines: str, buttons: Mapping[str, str] | None = None) -> Page:
    """Make what stands above a form: a title, lines below it, and buttons."""
    return {"title": title, "lines": [*lines], "buttons": buttons_of(buttons or {})}


def receipt(
    written: Written, title: str, *lines: str, buttons: Mapping[str, str] | None = None
) -> Page:
    """Say what was saved in words; what still waits beside the file has no way back yet."""
    if written.pending:
        return said_of("Kept beside your log for now.", *lines, written.message, buttons=buttons)
    more = re.sub(r"^Saved in '.*?'\.\s*", "", written.message)
    said = said_of(
        title, *lines, *filter(None, [more]), buttons={**UNDO, **(buttons or {}), **AGAIN}
    )
    return {**said, "saved": True}


def fields(
    names: Iterable[str],
    values: Mapping[str, str],
    *,
    kind: FileKind = "log",
    needed: str = "",
    group: str = "",
    suggestions: Mapping[str, Sequence[str]] | None = None,
) -> list[Field]:
    """Make the fields of some columns from the schema and their words, ``group`` folds them."""
    by_name = {column.name: column for column in columns(kind)}
    words = load_words("form")["columns" if kind == "log" else kind]
    labels = {name: load_words("form")[f"{name}s"] for name in ("outcome", "stage")}
    made = []
    for name in names:
        column, said, called = by_name[name], words.get(name, {}), labels.get(name, {})
        choices = [*map(str, range(1, 6))] if column.kind == "rating" else column.choices
        more = {
            "help": said.get("help", ""),
            "options": [["", ""], *([choice, called.get(choice, choice)] for choice in choices)],
            "suggestions": list((suggestions or {}).get(name, ())),
            "needed": column.required or name == needed,
            "group": group,
            "half": said.get("half", False),
        }
        drawn_as = "long" if "long" in said else DRAWN_AS.get(column.kind, "text")
        label = said.get("label", name.replace("_", " "))
        made.append(field(name, label, drawn_as, values.get(name, ""), **more))
    return made


def doors_of(doors: Mapping[str, str], page: str) -> list[Field]:
    """Make the buttons that lead to the pages of a form, by the name of each and its words."""
    return [
        {"name": f"door {door}", "label": label, "on": door == page}
        for door, label in doors.items()
    ]


def field(name: str, label: str, kind: str = "text", value: str = "", **more: Any) -> Field:
    """Make one field: text, long, day, tick, or with ``options`` a choice, picks or a rating."""
    return {"name": name, "label": label, "kind": kind, "value": value, **more}


def pick(label: str, groups: Mapping[str, Sequence[tuple[str, str]]], value: str = "") -> Field:
    """Make the field in which one of the rows is chosen."""
    named = ((name, [list(row) for row in rows]) for name, rows in groups.items() if rows)
    options = [["", ""], *({"group": name, "options": rows} for name, rows in named)]
    return field("row", label, "choice", value, needed=True, options=options)


def today() -> str:
    """Give today as a person writes it."""
    return plain_date(pd.Timestamp.today())
