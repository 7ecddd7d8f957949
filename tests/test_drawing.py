"""What travels to the page, and what a person can save from it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tomllib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bounceback_analysis.charts.marks import Axis, Dot, Square, Text
from bounceback_analysis.charts.picture import Picture, in_words
from bounceback_analysis.log.sharing import spreadsheet_text
from bounceback_analysis.notebook import drawing
from bounceback_analysis.notebook.drawing import (
    BUNDLE,
    Drawing,
    bundle,
    payload,
)
from bounceback_analysis.notebook.parts import quote, quotes


def picture(name: str = "fine", **more) -> Picture:
    given = {
        "title": "3 of 5 went forward",
        "sentence": "Two did not.",
        "table": pd.DataFrame({"stage": ["interview"], "went_forward": [3.0]}),
        "marks": (Dot(0.5, 1, key="interview", hover="3 of 5"), Text(1, 1, "3 of 5")),
        "x": Axis(0, 1),
        **more,
    }
    return Picture(name=name, **given)


def vendored():
    return tomllib.loads((BUNDLE.parent / "vendor.toml").read_text("utf-8"))["vendored"]


@pytest.mark.parametrize("part", vendored(), ids=lambda part: part["file"])
def test_what_was_brought_in_is_unmodified_and_has_its_licence(part):
    found = (BUNDLE.parent / part["file"]).read_bytes()
    assert hashlib.sha256(found).hexdigest() == part["sha256"]
    assert f"v{part['version']}".encode() in found[:200]
    assert "MIT License" in (BUNDLE.parent / part["licence_file"]).read_text("utf-8")


def test_everything_in_the_vendor_folder_is_accounted_for():
    named = {part["file"] for part in vendored()} | {part["licence_file"] for part in vendored()}
    assert {path.name for path in BUNDLE.parent.iterdir()} == named | {"vendor.toml"}


def test_the_page_never_gets_plotly_twice():
    first, second = Drawing([picture()]), Drawing([picture()])
    assert first.plotly == second.plotly == bundle().model_id
    assert len(str(first.get_state())) < 40_000


def test_a_closed_bundle_is_replaced():
    before = bundle()
    before.close()
    assert bundle() is not before
    assert bundle().comm is not None


def test_a_drawing_that_becomes_narrow_is_drawn_for_a_phone():
    phone = picture(marks=(Dot(0.1, 0),))
    shown = Drawing([picture(marks=(Dot(0.9, 0),), narrow=phone)])
    assert shown.pictures[0]["figure"]["data"][0]["x"] == [0.9]
    shown.narrow = True
    assert shown.pictures[0]["figure"]["data"][0]["x"] == [0.1]


def test_what_travels_is_plain_json():
    sent = payload(picture(marks=(Square(0, 0, key="a", hover="b"),)))
    assert json.loads(json.dumps(sent, allow_nan=False)) == sent


def test_a_picture_without_marks_has_words_and_no_figure():
    sent = payload(in_words("Nothing here yet", "Add one line."))
    assert sent["figure"] is None
    assert (sent["title"], sent["sentence"], sent["rows"]) == (
        "Nothing here yet",
        "Add one line.",
        [],
    )


def test_numbers_are_written_for_people():
    table = pd.DataFrame(
        {
            "on": [pd.Timestamp("2026-03-05"), pd.NaT],
            "rate": [1 / 3, float("nan")],
            "count": [12_000, 0],
            "clear": [True, False],
            "name": ["NA", None],
        }
    )
    assert payload(picture(table=table))["rows"] == [
        ["5 March 2026", "0.33", "12,000", "yes", "NA"],
        ["", "", "0", "no", ""],
    ]


def test_a_long_table_is_cut_on_the_page_and_says_so():
    sent = payload(picture(table=pd.DataFrame({"line": range(5_000)})))
    assert len(sent["rows"]) == drawing.MOST_ROWS
    assert sent["more"] == 5_000 - drawing.MOST_ROWS


def test_a_mark_that_stands_alone_is_named_by_its_words_and_many_by_their_key():
    marks = (
        Square(0, 0, key="line 3", hover="You were a little  quiet"),
        Square(0, 0, key="nerves", hover="one"),
        Square(1, 0, key="nerves", hover="two"),
        Square(2, 0, hover="not to be chosen"),
    )
    assert payload(picture(marks=marks))["keys"] == [
        ["line 3", "You were a little quiet"],
        ["nerves", "nerves"],
    ]


def test_a_quote_is_split_at_its_phrase():
    sent = payload(quotes(quote("too quiet, sorry", 4, 9, "Acme", look="gap")))
    split = {"before": "too ", "phrase": "quiet", "after": ", sorry"}
    assert sent["quotes"] == [{**split, "source": "Acme", "look": "gap", "reading": None}]


@given(st.text(max_size=60), st.integers(-5, 70), st.integers(-5, 70))
def test_no_word_of_a_quote_is_ever_lost(text, start, end):
    (sent,) = payload(quotes(quote(text, start, end)))["quotes"]
    assert sent["before"] + sent["phrase"] + sent["after"] == text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_saved_table_never_runs_in_a_spreadsheet(start):
    saved = spreadsheet_text(
        pd.DataFrame({"employer": [start + "cmd|' /C calc'!A0"], "count": [-3]})
    )
    _, row = csv.reader(io.StringIO(saved, newline=""))
    assert row == ["'" + start + "cmd|' /C calc'!A0", "-3"]


def test_a_saved_table_keeps_names_dates_and_blanks():
    table = pd.DataFrame({"employer": ["Café", None], "on": pd.to_datetime(["2026-03-05", None])})
    saved = spreadsheet_text(table)
    assert saved.startswith("\ufeff")
    assert saved[1:].splitlines() == ['"employer","on"', '"Café","2026-03-05"', '"",""']


def asked_of(drawn: Drawing, **wanted) -> list[dict]:
    sent = []
    drawn.send = sent.append
    drawn._answer(drawn, wanted, [])
    return sent


def test_a_file_is_made_when_it_is_asked_for_and_only_then():
    drawn = Drawing([picture()])
    (table,) = asked_of(drawn, picture="fine", kind="csv")
    assert table["text"] == '\ufeff"stage","went_forward"\r\n"interview","3"\r\n'
    assert asked_of(drawn, picture="no such picture", kind="csv") == []
