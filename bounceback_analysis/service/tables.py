"""The tables of a cohort, with the columns that they have for one log, from facts alone.

What is kept back is blank, and ``kept_back`` says so. Which groups a table splits by are its first
columns; without ``by`` all clients are taken together. Every table takes what ``release`` gives, or
facts, of which it then makes a release of its own; ``exact=True`` shows facts as they are, for the
service alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.chance import with_rates
from bounceback_analysis.analysis.journey import place_order
from bounceback_analysis.analysis.outcomes import stage_order
from bounceback_analysis.analysis.timing import still_silent
from bounceback_analysis.feedback.own_readings import POLARITIES
from bounceback_analysis.service.facts import ADVERTS, ALL, LATER, REPLIED, SENT, TO_ALL, USABLE
from bounceback_analysis.service.releasing import ASKED, Release, release
from bounceback_analysis.vocabulary.themes import control_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Given = Release | pd.DataFrame
COUNTS = ["count", "of", "waiting", "no_response"]
NEAREST = 5  # counts of the rounded preset, as HESA rounds them
PEOPLE = 22.5  # the fewest of whom it shows a share
RATES = ["rate", "low", "high", "low80", "high80"]


def stage_rates(given: Given, *, by: Sequence[str] = (), exact: bool = False) -> pd.DataFrame:
    """Count how often each stage went forward, as ``bb.stage_rates`` does.

    Raises a ValueError where the facts are not split by ``by``.
    """
    cells, rounded = _cells(given, "stage_rates", by, exact=exact)
    names = {"forward": "count", "of": "of", "waiting": "waiting", "no_response": "no_response"}
    table = _wide(cells, [*by, "key"], names, rounded=rounded).rename(columns={"key": "stage"})
    return _in_order(table, by, "stage", stage_order())


def feedback_yield(given: Given, *, by: Sequence[str] = (), exact: bool = False) -> pd.DataFrame:
    """Count who was asked for feedback and what came of it, as ``bb.feedback_yield`` does."""
    cells, rounded = _cells(given, "feedback_yield", by, exact=exact)
    names = {"count": "count", "of": "of"}
    table = _wide(cells, [*by, "key"], names, rounded=rounded).rename(columns={"key": "step"})
    return _in_order(table, by, "step", tuple(ASKED))


def feedback_themes(given: Given, *, by: Sequence[str] = (), exact: bool = False) -> pd.DataFrame:
    """Count the employers that named each theme, as ``bb.feedback_themes`` does, with no day."""
    cells, rounded = _cells(given, "feedback_themes", by, exact=exact)
    table = _shares(cells, by, {**dict.fromkeys(TO_ALL, SENT), "": USABLE}, rounded=rounded)
    said = table["key"].str.rsplit(" ", n=1)
    named = {"theme": said.str[0].astype("str"), "polarity": said.str[1].astype("str")}
    table = table.assign(**named).drop(columns="key")
    table["control"] = table["theme"].map(control_of).astype("str")
    place = table["polarity"].map(POLARITIES.index)
    table = table.assign(place=place, size=-table["count"].astype("Float64").fillna(-1))
    table["last"] = pd.Series(pd.NaT, table.index, "datetime64[us]")
    table = table.sort_values([*by, "place", "size", "theme"], ignore_index=True)
    first = [*by, "theme", "polarity", "control"]
    return table[[*first, *table.columns.difference([*first, "place", "size"], sort=False)]]


def skills_wanted(given: Given, *, by: Sequence[str] = (), exact: bool = False) -> pd.DataFrame:
    """Count the adverts that ask for each skill: ``skill``, the rate columns; most asked first."""
    cells, rounded = _cells(given, "skills_wanted", by, exact=exact)
    table = _shares(cells, by, {"": ADVERTS}, rounded=rounded).rename(columns={"key": "skill"})
    size = -table["count"].astype("Float64").fillna(-1)
    table = table.assign(size=size).sort_values([*by, "size", "skill"], ignore_index=True)
    return table.drop(columns="size")


def journey(given: Given, *, by: Sequence[str] = (), exact: bool = False) -> pd.DataFrame:
    """Give the links of the flow, as ``bb.journey`` does; no share where its whole is kept back."""
    cells, rounded = _cells(given, "journey", by, exact=exact)
    whole = cells[cells["cell"] == "of"].set_index([*by, "key"])["n"]
    links = cells[cells["cell"] != "of"].rename(
        columns={"key": "source", "cell": "target", "n": "count"}
    )
    of = whole.reindex(pd.MultiIndex.from_frame(links[[*by, "source"]]) if by else links["source"])
    share = links["count"].astype("Float64") / of.to_numpy()
    table = links.assign(share=share.to_numpy(float, na_value=np.nan))
    order = [table[name] for name in by]
    order += [table[name].map(place_order) for name in ("source", "target")]
    table = table.iloc[np.lexsort(order[::-1])] if len(table) else table
    table = table[[*by, "source", "target", "count", "share"]].reset_index(drop=True)
    return _marked(table, ["count"], rounded=rounded)


def reply_curve(given: Given, *, by: Sequence[str] = (), exact: bool = False) -> pd.DataFrame:
    """Give the share that had heard by each day, as ``bb.reply_curve`` does.

    For release it is told at the ends of weeks and months, up to the first of which a cell is kept
    back; ``exact`` tells it day by day.
    """
    cells, _ = _cells(given, "reply_curve" if exact else "reply_weeks", by, exact=exact)
    if not by or cells.empty:
        return _curve(cells, exact=exact)
    curves = {group: _curve(rows, exact=exact) for group, rows in cells.groupby(list(by))}
    table = pd.concat(curves, names=list(by)).reset_index(level=list(by))
    return table.reset_index(drop=True)


def _curve(cells: pd.DataFrame, *, exact: bool) -> pd.DataFrame:
    """Give a curve of the days in the cells, each ``day kind``."""
    said = cells["cell"].str.split(" ", n=1)
    cells = cells.assign(day=said.str[0].astype("int64"), kind=said.str[1])
    if not exact:
        hidden = cells.loc[cells["n"].isna(), "day"].min()
        cells = cells[~(cells["day"] >= hidden) & (cells["day"] < LATER)]
    # What is silent at the end of a span was silent throughout it: it stands after the replies.
    ordered = cells.sort_values(["day", "kind"])
    days = np.repeat(ordered["day"].to_numpy(float), ordered["n"].to_numpy(int))
    replied = np.repeat(ordered["kind"].eq(REPLIED).to_numpy(), ordered["n"].to_numpy(int))
    if not len(days):
        return pd.DataFrame(columns=["day", "heard"], dtype=float)
    day, silent = still_silent(days, replied)
    heard = 1 - silent if exact else (1 - silent).round(2)
    curve = pd.DataFrame({"day": [0, *day, days.max()], "heard": [0, *heard, heard[-1]]})
    return curve.drop_duplicates("day", keep="last", ignore_index=True)


def _cells(
    given: Given, topic: str, by: Sequence[str], *, exact: bool
) -> tuple[pd.DataFrame, bool]:
    """Give the cells of one topic, split as is wanted and no further."""
    if exact and isinstance(given, Release):
        raise ValueError("What is released is not exact any more; give the facts themselves.")
    made = given if exact or isinstance(given, Release) else release(given)
    table = made.cells if isinstance(made, Release) else made.assign(state="", clients=PEOPLE)
    inner = [name for name in table.columns if name in {"programme", "sector", "month"}]
    if list(by) != inner[: len(by)]:
        raise ValueError(f"These facts are split by {inner or 'nothing'}, in that order, not {by}.")
    deep = (table[name] != ALL if name in by else table[name] == ALL for name in inner)
    kept = table["topic"] == topic
    for level in deep:
        kept &= level
    return table[kept], isinstance(made, Release) and made.rounded


def _wide(
    cells: pd.DataFrame, keys: list[str], names: dict[str, str], *, rounded: bool
) -> pd.DataFrame:
    """Give a row a key with its cells as columns, and its rates; a cell that is not there is 0."""
    told = cells[cells["cell"].isin(list(names))].set_index([*keys, "cell"])
    # What is kept back is there, and blank; what is not there at all is nobody.
    table = told["n"].astype("Float64").unstack(fill_value=0)  # noqa: PD010 - blanks stay blank
    table = table.reindex(columns=list(names), fill_value=0.0).rename(columns=names)
    people = cells[cells["cell"] == "of"].set_index(keys)["clients"]
    found = table.assign(people=people.reindex(table.index).fillna(0)).reset_index()
    return _rated(found, rounded=rounded)


def _shares(
    cells: pd.DataFrame, by: Sequence[str], whole: dict[str, str], *, rounded: bool
) -> pd.DataFrame:
    """Give the counts of keys that are a share of what another key counts."""
    table = cells[cells["cell"] == "count"].rename(columns={"n": "count"})
    of = cells[cells["cell"] == "of"].rename(columns={"n": "of", "key": "whole"})
    table = table.assign(whole=table["key"].map(whole).fillna(whole[""]))
    both = table[[*by, "key", "count", "whole", "state"]].merge(
        of[[*by, "whole", "of", "clients", "state"]], on=[*by, "whole"], suffixes=("", "_of")
    )
    told = both.assign(people=both["clients"])[[*by, "key", "count", "of", "people"]]
    told[["count", "of"]] = told[["count", "of"]].astype("Float64").astype("float64")
    # A count of the last edition is no share of what is counted now.
    told["of"] = told["of"].where((both["state"] == both["state_of"]) | told["count"].isna())
    return _rated(told, rounded=rounded)


def _rated(table: pd.DataFrame, *, rounded: bool) -> pd.DataFrame:
    """Add the rates, blank where a part of them is, and mark what is kept back."""
    counts = [name for name in COUNTS if name in table]
    table = _marked(table, counts, rounded=rounded)
    known = table[["count", "of"]].astype("Float64").fillna(0).astype("float64")
    rates = with_rates(known.assign(count=np.minimum(known["count"], known["of"])))[RATES]
    blank = table[["count", "of"]].isna().any(axis=1)
    if rounded:
        blank |= table["people"] < PEOPLE
    extra = [name for name in ("waiting", "no_response") if name in table]
    keys = table.columns.difference([*counts, "people", "kept_back"], sort=False)
    found = pd.concat([table, rates.mask(blank)], axis=1)
    return found[[*keys, "count", "of", *RATES, *extra, "kept_back"]]


def _marked(table: pd.DataFrame, counts: list[str], *, rounded: bool) -> pd.DataFrame:
    """Say of each row whether any of it is kept back, and round it where that is wanted."""
    whole = table[counts].astype("Float64")
    if rounded:
        whole = ((whole + NEAREST / 2) // NEAREST * NEAREST).astype("Float64")
    return table.assign(**whole.astype("Int64")).assign(kept_back=whole.isna().any(axis=1))


def _in_order(
    table: pd.DataFrame, by: Sequence[str], name: str, order: Sequence[str]
) -> pd.DataFrame:
    place = table[name].map({word: at for at, word in enumerate(order)})
    return table.assign(_at=place).sort_values([*by, "_at"], ignore_index=True).drop(columns="_at")
