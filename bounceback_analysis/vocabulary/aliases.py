"""Other words for ours: what a heading, a status or a tick means in somebody's sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from bounceback_analysis.vocabulary.schema import columns, fold, load_words

LONGEST_STATUS = 60  # a longer cell is a note, never a status: words in it are not looked at

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
WHEN = re.compile(
    r"\b(?:(?:on|for|le|il|el|em|am|op|den|para|pour|dnia) )?"
    r"(?:\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?"
    rf"|\d{{1,2}} {MONTH}(?: \d{{4}})?|{MONTH} \d{{1,2}}(?:,? \d{{4}})?|\d+ ?[a-z]+ ago)\b",
    re.IGNORECASE,
)
"""A day that stands beside a status, in eight languages."""

BETWEEN = re.compile(
    r"[+/|:;,>→–—()]|\s-\s|\b(?:after|at|then|nach|apr[eè]s|tras|dopo|ap[oó]s)\b"
    r"|(?=(?:挂|未通过|终止|没过)$)"
)
"""What stands between the two parts of a status, in six languages; in Chinese nothing does."""

REASON = re.compile(r"\s*[;:]\s+|\s+[-–—]\s+")
"""What stands between the end of an application and the reason for it."""

TOLD_BY = re.compile(
    r"[\s,;(-]+(?:(?:by|via|per|par|por|über) )?(?:an? )?"
    r"(?:e-?mail|mail|letter|post|portal|text|sms|courriel|correo|whatsapp)\)?$",
    re.IGNORECASE,
)
"""In what form an answer came, behind it: in writing, as a call may be a step of its own."""

WHETHER = re.compile(r"^是否(?:已经|已)?")  # makes a question of a heading

ORDINAL = re.compile(r"\d(?:st|nd|rd|th|er|e|a|o)?")  # which one of several steps of a kind it is

COUNTED = re.compile(r"^(?:\d+ )?interviews?$")


class Meaning(NamedTuple):
    """What a status says: the step it speaks of, blank where not said, and what became of it."""

    stage: str
    outcome: str


Kind = Literal["known", "never sent", "ask", "unknown", "blank"]


@lru_cache(maxsize=100_000)  # the names of the largest sheet, each of which is read more than once
def plain(text: str) -> str:
    """Reduce a heading or a status to its letters and numbers, of any script.

    >>> plain("✅ Auto-Rejected :("), plain("Date_Applied?")
    ('auto rejected', 'date applied')
    """
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


@cache
def heading_meanings() -> dict[str, str]:
    """Give what each known heading stands for: a column of ours, or a word of the importer's."""
    theirs = load_words("aliases")
    steps = {
        plain(name): f"{kind}:{word}"
        for kind in ("stage_columns", "outcome_columns")
        for word, names in theirs[kind].items()
        for name in names
    }
    other = {plain(name): word for word, names in theirs["headings"].items() for name in names}
    ours = {plain(column.name): column.name for column in columns()}
    aliases = {plain(alias): name for name, names in theirs["columns"].items() for alias in names}
    return {**aliases, **steps, **ours, **other, "outcome": "status", "stage": "stage"}


def heading_meaning(heading: str, said: Mapping[str, str] | None = None) -> str:
    """Say what a heading stands for, blank where that is not known.

    It is taken as it stands, also ``DateApplied``, ``date_applied`` or ``Date (day first)``.
    ``said`` is what the person said that headings mean, by the plain heading.

    >>> heading_meaning("DateApplied"), heading_meaning("Recruiter's LinkedIn")
    ('date', 'contact')
    >>> heading_meaning("Which company did you apply to?"), heading_meaning("In-person interview")
    ('employer', 'stage_columns:interview')
    """
    parted = _spelt(plain(_parted(heading)))
    bare = plain(re.sub(r"\([^()]*\)", " ", heading))
    for known in (said or {}, heading_meanings()):
        if found := known.get(plain(heading)) or known.get(parted) or known.get(bare):
            return found
    words, theirs = {*parted.split(), *plain(heading).split()}, load_words("aliases")["words"]
    if words & set(theirs["people"]) and words & set(theirs["details"]):
        return "contact"
    return "pay" if words & set(theirs["pay"]) else _within(parted) or _of_parts(heading)


def _within(heading: str) -> str:
    """Find the heading that is known among words that only stand round it, as in a form."""
    beside = load_words("aliases")["beside"]
    bare = WHETHER.sub("", heading)
    asked = [word for word in bare.split() if word not in beside["asking"]]
    named = [w for w in asked if w not in beside["step"] and not ORDINAL.fullmatch(w)]
    step = heading_meanings().get(" ".join(named), "")
    return heading_meanings().get(" ".join(asked)) or (step if ":" in step else "")


def _of_parts(heading: str) -> str:
    """Find the one thing that the parts of a double heading stand for, as in Firma / Betrieb."""
    parts = [plain(part) for part in re.split(r"[/|&+]|\s[-–—]\s|\sand\s", heading)]
    found = {heading_meanings().get(part, "") for part in parts if part} - {""}
    if found == {"employer", "date"}:
        return "employer"  # whose it is may not be missed; the day stays beside it
    return found.pop() if len(parts) > 1 and len(found) == 1 else ""


def _parted(text: str) -> str:
    """Put a blank where one word ends and the next begins, as in DateApplied and Round2."""
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", text)


def _spelt(heading: str) -> str:
    """Put right the words of a heading that are often misspelt."""
    right = {slip: word for word, slips in load_words("aliases")["slips"].items() for slip in slips}
    return " ".join(right.get(word, word) for word in heading.split())


@cache
def _meanings() -> dict[str, Meaning]:
    found = {}
    for key, words in load_words("aliases")["statuses"].items():
        stage, _, outcome = key.rpartition("_")
        if key == "_no_response":
            stage, outcome = "", "no response"
        meaning = Meaning(stage.replace("_", " "), outcome)
        found.update(dict.fromkeys(map(plain, words), meaning))
    return found


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(plain(word) for word in load_words("aliases")[kind]["words"])


def read_status(text: str, answers: Mapping[str, Meaning | None]) -> tuple[Kind, Meaning | None]:
    """Say what the status of a whole cell means, if that is sure; one's own answers come first."""
    word = plain(text)
    if not word:
        return "blank", None
    if word in answers:
        answer = answers[word]
        return ("known", answer) if answer else ("never sent", None)
    return _status(text) if len(text) <= LONGEST_STATUS else ("unknown", None)


@lru_cache(maxsize=10_000)
def _status(text: str) -> tuple[Kind, Meaning | None]:
    word = plain(text)
    # The same without a day, such as Rejected 5/12, in two words, such as NoResponse, or without
    # how it came, such as Rejected (email).
    bare = (WHEN.sub(" ", text), _parted(text), TOLD_BY.sub("", text))
    for form in dict.fromkeys((word, *map(plain, bare))):
        if form in _meanings():
            return "known", _meanings()[form]
        if form in _words("never_sent"):
            return "never sent", None
        if form in _words("ask"):
            return "ask", None
    joined = _joined(WHEN.sub(" ", text))
    return ("known", joined) if joined else _with_reason(text)


def _with_reason(text: str) -> tuple[Kind, Meaning | None]:
    """Read an end that is followed by its reason, such as ``Skipped; wrong degree``.

    Of what is still open, and where the reason has a word of a status, the person is asked.
    """
    first, *reason = map(plain, REASON.split(text, maxsplit=1))
    said = _meanings().get(first)
    told = {*" ".join(reason).split()} & (_meanings().keys() | _words("never_sent"))
    if not any(reason) or told:
        return "unknown", None
    if first in _words("never_sent"):
        return "never sent", None
    ended = said and said.outcome in {"rejected", "withdrew", "cancelled"}
    return ("known", said) if ended else ("unknown", None)


def _joined(text: str) -> Meaning | None:
    """Read a status of two known parts, such as ``2 Interviews + Denied``."""
    found = [
        Meaning("interview", "waiting") if COUNTED.match(part) else _meanings().get(part)
        for part in filter(None, map(plain, BETWEEN.split(fold(text))))
    ]
    if len(found) != 2 or None in found:
        return None
    first, second = (meaning for meaning in found if meaning)
    stages = [meaning.stage for meaning in (first, second) if meaning.stage]
    endings = [meaning.outcome for meaning in (first, second) if meaning.outcome != "waiting"]
    if first == second:  # the same said twice, such as Ghosted (no reply)
        return first
    if not endings and len(stages) == 1:  # such as Applied (in progress)
        return Meaning(stages[0], "waiting")
    return Meaning(stages[0], endings[0]) if len(stages) == len(endings) == 1 else None


def is_tick(text: str) -> bool | None:
    """Tell whether a cell says yes or no, or how often; None where it says something else.

    >>> is_tick("TRUE"), is_tick("no"), is_tick("2"), is_tick("5 March")
    (True, False, True, None)
    """
    word = fold(text)
    if re.fullmatch(r"\d{1,2}", word):
        return int(word) > 0
    marks = load_words("aliases")["marks"]
    if word in marks["yes"]:
        return True
    return False if not word or word in marks["no"] else None
