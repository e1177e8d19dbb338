"""Engines to run the SQL on: DuckDB, any database that SQLAlchemy reaches, and Spark. Imported only when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from otif_koop.message import Refused, message
from otif_koop.otif.sql.contract import TableNames, parquet_files
from otif_koop.otif.sql.dialect import DIALECTS, Dialect
from otif_koop.otif.sql.probe import Engine

if TYPE_CHECKING:
    import duckdb
    from pyspark.sql import SparkSession
    from sqlalchemy import Connection

_OF_SQLALCHEMY = {
    "postgresql": "postgres",
    "duckdb": "duckdb",
    "mssql": "tsql",
    "snowflake": "snowflake",
    "bigquery": "bigquery",
    "databricks": "databricks",
}
_SHUFFLE = "spark.sql.shuffle.partitions"
_NAME = re.compile(r"[^\W\d][\w$]*(\.[^\W\d][\w$]*){0,2}")


@contextmanager
def opened(where: str, tables: TableNames) -> Iterator[tuple[Engine, TableNames]]:
    """The engine of `--engine` and the names of its tables: `duckdb`, `duckdb:FILE`, `spark`, or a database's address.

    On DuckDB and Spark a table may be the path of a Parquet file or folder. Raises `Refused` where the engine isn't
    installed or can't be reached; a password is never repeated.
    """
    kind, _, rest = where.partition(":")
    if kind == "duckdb" and not rest.startswith("//"):
        with _duckdb(rest) as engine:
            yield engine, _known(engine, tables)
    elif where == "spark":
        session = spark_session()
        on_spark = OnSpark(session)
        yield on_spark, _known(on_spark, tables)
    elif "://" in where:
        with _database(where) as connection:
            yield OnDatabase(connection), tables
    else:
        raise Refused(
            message(
                "--engine: “{given}” is not one of {choices}.",
                given=where,
                choices="parquet, duckdb, duckdb:FILE, spark, URL",
            )
        )


@contextmanager
def _duckdb(file: str) -> Iterator[OnDuckDB]:
    try:
        import duckdb
    except ModuleNotFoundError:
        raise _not_installed("duckdb") from None
    if file and not Path(file).is_file():
        raise Refused(message("{file}: there is no such file.", file=file))
    try:
        with duckdb.connect(file or ":memory:", read_only=bool(file)) as connection:
            yield OnDuckDB(connection)
    except duckdb.Error as fault:
        raise _failed(fault) from None


@contextmanager
def _database(address: str) -> Iterator[Connection]:
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

    try:
        url = make_url(address)
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        engine = create_engine(url)
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise Refused(message("--engine: that is not the address of a database.")) from None
    except ModuleNotFoundError as missing:
        raise Refused(
            message("The driver “{driver}” for this database is not installed.", driver=str(missing.name))
        ) from None
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as fault:
        raise _failed(getattr(fault, "orig", None) or fault) from None
    finally:
        engine.dispose()


def spark_session() -> SparkSession:
    """The session that is there (on a cluster), or one on this machine."""
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError:
        raise _not_installed("spark") from None
    import os
    import sys

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        session = SparkSession.builder.appName("otif-koop").getOrCreate()
    except Exception as fault:
        raise Refused(
            message("Spark doesn't start: is Java installed? ({why})", why=str(fault).splitlines()[0][:200])
        ) from None
    is_alone = (session.conf.get("spark.master", "") or "").startswith("local")
    if is_alone and session.conf.get(_SHUFFLE) == "200":  # Spark's own default, which is for a cluster
        session.conf.set(_SHUFFLE, str(2 * (os.cpu_count() or 1)))
    return session


def _known(engine: OnDuckDB | OnSpark, tables: TableNames) -> TableNames:
    """The tables' names; what is a path becomes a table of its usual name."""
    usual = TableNames()
    named = {}
    for field in fields(TableNames):
        given = getattr(tables, field.name)
        if _NAME.fullmatch(given) and not Path(given).exists():
            continue
        named[field.name] = getattr(usual, field.name)
        engine.file_as_table(named[field.name], given)
    return replace(tables, **named)


def _not_installed(extra: str) -> Refused:
    return Refused(message("This needs the extra “{extra}”: pip install otif-koop[{extra}].", extra=extra))


def _failed(fault: BaseException) -> Refused:
    return Refused(message("The engine says: {why}", why=str(fault).strip().splitlines()[0][:300]))


class OnDuckDB:
    """A DuckDB connection."""

    dialect = DIALECTS["duckdb"]

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def columns(self, table: str) -> frozenset[str] | None:
        """See `probe.Engine`."""
        import duckdb

        try:
            described = self._connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
        except duckdb.CatalogException:
            return None
        return frozenset(row[0].lower() for row in described)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """See `probe.Engine`."""
        return self._connection.execute(query).fetchall()

    def file_as_table(self, name: str, path: str) -> None:
        """Make a Parquet file or folder known as a table."""
        files = parquet_files(Path(path)) if Path(path).is_dir() else [Path(path)]
        if not files:
            raise Refused(message("There is no table {table}.", table=path))
        where = ", ".join(self.dialect.text(str(one)) for one in files)
        read = f"read_parquet([{where}], union_by_name = true)"  # else the first file says what columns there are
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {read}")


class OnDatabase:
    """A connection of SQLAlchemy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        name = _OF_SQLALCHEMY.get(connection.dialect.name)
        if name is None:
            raise Refused(
                message(
                    "{engine} is not one of {choices}.", engine=connection.dialect.name, choices=", ".join(DIALECTS)
                )
            )
        self.dialect: Dialect = DIALECTS[name]

    def columns(self, table: str) -> frozenset[str] | None:
        """See `probe.Engine`."""
        from sqlalchemy import inspect
        from sqlalchemy.exc import NoSuchTableError

        *schema, name = [part.strip('"`[]') for part in table.split(".")]
        try:
            found = inspect(self._connection).get_columns(name, schema=".".join(schema) or None)
        except NoSuchTableError:
            return None
        return frozenset(str(column["name"]).lower() for column in found)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """See `probe.Engine`."""
        from sqlalchemy import text

        return [tuple(row) for row in self._connection.execute(text(query.replace(":", "\\:")))]


class OnSpark:
    """A Spark session, on this machine or in front of a cluster."""

    dialect = DIALECTS["spark"]

    def __init__(self, session: SparkSession) -> None:
        self.session = session

    def columns(self, table: str) -> frozenset[str] | None:
        """See `probe.Engine`."""
        if not self.session.catalog.tableExists(table):
            return None
        return frozenset(name.lower() for name in self.session.table(table).columns)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """See `probe.Engine`."""
        return [tuple(row) for row in self.session.sql(query).collect()]

    def file_as_table(self, name: str, path: str) -> None:
        """Make a Parquet folder, wherever Spark reads from, known as a table."""
        self.session.read.parquet(path).createOrReplaceTempView(name)
