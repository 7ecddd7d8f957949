"""Every pair of colours that stand on each other can be told apart, in light and in dark."""

from __future__ import annotations

import re
from itertools import product

import pytest

from bounceback_analysis.charts.marks import look
from bounceback_analysis.notebook.drawing import LOOK

TOKEN = re.compile(r"--bb-([\w-]+): light-dark\((#\w+), (#\w+)\)")
CSS = LOOK.read_text("utf-8")
TOKENS = {
    name: dict(zip(("light", "dark"), hues, strict=True)) for name, *hues in TOKEN.findall(CSS)
}
GROUNDS = ("page", "card", "sunk")
SOFT = ("strength-soft", "gap-soft", "outside-soft", "chosen-soft")
# What is read must stand out by 4.5 (WCAG 1.4.3), what is only seen by 3 (1.4.11).
READ = [
    *product(("ink", "ink-2", "link"), GROUNDS),
    *product(("ink",), SOFT),
    *product(("ink-2",), ("strength-soft", "chosen-soft")),
    *product(("on-main",), ("main", "main-over")),
]
SEEN = [
    *product(("strength", "gap", "outside", "chosen", "range", "edge"), ("page", "card")),
    *product(("chosen",), ("sunk", *SOFT)),
    *(("strength", "strength-soft"), ("gap", "gap-soft"), ("edge", "sunk")),
]


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, as WCAG 2.2 defines it."""
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours: 1 for the same, 21 for black on white."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_counted_as_the_standard_does():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#d65f0a", "#d65f0a") == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(READ, 4.5), (SEEN, 3.0)], ids=["words", "marks"])
def test_every_pair_of_colours_can_be_told_apart(theme, pairs, least):
    found = {
        (over, under): contrast(TOKENS[over][theme], TOKENS[under][theme]) for over, under in pairs
    }
    for (over, under), ratio in found.items():
        print(f"{theme:5} {over:10} on {under:14} {ratio:5.1f}")
    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}


def test_every_colour_of_the_pages_is_looked_at():
    looked_at = {name for pair in (*READ, *SEEN) for name in pair}
    assert set(TOKENS) - looked_at == {"line"}  # it parts what space parts already


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_marks_of_pictures_are_the_marks_of_the_pages(theme):
    palette = look()[theme]
    for name in ("strength", "gap", "outside", "chosen"):
        assert palette[name] == TOKENS[name][theme], name
