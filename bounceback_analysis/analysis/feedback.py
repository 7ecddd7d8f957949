"""Counts the themes of feedback, one vote an employer, with their words and their days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.chance import RATE_COLUMNS, with_rates
from bounceback_analysis.analysis.outcomes import (
    employers,
    in_order,
    so_far,
    split_list,
    stage_order,
    stages,
    table,
)
from bounceback_analysis.analysis.words import plural
from bounceback_analysis.feedback.comparing import said_beside
from bounceback_analysis.feedback.own_readings import NOTHING, POLARITIES, own_reading
from bounceback_analysis.feedback.reading import Hit, Own, Said, own_lines, read_all
from bounceback_analysis.log.model import Log
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import NEVER_A_GAP, control_of, themes

KINDS = {
    "text": "int64", "theme": "str", "polarity": "str", "phrase": "str", "start": "int64",
    "end": "int64", "rule": "str", "confidence": "float64", "compared": "bool",
}  # fmt: skip
By = Literal["stage", "period"]
READ = ["employer", "date", "heard_on", "round", "line", "feedback"]
QUOTE_COLUMNS = (
    "theme", "polarity", "compared", "employer", "date", "text", "start", "end", "confirmed",
    "line",
)  # fmt: skip
UNSORTED = ("not sorted", "not read")  # in no count until the person says what is meant
CLAUSE_END = re.compile(
    r"(?<![.;!?])[.;!?]++(?=\s|$)\s*+|\n\s*+|(?<!\s)\s++[-–—]++\s++"
    r"|(?<![\s,])[\s,]*+\b(?:but|although|however|though|whereas|unfortunately|sadly|except"
    r"|(?<!not\s)(?<!as\s)yet(?=\s+\w)(?!\s+(?:to|another|again)\b))\b"
    r"[\s,]*+",
    re.IGNORECASE,
)
"""Never looks twice at a long run of blanks or dots: a pasted cell may hold any number."""

SHORT_SEARCH = pd.Timedelta(days=200)
STANDARD = ("no_reason", "competition")
"""What a letter to everybody says: it says nothing of one person."""


def code_feedback(texts: Iterable[object], *, own: Own | None = None) -> pd.DataFrame:
    """Read each text into themes, offline, and show the words that each reading rests on.

    Parameters
    ----------
    texts
        What employers said, one text or many; blanks are passed over.
    own
        A person's own phrases by theme, also of a theme of their own: one phrase or a list,
        or these under ``gap`` and ``strength``. They add to what is read without them; only one
        that says gap or strength where the same theme was read replaces that reading.

    Returns
    -------
    DataFrame
        A row for each text, theme and polarity: ``text`` (place in the input, from 0), ``theme``,
        ``polarity`` (gap, strength, neutral), ``phrase``, ``start`` and ``end`` (characters in the
        text), ``rule`` (the phrase of the vocabulary, or "weighed"), ``confidence`` (how likely it
        is right, from 0 to 1) and ``compared`` (a gap said only beside somebody else: it counts
        nowhere). A text that is not understood has no row: nothing is guessed.

    Examples
    --------
    >>> coded = code_feedback(["You had clearly prepared. Your answers were vague."])
    >>> coded[["theme", "polarity"]].values.tolist()
    [['preparation', 'strength'], ['answers', 'gap']]
    """
    if isinstance(texts, Log):
        raise TypeError(
            "code_feedback reads texts; a Log holds more. Type: bb.theme_quotes(log), "
            "or bb.code_feedback(log.entries['feedback'])"
        )
    many = [texts] if isinstance(texts, str) else texts
    return _hits_in(many, lambda said: said.hits, own)


def unfair_mentions(texts: Iterable[object]) -> pd.DataFrame:
    """Find what may not be lawful as a reason; the columns of ``code_feedback``, theme unfair."""
    return _hits_in(texts, lambda said: said.unfair)


def reading_states(texts: Iterable[object], *, own: Own | None = None) -> pd.Series:
    """Say how far a text was understood: read, no reason, not sorted, not read (foreign), blank.

    >>> reading_states(["You were too quiet.", "Vous n'êtes pas retenu.", None]).tolist()
    ['read', 'not read', 'blank']
    """
    return pd.Series([said.state for _, said in _said_in(texts, own)], dtype="str")


def _said_in(texts: Iterable[object], own: Own | None) -> list[tuple[str, Said]]:
    """Give each text, what is none as a blank one, with what was read in it."""
    told = [text if isinstance(text, str) else "" for text in texts]
    return list(zip(told, read_all(told, own_lines(own)), strict=True))


def _hits_in(
    texts: Iterable[object], hits: Callable[[Said], Iterable[Hit]], own: Own | None = None
) -> pd.DataFrame:
    records = [
        (
            place,
            hit.theme,
            hit.polarity,
            text[hit.start : hit.end],
            *hit[2:],
            said_beside(text, hit),
        )
        for place, (text, said) in enumerate(_said_in(texts, own))
        for hit in hits(said)
    ]
    columns = zip(*records, strict=True) if records else [()] * len(KINDS)
    told = zip(KINDS.items(), columns, strict=True)
    return pd.DataFrame({name: pd.Series(cells, dtype=kind) for (name, kind), cells in told})


def confirmed(cells: pd.Series, coded: pd.DataFrame) -> pd.DataFrame:
    """Read the person's own readings, with the phrase where the same was found, else none."""
    parts = split_list(cells)
    readings = {part: own_reading(part) for part in parts.unique()}
    places = zip(parts.index.tolist(), parts.tolist(), strict=True)
    own = dict.fromkeys((at, *readings[part]) for at, part in places)
    first = coded.sort_values("start", kind="stable").drop_duplicates(["text", "theme"])
    found = first.set_index(["text", "theme"])["polarity"].to_dict()
    spans = coded.set_index(["text", "theme", "polarity"])[["start", "end"]].T.to_dict("list")
    rows = []
    for place, theme, said in own:
        if theme not in NOTHING:
            read_as = said or found.get((place, theme), "neutral")
            meant = "neutral" if theme in NEVER_A_GAP else read_as
            rows.append((place, theme, meant, *spans.get((place, theme, meant), (0, 0))))
    kinds = {name: KINDS[name] for name in ("text", "theme", "polarity", "start", "end")}
    own_readings = pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
    return own_readings.assign(confirmed=True, compared=False)


@table
def feedback_themes(log: Log, *, by: By | None = None) -> pd.DataFrame:
    """Count how many employers named each theme, strengths beside gaps.

    ``by`` is ``stage``, or ``period`` (months, or quarters in a search of more than 200 days). A
    row a theme and polarity: ``theme, polarity, control``, the rate columns and ``last`` (day).
    ``count`` is employers, one vote each; ``of`` those with usable feedback, for ``no_reason`` and
    ``competition``, which alone are none, all that sent any.
    """
    votes = theme_votes(log)
    keys: list[str] = [by] if by else []
    if by:
        lines = so_far(log)
        votes[by] = votes["line"].map(_groups(lines, by).set_axis(lines["line"]))
    own = votes[~votes["compared"]].groupby([*keys, "theme", "polarity"], sort=False)
    found = own.agg(count=("voter", "nunique"), last=("day", "max")).reset_index()
    told = ~found["theme"].isin(STANDARD)
    found["of"] = _voters(found, usable(votes), keys).where(told, _voters(found, votes, keys))
    found["control"] = found["theme"].map(control_of).astype("str")
    order = [*keys, "theme", "polarity", "control", *RATE_COLUMNS, "last"]
    return _sorted(with_rates(found.astype({"count": "int64", "of": "int64"})), keys)[order]


def strengths_and_gaps(found: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give what more praised than missed, and the gaps that were not praised since."""
    praised, missed = (found[found["polarity"] == way] for way in ("strength", "gap"))
    often = missed.set_index("theme")["count"].reindex(praised["theme"], fill_value=0)
    strong = praised[praised["count"].to_numpy() > often.to_numpy()]
    told = [*missed_before(found)["theme"], *strong["theme"]]
    return strong.reset_index(drop=True), missed[~missed["theme"].isin(told)].reset_index(drop=True)


def missed_before(found: pd.DataFrame) -> pd.DataFrame:
    """Give the gaps that were last missed before they were last praised, with that day: praised."""
    missed = found[found["polarity"] == "gap"]
    praised = found[found["polarity"] == "strength"].set_index("theme")["last"]
    again = missed.assign(praised=praised.reindex(missed["theme"]).to_numpy())
    return again[again["last"] < again["praised"]]


@table
def open_gaps(log: Log) -> pd.DataFrame:
    """Give what stands as a gap, most employers first, of as many the one that was named last."""
    _, gaps = strengths_and_gaps(feedback_themes(log))
    votes, lines = theme_votes(log), so_far(log).sort_values("line")
    day = lines["date"].fillna(lines["heard_on"]).bfill()
    late = day.rank(method="dense", na_option="bottom").set_axis(lines["line"])
    named = votes.loc[(votes["polarity"] == "gap") & ~votes["compared"], ["theme", "line"]]
    named = named.assign(late=named["line"].map(late)).groupby("theme")[["late", "line"]].max()
    ranked = gaps[["theme", "count"]].join(named, on="theme")
    order = ["count", "late", "line", "theme"]
    return gaps.loc[ranked.sort_values(order, ascending=[False, False, False, True]).index]


@table
def theme_votes(log: Log) -> pd.DataFrame:
    """Give each employer's votes: theme, polarity, compared, line, voter (its key) and day."""
    quotes, entries = theme_quotes(log), so_far(log)
    if entries["line"].duplicated().any():  # several logs put together: each vote would count twice
        raise ValueError(
            "Two entries have the same line, and what was said is told by it. Number them anew: "
            "entries.assign(line=range(len(entries)))"
        )
    entries = entries[entries["line"].isin(quotes["line"])]
    when = entries["date"].fillna(entries["heard_on"])
    lines = pd.DataFrame({"voter": employers(entries), "day": when}).set_index(entries["line"])
    return quotes[["theme", "polarity", "compared", "line"]].join(lines, on="line")


def usable(votes: pd.DataFrame) -> pd.DataFrame:
    """Keep the votes that tell something of the person or of why, as ``feedback_yield`` counts."""
    return votes[~votes["theme"].isin(STANDARD)]


def _voters(table: pd.DataFrame, votes: pd.DataFrame, keys: list[str]) -> pd.Series:
    if not keys:
        return pd.Series(votes["voter"].nunique(), index=table.index)
    return table[keys[0]].map(votes.groupby(keys[0])["voter"].nunique()).fillna(0)


def _sorted(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sort by stage or period, then strengths, gaps and what was only named, most first."""
    ranked = table.assign(place=table["polarity"].map(POLARITIES.index)).sort_values(
        ["place", "count", "theme"], ascending=[True, False, True], ignore_index=True
    )
    turns = {stage: place for place, stage in enumerate(stage_order())}
    for key in keys:
        turn = ranked[key].map(lambda name: (turns.get(name, 0), name))
        ranked = ranked.loc[turn.sort_values(kind="stable").index].reset_index(drop=True)
    return ranked.drop(columns="place")


def _groups(entries: pd.DataFrame, by: By) -> pd.Series:
    if by not in ("stage", "period"):
        raise ValueError(f"by={by!r} is not a way to split; use stage or period.")
    if by == "stage":
        return stages(entries)
    when = entries["date"].fillna(entries["heard_on"])
    short = when.max() - when.min() <= SHORT_SEARCH
    periods = when.dt.to_period("M" if short else "Q").astype("str")
    labels: pd.Series = periods.where(when.notna(), "not dated")
    return labels


@table
def theme_quotes(log: Log) -> pd.DataFrame:
    """Give each theme with the words that showed it, line by line.

    Where ``feedback_themes`` is filled, it is the reading of that line. Columns: ``theme, polarity,
    compared, employer, date, text, start, end, confirmed, line``: the phrase stands at
    ``text[start:end]`` (empty where the person named a theme that no phrase shows), and
    ``confirmed`` says that the reading is the person's own. ``compared`` says that a gap was named
    only beside somebody else ("another candidate had more experience"): it is shown, and counted
    nowhere. What may not be lawful as a reason is no gap and has no row; ``outside_my_control`` has
    both.
    """
    heard = so_far(log)[[*READ, "feedback_themes"]]
    said = in_order(heard[heard["feedback"].notna() | heard["feedback_themes"].notna()])
    said = said.reset_index(drop=True)
    coded = code_feedback(said["feedback"], own=log.settings.get("phrases"))
    theirs = coded.drop(index=_not_to_be_counted(coded, said["feedback"])).assign(confirmed=False)
    mine = confirmed(said["feedback_themes"], coded)
    theirs = theirs[~theirs["text"].isin(said.index[said["feedback_themes"].notna()])]
    quotes = pd.concat([theirs, mine]).sort_values(["text", "start"], kind="stable")
    rows = said.take(quotes["text"].to_numpy(dtype=np.intp)).reset_index(drop=True)
    found = quotes.drop(columns="text").reset_index(drop=True)
    told = rows[["employer", "date", "line"]].assign(text=rows["feedback"].fillna(""))
    quotes = pd.concat([found, told], axis=1).astype({"confirmed": "bool", "compared": "bool"})
    return quotes[list(QUOTE_COLUMNS)]


def _not_to_be_counted(coded: pd.DataFrame, texts: pd.Series) -> list[int]:
    """Find gaps in a sentence whose reason may not be lawful: they are not the person's."""

    def sentences(found: pd.DataFrame) -> list[tuple[int, int]]:
        # The number of a sentence is how many end before it.
        return [
            (place, len(re.findall(r"[.!?\n]+\s", str(texts.iloc[place])[:start])))
            for place, start in zip(found["text"], found["start"], strict=True)
        ]

    flagged = set(sentences(unfair_mentions(texts)))
    gaps = coded[coded["polarity"] == "gap"] if flagged else coded.head(0)
    pairs = zip(gaps.index, sentences(gaps), strict=True)
    return [int(at) for at, sentence in pairs if sentence in flagged]


@table
def reading_of(log: Log) -> pd.DataFrame:
    """Say of each line with feedback how it was read: ``line, employer, date, text, state``."""
    lines = so_far(log)
    lines = in_order(lines[lines["feedback"].notna()]).reset_index(drop=True)
    states = reading_states(lines["feedback"], own=log.settings.get("phrases"))
    states = states.mask(lines["feedback_themes"].notna(), "confirmed")
    return lines[["line", "employer", "date"]].assign(text=lines["feedback"], state=states)


@table
def perhaps_read(log: Log) -> pd.DataFrame:
    """Give what may be meant in read comments: as ``code_feedback``, with line, employer, date."""
    lines = reading_of(log)
    lines = lines[lines["state"].isin(["read", "no reason"])].drop(columns="state")
    found = _hits_in(lines["text"], lambda said: said.perhaps, log.settings.get("phrases"))
    said = lines.take(found["text"].to_numpy(dtype=np.intp)).reset_index(drop=True)
    return found.drop(columns="text").join(said)


def rest_of_feedback(log: Log) -> tuple[str, str]:
    """Say what comments are in no count: not sorted yet, or of nothing but somebody else."""
    n = int(reading_of(log)["state"].isin(UNSORTED).sum())
    if not n:
        beside = theme_quotes(log)["compared"]
        only_beside = "No strength or gap came up", "What was said was of somebody else."
        return only_beside if len(beside) and beside.all() else ("", "")
    it = "it" if n == 1 else "them"
    verb = "is" if n == 1 else "are"
    return f"{plural(n, 'comment')} {verb} not sorted yet", f"Read {it} and sort {it} yourself."


@table
def outside_my_control(log: Log) -> pd.DataFrame:
    """Give what was never one's own to change: ``theme`` to ``end``, ``says`` (meaning), line."""
    quotes, entries = theme_quotes(log), so_far(log)
    beside = quotes.loc[quotes["compared"], "line"]
    quotes = quotes.assign(theme=quotes["theme"].mask(quotes["compared"], "competition"))
    outside = quotes[quotes["theme"].map(control_of) == "outside"]
    outside = outside.sort_values(["compared"], kind="stable").drop_duplicates(["line", "theme"])
    outside = outside.sort_index()
    said = in_order(entries[entries["feedback"].notna()]).reset_index(drop=True)
    flagged = unfair_mentions(said["feedback"]).drop_duplicates("text")
    rows = said.loc[flagged["text"], ["employer", "date", "feedback", "line"]]
    rows = rows.rename(columns={"feedback": "text"}).reset_index(drop=True)
    unfair = flagged[["theme", "start", "end"]].reset_index(drop=True).join(rows)
    flags = load_words("themes")["flag"]
    meanings = {theme.id: theme.meaning for theme in themes().values()}
    meanings["unfair"] = flags["unfair"]["says"]
    # A comment with such a reason has one, and is told once.
    told = (outside["theme"] == "no_reason") & outside["line"].isin(unfair["line"])
    found = pd.concat([unfair, outside.loc[~told, [*unfair.columns]]], ignore_index=True)
    compared = (found["theme"] == "competition") & found["line"].isin(beside)
    says = found["theme"].map(meanings).mask(compared, flags["compared"]["says"])
    found["says"] = says.astype("str")
    return found[["theme", "employer", "date", "text", "start", "end", "says", "line"]]


def readings_in_words(states: pd.Series) -> str:
    """Say how many readings the person confirmed and how many are automatic.

    >>> readings_in_words(pd.Series(["confirmed", "read", "read", "not sorted"]))
    '1 reading confirmed by you, 2 automatic, 1 not sorted yet.'
    """
    counts = states.value_counts()
    automatic = int(counts.get("read", 0) + counts.get("no reason", 0))
    known = counts.get("confirmed", 0)
    read_so = f"{automatic} automatic" if known else plural(automatic, "automatic reading")
    parts = [
        f"{plural(known, 'reading')} confirmed by you" if known else "",
        read_so if automatic else "",
        f"{counts['not sorted']} not sorted yet" if "not sorted" in counts else "",
        f"{counts['not read']} in another language, not read" if "not read" in counts else "",
    ]
    return ", ".join(part for part in parts if part) + "."


@table
def their_quotes(log: Log) -> pd.DataFrame:
    """Give the words that praised or named a gap of one's own, not only beside somebody else."""
    said = theme_quotes(log)
    mine_to_change = (said["theme"].map(control_of) != "outside") & ~said["compared"]
    return said[said["polarity"].isin(["gap", "strength"]) & mine_to_change]


def clause_around(text: str, start: int, end: int) -> str:
    """Give the clause that some words of a text stand in; where no words are shown, nothing.

    >>> clause_around("Good on safeguarding, but the Excel task was weak. Thanks.", 44, 48)
    'the Excel task was weak'
    """
    if start >= end:
        return ""
    ends = _clause_ends(text)
    left = max((after for _, after in ends if after <= start), default=0)
    return text[left : min((before for before, _ in ends if before >= end), default=len(text))]


@lru_cache(maxsize=1000)
def _clause_ends(text: str) -> tuple[tuple[int, int], ...]:
    """Find where the clauses of a text end and where the next begin; one text is asked often."""
    return tuple(found.span() for found in CLAUSE_END.finditer(text))
