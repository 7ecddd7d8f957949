"""My own view beside theirs, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounceback_analysis.analysis.feedback import clause_around
from bounceback_analysis.analysis.ratings import MIRROR_COLUMNS, mirror_quotes, mirrors
from bounceback_analysis.notebook.quotes import behind_the_mirror
from bounceback_analysis.topics import TOPICS
from tests.reading import log_of

HEAD = (
    "date,employer,outcome,heard_on,feedback,feedback_themes,rated_on,"
    "prepared,knew_employer,knew_role,answered,sold_myself,calm\n"
)
DAYS = "2026-03-02,{name},rejected,2026-03-09"


def row(name, themes, *, rated="2026-03-02", ratings=",,,,,"):
    return f"{DAYS.format(name=name)},words,{themes},{rated},{ratings}\n"


# prepared, knew_employer, knew_role | answered | sold_myself | calm
EVERY_CELL = HEAD + "".join(
    [
        row("A", "preparation strength; answers gap; nerves gap", ratings="4,5,,4,2,1"),
        row("B", "preparation gap; answers gap; selling strength", ratings="5,,,5,1,2"),
        row("C", "preparation gap; answers strength; nerves strength", ratings="2,,1,2,,5"),
        row("D", "preparation strength; answers strength; nerves strength", ratings="1,,,4,5,2"),
        # They disagree with each other, or are a 3: nothing is said. So is a mixed answer.
        row("E", "preparation gap; answers gap; answers strength", ratings="4,2,,4,,3"),
        # Given on the day of the answer, or on no day: hindsight never enters.
        row("F", "preparation gap; nerves gap", rated="2026-03-09", ratings="5,,,5,5,5"),
        row("G", "preparation gap; nerves gap", rated="", ratings="5,,,5,5,5"),
        # No words, no mirror.
        "2026-03-02,H,rejected,2026-03-09,,,2026-03-02,5,5,5,5,5,5\n",
    ]
)


def test_every_cell_of_the_mirror_is_as_counted_by_hand():
    table = mirrors(log_of(EVERY_CELL)).set_index("theme")
    assert list(table.columns) == list(MIRROR_COLUMNS)
    # agreed strength, agreed gap, blind spot, hidden strength, not said
    assert table.loc["preparation"].tolist() == [1, 1, 1, 1, 1]
    assert table.loc["answers"].tolist() == [1, 0, 2, 1, 1]
    assert table.loc["selling"].tolist() == [0, 0, 0, 1, 2]
    assert table.loc["nerves"].tolist() == [1, 1, 0, 1, 2]


def test_each_count_has_its_words_and_the_rating_that_was_given():
    quotes = mirror_quotes(log_of(EVERY_CELL))
    hidden = quotes[(quotes["mirror"] == "hidden_strength") & (quotes["theme"] == "preparation")]
    assert hidden[["employer", "ratings", "polarity"]].to_numpy().tolist() == [
        ["D", "prepared 1", "strength"]
    ]
    counted = quotes[quotes["mirror"] != "not_said"].drop_duplicates(["line", "theme"])
    pairs = mirrors(log_of(EVERY_CELL))[list(MIRROR_COLUMNS[:4])].to_numpy().sum()
    assert len(counted) == pairs


def test_what_is_outside_ones_control_is_on_no_side_of_the_mirror():
    log = HEAD + row("A", "competition; role_change; no_reason", ratings="5,,,5,5,5")
    assert mirrors(log_of(log))[list(MIRROR_COLUMNS[:4])].to_numpy().sum() == 0


def test_the_order_of_lines_does_not_matter():
    head, *rows = EVERY_CELL.strip().splitlines()
    turned = "\n".join([head, *reversed(rows)]) + "\n"
    assert mirrors(log_of(turned)).equals(mirrors(log_of(EVERY_CELL)))


@settings(max_examples=15)
@given(st.lists(st.sampled_from([1, 2, 3, 4, 5]), min_size=6, max_size=6), st.booleans())
def test_hindsight_never_enters(ratings, undated):
    day = "" if undated else "2026-03-09"
    log = HEAD + row("A", "nerves gap", rated=day, ratings=",".join(map(str, ratings)))
    assert mirrors(log_of(log)).empty


def test_an_empty_log_gives_the_same_columns():
    table = mirrors(log_of(HEAD))
    assert list(table.columns) == ["theme", *MIRROR_COLUMNS]
    assert mirror_quotes(log_of(HEAD)).empty


def times(n, ratings="1,,,,,", themes="preparation strength"):
    return HEAD + "".join(row(f"Employer {i}", themes, ratings=ratings) for i in range(n))


def test_the_picture_is_silent_below_three_pairs_and_says_what_to_record():
    picture = TOPICS["mirrors"].picture(mirrors(log_of(times(2))))
    assert not picture.marks
    assert picture.title == "Too early to set your view beside theirs"
    assert picture.sentence.startswith(
        "Of preparation you and an employer have both spoken 2 times; from three times on"
    )
    assert "Next: rate yourself" in picture.sentence


@pytest.mark.parametrize(("pairs", "pattern"), [(3, False), (7, False), (8, True)])
def test_the_picture_speaks_of_a_pattern_from_eight_pairs(pairs, pattern):
    picture = TOPICS["mirrors"].picture(mirrors(log_of(times(pairs))))
    assert picture.title.startswith("Preparation: the employer and the role: they praised what")
    assert f"{pairs} of {pairs}" in picture.title
    assert ("no pattern yet" in picture.title) is not pattern


@pytest.mark.parametrize(
    ("rating", "cell"), [(2, "hidden_strength"), (3, "not_said"), (4, "agreed_strength")]
)
def test_two_is_low_four_is_fine_and_three_says_nothing(rating, cell):
    log = log_of(HEAD + row("A", "nerves strength", ratings=f",,,,,{rating}"))
    table = mirrors(log).set_index("theme")
    assert table.loc["nerves", cell] == table.loc["nerves"].sum() == 1


def test_one_blind_spot_does_not_lead_but_two_do():
    agreed = [row(f"Same {i}", "nerves gap", ratings=",,,,,1") for i in range(3)]
    blind = [row(f"Blind {i}", "nerves gap", ratings=",,,,,5") for i in range(2)]
    one = TOPICS["mirrors"].picture(mirrors(log_of(HEAD + "".join([*agreed, blind[0]]))))
    two = TOPICS["mirrors"].picture(mirrors(log_of(HEAD + "".join([*agreed, *blind]))))
    assert (
        one.title
        == "Nerves and confidence: you and they saw it the same way, 3 of 4; no pattern yet"
    )
    assert "you felt fine, and they would have liked more, 2 of 5" in two.title


@pytest.mark.parametrize("run", [" " * 50_000, "." * 50_000, "a, " * 20_000, " \n" * 20_000])
def test_a_long_run_of_blanks_or_dots_is_cut_into_clauses_in_one_look(run):
    text = f"You were clear{run}x but vague"
    assert clause_around(text, len(text) - 5, len(text)) == "vague"


def test_a_chosen_theme_shows_their_words_beside_what_i_had_rated():
    shown = behind_the_mirror(log_of(EVERY_CELL), "selling")
    # selling: A was not spoken of, B praised what I had rated 1, D and the rest said nothing.
    assert [
        ("".join(quote[part] for part in ("before", "phrase", "after")), quote["source"])
        for quote in shown["quotes"]
    ] == [
        ("words", "You rated: sold myself 1. They praised what you had rated low. B, 2 March 2026")
    ]
