"""Lets a client give a careers service their steps, and a service see what many come to."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from ipywidgets import VBox

from bounceback_analysis.analysis.words import plural
from bounceback_analysis.notebook.drawing import Drawing, page
from bounceback_analysis.notebook.form import Form, field
from bounceback_analysis.notebook.live import Live
from bounceback_analysis.notebook.parts import Part, buttons, card, fold, go, press, table, text
from bounceback_analysis.service.giving import GIVEN, Gift, share
from bounceback_analysis.service.page import CANNOT, PARTS, example, picture, write_cohort
from bounceback_analysis.service.releasing import K, Release
from bounceback_analysis.vocabulary.schema import load_words

EXAMPLE = "These are 2,000 clients that nobody is: an example, until you name a folder of your own."
WAYS = [["", "All together"], ["programme", "Programme"], ["sector", "Sector"], ["month", "Month"]]
PAGE = "cohort.html"
GIFT = "for_my_service.csv"
GIVES = (
    "A service that counts many searches needs days, steps and answers only: no name, no note, no "
    "word of an employer's. Nothing is written before you have seen each line."
)
MOST_NAMED = 20  # files of which something is said here; the command names them all


def show_cohort() -> VBox:
    """Count the logs that clients gave, write the page to hand out, and show what is in it.

    Nothing is told of few people. Until a folder is named, an example is shown.
    """
    cohort = Cohort()
    return page(cohort.form, cohort.drawing, look="bb-beside bb-turned")


class Cohort:
    """Which folder is counted, and the pictures of what may be released of it."""

    def __init__(self) -> None:
        self.form, self.drawing = Form(lambda _name, _values: None), Drawing()
        where = "Each client's file, as they gave it. The page is written into it too."
        fields = [
            field("folder", "Folder with the files", help=where),
            field("by", "Split by", "picks", options=WAYS),
            field("k", "Fewest people in any number", value=str(K)),
        ]
        self.form.turn({"heading": "Whose logs?", "fields": fields})
        self.drawing.pressed = self.count
        self.show(example(), [text(EXAMPLE, "strong")])

    def count(self, _name: str, _value: str) -> None:
        """Write the page of the folder that is named, and show what is in it."""
        typed = self.form.typed
        if not (named := typed.get("folder", "").strip()):
            self.show(example(), [card(text("Name a folder first."), look="told"), text(EXAMPLE)])
            return
        folder = Path(named).expanduser()
        by = tuple(filter(None, [typed.get("by")]))
        try:
            made, said = write_cohort(folder, folder / PAGE, by=by, k=int(typed.get("k") or K))
        except (ImportError, OSError, ValueError) as error:
            self.show(example(), [card(text(f"Not counted: {error}"), look="told"), text(EXAMPLE)])
            return
        told = [text(f"{row['file']}: {row['said']}", "cap") for row in said.to_dict("records")]
        notes = fold(f"{plural(len(said), 'note')} on files", *told[:MOST_NAMED])
        where = text(f"Written: {folder / PAGE}. Hand out that page alone.")
        self.show(made, [card(where, look="told"), *([notes] if told else [])])

    def show(self, made: Release, first: list[Part]) -> None:
        """Show the first picture, each further one behind its title; one line of what it says."""
        act = buttons(press("Count and write the page", "count", look="main"))
        what = [text(CANNOT), text(made.kept_back, "cap")]
        stalls, *more = (picture(made, topic) for topic in PARTS)
        self.drawing.show([act, *first, *what, stalls, *(fold(each.title, each) for each in more)])


class Giving:
    """What somebody may give their careers service: shown line by line before it is written."""

    def __init__(self, told: Live) -> None:
        self.live = told
        self.gift: Gift | None = None
        self.drawing = Drawing()
        self.drawing.pressed = lambda name, _value: getattr(self, name)()
        self.form = Form(lambda _name, _values: None, lambda _values: self.ask())
        sectors = [["", "Not said"], *([name, name] for name in load_words("service")["sectors"])]
        fields = [
            field("programme", "Your programme, if any", half=True),
            field("sector", "The sector you look in", "choice", options=sectors, half=True),
        ]
        self.form.turn({"heading": "For your careers service", "fields": fields})
        self.ask()

    def ask(self) -> None:
        """Offer to show what would be given; a change asks anew."""
        act = press("Show me what they would get", "look")
        told = "I run a careers service: count what many clients gave"
        self.drawing.show([text(GIVES), buttons(act), buttons(go(told, "06_for_a_service.ipynb"))])

    def look(self) -> None:
        """Show every line as it will be written, what is left out, and the consent."""
        programme, sector = (self.form.typed.get(name, "") for name in ("programme", "sector"))
        try:
            self.gift = share(self.live.log, programme=programme, sector=sector)
        except ValueError as error:
            self.drawing.show([card(text(str(error)), look="told")])
            return
        lines = table(GIVEN, self.gift.lines.to_numpy().tolist(), "Every line of the file")
        agree = press("I agree: download the file", "write", look="main")
        said = [text(self.gift.left_out, "cap"), text(self.gift.consent, "strong")]
        self.drawing.show([lines, *said, buttons(agree)])

    def write(self) -> None:
        """Write what was shown, and keep the number and the day beside the log."""
        if self.gift is None:
            return
        own = self.live.log.own
        try:
            with TemporaryDirectory() as passing:
                folder = own.parent / "reports" if own else Path(passing)
                written = self.gift.save(folder / GIFT)
            self.form.download(GIFT, self.gift.text.encode())
            said = f"It is among your Downloads: {GIFT}."
            said += f" A copy is in {written.parent}." if own else ""
        except (OSError, ValueError) as error:
            said = f"Not written: {error}"
        self.drawing.show([card(text(said), look="told")])
