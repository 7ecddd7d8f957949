"""An advert that is pasted is set beside the plan."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from bounceback_analysis.analysis.skills import advert_skills
from bounceback_analysis.log.model import typed_table
from bounceback_analysis.notebook.panels import advert_in_words, paste_advert
from tests.reading import log_of

ADVERT = "You will use Excel every day, and have experience of safeguarding and bookkeeping."


def log_with(plan):
    return replace(log_of("date,employer,outcome\n"), plan=plan)


@pytest.fixture
def plan():
    """Give a plan with one skill that is there and one that is on its way."""
    values = {"skill": ["EXCEL", "Safeguarding"], "my_level": [2, 4], "wanted_level": [4, 4]}
    return typed_table(values, "plan")


def test_each_skill_of_an_advert_is_set_beside_the_plan_and_what_one_has_comes_first(plan):
    found = advert_skills(log_with(plan), advert=ADVERT)
    assert dict(zip(found["skill"].str.lower(), found["standing"], strict=True)) == {
        "safeguarding": "you have it",
        "excel": "you are working on it",
        "bookkeeping": "not in your plan yet",
    }
    assert found["skill"].str.lower().tolist() == ["safeguarding", "excel", "bookkeeping"]
    assert found["level"].tolist()[:2] == [4, 2]


def test_an_advert_and_a_plan_of_nothing_are_no_error():
    assert advert_skills(log_with(typed_table({}, "plan")), advert="").empty
    assert set(advert_skills(log_with(typed_table({}, "plan")), advert=ADVERT)["standing"]) == {
        "not in your plan yet"
    }


def test_it_is_said_in_words_and_what_was_pasted_stays_text(plan):
    assert (
        advert_in_words(log_with(plan), ADVERT)["title"]
        == "It asks for 3 skills; you have safeguarding"
    )
    assert advert_in_words(log_with(plan), "<script>alert(1)</script>")["title"] == "No skill found"


def test_pasting_shows_the_skills_at_once():
    box = paste_advert(log_of("date,employer,outcome\n"))
    form, drawing = box.children
    form.typed = {"advert": ADVERT}
    assert drawing.pictures[0]["title"] == "It asks for 3 skills"


def test_the_plan_is_matched_by_skill_and_not_by_spelling():
    plan = pd.DataFrame(
        {"skill": ["Microsoft Excel"], "my_level": [4.0], "wanted_level": [4.0], "theme": [None]}
    )
    table = advert_skills(log_with(plan), advert="You will use Excel each day.")
    assert table[["skill", "level"]].to_numpy().tolist() == [["Excel", 4.0]]
