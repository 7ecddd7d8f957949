"""Sets type with the fonts that come along and no others, and knows which words they lack."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bounceback_analysis.report.blocks import Figure, breakable, mapped, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bounceback_analysis.report.blocks import Report

FONTS = Path(__file__).parent / "fonts"
"""A real folder: typst takes fonts from nothing else."""
STAND_IN = "\u25a1"
"""An empty square, which every reader knows as a letter that is not there."""
TRIAL = b"""#set document(title: "Trial")
#set text(font: json(bytes(sys.inputs.families)), fallback: false)
#for word in json(bytes(sys.inputs.words)) { par(word); par(strong(word)) }
"""
AROUND = "\"'()[]{}.,;:!?…“”‘’–"
"""What stands around a word and is no part of it."""
WORD = re.compile(r"\S+")
LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def compiled(source: bytes, inputs: dict[str, str], **how: Any) -> Any:
    """Compile typst; the same source and inputs give the same bytes on every machine."""
    import typst

    families, fonts = _fonts()
    every = {**inputs, "families": json.dumps(families)}
    return typst.compile(source, sys_inputs=every, font_paths=fonts, **how)


def unprintable(thing: Any) -> tuple[str, ...]:
    """Name the words of a report, or of a part of one, that have a letter no font here has.

    Examples
    --------
    >>> unprintable(("Łódź, Αθήνα, 東京", "in 𒀀𒀁 once"))
    ('𒀀𒀁',)
    """
    words = _as_printed(_strange(thing)).items()
    named = (word.strip(AROUND) for word, printed in words if word != printed)
    return tuple(dict.fromkeys(named))


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
    words = _as_printed(_strange(thing))
    if all(word == printed for word, printed in words.items()):
        return thing
    return mapped(thing, partial(WORD.sub, lambda word: words.get(word[0], word[0])))


def _strange(thing: Any) -> tuple[str, ...]:
    """Give each word that is not plain ASCII once; those that are, every font has."""
    words = (word for text in texts(thing) for word in WORD.findall(text))
    return tuple(dict.fromkeys(word for word in words if not word.isascii()))


@lru_cache(maxsize=4)  # a report is asked about twice: what to say of it, and what to set
def _as_printed(words: tuple[str, ...]) -> dict[str, str]:
    """Give each word as our fonts can set it.

    A letter that no font has goes first. Where a mark then cannot be set on the letter before it,
    all marks of that word go; where that does not help, all that is not plain.
    """
    printed = {word: _squared(word, lambda letter: letter not in _letters()) for word in words}
    for doubtful in (_is_mark, lambda letter: not letter.isascii()):
        lacking = _lacking(printed.values())
        printed = {
            word: _squared(now, doubtful) if any(part in now for part in lacking) else now
            for word, now in printed.items()
        }
    return printed


def _lacking(words: Collection[str]) -> set[str]:
    """Give what no font can set in these words: a PDF/UA may not hold it, so a trial tells."""
    if not words:
        return set()
    import typst

    trial = json.dumps([breakable(word) for word in words])
    try:
        compiled(TRIAL, {"words": trial}, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        told = (ESCAPED.sub(_letter, text) for text in LACKING.findall(error.diagnostic))
        found = {text.strip() for text in told} - {""}
        if not found:
            raise
        return found
    return set()


def _squared(word: str, doubtful: Callable[[str], bool]) -> str:
    """Put a square for what is doubtful, together with the marks that stood on it."""
    parts: list[str] = []
    for letter in word:
        if doubtful(letter):
            parts.append(STAND_IN)
        elif not (_is_mark(letter) and parts[-1:] == [STAND_IN]):
            parts.append(letter)
    return "".join(parts)


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")


def _letter(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))


@cache
def _letters() -> frozenset[str]:
    """Give every letter that at least one of our fonts has."""
    spans = (FONTS / "letters.txt").read_text("ascii").split()
    ends = ([int(end, 16) for end in span.split("-")] for span in spans)
    return frozenset(chr(code) for first, last in ends for code in range(first, last + 1))


@cache
def _fonts() -> tuple[list[str], Any]:
    """Give the families in the order in which a letter is looked for in them, and the fonts."""
    import typst

    parts = tomllib.loads((FONTS / "fonts.toml").read_text("utf-8"))["font"]
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str((FONTS / part["file"]).parent) for part in parts],
    )
    return list(dict.fromkeys(part["family"] for part in parts)), fonts
