from __future__ import annotations

import pytest

from otif_koop.ui import on_the_way, session


@pytest.fixture(autouse=True)
def _own_database(tmp_path, monkeypatch):
    """No test sees, or leaves, a workshop of someone else."""
    monkeypatch.setenv("OTIF_KOOP_DATABASE", f"sqlite:///{tmp_path / 'workshops.db'}")
    session.store.clear()  # a server keeps its store; the demo data may stay


@pytest.fixture(autouse=True)
def _nothing_is_on_its_way(request, monkeypatch):
    """There is no browser between a page and these tests: every choice is a choice, however soon after another."""
    if not request.module.__name__.endswith("test_inputs"):  # where a browser is played
        monkeypatch.setattr(on_the_way, "_SECONDS", -1e6)
