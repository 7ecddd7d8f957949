"""Where no widget is drawn, a page is said in words and static pictures, and runs nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

import bounceback_analysis as bb
from bounceback_analysis.charts.marks import Axis, Dot
from bounceback_analysis.charts.picture import Picture
from bounceback_analysis.notebook import parts
from bounceback_analysis.notebook.drawing import Drawing, page
from bounceback_analysis.notebook.form import Form, field
from bounceback_analysis.notebook.share import share_report

ROOT = Path(__file__).parents[1]
HOSTILE = "<script>hacked = 1</script><img src=x onerror=hacked>"


def said(widget) -> dict:
    return widget._repr_mimebundle_()


def test_a_cell_says_its_words_in_their_order_beside_the_widget():
    picture = Picture(
        name="one",
        title="3 of 5 went forward",
        sentence="Two did not.",
        table=pd.DataFrame({"stage": ["interview"], "went_forward": [3.0]}),
        marks=(Dot(0.5, 1, key="interview", hover="3 of 5"),),
        x=Axis(0, 1, ((0.5, "a tick"),)),
    )
    row = parts.row("Ring them", "Since May", parts.opens("Read it"), more=[parts.letter("Dear A")])
    levels = parts.table(["Skill", "Level"], [["Excel", parts.levels(2, 4)]], "Skills")
    told = said(page(Drawing([picture, row, levels, parts.fold("More", parts.text("It is here"))])))
    assert told["text/plain"].splitlines() == [
        "3 of 5 went forward",
        "Two did not.",
        "The numbers",
        "stage\twent forward",
        "interview\t3",
        "Ring them · Since May",
        "Read it",
        "Dear A",
        "Skill\tLevel",
        "Excel\t2 to 4",
        "More",
        "It is here",
    ]
    assert "data:image/svg+xml;base64," in told["text/html"]
    assert "a tick" not in told["text/html"], "letters of a drawing would stray without it"
    assert "application/vnd.jupyter.widget-view+json" in told


def test_a_form_says_what_it_asks_and_what_stands_in_it():
    form = Form(lambda *_: None)
    form.turn({"heading": "What was it?", "fields": [field("role", "Which job?", value="Cook")]})
    first, how, asked = said(page(form))["text/plain"].splitlines()
    assert (first, asked) == ("What was it?", "Which job? Cook")
    assert "bounceback" in how


def test_whatever_a_person_typed_is_text_and_never_markup():
    form = Form(lambda *_: None)
    form.turn({"intro": [HOSTILE], "fields": [field("role", HOSTILE, value=HOSTILE)]})
    given = [
        *(parts.text(HOSTILE), parts.letter(HOSTILE), parts.section(HOSTILE, lead=HOSTILE)),
        *(parts.quotes(parts.quote(HOSTILE, source=HOSTILE)), parts.cell({"chip": HOSTILE})),
        *(parts.row(HOSTILE, HOSTILE), parts.table([HOSTILE], [[HOSTILE]], HOSTILE)),
        *(parts.fold(HOSTILE), parts.chosen("x", HOSTILE, [], HOSTILE)),
    ]
    told = said(page(Drawing(given, note=HOSTILE), form))
    assert not re.search(r"<script|<img", told["text/html"])
    assert told["text/plain"].count(HOSTILE) == 18


def test_a_report_is_said_as_it_is_previewed_without_the_look_of_a_page_of_its_own():
    told = said(share_report(bb.open_log(ROOT / "data" / "example_log.csv")))
    assert "What only you can write" in told["text/plain"]
    assert not re.search(r"<style|<svg|<html", told["text/html"])
