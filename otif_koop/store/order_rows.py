"""The client's rows, kept beside a workshop only where a facilitator says so, and no longer than was said.

Only a facilitator can read them; whoever else looks has the counts. What has expired is gone for all, and is deleted
from the database when anyone next asks what is kept, or a server starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, insert, select

from otif_koop.message import Refused, message
from otif_koop.store.database import Database
from otif_koop.store.link_rows import lock, must_hold
from otif_koop.store.rights import Right
from otif_koop.store.schema import order_rows

MOST_BYTES = 256_000_000  # of a workshop, compressed
LONGEST = timedelta(days=92)


@dataclass(frozen=True)
class KeptRows:
    """That rows are kept: by whom, since when and until when, and how large they are in bytes."""

    by: str
    at: datetime
    until: datetime
    size: int


class OrderRows:
    """The rows of all workshops of one database, as bytes; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, right: Right, content: bytes, until: datetime) -> None:
        """Keeps the rows until a moment, in the place of those kept before.

        Raises `Refused` for who may not edit, for longer than three months, and where they are too large.
        """
        right.demand("edit")
        now = datetime.now(UTC)
        if not now < until <= now + LONGEST:
            raise Refused(message("Rows are kept for three months at most."))
        if len(content) > MOST_BYTES:
            raise Refused(message("These rows are too large to keep with the workshop."))
        with self._database.transaction(writes=True) as connection:
            if not lock(connection, right):
                return
            connection.execute(delete(order_rows).where(order_rows.c.workshop_id == right.workshop_id))
            connection.execute(
                insert(order_rows).values(
                    workshop_id=right.workshop_id, content=content, kept_by=right.name, kept_at=now, expires_at=until
                )
            )
        self._database.empty_log()  # of the rows that these replace

    def kept(self, right: Right) -> KeptRows | None:
        """What is kept, without reading it."""
        right.demand("see")
        self.delete_expired()
        of = order_rows.c
        asked = select(of.kept_by, of.kept_at, of.expires_at, func.length(of.content))
        with self._database.transaction() as connection:
            must_hold(connection, right)
            row = connection.execute(
                asked.where(of.workshop_id == right.workshop_id, of.expires_at > datetime.now(UTC))
            ).first()
        return None if row is None else KeptRows(row[0], row[1], row[2], int(row[3]))

    def read(self, right: Right) -> bytes | None:
        """The rows; None where none are kept. Raises `Refused` for who may not edit."""
        right.demand("edit")
        of = order_rows.c
        with self._database.transaction() as connection:
            must_hold(connection, right)
            found: bytes | None = connection.scalar(
                select(of.content).where(of.workshop_id == right.workshop_id, of.expires_at > datetime.now(UTC))
            )
        return found

    def delete(self, right: Right) -> None:
        """Deletes the rows; nothing of them is left in the database."""
        right.demand("edit")
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            connection.execute(delete(order_rows).where(order_rows.c.workshop_id == right.workshop_id))
        self._database.empty_log()

    def delete_expired(self) -> None:
        """Deletes the rows of every workshop whose time is over."""
        over = order_rows.c.expires_at <= datetime.now(UTC)
        with self._database.transaction() as connection:
            if connection.execute(select(order_rows.c.workshop_id).where(over).limit(1)).first() is None:
                return
        with self._database.transaction(writes=True) as connection:
            connection.execute(delete(order_rows).where(over))
        self._database.empty_log()
