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
    HBox,
    Layout,
    Text,
    Textarea,
    VBox,
)

from bounceback_analysis.analysis.words import listed, plural
from bounceback_analysis.log.companions import read_settings, write_settings
from bounceback_analysis.log.neighbours import free_name
from bounceback_analysis.report.agreed import agreed_actions, plan_changes, take_into_plan
from bounceback_analysis.report.blocks import Heading, Quote
from bounceback_analysis.report.html import to_html
from bounceback_analysis.report.material import records
from bounceback_analysis.report.writing import (
    Choices,
    make_report,
    pointed_out,
    quotable,
    write_report,
)
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bounceback_analysis.log.model import Log
    from bounceback_analysis.report.blocks import Report

SECTIONS = {
    "summary": "Page 1: the search in two minutes, and a table to fill in together",
    "journey": "How far applications went",
    "themes": "What employers said, counted",
    "mirrors": "My view beside theirs",
    "gaps": "Skills: asked for, and mine",
    "plan": "My plan",
    "doors": "Waiting, and doors left open",
    "questions": "Questions to practise",
    "record": "Work-search record, line by line",
}
"""What can be left out; words of theirs are in the report as soon as one is ticked."""
TYPED = {
    "who": "Who I am",
    "looking_for": "Which work I look for",
    "hours": "Which hours",
    "travel": "How far I can travel",
    "from_when": "From when",
}
ENDINGS = {"docx": "Word, to work on", "pdf": "PDF, to print", "html": "Web page, to open anywhere"}
FOLDS = (
    "Their words: nothing is quoted unless I tick it",
    "What is taken out, and words to put back",
    "Which parts stand behind page 1",
    "What we agreed: bring it into my plan",
)
MOST_QUOTES, MOST_POINTED = 60, 40
"""More than that is a wall that nobody reads; the settings can name any word."""
WIDE = Layout(width="98%")
"""Wide enough for a whole sentence."""


def share_report(log: Log) -> VBox:
    """Choose what to share, see the exact preview, and write the files.

    Employers' names are hidden, and nothing of their words is in it until it is ticked.
    """
    return _Sharing(log).box()


class _Sharing:
    """What is chosen for one report, the preview that follows it, and the files."""

    def __init__(self, log: Log) -> None:
        if log.path and not log.example:  # what was typed may have been kept since
            log = replace(log, settings=read_settings(log.path))
        self.log = log
        kept = log.settings.get("report", {})
        ticked, back = (
            {fold(str(text)) for text in kept.get(name, [])} for name in ("ticked", "kept")
        )
        self.asked = _controls(log, kept)
        self.quotes = {  # each as it will appear; nothing is ticked by itself
            text: _tick(shared, value=fold(text) in ticked)
            for text, shared in quotable(log)[:MOST_QUOTES]
        }
        bare = {**log.settings, "report": {**kept, "kept": [], "ticked": list(self.quotes)}}
        gone = pointed_out(replace(log, settings=bare), Choices())
        self.back = {
            row["word"]: _tick(
                f"{row['word']} ({row['kind']}, {row['where']})", value=fold(row["word"]) in back
            )
            for row in records(gone[~gone["stays"]].head(MOST_POINTED))
        }
        self.shown, self.told, self.status = HTML(), HTML(), HTML()
        for control in (*self.asked.values(), *self.quotes.values(), *self.back.values()):
            control.observe(self.redraw, "value")
        self.redraw()

    def box(self) -> VBox:
        """Lay it out: what only the person can write, choices in folds, the preview, the files."""
        asked, button = self.asked, Button(description="Write the files", button_style="primary")
        button.on_click(self.write)
        none = HTML("No feedback is in the log yet.")
        left = HTML("Ticked words are put back into the report.")
        folded = Accordion(
            [
                VBox(list(self.quotes.values()) or [none]),
                VBox([left, *self.back.values(), asked["cut"]]),
                VBox([asked[name] for name in (*SECTIONS, "since", "until")]),
                _bring_back(self.log),
            ]
        )
        for place, title in enumerate(FOLDS):
            folded.set_title(place, title)
        typed = [asked[name] for name in (*TYPED, "questions_today", "names")]
        files = [HBox([asked[name] for name in ENDINGS]), asked["folder"]]
        heading = HTML('<h2 class="bb-h3">This is exactly what will be in the file</h2>')
        parts = [*typed, folded, heading, self.told, self.shown, *files, button, self.status]
        box = VBox(parts)
        box.add_class("bb-view")
        return box

    def chosen(self) -> Choices:
        """Give what is to be shared, as the controls say now."""
        values = {name: control.value for name, control in self.asked.items()}
        since, until = (pd.Timestamp(values[n]) if values[n] else None for n in ("since", "until"))
        return Choices(
            sections=(*(name for name in SECTIONS if values[name]), "quotes"),
            names="shown" if values["names"] else "hidden",
            since=since,
            until=until,
        )

    def with_typed(self) -> Log:
        """Give the log with what is typed and ticked now among its settings."""
        kept = self.log.settings.get("report", {})
        return replace(self.log, settings={**self.log.settings, "report": {**kept, **self.typed()}})

    def typed(self) -> dict[str, Any]:
        """Give what the settings say of reports."""
        questions, cut = (
            [line for line in self.asked[name].value.splitlines() if line.strip()]
            for name in ("questions_today", "cut")
        )
        return {
            **{name: self.asked[name].value for name in TYPED},
            "questions": questions,
            "cut": cut,
            "kept": [word for word, box in self.back.items() if box.value],
            "ticked": [text for text, box in self.quotes.items() if box.value],
            "sections": [name for name in SECTIONS if self.asked[name].value],
        }

    def redraw(self, _change: object = None) -> None:
        if self.chosen().sections == ("quotes",):
            self.shown.value, self.told.value = "<p>Tick at least one part.</p>", ""
            return
        log, chosen = self.with_typed(), self.chosen()
        report, removed = make_report(log, chosen)
        asked = pointed_out(log, chosen)
        self.shown.value = preview(report)
        self.told.value = disclosed(report, removed, asked[asked["stays"]])

    def write(self, _button: Button) -> None:
        endings = [ending for ending in ENDINGS if self.asked[ending].value]
        said: list[str] = []
        if self.log.own and endings:
            write_settings(self.log.own, {"report": self.typed()})
        for ending in endings:
            self.status.value = _lines([*said, f"Writing {ENDINGS[ending]} …"])
            said.append(self._written(ending))
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
    parts = kept.get("sections") or [name for name in SECTIONS if name != "record"]
    folder = (log.path.parent if log.path and not log.example else Path.cwd()) / "reports"
    late = {"continuous_update": False, "layout": WIDE, "style": {"description_width": "12em"}}
    questions, cut = ("\n".join(map(str, kept.get(name, []))) for name in ("questions", "cut"))
    return {
        **{
            name: Text(description=words, value=str(kept.get(name, "")), **late)
            for name, words in TYPED.items()
        },
        "questions_today": Textarea(
            description="My questions today", value=questions, placeholder="One a line", **late
        ),
        "cut": Textarea(
            description="Take out as well", value=cut, placeholder="One word a line", **late
        ),
        **{name: _tick(words, value=name in parts) for name, words in SECTIONS.items()},
        "names": _tick("Show employers' names (hidden, it is hard to tell who is meant)"),
        "since": DatePicker(description="Record from"),
        "until": DatePicker(description="Record to"),
        **{ending: _tick(words, value=ending == "docx") for ending, words in ENDINGS.items()},
        "folder": Text(description="Folder", value=str(folder), **late),
    }


def _tick(words: str, *, value: bool = False) -> Checkbox:
    return Checkbox(description=words, value=value, indent=False, layout=WIDE)


def _bring_back(log: Log) -> VBox:
    """Show what was agreed in a Word report, and take it into the plan when that is pressed."""
    upload = FileUpload(accept=".docx", description="Choose the Word file", layout=WIDE)
    status = HTML("Filled in together in Word? Choose the file, and see each action first.")
    button = Button(description="Take these into my plan", layout=Layout(display="none"))
    found: list[pd.DataFrame] = []

    def show(_change: object) -> None:
        for file in upload.value:
            found.clear()
            try:
                agreed = agreed_actions(BytesIO(file["content"]), as_of=log.as_of)
                found.append(plan_changes(log, agreed))
            except ValueError as error:
                status.value = _lines([str(error)])
            for changes in found:
                told = changes["says"].tolist()
                status.value = _lines(told or ["Nothing is filled in under What we agree today."])
            new = any((changes["change"] != "as it was").any() for changes in found)
            button.layout.display = "" if new else "none"

    def take(_button: Button) -> None:
        status.value = _lines(
            [f"Kept. {line}" for each in found for line in take_into_plan(log, each)]
        )
        button.layout.display = "none"

    upload.observe(show, "value")
    button.on_click(take)
    return VBox([upload, status, button])


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


def preview(report: Report) -> str:
    """Show the page exactly as it will be, in a frame in which nothing can run."""
    page = html.escape(to_html(report))
    return (
        f'<iframe title="Preview of the report" sandbox="" srcdoc="{page}" '
        'style="width:98%;height:640px;border:1px solid #cbd2d9;background:#fff"></iframe>'
    )


def disclosed(report: Report, removed: Sequence[str], asked: pd.DataFrame) -> str:
    """Say in one line what is in the file, what was left out, and what stands as it was typed."""
    parts = [b.text for b in report.blocks if isinstance(b, Heading)][:-1]
    quotes = len({part.text for part in report.parts() if isinstance(part, Quote)})
    words = plural(quotes, "quote") + " of theirs" if quotes else "no words of theirs"
    told = f"<p>In the file: {html.escape(listed([*parts, words]))}.</p>" if parts else ""
    left = "".join(f"<li>{html.escape(line)}</li>" for line in removed)
    named = "".join(
        f"<li><b>{html.escape(row['word'])}</b> ({html.escape(row['kind'])})</li>"
        for row in records(asked.head(MOST_POINTED))
    )
    ask = "<p>On page 1, as you typed it. Is it meant to be shared?</p>"
    return f"{told}<p>Left out:</p><ul>{left}</ul>" + (f"{ask}<ul>{named}</ul>" if named else "")


def free_path(folder: Path, day: pd.Timestamp, ending: str) -> Path:
    """Give a name that no file has yet, so that nothing an adviser filled in is overwritten."""
    return free_name(folder / f"my_job_search_{day:%Y-%m-%d}.{ending}")
