"""Tables, views and queries of any database that SQLAlchemy reaches, and of a DuckDB file; only ever read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Executable,
    create_engine,
    inspect,
    literal_column,
    make_url,
    select,
    text,
)
from sqlalchemy import table as table_of
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from otif_koop.intake.refusals import NotRead
from otif_koop.intake.sources.fetched import AT_A_TIME, Row
from otif_koop.intake.sources.named import Source
from otif_koop.message import message

MOST_TABLES = 2_000
SECONDS_TO_CONNECT = 10
SECONDS_OF_A_QUERY = 300
_THEIR_OWN = {"information_schema", "pg_catalog", "pg_toast", "sys", "guest", "mysql", "performance_schema"}


Answer = tuple[list[str], Iterator[Sequence[Row]]]
"""The headers, and the rows in parts."""


class Opened(Protocol):
    """A database that is open for reading."""

    def tables(self) -> tuple[str, ...]:
        """The tables and views, as `schema.table` where they aren't in the usual schema; at most `MOST_TABLES`."""
        ...

    def rows_of(self, table: str) -> Answer:
        """Everything in one of its tables."""
        ...

    def answers(self, query: str) -> Answer:
        """What a query gives."""
        ...


@contextmanager
def opened(source: Source) -> Iterator[Opened]:
    """The database of a source; raises `NotRead` where it can't be reached. A password is never repeated."""
    url = _url(source)
    if url.get_backend_name() == "duckdb":
        with _duckdb(source, url) as there:
            yield there
        return
    engine = _engine(source, url)
    try:
        with engine.connect() as connection:
            connection = _only_reading(connection)
            try:
                yield _OnDatabase(connection)
            finally:
                connection.rollback()
    except SQLAlchemyError as fault:
        raise _failed(source, getattr(fault, "orig", None) or fault) from None
    finally:
        engine.dispose()


def _url(source: Source) -> URL:
    try:
        url = make_url(source.address)
        if url.drivername in {"postgres", "postgresql"}:  # the driver that we bring is psycopg
            url = url.set(drivername="postgresql+psycopg")
        if url.get_backend_name() != "duckdb":
            url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise NotRead(
            message(
                "The source “{name}” is not the address of a database. Write it in the environment as in {example}.",
                name=source.name,
                example="postgresql://name:password@server/database",
            )
        ) from None
    return url


def _engine(source: Source, url: URL) -> Engine:
    kind = url.get_backend_name()
    try:
        if kind == "sqlite":
            file = _file(source, url)
            return create_engine("sqlite://", creator=lambda: sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True))
        patience = {"connect_timeout": SECONDS_TO_CONNECT} if kind in {"postgresql", "mysql", "mariadb"} else {}
        return create_engine(url, connect_args=patience)
    except ModuleNotFoundError as missing:
        raise NotRead(
            message("The driver “{driver}” for this database is not installed. Install it.", driver=str(missing.name))
        ) from None


def _only_reading(connection: Connection) -> Connection:
    """The connection in a transaction in which nothing can be changed, where the database knows of such a thing."""
    kind = connection.dialect.name
    if kind == "postgresql":
        connection = connection.execution_options(postgresql_readonly=True)
        connection.execute(text(f"SET LOCAL statement_timeout = {SECONDS_OF_A_QUERY * 1000}"))
    elif kind in {"mysql", "mariadb", "oracle"}:
        with suppress(SQLAlchemyError):
            connection.execute(text("SET TRANSACTION READ ONLY"))
    elif kind == "sqlite":
        connection.execute(text("PRAGMA query_only = ON"))
    return connection


def _file(source: Source, url: URL) -> Path:
    file = Path(url.database or "").absolute()
    if not url.database or not file.is_file():
        raise NotRead(
            message(
                "The file of the source “{name}” isn't there. Have whoever runs the program look at its setting.",
                name=source.name,
            )
        )
    return file


def _failed(source: Source, fault: BaseException) -> NotRead:
    lines = str(fault).strip().splitlines() or [type(fault).__name__]
    said = lines[0][:300]
    with suppress(ArgumentError):
        password = make_url(source.address).password
        said = said.replace(str(password), "…") if password else said
    return NotRead(
        message(
            "The database “{name}” refuses: {why}. Look at the question, or have whoever runs the program look at the"
            " connection.",
            name=source.name,
            why=said.rstrip("."),
        )
    )


class _OnDatabase:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def tables(self) -> tuple[str, ...]:
        return tuple(self._places)

    @cached_property
    def _places(self) -> dict[str, tuple[str | None, str]]:
        """The schema and the name of each table, by what it is called here."""
        there = inspect(self.connection)
        usual = there.default_schema_name
        found: dict[str, tuple[str | None, str]] = {
            name: (None, name) for name in (*there.get_table_names(), *there.get_view_names())
        }
        for schema in there.get_schema_names():
            if len(found) > MOST_TABLES:
                break
            if schema == usual or schema.lower() in _THEIR_OWN or self.connection.dialect.name == "sqlite":
                continue
            with suppress(SQLAlchemyError):  # a schema that this account may not see
                names = (*there.get_table_names(schema), *there.get_view_names(schema))
                found |= {f"{schema}.{name}": (schema, name) for name in names}
        return dict(sorted(found.items())[:MOST_TABLES])

    def rows_of(self, table: str) -> Answer:
        schema, name = self._places[table]
        return self._run(select(literal_column("*")).select_from(table_of(name, schema=schema)))

    def answers(self, query: str) -> Answer:
        return self._run(text(query.replace(":", "\\:")))  # a colon would name a value to fill in

    def _run(self, statement: Executable) -> Answer:
        result = self.connection.execution_options(stream_results=True, yield_per=AT_A_TIME).execute(statement)
        return list(result.keys()), (list(part) for part in result.partitions(AT_A_TIME))


@contextmanager
def _duckdb(source: Source, url: URL) -> Iterator[Opened]:
    """A DuckDB file, opened so that it can't be changed and nothing outside it can be reached."""
    try:
        import duckdb
    except ModuleNotFoundError:
        raise NotRead(
            message("This needs the extra “{extra}”: pip install otif-koop[{extra}].", extra="duckdb")
        ) from None
    file = _file(source, url)
    try:
        settings: dict[str, Any] = {"enable_external_access": False, "lock_configuration": True}
        with duckdb.connect(str(file), read_only=True, config=settings) as connection:
            yield _OnDuckDB(connection)
    except duckdb.Error as fault:
        raise _failed(source, fault) from None


class _OnDuckDB:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def tables(self) -> tuple[str, ...]:
        return tuple(self._places)

    @cached_property
    def _places(self) -> dict[str, tuple[str, str]]:
        found = self.connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables ORDER BY ALL LIMIT 2000"
        ).fetchall()
        return {name if schema == "main" else f"{schema}.{name}": (schema, name) for schema, name in found}

    def rows_of(self, table: str) -> Answer:
        name = ".".join('"' + part.replace('"', '""') + '"' for part in self._places[table])
        return self.answers(f"SELECT * FROM {name}")  # noqa: S608 - a table that is there, its name quoted

    def answers(self, query: str) -> Answer:
        # as Arrow: to plain rows it can't turn a time with a zone without one more library
        answer = pa.RecordBatchReader.from_stream(self.connection.sql(query))
        return answer.schema.names, (list(zip(*map(_cells, part.columns), strict=True)) for part in answer)


def _cells(column: pa.Array) -> list[Any]:
    cells: list[Any] = column.to_pylist()
    return cells
