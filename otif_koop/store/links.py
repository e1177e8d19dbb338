"""Links with rights: made and revoked by a facilitator, exchanged by a browser for the right to come in.

The secret of a link (256 random bits) is shown once, when it is made; the store keeps its SHA-256, which needs no
salt for a secret that nobody can guess. A browser brings a secret of its own, kept in a cookie; what the store knows
of it is, again, the hash.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, insert, select, update

from otif_koop.message import Refused, message
from otif_koop.store.database import Database
from otif_koop.store.link_rows import holds, must_hold
from otif_koop.store.rights import KINDS, Kind, Right, no_right
from otif_koop.store.schema import guests, links, workshops
from otif_koop.workshop.text import readable

MAKER = "maker"
"""The label of the link of whoever made the workshop; its secret was never shown."""

MOST_LINKS = 200
LONGEST_NAME = 60  # characters


@dataclass(frozen=True)
class Link:
    """A link as a facilitator sees it; `guests` is how many browsers came in by it."""

    id: str
    kind: Kind
    label: str
    made_by: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    guests: int = 0

    def holds(self, at: datetime) -> bool:
        """Whether it still opens the workshop."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


class Links:
    """The links of all workshops of one database; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, right: Right, kind: Kind, *, label: str = "", days: int | None = None) -> tuple[Link, str]:
        """A new link that holds for so many days (None: until it is revoked), and its secret, told only now."""
        right.demand("share")
        now = datetime.now(UTC)
        until = None if days is None else now + timedelta(days=days)
        link = Link(secrets.token_urlsafe(9), kind, readable(label)[:LONGEST_NAME], right.name, now, until, None)
        token = secrets.token_urlsafe(32)
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            if len(connection.execute(select(links.c.id).where(links.c.workshop_id == right.workshop_id)).all()) >= (
                MOST_LINKS
            ):
                raise Refused(message("This workshop has {n} links, the most it can have.", n=MOST_LINKS))
            self._add(connection, link, right.workshop_id, token)
        return link, token

    def _add(self, connection: Connection, link: Link, workshop_id: str, token: str) -> None:
        connection.execute(
            insert(links).values(
                id=link.id,
                workshop_id=workshop_id,
                kind=link.kind,
                token_hash=hashed(token),
                label=link.label,
                made_by=link.made_by,
                made_at=link.made_at,
                expires_at=link.expires_at,
            )
        )

    def for_maker(self, workshop_id: str, browser: str, name: str) -> Right:
        """The right of the browser that has just made this workshop; raises `Refused` when it is anybody else's."""
        now = datetime.now(UTC)
        link = Link(secrets.token_urlsafe(9), "facilitator", MAKER, name, now, None, None)
        with self._database.transaction(writes=True) as connection:
            revision = connection.scalar(select(workshops.c.revision).where(workshops.c.id == workshop_id))
            if revision != 0 or connection.scalar(select(links.c.id).where(links.c.workshop_id == workshop_id)):
                raise Refused(no_right())
            self._add(connection, link, workshop_id, secrets.token_urlsafe(32))
            _come_in(connection, hashed(browser), link.id, workshop_id, name, now)
        return Right(workshop_id, "facilitator", name, link.id)

    def all(self, right: Right) -> list[Link]:
        """The links of the workshop, newest first."""
        right.demand("share")
        own = select(links).where(links.c.workshop_id == right.workshop_id, links.c.kind.in_(KINDS))
        asked = own.order_by(links.c.made_at.desc())
        came = select(guests.c.link_id).where(guests.c.workshop_id == right.workshop_id)
        with self._database.transaction() as connection:
            must_hold(connection, right)
            rows = connection.execute(asked).all()
            by = connection.scalars(came).all()
        return [
            Link(
                row.id, row.kind, row.label, row.made_by, row.made_at, row.expires_at, row.revoked_at, by.count(row.id)
            )
            for row in rows
        ]

    def revoke(self, right: Right, link_id: str) -> None:
        """From now on the link opens nothing, also for those who came in by it; not one's own link."""
        right.demand("share")
        if link_id == right.link:
            raise Refused(message("This is the link by which this browser came in: revoke it from another."))
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            connection.execute(
                update(links)
                .where(links.c.id == link_id, links.c.workshop_id == right.workshop_id, links.c.revoked_at.is_(None))
                .values(revoked_at=datetime.now(UTC))
            )

    def join(self, token: str, browser: str, name: str) -> Right:
        """Lets a browser in by the secret of a link; raises `Refused` where that holds no (longer).

        A `name` that another browser in the workshop has gets a number; a browser that was in already keeps its own.
        """
        now = datetime.now(UTC)
        with self._database.transaction() as connection:  # a guess must not keep anyone from writing
            asked = select(links).where(links.c.token_hash == hashed(token), links.c.kind.in_(KINDS))
            link = connection.execute(asked).one_or_none()
        if link is None:
            raise Unknown(message("This link opens nothing: it is not complete, or not from here."))
        if link.revoked_at is not None:
            raise Refused(message("This link was taken back. Ask the facilitator for a new one."))
        if link.expires_at is not None and link.expires_at <= now:
            until = link.expires_at
            raise Refused(message("This link held until {day:date}. Ask the facilitator for a new one.", day=until))
        own = hashed(browser)
        with self._database.transaction(writes=True) as connection:
            known = connection.scalar(select(guests.c.name).where(guests.c.browser == own, guests.c.link_id == link.id))
            if known is None:
                known = _free(connection, link.workshop_id, name, besides=own)
                _come_in(connection, own, link.id, link.workshop_id, known, now)
        return Right(link.workshop_id, link.kind, known, link.id)

    def call(self, right: Right, browser: str, name: str) -> Right:
        """The same right under another name, which stays with the browser."""
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            free = _free(connection, right.workshop_id, name, besides=hashed(browser))
            connection.execute(
                update(guests)
                .where(guests.c.browser == hashed(browser), guests.c.workshop_id == right.workshop_id)
                .values(name=free)
            )
        return Right(right.workshop_id, right.kind, free, right.link)

    def right_of(self, browser: str, workshop_id: str) -> Right | None:
        """The most that a browser may in a workshop by a link that holds now; None when that is nothing."""
        rows = self._rights(browser, guests.c.workshop_id == workshop_id)
        return max(rows, key=lambda right: KINDS.index(right.kind), default=None)

    def workshops_of(self, browser: str) -> list[str]:
        """The ids of the workshops that a browser may come into."""
        return list(dict.fromkeys(right.workshop_id for right in self._rights(browser)))

    def leave(self, browser: str, workshop_id: str) -> None:
        """Forgets that this browser came in by a link."""
        with self._database.transaction(writes=True) as connection:
            connection.execute(
                guests.delete().where(guests.c.browser == hashed(browser), guests.c.workshop_id == workshop_id)
            )

    def _rights(self, browser: str, *also: Any) -> list[Right]:
        if not browser:
            return []
        asked = (
            select(guests.c.workshop_id, links.c.kind, guests.c.name, links.c.id)
            .join(links, links.c.id == guests.c.link_id)
            .where(guests.c.browser == hashed(browser), holds(datetime.now(UTC)), *also)
        )
        with self._database.transaction() as connection:
            rows = connection.execute(asked).all()
        return [Right(workshop_id, cast("Kind", kind), name, link) for workshop_id, kind, name, link in rows]


class Unknown(Refused):
    """A secret that belongs to no link: mistyped, or guessed."""


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _come_in(connection: Connection, browser: str, link_id: str, workshop_id: str, name: str, at: datetime) -> None:
    connection.execute(
        insert(guests).values(browser=browser, link_id=link_id, workshop_id=workshop_id, name=name, joined_at=at)
    )


def _free(connection: Connection, workshop_id: str, name: str, besides: str = "") -> str:
    """`name`, with a number where another in the workshop has it: undo and the log tell people apart by it."""
    name = " ".join(readable(name).split())[:LONGEST_NAME] or "?"
    taken = set(
        connection.scalars(
            select(guests.c.name).where(guests.c.workshop_id == workshop_id, guests.c.browser != besides)
        )
    )
    return next(one for n in range(1, len(taken) + 2) if (one := name if n == 1 else f"{name} {n}") not in taken)
