"""The record form: two doors into the log, each answer kept as it is typed and saved on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ipywidgets import VBox

from bounceback_analysis.log.cells import validate_entry
from bounceback_analysis.log.companions import beside as beside_log
from bounceback_analysis.log.drafts import claim_draft, keep_draft, read_draft, stands_at
from bounceback_analysis.log.files import Written
from bounceback_analysis.log.model import Log
from bounceback_analysis.log.waiting import merge_pending, read_row, read_rows_by_line
from bounceback_analysis.log.writing import amend_entry, append_entry, remove_entry
from bounceback_analysis.notebook.binder import begun
from bounceback_analysis.notebook.drawing import Drawing
from bounceback_analysis.notebook.form import SUPPORT, FileForm, Page, receipt, said_of, today
from bounceback_analysis.notebook.live import home_of, look_everywhere
from bounceback_analysis.notebook.parts import Part
from bounceback_analysis.notebook.record_pages import (
    ASKING,
    joined,
    next_48_hours,
    offer,
    page_of,
    saved_in_words,
    waiting_to_hear,
    while_you_wait,
)
from bounceback_analysis.vocabulary.schema import RATINGS

ANOTHER, NEXT = {"door had": "Write another"}, {"next": "Write down the next step"}
NOES = ("rejected", "no response", "cancelled")


def record_outcome(log: Log | str | os.PathLike[str] | None = None) -> VBox:
    """Show the form that writes an interview, an application or an answer into the log.

    Parameters
    ----------
    log
        The log, or its path; without it the person's own. On the example the form first
        offers to start one's own.
    """
    return Recorder(home_of(log, "record_outcome")).box


class Recorder(FileForm):
    """The form of one log, about a ``line``; ``beside`` shows what stands by an empty one."""

    def __init__(self, log: Path, beside: Callable[[Log], list[Part]] = lambda _log: []) -> None:
        super().__init__(log)
        self.page, self.line, self.was = "had", 0, dict[str, str]()
        self.draft: Path | None = None
        self.beside = beside
        self.after: list[Part] = []
        self.refused = ""
        self.drawing = Drawing()
        self.drawing.pressed = self.answer
        self.drawing.looked = self.live.look
        self.form.turn({"support": SUPPORT})
        self.follow()

    def follow(self, _change: object = None) -> None:
        """Show what was written elsewhere: a log that was begun, another who is waited for."""
        if self.path.exists() and not self.draft:
            self.begin()
        self.arrange()

    def arrange(self) -> None:
        """Put beside the form who is waited for, or below it what to do once a line is saved."""
        log = self.live.log
        view = self.beside if log.entries.empty else waiting_to_hear
        shown = self.after or (view(log) if self.path.exists() else offer(self.refused))
        self.drawing.show(shown)
        self.box.children = [self.form, self.drawing] if shown else [self.form]
        beside_it = shown and not self.after and self.path.exists()
        (self.box.add_class if beside_it else self.box.remove_class)("bb-beside")

    def answer(self, name: str, value: str) -> None:
        """Do what a button beside the form says: start, they answered, another day, add to plan."""
        if name == "start":
            self.refused = begun(self.path)
            self.follow()
        elif name == "heard":
            mine = self.log.entries[self.log.entries["application"] == value]
            self.after, self.line, self.was = [], 0, {}
            self.show("heard", {"row": str(mine["line"].iloc[-1])}, focus="outcome")
        elif name == "day":
            self._change({"follow_up_on": value.partition(" ")[2]}, {})
        elif name == "plan":
            written = append_entry(beside_log(self.path, "plan"), {"action": value}, kind="plan")
            if self.is_on_disk(written, {}):
                self._back(receipt(written, f"In your plan: {value}", buttons=ANOTHER))
        look_everywhere()

    def begin(self) -> None:
        """Open on the draft of a session that ended half-way, else on the first door."""
        merged = merge_pending(self.path)
        self.draft = claim_draft(self.path)
        kept = read_draft(self.draft)
        self.arrange()
        self.news = [merged.message] if merged.message else []
        if kept:
            self.resume(kept, kept.get("typed", {}))
        else:
            self.show("had", {}, said_of(*self.news) if self.news else None)

    def resume(self, kept: Mapping[str, Any], typed: dict[str, str]) -> None:
        """Go on from the words of a form that ended, at the line that they were about."""
        self.line, self.was = kept.get("line", 0), kept.get("was", {})
        super().resume({"page": "had", **kept}, typed)

    def stands(self, typed: Mapping[str, str]) -> int:
        """Give the line of the log that holds what was typed already; 0 where none does."""
        entry = rated({name: text for name, text in typed.items() if name != "row"})
        if self.page in {"had", "unlisted"}:
            return stands_at(self.path, self._given() | entry)
        if self.page == "row":  # Here a cell that was emptied is a change too.
            entry = {name: typed.get(name, "") for name in self.was}
        line = int(typed.get("row") or self.line)
        return stands_at(self.path, entry, line=line) if line and self.page != "change" else 0

    def found(self, line: int) -> None:
        """Say at which line of the log it is."""
        self.line, self.was = line, read_row(self.path, line)
        there = f"Line {line} of your log holds what you had typed, once."
        self._back(said_of("It is in your log.", *self.news, there))

    def _given(self) -> dict[str, str]:
        """Give what an entry of this page says without being asked."""
        return {"outcome": "waiting"} if self.page == "had" else {}

    @property
    def log(self) -> Log:
        """The log as it stands now; it is read again only where its files changed."""
        self.live.look()
        return self.live.log

    @property
    def state(self) -> dict[str, Any]:
        """The page, and the line that it is about."""
        return {"page": self.page, "line": self.line, "was": self.was}

    def made(self, values: Mapping[str, str]) -> Page:
        """Make the page from the log as it stands now."""
        made = page_of(self.page, self.log.entries, values)
        # Where no row can be meant, the page asks for all, and is saved as a line of its own.
        if self.page == "heard" and not any(field["name"] == "row" for field in made["fields"]):
            self.page = "unlisted"
        return made

    def rows(self, made: Page) -> dict[str, Mapping[str, str]]:
        """Give the row that is written about, and on the page of answers all that may be."""
        own: dict[str, Mapping[str, str]] = {"": self.was if self.page == "row" else self._given()}
        if self.page != "heard":
            return own
        there, groups = read_rows_by_line(self.path), made["fields"][0]["options"][1:]
        lines = [line for group in groups for line, _ in group["options"]]
        return own | {line: there.get(int(line), {}) for line in lines}

    def typed(self, values: dict[str, str]) -> None:
        """Keep what is typed, and say where that cannot be."""
        meant = any(text != today() for text in values.values())
        kept = self._keep({**self.state, "typed": values} if meant else {})
        lost = kept.message if kept and not kept.ok else ""
        self.form.hints = {"employer": f"Not kept as you type: {lost}"} if lost else {}

    def _keep(self, values: dict[str, Any]) -> Written | None:
        """Keep a draft, or let it go, where there is a log beside which it can be."""
        return keep_draft(self.draft, values) if self.draft and self.path.exists() else None

    def door(self, page: str) -> None:
        """Turn to a page that is about no line yet."""
        self.line, self.was, self.after = 0, {}, []
        self._keep({})
        super().door(page)
        self.arrange()

    def undo(self) -> None:
        """Take back what was written last; a line that is gone is not written about."""
        if self.written and self.written[-1][1] == "had":
            self.line, self.was = 0, {}
        self.after = []
        super().undo()
        self.arrange()

    def do(self, name: str, values: dict[str, str]) -> None:
        """Save a page, or go on from what was saved."""
        match name:
            case "save":
                {"heard": self._heard, "row": self._row}.get(self.page, self._had)(values)
            case "silent":
                self._heard({**values, "outcome": "no response"})
            case "unlisted":
                self.show("unlisted", values)
            case "open" if self._picked(values.get("row", "")):
                self.show("row", self.was)
            case "remove":
                self._remove()
            case "next":
                kept = {name: self.was.get(name, "") for name in ("employer", "role", "source")}
                self.show("had", kept, focus="stage")
            case "asked" | "promised" | "refused":
                known = self.was.get("feedback_asked_on")
                asked = {} if known else {"feedback_asked_on": today()}
                self._change({"feedback_status": name, **asked}, {})

    def _had(self, values: dict[str, str]) -> None:
        entry = rated(self._given() | values)
        if self._mistaken({"date": "", "employer": "", "outcome": ""} | entry):
            return
        written = append_entry(self.path, entry, widen=True)
        if not self.is_on_disk(written, values):
            return
        self.line = written.line or 0
        self.was = read_row(self.path, self.line)
        self._answered(entry, written)

    def _remove(self) -> None:
        """Take the line out that is open; Undo brings it back."""
        written = remove_entry(self.path, self.line, was=self.was)
        self.page = "change"  # where an undo leads back to
        if self.is_on_disk(written, {"row": str(self.line)}):
            title = f"Taken out: {saved_in_words(self.was)[0].removeprefix('Saved: ')}"
            self.line, self.was = 0, {}
            self._back(receipt(written, title, "Undo brings it back.", buttons=ANOTHER))

    def _picked(self, line: str) -> bool:
        """Take the line that was chosen as the one to write about; tell whether one was."""
        if not line:
            self.form.mistakes = {"row": "Choose one of your lines first."}
            return False
        self.line, self.was = int(line), read_row(self.path, int(line))
        return True

    def _heard(self, values: dict[str, str]) -> None:
        entry = rated({**values, "row": ""})
        if self._picked(values.get("row", "")) and not self._mistaken({"outcome": ""} | entry):
            self._change(entry, values)

    def _row(self, values: dict[str, str]) -> None:
        now = {field["name"]: values.get(field["name"], "") for field in self.form.page["fields"]}
        changes = {name: text for name, text in now.items() if text != self.was.get(name, "")}
        if not changes:
            self._back(said_of("Nothing was changed."))
        elif not self._mistaken(changes):
            self._change(changes, values)

    def _mistaken(self, values: Mapping[str, str]) -> bool:
        """Show mistakes beside their fields; tell whether there are any."""
        dates = self.log.only(lines=[self.line]).entries["date"].dropna()
        found = validate_entry({**({"date": dates.iloc[0]} if len(dates) else {}), **values})
        self.form.mistakes = {name: why for name, why in found.items() if name in values}
        return bool(self.form.mistakes)

    def _change(self, changes: dict[str, str], typed: dict[str, str]) -> None:
        written = amend_entry(self.path, self.line, changes, was=self.was, widen=True)
        if not self.is_on_disk(written, typed):
            return
        self.line = written.line or self.line
        self.was = read_row(self.path, self.line) or self.was
        self._answered(changes, written)

    def _answered(self, entry: Mapping[str, str], written: Written) -> None:
        """Say in words what was saved, with what helps now: a letter, a day, a step."""
        outcome = entry.get("outcome", "")
        title, lines = saved_in_words({**self.was, **entry} if written.pending else self.was)
        asking = ASKING if outcome in NOES and not self.was.get("feedback") else {}
        buttons = asking | (NEXT if outcome == "passed" else {}) | ANOTHER
        self.live.look()
        self.after = []
        there = not written.pending and (self.live.log.entries["line"] == self.line).any()
        if there and outcome:
            helps = {"waiting": while_you_wait, **dict.fromkeys(NOES, next_48_hours)}.get(outcome)
            after = helps(self.live.log, self.line) if helps else []
            self.after = [*after, *joined(self.live.log, self.line)]
        self._back(receipt(written, title, *lines, buttons=buttons))

    def _back(self, said: Page) -> None:
        """Say what was done; the doors stand open for what comes next."""
        self._keep({})
        self.show("told", {}, said, focus="said")
        self.arrange()


def rated(values: Mapping[str, str]) -> dict[str, str]:
    """Keep what is filled, and add the day on which ratings were given."""
    filled = {name: text for name, text in values.items() if text.strip()}
    return {**filled, "rated_on": today()} if any(name in filled for name in RATINGS) else filled
