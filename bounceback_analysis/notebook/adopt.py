"""Brings in a sheet that a person keeps already: chosen, looked at, settled, saved, undone."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ipywidgets import FileUpload, VBox

from bounceback_analysis.analysis.words import listed, plural, short
from bounceback_analysis.log.companions import keep_answers, read_answers
from bounceback_analysis.log.files import Written, undo_save
from bounceback_analysis.log.importing.adopting import import_bytes, safe_name
from bounceback_analysis.log.importing.adoption import Adoption, answers_beside, save_sheet
from bounceback_analysis.log.importing.asking import COLUMNS, NEVER, ORDERS, STAGES, STATUSES
from bounceback_analysis.log.importing.columns import LEAVE_OUT, OURS
from bounceback_analysis.log.model import Log
from bounceback_analysis.notebook.drawing import Drawing, page
from bounceback_analysis.notebook.form import (
    AGAIN,
    UNDO,
    Field,
    Form,
    Page,
    field,
    page_with,
    said_of,
)
from bounceback_analysis.notebook.live import home_of
from bounceback_analysis.notebook.parts import Part, section, table, text
from bounceback_analysis.vocabulary.schema import load_words

logger = logging.getLogger("bounceback_analysis")

ACCEPTED = ".csv,.tsv,.xlsx,.xlsm,.xls,.ods,.zip,.md,.html,.htm,.txt"
CHOOSE = "Choose my sheet"
PASTE, PASTED = "Or paste a table", "pasted table.txt"
FROM_WHERE = "Copied from Google Sheets, Notion or a web page"
CHANGE = "Is a guess not right? Change it here"
SAME = "as it was read"
NOT_CHOSEN = "Choose one from the list; the last one is for when you cannot say."
NO_LINES = "No line would come of it: there is nothing new to save."
TAKE_OUT = "Take what it brought before out of my log"
OUR_FAULT = "Bounceback has a fault here, and could not go on. Your log and sheet are as they were."
UNKNOWN = "not known: see below"
LEFT = "left out"
USE, OTHER = {"answer": "Use these answers"}, {"other": "Bring in another"}
MOST_LIVE = 2_000  # rows read again at each choice: that takes a tenth of a second

FIRST_LINES, MOST_STATUSES, MOST_NAMED, LONGEST_CELL = 10, 50, 8, 80
"""As many lines, words, places and characters as one looks through to see that it is right."""


def adopt_sheet(log: Log | str | os.PathLike[str] | None = None) -> VBox:
    """Choose a sheet, see what would become of it, settle what is open, and save it in the log.

    ``log`` is a log or its path; without it, and on the example, the person's own.
    """
    return Adopter(home_of(log, "adopt_sheet")).box


class Adopter:
    """One sheet on its way into one log; nothing is written until a button says so."""

    def __init__(self, log: Path) -> None:
        self.log, self.file, self.data = log, Path(), b""
        self.kept = Path()  # where the answers about it are
        self.adoption: Adoption | None = None
        self.answers: dict[str, Any] = {}
        self.asked: dict[str, tuple[str, str]] = {}
        self.saved = Written(ok=False, message="", path=log)
        self.drawing, self.form = Drawing(), Form(self.pressed, self.chosen)
        upload = FileUpload(accept=ACCEPTED, description=CHOOSE, tooltip=CHOOSE)
        upload.observe(self.uploaded, "value")
        self.box = page(upload, self.drawing, self.form)
        self.tell("")

    def uploaded(self, change: Mapping[str, Any]) -> None:
        """Take the sheet that was chosen."""
        for file in change["new"]:
            self.take(file["name"], bytes(file["content"]))

    def tell(self, sentence: str) -> None:
        """Say one sentence, where there is no sheet to show, and ask for one."""
        self.adoption = None
        self.drawing.show([], note=sentence)
        asked = field("paste", "Your table", "long", help=FROM_WHERE)
        self.form.turn(page_with({"paste": "Read what I pasted"}, "", folded=PASTE, fields=[asked]))

    def take(self, name: str, data: bytes) -> None:
        """Read a sheet that was uploaded or pasted; its answers are kept beside the log."""
        if not data.strip():
            self.tell("There is nothing in it yet.")
            return
        self.file, self.data = Path(safe_name(name)), data
        self.kept = answers_beside(self.log.with_name(self.file.name))
        try:
            self.answers = read_answers(self.kept)
            self._read()
        except OSError as error:
            self.tell(str(error))
        except Exception:
            logger.exception("A sheet could not be brought in")
            self.tell(OUR_FAULT)

    def _read(self, **more: Any) -> None:
        """Read the sheet with the answers so far, and show what would become of it."""
        self.drawing.note = f"Reading {self.file.name} …"
        adoption = import_bytes(self.file.name, self.data, self.answers)
        if adoption.status == "stop":
            self.tell(adoption.report())
            return
        self.adoption = adoption
        self.drawing.show(preview(adoption), note=f"{self.file.name} was read.")
        self._turn(adoption, **more)

    def _turn(self, adoption: Adoption, **more: Any) -> None:
        asked, self.asked = questions(adoption)
        self.form.turn({"fields": asked, **_ending(adoption), **more})

    def chosen(self, values: dict[str, str]) -> None:
        """Show at once how the first lines would become by what is chosen; nothing is kept yet."""
        if self.adoption and self.adoption.rows_read <= MOST_LIVE:
            answers = _merged(self.answers, new := self._new_answers(values))
            seen = import_bytes(self.file.name, self.data, answers) if new else self.adoption
            if seen.status != "stop":
                self.drawing.show(preview(seen), note=self.drawing.note)

    def pressed(self, name: str, values: dict[str, str]) -> None:
        """Do what a button says."""
        if name == "paste":
            self.take(PASTED, values.get("paste", "").encode("utf-8", "replace"))
        elif name == "other":
            self.tell("")
        elif name == "undo":
            taken = undo_save(self.log, state=self.saved.state)
            self._read(said=said_of(taken.message), focus="said")
        elif self._settled(values) and self.adoption and name == "save":
            self._save(self.adoption)

    def _settled(self, values: Mapping[str, str]) -> bool:
        """Remember what was answered and read the sheet again; say whether nothing is open."""
        open_ = [name for name in self.asked if name.startswith("open ") and not values.get(name)]
        if open_:
            self.form.mistakes = dict.fromkeys(open_, NOT_CHOSEN)
            return False
        if new := self._new_answers(values):
            kept = keep_answers(self.kept, new)
            self.answers = _merged(self.answers, new)
            told = f"They are remembered in '{self.kept.name}'." if kept.ok else kept.message
            self._read(said=said_of("Your answers are used.", told), focus="said")
        # Another sheet is to be seen before it is saved.
        return "sheet" not in new and self.adoption is not None and not self.adoption.questions

    def _new_answers(self, values: Mapping[str, str]) -> dict[str, Any]:
        new: dict[str, Any] = {}
        for name, answer in values.items():
            if answer and name in self.asked:
                about, value = self.asked[name]
                new = _merged(new, {about: {value: answer} if value else answer})
        return new

    def _save(self, adoption: Adoption) -> None:
        self.drawing.note = f"Saving {plural(len(adoption.lines), 'line')} …"
        self.saved = save_sheet(adoption, self.log)
        title = "It is in your log." if self.saved.ok else "It is not saved."
        buttons = UNDO | AGAIN if self.saved.state else {}
        self.drawing.note = title
        said = said_of(title, self.saved.message, buttons=buttons)
        self._turn(adoption, said=said, focus="said")


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answers with newer ones in them; those on columns and statuses add up."""
    tables = ("columns", "statuses")
    return {
        **old,
        **{
            about: {**old.get(about, {}), **given} if about in tables else given
            for about, given in new.items()
        },
    }


def preview(adoption: Adoption) -> list[Part]:
    """Show the first lines as they would stand in the log, and every guess that led to them."""
    kept, read = adoption.rows_kept, plural(adoption.rows_read, "row")
    title = f"{read} read, {kept:,} kept: {plural(len(adoption.lines), 'line')} for your log"
    told = [f"Dates: {adoption.date_order}.", *adoption.told]
    first = adoption.lines[:FIRST_LINES]
    filled = dict.fromkeys(name for line in first for name in line if line[name])
    names = sorted(filled, key=lambda name: OURS.index(name) if name in OURS else len(OURS))
    lines = [[line.get(name, "") for name in names] for line in first]
    means = [
        (word, ", ".join(filter(None, meaning)) or "no outcome" if meaning else UNKNOWN)
        for word, meaning in adoption.statuses.items()
    ]
    count = len(adoption.lines)
    more = f" (the first {FIRST_LINES} of {count:,} lines)" if count > FIRST_LINES else ""
    tables = (
        *_table(f"How it would stand in your log{more}", names, lines),
        *_table("Your headings", ("Yours", "Becomes"), adoption.columns.items()),
        *_table("Your words", ("Yours", "Means"), means[:MOST_STATUSES]),
        *_table("Left out", ("Rows", "Why", "Where"), _left_out(adoption)),
    )
    return [section(title, *tables, lead=" ".join(told))]


def _left_out(adoption: Adoption) -> list[tuple[str, str, str]]:
    told = []
    for reason, count in Counter(reason for _, reason in adoption.left_out).items():
        lines = [str(line) for line, why in adoption.left_out if why == reason]
        more = [f"{count - MOST_NAMED:,} more"] if count > MOST_NAMED else []
        where = "line " if count == 1 else "lines "
        told.append((f"{count:,}", reason, where + listed([*lines[:MOST_NAMED], *more])))
    return told


def _table(title: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[Part]:
    """Show a table of texts under its title; nothing where it has no row."""
    cells = [[short(cell, LONGEST_CELL) for cell in row] for row in rows]
    return [text(title, "h3"), table([*head], cells, title)] if cells else []


def questions(adoption: Adoption) -> tuple[list[Field], dict[str, tuple[str, str]]]:
    """Make a list for each open question, and folded ones to change guesses; what each is about."""
    fields: list[Field] = []
    asked: dict[str, tuple[str, str]] = {}

    def ask(about: str, value: str, label: str, options: Iterable[str], **more: Any) -> None:
        name = f"{'open' if more else 'known'} {len(asked)}"
        asked[name] = (about, value)
        more = more or {"group": CHANGE}
        first = "" if more.get("needed") else SAME
        fields.append(field(name, label, "choice", options=_options(options, first), **more))

    for question in adoption.questions:
        for value, said, hint in question.parts():
            label = f"“{short(value)}” means" if value else said
            ask(question.about, value, label, question.options, help=hint, needed=True)
    unsure = {value for question in adoption.questions for value in question.values}
    known = [(word, m) for word, m in adoption.statuses.items() if word not in unsure]
    for word, meaning in known[:MOST_STATUSES]:
        read = ", ".join(filter(None, meaning or ())) or "nothing said"
        ask("statuses", word, f"“{short(word)}” was read as: {read}", STATUSES)
    for heading, becomes in adoption.columns.items():
        if heading not in unsure and heading != becomes and not becomes.startswith(LEFT):
            label = f"The column “{short(heading)}” was read as: {becomes}"
            ask("columns", heading, label, COLUMNS)
    if adoption.date_order.startswith(ORDERS) and ("date_order", "") not in asked.values():
        ask("date_order", "", f"Dates were read {adoption.date_order}", ORDERS)
    if adoption.sheets:
        ask("sheet", "", "Read another sheet of this file", adoption.sheets)
    return fields, asked


def _options(options: Iterable[str], first: str) -> list[list[str]]:
    """Give words to choose from as a person reads them, with a way out for who cannot say."""
    outcomes = load_words("form")["outcomes"].items()
    words = {f"{stage}, {word}": f"{stage}: {said}" for stage in STAGES for word, said in outcomes}
    words |= dict(outcomes)
    words[LEAVE_OUT] = "Leave these out of my log"
    words[NEVER] = "I cannot say: keep them without an outcome"
    return [["", first], *([option, words.get(option, option)] for option in options)]


def _ending(adoption: Adoption) -> Page:
    """Say what is to be done next, with the button for it."""
    if adoption.questions:
        asked = [question.text for question in adoption.questions if question.about != "date_order"]
        return page_with(USE | OTHER, "", heading="To settle first", intro=asked)
    if not adoption.lines and not adoption.statuses:
        return page_with(OTHER, "", heading=NO_LINES)
    label = f"Save {plural(len(adoption.lines), 'line')} in my log"
    save = {"save": label if adoption.lines else TAKE_OUT}
    return page_with(save | USE | OTHER, "", heading="Is it right?" if adoption.lines else NO_LINES)
