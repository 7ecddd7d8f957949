"""The formulas against published values, other people's programs, and what must always hold."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from bounceback_analysis.analysis import chance
from bounceback_analysis.analysis.chance import hierarchy, pooled
from bounceback_analysis.analysis.timing import hear_back, share_at, still_silent

SIX_MP_DAYS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
SIX_MP_EVENT = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
"""Freireich et al. (1963), 6-MP in leukaemia, as in Gehan (1965)."""

RATS = [
    *[(0, 20)] * 7, *[(0, 19)] * 4, (0, 18), (0, 18), (0, 17), *[(1, 20)] * 4, (1, 19), (1, 19),
    (1, 18), (1, 18), (2, 25), (2, 24), (2, 23), *[(2, 20)] * 6, (1, 10), (5, 49), (2, 19),
    (5, 46), (3, 27), (2, 17), (7, 49), (7, 47), (3, 20), (3, 20), (2, 13), (9, 48), (10, 50),
    *[(4, 20)] * 7, (10, 48), *[(4, 19)] * 3, (5, 22), (11, 46), (12, 49), (5, 20), (5, 20),
    (6, 23), (5, 19), (6, 22), (6, 20), (6, 20), (6, 20), (16, 52), (15, 46), (15, 47), (9, 24),
    (4, 14),
]  # fmt: skip
"""Tarone (1982): tumours in 71 groups of rats, as in Gelman et al., BDA3, table 5.1."""

sizes = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (42, 50, 0.7206737, 0.9213325),
        (35, 60, 0.457104, 0.7017365),
        (23, 70, 0.2272016, 0.4437899),
        (22, 80, 0.1863875, 0.3795587),
        (4, 19, 0.0755318529, 0.4262059),
    ],
)
def test_a_range_equals_the_printed_output_of_r_binomci_with_method_jeffreys(count, of, low, high):
    assert chance.rate_range(count, of) == pytest.approx((low, high), abs=1e-7)


@given(sizes, st.sampled_from([0.8, 0.95]))
def test_a_range_agrees_with_statsmodels_away_from_the_ends(pair, level):
    count, of = pair
    low, high = chance.rate_range(count, of, level)
    expected = proportion_confint(count, of, alpha=1 - level, method="jeffreys")
    assert float(low) == pytest.approx(0 if count == 0 else expected[0], abs=1e-9)
    assert float(high) == pytest.approx(1 if count == of else expected[1], abs=1e-9)


@given(sizes)
def test_a_range_holds_its_point_and_the_narrower_range(pair):
    count, of = pair
    (low, high), (low80, high80) = chance.rate_range(count, of), chance.rate_range(count, of, 0.8)
    assert low <= low80 <= count / of <= high80 <= high


@given(sizes, st.integers(2, 20))
def test_a_range_shrinks_as_the_same_rate_is_seen_more_often(pair, times):
    count, of = pair
    low, high = chance.rate_range([count, count * times], [of, of * times])
    assert high[1] - low[1] < high[0] - low[0]


def test_limits_are_snapped_where_nothing_or_everything_went_forward():
    low, high = chance.rate_range([0, 8, 0], [8, 8, 0])
    assert low[0] == 0
    assert high[1] == 1
    assert 0 < high[0] < 0.4
    assert np.isnan(low[2])
    assert np.isnan(high[2])


@given(sizes, sizes)
@settings(max_examples=40)
def test_a_difference_holds_its_point_and_mirrors(one, other):
    low, high = chance.difference_range(one, other)
    back_low, back_high = chance.difference_range(other, one)
    assert low <= one[0] / one[1] - other[0] / other[1] <= high
    assert (float(low), float(high)) == pytest.approx((-float(back_high), -float(back_low)))


@pytest.mark.parametrize(
    ("one", "other"), [((9, 10), (3, 10)), ((2, 11), (5, 9)), ((0, 10), (0, 20))]
)
def test_a_difference_agrees_with_a_million_draws(one, other):
    draw = np.random.default_rng(1)
    first, second = (draw.beta(k + 0.5, n - k + 0.5, 10**6) for k, n in (one, other))
    expected = np.quantile(first - second, [0.1, 0.9])
    assert np.array(chance.difference_range(one, other, 0.8)) == pytest.approx(expected, abs=0.004)


@pytest.mark.parametrize(
    ("of", "yes", "run", "share"),
    [(24, 3, 10, 0.7075098814229249), (10, 5, 3, 0.5)],  # inclusion and exclusion on gaps
)
def test_the_share_of_orders_is_exact(of, yes, run, share):
    assert chance.share_of_orders(of, yes, run) == pytest.approx(share, abs=1e-12)


@given(
    st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(1, n)))
)
@settings(max_examples=40)
def test_the_share_of_orders_agrees_with_counting_them_all(case):
    of, yes, run = case
    orders = list(itertools.combinations(range(of), yes))
    held = sum("0" * run in "".join("1" if i in o else "0" for i in range(of)) for o in orders)
    assert chance.share_of_orders(of, yes, run) == pytest.approx(held / len(orders))


@pytest.mark.parametrize(("count", "of", "tries"), [(3, 24, [1, 5, 22]), (0, 12, [3, 37, 1214])])
def test_tries_to_the_first_yes_follow_the_beta_geometric_law(count, of, tries):
    quantiles = [0.1, 0.5, 0.9]
    assert chance.tries_to_first_yes(count, of, quantiles).tolist() == tries
    law = stats.betanbinom(1, count + 0.5, of - count + 0.5)
    assert [float(law.ppf(q)) + 1 for q in quantiles[:2]] == tries[:2]


def test_no_yes_in_the_next_tries_agrees_with_the_beta_binomial():
    found = float(chance.no_yes_in_next(10, 3, 24))
    assert found == pytest.approx(0.2789211546340088, abs=1e-9)
    assert found == pytest.approx(stats.betabinom(10, 3.5, 21.5).pmf(0))


def test_the_beta_geometric_law_matches_customers_who_stay():
    """Fader and Hardie (2007), High End: a = 0.668, b = 3.806."""
    stay = chance.no_yes_in_next([1, 5, 12], 0.668 - 0.5, 0.668 + 3.806 - 1)
    assert stay == pytest.approx([0.8507, 0.5619, 0.378], abs=5e-5)


@pytest.mark.parametrize(
    ("table", "p"),
    [((3, 4, 1, 4), 0.4857142857142857), ((4, 4, 0, 4), 0.02857142857142857)],
)
def test_exact_p_is_fishers_for_the_lady_tasting_tea(table, p):
    """Fisher (1935), as in R's ``?fisher.test``."""
    assert chance.exact_p(*table) == pytest.approx(p, abs=1e-9)


@given(sizes, sizes)
def test_exact_p_agrees_with_scipy(one, other):
    (a, n), (b, m) = one, other
    expected = stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue
    assert chance.exact_p(a, n, b, m) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.floats(0.0001, 1), min_size=1, max_size=12))
@settings(max_examples=12)  # statsmodels collects all garbage at each call, a second in a long run
def test_holm_agrees_with_statsmodels(p):
    assert chance.holm(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_the_hierarchy_gives_the_book_values_for_the_rats():
    """BDA3, sections 5.1 and 5.3: E(a) = 2.4, E(b) = 14.3; its prior is (a + b)^(-5/2)."""
    count, of = zip(*RATS, strict=True)
    u, v = np.meshgrid(np.linspace(-2.6, -1.2, 120), np.linspace(1, 5.5, 120))
    size = np.exp(v)
    a = size / (1 + np.exp(-u))
    log_prior = np.log(a) + np.log(size - a) - 2.5 * v
    first, second, weight = hierarchy(count, of, u, v, log_prior)
    assert weight @ first == pytest.approx(2.4, abs=0.05)
    assert weight @ second == pytest.approx(14.3, abs=0.05)
    assert weight @ ((first + 4) / (first + second + 14)) == pytest.approx(0.211, abs=0.001)


def test_pooling_pulls_the_last_rats_towards_the_others_under_our_own_prior_too():
    rate, low, high = (found[-1] for found in pooled(*zip(*RATS, strict=True)))
    assert rate == pytest.approx(0.211, abs=0.01)
    assert low < rate < 4 / 14 < high


def test_groups_are_taken_for_as_alike_as_eight_results_give_or_take():
    """The same hierarchy on a fine grid of its own, with scipy's beta-binomial."""
    count, of = np.array([3, 1]), np.array([3, 9])
    mean, size = np.meshgrid(np.linspace(0.005, 0.995, 100), 8 * np.exp(np.linspace(-4, 4, 81)))
    a, b = mean * size, (1 - mean) * size
    weight = stats.norm.pdf(np.log(size / 8))
    for k, n in zip(count, of, strict=True):
        weight = weight * stats.betabinom.pmf(k, n, a, b)
    wanted = [
        (weight * (a + k) / (size + n)).sum() / weight.sum() for k, n in zip(count, of, strict=True)
    ]
    assert pooled(count, of)[0] == pytest.approx(wanted, abs=0.003)


@given(st.lists(sizes, min_size=2, max_size=6))
@settings(max_examples=30)
def test_a_pooled_rate_lies_inside_its_range_and_never_at_0_or_1(groups):
    rate, low, high = pooled(*zip(*groups, strict=True))
    assert ((low > 0) & (low < rate) & (rate < high) & (high < 1)).all()


def test_pooling_pulls_a_small_group_further_than_a_large_one():
    rate, _, _ = pooled([3, 30, 20], [3, 30, 60])
    assert rate[0] < rate[1] < 1


def test_silence_follows_kaplan_and_meier():
    """The 6-MP values to four places as lifelines 0.30 and scipy print them; the median is 23."""
    day, share = still_silent(SIX_MP_DAYS, SIX_MP_EVENT)
    assert day.tolist() == [6, 7, 10, 13, 16, 22, 23]
    expected = [0.857143, 0.806723, 0.752941, 0.690196, 0.627451, 0.537815, 0.448179]
    assert share == pytest.approx(expected, abs=5e-5)
    assert day[share <= 0.5][0] == 23


def test_the_chance_to_hear_back_is_read_off_the_same_curve():
    found, low, high = hear_back(SIX_MP_DAYS, SIX_MP_EVENT, [10], [22])
    assert found[0] == pytest.approx(0.2857142857142857, abs=1e-9)
    assert low[0] < found[0] < high[0]


def test_the_range_of_a_chance_to_hear_is_that_of_those_as_long_silent():
    """After day 10 of 6-MP 13 are watched; by day 22 three hear, on 13, 16 and 22, four leave."""
    _, low, high = hear_back(SIX_MP_DAYS, SIX_MP_EVENT, [10], [22])
    law = stats.beta(3 + 0.5, 13 - 4 / 2 - 3 + 0.5)
    assert (low[0], high[0]) == pytest.approx((law.ppf(0.025), law.ppf(0.975)))


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=3, max_size=40))
@settings(max_examples=60)
def test_silence_agrees_with_scipy_wherever_scipy_has_an_answer(times):
    days, replied = zip(*times, strict=True)
    if not any(replied):
        return
    found = stats.ecdf(
        stats.CensoredData.right_censored(np.array(days, float), ~np.array(replied))
    ).sf
    day, share = still_silent(days, replied)
    whole = share_at(day, share, found.quantiles)
    assert whole == pytest.approx(found.probabilities)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=3, max_size=40),
    st.integers(0, 45),
)
@settings(max_examples=60)
def test_a_chance_to_hear_back_holds_its_point_or_is_not_told(times, silent):
    days, replied = zip(*times, strict=True)
    found, low, high = (values[0] for values in hear_back(days, replied, [silent], [silent + 14]))
    assert np.isnan(found) == np.isnan(low) == np.isnan(high)
    assert np.isnan(found) or 0 <= low <= found <= high <= 1
    assert np.isnan(found) or silent < max(days)
