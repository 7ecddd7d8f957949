"""Shows how often luck alone raises an alarm, and whether ranges and chances hold what they say.

Searches are simulated in which nothing changes and nothing goes with anything. Some have an open
tail: answers take their time, so that at the end only the quick ones are known. Others stop at an
offer. What is exact is counted and not simulated. Run it with ``python -m
tests.benchmarks.bench_false_alarms 400 7``: how many searches, and the seed to draw them from.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import special, stats

from bounceback_analysis.analysis import chance
from bounceback_analysis.analysis.chance import CLEAR, LEANING, UNSURE
from bounceback_analysis.analysis.progress import (
    ENOUGH_TO_LOOK_AHEAD,
    UNUSUAL,
    goes_with_success,
    improving,
    longest_by_luck,
)
from bounceback_analysis.analysis.timing import LINES_NEEDED, REPLIES_NEEDED, hear_back
from bounceback_analysis.log.model import Log, typed_table
from bounceback_analysis.vocabulary.schema import RATINGS

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZES = (8, 15, 30, 60)
RATES = np.arange(0.02, 0.601, 0.01)
SEARCH_RATES = (0.05, 0.1, 0.2, 0.4)
RUN_RATES = (0.02, *SEARCH_RATES, 0.5)
SOURCES = np.array(["Job board", "Friend", "Agency", "Council jobs page", "Walked in"])
FORMATS = np.array(["in person", "video", "phone"])
ROLES = np.array(["Care assistant", "Shop assistant", "Office clerk", "Ward clerk", "Driver"])
HARDLY = 0.02
START = pd.Timestamp("2026-01-01")
LAWS = {
    "steady": (
        lambda draw, n: draw.exponential(14, n),
        lambda days: 1 - np.exp(-days / 14),
    ),
    "with a long tail": (
        lambda draw, n: np.exp(draw.normal(np.log(12), 0.8, n)),
        lambda days: special.ndtr((np.log(np.maximum(days, 1e-9)) - np.log(12)) / 0.8),
    ),
    "about a month": (
        lambda draw, n: 25 * draw.weibull(2, n),
        lambda days: 1 - np.exp(-((days / 25) ** 2)),
    ),
}
"""How long answers take: draws, and the share that has come after so many days."""


def lived(draw: np.random.Generator, of: int, rate: float, kind: str) -> pd.DataFrame:
    """Make a search of one rate, an interview a week: day, yes, heard, known and given_up.

    A yes takes about 7 days, a no 18; every third no is silence that is given up after 42. With
    an open tail it is looked at on the day of the last interview.
    """
    yes = draw.random(of) < rate
    if kind == "ends at an offer" and yes.any():
        yes = yes[: np.flatnonzero(yes)[min(1, yes.sum() - 1)] + 1]
    of = len(yes)
    given_up = ~yes & (draw.random(of) < 1 / 3)
    day = 7 * np.arange(of)
    takes = np.where(yes, 7, 18) * draw.exponential(1, of)
    heard = day + 1 + np.where(given_up, 42, takes).astype(int)
    known = heard <= day[-1] if kind == "open tail" else np.full(of, fill_value=True)
    return pd.DataFrame(
        {"day": day, "yes": yes, "heard": heard, "known": known, "given_up": given_up}
    )


def search(draw: np.random.Generator, of: int, rate: float, kind: str) -> Log:
    """Make the log of such a search, in which ratings of one interview hang together."""
    lines = lived(draw, of, rate, kind)
    of, mood = len(lines), draw.normal(size=len(lines))
    outcome = np.where(
        lines["given_up"], "no response", np.where(lines["yes"], "offer", "rejected")
    )
    date, heard = (
        (START + pd.to_timedelta(lines[name], unit="D")).dt.strftime("%Y-%m-%d")
        for name in ("day", "heard")
    )
    values = {
        "date": date,
        "outcome": pd.Series(np.where(lines["known"], outcome, "waiting")),
        "stage": pd.Series(np.full(of, "interview")),
        "heard_on": heard.astype(object).where(lines["known"], None),
        "rated_on": date,
        "source": pd.Series(draw.choice(SOURCES, of)),
        "role": pd.Series(draw.choice(ROLES, of)),
        "format": pd.Series(draw.choice(FORMATS, of)),
    }
    for name in RATINGS:
        rating = np.clip(np.round(3 + mood + 0.7 * draw.normal(size=of)), 1, 5)
        values[name] = pd.Series(rating)
    name = pd.Series(np.arange(of)).astype(str)
    entries = typed_table(values).assign(
        application=name, employer=name, line=np.arange(of) + 2, round=1
    )
    return Log(entries, as_of=START + pd.Timedelta(days=10_000))


def verdict_alarms(searches: int, of: int, kind: str, seed: int) -> NDArray[np.float64]:
    """Give, of 100 searches, false alarms of: any clear, any clear or leaning, a change."""
    draw = np.random.default_rng([seed, of, len(kind)])
    found = np.zeros(3)
    for number in range(searches):
        log = search(draw, of, SEARCH_RATES[number % len(SEARCH_RATES)], kind)
        verdicts = set(goes_with_success(log)["verdict"])
        changed = improving(log)["verdict"][0]
        found += (CLEAR in verdicts, bool(verdicts & {CLEAR, LEANING}), changed != UNSURE)
    return 100 * found / searches


def run_alarms(searches: int, of: int, kind: str, seed: int) -> tuple[float, float]:
    """Give the false alarms of 100 of the run of noes: over all rates, and at the worst rate."""
    draw = np.random.default_rng([seed, of, len(kind)])
    found = []
    for rate in RUN_RATES:
        alarms = 0
        for _ in range(searches):
            lines = lived(draw, of, rate, kind)
            ended = lines[lines["known"]].sort_values("heard", kind="stable")
            alarms += longest_by_luck(ended["yes"].to_numpy(bool))[1] <= UNUSUAL
        found.append(100 * alarms / searches)
    return float(np.mean(found)), max(found)


def coverage(of: int, level: float, *, tenths: bool = False) -> tuple[float, float]:
    """Give the average and the least exact coverage over true rates .02 to .60."""
    count = np.arange(of + 1)
    low, high = chance.rate_range(count, np.full(of + 1, of), level)
    if tenths:
        low, high = np.floor(np.round(10 * low, 9)) / 10, np.ceil(np.round(10 * high, 9)) / 10
    held = (low[:, None] <= RATES) & (high[:, None] >= RATES)
    each = (stats.binom.pmf(count[:, None], of, RATES) * held).sum(axis=0)
    return float(each.mean()), float(each.min())


def heard_back(searches: int, lines: int, law: str, never: float, seed: int) -> tuple[float, float]:
    """Give how often the range of the 14-day chance holds the truth, and how often it is told.

    One waiting line of each search is looked at; ``never`` is the share that is never answered.
    """
    draw = np.random.default_rng([seed, lines, len(law), int(10 * never)])
    days_of, by = LAWS[law]
    held = told = 0
    for _ in range(searches):
        age = np.floor(draw.uniform(0, 120, lines))
        takes = np.floor(days_of(draw, lines))
        replied = (draw.random(lines) >= never) & (takes <= age)
        days = np.where(replied, takes, age)
        if replied.sum() < REPLIES_NEEDED or replied.all():
            continue
        silent = draw.choice(days[~replied], 1)
        found, low, high = (value[0] for value in hear_back(days, replied, silent, silent + 14))
        if np.isnan(found):
            continue
        # An answer on day 3 comes before day 4 begins.
        early, late = ((1 - never) * by(day + 1) for day in (silent[0], silent[0] + 14))
        true = (late - early) / (1 - early)
        if true > HARDLY:  # any range that begins at 0 holds a chance of nearly nothing
            told += 1
            held += low <= true <= high
    return 100 * held / told, 100 * told / searches


@cache
def said_within_ten(of: int) -> np.ndarray:
    """Give the chance of an offer within ten more that is said at each count of offers."""
    return np.array([1 - float(chance.no_yes_in_next(10, count, of)) for count in range(of + 1)])


def said_and_true(of: int, rate: float) -> tuple[float, float, float]:
    """Give what is said on average where it is shown, the truth, and how often it is shown."""
    count = np.arange(1, of + 1)
    shown = stats.binom.pmf(count, of, rate)
    return (
        float((shown * said_within_ten(of)[1:]).sum() / shown.sum()),
        1 - (1 - rate) ** 10,
        float(shown.sum()),
    )


def main() -> None:
    """Print everything; the number of simulated searches and the seed may be given."""
    searches, seed = map(int, sys.argv[1:3] or (400, 0))
    print(f"False alarms of 100 searches: of the run of noes ({5 * searches} simulated at each of")
    print(
        f"{RUN_RATES}: mean, worst); of what goes with success ({searches}: clear, any); a change"
    )
    for of in SIZES:
        for kind in ("all answered", "open tail", "ends at an offer"):
            found = (
                *run_alarms(5 * searches, of, kind, seed),
                *verdict_alarms(searches, of, kind, seed),
            )
            print(f"  {of:3} {kind:17}" + "".join(f"{each:6.1f}" for each in found), flush=True)
    print("Coverage of rates over true rates .02 to .60, exact: average, least")
    print("  n: 95% | 80% | 95% in printed tenths | 80% in printed tenths")
    for of in SIZES:
        ranges = [
            coverage(of, level, tenths=tenths) for tenths in (False, True) for level in (0.95, 0.8)
        ]
        print(f"  {of:3}: " + " | ".join(f"{mean:.3f} {least:.3f}" for mean, least in ranges))
    print(f"Coverage of the 14-day chance from {LINES_NEEDED} lines on ({5 * searches} each)")
    for law in LAWS:
        for never in (0.2, 0.5):
            found = [
                heard_back(5 * searches, lines, law, never, seed)
                for lines in (LINES_NEEDED, 30, 60)
            ]
            said = "  ".join(f"{held:5.1f} (told {told:3.0f})" for held, told in found)
            print(f"  {law}, {never} never answered: {said}")
    print(
        f"An offer within ten more, said and true where shown, from {ENOUGH_TO_LOOK_AHEAD} on, exact"
    )
    for of in (8, ENOUGH_TO_LOOK_AHEAD, 60):
        each = [said_and_true(of, rate) for rate in SEARCH_RATES]
        told = "  ".join(f"{said:.2f} {true:.2f} (shown {shown:.2f})" for said, true, shown in each)
        print(f"  n = {of:2}, rates {SEARCH_RATES}: {told}")


if __name__ == "__main__":
    main()
