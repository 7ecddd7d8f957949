"""The data dictionary in data/README.md says what the schema says, and every column is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bounceback_analysis.vocabulary.dictionary import dictionary
from bounceback_analysis.vocabulary.schema import columns, load_words

README = Path(__file__).parents[1] / "data" / "README.md"
AGAIN = (
    "data/README.md is not current; write it again with: python -c "
    '"from pathlib import Path; from bounceback_analysis.vocabulary.dictionary import dictionary; '
    "Path('data/README.md').write_text(dictionary(), 'utf-8')\""
)


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
