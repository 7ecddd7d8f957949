"""The data dictionary in data/README.md says what the schema says, and every column is in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bounceback_analysis.analysis.feedback import code_feedback
from bounceback_analysis.analysis.skills import find_skills
from bounceback_analysis.vocabulary.schema import columns, load_words
from tests.data_dictionary import dictionary

README = Path(__file__).parents[1] / "data" / "README.md"
AGAIN = "data/README.md is not current: python -m tests.data_dictionary > data/README.md"


def test_the_data_dictionary_is_current():
    assert README.read_text("utf-8") == dictionary(), AGAIN


@pytest.mark.parametrize("kind", sorted(load_words("schema")))
def test_every_column_of_every_file_is_in_it_with_its_choices(kind):
    for column in columns(kind):
        row = next(line for line in dictionary().splitlines() if f"| `{column.name}` |" in line)
        assert all(choice in row for choice in column.choices)


def test_only_what_is_needed_is_called_needed():
    needed = [line for line in dictionary().splitlines() if "**Needed:**" in line]
    assert [line.split("`")[1] for line in needed] == ["date", "employer", "outcome"]


def test_the_settings_in_the_dictionary_do_what_it_says():
    settings = tomllib.loads(dictionary().split("```toml")[1].split("```")[0])
    texts = ["You went to pieces. Your reversing was poor, but you were calm on the road."]
    coded = code_feedback(texts, own=settings["phrases"])
    assert {("nerves", "gap"), ("driving", "gap"), ("driving", "strength")} <= set(
        zip(coded["theme"], coded["polarity"], strict=True)
    )
    found = find_skills(["Signing with children is a must."], own_skills=settings["skills"])
    assert found["skill"].tolist() == ["makaton"]
    assert settings["letters"]["name"] == "Sam Lee"
