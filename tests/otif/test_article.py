"""The article's worked example through the engine, to the digit: both readings, and the weighted early and late."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from otif_koop.demo import article_tables
from otif_koop.otif.definition import Credit, Definition, Incidents, Level, Window
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.score import Score, score


def total(
    definition: Definition | None = None, *, overlap: bool = False, only: str | None = None
) -> dict[Level, Score]:
    tables = article_tables(overlap=overlap)
    if only is not None:
        assert tables.incidents is not None
        tables = OrderTables(
            tables.lines[tables.lines["order_id"] == only],
            tables.deliveries[tables.deliveries["order_id"] == only],
            tables.incidents[tables.incidents["order_id"] == only],
            tables.kinds,
        )
    scored = score(order_book(tables), definition or Definition())
    return {level: scored.score(None, level) for level in Level}


def percents(scores: dict[Level, Score], figure: Any, decimals: int = 0) -> list[float]:
    return [round(100 * figure(scores[level]), decimals) for level in Level]


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (lambda one: one.in_full, [50, 71, 96]),
        (lambda one: one.on_time, [50, 57, 61]),
        (lambda one: 1 - one.no_error_no_complaint, [100, 43, 43]),
        (lambda one: one.no_error_no_complaint, [0, 57, 57]),
        (lambda one: one.otifnenc.product, [0, 23, 33]),
    ],
)
def test_both_orders_as_published(figure: Any, expected: list[float]) -> None:
    assert percents(total(), figure) == expected


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (lambda one: one.otif.product, [25.0, 40.8, 58.5]),
        (lambda one: one.otif.joint, [0.0, 28.6, 56.8]),
        (lambda one: one.otifnenc.joint, [0.0, 14.3, 40.0]),
    ],
)
def test_product_and_joint(figure: Any, expected: list[float]) -> None:
    assert percents(total(), figure, 1) == expected


def test_order_1_in_full_and_order_2_nothing() -> None:
    first, second = total(only="1"), total(only="2")
    assert percents(first, lambda one: one.in_full) == [0, 50, 93]
    assert percents(first, lambda one: one.on_time) == [100, 100, 100]
    assert percents(second, lambda one: one.otif.product) == [0, 0, 0]
    assert percents(second, lambda one: one.otif.joint) == [0, 0, 0]


def test_the_product_of_the_orders_hides_a_zero() -> None:
    order = total()[Level.ORDER]
    assert order.otif is not None
    assert order.otif.hides_zero
    assert (order.otif.low, order.otif.high) == (0.0, 0.5)


def test_an_error_and_a_complaint_on_one_line_read_in_two_ways() -> None:
    one = total(overlap=True)[Level.LINE]
    two = total(Definition(incidents=Incidents.SEPARATE), overlap=True)[Level.LINE]
    assert one.no_error_no_complaint == pytest.approx(5 / 7)
    assert two.no_error == pytest.approx(5 / 7)
    assert two.no_complaint == pytest.approx(6 / 7)
    assert one.otifnenc is not None
    assert two.otifnenc is not None
    assert one.otifnenc.components == ("on_time", "in_full", "no_error_no_complaint")
    assert two.otifnenc.components == ("on_time", "in_full", "no_error", "no_complaint")
    assert one.otifnenc.product == pytest.approx(4 / 7 * 5 / 7 * 5 / 7)
    assert two.otifnenc.product == pytest.approx(4 / 7 * 5 / 7 * 5 / 7 * 6 / 7)
    assert one.otifnenc.joint == two.otifnenc.joint


TEN = (0, -1, 2, -3, 4, 0, 7, -8, 10, 12)


def ten_orders(definition: Definition) -> float | None:
    ids = [str(number) for number in range(10)]
    promised = pd.Timestamp("2026-03-02")
    lines = pd.DataFrame(
        {"order_id": ids, "line_id": "1", "quantity_ordered": 5.0, "promised_date": pd.to_datetime([promised] * 10)}
    )
    deliveries = pd.DataFrame(
        {
            "order_id": ids,
            "line_id": "1",
            "quantity_delivered": 5.0,
            "delivered_at": [promised + pd.Timedelta(days=days) for days in TEN],
        }
    )
    return score(order_book(OrderTables(lines, deliveries)), definition).score(None, Level.ORDER).on_time


def curve(shape: str, early: list[list[float]], late: list[list[float]]) -> Definition:
    return Definition(credit=Credit.model_validate({"shape": shape, "early": early, "late": late}))


BANDS = [[1, 1.0], [3, 0.75], [5, 0.5], [10, 0.25]]


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        (Definition(window=Window(early=0, late=0)), 0.20),
        (Definition(window=Window(early="none", late=0)), 0.50),
        (Definition(window=Window(early=10, late=10)), 0.90),
        (curve("linear", [[0, 1], [10, 0]], [[0, 1], [10, 0]]), 0.55),
        (curve("steps", BANDS, BANDS), 0.575),
        (curve("linear", [[0, 1], [10, 0]], [[0, 1], [5, 0]]), 0.46),
    ],
)
def test_early_and_late_weighted(definition: Definition, expected: float) -> None:
    assert ten_orders(definition) == pytest.approx(expected)
