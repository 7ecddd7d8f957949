"""A copy of a table that a spreadsheet opens as text: the log itself is never altered for it.

References
----------
OWASP, "CSV Injection": cells that begin with = + - @, a tab or a carriage return can be run as
formulas; an apostrophe before them, in a quoted cell, makes them text.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from bounceback_analysis.log.safe_file import Written, save

if TYPE_CHECKING:
    import os

    import pandas as pd

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What may begin a formula, the full-width forms included."""


def neutral(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula.

    Examples
    --------
    >>> neutral("+44 7700 900123"), neutral("Acme")
    ("'+44 7700 900123", 'Acme')
    """
    return f"'{text}" if text.startswith(STARTS) else text


def export_for_excel(table: pd.DataFrame, path: str | os.PathLike[str]) -> Written:
    """Write a table as CSV that Excel opens rightly, and in which no text can act as a formula.

    Dates are written as 2026-03-05, blanks as nothing; every cell is quoted.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutral(str(name)) for name in table.columns])
    texts = {name: _texts(table[name]) for name in table.columns}
    writer.writerows(zip(*texts.values(), strict=True))
    return save(path, lambda _: out.getvalue().encode("utf-8-sig"), create=True)


def _texts(column: pd.Series) -> pd.Series:
    if column.dtype.kind == "M":
        texts = column.dt.strftime("%Y-%m-%d")
    elif column.dtype.kind == "f":
        texts = column.map("{:.15g}".format)
    else:
        texts = column.map(lambda value: neutral(str(value)))
    shown: pd.Series = texts.astype(object).where(column.notna(), "")
    return shown
