"""The columns of each file as data and in words, and how two spellings of a word are compared."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

Kind = Literal["date", "text", "choice", "number", "rating", "list"]
FileKind = Literal["log", "plan", "stories", "keys"]

RATINGS = ("prepared", "knew_employer", "knew_role", "answered", "sold_myself", "calm")
_LETTERS = bytes(n if n > 127 or chr(n).isalpha() else ord(" ") for n in range(256))
"""Every byte, or a blank for what is no letter; a pattern would take forty times as long."""


@dataclass(frozen=True)
class Column:
    """One column: its name, what kind of value it holds and what it means."""

    name: str
    kind: Kind
    meaning: str
    choices: tuple[str, ...] = ()
    required: bool = False


@cache
def load_words(name: str) -> dict[str, Any]:
    """Read one of this room's TOML files, such as ``schema`` or ``themes``."""
    return tomllib.loads(_text(name))


@cache
def every_word(name: str) -> frozenset[str]:
    """Give every word that stands in one of this room's files, in lower case, comments aside."""
    lines = (line for line in _text(name).casefold().split("\n") if not line.startswith("#"))
    return frozenset(" ".join(lines).encode().translate(_LETTERS).decode().split())


def _text(name: str) -> str:
    return files(__package__).joinpath(f"{name}.toml").read_text("utf-8")


@cache
def columns(kind: FileKind = "log") -> tuple[Column, ...]:
    """Give the columns of one kind of file, in the order in which they are written.

    >>> [column.name for column in columns("log") if column.required]
    ['date', 'employer', 'outcome']
    """
    return tuple(
        Column(**{**row, "choices": tuple(row.get("choices", ()))})
        for row in load_words("schema")[kind]
    )


def choices(name: str) -> tuple[str, ...]:
    """Give the words that a choice column of the log may hold.

    >>> choices("feedback_status")
    ('asked', 'promised', 'received', 'refused')
    """
    return next(column.choices for column in columns() if column.name == name)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    r"""Reduce a text to what counts when two spellings are compared.

    Case, accents, spaces of every sort (also invisible ones) and joining marks do not count.

    >>> fold(" Caf\u00e9\u00a0Rouge ") == fold("CAFE ROUGE") == "cafe rouge"
    True
    """
    if text.isascii():  # most texts are, and these are many
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"})
    return " ".join(kept.split())
