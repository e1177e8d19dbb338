"""The p′ chart against figures worked out by hand, and what must hold for any figures."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otif_koop.otif.laney import RUN, difference, p_prime

# Emergency attendances seen within four hours, the first six weeks of the series with which M. A. Mohammed and others
# show why a p chart fails on large numbers (BMJ Quality & Safety 2013; 22: 362-368), as printed in the documentation of
# the R package qicharts2 (data set nhs_accidents).
SEEN = (266501, 264225, 276532, 281461, 269071, 261215)
CAME = (280443, 276823, 291681, 296155, 282343, 275888)


def by_hand(good, units):
    """Laney's three formulas (Quality Engineering 14(4), 2002), in fractions up to the square roots."""
    centre = Fraction(sum(good), sum(units))
    chance = [sqrt(centre * (1 - centre) / n) for n in units]
    z = [float(Fraction(g, n) - centre) / one for g, n, one in zip(good, units, chance, strict=True)]
    ranges = [abs(z[i] - z[i - 1]) for i in range(1, len(z))]
    sigma_z = (sum(ranges) / len(ranges)) / 1.128
    return float(centre), sigma_z, [(float(centre) - 3 * s * sigma_z, float(centre) + 3 * s * sigma_z) for s in chance]


def test_the_published_weeks():
    chart = p_prime(SEEN, CAME)
    centre, sigma_z, limits = by_hand(SEEN, CAME)
    assert chart.centre == pytest.approx(centre, abs=1e-15)
    assert chart.centre == pytest.approx(0.9505, abs=5e-5)
    assert chart.sigma_z == pytest.approx(sigma_z, rel=1e-12)
    for point, (low, high) in zip(chart.points, limits, strict=True):
        assert (point.low, point.high) == (pytest.approx(low, rel=1e-12), pytest.approx(high, rel=1e-12))


def test_large_numbers_are_no_signals_where_a_plain_p_chart_cries_wolf():
    chart = p_prime(SEEN, CAME)
    plain = [3 * sqrt(chart.centre * (1 - chart.centre) / n) for n in CAME]
    outside = [abs(g / n - chart.centre) > one for g, n, one in zip(SEEN, CAME, plain, strict=True)]
    assert sum(outside) >= 3
    assert not any(point.signal for point in chart.points)
    assert chart.sigma_z > 5


def test_one_very_bad_month_is_a_signal():
    good = [90, 91, 89, 90, 92, 90, 91, 90, 89, 90, 91, 50]
    chart = p_prime(good, [100] * 12)
    assert [point.signal for point in chart.points] == [False] * 11 + [True]


def test_a_run_on_one_side_is_a_shift():
    chart = p_prime([80] * RUN + [90] * RUN, [100] * 2 * RUN)
    assert all(point.shifted for point in chart.points)
    assert not any(point.shifted for point in p_prime([80] * 7 + [90] * 7, [100] * 14).points)


@pytest.mark.parametrize(("good", "units"), [([], []), ([1], [1, 2]), ([1, 2], [1, 1]), ([0], [0]), ([-1], [2])])
def test_what_is_no_share_is_refused(good, units):
    with pytest.raises(ValueError):  # noqa: PT011 - its two texts say which
        p_prime(good, units)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=1, max_size=30))
def test_limits_hold_the_centre_and_stay_shares(pairs):
    units = [max(pair) for pair in pairs]
    chart = p_prime([min(pair) for pair in pairs], units)
    for point in chart.points:
        assert 0 <= point.low <= chart.centre + 1e-12
        assert chart.centre - 1e-12 <= point.high <= 1
    if len({min(pair) / max(pair) for pair in pairs}) == 1:
        assert not any(point.signal for point in chart.points)


def test_a_difference_counts_in_widened_deviations():
    assert difference([(50, 100)], [(50, 100)], 2) == 0
    assert difference([(80, 100)], [(90, 100)], 1) == pytest.approx(0.1 / sqrt(0.85 * 0.15 * 0.02))
    assert difference([(80, 100)], [(90, 100)], 2) == pytest.approx(0.05 / sqrt(0.85 * 0.15 * 0.02))
    assert difference([], [(90, 100)], 1) == 0
