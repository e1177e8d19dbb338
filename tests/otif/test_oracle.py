"""The oracle against the method's own figures: the article's two orders and its weighted early and late deliveries."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

import pytest

from tests.otif.by_hand import day, measure, rate
from tests.otif.oracle import LEVELS, component_rates, product


def percent(share: Fraction, decimals: int = 0) -> Fraction:
    """Rounded half up, as the article's figures are."""
    scale = 10**decimals
    return Fraction(floor(share * 100 * scale + Fraction(1, 2)), scale)


# ---- the article's two orders (§6)

ARTICLE = (
    ("1", "1", 10_000, 10_000, 6, 6),
    ("1", "2", 8_000, 8_000, 6, 6),
    ("1", "3", 6_000, 5_000, 6, 6),
    ("1", "4", 5_000, 4_000, 6, 6),
    ("2", "5", 6_500, 6_500, 8, 10),
    ("2", "6", 6_000, 6_000, 8, 10),
    ("2", "7", 6_000, 6_000, 8, 10),
)
MARKS = (("1", "2", "picking_error"), ("2", "5", "complaint"), ("2", "6", "complaint"))
BOTH_ON_LINE_5 = (("1", "2", "picking_error"), ("2", "5", "picking_error"), ("2", "5", "complaint"))


def article(marks: tuple[tuple[str, str, str], ...] = MARKS, only_order: str | None = None) -> Any:
    rows = [row for row in ARTICLE if only_order in (None, row[0])]
    lines = [
        {"order_id": order, "line_id": line, "quantity_ordered": ordered, "promised_date": day(due)}
        for order, line, ordered, _, due, _ in rows
    ]
    deliveries = [
        {"order_id": order, "line_id": line, "quantity_delivered": delivered, "delivered_at": day(stop)}
        for order, line, _, delivered, _, stop in rows
    ]
    return lines, deliveries, [{"order_id": order, "line_id": line, "kind": kind} for order, line, kind in marks]


PUBLISHED = {
    "in_full": (50, 71, 96),
    "on_time": (50, 57, 61),
    "no_error_no_complaint": (0, 57, 57),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_components_of_both_orders(name: str) -> None:
    total = measure(article())[None]
    assert tuple(percent(rate(total[level], name)) for level in LEVELS) == PUBLISHED[name]


def test_the_published_share_with_an_error_or_complaint() -> None:
    total = measure(article())[None]
    shares = [1 - rate(total[level], "no_error_no_complaint") for level in LEVELS]
    assert [percent(share) for share in shares] == [100, 43, 43]


def test_order_1_is_on_time_and_two_of_its_lines_are_short() -> None:
    total = measure(article((), only_order="1"))[None]
    assert [percent(rate(total[level], "in_full")) for level in LEVELS] == [0, 50, 93]
    assert [rate(total[level], "on_time") for level in LEVELS] == [1, 1, 1]
    assert rate(total["item"], "in_full") == Fraction(27_000, 29_000)


def test_order_2_is_complete_and_wholly_late() -> None:
    total = measure(article((), only_order="2"))[None]
    for level in LEVELS:
        assert rate(total[level], "in_full") == 1
        assert rate(total[level], "on_time") == 0
        assert rate(total[level], "otif") == 0


def test_the_combined_figures_of_both_orders() -> None:
    total = measure(article())[None]
    rates = {level: component_rates(total[level], "one_component") for level in LEVELS}
    assert [percent(product(rates[level])) for level in LEVELS] == [0, 23, 33]
    two = [product({name: rates[level][name] for name in ("on_time", "in_full")}) for level in LEVELS]
    assert [percent(share, 1) for share in two] == [25, Fraction("40.8"), Fraction("58.5")]
    joint = [percent(rate(total[level], "otif"), 1) for level in LEVELS]
    assert joint == [0, Fraction("28.6"), Fraction("56.8")]
    joint = [percent(rate(total[level], "otifnenc"), 1) for level in LEVELS]
    assert joint == [0, Fraction("14.3"), Fraction("40.0")]


@pytest.mark.parametrize(("order_2", "on_time"), [(18_154, 62), (18_155, 61), (18_500, 61), (18_933, 61), (18_934, 60)])
def test_the_published_share_of_items_leaves_order_2_this_free(order_2: int, on_time: int) -> None:
    lines, deliveries, incidents = article()
    lines[4]["quantity_ordered"] = deliveries[4]["quantity_delivered"] = order_2 - 12_000
    total = measure((lines, deliveries, incidents))[None]
    assert percent(rate(total["item"], "on_time")) == on_time


def test_the_article_s_marks_as_one_component_and_as_two() -> None:
    line = measure(article())[None]["line"]
    assert component_rates(line, "one_component")["no_error_no_complaint"] == Fraction(4, 7)
    two = component_rates(line, "separate")
    assert (two["no_error"], two["no_complaint"]) == (Fraction(6, 7), Fraction(5, 7))


def test_an_error_and_a_complaint_on_one_line_count_once_or_twice() -> None:
    total = measure(article(BOTH_ON_LINE_5))[None]
    assert rate(total["line"], "no_error_no_complaint") == Fraction(5, 7)
    assert (rate(total["line"], "no_error"), rate(total["line"], "no_complaint")) == (Fraction(5, 7), Fraction(6, 7))
    assert rate(total["item"], "no_error_no_complaint") == Fraction(47_500 - 8_000 - 6_500, 47_500)
    one = product(component_rates(total["line"], "one_component"))
    assert one == Fraction(4, 7) * Fraction(5, 7) * Fraction(5, 7)
    assert product(component_rates(total["line"], "separate")) == one * Fraction(6, 7)


# ---- weighted early and late (§6)

LINEAR_10 = [[0, 1], [10, 0]]
BANDS = [[1, 1], [3, 0.75], [5, 0.5], [10, 0.25]]


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"window": {"early": 0, "late": 0}}, Fraction("0.2")),
        ({"window": {"early": "none", "late": 0}}, Fraction("0.5")),
        ({"window": {"early": 10, "late": 10}}, Fraction("0.9")),
        ({"credit": {"shape": "linear", "early": LINEAR_10, "late": LINEAR_10}}, Fraction("0.55")),
        ({"credit": {"shape": "steps", "early": BANDS, "late": BANDS}}, Fraction("0.575")),
        ({"credit": {"shape": "linear", "early": LINEAR_10, "late": [[0, 1], [5, 0]]}}, Fraction("0.46")),
    ],
)
def test_early_and_late_weighted(choices: dict[str, Any], expected: Fraction) -> None:
    lines, deliveries = [], []
    for number, off in enumerate((0, -1, 2, -3, 4, 0, 7, -8, 10, 12)):
        keys = {"order_id": str(number), "line_id": "1"}
        lines.append(keys | {"quantity_ordered": 4, "promised_date": day(15)})
        deliveries.append(keys | {"quantity_delivered": 4, "delivered_at": day(15 + off)})
    total = measure((lines, deliveries, None), choices)[None]
    assert [rate(total[level], "on_time") for level in LEVELS] == [expected] * 3
    assert [rate(total[level], "otif") for level in LEVELS] == [expected] * 3
