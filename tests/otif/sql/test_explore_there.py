"""Exploring tables on DuckDB gives what exploring the order book gives: every defensible definition, the same score."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from hypothesis import assume, given, settings

from otif_koop.otif.definition import Definition
from otif_koop.otif.explorer.effects import effects, known, ladder
from otif_koop.otif.explorer.explorer import explorer_of
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.explore_there import explore_there
from tests.otif.order_books import Book, order_books, to_tables
from tests.otif.sql.elsewhere import SAMPLE
from tests.otif.sql.test_duckdb import fill


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        opened.execute("SET threads = 1")
        yield opened


@settings(SAMPLE, max_examples=3)
@given(order_books().filter(lambda book: len(book.lines) > 5))
def test_the_same_definitions_score_the_same(connection, book: Book) -> None:
    here = order_book(to_tables(book))
    base = Definition.model_validate({"no_error": {"kinds": "all"}, "no_complaint": {"kinds": "all"}})
    ours = explorer_of(here, base, book.now)
    there = explore_there(fill(connection, book), base, TableNames(), book.now)
    assume(there.source.kinds == here.kinds)
    assert there.groups == ours.groups
    assert there.choices() == ours.choices()
    np.testing.assert_array_equal(there.sweep().scores, ours.sweep().scores)
    assert [one.figure for one in ladder(there, None)] == [one.figure for one in ladder(ours, None)]
    assert [figure for _, figure in known(there, None)] == [figure for _, figure in known(ours, None)]
    for group in (None, *ours.groups):
        assert effects(there, base, group) == effects(ours, base, group)
