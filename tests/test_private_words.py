"""What is private is left out of a report wherever it was typed, and a job's own matter is not."""

from __future__ import annotations

import pytest

from bounceback_analysis.redaction.redactor import redactor

redact = redactor({"Royal Penbury Infirmary": "Employer A", "Next": "Employer B"})


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("How do you manage your epilepsy at work?", "epilepsy"),
        ("Ask the nurse about my insulin", "insulin"),
        ("Would you take off your hijab?", "hijab"),
        ("ask for Friday prayers off", "prayers"),
        ("Call my union rep", "union"),
        ("I came out to the team in May", "came out"),
        ("The gap is when I was in a refuge", "refuge"),
        ("they asked about my childcare course", "childcare"),
        ("my fianc\u00e9 drove me", "fianc"),
        ("carer\u2019s allowance stops in May", "allowance"),
        ("ask whether they recognise Unite", "Unite"),
        ("When does your visa run out?", "visa"),
        ("Who looks after your children?", "children"),
        ("What was your conviction for?", "conviction"),
        ("say that I am trans", "trans"),
        ("I said that I was two years sober", "sober"),
        ("Do you still need the screen magnifier?", "magnifier"),
        ("What were the ten months inside for?", "inside"),
        ("Stay within Universal Credit rules", "Universal"),
        ("say that I vote Labour", "Labour"),
        ("said Im due in August", "due"),
        ("half a beta blocker before the next one", "beta blocker"),
        ("we're waiting on a hip op", "hip op"),
        ("How do you manage your epilepsy?", "epilepsy"),
        ("Standing is hard with a gammy ankle", "ankle"),
        ("does my old carer visa cover it", "visa"),
    ],
)
def test_a_private_word_is_left_out_of_what_is_written_in_sentences(text, secret):
    assert secret not in redact(text)
    assert secret in redact(text, prose=False)


@pytest.mark.parametrize(
    "text",
    [
        "How would you support a child with autism?",
        "What do you know about dementia?",
        "You spoke with conviction, and with some caution.",
        "How would you calm disabled pupils?",
        "Supports the family court team, or cover a shift in a refuge",
        "Help people in debt with their letters",
        "They may have a maternity cover in spring",
        "How would you cover three carers off sick?",
        "Good union of theory and practice",
        "I was sick of waiting, and it fell on deaf ears",
        "My Power BI page on debt recovery in church halls",
        "How would you deal with a union rep?",
        "Prison officers do the second interview on the prison wing",
        "My alarm had been disabled by the night team",
        "Ten months inside the warehouse and I know it",
        "Work with children and vulnerable adults",
        "A diploma in childcare, and a session on dementia",
        "How would you explain Universal Credit to a tenant?",
        "No offence taken; the other candidate came out ahead",
        "How do you respond to a seizure in class?",
        "Is this tray halal or kosher?",
        "Learn what whistleblowing means",
        "How would you support somebody going through a divorce?",
        "The breakdown of marks came by e-mail",
        "I am 20 weeks into the course",
        "Which part of Excel is hardest?",
        "Weigh the pregnant ewes, then the red tag on the gate",
        "My view of visa law",
    ],
)
def test_what_a_job_is_about_stays(text):
    assert redact(text) == text


def test_the_title_of_a_job_keeps_its_own_words():
    assert redact("Autism support worker", prose=False) == "Autism support worker"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("प्रिया शर्मा liked my answer", "प्रिया"),
        ("ขอบคุณ สมชาย", "สมชาย"),
        ("Thank ნინო for the tour", "ნინო"),
        ("דוד כהן smiled", "דוד"),
        ("Ring O77OO 9OO123", "9OO"),
        ("text o7700 9oo 456", "9oo"),
        ("call 0I6I 496 OOOO", "496"),
        ("At fifty-seven, can you lift?", "fifty"),
        ("Say nothing of being 61", "61"),
        ("I went back to school at 52 with no grant", "52"),
        ("I told them at nineteen and a half", "nineteen"),
        ("You are 19, how will you lead?", "19"),
        ("Joked that my free bus pass came", "bus pass"),
        ("said I was after the mid forties", "forties"),
        ("Take 1969 off my CV", "1969"),
        ("a '72 baby like the manager", "72"),
        ("Is twelve twenty-one hourly enough?", "twelve"),
        ("DM zedfenn99 on insta", "zedfenn"),
        ("hide my reddit u/sadclerk", "sadclerk"),
        ("Learn the rpi rota system", "rpi"),
        ("Read next plc's report first", "next plc"),
    ],
)
def test_names_in_any_script_and_numbers_in_disguise_are_found(text, secret):
    assert secret not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "Write six STAR stories, one a week",
        "Falls went down from 9 a month to 4.",
        "Know the Health and Safety at Work etc. 1974 Act",
        "How would you split £500 between two projects?",
        "Frank and honest about what you do not know",
        "Evidence each point, E1 to E9, for over 65s",
        "Came back to work at 22 hours a week, short on a Sunday and I coped",
        "Why was the float nine pounds short, or the till out by 40p?",
        "Is 40 chairs too many for a hall?",
    ],
)
def test_what_only_looks_like_pay_an_age_or_a_name_stays(text):
    assert redact(text) == text


def test_a_word_can_be_put_back_and_another_taken_out():
    own = redactor({"Next": "Employer B"}, kept=["Union rep"], cut=["rota  system"])
    assert (
        own("Call my union rep about the rota system")
        == "Call my union rep about the [word removed]"
    )


def test_what_goes_is_told_with_its_kind():
    found = redact.found("Karen at Next asked about my epilepsy", prose=True, private=True)
    assert found == [("Karen", "name"), ("Next", "employer"), ("epilepsy", "health")]
