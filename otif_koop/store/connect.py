"""Connections to the database: SQLite in one file by default, any other that SQLAlchemy reaches by its address."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from otif_koop.message import Refused, message

BEGIN = "otif_koop_begin"
"""The execution option that says how SQLite begins: `READS`, `WRITES` or, outside any transaction, `ALONE`."""
READS, WRITES, ALONE = "BEGIN", "BEGIN IMMEDIATE", ""

CONNECTIONS = 8
MORE_CONNECTIONS = 24
_LONGEST_SWITCH = 10.0  # seconds that others may need to make the same file


def parsed(address: str) -> URL:
    """The address of a database; raises `Refused` for what is none, without repeating a password."""
    try:
        url = make_url(address)
        if url.drivername in ("postgres", "postgresql"):  # both are in use; the driver that we bring is psycopg
            url = url.set(drivername="postgresql+psycopg")
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise Refused(
            message(
                "OTIF_KOOP_DATABASE is not the address of a database. Write it as in {file} or {server}.",
                file="sqlite:////folder/workshops.sqlite",
                server="postgresql://name:password@server/database",
            )
        ) from None
    if url.get_backend_name() == "sqlite" and (not url.database or url.database == ":memory:" or url.query):
        raise Refused(message("Workshops are kept in a file: write a path after sqlite:/// and nothing behind it."))
    return url


def shown(url: URL) -> str:
    """The address as it may stand on a screen: a file's path, or a server without its password."""
    if url.get_backend_name() == "sqlite":
        return str(Path(url.database or "").absolute())
    return url.render_as_string(hide_password=True)


def engine_for(url: URL, patience: float) -> Engine:
    """An engine that waits `patience` seconds for a lock or a free connection; nothing is opened yet.

    Raises `Refused` where the driver is not installed.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(Path(url.database or "").absolute(), patience)
    try:
        return create_engine(
            url, pool_size=CONNECTIONS, max_overflow=MORE_CONNECTIONS, pool_timeout=patience, pool_pre_ping=True
        )
    except ModuleNotFoundError as missing:
        raise Refused(
            message("The driver “{driver}” for this database is not installed.", driver=str(missing.name))
        ) from None


def make_file(file: Path) -> None:
    """Makes the SQLite file and its folder where they are not there yet, in the mode that lets readers go on.

    Raises `OSError` for the folder, and `sqlite3.Error`.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file)
    try:
        until = time.monotonic() + _LONGEST_SWITCH
        while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            try:
                connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as fault:
                # another process is at it, and SQLite does not wait for this lock by itself
                if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(0.02)
    finally:
        connection.close()


def _sqlite_engine(file: Path, patience: float) -> Engine:
    def connect() -> sqlite3.Connection:
        # mode=rw: a file that is gone must not silently begin again as an empty one
        connection = sqlite3.connect(
            f"{file.as_uri()}?mode=rw", uri=True, timeout=patience, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")  # what was acknowledged survives a power cut
        connection.execute("PRAGMA secure_delete=ON")  # what was deleted is overwritten
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=CONNECTIONS,
        max_overflow=MORE_CONNECTIONS,
        pool_timeout=patience,
    )

    @event.listens_for(engine, "connect")
    def _remember_file(_connection: Any, record: Any) -> None:
        record.info["file"] = _identity(file)

    @event.listens_for(engine, "checkout")
    def _still_same_file(_connection: Any, record: Any, _proxy: Any) -> None:
        # SQLite would go on writing into a file that no longer has a name
        if record.info.get("file") != _identity(file):
            raise DisconnectionError("the file was moved, replaced or deleted")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # taking the write lock first means that a transaction waits at its start and never fails half-way
        begin = connection.get_execution_options().get(BEGIN, READS)
        if begin:
            connection.exec_driver_sql(begin)

    return engine


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        there = file.stat()
    except OSError:
        return None
    return there.st_dev, there.st_ino
