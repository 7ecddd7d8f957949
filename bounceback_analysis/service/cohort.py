"""Many files into one lazy table: those of our own heading read together, the others one by one.

Every line says whose it is (``client``), and no name, note or word of an employer's is in it: what
somebody gives as a whole log is brought into the form of ``giving`` first. Only names of files go
to the workers. A file that cannot be read is a row of its own that says so under ``said``, and
stops nothing.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from bounceback_analysis.log.bounds import MOST_LINES, UnreadableError, read_bounded
from bounceback_analysis.log.model import day_of, today, typed_table
from bounceback_analysis.log.reading import read_log, read_table
from bounceback_analysis.service.giving import CLIENT, GIVEN, HEADING, given, plain_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bounceback_analysis.log.model import Day

Place = str | PathLike[str]
Lazy = Any
"""A table of Dask, which need not be here for files to be read."""
AT_ONCE = 1000
"""Files of one part: what counting costs whatever it counts is shared by so many."""
CELL = rb'[^",\r\n]*'
DAY = rb"(?:\d{4}-\d\d-\d\d)?"
FORMS = {"date": DAY, "heard_on": DAY, "feedback_asked_on": DAY, "consented_on": DAY}
FORMS |= {"client": CLIENT.pattern.encode(), "employer": rb"\d+", "application_id": rb"\d+"}
LINE = rb",".join(FORMS.get(name, CELL) for name in GIVEN) + rb"\r\n"
OURS = re.compile(rb"(?:%s)+" % LINE)
"""The lines below our heading as ``giving`` writes them: nothing in them can reach another line."""
FIRST = re.compile(
    re.escape(HEADING) + rb"[^\r\n]*?,(%s),[^\r\n]*,(%s)\r\n" % (CLIENT.pattern.encode(), DAY)
)
"""Of such a file whose it is, and when it was given."""
EXTRA = ("application", "round", "file", "said")
COLUMNS = (*GIVEN, *EXTRA)
OLDER = "a later file of the same client counts"
PARTS = "*.parquet"


@cache
def blank() -> pd.DataFrame:
    """Give a cohort of no lines, each column of its type."""
    table = typed_table(dict.fromkeys(COLUMNS, ()))[list(COLUMNS)]
    return table.astype({"round": "int64", "consented_on": "datetime64[us]"})


def read_cohort(paths: Place | Iterable[Place], *, as_of: Day | None = None) -> Lazy:
    """Read the logs of many clients into one lazy table, or the Parquet that ``append`` wrote.

    Parameters
    ----------
    paths
        A folder of CSV files, a folder that ``append`` wrote, or the files themselves. Of several
        files of one client the one given last counts.
    as_of
        The day to count from where a file does not say when it was given, by default today.

    Returns
    -------
    dask.dataframe.DataFrame
        The columns of ``giving.GIVEN``, the application and round of each line, and ``file`` and
        ``said``: a row with ``said`` is no line, but what there is to say of a file.

    Raises
    ------
    ValueError
        There is no file to read; the message is for the person.
    """
    import dask.dataframe as dd

    several = [paths] if isinstance(paths, str | PathLike) else paths
    files = [Path(path) for path in several]
    if len(files) == 1 and files[0].is_dir():
        if any(files[0].glob(PARTS)):
            return _stored(files[0])
        files = sorted(files[0].rglob("*.csv"))
    if not files:
        raise ValueError(f"There is no CSV file in '{paths}'.")
    named = _newest(files)
    parts = [named[at : at + AT_ONCE] for at in range(0, len(named), AT_ONCE)]
    day = today() if as_of is None else day_of(as_of)
    return dd.from_map(read_files, parts, as_of=day, meta=blank())


def _newest(files: Sequence[Path]) -> list[tuple[str, str]]:
    """Name each file, with why it is left aside where a later one of the same client is there."""
    last: dict[bytes, tuple[bytes, str]] = {}
    whose: dict[str, bytes] = {}
    for file in map(str, files):
        try:
            first = FIRST.match(read_bounded(file))
        except OSError:  # said where it is read
            continue
        if first:
            whose[file] = first[1]
            last[first[1]] = max(last.get(first[1], (b"", "")), (first[2], file))
    latest = {file for _, file in last.values()}
    return [(f, "" if f not in whose or f in latest else OLDER) for f in map(str, files)]


def read_files(files: Sequence[tuple[str, str]], as_of: pd.Timestamp) -> pd.DataFrame:
    """Read some files into one table; ``files`` are their names, and why one is left aside."""
    bodies, alone, said = list[bytes](), list[pd.DataFrame](), list[tuple[str, str]]()
    names = list[tuple[str, int]]()
    for file, aside in files:
        data, why = (b"", aside) if aside else _bytes_of(file)
        if why:
            said.append((Path(file).name, why))
        elif data.startswith(HEADING) and OURS.fullmatch(data, len(HEADING)):
            bodies.append(data[len(HEADING) :])
            names.append((Path(file).name, bodies[-1].count(b"\n")))
        else:
            lines, problems = _one(Path(file), as_of)
            alone.append(lines)
            said += [(Path(file).name, problem) for problem in problems]
    whole = list[pd.DataFrame]()
    for some in _in_reach(names):
        together, asked = _together(bodies[some], names[some])
        whole.append(together)
        said += asked
    told = blank().reindex(range(len(said))).assign(round=0)
    told["file"], told["said"] = [name for name, _ in said], [words for _, words in said]
    return pd.concat([*whole, *alone, told.astype(blank().dtypes)])


def _in_reach(names: Sequence[tuple[str, int]]) -> Iterator[slice]:
    """Part files so that no more lines are read at once than a table may have."""
    start, lines = 0, 0
    for at, (_, count) in enumerate(names):
        if lines + count >= MOST_LINES:
            yield slice(start, at)
            start, lines = at, 0
        lines += count
    yield slice(start, len(names))


def _bytes_of(file: str) -> tuple[bytes, str]:
    """Give the bytes of a file, or why it cannot be read."""
    try:
        return read_bounded(file), ""
    except OSError as error:
        return b"", str(error) if isinstance(error, UnreadableError) else f"not read: {error}"


def _together(
    bodies: Sequence[bytes], names: Sequence[tuple[str, int]]
) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """Read the lines of many files of our own heading as one table; say what was asked of which."""
    files = [name for name, count in names for _ in range(count)]
    if not files:
        return blank(), []
    table, lines, problems = read_table(HEADING + b"".join(bodies))
    if len(table) != len(files):
        raise ValueError(f"{len(files)} lines of clients were read as {len(table)}.")
    at = dict(zip(lines, files, strict=True))
    said = [
        (at.get(problem.line or 0, "several files"), f"{problem.verdict}: {problem.message}")
        for problem in problems
        if problem.verdict != "tell"
    ]
    return _whole(table.assign(file=files)), said


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """Name applications and employers by client, and count the rounds of each."""
    of = table["client"] + " "
    table = table.assign(application=of + table["application_id"], employer=of + table["employer"])
    order = table.groupby("application", sort=False).cumcount() + 1
    table = table.assign(round=order, said=None)
    table["consented_on"] = pd.to_datetime(table["consented_on"], format="ISO8601")
    return table[list(COLUMNS)].astype(blank().dtypes)


def _one(file: Path, as_of: pd.Timestamp) -> tuple[pd.DataFrame, list[str]]:
    """Read one file as a log, and bring it into the form of what clients give."""
    log = read_log(file, as_of=as_of)
    problems = [problem for problem in log.problems if problem.verdict != "tell"]
    told = len(log.problems) - len(problems)
    said = [f"{problem.verdict}: {problem}" for problem in problems]
    said += [f"{told} things told"] if told else []
    if log.status == "stop" or log.entries.empty:
        return blank(), said or ["stop: there is no line in it"]
    about = {name: _about(log.entries, name) for name in GIVEN[-4:]}
    if not CLIENT.fullmatch(about["client"]):
        digits = f"{int(hashlib.sha256(file.stem.encode()).hexdigest(), 16) % 10**12:012}"
        about["client"] = "-".join(digits[at : at + 4] for at in (0, 4, 8))
    lines: Any = given(log).assign(**about).replace("", None)
    for name in ("date", "heard_on", "feedback_asked_on"):
        lines[name] = pd.to_datetime(lines[name], format="ISO8601")
    if not re.fullmatch(DAY.decode(), about["consented_on"]) or not about["consented_on"]:
        lines["consented_on"] = f"{as_of:%Y-%m-%d}"
    return _whole(lines.assign(file=file.name)), said


def _about(entries: pd.DataFrame, name: str) -> str:
    """Give what a file says of its client, if all its lines say the same."""
    values: Any = entries[name].dropna().unique() if name in entries else ()
    if len(values) != 1:
        return ""
    exact = name in {"client", "consented_on"}
    return str(values[0]) if exact else plain_words(str(values[0]))


def append(cohort: Lazy, dataset: str | PathLike[str], *, edition: str) -> Path:
    """Write a cohort into a folder of Parquet files, beside the editions that are there.

    ``edition`` names it, such as 2026-11; what a client gives in a later edition takes the place of
    what they gave before. Raises a ValueError where that edition is there already.
    """
    folder = Path(dataset)
    name = plain_words(edition).replace(" ", "-")
    if any(folder.glob(f"{name} *.parquet")):
        raise ValueError(
            f"'{folder.name}' has the edition {edition} already; it was left as it is."
        )
    there = any(folder.glob(PARTS))
    cohort.to_parquet(
        folder,
        append=there,
        ignore_divisions=True,
        write_index=False,
        name_function=lambda part: f"{name} {part:06}.parquet",
    )
    return folder


def _stored(folder: Path) -> Lazy:
    """Read what ``append`` wrote: of each client the edition that was given last."""
    import dask.dataframe as dd

    # One part a file, so that all lines of a client stand in one part.
    files = sorted(map(str, folder.glob(PARTS)))
    of_each = dd.from_map(_clients_in, files, meta=_clients_in("")).compute()
    ordered = of_each.sort_values(["consented_on", "part"]).drop_duplicates("client", keep="last")
    newest = {part: frozenset(rows) for part, rows in ordered.groupby("part")["client"]}
    several = of_each["client"].duplicated().any()
    kept = [newest.get(file, frozenset()) if several else None for file in files]
    return dd.from_map(_part, files, kept, meta=blank())


def _clients_in(part: str) -> pd.DataFrame:
    if not part:
        return blank()[["client", "consented_on"]].assign(part=pd.Series(dtype="str"))
    found = pd.read_parquet(part, columns=["client", "consented_on"]).dropna(subset="client")
    return found.drop_duplicates("client").assign(part=part)


def _part(part: str, kept: frozenset[str] | None) -> pd.DataFrame:
    table = pd.read_parquet(part)
    if kept is not None:
        table = table[table["client"].isin(kept) | table["said"].notna()]
    return table[list(COLUMNS)].astype(blank().dtypes)
