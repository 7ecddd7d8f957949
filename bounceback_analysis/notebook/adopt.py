"""Brings in a sheet that a person keeps already: chosen, looked at, settled, saved, undone."""

from __future__ import annotations

import logging
from collections import Counter
from functools import wraps
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Button, FileUpload, Layout, Text, Textarea, VBox

from bounceback_analysis.analysis.words import listed, plural
from bounceback_analysis.log.companions import keep_answers, read_answers
from bounceback_analysis.log.files import Written, undo_save
from bounceback_analysis.log.importing.adopting import import_bytes, import_log, safe_name
from bounceback_analysis.log.importing.adoption import Adoption, answers_beside, save_sheet
from bounceback_analysis.log.importing.asking import COLUMNS, NEVER, ORDERS, STAGES, STATUSES
from bounceback_analysis.log.importing.columns import LEAVE_OUT, OURS
from bounceback_analysis.log.opening import own_path
from bounceback_analysis.notebook.drawing import Drawing, Quotes, short
from bounceback_analysis.notebook.form import AGAIN, UNDO, Form, said_of
from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bounceback_analysis.log.model import Log
    from bounceback_analysis.notebook.form import Field, Page

logger = logging.getLogger("bounceback_analysis")

ACCEPTED = ".csv,.tsv,.xlsx,.xlsm,.xls,.ods,.md,.html,.htm,.txt"
PASTED = "pasted table.txt"
CHANGE = "Is a guess not right? Change it here"
SAME = "as it was read"
NOT_CHOSEN = "Choose one from the list; the last one is for when you cannot say."
NO_LINES = "No line would come of it: there is nothing new to save."
TAKE_OUT = "Take what it brought before out of my log"
OUR_FAULT = "Bounceback has a fault here, and could not go on. Your log and sheet are as they were."
WIDE = Layout(width="98%")
UNKNOWN = "not known: see below"
LEFT = "left out"
MOST_LIVE = 2_000
"""Rows up to which a sheet is read again at each choice: that takes a tenth of a second."""

FIRST_LINES, MOST_STATUSES, MOST_NAMED, LONGEST_CELL = 10, 50, 8, 80
"""As many lines, words, places and characters as one looks through to see that it is right."""


def adopt_sheet(log: Log | str | os.PathLike[str] | None = None) -> VBox:
    """Choose a sheet, see what would become of it, settle what is open, and save it in the log.

    ``log`` is a log or its path; without it, and on the example, the person's own.
    """
    return Adopter(own_path(log)).box


def _told(act: Callable[..., None]) -> Callable[..., None]:
    """Let what a person starts end in a sentence, whatever goes wrong."""

    @wraps(act)
    def told(adopter: Adopter, *given: Any) -> None:
        try:
            act(adopter, *given)
        except OSError as error:
            adopter.tell(str(error))
        except Exception:
            logger.exception("A sheet could not be brought in")
            adopter.tell(OUR_FAULT)

    return told


class Adopter:
    """One sheet on its way into one log; nothing is written until a button says so."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.file, self.data = Path(), b""
        self.adoption: Adoption | None = None
        self.answers: dict[str, Any] = {}
        self.asked: dict[str, tuple[str, str]] = {}
        self.saved = Written(ok=False, message="", path=log)
        self.drawing, self.seen = Drawing(), HTML()
        self.form = Form(self.pressed, self.chosen)
        self.box = VBox([*self._doors(), self.drawing])
        self.box.add_class("bb-view")

    def _doors(self) -> list[Any]:
        style = {"description_width": "12em"}
        upload = FileUpload(accept=ACCEPTED, description="Choose my sheet")
        path = Text(description="Or type its path", placeholder="/home/me/jobs.xlsx", style=style)
        paste = Textarea(
            description="Or paste a table",
            placeholder="Copied from Google Sheets, Notion or a web page",
            style=style,
            rows=3,
        )
        path.layout = paste.layout = WIDE
        here = Button(description="Read that file")
        pasted = Button(description="Read what I pasted")
        upload.observe(
            lambda change: [self.take(f["name"], bytes(f["content"])) for f in change["new"]],
            "value",
        )
        here.on_click(lambda _: self.choose(path.value))
        pasted.on_click(lambda _: self.take(PASTED, paste.value.encode("utf-8", "replace")))
        return [upload, path, here, paste, pasted]

    @_told
    def choose(self, path: str) -> None:
        """Read a file of this machine, named by its path."""
        if not path.strip(" \"'"):
            self.tell("Type where the file is first.")
            return
        self.file, self.data = Path(path.strip(" \"'")).expanduser(), b""
        self._begin(answers_beside(self.file))

    @_told
    def take(self, name: str, data: bytes) -> None:
        """Read a sheet that was uploaded or pasted; its answers are kept beside the log."""
        if not data.strip():
            self.tell("There is nothing in it yet.")
            return
        self.file, self.data = Path(safe_name(name)), data
        self._begin(answers_beside(self.log.with_name(self.file.name)))

    def _begin(self, kept: Path) -> None:
        self.kept, self.answers = kept, read_answers(kept)
        self._read()

    def _read(self, **more: Any) -> None:
        """Read the sheet with the answers so far, and show what would become of it."""
        self.drawing.note = f"Reading {self.file.name} …"
        adoption = self._imported(self.answers)
        if adoption.status == "stop":
            self.tell(adoption.report())
            return
        self.adoption = adoption
        self.drawing.show([summary(adoption)], note=f"{self.file.name} was read.")
        self.seen.value = preview(adoption)
        self._turn(adoption, **more)
        self._place([self.seen, self.form])

    def _imported(self, answers: dict[str, Any]) -> Adoption:
        if self.data:
            return import_bytes(self.file.name, self.data, answers)
        return import_log(self.file, answers)

    @_told
    def chosen(self, values: dict[str, str]) -> None:
        """Show at once how the first lines would become by what is chosen; nothing is kept yet."""
        if self.adoption and self.adoption.rows_read <= MOST_LIVE:
            seen = self._imported(_merged(self.answers, self._new_answers(values)))
            if seen.status != "stop":
                self.seen.value = preview(seen)

    def tell(self, sentence: str) -> None:
        """Say one sentence, where there is no sheet to show."""
        self.adoption = None
        self.drawing.show([], note=sentence)
        self._place([])

    def _place(self, shown: list[Any]) -> None:
        doors = self.box.children[: self.box.children.index(self.drawing) + 1]
        self.box.children = (*doors, *shown)

    def _turn(self, adoption: Adoption, **more: Any) -> None:
        fields, self.asked = questions(adoption)
        self.form.turn({"fields": fields, **_ending(adoption), **more})

    @_told
    def pressed(self, name: str, values: dict[str, str]) -> None:
        """Do what a button says."""
        if name == "undo":
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
        lines = [self.saved.message]
        if self.saved.state:
            lines.append("The pictures show the new lines when the notebook is run again.")
        buttons = [UNDO, AGAIN] if self.saved.state else []
        self.drawing.note = title
        self._turn(adoption, said=said_of(title, *lines, buttons=buttons), focus="said")


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answers with newer ones in them."""
    both = {
        about: {**old[about], **new[about]}
        for about in ("columns", "statuses")
        if about in old and about in new
    }
    return {**old, **new, **both}


def summary(adoption: Adoption) -> Quotes:
    """Say how much of a sheet was kept, how its dates were read, and what there is to know."""
    kept, read = adoption.rows_kept, plural(adoption.rows_read, "row")
    title = f"{read} read, {kept:,} kept: {plural(len(adoption.lines), 'line')} for your log"
    told = [problem.message for problem in adoption.problems]
    return Quotes("sheet", title, sentence=" ".join([f"Dates: {adoption.date_order}.", *told]))


def preview(adoption: Adoption) -> str:
    """Show the first lines as they would stand in the log, and every guess that led to them."""
    first = adoption.lines[:FIRST_LINES]
    names = [name for name in OURS if any(line.get(name) for line in first)]
    names += list(dict.fromkeys(k for line in first for k in line if k not in OURS and line[k]))
    lines = [[line.get(name, "") for name in names] for line in first]
    means = [
        (word, ", ".join(filter(None, meaning)) or "no outcome" if meaning else UNKNOWN)
        for word, meaning in adoption.statuses.items()
    ]
    count = len(adoption.lines)
    more = f" (the first {FIRST_LINES} of {count:,} lines)" if count > FIRST_LINES else ""
    tables = [
        _table(f"How it would stand in your log{more}", names, lines),
        _table("Your headings", ("Yours", "Becomes"), adoption.columns.items()),
        _table("Your words", ("Yours", "Means"), means[:MOST_STATUSES]),
        _table("Left out", ("Rows", "Why", "Where"), _left_out(adoption)),
    ]
    return "".join(tables)


def _left_out(adoption: Adoption) -> list[tuple[str, str, str]]:
    told = []
    for reason, count in Counter(reason for _, reason in adoption.left_out).items():
        lines = [str(line) for line, why in adoption.left_out if why == reason]
        more = [f"{count - MOST_NAMED:,} more"] if count > MOST_NAMED else []
        where = "line " if count == 1 else "lines "
        told.append((f"{count:,}", reason, where + listed([*lines[:MOST_NAMED], *more])))
    return told


def _table(caption: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table of texts, every one of them escaped; nothing where it has no row."""
    body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in rows)
    region = f'<div class="bb-numbers" tabindex="0" role="region" aria-label="{escape(caption)}">'
    head = f"<caption>{escape(caption)}</caption><thead><tr>{_cells('th', names)}</tr></thead>"
    return f"{region}<table>{head}<tbody>{body}</tbody></table></div>" if body else ""


def _cells(tag: str, texts: Iterable[str]) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    return "".join(f"<{tag}{scope}>{escape(short(t, LONGEST_CELL))}</{tag}>" for t in texts)


def questions(adoption: Adoption) -> tuple[list[Field], dict[str, tuple[str, str]]]:
    """Make a list to choose from for each open question, and folded ones to change a guess.

    The second is what each field asks about: the kind of question, and the word of the sheet.
    """
    fields: list[Field] = []
    asked: dict[str, tuple[str, str]] = {}

    def ask(state: str, about: str, value: str, label: str, *given: Any, **more: Any) -> None:
        name = f"{state} {len(asked)}"
        asked[name] = (about, value)
        fields.append(_pick(name, label, *given, **more))

    for question in adoption.questions:
        for value, text, hint in question.parts():
            label = f"“{short(value)}” means" if value else text
            ask("open", question.about, value, label, question.options, help=hint, needed=True)
    unsure = {value for question in adoption.questions for value in question.values}
    known = [(word, m) for word, m in adoption.statuses.items() if word not in unsure]
    for word, meaning in known[:MOST_STATUSES]:
        read = ", ".join(filter(None, meaning or ())) or "nothing said"
        label = f"“{short(word)}” was read as: {read}"
        ask("known", "statuses", word, label, STATUSES, SAME, group=CHANGE)
    for heading, becomes in adoption.columns.items():
        if heading not in unsure and heading != becomes and not becomes.startswith(LEFT):
            label = f"The column “{short(heading)}” was read as: {becomes}"
            ask("known", "columns", heading, label, COLUMNS, SAME, group=CHANGE)
    if adoption.date_order.startswith(ORDERS) and ("date_order", "") not in asked.values():
        label = f"Dates were read {adoption.date_order}"
        ask("known", "date_order", "", label, ORDERS, SAME, group=CHANGE)
    if adoption.sheets:
        label = "Read another sheet of this file"
        ask("known", "sheet", "", label, adoption.sheets, SAME, group=CHANGE)
    return fields, asked


def _pick(name: str, label: str, options: Iterable[str], first: str = "", **more: Any) -> Field:
    """Make a list of words to choose from, in plain words, with a way out for who cannot say."""
    outcomes = load_words("form")["outcomes"].items()
    words = {f"{stage}, {word}": f"{stage}: {said}" for stage in STAGES for word, said in outcomes}
    words |= {
        **dict(outcomes),
        LEAVE_OUT: "Leave these out of my log",
        NEVER: "I cannot say: keep them without an outcome",
    }
    offered = [["", first], *([option, words.get(option, option)] for option in options)]
    return {"name": name, "label": label, "kind": "choice", "options": offered, "value": "", **more}


def _ending(adoption: Adoption) -> Page:
    """Say what is to be done next, with the button for it."""
    use = {"name": "answer", "label": "Use these answers"}
    if adoption.questions:
        asked = [question.text for question in adoption.questions if question.about != "date_order"]
        return {"heading": "To settle first", "intro": asked, "buttons": [{**use, "main": True}]}
    label = f"Save {plural(len(adoption.lines), 'line')} in my log"
    save = {"name": "save", "label": label if adoption.lines else TAKE_OUT, "main": True}
    if not adoption.lines and not adoption.statuses:
        return {"heading": NO_LINES, "buttons": []}
    return {"heading": "Is it right?" if adoption.lines else NO_LINES, "buttons": [save, use]}
