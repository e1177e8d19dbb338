"""How sure a rate is: Wilson, the effective number of orders, and whether the interval keeps its promise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from otif_koop.otif.definition import Level
from otif_koop.otif.interval import effective_number, number_to_settle, wilson
from otif_koop.otif.score import score
from otif_koop.otif.score_interval import (
    component_interval_of,
    joint_interval,
    passed_by_order,
    product_interval_of,
    product_number,
)
from otif_koop.otif.score_lines import PASSES
from otif_koop.otif.score_parts import Part
from tests.otif.small_books import judge, line, marked, small_book


@pytest.mark.parametrize(
    ("passed", "number", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_s_published_values(passed: int, number: int, low: float, high: float) -> None:
    assert wilson(passed / number, number) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_that_of_another_hand(seen: tuple[int, int]) -> None:
    passed, number = seen
    interval = binomtest(passed, number).proportion_ci(0.95, method="wilson")
    assert wilson(passed / number, number) == (pytest.approx(interval.low, abs=1e-9), pytest.approx(interval.high))


def test_without_anything_seen_everything_is_possible() -> None:
    assert wilson(0.5, 0) == (0.0, 1.0)
    assert effective_number(np.zeros(0), np.zeros(0)) == 0
    assert effective_number(np.ones(1), np.ones(1)) == 1
    assert effective_number(np.zeros(3), np.zeros(3)) == 1


def test_lines_that_stand_or_fall_with_their_order_count_as_orders() -> None:
    passed = np.repeat([1.0, 0.0], [30, 10])
    orders = effective_number(passed, np.ones(40))
    assert effective_number(5 * passed, np.full(40, 5.0)) == pytest.approx(orders)
    assert orders == pytest.approx(40, rel=0.05)


def test_orders_of_the_same_mix_say_more_than_their_number() -> None:
    generator = np.random.default_rng(3)
    passed = generator.binomial(10, 0.8, 4000).astype(float)
    assert effective_number(passed, np.full(4000, 10.0)) == pytest.approx(40_000, rel=0.1)


def test_one_big_order_takes_the_others_their_say() -> None:
    weight = np.array([1.0] * 19 + [100.0])
    assert effective_number(weight, weight) == pytest.approx(119**2 / (19 + 100**2))
    assert effective_number(weight, weight) < 2


def test_whole_orders_are_as_many_as_they_are() -> None:
    """ "at order level, with weight 1, this is the number of orders" (its own docstring)."""
    passed = np.repeat([1.0, 0.0], [19, 1])
    assert effective_number(passed, np.ones(20)) == pytest.approx(20)


def test_line_by_line_the_interval_is_too_sure_and_by_order_it_keeps_its_promise() -> None:
    """150 orders of 1 to 12 lines that hang together; the true share of good lines is 80 %."""
    generator = np.random.default_rng(20170306)
    plain = by_order = 0
    tries = 3000
    for _ in range(tries):
        lines = generator.integers(1, 13, 150)
        passed = generator.binomial(lines, generator.beta(2.4, 0.6, 150)).astype(float)
        weight = lines.astype(float)
        rate = passed.sum() / weight.sum()
        low, high = wilson(rate, weight.sum())
        plain += low <= 0.8 <= high
        low, high = wilson(rate, effective_number(passed, weight))
        by_order += low <= 0.8 <= high
    assert plain / tries < 0.85
    assert 0.93 <= by_order / tries <= 0.97


def book_of(good: int, bad: int):
    """Orders of two lines; in a bad one the second line is late and half delivered."""
    lines = [line(str(n), number, (8, 10)) for n in range(good) for number in "12"]
    for n in range(good, good + bad):
        lines += [line(str(n), "1", (8, 10)), line(str(n), "2", (9, 5))]
    return small_book(*lines)


def test_at_order_level_the_interval_is_wilson_s() -> None:
    """19 of 20 orders is 76 to 99 % (method, §8), by 19 orders it is 75 to 99 %."""
    low, high = joint_interval(*judge(book_of(19, 1)), Level.ORDER)
    assert (low, high) == (pytest.approx(wilson(0.95, 20)[0]), pytest.approx(wilson(0.95, 20)[1]))


def test_where_all_or_none_pass_the_interval_is_wilson_s_on_the_orders() -> None:
    assert joint_interval(*judge(book_of(20, 0)), Level.ORDER) == wilson(1, 20)
    assert joint_interval(*judge(book_of(20, 0)), Level.LINE) == wilson(1, 20)
    assert joint_interval(*judge(book_of(0, 20)), Level.ORDER) == wilson(0, 20)


@pytest.mark.parametrize(("level", "passed", "weight"), [(Level.LINE, (2, 1), 2), (Level.ITEM, (20, 10), 20)])
def test_at_the_other_levels_it_rests_on_how_orders_differ(level: Level, passed: tuple[int, int], weight: int) -> None:
    by_order = np.repeat(np.array(passed, float), [16, 4])
    number = effective_number(by_order, np.full(20, float(weight)))
    low, high = joint_interval(*judge(book_of(16, 4)), level)
    assert (low, high) == pytest.approx(wilson(0.9, number))


def test_marks_take_pieces_and_lines_at_every_level() -> None:
    book = small_book(
        *(line(str(n), "1", (8, 10)) for n in range(4)),
        incidents=[marked("0", "damage", "0"), marked("1", "damage", "1", quantity=4), marked("2", "complaint")],
    )
    parts = judge(book)
    for level, passed in ((Level.LINE, [1, 0, 0, 1]), (Level.ITEM, [1, 0.6, 0, 1])):
        by_order = np.array(passed, float)
        expected = wilson(by_order.mean(), effective_number(by_order, np.ones(4)))
        assert joint_interval(*parts, level) == pytest.approx(expected)


@pytest.mark.parametrize("level", list(Level))
def test_the_interval_of_a_component_stands_around_its_rate(level: Level) -> None:
    book = small_book(
        *(line(str(n), "1", (8, 10)) for n in range(6)),
        *(line(str(n), "2", (9, 5), (12, 5)) for n in range(4)),
        incidents=[marked("0", "damage", "1"), marked("2", "complaint")],
    )
    facts, resolved, judged = judge(book)
    own = Part(facts, resolved, judged, np.ones(book.n_orders, np.bool_))
    one = score(book, resolved.definition, levels=(level,)).score(None, level)
    for component in PASSES:
        rate = getattr(one, component)
        passed, weight = passed_by_order(facts, resolved, judged, level, (component,))
        assert passed.sum() / weight.sum() == pytest.approx(rate)
        low, high = component_interval_of([own], level, component)
        assert (low, high) == pytest.approx(wilson(rate, effective_number(passed, weight)))
        assert low <= rate <= high
        if level is Level.ORDER:
            assert (low, high) == pytest.approx(wilson(rate, book.n_orders))


@pytest.mark.parametrize("level", list(Level))
def test_the_interval_of_the_product_stands_around_it_and_one_factor_is_the_component(level: Level) -> None:
    generator = np.random.default_rng(11)
    rows = [
        line(str(n), number, (8 + 2 * int(generator.random() < 0.3), 10 - 5 * int(generator.random() < 0.2)))
        for n in range(60)
        for number in "123"[: 1 + n % 3]
    ]
    book = small_book(*rows, incidents=[marked(str(n), "damage", "1") for n in range(0, 60, 7)])
    facts, resolved, judged = judge(book)
    own = Part(facts, resolved, judged, np.ones(book.n_orders, np.bool_))
    one = score(book, resolved.definition, levels=(level,)).score(None, level)
    factors = [("on_time",), ("in_full",), ("no_error", "no_complaint")]
    measured = [tuple(name for name in each if name in resolved.measured) for each in factors]
    low, high = product_interval_of([own], level, measured)
    assert low < one.measured.product < high
    alone = product_interval_of([own], level, [("on_time",)])
    assert alone == pytest.approx(component_interval_of([own], level, "on_time"))
    halves = [replace(own, orders=np.arange(book.n_orders) % 2 == half) for half in (0, 1)]
    assert product_interval_of(halves, level, measured) == pytest.approx((low, high))


def test_only_the_orders_asked_for_and_none_without_any() -> None:
    book = book_of(3, 2)
    first = np.arange(book.n_orders) < 3
    assert joint_interval(*judge(book), Level.LINE, first) == wilson(1, 3)
    assert joint_interval(*judge(book), Level.LINE, np.zeros(book.n_orders, bool)) is None
    assert (
        joint_interval(*judge(small_book(line("1", "1", due=30), line("2", "1", ordered_at=2, due=30))), Level.LINE)
        is None
    )


def test_a_product_of_one_is_as_sure_as_the_rate_itself() -> None:
    generator = np.random.default_rng(5)
    weight = generator.integers(1, 9, 300).astype(float)
    passed = generator.binomial(weight.astype(int), 0.7).astype(float)
    rate = passed.sum() / weight.sum()
    assert product_number(np.array([rate]), passed[None, :], weight) == pytest.approx(effective_number(passed, weight))


def test_the_interval_of_a_product_keeps_its_promise() -> None:
    """400 orders that are late or short, mostly together; the true product is that of the two true rates."""
    generator = np.random.default_rng(11)
    late, short = 0.8, 0.9
    kept = 0
    tries = 2000
    for _ in range(tries):
        bad = generator.random(400) < 0.08  # both at once
        on_time = ~bad & (generator.random(400) < late / 0.92)
        in_full = ~bad & (generator.random(400) < short / 0.92)
        passed = np.stack([on_time, in_full]).astype(float)
        rates = passed.mean(axis=1)
        low, high = wilson(float(rates.prod()), product_number(rates, passed, np.ones(400)))
        kept += low <= late * short <= high
    assert 0.93 <= kept / tries <= 0.97


def test_a_product_of_nothing_or_everything_counts_the_orders() -> None:
    assert product_number(np.array([1.0, 1.0]), np.ones((2, 30)), np.ones(30)) == pytest.approx(30)
    assert product_number(np.array([0.0, 1.0]), np.stack([np.zeros(30), np.ones(30)]), np.ones(30)) == pytest.approx(30)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_from_so_many_on_the_interval_leaves_the_target_out(rate: float, target: float) -> None:
    needed = number_to_settle(rate, target)
    if needed is None or abs(rate - target) < 1e-3:
        return
    low, high = wilson(rate, needed * 1.001)
    assert not low <= target <= high
    low, high = wilson(rate, needed * 0.999)
    assert low <= target <= high


def test_a_target_that_is_the_score_is_never_settled() -> None:
    assert number_to_settle(0.9, 0.9) is None


def test_the_closed_form_is_as_sure_as_a_bootstrap_over_orders() -> None:
    """300 orders of lines that hang together, drawn again 4,000 times: the same spread, within what chance allows."""
    generator = np.random.default_rng(8)
    lines = generator.integers(1, 13, 300)
    passed = generator.binomial(lines, generator.beta(2.4, 0.6, 300)).astype(float)
    weight = lines.astype(float)
    rate = passed.sum() / weight.sum()
    drawn = generator.integers(0, 300, (4000, 300))
    rates = passed[drawn].sum(axis=1) / weight[drawn].sum(axis=1)
    closed = np.sqrt(rate * (1 - rate) / effective_number(passed, weight))
    assert rates.std() == pytest.approx(closed, rel=0.05)
    low, high = np.quantile(rates, (0.025, 0.975))
    assert wilson(rate, effective_number(passed, weight)) == (
        pytest.approx(low, abs=0.01),
        pytest.approx(high, abs=0.01),
    )
