"""Marks a question as practised, in the settings beside the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.log.companions import read_settings, write_settings
from bounceback_analysis.log.model import day_of, today

if TYPE_CHECKING:
    from bounceback_analysis.log.files import Written
    from bounceback_analysis.log.model import Day, Log


def practise_question(log: Log, question: str, day: Day | None = None) -> Written:
    """Mark a question as practised on a day, in ``[questions]`` of the settings beside the log.

    ``practised`` lists the words of the questions, ``[questions.days]`` the last day of each;
    all else in the settings, comments included, stays as the person wrote it.

    Parameters
    ----------
    log
        The log, read from a file of one's own.
    question
        The question, in the words of the bank.
    day
        The day it was practised; today by default.

    Returns
    -------
    Written
        Whether it was written, and if not, why.

    Raises
    ------
    ValueError
        The question is blank, the day is none, or the log has no file to write beside.
    """
    if log.path is None or log.example:
        raise ValueError(
            "This log has no file of your own to keep it beside. Begin one: bb.new_log()"
        )
    words = " ".join(question.split())
    if not words:
        raise ValueError("Name the question that was practised, such as one of bb.question_bank.")
    on = day_of(day) if day is not None else today()
    now = read_settings(log.path).get("questions", {}).get("practised", [])
    practised = list(dict.fromkeys([*map(str, now), words]))
    days = {words: on.date().isoformat()}
    return write_settings(log.path, {"questions": {"practised": practised, "days": days}})
