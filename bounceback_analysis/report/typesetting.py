"""Sets type with the fonts that come along and no others, and knows which words they lack."""

from __future__ import annotations

import json
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bounceback_analysis.report.blocks import Figure, mapped, texts

if TYPE_CHECKING:
    from bounceback_analysis.report.blocks import Report

FONTS = Path(__file__).parent / "fonts"
"""A real folder: typst takes fonts from nothing else."""
STAND_IN = "\u25a1"
"""An empty square, which every reader knows as a letter that is not there."""
AROUND = "\"'()[]{}.,;:!?…“”‘’–"
"""What stands around a word and is no part of it."""


def compiled(source: bytes, inputs: dict[str, str], *, word: bool = False, **how: Any) -> Any:
    """Compile typst; the same source and inputs give the same bytes on every machine.

    What is for ``word`` is set in the shapes of its own text.
    """
    import typst

    families, fonts = _fonts()
    every = {**inputs, "families": json.dumps(families["word"] * word + families["font"])}
    return typst.compile(source, sys_inputs=every, font_paths=fonts, **how)


def unprintable(thing: Any) -> tuple[str, ...]:
    """Name the words of a report, or of a part of one, that have a letter no font here has.

    Examples
    --------
    >>> unprintable(("Łódź, Αθήνα, 東京", "in 𒀀𒀁 once"))
    ('𒀀𒀁',)
    """
    words = (word for text in texts(thing) for word in text.split())
    return tuple(dict.fromkeys(word.strip(AROUND) for word in words if _printed(word) != word))


def unprinted_in(report: Report, ending: str) -> tuple[str, ...]:
    """Name the words that a file does not show: any of a PDF, in Word only those in a picture.

    A web page, and the text of Word, have the fonts of the machine that shows them.
    """
    if ending == ".pdf":
        return unprintable(report)
    pictures = [block.picture for block in report.parts() if isinstance(block, Figure)]
    drawn = tuple((picture.marks, picture.x, picture.y) for picture in pictures)
    return unprintable(drawn) if ending == ".docx" else ()


def printable(thing: Any) -> Any:
    """Put an empty square for each letter that no font here has; all others stay as they are.

    Examples
    --------
    >>> printable(("Αθήνα", "in 𒀀𒀁 once"))
    ('Αθήνα', 'in □□ once')
    """
    return mapped(thing, _printed)


def _printed(text: str) -> str:
    """Give a text as our fonts can set it: a letter and its marks are set from one font."""
    if text.isascii():
        return text
    letters: list[str] = []
    for letter in text:
        if letters and unicodedata.category(letter).startswith("M"):
            letters[-1] += letter
        else:
            letters.append(letter)
    return "".join(letter if _is_set(letter) else STAND_IN for letter in letters)


@cache
def _is_set(letter: str) -> bool:
    return letter in {"\n", "\t"} or any(font.issuperset(letter) for font in _letters())


@cache
def _letters() -> list[frozenset[str]]:
    """Give the letters that each of our families has, by the spans that stand in its line."""
    lines = (FONTS / "letters.txt").read_text("ascii").splitlines()
    spans = ([span.split("-") for span in line.split()] for line in lines)
    return [
        frozenset(chr(code) for a, b in line for code in range(int(a, 16), int(b, 16) + 1))
        for line in spans
    ]


@cache
def _fonts() -> tuple[dict[str, list[str]], Any]:
    """Give the families in the order in which a letter is looked for in them, and the fonts."""
    import typst

    shipped = tomllib.loads((FONTS / "fonts.toml").read_text("utf-8"))
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str((FONTS / part["file"]).parent) for use in shipped.values() for part in use],
    )
    return {use: list(dict.fromkeys(p["family"] for p in shipped[use])) for use in shipped}, fonts
