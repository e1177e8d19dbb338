"""The store of a test: every test runs on SQLite and on PostgreSQL, unless it looks at SQLite's own file."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from otif_koop.store.store import Store
from tests.postgres import postgres  # noqa: F401


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        looks_at_the_file = "file" in metafunc.definition.fixturenames
        metafunc.parametrize("database", ["sqlite"] if looks_at_the_file else ["sqlite", "postgresql"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the SQLite store of a test is kept."""
    return tmp_path / "var" / "workshops.sqlite"


@pytest.fixture
def address(database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a new, empty database of the asked kind."""
    if database == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('file')}"
        return
    server = sqlalchemy.make_url(request.getfixturevalue("postgres"))
    name = f"store_{secrets.token_hex(6)}"
    keeper = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    with keeper.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    # as people write it: which driver speaks to PostgreSQL is not theirs to know
    yield server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with keeper.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    keeper.dispose()


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = Store(address, patience=5)
    yield opened
    opened.close()
