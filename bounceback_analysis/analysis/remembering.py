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
    """Let a function from tables to a table be asked once while remembering."""

    @wraps(make)
    def asked(*tables: pd.DataFrame, **choices: Any) -> pd.DataFrame:
        held = _HELD.get()
        if held is None:
            return make(*tables, **choices)
        chosen = repr([choice for choice in choices.items() if choice[1] is not None])
        key = (make.__qualname__, *map(id, tables), chosen)
        if key not in held:
            # The tables are held too, so that no other one gets their place in memory.
            held[key] = tables, make(*tables, **choices)
        table: pd.DataFrame = held[key][1]
        return table.copy(deep=False)

    return cast("Made", asked)
