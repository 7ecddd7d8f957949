"""Lets pictures that speak to the person speak for them: an adviser reads "my log", not "your"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bounceback_analysis.charts.marks import Text

if TYPE_CHECKING:
    from bounceback_analysis.charts.picture import Picture

MINE = (
    ("you and they", "they and I"),
    ("yourself", "myself"),
    ("yours", "mine"),
    ("your", "my"),
    ("Your", "My"),
    ("(about|for|of|to|with|consider) you", r"\1 me"),
    ("[Yy]ou are", "I am"),
    ("[Yy]ou", "I"),
)


def mine(text: str) -> str:
    """Turn a sentence of ours around.

    Examples
    --------
    >>> mine("It says little about you. You have Excel, which your adverts ask for.")
    'It says little about me. I have Excel, which my adverts ask for.'
    """
    for theirs, my in MINE:
        text = re.sub(rf"\b{theirs}\b", my, text)
    return text


def in_my_voice(picture: Picture) -> Picture:
    """Turn around what stands on a picture and under it; hovers, which may quote, stay."""
    marks = (replace(m, text=mine(m.text)) if isinstance(m, Text) else m for m in picture.marks)
    return replace(
        picture,
        title=mine(picture.title),
        subtitle=mine(picture.subtitle),
        sentence=mine(picture.sentence),
        marks=tuple(marks),
    )
