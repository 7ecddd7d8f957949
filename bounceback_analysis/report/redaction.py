"""Takes out of free text what tells who somebody is: employers, people, ways to reach them, pay."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.report.employers import employer_spans, index_of
from bounceback_analysis.report.people import is_ordinary, name_spans, names_in, spans_of
from bounceback_analysis.report.plain import clean, without_accents
from bounceback_analysis.vocabulary.schema import columns, load_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bounceback_analysis.vocabulary.schema import FileKind

    Span = tuple[int, int, str]
    Labels = tuple[tuple[str, str], ...]
    Redact = Callable[..., str]

NAME = "[name removed]"
NEVER = ("application_id", "notes")
"""Columns that no report shows."""
TITLES = ("role", "source", "skills_wanted", "skill")
"""Columns that hold names of things, where a capital does not mean a person."""
PROSE = {"feedback", "went_well", "improve", "next_step", "action", "evidence"}
"""Columns that are written in sentences."""
SKILLS = {"skills_wanted", "skill"}
ENDLESS = {r"\s+": r"\s{1,20}", r"\s*": r"\s{0,20}", ")*": "){0,20}", ")+": "){1,20}"}
"""What goes on in a look, and how far: nobody puts twenty blanks, or twenty of "no", between.

Without an end, each start would look through all that follows: a pasted cell may hold any number.
"""


def redactor(
    labels: Mapping[str, str], known: Iterable[str] = (), *, shown: bool = False
) -> Redact:
    """Give a function that takes a text and gives it as it may be shared.

    Parameters
    ----------
    labels
        From employer to what stands for it.
    known
        Names of people, in lower case, that go however they are written.
    shown
        Whether employers' names may stay; people, ways to reach them and pay never do.
    """
    return _redactor(tuple(labels.items()), frozenset(known), shown)


@lru_cache(maxsize=4)
def _redactor(labels: Labels, known: frozenset[str], shown: bool) -> Redact:  # noqa: FBT001
    """Remember what was redacted, since a preview is made again at every change."""
    index = index_of(dict(labels))

    @cache
    def redact(text: str, *, prose: bool = True, people: bool = True) -> str:
        plain = clean(text)
        flat = without_accents(plain)
        spans = [*_kinds(flat), *employer_spans(flat, index)]
        if shown:
            spans = [(s, e, says if says[0] == "[" else plain[s:e]) for s, e, says in spans]
        names = [*name_spans(flat, prose=prose), *spans_of(known, flat)] if people else ()
        return _replaced(plain, [*spans, *((start, end, NAME) for start, end in names)])

    return redact


def people_in(*tables: pd.DataFrame) -> set[str]:
    """Give the names of people that stand in sentences, in lower case; a skill is none."""
    named = {name for text in _written(tables, PROSE) for name in names_in(text)}
    skills = {word.casefold() for text in _written(tables, SKILLS) for word in text.split()}
    return named - {skill.strip(",;") for skill in skills}


def _written(tables: Iterable[pd.DataFrame], names: set[str]) -> Iterator[str]:
    for table in tables:
        for name in names.intersection(table.columns):
            yield from (without_accents(clean(str(text))) for text in table[name].dropna().unique())


def redact_entries(
    entries: pd.DataFrame, labels: Mapping[str, str], redact: Redact, *, shown: bool = False
) -> pd.DataFrame:
    """Give the entries as they may be shared: texts redacted, notes and unknown columns gone."""
    names = {name: clean(name) if shown else label for name, label in labels.items()}
    employer = entries["employer"].map(names).astype("str")
    known = [column.name for column in columns("log")]
    table = redact_texts(entries[known].assign(employer=employer), redact, "log")
    base = employer.fillna("no employer given")
    title = base.where(table["role"].isna(), base + ", " + table["role"].fillna(""))
    first = title.groupby(entries["application"], sort=False).first()
    again = first.groupby(first).cumcount() + 1
    unique = first.where(again == 1, first + " (" + again.astype(str) + ")")
    return table.assign(
        line=entries["line"],
        application=entries["application"].map(unique).astype("str"),
        round=entries["round"],
    )


def redact_texts(table: pd.DataFrame, redact: Redact, kind: FileKind) -> pd.DataFrame:
    """Redact the texts of a log or a plan, and empty the columns that are never shown."""
    done = {}
    for column in columns(kind):
        texts = table[column.name]
        if column.name in NEVER:
            done[column.name] = texts.where(texts.isna(), None)
        elif column.kind in {"text", "list"} and column.name != "employer":
            prose = column.name not in TITLES
            most = -1 if column.kind == "list" else 0  # in a list, each item is read for itself
            shared = {
                text: ";".join(redact(part, prose=prose) for part in str(text).split(";", most))
                for text in texts.dropna().unique()
            }
            cells = list(map(shared.get, texts.to_numpy(object)))
            done[column.name] = pd.Series(cells, table.index, "str")
    return table.assign(**done)


def _kinds(flat: str) -> Iterator[Span]:
    """Find what looks like a way to reach somebody, pay, a number of an account, an address."""
    for kind in load_words("redaction")["kinds"]:
        if _sought(kind.get("needs", "")).search(flat):
            for look in map(_sought, kind["looks"]):
                found = filter(_telling, look.finditer(flat))
                yield from ((match.start(), match.end(), kind["says"]) for match in found)


def _telling(match: re.Match[str]) -> bool:
    """Tell whether a word that a look sets in a group is one that sentences are not made of."""
    told = [word.casefold() for word in match.groups() if word]
    return not told or not all(map(is_ordinary, told))


@cache
def _sought(pattern: str) -> re.Pattern[str]:
    for name, part in load_words("redaction")["parts"].items():
        pattern = pattern.replace(f"<{name}>", part)
    for endless, bounded in ENDLESS.items():
        pattern = pattern.replace(endless, bounded)
    return re.compile(pattern, re.IGNORECASE)


def _replaced(text: str, spans: Iterable[Span]) -> str:
    """Put what is said in place of each span; what overlaps becomes one, said as the first kind."""
    merged: list[Span] = []
    for start, end, says in sorted(spans, key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
        elif merged and says == merged[-1][2] and not text[merged[-1][1] : start].strip(" .'’-"):
            merged[-1] = (merged[-1][0], end, says)
        else:
            merged.append((start, end, says))
    parts, at = [], 0
    for start, end, says in merged:
        parts += [text[at:start], says]
        at = end
    return "".join([*parts, text[at:]])
