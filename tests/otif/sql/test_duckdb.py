"""The SQL on a real DuckDB against the local engine: the same whole numbers for any data and any definition."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings

from otif_koop.otif.sql.engines import OnDuckDB
from tests.otif.order_books import Book, to_tables
from tests.otif.sql.elsewhere import SAMPLE, Case, agree_on_periods, arrow, cases, frames

TABLES = ("order_lines", "deliveries", "incidents")


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        opened.execute("SET threads = 1")
        yield opened


def fill(connection: duckdb.DuckDBPyConnection, book: Book) -> OnDuckDB:
    for name in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    for name, frame in frames(to_tables(book)).items():
        given = arrow(frame)
        connection.register("given", given)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        connection.unregister("given")
    return OnDuckDB(connection)


@settings(SAMPLE, max_examples=120)
@given(cases())
def test_duckdb_scores_what_the_engine_scores(connection, case: Case) -> None:
    case.agree(fill(connection, case.book))


def test_duckdb_scores_the_same_periods(connection) -> None:
    agree_on_periods(lambda book: fill(connection, book))
