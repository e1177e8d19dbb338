"""Other groups without reading the data again: the same book as if the data had named them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.lately import Lately
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.regroup import regrouped
from otif_koop.otif.score import score
from tests.otif.order_books import Book, definitions, order_books, to_tables
from tests.otif.sql.elsewhere import SAMPLE

NAMES = ("Zorg", "Dealers", "Zorg", "")
filled = order_books().filter(lambda book: bool(book.lines))


def with_groups(tables: OrderTables, groups: dict[str, str]) -> OrderTables:
    lines = tables.lines.copy()
    named = [groups[order] or None for order in lines["order_id"]]
    lines["customer_group"] = pd.Series(named, index=lines.index, dtype="str")
    return OrderTables(lines, tables.deliveries, tables.incidents, tables.kinds, tables.order_grain)


def assert_same(one: Any, other: Any, where: str) -> None:
    if isinstance(one, np.ndarray):
        assert one.dtype.kind == other.dtype.kind, where
        same = pd.isna(one) & pd.isna(other) | (one == other) if one.dtype.kind in "fO" else one == other
        assert np.all(same), where
    elif isinstance(one, dict):
        assert set(one) == set(other), where
        for name, value in one.items():
            assert_same(value, other[name], f"{where}.{name}")
    elif hasattr(one, "__dataclass_fields__"):
        for part in fields(one):
            assert_same(getattr(one, part.name), getattr(other, part.name), f"{where}.{part.name}")
    elif not isinstance(one, Lately):
        assert one == other, where


@settings(SAMPLE, max_examples=50)
@given(filled, st.lists(st.integers(0, 3), min_size=12, max_size=12), definitions())
def test_it_is_the_book_that_the_data_with_these_groups_give(
    book: Book, drawn: list[int], definition: Definition
) -> None:
    tables = to_tables(book)
    before = order_book(tables)
    code = {order: drawn[at % len(drawn)] for at, order in enumerate(sorted(before.order_id))}
    codes = np.array([code[order] for order in before.order_id], np.int32)
    after = regrouped(before, codes, NAMES)
    expected = order_book(with_groups(tables, {order: NAMES[at] for order, at in code.items()}))
    by_name = sorted(range(expected.n_orders), key=lambda at: (expected.group.codes[at], expected.order_id[at]))
    assert after.group.names == expected.group.names
    assert after.columns == expected.columns
    assert sorted(zip(after.group.codes.tolist(), after.order_id, strict=True)) == [
        (expected.group.codes[at], expected.order_id[at]) for at in by_name
    ]
    assert_scores_agree(after, expected, definition)


def assert_scores_agree(one: OrderBook, other: OrderBook, definition: Definition) -> None:
    for level in Level:
        a, b = (score(book, definition, levels=(level,)) for book in (one, other))
        for name in (None, *one.group.names):
            if a.resolved[one.group.names[0]].no_score:
                continue
            ours, theirs = vars(a.score(name, level).counts), vars(b.score(name, level).counts)
            assert ours["excluded"] == theirs["excluded"], (name, level)
            for part in ours.keys() - {
                "excluded"
            }:  # credits and values add up in another order: the last digit may differ
                assert ours[part] == pytest.approx(theirs[part], rel=1e-12, abs=1e-12), (name, level, part)


@settings(max_examples=30, deadline=None)
@given(filled)
def test_there_and_back_is_the_same_book(book: Book) -> None:
    before = order_book(to_tables(book))
    turned = regrouped(before, np.arange(before.n_orders) % 3, ("c", "a", "b"))
    place = {order: at for at, order in enumerate(before.order_id)}
    codes = np.array([before.group.codes[place[order]] for order in turned.order_id], np.int32)
    again = regrouped(turned, codes, before.group.names)
    order = np.array([place[one] for one in again.order_id])
    assert again.group.names == before.group.names
    assert (before.group.codes[order] == again.group.codes).all()
    assert np.diff(again.group.codes).min(initial=0) >= 0
    assert again.n_lines == before.n_lines
    assert_same(np.sort(again.deliveries.quantity), np.sort(before.deliveries.quantity), "quantities")


def test_orders_that_stay_where_they_are_give_an_equal_book() -> None:
    from tests.otif.small_books import line, small_book

    book = small_book(
        line("1", "1", (8, 10), customer_group="A"),
        line("2", "1", (9, 5), (7, 5), customer_group="B"),
        line("3", "1"),
    )
    again = regrouped(book, book.group.codes, book.group.names)
    for part in fields(OrderBook):
        assert_same(getattr(book, part.name), getattr(again, part.name), part.name)
