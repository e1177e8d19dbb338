"""The SQL on a real Spark against the local engine. Few cases here: each costs Spark a second; more in bench/."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.otif.definition import Definition
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_tables import LINE_FLAGS
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.engines import OnSpark
from otif_koop.otif.sql.probe import look
from tests.otif.order_books import Book, definitions, order_books, to_tables
from tests.otif.sql.elsewhere import DATES, NUMBERS, SAMPLE, agree, frames, rows
from tests.spark import spark  # noqa: F401


def fill(session: Any, book: Book) -> OnSpark:
    """The book as views of rows that Spark holds."""
    for name in ("order_lines", "deliveries", "incidents"):
        session.catalog.dropTempView(name)
    for name, frame in frames(to_tables(book)).items():
        types = ", ".join(f"{column} {_type(column)}" for column in frame.columns)
        session.createDataFrame(rows(frame), schema=types).createOrReplaceTempView(name)
    return OnSpark(session)


def _type(column: str) -> str:
    if column in DATES:
        return "DATE"
    return "DOUBLE" if column in NUMBERS else "BOOLEAN" if column in LINE_FLAGS else "STRING"


@settings(SAMPLE, max_examples=1)
@given(order_books().filter(lambda book: len(book.lines) > 6), st.lists(definitions(), min_size=10, max_size=10))
def test_spark_scores_what_the_engine_scores(spark, book: Book, some: list[Definition]) -> None:  # noqa: F811
    engine, tables = fill(spark, book), to_tables(book)
    seen = look(engine, TableNames(), as_of=book.now, kinds=order_book(tables).kinds)
    for definition in some:
        agree(engine, tables, definition, as_of=book.now, seen=seen)
