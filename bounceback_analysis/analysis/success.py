"""Shows what goes with going forward, listing everything that was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bounceback_analysis.analysis.chance import exact_p, holm, more_to_see
from bounceback_analysis.analysis.groups import role_words
from bounceback_analysis.analysis.outcomes import spelt, tried_at
from bounceback_analysis.analysis.rates import (
    RATE_COLUMNS,
    SURE,
    UNSURE,
    compared,
    verdict_of,
    with_rates,
)
from bounceback_analysis.analysis.tables import table
from bounceback_analysis.vocabulary.schema import RATINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from bounceback_analysis.log.model import Log

    Flags = NDArray[np.bool_]

IN_ALL, A_SIDE, OF_THE_RARER = 10, 5, 3
FOUR_OR_FIVE, LESS = "4 or 5", "1 to 3"
MOST_LEVELS = 8
MOST_MORE = 500
GOOD = 4
COUNTED = ["factor", "level", "count", "of", "rest", "rest_of", "new"]
COLUMNS = [
    *("factor", "level", *RATE_COLUMNS),
    *("rest", "rest_of", "difference", "diff_low", "diff_high", "diff_low80", "diff_high80"),
    *("verdict", "more_needed", "step", "looked_at"),
]


@table
def goes_with_success(log: Log, *, step: str | None = None) -> pd.DataFrame:
    """Compare each level of each factor with the rest, at one step of the search.

    Each application counts once (its first decided line of the step), so that rounds with one
    employer do not pose as separate tries. Ratings count only where they were given before the
    answer. Where a factor has two levels they are compared once.

    Parameters
    ----------
    log
        The log.
    step
        As ``tried_at`` names them; interviews where any was decided.

    Returns
    -------
    DataFrame
        factor, level, the rate columns; rest and rest_of (without this level); difference (this
        level minus the rest), diff_low and diff_high (95%), diff_low80 and diff_high80; verdict;
        more_needed: about how many more decided until it may be told, NaN where it can or
        nobody knows; step; and looked_at: how many factors there were.

    References
    ----------
    Fisher's exact test and Holm (1979) over all comparisons together, behind the verdicts.
    """
    step, tried = tried_at(log, step)
    counts = pd.DataFrame(_counted(tried), columns=COUNTED)
    found = compared(*(counts[name].to_numpy(float) for name in COUNTED[2:6]))
    factors = with_rates(counts).assign(**found)
    enough = _enough(factors)
    factors["verdict"] = _verdicts(factors, enough)
    factors["more_needed"] = _more_needed(factors, enough).where(factors["verdict"] == UNSURE)
    return factors.assign(step=step, looked_at=factors["factor"].nunique())[COLUMNS]


def _counted(tried: pd.DataFrame) -> Iterable[tuple[str, str, int, int, int, int, bool]]:
    """Count the yeses with each level and with the rest; say which comparisons are new."""
    yes = tried["yes"].to_numpy(bool)
    for factor, known, levels in _factors(tried):
        alone = factor != "role words" and len(levels) == 2
        for place, (level, has) in enumerate(levels.items()):
            rest = known & ~has
            yield (
                factor,
                level,
                int((yes & has).sum()),
                int(has.sum()),
                int((yes & rest).sum()),
                int(rest.sum()),
                not (alone and place),
            )


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
    before = tried["rated_on"] < tried["heard_on"]  # all of these are answered
    for name in RATINGS:
        rating = tried[name].where(before).to_numpy(float)
        known = ~np.isnan(rating)
        if known.any():
            yield name, known, {FOUR_OR_FIVE: rating >= GOOD, LESS: known & (rating < GOOD)}


def _enough(table: pd.DataFrame) -> pd.Series:
    """Tell which comparisons have the least data that can tell anything.

    This looks at the sizes only, so leaving the others out does not bend the verdicts.
    """
    of, rest, yes = table["of"], table["rest_of"], table["count"] + table["rest"]
    rarer = np.minimum(yes, of + rest - yes)
    enough: pd.Series = (of + rest >= IN_ALL) & (rarer >= OF_THE_RARER)
    return enough & (of >= A_SIDE) & (rest >= A_SIDE)


def _verdicts(table: pd.DataFrame, enough: pd.Series) -> list[str]:
    """Judge all comparisons together; the second side of a pair shares the first one's."""
    tested = (enough & table["new"]).to_numpy()
    adjusted = np.full(len(table), np.nan)
    adjusted[tested] = holm(_p(table[tested]))
    adjusted = pd.Series(adjusted).ffill(limit=1).where(~table["new"], adjusted).to_numpy()
    judged = zip(adjusted <= SURE, table["diff_low80"], table["diff_high80"], enough, strict=True)
    return [
        verdict_of(sure=bool(sure), low80=low, high80=high) if told else UNSURE
        for sure, low, high, told in judged
    ]


def _p(table: pd.DataFrame) -> list[float]:
    sides = table[COUNTED[2:6]].to_numpy(int)
    return [exact_p(*side) for side in sides]


def _more_needed(table: pd.DataFrame, enough: pd.Series) -> pd.Series:
    """Say about how many more decided it takes: for the least data, and to tell the two apart."""
    of, rest = table["of"], table["rest_of"]
    least = np.maximum(0, A_SIDE - np.minimum(of, rest)).clip(lower=IN_ALL - of - rest)
    apart = more_to_see(
        (table["count"] + 0.5) / (of + 1), of, (table["rest"] + 0.5) / (rest + 1), rest
    )
    more = np.where(enough, apart, np.maximum(least, apart))
    usable = (np.minimum(of, rest) > 0) & (more <= MOST_MORE)
    return pd.Series(np.where(usable, np.maximum(more, 1), np.nan), table.index)
