"""What stands between the form and the log: which page is open, and what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from ipywidgets import VBox

from bounceback_analysis.log.checking import validate_entry
from bounceback_analysis.log.drafts import claim_draft, keep_draft, keeps, read_draft, stands_at
from bounceback_analysis.log.opening import new_log
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.log.waiting import merge_pending, read_row, read_rows_by_line
from bounceback_analysis.log.writing import amend_entry, append_entry, undo
from bounceback_analysis.notebook.form import Form
from bounceback_analysis.notebook.kindness import after_a_no, title_for
from bounceback_analysis.notebook.recording_form import (
    AGAIN,
    ASKING,
    NEXT,
    UNDO,
    offer_page,
    page_of,
    rated,
    today,
)
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bounceback_analysis.log.files import Written
    from bounceback_analysis.log.model import Log

NOES = ("rejected", "no response", "cancelled")


class Recorder:
    """One form on one log, and the pages that were written from it, so that they can be undone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.form = Form(self.pressed, self.typed, self.resume)
        self.box = VBox([self.form])
        self.written: list[tuple[Written, str, dict[str, str]]] = []
        self.page, self.line, self.was = "had", 0, dict[str, str]()
        self.told: list[str] = []
        if path.exists():
            self.begin()
        else:
            self.form.turn(offer_page())

    def begin(self) -> None:
        """Open on the draft of a session that ended half-way, else on the first door."""
        merged = merge_pending(self.path)
        self.draft = claim_draft(self.path)
        kept = read_draft(self.draft)
        self.told = [merged.message] if merged.message else []
        if kept:
            self.resume(kept, kept.get("typed", {}))
        else:
            said = {"title": self.told[0], "lines": []} if self.told else None
            self.show("had", {}, said)

    def resume(self, kept: Mapping[str, Any], typed: dict[str, str]) -> None:
        """Go on from the words of a form that ended, unless they were saved before it did."""
        self.page, self.line = kept.get("page", "had"), kept.get("line", 0)
        self.was = kept.get("was", {})
        if line := self._stands_at(typed):
            self.line, self.was = line, read_row(self.path, line)
            lines = [*self.told, f"Line {line} of your log holds what you had typed, once."]
            self._back("It is in your log.", lines)
        else:
            title, *lines = [*self.told, "What you had typed is here again."]
            self.show(self.page, typed, {"title": title, "lines": lines})

    def _stands_at(self, typed: Mapping[str, str]) -> int:
        entry = rated({name: text for name, text in typed.items() if name != "row"})
        if self.page in {"had", "unlisted"}:
            given = {"outcome": "waiting"} if self.page == "had" else {}
            return stands_at(self.path, given | entry)
        if self.page == "row":  # Here a cell that was emptied is a change too.
            entry = {name: typed.get(name, "") for name in self.was}
        line = int(typed.get("row") or self.line)
        return stands_at(self.path, entry, line=line) if line and self.page != "change" else 0

    @property
    def log(self) -> Log:
        """The log as it stands now."""
        return read_log(self.path)

    @property
    def entries(self) -> pd.DataFrame:
        """Its entries."""
        return self.log.entries

    def show(
        self, page: str, values: Mapping[str, str], said: dict[str, Any] | None = None, **more: Any
    ) -> None:
        """Turn to a page; what its fields hold is kept from now on."""
        self.page = page
        made = page_of(page, self.entries, values)
        self.form.turn({**made, "keeps": self._keeps(made, values), "said": said, **more})

    def _keeps(self, made: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
        """Say what goes on after a restart, and what stands in the lines that may be meant."""
        state = {"page": self.page, "line": self.line, "was": self.was}
        rows = read_rows_by_line(self.path) if self.page == "heard" else {}
        given = {"outcome": "waiting"} if self.page == "had" else {}
        there = self.was if self.page in {"debrief", "row"} else given
        lines = {"": there} | {
            value: rows.get(int(value), {})
            for field in made.get("fields", ())
            if field["name"] == "row"
            for group in field["options"][1:]
            for value, _ in group["options"]
        }
        return keeps(self.path, state, lines, again=bool(values))

    def typed(self, values: dict[str, str]) -> None:
        """Keep what is typed, and help where the employer is known."""
        meant = {name: text for name, text in values.items() if text != today()}
        state = {"page": self.page, "line": self.line, "was": self.was, "typed": values}
        kept = keep_draft(self.draft, state if meant else {}) if self.path.exists() else None
        hints = {} if not kept or kept.ok else {"employer": f"Not kept as you type: {kept.message}"}
        if self.page == "had":
            hints |= self._known_employer(values)
        if hints != self.form.hints:
            self.form.hints = hints

    def _known_employer(self, values: Mapping[str, str]) -> dict[str, str]:
        name = fold(values.get("employer", ""))
        entries = self.entries if name else pd.DataFrame({"employer": []})
        same = entries[entries["employer"].fillna("").map(fold) == name]
        if not name or same.empty:
            return {}
        last = same.iloc[-1]
        if "role" not in values and not pd.isna(last["role"]):
            self.form.fill({"role": last["role"]})
        lines = "1 line" if len(same) == 1 else f"{len(same)} lines"
        return {"employer": f"{lines} with them already; this one continues the same job."}

    def pressed(self, name: str, values: dict[str, str]) -> None:
        """Do what a button says."""
        if name == "start":
            self._start()
        elif name.startswith("door "):
            self.line, self.was = 0, {}
            self._drop()
            self.show(name.removeprefix("door "), {})
        elif name in {button["name"] for button in ASKING}:
            self._asked(name)
        else:
            self._do(name, values)

    def _do(self, name: str, values: dict[str, str]) -> None:
        if name == "save":
            self._save(values)
        elif name == "silent":
            self._heard({**values, "outcome": "no response"})
        elif name == "unlisted":
            self.show("unlisted", values)
        elif name == "open":
            self._open_row(values)
        elif name == "later":
            self._back("Saved. The rest can wait.", buttons=[AGAIN])
        elif name == "next":
            kept = {name: self.was.get(name, "") for name in ("employer", "role", "source")}
            self.show("had", kept, focus="stage")
        elif name == "undo" and self.written:
            self._undo()

    def _asked(self, status: str) -> None:
        asked = {} if self.was.get("feedback_asked_on") else {"feedback_asked_on": today()}
        self._change({"feedback_status": status, **asked}, {})

    def _start(self) -> None:
        try:
            new_log(self.path)
        except OSError as error:
            self.form.turn(offer_page(title="No log was started.", lines=(str(error),)))
            return
        self.begin()

    def _save(self, values: dict[str, str]) -> None:
        savers = {
            "had": self._had,
            "unlisted": self._had,
            "debrief": self._debrief,
            "heard": self._heard,
            "row": self._row,
        }
        savers[self.page](values)

    def _had(self, values: dict[str, str]) -> None:
        entry = rated({"outcome": "waiting"} | values) if self.page == "had" else rated(values)
        if self._mistaken({"date": "", "employer": "", "outcome": ""} | entry):
            return
        written = append_entry(self.path, entry, widen=True)
        if not self._stands(written, values):
            return
        self.line = written.line or 0
        self.was = read_row(self.path, self.line)
        if self.page == "had" and not written.pending and entry.get("stage") != "application":
            self._drop()
            self.show("debrief", {}, self._said("Saved as waiting.", [], written), focus="said")
        else:
            self._answered(entry["outcome"], written)

    def _debrief(self, values: dict[str, str]) -> None:
        if not values:
            self._back("Saved. The rest can wait.", buttons=[AGAIN])
        elif not self._mistaken(values):
            self._change(rated(values), values)

    def _heard(self, values: dict[str, str]) -> None:
        line = values.pop("row", "")
        entry = rated(values)
        if not line:
            self.form.mistakes = {"row": "Choose the one that you heard about."}
            return
        self.line, self.was = int(line), read_row(self.path, int(line))
        if not self._mistaken({"outcome": ""} | entry):
            self._change(entry, {"row": line, **values})

    def _open_row(self, values: dict[str, str]) -> None:
        if not values.get("row"):
            self.form.mistakes = {"row": "Choose a line first."}
            return
        self.line = int(values["row"])
        self.was = read_row(self.path, self.line)
        self.show("row", self.was)

    def _row(self, values: dict[str, str]) -> None:
        names = [field["name"] for field in self.form.page["fields"]]
        texts = {name: values.get(name, "") for name in names}
        changes = {name: text for name, text in texts.items() if text != self.was.get(name, "")}
        if not changes:
            self._back("Nothing was changed.")
        elif not self._mistaken(changes):
            self._change(changes, values)

    def _change(self, changes: dict[str, str], typed: dict[str, str]) -> None:
        written = amend_entry(self.path, self.line, changes, was=self.was, widen=True)
        if not self._stands(written, typed):
            return
        self.line = written.line or self.line
        self.was = read_row(self.path, self.line) or self.was
        self._answered(changes.get("outcome", ""), written)

    def _answered(self, outcome: str, written: Written) -> None:
        lines, buttons = list[str](), list[dict[str, Any]]()
        if outcome in NOES and not written.pending:
            lines = after_a_no(self.log, self.line)
            buttons = [] if self.was.get("feedback") else ASKING
        if outcome == "passed":
            buttons = [NEXT]
        self._back(title_for(outcome), lines, written, buttons)
        if outcome in NOES:
            self._show_letters()

    def _back(
        self,
        title: str,
        lines: Iterable[str] = (),
        written: Written | None = None,
        buttons: Iterable[dict[str, Any]] = (),
    ) -> None:
        """Say what was done; the doors stand open for what comes next."""
        self._drop()
        self.box.children = [self.form]
        said = self._said(title, lines, written, buttons)
        self.show("told", {}, said, focus="said")

    def _said(
        self,
        title: str,
        lines: Iterable[str],
        written: Written | None,
        buttons: Iterable[dict[str, Any]] = (),
    ) -> dict[str, Any]:
        if written is None:
            return {"title": title, "lines": [*lines], "buttons": [*buttons]}
        if written.pending:
            title, place = "Kept beside your log for now.", [written.message]
        else:
            place = [f"On disk: line {written.line}. {written.message}"]
            buttons = [*buttons, UNDO, AGAIN]
        said = {"title": title, "lines": [*lines, *place], "code": written.text}
        return {**said, "buttons": [*buttons]}

    def _stands(self, written: Written, typed: dict[str, str]) -> bool:
        """Remember what was written; where it was not, say so and keep every word in the form."""
        if written.ok:
            if not written.pending:
                self.written.append((written, self.page, typed))
            return True
        said = {"title": "It is not saved.", "lines": [written.message], "code": written.text}
        self.show(self.page, typed, said, focus="said")
        return False

    def _undo(self) -> None:
        written, page, typed = self.written.pop()
        taken = undo(self.path, written)
        if not taken.ok:
            self.written.append((written, page, typed))
        self.line, self.was = (0, {}) if page == "had" else (self.line, self.was)
        said = {"title": taken.message, "lines": ["What you had typed is here again."]}
        self.show(page, typed, said if taken.ok else {"title": taken.message}, focus="said")

    def _mistaken(self, values: Mapping[str, str]) -> bool:
        """Show mistakes beside their fields; tell whether there are any."""
        lines = self.entries.loc[lambda entries: entries["line"] == self.line, "date"].dropna()
        day = {"date": lines.iloc[0]} if len(lines) else {}
        found = validate_entry({**day, **values})
        self.form.mistakes = {name: why for name, why in found.items() if name in values}
        return bool(self.form.mistakes)

    def _drop(self) -> None:
        if self.path.exists():
            keep_draft(self.draft, {})

    def _show_letters(self) -> None:
        """Show drafts of an answer to it below the form."""
        from bounceback_analysis.notebook.letters_view import letters_view

        self.box.children = [self.form, letters_view(self.log, line=self.line)]
