"""The SQL on a real PostgreSQL against the local engine: the same whole numbers for any data and any definition."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy
from hypothesis import given, settings

from otif_koop.otif.sql.engines import OnDatabase
from tests.otif.order_books import Book, to_tables
from tests.otif.sql.elsewhere import SAMPLE, Case, agree_on_periods, cases, column_types, frames, rows
from tests.postgres import postgres  # noqa: F401


@pytest.fixture(scope="module")
def connection(postgres: str) -> Iterator[sqlalchemy.Connection]:  # noqa: F811
    with sqlalchemy.create_engine(postgres).connect() as opened:
        yield opened


def fill(connection: sqlalchemy.Connection, book: Book) -> OnDatabase:
    connection.rollback()
    for name, frame in frames(to_tables(book)).items():
        connection.exec_driver_sql(f"CREATE TABLE {name} ({column_types(frame)})")
        values = rows(frame)
        if values:
            places = ", ".join(["%s"] * len(frame.columns))
            connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({places})", values)
    return OnDatabase(connection)


@settings(SAMPLE, max_examples=120)
@given(cases())
def test_postgres_scores_what_the_engine_scores(connection, case: Case) -> None:
    case.agree(fill(connection, case.book))


def test_postgres_scores_the_same_periods(connection) -> None:
    agree_on_periods(lambda book: fill(connection, book))
