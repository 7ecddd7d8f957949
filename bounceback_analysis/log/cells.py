"""Cells into values: what a word, a number or a rating says, and what to ask where it says none."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from bounceback_analysis.log.model import Problem, Verdict
from bounceback_analysis.vocabulary.aliases import heading_meanings, plain, read_status
from bounceback_analysis.vocabulary.schema import fold, load_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bounceback_analysis.vocabulary.schema import Column

Value = str | float | None
EXCEL_ERRORS = frozenset(
    {
        *("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"),
        *("#ERROR!", "#SPILL!", "#CALC!", "#GETTING_DATA"),
    }
)
NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
MOST_SAID = 20
"""Different words of one column that are each said; further ones are counted."""


class Read(NamedTuple):
    """What a cell was read as, and what there is to say: nothing where the verdict is ok."""

    value: Value
    verdict: Verdict = "ok"
    says: str = ""


def read_column(
    column: Column, texts: Sequence[str], lines: Sequence[int], *, ours: bool
) -> tuple[Sequence[Value], list[Problem]]:
    """Read the cells of one column that holds no dates.

    Parameters
    ----------
    column
        Which one.
    texts
        Its cells as text.
    lines
        The physical line of each.
    ours
        Whether the file has our headings, so that each of our words has our meaning.
    """
    reader = {"choice": _choice_reader(column, ours=ours), "rating": _rating, "number": _number}
    read = reader.get(column.kind, text_cell)
    places, words = pd.factorize(np.asarray(texts, dtype=object))  # few words are many cells'
    found = {
        text: (text_cell if is_broken(text) else read)(text.strip()) if text.strip() else Read(None)
        for text in words
    }
    return spread(found, words, places), said_of(column.name, texts, lines, found)


def spread(found: Mapping[str, Read], words: Any, places: np.ndarray) -> Sequence[Value]:
    """Give each cell the value of its word, which was read once."""
    values: Any = np.array([*(found[word].value for word in words), None], dtype=object)
    cells: Sequence[Value] = values[places]
    return cells


def said_of(
    name: str, texts: Sequence[str], lines: Sequence[int], found: Mapping[str, Read]
) -> list[Problem]:
    """Say each decision once, with its first line and how many lines it is about."""
    odd = {text for text, read in found.items() if read.verdict != "ok"}
    if not odd:
        return []
    first: dict[tuple[Verdict, str], int] = {}
    counts: Counter[tuple[Verdict, str]] = Counter()
    for text, line in zip(texts, lines, strict=True):
        if text in odd:
            key = (found[text].verdict, found[text].says)
            first.setdefault(key, line)
            counts[key] += 1
    said = [
        Problem(
            line,
            name,
            verdict,
            says + (f" ({counts[verdict, says]} lines)" if counts[verdict, says] > 1 else ""),
        )
        for (verdict, says), line in first.items()
    ]
    return [*said[:MOST_SAID], *_further(name, said[MOST_SAID:])]


def _further(name: str, rest: Sequence[Problem]) -> Iterable[Problem]:
    for verdict in ("tell", "ask"):
        more = [problem for problem in rest if problem.verdict == verdict]
        if more:
            yield Problem(more[0].line, name, verdict, f"{len(more)} further words of this kind.")


def is_broken(text: str) -> bool:
    """Tell whether a cell holds a spreadsheet's error, or the bars of a column too narrow."""
    return text.strip() in EXCEL_ERRORS or bool(re.fullmatch(r"\s*#{4,}\s*", text))


def text_cell(text: str) -> Read:
    """Read a text: as it is, but that a spreadsheet's error is no text."""
    if is_broken(text):
        return Read(None, "ask", f"'{text}' is a spreadsheet's error, not a value; type it again.")
    if re.fullmatch(r"\d(\.\d+)?E\+\d+", text):
        said = f"'{text}' is a number that a spreadsheet has cut short; type it again, as text."
        return Read(text, "tell", said)
    if re.match(r"[=@]\s*[+\w(\"-]", text):
        return Read(text, "tell", "This looks like a formula; it is kept as text and never run.")
    return Read(text)


def pay_said(name: str, texts: Sequence[str], lines: Sequence[int]) -> list[Problem]:
    """Say of a column of pay that it is kept as written, where it holds more than numbers."""
    if heading_meanings().get(plain(name)) != "pay":
        return []
    more = {text for text in set(texts) if re.search(r"\d[^\d.,]+\d|\d.*[a-z]", text.lower())}
    said = (
        "Pay is kept as written and nothing is worked out from it: a range is no number, and an "
        "hourly rate no yearly one."
    )
    at = [line for text, line in zip(texts, lines, strict=True) if text in more]
    return [Problem(line, name, "tell", said) for line in at[:1]]


def _rating(text: str) -> Read:
    """Read a rating from 1 to 5; also ``4/5``, ``4 out of 5`` and ``four``."""
    if text in {"1", "2", "3", "4", "5"}:
        return Read(float(text))
    out_of = re.fullmatch(r"([1-5])(?:\.0+)?\s*(?:/|out of|of)?\s*(?:5(?:\.0+)?)?", text)
    word = NUMBER_WORDS.get(fold(text))
    if word or (out_of and text[1:]):
        value = float(word or out_of[1])  # type: ignore[index]
        return Read(value, "tell", f"'{text}' was read as {value:.0f}.")
    return Read(None, "ask", f"'{text}' is not a rating; use a whole number from 1 to 5.")


def _number(text: str) -> Read:
    """Read a number, also with a comma for the point or between thousands."""
    bare = text.replace("\u00a0", "").replace(" ", "")
    if re.fullmatch(r"[-+]?\d+(\.\d+)?", bare):
        return Read(float(bare))
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        return Read(float(bare.replace(",", "")))
    if re.fullmatch(r"[-+]?\d{1,3}(\.\d{3})*,\d+|[-+]?\d+,\d{1,2}", bare):
        value = float(bare.replace(".", "").replace(",", "."))
        return Read(value, "tell", f"'{text}' was read as {value:g}.")
    if percent := re.fullmatch(r"(\d+(?:\.\d+)?)%", bare):
        return Read(float(percent[1]), "tell", f"'{text}' was read as {percent[1]}.")
    if re.search(r"\d\s*(/|out of)\s*\d", text):
        said = f"'{text}' is two numbers; what it was out of has a column of its own."
        return Read(None, "ask", said)
    return Read(None, "ask", f"'{text}' is not a number.")


def _choice_reader(column: Column, *, ours: bool) -> Callable[[str], Read]:
    known = {plain(choice): choice for choice in column.choices}
    others = _other_words(column.name)

    def read(text: str) -> Read:
        word = plain(text) if "?" not in text else ""
        if word in known and (ours or word not in {"declined", "accepted", "passed"}):
            return Read(known[word])
        if column.name == "outcome":
            return _outcome(text, known)
        if word in known or word in others:
            value = known.get(word) or others[word]
            return Read(
                value, "ok" if word in known else "tell", f"'{text}' was read as '{value}'."
            )
        return _unknown(text, column.name, list(column.choices))

    return read


@cache
def _other_words(name: str) -> dict[str, str]:
    words = load_words("aliases")["choices"].get(name, {})
    return {plain(alias): choice for choice, aliases in words.items() for alias in aliases}


def _outcome(text: str, known: Mapping[str, str]) -> Read:
    """Read an outcome from somebody's own words; what has two meanings is asked."""
    if "?" in text:
        return Read(None, "ask", f"'{text}' sounds unsure; write 'waiting' until you know.")
    kind, said = read_status(text, {})
    if kind == "known" and said:
        return Read(said.outcome, "tell", f"'{text}' was read as '{said.outcome}'.")
    if kind == "never sent":
        said_so = f"'{text}' speaks of a job not applied for; such lines do not belong in a log."
        return Read(None, "ask", said_so)
    if kind == "ask":
        also = ": by whom?" if plain(text) in {"declined", "decline", "refused"} else "."
        choices = (
            "'rejected' for their no, 'declined' for yours"
            if "?" in also
            else ", ".join(known.values())
        )
        return Read(None, "ask", f"'{text}' can mean several things{also} Write one of: {choices}.")
    return _unknown(text, "outcome", list(known.values()))


def _unknown(text: str, name: str, choices: list[str]) -> Read:
    shown = text if len(text) <= 60 else text[:59] + "…"
    near = difflib.get_close_matches(plain(text), choices, n=1, cutoff=0.6)
    hint = f"did you mean '{near[0]}'?" if near else f"write one of: {', '.join(choices)}."
    what = {"outcome": "outcome", "stage": "stage"}.get(name, f"word for {name.replace('_', ' ')}")
    return Read(None, "ask", f"'{shown}' is not a known {what}; {hint}")
