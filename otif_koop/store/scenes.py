"""Where the group of a workshop is, and in one question what changed in many workshops: their pulse."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, insert, select, update

from otif_koop.store.database import Database
from otif_koop.store.link_rows import must_hold
from otif_koop.store.rights import Right
from otif_koop.store.schema import ballots, scenes, votes, workshops
from otif_koop.workshop.scene import Scene, content_of, from_content


@dataclass(frozen=True)
class Pulse:
    """Numbers that change when there is something to see: the revision, the scene, and the votes on what is asked."""

    revision: int
    scene: int
    votes: int = 0


_CAST = (
    select(func.count(votes.c.voter))
    .join(ballots, votes.c.ballot_id == ballots.c.id)
    .where(ballots.c.workshop_id == workshops.c.id, ballots.c.closed_at.is_(None))
    .scalar_subquery()
)
_PULSE = (
    select(workshops.c.id, workshops.c.revision, scenes.c.number, _CAST)
    .outerjoin(scenes, scenes.c.workshop_id == workshops.c.id)
    .where(workshops.c.id.in_(bindparam("workshop_ids", expanding=True)))
)
"""Put together once: it is asked at every run of every page."""


class Scenes:
    """The scenes of all workshops of one database; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pulse(self, workshop_ids: Collection[str]) -> dict[str, Pulse]:
        """The pulse of each workshop that is there; cheap enough to ask every second."""
        wanted = {"workshop_ids": list(workshop_ids)[:1000]}
        with self._database.transaction() as connection:
            return {row[0]: Pulse(row[1], row[2] or 0, row[3]) for row in connection.execute(_PULSE, wanted)}

    def scene(self, workshop_id: str) -> Scene:
        """Where the group is now."""
        with self._database.transaction() as connection:
            content = connection.scalar(select(scenes.c.content).where(scenes.c.workshop_id == workshop_id))
        return Scene() if content is None else from_content(json.loads(content))

    def change(self, right: Right, how: Callable[[Scene], Scene]) -> Scene:
        """Changes the scene and gives it; raises `Refused` for who does not lead."""
        right.demand("lead")
        with self._database.transaction(writes=True) as connection:
            must_hold(connection, right)
            return tell(connection, right.workshop_id, how)


def tell(connection: Connection, workshop_id: str, how: Callable[[Scene], Scene] = lambda now: now) -> Scene:
    """Changes the scene, or only its number: there is something to see for all who have the workshop open."""
    # locked, so that two at once come one after the other
    connection.execute(select(workshops.c.id).where(workshops.c.id == workshop_id).with_for_update())
    row = connection.execute(
        select(scenes.c.number, scenes.c.content).where(scenes.c.workshop_id == workshop_id)
    ).one_or_none()
    after = how(Scene() if row is None else from_content(json.loads(row.content)))
    values = {"content": json.dumps(content_of(after)), "number": 1 if row is None else row.number + 1}
    if row is None:
        connection.execute(insert(scenes).values(workshop_id=workshop_id, **values))
    else:
        connection.execute(update(scenes).where(scenes.c.workshop_id == workshop_id).values(**values))
    return after
