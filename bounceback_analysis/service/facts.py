"""What a cohort comes to: whole numbers that add up, from the counting functions of ``analysis``.

Each row of the facts is a cell: of a topic, a group and a key, how many there are (``n``) and of
how many clients (``clients``). Parts of a cohort are counted apart and their facts added, which
gives what counting all at once gives, to the last integer: all of a client stands in one part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.doors import requests_of
from bounceback_analysis.analysis.feedback import theme_votes
from bounceback_analysis.analysis.journey import links_of, tries
from bounceback_analysis.analysis.skills import adverts_of
from bounceback_analysis.analysis.timing import reply_times
from bounceback_analysis.log.model import Log, today, typed_table
from bounceback_analysis.service.cohort import EXTRA, Lazy, blank
from bounceback_analysis.service.giving import GIVEN
from bounceback_analysis.vocabulary.skills import skills

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


ALL = "all"
"""Stands in a column of ``by`` for all groups together."""
MONTH, NO_MONTH, NOT_SAID = "month", "not dated", "not said"
BY = ("programme", "sector", MONTH)
"""What a cohort may be split by: words that the client picked, and the month of the line."""
CELL = ["key", "cell"]
FOUND = ["n", "clients"]
EACH = "each"
WEEKS = (14, 28, 60)
"""Days after the step at which replies are counted for release: single days tell of one person."""
LATER = 9999
"""The last of those: whatever comes after."""
AT_ONCE = 8  # facts added at once on the way to the whole: small tables, few steps


def facts(cohort: Lazy | pd.DataFrame, *, by: Sequence[str] = ()) -> Any:
    """Count a cohort, all together and split, into cells that add up; exact, and not for release.

    Parameters
    ----------
    cohort
        What ``read_cohort`` gives, or a table of pandas with its columns.
    by
        Some of ``programme``, ``sector`` and ``month``, in the order in which they nest.

    Returns
    -------
    DataFrame
        ``topic``, the columns of ``by`` (``all`` where they are taken together), ``key``, ``cell``,
        ``n`` (a sum of whole numbers) and ``clients`` (distinct ones with any of it). Lazy where
        the cohort is: ``.compute()`` gives it.
    """
    by = tuple(by)
    if wrong := [name for name in by if name not in BY]:
        raise ValueError(f"by={wrong[0]!r} is not a way to split; use {', '.join(BY)}.")
    if isinstance(cohort, pd.DataFrame):
        return added(facts_of(cohort, by))
    meta = facts_of(blank(), by)
    found = cohort.map_partitions(facts_of, by, meta=meta)
    # Added step by step on the way, so that no worker holds the facts of all parts.
    return found.reduction(added, aggregate=added, combine=added, meta=meta, split_every=AT_ONCE)


def added(several: pd.DataFrame) -> pd.DataFrame:
    """Add up facts, such as those of several parts one below the other."""
    keys = [name for name in several.columns if name not in FOUND]
    total = several.groupby(keys, sort=True)[FOUND].sum()
    return total.astype("int64").reset_index().astype(dict.fromkeys(keys, "str"))


def facts_of(part: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count one part of a cohort: all lines of some clients."""
    said = part[part["said"].notna()]
    log, whose = _as_a_log(part[part["said"].isna()], by)
    found = [_of_files(said, by)]
    for topic, count in TOPICS.items():
        events = count(log)
        found.append(_cells(topic, events, whose, by))
    table = pd.concat(found, ignore_index=True)
    keys = ["topic", *by, *CELL]
    return table.astype(dict.fromkeys(keys, "str") | dict.fromkeys(FOUND, "int64"))[[*keys, *FOUND]]


def _as_a_log(lines: pd.DataFrame, by: Sequence[str]) -> tuple[Log, pd.DataFrame]:
    """Give the lines of many clients as one log, and of each line its client and its groups."""
    lines = lines.reset_index(drop=True)
    blank = typed_table({})
    wanted = [name for name in (*GIVEN[:13], *EXTRA[:2]) if name in lines]
    entries = blank.reindex(range(len(lines))).astype(blank.dtypes)
    entries = entries.assign(**{name: lines[name] for name in wanted}).astype(blank.dtypes)
    entries = entries.astype({"application": "str"}).assign(line=np.arange(len(lines)))
    # Each client is counted as of the day on which they gave their log: then we stopped watching.
    log = Log(entries, as_of=cast("pd.Timestamp", lines["consented_on"].fillna(today())))
    months = entries["date"].dt.strftime("%Y-%m").fillna(NO_MONTH)
    said = {MONTH: months} | {name: lines[name].fillna(NOT_SAID) for name in by if name != MONTH}
    groups = {name: said[name].astype("str") for name in by}
    return log, pd.DataFrame({"client": pd.factorize(lines["client"])[0], **groups})


class Events(NamedTuple):
    """What is counted: one row an event, with the ``line`` it stands on, its ``key`` and ``atom``.

    ``cells`` are the sums of atoms that tables are made of, of all atoms where they name none;
    under ``EACH`` every atom is a cell. ``whole`` names the key of what a key is a share of. Where
    there is a ``voter``, each counts once.
    """

    rows: pd.DataFrame
    cells: Mapping[str, Sequence[str]]
    whole: Mapping[str, str] = {}


def _cells(topic: str, events: Events, whose: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count events by client first, then the cells of each group and of those above it."""
    rows = events.rows.astype({"line": "int64"}).join(whose, on="line")
    levels = list[pd.DataFrame]()
    for depth in range(len(by) + 1):
        keys = ["client", *by[:depth], "key"]
        here = rows
        if "voter" in rows:
            here = rows.drop_duplicates([*keys, "atom", "voter"])
        told = here.groupby([*keys, "atom"], sort=False).size().rename("n").reset_index()
        parts = [] if EACH not in events.cells else [told.rename(columns={"atom": "cell"})]
        for cell, atoms in events.cells.items():
            some = told[told["atom"].isin(atoms)] if atoms else told
            if cell != EACH:
                sums = some.groupby(keys, sort=False)["n"].sum()
                parts.append(sums.reset_index().assign(cell=cell))
        counted = pd.concat(parts, ignore_index=True)
        if events.whole:
            counted = pd.concat([counted, _full(counted, keys, events.whole)])
        found = counted.groupby([*by[:depth], *CELL], sort=False)["n"].agg(n="sum", clients="size")
        levels.append(found.reset_index().assign(**dict.fromkeys(by[depth:], ALL)))
    return pd.concat(levels, ignore_index=True).assign(topic=topic)


def _full(counted: pd.DataFrame, keys: Sequence[str], whole: Mapping[str, str]) -> pd.DataFrame:
    """Mark the clients whose every case is of a key: the others have some that is not."""
    shares = counted[counted["cell"] == "count"]
    others = [name for name in keys if name != "key"]
    of = counted[counted["cell"] == "of"].rename(columns={"n": "of", "key": "whole"})
    told = shares.assign(whole=shares["key"].map(whole).fillna(whole[""]))
    both = told.merge(of[[*others, "whole", "of"]], on=[*others, "whole"])
    return both.loc[both["n"] == both["of"], [*keys, "n"]].assign(cell="full")


def _of_files(said: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Keep what there is to say of files beside the counts: a row a file and sentence."""
    told = pd.DataFrame({"key": said["file"], "cell": said["said"]}).assign(n=1, clients=0)
    return told.assign(topic=FILES, **dict.fromkeys(by, ALL))


FILES = "files"
STAGE_CELLS = {
    "forward": ["forward"],
    "no": ["no"],
    "no_response": ["no response"],
    "waiting": ["waiting"],
    "of": ["forward", "no", "no response"],
    "rest": ["no", "no response"],
}


def _tries(log: Log) -> Events:
    rows = tries(log).rename(columns={"stage": "key", "state": "atom"})
    return Events(rows[["line", "key", "atom"]], STAGE_CELLS)


def _links(log: Log) -> Events:
    begun = log.entries.drop_duplicates("application").set_index("application")["line"]
    links = links_of(log)
    rows = pd.DataFrame({"key": links["source"], "atom": links["target"]})
    return Events(rows.assign(line=links["application"].map(begun)), {EACH: [], "of": []})


def _requests(log: Log) -> Events:
    steps = requests_of(log)
    lines = log.entries.loc[steps.index, "line"]
    found = [
        pd.DataFrame({"line": lines, "key": name, "atom": step.map({1: "yes", 0: "no"})})
        for name, step in steps.items()
    ]
    rows = pd.concat(found).dropna(subset="atom")
    return Events(rows, {"count": ["yes"], "rest": ["no"], "of": ["yes", "no"]})


USABLE, SENT, NO_REASON = "usable feedback", "feedback", "no_reason neutral"


def _votes(log: Log) -> Events:
    """Take each employer once a theme, and once where it gave feedback at all."""
    votes = theme_votes(log)
    own = votes[~votes["compared"]]
    said = own.assign(key=own["theme"] + " " + own["polarity"], atom="count")
    usable = votes[votes["theme"] != "no_reason"].assign(key=USABLE, atom="of")
    rows = pd.concat([said, usable, votes.assign(key=SENT, atom="of")])
    whole = {NO_REASON: SENT, "": USABLE}
    return Events(rows[["line", "key", "atom", "voter"]], {"count": ["count"], "of": ["of"]}, whole)


def _adverts(log: Log) -> Events:
    begun = log.entries.drop_duplicates("application").set_index("application")["line"]
    adverts = adverts_of(log, skills())
    line = adverts["application"].map(begun)
    of = pd.DataFrame({"line": line, "key": ADVERTS, "atom": "of"})
    asked = pd.DataFrame({"line": line, "key": adverts["skills"], "atom": "count"}).explode("key")
    rows = pd.concat([of, asked.dropna(subset="key")])
    return Events(rows, {"count": ["count"], "of": ["of"]}, {"": ADVERTS})


ADVERTS = "adverts"


def _replies(log: Log) -> Events:
    """Take the days until each reply, or of silence."""
    return _timed(log, lambda days: days.astype("int64"))


def _weeks(log: Log) -> Events:
    """Take the same by spans of days, the last day of each in place of the day."""
    ends = np.array([*WEEKS, LATER])
    return _timed(log, lambda days: pd.Series(ends[np.searchsorted(WEEKS, days)], days.index))


def _timed(log: Log, when: Callable[[pd.Series], pd.Series]) -> Events:
    times = reply_times(log)
    kind = times["replied"].map({True: REPLIED, False: SILENT}).astype("str")
    atom = when(times["days"]).astype("str").str.zfill(DIGITS) + " " + kind
    return Events(pd.DataFrame({"line": times["line"], "key": ALL, "atom": atom}), {EACH: []})


REPLIED, SILENT = "replied", "silent"
DIGITS = 6  # of a day, so that days sort as words: 2,700 years
TOPICS: dict[str, Callable[[Log], Events]] = {
    "stage_rates": _tries,
    "journey": _links,
    "feedback_yield": _requests,
    "feedback_themes": _votes,
    "reply_curve": _replies,
    "reply_weeks": _weeks,
    "skills_wanted": _adverts,
}
