"""The counts of a workshop's orders, kept beside it: whoever may look explores them, only a facilitator keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, insert, select

from otif_koop.message import Refused, message
from otif_koop.store.database import Database
from otif_koop.store.link_rows import lock, must_hold
from otif_koop.store.rights import Right
from otif_koop.store.schema import order_counts

MOST_BYTES = 64_000_000  # of a workshop, compressed


@dataclass(frozen=True)
class Kept:
    """That counts are kept: a print of what was counted, by whom and when, and how large they are in bytes."""

    made_of: str
    by: str
    at: datetime
    size: int


class OrderCounts:
    """The counts of all workshops of one database, as bytes; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, right: Right, made_of: str, contents: Sequence[bytes]) -> None:
        """Keeps `contents` in the place of all that was kept before.

        Raises `Refused` for who may not edit, and where they are too large to keep beside every workshop.
        """
        right.demand("edit")
        if sum(map(len, contents)) > MOST_BYTES:
            raise Refused(message("The counts of these data are too large to keep with the workshop."))
        values = {"workshop_id": right.workshop_id, "made_of": made_of, "kept_by": right.name}
        at = datetime.now(UTC)
        with self._database.transaction(writes=True) as connection:
            if not lock(connection, right):
                return
            connection.execute(delete(order_counts).where(order_counts.c.workshop_id == right.workshop_id))
            for place, content in enumerate(contents):
                connection.execute(insert(order_counts).values(**values, place=place, content=content, kept_at=at))

    def kept(self, right: Right) -> Kept | None:
        """What is kept, without reading it; cheap enough to ask at every rerun."""
        right.demand("see")
        of = order_counts.c
        asked = (
            select(of.made_of, of.kept_by, of.kept_at, func.sum(func.length(of.content)))
            .where(of.workshop_id == right.workshop_id)
            .group_by(of.made_of, of.kept_by, of.kept_at)
        )
        with self._database.transaction() as connection:
            must_hold(connection, right)
            row = connection.execute(asked).first()
        return None if row is None else Kept(row[0], row[1], row[2], int(row[3]))

    def read(self, right: Right) -> tuple[str, list[bytes]] | None:
        """The print of what was counted, and the counts; None where none are kept."""
        right.demand("see")
        of = order_counts.c
        asked = select(of.made_of, of.content).where(of.workshop_id == right.workshop_id).order_by(of.place)
        with self._database.transaction() as connection:
            must_hold(connection, right)
            rows = connection.execute(asked).all()
        return (rows[0].made_of, [row.content for row in rows]) if rows else None

    def delete(self, right: Right) -> None:
        """Deletes the counts; nothing of them is left in the database."""
        right.demand("edit")
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            connection.execute(delete(order_counts).where(order_counts.c.workshop_id == right.workshop_id))
        self._database.empty_log()
