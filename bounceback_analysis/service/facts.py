"""What a cohort comes to: whole numbers that add up, from the counting functions of ``analysis``.

Each row of the facts is a cell: of a topic, a group and a key, how many there are (``n``) and of
how many clients (``clients``). Parts of a cohort are counted apart and their facts added, which
gives what counting all at once gives, to the last integer: all of a client stands in one part.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.doors import requests_of
from bounceback_analysis.analysis.feedback import STANDARD, theme_votes, usable
from bounceback_analysis.analysis.journey import links_of, tries
from bounceback_analysis.analysis.skills import adverts_of
from bounceback_analysis.analysis.timing import reply_times
from bounceback_analysis.log.model import Log, today, typed_table
from bounceback_analysis.service.cohort import Lazy
from bounceback_analysis.service.giving import GIVEN
from bounceback_analysis.vocabulary.skills import skills

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray


ALL = "all"
"""Stands in a column of ``by`` for all groups together."""
MONTH, NO_MONTH, NOT_SAID = "month", "not dated", "not said"
BY = ("programme", "sector", MONTH)
"""What a cohort may be split by: words that the client picked, and the month of the line."""
CELL = ["topic", "key", "cell"]
FOUND = ["n", "clients", "full"]
WEEKS = (14, 28, 60)
"""Days after the step at which replies are counted for release: single days tell of one person."""
LATER = 9999
"""The last of those: whatever comes after."""
AT_ONCE = 8  # facts added at once on the way to the whole: small tables, few steps
FILES = "files"
USABLE, SENT = "usable feedback", "feedback"
TO_ALL = tuple(f"{theme} neutral" for theme in STANDARD)
"""Keys of what alone is no usable feedback: a share of all that sent any."""
ADVERTS = "adverts"
REPLIED, SILENT = "replied", "silent"
DIGITS = 6  # of a day, so that days sort as words: 2,700 years
STAGE_CELLS = {
    "forward": ["forward"],
    "no": ["no"],
    "no_response": ["no response"],
    "waiting": ["waiting"],
    "of": ["forward", "no", "no response"],
    "rest": ["no", "no response"],
}
SHARES = {"feedback_themes": USABLE, "skills_wanted": ADVERTS}
"""Topics whose counts are a share of what another key counts."""


def whole_of(topic: str, key: str) -> str:
    """Name the key of which the count of a key is a share."""
    return SENT if key in TO_ALL else SHARES[topic]


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
        The columns of ``by`` (``all`` where they are taken together), ``topic``, ``key``, ``cell``,
        ``n`` (a sum of whole numbers), ``clients`` (distinct ones with any of it) and ``full``
        (those who have all of their share in it). Lazy where the cohort is: ``.compute()`` gives
        it.
    """
    by = tuple(by)
    if wrong := [name for name in by if name not in BY]:
        raise ValueError(f"by={wrong[0]!r} is not a way to split; use {', '.join(BY)}.")
    if isinstance(cohort, pd.DataFrame):
        return added(facts_of(cohort, by))
    kinds = dict.fromkeys([*by, *CELL], "str") | dict.fromkeys(FOUND, "int64")
    meta = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
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
    told = part.loc[part["said"].notna(), ["file", "said"]].set_axis(CELL[1:], axis=1)
    told = told.assign(topic=FILES, n=1, clients=0, full=0, **dict.fromkeys(by, ALL))
    keys = [*by, *CELL]
    lines = part[part["said"].isna()]
    cells = _cells(*_events(*_as_a_log(lines, by)), by)  # the log is let go before it is counted
    table = pd.concat([told, *cells], ignore_index=True)
    return table.astype(dict.fromkeys(keys, "str") | dict.fromkeys(FOUND, "int64"))[[*keys, *FOUND]]


def _as_a_log(lines: pd.DataFrame, by: Sequence[str]) -> tuple[Log, pd.DataFrame]:
    """Give the lines of many clients as one log, and of each line its client and its groups."""
    lines = lines.reset_index(drop=True)
    blank = typed_table({})
    wanted = [name for name in (*GIVEN[:13], "round") if name in lines]
    entries = blank.reindex(range(len(lines))).astype(blank.dtypes)
    entries = entries.assign(**{name: lines[name] for name in wanted}).astype(blank.dtypes)
    # Numbers are grouped faster than names, and no part has new ones, to be kept for the next.
    begun, whose = (pd.factorize(lines[name])[0] for name in ("application", "employer"))
    named = pd.array([f"of {n}" for n in range(whose.max(initial=-1) + 1)], dtype="str")
    entries = entries.assign(
        line=np.arange(len(lines)), application=begun, employer=named.take(whose, allow_fill=True)
    )
    # Each client is counted as of the day on which they gave their log: then we stopped watching.
    log = Log(entries, as_of=cast("pd.Timestamp", lines["consented_on"].fillna(today())))
    said = {name: lines[name].fillna(NOT_SAID).astype("str") for name in by if name != MONTH}
    groups = {name: said[name] if name in said else _months(entries["date"]) for name in by}
    return log, pd.DataFrame({"client": pd.factorize(lines["client"])[0], **groups})


def _months(days: pd.Series) -> Any:
    """Name the month of each day; of a day that many share once."""
    codes, found = pd.factorize(days, use_na_sentinel=False)
    return pd.Index(found).strftime("%Y-%m").fillna(NO_MONTH).astype("str").take(codes)


def _events(log: Log, whose: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Name every cell, and give a row an event: the number of its ``cell``, ``line``, ``unit``."""
    names, events, many = list[pd.DataFrame](), list[pd.DataFrame](), 0
    for topic, count in TOPICS.items():
        rows = count(log)
        of_each = rows.groupby(CELL[1:], sort=False)
        names.append(of_each.size().index.to_frame(index=False).assign(topic=topic))
        events.append(rows.drop(columns=CELL[1:]).assign(cell=of_each.ngroup() + many))
        many += len(names[-1])
    return pd.concat(names, ignore_index=True)[CELL], pd.concat(events), whose


def _cells(
    names: pd.DataFrame, every: pd.DataFrame, whose: pd.DataFrame, by: Sequence[str]
) -> Iterator[pd.DataFrame]:
    """Count events in the cells of each group and of those above it, level by level.

    Where a line is not what is counted, an event has its ``unit``: each counts once in a cell. What
    stands in ``whose`` is told of each line.
    """
    cell, line = every["cell"].to_numpy(), every["line"].to_numpy(dtype=int)
    units = pd.factorize(every["unit"])[0] if "unit" in every else np.full(len(line), -1)
    several = np.flatnonzero(units >= 0)
    client, most = whose["client"].to_numpy()[line], len(whose)
    rows = names.to_numpy().tolist()
    shared = (whole_of(t, k) if t in SHARES and c == "count" else "" for t, k, c in rows)
    wholes = names.assign(cell="of", key=[*shared])
    whole = pd.MultiIndex.from_frame(names).get_indexer(pd.MultiIndex.from_frame(wholes))
    for depth in range(len(by) + 1):
        group = whose.groupby([*by[:depth]], sort=False).ngroup() if depth else whose["client"] * 0
        place = group.to_numpy()[line] * len(names) + cell
        kept = np.ones(len(line), dtype=bool)
        kept[several] = ~pd.Series(place[several] * len(line) + units[several]).duplicated()
        each, n = np.unique((place * most + client)[kept], return_counts=True)
        place, who = np.divmod(each, most)
        share = whole[place % len(names)]
        wanted = (place - place % len(names) + share) * most + who
        found = np.searchsorted(each, wanted).clip(max=len(each) - 1)
        full = (share >= 0) & (each[found] == wanted) & (n[found] == n)
        counts = pd.DataFrame({"n": n, "clients": 1, "full": full}).groupby(place).sum()
        at = names.take(counts.index.to_numpy() % len(names)).reset_index(drop=True)
        heads = whose[[*by[:depth]]].drop_duplicates().reset_index(drop=True)
        under = heads.take(counts.index.to_numpy() // len(names)).reset_index(drop=True)
        both = pd.concat([under, at, counts.reset_index(drop=True)], axis=1)
        yield both.assign(**dict.fromkeys(by[depth:], ALL))


def _tries(log: Log) -> pd.DataFrame:
    rows = tries(log)[["line", "stage", "state"]].rename(columns={"stage": "key"})
    return _summed(rows, "state", STAGE_CELLS)


def _summed(rows: pd.DataFrame, atom: str, cells: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Let each row count in every cell of which its atom is a part."""
    parts = [rows[rows[atom].isin(atoms)].assign(cell=cell) for cell, atoms in cells.items()]
    return pd.concat(parts).drop(columns=atom)


def _links(log: Log) -> pd.DataFrame:
    links = links_of(log).rename(columns={"source": "key", "target": "cell"})
    links["line"] = _begun(log, links.pop("application"))
    return pd.concat([links, links.assign(cell="of")])


def _requests(log: Log) -> pd.DataFrame:
    steps = requests_of(log)
    rows = steps.assign(line=log.entries.loc[steps.index, "line"]).melt("line", var_name="key")
    return _summed(rows, "value", {"count": [1], "rest": [0], "of": [0, 1]})


def _votes(log: Log) -> pd.DataFrame:
    """Take each employer once a theme, and once where it gave feedback at all."""
    votes = theme_votes(log).rename(columns={"voter": "unit"})
    own = votes[~votes["compared"]]
    said = own.assign(key=own["theme"] + " " + own["polarity"], cell="count")
    told = usable(votes).assign(key=USABLE, cell="of")
    rows = pd.concat([said, told, votes.assign(key=SENT, cell="of")])
    return rows[["line", "key", "cell", "unit"]]


def _adverts(log: Log) -> pd.DataFrame:
    adverts = adverts_of(log, skills())
    line, named = _begun(log, adverts["application"]), adverts["skills"]
    asked = {"line": np.repeat(line, named.map(len)), "key": [*chain(*named)], "cell": "count"}
    of = pd.DataFrame({"line": line, "key": ADVERTS, "cell": "of"})
    return pd.concat([of, pd.DataFrame(asked)])


def _begun(log: Log, applications: pd.Series) -> NDArray[np.int64]:
    """Give the first line of each application, by which it belongs to a month."""
    first = np.unique(log.entries["application"], return_index=True)[1]
    return log.entries["line"].to_numpy()[first][applications]


def _replies(log: Log) -> pd.DataFrame:
    """Take the days until each reply, or of silence."""
    return _timed(log, lambda days: days.to_numpy(dtype=int))


def _weeks(log: Log) -> pd.DataFrame:
    """Take the same by spans of days, the last day of each in place of the day."""
    ends = np.array([*WEEKS, LATER])
    return _timed(log, lambda days: ends[np.searchsorted(WEEKS, days)])


def _timed(log: Log, when: Callable[[pd.Series], Any]) -> pd.DataFrame:
    times = reply_times(log)
    codes, found = pd.factorize(when(times["days"]) * 2 + times["replied"].to_numpy())
    told = [f"{both // 2:0{DIGITS}} {REPLIED if both % 2 else SILENT}" for both in found.tolist()]
    cell = pd.array(told, dtype="str").take(codes)
    return pd.DataFrame({"line": times["line"].to_numpy(), "key": ALL, "cell": cell})


TOPICS: dict[str, Callable[[Log], pd.DataFrame]] = {
    "stage_rates": _tries,
    "journey": _links,
    "feedback_yield": _requests,
    "feedback_themes": _votes,
    "reply_curve": _replies,
    "reply_weeks": _weeks,
    "skills_wanted": _adverts,
}
