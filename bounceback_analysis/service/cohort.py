"""Many files into one lazy table: those of our own heading read together, the others one by one.

Every line says whose it is (``client``), and no name, note or word of an employer's is in it: what
somebody gives as a whole log is brought into the form of ``giving`` first. Only names of files go
to the workers. A file that cannot be read is a row of its own that says so under ``said``, and
stops nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bounceback_analysis.feedback.own_readings import POLARITIES
from bounceback_analysis.log.bounds import UnreadableError, read_bounded
from bounceback_analysis.log.dates import in_a_life
from bounceback_analysis.log.model import day_of, today, typed_table
from bounceback_analysis.log.reading import read_log
from bounceback_analysis.service.giving import (
    AS_THEY_ARE,
    CLIENT,
    DAYS,
    GIVEN,
    HEADING,
    OTHER_SOURCE,
    OTHER_THEME,
    given,
    plain_words,
)
from bounceback_analysis.vocabulary.schema import choices, load_words
from bounceback_analysis.vocabulary.skills import skills
from bounceback_analysis.vocabulary.themes import themes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bounceback_analysis.log.model import Day

Place = str | PathLike[str]
Lazy = Any
"""A table of Dask, which need not be here for files to be read."""
AT_ONCE = 1000
"""Files of one part: what counting costs whatever it counts is shared by so many."""
LARGEST = 4_000_000  # bytes of one client's file: a log of a thousand lines with a page in each
DAY = r"(?:\d{4}-\d\d-\d\d)?"
FORMS = dict.fromkeys(DAYS, DAY) | dict.fromkeys(("employer", "application_id"), r"\d+")
OURS = {name: re.compile(form, re.ASCII) for name, form in FORMS.items()} | {"client": CLIENT}
"""How ``giving`` writes the columns whose cells are no words."""
FIRST = re.compile(
    re.escape(HEADING) + rf"[^\r\n]*?,({CLIENT.pattern}),[^\r\n]*,({DAY})\r\n".encode()
)
"""Of such a file whose it is, and when it was given."""
LISTS = ("feedback_themes", "skills_wanted")
EXTRA = ("application", "round", "file", "said")
COLUMNS = (*GIVEN, *EXTRA)
OLDER = "a later file of the same client counts"
PARTS = "*.parquet"


@cache
def blank() -> pd.DataFrame:
    """Give a cohort of no lines, each column of its type."""
    table = typed_table(dict.fromkeys(COLUMNS, ()))[list(COLUMNS)]
    return table.astype({"round": "int64", "consented_on": "datetime64[us]"})


@cache
def our_words() -> dict[str, frozenset[str]]:
    """Give the words that may stand in each column that has a list of them."""
    words = load_words("service")
    read = {f"{theme} {way}" for theme in (*themes(), OTHER_THEME[0]) for way in POLARITIES}
    listed = {name: choices(name) for name in AS_THEY_ARE}
    listed |= {"source": (*words["sources"], OTHER_SOURCE), "sector": words["sectors"]}
    listed |= {"feedback_themes": (*read, "none"), "skills_wanted": (*skills().group,)}
    return {name: frozenset(several) for name, several in listed.items()}


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
    for place in files:
        try:
            first = FIRST.match(read_bounded(place))
        except OSError:  # said where it is read
            continue
        if first:
            whose[file := str(place)] = first[1]
            last[first[1]] = max(last.get(first[1], (b"", "")), (first[2], file))
    latest = {file for _, file in last.values()}
    return [(f, "" if f not in whose or f in latest else OLDER) for f in map(str, files)]


def read_files(files: Sequence[tuple[str, str]], as_of: pd.Timestamp) -> pd.DataFrame:
    """Read some files into one table; ``files`` are their names, and why one is left aside."""
    ours, other, said = dict[str, str](), list[str](), list[tuple[str, str]]()
    for file, aside in files:
        data, why = (b"", aside) if aside else _bytes_of(file)
        if why:
            said.append((Path(file).name, why))
        elif text := _in_our_form(data):
            ours[file] = text
        else:
            other.append(file)
    together, odd = _together(ours)
    tables = [together]
    for file in (*other, *odd):
        lines, problems = _one(Path(file), as_of)
        tables.append(lines)
        said += [(Path(file).name, problem) for problem in problems]
    told = blank().reindex(range(len(said))).assign(round=0)
    told["file"], told["said"] = [name for name, _ in said], [words for _, words in said]
    return pd.concat([*tables, told.astype(blank().dtypes)])


def _bytes_of(file: str) -> tuple[bytes, str]:
    """Give the bytes of a file, or why it cannot be read."""
    try:
        return read_bounded(file, LARGEST), ""
    except OSError as error:
        return b"", str(error) if isinstance(error, UnreadableError) else f"not read: {error}"


def _in_our_form(data: bytes) -> str:
    """Give the lines of a file that looks as ``giving`` writes it; of any other nothing."""
    if not data.startswith(HEADING):
        return ""
    text = data[len(HEADING) :].decode(errors="replace")
    *lines, last = text.split("\r\n")
    # Nothing in it reaches another line: no quotation mark, no bare end, each line of its width.
    bare = text.count("\r") == text.count("\n") == len(lines) and not last and '"' not in text
    return text if bare and {line.count(",") for line in lines} == {len(GIVEN) - 1} else ""


def _together(texts: dict[str, str]) -> tuple[pd.DataFrame, list[str]]:
    """Read the lines of many files of our own form at once; name the files with any odd cell."""
    from pyarrow import BufferReader, csv, default_memory_pool, dictionary, int32, string

    default_memory_pool().release_unused()  # what the part before took, so that memory stays flat
    cells = csv.read_csv(
        BufferReader(HEADING + "".join(texts.values()).encode()),
        csv.ReadOptions(use_threads=False, block_size=2 * LARGEST),  # a line is in one block
        csv.ParseOptions(quote_char=False),
        csv.ConvertOptions(column_types=dict.fromkeys(GIVEN, dictionary(int32(), string()))),
    ).unify_dictionaries()
    file = np.repeat(np.arange(len(texts)), [text.count("\n") for text in texts.values()])
    names = pd.array([Path(name).name for name in texts], dtype="str")
    table, fits = dict[str, Any](), np.ones(len(file), dtype=bool)
    for name in GIVEN:
        column = cells[name].combine_chunks()
        codes, words = column.indices.to_numpy(), column.dictionary.to_pylist()
        right = [_is_ours(name, word) for word in words]
        if name in DAYS:
            typed: Any = pd.to_datetime(words, format="%Y-%m-%d", errors="coerce").as_unit("us")
            told = [word == "" or _a_day(day) for word, day in zip(words, typed, strict=True)]
            right = [*map(all, zip(right, told, strict=True))]
        else:
            typed = pd.array([word or None for word in words], dtype="str")
        table[name] = typed.take(codes)
        fits &= np.array(right, dtype=bool)[codes]
    odd = np.unique(file[~fits])
    whole = _whole(pd.DataFrame({**table, "file": names.take(file)})[~np.isin(file, odd)])
    return whole, [[*texts][at] for at in odd]


def _a_day(day: pd.Timestamp) -> bool:
    return not pd.isna(day) and in_a_life(day, dt.datetime.now(tz=dt.UTC).date())


def _is_ours(name: str, cell: str) -> bool:
    """Tell whether a cell holds words of our lists, or plain ones where there is no list."""
    if name in OURS:
        return OURS[name].fullmatch(cell) is not None
    if cell == "":
        return True
    if name not in our_words():
        return plain_words(cell) == cell
    return {*cell.split("; ")} <= our_words()[name] if name in LISTS else cell in our_words()[name]


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """Name applications and employers by client, and count the rounds of each."""
    of = table["client"] + " "
    table = table.assign(application=of + table["application_id"], employer=of + table["employer"])
    order = table.groupby("application", sort=False).cumcount() + 1
    return table.assign(round=order, said=None)[list(COLUMNS)].astype(blank().dtypes)


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
    for name in DAYS:
        lines[name] = pd.to_datetime(lines[name], format="%Y-%m-%d", errors="coerce")
    lines = lines.fillna({"consented_on": as_of})
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
