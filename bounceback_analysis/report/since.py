"""Says what has changed since the last report, from the day that the settings keep of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.outcomes import INTERVIEWS, in_order, settled
from bounceback_analysis.analysis.words import count_of, inside, listed, plural
from bounceback_analysis.report.blocks import Paragraph
from bounceback_analysis.report.material import short_day
from bounceback_analysis.vocabulary.schema import fold
from bounceback_analysis.vocabulary.themes import control_of, theme_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bounceback_analysis.report.blocks import Block
    from bounceback_analysis.report.material import Material

THEMES_MOST = 1
"""Themes that are named: the details have the others."""


def since_last(material: Material) -> Iterator[Block]:
    """Compare the day of the last report with this one, where there was one."""
    if material.last is None:
        return
    parts = [_steps(material), *_themes(material), *_actions(material)]
    told = "; ".join(filter(None, parts))
    yield Paragraph(f"Since {short_day(material.last)}: {told}.")


def _steps(material: Material) -> str:
    """Count the applications that were begun since, and the interviews that were held."""
    log, last = material.log, material.last
    lines = settled(log)
    first = in_order(log.entries).drop_duplicates("application")["date"]
    begun = int(((first > last) & (first <= log.as_of)).sum())
    met = lines[lines["stage"].isin(INTERVIEWS) & ~lines["state"].isin(["booked", "told again"])]
    held = int(((met["date"] > last) & (met["date"] <= log.as_of)).sum())
    return f"{plural(begun, 'application')}, {plural(held, 'interview')}"


def _themes(material: Material) -> Iterator[str]:
    """Say which themes were missed before and not since, and which were missed since."""
    from bounceback_analysis.analysis.feedback import theme_votes

    votes = theme_votes(material.log)
    votes = votes[(votes["theme"] != "no_reason") & votes["day"].notna()]
    since = votes[votes["day"] > material.last]
    if since.empty:
        return
    own = votes[(votes["polarity"] == "gap") & ~votes["compared"]]
    own = own[own["theme"].map(control_of) != "outside"]
    before = own[own["day"] <= material.last].groupby("theme")["voter"].nunique()
    now = own[own["day"] > material.last].groupby("theme")["voter"].nunique()
    heard = int(since["voter"].nunique())
    for theme, count in now.sort_values(ascending=False, kind="stable").head(THEMES_MOST).items():
        yield f"{inside(theme_name(str(theme)))} missed by {count_of(count, heard, 'employer')}"
    gone = before[~before.index.isin(now.index)].sort_values(ascending=False, kind="stable")
    names = [
        inside(theme_name(str(theme))) for theme in gone.index[: max(0, THEMES_MOST - len(now))]
    ]
    if names:
        yield f"{listed(names)} not missed by the {plural(heard, 'employer')} heard from"


def _actions(material: Material) -> Iterator[str]:
    """Say how many of the actions that were agreed last time are done."""
    plan = material.log.plan.dropna(subset="action")
    agreed = plan[plan["action"].map(fold).isin(material.agreed)]
    if len(agreed):
        done = int((agreed["done_on"] <= material.log.as_of).sum())
        yield f"{count_of(done, len(agreed), 'agreed action')} done"
