"""Says what luck does in a search, what goes with going forward and what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bounceback_analysis.analysis.chance import (
    CLEAR,
    LEANING,
    RATE_COLUMNS,
    UNSURE,
    compared,
    exact_p,
    holm,
    more_to_see,
    no_yes_in_next,
    share_of_orders,
    tries_to_first_yes,
    with_rates,
)
from bounceback_analysis.analysis.journey import steps
from bounceback_analysis.analysis.outcomes import (
    DECIDED,
    INTERVIEWS,
    decided,
    employers,
    given_before,
    ratings_left_out,
    role_words,
    settled,
    spelt,
    stages,
    table,
    tries_of,
)
from bounceback_analysis.analysis.ratings import FINE
from bounceback_analysis.analysis.timing import times_until
from bounceback_analysis.analysis.words import COUNTS_ONLY_BELOW
from bounceback_analysis.log.applications import OFFERS
from bounceback_analysis.log.model import Log
from bounceback_analysis.vocabulary.schema import RATINGS, load_words

Flags = NDArray[np.bool_]
Sides = tuple[Flags, Flags]

DOTS = 20  # a spread is read best from about twenty dots
SHUFFLES = 3  # enough to see that shuffles differ, few enough for one look
MOST_TO_SHUFFLE = 2000  # no one's search; beyond it the exact count takes seconds
# Keeps it to 5 in 100 searches of one rate, where answers that take long bend the order too.
UNUSUAL = 0.04
# From here on what is said is within about 1 in 10 of the truth for rates from 1 in 20 on. It is
# shown only where there was an offer, and in few interviews that alone means a lucky start: at 8,
# for a rate of 1 in 20, it said 7 in 10 within ten where the truth is 4.
ENOUGH_TO_LOOK_AHEAD = 30


@table
def run_of_noes(log: Log) -> pd.DataFrame:
    """Say how often luck alone makes a stretch of noes as long as the longest in the log.

    Counted are applications that had an interview and have ended, one each, in the order of their
    endings: an offer is a yes; a no and no response are noes. Withdrawn and cancelled ones are no
    trial. The longest stretch is taken, not the one that is on.

    Of a log of fewer lines, the applications that these lines belong to. decided and yes:
    applications; longest: the longest run of noes; share_of_orders: the share of all orders of the
    same results that hold a run at least this long, NaN with fewer than ten decided or no yes;
    unusual: whether luck seldom makes it; orders: the results in time (``1`` yes, ``0`` no), then
    three fixed shuffles. A search often ends because an offer came. Where the last result is a yes,
    it stays last in every order, or else such a search would seem to hold long runs.
    """
    yes = interviews_ended(log)["yes"].to_numpy(bool, copy=True)
    longest, share = longest_by_luck(yes)
    draw = np.random.default_rng(20240302)  # any seed, the same for the same log
    free = len(yes) - int(yes[-1:].any())
    orders = [yes, *(np.append(draw.permutation(yes[:free]), yes[free:]) for _ in range(SHUFFLES))]
    found = {
        "decided": len(yes),
        "yes": int(yes.sum()),
        "longest": longest,
        "share_of_orders": share,
        "unusual": bool(share <= UNUSUAL),
        "orders": " ".join("".join(np.where(order, "1", "0")) for order in orders),
    }
    return pd.DataFrame([found])


@table
def how_many_more(log: Log) -> pd.DataFrame:
    """Say how many more interviews it may take until an offer, as twenty equally likely ways.

    Counted as in ``run_of_noes``. 20 rows: quantile and interviews, NaN where it cannot be told yet
    (fewer than thirty decided, or no offer so far); and the same in every row: decided, offers, and
    by_5, by_10, by_20, the chance of an offer within so many. Source: Fader and Hardie (2007): the
    Beta-geometric prediction.
    """
    yes = interviews_ended(log)["yes"]
    decided, offers = len(yes), int(yes.sum())
    told = decided >= ENOUGH_TO_LOOK_AHEAD and offers > 0
    quantile = (np.arange(DOTS) + 0.5) / DOTS
    more = tries_to_first_yes(offers, decided, quantile) if told else np.full(DOTS, np.nan)
    chance: dict[str, Any] = {
        f"by_{tries}": 1 - float(no_yes_in_next(tries, offers, decided)) if told else np.nan
        for tries in (5, 10, 20)
    }
    return pd.DataFrame({"quantile": quantile, "interviews": more}).assign(
        decided=decided, offers=offers, **chance
    )


@table
def no_offer_yet(log: Log, *, one_in: int | str | None = None) -> pd.DataFrame:
    """Say who asked to meet the person, and how many would stand there at a rate they pick.

    What has ended is counted as in ``run_of_noes``. ``one_in`` is the rate to look at: one
    interview in so many brings an offer; no default, since no rate holds for everyone. One row:
    employers (that asked for an interview), decided, offers, one_in (NaN where none is picked), and
    stand_here: of people with that rate, the share that has no offer after as many; NaN without a
    rate, with an offer, and where nothing has ended. Raises a ValueError for what is no whole
    number from 2 up.

    >>> from bounceback_analysis import open_log
    >>> no_offer_yet(open_log(), one_in=10)["employers"].item() > 0
    True
    """
    text = str(one_in or "")
    if one_in is not None and not (text.isdecimal() and int(text) >= 2):
        raise ValueError(f"one_in={one_in!r} is no rate; 10 stands for 1 interview in 10.")
    yes = interviews_ended(log)["yes"]
    invited = log.entries[log.entries["line"].isin(_met(log)["line"])]
    rate = int(text) if text else np.nan
    told = len(yes) > 0 and not yes.any()
    found = {
        "employers": employers(invited).nunique(),
        "decided": len(yes),
        "offers": int(yes.sum()),
        "one_in": float(rate),
        "stand_here": (1 - 1 / rate) ** len(yes) if told else np.nan,
    }
    return pd.DataFrame([found])


def interviews_ended(log: Log) -> pd.DataFrame:
    """Give what had an interview and ended, in order: application, day, line, yes (an offer)."""
    needed = ["application", "round", "line", "date", "heard_on", "outcome", "state"]
    lines = settled(log.whole or log)[needed].sort_values("line")
    lines = lines.assign(day=lines["heard_on"].fillna(lines["date"].bfill()))
    lines = lines[~(lines["date"] > log.as_of)].sort_values("round", kind="stable")
    had = {*_met(log.whole or log)["application"]} & {*log.entries["application"]}
    lines = lines[lines["application"].isin(had)]
    offered = lines["application"][lines["outcome"].isin(OFFERS)]
    last = lines.drop_duplicates("application", keep="last")
    # The answer may stand on a line of its own, which is no step: the last step has its state.
    step = lines[lines["state"].isin((*DECIDED, "waiting", "no trial"))]
    step = step.drop_duplicates("application", keep="last")
    noes = step["application"][step["state"].isin(("no", "no response"))]
    ended = last.assign(yes=last["application"].isin(offered))
    ended = ended[ended["yes"] | ended["application"].isin(noes)]
    ended = ended.sort_values(["day", "line"])[["application", "day", "line", "yes"]]
    return ended.reset_index(drop=True)


def _met(log: Log) -> pd.DataFrame:
    """Give the steps at which an employer asked to meet the person."""
    found = steps(log)
    return found[found["stage"].isin(INTERVIEWS)]


def longest_by_luck(yes: NDArray[np.bool_]) -> tuple[int, float]:
    """Give the longest run of noes, and the share of orders as ``run_of_noes`` tells it.

    >>> yes = np.arange(18) == 6
    >>> longest_by_luck(yes)
    (11, 0.7777777777777778)
    """
    ends = np.flatnonzero(np.concatenate([[True], yes, [True]]))
    longest = int(np.diff(ends).max() - 1)
    if not (COUNTS_ONLY_BELOW <= len(yes) <= MOST_TO_SHUFFLE and yes.any()):
        return longest, np.nan
    free = yes[:-1] if yes[-1] else yes
    return longest, share_of_orders(len(free), int(free.sum()), longest)


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
    return _telling(factors.assign(step=step)[COLUMNS], tried.dropna(subset=RATINGS, how="all"))


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
    rated = decided(log)
    rated = rated[stages(rated).isin(INTERVIEWS)].dropna(subset="calm")
    lines = rated[given_before(rated)]
    levels = lines.groupby("calm", as_index=False).agg(count=("yes", "sum"), of=("yes", "size"))
    factors = goes_with_success(log)
    calm = factors[(factors["factor"] == "calm") & (factors["level"] == FOUR_OR_FIVE)]
    difference, verdict = calm[["difference", "verdict"]].iloc[0] if len(calm) else (np.nan, UNSURE)
    told = with_rates(levels).assign(difference=difference, verdict=verdict)
    return _telling(told, rated)


def _telling(found: pd.DataFrame, rated: pd.DataFrame) -> pd.DataFrame:
    """Let a table carry how many of the rated lines it leaves out, and why."""
    found.attrs["ratings left out"] = ratings_left_out(rated)
    return found


def calm_ways() -> tuple[Mapping[str, str], ...]:
    """Give practical ways to stay calm, each with what it rests on: ``way, why, source``."""
    return tuple(load_words("calm")["way"])


def verdicts(yes: Flags, sides: Sequence[Sides]) -> list[str]:
    """Judge several comparisons of the same tries together: has, and rest, of each of ``sides``.

    clear: Fisher's exact p, adjusted for all, is at most .05. leaning: the difference is larger
    than the largest of all in 95 of 100 permutations of the outcomes. Else cannot tell yet. Source:
    Holm (1979); Westfall and Young (1993) for the largest difference.

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
    """Tell which comparisons have the least data that can tell anything, by their sizes alone."""
    of, rest, yes = table["of"], table["rest_of"], table["count"] + table["rest"]
    rarer = np.minimum(yes, of + rest - yes)
    enough: pd.Series = (of + rest >= IN_ALL) & (rarer >= OF_THE_RARER)
    return enough & (of >= A_SIDE) & (rest >= A_SIDE)


def _more_needed(table: pd.DataFrame, enough: pd.Series, together: int) -> pd.Series:
    """Say about how many more decided it takes to tell two apart, among so many ``together``."""
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
