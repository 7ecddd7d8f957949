"""Feedback is read into themes, each with the words that showed it; nothing is guessed."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounceback_analysis.analysis.coding import code_feedback, reading_states, unfair_mentions
from bounceback_analysis.analysis.likely import likely_themes
from bounceback_analysis.vocabulary.themes import NEVER_A_GAP, themes

HELD_OUT = Path(__file__).parent / "feedback" / "heldout.jsonl"
PLAIN = HELD_OUT.with_name("plain.toml")
TOLD = HELD_OUT.with_name("told.txt")
MIXED = HELD_OUT.with_name("mixed.toml")
POLARITY = {"+": "strength", "-": "gap"}
TOPICS = (
    """
    confidence|communication|eye contact|presentation|answers|examples|preparation|research|attitude
    enthusiasm|motivation|personality|punctuality|appearance|experience|background|portfolio|lesson
    technical knowledge|subject knowledge|coding test|maths|spelling|IT skills|Excel|typing|teamwork
    leadership|customer service|people skills|qualifications|references|degree|DBS|time management
    problem solving|listening|organisation|knowledge of the company|understanding of the role|CV
    interview technique|body language|application|interest in the role|numeracy|delivery|structure
    """.strip()
    .replace("\n    ", "|")
    .split("|")
)
GOOD = (
    "Your {} was excellent.",
    "You have good {}.",
    "They praised my {}.",
    "They liked my {}.",
    "Nothing wrong with your {}.",
    "Your {} couldn't be faulted.",
    "No concerns about your {}.",
    "{} was a real strength.",
    "They were impressed with my {}.",
    "Your {} stood out.",
)
BAD = (
    "Your {} was poor.",
    "Your {} needs work.",
    "Not enough {}.",
    "Lack of {}.",
    "Weak {}.",
    "Your {} let you down.",
    "You need to improve your {}.",
    "Your {} wasn't good enough.",
    "We had concerns about your {}.",
    "{} could have been better.",
    "They didn't like my {}.",
    "Your {} wasn't what we were looking for.",
    "{} not up to standard",
    "{} was the problem.",
)
ASIDE = dict.fromkeys(GOOD, "gap") | dict.fromkeys(BAD, "strength")
VERBS = (
    """
    communicate/communicated|listen/listened|present/presented|explain things/explained things
    prepare/prepared|perform/performed|interview/interviewed|sell yourself/sold yourself
    answer the questions/answered the questions|teach the lesson/taught the lesson|write/wrote
    lead the group/led the group|work with the others/worked with the others|speak/spoke
    engage the children/engaged the children|handle the customer/handled the customer
    do in the test/did in the test|come across/came across|fit in/fitted in|relax/relaxed
    plan the lesson/planned the lesson|code/coded|manage your time/managed your time
    structure your answers/structured your answers|use examples/used examples
    research the company/researched the company|understand the role/understood the role
    """.strip()
    .replace("\n    ", "|")
    .split("|")
)
DOING = {
    "You {1} well.": "gap",
    "She said I {1} brilliantly.": "gap",
    "They liked how you {1}.": "gap",
    "You {1} extremely well and we enjoyed it.": "gap",
    "You {1} better than anyone.": "gap",
    "You didn't {0} well.": "strength",
    "You {1} badly.": "strength",
    "You could have {1} better.": "strength",
    "You did not {0} well enough.": "strength",
    "You failed to {0} well.": "strength",
    "They didn't like how you {1}.": "strength",
    "You need to {0} better.": "strength",
    "You struggled to {0}.": "strength",
    "You could not {0}.": "strength",
    "I wish I had {1} better.": "strength",
}


def read(text: str, **given: object) -> set[tuple[str, str]]:
    coded = code_feedback([text], **given)
    return set(zip(coded["theme"], coded["polarity"], strict=True))


def test_the_columns_are_there_even_without_texts():
    coded = code_feedback([])
    assert list(coded) == ["text", "theme", "polarity", "phrase", "start", "end", "rule"]
    assert coded.empty


def test_a_hit_says_where_it_stands_and_why():
    [hit] = code_feedback([None, "Overall you were not very confident."]).to_dict("records")
    assert (hit["text"], hit["theme"], hit["polarity"]) == (1, "nerves", "gap")
    assert hit["phrase"] == "confident"
    assert "Overall you were not very confident."[hit["start"] : hit["end"]] == "confident"
    assert hit["rule"].startswith("nerves/strength: ")
    assert hit["rule"].endswith("cue: not very")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You were nervous.", {("nerves", "gap")}),
        ("You were not nervous.", {("nerves", "strength")}),
        ("You could have been more confident.", {("nerves", "gap")}),
        ("You lacked confidence.", {("nerves", "gap")}),
        ("Very confident.", {("nerves", "strength")}),
        ("Confident, but vague.", {("nerves", "strength"), ("answers", "gap")}),
        ("No concerns about your communication.", {("communication", "strength")}),
        ("Your communication was not very strong.", {("communication", "gap")}),
        ("You would benefit from work on your presentation.", {("communication", "gap")}),
        ("Safeguarding knowledge", {("job_skills", "neutral")}),
        ("Poor safeguarding knowledge", {("job_skills", "gap")}),
        ("We were impressed by your enthusiasm.", {("motivation", "strength")}),
        ("You did not seem nervous.", {("nerves", "strength")}),
        ("You didn't come across as arrogant.", {("fit", "strength")}),
        ("You did not show enough experience.", {("experience", "gap")}),
        ("You did not show good communication.", {("communication", "gap")}),
        ("You were not very good at listening.", {("communication", "gap")}),
        ("Zero preparation.", {("preparation", "gap")}),
        (
            "You did not answer well, but good eye contact.",
            {("answers", "gap"), ("communication", "strength")},
        ),
    ],
)
def test_the_nearest_cue_decides(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "No lack of enthusiasm.",
        "No shortage of energy and no lack of warmth.",
        "There was not a single weak answer.",
        "No trouble with eye contact.",
        "No weaknesses in your technical knowledge.",
        "There was no doubting your experience.",
        "It isn't that you lack experience.",
        "You could not have been better prepared.",
        "Your answers could hardly have been clearer.",
        "Never short of an example.",
        "Confident without being cocky.",
    ],
)
def test_praise_that_is_said_with_a_no_is_praise(text):
    assert {polarity for _, polarity in read(text)} == {"strength"}


@pytest.mark.parametrize(
    "text",
    [
        "You were never late.",
        "You followed the instructions well.",
        "You told the truth about the gap.",
        "Your hair and clothes were smart.",
        "Good hygiene practice in the kitchen trial.",
        "Your medical knowledge was very good.",
        "Great availability, including weekends.",
        "No need to work on your presentation skills.",
        "It was no reflection on your skills or experience.",
        "Your experience was not the issue; the budget was.",
        "They froze hiring because of poor sales.",
    ],
)
def test_what_is_no_fault_is_no_gap(text):
    assert "gap" not in {polarity for _, polarity in read(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He went beetroot and gulped.", ("nerves", "gap")),
        ("You did not bat an eyelid.", ("nerves", "strength")),
        ("She gabbled through the slides.", ("communication", "gap")),
        ("Lucid explanations, even of the tax rules.", ("communication", "strength")),
        ("Most of it stayed hypothetical.", ("answers", "gap")),
        ("Her stories were packed with detail.", ("answers", "strength")),
        ("You ran yourself down.", ("selling", "gap")),
        ("You were coy about your own achievements.", ("selling", "gap")),
        ("You had not opened our annual report.", ("preparation", "gap")),
        ("He came armed with shrewd questions.", ("preparation", "strength")),
        ("She was fizzing with ideas and raring to start.", ("motivation", "strength")),
        ("You sneered at your last head teacher.", ("fit", "gap")),
        ("A grand lad, and good company.", ("fit", "strength")),
        ("Your phone buzzed twice.", ("conduct", "gap")),
        ("Impeccably turned out.", ("conduct", "strength")),
        ("You have never worked in a prison.", ("experience", "gap")),
        ("Fifteen years at the wheel.", ("experience", "strength")),
        ("The weld was uneven.", ("job_skills", "gap")),
        ("Your pastry was immaculate.", ("job_skills", "strength")),
        ("You could not share your screen.", ("digital", "gap")),
        ("A dab hand with spreadsheets.", ("digital", "strength")),
        ("You were short with the residents.", ("people", "gap")),
        ("The pupils adored you.", ("people", "strength")),
        ("Your forklift ticket had lapsed.", ("qualifications", "gap")),
        ("Both referees spoke warmly of you.", ("qualifications", "strength")),
        ("The commute is too far.", ("practicalities", "gap")),
        ("You live locally, which helped.", ("practicalities", "strength")),
        ("Another applicant pipped you at the post.", ("competition", "neutral")),
        ("It was a photo finish.", ("competition", "neutral")),
        ("The grant was not renewed.", ("role_change", "neutral")),
        ("They have scrapped the post.", ("role_change", "neutral")),
        ("Not a peep since March.", ("no_reason", "neutral")),
        ("The agency has gone quiet.", ("no_reason", "neutral")),
        ("Far from your finest hour.", ("overall", "gap")),
        ("A cracking interview.", ("overall", "strength")),
    ],
)
def test_everyday_words_of_praise_lack_and_comparison_are_read(text, expected):
    assert read(text) == {expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We asked about your notice period and salary.", {("practicalities", "neutral")}),
        ("Please bring proof of your qualifications.", {("qualifications", "neutral")}),
        ("The next stage is a group task about customers.", {("people", "neutral")}),
        ("The panel asked about your nerves, and you were calm.", {("nerves", "strength")}),
    ],
)
def test_what_everyone_is_asked_is_named_and_not_judged(text, expected):
    assert read(text) == expected


def test_a_word_that_looks_like_one_of_ours_hides_no_longer_phrase():
    assert read("You were patient with us.") == {("fit", "strength")}
    assert read("The patient was in pain.") == set()
    assert read("The details on the form were short.") != {("no_reason", "neutral")}
    assert read("We will keep your details on file.") == {("no_reason", "neutral")}


def test_someone_with_more_of_it_is_a_comparison_and_a_gap():
    expected = {("competition", "neutral"), ("experience", "gap")}
    assert read("They took someone with more experience.") == expected


def test_somebody_who_was_only_wished_for_is_no_rival():
    assert read("We were looking for someone with more experience.") == {("experience", "gap")}


def test_a_letters_form_is_no_reason_only_where_nothing_is_counted_against_you():
    assert read("On this occasion it is a no.") == {("no_reason", "neutral")}
    assert read("On this occasion you were too quiet.") == {("nerves", "gap")}


def test_a_cause_that_is_not_understood_leaves_a_no_unsorted():
    assert read("I was not appointed.") == {("no_reason", "neutral")}
    assert read("I was not appointed because of my plinths.") == set()


def test_a_not_within_the_words_of_praise_turns_them_round():
    assert read("The interview went well.") == {("overall", "strength")}
    assert read("The interview didn't go well.") == {("overall", "gap")}


@pytest.mark.parametrize(("theme", "kinds"), tomllib.loads(PLAIN.read_text("utf-8")).items())
def test_the_plainest_words_of_each_theme_are_read(theme, kinds):
    expected = {text: {(theme, kind)} for kind, texts in kinds.items() for text in texts}
    assert {text: read(text) for text in expected} == expected


@pytest.mark.parametrize(("said", "opposite"), DOING.items())
def test_nothing_that_was_done_is_praised_and_counted_against_in_the_same_words(said, opposite):
    texts = [said.format(*verb.split("/")) for verb in VERBS]
    assert opposite not in set(code_feedback(texts)["polarity"])


@pytest.mark.parametrize(("said", "opposite"), ASIDE.items())
def test_no_topic_is_praised_and_counted_against_in_the_same_words(said, opposite):
    texts = [said.format(topic) for topic in TOPICS]
    assert opposite not in set(code_feedback(texts)["polarity"])


def test_what_is_told_of_the_day_judges_nobody():
    coded = code_feedback(TOLD.read_text("utf-8").splitlines())
    assert set(coded["polarity"]) == {"neutral"}


def test_two_things_said_in_one_breath_are_read_apart():
    expected = {
        text: {(mark.rstrip("+-"), POLARITY.get(mark[-1], "neutral")) for mark in marks.split()}
        for text, marks in tomllib.loads(MIXED.read_text("utf-8")).items()
    }
    assert {text: read(text) for text in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        "We have chosen candidates whose experience more closely matches our needs.",
        "We appreciate your interest in the role and wish you every success.",
        "Thank you for taking the time to apply. Unfortunately you have not been successful.",
        "Due to the high volume of applications we cannot offer individual feedback.",
        "Somebody else was stronger on the day.",
        "The post has been withdrawn.",
        "Despite the quality of your profile, we will not be taking your application further.",
    ],
)
def test_boilerplate_and_reasons_outside_are_never_gap_or_strength(text):
    hits = read(text)
    assert hits
    assert {theme for theme, _ in hits} <= set(NEVER_A_GAP)
    assert {polarity for _, polarity in hits} == {"neutral"}


def test_a_long_sentence_that_judges_nothing_names_no_topic():
    assert read("Communication") == {("communication", "neutral")}
    assert read("On the day we asked every one of you the same six about communication.") == set()


def test_a_note_may_name_a_topic_in_eight_words_and_no_more():
    assert read("Communication and the rest of it on the") == {("communication", "neutral")}
    assert read("Communication and the rest of it on that day") == set()


def test_a_refusal_that_names_topics_says_nothing_of_them():
    text = (
        "Owing to the volume of applications we cannot give feedback on your skills or experience."
    )
    assert read(text) == {("no_reason", "neutral")}


def test_a_slip_of_the_keyboard_is_put_right():
    assert read("Your comunication was poor.") == read("Your communication was poor.")
    assert ("nerves", "gap") in read("You lacked confidance.")


def test_curly_quotes_read_as_straight_ones():
    assert read("You weren’t nervous.") == read("You weren't nervous.") == {("nerves", "strength")}


def test_another_language_is_not_read_and_said_to_be():
    texts = [
        "Vous n'avez pas assez d'expérience pour ce poste, mais vous êtes motivé.",
        "Leider haben wir uns für eine andere Person entschieden, Sie waren nervös.",
        "Niestety nie jest pan wystarczająco doświadczony do tej pracy.",
        "申し訳ありませんが、今回は見送らせていただきます。",
    ]
    assert code_feedback(texts).empty
    assert set(reading_states(texts)) == {"not read"}


def test_each_text_has_a_state():
    texts = ["Too quiet.", "No feedback was given.", "It was a blue day.", "!!! 🙂 ...", None, " "]
    expected = ["read", "no reason", "not sorted", "blank", "blank", "blank"]
    assert reading_states(texts).tolist() == expected


def test_what_was_not_understood_is_offered_three_themes():
    offered = likely_themes("It was a blue day.")
    assert len(offered) == len(set(offered)) == 3
    assert set(offered) <= set(themes())


def test_what_was_read_is_offered_first():
    assert likely_themes("You arrived late and were vague.", n=2) in (
        ["conduct", "answers"],
        ["answers", "conduct"],
    )


def test_a_reason_that_may_not_be_lawful_is_flagged_and_no_gap():
    text = "They said I was too old and they wanted somebody younger."
    assert unfair_mentions([text])["phrase"].tolist()
    assert {polarity for _, polarity in read(text)} == {"neutral"}


def test_own_phrases_add_words_and_whole_themes():
    own = {"nerves": {"gap": ["like a rabbit"]}, "driving": ["reversing"]}
    assert read("You sat there like a rabbit.", own=own) == {("nerves", "gap")}
    assert read("Your reversing was poor.", own=own) == {("driving", "gap")}
    assert read("Your reversing was poor.") == set()


def test_markup_is_passed_over_and_the_words_keep_their_place():
    text = '<p class="nervous">You were <b>very</b> quiet</p>'
    [hit] = code_feedback([text]).to_dict("records")
    assert hit["theme"] == "nerves"
    assert text[hit["start"] : hit["end"]].endswith("quiet")


def test_a_megabyte_in_a_cell_is_read_once_each():
    coded = code_feedback(["You were nervous. " * 55_000])
    assert coded[["theme", "polarity"]].to_numpy().tolist() == [["nerves", "gap"]]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text):
    for hit in code_feedback([text]).itertuples():
        assert text[hit.start : hit.end] == hit.phrase
        assert hit.polarity in {"gap", "strength", "neutral"}
        assert hit.polarity == "neutral" or hit.theme not in NEVER_A_GAP


def test_every_pattern_of_the_vocabulary_is_of_a_known_theme_and_kind():
    from bounceback_analysis.vocabulary.schema import load_words

    words = load_words("phrases")
    assert set(words) == {"classes", "unfair", *themes()}
    kinds = {kind for theme in words if theme != "classes" for kind in words[theme]}
    known = {"gap", "fixed", "strength", "topic", "neutral", "form", "fallback", "mask"}
    assert kinds <= known


def test_the_held_out_sentences_are_read_as_well_as_promised():
    rows = [json.loads(line) for line in HELD_OUT.read_text("utf-8").splitlines()]
    coded = code_feedback([row["text"] for row in rows])
    given = {(i, label["theme"]) for i, row in enumerate(rows) for label in row["labels"]}
    found = set(zip(coded["text"], coded["theme"], strict=True))
    right = len(given & found)
    assert right / len(found) >= 0.8
    assert 2 * right / (len(found) + len(given)) >= 0.75


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("You met the required standard.", "strength"),
        ("You reached the appointable mark.", "strength"),
        ("You did not meet the required standard.", "gap"),
        ("Your score fell below the threshold.", "gap"),
    ],
)
def test_a_standard_that_was_met_is_praise_and_one_that_was_not_is_a_gap(text, polarity):
    assert set(code_feedback([text])["polarity"]) == {polarity}


def test_the_mark_that_was_asked_for_is_no_praise():
    assert "strength" not in set(code_feedback(["The appointable score was 16."])["polarity"])


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("I was not selected because I was too nervous.", {"nerves"}),
        ("They rang me back at five.", set()),
        ("We feel you are better suited to a different role.", {"fit"}),
        ("I asked politely for a reason.", set()),
        ("They were scared of losing me to a bigger firm.", set()),
    ],
)
def test_the_tale_around_an_answer_is_no_answer(text, themes):
    assert {theme for theme, _ in read(text)} & {*themes, "overall", "fit", "no_reason"} == themes
