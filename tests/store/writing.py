"""Writing as whoever made the edits, from the machine itself."""

from __future__ import annotations

from collections.abc import Sequence

from otif_koop.store.store import Store
from otif_koop.workshop.edits import Edit


def save(store: Store, workshop_id: str, revision: int, edits: Sequence[Edit]) -> int:
    return store.save(store.here(workshop_id, edits[0].by if edits else "ann"), revision, edits)
