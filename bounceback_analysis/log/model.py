"""What reading a file gives: a log that carries its whole context, and what there is to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bounceback_analysis.log.applications import Joined, counted
from bounceback_analysis.vocabulary.schema import FileKind, Kind, columns, fold

Verdict = Literal["ok", "tell", "ask", "stop"]
VERDICTS: tuple[Verdict, ...] = ("ok", "tell", "ask", "stop")
Day = pd.Timestamp | dt.date | str
EXAMPLE = "example_log.csv"
NOT_SAID = ""  # the choice that stands for a blank cell; no choice at all is None
DTYPES: dict[Kind, Any] = {
    "date": "datetime64[us]",
    "text": "str",
    "choice": "str",
    "list": "str",
    "number": "float64",
    "rating": "float64",
}
NAMELESS = "no employer given"


def typed_table(values: Mapping[str, Sequence[Any]], kind: FileKind = "log") -> pd.DataFrame:
    """Give a table of ISO days and cells, the schema's columns first, each of its own type."""
    kinds = {column.name: DTYPES[column.kind] for column in columns(kind)}
    size = max(map(len, values.values()), default=0)
    typed = {
        name: _typed(values.get(name), kinds.get(name, "str"), size) for name in {**kinds, **values}
    }
    return pd.DataFrame(typed, index=range(size), copy=False)


def _typed(cells: Sequence[Any] | None, dtype: Any, size: int) -> Any:
    blank = pd.array([None], dtype=dtype).take(np.zeros(size, dtype=int))
    if cells is None:
        return blank
    if dtype == "str":
        texts = np.array(cells, dtype=object)
        texts[texts == ""] = None
        return pd.array(texts, dtype="str")
    # numpy reads None a hundred times slower than the words that it has for nothing.
    nothing = np.nan if dtype == "float64" else "NaT"
    return np.array([nothing if cell is None else cell for cell in cells], object).astype(dtype)


def to_entries(typed: pd.DataFrame, lines: Sequence[int], joined: Joined) -> pd.DataFrame:
    """Add to a typed log its ``line``, ``application`` and ``round`` (counted from 1)."""
    names = np.array(_names(typed, joined.application), dtype=object)
    at, named = np.asarray(lines, dtype="int64"), pd.array(names, dtype="str")
    named = named.take(joined.application)
    return typed.assign(line=at, application=named, round=joined.round)


def folded(texts: pd.Series) -> pd.Series:
    """Compare texts without case, accents and spaces; blanks stay blank."""
    return texts.map({text: fold(text) for text in texts.dropna().unique()}).astype("str")


def _names(typed: pd.DataFrame, application: NDArray[np.int64]) -> list[str]:
    """Name each application by its first line; a number tells apart those that share a name."""
    first = np.flatnonzero(~pd.Series(application).duplicated())
    whose, roles = (typed[n].fillna("").to_numpy(object)[first] for n in ("employer", "role"))
    plain = [
        f"{employer or NAMELESS}, {role}" if role else employer or NAMELESS
        for employer, role in zip(whose, roles, strict=True)
    ]
    taken, times, named = set(plain), dict[str, int](), list[str]()
    for name in plain:
        count = times.get(name, 0) + 1
        while count > 1 and f"{name} ({count})" in taken:
            count += 1
        times[name] = count
        named.append(f"{name} ({count})" if count > 1 else name)
        if count > 1:
            taken.add(named[-1])
    return named


@dataclass(frozen=True)
class Problem:
    """Something that was decided, or that the person should settle.

    ``line`` is the physical line in the file, from 1; ``None`` speaks of the whole file.
    ``verdict`` is ``tell`` (decided, and said), ``ask`` (left blank for the person to settle)
    or ``stop`` (nothing could be read). ``message`` says what was read and what to do next.
    """

    line: int | None
    column: str | None
    verdict: Verdict
    message: str

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        place = ", ".join(filter(None, (line, self.column)))
        return f"{place}: {self.message}" if place else self.message


def day_of(given: Day) -> pd.Timestamp:
    """Read a day that a caller gave, such as ``2026-03-05``; else raise a ``ValueError``."""
    try:
        day = dt.date.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        day = None
    if not isinstance(day, dt.date):
        raise ValueError(f"'{given}' is no day; write it like 2026-03-05.")  # noqa: TRY004
    return pd.Timestamp(day).normalize()


def today() -> pd.Timestamp:
    """Give the day on which this runs."""
    return pd.Timestamp.today().normalize()


@dataclass(frozen=True, eq=False)
class Log:
    """A log as read, with everything that its tables need: no other argument is.

    A log never changes, and what was counted of it is kept with it. For other lines use
    ``only``; to count other entries make another log with ``dataclasses.replace``. Entries that
    lack columns of a log are a ``ValueError``.

    Attributes
    ----------
    entries
        The schema's columns in order and typed, unknown columns after them, then ``line``,
        ``application`` and ``round``.
    plan, stories, settings
        What stands beside the log: own phrases, own skills and practised questions are in the
        settings.
    problems, path, as_of
        What there is to say of the reading, the file it came from, the day to count from.
    example
        Whether it is the example that ships with Bounceback, not a person's own.
    whole, rows
        Of a log of fewer lines: the log they were taken from, and their places in it.
    """

    entries: pd.DataFrame
    plan: pd.DataFrame = field(default_factory=partial(typed_table, {}, "plan"))
    stories: pd.DataFrame = field(default_factory=partial(typed_table, {}, "stories"))
    settings: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    path: Path | None = None
    as_of: pd.Timestamp = field(default_factory=today)
    example: bool = False
    whole: Log | None = None
    rows: NDArray[np.intp] | None = None
    made: dict[Any, pd.DataFrame] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        wanted = (*(column.name for column in columns()), "line", "application", "round")
        missing = [name for name in wanted if name not in self.entries]
        if missing:
            many = f"{len(missing)} columns, {missing[0]} first"
            some = many if len(missing) > 4 else ", ".join(missing)
            raise ValueError(
                f"These are not the entries of a log: they lack {some}. "
                "Type: log = bb.read_log(path)"
            )
        texts = [column.name for column in columns() if DTYPES[column.kind] == "str"]
        if self.entries["application"].dtype != "int64":  # of many logs numbers do as names
            texts.append("application")
        odd = [n for n in texts if self.entries[n].dtype != "str"]
        if odd:  # categories, or texts of another library: one type, one behaviour
            object.__setattr__(self, "entries", self.entries.astype(dict.fromkeys(odd, "str")))

    def __repr__(self) -> str:
        name = self.path.name if self.path else "no file"
        sizes = f"entries {len(self.entries)}, plan {len(self.plan)}"
        return f"<Log of {name}: {sizes}, problems {len(self.problems)}>"

    @property
    def own(self) -> Path | None:
        """The file of the person's own that this was read from; None of the example."""
        if self.path is None or self.example:
            return None
        # The example that ships stands in a folder beside the package, however it was opened.
        beside = self.path.resolve().parent.parent / __name__.partition(".")[0]
        return None if self.path.name == EXAMPLE and beside.is_dir() else self.path

    @property
    def status(self) -> Verdict:
        """The gravest verdict among the problems."""
        return max((p.verdict for p in self.problems), key=VERDICTS.index, default="ok")

    def only(
        self,
        *,
        stage: str | None = None,
        outcome: str | None = None,
        source: str | None = None,
        role: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        lines: Iterable[int] | None = None,
    ) -> Log:
        """Give a log of fewer lines, each with the application, round and state of the whole one.

        ``stage``, ``outcome`` and ``source`` are as written, ``""`` for the lines that leave it
        blank. A waiting line that a later one followed counts as passed, and a source that any line
        of an application names is that of all its lines, however it is spelt. ``role``: words that
        all stand in it. ``since``, ``until``: first and last day; undated lines are in no range.

        >>> from bounceback_analysis import open_log
        >>> set(open_log().only(stage="screening").entries["stage"])
        {'screening'}
        """
        entries, words = self.entries, fold(role or "").split()
        roles = folded(entries["role"]) if words else entries["role"]
        kept = np.ones(len(entries), dtype=bool)
        for wanted in (
            since is None or entries["date"] >= day_of(since),
            until is None or entries["date"] <= day_of(until),
            stage is None or _is(entries["stage"], stage),
            outcome is None or _is(self._that_count(), outcome),
            source is None or _is(folded(self._found_at()), fold(source)),
            lines is None or entries["line"].isin(list(lines)),
            *(roles.str.contains(word, regex=False, na=False) for word in words),
        ):
            kept &= np.asarray(wanted, dtype=bool)
        places = np.flatnonzero(kept)
        rows = places if self.rows is None else self.rows[places]
        return replace(self, entries=entries.iloc[places], whole=self.whole or self, rows=rows)

    def _found_at(self) -> pd.Series:
        """Give each line where its vacancy was found: what any line of the application says."""
        every = (self.whole or self).entries.sort_values("round", kind="stable")
        first = every.groupby("application")["source"].first()
        return self.entries["application"].map(first).astype("str")

    def _that_count(self) -> pd.Series:
        """Give the outcomes, where a line waited the one that a later line tells of it."""
        whole = self.whole or self
        told = counted(whole.entries, whole.as_of)
        outcome = told["outcome"].where(told["aside"] == "", whole.entries["outcome"])
        here = outcome if self.rows is None else outcome.iloc[self.rows]
        return here.replace("", None)


def _is(values: pd.Series, wanted: str) -> NDArray[np.bool_]:
    return (values.isna() if wanted == NOT_SAID else values == wanted).to_numpy(bool)
