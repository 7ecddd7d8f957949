"""What a person reads first: an offer that they accepted, and what is booked next."""

from __future__ import annotations

from bounceback_analysis.notebook.panels import welcome
from tests.pages import parts
from tests.reading import log_of

HEAD = "date,employer,stage,outcome\n"


def first_words(rows):
    return str([*parts(welcome(log_of(HEAD + rows, as_of="2026-06-15")))])


def test_an_accepted_offer_is_said_first_with_what_the_log_is_still_good_for():
    said = first_words("2026-06-01,Alder,interview,offer\n2026-06-09,Alder,,accepted\n")
    assert "You accepted an offer: Alder." in said
    assert "Congratulations" in said
    assert "stays here" in said


def test_what_is_booked_is_said_as_what_comes_next():
    said = first_words(
        "2026-06-20,Birch,interview,waiting\n2026-06-17,Alder,final interview,waiting\n"
    )
    assert "Next: your final interview, 17 June 2026." in said
    assert "Birch" not in said


def test_an_offer_that_was_declined_is_not_congratulated_on():
    said = first_words("2026-06-01,Alder,interview,offer\n2026-06-09,Alder,,declined\n")
    assert "Congratulations" not in said
    assert "Next:" not in said
