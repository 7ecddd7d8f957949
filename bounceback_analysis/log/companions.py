"""The files that stand beside a log or a sheet: where they are, and the settings in them."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from functools import reduce
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from bounceback_analysis.log.backups import ANYBODY, OWNER, mode_of
from bounceback_analysis.log.bounds import LARGEST_ASIDE, UnreadableError, read_bounded
from bounceback_analysis.log.files import RefusedError, Written, save
from bounceback_analysis.log.model import Problem, day_of, today

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from tomlkit import TOMLDocument
    from tomlkit.container import Container
    from tomlkit.items import Table

    from bounceback_analysis.log.model import Day, Log

Companion = Literal["plan", "stories", "settings", "keys"]


def beside(log: str | os.PathLike[str], what: Companion) -> Path:
    """Give where the plan, the stories, the settings or the keys of a log are.

    Examples
    --------
    >>> beside("data/my_log.csv", "plan").as_posix()
    'data/my_plan.csv'
    >>> beside("jobs.csv", "settings").as_posix()
    'jobs_settings.toml'
    """
    file = Path(log)
    stem = file.stem.removesuffix("log") if file.stem.endswith("log") else f"{file.stem}_"
    return file.with_name(f"{stem}{what}.{'toml' if what == 'settings' else 'csv'}")


def mode_beside(companion: Path) -> int:
    """Give the most that others may do with a plan or its like: what they may with its log."""
    modes = [ANYBODY]
    with suppress(OSError):
        modes += [
            mode_of(log)
            for log in companion.parent.iterdir()
            if any(beside(log, what) == companion for what in get_args(Companion))
        ]
    return reduce(and_, modes)


def read_settings(log: str | os.PathLike[str]) -> dict[str, Any]:
    """Give the person's settings; none where there are none, or where they cannot be read."""
    try:
        return _parsed(read_bounded(beside(log, "settings"), LARGEST_ASIDE))
    except (OSError, RefusedError):
        return {}


def settings_problem(log: str | os.PathLike[str]) -> list[Problem]:
    """Say what keeps the settings from being read; nothing where all is well."""
    file = beside(log, "settings")
    try:
        _parsed(read_bounded(file, LARGEST_ASIDE))
    except FileNotFoundError:
        return []
    except (OSError, RefusedError) as error:
        return [Problem(None, None, "ask", f"'{file.name}' was not used: {error}")]
    return []


def write_settings(log: str | os.PathLike[str], changes: Mapping[str, Any]) -> Written:
    """Change some settings and leave all else, comments included, as the person wrote it.

    A mapping among ``changes`` changes only what it names; ``None`` takes a setting out.
    """

    def change(old: bytes) -> bytes:
        _parsed(old)
        return _with(old, changes)

    return save(beside(log, "settings"), change, create=True, most=mode_of(log))


def practise_question(log: Log, question: str, day: Day | None = None) -> Written:
    """Mark a question as practised on a day, today by default, in the settings beside the log.

    ``practised`` lists the questions in the words of the bank, ``[questions.days]`` the last day
    of each; all else in the settings, comments included, stays as the person wrote it.

    Raises
    ------
    ValueError
        The question is blank, the day is none, or the log has no file to write beside.
    """
    if log.own is None:
        raise ValueError(
            "This log has no file of your own to keep it beside. Begin one: bb.new_log()"
        )
    words = " ".join(question.split())
    if not words:
        raise ValueError("Name the question that was practised, such as one of bb.question_bank.")
    on = day_of(day) if day is not None else today()
    now = read_settings(log.own).get("questions", {}).get("practised", [])
    practised = list(dict.fromkeys([*map(str, now), words]))
    days = {words: on.date().isoformat()}
    return write_settings(log.own, {"questions": {"practised": practised, "days": days}})


def read_answers(file: Path) -> dict[str, Any]:
    """Give the answers that are kept about a sheet, none where there are none.

    Raises
    ------
    UnreadableError
        There is a slip in the file; the message is for the person.
    """
    try:
        return tomllib.loads(read_bounded(file, LARGEST_ASIDE).decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"Your answers in '{file.name}' have a slip that must be put right: {error}."
        raise UnreadableError(message) from error


def keep_answers(file: Path, answers: Mapping[str, Any]) -> Written:
    """Add answers to those that are kept about a sheet; all else in the file stays."""

    def change(old: bytes) -> bytes:
        try:
            return _with(old, answers)
        except ValueError as error:
            raise RefusedError(f"'{file.name}' has a slip: {error}.") from error

    return save(file, change, create=True, keep=False, most=OWNER)


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except ValueError as error:
        raise RefusedError(
            f"The settings have a slip that must be put right first: {error}."
        ) from error


def _with(old: bytes, changes: Mapping[str, Any]) -> bytes:
    import tomlkit  # keeps the person's own comments; reading does without it

    document = tomlkit.parse(old.decode("utf-8-sig"))
    _merge(document, changes)
    mark = "\ufeff" if old.startswith(b"\xef\xbb\xbf") else ""
    return (mark + tomlkit.dumps(document)).encode()


def _merge(table: Container | Table | TOMLDocument, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        if value is None:
            table.pop(name, None)
        elif isinstance(value, dict) and isinstance(table.get(name), dict):
            _merge(table[name], value)
        else:
            table[name] = value
