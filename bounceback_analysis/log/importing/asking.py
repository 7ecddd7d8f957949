"""What only the person knows of a sheet: the questions, and how each of them can be answered."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bounceback_analysis.log.bounds import UnreadableError
from bounceback_analysis.log.importing.columns import (
    IMPORTERS_OWN,
    KEPT,
    LEAVE_OUT,
    OURS,
    holds_days,
)
from bounceback_analysis.log.importing.rows import pairs
from bounceback_analysis.vocabulary.aliases import (
    LONGEST_STATUS,
    Meaning,
    heading_meaning,
    is_tick,
    plain,
    read_status,
)
from bounceback_analysis.vocabulary.schema import choices, fold, load_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bounceback_analysis.log.importing.lines import Days
    from bounceback_analysis.log.importing.tracker import Tracker

NEVER = "ask me never"
UNSAID = ("", NEVER, "cannot say")
"""Answers by which rows are kept without an outcome, and not asked about again."""

MOST_ASKED = 12  # headings: more are no question but work
MOST_STATUSES = 50  # words: the sheet with most that was seen had 41
LONGEST_HINT = 40  # letters of a cell that show what a column holds
ORDERS = ("day first", "month first")
STAGES, OUTCOMES, MAY_BE = choices("stage"), choices("outcome"), load_words("aliases")["may_be"]
STATUSES = (
    *(f"{stage}, waiting" for stage in STAGES),
    *(f"{stage}, rejected" for stage in STAGES),
    *OUTCOMES,
    LEAVE_OUT,
    NEVER,
)
COLUMNS = (
    *("employer", "role", "date", "outcome", "stage", "heard_on", "source", "feedback", "notes"),
    *(said for said in MAY_BE if said != "outcome"),
    "keep as extra",
    LEAVE_OUT,
)
UNNAMED = (KEPT, "saved_on", "updated_on")
NEEDED = {"employer": "the employer", "date": "the date", "outcome": "what became of it"}
WORDS = "What do these words mean in your sheet? Their rows are kept, with no outcome yet."


@dataclass(frozen=True)
class Question:
    """Something that only the person knows; the answer is kept in a small file beside the sheet.

    ``hints`` says of each of the ``values`` what shows which one is meant.
    """

    about: str
    text: str
    values: tuple[str, ...]
    options: tuple[str, ...]
    hints: tuple[str, ...] = ()

    def parts(self) -> Iterator[tuple[str, str, str]]:
        """Give what is asked one by one: its name in the answers, the words to show, a hint."""
        if self.about == "date_order":
            yield "", self.text, f"in your sheet: {', '.join(self.values)}"
            return
        hints = self.hints or ("",) * len(self.values)
        for value, hint in zip(self.values, hints, strict=True):
            yield value, f"'{value}' means", hint


def columns_question(tracker: Tracker, known: Mapping[str, Any]) -> Question | None:
    """Ask what some headings mean, where the employer, date or outcome has none that is known."""
    settled = {plain(heading) for heading in known.get("columns", {})}
    lacking = _lacking(tracker)
    unnamed = {
        heading: cells
        for place, heading in enumerate(tracker.headings)
        if plain(heading) not in settled
        and (cells := [row[place].strip() for row in tracker.rows if row[place].strip()])
        and not (tracker.becomes[heading] == KEPT and heading_meaning(heading) in {"role", "pay"})
        and (
            tracker.becomes[heading] in UNNAMED
            or (lacking["employer"] and tracker.becomes[heading] == "role" and pairs(cells))
        )
    }
    words = load_words("aliases")["likely"]
    rivals = sum(bool({*words["status"]} & {*plain(heading).split()}) for heading in unnamed)
    # Any of several may be the outcome, where each step has one of its own.
    lacking["outcome"] |= "status" not in tracker.shape.places and rivals > 1
    missing = [name for name, needed in lacking.items() if needed]
    asked = [
        heading
        for heading, cells in unnamed.items()
        if any(
            HOLDS[wanted](cells)
            # One that is the role already was taken in since it names two things.
            and (
                tracker.becomes[heading] == "role"
                or not {*words.get(f"never_{wanted}", ())} & {*plain(heading).split()}
            )
            for wanted in missing
        )
    ][:MOST_ASKED]
    if not asked or ("employer" in missing and not any(map(_worded, unnamed.values()))):
        return None
    wanted = " and ".join(NEEDED[name] for name in missing)
    text = f"No heading was known for {wanted}. What do these columns of yours hold?"
    hints = tuple(f"such as '{unnamed[heading][0][:LONGEST_HINT]}'" for heading in asked)
    return Question("columns", text, tuple(asked), COLUMNS, hints)


def statuses_question(unsure: Counter[str], *, waits: bool) -> Question | None:
    """Ask what the doubtful words of a sheet mean, unless a column is to be settled first."""
    if not unsure or waits:
        return None
    shown = unsure.most_common(MOST_STATUSES)
    hints = tuple("in 1 row" if count == 1 else f"in {count:,} rows" for _, count in shown)
    return Question("statuses", WORDS, tuple(word for word, _ in shown), STATUSES, hints)


def date_question(days: Days) -> Question | None:
    """Ask whether the day or the month comes first, where the dates do not show it."""
    return Question("date_order", days.question, days.examples, ORDERS) if days.question else None


def tells_of_applying(tracker: Tracker) -> bool:
    """Tell whether some column says when one applied, or what became of it."""
    lacking = _lacking(tracker)
    return not (lacking["date"] and lacking["outcome"])


def _lacking(tracker: Tracker) -> dict[str, bool]:
    shape = tracker.shape
    # That one applied is told by a column Applied, and not what became of it.
    steps = {stage for _, stage in shape.stages} - {"application"}
    told = steps or shape.endings or shape.places.keys() & {"status", "history"}
    dated = shape.places.keys() & {"date", "history", "status_on"} or shape.stages
    return {"employer": "employer" not in shape.places, "date": not dated, "outcome": not told}


def _worded(cells: Sequence[str]) -> bool:
    words = [cell for cell in cells if re.search(r"[^\W\d_]", cell) and is_tick(cell) is None]
    return len(words) * 2 > len(cells) and not holds_days(cells) and "://" not in cells[0]


def _few_words(cells: Sequence[str]) -> bool:
    """Tell whether a column holds some short words again and again, as one of statuses does."""
    words = Counter(map(plain, cells))
    short = all(len(cell) <= LONGEST_STATUS for cell in cells)
    return short and _worded(cells) and len(words) <= max(3, min(MOST_ASKED, len(cells) // 2))


def _names(cells: Sequence[str]) -> bool:
    """Tell whether a column may hold employers: words, and not the same one for all rows."""
    return _worded(cells) and (len(cells) == 1 or len({*cells}) > 1)


HOLDS: dict[str, Callable[[Sequence[str]], bool]] = {
    "employer": _names,
    "date": holds_days,
    "outcome": _few_words,
}


def checked(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Give answers of which each one can be, else raise ``UnreadableError`` with what may be."""
    for about in ("columns", "statuses"):
        if not isinstance(answers.get(about, {}), dict):
            raise UnreadableError(f"Under [{about}] in your answers is one line for each word.")
    may = {*OURS, *IMPORTERS_OWN, *COLUMNS, *MAY_BE, "", "cannot say"}
    for heading, said in answers.get("columns", {}).items():
        if fold(str(said)) not in may:
            raise _cannot_be(said, heading, COLUMNS)
    if (order := fold(str(answers.get("date_order", "")))) not in {*ORDERS, ""}:
        raise _cannot_be(order, "date_order", ORDERS)
    for word, said in answers.get("statuses", {}).items():
        meaning_of(str(said), word)
    return dict(answers)


def _cannot_be(said: object, word: str, options: Sequence[str]) -> UnreadableError:
    may = ", ".join(options)
    return UnreadableError(f"'{said}' is no answer about '{word}'. It may be one of: {may}.")


def meaning_of(said: str, word: str) -> Meaning | None:
    """Read an answer such as ``rejected``, ``interview, rejected`` or ``leave out`` about a word.

    Raises ``UnreadableError`` where it says no stage and no outcome that there is.
    """
    if fold(said) == LEAVE_OUT:
        return None
    if fold(said) in UNSAID:
        return Meaning("", "")
    stage, _, outcome = (fold(part) for part in said.rpartition(","))
    kind, read = read_status(outcome, {})
    if not stage and outcome in STAGES:
        return Meaning(outcome, "waiting")
    if stage in {"", *STAGES} and outcome in OUTCOMES:
        return Meaning(stage, outcome)
    if kind != "known" or read is None or stage not in {"", *STAGES}:
        paired, alone = STATUSES[: len(STAGES) * 2], STATUSES[len(STAGES) * 2 :]
        raise _cannot_be(said, word, [*alone, f"or a stage and one of these, such as {paired[6]}"])
    return Meaning(stage or read.stage, read.outcome)


def ask_each(
    questions: Sequence[Question], ask: Callable[[str], str], say: Callable[[str], None]
) -> Iterator[dict[str, Any]]:
    """Ask one question at a time with numbered choices; give each answer as it is to be kept.

    An empty answer ends it: what is left stays open.
    """
    for question in questions:
        say(f"\n{question.text}")
        say("\n".join(f"  {n}  {option}" for n, option in enumerate(question.options, start=1)))
        for value, text, hint in question.parts():
            shown = f"{text} ({hint})" if hint and value else hint or text
            while (said := ask(f"{shown}: ").strip()) and not _chosen(said, question):
                say(f"Type a number from 1 to {len(question.options)}, or nothing to stop.")
            if not said:
                return
            answer = _chosen(said, question)
            yield {question.about: {value: answer} if value else answer}


def _chosen(said: str, question: Question) -> str:
    if said.isascii() and said.isdigit():
        return dict(enumerate(question.options, start=1)).get(int(said[:9]), "")
    return fold(said) if fold(said) in question.options else ""


def with_open_questions(old: bytes, questions: Sequence[Question]) -> bytes:
    """Give the bytes of an answers file with each open question in it, its choices as comments."""
    import tomlkit

    document = tomlkit.parse(old.decode("utf-8-sig"))
    top = ""
    for question in questions:
        for value, text, hint in question.parts():
            key = _quoted(value) if value else question.about
            if f"# {key} = " in old.decode("utf-8-sig"):
                continue
            shown = " ".join(f"{text} ({hint}); take away one #, before what it is:".split())
            lines = [shown, *(f"{key} = {_quoted(option)}" for option in question.options)]
            if not value:  # it belongs to no table, so it comes before all of them
                top += "".join(f"# {line}\n" for line in lines) + "\n"
                continue
            table = document.setdefault(question.about, tomlkit.table())
            for line in lines:
                table.add(tomlkit.comment(line))
            table.add(tomlkit.nl())
    return (top + tomlkit.dumps(document)).encode()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "")
