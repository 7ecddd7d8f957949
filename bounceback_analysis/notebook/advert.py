"""Lets a person paste an advert and see which of its skills they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import Layout, Textarea, VBox

from bounceback_analysis.analysis.adverts import HAVE, advert_skills
from bounceback_analysis.analysis.words import listed, plural
from bounceback_analysis.notebook.drawing import Drawing, Quote, Quotes
from bounceback_analysis.notebook.quoting import stories_that_answer

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log


def paste_advert(log: Log) -> VBox:
    """Show the skills of an advert, as soon as its text is pasted."""
    box = Textarea(
        description="Advert",
        placeholder="Paste the text of an advert here",
        layout=Layout(width="99%", max_width="64em", height="140px"),
    )
    drawing = Drawing([advert_in_words(log, "")])

    def read(change: dict[str, str]) -> None:
        drawing.show([advert_in_words(log, change["new"])])

    box.observe(read, "value")
    view = VBox([box, drawing])
    view.add_class("bb-view")
    return view


def advert_in_words(log: Log, advert: str) -> Quotes:
    """Say which skills an advert asks for, those the person has first, and which stories fit."""
    if not advert.strip():
        return Quotes("advert", "Nothing pasted yet", sentence="The advert stays on this machine.")
    found = advert_skills(log, advert=advert)
    if found.empty:
        sentence = "No skill was recognised in it. Those you see you can add to your plan by name."
        return Quotes("advert", "No skill found", sentence=sentence)
    mine = found.loc[found["standing"] == HAVE, "skill"].tolist()
    title = f"It asks for {plural(len(found), 'skill')}"
    title += f"; you have {listed(mine)}" if mine else ""
    quotes = tuple(Quote(row["skill"], source=row["standing"]) for row in found.to_dict("records"))
    answers, said = stories_that_answer(log, advert)
    return Quotes("advert", title, (*quotes, *answers), said)
