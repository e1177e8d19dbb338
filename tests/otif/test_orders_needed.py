"""How many orders it takes to know: the formula against Wilson's interval itself."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from otif_koop.otif.interval import wilson
from otif_koop.otif.orders_needed import orders_needed, orders_to_prove, seen_by, verdict

shares = st.floats(0, 1)
targets = st.floats(0.01, 0.99)


def test_nineteen_of_twenty_may_be_anything():
    assert verdict(0.95, 20, 0.90) == "unknown"
    assert verdict(0.95, 20, 0.75) == "met"
    assert verdict(0.95, 20, 0.995) == "missed"


def test_a_target_of_95_takes_73_faultless_orders():
    assert orders_to_prove(0.95) == 73
    assert verdict(1.0, 73, 0.95) == "met"
    assert verdict(1.0, 72, 0.95) == "unknown"
    assert orders_to_prove(1.0) is None


@given(shares, targets)
def test_so_many_orders_tell_and_one_fewer_does_not(rate, target):
    assume(abs(rate - target) > 1e-3)
    needed = orders_needed(rate, target)
    assert needed is not None
    low, high = wilson(rate, needed)
    assert low > target - 1e-9 or high < target + 1e-9
    if needed > 1:
        low, high = wilson(rate, needed - 1)
        assert low <= target + 1e-9
        assert high >= target - 1e-9


@given(shares, targets, st.integers(1, 100_000))
def test_the_verdict_is_what_the_interval_says(rate, target, number):
    low, high = wilson(rate, number)
    expected = "met" if low >= target else "missed" if high < target else "unknown"
    assert verdict(rate, number, target) == expected


@given(targets, st.integers(2, 100_000))
def test_what_shows_is_what_takes_no_more_orders(target, number):
    gap = seen_by(number, target)
    if target - gap * 1.001 > 0:
        needed = orders_needed(target - gap * 1.001, target)
        assert needed is not None
        assert needed <= number + 1


def test_at_the_target_itself_no_number_is_enough():
    assert orders_needed(0.9, 0.9) is None
    assert orders_needed(0.2, 0.0) == 1
    assert seen_by(0, 0.9) == 1.0
    assert verdict(0.5, 0, 0.9) == "unknown"


@pytest.mark.parametrize("target", [0.5, 0.9, 0.99])
def test_nearer_takes_more(target):
    found = [orders_needed(target - gap, target) for gap in (0.2, 0.1, 0.05, 0.01)]
    assert found == sorted(found)
