"""What a target asks of components and lines: by hand, and whatever the figures."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otif_koop.otif.component_demands import (
    alone,
    equal_demands,
    joint_demands,
    line_demand,
    lines_that_count,
    order_rate,
    product_demands,
)
from otif_koop.otif.definition import Combine

rates = st.dictionaries(
    st.sampled_from(["on_time", "in_full", "no_error", "no_complaint"]), st.floats(0.05, 0.999), min_size=1
)
targets = st.floats(0.01, 0.999)
sizes = st.dictionaries(st.integers(1, 40), st.floats(0.5, 1000), min_size=1, max_size=12)


def test_the_orders_of_six_lines_of_the_assignment():
    assert line_demand(0.95, {6: 1}) == pytest.approx(0.95 ** (1 / 6))
    assert round(line_demand(0.95, {6: 1}), 3) == 0.991


def test_by_hand_the_product():
    asked = product_demands({"on_time": 0.64, "in_full": 0.81}, 0.72)  # 0.5184 = 0.72²
    assert asked == pytest.approx({"on_time": 0.8, "in_full": 0.9})
    assert alone({"on_time": 0.64, "in_full": 0.81}, 0.72) == {
        "on_time": pytest.approx(0.72 / 0.81),
        "in_full": None,  # 0.72 / 0.64 is more than everything
    }


def test_by_hand_the_joint_share():
    # 40 of 100 miss; at 80 % half of them are put right, so every component keeps half of its misses
    assert joint_demands({"on_time": 0.7, "in_full": 0.84}, 0.6, 0.8) == pytest.approx(
        {"on_time": 0.85, "in_full": 0.92}
    )


@given(rates, targets)
def test_the_demands_multiply_to_the_target(today, target):
    asked = product_demands(today, target)
    assert prod(asked.values()) == pytest.approx(target)
    assert all(0 <= rate <= 1 for rate in asked.values())
    if target >= prod(today.values()):
        assert all(asked[name] >= today[name] - 1e-9 for name in today)


@given(rates)
def test_who_is_there_already_is_asked_nothing_more(today):
    assert product_demands(today, prod(today.values())) == pytest.approx(today)


@given(st.lists(st.integers(0, 15), min_size=1, max_size=200), st.floats(0, 1))
def test_putting_right_the_same_part_of_the_missing_units_gives_the_joint_demands(faults, part):
    """Every missing unit put right for a part: what is then expected of each component is what is asked."""
    total = len(faults)
    today = {bit: sum(not code & bit for code in faults) / total for bit in (1, 2, 4, 8)}
    joint = sum(code == 0 for code in faults) / total
    target = joint + part * (1 - joint)
    if joint == 1:
        return
    asked = joint_demands({str(bit): rate for bit, rate in today.items()}, joint, target)
    for bit in today:
        left = sum(1 - part for code in faults if code & bit)
        assert asked[str(bit)] == pytest.approx(1 - left / total, abs=1e-9)


@pytest.mark.parametrize("combine", list(Combine))
@pytest.mark.parametrize("target", [0.0, 0.5, 0.95, 1.0])
def test_without_figures_everyone_is_asked_the_same(combine, target):
    asked = equal_demands(("on_time", "in_full", "no_error"), target, combine)
    assert len(set(asked.values())) == 1
    if combine is Combine.PRODUCT:
        assert prod(asked.values()) == pytest.approx(target)
    else:  # misses that never fall together add up
        assert sum(1 - rate for rate in asked.values()) == pytest.approx(1 - target)


@given(targets, sizes)
def test_lines_that_do_what_is_asked_reach_the_target(target, found):
    line = line_demand(target, found)
    assert order_rate(line, found) == pytest.approx(target, abs=1e-9)
    assert line >= target - 1e-9, "an order is never better than its lines"


@given(targets, st.integers(1, 30), st.integers(1, 30))
def test_larger_orders_ask_more_of_a_line(target, one, other):
    small, large = sorted((one, other))
    assert line_demand(target, {small: 1}) <= line_demand(target, {large: 1}) + 1e-12


def test_lines_that_count():
    assert lines_that_count(0.9**6, 0.9) == pytest.approx(6)
    assert lines_that_count(0.0, 0.5) is None
    assert lines_that_count(1.0, 1.0) is None


def test_nothing_to_say_is_no_crash():
    assert product_demands({}, 0.9) == {}
    assert joint_demands({}, 1.0, 0.9) == {}
    assert product_demands({"on_time": 0.0, "in_full": 0.9}, 0.81) == pytest.approx({"on_time": 0.9, "in_full": 0.9})
    assert line_demand(0.9, {}) == 0.9
