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

from bounceback_analysis.log.outputs import must_end, put

if TYPE_CHECKING:
    import os

    import pandas as pd

    from bounceback_analysis.log.files import Written

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


def as_typed(text: str) -> str:
    """Take the apostrophe away that ``neutral`` put, and no other.

    Examples
    --------
    >>> as_typed("'+44 7700 900123"), as_typed("'Tis Ltd")
    ('+44 7700 900123', "'Tis Ltd")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS) else text


def export_for_excel(
    table: pd.DataFrame, path: str | os.PathLike[str], *, replace: bool = False
) -> Written:
    """Write a table as CSV that Excel opens rightly, and in which no text can act as a formula.

    Parameters
    ----------
    table
        Any table. Dates are written as 2026-03-05, blanks as nothing; every cell is quoted.
    path
        Where it goes, ending in .csv.
    replace
        Whether a file that is there is replaced, with a copy kept. A CSV cannot tell who made
        it, so without this no file is.

    Raises
    ------
    ValueError
        The name does not end in .csv.
    """
    must_end(path, (".csv",), "a table for a spreadsheet")
    return put(path, spreadsheet_text(table).encode("utf-8"), replace=replace)


def spreadsheet_text(table: pd.DataFrame) -> str:
    """Give a table as the text of a CSV file that a spreadsheet shows and never runs."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutral(str(name)) for name in table.columns])
    texts = [_texts(table.iloc[:, place]) for place in range(table.shape[1])]
    writer.writerows(zip(*texts, strict=True))
    # The mark at the start makes Excel read the file as UTF-8.
    return "\ufeff" + out.getvalue()


def _texts(column: pd.Series) -> pd.Series:
    if column.dtype.kind == "M":
        texts = column.dt.strftime("%Y-%m-%d")
    elif column.dtype.kind == "f":
        texts = column.map("{:.15g}".format, na_action="ignore")
    else:  # a number begins no formula, a minus before it included
        number = column.dtype.kind in "iu"
        texts = column.map(str if number else lambda v: neutral(str(v)), na_action="ignore")
    shown: pd.Series = texts.astype(object).where(column.notna(), "")
    return shown
