"""What a person reads first: an offer that they accepted, and what is booked next."""

from __future__ import annotations

import pytest

import bounceback_analysis as bb
from bounceback_analysis.notebook.panels import welcome
from tests.pages import acts, parts
from tests.reading import log_of

HEAD = "date,employer,stage,outcome\n"


def first_words(rows):
    return str([*parts(welcome(log_of(HEAD + rows, as_of="2026-06-15")))])


def test_an_accepted_offer_is_said_first_with_what_the_log_is_still_good_for():
    said = first_words("2026-06-01,Alder,interview,offer\n2026-06-09,Alder,,accepted\n")
    assert "You accepted an offer: Alder." in said
    assert "Congratulations" in said
    assert "stays here" in said


BOOKED = "2026-06-20,Birch,interview,waiting\n2026-06-16,Alder,final interview,waiting\n"


def test_what_is_booked_is_said_the_next_first_each_with_a_page_to_read_before_it():
    box = bb.explore(bb.next_interview, log_of(HEAD + BOOKED, as_of="2026-06-15"))
    rows = [part for part in parts(box) if part.get("kind") == "row"]
    assert [(row["chip"][0], row["title"], row["note"]) for row in rows] == [
        ("Tomorrow", "Next: final interview", "Alder. 16 June 2026."),
        ("In 5 days", "Next: interview", "Birch. 20 June 2026."),
    ]
    first, second = acts(box)
    assert (first["label"], first["file"]) == (
        "Before the next interview",
        "before_my_interview.html",
    )
    assert "For me alone: Alder, final interview." in first["content"]
    assert "For me alone: Birch, interview." in second["content"]


@pytest.mark.parametrize("rows", ["", "2026-06-01,Alder,interview,waiting\n"])
def test_where_nothing_is_booked_nothing_stands_there(rows):
    box = bb.explore(bb.next_interview, log_of(HEAD + rows, as_of="2026-06-15"))
    assert [*parts(box)] == []


def test_an_offer_that_was_declined_is_not_congratulated_on():
    said = first_words("2026-06-01,Alder,interview,offer\n2026-06-09,Alder,,declined\n")
    assert "Congratulations" not in said
    assert "Next:" not in said
