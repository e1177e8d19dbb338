"""The SQL on a real DuckDB against the local engine: the same whole numbers for any data and any definition."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otif_koop.otif.definition import Definition
from otif_koop.otif.sql.engines import OnDuckDB
from tests.otif.order_books import Book, definitions, order_books, to_tables
from tests.otif.sql.elsewhere import agree, arrow, frames

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


@settings(
    max_examples=130,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
@given(order_books(), st.lists(definitions(), min_size=3, max_size=3), st.booleans())
def test_duckdb_scores_what_the_engine_scores(
    connection, book: Book, some: list[Definition], given_day: bool
) -> None:
    if not book.lines:
        return
    engine = fill(connection, book)
    as_of = book.now if given_day else None
    first, second, third = some
    agree(engine, to_tables(book), first, as_of=as_of)
    agree(engine, to_tables(book), second, {"A": third}, as_of=as_of)
