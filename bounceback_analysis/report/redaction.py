"""Takes out of free text what tells who somebody is: employers, people, ways to reach them, pay."""

from __future__ import annotations

import re
import string
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bounceback_analysis.report.people import is_ordinary, name_spans, words_of
from bounceback_analysis.vocabulary.schema import columns, fold, load_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import pandas as pd

    from bounceback_analysis.vocabulary.schema import FileKind

    Span = tuple[int, int, str]
    Redact = Callable[..., str]
    Way = tuple[tuple[str, ...], str, str]
    Index = dict[str, list[Way]]

NAME, EMPLOYER = "[name removed]", "[employer removed]"
SMALL = {"and", "the", "of", "for", "n", "at", "in", "a", "an"}
LEGAL = {"ltd", "limited", "plc", "llp", "inc", "cic", "cio", "co", "uk", "group", "company"}
TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST_NAME = 8
FAR = 6
LIKE = {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i"}

NEVER = ("application_id", "notes")
"""Columns that no report shows."""
TITLES = ("role", "source", "skills_wanted", "skill")
"""Columns that hold names of things, where a capital does not mean a person."""


def clean(text: str) -> str:
    """Bring a text to one plain form: no hidden, no control and no look-alike characters.

    Examples
    --------
    >>> clean("Bri\\u200bght\\x00 ＠x")
    'Bright @x'
    """
    if text.isascii() and text.isprintable():
        return text
    plain = "".join(map(_plain_letter, unicodedata.normalize("NFC", text)))
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c)[0] != "C")


@cache
def _plain_letter(letter: str) -> str:
    """Give a letter or digit in its usual shape; marks such as … and ½ stay as they are."""
    wide = "\uff00" <= letter <= "\uffef"
    usual = wide or unicodedata.category(letter) in {"Ll", "Lu", "Lm", "Nd"}
    return unicodedata.normalize("NFKC", letter) if usual else letter


def employer_labels(entries: pd.DataFrame, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give each employer a label, ``Employer A`` for the first in time; known ones keep theirs.

    Parameters
    ----------
    entries
        The log as read.
    known
        From employer to label, as an earlier report gave them.

    Returns
    -------
    dict
        From each employer as it is spelt in the log to its label.
    """
    labels = {fold(name): label for name, label in (known or {}).items()}
    free = (f"Employer {letters}" for letters in _letters() if f"Employer {letters}" not in taken)
    taken = set(labels.values())
    found: dict[str, str] = {}
    for name in entries.sort_values(["date", "line"])["employer"].dropna().unique():
        key = fold(name)
        labels[key] = labels.get(key) or next(free)
        found[str(name)] = labels[key]
    return found


def _letters() -> Iterator[str]:
    """Count A, B, …, Z, AA, AB, …."""
    before = [""]
    while True:
        before = [first + letter for first in before for letter in string.ascii_uppercase]
        yield from before


def redactor(labels: Mapping[str, str], *, shown: bool = False) -> Redact:
    """Give a function that takes a text and gives it as it may be shared.

    Parameters
    ----------
    labels
        From employer to what stands for it.
    shown
        Whether employers' names may stay; people, ways to reach them and pay never do.
    """
    index = _index(labels)

    @cache
    def redact(text: str, *, prose: bool = True, people: bool = True) -> str:
        plain = clean(text)
        flat = _without_accents(plain)
        spans = [*_kinds(flat), *_employers(flat, index)]
        if shown:
            spans = [(s, e, says if says[0] == "[" else plain[s:e]) for s, e, says in spans]
        names = name_spans(flat, prose=prose) if people else ()
        return _replaced(plain, [*spans, *((start, end, NAME) for start, end in names)])

    return redact


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
            shared = {text: redact(str(text), prose=prose) for text in texts.dropna().unique()}
            done[column.name] = texts.map(shared).astype("str")
    return table.assign(**done)


@cache
def _kinds_sought() -> tuple[tuple[re.Pattern[str], str, tuple[re.Pattern[str], ...]], ...]:
    return tuple(
        (
            re.compile(f"(?i){kind.get('needs', '')}"),
            kind["says"],
            tuple(re.compile(f"(?i){look}") for look in kind["looks"]),
        )
        for kind in load_words("redaction")["kinds"]
    )


def _kinds(flat: str) -> Iterator[Span]:
    """Find what looks like a way to reach somebody, pay, a number of an account, an address."""
    for needs, says, looks in _kinds_sought():
        if needs.search(flat):
            for look in looks:
                yield from ((match.start(), match.end(), says) for match in look.finditer(flat))


def _without_accents(text: str) -> str:
    """Take accents off letter by letter, so that places in both texts are the same."""
    return text if text.isascii() else "".join(map(_bare, text))


@cache
def _bare(letter: str) -> str:
    bare = [c for c in unicodedata.normalize("NFD", letter) if unicodedata.category(c) != "Mn"]
    return LIKE.get(letter, bare[0] if len(bare) == 1 else letter)


def _canonical(token: str) -> str:
    """Reduce a word to what counts: "Oswald's", "OSWALDS" and "oswald" are one."""
    low = re.sub(r"['’]", "", token.casefold())
    return low.removesuffix("s") if len(low) > 3 else low


def _tokens(name: str) -> list[str]:
    flat = _without_accents(clean(name))
    words = [token for token in TOKEN.findall(flat) if token.casefold() not in SMALL]
    kept = [word for word in words if word.casefold() not in LEGAL] or words
    return kept[:LONGEST_NAME]


def _index(labels: Mapping[str, str]) -> Index:
    """Lay out every way to write an employer by its first word: whole, in part, joined, initials."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    named = [(_tokens(name), label) for name, label in labels.items()]
    for words, label in named:
        for parts, manner in ((words, _manner(words)), (["".join(words)], "any")):
            if len("".join(parts)) > 1:
                found.setdefault(tuple(map(_canonical, parts)), (label, manner))
    partial: dict[tuple[str, ...], tuple[str, str]] = {}
    for words, label in named:
        for parts, manner in _parts(words):
            key = tuple(map(_canonical, parts))
            same = partial.get(key, (label, manner))[0] == label
            partial[key] = (label if same else EMPLOYER, manner)
    index: Index = {}
    for key, (label, manner) in (partial | found).items():
        index.setdefault(key[0], []).append((key, label, manner))
    for ways in index.values():
        ways.sort(key=lambda way: -len(way[0]))
    return index


def _manner(words: list[str]) -> str:
    """Tell how a name must be written to be meant: any way, with capitals, or in capitals."""
    if len(words) > 1:
        return "any"
    if len(words[0]) < 4 and words[0].isupper():
        return "upper"
    return "capital" if is_ordinary(words[0].casefold()) else "any"


def _parts(words: list[str]) -> Iterator[tuple[list[str], str]]:
    """Give what is said for short: "Bright Futures", "Oswald's", "BFT"."""
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            part = words[start:end]
            distinct = any(_distinct(word) for word in part)
            if len(part) == len(words) or (len(part) == 1 and not distinct):
                continue
            yield part, "any" if distinct else "capital"
            if len(part) > 1 and distinct:
                yield ["".join(part)], "any"
    if len(words) == 2:
        yield [word[0].upper() for word in words], "pair"
    initials = "".join(word[0] for word in words).upper()
    if len(initials) > 2:
        yield [initials], "upper"


def _distinct(word: str) -> bool:
    low = word.casefold()
    common = is_ordinary(low) or low in words_of("titles") or low in words_of("words")
    return len(low) > 3 and not common


def _employers(flat: str, index: Index) -> Iterator[Span]:
    """Find employers, however they are spaced, joined or written."""
    if not index:
        return
    found = [t for t in TOKEN.finditer(flat) if t.group().casefold() not in SMALL]
    words = [_canonical(token.group()) for token in found]
    i = 0
    while i < len(words):
        ways = index.get(words[i], ())
        fits = (w for w in ways if _fits(w, found[i : i + len(w[0])], words[i:], flat))
        way = next(fits, None)
        if way:
            last = found[i + len(way[0]) - 1]
            yield found[i].start(), last.end(), way[1]
        i += len(way[0]) if way else 1


def _fits(way: Way, found: list[re.Match[str]], words: list[str], flat: str) -> bool:
    key, _, manner = way
    if tuple(words[: len(key)]) != key:
        return False
    if any(b.start() - a.end() > FAR for a, b in pairwise(found)):
        return False
    written = [token.group() for token in found]
    if manner == "pair":
        return flat[found[0].end() : found[1].start()].strip() in {"&", "+", "n", "and"}
    if manner == "upper":
        return all(word.isupper() for word in written)
    return manner == "any" or all(word[0].isupper() for word in written)


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
