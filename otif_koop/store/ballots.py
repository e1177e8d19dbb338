"""Questions to the room and their answers: one answer a browser, told to nobody until the question is revealed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from otif_koop.message import Refused, message
from otif_koop.store.database import Database
from otif_koop.store.link_rows import must_hold
from otif_koop.store.links import hashed
from otif_koop.store.rights import Right
from otif_koop.store.scenes import tell
from otif_koop.store.schema import ballots, votes
from otif_koop.workshop.ballot import Ballot, accepted, content_of, from_content


@dataclass(frozen=True)
class Asked:
    """A question as it was put; `n` is how many answered."""

    id: str
    ballot: Ballot
    opened_at: datetime
    is_open: bool
    is_revealed: bool
    n: int


class Ballots:
    """The questions of all workshops of one database; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, right: Right, ballot: Ballot) -> str:
        """Puts a question to the room; the one before it is closed. Gives its id."""
        right.demand("lead")
        now = datetime.now(UTC)
        ballot_id = secrets.token_urlsafe(9)
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            tell(connection, right.workshop_id)
            connection.execute(
                update(ballots)
                .where(ballots.c.workshop_id == right.workshop_id, ballots.c.closed_at.is_(None))
                .values(closed_at=now)
            )
            connection.execute(
                insert(ballots).values(
                    id=ballot_id,
                    workshop_id=right.workshop_id,
                    content=json.dumps(content_of(ballot)),
                    asked_by=right.name,
                    opened_at=now,
                )
            )
        return ballot_id

    def last(self, workshop_id: str) -> Asked | None:
        """The question that was put last, open or not."""
        count = select(func.count()).where(votes.c.ballot_id == ballots.c.id).correlate(ballots).scalar_subquery()
        asked = (
            select(ballots, count.label("n"))
            .where(ballots.c.workshop_id == workshop_id)
            .order_by(ballots.c.opened_at.desc())
            .limit(1)
        )
        with self._database.transaction() as connection:
            row = connection.execute(asked).one_or_none()
        return None if row is None else _asked(row)

    def cast(self, right: Right, browser: str, ballot_id: str, given: Mapping[str, str]) -> None:
        """Keeps the answer of a browser, in the place of one that it gave before; raises `Refused`."""
        right.demand("vote")
        if not browser:
            raise Refused(message("Vote by a participant's link, on a phone or in another browser."))
        voter = hashed(browser)
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            row = connection.execute(
                select(ballots.c.content, ballots.c.closed_at)
                .where(ballots.c.id == ballot_id, ballots.c.workshop_id == right.workshop_id)
                .with_for_update()
            ).one_or_none()
            if row is None or row.closed_at is not None:
                raise Refused(message("This question is closed."))
            answer = json.dumps(accepted(from_content(json.loads(row.content)), given))
            values = {"content": answer, "at": datetime.now(UTC)}
            mine = (votes.c.ballot_id == ballot_id, votes.c.voter == voter)
            if connection.execute(update(votes).where(*mine).values(**values)).rowcount == 0:
                connection.execute(
                    insert(votes).values(ballot_id=ballot_id, voter=voter, workshop_id=right.workshop_id, **values)
                )

    def mine(self, right: Right, browser: str, ballot_id: str) -> dict[str, Any] | None:
        """What this browser answered."""
        with self._database.transaction() as connection:
            content = connection.scalar(
                select(votes.c.content).where(
                    votes.c.ballot_id == ballot_id,
                    votes.c.voter == hashed(browser),
                    votes.c.workshop_id == right.workshop_id,
                )
            )
        return None if content is None else json.loads(content)

    def reveal(self, right: Right, ballot_id: str) -> None:
        """Closes the question and shows what came out, to all."""
        self._end(right, ballot_id, reveals=True)

    def close(self, right: Right, ballot_id: str) -> None:
        """Closes the question without showing anything."""
        self._end(right, ballot_id, reveals=False)

    def _end(self, right: Right, ballot_id: str, *, reveals: bool) -> None:
        right.demand("lead")
        now = datetime.now(UTC)
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            tell(connection, right.workshop_id)
            mine = (ballots.c.id == ballot_id, ballots.c.workshop_id == right.workshop_id)
            connection.execute(update(ballots).where(*mine, ballots.c.closed_at.is_(None)).values(closed_at=now))
            if reveals:
                connection.execute(update(ballots).where(*mine).values(revealed_at=now))

    def votes(self, right: Right, ballot_id: str) -> list[dict[str, Any]]:
        """The answers, without who gave them, in no order that tells; raises `Refused` until they are revealed."""
        right.demand("see")
        with self._database.transaction() as connection:
            must_hold(connection, right)
            revealed = connection.scalar(
                select(ballots.c.revealed_at).where(
                    ballots.c.id == ballot_id, ballots.c.workshop_id == right.workshop_id
                )
            )
            if revealed is None:
                raise Refused(message("The answers are hidden until the facilitator shows them."))
            rows = connection.scalars(
                select(votes.c.content).where(votes.c.ballot_id == ballot_id).order_by(votes.c.voter)
            )
            return [json.loads(content) for content in rows]


def _asked(row: Row[Any]) -> Asked:
    return Asked(
        row.id,
        from_content(json.loads(row.content)),
        row.opened_at,
        row.closed_at is None,
        row.revealed_at is not None,
        row.n,
    )
