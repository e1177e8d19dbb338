from __future__ import annotations

import pytest

from otif_koop.ui import session


@pytest.fixture(autouse=True)
def _own_database(tmp_path, monkeypatch):
    """No test sees, or leaves, a workshop of someone else."""
    monkeypatch.setenv("OTIF_KOOP_DATABASE", f"sqlite:///{tmp_path / 'workshops.db'}")
    session.store.clear()  # a server keeps its store; the demo data may stay
