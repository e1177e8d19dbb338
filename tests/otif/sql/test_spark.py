"""The SQL on a real Spark against the local engine. Each case costs Spark seconds: 200 in bench/spark_agrees.py."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_tables import LINE_FLAGS
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.engines import OnSpark
from otif_koop.otif.sql.probe import look
from tests.otif.order_books import Book, definitions, order_books, to_tables
from tests.otif.sql.elsewhere import DATES, NUMBERS, SAMPLE, agree, agree_by_period, frames, rows
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


def agrees(session: Any, book: Book, some: list[Definition]) -> int:
    """Assert that Spark scores the book as here, each definition at its own level and the first at all three.

    How many definitions had anything to count.
    """
    engine, tables = fill(session, book), to_tables(book)
    seen = look(engine, TableNames(), as_of=book.now, kinds=order_book(tables).kinds)
    counted = 0
    for place, definition in enumerate(some):
        levels = tuple(Level) if place == 0 else (definition.level,)
        counted += agree(engine, tables, definition, as_of=book.now, seen=seen, levels=levels)
    return counted


def books() -> st.SearchStrategy[Book]:
    """Books with enough lines for most definitions to find something to count."""
    return order_books().filter(lambda book: len(book.lines) > 6)


def test_spark_scores_what_the_engine_scores(spark) -> None:  # noqa: F811
    counted = []

    @settings(SAMPLE, max_examples=2)
    @given(books(), st.lists(definitions(), min_size=15, max_size=15))
    def agree_on(book: Book, some: list[Definition]) -> None:
        counted.append(agrees(spark, book, some))
        by = "week" if len(book.lines) % 2 else "month"
        agree_by_period(OnSpark(spark), to_tables(book), some[0], by, book.now, (some[0].level,))

    agree_on()
    assert sum(counted) > 0
