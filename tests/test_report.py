"""What a report says and how it is set: page 1 first, every text a text, the same bytes twice."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from bounceback_analysis.charts.marks import Text
from bounceback_analysis.charts.picture import Picture
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.redaction.kinds import private_spans
from bounceback_analysis.report import blocks
from bounceback_analysis.report.html import to_html
from bounceback_analysis.report.pdf import to_pdf, to_png
from bounceback_analysis.report.sections import SECTIONS
from bounceback_analysis.report.word import to_word
from bounceback_analysis.report.writing import Choices, make_report, write_report
from bounceback_analysis.topics import plot
from tests.reading import log_of
from tests.unpacking import parts_of

DAY = pd.Timestamp("2026-11-23")
DATA = Path(__file__).parents[1] / "data"
HEADING = "date,employer,role,stage,outcome,heard_on,feedback,hard_questions\n"
LOGS = {
    "the example": lambda: read_log(DATA / "example_log.csv"),
    "a first week": lambda: read_log(DATA / "first_week.csv"),
    "an empty log": lambda: log_of(HEADING),
    "one bare line": lambda: log_of("date,employer,outcome\n,Alder,\n"),
    "no feedback": lambda: log_of(
        HEADING
        + "".join(f"2026-03-{n:02},Firm {n},Cook,interview,rejected,,,\n" for n in range(1, 29))
    ),
    "no dates": lambda: log_of(HEADING + ",Alder,Cook,interview,rejected,,You were nervous,\n" * 3),
}  # fmt: skip
HOSTILE = [
    "<script>alert('x')</script>", "<svg onload=alert(1)>", "*bold* _it_ `code` [a](b)",
    "#import \"@preview/x:0.1\": *", "$x^2$ #sys.version \\ @label <label>",
    "{ HYPERLINK \"x\" }",
    "=1+1", "@SUM(A1)", "<!-- --> ]]> &amp; &#60;", "</style><style>*{display:none}",
    "{{ x }} ${y}", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u05e2\u05d1\u05e8\u05d9\u05ea",
    "\u6f22\u5b57 \U0001f600",
]  # fmt: skip


def made(log, settings=None, **choices):
    """Make a report of a log on one day, with the settings that are given and no others."""
    return make_report(replace(log, as_of=DAY, settings=settings or {}), Choices(**choices))


@pytest.fixture(params=LOGS)
def log(request):
    return LOGS[request.param]()


@pytest.mark.parametrize("ending", ["html", "pdf", "docx"])
def test_every_log_gives_a_report_of_every_kind(log, tmp_path, ending):
    file = tmp_path / f"report.{ending}"
    written = write_report(log, file, as_of=DAY)
    assert file.stat().st_size == written.size > 1000
    assert str(file) in str(written)


def test_page_1_has_at_most_330_words_and_fits_one_a4(log):
    typed = {
        "who": "word " * 200, "looking_for": "word " * 200, "hours": "word " * 50,
        "travel": "word " * 50, "from_when": "word " * 50, "days": ["2026-10-02"],
        "ticked": log.entries["feedback"].dropna().tolist(),
        "questions": ["why do they say no so often these days " * 5] * 9,
    }  # fmt: skip
    page, _ = made(log, settings={"report": typed}, sections=("summary",))
    only = blocks.Report(
        page.title, page.about, page.made_on, page.blocks[: _end_of_page_1(page)], page.beside
    )
    read = (*only.blocks, blocks.Paragraph(f"{only.title} {only.about} {' '.join(only.beside)}"))
    assert blocks.words_of(read) <= 330
    assert len(PdfReader(io.BytesIO(to_pdf(only))).pages) == 1


def _end_of_page_1(report):
    return report.blocks.index(blocks.PageBreak())


def test_page_1_opens_with_what_goes_well_before_any_gap(log):
    report, _ = made(log)
    headings = [block.text for block in report.parts() if isinstance(block, blocks.Heading)]
    assert headings.index("Going well") < headings.index("Where I want help")
    assert headings[0] == "Looking for"


def test_the_example_names_where_it_stops_and_what_still_stands_with_their_counts():
    report, _ = made(LOGS["the example"](), sections=("summary",))
    said = "\n".join(blocks.texts(report))
    assert "help may pay most at interviews" in said
    assert "The search so far: help may pay most at interviews" in said
    assert "3 of 18 went forward, about 2 in 10 (0 to 4 in 10).\nInterviews:" in said
    assert "21 of 46 adverts ask for it; I am at 2 of 5, want 4.\nExcel:" in said
    # Of what more employers missed than praised, experience was missed by two (March and June).
    assert "missed by 2 of 19 employers, last in June 2026.\nRelevant experience:" in said
    assert re.search(
        r"missed by \d to June, praised by \d since\.\nDepth and examples in answers:", said
    )
    assert "4 of 6 actions done.\nMy plan:" in said
    assert "Applied for so far: assistant 16 of 49, administrator 7, receptionist 5 and" in said


def page_1(rows, heading=HEADING):
    report, _ = made(log_of(heading + rows), sections=("summary",))
    return "\n".join(blocks.texts(report))


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        (["Clerk"], "Clerk"),
        (["Clerk", "Driver"], "Clerk and Driver"),
        (["Clerk", "Driver", "Cook", "Nurse"], "Clerk, Driver, Cook and others"),
        (["Clerk", "Senior clerk", "Driver"], "clerk 2 of 3 and driver"),
        # All three have the word in their name, though it ends only one of them.
        (["Audit graduate", "Graduate analyst", "Graduate planner"],
         "graduate 3 of 3, analyst and planner"),
    ],
)  # fmt: skip
def test_the_roles_are_counted_by_a_word_that_they_have(roles, told):
    rows = (f"2026-03-0{n},E{n},{role},application,waiting,,,\n" for n, role in enumerate(roles, 1))
    assert f"Applied for so far: {told}." in page_1("".join(rows))


@pytest.mark.parametrize(
    ("endings", "told"),
    [
        ([""], "1\noffer\n"),
        (["cancelled"], "1\noffer, taken back\n"),
        (["declined"], "1\noffer, turned down\n"),
        (["cancelled", "accepted"], "2\noffers, 1 taken back\n"),
        (["cancelled", "declined", ""], "3\noffers, 1 turned down, 1 taken back\n"),
    ],
)
def test_an_offer_that_is_gone_is_not_said_to_be_there(endings, told):
    rows = "".join(
        f"2026-03-0{n},E{n},Cook,interview,offer,,,\n"
        + (f"2026-03-1{n},E{n},Cook,,{ending},,,\n" if ending else "")
        for n, ending in enumerate(endings, 1)
    )
    assert told in page_1(rows)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (("2026-03-02", "2026-05-02"), "last missed in March, praised in May 2026."),
        (("2025-11-02", "2026-01-05"), "last missed in November 2025, praised in January 2026."),
        (("2026-03-02", "2026-03-30"), "last missed on 2 March 2026, praised on 30 March 2026."),
    ],
)
def test_praise_after_a_gap_is_told_by_its_days_where_it_is_too_little_for_a_turn(days, told):
    rows = "".join(
        f"{day},Alder,Cook,interview,rejected,,,,answers {way}\n"
        for day, way in zip(days, ("gap", "strength"), strict=True)
    )
    said = page_1(rows, HEADING.replace("\n", ",feedback_themes\n"))
    assert f"{told}\nDepth and examples in answers:" in said
    assert "missed by" not in said


def test_without_enough_to_tell_nothing_is_named():
    report, _ = made(LOGS["a first week"](), sections=("summary",))
    said = "\n".join(blocks.texts(report))
    assert "cannot tell yet. 1 interview: none led further yet, and that is hard." in said
    assert "help may pay most at" not in said


def test_one_step_alone_is_said_to_have_nothing_beside_it():
    report, _ = made(LOGS["no feedback"](), sections=("summary",))
    said = "\n".join(blocks.texts(report))
    told = "cannot tell yet. 28 interviews: none led further yet, and that is hard."
    assert f"{told}\nWhere help may pay most:" in said


def test_page_one_counts_readings_of_my_own_as_feedback_and_hides_no_step():
    stages = ("application", "screening", "assessment", "interview", "final interview")
    lines = [f"2026-03-02,E{n},Cook,{stage},rejected,,," for n, stage in enumerate(stages)]
    heading = HEADING.replace("\n", ",feedback_themes\n")
    log = log_of(heading + "\n".join(lines) + ",digital strength\n")
    report, _ = made(log, sections=("summary",))
    said = blocks.texts(report)
    assert said[said.index("applications") - 1] == "5"
    assert said[said.index("IT and digital skills:") - 1] == "praised by 1 of 1 employer."
    assert (
        "cannot tell yet. 1 application, 1 phone call, 1 test, 1 interview and 1 final interview: "
        "none led further yet, and that is hard."
    ) in said


def test_readings_of_my_own_count_in_the_report_as_everywhere_else():
    rows = "".join(f"2026-03-0{n},E{n},Cook,interview,rejected,,,,job_skills gap\n" for n in (1, 2))
    log = log_of(HEADING.replace("\n", ",feedback_themes\n") + rows)
    report, _ = made(log, sections=("themes",))
    told = "Wanted more of: job knowledge, skills and tests (2 of 2 employers)"
    assert plot("feedback_themes", log).title == told
    assert told in blocks.texts(report)


def test_what_is_said_to_be_in_a_report_is_in_it(tmp_path):
    log = log_of(HEADING + "2026-03-02,Alder,Cook,application,rejected,,,\n")
    written = write_report(log, tmp_path / "r.html")
    assert written.sections == ("summary", "journey", "record")
    assert "In it: summary, journey and record." in str(written)


def test_the_halves_say_what_they_count_and_no_advert_is_said_to_ask_for_a_theme():
    wanted = HEADING.replace("\n", ",skills_wanted\n")
    lines = [
        f"2026-03-02,E{n},Cook,interview,{outcome},,You were nervous.,,Excel"
        for n, outcome in enumerate(["passed", "rejected"] * 10)
    ]
    log = log_of(wanted + "\n".join(lines) + "\n")
    report, _ = made(log, sections=("journey", "gaps"))
    assert any(
        text.startswith(
            "Decided interviews, one for each application and without the newest while answers "
            "are still to come, in their order, split in the middle. "
            "Earlier: about 5 in 10, 2 to 8 in 10. Later: about 5 in 10, 2 to 8 in 10."
        )
        for text in blocks.texts(report)
    )
    drawn = next(
        block.picture
        for block in report.blocks
        if isinstance(block, blocks.Figure) and block.picture.name == "skill_gaps"
    )
    assert drawn.title == "Asked for most, of 20 adverts: Excel (20)"
    assert not re.search(r"nerves[^.]*advert", drawn.description, re.IGNORECASE)


def test_more_than_twenty_waiting_are_all_counted_in_the_words():
    lines = [f"2026-03-02,E{n},Cook,application,waiting,,," for n in range(21)]
    log = log_of(HEADING + "\n".join(lines) + "\n")
    report, _ = made(log, sections=("doors",))
    assert "21 waiting: cannot tell yet" in blocks.texts(report)


def test_a_no_for_reasons_outside_my_control_is_no_gap():
    log = log_of(
        HEADING
        + "2026-03-02,Alder,Cook,interview,rejected,,Someone else was stronger on the day.,\n"
        "2026-03-05,Beech,Cook,interview,cancelled,,The post was withdrawn.,\n"
    )
    report, _ = made(log, sections=("summary",))
    said = "\n".join(blocks.texts(report))
    assert "No gap can be named yet" in said
    assert "Not mine to change:" in said


def test_parts_without_anything_are_named_in_one_line():
    report, _ = made(LOGS["a first week"]())
    headings = [b.text for b in report.parts() if isinstance(b, blocks.Heading)]
    assert "My plan" not in headings
    (line,) = [t for t in blocks.texts(report) if t.startswith("For: ")]
    assert "My plan; Questions to practise" in line


def test_sections_come_in_their_fixed_order_and_only_those_chosen():
    log = LOGS["the example"]()
    report, _ = made(log, sections=("record", "themes"))
    headings = [b.text for b in report.parts() if isinstance(b, blocks.Heading)]
    assert headings == ["What employers said", "Work-search record", "What was left out"]


@pytest.mark.parametrize(
    ("path", "more", "told"),
    [
        ("r.odt", {}, "must end in .html, .pdf or .docx"),
        ("r", {}, "must end in"),
        (
            "r.html",
            {"sections": ["themes", "salary"]},
            "Not a section of the report: 'salary'. The",
        ),
        ("r.html", {"sections": ["a", "b"]}, "Not a section of the report: 'a' and 'b'."),
        ("r.html", {"sections": []}, "The sections are summary, journey"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(tmp_path, path, more, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        write_report(LOGS["an empty log"](), tmp_path / path, **more)
    assert not list(tmp_path.iterdir())


def iso(day):
    return pd.Timestamp(day).date().isoformat()


def test_the_record_of_a_range_of_days_matches_the_log_line_by_line():
    log = LOGS["the example"]()
    since, until = pd.Timestamp("2026-04-01"), pd.Timestamp("2026-06-30")
    report, _ = made(log, sections=("record",), since=since, until=until, names="shown")
    (table,) = [block for block in report.blocks if isinstance(block, blocks.Table)]
    lines = [
        line.split(",")[:6]
        for line in (DATA / "example_log.csv").read_text("utf-8-sig").splitlines()[1:]
        if "2026-04-01" <= line[:10] <= "2026-06-30"
    ]
    assert len(table.rows) == len(lines) > 20
    as_read = [
        (iso(row[0]), *row[1:5], row[5] and iso(row[5]))
        for row in table.rows
    ]  # fmt: skip
    assert sorted(as_read) == sorted(map(tuple, lines))
    assert table.columns == ("Date", "Employer", "Role", "Step", "Outcome", "Heard on")


def test_the_same_log_and_day_give_the_same_bytes(tmp_path):
    for ending in ("html", "pdf", "docx"):
        twice = [tmp_path / f"{n}.{ending}" for n in (1, 2)]
        for file in twice:
            write_report(LOGS["a first week"](), file, as_of=DAY)
        assert twice[0].read_bytes() == twice[1].read_bytes()


def test_the_page_has_no_script_asks_nothing_and_allows_only_its_own_style():
    page = to_html(made(LOGS["the example"]())[0])
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "<script" not in page
    assert not re.search(r"(?:src|href|action|data|poster)\s*=\s*[\"'](?!#)", page)
    assert "url(" not in page
    assert set(re.findall(r"https?://[^\"' <]*", page)) <= {"http://www.w3.org/2000/svg"}
    assert '<html lang="en-GB">' in page
    assert page.count("<h1>") == 1
    assert page.count("<svg") == page.count("<desc>") > 3


def test_five_thousand_lines_stay_under_300_kb_and_say_what_is_not_shown():
    rows = "".join(
        f"20{20 + n // 1000}-0{1 + n % 9}-1{n % 9},Firm {n % 900},Role {n % 40},interview,"
        f"rejected,,You seemed nervous {n},Why {n}?\n"
        for n in range(5000)
    )
    report, _ = made(log_of(HEADING + rows))
    page = to_html(report)
    assert len(page.encode()) < 300_000
    assert "5,000 lines of my log, one row each. The latest 1,000 are shown" in page


@pytest.fixture
def hostile() -> blocks.Report:
    """Give a report with hostile text in every place that holds text."""
    texts = tuple(HOSTILE)
    picture = Picture(
        "x", texts[0], texts[1], pd.DataFrame(), (Text(0.5, 0.5, texts[0]),), texts[3]
    )
    every = [kind(text) for kind in (blocks.Paragraph, blocks.Heading) for text in texts]
    return blocks.settled(
        blocks.Report(
            texts[0], texts[1], "2026-11-23",
            (*every, blocks.Items(tuple(blocks.Item(t, t, t) for t in texts)), blocks.Stats(tuple((t, t) for t in texts[:2])), blocks.Columns((blocks.Paragraph(texts[0]),), (blocks.Heading(texts[1]),)),
             blocks.Items(tuple(map(blocks.Item, texts)), numbered=True), blocks.Table(texts[0], texts[:2], tuple((t, t) for t in texts), texts[2]),
             blocks.Figure(picture),
             *(blocks.Quote(t, t) for t in texts),
             blocks.Items(tuple(blocks.Item(t, note=t, done=True) for t in texts)),
             blocks.Paragraph("a\x00b\x07c\ufffed\ud800e"), blocks.Paragraph("w" * 10_000)),
        )
    )  # fmt: skip


def test_hostile_text_is_text_in_the_page(hostile):
    page = to_html(hostile)
    assert "<script" not in page
    assert "<svg onload" not in page
    assert page.count("<style>") == 1
    read = html.unescape(re.sub(r"<[^>]*>", "", page))
    for text in HOSTILE:
        assert text in read


def test_hostile_text_is_text_in_the_pdf(hostile):
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(hostile))).pages)
    seen = re.sub(r"\s", "", read).replace("\u200b", "")
    for text in HOSTILE[:-2]:
        assert seen.count(re.sub(r"\s", "", text)) >= 4, text
    assert "w" * 1000 in seen


def test_hostile_text_is_text_in_word(hostile):
    document = parts_of(to_word(hostile))["word/document.xml"]
    assert "<script" not in document
    fields = re.findall(
        r'instr="([^"]*)"|<w:instrText', "".join(parts_of(to_word(hostile)).values())
    )
    assert set(fields) == {"PAGE", "NUMPAGES"}
    read = html.unescape(re.sub(r"<[^>]*>", "", document))
    for text in HOSTILE:
        assert read.count(text) >= 4, text


def test_the_pdf_is_tagged_has_a_language_a_title_and_its_fonts_inside():
    data = to_pdf(made(LOGS["the example"]())[0])
    reader = PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "My job search"
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    fonts = {
        font.get_object()["/BaseFont"] for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }  # fmt: skip
    assert all(re.match(r"/[A-Z]{6}\+NotoSans-", font) for font in fonts), fonts


def test_pictures_for_word_are_png():
    picture = Picture("x", "t", "s", pd.DataFrame(), (Text(0.5, 0.5, "hello"),))
    drawn = to_png([picture, picture])
    assert len(drawn) == 2
    assert all(png.startswith(b"\x89PNG") for png in drawn)
    assert to_png([]) == []


def test_private_words_are_pointed_out_with_their_kind():
    found = private_spans("My anxiety, my union rep; I was pregnant; a visa")
    kinds = {"health", "trade union or politics", "pregnancy and family", "immigration"}
    assert {kind for _, _, kind in found} == kinds
    assert not list(private_spans("Excel and calm answers"))


def test_words_that_were_ticked_are_quoted_with_their_source_and_no_others():
    log = LOGS["the example"]()
    said = log.entries["feedback"].dropna().tolist()
    ticked = {"report": {"ticked": [said[2].upper()]}}
    report, _ = made(log, ticked, sections=("quotes",), quotes="ticked")
    quoted = [block for block in report.blocks if isinstance(block, blocks.Quote)]
    assert [quote.text for quote in quoted] == [said[2]]
    assert quoted[0].source.startswith("Employer ")


def test_the_sections_stand_in_their_order():
    assert list(SECTIONS) == [
        "summary", "journey", "themes", "quotes", "mirrors", "gaps", "plan", "doors",
        "questions", "record",
    ]  # fmt: skip


def test_a_report_imports_neither_plotly_nor_widgets(run_python):
    loaded = run_python(
        "import sys; from pathlib import Path;"
        "from bounceback_analysis.log.reading import read_log;"
        "from bounceback_analysis.report.writing import Choices, make_report;"
        "from bounceback_analysis.report.html import to_html;"
        "to_html(make_report(read_log('data/example_log.csv'), Choices())[0]);"
        "print(sorted({m.split('.')[0] for m in sys.modules}))"
    )
    assert not {"plotly", "ipywidgets", "anywidget", "docx", "typst", "IPython"} & set(eval(loaded))


def test_the_key_stays_beside_the_log_and_gives_the_same_letters_later(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text(
        HEADING + "2026-03-09,Beech,Cook,,rejected,,,\n2026-03-10,=Cedar,,,waiting,,,\n"
    )
    write_report(read_log(path), tmp_path / "report.html", as_of=DAY)
    assert (tmp_path / "my_keys.csv").read_bytes() == (
        b"\xef\xbb\xbfemployer,label\r\nBeech,Employer A\r\n'=Cedar,Employer B\r\n"
    )
    assert "Beech" not in (tmp_path / "report.html").read_text("utf-8")
    path.write_text(path.read_text() + "2026-01-02,Alder,Cook,,rejected,,,\n")
    write_report(read_log(path), tmp_path / "report.html", as_of=DAY)
    assert (tmp_path / "my_keys.csv").read_text("utf-8-sig").splitlines() == [
        "employer,label", "Beech,Employer A", "'=Cedar,Employer B", "Alder,Employer C",
    ]  # fmt: skip


def test_no_key_is_kept_for_names_that_are_shown(tmp_path):
    path = tmp_path / "my_log.csv"
    path.write_text(HEADING + "2026-03-09,Beech,Cook,,rejected,,,\n")
    write_report(read_log(path), tmp_path / "report.html", as_of=DAY, names="shown")
    kept = sorted(file.name for file in tmp_path.iterdir())
    assert set(kept) - {"backups"} == {"my_log.csv", "my_settings.toml", "report.html"}
    assert "Beech" in (tmp_path / "report.html").read_text("utf-8")


def test_what_pictures_say_to_the_person_the_report_says_for_them():
    report, _ = made(LOGS["the example"]())
    said = " ".join(blocks.texts(report))
    assert "they would consider me again" in said
    assert "of my 49 applications led to an interview" in said


def test_one_line_gives_one_day_one_name_and_no_run_of_noes():
    log = log_of("date,employer,role,outcome\n2026-11-20,Alder,Cook,offer\n")
    report, told = made(log)
    said = " ".join(blocks.texts(report))
    assert "1 application 1 offer" in said  # its step has no name
    assert "0 still waiting" not in said
    assert "noes in a row" not in said
    assert told[0] == "The name of 1 employer; a letter stands for each. The key stays with me."


def test_a_column_in_which_nothing_stands_is_left_out_but_the_record_stays_whole():
    log = log_of(HEADING + "2026-03-02,Alder,Cook,interview,,,,Why us?\n")
    report, _ = made(log)
    tables = {
        block.columns[0]: block.columns
        for block in report.blocks
        if isinstance(block, blocks.Table)
    }
    assert tables["Question"] == ("Question", "Times", "Last")
    assert tables["Date"] == ("Date", "Employer", "Role", "Step", "Outcome", "Heard on")


def test_of_many_open_doors_those_nearest_to_the_day_are_listed():
    rows = "".join(
        f"2026-01-{n:02},Firm {n:02},Cook,interview,rejected,yes,{day}\n"
        for n, day in enumerate([*(["2026-02-01"] * 9), *(["2026-11-30"] * 15)], start=1)
    )
    heading = "date,employer,role,stage,outcome,door_open,follow_up_on\n"
    report, _ = made(log_of(heading + rows), sections=("doors",))
    (table,) = [block for block in report.blocks if isinstance(block, blocks.Table)]
    assert {row[2] for row in table.rows} == {"from 30 November 2026"}
    assert table.more == "Not shown here: 12 more lines."


def test_since_last_time_compares_the_day_of_the_last_report_with_this_one():
    rows = (
        "2026-09-01,Alder,Cook,interview,rejected,2026-09-05,You seemed nervous.,\n"
        "2026-10-05,Beech,Cook,application,waiting,,,\n"
        "2026-10-12,Cedar,Cook,interview,rejected,2026-10-20,You gave clear examples of teamwork.,\n"
    )
    report, _ = made(log_of(HEADING + rows), {"report": {"days": ["2026-10-02", "2026-11-23"]}})
    assert (
        "Since 2 October: 2 applications, 1 interview; nerves and confidence not missed by the "
        "1 employer heard from."
    ) in blocks.texts(report)


def test_what_is_typed_for_page_1_is_never_cut_and_what_is_long_stands_whole_behind_it():
    typed = {"report": {"looking_for": "Work at Alder, not near Karen. " + "And more. " * 40}}
    report, _ = made(LOGS["a first week"](), typed)
    said = blocks.texts(report)
    assert any(text.startswith("Work at Alder, not near Karen.") for text in said)
    assert typed["report"]["looking_for"] in said


def test_the_details_of_the_example_take_four_pages_at_most():
    report, _ = made(LOGS["the example"]())
    assert len(PdfReader(io.BytesIO(to_pdf(report))).pages) <= 5
