"""What all tables share: each takes a log, says what to type for anything else, is made once."""

from __future__ import annotations

import os
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

import pandas as pd

from bounceback_analysis.log.model import Log

if TYPE_CHECKING:
    from collections.abc import Callable

Choices = ParamSpec("Choices")


def table(
    make: Callable[Concatenate[Log, Choices], pd.DataFrame],
) -> Callable[Concatenate[Log, Choices], pd.DataFrame]:
    """Let a function make its table of a log once for each of its choices.

    Raises
    ------
    TypeError
        What is given is no log; the message says what to type.
    """

    @wraps(make)
    def asked(log: Log, *given: Any, **choices: Any) -> pd.DataFrame:
        check_log(log, make.__name__)
        if given:
            raise TypeError(
                f"{make.__name__} takes a log and named choices: its plan, stories, settings and "
                f"day come with it. Type: bb.{make.__name__}(log)"
            )
        chosen = repr(sorted(choice for choice in choices.items() if choice[1] is not None))
        key = make.__module__, make.__qualname__, chosen
        if key not in log.made:
            log.made[key] = make(log, **choices)  # type: ignore[call-arg]
        return log.made[key].copy(deep=False)

    return cast("Callable[Concatenate[Log, Choices], pd.DataFrame]", asked)


def check_log(log: object, name: str, before: str = "") -> None:
    """Refuse what is no log, and say what to type: ``name``, its log after ``before``.

    Raises
    ------
    TypeError
        It is a path, a table or anything else.
    """
    if isinstance(log, Log):
        return
    call = f"bb.{name}({before}"
    if isinstance(log, str | os.PathLike):
        read = f"bb.read_log({os.fspath(log)!r})"
        raise TypeError(f"{name} wants a log, not where it is. Type: {call}{read})")
    part = "a table of it" if isinstance(log, pd.DataFrame) else f"a {type(log).__name__}"
    raise TypeError(
        f"{name} wants the whole log, not {part}. Type: log = bb.open_log(), then {call}log); "
        f"for some lines of it, {call}log.only(stage='interview'))"
    )
