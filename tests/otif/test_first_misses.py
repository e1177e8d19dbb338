"""Which misses to solve first: by hand, and against putting right units one by one."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otif_koop.otif.definition import Combine
from otif_koop.otif.first_misses import MASKS, first_misses

FOUR = ("on_time", "in_full", "no_error", "no_complaint")
mixes = st.dictionaries(st.integers(0, 15), st.integers(0, 300), min_size=1)


def test_by_hand():
    faults = {0: 50, 1: 25, 3: 5, 4: 15, 8: 5}  # 50 good; late 30 (25 by nothing else), short 5, error 15, complaint 5
    [late, error] = first_misses(faults, FOUR, 0.88, Combine.JOINT)
    assert (late.component, late.fails, late.only, late.needed) == ("on_time", 30, 25, None)
    assert late.after == pytest.approx(0.75)
    assert (error.component, error.needed) == ("no_error", 13)
    assert error.after == pytest.approx(0.90)


def test_a_met_target_asks_nothing():
    assert first_misses({0: 95, 1: 5}, FOUR, 0.95, Combine.JOINT) == []
    assert first_misses({}, FOUR, 0.95, Combine.JOINT) == []


def test_faults_that_always_come_together_are_solved_one_after_the_other():
    [first, second] = first_misses({0: 80, 3: 20}, ("on_time", "in_full"), 0.95, Combine.JOINT)
    assert first.after == pytest.approx(0.8)
    assert second.needed == 15


@given(mixes, st.floats(0.01, 1), st.sampled_from(list(Combine)))
def test_solving_as_told_reaches_the_target(faults, target, combine):
    total = sum(faults.values())
    found = first_misses(faults, FOUR, target, combine)
    solved = 0
    for cause in found[:-1]:
        assert cause.needed is None
        solved |= MASKS[cause.component]
    scores = [cause.after for cause in found]
    assert scores == sorted(scores)
    if not found:
        return
    last = found[-1]
    assert last.needed is not None, "with every component solved all is good"
    assert last.after >= target - 1e-9
    assert last.only <= last.fails <= total
    mask = MASKS[last.component]
    if combine is Combine.JOINT:
        good = sum(n for code, n in faults.items() if not code & ~solved)
        can_be_won = sum(n for code, n in faults.items() if code & ~solved and not code & ~solved & ~mask)
        assert last.needed <= can_be_won
        assert good + last.needed >= target * total - 1e-6
        assert good + last.needed - 1 < target * total
    else:

        def rate(name: str, put_right: float = 0) -> float:
            bit = MASKS[name]
            fails = 0 if bit & solved else sum(n for code, n in faults.items() if code & bit)
            return 1 - (fails - put_right) / total

        def product(put_right: float) -> float:
            return prod(rate(name, put_right if name == last.component else 0) for name in FOUR)

        assert product(last.needed) >= target - 1e-6
        assert product(last.needed - 1) < target + 1e-9


@given(mixes, st.floats(0.01, 1))
def test_no_other_component_would_have_gained_more(faults, target):
    total = sum(faults.values())
    found = first_misses(faults, FOUR, target, Combine.JOINT)
    if not found:
        return
    gains = {
        name: sum(n for code, n in faults.items() if not code & ~MASKS[name]) / total
        for name in FOUR
        if any(code & MASKS[name] and n for code, n in faults.items())
    }
    assert found[0].after == pytest.approx(max(gains.values()))
