"""What employers said is told truly: counts beside an independent counter, and by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

import bounceback_analysis as bb
from bounceback_analysis.analysis.feedback import (
    feedback_themes,
    outside_my_control,
    perhaps_read,
    strengths_and_gaps,
    theme_quotes,
)
from bounceback_analysis.analysis.preparing import common_questions, practice_days
from bounceback_analysis.analysis.strengths import share_of_orders, themes_turned, turned_round
from bounceback_analysis.cli import main
from bounceback_analysis.feedback.comparing import is_compared
from bounceback_analysis.log.companions import beside
from bounceback_analysis.notebook.drawing import still
from bounceback_analysis.report.blocks import texts
from bounceback_analysis.report.material import Material
from bounceback_analysis.report.sections import SECTIONS, build
from bounceback_analysis.topics import TOPICS
from bounceback_analysis.vocabulary.themes import theme_name
from tests.by_rule import read
from tests.conftest import ROOT
from tests.counter import counts
from tests.reading import log_of


def said_in_report(log):
    """Give all that a report of a log says, as lines."""
    return "\n".join(texts(build(Material(log), SECTIONS)))


EXAMPLE = ROOT / "data" / "example_log.csv"
EXAMPLE_DAY = date(2026, 11, 30)


def test_the_example_says_what_a_careful_reader_counted():
    log = bb.read_log(EXAMPLE, as_of="2026-11-30")
    picture = bb.plot("feedback_yield", log)
    assert picture.title == (
        "You asked 18 times: 15 told you something, 1 said no and 2 have not answered"
    )
    assert picture.sentence.startswith("5 more told you something unasked.")
    theirs = counts(read(EXAMPLE.read_text("utf-8")), EXAMPLE_DAY)["feedback_yield"]
    ours = bb.feedback_yield(log).set_index("step")["count"]
    assert [ours["asked"], ours["unasked"]] == [theirs["asked"], theirs["unasked"]]


ASKED = """
    date,employer,outcome,feedback,feedback_status,feedback_asked_on
    2026-01-01,A,rejected,You were nervous.,received,2026-01-02
    2026-01-02,B,rejected,,asked,
    2026-01-03,C,rejected,We never give feedback.,refused,2026-01-04
    2026-01-04,D,rejected,You were vague.,received,
    2026-01-05,E,rejected,You were quiet.,,
    2026-01-06,F,rejected,,promised,2026-01-07
    2026-01-07,G,rejected,,,
"""


def test_a_refusal_is_named_and_what_came_unasked_stands_apart():
    found = bb.feedback_yield(log_of(ASKED)).set_index("step")
    assert found[["count", "of"]].to_numpy().tolist() == [
        [4, 7], [1, 4], [1, 4], [2, 4], [1, 3], [1, 3], [3, 3],
    ]  # fmt: skip


def test_nobody_asked_is_said_without_a_time_of_asking():
    picture = bb.plot("feedback_yield", log_of(ASKED).only(lines=[5, 6]))
    assert picture.title == "You were told something unasked 2 times"
    assert bb.plot("feedback_yield", log_of(ASKED).only(lines=[8])).marks == ()


def test_a_standard_letter_is_not_usable_and_words_not_sorted_are_no_part_of_the_count():
    """A: a strong field. B: a gap. C: nobody has sorted it yet. D: the job itself changed."""
    log = log_of("""
        date,employer,outcome,feedback,feedback_status
        2026-01-01,A,rejected,We had a very strong field this year.,received
        2026-01-02,B,rejected,Your answers were vague.,received
        2026-01-03,B,rejected,They rang me on Tuesday about it all.,received
        2026-01-04,D,rejected,The post was withdrawn.,received
        """)
    found = bb.feedback_yield(log).set_index("step")
    assert found.loc["usable", ["count", "of"]].tolist() == [2, 3]
    picture = bb.plot("feedback_yield", log)
    assert picture.title == "You were told something unasked 4 times"
    assert picture.sentence.endswith("1 comment is not sorted yet: read it and sort it yourself.")


UNREAD = "2026-07-15,Alder,Clerk,interview,rejected,They rang me on Tuesday about it all.\n"
OTHERS = "2026-07-16,Birch,Clerk,interview,rejected,Someone else was stronger.\n"
WRITTEN = "date,employer,role,stage,outcome,feedback\n"


def test_a_comment_that_nobody_has_sorted_is_not_called_no_feedback():
    log = log_of(WRITTEN + UNREAD)
    picture = bb.plot("feedback_themes", log)
    assert picture.title == "1 comment is not sorted yet"
    assert picture.sentence == "Read it and sort it yourself."
    pages = [still(bb.learned(log)), still(bb.explore(bb.feedback_themes, log))]
    page = "\n".join(page["text/plain"] for page in pages)
    assert page.count("1 comment is not sorted yet") == 1
    assert "1 comment not sorted yet" in page
    assert "No feedback here yet" not in page
    report = said_in_report(log)
    assert "1 comment is not sorted yet" in report
    assert "What employers said" in report
    assert "no feedback names one" not in report


def test_a_comment_that_nobody_has_sorted_is_said_beside_those_that_are():
    picture = bb.plot("feedback_themes", log_of(WRITTEN + UNREAD + OTHERS))
    assert picture.sentence == (
        "Outside your control, and never a gap: someone else edged it (1 of 1). "
        "1 comment is not sorted yet: read it and sort it yourself."
    )
    assert "someone else edged it (1 of 1)" in said_in_report(log_of(WRITTEN + OTHERS))


def test_what_is_perhaps_meant_in_a_comment_that_is_read_is_offered():
    said = "Data answer was very strong. Someone with A-level experience got it."
    log = log_of(WRITTEN + f"2026-07-15,Alder,Clerk,interview,rejected,{said}\n")
    offered = perhaps_read(log)
    assert offered["line"].tolist() == [2] * len(offered)
    assert not {*offered["theme"]} & {*theme_quotes(log)["theme"]}
    page = still(bb.explore(bb.feedback_themes, log))["text/plain"]
    assert len(offered)
    assert all(theme_name(theme).casefold() in page.casefold() for theme in offered["theme"])
    assert f"Perhaps also meant: {len(offered)} theme" in page
    # What was said of somebody else alone is feedback, and no gap.
    assert bb.plot("feedback_themes", log).title == "No strength or gap came up"


ONCE_MISSED = """
    date,employer,role,stage,outcome,feedback_themes
    2026-08-12,Alder,Clerk,interview,rejected,answers gap
    2026-10-20,Birch,Clerk,interview,rejected,answers strength
"""


@pytest.mark.parametrize(
    ("then", "title", "on_page_one"),
    [
        (
            "2026-08-12",
            "missed in August, praised in October 2026",
            "in August, praised in October 2026",
        ),
        (
            "2026-10-02",
            "missed, then praised in October 2026",
            "on 2 October 2026, praised on 20 October 2026",
        ),
        (
            "2025-10-02",
            "missed in October 2025, praised in October 2026",
            "in October 2025, praised in October 2026",
        ),
    ],
)
def test_what_one_missed_and_another_praised_since_is_said_with_both(then, title, on_page_one):
    log = log_of(ONCE_MISSED.replace("2026-08-12", then))
    assert bb.plot("feedback_themes", log).title == f"Depth and examples in answers: {title}"
    report = said_in_report(log)
    assert f"last missed {on_page_one}." in report
    assert "what was missed has been praised since, no skill has a level in my plan." in report


AGE = "2026-08-12,Alder,Clerk,interview,rejected,You are too old for this role.\n"
VAGUE = "2026-09-12,Birch,Clerk,interview,rejected,Your answers were vague.\n"


@pytest.mark.parametrize("rows", [AGE, AGE + VAGUE])
def test_a_reason_that_may_not_be_lawful_is_told_once_with_where_advice_is_given(rows):
    log = log_of(WRITTEN + rows)
    assert outside_my_control(log)["theme"].tolist() == ["unfair"]
    page = still(bb.explore(bb.feedback_themes, log))["text/plain"]
    assert "Outside your control: 1 comment" in page
    assert "This may not be lawful" in page
    assert page.count("Acas (acas.org.uk)") == 1
    assert "time limits are short" in page


def test_a_comment_that_names_two_reasons_outside_ones_control_is_said_to():
    both = "2026-09-12,Birch,Clerk,interview,rejected,{}\n"
    rival, cut = "Another applicant edged it.", "The first post was withdrawn."
    more = "A comment may name more than one."
    apart = log_of(WRITTEN + both.format(rival) + both.format(cut).replace("Birch", "Elm"))
    assert more not in still(bb.explore(bb.feedback_themes, apart))["text/plain"]
    log = log_of(WRITTEN + both.format(f"{cut} {rival}"))
    assert sorted(outside_my_control(log)["theme"]) == ["competition", "role_change"]
    page = still(bb.explore(bb.feedback_themes, log))["text/plain"]
    assert "Outside your control: 1 comment" in page
    assert more in page


@pytest.mark.parametrize(
    ("text", "words", "compared"),
    [
        ("Another candidate had more experience of forklift driving.", "experience", True),
        ("You had less experience than the other candidates.", "less experience", True),
        ("We chose a more experienced candidate.", "more experienced candidate", True),
        ("Other applicants had more relevant qualifications.", "relevant qualifications", True),
        ("Someone with more experience was appointed.", "experience", True),
        ("Not enough experience.", "Not enough experience", False),
        ("You were vague and another candidate was stronger.", "vague", False),
        ("Another candidate was stronger, and you were vague.", "vague", False),
        ("You seemed nervous, so we went with another candidate.", "nervous", False),
        ("We needed someone with a first aid certificate.", "first aid certificate", False),
        ("The agency wanted someone who had used Sage before.", "used Sage", False),
    ],
)
def test_what_is_said_only_beside_somebody_else_is_told_from_a_gap(text, words, compared):
    start = text.index(words)
    assert is_compared(text, start, start + len(words)) is compared


BESIDE = """
    date,employer,stage,outcome,heard_on,feedback,skills_wanted
    2026-01-05,Oak,interview,rejected,2026-01-09,They took someone with more experience of Excel.,Excel
    2026-01-06,Elm,interview,rejected,2026-01-10,Not enough experience.,
"""


def test_a_comparison_is_shown_as_one_and_counted_in_no_gap():
    log = log_of(BESIDE)
    quotes = theme_quotes(log)
    assert quotes.loc[quotes["compared"], "employer"].unique().tolist() == ["Oak"]
    themes = feedback_themes(log).set_index(["theme", "polarity"])
    assert themes.loc[("experience", "gap"), ["count", "of"]].tolist() == [1, 2]
    gaps = bb.skill_gaps(log).set_index("skill")
    assert gaps.loc["Excel", "feedback_gaps"] == 0
    assert gaps.loc["Relevant experience", "feedback_gaps"] == 1
    says = outside_my_control(log)
    assert says["employer"].tolist() == ["Oak"]
    assert "only beside somebody else" in says["says"].iloc[0]


def test_a_reading_of_ones_own_counts_even_beside_somebody_else():
    text = BESIDE.replace(",skills_wanted", ",feedback_themes").replace(
        ",Excel\n", ",experience gap\n"
    )
    themes = feedback_themes(log_of(text)).set_index(["theme", "polarity"])
    assert themes.loc[("experience", "gap"), "count"] == 2


TURNED = """
    date,employer,outcome,feedback_themes
    2026-01-05,A,rejected,answers gap; nerves gap; people strength
    2026-01-12,B,rejected,answers gap; people strength
    2026-01-19,C,rejected,answers gap; fit gap
    2026-02-02,D,rejected,answers gap; answers strength
    2026-03-02,E,rejected,answers strength; fit strength
    2026-03-09,F,rejected,answers strength; people gap
    2026-03-16,G,rejected,answers strength; nerves gap
"""


def test_a_theme_missed_and_then_praised_is_told_by_its_days():
    found = turned_round(log_of(TURNED)).set_index("theme")
    # Four gaps, then three praises: 1 of the 35 orders of seven votes. D missed it on its day.
    assert found.loc["answers"].tolist() == [
        4, pd.Timestamp("2026-02-02"), 3, pd.Timestamp("2026-03-02"), pytest.approx(1 / 35), "turned",
    ]  # fmt: skip
    # One gap, then one praise: 1 of 2 orders, and luck does it half the time.
    assert found.loc["fit", "share_of_orders"] == 0.5
    assert found.loc["fit", "verdict"] == "cannot tell yet"
    assert set(found.index) == {"answers", "fit"}


def test_a_theme_that_turned_is_no_open_gap_and_one_missed_as_often_is_no_strength():
    strengths, gaps = strengths_and_gaps(feedback_themes(log_of(TURNED)))
    assert strengths["theme"].tolist() == ["people"]  # praised by 2, missed by 1
    assert gaps["theme"].tolist() == ["nerves"]  # answers 4 to 4, fit 1 to 1: told by their days


def test_turned_is_said_only_of_what_was_turned():
    log = log_of(TURNED)
    picture = bb.plot("turned_round", log)
    assert picture.title == "Depth and examples in answers turned round"
    assert "up to 2 February 2026 missed by 4; since 2 March 2026 praised by 3" in picture.sentence
    few = bb.plot("turned_round", log.only(lines=[4, 6]))
    assert "turned" not in few.title
    assert "luck" in few.sentence
    assert bb.plot("turned_round", log.only(lines=[2])).marks == ()


def test_the_share_of_orders_is_counted_exactly():
    assert share_of_orders([False, True, False, True]) == 3 / 6
    assert share_of_orders([True, True, False]) == 1
    assert share_of_orders([False] * 8 + [True] * 8) == pytest.approx(1 / 12870)


def test_the_more_themes_could_turn_the_rarer_each_must_be():
    once = [False] * 4 + [True] * 3  # 1 of 35
    assert list(themes_turned({"a": once})) == ["a"]
    assert list(themes_turned({"a": once, "b": once})) == []
    assert list(themes_turned({"a": once, "b": [False, True]})) == ["a"]
    assert list(themes_turned({})) == []


SKILLS = """
    date,employer,stage,outcome,heard_on,feedback,skills_wanted
    2026-01-05,Oak,interview,rejected,2026-01-09,They wanted someone who had used Sage before.,Sage; Excel
    2026-01-06,Elm,interview,rejected,2026-01-10,You failed the typing test.,Sage
    2026-01-07,Ash,interview,rejected,2026-01-11,Good knowledge of confidentiality.,Sage
"""


def test_a_skill_has_its_own_counts_and_not_those_of_the_theme_tied_to_it():
    gaps = bb.skill_gaps(log_of(SKILLS, plan="Sage,1,3,job_skills,,,,,\n"))
    sage = gaps.set_index("skill").loc["Sage"]
    assert sage[["feedback_gaps", "feedback_strengths"]].tolist() == [1, 0]
    assert sage["of_themes"] == "Job knowledge, skills and tests"
    hover = next(
        m.hover for m in TOPICS["skill_gaps"].picture(gaps).marks if getattr(m, "key", "") == "Sage"
    )
    assert hover.endswith("named as a gap by 1 employer")


def test_four_of_four_is_said_to_be_no_pattern_yet():
    rows = {"agreed_strength": 4, "agreed_gap": 0, "blind_spot": 0, "hidden_strength": 0}
    title = (
        TOPICS["mirrors"].picture(pd.DataFrame([{"theme": "nerves", **rows, "not_said": 0}])).title
    )
    assert title.endswith("4 of 4; no pattern yet")


@pytest.mark.parametrize(
    ("text", "own", "read_as"),
    [
        ("You were wobbly as jelly.", {"nerves": "wobbly as jelly"}, {("nerves", "gap")}),
        ("Wobbly as jelly.", {"fit": "wobbly as jelly"}, {("nerves", "gap"), ("fit", "neutral")}),
        ("You were punctual.", {"conduct": {"strength": ["punctual"]}}, {("conduct", "strength")}),
        ("You were quiet.", {"nerves": {"strength": "were quiet"}}, {("nerves", "strength")}),
        ("You were quiet.", {"driving": ["reversing"]}, {("nerves", "gap")}),
    ],
)
def test_own_phrases_add_and_take_nothing_away_unasked(text, own, read_as):
    coded = bb.code_feedback([text], own=own)
    assert set(zip(coded["theme"], coded["polarity"], strict=True)) == read_as


def test_themes_at_the_prompt_knows_the_phrases_beside_ones_log(own_log, tmp_path, capsys):
    beside(own_log, "settings").write_text('[phrases]\ndriving = { gap = "kerbed it" }\n', "utf-8")
    (tmp_path / "words.txt").write_text("You kerbed it.\n", "utf-8")
    assert main(["themes", str(tmp_path / "words.txt")]) == 0
    assert "driving, gap: “kerbed it”" in capsys.readouterr().out


QUESTIONS = "date,employer,outcome,hard_questions\n2026-03-02,A,rejected,Why us?; Why now?\n"


@pytest.fixture
def own_questions(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text(QUESTIONS, "utf-8")
    beside(path, "settings").write_text("# mine\n[questions]\npractised = ['Why now?']\n", "utf-8")
    return path


def test_a_question_is_marked_as_practised_and_comes_back_after_1_3_and_7_days(own_questions):
    written = bb.practise_question(bb.read_log(own_questions), " Why us? ", "2026-03-05")
    assert written.ok
    log = bb.read_log(own_questions, as_of="2026-03-07")
    assert bb.question_bank(log)["practised"].all()
    assert log.settings["questions"] == {
        "practised": ["Why now?", "Why us?"],
        "days": {"Why us?": "2026-03-05"},
    }
    assert beside(own_questions, "settings").read_text("utf-8").startswith("# mine\n")
    days = practice_days(log)["due_on"]
    assert days.dt.strftime("%m-%d").tolist() == ["03-08", "03-12"]  # 03-06 is past


def test_practice_goes_into_a_calendar(own_questions, tmp_path):
    bb.practise_question(bb.read_log(own_questions), "Why us?", "2026-03-05")
    due = practice_days(bb.read_log(own_questions, as_of="2026-03-05"))
    text = bb.export_follow_ups(due, tmp_path / "practice.ics", as_of="2026-03-05").read_text()
    assert text.count("BEGIN:VEVENT") == 3
    assert len({line for line in text.splitlines() if line.startswith("UID")}) == 3


@pytest.mark.parametrize(("question", "day"), [(" ", None), ("Why us?", "5 March")])
def test_what_cannot_be_marked_is_said(own_questions, question, day):
    with pytest.raises(ValueError, match=r"question|day"):
        bb.practise_question(bb.read_log(own_questions), question, day)


def test_the_example_is_never_written_to():
    with pytest.raises(ValueError, match="new_log"):
        bb.practise_question(replace(bb.read_log(EXAMPLE), example=True), "Why us?")
    with pytest.raises(ValueError, match="no file of your own"):
        bb.practise_question(bb.read_log(EXAMPLE), "Why us?")
    assert not beside(EXAMPLE, "settings").exists()


def test_thirty_common_questions_begin_with_the_themes_that_were_missed():
    found = common_questions(
        log_of("date,employer,outcome,feedback_themes\n2026-01-05,A,rejected,nerves gap\n")
    )
    assert len(found) == found["question"].nunique() == 30
    assert found["theme"].tolist()[:3] == ["nerves", "nerves", "selling"]
    assert not found["practised"].any()


@pytest.mark.parametrize(
    "topic",
    [
        "feedback_themes",
        "turned_round",
        "skill_gaps",
        "mirrors",
        "question_bank",
        "feedback_yield",
        "plan_progress",
        "what_went_well",
    ],
)
def test_no_word_of_the_machine_stands_where_a_person_looks(topic):
    picture = bb.plot(topic, bb.read_log(EXAMPLE, as_of="2026-11-30"))
    said = [picture.title, picture.subtitle, picture.sentence]
    said += [str(getattr(mark, name, "")) for mark in picture.marks for name in ("hover", "text")]
    for word in (
        "no_reason",
        "role_change",
        "job_skills",
        "low80",
        "cannot_tell",
        "not_said",
        "nan",
    ):
        assert not any(word in text for text in said)


def test_what_is_given_wrongly_is_answered_with_what_to_type():
    entries = log_of(QUESTIONS).entries
    with pytest.raises(
        TypeError, match=r"Type: log = bb.open_log\(\), then bb.feedback_themes\(log"
    ):
        bb.plot(bb.feedback_themes, entries)
    with pytest.raises(TypeError, match="The topic comes first"):
        bb.plot(entries, bb.feedback_themes)
    with pytest.raises(TypeError, match=r"bb\.read_log"):
        bb.plot("turned_round", "my_log.csv")
    assert "turned_round" in TOPICS


def test_themes_are_told_in_whole_numbers_of_employers():
    from bounceback_analysis.notebook.quotes import themes_in_words

    def said(part: object) -> list[str]:
        if isinstance(part, dict):
            inner = [words for each in part.values() for words in said(each)]
            return [part["text"], *inner] if "marks" in part and "text" in part else inner
        return [words for each in part for words in said(each)] if isinstance(part, list) else []

    found = said(themes_in_words(bb.read_log(ROOT / "data" / "example_log.csv")))
    assert len(found) > 5
    assert all(words.isdecimal() for words in found)


def test_who_named_only_other_candidates_is_in_no_share_but_that_of_all_who_wrote():
    """Of four, two said something of the person; a standard letter and a strong field did not."""
    own = ["answers gap", "competition", "no_reason", "competition; answers strength"]
    rows = "".join(f"2026-05-0{n},E{n},rejected,{said}\n" for n, said in enumerate(own, 1))
    log = log_of(f"date,employer,outcome,feedback_themes\n{rows}")
    found = feedback_themes(log).set_index(["theme", "polarity"])[["count", "of"]]
    assert found.T.to_dict("list") == {
        ("answers", "strength"): [1, 2],
        ("answers", "gap"): [1, 2],
        ("competition", "neutral"): [2, 4],
        ("no_reason", "neutral"): [1, 4],
    }


@pytest.mark.parametrize(
    ("own", "theme", "read_as"),
    [
        ("internal candidate", "competition", "Someone else edged it"),
        ("Internal Candidate gap", "competition", "Someone else edged it"),
        ("confidence gap", "nerves", "Nerves and confidence"),
        ("juggling gap", "juggling", ""),
    ],
)
def test_a_theme_by_other_words_is_ours_and_told_and_one_of_ones_own_stays(own, theme, read_as):
    log = log_of(f"date,employer,outcome,feedback_themes\n2026-05-01,E,rejected,{own}\n")
    assert feedback_themes(log)["theme"].tolist() == [theme]
    assert log.entries["feedback_themes"].tolist() == [own]
    told = [problem.message for problem in log.problems if problem.column == "feedback_themes"]
    assert len(told) == bool(read_as)
    assert all(f"was read as '{read_as}'" in message for message in told)
    assert "competition" not in [*feedback_themes(log).query("polarity == 'gap'")["theme"]]
