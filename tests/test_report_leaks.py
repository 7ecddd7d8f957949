"""Nothing that was left out of a report is anywhere in its file, however it is unpacked."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

import pandas as pd
import pytest

from bounceback_analysis.log.reading import read_log
from bounceback_analysis.report.writing import write_report
from bounceback_analysis.vocabulary.schema import columns
from tests.unpacking import unpacked

ENDINGS = ("html", "pdf", "docx")
DAY = pd.Timestamp("2026-05-01")

PLANTED = {
    "employer": [
        "Zephyrine Holdings Ltd", "St Quillon's Hospital Trust", "Brackwater & Thorne",
        "Café Perlande", "NA", "Ombersley Care Home", "Vextor", "Kirkhaven Borough Council", "Tamsel Foods plc",
    ],
    "feedback": [
        "We at Zephyrine Holdings enjoyed it. Zephyrine is small. zephyrine holdings ltd again.",
        "QUILLON'S was close; the Brackwater panel and Thorne liked you. ZHL wrote too.",
        "Marguerita Oduya felt you were nervous; spoke to farquhar about it.",
        "Ring 07700 900461 or 0161 496 0207, +44 7700 900812, 01632-960-333.",
        "Or (020) 7946 0518 ext 4471.",
        "Mail panel.lead+hr@vextor.example.org or wilhelmina at tamsel dot com. https://vextor.example/secretjob",
        "Pay is £27,318 a year, or £13.47 an hour, 28.5k, forty two thousand pounds, GBP 31999.",
        "Come to 47 Larkspur Avenue, Flat 9C, Wexcombe Road, LS7 9QZ. PO Box 8812.",
        "Your NI QQ123456C and qq 98 76 54 d, DOB 17/03/1984, born on 9 June 1979, aged 47.",
        "Kind regards,\nBartholomea\nHR, Vextor",
        "Sort code 20-41-63 account 55779921, ref VX-20931/7, NHS number 943 476 5919.",
        "Follow @vextor_jobs, insta: bartie.vex88, linkedin.com/in/bartholomea-v",
        "Mrs Pemberley-Stoke and Dr Adeyinka said the answers lacked detail.",
    ],
    "went_well": [
        "Got on with Theodosia at once", "The tour of Ombersley was fun", "Ysolde said I was calm",
        "They pay 12.94 per hour",
    ],
    "improve": ["Ask Leofric for a mock", "Read vextor.example.org first",
                "Park at 8 Mistletoe Close"],
    "hard_questions": [
        "Why do you want to work at Kirkhaven?", "What would Cornelius say of you?",
        "Would you take £21,777?",
    ],
    "role": ["Carer for Mr Featherstonehaugh", "Cook at Tamsel", "Clerk, ring 07700 900999"],
    "source": ["via Ermintrude at Jobmatch", "https://jobs.secretboard.example/7781"],
    "skills_wanted": ["Zephyrine till system; Excel", "Perlande coffee; Excel",
                      "Excel; stock control"],
    "next_step": ["Ring Hyacinthe on 07700 900555", "Ask Tamsel again"],
    "feedback_themes": ["Themesina gap", "", "nerves gap"],
    "notes": ["NOTESECRET-1 my cousin Clotilde works there", "notesecret two"],
    "application_id": ["IDSECRET-77", "", "IDSECRET-78"],
    "agent": ["AGENTSECRET", "Gwendoline Agentsecret"],
}  # fmt: skip

SECRETS = str.split("""
zephyrine quillon brackwater thorne perlande ombersley vextor kirkhaven tamsel zhl|wrote
marguerita oduya farquhar 900461 496|0207 900812 960-333 7946|0518 4471
panel.lead wilhelmina secretjob 27,318 £13.47 28.5k forty|two|thousand gbp|31999
larkspur wexcombe 9qz box|8812 9c, qq123456c 98|76|54 17/03/1984 03/1984 june|1979 aged|47
bartholomea 20-41-63 55779921 20931 476|5919 bartie vextor_jobs
pemberley stoke adeyinka theodosia ysolde 12.94 leofric mistletoe cornelius 21,777
featherstonehaugh 900999 ermintrude jobmatch secretboard hyacinthe 900555
notesecret clotilde idsecret agentsecret gwendoline
evadne rowntree-pike planphone 900321 themesina
""")


SETTINGS = {
    "report": {
        "who": "Sam",
        "looking_for": "Work with people, in Leeds",
        "questions": ["Should I take a course?"],
        "ticked": PLANTED["feedback"],
    },
    "questions": {"practised": ["What would Cornelius say of you?"]},
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """Give a log in which secrets stand in every text there is."""
    folder = tmp_path_factory.mktemp("planted")
    names = [*(column.name for column in columns("log")), "agent"]
    with (folder / "my_log.csv").open("w", encoding="utf-8", newline="") as out:
        sheet = csv.DictWriter(out, names)
        sheet.writeheader()
        for n in range(24):
            planted = {name: texts[n % len(texts)] for name, texts in PLANTED.items()}
            day = pd.Timestamp("2026-01-05") + pd.Timedelta(days=3 * n)
            sheet.writerow({
                **planted, "date": f"{day:%Y-%m-%d}", "rated_on": f"{day:%Y-%m-%d}",
                "heard_on": f"{day + pd.Timedelta(days=5):%Y-%m-%d}" if n % 5 else "",
                "stage": "interview" if n % 3 else "application",
                "outcome": ("rejected", "passed", "waiting", "rejected", "offer")[n % 5],
                "feedback_status": "received", "calm": 2 + n % 4, "answered": 1 + n % 5,
                "door_open": "yes" if n % 4 == 0 else "",
                "follow_up_on": "2026-06-01" if n % 2 else "",
            })  # fmt: skip
    with (folder / "my_plan.csv").open("w", encoding="utf-8", newline="") as out:
        sheet = csv.DictWriter(out, [column.name for column in columns("plan")])
        sheet.writeheader()
        sheet.writerow(
            {"skill": "Word", "theme": "ask Themesina", "action": "Wait", "done_on": "2026-04-02"}
        )
        sheet.writerow({"skill": "Excel", "my_level": 2, "wanted_level": 4, "theme": "nerves",
                        "action": "Ask Evadne Rowntree-Pike at Vextor", "due_on": "2026-04-01",
                        "evidence": "planphone 07700 900321"})  # fmt: skip
    return replace(read_log(folder / "my_log.csv"), settings=SETTINGS)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("quotes", ["none", "ticked"])
def test_no_secret_is_left_in_a_report(planted, tmp_path, ending, quotes):
    assert len(SECRETS) >= 60
    file = tmp_path / f"report.{ending}"
    write_report(planted, file, quotes=quotes, as_of=DAY)
    found = re.sub(r"\s+", " ", unpacked(file).casefold())
    left = [secret for secret in SECRETS if secret.replace("|", " ") in found]
    assert not left, left
    assert "employer a" in found


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_search_would_find_a_secret_if_there_were_one(planted, tmp_path, ending):
    file = tmp_path / f"report.{ending}"
    write_report(planted, file, as_of=DAY, names="shown")
    found = unpacked(file).casefold()
    assert "ombersley" in found
    assert "marguerita" not in found
    assert "900461" not in found


@pytest.mark.parametrize("ending", ENDINGS)
def test_without_a_tick_no_word_of_an_employer_is_in_the_file(tmp_path, ending, planted):
    entries = planted.entries.assign(feedback="Xylophonically splendid examples")
    file = tmp_path / f"report.{ending}"
    write_report(replace(planted, entries=entries), file, as_of=DAY)
    assert "xylophonically" not in unpacked(file).casefold()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_report_says_what_was_left_out_and_never_that_nobody_can_be_recognised(
    planted, tmp_path, ending
):
    file = tmp_path / f"report.{ending}"
    told = str(write_report(planted, file, as_of=DAY, quotes="ticked"))
    found = unpacked(file)
    for said in ("hard to tell who is meant, not impossible", "phone number"):
        assert said in told
        assert said in re.sub(r"\s+", " ", found)
    assert "anonym" not in (told + found).casefold()


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_trace_of_the_machine_or_the_day_of_writing_is_in_the_file(planted, tmp_path, ending):
    file = tmp_path / f"report.{ending}"
    write_report(planted, file, as_of=DAY)
    found = unpacked(file)
    assert str(planted.path.parent) not in found
    assert "python-docx" not in found
    assert f"{pd.Timestamp.today():%Y-%m-%d}" not in found
