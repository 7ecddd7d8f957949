"""Counts what asking for feedback brought, apart from what came without being asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.analysis.feedback import theme_quotes
from bounceback_analysis.analysis.outcomes import so_far
from bounceback_analysis.analysis.rates import with_rates
from bounceback_analysis.analysis.tables import table

if TYPE_CHECKING:
    from bounceback_analysis.log.model import Log


@table
def feedback_yield(log: Log) -> pd.DataFrame:
    """Count who was asked for feedback, what they answered, and what came unasked.

    Asked is a line with a day in ``feedback_asked_on``, or with the status asked, promised or
    refused; received without such a day came unasked.

    Parameters
    ----------
    log
        The log.

    Returns
    -------
    DataFrame
        A row for each ``step``, with the rate columns, in lines of the log: asked (of the noes
        and of what was asked after anything else); of those asked: answered (they told
        something), refused (they said no) and not yet; of all that told something: unasked, in
        the no (words that stood in the answer itself, no status given) and usable (a reason is
        named, whosever it is).
    """
    entries = so_far(log)
    noes = entries["state"] == "no"
    status, on = entries["feedback_status"], entries["feedback_asked_on"].notna()
    asked = on | status.isin(["asked", "promised", "refused"])
    refused = status == "refused"
    words = entries["feedback"].notna() | entries["feedback_themes"].notna()
    told = (words | (status == "received")) & ~refused
    quotes = theme_quotes(log)
    reason = entries["line"].isin(quotes.loc[quotes["theme"] != "no_reason", "line"])
    steps = {
        "asked": (asked, asked | noes),
        "answered": (asked & told, asked),
        "refused": (asked & refused, asked),
        "not yet": (asked & ~told & ~refused, asked),
        "unasked": (told & ~asked & (status == "received"), told),
        "in the no": (told & ~asked & status.isna(), told),
        "usable": (reason, told | reason),
    }
    counted = [(step, int(n.sum()), int(of.sum())) for step, (n, of) in steps.items()]
    return with_rates(pd.DataFrame(counted, columns=["step", "count", "of"]))
