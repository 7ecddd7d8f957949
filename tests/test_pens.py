"""The two pens: the same marks, drawn for a notebook and for a page."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bounceback_analysis.charts.marks import (
    Axis,
    Dot,
    Flow,
    Segment,
    Square,
    Text,
    broken,
    look,
)
from bounceback_analysis.charts.picture import Picture, in_words

MARKS = (
    Flow(0, (2, 3), 0.8, (0.5, 1.5), "gap", "2 of 5"),
    Segment(0.1, 1, 0.6, 1, "faint", 10),
    Dot(0.3, 1, "strength", hover="Ada's words", key="first"),
    Dot(0.6, 2, "gap", hollow=True),
    Square(0.5, 3),
    Text(1.02, 1, "3 of 9"),
)


def picture(*marks, title="3 of 9 went forward"):
    y = Axis(0.5, 3.5, ((1, "interview"), (2, "screening")))
    return Picture("test", title, "A sentence.", pd.DataFrame(), marks, "Steps", Axis(0, 1.2), y)


def of_type(drawn, tag):
    return list(ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}" + tag))


def test_each_kind_of_mark_is_drawn_by_both_pens():
    everything = picture(*MARKS)
    traces = everything.to_plotly()["data"]
    assert [trace["mode"] for trace in traces] == ["lines"] * 2 + ["markers"] * 3
    assert [a["text"] for a in everything.to_plotly()["layout"]["annotations"]] == ["3 of 9"]
    svg = everything.to_svg()
    # A flow, a diamond and a square are polygons; the dot of strength is a circle.
    assert len(of_type(svg, "polygon")) == 3
    assert len(of_type(svg, "polyline")) == 1
    assert len(of_type(svg, "circle")) == 1
    assert [text.text for text in of_type(svg, "text")] == ["3 of 9", "interview", "screening"]


def test_on_a_phone_the_words_of_a_row_stand_above_it_and_a_flow_keeps_its_width():
    wide = picture(Dot(0.3, 1), Text(9, 1, "3 of 9"), Dot(0.6, 2))
    layout = wide.to_plotly(narrow=True)["layout"]
    assert layout["yaxis"]["ticktext"] == []
    words = [(a["text"], a["y"], a["xanchor"], a["yshift"] > 0) for a in layout["annotations"]]
    assert words == [
        ("interview", 1, "left", True),
        ("3 of 9", 1, "right", True),
        ("screening", 2, "left", True),
    ]
    assert layout["margin"]["r"] == 16
    assert layout["height"] > wide.to_plotly()["layout"]["height"]
    assert picture(*MARKS).to_plotly(narrow=True)["layout"]["width"] == 600


def test_on_a_phone_a_long_note_stands_below_the_name_of_its_row():
    long = picture(Dot(0.3, 1), Text(9, 1, "about 2 in 10, 0 to 4 in 10 of them"))
    words = [a["text"] for a in long.to_plotly(narrow=True)["layout"]["annotations"]]
    assert words == ["interview<br>about 2 in 10, 0 to 4 in 10 of them", "screening"]


def test_dots_of_one_meaning_share_a_trace_and_keep_their_keys():
    drawn = picture(Dot(0, 1, "gap", key="a"), Dot(1, 1, "gap", key="b"), Dot(1, 2, "strength"))
    first, second = drawn.to_plotly()["data"]
    assert (first["customdata"], second["customdata"]) == (["a", "b"], [""])
    assert (first["marker"]["symbol"], second["marker"]["symbol"]) == ("diamond", "circle")


def test_a_waiting_mark_is_hollow_in_both():
    drawn = picture(Dot(0, 1, "outside", hollow=True))
    assert drawn.to_plotly()["data"][0]["marker"]["symbol"] == "square-open"
    assert of_type(drawn.to_svg(), "polygon")[0].get("fill") == look()["light"]["paper"]


def test_a_dot_stands_where_its_numbers_say():
    low, high = (of_type(picture(Dot(x, 0.5)).to_svg(), "circle")[0] for x in (0, 1.2))
    assert float(high.get("cx")) == 720 - 12
    assert float(low.get("cx")) < 110
    assert float(low.get("cy")) == float(high.get("cy"))


def test_a_flow_keeps_its_width_from_end_to_end():
    trace = picture(Flow(0, (2, 3), 1, (0, 1))).to_plotly()["data"][0]
    half = len(trace["y"]) // 2
    upper, lower = trace["y"][:half], trace["y"][half:][::-1]
    assert all(abs(up - low - 1) < 1e-9 for up, low in zip(upper, lower, strict=True))


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<b>bold</b>", "a & b", '"><img src=x>']
)
def test_what_a_person_typed_is_text_and_never_markup(text):
    drawn = picture(Dot(0, 1, hover=text), Text(0, 1, text), title=text)
    figure = drawn.to_figure().to_plotly_json()
    shown = [
        figure["data"][0]["hovertext"][0],
        figure["layout"]["annotations"][0]["text"],
        figure["layout"]["title"]["text"],
    ]
    assert all("<" not in words for words in shown)
    assert next(t.text for t in of_type(drawn.to_svg(), "text")) == text
    assert "<b>" not in drawn._repr_html_()
    assert "<script" not in drawn._repr_html_()


@given(st.text())
def test_any_text_whatever_gives_well_formed_svg(text):
    drawn = picture(Text(0, 1, text), title=text).to_svg()
    assert len(of_type(drawn, "title")) == len(of_type(drawn, "desc")) == 1


def test_a_picture_of_nothing_says_so_in_words():
    nothing = in_words("Nothing here yet", "Add one line.")
    assert nothing.to_plotly()["data"] == []
    assert "Add one line." in nothing._repr_html_()
    assert nothing.description == "Nothing here yet. Add one line."


def test_a_very_long_text_is_cut_with_a_mark_that_it_goes_on():
    lines = broken("word " * 1000, 60)
    assert len(lines) == 12
    assert lines[-1].endswith("…")
    assert broken("", 10) == [""]


def test_words_beyond_the_axis_get_room_in_both_pens_and_stand_below_one_another():
    words = "more than one search can show, say"
    drawn = picture(Dot(1.2, 2), Text(2, 2, words))
    layout = drawn.to_plotly()["layout"]
    (note,) = layout["annotations"]
    assert (note["x"], note["xref"], note["text"].count("<br>")) == (1, "paper", 1)
    (dot,) = of_type(drawn.to_svg(), "circle")
    lines = [text for text in of_type(drawn.to_svg(), "text") if text.text in words]
    assert " ".join(text.text for text in lines) == words
    assert float(dot.get("cx")) == pytest.approx(720 - layout["margin"]["r"], abs=0.1)
    assert {float(text.get("x")) for text in lines} == {float(dot.get("cx")) + 12}
