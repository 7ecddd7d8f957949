"""Writes a report to a file, and says what is in it and what was left out."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from bounceback_analysis.analysis.outcomes import check_log
from bounceback_analysis.analysis.words import listed, plural
from bounceback_analysis.log.files import must_end, or_raise, put
from bounceback_analysis.log.model import day_of
from bounceback_analysis.report.blocks import MARK, Heading, Items, PageBreak, settled, texts
from bounceback_analysis.report.employers import employer_labels
from bounceback_analysis.report.material import Material, PageOne
from bounceback_analysis.report.redaction import people_in, redact_entries, redact_texts, redactor
from bounceback_analysis.report.sections import HEADINGS, SECTIONS, build
from bounceback_analysis.report.typesetting import unprinted_in
from bounceback_analysis.vocabulary.schema import fold

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    import pandas as pd

    from bounceback_analysis.log.model import Day, Log
    from bounceback_analysis.report.blocks import Report
    from bounceback_analysis.report.redaction import Redact

Names = Literal["hidden", "shown"]
Quotes = Literal["none", "ticked"]
MOST_NAMED = 20
"""More words than fit a screen are counted, not named."""
SHIPPED = ("example_log.csv", "first_week.csv")
"""Logs beside which no key is kept: they name nobody."""
ENDINGS = (".html", ".pdf", ".docx")
REMOVED = re.compile(r"\[([a-z -]+) removed\]")


@dataclass(frozen=True)
class Choices:
    """What the person chose to share; the defaults share least."""

    sections: tuple[str, ...] = tuple(SECTIONS)
    names: Names = "hidden"
    quotes: Quotes = "none"
    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None
    interactive: bool = False


@dataclass(frozen=True)
class ReportWritten:
    """A report that was written: where, which parts it has, and what was taken out of it.

    ``unprinted`` are the words in it that have a letter without a shape in our fonts.
    """

    path: Path
    sections: tuple[str, ...]
    removed: tuple[str, ...]
    size: int
    kept: Path | None = None
    """Where the file is that was there before, if one was."""
    unprinted: tuple[str, ...] = ()

    @property
    def not_printed(self) -> str:
        """Name the words that could not be printed, or nothing where all could."""
        named = listed([f"'{word}'" for word in self.unprinted[:MOST_NAMED]])
        more = len(self.unprinted) - MOST_NAMED
        rest = f", and {plural(more, 'word')} more" if more > 0 else ""
        return f"Could not be printed: {named}{rest}; a web page shows them." if named else ""

    def __str__(self) -> str:
        lines = [*self.removed, *([self.not_printed] if self.unprinted else [])]
        told = "\n".join(f"  {line}" for line in lines)
        before = f"  What was there before is kept: {self.kept}\n" if self.kept else ""
        return (
            f"Written: {self.path} ({max(1, self.size // 1000)} kB)\n"
            f"In it: {listed(self.sections) or 'nothing yet'}.\n"
            f"Left out or worth knowing:\n{told}\n{before}"
            "  Read it once yourself before you pass it on."
        )


def write_report(  # noqa: PLR0913
    log: Log,
    path: str | os.PathLike[str],
    *,
    sections: Sequence[str] | None = None,
    names: Names = "hidden",
    quotes: Quotes = "none",
    as_of: Day | None = None,
    since: pd.Timestamp | None = None,
    until: pd.Timestamp | None = None,
    interactive: bool = False,
    replace: bool = False,
) -> ReportWritten:
    """Write a report for a careers adviser: HTML, PDF or Word, by the ending of the path.

    Parameters
    ----------
    log
        The log; under ``report`` in its settings stand ``who``, ``looking_for``, ``questions``
        and ``ticked``.
    path
        Where it goes, ending in .html, .pdf or .docx. A report of ours that is there is replaced;
        somebody may have worked on it, so it is kept in ``backups`` beside it. The file can be
        read by whoever can read other documents in that folder, as it is made to be handed over.
    sections
        Which parts; None is all of them. Their order is fixed.
    names
        Whether employers' names stay; people's names and ways to reach them never do.
    quotes
        ``ticked`` puts in the feedback that was ticked in the settings, ``none`` none.
    as_of
        The day to count from; None is the log's own.
    since, until
        The first and last day of the work-search record.
    interactive
        Whether the pictures of a web page answer to the mouse, which makes it 1.2 MB larger;
        PDF and Word stay as they are.
    replace
        Whether any other file that is there is replaced too, with a copy kept.

    Raises
    ------
    TypeError
        What is given is no log.
    ValueError
        The ending, a section, or a choice is not known.
    FileExistsError
        Another file is there; it is left as it is.
    OSError
        The file could not be written.
    """
    check_log(log, "write_report")
    log = log if as_of is None else dataclasses.replace(log, as_of=day_of(as_of))
    file = Path(path)
    write = _writer(file, interactive=interactive)
    chosen = Choices(_known(sections), names, quotes, since, until, interactive)
    report, removed = make_report(log, chosen)
    data = write(report)
    unprinted = unprinted_in(report, file.suffix.casefold())
    written = put(file, data, is_ours=is_report, replace=replace)
    or_raise(written)
    if names == "hidden":
        _keep_keys(log)
    headed = {block.text for block in report.blocks if isinstance(block, Heading)}
    there = (name for name in chosen.sections if HEADINGS.get(name, name) in headed | {"summary"})
    return ReportWritten(file, tuple(there), removed, len(data), written.kept, unprinted)


def make_report(log: Log, choices: Choices) -> tuple[Report, tuple[str, ...]]:
    """Give the report as blocks, exactly as it would be written, and what was left out of it."""
    whole, labels = log.whole or log, _labels(log)
    shown = choices.names == "shown"
    redact = _redactor(log, choices.names)
    shared = dataclasses.replace(
        whole,
        entries=redact_entries(whole.entries, labels, redact, shown=shown),
        plan=redact_texts(log.plan, redact, "plan"),
        settings=_redacted(log.settings, redact),
        as_of=log.as_of,
    )
    material = Material(
        shared.only(lines=log.entries["line"]) if log.whole else shared,
        page_one=_typed(log.settings.get("report", {}), redact),
        ticked=ticked_lines(log) if choices.quotes == "ticked" else frozenset(),
        since=choices.since,
        until=choices.until,
    )
    report = settled(build(material, choices.sections), interactive=choices.interactive)
    removed = _removed(log.entries, report, labels, choices)
    about = (PageBreak(),) if len(report.blocks) < 2 else ()
    end = (*about, Heading("What was left out"), Items(removed))
    return dataclasses.replace(report, blocks=(*report.blocks, *end)), removed


def quotable(log: Log, names: Names = "hidden") -> list[tuple[str, str]]:
    """Give each piece of feedback as it is in the log and as it would appear, newest first."""
    redact = _redactor(log, names)
    newest = log.entries.sort_values(["date", "line"], ascending=False)
    said = newest["feedback"].dropna().drop_duplicates()
    return [(text, redact(text)) for text in said.tolist()]


def ticked_lines(log: Log) -> frozenset[int]:
    """Give the lines whose feedback the person ticked, having seen it as it will appear."""
    ticked = {fold(str(text)) for text in log.settings.get("report", {}).get("ticked", [])}
    said = log.entries["feedback"].dropna()
    return frozenset(log.entries.loc[said[said.map(fold).isin(ticked)].index, "line"].tolist())


def _labels(log: Log) -> dict[str, str]:
    """Give what stands for each employer, the same for a part of a log as for the whole."""
    from bounceback_analysis.log.sharing import read_keys

    known = read_keys(log.path) if log.path else {}
    return employer_labels((log.whole or log).entries, known)


def _redactor(log: Log, names: Names) -> Redact:
    people = people_in((log.whole or log).entries, log.plan)
    return redactor(_labels(log), people, shown=names == "shown")


def _keep_keys(log: Log) -> None:
    """Keep which letter stands for whom, so that the next report gives the same letters."""
    from bounceback_analysis.log.sharing import write_keys

    shipped = log.example or (log.path is not None and log.path.name in SHIPPED)
    if log.path and not shipped and len(log.entries):
        write_keys(log.path, _labels(log))


def _known(sections: Sequence[str] | None) -> tuple[str, ...]:
    if sections is None:
        return tuple(SECTIONS)
    asked = [section.strip().casefold() for section in sections if section.strip()]
    strange = [section for section in asked if section not in SECTIONS]
    if strange or not asked:
        are = "are no sections" if len(strange) > 1 else "is not a section"
        raise ValueError(
            f"{listed([repr(s) for s in strange]) or 'Nothing'} {are} of the report. "
            f"The sections are {listed(list(SECTIONS))}."
        )
    return tuple(section for section in SECTIONS if section in asked)


def _typed(report: Mapping[str, Any], redact: Redact) -> PageOne:
    """Take what was typed for page 1; whom it is about, and the places they look in, may stay."""
    questions = report.get("questions", ())
    return PageOne(
        redact(str(report.get("who", "")), people=False),
        redact(str(report.get("looking_for", "")), prose=False),
        tuple(redact(str(question)) for question in questions),
    )


def _redacted(value: Any, redact: Redact) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {name: _redacted(part, redact) for name, part in value.items()}
    return [_redacted(part, redact) for part in value] if isinstance(value, list) else value


def _removed(
    entries: pd.DataFrame, report: Report, labels: Mapping[str, str], choices: Choices
) -> tuple[str, ...]:
    """Say what was left out; never that nobody could be recognised."""
    every = list(texts(report))
    taken = Counter(kind for text in every for kind in REMOVED.findall(text))
    told = []
    if choices.names == "hidden" and labels:
        count = entries["employer"].map(labels).nunique()
        named = "The name of 1 employer" if count == 1 else f"The names of {count:,} employers"
        told.append(f"{named}; a letter stands for each. The key stays with me.")
    if taken:
        counts = listed([plural(n, kind, _many(kind)) for kind, n in sorted(taken.items())])
        told.append(f"Taken out of texts: {counts}.")
    quoted = sum(1 for block in report.blocks if type(block).__name__ == "Quote")
    heard = int(entries["feedback"].notna().sum())
    if heard > quoted:
        told.append(f"Employers' own words: {heard - quoted} of {plural(heard, 'text')}.")
    told.append("What I wrote under notes, and columns of my own.")
    told.append("This makes it hard to tell who is meant, not impossible.")
    return tuple(told)


def _many(kind: str) -> str:
    return {"pay": "mentions of pay"}.get(kind, f"{kind}es" if kind.endswith("s") else f"{kind}s")


def _writer(file: Path, *, interactive: bool) -> Callable[[Report], bytes]:
    ending = file.suffix.casefold()
    if ending != ".htm":
        must_end(file, ENDINGS, "a report")
    if ending == ".pdf":
        from bounceback_analysis.report.pdf import to_pdf

        return to_pdf
    if ending == ".docx":
        from bounceback_analysis.report.word import to_word

        return to_word
    from bounceback_analysis.report.html import to_html

    return lambda report: to_html(report, interactive=interactive).encode()


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
