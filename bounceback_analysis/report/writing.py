"""Writes a report to a file, and says what is in it and what was left out."""

from __future__ import annotations

import dataclasses
import gc
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from bounceback_analysis.analysis.outcomes import check_log
from bounceback_analysis.analysis.words import listed, plural
from bounceback_analysis.log.companions import write_settings
from bounceback_analysis.log.files import must_end, or_raise, put
from bounceback_analysis.log.model import day_of
from bounceback_analysis.redaction.kinds import private_kinds
from bounceback_analysis.redaction.redactor import redact_entries, redact_texts, taken_out
from bounceback_analysis.report.blocks import MARK, Heading, Item, Items, Quote, settled, texts
from bounceback_analysis.report.material import Material, PageOne, labels_of, records, redactor_of
from bounceback_analysis.report.sections import HEADINGS, SECTIONS, build
from bounceback_analysis.report.typesetting import unprinted_in
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from bounceback_analysis.log.files import Written
    from bounceback_analysis.log.model import Day, Log
    from bounceback_analysis.redaction.redactor import Redactor
    from bounceback_analysis.report.blocks import Report

Names = Literal["hidden", "shown"]
Quotes = Literal["none", "ticked"]
MOST_NAMED = 20
"""More words than fit a screen are counted, not named."""
SHIPPED = ("example_log.csv", "first_week.csv")
"""Logs beside which no key is kept: they name nobody."""
ENDINGS = (".html", ".pdf", ".docx")
DAYS_KEPT = 50
"""Days of earlier reports that are kept: the last one is compared with."""
SHOWN_SETTINGS = ("skills", "questions")
"""What the settings hold that a report may name: skills of one's own, and questions."""
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
REMOVED = re.compile(r"\[([a-z -]+) removed\]")


@dataclass(frozen=True)
class Choices:
    """What the person chose to share; the defaults share least: of quotes, what they ticked."""

    sections: tuple[str, ...] = SECTIONS
    names: Names = "hidden"
    quotes: Quotes = "ticked"
    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None


@dataclass(frozen=True)
class ReportWritten:
    """A report that was written: where, its parts, and what was taken out of it.

    ``kept`` is the file that was there before, if one was; ``warned`` says what to look at again,
    ``unprinted`` which words have a letter without a shape in our fonts.
    """

    path: Path
    sections: tuple[str, ...]
    removed: tuple[str, ...]
    size: int
    kept: Path | None = None
    unprinted: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()

    @property
    def not_printed(self) -> str:
        """Name the words that could not be printed, or nothing where all could."""
        named = _some([f"'{word}'" for word in self.unprinted])
        return f"Could not be printed: {named}; a web page shows them." if named else ""

    def __str__(self) -> str:
        lines = filter(None, (*self.removed, *self.warned, self.not_printed))
        told = "\n".join(f"  {line}" for line in lines)
        before = f"  What was there before is kept: {self.kept}\n" if self.kept else ""
        return (
            f"Written: {self.path} ({max(1, self.size // 1000)} kB)\n"
            f"In it: {listed(self.sections) or 'nothing yet'}.\n"
            f"Left out, or worth a second look:\n{told}\n{before}"
            "  Read it once yourself before you pass it on."
        )


def write_report(  # noqa: PLR0913
    log: Log,
    path: str | os.PathLike[str],
    *,
    sections: Sequence[str] | None = None,
    names: Names = "hidden",
    quotes: Quotes = "ticked",
    as_of: Day | None = None,
    since: pd.Timestamp | None = None,
    until: pd.Timestamp | None = None,
    replace: bool = False,
) -> ReportWritten:
    """Write a report for a careers adviser: HTML, PDF or Word, by the ending of the path.

    Parameters
    ----------
    log
        The log; under ``report`` in its settings stand ``who``, ``looking_for``, ``hours``,
        ``travel``, ``from_when`` and ``questions`` as typed for page 1, ``ticked`` feedback,
        words that were ``kept`` or ``cut``, and the ``days`` of earlier reports.
    path
        Where it goes, ending in .html, .pdf or .docx. A report of ours that is there is replaced;
        somebody may have worked on it, so it is kept in ``backups`` beside it. The file can be
        read by whoever can read other documents in that folder, as it is made to be handed over.
    sections
        Which parts; None is all of them. Their order is fixed.
    names
        Whether employers' names stay; people's names and ways to reach them never do.
    quotes
        ``ticked`` puts in the feedback that was ticked in the settings, of which nothing is at
        first; ``none`` leaves out all.
    as_of
        The day to count from; None is the log's own.
    since, until
        The first and last day of the work-search record.
    replace
        Whether any other file that is there is replaced too, with a copy kept.

    Raises
    ------
    ValueError
        The ending, a section, or a choice is not known.
    FileExistsError
        A file is there that is no report of ours; it is left as it is.
    """
    check_log(log, "write_report")
    log = log if as_of is None else dataclasses.replace(log, as_of=day_of(as_of))
    file = Path(path)
    _writer(file)  # says what is wrong before anything is made
    chosen = Choices(_known(sections), names, quotes, since, until)
    with _uncollected():
        hiding = _hiding(log, names)
        report, removed = _made(log, chosen, *hiding)
        written = put_report(report, file, replace=replace)
    unprinted = unprinted_in(report, file.suffix.casefold())
    labels, redact = hiding
    _remember(log, labels if names == "hidden" else {})
    headed = {"summary", *(block.text for block in report.blocks if isinstance(block, Heading))}
    return ReportWritten(
        file,
        tuple(name for name in chosen.sections if HEADINGS.get(name, name) in headed),
        removed,
        file.stat().st_size,
        written.kept,
        unprinted,
        tuple(_warnings(_pointed_out(log, chosen, redact))),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put off looking for objects that nothing uses: each look goes through all that pandas holds.

    A report leaves few of them; they are found when it is written.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def put_report(report: Report, file: Path, *, replace: bool = False) -> Written:
    """Write blocks to a file of the kind that its ending names; raises as ``write_report``."""
    written = put(file, _writer(file)(report), is_ours=is_report, replace=replace)
    or_raise(written)
    return written


def make_report(log: Log, choices: Choices) -> tuple[Report, tuple[str, ...]]:
    """Give the report as blocks, exactly as it would be written, and what was left out of it."""
    return _made(log, choices, *_hiding(log, choices.names))


def _hiding(log: Log, names: Names) -> tuple[dict[str, str], Redactor]:
    """Give what stands for each employer, and what takes out of texts what may not be shared."""
    labels = labels_of(log)
    return labels, redactor_of(log, labels, shown=names == "shown")


def _made(
    log: Log, choices: Choices, labels: Mapping[str, str], redact: Redactor
) -> tuple[Report, tuple[str, ...]]:
    whole, shown = log.whole or log, choices.names == "shown"
    shared = dataclasses.replace(
        whole,
        entries=redact_entries(whole.entries, labels, redact, shown=shown),
        plan=redact_texts(log.plan, redact, "plan"),
        settings={
            **log.settings,
            **{name: _redacted(log.settings.get(name, {}), redact) for name in SHOWN_SETTINGS},
        },
        as_of=log.as_of,
    )
    kept = log.settings.get("report", {})
    said = log.entries.set_index("line")["feedback"]
    material = Material(
        shared.only(lines=log.entries["line"]) if log.whole else shared,
        page_one=_typed(kept),
        quotes={line: redact(said[line]) for line in _ticked(log, choices)},
        last=_last_report(log),
        agreed=frozenset(fold(redact(str(action))) for action in kept.get("agreed", [])),
        names_hidden=not shown,
        since=choices.since,
        until=choices.until,
    )
    report = settled(build(material, choices.sections))
    removed = _removed(log.entries, report, labels, choices)
    end = (Heading("What was left out"), Items(tuple(map(Item, removed))))
    return dataclasses.replace(report, blocks=(*report.blocks, *end)), removed


def quotable(log: Log, names: Names = "hidden") -> list[tuple[str, str]]:
    """Give each piece of feedback as it is in the log and as it would appear, newest first."""
    _, redact = _hiding(log, names)
    newest = log.entries.sort_values(["date", "line"], ascending=False)
    said = newest["feedback"].dropna().drop_duplicates()
    return [(text, redact(text)) for text in said.tolist()]


def _ticked(log: Log, choices: Choices) -> list[int]:
    """Give the lines whose feedback the person ticked, having seen it as it will appear."""
    ticked = log.settings.get("report", {}).get("ticked", []) if choices.quotes == "ticked" else ()
    folded = {fold(str(text)) for text in ticked}
    said = log.entries["feedback"].fillna("").map(fold)
    return log.entries.loc[said.isin(folded - {""}), "line"].tolist()


def _last_report(log: Log) -> pd.Timestamp | None:
    """Give the day of the last report before this one, as the settings keep it."""
    days = [str(day) for day in log.settings.get("report", {}).get("days", [])]
    earlier = [day for day in days if ISO_DAY.fullmatch(day) and day < log.as_of.date().isoformat()]
    return day_of(max(earlier)) if earlier else None


def pointed_out(log: Log, choices: Choices) -> pd.DataFrame:
    """Give each word that goes, with its ``kind`` and ``where``, or ``stays`` on page 1 as typed.

    Page 1 is the person's own: what would go elsewhere stays there, and is asked about.
    """
    return _pointed_out(log, choices, _hiding(log, choices.names)[1])


def _pointed_out(log: Log, choices: Choices, redact: Redactor) -> pd.DataFrame:
    quoted = log.entries["line"].isin(_ticked(log, choices))
    entries = log.entries.assign(feedback=log.entries["feedback"].where(quoted))
    asked = [
        (word, kind, "page 1, as you typed it", True)
        for text in texts(_typed(log.settings.get("report", {})))
        for word, kind in redact.found(text, prose=False, private=True)
    ]
    gone = taken_out([(entries, "log"), (log.plan, "plan")], redact)
    rows = [*asked, *((*row, False) for row in gone)]
    table = pd.DataFrame(rows, columns=["word", "kind", "where", "stays"])
    return table.drop_duplicates(["word", "kind", "stays"], ignore_index=True)


def _warnings(table: pd.DataFrame) -> list[str]:
    """Say in sentences what to look at before a report is handed over, of what is pointed out."""
    private = table[~table["stays"] & table["kind"].isin(private_kinds())]
    left = [f"'{row['word']}' ({row['kind']}, {row['where']})" for row in records(private)]
    asked = [f"'{row['word']}' ({row['kind']})" for row in records(table[table["stays"]])]
    told = {"Private words left out": left, "On page 1, as you typed it": asked}
    return [f"{says}: {_some(words)}." for says, words in told.items() if words]


def _some(words: Sequence[str]) -> str:
    """Name the first of many words and count the rest."""
    more = len(words) - MOST_NAMED
    rest = f", and {plural(more, 'word')} more" if more > 0 else ""
    return ", ".join(words[:MOST_NAMED]) + rest


def _remember(log: Log, labels: Mapping[str, str]) -> None:
    """Keep the day, for what has changed next time, and which letter stands for whom."""
    from bounceback_analysis.log.sharing import write_keys

    shipped = log.example or (log.path is not None and log.path.name in SHIPPED)
    if log.path is None or shipped or log.entries.empty:
        return
    if labels:
        write_keys(log.path, labels)
    days = [str(day) for day in log.settings.get("report", {}).get("days", [])]
    day = log.as_of.date().isoformat()
    if day not in days:
        write_settings(log.path, {"report": {"days": [*days[-DAYS_KEPT:], day]}})


def _known(sections: Sequence[str] | None) -> tuple[str, ...]:
    if sections is None:
        return SECTIONS
    asked = [section.strip().casefold() for section in sections if section.strip()]
    strange = [repr(section) for section in asked if section not in SECTIONS]
    if strange or not asked:
        told = f"Not a section of the report: {listed(strange) or 'nothing'}."
        raise ValueError(f"{told} The sections are {listed(list(SECTIONS))}.")
    return tuple(section for section in SECTIONS if section in asked)


def _typed(report: Mapping[str, Any]) -> PageOne:
    """Take what was typed for page 1 as it is: it is the person's own, and asked about."""
    names = ("who", "looking_for", "hours", "travel", "from_when")
    words = {name: str(report.get(name, "")) for name in names}
    return PageOne(**words, questions=tuple(map(str, report.get("questions", ()))))


def _redacted(value: Any, redact: Redactor) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {name: _redacted(part, redact) for name, part in value.items()}
    return [_redacted(part, redact) for part in value] if isinstance(value, list) else value


def _removed(
    entries: pd.DataFrame, report: Report, labels: Mapping[str, str], choices: Choices
) -> tuple[str, ...]:
    """Say what was left out; never that nobody could be recognised."""
    every = texts(report)
    taken = Counter(kind for text in every for kind in REMOVED.findall(text))
    told = []
    if choices.names == "hidden" and labels:
        count = entries["employer"].map(labels).nunique()
        named = "The name of 1 employer" if count == 1 else f"The names of {count:,} employers"
        told.append(f"{named}; a letter stands for each. The key stays with me.")
    if taken:
        counts = listed([f"{kind} ({n:,})" for kind, n in sorted(taken.items())])
        told.append(f"Taken out of texts: {counts}.")
    quoted = len({block.text for block in report.blocks if isinstance(block, Quote)})
    heard = int(entries["feedback"].notna().sum())
    if heard > quoted:
        told.append(f"Employers' own words: {heard - quoted} of {plural(heard, 'text')}.")
    told.append("What I wrote under notes, and columns of my own.")
    told.append("This makes it hard to tell who is meant, not impossible.")
    return tuple(told)


def _writer(file: Path) -> Callable[[Report], bytes]:
    must_end(file, ENDINGS, "a report")
    ending = file.suffix.casefold()
    if ending == ".pdf":
        from bounceback_analysis.report.pdf import to_pdf

        return to_pdf
    if ending == ".docx":
        from bounceback_analysis.report.word import to_word

        return to_word
    from bounceback_analysis.report.html import to_html

    return lambda report: to_html(report).encode()


def is_report(data: bytes) -> bool:
    """Tell a report of ours, worked on since or not, from any other file, by the mark in it."""
    mark = MARK.encode()
    if data.startswith(b"<!doctype html>"):
        return b'<meta name="generator" content="%s">' % mark in data[:2000]  # it is in the head
    if data.startswith(b"%PDF"):
        return b"<pdf:Keywords>%s</pdf:Keywords>" % mark in data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open("docProps/core.xml") as about:
            return mark in about.read(100_000)  # a few hundred bytes, but no file is trusted
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError, ValueError, OSError):
        return False
