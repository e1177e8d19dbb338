"""Links to what a customer group gets to see: one a group, which opens that page and nothing else of the workshop."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from otif_koop.message import Message, Refused, message
from otif_koop.store.database import Database
from otif_koop.store.link_rows import holds, must_hold
from otif_koop.store.links import Unknown, hashed
from otif_koop.store.rights import Right
from otif_koop.store.schema import links

KIND = "publication"
"""Not one of the rights: whoever has such a link can come into no workshop."""


class Publications:
    """The links of published pages, in the table of all links; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, right: Right, group_id: str) -> str:
        """The secret of a new link for a group, told only now; the one before it opens nothing any more."""
        right.demand("share")
        token = secrets.token_urlsafe(32)
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            _revoke(connection, right.workshop_id, group_id)
            connection.execute(
                insert(links).values(
                    id=secrets.token_urlsafe(9),
                    workshop_id=right.workshop_id,
                    kind=KIND,
                    token_hash=hashed(token),
                    label=group_id,
                    made_by=right.name,
                    made_at=datetime.now(UTC),
                )
            )
        return token

    def take_back(self, right: Right, group_id: str) -> None:
        """From now on no link opens the page of this group."""
        right.demand("share")
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            _revoke(connection, right.workshop_id, group_id)

    def opened_by(self, token: str) -> tuple[str, str]:
        """The workshop and the group whose page a secret opens.

        Raises `Unknown` where it is nobody's, and `Refused` where it was taken back.
        """
        asked = select(links.c.workshop_id, links.c.label, holds(datetime.now(UTC)).label("holds"))
        with self._database.transaction() as connection:
            row = connection.execute(asked.where(links.c.token_hash == hashed(token), links.c.kind == KIND)).first()
        if row is None:
            raise Unknown(message("This link opens nothing: it is not complete, or not from here."))
        if not row.holds:
            raise Refused(taken_back())
        return row.workshop_id, row.label


def taken_back() -> Message:
    """A page that is no longer published."""
    return message("These figures are no longer published. Ask who sent the link for a new one.")


def _revoke(connection: Connection, workshop_id: str, group_id: str) -> None:
    connection.execute(
        update(links)
        .where(
            links.c.workshop_id == workshop_id,
            links.c.kind == KIND,
            links.c.label == group_id,
            links.c.revoked_at.is_(None),
        )
        .values(revoked_at=datetime.now(UTC))
    )
