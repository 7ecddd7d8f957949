"""Writes what is due as a calendar file, with ids that stay, so that another export updates it.

Takes the table of ``doors`` and not the entries, since this room stands below the one that
works out what is due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from bounceback_analysis.log.outputs import must_end, or_raise, put

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from icalendar import Event


MAKER = "-//Bounceback//Follow-ups//EN"
"""Says in a calendar file that it is one of ours, which another export may replace."""


def export_follow_ups(
    due: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    as_of: pd.Timestamp | None = None,
    replace: bool = False,
) -> Path:
    """Write what is due as an .ics file of all-day entries.

    Parameters
    ----------
    due
        The table of ``doors``: application, why, due_on and what.
    path
        Where it goes, ending in .ics; an earlier export is replaced, with a copy kept.
    as_of
        The day of the export; today by default. The same table and day give the same bytes.
    replace
        Whether any other file that is there is replaced too, with a copy kept.

    Raises
    ------
    TypeError
        It is no table of ``doors``.
    ValueError
        The name does not end in .ics.
    FileExistsError
        Another file is there; it is left as it is.
    OSError
        The file could not be written.
    """
    from icalendar import Calendar

    if "due_on" not in getattr(due, "columns", ()):
        raise TypeError(
            "export_follow_ups writes what is due. Type: bb.export_follow_ups(bb.doors(log), path)"
        )
    must_end(path, (".ics",), "a calendar")
    today = pd.Timestamp.today().normalize() if as_of is None else pd.Timestamp(as_of)
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    dated = due[due["due_on"].notna()].to_dict("records")
    for row in dated:
        calendar.add_component(_event({str(key): value for key, value in row.items()}, today))
    ours = f"PRODID:{MAKER}\r\n".encode()
    data = calendar.to_ical()
    return or_raise(put(path, data, is_ours=lambda old: ours in old, replace=replace))


def _event(row: dict[str, object], today: pd.Timestamp) -> Event:
    from icalendar import Event

    day = pd.Timestamp(str(row["due_on"]))
    name = f"bounceback:{row['application']}:{row['why']}"
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, name)}@bounceback")
    event.add("dtstamp", today.tz_localize("UTC").to_pydatetime())
    event.add("sequence", max(0, (today - pd.Timestamp("2020-01-01")).days))
    event.add("dtstart", day.date())
    event.add("dtend", (day + pd.Timedelta(days=1)).date())
    event.add("summary", f"{row['application']}: {row.get('what') or row['why']}")
    event.add("description", str(row["why"]))
    event.add("transp", "TRANSPARENT")
    return event
