"""Reads the letters and fills their fields, so that no gap and no placeholder is ever left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELD = re.compile(r"\{(\w+)\}")
CHANNELS = ("email", "phone")


@dataclass(frozen=True)
class Letter:
    """A letter as a template, and the kinds of line that it is for; none named means any."""

    kind: str
    title: str
    outcomes: tuple[str, ...]
    email: str
    phone: str
    feedback: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    note: str = ""

    def fits(self, outcome: str, feedback: str, stage: str, door: str) -> bool:
        """Tell whether a line of this outcome, feedback status, stage and door calls for it."""
        return (
            outcome in self.outcomes
            and (not self.feedback or feedback in self.feedback)
            and (not self.stages or stage in self.stages)
            and door not in self.closed
        )


def letters(own: Mapping[str, Any] | None = None) -> tuple[Letter, ...]:
    """Give all letters, a person's own words in place of ours where there are any."""
    return tuple(
        _letter(row, (own or {}).get(row["kind"])) for row in load_words("letters")["letter"]
    )


def _letter(row: Mapping[str, Any], own: object) -> Letter:
    given = own if isinstance(own, dict) else {}
    words = {channel: given[channel] for channel in CHANNELS if _is_text(given.get(channel))}
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return Letter(**{**row, **lists, **words})


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def fill(template: str, fields: Mapping[str, str]) -> str:
    """Fill a template once; a field that is not known leaves nothing behind.

    Examples
    --------
    >>> fill("About {role}{at}.{nonsense}", {"role": "the {at} job", "at": " at Alder"})
    'About the {at} job at Alder.'
    """
    return FIELD.sub(lambda field: fields.get(field[1], ""), template).strip()
