"""Shows what goes with going forward and what has changed, listing all that was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.chance import (
    CLEAR,
    LEANING,
    RATE_COLUMNS,
    UNSURE,
    compared,
    exact_p,
    holm,
    more_to_see,
    with_rates,
)
from bounceback_analysis.analysis.outcomes import (
    INTERVIEWS,
    decided,
    given_before,
    role_words,
    settled,
    spelt,
    stages,
    table,
    tries_of,
)
from bounceback_analysis.analysis.ratings import FINE
from bounceback_analysis.analysis.timing import times_until
from bounceback_analysis.vocabulary.schema import RATINGS, load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bounceback_analysis.log.model import Log

    Flags = NDArray[np.bool_]
    Sides = tuple[Flags, Flags]

SURE = 0.05  # all that is called clear, together, is false in at most 5 searches of 100
IN_ALL, A_SIDE, OF_THE_RARER = 10, 5, 3  # with less even the most extreme split tells nothing
PERMUTATIONS, FEWEST = 9_999, 399  # with what was seen, 10,000 or 400: 5 of 100 are a whole number
MOST_DRAWN = 10_000_000  # numbers at once, 80 MB: where tries are of many kinds, fewer draws
ENOUGH_FOR_A_TREND = 20  # ten a half: under that a half has no rate to name
HALVES = ("earlier", "later")
REPLIES_IN_TEN = 0.9  # what is older has had nearly all the answers that will come
FOUR_OR_FIVE, LESS = "4 or 5", "1 to 3"
MOST_LEVELS = 8  # as many as can be told apart in one picture
MOST_MORE = 20  # more interviews than that are more than one search can show
COUNTED = ["factor", "level", "count", "of", "rest", "rest_of"]
COLUMNS = [
    *("factor", "level", *RATE_COLUMNS),
    *("rest", "rest_of", "difference", "diff_low", "diff_high", "diff_low80", "diff_high80"),
    *("verdict", "more_needed", "step"),
]


@table
def goes_with_success(log: Log) -> pd.DataFrame:
    """Compare each level of each factor with the rest, at one step of the search.

    Each application counts once (its first decided line of the step), so that rounds with one
    employer do not pose as separate tries. Ratings count only where they were given before the
    answer. Where a factor has two levels they are compared once.

    The step is that of ``tries_of``. Columns: factor, level, the
    rate columns; rest and rest_of (without this level); difference (this level minus the rest),
    diff_low and diff_high (95%), diff_low80 and diff_high80; verdict (as ``verdicts`` gives it over
    all comparisons together); more_needed: about how many more decided until it may be told, NaN
    where it can, or where it takes more than twenty; and step.
    """
    step, tried = tries_of(log)
    yes = tried["yes"].to_numpy(bool)
    found = list(_comparisons(tried))
    sides = [(has, rest) for *_, has, rest in found]
    rows = [(factor, level, *_counts(yes, has, rest)) for factor, level, _, has, rest in found]
    counts = pd.DataFrame(rows, columns=COUNTED)
    differences = compared(*(counts[name].to_numpy(float) for name in COUNTED[2:]))
    factors = with_rates(counts).assign(**differences)
    enough = _enough(factors)
    # The second of two levels is the first one's comparison, seen from the other side.
    first = np.array([place if new else place - 1 for place, (_, _, new, *_) in enumerate(found)])
    tested = enough.to_numpy() & (first == np.arange(len(found)))
    said = np.full(len(found), UNSURE, dtype=object)
    said[tested] = verdicts(yes, [side for side, test in zip(sides, tested, strict=True) if test])
    factors["verdict"] = pd.Series(said[first.astype(int)], dtype="str")
    factors["more_needed"] = _more_needed(factors, enough, len(set(first))).where(
        factors["verdict"] == UNSURE
    )
    return factors.assign(step=step)[COLUMNS]


@table
def improving(log: Log) -> pd.DataFrame:
    """Compare the later half of the tries with the earlier one.

    The halves are split in the middle of the order, never at a place chosen by eye. Where lines
    still wait, the youngest stretch is left out, since quick answers alone would stand for it.

    The step is that of ``tries_of``. Two rows, earlier and later:
    half and the rate columns; and the same in both: step, difference (later minus earlier),
    diff_low and diff_high (95%), diff_low80, diff_high80 and verdict (as ``verdicts`` gives it).
    """
    step, tried = tries_of(log)
    yes = _old_enough(log, tried)["yes"].to_numpy(bool)
    later = np.arange(len(yes)) >= len(yes) // 2
    count, of, before, before_of = _counts(yes, later, ~later)
    enough = len(yes) >= ENOUGH_FOR_A_TREND
    verdict = verdicts(yes, [(later, ~later)])[0] if enough else UNSURE
    found = compared([count], [of], [before], [before_of])
    halves = pd.DataFrame({"half": HALVES, "count": [before, count], "of": [before_of, of]})
    told = {name: float(value[0]) for name, value in found.items()}
    return with_rates(halves).assign(step=step, **told, verdict=verdict)


@table
def nerves(log: Log) -> pd.DataFrame:
    """Give how often it went forward at each level of calm, rated before the answer.

    Counted is each decided interview with such a rating, every round for itself. The verdict is
    that of ``goes_with_success``, in which an application counts once.

    Columns: ``calm`` (1 to 5, the levels that were rated), the rate columns; and the same in each
    row, of calm 4 or 5 beside 1 to 3: ``difference`` and ``verdict``.
    """
    lines = decided(log)
    lines = lines[stages(lines).isin(INTERVIEWS) & given_before(lines)].dropna(subset="calm")
    levels = lines.groupby("calm", as_index=False).agg(count=("yes", "sum"), of=("yes", "size"))
    factors = goes_with_success(log)
    calm = factors[(factors["factor"] == "calm") & (factors["level"] == FOUR_OR_FIVE)]
    difference, verdict = calm[["difference", "verdict"]].iloc[0] if len(calm) else (np.nan, UNSURE)
    return with_rates(levels).assign(difference=difference, verdict=verdict)


def calm_ways() -> tuple[Mapping[str, str], ...]:
    """Give practical ways to stay calm, each with what it rests on: ``way, why, source``."""
    return tuple(load_words("calm")["way"])


def verdicts(yes: Flags, sides: Sequence[Sides]) -> list[str]:
    """Judge several comparisons of the same tries together.

    ``yes`` are the tries that went forward, ``sides`` for each comparison those on one side and on
    the other, none of them empty. clear: Fisher's exact p, adjusted for all comparisons, is at most
    .05. leaning: the difference is larger than the largest of all in 95 of 100 permutations of the
    outcomes, so that ratings which hang together are no more than one hint. Else cannot tell yet.
    Source: Holm (1979); Westfall and Young (1993) for the largest difference.

    >>> late = np.arange(20) >= 10
    >>> verdicts(late, [(late, ~late)]), verdicts(np.arange(20) % 2 > 0, [(late, ~late)])
    (['clear'], ['cannot tell yet'])
    """
    if not sides:
        return []
    p = [exact_p(*_counts(yes, has, rest)) for has, rest in sides]
    weight = np.column_stack([has / has.sum() - rest / rest.sum() for has, rest in sides])
    draw = np.random.default_rng(20240302)  # any seed, the same for the same log
    # To permute outcomes is to draw how many of the yeses fall among the tries of each kind.
    kinds, tries = np.unique(weight, axis=0, return_counts=True)
    times = min(PERMUTATIONS, max(FEWEST, MOST_DRAWN // len(kinds)))
    drawn = draw.multivariate_hypergeometric(tries, yes.sum(), times, method="marginals")
    largest = np.sort(np.abs(drawn @ kinds).max(axis=1))
    # With what was seen, those among the first 5 of 100; equal ones come before.
    beyond = largest[-int(SURE * (times + 1))] + 1e-9
    leans = np.abs(yes @ weight) > beyond
    return [
        CLEAR if sure else LEANING if lean else UNSURE
        for sure, lean in zip(holm(p) <= SURE, leans, strict=True)
    ]


def _counts(yes: Flags, has: Flags, rest: Flags) -> tuple[int, int, int, int]:
    """Count the yeses and all, of those with something and of the rest."""
    return int((yes & has).sum()), int(has.sum()), int((yes & rest).sum()), int(rest.sum())


def _comparisons(tried: pd.DataFrame) -> Iterable[tuple[str, str, bool, Flags, Flags]]:
    """Give each comparison: factor, level, whether it is new, who has the level, and the rest."""
    for factor, known, levels in _factors(tried):
        alone = factor != "role words" and len(levels) == 2
        for place, (level, has) in enumerate(levels.items()):
            yield factor, level, not (alone and place), has, known & ~has


def _factors(tried: pd.DataFrame) -> Iterable[tuple[str, Flags, dict[str, Flags]]]:
    """Give each factor, the lines where it is known, and the lines at each of its levels."""
    for name in ("source", "format"):
        level = spelt(tried[name])
        counts = level.value_counts()
        kept = sorted(counts.index, key=lambda text: (-counts[text], text))[:MOST_LEVELS]
        yield name, level.notna().to_numpy(), {text: (level == text).to_numpy() for text in kept}
    words = role_words(tried)
    yield (
        "role words",
        tried["role"].notna().to_numpy(),
        {word: tried.index.isin(words.index[words == word]) for word in sorted(words.unique())},
    )
    before = given_before(tried)
    for name in RATINGS:
        rating = tried[name].where(before).to_numpy(float)
        known = ~np.isnan(rating)
        if known.any():
            yield name, known, {FOUR_OR_FIVE: rating >= FINE, LESS: known & (rating < FINE)}


def _enough(table: pd.DataFrame) -> pd.Series:
    """Tell which comparisons have the least data that can tell anything.

    This looks at the sizes only, so leaving the others out does not bend the verdicts.
    """
    of, rest, yes = table["of"], table["rest_of"], table["count"] + table["rest"]
    rarer = np.minimum(yes, of + rest - yes)
    enough: pd.Series = (of + rest >= IN_ALL) & (rarer >= OF_THE_RARER)
    return enough & (of >= A_SIDE) & (rest >= A_SIDE)


def _more_needed(table: pd.DataFrame, enough: pd.Series, together: int) -> pd.Series:
    """Say about how many more decided it takes: for the least data, and to tell the two apart.

    The more is looked at ``together``, the further apart two rates must come to be told.
    """
    of, rest = table["of"], table["rest_of"]
    least = np.maximum(0, A_SIDE - np.minimum(of, rest)).clip(lower=IN_ALL - of - rest)
    apart = more_to_see(
        *((table["count"] + 0.5) / (of + 1), of, (table["rest"] + 0.5) / (rest + 1), rest),
        level=1 - SURE / max(together, 1),
    )
    more = np.where(enough, apart, np.maximum(least, apart))
    usable = (np.minimum(of, rest) > 0) & (more <= MOST_MORE)
    return pd.Series(np.where(usable, np.maximum(more, 1), np.nan), table.index)


def _old_enough(log: Log, tried: pd.DataFrame) -> pd.DataFrame:
    """Leave out the stretch at the end in which lines still wait and only quick answers count."""
    days = settled(log)[["date", "heard_on"]]
    known = days.where(days <= log.as_of).max().max()
    times = times_until(log, known)
    usual = times["days"][times["replied"]].quantile(REPLIES_IN_TEN)
    young = (times["state"] == "waiting") & (times["days"] < usual)
    return tried[~(tried["date"] > known - pd.Timedelta(days=usual))] if young.any() else tried
