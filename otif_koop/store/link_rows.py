"""Links in the database: whether one holds, by its row."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from otif_koop.message import Refused
from otif_koop.store.rights import Right, no_right
from otif_koop.store.schema import links, workshops


def holds(at: datetime) -> ColumnElement[bool]:
    """The condition that a link is neither revoked nor expired."""
    return and_(links.c.revoked_at.is_(None), or_(links.c.expires_at.is_(None), links.c.expires_at > at))


def must_hold(connection: Connection, right: Right) -> None:
    """Raises `Refused` unless the link that gives `right` is there, of this workshop and kind, and holds now."""
    if right.link is None:
        return
    there = connection.scalar(
        select(links.c.id).where(
            links.c.id == right.link,
            links.c.workshop_id == right.workshop_id,
            links.c.kind == right.kind,
            holds(datetime.now(UTC)),
        )
    )
    if there is None:
        raise Refused(no_right())


def lock(connection: Connection, right: Right) -> bool:
    """Whether the workshop of `right` is there: then others who lock it wait, and nothing added outlives it.

    Raises `Refused` when the link of `right` does not hold at this moment.
    """
    must_hold(connection, right)
    asked = select(workshops.c.id).where(workshops.c.id == right.workshop_id).with_for_update()
    return connection.execute(asked).first() is not None
