"""What the rule of applications cannot decide: asked once, answered by a word, remembered.

The answers stand beside the log in its settings, one line each, readable and found again however
the lines of the log move::

    [applications]
    "2026-03-05, Tesco, Cashier, interview" = "same"

The key is what the line says, as far as it does: its day, employer, role and stage, with ``(2)``
behind it for the second line that says the same. ``same``: it belongs to the application that the
question names; ``new``: it begins one. An ``application_id`` in the log settles it too.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast, get_args

import numpy as np

from bounceback_analysis.log.applications import Said, alike
from bounceback_analysis.log.companions import write_settings
from bounceback_analysis.log.model import Problem
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import pandas as pd
    from numpy.typing import NDArray

    from bounceback_analysis.log.applications import Asked, Joined
    from bounceback_analysis.log.files import Written
    from bounceback_analysis.log.model import Log

SECTION = "applications"
COLUMN = "application"
"""The column of the entries that such a question is about; no other problem speaks of it."""
KEYED_BY = ("employer", "role", "stage")
MOST = 20
"""So many lines are asked about one by one; the next ones come when these are settled."""
WHY = {
    "appeal": "a later stage after '{outcome}' on line {before}: an appeal, or a new application?",
    "which": "several applications are open there; is it the one of line {before}?",
    "step": "no stage is given: a step of the application of line {before}, or a new one?",
}


def answers_of(
    typed: pd.DataFrame, lines: Sequence[int], settings: Mapping[str, Any]
) -> tuple[dict[int, Said], list[Problem]]:
    """Find the lines that a person has settled, by their places; tell which answers say nothing."""
    given = settings.get(SECTION, {})
    given = given if isinstance(given, dict) else {}
    wrong = [key for key, word in given.items() if _word(word) not in get_args(Said)]
    said = {fold(key): cast("Said", _word(word)) for key, word in given.items() if key not in wrong}
    found: dict[int, Said] = {}
    if said:
        days = {key[: len("2026-03-05")] for key in said}
        near = typed["date"].isna() | typed["date"].dt.strftime("%Y-%m-%d").isin(days)
        keys = _keys(typed, lines, np.flatnonzero(near))
        found = {row: said[fold(key)] for row, key in keys.items() if fold(key) in said}
    where = f"Under [{SECTION}] in the settings"
    told = (f"{where}, '{key}' says neither same nor new; it was left aside." for key in wrong)
    return found, [Problem(None, None, "tell", one) for one in told]


def questions(typed: pd.DataFrame, lines: Sequence[int], joined: Joined) -> list[Problem]:
    """Ask about each line of which the rule was not sure, and say what was assumed meanwhile."""
    asked = sorted(joined.asked, key=lambda one: lines[one.row])
    if not asked:
        return []
    keys = _keys_of(typed, lines, [one.row for one in asked[:MOST]])
    found = [_question(one, typed, lines, keys[one.row]) for one in asked[:MOST]]
    if more := len(asked) - MOST:
        some = "1 more line asks" if more == 1 else f"{more:,} more lines ask"
        said = f"{some} the same; they are named when these are settled."
        found += [Problem(lines[asked[MOST].row], COLUMN, "ask", said)] if more > 0 else []
    return found


def _question(one: Asked, typed: pd.DataFrame, lines: Sequence[int], key: str) -> Problem:
    before = lines[one.before]
    outcome = typed["outcome"].iloc[one.before]
    why = WHY[one.why].format(before=before, outcome=outcome)
    meanwhile = f"as the one of line {before}" if one.joined else "as a new one"
    said = (
        f"{key}: {why} Counted {meanwhile} until you say: press it in the notebook, or write "
        f'"{key}" = "same" or "new" under [{SECTION}] in the settings, or give both lines an '
        "application_id."
    )
    return Problem(lines[one.row], COLUMN, "ask", said)


def open_questions(log: Log) -> list[Problem]:
    """Give the questions of a log that one word settles."""
    lines = set(log.entries["line"].tolist())
    asked = [p for p in log.problems if p.column == COLUMN and p.verdict == "ask"]
    return [problem for problem in asked[:MOST] if problem.line in lines]


def answer_application(log: Log, line: int, said: Said) -> Written:
    """Keep beside the log whose a line is: ``same`` as the one before it, or ``new``.

    Raises
    ------
    ValueError
        The word is neither, or there is no such line, or the log is no file of one's own.
    """
    if said not in get_args(Said):
        raise ValueError(f"'{said}' is neither same nor new.")
    if log.own is None:
        raise ValueError("This log is no file of your own, so no answer can be kept beside it.")
    entries = (log.whole or log).entries
    rows = (entries["line"] == line).to_numpy().nonzero()[0]
    if not len(rows):
        raise ValueError(f"The log has no line {line}.")
    key = _keys_of(entries, entries["line"].tolist(), rows.tolist())[int(rows[0])]
    return write_settings(log.own, {SECTION: {key: said}})


def _keys_of(typed: pd.DataFrame, lines: Sequence[int], rows: Sequence[int]) -> dict[int, str]:
    """Give the keys of some lines, having looked at all that may say the same."""
    employer, day = alike(typed["employer"]), typed["date"]
    near = np.isin(employer, employer[rows]) & day.isin(day.iloc[list(rows)]).to_numpy()
    return _keys(typed, lines, np.flatnonzero(near))


def _keys(typed: pd.DataFrame, lines: Sequence[int], rows: NDArray[np.intp]) -> dict[int, str]:
    """Say of lines what tells them from others; those that say the same are numbered."""
    part = typed.iloc[rows]
    days = part["date"].dt.strftime("%Y-%m-%d").fillna("")
    cells = [days, *(part[name].fillna("") for name in KEYED_BY)]
    told = [_plain(", ".join(filter(None, parts))) for parts in zip(*cells, strict=True)]
    times: Counter[str] = Counter()
    keys = {}
    for row, text in sorted(zip(rows.tolist(), told, strict=True), key=lambda one: lines[one[0]]):
        times[fold(text)] += 1
        again = times[fold(text)]
        keys[row] = f"{text} ({again})" if again > 1 else text
    return keys


def _plain(text: str) -> str:
    """Keep what can be printed, on one line, without the marks that would end a key."""
    shown = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.replace('"', "'").replace("\\", "/").split())


def _word(said: object) -> str:
    return fold(said) if isinstance(said, str) else ""
