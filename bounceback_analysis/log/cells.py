"""The one reader of cells: what a word, number, rating or day says, in a file or in a form."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import islice
from typing import NamedTuple

import pandas as pd

from bounceback_analysis.log.dates import (
    ISO,
    NUMBERS,
    SERIAL,
    NotADateError,
    in_a_life,
    in_words,
    is_counted,
    order_of,
    to_day,
    to_iso,
    weekday_of,
)
from bounceback_analysis.log.model import Problem, Verdict
from bounceback_analysis.vocabulary.aliases import heading_meaning, plain, read_status
from bounceback_analysis.vocabulary.schema import (
    Column,
    FileKind,
    choices,
    columns,
    fold,
    load_words,
)
from bounceback_analysis.vocabulary.themes import meant_by

Value = str | float | None
EXCEL_ERRORS = frozenset(
    {
        *("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"),
        *("#ERROR!", "#SPILL!", "#CALC!", "#GETTING_DATA"),
    }
)
NOTHING = frozenset({"null", "nan", "none", "undefined"})  # programs' words; or an employer's name
THEMES = "feedback_themes"  # here ``none`` is an answer, and no blank
MORE_THAN_A_NUMBER = re.compile(r"\d[^\d.,]+\d|\A\D*\d.*[a-z]", re.IGNORECASE).search
NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
LONGEST = 32_767  # characters of a cell: a spreadsheet cuts off the rest without a word
_ASKED = {
    "date": "Say on which day it was.",
    "employer": "Say who the job was with.",
    "outcome": "Choose how it stands; 'waiting' if you have not heard.",
}
TO_COME = ("follow_up_on", "due_on")  # columns of a day to come: ``Friday`` in them is the next one


class Read(NamedTuple):
    """What a cell was read as, and what there is to say: nothing where the verdict is ok."""

    value: Value
    verdict: Verdict = "ok"
    says: str = ""


BLANK = Read(None)


def read_columns(
    texts: Mapping[str, Sequence[str]], lines: Sequence[int], kind: FileKind, *, ours: bool
) -> tuple[dict[str, Sequence[Value]], list[Problem]]:
    """Read cells by column: days as ISO texts, blanks as None; ``ours``: the headings are ours."""
    known = {column.name: column for column in columns(kind)}
    dated = {name for name in texts if name in known and known[name].kind == "date"}
    values, said = read_dates({name: texts[name] for name in texts if name in dated}, lines)
    for name, cells in texts.items():
        if name in dated:
            continue
        column = known.get(name)
        read = (_reader(column, ours=ours) if column else None) or text_cell
        words = set(cells)
        values[name] = cells  # nearly every column of text, and a long log has a word a line
        if read is not text_cell or any(map(_needs_a_look, words)):
            nothing = NOTHING if column and not column.required else frozenset()
            nothing = nothing - {"none"} if name == THEMES else nothing
            found = {  # few words are many cells'
                text: _read(text.strip(), read, nothing) for text in words if text.strip()
            }
            values[name] = [found.get(text, BLANK).value for text in cells]
            said += said_of(name, cells, lines, found)
        said += _pay_said(name, cells, lines)
    return values, said


def stages_named(
    stages: Sequence[Value], outcomes: Sequence[str], *, ours: bool
) -> Sequence[Value]:
    """Give the stage of each line: where it is blank, the one that the words of its outcome name.

    Who writes Interview for an outcome has said both: the step, and that it is not over. Under our
    headings our own words, such as waiting, name no step.
    """
    theirs = {text for text in set(outcomes) if not ours or fold(text) not in choices("outcome")}
    read = {text: read_status(text, {})[1] for text in theirs}
    named = {text: said.stage for text, said in read.items() if said and said.stage}
    if not named:
        return stages
    return [stage or named.get(text) for stage, text in zip(stages, outcomes, strict=True)]


def _reader(column: Column, *, ours: bool) -> Callable[[str], Read] | None:
    """Give what reads a column's words, numbers or ratings; None where it holds text or days."""
    if column.kind == "choice":
        return _choice_reader(column, ours=ours)
    if column.name == THEMES:
        return _own_themes
    return {"rating": _rating, "number": _number}.get(column.kind)


def _read(text: str, read: Callable[[str], Read], nothing: AbstractSet[str]) -> Read:
    """Read a cell; what a program writes where there is ``nothing`` is nothing."""
    if text.lower() in nothing:
        return Read(None, "tell", f"'{text}' was read as blank.")
    return (text_cell if is_broken(text) else read)(text)


def said_of(
    name: str, texts: Sequence[str], lines: Sequence[int], found: Mapping[str, Read]
) -> list[Problem]:
    """Say of each cell what there is to say of its text."""
    odd = {text: read for text, read in found.items() if read.verdict != "ok"}
    if not odd:
        return []
    return [
        Problem(line, name, odd[text].verdict, odd[text].says)
        for text, line in zip(texts, lines, strict=True)
        if text in odd
    ]


ODD = frozenset("=@#0123456789")  # how a formula, an error or a cut number begins


def _needs_a_look(text: str) -> bool:
    """Tell whether a text may be other than it looks: most begin with a letter and end with one."""
    odd = bool(text) and (text[0] in ODD or text[0].isspace() or text[-1].isspace())
    return odd or text.lower() in NOTHING


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


def _own_themes(text: str) -> Read:
    """Read themes of one's own naming: the text stays, and each that is one of ours is told."""
    said = [
        re.sub(r"\s(?:gap|strength|neutral)$", "", fold(part)) for part in re.split(r"[;\n]", text)
    ]
    ours = {word: theme.name for word in said if (theme := meant_by(word))}
    told = "; ".join(f"'{word}' was read as '{name}'" for word, name in ours.items())
    return Read(text, "tell", f"{told}.") if told else text_cell(text)


def _pay_said(name: str, texts: Sequence[str], lines: Sequence[int]) -> list[Problem]:
    """Say of a column of pay that it is kept as written, where it holds more than numbers."""
    if heading_meaning(name) != "pay":
        return []
    said = (
        "Pay is kept as written and nothing is worked out from it: a range is no number, and an "
        "hourly rate no yearly one."
    )
    more = (line for text, line in zip(texts, lines, strict=True) if MORE_THAN_A_NUMBER(text))
    return [Problem(line, name, "tell", said) for line in islice(more, 1)]


def _rating(text: str) -> Read:
    """Read a rating from 1 to 5; also ``4/5``, ``4 out of 5`` and ``four``."""
    if text in {"1", "2", "3", "4", "5"}:
        return Read(float(text))
    out_of = re.fullmatch(r"([1-5])(?:\.0+)?(?:\s*(?:/|out of|of)\s*(?:5(?:\.0+)?)?)?", text)
    word = NUMBER_WORDS.get(fold(text))
    if word or (out_of and text[1:]):
        value = float(word or out_of[1])  # type: ignore[index]
        return Read(value, "tell", f"'{text}' was read as {value:.0f}.")
    if turned := _rating_as_day(fold(text)):
        said = (
            f"'{text}' is what a spreadsheet such as Excel makes of {turned}/5, which it takes for "
            f"a day. If that was meant write {turned} alone; a column formatted as text keeps 4/5."
        )
        return Read(None, "ask", said)
    return Read(None, "ask", f"'{text}' is not a rating; use a whole number from 1 to 5.")


def _rating_as_day(text: str) -> int:
    """Give the rating out of five that was turned into a day in May or a fifth; 0 for no such."""
    dated = re.search(r"\d{4}", text)
    iso = to_iso(text if dated else f"{text}-2000") if dated or re.search("[a-z]", text) else ""
    month, day = (int(part) for part in (iso[5:7] or "0", iso[8:] or "0"))
    rating = day if month == 5 else month if day == 5 else 0
    return rating if rating <= 5 else 0


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


@cache
def _choice_reader(column: Column, *, ours: bool) -> Callable[[str], Read]:
    known = {plain(choice): choice for choice in column.choices}
    words = load_words("aliases")["choices"].get(column.name, {})
    others = {plain(alias): choice for choice, aliases in words.items() for alias in aliases}

    def read(text: str) -> Read:
        word = plain(text) if "?" not in text else ""
        if word in known and (ours or word not in {"declined", "accepted", "passed"}):
            return Read(known[word])
        if column.name == "outcome":
            return _outcome(text, known)
        if word in known or word in others:
            value = known.get(word) or others[word]
            verdict: Verdict = "ok" if word in known else "tell"
            return Read(value, verdict, f"'{text}' was read as '{value}'.")
        return _unknown(text, column.name, list(column.choices))

    return read


def _outcome(text: str, known: Mapping[str, str]) -> Read:
    """Read an outcome from somebody's own words; what has two meanings is asked."""
    if "?" in text:
        return Read(None, "ask", f"'{text}' sounds unsure; write 'waiting' until you know.")
    kind, said = read_status(text, {})
    if kind == "known" and said:
        step = f", and where no stage is given as that of {said.stage}" if said.stage else ""
        return Read(said.outcome, "tell", f"'{text}' was read as '{said.outcome}'{step}.")
    if kind == "never sent":
        said_so = f"'{text}' speaks of a job not applied for; such lines do not belong in a log."
        return Read(None, "ask", said_so)
    if kind == "ask":
        also = ": by whom?" if plain(text) in {"declined", "decline", "refused"} else "."
        both = "'rejected' for their no, 'declined' for yours"
        choices = both if "?" in also else ", ".join(known.values())
        return Read(None, "ask", f"'{text}' can mean several things{also} Write one of: {choices}.")
    return _unknown(text, "outcome", list(known.values()))


def _unknown(text: str, name: str, choices: list[str]) -> Read:
    shown = text if len(text) <= 60 else text[:59] + "…"
    near = difflib.get_close_matches(plain(text), choices, n=1, cutoff=0.6)
    # A word more is no slip, and may say the opposite, as in 'passed over'.
    bare = plain(re.sub(r"\([^()]*\)", "", text))
    near = [word for word in near if len(word.split()) == len(bare.split())]
    hint = f"did you mean '{near[0]}'?" if near else f"write one of: {', '.join(choices)}."
    what = name if name in {"outcome", "stage"} else f"word for {name.replace('_', ' ')}"
    return Read(None, "ask", f"'{shown}' is not a known {what}; {hint}")


def read_dates(
    texts: Mapping[str, Sequence[str]], lines: Sequence[int]
) -> tuple[dict[str, Sequence[Value]], list[Problem]]:
    """Read every date column of a file into ISO days, None where none is told, and what to say."""
    now = dt.date.today()  # noqa: DTZ011 (the person's own day is meant)
    every = dict.fromkeys(text for cells in texts.values() for text in cells)
    order, why = order_of(filter(None, map(str.strip, every)), "", now)
    found = {word: _day(word.strip(), order, now) for word in every if word.strip()}
    values: dict[str, Sequence[Value]] = {}
    problems = list[Problem]()
    numbers = {word for word in every if NUMBERS.fullmatch(word.strip())}
    slashed = [
        (line, name)
        for name, cells in texts.items()
        for text, line in zip(cells, lines, strict=True)
        if text in numbers
    ]
    if slashed:  # said once, at the first line where it mattered
        said = f"Dates are written {order}: {why}"
        if order == "cannot be told":
            said = f"Dates were read day first, as is usual in the UK; {why}"
        problems.append(Problem(*min(slashed), "tell", f"{said} ({len(slashed)} of them)."))
    for name, cells in texts.items():
        values[name] = [found.get(text, BLANK).value for text in cells]
        problems += said_of(name, cells, lines, found)
    return values, problems


def _day(text: str, order: str, now: dt.date) -> Read:
    iso = to_iso(text, month_first=order == "month first")
    if not iso and order == "cannot be told":
        iso = to_iso(text, month_first=True)
    if not iso:
        return Read(None, "ask", _no_day(text))
    day = dt.date.fromisoformat(iso)
    if not in_a_life(day, now):
        return Read(None, "ask", f"'{text}' would be in the year {day.year}; check the year.")
    if SERIAL.fullmatch(text):
        return Read(iso, "tell", f"'{text}' is how a spreadsheet keeps {in_words(day)}; read so.")
    short = NUMBERS.fullmatch(text)
    if short and len(short[3]) == 2 and not ISO.fullmatch(text):
        return Read(iso, "tell", f"The year '{short[3]}' was read as {day.year}.")
    weekday = weekday_of(text)
    if weekday and weekday != f"{day:%A}".lower():
        said = f"'{text}' was read as {in_words(day)}, which is a {day:%A}; check it."
        return Read(iso, "tell", said)
    return Read(iso)


def _no_day(text: str) -> str:
    shown = text if len(text) <= 40 else text[:39] + "…"
    if is_broken(text):
        return f"'{shown}' is a spreadsheet's error, not a date; type the date again."
    if NUMBERS.fullmatch(text) or ISO.fullmatch(text):
        said = "is a day that does not exist; check it. The line was kept without a date."
        return f"'{shown}' {said}"
    if is_counted(text):
        return f"'{shown}' is another day whenever it is read; write the date, like 5 March 2026."
    if re.fullmatch(r"\D*\d{1,2}(st|nd|rd|th)?\b\D*(\d{1,2}\D*)?", text):
        return f"'{shown}' has no year; write it like 5 March 2026."
    return f"'{shown}' is not a date; write it like 2026-03-05 or 5 March 2026."


def validate_entry(entry: Mapping[str, object], *, kind: FileKind = "log") -> dict[str, str]:
    """Find the mistakes in an entry, as typed or as dates and numbers, before it is written.

    Gives a sentence for the person by column. What the log can read is no mistake.

    >>> validate_entry({"date": "2026-03-05", "employer": "Acme", "outcome": "rejcted"})
    {'outcome': "'rejcted' is not a known outcome; did you mean 'rejected'?"}
    """
    found = {
        column.name: _typed(column, to_text(entry.get(column.name)))[1]
        for column in columns(kind)
        if column.required or column.name in entry
    }
    heard, date = (to_text(entry.get(name)) for name in ("heard_on", "date"))
    early = heard.strip() and date.strip() and not (found.get("heard_on") or found.get("date"))
    if early and to_day(heard) < to_day(date):
        found["heard_on"] = "The answer came before the day itself; check the two dates."
    return {name: sentence for name, sentence in found.items() if sentence}


def normal_entry(entry: Mapping[str, object], *, kind: FileKind = "log") -> dict[str, str]:
    """Give an entry as it is written: dates as 2026-03-05, choices as listed, texts as they are."""
    kinds = {column.name: column for column in columns(kind)}
    texts = {name: to_text(value) for name, value in entry.items()}
    return {n: _typed(kinds[n], text)[0] if n in kinds else text for n, text in texts.items()}


def to_text(value: object) -> str:
    """Give a value as text; what is missing is nothing, a whole number has no point.

    >>> to_text(None), to_text(4.0), to_text(pd.Timestamp("2026-03-05"))
    ('', '4', '2026-03-05')
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.15g}"
    return str(value)


def _typed(column: Column, text: str) -> tuple[str, str]:
    """Give how a typed text is written, and what is wrong with it."""
    if not text.strip():
        return text, _ASKED.get(column.name, "This is needed.") if column.required else ""
    if len(text) > LONGEST:
        return text, (
            f"This is {len(text):,} characters long; a spreadsheet keeps {LONGEST:,} in one cell. "
            "Keep the whole in a file of its own, and here what matters."
        )
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", text):
        return text, "This holds a character that cannot be kept in a table; type that part again."
    if column.kind == "date":
        try:
            return to_day(text, ahead=column.name in TO_COME).isoformat(), ""
        except NotADateError as mistake:
            return text, str(mistake)
    if not (reader := _reader(column, ours=True)):
        return text, ""
    value, verdict, says = reader(text.strip())
    as_typed = value is None or (isinstance(value, float) and verdict == "ok")
    return text.strip() if as_typed else to_text(value), says if verdict == "ask" else ""
