"""What holds for every order book and every definition, and that the tables hold the book."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pandas as pd
from hypothesis import given, settings

from otif_koop.otif.definition import Definition
from tests.otif.by_hand import rate
from tests.otif.oracle import LEVELS, NUMERATORS, component_rates, possible_range, product, score
from tests.otif.order_books import Book, definitions, listed, order_books, to_tables


@settings(max_examples=100, deadline=None)
@given(order_books(), definitions())
def test_every_figure_is_possible(book: Book, definition: Definition) -> None:
    result = score(definition=listed(definition, book.kinds), **book.arguments())
    ordered = sum((max(Fraction(0), line["quantity_ordered"] or Fraction(0)) for line in book.lines), Fraction(0))
    everything = {"order": len({line["order_id"] for line in book.lines}), "line": len(book.lines), "item": ordered}
    for name in LEVELS:
        level = result[None][name]
        assert level["units"] + sum(level["excluded"].values()) == everything[name]
        for groups in result.values():
            one = groups[name]
            for numerator in NUMERATORS:
                assert one[numerator] is None or 0 <= one[numerator] <= one["denominator"]
        for key in ("units", "denominator", *NUMERATORS):
            if level[key] is not None:
                assert level[key] == sum(result[group][name][key] for group in result if group is not None)


@settings(max_examples=100, deadline=None)
@given(order_books(), definitions())
def test_the_joint_share_lies_in_the_range_of_the_component_rates(book: Book, definition: Definition) -> None:
    total = score(definition=listed(definition, book.kinds), **book.arguments())[None]
    for name in LEVELS:
        for reading in ("one_component", "separate"):
            rates = component_rates(total[name], reading)
            if rates is not None:
                least, most = possible_range(rates)
                joint = rate(total[name], "joint")
                assert least <= joint <= most
                assert least <= product(rates) <= most


@settings(max_examples=50, deadline=None)
@given(order_books(), definitions())
def test_the_order_of_the_rows_decides_nothing(book: Book, definition: Definition) -> None:
    content, arguments = listed(definition, book.kinds), book.arguments()
    backwards = {
        "lines": book.lines[::-1],
        "deliveries": book.deliveries[::-1],
        "incidents": None if book.incidents is None else book.incidents[::-1],
    }
    assert score(definition=content, **arguments | backwards) == score(definition=content, **arguments)


@settings(max_examples=50, deadline=None)
@given(order_books())
def test_the_tables_hold_the_book(book: Book) -> None:
    tables = to_tables(book)
    for rows, frame in (
        (book.lines, tables.lines),
        (book.deliveries, tables.deliveries),
        (book.incidents, tables.incidents),
    ):
        if frame is None:
            assert rows is None
            continue
        assert len(frame) == len(rows)
        for name in frame.columns.drop("source_row"):
            for row, value in zip(rows, frame[name], strict=True):
                expected = row.get(name)
                if expected is None:
                    assert pd.isna(value)
                elif isinstance(expected, date):
                    assert value == pd.Timestamp(expected)
                else:
                    assert value == (float(expected) if isinstance(expected, Fraction) else expected)
    kept = {name for name in tables.lines if tables.lines[name].notna().any()}
    assert book.columns & set(tables.lines) <= kept
    assert not book.away & (set(tables.lines) | set(tables.deliveries))
    assert not tables.lines.duplicated(["order_id", "line_id"]).any()
