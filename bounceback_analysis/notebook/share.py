"""Chooses what to share with an adviser, shows it exactly as it will be, and writes the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from ipywidgets import FileUpload, VBox

from bounceback_analysis.analysis.words import listed, plural
from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.companions import write_settings
from bounceback_analysis.log.model import Log
from bounceback_analysis.log.neighbours import free_name
from bounceback_analysis.notebook import parts as ui
from bounceback_analysis.notebook.cohort import Giving
from bounceback_analysis.notebook.drawing import Drawing, page
from bounceback_analysis.notebook.form import Field, Form, field
from bounceback_analysis.notebook.live import live, look_everywhere
from bounceback_analysis.notebook.parts import Part
from bounceback_analysis.report.agreed import agreed_actions, plan_changes, take_into_plan
from bounceback_analysis.report.blocks import Heading, Quote, Report
from bounceback_analysis.report.html import to_html
from bounceback_analysis.report.material import records
from bounceback_analysis.report.writing import (
    Choices,
    Names,
    make_report,
    pointed_out,
    quotable,
    write_report,
)
from bounceback_analysis.vocabulary.schema import fold, load_words

REPORT = load_words("pages")["report"]
SECTIONS: dict[str, str] = REPORT["parts"]
TYPED: dict[str, str] = REPORT["typed"]
LINES: dict[str, str] = REPORT["lines"]
FILES: dict[str, str] = REPORT["files"]
TICKS = {
    "ticked": "Their words: nothing is quoted unless I tick it",
    "kept": "What is taken out, and words to put back",
    "sections": "Which parts stand behind page 1",
}
"""What is ticked, by its name in the settings: the line behind which it is folded."""
HIDDEN = "Hidden names make it hard to tell who is meant, not impossible."
MINE = "On page 1, as you typed it. Is it meant to be shared?"
AGREED = (
    "Filled in together in Word? Choose the file, and see each action before it is in your plan."
)
CHOOSE = "Choose the Word file"
NOTHING_AGREED = "Nothing is filled in under What we agree today."
MOST_QUOTES, MOST_POINTED = 60, 40  # more is a wall that nobody reads


def share_report(log: Log) -> VBox:
    """Choose what to share, see the exact preview, and write the files.

    Employers' names are hidden, and nothing of their words is in it until it is ticked.
    """
    sharing = Sharing(log)
    chosen = page(sharing.form, sharing.drawing, look="bb-beside bb-share")
    giving = Giving(sharing.live)
    back = page(sharing.agreed, sharing.upload, look="bb-card bb-agreed")
    return page(chosen, back, page(giving.form, giving.drawing, look="bb-card"))


class Sharing:
    """What is chosen for one report, the preview that follows it, and the files."""

    def __init__(self, log: Log) -> None:
        self.live, self.told = live(log, "share_report"), list[Part]()
        self.form = Form(lambda _name, _values: None, self.redraw, self.ask)
        self.drawing, self.agreed = Drawing(), Drawing([ui.card(ui.text(AGREED))])
        self.upload = FileUpload(accept=".docx", description=CHOOSE, tooltip=CHOOSE)
        self.found: list[pd.DataFrame] = []
        self.drawing.pressed, self.drawing.looked = self.write, self.live.look
        self.agreed.pressed = self.take
        self.upload.observe(self.bring_back, "value")
        self.live.observe(lambda _change: self.ask({}, self.form.typed), "log")
        self.ask({}, {})

    def ask(self, _state: object, typed: Mapping[str, str]) -> None:
        """Ask for what only the person can say, as they typed or kept it before."""
        log = self.live.log
        quotes = dict(quotable(log)[:MOST_QUOTES])
        self.ticks = {"ticked": quotes, "kept": _taken_out(log, [*quotes]), "sections": SECTIONS}
        kept = typed or _kept(log, self.ticks)
        keeps = {"home": f"the report of {log.path}", "state": {}}
        asked = _fields(kept, self.ticks)
        self.form.turn({"heading": "What only you can write", "fields": asked, "keeps": keeps})
        self.redraw(self.form.typed)

    def chosen(self, values: Mapping[str, str]) -> tuple[Log, Choices]:
        """Give the log with what is typed and ticked among its settings, and what is shared."""
        log, lines = self.live.log, {name: values.get(name, "").splitlines() for name in LINES}
        kept = {
            **log.settings.get("report", {}),
            **{name: values.get(name, "") for name in TYPED},
            **{name: [line for line in said if line.strip()] for name, said in lines.items()},
            **{
                name: [said for at, said in enumerate(of) if values.get(f"{name} {at}")]
                for name, of in self.ticks.items()
            },
        }
        names: Names = "shown" if values.get("names") == "shown" else "hidden"
        choices = Choices(sections=(*kept["sections"], "quotes"), names=names)
        return replace(log, settings={**log.settings, "report": kept}), choices

    def redraw(self, values: Mapping[str, str]) -> None:
        """Show the report as it will be, with what is in it, and the ways to take it along."""
        log, choices = self.chosen(values)
        report, removed = make_report(log, choices)
        files = [ui.press(label, name) for name, label in FILES.items()]
        files[0]["look"] = "main"
        shown = {"kind": "page", "html": to_html(report), "title": "Preview of the report"}
        where = ui.text("The file goes to your Downloads. Read it once more before you pass it on.")
        asked = pointed_out(log, choices)
        said = disclosed(report, removed, asked[asked["stays"]])
        self.drawing.show([*self.told, shown, ui.buttons(*files, look="down"), where, *said])

    def write(self, ending: str, _value: str) -> None:
        """Write one file beside the log, put it among the downloads, and say where it is."""
        log, choices = self.chosen(self.form.typed)
        try:
            with TemporaryDirectory() as passing:
                folder = log.own.parent / "reports" if log.own else Path(passing)
                path = free_path(folder, log.as_of, ending)
                written = write_report(log, path, **vars(choices))
                self.form.download(path.name, read_bounded(path))
            said = [f"It is among your Downloads: {path.name}.", written.not_printed]
            if log.own:
                said[0] += f" A copy is in {folder}."
                write_settings(log.own, {"report": log.settings["report"]})
        except (OSError, ValueError) as error:
            said = [f"Not written: {error}"]
        self.told = [ui.card(*map(ui.text, filter(None, said)), look="told")]
        self.redraw(self.form.typed)

    def bring_back(self, _change: object) -> None:
        """Show what was agreed in a Word report, before any of it is kept."""
        for file in self.upload.value:
            self.found, said = [], [AGREED]
            try:
                agreed = agreed_actions(BytesIO(file["content"]), as_of=self.live.log.as_of)
                self.found = [plan_changes(self.live.log, agreed)]
                said = self.found[0]["says"].tolist() or [NOTHING_AGREED]
            except ValueError as error:
                said = [str(error)]
            new = any((changes["change"] != "as it was").any() for changes in self.found)
            acts = [ui.press("Take these into my plan", "take", look="main")] if new else []
            self.agreed.show([ui.card(*map(ui.text, said), ui.buttons(*acts))])

    def take(self, _name: str, _value: str) -> None:
        """Take into the plan what was shown."""
        log = self.live.log
        said = [f"Kept. {line}" for one in self.found for line in take_into_plan(log, one)]
        self.agreed.show([ui.card(*map(ui.text, said), look="told")])
        look_everywhere()


def _taken_out(log: Log, quotes: list[str]) -> dict[str, str]:
    """Give the words that go where every quote is shared, each with its kind and its place."""
    bare = {"kept": [], "ticked": quotes}
    report = {**log.settings.get("report", {}), **bare}
    gone = pointed_out(replace(log, settings={**log.settings, "report": report}), Choices())
    rows = records(gone[~gone["stays"]].head(MOST_POINTED))
    return {row["word"]: f"{row['word']} ({row['kind']}, {row['where']})" for row in rows}


def _kept(log: Log, ticks: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Give what the settings keep of the last report, by the field in which it stands."""
    kept = log.settings.get("report", {})
    values = {name: str(kept.get(name, "")) for name in TYPED}
    values |= {name: "\n".join(map(str, kept.get(name, []))) for name in LINES}
    first = {"sections": [name for name in SECTIONS if name != "record"]}
    for name, of in ticks.items():
        before = {fold(str(said)) for said in kept.get(name) or first.get(name, [])}
        values |= {f"{name} {at}": "yes" for at, said in enumerate(of) if fold(said) in before}
    return values


def _fields(values: Mapping[str, str], ticks: Mapping[str, Mapping[str, str]]) -> list[Field]:
    """Make every field, each with its own words, filled with these values."""

    def ask(name: str, label: str, kind: str = "text", **more: Any) -> Field:
        return field(name, label, kind, values.get(name, ""), **more)

    def tick(name: str) -> Iterator[Field]:
        for at, said in enumerate(ticks[name].values()):
            yield ask(f"{name} {at}", said, "tick", group=TICKS[name])

    names = [["hidden", "Hidden"], ["shown", "Shown"]]
    return [
        *(ask(name, label, half=name in ("hours", "travel")) for name, label in TYPED.items()),
        ask("questions", LINES["questions"], "long", help="Up to three, one on each line"),
        field("names", "Names of employers", "picks", values.get("names", "hidden"),
              options=names, help=HIDDEN),
        *tick("ticked"),
        *tick("kept"),
        ask("cut", LINES["cut"], "long", group=TICKS["kept"], help="One word a line"),
        *tick("sections"),
    ]  # fmt: skip


def disclosed(report: Report, removed: Sequence[str], asked: pd.DataFrame) -> list[Part]:
    """Say in one line what is in the file, what was left out, and what stands as it was typed."""
    headings = [b.text.partition(":")[0] for b in report.blocks if isinstance(b, Heading)]
    parts = dict.fromkeys(headings[:-1])
    quotes = len({part.text for part in report.parts() if isinstance(part, Quote)})
    words = f"{plural(quotes, 'quote')} of theirs" if quotes else "no words of theirs"
    told = [ui.text(f"In the file: {listed([*parts, words])}.", "cap")] if parts else []
    named = [f"{row['word']} ({row['kind']})" for row in records(asked.head(MOST_POINTED))]
    mine = [ui.stack(ui.text(MINE, "strong"), ui.text(f"{listed(named)}.", "cap"))] if named else []
    return [*mine, *told, ui.fold("What is left out", *(ui.text(line, "cap") for line in removed))]


def free_path(folder: Path, day: pd.Timestamp, ending: str) -> Path:
    """Give a name that no file has yet, so that nothing an adviser filled in is overwritten."""
    return free_name(folder / f"my_job_search_{day:%Y-%m-%d}.{ending}")
