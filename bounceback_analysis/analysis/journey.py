"""Follows the search through its steps: how often each went forward, and where it all flowed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.chance import RATE_COLUMNS, pooled, with_rates
from bounceback_analysis.analysis.outcomes import (
    INTERVIEWS,
    NOT_SAID,
    grouped,
    settled,
    so_far,
    stage_order,
    stages,
    table,
)
from bounceback_analysis.log.applications import OFFERS
from bounceback_analysis.log.model import Log
from bounceback_analysis.vocabulary.schema import choices

ENOUGH_TO_COMPARE = 5  # decided: with fewer an 80% range is half as wide as all there is
STATES = ("forward", "no", "no response", "waiting")
SPLIT_BY = ["source", "format", "role", "application"]
WENT_ON, UNSAID = "went on", "outcome not said"
ENDS = {
    "passed": WENT_ON,
    "waiting": "waiting",
    "rejected": "a no",
    "no response": "no answer",
    "offer": "offer",
    "accepted": "accepted",
    "declined": "declined",
    "withdrew": "withdrawn by me",
    "cancelled": "closed by the employer",
}
"""How an application stands, by the last word of its last step."""
AFTER_OFFER = {"withdrew": "declined", "cancelled": "offer taken back"}  # likewise, after an offer
ENDINGS = (
    *("accepted", "offer", "declined", "offer taken back", WENT_ON, "waiting", "a no", "no answer"),
    *("withdrawn by me", "closed by the employer", UNSAID),
)
OFFER, OFFER_ALONE = "offer", "offer, no interview noted"  # the second with no interview known

REACHED = (OFFER, *reversed(INTERVIEWS), OFFER_ALONE)
REACHED += tuple(s for s in (*reversed(choices("stage")), NOT_SAID) if s not in INTERVIEWS)
"""How far an application may get, the furthest first; all with an interview stand together."""


@table
def stage_rates(log: Log, *, by: str | None = None) -> pd.DataFrame:
    """Count how often each stage went forward, with what chance could have made of it.

    ``by`` is ``source``, ``format`` or ``role words``. Per (group and) stage: the rate columns over
    decided lines, waiting and no_response (counted in ``of``); with ``by`` also pooled, pooled_low,
    pooled_high. Source: Brown, Cai and DasGupta (2001); Gelman et al. (2013), section 5.3.
    """
    keys, lines = [*([by] if by else []), "stage"], tries(log)
    rates = with_rates(_counted(grouped(lines, by) if by else lines, keys))
    columns = [*keys, *RATE_COLUMNS, "waiting", "no_response"]
    return _with_pooled(rates[columns]) if by else rates[columns]


@table
def tries(log: Log) -> pd.DataFrame:
    """Give the lines that ``stage_rates`` counts: ``state``, ``stage`` and what splits them."""
    lines = settled(log)[["state", "line", *SPLIT_BY]].assign(stage=stages(log.entries))
    return lines[lines["state"].isin(STATES)]


@table
def steps(log: Log) -> pd.DataFrame:
    """Give the steps that applications had, told from the whole log.

    Columns: ``application, line, stage, ending`` (how it stands if this step is the last), and
    ``offered`` (an offer came of it). What is booked, or tells of the step before, is no step.
    """
    if log.whole is not None:
        every = steps(log.whole)
        return every[every["line"].isin(log.entries["line"])]
    lines = so_far(log)[["application", "round", "line", "stage", "state", "outcome", "counts"]]
    lines = lines.sort_values(["application", "round"])
    before = lines.groupby("application")["outcome"].shift()
    # What was offered may also be turned down, or taken back: that is no further step.
    taken_back = before.isin(OFFERS) & lines["outcome"].isin(["withdrew", "cancelled"])
    told = lines["state"].eq("told again") | taken_back
    step = (~told).cumsum().to_numpy()
    last = np.searchsorted(step, step, side="right") - 1
    last_word = lines["outcome"].iloc[last].set_axis(lines.index)
    after_offer = last_word.map(AFTER_OFFER).where(lines["counts"].isin(OFFERS))
    ending = after_offer.fillna(last_word.map(ENDS)).fillna(UNSAID)
    went_on = lines["state"].eq("forward") & last_word.isin(["waiting", "no response"])
    found = lines[["application", "line"]].assign(
        stage=stages(lines),
        ending=ending.mask(went_on, WENT_ON),
        offered=lines["counts"].isin(OFFERS),
    )
    return found[~told]


@table
def furthest_step(log: Log) -> pd.DataFrame:
    """Say how far each application got, and how it stands: one row an application.

    What is only booked has not been reached yet.

    Columns: application; step, one of ``REACHED``, the furthest first; ending, one of ``ENDINGS``;
    stage, the furthest that has a name; met, whether there was an interview.

    >>> from bounceback_analysis import open_log
    >>> table = furthest_step(open_log(as_of="2026-11-30"))
    >>> int(table["met"].sum()), len(table)
    (22, 49)
    """
    found = steps(log)
    place = found["stage"].map({name: at for at, name in enumerate(choices("stage"))})
    found = found.assign(place=place.fillna(-1))
    table = found.groupby("application", sort=False).agg(
        place=("place", "max"), ending=("ending", "last"), offered=("offered", "any")
    )
    names = dict(enumerate((*choices("stage"), NOT_SAID)))
    stage = table["place"].replace(-1, len(choices("stage"))).map(names).astype("str")
    met = stage.isin(INTERVIEWS)
    step = stage.mask(table["offered"] & met, OFFER).mask(table["offered"] & ~met, OFFER_ALONE)
    table = table.assign(step=step, stage=stage, met=met).reset_index()
    ranks = {name: at for names in (REACHED, ENDINGS) for at, name in enumerate(names)}
    table = table.sort_values(["step", "ending"], key=lambda named: named.map(ranks), kind="stable")
    return table[["application", "step", "ending", "stage", "met"]].reset_index(drop=True)


@table
def journey(log: Log) -> pd.DataFrame:
    """Give the links of the flow of the whole search, from first steps to how each ended.

    Columns: source, target, count and share: of all that left the source, the part that went there.
    """
    links = links_of(log)
    links = links.groupby(["source", "target"]).size().rename("count").reset_index()
    links = links.sort_values(["source", "target"], key=lambda names: names.map(place_order))
    share = links["count"] / links.groupby("source")["count"].transform("sum")
    return links.assign(share=share).reset_index(drop=True)


@table
def links_of(log: Log) -> pd.DataFrame:
    """Give each link of each application: ``application, source`` and ``target``."""
    found = steps(log)
    ending = found.groupby("application")["ending"].transform("last")
    found = found.assign(ending=ending).drop_duplicates(["application", "stage"])
    later = found["application"].eq(found["application"].shift(-1))
    target = found["stage"].shift(-1).where(later, found["ending"])
    told = {"application": found["application"], "source": found["stage"], "target": target}
    return pd.DataFrame(told)


def flow_text(links: pd.DataFrame) -> str:
    """Write the links of ``journey`` as text that SankeyMATIC draws, one link a line.

    >>> flow_text(pd.DataFrame({"source": ["interview"], "target": ["a no"], "count": [3]}))
    'Interview [3] A no'
    """
    rows = zip(links["source"], links["count"], links["target"], strict=True)
    return "\n".join(f"{a.capitalize()} [{count}] {b.capitalize()}" for a, count, b in rows)


def place_order(name: str) -> int:
    """Say where a place of the flow stands: stages in their order, then how it may end."""
    return (*stage_order(), *ENDINGS).index(name)


def stalls(rates: pd.DataFrame) -> str | None:
    """Name the stage whose 80% range, from five decided on, lies below all others', if one does."""
    columns = (rates[name].tolist() for name in ("rate", "stage", "of", "low80", "high80"))
    rows = sorted(row for row in zip(*columns, strict=True) if row[2] >= ENOUGH_TO_COMPARE)
    named = len(rows) > 1 and rows[0][4] < min(low for *_, low, _ in rows[1:])
    return str(rows[0][1]) if named else None


def _counted(lines: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Count the states of each group: stages in their order, groups by name."""
    state = lines["state"]
    place = lines["stage"].map({stage: number for number, stage in enumerate(stage_order())})
    marked = lines[keys].assign(
        _place=place,
        count=state == "forward",
        of=state != "waiting",
        waiting=state == "waiting",
        no_response=state == "no response",
    )
    counts = marked.groupby(["_place", *keys]).sum().astype("int64").reset_index()
    return counts.drop(columns="_place")


def _with_pooled(rates: pd.DataFrame) -> pd.DataFrame:
    """Add each group's rate pulled towards that of its whole stage."""
    found = np.full((len(rates), 3), np.nan)
    for rows in rates.groupby("stage").indices.values():
        part = rates.iloc[rows]
        found[rows] = np.column_stack(pooled(part["count"], part["of"]))
    found[rates["of"].to_numpy() == 0] = np.nan
    return rates.assign(pooled=found[:, 0], pooled_low=found[:, 1], pooled_high=found[:, 2])
