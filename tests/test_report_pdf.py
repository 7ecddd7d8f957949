"""The PDF is set in fonts that come along: any script, on any machine, and what lacks is named."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bounceback_analysis.charts.marks import Axis, Text
from bounceback_analysis.charts.picture import Picture
from bounceback_analysis.cli import main
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.redaction.plain import clean
from bounceback_analysis.report import blocks
from bounceback_analysis.report.pdf import to_pdf, to_png
from bounceback_analysis.report.typesetting import FONTS, compiled, printable, unprintable
from bounceback_analysis.report.writing import Choices, make_report, write_report
from tests.unpacking import parts_of

DAY = pd.Timestamp("2026-11-23")
ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "data" / "example_log.csv"
FONTS_TOML = tomllib.loads((FONTS / "fonts.toml").read_text("utf-8"))
SHIPPED = [*FONTS_TOML["font"], *FONTS_TOML["word"]]
SCRIPTS = {
    "Latin with many accents": "Łódź Nguyễn Ţânţar Ħal Þór",
    "Greek": "Αθήνα Ευχαριστώ",
    "Cyrillic": "Київ Йожеф Ђорђевић",
    "Hebrew": "שלום גבריאל",
    "Arabic": "شركة الاتصالات",
    "Urdu": "پاکستان ٹیلی فون",
    "Devanagari": "हिन्दी कम्पनी",
    "Bengali": "বাংলা",
    "Gurmukhi": "ਪੰਜਾਬੀ",
    "Gujarati": "ગુજરાતી",
    "Tamil": "தமிழ்",
    "Thai": "ภาษาไทย",
    "Amharic": "አማርኛ",
    "Georgian": "ქართული",
    "Armenian": "Հայերեն",
    "Tibetan": "བོད་སྐད",
    "Chinese": "中国银行 臺灣銀行 龘",
    "Japanese": "ひらがな カタカナ 東京都",
    "Korean": "한국어 뷁",
    "symbols": "→ ✓ ☎ ★ € ₹ ½ ≤ █░ ┌─┐ ①",
    "emoji": "😀 👍 🎉",
}
CUNEIFORM = "𒀀𒀁"


def read(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def report_of(*texts: str, made_on: str = "2026-11-23") -> blocks.Report:
    paragraphs = tuple(map(blocks.Paragraph, texts))
    return blocks.settled(blocks.Report("A title", "about", made_on, paragraphs))


def picture_of(text: str) -> Picture:
    y = Axis(ticks=((0.5, text),))
    return Picture("x", "t", "s", pd.DataFrame(), (Text(0.5, 0.5, text),), y=y)


def fonts_in(data: bytes) -> set[str]:
    """Name every font anywhere in a PDF, those of pictures too."""
    reader = PdfReader(io.BytesIO(data))
    objects = (reader.get_object(number) for number in range(1, reader.trailer["/Size"]))
    return {str(o["/BaseFont"]) for o in objects if isinstance(o, dict) and "/BaseFont" in o}


@pytest.mark.parametrize("part", SHIPPED, ids=lambda part: part["file"])
def test_each_font_is_what_its_line_says(part):
    found = (FONTS / part["file"]).read_bytes()
    assert hashlib.sha256(found).hexdigest() == part["sha256"]
    names = TTFont(io.BytesIO(found))["name"]
    assert names.getDebugName(1) == part["family"]
    assert part["version"] in names.getDebugName(5)
    assert re.fullmatch(r"(Debian|npm) \S+ \S+", part["package"])


def test_the_fonts_have_their_licence_and_nothing_else_is_there():
    there = {file.relative_to(FONTS).as_posix() for file in FONTS.rglob("*") if file.is_file()}
    named = {part["file"] for part in SHIPPED}
    assert there == named | {"fonts.toml", "letters.txt", "OFL.txt"}
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")
    assert sum((FONTS / name).stat().st_size for name in there) < 15_000_000


def test_the_letters_are_those_that_the_fonts_have():
    have: dict[str, set[int]] = {}
    for part in FONTS_TOML["font"]:
        letters = {c for c in TTFont(FONTS / part["file"]).getBestCmap() if c >= ord(" ")}
        have[part["family"]] = have.get(part["family"], letters) & letters
    said = []
    for line in (FONTS / "letters.txt").read_text("ascii").splitlines():
        spans = [[int(end, 16) for end in span.split("-")] for span in line.split()]
        said.append({code for first, last in spans for code in range(first, last + 1)})
    assert said == list(have.values())


def test_every_letter_that_a_font_is_said_to_have_is_set_by_it():
    fonts = [
        {chr(int(end, 16)) for span in line.split() for end in span.split("-")}
        for line in (FONTS / "letters.txt").read_text("ascii").splitlines()
    ]
    ends = {clean(letter) for letter in set().union(*fonts)} - {"", " "}
    report = report_of(" ".join(sorted(ends)), "博 拔 卑 堵 拌 拐 瀞 胖 胞 萠")
    assert read(to_pdf(replace(report, blocks=report.blocks))).count("博") == 1


@pytest.mark.parametrize("text", ["a\u0e34", "中\u0651", "\u0744x", "ཀ\u0591", "\u1680"])
def test_a_letter_and_a_mark_of_two_scripts_are_one_square(text):
    printed = printable((text,))[0]
    assert "□" in printed or read(to_pdf(report_of(printed)))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_word_of_any_script_is_printed_in_text_and_in_pictures(script):
    text = SCRIPTS[script]
    label = f"{text}, Cook – £5"
    assert unprintable((text, label)) == ()
    report = report_of(text)
    drawn = replace(report, blocks=(blocks.Figure(picture_of(label)),))
    seen = set(read(to_pdf(report))) | set(read(to_pdf(drawn)))
    letters = {letter for letter in text if letter.isalpha() and ord(letter) < 0xFB00}
    assert len(letters - seen) <= len(letters) // 2, letters - seen
    assert "□" not in seen
    assert all("Noto" in font for font in fonts_in(to_pdf(drawn)))


@pytest.mark.parametrize(
    ("text", "named", "printed"),
    [
        (f"met {CUNEIFORM} in Αθήνα", (CUNEIFORM,), "met □□ in Αθήνα"),
        ("Юлия (𓀀𓀁x) Łódź", ("𓀀𓀁x",), "Юлия (□□x) Łódź"),
        ("naïve 𖠀 中国 𖠀", ("𖠀",), "naïve □ 中国 □"),
        ("what? Αθήνα", (), "what? Αθήνα"),
    ],
)
def test_a_word_with_a_letter_that_no_font_has_is_named_and_all_others_stay(text, named, printed):
    assert unprintable((text,)) == named
    assert printable((text,)) == (printed,)
    seen = re.sub(r"\s", "", read(to_pdf(report_of(text))))
    assert re.sub(r"\s", "", printed) in seen
    assert seen.count("?") == text.count("?")


@pytest.mark.parametrize("letter", ["w", "é", "я", "中", "ع"])
def test_where_a_long_word_may_break_is_no_letter_that_lacks(letter):
    report = report_of(letter * 500)
    assert unprintable(report) == ()
    assert read(to_pdf(report)).count(letter) >= 500


def test_a_mark_that_no_font_sets_on_its_letter_does_not_stop_the_pdf():
    odd = "□\u0358 ཀ\u0591 中\u0651\u0e34 \u0744x"
    report = report_of(odd, "हिन्दी Αθήνα")
    assert not {"हिन्दी", "Αθήνα"} & set(unprintable(report))
    assert "Αθήνα" in read(to_pdf(report))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_no_text_stops_the_pdf_or_the_pictures_for_word(texts):
    report = report_of(*texts)
    figures = tuple(blocks.Figure(picture_of(text)) for text in texts)
    figures = blocks.settled(replace(report, blocks=figures)).blocks
    assert to_pdf(replace(report, blocks=(*report.blocks, *figures))).startswith(b"%PDF")
    pictures = [figure.picture for figure in figures]
    assert all(page.startswith(b"\x89PNG") for page in to_png(pictures))


def write_log(folder: Path, employer: str) -> Path:
    log = folder / "my_log.csv"
    log.write_text(
        "date,employer,role,stage,outcome\n"
        + "".join(f"2026-03-{n:02},{employer},Cook,interview,waiting\n" for n in range(1, 3)),
        "utf-8",
    )
    return log


def test_the_command_names_what_could_not_be_printed(tmp_path, capsys):
    log = write_log(tmp_path, f"House {CUNEIFORM}")
    asked = ["report", str(log), "--names", "shown", "--as-of", "2026-11-23", "-o"]
    assert main([*asked, str(tmp_path / "r.pdf")]) == 0
    assert f"Could not be printed: '{CUNEIFORM}';" in capsys.readouterr().out
    assert main([*asked, str(tmp_path / "r.html")]) == 0
    assert "Could not be printed" not in capsys.readouterr().out
    assert CUNEIFORM in (tmp_path / "r.html").read_text("utf-8")


def test_word_names_only_what_stands_in_its_pictures(tmp_path):
    log = read_log(write_log(tmp_path, CUNEIFORM))
    shown = {"names": "shown", "as_of": DAY}
    drawn = write_report(log, tmp_path / "r.docx", sections=["doors"], **shown)
    assert any(CUNEIFORM in word for word in drawn.unprinted)
    listed = write_report(log, tmp_path / "r.docx", sections=["record"], **shown)
    assert listed.unprinted == ()


def test_many_words_that_could_not_be_printed_are_counted():
    from bounceback_analysis.report.writing import ReportWritten

    words = tuple(f"{CUNEIFORM}{n}" for n in range(23))
    told = str(ReportWritten(Path("r.pdf"), (), (), 1, unprinted=words))
    assert f"'{CUNEIFORM}19', and 3 words more;" in told


def example() -> bytes:
    return to_pdf(make_report(read_log(EXAMPLE, as_of=DAY), Choices())[0])


def test_pictures_for_word_are_set_in_the_shapes_of_its_text():
    source = b"#set text(font: json(bytes(sys.inputs.families)), fallback: false)\nInterview"
    fonts = fonts_in(bytes(compiled(source, {}, word=True, format="pdf")))
    assert {re.sub(r"^/[A-Z]{6}\+|-\w+$", "", font) for font in fonts} == {"Arimo"}
    styles = parts_of((FONTS.parent / "report.docx").read_bytes())["word/styles.xml"]
    assert set(re.findall(r'w:ascii="([^"]+)"', styles)) == {"Arial"}


def test_text_and_pictures_have_one_family():
    families = {re.sub(r"^/[A-Z]{6}\+|-\w+$", "", font) for font in fonts_in(example())}
    assert families == {"NotoSans"}


ELSEWHERE = """
import hashlib
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.report.pdf import to_pdf
from bounceback_analysis.report.writing import Choices, make_report
log = read_log("data/example_log.csv", as_of="2026-11-23")
made = to_pdf(make_report(log, Choices())[0])
print(hashlib.sha256(made).hexdigest())
"""


def test_the_fonts_of_the_machine_change_no_byte(tmp_path):
    """Run where no font is, and where a font of the same name has other letters."""
    decoy = TTFont(FONTS / "latin" / "NotoSans-Bold.ttf")
    for record in decoy["name"].names:
        record.string = str(record).replace("Bold", "Regular")
    (tmp_path / ".fonts").mkdir()
    decoy.save(tmp_path / ".fonts" / "NotoSans-Regular.ttf")
    (tmp_path / "none.conf").write_text("<fontconfig></fontconfig>", "utf-8")
    here = hashlib.sha256(example()).hexdigest()
    places = [
        {"FONTCONFIG_FILE": str(tmp_path / "none.conf"), "TZ": "Pacific/Auckland"},
        {"HOME": str(tmp_path), "TYPST_FONT_PATHS": str(tmp_path / ".fonts")},
    ]
    for place in places:
        made = subprocess.run(
            [sys.executable, "-c", ELSEWHERE], cwd=ROOT, env={**os.environ, **place},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert made.stdout.strip() == here, place


def test_the_pdf_says_the_day_of_the_report_and_its_number_follows_from_what_is_in_it():
    def told(report):
        reader = PdfReader(io.BytesIO(to_pdf(report)))
        return str(reader.metadata["/CreationDate"]), reader.trailer["/ID"][0]

    day, number = told(report_of("one"))
    assert day == "D:20261123000000Z"
    assert told(report_of("one")) == (day, number)
    assert told(report_of("two"))[1] != number
    assert told(report_of("one", made_on="2026-11-24"))[0] == "D:20261124000000Z"
