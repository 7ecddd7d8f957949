"""What is taken out of free text before it is shared, and what is left as it was."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bounceback_analysis.report.employers import employer_labels
from bounceback_analysis.report.plain import clean
from bounceback_analysis.report.redaction import redact_entries, redact_texts, redactor
from bounceback_analysis.vocabulary.schema import columns
from tests.reading import entries_of

LABELS = {
    "Bright Futures Ltd": "Employer A",
    "St Oswald's Hospital Trust": "Employer B",
    "Calder & Pike": "Employer C",
    "Tesco": "Employer D",
    "Next": "Employer E",
    "Hartley House Care Home": "Employer F",
    "Café Rouge": "Employer G",
    "Department for Work and Pensions": "Employer H",
    "NA": "Employer I",
    "BT": "Employer J",
}
redact = redactor(LABELS)


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        # Employers, in every spelling.
        ("We at Bright Futures liked you", "Bright Futures"),
        ("bright futures said no", "futures"),
        ("BRIGHT FUTURES LIMITED SAID NO", "FUTURES"),
        ("Bright-Futures and BrightFutures and #brightfutures", "right-F|BrightF|rightf"),
        ("Bri\u200bght Fu\u00adtures wrote", "ght Fu|tures"),
        ("Ｂｒｉｇｈｔ Ｆｕｔｕｒｅｓ wrote", "Futures|Ｆｕｔｕｒｅｓ"),
        ("They said St Oswalds was full", "Oswald"),
        ("the oswald's panel", "swald"),
        ("Calder and Pike; Calder&Pike; the Pike interview", "Calder|Pike"),
        ("Tesco's café, TESCO Extra, tesco", "esco|TESCO"),
        ("I would fit at Next, they said", "Next"),
        ("Hartley House rang. hartley rang.", "artley"),
        ("cafe rouge and CAFÉ ROUGE", "rouge|ROUGE"),
        ("The DWP said so, Work and Pensions too", "DWP|Pensions"),
        ("I rang BT and N.A. and NA", "BT|NA"),
        # People.
        ("Your manager Karen said you were good", "Karen"),
        ("spoke to karen on the phone", "karen"),
        ("Thandiwe Mokoena asked about rotas", "Thandiwe|Mokoena"),
        ("You got on with Zbigniew and Oyelaran.", "Zbigniew|Oyelaran"),
        ("Mrs Dalloway and mr patel were kind", "Dalloway|patel"),
        ("Kind regards,\nXiomara\nHR", "Xiomara"),
        ("Regards, J. Thornbury", "Thornbury"),
        ("Thanks to Will and Grace for the day", "Will|Grace"),
        ("Will said the panel was close", "Will"),
        ("Dr. O'Flanagan-Smythe thought so", "Flanagan|Smythe"),
        ("Jean-Luc, our manager, and McAllister", "Jean|McAll"),
        ("Hi Siobhan, Dear Ngozi", "Siobhan|Ngozi"),
        ("my line manager was called Bronwen", "Bronwen"),
        ("Quillon, the manager, liked you", "Quillon"),
        ("KAREN THORNBURY SAID NO", "KAREN|THORNBURY"),
        ("Zoë and Seán and Łukasz", "Zo|Seán|ukasz"),
        ("You were no match for Ferelith.", "Ferelith"),
        ("Talk to Priya's team", "Priya"),
        ("the interview with Mark went long", "Mark"),
        ("Best wishes\nPenrose", "Penrose"),
        ("Pass it on to Auntie Wambui", "Wambui"),
        # Ways to reach somebody.
        ("Write to jo.bloggs+jobs@brightfutures.org.uk", "bloggs|@|org.uk"),
        ("jo.bloggs at example dot com", "bloggs|example"),
        ("jo (at) example.co.uk or jo[at]example[dot]com", "example"),
        ("Ring 07700 900123 or 07700900123 or 07700-900-123", "900"),
        ("Ring 0161 496 0123, (020) 7946 0018 or 01632.960.001", "496|7946|960"),
        ("+44 7700 900 456; +44(0)20 7946 0999; 0044 161 496 0000", "900|7946|496"),
        ("ext 4471 and ext. 208", "4471|208"),
        ("oh seven seven double oh nine one two", "seven"),
        ("See https://example.com/a?b=c or www.example.org/x", "example"),
        ("brightfutures.org.uk/jobs and bit.ly/3xYz and hxxps://bad.example", "org.uk|3xYz|bad"),
        ("linkedin.com/in/karen-t and example.nhs.uk", "karen|nhs.uk"),
        ("@karen_t on Instagram, insta: karent88", "karen"),
        ("my handle is zed_writes", "zed"),
        (r"C:\Users\kthorn\cv.docx and /home/kthorn/cv", "kthorn"),
        # Numbers.
        ("NI AB 12 34 56 C and QQ123456C", "12 34|123456"),
        ("Sort code 20-30-40, account 12345678", "20-30|12345678"),
        ("NHS number 943 476 5919, ref JR-10293/B", "5919|10293"),
        ("card 4929 1234 5678 9012", "4929|9012"),
        ("Reg AB12 CDE, passport 123456789", "AB12|123456789"),
        # Pay.
        ("They pay £24,500 a year", "24"),
        ("£11.44 an hour, 24.5k, 26-28k, £30k", "11.44|24.5|26|28|30"),
        ("a salary of 26000, or 26,000 per annum", "26"),
        ("GBP 31000 or €40.000 or 13.50/hr", "310|40|13.5"),
        ("thirty thousand pounds; twelve pounds an hour", "thirty|twelve"),
        ("the pay is 12.21 p/h", "12.21"),
        # Where and when.
        ("Come to 12 Acacia Avenue, Flat 3B, Rose Court", "Acacia|3B|Rose"),
        ("Unit 4, Wharf Road, LS1 4AP and sw1a1aa", "Wharf|LS1|sw1a"),
        ("PO Box 1177", "1177"),
        ("DOB 12/03/1985, born on 3 May 1990, born in 1971", "1985|1990|1971"),
        ("I am 57, aged 58, 59 years old", "57|58|59"),
    ],
)
def test_what_tells_who_somebody_is_does_not_stay(text, secrets):
    shared = redact(text)
    for secret in secrets.split("|"):
        assert secret not in shared, shared


@pytest.mark.parametrize(
    "text",
    [
        "You were warm and clearly good with parents. Some answers were quite short.",
        "Scored 14 out of 24; the appointable score was 16.",
        "Communicating and Influencing 4, Working Together 4, Managing a Quality Service 3.",
        "We were looking for stronger Excel skills, Word and Outlook, and a DBS check.",
        "You can sit it again in six months, or apply on 5 March 2026.",
        "Unfortunately on this occasion we have decided to progress other candidates.",
        "What is a VLOOKUP for? Tell us about a time you set a standard of service",
        "Two years of experience would help; you have 18 months. About 30 minutes each.",
        "Confident, thorough and calm - STAR answers would help.",
        "I am a good listener. They liked that. In May we may look again.",
        "You will need a Level 3 NVQ or the Care Certificate.",
        "Nerves got the better of me. Reading the question twice helped.",
        "an example every time: what you did, and what came of it",
    ],
)
def test_ordinary_feedback_is_left_as_it_was(text):
    assert redact(text) == text


@pytest.mark.parametrize(
    "role",
    ["Housing officer", "Senior Care Assistant", "Dispensary assistant", "French Teacher (KS3)",
     "Admissions Co-ordinator", "Band 5 Staff Nurse", "Junior Python Developer",
     "HGV Class 2 Driver", "Trainee Barista", "Phlebotomist", "Civil Enforcement Officer"],
)  # fmt: skip
def test_the_title_of_a_job_stays(role):
    assert redact(role, prose=False) == role


@pytest.mark.parametrize(
    ("role", "secret"),
    [("Support worker at Bright Futures", "Bright"), ("Carer for Mrs Dalloway", "Dalloway"),
     ("Cover for Thandiwe", "Thandiwe"), ("PA to Karen Thornbury", "Karen"),
     ("Driver £12.50/hr", "12")],
)  # fmt: skip
def test_what_a_title_gives_away_goes(role, secret):
    assert secret not in redact(role, prose=False)


def test_an_employer_gets_one_label_however_often_it_comes_and_keeps_it():
    log = entries_of(
        """
        date,employer,outcome
        2026-03-09,Beech Ltd,rejected
        2026-03-02,Alder,rejected
        2026-03-10,ALDER,waiting
        """
    )
    assert employer_labels(log) == {
        "Alder": "Employer A", "Beech Ltd": "Employer B", "ALDER": "Employer A"
    }  # fmt: skip
    assert employer_labels(log, {"Beech Ltd": "Employer A"})["Alder"] == "Employer B"


def test_the_twenty_seventh_employer_has_two_letters():
    rows = "".join(f"2026-03-01,Firm {n:02},rejected\n" for n in range(1, 28))
    labels = employer_labels(entries_of("date,employer,outcome\n" + rows))
    assert labels["Firm 26"] == "Employer Z"
    assert labels["Firm 27"] == "Employer AA"


def test_an_application_is_named_by_its_label_and_the_rest_is_gone():
    log = entries_of(
        """
        date,employer,role,outcome,feedback,notes,agent
        2026-03-02,Alder Ltd,Cook,rejected,Alder liked you,secret,Karen
        2026-04-02,Alder Ltd,Cook,rejected,,,
        """
    )
    labels = employer_labels(log)
    shared = redact_entries(log, labels, redactor(labels))
    assert shared["application"].tolist() == ["Employer A, Cook"] * 2
    assert shared["feedback"].tolist()[0] == "Employer A liked you"
    assert shared["notes"].isna().all()
    assert "agent" not in shared
    assert [*shared.columns[-3:]] == ["line", "application", "round"]
    assert log["notes"].tolist()[0] == "secret"


def test_names_of_employers_may_be_shown_but_never_a_phone_number_or_a_person():
    shown = redactor(LABELS, shown=True)("Bright Futures: ring Karen on 07700 900123")
    assert shown == "Bright Futures: ring [name removed] on [phone number removed]"


def test_a_plan_is_redacted_too():
    plan = pd.DataFrame({"action": ["Ask Karen at Tesco"]}, dtype="str")
    whole = plan.reindex(columns=[column.name for column in columns("plan")])
    shared = redact_texts(whole, redact, "plan")
    assert shared["action"].tolist() == ["Ask [name removed] at Employer D"]


@given(st.text())
def test_no_text_whatever_stops_it_and_it_says_the_same_twice(text):
    assert redact(text) == redactor(LABELS)(text)


@given(st.text(alphabet="abcd \u200b\x00\n"))
def test_clean_leaves_nothing_that_cannot_be_seen(text):
    assert not set(clean(text)) & {"\u200b", "\x00"}
