"""Skills found in texts as adverts are written, and one gap list counted by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounceback_analysis.analysis.skills import find_skills, skill_gaps
from bounceback_analysis.charts.marks import Dot, Text
from bounceback_analysis.topics import TOPICS
from bounceback_analysis.vocabulary.skills import skills
from tests.reading import log_of

TEXTS = tomllib.loads((Path(__file__).parent / "skills" / "texts.toml").read_text("utf-8"))["text"]
AS_OF = pd.Timestamp("2026-06-01")
LOG = (
    "date,employer,stage,outcome,heard_on,feedback,feedback_themes,"
    "rated_on,answered,calm,skills_wanted\n"
)


def named(text, **given):
    return set(find_skills([text], **given)["skill"])


# The vocabulary and the texts


def test_the_texts_are_enough_and_use_the_vocabularys_own_names():
    assert len(TEXTS) >= 60
    assert len({text["sector"] for text in TEXTS}) >= 10
    assert {skill for text in TEXTS for skill in text["skills"]} <= skills().group.keys()


def test_skills_are_found_with_the_promised_precision_and_recall():
    found = [(named(text["text"]), set(text["skills"])) for text in TEXTS]
    right = sum(len(got & wanted) for got, wanted in found)
    assert right / sum(len(got) for got, _ in found) >= 0.93
    assert right / sum(len(wanted) for _, wanted in found) >= 0.90


def test_a_mention_says_where_it_stands():
    text = "Good with Excel; a full UK driving licence."
    rows = find_skills([None, text]).to_dict("records")
    assert [row["skill"] for row in rows] == ["Excel", "driving licence"]
    assert all(text[row["start"] : row["end"]] == row["phrase"] for row in rows)
    assert {row["text"] for row in rows} == {1}


BOTH_WAYS = [
    ("Excel", "Confident in Excel and ready to learn.", "You'll Excel here, and excel in sales."),
    ("Excel", "Excel skills essential.", "Excel Academy Trust is hiring."),
    ("Word", "You will use Word and PowerPoint.", "Word of mouth. In a word: warmth."),
    ("Outlook", "calendars in Outlook", "A positive outlook; the outlook for 2027."),
    ("Access", "Excel, Access and Word", "Access to training, and access to parking."),
    ("Teams", "Interviews are held on Teams.", "You will lead teams. Our Teams are friendly."),
    ("R", "Analysis in R and SQL.", "R Smith, of Group R, and R&D."),
    ("C", "Firmware in C, C++ and Python.", "Grade C or above, vitamin C, Section C."),
    ("Go", "Services in Go, on AWS.", "Go the extra mile. Go to our website."),
    ("Go", "Stack: Go, Kafka and Docker.", "Ready, steady, Go! Python lovers welcome."),
    ("Spark", "Pipelines with Spark and Kafka.", "Spark joy; spark ideas; a bright spark."),
    ("leadership", "You will lead a team of six.", "Lead times are short, and lead pipes old."),
    ("care work", "Experience of care work.", "We care. Take care. Our care home is new."),
    ("Sage", "Invoices are raised in Sage.", "No sage advice; sage green walls."),
    ("SEND support", "Experience of SEND pupils.", "Please send your CV. SEND IT TODAY."),
    ("nursing", "Nursing experience in surgery.", "Our nursing home is by the sea."),
    ("cash handling", "You will work on the tills.", "We are open till late."),
    ("teaching", "Experience of teaching adults.", "Teaching Assistant at a teaching hospital."),
    ("research", "Research skills and patience.", "You had not done your research on us."),
    ("organisation", "Good organisation and pace.", "Our organisation is growing."),
    ("import and export", "Customs clearance experience.", "Local customs and traditions."),
    ("minute taking", "Taking minutes at meetings.", "Ten minutes from the station."),
    ("forklift", "A forklift licence is needed.", "No forklift licence needed."),
    ("React", "Screens in React and TypeScript.", "See how you react. How you React matters."),
    ("R", "Your R was rusty.", "A good R&R policy."),
    ("picking and packing", "Order picking by voice.", "Picking up the slack."),
    ("counselling", "Counselling skills.", "Free counselling to staff."),
    ("site management", "Site manager experience.", "You will report to the site manager."),
    ("tutoring", "Worked as a tutor of maths.", "My tutor said so. She told the tutor."),
    ("carpentry", "A time-served joiner.", "The joiner said no, and thanked your joiner."),
    ("PLC programming", "Fault finding on PLCs.", "A large plc, and then a proper plc."),
    ("software development", "Good knowledge of OOP.", "Oops. Oops, a slip."),
    ("GDPR", "Knowledge of data protection.", "A copy is yours under data protection."),
    ("working with children", "Childcare experience.", "Childcare means that I start late."),
    ("surveying", "Setting out works on site.", "Setting out what you did yourself."),
    ("payroll", "You will process wages.", "Above the minimum wage."),
    ("listening", "Listening is half the job.", "On listening back to the tape."),
    ("probation and offender work", "Worked with the probation service.", "A probation period."),
    ("time management", "You will meet tight deadlines.", "The application deadline is noon."),
    ("teaching", "A teacher of maths.", "Work under the class teacher, and support the teacher."),
    ("equality and diversity", "Commitment to equal opportunities.", "An equal opportunities employer."),
]  # fmt: skip


@pytest.mark.parametrize(("skill", "meant", "not_meant"), BOTH_WAYS)
def test_words_that_are_also_something_else_are_told_by_their_company(skill, meant, not_meant):
    assert skill in named(meant)
    assert skill not in named(not_meant)


def test_no_phrase_settles_a_doubtful_word_behind_its_back():
    # What says when such a word is meant would count for nothing.
    assert {word for word in skills().words if word in skills().phrases} <= {"leadership"}


def test_small_letters_are_no_hindrance_in_a_list_of_programs():
    assert named("good knowledge of word, excel, access and outlook") == {
        "Word", "Excel", "Access", "Outlook",
    }  # fmt: skip
    assert named("we want you to excel and have access to outlook gardens") == set()


def test_the_vocabulary_grows_by_ones_own_skills():
    text = "Must know the Thornbury loom, and warp beaming."
    assert named(text) == set()
    own = {"loom setting": ["Thornbury loom", "warp beaming"]}
    assert named(text, own_skills=own) == {"loom setting"}
    assert named("loom setting", own_skills=["loom setting"]) == {"loom setting"}


@settings(max_examples=60)
@given(st.text(max_size=120))
def test_no_text_whatever_stops_the_finder(text):
    for row in find_skills([text]).to_dict("records"):
        assert text[row["start"] : row["end"]] == row["phrase"] != ""


# The gap list

ADVERTS = [
    # Ages at AS_OF: 0, 90, 90, 180, 180 days, so the weights are 4, 2, 2, 1, 1 of 10.
    "2026-06-01,A,application,waiting,,,,,,,excel; Stock control",
    "2026-03-03,B,application,waiting,,,,,,,MS Excel; loom setting",
    "2026-03-03,C,application,waiting,,,,,,,Loom Setting",
    "2025-12-03,D,application,waiting,,,,,,,R; inventory management",
    "2025-12-03,E,application,waiting,,,,,,,stock rotation",
]
HEARD = [
    "2026-04-01,F,interview,rejected,2026-04-08,The Excel task was weak.,,2026-04-01,2,1,",
    "2026-04-02,F,final interview,rejected,2026-04-09,x,digital gap; nerves gap,2026-04-02,,2,",
    "2026-04-03,G,interview,rejected,2026-04-09,x,nerves strength; preparation gap,2026-04-09,1,1,",
]
LEVELS = (
    "Microsoft Excel,2,4,digital\nstock control,1,5,\n"
    "loom setting,4,4,\nnerves in panels,2,3,nerves\n"
)


STAGES = ("application", "interview")


def log(rows, plan=""):
    return log_of(LOG + "\n".join(rows) + "\n", plan=plan, as_of=AS_OF)


def test_every_row_of_the_gap_list_is_as_counted_by_hand():
    table = skill_gaps(log([*ADVERTS, *HEARD], LEVELS)).set_index("skill")
    # demand, level, wanted, gap, feedback gaps, feedback strengths, self weak, priority
    expected = {
        "stock control": [0.6, 1, 5, 1.0, 0, 0, 0, 0.6],
        "Excel": [0.6, 2, 4, 0.5, 1, 0, 0, 0.3],
        "loom setting": [0.4, 4, 4, 0.0, 0, 0, 0, 0.0],
        "nerves in panels": [0.0, 2, 3, 0.25, 0, 0, 2, 0.0],
        "R": [0.1, np.nan, np.nan, np.nan, 0, 0, 0, np.nan],
        "Depth and examples in answers": [np.nan] * 4 + [0, 0, 1, np.nan],
        "Preparation: the employer and the role": [np.nan] * 4 + [1, 0, 0, np.nan],
    }
    assert set(table.index) == set(expected)
    for skill, row in expected.items():
        got = table.loc[skill, table.columns[:8].drop("top3_share", errors="ignore")]
        np.testing.assert_allclose(got.to_numpy(float), row, err_msg=skill)
    assert list(table.index[:2]) == ["stock control", "Excel"]
    assert table.loc["Excel", ["adverts", "adverts_of", "kind"]].tolist() == [2, 5, "skill"]
    assert table.loc["Preparation: the employer and the role", "kind"] == "theme"
    # Both have a gap and are asked for, so they are among the first three in every re-draw.
    assert table.loc[["stock control", "Excel"], "top3_share"].tolist() == [1.0, 1.0]
    assert table.loc["nerves in panels", "top3_share"] == 0
    assert table.loc["nerves in panels", "of_themes"] == "Nerves and confidence"


def test_a_fourth_skill_is_in_the_top_three_in_some_redraws_only():
    asked = zip("ABCDE", ["Excel", "Sage", "payroll", "phonics", "phonics"], strict=True)
    rows = [f"2026-06-01,{name},application,waiting,,,,,,,{skill}" for name, skill in asked]
    plan = "Excel,1,5,\nSage,1,5,\npayroll,1,5,\nphonics,1,5,\n"
    share = skill_gaps(log(rows, plan)).set_index("skill")["top3_share"]
    # The three that one advert names are alike: by symmetry they share what phonics leaves.
    assert share["phonics"] > 0.9
    assert share[["Excel", "Sage", "payroll"]].between(0.6, 0.78).all()
    assert share.sum() == pytest.approx(3)


def test_below_five_adverts_nothing_is_ranked():
    table = skill_gaps(log(ADVERTS[:4], LEVELS))
    assert table["demand"].notna().any()
    assert table[["priority", "top3_share"]].isna().all(axis=None)


def test_a_log_of_outside_reasons_only_yields_no_gap_at_all():
    rows = [
        "2026-04-01,A,interview,rejected,2026-04-08,Someone else was stronger on the day.,,,,,",
        "2026-04-02,B,interview,rejected,2026-04-08,I am sorry the post was withdrawn.,,,,,",
    ]
    assert skill_gaps(log(rows)).empty


def test_one_application_with_its_skills_copied_to_each_round_is_one_advert():
    twice = [
        "2026-05-01,A,application,passed,,,,,,,Excel",
        "2026-05-09,A,interview,waiting,,,,,,,Excel",
    ]
    table = skill_gaps(log(twice))
    assert table[["adverts", "adverts_of"]].to_numpy().tolist() == [[1, 1]]


LINES = st.lists(st.sampled_from([*ADVERTS, *HEARD]), min_size=1, max_size=8, unique=True)


@settings(max_examples=12)
@given(lines=LINES, seed=st.randoms(use_true_random=False))
def test_the_order_of_lines_never_matters(lines, seed):
    turned = list(lines)
    seed.shuffle(turned)
    plan = ""
    first, second = (skill_gaps(log(rows, plan)) for rows in (lines, turned))
    pd.testing.assert_frame_equal(first, second)


DAYS = st.dates(pd.Timestamp("2025-06-01").date(), AS_OF.date())
SPEAKING_OF_EXCEL = st.one_of(
    st.builds("{},New,application,waiting,,,,,,,Excel; {}".format, DAYS, st.sampled_from("RC")),
    st.builds("{},New,interview,rejected,2026-06-01,The Excel task was weak.,,,,,".format, DAYS),
)


@settings(max_examples=25)
@given(rows=LINES, more=st.lists(SPEAKING_OF_EXCEL, min_size=1, max_size=3))
def test_more_evidence_never_lowers_a_gaps_own_score(rows, more):
    more = [line.replace(",New,", f",New {place},") for place, line in enumerate(more)]
    before, after = (
        skill_gaps(log(lines, LEVELS)).set_index("skill").loc["Excel"]
        for lines in ([*ADVERTS, *rows], [*ADVERTS, *rows, *more])
    )
    told = ["priority", "feedback_gaps", "self_weak", "adverts"]
    assert (after[told] >= before[told] * (1 - 1e-9)).all()
    assert after[told].sum() > before[told].sum()


def test_hindsight_ratings_never_enter():
    late = ["2026-04-03,G,interview,rejected,2026-04-09,,,2026-04-09,1,1,"]
    assert skill_gaps(log(late, "x,1,2,nerves\n"))["self_weak"].sum() == 0


# The picture


def test_each_skill_is_a_row_with_its_adverts_and_levels_the_first_to_learn_on_top():
    names = ["Excel", "Sage", "payroll", "phonics", "first aid", "welding", "sales", "teamwork"]
    rows = [
        f"2026-06-01,E{i},application,waiting,,,,,,,{'; '.join(names[: i + 1])}" for i in range(8)
    ]
    plan = "".join(f"{name},{1 + i % 3},4,\n" for i, name in enumerate(names))
    table = skill_gaps(log(rows, plan))
    picture = TOPICS["skill_gaps"].picture(table)
    dots = [mark for mark in picture.marks if isinstance(mark, Dot)]
    assert [dot.key for dot in dots] == table["skill"].tolist()
    assert (dots[0].key, dots[0].x, dots[0].y, dots[0].meaning) == ("Excel", 8, 7, "gap")
    texts = {mark.y: mark.text for mark in picture.marks if isinstance(mark, Text)}
    assert texts[7] == "8 of 8 adverts, you 1, wanted 4"
    met = TOPICS["skill_gaps"].picture(skill_gaps(log(rows, "sales,4,4,\n")))
    assert [m.meaning for m in met.marks if isinstance(m, Dot)] == ["strength"]


def test_the_picture_tells_the_finding_and_what_one_has_first():
    picture = TOPICS["skill_gaps"].picture(skill_gaps(log(ADVERTS, LEVELS)))
    assert picture.title == "Stock control first: 3 of 5 adverts ask for it, 4 levels to go"
    assert picture.sentence.startswith("You have loom setting, which adverts ask for.")


def test_without_levels_the_picture_shows_what_is_asked_for_and_the_next_thing_to_write():
    picture = TOPICS["skill_gaps"].picture(skill_gaps(log(ADVERTS)))
    assert picture.title == ("Asked for most, of 5 adverts: stock control (3)")
    assert "Write your level" in picture.sentence


def test_skills_level_with_each_other_and_adverts_beyond_ones_levels_are_said_as_they_are():
    rows = [f"2026-06-01,E{i},application,waiting,,,,,,,Excel; Sage" for i in range(5)]

    def title(levels):
        return TOPICS["skill_gaps"].picture(skill_gaps(log(rows, levels))).title

    assert title("Excel,2,4,\nSage,1,3,\n") == "Excel and Sage come first, level with each other"
    assert (
        title("Excel,1,4,\nSage,1,3,\n") == "Excel first: 5 of 5 adverts ask for it, 3 levels to go"
    )
    assert title("Excel,4,4,\n") == "No gap in the skills that you gave a level"


def test_without_adverts_the_picture_says_what_to_record_next():
    for plan in ("", LEVELS):
        picture = TOPICS["skill_gaps"].picture(skill_gaps(log(HEARD, plan)))
        assert not picture.marks
        assert "Write it down" in picture.sentence


def test_a_skill_of_ones_own_may_hold_the_sign_that_stands_for_a_gap():
    assert (
        find_skills("We want _bold_ stitching", own_skills={"_bold_ stitching": ""}).shape[0] == 1
    )


def test_the_first_three_are_told_only_where_more_than_three_compete():
    rows = [f"2026-06-01,E{i},application,waiting,,,,,,,first aid" for i in range(4)]
    rows += ["2026-06-01,F,application,waiting,,,,,,,first aid; Excel; Sage; payroll; sales"]
    three = "Excel,2,4,\nSage,1,2,\npayroll,1,2,\n"
    shown = [
        TOPICS["skill_gaps"].picture(skill_gaps(log(rows, three + more)))
        for more in ("", "sales,5,5,\n", "sales,1,2,\n")
    ]
    # sales at 5 of 5 has no gap: three still compete, and each is among the first three always.
    assert ["among the first three" in picture.description for picture in shown] == [0, 0, 1]
    assert ["among the first three" in picture.sentence for picture in shown] == [0, 0, 1]
    assert shown[0].title == (
        "Of the skills with a level, Excel first: 1 of 5 adverts ask for it, 2 levels to go"
    )
    assert shown[0].sentence == (
        "2 skills without a level of yours: not drawn. "
        "Of them first aid is asked for most, by 5 of 5 adverts."
    )
