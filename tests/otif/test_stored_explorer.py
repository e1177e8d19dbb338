"""An explorer that left its orders behind says what the explorer with the orders says, and holds no order."""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings

from otif_koop.demo import demo_tables
from otif_koop.message import Refused
from otif_koop.otif.definition import Definition, NoError, Window
from otif_koop.otif.explorer.effects import effects, known, ladder, rankings
from otif_koop.otif.explorer.explorer import Explorer, explorer_of
from otif_koop.otif.explorer.level_advice import level_advice
from otif_koop.otif.explorer.stored import answers, pack, print_of, unpack
from otif_koop.otif.explorer.two_tolerances import Against, tolerances
from otif_koop.otif.explorer.warnings import contradictions
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.resolve import resolve
from otif_koop.otif.tallies.grid import place
from tests.otif.order_books import HARD, Book, definitions, order_books, to_tables


def large_groups(book: OrderBook, fewest: int) -> set[str]:
    sizes = np.bincount(book.group.codes, minlength=len(book.group.names))
    return {name for name, size in zip(book.group.names, sizes, strict=True) if size >= fewest}


def test_the_demo_without_its_orders_tells_the_same(demo: Explorer) -> None:
    own = Definition()
    data = pack(demo, [own])
    assert data == pack(Explorer(order_book(demo_tables()), demo.base, demo.as_of), [own])
    assert len(data) < 1_500_000
    stored = unpack(data)
    assert stored.groups == demo.groups
    assert stored.as_of == demo.as_of
    assert answers(stored, own)
    assert np.array_equal(stored.sweep().scores, demo.sweep().scores, equal_nan=True)
    assert ladder(stored, None) == ladder(demo, None)
    for group in (None, demo.groups[0]):
        assert effects(stored, own, group) == effects(demo, own, group)
        assert known(stored, group) == known(demo, group)
        for pair in Against:
            assert np.array_equal(tolerances(stored, own, group, pair), tolerances(demo, own, group, pair))
        assert level_advice(stored, own, group) == level_advice(demo, own, group)
        assert contradictions(stored, own, group) == contradictions(demo, own, group)
    assert rankings(stored, own, known(demo, None)[0][0].definition)


@settings(max_examples=5, **HARD)
@given(order_books(), definitions(), definitions())
def test_any_definition_scores_as_with_the_orders_or_not_at_all(
    book: Book, base: Definition, other: Definition
) -> None:
    assume(book.lines)
    engine = order_book(to_tables(book))
    explorer = explorer_of(engine, base, book.now)
    if engine.n_orders < 2:
        with pytest.raises(Refused, match="customer"):
            pack(explorer, fewest=2)
        return
    stored = unpack(pack(explorer, [base], fewest=2))
    assert set(stored.groups) == large_groups(engine, 2)
    whole = set(stored.groups) == set(engine.group.names)
    for definition in (base, other):
        for group in (*stored.groups, *([None] if whole else [])):
            figure = stored.figure(definition, group)
            in_grid = place(resolve(definition, engine).definition) is not None
            if figure is not None or (definition is base and in_grid):
                assert figure == explorer.figure(definition, group)
    swept, there = stored.sweep(), explorer.sweep()
    for group in stored.groups:
        assert np.array_equal(swept.of(group), there.of(group))
    if whole:
        assert np.array_equal(swept.of(None), there.of(None))


def test_groups_that_are_small_are_counted_together_and_too_few_not_at_all() -> None:
    tables = demo_tables()
    book = order_book(tables)
    codes = book.group.codes.copy()
    codes[:] = 0
    codes[:3], codes[3:6] = 1, 2
    stored = unpack(pack(explorer_of(replace(book, group=replace(book.group, codes=codes)), Definition(), book.as_of)))
    assert stored.groups == book.group.names[:1]
    orders = stored.scores(Definition())[None].counts.total
    assert orders == book.n_orders  # six small ones among them: enough to hide in
    codes[3:6] = 0
    fewer = unpack(pack(explorer_of(replace(book, group=replace(book.group, codes=codes)), Definition(), book.as_of)))
    assert fewer.scores(Definition())[None].counts.total == book.n_orders - 3
    assert stored.shape(None).orders == book.n_orders
    assert fewer.shape(None) == fewer.shape(book.group.names[0])  # else the three are what is left over


def test_what_needs_the_orders_has_no_figure(demo: Explorer) -> None:
    stored = unpack(pack(demo))
    damage = Definition(no_error=NoError(kinds=("damage",)))
    assert stored.figure(damage, None) is None
    assert not answers(stored, damage)
    assert stored.figure(Definition(window=Window(early=0, late=14)), None) is None  # past the edge of the grid
    assert answers(stored, Definition(window=Window(early=0, late=14)))


def test_no_order_and_no_customer_stands_in_it(demo: Explorer) -> None:
    data = pack(demo)
    begin = 8 + int.from_bytes(data[:8], "little")
    seen, rest = data[:begin], data[begin:]
    while rest:
        one = zlib.decompressobj()
        seen += one.decompress(rest)
        rest = one.unused_data
    book = demo.book
    customers = book.attributes["customer_id"].names
    for name in {*book.order_id[:200].tolist(), *customers} - set(book.group.names):
        assert str(name).encode() not in seen


def test_a_print_tells_other_orders_and_is_the_same_for_the_same(demo: Explorer) -> None:
    book, again = demo.book, order_book(demo_tables())
    assert print_of(book) == print_of(again)
    later = {**again.days, "promised_date": again.days["promised_date"] + 1}
    assert print_of(replace(again, days=later)) != print_of(book)
    assert print_of(replace(again, group=replace(again.group, names=again.group.names[::-1]))) != print_of(book)


@pytest.mark.parametrize("data", [b"", b"x" * 100, (5).to_bytes(8, "little") + b"{}   "])
def test_what_is_anything_else_is_refused(data: bytes, demo: Explorer) -> None:
    with pytest.raises(Refused, match="again"):
        unpack(data)
    whole = pack(demo)
    with pytest.raises(Refused, match="again"):
        unpack(whole[: len(whole) // 2])
