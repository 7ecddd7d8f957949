"""Remembers tables while a report or a view is made, since its parts ask for the same again."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

Made = TypeVar("Made", bound="Callable[..., pd.DataFrame]")
_HELD: ContextVar[dict[Any, Any] | None] = ContextVar("held", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember what is made of each table until the end of the block, and nothing after it."""
    token = _HELD.set({})
    try:
        yield
    finally:
        _HELD.reset(token)


def remembered(make: Made) -> Made:
    """Let a function from a table to a table be asked once while remembering."""

    @wraps(make)
    def asked(entries: pd.DataFrame, **choices: Any) -> pd.DataFrame:
        held = _HELD.get()
        if held is None:
            return make(entries, **choices)
        chosen = repr([choice for choice in choices.items() if choice[1] is not None])
        key = (make.__qualname__, id(entries), chosen)
        if key not in held:
            # The entries are held too, so that no other table gets their place in memory.
            held[key] = entries, make(entries, **choices)
        table: pd.DataFrame = held[key][1]
        return table.copy(deep=False)

    return cast("Made", asked)
