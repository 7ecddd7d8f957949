"""Says what has changed since the last report, from the day that the settings keep of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bounceback_analysis.analysis.feedback import theme_votes, usable
from bounceback_analysis.analysis.outcomes import INTERVIEWS, in_order, settled
from bounceback_analysis.analysis.words import count_of, inside, plural
from bounceback_analysis.report.blocks import Paragraph
from bounceback_analysis.report.material import short_day
from bounceback_analysis.vocabulary.schema import fold
from bounceback_analysis.vocabulary.themes import control_of, theme_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bounceback_analysis.report.blocks import Block
    from bounceback_analysis.report.material import Material


def since_last(material: Material) -> Iterator[Block]:
    """Compare the day of the last report with this one, where there was one."""
    if material.last is not None:
        parts = filter(None, (_steps(material), _theme(material), _actions(material)))
        yield Paragraph(f"Since {short_day(material.last)}: {'; '.join(parts)}.")


def _steps(material: Material) -> str:
    """Count the applications that were begun since, and the interviews that were held."""
    log, last = material.log, material.last
    lines = settled(log)
    first = in_order(log.entries).drop_duplicates("application")["date"]
    begun = int(((first > last) & (first <= log.as_of)).sum())
    met = lines[lines["stage"].isin(INTERVIEWS) & ~lines["state"].isin(["booked", "told again"])]
    held = int(((met["date"] > last) & (met["date"] <= log.as_of)).sum())
    return f"{plural(begun, 'application')}, {plural(held, 'interview')}"


def _theme(material: Material) -> str:
    """Say what was missed most since, or else what was missed before and is not since."""
    votes = usable(theme_votes(material.log)).dropna(subset="day")
    own = votes[(votes["polarity"] == "gap") & ~votes["compared"]]
    own = own[own["theme"].map(control_of) != "outside"]
    heard = int(votes.loc[votes["day"] > material.last, "voter"].nunique())
    now = own[own["day"] > material.last]
    counted = (own if now.empty else now).groupby("theme")["voter"].nunique()
    if not heard or counted.empty:
        return ""
    theme = counted.sort_values(ascending=False, kind="stable").index[0]
    name = inside(theme_name(str(theme)))
    if now.empty:
        return f"{name} not missed by the {plural(heard, 'employer')} heard from"
    return f"{name} missed by {count_of(counted[theme], heard, 'employer')}"


def _actions(material: Material) -> str:
    """Say how many of the actions that were agreed last time are done."""
    plan = material.log.plan.dropna(subset="action")
    agreed = plan[plan["action"].map(fold).isin(material.agreed)]
    done = int((agreed["done_on"] <= material.log.as_of).sum())
    return f"{count_of(done, len(agreed), 'agreed action')} done" if len(agreed) else ""
