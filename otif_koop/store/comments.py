"""Remarks at a step of the plan or about a rule, each under a name.

Only whoever made one, or a facilitator, takes it away.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, insert, select

from otif_koop.message import Refused, message
from otif_koop.store.database import Database
from otif_koop.store.link_rows import must_hold
from otif_koop.store.links import hashed
from otif_koop.store.rights import Right
from otif_koop.store.scenes import tell
from otif_koop.store.schema import comments
from otif_koop.workshop.text import readable

LONGEST_COMMENT = 2_000  # characters
MOST_COMMENTS = 2_000  # of a workshop


@dataclass(frozen=True)
class Comment:
    """A remark; `about`: the rule it is about, blank for the step; `is_mine`: by the browser that asked."""

    id: str
    step: str
    about: str
    text: str
    by: str
    at: datetime
    is_mine: bool


class Comments:
    """The remarks of all workshops of one database; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, right: Right, browser: str, step_id: str, text: str, about: str = "") -> None:
        """A remark under the name of `right`, at a step or about a rule; raises `Refused` for a blank or long one."""
        right.demand("comment")
        text = readable(text).strip()
        if not text:
            raise Refused(message("Write the remark first."))
        if len(text) > LONGEST_COMMENT:
            raise Refused(message("A remark has at most {most} characters.", most=LONGEST_COMMENT))
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            tell(connection, right.workshop_id)
            of_workshop = comments.c.workshop_id == right.workshop_id
            if (connection.scalar(select(func.count()).where(of_workshop)) or 0) >= MOST_COMMENTS:
                raise Refused(message("This workshop has {n} remarks, the most it can have.", n=MOST_COMMENTS))
            connection.execute(
                insert(comments).values(
                    id=secrets.token_urlsafe(9),
                    workshop_id=right.workshop_id,
                    step=step_id,
                    about=about,
                    text=text,
                    by=right.name,
                    browser=hashed(browser),
                    at=datetime.now(UTC),
                )
            )

    def at(self, right: Right, browser: str, step_id: str) -> list[Comment]:
        """The remarks at a step and about its rules, oldest first."""
        asked = (
            select(comments)
            .where(comments.c.workshop_id == right.workshop_id, comments.c.step == step_id)
            .order_by(comments.c.at, comments.c.id)
        )
        own = hashed(browser)
        with self._database.transaction() as connection:
            must_hold(connection, right)
            rows = connection.execute(asked).all()
        return [Comment(row.id, row.step, row.about, row.text, row.by, row.at, row.browser == own) for row in rows]

    def remove(self, right: Right, browser: str, comment_id: str) -> None:
        """Takes a remark away: one's own, or as a facilitator any."""
        right.demand("comment")
        these = [comments.c.id == comment_id, comments.c.workshop_id == right.workshop_id]
        if not right.may("lead"):
            these.append(comments.c.browser == hashed(browser))
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            tell(connection, right.workshop_id)
            connection.execute(comments.delete().where(*these))
