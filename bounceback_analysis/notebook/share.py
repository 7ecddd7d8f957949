"""Chooses what to share with an adviser, shows it exactly as it will be, and writes the files."""

from __future__ import annotations

import html
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from ipywidgets import (
    HTML,
    Accordion,
    Button,
    Checkbox,
    DatePicker,
    FileUpload,
    Layout,
    Text,
    Textarea,
    VBox,
)

from bounceback_analysis.analysis.words import listed, plural
from bounceback_analysis.log.companions import beside, read_settings, write_settings
from bounceback_analysis.log.neighbours import free_name
from bounceback_analysis.log.reading import read_companion
from bounceback_analysis.log.writing import append_entry
from bounceback_analysis.report.agreed import agreed_actions
from bounceback_analysis.report.blocks import Heading, Quote, texts
from bounceback_analysis.report.html import to_html
from bounceback_analysis.report.material import records
from bounceback_analysis.report.material import said as say
from bounceback_analysis.redaction.kinds import sensitive_words
from bounceback_analysis.report.writing import Choices, make_report, quotable, write_report
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.log.model import Log
    from bounceback_analysis.report.blocks import Report

SECTIONS = {
    "summary": "Page 1: the search in short, and a table to fill in together",
    "journey": "How far applications went",
    "themes": "What employers said, counted",
    "quotes": "In their words (only what I tick below)",
    "mirrors": "My view beside theirs",
    "gaps": "Skills: asked for, and mine",
    "plan": "My plan",
    "doors": "Waiting, and doors left open",
    "questions": "Questions to practise",
    "record": "Work-search record, line by line",
}
ENDINGS = {"docx": "Word, to work on", "pdf": "PDF, to print", "html": "Web page, to open anywhere"}
FOLDS = ("What I would say", "Which parts", "Their words, as they will appear", "What we agreed")
MOST_QUOTES, MOST_POINTED = 60, 20
WIDE = Layout(width="98%")
"""Wide enough for a whole sentence."""


def share_report(log: Log) -> VBox:
    """Choose what to share, see the exact preview, and write the files.

    Employers' names are hidden and their words left out unless ticked.
    """
    return _Sharing(log).box()


class _Sharing:
    """What is chosen for one report, the preview that follows it, and the files."""

    def __init__(self, log: Log) -> None:
        if log.path and not log.example:  # what was typed may have been kept since
            log = replace(log, settings=read_settings(log.path))
        self.log = log
        kept = log.settings.get("report", {})
        ticked = {fold(str(text)) for text in kept.get("ticked", [])}
        self.asked = _controls(log, kept)
        self.quotes = {  # each as it will appear; nothing is ticked by itself
            text: _tick(shared, value=fold(text) in ticked)
            for text, shared in quotable(log)[:MOST_QUOTES]
        }
        self.shown, self.told, self.status = HTML(), HTML(), HTML()
        for control in (*self.asked.values(), *self.quotes.values()):
            control.observe(self.redraw, "value")
        self.redraw()

    def box(self) -> VBox:
        """Lay it out: what is chosen in folds, the exact preview, the files."""
        asked, button = self.asked, Button(description="Write the files", button_style="primary")
        button.on_click(self.write)
        quotes = list(self.quotes.values()) or [HTML("No feedback is in the log yet.")]
        folded = Accordion(
            [
                VBox([asked[name] for name in ("who", "looking_for", "questions_today")]),
                VBox([asked[name] for name in (*SECTIONS, "names", "since", "until")]),
                VBox(quotes),
                _bring_back(self.log),
            ]
        )
        for place, title in enumerate(FOLDS):
            folded.set_title(place, title)
        folded.selected_index = 0
        files = [asked[name] for name in (*ENDINGS, "interactive", "folder")]
        heading = HTML("<h3>This is exactly what will be in the file</h3>")
        box = VBox([folded, heading, self.shown, self.told, *files, button, self.status])
        box.add_class("bb-view")
        return box

    def chosen(self) -> Choices:
        """Give what is to be shared, as the controls say now."""
        values = {name: control.value for name, control in self.asked.items()}
        since, until = (pd.Timestamp(values[n]) if values[n] else None for n in ("since", "until"))
        return Choices(
            sections=tuple(name for name in SECTIONS if values[name]),
            names="shown" if values["names"] else "hidden",
            quotes="ticked" if values["quotes"] else "none",
            since=since,
            until=until,
            interactive=values["interactive"],
        )

    def with_typed(self) -> Log:
        """Give the log with what is typed and ticked now among its settings."""
        return replace(self.log, settings={**self.log.settings, "report": self.typed()})

    def typed(self) -> dict[str, Any]:
        """Give what the settings say of reports."""
        questions = self.asked["questions_today"].value.splitlines()
        return {
            "who": self.asked["who"].value,
            "looking_for": self.asked["looking_for"].value,
            "questions": [line for line in questions if line.strip()],
            "ticked": [text for text, box in self.quotes.items() if box.value],
            "sections": [name for name in SECTIONS if self.asked[name].value],
        }

    def redraw(self, _change: object = None) -> None:
        if not self.chosen().sections:
            self.shown.value, self.told.value = "<p>Tick at least one part.</p>", ""
            return
        report, removed = make_report(self.with_typed(), self.chosen())
        self.shown.value, self.told.value = preview(report), disclosed(report, removed)

    def write(self, _button: Button) -> None:
        endings = [ending for ending in ENDINGS if self.asked[ending].value]
        said: list[str] = []
        for ending in endings:
            self.status.value = _lines([*said, f"Writing {ENDINGS[ending]} …"])
            said.append(self._written(ending))
        if self.log.path and not self.log.example and endings:
            write_settings(self.log.path, {"report": self.typed()})
        self.status.value = _lines(said or ["Tick at least one kind of file."])

    def _written(self, ending: str) -> str:
        """Write one file and say where it is, or why it was not written."""
        folder = Path(self.asked["folder"].value).expanduser()
        path = free_path(folder, self.log.as_of, ending)
        try:
            written = write_report(self.with_typed(), path, **vars(self.chosen()))
        except (OSError, ValueError) as error:
            return f"Not written: {error}"
        return f"Written: {written.path}" + f" ({written.not_printed})" * bool(written.unprinted)


def _controls(log: Log, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Make every control, each with its own words."""
    parts = kept.get("sections") or [name for name in SECTIONS if name not in {"quotes", "record"}]
    folder = (log.path.parent if log.path and not log.example else Path.cwd()) / "reports"
    late = {"continuous_update": False, "layout": WIDE, "style": {"description_width": "12em"}}
    who, looking_for = (str(kept.get(name, "")) for name in ("who", "looking_for"))
    questions = "\n".join(map(str, kept.get("questions", [])))
    return {
        "who": Text(description="Who I am", value=who, **late),
        "looking_for": Textarea(description="What I look for", value=looking_for, rows=2, **late),
        "questions_today": Textarea(
            description="My questions today", value=questions, placeholder="One a line", **late
        ),
        **{name: _tick(words, value=name in parts) for name, words in SECTIONS.items()},
        "names": _tick("Show employers' names"),
        "since": DatePicker(description="Record from"),
        "until": DatePicker(description="Record to"),
        **{ending: _tick(words, value=ending == "docx") for ending, words in ENDINGS.items()},
        "interactive": _tick("Pictures in the web page answer to the mouse (1.2 MB more)"),
        "folder": Text(description="Folder", value=str(folder), **late),
    }


def _tick(words: str, *, value: bool = False) -> Checkbox:
    return Checkbox(description=words, value=value, indent=False, layout=WIDE)


def _bring_back(log: Log) -> VBox:
    """Take the actions that were agreed in a Word report into the plan."""
    upload = FileUpload(accept=".docx", description="Choose the Word file", layout=WIDE)
    status = HTML("Filled in together in Word? Choose the file, and each action goes into my plan.")

    def take(_change: object) -> None:
        for file in upload.value:
            status.value = _lines(_planned(log, BytesIO(file["content"])))

    upload.observe(take, "value")
    return VBox([upload, status])


def _planned(log: Log, file: BytesIO) -> list[str]:
    """Add each agreed action to the plan that is not in it yet, and say what was done."""
    if log.path is None or log.example:
        return ["This is the example; start a log of your own first."]
    try:
        agreed = agreed_actions(file, as_of=log.as_of)
    except ValueError as error:
        return [str(error)]
    there = {fold(str(action)) for action in read_companion(log.path, "plan")["action"].dropna()}
    said = []
    for row in records(agreed):
        if fold(row["action"]) in there:
            said.append(f"In the plan already: {row['action']}")
            continue
        filled = {name: row[name] for name in ("action", "due_on", "evidence") if say(row[name])}
        unread = row["as_written"] if "due_on" not in filled else ""
        if unread:
            filled["evidence"] = ", ".join(filter(None, (row["evidence"], unread)))
        written = append_entry(beside(log.path, "plan"), filled, kind="plan")
        note = f" (no day could be read in '{unread}')" if unread else ""
        said.append(f"{'Added' if written.ok else 'Not added'}: {row['action']}{note}")
    return said or ["Nothing is filled in under What we agreed."]


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


def preview(report: Report) -> str:
    """Show the page exactly as it will be, in a frame in which nothing can run."""
    page = html.escape(to_html(report))
    return (
        f'<iframe title="Preview of the report" sandbox="" srcdoc="{page}" '
        'style="width:98%;height:640px;border:1px solid #cbd2d9;background:#fff"></iframe>'
    )


def disclosed(report: Report, removed: Sequence[str]) -> str:
    """List what would be shared and what was left out, and point out words that may be private."""
    found = sensitive_words(texts(report))
    pointed = [
        f"<li><b>{html.escape(row['word'])}</b> ({html.escape(row['kind'])}): "
        f"… {html.escape(row['around'])} …</li>"
        for row in records(found.head(MOST_POINTED))
    ]
    parts = listed([b.text for b in report.blocks if isinstance(b, Heading)][:-1])
    quoted = sum(isinstance(block, Quote) for block in report.blocks)
    words = f", and {plural(quoted, 'quote')} of theirs" if quoted else ", and no words of theirs"
    left = "".join(f"<li>{html.escape(line)}</li>" for line in removed)
    ask = "<p>Words that may say something private. Are they meant to be shared?</p>"
    told = f"<p>Would be shared: {html.escape(parts)}{words}.</p>" if parts else ""
    return f"{told}<p>Left out:</p><ul>{left}</ul>" + (
        f"{ask}<ul>{''.join(pointed)}</ul>" if pointed else ""
    )


def free_path(folder: Path, day: pd.Timestamp, ending: str) -> Path:
    """Give a name that no file has yet, so that nothing an adviser filled in is overwritten."""
    return free_name(folder / f"my_job_search_{day:%Y-%m-%d}.{ending}")
