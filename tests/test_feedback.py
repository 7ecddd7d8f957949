"""The themes of a log: one vote an employer, strengths beside gaps, what is outside kept apart."""

from __future__ import annotations

import pytest

from bounceback_analysis.analysis.feedback import (
    code_feedback,
    feedback_themes,
    outside_my_control,
    reading_of,
    readings_in_words,
    theme_quotes,
)
from bounceback_analysis.feedback.own_readings import themes_cell
from bounceback_analysis.feedback.telling import themes_json, themes_report
from bounceback_analysis.topics import TOPICS, plot
from tests.reading import log_of

LOG = """
    date,employer,stage,outcome,feedback,feedback_themes
    2026-01-05,Oak Home,interview,rejected,You were nervous.,
    2026-01-09,oak home ,final interview,rejected,You were too quiet. You had a friendly manner.,
    2026-02-02,Elm Shop,interview,rejected,You were vague.,nerves gap; communication strength
    2026-03-02,Ash School,interview,rejected,Someone else was stronger.,
    2026-03-09,Yew Ltd,application,no response,,
    2026-03-10,Fir plc,application,rejected,We cannot offer feedback.,
"""


def rows(table, *columns):
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_one_employer_has_one_vote_on_a_theme():
    table = feedback_themes(log_of(LOG))
    gaps = table[table["polarity"] == "gap"]
    assert rows(gaps, "theme", "count", "of") == [("nerves", 2, 2)]


def test_strengths_stand_before_gaps_and_what_was_only_named():
    table = feedback_themes(log_of(LOG))
    assert rows(table, "theme", "polarity", "control", "count", "of") == [
        ("communication", "strength", "self", 1, 2),
        ("fit", "strength", "partly", 1, 2),
        ("nerves", "gap", "self", 2, 2),
        ("competition", "neutral", "outside", 1, 4),
        ("no_reason", "neutral", "outside", 1, 4),
    ]


def test_the_range_is_the_jeffreys_range_of_count_and_of():
    further = "2026-03-11,Ivy plc,interview,rejected,Your answers were vague.,\n"
    table = feedback_themes(log_of(LOG + further))
    nerves = table[table["theme"] == "nerves"].iloc[0]
    assert nerves["rate"] == pytest.approx(2 / 3)
    assert nerves["low"] == pytest.approx(0.1766, abs=5e-4)
    assert nerves["high"] == pytest.approx(0.9609, abs=5e-4)
    assert nerves["low"] < nerves["low80"] < nerves["rate"] < nerves["high80"] < nerves["high"]


def test_the_persons_own_reading_replaces_the_automatic_one_of_that_row():
    quotes = theme_quotes(log_of(LOG))
    elm = quotes[quotes["employer"] == "Elm Shop"]
    assert rows(elm, "theme", "polarity", "confirmed") == [
        ("nerves", "gap", True),
        ("communication", "strength", True),
    ]
    assert not quotes.loc[quotes["employer"] != "Elm Shop", "confirmed"].any()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("answers", [("answers", "gap")]),
        ("Nerves and confidence strength", [("nerves", "strength")]),
        ("no_reason gap", [("no_reason", "neutral")]),
        ("driving gap", [("driving", "gap")]),
        ("none", []),
        ("nothing", []),
    ],
)
def test_a_cell_may_be_written_as_people_write(cell, expected):
    log = LOG.replace("nerves gap; communication strength", cell)
    quotes = theme_quotes(log_of(log))
    assert rows(quotes[quotes["employer"] == "Elm Shop"], "theme", "polarity") == expected


def test_that_there_was_nothing_to_read_is_written_so_that_it_is_read_again():
    log = log_of(LOG.replace("nerves gap; communication strength", themes_cell([])))
    assert "Elm Shop" not in theme_quotes(log)["employer"].tolist()
    assert reading_of(log).set_index("employer").loc["Elm Shop", "state"] == "confirmed"


def test_a_quote_shows_its_phrase():
    quotes = theme_quotes(log_of(LOG))
    shown = [quote["text"][quote["start"] : quote["end"]] for quote in quotes.to_dict("records")]
    assert shown[:3] == ["nervous", "too quiet", "friendly manner"]
    assert quotes["line"].tolist()[:3] == [2, 3, 3]


@pytest.mark.parametrize("words", ["Someone else was stronger.", "The post was withdrawn."])
def test_a_reason_outside_ones_control_yields_no_gap_and_is_said(words):
    log = log_of(f"date,employer,outcome,feedback\n2026-01-05,Oak,rejected,{words}\n")
    table = feedback_themes(log)
    assert set(table["polarity"]) == {"neutral"}
    assert outside_my_control(log)["text"].tolist() == [words]
    picture = TOPICS["feedback_themes"].picture(table)
    assert picture.title == "No strength or gap came up"
    assert "Outside your control" in picture.sentence


def test_a_reason_that_may_not_be_lawful_is_no_gap_and_points_to_help():
    log = log_of(
        "date,employer,outcome,feedback\n"
        '2026-01-05,Oak,rejected,"At your age you would not have the digital skills."\n'
    )
    assert "gap" not in set(feedback_themes(log)["polarity"])
    says = outside_my_control(log).iloc[0]["says"]
    assert "Acas" in says
    assert "Citizens Advice" in says


def test_themes_by_stage_count_within_each_stage():
    table = feedback_themes(log_of(LOG), by="stage")
    nerves = table[(table["theme"] == "nerves") & (table["polarity"] == "gap")]
    assert rows(nerves, "stage", "count", "of") == [
        ("interview", 2, 2),
        ("final interview", 1, 1),
    ]


@pytest.mark.parametrize(("last", "period"), [("2026-07-20", "2026-07"), ("2026-07-21", "2026Q3")])
def test_a_search_of_more_than_two_hundred_days_goes_by_quarters(last, period):
    """From 1 January to 20 July are 200 days."""
    rows = f"2026-01-01,A,rejected,nerves gap\n{last},B,rejected,nerves gap\n"
    log = log_of(f"date,employer,outcome,feedback_themes\n{rows}")
    assert feedback_themes(log, by="period")["period"].iloc[-1] == period


def test_themes_by_period_go_month_by_month_in_a_short_search():
    table = feedback_themes(log_of(LOG), by="period")
    assert list(dict.fromkeys(table["period"])) == ["2026-01", "2026-02", "2026-03"]


def test_another_way_to_split_is_refused():
    with pytest.raises(ValueError, match="stage or period"):
        feedback_themes(log_of(LOG), by="weather")


def test_readings_are_counted_as_confirmed_or_automatic():
    states = reading_of(log_of(LOG))["state"]
    assert readings_in_words(states) == "1 reading confirmed by you, 4 automatic."


def test_no_feedback_says_that_this_is_common_and_what_to_do_next():
    log = log_of("date,employer,outcome\n2026-01-05,Oak,rejected\n")
    for nothing in (log, log.only(lines=[])):
        assert feedback_themes(nothing).empty
        assert feedback_themes(nothing, by="period").empty
        assert outside_my_control(nothing).empty
        assert reading_of(nothing).empty
        picture = plot("feedback_themes", nothing)
        assert "Most employers give none" in picture.sentence


def test_the_title_states_the_finding():
    picture = TOPICS["feedback_themes"].picture(feedback_themes(log_of(LOG)))
    assert picture.title == (
        "Praised most: getting your message across and attitude, manner and fit "
        "(1 of 2 employers each). Wanted more of: calm and confidence (2 of 2 employers)"
    )


def test_nobody_is_praised_for_nerves():
    log = "date,employer,outcome,feedback_themes\n2026-01-05,Oak,rejected,nerves strength\n"
    title = TOPICS["feedback_themes"].picture(feedback_themes(log_of(log))).title
    assert title == "Praised most: calm and confidence (the one employer that gave a reason)"


def test_praised_most_is_said_only_of_what_was_praised_most():
    log = """
        date,employer,outcome,feedback_themes
        2026-01-05,Oak,rejected,answers strength; people strength
        2026-01-06,Ash,rejected,answers strength
        2026-01-07,Elm,rejected,answers gap
        2026-01-08,Fir,rejected,answers gap
        """
    assert TOPICS["feedback_themes"].picture(feedback_themes(log_of(log))).title == (
        "Praised more than missed: working with people (1 of 4 employers). "
        "Wanted more of: depth and examples in answers (2 of 4 employers)"
    )


def test_themes_named_as_often_are_named_together_and_an_employer_counts_once():
    log = """
        date,employer,role,outcome,feedback,feedback_themes
        2026-01-05,Oak,Cook,rejected,,nerves gap; communication strength
        2026-01-06,Oak,Baker,rejected,,nerves gap
        2026-01-07,Ash,Cook,rejected,,answers gap; people strength
        2026-01-08,Elm,Cook,rejected,,competition
        """
    picture = TOPICS["feedback_themes"].picture(feedback_themes(log_of(log)))
    assert picture.title == (
        "Praised most: getting your message across and working with people "
        "(1 of 2 employers each). Wanted more of: depth and examples in answers and calm and "
        "confidence (1 of 2 employers each)"
    )
    assert picture.sentence == (
        "Outside your control, and never a gap: someone else edged it (1 of 3)."
    )


def test_themes_that_were_only_named_are_not_said_to_be_outside_ones_control():
    log = """
        date,employer,outcome,feedback_themes
        2026-01-05,Oak,rejected,nerves neutral
        """
    picture = TOPICS["feedback_themes"].picture(feedback_themes(log_of(log)))
    split = TOPICS["feedback_themes"].picture(feedback_themes(log_of(log), by="stage"))
    for shown in (picture, split):
        assert shown.title == "No strength or gap came up"
        assert shown.sentence == "What was said was outside your control, or only named."


def test_below_five_answers_each_is_a_mark_and_no_share_is_drawn():
    from bounceback_analysis.charts.marks import Dot, Segment

    picture = TOPICS["feedback_themes"].picture(feedback_themes(log_of(LOG).only(lines=[2])))
    assert picture.title == (
        "Wanted more of: calm and confidence (the one employer that gave a reason)"
    )
    assert [mark.key for mark in picture.marks if isinstance(mark, Dot)] == ["nerves"]
    assert not any(isinstance(mark, Segment) for mark in picture.marks)


def test_gap_and_strength_stand_apart_by_shape_and_keep_their_theme():
    from bounceback_analysis.charts.marks import Dot

    drawn = TOPICS["feedback_themes"].picture(feedback_themes(log_of(LOG))).marks
    dots = [mark for mark in drawn if isinstance(mark, Dot)]
    assert {(dot.key, dot.meaning) for dot in dots} == {
        ("nerves", "gap"),
        ("fit", "strength"),
        ("communication", "strength"),
    }


def test_the_report_says_what_was_read_and_what_was_not():
    report = themes_report(["You were quiet.", "Blue.", "Vous n'êtes pas retenu pour le poste."])
    assert "Nerves and confidence, gap: “quiet”" in report
    assert "not sorted yet" in report
    assert "not read" in report
    assert "unless they are asked" in themes_report([])


def test_what_is_said_only_beside_somebody_else_is_told_so_at_the_prompt_and_counted_nowhere():
    texts = ["Another candidate had more dementia experience.", "You need more experience."]
    counts = {(row["theme"], row["polarity"]): row["count"] for row in themes_json(texts)["counts"]}
    assert counts == {("competition", "neutral"): 1, ("experience", "gap"): 1}
    coded = code_feedback(texts).set_index(["text", "theme"])["compared"]
    assert coded.to_dict() == {
        (0, "competition"): False,
        (0, "experience"): True,
        (1, "experience"): False,
    }
    report = themes_report(["Someone with A-level experience got it."])
    assert (
        "Relevant experience, only beside somebody else, not counted: "
        "“Someone with A-level experience got it.”" in report
    )
    assert "Relevant experience, gap" not in report


def test_the_json_document_keeps_every_text_with_its_readings():
    document = themes_json(["You were quiet.", "They wanted someone younger."])
    quiet, younger = document["feedback"]
    assert quiet["themes"][0]["theme"] == "nerves"
    assert quiet["themes"][0]["control"] == "self"
    assert younger["unfair"]
    assert document["counts"]
