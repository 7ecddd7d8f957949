"""Follows the search through its steps: how often each went forward, and where it all flowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.groups import grouped
from bounceback_analysis.analysis.outcomes import (
    ASIDE,
    OFFERS,
    in_order,
    settled,
    stage_order,
    stages,
)
from bounceback_analysis.analysis.pooling import pooled
from bounceback_analysis.analysis.rates import with_rates
from bounceback_analysis.analysis.tables import table

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log

ENOUGH_TO_COMPARE = 5
STATES = ("forward", "no", "no response", "waiting")
SPLIT_BY = ["source", "format", "role", "application"]
ENDS = {
    "forward": "went on, next not logged",
    "no": "a no",
    "no response": "no response",
    "waiting": "waiting",
    "no trial": "withdrawn",
    "not said": "outcome not said",
}
ENDINGS = (
    *("offer", "went on, next not logged", "waiting", "a no", "no response"),
    *("withdrawn", "closed by them", "outcome not said"),
)


@table
def stage_rates(log: Log, *, by: str | None = None) -> pd.DataFrame:
    """Count how often each stage went forward, with what chance could have made of it.

    Parameters
    ----------
    log
        The log.
    by
        ``source``, ``format`` or ``role words`` to split each stage.

    Returns
    -------
    DataFrame
        Per (group and) stage: count and of (decided lines), the rate columns, waiting,
        no_response (counted in ``of``), and bracket_low, bracket_high: the rate if all that is
        open ended in a no, or went forward. With ``by`` also pooled, pooled_low, pooled_high.

    References
    ----------
    Brown, Cai and DasGupta (2001); Gelman et al. (2013), section 5.3, for the pooling.
    """
    keys = [*([by] if by else []), "stage"]
    lines = settled(log)[["state", *SPLIT_BY]].assign(stage=stages(log.entries))
    lines = lines[lines["state"].isin(STATES)]
    counts = _counted(grouped(lines, by) if by else lines, keys)
    rates = with_rates(counts[[*keys, "count", "of"]])
    every = (counts["of"] + counts["waiting"]).to_numpy()
    rates = rates.assign(
        waiting=counts["waiting"],
        no_response=counts["no_response"],
        bracket_low=counts["count"] / every,
        bracket_high=(counts["count"] + counts["waiting"]) / every,
    )
    return _with_pooled(rates) if by else rates


@table
def journey(log: Log) -> pd.DataFrame:
    """Give the links of the flow of the whole search, from first steps to how each ended.

    Each application runs through its lines in order, up to an offer, and ends once. A second
    line of a stage is a place of its own (``interview 2``).

    Parameters
    ----------
    log
        The log.

    Returns
    -------
    DataFrame
        source, target, count and share: of all that left the source, the part that went there.
        Sources come in the order of the stages, targets likewise, with the ends after them.
    """
    lines = settled(log)
    lines = lines[~lines["state"].isin(ASIDE)]
    lines = lines.assign(stage=stages(lines), offer=lines["counts"].isin(OFFERS))
    lines = lines.sort_values(["application", "round"])
    lines = lines[lines.groupby("application")["offer"].cumsum() - lines["offer"] == 0]
    seen = lines.groupby(["application", "stage"]).cumcount()
    place = lines["stage"].mask(seen > 0, lines["stage"] + " " + (seen + 1).astype("str"))
    later = lines["application"].eq(lines["application"].shift(-1))
    end = lines["state"].map(ENDS).mask(lines["offer"], "offer")
    end = end.mask(lines["counts"].eq("cancelled"), "closed by them")
    target = place.shift(-1).where(later, end)
    links = pd.DataFrame({"source": place, "target": target})
    links = links.groupby(["source", "target"]).size().rename("count").reset_index()
    links = links.sort_values(["source", "target"], key=lambda names: names.map(place_order))
    share = links["count"] / links.groupby("source")["count"].transform("sum")
    return links.assign(share=share).reset_index(drop=True)


@table
def journey_in_time(log: Log) -> pd.DataFrame:
    """Give each line of the search in time order: ``date, application, stage, state``."""
    lines = in_order(settled(log).assign(stage=stages(log.entries)))
    return lines[["date", "application", "stage", "state"]].reset_index(drop=True)


def sankeymatic(links: pd.DataFrame) -> str:
    """Write the journey as text for SankeyMATIC, one link a line.

    Examples
    --------
    >>> import pandas as pd
    >>> sankeymatic(pd.DataFrame({"source": ["interview"], "target": ["a no"], "count": [3]}))
    'Interview [3] A no'
    """
    rows = zip(links["source"], links["count"], links["target"], strict=True)
    return "\n".join(f"{a.capitalize()} [{count}] {b.capitalize()}" for a, count, b in rows)


def place_order(name: str) -> tuple[int, int]:
    """Say where a place of the flow stands: stages in their order, then how it may end."""
    if name in ENDINGS:
        return len(stage_order()), ENDINGS.index(name)
    stage, _, number = name.rpartition(" ")
    again = number.isdigit()
    return stage_order().index(stage if again else name), int(number) if again else 1


def replied(log: Log) -> tuple[int, int]:
    """Give how many lines have had a reply, out of those that were trials (waiting included)."""
    states = settled(log)["state"]
    return int(states.isin(["forward", "no"]).sum()), int(states.isin(STATES).sum())


def stalls(rates: pd.DataFrame) -> str | None:
    """Name the stage where the search stalls, if the data can tell, else None.

    It is named only if its 80% range lies wholly below that of the next lowest stage, with at
    least five decided at both.
    """
    enough = rates[rates["of"] >= ENOUGH_TO_COMPARE].sort_values(["rate", "stage"])
    if len(enough) < 2 or not enough["high80"].iloc[0] < enough["low80"].iloc[1:].min():
        return None
    return str(enough["stage"].iloc[0])


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
