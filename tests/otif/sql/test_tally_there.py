"""A tally that DuckDB makes of its tables counts what one made of the order book counts, for every rule and limit."""

from __future__ import annotations

from itertools import product

import duckdb
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from otif_koop.otif.definition import Definition, Level, MissingDue, OpenLines, Partials
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_book import to_day
from otif_koop.otif.resolve import resolve
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.probe import look
from otif_koop.otif.sql.tally_there import tally_there
from otif_koop.otif.tallies.grid import EDGE, NO_LIMIT, OVER, UNDER, Basis, Rule
from otif_koop.otif.tallies.tally import tally
from otif_koop.otif.tallies.units import Asked
from tests.otif.order_books import Book, definitions, order_books, to_tables
from tests.otif.sql.elsewhere import SAMPLE
from tests.otif.sql.test_duckdb import fill

LIMITS = [
    (early, late, over, marks)
    for early in (0, 2, EDGE, NO_LIMIT)
    for late in (0, 1, EDGE, NO_LIMIT)
    for over in (0, 2, len(OVER))
    for marks in range(4)
]
RULES = [Rule(*one) for one in product(range(len(UNDER)), Partials, OpenLines, MissingDue)]


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        opened.execute("SET threads = 1")
        yield opened


@settings(SAMPLE, max_examples=40)
@given(order_books(), definitions(), st.lists(st.sampled_from(RULES), min_size=3, max_size=3, unique=True))
def test_a_tally_made_there_counts_what_one_made_here_counts(
    connection, book: Book, definition: Definition, rules: list[Rule]
) -> None:
    assume(book.lines)
    here = order_book(to_tables(book))
    resolved = resolve(definition, here)
    assume(not resolved.no_score)
    ours = tally(here, Basis.of(resolved, to_day(book.now)))
    engine = fill(connection, book)
    seen = look(engine, TableNames(), as_of=book.now, kinds=here.kinds)
    theirs = tally_there(engine, ours.basis, rules, seen)
    assert (theirs.basis, theirs.parts, theirs.in_full) == (ours.basis, ours.parts, ours.in_full)
    asked = Asked(*(np.array(column) for column in zip(*LIMITS, strict=True)))
    for rule in rules:
        for level in Level:
            for by_quantity in (False, True):
                there = theirs.count(level, rule, asked, by_quantity=by_quantity)
                for name, expected in ours.count(level, rule, asked, by_quantity=by_quantity).items():
                    pieces = level is Level.ITEM or (by_quantity and level is Level.LINE and name != "units")
                    factor = (theirs.unit, ours.unit) if pieces else (1, 1)
                    assert (there[name] * factor[1] == expected * factor[0]).all(), (rule, level, name)
        assert (theirs.units(Level.ORDER, rule).excluded == ours.units(Level.ORDER, rule).excluded).all()
        of_items = [one.items.excluded(len(one.parts), rule.counting()) for one in (ours, theirs)]
        assert (of_items[0] * theirs.unit == of_items[1] * ours.unit).all()
