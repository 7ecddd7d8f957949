"""A cohort on one page: the pictures of all clients, tables of each group, what is kept back."""

from __future__ import annotations

import csv
from contextlib import nullcontext
from dataclasses import replace as with_words
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.analysis.words import count_of, plural
from bounceback_analysis.charts.feedback import plot_feedback_themes, plot_feedback_yield
from bounceback_analysis.charts.journey import plot_journey, plot_stage_rates
from bounceback_analysis.charts.marks import Dot, Text
from bounceback_analysis.charts.picture import (
    DRAWN_FROM,
    NOTE_AT,
    Picture,
    dot_with_ranges,
    from_top,
    in_words,
    share_axis,
)
from bounceback_analysis.charts.picture import MOST_ROWS as MOST_DRAWN
from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.files import must_end, or_raise, put
from bounceback_analysis.log.opening import shipped
from bounceback_analysis.report.blocks import (
    MARK,
    Figure,
    Heading,
    Paragraph,
    Report,
    Table,
    settled,
)
from bounceback_analysis.report.html import to_html
from bounceback_analysis.service import tables
from bounceback_analysis.service.cohort import read_cohort
from bounceback_analysis.service.facts import FILES, FOUND, facts
from bounceback_analysis.service.releasing import K, Release, read_ledger, release
from bounceback_analysis.vocabulary.themes import theme_name

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from bounceback_analysis.report.blocks import Block

ANSWERED = "had heard"
PARTS: dict[str, tuple[str, str, str]] = {
    "stage_rates": ("How far applications go", "stage",
        "Each step: how many of those decided went forward. It does not say why."),
    "journey": ("Where applications go", "source",
        "Each application runs through the steps that it had, and ends once."),
    "feedback_themes": ("What employers say", "theme",
        "Employers that named a theme, of those whose feedback could be used. Most say nothing."),
    "feedback_yield": ("Who is told", "step",
        "Who asked for feedback, what came of it, and what came unasked."),
    "reply_curve": ("How long answers take", "day",
        "Of all steps, how many had heard by then. Nobody's silence is taken for an answer."),
    "skills_wanted": ("What adverts ask for", "skill",
        "Adverts that name a skill, of those whose skills were written down."),
}  # fmt: skip
"""Each table: its title, its key, and one line of what it can say."""
CANNOT = (
    "These are people who chose to keep a log and to give it: they are not all clients, and what "
    "goes with what is no cause. A range says how sure a rate can be if they are like others."
)
MOST_ROWS = 200
"""Rows of a table on the page: a longer one is for a spreadsheet."""
BLANK = "kept back"
LEDGER = ".released.csv"
EXAMPLE = "example_cohort.csv"


def write_cohort(
    folder: str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    by: Sequence[str] = (),
    k: int = K,
    rounded: bool = False,
    scheduler: str | None = None,
    replace: bool = False,
) -> tuple[Release, pd.DataFrame]:
    """Read a folder of given logs, and write what may be released of it as one HTML page.

    ``scheduler`` is the address of a Dask cluster; without it the work runs in processes of this
    machine. What the next edition must know is kept beside the page, for its owner alone. Gives the
    release, and what there is to say of files: ``file`` and ``said``.

    Raises
    ------
    ValueError
        There is no file to read, ``by`` or ``k`` make no sense, or the name does not end in .html.
    OSError
        Another file is there, or nothing could be written.
    """
    must_end(path, (".html",), "a page of a cohort")
    cohort = read_cohort(folder)
    counted = _computed(facts(cohort, by=by), cohort.npartitions, scheduler)
    if (counted["topic"] == FILES).all():  # and a page that is there stays as it is
        raise ValueError(f"In '{folder}' there is no line of a client that can be counted.")
    beside = Path(path).with_suffix(LEDGER)
    made = release(counted, k=k, before=read_ledger(beside), rounded=rounded)
    page = to_html(settled(cohort_page(made, by)))
    is_ours = MARK.encode()
    or_raise(put(path, page.encode(), is_ours=lambda old: is_ours in old, replace=replace))
    made.save(beside)
    said = counted[counted["topic"] == FILES]
    return made, said[["key", "cell"]].set_axis(["file", "said"], axis=1).reset_index(drop=True)


def _computed(lazy: Any, parts: int, scheduler: str | None) -> pd.DataFrame:
    """Compute on a cluster, in processes of this machine, or here where it is a single part."""
    from dask.diagnostics.progress import ProgressBar

    if scheduler is None:
        # The processes that Dask starts by itself hand each other tables; here they are small.
        how = "processes" if parts > 1 else "synchronous"
        with ProgressBar() if parts > 1 else nullcontext():
            return pd.DataFrame(lazy.compute(scheduler=how))
    from distributed import Client, progress

    with Client(scheduler):
        running = lazy.persist()
        progress(running, notebook=False)
        return pd.DataFrame(running.compute())


def example() -> Release:
    """Give the release of clients that nobody is; it needs neither files nor Dask."""
    lines = read_bounded(shipped("data") / EXAMPLE).decode().splitlines()
    heads, *rows = csv.reader(lines)
    found = pd.DataFrame(rows, columns=heads)
    return release(found.astype(dict.fromkeys(FOUND, "int64")))


def cohort_page(made: Release, by: Sequence[str] = ()) -> Report:
    """Lay out a release: each part with its picture, and its table for every level of ``by``."""
    blocks: list[Block] = [Paragraph(CANNOT), Paragraph(made.kept_back)]
    for topic, (title, key, _) in PARTS.items():
        drawn, table = picture(made, topic), getattr(tables, topic)
        figure = [Figure(drawn, bare=True)] if drawn.marks else []
        blocks += [Heading(title), Paragraph(drawn.sentence, quiet=True), *figure]
        if topic != "reply_curve":
            for depth in range(len(by) + 1):
                blocks.append(_in_rows(table(made, by=by[:depth]), [*by[:depth]], key))
    day = f"{pd.Timestamp.today():%Y-%m-%d}"
    return Report("Where our clients' searches stand", "Counted by Bounceback", day, tuple(blocks))


def picture(made: Release, topic: str) -> Picture:
    """Draw one of the six tables of all clients together; what is kept back is not drawn.

    Raises a KeyError where ``topic`` is none of ``PARTS``.
    """
    title, _, says = PARTS[topic]
    table = getattr(tables, topic)(made)
    shown = _may_be_drawn(table)
    drawn = DRAWN[topic](shown) if len(shown) else in_words(title, "")
    if gone := len(table) - len(shown):
        says += f" {plural(gone, 'row')} of {len(table)} cannot be drawn: it would tell of few."
    # The words of these pictures are for one person of themselves.
    return with_words(drawn, name=topic, title=title, subtitle="", sentence=says, table=shown)


def _may_be_drawn(table: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of which all is known that a picture needs: nothing else is a nought."""
    needed = [name for name in ("count", "of", "rate") if name in table]
    shown = table.dropna(subset=needed)
    beside = [name for name in ("waiting", "no_response") if name in table]
    if beside:  # under so many each answer is a mark, and none may be missing
        shown = shown[(shown["of"] >= DRAWN_FROM) | shown[beside].notna().all(axis=1)]
    shown = shown.fillna(dict.fromkeys(beside, 0)).drop(columns="kept_back", errors="ignore")
    return shown.astype(dict.fromkeys(shown.select_dtypes("Int64").columns, "int64"))


def _plot_curve(curve: pd.DataFrame) -> Picture:
    ends = curve.iloc[1:]
    marks = [
        mark
        for y, (day, heard) in from_top(list(zip(ends["day"], ends["heard"], strict=True)))
        for mark in (Dot(heard, y, "strength"), Text(NOTE_AT, y, f"{heard:.0%}"))
    ]
    labels = [f"By day {day:.0f}" for day in ends["day"]]
    return Picture(marks=tuple(marks), x=share_axis(ANSWERED)).in_rows(labels)


def _plot_skills(skills: pd.DataFrame) -> Picture:
    top = skills.head(MOST_DRAWN)
    drawn = Picture(marks=dot_with_ranges(top), x=share_axis("of the adverts"))
    return drawn.in_rows([str(skill) for skill in top["skill"]])


DRAWN: dict[str, Callable[[pd.DataFrame], Picture]] = {
    "stage_rates": plot_stage_rates,
    "journey": plot_journey,
    "feedback_themes": plot_feedback_themes,
    "feedback_yield": plot_feedback_yield,
    "reply_curve": _plot_curve,
    "skills_wanted": _plot_skills,
}


def _in_rows(table: pd.DataFrame, by: list[str], key: str) -> Table:
    """Give a table in words: counts, rates as they may be said, and what is kept back."""
    names = [*by, key] + [name for name in ("polarity", "target") if name in table]
    rated = "of" in table
    rows = []
    for row in table.head(MOST_ROWS).to_dict("records"):
        said = [theme_name(str(row[name])) if name == "theme" else str(row[name]) for name in names]
        count, of = row["count"], row.get("of")
        if pd.isna(count):
            told = BLANK
        elif rated and pd.notna(of):
            told = count_of(int(count), int(of))
        else:
            told = f"{int(count):,}"
        known = rated and pd.notna(row["rate"])
        share = f"{row['rate']:.0%} ({row['low']:.0%} to {row['high']:.0%})" if known else ""
        rows.append((*said, told, *([share] if rated else [])))
    more = len(table) - MOST_ROWS
    left = f"{plural(more, 'further row')} in the tables of Python." if more > 0 else ""
    heads = (*names, "count", *(["95% range"] if rated else []))
    return Table(f"By {' and '.join(by)}" if by else "All together", heads, tuple(rows), left)
