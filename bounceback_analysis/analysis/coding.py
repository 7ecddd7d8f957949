"""Lay out what feedback was read as in tables: each theme with the words that showed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.outcomes import split_list
from bounceback_analysis.feedback.own_readings import NOTHING, own_reading
from bounceback_analysis.feedback.reading import own_lines, read
from bounceback_analysis.log.model import Log
from bounceback_analysis.vocabulary.themes import NEVER_A_GAP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bounceback_analysis.feedback.reading import Hit, Own

KINDS = {
    "text": "int64", "theme": "str", "polarity": "str", "phrase": "str", "start": "int64",
    "end": "int64", "rule": "str", "confidence": "float64",
}  # fmt: skip


def code_feedback(texts: Iterable[object], *, own: Own | None = None) -> pd.DataFrame:
    """Read each text into themes, offline, and show the words that each reading rests on.

    Parameters
    ----------
    texts
        What employers said, one text or many; blanks are passed over.
    own
        A person's own phrases by theme, also of a theme of their own: one phrase or a list,
        or these under ``gap`` and ``strength``. They add to what is read without them; only one
        that says gap or strength where the same theme was read replaces that reading.

    Returns
    -------
    DataFrame
        A row for each text, theme and polarity: ``text`` (place in the input, from 0), ``theme``,
        ``polarity`` (gap, strength, neutral), ``phrase``, ``start`` and ``end`` (characters in the
        text), ``rule`` (the phrase of the vocabulary, or "weighed") and ``confidence`` (how
        likely it is right, from 0 to 1). A text that is not understood has no row: nothing is
        guessed.

    Examples
    --------
    >>> coded = code_feedback(["You had clearly prepared. Your answers were vague."])
    >>> coded[["theme", "polarity"]].values.tolist()
    [['preparation', 'strength'], ['answers', 'gap']]
    """
    if isinstance(texts, Log):
        raise TypeError(
            "code_feedback reads texts; a Log holds more. Type: bb.theme_quotes(log), "
            "or bb.code_feedback(log.entries['feedback'])"
        )
    lines = own_lines(own)
    return _table(
        (place, text, hit)
        for place, text in enumerate([texts] if isinstance(texts, str) else texts)
        if isinstance(text, str)
        for hit in read(text, lines).hits
    )


def unfair_mentions(texts: Iterable[object]) -> pd.DataFrame:
    """Find what may not be lawful as a reason; the columns of ``code_feedback``, theme unfair."""
    return _table(
        (place, text, hit)
        for place, text in enumerate(texts)
        if isinstance(text, str)
        for hit in read(text).unfair
    )


def reading_states(texts: Iterable[object], *, own: Own | None = None) -> pd.Series:
    """Say of each text how far it was understood.

    Returns
    -------
    Series of str
        ``read`` (a theme was found), ``no reason`` (a letter with nothing to act on), ``not
        sorted`` (English, and nothing sure enough found: the person settles it), ``not read``
        (another language) or ``blank``.

    Examples
    --------
    >>> reading_states(["You were too quiet.", "Vous n'êtes pas retenu.", None]).tolist()
    ['read', 'not read', 'blank']
    """
    lines = own_lines(own)
    states = [read(text, lines).state if isinstance(text, str) else "blank" for text in texts]
    return pd.Series(states, dtype="str")


def _table(rows: Iterable[tuple[int, str, Hit]]) -> pd.DataFrame:
    records = [
        (place, hit.theme, hit.polarity, text[hit.start : hit.end], *hit[2:])
        for place, text, hit in rows
    ]
    columns = zip(*records, strict=True) if records else [()] * len(KINDS)
    told = zip(KINDS.items(), columns, strict=True)
    return pd.DataFrame({name: pd.Series(cells, dtype=kind) for (name, kind), cells in told})


def confirmed(cells: pd.Series, coded: pd.DataFrame) -> pd.DataFrame:
    """Read the person's own readings, with the phrase where the same theme was found."""
    parts = split_list(cells)
    own = dict.fromkeys(
        (at, *own_reading(part)) for at, part in zip(parts.index.tolist(), parts, strict=True)
    )
    shown = _first_shown(coded) if own else {}
    rows = []
    for place, theme, said in own:
        if theme not in NOTHING:
            found, start, end = shown.get((place, theme), ("neutral", 0, 0))
            meant = "neutral" if theme in NEVER_A_GAP else said or found
            rows.append((place, theme, meant, start, end))
    kinds = {name: KINDS[name] for name in ("text", "theme", "polarity", "start", "end")}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds).assign(confirmed=True)


def _first_shown(coded: pd.DataFrame) -> dict[tuple[int, str], tuple[str, int, int]]:
    """Give where each theme was first found in each text: its polarity, start and end."""
    first: dict[tuple[int, str], tuple[str, int, int]] = {}
    hits = zip(*(coded[n] for n in ("start", "text", "theme", "polarity", "end")), strict=True)
    for start, text, theme, polarity, end in sorted(hits, key=lambda hit: hit[0]):
        first.setdefault((text, theme), (polarity, start, end))
    return first
