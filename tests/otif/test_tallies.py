"""Tallies against the facts and the naive oracle: the same whole numbers, for every book and definition in the grid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from otif_koop.message import Refused
from otif_koop.otif.count import count_items, count_lines, count_orders
from otif_koop.otif.definition import Definition, Level, Weight
from otif_koop.otif.facts import View, facts_of
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.judge import outcome
from otif_koop.otif.order_book import to_day
from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.split import Split
from otif_koop.otif.tallies import chunks, units
from otif_koop.otif.tallies.grid import Basis, place
from otif_koop.otif.tallies.tally import tally
from otif_koop.otif.tallies.written import read, write
from tests.otif import oracle
from tests.otif.order_books import HARD, Book, definitions, order_books, to_tables
from tests.otif.test_engine import agree, as_written, readable

COUNTERS = {Level.ORDER: count_orders, Level.LINE: count_lines, Level.ITEM: count_items}
UNDER, OVER = (0.0, 0.0, 0.01, 0.02, 0.05, 0.1), ("none", 0.0, 0.02, 0.05, 0.1)


@st.composite
def in_the_grid(draw: st.DrawFn) -> Definition:
    """A definition that a tally answers: no credit curve, no weight of value, the tolerances on offer."""
    content = draw(definitions()).model_dump(exclude_unset=True)
    content.pop("credit", None)
    if content.get("weight") == Weight.VALUE:
        content["weight"] = Weight.QUANTITY
    content["in_full"] = {"under": draw(st.sampled_from(UNDER)), "over": draw(st.sampled_from(OVER))}
    return Definition.model_validate(content)


@settings(max_examples=300, **HARD)
@given(order_books(), in_the_grid(), st.booleans())
def test_tallies_count_what_the_facts_and_the_oracle_count(book: Book, definition: Definition, sparse: bool) -> None:
    assume(book.lines)
    assert place(definition) is not None
    engine = order_book(to_tables(book))
    resolved = as_written(definition, engine)
    now = to_day(book.now)
    facts = facts_of(engine, View.of(resolved.definition, now))
    judged = outcome(facts, resolved)
    split = Split(engine, engine.group.codes, len(engine.group.names))
    counted = tally(engine, Basis.of(resolved, now))
    expected = oracle.score(definition=readable(definition, book), **book.arguments())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(units, "MOST_DENSE_PARTS", 0 if sparse else 30)
        for level, count in COUNTERS.items():
            ours = counted.counts(resolved, level)
            assert ours == count(facts, resolved, judged, split)
            exact = engine.scale == 1 and facts.share == 1
            for name, counts in zip(counted.parts, ours, strict=True):
                agree(counts, expected[name][level], exact)


def halves(tables: OrderTables, first: set[str]) -> list[OrderTables]:
    def some(frame: pd.DataFrame, inside: bool) -> pd.DataFrame:
        return frame[frame["order_id"].isin(first) == inside]

    return [
        OrderTables(
            lines=some(tables.lines, inside),
            deliveries=some(tables.deliveries, inside),
            incidents=None if tables.incidents is None else some(tables.incidents, inside),
            kinds=tables.kinds,
        )
        for inside in (True, False)
    ]


@settings(max_examples=120, **HARD)
@given(order_books(), in_the_grid(), st.data())
def test_two_halves_add_up_to_the_whole(book: Book, definition: Definition, data: Any) -> None:
    assume(book.lines)
    tables = to_tables(book)
    names = sorted(set(tables.lines["order_id"]))
    first = data.draw(st.sets(st.sampled_from(names), min_size=1, max_size=max(1, len(names) - 1)))
    assume(len(first) < len(names))
    whole = order_book(tables)
    # what the whole data have decides how a column that one half lacks is read
    parts = [replace(order_book(half), columns=whole.columns, kinds=whole.kinds) for half in halves(tables, first)]
    resolved = as_written(definition, whole)
    basis = Basis.of(resolved, to_day(book.now))
    found = place(resolved.definition)
    assert found is not None
    one, other = (tally(part, basis).complete([found[0]]) for part in parts)
    together, at_once = one + other, tally(whole, basis).complete([found[0]])
    assert together.parts == at_once.parts
    for level in Level:
        assert together.counts(resolved, level) == at_once.counts(resolved, level)
        # an order that changed: less what it was, and what it is
        assert (at_once - one + one).counts(resolved, level) == at_once.counts(resolved, level)
    again = at_once - one
    left = dict(zip(again.parts, again.counts(resolved, Level.ORDER), strict=True))
    for name, counts in zip(other.parts, other.counts(resolved, Level.ORDER), strict=True):
        assert left[name] == counts


@settings(max_examples=40, **HARD)
@given(order_books(), in_the_grid())
def test_what_is_written_is_read_back_and_holds_no_order(book: Book, definition: Definition) -> None:
    assume(book.lines)
    engine = order_book(to_tables(book))
    resolved = as_written(definition, engine)
    found = place(resolved.definition)
    assert found is not None
    basis = Basis.of(resolved, to_day(book.now))
    one = tally(engine, basis).complete([found[0]])
    data = write(one, fewest=1)
    assert data == write(tally(engine, basis).complete([found[0]]), fewest=1)
    again = read(data)
    for level in Level:
        assert again.counts(resolved, level) == one.counts(resolved, level)
    with pytest.raises(Refused):
        read(data[: len(data) // 2])


@settings(max_examples=40, **HARD)
@given(order_books(), in_the_grid())
def test_groups_too_small_to_hide_anyone_do_not_leave(book: Book, definition: Definition) -> None:
    assume(book.lines)
    engine = order_book(to_tables(book))
    resolved = as_written(definition, engine)
    found = place(resolved.definition)
    assert found is not None
    one = tally(engine, Basis.of(resolved, to_day(book.now))).complete([found[0]])
    again = read(write(one, fewest=3))
    orders = {name: counts.total for name, counts in zip(one.parts, one.counts(resolved, Level.ORDER), strict=True)}
    assert again.parts == tuple(name for name in one.parts if orders[name] >= 3)
    for level in Level:
        whole = dict(zip(one.parts, one.counts(resolved, level), strict=True))
        assert again.counts(resolved, level) == [whole[name] for name in again.parts]


@settings(max_examples=80, **HARD)
@given(order_books(), in_the_grid(), st.integers(1, 7))
def test_a_book_in_chunks_counts_the_same(book: Book, definition: Definition, lines: int) -> None:
    assume(book.lines)
    engine = order_book(to_tables(book))
    resolved = as_written(definition, engine)
    basis = Basis.of(resolved, to_day(book.now))
    at_once = tally(engine, basis)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks.chunks, "__defaults__", (lines,))
        in_chunks = tally(engine, basis)
    assert engine.n_lines <= lines or len(in_chunks.rows) > 1 or engine.n_orders == 1
    for level in Level:
        assert in_chunks.counts(resolved, level) == at_once.counts(resolved, level)
