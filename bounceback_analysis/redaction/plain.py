"""Brings a text into one plain form, in which hidden and look-alike letters hide nothing."""

from __future__ import annotations

import unicodedata
from functools import cache

LIKE = {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i"}


def clean(text: str) -> str:
    r"""Bring a text to one plain form: no hidden, no control and no look-alike characters.

    Examples
    --------
    >>> clean("Bri\u200bght\x00 ＠x")
    'Bright @x'
    """
    if text.isascii() and text.isprintable():
        return text
    plain = "".join(map(_plain_letter, unicodedata.normalize("NFC", text)))
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c)[0] != "C")


@cache
def _plain_letter(letter: str) -> str:
    """Give a letter or digit in its usual shape; marks such as … and ½ stay as they are."""
    wide = "\uff00" <= letter <= "\uffef"
    usual = wide or unicodedata.category(letter) in {"Ll", "Lu", "Lm", "Nd"}
    return unicodedata.normalize("NFKC", letter) if usual else letter


def without_accents(text: str) -> str:
    """Take accents off letter by letter, so that places in both texts are the same."""
    return text if text.isascii() else "".join(map(_bare, text))


@cache
def _bare(letter: str) -> str:
    bare = [c for c in unicodedata.normalize("NFD", letter) if unicodedata.category(c) != "Mn"]
    return LIKE.get(letter, bare[0] if len(bare) == 1 else letter)
