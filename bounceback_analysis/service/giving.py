"""What a client gives a service: days and words of our own lists, and numbers for every name.

Nothing that was typed freely leaves the log: a source becomes its kind, a skill is one of the
vocabulary, feedback its themes. Only a programme, and the role where that is chosen, are words of
the person's own, and all is shown before it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from secrets import SystemRandom
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.feedback import theme_quotes
from bounceback_analysis.analysis.outcomes import employers, split_list
from bounceback_analysis.analysis.skills import skills_named
from bounceback_analysis.analysis.words import plain_date, plural
from bounceback_analysis.feedback.own_readings import themes_cell
from bounceback_analysis.log.companions import write_settings
from bounceback_analysis.log.files import must_end, or_raise, put
from bounceback_analysis.log.model import day_of, today
from bounceback_analysis.vocabulary.schema import fold, load_words
from bounceback_analysis.vocabulary.skills import skills
from bounceback_analysis.vocabulary.themes import themes

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from bounceback_analysis.log.model import Day, Log

GIVEN = (
    "date", "employer", "role", "stage", "outcome", "heard_on", "source", "feedback_asked_on",
    "feedback_status", "feedback_themes", "format", "application_id", "skills_wanted", "client",
    "sector", "programme", "consented_on",
)  # fmt: skip
"""The columns of such a file: those of a log, and four that say whose it is."""
HEADING = (",".join(GIVEN) + "\r\n").encode()
DAYS = ("date", "heard_on", "feedback_asked_on", "consented_on")
AS_THEY_ARE = ("stage", "outcome", "feedback_status", "format")
"""Columns whose cells are words of the schema, as reading a log has made sure."""
OTHER_THEME = ("something_else", "neutral")
"""Stands for a theme of one's own, and for what was said only beside somebody else."""
OTHER_SOURCE = "other"
CLIENT = re.compile(r"\d{4}-\d{4}-\d{4}")
"""A client's number: in groups, so that no spreadsheet rounds it."""
WORD = re.compile(r"[^\W_]+|&")
LONGEST_WORDS = 60  # letters of a programme or role: a longer one is a sentence
RANDOM = SystemRandom()
SECTION = "shared"


@dataclass(frozen=True)
class Gift:
    """What one client is about to give: ``lines`` as they will be written, and to whom."""

    lines: pd.DataFrame
    service: str
    left_out: str
    log: Log

    @property
    def text(self) -> str:
        """The file, whole: no cell of it needs quotation marks."""
        rows = [HEADING.decode(), *(",".join(row) + "\r\n" for row in self.lines.to_numpy())]
        return "".join(rows)

    @property
    def consent(self) -> str:
        """The sentence that the person agrees to."""
        day = plain_date(pd.Timestamp(self.lines["consented_on"].iloc[0]))
        many = plural(len(self.lines), "line")
        return f"On {day} I choose to give these {many} to {self.service}, under a random number."

    def shown(self) -> str:
        """Show every line as it will be written, what is left out, and the consent."""
        return f"{self.text.replace(chr(13), '')}\n{self.left_out}\n{self.consent}"

    def save(self, path: str | os.PathLike[str], *, replace: bool = False) -> Path:
        """Write the file, and keep the number and the day in the settings beside the log.

        Raises ``ValueError`` where the name does not end in .csv, ``OSError`` where another file
        is there or nothing could be written.
        """
        must_end(path, (".csv",), "a file for a service")
        written = or_raise(put(path, self.text.encode(), is_ours=_is_ours, replace=replace))
        if self.log.own:
            kept = {"client": self.lines["client"].iloc[0]}
            kept["given_on"] = self.lines["consented_on"].iloc[0]
            or_raise(write_settings(self.log.own, {SECTION: {self.service: kept}}))
        return written


def _is_ours(old: bytes) -> bool:
    return old.startswith(HEADING)


def share(
    log: Log,
    *,
    service: str = "my careers service",
    programme: str = "",
    sector: str = "",
    roles: bool = False,
    day: Day | None = None,
) -> Gift:
    """Make what a person may give a careers service, to be looked at and then saved.

    Parameters
    ----------
    service
        Who gets it. The random number that stands for the person is another for each service, and
        the same each time; it is kept in the settings beside the log.
    programme, sector
        What the person picks of themselves; ``sector`` is one of the list, else a ValueError names
        them all.
    roles
        Whether the roles are given as they are written.
    day
        The day of consent, today by default.

    Examples
    --------
    >>> from bounceback_analysis import open_log
    >>> share(open_log(), sector="care").lines["sector"].unique().tolist()
    ['care']
    """
    if log.entries.empty:
        raise ValueError("There is no line in this log that could be given.")
    listed = load_words("service")["sectors"]
    if sector and sector not in listed:
        raise ValueError(f"'{sector}' is no sector of the list: {', '.join(listed)}.")
    known = log.settings.get(SECTION, {}).get(service, {})
    client = str(known.get("client", "") if isinstance(known, dict) else "")
    if not CLIENT.fullmatch(client):
        client = "-".join(f"{RANDOM.randrange(10_000):04}" for _ in range(3))
    about = {
        "client": client,
        "sector": sector,
        "programme": plain_words(programme),
        "consented_on": f"{today() if day is None else day_of(day):%Y-%m-%d}",
    }
    lines = given(log, roles=roles).assign(**about)[list(GIVEN)]
    return Gift(lines, service, _left_out(log, lines), log)


def given(log: Log, *, roles: bool = False) -> pd.DataFrame:
    """Give the lines of a log as texts in which nothing stands that was typed freely.

    The columns are those of ``GIVEN`` that a log has. The lines of an application stand together
    and in order, so that they are joined and counted as they were.
    """
    entries = log.entries.sort_values(["application", "round"])
    told = {name: entries[name].fillna("") for name in AS_THEY_ARE}
    days = {name: entries[name].dt.strftime("%Y-%m-%d").fillna("") for name in DAYS[:-1]}
    return (
        pd.DataFrame(
            {
                **told,
                **days,
                "employer": _numbers(employers(entries)),
                "application_id": _numbers(entries["application"]),
                "role": entries["role"].map(plain_words, na_action="ignore") if roles else "",
                "source": entries["source"].map(source_kind, na_action="ignore"),
                "feedback_themes": _themes(log).reindex(entries.index),
                "skills_wanted": _skills(entries["skills_wanted"]),
            }
        )
        .astype("str")
        .fillna("")
    )


def _numbers(names: pd.Series) -> pd.Series:
    """Give a random number in place of each name; the order of the names shows nowhere."""
    places, known = pd.factorize(names)
    drawn = RANDOM.sample(range(10**6, 10**7), len(known))
    return pd.Series([str(drawn[place]) for place in places], index=names.index)


@lru_cache(maxsize=10_000)
def source_kind(text: str) -> str:
    """Name the kind of a source; ``other`` where the list has none.

    >>> source_kind("NHS Jobs"), source_kind("Auntie Jo told me")
    ('public jobs site', 'other')
    """
    padded = f" {' '.join(WORD.findall(fold(text)))} "
    kinds = load_words("service")["sources"].items()
    found = (
        kind for kind, words in kinds if any(f" {word} " in padded for word in (*words, fold(kind)))
    )
    return next(found, OTHER_SOURCE)


@lru_cache(maxsize=10_000)
def plain_words(text: str) -> str:
    """Keep the letters and digits of a text, so that it neither parts a line nor is a formula.

    >>> plain_words('=Café "2026", Leeds')
    'Café 2026 Leeds'
    """
    return " ".join(WORD.findall(text))[:LONGEST_WORDS].strip()


def _themes(log: Log) -> pd.Series:
    """Write what was read of each line's feedback; ``none`` where words came and say nothing."""
    entries, quotes = log.entries, theme_quotes(log)
    read: dict[int, list[tuple[str, str]]] = {}
    rows = zip(*(quotes[n] for n in ("line", "theme", "polarity", "compared")), strict=True)
    for line, theme, polarity, compared in rows:
        ours = theme in themes() and not compared
        told = read.setdefault(line, [])
        told += [(theme, polarity) if ours else OTHER_THEME]
    heard = entries["feedback"].notna() | entries["feedback_themes"].notna()
    lines = zip(entries["line"].tolist(), heard.tolist(), strict=True)
    cells = [themes_cell(dict.fromkeys(read.get(at, ()))) if some else "" for at, some in lines]
    return pd.Series(cells, entries.index)


def _skills(cells: pd.Series) -> pd.Series:
    """Keep the skills that the vocabulary knows."""
    known, items = skills(), split_list(cells)
    named = {
        item: [skill for skill in skills_named(item, known) if skill in known.group]
        for item in items.unique()
    }
    found: dict[int, dict[str, None]] = {}
    for place, item in zip(items.index.tolist(), items, strict=True):
        found.setdefault(place, {}).update(dict.fromkeys(named[item]))
    told = ["; ".join(found.get(place, ())) for place in cells.index.tolist()]
    return pd.Series(told, cells.index, dtype="str")


def _left_out(log: Log, lines: pd.DataFrame) -> str:
    """Say what stays with the person."""
    entries = log.entries
    texts = [name for name in ("feedback", "went_well", "improve", "notes") if name in entries]
    counts = [(int(entries[name].notna().sum()), name.replace("_", " ")) for name in texts]
    kept = ", ".join(f"{name} ({count})" for count, name in counts if count)
    other = int((lines["source"] == OTHER_SOURCE).sum())
    some = f" {plural(other, 'source')} of no known kind became '{OTHER_SOURCE}'." if other else ""
    names = "names, roles" if (lines["role"] == "").all() else "names"
    return f"Not in it: {names}, ratings, columns of your own{', ' + kept if kept else ''}.{some}"
