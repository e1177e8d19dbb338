from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from otif_koop.store.store import Store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the store of a test is kept."""
    return tmp_path / "var" / "workshops.sqlite"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{file}", patience=5)
    yield opened
    opened.close()
