"""Takes out of free text what tells who somebody is: employers, people, ways to reach them, pay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.log.applications import is_placeholder
from bounceback_analysis.redaction.employers import employer_spans, index_of
from bounceback_analysis.redaction.kinds import PRIVATE, kind_spans, private_spans
from bounceback_analysis.redaction.people import name_spans, names_in, spans_of
from bounceback_analysis.redaction.plain import clean, without_accents
from bounceback_analysis.vocabulary.schema import columns, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bounceback_analysis.redaction.employers import Index
    from bounceback_analysis.vocabulary.schema import FileKind

    Span = tuple[int, int, str]
    Labels = tuple[tuple[str, str], ...]

NAME, WORD = "[name removed]", "[word removed]"
NEVER = ("application_id", "notes")
"""Columns that no report shows."""
TITLES = ("role", "source", "skills_wanted", "skill")
"""Columns that hold names of things, where a capital does not mean a person."""
PROSE = {"feedback", "went_well", "improve", "next_step", "action", "evidence"}
"""Columns that are written in sentences."""
SKILLS = {"skills_wanted", "skill"}
COUNTED = "feedback"
"""The column that is read into themes and counted, and of which nothing is shown as it stands:
what is quoted of it is redacted where it is quoted."""


@dataclass(frozen=True)
class Redactor:
    """Takes out of a text what tells who somebody is, and what is private.

    ``labels`` lead from employer to what stands for it, unless names are ``shown``; ``known``
    names of people, in lower case, go however they are written; ``kept`` and ``cut`` are folded
    words that the person put back and took out.
    """

    labels: Labels
    known: frozenset[str] = frozenset()
    shown: bool = False
    kept: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()

    def __call__(self, text: str, *, prose: bool = True) -> str:
        """Give a text as it may be shared.

        In ``prose``, which is surely written in sentences, a capital means a name and private
        words go; the title of a job is none, and its words are the job's.
        """
        plain, spans, _ = _found(self, text, prose, prose)
        parts, at = [], 0
        for start, end, says in spans:
            parts += [plain[at:start], says]
            at = end
        return "".join([*parts, plain[at:]])

    def found(self, text: str, *, prose: bool, private: bool) -> list[tuple[str, str]]:
        """Give what goes of a text, each word with its kind: an employer, name, pay, health."""
        plain, spans, kinds = _found(self, text, prose, private)
        return [(plain[start:end], _kind(kinds, start, end, says)) for start, end, says in spans]


def _kind(private: Sequence[Span], start: int, end: int, says: str) -> str:
    """Say the kind of what goes: of private words in it the longest, else what stands for it."""
    inside = [(e - s, kind) for s, e, kind in private if start <= s < end]
    if inside and says in {PRIVATE, NAME}:
        return max(inside)[1]
    return says[1:].removesuffix(" removed]") if says.endswith(" removed]") else "employer"


def redactor(
    labels: Mapping[str, str],
    known: Iterable[str] = (),
    *,
    shown: bool = False,
    kept: Iterable[str] = (),
    cut: Iterable[str] = (),
) -> Redactor:
    """Give what takes out of a text what may not be shared; see ``Redactor``.

    Examples
    --------
    >>> redactor({"Alder Ltd": "Employer A"})("Alder said: ring Karen")
    'Employer A said: ring [name removed]'
    """
    own = (frozenset(map(fold, words)) - {""} for words in (kept, cut))
    return Redactor(tuple(labels.items()), frozenset(known), shown, *own)


@lru_cache(maxsize=50_000)  # a preview is made again at every change
def _found(
    redact: Redactor,
    text: str,
    prose: bool,  # noqa: FBT001
    private: bool,  # noqa: FBT001
) -> tuple[str, list[Span], list[Span]]:
    """Find what goes: the text in one plain form, the spans of it, none of which overlap.

    Then the private words in it, with their kinds, whether they go or not.
    """
    plain = clean(text)
    flat = without_accents(plain)
    spans = [*kind_spans(flat), *employer_spans(flat, _index(redact.labels))]
    if redact.shown:
        spans = [(s, e, says if says[0] == "[" else plain[s:e]) for s, e, says in spans]
    names = (*name_spans(flat, prose=prose), *spans_of(redact.known, flat))
    spans += [(start, end, NAME) for start, end in names]
    spans += [(m.start(), m.end(), WORD) for look in _cut(redact.cut) for m in look.finditer(flat)]
    kinds = [*private_spans(flat)]
    spans += [(start, end, PRIVATE) for start, end, _ in kinds if private]
    kept = [span for span in _merged(flat, spans) if not _is_kept(redact, plain, span)]
    return plain, kept, kinds


@lru_cache(maxsize=8)
def _index(labels: Labels) -> Index:
    return index_of(dict(labels))


@lru_cache(maxsize=8)
def _cut(words: frozenset[str]) -> list[re.Pattern[str]]:
    each = (r"\s+".join(map(re.escape, word.split())) for word in sorted(words))
    return [re.compile(rf"(?<!\w){word}(?!\w)", re.IGNORECASE) for word in each]


def _is_kept(redact: Redactor, plain: str, span: Span) -> bool:
    start, end, says = span
    return says != WORD and fold(plain[start:end]) in redact.kept


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
    entries: pd.DataFrame, labels: Mapping[str, str], redact: Redactor, *, shown: bool = False
) -> pd.DataFrame:
    """Give the entries as they may be shared: texts redacted, notes and unknown columns gone."""
    names = {name: clean(name) if shown else label for name, label in labels.items()}
    # What names nobody has no label and stays; any other name without one is not told.
    names |= {name: clean(name) for name in entries["employer"].dropna() if is_placeholder(name)}
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


def redact_texts(table: pd.DataFrame, redact: Redactor, kind: FileKind) -> pd.DataFrame:
    """Redact the texts of a log or a plan, and empty the columns that are never shown."""
    nothing = pd.Series(None, table.index, "str")
    done = dict.fromkeys(set(NEVER) & set(table.columns), nothing)
    for name, prose, separator in _read_columns(kind):
        if name != COUNTED:
            shared = {
                text: separator.join(redact(part, prose=prose) for part in _parts(text, separator))
                for text in table[name].dropna().unique()
            }
            cells = list(map(shared.get, table[name].to_numpy(object)))
            done[name] = pd.Series(cells, table.index, "str")
    return table.assign(**done)


def taken_out(
    tables: Iterable[tuple[pd.DataFrame, FileKind]], redact: Redactor
) -> Iterator[tuple[str, str, str]]:
    """Give each word that goes from the texts of tables, with its kind and where it stands."""
    for table, kind in tables:
        for name, prose, separator in _read_columns(kind):
            for text in table[name].dropna().unique():
                for part in _parts(text, separator):
                    for word, what in redact.found(part, prose=prose, private=prose):
                        yield word, what, name.replace("_", " ")


def _read_columns(kind: FileKind) -> Iterator[tuple[str, bool, str]]:
    """Give the columns of texts, whether in sentences, and what parts the items of a list."""
    for column in columns(kind):
        if column.kind in {"text", "list"} and column.name not in {"employer", *NEVER}:
            yield column.name, column.name not in TITLES, ";" * (column.kind == "list")


def _parts(text: str, separator: str) -> list[str]:
    """Give the items of a list, of which each is read for itself, or the whole text."""
    return str(text).split(separator) if separator else [str(text)]


def _merged(text: str, spans: Iterable[Span]) -> list[Span]:
    """Make one of spans that overlap, said as the first kind, and of two names in a row."""
    merged: list[Span] = []
    for start, end, says in sorted(spans, key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
        elif merged and says == merged[-1][2] and not text[merged[-1][1] : start].strip(" .'’-"):
            merged[-1] = (merged[-1][0], end, says)
        else:
            merged.append((start, end, says))
    return merged
