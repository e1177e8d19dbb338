"""Engines to run the SQL on: DuckDB, any database that SQLAlchemy reaches, and Spark. Imported only when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from otif_koop.message import Refused, message
from otif_koop.otif.sql.contract import TableNames
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
_NAME = re.compile(r"[^\W\d][\w$]*(\.[^\W\d][\w$]*){0,2}")


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

    def file_as_table(self, name: str, path: Path) -> None:
        """Make a Parquet file or folder known as a table."""
        pattern = str(path / "**" / "*.parquet") if path.is_dir() else str(path)
        where = self.dialect.text(pattern)
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet({where})")


class OnDatabase:
    """A connection of SQLAlchemy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        name = _OF_SQLALCHEMY.get(connection.dialect.name)
        if name is None:
            raise Refused(
                message("{engine} is not one of {choices}.", engine=connection.dialect.name, choices=", ".join(DIALECTS))
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
