"""Shows the words behind each theme, and lets a person put right how they were read."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bounceback_analysis.analysis.feedback import (
    outside_my_control,
    reading_of,
    readings_in_words,
    theme_quotes,
)
from bounceback_analysis.analysis.likely import likely_themes
from bounceback_analysis.analysis.own_readings import POLARITIES
from bounceback_analysis.analysis.views import clause_around
from bounceback_analysis.analysis.words import plural
from bounceback_analysis.log.landing import read_row
from bounceback_analysis.log.reading import read_again
from bounceback_analysis.notebook.drawing import Quote, Quotes, Reading
from bounceback_analysis.notebook.quoting import source_of
from bounceback_analysis.notebook.recording import correct_reading
from bounceback_analysis.topics import plot
from bounceback_analysis.vocabulary.themes import NEVER_A_GAP, theme_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from pathlib import Path

    import pandas as pd

    from bounceback_analysis.analysis.feedback import By
    from bounceback_analysis.charts.picture import Picture
    from bounceback_analysis.log.model import Log

    Row = dict[Hashable, Any]

MEANT = {"gap": "missed", "strength": "praised", "neutral": "only named"}
NONE, AUTOMATIC = "", "automatic"
HOW = (
    "If a reading is not right, choose what they meant. That is written into the column "
    "feedback_themes of your log, where any other theme can be written too; nothing else changes."
)
EXAMPLE = "This is the example. In your own log one click puts a reading right."
MOVED = "Your log was changed by another program meanwhile. It was read again; choose once more."
CLOSER = "Look closer at that theme to take it back."
BACK = {AUTOMATIC: "", NONE: "“Change a line” in Record an outcome takes it back."}
MOST_OFFERED = 40
"""On how many quotes at once a reading can be put right; what is read first is the latest."""


def themes_in_words(log: Log, by: By | None = None) -> list[Picture | Quotes]:
    """Show the themes, which turned, what is not sorted yet, and what was outside one's control."""
    themes, turned = plot("feedback_themes", log, by=by), plot("turned_round", log)
    since = [turned] if turned.marks and by is None else []
    return [themes, *since, *_not_sorted(log), *_outside(log)]


def their_words(log: Log, theme: str) -> Quotes:
    """Give the words in which a theme came up, the latest first."""
    found = theme_quotes(log)
    rows = found[found["theme"] == theme].iloc[::-1].to_dict("records")
    quotes = tuple(
        Quote(
            row["text"] or "Your own reading",
            row["start"],
            row["end"],
            _read_as(row),
            _reading(log, row, place),
        )
        for place, row in enumerate(rows)
    )
    said = HOW if _own_file(log) else EXAMPLE if log.example else ""
    return Quotes("theme_words", f"In their words: {theme_name(theme)}", quotes, said)


def put_right(log: Log, key: str, way: str, theme: str) -> tuple[Log, str]:
    """Write one reading into the log, and give the log as it is then with what to say."""
    line, *old = json.loads(key)
    path = _own_file(log)
    if path is None:
        return log, EXAMPLE
    now = read_again(log)
    if not _same(*(each.entries[each.entries["line"] == line] for each in (log, now))):
        return now, MOVED
    cell: str | list[tuple[str, str]] = ""
    if theme != AUTOMATIC:
        new = (theme, "neutral" if theme in NEVER_A_GAP else way) if theme else None
        cell = _changed(theme_quotes(log.only(lines=[line])), (old[0], old[1]), new)
    written = correct_reading(path, line, cell, was=read_row(path, line))
    told = f"Written into {path.name}, line {line}: {_named(cell)}. {BACK.get(theme, CLOSER)}"
    plain = written.ok and not written.pending
    return read_again(log), told.strip() if plain else written.message


def _own_file(log: Log) -> Path | None:
    """Give the file that a reading can be written into; none in the example."""
    return None if log.example else log.path


def _reading(log: Log, row: Row, place: int) -> Reading | None:
    """Offer the likeliest themes of a quote, as far as there is a log to write into."""
    if _own_file(log) is None or place >= MOST_OFFERED:
        return None
    text, theme = row["text"], row.get("theme", "")
    clause = clause_around(text, row["start"], row["end"]) if theme else text
    offered = [(name, theme_name(name)) for name in _likely(clause)]
    offered += [(NONE, "None of these")]
    confirmed = bool(row.get("confirmed"))
    if confirmed:
        offered += [(AUTOMATIC, "Read it automatically")]
    way = row.get("polarity", "gap")
    key = json.dumps([int(row["line"]), theme, way])
    return Reading(key, tuple(MEANT.items()), way, tuple(offered), theme if confirmed else None)


def _not_sorted(log: Log) -> Iterable[Quotes]:
    read = reading_of(log)
    rows = read[read["state"] == "not sorted"].iloc[::-1].to_dict("records")
    if rows:
        quotes = tuple(
            Quote(row["text"], source=source_of(row), reading=_reading(log, row, place))
            for place, row in enumerate(rows)
        )
        title = f"{plural(len(rows), 'comment')} not sorted yet"
        yield Quotes("not_sorted", title, quotes, readings_in_words(read["state"]), "Read")


def _outside(log: Log) -> Iterable[Quotes]:
    rows = outside_my_control(log).to_dict("records")
    if rows:
        quotes = tuple(
            Quote(
                row["text"] or "Your own reading",
                row["start"],
                row["end"],
                ". ".join(part for part in (source_of(row), row["says"]) if part),
            )
            for row in rows
        )
        title = f"Outside your control: {plural(len(rows), 'comment')}"
        yield Quotes("outside", title, quotes, "Never counted against you.", "Read")


def _read_as(row: Row) -> str:
    """Say whose words they are, how they were read and by whom."""
    by = "as you read it" if row["confirmed"] else "read automatically"
    read = MEANT.get(row["polarity"], "named").removeprefix("only ")
    read = "said only beside somebody else" if row["compared"] else read
    return ": ".join(part for part in (source_of(row), f"{read}, {by}") if part)


@lru_cache(maxsize=2000)
def _likely(text: str) -> tuple[str, ...]:
    return tuple(likely_themes(text))


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Tell whether a row still says what it said when it was shown."""
    told = ["employer", "feedback", "feedback_themes"]
    sides = [side[told].fillna("").to_numpy().tolist() for side in (one, other)]
    return len(one) == 1 and sides[0] == sides[1]


def _changed(
    quotes: pd.DataFrame, old: tuple[str, str], new: tuple[str, str] | None
) -> list[tuple[str, str]]:
    """Give all readings of a line with one of them changed, taken out or put in."""
    told = zip(quotes["theme"], quotes["polarity"], quotes["compared"], strict=True)
    # What was said only beside somebody else becomes no gap by putting something else right.
    pairs = [(theme, way) for theme, way, beside in told if not beside or (theme, way) == old]
    pairs = [pair for pair in pairs if pair != old] if new is None else pairs
    changed = [new if new and pair == old else pair for pair in pairs]
    changed += [new] if new and new not in changed else []
    return list(dict.fromkeys(changed))


def _named(cell: str | list[tuple[str, str]]) -> str:
    """Say in words what a line reads as now."""
    if isinstance(cell, str):
        return "read automatically again"
    ranked = sorted(cell, key=lambda pair: POLARITIES.index(pair[1]))
    return ", ".join(f"{theme_name(theme)} {MEANT[way]}" for theme, way in ranked) or "no theme"
